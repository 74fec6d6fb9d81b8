//! Organisations that hold rights.
//!
//! `applied -> verified | refused`, `verified -> suspended -> verified`, and any of them `-> ended`, which is for good. Only a
//! verified organisation has the verified queue; suspension is one act and takes effect with its commit, because every power reads
//! the state again.
//!
//! Here are what an organisation is, and how it applies. Then it proves control of its [`domain`], answers what it is asked
//! ([`inquiries`]), and administrators decide ([`verdicts`]). [Members](mod@members) act for it, each taken in by an invitation
//! ([`invitations`]), until an owner [ends](ending) it.

mod contacts;
pub mod domain;
mod ending;
pub mod inquiries;
pub mod invitations;
mod members;
mod verdicts;

use std::fmt;

use data_encoding::HEXLOWER;
use serde_json::json;

use super::filing::page;
use super::form::{Form, is_domain};
use super::{Actor, Error, store, works};
use crate::accounts::attempts;
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::config::Jurisdiction;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, MemberId, OrganisationId, uuid_v4};
use crate::mail::{self, About, Addressee, Message, Recipient};
use crate::service::Service;
use crate::texts::Text;
use crate::texts::{Language, Said};

pub use contacts::{Contact, change_contact, contact};
pub(crate) use contacts::{copy, forget_contacts_of, forget_contacts_of_refused, forget_copy};
pub(in crate::claims) use contacts::{keep_copy, written};
pub use ending::{Obstacle, end, obstacles};
pub(crate) use invitations::{forget_ended_invitations, forget_invitations_of};
pub(super) use members::member;
pub(in crate::claims) use members::owner;
pub use members::{Member, MemberRole, change_role, members, remove_member};
pub(crate) use members::{leave_all, memberships};
pub use verdicts::{Verdict, confirm_override, decide, propose_override, suspend};

/// Domains where anybody gets an address: control of one says nothing about an organisation.
const PUBLIC_MAIL_DOMAINS: [&str; 30] = [
    "aol.com",
    "bluewin.ch",
    "comcast.net",
    "fastmail.com",
    "free.fr",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "laposte.net",
    "libero.it",
    "live.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "orange.fr",
    "outlook.com",
    "pm.me",
    "proton.me",
    "protonmail.com",
    "t-online.de",
    "web.de",
    "yahoo.com",
    "yandex.ru",
    "ymail.com",
];

/// Names that are no public domain's: they are resolved within one network, which may be ours (RFC 6761 and what followed).
const PRIVATE_SUFFIXES: [&str; 7] = [".alt", ".arpa", ".internal", ".invalid", ".local", ".localhost", ".onion"];

/// Where an organisation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for an administrator.
    Applied,
    /// An administrator is satisfied who it is.
    Verified,
    /// An administrator is not.
    Refused,
    /// Its powers rest.
    Suspended,
    /// Its owners gave it up, or took its application back.
    Ended,
}

impl State {
    /// Its word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Verified => "verified",
            Self::Refused => "refused",
            Self::Suspended => "suspended",
            Self::Ended => "ended",
        }
    }

    /// Whether somebody has to answer for it: it has an owner as long as it stands so.
    const fn needs_owner(self) -> bool {
        matches!(self, Self::Verified | Self::Suspended)
    }

    fn read(text: &str) -> Result<Self, Error> {
        [Self::Applied, Self::Verified, Self::Refused, Self::Suspended, Self::Ended]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| store::unreadable("organisations.state").into())
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an organisation says of itself when it applies, as typed.
#[derive(Clone, Debug, Default)]
pub struct Application {
    /// Its name, as it will stand in the public log once verified.
    pub name: String,
    /// Its country: ISO 3166-1 alpha-2.
    pub country: String,
    /// A domain it controls.
    pub domain: String,
    /// Who speaks for it.
    pub contact: Contact,
}

/// An organisation.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its country.
    pub country: String,
    /// Its domain.
    pub domain: String,
    /// Where it stands.
    pub state: State,
    /// Its case in the log.
    pub log_case: CaseId,
    /// When it applied.
    pub applied_at: Time,
    /// When an administrator last decided about it.
    pub decided_at: Option<Time>,
    /// What the administrator said, as it lies ([`Organisation::decision_reason`]).
    pub(crate) decision_reason_sealed: Option<Vec<u8>>,
    /// When it ended.
    pub ended_at: Option<Time>,
}

impl Organisation {
    /// What the administrator said who last decided about it: where that was erased or altered it says so.
    pub fn decision_reason(&self, service: &Service) -> Result<Option<Text>, Error> {
        let sealed = self.decision_reason_sealed.as_deref();
        Ok(sealed.map(|sealed| service.keys.said(&decision_context(self.id), sealed)).transpose()?)
    }
}

/// A rights holder applies. The person who does so becomes its first owner.
pub async fn apply(service: &Service, actor: &Actor, application: &Application) -> Result<OrganisationId, Error> {
    let mut form = Form::default();
    let name = form.line("name", &application.name, Text::of("organisation-enter-name"));
    let country = application.country.trim().to_ascii_uppercase();
    if Jurisdiction::parse(&country).is_err() {
        form.mistake("country", Text::of("organisation-give-country"));
    }
    // In the form that is resolved: what looks like another domain, or like a public one, is judged as what it is.
    let typed = application.domain.trim();
    let domain = match url::Host::parse(typed) {
        Ok(url::Host::Domain(ascii)) => ascii,
        _ => typed.to_lowercase(),
    };
    if !is_domain(&domain) || PRIVATE_SUFFIXES.iter().any(|suffix| domain.ends_with(suffix)) {
        form.mistake("domain", Text::of("organisation-enter-domain"));
    } else if PUBLIC_MAIL_DOMAINS.contains(&domain.as_str()) {
        form.mistake("domain", Text::of("organisation-anybodys-domain"));
    }
    let contact = application.contact.read(&mut form);
    form.finish()?;
    // Each organisation has looks at its domain and invitations of its own to spend.
    let limit = service.config.limits.applications_per_hour;
    attempts::count(service, "organisations.application", &actor.account.to_string(), limit).await?;

    let (id, now) = (OrganisationId::new(&service.clock, &service.entropy), service.clock.now());
    let log_case = CaseId(uuid_v4(&service.entropy));
    let contact = contact.seal(service, id)?;
    let challenge = HEXLOWER.encode(&service.entropy.bytes::<20>());
    let new = store::NewOrganisation { id, name: &name, country: &country, domain: &domain, challenge: &challenge };
    let mut tx = service.db.begin().await?;
    store::insert_organisation(&mut tx, new, &contact, log_case, actor.account, now).await?;
    for word in works::finding_words(&name) {
        store::insert_organisation_word(&mut tx, id, &word).await?;
    }
    let member = MemberId::new(&service.clock, &service.entropy);
    store::insert_member(&mut tx, member, id, actor.account, MemberRole::Owner, now).await?;
    // An organisation stands in the log by name once it is verified, not for having asked.
    let entry = NewEntry {
        kind: "organisation.applied",
        case: log_case,
        actor: "member",
        fields: json!({}),
        commitments: &[("organisation", name), ("domain", domain), ("applicant", actor.account.to_string())],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(id)
}

/// The organisations a person belongs to, with the membership.
pub async fn of_person(service: &Service, actor: &Actor) -> Result<Vec<(Organisation, Member)>, Error> {
    let mut tx = service.db.read().await?;
    let mut found = Vec::new();
    for row in store::memberships(&mut tx, actor.account).await? {
        let member = row.into_member()?;
        if let Some(row) = store::organisation(&mut tx, member.organisation).await? {
            found.push((row.into_organisation()?, member));
        }
    }
    Ok(found)
}

/// One organisation, for its members and for administrators and reviewers.
pub async fn organisation(service: &Service, actor: &Actor, id: OrganisationId) -> Result<Organisation, Error> {
    let mut tx = service.db.read().await?;
    if !actor.roles.staff() {
        member(&mut tx, actor.account, id).await?.ok_or(Error::NotFound)?;
    }
    store::organisation(&mut tx, id).await?.ok_or(Error::NotFound)?.into_organisation()
}

/// Organisations in `state`, or in any, for administrators: those that wait longest first, at most 1,000.
pub async fn list(service: &Service, actor: &Actor, state: Option<State>) -> Result<Vec<Organisation>, Error> {
    administrator(actor)?;
    let mut tx = service.db.read().await?;
    let rows = store::organisations(&mut tx, state.map(State::as_str)).await?;
    rows.into_iter().map(store::OrganisationRow::into_organisation).collect()
}

/// The other organisations of the same domain, whatever became of them, for administrators: what a holder who applies anew was before. Those
/// that applied last come first, at most 100.
pub async fn others_of_domain(
    service: &Service,
    actor: &Actor,
    organisation: &Organisation,
) -> Result<Vec<Organisation>, Error> {
    administrator(actor)?;
    let mut tx = service.db.read().await?;
    let rows = store::others_of_domain(&mut tx, &organisation.domain, organisation.id).await?;
    rows.into_iter().map(store::OrganisationRow::into_organisation).collect()
}

/// The organisation, its row locked until the transaction ends: everything that its state or members permit takes this
/// lock first, so that a suspension and the use of a power cannot pass each other.
pub(in crate::claims) async fn lock(tx: &mut Tx, id: OrganisationId) -> Result<Option<Organisation>, Error> {
    store::lock_organisation(tx, id).await?.map(store::OrganisationRow::into_organisation).transpose()
}

/// An organisation for the room of due process: its name and its case, locked like [`lock`] does, and its owners who can act.
pub(crate) async fn lock_with_owners(tx: &mut Tx, id: OrganisationId) -> Result<(Organisation, Vec<AccountId>), Error> {
    let found = lock(tx, id).await?.ok_or(Error::NotFound)?;
    let owners = store::owners(tx, id).await?;
    Ok((found, owners))
}

/// Refuses an organisation of which nobody has found out who it is, or whose powers rest.
pub(in crate::claims) fn verified(found: &Organisation) -> Result<(), Error> {
    match found.state {
        State::Verified => Ok(()),
        state => Err(Error::NotVerified { organisation: found.name.clone(), state }),
    }
}

/// Of one that has ended nothing is changed any more.
const ENDED: Error = Error::Conflict(Text::of("organisation-has-ended"));

/// Refuses an organisation that has ended.
pub(in crate::claims) fn not_ended(found: &Organisation) -> Result<(), Error> {
    if found.state == State::Ended { Err(ENDED) } else { Ok(()) }
}

pub(in crate::claims) fn administrator(actor: &Actor) -> Result<(), Error> {
    if actor.roles.administrator() { Ok(()) } else { Err(Error::Forbidden(Text::of("only-administrators"))) }
}

/// Nobody on the staff decides about an organisation they belong to.
pub(in crate::claims) async fn no_own_business(tx: &mut Tx, actor: &Actor, id: OrganisationId) -> Result<(), Error> {
    match member(tx, actor.account, id).await? {
        Some(_) => Err(Error::Forbidden(Text::of("organisation-yours"))),
        None => Ok(()),
    }
}

/// Writes to every owner: what was done, which page of the portal says more, and no more than that. `subject` and `text` are
/// keys of texts; the text is given the organisation's name as `organisation`, and the other arguments.
pub(in crate::claims) async fn tell_owners(
    tx: &mut Tx,
    service: &Service,
    organisation: &Organisation,
    (subject, text): (&str, &str),
    also: impl Fn(Language, Said) -> Said,
) -> Result<(), Error> {
    let page = page(service, &format!("rights?organisation={}", organisation.id));
    let write = |language: Language| {
        Message::new(language, language.say(subject))
            .paragraph(also(language, language.say(text).with("organisation", &organisation.name)))
            .link(language.say("mail-organisation-page"), &page)
    };
    let about = Some(About { case: organisation.log_case, to: Addressee::Owner });
    for owner in store::owners(tx, organisation.id).await? {
        mail::queue(tx, service, Recipient::Account(owner), about, &write).await?;
    }
    Ok(())
}

/// Where it lies sealed why an administrator decided so.
fn decision_context(id: OrganisationId) -> String {
    format!("organisations.decision_reason/{id}")
}

impl store::OrganisationRow {
    pub(in crate::claims) fn into_organisation(self) -> Result<Organisation, Error> {
        Ok(Organisation {
            id: self.id,
            name: self.name,
            country: self.country,
            domain: self.domain,
            state: State::read(&self.state)?,
            log_case: self.log_case,
            applied_at: self.applied_at,
            decided_at: self.decided_at,
            decision_reason_sealed: self.decision_reason_sealed,
            ended_at: self.ended_at,
        })
    }
}
