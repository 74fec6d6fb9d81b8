//! What a mirror believes of its service, and how that changes: only by entries of the log that are proven under the keys and the
//! witness policy which it believed before, one after the other.
//!
//! The proof leads to a checkpoint that the log signed and the policy's witnesses cosigned, and this is of one log with the state that
//! the mirror cosigned last, before it or after it. So whoever stole the service's keys, all of them even, still needs the witnesses to
//! make a mirror believe in others.

use std::sync::{Arc, PoisonError};

use serde::{Deserialize, Serialize};

use super::joining::Pins;
use super::polling::PollError;
use super::wire::ProvenChange;
use super::{Error, Mirror, portal, store};
use crate::audit::checkpoint::{Policy, log_key};
use crate::audit::note::VerifierKey;
use crate::audit::proof::TlogProof;
use crate::audit::trust::{Change, Counted};
use crate::audit::witness::{AddCheckpoint, Refusal};
use crate::causes::with_causes;
use crate::keys::Purpose;
use crate::merkle;
use crate::tokens::VerifyingKey;

/// What a mirror believes of the service: pinned when it joins, and changed by the log alone.
#[derive(Clone, Debug)]
pub struct Trust {
    /// The service's origin: `iss` of its tokens and `aud` of ours.
    pub origin: String,
    /// The keys that sign orders, tickets and calls.
    pub order_keys: Vec<VerifyingKey>,
    /// The keys that did: orders of theirs stand, and nothing else.
    pub retired_order_keys: Vec<RetiredKey>,
    /// The log, its keys and the quorum asked of a checkpoint. This mirror's own cosignature is always
    /// asked for as well and need not be named.
    pub policy: Policy,
}

/// A key that signs no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetiredKey {
    /// The key.
    pub key: VerifyingKey,
    /// The index of the entry with which it ended: its orders stand that were announced before.
    pub until: u64,
}

/// What a mirror goes by.
pub(super) struct Believed {
    pub(super) trust: Trust,
    /// The trust's policy, and the mirror's own cosignature.
    pub(super) policy: Policy,
}

impl Believed {
    pub(super) fn new(trust: Trust, own: &VerifierKey) -> Arc<Self> {
        let policy = trust.policy.clone().requiring(own.clone());
        Arc::new(Self { trust, policy })
    }
}

impl Mirror {
    /// What it goes by now.
    pub(super) fn believed(&self) -> Arc<Believed> {
        self.inner.believed.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Has a mirror of the service's own process go by these keys and this policy from now on. One of its own process asks the log.
    pub fn believe(&self, trust: Trust) {
        let believed = Believed::new(trust, &self.inner.witness_key);
        *self.inner.believed.write().unwrap_or_else(PoisonError::into_inner) = believed;
    }

    /// Takes one change, if it is the next and proven. It is durable before anything is done by it.
    pub(super) async fn take(&self, proven: &ProvenChange) -> Result<(), PollError> {
        let doubtful = portal::Error::Untrustworthy;
        let believed = self.believed();
        let proof: TlogProof =
            proven.proof.parse().map_err(|_| doubtful("what changes its keys or witnesses comes without a proof"))?;
        let witnessed = proof.verify(&proven.entry, &believed.trust.policy).map_err(|error| {
            tracing::error!(error = %with_causes(&error), "a change of the service's keys or witnesses is not proven");
            doubtful("what changes its keys or witnesses is not proven under those of before")
        })?;
        let counted = Counted::read(&proven.entry, &self.inner.origin)
            .ok_or(doubtful("what changes its keys or witnesses cannot be read"))?;
        self.is_of_one_log(&proof, &witnessed.witnessed.checkpoint, &proven.consistency).await?;

        let mut tx = self.inner.store.write().await.map_err(Error::from)?;
        let text = store::pins(&mut tx).await.map_err(Error::from)?;
        let mut pins: Pins = text
            .and_then(|text| serde_json::from_str(&text).ok())
            .ok_or(Error::Damaged("what it was told when it joined cannot be read"))?;
        pins.take(&counted, witnessed.index)?;
        let trust = pins.trust()?;
        let text = serde_json::to_string(&pins).map_err(|_| Error::Damaged("what it believes cannot be written"))?;
        store::change_pins(&mut tx, &text).await.map_err(Error::from)?;
        tx.commit().await.map_err(Error::from)?;
        tracing::info!(n = counted.n, "the service changed its keys or its witnesses");
        self.believe(trust);
        Ok(())
    }

    /// Refuses a checkpoint of another log than the one this mirror follows.
    async fn is_of_one_log(
        &self,
        proof: &TlogProof,
        shown: &crate::audit::checkpoint::Checkpoint,
        consistency: &[crate::tokens::Digest],
    ) -> Result<(), PollError> {
        let path: Vec<merkle::Hash> = consistency.iter().map(|hash| hash.0).collect();
        let mut db = self.inner.store.read().await.map_err(Error::from)?;
        let latest = self.latest(&mut db).await?;
        drop(db);
        match latest {
            Some(latest) if latest.size > shown.size => {
                if merkle::verify_consistency(shown.size, &shown.root, latest.size, &latest.root, &path) {
                    Ok(())
                } else {
                    // The service may have had it cosign a later checkpoint meanwhile; if not so, it asks in vain.
                    Err(Error::from(Refusal::Conflict(latest.size)).into())
                }
            }
            latest => {
                let old = latest.map_or(0, |latest| latest.size);
                let request = AddCheckpoint { old, proof: path, checkpoint: proof.checkpoint.clone() };
                self.add_checkpoint(&request.to_string()).await?;
                Ok(())
            }
        }
    }
}

impl Pins {
    /// Changes what is believed. `index` is where the change stands in the log.
    fn take(&mut self, counted: &Counted, index: u64) -> Result<(), PollError> {
        let doubtful = |what| -> Result<(), PollError> { Err(portal::Error::Untrustworthy(what).into()) };
        if counted.n != self.changes + 1 {
            return doubtful("it passes over a change of its keys or witnesses");
        }
        match &counted.change {
            Change::Rotated { purpose: Purpose::Order, key, by } => {
                let (key, by) = (VerifyingKey::new(*key), VerifyingKey::new(*by));
                if !self.order_keys.contains(&key) {
                    if !self.order_keys.contains(&by) {
                        return doubtful("a key that is none of its own announces another");
                    }
                    self.order_keys.push(key);
                }
            }
            Change::Rotated { purpose: Purpose::Log, key, by } => {
                let (key, by) = (self.log_key(key)?, self.log_key(by)?);
                if !self.log_keys.contains(&key) {
                    if !self.log_keys.contains(&by) {
                        return doubtful("a key that is none of its own announces another");
                    }
                    self.log_keys.push(key);
                }
            }
            Change::Retired { purpose: Purpose::Order, key } => {
                let key = VerifyingKey::new(*key);
                if self.order_keys == [key.clone()] {
                    return doubtful("it would have no key left that signs orders");
                }
                if self.order_keys.contains(&key) {
                    self.order_keys.retain(|other| *other != key);
                    self.retired_order_keys.push(RetiredKey { key, until: index });
                }
            }
            Change::Retired { purpose: Purpose::Log, key } => {
                let key = self.log_key(key)?;
                if self.log_keys == [key.clone()] {
                    return doubtful("it would have no key left that signs checkpoints");
                }
                self.log_keys.retain(|other| *other != key);
            }
            Change::Witnesses { witnesses, quorum } => {
                self.witnesses = witnesses.iter().map(ToString::to_string).collect();
                self.quorum = *quorum;
            }
        }
        self.changes = counted.n;
        Ok(())
    }

    /// A key of the log as it is pinned.
    fn log_key(&self, public: &[u8; 32]) -> Result<String, PollError> {
        let key = log_key(&self.origin, *public).map_err(|_| Error::Damaged("its service has no valid name"))?;
        Ok(key.to_string())
    }
}
