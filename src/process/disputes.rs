//! Disputes: what is fought out elsewhere. While one is open, nothing it is about is purged.
//!
//! A claimant that answers a counter-notice with an action against the uploader keeps the material where it is (17 U.S.C.
//! § 512(g)(2)(C)); a claim before the Copyright Claims Board counts as one (17 U.S.C. § 1507(d)). It must be told before the
//! material has returned. Notice of it suffices, so that it stops the material at once; a reviewer looks at what was told afterwards
//! ([`checks`]). Staff record other lawsuits and disputes before certified bodies (Regulation (EU) 2022/2065, Article 21), and how each
//! ended; of an action its claimant says how ([`ends`]).

pub mod checks;
pub mod ends;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use self::checks::Found;
pub use self::ends::{end, tell_end};
use super::appeals::Side;
use super::counter_notices::{CounterNotice, Outcome as Ended};
use super::store::DisputeRow;
use super::{Error, judge, letters, not_too_many, reminders, store};
use crate::accounts::Actor;
use crate::audit::{self, NewEntry};
use crate::claims::decided::{self, Decided};
use crate::claims::form::Form;
use crate::claims::withdrawal::Claimant;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, CounterNoticeId, DecisionId, DisputeId};
use crate::jobs;
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::words::words;

/// Before whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A court, to restrain this uploader.
    Action,
    /// The Copyright Claims Board.
    CopyrightClaimsBoard,
    /// A certified out-of-court dispute settlement body.
    OutOfCourt,
    /// A court, about something else.
    Lawsuit,
}

words! { Kind {
    Action = "action", CopyrightClaimsBoard = "copyright-claims-board", OutOfCourt = "out-of-court", Lawsuit = "lawsuit",
} }

impl Kind {
    /// Whether it keeps material from returning that a counter-notice asks for.
    pub const fn restrains(self) -> bool {
        matches!(self, Self::Action | Self::CopyrightClaimsBoard)
    }
}

/// How a dispute ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The uploader was right: what is restricted is given back.
    ForUploader,
    /// The claimant was: it stays.
    ForClaimant,
    /// It was dropped or settled without a decision: what it had stopped goes on.
    NoResult,
    /// What was told of it names no action ([`checks`]): what it had stopped goes on.
    NamesNone,
}

words! { Outcome {
    ForUploader = "for-uploader", ForClaimant = "for-claimant", NoResult = "no-result", NamesNone = "names-none",
} }

impl Outcome {
    /// Whether it can be the end of something that was fought out.
    const fn is_end(self) -> bool {
        matches!(self, Self::ForUploader | Self::ForClaimant | Self::NoResult)
    }
}

/// A dispute, without what names it: that lies sealed beside it, and nothing is decided by it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Dispute {
    /// Its id.
    pub id: DisputeId,
    /// The decision it is about.
    pub decision: DecisionId,
    /// Before whom.
    pub kind: Kind,
    /// The counter-notice that it answers.
    pub counter_notice: Option<CounterNoticeId>,
    /// The day on which it began, as told.
    pub begun_on: String,
    /// When we were told.
    pub told_at: Time,
    /// When it ended.
    pub ended_at: Option<Time>,
    /// How.
    pub outcome: Option<Outcome>,
    /// What a reviewer found of what was told of an action; none while nobody has looked at it.
    pub found: Option<Found>,
    /// How its claimant says that it ended, while staff have not looked at that.
    pub reported: Option<Outcome>,
}

impl Dispute {
    /// Whether a reviewer is to look at what was told of it.
    pub fn is_to_be_looked_at(&self) -> bool {
        self.kind.restrains() && self.ended_at.is_none() && self.found.is_none()
    }

    /// The same of that, or of how its claimant says that it ended.
    pub fn waits_for_staff(&self) -> bool {
        self.reported.is_some() || self.is_to_be_looked_at()
    }
}

/// A dispute with what names it, opened for a page. What was erased or altered says so in its place, and hides nothing else.
#[derive(Clone, Debug)]
pub struct Named {
    /// The dispute.
    pub dispute: Dispute,
    /// The court or body.
    pub forum: Text,
    /// Its number there.
    pub reference: Text,
}

/// What is told of a dispute, as typed.
#[derive(Clone, Debug, Default)]
pub struct DisputeInput {
    /// Before whom.
    pub kind: Option<Kind>,
    /// The court or body.
    pub forum: String,
    /// Its number there.
    pub reference: String,
    /// The day on which it began, such as 2027-03-31.
    pub begun_on: String,
    /// That it seeks to restrain this uploader ([`RESTRAINS`]).
    pub restrains: bool,
    /// The typed name that signs the notice of an action.
    pub signature: String,
}

/// § 512(g)(2)(C).
pub const RESTRAINS: &str = "An action has been filed that seeks a court order to restrain the uploader from engaging in infringing activity \
     relating to this material on this service, or a claim about it before the Copyright Claims Board.";

/// What a claimant signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Signed {
    affirmation: String,
    signature: String,
}

struct Told {
    kind: Kind,
    forum: String,
    reference: String,
    begun_on: String,
}

fn read(form: &mut Form, input: &DisputeInput, service: &Service, allowed: fn(Kind) -> bool) -> Option<Told> {
    let kind = input.kind.filter(|kind| allowed(*kind));
    if kind.is_none() {
        form.mistake("kind", Text::of("dispute-choose-kind"));
    }
    let forum = form.line("forum", &input.forum, Text::of("dispute-enter-forum"));
    let reference = form.line("reference", &input.reference, Text::of("dispute-enter-reference"));
    let begun_on = past_day(form, "begun_on", &input.begun_on, service);
    Some(Told { kind: kind?, forum, reference, begun_on: begun_on? })
}

/// A day that has come, as forms send it.
fn past_day(form: &mut Form, field: &'static str, typed: &str, service: &Service) -> Option<String> {
    let today = service.config.calendar.day_of(service.clock.now());
    let day = Date::strptime("%Y-%m-%d", typed.trim()).ok().filter(|day| day.year() >= 1900);
    match day {
        // Where whoever tells it lives, it may be tomorrow already.
        Some(day) if Some(day) <= today.tomorrow().ok() => {}
        Some(_) => form.mistake(field, Text::of("dispute-future")),
        None => form.mistake(field, Text::of("field-date")),
    }
    Some(day?.to_string())
}

/// The claimant answers a counter-notice with an action, before the material has returned: it stays where it is.
pub async fn tell_of_action(
    service: &Service,
    claimant: Claimant<'_>,
    claim: ClaimId,
    counter_notice: CounterNoticeId,
    input: &DisputeInput,
) -> Result<DisputeId, Error> {
    let mut form = Form::default();
    let told = read(&mut form, input, service, Kind::restrains);
    form.affirmed("restrains", input.restrains, Text::of("dispute-tick"));
    let signature = form.line("signature", &input.signature, Text::of("dispute-sign"));
    form.finish()?;
    let told = told.ok_or(Error::NotFound)?;
    let mut tx = service.db.begin().await?;
    let found = store::counter_notice(&mut tx, counter_notice).await?.ok_or(Error::NotFound)?;
    let decided = decided::lock(&mut tx, found.decision).await?;
    if decided.claim != claim {
        return Err(Error::NotFound);
    }
    let told_as = decided::entitled(&mut tx, claimant, claim).await?;
    let found = store::counter_notice(&mut tx, counter_notice).await?.ok_or(Error::NotFound)?;
    match found.outcome {
        None => {}
        Some(Ended::Returned) => {
            return Err(Error::Conflict(Text::of("dispute-returned")));
        }
        Some(_) => return Err(Error::Conflict(Text::of("dispute-counter-ended"))),
    }
    if store::action_is_open(&mut tx, &decided).await? {
        return Err(Error::Conflict(Text::of("dispute-told-already")));
    }
    if store::actions::report_waits(&mut tx, &decided).await? {
        return Err(Error::Conflict(Text::of("dispute-end-waits")));
    }
    not_too_many(&mut tx, service, &decided, Side::Notifier).await?;
    let by = match claimant {
        Claimant::Person(person) => Some(person.account),
        Claimant::Holder(_) => None,
    };
    let signed = Signed { affirmation: RESTRAINS.to_owned(), signature };
    let id = enter(&mut tx, service, &decided, Some(&found), &told, by, told_as, Some(&signed)).await?;
    letters::action_told(&mut tx, service, &found, &decided, &told.forum, &told.reference).await?;
    tx.commit().await?;
    Ok(id)
}

/// A reviewer records a dispute that one of the parties told of; also an action of the claimant's that came by letter or mail, since
/// the law asks only that notice of it is received (17 U.S.C. § 512(g)(2)(C)).
pub async fn record(
    service: &Service,
    actor: &Actor,
    decision: DecisionId,
    input: &DisputeInput,
) -> Result<DisputeId, Error> {
    let mut form = Form::default();
    let told = read(&mut form, input, service, |_| true);
    form.finish()?;
    let told = told.ok_or(Error::NotFound)?;
    let mut tx = service.db.begin().await?;
    let decided = decided::lock(&mut tx, decision).await?;
    judge(&mut tx, actor, &decided).await?;
    let answers = if told.kind.restrains() {
        if store::action_is_open(&mut tx, &decided).await? {
            return Err(Error::Conflict(Text::of("dispute-recorded-already")));
        }
        let waits = store::open_counter_notice(&mut tx, decided.id).await?;
        Some(waits.ok_or(Error::Conflict(Text::of("dispute-stops-nothing")))?)
    } else {
        None
    };
    let id = enter(&mut tx, service, &decided, answers.as_ref(), &told, Some(actor.account), "staff", None).await?;
    if let Some(sent) = &answers {
        letters::action_told(&mut tx, service, sent, &decided, &told.forum, &told.reference).await?;
    }
    tx.commit().await?;
    Ok(id)
}

fn place(column: &str, id: DisputeId) -> String {
    format!("disputes.{column}/{id}")
}

#[expect(clippy::too_many_arguments, reason = "one a column")]
async fn enter(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    answers: Option<&CounterNotice>,
    told: &Told,
    by: Option<AccountId>,
    told_as: &'static str,
    signed: Option<&Signed>,
) -> Result<DisputeId, Error> {
    let id = DisputeId::new(&service.clock, &service.entropy);
    let signed = signed.map(serde_json::to_vec).transpose()?.map(Zeroizing::new);
    let sealed = signed.as_ref().map(|json| service.keys.seal(&place("statement", id), json));
    let dispute = Dispute {
        id,
        decision: decided.id,
        kind: told.kind,
        counter_notice: answers.map(|sent| sent.id),
        begun_on: told.begun_on.clone(),
        told_at: service.clock.now(),
        ended_at: None,
        outcome: None,
        found: None,
        reported: None,
    };
    let row = DisputeRow {
        forum_sealed: service.keys.seal(&place("forum", id), told.forum.as_bytes()),
        reference_sealed: service.keys.seal(&place("reference", id), told.reference.as_bytes()),
        dispute,
    };
    store::insert_dispute(tx, &row, sealed.as_deref(), by, told_as).await?;
    if let Some(sent) = answers {
        // Somebody is to look at it by then, or before the day that it stops.
        let look = reminders::after_telling(service, row.dispute.told_at);
        jobs::look_at_deadlines(tx, service, look.min(reminders::before_return(service, sent.returns_at))).await?;
    }
    let words = format!("{}\n{}\n{}", told.forum, told.reference, told.begun_on);
    let mut commitments = vec![("dispute", Digest::of(words.as_bytes()).to_string())];
    if let Some(signed) = &signed {
        commitments.push(("statement", Digest::of(signed).to_string()));
    }
    if let Some(by) = by {
        commitments.push(("by", by.to_string()));
    }
    let entry = NewEntry {
        kind: "dispute.told",
        case: decided.log_case,
        actor: if told_as == "staff" { "reviewer" } else { told_as },
        fields: json!({"target": decided.position, "before": told.kind.as_str()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(id)
}

async fn find(tx: &mut Tx, id: DisputeId) -> Result<DisputeRow, Error> {
    store::dispute(tx, id).await?.ok_or(Error::NotFound)
}

/// A dispute and the decision that it is about, both as they are once that is locked.
async fn lock(tx: &mut Tx, id: DisputeId) -> Result<(Dispute, Decided), Error> {
    let about = find(tx, id).await?.dispute.decision;
    let decided = decided::lock(tx, about).await?;
    Ok((find(tx, id).await?.dispute, decided))
}

/// Opens what names a dispute.
pub(super) fn named(service: &Service, row: DisputeRow) -> Result<Named, Error> {
    let DisputeRow { dispute, forum_sealed, reference_sealed } = row;
    let forum = service.keys.said(&place("forum", dispute.id), &forum_sealed)?;
    let reference = service.keys.said(&place("reference", dispute.id), &reference_sealed)?;
    Ok(Named { dispute, forum, reference })
}

/// The same of several.
pub(super) fn all_named(service: &Service, rows: Vec<DisputeRow>) -> Result<Vec<Named>, Error> {
    rows.into_iter().map(|row| named(service, row)).collect()
}

/// The disputes about a decision, the oldest first. The caller has asked who looks.
pub async fn of_decision(tx: &mut Tx, service: &Service, decision: DecisionId) -> Result<Vec<Named>, Error> {
    all_named(service, store::disputes_of(tx, decision).await?)
}

/// A decision that a dispute can be recorded about, for staff who are no party.
pub async fn about(service: &Service, actor: &Actor, decision: DecisionId) -> Result<Decided, Error> {
    let mut tx = service.db.read().await?;
    let decided = decided::read(&mut tx, decision).await?;
    judge(&mut tx, actor, &decided).await?;
    Ok(decided)
}

/// One dispute, for staff who are no party.
pub async fn one(service: &Service, actor: &Actor, dispute: DisputeId) -> Result<(Named, Decided), Error> {
    let mut tx = service.db.read().await?;
    let found = find(&mut tx, dispute).await?;
    let decided = decided::read(&mut tx, found.dispute.decision).await?;
    judge(&mut tx, actor, &decided).await?;
    Ok((named(service, found)?, decided))
}
