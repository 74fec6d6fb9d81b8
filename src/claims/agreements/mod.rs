//! The agreement: a document with versions, each one text in English and in every other language that it was proposed in. One administrator
//! proposes the texts, another publishes them, and from then on they are the version in force. What was published never changes.
//!
//! A language is a folder of texts ([`crate::texts`]); whichever has an `agreement.md` brings the text that a first version begins with.

mod store;

use std::iter;

use serde_json::json;

use super::form::Form;
use super::organisations::administrator;
use super::{Actor, Error};
use crate::accounts::two_person::{self, Kind};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AgreementId, CaseId, TwoPersonStepId, uuid_v4};
use crate::service::Service;
use crate::texts::{self, Language};
use crate::tokens::Digest;

/// The longest text, in bytes.
const LONGEST: usize = 200_000;
/// The text that comes along in a language.
const FIRST: &str = "agreement.md";

/// The texts of a version as they are proposed: what it says in which language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal(Vec<(Language, String)>);

impl Proposal {
    /// The texts that come with the software: the first version's starting point, marked for counsel's review.
    pub fn first() -> Self {
        Self(Language::all().filter_map(|language| Some((language, language.document(FIRST)?.to_owned()))).collect())
    }

    /// The texts of a version, in the languages that there are now.
    fn of(agreement: &Agreement) -> Self {
        let known = |text: &Text| Some((text.locale.parse().ok()?, text.text.clone()));
        Self(agreement.texts().filter_map(known).collect())
    }

    /// The same with this text in a language.
    #[must_use]
    pub fn with(mut self, language: Language, text: impl Into<String>) -> Self {
        self.0.retain(|(other, _)| *other != language);
        self.0.push((language, text.into()));
        self
    }

    /// What it says in a language; nothing where it says nothing.
    pub fn text(&self, language: Language) -> &str {
        self.0.iter().find(|(other, _)| *other == language).map_or("", |(_, text)| text.as_str())
    }

    /// Whether it says something in a language.
    pub fn has(&self, language: Language) -> bool {
        !self.text(language).trim().is_empty()
    }

    /// The texts that it would be: the English one, and those in the other languages that it says something in.
    pub fn texts(&self) -> (Text, Vec<Text>) {
        let text = |language: Language| Text::new(language.as_str(), self.text(language));
        let others = Language::all().skip(1).filter(|language| self.has(*language));
        (text(Language::default()), others.map(text).collect())
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
    /// In English: no version is without.
    pub english: Text,
    /// In the other languages that it has, in the order of their tags.
    pub others: Vec<Text>,
}

impl Agreement {
    /// Its text in each language that it has, English first.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        iter::once(&self.english).chain(&self.others)
    }

    /// Its text in one language, by the tag.
    pub fn text(&self, locale: &str) -> Option<&Text> {
        self.texts().find(|text| text.locale == locale)
    }
}

/// An agreement's text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The language, by its tag: that stays when no texts are offered in it any more.
    pub locale: String,
    /// The exact text.
    pub text: String,
    /// The SHA-256 of its UTF-8 bytes.
    pub sha256: Digest,
}

impl Text {
    /// A text as it is given.
    pub fn new(locale: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { locale: locale.into(), sha256: Digest::of(text.as_bytes()), text }
    }

    /// What its language calls itself.
    pub fn language_name(&self) -> String {
        Language::name_of(&self.locale)
    }
}

/// What the next version begins with: the texts of the version in force, before there is one those that come along.
pub async fn start(service: &Service) -> Result<Proposal, Error> {
    let mut tx = service.db.read().await?;
    Ok(current(&mut tx).await?.map_or_else(Proposal::first, |agreement| Proposal::of(&agreement)))
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
    let before = start(service).await?;
    let mut form = Form::default();
    for language in Language::all() {
        // Whoever signed in a language goes on in it.
        let needed = language == Language::default() || before.has(language);
        if needed && !proposal.has(language) {
            let missing = texts::Text::of("agreement-enter").with("language", language.own_name());
            form.mistake(language.as_str(), missing);
        } else if proposal.text(language).len() > LONGEST {
            form.mistake(language.as_str(), texts::Text::of("agreement-bytes").with("most", LONGEST));
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
        store::forget_texts(&mut tx, id).await?;
    } else {
        store::insert(&mut tx, id, CaseId(uuid_v4(&service.entropy)), actor.account, now).await?;
    }
    let (english, others) = proposal.texts();
    for text in iter::once(&english).chain(&others) {
        store::insert_text(&mut tx, id, text).await?;
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
    let mut fields = json!({"version": agreement.version});
    for text in agreement.texts() {
        fields[text.locale.as_str()] = json!(text.sha256.to_string());
    }
    let entry = NewEntry {
        kind: "agreement.published",
        case: agreement.log_case,
        actor: "administrator",
        fields,
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
    let mut others = store::texts(tx, row.id).await?;
    let english = others.iter().position(|text| text.locale == Language::default().as_str()).ok_or(Error::NotFound)?;
    Ok(Agreement {
        english: others.remove(english),
        others,
        id: row.id,
        version: row.version,
        log_case: row.log_case,
        published_at: row.published_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::documents;

    #[test]
    fn the_texts_that_come_along_say_what_they_must_and_are_marked_for_counsel() {
        let promises = [
            ("For counsel's review", "À faire relire par un conseil"),
            ("holds no means to read them", "n'a aucun moyen de les lire"),
            ("does not hold the operator or", "le titulaire ne tient ni\n   l'opérateur ni les hébergeurs"),
            ("answers for the deletions it makes", "répond des suppressions qu'il fait"),
            ("in\n   it by name", "y\n   figure sous son nom"),
            ("`/report` without signing anything", "`/report` sans rien signer"),
        ];
        documents::assert_say(FIRST, &promises);
    }

    #[test]
    fn both_texts_have_the_same_sections_and_points() {
        documents::assert_same_outline(FIRST, 20);
    }
}
