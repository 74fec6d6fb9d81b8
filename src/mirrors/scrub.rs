//! Scrub: a mirror hashes its own bytes again, slowly and in an order that nobody foresees, and destroys what came back under a
//! tombstone, as what a bucket took long after it was sent.
//!
//! A piece whose bytes are not those that were acknowledged is noted as damaged: it is served to nobody, the service hears of its blob
//! with the status, and brings the piece again, which makes it whole.

use std::io;
use std::time::Duration;

use rustix::io::Errno;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use super::store::{self, PieceRow};
use super::{Error, Mirror, Piece};
use crate::ids::BlobId;
use crate::s3;

/// A blob that was hashed so long ago is hashed again; there may be more that are due than can be hashed meanwhile.
pub const LEAST_APART: Duration = Duration::from_hours(24);
/// Of so many that were not hashed for the longest, one is next.
const DRAWN_FROM: u32 = 16;
/// How long it waits, on average, where nothing is due, and after a failure.
const IDLE: Duration = Duration::from_mins(10);
/// How long it rests, on average, after a blob, however small.
const LEAST_REST: Duration = Duration::from_millis(100);
/// How long it is, on average, from one look for what came back to the next.
const SWEEP_EVERY: Duration = Duration::from_hours(6);

/// What came of hashing a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scrubbed {
    /// The blob.
    pub blob: BlobId,
    /// How many bytes were read.
    pub bytes: u64,
    /// How many of its pieces were found damaged now.
    pub damaged: usize,
}

impl Mirror {
    /// Hashes a completed blob again, one of those that were not for the longest. With a `pace`, in bytes per second, it rests after each
    /// piece. `None` when none is due.
    pub async fn scrub_one(&self, pace: Option<u64>) -> Result<Option<Scrubbed>, Error> {
        let inner = &self.inner;
        let mut db = inner.store.read().await?;
        let due = store::to_scrub(&mut db, inner.clock.now().minus(LEAST_APART), DRAWN_FROM).await?;
        let drawn = usize::try_from(inner.entropy.below(due.len() as u64)).unwrap_or(0);
        let Some(&blob) = due.get(drawn) else { return Ok(None) };
        let rows = store::pieces(&mut db, blob, Piece::Metadata.number()).await?;
        drop(db);
        let mut scrubbed = Scrubbed { blob, bytes: 0, damaged: 0 };
        for row in rows.iter().filter(|row| row.damaged_at.is_none()) {
            if !self.is_whole(blob, row).await? && self.is_damaged(blob, row).await? {
                scrubbed.damaged += 1;
            }
            let bytes = u64::try_from(row.bytes).unwrap_or(0);
            scrubbed.bytes += bytes;
            if let Some(pace) = pace {
                let millis = bytes.saturating_mul(1_000) / pace.max(1);
                self.rest(Duration::from_millis(millis)).await;
            }
        }
        let mut tx = inner.store.write().await?;
        store::scrubbed(&mut tx, blob, inner.clock.now()).await?;
        tx.commit().await?;
        Ok(Some(scrubbed))
    }

    /// Whether the bytes of a piece are those that were acknowledged.
    async fn is_whole(&self, blob: BlobId, row: &PieceRow) -> Result<bool, Error> {
        match self.digest(blob, row).await {
            Ok(digest) => Ok(digest == *row.digest),
            Err(error) if is_loss(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn digest(&self, blob: BlobId, row: &PieceRow) -> Result<[u8; 32], Error> {
        let mut left = u64::try_from(row.bytes).unwrap_or(0);
        let mut reading = self.inner.pieces.open_piece(blob, Piece::numbered(row.piece), 0..left).await?;
        let mut hasher = Sha256::new();
        while left > 0 {
            let (further, bytes) = reading.read().await?;
            hasher.update(&bytes);
            left = left.saturating_sub(bytes.len() as u64);
            reading = further;
        }
        Ok(hasher.finalize().into())
    }

    /// Whether a piece is damaged that seemed so while it could be deleted or brought again; if so, that is noted.
    async fn is_damaged(&self, blob: BlobId, row: &PieceRow) -> Result<bool, Error> {
        let _lock = self.lock(blob).await;
        let mut db = self.inner.store.read().await?;
        let is_there = store::piece(&mut db, blob, row.piece).await?.is_some();
        drop(db);
        if !is_there || self.is_whole(blob, row).await? {
            return Ok(false);
        }
        let mut tx = self.inner.store.write().await?;
        store::piece_damaged(&mut tx, blob, row.piece, self.inner.clock.now()).await?;
        tx.commit().await?;
        tracing::error!(%blob, piece = %Piece::numbered(row.piece), "a piece is damaged, and is to be brought again");
        Ok(true)
    }

    /// Destroys what lies in the place of blobs of which this mirror holds nothing: what was never acknowledged, and what came back under
    /// a tombstone. Gives of how many.
    ///
    /// # Errors
    /// Also when its bucket is another mirror's by now, as two that were first started on it at once may find: what lies there is not known
    /// here, and none of this mirror's to destroy.
    pub async fn sweep(&self) -> Result<usize, Error> {
        let pieces = &self.inner.pieces;
        if !pieces.are_of(self.inner.id).await? {
            return Err(Error::Damaged("its bucket is another mirror's by now"));
        }
        let mut removed = 0;
        for name in pieces.blob_names().await? {
            let Ok(blob) = name.parse::<BlobId>() else { continue };
            if self.is_known(blob).await? {
                continue;
            }
            let _lock = self.lock(blob).await;
            // A piece is published and noted under this lock: what is not noted now was not acknowledged.
            if !self.is_known(blob).await? && pieces.holds(blob).await? {
                pieces.remove(blob).await?;
                tracing::warn!(%blob, "bytes of a blob that is not held were destroyed");
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Whether the blob has a row: it has none under a tombstone.
    async fn is_known(&self, blob: BlobId) -> Result<bool, Error> {
        let mut db = self.inner.store.read().await?;
        Ok(store::blob(&mut db, blob).await?.is_some())
    }

    /// Rests about that long.
    async fn rest(&self, about: Duration) {
        tokio::time::sleep(self.drawn(about)).await;
    }

    /// A time from half of `about` to one and a half.
    fn drawn(&self, about: Duration) -> Duration {
        let millis = u64::try_from(about.as_millis()).unwrap_or(u64::MAX / 2);
        Duration::from_millis(millis / 2 + self.inner.entropy.below(millis.saturating_add(1)))
    }
}

/// Whether the bytes are gone, or cannot be read ever again.
fn is_loss(error: &Error) -> bool {
    match error {
        Error::Io(error) => {
            matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof)
                || Errno::from_io_error(error) == Some(Errno::IO)
        }
        Error::Bucket(error) => matches!(error, s3::Error::NoSuchKey | s3::Error::OutOfRange | s3::Error::Altered),
        _ => false,
    }
}

/// Scrubs about so many bytes in a second, and looks for what came back, until `shutdown` is done.
pub async fn run(mirror: Mirror, pace: u64, shutdown: impl Future<Output = ()>) {
    tokio::select! {
        () = go_on(&mirror, pace) => {}
        () = shutdown => {}
    }
}

async fn go_on(mirror: &Mirror, pace: u64) {
    let mut sweep_at = Instant::now() + mirror.drawn(SWEEP_EVERY);
    loop {
        if Instant::now() >= sweep_at {
            sweep_at = Instant::now() + mirror.drawn(SWEEP_EVERY);
            if let Err(error) = mirror.sweep().await {
                tracing::error!(error = &error as &dyn std::error::Error, "what came back could not be looked for");
            }
        }
        let rest = match mirror.scrub_one(Some(pace)).await {
            Ok(Some(_)) => LEAST_REST,
            Ok(None) => IDLE,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the mirror could not hash what it holds");
                IDLE
            }
        };
        mirror.rest(rest).await;
    }
}
