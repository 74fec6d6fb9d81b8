//! Restoration: after the last hold has lifted, an object whose bytes were ordered away comes back from custody under
//! a new blob. Its key share is released again and the same links work.
//!
//! What its owner had deleted before it was locked is deleted again when the last hold lifts, and can be taken back
//! until the day it could before. Its bytes stay in custody unless the owner does so: nobody is to carry them to mirrors
//! again for a file that nobody wants.

use data_encoding::HEXLOWER;
use serde_json::json;

use super::{Error, guarded, holds, locked, store};
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{AccountId, ObjectId, RestorationId};
use crate::jobs::{self, Job};
use crate::notices;
use crate::service::Service;
use crate::texts::Text;
use crate::vault::objects::{self, TakenBack};
use crate::vault::{self, ObjectState};

/// Writes down that an object is to come back, with the job that does it, in the transaction that lifts its last hold.
pub(super) async fn request(
    tx: &mut Tx,
    service: &Service,
    object: ObjectId,
    because: &str,
) -> Result<RestorationId, Error> {
    let now = service.clock.now();
    let restoration = RestorationId::new(&service.clock, &service.entropy);
    store::insert_restoration(tx, restoration, object, because, now).await?;
    jobs::enqueue(tx, service, &Job::Restore { restoration }, now).await?;
    Ok(restoration)
}

/// Has an object come back that is locked for nobody: it was lost when its last hold lifted, since its order had not waited for custody, and a
/// copy that was still being secured lies there now all the same. Nothing where it is on its way already, or its purge is ordered.
pub async fn bring_back(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<(), Error> {
    let row = locked(tx, object).await?;
    let stays = row.state != ObjectState::Locked
        || holds::is_held(tx, object).await?
        || holds::is_lost(tx, object).await?
        || store::purge_of(tx, object).await?.is_some()
        || store::is_being_restored(tx, object).await?;
    if !stays && let Some(because) = store::last_lifted_because(tx, object).await? {
        request(tx, service, object, &because).await?;
    }
    Ok(())
}

/// An owner takes its deletion back while that is possible: the same links work again. At once where its bytes lie on
/// mirrors still; from custody, by a job, where a hold that was lifted since had them ordered away.
pub async fn undelete(service: &Service, owner: AccountId, object: ObjectId) -> Result<TakenBack, Error> {
    let mut tx = service.db.begin().await?;
    let taken_back = objects::undelete(&mut tx, service, owner, object).await?;
    match taken_back {
        TakenBack::InCustody => request(&mut tx, service, object, "undeleted").await.map(drop)?,
        // A hold may have come and gone while it was deleted, of which nobody was told before this, where a senior had looked for a danger.
        TakenBack::Available => {
            if let Some(ended) = holds::give_back(&mut tx, service, owner, object).await? {
                notices::notify_restoration(&mut tx, service, owner, object, &ended).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(taken_back)
}

/// The job of a restoration. It does not wait for the old blob's order, which goes on by itself: a deleted blob never
/// comes back, and the new one has another name. A hold opened in the meantime cancels it, and whatever it has placed
/// by then gets an order of its own.
pub async fn restore(service: &Service, restoration: RestorationId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let row = store::restoration(&mut tx, restoration).await?.ok_or(Error::NotFound)?;
    let object = row.object;
    let placed = store::placed_blob(&mut tx, object).await?;
    drop(tx);
    if !row.open {
        return follow_up(service, object).await;
    }
    // The service may have died between placing the blob and the next transaction. And once a hold cancels a
    // restoration the vault refuses to place anything: what it says is then not an error.
    let placed = match placed {
        Some(blob) => Ok(blob),
        None => vault::restore_from_custody(service, object).await,
    };

    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let found = locked(&mut tx, object).await?;
    let still = store::restoration(&mut tx, restoration).await?.is_some_and(|row| row.open);
    if !still || found.state != ObjectState::Locked || store::open_holds(&mut tx, object).await? > 0 {
        drop(tx);
        return follow_up(service, object).await;
    }
    let blob = placed?;
    let told = holds::give_back(&mut tx, service, found.owner, object).await?;
    guarded(store::complete_restoration(&mut tx, restoration, blob, now).await?)?;
    if !vault::replication::release(&mut tx, object, blob).await? {
        return Err(Error::Conflict(Text::of("changed-meanwhile")));
    }
    // Two mirrors are enough to be available; the third is brought up later.
    jobs::enqueue(&mut tx, service, &Job::Repair { object }, now).await?;
    let commitments =
        [("object", object.to_string()), ("blob", blob.to_string()), ("root", HEXLOWER.encode(&found.root()?))];
    let entry = NewEntry {
        kind: "object.restored",
        case: found.log_case,
        actor: "service",
        fields: json!({ "because": row.reason }),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    if let Some(ended) = told {
        notices::notify_restoration(&mut tx, service, found.owner, object, &ended).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// After a restoration that came to nothing: an order for whatever it placed, if a hold is open.
async fn follow_up(service: &Service, object: ObjectId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let row = locked(&mut tx, object).await?;
    if row.state == ObjectState::Locked
        && !store::unordered_blobs(&mut tx, object).await?.is_empty()
        && let Some(hold) = store::oldest_open_hold(&mut tx, object).await?
    {
        jobs::enqueue(&mut tx, service, &Job::SecureCustody { object, hold }, service.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}
