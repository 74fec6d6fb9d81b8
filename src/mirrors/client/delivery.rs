//! Handing orders over, and believing only receipts that hold.

use std::fmt;
use std::sync::Arc;

use http::Method as Verb;

use super::transport::{Fault, words};
use super::{Error, LONG_PATIENCE, MirrorClient, Signed};
use crate::mirrors::wire::{OrderBatch, ProvenOrder, Receipts, RefusedOrder};
use crate::tokens::{self, Order, Receipt, order_digest};

/// The most orders in one request.
const MOST_ORDERS: usize = 100;
/// The most bytes of orders in one request; mirrors take 1 MiB.
const LARGEST_BATCH: usize = 900 * 1024;

impl MirrorClient {
    /// Hands over orders with their proofs: for each, the mirror's receipt or why there is none. Large
    /// batches travel in several requests.
    pub async fn orders(&self, orders: &[ProvenOrder]) -> Vec<Result<Signed<Receipt>, Error>> {
        let mut answers = Vec::with_capacity(orders.len());
        let mut rest = orders;
        while !rest.is_empty() {
            let (mut count, mut bytes) = (0, 0);
            for order in rest.iter().take(MOST_ORDERS) {
                bytes += order.order.len() + order.entry.len().div_ceil(3) * 4 + order.proof.len() * 2 + 64;
                if count > 0 && bytes > LARGEST_BATCH {
                    break;
                }
                count += 1;
            }
            let (batch, later) = rest.split_at(count);
            answers.extend(self.batch(batch).await);
            rest = later;
        }
        answers
    }

    async fn batch(&self, orders: &[ProvenOrder]) -> Vec<Result<Signed<Receipt>, Error>> {
        let request = self.request(Verb::POST, "/v1/orders", None);
        let batch = OrderBatch { orders: orders.to_vec() };
        match self.call_json::<_, Receipts>(request, &batch, LONG_PATIENCE).await {
            Ok(answer) => {
                let receipts: Vec<_> =
                    answer.receipts.into_iter().filter_map(|compact| self.verified::<Receipt>(compact).ok()).collect();
                orders.iter().map(|order| pick(order, &receipts, &answer.refused)).collect()
            }
            Err(error) => {
                // One request failed for all of them; the reason is worth telling once for each.
                let reason = Arc::new(error);
                orders.iter().map(|_| Err(repeat(&reason))).collect()
            }
        }
    }
}

/// The answer to one order among those of its batch. A receipt counts only if it names this very order and what
/// the order names.
fn pick(order: &ProvenOrder, receipts: &[Signed<Receipt>], refused: &[RefusedOrder]) -> Result<Signed<Receipt>, Error> {
    let digest = order_digest(&order.order);
    if let Some(receipt) = receipts.iter().find(|receipt| receipt.claims.order == digest) {
        let claims: Order = tokens::read_own(&order.order).map_err(|_| Error::Unwritable("the order"))?;
        if (receipt.claims.blob, receipt.claims.root) != (claims.blob, claims.root) {
            return Err(Error::Untrustworthy("its receipt is for another blob than the order's"));
        }
        return Ok(receipt.clone());
    }
    match refused.iter().find(|refused| refused.order == digest) {
        Some(refused) => Err(Error::NotObeyed { reason: words(&refused.reason), is_final: refused.is_final }),
        None => Err(Error::Untrustworthy("it gave no valid receipt")),
    }
}

/// The same error for another order of the batch.
fn repeat(error: &Arc<Error>) -> Error {
    match error.as_ref() {
        Error::Refused { status, problem } => Error::Refused { status: *status, problem: problem.clone() },
        Error::Conflict(problem) => Error::Conflict(problem.clone()),
        Error::Gone => Error::Gone,
        Error::Untrustworthy(what) => Error::Untrustworthy(what),
        Error::Unwritable(what) => Error::Unwritable(what),
        _ => Error::Unreachable(Fault::new(Shared(Arc::clone(error)))),
    }
}

/// An error that several answers share.
#[derive(Debug)]
struct Shared(Arc<Error>);

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Shared {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}
