//! Invitations of members.

use crate::claims::organisations::MemberRole;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, MemberInvitationId, OrganisationId};

/// What an invitation is entered with.
pub(in crate::claims) struct NewMemberInvitation<'a> {
    pub id: MemberInvitationId,
    pub organisation: OrganisationId,
    pub email_lookup: &'a [u8],
    pub email_sealed: &'a [u8],
    pub role: MemberRole,
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct MemberInvitationRow {
    pub id: MemberInvitationId,
    pub organisation: OrganisationId,
    pub email_lookup: Vec<u8>,
    pub email_sealed: Vec<u8>,
    pub role: String,
    pub invited_by: AccountId,
    pub expires_at: Time,
}

pub(in crate::claims) async fn insert_member_invitation(
    tx: &mut Tx,
    new: NewMemberInvitation<'_>,
    by: AccountId,
    now: Time,
    until: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO member_invitations (id, organisation, email_lookup, email_sealed, role, invited_by, invited_at,
             expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.id,
        new.organisation,
        new.email_lookup,
        new.email_sealed,
        new.role.as_str(),
        by,
        now,
        until
    )?;
    Ok(())
}

/// Takes back what is open for an address.
pub(in crate::claims) async fn replace_member_invitations(
    tx: &mut Tx,
    organisation: OrganisationId,
    email_lookup: &[u8],
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE member_invitations SET withdrawn_at = $3
         WHERE organisation = $1 AND email_lookup = $2 AND accepted_at IS NULL AND withdrawn_at IS NULL",
        organisation,
        email_lookup,
        now
    )
}

pub(in crate::claims) async fn withdraw_member_invitation(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: MemberInvitationId,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE member_invitations SET withdrawn_at = $3
         WHERE id = $1 AND organisation = $2 AND accepted_at IS NULL AND withdrawn_at IS NULL",
        id,
        organisation,
        now
    )
}

/// Takes back whatever is open of an organisation.
pub(in crate::claims) async fn withdraw_member_invitations(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE member_invitations SET withdrawn_at = $2
         WHERE organisation = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL",
        organisation,
        now
    )
}

pub(in crate::claims) async fn is_member_invitation_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: MemberInvitationId,
) -> Result<bool, sqlx::Error> {
    let found = db::optional!(
        tx,
        (MemberInvitationId,),
        "SELECT id FROM member_invitations WHERE id = $1 AND organisation = $2",
        id,
        organisation
    )?;
    Ok(found.is_some())
}

pub(in crate::claims) async fn open_member_invitations(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Time,
) -> Result<Vec<MemberInvitationRow>, sqlx::Error> {
    db::all!(
        tx,
        MemberInvitationRow,
        "SELECT id, organisation, email_lookup, email_sealed, role, invited_by, expires_at FROM member_invitations
         WHERE organisation = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL AND expires_at > $2
         ORDER BY invited_at, id",
        organisation,
        now
    )
}

/// An open invitation, if it is for the address that this account confirmed.
pub(in crate::claims) async fn member_invitation_for(
    tx: &mut Tx,
    id: MemberInvitationId,
    account: AccountId,
    now: Time,
) -> Result<Option<MemberInvitationRow>, sqlx::Error> {
    db::optional!(
        tx,
        MemberInvitationRow,
        "SELECT i.id, i.organisation, i.email_lookup, i.email_sealed, i.role, i.invited_by, i.expires_at
         FROM member_invitations i JOIN accounts a ON a.email_lookup = i.email_lookup
         WHERE i.id = $1 AND a.id = $2 AND a.disabled_at IS NULL AND a.email_confirmed_at IS NOT NULL
             AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > $3",
        id,
        account,
        now
    )
}

pub(in crate::claims) async fn accept_member_invitation(
    tx: &mut Tx,
    id: MemberInvitationId,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE member_invitations SET accepted_at = $2
         WHERE id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL",
        id,
        now
    )
}

/// Whether the account of an address is a member.
pub(in crate::claims) async fn is_member_by_lookup(
    tx: &mut Tx,
    organisation: OrganisationId,
    email_lookup: &[u8],
) -> Result<bool, sqlx::Error> {
    let found = db::optional!(
        tx,
        (AccountId,),
        "SELECT a.id FROM members m JOIN accounts a ON a.id = m.account
         WHERE m.organisation = $1 AND a.email_lookup = $2 AND m.removed_at IS NULL",
        organisation,
        email_lookup
    )?;
    Ok(found.is_some())
}

/// Forgets the addresses of invitations that ended long enough ago.
pub(in crate::claims) async fn sweep_member_invitations(tx: &mut Tx, before: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "DELETE FROM member_invitations WHERE expires_at <= $1 OR accepted_at <= $1 OR withdrawn_at <= $1",
        before
    )
}

/// Forgets the invitations of the address of an account.
pub(in crate::claims) async fn forget_invitations_of(tx: &mut Tx, account: AccountId) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "DELETE FROM member_invitations WHERE email_lookup = (SELECT email_lookup FROM accounts WHERE id = $1)",
        account
    )
}
