//! The mirrors of other hosts: by which invitations they come, and where each stands.

use std::collections::BTreeSet;

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, HostApplicationId, LogEntryId, MirrorId};
use crate::vault::hosts::{Host, Wanted};

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

/// The names that mirrors go by which were admitted, and after those the ones of mirrors that wait.
pub async fn names(tx: &mut Tx) -> Result<Vec<String>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (String,),
        "SELECT host FROM mirrors WHERE admitted_at IS NOT NULL OR state = 'applied'
         ORDER BY CASE WHEN admitted_at IS NULL THEN 1 ELSE 0 END, admitted_at, applied_at, id"
    )?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// When a mirror had been emptied, of the row that is called so in the statement; none while it holds or owes something nobody knew of then, as
/// it may after a recovery.
macro_rules! emptied_at {
    ($mirror:literal) => {
        concat!(
            "CASE WHEN ",
            $mirror,
            ".emptied_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM replicas r WHERE r.mirror = ",
            $mirror,
            ".id AND r.state IN ('placed', 'stored', 'leaving', 'lost'))
              AND NOT EXISTS (SELECT 1 FROM evacuation_orders e WHERE e.mirror = ",
            $mirror,
            ".id AND e.state <> 'done')
              AND NOT EXISTS (SELECT 1 FROM order_deliveries d WHERE d.mirror = ",
            $mirror,
            ".id AND d.probed_at IS NULL)
             THEN ",
            $mirror,
            ".emptied_at END AS emptied_at"
        )
    };
}
pub(super) use emptied_at;

/// The columns of [`Host`].
macro_rules! columns {
    () => {
        concat!(
            "id, host, jurisdiction, public_key, url, capacity, weight, state, own, log_case, standing, applied_at, admitted_at,
             stopped_at, evacuated_at, ",
            emptied_at!("mirrors"),
            ", failed_at, given_up_at, removed_at,
             (SELECT p.asked_at FROM mirror_reports p WHERE p.mirror = mirrors.id) AS looked_at,
             (SELECT p.free_bytes FROM mirror_reports p WHERE p.mirror = mirrors.id) AS free_bytes"
        )
    };
}

/// Every mirror there ever was, those that wait first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Host>, sqlx::Error> {
    db::all!(
        tx,
        Host,
        concat!(
            "SELECT ",
            columns!(),
            " FROM mirrors
              ORDER BY CASE state WHEN 'applied' THEN 0 WHEN 'admitted' THEN 1 WHEN 'removed' THEN 3 ELSE 2 END, host, id"
        )
    )
}

pub async fn find(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Host>, sqlx::Error> {
    db::optional!(tx, Host, concat!("SELECT ", columns!(), " FROM mirrors WHERE id = $1"), mirror)
}

/// The same, locked until the transaction ends: no placement on it is under way then, and those that were made are seen.
pub async fn lock(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Host>, sqlx::Error> {
    // A placement refers to the mirror's row: on PostgreSQL only this lock waits for those that are not committed yet. SQLite has one
    // writer, who is here.
    const ALONE: &str = "SELECT id FROM mirrors WHERE id = $1 FOR UPDATE";
    if matches!(tx, Tx::Postgres(_)) {
        db::optional!(tx, (MirrorId,), ALONE, mirror)?;
    }
    db::optional!(tx, Host, concat!("UPDATE mirrors SET state = state WHERE id = $1 RETURNING ", columns!()), mirror)
}

/// Locks every mirror that takes files until the transaction ends, in the order of their ids: of several that are taken out of these at once, the later
/// sees what the earlier left. Placements go on meanwhile. On SQLite nobody else writes.
pub async fn lock_admitted(tx: &mut Tx) -> Result<(), sqlx::Error> {
    const ALL: &str = "SELECT id FROM mirrors WHERE state = 'admitted' ORDER BY id FOR NO KEY UPDATE";
    if matches!(tx, Tx::Postgres(_)) {
        db::all!(tx, (MirrorId,), ALL)?;
    }
    Ok(())
}

/// Admits one that applied, as one that the operator runs itself or not: 1 if it waited.
pub async fn admit(tx: &mut Tx, mirror: MirrorId, own: bool, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirrors SET state = 'admitted', own = $2, admitted_at = $3 WHERE id = $1 AND state = 'applied'",
        mirror,
        own,
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

/// Marks that a mirror which takes nothing more is being emptied: 1 if it was not.
pub async fn evacuate(tx: &mut Tx, mirror: MirrorId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirrors SET evacuated_at = $2 WHERE id = $1 AND state = 'draining' AND evacuated_at IS NULL",
        mirror,
        now
    )
}

/// Marks that a mirror which was being emptied is: 1 if it was not.
pub async fn emptied(tx: &mut Tx, mirror: MirrorId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirrors SET emptied_at = $2
         WHERE id = $1 AND state = 'draining' AND evacuated_at IS NOT NULL AND emptied_at IS NULL",
        mirror,
        now
    )
}

pub async fn give_up(tx: &mut Tx, mirror: MirrorId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirrors SET state = 'failed', given_up_at = $2
         WHERE id = $1 AND state IN ('admitted', 'draining', 'failed') AND given_up_at IS NULL",
        mirror,
        now
    )
}

pub async fn remove(tx: &mut Tx, mirror: MirrorId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirrors SET state = 'removed', removed_at = $2 WHERE id = $1 AND state IN ('draining', 'failed')",
        mirror,
        now
    )
}

/// The mirrors of a country that take part, in the order in which they are locked.
pub async fn in_country(tx: &mut Tx, country: &str) -> Result<Vec<MirrorId>, sqlx::Error> {
    let sql = "SELECT id FROM mirrors WHERE jurisdiction = $1 AND state IN ('admitted', 'draining') ORDER BY id";
    let rows = db::all!(tx, (MirrorId,), sql, country)?;
    Ok(rows.into_iter().map(|(mirror,)| mirror).collect())
}

/// How many replicas lie or may lie on a mirror.
pub async fn replicas_on(tx: &mut Tx, mirror: MirrorId) -> Result<i64, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM replicas WHERE mirror = $1 AND state IN ('placed', 'stored', 'lost', 'leaving')",
        mirror
    )?;
    Ok(count)
}

/// Whether bytes lie or may lie on a mirror, or it owes something that was ordered. Of one that was given up: whether something is
/// not written off yet.
pub async fn holds(tx: &mut Tx, mirror: MirrorId) -> Result<bool, sqlx::Error> {
    let (holds,) = db::one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM replicas WHERE mirror = $1 AND state IN ('placed', 'stored', 'leaving'))
             OR (EXISTS (SELECT 1 FROM mirrors WHERE id = $1 AND given_up_at IS NULL)
                 AND (EXISTS (SELECT 1 FROM replicas WHERE mirror = $1 AND state = 'lost')
                      OR EXISTS (SELECT 1 FROM evacuation_orders WHERE mirror = $1 AND state <> 'done')
                      OR EXISTS (SELECT 1 FROM order_deliveries WHERE mirror = $1 AND probed_at IS NULL)))",
        mirror
    )?;
    Ok(holds)
}

/// Notes what a mirror asks for, in the place of what it asked before and nobody admitted. Whether nothing waited.
pub async fn ask_change(
    tx: &mut Tx,
    mirror: MirrorId,
    url: &str,
    capacity: i64,
    now: Time,
) -> Result<bool, sqlx::Error> {
    let is_first = forget_change(tx, mirror).await? == 0;
    db::execute!(
        tx,
        "INSERT INTO mirror_changes (mirror, asked_at, url, capacity) VALUES ($1, $2, $3, $4)",
        mirror,
        now,
        url,
        capacity
    )?;
    Ok(is_first)
}

/// What a mirror asks for, if it takes part.
pub async fn wanted(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Wanted>, sqlx::Error> {
    db::optional!(
        tx,
        Wanted,
        "SELECT c.url, c.capacity, c.asked_at FROM mirror_changes c JOIN mirrors m ON m.id = c.mirror
         WHERE c.mirror = $1 AND c.admitted_at IS NULL AND m.state IN ('admitted', 'draining')",
        mirror
    )
}

/// The mirrors that ask for something and take part.
pub async fn asking(tx: &mut Tx) -> Result<BTreeSet<MirrorId>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (MirrorId,),
        "SELECT c.mirror FROM mirror_changes c JOIN mirrors m ON m.id = c.mirror
         WHERE c.admitted_at IS NULL AND m.state IN ('admitted', 'draining')"
    )?;
    Ok(rows.into_iter().map(|(mirror,)| mirror).collect())
}

/// 1 if that is what it asks for still.
pub async fn admit_change(tx: &mut Tx, mirror: MirrorId, wanted: &Wanted, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirror_changes SET admitted_at = $3
         WHERE mirror = $1 AND asked_at = $2 AND url = $4 AND capacity = $5 AND admitted_at IS NULL",
        mirror,
        wanted.asked_at,
        now,
        wanted.url.as_str(),
        wanted.capacity
    )
}

/// Has a mirror reached where it asked, with the room that it asked for. Of what it asks for next administrators are written anew.
pub async fn changed(tx: &mut Tx, mirror: MirrorId, wanted: &Wanted) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE mirrors SET url = $2, capacity = $3, change_told_at = NULL
         WHERE id = $1 AND state IN ('admitted', 'draining')",
        mirror,
        wanted.url.as_str(),
        wanted.capacity
    )
}

/// Forgets what a mirror asks for: 1 if it asked for something.
pub async fn forget_change(tx: &mut Tx, mirror: MirrorId) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "DELETE FROM mirror_changes WHERE mirror = $1 AND admitted_at IS NULL", mirror)
}

/// Forgets what it asked for then, as an administrator decides: 1 if it does still. Of what it asks for next they are written anew.
pub async fn refuse_change(tx: &mut Tx, mirror: MirrorId, asked_at: Time) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE mirrors SET change_told_at = NULL WHERE id = $1", mirror)?;
    db::execute!(
        tx,
        "DELETE FROM mirror_changes WHERE mirror = $1 AND asked_at = $2 AND admitted_at IS NULL",
        mirror,
        asked_at
    )
}

/// Notes that administrators are written that a mirror asks for a change. Whether they are to be: not if they were since then, and decided
/// nothing about it since.
pub async fn tell_of_change(tx: &mut Tx, mirror: MirrorId, since: Time, now: Time) -> Result<bool, sqlx::Error> {
    let noted = db::execute!(
        tx,
        "UPDATE mirrors SET change_told_at = $3 WHERE id = $1 AND (change_told_at IS NULL OR change_told_at < $2)",
        mirror,
        since,
        now
    )?;
    Ok(noted == 1)
}

/// Notes by which factor an entry has a mirror's room weighed, and weighs it so.
pub async fn weigh(tx: &mut Tx, mirror: MirrorId, weight: i64, entry: LogEntryId) -> Result<(), sqlx::Error> {
    db::execute!(tx, "INSERT INTO mirror_weights (entry, mirror, weight) VALUES ($1, $2, $3)", entry, mirror, weight)?;
    db::execute!(tx, "UPDATE mirrors SET weight = $2 WHERE id = $1", mirror, weight)?;
    Ok(())
}
