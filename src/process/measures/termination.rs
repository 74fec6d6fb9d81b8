//! A termination leaves its owner thirty days in which everything that is not locked can be saved; its links show at once that they are
//! shared no more. Then [`empty`] deletes what is left as its owner would have: with the days of undo, in which a granted appeal brings it
//! back. While an appeal waits nothing is deleted. What is locked stays until its windows close; what is given back later can be saved for
//! thirty days from then.

use std::time::Duration;

use crate::accounts::standing::{self, Kind};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, MeasureId};
use crate::jobs::{self, Job};
use crate::process::{Error, appeals, store};
use crate::service::Service;
use crate::vault::objects::{self, Finality};

/// How soon a terminated account is looked at again that has something left.
const AGAIN: Duration = Duration::from_hours(7 * 24);
/// How much of it is deleted in one go.
const AT_ONCE: i64 = 500;

/// The job of a termination, when its owner's days to save files are over: what is left and not locked is deleted as its owner would
/// have. It comes again while something is left, or an appeal waits. Safe to run again.
pub async fn empty(service: &Service, id: MeasureId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    jobs::strike_same(&mut tx, service, &Job::EmptyAccount { measure: id }).await?;
    let Some(account) = due(&mut tx, id, now).await? else {
        tx.commit().await?;
        return Ok(());
    };
    let appealed = appeals::measures::is_open(&mut tx, id).await?;
    let since = now.minus(service.config.limits.termination_export);
    let left = if appealed { Vec::new() } else { store::standing::left_of(&mut tx, account, since, AT_ONCE).await? };
    if store::standing::has_files(&mut tx, account).await? {
        let again = if i64::try_from(left.len()).unwrap_or(i64::MAX) >= AT_ONCE { now } else { now.plus(AGAIN) };
        jobs::enqueue(&mut tx, service, &Job::EmptyAccount { measure: id }, again).await?;
    }
    tx.commit().await?;
    for object in left {
        let mut tx = service.db.begin().await?;
        // Locked with the account's row: it may have been lifted, or appealed, since.
        if due(&mut tx, id, now).await?.is_some() && !appeals::measures::is_open(&mut tx, id).await? {
            match objects::delete_in(&mut tx, service, account, object, Finality::Undoable, "service").await {
                Ok(_) => tx.commit().await?,
                // It was locked meanwhile: then its windows say how long it is kept.
                Err(crate::vault::Error::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

/// The account that a termination empties now, its row locked; none while it does not.
async fn due(tx: &mut Tx, id: MeasureId, now: Time) -> Result<Option<AccountId>, Error> {
    let found = store::standing::measure(tx, id).await?.ok_or(Error::NotFound)?;
    let Some(account) = found.account.filter(|_| found.kind == Kind::Termination) else { return Ok(None) };
    standing::lock(tx, account).await?.ok_or(Error::NotFound)?;
    let found = store::standing::measure(tx, id).await?.ok_or(Error::NotFound)?;
    let over = found.until.is_some_and(|until| until <= now);
    Ok((over && found.lifted_at.is_none()).then_some(account))
}
