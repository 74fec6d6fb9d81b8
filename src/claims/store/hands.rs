//! In whose hands a claim is, and what was answered to a decision of it.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, TargetId};

pub(in crate::claims) async fn assign(
    tx: &mut Tx,
    id: ClaimId,
    reviewer: AccountId,
    now: Time,
    until: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET assigned_to = $2, assigned_until = $4,
                state = CASE WHEN state = 'submitted' THEN 'in-review' ELSE state END
         WHERE id = $1 AND state IN ('submitted', 'in-review', 'needs-information')
           AND (assigned_to IS NULL OR assigned_to = $2 OR assigned_until <= $3)",
        id,
        reviewer,
        now,
        until
    )
}

pub(in crate::claims) async fn release(tx: &mut Tx, id: ClaimId, reviewer: AccountId) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET assigned_to = NULL, assigned_until = NULL,
                state = CASE WHEN state = 'in-review' THEN 'submitted' ELSE state END
         WHERE id = $1 AND assigned_to = $2 AND state IN ('in-review', 'needs-information')",
        id,
        reviewer
    )
}

/// A senior gives an open claim to somebody, or back to the queue.
pub(in crate::claims) async fn reassign(
    tx: &mut Tx,
    id: ClaimId,
    to: Option<(AccountId, Time)>,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET assigned_to = $2, assigned_until = $3,
                state = CASE WHEN state = 'needs-information' THEN state
                             WHEN $3 IS NULL THEN 'submitted' ELSE 'in-review' END
         WHERE id = $1 AND state IN ('submitted', 'in-review', 'needs-information')",
        id,
        to.map(|(account, _)| account),
        to.map(|(_, until)| until)
    )
}

/// The targets of a claim that somebody judges what was decided of: they have an appeal against such a decision in hand, or a complaint about
/// one, that waits for them.
pub(in crate::claims) async fn judged(
    tx: &mut Tx,
    claim: ClaimId,
    account: AccountId,
    now: Time,
) -> Result<Vec<TargetId>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (TargetId,),
        "SELECT DISTINCT t.id FROM targets t JOIN decisions d ON d.target = t.id
         WHERE t.claim = $1
           AND (EXISTS (SELECT 1 FROM appeals a
                        WHERE a.decision = d.id AND a.outcome IS NULL AND a.assigned_to = $2 AND a.assigned_until > $3)
                OR EXISTS (SELECT 1 FROM complaints k
                           WHERE k.decision = d.id AND k.outcome IS NULL AND k.assigned_to = $2 AND k.assigned_until > $3))",
        claim,
        account,
        now
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
