//! What was seen of mirrors, and what was ordered of them.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::MirrorId;
use crate::tokens::Digest;
use crate::vault::health::{Owed, Seen};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub async fn seen(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Seen>> {
    db::optional!(
        tx,
        Seen,
        "SELECT polled_at, asked_at AS looked_at, answered_at, error AS problem, clock_ahead, version, free_bytes, sent_bytes, counted_at,
                held_files, held_bytes, received_bytes
         FROM mirror_reports WHERE mirror = $1",
        mirror
    )
}

/// How many replicas on a mirror were found to be gone or wrong; those that its host dropped under local law were not.
pub async fn lost(tx: &mut Tx, mirror: MirrorId) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM replicas r
               WHERE r.mirror = $1 AND r.state = 'lost'
                 AND NOT EXISTS (SELECT 1 FROM replica_refusals f WHERE f.blob = r.blob AND f.mirror = r.mirror)";
    Ok(db::one!(tx, (i64,), sql, mirror)?.0)
}

/// How many orders went to a mirror, those of its evacuation too, by where each stands.
pub async fn orders(tx: &mut Tx, mirror: MirrorId) -> Result<Vec<(String, i64)>> {
    db::all!(
        tx,
        (String, i64),
        "SELECT state, COUNT(*)
         FROM (SELECT state FROM order_deliveries WHERE mirror = $1
               UNION ALL SELECT state FROM evacuation_orders WHERE mirror = $1) ordered
         GROUP BY state",
        mirror
    )
}

#[derive(sqlx::FromRow)]
struct OwedRow {
    sha256: Vec<u8>,
    issued_at: Time,
    refused: bool,
    attempts: i64,
    last_attempt_at: Option<Time>,
}

/// Orders of takedowns that a mirror has not receipted, the oldest first.
pub async fn owed(tx: &mut Tx, mirror: MirrorId, most: i64) -> Result<Vec<Owed>> {
    let rows = db::all!(
        tx,
        OwedRow,
        "SELECT o.sha256, o.issued_at, (d.state = 'refused') AS refused, d.attempts, d.last_attempt_at
         FROM order_deliveries d JOIN orders o ON o.id = d.order_id
         WHERE d.mirror = $1 AND d.state <> 'done' AND d.probed_at IS NULL ORDER BY o.issued_at, o.id LIMIT $2",
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
