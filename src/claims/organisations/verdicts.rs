//! What administrators decide about an organisation: each time with a reason, which its members read, an entry of the log
//! and a message to its owners.
//!
//! One administrator verifies an organisation that proved control of its domain. Without that proof it takes two: one
//! proposes the override, another confirms it.

use serde_json::json;

use super::super::evidence::files::{self, Subject};
use super::super::form::Form;
use super::super::{Actor, Error, in_force, store};
use super::{ENDED, Organisation, State, administrator, decision_context, domain, lock, no_own_business, tell_owners};
use crate::accounts::two_person::{self, Kind};
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{OrganisationId, TwoPersonStepId};
use crate::service::Service;
use crate::texts::Text;

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
    let reason = form.text("reason", reason, Text::of("verdict-checked"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    administrator(&in_force(&mut tx, actor).await?)?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    no_own_business(&mut tx, actor, organisation).await?;
    let (kind, state) = match (verdict, found.state) {
        (Verdict::Verified, State::Applied | State::Refused) => {
            if domain::proven(&mut tx, organisation).await?.is_none() {
                return Err(Error::Conflict(Text::of("verdict-needs-domain")));
            }
            ("organisation.verified", State::Verified)
        }
        (Verdict::Verified, State::Suspended) => ("organisation.reinstated", State::Verified),
        (Verdict::Refused, State::Applied) => ("organisation.refused", State::Refused),
        (_, State::Ended) => return Err(ENDED),
        (Verdict::Verified, State::Verified) => return Err(Error::Conflict(Text::of("verdict-verified"))),
        (Verdict::Refused, _) => return Err(Error::Conflict(Text::of("verdict-only-application"))),
    };
    let by = [("administrator", actor.account.to_string())];
    change_state(&mut tx, service, actor, &found, state, kind, &reason, &by).await?;
    tx.commit().await?;
    Ok(())
}

/// An administrator suspends a verified organisation, with a reason. Its powers end with the commit.
pub async fn suspend(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    reason: &str,
) -> Result<(), Error> {
    administrator(actor)?;
    let mut form = Form::default();
    let reason = form.text("reason", reason, Text::of("verdict-why"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    administrator(&in_force(&mut tx, actor).await?)?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    if found.state != State::Verified {
        return Err(Error::Conflict(Text::of("verdict-only-verified")));
    }
    let by = [("administrator", actor.account.to_string())];
    change_state(&mut tx, service, actor, &found, State::Suspended, "organisation.suspended", &reason, &by).await?;
    tx.commit().await?;
    Ok(())
}

/// An administrator proposes to verify an organisation that has not proven control of its domain.
pub async fn propose_override(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    administrator(actor)?;
    let mut tx = service.db.begin().await?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    no_own_business(&mut tx, actor, organisation).await?;
    unverified(&found)?;
    if domain::proven(&mut tx, organisation).await?.is_some() {
        return Err(Error::Conflict(Text::of("verdict-domain-proven")));
    }
    let kind = Kind::VerificationOverride;
    let step = two_person::propose(&mut tx, service, actor, kind, organisation.0, reason).await?;
    tx.commit().await?;
    Ok(step)
}

/// A second administrator confirms: from this commit the organisation is verified.
pub async fn confirm_override(service: &Service, actor: &Actor, step: TwoPersonStepId) -> Result<(), Error> {
    administrator(actor)?;
    let mut tx = service.db.begin().await?;
    let subject = OrganisationId(two_person::subject(&mut tx, Kind::VerificationOverride, step).await?);
    // The organisation's row before the step's: the order in which everybody locks them.
    let found = lock(&mut tx, subject).await?.ok_or(Error::NotFound)?;
    let step = two_person::confirm(&mut tx, service, actor, Kind::VerificationOverride, step).await?;
    no_own_business(&mut tx, actor, found.id).await?;
    if super::member(&mut tx, step.proposed_by, found.id).await?.is_some() {
        return Err(Error::Conflict(Text::of("verdict-joined")));
    }
    unverified(&found)?;
    if found.decided_at.is_some_and(|decided| decided > step.proposed_at) {
        return Err(Error::Conflict(Text::of("verdict-since")));
    }
    let by = [("proposed_by", step.proposed_by.to_string()), ("confirmed_by", actor.account.to_string())];
    let (state, kind) = (State::Verified, "organisation.verified");
    change_state(&mut tx, service, actor, &found, state, kind, &step.reason.to_string(), &by).await?;
    tx.commit().await?;
    Ok(())
}

fn unverified(organisation: &Organisation) -> Result<(), Error> {
    match organisation.state {
        State::Applied | State::Refused => Ok(()),
        State::Verified => Err(Error::Conflict(Text::of("verdict-verified"))),
        State::Suspended => Err(Error::Conflict(Text::of("verdict-suspended"))),
        State::Ended => Err(ENDED),
    }
}

#[expect(clippy::too_many_arguments, reason = "who, what, and what is written of it")]
async fn change_state(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    found: &Organisation,
    state: State,
    kind: &'static str,
    reason: &str,
    by: &[(&'static str, String)],
) -> Result<(), Error> {
    let now = service.clock.now();
    let sealed = service.keys.seal(&decision_context(found.id), reason.as_bytes());
    if store::set_organisation_state(tx, found.id, found.state, state, actor.account, now, &sealed).await? != 1 {
        return Err(Error::Conflict(Text::of("verdict-meanwhile")));
    }
    files::retain_documents(tx, service, Subject::Application(found.id)).await?;
    let mut commitments = by.to_vec();
    commitments.push(("reason", reason.to_owned()));
    // The name stands in clear for what is verified (the agreement says so); a refused applicant's does not.
    let fields = if state == State::Refused {
        commitments.push(("organisation", found.name.clone()));
        json!({})
    } else {
        let mut fields = json!({"organisation": found.name, "country": found.country, "domain": found.domain});
        if kind == "organisation.verified" {
            // How control of the domain is known; without that it took two people.
            let proof = domain::proven(tx, found.id).await?;
            fields["control"] = proof.map_or("override", |proof| proof.method.as_str()).into();
        }
        fields
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
    let words = match kind {
        "organisation.verified" => ("mail-verified", "mail-verified-text"),
        "organisation.reinstated" => ("mail-reinstated", "mail-reinstated-text"),
        "organisation.suspended" => ("mail-suspended", "mail-suspended-text"),
        _ => ("mail-application-refused", "mail-application-refused-text"),
    };
    tell_owners(tx, service, found, words, |_, said| said).await
}
