//! What a recovery applies again beyond files and persons: powers that were taken away.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{CaseId, ObjectId};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(super) async fn withdraw_role(tx: &mut Tx, case: CaseId, role: &str) -> Result<u64> {
    db::execute!(
        tx,
        "DELETE FROM account_roles WHERE role = $2 AND account IN (SELECT id FROM accounts WHERE log_case = $1)",
        case,
        role
    )
}

pub(super) async fn suspend_organisation(tx: &mut Tx, case: CaseId, at: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE organisations SET state = 'suspended', decided_at = $2 WHERE log_case = $1 AND state = 'verified'",
        case,
        at
    )
}

pub(super) async fn strip_direct_access(tx: &mut Tx, case: CaseId, at: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE direct_access SET stripped_at = $2
         WHERE stripped_at IS NULL AND organisation IN (SELECT id FROM organisations WHERE log_case = $1)",
        case,
        at
    )
}

/// The site that was promoted last.
pub(super) async fn epoch_again(tx: &mut Tx, case: CaseId, epoch: i64) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE service_life SET epoch = $2, log_case = COALESCE(log_case, $1) WHERE id = 1 AND epoch < $2",
        case,
        epoch
    )
}

pub(super) async fn wound_down_again(tx: &mut Tx, case: CaseId, at: Time, ends_at: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE service_life SET wound_down_at = $2, ends_at = $3, log_case = COALESCE(log_case, $1)
         WHERE id = 1 AND wound_down_at IS NULL",
        case,
        at,
        ends_at
    )
}

/// Nobody is signed in, and nothing acts in anybody's name, that may have been ended since the backup.
pub(super) async fn end_credentials(tx: &mut Tx, now: Time) -> Result<()> {
    db::execute!(tx, "DELETE FROM sessions")?;
    db::execute!(tx, "UPDATE api_tokens SET revoked_at = $1 WHERE revoked_at IS NULL", now)?;
    db::execute!(tx, "UPDATE api_keys SET revoked_at = $1 WHERE revoked_at IS NULL", now)?;
    Ok(())
}

/// The objects that a recovery had to do with and that the database knows, and are not settled yet: all of them, in order.
pub(super) async fn recovered_objects(tx: &mut Tx) -> Result<Vec<ObjectId>> {
    let rows = db::all!(
        tx,
        (ObjectId,),
        "SELECT DISTINCT o.id FROM recovered_entries r JOIN recoveries c ON c.id = r.recovery
             JOIN objects o ON o.id = r.object
         WHERE c.finished_at IS NULL ORDER BY o.id"
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// How many entries of recoveries that are not finished are left to people.
pub(super) async fn left(tx: &mut Tx) -> Result<i64> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM recovered_entries r JOIN recoveries c ON c.id = r.recovery
         WHERE c.finished_at IS NULL AND r.left_over IS NOT NULL"
    )?;
    Ok(count)
}
