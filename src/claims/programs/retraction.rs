//! Retraction by key, of one claim or of a thousand: also while the organisation is suspended.
//!
//! Of many, each is a transaction of its own, so that no mistake in one keeps another back and no writer is kept waiting.
//! What was retracted already is so again: whoever repeats a request that broke off comes to the same end. What is wrong with
//! an item is told of it; where the key ends or the service fails, the request does, and the items before stay retracted.

use std::collections::HashSet;

use super::super::form::Form;
use super::super::withdrawal::{self, Claimant, Extent};
use super::super::{Error, FieldError, organisations};
use super::keys::{self, Bearer, Scope};
use super::once::{self, Attempt};
use super::{Answer, filing, store, usage};
use crate::claims::filing::TargetState;
use crate::db::Tx;
use crate::ids::{ClaimId, TargetId};
use crate::service::Service;
use crate::takedown;
use crate::texts::Text;

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
    usage::count_lines(service, bearer, items.len()).await?;
    let mut retracted = Vec::with_capacity(items.len());
    for item in items {
        let mut tx = service.db.begin().await?;
        retracted.push(match retract_in(&mut tx, service, bearer, item, &reason).await {
            Ok((claim, already)) => {
                tx.commit().await?;
                Retracted { claim: Some(claim), already, error: None }
            }
            Err(error) if !is_of_the_item(&error) => return Err(error),
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

/// Whether an error is about what was asked, in words for whoever asked. The others are about the key, or faults of ours.
fn is_of_the_item(error: &Error) -> bool {
    use takedown::Error as T;
    match error {
        Error::NotFound | Error::Forbidden(_) | Error::Invalid(_) | Error::Conflict(_) => true,
        Error::Takedown(error) => {
            matches!(error, T::NotFound | T::NotLockable(_) | T::AlreadyLifted | T::Conflict(_) | T::NotYet(_))
        }
        _ => false,
    }
}

fn read_reason(reason: &str) -> Result<String, Error> {
    let mut form = Form::default();
    let reason = form.text("reason", reason, Text::of("retract-why"));
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
    let limit = service.config.limits.claim_targets;
    if item.targets.len() > limit {
        return Err(Error::Invalid(vec![FieldError::new("targets", format!("Name at most {limit} targets"))]));
    }
    organisations::lock(tx, bearer.organisation).await?.ok_or(Error::NotFound)?;
    keys::in_force(tx, service, bearer, Scope::ClaimsWrite).await?;
    let claim = match &item.claim {
        Named::Claim(claim) => *claim,
        Named::Reference(reference) => {
            let reference = filing::read_reference(reference)?;
            store::claim_of_reference(tx, bearer.organisation, &reference).await?.ok_or(Error::NotFound)?
        }
    };
    filing::own(tx, bearer, claim).await?;
    let all = super::super::store::targets(tx, claim).await?;
    let mut named: HashSet<TargetId> = item.targets.iter().copied().collect();
    let whole = named.is_empty();
    let chosen: Vec<TargetId> = all
        .iter()
        .filter(|target| (named.remove(&target.id) || whole) && target.state != TargetState::Withdrawn)
        .map(|target| target.id)
        .collect();
    if !named.is_empty() {
        return Err(Error::NotFound);
    }
    if chosen.is_empty() {
        return Ok((claim, true));
    }
    let claimant = Claimant::Person(&bearer.actor);
    withdrawal::withdraw_in(tx, service, claimant, claim, Extent::Targets(&chosen), reason).await?;
    Ok((claim, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_ours_is_no_matter_of_an_item() {
        let database = || sqlx::Error::PoolClosed;
        for ours in [
            Error::Database(database()),
            Error::Jobs(database().into()),
            Error::Takedown(takedown::Error::Database(database())),
            Error::Takedown(takedown::Error::Damaged("a row")),
            Error::Program(super::super::Refusal::Ended),
        ] {
            assert!(!is_of_the_item(&ours), "{ours:?}");
        }
        for theirs in [
            Error::NotFound,
            Error::Conflict("it changed meanwhile".into()),
            Error::Invalid(Vec::new()),
            Error::Takedown(takedown::Error::AlreadyLifted),
        ] {
            assert!(is_of_the_item(&theirs), "{theirs:?}");
        }
    }
}
