//! Reminders before a breach: whoever has a case in hand, or else every senior, is told while there is time; where all of them are
//! parties, the administrators are. Whoever has what has become a senior's meanwhile is passed over.
//!
//! Whatever sets a deadline queues a look at what is due ([`crate::jobs::look_at_deadlines`]). A look takes all that is urgent and was
//! not told of yet, in one message to each person, so that many deadlines make few messages. A deadline that moved is told of anew, and so
//! is what nobody but seniors looks at since somebody was told of it ([`remind_of_withheld`]).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::waiting::{self, Subject};
use super::{Error, store};
use crate::accounts::parties::{self, Case};
use crate::accounts::{self, Roles};
use crate::claims::decided;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, AppealId, ClaimId, ComplaintId, ObjectId, OrganisationId};
use crate::jobs::{self, Job};
use crate::mail::{self, Message, Recipient};
use crate::service::Service;
use crate::words::words;

/// What has days is urgent in its last two; what is counted in business days, on the last of them before its own ([`before_return`]).
pub(super) const DAYS: Duration = Duration::from_hours(48);
/// What returns by itself and has not by then waits for somebody: days are left before that is a breach.
pub(super) const OVERDUE: Duration = Duration::from_hours(1);

/// When staff are told of what returns on the business day that begins then: as the business day before begins, and not on the
/// Sunday before a Monday, when nobody is there to look at it.
pub(super) fn before_return(service: &Service, returns_at: Time) -> Time {
    let calendar = &service.config.calendar;
    calendar.start_of(calendar.business_day_before(calendar.day_of(returns_at)))
}

/// When staff are told of what a claimant tells of an action and nobody has looked at: as the next business day begins.
pub(super) fn after_telling(service: &Service, told_at: Time) -> Time {
    let calendar = &service.config.calendar;
    calendar.start_of(calendar.business_day(told_at, 1))
}

/// What has a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A notice says that somebody is in danger, which is told of at once.
    Danger,
    /// A claim is to be decided.
    Claim,
    /// Somebody may be in danger by a claim whose clock stands still for an answer, which nobody is to wait for.
    PausedDanger,
    /// A case in seniors' hands of which nothing is to be decided any more is to be ended.
    Escalation,
    /// A deletion that was drawn is to be looked at.
    Sample,
    /// A counter-notice is to be checked before what it asks for returns.
    CounterNotice,
    /// Material was to return by a counter-notice, and has not.
    Return,
    /// What was told of an action is to be looked at, since it stops what returns.
    Action,
    /// How its claimant says that an action ended is.
    ActionEnd,
    /// An appeal is to be decided.
    Appeal,
    /// A complaint is to be answered, or a senior is to say what came of looking again.
    Complaint,
    /// It is to be decided about an account.
    Account,
    /// Who issued an order that was decided is to be told what was done.
    Effect,
    /// They should have been, and were not.
    EffectLate,
}

words! { Kind {
    Danger = "danger", Claim = "claim", PausedDanger = "paused-danger", Escalation = "escalation", Sample = "sample",
    CounterNotice = "counter-notice", Return = "return", Action = "action", ActionEnd = "action-end", Appeal = "appeal",
    Complaint = "complaint", Account = "account", Effect = "effect", EffectLate = "effect-late",
} }

impl Kind {
    /// The text that counts them.
    const fn text(self) -> &'static str {
        match self {
            Self::Danger => "reminder-dangers",
            Self::Claim => "reminder-claims",
            Self::PausedDanger => "reminder-paused-dangers",
            Self::Escalation => "reminder-escalations",
            Self::Sample => "reminder-samples",
            Self::CounterNotice => "reminder-counter-notices",
            Self::Return => "reminder-returns",
            Self::Action => "reminder-actions",
            Self::ActionEnd => "reminder-action-ends",
            Self::Appeal => "reminder-appeals",
            Self::Complaint => "reminder-complaints",
            Self::Account => "reminder-accounts",
            Self::Effect => "reminder-effects",
            Self::EffectLate => "reminder-effects-late",
        }
    }

    const fn page(self) -> &'static str {
        match self {
            Self::Danger | Self::PausedDanger | Self::Escalation => "desk/escalations",
            Self::Claim => "desk",
            Self::Sample => "desk/samples",
            Self::CounterNotice | Self::Return => "desk/counter-notices",
            Self::Action | Self::ActionEnd => "desk/disputes",
            Self::Appeal => "desk/appeals",
            Self::Complaint => "desk/complaints",
            Self::Account => "desk/standing",
            Self::Effect | Self::EffectLate => "desk/orders",
        }
    }
}

/// Something that is urgent, and of which nobody was told.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Urgent {
    pub kind: Kind,
    pub id: uuid::Uuid,
    /// The claim it belongs to; else whom it is about.
    pub claim: Option<ClaimId>,
    pub account: Option<AccountId>,
    pub organisation: Option<OrganisationId>,
    /// Who has it in hand.
    pub assigned_to: Option<AccountId>,
    /// By when a claim is due.
    pub due_at: Option<Time>,
    /// Of which such day somebody was told.
    pub reminded_of: Option<Time>,
}

/// The job: tells of what is urgent now. Safe to run again.
pub async fn remind(service: &Service) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    jobs::strike_same(&mut tx, service, &Job::LookAtDeadlines).await?;
    let calendar = &service.config.calendar;
    // What returns on the next business day, or sooner.
    let returning = calendar.end_of(calendar.business_day(now, 1));
    // What was told before the last business day began is to be looked at on it ([`after_telling`]).
    let today = calendar.day_of(now);
    let day = if calendar.is_business_day(today) { today } else { calendar.business_day_before(today) };
    let told_before = calendar.start_of(day);
    let urgent = store::urgent(&mut tx, now, returning, told_before, &service.config.limits).await?;
    if urgent.is_empty() {
        tx.commit().await?;
        return Ok(());
    }
    let (seniors, administrators) = (accounts::seniors(&mut tx).await?, accounts::administrators(&mut tx).await?);
    let all = urgent.iter().filter_map(|it| it.assigned_to).chain(seniors.iter().chain(&administrators).copied());
    let reached = reached(&mut tx, service, all.collect()).await?;
    let mut told: BTreeMap<AccountId, BTreeMap<Kind, u64>> = BTreeMap::new();
    let mut untold = 0;
    for it in &urgent {
        let in_hand: Vec<_> = holder(&mut tx, it).await?.into_iter().collect();
        let mut people = Vec::new();
        for staff in [&in_hand, &seniors, &administrators] {
            people = strangers_to(&mut tx, &reached, staff, it).await?;
            if !people.is_empty() {
                break;
            }
        }
        for person in &people {
            *told.entry(*person).or_default().entry(it.kind).or_default() += 1;
        }
        // What nobody may be told of is looked at again with the next.
        if people.is_empty() {
            untold += 1;
        } else {
            store::reminded(&mut tx, it, now).await?;
        }
    }
    if urgent.len() >= store::URGENT_AT_ONCE && untold < urgent.len() {
        jobs::enqueue(&mut tx, service, &Job::LookAtDeadlines, now).await?;
    }
    for (person, counts) in told {
        write(&mut tx, service, person, &counts).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The job of a file that nobody but seniors looks at from now on: of what names it, others may have been told who decide it no more. Seniors are
/// told of that anew. Safe to run again.
pub async fn remind_of_withheld(service: &Service, object: ObjectId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    if store::to_be_told_anew(&mut tx, object).await? > 0 {
        jobs::enqueue(&mut tx, service, &Job::LookAtDeadlines, service.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Who has it in hand, if it is theirs to decide still.
async fn holder(tx: &mut Tx, it: &Urgent) -> Result<Option<AccountId>, Error> {
    let Some(account) = it.assigned_to else { return Ok(None) };
    let roles = accounts::actor(tx, account).await?.map_or(Roles::NONE, |holder| holder.roles);
    let for_senior = match (it.kind, it.claim) {
        (Kind::Danger | Kind::Claim, Some(claim)) => decided::is_for_senior(tx, claim).await?,
        (Kind::Appeal, _) => waiting::is_for_senior(tx, Subject::Appeal(AppealId(it.id))).await?,
        (Kind::Complaint, _) => waiting::is_for_senior(tx, Subject::Complaint(ComplaintId(it.id))).await?,
        _ => false,
    };
    let theirs = roles.senior() || (roles.reviewer() && !for_senior);
    Ok(theirs.then_some(account))
}

/// Those of them who have an address that can be read: what is told to nobody else must reach them.
async fn reached(tx: &mut Tx, service: &Service, staff: BTreeSet<AccountId>) -> Result<BTreeSet<AccountId>, Error> {
    let mut reached = BTreeSet::new();
    for person in staff {
        if accounts::address_of(tx, service, person).await?.is_some() {
            reached.insert(person);
        }
    }
    Ok(reached)
}

/// Those of them who can be reached and are no party to it.
async fn strangers_to(
    tx: &mut Tx,
    reached: &BTreeSet<AccountId>,
    staff: &[AccountId],
    it: &Urgent,
) -> Result<Vec<AccountId>, Error> {
    let case = match (it.claim, it.account, it.organisation) {
        (Some(claim), _, _) => Some(Case::Claim(claim)),
        (None, Some(account), _) if it.kind == Kind::Account => Some(Case::Strikes(account)),
        (None, Some(account), _) => Some(Case::Account(account)),
        (None, None, Some(organisation)) => Some(Case::Organisation(organisation)),
        // An appeal of who has no account.
        (None, None, None) => {
            let address = store::standing::correspondent_of_appeal(tx, AppealId(it.id)).await?;
            address.map(Case::Correspondent)
        }
    };
    let mut people = Vec::new();
    for person in staff.iter().filter(|person| reached.contains(*person)) {
        let is_party = match case {
            Some(case) => parties::is_party(tx, *person, case).await?,
            None => false,
        };
        if !is_party {
            people.push(*person);
        }
    }
    Ok(people)
}

async fn write(tx: &mut Tx, service: &Service, person: AccountId, counts: &BTreeMap<Kind, u64>) -> Result<(), Error> {
    let base = service.config.public_url.as_str().trim_end_matches('/');
    mail::queue(tx, service, Recipient::Account(person), None, |language| {
        let message = if counts.contains_key(&Kind::Danger) {
            let said = language.say("reminder-danger-text");
            Message::new(language, language.say("reminder-danger-title")).paragraph(said)
        } else {
            Message::new(language, language.say("reminder-title")).paragraph(language.say("reminder-text"))
        };
        counts.iter().fold(message, |message, (kind, count)| {
            message.link(language.say(kind.text()).with("count", *count), format!("{base}/{}", kind.page()))
        })
    })
    .await?;
    Ok(())
}
