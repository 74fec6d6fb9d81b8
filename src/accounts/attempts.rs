//! Counted attempts: sign-ups, passwords, codes, link passwords, notices without an account.
//!
//! An attempt is counted before it is judged, so that many at once get no further than one after another. Subjects are
//! keyed hashes: the table says neither whose password nor from where. The window slides in steps of ten minutes.

use std::time::Duration;

use super::{Error, store};
use crate::clock::Time;
use crate::db::Tx;
use crate::service::Service;

const WINDOW: Duration = Duration::from_hours(1);
const STEP: Duration = Duration::from_mins(10);
/// How long counts are kept.
pub(super) const KEPT: Duration = Duration::from_hours(2);

/// An attempt that was counted.
#[derive(Debug)]
pub struct Counted {
    subject: [u8; 32],
    step: Time,
}

impl Counted {
    /// Takes this one back: it was right. Those before it stay counted, so that a stranger whose guesses are counted on
    /// the same subject cannot see when its owner came.
    pub async fn take_back(self, service: &Service) -> Result<(), Error> {
        let mut tx = service.db.begin().await?;
        store::take_back_attempt(&mut tx, &self.subject, self.step).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Counts one attempt on `subject` within `domain` (such as `sign-in.account`), and refuses it when `limit` attempts
/// were counted in the past hour.
pub async fn count(service: &Service, domain: &str, subject: &str, limit: u32) -> Result<Counted, Error> {
    let mut tx = service.db.begin().await?;
    match count_in(&mut tx, service, domain, subject, limit).await? {
        Ok(counted) => {
            tx.commit().await?;
            Ok(counted)
        }
        Err(retry_after) => Err(Error::TooManyAttempts { limit, retry_after }),
    }
}

/// The same in the caller's transaction, which is not committed when it is refused.
pub async fn count_within(
    tx: &mut Tx,
    service: &Service,
    domain: &str,
    subject: &str,
    limit: u32,
) -> Result<(), Error> {
    let counted = count_in(tx, service, domain, subject, limit).await?;
    counted.map(drop).map_err(|retry_after| Error::TooManyAttempts { limit, retry_after })
}

/// Counts one guess that is cheap to judge, if it is wrong. `Some` is how long to wait when `limit` wrong ones were
/// counted in the past hour: then it is refused, `right` or not.
pub async fn guess(
    service: &Service,
    domain: &str,
    subject: &str,
    limit: u32,
    right: bool,
) -> Result<Option<Duration>, sqlx::Error> {
    let mut tx = service.db.begin().await?;
    if let Err(retry_after) = count_in(&mut tx, service, domain, subject, limit).await? {
        return Ok(Some(retry_after));
    }
    if !right {
        tx.commit().await?;
    }
    Ok(None)
}

/// Forgets what was counted: the right password was given, where only its owner could count.
pub async fn forget(service: &Service, domain: &str, subject: &str) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    store::forget_attempts(&mut tx, &key(service, domain, subject)).await?;
    tx.commit().await?;
    Ok(())
}

/// Counts, or says how long to wait; then dropping the transaction takes the count back, so that a refused attempt does
/// not lengthen the wait.
async fn count_in(
    tx: &mut Tx,
    service: &Service,
    domain: &str,
    subject: &str,
    limit: u32,
) -> Result<Result<Counted, Duration>, sqlx::Error> {
    let now = service.clock.now();
    let step = Time::from_micros(now.micros() - now.micros().rem_euclid(micros(STEP)));
    let subject = key(service, domain, subject);
    store::forget_attempts_before(tx, now.minus(KEPT)).await?;
    store::count_attempt(tx, &subject, step).await?;
    let (counted, oldest) = store::attempts_since(tx, &subject, step.minus(WINDOW)).await?;
    if counted > i64::from(limit) {
        let free_at = oldest.unwrap_or(step).plus(WINDOW + STEP);
        return Ok(Err(free_at.since(now).max(Duration::from_secs(1))));
    }
    Ok(Ok(Counted { subject, step }))
}

fn key(service: &Service, domain: &str, subject: &str) -> [u8; 32] {
    service.keys.lookup(&format!("attempts.{domain}"), subject)
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
