//! Sealed drive entries: what a person's own key opens, and nothing the service can read. None is handed out while the
//! database is behind its published log.

use super::{Actor, Error, store};
use crate::audit;
use crate::clock::Time;
use crate::ids::EntryId;
use crate::service::Service;

/// The longest sealed entry, in bytes.
pub const LONGEST: usize = 16 * 1024;

/// A sealed entry.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Entry {
    /// Chosen by the client: the entry is sealed for it.
    pub id: EntryId,
    /// Cobblestone-256 under a key of the owner's.
    pub sealed: Vec<u8>,
    /// When it was last written.
    pub updated_at: Time,
}

/// Writes an entry, new or over the old one. An id of somebody else's is refused as if it were nothing.
pub async fn put(service: &Service, actor: Actor, id: EntryId, sealed: &[u8]) -> Result<(), Error> {
    if sealed.is_empty() || sealed.len() > LONGEST {
        return Err(Error::invalid("sealed", format!("A sealed entry has 1 to {LONGEST} bytes.")));
    }
    let mut tx = service.db.begin().await?;
    if store::upsert_entry(&mut tx, id, actor.account, sealed, service.clock.now()).await? != 1 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// One entry.
pub async fn get(service: &Service, actor: Actor, id: EntryId) -> Result<Entry, Error> {
    service.log.require_current().map_err(audit::Error::from)?;
    let mut tx = service.db.read().await?;
    store::entry(&mut tx, actor.account, id).await?.ok_or(Error::NotFound)
}

/// Up to `limit` entries with ids above `after`, in the order of their ids.
pub async fn list(service: &Service, actor: Actor, after: Option<EntryId>, limit: u32) -> Result<Vec<Entry>, Error> {
    service.log.require_current().map_err(audit::Error::from)?;
    let after = after.unwrap_or(EntryId(uuid::Uuid::nil()));
    let mut tx = service.db.read().await?;
    Ok(store::entries(&mut tx, actor.account, after, i64::from(limit)).await?)
}

/// Removes an entry.
pub async fn delete(service: &Service, actor: Actor, id: EntryId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    if store::delete_entry(&mut tx, actor.account, id).await? != 1 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}
