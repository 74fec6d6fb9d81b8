//! Personal data: how long each thing is kept, what goes when its time is over, and what a person gets or has erased when
//! they ask.
//!
//! - What is sealed lies under wrapping keys that age out ([`wrapping`]): that is when an erasure is final in old backups too.
//!   One list says every sealed column ([`sealed`]).
//! - What has its time goes by itself ([`retention`]): evidence with the last window of its target, records of signatures,
//!   traces of what was asked of the service. Identity documents have jobs of their own (`claims/evidence/files/erasing.rs`),
//!   and so do messages (`mail`).
//! - On request a person is handed everything that is held about them ([`export`]), and has it erased ([`erasure`]): at once,
//!   but for what a window, a duty or a preservation hold keeps, which goes when that ends.
//! - What staff wrote about somebody goes with them (`said`), and what they wrote to each other with the last window of the case (`desk`).
//! - Who has no account asks for either by the private link of their notice, and goes from it by themselves, too ([`strangers`]);
//!   who lost that link has another one mailed ([`lost_links`]).
//!
//! This room stands above all others that hold data: it reads what each says about a person, and asks each to let go.

mod desk;
pub mod erasure;
pub mod export;
pub mod lost_links;
pub mod recovery;
pub mod retention;
mod said;
pub mod sealed;
mod store;
pub mod strangers;
pub mod wrapping;

use std::fmt::Display;

use crate::causes::{Misfit, with_causes};
use crate::clock::Time;
use crate::db::Tx;
use crate::jobs::{self, Job};
use crate::service::Service;
use crate::texts::Text;
use crate::{accounts, audit, claims, keys, takedown, vault};

/// Why something could not be kept, handed out or erased as it should.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something of the person's stands in the way: in their words.
    #[error("{0}")]
    InTheWay(Text),
    /// Another word was typed than the one that confirms.
    #[error("type {0} to confirm")]
    Confirmation(&'static str),
    /// Accounts.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// Claims, and what follows them.
    #[error(transparent)]
    Claims(#[from] claims::Error),
    /// Files.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// What holds them.
    #[error(transparent)]
    Takedown(#[from] takedown::Error),
    /// The log.
    #[error(transparent)]
    Audit(#[from] audit::Error),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// The queue.
    #[error(transparent)]
    Jobs(#[from] jobs::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// What is stored cannot be read back.
    #[error("something stored cannot be read back")]
    Unreadable(#[source] Misfit),
    /// What is handed out could not be packed.
    #[error("the archive could not be written: {0}")]
    Archive(String),
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.into())
    }
}

/// The rounds that nothing else sets off: queued by every process that works jobs, unless they wait already. Each queues the
/// next one when it is done.
pub async fn begin_rounds(service: &Service) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let moving = Job::MoveToAdmitted { after: None };
    for job in [Job::TurnWrappingKeys, Job::LetGo, Job::WatchMirrors, Job::WatchCustody, moving] {
        if !jobs::is_queued(&mut tx, &job).await? {
            jobs::enqueue(&mut tx, service, &job, service.clock.now()).await?;
        }
    }
    // Whoever starts may name other stores than before.
    jobs::bring_forward(&mut tx, &Job::WatchCustody, service.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Does something about each of those that a round has found: one that fails keeps no other waiting.
///
/// # Errors
/// Of the last that failed, once all others were looked at: the job is tried again.
async fn to_each<Id: Copy + Display, Done: Future<Output = Result<(), Error>>>(
    all: Vec<Id>,
    failed: &'static str,
    act: impl Fn(Id) -> Done,
) -> Result<(), Error> {
    let mut outcome = Ok(());
    for id in all {
        if let Err(error) = act(id).await {
            tracing::error!(%id, error = %with_causes(&error), "{failed}");
            outcome = Err(error);
        }
    }
    outcome
}

/// Queues the next of a daily round in the place of all that are due: two that were queued at once become one.
async fn tomorrow(tx: &mut Tx, service: &Service, job: &Job) -> Result<(), Error> {
    jobs::strike_same(tx, service, job).await?;
    jobs::enqueue(tx, service, job, next_day(service)).await?;
    Ok(())
}

/// The beginning of the next day, in UTC: rounds of several portals fall together.
fn next_day(service: &Service) -> Time {
    const DAY: i64 = 86_400_000_000;
    let now = service.clock.now().micros();
    Time::from_micros(now - now.rem_euclid(DAY) + DAY)
}
