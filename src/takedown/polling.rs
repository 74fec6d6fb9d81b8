//! Polling: a mirror asks by itself what it is to obey, so that one that was away hears of it before it serves again.
//!
//! It is told the latest checkpoint, which it cosigns first, and the orders to it that stand under that in the log, from the index on
//! from which it has not heard them, whoever delivered them meanwhile. Its receipts it gives when the order is delivered.

use super::{Error, store};
use crate::audit;
use crate::ids::MirrorId;
use crate::mirrors::wire::{Heard, OrdersPage, ProvenChange, ProvenOrder, SignedPage};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::{self, Answer, CALL_LIFE, Digest, MirrorCall};

/// The most orders of one answer.
const MOST: usize = 50;

/// What the mirror that calls has not heard of, signed for this very call: the next change of the service's keys or witnesses, if there
/// is one, and else [`orders_to`] it.
pub async fn answer(service: &Service, call: &MirrorCall, heard: Heard) -> Result<SignedPage, Error> {
    let page = match audit::change_after(service, heard.changes, heard.cosigned).await? {
        Some(audit::ProvenChange { entry, proof, consistency }) => {
            let consistency = consistency.into_iter().map(Digest).collect();
            let change = Some(ProvenChange { entry, proof, consistency });
            OrdersPage { change, checkpoint: String::new(), orders: Vec::new(), next: heard.from }
        }
        None => orders_to(service, call.iss, heard.from, heard.cosigned).await?,
    };
    let page = serde_json::to_string(&page).map_err(|_| Error::Damaged("orders that cannot be written"))?;
    let iat = service.clock.now();
    let claims = Answer {
        iss: service.keys.origin.clone(),
        aud: call.iss,
        iat,
        exp: iat.plus(CALL_LIFE),
        jti: call.jti,
        digest: Digest::of(page.as_bytes()),
    };
    let answer = tokens::sign(&service.keys.order(), &claims)?;
    Ok(SignedPage { page, answer })
}

/// The orders to `mirror` that stand in the log from the index `from` on, proven under the latest checkpoint; and that checkpoint, with the
/// proof that it follows the one of `cosigned` entries. There are none while it does not satisfy the witness policy.
///
/// # Errors
/// Also when the log has fewer entries than the mirror cosigned.
pub async fn orders_to(service: &Service, mirror: MirrorId, from: u64, cosigned: u64) -> Result<OrdersPage, Error> {
    audit::settle(service).await?;
    let mut tx = service.db.read().await?;
    let mut head = audit::Head::latest(&mut tx).await?;
    if !head.satisfies() {
        drop(tx);
        audit::cosign(service).await?;
        tx = service.db.read().await?;
        head = audit::Head::latest(&mut tx).await?;
    }
    if cosigned > head.size() {
        return Err(Error::Conflict(Text::of("orders-beyond").with("cosigned", cosigned).with("size", head.size())));
    }
    let checkpoint = head.since(&mut tx, cosigned).await?.to_string();
    // Promise 4.
    if !head.satisfies() {
        return Ok(OrdersPage { change: None, checkpoint, orders: Vec::new(), next: from });
    }
    let mut orders = Vec::new();
    let mut next = head.size();
    for row in store::orders_to(&mut tx, mirror, from, head.size(), MOST).await? {
        let index = u64::try_from(row.log_index).map_err(|_| Error::Damaged("a log index below 0"))?;
        let proven = head.proof(&mut tx, row.log_entry, index).await?;
        orders.push(ProvenOrder { order: row.token, entry: proven.entry, proof: proven.proof });
        if orders.len() == MOST {
            next = index + 1;
        }
    }
    Ok(OrdersPage { change: None, checkpoint, orders, next })
}
