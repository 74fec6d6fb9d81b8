//! A mirror's folder, of which it is the only writer, and its bytes there, unless they lie in a bucket. Blocking; called
//! off the executor.
//!
//! ```text
//! lock                      held while the mirror runs
//! staging/{random}          bytes on their way; emptied at start
//! blobs/{blob}/metadata     the sealed metadata
//! blobs/{blob}/00000000     part 0, and so on
//! ```
//!
//! A write is durable in this order: the staged file is synced, then renamed into its place, then the
//! folder it stands in is synced (and `blobs/` before that, where the blob's folder is new). A removal is
//! durable when `blobs/` is synced. What a crash leaves in `staging/` was never acknowledged.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::{Hashes, Piece};
use crate::causes::with_causes;
use crate::disk::{self, sync_folder};
use crate::ids::BlobId;
use crate::merkle::TwoHashers;
use crate::tokens::Digest;

/// The folder, opened and locked.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    /// Keeps the lock for as long as the folder is open.
    _lock: File,
}

impl Folder {
    /// Opens the folder, making it if need be, and empties `staging/`. `None` when another process has it.
    pub(super) fn open(root: &Path) -> io::Result<Option<Self>> {
        make_durably(root)?;
        let lock = File::options().create(true).truncate(false).write(true).open(root.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let folder = Self { root: root.to_owned(), _lock: lock };
        if folder.staging().exists() {
            fs::remove_dir_all(folder.staging())?;
        }
        fs::create_dir_all(folder.staging())?;
        fs::create_dir_all(folder.blobs())?;
        sync_folder(root)?;
        Ok(Some(folder))
    }

    fn staging(&self) -> PathBuf {
        self.root.join("staging")
    }

    fn blobs(&self) -> PathBuf {
        self.root.join("blobs")
    }

    fn blob(&self, blob: BlobId) -> PathBuf {
        self.blobs().join(blob.to_string())
    }

    fn piece(&self, blob: BlobId, piece: Piece) -> PathBuf {
        self.blob(blob).join(piece.to_string())
    }

    /// Begins to take bytes, under a name that nobody else uses.
    /// `known` are the hashes of the bytes that will come, if they are known.
    pub(super) fn stage(&self, name: Uuid, known: Option<Hashes>) -> io::Result<Staging> {
        let path = self.staging().join(name.to_string());
        let file = File::options().create_new(true).write(true).open(&path)?;
        let hashing = match known {
            Some(hashes) => Hashing::Known(hashes),
            None => Hashing::Computed(TwoHashers::default()),
        };
        Ok(Staging { file, path: Remains(Some(path)), hashing, bytes: 0 })
    }

    /// Gives staged bytes their place. When this returns they are there after any crash.
    pub(super) fn publish(&self, mut staged: Staged, blob: BlobId, piece: Piece) -> io::Result<()> {
        let folder = self.blob(blob);
        match fs::create_dir(&folder) {
            Ok(()) => {
                if let Err(error) = sync_folder(&self.blobs()) {
                    // Taken back, so that the next try does not believe it durable.
                    fs::remove_dir(&folder)?;
                    return Err(error);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        if let Some(path) = staged.path.0.take()
            && let Err(error) = fs::rename(&path, self.piece(blob, piece))
        {
            staged.path.0 = Some(path);
            return Err(error);
        }
        sync_folder(&folder)
    }

    /// Destroys whatever is held of a blob, and looks whether it is gone. When this returns it is, after
    /// any crash.
    pub(super) fn remove(&self, blob: BlobId) -> io::Result<()> {
        let folder = self.blob(blob);
        match fs::remove_dir_all(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        sync_folder(&self.blobs())?;
        if self.holds(blob)? {
            return Err(io::Error::other("the blob's folder is still there after it was removed"));
        }
        Ok(())
    }

    /// Whether anything is held of a blob.
    pub(super) fn holds(&self, blob: BlobId) -> io::Result<bool> {
        fs::exists(self.blob(blob))
    }

    /// Destroys one file that was never acknowledged.
    pub(super) fn remove_piece(&self, blob: BlobId, file_name: &str) -> io::Result<()> {
        let folder = self.blob(blob);
        fs::remove_file(folder.join(file_name))?;
        sync_folder(&folder)
    }

    /// The names in `blobs/`.
    pub(super) fn blob_names(&self) -> io::Result<Vec<String>> {
        names(&self.blobs())
    }

    /// The names in a blob's folder.
    pub(super) fn piece_names(&self, blob: BlobId) -> io::Result<Vec<String>> {
        names(&self.blob(blob))
    }

    /// Destroys something in `blobs/` that is no blob of this mirror.
    pub(super) fn remove_stray(&self, name: &str) -> io::Result<()> {
        let path = self.blobs().join(name);
        if path.is_dir() {
            fs::remove_dir_all(&path)?;
        } else {
            fs::remove_file(&path)?;
        }
        sync_folder(&self.blobs())
    }

    /// Opens a piece for reading from byte `offset` of it.
    pub(super) fn open_piece(&self, blob: BlobId, piece: Piece, offset: u64) -> io::Result<File> {
        let mut file = File::open(self.piece(blob, piece))?;
        if offset > 0 {
            file.seek(SeekFrom::Start(offset))?;
        }
        Ok(file)
    }

    /// Free space in bytes, for those who are not root.
    pub(super) fn free_space(&self) -> io::Result<u64> {
        disk::free_space(&self.root)
    }
}

/// Reads exactly `length` bytes and hands the file back.
pub(super) fn read_chunk(mut file: File, length: usize) -> io::Result<(File, Vec<u8>)> {
    let mut bytes = vec![0; length];
    file.read_exact(&mut bytes)?;
    Ok((file, bytes))
}

/// Makes a folder and those it lies in, each durable in the one above it: what is acknowledged inside must not
/// hang on a name that a power cut can take back.
fn make_durably(path: &Path) -> io::Result<()> {
    let path = std::path::absolute(path)?;
    let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.exists()).collect();
    for folder in missing.iter().rev() {
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        if let Some(above) = folder.parent() {
            sync_folder(above)?;
        }
    }
    Ok(())
}

fn names(path: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// Bytes being taken: written, and hashed unless they are already, as they come. Dropped, they vanish.
pub(super) struct Staging {
    file: File,
    path: Remains,
    hashing: Hashing,
    bytes: u64,
}

/// Where the hashes of staged bytes come from.
enum Hashing {
    Computed(TwoHashers),
    Known(Hashes),
}

impl Staging {
    /// Takes the next bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        disk::write_all(&self.file, bytes)?;
        if let Hashing::Computed(hashers) = &mut self.hashing {
            hashers.update(bytes);
        }
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Ends the taking and makes the bytes durable; `None` when they are not the bytes announced.
    pub(super) fn finish(self, announced: Digest) -> io::Result<Option<Staged>> {
        let hashes = match self.hashing {
            Hashing::Computed(hashers) => {
                let (digest, leaf) = hashers.finish();
                Hashes { digest: Digest(digest), leaf, bytes: self.bytes }
            }
            Hashing::Known(hashes) => hashes,
        };
        if hashes.digest != announced || hashes.bytes != self.bytes {
            return Ok(None);
        }
        self.file.sync_all()?;
        Ok(Some(Staged { path: self.path, hashes }))
    }
}

/// Durable bytes that have no place yet. Dropped, they vanish.
#[derive(Debug)]
pub(super) struct Staged {
    path: Remains,
    /// Their hashes.
    pub(super) hashes: Hashes,
}

/// A file that goes when this is dropped, unless it was taken out.
#[derive(Debug)]
struct Remains(Option<PathBuf>);

impl Drop for Remains {
    fn drop(&mut self) {
        if let Some(path) = self.0.take()
            && let Err(error) = fs::remove_file(&path)
        {
            // What is left behind goes at the next start.
            tracing::warn!(error = %with_causes(&error), "a staged file could not be removed");
        }
    }
}
