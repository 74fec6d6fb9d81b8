//! The SQL of what waits at the desk: what heads each row of a list, and in whose hands it is.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::AccountId;
use crate::process::waiting::Subject;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// What heads a row of a list: of the target `t` of the claim `c`.
macro_rules! head {
    () => {
        "c.id AS claim, t.id AS target, t.position, c.basis, t.unsealed_metadata_sealed,
         CASE WHEN c.organisation IS NULL AND c.basis <> 'court' THEN c.statement_sealed END AS notice_sealed,
         COALESCE((SELECT o.name FROM organisations o WHERE o.id = c.organisation),
                  (SELECT a.country FROM authority_orders a WHERE a.claim = c.id)) AS party"
    };
}
pub(in crate::process) use head;

/// A statement on the table of a subject, from what stands before the name of that and what stands behind it.
macro_rules! on {
    ($subject:expr, $before:literal, $behind:literal) => {
        match $subject {
            Subject::Appeal(_) => concat!($before, " appeals ", $behind),
            Subject::CounterNotice(_) => concat!($before, " counter_notices ", $behind),
            Subject::Complaint(_) => concat!($before, " complaints ", $behind),
        }
    };
}

/// 1 if it is open and in nobody else's hands.
pub(in crate::process) async fn assign(
    tx: &mut Tx,
    subject: Subject,
    by: AccountId,
    now: Time,
    until: Time,
) -> Result<u64> {
    let sql = on!(
        subject,
        "UPDATE",
        "SET assigned_to = $2, assigned_until = $4
         WHERE id = $1 AND outcome IS NULL AND (assigned_to IS NULL OR assigned_to = $2 OR assigned_until <= $3)"
    );
    db::execute!(tx, sql, subject.id(), by, now, until)
}

/// 1 if it was in their hands.
pub(in crate::process) async fn release(tx: &mut Tx, subject: Subject, by: AccountId) -> Result<u64> {
    let sql =
        on!(subject, "UPDATE", "SET assigned_to = NULL, assigned_until = NULL WHERE id = $1 AND assigned_to = $2");
    db::execute!(tx, sql, subject.id(), by)
}

/// In whose hands it was last, and until when.
pub(in crate::process) async fn assigned(tx: &mut Tx, subject: Subject) -> Result<Option<(AccountId, Time)>> {
    let sql = on!(subject, "SELECT assigned_to, assigned_until FROM", "WHERE id = $1");
    let found = db::optional!(tx, (Option<AccountId>, Option<Time>), sql, subject.id())?;
    Ok(found.and_then(|(account, until)| account.zip(until)))
}
