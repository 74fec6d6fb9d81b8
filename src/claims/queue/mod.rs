//! The desk's queue: what waits for a decision, by time to breach, and who has taken what. Everybody sees it without the
//! cases in which they are a party.
//!
//! [`page`] reads it in pages, through a [`Filter`] or a [`search`]; [`take`] and [`take_next`] make a claim one
//! reviewer's; [`views`] keep what somebody looks for again and again; seniors see who has what and give it to somebody
//! else ([`workload`]).

pub mod search;
mod store;
pub mod views;
pub mod workload;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use uuid::Uuid;

pub use self::search::Search;
use self::store::{Asked, Row, Source};
use super::decisions::reviewer;
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
use crate::service::Service;
use crate::words::words;

/// How far what waits is counted. An exact number of a million would be read again for each page; kept in a counter, each
/// claim would wait for the one before it to commit, and leave out the reader's own cases no more. Beyond a thousand it is
/// past what a team decides in a day, and "more than 1,000" says that.
const COUNTED: i64 = 1_000;
/// How far what fits a saved view is counted.
const VIEW_COUNTED: i64 = 99;
/// The laws of the streams into which filters part the queue.
const LAWS: [&str; 4] = ["us-dmca", "eu-dsa", "other-law", "court"];

/// By whose clock a claim is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// A trusted flagger's, within its expertise.
    Flagger,
    /// A verified rights holder's.
    Verified,
    /// Everyone else's.
    Standard,
}

words! { Lane { Flagger = "trusted-flagger", Verified = "verified", Standard = "standard" } }

impl Lane {
    /// All of them, the shortest clock first.
    pub const ALL: [Self; 3] = [Self::Flagger, Self::Verified, Self::Standard];

    pub(super) const fn of(flagger: Option<FlaggerId>, organisation: Option<OrganisationId>) -> Self {
        match (flagger, organisation) {
            (Some(_), _) => Self::Flagger,
            (None, Some(_)) => Self::Verified,
            (None, None) => Self::Standard,
        }
    }

    /// A claim is urgent in the last quarter of the time in which those of its queue are to be decided.
    fn urgent_within(self, service: &Service) -> Duration {
        let limits = &service.config.limits;
        let time = match self {
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

/// A claim in the queue, or one that was found.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The claim.
    pub claim: ClaimId,
    /// The law it is made under.
    pub basis: String,
    /// Where it stands.
    pub state: ClaimState,
    /// The verified holder's name; `None` is the standard queue.
    pub organisation: Option<String>,
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
    /// Who has it now.
    pub assigned_to: Option<AccountId>,
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
pub(super) async fn look_when_urgent(
    tx: &mut Tx,
    service: &Service,
    lane: Lane,
    due_at: Time,
) -> Result<(), Error> {
    Ok(jobs::look_at_deadlines(tx, service, due_at.minus(lane.urgent_within(service))).await?)
}

pub(super) fn urgent_within(service: &Service, claim: &claims_store::ClaimRow) -> Duration {
    Lane::of(claim.flagger, claim.organisation).urgent_within(service)
}

// Reading it -------------------------------------------------------------------------------------------

/// A page of claims that fit, from behind a place on.
pub async fn page(
    service: &Service,
    actor: &Actor,
    sought: &Sought,
    behind: Option<Place>,
) -> Result<Page, Error> {
    may_ask(actor, &sought.filter)?;
    let mut tx = service.db.read().await?;
    read(&mut tx, service, actor, sought, behind).await
}

/// A page of claims, with how many wait and how many fit each view.
pub async fn overview(
    service: &Service,
    actor: &Actor,
    sought: &Sought,
    behind: Option<Place>,
    views: &[Sought],
) -> Result<Overview, Error> {
    may_ask(actor, &sought.filter)?;
    let mut tx = service.db.read().await?;
    let page = read(&mut tx, service, actor, sought, behind).await?;
    let all = count(&mut tx, service, actor, &Sought::default(), COUNTED).await?;
    let overdue = Filter { pressing: Some(Pressing::Overdue), ..Filter::default() };
    let overdue = Sought { filter: overdue, search: Search::default() };
    let overdue = count(&mut tx, service, actor, &overdue, COUNTED).await?;
    let mut counted = Vec::with_capacity(views.len());
    for view in views {
        // A view of a colleague's claims counts nothing once its owner is no senior.
        counted.push(match may_ask(actor, &view.filter) {
            Ok(()) => count(&mut tx, service, actor, view, VIEW_COUNTED).await?,
            Err(_) => Counted::default(),
        });
    }
    Ok(Overview { page, all, overdue, views: counted })
}

fn may_ask(actor: &Actor, filter: &Filter) -> Result<(), Error> {
    reviewer(actor)?;
    match filter.who {
        Who::Person(account) if account != actor.account && !actor.roles.senior() => {
            Err(Error::Forbidden("only seniors see what a colleague has"))
        }
        _ => Ok(()),
    }
}

async fn read(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    sought: &Sought,
    behind: Option<Place>,
) -> Result<Page, Error> {
    let page = service.config.limits.page_rows as usize;
    let mut rows = if sought.search.is_empty() {
        waiting(tx, service, actor, &sought.filter, behind, page + 1).await?
    } else {
        let asked = Asked { rows: bound(page + 1), ..asked(service, actor, &sought.filter) };
        let before = behind.map_or(ClaimId(Uuid::max()), |place| place.claim);
        search::found(tx, &sought.search, &asked, before, sought.filter != Filter::default()).await?
    };
    let more = rows.len() > page;
    rows.truncate(page);
    let further = rows.last().filter(|_| more).map(|last| Place {
        paused: last.information_asked_at.is_some(),
        due_at: last.due_at,
        claim: last.id,
    });
    let now = service.clock.now();
    Ok(Page { claims: rows.into_iter().map(|row| row.shown(service, now)).collect(), further })
}

/// The first `rows` claims that wait and fit.
async fn waiting(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    filter: &Filter,
    behind: Option<Place>,
    rows: usize,
) -> Result<Vec<Row>, Error> {
    let mut waiting = Vec::new();
    for paused in [false, true] {
        let behind = match behind {
            Some(place) if place.paused && !paused => continue,
            Some(place) if place.paused == paused => Some((place.due_at, place.claim)),
            _ => None,
        };
        let mut found = Vec::new();
        for (source, mut asked) in sources(service, actor, filter, paused) {
            asked.rows = bound(rows - waiting.len());
            asked.behind = behind.map_or(asked.behind, |behind| behind.max(asked.behind));
            found.append(&mut store::rows(tx, source, &asked).await?);
        }
        found.sort_unstable_by_key(|row| (row.due_at, row.id));
        found.truncate(rows - waiting.len());
        waiting.append(&mut found);
        if waiting.len() == rows {
            break;
        }
    }
    Ok(waiting)
}

async fn count(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    sought: &Sought,
    bound: i64,
) -> Result<Counted, Error> {
    let mut count = 0;
    if sought.search.is_empty() {
        for (source, asked) in
            [false, true].into_iter().flat_map(|paused| sources(service, actor, &sought.filter, paused))
        {
            if count <= bound {
                count += store::count(tx, source, &Asked { rows: bound + 1 - count, ..asked }).await?;
            }
        }
    } else {
        let asked = Asked { rows: bound + 1, ..asked(service, actor, &sought.filter) };
        let filtered = sought.filter != Filter::default();
        let found = search::found(tx, &sought.search, &asked, ClaimId(Uuid::max()), filtered).await?;
        count = i64::try_from(found.len()).unwrap_or(i64::MAX);
    }
    Ok(Counted { count: count.min(bound), more: count > bound })
}

fn bound(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

fn asked(service: &Service, actor: &Actor, filter: &Filter) -> Asked {
    let now = service.clock.now();
    Asked {
        reader: actor.account,
        now,
        lane: filter.queue,
        basis: filter.law.map(Basis::as_str),
        state: filter.state,
        behind: (Time::from_micros(i64::MIN), ClaimId(Uuid::nil())),
        due_before: match filter.pressing {
            Some(Pressing::Overdue) => now,
            _ => Time::from_micros(i64::MAX),
        },
        free: filter.who == Who::Nobody,
        holder: match filter.who {
            Who::Person(account) => Some(account),
            Who::Anybody | Who::Nobody => None,
        },
        for_senior: filter.for_senior,
        rows: 0,
    }
}

/// Where the claims that fit are read from, each source in the order of the queue: so few and each so ordered that a page
/// is found by reading no more than a page of each, whatever is asked.
fn sources(service: &Service, actor: &Actor, filter: &Filter, paused: bool) -> Vec<(Source, Asked)> {
    let states: &[ClaimState] = match (filter.state, paused) {
        (Some(ClaimState::NeedsInformation) | None, true) => &[ClaimState::NeedsInformation],
        (None, false) => &[ClaimState::Submitted, ClaimState::InReview],
        (Some(ClaimState::Submitted), false) => &[ClaimState::Submitted],
        (Some(ClaimState::InReview), false) => &[ClaimState::InReview],
        _ => return Vec::new(),
    };
    // A clock that stands still is neither late nor urgent.
    if paused && filter.pressing.is_some() {
        return Vec::new();
    }
    let all = asked(service, actor, filter);
    let lanes: Vec<Lane> = Lane::ALL.into_iter().filter(|lane| filter.queue.is_none_or(|queue| queue == *lane)).collect();
    // What is urgent depends on the lane.
    let spans: Vec<Asked> = if filter.pressing == Some(Pressing::Urgent) {
        let urgent = |lane: &Lane| Asked {
            lane: Some(*lane),
            behind: (all.now, ClaimId(Uuid::nil())),
            due_before: all.now.plus(lane.urgent_within(service)),
            ..all.clone()
        };
        lanes.iter().map(urgent).collect()
    } else {
        vec![all]
    };
    let mut sources = Vec::new();
    for span in spans {
        if span.holder.is_some() {
            sources.push((Source::Held { paused }, span));
        } else if span.for_senior {
            // All that comes from these is a senior's.
            let span = Asked { for_senior: false, ..span };
            sources.extend([(Source::Limited { paused }, span.clone()), (Source::Restored { paused }, span)]);
        } else if span.lane.is_none() && span.basis.is_none() && (paused || states.len() == 2) {
            sources.push((Source::All { paused }, span));
        } else {
            for lane in lanes.iter().filter(|lane| span.lane.is_none_or(|wanted| wanted == **lane)) {
                for law in LAWS.into_iter().filter(|law| span.basis.is_none_or(|wanted| wanted == *law)) {
                    for state in states {
                        let stream = Asked {
                            lane: Some(*lane),
                            basis: Some(law),
                            state: Some(*state),
                            ..span.clone()
                        };
                        sources.push((Source::Stream, stream));
                    }
                }
            }
        }
    }
    sources
}

impl Row {
    fn shown(self, service: &Service, now: Time) -> Waiting {
        Waiting {
            claim: self.id,
            basis: self.basis,
            state: self.state,
            organisation: self.organisation_name,
            queue: self.queue,
            submitted_at: self.submitted_at,
            reference: self.reference,
            due_at: self.due_at,
            paused_since: self.information_asked_at,
            urgent_within: self.queue.urgent_within(service),
            targets: self.targets,
            opened: self.opened,
            for_senior: self.for_senior == 1,
            assigned_to: self.assigned_to.filter(|_| self.assigned_until.is_some_and(|until| now < until)),
        }
    }
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
            ClaimState::Decided => "this claim is decided",
            ClaimState::Withdrawn => "this claim was withdrawn",
            _ => "somebody else has taken this claim",
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
        return Err(Error::Conflict("this claim is not yours to release"));
    }
    tx.commit().await?;
    Ok(())
}
