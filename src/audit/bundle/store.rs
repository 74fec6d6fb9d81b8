//! What a bundle reads of other rooms' tables.

use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, ClaimId, LogEntryId, ObjectId};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(super) async fn case_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Option<CaseId>> {
    Ok(db::optional!(tx, (CaseId,), "SELECT log_case FROM claims WHERE id = $1", claim)?.map(|row| row.0))
}

/// A target of a claim, with its object.
#[derive(sqlx::FromRow)]
pub(super) struct Target {
    pub(super) object: ObjectId,
    pub(super) owner: AccountId,
    pub(super) log_case: CaseId,
    pub(super) possession_token: Option<String>,
}

pub(super) async fn targets(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Target>> {
    db::all!(
        tx,
        Target,
        "SELECT t.object, o.owner, o.log_case, t.possession_token FROM targets t JOIN objects o ON o.id = t.object
         WHERE t.claim = $1 ORDER BY t.position",
        claim
    )
}

/// The signed orders of an object, each with the entry that tells of it.
pub(super) async fn orders(tx: &mut Tx, object: ObjectId) -> Result<Vec<(String, LogEntryId)>> {
    db::all!(
        tx,
        (String, LogEntryId),
        "SELECT token, log_entry FROM (
             SELECT token, log_entry, issued_at, id FROM orders WHERE object = $1
             UNION ALL SELECT token, log_entry, issued_at, id FROM evacuation_orders WHERE object = $1) issued
         ORDER BY issued_at, id",
        object
    )
}

/// The receipts of an object's orders, each with the entry that tells of it.
pub(super) async fn receipts(tx: &mut Tx, object: ObjectId) -> Result<Vec<(String, LogEntryId)>> {
    db::all!(
        tx,
        (String, LogEntryId),
        "SELECT receipt_token, receipt_log_entry FROM (
             SELECT d.receipt_token, d.receipt_log_entry, r.issued_at, r.id, d.receipted_at, d.mirror
             FROM order_deliveries d JOIN orders r ON r.id = d.order_id WHERE r.object = $1
             UNION ALL
             SELECT receipt_token, receipt_log_entry, issued_at, id, receipted_at, mirror
             FROM evacuation_orders WHERE object = $1) given
         WHERE receipt_token IS NOT NULL AND receipt_log_entry IS NOT NULL
         ORDER BY issued_at, id, receipted_at, mirror",
        object
    )
}

/// An entry with its index.
#[derive(sqlx::FromRow)]
pub(super) struct Numbered {
    pub(super) log_index: i64,
    pub(super) id: LogEntryId,
    pub(super) bytes: Vec<u8>,
}

/// The entries of one kind below `size`, in their order.
pub(super) async fn of_kind(tx: &mut Tx, kind: &str, size: i64) -> Result<Vec<Numbered>> {
    db::all!(
        tx,
        Numbered,
        "SELECT i.log_index, e.id, e.bytes FROM log_entries e JOIN log_indexes i ON i.entry = e.id
         WHERE e.kind = $1 AND i.log_index < $2 ORDER BY i.log_index",
        kind,
        size
    )
}
