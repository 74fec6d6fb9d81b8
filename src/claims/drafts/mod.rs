//! Drafts: a claim while a member writes it, or links for a claim that was filed.
//!
//! A draft is its member's alone: to everybody else of the organisation, too, it does not exist, and it ends with the
//! membership. What it discloses lies sealed, a row a line. It is kept until it is filed or discarded, or nobody used it for
//! [`Limits::draft_life`](crate::config::Limits).
//!
//! Its links are proven as they are entered ([`lines`]), under the powers that filing needs and against the same count of
//! keys that do not fit. Nothing follows from that: no download is counted, and no proof of possession given. Filing proves
//! them again, in the transaction that makes the claim and strikes the draft off: there is the one or the other.
//!
//! Of a draft of which nobody can read any more what it says, since that was altered in the database, the list says so, and it is discarded; a
//! line of which that is so says so in its place, and is entered anew or taken out.

pub mod lines;
mod paste;
mod store;

pub use self::paste::{COLUMNS, day};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use self::lines::{Line, Outcome};
use self::store::DraftRow;
use super::extension::{self, Extended};
use super::filing::{self, ClaimInput, Filed};
use super::form::Form;
use super::organisations::{self, Contact};
use super::proof::{Problem, TargetError, TargetInput};
use super::statement::{Basis, Statement, StatementInput};
use super::{Actor, Error, FieldError, works};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, DraftId, OrganisationId, WorkId};
use crate::jobs::{self, Job};
use crate::keys::or_instead;
use crate::service::Service;
use crate::texts::Text;
use crate::vault::ObjectState;
use crate::words::words;

/// How far a draft was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The law and the works.
    Law,
    /// The links.
    Links,
    /// What the law asks for.
    Statement,
    /// All of it on one page, and filing.
    Check,
}

words! { Step { Law = "law", Links = "links", Statement = "statement", Check = "check" } }

/// The law, the works and the territory: the first step.
#[derive(Clone, Debug)]
pub struct Law {
    /// The law the claim is made under.
    pub basis: Basis,
    /// The registered works it is about.
    pub works: Vec<WorkId>,
    /// Where it is to have effect; empty is worldwide.
    pub territory: String,
}

/// A draft in a list.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The draft.
    pub id: DraftId,
    /// The claim to which its links are to be added, if they are.
    pub claim: Option<ClaimId>,
    /// The title of the first work that was chosen for it: where it cannot be read what it says, why.
    pub work: Option<Text>,
    /// Whether it can be read what it says: else it is discarded.
    pub is_legible: bool,
    /// The law.
    pub basis: Basis,
    /// How far it was written.
    pub step: Step,
    /// How many lines it has.
    pub lines: i64,
    /// When it was used last.
    pub used_at: Time,
}

/// A draft.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The draft.
    pub id: DraftId,
    /// For whom.
    pub organisation: OrganisationId,
    /// The claim to which its links are to be added, if they are.
    pub claim: Option<ClaimId>,
    /// How far it was written.
    pub step: Step,
    /// Law, works and territory.
    pub law: Law,
    /// What the law asks for, without the signature, which is given when it is filed.
    pub statement: StatementInput,
    /// How often it was changed: what is filed is what was checked.
    pub revision: i64,
    /// When it was used last.
    pub used_at: Time,
    /// When it is discarded unless it is used before.
    pub discarded_at: Time,
    /// How many links its claim has already.
    pub present: usize,
    /// Its links, in the order in which they were entered.
    pub lines: Vec<Line>,
}

/// What a draft keeps sealed beside its lines.
#[derive(Serialize, Deserialize)]
struct Words {
    works: Vec<WorkId>,
    territory: String,
    statement: StatementInput,
}

fn words_context(id: DraftId) -> String {
    format!("claim_drafts.words/{id}")
}

impl Words {
    fn seal(&self, service: &Service, id: DraftId) -> Result<Vec<u8>, Error> {
        Ok(service.keys.seal(&words_context(id), &Zeroizing::new(serde_json::to_vec(self)?)))
    }

    fn read(service: &Service, row: &DraftRow) -> Result<Result<Self, Text>, Error> {
        read(service, &words_context(row.id), &row.words_sealed)
    }

    fn open(service: &Service, row: &DraftRow) -> Result<Self, Error> {
        Self::read(service, row)?.map_err(|_| Error::Conflict(Text::of("draft-unreadable")))
    }
}

/// What lies sealed of a draft, or what is read in its place where it was erased or altered.
fn read<T: DeserializeOwned>(service: &Service, context: &str, sealed: &[u8]) -> Result<Result<T, Text>, Error> {
    Ok(match or_instead(service.keys.legible(context, sealed)?) {
        Ok(json) => Ok(serde_json::from_slice(&json)?),
        Err(instead) => Err(instead),
    })
}

impl DraftRow {
    fn basis(&self) -> Result<Basis, Error> {
        Ok(Basis::parse(&self.basis).ok_or_else(|| super::store::unreadable("claim_drafts.basis"))?)
    }
}

// Beginning and ending ---------------------------------------------------------------------------------

/// A member who may file begins a claim. The notice is filled in with the organisation's contact; where that cannot be read any more, who
/// sends it is asked.
pub async fn begin(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    law: &Law,
) -> Result<DraftId, Error> {
    let territory = read_territory(&law.territory)?;
    let mut tx = service.db.begin().await?;
    organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    filing::may_file(&mut tx, service, actor, organisation).await?;
    own_works(&mut tx, organisation, &law.works).await?;
    // Under the lock under which it is erased.
    let written = organisations::written(&mut tx, service, organisation).await?.ok();
    let contact = written.as_ref().map(|(_, contact)| contact.clone()).unwrap_or_default();
    let statement = StatementInput {
        name: contact.name,
        address: contact.address,
        telephone: contact.telephone,
        email: contact.email,
        ..StatementInput::default()
    };
    let words = Words { works: law.works.clone(), territory, statement };
    let id = enter(&mut tx, service, actor, organisation, None, law.basis, &words).await?;
    if let Some((by, contact)) = written.filter(|(by, _)| *by != actor.account) {
        organisations::keep_copy(&mut tx, service, organisation, (Some(id), None), by, &contact).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// A member begins to add links to a claim of its organisation. Whoever has begun that goes on with what they have.
pub async fn begin_extension(service: &Service, actor: &Actor, claim: ClaimId) -> Result<DraftId, Error> {
    let mut tx = service.db.begin().await?;
    let organisation =
        super::store::claim(&mut tx, claim).await?.and_then(|claim| claim.organisation).ok_or(Error::NotFound)?;
    organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    let (_, found) = extension::open_claim(&mut tx, service, actor, claim).await?;
    let begun = store::of_member(&mut tx, organisation, actor.account).await?;
    if let Some(begun) = begun.iter().find(|draft| draft.claim == Some(claim)) {
        return Ok(begun.id);
    }
    let basis = Basis::parse(&found.basis).ok_or_else(|| super::store::unreadable("claims.basis"))?;
    let words = Words { works: Vec::new(), territory: String::new(), statement: StatementInput::default() };
    let id = enter(&mut tx, service, actor, organisation, Some(claim), basis, &words).await?;
    tx.commit().await?;
    Ok(id)
}

async fn enter(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    claim: Option<ClaimId>,
    basis: Basis,
    words: &Words,
) -> Result<DraftId, Error> {
    if store::of_member(tx, organisation, actor.account).await?.len() >= service.config.limits.drafts_per_member {
        return Err(Error::Conflict(Text::of("draft-keep-too-many")));
    }
    let (id, now) = (DraftId::new(&service.clock, &service.entropy), service.clock.now());
    let row = DraftRow {
        id,
        organisation,
        account: actor.account,
        claim,
        basis: basis.as_str().to_owned(),
        step: Step::Links,
        words_sealed: words.seal(service, id)?,
        revision: 1,
        begun_at: now,
        used_at: now,
    };
    store::insert(tx, &row).await?;
    jobs::enqueue(tx, service, &Job::DiscardDraft { draft: id }, discarded_at(service, &row)).await?;
    Ok(id)
}

fn discarded_at(service: &Service, row: &DraftRow) -> Time {
    row.used_at.plus(service.config.limits.draft_life)
}

/// Its member throws a draft away, whatever it says. Gives for whom it was, and the claim to which its links were to be added.
pub async fn discard(
    service: &Service,
    actor: &Actor,
    draft: DraftId,
) -> Result<(OrganisationId, Option<ClaimId>), Error> {
    let mut tx = service.db.begin().await?;
    let row = own(&mut tx, actor, draft).await?;
    store::discard(&mut tx, draft).await?;
    tx.commit().await?;
    Ok((row.organisation, row.claim))
}

/// Job: discards a draft that nobody used for long; one that was used comes again when its time is over.
pub(crate) async fn discard_unused(service: &Service, draft: DraftId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let Some(row) = store::draft(&mut tx, draft).await? else { return Ok(()) };
    let over = discarded_at(service, &row);
    if over > service.clock.now() {
        jobs::enqueue(&mut tx, service, &Job::DiscardDraft { draft }, over).await?;
    } else {
        store::strike(&mut tx, draft, row.revision).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The drafts of a membership end with it, in the transaction that ends it.
pub(super) async fn end(tx: &mut Tx, organisation: OrganisationId, account: AccountId) -> Result<(), Error> {
    store::discard_of_member(tx, organisation, account).await?;
    Ok(())
}

/// Takes what somebody who closed their account wrote of who speaks for their organisation out of the drafts of others that were filled in with
/// it: who sends the notice is asked anew. Each in a transaction of its own. Safe to run twice.
pub(crate) async fn forget_contacts_of(service: &Service, account: AccountId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let filled = store::filled_in_by(&mut tx, account).await?;
    drop(tx);
    for (draft,) in filled {
        let mut tx = service.db.begin().await?;
        // It may have been filed or discarded meanwhile. That it changes is no use of it.
        let Some(found) = store::draft(&mut tx, draft).await? else { continue };
        let Some(row) = store::lock(&mut tx, draft, 1, found.used_at).await? else { continue };
        let Some((_, contact)) = organisations::copy(&mut tx, service, draft.0).await? else { continue };
        if let Ok(mut words) = Words::read(service, &row)? {
            let StatementInput { name, address, telephone, email, .. } = &mut words.statement;
            for (field, typed) in [("name", name), ("address", address), ("telephone", telephone), ("email", email)] {
                // Where it was altered what it was, all of it may be theirs.
                if contact.as_ref().is_none_or(|contact| contact.is_in(field, typed)) {
                    typed.clear();
                }
            }
            let sealed = words.seal(service, draft)?;
            store::set_words(&mut tx, draft, &row.basis, row.step.min(Step::Statement), &sealed).await?;
        }
        organisations::forget_copy(&mut tx, draft.0).await?;
        tx.commit().await?;
    }
    Ok(())
}

// Looking ----------------------------------------------------------------------------------------------

/// The drafts of a member, the last used first.
pub async fn of_member(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Vec<Summary>, Error> {
    let mut tx = service.db.read().await?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    let counts = store::count_lines(&mut tx, organisation, actor.account).await?;
    let mut drafts = Vec::new();
    for row in store::of_member(&mut tx, organisation, actor.account).await? {
        let words = Words::read(service, &row)?;
        let is_legible = words.is_ok();
        let work = match words {
            Ok(words) => match words.works.first() {
                Some(first) => works::title(&mut tx, *first).await?.map(Text::from),
                None => None,
            },
            Err(instead) => Some(instead),
        };
        drafts.push(Summary {
            id: row.id,
            claim: row.claim,
            work,
            is_legible,
            basis: row.basis()?,
            step: row.step,
            lines: counts.iter().find(|(draft, _)| *draft == row.id).map_or(0, |(_, lines)| *lines),
            used_at: row.used_at,
        });
    }
    Ok(drafts)
}

/// A draft, for its member.
///
/// # Errors
/// [`Error::Conflict`] where it cannot be read any more what it says.
pub async fn draft(service: &Service, actor: &Actor, id: DraftId) -> Result<Draft, Error> {
    let mut tx = service.db.read().await?;
    let row = own(&mut tx, actor, id).await?;
    open(&mut tx, service, row).await
}

async fn open(tx: &mut Tx, service: &Service, row: DraftRow) -> Result<Draft, Error> {
    let Words { works, territory, statement } = Words::open(service, &row)?;
    let present = match row.claim {
        Some(claim) => super::store::links_of_claim(tx, claim).await?,
        None => Vec::new(),
    };
    Ok(Draft {
        id: row.id,
        organisation: row.organisation,
        claim: row.claim,
        step: row.step,
        law: Law { basis: row.basis()?, works, territory },
        statement,
        revision: row.revision,
        used_at: row.used_at,
        discarded_at: discarded_at(service, &row),
        present: present.len(),
        lines: lines::open(service, row.id, store::lines(tx, row.id).await?, &present)?,
    })
}

/// A line that somebody should think about before the claim is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The line.
    pub line: i64,
    /// Its file is locked already.
    pub locked: bool,
    /// The organisation has claimed its file already.
    pub claimed: bool,
}

/// Which lines name files that are locked, or that the organisation has claimed already.
pub async fn hints(service: &Service, actor: &Actor, draft: DraftId) -> Result<Vec<Hint>, Error> {
    let mut tx = service.db.read().await?;
    let row = own(&mut tx, actor, draft).await?;
    let touched = store::touched(&mut tx, draft, row.organisation).await?;
    let hint = |(line, state, claimed)| Hint { line, locked: state == ObjectState::Locked, claimed };
    Ok(touched.into_iter().map(hint).filter(|hint| hint.locked || hint.claimed).collect())
}

// Writing ----------------------------------------------------------------------------------------------

/// Law, works and territory are chosen anew. What was written of the statement stays.
pub async fn set_law(service: &Service, actor: &Actor, draft: DraftId, law: &Law) -> Result<(), Error> {
    let territory = read_territory(&law.territory)?;
    let mut tx = service.db.begin().await?;
    let row = change(&mut tx, service, actor, draft).await?;
    claims_only(&row)?;
    own_works(&mut tx, row.organisation, &law.works).await?;
    let words = Words { works: law.works.clone(), territory, ..Words::open(service, &row)? };
    let sealed = words.seal(service, draft)?;
    store::set_words(&mut tx, draft, law.basis.as_str(), Step::Links, &sealed).await?;
    tx.commit().await?;
    Ok(())
}

/// The links are entered: the statement is next, or for links that are added to a claim, the end.
pub async fn leave_links(service: &Service, actor: &Actor, draft: DraftId) -> Result<Step, Error> {
    let mut tx = service.db.begin().await?;
    let row = change(&mut tx, service, actor, draft).await?;
    let next = if row.claim.is_some() { Step::Check } else { Step::Statement };
    store::set_step(&mut tx, draft, next).await?;
    tx.commit().await?;
    Ok(next)
}

/// Keeps what was typed of the statement, complete or not; then says what is missing. The signature is no part of it.
pub async fn set_statement(
    service: &Service,
    actor: &Actor,
    draft: DraftId,
    statement: &StatementInput,
) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let row = change(&mut tx, service, actor, draft).await?;
    claims_only(&row)?;
    let mut words = Words::open(service, &row)?;
    words.statement = StatementInput { signature: String::new(), ..statement.clone() };
    let missing = unfinished(row.basis()?, &words.statement, &words.works);
    let step = if missing.is_empty() { Step::Check } else { Step::Statement };
    let sealed = words.seal(service, draft)?;
    store::set_words(&mut tx, draft, &row.basis, step, &sealed).await?;
    tx.commit().await?;
    if missing.is_empty() { Ok(()) } else { Err(Error::Invalid(missing)) }
}

/// What the law asks for and the statement does not say yet, but for the signature.
pub fn unfinished(basis: Basis, statement: &StatementInput, works: &[WorkId]) -> Vec<FieldError> {
    let mut missing = Statement::parse(basis, statement, !works.is_empty()).err().unwrap_or_default();
    missing.retain(|error| error.field != "signature");
    missing
}

fn claims_only(row: &DraftRow) -> Result<(), Error> {
    if row.claim.is_some() { Err(Error::NotFound) } else { Ok(()) }
}

fn read_territory(text: &str) -> Result<String, Error> {
    let mut form = Form::default();
    let territory = form.optional_line("territory", text).unwrap_or_default();
    form.finish()?;
    Ok(territory)
}

async fn own_works(tx: &mut Tx, organisation: OrganisationId, chosen: &[WorkId]) -> Result<(), Error> {
    for work in chosen {
        if !works::belongs(tx, organisation, *work).await? {
            return Err(Error::Invalid(vec![FieldError::new("work", Text::of("claim-own-works"))]));
        }
    }
    Ok(())
}

// Filing -----------------------------------------------------------------------------------------------

const CHANGED: Error = Error::Conflict(Text::of("draft-changed"));

/// Files the draft as a claim: the claim is there and the draft gone, or neither. `revision` is that of what was checked.
pub async fn file(
    service: &Service,
    actor: &Actor,
    draft: DraftId,
    revision: i64,
    signature: &str,
) -> Result<Filed, Error> {
    let found = ready(service, actor, draft, revision).await?;
    if found.claim.is_some() {
        return Err(Error::NotFound);
    }
    let input = ClaimInput {
        basis: found.law.basis,
        statement: StatementInput { signature: signature.to_owned(), ..found.statement.clone() },
        works: found.law.works.clone(),
        territory: if found.law.basis == Basis::OtherLaw { String::new() } else { found.law.territory.clone() },
        targets: targets(&found),
    };
    let filed = async {
        let notice = filing::check(service, actor, found.organisation, &input).await?;
        let mut tx = service.db.begin().await?;
        // Before it goes with the draft.
        let copy = organisations::copy(&mut tx, service, draft.0).await?;
        strike(&mut tx, &found).await?;
        let filed = filing::file_in(&mut tx, service, actor, found.organisation, &input, &notice, None).await?;
        if let Some((by, Some(contact))) = copy {
            let repeated = contact.repeated_in(&notice.statement.input());
            if repeated != Contact::default() {
                let of = (None, Some(filed.claim));
                organisations::keep_copy(&mut tx, service, found.organisation, of, by, &repeated).await?;
            }
        }
        tx.commit().await?;
        Ok(filed)
    };
    match filed.await {
        Ok(filed) => Ok(filed),
        Err(error) => Err(in_its_lines(service, &found, error).await?),
    }
}

/// Adds the draft's links to its claim: they are there and the draft gone, or neither.
pub async fn extend(service: &Service, actor: &Actor, draft: DraftId, revision: i64) -> Result<Extended, Error> {
    let found = ready(service, actor, draft, revision).await?;
    let claim = found.claim.ok_or(Error::NotFound)?;
    let targets = targets(&found);
    let extended = async {
        extension::check(service, actor, claim, &targets).await?;
        let mut tx = service.db.begin().await?;
        strike(&mut tx, &found).await?;
        let extended = extension::extend_in(&mut tx, service, actor, claim, &targets).await?;
        tx.commit().await?;
        Ok(extended)
    };
    match extended.await {
        Ok(extended) => Ok(extended),
        Err(error) => Err(in_its_lines(service, &found, error).await?),
    }
}

/// The draft as it was checked, with every line proven.
async fn ready(service: &Service, actor: &Actor, draft: DraftId, revision: i64) -> Result<Draft, Error> {
    let found = self::draft(service, actor, draft).await?;
    if found.revision != revision {
        return Err(CHANGED);
    }
    let unfit = found.lines.iter().filter(|line| !matches!(line.outcome, Outcome::Found { .. })).count();
    if unfit > 0 {
        let message = Text::of("draft-links-not-ready").with("count", unfit);
        return Err(Error::Invalid(vec![FieldError::new("targets", message)]));
    }
    Ok(found)
}

fn targets(draft: &Draft) -> Vec<TargetInput> {
    draft.lines.iter().map(|line| line.typed.clone()).collect()
}

/// Strikes the draft off, once; the holder's row is locked before the draft's, as everywhere.
async fn strike(tx: &mut Tx, draft: &Draft) -> Result<(), Error> {
    organisations::lock(tx, draft.organisation).await?.ok_or(Error::NotFound)?;
    if store::strike(tx, draft.id, draft.revision).await? != 1 {
        return Err(Error::Conflict(Text::of("draft-gone")));
    }
    Ok(())
}

/// What is wrong with targets, by the numbers of the draft's lines. Those lines are looked at again.
async fn in_its_lines(service: &Service, draft: &Draft, error: Error) -> Result<Error, Error> {
    let Error::Targets(errors) = error else { return Ok(error) };
    let number = |line: usize| line.checked_sub(1).and_then(|at| draft.lines.get(at)).map_or(0, |line| line.number);
    let named = |line: usize| usize::try_from(number(line)).unwrap_or(line);
    let mut tx = service.db.begin().await?;
    let mut told = Vec::with_capacity(errors.len());
    for TargetError { line, problem } in errors {
        store::set_proof(&mut tx, draft.id, number(line), None, None).await?;
        let problem = match problem {
            Problem::Repeated(first) => Problem::Repeated(named(first)),
            problem => problem,
        };
        told.push(TargetError { line: named(line), problem });
    }
    tx.commit().await?;
    Ok(Error::Targets(told))
}

// Whose ------------------------------------------------------------------------------------------------

/// The draft, for its member only: to everybody else it does not exist.
async fn own(tx: &mut Tx, actor: &Actor, draft: DraftId) -> Result<DraftRow, Error> {
    let row = store::draft(tx, draft).await?.filter(|row| row.account == actor.account).ok_or(Error::NotFound)?;
    organisations::member(tx, actor.account, row.organisation).await?.ok_or(Error::NotFound)?;
    Ok(row)
}

/// The same, its row locked and changed once more.
async fn change(tx: &mut Tx, service: &Service, actor: &Actor, draft: DraftId) -> Result<DraftRow, Error> {
    own(tx, actor, draft).await?;
    store::lock(tx, draft, 1, service.clock.now()).await?.ok_or(Error::NotFound)
}
