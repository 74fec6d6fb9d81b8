//! Custody, then the order.
//!
//! The order waits for custody: one sealed copy, verified, in both custody stores. If that is impossible the object
//! stays locked and seniors are told; two of them can let the order go out all the same. An order calls for the
//! destruction of one blob, is announced in the log by its digest, and is known to the database before it is known
//! to anybody else.

use serde_json::json;

use super::{Error, HoldId, ObjectId, TwoPersonStepId, locked, store};
use crate::accounts::parties::{self, Case};
use crate::accounts::two_person::{self, Kind};
use crate::accounts::{self, Actor};
use crate::audit::{self, Journal, NewEntry};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{BlobId, OrderId};
use crate::jobs::{self, Job};
use crate::mail::{self, About, Addressee, Message, Recipient};
use crate::service::Service;
use crate::texts::Language;
use crate::texts::Text;
use crate::tokens::{self, Action, Digest, Ground, Order, order_digest};
use crate::vault::{self, ObjectRow, ObjectState, custody, recovery};

/// The job that follows a hold: secures custody, then issues the order for every blob of the object that has none. Does
/// nothing once no hold is open.
pub async fn secure_custody(service: &Service, object: ObjectId, hold: HoldId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    if store::is_purged(&mut tx, object).await? {
        drop(tx);
        return forget_custody(service, object).await;
    }
    if !wants_order(&mut tx, object).await? {
        return Ok(());
    }
    let waived = match store::locked_since(&mut tx, object).await? {
        Some(since) => two_person::agreed_since(&mut tx, Kind::OrderWithoutCustody, object.0, since).await?,
        None => false,
    };
    let waived = waived && !is_preserved(&mut tx, service, object).await?;
    drop(tx);
    if !waived {
        secure_or_tell(service, object).await?;
    }

    let mut tx = service.db.begin().await?;
    let row = locked(&mut tx, object).await?;
    if row.state == ObjectState::Purged {
        drop(tx);
        return forget_custody(service, object).await;
    }
    if waived && is_preserved(&mut tx, service, object).await? {
        return Err(Error::NotYet("it is preserved since its order without custody was being made"));
    }
    let Some(ground) = store::ground_of_order(&mut tx, object, hold).await? else { return Ok(()) };
    if row.state == ObjectState::Locked {
        issue_all(&mut tx, service, &row, ground.into()).await?;
        // With or without custody, nothing waits for it any more.
        store::forget_custody_failure(&mut tx, object).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whether it must be preserved: then no order goes out that leaves nothing of it, whatever two people agreed on.
async fn is_preserved(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<bool, Error> {
    Ok(store::open_about(tx, object, service.clock.now()).await?.preserved > 0)
}

/// A purge came while a copy was being made, by this run of the job or by one that died: the copy may have outlived it.
async fn forget_custody(service: &Service, object: ObjectId) -> Result<(), Error> {
    Ok(custody::destroy(service, object).await?)
}

/// Secures custody, of which the copies of before go first where they are needed no more: that passes by itself.
async fn secure(service: &Service, object: ObjectId) -> Result<(), Error> {
    match custody::secure(service, object).await {
        // No failure that anybody should be told of.
        Err(vault::Error::Unavailable(_)) => Err(Error::NotYet("what was in custody before is being destroyed")),
        secured => Ok(secured?),
    }
}

/// Has it looked at how long what lies in custody of a file is kept that its owner deleted for good.
async fn look_at_custody(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<(), Error> {
    if custody::is_kept(tx, object).await? {
        jobs::enqueue(tx, service, &Job::PurgeIfClosed { object }, service.clock.now()).await?;
    }
    Ok(())
}

/// Whether the object is locked by an open hold, with a blob that is not ordered away.
async fn wants_order(tx: &mut Tx, object: ObjectId) -> Result<bool, Error> {
    Ok(store::open_holds(tx, object).await? > 0 && !store::unordered_blobs(tx, object).await?.is_empty())
}

/// Secures custody; a failure is recorded for staff while the object is locked, and the first one told to every senior.
async fn secure_or_tell(service: &Service, object: ObjectId) -> Result<(), Error> {
    let error = match secure(service, object).await {
        Ok(()) => {
            let mut tx = service.db.begin().await?;
            store::forget_custody_failure(&mut tx, object).await?;
            tx.commit().await?;
            return Ok(());
        }
        Err(error @ Error::NotYet(_)) => return Err(error),
        Err(error) => with_causes(&error),
    };
    let mut tx = service.db.begin().await?;
    let row = locked(&mut tx, object).await?;
    if row.state != ObjectState::Locked || !wants_order(&mut tx, object).await? {
        // Purged, given back or ordered away meanwhile: nothing that anybody should worry about. The next run finds that out.
        return Err(Error::Custody(error));
    }
    if store::record_custody_failure(&mut tx, object, &error, service.clock.now()).await? == 1 {
        let page = format!("{}desk/objects/{object}", service.config.public_url);
        let write = |language: Language| {
            Message::new(language, language.say("mail-custody"))
                .paragraph(language.say("mail-custody-text"))
                .link(language.say("mail-custody-page"), &page)
        };
        let about = Some(About { case: row.log_case, to: Addressee::Staff });
        for senior in accounts::seniors(&mut tx).await? {
            if parties::is_party(&mut tx, senior, Case::Object(object)).await? {
                continue;
            }
            mail::queue(&mut tx, service, Recipient::Account(senior), about, write).await?;
        }
    }
    tx.commit().await?;
    Err(Error::Custody(error))
}

/// Issues an order for every blob of the object that has none, in the caller's transaction, under the row's lock.
pub(super) async fn issue_all(tx: &mut Tx, service: &Service, row: &ObjectRow, ground: Ground) -> Result<(), Error> {
    for blob in store::unordered_blobs(tx, row.id).await? {
        issue(tx, service, row, blob, ground).await?;
    }
    Ok(())
}

async fn issue(
    tx: &mut Tx,
    service: &Service,
    row: &ObjectRow,
    blob: BlobId,
    ground: Ground,
) -> Result<OrderId, Error> {
    let now = service.clock.now();
    let order = OrderId::new(&service.clock, &service.entropy);
    let root = Digest(row.root()?);
    // Every mirror it was ever placed on, half-written copies included; and each that a recovery does not know it to be on.
    recovery::may_lie_anywhere(tx, blob, now).await?;
    let mirrors: Vec<_> = vault::live_mirrors_of(tx, blob).await?.into_iter().map(|placed| placed.mirror).collect();
    let claims = Order {
        iss: service.keys.origin.clone(),
        aud: mirrors.clone(),
        iat: now,
        jti: order,
        action: Action::Delete,
        blob,
        root,
        ground,
    };
    let token = tokens::sign(&service.keys.order(), &claims)?;
    let digest = order_digest(&token);
    let commitments = [("object", row.id.to_string()), ("blob", blob.to_string()), ("root", root.to_string())];
    let entry = NewEntry {
        kind: "order.issued",
        case: row.log_case,
        actor: "service",
        fields: json!({ "order": digest.to_string(), "ground": ground.as_str(), "mirrors": mirrors.len() }),
        commitments: &commitments,
        journal: Some(Journal::OrderIssued { object: row.id, order, token: token.clone() }),
    };
    let entry = audit::append(tx, service, entry).await?;
    let new = store::NewOrder { id: order, blob, object: row.id, ground, token, sha256: digest.0, entry, now };
    store::insert_order(tx, new).await?;
    for mirror in mirrors {
        store::insert_delivery(tx, order, mirror).await?;
    }
    jobs::enqueue(tx, service, &Job::DeliverOrder { order }, now).await?;
    Ok(order)
}

/// The job of an object whose owner deleted it: when the time of undo is over, its order. While a claim, an
/// appeal or a dispute about it is open, or it must be preserved, custody is secured first. What is in custody then goes when nothing
/// needs it any more.
pub async fn delete_for_owner(service: &Service, object: ObjectId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    if store::is_purged(&mut tx, object).await? {
        drop(tx);
        return forget_custody(service, object).await;
    }
    let due = store::deletion_due(&mut tx, object).await?.ok_or(Error::NotFound)?;
    // Taken back, or locked since: then the hold's lifting comes back to it.
    let Some(due) = due else { return Ok(()) };
    // A deletion that was taken back left this job; the one that was made since has its own.
    if service.clock.now() < due {
        return Ok(());
    }
    let claimed = store::open_about(&mut tx, object, service.clock.now()).await?.needs_it();
    let settled = store::unordered_blobs(&mut tx, object).await?.is_empty();
    drop(tx);
    if settled {
        let mut tx = service.db.begin().await?;
        look_at_custody(&mut tx, service, object).await?;
        tx.commit().await?;
        return Ok(());
    }
    if claimed {
        secure(service, object).await?;
    }

    let mut tx = service.db.begin().await?;
    let row = locked(&mut tx, object).await?;
    if row.state == ObjectState::Purged {
        drop(tx);
        return forget_custody(service, object).await;
    }
    if row.state != ObjectState::Deleted {
        return Ok(());
    }
    if !claimed && store::open_about(&mut tx, object, service.clock.now()).await?.needs_it() {
        return Err(Error::NotYet("something came in that needs it while its order was being made"));
    }
    issue_all(&mut tx, service, &row, Ground::Owner).await?;
    look_at_custody(&mut tx, service, object).await?;
    tx.commit().await?;
    Ok(())
}

/// An object that is locked, but of which no custody copy could be secured.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CustodyFailure {
    /// The object.
    pub object: ObjectId,
    /// When it failed first.
    pub first_failed_at: Time,
    /// When it failed last.
    pub last_failed_at: Time,
    /// How often.
    pub attempts: i64,
    /// What went wrong last.
    pub last_error: String,
}

/// The objects whose order waits for custody in vain, longest first: what seniors are to look at.
pub async fn custody_failures(service: &Service) -> Result<Vec<CustodyFailure>, Error> {
    let mut tx = service.db.read().await?;
    Ok(store::custody_failures(&mut tx).await?)
}

/// A senior proposes that the order go out although no custody copy could be secured. The object can then never be
/// restored.
pub async fn propose_order_without_custody(
    service: &Service,
    actor: &Actor,
    object: ObjectId,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    Kind::OrderWithoutCustody.require(*actor)?;
    let mut tx = service.db.begin().await?;
    let row = locked(&mut tx, object).await?;
    parties::keep_out(&mut tx, actor.account, Case::Object(object)).await?;
    if row.state != ObjectState::Locked || !store::custody_has_failed(&mut tx, object).await? {
        return Err(Error::Conflict(Text::of("order-custody-fine")));
    }
    if is_preserved(&mut tx, service, object).await? {
        return Err(Error::Conflict(Text::of("order-preserved")));
    }
    let step = two_person::propose(&mut tx, service, actor, Kind::OrderWithoutCustody, object.0, reason).await?;
    tx.commit().await?;
    Ok(step)
}

/// A second senior confirms, and the order goes out.
pub async fn confirm_order_without_custody(
    service: &Service,
    actor: &Actor,
    step: TwoPersonStepId,
) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let object = ObjectId(two_person::subject(&mut tx, Kind::OrderWithoutCustody, step).await?);
    let row = locked(&mut tx, object).await?;
    two_person::confirm(&mut tx, service, actor, Kind::OrderWithoutCustody, step).await?;
    if row.state != ObjectState::Locked {
        return Err(Error::Conflict(Text::of("order-not-locked")));
    }
    if is_preserved(&mut tx, service, object).await? {
        return Err(Error::Conflict(Text::of("order-preserved")));
    }
    if let Some(hold) = store::oldest_open_hold(&mut tx, object).await? {
        jobs::enqueue(&mut tx, service, &Job::SecureCustody { object, hold }, service.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}
