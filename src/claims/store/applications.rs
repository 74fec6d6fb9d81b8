//! What goes on around an application: looks at its domain, and what it was asked.

use crate::claims::organisations::domain::{Check, Method, Outcome};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, DomainCheckId, InquiryId, OrganisationId};

/// Domain and challenge of an organisation.
pub(in crate::claims) async fn challenge(
    tx: &mut Tx,
    id: OrganisationId,
) -> Result<Option<(String, String)>, sqlx::Error> {
    db::optional!(tx, (String, String), "SELECT domain, challenge FROM organisations WHERE id = $1", id)
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct DomainCheckRow {
    pub method: Method,
    pub outcome: Outcome,
    pub found: String,
    pub checked_at: Time,
}

pub(in crate::claims) async fn insert_domain_check(
    tx: &mut Tx,
    id: DomainCheckId,
    organisation: OrganisationId,
    check: &Check,
    by: AccountId,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO domain_checks (id, organisation, method, outcome, found, checked_by, checked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id,
        organisation,
        check.method,
        check.outcome,
        &check.found,
        by,
        check.checked_at
    )?;
    Ok(())
}

pub(in crate::claims) async fn last_domain_check(
    tx: &mut Tx,
    organisation: OrganisationId,
    method: Method,
) -> Result<Option<DomainCheckRow>, sqlx::Error> {
    db::optional!(
        tx,
        DomainCheckRow,
        "SELECT method, outcome, found, checked_at FROM domain_checks
         WHERE organisation = $1 AND method = $2 ORDER BY checked_at DESC, id DESC LIMIT 1",
        organisation,
        method
    )
}

pub(in crate::claims) async fn proven_domain_check(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Option<DomainCheckRow>, sqlx::Error> {
    db::optional!(
        tx,
        DomainCheckRow,
        "SELECT method, outcome, found, checked_at FROM domain_checks
         WHERE organisation = $1 AND outcome = 'proven' ORDER BY checked_at, id LIMIT 1",
        organisation
    )
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct InquiryRow {
    pub id: InquiryId,
    pub question_sealed: Vec<u8>,
    pub asked_at: Time,
    pub answer_sealed: Option<Vec<u8>>,
    pub answered_at: Option<Time>,
}

/// Whether it was inserted: of an organisation one question is open at a time.
pub(in crate::claims) async fn insert_inquiry(
    tx: &mut Tx,
    id: InquiryId,
    organisation: OrganisationId,
    question_sealed: &[u8],
    by: AccountId,
    now: Time,
) -> Result<bool, sqlx::Error> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO inquiries (id, organisation, question_sealed, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
        id,
        organisation,
        question_sealed,
        by,
        now
    )?;
    Ok(inserted == 1)
}

/// Something else is asked in the place of what is open. 1 if it is.
pub(in crate::claims) async fn ask_anew(
    tx: &mut Tx,
    id: InquiryId,
    question_sealed: &[u8],
    by: AccountId,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE inquiries SET question_sealed = $2, asked_by = $3, asked_at = $4 WHERE id = $1 AND answered_at IS NULL",
        id,
        question_sealed,
        by,
        now
    )
}

pub(in crate::claims) async fn answer_inquiry(
    tx: &mut Tx,
    id: InquiryId,
    organisation: OrganisationId,
    answer_sealed: &[u8],
    by: AccountId,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE inquiries SET answer_sealed = $3, answered_by = $4, answered_at = $5
         WHERE id = $1 AND organisation = $2 AND answered_at IS NULL",
        id,
        organisation,
        answer_sealed,
        by,
        now
    )
}

/// Writes over what was asked, and what was answered if it was.
pub(in crate::claims) async fn forget_inquiry(
    tx: &mut Tx,
    id: InquiryId,
    question_erased: &[u8],
    answer_erased: &[u8],
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE inquiries SET question_sealed = $2, answer_sealed = CASE WHEN answered_at IS NOT NULL THEN $3 END
         WHERE id = $1",
        id,
        question_erased,
        answer_erased
    )?;
    Ok(())
}

pub(in crate::claims) async fn inquiries(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<InquiryRow>, sqlx::Error> {
    db::all!(
        tx,
        InquiryRow,
        "SELECT id, question_sealed, asked_at, answer_sealed, answered_at FROM inquiries
         WHERE organisation = $1 ORDER BY asked_at, id",
        organisation
    )
}
