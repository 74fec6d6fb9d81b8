//! Deletion under direct access by key. Its member typed the word and gave the password when the key was made; each request
//! says the word again, and names the targets it means.

use super::super::direct::{self, CONFIRMATION};
use super::super::form::Form;
use super::super::{Error, organisations};
use super::keys::{self, Bearer, Scope};
use super::once::{self, Attempt};
use super::{Answer, filing};
use crate::ids::{ClaimId, DecisionId, TargetId};
use crate::service::Service;
use crate::texts::Text;

/// Deletes every pending target of a claim from all mirrors: if they are exactly those that `targets` names, else none.
pub async fn delete_from_all_mirrors(
    service: &Service,
    bearer: &Bearer,
    claim: ClaimId,
    confirmation: &str,
    targets: &[TargetId],
    attempt: Option<&Attempt>,
    answer: impl FnOnce(&[DecisionId]) -> Result<Answer, serde_json::Error>,
) -> Result<Answer, Error> {
    bearer.needs(Scope::ClaimsDelete)?;
    let mut form = Form::default();
    if confirmation != CONFIRMATION {
        form.mistake("confirm", format!("Say {CONFIRMATION} to confirm"));
    }
    if targets.is_empty() {
        form.mistake("targets", Text::of("deletion-name-targets"));
    }
    form.finish()?;
    let mut tx = service.db.begin().await?;
    organisations::lock(&mut tx, bearer.organisation).await?.ok_or(Error::NotFound)?;
    keys::in_force(&mut tx, service, bearer, Scope::ClaimsDelete).await?;
    filing::own(&mut tx, bearer, claim).await?;
    let decided = direct::delete_in(&mut tx, service, &bearer.actor, claim, bearer.organisation, targets).await?;
    let answer = answer(&decided)?;
    once::keep(&mut tx, service, attempt, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
