//! Purge: custody copies and key share are destroyed, once nothing can bring a file back any more, or at once, by two
//! people. That is cryptographic erasure: a mirror that lied or was seized holds bytes that nobody new can ever open.
//!
//! A purge is two entries: ordered, then, under a checkpoint, destroyed. It never waits for an unreachable mirror.

use serde_json::json;

use super::{Error, guarded, locked, orders, store};
use crate::accounts::parties::{self, Case};
use crate::accounts::two_person::{self, Kind};
use crate::accounts::{self, Actor};
use crate::audit::{self, Journal, NewEntry};
use crate::db::Tx;
use crate::ids::{ObjectId, PurgeId, TwoPersonStepId};
use crate::jobs::{self, Job};
use crate::notices;
use crate::service::Service;
use crate::texts::Text;
use crate::vault::{ObjectRow, ObjectState, custody};

/// A senior or administrator proposes that a locked or deleted object be purged at once. Nothing happens until somebody
/// else confirms.
pub async fn propose_purge(
    service: &Service,
    actor: &Actor,
    object: ObjectId,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    Kind::ImmediatePurge.require(*actor)?;
    let mut tx = service.db.begin().await?;
    let row = locked(&mut tx, object).await?;
    parties::keep_out(&mut tx, actor.account, Case::Object(object)).await?;
    purgeable(&row)?;
    let step = two_person::propose(&mut tx, service, actor, Kind::ImmediatePurge, object.0, reason).await?;
    tx.commit().await?;
    Ok(step)
}

/// The second person orders the purge: from now on the object is not given back, whatever hold lifts.
pub async fn confirm_purge(service: &Service, actor: &Actor, step: TwoPersonStepId) -> Result<PurgeId, Error> {
    let mut tx = service.db.begin().await?;
    let object = ObjectId(two_person::subject(&mut tx, Kind::ImmediatePurge, step).await?);
    let row = locked(&mut tx, object).await?;
    two_person::confirm(&mut tx, service, actor, Kind::ImmediatePurge, step).await?;
    let actor = accounts::in_force(&mut tx, actor).await?;
    purgeable(&row)?;
    let fields = json!({ "immediate": true, "people": 2 });
    let purge = order(&mut tx, service, &row, Some(step), role(actor), fields).await?;
    tx.commit().await?;
    Ok(purge)
}

/// Orders the purge of a locked object for which every window has closed, in the transaction that has looked. One that is
/// being purged already is left to that.
pub async fn order_purge_of_closed(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<(), Error> {
    let row = locked(tx, object).await?;
    if row.state != ObjectState::Locked || store::purge_of(tx, object).await?.is_some() {
        return Ok(());
    }
    order(tx, service, &row, None, "service", json!({ "immediate": false, "people": 0 })).await?;
    Ok(())
}

async fn order(
    tx: &mut Tx,
    service: &Service,
    row: &ObjectRow,
    step: Option<TwoPersonStepId>,
    actor: &'static str,
    fields: serde_json::Value,
) -> Result<PurgeId, Error> {
    let (object, now) = (row.id, service.clock.now());
    if store::purge_of(tx, object).await?.is_some() {
        return Err(Error::Conflict(Text::of("purge-ordered-already")));
    }
    let open = store::open_about(tx, object, now).await?;
    if open.disputes_it() {
        return Err(Error::Conflict(Text::of("purge-open")));
    }
    if open.preserved > 0 {
        return Err(Error::Conflict(Text::of("purge-preserved")));
    }
    let purge = PurgeId::new(&service.clock, &service.entropy);
    let entry = NewEntry {
        kind: "purge.ordered",
        case: row.log_case,
        actor,
        fields,
        commitments: &[("object", object.to_string())],
        journal: Some(Journal::PurgeOrdered { object, purge }),
    };
    let entry = audit::append(tx, service, entry).await?;
    store::insert_purge(tx, purge, object, step, entry, now).await?;
    store::cancel_restorations(tx, object, now).await?;
    jobs::enqueue(tx, service, &Job::Purge { purge }, now).await?;
    Ok(purge)
}

fn purgeable(row: &ObjectRow) -> Result<(), Error> {
    match row.state {
        ObjectState::Locked | ObjectState::Deleted => Ok(()),
        ObjectState::Purged => Err(Error::Conflict(Text::of("purge-done"))),
        _ => Err(Error::Conflict(Text::of("purge-lock-first"))),
    }
}

/// The job of a purge. Once its order is under a checkpoint: blobs without an order get one, the key share goes, then
/// the custody copies. Safe to run again after any step.
pub async fn purge(service: &Service, purge: PurgeId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let row = store::purge(&mut tx, purge).await?.ok_or(Error::NotFound)?;
    drop(tx);
    if !row.destroyed {
        if audit::proof_now(service, row.ordered_log_entry).await?.is_none() {
            return Err(Error::NotYet("the purge is not under a checkpoint that satisfies the witness policy"));
        }
        destroy_share(service, purge, row.object).await?;
    }
    custody::destroy(service, row.object).await?;
    Ok(())
}

async fn destroy_share(service: &Service, purge: PurgeId, object: ObjectId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let row = locked(&mut tx, object).await?;
    let ground = match store::any_ground(&mut tx, object).await? {
        Some(ground) => ground.into(),
        None => crate::tokens::Ground::Owner,
    };
    orders::issue_all(&mut tx, service, &row, ground).await?;
    guarded(store::destroy_share(&mut tx, object, now).await?)?;
    let entry = NewEntry {
        kind: "share.destroyed",
        case: row.log_case,
        actor: "service",
        fields: json!({}),
        commitments: &[("object", object.to_string())],
        journal: Some(Journal::KeyShareDestroyed { object }),
    };
    let entry = audit::append(&mut tx, service, entry).await?;
    guarded(store::purge_destroyed(&mut tx, purge, entry, now).await?)?;
    // Nothing is left that whoever complained of a blocked link could have back.
    jobs::enqueue(&mut tx, service, &Job::SettleComplaints { object }, now).await?;
    // Whom an order of an authority forbids to be told that it was locked is told with that. What is locked without a hold is what was lost.
    let over = row.state == ObjectState::Locked && store::open_holds(&mut tx, object).await? == 0;
    if !store::is_held_untold(&mut tx, object, over).await? {
        notices::notify_purge(&mut tx, service, row.owner, object).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn role(actor: Actor) -> &'static str {
    if actor.roles.senior() { "senior" } else { "administrator" }
}
