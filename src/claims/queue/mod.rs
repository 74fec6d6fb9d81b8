//! The desk's queue: what waits for a decision, by time to breach, and who has taken what. Everybody sees it without the
//! cases in which they are a party.
//!
//! [`page`] reads it in pages ([`reading`]), through a [`Filter`] or a [`search`]; [`take`] and [`take_next`] make a claim one
//! reviewer's; [`views`] keep what somebody looks for again and again; seniors see who has what and give it to somebody
//! else ([`workload`]).

mod reading;
pub mod search;
mod store;
pub mod views;
pub mod workload;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

pub use self::reading::{overview, page};
pub use self::search::Search;
use super::decisions::reviewer;
use super::escalations::Kind;
use super::filing::ClaimState;
use super::statement::Basis;
use super::{Actor, Error, decisions, in_force, store as claims_store};
use crate::accounts::{
    self,
    parties::{self, Case},
};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, FlaggerId, OrganisationId};
use crate::jobs;
use crate::keys::Altered;
use crate::service::Service;
use crate::texts::Text;
use crate::words::words;

/// By whose clock a claim is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// An order of a court or an authority: by its own.
    Authority,
    /// A trusted flagger's, within its expertise.
    Flagger,
    /// A verified rights holder's.
    Verified,
    /// Everyone else's.
    Standard,
}

words! { Lane { Authority = "authority", Flagger = "trusted-flagger", Verified = "verified", Standard = "standard" } }

impl Lane {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Authority, Self::Flagger, Self::Verified, Self::Standard];

    pub(super) const fn of(flagger: Option<FlaggerId>, organisation: Option<OrganisationId>) -> Self {
        match (flagger, organisation) {
            (Some(_), _) => Self::Flagger,
            (None, Some(_)) => Self::Verified,
            (None, None) => Self::Standard,
        }
    }

    /// A claim is urgent in the last quarter of the time in which those of its queue are to be decided; an order, which has a time
    /// of its own, so long before that ends.
    pub(in crate::claims) fn urgent_within(self, service: &Service) -> Duration {
        let limits = &service.config.limits;
        let time = match self {
            Self::Authority => return limits.authority_order_urgent,
            Self::Flagger => limits.trusted_flagger_claim_due,
            Self::Verified => limits.verified_claim_due,
            Self::Standard => limits.claim_due,
        };
        time / 4
    }
}

/// Who has a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Who {
    /// Whoever.
    #[default]
    Anybody,
    /// It is free.
    Nobody,
    /// This reviewer; that somebody else has it, seniors ask.
    Person(AccountId),
}

/// How near the deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressing {
    /// The clock has run out.
    Overdue,
    /// It runs out soon.
    Urgent,
}

words! { Pressing { Overdue = "overdue", Urgent = "urgent" } }

/// Which claims that wait. What is `None` or false asks for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Who has it.
    pub who: Who,
    /// By whose clock it is due.
    pub queue: Option<Lane>,
    /// The law it is made under.
    pub law: Option<Basis>,
    /// Where it stands.
    pub state: Option<ClaimState>,
    /// How near its deadline is.
    pub pressing: Option<Pressing>,
    /// Only a senior decides it.
    pub for_senior: bool,
}

/// Which claims, and how they are found. Without a filter a search finds what is decided, too.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Which of those that wait.
    pub filter: Filter,
    /// What is searched for.
    pub search: Search,
}

/// As whose a mail address, or a name, that was searched for is found in a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundAs {
    /// Whoever sent it.
    Sender,
    /// Whoever sent it gave the address, and did not confirm that it is theirs.
    Given,
    /// Whoever sent it gave the name.
    Named,
    /// Whoever uploaded a file that it names.
    Uploader,
}

/// A claim in the queue, or one that was found.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The claim.
    pub claim: ClaimId,
    /// The law it is made under.
    pub basis: String,
    /// Where it stands.
    pub state: ClaimState,
    /// The country of the court or authority whose order it is.
    pub country: Option<String>,
    /// The verified holder's name; `None` is the standard queue.
    pub organisation: Option<String>,
    /// The name that a notice gives which no organisation sent.
    pub sender: Result<Option<String>, Altered>,
    /// It came without an account, and nobody has confirmed the mail address in it.
    pub is_unconfirmed: bool,
    /// By whose clock it is due.
    pub queue: Lane,
    /// When it was received.
    pub submitted_at: Time,
    /// What the notifier calls it.
    pub reference: Option<String>,
    /// By when it is to be decided.
    pub due_at: Time,
    /// Since when the clock stands still, if it does.
    pub paused_since: Option<Time>,
    /// It is urgent when no more than this is left.
    pub urgent_within: Duration,
    /// How many targets it has.
    pub targets: i64,
    /// How many of them were opened.
    pub opened: i64,
    /// Only a senior decides it.
    pub for_senior: bool,
    /// Why it is in seniors' hands, if it is.
    pub escalated: Option<Kind>,
    /// Who has it now.
    pub assigned_to: Option<AccountId>,
    /// As whose the mail address or the name is found by which it was searched for, if it was by one.
    pub found_as: Vec<FoundAs>,
}

impl Waiting {
    /// Whether it is neither decided nor withdrawn.
    pub const fn is_open(&self) -> bool {
        !matches!(self.state, ClaimState::Decided | ClaimState::Withdrawn)
    }
}

/// Where a page ends, and the next one begins behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whether its clock stands still: these come behind the others.
    paused: bool,
    due_at: Time,
    claim: ClaimId,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", u8::from(self.paused), self.due_at.micros(), self.claim)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(());
        let paused = match part()? {
            "0" => false,
            "1" => true,
            _ => return Err(()),
        };
        let due_at = Time::from_micros(part()?.parse().map_err(|_| ())?);
        Ok(Self { paused, due_at, claim: part()?.parse().map_err(|_| ())? })
    }
}

/// Claims, and where the next page begins if there is one.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The claims: by time to breach, what waits for its notifier last; those that were searched for the newest first.
    pub claims: Vec<Waiting>,
    /// Behind which one the next page begins.
    pub further: Option<Place>,
}

/// A number that was counted up to a bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How many.
    pub count: i64,
    /// There are more.
    pub more: bool,
}

/// The queue as its page shows it: one look, so that all of it is of the same moment.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// The page.
    pub page: Page,
    /// How many wait.
    pub all: Counted,
    /// How many of them are past their deadline.
    pub overdue: Counted,
    /// How many fit each of the views.
    pub views: Vec<Counted>,
}

/// Has staff told of a claim once it is urgent.
pub(super) async fn look_when_urgent(tx: &mut Tx, service: &Service, lane: Lane, due_at: Time) -> Result<(), Error> {
    Ok(jobs::look_at_deadlines(tx, service, due_at.minus(lane.urgent_within(service))).await?)
}

pub(super) fn urgent_within(service: &Service, claim: &claims_store::ClaimRow) -> Duration {
    claim.queue.urgent_within(service)
}

// Taking what waits ------------------------------------------------------------------------------------

/// A reviewer takes a claim: nobody else can decide it until they release it or the time of an assignment has passed.
pub async fn take(service: &Service, actor: &Actor, claim: ClaimId) -> Result<Time, Error> {
    reviewer(actor)?;
    let now = service.clock.now();
    let until = now.plus(service.config.limits.assignment);
    let mut tx = service.db.begin().await?;
    let person = in_force(&mut tx, actor).await?;
    reviewer(&person)?;
    let found = claims_store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    if !person.roles.senior()
        && let Some(why) = decisions::for_senior(&mut tx, &found).await?
    {
        return Err(Error::Forbidden(why));
    }
    if claims_store::assign(&mut tx, claim, actor.account, now, until).await? != 1 {
        return Err(Error::Conflict(match found.state {
            ClaimState::Decided => Text::of("claim-is-decided"),
            ClaimState::Withdrawn => Text::of("claim-was-withdrawn"),
            _ => Text::of("claim-taken"),
        }));
    }
    tx.commit().await?;
    Ok(until)
}

/// Takes the free claim that is due first and that this reviewer may decide; `None` when nothing is free.
pub async fn take_next(service: &Service, actor: &Actor) -> Result<Option<ClaimId>, Error> {
    let free = Sought { filter: Filter { who: Who::Nobody, ..Filter::default() }, search: Search::default() };
    let mut behind = None;
    loop {
        let found = page(service, actor, &free, behind).await?;
        for waiting in found.claims {
            if waiting.for_senior && !actor.roles.senior() {
                continue;
            }
            match take(service, actor, waiting.claim).await {
                Ok(_) => return Ok(Some(waiting.claim)),
                // Somebody was quicker, or it is a senior's now, or the reviewer is a party: the next one.
                Err(Error::Conflict(_) | Error::Forbidden(_) | Error::Accounts(accounts::Error::Forbidden(_))) => {}
                Err(error) => return Err(error),
            }
        }
        behind = found.further;
        if behind.is_none() {
            return Ok(None);
        }
    }
}

/// The reviewer gives it back to the queue.
pub async fn release(service: &Service, actor: &Actor, claim: ClaimId) -> Result<(), Error> {
    reviewer(actor)?;
    let mut tx = service.db.begin().await?;
    claims_store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    if claims_store::release(&mut tx, claim, actor.account).await? != 1 {
        return Err(Error::Conflict(Text::of("queue-not-yours")));
    }
    tx.commit().await?;
    Ok(())
}
