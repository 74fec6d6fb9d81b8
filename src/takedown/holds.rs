//! Holds: the reasons why an object is locked.
//!
//! An object is available only while no hold is open. The first hold locks it; each further one is only a row more;
//! lifting one of two gives nothing back.

use serde_json::json;

use super::{Error, Ground, guarded, links, locked, restoration, store};
use crate::accounts::closing;
use crate::audit::{self, Journal, NewEntry};
use crate::db::Tx;
use crate::ids::{AccountId, DecisionId, HoldId, ObjectId};
use crate::jobs::{self, Job};
use crate::notices::{self, Ended};
use crate::service::Service;
use crate::texts::Text;
use crate::vault::ObjectState;
use crate::webhooks::{self, Event};

/// Opens a hold in the transaction of the decision. From its commit there is no key share and no ticket for the object,
/// its owner included, wherever its bytes are. What follows (custody, order, receipts) is a job.
///
/// An object that its owner deleted is still locked while its bytes are not ordered away, or lie in custody and the
/// owner could take the deletion back.
///
/// # Errors
/// [`Error::NotLockable`] says why there is nothing to lock: purged, deleted with its order out, or never complete.
pub async fn open_hold(
    tx: &mut Tx,
    service: &Service,
    object: ObjectId,
    decision: Option<DecisionId>,
    ground: Ground,
) -> Result<HoldId, Error> {
    let row = locked(tx, object).await?;
    let now = service.clock.now();
    match row.state {
        ObjectState::Available => guarded(store::lock(tx, object, ObjectState::Available).await?)?,
        ObjectState::Locked => {}
        ObjectState::Deleted
            if !store::current_blob_is_ordered(tx, object).await?
                || store::can_be_undeleted_from_custody(tx, object, now).await? =>
        {
            guarded(store::lock(tx, object, ObjectState::Deleted).await?)?;
        }
        ObjectState::Deleted => {
            return Err(Error::NotLockable(Text::of("lock-owner-deleted")));
        }
        ObjectState::Purged => return Err(Error::NotLockable(Text::of("lock-purged"))),
        ObjectState::Uploading | ObjectState::Discarded => {
            return Err(Error::NotLockable(Text::of("lock-never-completed")));
        }
    }
    let hold = HoldId::new(&service.clock, &service.entropy);
    store::insert_hold(tx, hold, object, decision, ground, now).await?;
    // A restoration under way ends here; what it has placed gets an order of its own.
    store::cancel_restorations(tx, object, now).await?;
    let commitments = [("object", object.to_string()), ("hold", hold.to_string())];
    let entry = NewEntry {
        kind: "hold.opened",
        case: row.log_case,
        actor: "service",
        fields: json!({ "ground": ground.as_str() }),
        commitments: &commitments,
        journal: Some(Journal::HoldOpened { object, hold, ground: ground.as_str().to_owned() }),
    };
    audit::append(tx, service, entry).await?;
    jobs::enqueue(tx, service, &Job::SecureCustody { object, hold }, now).await?;
    jobs::enqueue(tx, service, &Job::PurgeIfClosed { object }, now.plus(service.config.limits.custody_kept)).await?;
    Ok(hold)
}

/// Whether every mirror has signed that all of an object is gone: that nothing is left to order away or to wait for.
pub async fn is_gone(tx: &mut Tx, object: ObjectId) -> Result<bool, Error> {
    Ok(store::current_blob_is_ordered(tx, object).await?
        && store::open_orders(tx, object).await? == 0
        && store::unordered_blobs(tx, object).await?.is_empty())
}

/// Whether the bytes of an object were ordered away and no copy lies in custody, since two people let the order go out without: nothing can
/// bring it back. A copy that is still being secured does not count, since its order went out without waiting for it and whoever makes it
/// may have died. Where it is secured all the same before a purge is ordered, it brings the object back ([`super::bring_back`]); but what its
/// owner had deleted stays deleted for good then, and the copy goes once nothing needs it.
pub async fn is_lost(tx: &mut Tx, object: ObjectId) -> Result<bool, Error> {
    Ok(store::current_blob_is_ordered(tx, object).await? && store::custody_copies(tx, object).await? == 0)
}

/// Whether a hold keeps an object locked: one that is on its way back has none.
pub async fn is_held(tx: &mut Tx, object: ObjectId) -> Result<bool, Error> {
    Ok(store::open_holds(tx, object).await? > 0)
}

/// Writes down that an object is available again, and tells those whose holds had locked it. Gives what had opened these, in the order in
/// which they were lifted, if its uploader is to be told, too; none where nothing had, and where they may not be: of the end of what an order of
/// an authority kept from them, also where a senior looked whether what that names is a danger. What comes back to a closed account goes as its
/// other files did.
pub(super) async fn give_back(
    tx: &mut Tx,
    service: &Service,
    owner: AccountId,
    object: ObjectId,
) -> Result<Option<Ended>, Error> {
    let now = service.clock.now();
    if closing::is_closed(tx, owner).await? {
        jobs::enqueue(tx, service, &Job::EraseAccount { account: owner }, now).await?;
    }
    let lifted = store::holds_restored(tx, object, now).await?;
    let (mut may_be_told, mut ended) = (false, Ended::default());
    for hold in lifted {
        let Some(decision) = hold.decision else {
            may_be_told |= !hold.is_hidden;
            ended.danger |= hold.is_for_danger && !hold.is_hidden;
            continue;
        };
        let was_told = store::was_told(tx, decision).await?;
        may_be_told |= was_told;
        // The file was closed longer by what its uploader was told of.
        ended.danger &= !was_told;
        webhooks::tell_decided(tx, service, decision, Event::TargetRestored).await?;
        ended.decisions.push(decision);
    }
    Ok(may_be_told.then_some(ended))
}

/// What became of what a decision had restricted when that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifted {
    /// It restricted nothing any more.
    Nothing,
    /// The file or the link is given back, now or as soon as it is placed. Its uploader is told then.
    Back,
    /// Something else holds the file, or disables the link, still.
    StillHeld,
    /// Nothing of the file is left, or its owner had deleted it.
    Gone,
}

/// Ends what a decision restricts, a file or a link. What is open about the decision ends with it, by a job.
pub async fn lift(
    tx: &mut Tx,
    service: &Service,
    decision: DecisionId,
    because: &'static str,
) -> Result<Lifted, Error> {
    jobs::enqueue(tx, service, &Job::EndMoot { decision }, service.clock.now()).await?;
    if let Some(hold) = store::open_hold_of_decision(tx, decision).await? {
        return lift_hold(tx, service, hold, because).await;
    }
    links::enable_link(tx, service, decision, because).await
}

/// Lifts a hold, in the transaction of what lifts it. `because` is a kept word such as `withdrawn` or `appeal-granted`
/// and stands in the log in clear. The last hold that lifts gives the object back: at once with its links while
/// nothing was ordered away; from custody, by a job, after that.
pub async fn lift_hold(tx: &mut Tx, service: &Service, hold: HoldId, because: &'static str) -> Result<Lifted, Error> {
    let object = store::object_of_hold(tx, hold).await?.ok_or(Error::NotFound)?;
    let row = locked(tx, object).await?;
    let now = service.clock.now();
    if store::lift_hold(tx, hold, because, now).await? != 1 {
        return Err(Error::AlreadyLifted);
    }
    store::mark_restored_before(tx, hold).await?;
    let outcome = if row.state != ObjectState::Locked || store::purge_of(tx, object).await?.is_some() {
        // Of what is purged nothing is left to hold, though a purge lifts no hold.
        "gone"
    } else if store::open_holds(tx, object).await? > 0 {
        "still-locked"
    } else if row.deleted_at.is_some() {
        // Its owner had deleted it before it was locked: that comes into its own again, to be taken back until its date.
        guarded(store::unlock(tx, object, ObjectState::Deleted).await?)?;
        if is_lost(tx, object).await? {
            // There is nothing to take back.
            store::deletion_is_final(tx, object, now).await?;
        }
        jobs::enqueue(tx, service, &Job::DeleteForOwner { object }, row.delete_after.unwrap_or(now)).await?;
        "deleted"
    } else if is_lost(tx, object).await? {
        // There is nothing to give back, and what is left of it is not to stay locked for nobody.
        jobs::enqueue(tx, service, &Job::PurgeIfClosed { object }, now).await?;
        "lost"
    } else if store::current_blob_is_ordered(tx, object).await? {
        restoration::request(tx, service, object, because).await?;
        "restoring"
    } else {
        // Nothing of it was ordered away: its bytes lie where they lay.
        guarded(store::unlock(tx, object, ObjectState::Available).await?)?;
        if let Some(ended) = give_back(tx, service, row.owner, object).await? {
            notices::notify_restoration(tx, service, row.owner, object, &ended).await?;
        }
        "available"
    };
    let commitments = [("object", object.to_string()), ("hold", hold.to_string())];
    let entry = NewEntry {
        kind: "hold.lifted",
        case: row.log_case,
        actor: "service",
        fields: json!({ "because": because, "outcome": outcome }),
        commitments: &commitments,
        journal: Some(Journal::HoldLifted { object, hold }),
    };
    audit::append(tx, service, entry).await?;
    Ok(match outcome {
        "available" | "restoring" => Lifted::Back,
        "still-locked" => Lifted::StillHeld,
        _ => Lifted::Gone,
    })
}
