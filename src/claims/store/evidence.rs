//! Who opened evidence.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, TargetId};

pub(in crate::claims) async fn insert_evidence_opening(
    tx: &mut Tx,
    id: uuid::Uuid,
    target: TargetId,
    account: AccountId,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO evidence_openings (id, target, account, opened_at) VALUES ($1, $2, $3, $4)",
        id,
        target,
        account,
        now
    )?;
    Ok(())
}

pub(in crate::claims) async fn evidence_openings(
    tx: &mut Tx,
    target: TargetId,
) -> Result<Vec<(AccountId, Time)>, sqlx::Error> {
    db::all!(
        tx,
        (AccountId, Time),
        "SELECT account, opened_at FROM evidence_openings WHERE target = $1 ORDER BY opened_at, id",
        target
    )
}

/// Who opened which evidence of a claim, and when.
pub(in crate::claims) async fn evidence_openings_of_claim(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Vec<(TargetId, AccountId, Time)>, sqlx::Error> {
    db::all!(
        tx,
        (TargetId, AccountId, Time),
        "SELECT e.target, e.account, e.opened_at FROM evidence_openings e JOIN targets t ON t.id = e.target
         WHERE t.claim = $1 ORDER BY e.opened_at, e.id",
        claim
    )
}
