//! The agreement's SQL.

use super::Text;
use crate::claims::store::digest;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, AgreementId, CaseId};

type Result<T> = std::result::Result<T, sqlx::Error>;

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: AgreementId,
    pub(super) version: i64,
    pub(super) log_case: CaseId,
    pub(super) published_at: Option<Time>,
}

/// The version that waits to be published, its row locked. There is at most one.
pub(super) async fn lock_draft(tx: &mut Tx) -> Result<Option<AgreementId>> {
    let found = db::optional!(
        tx,
        (AgreementId,),
        "UPDATE agreements SET version = version WHERE published_at IS NULL RETURNING id"
    )?;
    Ok(found.map(|(id,)| id))
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: AgreementId,
    log_case: CaseId,
    proposed_by: AccountId,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO agreements (id, version, log_case, proposed_by, proposed_at)
         VALUES ($1, (SELECT COALESCE(MAX(version), 0) + 1 FROM agreements), $2, $3, $4)",
        id,
        log_case,
        proposed_by,
        now
    )?;
    Ok(())
}

pub(super) async fn propose_again(tx: &mut Tx, id: AgreementId, proposed_by: AccountId, now: Time) -> Result<()> {
    let changed = db::execute!(
        tx,
        "UPDATE agreements SET proposed_by = $2, proposed_at = $3 WHERE id = $1 AND published_at IS NULL",
        id,
        proposed_by,
        now
    )?;
    if changed == 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

/// Forgets the texts of a version that is not published; the caller holds its row.
pub(super) async fn forget_texts(tx: &mut Tx, id: AgreementId) -> Result<()> {
    db::execute!(tx, "DELETE FROM agreement_texts WHERE agreement = $1", id)?;
    Ok(())
}

/// Adds a text of a version that is not published; the caller holds its row.
pub(super) async fn insert_text(tx: &mut Tx, id: AgreementId, text: &Text) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO agreement_texts (agreement, locale, text, sha256) VALUES ($1, $2, $3, $4)",
        id,
        text.locale.as_str(),
        text.text.as_str(),
        text.sha256.0.as_slice()
    )?;
    Ok(())
}

pub(super) async fn publish(tx: &mut Tx, id: AgreementId, now: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE agreements SET published_at = $2 WHERE id = $1 AND published_at IS NULL", id, now)
}

pub(super) async fn by_id(tx: &mut Tx, id: AgreementId) -> Result<Option<Row>> {
    db::optional!(tx, Row, "SELECT id, version, log_case, published_at FROM agreements WHERE id = $1", id)
}

pub(super) async fn current(tx: &mut Tx) -> Result<Option<Row>> {
    db::optional!(
        tx,
        Row,
        "SELECT id, version, log_case, published_at FROM agreements
         WHERE published_at IS NOT NULL ORDER BY version DESC LIMIT 1"
    )
}

pub(super) async fn published(tx: &mut Tx) -> Result<Vec<Row>> {
    db::all!(
        tx,
        Row,
        "SELECT id, version, log_case, published_at FROM agreements
         WHERE published_at IS NOT NULL ORDER BY version DESC"
    )
}

/// The texts of a version, in the order of their languages' tags.
pub(super) async fn texts(tx: &mut Tx, id: AgreementId) -> Result<Vec<Text>> {
    let rows = db::all!(
        tx,
        (String, String, Vec<u8>),
        "SELECT locale, text, sha256 FROM agreement_texts WHERE agreement = $1 ORDER BY locale",
        id
    )?;
    let text = |(locale, text, sha256): (String, String, Vec<u8>)| {
        Ok(Text { locale, text, sha256: digest("agreement_texts.sha256", &sha256)? })
    };
    rows.into_iter().map(text).collect()
}
