//! What each mirror last said of itself.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::MirrorId;

/// The mirrors that were not asked since.
pub async fn due(tx: &mut Tx, before: Time) -> Result<Vec<MirrorId>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (MirrorId,),
        "SELECT m.id FROM mirrors m LEFT JOIN mirror_reports p ON p.mirror = m.id
         WHERE m.state IN ('admitted', 'draining') AND (p.asked_at IS NULL OR p.asked_at <= $1) ORDER BY m.id",
        before
    )?;
    Ok(rows.into_iter().map(|(mirror,)| mirror).collect())
}

/// 1 if whoever asks is the one to ask.
pub async fn take_turn(tx: &mut Tx, mirror: MirrorId, now: Time, before: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO mirror_reports (mirror, asked_at) VALUES ($1, $2)
         ON CONFLICT (mirror) DO UPDATE SET asked_at = $2
         WHERE mirror_reports.asked_at IS NULL OR mirror_reports.asked_at <= $3",
        mirror,
        now,
        before
    )
}

/// Whether a mirror was asked at that instant, and not since.
pub async fn was_asked_last(tx: &mut Tx, mirror: MirrorId, asked_at: Time) -> Result<bool, sqlx::Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM mirror_reports WHERE mirror = $1 AND asked_at = $2)";
    Ok(db::one!(tx, (bool,), sql, mirror, asked_at)?.0)
}

pub struct Answer {
    pub free_bytes: i64,
    pub replicas: i64,
    pub version: String,
    pub last_order_at: Option<Time>,
    pub cosigned_size: Option<i64>,
    pub scrubbed_since: Option<Time>,
    pub refused_orders: i64,
    /// How many bytes it sent to readers since it was started.
    pub sent: i64,
}

/// What it answered. Where it has sent less than it had said before, it was started since. From 2^62 bytes on nothing is added: what a mirror says
/// is not to overflow here, where others are written down along with it.
pub async fn answered(tx: &mut Tx, mirror: MirrorId, answer: &Answer, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO mirror_reports (mirror, answered_at, free_bytes, replicas, version, last_order_at, cosigned_size,
                                     scrubbed_since, refused_orders, sent_then, sent_bytes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
         ON CONFLICT (mirror) DO UPDATE
         SET error = NULL, answered_at = $2, free_bytes = $3, replicas = $4, version = $5, last_order_at = $6,
             cosigned_size = $7, scrubbed_since = $8, refused_orders = $9, sent_then = $10,
             sent_bytes = COALESCE(mirror_reports.sent_bytes, 0)
                        + CASE WHEN mirror_reports.sent_bytes >= 4611686018427387904 THEN 0
                               WHEN mirror_reports.sent_then IS NOT NULL AND mirror_reports.sent_then <= $10
                               THEN $10 - mirror_reports.sent_then ELSE $10 END",
        mirror,
        now,
        answer.free_bytes,
        answer.replicas,
        answer.version.as_str(),
        answer.last_order_at,
        answer.cosigned_size,
        answer.scrubbed_since,
        answer.refused_orders,
        answer.sent
    )
}

/// By how many seconds a mirror's clock is ahead; nothing of one that did not say.
pub async fn clock(tx: &mut Tx, mirror: MirrorId, ahead: Option<i64>) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE mirror_reports SET clock_ahead = $2 WHERE mirror = $1", mirror, ahead)
}

/// Whether a mirror did not answer when it was asked last.
pub async fn is_silent(tx: &mut Tx, mirror: MirrorId) -> Result<bool, sqlx::Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM mirror_reports WHERE mirror = $1 AND error IS NOT NULL)";
    Ok(db::one!(tx, (bool,), sql, mirror)?.0)
}

pub async fn silent(tx: &mut Tx, mirror: MirrorId, error: &str) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE mirror_reports SET error = $2 WHERE mirror = $1", mirror, error)
}

/// The mirrors of which it is to be counted what lies on them, and when it last was: those of which it was not since `long_ago`; those of which it was
/// not since `lately` and which say that they hold more than twice as many files, or less than half; and those that were removed since.
pub async fn to_count(tx: &mut Tx, long_ago: Time, lately: Time) -> Result<Vec<(MirrorId, Option<Time>)>, sqlx::Error> {
    // What a mirror says may be as large as a number can be: it is not multiplied.
    db::all!(
        tx,
        (MirrorId, Option<Time>),
        "SELECT m.id, p.counted_at FROM mirrors m LEFT JOIN mirror_reports p ON p.mirror = m.id
         WHERE (m.state IN ('admitted', 'draining', 'failed') AND (p.counted_at IS NULL OR p.counted_at <= $1))
            OR (m.state IN ('admitted', 'draining') AND p.counted_at <= $2
                AND (p.replicas > 2 * p.held_files OR p.replicas < p.held_files - p.held_files / 2))
            OR (m.state = 'removed' AND m.admitted_at IS NOT NULL
                AND (p.counted_at IS NULL OR p.counted_at <= m.removed_at))
         ORDER BY m.id",
        long_ago,
        lately
    )
}

/// 1 if whoever would count what lies on a mirror is the one to: nobody has since `counted_at`.
pub async fn take_count(
    tx: &mut Tx,
    mirror: MirrorId,
    now: Time,
    counted_at: Option<Time>,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO mirror_reports (mirror, counted_at) VALUES ($1, $2)
         ON CONFLICT (mirror) DO UPDATE SET counted_at = $2
         WHERE mirror_reports.counted_at IS NOT DISTINCT FROM $3",
        mirror,
        now,
        counted_at
    )
}

/// What lies on a mirror by our books.
#[derive(Clone, Copy, sqlx::FromRow)]
pub struct Lying {
    pub files: i64,
    pub held: i64,
    /// How many bytes it ever took.
    pub received: i64,
}

/// Counts what lies on a mirror. It reads all of that: not to be asked by whoever keeps others from writing.
pub async fn lying_on(tx: &mut Tx, mirror: MirrorId) -> Result<Lying, sqlx::Error> {
    db::one!(
        tx,
        Lying,
        "SELECT CAST(COALESCE(SUM(CASE WHEN r.state = 'stored' THEN 1 ELSE 0 END), 0) AS BIGINT) AS files,
                CAST(COALESCE(SUM(CASE WHEN r.state = 'stored' THEN o.sealed_size ELSE 0 END), 0) AS BIGINT) AS held,
                CAST(COALESCE(SUM(o.sealed_size), 0) AS BIGINT) AS received
         FROM replicas r JOIN blobs b ON b.id = r.blob JOIN objects o ON o.id = b.object
         WHERE r.mirror = $1 AND r.stored_at IS NOT NULL",
        mirror
    )
}

pub async fn counted(tx: &mut Tx, mirror: MirrorId, lying: Lying) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirror_reports SET held_files = $2, held_bytes = $3, received_bytes = $4 WHERE mirror = $1",
        mirror,
        lying.files,
        lying.held,
        lying.received
    )
}
