//! What a mirror proves about itself: the service looks at each of them all the while, asks for a proof that it holds the bytes of
//! one blob by chance, and keeps what came of it. Of that its standing is made ([`super::standing`]), and what follows from it: one that is
//! failing gets no more blobs, and what one held that failed is brought elsewhere.
//!
//! No answer is believed because of who gives it: a proof is compared with bytes of another copy, which verify against what was recorded when
//! they were first sent. Where nobody answers at all it is this service that is cut off, and nothing is held against anybody. Nor is a silence
//! that may be this service's own: after a gap between its looks it is counted anew for how long a mirror is silent or owes a receipt.

mod challenges;

use std::time::Duration;

use futures_util::future::join_all;

use self::challenges::{Challenged, challenge};
use super::hosts::MirrorState;
use super::refusals::Refused;
use super::standing::{self, Measure, Record, Standing};
use super::store::{self, hosts, mirrors};
use super::{Error, ObjectState, ReplicaState, letters, lock_row, moving, recovery, refusals, reports};
use crate::audit::{self, NewEntry};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{BlobId, MirrorId, MirrorResultId};
use crate::jobs::{self, Job};
use crate::mirrors::wire::{MOST_DAMAGED, Status};
use crate::service::Service;
use crate::words::words;

pub use super::store::proving::Signs;

/// How many mirrors are looked at at once.
const AT_ONCE: usize = 16;
/// How long a mirror may go without polling; it does so every minute.
const POLLS_WITHIN: Duration = Duration::from_mins(15);
/// How far apart two looks may be that heard what was between them: less than that no rule has consequences for.
const GAP: Duration = Duration::from_hours(24);
/// How much newer a poll is than the one that is known before it is written down.
const POLL_NOTED_AFTER: Duration = Duration::from_mins(5);

/// One thing that a mirror showed of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It said how it is.
    Answered,
    /// It did not.
    Silent,
    /// It had not polled.
    Unheard,
    /// It proved that it holds what it was asked about.
    Proved,
    /// What it answered is not so.
    Wrong,
    /// It says to have deleted what nobody ordered away. That is as grave; where its host turns out to have refused it, it is as if it were lost.
    Gone,
    /// It has no more what it signed for.
    Lost,
    /// It did not answer within the time that it has.
    Late,
    /// It gave no proof, nor said why it has none.
    Unproved,
    /// It told by itself that a blob is damaged.
    Damaged,
}

words! { Outcome {
    Answered = "answered", Silent = "silent", Unheard = "unheard", Proved = "proved", Wrong = "wrong", Gone = "gone", Lost = "lost",
    Late = "late", Unproved = "unproved", Damaged = "damaged",
} }

/// What an administrator, or a mirror's own host, is shown of how the mirror does.
#[derive(Clone, Debug)]
pub struct Report {
    /// What is thought of it.
    pub standing: Standing,
    /// What it showed.
    pub record: Record,
    /// What speaks against it, and what each makes of it.
    pub reasons: Vec<(Measure, u64, Standing)>,
    /// What was last heard of it; nothing before the first look.
    pub signs: Option<Signs>,
    /// What its host dropped under the law where it stands, the latest first; it counts where it is much of what it was given.
    pub refusals: Vec<Refused>,
}

/// How a mirror does. Whoever asks has to be somebody who may know: an administrator, or its host.
pub async fn report(service: &Service, mirror: MirrorId) -> Result<Report, Error> {
    let mut tx = service.db.read().await?;
    shown(&mut tx, service, mirror).await
}

/// The same in the caller's transaction.
pub(super) async fn shown(tx: &mut Tx, service: &Service, mirror: MirrorId) -> Result<Report, Error> {
    let host = hosts::find(tx, mirror).await?.ok_or(Error::NotFound)?;
    let record = record(tx, service, mirror, service.clock.now()).await?;
    Ok(Report {
        standing: host.standing,
        reasons: standing::reasons(&record),
        record,
        signs: store::proving::signs(tx, mirror).await?,
        refusals: refusals::of(tx, service, mirror).await?,
    })
}

/// Notes that a mirror polled.
pub async fn polled(service: &Service, mirror: MirrorId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let known = store::proving::signs(&mut tx, mirror).await?.and_then(|signs| signs.polled_at);
    drop(tx);
    if known.is_none_or(|at| now.since(at) >= POLL_NOTED_AFTER) {
        let mut tx = service.db.begin().await?;
        store::proving::polled(&mut tx, mirror, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// What a look at a mirror came to.
#[derive(Default)]
struct Looked {
    /// How it says that it is; `None` when it does not.
    status: Option<Status>,
    challenged: Option<Challenged>,
}

/// The job that looks at every mirror, and queues the next look.
pub async fn look_at_mirrors(service: &Service) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let known = mirrors::known(&mut tx).await?;
    drop(tx);
    let mut looked = Vec::with_capacity(known.len());
    for some in known.chunks(AT_ONCE) {
        looked.extend(join_all(some.iter().map(|row| look(service, row.id))).await);
    }
    if looked.iter().any(|seen| seen.status.is_some()) {
        let now = service.clock.now();
        let mut tx = service.db.begin().await?;
        let since = watched_since(&mut tx, service, now).await?;
        store::proving::set_watched(&mut tx, since, now).await?;
        tx.commit().await?;
        for (row, seen) in known.iter().zip(looked) {
            note(service, row, seen).await?;
            settle(service, row.id).await?;
        }
    }
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    store::proving::forget_results(&mut tx, now.minus(standing::WINDOW)).await?;
    jobs::enqueue_instead(&mut tx, service, &Job::WatchMirrors, now.plus(until_next(service))).await?;
    tx.commit().await?;
    Ok(())
}

/// Since when this service has looked at mirrors without a gap and heard any of them. Before, it may have been away, asleep or cut off, or have
/// gone by another time than now: what it missed then says nothing of mirrors. Where the last look is too far from now, that is now.
async fn watched_since(tx: &mut Tx, service: &Service, now: Time) -> Result<Time, Error> {
    let gap = GAP.max(service.config.limits.mirrors_looked_at_every.saturating_mul(2));
    let watched = store::proving::watched(tx).await?;
    let unbroken = watched.filter(|(_, last)| now.since(*last).max(last.since(now)) <= gap);
    Ok(unbroken.map_or(now, |(since, _)| since))
}

/// From half of the pace to one and a half, so that no mirror knows when it is looked at.
fn until_next(service: &Service) -> Duration {
    let millis = u64::try_from(service.config.limits.mirrors_looked_at_every.as_millis()).unwrap_or(u64::MAX / 2);
    Duration::from_millis(millis / 2 + service.entropy.below(millis.saturating_add(1)))
}

async fn look(service: &Service, mirror: MirrorId) -> Looked {
    let Some(client) = service.mirrors.client(mirror) else { return Looked::default() };
    let status = match client.status().await {
        Ok(mut status) if status.mirror == mirror => {
            // More a mirror does not name, unless it means to keep us busy.
            status.damaged.truncate(usize::try_from(MOST_DAMAGED).unwrap_or(usize::MAX));
            status
        }
        Ok(_) => return Looked::default(),
        Err(error) => {
            tracing::warn!(%mirror, error = %with_causes(&error), "a mirror does not say how it is");
            return Looked::default();
        }
    };
    let challenged = challenge(service, mirror, &client, &status.damaged).await.unwrap_or_else(|error| {
        tracing::warn!(%mirror, error = %with_causes(&error), "a mirror could not be asked for a proof");
        None
    });
    Looked { status: Some(status), challenged }
}

/// Writes down what a look came to, and has made whole what it found missing.
async fn note(service: &Service, row: &mirrors::Known, seen: Looked) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let polled_at = store::proving::signs(&mut tx, row.id).await?.and_then(|signs| signs.polled_at);
    // It could not poll while this service was away.
    let heard_at = polled_at.unwrap_or(Time::EPOCH).max(watched_since(&mut tx, service, now).await?);
    if row.url.is_some() && now.since(heard_at) > POLLS_WITHIN {
        insert(&mut tx, service, row.id, Outcome::Unheard, None, None).await?;
    }
    let answered = if seen.status.is_some() { Outcome::Answered } else { Outcome::Silent };
    insert(&mut tx, service, row.id, answered, None, None).await?;
    let mut again = false;
    if let Some(status) = &seen.status {
        again = reports::answered(&mut tx, row.id, status, now).await?;
    }
    let mut doubts: Vec<(BlobId, ReplicaState, Outcome)> = Vec::new();
    if let Some(Challenged { blob, outcome, millis }) = seen.challenged {
        match outcome {
            // What it lost it can be brought again; of one that answers what is not so nothing more is believed of this blob.
            Outcome::Lost => doubts.push((blob, ReplicaState::Placed, outcome)),
            Outcome::Wrong | Outcome::Gone => doubts.push((blob, ReplicaState::Lost, outcome)),
            _ => insert(&mut tx, service, row.id, outcome, Some(blob), Some(millis)).await?,
        }
    }
    if again {
        moving::fill_up_at(&mut tx, service, now.plus(moving::SETTLING)).await?;
    }
    tx.commit().await?;
    let damaged = seen.status.map(|status| status.damaged).unwrap_or_default();
    doubts.extend(damaged.into_iter().map(|blob| (blob, ReplicaState::Placed, Outcome::Damaged)));
    for (blob, state, outcome) in doubts {
        doubt(service, row.id, blob, state, outcome).await?;
    }
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    service: &Service,
    mirror: MirrorId,
    outcome: Outcome,
    blob: Option<BlobId>,
    millis: Option<u64>,
) -> Result<(), Error> {
    let id = MirrorResultId::new(&service.clock, &service.entropy);
    let millis = millis.map(|millis| i64::try_from(millis).unwrap_or(i64::MAX));
    store::proving::insert_result(tx, id, mirror, outcome, blob, millis, service.clock.now()).await?;
    Ok(())
}

/// Believes no more that a mirror holds a blob for which it signed, and has the object repaired: on it where it is `Placed` from now on,
/// elsewhere where it is `Lost`. What was ordered away meanwhile proves nothing, and stays as it is.
async fn doubt(
    service: &Service,
    mirror: MirrorId,
    blob: BlobId,
    state: ReplicaState,
    outcome: Outcome,
) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let Some(object) = store::proving::object_of(&mut tx, blob).await? else { return Ok(()) };
    drop(tx);
    let mut tx = service.db.begin().await?;
    let Some(row) = lock_row(&mut tx, object).await? else { return Ok(()) };
    // A mirror that polls may have obeyed what it has not receipted yet.
    if row.state != ObjectState::Available || row.blob != Some(blob) {
        return Ok(());
    }
    if store::proving::doubted(&mut tx, blob, mirror, state).await? != 1 {
        return Ok(());
    }
    tracing::error!(%mirror, %blob, %outcome, "a mirror does not hold what it signed for");
    insert(&mut tx, service, mirror, outcome, Some(blob), None).await?;
    jobs::enqueue(&mut tx, service, &Job::Repair { object }, service.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// What a mirror showed within the window.
async fn record(tx: &mut Tx, service: &Service, mirror: MirrorId, now: Time) -> Result<Record, Error> {
    // While a service was away no mirror could show it anything, and a backup knows of orders what was true when it was made.
    let seen_since = recovery::seen_since(tx).await?;
    let since = now.minus(standing::WINDOW).max(seen_since);
    let mut record = Record::default();
    for (outcome, number) in store::proving::counted(tx, mirror, since).await? {
        let number = u64::try_from(number).unwrap_or(0);
        if outcome != Outcome::Damaged {
            record.looks += number;
        }
        match outcome {
            Outcome::Answered => {}
            Outcome::Silent | Outcome::Unheard | Outcome::Late | Outcome::Unproved => record.missed += number,
            Outcome::Proved => record.proved += number,
            Outcome::Wrong | Outcome::Gone => record.wrong += number,
            Outcome::Lost => record.lost += number,
            Outcome::Damaged => record.damaged += number,
        }
    }
    let heard_since = watched_since(tx, service, now).await?.max(seen_since);
    let hours = |since: Option<Time>| since.map_or(0, |since| now.since(since.max(heard_since)).as_secs() / 3_600);
    record.silent_hours = hours(store::proving::silent_since(tx, mirror).await?);
    record.overdue_hours = hours(store::proving::owes_since(tx, mirror).await?);
    record.untrue = u64::try_from(store::proving::untrue_receipts(tx, mirror, since).await?).unwrap_or(0);
    record.refused = u64::try_from(store::proving::refused_orders(tx, mirror).await?).unwrap_or(0);
    record.dropped = u64::try_from(store::proving::refused_since(tx, mirror, since).await?).unwrap_or(0);
    if record.dropped >= standing::FEWEST_DROPPED {
        record.kept = u64::try_from(store::proving::stored(tx, mirror).await?).unwrap_or(0);
    }
    Ok(record)
}

/// Draws the consequences of what a mirror showed.
pub(super) async fn settle(service: &Service, mirror: MirrorId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let thought = standing::standing(&record(&mut tx, service, mirror, now).await?);
    let is_news =
        hosts::find(&mut tx, mirror).await?.is_some_and(|host| is_judged(host.state) && host.standing != thought);
    drop(tx);
    if !is_news {
        return Ok(());
    }
    let mut tx = service.db.begin().await?;
    let Some(host) = hosts::lock(&mut tx, mirror).await?.filter(|host| is_judged(host.state)) else { return Ok(()) };
    store::proving::thought_of(&mut tx, mirror, thought).await?;
    if host.standing != thought && host.standing.max(thought) >= Standing::Failing {
        letters::tell(&mut tx, service, &host, letters::News::Standing(thought)).await?;
    }
    if thought == Standing::Failed {
        store::proving::failed(&mut tx, mirror, now).await?;
        let fields = serde_json::json!({ "mirror": mirror });
        let entry = NewEntry {
            kind: "mirror.failed",
            case: host.log_case,
            actor: "service",
            fields,
            commitments: &[],
            journal: None,
        };
        audit::append(&mut tx, service, entry).await?;
        jobs::enqueue(&mut tx, service, &Job::MoveReplicas { mirror }, now).await?;
    }
    tx.commit().await?;
    tracing::warn!(%mirror, standing = %thought, "a mirror stands otherwise than before");
    Ok(())
}

/// Whether what a mirror shows has consequences: one that failed or was removed stays so.
fn is_judged(state: MirrorState) -> bool {
    matches!(state, MirrorState::Admitted | MirrorState::Draining)
}
