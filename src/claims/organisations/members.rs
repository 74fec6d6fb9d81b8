//! Members: who acts for an organisation, and what they may do. Every power reads the membership again, so that a removal
//! ends all of them with its commit; what a member signed before stays, under the same membership.

use serde_json::json;

use super::super::{Actor, Error, drafts, programs, store};
use super::{Organisation, State, ending, lock};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, MemberId, OrganisationId};
use crate::jobs::{self, Job};
use crate::service::Service;
use crate::texts::Text;

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

    pub(super) fn read(text: &str) -> Result<Self, Error> {
        match text {
            "owner" => Ok(Self::Owner),
            "agent" => Ok(Self::Agent),
            _ => Err(store::unreadable("members.role").into()),
        }
    }
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

/// An owner changes what a member may do. It takes effect with the commit.
pub async fn change_role(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    account: AccountId,
    role: MemberRole,
) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    owner(&mut tx, actor, organisation).await?;
    let member = member(&mut tx, account, organisation).await?.ok_or(Error::NotFound)?;
    if member.role == role {
        return Err(Error::Conflict(Text::of("member-may-already")));
    }
    if role == MemberRole::Agent && store::is_only_owner(&mut tx, organisation, account).await? {
        return Err(LAST_OWNER);
    }
    if store::set_member_role(&mut tx, member.id, member.role, role).await? != 1 {
        return Err(Error::Conflict(Text::of("member-changed")));
    }
    let fields = json!({"member": member.id, "role": role.as_str()});
    log_member(&mut tx, service, &found, "member.role-changed", fields, actor.account, account).await?;
    if role == MemberRole::Owner {
        tell_new_owner(&mut tx, service, organisation, account).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Has somebody who is an owner from this commit told what was decided against the organisation before: by a job, since the room that decides
/// so is above this one.
pub(super) async fn tell_new_owner(
    tx: &mut Tx,
    service: &Service,
    organisation: OrganisationId,
    account: AccountId,
) -> Result<(), Error> {
    jobs::enqueue(tx, service, &Job::TellOwner { organisation, account }, service.clock.now()).await?;
    Ok(())
}

const LAST_OWNER: Error = Error::Conflict(Text::of("member-needs-owner"));

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
    leave(&mut tx, service, &found, actor.account, account).await?;
    tx.commit().await?;
    Ok(())
}

/// The end of a membership, in the transaction of what brings it about, under the organisation's lock.
async fn leave(
    tx: &mut Tx,
    service: &Service,
    found: &Organisation,
    by: AccountId,
    account: AccountId,
) -> Result<(), Error> {
    if found.state != State::Ended && store::is_only_owner(tx, found.id, account).await? {
        return Err(LAST_OWNER);
    }
    let Some(id) = store::leave(tx, found.id, account, service.clock.now()).await? else {
        return Err(Error::NotFound);
    };
    drafts::end(tx, found.id, account).await?;
    programs::keys::end_with_membership(tx, service, id).await?;
    log_member(tx, service, found, "member.removed", json!({"member": id}), by, account).await
}

/// The organisations that a person belongs to, with their names, and whether each would be left without the owner it needs.
pub(crate) async fn memberships(tx: &mut Tx, account: AccountId) -> Result<Vec<(OrganisationId, String, bool)>, Error> {
    let mut found = Vec::new();
    for (id, name, state) in store::organisations_of(tx, account).await? {
        let only_owner = State::read(&state)?.needs_owner() && store::is_only_owner(tx, id, account).await?;
        found.push((id, name, only_owner));
    }
    Ok(found)
}

/// A person who closes their account leaves every organisation, in the transaction of that. An application of which they are the only owner is
/// taken back with it, whether it waits or was refused.
pub(crate) async fn leave_all(tx: &mut Tx, service: &Service, account: AccountId) -> Result<(), Error> {
    for (id, ..) in store::organisations_of(tx, account).await? {
        let mut found = lock(tx, id).await?.ok_or(Error::NotFound)?;
        let is_application = matches!(found.state, State::Applied | State::Refused);
        if is_application && store::is_only_owner(tx, id, account).await? {
            found = ending::end_locked(tx, service, found, account).await?;
        }
        leave(tx, service, &found, account, account).await?;
    }
    Ok(())
}

pub(super) async fn log_member(
    tx: &mut Tx,
    service: &Service,
    organisation: &Organisation,
    kind: &'static str,
    fields: serde_json::Value,
    by: AccountId,
    account: AccountId,
) -> Result<(), Error> {
    // The membership stands in clear, whose it is does not.
    let commitments = [("account", account.to_string()), ("by", by.to_string())];
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

/// The members of an organisation, for its members and administrators.
pub async fn members(service: &Service, actor: &Actor, id: OrganisationId) -> Result<Vec<Member>, Error> {
    let mut tx = service.db.read().await?;
    if !actor.roles.administrator() {
        member(&mut tx, actor.account, id).await?.ok_or(Error::NotFound)?;
    }
    store::members(&mut tx, id).await?.into_iter().map(store::MemberRow::into_member).collect()
}

/// The membership of a person, if it is one now.
pub(in crate::claims) async fn member(
    tx: &mut Tx,
    account: AccountId,
    id: OrganisationId,
) -> Result<Option<Member>, Error> {
    store::member(tx, id, account).await?.map(store::MemberRow::into_member).transpose()
}

/// Refuses everybody but an owner; to strangers the organisation does not exist.
pub(in crate::claims) async fn owner(tx: &mut Tx, actor: &Actor, id: OrganisationId) -> Result<Member, Error> {
    let member = member(tx, actor.account, id).await?.ok_or(Error::NotFound)?;
    match member.role {
        MemberRole::Owner => Ok(member),
        MemberRole::Agent => Err(Error::Forbidden(Text::of("member-owner-only"))),
    }
}

impl store::MemberRow {
    pub(super) fn into_member(self) -> Result<Member, Error> {
        Ok(Member {
            id: self.id,
            organisation: self.organisation,
            account: self.account,
            role: MemberRole::read(&self.role)?,
            joined_at: self.joined_at,
        })
    }
}
