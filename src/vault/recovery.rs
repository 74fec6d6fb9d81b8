//! What a recovery applies again to objects and links, from entries that were taken back: what their owners did, and where bytes lie. No
//! entry is written, for it is there already.

use super::ObjectState;
use super::store::{mirrors, moving, objects, recovery};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{BlobId, CaseId, LinkId, MirrorId, ObjectId, UploadId};

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
