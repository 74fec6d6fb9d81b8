//! Taking stock: what lies in the stores is compared with what the database says, and the stores with each other.
//!
//! The stores outlive a database. Of one that was restored from a backup, copies that were secured since are counted again, once they
//! verify; a copy that one store lost is made again from the other's.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::{Staging, blocking, destroy, recompute_root};
use crate::disk::sync_folder;
use crate::ids::{ObjectId, uuid_v4};
use crate::service::Service;
use crate::vault::replication::Pieces;
use crate::vault::uploads::signed;
use crate::vault::{Error, ObjectState, lock_row, store};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Copies that lie where the database has them.
    pub counted: usize,
    /// Copies that the database did not know of, or that were made again from another store's.
    pub mended: usize,
    /// Copies that the database has and no store: the object, and the store.
    pub missing: Vec<(ObjectId, String)>,
}

/// Compares stores and database, and makes good what can be. Copies that the database has are looked for, and not read; any other is
/// read, and counts if it verifies. Nothing may be under way in custody meanwhile.
pub async fn take_stock(service: &Service) -> Result<Stock, Error> {
    let mut objects = BTreeSet::new();
    for n in 0..service.custody.0.len() {
        let folder = service.custody.0[n].folder.clone();
        objects.extend(blocking(service, n, move || lying_in(&folder)).await?);
    }
    let mut tx = service.db.read().await?;
    objects.extend(store::custody::secured_objects(&mut tx).await?);
    drop(tx);
    let mut stock = Stock::default();
    for object in objects {
        look_at(service, object, &mut stock).await?;
    }
    Ok(stock)
}

fn lying_in(folder: &Path) -> io::Result<Vec<ObjectId>> {
    let mut objects = Vec::new();
    for file in fs::read_dir(folder)? {
        objects.extend(file?.file_name().to_str().and_then(|name| name.parse::<ObjectId>().ok()));
    }
    Ok(objects)
}

async fn look_at(service: &Service, object: ObjectId, stock: &mut Stock) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    // Of a file that this database never knew nobody has the other half of its key: its copy stays for whoever finds out what it was.
    let Some(row) = store::objects::find(&mut tx, object).await? else { return Ok(()) };
    let copies = store::custody::of_object(&mut tx, object).await?;
    if row.state == ObjectState::Purged {
        drop(tx);
        return destroy(service, object).await;
    }
    let Ok(pieces) = Pieces::of(&mut tx, object).await else { return Ok(()) };
    drop(tx);
    if copies.iter().any(store::custody::Copy::is_being_destroyed) {
        return Ok(());
    }
    let recorded =
        |n: usize| copies.iter().any(|copy| copy.store == service.custody.0[n].name && copy.state == "secured");
    let (mut good, mut lacking) = (None, Vec::new());
    for n in 0..service.custody.0.len() {
        let (place, expected) = (service.custody.0[n].file(object), pieces.clone());
        if recorded(n) && blocking(service, n, move || fs::exists(place)).await? {
            stock.counted += 1;
            good = good.or(Some(n));
            continue;
        }
        let place = service.custody.0[n].file(object);
        if blocking(service, n, move || verifies(&place, &expected)).await? {
            count(service, n, object, &pieces).await?;
            stock.mended += 1;
            good = good.or(Some(n));
        } else {
            lacking.push(n);
        }
    }
    for n in lacking {
        if let Some(from) = good
            && copy(service, from, n, &pieces).await?
        {
            count(service, n, object, &pieces).await?;
            stock.mended += 1;
        } else if recorded(n) {
            // Whoever needs it secures it anew.
            let mut tx = service.db.begin().await?;
            lock_row(&mut tx, object).await?;
            store::custody::lost(&mut tx, object, &service.custody.0[n].name).await?;
            tx.commit().await?;
            stock.missing.push((object, service.custody.0[n].name.clone()));
        }
    }
    Ok(())
}

/// Whether a whole copy lies there. One that is damaged is none.
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

/// Counts a copy that verified.
async fn count(service: &Service, n: usize, object: ObjectId, pieces: &Pieces) -> Result<(), Error> {
    let (name, now) = (&service.custody.0[n].name, service.clock.now());
    let mut tx = service.db.begin().await?;
    let row = lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    if row.state != ObjectState::Purged {
        store::custody::begin(&mut tx, object, name, &pieces.root, signed(pieces.sealed_size)?, now).await?;
        store::custody::secured(&mut tx, object, name, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Makes a store's copy from another's. `false`: that one does not verify either.
async fn copy(service: &Service, from: usize, to: usize, pieces: &Pieces) -> Result<bool, Error> {
    let (source, place) = (service.custody.0[from].file(pieces.object), service.custody.0[to].file(pieces.object));
    let staged = place.with_extension(format!("{}.new", uuid_v4(&service.entropy).as_simple()));
    let (folder, expected) = (service.custody.0[to].folder.clone(), pieces.clone());
    blocking(service, to, move || {
        let mut file = File::options().create_new(true).read(true).write(true).open(&staged)?;
        let _staging = Staging(staged.clone());
        file.lock()?;
        io::copy(&mut File::open(source)?, &mut file)?;
        file.sync_all()?;
        if recompute_root(&mut file, &expected).is_ok_and(|root| root == expected.root) {
            fs::rename(&staged, &place)?;
            sync_folder(&folder)?;
            return Ok(true);
        }
        Ok(false)
    })
    .await
}
