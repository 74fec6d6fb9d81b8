//! Principals: whom an organisation acts for as an agent, each with its authority and the day on which that ends.
//!
//! A member names one and brings the authority as a document; an administrator confirms or refuses it. A work held as an
//! agent says by name for whom. Whether the authority is confirmed and in force is read at use, in the transaction of the
//! use: when a claim about such a work is filed, when targets are added to it and when its files are deleted directly. A
//! later authority for the same principal is named anew, and takes the place of the one that ends.

mod store;

use std::fmt;
use std::time::Duration;

use serde_json::json;

use super::evidence::files::{self, Subject};
use super::form::Form;
use super::organisations::{self, Organisation, State as Standing, administrator};
use super::{Actor, Error, FieldError, in_force, works};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, ClaimId, OrganisationId, PrincipalId, WorkId};
use crate::jobs::{self, Job};
use crate::service::Service;
use crate::texts::{Language, Said};
use crate::texts::{Text, Value};
use crate::words::words;

/// How long before an authority ends its organisation is told.
const REMINDER: Duration = Duration::from_hours(30 * 24);

/// Where a principal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for an administrator.
    Named,
    /// An administrator has seen the authority.
    Confirmed,
    /// An administrator was not satisfied.
    Refused,
    /// The organisation does not act for it any more.
    Withdrawn,
}

words! { State { Named = "named", Confirmed = "confirmed", Refused = "refused", Withdrawn = "withdrawn" } }

/// What an administrator decides about a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The authority is there, and in force for as long as it says.
    Confirmed,
    /// It is not.
    Refused,
}

/// A principal as typed.
#[derive(Clone, Debug, Default)]
pub struct NewPrincipal {
    /// Its name, as works say it.
    pub name: String,
    /// The first day of the authority, `YYYY-MM-DD`.
    pub from: String,
    /// The last day of the authority.
    pub until: String,
}

/// A principal with one authority.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Principal {
    /// Its id.
    pub id: PrincipalId,
    /// Who acts for it.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: State,
    /// When its authority begins.
    pub valid_from: Time,
    /// When its authority ends.
    pub valid_until: Time,
    /// When it was named.
    pub named_at: Time,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Time>,
    /// When an administrator decided.
    pub decided_at: Option<Time>,
    /// What the administrator said.
    pub decision_reason: Option<String>,
}

impl Principal {
    /// The last day of its authority, which ends when that does.
    pub fn last_day(&self) -> Time {
        last_day(self.valid_until)
    }
}

fn last_day(end: Time) -> Time {
    end.minus(Duration::from_secs(1))
}

/// Why nothing can be done for a principal now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A work is held as an agent, and does not say for whom.
    Unnamed {
        /// Its title.
        work: String,
    },
    /// No authority of this principal is confirmed.
    Unconfirmed {
        /// Its name.
        principal: String,
    },
    /// Its authority begins later.
    TooEarly {
        /// Its name.
        principal: String,
        /// When.
        from: Time,
    },
    /// Its authority has ended.
    Expired {
        /// Its name.
        principal: String,
        /// When.
        on: Time,
    },
}

impl Refusal {
    /// What the member is told.
    pub fn told(&self) -> Text {
        match self {
            Self::Unnamed { work } => Text::of("principal-unnamed").with("work", work.as_str()),
            Self::Unconfirmed { principal } => Text::of("principal-unconfirmed").with("principal", principal.as_str()),
            Self::TooEarly { principal, from } => {
                Text::of("principal-too-early").with("principal", principal.as_str()).with("day", Value::Day(*from))
            }
            Self::Expired { principal, on } => {
                let day = Value::Day(last_day(*on));
                Text::of("principal-authority-ended").with("principal", principal.as_str()).with("day", day)
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.told())
    }
}

// Naming ------------------------------------------------------------------------------------------------

/// A member names a principal. It counts once an administrator has confirmed it.
pub async fn name(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    new: &NewPrincipal,
) -> Result<PrincipalId, Error> {
    let now = service.clock.now();
    let mut form = Form::default();
    let name = form.line("name", &new.name, Text::of("principal-enter-name"));
    let from = form.day("from", &new.from, false);
    let until = form.day("until", &new.until, true);
    if let (Some(from), Some(until)) = (from, until) {
        if until <= now {
            form.mistake("until", Text::of("principal-is-over"));
        } else if until <= from {
            form.mistake("until", Text::of("principal-backwards"));
        }
    }
    form.finish()?;
    let (Some(from), Some(until)) = (from, until) else { return Err(Error::NotFound) };

    let mut tx = service.db.begin().await?;
    let found = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    if matches!(found.state, Standing::Refused | Standing::Suspended | Standing::Ended) {
        return Err(Error::NotVerified { organisation: found.name, state: found.state });
    }
    let limit = service.config.limits.principals;
    if store::count(&mut tx, organisation, now).await? >= i64::from(limit) {
        return Err(Error::Invalid(vec![FieldError::new("name", Text::of("principals-at-most").with("limit", limit))]));
    }
    let id = PrincipalId::new(&service.clock, &service.entropy);
    store::insert(&mut tx, id, organisation, &name, (from, until), actor.account, now).await?;
    let fields = json!({"principal": id, "until": until.rfc3339()});
    let commitments = [("name", name), ("by", actor.account.to_string())];
    log(&mut tx, service, found.log_case, "principal.named", "member", fields, &commitments).await?;
    tx.commit().await?;
    Ok(id)
}

/// A member withdraws a principal: from this commit nothing more is done for it under this authority.
pub async fn withdraw(service: &Service, actor: &Actor, id: PrincipalId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let organisation = store::principal(&mut tx, id).await?.ok_or(Error::NotFound)?.organisation;
    let found = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    if !withdraw_locked(&mut tx, service, &found, id, actor.account).await? {
        return Err(Error::Conflict(Text::of("principal-ended-already")));
    }
    tx.commit().await?;
    Ok(())
}

/// Withdraws whatever an organisation still acts for, or would, in the transaction that ends it, under its lock.
pub(super) async fn withdraw_all(
    tx: &mut Tx,
    service: &Service,
    found: &Organisation,
    by: AccountId,
) -> Result<(), Error> {
    for principal in store::of_organisation(tx, found.id).await? {
        withdraw_locked(tx, service, found, principal.id, by).await?;
        // The documents of one that was verified have a time of their own, which runs.
        if matches!(found.state, Standing::Applied | Standing::Refused) {
            files::erase_at_once(tx, service, Subject::Principal(principal.id)).await?;
        }
    }
    Ok(())
}

/// `false`: it has ended already.
async fn withdraw_locked(
    tx: &mut Tx,
    service: &Service,
    found: &Organisation,
    id: PrincipalId,
    by: AccountId,
) -> Result<bool, Error> {
    if store::withdraw(tx, id, by, service.clock.now()).await? != 1 {
        return Ok(false);
    }
    files::retain_documents(tx, service, Subject::Principal(id)).await?;
    let commitments = [("by", by.to_string())];
    let fields = json!({"principal": id});
    log(tx, service, found.log_case, "principal.withdrawn", "member", fields, &commitments).await?;
    Ok(true)
}

// Deciding -----------------------------------------------------------------------------------------------

/// An administrator confirms or refuses a principal, with a reason; nobody one of an organisation they belong to.
pub async fn decide(
    service: &Service,
    actor: &Actor,
    id: PrincipalId,
    verdict: Verdict,
    reason: &str,
) -> Result<(), Error> {
    administrator(actor)?;
    let mut form = Form::default();
    let reason = form.text("reason", reason, Text::of("verdict-checked"));
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    administrator(&in_force(&mut tx, actor).await?)?;
    let organisation = store::principal(&mut tx, id).await?.ok_or(Error::NotFound)?.organisation;
    let found = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    organisations::no_own_business(&mut tx, actor, organisation).await?;
    let principal = store::principal(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let (state, kind) = match verdict {
        Verdict::Confirmed => (State::Confirmed, "principal.confirmed"),
        Verdict::Refused => (State::Refused, "principal.refused"),
    };
    if verdict == Verdict::Confirmed {
        if principal.valid_until <= now {
            return Err(Error::Conflict(Text::of("principal-expired")));
        }
        if !files::any(&mut tx, Subject::Principal(id)).await? {
            return Err(Error::Conflict(Text::of("principal-no-document")));
        }
    }
    if store::decide(&mut tx, id, state, actor.account, now, &reason).await? != 1 {
        return Err(Error::Conflict(Text::of("principal-decided")));
    }
    files::retain_documents(&mut tx, service, Subject::Principal(id)).await?;
    if verdict == Verdict::Confirmed {
        let remind = principal.valid_until.minus(REMINDER).max(now);
        jobs::enqueue(&mut tx, service, &Job::RemindOfAuthority { principal: id }, remind).await?;
    }
    let fields = json!({"principal": id, "until": principal.valid_until.rfc3339()});
    let commitments = [("administrator", actor.account.to_string()), ("name", principal.name), ("reason", reason)];
    log(&mut tx, service, found.log_case, kind, "administrator", fields, &commitments).await?;
    let words = match verdict {
        Verdict::Confirmed => ("mail-principal-confirmed", "mail-principal-confirmed-text"),
        Verdict::Refused => ("mail-principal-refused", "mail-principal-refused-text"),
    };
    organisations::tell_owners(&mut tx, service, &found, words, |_, said| said).await?;
    tx.commit().await?;
    Ok(())
}

/// Tells the owners that an authority ends soon, if it is still in force. Safe to run again: a job that was done is gone.
pub async fn remind(service: &Service, id: PrincipalId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let Some(principal) = store::principal(&mut tx, id).await? else { return Ok(()) };
    if principal.state != State::Confirmed || principal.valid_until <= service.clock.now() {
        return Ok(());
    }
    let found = organisations::lock(&mut tx, principal.organisation).await?.ok_or(Error::NotFound)?;
    let (words, last) = (("mail-authority-ends", "mail-authority-ends-text"), principal.last_day());
    let also = |language: Language, said: Said| said.with("day", language.day(last));
    organisations::tell_owners(&mut tx, service, &found, words, also).await?;
    tx.commit().await?;
    Ok(())
}

async fn log(
    tx: &mut Tx,
    service: &Service,
    case: CaseId,
    kind: &'static str,
    actor: &'static str,
    fields: serde_json::Value,
    commitments: &[(&'static str, String)],
) -> Result<(), Error> {
    audit::append(tx, service, NewEntry { kind, case, actor, fields, commitments, journal: None }).await?;
    Ok(())
}

// Looking -----------------------------------------------------------------------------------------------

/// The principals of an organisation, the latest first, for its members and administrators.
pub async fn list(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Vec<Principal>, Error> {
    let mut tx = service.db.read().await?;
    may_see(&mut tx, actor, organisation).await?;
    Ok(store::of_organisation(&mut tx, organisation).await?)
}

/// One of them.
pub async fn principal(service: &Service, actor: &Actor, id: PrincipalId) -> Result<Principal, Error> {
    let mut tx = service.db.read().await?;
    let found = store::principal(&mut tx, id).await?.ok_or(Error::NotFound)?;
    may_see(&mut tx, actor, found.organisation).await?;
    Ok(found)
}

/// A principal's row, for the rooms beside this one.
pub(super) async fn row(tx: &mut Tx, id: PrincipalId) -> Result<Option<Principal>, Error> {
    Ok(store::principal(tx, id).await?)
}

async fn may_see(tx: &mut Tx, actor: &Actor, organisation: OrganisationId) -> Result<(), Error> {
    if organisations::member(tx, actor.account, organisation).await?.is_some()
        || in_force(tx, actor).await?.roles.administrator()
    {
        return Ok(());
    }
    Err(Error::NotFound)
}

// Use ---------------------------------------------------------------------------------------------------

/// What stands in the way of acting for a principal at this instant; else its authority.
fn authority(named: &[Principal], name: &str, now: Time) -> Result<PrincipalId, Refusal> {
    let folded = works::folded(name);
    let fits = |one: &&Principal| one.state == State::Confirmed && works::folded(&one.name) == folded;
    let all: Vec<_> = named.iter().filter(fits).collect();
    if let Some(one) = all.iter().find(|one| one.valid_from <= now && now < one.valid_until) {
        return Ok(one.id);
    }
    let principal = name.to_owned();
    // The one that begins next explains more than one that ended.
    let next = all.iter().filter(|one| now < one.valid_from).map(|one| one.valid_from).min();
    let last = all.iter().map(|one| one.valid_until).max();
    Err(match (next, last) {
        (Some(from), _) => Refusal::TooEarly { principal, from },
        (None, Some(on)) => Refusal::Expired { principal, on },
        (None, None) => Refusal::Unconfirmed { principal },
    })
}

/// Checks that an organisation may claim these works now, and notes for whom a claim is filed. In the transaction that
/// files it.
pub(super) async fn enter(
    tx: &mut Tx,
    service: &Service,
    organisation: OrganisationId,
    claim: ClaimId,
    ids: &[WorkId],
) -> Result<(), Error> {
    let now = service.clock.now();
    let held = works::held_as_agent(tx, ids).await?;
    if held.is_empty() {
        return Ok(());
    }
    let named = store::of_organisation(tx, organisation).await?;
    for (title, principal) in held {
        let Some(name) = principal else { return Err(Error::Principal(Refusal::Unnamed { work: title })) };
        let found = authority(&named, &name, now).map_err(Error::Principal)?;
        store::insert_claim_principal(tx, claim, &name, found).await?;
    }
    Ok(())
}

/// What stands in the way of going on with a claim: an authority it was filed under that is over. In the transaction that
/// adds targets to it or deletes its files.
pub(super) async fn of_claim(
    tx: &mut Tx,
    service: &Service,
    organisation: OrganisationId,
    claim: ClaimId,
) -> Result<Option<Refusal>, Error> {
    let names = store::names_of_claim(tx, claim).await?;
    if names.is_empty() {
        return Ok(None);
    }
    let named = store::of_organisation(tx, organisation).await?;
    Ok(names.iter().find_map(|name| authority(&named, name, service.clock.now()).err()))
}

/// For whom a claim was filed, for whoever may see the claim.
pub(super) async fn names_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<String>, Error> {
    Ok(store::names_of_claim(tx, claim).await?)
}
