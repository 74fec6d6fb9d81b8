//! Purge at once, by two people: custody copies and key share are destroyed. That is cryptographic erasure: a mirror
//! that lied or was seized holds bytes that nobody new can ever open.
//!
//! A purge is two entries: ordered, then, under a checkpoint, destroyed. It never waits for an unreachable mirror.

use serde_json::json;

use super::{Error, guarded, locked, orders, store};
use crate::accounts::Actor;
use crate::accounts::parties::{self, Case};
use crate::audit::{self, Journal, NewEntry};
use crate::db::Tx;
use crate::ids::{ObjectId, PurgeId, TwoPersonStepId};
use crate::jobs::{self, Job};
use crate::process;
use crate::service::Service;
use crate::vault::{ObjectRow, ObjectState, custody};

const IMMEDIATE_PURGE: &str = "immediate-purge";
/// The longest reason, in characters.
const LONGEST_REASON: usize = 2_000;

/// A senior or administrator proposes that a locked or deleted object be purged at once. Nothing happens until somebody
/// else confirms.
pub async fn propose_purge(
    service: &Service,
    actor: &Actor,
    object: ObjectId,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    let mut tx = service.db.begin().await?;
    let row = locked(&mut tx, object).await?;
    parties::keep_out(&mut tx, actor.account, Case::Object(object)).await?;
    purgeable(&row)?;
    let step = propose(&mut tx, service, actor, IMMEDIATE_PURGE, object, reason).await?;
    tx.commit().await?;
    Ok(step)
}

/// The second person orders the purge: from now on the object is not given back, whatever hold lifts.
pub async fn confirm_purge(service: &Service, actor: &Actor, step: TwoPersonStepId) -> Result<PurgeId, Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let (object, row) = confirm(&mut tx, service, actor, IMMEDIATE_PURGE, step).await?;
    parties::keep_out(&mut tx, actor.account, Case::Object(object)).await?;
    purgeable(&row)?;
    if store::purge_of(&mut tx, object).await?.is_some() {
        return Err(Error::Conflict("the purge of this file was already ordered"));
    }
    let purge = PurgeId::new(&service.clock, &service.entropy);
    let entry = NewEntry {
        kind: "purge.ordered",
        case: row.log_case,
        actor: role(actor),
        fields: json!({ "immediate": true, "people": 2 }),
        commitments: &[("object", object.to_string())],
        journal: Some(Journal::PurgeOrdered { object, purge }),
    };
    let entry = audit::append(&mut tx, service, entry).await?;
    store::insert_purge(&mut tx, purge, object, step, entry, now).await?;
    store::cancel_restorations(&mut tx, object, now).await?;
    jobs::enqueue(&mut tx, service, &Job::Purge { purge }, now).await?;
    tx.commit().await?;
    Ok(purge)
}

fn purgeable(row: &ObjectRow) -> Result<(), Error> {
    match row.state {
        ObjectState::Locked | ObjectState::Deleted => Ok(()),
        ObjectState::Purged => Err(Error::Conflict("this file was already purged")),
        _ => Err(Error::Conflict("only a locked or deleted file can be purged: lock it first")),
    }
}

/// The job of a purge. Once its order is under a checkpoint: blobs without an order get one, the key share goes, then
/// the custody copies. Safe to run again after any step.
pub async fn purge(service: &Service, purge: PurgeId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let row = store::purge(&mut tx, purge).await?.ok_or(Error::NotFound)?;
    drop(tx);
    if !row.destroyed {
        if audit::proof(service, row.ordered_log_entry).await?.is_none() {
            audit::settle(service).await?;
            if audit::proof(service, row.ordered_log_entry).await?.is_none() {
                return Err(Error::NotYet("the purge is not under a checkpoint that satisfies the witness policy"));
            }
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
    process::notify_purge(&mut tx, service, row.owner, object).await?;
    tx.commit().await?;
    Ok(())
}

/// Proposes a step that seniors and administrators may take, in the caller's transaction, under the object's lock.
pub(super) async fn propose(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    kind: &'static str,
    object: ObjectId,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    admit(actor)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Error::Reason);
    }
    if store::open_step(tx, kind, object).await? {
        return Err(Error::Conflict("this was already proposed, and waits for a second person"));
    }
    let step = TwoPersonStepId::new(&service.clock, &service.entropy);
    store::insert_step(tx, step, kind, object, reason, actor.account, service.clock.now()).await?;
    Ok(step)
}

/// Confirms a step by a second person, in the caller's transaction; the object's row comes back locked.
pub(super) async fn confirm(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    kind: &'static str,
    step: TwoPersonStepId,
) -> Result<(ObjectId, ObjectRow), Error> {
    admit(actor)?;
    let (object, proposed_by) = store::step(tx, kind, step).await?.ok_or(Error::NotFound)?;
    let row = locked(tx, object).await?;
    if proposed_by == actor.account {
        return Err(Error::SamePerson);
    }
    if store::confirm_step(tx, step, actor.account, service.clock.now()).await? != 1 {
        return Err(Error::Conflict("this step was already confirmed or cancelled"));
    }
    Ok((object, row))
}

fn admit(actor: &Actor) -> Result<(), Error> {
    if actor.roles.senior() || actor.roles.administrator() {
        Ok(())
    } else {
        Err(Error::Forbidden("only seniors and administrators can do this"))
    }
}

fn role(actor: &Actor) -> &'static str {
    if actor.roles.senior() { "senior" } else { "administrator" }
}
