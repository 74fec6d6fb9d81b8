//! Uploads that come to nothing: given up by their owner, or left lying.

use super::super::fleet::{self, CallError};
use super::super::replication::Pieces;
use super::super::store::uploads::Upload;
use super::super::store::{mirrors, objects, recovery, uploads};
use super::super::{Error, METADATA, ObjectState, lock_row};
use super::{guarded, leaf_of, own_upload};
use crate::clock::Time;
use crate::ids::{AccountId, MirrorId, UploadId};
use crate::jobs::{self, Job};
use crate::service::Service;

/// Gives an upload up: its object never was. The mirrors are told by a job.
pub async fn discard(service: &Service, owner: AccountId, upload: UploadId) -> Result<(), Error> {
    service.log.require_current()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let row = own_upload(&mut tx, owner, upload).await?;
    if row.state == "completed" {
        return Err(Error::UploadEnded("completed; delete the object instead"));
    }
    if row.state == "open" {
        end_discarded(&mut tx, &row, now).await?;
        jobs::enqueue(&mut tx, service, &Job::DiscardUpload { upload }, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The job of an upload that was given up, or was not completed in time: tells every mirror it was placed on. Safe to
/// run again; fails while a mirror does not answer, so that the queue tries again.
pub async fn discard_expired(service: &Service, upload: UploadId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let Some(row) = uploads::find(&mut tx, upload).await? else { return Ok(()) };
    match row.state.as_str() {
        "open" if now >= row.expires_at => end_discarded(&mut tx, &row, now).await?,
        "discarded" => {}
        // Completed; or given up was taken back by nobody, and its time has not come.
        _ => return Ok(()),
    }
    tx.commit().await?;

    let mut tx = service.db.read().await?;
    let placed = mirrors::placed(&mut tx, row.blob).await?;
    drop(tx);
    let (mut waiting, mut frozen) = (Vec::new(), Vec::new());
    for replica in placed.into_iter().filter(|replica| !replica.given_up) {
        match fleet::discard(service, replica.mirror, row.blob).await {
            Ok(()) | Err(CallError::Gone) => {
                let mut tx = service.db.begin().await?;
                mirrors::replica_discarded(&mut tx, row.blob, replica.mirror).await?;
                tx.commit().await?;
            }
            Err(CallError::Conflict(_)) => frozen.push(replica.mirror),
            Err(error) => waiting.push(format!("{}: {error}", replica.name)),
        }
    }
    if let Some(mirror) = frozen.first() {
        order_instead(service, &row, *mirror).await?;
    } else if !waiting.is_empty() {
        return Err(Error::Unavailable(format!("mirrors have not discarded an upload yet ({})", waiting.join("; "))));
    }
    Ok(())
}

/// A mirror froze the blob though its completion never came about here. What was complete somewhere goes by an order,
/// like whatever an owner deletes.
///
/// After a recovery the parts that are known here may not be all of it, and an order with another root than the blob has would be refused for
/// ever: the mirror is asked. Where they are not, its bytes stay, and nobody can open them any more.
async fn order_instead(service: &Service, row: &Upload, frozen_at: MirrorId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let parts = uploads::parts(&mut tx, row.id).await?;
    let may_lack_parts = recovery::last_ended(&mut tx).await?.is_some();
    drop(tx);
    let sealed_size: i64 = parts.iter().filter(|part| part.part != METADATA).map(|part| part.bytes).sum();
    let leaves = parts.iter().map(leaf_of).collect::<Result<Vec<_>, _>>()?;
    let root = crate::merkle::root(&leaves);
    if may_lack_parts {
        let size = u64::try_from(sealed_size).unwrap_or(0);
        let signed = match Pieces::new(row.object, root, size, &parts) {
            Ok(pieces) => fleet::complete(service, frozen_at, row.blob, &pieces).await,
            Err(error) => Err(CallError::Conflict(error.to_string())),
        };
        match signed {
            Ok(_) => {}
            Err(CallError::Conflict(why)) => {
                tracing::error!(mirror = %frozen_at, blob = %row.blob, why, "a mirror completed an upload that is not known whole");
                return Ok(());
            }
            Err(error) => return Err(Error::Unavailable(format!("a mirror does not say what it completed ({error})"))),
        }
    }
    let mut tx = service.db.begin().await?;
    lock_row(&mut tx, row.object).await?.ok_or(Error::NotFound)?;
    if objects::discarded_needs_order(&mut tx, row.object, &root, sealed_size, now).await? == 1 {
        guarded(objects::blob_needs_order(&mut tx, row.blob).await?)?;
        jobs::enqueue(&mut tx, service, &Job::DeleteForOwner { object: row.object }, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn end_discarded(tx: &mut crate::db::Tx, row: &Upload, now: Time) -> Result<(), Error> {
    let object = lock_row(tx, row.object).await?.ok_or(Error::NotFound)?;
    if object.state != ObjectState::Uploading || uploads::end(tx, row.id, "discarded", now).await? != 1 {
        return Err(Error::UploadEnded("completed or discarded"));
    }
    guarded(objects::discarded(tx, row.object).await?)?;
    guarded(objects::blob_discarded(tx, row.blob, now).await?)
}
