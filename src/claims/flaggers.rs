//! Trusted flaggers (Regulation (EU) 2022/2065, Article 22): a status that a Digital Services Coordinator awards to an
//! organisation for one field of expertise. An administrator notes it here with its entry in the register, and removes it.
//!
//! It is not the same as being verified, and gives one thing: a notice under that Regulation whose subject lies within the
//! expertise is to be decided by the shorter clock (limit `trusted-flagger-claim-due`), so that it goes ahead in a queue
//! that is sorted by time to breach. Every other notice of the organisation has the clock it would have without. The claim
//! keeps under which status it went ahead.
//!
//! Only online platforms that are neither micro nor small have to give it (setting `eu_tier`): elsewhere no status is noted, and one
//! that was noted before gives nothing.

use std::time::Duration;

use serde_json::json;
use url::Url;

use super::form::Form;
use super::organisations::{self, Organisation, administrator};
use super::statement::Basis;
use super::{Actor, Error, in_force, store};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, FlaggerId, OrganisationId};
use crate::service::Service;
use crate::texts::Text;
use crate::words::words;

/// What a coordinator can find somebody expert in, and what a notice can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expertise {
    /// Infringements of intellectual property.
    IntellectualProperty,
}

words! { Expertise { IntellectualProperty = "intellectual-property" } }

impl Expertise {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::IntellectualProperty];

    /// The text that names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IntellectualProperty => "expertise-intellectual-property",
        }
    }
}

/// A status as typed.
#[derive(Clone, Debug, Default)]
pub struct NewStatus {
    /// The coordinator that awarded it.
    pub coordinator: String,
    /// One of [`Expertise`].
    pub expertise: String,
    /// Its entry in a public register.
    pub register: String,
    /// Since which day, `YYYY-MM-DD`.
    pub from: String,
    /// Its last day; empty while it has none.
    pub until: String,
}

/// The status of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Status {
    /// Its id.
    pub id: FlaggerId,
    /// The coordinator that awarded it.
    pub coordinator: String,
    /// In what.
    pub expertise: Expertise,
    /// Its entry in a public register.
    pub register_url: String,
    /// Since when.
    pub valid_from: Time,
    /// Until when, if it ends.
    pub valid_until: Option<Time>,
    /// When it was noted here.
    pub set_at: Time,
}

impl Status {
    /// Whether it holds at this instant.
    pub fn holds(&self, now: Time) -> bool {
        self.valid_from <= now && self.valid_until.is_none_or(|until| now < until)
    }
}

/// An administrator notes the status of an organisation, with a reason; not of one they belong to.
pub async fn set(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    new: &NewStatus,
    reason: &str,
) -> Result<(), Error> {
    administrator(actor)?;
    if !service.config.eu_tier.is_platform() {
        return Err(Error::Conflict(Text::of("flagger-no-platform")));
    }
    let now = service.clock.now();
    let mut form = Form::default();
    let coordinator = form.line("coordinator", &new.coordinator, Text::of("flagger-enter-coordinator"));
    let expertise: Option<Expertise> = new.expertise.parse().ok();
    if expertise.is_none() {
        form.mistake("expertise", Text::of("flagger-choose-expertise"));
    }
    let register = form.line("register", &new.register, Text::of("flagger-enter-register"));
    if !register.is_empty() && !Url::parse(&register).is_ok_and(|url| url.scheme() == "https" && url.has_host()) {
        form.mistake("register", Text::of("field-https"));
    }
    let from = form.day("from", &new.from, false);
    let until = if new.until.trim().is_empty() { None } else { form.day("until", &new.until, true) };
    if until.is_some_and(|until| until <= now || from.is_some_and(|from| until <= from)) {
        form.mistake("until", Text::of("flagger-over"));
    }
    let reason = form.text("flagger_reason", reason, Text::of("verdict-checked"));
    form.finish()?;
    let (Some(expertise), Some(valid_from)) = (expertise, from) else { return Err(Error::NotFound) };

    let mut tx = service.db.begin().await?;
    administrator(&in_force(&mut tx, actor).await?)?;
    let found = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    organisations::no_own_business(&mut tx, actor, organisation).await?;
    organisations::not_ended(&found)?;
    if store::flagger(&mut tx, organisation).await?.is_some() {
        return Err(Error::Conflict(Text::of("flagger-has")));
    }
    let id = FlaggerId::new(&service.clock, &service.entropy);
    let status =
        Status { id, coordinator, expertise, register_url: register, valid_from, valid_until: until, set_at: now };
    store::insert_flagger(&mut tx, organisation, &status, actor.account, &reason).await?;
    let fields = json!({"expertise": expertise.as_str(), "coordinator": status.coordinator});
    let by = vec![("administrator", actor.account.to_string()), ("reason", reason)];
    log(&mut tx, service, &found, "trusted-flagger.set", "administrator", fields, by).await?;
    tx.commit().await?;
    Ok(())
}

/// An administrator removes the status, with a reason. What goes ahead under it already keeps its clock.
pub async fn remove(service: &Service, actor: &Actor, organisation: OrganisationId, reason: &str) -> Result<(), Error> {
    administrator(actor)?;
    let mut form = Form::default();
    let reason = form.text("flagger_reason", reason, Text::of("flagger-why"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    administrator(&in_force(&mut tx, actor).await?)?;
    let found = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    organisations::no_own_business(&mut tx, actor, organisation).await?;
    if store::remove_flagger(&mut tx, organisation, Some(actor.account), service.clock.now(), &reason).await? != 1 {
        return Err(Error::Conflict(Text::of("flagger-has-none")));
    }
    let by = vec![("administrator", actor.account.to_string()), ("reason", reason)];
    log(&mut tx, service, &found, "trusted-flagger.removed", "administrator", json!({}), by).await?;
    tx.commit().await?;
    Ok(())
}

/// The status ends with its organisation, in the transaction of that and under its lock.
pub(super) async fn end_with_organisation(
    tx: &mut Tx,
    service: &Service,
    found: &Organisation,
    by: AccountId,
) -> Result<(), Error> {
    if store::remove_flagger(tx, found.id, None, service.clock.now(), "The organisation ended").await? == 1 {
        let by = vec![("by", by.to_string())];
        log(tx, service, found, "trusted-flagger.removed", "member", json!({}), by).await?;
    }
    Ok(())
}

async fn log(
    tx: &mut Tx,
    service: &Service,
    organisation: &Organisation,
    kind: &'static str,
    actor: &'static str,
    mut fields: serde_json::Value,
    mut commitments: Vec<(&'static str, String)>,
) -> Result<(), Error> {
    // By name once it is verified; until then it has only asked to be.
    if organisation.state == organisations::State::Verified {
        fields["organisation"] = json!(organisation.name);
    } else {
        commitments.push(("organisation", organisation.name.clone()));
    }
    let case = organisation.log_case;
    let entry = NewEntry { kind, case, actor, fields, commitments: &commitments, journal: None };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// The status of an organisation, for its members and staff.
pub async fn status(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Option<Status>, Error> {
    let mut tx = service.db.read().await?;
    if organisations::member(&mut tx, actor.account, organisation).await?.is_none()
        && !in_force(&mut tx, actor).await?.roles.staff()
    {
        return Err(Error::NotFound);
    }
    Ok(store::flagger(&mut tx, organisation).await?)
}

/// What a claim of an organisation is about, where that can be somebody's expertise: rights holders claim what is theirs.
const fn subject(basis: Basis) -> Option<Expertise> {
    match basis {
        Basis::EuDsa => Some(Expertise::IntellectualProperty),
        Basis::UsDmca | Basis::OtherLaw | Basis::Court => None,
    }
}

/// The status under which a claim goes ahead, in the transaction that files it.
async fn ahead(
    tx: &mut Tx,
    service: &Service,
    organisation: OrganisationId,
    basis: Basis,
) -> Result<Option<Status>, Error> {
    if !service.config.eu_tier.is_platform() {
        return Ok(None);
    }
    let status = store::flagger(tx, organisation).await?;
    Ok(status.filter(|status| Some(status.expertise) == subject(basis) && status.holds(service.clock.now())))
}

/// In what time a claim of an organisation is to be decided, and the status under which it goes ahead, if it does.
pub(super) async fn due(
    tx: &mut Tx,
    service: &Service,
    organisation: OrganisationId,
    basis: Basis,
) -> Result<(Duration, Option<Status>), Error> {
    let status = ahead(tx, service, organisation, basis).await?;
    let limits = &service.config.limits;
    Ok((if status.is_some() { limits.trusted_flagger_claim_due } else { limits.verified_claim_due }, status))
}

/// In what time a claim of its organisation would be decided, for a member.
pub async fn due_in(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    basis: Basis,
) -> Result<Duration, Error> {
    let mut tx = service.db.read().await?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    Ok(due(&mut tx, service, organisation, basis).await?.0)
}
