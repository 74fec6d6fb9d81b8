//! The SQL of signatures.

use super::Method;
use crate::claims::organisations::MemberRole;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AgreementId, LogEntryId, MemberId, OrganisationId, SignatureId};
use crate::locale::Locale;

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(super) struct New<'a> {
    pub(super) id: SignatureId,
    pub(super) agreement: AgreementId,
    pub(super) locale: Locale,
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
        "SELECT id, agreement, record_sealed, record_sha256, assertion_sealed, log_entry, signed_at FROM signatures
         WHERE organisation = $1 ORDER BY signed_at DESC, id DESC",
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

/// The newest version, and its language, that was signed for an organisation by a member who then had `role`.
pub(super) async fn newest_for(tx: &mut Tx, organisation: OrganisationId, role: &str) -> Result<Option<(i64, Locale)>> {
    db::optional!(
        tx,
        (i64, Locale),
        "SELECT a.version, s.locale FROM signatures s JOIN agreements a ON a.id = s.agreement
         WHERE s.organisation = $1 AND s.role = $2 ORDER BY a.version DESC, s.signed_at, s.id LIMIT 1",
        organisation,
        role
    )
}

/// The newest version, and its language, that a member signed.
pub(super) async fn newest_by(tx: &mut Tx, member: MemberId) -> Result<Option<(i64, Locale)>> {
    db::optional!(
        tx,
        (i64, Locale),
        "SELECT a.version, s.locale FROM signatures s JOIN agreements a ON a.id = s.agreement
         WHERE s.member = $1 ORDER BY a.version DESC, s.signed_at, s.id LIMIT 1",
        member
    )
}
