//! Keys that are to sign, the portals that have them, and who could witness the log.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{LogEntryId, MirrorId, PortalId};
use crate::keys::Purpose;

/// Notes a key, unless one of its number is there; whether it was not.
pub async fn insert_key(
    tx: &mut Tx,
    purpose: Purpose,
    number: i64,
    public: &[u8; 32],
    now: Time,
) -> Result<bool, sqlx::Error> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO signing_keys (public_key, purpose, number, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        public.to_vec(),
        purpose,
        number,
        now
    )?;
    Ok(inserted == 1)
}

/// The entry that announces a key; whether none had.
pub async fn announced(tx: &mut Tx, key: &[u8], entry: LogEntryId) -> Result<bool, sqlx::Error> {
    let changed = db::execute!(
        tx,
        "UPDATE signing_keys SET rotated_entry = $2 WHERE public_key = $1 AND rotated_entry IS NULL",
        key,
        entry
    )?;
    Ok(changed == 1)
}

/// The entry with which a key ends; whether none had ended it.
pub async fn ended(tx: &mut Tx, key: &[u8], entry: LogEntryId) -> Result<bool, sqlx::Error> {
    let changed = db::execute!(
        tx,
        "UPDATE signing_keys SET retired_entry = $2 WHERE public_key = $1 AND retired_entry IS NULL",
        key,
        entry
    )?;
    Ok(changed == 1)
}

/// Notes that a portal is there, where people reach it, and its newest keys.
pub async fn beat(
    tx: &mut Tx,
    portal: PortalId,
    (order_key, log_key): (i64, i64),
    public_url: &str,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO portals (id, seen_at, order_key, log_key, public_url) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, order_key = excluded.order_key,
                                        log_key = excluded.log_key",
        portal,
        now,
        order_key,
        log_key,
        public_url
    )?;
    Ok(())
}

/// Where people reach the portal that was seen last, if any was since.
pub async fn public_url(tx: &mut Tx, since: Time) -> Result<Option<String>, sqlx::Error> {
    let found = db::optional!(
        tx,
        (String,),
        "SELECT public_url FROM portals WHERE seen_at >= $1 ORDER BY seen_at DESC, id LIMIT 1",
        since
    )?;
    Ok(found.map(|(url,)| url))
}

/// When a portal was seen, and its newest keys.
pub async fn beaten(tx: &mut Tx, portal: PortalId) -> Result<Option<(Time, i64, i64)>, sqlx::Error> {
    db::optional!(tx, (Time, i64, i64), "SELECT seen_at, order_key, log_key FROM portals WHERE id = $1", portal)
}

/// Forgets portals that were not seen since.
pub async fn forget_portals(tx: &mut Tx, since: Time) -> Result<(), sqlx::Error> {
    db::execute!(tx, "DELETE FROM portals WHERE seen_at < $1", since)?;
    Ok(())
}

/// How many portals that were seen since have not got the key of this number.
pub async fn portals_without(tx: &mut Tx, purpose: Purpose, number: i64, since: Time) -> Result<i64, sqlx::Error> {
    let (without,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM portals
         WHERE seen_at >= $3 AND CASE WHEN $1 = 'order' THEN order_key ELSE log_key END < $2",
        purpose.as_str(),
        number,
        since
    )?;
    Ok(without)
}

/// A mirror that could count as a witness.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Independent {
    pub mirror: MirrorId,
    pub public_key: Vec<u8>,
    pub host: String,
    pub jurisdiction: String,
}

/// The mirrors that take blobs and that the operator does not run itself, those that are thought well of and were admitted first before others.
pub async fn independent(tx: &mut Tx) -> Result<Vec<Independent>, sqlx::Error> {
    db::all!(
        tx,
        Independent,
        "SELECT id AS mirror, public_key, host, jurisdiction FROM mirrors WHERE state = 'admitted' AND own = FALSE
         ORDER BY CASE WHEN standing IN ('good', 'watched') THEN 0 ELSE 1 END, admitted_at, id"
    )
}

pub async fn insert_policy(tx: &mut Tx, entry: LogEntryId, quorum: usize, now: Time) -> Result<(), sqlx::Error> {
    let quorum = i64::try_from(quorum).unwrap_or(i64::MAX);
    db::execute!(tx, "INSERT INTO witness_policies (entry, quorum, set_at) VALUES ($1, $2, $3)", entry, quorum, now)?;
    Ok(())
}

/// Whether the policy in force counts on a mirror.
pub async fn counts(tx: &mut Tx, mirror: MirrorId) -> Result<bool, sqlx::Error> {
    let name = format!("%/mirrors/{mirror}");
    let sql = "SELECT COUNT(*) FROM policy_witnesses WHERE witness LIKE $1";
    Ok(db::one!(tx, (i64,), sql, name.as_str())?.0 > 0)
}
