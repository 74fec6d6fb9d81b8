//! How people come into an organisation: an owner invites an address, and the account that confirmed this address takes the
//! invitation up.
//!
//! Inviting is the same whether or not the address has an account, and says nothing of it. What the mailed link leads to
//! is there for the account of that address only; the link alone opens nothing. It lapses after seven days, can be taken
//! back, and falls with the ownership of whoever sent it.

use std::time::Duration;

use serde_json::json;

use super::super::filing::page;
use super::super::{Actor, Error, FieldError, store};
use super::members::{log_member, tell_new_owner};
use super::{ENDED, MemberRole, Organisation, State, lock, owner};
use crate::accounts::{self, Email, attempts};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, MemberId, MemberInvitationId, OrganisationId, uuid_v4};
use crate::mail::{self, About, Addressee, Message, Recipient};
use crate::service::Service;
use crate::texts::Language;
use crate::texts::Text;

/// How long an invitation stands.
const LIFETIME: Duration = Duration::from_hours(7 * 24);

/// An invitation that is open, as the organisation's owners see it.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Its id.
    pub id: MemberInvitationId,
    /// The address that it is for: where that was altered it says so.
    pub email: Text,
    /// What they may do then.
    pub role: MemberRole,
    /// Until when.
    pub expires_at: Time,
}

/// An invitation, as whoever it is for sees it.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Its id.
    pub id: MemberInvitationId,
    /// The organisation.
    pub organisation: Organisation,
    /// What they may do then.
    pub role: MemberRole,
    /// Until when.
    pub expires_at: Time,
    /// Whether the address that it is for can be read: else it is not accepted.
    pub is_legible: bool,
}

/// An owner invites an address. An earlier invitation of the same address is replaced.
pub async fn invite(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    email: &Email,
    role: MemberRole,
) -> Result<MemberInvitationId, Error> {
    let mut tx = service.db.read().await?;
    owner(&mut tx, actor, organisation).await?;
    drop(tx);
    let lookup = email.lookup(service);
    let limit = service.config.limits.invitations_per_hour;
    attempts::count(service, "invitation.organisation", &organisation.to_string(), limit).await?;
    let address = data_encoding::HEXLOWER.encode(&lookup);
    attempts::count(service, "invitation.address", &address, limit.div_ceil(3)).await?;

    let (id, now) = (MemberInvitationId(uuid_v4(&service.entropy)), service.clock.now());
    let mut tx = service.db.begin().await?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    owner(&mut tx, actor, organisation).await?;
    standing(&found)?;
    if store::is_member_by_lookup(&mut tx, organisation, &lookup).await? {
        let message = Text::of("member-is-one");
        return Err(Error::Invalid(vec![FieldError::new("email", message)]));
    }
    store::replace_member_invitations(&mut tx, organisation, &lookup, now).await?;
    let until = now.plus(LIFETIME);
    let new = store::NewMemberInvitation {
        id,
        organisation,
        email_lookup: &lookup,
        email_sealed: &service.keys.seal(&context(id), email.as_str().as_bytes()),
        role,
    };
    store::insert_member_invitation(&mut tx, new, actor.account, now, until).await?;
    // A name stands in a message to strangers once somebody has looked at it.
    let text = match found.state {
        State::Verified => "mail-invited-by-holder",
        _ => "mail-invited-by-applicant",
    };
    // What a stranger reads is not known; whoever invites them most likely reads the same.
    let language = accounts::reader(&mut tx, service, actor.account).await?.map(|(_, language)| language);
    let write = |language: Language| {
        let said = language.say(text).with("organisation", &found.name).with("host", &service.keys.origin);
        Message::new(language, language.say("mail-invited"))
            .paragraph(said.with("role", language.say(&format!("member-{}", role.as_str()))))
            .paragraph(language.say("mail-invited-accept"))
            .link(language.say("mail-invited-page"), page(service, &format!("rights/invitations/{id}")))
            .paragraph(language.say("mail-invited-until").with("until", language.minute(until)))
    };
    let recipient = Recipient::Address(email.recipient(), language.unwrap_or_default());
    let about = Some(About { case: found.log_case, to: Addressee::Invited });
    mail::queue(&mut tx, service, recipient, about, write).await?;
    tx.commit().await?;
    Ok(id)
}

/// An owner takes an invitation back. Its link leads nowhere from this commit.
pub async fn take_back(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    invitation: MemberInvitationId,
) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    owner(&mut tx, actor, organisation).await?;
    if !store::is_member_invitation_of(&mut tx, organisation, invitation).await? {
        return Err(Error::NotFound);
    }
    if store::withdraw_member_invitation(&mut tx, organisation, invitation, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("member-invitation-ended")));
    }
    tx.commit().await?;
    Ok(())
}

/// The open invitations of an organisation, for its owners.
pub async fn open(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Vec<Invitation>, Error> {
    let mut tx = service.db.read().await?;
    owner(&mut tx, actor, organisation).await?;
    let rows = store::open_member_invitations(&mut tx, organisation, service.clock.now()).await?;
    let invitation = |row: store::MemberInvitationRow| -> Result<Invitation, Error> {
        Ok(Invitation {
            id: row.id,
            email: service.keys.said(&context(row.id), &row.email_sealed)?,
            role: MemberRole::read(&row.role)?,
            expires_at: row.expires_at,
        })
    };
    rows.into_iter().map(invitation).collect()
}

/// What an invitation offers, to the account that it is for. To everybody else, and once it is no longer open, it is not
/// there.
pub async fn offer(service: &Service, actor: &Actor, invitation: MemberInvitationId) -> Result<Offer, Error> {
    let mut tx = service.db.read().await?;
    let row = valid(&mut tx, service, actor.account, invitation).await?;
    let organisation = store::organisation(&mut tx, row.organisation).await?.ok_or(Error::NotFound)?;
    Ok(Offer {
        id: row.id,
        organisation: organisation.into_organisation()?,
        role: MemberRole::read(&row.role)?,
        expires_at: row.expires_at,
        is_legible: is_legible(service, &row)?,
    })
}

/// Whoever is invited accepts, and is a member from this commit.
pub async fn accept(service: &Service, actor: &Actor, invitation: MemberInvitationId) -> Result<OrganisationId, Error> {
    let mut tx = service.db.begin().await?;
    let organisation = valid(&mut tx, service, actor.account, invitation).await?.organisation;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    // Behind the lock it is read again: it can be taken back, and whoever sent it removed, up to here.
    let row = valid(&mut tx, service, actor.account, invitation).await?;
    // Of an altered row nobody knows whom an owner invited by it, nor of one whose address is not what it is found by.
    if !is_legible(service, &row)? {
        return Err(Error::Conflict(Text::of("member-invitation-unreadable")));
    }
    standing(&found)?;
    let (role, now) = (MemberRole::read(&row.role)?, service.clock.now());
    if super::member(&mut tx, actor.account, organisation).await?.is_some() {
        return Err(Error::Conflict(Text::of("member-you-are")));
    }
    if store::accept_member_invitation(&mut tx, invitation, now).await? != 1 {
        return Err(Error::NotFound);
    }
    let id = MemberId::new(&service.clock, &service.entropy);
    let id = store::join(&mut tx, id, organisation, actor.account, role, now).await?;
    let (kind, fields) = ("member.joined", json!({"member": id, "role": role.as_str()}));
    log_member(&mut tx, service, &found, kind, fields, row.invited_by, actor.account).await?;
    if role == MemberRole::Owner {
        tell_new_owner(&mut tx, service, organisation, actor.account).await?;
    }
    tx.commit().await?;
    Ok(organisation)
}

/// An open invitation for this account, from somebody who is an owner still.
async fn valid(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    id: MemberInvitationId,
) -> Result<store::MemberInvitationRow, Error> {
    let row = store::member_invitation_for(tx, id, account, service.clock.now()).await?.ok_or(Error::NotFound)?;
    match super::member(tx, row.invited_by, row.organisation).await? {
        Some(inviter) if inviter.role == MemberRole::Owner => Ok(row),
        _ => Err(Error::NotFound),
    }
}

/// Whether the address can be read that an invitation is for, and is the one that it is found by.
fn is_legible(service: &Service, row: &store::MemberInvitationRow) -> Result<bool, Error> {
    let Ok(Some(address)) = service.keys.legible(&context(row.id), &row.email_sealed)? else { return Ok(false) };
    let address = std::str::from_utf8(&address).ok().and_then(|address| Email::parse(address).ok());
    Ok(address.is_some_and(|address| address.lookup(service).as_slice() == row.email_lookup))
}

fn standing(organisation: &Organisation) -> Result<(), Error> {
    match organisation.state {
        State::Applied | State::Verified => Ok(()),
        State::Refused => Err(Error::Conflict(Text::of("member-refused"))),
        State::Suspended => Err(Error::Conflict(Text::of("member-suspended"))),
        State::Ended => Err(ENDED),
    }
}

/// Forgets the addresses of invitations that ended long enough ago.
pub(crate) async fn forget_ended_invitations(tx: &mut Tx, service: &Service) -> Result<(), Error> {
    store::sweep_member_invitations(tx, service.clock.now().minus(service.config.limits.request_data)).await?;
    Ok(())
}

/// Forgets what invited the address of an account, in the transaction that takes the address from it.
pub(crate) async fn forget_invitations_of(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    store::forget_invitations_of(tx, account).await?;
    Ok(())
}

fn context(id: MemberInvitationId) -> String {
    format!("member_invitations.email/{id}")
}
