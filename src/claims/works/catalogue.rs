//! The catalogue of an organisation: its works in pages, found by the words of their titles and by their identifiers.
//!
//! A page is read from where the last one ended (never by counting rows), and a search goes by index, so that neither is
//! slower on the last page of a hundred thousand works than on the first.

use super::store::{self, Row, Sought};
use super::{Basis, Identifier, Scheme, Work, folding};
use crate::claims::{Actor, Error, organisations, store as claims_store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{OrganisationId, WorkId};
use crate::service::Service;
use crate::tokens::Digest;

/// Works of one page.
pub const PAGE: usize = 50;
/// References of one page of a work.
pub const REFERENCES_PAGE: usize = 100;
/// What is looked at of a search, in characters.
pub(in crate::claims) const LONGEST_SEARCH: usize = 300;
/// Words of a search that count: the longest ones.
const WORDS: usize = 6;
/// How many of the newest works a search looks through before it asks the index of words: what many works have is found
/// among these at once, and what few have costs no more for it.
const AMONG_NEWEST: i64 = 2_000;
/// How far a word is counted when the rarest is looked for.
const COMMON: i64 = 20_000;

/// Works, the newest first.
#[derive(Clone, Debug)]
pub struct Page {
    /// The works.
    pub works: Vec<Work>,
    /// Where the next page begins, if there is one: before this work.
    pub older: Option<WorkId>,
}

/// The works of an organisation that fit a search, for its members and staff, the newest first. An empty search fits all.
/// Every word must begin a word of the title or of an identifier; an identifier as a whole finds its work in any writing.
pub async fn page(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    search: &str,
    before: Option<WorkId>,
) -> Result<Page, Error> {
    let mut tx = service.db.read().await?;
    may_see(&mut tx, actor, organisation).await?;
    let before = before.unwrap_or(store::LAST);
    let words = search_words(search);
    if words.is_empty() {
        let mut rows = store::newest(&mut tx, organisation, before, count(PAGE + 1)).await?;
        let older = cut(&mut rows, PAGE).map(|last| last.id);
        return Ok(Page { works: rows.into_iter().map(work_of).collect::<Result<_, _>>()?, older });
    }
    if let Some(work) = named(&mut tx, organisation, search).await? {
        return Ok(Page { works: vec![work], older: None });
    }
    let mut found = search_by(&mut tx, organisation, words, before).await?;
    let older = cut(&mut found, PAGE).copied();
    let mut rows = store::rows(&mut tx, &found).await?;
    rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.id));
    Ok(Page { works: rows.into_iter().map(work_of).collect::<Result<_, _>>()?, older })
}

/// The words of a search.
pub(in crate::claims) fn search_words(search: &str) -> Vec<String> {
    folding::words(&search.chars().take(LONGEST_SEARCH).collect::<String>())
}

/// Those of these works that are the organisation's own, for its members and staff, the newest first.
pub async fn some(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    ids: &[WorkId],
) -> Result<Vec<Work>, Error> {
    let mut tx = service.db.read().await?;
    may_see(&mut tx, actor, organisation).await?;
    let mut rows = store::rows(&mut tx, ids).await?;
    rows.retain(|row| row.organisation == organisation);
    rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.id));
    rows.dedup_by_key(|row| row.id);
    rows.into_iter().map(work_of).collect()
}

/// Whether an organisation has registered any work, for its members and staff.
pub async fn any(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<bool, Error> {
    let mut tx = service.db.read().await?;
    may_see(&mut tx, actor, organisation).await?;
    Ok(!store::newest(&mut tx, organisation, store::LAST, 1).await?.is_empty())
}

/// A work with what stands behind it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The work.
    pub work: Work,
    /// How many claims name it.
    pub claims: i64,
    /// What it said before, the latest first, as far as a claim relied on it.
    pub corrections: Vec<Correction>,
    /// Some of its references, the latest first.
    pub references: Vec<Reference>,
    /// Where the next of them begin, if there are more: behind this one.
    pub older: Option<Digest>,
}

/// What a work said until it was corrected.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: String,
    /// What it was called elsewhere, in one line.
    pub identifiers: String,
    /// By what right.
    pub basis: Basis,
    /// For whom, as an agent.
    pub principal: Option<String>,
    /// Where.
    pub territory: String,
    /// Until when it said so.
    pub until: Time,
}

/// The digest of one of the holder's own files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its SHA-256.
    pub sha256: Digest,
    /// What its holder calls it, if they said.
    pub label: Option<String>,
    /// Since when it is registered.
    pub registered_at: Time,
}

/// One work, for members of its organisation and staff; its references from behind one of them on.
pub async fn work(service: &Service, actor: &Actor, id: WorkId, behind: Option<Digest>) -> Result<Entry, Error> {
    let mut tx = service.db.read().await?;
    let row = store::row(&mut tx, id).await?.ok_or(Error::NotFound)?;
    may_see(&mut tx, actor, row.organisation).await?;
    let behind = match behind {
        None => (Time::from_micros(i64::MAX), [0; 32]),
        Some(last) => (store::registered(&mut tx, id, &last.0).await?.ok_or(Error::NotFound)?, last.0),
    };
    let rows = store::references(&mut tx, id, (behind.0, &behind.1), count(REFERENCES_PAGE + 1)).await?;
    let mut references = Vec::with_capacity(rows.len());
    for row in rows {
        let sha256 = claims_store::digest("work_references.sha256", &row.sha256)?;
        references.push(Reference { sha256, label: row.label, registered_at: row.registered_at });
    }
    let older = cut(&mut references, REFERENCES_PAGE).map(|last| last.sha256);
    let corrections = store::corrections(&mut tx, id).await?.into_iter().map(|row| Correction {
        title: row.title,
        kind: row.kind,
        identifiers: row.identifiers,
        basis: row.basis,
        principal: row.principal,
        territory: row.territory,
        until: row.corrected_at,
    });
    Ok(Entry {
        corrections: corrections.collect(),
        claims: store::count_claims(&mut tx, id).await?,
        work: work_of(row)?,
        references,
        older,
    })
}

/// The organisation's members and staff; to everybody else it does not exist.
pub(super) async fn may_see(tx: &mut Tx, actor: &Actor, organisation: OrganisationId) -> Result<(), Error> {
    if !super::super::in_force(tx, actor).await?.roles.staff() {
        organisations::member(tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    }
    Ok(())
}

/// The work that a search names by its whole identifier.
async fn named(tx: &mut Tx, organisation: OrganisationId, search: &str) -> Result<Option<Work>, Error> {
    match Identifier::read(search) {
        Ok(identifier) if identifier.scheme != Scheme::Other => {
            match store::of_identifier(tx, organisation, &identifier).await? {
                Some((id, _)) => store::row(tx, id).await?.map(work_of).transpose(),
                None => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

/// One more than a page of the works that have a word beginning with each of these.
async fn search_by(
    tx: &mut Tx,
    organisation: OrganisationId,
    mut words: Vec<String>,
    before: WorkId,
) -> Result<Vec<WorkId>, Error> {
    // A word that begins another one asks for nothing more than that one does.
    let all = words.clone();
    words.retain(|word| !all.iter().any(|longer| longer != word && longer.starts_with(word.as_str())));
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.truncate(WORDS);

    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();

    let mut sought = Sought { organisation, before, words: places(&words) };
    let found = store::sought_among_newest(tx, &sought, AMONG_NEWEST, count(PAGE + 1)).await?;
    if found.len() > PAGE {
        return Ok(found);
    }
    if words.len() > 1 {
        let mut counted = Vec::with_capacity(words.len());
        for word in words {
            counted.push((store::count_word(tx, organisation, word, COMMON).await?, word));
        }
        counted.sort_by_key(|(count, _)| *count);
        // What no work has, no work has together with others.
        if counted.first().is_some_and(|(count, _)| *count == 0) {
            return Ok(Vec::new());
        }
        words = counted.into_iter().map(|(_, word)| word).collect();
        sought.words = places(&words);
    }
    Ok(store::sought(tx, &sought, count(PAGE + 1)).await?)
}

fn places<'a>(words: &[&'a str]) -> [&'a str; WORDS] {
    std::array::from_fn(|at| words.get(at).copied().unwrap_or_default())
}

pub(super) fn work_of(row: Row) -> Result<Work, Error> {
    Ok(Work {
        identifiers: row.identifiers()?,
        id: row.id,
        organisation: row.organisation,
        title: row.title,
        kind: row.kind,
        basis: row.basis,
        principal: row.principal,
        territory: row.territory,
        revision: row.revision,
        registered_at: row.registered_at,
        references: row.reference_count,
    })
}

/// Cuts what was read one too far; gives the last one left, if there was more.
fn cut<T>(rows: &mut Vec<T>, page: usize) -> Option<&T> {
    if rows.len() <= page {
        return None;
    }
    rows.truncate(page);
    rows.last()
}

pub(super) fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}
