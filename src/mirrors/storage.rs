//! Where a mirror's pieces lie: in its folder ([`InFolder`]), or in a bucket of an object store ([`InBucket`]), under the same names. State,
//! key and lock are in the folder either way.
//!
//! Tombstones lie on the disk of the folder, and without one nothing is deleted. So no new piece is taken while there is no more left of it than
//! a reserve: a mirror that is full obeys all the same.

mod bucket;
mod folder;

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use uuid::Uuid;

use self::bucket::InBucket;
use self::folder::InFolder;
use super::folder::{Folder, Staged as StagedFile};
use super::{Error, Hashes, Piece, Storage, blocking};
use crate::ids::{BlobId, MirrorId};
use crate::tokens::Digest;

/// The pieces, wherever they lie.
pub(super) enum Pieces {
    InFolder(InFolder),
    InBucket(InBucket),
}

impl Pieces {
    /// Opens the storage. A bucket is tried first: see [`InBucket::open`].
    pub(super) async fn open(storage: Storage, folder: Arc<Folder>, reserve: u64, path: &Path) -> Result<Self, Error> {
        match storage {
            Storage::Folder { capacity } => Ok(Self::InFolder(InFolder { folder, capacity, reserve })),
            Storage::Bucket { bucket, capacity } => {
                Ok(Self::InBucket(InBucket::open(bucket, capacity, folder, reserve, path).await?))
            }
        }
    }

    /// Where they lie, as the mirror's database notes it at first start.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::InFolder(_) => "folder",
            Self::InBucket(_) => "bucket",
        }
    }

    /// Makes sure that nobody else's bytes are here. A bucket is its first mirror's: one that `is_new` to it takes none in which anything lies.
    pub(super) async fn claim(&self, id: MirrorId, path: &Path, is_new: bool) -> Result<(), Error> {
        match self {
            Self::InFolder(_) => Ok(()),
            Self::InBucket(pieces) => pieces.claim(id, path, is_new).await,
        }
    }

    /// Whether the place is this mirror's: a folder is, and a bucket that names no other one. It names this one from then on.
    pub(super) async fn are_of(&self, id: MirrorId) -> Result<bool, Error> {
        match self {
            Self::InFolder(_) => Ok(true),
            Self::InBucket(pieces) => pieces.are_of(id).await,
        }
    }

    /// Begins to take bytes that are announced to have this digest; in a folder, under a name that nobody else uses. `known` are
    /// their hashes, if they are known. Where as many wait in memory as may, it waits for one of them.
    pub(super) async fn stage(&self, name: Uuid, announced: Digest, known: Option<Hashes>) -> Result<Staging, Error> {
        match self {
            Self::InFolder(pieces) => Ok(Staging::InFolder(pieces.stage(name, announced, known))),
            Self::InBucket(pieces) => Ok(Staging::InMemory(pieces.stage(announced, known).await?)),
        }
    }

    /// Gives staged bytes their place. When this returns they are there after any crash.
    pub(super) async fn publish(&self, staged: Staged, blob: BlobId, piece: Piece) -> Result<(), Error> {
        match (self, staged) {
            (Self::InFolder(pieces), Staged::File(staged)) => pieces.publish(staged, blob, piece).await,
            (Self::InBucket(pieces), Staged::Memory(staged)) => pieces.publish(staged, blob, piece).await,
            _ => Err(Error::Damaged("bytes were staged for another storage")),
        }
    }

    /// Destroys whatever is held of a blob, and looks whether it is gone. When this returns it is, after any crash.
    pub(super) async fn remove(&self, blob: BlobId) -> Result<(), Error> {
        match self {
            Self::InFolder(pieces) => pieces.remove(blob).await,
            Self::InBucket(pieces) => pieces.remove(blob).await,
        }
    }

    /// Whether anything is held of a blob.
    pub(super) async fn holds(&self, blob: BlobId) -> Result<bool, Error> {
        match self {
            Self::InFolder(pieces) => pieces.holds(blob).await,
            Self::InBucket(pieces) => pieces.holds(blob).await,
        }
    }

    /// Destroys one piece that was never acknowledged.
    pub(super) async fn remove_piece(&self, blob: BlobId, name: String) -> Result<(), Error> {
        match self {
            Self::InFolder(pieces) => pieces.remove_piece(blob, name).await,
            Self::InBucket(pieces) => pieces.remove_piece(blob, &name).await,
        }
    }

    /// The names under which there is anything, were it what is left of a blob that was removed.
    pub(super) async fn blob_names(&self) -> Result<Vec<String>, Error> {
        match self {
            Self::InFolder(pieces) => pieces.blob_names().await,
            Self::InBucket(pieces) => pieces.blob_names().await,
        }
    }

    /// The names of a blob's pieces.
    pub(super) async fn piece_names(&self, blob: BlobId) -> Result<Vec<String>, Error> {
        match self {
            Self::InFolder(pieces) => pieces.piece_names(blob).await,
            Self::InBucket(pieces) => pieces.piece_names(blob).await,
        }
    }

    /// Destroys something beside the blobs that is no blob of this mirror.
    pub(super) async fn remove_stray(&self, name: String) -> Result<(), Error> {
        match self {
            Self::InFolder(pieces) => pieces.remove_stray(name).await,
            Self::InBucket(pieces) => pieces.remove_stray(&name).await,
        }
    }

    /// Opens a piece for reading this range of its bytes, which exist.
    pub(super) async fn open_piece(&self, blob: BlobId, piece: Piece, range: Range<u64>) -> Result<Reading, Error> {
        match self {
            Self::InFolder(pieces) => Ok(Reading::File(pieces.open_piece(blob, piece, range).await?)),
            Self::InBucket(pieces) => Ok(Reading::Object(pieces.open_piece(blob, piece, range))),
        }
    }

    /// How many bytes its host gave it, where that is said.
    fn capacity(&self) -> Option<u64> {
        match self {
            Self::InFolder(pieces) => pieces.capacity,
            Self::InBucket(pieces) => Some(pieces.capacity),
        }
    }

    /// How many bytes the disk of the folder has beyond the reserve.
    async fn beyond_reserve(&self) -> Result<u64, Error> {
        let (Self::InFolder(InFolder { folder, reserve, .. }) | Self::InBucket(InBucket { folder, reserve, .. })) =
            self;
        Ok(in_folder(folder, Folder::free_space).await?.saturating_sub(*reserve))
    }

    /// Refuses `more` bytes where `held` bytes are held and there were not to be so many, and any while the disk of the folder has no more
    /// than the reserve. That is asked again once they are staged: then they lie on the disk of a folder already.
    pub(super) async fn require_room(&self, held: u64, more: u64) -> Result<(), Error> {
        let is_over = self.capacity().is_some_and(|capacity| held.saturating_add(more) > capacity);
        if is_over || self.beyond_reserve().await? == 0 { Err(Error::Full) } else { Ok(()) }
    }

    /// Free space in bytes, where `held` bytes are held: what the capacity leaves, and no more than the disk of a folder has beyond the
    /// reserve. No store says how much a bucket has.
    pub(super) async fn free_space(&self, held: u64) -> Result<u64, Error> {
        let left = self.capacity().map_or(u64::MAX, |capacity| capacity.saturating_sub(held));
        let beyond = self.beyond_reserve().await?;
        match self {
            Self::InFolder(_) => Ok(left.min(beyond)),
            Self::InBucket(_) => Ok(if beyond == 0 { 0 } else { left }),
        }
    }
}

/// Works on the folder off the executor.
async fn in_folder<T: Send + 'static>(
    folder: &Arc<Folder>,
    work: impl FnOnce(&Folder) -> io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let folder = Arc::clone(folder);
    blocking(move || Ok(work(&folder)?)).await
}

/// Bytes being taken. Dropped, they vanish.
pub(super) enum Staging {
    InFolder(folder::Staging),
    InMemory(bucket::Staging),
}

impl Staging {
    /// Takes the next bytes; whether it goes on. Where it does not, [`Staging::finish`] says why.
    pub(super) async fn write(&mut self, next: Bytes) -> bool {
        match self {
            Self::InFolder(staging) => staging.write(next).await,
            Self::InMemory(staging) => {
                staging.write(&next);
                true
            }
        }
    }

    /// Ends the taking of bytes, which must be those that were announced; in a folder they are durable.
    pub(super) async fn finish(self) -> Result<Staged, Error> {
        match self {
            Self::InFolder(staging) => Ok(Staged::File(staging.finish().await?)),
            Self::InMemory(staging) => Ok(Staged::Memory(staging.finish().await?)),
        }
    }
}

const OTHER_BYTES: Error = Error::Mismatch("the bytes do not have the digest announced");

/// Whole bytes that have no place yet. Dropped, they vanish.
pub(super) enum Staged {
    File(StagedFile),
    Memory(bucket::Staged),
}

impl Staged {
    /// Their hashes.
    pub(super) fn hashes(&self) -> Hashes {
        match self {
            Self::File(staged) => staged.hashes,
            Self::Memory(staged) => staged.hashes,
        }
    }
}

/// A range of a piece that is being read.
pub(super) enum Reading {
    File(folder::Opened),
    Object(bucket::Object),
}

impl Reading {
    /// Reads on in the range: at least one byte, which must exist.
    pub(super) async fn read(self) -> Result<(Self, Bytes), Error> {
        match self {
            Self::File(file) => {
                let (file, bytes) = file.read().await?;
                Ok((Self::File(file), bytes))
            }
            Self::Object(object) => {
                let (object, bytes) = object.read().await?;
                Ok((Self::Object(object), bytes))
            }
        }
    }
}
