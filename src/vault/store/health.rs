//! What was seen of mirrors, and what was ordered of them.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::MirrorId;
use crate::mirrors::wire::Status;
use crate::tokens::Digest;
use crate::vault::health::{Owed, Seen};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// Notes that a mirror asked, unless it was noted since `before`.
pub async fn polled(tx: &mut Tx, mirror: MirrorId, now: Time, before: Time) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO mirror_health (mirror, polled_at) VALUES ($1, $2)
         ON CONFLICT (mirror) DO UPDATE SET polled_at = excluded.polled_at
         WHERE mirror_health.polled_at IS NULL OR mirror_health.polled_at <= $3",
        mirror,
        now,
        before
    )
}

/// 1 if it is the caller who looks at it now: nobody has since `before`.
pub async fn begin_look(tx: &mut Tx, mirror: MirrorId, now: Time, before: Time) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO mirror_health (mirror, looked_at) VALUES ($1, $2)
         ON CONFLICT (mirror) DO UPDATE SET looked_at = excluded.looked_at
         WHERE mirror_health.looked_at IS NULL OR mirror_health.looked_at <= $3",
        mirror,
        now,
        before
    )
}

/// What it answered. Where it has sent less than it had said before, it was started since.
pub async fn answered(tx: &mut Tx, mirror: MirrorId, now: Time, status: &Status) -> Result<u64> {
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    db::execute!(
        tx,
        "UPDATE mirror_health
         SET answered_at = $2, problem = NULL, version = $3, free_bytes = $4, sent_then = $5,
             sent_bytes = COALESCE(sent_bytes, 0)
                        + CASE WHEN sent_then IS NOT NULL AND sent_then <= $5 THEN $5 - sent_then ELSE $5 END
         WHERE mirror = $1",
        mirror,
        now,
        status.version.as_str(),
        signed(status.free_bytes),
        signed(status.sent_bytes)
    )
}

/// That it did not answer, and why.
pub async fn silent(tx: &mut Tx, mirror: MirrorId, problem: &str) -> Result<u64> {
    db::execute!(tx, "UPDATE mirror_health SET problem = $2 WHERE mirror = $1", mirror, problem)
}

/// Counts what lies on a mirror and what it ever took, unless that was done since `before`.
pub async fn count(tx: &mut Tx, mirror: MirrorId, now: Time, before: Time) -> Result<()> {
    let due = db::execute!(
        tx,
        "UPDATE mirror_health SET counted_at = $2 WHERE mirror = $1 AND (counted_at IS NULL OR counted_at <= $3)",
        mirror,
        now,
        before
    )?;
    if due != 1 {
        return Ok(());
    }
    let (files, held, received) = db::one!(
        tx,
        (i64, i64, i64),
        "SELECT CAST(COALESCE(SUM(CASE WHEN r.state = 'stored' THEN 1 ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN r.state = 'stored' THEN o.sealed_size ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(o.sealed_size), 0) AS BIGINT)
         FROM replicas r JOIN blobs b ON b.id = r.blob JOIN objects o ON o.id = b.object
         WHERE r.mirror = $1 AND r.stored_at IS NOT NULL",
        mirror
    )?;
    db::execute!(
        tx,
        "UPDATE mirror_health SET held_files = $2, held_bytes = $3, received_bytes = $4 WHERE mirror = $1",
        mirror,
        files,
        held,
        received
    )?;
    Ok(())
}

pub async fn seen(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Seen>> {
    db::optional!(
        tx,
        Seen,
        "SELECT polled_at, looked_at, answered_at, problem, version, free_bytes, sent_bytes, counted_at, held_files, held_bytes,
                received_bytes
         FROM mirror_health WHERE mirror = $1",
        mirror
    )
}

/// How many replicas on a mirror were found to be gone or wrong.
pub async fn lost(tx: &mut Tx, mirror: MirrorId) -> Result<i64> {
    Ok(db::one!(tx, (i64,), "SELECT COUNT(*) FROM replicas WHERE mirror = $1 AND state = 'lost'", mirror)?.0)
}

/// How many orders went to a mirror, by where each delivery stands.
pub async fn orders(tx: &mut Tx, mirror: MirrorId) -> Result<Vec<(String, i64)>> {
    db::all!(tx, (String, i64), "SELECT state, COUNT(*) FROM order_deliveries WHERE mirror = $1 GROUP BY state", mirror)
}

#[derive(sqlx::FromRow)]
struct OwedRow {
    sha256: Vec<u8>,
    issued_at: Time,
    refused: bool,
    attempts: i64,
    last_attempt_at: Option<Time>,
}

/// Orders that a mirror has not receipted, the oldest first.
pub async fn owed(tx: &mut Tx, mirror: MirrorId, most: i64) -> Result<Vec<Owed>> {
    let rows = db::all!(
        tx,
        OwedRow,
        "SELECT o.sha256, o.issued_at, (d.state = 'refused') AS refused, d.attempts, d.last_attempt_at
         FROM order_deliveries d JOIN orders o ON o.id = d.order_id
         WHERE d.mirror = $1 AND d.state <> 'done' ORDER BY o.issued_at, o.id LIMIT $2",
        mirror,
        most
    )?;
    let owed = |row: OwedRow| Owed {
        // A digest is 32 bytes: the mirror was sent nothing else.
        order: Digest(<[u8; 32]>::try_from(row.sha256.as_slice()).unwrap_or_default()),
        issued_at: row.issued_at,
        refused: row.refused,
        attempts: row.attempts,
        last_attempt_at: row.last_attempt_at,
    };
    Ok(rows.into_iter().map(owed).collect())
}
