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
mod proving;
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
pub use self::proving::{
    Head, ProvenEntry, are_proven_now, checkpoint_since, cosigned_checkpoint, index, proof, proof_for_mirror,
    proof_now, proofs_for_mirror,
};
pub use self::sequencer::{Round, look_at_store, run, sequence, settle, start};
pub use self::serve::{
    Listed, Overview, Shown, checkpoint as served_checkpoint, entry_at, of_case, of_case_so_far, order_keys, overview,
    published_policy, recent, tile as served_tile, verifier_keys, witness_keys,
};
pub use self::signing::{SigningKeyRow, signed_by_one, signing_keys};

use self::entry::Entry;
use self::openings::{opening_place, value_place};
use crate::db::Tx;
use crate::ids::{CaseId, LogEntryId};
use crate::keys;
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
