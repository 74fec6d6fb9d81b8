//! Mail that did not arrive: the messages of a case as staff see them, sent again, or settled with a note on how the person was
//! reached instead.

use serde_json::json;

use super::misuse::Party;
use super::waiting::{self, Place};
use super::{Error, FieldError, store};
use crate::accounts::parties::{self, Case};
use crate::accounts::{Actor, in_force};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{ClaimId, MessageId, ObjectId, OrganisationId};
use crate::jobs::{self, Job};
use crate::mail::{self, Addressee, Letter, Progress};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

/// The longest note, in characters.
const LONGEST_NOTE: usize = 2_000;

/// What a message is about, by the page that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A claim.
    Claim(ClaimId),
    /// A file.
    Object(ObjectId),
    /// An organisation.
    Organisation(OrganisationId),
    /// The account of a person, or the address of who has none.
    Person,
}

/// What is due first in the case of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// The claim is to be decided.
    Claim,
    /// A counter-notice runs: the material returns.
    CounterNotice,
    /// An appeal is to be decided.
    Appeal,
}

/// A message that did not arrive.
#[derive(Clone, Debug)]
pub struct Undelivered {
    /// How it fared.
    pub message: Progress,
    /// What it is about.
    pub subject: Subject,
    /// Its subject and address, for whoever may see the case, while they are kept and can be read.
    pub letter: Option<Letter>,
    /// What is due first in its case, for the same.
    pub due: Option<(Duty, Time)>,
}

/// A page of them, and behind what the next one begins if there is one.
#[derive(Clone, Debug)]
pub struct Page {
    /// What waits.
    pub waiting: Vec<Undelivered>,
    /// Behind what the next page begins.
    pub further: Option<Place>,
}

/// What waits: the messages that did not arrive, the oldest first, without those of cases in which the reader is a party.
pub async fn undelivered(service: &Service, actor: &Actor, behind: Option<Place>) -> Result<Page, Error> {
    staff(actor)?;
    let limit = service.config.limits.page_rows as usize;
    let mut tx = service.db.read().await?;
    let behind = behind.unwrap_or(Place::BEGINNING);
    let rows = store::undelivered(&mut tx, actor.account, behind, waiting::rows(service)).await?;
    drop(tx);
    let more = rows.len() > limit;
    let opened = |row: store::UndeliveredRow| {
        let subject = row.subject();
        let seen = may_see(actor, subject);
        let due = row.due().filter(|_| seen);
        let letter = if seen { mail::letter(service, &row.message) } else { None };
        Undelivered { message: row.message.progress(), subject, letter, due }
    };
    let waiting: Vec<_> = rows.into_iter().take(limit).map(opened).collect();
    let place = |last: &Undelivered| Place { later: false, at: last.message.created_at, id: last.message.id.0 };
    Ok(Page { further: waiting.last().filter(|_| more).map(place), waiting })
}

/// The messages of a claim: to whoever sent it, and to the uploaders of the files it names, but for files to which the reader is a party,
/// and for what is about another claim on them.
pub async fn of_claim(service: &Service, actor: &Actor, claim: ClaimId) -> Result<Vec<Progress>, Error> {
    staff(actor)?;
    let mut tx = service.db.read().await?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    let cases = store::cases_of_claim(&mut tx, actor.account, claim).await?;
    if cases.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(mail::of_cases(&mut tx, service, &cases, Some(claim)).await?)
}

/// The messages of a file: to its uploader, and to whoever complained about one of its links.
pub async fn of_object(service: &Service, actor: &Actor, object: ObjectId) -> Result<Vec<Progress>, Error> {
    staff(actor)?;
    let mut tx = service.db.read().await?;
    parties::keep_out(&mut tx, actor.account, Case::Object(object)).await?;
    let case = store::case_of_object(&mut tx, object).await?.ok_or(Error::NotFound)?;
    Ok(mail::of_cases(&mut tx, service, &[case], None).await?)
}

/// The messages about a person, an organisation, or who sends notices without an account. None for whoever it is, belongs to it or did: an
/// administrator may see the page of their own organisation, and nothing of its mail.
pub async fn of_party(service: &Service, actor: &Actor, party: Party) -> Result<Option<Vec<Progress>>, Error> {
    staff(actor)?;
    let mut tx = service.db.read().await?;
    if parties::is_party(&mut tx, actor.account, party.case()).await? {
        return Ok(None);
    }
    let case = store::case_of_party(&mut tx, party).await?.ok_or(Error::NotFound)?;
    Ok(Some(mail::of_cases(&mut tx, service, &[case], None).await?))
}

/// Sends a message again that did not arrive: to the address that its account has now, unless it is for an organisation that they have
/// left.
pub async fn send_again(service: &Service, actor: &Actor, message: MessageId) -> Result<(), Error> {
    staff(actor)?;
    let mut tx = service.db.begin().await?;
    let about = may(&mut tx, actor, message).await?;
    if store::has_left(&mut tx, message).await? {
        return Err(Error::Conflict(Text::of("delivery-left")));
    }
    let again = mail::send_again(&mut tx, service, message).await.map_err(|error| {
        if error.is_altered() { Error::Conflict(Text::of("delivery-altered")) } else { Error::Mail(error) }
    });
    if !again? {
        return Err(Error::Conflict(Text::of("delivery-under-way")));
    }
    count_strikes(&mut tx, service, about, message).await?;
    tx.commit().await?;
    Ok(())
}

/// Settles a message that did not arrive, with a note on how the person was reached, or why they cannot be.
pub async fn settle(service: &Service, actor: &Actor, message: MessageId, note: &str) -> Result<(), Error> {
    staff(actor)?;
    let note = note.trim();
    if note.is_empty() {
        return Err(Error::Invalid(vec![FieldError::new("note", Text::of("delivery-note"))]));
    }
    if note.chars().count() > LONGEST_NOTE {
        return Err(Error::Invalid(vec![FieldError::new("note", Text::of("delivery-note-long"))]));
    }
    let mut tx = service.db.begin().await?;
    let about = may(&mut tx, actor, message).await?;
    if !mail::settle(&mut tx, service, message, actor.account, note).await? {
        return Err(Error::Conflict(Text::of("delivery-settled")));
    }
    let commitments = [
        ("by", actor.account.to_string()),
        ("message", message.to_string()),
        ("note", Digest::of(note.as_bytes()).to_string()),
    ];
    let entry = NewEntry {
        kind: "message.settled",
        case: about.case,
        actor: role(actor),
        fields: json!({"to": about.to.as_str()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    count_strikes(&mut tx, service, about, message).await?;
    tx.commit().await?;
    Ok(())
}

/// Staff have seen that a letter did not reach its uploader: what was decided against them after it counts as fewer strikes.
async fn count_strikes(tx: &mut Tx, service: &Service, about: mail::About, message: MessageId) -> Result<(), Error> {
    if about.to == Addressee::Uploader
        && let Some(account) = store::account_of(tx, message).await?
    {
        jobs::enqueue(tx, service, &Job::CountStrikes { account }, service.clock.now()).await?;
    }
    Ok(())
}

/// What a message is about, if this person may see to it.
async fn may(tx: &mut Tx, actor: &Actor, message: MessageId) -> Result<mail::About, Error> {
    staff(&in_force(tx, actor).await?)?;
    let progress = mail::progress_in(tx, message).await.map_err(|error| match error {
        mail::Error::NoMessage(_) => Error::NotFound,
        error => Error::Mail(error),
    })?;
    let about = progress.about.ok_or(Error::NotFound)?;
    if store::is_of_a_party(tx, actor.account, message).await? {
        return Err(Error::Forbidden(Text::of("delivery-party")));
    }
    Ok(about)
}

/// Claims are opened by reviewers; what else mail is about, by all staff.
fn may_see(actor: &Actor, subject: Subject) -> bool {
    !matches!(subject, Subject::Claim(_)) || actor.roles.reviewer()
}

fn staff(actor: &Actor) -> Result<(), Error> {
    if actor.roles.staff() { Ok(()) } else { Err(Error::Forbidden(Text::of("only-staff"))) }
}

fn role(actor: &Actor) -> &'static str {
    if actor.roles.senior() {
        "senior"
    } else if actor.roles.reviewer() {
        "reviewer"
    } else {
        "administrator"
    }
}
