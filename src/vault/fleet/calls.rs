//! Calls to one mirror: its answers, and why there is none.

use std::ops::Range;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;

use crate::causes::with_causes;
use crate::ids::{BlobId, MirrorId};
use crate::mirrors::client::{self, MirrorClient};
use crate::mirrors::wire::{ByteRange, Completion};
use crate::mirrors::{Hashes, Piece};
use crate::service::Service;
use crate::tokens::Digest;
use crate::vault::Error;
use crate::vault::replication::Pieces;

/// Why a call to a mirror came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// There is no way to reach it.
    #[error("the mirror is not connected")]
    NotConnected,
    /// The blob is tombstoned there.
    #[error("the mirror says that the blob was deleted")]
    Gone,
    /// It has not got that.
    #[error("the mirror does not hold that")]
    NotFound,
    /// It has something else there, is frozen already, or is not complete yet.
    #[error("{0}")]
    Conflict(String),
    /// Anything else.
    #[error("{0}")]
    Failed(String),
}

impl From<client::Error> for CallError {
    fn from(error: client::Error) -> Self {
        match error {
            client::Error::Gone => Self::Gone,
            client::Error::Conflict(problem) => Self::Conflict(problem),
            client::Error::Refused { status: 404 | 416, .. } => Self::NotFound,
            error => Self::Failed(with_causes(&error)),
        }
    }
}

fn client_of(service: &Service, mirror: MirrorId) -> Result<MirrorClient, CallError> {
    service.mirrors.client(mirror).ok_or(CallError::NotConnected)
}

/// What bytes in memory hash to, off the executor.
pub(in crate::vault) async fn hashes(bytes: &Bytes) -> Result<Hashes, Error> {
    let bytes = bytes.clone();
    tokio::task::spawn_blocking(move || Hashes::of(&bytes))
        .await
        .map_err(|_| Error::Unavailable("the service is shutting down".into()))
}

/// Stores one piece, of which `hashes` are those. When this returns, it is durable there.
pub(in crate::vault) async fn put(
    service: &Service,
    mirror: MirrorId,
    blob: BlobId,
    piece: Piece,
    hashes: Hashes,
    bytes: Bytes,
) -> Result<(), CallError> {
    let client = client_of(service, mirror)?;
    match piece {
        Piece::Metadata => client.put_metadata(blob, bytes).await?,
        Piece::Part(part) => client.put_hashed_part(blob, part, hashes, bytes).await?,
    }
    Ok(())
}

/// Completes a blob: the mirror's signed statement, verified.
pub(in crate::vault) async fn complete(
    service: &Service,
    mirror: MirrorId,
    blob: BlobId,
    pieces: &Pieces,
) -> Result<String, CallError> {
    let completion = Completion { root: Digest(pieces.root), sealed_size: pieces.sealed_size, parts: pieces.parts() };
    Ok(client_of(service, mirror)?.complete(blob, completion).await?.compact)
}

/// Discards a blob that was never completed.
pub(in crate::vault) async fn discard(service: &Service, mirror: MirrorId, blob: BlobId) -> Result<(), CallError> {
    Ok(client_of(service, mirror)?.discard(blob).await?)
}

/// Reads bytes of a blob's content. Nothing is verified here.
pub(in crate::vault) async fn read(
    service: &Service,
    mirror: MirrorId,
    blob: BlobId,
    range: Range<u64>,
) -> Result<Bytes, CallError> {
    let wanted = usize::try_from(range.end - range.start).map_err(|_| CallError::NotFound)?;
    let asked = ByteRange::between(range.start, range.end);
    let mut content = client_of(service, mirror)?.read_content(blob, Some(asked)).await?;
    if content.length != wanted as u64 {
        return Err(CallError::Failed("it sends fewer bytes than were asked for".into()));
    }
    let mut bytes = BytesMut::with_capacity(wanted);
    while let Some(chunk) = content.bytes.next().await {
        bytes.extend_from_slice(&chunk?);
    }
    Ok(bytes.freeze())
}

/// How many bytes of a blob a mirror holds without a gap from `start` on: 0 when the piece there is missing.
pub(in crate::vault) async fn held_from(
    service: &Service,
    mirror: MirrorId,
    blob: BlobId,
    start: u64,
) -> Result<u64, CallError> {
    match client_of(service, mirror)?.read_content(blob, Some(ByteRange::From(start, None))).await {
        Ok(content) => Ok(content.length),
        Err(client::Error::Refused { status: 404 | 416, .. }) => Ok(0),
        Err(error) => Err(error.into()),
    }
}
