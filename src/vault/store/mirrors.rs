//! Mirrors and the replicas on them.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{BlobId, CaseId, MirrorId};
use crate::vault::Placed;
use crate::vault::hosts::MirrorState;
use crate::vault::placement::{self, Site};

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

/// One of the service's own process.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO mirrors (id, name, host, jurisdiction, public_key, url, weight, state, own, log_case, admitted_at)
         VALUES ($1, $2, $3, $4, $5, $6, 1, 'admitted', TRUE, $7, $8)",
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
    pub state: MirrorState,
}

/// Every mirror that takes part: that was admitted and not removed.
pub async fn known(tx: &mut Tx) -> Result<Vec<Known>, sqlx::Error> {
    db::all!(
        tx,
        Known,
        "SELECT id, name, host, jurisdiction, public_key, url, state FROM mirrors
         WHERE state IN ('admitted', 'draining', 'failed') ORDER BY id"
    )
}

/// How every mirror is called that was ever admitted, and where it is.
pub async fn named(tx: &mut Tx) -> Result<Vec<(MirrorId, String, String)>, sqlx::Error> {
    db::all!(tx, (MirrorId, String, String), "SELECT id, name, jurisdiction FROM mirrors ORDER BY id")
}

/// One mirror, wherever it stands.
pub async fn find(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Known>, sqlx::Error> {
    db::optional!(
        tx,
        Known,
        "SELECT id, name, host, jurisdiction, public_key, url, state FROM mirrors WHERE id = $1",
        mirror
    )
}

/// The mirrors that take new blobs, whether they have room now or not: none of them is failing.
pub async fn admitted(tx: &mut Tx) -> Result<Vec<Site>, sqlx::Error> {
    db::all!(
        tx,
        Site,
        "SELECT id AS mirror, host, jurisdiction, weight FROM mirrors
         WHERE state = 'admitted' AND standing IN ('good', 'watched') ORDER BY id"
    )
}

/// A mirror that a blob could be placed on, and what is known of its room.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Candidate {
    pub mirror: MirrorId,
    pub host: String,
    pub jurisdiction: String,
    pub weight: i64,
    pub capacity: Option<i64>,
    pub free_bytes: Option<i64>,
    /// Whether it answered when it was asked last; also where it never was.
    pub answers: bool,
}

impl Candidate {
    /// As placement sees it: one that does not answer takes nothing.
    pub fn site(self) -> Site {
        let Self { mirror, host, jurisdiction, weight, capacity, free_bytes, answers } = self;
        let weight = if answers { placement::weight(weight, capacity, free_bytes) } else { 0 };
        Site { mirror, host, jurisdiction, weight }
    }
}

/// The mirrors that take new blobs, none of them failing, and have never had a replica of this one: a tombstone is for ever, and a copy that
/// was lost there is not to be made there again. Nor is one made under a law for which a host refused to keep it.
pub async fn candidates(tx: &mut Tx, blob: BlobId) -> Result<Vec<Candidate>, sqlx::Error> {
    db::all!(
        tx,
        Candidate,
        "SELECT m.id AS mirror, m.host, m.jurisdiction, m.weight, m.capacity, p.free_bytes, (p.error IS NULL) AS answers
         FROM mirrors m LEFT JOIN mirror_reports p ON p.mirror = m.id
         WHERE m.state = 'admitted' AND m.standing IN ('good', 'watched')
           AND NOT EXISTS (SELECT 1 FROM replicas r WHERE r.blob = $1 AND r.mirror = m.id)
           AND NOT EXISTS (SELECT 1 FROM replica_refusals f JOIN mirrors h ON h.id = f.mirror
                           WHERE f.blob = $1 AND h.jurisdiction = m.jurisdiction)
         ORDER BY m.id",
        blob
    )
}

/// Records a placement, if the mirror still takes any: 1 if so. Whoever removes it waits for this transaction, by the mirror's row, and
/// sees the replica; on SQLite nobody else writes meanwhile.
pub async fn place(tx: &mut Tx, blob: BlobId, mirror: MirrorId, now: Time) -> Result<u64, sqlx::Error> {
    const TAKEN: &str = "INSERT INTO replicas (blob, mirror, state, placed_at, move_at)
         SELECT $1, id, 'placed', $3, $3 FROM mirrors WHERE id = $2 AND state = 'admitted'";
    const TAKEN_LOCKED: &str = "INSERT INTO replicas (blob, mirror, state, placed_at, move_at)
         SELECT $1, id, 'placed', $3, $3 FROM mirrors WHERE id = $2 AND state = 'admitted' FOR KEY SHARE";
    let sql = if matches!(tx, Tx::Postgres(_)) { TAKEN_LOCKED } else { TAKEN };
    db::execute!(tx, sql, blob, mirror, now)
}

pub async fn placed(tx: &mut Tx, blob: BlobId) -> Result<Vec<Placed>, sqlx::Error> {
    db::all!(
        tx,
        Placed,
        "SELECT r.mirror, m.name, m.host, m.jurisdiction, r.state, (m.given_up_at IS NOT NULL) AS given_up
         FROM replicas r JOIN mirrors m ON m.id = r.mirror
         WHERE r.blob = $1 AND r.state IN ('placed', 'stored', 'lost', 'leaving') AND m.state <> 'removed'
         ORDER BY r.mirror",
        blob
    )
}

/// The site of a replica that bytes can be read from or sent to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Replica {
    pub mirror: MirrorId,
    pub host: String,
    pub jurisdiction: String,
    pub weight: i64,
    /// Its mirror signed for it.
    pub stored: bool,
    /// Its mirror takes files still. Where it does not, the replica is to be made elsewhere, and is none of those that a blob should have.
    pub stays: bool,
    /// Its mirror is not failing: nobody need rely on one that is.
    pub sound: bool,
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
        "SELECT r.mirror, m.host, m.jurisdiction, m.weight, (r.state = 'stored') AS stored, (m.state = 'admitted') AS stays,
                (m.standing IN ('good', 'watched')) AS sound
         FROM replicas r JOIN mirrors m ON m.id = r.mirror
         WHERE r.blob = $1 AND r.state IN ('placed', 'stored') AND m.state IN ('admitted', 'draining')
         ORDER BY CASE m.state WHEN 'admitted' THEN 0 ELSE 1 END, r.mirror",
        blob
    )
}

/// Those of them on mirrors that take files still.
pub async fn staying(tx: &mut Tx, blob: BlobId) -> Result<Vec<Replica>, sqlx::Error> {
    Ok(replicas(tx, blob).await?.into_iter().filter(|replica| replica.stays).collect())
}

/// Where else a blob may lie, if none of those can give it: on mirrors that failed, and replicas that were doubted or are ordered away. Not on
/// a mirror that was given up, nor what a host refused. Whoever reads there verifies every piece.
pub async fn last_resort(tx: &mut Tx, blob: BlobId) -> Result<Vec<Site>, sqlx::Error> {
    db::all!(
        tx,
        Site,
        "SELECT r.mirror, m.host, m.jurisdiction, m.weight
         FROM replicas r JOIN mirrors m ON m.id = r.mirror
         WHERE r.blob = $1 AND m.given_up_at IS NULL
           AND ((m.state IN ('admitted', 'draining') AND r.state IN ('lost', 'leaving'))
                OR (m.state = 'failed' AND r.state IN ('placed', 'stored', 'lost', 'leaving')))
           AND NOT EXISTS (SELECT 1 FROM replica_refusals f WHERE f.blob = r.blob AND f.mirror = r.mirror)
         ORDER BY r.mirror",
        blob
    )
}

/// Records that a mirror signed for a blob: 1 if so. One whose copy was lost, refused by its host, written off or ordered away since it signed
/// holds nothing by that.
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
         WHERE blob = $1 AND mirror = $2 AND state = 'placed'",
        blob,
        mirror,
        now,
        token
    )
}

/// Believes no more that a mirror holds a blob, whether or not it signed for it.
pub async fn replica_lost(tx: &mut Tx, blob: BlobId, mirror: MirrorId) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE replicas SET state = 'lost', stored_at = NULL, stored_token = NULL
         WHERE blob = $1 AND mirror = $2 AND state IN ('placed', 'stored')",
        blob,
        mirror
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
    pub stays: bool,
}

/// Where readers may be sent: to mirrors that take files still, and after those to the ones that hold theirs until they are elsewhere.
pub async fn sources(tx: &mut Tx, blob: BlobId) -> Result<Vec<Source>, sqlx::Error> {
    db::all!(
        tx,
        Source,
        "SELECT r.mirror, m.jurisdiction, m.url, (m.state = 'admitted') AS stays
         FROM replicas r JOIN mirrors m ON m.id = r.mirror
         WHERE r.blob = $1 AND r.state = 'stored' AND m.state IN ('admitted', 'draining')
         ORDER BY CASE m.state WHEN 'admitted' THEN 0 ELSE 1 END, r.mirror",
        blob
    )
}
