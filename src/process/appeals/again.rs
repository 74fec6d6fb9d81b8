//! A decision that is looked at again after a dispute: an appeal of the notifier's side that nobody lodged.
//!
//! What a court or a body found for the claimant is not carried out by itself. Where the decision restricts nothing (any more), it is put
//! before somebody who did not decide before; both sides are told, and what is then decided is told of as any decision is.

use serde_json::json;

use super::{Appeal, Side};
use crate::audit::{self, NewEntry};
use crate::claims::decided::Decided;
use crate::claims::filing::TargetState;
use crate::claims::statement::Basis;
use crate::db::Tx;
use crate::ids::{ClaimId, DisputeId};
use crate::process::{Error, letters, store};
use crate::service::Service;
use crate::tokens::Digest;

/// Puts a decision before a reviewer again, if it restricts nothing and nothing waits about it. `note`: what showed staff the end of the
/// dispute. What an order of an authority is about is decided by that order alone, and what nothing is left of by nobody. The caller has
/// locked the decision.
pub(in crate::process) async fn put_before(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    dispute: DisputeId,
    note: &str,
) -> Result<(), Error> {
    let gone = decided.target_state == TargetState::Withdrawn || store::is_purged(tx, decided.object).await?;
    let waits = store::appeal_of(tx, decided.id, Side::Notifier).await?.is_some_and(|appeal| appeal.outcome.is_none())
        || store::open_after_dispute(tx, decided.id).await?.is_some();
    if decided.restricts || gone || waits || decided.basis == Basis::Court.as_str() {
        return Ok(());
    }
    let now = service.clock.now();
    let appeal =
        Appeal { decision: Some(decided.id), dispute: Some(dispute), ..Appeal::begun(service, Side::Notifier, now) };
    appeal.insert(tx, service, note).await?;
    let entry = NewEntry {
        kind: "appeal.lodged",
        case: decided.log_case,
        actor: "service",
        fields: json!({
            "target": decided.position,
            "side": Side::Notifier.as_str(),
            "due": appeal.due_at.rfc3339(),
            "after": "dispute",
        }),
        commitments: &[("grounds", Digest::of(note.as_bytes()).to_string())],
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    letters::actions::put_before(tx, service, &appeal, decided).await
}

/// What waits of a claim after disputes that nobody appealed about. The caller has asked who looks.
pub(in crate::process) async fn of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Appeal>, Error> {
    Ok(store::open_after_disputes(tx, claim).await?)
}
