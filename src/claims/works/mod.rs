//! Works: what a rights holder holds rights in, and the digests of its own files.
//!
//! The digests are computed in the browser, so the files never leave it. A reference counts as registered from the moment
//! its digest was: those that came after an object was stored are told apart by that time.
//!
//! [`identifiers`] says what a work is called elsewhere; within one organisation an identifier names one work.
//! [`catalogue`] finds works again, [`import`] and [`export`] carry them in and out as CSV. A work is corrected where it
//! stands; what it said before is kept when a claim named it, and a claim keeps the title it was filed with.

pub mod catalogue;
pub mod export;
mod folding;
pub mod identifiers;
pub mod import;
pub mod sheet;
mod store;

use super::form::Form;
use super::organisations::{self, State};
use super::{Actor, Error, FieldError, store as claims_store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{ClaimId, OrganisationId, WorkId};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::words::words;

pub(super) use self::catalogue::{LONGEST_SEARCH, search_words};
pub(super) use self::folding::finding_words;
pub use self::identifiers::{Identifier, Scheme};

/// The kinds of works the form offers.
pub const KINDS: [&str; 8] = ["film", "music", "text", "picture", "software", "game", "broadcast", "other"];
/// The most references one work may have.
const REFERENCES: usize = 10_000;
/// The most identifiers one work may have.
const IDENTIFIERS: usize = 50;

/// By what right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// It owns the rights.
    Owner,
    /// It is their exclusive licensee.
    ExclusiveLicensee,
    /// It acts for their owner.
    Agent,
}

words! { Basis { Owner = "owner", ExclusiveLicensee = "exclusive-licensee", Agent = "agent" } }

/// A work as typed into the form.
#[derive(Clone, Debug, Default)]
pub struct NewWork {
    /// Its title.
    pub title: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// What it is called elsewhere, one an entry: ISBN, ISRC and the like.
    pub identifiers: Vec<String>,
    /// `owner`, `exclusive-licensee` or `agent`.
    pub basis: String,
    /// For whom an agent holds it: the name of a principal. Empty for everybody else.
    pub principal: String,
    /// Where: `worldwide` or countries.
    pub territory: String,
    /// SHA-256 digests of the holder's own files, in hexadecimal, each with a label behind it or without.
    pub references: Vec<String>,
}

/// A registered work.
#[derive(Clone, Debug)]
pub struct Work {
    /// Its id.
    pub id: WorkId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: String,
    /// What it is called elsewhere.
    pub identifiers: Vec<Identifier>,
    /// By what right.
    pub basis: Basis,
    /// For whom an agent holds it. Without that it cannot be claimed.
    pub principal: Option<String>,
    /// Where.
    pub territory: String,
    /// How often it was corrected, and once more: whoever corrects it says which they saw.
    pub revision: i64,
    /// When it was registered.
    pub registered_at: Time,
    /// How many references it has.
    pub references: i64,
}

/// What a work says of itself.
#[derive(Debug)]
struct Facts {
    title: String,
    kind: String,
    identifiers: Vec<Identifier>,
    basis: Basis,
    principal: Option<String>,
    territory: String,
}

impl Facts {
    /// Reads what was typed. It is worth something once the form has no mistakes.
    fn read(form: &mut Form, work: &NewWork) -> Self {
        let title = form.line("title", &work.title, Text::of("works-enter-title"));
        if !KINDS.contains(&work.kind.as_str()) {
            form.mistake("kind", Text::of("works-choose-kind"));
        }
        let identifiers = read_identifiers(form, &work.identifiers);
        let basis = work.basis.parse::<Basis>();
        if basis.is_err() {
            form.mistake("basis", Text::of("works-choose-right"));
        }
        let principal = form.optional_line("principal", &work.principal);
        if principal.is_some() && basis.as_ref().is_ok_and(|basis| *basis != Basis::Agent) {
            form.mistake("principal", Text::of("works-only-agent"));
        }
        let territory = form.line("territory", &work.territory, Text::of("works-enter-territory"));
        Self { title, kind: work.kind.clone(), identifiers, basis: basis.unwrap_or(Basis::Owner), principal, territory }
    }

    /// By what it is one work with another of its kind.
    fn title_folded(&self) -> String {
        folding::title(&self.title)
    }

    /// What it is found by.
    fn words(&self) -> Vec<String> {
        let mut text = self.title.clone();
        for identifier in &self.identifiers {
            // In the one writing, in parts and in one piece: whichever of them somebody begins to type.
            let whole: String = identifier.value.chars().filter(|c| c.is_alphanumeric()).collect();
            for part in [identifier.typed.as_str(), identifier.value.as_str(), &whole] {
                text.push(' ');
                text.push_str(part);
            }
        }
        folding::finding_words(&text)
    }
}

/// What is wrong in a line of a field.
fn of_line(line: usize, problem: Text) -> Text {
    Text::of("notice-form-line").with("line", line).with("problem", problem)
}

fn read_identifiers(form: &mut Form, lines: &[String]) -> Vec<Identifier> {
    let mut read: Vec<Identifier> = Vec::new();
    if lines.iter().filter(|text| !text.trim().is_empty()).count() > IDENTIFIERS {
        form.mistake("identifiers", Text::of("works-identifiers-at-most").with("limit", IDENTIFIERS));
        return read;
    }
    for (line, text) in (1..).zip(lines).filter(|(_, text)| !text.trim().is_empty()) {
        match Identifier::read(text) {
            // The same twice is the same once.
            Ok(identifier) if read.iter().any(|it| it.scheme == identifier.scheme && it.value == identifier.value) => {}
            Ok(identifier) => read.push(identifier),
            Err(mistake) if lines.len() == 1 => form.mistake("identifiers", mistake.told()),
            Err(mistake) => form.mistake("identifiers", of_line(line, mistake.told())),
        }
    }
    read
}

/// A member registers a work of its organisation, which need not be verified yet.
pub async fn register(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    work: &NewWork,
) -> Result<WorkId, Error> {
    let mut form = Form::default();
    let facts = Facts::read(&mut form, work);
    let references = read_references(&mut form, &work.references, "");
    form.finish()?;

    let id = WorkId::new(&service.clock, &service.entropy);
    let mut tx = service.db.begin().await?;
    enter(&mut tx, actor, organisation).await?;
    free_for(&mut tx, organisation, &facts, None).await?;
    insert(&mut tx, service, actor, organisation, id, &facts, &references).await?;
    tx.commit().await?;
    Ok(id)
}

/// A member corrects a work, which it saw in this revision. What the work said until now is kept if a claim named it.
pub async fn correct(service: &Service, actor: &Actor, id: WorkId, revision: i64, work: &NewWork) -> Result<(), Error> {
    // Who asks, before anything is read of what they send.
    let mut tx = service.db.read().await?;
    let organisation = store::row(&mut tx, id).await?.ok_or(Error::NotFound)?.organisation;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let mut form = Form::default();
    let facts = Facts::read(&mut form, work);
    form.finish()?;

    let mut tx = service.db.begin().await?;
    enter(&mut tx, actor, organisation).await?;
    // Under the lock nobody else corrects it, and no claim is filed.
    let was = store::row(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if was.revision != revision {
        return Err(CORRECTED_MEANWHILE);
    }
    free_for(&mut tx, organisation, &facts, Some(id)).await?;
    if store::count_claims(&mut tx, id).await? > 0 {
        let identifiers = identifiers::list(&was.identifiers()?);
        store::insert_correction(&mut tx, &was, &identifiers, actor.account, service.clock.now()).await?;
    }
    if store::update(&mut tx, id, revision, &facts).await? != 1 {
        return Err(CORRECTED_MEANWHILE);
    }
    store::delete_identifiers(&mut tx, id).await?;
    store::delete_words(&mut tx, id).await?;
    insert_finding_aids(&mut tx, organisation, id, &facts).await?;
    tx.commit().await?;
    Ok(())
}

const CORRECTED_MEANWHILE: Error = Error::Conflict(Text::of("works-corrected-meanwhile"));

/// What became of digests that were handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    /// Registered now.
    pub added: usize,
    /// Registered before: they keep their earlier date and their label.
    pub known: usize,
}

/// A member adds digests to a work, a line each; those without a label of their own get `label`, unless it is empty.
pub async fn add_references(
    service: &Service,
    actor: &Actor,
    work: WorkId,
    lines: &[String],
    label: &str,
) -> Result<Added, Error> {
    let mut form = Form::default();
    form.optional_line("label", label);
    let references = read_references(&mut form, lines, label);
    if references.is_empty() && lines.iter().all(|line| line.trim().is_empty()) {
        form.mistake("references", Text::of("works-choose-files"));
    }
    form.finish()?;
    let mut tx = service.db.begin().await?;
    let row = store::row(&mut tx, work).await?.ok_or(Error::NotFound)?;
    enter(&mut tx, actor, row.organisation).await?;
    let added = insert_references(&mut tx, work, &references, service.clock.now()).await?;
    let all = store::row(&mut tx, work).await?.ok_or(Error::NotFound)?.reference_count;
    if all > i64::try_from(REFERENCES).unwrap_or(i64::MAX) {
        let message = Text::of("works-references-full").with("limit", REFERENCES).with("all", all);
        return Err(Error::Invalid(vec![FieldError::new("references", message)]));
    }
    tx.commit().await?;
    Ok(Added { added, known: references.len() - added })
}

/// Whether a work is an organisation's own.
pub(super) async fn belongs(tx: &mut Tx, organisation: OrganisationId, work: WorkId) -> Result<bool, Error> {
    Ok(store::row(tx, work).await?.is_some_and(|row| row.organisation == organisation))
}

/// What a work is called now.
pub(super) async fn title(tx: &mut Tx, work: WorkId) -> Result<Option<String>, Error> {
    Ok(store::row(tx, work).await?.map(|row| row.title))
}

/// Of these works those that are held as an agent: title, and for whom.
pub(super) async fn held_as_agent(tx: &mut Tx, ids: &[WorkId]) -> Result<Vec<(String, Option<String>)>, Error> {
    let mut rows = store::rows(tx, ids).await?;
    rows.retain(|row| row.basis == Basis::Agent);
    Ok(rows.into_iter().map(|row| (row.title, row.principal)).collect())
}

/// Whether any of the works of a claim is held otherwise: whoever claims them has rights of its own in it.
pub(super) async fn any_own(tx: &mut Tx, claim: ClaimId) -> Result<bool, Error> {
    let claimed: Vec<_> = claims_store::works_of_claim(tx, claim).await?.into_iter().map(|(work, _)| work).collect();
    Ok(held_as_agent(tx, &claimed).await?.len() < claimed.len())
}

/// Whether an organisation holds any work as an agent.
pub(super) async fn any_held_as_agent(tx: &mut Tx, organisation: OrganisationId) -> Result<bool, Error> {
    Ok(store::any_held_as_agent(tx, organisation).await?)
}

/// A name as it is compared: whoever writes it otherwise means the same.
pub(super) fn folded(name: &str) -> String {
    folding::title(name)
}

/// The work of an organisation that a text names: by its id, or by what it is called elsewhere.
pub(super) async fn named(tx: &mut Tx, organisation: OrganisationId, text: &str) -> Result<Option<WorkId>, Error> {
    if let Ok(id) = text.parse() {
        return Ok(belongs(tx, organisation, id).await?.then_some(id));
    }
    let Ok(identifier) = Identifier::read(text) else { return Ok(None) };
    Ok(store::of_identifier(tx, organisation, &identifier).await?.map(|(id, _)| id))
}

/// Lets a member of an organisation that is in good standing write, and nobody else meanwhile.
async fn enter(tx: &mut Tx, actor: &Actor, organisation: OrganisationId) -> Result<(), Error> {
    let found = organisations::lock(tx, organisation).await?.ok_or(Error::NotFound)?;
    organisations::member(tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    if matches!(found.state, State::Refused | State::Suspended | State::Ended) {
        return Err(Error::NotVerified { organisation: found.name, state: found.state });
    }
    Ok(())
}

/// Refuses identifiers that name another work of the organisation.
async fn free_for(tx: &mut Tx, organisation: OrganisationId, facts: &Facts, work: Option<WorkId>) -> Result<(), Error> {
    let mut form = Form::default();
    for identifier in &facts.identifiers {
        if let Some((other, title)) = store::of_identifier(tx, organisation, identifier).await?
            && work != Some(other)
        {
            let (name, shown) = (identifier.scheme.name(), identifier.shown());
            let known =
                Text::of("works-identifier-known").with("identifier", format!("{name} {shown}").trim().to_owned());
            form.mistake("identifiers", known.with("title", title));
        }
    }
    form.finish()
}

async fn insert(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    id: WorkId,
    facts: &Facts,
    references: &[NewReference],
) -> Result<(), Error> {
    let now = service.clock.now();
    store::insert(tx, id, organisation, facts, actor.account, now).await?;
    insert_finding_aids(tx, organisation, id, facts).await?;
    insert_references(tx, id, references, now).await?;
    Ok(())
}

async fn insert_finding_aids(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: WorkId,
    facts: &Facts,
) -> Result<(), Error> {
    store::insert_identifiers(tx, organisation, id, facts).await?;
    store::insert_words(tx, organisation, id, &facts.words()).await?;
    Ok(())
}

// References -------------------------------------------------------------------------------------------

/// A digest that is about to be registered.
struct NewReference {
    sha256: Digest,
    label: Option<String>,
}

async fn insert_references(tx: &mut Tx, work: WorkId, references: &[NewReference], now: Time) -> Result<usize, Error> {
    let mut added = 0;
    for NewReference { sha256, label } in references {
        if store::insert_reference(tx, work, &sha256.0, label.as_deref(), now).await? == 1 {
            added += 1;
        }
    }
    Ok(added)
}

/// Reads digests, one a line; whatever stands behind one is its label, as `sha256sum` writes it.
fn read_references(form: &mut Form, lines: &[String], label: &str) -> Vec<NewReference> {
    if lines.len() > REFERENCES {
        form.mistake("references", Text::of("works-references-at-most").with("limit", REFERENCES));
        return Vec::new();
    }
    let mut references: Vec<NewReference> = Vec::with_capacity(lines.len());
    for (line, text) in (1..).zip(lines).filter(|(_, text)| !text.trim().is_empty()) {
        let (digest, own) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        let Ok(sha256) = digest.to_ascii_lowercase().parse() else {
            form.mistake("references", of_line(line, Text::of("works-digest")));
            continue;
        };
        let own = own.trim().trim_start_matches('*');
        let own = if own.is_empty() { label.trim() } else { own };
        let mut checked = Form::default();
        let label = checked.optional_line("references", own);
        for mistake in checked.into_mistakes() {
            let told = Text::of("works-label-line").with("line", line);
            form.mistake("references", told.with("problem", mistake.message));
        }
        references.push(NewReference { sha256, label });
    }
    references
}
