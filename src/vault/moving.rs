//! Moving: how what lies on a mirror that leaves is brought to others, one replica after the other.
//!
//! A replica is looked at when its time has come, under its object's row. What can be read, or taken back by its owner, is copied to
//! mirrors that take files until it lies on as many as it should, verified piece by piece. What is locked waits: it is ordered away
//! everywhere, or given back. What an order calls for is never copied, and goes by that order. What cannot be brought away now says why,
//! and is looked at again. The orders that then empty the mirror are the takedown's (`takedown/evacuation.rs`).

mod inventory;

use std::time::Duration;

use uuid::Uuid;

pub use self::inventory::{Country, Everything, Held, Short, ShortFile, everything};

use super::fleet::{self, CallError};
use super::hosts::MirrorState;
use super::placement::{self, Site};
use super::store::moving as store;
use super::store::{mirrors, objects};
use super::{Error, ObjectRow, ObjectState, ReplicaState, lock_row, recovery, replication};
use crate::accounts::{self, Actor};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{BlobId, MirrorId, ObjectId};
use crate::jobs::{self, Job};
use crate::service::Service;

/// How soon a replica is looked at again that had to stay.
const AGAIN: Duration = Duration::from_mins(5);
/// How soon a round over what has too few copies begins once a mirror answers again, which it may not for long.
pub const SETTLING: Duration = Duration::from_mins(5);
/// How long after such a round the next one begins.
const ROUND: Duration = Duration::from_hours(1);
/// How many files a step of it looks at, and how many it copies.
const STRETCH: usize = 10_000;
const SLICE: usize = 32;

/// How a mirror is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Nothing more is placed on it: what it holds is brought to others, and stays there besides.
    Stopped,
    /// It is being emptied.
    Evacuated,
    /// It failed: what it held is written off once it lies elsewhere, and its receipts are waited for.
    Failed,
    /// It was given up: what it held is written off, and nobody waits for it.
    GivenUp,
}

impl Leaving {
    /// Whether what it holds counts no more.
    pub const fn is_written_off(self) -> bool {
        matches!(self, Self::Failed | Self::GivenUp)
    }
}

/// How a mirror is left, if it is.
pub async fn leaving(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Leaving>, Error> {
    Ok(match store::state(tx, mirror).await? {
        Some((MirrorState::Draining, None, _)) => Some(Leaving::Stopped),
        Some((MirrorState::Draining, Some(_), _)) => Some(Leaving::Evacuated),
        Some((MirrorState::Failed, _, None)) => Some(Leaving::Failed),
        Some((MirrorState::Failed, _, Some(_))) => Some(Leaving::GivenUp),
        _ => None,
    })
}

/// Up to `most` blobs whose replicas on a mirror are to be looked at now.
pub async fn due(
    tx: &mut Tx,
    service: &Service,
    mirror: MirrorId,
    leaving: Leaving,
    most: usize,
) -> Result<Vec<BlobId>, Error> {
    let now = service.clock.now().micros();
    let mut blobs = store::due(tx, mirror, i64::MIN, now, most).await?;
    if leaving != Leaving::Stopped && blobs.len() < most {
        let settled = store::due(tx, mirror, store::SETTLED, store::SETTLED, most - blobs.len()).await?;
        blobs.extend(settled);
    }
    Ok(blobs)
}

/// What came of bringing a replica away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brought {
    /// The object lies on as many mirrors that take files as it should, without this one.
    Elsewhere(ObjectId),
    /// There is nothing on the mirror any more.
    Gone,
    /// Not now: why.
    Waits(String),
}

/// Brings one replica away from a mirror.
///
/// # Errors
/// What a copy failed with: it is to be looked at again.
pub async fn bring_away(service: &Service, mirror: MirrorId, blob: BlobId, leaving: Leaving) -> Result<Brought, Error> {
    let now = service.clock.now();
    let waits = |why: &str| Ok(Brought::Waits(why.to_owned()));
    let mut tx = service.db.read().await?;
    let Some(object) = store::object_of(&mut tx, blob).await? else { return Ok(Brought::Gone) };
    drop(tx);
    recovery::look_for(service, object).await?;
    let mut tx = service.db.begin().await?;
    let row = lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    let state = store::replica(&mut tx, blob, mirror).await?;
    if !matches!(state, Some(ReplicaState::Placed | ReplicaState::Stored | ReplicaState::Lost)) {
        return Ok(Brought::Gone);
    }
    if store::is_ordered(&mut tx, blob).await? {
        return waits("it is ordered away everywhere, and goes by that order");
    }
    match row.state {
        ObjectState::Uploading if row.blob == Some(blob) => {
            replication::brought_up(&mut tx, service, blob).await?;
            tx.commit().await?;
            if leaving.is_written_off() { Ok(Brought::Elsewhere(object)) } else { discard(service, mirror, blob).await }
        }
        _ if may_be_copied(&row, blob, now) => {
            // Where nobody else has it there is nothing to copy: it is lost with a mirror that two people gave up. One that failed is asked
            // for it, and nothing is written off before it lies elsewhere.
            if leaving == Leaving::GivenUp && !is_held(&mut tx, blob).await? {
                return Ok(Brought::Elsewhere(object));
            }
            replication::spread(service, tx, &row).await?;
            Ok(Brought::Elsewhere(object))
        }
        ObjectState::Locked => waits("its file is locked"),
        ObjectState::Uploading | ObjectState::Discarded => waits("its upload is being discarded"),
        ObjectState::Available | ObjectState::Deleted | ObjectState::Purged => waits("it is about to be ordered away"),
    }
}

/// Whether readers are sent to the blob, or its owner can still take back that it is deleted.
fn may_be_copied(row: &ObjectRow, blob: BlobId, now: Time) -> bool {
    let can_be_taken_back = row.delete_after.is_some_and(|end| end > now);
    row.blob == Some(blob)
        && (row.state == ObjectState::Available || (row.state == ObjectState::Deleted && can_be_taken_back))
}

async fn is_held(tx: &mut Tx, blob: BlobId) -> Result<bool, Error> {
    Ok(mirrors::replicas(tx, blob).await?.iter().any(|replica| replica.stored))
}

/// What was sent of an upload under way: its parts lie on two others, or will when it is completed.
async fn discard(service: &Service, mirror: MirrorId, blob: BlobId) -> Result<Brought, Error> {
    match fleet::discard(service, mirror, blob).await {
        Ok(()) | Err(CallError::Gone) => {
            let mut tx = service.db.begin().await?;
            let discarded = mirrors::replica_discarded(&mut tx, blob, mirror).await? == 1;
            tx.commit().await?;
            if discarded { Ok(Brought::Gone) } else { Ok(Brought::Waits("its upload is about to end".to_owned())) }
        }
        Err(CallError::Conflict(_)) => Ok(Brought::Waits("its upload is about to be completed".to_owned())),
        Err(error) => Ok(Brought::Waits(with_causes(&error))),
    }
}

/// Marks, under the lock of the object's row, that the replica on an evacuated mirror is ordered away, if it may be: it can be read or
/// taken back without it, from two hosts in two countries whose mirrors are not failing, and nothing is ordered away everywhere.
pub async fn let_go(tx: &mut Tx, row: &ObjectRow, mirror: MirrorId, blob: BlobId, now: Time) -> Result<bool, Error> {
    if leaving(tx, mirror).await? != Some(Leaving::Evacuated)
        || !may_be_copied(row, blob, now)
        || store::is_ordered(tx, blob).await?
        || objects::has_open_hold(tx, row.id).await?
    {
        return Ok(false);
    }
    let staying = mirrors::staying(tx, blob).await?;
    let counts = |replica: &&mirrors::Replica| replica.stored && replica.sound;
    let holding: Vec<Site> = staying.iter().filter(counts).map(mirrors::Replica::site).collect();
    Ok(placement::suffices(&holding) && store::leaves(tx, blob, mirror).await? == 1)
}

/// Notes that a replica has been brought elsewhere and may stay: one on a mirror that failed or was given up is written off.
pub async fn settle(service: &Service, mirror: MirrorId, blob: BlobId, leaving: Leaving) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    match leaving {
        Leaving::Failed | Leaving::GivenUp => store::write_off(&mut tx, blob, mirror).await?,
        Leaving::Stopped | Leaving::Evacuated => store::settle(&mut tx, blob, mirror).await?,
    };
    tx.commit().await?;
    Ok(())
}

/// Writes off up to `most` replicas that a mirror which was given up had been ordered to destroy. Gives how many.
pub async fn write_off_leaving(service: &Service, mirror: MirrorId, most: usize) -> Result<u64, Error> {
    let mut tx = service.db.begin().await?;
    let written_off = store::write_off_leaving(&mut tx, mirror, most).await?;
    tx.commit().await?;
    Ok(written_off)
}

/// Has a replica looked at again in some minutes, and says why it stays.
pub async fn look_again(service: &Service, mirror: MirrorId, blob: BlobId, why: &str) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    store::look_again(&mut tx, blob, mirror, service.clock.now().plus(AGAIN), why).await?;
    tx.commit().await?;
    Ok(())
}

/// When the next replica on a mirror is to be looked at, if one is left.
pub async fn next(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Time>, Error> {
    Ok(store::next(tx, mirror).await?)
}

/// A step of the round that goes over all files: what lies on fewer mirrors than it should, as it had no other to go to while one was silent or
/// full or there was none, is copied to those that can take it now, a slice a step. What cannot be copied now keeps no other waiting. Of
/// files that nobody can take, as on a service of two mirrors, none is touched.
pub async fn fill_up(service: &Service, after: Option<ObjectId>) -> Result<(), Error> {
    let first = after.unwrap_or(ObjectId(Uuid::nil()));
    let mut tx = service.db.read().await?;
    let end = store::end_of_stretch(&mut tx, first, STRETCH).await?;
    let stretch = (first, end.unwrap_or(ObjectId(Uuid::max())));
    let short = store::short_between(&mut tx, stretch, service.config.limits.copies.count(), SLICE).await?;
    drop(tx);
    for object in &short {
        if let Err(error) = replication::repair(service, *object).await {
            tracing::warn!(%object, error = %with_causes(&error), "a file lies on fewer mirrors than it should");
        }
    }
    // A whole slice may not have been all of the stretch.
    let reached = if short.len() == SLICE { short.last().copied() } else { end };
    let now = service.clock.now();
    let next = if reached.is_some() { now } else { now.plus(ROUND) };
    let mut tx = service.db.begin().await?;
    jobs::enqueue_step(&mut tx, service, &Job::MoveToAdmitted { after: reached }, next).await?;
    tx.commit().await?;
    Ok(())
}

/// Has the next of these rounds begin at `at` already, as when a mirror comes or answers again. One under way goes on to its end: however often
/// mirrors come and go, there is one.
pub(super) async fn fill_up_at(tx: &mut Tx, service: &Service, at: Time) -> Result<(), Error> {
    let job = Job::MoveToAdmitted { after: None };
    if jobs::is_queued(tx, &job).await? {
        jobs::bring_forward(tx, &job, at).await?;
    } else {
        jobs::enqueue(tx, service, &job, at).await?;
    }
    Ok(())
}

/// How far a mirror is that files are brought away from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many replicas are still to be brought to other mirrors.
    pub left: i64,
    /// How many lie on at least two others, and stay on this one until it is emptied.
    pub settled: i64,
    /// How many are ordered away, and wait for the mirror's receipt.
    pub leaving: i64,
    /// How many are gone from it.
    pub gone: i64,
    /// How many were written off.
    pub written_off: i64,
    /// Why replicas stay that were looked at, and how many for that reason, most first. It is English.
    pub failing: Vec<(String, i64)>,
}

/// How far a mirror is that files are brought away from; for administrators.
pub async fn progress(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<Progress, Error> {
    let mut tx = service.db.read().await?;
    accounts::require_administrator(accounts::in_force(&mut tx, actor).await?)?;
    progress_of(&mut tx, mirror).await
}

pub(super) async fn progress_of(tx: &mut Tx, mirror: MirrorId) -> Result<Progress, Error> {
    let mut progress = Progress { failing: store::failing(tx, mirror).await?, ..Progress::default() };
    for (state, count) in store::count(tx, mirror).await? {
        match state.as_str() {
            "settled" => progress.settled += count,
            "leaving" => progress.leaving += count,
            "written-off" => progress.written_off += count,
            "deleted" | "discarded" => progress.gone += count,
            _ => progress.left += count,
        }
    }
    Ok(progress)
}

/// The mirrors that are being emptied, with host and country, and how far each is; for whoever runs the service.
pub async fn emptied(service: &Service) -> Result<Vec<(MirrorId, String, String, Progress)>, Error> {
    let mut tx = service.db.read().await?;
    let mut all = Vec::new();
    for (mirror, host, country) in store::emptied(&mut tx).await? {
        let progress = progress_of(&mut tx, mirror).await?;
        all.push((mirror, host, country, progress));
    }
    Ok(all)
}
