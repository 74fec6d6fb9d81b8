//! The second store: a copy of the log outside the database, so that a restored backup is found out and what it
//! forgot can be applied again.
//!
//! A folder with the public log in the paths of c2sp.org/tlog-tiles (`checkpoint`, `tile/…`, `vkey`, `witnesses`), and
//! `private/journal/…` beside it. Contract: tiles, bundles and journals are written once and are durable (file and
//! folder) when [`SecondStore::write_once`] returns; `checkpoint` changes only by [`SecondStore::publish`], which
//! compares before it replaces. A partial tile stays until the full one exists.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::tile::{Row, Tile};
use crate::disk;

const CHECKPOINT: &str = "checkpoint";
const LOCK: &str = ".lock";
/// Files being written begin so; a crash may leave some, and they mean nothing.
const STAGED: &str = ".staged-";

/// Why the second store could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file system.
    #[error("the second store of the log, {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that never changes is there, with other bytes.
    #[error("the second store of the log holds another {0}: it belongs to another log, or one of the two was altered")]
    Other(String),
}

/// The store in one folder.
#[derive(Clone, Debug)]
pub struct SecondStore {
    folder: PathBuf,
    /// Folders whose own place in their parent this process has made durable.
    settled: Arc<Mutex<BTreeSet<PathBuf>>>,
}

/// What became of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publication {
    /// It is now the store's.
    Published,
    /// The store's was not the one expected any more: somebody else published first.
    Overtaken,
}

impl SecondStore {
    /// Opens the store, making its folder at first start.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let store = Self { folder: folder.to_owned(), settled: Arc::default() };
        fs::create_dir_all(&store.folder).map_err(|source| Error::Io { path: store.folder.clone(), source })?;
        let private = store.folder.join("private");
        fs::create_dir_all(&private).map_err(|source| Error::Io { path: private.clone(), source })?;
        #[cfg(unix)]
        fs::set_permissions(&private, std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .map_err(|source| Error::Io { path: private.clone(), source })?;
        Ok(store)
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The published checkpoint, verbatim; `None` before the first.
    pub fn checkpoint(&self) -> Result<Option<String>, Error> {
        let Some(bytes) = self.read(CHECKPOINT)? else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|_| Error::Other(CHECKPOINT.to_owned()))
    }

    /// A file of the store; `None` when it is not there.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let path = self.folder.join(path);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(source) => Err(Error::Io { path, source }),
        }
    }

    /// Writes files that never change: each exists whole or not at all, and all are durable when this returns. One
    /// that is there already must have the same bytes, so that a round that was cut short can be repeated.
    pub fn write_once(&self, files: &[(String, Vec<u8>)]) -> Result<(), Error> {
        let mut folders = BTreeSet::new();
        for (name, bytes) in files {
            match self.read(name)? {
                Some(there) if there == *bytes => {}
                Some(_) => return Err(Error::Other(name.clone())),
                None => {
                    let path = self.folder.join(name);
                    self.make_folders(&path, &mut folders)?;
                    replace(&path, bytes)?;
                }
            }
        }
        let synced = folders.iter().try_for_each(|folder| sync_folder(folder));
        if synced.is_err() {
            self.settled.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        synced
    }

    /// Writes a file that may change, such as the list of keys, if it has other bytes.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        if self.read(name)?.is_some_and(|there| there == bytes) {
            return Ok(());
        }
        replace(&self.folder.join(name), bytes)?;
        sync_folder(&self.folder)
    }

    /// Makes `new` the published checkpoint if the published one still is `expected`.
    pub fn publish(&self, expected: Option<&str>, new: &str) -> Result<Publication, Error> {
        let path = self.folder.join(LOCK);
        let io = |source| Error::Io { path: path.clone(), source };
        let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
        // Held until `lock` is dropped, also if this process dies.
        lock.lock().map_err(io)?;
        if self.checkpoint()?.as_deref() != expected {
            return Ok(Publication::Overtaken);
        }
        replace(&self.folder.join(CHECKPOINT), new.as_bytes())?;
        sync_folder(&self.folder)?;
        Ok(Publication::Published)
    }

    /// Removes the partial tiles, and journals of partial bundles, that a full one has replaced.
    pub fn drop_partial(&self, full: &Tile) -> Result<(), Error> {
        let mut replaced = vec![self.folder.join(format!("{}.p", full.full()))];
        if full.row == Row::Entries {
            replaced.push(self.folder.join(format!("{}.p", journal_path(&full.full()))));
        }
        for path in replaced {
            match fs::remove_dir_all(&path) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(Error::Io { path, source }),
                _ => {}
            }
        }
        Ok(())
    }

    /// Makes the folders a file lies in, noting those to be synced: its own, and the parents of any that this process
    /// has not yet seen durable (an earlier one may have been killed between making and syncing it).
    fn make_folders(&self, file: &Path, touched: &mut BTreeSet<PathBuf>) -> Result<(), Error> {
        let Some(folder) = file.parent() else { return Ok(()) };
        fs::create_dir_all(folder).map_err(|source| Error::Io { path: folder.to_owned(), source })?;
        touched.insert(folder.to_owned());
        let mut settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
        for folder in folder.ancestors().take_while(|folder| **folder != self.folder) {
            if let Some(parent) = folder.parent().filter(|_| settled.insert(folder.to_owned())) {
                touched.insert(parent.to_owned());
            }
        }
        Ok(())
    }
}

/// The journal of an entry bundle lies beside it, in a part of the store that is never served.
pub fn journal_path(bundle: &Tile) -> String {
    debug_assert_eq!(bundle.row, Row::Entries);
    bundle.to_string().replacen("tile/entries", "private/journal", 1)
}

/// Puts a whole, synced file at `path`. The folder is not synced.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let (staged, mut file) = loop {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let staged = path.with_file_name(format!("{STAGED}{}-{count}", std::process::id()));
        match File::create_new(&staged) {
            Ok(file) => break (staged, file),
            // Left by a crash, or being written by a portal elsewhere: on two machines, and in two containers, processes have
            // the same number.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(source) => return Err(Error::Io { path: staged, source }),
        }
    };
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&staged, path))
        .map_err(|source| Error::Io { path: path.to_owned(), source })
}

fn sync_folder(folder: &Path) -> Result<(), Error> {
    disk::sync_folder(folder).map_err(|source| Error::Io { path: folder.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_once_never_changes() {
        let folder = tempfile::tempdir().unwrap();
        let store = SecondStore::open(folder.path()).unwrap();
        let file = |bytes: &[u8]| vec![("tile/0/x001/002.p/3".to_owned(), bytes.to_vec())];
        store.write_once(&file(b"abc")).unwrap();
        store.write_once(&file(b"abc")).unwrap();
        assert!(matches!(store.write_once(&file(b"abd")), Err(Error::Other(_))));
        assert_eq!(store.read("tile/0/x001/002.p/3").unwrap().unwrap(), b"abc");
        // The full tile stands beside the folder of the partial ones, which then goes.
        store.write_once(&[("tile/0/x001/002".to_owned(), vec![1])]).unwrap();
        store.drop_partial(&"tile/0/x001/002".parse().unwrap()).unwrap();
        assert_eq!(store.read("tile/0/x001/002.p/3").unwrap(), None);
        store.drop_partial(&"tile/0/x001/002".parse().unwrap()).unwrap();
    }

    #[test]
    fn what_a_portal_elsewhere_is_writing_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let store = SecondStore::open(folder.path()).unwrap();
        let others = || (0..1_000).map(|n| folder.path().join(format!("{STAGED}{}-{n}", std::process::id())));
        others().for_each(|file| fs::write(file, "another's").unwrap());
        for n in 0..10_u8 {
            store.write("vkey", &[n]).unwrap();
            assert_eq!(store.read("vkey").unwrap().unwrap(), [n]);
        }
        assert!(others().all(|file| fs::read(file).unwrap() == b"another's"));
    }

    #[test]
    fn a_checkpoint_is_swapped_only_for_the_one_expected() {
        let folder = tempfile::tempdir().unwrap();
        let store = SecondStore::open(folder.path()).unwrap();
        assert_eq!(store.checkpoint().unwrap(), None);
        assert_eq!(store.publish(None, "1").unwrap(), Publication::Published);
        assert_eq!(store.publish(None, "2").unwrap(), Publication::Overtaken);
        assert_eq!(store.publish(Some("1"), "2").unwrap(), Publication::Published);
        assert_eq!(store.publish(Some("1"), "3").unwrap(), Publication::Overtaken);
        assert_eq!(store.checkpoint().unwrap().as_deref(), Some("2"));
    }

    #[test]
    fn of_many_publishers_one_wins() {
        let folder = tempfile::tempdir().unwrap();
        let store = SecondStore::open(folder.path()).unwrap();
        store.publish(None, "first").unwrap();
        let won: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|n| {
                    let store = store.clone();
                    scope.spawn(move || store.publish(Some("first"), &format!("second {n}")).unwrap())
                })
                .collect();
            threads.into_iter().map(|t| usize::from(t.join().unwrap() == Publication::Published)).sum()
        });
        assert_eq!(won, 1);
    }
}
