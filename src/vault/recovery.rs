//! What a recovery applies again to objects, links and mirrors, from entries that were taken back: what their owners did, and where bytes
//! lie. No entry is written, for it is there already.
//!
//! Copying a blob to another mirror is no entry, so that nobody knows what was copied between a backup and the recovery. What has too few
//! copies is therefore asked for at every mirror before it is copied anew ([`look_for`]), and what is to go is ordered away from every
//! mirror ([`may_lie_anywhere`]).

use data_encoding::BASE64URL_NOPAD;
use futures_util::future::join_all;
use serde_json::Value;

use super::refusals::reason_place;
use super::replication::Pieces;
use super::store::{hosts, mirrors, moving, objects, proving, recovery};
use super::{Error, ObjectState, fleet, lock_row};
use crate::audit::Journal;
use crate::audit::recovery::Taken;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{BlobId, CaseId, LinkId, MirrorId, ObjectId, RefusalId, UploadId};
use crate::keys::ERASED;
use crate::service::Service;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// The object whose case that is, if there is one.
pub async fn object_of_case(tx: &mut Tx, case: CaseId) -> Result<Option<ObjectId>> {
    recovery::object_of_case(tx, case).await
}

/// Whether there is such an object.
pub async fn is_known(tx: &mut Tx, object: ObjectId) -> Result<bool> {
    Ok(objects::find(tx, object).await?.is_some())
}

/// Its owner had deleted it, to be taken back until `after`. Locked, it stays so, and is deleted when that ends.
pub async fn deleted_again(tx: &mut Tx, object: ObjectId, state: ObjectState, at: Time, after: Time) -> Result<()> {
    match state {
        ObjectState::Available => objects::deleted(tx, object, at, after).await.map(drop),
        ObjectState::Deleted | ObjectState::Locked => recovery::delete_after(tx, object, at, after).await,
        ObjectState::Uploading | ObjectState::Purged | ObjectState::Discarded => Ok(()),
    }
}

/// Its owner had taken that back.
pub async fn undeleted_again(tx: &mut Tx, object: ObjectId) -> Result<()> {
    recovery::undelete(tx, object).await
}

/// A blob of an object, and the mirrors that may hold it: whoever orders it away reaches them all. Mirrors that the database does not know
/// are left out; gives how many.
pub async fn placed_again(tx: &mut Tx, object: ObjectId, blob: BlobId, on: &[MirrorId], at: Time) -> Result<usize> {
    recovery::insert_blob(tx, blob, object, at).await?;
    let mut unknown = 0;
    for mirror in on {
        if mirrors::find(tx, *mirror).await?.is_none() {
            unknown += 1;
            continue;
        }
        recovery::insert_replica(tx, blob, *mirror, at).await?;
    }
    Ok(unknown)
}

/// Readers are sent to that blob.
pub async fn led_again(tx: &mut Tx, object: ObjectId, blob: BlobId) -> Result<()> {
    recovery::set_blob(tx, object, blob).await
}

/// A link leads nowhere any more.
pub async fn revoked_again(tx: &mut Tx, link: &LinkId, at: Time) -> Result<()> {
    recovery::revoke(tx, link, at).await
}

/// Ends the time in which an object's upload could be completed. Gives the upload, which the caller has discarded.
pub async fn give_up_upload(tx: &mut Tx, object: ObjectId, now: Time) -> Result<Option<UploadId>> {
    recovery::expire_upload(tx, object, now).await
}

/// A mirror of another host had been admitted, and takes part again. `false`: where it is reached nobody knows, and its host has it join anew.
pub async fn admitted_again(tx: &mut Tx, taken: &Taken) -> Result<bool> {
    let Some(Journal::MirrorAdmitted { mirror, url, capacity }) = &taken.journal else { return Ok(false) };
    let text = |field: &str| taken.fields.get(field).and_then(Value::as_str);
    let public_key = text("public_key").and_then(|key| BASE64URL_NOPAD.decode(key.as_bytes()).ok());
    let (Some(public_key), Some(host), Some(jurisdiction)) = (public_key, text("host"), text("jurisdiction")) else {
        return Ok(false);
    };
    let admitted = recovery::Admitted {
        id: *mirror,
        host,
        jurisdiction,
        public_key: &public_key,
        url,
        capacity: *capacity,
        own: taken.fields.get("own").and_then(Value::as_bool).unwrap_or(false),
        log_case: taken.case,
        at: taken.at,
    };
    recovery::admit_mirror(tx, &admitted).await?;
    Ok(true)
}

/// A mirror had come to be reached elsewhere, or to have other room. `false`: it is not known which.
pub async fn changed_again(tx: &mut Tx, taken: &Taken) -> Result<bool> {
    let Some(Journal::MirrorChanged { mirror, url, capacity }) = &taken.journal else { return Ok(false) };
    recovery::change_mirror(tx, *mirror, url, *capacity).await?;
    Ok(true)
}

/// The room of a mirror had come to be weighed by another factor. `false`: it is not known which.
pub async fn weighed_again(tx: &mut Tx, taken: &Taken) -> Result<bool> {
    let weight = taken.fields.get("weight").and_then(Value::as_i64);
    let (Some(weight), Some(mirror)) = (weight, recovery::mirror_of_case(tx, taken.case).await?) else {
        return Ok(false);
    };
    hosts::weigh(tx, mirror, weight, taken.entry).await?;
    Ok(true)
}

/// A host had dropped a replica under the law where its mirror stands; why is lost with the database. Gives the object, which has it elsewhere
/// then; `None`: it is not known which.
pub async fn refused_again(tx: &mut Tx, service: &Service, taken: &Taken) -> Result<Option<ObjectId>> {
    let Some(Journal::ReplicaRefused { mirror, blob }) = &taken.journal else { return Ok(None) };
    let Some(object) = proving::object_of(tx, *blob).await? else { return Ok(None) };
    if mirrors::find(tx, *mirror).await?.is_none() {
        return Ok(None);
    }
    recovery::insert_replica(tx, *blob, *mirror, taken.at).await?;
    let id = RefusalId::new(&service.clock, &service.entropy);
    let sealed = service.keys.seal(&reason_place(id), ERASED.as_bytes());
    proving::insert_refusal(tx, id, *blob, *mirror, &sealed, taken.at).await?;
    mirrors::replica_lost(tx, *blob, *mirror).await?;
    Ok(Some(object))
}

/// A mirror takes no new files.
pub async fn stopped_again(tx: &mut Tx, case: CaseId, at: Time) -> Result<()> {
    recovery::stop_mirror(tx, case, at).await
}

/// A mirror takes no part any more.
pub async fn removed_again(tx: &mut Tx, case: CaseId, at: Time) -> Result<()> {
    recovery::remove_mirror(tx, case, at).await
}

/// A mirror is being emptied.
pub async fn evacuated_again(tx: &mut Tx, case: CaseId, at: Time) -> Result<()> {
    recovery::evacuate_mirror(tx, case, at).await
}

/// A mirror had failed.
pub async fn failed_again(tx: &mut Tx, case: CaseId, at: Time) -> Result<()> {
    recovery::fail_mirror(tx, case, at).await
}

/// A mirror was given up: nobody waits for it.
pub async fn given_up_again(tx: &mut Tx, case: CaseId, at: Time) -> Result<()> {
    recovery::give_up_mirror(tx, case, at).await
}

/// The mirror whose case that is, if it is known: the caller has what it held brought elsewhere.
pub async fn mirror_of_case(tx: &mut Tx, case: CaseId) -> Result<Option<MirrorId>> {
    recovery::mirror_of_case(tx, case).await
}

/// A mirror that is being emptied was ordered to destroy its replica.
pub async fn left_again(tx: &mut Tx, blob: BlobId, mirror: MirrorId) -> Result<()> {
    moving::leaves(tx, blob, mirror).await.map(drop)
}

/// Records, in the transaction that orders a blob away and holds its object's row, that it may lie on every mirror, where a recovery came
/// after it: then the order reaches the copies of which nobody knows.
pub async fn may_lie_anywhere(tx: &mut Tx, blob: BlobId, now: Time) -> Result<()> {
    recovery::place_anywhere(tx, blob, now).await.map(drop)
}

/// Since when what was seen of mirrors says something: the end of the last recovery, if there was one.
pub(super) async fn seen_since(tx: &mut Tx) -> Result<Time> {
    Ok(recovery::last_ended(tx).await?.unwrap_or(Time::EPOCH))
}

/// Asks the mirrors on which an object is not recorded whether they hold it, where a recovery came after it and it has too few copies. Gives
/// how many do: each has signed for it. One that does not answer is asked the next time.
pub async fn look_for(service: &Service, object: ObjectId) -> std::result::Result<usize, Error> {
    let mut tx = service.db.read().await?;
    if recovery::last_ended(&mut tx).await?.is_none() {
        return Ok(0);
    }
    let Some(row) = objects::find(&mut tx, object).await? else { return Ok(0) };
    let may_be_there = matches!(row.state, ObjectState::Available | ObjectState::Locked | ObjectState::Deleted);
    let Some(blob) = row.blob.filter(|_| may_be_there) else { return Ok(0) };
    let copies = mirrors::staying(&mut tx, blob).await?.iter().filter(|replica| replica.stored).count();
    if copies >= service.config.limits.copies.count() || moving::is_ordered(&mut tx, blob).await? {
        return Ok(0);
    }
    let unasked = recovery::unasked(&mut tx, blob).await?;
    if unasked.is_empty() {
        return Ok(0);
    }
    let pieces = Pieces::of(&mut tx, object).await?;
    drop(tx);
    let answers = join_all(unasked.iter().map(|mirror| fleet::complete(service, *mirror, blob, &pieces))).await;
    let mut found = 0;
    for (mirror, answer) in unasked.into_iter().zip(answers) {
        let Ok(token) = answer else { continue };
        let mut tx = service.db.begin().await?;
        lock_row(&mut tx, object).await?;
        if recovery::found(&mut tx, blob, mirror, &token, service.clock.now()).await? == 1 {
            tracing::info!(%mirror, %blob, "a copy was found that was made after the backup");
            found += 1;
        }
        tx.commit().await?;
    }
    Ok(found)
}
