//! One store of copies: a folder.
//!
//! A copy is one file of it:
//! ```text
//! {object} = length of the sealed metadata (4 bytes, big-endian) || sealed metadata || sealed content
//! ```
//! It is written beside its place, synced, read back and verified against the root, and only then renamed.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::OpenError;
use crate::config::CustodyFolder;
use crate::disk::{self, sync_folder};
use crate::entropy::Entropy;
use crate::ids::{ObjectId, uuid_v4};
use crate::merkle::{self, leaf_hash};
use crate::seal::PART_SIZE;
use crate::vault::Error;
use crate::vault::fleet::Piece;
use crate::vault::replication::Pieces;

/// One store, in one jurisdiction, whose code is its name.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) name: String,
    folder: PathBuf,
}

impl Store {
    /// Opens a store, making its folder, and clears what a crash left half-written. What another portal writes at the moment stays.
    pub(super) fn open(place: &CustodyFolder) -> Result<Self, OpenError> {
        clear(&place.folder)?;
        Ok(Self { name: place.jurisdiction.to_string(), folder: place.folder.clone() })
    }

    /// What went wrong, as an error of this store.
    pub(super) fn failed(&self, source: io::Error) -> Error {
        Error::Custody { store: self.name.clone(), source }
    }

    /// Begins to write a copy.
    pub(super) async fn begin(&self, object: ObjectId, entropy: &Entropy) -> Result<Writing, Error> {
        // A name of its own, so that a second worker on the same object writes into nobody's file.
        let name = format!("{object}.{}.new", uuid_v4(entropy).as_simple());
        let (folder, staging) = (self.folder.clone(), Staging(self.folder.join(name)));
        let begun = blocking(move || {
            let file = File::options().create_new(true).read(true).write(true).open(&staging.0)?;
            file.lock()?;
            Ok(Writing { file, staging, folder })
        });
        begun.await.map_err(|source| self.failed(source))
    }

    /// Reads a piece of a copy, if there is one. Nothing is verified here.
    pub(super) async fn read(&self, pieces: &Pieces, piece: Piece) -> Result<Option<Bytes>, Error> {
        let range = match piece {
            Piece::Metadata => None,
            Piece::Part(part) => Some(pieces.range(part)?),
        };
        let place = self.folder.join(pieces.object.to_string());
        let read = blocking(move || read_piece(&place, range)).await;
        Ok(read.map_err(|source| self.failed(source))?.map(Bytes::from))
    }

    /// Whether a copy lies there. Half-written ones are none.
    pub(super) async fn has(&self, object: ObjectId) -> Result<bool, Error> {
        let place = self.folder.join(object.to_string());
        blocking(move || fs::exists(place)).await.map_err(|source| self.failed(source))
    }

    /// Whether a whole copy lies there. One that is damaged is none.
    pub(super) async fn verifies(&self, pieces: &Pieces) -> Result<bool, Error> {
        let (place, expected) = (self.folder.join(pieces.object.to_string()), pieces.clone());
        blocking(move || verifies(&place, &expected)).await.map_err(|source| self.failed(source))
    }

    /// The objects of which anything lies there under its name.
    pub(super) async fn objects(&self) -> Result<Vec<ObjectId>, Error> {
        let folder = self.folder.clone();
        blocking(move || lying_in(&folder)).await.map_err(|source| self.failed(source))
    }

    /// Destroys a copy, and whatever was being written of it, and looks whether it is gone.
    pub(super) async fn remove(&self, object: ObjectId) -> Result<(), Error> {
        let folder = self.folder.clone();
        blocking(move || remove_copies(&folder, object)).await.map_err(|source| self.failed(source))
    }
}

/// A copy that is being written. Dropped before its end, it goes.
pub(super) struct Writing {
    file: File,
    staging: Staging,
    folder: PathBuf,
}

impl Writing {
    /// Writes the next piece, in the order of the pieces.
    pub(super) async fn write(self, piece: Piece, bytes: Bytes) -> io::Result<Self> {
        let Self { mut file, staging, folder } = self;
        blocking(move || {
            if piece == Piece::Metadata {
                let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
                file.write_all(&length.to_be_bytes())?;
            }
            disk::write_all(&file, &bytes)?;
            Ok(Self { file, staging, folder })
        })
        .await
    }

    /// Reads it back and gives it its place. When this returns it is there after any crash.
    pub(super) async fn finish(self, pieces: &Pieces) -> io::Result<()> {
        let Self { mut file, staging, folder } = self;
        let expected = pieces.clone();
        blocking(move || {
            file.sync_all()?;
            if recompute_root(&mut file, &expected)? != expected.root {
                return Err(io::Error::other(OTHER_BYTES));
            }
            fs::rename(&staging.0, folder.join(expected.object.to_string()))?;
            sync_folder(&folder)
        })
        .await
    }
}

const OTHER_BYTES: &str = "what was written reads back as other bytes";

/// A file that goes when this does; after it was renamed there is nothing left to go.
struct Staging(PathBuf);

impl Drop for Staging {
    fn drop(&mut self) {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "a half-written custody copy stays until the next start");
            }
            _ => {}
        }
    }
}

/// Makes the folder, and removes what nobody writes any more.
fn clear(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "new") && is_left(&path)? {
            fs::remove_file(path)?;
        }
    }
    sync_folder(folder)
}

/// Whether nobody writes a half-written copy any more: whoever does has its lock, which ends with the process.
fn is_left(path: &Path) -> io::Result<bool> {
    let file = match File::options().write(true).open(path) {
        Ok(file) => file,
        // Finished or cleared a moment ago.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn lying_in(folder: &Path) -> io::Result<Vec<ObjectId>> {
    let mut objects = Vec::new();
    for file in fs::read_dir(folder)? {
        objects.extend(file?.file_name().to_str().and_then(|name| name.parse::<ObjectId>().ok()));
    }
    Ok(objects)
}

fn verifies(place: &Path, pieces: &Pieces) -> io::Result<bool> {
    let mut file = match File::open(place) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    // A damaged length must not ask for the machine's memory.
    if file.metadata()?.len() < 4 || file.metadata()?.len() > pieces.sealed_size.saturating_add(64 * 1024) {
        return Ok(false);
    }
    Ok(recompute_root(&mut file, pieces).is_ok_and(|root| root == pieces.root))
}

/// The root of the copy as it lies on disk.
fn recompute_root(file: &mut File, pieces: &Pieces) -> io::Result<merkle::Hash> {
    file.seek(SeekFrom::Start(0))?;
    let mut length = [0; 4];
    file.read_exact(&mut length)?;
    let mut leaves = Vec::new();
    let mut buffer = vec![0; usize::try_from(u32::from_be_bytes(length)).map_err(io::Error::other)?];
    file.read_exact(&mut buffer)?;
    leaves.push(leaf_hash(&buffer));
    for part in 0..pieces.parts() {
        let range = pieces.range(part).map_err(io::Error::other)?;
        buffer.resize(usize::try_from(range.end - range.start).map_err(io::Error::other)?, 0);
        file.read_exact(&mut buffer)?;
        leaves.push(leaf_hash(&buffer));
    }
    if file.read(&mut [0])? != 0 {
        return Err(io::Error::other("there are bytes beyond its end"));
    }
    Ok(merkle::root(&leaves))
}

fn read_piece(place: &Path, range: Option<Range<u64>>) -> io::Result<Option<Vec<u8>>> {
    let mut file = match File::open(place) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut length = [0; 4];
    file.read_exact(&mut length)?;
    let metadata = u32::from_be_bytes(length);
    let bytes = match range {
        None => u64::from(metadata),
        Some(range) => {
            file.seek(SeekFrom::Start(4 + u64::from(metadata) + range.start))?;
            range.end - range.start
        }
    };
    // A damaged length must not ask for the machine's memory: nothing in a copy is longer than a part.
    if bytes > PART_SIZE {
        return Err(io::Error::other("its length is damaged"));
    }
    let mut buffer = vec![0; usize::try_from(bytes).map_err(io::Error::other)?];
    file.read_exact(&mut buffer)?;
    Ok(Some(buffer))
}

fn remove_copies(folder: &Path, object: ObjectId) -> io::Result<()> {
    let name = object.to_string();
    let is_copy = |file: &str| {
        file == name || (file.starts_with(&name) && Path::new(file).extension().is_some_and(|end| end == "new"))
    };
    for file in fs::read_dir(folder)? {
        let file = file?;
        if file.file_name().to_str().is_some_and(is_copy) {
            fs::remove_file(file.path())?;
        }
    }
    sync_folder(folder)?;
    if fs::exists(folder.join(&name))? {
        return Err(io::Error::other("the copy is still there after it was removed"));
    }
    Ok(())
}

/// Runs blocking work off the executor.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Jurisdiction;

    #[test]
    fn a_portal_that_starts_clears_what_nobody_writes_any_more_and_nothing_else() {
        let data = tempfile::tempdir().unwrap();
        let place =
            CustodyFolder { jurisdiction: Jurisdiction::parse("FR").unwrap(), folder: data.path().join("custody") };
        Store::open(&place).unwrap();
        let [left, written, copy] = ["1.a.new", "2.b.new", "3"].map(|name| place.folder.join(name));
        for file in [&left, &written, &copy] {
            fs::write(file, "bytes").unwrap();
        }
        let writer = File::options().write(true).open(&written).unwrap();
        writer.lock().unwrap();
        Store::open(&place).unwrap();
        assert!(!left.exists() && written.exists() && copy.exists());
        drop(writer);
        Store::open(&place).unwrap();
        assert!(!written.exists() && copy.exists());
    }
}
