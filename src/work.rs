//! Work: which verb each job calls, and the workers that call them.
//!
//! A worker leases the job that is due longest, runs its verb, and strikes it off when it is done. A job that fails
//! is tried again after a pause that grows; one that waits for something that comes about by itself is put off
//! for a moment without counting as failed. A job that panics has failed, and its worker goes on. A lease is renewed
//! while its job runs, so that a long one is not begun twice; a worker that dies leaves a lease that ends.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;

use crate::causes::with_causes;
use crate::claims::programs::once;
use crate::claims::{evidence, principals};
use crate::jobs::{self, Job, Leased, Takes};
use crate::service::Service;
use crate::{claims, mail, personal, policies, process, takedown, vault, webhooks};

/// The workers of a process: how many jobs run at once, and of which kinds. However much mail, matching,
/// moving and repair is queued, and however slow what is looked at, some of them do none of it.
const WORKERS: [Takes; 11] = [
    Takes::AllButMatchingAndMail,
    Takes::AllButMatchingAndWebhooks,
    Takes::AllButMatchingAndWebhooks,
    Takes::AllButMatchingAndWebhooks,
    Takes::Matching,
    Takes::Moving,
    Takes::Moving,
    Takes::Repairing,
    Takes::Repairing,
    Takes::Watching,
    Takes::Watching,
];
/// Beside them, those that tell holders' servers: each waits for one, which may answer slowly or not at all, and nobody else
/// waits for it.
const TELLERS: usize = 16;
/// How long a job waits that is not to be done yet.
const MOMENT: Duration = Duration::from_millis(250);
/// How long a worker without work waits before it looks again, the first time and each further one. It looks often at
/// first, because what woke it may not be committed yet; then seldom, for jobs that come due or that another process
/// queued.
const LOOKS: [Duration; 6] = [
    Duration::from_millis(2),
    Duration::from_millis(5),
    Duration::from_millis(10),
    Duration::from_millis(25),
    Duration::from_millis(100),
    Duration::from_millis(500),
];
/// How many orders are handed over together, at most: fewer than one request may carry (100), so that several workers have some.
const TOGETHER: usize = 50;
/// How often a lease is renewed while its job runs.
const RENEWAL: Duration = Duration::from_secs(10);
/// How long a worker rests when the queue itself cannot be read.
const REST: Duration = Duration::from_secs(2);

/// Why a job was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The takedown.
    #[error(transparent)]
    Takedown(#[from] takedown::Error),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// Claims.
    #[error(transparent)]
    Claims(#[from] claims::Error),
    /// What the operator publishes.
    #[error(transparent)]
    Policies(#[from] policies::Error),
    /// The outbox.
    #[error(transparent)]
    Mail(#[from] mail::Error),
    /// A webhook.
    #[error(transparent)]
    Webhook(#[from] webhooks::Error),
    /// Personal data.
    #[error(transparent)]
    Personal(#[from] personal::Error),
    /// A fault of ours.
    #[error("it panicked: {0}")]
    Panicked(String),
}

impl Error {
    /// Not a failure: what the job waits for comes about by itself.
    fn is_not_yet(&self) -> bool {
        matches!(self, Self::Takedown(takedown::Error::NotYet(_)))
    }
}

/// Does one job. A panic in it is an error like any other: it must not take its worker along.
pub async fn perform(service: &Service, job: &Job) -> Result<(), Error> {
    match AssertUnwindSafe(call(service, job)).catch_unwind().await {
        Ok(outcome) => outcome,
        Err(cause) => {
            let text = cause.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| cause.downcast_ref::<&str>().copied());
            Err(Error::Panicked(text.unwrap_or("without a message").to_owned()))
        }
    }
}

async fn call(service: &Service, job: &Job) -> Result<(), Error> {
    match job {
        Job::SecureCustody { object, hold } => takedown::secure_custody(service, *object, *hold).await?,
        Job::MoveToStores { object } => vault::custody::secure_again(service, *object).await?,
        Job::WatchCustody => vault::custody::look_at_stores(service).await?,
        Job::DeliverOrder { order } => takedown::deliver_order(service, *order).await?,
        Job::Restore { restoration } => takedown::restore(service, *restoration).await?,
        Job::Purge { purge } => takedown::purge(service, *purge).await?,
        Job::PurgeIfClosed { object } => process::windows::purge_if_closed(service, *object).await?,
        Job::EndMoot { decision } => process::appeals::end_moot(service, *decision).await?,
        Job::SettleComplaints { object } => process::complaints::settle(service, *object).await?,
        Job::EndQuestion { claim } => claims::questions::end(service, *claim).await?,
        Job::EndGag { claim } => claims::authorities::end_gag(service, *claim).await?,
        Job::CountStrikes { account } => process::strikes::look(service, *account).await?,
        Job::LookAtMark { mark } => process::misuse::look_at_mark(service, *mark).await?,
        Job::TellOwner { organisation, account } => {
            process::measures::tell_owner(service, *organisation, *account).await?;
        }
        Job::TellTurnedAway { measure } => process::measures::tell_turned_away(service, *measure).await?,
        Job::MailLostLinks { address } => personal::lost_links::send(service, *address).await?,
        Job::EmptyAccount { measure } => process::measures::empty(service, *measure).await?,
        Job::LookAtDeadlines => process::reminders::remind(service).await?,
        Job::RemindOfWithheld { object } => process::reminders::remind_of_withheld(service, *object).await?,
        Job::ReturnMaterial { counter_notice } => {
            process::counter_notices::return_material(service, *counter_notice).await?;
        }
        Job::DeleteForOwner { object } => takedown::delete_for_owner(service, *object).await?,
        Job::DiscardUpload { upload } => vault::uploads::discard_expired(service, *upload).await?,
        Job::DiscardDraft { draft } => claims::drafts::discard_unused(service, *draft).await?,
        Job::Repair { object } => vault::repair(service, *object).await?,
        Job::MoveToAdmitted { after } => vault::moving::fill_up(service, *after).await?,
        Job::MoveReplicas { mirror } => takedown::move_replicas(service, *mirror).await?,
        Job::DiscardEvidence { file } => evidence::files::discard(service, *file).await?,
        Job::EraseDocuments { key } => evidence::files::erase_documents(service, *key).await?,
        Job::RemindOfAuthority { principal } => principals::remind(service, *principal).await?,
        Job::RemindOfRenewal { publication } => policies::remind(service, *publication).await?,
        Job::MatchContent { organisation } => claims::matching::step(service, *organisation).await?,
        Job::SendMessage { message } => mail::send(service, *message).await?,
        Job::ForgetMessage { message } => mail::forget(service, *message).await?,
        Job::LetGoOfLetters { reader } => mail::letters::let_go(service, *reader).await?,
        Job::SendWebhooks { endpoint } => webhooks::send(service, *endpoint).await?,
        Job::ForgetDeliveries { endpoint } => webhooks::forget_old(service, *endpoint).await?,
        Job::ForgetAnswers { key } => once::forget_over(service, *key).await?,
        Job::WatchMirrors => vault::proving::look_at_mirrors(service).await?,
        Job::TurnWrappingKeys => personal::wrapping::turn(service).await?,
        Job::LetGo => personal::retention::let_go(service).await?,
        Job::EraseAccount { account } => personal::erasure::go_on(service, *account).await?,
    }
    Ok(())
}

/// What a run over the queue came to.
#[derive(Debug, Default)]
pub struct Ran {
    /// How many jobs were done.
    pub done: usize,
    /// The jobs that failed and are tried again later, with what they said.
    pub failed: Vec<(Job, String)>,
    /// The jobs that wait for something.
    pub waiting: Vec<(Job, String)>,
}

/// Runs every job that is due, and those they lead to, one after the other, until none is due: for tests and the demo.
/// A job that fails is put back for later, as a worker would do.
pub async fn run_due(service: &Service) -> Result<Ran, jobs::Error> {
    let mut ran = Ran::default();
    while let Some(leased) = jobs::lease(service).await? {
        let together = with_others(service, leased).await;
        let outcomes = perform_all(service, &together).await;
        settle(service, &together, &outcomes).await?;
        for (leased, outcome) in together.into_iter().zip(outcomes) {
            match outcome {
                Ok(()) => ran.done += 1,
                Err(error) if error.is_not_yet() => ran.waiting.push((leased.job, error.to_string())),
                Err(error) => ran.failed.push((leased.job, with_causes(&error))),
            }
        }
    }
    Ok(ran)
}

/// Runs workers until `shutdown` is done; then lets the jobs under way end, and returns.
pub async fn run(service: Service, shutdown: impl Future<Output = ()>) {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let kinds = WORKERS.into_iter().chain(std::iter::repeat_n(Takes::Webhooks, TELLERS));
    let workers: Vec<_> = kinds.map(|takes| tokio::spawn(work_on(service.clone(), takes, stopped.clone()))).collect();
    shutdown.await;
    stop.send_replace(true);
    for worker in workers {
        if let Err(error) = worker.await {
            tracing::error!(error = %with_causes(&error), "a worker broke off");
        }
    }
}

async fn work_on(service: Service, takes: Takes, mut stopped: tokio::sync::watch::Receiver<bool>) {
    // A call wakes one worker, and is seldom for one that does a single kind.
    let is_called =
        matches!(takes, Takes::Everything | Takes::AllButMatchingAndWebhooks | Takes::AllButMatchingAndMail);
    let mut idle = 0;
    while !*stopped.borrow_and_update() {
        let pause = match next(&service, takes).await {
            Ok(true) => {
                idle = 0;
                continue;
            }
            Ok(false) => LOOKS[idle.min(LOOKS.len() - 1)],
            // Whoever compared the log has said so already.
            Err(jobs::Error::NotCurrent(_)) => REST,
            Err(error @ jobs::Error::LeaseLost) => {
                tracing::warn!(error = %with_causes(&error), "a job is not gone on with");
                REST
            }
            Err(error) => {
                tracing::error!(error = %with_causes(&error), "the queue cannot be worked");
                REST
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => idle += 1,
            () = service.wake.called(), if is_called => idle = 0,
            changed = stopped.changed() => if changed.is_err() { return },
        }
    }
}

/// Does the job that is due longest, and those that are done together with it. Gives whether there was one. Looking is only a read: an idle worker keeps no
/// writer waiting.
async fn next(service: &Service, takes: Takes) -> Result<bool, jobs::Error> {
    if !jobs::any_due(service, takes).await? {
        return Ok(false);
    }
    let Some(leased) = jobs::lease_one(service, takes).await? else { return Ok(false) };
    let together = with_others(service, leased).await;
    let outcomes = tokio::select! {
        outcomes = perform_all(service, &together) => outcomes,
        error = keep(service, &together) => return Err(error),
    };
    settle(service, &together, &outcomes).await?;
    Ok(true)
}

/// Renews leases until that fails, also since another worker took one that had ended: what is done then stops, and must not change what that
/// one has done since. Meanwhile it goes on: it may be the one that writes, which a renewal waits for.
async fn keep(service: &Service, leased: &[Leased]) -> jobs::Error {
    loop {
        tokio::time::sleep(RENEWAL).await;
        if let Err(error) = jobs::renew(service, leased).await {
            return error;
        }
    }
}

/// A job with those that are done together with it: orders, of which a mirror takes many in one request. As often as they failed, half as
/// many go together: one that fails all others is alone in the end, and those that are new never wait for it.
async fn with_others(service: &Service, leased: Leased) -> Vec<Leased> {
    let most = TOGETHER >> leased.attempts.clamp(0, 16);
    if most < 2 || !matches!(leased.job, Job::DeliverOrder { .. }) {
        return vec![leased];
    }
    let more = match jobs::lease_more(service, &leased, most - 1).await {
        Ok(more) => more,
        Err(error) => {
            tracing::debug!(job = ?leased.job, error = %with_causes(&error), "an order is delivered by itself");
            Vec::new()
        }
    };
    std::iter::once(leased).chain(more).collect()
}

/// Does jobs that were taken together. What cannot be done together is done one by one: whatever fails then fails alone.
async fn perform_all(service: &Service, together: &[Leased]) -> Vec<Result<(), Error>> {
    let order_of = |leased: &Leased| match leased.job {
        Job::DeliverOrder { order } => Some(order),
        _ => None,
    };
    let orders: Vec<_> = together.iter().filter_map(order_of).collect();
    if orders.len() > 1 && orders.len() == together.len() {
        match AssertUnwindSafe(takedown::deliver_orders(service, &orders)).catch_unwind().await {
            Ok(Ok(outcomes)) => return outcomes.into_iter().map(|outcome| outcome.map_err(Error::from)).collect(),
            Ok(Err(error)) => {
                tracing::warn!(error = %with_causes(&error), "orders could not be delivered together; now they are one by one");
            }
            Err(_) => tracing::error!("orders that were delivered together panicked; now they are one by one"),
        }
    }
    let mut outcomes = Vec::with_capacity(together.len());
    for leased in together {
        outcomes.push(perform(service, &leased.job).await);
    }
    outcomes
}

async fn settle(service: &Service, together: &[Leased], outcomes: &[Result<(), Error>]) -> Result<(), jobs::Error> {
    let mut done = Vec::with_capacity(together.len());
    for (leased, outcome) in together.iter().zip(outcomes) {
        match outcome {
            Ok(()) => done.push(leased),
            Err(error) if error.is_not_yet() => {
                tracing::debug!(job = ?leased.job, reason = %error, "a job waits");
                jobs::put_off(service, leased, service.clock.now().plus(MOMENT)).await?;
            }
            Err(error) => {
                let error = with_causes(error);
                let run_at = jobs::retry(service, leased, &error).await?;
                tracing::warn!(job = ?leased.job, error, again_at = %run_at, "a job failed and is tried again");
            }
        }
    }
    jobs::finish_all(service, &done).await
}
