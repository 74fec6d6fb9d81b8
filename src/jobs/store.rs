//! The queue's SQL.

use super::Patterns;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::JobId;

pub(super) async fn insert(tx: &mut Tx, id: JobId, payload: &str, run_at: Time, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO jobs (id, payload, run_at, attempts, created_at) VALUES ($1, $2, $3, 0, $4)",
        id,
        payload,
        run_at,
        now
    )?;
    Ok(())
}

/// What is due, and neither held by a worker nor the same as what is: `$1` is the time, `$2` to `$7` say which kinds.
macro_rules! free {
    () => {
        "FROM jobs WHERE run_at <= $1 AND (leased_until IS NULL OR leased_until <= $1)
             AND payload LIKE $2 AND payload NOT LIKE $3 AND payload NOT LIKE $4 AND payload NOT LIKE $5
             AND payload NOT LIKE $6 AND payload NOT LIKE $7
             AND NOT EXISTS (SELECT 1 FROM jobs held
                             WHERE held.payload = jobs.payload AND held.lease IS NOT NULL AND held.id <> jobs.id)"
    };
}

/// The outer condition is tested again under the row's lock, so that of two workers one gets nothing.
pub(super) async fn lease(
    tx: &mut Tx,
    lease: JobId,
    now: Time,
    until: Time,
    which: Patterns,
) -> Result<Option<(JobId, String, i64)>, sqlx::Error> {
    db::optional!(
        tx,
        (JobId, String, i64),
        concat!(
            "UPDATE jobs SET lease = $8, leased_until = $9
             WHERE id = (SELECT id ",
            free!(),
            " ORDER BY run_at, id LIMIT 1)
               AND (leased_until IS NULL OR leased_until <= $1)
             RETURNING id, payload, attempts"
        ),
        now,
        which.takes,
        which.leaves[0],
        which.leaves[1],
        which.leaves[2],
        which.leaves[3],
        which.leaves[4],
        lease,
        until
    )
}

/// Up to `most` more of a kind that failed so often, all under one lease, in no order.
pub(super) async fn lease_more(
    tx: &mut Tx,
    kind: &str,
    attempts: i64,
    most: usize,
    lease: JobId,
    (now, until): (Time, Time),
) -> Result<Vec<(JobId, String, i64)>, sqlx::Error> {
    db::all!(
        tx,
        (JobId, String, i64),
        concat!(
            "UPDATE jobs SET lease = $8, leased_until = $9
             WHERE id IN (SELECT id ",
            free!(),
            " AND attempts = $10 ORDER BY run_at, id LIMIT $11)
               AND (leased_until IS NULL OR leased_until <= $1)
             RETURNING id, payload, attempts"
        ),
        now,
        kind,
        "",
        "",
        "",
        "",
        "",
        lease,
        until,
        attempts,
        i64::try_from(most).unwrap_or(i64::MAX)
    )
}

pub(super) async fn delete(tx: &mut Tx, id: JobId, lease: JobId) -> Result<(), sqlx::Error> {
    db::execute!(tx, "DELETE FROM jobs WHERE id = $1 AND lease = $2", id, lease)?;
    Ok(())
}

pub(super) async fn delete_same(tx: &mut Tx, payload: &str, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(tx, "DELETE FROM jobs WHERE payload = $1 AND run_at <= $2 AND lease IS NULL", payload, now)?;
    Ok(())
}

pub(super) async fn delete_kind(tx: &mut Tx, kind: &str) -> Result<(), sqlx::Error> {
    db::execute!(tx, "DELETE FROM jobs WHERE payload LIKE $1 AND lease IS NULL", kind)?;
    Ok(())
}

pub(super) async fn is_queued(tx: &mut Tx, kind: &str) -> Result<bool, sqlx::Error> {
    let (is_queued,) = db::one!(tx, (bool,), "SELECT EXISTS (SELECT 1 FROM jobs WHERE payload LIKE $1)", kind)?;
    Ok(is_queued)
}

/// How many of a kind are due or held by a worker, and how many failed and wait until they are tried again.
pub(super) async fn count_kind(tx: &mut Tx, kind: &str, now: Time) -> Result<(i64, i64), sqlx::Error> {
    db::one!(
        tx,
        (i64, i64),
        "SELECT COUNT(CASE WHEN run_at <= $2 OR lease IS NOT NULL THEN 1 END),
                COUNT(CASE WHEN run_at > $2 AND lease IS NULL AND attempts > 0 THEN 1 END)
         FROM jobs WHERE payload LIKE $1",
        kind,
        now
    )
}

pub(super) async fn bring_forward(tx: &mut Tx, payload: &str, run_at: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE jobs SET run_at = $2 WHERE payload = $1 AND lease IS NULL AND run_at > $2",
        payload,
        run_at
    )?;
    Ok(())
}

pub(super) async fn put_back(
    tx: &mut Tx,
    id: JobId,
    lease: JobId,
    run_at: Time,
    error: &str,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE jobs SET lease = NULL, leased_until = NULL, attempts = attempts + 1, run_at = $3, last_error = $4
         WHERE id = $1 AND lease = $2",
        id,
        lease,
        run_at,
        error
    )?;
    Ok(())
}

pub(super) async fn put_off(tx: &mut Tx, id: JobId, lease: JobId, until: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE jobs SET lease = NULL, leased_until = NULL, run_at = $3 WHERE id = $1 AND lease = $2",
        id,
        lease,
        until
    )?;
    Ok(())
}

pub(super) async fn renew(tx: &mut Tx, id: JobId, lease: JobId, until: Time) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE jobs SET leased_until = $3 WHERE id = $1 AND lease = $2", id, lease, until)
}

/// Every worker asks it many times a second: the first that is found is answer enough, however many are queued.
pub(super) async fn is_any_free(tx: &mut Tx, now: Time, which: Patterns) -> Result<bool, sqlx::Error> {
    let Patterns { takes, leaves: [first, second, third, fourth, fifth] } = which;
    let sql = concat!("SELECT EXISTS (SELECT 1 ", free!(), ")");
    Ok(db::one!(tx, (bool,), sql, now, takes, first, second, third, fourth, fifth)?.0)
}

pub(super) async fn count_due(tx: &mut Tx, now: Time) -> Result<i64, sqlx::Error> {
    let (count,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM jobs WHERE run_at <= $1", now)?;
    Ok(count)
}

pub(super) async fn next_run_at(tx: &mut Tx) -> Result<Option<Time>, sqlx::Error> {
    let (next,) = db::one!(tx, (Option<Time>,), "SELECT MIN(run_at) FROM jobs")?;
    Ok(next)
}
