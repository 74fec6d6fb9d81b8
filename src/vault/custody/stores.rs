//! One store of copies: a folder, or a bucket of an object store.
//!
//! In a folder a copy is one file. It is written beside its place, synced, read back and verified against the root, and only then renamed:
//! ```text
//! {object} = length of the sealed metadata (4 bytes, big-endian) || sealed metadata || sealed content
//! ```
//! In a bucket it is an object a piece, since a store takes no more in one call. The metadata is put last, once every part was read back and
//! verified, so that whatever has it is whole. What is removed is gone in every version:
//! ```text
//! {object}/00000000     part 0, and so on
//! {object}/metadata     the sealed metadata
//! ```
//! Portals share a bucket as they share a folder: nothing is written to it before it was seen that what is deleted in it is gone. A store
//! that does not answer when a portal starts is tried before the first copy is written to it, so that a portal starts without it.

mod bucket;
mod folder;
mod mark;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

use bytes::Bytes;

use self::bucket::Tried;
use self::folder::Staging;
use super::OpenError;
use crate::causes::with_causes;
use crate::config::{CustodyPlace, CustodyStore};
use crate::disk::{self, sync_folder};
use crate::entropy::Entropy;
use crate::ids::{ObjectId, uuid_v4};
use crate::s3::{self, Bucket, Under};
use crate::vault::Error;
use crate::vault::fleet::Piece;
use crate::vault::replication::Pieces;

const OTHER_BYTES: &str = "what was written reads back as other bytes";

/// One store, in one jurisdiction, whose code is its name.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) name: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(PathBuf),
    Bucket(Tried),
}

impl Store {
    /// The store. Nothing is asked of it yet.
    pub(super) fn at(store: &CustodyStore) -> Self {
        let place = match &store.place {
            CustodyPlace::Folder(folder) => Place::Folder(folder.clone()),
            CustodyPlace::Bucket(bucket) => Place::Bucket(Tried::new(bucket.clone())),
        };
        Self { name: store.jurisdiction.to_string(), place }
    }

    /// Opens a store: makes its folder, and clears what a crash left half-written there; or tries its bucket. What another portal writes
    /// at the moment stays.
    pub(super) async fn open(store: &CustodyStore, entropy: &Entropy) -> Result<Self, OpenError> {
        let store = Self::at(store);
        match &store.place {
            Place::Folder(folder) => folder::clear(folder)?,
            Place::Bucket(bucket) => match bucket.sound(entropy).await {
                Ok(_) => {}
                Err(error) if error.is_passing() => {
                    tracing::error!(store = store.name, error = %with_causes(&error), "a custody store does not answer");
                }
                Err(source) => return Err(OpenError::Bucket { store: store.name.clone(), source }),
            },
        }
        Ok(store)
    }

    /// What went wrong, as an error of this store.
    pub(super) fn failed(&self, source: io::Error) -> Error {
        Error::Custody { store: self.name.clone(), source }
    }

    /// Begins to write a copy whose content has so many bytes, in a folder where there is room for all of it.
    pub(super) async fn begin(&self, object: ObjectId, bytes: u64, entropy: &Entropy) -> Result<Writing, Error> {
        let begun = match &self.place {
            Place::Folder(folder) => {
                // A name of its own, so that a second worker on the same object writes into nobody's file.
                let name = format!("{object}.{}.new", uuid_v4(entropy).as_simple());
                let (folder, staging) = (folder.clone(), Staging(folder.join(name)));
                blocking(move || {
                    let file = File::options().create_new(true).read(true).write(true).open(&staging.0)?;
                    file.lock()?;
                    let has_room = folder::take_room(&folder, &file, bytes)?;
                    Ok(Writing::File { file, staging, folder, has_room })
                })
                .await
            }
            Place::Bucket(bucket) => match bucket.sound(entropy).await {
                Ok(bucket) => Ok(Writing::Objects { bucket: bucket.clone(), metadata: None }),
                Err(error) => Err(told(error)),
            },
        };
        begun.map_err(|source| self.failed(source))
    }

    /// Reads a piece of a copy, if there is one. Nothing is verified here.
    pub(super) async fn read(&self, pieces: &Pieces, piece: Piece) -> Result<Option<Bytes>, Error> {
        let range = match piece {
            Piece::Metadata => None,
            Piece::Part(part) => Some(pieces.range(part)?),
        };
        let read = match &self.place {
            Place::Folder(folder) => {
                let place = folder.join(pieces.object.to_string());
                blocking(move || Ok(folder::read_piece(&place, range)?.map(Bytes::from))).await
            }
            Place::Bucket(Tried { bucket, .. }) => {
                bucket::read_object(bucket, pieces.object, piece, range).await.map_err(told)
            }
        };
        read.map_err(|source| self.failed(source))
    }

    /// Whether a copy lies there. Half-written ones are none.
    pub(super) async fn has(&self, object: ObjectId) -> Result<bool, Error> {
        let has = match &self.place {
            Place::Folder(folder) => {
                let place = folder.join(object.to_string());
                blocking(move || fs::exists(place)).await
            }
            Place::Bucket(Tried { bucket, .. }) => {
                let head = bucket.head(&bucket::key(object, Piece::Metadata)).await;
                head.map(|head| head.is_some()).map_err(told)
            }
        };
        has.map_err(|source| self.failed(source))
    }

    /// Whether a whole copy lies there. One that is damaged is none.
    pub(super) async fn verifies(&self, pieces: &Pieces) -> Result<bool, Error> {
        let Place::Folder(folder) = &self.place else {
            for piece in pieces.iter() {
                if !self.read(pieces, piece).await?.is_some_and(|bytes| pieces.verifies(piece, &bytes)) {
                    return Ok(false);
                }
            }
            return Ok(true);
        };
        let (place, expected) = (folder.join(pieces.object.to_string()), pieces.clone());
        blocking(move || folder::verifies(&place, &expected)).await.map_err(|source| self.failed(source))
    }

    /// The objects of which anything lies there under its name.
    pub(super) async fn objects(&self) -> Result<Vec<ObjectId>, Error> {
        let objects = match &self.place {
            Place::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || Ok(folder::sizes_in(&folder)?.into_iter().map(|(object, _)| object).collect())).await
            }
            Place::Bucket(Tried { bucket, .. }) => bucket::objects_in(bucket).await.map_err(told),
        };
        objects.map_err(|source| self.failed(source))
    }

    /// The objects of which there is a whole copy, and the size of that in bytes.
    pub(super) async fn sizes(&self) -> Result<Vec<(ObjectId, u64)>, Error> {
        let sizes = match &self.place {
            Place::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || folder::sizes_in(&folder)).await
            }
            Place::Bucket(Tried { bucket, .. }) => bucket::object_sizes(bucket).await.map_err(told),
        };
        sizes.map_err(|source| self.failed(source))
    }

    /// Destroys a copy, and whatever was being written of it, and looks whether it is gone.
    pub(super) async fn remove(&self, object: ObjectId) -> Result<(), Error> {
        let removed = match &self.place {
            Place::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || folder::remove_copies(&folder, object)).await
            }
            Place::Bucket(Tried { bucket, .. }) => {
                bucket.purge(Under::Prefix(&bucket::prefix(object))).await.map_err(told)
            }
        };
        removed.map_err(|source| self.failed(source))
    }
}

/// A copy that is being written. A file that is dropped before its end goes; objects without metadata are no copy.
pub(super) enum Writing {
    /// `has_room` where the room for its content is its own already.
    File {
        file: File,
        staging: Staging,
        folder: PathBuf,
        has_room: bool,
    },
    Objects {
        bucket: Bucket,
        metadata: Option<Bytes>,
    },
}

impl Writing {
    /// Writes the next piece, in the order of the pieces.
    pub(super) async fn write(self, pieces: &Pieces, piece: Piece, bytes: Bytes) -> io::Result<Self> {
        match self {
            Self::File { mut file, staging, folder, has_room } => {
                blocking(move || {
                    if piece == Piece::Metadata {
                        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
                        file.write_all(&length.to_be_bytes())?;
                    }
                    // Others write at the same time.
                    if piece == Piece::Metadata || !has_room {
                        folder::require_room(&folder, bytes.len() as u64)?;
                    }
                    disk::write_all(&file, &bytes)?;
                    Ok(Self::File { file, staging, folder, has_room })
                })
                .await
            }
            Self::Objects { bucket, .. } if piece == Piece::Metadata => {
                Ok(Self::Objects { bucket, metadata: Some(bytes) })
            }
            Self::Objects { bucket, metadata } => {
                bucket::put(&bucket, pieces, piece, bytes).await?;
                Ok(Self::Objects { bucket, metadata })
            }
        }
    }

    /// Reads it back and has it count. When this returns it is there after any crash.
    pub(super) async fn finish(self, pieces: &Pieces) -> io::Result<()> {
        match self {
            Self::File { mut file, staging, folder, .. } => {
                let expected = pieces.clone();
                blocking(move || {
                    file.sync_all()?;
                    if folder::recompute_root(&mut file, &expected)? != expected.root {
                        return Err(io::Error::other(OTHER_BYTES));
                    }
                    fs::rename(&staging.0, folder.join(expected.object.to_string()))?;
                    sync_folder(&folder)
                })
                .await
            }
            Self::Objects { bucket, metadata } => {
                for part in (0..pieces.parts()).map(Piece::Part) {
                    if !bucket::verifies(&bucket, pieces, part).await? {
                        return Err(io::Error::other(OTHER_BYTES));
                    }
                }
                let metadata = metadata.ok_or_else(|| io::Error::other("the metadata was not written"))?;
                bucket::put(&bucket, pieces, Piece::Metadata, metadata).await?;
                // Where it cannot be read nothing is wrong with it: it may be that of a copy that another worker has counted.
                if !bucket::verifies(&bucket, pieces, Piece::Metadata).await? {
                    bucket.purge(Under::Key(&bucket::key(pieces.object, Piece::Metadata))).await.map_err(told)?;
                    return Err(io::Error::other(OTHER_BYTES));
                }
                Ok(())
            }
        }
    }
}

/// What an object store said, as an error of a store.
fn told(error: s3::Error) -> io::Error {
    io::Error::other(error)
}

/// Runs blocking work off the executor.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt as _;

    use super::*;
    use crate::clock::Clock;

    #[tokio::test]
    async fn a_copy_is_begun_only_where_all_of_it_has_room() {
        let data = tempfile::tempdir().unwrap();
        let place: CustodyStore = format!("FR={}", data.path().display()).parse().unwrap();
        let store = Store::open(&place, &Entropy::System).await.unwrap();
        let object = ObjectId::new(&Clock::System, &Entropy::System);
        let refused = store.begin(object, 1 << 60, &Entropy::System).await.err().unwrap();
        assert!(refused.to_string().contains("have no room on its disk"), "{refused}");
        assert_eq!(fs::read_dir(data.path()).unwrap().count(), 0, "and nothing is left of it");
        assert!(store.begin(object, 1, &Entropy::System).await.is_ok());
    }

    #[tokio::test]
    async fn a_copy_that_is_begun_has_its_room_before_it_is_written() {
        const BYTES: u64 = 8 << 20;
        let data = tempfile::tempdir().unwrap();
        let place: CustodyStore = format!("FR={}", data.path().display()).parse().unwrap();
        let store = Store::open(&place, &Entropy::System).await.unwrap();
        let object = ObjectId::new(&Clock::System, &Entropy::System);
        let begun = store.begin(object, BYTES, &Entropy::System).await.unwrap();
        let taken = || {
            let files = fs::read_dir(data.path()).unwrap().map(|file| file.unwrap().metadata().unwrap());
            files.map(|metadata| metadata.blocks() * 512).sum::<u64>()
        };
        if matches!(begun, Writing::File { has_room: false, .. }) {
            println!("skipped: the file system of {} takes no room beforehand", data.path().display());
            return;
        }
        assert!(taken() >= BYTES, "whoever begins another finds it taken: {}", taken());
        drop(begun);
        assert_eq!(taken(), 0, "and free again when it goes");
    }
}
