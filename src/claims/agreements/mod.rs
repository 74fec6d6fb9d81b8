//! The agreement: a document with versions, each one text in every [`Locale`]. One administrator proposes the texts, another
//! publishes them, and from then on they are the version in force. What was published never changes.

mod store;

use serde_json::json;

use super::form::Form;
use super::organisations::administrator;
use super::{Actor, Error};
use crate::accounts::two_person::{self, Kind};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AgreementId, CaseId, TwoPersonStepId, uuid_v4};
use crate::locale::Locale;
use crate::service::Service;
use crate::texts;
use crate::tokens::Digest;

/// The longest text, in bytes.
const LONGEST: usize = 200_000;

/// The texts of a version as they are proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// In English.
    pub english: String,
    /// In French.
    pub french: String,
}

impl Proposal {
    /// The texts that come with the software: the first version's starting point, marked for counsel's review.
    pub fn first() -> Self {
        Self { english: include_str!("1.en.md").to_owned(), french: include_str!("1.fr.md").to_owned() }
    }

    fn text(&self, locale: Locale) -> &str {
        match locale {
            Locale::English => &self.english,
            Locale::French => &self.french,
        }
    }
}

/// One version of the agreement.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// Its number, from 1.
    pub version: i64,
    /// Its case in the log.
    pub log_case: CaseId,
    /// When it was published; `None` while it waits for the second person.
    pub published_at: Option<Time>,
    /// In English.
    pub english: Text,
    /// In French.
    pub french: Text,
}

impl Agreement {
    /// Its text in each language.
    pub fn texts(&self) -> [&Text; 2] {
        Locale::ALL.map(|locale| self.text(locale))
    }

    /// Its text in one language.
    pub fn text(&self, locale: Locale) -> &Text {
        match locale {
            Locale::English => &self.english,
            Locale::French => &self.french,
        }
    }
}

/// An agreement's text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The language.
    pub locale: Locale,
    /// The exact text.
    pub text: String,
    /// The SHA-256 of its UTF-8 bytes.
    pub sha256: Digest,
}

impl Text {
    /// A text as it is given.
    pub fn new(locale: Locale, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { locale, sha256: Digest::of(text.as_bytes()), text }
    }
}

/// An administrator proposes the texts of the next version. Gives the version and the step that waits for a second
/// administrator. A draft whose step was cancelled is replaced.
pub async fn propose(
    service: &Service,
    actor: &Actor,
    proposal: &Proposal,
    reason: &str,
) -> Result<(AgreementId, TwoPersonStepId), Error> {
    administrator(actor)?;
    let mut form = Form::default();
    let fields =
        [(Locale::English, "english", "agreement-enter-english"), (Locale::French, "french", "agreement-enter-french")];
    for (locale, field, missing) in fields {
        let text = proposal.text(locale);
        if text.trim().is_empty() {
            form.mistake(field, texts::Text::of(missing));
        } else if text.len() > LONGEST {
            form.mistake(field, texts::Text::of("agreement-bytes").with("most", LONGEST));
        }
    }
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let (id, found) = match store::lock_draft(&mut tx).await? {
        Some(draft) => (draft, true),
        None => (AgreementId::new(&service.clock, &service.entropy), false),
    };
    let step = two_person::propose(&mut tx, service, actor, Kind::AgreementPublication, id.0, reason).await?;
    if found {
        store::propose_again(&mut tx, id, actor.account, now).await?;
    } else {
        store::insert(&mut tx, id, CaseId(uuid_v4(&service.entropy)), actor.account, now).await?;
    }
    for locale in Locale::ALL {
        store::put_text(&mut tx, id, &Text::new(locale, proposal.text(locale))).await?;
    }
    tx.commit().await?;
    Ok((id, step))
}

/// A second administrator publishes what the first proposed. From this commit on it is the version that must be signed.
pub async fn publish(service: &Service, actor: &Actor, step: TwoPersonStepId) -> Result<AgreementId, Error> {
    let mut tx = service.db.begin().await?;
    // The draft's row before the step's: the order in which everybody locks them.
    store::lock_draft(&mut tx).await?;
    let step = two_person::confirm(&mut tx, service, actor, Kind::AgreementPublication, step).await?;
    let id = AgreementId(step.subject);
    if store::publish(&mut tx, id, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(texts::Text::of("agreement-published-already")));
    }
    let agreement = by_id(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let entry = NewEntry {
        kind: "agreement.published",
        case: agreement.log_case,
        actor: "administrator",
        fields: json!({
            "version": agreement.version,
            "en": agreement.english.sha256.to_string(),
            "fr": agreement.french.sha256.to_string(),
        }),
        commitments: &[("proposed_by", step.proposed_by.to_string()), ("confirmed_by", actor.account.to_string())],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(id)
}

/// The version in force, if one was published.
pub async fn current(tx: &mut Tx) -> Result<Option<Agreement>, Error> {
    let Some(row) = store::current(tx).await? else { return Ok(None) };
    with_texts(tx, row).await.map(Some)
}

/// Every published version, newest first: they are public, the text in force and what was signed before.
pub async fn published(service: &Service) -> Result<Vec<Agreement>, Error> {
    let mut tx = service.db.read().await?;
    let mut agreements = Vec::new();
    for row in store::published(&mut tx).await? {
        agreements.push(with_texts(&mut tx, row).await?);
    }
    Ok(agreements)
}

/// A version, published or proposed, for the administrator who is to confirm it.
pub async fn proposed(service: &Service, actor: &Actor, id: AgreementId) -> Result<Agreement, Error> {
    administrator(actor)?;
    let mut tx = service.db.read().await?;
    by_id(&mut tx, id).await?.ok_or(Error::NotFound)
}

pub(super) async fn by_id(tx: &mut Tx, id: AgreementId) -> Result<Option<Agreement>, Error> {
    let Some(row) = store::by_id(tx, id).await? else { return Ok(None) };
    with_texts(tx, row).await.map(Some)
}

async fn with_texts(tx: &mut Tx, row: store::Row) -> Result<Agreement, Error> {
    Ok(Agreement {
        english: store::text(tx, row.id, Locale::English).await?,
        french: store::text(tx, row.id, Locale::French).await?,
        id: row.id,
        version: row.version,
        log_case: row.log_case,
        published_at: row.published_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_that_come_along_say_what_they_must_and_are_marked_for_counsel() {
        let Proposal { english, french } = Proposal::first();
        for (promise, promesse) in [
            ("For counsel's review", "À faire relire par un conseil"),
            ("holds no means to read them", "n'a aucun moyen de les lire"),
            ("does not hold the operator or", "le titulaire ne tient ni\n   l'opérateur ni les hébergeurs"),
            ("answers for the deletions it makes", "répond des suppressions qu'il fait"),
            ("in\n   it by name", "y\n   figure sous son nom"),
            ("`/report` without signing anything", "`/report` sans rien signer"),
        ] {
            assert!(english.contains(promise), "{promise}");
            assert!(french.contains(promesse), "{promesse}");
        }
    }

    #[test]
    fn both_texts_have_the_same_sections_and_points() {
        let Proposal { english, french } = Proposal::first();
        let outline = |text: &str| -> Vec<String> {
            text.lines()
                .filter_map(|line| line.strip_prefix("## ").unwrap_or(line).split_once(". "))
                .map(|(number, _)| number.to_owned())
                .filter(|number| number.parse::<u8>().is_ok())
                .collect()
        };
        assert_eq!(outline(&english), outline(&french));
        assert!(outline(&english).len() > 20);
    }
}
