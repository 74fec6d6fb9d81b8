//! What the board shows.

use super::super::board::{CustodyCopy, Hold, MirrorRow, Purge, Restoration, TouchedMirror};
use super::Result;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, BlobId, CaseId, ClaimId, LogEntryId, ObjectId, OrderId};
use crate::vault::ObjectState;

pub async fn object_state(tx: &mut Tx, object: ObjectId) -> Result<Option<(ObjectState, AccountId)>> {
    db::optional!(tx, (ObjectState, AccountId), "SELECT state, owner FROM objects WHERE id = $1", object)
}

pub async fn board_case(tx: &mut Tx, object: ObjectId) -> Result<Option<CaseId>> {
    Ok(db::optional!(tx, (CaseId,), "SELECT log_case FROM objects WHERE id = $1", object)?.map(|(case,)| case))
}

pub async fn board_holds(tx: &mut Tx, object: ObjectId) -> Result<Vec<Hold>> {
    db::all!(
        tx,
        Hold,
        "SELECT h.id, h.ground, h.decision, e.escalation, h.blob, h.opened_at, h.lifted_at, h.lifted_because, h.restored_at
         FROM holds h LEFT JOIN escalation_holds e ON e.hold = h.id WHERE h.object = $1 ORDER BY h.opened_at, h.id",
        object
    )
}

pub async fn board_custody(tx: &mut Tx, object: ObjectId) -> Result<Vec<CustodyCopy>> {
    db::all!(
        tx,
        CustodyCopy,
        "SELECT store, state, secured_at, destroyed_at FROM custody_copies WHERE object = $1 ORDER BY store",
        object
    )
}

#[derive(sqlx::FromRow)]
pub struct BoardOrder {
    pub id: OrderId,
    pub blob: BlobId,
    pub ground: String,
    pub sha256: Vec<u8>,
    pub log_entry: LogEntryId,
    pub issued_at: Time,
    pub completed_at: Option<Time>,
}

pub async fn board_orders(tx: &mut Tx, object: ObjectId) -> Result<Vec<BoardOrder>> {
    db::all!(
        tx,
        BoardOrder,
        "SELECT id, blob, ground, sha256, log_entry, issued_at, completed_at FROM orders
         WHERE object = $1 ORDER BY issued_at, id",
        object
    )
}

pub async fn board_rows(tx: &mut Tx, order: OrderId) -> Result<Vec<MirrorRow>> {
    db::all!(
        tx,
        MirrorRow,
        "SELECT d.mirror, m.name, m.host, m.jurisdiction, d.state, d.attempts, d.last_attempt_at, d.last_error, d.result,
                d.receipt_token, d.receipt_log_entry, i.log_index AS receipt_log_index, d.receipted_at, d.probe_outcome,
                d.probe_log_entry, d.probed_at
         FROM order_deliveries d JOIN mirrors m ON m.id = d.mirror
              LEFT JOIN log_indexes i ON i.entry = d.receipt_log_entry
         WHERE d.order_id = $1 ORDER BY m.jurisdiction, m.name, m.id",
        order
    )
}

pub async fn board_restorations(tx: &mut Tx, object: ObjectId) -> Result<Vec<Restoration>> {
    db::all!(
        tx,
        Restoration,
        "SELECT id, blob, reason, requested_at, completed_at, cancelled_at FROM restorations
         WHERE object = $1 ORDER BY requested_at, id",
        object
    )
}

pub async fn board_purge(tx: &mut Tx, object: ObjectId) -> Result<Option<Purge>> {
    db::optional!(tx, Purge, "SELECT id, ordered_at, destroyed_at FROM purges WHERE object = $1", object)
}

pub async fn count_links(tx: &mut Tx, object: ObjectId) -> Result<i64> {
    Ok(db::one!(tx, (i64,), "SELECT COUNT(*) FROM links WHERE object = $1", object)?.0)
}

/// How many claims name it, besides one.
pub async fn count_claims(tx: &mut Tx, object: ObjectId, besides: ClaimId) -> Result<i64> {
    let sql = "SELECT COUNT(DISTINCT claim) FROM targets WHERE object = $1 AND claim <> $2";
    Ok(db::one!(tx, (i64,), sql, object, besides)?.0)
}

pub async fn mirrors_of(tx: &mut Tx, object: ObjectId) -> Result<Vec<TouchedMirror>> {
    db::all!(
        tx,
        TouchedMirror,
        "SELECT m.id AS mirror, m.name, m.host, m.jurisdiction, r.state FROM replicas r
         JOIN blobs b ON b.id = r.blob JOIN mirrors m ON m.id = r.mirror
         WHERE b.object = $1 AND b.state IN ('staging', 'stored') AND r.state IN ('placed', 'stored', 'lost')
         ORDER BY m.jurisdiction, m.name, m.id",
        object
    )
}

// Of every object that a claim names ---------------------------------------------------------------------

/// Rows with the object that each belongs to.
macro_rules! with_object {
    ($($name:ident: $row:ty;)*) => {$(
        #[derive(sqlx::FromRow)]
        pub struct $name {
            pub object: ObjectId,
            #[sqlx(flatten)]
            pub row: $row,
        }
    )*};
}
with_object! { HoldOf: Hold; CustodyOf: CustodyCopy; RestorationOf: Restoration; PurgeOf: Purge; }

#[derive(sqlx::FromRow)]
pub struct OrderOf {
    pub object: ObjectId,
    pub log_index: Option<i64>,
    #[sqlx(flatten)]
    pub order: BoardOrder,
}

#[derive(sqlx::FromRow)]
pub struct DeliveryOf {
    pub order_id: OrderId,
    #[sqlx(flatten)]
    pub row: MirrorRow,
}

/// The objects.
pub async fn objects_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<(ObjectId, CaseId, ObjectState)>> {
    db::all!(
        tx,
        (ObjectId, CaseId, ObjectState),
        "SELECT id, log_case, state FROM objects WHERE id IN (SELECT t.object FROM targets t WHERE t.claim = $1)",
        claim
    )
}

/// Their holds, oldest first.
pub async fn holds_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<HoldOf>> {
    db::all!(
        tx,
        HoldOf,
        "SELECT h.object, h.id, h.ground, h.decision, e.escalation, h.blob, h.opened_at, h.lifted_at, h.lifted_because,
                h.restored_at
         FROM holds h LEFT JOIN escalation_holds e ON e.hold = h.id
         WHERE h.object IN (SELECT t.object FROM targets t WHERE t.claim = $1)
         ORDER BY h.opened_at, h.id",
        claim
    )
}

/// Those of them with bytes that no order covers yet.
pub async fn unordered_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<ObjectId>> {
    let rows = db::all!(
        tx,
        (ObjectId,),
        "SELECT DISTINCT object FROM blobs WHERE state IN ('staging', 'stored')
           AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.blob = blobs.id)
           AND object IN (SELECT t.object FROM targets t WHERE t.claim = $1)",
        claim
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// Their custody copies.
pub async fn custody_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<CustodyOf>> {
    db::all!(
        tx,
        CustodyOf,
        "SELECT object, store, state, secured_at, destroyed_at FROM custody_copies
         WHERE object IN (SELECT t.object FROM targets t WHERE t.claim = $1)
         ORDER BY store",
        claim
    )
}

/// Their orders, oldest first.
pub async fn orders_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<OrderOf>> {
    db::all!(
        tx,
        OrderOf,
        "SELECT o.object, i.log_index, o.id, o.blob, o.ground, o.sha256, o.log_entry, o.issued_at, o.completed_at
         FROM orders o LEFT JOIN log_indexes i ON i.entry = o.log_entry
         WHERE o.object IN (SELECT t.object FROM targets t WHERE t.claim = $1)
         ORDER BY o.issued_at, o.id",
        claim
    )
}

/// The mirrors under those orders.
pub async fn deliveries_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<DeliveryOf>> {
    db::all!(
        tx,
        DeliveryOf,
        "SELECT d.order_id, d.mirror, m.name, m.host, m.jurisdiction, d.state, d.attempts, d.last_attempt_at, d.last_error,
                d.result, d.receipt_token, d.receipt_log_entry, i.log_index AS receipt_log_index, d.receipted_at,
                d.probe_outcome, d.probe_log_entry, d.probed_at
         FROM order_deliveries d JOIN orders o ON o.id = d.order_id JOIN mirrors m ON m.id = d.mirror
              LEFT JOIN log_indexes i ON i.entry = d.receipt_log_entry
         WHERE o.object IN (SELECT t.object FROM targets t WHERE t.claim = $1)
         ORDER BY m.jurisdiction, m.name, m.id",
        claim
    )
}

/// Their restorations, oldest first.
pub async fn restorations_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<RestorationOf>> {
    db::all!(
        tx,
        RestorationOf,
        "SELECT object, id, blob, reason, requested_at, completed_at, cancelled_at FROM restorations
         WHERE object IN (SELECT t.object FROM targets t WHERE t.claim = $1)
         ORDER BY requested_at, id",
        claim
    )
}

/// Their purges.
pub async fn purges_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<PurgeOf>> {
    db::all!(
        tx,
        PurgeOf,
        "SELECT object, id, ordered_at, destroyed_at FROM purges
         WHERE object IN (SELECT t.object FROM targets t WHERE t.claim = $1)",
        claim
    )
}
