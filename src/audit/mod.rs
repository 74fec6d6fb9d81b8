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
pub mod checkpoint;
mod cosign;
pub mod entry;
mod facts;
mod journal;
mod log;
pub mod note;
pub mod proof;
pub mod second_store;
mod sequencer;
mod serve;
mod store;
pub mod tile;
pub mod verify;
pub mod witness;

use serde_json::Value;
use zeroize::Zeroizing;

pub use self::cosign::cosign;
#[cfg(test)]
pub(crate) use self::facts::kinds;
pub use self::journal::{Journal, journal};
pub use self::log::{Answer, Log, NotCurrent, Standing, Step, Witness};
pub use self::sequencer::{Round, run, sequence, settle, start};
pub use self::serve::{
    Listed, Overview, Shown, checkpoint as served_checkpoint, entry_at, of_case, of_case_so_far, overview, recent,
    tile as served_tile, verifier_keys, witness_keys,
};

use self::entry::Entry;
use self::proof::TlogProof;
use self::sequencer::{hashes_of, signed};
use self::witness::AddCheckpoint;
use crate::db::Tx;
use crate::ids::{CaseId, LogEntryId, MirrorId};
use crate::keys::{self, Altered, Keys};
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
    /// `sharee` (somebody with a link).
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

fn opening_place(entry: LogEntryId, field: &str) -> String {
    format!("log_openings.opening_sealed/{entry}/{field}")
}

fn value_place(entry: LogEntryId, field: &str) -> String {
    format!("log_openings.value_sealed/{entry}/{field}")
}

/// A committed value and what opens its commitment.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// The field.
    pub field: String,
    /// The value.
    pub value: String,
    /// The key of the commitment.
    pub opening: [u8; 32],
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening").field("field", &self.field).finish_non_exhaustive()
    }
}

/// The same as it is handed to somebody: what was altered of it says so, and hides nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct LegibleOpening {
    /// The field.
    pub field: String,
    /// The value.
    pub value: Result<String, Altered>,
    /// The key of the commitment.
    pub opening: Result<[u8; 32], Altered>,
}

/// The openings of an entry that were not erased.
pub async fn openings(tx: &mut Tx, service: &Service, entry: LogEntryId) -> Result<Vec<Opening>, Error> {
    openings_with(tx, &service.keys, entry).await
}

async fn openings_with(tx: &mut Tx, keys: &Keys, entry: LogEntryId) -> Result<Vec<Opening>, Error> {
    let mut found = Vec::new();
    for (field, opening, value) in store::openings(tx, entry).await? {
        let (Some(opening), Some(value)) = (opening, value) else { continue };
        let opening = keys.open_kept(&opening_place(entry, &field), &opening)?;
        let value = keys.open_kept(&value_place(entry, &field), &value)?;
        let (Some(opening), Some(value)) = (opening, value) else { continue };
        found.push(Opening { opening: key_in(&opening)?, value: text_in(&value)?, field });
    }
    Ok(found)
}

async fn legible_openings(tx: &mut Tx, keys: &Keys, entry: LogEntryId) -> Result<Vec<LegibleOpening>, Error> {
    let mut found = Vec::new();
    for (field, opening, value) in store::openings(tx, entry).await? {
        let (Some(opening), Some(value)) = (opening, value) else { continue };
        let opening = keys.legible(&opening_place(entry, &field), &opening)?.transpose();
        let value = keys.legible(&value_place(entry, &field), &value)?.transpose();
        let (Some(opening), Some(value)) = (opening, value) else { continue };
        let opening = match opening {
            Ok(key) => Ok(key_in(&key)?),
            Err(altered) => Err(altered),
        };
        let value = match value {
            Ok(text) => Ok(text_in(&text)?),
            Err(altered) => Err(altered),
        };
        found.push(LegibleOpening { field, value, opening });
    }
    Ok(found)
}

fn key_in(opening: &[u8]) -> Result<[u8; 32], Error> {
    opening.try_into().map_err(|_| Error::Damaged("an opening is not 32 bytes"))
}

fn text_in(value: &[u8]) -> Result<String, Error> {
    String::from_utf8(value.to_vec()).map_err(|_| Error::Damaged("a committed value is not text"))
}

/// Erases the values and openings of an entry, so that nothing in the log says any more what it committed to. The
/// caller appends the entry that tells of it (`data.erased`, with [`Journal::DataErased`]) and has looked for
/// preservation holds. Gives how many fields were erased.
pub async fn erase(tx: &mut Tx, service: &Service, entry: LogEntryId) -> Result<u64, Error> {
    service.log.require_current()?;
    Ok(store::erase_openings(tx, entry, service.clock.now()).await?)
}

/// Erases every committed value of a case that is `value`, with its opening: what the log said of a person to whoever holds
/// the openings. The caller is as that of [`erase`]. Gives how many went.
pub async fn erase_value(tx: &mut Tx, service: &Service, case: CaseId, value: &str) -> Result<u64, Error> {
    service.log.require_current()?;
    let (mut erased, mut after) = (0, 0);
    let entries = store::entries_of_case(tx, case).await?;
    while after < entries {
        let batch = store::values_of_case(tx, case, after, after + BATCH).await?;
        after += BATCH;
        for (entry, field, sealed) in &batch {
            let committed = service.keys.open_kept(&value_place(*entry, field), sealed)?;
            if committed.is_some_and(|committed| *committed == value.as_bytes()) {
                erased += store::erase_opening(tx, *entry, field, service.clock.now()).await?;
            }
        }
    }
    Ok(erased)
}

/// How many entries of a case are looked at at once.
const BATCH: i64 = 100;

/// The entries of a case after the `after`-th, some at a time, each with its number in the case, its bytes as logged, and what
/// can still be opened of it, or was altered. The caller says who may read which opening.
pub async fn opened_of_case(
    tx: &mut Tx,
    service: &Service,
    case: CaseId,
    after: i64,
) -> Result<Vec<(i64, Vec<u8>, Vec<LegibleOpening>)>, Error> {
    let mut entries = Vec::new();
    for (n, entry, bytes) in store::bytes_of_case(tx, case, after, after + BATCH).await? {
        entries.push((n, bytes, legible_openings(tx, &service.keys, entry).await?));
    }
    Ok(entries)
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
    let quorum = signed(service.log.quorum() as u64);
    let Some(checkpoint) = store::checkpoint_over(&mut tx, index, quorum).await? else { return Ok(None) };
    prove(&mut tx, entry, index, checkpoint, None).await.map(Some)
}

/// The proof of an order's entry for `mirror`, which obeys it only under a checkpoint that it cosigned itself; asks the
/// witnesses if need be. `None` while the entry is not published, the mirror has not cosigned, or the policy is not met.
pub async fn proof_for_mirror(
    service: &Service,
    entry: LogEntryId,
    mirror: MirrorId,
) -> Result<Option<ProvenEntry>, Error> {
    // The name does not depend on the key.
    let name = checkpoint::witness_key(&service.keys.origin, mirror, [0; 32])?;
    for round in 0..2 {
        let mut tx = service.db.read().await?;
        let found = match store::index(&mut tx, entry).await? {
            None => None,
            Some(index) => {
                let quorum = signed(service.log.quorum() as u64);
                let found = store::checkpoint_cosigned_by(&mut tx, index, name.name(), quorum).await?;
                found.map(|found| (index, found))
            }
        };
        match found {
            Some((index, checkpoint)) => {
                return prove(&mut tx, entry, index, checkpoint, Some(name.name())).await.map(Some);
            }
            None if round == 0 => {
                drop(tx);
                settle(service).await?;
                cosign(service).await?;
            }
            None => {}
        }
    }
    Ok(None)
}

/// The proof of an entry under the checkpoint of exactly `size` entries, one that a mirror cosigned by itself.
pub async fn proof_at(service: &Service, entry: LogEntryId, size: u64) -> Result<Option<ProvenEntry>, Error> {
    let mut tx = service.db.read().await?;
    let Some(index) = store::index(&mut tx, entry).await?.filter(|index| *index < signed(size)) else {
        return Ok(None);
    };
    let Some(checkpoint) = store::checkpoint(&mut tx, signed(size)).await? else { return Ok(None) };
    prove(&mut tx, entry, index, checkpoint, None).await.map(Some)
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

/// The latest checkpoint with the consistency proof from `old`: what a mirror that polls considers and cosigns itself.
pub async fn checkpoint_since(service: &Service, old: u64) -> Result<AddCheckpoint, Error> {
    let mut tx = service.db.read().await?;
    let (size, note) = store::latest_checkpoint(&mut tx).await?.ok_or(Error::NoSuchSize)?;
    let checkpoint = cosign::with_cosignatures(&note, &store::cosignatures(&mut tx, size).await?);
    drop(tx);
    let proof = cosign::prove(service, old, u64::try_from(size).unwrap_or(0)).await?;
    Ok(AddCheckpoint { old, proof, checkpoint })
}

/// The index of an entry; `None` until a round has numbered it.
pub async fn index(tx: &mut Tx, entry: LogEntryId) -> Result<Option<u64>, Error> {
    Ok(store::index(tx, entry).await?.and_then(|index| u64::try_from(index).ok()))
}
