//! The log's SQL.

mod trust;

use uuid::Uuid;

pub(super) use self::trust::{
    change_after, insert_change, key_retired, key_signs, open_change, policy_witnesses, prove_change, proven_changes,
    put_policy, quorum, signing_keys, trust_case,
};

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{CaseId, LogEntryId, ObjectId};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// A new row of the log.
pub(super) struct NewRow<'a> {
    pub(super) id: LogEntryId,
    pub(super) case: CaseId,
    pub(super) n: i64,
    pub(super) kind: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) journal_sealed: Option<Vec<u8>>,
    pub(super) at: Time,
}

/// The next number of a case. The row stays locked until the transaction ends, so a case never gets two of a number,
/// and none is left out when a transaction is rolled back.
pub(super) async fn count_up(tx: &mut Tx, case: CaseId) -> Result<i64> {
    let (n,) = db::one!(
        tx,
        (i64,),
        "INSERT INTO case_counters (case_id, entries) VALUES ($1, 1)
         ON CONFLICT (case_id) DO UPDATE SET entries = case_counters.entries + 1
         RETURNING entries",
        case
    )?;
    Ok(n)
}

/// Writes an entry that waits for its number.
pub(super) async fn insert(tx: &mut Tx, row: NewRow<'_>) -> Result<()> {
    let id = row.id;
    put_entry(tx, row).await?;
    db::execute!(tx, "INSERT INTO log_unnumbered (entry) VALUES ($1)", id)?;
    Ok(())
}

/// Writes the row of an entry, by which alone it has no index and waits for none.
async fn put_entry(tx: &mut Tx, row: NewRow<'_>) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO log_entries (id, case_id, n, kind, bytes, journal_sealed, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        row.id,
        row.case,
        row.n,
        row.kind,
        row.bytes,
        row.journal_sealed,
        row.at
    )?;
    Ok(())
}

pub(super) async fn insert_opening(
    tx: &mut Tx,
    entry: LogEntryId,
    field: &str,
    opening_sealed: Vec<u8>,
    value_sealed: Vec<u8>,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO log_openings (entry, field, opening_sealed, value_sealed) VALUES ($1, $2, $3, $4)",
        entry,
        field,
        opening_sealed,
        value_sealed
    )?;
    Ok(())
}

/// `field`, opening and value; the latter two are gone when they were erased.
pub(super) type OpeningRow = (String, Option<Vec<u8>>, Option<Vec<u8>>);

pub(super) async fn openings(tx: &mut Tx, entry: LogEntryId) -> Result<Vec<OpeningRow>> {
    db::all!(
        tx,
        OpeningRow,
        "SELECT field, opening_sealed, value_sealed FROM log_openings WHERE entry = $1 ORDER BY field",
        entry
    )
}

pub(super) async fn erase_openings(tx: &mut Tx, entry: LogEntryId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE log_openings SET opening_sealed = NULL, value_sealed = NULL, erased_at = $2
         WHERE entry = $1 AND erased_at IS NULL",
        entry,
        now
    )
}

/// How many entries a case has.
pub(super) async fn entries_of_case(tx: &mut Tx, case: CaseId) -> Result<i64> {
    let row = db::optional!(tx, (i64,), "SELECT entries FROM case_counters WHERE case_id = $1", case)?;
    Ok(row.map_or(0, |(entries,)| entries))
}

/// The entries of a case from after one number to another: number, entry, bytes.
pub(super) async fn bytes_of_case(
    tx: &mut Tx,
    case: CaseId,
    after: i64,
    to: i64,
) -> Result<Vec<(i64, LogEntryId, Vec<u8>)>> {
    db::all!(
        tx,
        (i64, LogEntryId, Vec<u8>),
        "SELECT n, id, bytes FROM log_entries WHERE case_id = $1 AND n > $2 AND n <= $3 ORDER BY n",
        case,
        after,
        to
    )
}

/// What the entries of a case commit to, from after one number to another: entry, field, sealed value.
pub(super) async fn values_of_case(
    tx: &mut Tx,
    case: CaseId,
    after: i64,
    to: i64,
) -> Result<Vec<(LogEntryId, String, Vec<u8>)>> {
    db::all!(
        tx,
        (LogEntryId, String, Vec<u8>),
        "SELECT e.id, o.field, o.value_sealed FROM log_entries e JOIN log_openings o ON o.entry = e.id
         WHERE e.case_id = $1 AND e.n > $2 AND e.n <= $3 AND o.value_sealed IS NOT NULL
         ORDER BY e.n, o.field",
        case,
        after,
        to
    )
}

/// What every entry of a kind in a case commits to in one field.
pub(super) async fn erase_field(tx: &mut Tx, case: CaseId, kind: &str, field: &str, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE log_openings SET opening_sealed = NULL, value_sealed = NULL, erased_at = $4
         WHERE field = $3 AND erased_at IS NULL
           AND entry IN (SELECT id FROM log_entries WHERE case_id = $1 AND kind = $2)",
        case,
        kind,
        field,
        now
    )
}

pub(super) async fn erase_opening(tx: &mut Tx, entry: LogEntryId, field: &str, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE log_openings SET opening_sealed = NULL, value_sealed = NULL, erased_at = $3
         WHERE entry = $1 AND field = $2 AND erased_at IS NULL",
        entry,
        field,
        now
    )
}

/// What is locked while numbers, checkpoints or cosignatures are written: a checkpoint goes only when nobody is cosigning it. The
/// number only has to be one that nothing else locks: "writ" in ASCII.
pub(super) const STATE: i64 = 0x7772_6974;
/// What whoever has a round in hand holds.
pub(super) const TURN: i64 = STATE + 1;
/// What is locked while a change of what the service is known by is entered or proven.
pub(super) const CHANGES: i64 = STATE + 2;

/// Waits on PostgreSQL until no other transaction holds this; until this one ends, none will. Who then says nothing to the server
/// for 10 seconds, as a process that hangs and a machine that is gone, loses its connection, and everybody else goes on. SQLite
/// has one writer in any case.
pub(super) async fn lock(tx: &mut Tx, what: i64) -> Result<()> {
    if matches!(tx, Tx::Postgres(_)) {
        db::execute!(tx, "SELECT set_config('idle_in_transaction_session_timeout', '10s', true)")?;
        db::execute!(tx, "SELECT pg_advisory_xact_lock($1)", what)?;
    }
    Ok(())
}

pub(super) async fn has_unnumbered(tx: &mut Tx) -> Result<bool> {
    Ok(db::optional!(tx, (LogEntryId,), "SELECT entry FROM log_unnumbered LIMIT 1")?.is_some())
}

/// An entry that waits for its number.
#[derive(sqlx::FromRow)]
pub(super) struct Waiting {
    pub(super) id: LogEntryId,
    pub(super) case_id: CaseId,
    pub(super) n: i64,
}

pub(super) async fn unnumbered(tx: &mut Tx) -> Result<Vec<Waiting>> {
    db::all!(
        tx,
        Waiting,
        "SELECT e.id, e.case_id, e.n FROM log_unnumbered u JOIN log_entries e ON e.id = u.entry ORDER BY e.at, e.id"
    )
}

pub(super) async fn bytes(tx: &mut Tx, entry: LogEntryId) -> Result<Vec<u8>> {
    Ok(db::one!(tx, (Vec<u8>,), "SELECT bytes FROM log_entries WHERE id = $1", entry)?.0)
}

pub(super) async fn number(tx: &mut Tx, entry: LogEntryId, index: i64) -> Result<()> {
    db::execute!(tx, "INSERT INTO log_indexes (entry, log_index) VALUES ($1, $2)", entry, index)?;
    db::execute!(tx, "DELETE FROM log_unnumbered WHERE entry = $1", entry)?;
    Ok(())
}

pub(super) async fn index(tx: &mut Tx, entry: LogEntryId) -> Result<Option<i64>> {
    Ok(db::optional!(tx, (i64,), "SELECT log_index FROM log_indexes WHERE entry = $1", entry)?.map(|row| row.0))
}

/// A numbered entry.
#[derive(sqlx::FromRow)]
pub(super) struct Numbered {
    pub(super) log_index: i64,
    pub(super) id: LogEntryId,
    pub(super) bytes: Vec<u8>,
    pub(super) journal_sealed: Option<Vec<u8>>,
}

pub(super) async fn numbered(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<Numbered>> {
    db::all!(
        tx,
        Numbered,
        "SELECT i.log_index, e.id, e.bytes, e.journal_sealed FROM log_indexes i JOIN log_entries e ON e.id = i.entry
         WHERE i.log_index >= $1 AND i.log_index < $2 ORDER BY i.log_index",
        from,
        to
    )
}

pub(super) async fn numbered_of_case(tx: &mut Tx, case: CaseId) -> Result<Vec<Numbered>> {
    db::all!(
        tx,
        Numbered,
        "SELECT i.log_index, e.id, e.bytes, e.journal_sealed FROM log_indexes i JOIN log_entries e ON e.id = i.entry
         WHERE e.case_id = $1 ORDER BY e.n",
        case
    )
}

/// The bytes of those of a case that wait for their number.
pub(super) async fn unnumbered_of_case(tx: &mut Tx, case: CaseId) -> Result<Vec<Vec<u8>>> {
    let rows = db::all!(
        tx,
        (Vec<u8>,),
        "SELECT e.bytes FROM log_unnumbered u JOIN log_entries e ON e.id = u.entry WHERE e.case_id = $1 ORDER BY e.n",
        case
    )?;
    Ok(rows.into_iter().map(|(bytes,)| bytes).collect())
}

/// The newest numbered entries, newest first.
pub(super) async fn newest(tx: &mut Tx, before: i64, limit: i64) -> Result<Vec<Numbered>> {
    db::all!(
        tx,
        Numbered,
        "SELECT i.log_index, e.id, e.bytes, e.journal_sealed FROM log_indexes i JOIN log_entries e ON e.id = i.entry
         WHERE i.log_index < $1 ORDER BY i.log_index DESC LIMIT $2",
        before,
        limit
    )
}

/// Size and root of what is numbered.
pub(super) async fn state(tx: &mut Tx) -> Result<Option<(i64, Vec<u8>)>> {
    db::optional!(tx, (i64, Vec<u8>), "SELECT size, root FROM log_state WHERE id = 1")
}

pub(super) async fn put_state(tx: &mut Tx, size: i64, root: &[u8], now: Time) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO log_state (id, size, root, sequenced_at) VALUES (1, $1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET size = excluded.size, root = excluded.root, sequenced_at = excluded.sequenced_at",
        size,
        root,
        now
    )?;
    Ok(())
}

/// The hashes of a tile, as many as there are.
pub(super) async fn tile(tx: &mut Tx, level: i64, index: i64) -> Result<Option<Vec<u8>>> {
    let row = db::optional!(
        tx,
        (Vec<u8>,),
        "SELECT bytes FROM log_tiles WHERE level = $1 AND tile_index = $2 ORDER BY width DESC LIMIT 1",
        level,
        index
    )?;
    Ok(row.map(|row| row.0))
}

/// Writes a tile in the place of its narrower forms, which are its beginning.
pub(super) async fn put_tile(tx: &mut Tx, level: i64, index: i64, width: i64, bytes: &[u8]) -> Result<()> {
    db::execute!(tx, "DELETE FROM log_tiles WHERE level = $1 AND tile_index = $2", level, index)?;
    db::execute!(
        tx,
        "INSERT INTO log_tiles (level, tile_index, width, bytes) VALUES ($1, $2, $3, $4)",
        level,
        index,
        width,
        bytes
    )?;
    Ok(())
}

/// A published checkpoint: size and signed note, without cosignatures.
pub(super) type CheckpointRow = (i64, String);

pub(super) async fn latest_checkpoint(tx: &mut Tx) -> Result<Option<CheckpointRow>> {
    db::optional!(tx, CheckpointRow, "SELECT size, note FROM log_checkpoints ORDER BY size DESC LIMIT 1")
}

pub(super) async fn checkpoint(tx: &mut Tx, size: i64) -> Result<Option<CheckpointRow>> {
    db::optional!(tx, CheckpointRow, "SELECT size, note FROM log_checkpoints WHERE size = $1", size)
}

/// The latest checkpoint beyond `index` with at least `quorum` cosignatures that count, one with any before one with none.
pub(super) async fn checkpoint_over(tx: &mut Tx, index: i64, quorum: i64) -> Result<Option<CheckpointRow>> {
    db::optional!(
        tx,
        CheckpointRow,
        "SELECT c.size, c.note FROM log_checkpoints c
         LEFT JOIN (SELECT l.size, COUNT(*) AS lines, COUNT(w.witness) AS counted
                    FROM log_cosignatures l LEFT JOIN policy_witnesses w ON w.witness = l.witness GROUP BY l.size) s
           ON s.size = c.size
         WHERE c.size > $1 AND COALESCE(s.counted, 0) >= $2
         ORDER BY CASE WHEN s.lines IS NULL THEN 1 ELSE 0 END, c.size DESC LIMIT 1",
        index,
        quorum
    )
}

/// The latest checkpoint beyond `index` that `witness`, and at least `quorum` of those that count, cosigned.
pub(super) async fn checkpoint_cosigned_by(
    tx: &mut Tx,
    index: i64,
    witness: &str,
    quorum: i64,
) -> Result<Option<CheckpointRow>> {
    db::optional!(
        tx,
        CheckpointRow,
        "SELECT c.size, c.note FROM log_checkpoints c JOIN log_cosignatures s ON s.size = c.size
         WHERE c.size > $1 AND s.witness = $2
           AND (SELECT COUNT(*) FROM log_cosignatures every JOIN policy_witnesses w ON w.witness = every.witness
                WHERE every.size = c.size) >= $3
         ORDER BY c.size DESC LIMIT 1",
        index,
        witness,
        quorum
    )
}

/// Records a published checkpoint.
pub(super) async fn put_checkpoint_again(tx: &mut Tx, size: i64, note: &str, now: Time) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO log_checkpoints (size, note, signed_at) VALUES ($1, $2, $3) ON CONFLICT (size) DO NOTHING",
        size,
        note,
        now
    )?;
    Ok(())
}

/// Records the latest published checkpoint, and lets go of older ones that nobody cosigned: no proof leads there.
pub(super) async fn put_checkpoint(tx: &mut Tx, size: i64, note: &str, now: Time) -> Result<()> {
    put_checkpoint_again(tx, size, note, now).await?;
    db::execute!(
        tx,
        "DELETE FROM log_checkpoints WHERE size < $1
         AND NOT EXISTS (SELECT 1 FROM log_cosignatures s WHERE s.size = log_checkpoints.size)",
        size
    )?;
    Ok(())
}

/// The witnesses and their lines under the checkpoint of `size`, those that count first, and then in the order of their names.
pub(super) async fn cosignatures(tx: &mut Tx, size: i64) -> Result<Vec<(String, String)>> {
    db::all!(
        tx,
        (String, String),
        "SELECT l.witness, l.line FROM log_cosignatures l LEFT JOIN policy_witnesses w ON w.witness = l.witness
         WHERE l.size = $1 ORDER BY CASE WHEN w.witness IS NULL THEN 1 ELSE 0 END, l.witness",
        size
    )
}

/// How many of the cosignatures under the checkpoint of `size` count.
pub(super) async fn counted(tx: &mut Tx, size: i64) -> Result<i64> {
    let (counted,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM log_cosignatures l JOIN policy_witnesses w ON w.witness = l.witness WHERE l.size = $1",
        size
    )?;
    Ok(counted)
}

pub(super) async fn put_cosignature(tx: &mut Tx, size: i64, witness: &str, line: &str) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO log_cosignatures (size, witness, line) VALUES ($1, $2, $3) ON CONFLICT (size, witness) DO NOTHING",
        size,
        witness,
        line
    )?;
    Ok(())
}

/// The largest size that `witness` cosigned.
pub(super) async fn last_cosigned(tx: &mut Tx, witness: &str) -> Result<i64> {
    let (size,) = db::one!(tx, (Option<i64>,), "SELECT MAX(size) FROM log_cosignatures WHERE witness = $1", witness)?;
    Ok(size.unwrap_or(0))
}

// recoveries -------------------------------------------------------------------------------------

/// A recovery that was begun and is not finished: it, and how many entries there were before.
pub(super) async fn open_recovery(tx: &mut Tx) -> Result<Option<(Uuid, i64)>> {
    db::optional!(tx, (Uuid, i64), "SELECT id, from_size FROM recoveries WHERE finished_at IS NULL")
}

pub(super) async fn begin_recovery(tx: &mut Tx, id: Uuid, case: CaseId, from: i64, now: Time) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO recoveries (id, log_case, from_size, begun_at) VALUES ($1, $2, $3, $4)",
        id,
        case,
        from,
        now
    )?;
    Ok(())
}

pub(super) async fn case_of_recovery(tx: &mut Tx, id: Uuid) -> Result<CaseId> {
    Ok(db::one!(tx, (CaseId,), "SELECT log_case FROM recoveries WHERE id = $1", id)?.0)
}

pub(super) async fn finish_recovery(tx: &mut Tx, id: Uuid, size: i64, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE recoveries SET to_size = $2, finished_at = $3 WHERE id = $1 AND finished_at IS NULL",
        id,
        size,
        now
    )
}

/// The entry of a case that has that number, with its bytes.
pub(super) async fn entry_of_case(tx: &mut Tx, case: CaseId, n: i64) -> Result<Option<(LogEntryId, Vec<u8>)>> {
    db::optional!(tx, (LogEntryId, Vec<u8>), "SELECT id, bytes FROM log_entries WHERE case_id = $1 AND n = $2", case, n)
}

/// Takes an entry back that was published and is not here. It gets its index apart.
pub(super) async fn take_back(tx: &mut Tx, recovery: Uuid, row: NewRow<'_>) -> Result<()> {
    let (id, case, n) = (row.id, row.case, row.n);
    put_entry(tx, row).await?;
    db::execute!(
        tx,
        "INSERT INTO case_counters (case_id, entries) VALUES ($1, $2)
         ON CONFLICT (case_id) DO UPDATE SET entries = excluded.entries WHERE case_counters.entries < excluded.entries",
        case,
        n
    )?;
    db::execute!(tx, "INSERT INTO recovered_entries (entry, recovery) VALUES ($1, $2)", id, recovery)?;
    Ok(())
}

/// The next entries of a recovery that nobody has seen to yet, in the order of the log.
pub(super) async fn taken_back(tx: &mut Tx, recovery: Uuid, limit: i64) -> Result<Vec<Numbered>> {
    db::all!(
        tx,
        Numbered,
        "SELECT i.log_index, e.id, e.bytes, e.journal_sealed
         FROM recovered_entries r JOIN log_entries e ON e.id = r.entry JOIN log_indexes i ON i.entry = e.id
         WHERE r.recovery = $1 AND r.applied_at IS NULL ORDER BY i.log_index LIMIT $2",
        recovery,
        limit
    )
}

pub(super) async fn applied(
    tx: &mut Tx,
    entry: LogEntryId,
    left: Option<&str>,
    object: Option<ObjectId>,
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE recovered_entries SET applied_at = $2, left_over = $3, object = $4 WHERE entry = $1 AND applied_at IS NULL",
        entry,
        now,
        left,
        object
    )
}

/// What a recovery came upon: index, kind, case, why it is left over if it is, and the object that it is about where that is known.
pub(super) type LeftRow = (i64, String, CaseId, Time, String, Option<ObjectId>);

pub(super) async fn left_over(tx: &mut Tx) -> Result<Vec<LeftRow>> {
    db::all!(
        tx,
        LeftRow,
        "SELECT i.log_index, e.kind, e.case_id, e.at, r.left_over, r.object
         FROM recovered_entries r JOIN log_entries e ON e.id = r.entry JOIN log_indexes i ON i.entry = e.id
         WHERE r.left_over IS NOT NULL ORDER BY i.log_index"
    )
}
