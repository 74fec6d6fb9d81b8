//! Counted attempts: passwords, link passwords, notices without an account.
//!
//! An attempt is counted before it is judged, so that many at once get no further than one after another. Subjects are
//! keyed hashes: the table says neither whose password nor from where. The window slides in steps of ten minutes.

use std::time::Duration;

use super::{Error, store};
use crate::clock::Time;
use crate::service::Service;

const WINDOW: Duration = Duration::from_hours(1);
const STEP: Duration = Duration::from_mins(10);

/// Counts one attempt on `subject` within `domain` (such as `sign-in.account`), and refuses it when `limit` attempts
/// were counted in the past hour.
pub async fn count(service: &Service, domain: &str, subject: &str, limit: u32) -> Result<(), Error> {
    let now = service.clock.now();
    let step = Time::from_micros(now.micros() - now.micros().rem_euclid(micros(STEP)));
    let subject = key(service, domain, subject);
    let mut tx = service.db.begin().await?;
    store::forget_attempts_before(&mut tx, now.minus(2 * WINDOW)).await?;
    store::count_attempt(&mut tx, &subject, step).await?;
    let (counted, oldest) = store::attempts_since(&mut tx, &subject, step.minus(WINDOW)).await?;
    if counted > i64::from(limit) {
        // Dropping the transaction takes the count back: a refused attempt does not lengthen the wait.
        let free_at = oldest.unwrap_or(step).plus(WINDOW + STEP);
        return Err(Error::TooManyAttempts { limit, retry_after: free_at.since(now).max(Duration::from_secs(1)) });
    }
    tx.commit().await?;
    Ok(())
}

/// Forgets what was counted: the right password was given.
pub async fn forget(service: &Service, domain: &str, subject: &str) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    store::forget_attempts(&mut tx, &key(service, domain, subject)).await?;
    tx.commit().await?;
    Ok(())
}

fn key(service: &Service, domain: &str, subject: &str) -> [u8; 32] {
    service.keys.lookup(&format!("attempts.{domain}"), subject)
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
