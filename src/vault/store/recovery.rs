//! What a recovery applies again.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{BlobId, CaseId, LinkId, MirrorId, ObjectId, UploadId};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub async fn object_of_case(tx: &mut Tx, case: CaseId) -> Result<Option<ObjectId>> {
    let row = db::optional!(tx, (ObjectId,), "SELECT id FROM objects WHERE log_case = $1 LIMIT 1", case)?;
    Ok(row.map(|(object,)| object))
}

/// A later deletion takes the place of an earlier one.
pub async fn delete_after(tx: &mut Tx, object: ObjectId, at: Time, after: Time) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE objects SET deleted_at = COALESCE(deleted_at, $2), delete_after = $3
         WHERE id = $1 AND state IN ('deleted', 'locked')",
        object,
        at,
        after
    )?;
    Ok(())
}

pub async fn undelete(tx: &mut Tx, object: ObjectId) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE objects SET deleted_at = NULL, delete_after = NULL,
                state = CASE WHEN state = 'deleted' THEN 'available' ELSE state END
         WHERE id = $1 AND state IN ('deleted', 'locked')",
        object
    )?;
    Ok(())
}

pub async fn insert_blob(tx: &mut Tx, blob: BlobId, object: ObjectId, at: Time) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO blobs (id, object, state, created_at, stored_at) VALUES ($1, $2, 'stored', $3, $3)
         ON CONFLICT (id) DO NOTHING",
        blob,
        object,
        at
    )?;
    // The backup may be of a moment at which it was still being written.
    db::execute!(
        tx,
        "UPDATE blobs SET state = 'stored', stored_at = $2 WHERE id = $1 AND state = 'staging'",
        blob,
        at
    )?;
    Ok(())
}

pub async fn insert_replica(tx: &mut Tx, blob: BlobId, mirror: MirrorId, at: Time) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO replicas (blob, mirror, state, placed_at, stored_at, move_at)
         VALUES ($1, $2, 'stored', $3, $3, $3)
         ON CONFLICT (blob, mirror) DO NOTHING",
        blob,
        mirror,
        at
    )?;
    Ok(())
}

pub async fn set_blob(tx: &mut Tx, object: ObjectId, blob: BlobId) -> Result<()> {
    db::execute!(tx, "UPDATE objects SET blob = $2 WHERE id = $1 AND state IN ('available', 'locked')", object, blob)?;
    Ok(())
}

pub async fn revoke(tx: &mut Tx, link: &LinkId, at: Time) -> Result<()> {
    db::execute!(tx, "UPDATE links SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", link.as_str(), at)?;
    Ok(())
}

pub async fn expire_upload(tx: &mut Tx, object: ObjectId, now: Time) -> Result<Option<UploadId>> {
    let row = db::optional!(
        tx,
        (UploadId,),
        "UPDATE uploads SET expires_at = $2 WHERE object = $1 AND state = 'open' RETURNING id",
        object,
        now
    )?;
    Ok(row.map(|(upload,)| upload))
}

pub async fn stop_mirror(tx: &mut Tx, case: CaseId, at: Time) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE mirrors SET state = 'draining', stopped_at = $2 WHERE log_case = $1 AND state = 'admitted'",
        case,
        at
    )?;
    Ok(())
}

pub async fn remove_mirror(tx: &mut Tx, case: CaseId, at: Time) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE mirrors SET state = 'removed', removed_at = $2 WHERE log_case = $1 AND removed_at IS NULL",
        case,
        at
    )?;
    Ok(())
}

pub async fn evacuate_mirror(tx: &mut Tx, case: CaseId, at: Time) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE mirrors SET evacuated_at = $2 WHERE log_case = $1 AND state = 'draining' AND evacuated_at IS NULL",
        case,
        at
    )?;
    Ok(())
}

pub async fn fail_mirror(tx: &mut Tx, case: CaseId, at: Time) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE mirrors SET state = 'failed', standing = 'failed', failed_at = $2
         WHERE log_case = $1 AND state IN ('admitted', 'draining') AND failed_at IS NULL",
        case,
        at
    )?;
    Ok(())
}

pub async fn give_up_mirror(tx: &mut Tx, case: CaseId, at: Time) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE mirrors SET state = 'failed', given_up_at = $2
         WHERE log_case = $1 AND state IN ('admitted', 'draining', 'failed') AND given_up_at IS NULL",
        case,
        at
    )?;
    Ok(())
}

pub async fn mirror_of_case(tx: &mut Tx, case: CaseId) -> Result<Option<MirrorId>> {
    let row = db::optional!(tx, (MirrorId,), "SELECT id FROM mirrors WHERE log_case = $1", case)?;
    Ok(row.map(|(mirror,)| mirror))
}

/// The address of a mirror of another host, its room, and what its admission said in clear.
pub struct Admitted<'a> {
    pub id: MirrorId,
    pub host: &'a str,
    pub jurisdiction: &'a str,
    pub public_key: &'a [u8],
    pub url: &'a str,
    pub capacity: Option<i64>,
    pub own: bool,
    pub log_case: CaseId,
    pub at: Time,
}

/// One that waited when the backup was made waits no more.
pub async fn admit_mirror(tx: &mut Tx, mirror: &Admitted<'_>) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO mirrors (id, name, host, jurisdiction, public_key, url, capacity, weight, state, own, log_case, applied_at, admitted_at)
         VALUES ($1, $2, $2, $3, $4, $5, $6, 1, 'admitted', $7, $8, $9, $9)
         ON CONFLICT (id) DO UPDATE SET state = 'admitted', own = $7, admitted_at = $9
         WHERE mirrors.state = 'applied' AND mirrors.public_key = $4",
        mirror.id,
        mirror.host,
        mirror.jurisdiction,
        mirror.public_key,
        mirror.url,
        mirror.capacity,
        mirror.own,
        mirror.log_case,
        mirror.at
    )?;
    Ok(())
}

pub async fn change_mirror(tx: &mut Tx, mirror: MirrorId, url: &str, capacity: i64) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE mirrors SET url = $2, capacity = $3 WHERE id = $1 AND url IS NOT NULL",
        mirror,
        url,
        capacity
    )?;
    Ok(())
}

/// When the last recovery ended. What was seen of mirrors before says nothing of the time since.
pub async fn last_ended(tx: &mut Tx) -> Result<Option<Time>> {
    Ok(db::one!(tx, (Option<Time>,), "SELECT MAX(finished_at) FROM recoveries")?.0)
}

/// The mirrors that take part and on which a blob is not recorded, though it may have been copied there: a recovery came after it, and
/// nobody knows what was placed between the backup and that.
pub async fn unasked(tx: &mut Tx, blob: BlobId) -> Result<Vec<MirrorId>> {
    let rows = db::all!(
        tx,
        (MirrorId,),
        "SELECT m.id FROM mirrors m
         WHERE m.state IN ('admitted', 'draining', 'failed') AND m.given_up_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM replicas r WHERE r.blob = $1 AND r.mirror = m.id)
           AND EXISTS (SELECT 1 FROM blobs b JOIN recoveries c ON c.begun_at >= b.created_at WHERE b.id = $1)
         ORDER BY m.id",
        blob
    )?;
    Ok(rows.into_iter().map(|(mirror,)| mirror).collect())
}

/// Records that a blob may lie on each of them.
pub async fn place_anywhere(tx: &mut Tx, blob: BlobId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO replicas (blob, mirror, state, placed_at, move_at)
         SELECT $1, m.id, 'placed', $2, $2 FROM mirrors m
         WHERE m.state IN ('admitted', 'draining', 'failed')
           AND NOT EXISTS (SELECT 1 FROM replicas r WHERE r.blob = $1 AND r.mirror = m.id)
           AND EXISTS (SELECT 1 FROM blobs b JOIN recoveries c ON c.begun_at >= b.created_at WHERE b.id = $1)",
        blob,
        now
    )
}

/// Records that a mirror signed for a blob which nobody knew to be there.
pub async fn found(tx: &mut Tx, blob: BlobId, mirror: MirrorId, token: &str, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO replicas (blob, mirror, state, placed_at, stored_at, stored_token, move_at)
         VALUES ($1, $2, 'stored', $4, $4, $3, $4)
         ON CONFLICT (blob, mirror) DO NOTHING",
        blob,
        mirror,
        token,
        now
    )
}
