//! Wrapping keys age out. Every 30 days there is a new one; whatever lives is wrapped again under it, a batch at a time; and
//! a key that nothing needs is destroyed 30 days later. From then on what was erased before is erased from old backups too.
//!
//! Nothing here remembers how far it came: a pass that broke off begins again, and passes over what is done. A value that
//! somebody changes meanwhile stays as they left it, and the next pass finds it.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use super::sealed::{COLUMNS, Column};
use super::{Error, store, tomorrow};
use crate::audit::{self, NewEntry};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{CaseId, uuid_v4};
use crate::jobs::Job;
use crate::keys::{self, sealed_prefix, sealed_under};
use crate::service::Service;

/// A wrapping key as the database knows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct WrappingKey {
    /// The day on which it was made, which is its name.
    pub name: String,
    /// Its case in the log.
    pub log_case: CaseId,
    /// When it was noted first.
    pub made_at: Time,
    /// Since when nothing has been under it.
    pub left_at: Option<Time>,
    /// When it was destroyed.
    pub destroyed_at: Option<Time>,
}

/// The daily job. Safe to run twice, and at once in several portals.
pub async fn turn(service: &Service) -> Result<(), Error> {
    if is_old(service, &service.keys.newest_wrapping_key(), service.config.limits.wrapping_key_days) {
        service.keys.make_wrapping_key()?;
    }
    note(service).await?;
    let newest = service.keys.newest_wrapping_key();
    let found = wrap_again(service, &newest).await?;
    let_go(service, &newest, &found).await?;

    let mut tx = service.db.begin().await?;
    tomorrow(&mut tx, service, &Job::TurnWrappingKeys).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether the day that a key is named by is so long past.
fn is_old(service: &Service, name: &str, age: Duration) -> bool {
    let made = Time::parse_rfc3339(&format!("{name}T00:00:00Z"));
    made.is_none_or(|made| service.clock.now() >= made.plus(age))
}

/// Enters keys that are in the folder and not in the log, and those that went: whoever dies between the folder and the
/// database is made good here.
async fn note(service: &Service) -> Result<(), Error> {
    let now = service.clock.now();
    let there = service.keys.wrapping_keys()?;
    let mut tx = service.db.begin().await?;
    for name in &there {
        let case = CaseId(uuid_v4(&service.entropy));
        if store::insert_wrapping_key(&mut tx, name, case, now).await? {
            enter(&mut tx, service, "wrapping-key.made", case, name).await?;
        }
    }
    for key in store::wrapping_keys(&mut tx).await? {
        if key.destroyed_at.is_none() && !there.contains(&key.name) {
            store::destroyed_wrapping_key(&mut tx, &key.name, now).await?;
            enter(&mut tx, service, "wrapping-key.destroyed", key.log_case, &key.name).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn enter(tx: &mut Tx, service: &Service, kind: &'static str, case: CaseId, name: &str) -> Result<(), Error> {
    let fields = json!({"key": name});
    let entry = NewEntry { kind, case, actor: "service", fields, commitments: &[], journal: None };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// What a pass found under the older keys.
#[derive(Default)]
struct Found {
    /// Keys that something was under.
    until_now: BTreeSet<String>,
    /// Keys that something is still under.
    needed: BTreeSet<String>,
}

/// Wraps everything again that is not under the newest key.
async fn wrap_again(service: &Service, newest: &str) -> Result<Found, Error> {
    let prefix = sealed_prefix(newest);
    let Found { mut until_now, mut needed } = Found::default();
    for column in COLUMNS {
        let mut after = column.first();
        loop {
            let mut tx = service.db.read().await?;
            let rows = column.next(&mut tx, &prefix, &after).await?;
            drop(tx);
            let Some((last, _)) = rows.last() else { break };
            after = last.clone();
            let mut tx = service.db.begin().await?;
            for (row, sealed) in &rows {
                let place = column.place(row);
                until_now.extend(sealed_under(sealed).map(str::to_owned));
                match service.keys.open_sealed(&place, sealed) {
                    Ok(value) => {
                        let again = service.keys.seal(&place, &value);
                        if !column.replace(&mut tx, row, sealed, &again).await? {
                            // Changed meanwhile, perhaps under the same key by a portal that has not seen the new one.
                            needed.extend(sealed_under(sealed).map(str::to_owned));
                        }
                    }
                    // What is erased stays so.
                    Err(keys::Error::Erased(_)) => {}
                    Err(error @ keys::Error::Io { .. }) => return Err(error.into()),
                    Err(error) => {
                        tracing::error!(table = column.table, column = column.column, error = %with_causes(&error), "a value cannot be wrapped again");
                        needed.extend(sealed_under(sealed).map(str::to_owned));
                    }
                }
            }
            tx.commit().await?;
        }
    }
    let mut tx = service.db.read().await?;
    for name in service.keys.wrapping_keys()? {
        if name != newest && store::any_answer_under(&mut tx, &sealed_prefix(&name)).await? {
            needed.insert(name);
        }
    }
    Ok(Found { until_now, needed })
}

/// Notes which keys nothing is under, and destroys those that nothing has been under for long.
async fn let_go(service: &Service, newest: &str, found: &Found) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let mut over = Vec::new();
    for key in store::wrapping_keys(&mut tx).await?.into_iter().filter(|key| key.destroyed_at.is_none()) {
        let left_at = if key.name == newest || found.needed.contains(&key.name) {
            None
        } else if found.until_now.contains(&key.name) {
            Some(now)
        } else {
            key.left_at.or(Some(now))
        };
        if left_at != key.left_at {
            store::left_wrapping_key(&mut tx, &key.name, left_at).await?;
        }
        if left_at.is_some_and(|left| left.plus(service.config.limits.wrapping_key_kept) <= now) {
            over.push(key.name);
        }
    }
    tx.commit().await?;
    for name in over {
        service.keys.destroy_wrapping_key(&name)?;
        tracing::info!(key = name, "a wrapping key was destroyed; what it sealed is erased");
    }
    note(service).await
}

/// The sealed values of the schema as somebody who has the database reads them: place and bytes. For tests, and for whoever
/// wants to see that a backup is dead.
pub async fn every_value(service: &Service) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut tx = service.db.read().await?;
    let mut values = Vec::new();
    for column in COLUMNS {
        values.extend(values_of(&mut tx, column).await?);
    }
    Ok(values)
}

async fn values_of(tx: &mut Tx, column: &Column) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let (mut values, mut after) = (Vec::new(), column.first());
    loop {
        // No value begins so.
        let rows = column.next(tx, &[0], &after).await?;
        let Some((last, _)) = rows.last() else { return Ok(values) };
        after = last.clone();
        values.extend(rows.into_iter().map(|(row, sealed)| (column.place(&row), sealed)));
    }
}
