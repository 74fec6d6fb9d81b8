//! Organisations that hold rights, and their members.
//!
//! `applied -> verified | refused`, `verified -> suspended -> verified`. Only a verified organisation has the verified
//! queue; suspension is one act and takes effect with its commit, because every power reads the state again.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::form::{Form, is_domain};
use super::{Actor, Error, in_force, store};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::config::Jurisdiction;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, MemberId, OrganisationId, uuid_v4};
use crate::service::Service;

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
}

impl State {
    /// Its word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Verified => "verified",
            Self::Refused => "refused",
            Self::Suspended => "suspended",
        }
    }

    pub(super) fn read(text: &str) -> Result<Self, Error> {
        [Self::Applied, Self::Verified, Self::Refused, Self::Suspended]
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

/// What a member may do for its organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberRole {
    /// Signs for it, and says who its members are; also what an agent does.
    Owner,
    /// Registers works and files claims.
    Agent,
}

impl MemberRole {
    /// Its word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Agent => "agent",
        }
    }

    fn read(text: &str) -> Result<Self, Error> {
        match text {
            "owner" => Ok(Self::Owner),
            "agent" => Ok(Self::Agent),
            _ => Err(store::unreadable("members.role").into()),
        }
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

/// Whom to reach. Kept sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The person's name.
    pub name: String,
    /// A postal address.
    pub address: String,
    /// A telephone number.
    pub telephone: String,
    /// An e-mail address.
    pub email: String,
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
    /// What the administrator said.
    pub decision_reason: Option<String>,
}

/// A member of an organisation.
#[derive(Clone, Debug)]
pub struct Member {
    /// The membership.
    pub id: MemberId,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The person.
    pub account: AccountId,
    /// What it may do.
    pub role: MemberRole,
    /// Since when.
    pub joined_at: Time,
}

/// What an administrator decides about an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is who it says it is. Also ends a suspension.
    Verified,
    /// Its application fails.
    Refused,
}

/// A rights holder applies. The person who does so becomes its first owner.
pub async fn apply(service: &Service, actor: &Actor, application: &Application) -> Result<OrganisationId, Error> {
    let mut form = Form::default();
    let name = form.line("name", &application.name, "Enter the organisation's name");
    let country = application.country.trim().to_ascii_uppercase();
    if Jurisdiction::parse(&country).is_err() {
        form.mistake("country", "Choose the organisation's country");
    }
    let domain = application.domain.trim().to_lowercase();
    if !is_domain(&domain) {
        form.mistake("domain", "Enter a domain the organisation controls, such as example.com");
    } else if PUBLIC_MAIL_DOMAINS.contains(&domain.as_str()) {
        form.mistake("domain", "Anybody gets an address there: enter a domain the organisation itself controls");
    }
    let contact = Contact {
        name: form.line("contact_name", &application.contact.name, "Enter the name of a person who speaks for it"),
        address: form.text("contact_address", &application.contact.address, "Enter a postal address"),
        telephone: form.line("contact_telephone", &application.contact.telephone, "Enter a telephone number"),
        email: form.email("contact_email", &application.contact.email, "Enter an e-mail address"),
    };
    form.finish()?;

    let (id, now) = (OrganisationId::new(&service.clock, &service.entropy), service.clock.now());
    let log_case = CaseId(uuid_v4(&service.entropy));
    let contact = service.keys.seal(&contact_context(id), &serde_json::to_vec(&contact)?);
    let mut tx = service.db.begin().await?;
    store::insert_organisation(&mut tx, id, &name, &country, &domain, &contact, log_case, actor.account, now).await?;
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

/// An owner takes a person into the organisation, or changes what a member may do.
pub async fn add_member(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    account: AccountId,
    role: MemberRole,
) -> Result<MemberId, Error> {
    let mut tx = service.db.begin().await?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    owner(&mut tx, actor, organisation).await?;
    if !store::account_is_active(&mut tx, account).await? {
        return Err(Error::NotFound);
    }
    if role == MemberRole::Agent && store::is_only_owner(&mut tx, organisation, account).await? {
        return Err(Error::Conflict("an organisation needs an owner: make somebody else one first"));
    }
    let id = MemberId::new(&service.clock, &service.entropy);
    let id = store::join(&mut tx, id, organisation, account, role, service.clock.now()).await?;
    log_member(&mut tx, service, &found, "member.added", json!({"role": role.as_str()}), actor, account).await?;
    tx.commit().await?;
    Ok(id)
}

/// An owner removes a member, or a member leaves. Its powers end with the commit.
pub async fn remove_member(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    account: AccountId,
) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    if account != actor.account {
        owner(&mut tx, actor, organisation).await?;
    }
    if store::is_only_owner(&mut tx, organisation, account).await? {
        return Err(Error::Conflict("an organisation needs an owner: make somebody else one first"));
    }
    if store::leave(&mut tx, organisation, account, service.clock.now()).await? != 1 {
        return Err(Error::NotFound);
    }
    log_member(&mut tx, service, &found, "member.removed", json!({}), actor, account).await?;
    tx.commit().await?;
    Ok(())
}

async fn log_member(
    tx: &mut Tx,
    service: &Service,
    organisation: &Organisation,
    kind: &'static str,
    fields: serde_json::Value,
    actor: &Actor,
    account: AccountId,
) -> Result<(), Error> {
    let commitments = [("member", account.to_string()), ("by", actor.account.to_string())];
    let entry = NewEntry {
        kind,
        case: organisation.log_case,
        actor: "member",
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(())
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

/// Whom to reach at an organisation: for its members and administrators.
pub async fn contact(service: &Service, actor: &Actor, id: OrganisationId) -> Result<Contact, Error> {
    let mut tx = service.db.read().await?;
    if !actor.roles.administrator() {
        member(&mut tx, actor.account, id).await?.ok_or(Error::NotFound)?;
    }
    let sealed = store::organisation_contact(&mut tx, id).await?.ok_or(Error::NotFound)?;
    Ok(serde_json::from_slice(&service.keys.open_sealed(&contact_context(id), &sealed)?)?)
}

/// The members of an organisation, for its members and administrators.
pub async fn members(service: &Service, actor: &Actor, id: OrganisationId) -> Result<Vec<Member>, Error> {
    let mut tx = service.db.read().await?;
    if !actor.roles.administrator() {
        member(&mut tx, actor.account, id).await?.ok_or(Error::NotFound)?;
    }
    store::members(&mut tx, id).await?.into_iter().map(store::MemberRow::into_member).collect()
}

/// Organisations in `state`, or in any, for administrators: those that wait longest first, at most 1,000.
pub async fn list(service: &Service, actor: &Actor, state: Option<State>) -> Result<Vec<Organisation>, Error> {
    administrator(actor)?;
    let mut tx = service.db.read().await?;
    let rows = store::organisations(&mut tx, state.map(State::as_str)).await?;
    rows.into_iter().map(store::OrganisationRow::into_organisation).collect()
}

/// The organisation, its row locked until the transaction ends: everything that its state or members permit takes this
/// lock first, so that a suspension and the use of a power cannot pass each other.
pub(super) async fn lock(tx: &mut Tx, id: OrganisationId) -> Result<Option<Organisation>, Error> {
    store::lock_organisation(tx, id).await?.map(store::OrganisationRow::into_organisation).transpose()
}

/// The membership of a person, if it is one now.
pub(super) async fn member(tx: &mut Tx, account: AccountId, id: OrganisationId) -> Result<Option<Member>, Error> {
    store::member(tx, id, account).await?.map(store::MemberRow::into_member).transpose()
}

/// Refuses everybody but an owner; to strangers the organisation does not exist.
async fn owner(tx: &mut Tx, actor: &Actor, id: OrganisationId) -> Result<Member, Error> {
    let member = member(tx, actor.account, id).await?.ok_or(Error::NotFound)?;
    match member.role {
        MemberRole::Owner => Ok(member),
        MemberRole::Agent => Err(Error::Forbidden("only an owner of the organisation can do this")),
    }
}

pub(super) fn administrator(actor: &Actor) -> Result<(), Error> {
    if actor.roles.administrator() { Ok(()) } else { Err(Error::Forbidden("only administrators can do this")) }
}

/// Nobody on the staff decides about an organisation they belong to.
pub(super) async fn no_own_business(tx: &mut Tx, actor: &Actor, id: OrganisationId) -> Result<(), Error> {
    match member(tx, actor.account, id).await? {
        Some(_) => Err(Error::Forbidden("you belong to this organisation: somebody else decides")),
        None => Ok(()),
    }
}

fn contact_context(id: OrganisationId) -> String {
    format!("organisations.contact/{id}")
}

impl store::OrganisationRow {
    pub(super) fn into_organisation(self) -> Result<Organisation, Error> {
        Ok(Organisation {
            id: self.id,
            name: self.name,
            country: self.country,
            domain: self.domain,
            state: State::read(&self.state)?,
            log_case: self.log_case,
            applied_at: self.applied_at,
            decided_at: self.decided_at,
            decision_reason: self.decision_reason,
        })
    }
}

impl store::MemberRow {
    fn into_member(self) -> Result<Member, Error> {
        Ok(Member {
            id: self.id,
            organisation: self.organisation,
            account: self.account,
            role: MemberRole::read(&self.role)?,
            joined_at: self.joined_at,
        })
    }
}
