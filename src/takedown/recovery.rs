//! What a recovery applies again to objects, from entries that were taken back: holds, orders, purges. No entry is written for what
//! stands in the log already, except for a hold that locks an object because its entry does not say enough.
//!
//! Entries are applied in the order of the log ([`apply_again`]), and what follows from them all is seen to at the end ([`settle_again`]): so
//! nothing comes back in between of what was taken down later.

use super::{Error, Ground, guarded, holds, locked, restoration, store};
use crate::audit::Journal;
use crate::audit::recovery::{Left, Taken};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{HoldId, ObjectId, PurgeId, UploadId};
use crate::jobs::{self, Job};
use crate::service::Service;
use crate::tokens::{self, Order, order_digest};
use crate::vault::{self, ObjectRow, ObjectState, recovery};

/// What came of an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// The object that it is about, if the database knows that.
    pub object: Option<ObjectId>,
    /// Why it is left to people, if it is.
    pub left: Option<Left>,
    /// An upload that has to be discarded before anything is served.
    pub discard: Option<UploadId>,
}

/// Whether an entry of that kind needs nothing to be done again: what it tells of is found out by itself, or changes nobody's position.
pub fn needs_nothing(kind: &str) -> bool {
    matches!(
        kind,
        "order.receipted"
            | "order.probed"
            | "custody.secured"
            | "custody.destroyed"
            | "notice.sent"
            | "message.settled"
    )
}

/// Applies an entry about an object again, in a transaction of its own. Safe to run again. `None`: it is about none.
///
/// # Errors
/// An entry or a journal that cannot be one.
pub async fn apply_again(tx: &mut Tx, service: &Service, taken: &Taken) -> Result<Option<Again>, Error> {
    let named = match &taken.journal {
        Some(
            Journal::HoldOpened { object, .. }
            | Journal::HoldLifted { object, .. }
            | Journal::OrderIssued { object, .. }
            | Journal::PurgeOrdered { object, .. }
            | Journal::KeyShareDestroyed { object }
            | Journal::ObjectRestored { object, .. }
            | Journal::LinkDisabled { object, .. },
        ) => Some(*object),
        Some(
            Journal::MirrorAdmitted { .. }
            | Journal::MirrorChanged { .. }
            | Journal::ReplicaRefused { .. }
            | Journal::AccountErased { .. }
            | Journal::DataErased { .. },
        ) => return Ok(None),
        None => None,
    };
    let known = match named {
        Some(object) => recovery::is_known(tx, object).await?.then_some(object),
        None => recovery::object_of_case(tx, taken.case).await?,
    };
    let Some(object) = known else {
        let about_one =
            named.is_some() || ["object.", "hold.", "link."].iter().any(|room| taken.kind.starts_with(room));
        return Ok(about_one.then_some(Again { left: Some(Left::Unknown), ..Again::default() }));
    };
    let row = locked(tx, object).await?;
    if row.state == ObjectState::Uploading {
        // Whoever sent it was told that it is stored, or it was even locked since; the parts of it that are known here are not all.
        let discard = recovery::give_up_upload(tx, object, service.clock.now()).await?;
        return Ok(Some(Again { object: Some(object), left: Some(Left::Unfinished), discard }));
    }
    let left = match &taken.journal {
        Some(journal) => apply(tx, service, taken, &row, journal).await?,
        None => apply_untold(tx, service, taken, &row).await?,
    };
    Ok(Some(Again { object: Some(object), left, discard: None }))
}

async fn apply(
    tx: &mut Tx,
    service: &Service,
    taken: &Taken,
    row: &ObjectRow,
    journal: &Journal,
) -> Result<Option<Left>, Error> {
    let object = row.id;
    match journal {
        Journal::HoldOpened { hold, ground, .. } => hold_again(tx, row, *hold, ground, taken.at).await?,
        Journal::HoldLifted { hold, .. } => {
            let because = taken.fields.get("because").and_then(serde_json::Value::as_str).unwrap_or("recovered");
            store::lift_hold(tx, *hold, because, taken.at).await?;
            if store::object_of_hold(tx, *hold).await?.is_none() {
                // It was opened by an entry that does not say which it is: the one in its place stays.
                return Ok(Some(Left::Locked));
            }
        }
        Journal::OrderIssued { token, .. } => return order_again(tx, service, taken, row, token).await,
        Journal::PurgeOrdered { purge, .. } => purge_again(tx, service, taken, row, *purge).await?,
        Journal::KeyShareDestroyed { .. } => destroyed_again(tx, service, taken, row).await?,
        Journal::ObjectRestored { blob, mirrors, .. } => {
            let unknown = recovery::placed_again(tx, object, *blob, mirrors, taken.at).await?;
            recovery::led_again(tx, object, *blob).await?;
            store::cancel_restorations(tx, object, taken.at).await?;
            return Ok((unknown > 0).then_some(Left::Told));
        }
        Journal::LinkDisabled { link, .. } => {
            // The decision is lost, and with it what would enable the link again: staff see to that. Until then it leads nowhere.
            recovery::revoked_again(tx, link, taken.at).await?;
            return Ok(Some(Left::Told));
        }
        // About no object.
        Journal::MirrorAdmitted { .. }
        | Journal::MirrorChanged { .. }
        | Journal::ReplicaRefused { .. }
        | Journal::AccountErased { .. }
        | Journal::DataErased { .. } => {}
    }
    Ok(None)
}

/// An entry without a journal, or whose journal cannot be read any more. Its kind and its case say what happened to which object.
async fn apply_untold(tx: &mut Tx, service: &Service, taken: &Taken, row: &ObjectRow) -> Result<Option<Left>, Error> {
    let object = row.id;
    match taken.kind.as_str() {
        "object.deleted" => {
            let after = taken.fields.get("after").and_then(serde_json::Value::as_str).and_then(Time::parse_rfc3339);
            let after = after.ok_or(Error::Damaged("an entry of a deletion without its day"))?;
            recovery::deleted_again(tx, object, row.state, taken.at, after).await?;
            jobs::enqueue(tx, service, &Job::DeleteForOwner { object }, after).await?;
            Ok(None)
        }
        "object.undeleted" => recovery::undeleted_again(tx, object).await.map(|()| None).map_err(Into::into),
        "object.restored" if taken.fields.get("because").is_some_and(|because| because == "owner") => {
            recovery::undeleted_again(tx, object).await?;
            Ok(None)
        }
        // It comes back from custody once more.
        "object.restored" => Ok(Some(Left::Told)),
        "purge.ordered" => {
            let purge = PurgeId::new(&service.clock, &service.entropy);
            purge_again(tx, service, taken, row, purge).await?;
            Ok(None)
        }
        "share.destroyed" => destroyed_again(tx, service, taken, row).await.map(|()| None),
        "hold.opened" | "link.disabled" => {
            let ground =
                taken.fields.get("ground").and_then(serde_json::Value::as_str).and_then(|word| word.parse().ok());
            lock_for(tx, service, row, ground.unwrap_or(Ground::OtherLaw)).await?;
            Ok(Some(Left::Locked))
        }
        // Which hold, or of which bytes, it does not say: what locks the object stays, and has the bytes ordered away again.
        "hold.lifted" | "order.issued" => Ok(Some(Left::Locked)),
        kind if needs_nothing(kind) => Ok(None),
        _ => Ok(Some(Left::Told)),
    }
}

async fn hold_again(tx: &mut Tx, row: &ObjectRow, hold: HoldId, ground: &str, at: Time) -> Result<(), Error> {
    if store::object_of_hold(tx, hold).await?.is_some() {
        return Ok(());
    }
    let ground: Ground = ground.parse().map_err(|_| Error::Damaged("a journal with a ground that is none"))?;
    store::insert_hold(tx, hold, row.id, None, ground, at).await?;
    store::cancel_restorations(tx, row.id, at).await?;
    if matches!(row.state, ObjectState::Available | ObjectState::Deleted) {
        guarded(store::lock(tx, row.id, row.state).await?)?;
    }
    Ok(())
}

/// Locks an object by a hold of its own, which has its own entry. What cannot be locked any more need not be.
async fn lock_for(tx: &mut Tx, service: &Service, row: &ObjectRow, ground: Ground) -> Result<(), Error> {
    match holds::open_hold(tx, service, row.id, None, ground).await {
        Ok(_) | Err(Error::NotLockable(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The order as it was signed, with its entry: it has the force it had. Mirrors that have obeyed it answer with the same receipt.
async fn order_again(
    tx: &mut Tx,
    service: &Service,
    taken: &Taken,
    row: &ObjectRow,
    token: &str,
) -> Result<Option<Left>, Error> {
    let order: Order = tokens::read_own(token)?;
    if order.ground == tokens::Ground::Evacuation {
        return evacuation_again(tx, service, taken, row, &order, token).await;
    }
    if store::order(tx, order.jti).await?.is_some() {
        return Ok(None);
    }
    let unknown = recovery::placed_again(tx, row.id, order.blob, &order.aud, taken.at).await?;
    let new = store::NewOrder {
        id: order.jti,
        blob: order.blob,
        object: row.id,
        ground: order.ground,
        token: token.to_owned(),
        sha256: order_digest(token).0,
        entry: taken.entry,
        now: taken.at,
    };
    store::insert_order(tx, new).await?;
    for mirror in vault::live_mirrors_of(tx, order.blob).await? {
        store::insert_delivery(tx, order.jti, mirror.mirror).await?;
    }
    jobs::enqueue(tx, service, &Job::DeliverOrder { order: order.jti }, service.clock.now()).await?;
    Ok((unknown > 0).then_some(Left::Told))
}

/// The same of an order by which a mirror is emptied: the replica leaves it, and what it leaves behind is made whole.
async fn evacuation_again(
    tx: &mut Tx,
    service: &Service,
    taken: &Taken,
    row: &ObjectRow,
    order: &Order,
    token: &str,
) -> Result<Option<Left>, Error> {
    let [mirror] = order.aud[..] else { return Ok(Some(Left::Told)) };
    if store::is_evacuation(tx, order.jti).await? {
        return Ok(None);
    }
    if recovery::placed_again(tx, row.id, order.blob, &[mirror], taken.at).await? > 0 {
        return Ok(Some(Left::Told));
    }
    recovery::left_again(tx, order.blob, mirror).await?;
    let new = store::NewEvacuation {
        id: order.jti,
        blob: order.blob,
        mirror,
        object: row.id,
        token: token.to_owned(),
        sha256: order_digest(token).0,
        entry: taken.entry,
        now: taken.at,
    };
    store::insert_evacuation(tx, new).await?;
    let now = service.clock.now();
    jobs::enqueue(tx, service, &Job::MoveReplicas { mirror }, now).await?;
    jobs::enqueue(tx, service, &Job::Repair { object: row.id }, now).await?;
    Ok(None)
}

async fn purge_again(
    tx: &mut Tx,
    service: &Service,
    taken: &Taken,
    row: &ObjectRow,
    purge: PurgeId,
) -> Result<(), Error> {
    if store::purge_of(tx, row.id).await?.is_some() {
        return Ok(());
    }
    if row.state == ObjectState::Available {
        guarded(store::lock(tx, row.id, row.state).await?)?;
    }
    store::insert_purge(tx, purge, row.id, None, taken.entry, taken.at).await?;
    store::cancel_restorations(tx, row.id, taken.at).await?;
    jobs::enqueue(tx, service, &Job::Purge { purge }, service.clock.now()).await?;
    Ok(())
}

/// The share goes at once, before anything is served. What lies in custody goes with the job.
async fn destroyed_again(tx: &mut Tx, service: &Service, taken: &Taken, row: &ObjectRow) -> Result<(), Error> {
    if row.state == ObjectState::Purged {
        return Ok(());
    }
    let purge = match store::purge_of(tx, row.id).await? {
        Some(purge) => purge,
        None => PurgeId::new(&service.clock, &service.entropy),
    };
    purge_again(tx, service, taken, row, purge).await?;
    guarded(store::destroy_share(tx, row.id, taken.at).await?)?;
    store::purge_destroyed(tx, purge, taken.entry, taken.at).await?;
    Ok(())
}

/// Lifts, with an entry for each, the holds of an object that no decision of this database opened: those that a recovery applied again, and
/// that staff have looked at. Gives how many.
pub async fn lift_undecided(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<usize, Error> {
    locked(tx, object).await?;
    let open = store::undecided_holds(tx, object).await?;
    for hold in &open {
        holds::lift_hold(tx, service, *hold, "recovered").await?;
    }
    Ok(open.len())
}

/// What follows for an object from all that was applied again to it: what is held is ordered away, and what no hold keeps any more comes
/// back, from custody if need be. What was lost stays locked.
pub async fn settle_again(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<(), Error> {
    let row = locked(tx, object).await?;
    let now = service.clock.now();
    let is_ordered = store::current_blob_is_ordered(tx, object).await?;
    match row.state {
        // Its bytes were ordered away, and what gave it back since is not known.
        ObjectState::Available if is_ordered => guarded(store::lock(tx, object, row.state).await?)?,
        ObjectState::Locked => {}
        _ => return Ok(()),
    }
    if store::purge_of(tx, object).await?.is_some() {
        return Ok(());
    }
    if let Some(hold) = store::oldest_open_hold(tx, object).await? {
        jobs::enqueue(tx, service, &Job::SecureCustody { object, hold }, now).await?;
        return Ok(());
    }
    if row.deleted_at.is_some() {
        guarded(store::unlock(tx, object, ObjectState::Deleted).await?)?;
        jobs::enqueue(tx, service, &Job::DeleteForOwner { object }, row.delete_after.unwrap_or(now)).await?;
    } else if !is_ordered {
        guarded(store::unlock(tx, object, ObjectState::Available).await?)?;
        store::holds_restored(tx, object, now).await?;
        jobs::enqueue(tx, service, &Job::Repair { object }, now).await?;
    } else if !holds::is_lost(tx, object).await? && !store::is_being_restored(tx, object).await? {
        let because = store::last_lifted_because(tx, object).await?.unwrap_or_else(|| "recovered".to_owned());
        restoration::request(tx, service, object, &because).await?;
    }
    Ok(())
}
