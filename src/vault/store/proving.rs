//! What mirrors showed of themselves, and what their hosts refused.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{BlobId, MirrorId, MirrorResultId, ObjectId, RefusalId};
use crate::vault::ReplicaState;
use crate::vault::proving::Outcome;
use crate::vault::standing::Standing;

/// What was last heard of a mirror.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Signs {
    /// When it last asked what it is to obey.
    pub polled_at: Option<Time>,
    /// When it last said how it is, which is the rest.
    pub answered_at: Option<Time>,
    /// The version of Writ that it runs.
    pub version: Option<String>,
    /// Its free space in bytes.
    pub free_bytes: Option<i64>,
    /// How many completed blobs it holds.
    pub replicas: Option<i64>,
    /// The size of the log that it cosigned last.
    pub cosigned_size: Option<i64>,
    /// Since when it has hashed everything again.
    pub scrubbed_since: Option<Time>,
    /// How many orders it refused, ever.
    pub refused_orders: Option<i64>,
}

pub async fn signs(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Signs>, sqlx::Error> {
    db::optional!(
        tx,
        Signs,
        "SELECT polled_at, answered_at, version, free_bytes, replicas, cosigned_size, scrubbed_since, refused_orders
         FROM mirror_reports WHERE mirror = $1 AND (answered_at IS NOT NULL OR polled_at IS NOT NULL)",
        mirror
    )
}

pub async fn polled(tx: &mut Tx, mirror: MirrorId, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO mirror_reports (mirror, polled_at) VALUES ($1, $2) ON CONFLICT (mirror) DO UPDATE SET polled_at = $2",
        mirror,
        now
    )?;
    Ok(())
}

pub async fn insert_result(
    tx: &mut Tx,
    id: MirrorResultId,
    mirror: MirrorId,
    outcome: Outcome,
    blob: Option<BlobId>,
    millis: Option<i64>,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO mirror_results (id, mirror, outcome, blob, millis, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
        id,
        mirror,
        outcome,
        blob,
        millis,
        now
    )?;
    Ok(())
}

/// Since when mirrors were looked at without a gap, and when they were last; nothing before the first look.
pub async fn watched(tx: &mut Tx) -> Result<Option<(Time, Time)>, sqlx::Error> {
    db::optional!(tx, (Time, Time), "SELECT since, looked_at FROM mirror_watch WHERE id = 1")
}

/// Mirrors are looked at now, and were since then.
pub async fn set_watched(tx: &mut Tx, since: Time, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO mirror_watch (id, since, looked_at) VALUES (1, $1, $2)
         ON CONFLICT (id) DO UPDATE SET since = $1, looked_at = $2",
        since,
        now
    )?;
    Ok(())
}

/// Forgets what was shown by then.
pub async fn forget_results(tx: &mut Tx, until: Time) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "DELETE FROM mirror_results WHERE made_at <= $1", until)
}

/// How often each thing was shown since then.
pub async fn counted(tx: &mut Tx, mirror: MirrorId, since: Time) -> Result<Vec<(Outcome, i64)>, sqlx::Error> {
    db::all!(
        tx,
        (Outcome, i64),
        "SELECT outcome, COUNT(*) FROM mirror_results WHERE mirror = $1 AND made_at > $2 GROUP BY outcome",
        mirror,
        since
    )
}

/// When a mirror first did not answer after it last did.
pub async fn silent_since(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Time>, sqlx::Error> {
    let (since,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MIN(made_at) FROM mirror_results
         WHERE mirror = $1 AND outcome = 'silent'
           AND made_at > COALESCE((SELECT s.answered_at FROM mirror_reports s WHERE s.mirror = $1), 0)",
        mirror
    )?;
    Ok(since)
}

/// When the oldest order was issued of which a mirror owes the receipt.
pub async fn owes_since(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Time>, sqlx::Error> {
    let (since,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MIN(issued_at)
         FROM (SELECT o.issued_at FROM order_deliveries d JOIN orders o ON o.id = d.order_id
               WHERE d.mirror = $1 AND d.state <> 'done' AND d.receipted_at IS NULL AND d.probed_at IS NULL
               UNION ALL
               SELECT e.issued_at FROM evacuation_orders e WHERE e.mirror = $1 AND e.state <> 'done') owed",
        mirror
    )?;
    Ok(since)
}

/// How many receipts of a mirror were found untrue since then.
pub async fn untrue_receipts(tx: &mut Tx, mirror: MirrorId, since: Time) -> Result<i64, sqlx::Error> {
    let (number,) = db::one!(
        tx,
        (i64,),
        "SELECT (SELECT COUNT(*) FROM order_deliveries WHERE mirror = $1 AND probe_outcome = 'held' AND probed_at > $2)
              + (SELECT COUNT(*) FROM evacuation_orders WHERE mirror = $1 AND probe_outcome = 'held' AND probed_at > $2)",
        mirror,
        since
    )?;
    Ok(number)
}

/// How many orders a mirror refuses.
pub async fn refused_orders(tx: &mut Tx, mirror: MirrorId) -> Result<i64, sqlx::Error> {
    let (number,) = db::one!(
        tx,
        (i64,),
        "SELECT (SELECT COUNT(*) FROM order_deliveries WHERE mirror = $1 AND state = 'refused')
              + (SELECT COUNT(*) FROM evacuation_orders WHERE mirror = $1 AND state = 'refused')",
        mirror
    )?;
    Ok(number)
}

/// The first and the last blob that a mirror signed for.
pub async fn stored_span(tx: &mut Tx, mirror: MirrorId) -> Result<Option<(BlobId, BlobId)>, sqlx::Error> {
    let first = "SELECT blob FROM replicas WHERE mirror = $1 AND state = 'stored' ORDER BY blob LIMIT 1";
    let last = "SELECT blob FROM replicas WHERE mirror = $1 AND state = 'stored' ORDER BY blob DESC LIMIT 1";
    let Some((first,)) = db::optional!(tx, (BlobId,), first, mirror)? else { return Ok(None) };
    let Some((last,)) = db::optional!(tx, (BlobId,), last, mirror)? else { return Ok(None) };
    Ok(Some((first, last)))
}

/// The first blob from this id on that a mirror signed for.
pub async fn stored_from(tx: &mut Tx, mirror: MirrorId, from: BlobId) -> Result<Option<BlobId>, sqlx::Error> {
    let row = db::optional!(
        tx,
        (BlobId,),
        "SELECT blob FROM replicas WHERE mirror = $1 AND state = 'stored' AND blob >= $2 ORDER BY blob LIMIT 1",
        mirror,
        from
    )?;
    Ok(row.map(|(blob,)| blob))
}

/// The last blob up to this id that a mirror signed for.
pub async fn stored_until(tx: &mut Tx, mirror: MirrorId, until: BlobId) -> Result<Option<BlobId>, sqlx::Error> {
    let row = db::optional!(
        tx,
        (BlobId,),
        "SELECT blob FROM replicas WHERE mirror = $1 AND state = 'stored' AND blob <= $2 ORDER BY blob DESC LIMIT 1",
        mirror,
        until
    )?;
    Ok(row.map(|(blob,)| blob))
}

pub async fn object_of(tx: &mut Tx, blob: BlobId) -> Result<Option<ObjectId>, sqlx::Error> {
    let row = db::optional!(tx, (ObjectId,), "SELECT object FROM blobs WHERE id = $1", blob)?;
    Ok(row.map(|(object,)| object))
}

/// Takes back that a mirror holds a blob.
pub async fn doubted(tx: &mut Tx, blob: BlobId, mirror: MirrorId, state: ReplicaState) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE replicas SET state = $3, stored_at = NULL, stored_token = NULL
         WHERE blob = $1 AND mirror = $2 AND (state = 'stored' OR (state = 'placed' AND $3 = 'lost'))",
        blob,
        mirror,
        state
    )
}

pub async fn thought_of(tx: &mut Tx, mirror: MirrorId, standing: Standing) -> Result<(), sqlx::Error> {
    db::execute!(tx, "UPDATE mirrors SET standing = $2 WHERE id = $1", mirror, standing)?;
    Ok(())
}

pub async fn failed(tx: &mut Tx, mirror: MirrorId, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirrors SET state = 'failed', failed_at = $2 WHERE id = $1 AND state IN ('admitted', 'draining')",
        mirror,
        now
    )?;
    Ok(())
}

/// Whether a blob was ever placed on a mirror.
pub async fn was_placed(tx: &mut Tx, blob: BlobId, mirror: MirrorId) -> Result<bool, sqlx::Error> {
    let (was,) =
        db::one!(tx, (bool,), "SELECT EXISTS (SELECT 1 FROM replicas WHERE blob = $1 AND mirror = $2)", blob, mirror)?;
    Ok(was)
}

/// Whether the host of a mirror refused anything since then.
pub async fn has_refused_since(tx: &mut Tx, mirror: MirrorId, since: Time) -> Result<bool, sqlx::Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM replica_refusals WHERE mirror = $1 AND refused_at >= $2)";
    Ok(db::one!(tx, (bool,), sql, mirror, since)?.0)
}

/// Whether it was inserted: a replica is refused once.
pub async fn insert_refusal(
    tx: &mut Tx,
    id: RefusalId,
    blob: BlobId,
    mirror: MirrorId,
    reason_sealed: &[u8],
    now: Time,
) -> Result<bool, sqlx::Error> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO replica_refusals (id, blob, mirror, reason_sealed, refused_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (blob, mirror) DO NOTHING",
        id,
        blob,
        mirror,
        reason_sealed,
        now
    )?;
    Ok(inserted == 1)
}

/// That a mirror said to have deleted a blob which nobody ordered away weighs no more than that it had it not. Whatever else it showed of it stays.
pub async fn excuse_gone(tx: &mut Tx, blob: BlobId, mirror: MirrorId) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirror_results SET outcome = 'lost' WHERE mirror = $1 AND blob = $2 AND outcome = 'gone'",
        mirror,
        blob
    )?;
    Ok(())
}

/// How many replicas the host of a mirror refused since then.
pub async fn refused_since(tx: &mut Tx, mirror: MirrorId, since: Time) -> Result<i64, sqlx::Error> {
    let sql = "SELECT COUNT(*) FROM replica_refusals WHERE mirror = $1 AND refused_at > $2";
    Ok(db::one!(tx, (i64,), sql, mirror, since)?.0)
}

/// How many blobs a mirror signed for and has still.
pub async fn stored(tx: &mut Tx, mirror: MirrorId) -> Result<i64, sqlx::Error> {
    let sql = "SELECT COUNT(*) FROM replicas WHERE mirror = $1 AND state = 'stored'";
    Ok(db::one!(tx, (i64,), sql, mirror)?.0)
}

#[derive(sqlx::FromRow)]
pub struct RefusalRow {
    pub id: RefusalId,
    pub blob: BlobId,
    pub reason_sealed: Vec<u8>,
    pub refused_at: Time,
}

/// What the host of a mirror refused, the latest first.
pub async fn refusals(tx: &mut Tx, mirror: MirrorId) -> Result<Vec<RefusalRow>, sqlx::Error> {
    db::all!(
        tx,
        RefusalRow,
        "SELECT id, blob, reason_sealed, refused_at FROM replica_refusals WHERE mirror = $1 ORDER BY refused_at DESC, blob LIMIT 100",
        mirror
    )
}
