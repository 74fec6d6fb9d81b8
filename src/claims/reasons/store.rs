//! The SQL of kept reasons.

use super::{Reason, Words};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, KeptReasonId};
use crate::texts::Language;

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(super) async fn any(tx: &mut Tx) -> Result<bool> {
    Ok(db::optional!(tx, (KeptReasonId,), "SELECT id FROM kept_reasons LIMIT 1")?.is_some())
}

/// Whether it was not there.
pub(super) async fn insert(
    tx: &mut Tx,
    id: KeptReasonId,
    (position, case): (i64, CaseId),
    by: Option<AccountId>,
    now: Time,
) -> Result<bool> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO kept_reasons (id, position, made_by, made_at, log_case) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO NOTHING",
        id,
        position,
        by,
        now,
        case
    )?;
    Ok(inserted == 1)
}

pub(super) async fn insert_words(tx: &mut Tx, id: KeptReasonId, words: &Words) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO kept_reason_words (reason, locale, name, words) VALUES ($1, $2, $3, $4)",
        id,
        words.language,
        words.name.as_str(),
        words.words.as_str()
    )?;
    Ok(())
}

/// All of them: in the order of the list, each with what took its place behind it.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Reason>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        id: KeptReasonId,
        made_by: Option<AccountId>,
        made_at: Time,
        retired_at: Option<Time>,
        replaced_by: Option<KeptReasonId>,
    }
    let rows = db::all!(
        tx,
        Row,
        "SELECT id, made_by, made_at, retired_at, replaced_by FROM kept_reasons ORDER BY position, made_at, id"
    )?;
    let mut words = db::all!(
        tx,
        (KeptReasonId, Language, String, String),
        "SELECT reason, locale, name, words FROM kept_reason_words ORDER BY locale"
    )?;
    let of = |words: &mut Vec<(KeptReasonId, Language, String, String)>, id: KeptReasonId| {
        words
            .extract_if(.., |(reason, ..)| *reason == id)
            .map(|(_, language, name, words)| Words { language, name, words })
            .collect()
    };
    Ok(rows
        .into_iter()
        .map(|row| Reason {
            id: row.id,
            words: of(&mut words, row.id),
            made_by: row.made_by,
            made_at: row.made_at,
            retired_at: row.retired_at,
            is_replaced: row.replaced_by.is_some(),
        })
        .collect())
}

/// Where it stands in the list, and its case.
pub(super) async fn place(tx: &mut Tx, id: KeptReasonId) -> Result<Option<(i64, CaseId)>> {
    db::optional!(tx, (i64, CaseId), "SELECT position, log_case FROM kept_reasons WHERE id = $1", id)
}

/// What it says, in each language.
pub(super) async fn words_of(tx: &mut Tx, id: KeptReasonId) -> Result<Vec<Words>> {
    let rows = db::all!(
        tx,
        (Language, String, String),
        "SELECT locale, name, words FROM kept_reason_words WHERE reason = $1 ORDER BY locale",
        id
    )?;
    Ok(rows.into_iter().map(|(language, name, words)| Words { language, name, words }).collect())
}

pub(super) async fn last_position(tx: &mut Tx) -> Result<i64> {
    let (position,) = db::one!(tx, (Option<i64>,), "SELECT MAX(position) FROM kept_reasons")?;
    Ok(position.unwrap_or(0))
}

/// 1 if it was on the list.
pub(super) async fn retire(
    tx: &mut Tx,
    id: KeptReasonId,
    by: AccountId,
    replaced_by: Option<KeptReasonId>,
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE kept_reasons SET retired_by = $2, replaced_by = $3, retired_at = $4 WHERE id = $1 AND retired_at IS NULL",
        id,
        by,
        replaced_by,
        now
    )
}

pub(super) async fn said_in(tx: &mut Tx, words: &str, language: Language) -> Result<Option<String>> {
    let found = db::optional!(
        tx,
        (String,),
        "SELECT b.words FROM kept_reason_words a JOIN kept_reason_words b ON b.reason = a.reason
             JOIN kept_reasons r ON r.id = a.reason
         WHERE a.words = $1 AND b.locale = $2 ORDER BY CASE WHEN r.retired_at IS NULL THEN 0 ELSE 1 END, r.made_at DESC, r.id DESC
         LIMIT 1",
        words,
        language
    )?;
    Ok(found.map(|(words,)| words))
}
