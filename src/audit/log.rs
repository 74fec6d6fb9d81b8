//! The log as a running service holds it: its second store, its witnesses, and whether it may go on.

use std::fmt;
use std::future::Future;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use futures_util::future::BoxFuture;
use tokio::sync::Mutex as AsyncMutex;

use super::cosign::Turns;
use super::note::VerifierKey;
use super::second_store::{self, SecondStore};

/// Whether this database's log is the whole of what was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not compared yet, since the start.
    Unknown,
    /// It is at least as far as everything known to be published.
    Current,
    /// It is behind, or another log: what is wrong, in words.
    Behind(String),
}

/// The log refuses: whatever releases shares, issues tickets or writes must not go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCurrent {
    /// Nobody compared it with the second store yet.
    #[error("the log has not been compared with its second store yet")]
    Unknown,
    /// It was probably restored from a backup.
    #[error(
        "this database is behind the published log ({0}), as one restored from a backup is: nothing is released, issued \
         or written. Run `writ admin recover`, or restore a copy that holds all that was published"
    )]
    Behind(String),
}

/// The log of a running service. Clones are the same log.
#[derive(Clone)]
pub struct Log(Arc<Inner>);

struct Inner {
    store: SecondStore,
    standing: RwLock<Standing>,
    witnesses: RwLock<Vec<Witness>>,
    /// Whether this process recovers the database.
    recovering: AtomicBool,
    /// Held through a round: one sequencer in this process.
    round: AsyncMutex<Compared>,
    /// Whose turn it is to ask each witness.
    turns: Turns,
    failing: Mutex<Option<Step>>,
}

/// The checkpoint and size that were last compared and found consistent, so that an idle round costs nothing.
pub(super) type Compared = Option<(String, u64)>;

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Log({}, {:?})", self.0.store.folder().display(), self.standing())
    }
}

impl Log {
    /// The log with its second store in `folder`. Before anything else,
    /// [`super::start`] compares the two.
    pub fn open(folder: &Path) -> Result<Self, second_store::Error> {
        Ok(Self(Arc::new(Inner {
            store: SecondStore::open(folder)?,
            standing: RwLock::new(Standing::Unknown),
            witnesses: RwLock::default(),
            recovering: AtomicBool::new(false),
            round: AsyncMutex::default(),
            turns: Turns::default(),
            failing: Mutex::default(),
        })))
    }

    /// Refuses unless this database is known to be the whole of what was published. Asked by whoever releases a key
    /// share, issues a ticket or writes.
    pub fn require_current(&self) -> Result<(), NotCurrent> {
        match &*self.0.standing.read().unwrap_or_else(PoisonError::into_inner) {
            Standing::Current => Ok(()),
            Standing::Unknown => Err(NotCurrent::Unknown),
            Standing::Behind(what) => Err(NotCurrent::Behind(what.clone())),
        }
    }

    /// [`Log::require_current`], to be asked by whoever holds it: the database is written under this condition.
    pub fn condition(&self) -> impl Fn() -> Result<(), NotCurrent> + Send + Sync + use<> {
        let log = self.clone();
        move || log.require_current()
    }

    /// Whether this database is the whole of what was published.
    pub fn standing(&self) -> Standing {
        self.0.standing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_standing(&self, standing: Standing) {
        *self.0.standing.write().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    /// From here on this process recovers the database: it is compared anew, and may be written although its recovery is not finished.
    pub(super) fn recover(&self) {
        self.0.recovering.store(true, Ordering::Release);
        self.set_standing(Standing::Unknown);
    }

    pub(super) fn is_recovering(&self) -> bool {
        self.0.recovering.load(Ordering::Acquire)
    }

    /// The mirrors that are asked to cosign, in place of those before.
    pub fn set_witnesses(&self, witnesses: Vec<Witness>) {
        *self.0.witnesses.write().unwrap_or_else(PoisonError::into_inner) = witnesses;
    }

    /// Who is asked to cosign.
    pub fn witnesses(&self) -> Vec<Witness> {
        self.0.witnesses.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The copy outside the database.
    pub fn second_store(&self) -> &SecondStore {
        &self.0.store
    }

    pub(super) fn round(&self) -> &AsyncMutex<Compared> {
        &self.0.round
    }

    pub(super) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    /// For tests: the next round stops right after `step`, as if the process had been killed there.
    #[doc(hidden)]
    pub fn fail_after(&self, step: Step) {
        *self.0.failing.lock().unwrap_or_else(PoisonError::into_inner) = Some(step);
    }

    pub(super) fn passed(&self, step: Step) -> Result<(), super::Error> {
        let mut failing = self.0.failing.lock().unwrap_or_else(PoisonError::into_inner);
        if *failing == Some(step) {
            *failing = None;
            return Err(super::Error::Stopped(step));
        }
        Ok(())
    }
}

/// The steps of a round, between each two of which a process may die.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Entries are numbered, their tiles and the log's size committed.
    Numbered,
    /// Entries, tiles and journal are in the second store.
    Exported,
    /// The checkpoint is signed, and nobody has it.
    Signed,
    /// The checkpoint is in the second store.
    Published,
    /// The checkpoint is in the database, and served.
    Recorded,
}

/// What a witness answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status: 200, 400, 403, 404, 409 or 422.
    pub status: u16,
    /// The body: signature lines with 200, a size with 409.
    pub body: String,
}

type Reached<T> = BoxFuture<'static, Result<T, String>>;

/// Somebody who is asked to cosign checkpoints: its key, and how to reach it, in process or over HTTP. Errors say why it
/// could not be reached.
#[derive(Clone)]
pub struct Witness {
    /// The key it cosigns with, [`super::checkpoint::witness_key`] for a mirror.
    pub key: VerifierKey,
    ask: Arc<dyn Fn(String) -> Reached<Answer> + Send + Sync>,
    latest: Arc<dyn Fn() -> Reached<Option<String>> + Send + Sync>,
}

impl Witness {
    /// A witness. `ask` hands it the body of `POST …/add-checkpoint`; `latest` gets what it serves at
    /// `GET …/<origin hash>/checkpoint`: the last checkpoint it cosigned, or `None` when it has not yet.
    pub fn new<A, L>(
        key: VerifierKey,
        ask: impl Fn(String) -> A + Send + Sync + 'static,
        latest: impl Fn() -> L + Send + Sync + 'static,
    ) -> Self
    where
        A: Future<Output = Result<Answer, String>> + Send + 'static,
        L: Future<Output = Result<Option<String>, String>> + Send + 'static,
    {
        Self { key, ask: Arc::new(move |request| Box::pin(ask(request))), latest: Arc::new(move || Box::pin(latest())) }
    }

    pub(super) async fn ask(&self, request: String) -> Result<Answer, String> {
        (self.ask)(request).await
    }

    pub(super) async fn latest(&self) -> Result<Option<String>, String> {
        (self.latest)().await
    }
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Witness({})", self.key)
    }
}
