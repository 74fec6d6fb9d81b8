//! Kept reasons: words that come up again and again, in each language, for reviewers to start from. Left as they are, they become the
//! statement of reasons in the language of whoever reads it.
//!
//! Seniors keep the list. A reason never changes: one that is edited is retired, and another takes its place, so that a decision made
//! with the first says for ever what it said. The first ones come with the first start ([`begin`]).

mod store;

use uuid::Uuid;

use super::form::Form;
use super::{Actor, Error, in_force};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, KeptReasonId};
use crate::service::Service;
use crate::texts::{Language, Text};

/// The reasons of the first start, by the beginnings of their texts' keys: what each is called, and what it says.
const FIRST: [[&str; 2]; 6] = [
    ["reason-whole-copy", "reason-whole-copy-words"],
    ["reason-substantial-part", "reason-substantial-part-words"],
    ["reason-only-publication", "reason-only-publication-words"],
    ["reason-not-the-work", "reason-not-the-work-words"],
    ["reason-lawful-use", "reason-lawful-use-words"],
    ["reason-incomplete", "reason-incomplete-words"],
];

/// The longest name, in characters: it is an option of a list.
const LONGEST_NAME: usize = 100;

/// A reason in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The language.
    pub language: Language,
    /// What it is called.
    pub name: String,
    /// What the statement says.
    pub words: String,
}

/// A reason that is kept, or was.
#[derive(Clone, Debug)]
pub struct Reason {
    /// Its id.
    pub id: KeptReasonId,
    /// In each language in which it is there; in English always.
    pub words: Vec<Words>,
    /// Who made it; nobody: it came with the first start.
    pub made_by: Option<AccountId>,
    /// When.
    pub made_at: Time,
    /// When it was retired.
    pub retired_at: Option<Time>,
    /// Another took its place.
    pub is_replaced: bool,
}

impl Reason {
    /// In a language; in English where that is missing.
    pub fn said(&self, language: Language) -> Option<&Words> {
        let of = |wanted: Language| self.words.iter().find(|words| words.language == wanted);
        of(language).or_else(|| of(Language::default()))
    }
}

/// Puts the first reasons there, where none ever was. Safe to run again, and by two portals at once.
pub async fn begin(service: &Service) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    if store::any(&mut tx).await? {
        return Ok(());
    }
    drop(tx);
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    for (position, [name, words]) in (1_i64..).zip(FIRST) {
        // The same ids wherever it begins.
        let id = KeptReasonId(Uuid::from_u128(u128::from(position.unsigned_abs())));
        if store::insert(&mut tx, id, position, None, now).await? {
            for language in Language::all() {
                let said = |key: &str| language.say(key).to_string();
                let words = Words { language, name: said(name), words: said(words) };
                store::insert_words(&mut tx, id, &words).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}

/// What reviewers can start from, in their order.
pub async fn offered(service: &Service) -> Result<Vec<Reason>, Error> {
    let mut tx = service.db.read().await?;
    let mut reasons = store::all(&mut tx).await?;
    reasons.retain(|reason| reason.retired_at.is_none());
    Ok(reasons)
}

/// All there are and were, for seniors.
pub async fn all(service: &Service, actor: &Actor) -> Result<Vec<Reason>, Error> {
    senior(actor)?;
    let mut tx = service.db.read().await?;
    Ok(store::all(&mut tx).await?)
}

/// A senior adds a reason, or puts it in the place of another, which is retired. English is needed; each other language is there whole
/// or not at all.
pub async fn keep(
    service: &Service,
    actor: &Actor,
    written: &[Words],
    replaces: Option<KeptReasonId>,
) -> Result<KeptReasonId, Error> {
    senior(actor)?;
    let mut form = Form::default();
    let mut kept = Vec::new();
    for Words { language, name, words } in written {
        let needed = *language == Language::default();
        if !needed && name.trim().is_empty() && words.trim().is_empty() {
            continue;
        }
        let words = Words {
            language: *language,
            name: form.line("name", name, Text::of("reason-name")),
            words: form.text("words", words, Text::of("reason-words")).replace("\r\n", "\n"),
        };
        if words.name.chars().count() > LONGEST_NAME {
            form.mistake("name", Text::of("reason-name-long").with("most", LONGEST_NAME));
        }
        kept.push(words);
    }
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    senior(&in_force(&mut tx, actor).await?)?;
    let id = KeptReasonId::new(&service.clock, &service.entropy);
    let position = match replaces {
        Some(first) => store::position(&mut tx, first).await?.ok_or(Error::NotFound)?,
        None => store::last_position(&mut tx).await? + 1,
    };
    store::insert(&mut tx, id, position, Some(actor.account), now).await?;
    for words in &kept {
        store::insert_words(&mut tx, id, words).await?;
    }
    if let Some(first) = replaces
        && store::retire(&mut tx, first, actor.account, Some(id), now).await? != 1
    {
        return Err(RETIRED);
    }
    tx.commit().await?;
    Ok(id)
}

/// A senior takes a reason off the list. What was decided with it says what it said.
pub async fn retire(service: &Service, actor: &Actor, id: KeptReasonId) -> Result<(), Error> {
    senior(actor)?;
    let mut tx = service.db.begin().await?;
    senior(&in_force(&mut tx, actor).await?)?;
    store::position(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if store::retire(&mut tx, id, actor.account, None, service.clock.now()).await? != 1 {
        return Err(RETIRED);
    }
    tx.commit().await?;
    Ok(())
}

const RETIRED: Error = Error::Conflict(Text::of("reason-meanwhile"));

/// The same words in another language, if they are those of a reason that is kept or was, and there are any.
pub(super) async fn said_in(tx: &mut Tx, words: &str, language: Language) -> Result<Option<String>, Error> {
    Ok(store::said_in(tx, words, language).await?)
}

fn senior(actor: &Actor) -> Result<(), Error> {
    if actor.roles.senior() { Ok(()) } else { Err(Error::Forbidden(Text::of("reason-seniors"))) }
}
