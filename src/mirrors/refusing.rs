//! Refusing: the host of a mirror has it drop one replica, for a reason in the law where the mirror stands.
//!
//! It is no order: nobody else deletes anything, and the service keeps the file elsewhere. The tombstone says that it was refused; it is as
//! lasting as any other. The service is told with the next poll, in the mirror's own name, until it has heard.

use std::path::Path;

use super::folder::Folder;
use super::polling::PollError;
use super::portal::{self, Portal};
use super::store::{self, Store};
use super::wire::LocalRefusal;
use super::{Error, Mirror, blocking, finish};
use crate::clock::Clock;
use crate::ids::BlobId;

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 500;

impl Mirror {
    /// Drops the replica of a blob, for ever: the tombstone is durable before the first byte goes.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nothing of it is held.
    pub async fn refuse(&self, blob: BlobId, reason: &str) -> Result<(), Error> {
        ask(&self.inner.store, blob, reason, &self.inner.clock).await?;
        self.drop_refused(blob).await
    }

    async fn drop_refused(&self, blob: BlobId) -> Result<(), Error> {
        let mirror = self.clone();
        finish(async move {
            let _lock = mirror.lock(blob).await;
            let now = mirror.inner.clock.now();
            let mut tx = mirror.inner.store.write().await?;
            store::bury(&mut tx, blob, "refused", now).await?;
            tx.commit().await?;
            mirror.inner.pieces.remove(blob).await?;
            // Last: while it is not done, it is tried again before the service is told.
            let mut tx = mirror.inner.store.write().await?;
            store::refusal_done(&mut tx, blob, now).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Drops what its host asked for while it ran, and tells the service of what it has not heard.
    pub async fn tell_refusals(&self, portal: &Portal) -> Result<(), PollError> {
        let mut db = self.inner.store.read().await.map_err(Error::from)?;
        let untold = store::untold_refusals(&mut db).await.map_err(Error::from)?;
        drop(db);
        for row in untold {
            if row.done_at.is_none() {
                self.drop_refused(row.blob).await?;
            }
            let refusal = LocalRefusal { blob: row.blob, reason: row.reason };
            match portal.refuse(&self.sign(&self.call())?, &refusal).await {
                Ok(()) => {}
                // It never placed that here: there is nothing to tell.
                Err(portal::Error::Refused { status: 404, .. }) => {
                    tracing::warn!(blob = %row.blob, "the service does not know the blob that was refused");
                }
                Err(error) => return Err(error.into()),
            }
            let mut tx = self.inner.store.write().await.map_err(Error::from)?;
            store::refusal_told(&mut tx, row.blob, self.inner.clock.now()).await.map_err(Error::from)?;
            tx.commit().await.map_err(Error::from)?;
        }
        Ok(())
    }
}

/// Asks the mirror that runs in `folder` to drop a replica: it does with its next poll. `false` when none runs there; then whoever opens
/// the mirror can refuse.
///
/// # Errors
/// As [`Mirror::refuse`].
pub async fn ask_running(folder: &Path, blob: BlobId, reason: &str, clock: &Clock) -> Result<bool, Error> {
    let root = folder.to_owned();
    // The lock goes at once if it was free.
    if blocking(move || Ok(Folder::open(&root)?.is_some())).await? {
        return Ok(false);
    }
    let store = Store::open(&folder.join("state.db"), clock).await?;
    let asked = ask(&store, blob, reason, clock).await;
    store.close().await;
    asked.map(|()| true)
}

async fn ask(store: &Store, blob: BlobId, reason: &str, clock: &Clock) -> Result<(), Error> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Error::Malformed("a reason has 1 to 500 characters"));
    }
    let mut tx = store.write().await?;
    if store::blob(&mut tx, blob).await?.is_none() {
        return Err(Error::NotFound);
    }
    store::insert_refusal(&mut tx, blob, reason, clock.now()).await?;
    tx.commit().await?;
    Ok(())
}
