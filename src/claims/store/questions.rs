//! What a notifier is asked, and the clock that stands still meanwhile.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::ClaimId;

/// The notifier is asked for what is missing; the clock stands still.
pub(in crate::claims) async fn ask(
    tx: &mut Tx,
    id: ClaimId,
    missing: &str,
    wanted_sealed: &[u8],
    now: Time,
    until: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET state = 'needs-information', information_asked_at = $2, information_missing = $3,
                information_wanted_sealed = $4, information_until = $5
         WHERE id = $1 AND state = 'in-review'",
        id,
        now,
        missing,
        wanted_sealed,
        until
    )
}

/// 1 if an answer was waited for, and its day has come.
pub(in crate::claims) async fn end_question(tx: &mut Tx, id: ClaimId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET information_asked_at = NULL, information_lapsed_at = $2,
                state = CASE WHEN assigned_to IS NULL THEN 'submitted' ELSE 'in-review' END
         WHERE id = $1 AND state = 'needs-information' AND information_until <= $2",
        id,
        now
    )
}

/// Another statement takes the place of the first.
pub(in crate::claims) async fn amend(tx: &mut Tx, id: ClaimId, statement_sealed: &[u8]) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET statement_sealed = $2, information_asked_at = NULL, information_until = NULL, information_lapsed_at = NULL,
                information_missing = NULL, information_wanted_sealed = NULL,
                state = CASE WHEN state = 'needs-information' AND assigned_to IS NULL THEN 'submitted'
                             WHEN state = 'needs-information' THEN 'in-review' ELSE state END
         WHERE id = $1 AND state IN ('submitted', 'in-review', 'needs-information')",
        id,
        statement_sealed
    )
}

/// The clock goes on at `now`: what was waited since `asked`, or since a target was added if that was later, is added to
/// its deadline.
pub(in crate::claims) async fn resume_clock(
    tx: &mut Tx,
    claim: ClaimId,
    asked: Time,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE targets SET due_at = due_at + $3 - CASE WHEN added_at > $2 THEN added_at ELSE $2 END
         WHERE claim = $1 AND state = 'pending'",
        claim,
        asked,
        now
    )
}

/// A claim is due when the first of its pending targets is. Gives when; `None` if nothing is pending.
pub(in crate::claims) async fn settle_due(tx: &mut Tx, claim: ClaimId) -> Result<Option<Time>, sqlx::Error> {
    let due = db::optional!(
        tx,
        (Time,),
        "UPDATE claims SET due_at = (SELECT MIN(due_at) FROM targets WHERE claim = $1 AND state = 'pending')
         WHERE id = $1 AND EXISTS (SELECT 1 FROM targets WHERE claim = $1 AND state = 'pending')
         RETURNING due_at",
        claim
    )?;
    Ok(due.map(|(due,)| due))
}
