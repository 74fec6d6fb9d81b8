//! Rights holders: organisations, members, direct access, works.

use uuid::Uuid;

use crate::claims::organisations::MemberRole;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, MemberId, OrganisationId, TwoPersonStepId, WorkId};

// Organisations and members --------------------------------------------------------------------------

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct OrganisationRow {
    pub id: OrganisationId,
    pub name: String,
    pub country: String,
    pub domain: String,
    pub state: String,
    pub log_case: CaseId,
    pub applied_at: Time,
    pub decided_at: Option<Time>,
    pub decision_reason: Option<String>,
}

#[expect(clippy::too_many_arguments, reason = "one a column")]
pub(in crate::claims) async fn insert_organisation(
    tx: &mut Tx,
    id: OrganisationId,
    name: &str,
    country: &str,
    domain: &str,
    contact_sealed: &[u8],
    log_case: CaseId,
    applied_by: AccountId,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO organisations (id, name, country, domain, contact_sealed, state, log_case, applied_by, applied_at)
         VALUES ($1, $2, $3, $4, $5, 'applied', $6, $7, $8)",
        id,
        name,
        country,
        domain,
        contact_sealed,
        log_case,
        applied_by,
        now
    )?;
    Ok(())
}

pub(in crate::claims) async fn lock_organisation(
    tx: &mut Tx,
    id: OrganisationId,
) -> Result<Option<OrganisationRow>, sqlx::Error> {
    db::optional!(
        tx,
        OrganisationRow,
        "UPDATE organisations SET state = state WHERE id = $1
         RETURNING id, name, country, domain, state, log_case, applied_at, decided_at, decision_reason",
        id
    )
}

pub(in crate::claims) async fn organisation(
    tx: &mut Tx,
    id: OrganisationId,
) -> Result<Option<OrganisationRow>, sqlx::Error> {
    db::optional!(
        tx,
        OrganisationRow,
        "SELECT id, name, country, domain, state, log_case, applied_at, decided_at, decision_reason
         FROM organisations WHERE id = $1",
        id
    )
}

pub(in crate::claims) async fn organisations(
    tx: &mut Tx,
    state: Option<&str>,
) -> Result<Vec<OrganisationRow>, sqlx::Error> {
    db::all!(
        tx,
        OrganisationRow,
        "SELECT id, name, country, domain, state, log_case, applied_at, decided_at, decision_reason
         FROM organisations WHERE $1 = '' OR state = $1 ORDER BY applied_at, id LIMIT 1000",
        state.unwrap_or_default()
    )
}

pub(in crate::claims) async fn organisation_contact(
    tx: &mut Tx,
    id: OrganisationId,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    Ok(db::optional!(tx, (Vec<u8>,), "SELECT contact_sealed FROM organisations WHERE id = $1", id)?
        .map(|(sealed,)| sealed))
}

pub(in crate::claims) async fn set_organisation_state(
    tx: &mut Tx,
    id: OrganisationId,
    from: crate::claims::organisations::State,
    to: crate::claims::organisations::State,
    by: AccountId,
    now: Time,
    reason: &str,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE organisations SET state = $3, decided_by = $4, decided_at = $5, decision_reason = $6
         WHERE id = $1 AND state = $2",
        id,
        from.as_str(),
        to.as_str(),
        by,
        now,
        reason
    )
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct MemberRow {
    pub id: MemberId,
    pub organisation: OrganisationId,
    pub account: AccountId,
    pub role: String,
    pub joined_at: Time,
}

pub(in crate::claims) async fn insert_member(
    tx: &mut Tx,
    id: MemberId,
    organisation: OrganisationId,
    account: AccountId,
    role: MemberRole,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO members (id, organisation, account, role, joined_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        organisation,
        account,
        role.as_str(),
        now
    )?;
    Ok(())
}

/// Takes a person in, takes it back in, or changes its role.
pub(in crate::claims) async fn join(
    tx: &mut Tx,
    id: MemberId,
    organisation: OrganisationId,
    account: AccountId,
    role: MemberRole,
    now: Time,
) -> Result<MemberId, sqlx::Error> {
    let (id,) = db::one!(
        tx,
        (MemberId,),
        "INSERT INTO members (id, organisation, account, role, joined_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organisation, account) DO UPDATE SET role = excluded.role, removed_at = NULL,
             joined_at = CASE WHEN members.removed_at IS NULL THEN members.joined_at ELSE excluded.joined_at END
         RETURNING id",
        id,
        organisation,
        account,
        role.as_str(),
        now
    )?;
    Ok(id)
}

pub(in crate::claims) async fn leave(
    tx: &mut Tx,
    organisation: OrganisationId,
    account: AccountId,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE members SET removed_at = $3 WHERE organisation = $1 AND account = $2 AND removed_at IS NULL",
        organisation,
        account,
        now
    )
}

pub(in crate::claims) async fn is_only_owner(
    tx: &mut Tx,
    organisation: OrganisationId,
    account: AccountId,
) -> Result<bool, sqlx::Error> {
    let owners = db::all!(
        tx,
        (AccountId,),
        "SELECT account FROM members WHERE organisation = $1 AND role = 'owner' AND removed_at IS NULL",
        organisation
    )?;
    Ok(owners == [(account,)])
}

/// A membership in force: not removed, of an account that is not disabled.
pub(in crate::claims) async fn member(
    tx: &mut Tx,
    organisation: OrganisationId,
    account: AccountId,
) -> Result<Option<MemberRow>, sqlx::Error> {
    db::optional!(
        tx,
        MemberRow,
        "SELECT m.id, m.organisation, m.account, m.role, m.joined_at FROM members m JOIN accounts a ON a.id = m.account
         WHERE m.organisation = $1 AND m.account = $2 AND m.removed_at IS NULL AND a.disabled_at IS NULL",
        organisation,
        account
    )
}

pub(in crate::claims) async fn members(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<MemberRow>, sqlx::Error> {
    db::all!(
        tx,
        MemberRow,
        "SELECT id, organisation, account, role, joined_at FROM members
         WHERE organisation = $1 AND removed_at IS NULL ORDER BY joined_at, id",
        organisation
    )
}

pub(in crate::claims) async fn memberships(tx: &mut Tx, account: AccountId) -> Result<Vec<MemberRow>, sqlx::Error> {
    db::all!(
        tx,
        MemberRow,
        "SELECT id, organisation, account, role, joined_at FROM members
         WHERE account = $1 AND removed_at IS NULL ORDER BY joined_at, id",
        account
    )
}

pub(in crate::claims) async fn account_is_active(tx: &mut Tx, account: AccountId) -> Result<bool, sqlx::Error> {
    let found =
        db::optional!(tx, (AccountId,), "SELECT id FROM accounts WHERE id = $1 AND disabled_at IS NULL", account)?;
    Ok(found.is_some())
}

// Direct access --------------------------------------------------------------------------------------

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct GrantRow {
    pub id: Uuid,
    pub daily_targets: i64,
    pub granted_at: Time,
}

pub(in crate::claims) async fn insert_grant(
    tx: &mut Tx,
    id: Uuid,
    organisation: OrganisationId,
    step: TwoPersonStepId,
    daily_targets: i64,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO direct_access (id, organisation, step, daily_targets, granted_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        organisation,
        step,
        daily_targets,
        now
    )?;
    Ok(())
}

/// The grant in force.
pub(in crate::claims) async fn grant(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Option<GrantRow>, sqlx::Error> {
    db::optional!(
        tx,
        GrantRow,
        "SELECT id, daily_targets, granted_at FROM direct_access WHERE organisation = $1 AND stripped_at IS NULL",
        organisation
    )
}

pub(in crate::claims) async fn strip_grant(
    tx: &mut Tx,
    id: Uuid,
    by: AccountId,
    now: Time,
    reason: &str,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE direct_access SET stripped_by = $2, stripped_at = $3, strip_reason = $4
         WHERE id = $1 AND stripped_at IS NULL",
        id,
        by,
        now,
        reason
    )
}

// Works ----------------------------------------------------------------------------------------------

pub(in crate::claims) struct NewWorkRow<'a> {
    pub id: WorkId,
    pub organisation: OrganisationId,
    pub title: &'a str,
    pub kind: &'a str,
    pub identifier: Option<&'a str>,
    pub basis: &'a str,
    pub territory: &'a str,
    pub registered_by: AccountId,
    pub registered_at: Time,
}

pub(in crate::claims) async fn insert_work(tx: &mut Tx, row: &NewWorkRow<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO works (id, organisation, title, kind, identifier, basis, territory, registered_by, registered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id,
        row.organisation,
        row.title,
        row.kind,
        row.identifier,
        row.basis,
        row.territory,
        row.registered_by,
        row.registered_at
    )?;
    Ok(())
}

/// Registers a digest; one that is registered keeps its date.
pub(in crate::claims) async fn insert_reference(
    tx: &mut Tx,
    work: WorkId,
    sha256: &[u8],
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO work_references (work, sha256, registered_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        work,
        sha256,
        now
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct WorkRow {
    pub id: WorkId,
    pub title: String,
    pub kind: String,
    pub identifier: Option<String>,
    pub basis: String,
    pub territory: String,
    pub registered_at: Time,
}

pub(in crate::claims) async fn works(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<WorkRow>, sqlx::Error> {
    db::all!(
        tx,
        WorkRow,
        "SELECT id, title, kind, identifier, basis, territory, registered_at FROM works
         WHERE organisation = $1 ORDER BY registered_at DESC, id DESC",
        organisation
    )
}

pub(in crate::claims) async fn count_works(
    tx: &mut Tx,
    organisation: OrganisationId,
    work: WorkId,
) -> Result<i64, sqlx::Error> {
    let (count,) =
        db::one!(tx, (i64,), "SELECT COUNT(*) FROM works WHERE organisation = $1 AND id = $2", organisation, work)?;
    Ok(count)
}

pub(in crate::claims) async fn references(tx: &mut Tx, work: WorkId) -> Result<Vec<(Vec<u8>, Time)>, sqlx::Error> {
    db::all!(
        tx,
        (Vec<u8>, Time),
        "SELECT sha256, registered_at FROM work_references WHERE work = $1 ORDER BY registered_at, sha256",
        work
    )
}
