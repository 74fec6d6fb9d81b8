//! What an owner sees of its objects, and how it deletes one.

use data_encoding::HEXLOWER;

use super::store::objects;
use super::uploads::guarded;
use super::{Error, ObjectState, links, lock_row, open_share};
use crate::accounts::standing;
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, ObjectId};
use crate::jobs::{self, Job};
use crate::merkle::Hash;
use crate::seal::KeyShare;
use crate::service::Service;
use crate::texts::Text;

/// An object in its owner's list.
#[derive(Debug)]
pub struct OwnObject {
    /// The object.
    pub object: ObjectId,
    /// Where it is in its life.
    pub state: ObjectState,
    /// Its root.
    pub root: Option<Hash>,
    /// The size of its sealed content in bytes.
    pub sealed_size: u64,
    /// Its sealed name and type; gone when it is purged.
    pub metadata: Option<Vec<u8>>,
    /// The service's half of its key, while it may be read.
    pub key_share: Option<KeyShare>,
    /// When its upload began.
    pub created_at: Time,
    /// When it was completed.
    pub stored_at: Option<Time>,
    /// When its owner deleted it.
    pub deleted_at: Option<Time>,
    /// Until when the owner can undo that.
    pub delete_after: Option<Time>,
    /// How many links lead to it, revoked ones left out.
    pub links: i64,
    /// How many of these a decision disabled.
    pub disabled: i64,
}

/// A page of an owner's objects, the newest first, and where the next one begins.
#[derive(Debug)]
pub struct Page {
    /// The objects.
    pub objects: Vec<OwnObject>,
    /// Hand this to [`list`] for the next page; `None` on the last.
    pub next: Option<ObjectId>,
}

/// Lists an owner's objects after `after`, at most `limit`. What is deleted is listed while that can be undone.
pub async fn list(service: &Service, owner: AccountId, after: Option<ObjectId>, limit: u32) -> Result<Page, Error> {
    service.log.require_current()?;
    let limit = limit.clamp(1, service.config.limits.api_page_rows);
    let mut tx = service.db.read().await?;
    let mut rows = objects::list(&mut tx, owner, after, i64::from(limit) + 1, service.clock.now()).await?;
    drop(tx);
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let next = if more { rows.last().map(|row| row.id) } else { None };
    let objects = rows.into_iter().map(|row| shown(service, row)).collect::<Result<_, Error>>()?;
    Ok(Page { objects, next })
}

/// One of an owner's objects, as it stands in the list, and the case of the log that tells its life.
pub async fn get(service: &Service, owner: AccountId, object: ObjectId) -> Result<(OwnObject, CaseId), Error> {
    service.log.require_current()?;
    let mut tx = service.db.read().await?;
    let case = links::own(&mut tx, owner, object).await?.log_case;
    let row = objects::listed(&mut tx, owner, object, service.clock.now()).await?.ok_or(Error::NotFound)?;
    drop(tx);
    Ok((shown(service, row)?, case))
}

fn shown(service: &Service, row: objects::Listed) -> Result<OwnObject, Error> {
    let key_share = match &row.key_share_sealed {
        Some(sealed) => Some(open_share(service, row.id, sealed)?),
        None => None,
    };
    Ok(OwnObject {
        object: row.id,
        state: row.state,
        root: row.root.as_deref().and_then(|root| root.try_into().ok()),
        sealed_size: row.sealed_size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
        metadata: row.sealed_metadata,
        key_share,
        created_at: row.created_at,
        stored_at: row.stored_at,
        deleted_at: row.deleted_at,
        delete_after: row.delete_after,
        links: row.links,
        disabled: row.disabled,
    })
}

/// When an owner's deletion becomes final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finality {
    /// After the days in which it can be undone.
    Undoable,
    /// At once.
    Now,
}

/// Deletes an owner's object: from the commit on its links lead nowhere, for everyone. Gives when the mirrors are
/// ordered to destroy it. A deletion that can still be undone can be made final by asking again with [`Finality::Now`].
///
/// # Errors
/// [`Error::Conflict`] while the object is locked: what is claimed is not the owner's to delete.
pub async fn delete(service: &Service, owner: AccountId, object: ObjectId, finality: Finality) -> Result<Time, Error> {
    service.log.require_current()?;
    let mut tx = service.db.begin().await?;
    let delete_after = delete_in(&mut tx, service, owner, object, finality, "uploader").await?;
    tx.commit().await?;
    Ok(delete_after)
}

/// The same in the caller's transaction; `actor` is who deletes it, by the word of the log: its owner, or the service for one
/// whose account was terminated.
pub(crate) async fn delete_in(
    tx: &mut Tx,
    service: &Service,
    owner: AccountId,
    object: ObjectId,
    finality: Finality,
    actor: &'static str,
) -> Result<Time, Error> {
    let now = service.clock.now();
    let delete_after = match finality {
        Finality::Undoable => now.plus(service.config.limits.owner_deletion_undo),
        Finality::Now => now,
    };
    links::own(tx, owner, object).await?;
    let row = lock_row(tx, object).await?.ok_or(Error::NotFound)?;
    match (row.state, row.delete_after) {
        (ObjectState::Available, _) => {
            guarded(objects::deleted(tx, object, now, delete_after).await?)?;
        }
        (ObjectState::Deleted, Some(end)) if end > now && finality == Finality::Now => {
            guarded(objects::delete_now(tx, object, now).await?)?;
        }
        (ObjectState::Deleted, Some(end)) => return Ok(end),
        (ObjectState::Locked | ObjectState::Purged, _) => {
            return Err(Error::Conflict(Text::of("vault-locked-delete")));
        }
        _ => return Err(Error::NotFound),
    }
    let commitments = [("object", object.to_string()), ("root", HEXLOWER.encode(&row.root()?))];
    let entry = NewEntry {
        kind: "object.deleted",
        case: row.log_case,
        actor,
        fields: serde_json::json!({ "after": delete_after.rfc3339() }),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    jobs::enqueue(tx, service, &Job::DeleteForOwner { object }, delete_after).await?;
    Ok(delete_after)
}

/// How a deletion was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenBack {
    /// Its bytes lie where they lay, and it is available again.
    Available,
    /// Its bytes were ordered away since and lie in custody. It is locked: the caller has it restored.
    InCustody,
}

/// Takes a deletion back while that is possible, in the caller's transaction: see `takedown::undelete`.
///
/// # Errors
/// [`Error::Conflict`] when the deletion is final, or a hold is open; [`Error::Closed`] while the account is terminated.
pub async fn undelete(tx: &mut Tx, service: &Service, owner: AccountId, object: ObjectId) -> Result<TakenBack, Error> {
    service.log.require_current()?;
    links::own(tx, owner, object).await?;
    let row = lock_row(tx, object).await?.ok_or(Error::NotFound)?;
    if row.state == ObjectState::Locked {
        return Err(Error::Conflict(Text::of("vault-locked-undo")));
    }
    let now = service.clock.now();
    if standing::is_terminated(tx, owner, now).await? {
        return Err(standing::Closed::Terminated.into());
    }
    let taken_back = if objects::undeleted(tx, object, now).await? == 1 {
        // Nothing is copied of what is deleted: it may have been before all of its copies were made.
        jobs::enqueue(tx, service, &Job::Repair { object }, now).await?;
        TakenBack::Available
    } else if objects::undeleted_from_custody(tx, object, now).await? == 1 {
        TakenBack::InCustody
    } else {
        return Err(Error::Conflict(Text::of("vault-final")));
    };
    let commitments = [("object", object.to_string()), ("root", HEXLOWER.encode(&row.root()?))];
    let (kind, fields) = match taken_back {
        TakenBack::Available => ("object.restored", serde_json::json!({ "because": "owner" })),
        TakenBack::InCustody => ("object.undeleted", serde_json::json!({})),
    };
    let entry =
        NewEntry { kind, case: row.log_case, actor: "uploader", fields, commitments: &commitments, journal: None };
    audit::append(tx, service, entry).await?;
    Ok(taken_back)
}
