//! Custody: the sealed copy of a locked object that waits for whatever a court or an appeal decides.
//!
//! One file an object in each store, never served to readers:
//! ```text
//! custody/{object} = length of the sealed metadata (4 bytes, big-endian) || sealed metadata || sealed content
//! ```
//! It is written beside its place, synced, read back and verified against the root, and only then renamed and counted
//! as secured. Its row stands before its first byte, so destroying knows every copy, half-written ones too.

mod stock;

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use data_encoding::HEXLOWER;

pub use self::stock::{Stock, take_stock};
use super::fleet::Piece;
use super::replication::{self, Pieces};
use super::uploads::signed;
use super::{Error, ObjectState, lock_row, recovery, store};
use crate::audit::{self, NewEntry};
use crate::config::CustodyFolder;
use crate::disk::{self, sync_folder};
use crate::ids::ObjectId;
use crate::jobs::{self, Job};
use crate::merkle::{self, leaf_hash};
use crate::service::Service;
use crate::texts::Text;

/// The custody stores, opened.
#[derive(Clone, Debug)]
pub struct Custody(Arc<[Store]>);

/// One store: a folder in one jurisdiction, whose code is the store's name.
#[derive(Debug)]
struct Store {
    name: String,
    folder: PathBuf,
}

/// Why the custody stores could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Both lie in one country, or there is only one.
    #[error("custody needs two stores in two countries, and {0} were given: give --custody COUNTRY=FOLDER twice")]
    OneJurisdiction(usize),
    /// A store's folder.
    #[error("a custody folder cannot be used: {0}")]
    Io(#[from] io::Error),
}

impl Custody {
    /// Opens the stores, making their folders, and clears what a crash left half-written. What another portal writes at the
    /// moment stays.
    pub fn open(folders: &[CustodyFolder]) -> Result<Self, OpenError> {
        let countries: BTreeSet<_> = folders.iter().map(|store| store.jurisdiction).collect();
        // A store is named by its country: two in one country could not be told apart.
        if countries.len() < 2 || countries.len() != folders.len() {
            return Err(OpenError::OneJurisdiction(countries.len()));
        }
        let mut stores = Vec::new();
        for CustodyFolder { jurisdiction, folder } in folders {
            fs::create_dir_all(folder)?;
            for file in fs::read_dir(folder)? {
                let path = file?.path();
                if path.extension().is_some_and(|extension| extension == "new") && is_left(&path)? {
                    fs::remove_file(path)?;
                }
            }
            sync_folder(folder)?;
            stores.push(Store { name: jurisdiction.to_string(), folder: folder.clone() });
        }
        Ok(Self(stores.into()))
    }

    /// The names of the stores.
    pub fn stores(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|store| store.name.as_str())
    }
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

impl Store {
    fn file(&self, object: ObjectId) -> PathBuf {
        self.folder.join(object.to_string())
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Custody { store: self.name.clone(), source }
    }
}

/// Secures an object in every store and verifies it there. What is secured already is left. Safe to run again.
///
/// A copy counts only if the object is not purged at that instant, under its row's lock; one that comes too late is
/// removed. One that comes after the last hold has lifted has the object looked at again: where its order had not waited for custody,
/// it was given up for lost then. Whoever calls this calls [`destroy`] when it finds the object purged: a worker may have died in between.
///
/// # Errors
/// [`Error::Conflict`] when the object is purged, before or meanwhile;
/// [`Error::NoGoodCopy`] when no replica verifies and [`Error::Custody`] when a store fails: then the object is not in
/// custody, and whoever called must not issue an order.
pub async fn secure(service: &Service, object: ObjectId) -> Result<(), Error> {
    recovery::look_for(service, object).await?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let row = lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    if row.state == ObjectState::Purged {
        return Err(PURGED);
    }
    let pieces = Pieces::of(&mut tx, object).await?;
    let (blob, sources) = replication::sources_of(&mut tx, object).await?;
    let known = store::custody::of_object(&mut tx, object).await?;
    if known.iter().any(store::custody::Copy::is_being_destroyed) {
        return Err(Error::Unavailable("the copies of before are being destroyed".to_owned()));
    }
    let missing: Vec<usize> = (0..service.custody.0.len())
        .filter(|&n| !known.iter().any(|copy| copy.store == service.custody.0[n].name && copy.state == "secured"))
        .collect();
    let bytes = signed(pieces.sealed_size)?;
    for &n in &missing {
        store::custody::begin(&mut tx, object, &service.custody.0[n].name, &pieces.root, bytes, now).await?;
    }
    tx.commit().await?;

    for n in missing {
        let name = service.custody.0[n].name.clone();
        write_copy(service, n, blob, &pieces, &sources).await?;
        let mut tx = service.db.begin().await?;
        let state = lock_row(&mut tx, object).await?.map_or(ObjectState::Purged, |row| row.state);
        if state == ObjectState::Purged
            || store::custody::secured(&mut tx, object, &name, service.clock.now()).await? != 1
        {
            // Destroyed while it was written: it must not outlive that.
            drop(tx);
            let folder = service.custody.0[n].folder.clone();
            blocking(service, n, move || remove_copies(&folder, object)).await?;
            return Err(PURGED);
        }
        let entry = NewEntry {
            kind: "custody.secured",
            case: row.log_case,
            actor: "service",
            fields: serde_json::json!({ "store": name }),
            commitments: &[("object", object.to_string()), ("root", HEXLOWER.encode(&pieces.root))],
            journal: None,
        };
        audit::append(&mut tx, service, entry).await?;
        // Locked for nobody: it is on its way back, or was given up for lost.
        if state == ObjectState::Locked && !store::objects::has_open_hold(&mut tx, object).await? {
            jobs::enqueue(&mut tx, service, &Job::PurgeIfClosed { object }, service.clock.now()).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

const PURGED: Error = Error::Conflict(Text::of("vault-custody-destroyed"));

/// Whether a verified copy lies in every store.
pub async fn is_secured(tx: &mut crate::db::Tx, service: &Service, object: ObjectId) -> Result<bool, Error> {
    let copies = store::custody::of_object(tx, object).await?;
    Ok(service.custody.stores().all(|name| copies.iter().any(|copy| copy.store == name && copy.state == "secured")))
}

async fn write_copy(
    service: &Service,
    n: usize,
    blob: crate::ids::BlobId,
    pieces: &Pieces,
    sources: &[super::placement::Site],
) -> Result<(), Error> {
    let place = service.custody.0[n].file(pieces.object);
    // A name of its own, so that a second worker on the same object writes into nobody's file.
    let staged = place.with_extension(format!("{}.new", crate::ids::uuid_v4(&service.entropy).as_simple()));
    let staging = Staging(staged.clone());
    let path = staged.clone();
    let mut file = blocking(service, n, move || {
        let file = File::options().create_new(true).read(true).write(true).open(path)?;
        file.lock()?;
        Ok(file)
    })
    .await?;
    for piece in pieces.iter() {
        let bytes = replication::read_from(service, blob, pieces, piece, sources).await?;
        file = blocking(service, n, move || {
            if piece == Piece::Metadata {
                let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
                file.write_all(&length.to_be_bytes())?;
            }
            disk::write_all(&file, &bytes)?;
            Ok(file)
        })
        .await?;
    }
    let expected = pieces.clone();
    let folder = service.custody.0[n].folder.clone();
    blocking(service, n, move || {
        file.sync_all()?;
        if recompute_root(&mut file, &expected)? != expected.root {
            return Err(io::Error::other("what was written reads back as other bytes"));
        }
        fs::rename(&staged, &place)?;
        sync_folder(&folder)
    })
    .await?;
    drop(staging);
    Ok(())
}

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

/// Reads a piece from the first store whose copy of it verifies.
///
/// # Errors
/// [`Error::NoGoodCopy`] when none does.
pub async fn read(service: &Service, pieces: &Pieces, piece: Piece) -> Result<Bytes, Error> {
    for (n, store) in service.custody.0.iter().enumerate() {
        let place = store.file(pieces.object);
        let range = match piece {
            Piece::Metadata => None,
            Piece::Part(part) => Some(pieces.range(part)?),
        };
        match blocking(service, n, move || read_piece(&place, range)).await {
            Ok(Some(bytes)) if pieces.verifies(piece, &bytes) => return Ok(bytes.into()),
            Ok(Some(_)) => tracing::error!(store = store.name, "a custody copy does not verify"),
            Ok(None) => {}
            Err(error) => tracing::error!(store = store.name, %error, "a custody copy cannot be read"),
        }
    }
    let part = match piece {
        Piece::Metadata => super::METADATA,
        Piece::Part(part) => part.into(),
    };
    Err(Error::NoGoodCopy { object: pieces.object, part })
}

fn read_piece(place: &Path, range: Option<std::ops::Range<u64>>) -> io::Result<Option<Vec<u8>>> {
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
    if bytes > crate::seal::PART_SIZE {
        return Err(io::Error::other("its length is damaged"));
    }
    let mut buffer = vec![0; usize::try_from(bytes).map_err(io::Error::other)?];
    file.read_exact(&mut buffer)?;
    Ok(Some(buffer))
}

/// Whether anything is kept of an object, be it half-written or about to be destroyed.
pub async fn is_kept(tx: &mut crate::db::Tx, object: ObjectId) -> Result<bool, Error> {
    Ok(store::custody::of_object(tx, object).await?.iter().any(|copy| copy.state != "destroyed"))
}

/// Whether copies were found to be needed no more and are not destroyed yet: until they are, nothing is secured anew.
pub async fn is_being_destroyed(tx: &mut crate::db::Tx, object: ObjectId) -> Result<bool, Error> {
    Ok(store::custody::of_object(tx, object).await?.iter().any(store::custody::Copy::is_being_destroyed))
}

/// Notes, under the lock of its object's row, that every copy is needed no more: none counts from then on. Its bytes go with
/// [`destroy`], in the job that the caller queues.
pub async fn begin_destroying(tx: &mut crate::db::Tx, object: ObjectId) -> Result<(), Error> {
    store::custody::begin_destroying(tx, object).await?;
    Ok(())
}

/// Destroys every copy and looks whether it is gone, with an entry for each. Safe to run again. The key share is the caller's.
pub async fn destroy(service: &Service, object: ObjectId) -> Result<(), Error> {
    for n in 0..service.custody.0.len() {
        let store = &service.custody.0[n];
        let folder = store.folder.clone();
        blocking(service, n, move || remove_copies(&folder, object)).await?;
        let mut tx = service.db.begin().await?;
        let row = lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
        if store::custody::destroyed(&mut tx, object, &store.name, service.clock.now()).await? == 1 {
            let entry = NewEntry {
                kind: "custody.destroyed",
                case: row.log_case,
                actor: "service",
                fields: serde_json::json!({ "store": store.name }),
                commitments: &[("object", object.to_string())],
                journal: None,
            };
            audit::append(&mut tx, service, entry).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// The copy, and whatever was being written of it.
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

/// One copy that is secured: where it lies, and of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secured {
    /// The object.
    pub object: ObjectId,
    /// The store, by its country.
    pub store: String,
    /// The root of the object, in lower-case hex.
    pub root: String,
    /// The size of its sealed content in bytes.
    pub bytes: i64,
}

/// Every copy that is secured.
pub async fn manifest(tx: &mut crate::db::Tx) -> Result<Vec<Secured>, Error> {
    let rows = store::custody::manifest(tx).await?;
    let secured = |(object, store, root, bytes): (_, _, Vec<u8>, _)| Secured {
        object,
        store,
        root: HEXLOWER.encode(&root),
        bytes,
    };
    Ok(rows.into_iter().map(secured).collect())
}

/// Runs blocking work on a store off the executor.
async fn blocking<T: Send + 'static>(
    service: &Service,
    n: usize,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let store = &service.custody.0[n];
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| store.failed(error)),
        Err(error) => Err(store.failed(io::Error::other(error))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Jurisdiction;

    #[test]
    fn a_portal_that_starts_clears_what_nobody_writes_any_more_and_nothing_else() {
        let data = tempfile::tempdir().unwrap();
        let folders = ["FR", "NL"].map(|country| CustodyFolder {
            jurisdiction: Jurisdiction::parse(country).unwrap(),
            folder: data.path().join(country),
        });
        Custody::open(&folders).unwrap();
        let [left, written, copy] = ["1.a.new", "2.b.new", "3"].map(|name| folders[0].folder.join(name));
        for file in [&left, &written, &copy] {
            fs::write(file, "bytes").unwrap();
        }
        let writer = File::options().write(true).open(&written).unwrap();
        writer.lock().unwrap();
        Custody::open(&folders).unwrap();
        assert!(!left.exists() && written.exists() && copy.exists());
        drop(writer);
        Custody::open(&folders).unwrap();
        assert!(!written.exists() && copy.exists());
    }
}
