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

/// 1 if it is open and in nobody else's hands.
pub(in crate::process) async fn assign(
    tx: &mut Tx,
    subject: Subject,
    by: AccountId,
    now: Time,
    until: Time,
) -> Result<u64> {
    match subject {
        Subject::Appeal(id) => db::execute!(
            tx,
            "UPDATE appeals SET assigned_to = $2, assigned_until = $4
             WHERE id = $1 AND outcome IS NULL AND (assigned_to IS NULL OR assigned_to = $2 OR assigned_until <= $3)",
            id,
            by,
            now,
            until
        ),
        Subject::CounterNotice(id) => db::execute!(
            tx,
            "UPDATE counter_notices SET assigned_to = $2, assigned_until = $4
             WHERE id = $1 AND ended_at IS NULL AND (assigned_to IS NULL OR assigned_to = $2 OR assigned_until <= $3)",
            id,
            by,
            now,
            until
        ),
        Subject::Complaint(id) => db::execute!(
            tx,
            "UPDATE complaints SET assigned_to = $2, assigned_until = $4
             WHERE id = $1 AND outcome IS NULL AND (assigned_to IS NULL OR assigned_to = $2 OR assigned_until <= $3)",
            id,
            by,
            now,
            until
        ),
    }
}

/// 1 if it was in their hands.
pub(in crate::process) async fn release(tx: &mut Tx, subject: Subject, by: AccountId) -> Result<u64> {
    match subject {
        Subject::Appeal(id) => db::execute!(
            tx,
            "UPDATE appeals SET assigned_to = NULL, assigned_until = NULL WHERE id = $1 AND assigned_to = $2",
            id,
            by
        ),
        Subject::CounterNotice(id) => db::execute!(
            tx,
            "UPDATE counter_notices SET assigned_to = NULL, assigned_until = NULL WHERE id = $1 AND assigned_to = $2",
            id,
            by
        ),
        Subject::Complaint(id) => db::execute!(
            tx,
            "UPDATE complaints SET assigned_to = NULL, assigned_until = NULL WHERE id = $1 AND assigned_to = $2",
            id,
            by
        ),
    }
}

/// In whose hands it was last, and until when.
pub(in crate::process) async fn assigned(tx: &mut Tx, subject: Subject) -> Result<Option<(AccountId, Time)>> {
    let found = match subject {
        Subject::Appeal(id) => db::optional!(
            tx,
            (Option<AccountId>, Option<Time>),
            "SELECT assigned_to, assigned_until FROM appeals WHERE id = $1",
            id
        )?,
        Subject::CounterNotice(id) => db::optional!(
            tx,
            (Option<AccountId>, Option<Time>),
            "SELECT assigned_to, assigned_until FROM counter_notices WHERE id = $1",
            id
        )?,
        Subject::Complaint(id) => db::optional!(
            tx,
            (Option<AccountId>, Option<Time>),
            "SELECT assigned_to, assigned_until FROM complaints WHERE id = $1",
            id
        )?,
    };
    Ok(found.and_then(|(account, until)| account.zip(until)))
}
