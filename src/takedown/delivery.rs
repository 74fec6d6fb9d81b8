//! Delivery: an order reaches every mirror, each signs what it did, and the service looks for itself.
//!
//! Nothing is handed over before the order's entry is under a checkpoint that satisfies the witness policy and that
//! the mirror cosigned itself. Whatever a mirror answers is recorded at once; what it did not answer is tried again
//! until it does, or is given up, without keeping the other mirrors waiting.

use futures_util::future::join_all;
use serde_json::json;

use super::{Error, guarded, store};
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{LogEntryId, OrderId};
use crate::mirrors::client::{Probe, Signed};
use crate::mirrors::wire::ProvenOrder;
use crate::service::Service;
use crate::tokens::{self, Audience, Receipt, VerifyingKey};
use crate::webhooks::{self, Event};

/// The job of an order. Every time it is run it does what is left: hands the order to the mirrors that have not
/// receipted it, and looks at those that have. An error says what is still left, so that the queue comes back to it.
pub async fn deliver_order(service: &Service, order: OrderId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let row = store::order(&mut tx, order).await?.ok_or(Error::NotFound)?;
    let deliveries = store::deliveries(&mut tx, order).await?;
    drop(tx);
    let counting = || deliveries.iter().filter(|delivery| !delivery.given_up);
    let owing = counting().filter(|delivery| delivery.receipted_at.is_none()).count();
    let unseen = counting().filter(|delivery| delivery.probed_at.is_none()).count();
    if owing == 0 && unseen == 0 && row.completed_at.is_some() {
        return Ok(());
    }
    if owing > 0 {
        require_proof(service, row.log_entry).await?;
    }

    let answers = join_all(
        deliveries.iter().filter(|delivery| delivery.receipted_at.is_none()).map(|to| hand_over(service, &row, to)),
    )
    .await;
    let owing: Vec<_> = deliveries.iter().filter(|delivery| delivery.receipted_at.is_none()).collect();
    record_answers(service, &row, owing.into_iter().zip(answers).collect()).await?;
    let left = probe_all(service, &row).await?;
    if left.is_empty() {
        return Ok(());
    }
    Err(Error::Undelivered { left: left.len(), all: deliveries.len(), reasons: left.join("; ") })
}

/// Promise 4: nothing goes out before its entry is under a checkpoint that satisfies the policy.
async fn require_proof(service: &Service, entry: LogEntryId) -> Result<(), Error> {
    match audit::proof_now(service, entry).await? {
        Some(_) => Ok(()),
        None => Err(Error::NotYet("the order is not under a checkpoint that satisfies the witness policy")),
    }
}

/// What came of handing an order to a mirror.
enum Answer {
    Obeyed(Signed<Receipt>),
    Refused(String),
    Unreachable(String),
}

async fn hand_over(service: &Service, order: &store::OrderRow, to: &store::Delivery) -> Answer {
    if to.given_up {
        return Answer::Unreachable("the mirror was given up".to_owned());
    }
    let Some(client) = service.mirrors.client(to.mirror) else {
        return Answer::Unreachable("the service is not connected to the mirror".to_owned());
    };
    let proven = match audit::proof_for_mirror(service, order.log_entry, to.mirror).await {
        Ok(Some(proven)) => proven,
        Ok(None) => return Answer::Unreachable("the mirror has not cosigned the log so far".to_owned()),
        Err(error) => return Answer::Unreachable(error.to_string()),
    };
    let proven = ProvenOrder { order: order.token.clone(), entry: proven.entry, proof: proven.proof };
    match client.orders(&[proven]).await.pop() {
        Some(Ok(receipt)) => match check(service, order, to, &receipt.compact) {
            Ok(claims) => Answer::Obeyed(Signed { compact: receipt.compact, claims }),
            Err(reason) => Answer::Refused(reason),
        },
        Some(Err(error)) if error.is_passing() => Answer::Unreachable(error.to_string()),
        Some(Err(error)) => Answer::Refused(error.to_string()),
        None => Answer::Refused("the mirror gave no answer to this order".to_owned()),
    }
}

/// A receipt counts only if the mirror that the order went to signed it, with the key it was admitted with, to us, for
/// this very order and what it names.
fn check(service: &Service, order: &store::OrderRow, to: &store::Delivery, compact: &str) -> Result<Receipt, String> {
    let public =
        <[u8; 32]>::try_from(to.public_key.as_slice()).map_err(|_| "its recorded key is damaged".to_owned())?;
    let (issuer, origin) = (to.mirror.to_string(), &service.keys.origin);
    let keys = [VerifyingKey::new(public)];
    let receipt: Receipt = tokens::verify(compact, &keys, &issuer, Audience::Is(origin), service.clock.now())
        .map_err(|error| format!("its receipt does not hold: {error}"))?;
    if receipt.order.0.as_slice() != order.sha256 || receipt.blob != order.blob {
        return Err("its receipt is for another order".to_owned());
    }
    Ok(receipt)
}

/// Records what the mirrors answered, each receipt with its entry, and completes the order with the last of them.
async fn record_answers(
    service: &Service,
    order: &store::OrderRow,
    answers: Vec<(&store::Delivery, Answer)>,
) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    // The object's case is counted up below; its row is locked first, as everywhere, so that no two wait for each other.
    super::locked(&mut tx, order.object).await?;
    for (to, answer) in answers {
        match answer {
            Answer::Obeyed(receipt) => record_receipt(&mut tx, service, order, to, &receipt).await?,
            Answer::Refused(reason) => {
                tracing::error!(mirror = %to.mirror, %reason, "a mirror refused an order");
                store::not_delivered(&mut tx, order.id, to.mirror, "refused", &reason, now).await?;
            }
            Answer::Unreachable(reason) => {
                store::not_delivered(&mut tx, order.id, to.mirror, "unreachable", &reason, now).await?;
            }
        }
    }
    if store::owing(&mut tx, order.id).await? == 0 && store::complete_order(&mut tx, order.id, now).await? == 1 {
        guarded(store::blob_deleted(&mut tx, order.blob, now).await?)?;
        // An object of several blobs has an order for each: it is gone with the last of them.
        if super::is_gone(&mut tx, order.object).await? {
            for decision in store::holding_decisions(&mut tx, order.object).await? {
                webhooks::tell_decided(&mut tx, service, decision, Event::TargetDeleted).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn record_receipt(
    tx: &mut Tx,
    service: &Service,
    order: &store::OrderRow,
    to: &store::Delivery,
    receipt: &Signed<Receipt>,
) -> Result<(), Error> {
    if !store::still_owes(tx, order.id, to.mirror).await? {
        // Another worker was here.
        return Ok(());
    }
    let entry = NewEntry {
        kind: "order.receipted",
        case: order.log_case,
        actor: "mirror",
        fields: json!({
            "order": tokens::order_digest(&order.token).to_string(),
            "mirror": to.mirror.to_string(),
            "result": receipt.claims.result.as_str(),
            "receipt": tokens::order_digest(&receipt.compact).to_string(),
        }),
        commitments: &[],
        journal: None,
    };
    let entry = audit::append(tx, service, entry).await?;
    let now = service.clock.now();
    let result = receipt.claims.result.as_str();
    guarded(store::receipted(tx, order.id, to.mirror, result, &receipt.compact, entry, now).await?)?;
    store::replica_deleted(tx, order.blob, to.mirror).await?;
    Ok(())
}

/// Looks at every mirror that has receipted and was not looked at yet. Gives what is still left of the whole order.
async fn probe_all(service: &Service, order: &store::OrderRow) -> Result<Vec<String>, Error> {
    let mut tx = service.db.read().await?;
    let deliveries = store::deliveries(&mut tx, order.id).await?;
    drop(tx);
    let counting = deliveries.iter().filter(|delivery| !delivery.given_up);
    let (receipted, owing): (Vec<_>, Vec<_>) = counting.partition(|delivery| delivery.receipted_at.is_some());
    let mut left: Vec<String> = owing
        .iter()
        .map(|delivery| format!("{}: {}", delivery.name, delivery.last_error.as_deref().unwrap_or("no receipt yet")))
        .collect();
    let unseen: Vec<_> = receipted.into_iter().filter(|delivery| delivery.probed_at.is_none()).collect();
    if unseen.is_empty() {
        return Ok(left);
    }
    let seen = join_all(unseen.iter().map(|delivery| look(service, order, delivery))).await;
    let mut tx = service.db.begin().await?;
    super::locked(&mut tx, order.object).await?;
    for (delivery, outcome) in unseen.into_iter().zip(seen) {
        match outcome {
            Ok(outcome) => record_probe(&mut tx, service, order, delivery, outcome).await?,
            Err(error) => left.push(format!("{}: not looked at yet, {error}", delivery.name)),
        }
    }
    tx.commit().await?;
    Ok(left)
}

async fn look(service: &Service, order: &store::OrderRow, at: &store::Delivery) -> Result<&'static str, String> {
    let client = service.mirrors.client(at.mirror).ok_or("the service is not connected to the mirror")?;
    match client.probe(order.blob).await {
        Ok(Probe::Gone) => Ok("gone"),
        Ok(Probe::Absent) => Ok("absent"),
        Ok(Probe::Held) => Ok("held"),
        Err(error) => Err(error.to_string()),
    }
}

/// Records what a look found: `gone` (410, as it must be), `absent` (404), or `held`: the mirror's receipt was untrue.
async fn record_probe(
    tx: &mut Tx,
    service: &Service,
    order: &store::OrderRow,
    at: &store::Delivery,
    outcome: &'static str,
) -> Result<(), Error> {
    if !store::unseen(tx, order.id, at.mirror).await? {
        return Ok(());
    }
    if outcome != "gone" {
        tracing::error!(mirror = %at.mirror, outcome, "a mirror receipted an order and does not answer 410");
    }
    let entry = NewEntry {
        kind: "order.probed",
        case: order.log_case,
        actor: "service",
        fields: json!({
            "order": tokens::order_digest(&order.token).to_string(),
            "mirror": at.mirror.to_string(),
            "outcome": outcome,
        }),
        commitments: &[],
        journal: None,
    };
    let entry = audit::append(tx, service, entry).await?;
    guarded(store::probed(tx, order.id, at.mirror, outcome, entry, service.clock.now()).await?)
}
