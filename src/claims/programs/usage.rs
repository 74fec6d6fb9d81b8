//! How much programs ask: requests a minute and targets a day, of one key and of all keys of its organisation; lines a minute,
//! before they are worked; and bodies at once.
//!
//! Counted in fixed windows of the clock, in rows that every portal counts on. What is one too many is refused by a read
//! and keeps no writer waiting. A target counts once it is filed, an answer once it is kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use super::super::Error;
use super::keys::{self, Bearer};
use super::{Refusal, store};
use crate::clock::Time;
use crate::config::Limits;
use crate::db::Tx;
use crate::ids::{ApiKeyId, OrganisationId};
use crate::service::Service;

const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);
// What is counted.
const REQUESTS: &str = "requests";
const LINES: &str = "lines";
const TARGETS: &str = "targets";
const ANSWERS: &str = "answer-bytes";

/// One limit, and how much of it is left in this window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The name of the limit.
    pub name: &'static str,
    /// How much there is in a window.
    pub limit: u32,
    /// The length of a window.
    pub window: Duration,
    /// How much is left.
    pub left: u32,
    /// How long until the next window.
    pub resets_in: Duration,
}

/// Counts a request that came with a key. What it came to is told also when it is one too many.
pub async fn count_request(service: &Service, bearer: &Bearer) -> Result<([Quota; 2], Result<(), Refusal>), Error> {
    let (now, limits) = (service.clock.now(), &service.config.limits);
    let window = Window::at(now, MINUTE);
    let subjects = [
        (bearer.organisation.0, "api-requests-per-minute", limits.api_requests_per_minute),
        (bearer.key.0, "api-key-requests-per-minute", limits.api_key_requests_per_minute),
    ];
    let over = |counts: [i64; 2]| {
        let over = counts.into_iter().zip(subjects).find(|(count, (.., limit))| *count > i64::from(*limit));
        over.map(|(_, (_, name, limit))| {
            let (what, retry_after) = ("requests in a minute", window.left);
            Refusal::TooMany { what, name, limit, retry_after }
        })
    };
    let mut counts = [0; 2];
    let mut tx = service.db.read().await?;
    for (count, (subject, ..)) in counts.iter_mut().zip(subjects) {
        *count = window.so_far(&mut tx, subject, REQUESTS).await?;
    }
    drop(tx);
    let mut refusal = over(counts.map(|count| count.saturating_add(1)));
    if refusal.is_none() {
        let mut tx = service.db.begin().await?;
        keys::touch(&mut tx, bearer.key, now).await?;
        for (count, (subject, ..)) in counts.iter_mut().zip(subjects) {
            *count = window.count(&mut tx, subject, REQUESTS, 1).await?;
        }
        tx.commit().await?;
        refusal = over(counts);
    }
    let [all, own] = [0, 1].map(|n| window.quota(subjects[n].1, subjects[n].2, counts[n]));
    Ok(([all, own], refusal.map_or(Ok(()), Err)))
}

/// Counts lines that are about to be worked, or refuses them all.
pub(super) async fn count_lines(service: &Service, bearer: &Bearer, lines: usize) -> Result<(), Error> {
    let window = Window::at(service.clock.now(), MINUTE);
    let (limit, lines) = (service.config.limits.api_lines_per_minute, i64::try_from(lines).unwrap_or(i64::MAX));
    let (name, retry_after) = ("api-lines-per-minute", window.left);
    let refusal = Refusal::TooMany { what: "lines in a minute", name, limit, retry_after };
    let mut tx = service.db.read().await?;
    let so_far = window.so_far(&mut tx, bearer.organisation.0, LINES).await?;
    drop(tx);
    if so_far.saturating_add(lines) > i64::from(limit) {
        return Err(refusal.into());
    }
    let mut tx = service.db.begin().await?;
    if window.count(&mut tx, bearer.organisation.0, LINES, lines).await? > i64::from(limit) {
        return Err(refusal.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Refuses a request under an idempotency key while the key's kept answers take as much as they may.
pub(super) async fn may_keep(tx: &mut Tx, service: &Service, key: ApiKeyId) -> Result<(), Error> {
    let window = Window::at(service.clock.now(), DAY);
    let limit = service.config.limits.api_key_answer_bytes_per_day;
    if window.so_far(tx, key.0, ANSWERS).await? < i64::from(limit) {
        return Ok(());
    }
    let (what, name) = ("bytes of answers kept in a day", "api-key-answer-bytes-per-day");
    Err(Refusal::TooMany { what, name, limit, retry_after: window.left }.into())
}

/// Counts an answer that is kept in the caller's transaction.
pub(super) async fn count_kept(tx: &mut Tx, service: &Service, key: ApiKeyId, bytes: usize) -> Result<(), Error> {
    let window = Window::at(service.clock.now(), DAY);
    window.count(tx, key.0, ANSWERS, i64::try_from(bytes).unwrap_or(i64::MAX)).await?;
    Ok(())
}

/// Counts targets that are filed in the caller's transaction, or refuses them all. Whoever calls holds the organisation's lock.
pub(super) async fn count_targets(tx: &mut Tx, service: &Service, bearer: &Bearer, more: usize) -> Result<(), Error> {
    let window = Window::at(service.clock.now(), DAY);
    let more = i64::try_from(more).unwrap_or(i64::MAX);
    for (subject, name, limit) in subjects(bearer, &service.config.limits) {
        let count = window.count(tx, subject, TARGETS, more).await?;
        if count > i64::from(limit) {
            let retry_after = window.left;
            return Err(Refusal::TooMany { what: "targets in a day", name, limit, retry_after }.into());
        }
    }
    Ok(())
}

/// Forgets windows that ended long enough ago, and answers whose day is over.
pub(crate) async fn forget_ended(tx: &mut Tx, service: &Service) -> Result<(), Error> {
    let now = service.clock.now();
    store::sweep_usage(tx, now.minus(service.config.limits.request_data)).await?;
    store::sweep_answers(tx, now).await?;
    Ok(())
}

fn subjects(bearer: &Bearer, limits: &Limits) -> [(Uuid, &'static str, u32); 2] {
    [
        (bearer.organisation.0, "api-targets-per-day", limits.api_targets_per_day),
        (bearer.key.0, "api-key-targets-per-day", limits.api_key_targets_per_day),
    ]
}

/// A window of the clock.
struct Window {
    start: Time,
    length: Duration,
    left: Duration,
}

impl Window {
    fn at(now: Time, length: Duration) -> Self {
        let micros = i64::try_from(length.as_micros()).unwrap_or(i64::MAX);
        let start = Time::from_micros(now.micros() - now.micros().rem_euclid(micros));
        Self { start, length, left: length.saturating_sub(now.since(start)) }
    }

    async fn count(&self, tx: &mut Tx, subject: Uuid, kind: &str, more: i64) -> Result<i64, sqlx::Error> {
        store::count_usage(tx, subject, kind, self.start, more).await
    }

    async fn so_far(&self, tx: &mut Tx, subject: Uuid, kind: &str) -> Result<i64, sqlx::Error> {
        store::usage(tx, subject, kind, self.start).await
    }

    fn quota(&self, name: &'static str, limit: u32, count: i64) -> Quota {
        let left = u32::try_from((i64::from(limit) - count).max(0)).unwrap_or(0);
        Quota { name, limit, window: self.length, left, resets_in: self.left }
    }
}

/// The bodies that this portal takes in or works, so that the memory they take has a bound and no organisation takes all of
/// it. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct BodiesUnderWay(Arc<Mutex<HashMap<OrganisationId, usize>>>);

impl BodiesUnderWay {
    /// Lets one more body in, until what this gives is dropped.
    pub fn admit(&self, bearer: &Bearer, limits: &Limits) -> Result<Place, Refusal> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = counts.get(&bearer.organisation).copied().unwrap_or_default();
        for (name, count, limit) in [
            ("api-bodies-in-flight", counts.values().sum(), limits.api_bodies_in_flight),
            ("api-bodies-per-organisation", own, limits.api_bodies_per_organisation),
        ] {
            if count >= limit {
                return Err(Refusal::Busy { name, limit });
            }
        }
        counts.insert(bearer.organisation, own + 1);
        Ok(Place { bodies: self.clone(), organisation: bearer.organisation })
    }
}

/// The right to have one body under way.
#[derive(Debug)]
pub struct Place {
    bodies: BodiesUnderWay,
    organisation: OrganisationId,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.bodies.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.organisation) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.organisation);
            }
        }
    }
}
