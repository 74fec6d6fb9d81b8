//! The audit log: a transparency log that a stranger can verify with tools we did not write.
//!
//! A verb [`append`]s an entry in the transaction of its business change. Rounds ([`run`], [`sequence`]) number what was
//! committed, copy it to a second store outside the database, sign a checkpoint and publish it; witnesses cosign it
//! ([`cosign()`]); then [`proof()`] shows anyone that the entry stands in the log. A database that is behind what was
//! published, as a restored backup is, refuses to go on ([`Log::require_current`]).
//!
//! The formats are C2SP's, each pure and in a file of its own: signed notes ([`note`]), checkpoints and what is
//! asked of them ([`checkpoint`]), proofs that travel ([`mod@proof`]), tiles ([`tile`]), and the conversation with
//! witnesses ([`witness`]); [`entry`] is our own. The log proves what was logged, not that everything was.

pub mod bundle;
mod changes;
pub mod checkpoint;
mod cosign;
pub mod entry;
mod facts;
mod journal;
mod log;
pub mod note;
mod openings;
pub mod policy;
pub mod proof;
pub mod recovery;
pub mod second_store;
mod sequencer;
mod serve;
mod signing;
mod store;
pub mod tile;
pub mod trust;
pub mod verify;
pub mod witness;

use serde_json::Value;
use zeroize::Zeroizing;

pub use self::changes::{ProvenChange, change, change_after, change_again, is_changing, settle_change, witness_policy};
pub use self::cosign::{cosign, look_at_witnesses};
#[cfg(test)]
pub(crate) use self::facts::kinds;
pub use self::journal::{Journal, journal};
pub use self::log::{Answer, Log, NotCurrent, Standing, Step, Witness};
pub use self::openings::{LegibleOpening, Opening, erase, erase_field, erase_value, opened_of_case, openings};
pub use self::sequencer::{Round, look_at_store, run, sequence, settle, start};
pub use self::serve::{
    Listed, Overview, Shown, checkpoint as served_checkpoint, entry_at, of_case, of_case_so_far, order_keys, overview,
    published_policy, recent, tile as served_tile, verifier_keys, witness_keys,
};
pub use self::signing::{SigningKeyRow, signed_by_one, signing_keys};

use self::entry::Entry;
use self::openings::{opening_place, value_place};
use self::proof::TlogProof;
use self::sequencer::{hashes_of, signed};
use self::witness::AddCheckpoint;
use crate::db::Tx;
use crate::ids::{CaseId, LogEntryId, MirrorId};
use crate::keys;
use crate::merkle;
use crate::service::Service;

/// Why the log could not be written, read or published.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The entry cannot be one.
    #[error(transparent)]
    Entry(#[from] entry::Error),
    /// The second store.
    #[error(transparent)]
    SecondStore(#[from] second_store::Error),
    /// A sealed opening or journal did not open.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// A checkpoint of our own does not hold.
    #[error("the log's own checkpoint does not hold: {0}")]
    Checkpoint(#[from] checkpoint::Error),
    /// A note or key of our own is not one.
    #[error(transparent)]
    Note(#[from] note::Error),
    /// The log may not go on.
    #[error(transparent)]
    NotCurrent(#[from] NotCurrent),
    /// The database's log contradicts itself.
    #[error("the log in the database is damaged: {0}")]
    Damaged(&'static str),
    /// The log has not so many entries, or no checkpoint of that size is kept.
    #[error("the log has no such size")]
    NoSuchSize,
    /// What the database has is not the beginning of what was published.
    #[error(
        "this database cannot be recovered, for its entries are not the first of the published log ({0}): it was written after it fell \
         behind. Restore a backup to which that did not happen"
    )]
    Forked(&'static str),
    /// A test stopped the round.
    #[error("stopped after {0:?}")]
    Stopped(Step),
}

/// An entry to be.
pub struct NewEntry<'a> {
    /// What happened, such as `target.decided`.
    pub kind: &'static str,
    /// The case it belongs to.
    pub case: CaseId,
    /// Who did it, as a role: `uploader`, `member`, `notifier`, `reviewer`, `senior`, `administrator`, `service`, `mirror`,
    /// `host` (of a mirror), `sharee` (somebody with a link).
    pub actor: &'static str,
    /// What may stand in clear, as a JSON object. Never personal data; never an object, blob or root.
    pub fields: Value,
    /// What is committed to: field and value. Opening and value are kept sealed, and can be erased.
    pub commitments: &'a [(&'static str, String)],
    /// What a recovery has to apply again, if anything.
    pub journal: Option<Journal>,
}

/// Writes an entry in the caller's transaction: it stands in the log if and only if the change it tells of does. The
/// entry gets its number in its case here, and its index in a later round.
pub async fn append(tx: &mut Tx, service: &Service, new: NewEntry<'_>) -> Result<LogEntryId, Error> {
    service.log.require_current()?;
    let Value::Object(fields) = new.fields else {
        return Err(entry::Error::Malformed("its fields are not an object".to_owned()).into());
    };
    let id = LogEntryId::new(&service.clock, &service.entropy);
    let at = service.clock.now();
    let n = store::count_up(tx, new.case).await?;
    let count = u64::try_from(n).map_err(|_| Error::Damaged("a case counter is negative"))?;
    let mut entry = Entry::new(new.kind, at, new.case, count, new.actor, fields);
    let mut openings = Vec::with_capacity(new.commitments.len());
    for (field, value) in new.commitments {
        let opening = Zeroizing::new(service.entropy.bytes::<32>());
        entry.commit(field, value, &opening);
        let sealed_opening = service.keys.seal(&opening_place(id, field), &*opening);
        let sealed_value = service.keys.seal(&value_place(id, field), value.as_bytes());
        openings.push((*field, sealed_opening, sealed_value));
    }
    let bytes = entry.encode()?;
    let journal_sealed = match new.journal {
        Some(journal) => Some(journal.seal(&service.keys, id)?),
        None => None,
    };
    let row = store::NewRow { id, case: new.case, n, kind: new.kind, bytes: &bytes, journal_sealed, at };
    store::insert(tx, row).await?;
    for (field, sealed_opening, sealed_value) in openings {
        store::insert_opening(tx, id, field, sealed_opening, sealed_value).await?;
    }
    Ok(id)
}

/// An entry with its proof, as it travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenEntry {
    /// The entry's bytes as logged.
    pub entry: Vec<u8>,
    /// Its index in the log.
    pub index: u64,
    /// The C2SP tlog-proof that leads to a cosigned checkpoint.
    pub proof: String,
}

/// The proof of an entry; `None` until it is under a checkpoint that satisfies the witness policy.
pub async fn proof(service: &Service, entry: LogEntryId) -> Result<Option<ProvenEntry>, Error> {
    let mut tx = service.db.read().await?;
    let Some(index) = store::index(&mut tx, entry).await? else { return Ok(None) };
    let quorum = store::quorum(&mut tx).await?;
    let Some(checkpoint) = store::checkpoint_over(&mut tx, index, quorum).await? else { return Ok(None) };
    prove(&mut tx, entry, index, checkpoint, None).await.map(Some)
}

/// The same; numbers and publishes what waits first, and asks the witnesses, if need be.
pub async fn proof_now(service: &Service, entry: LogEntryId) -> Result<Option<ProvenEntry>, Error> {
    if let Some(proven) = proof(service, entry).await? {
        return Ok(Some(proven));
    }
    settle(service).await?;
    if let Some(proven) = proof(service, entry).await? {
        return Ok(Some(proven));
    }
    cosign(service).await?;
    proof(service, entry).await
}

/// Which of these entries are under a checkpoint that satisfies the witness policy, one by one; numbers and publishes what waits first, and asks
/// the witnesses, if need be, once for all of them.
pub async fn are_proven_now(service: &Service, entries: &[LogEntryId]) -> Result<Vec<bool>, Error> {
    let proven = are_proven(service, entries).await?;
    if proven.iter().all(|proven| *proven) {
        return Ok(proven);
    }
    settle(service).await?;
    let proven = are_proven(service, entries).await?;
    if proven.iter().all(|proven| *proven) {
        return Ok(proven);
    }
    cosign(service).await?;
    are_proven(service, entries).await
}

async fn are_proven(service: &Service, entries: &[LogEntryId]) -> Result<Vec<bool>, Error> {
    let mut tx = service.db.read().await?;
    let quorum = store::quorum(&mut tx).await?;
    let mut indexes = Vec::with_capacity(entries.len());
    for entry in entries {
        indexes.push(store::index(&mut tx, *entry).await?);
    }
    // What is over the last of them is over all.
    let last = indexes.iter().flatten().max().copied();
    if let Some(last) = last
        && store::checkpoint_over(&mut tx, last, quorum).await?.is_some()
    {
        return Ok(indexes.iter().map(Option::is_some).collect());
    }
    let mut proven = Vec::with_capacity(entries.len());
    for index in indexes {
        proven.push(match index {
            Some(index) => store::checkpoint_over(&mut tx, index, quorum).await?.is_some(),
            None => false,
        });
    }
    Ok(proven)
}

/// The proof of an order's entry for `mirror`, which obeys it only under a checkpoint that it cosigned itself; asks the
/// witnesses if need be. `None` while the entry is not published, the mirror has not cosigned, or the policy is not met.
pub async fn proof_for_mirror(
    service: &Service,
    entry: LogEntryId,
    mirror: MirrorId,
) -> Result<Option<ProvenEntry>, Error> {
    Ok(proofs_for_mirror(service, &[entry], mirror).await?.pop().flatten())
}

/// The same of several entries: each its own, and the witnesses are asked once for all of them.
pub async fn proofs_for_mirror(
    service: &Service,
    entries: &[LogEntryId],
    mirror: MirrorId,
) -> Result<Vec<Option<ProvenEntry>>, Error> {
    // The name does not depend on the key.
    let name = checkpoint::witness_key(&service.keys.origin, mirror, [0; 32])?;
    let proofs = proofs_cosigned_by(service, entries, name.name()).await?;
    if proofs.iter().all(Option::is_some) {
        return Ok(proofs);
    }
    settle(service).await?;
    cosign::cosign_for(service, name.name()).await?;
    proofs_cosigned_by(service, entries, name.name()).await
}

async fn proofs_cosigned_by(
    service: &Service,
    entries: &[LogEntryId],
    witness: &str,
) -> Result<Vec<Option<ProvenEntry>>, Error> {
    let mut tx = service.db.read().await?;
    let quorum = store::quorum(&mut tx).await?;
    let mut proofs = Vec::with_capacity(entries.len());
    for entry in entries {
        let checkpoint = match store::index(&mut tx, *entry).await? {
            Some(index) => {
                let found = store::checkpoint_cosigned_by(&mut tx, index, witness, quorum).await?;
                found.map(|found| (index, found))
            }
            None => None,
        };
        proofs.push(match checkpoint {
            Some((index, found)) => Some(prove(&mut tx, *entry, index, found, Some(witness)).await?),
            None => None,
        });
    }
    Ok(proofs)
}

/// The proof that leads from an entry to a checkpoint, with the cosignature of `first` before the others.
async fn prove(
    tx: &mut Tx,
    entry: LogEntryId,
    index: i64,
    (size, note): (i64, String),
    first: Option<&str>,
) -> Result<ProvenEntry, Error> {
    let (index, length) = (u64::try_from(index).unwrap_or(0), u64::try_from(size).unwrap_or(0));
    let ranges = merkle::inclusion_ranges(index, length).ok_or(Error::NoSuchSize)?;
    let path = hashes_of(tx, &ranges).await?;
    let mut lines = store::cosignatures(tx, size).await?;
    lines.sort_by_key(|(witness, _)| Some(witness.as_str()) != first);
    let checkpoint = cosign::with_cosignatures(&note, &lines);
    let proof = TlogProof { extra: None, index, path, checkpoint }.to_string();
    Ok(ProvenEntry { entry: store::bytes(tx, entry).await?, index, proof })
}

/// The latest checkpoint, cosigned by every witness that answers: size and note. Numbers and publishes what waits first.
pub async fn cosigned_checkpoint(service: &Service) -> Result<(u64, String), Error> {
    settle(service).await?;
    let (size, _) = cosign(service).await?;
    let note = served_checkpoint(service).await?.ok_or(Error::NoSuchSize)?;
    Ok((size, note))
}

/// The latest checkpoint with the consistency proof from `old`: what a witness considers before it cosigns.
pub async fn checkpoint_since(service: &Service, old: u64) -> Result<AddCheckpoint, Error> {
    let mut tx = service.db.read().await?;
    Head::latest(&mut tx).await?.since(&mut tx, old).await
}

/// The latest checkpoint as one transaction sees it, so that whatever is proven in that transaction leads to the same one.
#[derive(Clone, Debug)]
pub struct Head {
    row: store::CheckpointRow,
    cosignatures: Vec<(String, String)>,
    satisfies: bool,
}

impl Head {
    /// The latest one.
    pub async fn latest(tx: &mut Tx) -> Result<Self, Error> {
        let row = store::latest_checkpoint(tx).await?.ok_or(Error::NoSuchSize)?;
        let cosignatures = store::cosignatures(tx, row.0).await?;
        let satisfies = store::counted(tx, row.0).await? >= store::quorum(tx).await?;
        Ok(Self { row, cosignatures, satisfies })
    }

    /// How many entries stand under it.
    pub fn size(&self) -> u64 {
        u64::try_from(self.row.0).unwrap_or(0)
    }

    /// Whether it satisfies the witness policy.
    pub fn satisfies(&self) -> bool {
        self.satisfies
    }

    /// It, with the consistency proof from `old`.
    pub async fn since(&self, tx: &mut Tx, old: u64) -> Result<AddCheckpoint, Error> {
        let ranges = merkle::consistency_ranges(old, self.size()).ok_or(Error::NoSuchSize)?;
        let checkpoint = cosign::with_cosignatures(&self.row.1, &self.cosignatures);
        Ok(AddCheckpoint { old, proof: hashes_of(tx, &ranges).await?, checkpoint })
    }

    /// The proof that leads to it from an entry, which has that index.
    pub async fn proof(&self, tx: &mut Tx, entry: LogEntryId, index: u64) -> Result<ProvenEntry, Error> {
        prove(tx, entry, signed(index), self.row.clone(), None).await
    }
}

/// The index of an entry; `None` until a round has numbered it.
pub async fn index(tx: &mut Tx, entry: LogEntryId) -> Result<Option<u64>, Error> {
    Ok(store::index(tx, entry).await?.and_then(|index| u64::try_from(index).ok()))
}
