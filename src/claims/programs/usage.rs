//! How much programs ask: requests a minute and targets a day, of one key and of all keys of its organisation.
//!
//! Counted in fixed windows of the clock, in rows that every portal counts on. A request that is refused counts too; a
//! target counts once it is filed.

use std::time::Duration;

use uuid::Uuid;

use super::super::Error;
use super::keys::{self, Bearer};
use super::{Refusal, store};
use crate::clock::Time;
use crate::config::Limits;
use crate::db::Tx;
use crate::service::Service;

const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

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
    let mut tx = service.db.begin().await?;
    keys::touch(&mut tx, bearer.key, now).await?;
    let mut quotas = Vec::with_capacity(2);
    for (subject, name, limit) in [
        (bearer.organisation.0, "api-requests-per-minute", limits.api_requests_per_minute),
        (bearer.key.0, "api-key-requests-per-minute", limits.api_key_requests_per_minute),
    ] {
        let window = Window::at(now, MINUTE);
        let count = window.count(&mut tx, subject, "requests", 1).await?;
        quotas.push((window.quota(name, limit, count), count > i64::from(limit)));
    }
    tx.commit().await?;
    let over = quotas.iter().find(|(_, over)| *over).map(|(quota, _)| Refusal::TooMany {
        what: "requests in a minute",
        name: quota.name,
        limit: quota.limit,
        retry_after: quota.resets_in,
    });
    Ok(([quotas[0].0, quotas[1].0], over.map_or(Ok(()), Err)))
}

/// Counts targets that are filed in the caller's transaction, or refuses them all. Whoever calls holds the organisation's lock.
pub(super) async fn count_targets(tx: &mut Tx, service: &Service, bearer: &Bearer, more: usize) -> Result<(), Error> {
    let window = Window::at(service.clock.now(), DAY);
    let more = i64::try_from(more).unwrap_or(i64::MAX);
    for (subject, name, limit) in subjects(bearer, &service.config.limits) {
        let count = window.count(tx, subject, "targets", more).await?;
        if count > i64::from(limit) {
            let retry_after = window.left;
            return Err(Refusal::TooMany { what: "targets in a day", name, limit, retry_after }.into());
        }
    }
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

    fn quota(&self, name: &'static str, limit: u32, count: i64) -> Quota {
        let left = u32::try_from((i64::from(limit) - count).max(0)).unwrap_or(0);
        Quota { name, limit, window: self.length, left, resets_in: self.left }
    }
}
