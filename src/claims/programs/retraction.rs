//! Retraction by key, of one claim or of a thousand: also while the organisation is suspended.
//!
//! Of many, each is a transaction of its own, so that no mistake in one keeps another back and no writer is kept waiting.
//! What was retracted already is so again: whoever repeats a request that broke off comes to the same end.

use super::super::form::Form;
use super::super::withdrawal::{self, Claimant, Extent};
use super::super::{Error, FieldError, organisations};
use super::keys::{self, Bearer, Scope};
use super::once::{self, Attempt};
use super::{Answer, filing, store};
use crate::claims::filing::TargetState;
use crate::db::Tx;
use crate::ids::{ClaimId, TargetId};
use crate::service::Service;

/// Which claim is meant.
#[derive(Clone, Debug)]
pub enum Named {
    /// By its id.
    Claim(ClaimId),
    /// By what the sender calls it.
    Reference(String),
}

/// What is to be retracted.
#[derive(Clone, Debug)]
pub struct Item {
    /// The claim.
    pub claim: Named,
    /// These targets of it; none: all that is not retracted.
    pub targets: Vec<TargetId>,
}

/// What became of one item.
#[derive(Debug)]
pub struct Retracted {
    /// The claim, if there is one.
    pub claim: Option<ClaimId>,
    /// Whether it was retracted before.
    pub already: bool,
    /// Why it was not.
    pub error: Option<Error>,
}

/// Takes back claims of the key's organisation, each whole or in part, and tells what became of each.
pub async fn retract_all(
    service: &Service,
    bearer: &Bearer,
    items: &[Item],
    reason: &str,
    attempt: Option<&Attempt>,
    answer: impl FnOnce(&[Retracted]) -> Result<Answer, serde_json::Error>,
) -> Result<Answer, Error> {
    let limit = service.config.limits.claim_targets;
    if items.is_empty() || items.len() > limit {
        return Err(Error::Invalid(vec![FieldError::new("claims", format!("Name 1 to {limit} claims"))]));
    }
    let reason = read_reason(reason)?;
    let mut retracted = Vec::with_capacity(items.len());
    for item in items {
        let mut tx = service.db.begin().await?;
        retracted.push(match retract_in(&mut tx, service, bearer, item, &reason).await {
            Ok((claim, already)) => {
                tx.commit().await?;
                Retracted { claim: Some(claim), already, error: None }
            }
            // The key or the service ended: that is no matter of this item.
            Err(error @ (Error::Program(_) | Error::Database(_))) => return Err(error),
            Err(error) => {
                let claim = if let Named::Claim(claim) = item.claim { Some(claim) } else { None };
                Retracted { claim, already: false, error: Some(error) }
            }
        });
    }
    let answer = answer(&retracted)?;
    let mut tx = service.db.begin().await?;
    once::keep(&mut tx, service, attempt, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Takes back one claim, whole or in part.
pub async fn retract(
    service: &Service,
    bearer: &Bearer,
    item: &Item,
    reason: &str,
    attempt: Option<&Attempt>,
    answer: impl FnOnce(&Retracted) -> Result<Answer, serde_json::Error>,
) -> Result<Answer, Error> {
    let reason = read_reason(reason)?;
    let mut tx = service.db.begin().await?;
    let (claim, already) = retract_in(&mut tx, service, bearer, item, &reason).await?;
    let answer = answer(&Retracted { claim: Some(claim), already, error: None })?;
    once::keep(&mut tx, service, attempt, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

fn read_reason(reason: &str) -> Result<String, Error> {
    let mut form = Form::default();
    let reason = form.text("reason", reason, "Say why you retract: the uploader is told");
    form.finish()?;
    Ok(reason)
}

/// The claim, and whether what is named of it was retracted before.
async fn retract_in(
    tx: &mut Tx,
    service: &Service,
    bearer: &Bearer,
    item: &Item,
    reason: &str,
) -> Result<(ClaimId, bool), Error> {
    organisations::lock(tx, bearer.organisation).await?.ok_or(Error::NotFound)?;
    keys::in_force(tx, service, bearer, Scope::ClaimsWrite).await?;
    let claim = match &item.claim {
        Named::Claim(claim) => *claim,
        Named::Reference(reference) => {
            store::claim_of_reference(tx, bearer.organisation, reference).await?.ok_or(Error::NotFound)?
        }
    };
    filing::own(tx, bearer, claim).await?;
    let all = super::super::store::targets(tx, claim).await?;
    if item.targets.iter().any(|id| all.iter().all(|target| target.id != *id)) {
        return Err(Error::NotFound);
    }
    let named = |id: &TargetId| item.targets.is_empty() || item.targets.contains(id);
    let chosen: Vec<TargetId> = all
        .iter()
        .filter(|target| target.state != TargetState::Withdrawn && named(&target.id))
        .map(|target| target.id)
        .collect();
    if chosen.is_empty() {
        return Ok((claim, true));
    }
    let claimant = Claimant::Person(&bearer.actor);
    withdrawal::withdraw_in(tx, service, claimant, claim, Extent::Targets(&chosen), reason).await?;
    Ok((claim, false))
}
