//! Mirrors and the replicas on them.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{BlobId, CaseId, MirrorId};
use crate::vault::Placed;
use crate::vault::placement::Site;

pub struct New<'a> {
    pub id: MirrorId,
    pub name: &'a str,
    pub host: &'a str,
    pub jurisdiction: &'a str,
    pub public_key: &'a [u8; 32],
    pub url: Option<&'a str>,
    pub log_case: CaseId,
    pub now: Time,
}

pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO mirrors (id, name, host, jurisdiction, public_key, url, weight, state, log_case, admitted_at)
         VALUES ($1, $2, $3, $4, $5, $6, 1, 'admitted', $7, $8)",
        new.id,
        new.name,
        new.host,
        new.jurisdiction,
        new.public_key.to_vec(),
        new.url,
        new.log_case,
        new.now
    )?;
    Ok(())
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Known {
    pub id: MirrorId,
    pub name: String,
    pub host: String,
    pub jurisdiction: String,
    pub public_key: Vec<u8>,
    pub url: Option<String>,
}

/// Every mirror that was ever admitted and not removed.
pub async fn known(tx: &mut Tx) -> Result<Vec<Known>, sqlx::Error> {
    db::all!(
        tx,
        Known,
        "SELECT id, name, host, jurisdiction, public_key, url FROM mirrors WHERE state <> 'removed' ORDER BY id"
    )
}

/// How every mirror is called that was ever admitted, and where it is.
pub async fn named(tx: &mut Tx) -> Result<Vec<(MirrorId, String, String)>, sqlx::Error> {
    db::all!(tx, (MirrorId, String, String), "SELECT id, name, jurisdiction FROM mirrors ORDER BY id")
}

/// The mirrors that take new blobs.
pub async fn admitted(tx: &mut Tx) -> Result<Vec<Site>, sqlx::Error> {
    db::all!(
        tx,
        Site,
        "SELECT id AS mirror, host, jurisdiction, weight FROM mirrors WHERE state = 'admitted' ORDER BY id"
    )
}

pub async fn place(tx: &mut Tx, blob: BlobId, mirror: MirrorId, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO replicas (blob, mirror, state, placed_at) VALUES ($1, $2, 'placed', $3)",
        blob,
        mirror,
        now
    )?;
    Ok(())
}

pub async fn placed(tx: &mut Tx, blob: BlobId) -> Result<Vec<Placed>, sqlx::Error> {
    db::all!(
        tx,
        Placed,
        "SELECT r.mirror, m.name, m.host, m.jurisdiction, r.state
         FROM replicas r JOIN mirrors m ON m.id = r.mirror
         WHERE r.blob = $1 AND r.state IN ('placed', 'stored', 'lost') ORDER BY r.mirror",
        blob
    )
}

/// The sites of a blob's replicas that count: on mirrors that still take part.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Replica {
    pub mirror: MirrorId,
    pub host: String,
    pub jurisdiction: String,
    pub weight: i64,
    pub stored: bool,
}

impl Replica {
    pub fn site(&self) -> Site {
        Site {
            mirror: self.mirror,
            host: self.host.clone(),
            jurisdiction: self.jurisdiction.clone(),
            weight: self.weight,
        }
    }
}

pub async fn replicas(tx: &mut Tx, blob: BlobId) -> Result<Vec<Replica>, sqlx::Error> {
    db::all!(
        tx,
        Replica,
        "SELECT r.mirror, m.host, m.jurisdiction, m.weight, (r.state = 'stored') AS stored
         FROM replicas r JOIN mirrors m ON m.id = r.mirror
         WHERE r.blob = $1 AND r.state IN ('placed', 'stored') AND m.state IN ('admitted', 'draining')
         ORDER BY r.mirror",
        blob
    )
}

pub async fn replica_stored(
    tx: &mut Tx,
    blob: BlobId,
    mirror: MirrorId,
    token: &str,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE replicas SET state = 'stored', stored_at = $3, stored_token = $4
         WHERE blob = $1 AND mirror = $2 AND state IN ('placed', 'lost')",
        blob,
        mirror,
        now,
        token
    )
}

pub async fn replica_discarded(tx: &mut Tx, blob: BlobId, mirror: MirrorId) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE replicas SET state = 'discarded' WHERE blob = $1 AND mirror = $2 AND state = 'placed'",
        blob,
        mirror
    )
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Source {
    pub mirror: MirrorId,
    pub jurisdiction: String,
    pub url: Option<String>,
}

/// Where readers may be sent.
pub async fn sources(tx: &mut Tx, blob: BlobId) -> Result<Vec<Source>, sqlx::Error> {
    db::all!(
        tx,
        Source,
        "SELECT r.mirror, m.jurisdiction, m.url FROM replicas r JOIN mirrors m ON m.id = r.mirror
         WHERE r.blob = $1 AND r.state = 'stored' AND m.state IN ('admitted', 'draining') ORDER BY r.mirror",
        blob
    )
}
