//! The SQL of signatures.

use super::Method;
use crate::claims::organisations::MemberRole;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AgreementId, CaseId, LogEntryId, MemberId, OrganisationId, SignatureId};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(super) struct New<'a> {
    pub(super) id: SignatureId,
    pub(super) agreement: AgreementId,
    pub(super) locale: &'a str,
    pub(super) organisation: OrganisationId,
    pub(super) member: MemberId,
    pub(super) role: MemberRole,
    pub(super) method: Method,
    pub(super) record_sealed: &'a [u8],
    pub(super) record_sha256: &'a [u8],
    pub(super) assertion_sealed: Option<Vec<u8>>,
    pub(super) log_entry: LogEntryId,
    pub(super) signed_at: Time,
}

pub(super) async fn insert(tx: &mut Tx, row: &New<'_>) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO signatures (id, agreement, locale, organisation, member, role, record_sealed, record_sha256,
                                 assertion_sealed, method, log_entry, signed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        row.id,
        row.agreement,
        row.locale,
        row.organisation,
        row.member,
        row.role.as_str(),
        row.record_sealed,
        row.record_sha256,
        row.assertion_sealed.as_deref(),
        row.method,
        row.log_entry,
        row.signed_at
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: SignatureId,
    pub(super) agreement: AgreementId,
    pub(super) member: MemberId,
    pub(super) role: String,
    pub(super) record_sealed: Vec<u8>,
    pub(super) record_sha256: Vec<u8>,
    pub(super) assertion_sealed: Option<Vec<u8>>,
    pub(super) log_entry: LogEntryId,
    pub(super) signed_at: Time,
}

pub(super) async fn of_organisation(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Row>> {
    db::all!(
        tx,
        Row,
        "SELECT id, agreement, member, role, record_sealed, record_sha256, assertion_sealed, log_entry, signed_at
         FROM signatures WHERE organisation = $1 AND details_erased_at IS NULL ORDER BY signed_at DESC, id DESC",
        organisation
    )
}

pub(super) async fn of_member(
    tx: &mut Tx,
    member: MemberId,
    agreement: AgreementId,
    role: &str,
) -> Result<Option<(SignatureId,)>> {
    db::optional!(
        tx,
        (SignatureId,),
        "SELECT id FROM signatures WHERE member = $1 AND agreement = $2 AND role = $3",
        member,
        agreement,
        role
    )
}

/// A signature whose record is kept no longer.
#[derive(sqlx::FromRow)]
pub(super) struct Over {
    pub(super) id: SignatureId,
    pub(super) log_entry: LogEntryId,
    pub(super) log_case: CaseId,
    pub(super) version: i64,
}

/// Signatures that bind nobody since `ended`: a newer version took the place of theirs, their signer left, or the organisation has ended. A
/// batch.
pub(super) async fn over(tx: &mut Tx, ended: Time) -> Result<Vec<Over>> {
    db::all!(
        tx,
        Over,
        "SELECT s.id, s.log_entry, e.case_id AS log_case, a.version
         FROM signatures s JOIN agreements a ON a.id = s.agreement JOIN members m ON m.id = s.member
              JOIN organisations o ON o.id = s.organisation JOIN log_entries e ON e.id = s.log_entry
         WHERE s.details_erased_at IS NULL
           AND (m.removed_at <= $1 OR o.ended_at <= $1
                OR EXISTS (SELECT 1 FROM agreements n WHERE n.version > a.version AND n.published_at <= $1))
         ORDER BY s.id LIMIT 100",
        ended
    )
}

/// 1 if it was still there.
pub(super) async fn erase_details(tx: &mut Tx, id: SignatureId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE signatures SET record_sealed = NULL, assertion_sealed = NULL, details_erased_at = $2
         WHERE id = $1 AND details_erased_at IS NULL",
        id,
        now
    )
}

/// The signatures of an organisation whose records were erased: version, when it was signed, when that was.
pub(super) async fn erased(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(i64, Time, Time)>> {
    db::all!(
        tx,
        (i64, Time, Time),
        "SELECT a.version, s.signed_at, s.details_erased_at FROM signatures s JOIN agreements a ON a.id = s.agreement
         WHERE s.organisation = $1 AND s.details_erased_at IS NOT NULL ORDER BY s.signed_at DESC, s.id DESC",
        organisation
    )
}

/// The newest version, and its language, that was signed for an organisation by a member who then had `role`.
pub(super) async fn newest_for(tx: &mut Tx, organisation: OrganisationId, role: &str) -> Result<Option<(i64, String)>> {
    db::optional!(
        tx,
        (i64, String),
        "SELECT a.version, s.locale FROM signatures s JOIN agreements a ON a.id = s.agreement
         WHERE s.organisation = $1 AND s.role = $2 ORDER BY a.version DESC, s.signed_at, s.id LIMIT 1",
        organisation,
        role
    )
}

/// The newest version, and its language, that a member signed.
pub(super) async fn newest_by(tx: &mut Tx, member: MemberId) -> Result<Option<(i64, String)>> {
    db::optional!(
        tx,
        (i64, String),
        "SELECT a.version, s.locale FROM signatures s JOIN agreements a ON a.id = s.agreement
         WHERE s.member = $1 ORDER BY a.version DESC, s.signed_at, s.id LIMIT 1",
        member
    )
}
