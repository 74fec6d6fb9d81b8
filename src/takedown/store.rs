//! The takedown's SQL.

use super::{CustodyFailure, Ground};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{
    AccountId, BlobId, CaseId, DecisionId, HoldId, LinkId, LogEntryId, MirrorId, ObjectId, OrderId, PurgeId,
    RestorationId, TwoPersonStepId,
};
use crate::tokens;
use crate::vault::ObjectState;

type Result<T> = std::result::Result<T, sqlx::Error>;

// objects ---------------------------------------------------------------------------------------------

pub(super) async fn lock(tx: &mut Tx, object: ObjectId, from: ObjectState) -> Result<u64> {
    db::execute!(tx, "UPDATE objects SET state = 'locked' WHERE id = $1 AND state = $2", object, from)
}

/// Only while no hold is open: the guard is in the statement.
pub(super) async fn unlock(tx: &mut Tx, object: ObjectId, to: ObjectState) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE objects SET state = $2 WHERE id = $1 AND state = 'locked'
           AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.object = objects.id AND holds.lifted_at IS NULL)",
        object,
        to
    )
}

/// What could still prove or open anything goes with the share.
pub(super) async fn destroy_share(tx: &mut Tx, object: ObjectId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE objects SET state = 'purged', key_share_sealed = NULL, sealed_metadata = NULL, content_header = NULL,
                purged_at = $2
         WHERE id = $1 AND state IN ('locked', 'deleted')",
        object,
        now
    )
}

/// When a deletion becomes final; the inner `None` when the object is not deleted.
pub(super) async fn deletion_due(tx: &mut Tx, object: ObjectId) -> Result<Option<Option<Time>>> {
    let row = db::optional!(
        tx,
        (ObjectState, Option<Time>),
        "SELECT state, delete_after FROM objects WHERE id = $1",
        object
    )?;
    Ok(row.map(|(state, due)| due.filter(|_| state == ObjectState::Deleted)))
}

/// The blobs of an object whose bytes may lie on mirrors and that no order calls for.
pub(super) async fn unordered_blobs(tx: &mut Tx, object: ObjectId) -> Result<Vec<BlobId>> {
    let rows = db::all!(
        tx,
        (BlobId,),
        "SELECT id FROM blobs WHERE object = $1 AND state IN ('staging', 'stored')
           AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.blob = blobs.id) ORDER BY created_at, id",
        object
    )?;
    Ok(rows.into_iter().map(|(blob,)| blob).collect())
}

pub(super) async fn current_blob_is_ordered(tx: &mut Tx, object: ObjectId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM orders JOIN objects ON objects.blob = orders.blob WHERE objects.id = $1",
        object
    )?;
    Ok(count > 0)
}

pub(super) async fn custody_copies(tx: &mut Tx, object: ObjectId) -> Result<i64> {
    let (count,) =
        db::one!(tx, (i64,), "SELECT COUNT(*) FROM custody_copies WHERE object = $1 AND state = 'secured'", object)?;
    Ok(count)
}

pub(super) async fn has_pending_target(tx: &mut Tx, object: ObjectId) -> Result<bool> {
    let (count,) =
        db::one!(tx, (i64,), "SELECT COUNT(*) FROM targets WHERE object = $1 AND state = 'pending'", object)?;
    Ok(count > 0)
}

pub(super) async fn blob_deleted(tx: &mut Tx, blob: BlobId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE blobs SET state = 'deleted', deleted_at = $2 WHERE id = $1 AND state IN ('staging', 'stored')",
        blob,
        now
    )
}

pub(super) async fn replica_deleted(tx: &mut Tx, blob: BlobId, mirror: MirrorId) -> Result<()> {
    db::execute!(tx, "UPDATE replicas SET state = 'deleted' WHERE blob = $1 AND mirror = $2", blob, mirror)?;
    Ok(())
}

// holds -----------------------------------------------------------------------------------------------

pub(super) async fn insert_hold(
    tx: &mut Tx,
    id: HoldId,
    object: ObjectId,
    decision: Option<DecisionId>,
    ground: Ground,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO holds (id, object, decision, ground, opened_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        object,
        decision,
        ground,
        now
    )?;
    Ok(())
}

pub(super) async fn object_of_hold(tx: &mut Tx, hold: HoldId) -> Result<Option<ObjectId>> {
    Ok(db::optional!(tx, (ObjectId,), "SELECT object FROM holds WHERE id = $1", hold)?.map(|(object,)| object))
}

pub(super) async fn open_hold_of_decision(tx: &mut Tx, decision: DecisionId) -> Result<Option<HoldId>> {
    let row = db::optional!(tx, (HoldId,), "SELECT id FROM holds WHERE decision = $1 AND lifted_at IS NULL", decision)?;
    Ok(row.map(|(hold,)| hold))
}

pub(super) async fn lift_hold(tx: &mut Tx, hold: HoldId, because: &str, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE holds SET lifted_at = $2, lifted_because = $3 WHERE id = $1 AND lifted_at IS NULL",
        hold,
        now,
        because
    )
}

pub(super) async fn open_holds(tx: &mut Tx, object: ObjectId) -> Result<i64> {
    let (count,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM holds WHERE object = $1 AND lifted_at IS NULL", object)?;
    Ok(count)
}

pub(super) async fn oldest_open_hold(tx: &mut Tx, object: ObjectId) -> Result<Option<HoldId>> {
    let row = db::optional!(
        tx,
        (HoldId,),
        "SELECT id FROM holds WHERE object = $1 AND lifted_at IS NULL ORDER BY opened_at, id LIMIT 1",
        object
    )?;
    Ok(row.map(|(hold,)| hold))
}

/// The ground of the hold that called for the order if it is still open, else of the oldest that is.
pub(super) async fn ground_of_order(tx: &mut Tx, object: ObjectId, hold: HoldId) -> Result<Option<Ground>> {
    let row = db::optional!(
        tx,
        (Ground,),
        "SELECT ground FROM holds WHERE object = $1 AND lifted_at IS NULL
         ORDER BY CASE WHEN id = $2 THEN 0 ELSE 1 END, opened_at, id LIMIT 1",
        object,
        hold
    )?;
    Ok(row.map(|(ground,)| ground))
}

/// The ground of the newest hold there ever was.
pub(super) async fn any_ground(tx: &mut Tx, object: ObjectId) -> Result<Option<Ground>> {
    let row = db::optional!(
        tx,
        (Ground,),
        "SELECT ground FROM holds WHERE object = $1 ORDER BY opened_at DESC, id DESC LIMIT 1",
        object
    )?;
    Ok(row.map(|(ground,)| ground))
}

// custody ---------------------------------------------------------------------------------------------

/// Gives how often it has failed by now.
pub(super) async fn record_custody_failure(tx: &mut Tx, object: ObjectId, error: &str, now: Time) -> Result<i64> {
    let (attempts,) = db::one!(
        tx,
        (i64,),
        "INSERT INTO custody_failures (object, first_failed_at, last_failed_at, attempts, last_error)
         VALUES ($1, $2, $2, 1, $3)
         ON CONFLICT (object) DO UPDATE SET last_failed_at = $2, attempts = custody_failures.attempts + 1, last_error = $3
         RETURNING attempts",
        object,
        now,
        error
    )?;
    Ok(attempts)
}

pub(super) async fn forget_custody_failure(tx: &mut Tx, object: ObjectId) -> Result<()> {
    db::execute!(tx, "DELETE FROM custody_failures WHERE object = $1", object)?;
    Ok(())
}

pub(super) async fn custody_has_failed(tx: &mut Tx, object: ObjectId) -> Result<bool> {
    let (count,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM custody_failures WHERE object = $1", object)?;
    Ok(count > 0)
}

pub(super) async fn custody_failures(tx: &mut Tx) -> Result<Vec<CustodyFailure>> {
    db::all!(
        tx,
        CustodyFailure,
        "SELECT f.object, f.first_failed_at, f.last_failed_at, f.attempts, f.last_error,
                (SELECT s.id FROM two_person_steps s
                 WHERE s.kind = 'order-without-custody' AND s.subject = f.object AND s.confirmed_at IS NULL
                   AND s.cancelled_at IS NULL
                 ORDER BY s.proposed_at DESC LIMIT 1) AS step
         FROM custody_failures f JOIN objects o ON o.id = f.object WHERE o.state = 'locked' ORDER BY f.first_failed_at"
    )
}

/// Whether two people let the order go out without custody.
pub(super) async fn custody_waived(tx: &mut Tx, object: ObjectId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM two_person_steps
         WHERE kind = 'order-without-custody' AND subject = $1 AND confirmed_at IS NOT NULL",
        object
    )?;
    Ok(count > 0)
}

pub(super) async fn seniors(tx: &mut Tx) -> Result<Vec<AccountId>> {
    let rows = db::all!(
        tx,
        (AccountId,),
        "SELECT a.id FROM accounts a JOIN account_roles r ON r.account = a.id
         WHERE r.role = 'senior' AND a.disabled_at IS NULL ORDER BY a.id"
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

// orders ----------------------------------------------------------------------------------------------

pub(super) struct NewOrder {
    pub id: OrderId,
    pub blob: BlobId,
    pub object: ObjectId,
    pub ground: tokens::Ground,
    pub token: String,
    pub sha256: [u8; 32],
    pub entry: LogEntryId,
    pub now: Time,
}

pub(super) async fn insert_order(tx: &mut Tx, new: NewOrder) -> Result<()> {
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

pub(super) async fn insert_delivery(tx: &mut Tx, order: OrderId, mirror: MirrorId) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO order_deliveries (order_id, mirror, state, attempts) VALUES ($1, $2, 'pending', 0)",
        order,
        mirror
    )?;
    Ok(())
}

pub(super) async fn orders_of(tx: &mut Tx, object: ObjectId) -> Result<i64> {
    let (count,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM orders WHERE object = $1", object)?;
    Ok(count)
}

#[derive(sqlx::FromRow)]
pub(super) struct OrderRow {
    pub id: OrderId,
    pub blob: BlobId,
    pub object: ObjectId,
    pub token: String,
    pub sha256: Vec<u8>,
    pub log_entry: LogEntryId,
    pub log_case: CaseId,
    pub completed_at: Option<Time>,
}

pub(super) async fn order(tx: &mut Tx, order: OrderId) -> Result<Option<OrderRow>> {
    db::optional!(
        tx,
        OrderRow,
        "SELECT orders.id, orders.blob, orders.object, orders.token, orders.sha256, orders.log_entry, objects.log_case,
                orders.completed_at
         FROM orders JOIN objects ON objects.id = orders.object WHERE orders.id = $1",
        order
    )
}

#[derive(sqlx::FromRow)]
pub(super) struct Delivery {
    pub mirror: MirrorId,
    pub name: String,
    pub public_key: Vec<u8>,
    pub last_error: Option<String>,
    pub receipted_at: Option<Time>,
    pub probed_at: Option<Time>,
}

pub(super) async fn deliveries(tx: &mut Tx, order: OrderId) -> Result<Vec<Delivery>> {
    db::all!(
        tx,
        Delivery,
        "SELECT d.mirror, m.name, m.public_key, d.last_error, d.receipted_at, d.probed_at
         FROM order_deliveries d JOIN mirrors m ON m.id = d.mirror WHERE d.order_id = $1 ORDER BY m.name, m.id",
        order
    )
}

pub(super) async fn still_owes(tx: &mut Tx, order: OrderId, mirror: MirrorId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM order_deliveries WHERE order_id = $1 AND mirror = $2 AND receipted_at IS NULL",
        order,
        mirror
    )?;
    Ok(count > 0)
}

pub(super) async fn unseen(tx: &mut Tx, order: OrderId, mirror: MirrorId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM order_deliveries WHERE order_id = $1 AND mirror = $2 AND probed_at IS NULL",
        order,
        mirror
    )?;
    Ok(count > 0)
}

pub(super) async fn owing(tx: &mut Tx, order: OrderId) -> Result<i64> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM order_deliveries WHERE order_id = $1 AND receipted_at IS NULL",
        order
    )?;
    Ok(count)
}

pub(super) async fn receipted(
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

pub(super) async fn not_delivered(
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

pub(super) async fn probed(
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

pub(super) async fn complete_order(tx: &mut Tx, order: OrderId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE orders SET completed_at = $2 WHERE id = $1 AND completed_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM order_deliveries d WHERE d.order_id = orders.id AND d.receipted_at IS NULL)",
        order,
        now
    )
}

// restorations ----------------------------------------------------------------------------------------

pub(super) async fn insert_restoration(
    tx: &mut Tx,
    id: RestorationId,
    object: ObjectId,
    reason: &str,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO restorations (id, object, reason, requested_at) VALUES ($1, $2, $3, $4)",
        id,
        object,
        reason,
        now
    )?;
    Ok(())
}

pub(super) async fn cancel_restorations(tx: &mut Tx, object: ObjectId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE restorations SET cancelled_at = $2 WHERE object = $1 AND completed_at IS NULL AND cancelled_at IS NULL",
        object,
        now
    )
}

pub(super) struct RestorationRow {
    pub object: ObjectId,
    pub reason: String,
    pub open: bool,
}

pub(super) async fn restoration(tx: &mut Tx, id: RestorationId) -> Result<Option<RestorationRow>> {
    let row = db::optional!(
        tx,
        (ObjectId, String, Option<Time>, Option<Time>),
        "SELECT object, reason, completed_at, cancelled_at FROM restorations WHERE id = $1",
        id
    )?;
    Ok(row.map(|(object, reason, completed, cancelled)| RestorationRow {
        object,
        reason,
        open: completed.is_none() && cancelled.is_none(),
    }))
}

/// A blob that a restoration has placed in full and that nothing leads to yet.
pub(super) async fn placed_blob(tx: &mut Tx, object: ObjectId) -> Result<Option<BlobId>> {
    let row = db::optional!(
        tx,
        (BlobId,),
        "SELECT blobs.id FROM blobs JOIN objects ON objects.id = blobs.object
         WHERE objects.id = $1 AND blobs.state = 'stored' AND blobs.id <> objects.blob
           AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.blob = blobs.id)
         ORDER BY blobs.created_at DESC LIMIT 1",
        object
    )?;
    Ok(row.map(|(blob,)| blob))
}

pub(super) async fn complete_restoration(tx: &mut Tx, id: RestorationId, blob: BlobId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE restorations SET blob = $2, completed_at = $3
         WHERE id = $1 AND completed_at IS NULL AND cancelled_at IS NULL",
        id,
        blob,
        now
    )
}

// purges ----------------------------------------------------------------------------------------------

pub(super) async fn insert_purge(
    tx: &mut Tx,
    id: PurgeId,
    object: ObjectId,
    step: TwoPersonStepId,
    entry: LogEntryId,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO purges (id, object, step, ordered_log_entry, ordered_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        object,
        step,
        entry,
        now
    )?;
    Ok(())
}

pub(super) async fn purge_of(tx: &mut Tx, object: ObjectId) -> Result<Option<PurgeId>> {
    Ok(db::optional!(tx, (PurgeId,), "SELECT id FROM purges WHERE object = $1", object)?.map(|(purge,)| purge))
}

pub(super) struct PurgeRow {
    pub object: ObjectId,
    pub ordered_log_entry: LogEntryId,
    pub destroyed: bool,
}

pub(super) async fn purge(tx: &mut Tx, id: PurgeId) -> Result<Option<PurgeRow>> {
    let row = db::optional!(
        tx,
        (ObjectId, LogEntryId, Option<Time>),
        "SELECT object, ordered_log_entry, destroyed_at FROM purges WHERE id = $1",
        id
    )?;
    Ok(row.map(|(object, ordered_log_entry, destroyed)| PurgeRow {
        object,
        ordered_log_entry,
        destroyed: destroyed.is_some(),
    }))
}

pub(super) async fn purge_destroyed(tx: &mut Tx, id: PurgeId, entry: LogEntryId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE purges SET destroyed_log_entry = $2, destroyed_at = $3 WHERE id = $1 AND destroyed_at IS NULL",
        id,
        entry,
        now
    )
}

// steps of two people ---------------------------------------------------------------------------------

pub(super) async fn open_step(tx: &mut Tx, kind: &str, object: ObjectId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM two_person_steps
         WHERE kind = $1 AND subject = $2 AND confirmed_at IS NULL AND cancelled_at IS NULL",
        kind,
        object
    )?;
    Ok(count > 0)
}

pub(super) async fn insert_step(
    tx: &mut Tx,
    id: TwoPersonStepId,
    kind: &str,
    object: ObjectId,
    reason: &str,
    by: AccountId,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO two_person_steps (id, kind, subject, reason, proposed_by, proposed_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        id,
        kind,
        object,
        reason,
        by,
        now
    )?;
    Ok(())
}

pub(super) async fn step(tx: &mut Tx, kind: &str, id: TwoPersonStepId) -> Result<Option<(ObjectId, AccountId)>> {
    db::optional!(
        tx,
        (ObjectId, AccountId),
        "SELECT subject, proposed_by FROM two_person_steps WHERE id = $1 AND kind = $2",
        id,
        kind
    )
}

pub(super) async fn confirm_step(tx: &mut Tx, id: TwoPersonStepId, by: AccountId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE two_person_steps SET confirmed_by = $2, confirmed_at = $3
         WHERE id = $1 AND confirmed_at IS NULL AND cancelled_at IS NULL AND proposed_by <> $2",
        id,
        by,
        now
    )
}

// links -----------------------------------------------------------------------------------------------

pub(super) async fn object_of_link(tx: &mut Tx, link: &LinkId) -> Result<Option<ObjectId>> {
    let row = db::optional!(tx, (ObjectId,), "SELECT object FROM links WHERE id = $1", link.as_str())?;
    Ok(row.map(|(object,)| object))
}

pub(super) async fn insert_disablement(
    tx: &mut Tx,
    id: uuid::Uuid,
    link: &LinkId,
    decision: DecisionId,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO link_disablements (id, link, decision, disabled_at) VALUES ($1, $2, $3, $4)",
        id,
        link.as_str(),
        decision,
        now
    )?;
    Ok(())
}

pub(super) async fn disablement_of_decision(tx: &mut Tx, decision: DecisionId) -> Result<Option<(uuid::Uuid, LinkId)>> {
    db::optional!(
        tx,
        (uuid::Uuid, LinkId),
        "SELECT id, link FROM link_disablements WHERE decision = $1 AND lifted_at IS NULL",
        decision
    )
}

pub(super) async fn lift_disablement(tx: &mut Tx, id: uuid::Uuid, now: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE link_disablements SET lifted_at = $2 WHERE id = $1 AND lifted_at IS NULL", id, now)
}

// board -----------------------------------------------------------------------------------------------

pub(super) async fn object_state(tx: &mut Tx, object: ObjectId) -> Result<Option<(ObjectState, AccountId)>> {
    db::optional!(tx, (ObjectState, AccountId), "SELECT state, owner FROM objects WHERE id = $1", object)
}

pub(super) async fn board_holds(tx: &mut Tx, object: ObjectId) -> Result<Vec<super::board::Hold>> {
    db::all!(
        tx,
        super::board::Hold,
        "SELECT id, ground, decision, opened_at, lifted_at, lifted_because FROM holds
         WHERE object = $1 ORDER BY opened_at, id",
        object
    )
}

pub(super) async fn board_custody(tx: &mut Tx, object: ObjectId) -> Result<Vec<super::board::CustodyCopy>> {
    db::all!(
        tx,
        super::board::CustodyCopy,
        "SELECT store, state, secured_at, destroyed_at FROM custody_copies WHERE object = $1 ORDER BY store",
        object
    )
}

#[derive(sqlx::FromRow)]
pub(super) struct BoardOrder {
    pub id: OrderId,
    pub blob: BlobId,
    pub ground: String,
    pub sha256: Vec<u8>,
    pub log_entry: LogEntryId,
    pub issued_at: Time,
    pub completed_at: Option<Time>,
}

pub(super) async fn board_orders(tx: &mut Tx, object: ObjectId) -> Result<Vec<BoardOrder>> {
    db::all!(
        tx,
        BoardOrder,
        "SELECT id, blob, ground, sha256, log_entry, issued_at, completed_at FROM orders
         WHERE object = $1 ORDER BY issued_at, id",
        object
    )
}

pub(super) async fn board_rows(tx: &mut Tx, order: OrderId) -> Result<Vec<super::board::MirrorRow>> {
    db::all!(
        tx,
        super::board::MirrorRow,
        "SELECT d.mirror, m.name, m.host, m.jurisdiction, d.state, d.attempts, d.last_attempt_at, d.last_error, d.result,
                d.receipt_token, d.receipt_log_entry, d.receipted_at, d.probe_outcome, d.probe_log_entry, d.probed_at
         FROM order_deliveries d JOIN mirrors m ON m.id = d.mirror
         WHERE d.order_id = $1 ORDER BY m.jurisdiction, m.name, m.id",
        order
    )
}

pub(super) async fn board_restorations(tx: &mut Tx, object: ObjectId) -> Result<Vec<super::board::Restoration>> {
    db::all!(
        tx,
        super::board::Restoration,
        "SELECT id, blob, reason, requested_at, completed_at, cancelled_at FROM restorations
         WHERE object = $1 ORDER BY requested_at, id",
        object
    )
}

pub(super) async fn board_purge(tx: &mut Tx, object: ObjectId) -> Result<Option<super::board::Purge>> {
    db::optional!(tx, super::board::Purge, "SELECT id, ordered_at, destroyed_at FROM purges WHERE object = $1", object)
}

pub(super) async fn links_of(tx: &mut Tx, object: ObjectId) -> Result<Vec<super::board::TouchedLink>> {
    db::all!(
        tx,
        super::board::TouchedLink,
        "SELECT id AS link, downloads, revoked_at, expires_at FROM links WHERE object = $1 ORDER BY created_at, id",
        object
    )
}

pub(super) async fn claims_of(tx: &mut Tx, object: ObjectId) -> Result<Vec<super::board::TouchedClaim>> {
    db::all!(
        tx,
        super::board::TouchedClaim,
        "SELECT c.id AS claim, c.state, COUNT(*) AS targets FROM targets t JOIN claims c ON c.id = t.claim
         WHERE t.object = $1 GROUP BY c.id, c.state, c.submitted_at ORDER BY c.submitted_at, c.id",
        object
    )
}

pub(super) async fn mirrors_of(tx: &mut Tx, object: ObjectId) -> Result<Vec<super::board::TouchedMirror>> {
    db::all!(
        tx,
        super::board::TouchedMirror,
        "SELECT m.id AS mirror, m.name, m.host, m.jurisdiction, r.state FROM replicas r
         JOIN blobs b ON b.id = r.blob JOIN mirrors m ON m.id = r.mirror
         WHERE b.object = $1 AND b.state IN ('staging', 'stored') AND r.state IN ('placed', 'stored', 'lost')
         ORDER BY m.jurisdiction, m.name, m.id",
        object
    )
}
