//! Requests for more: an administrator asks an applicant, and an owner answers. The application stays where it is; both
//! texts lie sealed, as the contact does, and the log commits to them.

use serde_json::json;

use super::super::form::Form;
use super::super::{Actor, Error, in_force, store};
use super::{Organisation, State, administrator, lock, member, no_own_business, not_ended, owner, tell_owners};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{InquiryId, OrganisationId};
use crate::keys::{self, ERASED};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

/// A question, and its answer once there is one.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// Its id.
    pub id: InquiryId,
    /// What was asked: where that was altered it says so.
    pub question: Text,
    /// Whether it can be read what was asked: else it is not answered, but asked anew.
    pub is_legible: bool,
    /// When.
    pub asked_at: Time,
    /// What was answered, in the same way.
    pub answer: Option<Text>,
    /// When.
    pub answered_at: Option<Time>,
}

/// An administrator asks an applicant for more. Of an organisation one question is open at a time; another takes the place of one that nobody
/// can read any more.
pub async fn ask(service: &Service, actor: &Actor, organisation: OrganisationId, question: &str) -> Result<(), Error> {
    administrator(actor)?;
    let mut form = Form::default();
    let question = form.text("question", question, Text::of("inquiry-say"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    administrator(&in_force(&mut tx, actor).await?)?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    no_own_business(&mut tx, actor, organisation).await?;
    if found.state != State::Applied {
        return Err(Error::Conflict(Text::of("inquiry-applicants")));
    }
    let waits = store::inquiries(&mut tx, organisation).await?.into_iter().find(|row| row.answered_at.is_none());
    let seal = |id| service.keys.seal(&context("question", id), question.as_bytes());
    let now = service.clock.now();
    let is_asked = match waits {
        Some(row) if row.question(service)?.is_err() => {
            store::ask_anew(&mut tx, row.id, &seal(row.id), actor.account, now).await? == 1
        }
        _ => {
            let id = InquiryId::new(&service.clock, &service.entropy);
            store::insert_inquiry(&mut tx, id, organisation, &seal(id), actor.account, now).await?
        }
    };
    if !is_asked {
        return Err(Error::Conflict(Text::of("inquiry-waits")));
    }
    log(&mut tx, service, &found, "organisation.asked", "administrator", actor, &question).await?;
    let (words, host) = (("mail-inquiry", "mail-inquiry-text"), &service.keys.origin);
    tell_owners(&mut tx, service, &found, words, |_, said| said.with("host", host)).await?;
    tx.commit().await?;
    Ok(())
}

/// An owner answers the question that is open.
pub async fn answer(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    inquiry: InquiryId,
    answer: &str,
) -> Result<(), Error> {
    let mut form = Form::default();
    let answer = form.text("answer", answer, Text::of("inquiry-write"));
    let mut tx = service.db.begin().await?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    owner(&mut tx, actor, organisation).await?;
    not_ended(&found)?;
    let mut asked = store::inquiries(&mut tx, organisation).await?.into_iter();
    let asked = asked.find(|row| row.id == inquiry).ok_or(Error::NotFound)?;
    if asked.answered_at.is_none() && asked.question(service)?.is_err() {
        return Err(Error::Conflict(Text::of("inquiry-unreadable")));
    }
    form.finish()?;
    let sealed = service.keys.seal(&context("answer", inquiry), answer.as_bytes());
    let now = service.clock.now();
    if store::answer_inquiry(&mut tx, inquiry, organisation, &sealed, actor.account, now).await? != 1 {
        return Err(Error::Conflict(Text::of("inquiry-answered")));
    }
    log(&mut tx, service, &found, "organisation.answered", "member", actor, &answer).await?;
    tx.commit().await?;
    Ok(())
}

/// What was asked and answered, oldest first: for members and administrators.
pub async fn inquiries(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Vec<Inquiry>, Error> {
    let mut tx = service.db.read().await?;
    if !actor.roles.administrator() {
        member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    }
    let row = |row: store::InquiryRow| -> Result<Inquiry, Error> {
        let question = row.question(service)?;
        let is_legible = question.is_ok();
        let (Ok(question) | Err(question)) = question;
        let said = |sealed: &[u8]| service.keys.said(&context("answer", row.id), sealed);
        Ok(Inquiry {
            id: row.id,
            question,
            is_legible,
            asked_at: row.asked_at,
            answer: row.answer_sealed.as_deref().map(said).transpose()?,
            answered_at: row.answered_at,
        })
    };
    store::inquiries(&mut tx, organisation).await?.into_iter().map(row).collect()
}

/// Writes over what an organisation was asked and answered, under its lock. Nothing of it is read: what was altered goes as well.
pub(super) async fn forget(tx: &mut Tx, service: &Service, organisation: OrganisationId) -> Result<(), Error> {
    for row in store::inquiries(tx, organisation).await? {
        let erased = |what| service.keys.seal(&context(what, row.id), ERASED.as_bytes());
        store::forget_inquiry(tx, row.id, &erased("question"), &erased("answer")).await?;
    }
    Ok(())
}

impl store::InquiryRow {
    /// What was asked; or what is read in its place, where nobody can read it.
    fn question(&self, service: &Service) -> Result<Result<Text, Text>, Error> {
        let opened = service.keys.legible(&context("question", self.id), &self.question_sealed)?;
        Ok(keys::or_instead(opened).and_then(|words| keys::words(&words)))
    }
}

async fn log(
    tx: &mut Tx,
    service: &Service,
    organisation: &Organisation,
    kind: &'static str,
    role: &'static str,
    actor: &Actor,
    text: &str,
) -> Result<(), Error> {
    let commitments = [("by", actor.account.to_string()), ("text", Digest::of(text.as_bytes()).to_string())];
    let (case, fields) = (organisation.log_case, json!({}));
    let entry = NewEntry { kind, case, actor: role, fields, commitments: &commitments, journal: None };
    audit::append(tx, service, entry).await?;
    Ok(())
}

fn context(what: &str, id: InquiryId) -> String {
    format!("inquiries.{what}/{id}")
}
