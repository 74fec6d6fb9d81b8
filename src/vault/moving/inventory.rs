//! The inventory: what lies on each mirror and in each country, and which files have too few copies.

use uuid::Uuid;

use crate::accounts::{self, Actor};
use crate::clock::Time;
use crate::ids::{MirrorId, ObjectId, RestorationId};
use crate::jobs::{self, Job, Queued};
use crate::service::Service;
use crate::vault::Error;
use crate::vault::hosts::MirrorState;
use crate::vault::store::moving as store;

/// How many of the files that have too few copies are named.
const NAMED: usize = 50;

/// What lies on a mirror, and what it last said of itself.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Held {
    /// The mirror.
    pub mirror: MirrorId,
    /// Who runs it.
    pub host: String,
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// Where it stands.
    pub state: MirrorState,
    /// How many bytes it said that it has room for.
    pub capacity: Option<i64>,
    /// When its evacuation began.
    pub evacuated_at: Option<Time>,
    /// When that was done. None while it holds or owes something again.
    pub emptied_at: Option<Time>,
    /// When it was asked last how it is.
    pub asked_at: Option<Time>,
    /// When it last answered.
    pub answered_at: Option<Time>,
    /// Why it did not answer when it was asked last.
    pub error: Option<String>,
    /// How many bytes are free on it, as it last said.
    pub free_bytes: Option<i64>,
    /// The version of Writ that it runs.
    pub version: Option<String>,
    /// When it last obeyed an order.
    pub last_order_at: Option<Time>,
    /// How many entries the log had that it cosigned last.
    pub cosigned_size: Option<i64>,
    /// How many blobs it signed for.
    pub blobs: i64,
    /// Their sealed contents, in bytes.
    pub bytes: i64,
    /// Those of them, in bytes, that were not brought to others yet as from a mirror on which placement was stopped.
    pub to_copy: i64,
    /// How many blobs were placed on it that it has not signed for.
    pub arriving: i64,
    /// How many it is ordered to destroy as it is emptied.
    pub leaving: i64,
    /// How many are lost there, but for those that its host dropped under local law.
    pub lost: i64,
}

/// What lies in a country.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// On how many mirrors.
    pub mirrors: i64,
    /// How many blobs.
    pub blobs: i64,
    /// Their sealed contents, in bytes.
    pub bytes: i64,
}

/// Files that have fewer copies than they should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Short {
    /// How many each has on mirrors that take files.
    pub copies: i64,
    /// How many files these are.
    pub files: i64,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ShortFile {
    /// The file.
    pub object: ObjectId,
    /// How many copies it has on mirrors that take files.
    pub copies: i64,
}

/// Where everything lies.
#[derive(Clone, Debug)]
pub struct Everything {
    /// By mirror.
    pub mirrors: Vec<Held>,
    /// By country.
    pub countries: Vec<Country>,
    /// How many copies a file should have.
    pub wanted: usize,
    /// What has fewer copies than it should.
    pub short: Vec<Short>,
    /// The first 50 of these files: those with the fewest copies first, and of those the oldest.
    pub short_files: Vec<ShortFile>,
    /// Files that are being brought to more mirrors.
    pub repairs: Queued,
    /// Files that are being brought back from custody.
    pub restorations: Queued,
}

/// Where everything lies, counted now; for administrators. It reads every replica twice.
pub async fn everything(service: &Service, actor: &Actor) -> Result<Everything, Error> {
    let mut tx = service.db.read().await?;
    accounts::require_administrator(accounts::in_force(&mut tx, actor).await?)?;
    let (now, copies) = (service.clock.now(), service.config.limits.copies.count());
    let (repair, restore) =
        (Job::Repair { object: ObjectId(Uuid::nil()) }, Job::Restore { restoration: RestorationId(Uuid::nil()) });
    Ok(Everything {
        mirrors: store::held(&mut tx).await?,
        countries: store::held_in_countries(&mut tx).await?,
        wanted: copies,
        short: store::short(&mut tx, copies).await?,
        short_files: store::short_files(&mut tx, copies, NAMED).await?,
        repairs: jobs::queued(&mut tx, &repair, now).await?,
        restorations: jobs::queued(&mut tx, &restore, now).await?,
    })
}
