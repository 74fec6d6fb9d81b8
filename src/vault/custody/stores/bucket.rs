//! The objects of a store that is a bucket.

use std::io;
use std::ops::Range;

use bytes::Bytes;
use tokio::sync::OnceCell;

use super::told;
use crate::entropy::Entropy;
use crate::ids::{ObjectId, uuid_v4};
use crate::s3::{self, Bucket};
use crate::seal::PART_SIZE;
use crate::vault::fleet::Piece;
use crate::vault::replication::Pieces;

/// A bucket, and whether it was seen that what is deleted in it is gone.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) bucket: Bucket,
    is_sound: OnceCell<()>,
}

impl Tried {
    pub(super) fn new(bucket: Bucket) -> Self {
        Self { bucket, is_sound: OnceCell::default() }
    }

    /// The bucket, to write to. Others may try it at the same time, so that each puts an object of its own.
    pub(super) async fn sound(&self, entropy: &Entropy) -> Result<&Bucket, s3::Error> {
        let tried = self.is_sound.get_or_try_init(|| async {
            let probed = self.bucket.probe_at(&format!("trial-{}", uuid_v4(entropy).as_simple())).await?;
            tracing::info!(bucket = ?self.bucket, ?probed, "copies in custody lie in a bucket");
            Ok::<_, s3::Error>(())
        });
        tried.await?;
        Ok(&self.bucket)
    }
}

pub(super) fn prefix(object: ObjectId) -> String {
    format!("{object}/")
}

pub(super) fn key(object: ObjectId, piece: Piece) -> String {
    format!("{object}/{piece}")
}

pub(super) async fn put(bucket: &Bucket, pieces: &Pieces, piece: Piece, bytes: Bytes) -> io::Result<()> {
    let digest = pieces.digest(piece).ok_or_else(|| io::Error::other("there is no such piece"))?;
    bucket.put(&key(pieces.object, piece), bytes, digest.0).await.map_err(told)
}

/// Whether a piece reads back as it was written.
pub(super) async fn verifies(bucket: &Bucket, pieces: &Pieces, piece: Piece) -> io::Result<bool> {
    let range = match piece {
        Piece::Metadata => None,
        Piece::Part(part) => Some(pieces.range(part).map_err(io::Error::other)?),
    };
    let read = read_object(bucket, pieces.object, piece, range).await.map_err(told)?;
    Ok(read.is_some_and(|bytes| pieces.verifies(piece, &bytes)))
}

/// Reads a piece, a part of which is as long as its range. Of one that has another length nothing is read: it is none.
pub(super) async fn read_object(
    bucket: &Bucket,
    object: ObjectId,
    piece: Piece,
    range: Option<Range<u64>>,
) -> Result<Option<Bytes>, s3::Error> {
    let key = key(object, piece);
    let Some(head) = bucket.head(&key).await? else { return Ok(None) };
    let is_sound = range.map_or(head.size <= piece.limit(), |range| head.size == range.end - range.start);
    if !is_sound || head.size == 0 {
        return Ok(Some(Bytes::new()));
    }
    match bucket.read(&key, 0..head.size).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(s3::Error::NoSuchKey) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) async fn objects_in(bucket: &Bucket) -> Result<Vec<ObjectId>, s3::Error> {
    Ok(bucket.names("").await?.iter().filter_map(|name| name.parse().ok()).collect())
}

/// All parts but the last have the same size.
pub(super) async fn object_sizes(bucket: &Bucket) -> Result<Vec<(ObjectId, u64)>, s3::Error> {
    let mut sizes = Vec::new();
    for object in objects_in(bucket).await? {
        let Some(metadata) = bucket.head(&key(object, Piece::Metadata)).await? else { continue };
        let names = bucket.names(&prefix(object)).await?;
        let Some(last) = names.iter().filter_map(|name| name.parse::<u32>().ok()).max() else { continue };
        let rest = bucket.head(&key(object, Piece::Part(last))).await?.map_or(0, |head| head.size);
        sizes.push((object, 4 + metadata.size + u64::from(last) * PART_SIZE + rest));
    }
    Ok(sizes)
}
