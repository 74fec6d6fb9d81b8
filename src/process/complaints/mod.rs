//! Complaints of sharees: whoever has a link that is blocked, or whose account was terminated, says what is wrong with that, and a person
//! answers.
//!
//! It is nobody's appeal. Only the uploading account answers a decision with rights of its own and gets strikes, so that a complaint
//! restricts nothing, gives nothing back and counts against nobody; no party is told what it says. Somebody who did not decide answers it, unless
//! no other reviewer is there: the decision stands, or a senior looks at it again, which is a row in the seniors' list until one of them says
//! what came of it, and a note on the case of a file. What ends the restriction ends the complaints about it, and what restricts more in its place they are about from
//! then on ([`end_moot`], [`end_with`], [`hand_on`]); a purge, which leaves nothing to be given back, ends them, too
//! ([`settle`]). What they are about, a decision or a termination, is told apart in one place ([`Subject`]).
//!
//! Who complains shows nothing but the link, and its password where it has one, as who opens it: to everybody else, and about every link that
//! is not blocked now, the answer is that there is nothing. Where nobody has decided yet, it waits for that ([`undecided`]). What they wrote
//! goes with the last window of the decision, and never before it has ended, by a last answer or otherwise (`personal/retention.rs`); their address
//! goes as soon as the last answer is in the outbox, where it is kept as long as any message about a case. A complaint about a termination
//! keeps no file: what that deletes can be taken back for thirty days.

mod desk;
mod store;
mod subject;
mod telling;
mod undecided;

pub use self::desk::{Answer, about_accounts, answer, close, count_for_seniors, for_desk, for_seniors, waiting};
pub(super) use self::desk::{falls_to_deciders, find, is_theirs};
pub use self::subject::{Blocking, Subject};
pub use self::undecided::settle;

use std::time::Duration;

use serde_json::json;

use self::store::Recent;
use self::telling::Told;
use super::measures::Measure;
use super::store::in_force;
use super::windows::{self, Window};
use super::{Error, reminders};
use crate::accounts::{Email, attempts};
use crate::audit::{self, NewEntry};
use crate::claims::decided::{self, Decided};
use crate::claims::filing::TargetState;
use crate::claims::form::Form;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, ComplaintId, DecisionId, LinkId, MeasureId};
use crate::jobs;
use crate::notices::Because;
use crate::seal::link::{LinkAuth, has_key};
use crate::service::Service;
use crate::texts::{Language, Text};
use crate::tokens::Digest;
use crate::vault::{self, downloads};
use crate::words::words;

/// How a complaint was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The decision stands.
    Stands,
    /// A senior looks at the decision again.
    LookedAtAgain,
    /// What it was about had ended.
    Moot,
}

words! { Outcome { Stands = "stands", LookedAtAgain = "looked-at-again", Moot = "moot" } }

/// What came of looking at a decision again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Closing {
    /// It stands.
    Stands,
    /// It was overturned: what it restricted is given back.
    Overturned,
    /// What it restricted had ended otherwise.
    Moot,
}

words! { Closing { Stands = "stands", Overturned = "overturned", Moot = "moot" } }

/// A complaint.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Complaint {
    /// Its id.
    pub id: ComplaintId,
    /// The link that is blocked.
    pub link: LinkId,
    /// The decision by which it is; none where it is by a termination, or nobody has decided yet.
    pub decision: Option<DecisionId>,
    /// The termination by which it is.
    pub measure: Option<MeasureId>,
    /// The case in the log: of the file, or of the account.
    pub log_case: CaseId,
    /// What whoever complained reads.
    pub language: Language,
    /// When it came.
    pub sent_at: Time,
    /// By when it is to be answered, or closed by a senior.
    pub due_at: Time,
    /// How it was answered.
    pub outcome: Option<Outcome>,
    /// By whom; nobody where it was moot.
    pub answered_by: Option<AccountId>,
    /// When.
    pub answered_at: Option<Time>,
    /// What came of looking again.
    pub closed_as: Option<Closing>,
    /// Who said so.
    pub closed_by: Option<AccountId>,
    /// When nothing about it was open any more.
    pub ended_at: Option<Time>,
}

impl Complaint {
    /// Whether a senior has yet to say what came of looking again.
    pub fn is_a_seniors(&self) -> bool {
        self.outcome == Some(Outcome::LookedAtAgain) && self.ended_at.is_none()
    }
}

/// A complaint as staff read it. What was erased is not there any more.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The row.
    pub complaint: Complaint,
    /// What it says, or that this was altered.
    pub words: Option<Text>,
    /// What was answered.
    pub answer: Option<Text>,
    /// What a senior said of looking again.
    pub closing: Option<Text>,
    /// Whether whoever complained gave an address for the answer that can be read.
    pub reachable: bool,
    /// What it is about.
    pub subject: Subject,
}

/// What somebody types who complains.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// What is wrong with the blocking.
    pub words: &'a str,
    /// Where the answer goes; empty for nowhere.
    pub email: &'a str,
    /// What they read.
    pub language: Language,
}

/// The receipt.
#[derive(Clone, Copy, Debug)]
pub struct Received {
    /// Its number.
    pub id: ComplaintId,
    /// When it came.
    pub sent_at: Time,
    /// By when it is answered.
    pub due_at: Time,
    /// Whether there is an address for the answer.
    pub reachable: bool,
}

fn place(column: &str, id: ComplaintId) -> String {
    format!("complaints.{column}/{id}")
}

/// By what a link is blocked to whoever stands before it: a decision, a termination, or what nobody has decided about yet. That its account was
/// terminated is told without its password, as the link itself tells it.
///
/// # Errors
/// [`Error::NotFound`] for every other link, whatever is with it, and without its password.
pub async fn about(service: &Service, link: &LinkId, auth: Option<&LinkAuth>) -> Result<Blocking, Error> {
    use vault::Error as E;
    let looked = downloads::look(service, link, auth).await;
    let mut tx = service.db.read().await?;
    let blocking = match looked {
        Err(E::Restricted(_)) => match store::decision_that_blocks(&mut tx, link).await? {
            Some(decision) => Some(Blocking::Decision(decision)),
            None => store::undecided_behind(&mut tx, link).await?.map(|_| Blocking::Undecided),
        },
        Err(E::AccountClosed) => store::termination_that_blocks(&mut tx, link).await?.map(Blocking::Measure),
        Ok(_) | Err(E::NotFound | E::PasswordMissing | E::PasswordWrong) => None,
        Err(error) => return Err(error.into()),
    };
    blocking.ok_or(Error::NotFound)
}

/// For so long the same words about the same link, to be answered to the same address, are one complaint: a page that is loaded again sends
/// them once more.
const ONE_COMPLAINT: Duration = Duration::from_mins(10);

/// Somebody with a blocked link complains; what was sent just now has its receipt again. `from` is their network address, for throttling
/// only: it is not kept.
pub async fn send(
    service: &Service,
    from: &str,
    link: &LinkId,
    auth: Option<&LinkAuth>,
    typed: Typed<'_>,
) -> Result<Received, Error> {
    let blocking = about(service, link, auth).await?;
    let mut form = Form::default();
    let missing = match blocking {
        Blocking::Decision(_) | Blocking::Undecided => "complaint-words-missing",
        Blocking::Measure(_) => "complaint-account-words-missing",
    };
    let words = form.text("words", typed.words, Text::of(missing));
    if has_key(&words) {
        form.mistake("words", Text::of("complaint-words-key"));
    }
    let email = match Email::parse(typed.email) {
        _ if typed.email.trim().is_empty() => None,
        Ok(email) => Some(email.recipient().as_str().to_owned()),
        Err(_) => {
            form.mistake("email", Text::of("field-email"));
            None
        }
    };
    form.finish()?;
    let limits = &service.config.limits;
    attempts::count(service, "complaint.address", from, limits.complaints_per_hour).await?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let log_case = match blocking {
        Blocking::Undecided => undecided::lock(&mut tx, link).await?.log_case,
        Blocking::Decision(_) | Blocking::Measure(_) => {
            let subject = subject::lock(&mut tx, service, blocking).await?;
            if !subject.stands() {
                return Err(Error::NotFound);
            }
            subject.case()
        }
    };
    if let Some(received) = just_sent(&mut tx, service, link, (&words, email.as_deref())).await? {
        return Ok(received);
    }
    let day_ago = now.minus(Duration::from_hours(24));
    if store::sent_since(&mut tx, link, day_ago).await? >= i64::from(limits.complaints_per_link_per_day) {
        return Err(Error::Conflict(Text::of("complaint-too-many")));
    }
    let id = ComplaintId::new(&service.clock, &service.entropy);
    let (decision, measure) = blocking.columns();
    let new = Complaint {
        id,
        link: link.clone(),
        decision,
        measure,
        log_case,
        language: typed.language,
        sent_at: now,
        due_at: now.plus(limits.appeal_due),
        outcome: None,
        answered_by: None,
        answered_at: None,
        closed_as: None,
        closed_by: None,
        ended_at: None,
    };
    let sealed = service.keys.seal(&place("words", id), words.as_bytes());
    let to = email.map(|email| service.keys.seal(&place("email", id), email.as_bytes()));
    store::insert(&mut tx, &new, &sealed, to.as_deref()).await?;
    jobs::look_at_deadlines(&mut tx, service, new.due_at.minus(reminders::DAYS)).await?;
    let entry = NewEntry {
        kind: "complaint.received",
        case: new.log_case,
        actor: "sharee",
        fields: json!({"due": new.due_at.rfc3339()}),
        commitments: &[("words", Digest::of(words.as_bytes()).to_string())],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(Received { id, sent_at: now, due_at: new.due_at, reachable: to.is_some() })
}

/// The receipt of what was sent just now in these words, to be answered to this address.
async fn just_sent(
    tx: &mut Tx,
    service: &Service,
    link: &LinkId,
    (words, email): (&str, Option<&str>),
) -> Result<Option<Received>, Error> {
    let since = service.clock.now().minus(ONE_COMPLAINT);
    for sent in store::lately(tx, link, since).await? {
        let says = |column: &str, sealed: Option<&[u8]>, text: Option<&str>| -> Result<bool, Error> {
            let Some(sealed) = sealed else { return Ok(text.is_none()) };
            // What was altered is none that was sent just now.
            let said = service.keys.legible(&place(column, sent.id), sealed)?.ok().flatten();
            Ok(said.is_some_and(|said| text.is_some_and(|text| said.as_slice() == text.as_bytes())))
        };
        if says("words", sent.words_sealed.as_deref(), Some(words))?
            && says("email", sent.email_sealed.as_deref(), email)?
        {
            let Recent { id, sent_at, due_at, .. } = sent;
            return Ok(Some(Received { id, sent_at, due_at, reachable: email.is_some() }));
        }
    }
    Ok(None)
}

/// What a decision restricted has ended: so have the complaints about it that nobody answered, and unless somebody reversed it, those of which
/// a senior had yet to say what came of looking again. Where another decision restricts in its place, they are about that, and so are those
/// that an earlier reversal had left with a senior: it has not ended after all. The caller has locked the decision.
pub(super) async fn end_moot(tx: &mut Tx, service: &Service, decided: &Decided) -> Result<(), Error> {
    if decided.restricts {
        return Ok(());
    }
    if let Some(instead) = in_force(tx, decided.target).await?
        && instead != decided.id
        && decided::read(tx, instead).await?.restricts
    {
        store::hand_on(tx, decided.target, instead).await?;
        return Ok(());
    }
    let withdrawn = decided.target_state == TargetState::Withdrawn;
    let subject = Subject::Decision(decided.clone());
    let reversed = !withdrawn && subject.is_reversed(tx).await?;
    end_open(tx, service, &subject, reversed, Told::Moot).await
}

/// A termination was lifted: the same of the complaints about it. The caller has locked the account.
pub(super) async fn end_with(tx: &mut Tx, service: &Service, measure: &Measure, because: Because) -> Result<(), Error> {
    let subject = Subject::Measure(measure.clone());
    end_open(tx, service, &subject, subject::is_reversal(because), Told::Moot).await
}

/// An account was terminated again: what an earlier termination that was reversed had left with a senior is about this one from now on. The
/// caller has locked the account.
pub(super) async fn hand_on(tx: &mut Tx, account: AccountId, termination: MeasureId) -> Result<(), Error> {
    store::hand_on_to_measure(tx, account, termination).await?;
    Ok(())
}

/// Ends what is open about something that blocks no more, or of which nothing is left. What a senior had yet to say is left to them if
/// somebody reversed it.
async fn end_open(
    tx: &mut Tx,
    service: &Service,
    subject: &Subject,
    reversed: bool,
    told: Told<'static>,
) -> Result<(), Error> {
    let now = service.clock.now();
    for found in store::open_about(tx, subject).await? {
        let to = telling::address(tx, service, found.id).await?;
        let (changed, kind) = if found.outcome.is_none() {
            (store::end_moot(tx, found.id, now).await?, "complaint.answered")
        } else if reversed {
            continue;
        } else {
            (store::close(tx, found.id, Closing::Moot, None, now).await?, "complaint.closed")
        };
        if changed == 1 {
            enter(tx, service, &found, (kind, Outcome::Moot.as_str()), ("service", None)).await?;
            telling::tell(tx, service, (&found, subject), to, told).await?;
        }
    }
    Ok(())
}

/// The entry of an answer: its kind and outcome; who gave it, and in which words.
async fn enter(
    tx: &mut Tx,
    service: &Service,
    found: &Complaint,
    (kind, outcome): (&'static str, &'static str),
    (actor, said): (&'static str, Option<(AccountId, &str)>),
) -> Result<(), Error> {
    let mut commitments = Vec::new();
    if let Some((by, words)) = said {
        commitments.push(("by", by.to_string()));
        commitments.push(("words", Digest::of(words.as_bytes()).to_string()));
    }
    let fields = json!({ "outcome": outcome });
    let entry = NewEntry { kind, case: found.log_case, actor, fields, commitments: &commitments, journal: None };
    audit::append(tx, service, entry).await?;
    Ok(())
}

// Until when it is kept ------------------------------------------------------------------------------

/// The complaints whose time has come to be looked at, a batch of them.
pub(crate) async fn to_look_at(tx: &mut Tx, now: Time) -> Result<Vec<ComplaintId>, Error> {
    Ok(store::to_look_at(tx, now).await?)
}

/// Every reason why what is said in one is kept, whether it is over or not: those of the target of its decision, or of its termination. What
/// waits for a decision has none, but is not erased before it has ended. Whatever opens another waits until the transaction ends.
pub(crate) async fn windows_of(tx: &mut Tx, service: &Service, id: ComplaintId) -> Result<Vec<Window>, Error> {
    let found = store::complaint(tx, id).await?.ok_or(Error::NotFound)?;
    let blocking = found.blocking();
    if blocking == Blocking::Undecided {
        return Ok(Vec::new());
    }
    match subject::lock(tx, service, blocking).await? {
        Subject::Decision(decided) => windows::of_target(tx, service, decided.target).await,
        Subject::Measure(measure) => windows::of_measure(tx, service, &measure).await,
    }
}

/// Looks again at one of whose decision a window is open still, or that nobody has answered for good.
pub(crate) async fn look_again(tx: &mut Tx, id: ComplaintId, at: Time) -> Result<(), Error> {
    store::look_again(tx, id, at).await?;
    Ok(())
}

/// Erases what somebody wrote, their address, and what was answered, unless it waits for somebody still. That they complained, and how it
/// ended, stays. Gives whether it did.
pub(crate) async fn erase(tx: &mut Tx, id: ComplaintId) -> Result<bool, Error> {
    Ok(store::erase(tx, id).await? == 1)
}
