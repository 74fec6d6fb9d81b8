//! Restorations, purges, and disabled links.

use super::Result;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{
    AccountId, BlobId, ClaimId, DecisionId, EscalationId, HoldId, LinkId, LogEntryId, ObjectId, PreservationId,
    PurgeId, RestorationId, TwoPersonStepId,
};
use crate::takedown::{Ground, Preservation, Why};
use crate::vault::is_told;

// restorations -----------------------------------------------------------------------------------

pub async fn insert_restoration(
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

pub async fn cancel_restorations(tx: &mut Tx, object: ObjectId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE restorations SET cancelled_at = $2 WHERE object = $1 AND completed_at IS NULL AND cancelled_at IS NULL",
        object,
        now
    )
}

/// Whether an object is on its way back.
pub async fn is_being_restored(tx: &mut Tx, object: ObjectId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM restorations WHERE object = $1 AND completed_at IS NULL AND cancelled_at IS NULL",
        object
    )?;
    Ok(count > 0)
}

/// Why the last hold lifted of those that have.
pub async fn last_lifted_because(tx: &mut Tx, object: ObjectId) -> Result<Option<String>> {
    let row = db::optional!(
        tx,
        (Option<String>,),
        "SELECT lifted_because FROM holds WHERE object = $1 AND lifted_at IS NOT NULL
         ORDER BY lifted_at DESC, id DESC LIMIT 1",
        object
    )?;
    Ok(row.and_then(|(because,)| because))
}

pub struct RestorationRow {
    pub object: ObjectId,
    pub reason: String,
    pub open: bool,
}

pub async fn restoration(tx: &mut Tx, id: RestorationId) -> Result<Option<RestorationRow>> {
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
pub async fn placed_blob(tx: &mut Tx, object: ObjectId) -> Result<Option<BlobId>> {
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

pub async fn complete_restoration(tx: &mut Tx, id: RestorationId, blob: BlobId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE restorations SET blob = $2, completed_at = $3
         WHERE id = $1 AND completed_at IS NULL AND cancelled_at IS NULL",
        id,
        blob,
        now
    )
}

// purges -----------------------------------------------------------------------------------------

pub async fn insert_purge(
    tx: &mut Tx,
    id: PurgeId,
    object: ObjectId,
    step: Option<TwoPersonStepId>,
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

/// What hides a hold `h` from whoever uploaded what it holds, though no decision opened it: an escalation did, of an order that is kept from them.
macro_rules! is_hidden_danger {
    () => {
        "EXISTS (SELECT 1 FROM escalation_holds e JOIN escalations x ON x.id = e.escalation
                     JOIN authority_orders a ON a.claim = x.claim
                 WHERE e.hold = h.id AND a.gag = 'notice' AND a.gag_ended_at IS NULL)"
    };
}
pub(super) use is_hidden_danger;

/// Whether an object is held by decisions alone of which its uploader was not told; or, of holds that are all over, was.
pub async fn is_held_untold(tx: &mut Tx, object: ObjectId, over: bool) -> Result<bool> {
    let (held, known) = db::one!(
        tx,
        (i64, i64),
        concat!(
            "SELECT COUNT(*),
                COUNT(CASE WHEN (h.decision IS NULL AND NOT ",
            is_hidden_danger!(),
            ")
                             OR EXISTS (SELECT 1 FROM notices n WHERE n.decision = h.decision AND n.kind = 'restriction')
                           THEN 1 END)
         FROM holds h WHERE h.object = $1 AND (h.lifted_at IS NOT NULL) = $2"
        ),
        object,
        over
    )?;
    Ok(held > 0 && known == 0)
}

/// What held an object or holds it, and whether its uploader was told: of a decision by the notice of it; of what was held for a danger once
/// the file is back, or once the claim was decided after that and they had the notice of it, unless an order hides it still.
#[derive(Debug, sqlx::FromRow)]
pub struct Held {
    pub id: HoldId,
    pub opened_at: Time,
    pub lifted_at: Option<Time>,
    pub restored_at: Option<Time>,
    pub is_told: bool,
}

pub async fn held(tx: &mut Tx, object: ObjectId) -> Result<Vec<Held>> {
    db::all!(
        tx,
        Held,
        concat!(
            "SELECT h.id, h.opened_at, h.lifted_at, h.restored_at,
                (",
            is_told!("h"),
            " OR (h.decision IS NULL
                     AND (h.restored_at IS NOT NULL
                          OR (h.lifted_at IS NOT NULL
                              AND EXISTS (SELECT 1 FROM escalation_holds e JOIN escalations x ON x.id = e.escalation
                                              JOIN targets t ON t.claim = x.claim AND t.object = h.object
                                              JOIN decisions d ON d.target = t.id AND d.decided_at >= h.opened_at
                                              JOIN notices n ON n.decision = d.id AND n.kind = 'restriction'
                                          WHERE e.hold = h.id)))
                     AND NOT ",
            is_hidden_danger!(),
            ")) AS is_told
         FROM holds h WHERE h.object = $1 ORDER BY h.opened_at, h.id"
        ),
        object
    )
}

/// Whether nothing holds an object any more that is still locked, or was until its purge: it is on its way back, or lost.
pub async fn is_locked_for_nobody(tx: &mut Tx, object: ObjectId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM objects o WHERE o.id = $1 AND o.state IN ('locked', 'purged') AND o.deleted_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.object = o.id AND h.lifted_at IS NULL)",
        object
    )?;
    Ok(count > 0)
}

/// What disables the links of an object, or did, by decisions of which its uploader was not told.
pub async fn disabled_untold(tx: &mut Tx, object: ObjectId) -> Result<Vec<uuid::Uuid>> {
    let rows = db::all!(
        tx,
        (uuid::Uuid,),
        "SELECT d.id FROM link_disablements d JOIN links l ON l.id = d.link
         WHERE l.object = $1
           AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.decision = d.decision AND n.kind = 'restriction')",
        object
    )?;
    Ok(rows.into_iter().map(|(disablement,)| disablement).collect())
}

/// Whether an uploader was told of a decision.
pub async fn was_told(tx: &mut Tx, decision: DecisionId) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM notices WHERE decision = $1 AND kind = 'restriction'";
    Ok(db::one!(tx, (i64,), sql, decision)?.0 > 0)
}

pub async fn purge_of(tx: &mut Tx, object: ObjectId) -> Result<Option<PurgeId>> {
    Ok(db::optional!(tx, (PurgeId,), "SELECT id FROM purges WHERE object = $1", object)?.map(|(purge,)| purge))
}

pub struct PurgeRow {
    pub object: ObjectId,
    pub ordered_log_entry: LogEntryId,
    pub destroyed: bool,
}

pub async fn purge(tx: &mut Tx, id: PurgeId) -> Result<Option<PurgeRow>> {
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

pub async fn purge_destroyed(tx: &mut Tx, id: PurgeId, entry: LogEntryId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE purges SET destroyed_log_entry = $2, destroyed_at = $3 WHERE id = $1 AND destroyed_at IS NULL",
        id,
        entry,
        now
    )
}

// preservation -----------------------------------------------------------------------------------

pub async fn insert_preservation(
    tx: &mut Tx,
    row: &Preservation,
    reason_sealed: Option<&[u8]>,
    by: AccountId,
) -> Result<()> {
    let (kind, order, escalation) = match row.why {
        Why::Order(claim) => ("order", Some(claim), None),
        Why::Escalation(escalation) => ("escalation", None, Some(escalation)),
        Why::Words(_) => ("senior", None, None),
    };
    db::execute!(
        tx,
        "INSERT INTO preservation_holds (id, object, kind, authority_order, escalation, reason_sealed, placed_by, placed_at, until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id,
        row.object,
        kind,
        order,
        escalation,
        reason_sealed,
        by,
        row.placed_at,
        row.until
    )?;
    Ok(())
}

pub async fn object_of_preservation(tx: &mut Tx, id: PreservationId) -> Result<Option<ObjectId>> {
    let row = db::optional!(tx, (ObjectId,), "SELECT object FROM preservation_holds WHERE id = $1", id)?;
    Ok(row.map(|(object,)| object))
}

#[derive(sqlx::FromRow)]
pub struct PreservationRow {
    pub id: PreservationId,
    pub object: ObjectId,
    pub authority_order: Option<ClaimId>,
    pub escalation: Option<EscalationId>,
    pub reason_sealed: Option<Vec<u8>>,
    pub placed_at: Time,
    pub until: Option<Time>,
    pub released_at: Option<Time>,
    pub words_erased_at: Option<Time>,
}

/// What keeps objects or kept them, the oldest first.
macro_rules! preservations {
    ($of:literal) => {
        concat!(
            "SELECT id, object, authority_order, escalation, reason_sealed, placed_at, until, released_at, words_erased_at
             FROM preservation_holds WHERE object ",
            $of,
            " ORDER BY placed_at, id"
        )
    };
}

pub async fn preservations(tx: &mut Tx, object: ObjectId) -> Result<Vec<PreservationRow>> {
    db::all!(tx, PreservationRow, preservations!("= $1"), object)
}

/// Of every object that a claim names.
pub async fn preservations_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<PreservationRow>> {
    let sql = preservations!("IN (SELECT t.object FROM targets t WHERE t.claim = $1)");
    db::all!(tx, PreservationRow, sql, claim)
}

/// 1 if it stood.
pub async fn release_preservation(
    tx: &mut Tx,
    id: PreservationId,
    by: AccountId,
    reason_sealed: &[u8],
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE preservation_holds SET released_by = $2, release_reason_sealed = $3, released_at = $4
         WHERE id = $1 AND released_at IS NULL",
        id,
        by,
        reason_sealed,
        now
    )
}

// links ------------------------------------------------------------------------------------------

pub async fn object_of_link(tx: &mut Tx, link: &LinkId) -> Result<Option<ObjectId>> {
    let row = db::optional!(tx, (ObjectId,), "SELECT object FROM links WHERE id = $1", link.as_str())?;
    Ok(row.map(|(object,)| object))
}

pub async fn insert_disablement(
    tx: &mut Tx,
    id: uuid::Uuid,
    link: &LinkId,
    decision: DecisionId,
    ground: Ground,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO link_disablements (id, link, decision, ground, disabled_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        link.as_str(),
        decision,
        ground,
        now
    )?;
    Ok(())
}

pub async fn disablement_of_decision(tx: &mut Tx, decision: DecisionId) -> Result<Option<(uuid::Uuid, LinkId)>> {
    db::optional!(
        tx,
        (uuid::Uuid, LinkId),
        "SELECT id, link FROM link_disablements WHERE decision = $1 AND lifted_at IS NULL",
        decision
    )
}

/// Whether a decision disables a link now.
pub async fn is_disabled(tx: &mut Tx, link: &LinkId) -> Result<bool> {
    let (count,) =
        db::one!(tx, (i64,), "SELECT COUNT(*) FROM link_disablements WHERE link = $1 AND lifted_at IS NULL", link)?;
    Ok(count > 0)
}

pub async fn lift_disablement(tx: &mut Tx, id: uuid::Uuid, now: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE link_disablements SET lifted_at = $2 WHERE id = $1 AND lifted_at IS NULL", id, now)
}
