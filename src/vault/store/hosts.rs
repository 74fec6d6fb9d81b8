//! The mirrors of other hosts: by which invitations they come, and where each stands.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, HostApplicationId, MirrorId};
use crate::vault::hosts::Host;

pub async fn insert_invitation(
    tx: &mut Tx,
    hash: &[u8; 32],
    by: AccountId,
    application: Option<HostApplicationId>,
    now: Time,
    until: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO mirror_invitations (token_hash, invited_by, application, invited_at, expires_at)
         VALUES ($1, $2, $3, $4, $5)",
        hash.to_vec(),
        by,
        application,
        now,
        until
    )?;
    Ok(())
}

/// Whether there ever was such an invitation, and is remembered still.
pub async fn is_invitation(tx: &mut Tx, hash: &[u8; 32]) -> Result<bool, sqlx::Error> {
    let (is_one,) =
        db::one!(tx, (bool,), "SELECT EXISTS (SELECT 1 FROM mirror_invitations WHERE token_hash = $1)", hash.to_vec())?;
    Ok(is_one)
}

/// The mirror that came by an invitation, if one has.
pub async fn came_by(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<MirrorId>, sqlx::Error> {
    let row = db::optional!(
        tx,
        (MirrorId,),
        "SELECT mirror FROM mirror_invitations WHERE token_hash = $1 AND mirror IS NOT NULL",
        hash.to_vec()
    )?;
    Ok(row.map(|(mirror,)| mirror))
}

/// Marks an invitation used, if it still can be.
pub async fn use_invitation(tx: &mut Tx, hash: &[u8; 32], mirror: MirrorId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirror_invitations SET mirror = $2, used_at = $3
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $3",
        hash.to_vec(),
        mirror,
        now
    )
}

/// Forgets invitations that were over by then.
pub async fn sweep_invitations(tx: &mut Tx, ended: Time) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "DELETE FROM mirror_invitations WHERE expires_at <= $1", ended)
}

pub struct Applied<'a> {
    pub id: MirrorId,
    pub application: Option<HostApplicationId>,
    pub host: &'a str,
    pub jurisdiction: &'a str,
    pub public_key: &'a [u8; 32],
    pub url: &'a str,
    pub capacity: i64,
    pub log_case: CaseId,
    pub now: Time,
}

/// Whether it was inserted: an id is one mirror's for good.
pub async fn insert(tx: &mut Tx, new: &Applied<'_>) -> Result<bool, sqlx::Error> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO mirrors (id, name, host, jurisdiction, public_key, url, capacity, weight, state, log_case, applied_at, application)
         VALUES ($1, $2, $2, $3, $4, $5, $6, 1, 'applied', $7, $8, $9) ON CONFLICT (id) DO NOTHING",
        new.id,
        new.host,
        new.jurisdiction,
        new.public_key.to_vec(),
        new.url,
        new.capacity,
        new.log_case,
        new.now,
        new.application
    )?;
    Ok(inserted == 1)
}

/// Every mirror there ever was, those that wait first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Host>, sqlx::Error> {
    db::all!(
        tx,
        Host,
        "SELECT id, host, jurisdiction, public_key, url, capacity, state, log_case, applied_at, admitted_at, stopped_at,
                removed_at
         FROM mirrors
         ORDER BY CASE state WHEN 'applied' THEN 0 WHEN 'admitted' THEN 1 WHEN 'removed' THEN 3 ELSE 2 END, host, id"
    )
}

pub async fn find(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Host>, sqlx::Error> {
    db::optional!(
        tx,
        Host,
        "SELECT id, host, jurisdiction, public_key, url, capacity, state, log_case, applied_at, admitted_at, stopped_at,
                removed_at
         FROM mirrors WHERE id = $1",
        mirror
    )
}

/// The same, locked until the transaction ends.
pub async fn lock(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Host>, sqlx::Error> {
    db::optional!(
        tx,
        Host,
        "UPDATE mirrors SET state = state WHERE id = $1
         RETURNING id, host, jurisdiction, public_key, url, capacity, state, log_case, applied_at, admitted_at, stopped_at,
                   removed_at",
        mirror
    )
}

pub async fn admit(tx: &mut Tx, mirror: MirrorId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirrors SET state = 'admitted', admitted_at = $2 WHERE id = $1 AND state = 'applied'",
        mirror,
        now
    )
}

pub async fn refuse(tx: &mut Tx, mirror: MirrorId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirrors SET state = 'removed', removed_at = $2 WHERE id = $1 AND state = 'applied'",
        mirror,
        now
    )
}

pub async fn stop(tx: &mut Tx, mirror: MirrorId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirrors SET state = 'draining', stopped_at = $2 WHERE id = $1 AND state = 'admitted'",
        mirror,
        now
    )
}

pub async fn remove(tx: &mut Tx, mirror: MirrorId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirrors SET state = 'removed', removed_at = $2 WHERE id = $1 AND state = 'draining'",
        mirror,
        now
    )
}

/// Whether bytes lie or may lie on a mirror, or it owes something that was ordered.
pub async fn holds(tx: &mut Tx, mirror: MirrorId) -> Result<bool, sqlx::Error> {
    let (holds,) = db::one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM replicas WHERE mirror = $1 AND state IN ('placed', 'stored', 'lost'))
             OR EXISTS (SELECT 1 FROM order_deliveries WHERE mirror = $1 AND probed_at IS NULL)",
        mirror
    )?;
    Ok(holds)
}
