//! A mirror: the node that keeps replicas of blobs in one jurisdiction, and the client that talks to one.
//!
//! A mirror knows blobs, never objects, people or keys. It takes pieces of a blob (the sealed metadata
//! and parts of 8 MiB), keeps each one's leaf hash, folds them to the root when the service completes the
//! blob, and signs that it is stored. It serves bytes to whoever shows a ticket. It destroys a blob only
//! on an order that is signed by the service **and** proven to stand in the log, under a checkpoint
//! that it cosigned itself; and then the blob never comes back.
//!
//! One of its own process belongs to a service that it was invited to ([`joining`]), and asks it every minute what it is to obey
//! ([`polling`]): what has not heard for as long as tickets live serves nothing. One of the service's own process needs neither.
//!
//! The story in reading order: [`Mirror::open`], [`Mirror::put`], [`Mirror::complete`], [`Mirror::read`],
//! [`Mirror::answer_challenge`], [`Mirror::add_checkpoint`], [`Mirror::obey`], [`Mirror::status`]. Each takes
//! the caller's token and judges it. The HTTP face stands in `http::mirror`; it keeps no client addresses.
//!
//! Its host can have it drop a replica for a reason in the law where it stands ([`refusing`]); the service is told. It hashes what it holds
//! again all the while ([`scrub`]).
//!
//! What is promised: a piece acknowledged is durable; a tombstone is durable before bytes go, is checked in
//! the step that publishes bytes, and never expires; an order repeated after any crash gets the same receipt.

pub mod client;
mod folder;
pub mod joining;
mod opening;
mod orders;
pub mod polling;
pub mod portal;
mod reading;
pub mod refusing;
pub mod scrub;
mod storage;
mod store;
mod trust;
pub mod wire;
mod witness;
mod writing;

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

pub use orders::Refusal;
pub use reading::Content;
pub use trust::{RetiredKey, Trust};

use self::polling::Touch;
use self::storage::Pieces;
use self::store::Store;
use self::trust::Believed;
use self::wire::{LastOrder, MOST_DAMAGED, RefusedOrders, Status};
use crate::audit;
use crate::audit::note::VerifierKey;
use crate::clock::{Clock, Time};
use crate::entropy::Entropy;
use crate::ids::{BlobId, MirrorId};
use crate::keys::SigningKey;
use crate::merkle::{Hash, digest_and_leaf};
use crate::s3;
use crate::seal::{PART_SIZE, SEALED_METADATA_MAX};
use crate::tokens::{self, Audience, Digest, Method, ServiceCall, VerifyingKey};

/// How many locks the blobs share.
const LOCKS: usize = 64;

/// How much of the disk of its folder a mirror leaves free, in bytes, unless it is told otherwise: for tombstones and what else it writes down.
pub const RESERVE: u64 = 64 << 20;

/// How a mirror is opened.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its folder: key, state database and, unless they lie elsewhere, bytes.
    pub folder: PathBuf,
    /// Where its bytes lie.
    pub storage: Storage,
    /// It takes no new piece while its folder's disk has no more bytes than this.
    pub reserve: u64,
    /// Whom it obeys.
    pub trust: Trust,
    /// Whether it serves only while it hears from the service by polling: so does one of its own process.
    pub polls: bool,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub entropy: Entropy,
}

/// Where a mirror's bytes lie. It is settled at first start.
#[derive(Clone, Debug)]
pub enum Storage {
    /// In its folder.
    Folder {
        /// How many bytes it is to hold at most, where its host said so; without that, what its disk takes.
        capacity: Option<u64>,
    },
    /// In a bucket of which it is the only writer.
    Bucket {
        /// The bucket, below whose prefix nothing else lies.
        bucket: s3::Bucket,
        /// How many bytes it is to hold at most: what is free is reckoned from it, since no store says how much it has.
        capacity: u64,
    },
}

impl Storage {
    /// The bucket, or the folder where there is none, for so many bytes at most.
    pub fn new(bucket: Option<s3::Bucket>, capacity: u64) -> Self {
        bucket.map_or(Self::Folder { capacity: Some(capacity) }, |bucket| Self::Bucket { bucket, capacity })
    }
}

/// Why a mirror does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 401: the caller showed no token, or one that does not hold.
    #[error("{0}")]
    Unauthorised(#[from] tokens::Error),
    /// 403: the token is good for another call.
    #[error("the token permits another call than this one")]
    Forbidden,
    /// 404: nothing is held under this name.
    #[error("this mirror does not hold that")]
    NotFound,
    /// 410: the blob was deleted and never comes back.
    #[error("this blob was deleted")]
    Gone,
    /// 409: something else is there already.
    #[error("{0}")]
    Conflict(&'static str),
    /// 409: pieces are missing.
    #[error("the blob is not complete: {missing} of its pieces are not held, the first of them {first}")]
    Incomplete {
        /// How many pieces are missing.
        missing: usize,
        /// The first one missing.
        first: Piece,
    },
    /// 413: more bytes than the limit.
    #[error("too many bytes: the limit is {limit}")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// 422: well formed, and not true.
    #[error("{0}")]
    Mismatch(&'static str),
    /// 400: not a request of this protocol.
    #[error("{0}")]
    Malformed(&'static str),
    /// 400: the body broke off.
    #[error("the bytes ended before their end")]
    Interrupted,
    /// 416: no byte of the range exists.
    #[error("the range lies outside of the content")]
    OutOfRange {
        /// The size of the content, where it is known.
        size: Option<u64>,
    },
    /// 507: there is no space.
    #[error("this mirror is full")]
    Full,
    /// 503: it has not heard for too long what it is to obey, or not yet.
    #[error("this mirror has not heard from its service, and serves nothing until it does")]
    OutOfTouch,
    /// 403: the order is not obeyed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The checkpoint is not cosigned; each case has its own status.
    #[error(transparent)]
    Witness(#[from] audit::witness::Refusal),
    /// At start: another process has the folder.
    #[error("the mirror's folder {0} is in use by another process")]
    InUse(PathBuf),
    /// At start: the state database is of a newer version of Writ.
    #[error("the mirror's database has version {found}, and this program knows {known}: run a newer Writ")]
    Newer {
        /// The version found.
        found: i64,
        /// The version known.
        known: i64,
    },
    /// At start: folder and state do not belong together.
    #[error("the mirror's folder {folder} cannot be used: {reason}")]
    Unusable {
        /// The folder.
        folder: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// What the mirror knows and what it holds differ.
    #[error("the mirror's bytes are damaged: {0}")]
    Damaged(&'static str),
    /// The disk.
    #[error("the mirror's folder failed")]
    Io(#[source] io::Error),
    /// The bucket.
    #[error(transparent)]
    Bucket(s3::Error),
    /// The state database.
    #[error("the mirror's database failed")]
    Database(#[from] sqlx::Error),
    /// A task of the mirror was cut off.
    #[error("the mirror is shutting down")]
    ShuttingDown,
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

impl From<s3::Error> for Error {
    fn from(error: s3::Error) -> Self {
        match error {
            s3::Error::Full => Self::Full,
            error => Self::Bucket(error),
        }
    }
}

/// One piece of a blob: a leaf of its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// The sealed metadata, the first leaf.
    Metadata,
    /// A part, from 0.
    Part(u32),
}

impl Piece {
    /// Its number in the state database.
    fn number(self) -> i64 {
        match self {
            Self::Metadata => -1,
            Self::Part(part) => i64::from(part),
        }
    }

    /// The piece of that number.
    fn numbered(number: i64) -> Self {
        u32::try_from(number).map_or(Self::Metadata, Self::Part)
    }

    /// The most bytes it may have.
    pub const fn limit(self) -> u64 {
        match self {
            Self::Metadata => SEALED_METADATA_MAX as u64,
            Self::Part(_) => PART_SIZE,
        }
    }
}

/// What a piece hashes to, computed by this process over the very bytes it hands on. A mirror of the same process does not
/// compute it again. It goes beside a request, never in it: over the network nobody can state it.
#[derive(Clone, Copy, Debug)]
pub struct Hashes {
    digest: Digest,
    leaf: Hash,
    bytes: u64,
}

impl Hashes {
    /// Computes them; blocking. There is no other way to come by any.
    pub fn of(bytes: &[u8]) -> Self {
        let (digest, leaf) = digest_and_leaf(bytes);
        Self { digest: Digest(digest), leaf, bytes: bytes.len() as u64 }
    }

    /// The SHA-256 of the bytes.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Their leaf hash in the blob's tree.
    pub fn leaf(&self) -> Hash {
        self.leaf
    }
}

impl fmt::Display for Piece {
    /// Its file's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metadata => f.write_str("metadata"),
            Self::Part(part) => write!(f, "{part:08}"),
        }
    }
}

/// A mirror, opened. Clones are the same mirror.
#[derive(Clone)]
pub struct Mirror {
    inner: Arc<Inner>,
}

struct Inner {
    id: MirrorId,
    /// `id` as tokens address it.
    name: String,
    key: SigningKey,
    /// The service's name, which never changes.
    origin: String,
    believed: RwLock<Arc<Believed>>,
    witness_key: VerifierKey,
    clock: Clock,
    entropy: Entropy,
    pieces: Pieces,
    store: Store,
    heard: RwLock<Touch>,
    /// The orders refused since they were last added to those in the database.
    refused: std::sync::Mutex<RefusedOrders>,
    /// How many bytes were sent to readers since it was opened: a number, and nothing of whose they were.
    sent: AtomicU64,
    /// A blob's bytes and rows change only under its lock.
    locks: [Mutex<()>; LOCKS],
}

impl fmt::Debug for Mirror {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mirror({})", self.inner.id)
    }
}

impl Mirror {
    /// Its id, made at first start.
    pub fn id(&self) -> MirrorId {
        self.inner.id
    }

    /// What time it is by its clock.
    pub fn now(&self) -> Time {
        self.inner.clock.now()
    }

    /// The key that signs its statements, receipts and cosignatures.
    pub fn public_key(&self) -> VerifyingKey {
        VerifyingKey::from(&self.inner.key)
    }

    /// The key by which its cosignatures are known.
    pub fn witness_key(&self) -> &VerifierKey {
        &self.inner.witness_key
    }

    /// How this mirror is.
    pub async fn status(&self, token: &str) -> Result<Status, Error> {
        self.authorise(token, Method::Status, None, None)?;
        self.keep_refused().await?;
        let mut db = self.inner.store.read().await?;
        let held = store::held_bytes(&mut db).await?;
        let free_bytes = self.inner.pieces.free_space(held).await?;
        let last_order = match store::last_obeyed(&mut db).await? {
            Some((digest, at)) => Some(LastOrder { order: Digest(hash(&digest)?), at }),
            None => None,
        };
        let cosigned = store::cosigned(&mut db, &self.inner.origin).await?;
        Ok(Status {
            mirror: self.inner.id,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            free_bytes,
            replicas: u64::try_from(store::count_frozen(&mut db).await?).unwrap_or(0),
            sent_bytes: self.inner.sent.load(Ordering::Relaxed),
            last_order,
            cosigned_size: cosigned.and_then(|(size, ..)| u64::try_from(size).ok()),
            refused: store::refused_orders(&mut db).await?,
            scrubbed_since: store::scrubbed_since(&mut db).await?,
            damaged: store::damaged_blobs(&mut db, MOST_DAMAGED).await?,
        })
    }

    /// Adds the orders that were refused meanwhile to those in the database: when the service asks, and nobody else.
    async fn keep_refused(&self) -> Result<(), Error> {
        let refused = *self.inner.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.all() == 0 {
            return Ok(());
        }
        let mut tx = self.inner.store.write().await?;
        let refused = std::mem::take(&mut *self.inner.refused.lock().unwrap_or_else(PoisonError::into_inner));
        for (why, number) in refused.each() {
            if number > 0 {
                store::add_refused(&mut tx, why, i64::try_from(number).unwrap_or(i64::MAX)).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Checks that the service calls exactly this, and that it may be done; the digest it names.
    fn authorise(
        &self,
        token: &str,
        method: Method,
        blob: Option<BlobId>,
        part: Option<u32>,
    ) -> Result<Option<Digest>, Error> {
        let inner = &self.inner;
        let call: ServiceCall = tokens::verify(
            token,
            &self.believed().trust.order_keys,
            &inner.origin,
            Audience::Is(&inner.name),
            inner.clock.now(),
        )?;
        if call.method != method || call.blob != blob || call.part != part {
            return Err(Error::Forbidden);
        }
        if !matches!(method, Method::Status | Method::Discard) {
            self.require_in_touch()?;
        }
        Ok(call.digest)
    }

    fn sign<T: tokens::Token>(&self, claims: &T) -> Result<String, Error> {
        Ok(tokens::sign(&self.inner.key, claims)?)
    }

    async fn lock(&self, blob: BlobId) -> tokio::sync::MutexGuard<'_, ()> {
        // The last bytes of both kinds of UUID are random.
        self.inner.locks[usize::from(blob.0.as_bytes()[15]) % LOCKS].lock().await
    }
}

/// A hash as the database keeps it.
fn hash(bytes: &[u8]) -> Result<Hash, Error> {
    bytes.try_into().map_err(|_| Error::Damaged("a hash in its database has not 32 bytes"))
}

/// Runs `work` to its end, even if whoever waits for it goes away.
async fn finish<T: Send + 'static>(work: impl Future<Output = Result<T, Error>> + Send + 'static) -> Result<T, Error> {
    tokio::spawn(work).await.map_err(|_| Error::ShuttingDown)?
}

/// Runs blocking work off the executor.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::ShuttingDown)?
}
