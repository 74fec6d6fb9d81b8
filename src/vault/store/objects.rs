//! Objects and their blobs.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, BlobId, CaseId, ObjectId};
use crate::vault::{ObjectRow, ObjectState};

pub async fn lock(tx: &mut Tx, object: ObjectId) -> Result<Option<ObjectRow>, sqlx::Error> {
    db::optional!(
        tx,
        ObjectRow,
        "UPDATE objects SET state = state WHERE id = $1
         RETURNING id, owner, state, root, sealed_size, blob, log_case, created_at, stored_at, deleted_at, delete_after,
                   purged_at",
        object
    )
}

pub async fn find(tx: &mut Tx, object: ObjectId) -> Result<Option<ObjectRow>, sqlx::Error> {
    db::optional!(
        tx,
        ObjectRow,
        "SELECT id, owner, state, root, sealed_size, blob, log_case, created_at, stored_at, deleted_at, delete_after,
                purged_at
         FROM objects WHERE id = $1",
        object
    )
}

pub struct New<'a> {
    pub id: ObjectId,
    pub owner: AccountId,
    pub key_share_sealed: &'a [u8],
    pub blob: BlobId,
    pub log_case: CaseId,
    pub now: Time,
}

pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO objects (id, owner, state, key_share_sealed, blob, log_case, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        new.id,
        new.owner,
        ObjectState::Uploading,
        new.key_share_sealed.to_vec(),
        new.blob,
        new.log_case,
        new.now
    )?;
    Ok(())
}

pub async fn insert_blob(tx: &mut Tx, blob: BlobId, object: ObjectId, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO blobs (id, object, state, created_at) VALUES ($1, $2, 'staging', $3)",
        blob,
        object,
        now
    )?;
    Ok(())
}

/// The one blob of an object that is still being written, if there is one. One that an order calls for is not: it never
/// comes back.
pub async fn staging_blob(tx: &mut Tx, object: ObjectId) -> Result<Option<BlobId>, sqlx::Error> {
    let row = db::optional!(
        tx,
        (BlobId,),
        "SELECT id FROM blobs WHERE object = $1 AND state = 'staging'
           AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.blob = blobs.id) ORDER BY created_at DESC LIMIT 1",
        object
    )?;
    Ok(row.map(|(blob,)| blob))
}

pub async fn blob_stored(tx: &mut Tx, blob: BlobId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE blobs SET state = 'stored', stored_at = $2 WHERE id = $1 AND state = 'staging'", blob, now)
}

pub async fn blob_discarded(tx: &mut Tx, blob: BlobId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE blobs SET state = 'discarded', deleted_at = $2 WHERE id = $1 AND state = 'staging'",
        blob,
        now
    )
}

/// A blob of a discarded upload turned out to be frozen on a mirror: it needs an order like any stored one.
pub async fn blob_needs_order(tx: &mut Tx, blob: BlobId) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE blobs SET state = 'stored', deleted_at = NULL WHERE id = $1 AND state = 'discarded'", blob)
}

/// The sealed metadata and the first bytes of content stay with the object until purge.
pub async fn keep_metadata(tx: &mut Tx, object: ObjectId, sealed: &[u8]) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE objects SET sealed_metadata = $2 WHERE id = $1 AND state = 'uploading'",
        object,
        sealed.to_vec()
    )
}

pub async fn keep_header(tx: &mut Tx, object: ObjectId, header: &[u8]) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE objects SET content_header = $2 WHERE id = $1 AND state = 'uploading'",
        object,
        header.to_vec()
    )
}

pub async fn available(
    tx: &mut Tx,
    object: ObjectId,
    root: &[u8],
    sealed_size: i64,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE objects SET state = 'available', root = $2, sealed_size = $3, stored_at = $4
         WHERE id = $1 AND state = 'uploading'",
        object,
        root.to_vec(),
        sealed_size,
        now
    )
}

pub async fn discarded(tx: &mut Tx, object: ObjectId) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE objects SET state = 'discarded', key_share_sealed = NULL WHERE id = $1 AND state = 'uploading'",
        object
    )
}

/// See [`blob_needs_order`].
pub async fn discarded_needs_order(
    tx: &mut Tx,
    object: ObjectId,
    root: &[u8],
    sealed_size: i64,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE objects SET state = 'deleted', root = $2, sealed_size = $3, deleted_at = $4, delete_after = $4
         WHERE id = $1 AND state = 'discarded'",
        object,
        root.to_vec(),
        sealed_size,
        now
    )
}

/// From any state a reader or a hold left it in to deleted.
pub async fn deleted(tx: &mut Tx, object: ObjectId, now: Time, delete_after: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE objects SET state = 'deleted', deleted_at = $2, delete_after = $3
         WHERE id = $1 AND state = 'available'",
        object,
        now,
        delete_after
    )
}

/// Makes a deletion that can still be undone final.
pub async fn delete_now(tx: &mut Tx, object: ObjectId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE objects SET delete_after = $2 WHERE id = $1 AND state = 'deleted' AND delete_after > $2",
        object,
        now
    )
}

pub async fn undeleted(tx: &mut Tx, object: ObjectId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE objects SET state = 'available', deleted_at = NULL, delete_after = NULL
         WHERE id = $1 AND state = 'deleted' AND delete_after > $2
           AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.object = objects.id AND orders.blob = objects.blob)
           AND NOT EXISTS (SELECT 1 FROM purges WHERE purges.object = objects.id)",
        object,
        now
    )
}

/// Takes a deletion back whose bytes were ordered away meanwhile and lie in custody: locked until they are on mirrors
/// again.
pub async fn undeleted_from_custody(tx: &mut Tx, object: ObjectId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE objects SET state = 'locked', deleted_at = NULL, delete_after = NULL
         WHERE id = $1 AND state = 'deleted' AND delete_after > $2
           AND EXISTS (SELECT 1 FROM custody_copies c WHERE c.object = objects.id AND c.state = 'secured')
           AND NOT EXISTS (SELECT 1 FROM purges WHERE purges.object = objects.id)",
        object,
        now
    )
}

pub async fn has_open_hold(tx: &mut Tx, object: ObjectId) -> Result<bool, sqlx::Error> {
    let (count,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM holds WHERE object = $1 AND lifted_at IS NULL", object)?;
    Ok(count > 0)
}

/// The restored blob takes its object back into the open, unless a hold was opened meanwhile.
pub async fn restored(tx: &mut Tx, object: ObjectId, blob: BlobId) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE objects SET state = 'available', blob = $2
         WHERE id = $1 AND state = 'locked'
           AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.object = objects.id AND holds.lifted_at IS NULL)",
        object,
        blob
    )
}

pub async fn sealed_share(tx: &mut Tx, object: ObjectId) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let row = db::optional!(tx, (Option<Vec<u8>>,), "SELECT key_share_sealed FROM objects WHERE id = $1", object)?;
    Ok(row.and_then(|(sealed,)| sealed))
}

pub async fn sealed_metadata(tx: &mut Tx, object: ObjectId) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let row = db::optional!(tx, (Option<Vec<u8>>,), "SELECT sealed_metadata FROM objects WHERE id = $1", object)?;
    Ok(row.and_then(|(sealed,)| sealed))
}

/// What an owner's list shows, newest first.
#[derive(Debug, sqlx::FromRow)]
pub struct Listed {
    pub id: ObjectId,
    pub state: ObjectState,
    pub root: Option<Vec<u8>>,
    pub sealed_size: Option<i64>,
    pub sealed_metadata: Option<Vec<u8>>,
    pub key_share_sealed: Option<Vec<u8>>,
    pub created_at: Time,
    pub stored_at: Option<Time>,
    pub deleted_at: Option<Time>,
    pub delete_after: Option<Time>,
    pub links: i64,
    pub disabled: i64,
}

/// `before` is exclusive: the id of the last row of the page before. The share comes only with an object that its
/// owner may read now.
pub async fn list(
    tx: &mut Tx,
    owner: AccountId,
    before: Option<ObjectId>,
    limit: i64,
    now: Time,
) -> Result<Vec<Listed>, sqlx::Error> {
    db::all!(
        tx,
        Listed,
        "SELECT o.id, o.state, o.root, o.sealed_size, o.sealed_metadata, o.created_at, o.stored_at, o.deleted_at,
                o.delete_after,
                CASE WHEN o.state = 'available'
                      AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.object = o.id AND h.lifted_at IS NULL)
                     THEN o.key_share_sealed END AS key_share_sealed,
                (SELECT COUNT(*) FROM links l WHERE l.object = o.id AND l.revoked_at IS NULL) AS links,
                (SELECT COUNT(*) FROM links l WHERE l.object = o.id AND l.revoked_at IS NULL
                   AND EXISTS (SELECT 1 FROM link_disablements d WHERE d.link = l.id AND d.lifted_at IS NULL)) AS disabled
         FROM objects o
         WHERE o.owner = $1 AND o.state NOT IN ('uploading', 'discarded') AND ($2 IS NULL OR o.id < $2)
           AND (o.state <> 'deleted' OR o.delete_after > $4)
         ORDER BY o.id DESC LIMIT $3",
        owner,
        before,
        limit,
        now
    )
}

/// One of them.
pub async fn listed(tx: &mut Tx, owner: AccountId, object: ObjectId, now: Time) -> Result<Option<Listed>, sqlx::Error> {
    db::optional!(
        tx,
        Listed,
        "SELECT o.id, o.state, o.root, o.sealed_size, o.sealed_metadata, o.created_at, o.stored_at, o.deleted_at,
                o.delete_after,
                CASE WHEN o.state = 'available'
                      AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.object = o.id AND h.lifted_at IS NULL)
                     THEN o.key_share_sealed END AS key_share_sealed,
                (SELECT COUNT(*) FROM links l WHERE l.object = o.id AND l.revoked_at IS NULL) AS links,
                (SELECT COUNT(*) FROM links l WHERE l.object = o.id AND l.revoked_at IS NULL
                   AND EXISTS (SELECT 1 FROM link_disablements d WHERE d.link = l.id AND d.lifted_at IS NULL)) AS disabled
         FROM objects o
         WHERE o.owner = $1 AND o.id = $2 AND o.state NOT IN ('uploading', 'discarded')
           AND (o.state <> 'deleted' OR o.delete_after > $3)",
        owner,
        object,
        now
    )
}
