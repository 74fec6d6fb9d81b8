//! The queue of work that follows a business change.
//!
//! A job is a row written in the transaction of the change that calls for it, so neither exists without
//! the other. Workers lease rows: a job whose worker dies is taken up again when the lease ends, so every
//! job must be safe to run twice. A failed job is tried again with growing pauses and never forgotten; one that this
//! program cannot read is put back in the same way, so that it keeps nobody waiting and a newer program finds it.
//! Jobs that say the same are done one at a time, whichever portal takes them: the index `jobs_leased` sees to it, so that no
//! change waits for the commit of another that queues the same. Each is in a lane by its kind (`lanes.rs`), and a worker reads those it takes
//! only, however many wait in others. Of one kind a worker can take several, where doing them together is less work.
//! Nothing is leased while the database is behind its published log.
//! The queue knows jobs by name only; which verb each calls stands in `work.rs`, above the rooms.

mod lanes;
mod store;

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use self::lanes::Lane;
pub use self::lanes::Takes;
use crate::audit;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{
    AccountId, ApiKeyId, ClaimId, CounterNoticeId, DecisionId, DraftId, EndpointId, EvidenceFileId, EvidenceKeyId,
    HoldId, JobId, MarkId, MeasureId, MessageId, MirrorId, ObjectId, OrderId, OrganisationId, PrincipalId,
    PublicationId, PurgeId, RestorationId, UploadId,
};
use crate::service::Service;
use crate::tokens::Digest;

/// How long a worker may take over one job before another may try, unless it says that it is still at it. After a
/// crash a takedown waits this long at most.
const LEASE: Duration = Duration::from_secs(30);
/// The pause after the first failure; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause between tries.
const LONGEST_PAUSE: Duration = Duration::from_mins(10);

/// What is to be done, by ids only: the rest is read when the job runs. [`Takes`] goes by its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "kebab-case")]
pub enum Job {
    /// Copy a locked object into custody, then issue its order.
    SecureCustody {
        /// The object.
        object: ObjectId,
        /// The hold that calls for it.
        hold: HoldId,
    },
    /// Copy what is in custody to stores that lost it or have not got it yet.
    MoveToStores {
        /// The object.
        object: ObjectId,
    },
    /// Look whether every copy in custody is where it should be.
    WatchCustody,
    /// Hand an order to every mirror that has not receipted it, then probe.
    DeliverOrder {
        /// The order.
        order: OrderId,
    },
    /// Place a restored object from custody.
    Restore {
        /// The restoration.
        restoration: RestorationId,
    },
    /// Destroy custody and key share of an object whose purge was ordered.
    Purge {
        /// The purge.
        purge: PurgeId,
    },
    /// Purge what is locked, if every window has closed.
    PurgeIfClosed {
        /// The object.
        object: ObjectId,
    },
    /// End what is open about a decision that restricts nothing any more.
    EndMoot {
        /// The decision.
        decision: DecisionId,
    },
    /// Let complaints about a file go on, or end, that came while nobody had decided about it; end all of them once it is purged.
    SettleComplaints {
        /// The object.
        object: ObjectId,
    },
    /// Let the clock of a claim go on whose notifier did not answer a question in time.
    EndQuestion {
        /// The claim.
        claim: ClaimId,
    },
    /// Count what was decided against an uploader, and what rests on that.
    CountStrikes {
        /// The uploader.
        account: AccountId,
    },
    /// Lift what rested on a mark of misuse that counts no longer.
    LookAtMark {
        /// The mark.
        mark: MarkId,
    },
    /// Tell somebody who has become an owner of an organisation what was decided against it before.
    TellOwner {
        /// The organisation.
        organisation: OrganisationId,
        /// The owner.
        account: AccountId,
    },
    /// Tell a mail address to which notices are closed that one with it was not taken.
    TellTurnedAway {
        /// The suspension.
        measure: MeasureId,
    },
    /// Mail the private links of what was sent without an account to a mail address for which somebody asked.
    MailLostLinks {
        /// The keyed digest of the address.
        address: Digest,
    },
    /// Delete what a terminated account has left, once its owner has had time to save it.
    EmptyAccount {
        /// The termination.
        measure: MeasureId,
    },
    /// Tell staff of deadlines that are near.
    LookAtDeadlines,
    /// Tell seniors of deadlines that others were told of, about a file that nobody but seniors looks at now.
    RemindOfWithheld {
        /// The object.
        object: ObjectId,
    },
    /// Tell uploaders of an order of an authority, on the day on which it need be hidden no more.
    EndGag {
        /// The claim that it is.
        claim: ClaimId,
    },
    /// Give back what a counter-notice asks for, on its day.
    ReturnMaterial {
        /// The counter-notice.
        counter_notice: CounterNoticeId,
    },
    /// Make the order for an object whose owner deleted it, when the time of undo is over.
    DeleteForOwner {
        /// The object.
        object: ObjectId,
    },
    /// Discard an upload that was not completed in time.
    DiscardUpload {
        /// The upload.
        upload: UploadId,
    },
    /// Discard a draft of a claim that nobody used for long.
    DiscardDraft {
        /// The draft.
        draft: DraftId,
    },
    /// Bring an object to as many replicas as it should have.
    Repair {
        /// The object.
        object: ObjectId,
    },
    /// Bring a slice of what lies on a mirror that leaves to others, and hand it its orders.
    MoveReplicas {
        /// The mirror.
        mirror: MirrorId,
    },
    /// Copy a slice of what lies on fewer mirrors than it should to those that can take it: a step of a round that goes on by itself.
    MoveToAdmitted {
        /// The last file that was looked at; none as a round begins.
        after: Option<ObjectId>,
    },
    /// Remove what is left of a file of evidence that is gone, or that did not arrive in its time.
    DiscardEvidence {
        /// The file.
        file: EvidenceFileId,
    },
    /// Erase documents that show who somebody is, once their time is over.
    EraseDocuments {
        /// Their key.
        key: EvidenceKeyId,
    },
    /// Tell an organisation that the authority for one of its principals ends soon.
    RemindOfAuthority {
        /// The principal.
        principal: PrincipalId,
    },
    /// Read a slice of what an organisation has asked to be matched with its references.
    MatchContent {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// Tell administrators that what the operator published has to be renewed soon.
    RemindOfRenewal {
        /// The version that says so.
        publication: PublicationId,
    },
    /// Send a message of the outbox.
    SendMessage {
        /// The message.
        message: MessageId,
    },
    /// Forget address and text of a message that can no longer come back.
    ForgetMessage {
        /// The message.
        message: MessageId,
    },
    /// Remove messages that lie as files and of which nothing is kept any more.
    LetGoOfLetters {
        /// The keyed digest of an address whose reader is forgotten: about no case, those to it go as well.
        reader: Option<Digest>,
    },
    /// Tell an endpoint of a rights holder what waits for it.
    SendWebhooks {
        /// The endpoint.
        endpoint: EndpointId,
    },
    /// Forget what an endpoint was told long ago.
    ForgetDeliveries {
        /// The endpoint.
        endpoint: EndpointId,
    },
    /// Look at every mirror: how it is, and whether it holds what it signed for.
    WatchMirrors,
    /// Make a wrapping key if it is time, wrap again what is under an older one, and destroy what nothing needs.
    TurnWrappingKeys,
    /// Let go of what has had its time.
    LetGo,
    /// Erase what can go of an account that its person closed.
    EraseAccount {
        /// The account.
        account: AccountId,
    },
    /// Forget requests under idempotency keys, a day after they came.
    ForgetAnswers {
        /// The key of the program.
        key: ApiKeyId,
    },
}

/// Calls the workers of this process when a job is queued. Clones call the same workers.
#[derive(Clone, Debug, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// Returns when a job was queued since the last call was heard. It may not be committed yet.
    pub async fn called(&self) {
        self.0.notified().await;
    }
}

/// A job a worker holds until the lease ends.
#[derive(Clone, Debug)]
pub struct Leased {
    /// The row.
    pub id: JobId,
    /// What is to be done.
    pub job: Job,
    /// How often it failed before.
    pub attempts: i64,
    lease: JobId,
}

/// Why the queue could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// A job that could not be written down.
    #[error("a job cannot be written down: {0}")]
    Unwritable(#[from] serde_json::Error),
    /// A database behind its published log writes nothing: a job of a restored backup could destroy what was stored since.
    #[error(transparent)]
    NotCurrent(#[from] audit::NotCurrent),
    /// A lease ended before it was renewed, and another worker has the job.
    #[error("a lease has ended, and another worker has its job")]
    LeaseLost,
}

/// Queues a job in the caller's transaction, to run at `run_at` or as soon after as a worker is free.
pub async fn enqueue(tx: &mut Tx, service: &Service, job: &Job, run_at: Time) -> Result<JobId, Error> {
    let id = JobId::new(&service.clock, &service.entropy);
    store::insert(tx, id, job.lane(), &serde_json::to_string(job)?, run_at, service.clock.now()).await?;
    service.wake.0.notify_one();
    Ok(id)
}

/// Queues a look at the deadlines that are near at `time`. Looks are minutes apart: many deadlines queue one.
pub async fn look_at_deadlines(tx: &mut Tx, service: &Service, time: Time) -> Result<(), Error> {
    const APART: i64 = 300_000_000;
    let slot = Time::from_micros(time.micros() - time.micros().rem_euclid(APART) + APART);
    enqueue(tx, service, &Job::LookAtDeadlines, slot).await?;
    Ok(())
}

/// Strikes the jobs that say the same and are due: whoever does this one sees, from here on, all that they were queued for.
pub async fn strike_same(tx: &mut Tx, service: &Service, job: &Job) -> Result<(), Error> {
    store::delete_same(tx, job.lane(), &serde_json::to_string(job)?, service.clock.now()).await?;
    Ok(())
}

/// Queues a job in the place of all that say the same and that nobody does: of a round that goes on by itself there is one.
pub async fn enqueue_instead(tx: &mut Tx, service: &Service, job: &Job, run_at: Time) -> Result<(), Error> {
    store::delete_same(tx, job.lane(), &serde_json::to_string(job)?, Time::from_micros(i64::MAX)).await?;
    enqueue(tx, service, job, run_at).await?;
    Ok(())
}

/// Queues a step of a round in the place of all its steps that nobody does, wherever they were: of a round there is one.
pub async fn enqueue_step(tx: &mut Tx, service: &Service, job: &Job, run_at: Time) -> Result<(), Error> {
    store::delete_kind(tx, &kind_of(job)?).await?;
    enqueue(tx, service, job, run_at).await?;
    Ok(())
}

/// Whether a job of this kind waits or is being done, whatever it is about.
pub async fn is_queued(tx: &mut Tx, job: &Job) -> Result<bool, Error> {
    Ok(store::is_queued(tx, &kind_of(job)?).await?)
}

/// How many jobs of a kind there are to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queued {
    /// Those that are due or being done.
    pub now: i64,
    /// Those that failed and are tried again later.
    pub again: i64,
}

/// How many jobs of this kind there are to do, whatever they are about. One that is queued for later and was never tried is not among them.
pub async fn queued(tx: &mut Tx, job: &Job, now: Time) -> Result<Queued, Error> {
    let (now, again) = store::count_kind(tx, &kind_of(job)?, now).await?;
    Ok(Queued { now, again })
}

/// Has the jobs that say the same and that nobody does done at `run_at`, where they would be later.
pub async fn bring_forward(tx: &mut Tx, job: &Job, run_at: Time) -> Result<(), Error> {
    store::bring_forward(tx, job.lane(), &serde_json::to_string(job)?, run_at).await?;
    Ok(())
}

/// A kind of job, for the queue's SQL.
struct Kind {
    lane: Lane,
    /// How every job of it begins to be written, for `LIKE`.
    written: String,
}

fn kind_of(job: &Job) -> Result<Kind, Error> {
    let written = serde_json::to_value(job)?;
    Ok(Kind { lane: job.lane(), written: format!(r#"{{"job":{}%"#, written["job"]) })
}

/// Takes the job that is due longest, if any. Two workers never hold the same one.
///
/// # Errors
/// [`Error::NotCurrent`] while the database is behind its published log: then nothing is worked.
pub async fn lease(service: &Service) -> Result<Option<Leased>, Error> {
    lease_one(service, Takes::Everything).await
}

/// Takes the job that is due longest of those that a worker takes. One that says the same as one that is being done waits for it.
///
/// # Errors
/// As [`lease`].
pub async fn lease_one(service: &Service, takes: Takes) -> Result<Option<Leased>, Error> {
    loop {
        service.log.require_current()?;
        let now = service.clock.now();
        let lease = JobId::new(&service.clock, &service.entropy);
        let mut tx = service.db.begin().await?;
        let Some(free) = first_free(&mut tx, takes, now).await? else { return Ok(None) };
        let taken = match store::lease(&mut tx, free, lease, (now, now.plus(LEASE))).await {
            // Another worker has just begun a job that says the same.
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => None,
            taken => taken?,
        };
        let Some(taken) = taken else { return Ok(None) };
        let leased = known(&mut tx, taken, lease, now).await?;
        tx.commit().await?;
        if leased.is_some() {
            return Ok(leased);
        }
    }
}

/// The job that is due longest of those that a worker takes and nobody holds. Each of its lanes is looked into by itself: whatever waits in
/// others is not read.
async fn first_free(tx: &mut Tx, takes: Takes, now: Time) -> Result<Option<JobId>, sqlx::Error> {
    let mut first: Option<(Time, JobId)> = None;
    for lane in takes.lanes() {
        let free = store::first_free(tx, *lane, now).await?;
        first = first.into_iter().chain(free).min();
    }
    Ok(first.map(|(_, id)| id))
}

/// Takes up to `most` more jobs of the kind of one that a worker holds, to be done together with it: those that are due longest of those that
/// failed as often. Jobs that say the same are done one at a time here, too.
///
/// # Errors
/// As [`lease`]; also when another worker takes some of them at this instant. Then the one that is held is done by itself.
pub async fn lease_more(service: &Service, leased: &Leased, most: usize) -> Result<Vec<Leased>, Error> {
    service.log.require_current()?;
    let now = service.clock.now();
    let lease = JobId::new(&service.clock, &service.entropy);
    let mut tx = service.db.begin().await?;
    let kind = kind_of(&leased.job)?;
    let mut taken = store::lease_more(&mut tx, &kind, leased.attempts, most, lease, (now, now.plus(LEASE))).await?;
    taken.sort_by_key(|(id, _, _)| *id);
    let mut more = Vec::with_capacity(taken.len());
    for taken in taken {
        more.extend(known(&mut tx, taken, lease, now).await?);
    }
    tx.commit().await?;
    Ok(more)
}

/// A job that was taken, if this program knows it. One of a newer program on the same database, perhaps, is kept for that one, and the others
/// go on.
async fn known(
    tx: &mut Tx,
    (id, payload, attempts): (JobId, String, i64),
    lease: JobId,
    now: Time,
) -> Result<Option<Leased>, Error> {
    match serde_json::from_str(&payload) {
        Ok(job) => Ok(Some(Leased { id, job, attempts, lease })),
        Err(error) => {
            let run_at = now.plus(pause_after(attempts));
            store::put_back(tx, id, lease, run_at, &error.to_string()).await?;
            tracing::error!(%id, %error, again_at = %run_at, "a queued job is not one this program knows; it is put aside");
            Ok(None)
        }
    }
}

/// Strikes a job off the queue: it is done.
pub async fn finish(service: &Service, leased: &Leased) -> Result<(), Error> {
    finish_all(service, &[leased]).await
}

/// Strikes jobs off the queue that were done together.
pub async fn finish_all(service: &Service, done: &[&Leased]) -> Result<(), Error> {
    if done.is_empty() {
        return Ok(());
    }
    let mut tx = service.db.begin().await?;
    for leased in done {
        store::delete(&mut tx, leased.id, leased.lease).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Puts a failed job back, to be tried after a pause that grows with each failure.
pub async fn retry(service: &Service, leased: &Leased, error: &str) -> Result<Time, Error> {
    let run_at = service.clock.now().plus(pause_after(leased.attempts));
    let mut tx = service.db.begin().await?;
    store::put_back(&mut tx, leased.id, leased.lease, run_at, error).await?;
    tx.commit().await?;
    Ok(run_at)
}

fn pause_after(failures: i64) -> Duration {
    let doublings = u32::try_from(failures).unwrap_or(u32::MAX).min(16);
    FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE)
}

/// Puts a job back that is not to be done before `until`: it did not fail.
pub async fn put_off(service: &Service, leased: &Leased, until: Time) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    store::put_off(&mut tx, leased.id, leased.lease, until).await?;
    tx.commit().await?;
    Ok(())
}

/// Keeps jobs that are still being done from being taken up by another worker.
///
/// # Errors
/// [`Error::LeaseLost`] where another has one of them already: what is done here is that one's to do, and is to stop.
pub async fn renew(service: &Service, all: &[Leased]) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    for leased in all {
        if store::renew(&mut tx, leased.id, leased.lease, service.clock.now().plus(LEASE)).await? != 1 {
            return Err(Error::LeaseLost);
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Whether a job is due that a worker takes and nobody holds: a look that keeps no writer waiting.
pub async fn any_due(service: &Service, takes: Takes) -> Result<bool, Error> {
    let mut tx = service.db.read().await?;
    Ok(first_free(&mut tx, takes, service.clock.now()).await?.is_some())
}

/// How many jobs are due now: what a test asserts to be none at its end.
pub async fn due(service: &Service) -> Result<i64, Error> {
    let mut tx = service.db.read().await?;
    Ok(store::count_due(&mut tx, service.clock.now()).await?)
}

/// When the next job wants to run, if there is one.
pub async fn next_run_at(service: &Service) -> Result<Option<Time>, Error> {
    let mut tx = service.db.read().await?;
    Ok(store::next_run_at(&mut tx).await?)
}
