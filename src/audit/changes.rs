//! Changes of what the service is known by ([`super::trust`]), as this database has them.
//!
//! A change is an entry first, in the transaction of what calls for it. It holds once it is under a checkpoint that satisfies the policy
//! of before, which is kept for good with its cosignatures: a mirror that was away for years can follow from there. One waits at a time.

use std::time::Duration;

use super::checkpoint::log_key;
use super::cosign::with_cosignatures;
use super::note::VerifierKey;
use super::policy::WitnessPolicy;
use super::proof::TlogProof;
use super::sequencer::{hashes_of, read_state, signed};
use super::trust::{Change, Counted};
use super::{Error, NewEntry, append, cosign, settle, store};
use crate::db::Tx;
use crate::ids::{CaseId, LogEntryId, uuid_v4};
use crate::keys::Purpose;
use crate::merkle::{self, Hash};
use crate::service::Service;

/// How long a key is announced before it signs alone: every mirror that serves has heard of it by then.
const NOTICE: Duration = Duration::from_mins(10);

/// Enters a change in the caller's transaction; `None` while another one waits to be proven. `fields` are those that
/// [`super::trust`] gives for the kind.
pub async fn change(
    tx: &mut Tx,
    service: &Service,
    kind: &'static str,
    actor: &'static str,
    fields: serde_json::Value,
    commitments: &[(&'static str, String)],
) -> Result<Option<LogEntryId>, Error> {
    store::lock(tx, store::CHANGES).await?;
    if store::open_change(tx).await?.is_some() {
        return Ok(None);
    }
    let case = store::trust_case(tx, CaseId(uuid_v4(&service.entropy))).await?;
    let entry = append(tx, service, NewEntry { kind, case, actor, fields, commitments, journal: None }).await?;
    store::insert_change(tx, entry).await?;
    Ok(Some(entry))
}

/// Enters a change that a recovery took back, in the caller's transaction: it is proven anew ([`settle_change`]), as one that was made just
/// now. Gives what it changes; `None` for an entry that is none.
pub async fn change_again(
    tx: &mut Tx,
    service: &Service,
    entry: LogEntryId,
    case: CaseId,
) -> Result<Option<Change>, Error> {
    store::lock(tx, store::CHANGES).await?;
    let bytes = store::bytes(tx, entry).await?;
    let Some(counted) = Counted::read(&bytes, &service.keys.origin) else { return Ok(None) };
    if store::trust_case(tx, case).await? != case {
        return Ok(None);
    }
    store::insert_change(tx, entry).await?;
    Ok(Some(counted.change))
}

/// Has the change that waits proven, if one does and its time has come: from then on it holds. Gives it then.
pub async fn settle_change(service: &Service) -> Result<Option<Counted>, Error> {
    let mut tx = service.db.read().await?;
    let Some((entry, bytes)) = store::open_change(&mut tx).await? else { return Ok(None) };
    drop(tx);
    settle(service).await?;
    cosign(service).await?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    store::lock(&mut tx, store::CHANGES).await?;
    if store::open_change(&mut tx).await?.is_none_or(|(open, _)| open != entry) {
        // Another portal was here.
        return Ok(None);
    }
    let Some(index) = store::index(&mut tx, entry).await? else { return Ok(None) };
    let quorum = store::quorum(&mut tx).await?;
    let Some((size, note)) = store::checkpoint_over(&mut tx, index, quorum).await? else { return Ok(None) };
    let note = with_cosignatures(&note, &store::cosignatures(&mut tx, size).await?);
    let counted = Counted::read(&bytes, &service.keys.origin).ok_or(Error::Damaged("a change cannot be read"))?;
    store::prove_change(&mut tx, entry, size, &note, now).await?;
    match &counted.change {
        Change::Rotated { key, .. } => store::key_signs(&mut tx, key, now.plus(NOTICE)).await?,
        Change::Retired { key, .. } => store::key_retired(&mut tx, key, now).await?,
        Change::Witnesses { witnesses, .. } => store::put_policy(&mut tx, entry, witnesses, now).await?,
    }
    tx.commit().await?;
    Ok(Some(counted))
}

/// Whether a change waits to be proven.
pub async fn is_changing(tx: &mut Tx) -> Result<bool, Error> {
    Ok(store::open_change(tx).await?.is_some())
}

/// A change with all that proves it to whoever knows the log up to some size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenChange {
    /// The entry's bytes as logged.
    pub entry: Vec<u8>,
    /// The C2SP tlog-proof that leads to the checkpoint which satisfied the policy of before.
    pub proof: String,
    /// That this checkpoint and the state of that size are of one log.
    pub consistency: Vec<Hash>,
}

/// The change that follows the first `known`, for a mirror that cosigned `cosigned` entries; `None` when none does, or it does not hold
/// yet.
pub async fn change_after(service: &Service, known: u64, cosigned: u64) -> Result<Option<ProvenChange>, Error> {
    let mut tx = service.db.read().await?;
    let Some(row) = store::change_after(&mut tx, signed(known)).await? else { return Ok(None) };
    if cosigned > read_state(&mut tx).await?.0 {
        return Ok(None);
    }
    let (index, size) = (u64::try_from(row.log_index).unwrap_or(0), u64::try_from(row.size).unwrap_or(0));
    let ranges = merkle::inclusion_ranges(index, size).ok_or(Error::NoSuchSize)?;
    let path = hashes_of(&mut tx, &ranges).await?;
    let ranges = merkle::consistency_ranges(cosigned.min(size), cosigned.max(size)).ok_or(Error::NoSuchSize)?;
    let consistency = hashes_of(&mut tx, &ranges).await?;
    let proof = TlogProof { extra: None, index, path, checkpoint: row.note }.to_string();
    Ok(Some(ProvenChange { entry: row.bytes, proof, consistency }))
}

/// The witness policy in force, with the keys that sign checkpoints.
pub async fn witness_policy(tx: &mut Tx, service: &Service) -> Result<WitnessPolicy, Error> {
    let origin = &service.keys.origin;
    let signing =
        store::signing_keys(tx, Purpose::Log).await?.into_iter().filter(|key| key.signs() && !key.is_retired());
    let mut log =
        signing.rev().map(|key| Ok::<_, Error>(log_key(origin, key.public()?)?)).collect::<Result<Vec<_>, _>>()?;
    if log.is_empty() {
        // A database that is behind its log, and knows nothing yet.
        log.push(log_key(origin, service.keys.log().public())?);
    }
    let witnesses = store::policy_witnesses(tx).await?;
    let witnesses = witnesses.iter().map(|vkey| vkey.parse::<VerifierKey>()).collect::<Result<Vec<_>, _>>()?;
    let quorum = usize::try_from(store::quorum(tx).await?).unwrap_or(0);
    let changes = u64::try_from(store::proven_changes(tx).await?).unwrap_or(0);
    Ok(WitnessPolicy { changes, log, witnesses, quorum })
}
