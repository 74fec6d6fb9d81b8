//! Custody: the sealed copy of a locked object that waits for whatever a court or an appeal decides.
//!
//! There is one in each store, never served to readers. It is written, read back and verified against the root, and only then counted as
//! secured. Its row stands before its first byte, so destroying knows every copy, half-written ones too. A copy that was lost, and one
//! that a store which is new lacks, is made again from another store's.

mod stock;
mod stores;

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use data_encoding::HEXLOWER;

pub use self::stock::{Stock, look_at_stores, take_stock};
use self::stores::Store;
use super::fleet::Piece;
use super::placement::Site;
use super::replication::{self, Pieces};
use super::uploads::signed;
use super::{Error, ObjectState, lock_row, recovery, store};
use crate::audit::{self, NewEntry};
use crate::causes::with_causes;
use crate::config::CustodyStore;
use crate::db::Tx;
use crate::entropy::Entropy;
use crate::ids::{BlobId, ObjectId};
use crate::jobs::{self, Job};
use crate::s3;
use crate::service::Service;
use crate::texts::Text;

/// The custody stores, opened.
#[derive(Clone, Debug)]
pub struct Custody(Arc<[Store]>);

/// Why the custody stores could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Both lie in one country, or there is only one.
    #[error("custody needs two stores in two countries, and {0} were given: give --custody COUNTRY=PLACE twice")]
    OneJurisdiction(usize),
    /// A store's folder.
    #[error("a custody folder cannot be used: {0}")]
    Io(#[from] io::Error),
    /// A store's bucket.
    #[error("the custody store in {store} cannot be used: {source}")]
    Bucket {
        /// The store.
        store: String,
        /// Why.
        source: s3::Error,
    },
}

impl Custody {
    /// Opens the stores: makes folders, tries buckets, and clears what a crash left half-written. What another portal writes at the
    /// moment stays.
    pub async fn open(places: &[CustodyStore], entropy: &Entropy) -> Result<Self, OpenError> {
        let countries: BTreeSet<_> = places.iter().map(|store| store.jurisdiction).collect();
        // A store is named by its country: two in one country could not be told apart.
        if countries.len() < 2 || countries.len() != places.len() {
            return Err(OpenError::OneJurisdiction(countries.len()));
        }
        let mut stores = Vec::new();
        for place in places {
            stores.push(Store::open(place, entropy).await?);
        }
        Ok(Self(stores.into()))
    }

    /// The names of the stores.
    pub fn stores(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|store| store.name.as_str())
    }

    fn each(&self) -> impl Iterator<Item = &Store> {
        self.0.iter()
    }

    /// Whether a store of this name is among them.
    fn has(&self, name: &str) -> bool {
        self.stores().any(|store| store == name)
    }
}

/// Secures an object in every store and verifies it there. What is secured already is left. Safe to run again.
///
/// A copy counts only if, under the lock of the object's row, the object is not purged at that instant and the copy was not destroyed since
/// it was begun; one that comes too late is removed. One that comes after the last hold has lifted has the object looked at again: where its
/// order had not waited for custody, it was given up for lost then. Whoever calls this calls [`destroy`] when it finds the object purged: a
/// worker may have died in between.
///
/// # Errors
/// [`Error::Conflict`] when the object is purged, before or meanwhile;
/// [`Error::NoGoodCopy`] when no replica verifies and [`Error::Custody`] when a store fails or is not there; [`Error::Unavailable`] while copies
/// are being destroyed, or when they were meanwhile, which passes: then the object is not in custody, and whoever called must not issue an order.
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
    let going: Vec<_> = known.iter().filter(|copy| copy.is_being_destroyed()).collect();
    if !going.is_empty() {
        drop(tx);
        for store in service.custody.each().filter(|store| going.iter().any(|copy| copy.store == store.name)) {
            // One that is not there destroys nothing, nor says what it has: that passes by nobody's waiting.
            store.require_there(service).await?;
        }
        return Err(Error::Unavailable("the copies of before are being destroyed".to_owned()));
    }
    let is_counted =
        |copies: &[store::custody::Copy], name: &str| copies.iter().any(|copy| copy.store == name && copy.is_secured());
    let wanting: Vec<&Store> = service.custody.each().filter(|store| !is_counted(&known, &store.name)).collect();
    let bytes = signed(pieces.sealed_size)?;
    let mut missing = Vec::new();
    for store in wanting {
        missing.push((store, store::custody::begin(&mut tx, object, &store.name, &pieces.root, bytes, now).await?));
    }
    tx.commit().await?;

    for (store, begun) in missing {
        write_copy(service, store, blob, &pieces, &sources).await?;
        let mut tx = service.db.begin().await?;
        let state = lock_row(&mut tx, object).await?.map_or(ObjectState::Purged, |row| row.state);
        if state == ObjectState::Purged {
            drop(tx);
            // Destroyed while it was written: it must not outlive that, and nobody begins another.
            store.remove(object).await?;
            return Err(PURGED);
        }
        if store::custody::secured(&mut tx, object, &store.name, begun, service.clock.now()).await? != 1 {
            if is_counted(&store::custody::of_object(&mut tx, object).await?, &store.name) {
                // Another worker wrote the same to the same place, and counted it a moment ago.
                continue;
            }
            destroy_again(&mut tx, service, store, object).await?;
            tx.commit().await?;
            return Err(Error::Unavailable("the copies were destroyed meanwhile".to_owned()));
        }
        let entry = NewEntry {
            kind: "custody.secured",
            case: row.log_case,
            actor: "service",
            fields: serde_json::json!({ "store": store.name }),
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
pub async fn is_secured(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<bool, Error> {
    let copies = store::custody::of_object(tx, object).await?;
    Ok(service.custody.stores().all(|name| copies.iter().any(|copy| copy.store == name && copy.is_secured())))
}

/// The job that makes copies again which were lost, or which a new store lacks: from another store's, or a mirror's. Does nothing once none
/// counts any more; of what is purged it destroys what a worker left that died.
pub async fn secure_again(service: &Service, object: ObjectId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let copies = store::custody::of_object(&mut tx, object).await?;
    let is_wanted = copies.iter().any(store::custody::Copy::is_secured)
        && !copies.iter().any(store::custody::Copy::is_being_destroyed);
    drop(tx);
    let done = if is_wanted { secure(service, object).await } else { Ok(()) };
    let mut tx = service.db.read().await?;
    let row = store::objects::find(&mut tx, object).await?;
    drop(tx);
    if row.is_none_or(|row| row.state == ObjectState::Purged) {
        return destroy(service, object).await;
    }
    done
}

/// Bytes came to a store after those there were destroyed, or while they are: they go with the job that destroys, and nothing is secured
/// before. Where another copy was begun since, they have its name, and become that or go with it. The caller has locked the object's row.
async fn destroy_again(tx: &mut Tx, service: &Service, store: &Store, object: ObjectId) -> Result<(), Error> {
    if store::custody::destroy_again(tx, object, &store.name).await? == 1 {
        jobs::enqueue(tx, service, &Job::PurgeIfClosed { object }, service.clock.now()).await?;
    }
    Ok(())
}

async fn write_copy(
    service: &Service,
    store: &Store,
    blob: BlobId,
    pieces: &Pieces,
    sources: &[Site],
) -> Result<(), Error> {
    store.require_there(service).await?;
    let failed = |source| store.failed(source);
    let mut writing = store.begin(pieces.object, pieces.sealed_size, &service.entropy).await?;
    for piece in pieces.iter() {
        let bytes = replication::read_from(service, blob, pieces, piece, sources).await?;
        writing = writing.write(pieces, piece, bytes).await.map_err(failed)?;
    }
    writing.finish(pieces).await.map_err(failed)
}

/// Reads a piece from the first store whose copy of it verifies.
///
/// # Errors
/// [`Error::NoGoodCopy`] when none does.
pub async fn read(service: &Service, pieces: &Pieces, piece: Piece) -> Result<Bytes, Error> {
    for store in service.custody.each() {
        match store.read(pieces, piece).await {
            Ok(Some(bytes)) if pieces.verifies(piece, &bytes) => return Ok(bytes),
            Ok(Some(_)) => tracing::error!(store = store.name, "a custody copy does not verify"),
            Ok(None) => {}
            Err(error) => tracing::error!(error = %with_causes(&error), "a custody copy cannot be read"),
        }
    }
    let part = match piece {
        Piece::Metadata => super::METADATA,
        Piece::Part(part) => part.into(),
    };
    Err(Error::NoGoodCopy { object: pieces.object, part })
}

/// Whether anything is kept of an object, be it half-written or about to be destroyed.
pub async fn is_kept(tx: &mut Tx, object: ObjectId) -> Result<bool, Error> {
    Ok(store::custody::of_object(tx, object).await?.iter().any(|copy| !copy.is_destroyed()))
}

/// Whether copies were found to be needed no more and are not destroyed yet: until they are, nothing is secured anew.
pub async fn is_being_destroyed(tx: &mut Tx, object: ObjectId) -> Result<bool, Error> {
    Ok(store::custody::of_object(tx, object).await?.iter().any(store::custody::Copy::is_being_destroyed))
}

/// Notes, under the lock of its object's row, that every copy is needed no more: none counts from then on. Its bytes go with
/// [`destroy`], in the job that the caller queues.
pub async fn begin_destroying(tx: &mut Tx, object: ObjectId) -> Result<(), Error> {
    store::custody::begin_destroying(tx, object).await?;
    Ok(())
}

/// Destroys every copy of what is purged, and of anything else those that were found to be needed no more: one that was secured since stays.
/// Looks whether each is gone, with an entry for each. Safe to run again. The key share is the caller's. A copy in a store that is not named
/// any more is in nobody's reach, and is forgotten.
///
/// # Errors
/// [`Error::Custody`] when a store fails or is not there: the copies in the others are destroyed all the same. [`Error::Unavailable`] when
/// bytes came that may not have been seen.
pub async fn destroy(service: &Service, object: ObjectId) -> Result<(), Error> {
    let mut done = Ok(());
    for store in service.custody.each() {
        done = done.and(destroy_in(service, store, object).await);
    }
    done?;
    leave_elsewhere(service, object).await
}

/// Keeps copies that were found to be needed no more, and are needed all the same: it was locked before they were gone, or a backup that
/// remembers their end is older than what was secured since. What verifies counts again; anything else is to be written anew. No byte goes.
///
/// # Errors
/// [`Error::Custody`] when a store fails or is not there: the copies in the others are kept all the same.
pub async fn keep(service: &Service, object: ObjectId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let pieces = Pieces::of(&mut tx, object).await?;
    let copies = store::custody::of_object(&mut tx, object).await?;
    drop(tx);
    let mut done = Ok(());
    for store in service.custody.each() {
        if let Some(copy) = copies.iter().find(|copy| copy.store == store.name && copy.is_being_destroyed()) {
            done = done.and(keep_in(service, store, copy, &pieces).await);
        }
    }
    done?;
    leave_elsewhere(service, object).await
}

async fn keep_in(service: &Service, store: &Store, copy: &store::custody::Copy, pieces: &Pieces) -> Result<(), Error> {
    // Of a store that is not mounted nobody knows what it has.
    store.require_there(service).await?;
    let is_whole = store.verifies(pieces).await?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    if lock_row(&mut tx, pieces.object).await?.is_some_and(|row| row.state != ObjectState::Purged) {
        store::custody::keep(&mut tx, pieces.object, &store.name, copy.started_at, is_whole, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn leave_elsewhere(service: &Service, object: ObjectId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let copies = store::custody::of_object(&mut tx, object).await?;
    drop(tx);
    if copies.iter().any(|copy| !service.custody.has(&copy.store) && !copy.is_destroyed()) {
        let mut tx = service.db.begin().await?;
        lock_row(&mut tx, object).await?;
        forget_elsewhere(&mut tx, service, object).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn destroy_in(service: &Service, store: &Store, object: ObjectId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let is_purged = store::objects::find(&mut tx, object).await?.is_none_or(|row| row.state == ObjectState::Purged);
    let copies = store::custody::of_object(&mut tx, object).await?;
    drop(tx);
    let known = copies.into_iter().find(|copy| copy.store == store.name);
    // Looked at before the first byte goes, in each store by itself: another may have ended this, and something secured it anew.
    if !is_purged && !known.as_ref().is_some_and(store::custody::Copy::is_being_destroyed) {
        return Ok(());
    }
    if known.as_ref().is_some_and(|copy| !copy.is_destroyed()) {
        // Of a store that is not mounted nobody knows what it has: nothing there is called destroyed.
        store.require_there(service).await?;
    }
    store.remove(object).await?;
    let Some(known) = known else { return Ok(()) };
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let row = lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    if store::custody::destroyed(&mut tx, object, &store.name, known.started_at, now).await? == 1 {
        let entry = NewEntry {
            kind: "custody.destroyed",
            case: row.log_case,
            actor: "service",
            fields: serde_json::json!({ "store": store.name }),
            commitments: &[("object", object.to_string())],
            journal: None,
        };
        audit::append(&mut tx, service, entry).await?;
        tx.commit().await?;
        return Ok(());
    }
    let copies = store::custody::of_object(&mut tx, object).await?;
    if copies.iter().any(|copy| copy.store == store.name && copy.is_being_destroyed()) {
        return Err(Error::Unavailable("bytes came to custody while it was being emptied".to_owned()));
    }
    Ok(())
}

/// Forgets copies in stores that are not named any more: nobody reads or destroys them there. What was destroyed stays known. The caller has
/// locked the object's row.
async fn forget_elsewhere(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<(), Error> {
    for copy in store::custody::of_object(tx, object).await? {
        if !service.custody.has(&copy.store) {
            store::custody::forget(tx, object, &copy.store).await?;
        }
    }
    Ok(())
}

/// What lies in a store: each object of which there is a whole copy, and the size of that in bytes. The service need not be open for it.
pub async fn lying_in(place: &CustodyStore) -> Result<Vec<(ObjectId, u64)>, Error> {
    Store::at(place).sizes().await
}
