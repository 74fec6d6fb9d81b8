//! The SQL of personal data: what other rooms keep of a person, as far as it is the same question for all of them.

use uuid::Uuid;

use super::wrapping::WrappingKey;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{
    AccountId, AppealId, CaseId, ClaimId, CounterNoticeId, DisputeId, DisputeReportId, ObjectId, TargetId, UploadId,
};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(super) async fn is_queued(tx: &mut Tx, payload: &str) -> Result<bool> {
    Ok(db::one!(tx, (i64,), "SELECT COUNT(*) FROM jobs WHERE payload = $1", payload)?.0 > 0)
}

// Wrapping keys --------------------------------------------------------------------------------------

/// Whether it was not there.
pub(super) async fn insert_wrapping_key(tx: &mut Tx, name: &str, case: CaseId, now: Time) -> Result<bool> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO wrapping_keys (name, log_case, made_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
        name,
        case,
        now
    )?;
    Ok(inserted == 1)
}

/// All of them, the oldest first, locked until the transaction ends.
pub(super) async fn wrapping_keys(tx: &mut Tx) -> Result<Vec<WrappingKey>> {
    let mut keys = db::all!(
        tx,
        WrappingKey,
        "UPDATE wrapping_keys SET name = name WHERE destroyed_at IS NULL
         RETURNING name, log_case, made_at, left_at, destroyed_at"
    )?;
    keys.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(keys)
}

pub(super) async fn left_wrapping_key(tx: &mut Tx, name: &str, left_at: Option<Time>) -> Result<u64> {
    db::execute!(tx, "UPDATE wrapping_keys SET left_at = $2 WHERE name = $1", name, left_at)
}

pub(super) async fn destroyed_wrapping_key(tx: &mut Tx, name: &str, now: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE wrapping_keys SET destroyed_at = $2 WHERE name = $1 AND destroyed_at IS NULL", name, now)
}

/// Whether an answer of a program's request is kept under a key.
pub(super) async fn any_answer_under(tx: &mut Tx, prefix: &[u8]) -> Result<bool> {
    let length = i32::try_from(prefix.len()).unwrap_or(i32::MAX);
    let sql = "SELECT COUNT(*) FROM api_answers WHERE substr(answer_sealed, 1, $2) = $1";
    Ok(db::one!(tx, (i64,), sql, prefix, length)?.0 > 0)
}

// What an account holds ------------------------------------------------------------------------------

/// Files that their owner can still delete, or whose deletion can still be taken back: some of them.
pub(super) async fn files_to_delete(tx: &mut Tx, owner: AccountId, now: Time) -> Result<Vec<ObjectId>> {
    let rows = db::all!(
        tx,
        (ObjectId,),
        "SELECT id FROM objects
         WHERE owner = $1 AND (state = 'available' OR (state = 'deleted' AND delete_after > $2)) ORDER BY id LIMIT 100",
        owner,
        now
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

pub(super) async fn uploads_to_discard(tx: &mut Tx, account: AccountId) -> Result<Vec<UploadId>> {
    let rows = db::all!(
        tx,
        (UploadId,),
        "SELECT id FROM uploads WHERE account = $1 AND state = 'open' ORDER BY id LIMIT 100",
        account
    )?;
    Ok(rows.into_iter().map(|(upload,)| upload).collect())
}

pub(super) async fn locked_files(tx: &mut Tx, owner: AccountId) -> Result<Vec<ObjectId>> {
    let rows = db::all!(
        tx,
        (ObjectId,),
        "SELECT o.id FROM objects o
         WHERE o.owner = $1 AND o.state = 'locked' ORDER BY o.id",
        owner
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// The last day of each preservation of an owner's files.
pub(super) async fn preserved_files(tx: &mut Tx, owner: AccountId, now: Time) -> Result<Vec<Option<Time>>> {
    let rows = db::all!(
        tx,
        (Option<Time>,),
        "SELECT p.until FROM preservation_holds p JOIN objects o ON o.id = p.object
         WHERE o.owner = $1 AND p.released_at IS NULL AND (p.until IS NULL OR p.until > $2)",
        owner,
        now
    )?;
    Ok(rows.into_iter().map(|(until,)| until).collect())
}

/// Claims that others made on an owner's files and that wait to be decided; and orders about them that some mirror has not
/// carried out.
pub(super) async fn claims_and_orders(tx: &mut Tx, owner: AccountId) -> Result<(i64, i64)> {
    db::one!(
        tx,
        (i64, i64),
        "SELECT (SELECT COUNT(*) FROM targets t JOIN objects o ON o.id = t.object
                 WHERE o.owner = $1 AND t.state = 'pending'),
                (SELECT COUNT(*) FROM objects o
                 WHERE o.owner = $1 AND o.state = 'deleted'
                   AND (o.purged_at IS NULL AND o.key_share_sealed IS NOT NULL)
                   AND NOT EXISTS (SELECT 1 FROM orders r WHERE r.object = o.id AND r.completed_at IS NOT NULL
                                     AND r.blob = o.blob))",
        owner
    )
}

/// What is open about the claims somebody sent, and about decisions on their files: targets that wait, when the last was
/// decided, how much is open about them, when the last of it ended.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(super) struct Cases {
    pub pending: i64,
    pub decided_at: Option<Time>,
    pub open: i64,
    pub ended_at: Option<Time>,
}

pub(super) async fn cases(tx: &mut Tx, account: AccountId) -> Result<Cases> {
    db::one!(
        tx,
        Cases,
        "WITH mine AS (
             SELECT d.id, d.decided_at FROM claims c JOIN targets t ON t.claim = c.id JOIN decisions d ON d.target = t.id
             WHERE c.account = $1
             UNION
             SELECT d.id, d.decided_at FROM objects o JOIN targets t ON t.object = o.id JOIN decisions d ON d.target = t.id
             WHERE o.owner = $1),
         answers AS (
             SELECT a.ended_at FROM mine JOIN appeals a ON a.decision = mine.id
             UNION ALL SELECT n.ended_at FROM mine JOIN counter_notices n ON n.decision = mine.id
             UNION ALL SELECT x.ended_at FROM mine JOIN disputes x ON x.decision = mine.id
             UNION ALL SELECT a.ended_at FROM appeals a WHERE a.account = $1 AND a.measure IS NOT NULL)
         SELECT (SELECT COUNT(*) FROM claims c JOIN targets t ON t.claim = c.id
                 WHERE c.account = $1 AND t.state = 'pending') AS pending,
                (SELECT MAX(decided_at) FROM mine) AS decided_at,
                (SELECT COUNT(*) FROM answers WHERE ended_at IS NULL) AS open,
                (SELECT MAX(ended_at) FROM answers) AS ended_at",
        account
    )
}

// What somebody wrote --------------------------------------------------------------------------------

/// The claims that somebody sent, after one of them.
pub(super) async fn claims_of(tx: &mut Tx, account: AccountId, after: ClaimId) -> Result<Vec<(ClaimId, Vec<u8>)>> {
    db::all!(
        tx,
        (ClaimId, Vec<u8>),
        "SELECT id, statement_sealed FROM claims WHERE account = $1 AND id > $2 ORDER BY id LIMIT 50",
        account,
        after
    )
}

pub(super) async fn targets_of(tx: &mut Tx, claim: ClaimId) -> Result<Vec<TargetId>> {
    let rows = db::all!(tx, (TargetId,), "SELECT id FROM targets WHERE claim = $1 ORDER BY position", claim)?;
    Ok(rows.into_iter().map(|(target,)| target).collect())
}

pub(super) async fn set_statement(tx: &mut Tx, claim: ClaimId, old: &[u8], new: &[u8]) -> Result<u64> {
    let sql = "UPDATE claims SET statement_sealed = $3 WHERE id = $1 AND statement_sealed = $2";
    db::execute!(tx, sql, claim, old, new)
}

/// What somebody answered in a case: id, the target it is about, and the sealed text.
pub(super) type Written<I> = (I, TargetId, Vec<u8>);

pub(super) async fn counter_notices_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Written<CounterNoticeId>>> {
    db::all!(
        tx,
        (CounterNoticeId, TargetId, Vec<u8>),
        "SELECT n.id, d.target, n.statement_sealed FROM counter_notices n JOIN decisions d ON d.id = n.decision
         WHERE n.account = $1 ORDER BY n.id",
        account
    )
}

pub(super) async fn set_counter_notice(tx: &mut Tx, id: CounterNoticeId, old: &[u8], new: &[u8]) -> Result<u64> {
    let sql = "UPDATE counter_notices SET statement_sealed = $3 WHERE id = $1 AND statement_sealed = $2";
    db::execute!(tx, sql, id, old, new)
}

pub(super) async fn appeals_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Written<AppealId>>> {
    db::all!(
        tx,
        (AppealId, TargetId, Vec<u8>),
        "SELECT a.id, d.target, a.grounds_sealed FROM appeals a JOIN decisions d ON d.id = a.decision
         WHERE a.account = $1 ORDER BY a.id",
        account
    )
}

/// Those against what was decided about the account itself, once they are decided.
pub(super) async fn ended_appeals_against_measures(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<(AppealId, Vec<u8>)>> {
    db::all!(
        tx,
        (AppealId, Vec<u8>),
        "SELECT id, grounds_sealed FROM appeals
         WHERE account = $1 AND measure IS NOT NULL AND outcome IS NOT NULL ORDER BY id",
        account
    )
}

pub(super) async fn set_grounds(tx: &mut Tx, id: AppealId, old: &[u8], new: &[u8]) -> Result<u64> {
    let sql = "UPDATE appeals SET grounds_sealed = $3 WHERE id = $1 AND grounds_sealed = $2";
    db::execute!(tx, sql, id, old, new)
}

pub(super) async fn disputes_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Written<DisputeId>>> {
    db::all!(
        tx,
        (DisputeId, TargetId, Vec<u8>),
        "SELECT x.id, d.target, x.statement_sealed FROM disputes x JOIN decisions d ON d.id = x.decision
         WHERE x.told_by = $1 AND x.told_as <> 'staff' AND x.statement_sealed IS NOT NULL ORDER BY x.id",
        account
    )
}

pub(super) async fn set_dispute(tx: &mut Tx, id: DisputeId, old: &[u8], new: &[u8]) -> Result<u64> {
    let sql = "UPDATE disputes SET statement_sealed = $3 WHERE id = $1 AND statement_sealed = $2";
    db::execute!(tx, sql, id, old, new)
}

/// What somebody without an organisation wrote of the end of their action.
pub(super) async fn dispute_reports_of(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<(DisputeReportId, TargetId, String)>> {
    db::all!(
        tx,
        (DisputeReportId, TargetId, String),
        "SELECT r.id, d.target, r.words FROM dispute_reports r JOIN disputes x ON x.id = r.dispute
             JOIN decisions d ON d.id = x.decision
         WHERE r.told_by = $1 AND r.told_as = 'notifier' ORDER BY r.id",
        account
    )
}

pub(super) async fn set_dispute_report(tx: &mut Tx, id: DisputeReportId, words: &str) -> Result<u64> {
    db::execute!(tx, "UPDATE dispute_reports SET words = $2 WHERE id = $1", id, words)
}

// The end --------------------------------------------------------------------------------------------

/// Files that their owner deleted for good: the share of their keys, their sealed names and what their links were called.
pub(super) async fn forget_files(tx: &mut Tx, owner: AccountId) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE links SET name_sealed = NULL, auth_hash = NULL
         WHERE object IN (SELECT id FROM objects WHERE owner = $1 AND state IN ('deleted', 'purged', 'discarded'))",
        owner
    )?;
    db::execute!(
        tx,
        "UPDATE objects SET key_share_sealed = NULL, sealed_metadata = NULL, content_header = NULL
         WHERE owner = $1 AND state = 'deleted'",
        owner
    )?;
    Ok(())
}

pub(super) async fn forget_views(tx: &mut Tx, account: AccountId) -> Result<u64> {
    db::execute!(tx, "DELETE FROM queue_views WHERE account = $1", account)
}

/// The cases of the log that tell of somebody: their account's, their files', and those of claims that they sent or that are
/// about their files. What they did for an organisation stays provable, by a number that leads to nobody: the copy of an
/// agreement that they signed has to prove itself as long as it binds.
pub(super) async fn cases_of(tx: &mut Tx, account: AccountId, after: Uuid) -> Result<Vec<CaseId>> {
    let rows = db::all!(
        tx,
        (CaseId,),
        "SELECT log_case FROM (
             SELECT log_case FROM accounts WHERE id = $1
             UNION SELECT log_case FROM objects WHERE owner = $1
             UNION SELECT log_case FROM claims WHERE account = $1
             UNION SELECT c.log_case FROM claims c JOIN targets t ON t.claim = c.id JOIN objects o ON o.id = t.object
                   WHERE o.owner = $1
         ) AS cases WHERE log_case > $2 ORDER BY log_case LIMIT 100",
        account,
        after
    )?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}

/// The cases of the log that are somebody's own: their account's, their files', the claims' they sent.
pub(super) async fn own_cases(tx: &mut Tx, account: AccountId, after: Uuid) -> Result<Vec<CaseId>> {
    let rows = db::all!(
        tx,
        (CaseId,),
        "SELECT log_case FROM (
             SELECT log_case FROM accounts WHERE id = $1
             UNION SELECT log_case FROM objects WHERE owner = $1
             UNION SELECT log_case FROM claims WHERE account = $1
         ) AS cases WHERE log_case > $2 ORDER BY log_case LIMIT 100",
        account,
        after
    )?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}
