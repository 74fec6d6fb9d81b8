//! The queue's SQL.

use super::Kind;
use super::lanes::Lane;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::JobId;

pub(super) async fn insert(
    tx: &mut Tx,
    id: JobId,
    lane: Lane,
    payload: &str,
    run_at: Time,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO jobs (id, lane, payload, run_at, attempts, created_at) VALUES ($1, $2, $3, $4, 0, $5)",
        id,
        lane,
        payload,
        run_at,
        now
    )?;
    Ok(())
}

/// What is due in a lane, and neither held by a worker nor the same as what is: `$1` is the lane and `$2` the time.
macro_rules! free {
    () => {
        "FROM jobs WHERE lane = $1 AND run_at <= $2 AND (leased_until IS NULL OR leased_until <= $2)
             AND NOT EXISTS (SELECT 1 FROM jobs held
                             WHERE held.payload = jobs.payload AND held.lease IS NOT NULL AND held.id <> jobs.id)"
    };
}

/// The first of them, which a test asks the database about as well.
macro_rules! first_free {
    () => {
        concat!("SELECT run_at, id ", free!(), " ORDER BY run_at, id LIMIT 1")
    };
}

/// The one that is due longest, and since when. Every worker asks it many times a second: the index `jobs_lane` has it first, however many are
/// queued, there or in other lanes.
pub(super) async fn first_free(tx: &mut Tx, lane: Lane, now: Time) -> Result<Option<(Time, JobId)>, sqlx::Error> {
    db::optional!(tx, (Time, JobId), first_free!(), lane, now)
}

/// What was found free is tested again under the row's lock, so that of two workers one gets nothing.
pub(super) async fn lease(
    tx: &mut Tx,
    id: JobId,
    lease: JobId,
    (now, until): (Time, Time),
) -> Result<Option<(JobId, String, i64)>, sqlx::Error> {
    db::optional!(
        tx,
        (JobId, String, i64),
        "UPDATE jobs SET lease = $2, leased_until = $4
         WHERE id = $1 AND run_at <= $3 AND (leased_until IS NULL OR leased_until <= $3)
         RETURNING id, payload, attempts",
        id,
        lease,
        now,
        until
    )
}

/// Up to `most` more of a kind that failed so often, all under one lease, in no order.
pub(super) async fn lease_more(
    tx: &mut Tx,
    kind: &Kind,
    attempts: i64,
    most: usize,
    lease: JobId,
    (now, until): (Time, Time),
) -> Result<Vec<(JobId, String, i64)>, sqlx::Error> {
    db::all!(
        tx,
        (JobId, String, i64),
        concat!(
            "UPDATE jobs SET lease = $3, leased_until = $4
             WHERE id IN (SELECT id ",
            free!(),
            " AND payload LIKE $5 AND attempts = $6 ORDER BY run_at, id LIMIT $7)
               AND (leased_until IS NULL OR leased_until <= $2)
             RETURNING id, payload, attempts"
        ),
        kind.lane,
        now,
        lease,
        until,
        kind.written.as_str(),
        attempts,
        i64::try_from(most).unwrap_or(i64::MAX)
    )
}

pub(super) async fn delete(tx: &mut Tx, id: JobId, lease: JobId) -> Result<(), sqlx::Error> {
    db::execute!(tx, "DELETE FROM jobs WHERE id = $1 AND lease = $2", id, lease)?;
    Ok(())
}

pub(super) async fn delete_same(tx: &mut Tx, lane: Lane, payload: &str, now: Time) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM jobs WHERE lane = $1 AND payload = $2 AND run_at <= $3 AND lease IS NULL";
    db::execute!(tx, sql, lane, payload, now)?;
    Ok(())
}

pub(super) async fn delete_kind(tx: &mut Tx, kind: &Kind) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM jobs WHERE lane = $1 AND payload LIKE $2 AND lease IS NULL";
    db::execute!(tx, sql, kind.lane, kind.written.as_str())?;
    Ok(())
}

pub(super) async fn is_queued(tx: &mut Tx, kind: &Kind) -> Result<bool, sqlx::Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM jobs WHERE lane = $1 AND payload LIKE $2)";
    let (is_queued,) = db::one!(tx, (bool,), sql, kind.lane, kind.written.as_str())?;
    Ok(is_queued)
}

/// How many of a kind are due or held by a worker, and how many failed and wait until they are tried again.
pub(super) async fn count_kind(tx: &mut Tx, kind: &Kind, now: Time) -> Result<(i64, i64), sqlx::Error> {
    db::one!(
        tx,
        (i64, i64),
        "SELECT COUNT(CASE WHEN run_at <= $3 OR lease IS NOT NULL THEN 1 END),
                COUNT(CASE WHEN run_at > $3 AND lease IS NULL AND attempts > 0 THEN 1 END)
         FROM jobs WHERE lane = $1 AND payload LIKE $2",
        kind.lane,
        kind.written.as_str(),
        now
    )
}

pub(super) async fn bring_forward(tx: &mut Tx, lane: Lane, payload: &str, run_at: Time) -> Result<(), sqlx::Error> {
    let sql = "UPDATE jobs SET run_at = $3 WHERE lane = $1 AND payload = $2 AND lease IS NULL AND run_at > $3";
    db::execute!(tx, sql, lane, payload, run_at)?;
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

pub(super) async fn count_due(tx: &mut Tx, now: Time) -> Result<i64, sqlx::Error> {
    let (count,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM jobs WHERE run_at <= $1", now)?;
    Ok(count)
}

pub(super) async fn next_run_at(tx: &mut Tx) -> Result<Option<Time>, sqlx::Error> {
    let (next,) = db::one!(tx, (Option<Time>,), "SELECT MIN(run_at) FROM jobs")?;
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Address, Db};

    #[tokio::test]
    async fn what_waits_in_other_lanes_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&Address::File(folder.path().join("writ.db"))).await.unwrap();
        let mut tx = db.read().await.unwrap();
        let sql = concat!("EXPLAIN QUERY PLAN ", first_free!());
        let plan = db::all!(tx, (i64, i64, i64, String), sql, Lane::General, Time::from_micros(0)).unwrap();
        let steps: Vec<_> = plan.into_iter().map(|(.., step)| step).collect();
        assert!(steps[0].ends_with("jobs_lane (lane=? AND run_at<?)"), "{steps:?}");
        assert!(!steps.iter().any(|step| step.contains("ORDER BY")), "nothing is sorted: {steps:?}");
    }
}
