//! The vault: objects, their blobs on mirrors, the links that lead to them, and who may read one now.
//!
//! In reading order:
//!
//! 1. [`uploads`]: an object begins with its key share and its placement, takes parts in any order, and is
//!    completed once two mirrors in two jurisdictions have signed for it.
//! 2. [`links`]: addresses that can be handed out; [`downloads`]: looking at a link, and tickets to read.
//! 3. [`objects`]: what an owner sees of theirs, and how it deletes.
//! 4. [`placement`]: which mirrors keep a blob; [`fleet`]: the mirrors the service knows, and the calls to one; [`reports`]: what they
//!    say of themselves; [`hosts`]: how those of others join and leave; [`applications`]: how whoever has an account asks to run one;
//!    [`proving`]: what each shows of itself, and [`standing`]: what is thought of it then; [`health`]: what its host is shown of all that;
//!    [`refusals`]: what hosts drop under the law where they stand; `letters`: what is written of that to them and to administrators.
//! 5. [`replication`]: reading with verification, copying, repair and restoration; [`moving`]: how what lies on a mirror that leaves is
//!    brought to others.
//! 6. [`custody`]: the sealed copy that outlives a takedown and is never served to readers.
//!
//! The contract that other rooms rely on: whoever adds a placement, opens or lifts a hold, issues an order or a ticket
//! calls [`lock_row`] first in its transaction. A key share leaves through two doors only: [`downloads`], which reads
//! state and share in one statement and refuses unless the object is available without a hold; and [`key_share`], for
//! proof and staff.

pub mod applications;
pub mod custody;
pub mod downloads;
mod error;
pub mod fleet;
pub mod health;
pub mod hosts;
mod letters;
pub mod links;
pub mod moving;
pub mod objects;
pub mod placement;
pub mod proving;
pub mod recovery;
pub mod refusals;
pub mod replication;
pub mod reports;
pub mod standing;
mod store;
pub mod trust;
pub mod uploads;

use std::collections::HashMap;

use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, BlobId, CaseId, LinkId, MirrorId, ObjectId};
use crate::merkle::Hash;
use crate::seal::KeyShare;
use crate::service::Service;
use crate::{accounts, keys, life, words};

pub use downloads::Restriction;
pub use error::Error;
pub use objects::delete as delete_object;
pub use replication::{repair, restore_from_custody, service_read};
pub(crate) use store::links::{is_hidden, is_told, what_blocks};

/// Where an object is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjectState {
    /// Its parts are arriving.
    Uploading,
    /// It can be read.
    Available,
    /// A hold is or was open: no reader, its owner included.
    Locked,
    /// Custody and key share are destroyed.
    Purged,
    /// Its owner deleted it.
    Deleted,
    /// Its upload was never completed.
    Discarded,
}

words::words! { ObjectState {
    Uploading = "uploading", Available = "available", Locked = "locked", Purged = "purged", Deleted = "deleted",
    Discarded = "discarded",
} }

/// What a replica is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReplicaState {
    /// Recorded before any byte was sent; it may hold some.
    Placed,
    /// Complete: its mirror signed for it.
    Stored,
    /// Its mirror failed or lied.
    Lost,
    /// Its mirror is being emptied and was ordered to destroy it. Nobody is sent there for it any more.
    Leaving,
    /// Destroyed on an order.
    Deleted,
    /// Discarded with an upload that was never completed.
    Discarded,
}

words::words! { ReplicaState {
    Placed = "placed", Stored = "stored", Lost = "lost", Leaving = "leaving", Deleted = "deleted",
    Discarded = "discarded",
} }

/// What was said of an object in its row, whoever asks.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ObjectRow {
    /// The object.
    pub id: ObjectId,
    /// Whose it is.
    pub owner: AccountId,
    /// Where it is in its life.
    pub state: ObjectState,
    /// The Merkle root over its sealed bytes; from completion on.
    pub root: Option<Vec<u8>>,
    /// The size of its sealed content in bytes; from completion on.
    pub sealed_size: Option<i64>,
    /// The blob that readers are sent to.
    pub blob: Option<BlobId>,
    /// Its case in the log.
    pub log_case: CaseId,
    /// When its upload began.
    pub created_at: Time,
    /// When it was completed.
    pub stored_at: Option<Time>,
    /// When its owner deleted it.
    pub deleted_at: Option<Time>,
    /// Until when the owner can undo that.
    pub delete_after: Option<Time>,
    /// When it was purged.
    pub purged_at: Option<Time>,
}

impl ObjectRow {
    /// The root, which every completed object has.
    pub fn root(&self) -> Result<Hash, Error> {
        self.root.as_deref().and_then(|root| root.try_into().ok()).ok_or(Error::NotFound)
    }

    /// The size of the sealed content in bytes, which every completed object has.
    pub fn sealed_size(&self) -> Result<u64, Error> {
        self.sealed_size.and_then(|size| u64::try_from(size).ok()).ok_or(Error::NotFound)
    }
}

/// The number under which the sealed metadata stands among the parts.
pub const METADATA: i64 = -1;

/// Locks the object's row until the transaction ends, and reads it. `None` when there is no such object.
///
/// First in every transaction that adds a placement, opens or lifts a hold, or issues an order or a ticket: what was
/// decided under the lock is still true at the commit.
pub async fn lock_row(tx: &mut Tx, object: ObjectId) -> Result<Option<ObjectRow>, sqlx::Error> {
    store::objects::lock(tx, object).await
}

/// The size of an object's sealed content in bytes.
pub async fn sealed_size(tx: &mut Tx, object: ObjectId) -> Result<u64, Error> {
    store::objects::find(tx, object).await?.ok_or(Error::NotFound)?.sealed_size()
}

/// The key share, whatever holds are open: for proof of a claim and for staff only, never for a reader. `None` when it
/// is destroyed, or there is no such object.
pub async fn key_share(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<Option<KeyShare>, Error> {
    service.log.require_current()?;
    match store::objects::sealed_share(tx, object).await? {
        Some(sealed) => open_share(service, object, &sealed).map(Some),
        None => Ok(None),
    }
}

fn share_context(object: ObjectId) -> String {
    format!("objects.key_share/{object}")
}

fn open_share(service: &Service, object: ObjectId, sealed: &[u8]) -> Result<KeyShare, Error> {
    let context = share_context(object);
    let share = service.keys.open_sealed(&context, sealed)?;
    KeyShare::from_slice(&share).ok_or_else(|| keys::Error::Altered(context).into())
}

/// What a claim needs of a link: see [`link_for_claim`].
#[derive(Clone, Debug)]
pub struct ClaimedLink {
    /// The link.
    pub link: LinkId,
    /// Its object.
    pub object: ObjectId,
    /// Whether a stranger with the link would learn that there is something: not revoked, expired, used up or deleted.
    pub live: bool,
    /// Where the object is in its life.
    pub state: ObjectState,
    /// Its root.
    pub root: Hash,
    /// Its sealed name and type; gone when it is purged.
    pub sealed_metadata: Option<Vec<u8>>,
    /// The first 56 bytes of its sealed content; gone when it is purged.
    pub content_header: Option<Vec<u8>>,
    /// Whether the link is protected by a password.
    pub has_password: bool,
}

/// Resolves a link for a claim: for the whole life of its object, though revoked, expired or used up. `None` when
/// there never was such a link, or its object never was complete.
pub async fn link_for_claim(tx: &mut Tx, service: &Service, link: &LinkId) -> Result<Option<ClaimedLink>, Error> {
    let Some(row) = store::links::for_claim(tx, link).await? else { return Ok(None) };
    let Some(root) = row.root.as_deref().and_then(|root| root.try_into().ok()) else { return Ok(None) };
    let live = row.is_live(service.clock.now());
    Ok(Some(ClaimedLink {
        link: link.clone(),
        object: row.object,
        live,
        state: row.state,
        root,
        sealed_metadata: row.sealed_metadata,
        content_header: row.content_header,
        has_password: row.auth_hash.is_some(),
    }))
}

/// Refuses an account to which uploading and sharing are closed, in the transaction of what it would upload or share.
async fn may_share(tx: &mut Tx, service: &Service, account: AccountId) -> Result<(), Error> {
    if let Some(ends_at) = life::read(tx).await?.ends_at {
        return Err(accounts::standing::Closed::ServiceEnds(ends_at).into());
    }
    match accounts::standing::uploads(tx, account, service.clock.now()).await? {
        Some(closed) => Err(closed.into()),
        None => Ok(()),
    }
}

/// A replica as it was recorded before its first byte was sent.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Placed {
    /// The mirror.
    pub mirror: MirrorId,
    /// What its host calls it.
    pub name: String,
    /// Who runs it.
    pub host: String,
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// What the replica is known to be.
    pub state: ReplicaState,
    /// Whether the mirror was given up: nobody waits for it.
    pub given_up: bool,
}

/// Every mirror that holds or may hold bytes of the blob, half-written ones too: whom an order must reach.
pub async fn live_mirrors_of(tx: &mut Tx, blob: BlobId) -> Result<Vec<Placed>, sqlx::Error> {
    store::mirrors::placed(tx, blob).await
}

/// How every mirror is called that was ever admitted, with its country, as the public log says both: `paris (FR)`; by its number there.
pub async fn mirror_names(service: &Service) -> Result<HashMap<String, String>, Error> {
    let mut tx = service.db.read().await?;
    let named = store::mirrors::named(&mut tx).await?.into_iter();
    Ok(named.map(|(mirror, name, country)| (mirror.to_string(), format!("{name} ({country})"))).collect())
}
