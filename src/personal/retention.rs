//! What goes by itself when its time is over. Every row says when it is to be looked at; a round takes those whose time has
//! come, a batch at a time, each in a transaction of its own: it can die anywhere and be run again.

use std::time::Duration;

use super::{Error, desk, erasure, store, strangers, tomorrow};
use crate::claims::evidence::files;
use crate::claims::queue::views;
use crate::claims::signatures::copies;
use crate::claims::{organisations, programs};
use crate::clock::Time;
use crate::ids::{ComplaintId, ObjectId, TargetId};
use crate::jobs::Job;
use crate::process::{complaints, misuse, windows};
use crate::service::Service;
use crate::{accounts, mail, vault};

/// How soon a target is looked at again of which a window has no date, or a complaint that waits for somebody.
const AGAIN: Duration = Duration::from_hours(7 * 24);

/// The daily round.
pub async fn let_go(service: &Service) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    accounts::closing::forget_ended(&mut tx, service).await?;
    organisations::forget_ended_invitations(&mut tx, service).await?;
    programs::usage::forget_ended(&mut tx, service).await?;
    mail::letters::look(&mut tx, service, None).await?;
    tx.commit().await?;
    organisations::forget_contacts_of_refused(service).await?;
    // Before all that can fail of one notice: what staff had saved to find somebody goes within a day of them.
    views::let_go(service).await?;
    while copies::erase_old(service).await? > 0 {}
    look_at_evidence(service).await?;
    look_at_complaints(service).await?;

    let mut tx = service.db.begin().await?;
    let mut forgotten = misuse::forget_correspondents(&mut tx, service).await?;
    forgotten.extend(store::correspondents_written_about_since(&mut tx).await?);
    for correspondent in forgotten {
        strangers::forget(&mut tx, service, correspondent).await?;
    }
    tx.commit().await?;
    // Behind the evidence: with the last of it who sent a notice goes, and what staff wrote to each other on the case.
    let outcome = desk::let_go(service).await;
    strangers::let_go(service).await?;
    outcome?;
    erasure::erase_what_was_written_since(service).await?;

    let mut tx = service.db.begin().await?;
    tomorrow(&mut tx, service, &Job::LetGo).await?;
    tx.commit().await?;
    Ok(())
}

/// Looks at every target whose time has come: what was disclosed of it goes, or it is given another day.
async fn look_at_evidence(service: &Service) -> Result<(), Error> {
    loop {
        let mut tx = service.db.read().await?;
        let batch = files::evidence_to_look_at(&mut tx, service.clock.now()).await?;
        drop(tx);
        if batch.is_empty() {
            return Ok(());
        }
        for (target, object) in batch {
            look_at(service, target, object).await?;
        }
    }
}

async fn look_at(service: &Service, target: TargetId, object: ObjectId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    // Whoever preserves a file, or opens a hold on it, locks it first.
    vault::lock_row(&mut tx, object).await?.ok_or(vault::Error::NotFound)?;
    match closes(&windows::of_target(&mut tx, service, target).await?, now) {
        Closes::Closed => {
            files::erase_disclosed(&mut tx, service, target).await?;
        }
        Closes::At(later) => files::look_at_evidence_again(&mut tx, target, later).await?,
        Closes::Open => files::look_at_evidence_again(&mut tx, target, now.plus(AGAIN)).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// Looks at every complaint whose time has come: what it says goes with the last window of what it is about and never before it has ended,
/// or it is given another day.
async fn look_at_complaints(service: &Service) -> Result<(), Error> {
    let now = service.clock.now();
    loop {
        let mut tx = service.db.read().await?;
        let batch = complaints::to_look_at(&mut tx, now).await?;
        drop(tx);
        if batch.is_empty() {
            return Ok(());
        }
        for complaint in batch {
            look_at_complaint(service, complaint).await?;
        }
    }
}

async fn look_at_complaint(service: &Service, complaint: ComplaintId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let so = closes(&complaints::windows_of(&mut tx, service, complaint).await?, now);
    let erased = so == Closes::Closed && complaints::erase(&mut tx, complaint).await?;
    if !erased {
        let later = if let Closes::At(later) = so { later } else { now.plus(AGAIN) };
        complaints::look_again(&mut tx, complaint, later).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// How a set of windows stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closes {
    /// All are closed, or there never was one.
    Closed,
    /// The last closes then.
    At(Time),
    /// One of them has no date.
    Open,
}

pub(super) fn closes(windows: &[windows::Window], now: Time) -> Closes {
    if windows.is_empty() {
        return Closes::Closed;
    }
    match windows::closes_at(windows) {
        Some(at) if at <= now => Closes::Closed,
        Some(at) => Closes::At(at),
        None => Closes::Open,
    }
}
