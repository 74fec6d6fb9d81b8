//! Orders and their deliveries.

use super::Result;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{BlobId, CaseId, LogEntryId, MirrorId, ObjectId, OrderId};
use crate::tokens;

pub struct NewOrder {
    pub id: OrderId,
    pub blob: BlobId,
    pub object: ObjectId,
    pub ground: tokens::Ground,
    pub token: String,
    pub sha256: [u8; 32],
    pub entry: LogEntryId,
    pub now: Time,
}

pub async fn insert_order(tx: &mut Tx, new: NewOrder) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO orders (id, blob, object, ground, token, sha256, log_entry, issued_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.id,
        new.blob,
        new.object,
        new.ground.as_str(),
        new.token.as_str(),
        new.sha256.to_vec(),
        new.entry,
        new.now
    )?;
    Ok(())
}

pub async fn insert_delivery(tx: &mut Tx, order: OrderId, mirror: MirrorId) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO order_deliveries (order_id, mirror, state, attempts) VALUES ($1, $2, 'pending', 0)",
        order,
        mirror
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub struct OrderRow {
    pub id: OrderId,
    pub blob: BlobId,
    pub object: ObjectId,
    pub token: String,
    pub sha256: Vec<u8>,
    pub log_entry: LogEntryId,
    pub log_case: CaseId,
    pub completed_at: Option<Time>,
}

pub async fn order(tx: &mut Tx, order: OrderId) -> Result<Option<OrderRow>> {
    db::optional!(
        tx,
        OrderRow,
        "SELECT orders.id, orders.blob, orders.object, orders.token, orders.sha256, orders.log_entry, objects.log_case,
                orders.completed_at
         FROM orders JOIN objects ON objects.id = orders.object WHERE orders.id = $1",
        order
    )
}

/// An order, and where it stands in the log.
#[derive(sqlx::FromRow)]
pub struct Logged {
    pub token: String,
    pub log_entry: LogEntryId,
    pub log_index: i64,
}

/// The first `most` orders to a mirror whose entries have an index from `from` on and below `end`, those of its evacuation too.
pub async fn orders_to(tx: &mut Tx, mirror: MirrorId, from: u64, end: u64, most: usize) -> Result<Vec<Logged>> {
    db::all!(
        tx,
        Logged,
        "SELECT o.token, o.log_entry, i.log_index
         FROM log_indexes i JOIN orders o ON o.log_entry = i.entry JOIN order_deliveries d ON d.order_id = o.id
         WHERE d.mirror = $1 AND i.log_index >= $2 AND i.log_index < $3
         UNION ALL
         SELECT e.token, e.log_entry, i.log_index
         FROM log_indexes i JOIN evacuation_orders e ON e.log_entry = i.entry
         WHERE e.mirror = $1 AND i.log_index >= $2 AND i.log_index < $3
         ORDER BY log_index LIMIT $4",
        mirror,
        i64::try_from(from).unwrap_or(i64::MAX),
        i64::try_from(end).unwrap_or(i64::MAX),
        i64::try_from(most).unwrap_or(i64::MAX)
    )
}

#[derive(sqlx::FromRow)]
pub struct Delivery {
    pub mirror: MirrorId,
    pub name: String,
    pub public_key: Vec<u8>,
    pub last_error: Option<String>,
    pub receipted_at: Option<Time>,
    pub probed_at: Option<Time>,
    /// Its mirror was given up: nobody waits for it.
    pub given_up: bool,
}

pub async fn deliveries(tx: &mut Tx, order: OrderId) -> Result<Vec<Delivery>> {
    db::all!(
        tx,
        Delivery,
        "SELECT d.mirror, m.name, m.public_key, d.last_error, d.receipted_at, d.probed_at,
                (m.given_up_at IS NOT NULL OR m.state = 'removed') AS given_up
         FROM order_deliveries d JOIN mirrors m ON m.id = d.mirror WHERE d.order_id = $1 ORDER BY m.name, m.id",
        order
    )
}

pub async fn still_owes(tx: &mut Tx, order: OrderId, mirror: MirrorId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM order_deliveries WHERE order_id = $1 AND mirror = $2 AND receipted_at IS NULL",
        order,
        mirror
    )?;
    Ok(count > 0)
}

pub async fn unseen(tx: &mut Tx, order: OrderId, mirror: MirrorId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM order_deliveries WHERE order_id = $1 AND mirror = $2 AND probed_at IS NULL",
        order,
        mirror
    )?;
    Ok(count > 0)
}

/// How many orders for an object some mirror has not receipted.
pub async fn open_orders(tx: &mut Tx, object: ObjectId) -> Result<i64> {
    let (count,) =
        db::one!(tx, (i64,), "SELECT COUNT(*) FROM orders WHERE object = $1 AND completed_at IS NULL", object)?;
    Ok(count)
}

/// How many mirrors have not receipted an order, those that were given up left out.
pub async fn owing(tx: &mut Tx, order: OrderId) -> Result<i64> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM order_deliveries d JOIN mirrors m ON m.id = d.mirror
         WHERE d.order_id = $1 AND d.receipted_at IS NULL AND m.given_up_at IS NULL AND m.state <> 'removed'",
        order
    )?;
    Ok(count)
}

pub async fn receipted(
    tx: &mut Tx,
    order: OrderId,
    mirror: MirrorId,
    result: &str,
    token: &str,
    entry: LogEntryId,
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE order_deliveries
         SET state = 'done', attempts = attempts + 1, last_attempt_at = $3, last_error = NULL, result = $4,
             receipt_token = $5, receipt_log_entry = $6, receipted_at = $3
         WHERE order_id = $1 AND mirror = $2 AND receipted_at IS NULL",
        order,
        mirror,
        now,
        result,
        token,
        entry
    )
}

pub async fn not_delivered(
    tx: &mut Tx,
    order: OrderId,
    mirror: MirrorId,
    state: &str,
    reason: &str,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE order_deliveries SET state = $3, attempts = attempts + 1, last_attempt_at = $4, last_error = $5
         WHERE order_id = $1 AND mirror = $2 AND receipted_at IS NULL",
        order,
        mirror,
        state,
        now,
        reason
    )?;
    Ok(())
}

pub async fn probed(
    tx: &mut Tx,
    order: OrderId,
    mirror: MirrorId,
    outcome: &str,
    entry: LogEntryId,
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE order_deliveries SET probe_outcome = $3, probe_log_entry = $4, probed_at = $5
         WHERE order_id = $1 AND mirror = $2 AND probed_at IS NULL",
        order,
        mirror,
        outcome,
        entry,
        now
    )
}

pub async fn complete_order(tx: &mut Tx, order: OrderId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE orders SET completed_at = $2 WHERE id = $1 AND completed_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM order_deliveries d JOIN mirrors m ON m.id = d.mirror
                           WHERE d.order_id = orders.id AND d.receipted_at IS NULL
                             AND m.given_up_at IS NULL AND m.state <> 'removed')",
        order,
        now
    )
}
