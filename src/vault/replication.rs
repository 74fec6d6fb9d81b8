//! Replication: reading with verification, copying, repair and restoration.
//!
//! No copy is trusted. Every piece that is read, from a mirror or from custody, is checked against the leaf hash that
//! was recorded when it was first sent; when a copy lies or is gone, the next one is asked.

mod pieces;

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use tokio::task::JoinSet;

pub use self::pieces::Pieces;

use super::fleet::{self, CallError, Piece};
use super::placement::{self, Site};
use super::store::{self, mirrors, objects};
use super::uploads::guarded;
use super::{Error, ObjectRow, ObjectState, custody, lock_row, recovery};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{BlobId, ObjectId};
use crate::service::Service;
use crate::texts::Text;

/// Chooses mirrors for a blob among those that answer and have room, and records them. The caller holds the object's row.
///
/// # Errors
/// [`Error::Unavailable`] when, together with `used`, no two jurisdictions are left to choose from.
pub(super) async fn place(
    tx: &mut Tx,
    blob: BlobId,
    used: &[Site],
    wanted: usize,
    now: Time,
) -> Result<Vec<Site>, Error> {
    let candidates = mirrors::candidates(tx, blob).await?;
    let mut candidates: Vec<Site> = candidates.into_iter().map(mirrors::Candidate::site).collect();
    let mut taken = used.to_vec();
    loop {
        let missing = used.len() + wanted - taken.len();
        let chosen = placement::choose(blob, &candidates, &taken, missing);
        let mut refused = false;
        for site in &chosen {
            // An administrator may have stopped it since it was read: then others are chosen.
            if mirrors::place(tx, blob, site.mirror, now).await? == 1 {
                taken.push(site.clone());
            } else {
                refused = true;
            }
        }
        if !refused {
            break;
        }
        candidates.retain(|candidate| !chosen.contains(candidate));
    }
    if !placement::suffices(&taken) {
        return Err(Error::Unavailable("fewer than two mirrors in two jurisdictions take files now".into()));
    }
    Ok(taken.split_off(used.len()))
}

/// Brings every one of `targets` to hold the whole blob, copying what it misses from `sources` or custody, and to sign
/// for it. Gives those that did, with their `writ-stored+jwt`. With a `grace`, stragglers are waited for only so long
/// once enough have signed.
pub(super) async fn freeze(
    service: &Service,
    blob: BlobId,
    pieces: &Pieces,
    targets: &[Site],
    sources: &[Site],
    grace: Option<Duration>,
) -> Vec<(Site, String)> {
    let mut freezing = JoinSet::new();
    for site in targets {
        let (service, pieces, site) = (service.clone(), pieces.clone(), site.clone());
        let sources: Vec<Site> = sources.iter().filter(|source| source.mirror != site.mirror).cloned().collect();
        freezing.spawn(async move {
            let frozen = freeze_one(&service, blob, &pieces, &site, &sources).await;
            (site, frozen)
        });
    }
    let mut stored: Vec<(Site, String)> = Vec::new();
    loop {
        let holding: Vec<Site> = stored.iter().map(|(site, _)| site.clone()).collect();
        let next = match grace.filter(|_| placement::suffices(&holding)) {
            Some(grace) => match tokio::time::timeout(grace, freezing.join_next()).await {
                Ok(next) => next,
                Err(_) => break,
            },
            None => freezing.join_next().await,
        };
        match next {
            None => break,
            Some(Ok((site, Ok(token)))) => stored.push((site, token)),
            Some(Ok((site, Err(error)))) => {
                tracing::warn!(mirror = %site.mirror, %blob, error = %with_causes(&error), "a mirror did not complete a blob");
            }
            Some(Err(error)) => tracing::error!(error = %with_causes(&error), "completing on a mirror broke off"),
        }
    }
    stored
}

async fn freeze_one(
    service: &Service,
    blob: BlobId,
    pieces: &Pieces,
    site: &Site,
    sources: &[Site],
) -> Result<String, CallError> {
    match fleet::complete(service, site.mirror, blob, pieces).await {
        // Something is missing there, or everything.
        Err(CallError::Conflict(_) | CallError::NotFound) => {}
        answer => return answer,
    }
    copy(service, blob, pieces, Piece::Metadata, site, sources).await?;
    let mut held_until = 0;
    for part in 0..pieces.parts() {
        let range = pieces.range(part).map_err(|_| CallError::NotFound)?;
        if held_until < range.end {
            held_until = range.start + fleet::held_from(service, site.mirror, blob, range.start).await?;
        }
        if held_until < range.end {
            copy(service, blob, pieces, Piece::Part(part), site, sources).await?;
            held_until = range.end;
        }
    }
    fleet::complete(service, site.mirror, blob, pieces).await
}

async fn copy(
    service: &Service,
    blob: BlobId,
    pieces: &Pieces,
    piece: Piece,
    site: &Site,
    sources: &[Site],
) -> Result<(), CallError> {
    let digest = pieces.digest(piece).ok_or(CallError::NotFound)?;
    let bytes =
        read_from(service, blob, pieces, piece, sources).await.map_err(|error| CallError::Failed(error.to_string()))?;
    let hashes = fleet::hashes(&bytes).await.map_err(|error| CallError::Failed(error.to_string()))?;
    if hashes.digest() != digest {
        return Err(CallError::Failed("the bytes changed on their way".into()));
    }
    fleet::put(service, site.mirror, blob, piece, hashes, bytes).await
}

/// Reads a piece from the first of `sources` whose copy verifies, or from custody.
pub(super) async fn read_from(
    service: &Service,
    blob: BlobId,
    pieces: &Pieces,
    piece: Piece,
    sources: &[Site],
) -> Result<Bytes, Error> {
    let Piece::Part(part) = piece else {
        // The sealed metadata stays with the object until purge.
        let mut tx = service.db.read().await?;
        let kept = objects::sealed_metadata(&mut tx, pieces.object).await?;
        drop(tx);
        return match kept {
            Some(sealed) if pieces.verifies(piece, &sealed) => Ok(sealed.into()),
            _ => custody::read(service, pieces, piece).await,
        };
    };
    let range = pieces.range(part)?;
    for site in sources {
        match fleet::read(service, site.mirror, blob, range.clone()).await {
            Ok(bytes) if pieces.verifies(piece, &bytes) => return Ok(bytes),
            Ok(_) => tracing::error!(mirror = %site.mirror, %blob, part, "a mirror gave bytes that do not verify"),
            Err(error) => {
                tracing::warn!(mirror = %site.mirror, %blob, part, error = %with_causes(&error), "a mirror gave no bytes");
            }
        }
    }
    custody::read(service, pieces, piece).await
}

/// Reads one piece of an object for the service itself (custody, matching, the staff of a case), verified. It comes from
/// a mirror while one has it, else from custody. The caller logs why.
pub async fn service_read(service: &Service, object: ObjectId, piece: Piece) -> Result<Bytes, Error> {
    service.log.require_current()?;
    let mut tx = service.db.read().await?;
    let pieces = Pieces::of(&mut tx, object).await?;
    let (blob, sources) = sources_of(&mut tx, object).await?;
    drop(tx);
    read_from(service, blob, &pieces, piece, &sources).await
}

/// The current blob of an object, the sites that signed for it, and after those the last resort; no sites once it is gone from them.
pub(super) async fn sources_of(tx: &mut Tx, object: ObjectId) -> Result<(BlobId, Vec<Site>), Error> {
    let row = objects::find(tx, object).await?.ok_or(Error::NotFound)?;
    let blob = row.blob.ok_or(Error::NotFound)?;
    let replicas = mirrors::replicas(tx, blob).await?;
    Ok((blob, sources_among(tx, blob, &replicas).await?))
}

/// Where the pieces of a blob are asked for, in this order. Each is verified, so that it does no harm to ask, as the last, those that are
/// not believed.
async fn sources_among(tx: &mut Tx, blob: BlobId, replicas: &[mirrors::Replica]) -> Result<Vec<Site>, Error> {
    let mut sources: Vec<Site> = replicas.iter().filter(|replica| replica.stored).map(mirrors::Replica::site).collect();
    sources.extend(mirrors::last_resort(tx, blob).await?);
    Ok(sources)
}

/// Brings an available object to as many replicas as it should have, on mirrors that take files: finishes those that were placed
/// and never completed, and places new ones where mirrors failed, are being emptied or left. Nothing to do for an object in any
/// other state.
///
/// # Errors
/// [`Error::Unavailable`] while a mirror that should hold it does not: the queue tries again.
pub async fn repair(service: &Service, object: ObjectId) -> Result<(), Error> {
    recovery::look_for(service, object).await?;
    let mut tx = service.db.begin().await?;
    let Some(row) = lock_row(&mut tx, object).await? else { return Ok(()) };
    if row.state != ObjectState::Available {
        return Ok(());
    }
    spread(service, tx, &row).await
}

/// Whether fewer mirrors that take files hold an object than should.
pub async fn is_short(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<bool, Error> {
    let row = objects::find(tx, object).await?.ok_or(Error::NotFound)?;
    let staying = mirrors::staying(tx, row.blob.ok_or(Error::NotFound)?).await?;
    Ok(staying.iter().filter(|replica| replica.stored).count() < service.config.limits.copies.count())
}

/// Copies an object's blob to as many mirrors as it should lie on, of those that take files. The caller has locked the object's row
/// in `tx`, and found that it may be copied. What is ordered meanwhile reaches the new placements, too: they are recorded by then.
pub(super) async fn spread(service: &Service, mut tx: Tx, row: &ObjectRow) -> Result<(), Error> {
    let (object, now) = (row.id, service.clock.now());
    let blob = row.blob.ok_or(Error::NotFound)?;
    let replicas = mirrors::replicas(&mut tx, blob).await?;
    let staying = || replicas.iter().filter(|replica| replica.stays);
    let used: Vec<Site> = staying().map(mirrors::Replica::site).collect();
    let mut unfinished: Vec<Site> = staying().filter(|replica| !replica.stored).map(mirrors::Replica::site).collect();
    let missing = service.config.limits.copies.count().saturating_sub(used.len());
    if missing > 0 {
        unfinished.extend(place(&mut tx, blob, &used, missing, now).await?);
    }
    if unfinished.is_empty() {
        return Ok(());
    }
    let pieces = Pieces::of(&mut tx, object).await?;
    let sources = sources_among(&mut tx, blob, &replicas).await?;
    tx.commit().await?;

    let stored = freeze(service, blob, &pieces, &unfinished, &sources, None).await;
    let mut tx = service.db.begin().await?;
    for (site, token) in &stored {
        // Whoever else brings it there may have written that down, or it is ordered away and gone by now.
        mirrors::replica_stored(&mut tx, blob, site.mirror, token, service.clock.now()).await?;
    }
    tx.commit().await?;
    if stored.len() < unfinished.len() {
        let missing = unfinished.len() - stored.len();
        return Err(Error::Unavailable(format!("{missing} mirrors do not hold their replica yet")));
    }
    Ok(())
}

/// Places a locked object's bytes on mirrors again, from custody, under a new blob. Safe to run again: an attempt that
/// broke off is taken up with its blob. The object stays locked: the caller makes it available with [`release`].
///
/// # Errors
/// [`Error::Conflict`] while a hold is open; [`Error::NoGoodCopy`]; [`Error::Unavailable`] while fewer than two mirrors in
/// two jurisdictions sign for it.
pub async fn restore_from_custody(service: &Service, object: ObjectId) -> Result<BlobId, Error> {
    service.log.require_current()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let row = lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    if row.state != ObjectState::Locked || objects::has_open_hold(&mut tx, object).await? {
        return Err(Error::Conflict(Text::of("vault-not-restorable")));
    }
    let blob = if let Some(blob) = objects::staging_blob(&mut tx, object).await? {
        blob
    } else {
        let blob = BlobId::new(&service.clock, &service.entropy);
        objects::insert_blob(&mut tx, blob, object, now).await?;
        blob
    };
    let placed = brought_up(&mut tx, service, blob).await?;
    let pieces = Pieces::of(&mut tx, object).await?;
    tx.commit().await?;

    let sites: Vec<Site> = placed.iter().map(mirrors::Replica::site).collect();
    // No sources: what custody holds is what was judged, and the old blob is being destroyed on its mirrors.
    let stored = freeze(service, blob, &pieces, &sites, &[], None).await;
    let mut tx = service.db.begin().await?;
    lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    let known: BTreeMap<_, _> = placed.iter().map(|replica| (replica.mirror, replica.stored)).collect();
    let mut holding: Vec<Site> = Vec::new();
    for (site, token) in stored {
        let was_known = known.get(&site.mirror) == Some(&true);
        if was_known || mirrors::replica_stored(&mut tx, blob, site.mirror, &token, service.clock.now()).await? == 1 {
            holding.push(site);
        }
    }
    let suffices = placement::suffices(&holding);
    if suffices {
        guarded(objects::blob_stored(&mut tx, blob, service.clock.now()).await?)?;
    }
    tx.commit().await?;
    if suffices {
        Ok(blob)
    } else {
        Err(Error::Unavailable(format!("only {} mirrors could take the file back", holding.len())))
    }
}

/// The placements of a blob on mirrors that take files, as many as there should be, before any of them holds all of it.
pub(super) async fn brought_up(tx: &mut Tx, service: &Service, blob: BlobId) -> Result<Vec<mirrors::Replica>, Error> {
    let known = mirrors::staying(tx, blob).await?;
    let missing = service.config.limits.copies.count().saturating_sub(known.len());
    if missing == 0 {
        return Ok(known);
    }
    let used: Vec<Site> = known.iter().map(mirrors::Replica::site).collect();
    place(tx, blob, &used, missing, service.clock.now()).await?;
    Ok(mirrors::staying(tx, blob).await?)
}

/// Makes a restored object available under `blob`, in the caller's transaction: from its commit on the same links work.
/// `false` when a hold was opened in the meantime: then it stays locked.
pub async fn release(tx: &mut Tx, object: ObjectId, blob: BlobId) -> Result<bool, Error> {
    lock_row(tx, object).await?.ok_or(Error::NotFound)?;
    Ok(store::objects::restored(tx, object, blob).await? == 1)
}
