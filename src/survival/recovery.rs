//! Recovery: a database that was restored from a backup, or whose site was behind when it was promoted, catches up with what was
//! published since, before anything is served on it.
//!
//! 1. The missing entries are taken back from a copy of the log, and what mirrors cosigned must be among them (`audit/recovery.rs`).
//! 2. Each is applied again, in the order of the log: erasures (`personal/recovery.rs`), holds, orders, purges, deletions
//!    (`takedown/recovery.rs`), and powers that were taken away (here). What a journal beside the entries says can be applied as it was.
//!    Without it kind and case still say what happened to which file: that is locked.
//! 3. Mirrors that were admitted since are reached. Where files were copied since is no entry: those with too few copies are looked for at
//!    every mirror, and what is to go is ordered away from each (`vault/recovery.rs`).
//! 4. Custody is taken stock of, what follows for each file is queued, and every session, token and key of a program ends: which of them
//!    were ended since nobody knows.
//!
//! What cannot be applied again is listed for staff. What was never logged is lost: a file's link, words that were written, and
//! whatever was uploaded. It can be run again after it died anywhere.

use serde_json::Value;

use super::{Error, store};
use crate::audit::recovery::{Left, LeftOver, Recovery, Taken};
use crate::audit::second_store::SecondStore;
use crate::audit::{self, recovery as log};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{CaseId, ObjectId};
use crate::jobs::{self, Job};
use crate::mirrors::Mirror;
use crate::mirrors::client::Handle;
use crate::service::{OpenError, Service};
use crate::vault::custody::{self, Stock};
use crate::{personal, takedown, vault};

/// What a recovery did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many entries the database had.
    pub from: u64,
    /// How many it has now.
    pub to: u64,
    /// How many of those that were taken back are left to people.
    pub left: usize,
}

/// What a recovery came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// What it did; `None` where nothing was missing.
    pub report: Option<Report>,
    /// What was found in custody.
    pub stock: Stock,
}

/// Catches up with what was published, from the second store or one of `copies`, and ends with everything that the log says being so.
/// Custody is taken stock of though nothing was missing. `reach` gives the way to call a mirror of this process; none of them, and no other
/// portal on the database, may serve meanwhile.
///
/// # Errors
/// [`Error::NotCurrent`] where a mirror has cosigned more than any copy has.
pub async fn recover(
    service: &Service,
    copies: &[SecondStore],
    reach: impl Fn(Mirror) -> Handle,
) -> Result<Recovered, Error> {
    let recovery = log::catch_up(service, copies).await?;
    audit::look_at_store(service).await?;
    service.log.require_current()?;
    service.join_in(reach).await?;
    service.log.require_current()?;
    let Some(recovery) = recovery else {
        return Ok(Recovered { report: None, stock: custody::take_stock(service).await? });
    };
    loop {
        let taken = log::taken_back(service, &recovery).await?;
        if taken.is_empty() {
            break;
        }
        for entry in &taken {
            apply(service, entry).await?;
        }
    }
    // Of keys and witnesses: each change is proven anew, under those before it. What the witnesses do not cosign now the portals go on with.
    vault::trust::look(service).await?;
    while audit::settle_change(service).await?.is_some() {
        vault::trust::look(service).await?;
    }
    // Mirrors that came after the backup are known now, and may have seen more than any copy.
    vault::fleet::refresh(service).await.map_err(OpenError::from)?;
    audit::look_at_witnesses(service).await?;
    let stock = custody::take_stock(service).await?;
    settle(service).await?;
    personal::retention::let_go(service).await?;
    let left = finish(service, &recovery).await?;
    audit::settle(service).await?;
    Ok(Recovered { report: Some(Report { from: recovery.from, to: recovery.to, left }), stock })
}

async fn apply(service: &Service, taken: &Taken) -> Result<(), Error> {
    if personal::recovery::apply_again(service, taken).await? {
        let mut tx = service.db.begin().await?;
        log::applied(&mut tx, service, taken.entry, None, None).await?;
        tx.commit().await?;
        return Ok(());
    }
    let mut tx = service.db.begin().await?;
    let (left, object) = match takedown::recovery::apply_again(&mut tx, service, taken).await? {
        Some(again) => {
            if let Some(upload) = again.discard {
                jobs::enqueue(&mut tx, service, &Job::DiscardUpload { upload }, service.clock.now()).await?;
            }
            (again.left, again.object)
        }
        None => (powers(&mut tx, service, taken).await?, None),
    };
    log::applied(&mut tx, service, taken.entry, left, object).await?;
    tx.commit().await?;
    Ok(())
}

/// What was taken away is taken away again; what was given is left to people, who give it anew.
async fn powers(tx: &mut Tx, service: &Service, taken: &Taken) -> Result<Option<Left>, Error> {
    let (case, at) = (taken.case, taken.at);
    let text = |field: &str| taken.fields.get(field).and_then(Value::as_str);
    match taken.kind.as_str() {
        "role.withdrawn" => {
            store::withdraw_role(tx, case, text("role").unwrap_or_default()).await?;
        }
        "organisation.suspended" => {
            store::suspend_organisation(tx, case, at).await?;
        }
        "direct-access.stripped" => {
            store::strip_direct_access(tx, case, at).await?;
        }
        "mirror.admitted" => {
            if !vault::recovery::admitted_again(tx, taken).await? {
                return Ok(Some(Left::Told));
            }
        }
        "mirror.changed" => {
            if !vault::recovery::changed_again(tx, taken).await? {
                return Ok(Some(Left::Told));
            }
        }
        "mirror.weighed" => {
            if !vault::recovery::weighed_again(tx, taken).await? {
                return Ok(Some(Left::Told));
            }
        }
        "mirror.replica-refused" => match vault::recovery::refused_again(tx, service, taken).await? {
            Some(object) => {
                jobs::enqueue(tx, service, &Job::Repair { object }, service.clock.now()).await?;
            }
            None => return Ok(Some(Left::Told)),
        },
        "mirror.placement-stopped" => vault::recovery::stopped_again(tx, case, at).await?,
        "mirror.removed" | "mirror.refused" => vault::recovery::removed_again(tx, case, at).await?,
        "mirror.evacuated" => {
            vault::recovery::evacuated_again(tx, case, at).await?;
            empty_again(tx, service, case).await?;
        }
        "mirror.failed" => {
            vault::recovery::failed_again(tx, case, at).await?;
            empty_again(tx, service, case).await?;
        }
        "mirror.given-up" => {
            vault::recovery::given_up_again(tx, case, at).await?;
            empty_again(tx, service, case).await?;
        }
        "key.rotated" | "key.retired" | "witnesses.set" => {
            if !vault::trust::changed_again(tx, service, taken.entry, case, at).await? {
                return Ok(Some(Left::Told));
            }
        }
        "service.promoted" => {
            let epoch = taken.fields.get("epoch").and_then(Value::as_i64).unwrap_or(0);
            store::epoch_again(tx, case, epoch).await?;
        }
        "service.wound-down" => {
            if let Some(ends_at) = text("ends").and_then(Time::parse_rfc3339) {
                store::wound_down_again(tx, case, at, ends_at).await?;
            }
        }
        // The round of wrapping keys finds out by itself which there are.
        "wrapping-key.made" | "wrapping-key.destroyed" | "service.recovered" => {}
        // About an object that is not known here, which its own entry says.
        kind if takedown::recovery::needs_nothing(kind) => {}
        "account.created" => return Ok(Some(Left::Unknown)),
        _ => return Ok(Some(Left::Told)),
    }
    Ok(None)
}

/// What a mirror holds that leaves is brought elsewhere.
async fn empty_again(tx: &mut Tx, service: &Service, case: CaseId) -> Result<(), Error> {
    if let Some(mirror) = vault::recovery::mirror_of_case(tx, case).await? {
        jobs::enqueue(tx, service, &Job::MoveReplicas { mirror }, service.clock.now()).await?;
    }
    Ok(())
}

/// What follows from all of it for each file.
async fn settle(service: &Service) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let objects = store::recovered_objects(&mut tx).await?;
    drop(tx);
    for object in objects {
        let mut tx = service.db.begin().await?;
        takedown::recovery::settle_again(&mut tx, service, object).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn finish(service: &Service, recovery: &Recovery) -> Result<usize, Error> {
    let mut tx = service.db.begin().await?;
    let left = usize::try_from(store::left(&mut tx).await?).unwrap_or(usize::MAX);
    let now = service.clock.now();
    store::end_credentials(&mut tx, now).await?;
    // Where files were copied since the backup nobody knows: what seems to have too few copies is looked for, and copied anew.
    jobs::enqueue(&mut tx, service, &Job::MoveToAdmitted { after: None }, now).await?;
    log::finish(&mut tx, service, recovery, left).await?;
    tx.commit().await?;
    Ok(left)
}

/// What recoveries left to people.
pub async fn left_over(service: &Service) -> Result<Vec<LeftOver>, Error> {
    Ok(log::left_over(service).await?)
}

/// Gives a file back that a recovery keeps locked and staff have looked at, unless a decision holds it, too. Gives how many holds were lifted.
pub async fn lift(service: &Service, object: ObjectId) -> Result<usize, Error> {
    let mut tx = service.db.begin().await?;
    let lifted = takedown::recovery::lift_undecided(&mut tx, service, object).await?;
    tx.commit().await?;
    Ok(lifted)
}
