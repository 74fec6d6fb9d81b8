//! Reading the queue: where the claims that fit are read from, so that a page costs the same whatever waits, and how far they
//! are counted.

use uuid::Uuid;

use super::store::{self, Asked, Row, Source};
use super::{Counted, Filter, Lane, Overview, Page, Place, Pressing, Sought, Waiting, Who, reviewer, search};
use crate::accounts::parties;
use crate::claims::filing::ClaimState;
use crate::claims::statement::Basis;
use crate::claims::{Actor, Error, senders};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId};
use crate::service::Service;
use crate::texts::Text;

/// How far what waits is counted. An exact number of a million would be read again for each page; kept in a counter, each
/// claim would wait for the one before it to commit, and leave out the reader's own cases no more. Beyond a thousand it is
/// past what a team decides in a day, and "more than 1,000" says that.
const COUNTED: i64 = 1_000;
/// How far what fits a saved view is counted.
const VIEW_COUNTED: i64 = 99;
/// The laws of the streams into which filters part the queue.
const LAWS: [&str; 4] = ["us-dmca", "eu-dsa", "other-law", "court"];

/// A page of claims that fit, from behind a place on.
pub async fn page(service: &Service, actor: &Actor, sought: &Sought, behind: Option<Place>) -> Result<Page, Error> {
    may_ask(actor, &sought.filter)?;
    let (mut tx, party) = begin(service, actor).await?;
    read(&mut tx, service, party, sought, behind).await
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
    let (mut tx, party) = begin(service, actor).await?;
    let page = read(&mut tx, service, party, sought, behind).await?;
    let (all, overdue) = waiting_and_overdue(&mut tx, service, party).await?;
    let mut counted = Vec::with_capacity(views.len());
    for view in views {
        // A view of a colleague's claims counts nothing once its owner is no senior.
        counted.push(match may_ask(actor, &view.filter) {
            Ok(()) => count(&mut tx, service, party, view, VIEW_COUNTED).await?,
            Err(_) => Counted::default(),
        });
    }
    Ok(Overview { page, all, overdue, views: counted })
}

/// Begins to read: each source is read in the order of its index, which takes less time than to plan how. With it comes the reader, if
/// there may be anything to which they are a party.
pub(super) async fn begin(service: &Service, actor: &Actor) -> Result<(Tx, Option<AccountId>), Error> {
    let mut tx = service.db.read().await?;
    tx.plan_once_in_order().await?;
    let party = parties::is_party_to_anything(&mut tx, actor.account).await?.then_some(actor.account);
    Ok((tx, party))
}

/// What is searched for is found by other indexes, according to what that is.
async fn searched(
    tx: &mut Tx,
    service: &Service,
    sought: &Sought,
    asked: &Asked,
    before: ClaimId,
) -> Result<Vec<Row>, Error> {
    tx.plan_each_time().await?;
    let found = search::found(tx, service, &sought.search, asked, before, sought.filter != Filter::default()).await?;
    tx.plan_once_in_order().await?;
    Ok(found)
}

fn may_ask(actor: &Actor, filter: &Filter) -> Result<(), Error> {
    reviewer(actor)?;
    match filter.who {
        Who::Person(account) if account != actor.account && !actor.roles.senior() => {
            Err(Error::Forbidden(Text::of("queue-seniors-see")))
        }
        _ => Ok(()),
    }
}

async fn read(
    tx: &mut Tx,
    service: &Service,
    party: Option<AccountId>,
    sought: &Sought,
    behind: Option<Place>,
) -> Result<Page, Error> {
    let page = service.config.limits.page_rows as usize;
    let mut rows = if sought.search.is_empty() {
        waiting(tx, service, party, &sought.filter, behind, page + 1).await?
    } else {
        let asked = Asked { rows: bound(page + 1), ..asked(service, party, &sought.filter) };
        let before = behind.map_or(ClaimId(Uuid::max()), |place| place.claim);
        searched(tx, service, sought, &asked, before).await?
    };
    let more = rows.len() > page;
    rows.truncate(page);
    let further = rows.last().filter(|_| more).map(|last| Place {
        paused: last.information_asked_at.is_some(),
        due_at: last.due_at,
        claim: last.id,
    });
    let now = service.clock.now();
    // What lies sealed is opened for the rows of the page, and for no other.
    let claims = rows.into_iter().map(|row| row.shown(service, now)).collect::<Result<_, Error>>()?;
    Ok(Page { claims, further })
}

/// The first `rows` claims that wait and fit.
async fn waiting(
    tx: &mut Tx,
    service: &Service,
    party: Option<AccountId>,
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
        let left = rows - waiting.len();
        let mut sources = sources(service, party, filter, paused);
        for (_, asked) in &mut sources {
            asked.rows = bound(left);
            asked.behind = behind.map_or(asked.behind, |behind| behind.max(asked.behind));
        }
        let mut found = Vec::new();
        for (source, asked) in to_be_read(tx, sources, left).await? {
            found.append(&mut store::rows(tx, source, &asked).await?);
        }
        found.sort_unstable_by_key(|row| (row.due_at, row.id));
        waiting.append(&mut found);
        if waiting.len() == rows {
            break;
        }
    }
    Ok(waiting)
}

/// Of several sources, those that the first `rows` claims come from, and how many from each: so nothing is looked up of claims
/// that others come before.
async fn to_be_read(tx: &mut Tx, sources: Vec<(Source, Asked)>, rows: usize) -> Result<Vec<(Source, Asked)>, Error> {
    if sources.len() < 2 {
        return Ok(sources);
    }
    let mut keys = Vec::new();
    for (at, (source, asked)) in sources.iter().enumerate() {
        keys.extend(store::keys(tx, *source, asked).await?.into_iter().map(|key| (key, at)));
    }
    keys.sort_unstable();
    keys.truncate(rows);
    let counted = sources.into_iter().enumerate().map(|(at, (source, asked))| {
        let rows = keys.iter().filter(|(_, of)| *of == at).count();
        (source, Asked { rows: bound(rows), ..asked })
    });
    Ok(counted.filter(|(_, asked)| asked.rows > 0).collect())
}

/// How many wait, and how many of these are past their deadline. Such a claim comes before all others and its clock runs, so that one
/// reading counts both.
async fn waiting_and_overdue(
    tx: &mut Tx,
    service: &Service,
    party: Option<AccountId>,
) -> Result<(Counted, Counted), Error> {
    let asked = Asked { rows: COUNTED + 1, ..asked(service, party, &Filter::default()) };
    let running = store::count(tx, Source::All { paused: false }, &asked).await?;
    let mut all = running.claims;
    if all <= COUNTED {
        let paused = Asked { rows: COUNTED + 1 - all, ..asked };
        all += store::count(tx, Source::All { paused: true }, &paused).await?.claims;
    }
    Ok((Counted::up_to(all, COUNTED), Counted::up_to(running.overdue, COUNTED)))
}

async fn count(
    tx: &mut Tx,
    service: &Service,
    party: Option<AccountId>,
    sought: &Sought,
    bound: i64,
) -> Result<Counted, Error> {
    let mut count = 0;
    if sought.search.is_empty() {
        for (source, asked) in
            [false, true].into_iter().flat_map(|paused| sources(service, party, &sought.filter, paused))
        {
            if count <= bound {
                count += store::count(tx, source, &Asked { rows: bound + 1 - count, ..asked }).await?.claims;
            }
        }
    } else {
        let asked = Asked { rows: bound + 1, ..asked(service, party, &sought.filter) };
        let found = searched(tx, service, sought, &asked, ClaimId(Uuid::max())).await?;
        count = i64::try_from(found.len()).unwrap_or(i64::MAX);
    }
    Ok(Counted::up_to(count, bound))
}

impl Counted {
    fn up_to(count: i64, bound: i64) -> Self {
        Self { count: count.min(bound), more: count > bound }
    }
}

fn bound(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

fn asked(service: &Service, party: Option<AccountId>, filter: &Filter) -> Asked {
    let now = service.clock.now();
    Asked {
        party,
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
fn sources(service: &Service, party: Option<AccountId>, filter: &Filter, paused: bool) -> Vec<(Source, Asked)> {
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
    let all = asked(service, party, filter);
    let lanes: Vec<Lane> =
        Lane::ALL.into_iter().filter(|lane| filter.queue.is_none_or(|queue| queue == *lane)).collect();
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
            sources.extend([
                (Source::Raised { paused }, span.clone()),
                (Source::Limited { paused }, span.clone()),
                (Source::Restored { paused }, span.clone()),
                (Source::Withheld { paused }, span),
            ]);
        } else if span.lane.is_none() && span.basis.is_none() && (paused || states.len() == 2) {
            sources.push((Source::All { paused }, span));
        } else {
            for lane in lanes.iter().filter(|lane| span.lane.is_none_or(|wanted| wanted == **lane)) {
                // Orders, and nothing else, have the lane of authorities.
                let fits = |law: &&str| (*lane == Lane::Authority) == (*law == Basis::Court.as_str());
                let laws = LAWS.into_iter().filter(fits);
                for law in laws.filter(|law| span.basis.is_none_or(|wanted| wanted == *law)) {
                    for state in states {
                        let stream = Asked { lane: Some(*lane), basis: Some(law), state: Some(*state), ..span.clone() };
                        sources.push((Source::Stream, stream));
                    }
                }
            }
        }
    }
    sources
}

impl Row {
    fn shown(self, service: &Service, now: Time) -> Result<Waiting, Error> {
        let (sender, has_address) = senders::name_and_address(service, self.id, self.notice_sealed.as_deref())?;
        Ok(Waiting {
            claim: self.id,
            basis: self.basis,
            state: self.state,
            country: self.country,
            organisation: self.organisation_name,
            sender,
            is_unconfirmed: has_address && self.sender_known == 0,
            queue: self.queue,
            submitted_at: self.submitted_at,
            reference: self.reference,
            due_at: self.due_at,
            paused_since: self.information_asked_at,
            urgent_within: self.queue.urgent_within(service),
            targets: self.targets,
            opened: self.opened,
            for_senior: self.for_senior == 1,
            escalated: self.escalated,
            assigned_to: self.assigned_to.filter(|_| self.assigned_until.is_some_and(|until| now < until)),
            found_as: self.found_as,
        })
    }
}
