//! Escalations: a case that somebody at the desk hands to a senior.
//!
//! If a life or a child is said to be in danger, what the case names is locked at once, nobody but seniors opens its evidence any
//! more, and the material is preserved: nothing of it is purged or erased (a year by default, as the law of the United States asks of
//! reported material). A senior takes the case on and decides it, or sends it back; what was locked then goes on by what was decided,
//! or is given back. The preservation outlasts both, until its day or until a senior releases it.
//!
//! That stops the looking at the files, and not by this one case alone: as long as such an escalation stands, every claim that names one of
//! them is a senior's ([`is_withheld`]), be it there already or filed later, waiting or decided. Nobody else takes or decides it, opens its
//! evidence, or answers what is said of its decisions. A holder who deletes directly looks at nothing by that, and is not kept from it.
//!
//! So can what was decided be handed on, if a life or a child is in danger: by whoever has an appeal or a complaint about it in hand and sees that,
//! or by a senior. What they look at is locked then, with what waits, until a senior ends it with words that say what came of it; by then they may
//! have decided in the place of a decision ([`crate::process::overturning`]).
//!
//! A notice can say so by itself ([`notice`]): then it is a senior's from its receipt, nobody else opens its evidence, seniors are told at once,
//! and it is due within `--limit danger-due=…`. Anybody can say that of any file, as often as they can send notices, so that their word locks and
//! preserves nothing, and makes no other claim a senior's: somebody at the desk does who finds it to be so, or a senior gives it back, to be
//! decided in the time of its own law.

mod ending;
mod notice;
mod store;

pub use self::ending::send_back;
use self::ending::{end, remind};
pub(super) use self::ending::{end_decided, end_withdrawn, pause, settle, staff};
pub(super) use self::notice::{by_amended_notice, by_notice, hastened};
pub(super) use self::store::{is_withheld, was_for_danger, withheld};

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use super::decisions::{reviewer, role};
use super::filing::{ClaimState, TargetState, page};
use super::form::Form;
use super::{Actor, Error, evidence, in_force, senders, store as claims_store};
use crate::accounts;
use crate::accounts::parties::{self, Case};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::config::Limits;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, EscalationId, ObjectId};
use crate::jobs::{self, Job};
use crate::keys::Altered;
use crate::mail::{self, About, Addressee, Message, Recipient};
use crate::service::Service;
use crate::takedown::{self, Ground, Why};
use crate::texts::Text;
use crate::tokens::Digest;
use crate::vault;
use crate::words::words;

/// Why a case goes to a senior.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A life is threatened.
    Life,
    /// A child is abused.
    Child,
    /// Somebody wants a senior's judgement.
    Judgement,
}

words! { Kind { Life = "life", Child = "child", Judgement = "judgement" } }

impl Kind {
    /// Whether what the case names is locked and preserved at once, and nobody but seniors looks at it.
    pub const fn locks(self) -> bool {
        matches!(self, Self::Life | Self::Child)
    }

    /// What seniors are told.
    const fn text(self) -> &'static str {
        match self {
            Self::Life => "escalation-mail-life",
            Self::Child => "escalation-mail-child",
            Self::Judgement => "escalation-mail-judgement",
        }
    }
}

/// How an escalation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The case was decided.
    Decided,
    /// It went back to the queue.
    SentBack,
    /// What a notice said by itself, somebody at the desk found to be so, whose escalation is in its place.
    Confirmed,
    /// Its notice came to say that somebody is in danger, which is in the place of the judgement that was asked for.
    Overtaken,
    /// What a notice said by itself was taken back with it.
    Withdrawn,
    /// A senior said what came of it, of a case that had been decided before.
    Closed,
}

words! { Outcome {
    Decided = "decided", SentBack = "sent-back", Confirmed = "confirmed", Overtaken = "overtaken", Withdrawn = "withdrawn",
    Closed = "closed",
} }

/// A case in a senior's hands, or that was.
#[derive(Clone, Debug)]
pub struct Escalation {
    /// Its id.
    pub id: EscalationId,
    /// The case.
    pub claim: ClaimId,
    /// Why.
    pub kind: Kind,
    /// What whoever handed it over saw; none where the notice says so by itself.
    pub words: Option<Text>,
    /// Who that was; nobody where the notice does.
    pub raised_by: Option<AccountId>,
    /// When.
    pub raised_at: Time,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What a senior said when it went back, or what came of it.
    pub note: Option<Text>,
    /// Who at the desk ended it; nobody where whoever claims did.
    pub ended_by: Option<AccountId>,
    /// When.
    pub ended_at: Option<Time>,
}

impl Escalation {
    /// Whether what the case names was locked and preserved by it: not by what a notice says.
    pub const fn locks(&self) -> bool {
        self.kind.locks() && self.raised_by.is_some()
    }
}

/// How long after a case was handed to seniors they are reminded of it, if nothing of its claim is to be decided any more, or its clock stands still:
/// it has no deadline that runs then, and is near its end when a claim of the standard queue would be.
pub(crate) fn remind_after(limits: &Limits) -> Duration {
    limits.claim_due * 3 / 4
}

fn context(column: &str, id: EscalationId) -> String {
    format!("escalations.{column}/{id}")
}

impl store::Row {
    fn opened(self, service: &Service) -> Result<Escalation, Error> {
        let open = |column: &str, sealed: &[u8]| {
            service.keys.said_until(self.words_erased_at, &context(column, self.id), sealed)
        };
        Ok(Escalation {
            words: self.words_sealed.as_deref().map(|sealed| open("words", sealed)).transpose()?,
            note: self.note_sealed.as_deref().map(|sealed| open("note", sealed)).transpose()?,
            id: self.id,
            claim: self.claim,
            kind: self.kind,
            raised_by: self.raised_by,
            raised_at: self.raised_at,
            outcome: self.outcome,
            ended_by: self.ended_by,
            ended_at: self.ended_at,
        })
    }
}

/// How often a case was handed to a senior, the last time last. The caller has asked who looks.
pub(super) async fn of_claim(tx: &mut Tx, service: &Service, claim: ClaimId) -> Result<Vec<Escalation>, Error> {
    store::of_claim(tx, claim).await?.into_iter().map(|row| row.opened(service)).collect()
}

/// One of them. The caller asks who looks.
pub(super) async fn escalation(tx: &mut Tx, service: &Service, id: EscalationId) -> Result<Option<Escalation>, Error> {
    store::escalation(tx, id).await?.map(|row| row.opened(service)).transpose()
}

/// A case in seniors' hands, with what heads its claim.
#[derive(Clone, Debug)]
pub struct Open {
    /// The escalation.
    pub escalation: Escalation,
    /// The organisation that claims, if one does.
    pub organisation: Option<String>,
    /// The country of the authority whose order it is, if it is one.
    pub country: Option<String>,
    /// The name in the notice.
    pub sender: Result<Option<String>, Altered>,
    /// By when the claim is to be decided; none once it was decided or withdrawn.
    pub due_at: Option<Time>,
    /// Since when its clock stands still, if it does.
    pub paused_since: Option<Time>,
    /// From when on that is urgent.
    pub urgent_within: Duration,
}

impl Open {
    /// Whether the clock of its law stands still for an answer of its notifier, for which nobody who may be in danger can wait.
    pub const fn waits_for_no_answer(&self) -> bool {
        self.paused_since.is_some() && self.escalation.kind.locks()
    }
}

/// Everything that is in seniors' hands, what is due first at the front, before it dangers of which the clock stands still, whatever became of
/// the claim meanwhile; without the cases in which the reader is a party.
pub async fn open(service: &Service, actor: &Actor) -> Result<Vec<Open>, Error> {
    senior(actor)?;
    let mut tx = service.db.read().await?;
    let rows = i64::from(service.config.limits.api_page_rows);
    let opened = |row: store::OpenRow| -> Result<Open, Error> {
        let is_open = !matches!(row.state, ClaimState::Decided | ClaimState::Withdrawn);
        Ok(Open {
            due_at: is_open.then_some(row.due_at),
            paused_since: row.information_asked_at.filter(|_| is_open),
            urgent_within: row.queue.urgent_within(service),
            organisation: row.organisation,
            country: row.country,
            sender: senders::name(service, row.escalation.claim, row.notice_sealed.as_deref())?,
            escalation: row.escalation.opened(service)?,
        })
    };
    store::open(&mut tx, actor.account, rows).await?.into_iter().map(opened).collect()
}

/// How much that is.
pub async fn count_open(service: &Service, actor: &Actor) -> Result<i64, Error> {
    let mut tx = service.db.read().await?;
    Ok(store::count_open(&mut tx, actor.account).await?)
}

/// Somebody at the desk who is no party hands a case that is open to a senior, and says why. It may be a senior's since its notice says that
/// somebody is in danger: then it takes the place of that, if it is for such a danger. For one, whoever may open the evidence of what was decided
/// hands that on, too.
pub async fn raise(
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    kind: Option<Kind>,
    words: &str,
) -> Result<EscalationId, Error> {
    reviewer(actor)?;
    let mut form = Form::default();
    if kind.is_none() {
        form.mistake("escalation", Text::of("escalate-why"));
    }
    let words = form.text("words", words, Text::of("escalate-what"));
    form.finish()?;
    let Some(kind) = kind else { return Err(Error::NotFound) };
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let person = in_force(&mut tx, actor).await?;
    reviewer(&person)?;
    let found = claims_store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    let is_decided = found.state == ClaimState::Decided;
    let danger = if kind.locks() { in_danger(&mut tx, service, &person, &found).await? } else { BTreeSet::new() };
    if is_decided && danger.is_empty() {
        return Err(Error::Conflict(Text::of("claim-is-decided")));
    }
    if found.state == ClaimState::Withdrawn {
        return Err(Error::Conflict(Text::of("claim-was-withdrawn")));
    }
    let hastened = match store::open_of(&mut tx, claim).await? {
        None => None,
        Some(said) if said.raised_by.is_none() && kind.locks() => {
            end(&mut tx, service, staff(&person), &found, said.id, (Outcome::Confirmed, None, None)).await?;
            said.hastened()
        }
        Some(_) => return Err(Error::Conflict(Text::of("escalated-already"))),
    };
    let id = EscalationId::new(&service.clock, &service.entropy);
    let sealed = service.keys.seal(&context("words", id), words.as_bytes());
    let by = (Some(actor.account), now);
    if !store::insert(&mut tx, (id, claim), kind, Some(sealed.as_slice()), by, hastened).await? {
        return Err(Error::Conflict(Text::of("escalated-already")));
    }
    // What was decided is nobody's to decide, and has no deadline.
    if is_decided {
        remind(&mut tx, service, now).await?;
    } else {
        hand_over(&mut tx, &found, now).await?;
        if found.information_asked_at.is_some() {
            pause(&mut tx, service, claim).await?;
        }
    }
    let commitments = [("by", actor.account.to_string()), ("words", Digest::of(words.as_bytes()).to_string())];
    let entry = NewEntry {
        kind: "claim.escalated",
        case: found.log_case,
        actor: role(&person),
        fields: json!({"locked": kind.locks()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    lock(&mut tx, service, (actor, role(&person)), id, danger).await?;
    alert(&mut tx, service, &found, kind.text()).await?;
    tx.commit().await?;
    Ok(id)
}

/// Whose files are said to be dangerous: of what was not taken back, all that waits, and what was decided of which whoever says so opens the
/// evidence.
async fn in_danger(
    tx: &mut Tx,
    service: &Service,
    person: &Actor,
    claim: &claims_store::ClaimRow,
) -> Result<BTreeSet<ObjectId>, Error> {
    let opens = evidence::opens(tx, service, person, claim).await?;
    let is_meant = |target: &claims_store::TargetRow| match target.state {
        TargetState::Pending => true,
        TargetState::Decided => opens.includes(target.id),
        TargetState::Withdrawn => false,
    };
    let targets = claims_store::targets(tx, claim.id).await?;
    Ok(targets.iter().filter(|target| is_meant(target)).map(|target| target.object).collect())
}

/// A case is a senior's from now on. Whoever has it gives it up, unless it is theirs to decide.
async fn hand_over(tx: &mut Tx, claim: &claims_store::ClaimRow, now: Time) -> Result<(), Error> {
    let holder = match claim.assigned_to {
        Some(holder) => accounts::actor(tx, holder).await?,
        None => None,
    };
    let stays = holder.is_some_and(|holder| holder.roles.senior());
    Ok(store::hand_over(tx, claim.id, now, stays).await?)
}

/// Tells every senior who is no party that a case is theirs, or where there is none the administrators, and nobody else; nothing of what it says.
async fn alert(
    tx: &mut Tx,
    service: &Service,
    claim: &claims_store::ClaimRow,
    said: &'static str,
) -> Result<(), Error> {
    let mut told = Vec::new();
    for staff in [accounts::seniors(tx).await?, accounts::administrators(tx).await?] {
        for person in staff {
            if !parties::is_party(tx, person, Case::Claim(claim.id)).await? {
                told.push(person);
            }
        }
        if !told.is_empty() {
            break;
        }
    }
    for person in told {
        let about = Some(About { case: claim.log_case, to: Addressee::Staff });
        mail::queue(tx, service, Recipient::Account(person), about, |language| {
            Message::new(language, language.say("escalation-mail-title"))
                .paragraph(language.say(said))
                .link(language.say("escalation-mail-page"), page(service, &format!("desk/claims/{}", claim.id)))
        })
        .await?;
    }
    Ok(())
}

/// Locks and preserves files, in the order in which objects are locked, and keeps them from everybody but seniors. What cannot be locked any more
/// is gone already.
async fn lock(
    tx: &mut Tx,
    service: &Service,
    (actor, role): (&Actor, &'static str),
    id: EscalationId,
    objects: BTreeSet<ObjectId>,
) -> Result<(), Error> {
    let months = service.config.limits.reported_material_kept;
    let until = service.config.calendar.months_after(service.clock.now(), months.into());
    for object in objects {
        vault::lock_row(tx, object).await?.ok_or(Error::NotFound)?;
        withhold(tx, service, id, object).await?;
        match takedown::open_hold(tx, service, object, None, Ground::OtherLaw).await {
            Ok(hold) => store::insert_hold(tx, hold, id, object).await?,
            Err(takedown::Error::NotLockable(_)) => {}
            Err(error) => return Err(error.into()),
        }
        takedown::place_preservation(tx, service, (actor, role), object, Some(until), Why::Escalation(id)).await?;
    }
    Ok(())
}

/// Keeps a file from everybody but seniors, who are told of what somebody else was told of about it.
async fn withhold(tx: &mut Tx, service: &Service, id: EscalationId, object: ObjectId) -> Result<(), Error> {
    store::withhold(tx, id, object).await?;
    jobs::enqueue(tx, service, &Job::RemindOfWithheld { object }, service.clock.now()).await?;
    Ok(())
}

/// Keeps from everybody but seniors what was added to a claim meanwhile, if its escalation does so with the rest of it.
pub(super) async fn withhold_added(tx: &mut Tx, service: &Service, claim: ClaimId) -> Result<(), Error> {
    for (id, object) in store::not_withheld(tx, claim).await? {
        withhold(tx, service, id, object).await?;
    }
    Ok(())
}

fn senior(actor: &Actor) -> Result<(), Error> {
    if actor.roles.senior() { Ok(()) } else { Err(Error::Forbidden(Text::of("escalation-seniors"))) }
}
