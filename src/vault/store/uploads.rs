//! Uploads and the digests of their parts.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, BlobId, ObjectId, UploadId};
use crate::seal::PART_SIZE;

pub struct New {
    pub id: UploadId,
    pub object: ObjectId,
    pub blob: BlobId,
    pub account: AccountId,
    pub sealed_size: Option<i64>,
    pub now: Time,
    pub expires_at: Time,
}

pub async fn insert(tx: &mut Tx, new: &New) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO uploads (id, object, blob, account, state, sealed_size, created_at, expires_at)
         VALUES ($1, $2, $3, $4, 'open', $5, $6, $7)",
        new.id,
        new.object,
        new.blob,
        new.account,
        new.sealed_size,
        new.now,
        new.expires_at
    )?;
    Ok(())
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Upload {
    pub id: UploadId,
    pub object: ObjectId,
    pub blob: BlobId,
    pub account: AccountId,
    pub state: String,
    pub sealed_size: Option<i64>,
    pub expires_at: Time,
}

pub async fn find(tx: &mut Tx, upload: UploadId) -> Result<Option<Upload>, sqlx::Error> {
    db::optional!(
        tx,
        Upload,
        "SELECT id, object, blob, account, state, sealed_size, expires_at FROM uploads WHERE id = $1",
        upload
    )
}

pub async fn end(tx: &mut Tx, upload: UploadId, state: &'static str, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE uploads SET state = $2, ended_at = $3 WHERE id = $1 AND state = 'open'",
        upload,
        state,
        now
    )
}

#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "a part's number is called part everywhere")]
pub struct Part {
    pub part: i64,
    pub sha256: Vec<u8>,
    pub leaf_hash: Option<Vec<u8>>,
    pub bytes: i64,
    pub acknowledged_at: Option<Time>,
}

/// Records what a part's bytes are. Changes nothing when the part is known: see what stands there.
pub async fn record_part(
    tx: &mut Tx,
    upload: UploadId,
    part: i64,
    sha256: &[u8; 32],
    leaf_hash: &[u8; 32],
    bytes: i64,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO upload_parts (upload, part, sha256, leaf_hash, bytes, recorded_at)
         SELECT id, $2, $3, $4, $5, $6 FROM uploads WHERE id = $1 AND state = 'open'
         ON CONFLICT (upload, part) DO NOTHING",
        upload,
        part,
        sha256.to_vec(),
        leaf_hash.to_vec(),
        bytes,
        now
    )
}

pub async fn part(tx: &mut Tx, upload: UploadId, part: i64) -> Result<Option<Part>, sqlx::Error> {
    db::optional!(
        tx,
        Part,
        "SELECT part, sha256, leaf_hash, bytes, acknowledged_at FROM upload_parts WHERE upload = $1 AND part = $2",
        upload,
        part
    )
}

pub async fn acknowledge(tx: &mut Tx, upload: UploadId, part: i64, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE upload_parts SET acknowledged_at = $3 WHERE upload = $1 AND part = $2 AND acknowledged_at IS NULL",
        upload,
        part,
        now
    )
}

/// The metadata first, then the parts in their order.
pub async fn parts(tx: &mut Tx, upload: UploadId) -> Result<Vec<Part>, sqlx::Error> {
    db::all!(
        tx,
        Part,
        "SELECT part, sha256, leaf_hash, bytes, acknowledged_at FROM upload_parts WHERE upload = $1 ORDER BY part",
        upload
    )
}

/// The pieces of an object: what every copy of it is verified against.
pub async fn pieces_of(tx: &mut Tx, object: ObjectId) -> Result<Vec<Part>, sqlx::Error> {
    db::all!(
        tx,
        Part,
        "SELECT p.part, p.sha256, p.leaf_hash, p.bytes, p.acknowledged_at
         FROM upload_parts p JOIN uploads u ON u.id = p.upload JOIN objects o ON o.id = u.object
         WHERE u.object = $1 AND (o.sealed_size IS NULL OR p.part * $2 < o.sealed_size) ORDER BY p.part",
        object,
        i64::try_from(PART_SIZE).unwrap_or(i64::MAX)
    )
}
