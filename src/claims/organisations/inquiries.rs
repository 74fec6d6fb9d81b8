//! Requests for more: an administrator asks an applicant, and an owner answers. The application stays where it is; both
//! texts lie sealed, as the contact does, and the log commits to them.

use serde_json::json;

use super::super::form::Form;
use super::super::{Actor, Error, in_force, store};
use super::{Organisation, State, administrator, lock, member, no_own_business, owner, tell_owners};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{InquiryId, OrganisationId};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

/// A question, and its answer once there is one.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// Its id.
    pub id: InquiryId,
    /// What was asked.
    pub question: String,
    /// When.
    pub asked_at: Time,
    /// What was answered.
    pub answer: Option<String>,
    /// When.
    pub answered_at: Option<Time>,
}

/// An administrator asks an applicant for more. Of an organisation one question is open at a time.
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
    let id = InquiryId::new(&service.clock, &service.entropy);
    let sealed = service.keys.seal(&context("question", id), question.as_bytes());
    if !store::insert_inquiry(&mut tx, id, organisation, &sealed, actor.account, service.clock.now()).await? {
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
    if !store::inquiries(&mut tx, organisation).await?.iter().any(|row| row.id == inquiry) {
        return Err(Error::NotFound);
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
    let open = |what, id, sealed: &[u8]| -> Result<String, Error> {
        let text = service.keys.open_sealed(&context(what, id), sealed)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    };
    let row = |row: store::InquiryRow| -> Result<Inquiry, Error> {
        Ok(Inquiry {
            id: row.id,
            question: open("question", row.id, &row.question_sealed)?,
            asked_at: row.asked_at,
            answer: row.answer_sealed.map(|sealed| open("answer", row.id, &sealed)).transpose()?,
            answered_at: row.answered_at,
        })
    };
    store::inquiries(&mut tx, organisation).await?.into_iter().map(row).collect()
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
