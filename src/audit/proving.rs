//! Proving: how whoever doubts it is shown that an entry stands in the log, and that the log only grew. A proof leads to a checkpoint that
//! satisfies the witness policy, or that a mirror cosigned itself; what it looks like as it travels is told in [`mod@super::proof`].

use super::checkpoint::witness_key;
use super::cosign::{cosign, cosign_for, with_cosignatures};
use super::proof::TlogProof;
use super::sequencer::{hashes_of, settle, signed};
use super::serve::checkpoint as served_checkpoint;
use super::witness::AddCheckpoint;
use super::{Error, store};
use crate::db::Tx;
use crate::ids::{LogEntryId, MirrorId};
use crate::merkle;
use crate::service::Service;

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
    let name = witness_key(&service.keys.origin, mirror, [0; 32])?;
    let proofs = proofs_cosigned_by(service, entries, name.name()).await?;
    if proofs.iter().all(Option::is_some) {
        return Ok(proofs);
    }
    settle(service).await?;
    cosign_for(service, name.name()).await?;
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
    let checkpoint = with_cosignatures(&note, &lines);
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
        let checkpoint = with_cosignatures(&self.row.1, &self.cosignatures);
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
