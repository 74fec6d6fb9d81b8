//! Taking stock: what lies in the stores is compared with what the database says, and the stores with each other.
//!
//! The stores outlive a database. Of one that was restored from a backup, copies that were secured since are counted again, once they
//! verify. And the database outlives a store: a copy that one lost, or that one which is new never had, is made again from the other's, by a
//! job. What lay in a store that is not named any more does not count. A store that does not answer, or is not there itself, is passed over:
//! what it has nobody knows.
//! And a worker may have died over a copy that was destroyed before it had its place: it lies there still, and is destroyed once more.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Store, destroy, destroy_again, forget_elsewhere, keep};
use crate::causes::with_causes;
use crate::ids::ObjectId;
use crate::jobs::{self, Job};
use crate::service::Service;
use crate::vault::replication::Pieces;
use crate::vault::uploads::signed;
use crate::vault::{Error, ObjectState, lock_row, store};

/// How often portals that run look whether every copy is where it should be.
const EVERY: Duration = Duration::from_hours(24);

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Copies that lie where the database has them.
    pub counted: usize,
    /// Copies that the database did not count, and does now.
    pub found: usize,
    /// Copies that are made again, from what another store has.
    pub again: usize,
    /// Copies that the database had and no store has: the object, and the store.
    pub missing: Vec<(ObjectId, String)>,
    /// Stores that did not answer.
    pub away: BTreeSet<String>,
}

/// Compares stores and database, and makes good what can be, by jobs. Copies that the database has are looked for, and not read; any other is
/// read, and counts if it verifies. Nothing may be under way in custody meanwhile.
pub async fn take_stock(service: &Service) -> Result<Stock, Error> {
    let (mut objects, mut stock) = (BTreeSet::new(), Stock::default());
    for store in service.custody.each() {
        match store.objects().await {
            Ok(lying) => objects.extend(lying),
            Err(error) => stock.pass_over(store, &error),
        }
    }
    let mut tx = service.db.read().await?;
    objects.extend(store::custody::begun_objects(&mut tx).await?);
    drop(tx);
    for object in objects {
        look_at(service, object, Unknown::Counts, &mut stock).await?;
    }
    Ok(stock)
}

/// A round over the stores, a day after the last: what one lost, or has not got yet, is made again, and what came after it was destroyed is
/// destroyed. Portals go on meanwhile.
pub async fn look_at_stores(service: &Service) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let objects = store::custody::begun_objects(&mut tx).await?;
    drop(tx);
    let mut stock = Stock::default();
    for store in service.custody.each() {
        if let Err(error) = store.require_there(service).await {
            stock.pass_over(store, &error);
        }
    }
    for object in objects {
        look_at(service, object, Unknown::IsUnderWay, &mut stock).await?;
    }
    if stock.found > 0 {
        tracing::info!(found = stock.found, "custody copies that did not count were found");
    }
    if stock.again > 0 || !stock.missing.is_empty() {
        tracing::error!(
            again = stock.again,
            missing = stock.missing.len(),
            "custody copies were lost or are not there yet"
        );
    }
    destroy_what_came_late(service).await?;
    let mut tx = service.db.begin().await?;
    jobs::enqueue_instead(&mut tx, service, &Job::WatchCustody, service.clock.now().plus(EVERY)).await?;
    tx.commit().await?;
    Ok(())
}

/// Has destroyed what lies in a store though it was destroyed there.
async fn destroy_what_came_late(service: &Service) -> Result<(), Error> {
    for store in service.custody.each() {
        let lying = match store.objects().await {
            Ok(lying) => lying,
            Err(error) => {
                tracing::error!(error = %with_causes(&error), "a custody store does not answer");
                continue;
            }
        };
        for object in lying {
            let copies = store::custody::of_object(&mut service.db.read().await?, object).await?;
            // Of what is being destroyed already the job goes on.
            if !copies.iter().any(|copy| copy.store == store.name && copy.is_destroyed()) {
                continue;
            }
            tracing::error!(%object, store = store.name, "a custody copy lies there that was destroyed");
            let mut tx = service.db.begin().await?;
            lock_row(&mut tx, object).await?;
            destroy_again(&mut tx, service, store, object).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// What a copy is that the database does not count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    /// One that was secured once, if it verifies.
    Counts,
    /// One that somebody may be writing. It counts where it was begun and all of it is there: it may have been called lost once.
    IsUnderWay,
}

impl Stock {
    fn pass_over(&mut self, store: &Store, error: &Error) {
        tracing::error!(error = %with_causes(&error), "a custody store does not answer");
        self.away.insert(store.name.clone());
    }
}

async fn look_at(service: &Service, object: ObjectId, unknown: Unknown, stock: &mut Stock) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    // Of a file that this database never knew nobody has the other half of its key: its copy stays for whoever finds out what it was.
    let Some(row) = store::objects::find(&mut tx, object).await? else { return Ok(()) };
    let mut copies = store::custody::of_object(&mut tx, object).await?;
    let pieces = Pieces::of(&mut tx, object).await;
    drop(tx);
    if row.state == ObjectState::Purged {
        // Its job goes on with it, or a recovery has just purged it again: no store that is away keeps the others from being looked at.
        if unknown == Unknown::Counts
            && let Err(error) = destroy(service, object).await
        {
            tracing::error!(%object, error = %with_causes(&error), "what lies in custody of a purged file is not destroyed yet");
        }
        return Ok(());
    }
    let Ok(pieces) = pieces else { return Ok(()) };
    if copies.iter().any(store::custody::Copy::is_being_destroyed) {
        // A backup remembers that from before it was locked or deleted: they may be all there is. If nothing needs
        // them, the job that was to destroy them does so yet.
        if unknown == Unknown::IsUnderWay || !matches!(row.state, ObjectState::Locked | ObjectState::Deleted) {
            return Ok(());
        }
        if let Err(error) = keep(service, object).await {
            tracing::error!(%object, error = %with_causes(&error), "what was to be destroyed in custody of a file is not looked at yet");
        }
        copies = store::custody::of_object(&mut service.db.read().await?, object).await?;
    }
    let (mut is_good, mut lacking) = (false, Vec::new());
    for store in service.custody.each() {
        if stock.away.contains(&store.name) {
            continue;
        }
        let recorded = copies.iter().find(|copy| copy.store == store.name && copy.is_secured());
        let begun = copies.iter().find(|copy| copy.store == store.name && copy.is_begun());
        let found = if recorded.is_some() {
            store.has(object).await
        } else if unknown == Unknown::Counts || begun.is_some() {
            store.verifies(&pieces).await
        } else {
            Ok(false)
        };
        match found {
            Ok(true) => is_good = true,
            Ok(false) => {
                lacking.push((store, recorded));
                continue;
            }
            Err(error) => {
                stock.pass_over(store, &error);
                continue;
            }
        }
        if recorded.is_some() {
            stock.counted += 1;
        } else {
            count(service, store, &pieces, begun).await?;
            stock.found += 1;
        }
    }
    let mut gone = Vec::new();
    for (store, recorded) in lacking {
        // Where no other store has it, one that is not there itself has lost nothing.
        if recorded.is_some()
            && !is_good
            && let Err(error) = store.require_there(service).await
        {
            stock.pass_over(store, &error);
            continue;
        }
        gone.push((store, recorded));
    }
    let is_elsewhere = copies.iter().any(|copy| copy.is_secured() && !service.custody.has(&copy.store));
    if gone.is_empty() && !is_elsewhere {
        return Ok(());
    }
    make_good(service, object, &gone, is_good, stock).await
}

/// What is not there does not count any more, unless it was destroyed and secured anew since it was looked for. From what another store has
/// it is made again; where none has any, whoever needs it secures it anew.
async fn make_good(
    service: &Service,
    object: ObjectId,
    lacking: &[(&Store, Option<&store::custody::Copy>)],
    is_good: bool,
    stock: &mut Stock,
) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    if lock_row(&mut tx, object).await?.is_none_or(|row| row.state == ObjectState::Purged) {
        return Ok(());
    }
    for (store, recorded) in lacking {
        let Some(recorded) = recorded else { continue };
        let was_counted = store::custody::lost(&mut tx, object, &store.name, recorded.started_at).await? == 1;
        if was_counted && !is_good {
            stock.missing.push((object, store.name.clone()));
        }
    }
    if is_good {
        forget_elsewhere(&mut tx, service, object).await?;
        if !lacking.is_empty() {
            stock.again += lacking.len();
            jobs::enqueue_instead(&mut tx, service, &Job::MoveToStores { object }, service.clock.now()).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Counts a copy that verified: one that the database had `begun`, unless it was destroyed meanwhile; else as one of its own. Where nothing
/// locks the object any more, it is looked at again: it may have been given up for lost.
async fn count(
    service: &Service,
    store: &Store,
    pieces: &Pieces,
    begun: Option<&store::custody::Copy>,
) -> Result<(), Error> {
    let (object, now) = (pieces.object, service.clock.now());
    let mut tx = service.db.begin().await?;
    let row = lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    if row.state != ObjectState::Purged {
        let bytes = signed(pieces.sealed_size)?;
        let begun = match begun {
            Some(copy) => copy.started_at,
            None => store::custody::begin(&mut tx, object, &store.name, &pieces.root, bytes, now).await?,
        };
        let counts = store::custody::secured(&mut tx, object, &store.name, begun, now).await? == 1;
        if counts && row.state == ObjectState::Locked && !store::objects::has_open_hold(&mut tx, object).await? {
            jobs::enqueue(&mut tx, service, &Job::PurgeIfClosed { object }, now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
