//! Counted guesses.

use crate::clock::Time;
use crate::db::{self, Tx};

/// Adds to what is counted for `subject` now. The row stays locked until the transaction ends.
pub(in crate::claims) async fn count_attempts(
    tx: &mut Tx,
    subject: &[u8; 32],
    now: Time,
    more: i64,
) -> Result<(), sqlx::Error> {
    const STEP: i64 = 600_000_000;
    let step = Time::from_micros(now.micros() - now.micros().rem_euclid(STEP));
    db::execute!(
        tx,
        "INSERT INTO attempts (subject, window_start, count) VALUES ($1, $2, $3)
         ON CONFLICT (subject, window_start) DO UPDATE SET count = attempts.count + excluded.count",
        subject.as_slice(),
        step,
        more
    )?;
    Ok(())
}

/// What was counted for `subject` since `since`, to the ten minutes in which that lies.
pub(in crate::claims) async fn attempts_since(
    tx: &mut Tx,
    subject: &[u8; 32],
    since: Time,
) -> Result<i64, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (Option<i64>,),
        "SELECT CAST(SUM(count) AS BIGINT) FROM attempts WHERE subject = $1 AND window_start > $2",
        subject.as_slice(),
        since
    )?;
    Ok(count.unwrap_or(0))
}
