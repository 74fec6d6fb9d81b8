//! The journal: what a recovery has to apply again, sealed beside the entries in the second store, so that a restored backup
//! never undoes a takedown.

use serde::{Deserialize, Serialize};

use super::second_store::{SecondStore, journal_path};
use super::sequencer::blocking;
use super::signing::own_policy;
use super::store::Numbered;
use super::tile::{Row, Tile, tiles_between};
use super::{Error, entry};
use crate::ids::{AccountId, BlobId, HoldId, LinkId, LogEntryId, MirrorId, ObjectId, OrderId, PurgeId};
use crate::keys::Keys;

/// What has to be applied again when a database is recovered from the second store, where it lies sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Journal {
    /// A hold was opened: the object is locked.
    HoldOpened {
        /// The object.
        object: ObjectId,
        /// The hold.
        hold: HoldId,
        /// Its ground.
        ground: String,
    },
    /// A hold was lifted.
    HoldLifted {
        /// The object.
        object: ObjectId,
        /// The hold.
        hold: HoldId,
    },
    /// An order was issued.
    OrderIssued {
        /// The object.
        object: ObjectId,
        /// The order.
        order: OrderId,
        /// The signed order, compact.
        token: String,
    },
    /// A purge was ordered.
    PurgeOrdered {
        /// The object.
        object: ObjectId,
        /// The purge.
        purge: PurgeId,
    },
    /// A key share was destroyed.
    KeyShareDestroyed {
        /// The object.
        object: ObjectId,
    },
    /// An object came back from custody under a new blob.
    ObjectRestored {
        /// The object.
        object: ObjectId,
        /// The blob.
        blob: BlobId,
        /// Every mirror that may hold it.
        mirrors: Vec<MirrorId>,
    },
    /// A link was disabled.
    LinkDisabled {
        /// The object.
        object: ObjectId,
        /// The link.
        link: LinkId,
    },
    /// A mirror of another host was admitted: what its entry does not say in clear.
    MirrorAdmitted {
        /// The mirror.
        mirror: MirrorId,
        /// Where it is reached.
        url: String,
        /// How many bytes it has room for.
        capacity: Option<i64>,
    },
    /// A mirror is reached elsewhere, or has other room.
    MirrorChanged {
        /// The mirror.
        mirror: MirrorId,
        /// Where it is reached.
        url: String,
        /// How many bytes it has room for.
        capacity: i64,
    },
    /// A host dropped a replica under the law where its mirror stands. Not why: a journal is never erased, and these are the host's words.
    ReplicaRefused {
        /// The mirror.
        mirror: MirrorId,
        /// The blob.
        blob: BlobId,
    },
    /// A person was erased: their values and openings, wherever they stand.
    AccountErased {
        /// The account.
        account: AccountId,
    },
    /// Values and openings of an entry were erased.
    DataErased {
        /// The entry.
        entry: LogEntryId,
    },
}

impl Journal {
    /// Sealed for the row of `entry`.
    pub(super) fn seal(&self, keys: &Keys, entry: LogEntryId) -> Result<Vec<u8>, Error> {
        let json = serde_json::to_vec(self).map_err(|error| entry::Error::Malformed(error.to_string()))?;
        Ok(keys.seal(&place(entry), &json))
    }

    pub(super) fn open(keys: &Keys, entry: LogEntryId, sealed: &[u8]) -> Result<Self, Error> {
        let json = keys.open_sealed(&place(entry), sealed)?;
        serde_json::from_slice(&json).map_err(|_| Error::Damaged("a journal is not one that this program knows"))
    }
}

fn place(entry: LogEntryId) -> String {
    format!("log_entries.journal_sealed/{entry}")
}

/// The journal of a bundle's entries: for each the length of its sealed journal as a big-endian u32 (0 when it has none),
/// and then, if it has one, the entry's id (16 bytes) and the sealed journal.
pub(super) fn encode(rows: &[Numbered]) -> Result<Vec<u8>, Error> {
    let mut journal = Vec::new();
    for row in rows {
        let sealed = row.journal_sealed.as_deref().unwrap_or_default();
        let length = u32::try_from(sealed.len()).map_err(|_| Error::Damaged("a journal is too long"))?;
        journal.extend_from_slice(&length.to_be_bytes());
        if !sealed.is_empty() {
            journal.extend_from_slice(row.id.0.as_bytes());
            journal.extend_from_slice(sealed);
        }
    }
    Ok(journal)
}

/// An entry's id and its sealed journal.
pub(super) type Sealed<'a> = (LogEntryId, &'a [u8]);

/// What [`encode`] wrote: for each entry its id and sealed journal, if it has one. `None` when it is cut off.
pub(super) fn decode(mut bytes: &[u8]) -> Option<Vec<Option<Sealed<'_>>>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        if length == 0 {
            found.push(None);
            bytes = rest;
            continue;
        }
        let (id, rest) = rest.split_first_chunk::<16>()?;
        let (sealed, rest) = rest.split_at_checked(length)?;
        found.push(Some((LogEntryId(uuid::Uuid::from_bytes(*id)), sealed)));
        bytes = rest;
    }
    Some(found)
}

/// The journal of the published log, from the second store alone: what happened after the entry `from`, with the index of
/// each, in the order of the log. What a wrapping key sealed that was destroyed since is an error: that much is lost.
pub async fn journal(store: &SecondStore, keys: &Keys, from: u64) -> Result<Vec<(u64, Journal)>, Error> {
    let policy = own_policy(keys)?;
    let reader = store.clone();
    let Some(note) = blocking(move || reader.checkpoint()).await? else { return Ok(Vec::new()) };
    let size = policy.check(&note)?.checkpoint.size;
    let mut found = Vec::new();
    for bundle in tiles_between(from.min(size), size).into_iter().filter(|tile| tile.row == Row::Entries) {
        let bytes = read(store, bundle).await?;
        let rows = decode(&bytes).ok_or(Error::Damaged("the journal in the second store is cut off"))?;
        for (index, row) in (bundle.index * super::tile::WIDTH..).zip(rows).filter(|(index, _)| *index >= from) {
            if let Some((entry, sealed)) = row {
                found.push((index, Journal::open(keys, entry, sealed)?));
            }
        }
    }
    Ok(found)
}

async fn read(store: &SecondStore, bundle: Tile) -> Result<Vec<u8>, Error> {
    let store = store.clone();
    let bytes = blocking(move || store.read(&journal_path(&bundle))).await?;
    bytes.ok_or(Error::Damaged("the journal in the second store has a gap"))
}
