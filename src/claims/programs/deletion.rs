//! Deletion under direct access by key. Its member typed the word and gave the password when the key was made; each request
//! says the word again, and how many targets it means.

use super::super::direct::{self, CONFIRMATION};
use super::super::filing::TargetState;
use super::super::form::Form;
use super::super::{Error, organisations};
use super::keys::{self, Bearer, Scope};
use super::once::{self, Attempt};
use super::{Answer, Refusal, filing};
use crate::ids::{ClaimId, DecisionId};
use crate::service::Service;

/// Deletes every pending target of a claim from all mirrors: as many as `targets` says, or none.
pub async fn delete_from_all_mirrors(
    service: &Service,
    bearer: &Bearer,
    claim: ClaimId,
    confirmation: &str,
    targets: usize,
    attempt: Option<&Attempt>,
    answer: impl FnOnce(&[DecisionId]) -> Result<Answer, serde_json::Error>,
) -> Result<Answer, Error> {
    bearer.needs(Scope::ClaimsDelete)?;
    if confirmation != CONFIRMATION {
        let mut form = Form::default();
        form.mistake("confirm", format!("Say {CONFIRMATION} to confirm"));
        form.finish()?;
    }
    let mut tx = service.db.begin().await?;
    organisations::lock(&mut tx, bearer.organisation).await?.ok_or(Error::NotFound)?;
    keys::in_force(&mut tx, service, bearer, Scope::ClaimsDelete).await?;
    filing::own(&mut tx, bearer, claim).await?;
    let pending = super::super::store::targets(&mut tx, claim).await?;
    let pending = pending.iter().filter(|target| target.state == TargetState::Pending).count();
    // None left is told as such below.
    if pending != targets && pending > 0 {
        return Err(Refusal::Count { said: targets, found: pending }.into());
    }
    let decided = direct::delete_in(&mut tx, service, &bearer.actor, claim, bearer.organisation, None).await?;
    let answer = answer(&decided)?;
    once::keep(&mut tx, service, attempt, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
