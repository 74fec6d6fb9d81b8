//! Windows: until when what was locked can still come back. Once every one of them has closed, it is purged.
//!
//! Nothing here is a date that was noted once: what an object waits for is read from the facts whenever it is asked, by the
//! job too, which comes again when something keeps a window open.

use std::time::Duration;

use super::appeals::{self, Side};
use super::measures::Measure;
use super::store::OpenHold;
use super::{Error, store};
use crate::claims::decided::{self, Decided};
use crate::claims::filing::TargetState;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{ObjectId, TargetId};
use crate::jobs::{self, Job};
use crate::notices;
use crate::service::Service;
use crate::takedown::{self, Open};
use crate::vault::{self, ObjectRow, ObjectState, custody};

/// How soon an object is looked at again that a window without a date keeps.
const AGAIN: Duration = Duration::from_hours(7 * 24);

/// Why something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It is kept so long at least after every decision that locked it.
    Custody,
    /// The decision can be appealed.
    Appeal,
    /// Its claimant took it back: there is time to go elsewhere.
    TakenBack,
    /// An appeal or a dispute about it has ended: there is time to go elsewhere.
    Aftermath,
    /// An appeal waits to be decided.
    AppealWaits,
    /// A counter-notice waits for its day, or for what a court says.
    CounterNotice,
    /// Something is fought out elsewhere.
    Dispute,
    /// Another claim on it waits to be decided.
    Claim,
    /// It must be preserved.
    Preserved,
    /// Somebody with a blocked link complained, and it is not answered for good. No party is told.
    Complaint,
    /// Something that whoever reads this is no party to.
    Other,
}

/// One reason why an object is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Which.
    pub kind: Kind,
    /// Until when; `None` until it ends.
    pub until: Option<Time>,
}

/// Every reason why a locked object is kept, whether it is over or not; none if no hold is open.
pub async fn of(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<Vec<Window>, Error> {
    let holds = store::open_holds(tx, object).await?;
    if holds.is_empty() {
        return Ok(Vec::new());
    }
    let mut windows: Vec<_> = holds.iter().flat_map(|hold| of_hold(service, hold)).collect();
    windows.extend(besides(tx, service, object).await?);
    Ok(windows)
}

/// Why one hold keeps its object.
fn of_hold(service: &Service, hold: &OpenHold) -> [Window; 2] {
    let custody = hold.opened_at.plus(service.config.limits.custody_kept);
    let answered = if hold.is_decided {
        // Whom an order of an authority forbids to be told can appeal from when they are.
        let until = hold.told_at.map(|told_at| notices::appeals_until(service, told_at));
        Window { kind: Kind::Appeal, until }
    } else {
        // A senior has it in hand, and may give it back.
        Window { kind: Kind::Claim, until: None }
    };
    [Window { kind: Kind::Custody, until: Some(custody) }, answered]
}

/// Why a locked object is kept besides its holds.
async fn besides(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<Vec<Window>, Error> {
    let mut windows = Vec::new();
    if let Some(ended) = store::last_ended(tx, object).await? {
        let until = ended.plus(service.config.limits.redress_after);
        windows.push(Window { kind: Kind::Aftermath, until: Some(until) });
    }
    windows.extend(takedown::open_about(tx, object, service.clock.now()).await?.windows());
    windows.extend(of_complaints(store::complaints_open(tx, object).await?));
    Ok(windows)
}

/// What nobody answers in time keeps nothing any longer; what a senior looks at again does until they have.
fn of_complaints(open: Vec<Option<Time>>) -> impl Iterator<Item = Window> {
    open.into_iter().map(|until| Window { kind: Kind::Complaint, until })
}

impl Open {
    /// What has no date, as windows.
    fn windows(self) -> impl Iterator<Item = Window> {
        let without_end = [
            (self.appeals, Kind::AppealWaits),
            (self.counter_notices, Kind::CounterNotice),
            (self.disputes, Kind::Dispute),
            (self.claims, Kind::Claim),
            (self.preserved, Kind::Preserved),
        ];
        without_end.into_iter().filter(|(count, _)| *count > 0).map(|(_, kind)| Window { kind, until: None })
    }
}

/// Every reason why what is known of one target is kept, whether it is over or not: whoever is told of a decision can answer it,
/// counted from when they are, and whoever is still to be told has no day yet; and while its object is locked by one of them, what
/// keeps the object keeps this. None if it never had one.
pub async fn of_target(tx: &mut Tx, service: &Service, target: TargetId) -> Result<Vec<Window>, Error> {
    let (found, mut windows) = own_of_target(tx, service, target).await?;
    if found.holds > 0 {
        windows.extend(of(tx, service, found.object).await?);
    }
    Ok(windows)
}

/// The same without what keeps only its object, and what says whether something does.
async fn own_of_target(
    tx: &mut Tx,
    service: &Service,
    target: TargetId,
) -> Result<(store::TargetFacts, Vec<Window>), Error> {
    let found = store::target_facts(tx, target).await?.ok_or(Error::NotFound)?;
    let limits = &service.config.limits;
    let mut windows = Vec::new();
    for decision in store::decisions_of(tx, target).await? {
        let decided = decided::read(tx, decision).await?;
        for side in [Side::Uploader, Side::Notifier] {
            let has_a_say = match side {
                // Of what ended before anybody was told, nobody is.
                Side::Uploader => decided.told_at.is_some() || decided.restricts,
                // What was taken back is no notice any more.
                Side::Notifier => decided.target_state != TargetState::Withdrawn,
            };
            if has_a_say {
                windows.push(Window { kind: Kind::Appeal, until: appeals::until(tx, service, &decided, side).await? });
            }
        }
    }
    let ended = store::last_ended_of(tx, target).await?;
    for (kind, ended) in [(Kind::Aftermath, ended), (Kind::TakenBack, found.withdrawn_at)] {
        windows.extend(ended.map(|ended| Window { kind, until: Some(ended.plus(limits.redress_after)) }));
    }
    let open = store::open_of_target(tx, target, service.clock.now()).await?;
    windows.extend(open.windows());
    // Whoever looks again at why a link is disabled looks at what was disclosed of it.
    windows.extend(of_complaints(store::complaints_open_of(tx, target).await?));
    Ok((found, windows))
}

/// What of that is not over, as whoever claimed is shown it: what is open of other cases, that something must be preserved and who complains
/// is news to them, so all of that is one reason without a name.
pub async fn of_claimant(tx: &mut Tx, service: &Service, target: TargetId) -> Result<Vec<Window>, Error> {
    let (found, own) = own_of_target(tx, service, target).await?;
    let of_object = if found.holds > 0 { of(tx, service, found.object).await? } else { Vec::new() };
    let now = service.clock.now();
    let open = |window: &Window| window.until.is_none_or(|until| until > now);
    let (hidden, mut windows): (Vec<_>, Vec<_>) =
        own.into_iter().filter(open).partition(|window| matches!(window.kind, Kind::Preserved | Kind::Complaint));
    // What is theirs, or closes before their own does, keeps nothing more.
    let is_theirs = |other: &Window| {
        windows.iter().any(|own| match (own.until, other.until) {
            (None, None) => own.kind == other.kind,
            (None, Some(_)) => true,
            (Some(own), Some(other)) => own >= other,
            (Some(_), None) => false,
        })
    };
    let other = hidden.iter().chain(of_object.iter().filter(|window| open(window))).any(|window| !is_theirs(window));
    if other {
        windows.push(Window { kind: Kind::Other, until: None });
    }
    Ok(windows)
}

/// Every reason why what was said about a measure is kept, whether it is over or not: it can be appealed, and once an appeal has ended there
/// is time to go elsewhere.
pub(super) async fn of_measure(tx: &mut Tx, service: &Service, measure: &Measure) -> Result<Vec<Window>, Error> {
    let until = appeals::measures::until(service, measure);
    let mut windows = vec![Window { kind: Kind::Appeal, until: Some(until) }];
    if let Some(appeal) = appeals::measures::of(tx, measure.id).await? {
        windows.push(match appeal.ended_at {
            Some(ended) => {
                Window { kind: Kind::Aftermath, until: Some(ended.plus(service.config.limits.redress_after)) }
            }
            None => Window { kind: Kind::AppealWaits, until: None },
        });
    }
    Ok(windows)
}

/// The same as the uploader of what a decision restricts is shown it: what is open of other cases is news to them, and so is a hold that
/// nobody told them of, so all of that is one reason without a name.
pub async fn of_uploader(tx: &mut Tx, service: &Service, decided: &Decided) -> Result<Vec<Window>, Error> {
    let own = store::open_of_decision(tx, decided).await?;
    let is_theirs = |window: &Window| match window.kind {
        Kind::Custody | Kind::Appeal | Kind::TakenBack | Kind::Aftermath => true,
        Kind::AppealWaits => own.appeals > 0,
        Kind::CounterNotice => own.counter_notices > 0,
        Kind::Dispute => own.disputes > 0,
        Kind::Claim | Kind::Preserved | Kind::Complaint | Kind::Other => false,
    };
    let (told, untold): (Vec<_>, Vec<_>) =
        store::open_holds(tx, decided.object).await?.into_iter().partition(|hold| hold.told_at.is_some());
    // That it is locked by what they were not told of alone, they are not told here either.
    if told.is_empty() {
        return Ok(Vec::new());
    }
    let (mut windows, mut others): (Vec<_>, Vec<_>) =
        besides(tx, service, decided.object).await?.into_iter().partition(is_theirs);
    windows.extend(told.iter().flat_map(|hold| of_hold(service, hold)));
    others.extend(untold.iter().flat_map(|hold| of_hold(service, hold)));
    let closes = closes_at(&windows);
    // What closes before their own does keeps nothing.
    let other = others.iter().any(|window| window.until.is_none_or(|until| closes.is_some_and(|own| own < until)));
    // Of several of a kind, the last that closes is what keeps it: before all of them, one that has no date.
    windows.sort_by_key(|window| (window.kind, window.until.is_some(), std::cmp::Reverse(window.until)));
    windows.dedup_by_key(|window| window.kind);
    if other {
        windows.push(Window { kind: Kind::Other, until: None });
    }
    Ok(windows)
}

/// When the last window closes; `None` while one has no date, or where there is none.
pub fn closes_at(windows: &[Window]) -> Option<Time> {
    let dates: Option<Vec<Time>> = windows.iter().map(|window| window.until).collect();
    dates?.into_iter().max()
}

/// The job that purges what is locked once every window has closed, and what no hold locks any more but nothing can bring back; it comes again
/// until then. Of what nothing locks, it destroys what is in custody still, and keeps it where something needs it again; what is locked for
/// nobody and lies there comes back.
pub async fn purge_if_closed(service: &Service, object: ObjectId) -> Result<(), Error> {
    if custody::is_being_destroyed(&mut service.db.read().await?, object).await? {
        if needs_copies(service, object).await? {
            custody::keep(service, object).await?;
        } else {
            custody::destroy(service, object).await?;
        }
    }
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    // Each hold queued a look of its own: this one sees what they would.
    jobs::strike_same(&mut tx, service, &Job::PurgeIfClosed { object }).await?;
    let row = vault::lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    let mut windows = of(&mut tx, service, object).await?;
    if windows.is_empty() && row.state == ObjectState::Locked && takedown::is_lost(&mut tx, object).await? {
        // No hold locks it, and it cannot be given back: it goes once nothing is open about it any more, and at once where nothing was.
        windows = of_what_is_free(&mut tx, service, object).await?;
        windows.push(Window { kind: Kind::Custody, until: Some(now) });
    }
    if windows.is_empty() {
        let_go_of_copies(&mut tx, service, &row).await?;
        tx.commit().await?;
        return Ok(());
    }
    match closes_at(&windows) {
        Some(closed) if closed <= now => takedown::order_purge_of_closed(&mut tx, service, object).await?,
        again => {
            let at = again.unwrap_or_else(|| now.plus(AGAIN));
            jobs::enqueue(&mut tx, service, &Job::PurgeIfClosed { object }, at).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Whether what is being destroyed in custody is needed: it may have been locked since, and a database that was restored from a backup may
/// remember the end of copies that were secured anew and are all there is.
async fn needs_copies(service: &Service, object: ObjectId) -> Result<bool, Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let row = vault::lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    match row.state {
        ObjectState::Locked => Ok(true),
        ObjectState::Deleted => {
            let gone = row.delete_after.unwrap_or(now);
            Ok(copies_needed_until(&mut tx, service, object, Some(gone)).await?.is_none_or(|until| until > now))
        }
        // Its bytes lie on mirrors, or nobody is to have them.
        ObjectState::Available | ObjectState::Purged | ObjectState::Uploading | ObjectState::Discarded => Ok(false),
    }
}

/// Until when what is in custody is needed of a file that no hold locks, which is on mirrors or gone at `gone`; `None` while that has no date.
async fn copies_needed_until(
    tx: &mut Tx,
    service: &Service,
    object: ObjectId,
    gone: Option<Time>,
) -> Result<Option<Time>, Error> {
    let mut windows = of_what_is_free(tx, service, object).await?;
    windows.push(Window { kind: Kind::Custody, until: gone });
    Ok(closes_at(&windows))
}

/// What is open about a file that no hold locks, and about all that was ever decided about it.
async fn of_what_is_free(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<Vec<Window>, Error> {
    let mut windows = besides(tx, service, object).await?;
    for target in store::targets_of_object(tx, object).await? {
        windows.extend(own_of_target(tx, service, target).await?.1);
    }
    Ok(windows)
}

/// Destroys what is in custody of a file that no hold locks: once it is on mirrors again, or its owner cannot take its deletion back any
/// more, and every window of what was decided about it has closed. Looks again until then. The bytes go with the next run, and nothing
/// new is secured before.
async fn let_go_of_copies(tx: &mut Tx, service: &Service, row: &ObjectRow) -> Result<(), Error> {
    if !custody::is_kept(tx, row.id).await? {
        return Ok(());
    }
    let now = service.clock.now();
    let gone = match row.state {
        ObjectState::Available => Some(now),
        ObjectState::Deleted => Some(row.delete_after.unwrap_or(now)),
        // It is on its way back; from now on, where it had been given up for lost before a copy was secured.
        ObjectState::Locked => {
            takedown::bring_back(tx, service, row.id).await?;
            None
        }
        // Its purge destroys them.
        ObjectState::Purged | ObjectState::Uploading | ObjectState::Discarded => return Ok(()),
    };
    let again = match copies_needed_until(tx, service, row.id, gone).await? {
        Some(closed) if closed <= now => {
            custody::begin_destroying(tx, row.id).await?;
            now
        }
        again => again.unwrap_or_else(|| now.plus(AGAIN)),
    };
    jobs::enqueue(tx, service, &Job::PurgeIfClosed { object: row.id }, again).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(until: Option<i64>) -> Window {
        Window { kind: Kind::Appeal, until: until.map(Time::from_seconds) }
    }

    #[test]
    fn the_last_window_counts_and_one_without_a_date_keeps_all_open() {
        assert_eq!(closes_at(&[window(Some(5)), window(Some(9)), window(Some(7))]), Some(Time::from_seconds(9)));
        assert_eq!(closes_at(&[window(Some(5)), window(None)]), None);
        assert_eq!(closes_at(&[]), None);
    }
}
