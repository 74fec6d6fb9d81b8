//! Objects, holds and custody.

use super::super::{CustodyFailure, Ground};
use super::Result;
use super::ends::is_hidden_danger;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{BlobId, DecisionId, HoldId, MirrorId, ObjectId};
use crate::vault::ObjectState;

// objects ----------------------------------------------------------------------------------------

pub async fn lock(tx: &mut Tx, object: ObjectId, from: ObjectState) -> Result<u64> {
    db::execute!(tx, "UPDATE objects SET state = 'locked' WHERE id = $1 AND state = $2", object, from)
}

/// Only while no hold is open: the guard is in the statement.
pub async fn unlock(tx: &mut Tx, object: ObjectId, to: ObjectState) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE objects SET state = $2 WHERE id = $1 AND state = 'locked'
           AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.object = objects.id AND holds.lifted_at IS NULL)",
        object,
        to
    )
}

/// What could still prove or open anything goes with the share.
pub async fn destroy_share(tx: &mut Tx, object: ObjectId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE objects SET state = 'purged', key_share_sealed = NULL, sealed_metadata = NULL, content_header = NULL,
                purged_at = $2
         WHERE id = $1 AND state IN ('locked', 'deleted')",
        object,
        now
    )
}

pub async fn is_purged(tx: &mut Tx, object: ObjectId) -> Result<bool> {
    let row = db::optional!(tx, (ObjectState,), "SELECT state FROM objects WHERE id = $1", object)?;
    Ok(row.is_some_and(|(state,)| state == ObjectState::Purged))
}

/// When a deletion becomes final; the inner `None` when the object is not deleted.
pub async fn deletion_due(tx: &mut Tx, object: ObjectId) -> Result<Option<Option<Time>>> {
    let row = db::optional!(
        tx,
        (ObjectState, Option<Time>),
        "SELECT state, delete_after FROM objects WHERE id = $1",
        object
    )?;
    Ok(row.map(|(state, due)| due.filter(|_| state == ObjectState::Deleted)))
}

/// There is nothing left of a deleted object that its owner could take back.
pub async fn deletion_is_final(tx: &mut Tx, object: ObjectId, now: Time) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE objects SET delete_after = $2 WHERE id = $1 AND state = 'deleted' AND delete_after > $2",
        object,
        now
    )?;
    Ok(())
}

/// Whether the owner could take the deletion of an object back whose bytes lie in custody.
pub async fn can_be_undeleted_from_custody(tx: &mut Tx, object: ObjectId, now: Time) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM objects o WHERE o.id = $1 AND o.state = 'deleted' AND o.delete_after > $2
           AND EXISTS (SELECT 1 FROM custody_copies c WHERE c.object = o.id AND c.state = 'secured')
           AND NOT EXISTS (SELECT 1 FROM purges p WHERE p.object = o.id)",
        object,
        now
    )?;
    Ok(count > 0)
}

/// The blobs of an object whose bytes may lie on mirrors and that no order calls for.
pub async fn unordered_blobs(tx: &mut Tx, object: ObjectId) -> Result<Vec<BlobId>> {
    let rows = db::all!(
        tx,
        (BlobId,),
        "SELECT id FROM blobs WHERE object = $1 AND state IN ('staging', 'stored')
           AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.blob = blobs.id) ORDER BY created_at, id",
        object
    )?;
    Ok(rows.into_iter().map(|(blob,)| blob).collect())
}

pub async fn current_blob_is_ordered(tx: &mut Tx, object: ObjectId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM orders JOIN objects ON objects.blob = orders.blob WHERE objects.id = $1",
        object
    )?;
    Ok(count > 0)
}

pub async fn custody_copies(tx: &mut Tx, object: ObjectId) -> Result<i64> {
    let (count,) =
        db::one!(tx, (i64,), "SELECT COUNT(*) FROM custody_copies WHERE object = $1 AND state = 'secured'", object)?;
    Ok(count)
}

/// How much is open about an object, whoever asks.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(crate) struct Open {
    pub appeals: i64,
    pub counter_notices: i64,
    pub disputes: i64,
    /// Targets that wait to be decided.
    pub claims: i64,
    /// Reasons to preserve it.
    pub preserved: i64,
}

impl Open {
    /// Whether something needs what the object was: a claim, an appeal, a dispute, or its preservation.
    pub const fn needs_it(self) -> bool {
        self.claims > 0 || self.preserved > 0 || self.appeals > 0 || self.disputes > 0
    }

    /// Whether what was decided about it is disputed.
    pub const fn disputes_it(self) -> bool {
        self.counter_notices > 0 || self.appeals > 0 || self.disputes > 0
    }
}

pub(crate) async fn open_about(tx: &mut Tx, object: ObjectId, now: Time) -> Result<Open> {
    db::one!(
        tx,
        Open,
        "SELECT
             (SELECT COUNT(*) FROM appeals a JOIN decisions d ON d.id = a.decision JOIN targets t ON t.id = d.target
              WHERE t.object = $1 AND a.outcome IS NULL) AS appeals,
             (SELECT COUNT(*) FROM counter_notices n JOIN decisions d ON d.id = n.decision JOIN targets t ON t.id = d.target
              WHERE t.object = $1 AND n.ended_at IS NULL) AS counter_notices,
             (SELECT COUNT(*) FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
              WHERE t.object = $1 AND x.ended_at IS NULL) AS disputes,
             (SELECT COUNT(*) FROM targets t WHERE t.object = $1 AND t.state = 'pending') AS claims,
             (SELECT COUNT(*) FROM preservation_holds p WHERE p.object = $1 AND p.released_at IS NULL
                AND (p.until IS NULL OR p.until > $2)) AS preserved",
        object,
        now
    )
}

pub async fn blob_deleted(tx: &mut Tx, blob: BlobId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE blobs SET state = 'deleted', deleted_at = $2 WHERE id = $1 AND state IN ('staging', 'stored')",
        blob,
        now
    )
}

pub async fn replica_deleted(tx: &mut Tx, blob: BlobId, mirror: MirrorId) -> Result<()> {
    db::execute!(tx, "UPDATE replicas SET state = 'deleted' WHERE blob = $1 AND mirror = $2", blob, mirror)?;
    Ok(())
}

// holds ------------------------------------------------------------------------------------------

pub async fn insert_hold(
    tx: &mut Tx,
    id: HoldId,
    object: ObjectId,
    decision: Option<DecisionId>,
    ground: Ground,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO holds (id, object, decision, ground, blob, opened_at)
         SELECT $1, id, $3, $4, blob, $5 FROM objects WHERE id = $2",
        id,
        object,
        decision,
        ground,
        now
    )?;
    Ok(())
}

pub async fn object_of_hold(tx: &mut Tx, hold: HoldId) -> Result<Option<ObjectId>> {
    Ok(db::optional!(tx, (ObjectId,), "SELECT object FROM holds WHERE id = $1", hold)?.map(|(object,)| object))
}

pub async fn open_hold_of_decision(tx: &mut Tx, decision: DecisionId) -> Result<Option<HoldId>> {
    let row = db::optional!(tx, (HoldId,), "SELECT id FROM holds WHERE decision = $1 AND lifted_at IS NULL", decision)?;
    Ok(row.map(|(hold,)| hold))
}

pub async fn lift_hold(tx: &mut Tx, hold: HoldId, because: &str, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE holds SET lifted_at = $2, lifted_because = $3 WHERE id = $1 AND lifted_at IS NULL",
        hold,
        now,
        because
    )
}

/// What the holder whose hold was lifted claims of the same file, as whichever organisation of its domain, is a senior's from now on: written
/// down where it waits, so that the queue finds it.
pub async fn mark_restored_before(tx: &mut Tx, hold: HoldId) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE targets SET restored_before = TRUE
         WHERE state = 'pending' AND object = (SELECT object FROM holds WHERE id = $1)
           AND EXISTS (SELECT 1 FROM holds h JOIN decisions d ON d.id = h.decision JOIN targets e ON e.id = d.target
                           JOIN claims b ON b.id = e.claim JOIN organisations p ON p.id = b.organisation
                           JOIN organisations o ON o.domain = p.domain JOIN claims n ON n.organisation = o.id
                       WHERE h.id = $1 AND n.id = targets.claim)",
        hold
    )?;
    Ok(())
}

/// A hold that was lifted.
#[derive(sqlx::FromRow)]
pub struct LiftedHold {
    id: HoldId,
    /// None of one that no decision opened.
    pub decision: Option<DecisionId>,
    /// An escalation opened it.
    pub is_for_danger: bool,
    /// It did, of an order that is kept from whoever uploaded what it names.
    pub is_hidden: bool,
}

/// Writes down that an object is available again for every hold that was lifted and not followed by that yet. Gives them, in the order in
/// which they were lifted.
pub async fn holds_restored(tx: &mut Tx, object: ObjectId, now: Time) -> Result<Vec<LiftedHold>> {
    let lifted = db::all!(
        tx,
        LiftedHold,
        concat!(
            "SELECT h.id, h.decision, EXISTS (SELECT 1 FROM escalation_holds e WHERE e.hold = h.id) AS is_for_danger, ",
            is_hidden_danger!(),
            " AS is_hidden
         FROM holds h WHERE h.object = $1 AND h.lifted_at IS NOT NULL AND h.restored_at IS NULL
         ORDER BY h.lifted_at, h.id"
        ),
        object
    )?;
    for hold in &lifted {
        db::execute!(tx, "UPDATE holds SET restored_at = $2 WHERE id = $1", hold.id, now)?;
    }
    Ok(lifted)
}

/// The decisions whose holds lock an object.
pub async fn holding_decisions(tx: &mut Tx, object: ObjectId) -> Result<Vec<DecisionId>> {
    let rows = db::all!(
        tx,
        (DecisionId,),
        "SELECT decision FROM holds WHERE object = $1 AND lifted_at IS NULL AND decision IS NOT NULL ORDER BY id",
        object
    )?;
    Ok(rows.into_iter().map(|(decision,)| decision).collect())
}

pub async fn open_holds(tx: &mut Tx, object: ObjectId) -> Result<i64> {
    let (count,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM holds WHERE object = $1 AND lifted_at IS NULL", object)?;
    Ok(count)
}

pub async fn oldest_open_hold(tx: &mut Tx, object: ObjectId) -> Result<Option<HoldId>> {
    let row = db::optional!(
        tx,
        (HoldId,),
        "SELECT id FROM holds WHERE object = $1 AND lifted_at IS NULL ORDER BY opened_at, id LIMIT 1",
        object
    )?;
    Ok(row.map(|(hold,)| hold))
}

/// The ground of the hold that called for the order if it is still open, else of the oldest that is.
pub async fn ground_of_order(tx: &mut Tx, object: ObjectId, hold: HoldId) -> Result<Option<Ground>> {
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
pub async fn any_ground(tx: &mut Tx, object: ObjectId) -> Result<Option<Ground>> {
    let row = db::optional!(
        tx,
        (Ground,),
        "SELECT ground FROM holds WHERE object = $1 ORDER BY opened_at DESC, id DESC LIMIT 1",
        object
    )?;
    Ok(row.map(|(ground,)| ground))
}

// custody ----------------------------------------------------------------------------------------

/// Gives how often it has failed by now.
pub async fn record_custody_failure(tx: &mut Tx, object: ObjectId, error: &str, now: Time) -> Result<i64> {
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

pub async fn forget_custody_failure(tx: &mut Tx, object: ObjectId) -> Result<()> {
    db::execute!(tx, "DELETE FROM custody_failures WHERE object = $1", object)?;
    Ok(())
}

pub async fn custody_has_failed(tx: &mut Tx, object: ObjectId) -> Result<bool> {
    let (count,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM custody_failures WHERE object = $1", object)?;
    Ok(count > 0)
}

pub async fn custody_failures(tx: &mut Tx) -> Result<Vec<CustodyFailure>> {
    db::all!(
        tx,
        CustodyFailure,
        "SELECT f.object, f.first_failed_at, f.last_failed_at, f.attempts, f.last_error
         FROM custody_failures f JOIN objects o ON o.id = f.object WHERE o.state = 'locked' ORDER BY f.first_failed_at"
    )
}

/// Since when the object is locked: when the oldest of its open holds was opened.
pub async fn locked_since(tx: &mut Tx, object: ObjectId) -> Result<Option<Time>> {
    let (since,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MIN(opened_at) FROM holds WHERE object = $1 AND lifted_at IS NULL",
        object
    )?;
    Ok(since)
}
