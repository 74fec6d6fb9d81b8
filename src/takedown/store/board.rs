//! What the board shows.

use super::super::board::{CustodyCopy, Hold, MirrorRow, Purge, Restoration, TouchedClaim, TouchedLink, TouchedMirror};
use super::Result;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, BlobId, CaseId, LogEntryId, ObjectId, OrderId};
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
        "SELECT id, ground, decision, opened_at, lifted_at, lifted_because FROM holds
         WHERE object = $1 ORDER BY opened_at, id",
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
                d.receipt_token, d.receipt_log_entry, d.receipted_at, d.probe_outcome, d.probe_log_entry, d.probed_at
         FROM order_deliveries d JOIN mirrors m ON m.id = d.mirror
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

pub async fn links_of(tx: &mut Tx, object: ObjectId) -> Result<Vec<TouchedLink>> {
    db::all!(
        tx,
        TouchedLink,
        "SELECT id AS link, downloads, revoked_at, expires_at FROM links WHERE object = $1 ORDER BY created_at, id",
        object
    )
}

pub async fn claims_of(tx: &mut Tx, object: ObjectId) -> Result<Vec<TouchedClaim>> {
    db::all!(
        tx,
        TouchedClaim,
        "SELECT c.id AS claim, c.state, COUNT(*) AS targets FROM targets t JOIN claims c ON c.id = t.claim
         WHERE t.object = $1 GROUP BY c.id, c.state, c.submitted_at ORDER BY c.submitted_at, c.id",
        object
    )
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
