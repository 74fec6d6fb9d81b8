//! Orders to mirrors that are being emptied.

use super::Result;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{BlobId, LogEntryId, MirrorId, ObjectId, OrderId};

pub struct NewEvacuation {
    pub id: OrderId,
    pub blob: BlobId,
    pub mirror: MirrorId,
    pub object: ObjectId,
    pub token: String,
    pub sha256: [u8; 32],
    pub entry: LogEntryId,
    pub now: Time,
}

pub async fn insert_evacuation(tx: &mut Tx, new: NewEvacuation) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO evacuation_orders (id, blob, mirror, object, token, sha256, log_entry, issued_at, state, deliver_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $8)",
        new.id,
        new.blob,
        new.mirror,
        new.object,
        new.token.as_str(),
        new.sha256.to_vec(),
        new.entry,
        new.now
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub struct Evacuation {
    pub id: OrderId,
    pub blob: BlobId,
    pub mirror: MirrorId,
    pub object: ObjectId,
    pub token: String,
    pub log_entry: LogEntryId,
}

/// The first `most` orders that a mirror owes and that are to be handed to it now.
pub async fn evacuations_owed(tx: &mut Tx, mirror: MirrorId, now: Time, most: usize) -> Result<Vec<Evacuation>> {
    db::all!(
        tx,
        Evacuation,
        "SELECT id, blob, mirror, object, token, log_entry FROM evacuation_orders
         WHERE mirror = $1 AND state <> 'done' AND deliver_at <= $2 ORDER BY deliver_at, id LIMIT $3",
        mirror,
        now,
        i64::try_from(most).unwrap_or(i64::MAX)
    )
}

/// When the next is to be handed to it.
pub async fn next_evacuation(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Time>> {
    let (next,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MIN(e.deliver_at) FROM evacuation_orders e JOIN mirrors m ON m.id = e.mirror
         WHERE e.mirror = $1 AND e.state <> 'done' AND m.given_up_at IS NULL",
        mirror
    )?;
    Ok(next)
}

/// Whether there is such an order.
pub async fn is_evacuation(tx: &mut Tx, order: OrderId) -> Result<bool> {
    Ok(db::one!(tx, (bool,), "SELECT EXISTS (SELECT 1 FROM evacuation_orders WHERE id = $1)", order)?.0)
}

pub async fn evacuation_is_owed(tx: &mut Tx, order: OrderId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM evacuation_orders WHERE id = $1 AND state <> 'done')";
    Ok(db::one!(tx, (bool,), sql, order)?.0)
}

pub async fn evacuation_not_delivered(tx: &mut Tx, order: OrderId, state: &str, why: &str, again: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE evacuation_orders SET state = $2, last_error = $3, deliver_at = $4 WHERE id = $1 AND state <> 'done'",
        order,
        state,
        why,
        again
    )
}

/// What a mirror signed, and what a look found, each with its entry.
pub struct Evacuated<'a> {
    pub result: &'a str,
    pub receipt: &'a str,
    pub receipted: LogEntryId,
    pub outcome: &'a str,
    pub probed: LogEntryId,
    pub now: Time,
}

pub async fn evacuation_done(tx: &mut Tx, order: OrderId, done: &Evacuated<'_>) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE evacuation_orders
         SET state = 'done', last_error = NULL, result = $2, receipt_token = $3, receipt_log_entry = $4, receipted_at = $7,
             probe_outcome = $5, probe_log_entry = $6, probed_at = $7
         WHERE id = $1 AND state <> 'done'",
        order,
        done.result,
        done.receipt,
        done.receipted,
        done.outcome,
        done.probed,
        done.now
    )
}

/// Whether a blob is the one that readers of its object are sent to, or will be if its owner takes back that it is deleted.
pub async fn is_wanted(tx: &mut Tx, blob: BlobId, now: Time) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM objects o JOIN blobs b ON b.object = o.id
                              WHERE b.id = $1 AND o.blob = b.id
                                AND (o.state = 'available' OR (o.state = 'deleted' AND o.delete_after > $2)))";
    Ok(db::one!(tx, (bool,), sql, blob, now)?.0)
}
