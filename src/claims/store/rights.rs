//! Rights holders: organisations, members, agreements, signatures, direct access.

use uuid::Uuid;

use crate::claims::organisations::MemberRole;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, AgreementId, CaseId, LogEntryId, MemberId, OrganisationId, SignatureId, TwoPersonStepId};

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

// Agreements and signatures --------------------------------------------------------------------------

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct AgreementRow {
    pub id: AgreementId,
    pub version: i64,
    pub locale: String,
    pub text: String,
    pub sha256: Vec<u8>,
    pub log_case: CaseId,
    pub published_at: Option<Time>,
}

/// The version that waits to be published, its row locked. There is at most one.
pub(in crate::claims) async fn lock_draft(tx: &mut Tx, locale: &str) -> Result<Option<AgreementId>, sqlx::Error> {
    let found = db::optional!(
        tx,
        (AgreementId,),
        "UPDATE agreements SET version = version WHERE locale = $1 AND published_at IS NULL RETURNING id",
        locale
    )?;
    Ok(found.map(|(id,)| id))
}

#[expect(clippy::too_many_arguments, reason = "one a column")]
pub(in crate::claims) async fn insert_agreement(
    tx: &mut Tx,
    id: AgreementId,
    locale: &str,
    text: &str,
    sha256: &[u8],
    log_case: CaseId,
    proposed_by: AccountId,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO agreements (id, version, locale, text, sha256, log_case, proposed_by, proposed_at)
         VALUES ($1, (SELECT COALESCE(MAX(version), 0) + 1 FROM agreements WHERE locale = $2), $2, $3, $4, $5, $6, $7)",
        id,
        locale,
        text,
        sha256,
        log_case,
        proposed_by,
        now
    )?;
    Ok(())
}

pub(in crate::claims) async fn replace_draft(
    tx: &mut Tx,
    id: AgreementId,
    text: &str,
    sha256: &[u8],
    proposed_by: AccountId,
    now: Time,
) -> Result<(), sqlx::Error> {
    let changed = db::execute!(
        tx,
        "UPDATE agreements SET text = $2, sha256 = $3, proposed_by = $4, proposed_at = $5
         WHERE id = $1 AND published_at IS NULL",
        id,
        text,
        sha256,
        proposed_by,
        now
    )?;
    if changed == 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

pub(in crate::claims) async fn publish_agreement(tx: &mut Tx, id: AgreementId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE agreements SET published_at = $2 WHERE id = $1 AND published_at IS NULL", id, now)
}

pub(in crate::claims) async fn agreement(tx: &mut Tx, id: AgreementId) -> Result<Option<AgreementRow>, sqlx::Error> {
    db::optional!(
        tx,
        AgreementRow,
        "SELECT id, version, locale, text, sha256, log_case, published_at FROM agreements WHERE id = $1",
        id
    )
}

pub(in crate::claims) async fn current_agreement(
    tx: &mut Tx,
    locale: &str,
) -> Result<Option<AgreementRow>, sqlx::Error> {
    db::optional!(
        tx,
        AgreementRow,
        "SELECT id, version, locale, text, sha256, log_case, published_at FROM agreements
         WHERE locale = $1 AND published_at IS NOT NULL ORDER BY version DESC LIMIT 1",
        locale
    )
}

pub(in crate::claims) async fn published_agreements(
    tx: &mut Tx,
    locale: &str,
) -> Result<Vec<AgreementRow>, sqlx::Error> {
    db::all!(
        tx,
        AgreementRow,
        "SELECT id, version, locale, text, sha256, log_case, published_at FROM agreements
         WHERE locale = $1 AND published_at IS NOT NULL ORDER BY version DESC",
        locale
    )
}

pub(in crate::claims) struct NewSignature<'a> {
    pub id: SignatureId,
    pub agreement: AgreementId,
    pub organisation: OrganisationId,
    pub member: MemberId,
    pub role: MemberRole,
    pub record_sealed: &'a [u8],
    pub record_sha256: &'a [u8],
    pub log_entry: LogEntryId,
    pub signed_at: Time,
}

pub(in crate::claims) async fn insert_signature(tx: &mut Tx, row: &NewSignature<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO signatures
             (id, agreement, organisation, member, role, record_sealed, record_sha256, method, log_entry, signed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'password', $8, $9)",
        row.id,
        row.agreement,
        row.organisation,
        row.member,
        row.role.as_str(),
        row.record_sealed,
        row.record_sha256,
        row.log_entry,
        row.signed_at
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct SignatureRow {
    pub id: SignatureId,
    pub agreement: AgreementId,
    pub record_sealed: Vec<u8>,
    pub record_sha256: Vec<u8>,
    pub log_entry: LogEntryId,
    pub signed_at: Time,
}

pub(in crate::claims) async fn signatures(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<SignatureRow>, sqlx::Error> {
    db::all!(
        tx,
        SignatureRow,
        "SELECT id, agreement, record_sealed, record_sha256, log_entry, signed_at FROM signatures
         WHERE organisation = $1 ORDER BY signed_at DESC, id DESC",
        organisation
    )
}

pub(in crate::claims) async fn signature_of_member(
    tx: &mut Tx,
    member: MemberId,
    agreement: AgreementId,
    role: &str,
) -> Result<Option<(SignatureId,)>, sqlx::Error> {
    db::optional!(
        tx,
        (SignatureId,),
        "SELECT id FROM signatures WHERE member = $1 AND agreement = $2 AND role = $3",
        member,
        agreement,
        role
    )
}

/// The newest version that was signed for an organisation by members who then had `role`.
pub(in crate::claims) async fn newest_version_signed_for(
    tx: &mut Tx,
    organisation: OrganisationId,
    role: &str,
) -> Result<Option<i64>, sqlx::Error> {
    let (version,) = db::one!(
        tx,
        (Option<i64>,),
        "SELECT MAX(a.version) FROM signatures s JOIN agreements a ON a.id = s.agreement
         WHERE s.organisation = $1 AND s.role = $2",
        organisation,
        role
    )?;
    Ok(version)
}

pub(in crate::claims) async fn newest_version_signed_by(
    tx: &mut Tx,
    member: MemberId,
) -> Result<Option<i64>, sqlx::Error> {
    let (version,) = db::one!(
        tx,
        (Option<i64>,),
        "SELECT MAX(a.version) FROM signatures s JOIN agreements a ON a.id = s.agreement WHERE s.member = $1",
        member
    )?;
    Ok(version)
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
