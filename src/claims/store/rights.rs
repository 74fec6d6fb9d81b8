//! What rights holders sign, are granted and register: agreements, signatures, direct access, works.

use uuid::Uuid;

use crate::claims::organisations::MemberRole;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{
    AccountId, AgreementId, CaseId, LogEntryId, MemberId, OrganisationId, SignatureId, TwoPersonStepId, WorkId,
};

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
