//! Counter-notices (17 U.S.C. § 512(g)): the uploader says on oath that it was a mistake, and the material returns.
//!
//! It is complete by construction: [`CounterStatement::parse`] reads what was typed and tells every mistake at its field. A copy goes to
//! the claimant at once. Staff check completeness only (a name that is none, say), never the merits. The material returns
//! on the eleventh business day after receipt, and not to have returned it by the end of the fourteenth is a breach;
//! unless the claimant first tells of an action that seeks to restrain this uploader ([`super::disputes`]). It lifts that
//! claim's hold only.

use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use super::appeals::Side;
use super::waiting::{self, Subject};
use super::{Error, FieldError, judge, letters, not_too_many, reminders, store};
use crate::accounts::Actor;
use crate::audit::{self, NewEntry};
use crate::claims::decided::{self, Decided};
use crate::claims::decisions::{Action, Finding};
use crate::claims::form::Form;
use crate::claims::statement::Basis;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, CounterNoticeId, DecisionId, NoticeId};
use crate::jobs::{self, Job};
use crate::notices;
use crate::seal::link::without_keys;
use crate::service::Service;
use crate::takedown::Lifted;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::words::words;

/// The business day on which the material returns: ten have passed.
const RETURNS_ON: u32 = 11;
/// The last business day on which it may return.
const LAST_DAY: u32 = 14;

/// § 512(g)(3)(C).
pub const MISTAKE: &str = "I swear, under penalty of perjury, that I have a good faith belief that the material was removed or disabled as a \
     result of mistake or misidentification of the material to be removed or disabled.";
/// § 512(g)(3)(D).
pub const JURISDICTION: &str = "I consent to the jurisdiction of the Federal District Court for the judicial district in which my address is located or, \
     if my address is outside of the United States, for any judicial district in which the service provider may be found.";
/// § 512(g)(3)(D).
pub const SERVICE_OF_PROCESS: &str =
    "I will accept service of process from the person who provided the notification or an agent of such person.";

/// A counter-notice as typed.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one a box of the form")]
pub struct CounterInput {
    /// What the material is.
    pub material: String,
    /// Where it appeared before it was removed.
    pub location: String,
    /// The uploader's name.
    pub name: String,
    /// A postal address; an attorney's may be used.
    pub address: String,
    /// Whether that address lies in the United States.
    pub in_united_states: bool,
    /// The federal judicial district of that address.
    pub district: String,
    /// A telephone number.
    pub telephone: String,
    /// [`MISTAKE`].
    pub mistake: bool,
    /// [`JURISDICTION`].
    pub jurisdiction: bool,
    /// [`SERVICE_OF_PROCESS`].
    pub service_of_process: bool,
    /// The typed name that signs it.
    pub signature: String,
}

/// A complete counter-notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterStatement {
    /// (B) The material.
    pub material: String,
    /// (B) Where it appeared before it was removed; links without their keys.
    pub location: String,
    /// (D) The uploader.
    pub name: String,
    /// (D) Where to serve them.
    pub address: String,
    /// (D) By telephone.
    pub telephone: String,
    /// (D) The federal judicial district of the address; none abroad.
    pub district: Option<String>,
    /// (C) and (D), word for word as affirmed.
    pub affirmations: Vec<String>,
    /// (A) The electronic signature.
    pub signature: String,
}

impl CounterStatement {
    /// Reads a counter-notice. Every mistake is told at once.
    pub fn parse(input: &CounterInput) -> Result<Self, Vec<FieldError>> {
        let mut form = Form::default();
        let material = form.text("material", &without_keys(&input.material), Text::of("counter-say-material"));
        let location = form.text("location", &without_keys(&input.location), Text::of("counter-say-location"));
        let name = form.line("name", &input.name, Text::of("enter-name"));
        let address = form.text("address", &input.address, Text::of("counter-enter-address"));
        let telephone = form.line("telephone", &input.telephone, Text::of("counter-enter-telephone"));
        let district = if input.in_united_states {
            Some(form.line("district", &input.district, Text::of("counter-enter-district")))
        } else {
            if !input.district.trim().is_empty() {
                form.mistake("district", Text::of("counter-district-us"));
            }
            None
        };
        form.affirmed("mistake", input.mistake, Text::of("counter-swear"));
        form.affirmed("jurisdiction", input.jurisdiction, Text::of("counter-consent"));
        form.affirmed("service_of_process", input.service_of_process, Text::of("counter-consent"));
        let signature = form.line("signature", &input.signature, Text::of("dispute-sign"));
        let mistakes = form.into_mistakes();
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let affirmations = [MISTAKE, JURISDICTION, SERVICE_OF_PROCESS].map(str::to_owned).to_vec();
        Ok(Self { material, location, name, address, telephone, district, affirmations, signature })
    }
}

/// How a counter-notice ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The material returned.
    Returned,
    /// It lacked what the law asks for.
    Incomplete,
    /// The uploader took it back.
    Withdrawn,
    /// What it was about had ended otherwise.
    Moot,
    /// A court restrained the uploader: the material stays removed.
    Restrained,
}

words! { Outcome {
    Returned = "returned", Incomplete = "incomplete", Withdrawn = "withdrawn", Moot = "moot", Restrained = "restrained",
} }

/// A counter-notice with its days.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CounterNotice {
    /// Its id.
    pub id: CounterNoticeId,
    /// The notice it answers.
    pub notice: NoticeId,
    /// The decision it is about.
    pub decision: DecisionId,
    /// Who sent it.
    pub account: AccountId,
    /// When it was received: the day from which business days count.
    pub received_at: Time,
    /// The first instant of the eleventh business day.
    pub returns_at: Time,
    /// The end of the fourteenth.
    pub breach_at: Time,
    /// Who found it complete.
    pub checked_by: Option<AccountId>,
    /// When.
    pub checked_at: Option<Time>,
    /// When it ended.
    pub ended_at: Option<Time>,
    /// How.
    pub outcome: Option<Outcome>,
    /// What it lacked.
    pub incomplete_because: Option<String>,
}

/// A counter-notice with all that it says.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The row.
    pub counter_notice: CounterNotice,
    /// What it says.
    pub statement: CounterStatement,
    /// The decision it is about.
    pub decided: Decided,
}

pub(super) fn place(id: CounterNoticeId) -> String {
    format!("counter_notices.statement/{id}")
}

/// Whether a counter-notice is open to the uploader of what a decision restricts: why not, if it is not.
pub(super) async fn obstacle(tx: &mut Tx, decided: &Decided) -> Result<Option<Text>, Error> {
    Ok(if decided.basis != Basis::UsDmca.as_str() || decided.finding != Finding::Infringing {
        Some(Text::of("counter-us-only"))
    } else if decided.action == Action::None || !decided.restricts {
        Some(Text::of("decision-restricts-nothing"))
    } else if store::is_purged(tx, decided.object).await? {
        Some(Text::of("counter-nothing-left"))
    } else if store::open_counter_notice(tx, decided.id).await?.is_some() {
        Some(Text::of("counter-received-already"))
    } else if store::restrained(tx, decided).await? {
        Some(Text::of("counter-court-decided"))
    } else {
        None
    })
}

/// The day on which the material returns by a counter-notice received at `received_at`.
pub(super) fn would_return(service: &Service, received_at: Time) -> Time {
    let calendar = &service.config.calendar;
    calendar.start_of(calendar.business_day(received_at, RETURNS_ON))
}

/// The uploader answers the notice of a restriction. From its receipt business days count.
pub async fn send(
    service: &Service,
    uploader: &Actor,
    notice: NoticeId,
    input: &CounterInput,
) -> Result<CounterNoticeId, Error> {
    let statement = CounterStatement::parse(input).map_err(Error::Invalid)?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let decision = notices::decision_of(&mut tx, uploader.account, notice).await?.ok_or(Error::NotFound)?;
    let decided = decided::lock(&mut tx, decision).await?;
    if let Some(why) = obstacle(&mut tx, &decided).await? {
        return Err(Error::Conflict(why));
    }
    not_too_many(&mut tx, service, &decided, Side::Uploader).await?;
    let id = CounterNoticeId::new(&service.clock, &service.entropy);
    let json = Zeroizing::new(serde_json::to_vec(&statement)?);
    let calendar = &service.config.calendar;
    let row = CounterNotice {
        id,
        notice,
        decision,
        account: uploader.account,
        received_at: now,
        returns_at: would_return(service, now),
        breach_at: calendar.end_of(calendar.business_day(now, LAST_DAY)),
        checked_by: None,
        checked_at: None,
        ended_at: None,
        outcome: None,
        incomplete_because: None,
    };
    store::insert_counter_notice(&mut tx, &row, &service.keys.seal(&place(id), &json)).await?;
    jobs::enqueue(&mut tx, service, &Job::ReturnMaterial { counter_notice: id }, row.returns_at).await?;
    jobs::look_at_deadlines(&mut tx, service, reminders::before_return(service, row.returns_at)).await?;
    jobs::look_at_deadlines(&mut tx, service, row.returns_at.plus(reminders::OVERDUE)).await?;
    let commitments = [("uploader", uploader.account.to_string()), ("statement", Digest::of(&json).to_string())];
    let fields = json!({
        "target": decided.position,
        "returns": row.returns_at.rfc3339(),
        "breach": row.breach_at.rfc3339(),
    });
    let entry = NewEntry {
        kind: "counter-notice.received",
        case: decided.log_case,
        actor: "uploader",
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    letters::counter_notice_received(&mut tx, service, &row, &decided, &statement).await?;
    tx.commit().await?;
    Ok(id)
}

/// The uploader takes it back: nothing returns by it.
pub async fn withdraw(service: &Service, uploader: &Actor, id: CounterNoticeId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let found = store::counter_notice(&mut tx, id).await?.filter(|found| found.account == uploader.account);
    let found = found.ok_or(Error::NotFound)?;
    let decided = decided::lock(&mut tx, found.decision).await?;
    end(&mut tx, service, &decided, &found, Outcome::Withdrawn, "uploader", None).await?;
    letters::counter_notice_withdrawn(&mut tx, service, &decided).await?;
    tx.commit().await?;
    Ok(())
}

/// What staff find when they check that a counter-notice is complete.
#[derive(Clone, Copy, Debug)]
pub enum Check<'a> {
    /// It has what the law asks for.
    Complete,
    /// It lacks something: what, in words for the uploader.
    Incomplete(&'a str),
}

/// A reviewer checks completeness, never the merits. An incomplete one ends, and the uploader can send another.
pub async fn check(service: &Service, actor: &Actor, id: CounterNoticeId, check: Check<'_>) -> Result<(), Error> {
    let lacks = match check {
        Check::Complete => None,
        Check::Incomplete(lacks) => {
            let mut form = Form::default();
            let lacks = form.text("lacks", lacks, Text::of("counter-say-lacks"));
            form.finish()?;
            Some(lacks)
        }
    };
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let found = store::counter_notice(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let decided = decided::lock(&mut tx, found.decision).await?;
    let role = judge(&mut tx, actor, &decided).await?;
    waiting::in_nobody_elses_hands(&mut tx, service, actor, Subject::CounterNotice(id)).await?;
    if store::check_counter_notice(&mut tx, id, actor.account, now).await? != 1 {
        return Err(Error::Conflict(Text::of("counter-checked-meanwhile")));
    }
    match lacks {
        None => {
            let entry = NewEntry {
                kind: "counter-notice.checked",
                case: decided.log_case,
                actor: role,
                fields: json!({"target": decided.position}),
                commitments: &[("by", actor.account.to_string())],
                journal: None,
            };
            audit::append(&mut tx, service, entry).await?;
        }
        Some(lacks) => {
            end(&mut tx, service, &decided, &found, Outcome::Incomplete, role, Some(&lacks)).await?;
            letters::counter_notice_incomplete(&mut tx, service, &found, &decided, &lacks).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The job of a counter-notice, on the eleventh business day: the material returns, unless a dispute of the claimant's is open. Safe
/// to run again.
pub async fn return_material(service: &Service, id: CounterNoticeId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let found = store::counter_notice(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let decided = decided::lock(&mut tx, found.decision).await?;
    // Read again under the lock.
    let found = store::counter_notice(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if found.ended_at.is_some()
        || service.clock.now() < found.returns_at
        || store::action_is_open(&mut tx, &decided).await?
    {
        return Ok(());
    }
    // What answers another link of the file in that claim asks for the same, and has it with this.
    let mut sent = store::actions::counter_notices_about(&mut tx, &decided).await?;
    sent.retain(|other| other.id != id);
    sent.insert(0, found);
    give_back(&mut tx, service, &decided, &sent).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends counter-notices by giving back what their claim restricts of the file: every hold of that claim on it, and no other's. Both
/// sides are told once, of `decided`.
pub(super) async fn give_back(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    sent: &[CounterNotice],
) -> Result<(), Error> {
    let mut came_to = Lifted::Nothing;
    for decision in store::restricting(tx, decided).await? {
        let lifted = decided::undo(tx, service, decision, "counter-notice").await?;
        // The last one says what became of the file.
        if lifted != Lifted::Nothing {
            came_to = lifted;
        }
    }
    let outcome = match came_to {
        Lifted::Back | Lifted::StillHeld => Outcome::Returned,
        Lifted::Nothing | Lifted::Gone => Outcome::Moot,
    };
    for found in sent {
        let answered = decided::read(tx, found.decision).await?;
        end(tx, service, &answered, found, outcome, "service", None).await?;
    }
    let Some(first) = sent.first() else { return Ok(()) };
    match came_to {
        Lifted::Back => letters::material_returned(tx, service, decided).await,
        Lifted::StillHeld => letters::still_held(tx, service, first.account, decided).await,
        Lifted::Nothing | Lifted::Gone => letters::counter_notice_moot(tx, service, first, decided).await,
    }
}

/// Ends a counter-notice that has lost its object, and tells both sides, to whom a day was promised.
pub(super) async fn end_moot(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    found: &CounterNotice,
) -> Result<(), Error> {
    end(tx, service, decided, found, Outcome::Moot, "service", None).await?;
    letters::counter_notice_moot(tx, service, found, decided).await
}

/// Ends a counter-notice, with its entry.
pub(super) async fn end(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    found: &CounterNotice,
    outcome: Outcome,
    actor: &'static str,
    because: Option<&str>,
) -> Result<(), Error> {
    if store::end_counter_notice(tx, found.id, outcome, because, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("counter-ended-meanwhile")));
    }
    let commitments: Vec<_> =
        because.map(|because| ("because", Digest::of(because.as_bytes()).to_string())).into_iter().collect();
    let entry = NewEntry {
        kind: "counter-notice.ended",
        case: decided.log_case,
        actor,
        fields: json!({"target": decided.position, "outcome": outcome.as_str()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// A counter-notice with what it says, for its uploader.
pub async fn of_uploader(service: &Service, uploader: &Actor, id: CounterNoticeId) -> Result<Opened, Error> {
    let mut tx = service.db.read().await?;
    let found = store::counter_notice(&mut tx, id).await?.filter(|found| found.account == uploader.account);
    open(&mut tx, service, found.ok_or(Error::NotFound)?).await
}

/// The same for staff who are no party.
pub async fn for_desk(service: &Service, actor: &Actor, id: CounterNoticeId) -> Result<Opened, Error> {
    let mut tx = service.db.read().await?;
    let found = store::counter_notice(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let opened = open(&mut tx, service, found).await?;
    judge(&mut tx, actor, &opened.decided).await?;
    Ok(opened)
}

/// The counter-notices that answer decisions of a claim, with what they say: it was written for the claimant. The caller has
/// asked who looks.
pub async fn of_claim(tx: &mut Tx, service: &Service, claim: ClaimId) -> Result<Vec<Opened>, Error> {
    let mut opened = Vec::new();
    for found in store::counter_notices_of_claim(tx, claim).await? {
        opened.push(open(tx, service, found).await?);
    }
    Ok(opened)
}

/// The counter-notices to a decision, with what they say, for their uploader.
pub(super) async fn of_decision(tx: &mut Tx, service: &Service, decision: DecisionId) -> Result<Vec<Opened>, Error> {
    let mut opened = Vec::new();
    for found in store::counter_notices_of(tx, decision).await? {
        opened.push(open(tx, service, found).await?);
    }
    Ok(opened)
}

async fn open(tx: &mut Tx, service: &Service, found: CounterNotice) -> Result<Opened, Error> {
    let sealed = store::statement_of_counter_notice(tx, found.id).await?;
    let statement = serde_json::from_slice(&service.keys.open_sealed(&place(found.id), &sealed)?)?;
    let decided = decided::read(tx, found.decision).await?;
    Ok(Opened { counter_notice: found, statement, decided })
}
