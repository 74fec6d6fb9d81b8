//! What administrators decide about an organisation: each time with a reason, which its members read.

use serde_json::json;

use super::super::form::Form;
use super::super::{Actor, Error, in_force, store};
use super::{Organisation, State, administrator, lock, no_own_business};
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::OrganisationId;
use crate::service::Service;

/// What an administrator decides about an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is who it says it is. Also ends a suspension.
    Verified,
    /// Its application fails.
    Refused,
}

/// An administrator verifies or refuses, with a reason. Verifying a suspended organisation ends the suspension. Nobody
/// decides about an organisation they belong to.
pub async fn decide(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    verdict: Verdict,
    reason: &str,
) -> Result<(), Error> {
    administrator(actor)?;
    let mut form = Form::default();
    let reason = form.text("reason", reason, "Say what was checked, and what it showed");
    form.finish()?;
    let mut tx = service.db.begin().await?;
    administrator(&in_force(&mut tx, actor).await?)?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    no_own_business(&mut tx, actor, organisation).await?;
    let (kind, state) = match (verdict, found.state) {
        (Verdict::Verified, State::Applied | State::Refused | State::Suspended) => {
            ("organisation.verified", State::Verified)
        }
        (Verdict::Refused, State::Applied) => ("organisation.refused", State::Refused),
        (Verdict::Verified, State::Verified) => return Err(Error::Conflict("the organisation is verified already")),
        (Verdict::Refused, _) => return Err(Error::Conflict("only an application can be refused; suspend it instead")),
    };
    change_state(&mut tx, service, actor, &found, state, kind, &reason).await?;
    tx.commit().await?;
    Ok(())
}

/// An administrator suspends a verified organisation. Immediate: claims already in the queue stay, nothing new is filed
/// or deleted under its name.
pub async fn suspend(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    reason: &str,
) -> Result<(), Error> {
    administrator(actor)?;
    let mut form = Form::default();
    let reason = form.text("reason", reason, "Say why: the organisation is told");
    form.finish()?;
    let mut tx = service.db.begin().await?;
    administrator(&in_force(&mut tx, actor).await?)?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    if found.state != State::Verified {
        return Err(Error::Conflict("only a verified organisation can be suspended"));
    }
    change_state(&mut tx, service, actor, &found, State::Suspended, "organisation.suspended", &reason).await?;
    tx.commit().await?;
    Ok(())
}

async fn change_state(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    found: &Organisation,
    state: State,
    kind: &'static str,
    reason: &str,
) -> Result<(), Error> {
    let now = service.clock.now();
    if store::set_organisation_state(tx, found.id, found.state, state, actor.account, now, reason).await? != 1 {
        return Err(Error::Conflict("somebody else decided about this organisation meanwhile"));
    }
    let by = ("administrator", actor.account.to_string());
    let reason = ("reason", reason.to_owned());
    // The name stands in clear for what is verified (the agreement says so); a refused applicant's does not.
    let (fields, commitments) = if state == State::Refused {
        (json!({}), vec![by, reason, ("organisation", found.name.clone())])
    } else {
        let fields = json!({"organisation": found.name, "country": found.country, "domain": found.domain});
        (fields, vec![by, reason])
    };
    let entry = NewEntry {
        kind,
        case: found.log_case,
        actor: "administrator",
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(())
}
