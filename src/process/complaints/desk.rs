//! Complaints at the desk: what waits, who answers it, and what a senior says who looked again.

use super::telling::Told;
use super::{Closing, Complaint, Opened, Outcome, Subject, enter, place, store, subject, telling};
use crate::accounts::{self, Actor};
use crate::claims::decided::{self, Decided};
use crate::claims::decisions::reviewer;
use crate::claims::form::Form;
use crate::claims::notes;
use crate::db::Tx;
use crate::ids::{ComplaintId, DecisionId};
use crate::jobs;
use crate::keys::Altered;
use crate::process::waiting::{self, Page, Place, page, rows};
use crate::process::{Error, letters, reminders};
use crate::service::Service;
use crate::texts::Text;

/// How a reviewer answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The decision stands.
    Stands,
    /// A senior is to look at it again.
    LookAgain,
}

/// Complaints about decisions that wait for an answer, what is due first at the front, without those that are not the reader's to answer:
/// about cases in which they are a party, or about what they decided while somebody else is there.
pub async fn waiting(service: &Service, actor: &Actor, behind: Option<Place>) -> Result<Page<Complaint>, Error> {
    reviewer(actor)?;
    listed(service, actor, false, behind).await
}

/// Those after which a senior looks at the decision again, until one of them says what came of it.
pub async fn for_seniors(service: &Service, actor: &Actor, behind: Option<Place>) -> Result<Page<Complaint>, Error> {
    senior(actor)?;
    listed(service, actor, true, behind).await
}

/// How many of both kinds wait for a senior, as these lists have them; none for who is no senior.
pub async fn count_for_seniors(service: &Service, actor: &Actor) -> Result<i64, Error> {
    if !actor.roles.senior() {
        return Ok(0);
    }
    let mut tx = service.db.read().await?;
    Ok(store::count_for_seniors(&mut tx, actor.account).await?)
}

async fn listed(
    service: &Service,
    actor: &Actor,
    for_seniors: bool,
    behind: Option<Place>,
) -> Result<Page<Complaint>, Error> {
    let mut tx = service.db.read().await?;
    let behind = behind.unwrap_or(Place::BEGINNING);
    let found = store::waiting(&mut tx, actor.account, for_seniors, behind, rows(service)).await?;
    page(service, found, |last| Place { later: false, at: last.it.due_at, id: last.it.id.0 })
}

/// Those about accounts that were terminated, what is due first at the front, without those that are not the reader's to answer: what waits
/// for an answer, or for a senior.
pub async fn about_accounts(service: &Service, actor: &Actor, for_seniors: bool) -> Result<Vec<Complaint>, Error> {
    if for_seniors {
        senior(actor)?;
    } else {
        reviewer(actor)?;
    }
    let mut tx = service.db.read().await?;
    let rows = i64::from(service.config.limits.api_page_rows);
    Ok(store::waiting_about_accounts(&mut tx, actor.account, for_seniors, rows).await?)
}

fn senior(actor: &Actor) -> Result<(), Error> {
    if actor.roles.senior() { Ok(()) } else { Err(Error::Forbidden(Text::of("only-seniors"))) }
}

/// A complaint with what it says, for staff who are no party; and whether this reader may answer or close it now.
pub async fn for_desk(service: &Service, actor: &Actor, id: ComplaintId) -> Result<(Opened, bool), Error> {
    let mut tx = service.db.read().await?;
    let complaint = store::complaint(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let subject = subject::read(&mut tx, service, complaint.blocking()).await?;
    subject.judge(&mut tx, actor).await?;
    let may = store::may_answer(&mut tx, &complaint, actor.account).await?;
    let written = store::written(&mut tx, id).await?;
    let open = |column: &str, sealed: Option<Vec<u8>>| {
        sealed.map(|sealed| service.keys.said(&place(column, id), &sealed)).transpose()
    };
    let opened = Opened {
        words: open("words", written.words_sealed)?,
        answer: open("answer", written.answer_sealed)?,
        closing: open("closing", written.closing_sealed)?,
        reachable: telling::address(&mut tx, service, id).await?.is_some(),
        complaint,
        subject,
    };
    Ok((opened, may))
}

/// A complaint as it stands. The caller asks who looks.
pub(in crate::process) async fn find(tx: &mut Tx, id: ComplaintId) -> Result<Complaint, Error> {
    store::complaint(tx, id).await?.ok_or(Error::NotFound)
}

/// Refuses whoever leaves a complaint to somebody else: to seniors, where nobody else opens the evidence of what it is about, or to who decided
/// nothing about it. The caller has kept its parties out.
pub(in crate::process) async fn is_theirs(tx: &mut Tx, actor: &Actor, id: ComplaintId) -> Result<(), Error> {
    let found = find(tx, id).await?;
    if let Some(decision) = found.decision
        && !accounts::in_force(tx, actor).await?.roles.senior()
    {
        let decided = decided::read(tx, decision).await?;
        if let Some(why) = decided::for_seniors_eyes(tx, &decided).await? {
            return Err(Error::Forbidden(why));
        }
    }
    if !store::may_answer(tx, &found, actor.account).await? {
        return Err(Error::Forbidden(Text::of("complaint-you-decided")));
    }
    Ok(())
}

/// A complaint and what it is about, their rows locked, for staff who are no party; and the word for this one in the log.
async fn judged(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    id: ComplaintId,
) -> Result<(Complaint, Subject, &'static str), Error> {
    let blocking = store::complaint(tx, id).await?.ok_or(Error::NotFound)?.blocking();
    let subject = subject::lock(tx, service, blocking).await?;
    let role = subject.judge(tx, actor).await?;
    let found = store::complaint(tx, id).await?.ok_or(Error::NotFound)?;
    Ok((found, subject, role))
}

/// Somebody answers, in words that go to the address that was given: nobody who decided, unless no other reviewer is there, and nobody else
/// while somebody has it in hand.
pub async fn answer(
    service: &Service,
    actor: &Actor,
    id: ComplaintId,
    answer: Answer,
    words: &str,
) -> Result<(), Error> {
    let mut form = Form::default();
    let words = form.text("words", words, Text::of("complaint-answer-missing"));
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let (found, subject, role) = judged(&mut tx, service, actor, id).await?;
    if found.outcome.is_some() {
        return Err(Error::Conflict(Text::of("complaint-meanwhile")));
    }
    is_theirs(&mut tx, actor, id).await?;
    waiting::in_nobody_elses_hands(&mut tx, service, actor, waiting::Subject::Complaint(id)).await?;
    let by_other = !subject.was_decided_by(&mut tx, actor.account).await?;
    if !subject.stands() {
        return Err(Error::Conflict(Text::of(nothing_left(&subject))));
    }
    if matches!(answer, Answer::Stands) {
        require_legible(&mut tx, service, id).await?;
    }
    let to = telling::address(&mut tx, service, id).await?;
    let sealed = service.keys.seal(&place("answer", id), words.as_bytes());
    let (changed, outcome) = match answer {
        Answer::Stands => (store::answer(&mut tx, id, &sealed, actor.account, now).await?, Outcome::Stands),
        Answer::LookAgain => {
            let due_at = now.plus(service.config.limits.appeal_due);
            jobs::look_at_deadlines(&mut tx, service, due_at.minus(reminders::DAYS)).await?;
            if let Subject::Decision(decided) = &subject {
                note(&mut tx, service, actor, (id, decided)).await?;
            }
            let handed = store::hand_to_seniors(&mut tx, id, &sealed, actor.account, now, due_at).await?;
            (handed, Outcome::LookedAtAgain)
        }
    };
    if changed != 1 {
        return Err(Error::Conflict(Text::of("complaint-meanwhile")));
    }
    let by = (role, Some((actor.account, words.as_str())));
    enter(&mut tx, service, &found, ("complaint.answered", outcome.as_str()), by).await?;
    let told = match answer {
        Answer::Stands => Told::Stands { words: &words, by_other },
        Answer::LookAgain => Told::LookedAtAgain { words: &words, by_other },
    };
    telling::tell(&mut tx, service, (&found, &subject), to, told).await?;
    tx.commit().await?;
    Ok(())
}

/// Refuses to answer that all stands to what nobody can read any more. A senior looks again at what it is about.
async fn require_legible(tx: &mut Tx, service: &Service, id: ComplaintId) -> Result<(), Error> {
    let Some(sealed) = store::written(tx, id).await?.words_sealed else { return Ok(()) };
    match service.keys.legible(&place("words", id), &sealed)? {
        Ok(Some(_)) => Ok(()),
        Ok(None) | Err(Altered) => Err(Error::Conflict(Text::of("complaint-unreadable"))),
    }
}

/// That it blocks nothing any more.
const fn nothing_left(subject: &Subject) -> &'static str {
    match subject {
        Subject::Decision(_) => "complaint-restricts-nothing",
        Subject::Measure(_) => "complaint-account-is-open",
    }
}

/// Notes on the case of a decision that it is to be looked at again, in the language of who says so. What was answered stands with the
/// complaint alone, and goes with it.
async fn note(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    (id, decided): (ComplaintId, &Decided),
) -> Result<(), Error> {
    let language = accounts::reader(tx, service, actor.account).await?.map(|(_, language)| language);
    let said = language.unwrap_or_default().say("complaint-note");
    let page = format!("{}/desk/complaints/{id}", letters::base(service));
    let said = said.with("position", decided.position).with("page", page).to_string();
    notes::add(tx, service, actor.account, decided.claim, &said).await?;
    Ok(())
}

/// Whether it falls to whoever made a decision to look at it again: a complaint about it waits for a senior, and no other is there. Else it
/// would wait without end, and keep the file, its evidence and what was written with it.
pub(in crate::process) async fn falls_to_deciders(
    tx: &mut Tx,
    decision: DecisionId,
    restricts: bool,
) -> Result<bool, Error> {
    Ok(restricts && store::waits_for_deciders(tx, decision).await?)
}

/// A senior says what came of looking again. That the decision stands, nobody says who made it, unless no other senior is there.
pub async fn close(
    service: &Service,
    actor: &Actor,
    id: ComplaintId,
    overturned: bool,
    words: &str,
) -> Result<(), Error> {
    let mut form = Form::default();
    let words = form.text("words", words, Text::of("complaint-answer-missing"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    let (found, subject, role) = judged(&mut tx, service, actor, id).await?;
    senior(&accounts::in_force(&mut tx, actor).await?)?;
    if !found.is_a_seniors() {
        return Err(Error::Conflict(Text::of("complaint-meanwhile")));
    }
    let stands = subject.stands();
    if !stands && !subject.is_reversed(&mut tx).await? {
        return Err(Error::Conflict(Text::of(nothing_left(&subject))));
    }
    if stands == overturned {
        return Err(Error::Conflict(Text::of(match (&subject, stands) {
            (Subject::Decision(_), true) => "complaint-still-restricts",
            (Subject::Decision(_), false) => "complaint-restricts-no-more",
            (Subject::Measure(_), true) => "complaint-account-still-closed",
            (Subject::Measure(_), false) => "complaint-account-open-again",
        })));
    }
    is_theirs(&mut tx, actor, id).await?;
    let to = telling::address(&mut tx, service, id).await?;
    let closing = if overturned { Closing::Overturned } else { Closing::Stands };
    let sealed = service.keys.seal(&place("closing", id), words.as_bytes());
    let said = Some((actor.account, sealed.as_slice()));
    if store::close(&mut tx, id, closing, said, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("complaint-meanwhile")));
    }
    let by = (role, Some((actor.account, words.as_str())));
    enter(&mut tx, service, &found, ("complaint.closed", closing.as_str()), by).await?;
    let told = if overturned { Told::Overturned(&words) } else { Told::StandsAfterAll(&words) };
    telling::tell(&mut tx, service, (&found, &subject), to, told).await?;
    tx.commit().await?;
    Ok(())
}
