//! The keys that sign, as the database knows them, and what this service makes of signatures of its own log.

use super::checkpoint::{self, Policy, log_key};
use super::note::{self, Note, VerifierKey};
use super::{Error, store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::LogEntryId;
use crate::keys::{Keys, Purpose};

/// A key that signs, will or did, as the database knows it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SigningKeyRow {
    /// Its 32 bytes.
    pub public_key: Vec<u8>,
    /// What it signs.
    pub purpose: Purpose,
    /// Which it is of its purpose, from 1.
    pub number: i64,
    /// When it was made, or first seen.
    pub made_at: Time,
    /// The entry that announced it.
    pub rotated_entry: Option<LogEntryId>,
    /// From when on it signs alone, once its announcement is proven.
    pub signs_from: Option<Time>,
    /// The entry with which it ends.
    pub retired_entry: Option<LogEntryId>,
    /// When that was proven.
    pub retired_at: Option<Time>,
    /// The index of the first of these entries.
    pub began: Option<i64>,
    /// The index of the second.
    pub ended: Option<i64>,
}

impl SigningKeyRow {
    /// The key.
    pub fn public(&self) -> Result<[u8; 32], Error> {
        self.public_key.as_slice().try_into().map_err(|_| Error::Damaged("a key that signs has not 32 bytes"))
    }

    /// Whether it was announced, as all but the first are.
    pub fn signs(&self) -> bool {
        self.number == 1 || self.rotated_entry.is_some()
    }

    /// Whether it signs no more.
    pub fn is_retired(&self) -> bool {
        self.retired_at.is_some()
    }
}

/// The keys of a purpose, the first made first.
pub async fn signing_keys(tx: &mut Tx, purpose: Purpose) -> Result<Vec<SigningKeyRow>, Error> {
    Ok(store::signing_keys(tx, purpose).await?)
}

/// What this service asks of checkpoints of its own: that any key of its log signed them, the former and the next ones included.
pub(super) fn own_policy(keys: &Keys) -> Result<Policy, note::Error> {
    let log: Result<Vec<VerifierKey>, _> = keys.log_keys().into_iter().map(|key| log_key(&keys.origin, key)).collect();
    let policy = Policy::none(log_key(&keys.origin, keys.log().public())?);
    Ok(Policy { log: log?, ..policy })
}

/// The newest of the log's keys that signed a checkpoint, and this with the line of that key alone.
pub fn signed_by_one(keys: &Keys, note: &str) -> Result<(VerifierKey, String), Error> {
    let note = Note::parse(note)?;
    for public in keys.log_keys() {
        let key = log_key(&keys.origin, public)?;
        if note.verify(&key)?.is_some() {
            let mut alone = note.clone();
            alone.signatures.retain(|line| line.name != key.name() || line.key_id == key.id());
            return Ok((key, alone.to_string()));
        }
    }
    Err(checkpoint::Error::Unsigned.into())
}
