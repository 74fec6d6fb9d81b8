//! How a mirror obeys: only what is signed by the service and proven to stand in the log, and then for ever.
//!
//! The time that counts for an order is the log's, which is the same to everybody: one that was signed for a later time than that of the
//! entry which announces it is refused. What this mirror's own clock says changes nothing. A wrong one would only delay what is to be deleted.

use std::sync::PoisonError;

use serde::Deserialize;

use super::store::{self, ObeyedRow};
use super::wire::{OrderBatch, ProvenOrder, Receipts, RefusedAs, RefusedOrder};
use super::{Error, Mirror, RetiredKey, finish, hash};
use crate::audit::proof::{self, TlogProof};
use crate::clock::Time;
use crate::tokens::{self, Audience, Digest, Ground, Order, Outcome, Receipt, VerifyingKey, order_digest};

/// The type of the log entry that announces an order.
pub const ENTRY_TYPE: &str = "order.issued";

/// Why an order is not obeyed. Nothing was touched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The order itself does not hold.
    #[error("the order is not valid: {0}")]
    Order(tokens::Error),
    /// The entry is not one that announces an order.
    #[error("the log entry does not announce an order")]
    Entry,
    /// The entry announces another order.
    #[error("the log entry announces another order")]
    OtherOrder,
    /// The entry does not stand in the log as far as this mirror is concerned.
    #[error("the order is not proven to be in the log: {0}")]
    Proof(#[from] proof::Error),
    /// An evacuation of other mirrors.
    #[error("the evacuation is of other mirrors")]
    Elsewhere,
    /// A key signed it that had ended before it was announced.
    #[error("the order is signed with a key that had ended when it was announced")]
    Retired,
    /// The blob held under this name has another root.
    #[error("the order names another root than the blob has")]
    Root,
}

impl Refusal {
    /// As what it is counted.
    pub fn counted(&self) -> RefusedAs {
        match self {
            Self::Order(tokens::Error::Expired | tokens::Error::Early | tokens::Error::Life) | Self::Retired => {
                RefusedAs::Expired
            }
            Self::Order(tokens::Error::Issuer | tokens::Error::Audience) | Self::Elsewhere | Self::Root => {
                RefusedAs::Foreign
            }
            Self::Order(_) => RefusedAs::Forged,
            Self::OtherOrder => RefusedAs::Replayed,
            Self::Entry | Self::Proof(_) => RefusedAs::Unlogged,
        }
    }
}

/// What must be read of an entry. Its other members are for others.
#[derive(Deserialize)]
struct Announcement {
    #[serde(rename = "type")]
    kind: String,
    at: Time,
    fields: AnnouncedFields,
}

#[derive(Deserialize)]
struct AnnouncedFields {
    order: Digest,
}

impl Mirror {
    /// Obeys each order of a batch that is to be obeyed, one after the other.
    pub async fn obey_all(&self, batch: &OrderBatch) -> Receipts {
        let mut answer = Receipts::default();
        for order in &batch.orders {
            match self.obey(order).await {
                Ok(receipt) => answer.receipts.push(receipt),
                Err(error) => {
                    let is_final = matches!(error, Error::Refused(_));
                    let order = order_digest(&order.order);
                    tracing::warn!(%order, error = &error as &dyn std::error::Error, "an order was not obeyed");
                    answer.refused.push(RefusedOrder { order, reason: error.to_string(), is_final });
                }
            }
        }
        answer
    }

    /// Obeys one order and answers the receipt. The tombstone, with all that the receipt says, is durable
    /// before the first byte goes; the bytes are verified to be gone before the receipt is signed; and the
    /// same order gets the same receipt ever after, unless its clock was set back. One that is refused is counted.
    pub async fn obey(&self, proven: &ProvenOrder) -> Result<String, Error> {
        let answer = self.obey_proven(proven).await;
        if let Err(Error::Refused(refusal)) = &answer {
            // In memory: strangers' orders cost no place in the queue of writers.
            let mut refused = self.inner.refused.lock().unwrap_or_else(PoisonError::into_inner);
            refused.count(refusal.counted(), 1);
        }
        answer
    }

    async fn obey_proven(&self, proven: &ProvenOrder) -> Result<String, Error> {
        let order = self.judge(proven)?;
        let digest = order_digest(&proven.order);
        let mirror = self.clone();
        finish(async move {
            let _lock = mirror.lock(order.blob).await;
            let done = mirror.bury(&order, digest).await?;
            mirror.inner.pieces.remove(order.blob).await?;
            mirror.sign(&Receipt {
                iss: mirror.inner.id,
                aud: mirror.inner.origin.clone(),
                // Obeyed while its clock was ahead, and that was set right since: nobody believes what is signed tomorrow. Nor does it say,
                // its clock being behind, that it obeyed before it was told.
                iat: done.at.min(mirror.inner.clock.now()).max(order.iat),
                order: digest,
                blob: done.blob,
                root: Digest(hash(&done.root)?),
                result: if done.result == Outcome::Deleted.as_str() { Outcome::Deleted } else { Outcome::NotHeld },
                bytes: u64::try_from(done.bytes).unwrap_or(0),
            })
        })
        .await
    }

    /// Whether the order is to be obeyed, by itself and its proof; what is held does not matter yet.
    fn judge(&self, proven: &ProvenOrder) -> Result<Order, Refusal> {
        let (inner, believed) = (&self.inner, self.believed());
        let entry: Announcement = serde_json::from_slice(&proven.entry).map_err(|_| Refusal::Entry)?;
        let verified = |keys: &[VerifyingKey]| {
            tokens::verify::<Order>(&proven.order, keys, &inner.origin, Audience::Any, entry.at)
        };
        let (order, until) = match verified(&believed.trust.order_keys) {
            Ok(order) => (order, None),
            // A key of before may have signed it, while it did.
            Err(tokens::Error::Key) => {
                let of_before = |retired: &RetiredKey| {
                    let order = verified(std::slice::from_ref(&retired.key)).ok()?;
                    Some((order, Some(retired.until)))
                };
                let retired = &believed.trust.retired_order_keys;
                retired.iter().find_map(of_before).ok_or(Refusal::Order(tokens::Error::Key))?
            }
            Err(error) => return Err(Refusal::Order(error)),
        };
        if order.ground == Ground::Evacuation && !order.aud.contains(&inner.id) {
            return Err(Refusal::Elsewhere);
        }
        if entry.kind != ENTRY_TYPE {
            return Err(Refusal::Entry);
        }
        if entry.fields.order != order_digest(&proven.order) {
            return Err(Refusal::OtherOrder);
        }
        // The policy asks for the log's signature, its quorum, and this mirror's own cosignature.
        let announced = proven.proof.parse::<TlogProof>()?.verify(&proven.entry, &believed.policy)?;
        if until.is_some_and(|until| announced.index >= until) {
            return Err(Refusal::Retired);
        }
        Ok(order)
    }

    /// Writes the tombstone and what the receipt will say; of an order obeyed before, what it said.
    async fn bury(&self, order: &Order, digest: Digest) -> Result<ObeyedRow, Error> {
        // A piece without a row is one whose acknowledgement failed: it is held all the same. Looked for before the transaction,
        // since a bucket may be slow; nothing comes in meanwhile, under the blob's lock.
        let mut db = self.inner.store.read().await?;
        let is_known = !store::pieces(&mut db, order.blob, -1).await?.is_empty();
        drop(db);
        let held = is_known || self.inner.pieces.holds(order.blob).await?;
        let mut tx = self.inner.store.write().await?;
        if let Some(done) = store::obeyed(&mut tx, &digest.0).await? {
            return Ok(done);
        }
        let row = store::blob(&mut tx, order.blob).await?;
        if row.and_then(|row| row.root).is_some_and(|root| root != order.root.0) {
            return Err(Refusal::Root.into());
        }
        let pieces = store::pieces(&mut tx, order.blob, -1).await?;
        let now = self.inner.clock.now();
        let done = ObeyedRow {
            blob: order.blob,
            root: order.root.0.to_vec(),
            result: if held { Outcome::Deleted } else { Outcome::NotHeld }.as_str().to_owned(),
            bytes: pieces.iter().filter(|row| row.piece >= 0).map(|row| row.bytes).sum(),
            at: now,
        };
        store::insert_obeyed(&mut tx, &digest.0, &done).await?;
        store::bury(&mut tx, order.blob, "order", now).await?;
        tx.commit().await?;
        Ok(done)
    }
}
