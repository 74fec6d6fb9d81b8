//! What a recovery applies again of what persons had erased: a backup of before brings nobody back.
//!
//! An erasure had waited for whatever kept something, and what that waited for may be lost with the database. So nothing is waited for a
//! second time: everything goes that went before.

use super::{Error, erasure, store, strangers};
use crate::accounts::closing;
use crate::audit::recovery::Taken;
use crate::audit::{self, Journal};
use crate::claims::signatures::copies;
use crate::ids::AccountId;
use crate::jobs::{self, Job};
use crate::service::Service;
use crate::vault::applications;

/// Applies an entry again that tells of an erasure, or of an account that was closed. Safe to run again. `false`: it tells of
/// neither.
pub async fn apply_again(service: &Service, taken: &Taken) -> Result<bool, Error> {
    match (&taken.journal, taken.kind.as_str()) {
        (Some(Journal::AccountErased { account }), _) => {
            close(service, *account).await?;
            erase(service, *account).await?;
        }
        (Some(Journal::DataErased { entry }), _) => {
            let mut tx = service.db.begin().await?;
            audit::erase(&mut tx, service, *entry).await?;
            copies::erased_again(&mut tx, *entry, taken.at).await?;
            tx.commit().await?;
        }
        (None, kind @ ("account.closed" | "account.erased")) => {
            let mut tx = service.db.read().await?;
            let account = store::account_of_case(&mut tx, taken.case).await?;
            drop(tx);
            // One that began after the backup was made is not there at all.
            let Some(account) = account else { return Ok(true) };
            close(service, account).await?;
            if kind == "account.erased" {
                erase(service, account).await?;
            }
        }
        (None, "claim.sender-erased") => {
            let mut tx = service.db.begin().await?;
            if let Some(claim) = store::claim_of_case(&mut tx, taken.case).await? {
                strangers::take_out_again(&mut tx, service, claim).await?;
            }
            tx.commit().await?;
        }
        // Evidence goes by its day in the round of the day, which is done before anything is served; and of which signature's entry the
        // journal cannot be read any more, what was sealed then is erased with its wrapping key.
        (None, "evidence.erased" | "signature.erased") => {}
        _ => return Ok(false),
    }
    Ok(true)
}

/// Closes an account that its person had closed, whatever roles it has again.
async fn close(service: &Service, account: AccountId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    if !closing::close_again(&mut tx, service, account).await? {
        return Ok(());
    }
    store::forget_views(&mut tx, account).await?;
    applications::take_back(&mut tx, service, account).await?;
    jobs::enqueue(&mut tx, service, &Job::EraseAccount { account }, service.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Erases all of an account at once.
async fn erase(service: &Service, account: AccountId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    if closing::closure(&mut tx, account).await?.is_none_or(|closure| closure.erased_at.is_some()) {
        return Ok(());
    }
    let writings = store::writings(&mut tx, account).await?;
    drop(tx);
    erasure::delete_files(service, account).await?;
    for writing in &writings {
        let mut tx = service.db.begin().await?;
        erasure::erase_writing(&mut tx, service, writing).await?;
        tx.commit().await?;
    }
    let mut tx = service.db.begin().await?;
    erasure::finish(&mut tx, service, account).await?;
    tx.commit().await?;
    Ok(())
}
