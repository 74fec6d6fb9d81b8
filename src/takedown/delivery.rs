//! Delivery: an order reaches every mirror, each signs what it did, and the service looks for itself.
//!
//! Nothing is handed over before the order's entry is under a checkpoint that satisfies the witness policy and that
//! the mirror cosigned itself. Whatever a mirror answers is recorded at once; what it did not answer is tried again
//! until it does, or is given up, without keeping the other mirrors waiting.
//!
//! Orders that are due together go together: one call to a mirror for all that it owes of them, and one transaction for whatever has been
//! answered by then. Each stands alone all the same: what comes of one changes nothing for another.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt as _;
use futures_util::future::join_all;
use futures_util::stream::{self, FuturesUnordered};
use serde_json::json;

use super::{Error, all_locked, guarded, store};
use crate::audit::{self, NewEntry, ProvenEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{BlobId, LogEntryId, MirrorId, OrderId};
use crate::mirrors::client::{MirrorClient, Probe, Signed};
use crate::mirrors::wire::ProvenOrder;
use crate::service::Service;
use crate::tokens::{self, Audience, Receipt, VerifyingKey};
use crate::webhooks::{self, Event};

/// How many blobs are looked for at once.
const LOOKS_AT_ONCE: usize = 32;

/// The job of an order. Every time it is run it does what is left: hands the order to the mirrors that have not
/// receipted it, and looks at those that have. An error says what is still left, so that the queue comes back to it.
pub async fn deliver_order(service: &Service, order: OrderId) -> Result<(), Error> {
    deliver_orders(service, &[order]).await?.pop().unwrap_or(Err(Error::NotFound))
}

/// The same of several orders at once: what came of each, in their order.
///
/// # Errors
/// What kept all of them. Each can be tried by itself then.
pub async fn deliver_orders(service: &Service, orders: &[OrderId]) -> Result<Vec<Result<(), Error>>, Error> {
    let mut tx = service.db.read().await?;
    let mut found = Vec::with_capacity(orders.len());
    for order in orders {
        found.push(match store::order(&mut tx, *order).await? {
            Some(row) => Some(OpenOrder { row, deliveries: store::deliveries(&mut tx, *order).await? }),
            None => None,
        });
    }
    drop(tx);
    let open: Vec<&OpenOrder> = found.iter().flatten().filter(|open| !open.is_done()).collect();
    let unproven = unproven(service, &open).await?;
    let going: Vec<&OpenOrder> = open.into_iter().filter(|open| !unproven.contains(&open.row.id)).collect();
    hand_over_all(service, &going).await?;
    let mut left = look_at_all(service, &going).await?;
    let outcome = |open: Option<&OpenOrder>| {
        let Some(OpenOrder { row, deliveries }) = open else { return Err(Error::NotFound) };
        if unproven.contains(&row.id) {
            return Err(Error::NotYet("the order is not under a checkpoint that satisfies the witness policy"));
        }
        match left.remove(&row.id) {
            Some(left) => Err(Error::Undelivered { left: left.len(), all: deliveries.len(), reasons: left.join("; ") }),
            None => Ok(()),
        }
    };
    Ok(found.iter().map(Option::as_ref).map(outcome).collect())
}

/// An order, and how it stands with each of its mirrors.
struct OpenOrder {
    row: store::OrderRow,
    deliveries: Vec<store::Delivery>,
}

impl OpenOrder {
    fn counting(&self) -> impl Iterator<Item = &store::Delivery> {
        self.deliveries.iter().filter(|delivery| !delivery.given_up)
    }

    /// Whether a mirror that counts has not receipted it.
    fn is_owed(&self) -> bool {
        self.counting().any(|delivery| delivery.receipted_at.is_none())
    }

    fn is_done(&self) -> bool {
        self.row.completed_at.is_some() && !self.is_owed() && self.counting().all(|it| it.probed_at.is_some())
    }
}

/// What a mirror owes of an order: its receipt, or then a look.
#[derive(Clone, Copy)]
struct Owed<'a> {
    order: &'a store::OrderRow,
    to: &'a store::Delivery,
}

/// What a mirror signed, or how the order stands there.
type Answer = Result<Signed<Receipt>, Unanswered>;

/// How an order stands that a mirror has not receipted.
pub(super) struct Unanswered {
    /// `unreachable`, or `refused`.
    pub(super) state: &'static str,
    /// Why, for people. It is English.
    pub(super) why: String,
}

impl Unanswered {
    pub(super) fn unreachable(why: impl Into<String>) -> Self {
        Self { state: "unreachable", why: why.into() }
    }

    fn refused(why: impl Into<String>) -> Self {
        Self { state: "refused", why: why.into() }
    }
}

/// Promise 4: nothing goes out before its entry is under a checkpoint that satisfies the policy. The orders that have to wait for that.
async fn unproven(service: &Service, open: &[&OpenOrder]) -> Result<BTreeSet<OrderId>, Error> {
    let (orders, entries): (Vec<_>, Vec<_>) =
        open.iter().filter(|open| open.is_owed()).map(|open| (open.row.id, open.row.log_entry)).unzip();
    let proven = audit::are_proven_now(service, &entries).await?;
    Ok(orders.into_iter().zip(proven).filter(|(_, proven)| !proven).map(|(order, _)| order).collect())
}

/// Hands every mirror what it owes of these orders, and writes down what comes of that as it comes.
async fn hand_over_all(service: &Service, going: &[&OpenOrder]) -> Result<(), Error> {
    let mut given_up = Vec::new();
    let mut by_mirror: BTreeMap<MirrorId, Vec<Owed<'_>>> = BTreeMap::new();
    for open in going {
        for to in open.deliveries.iter().filter(|delivery| delivery.receipted_at.is_none()) {
            let owed = Owed { order: &open.row, to };
            if to.given_up {
                given_up.push((owed, Err(Unanswered::unreachable("the mirror was given up"))));
            } else {
                by_mirror.entry(to.mirror).or_default().push(owed);
            }
        }
    }
    // An order that nobody owes any more, since the mirrors that did were given up, is complete.
    let unowed: Vec<_> =
        going.iter().filter(|open| !open.is_owed() && open.row.completed_at.is_none()).map(|open| &open.row).collect();
    record_answers(service, &unowed, &given_up).await?;

    let packed = join_all(by_mirror.into_iter().map(|(mirror, owed)| pack(service, mirror, owed))).await;
    let mirrors = packed.len().max(1);
    let calls: FuturesUnordered<_> = packed.into_iter().map(|(owed, parcel)| call(service, owed, parcel)).collect();
    // While answers are written down nobody else is listened to: calls hold nothing that this could wait for.
    let mut calls = calls.ready_chunks(mirrors);
    while let Some(answers) = calls.next().await {
        let answers: Vec<_> = answers.into_iter().flatten().collect();
        record_answers(service, &[], &answers).await?;
    }
    Ok(())
}

async fn pack<'a>(service: &Service, mirror: MirrorId, owed: Vec<Owed<'a>>) -> (Vec<Owed<'a>>, Parcel) {
    let orders: Vec<_> = owed.iter().map(|owed| (owed.order.log_entry, owed.order.token.as_str())).collect();
    let parcel = Parcel::pack(service, mirror, &orders).await;
    (owed, parcel)
}

async fn call<'a>(service: &Service, owed: Vec<Owed<'a>>, parcel: Parcel) -> Vec<(Owed<'a>, Answer)> {
    let answers = parcel.hand_over().await;
    let checked = |(owed, answer): (Owed<'a>, Answer)| {
        let answer = answer.and_then(|receipt| check(service, owed, receipt.compact));
        (owed, answer)
    };
    owed.into_iter().zip(answers).map(checked).collect()
}

/// Orders to a mirror, each with its proof if there is one, and the way there.
pub(super) struct Parcel {
    way: Result<MirrorClient, String>,
    orders: Vec<Option<ProvenOrder>>,
}

impl Parcel {
    /// Of these orders, each its entry and itself as signed. The mirror is asked to cosign the log, if need be.
    pub(super) async fn pack(service: &Service, mirror: MirrorId, orders: &[(LogEntryId, &str)]) -> Self {
        let unproven = || -> Vec<Option<ProvenOrder>> { orders.iter().map(|_| None).collect() };
        let Some(client) = service.mirrors.client(mirror) else {
            return Self { way: Err("the service is not connected to the mirror".to_owned()), orders: unproven() };
        };
        let entries: Vec<_> = orders.iter().map(|(entry, _)| *entry).collect();
        // Promise 4: a proof leads to a checkpoint that satisfies the policy, and that this mirror cosigned.
        let proofs = match audit::proofs_for_mirror(service, &entries, mirror).await {
            Ok(proofs) => proofs,
            Err(error) => return Self { way: Err(error.to_string()), orders: unproven() },
        };
        let proven = |(order, proof): (&str, Option<ProvenEntry>)| {
            proof.map(|ProvenEntry { entry, proof, .. }| ProvenOrder { order: order.to_owned(), entry, proof })
        };
        let orders = orders.iter().map(|(_, order)| *order).zip(proofs).map(proven).collect();
        Self { way: Ok(client), orders }
    }

    /// Hands them over, in one call where that takes them all: what came of each. It holds nothing of the database meanwhile.
    pub(super) async fn hand_over(self) -> Vec<Answer> {
        let Self { way, orders } = self;
        let client = match way {
            Ok(client) => client,
            Err(why) => return orders.iter().map(|_| Err(Unanswered::unreachable(why.as_str()))).collect(),
        };
        let are_sent: Vec<bool> = orders.iter().map(Option::is_some).collect();
        let proven: Vec<_> = orders.into_iter().flatten().collect();
        let mut receipts = client.orders(&proven).await.into_iter();
        let answer = |is_sent: bool| {
            if !is_sent {
                return Err(Unanswered::unreachable("the mirror has not cosigned the log so far"));
            }
            match receipts.next() {
                Some(Ok(receipt)) => Ok(receipt),
                Some(Err(error)) if error.is_passing() => Err(Unanswered::unreachable(error.to_string())),
                Some(Err(error)) => Err(Unanswered::refused(error.to_string())),
                None => Err(Unanswered::refused("the mirror gave no answer to this order")),
            }
        };
        are_sent.into_iter().map(answer).collect()
    }
}

/// A receipt counts only if the mirror that the order went to signed it, with the key it was admitted with, to us, for
/// this very order and what it names.
fn check(service: &Service, Owed { order, to }: Owed<'_>, compact: String) -> Answer {
    let public = <[u8; 32]>::try_from(to.public_key.as_slice())
        .map_err(|_| Unanswered::refused("its recorded key is damaged"))?;
    let (issuer, origin) = (to.mirror.to_string(), &service.keys.origin);
    let keys = [VerifyingKey::new(public)];
    let claims: Receipt = tokens::verify(&compact, &keys, &issuer, Audience::Is(origin), service.clock.now())
        .map_err(|error| Unanswered::refused(format!("its receipt does not hold: {error}")))?;
    if claims.order.0.as_slice() != order.sha256 || claims.blob != order.blob {
        return Err(Unanswered::refused("its receipt is for another order"));
    }
    Ok(Signed { compact, claims })
}

/// Records what mirrors answered, each receipt with its entry, and completes every order with the last of them; those of `unowed`, too.
async fn record_answers(
    service: &Service,
    unowed: &[&store::OrderRow],
    answers: &[(Owed<'_>, Answer)],
) -> Result<(), Error> {
    let answered = answers.iter().map(|(owed, _)| owed.order);
    let orders: BTreeMap<_, _> = unowed.iter().copied().chain(answered).map(|order| (order.id, order)).collect();
    if orders.is_empty() {
        return Ok(());
    }
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    // The objects' cases are counted up below; their rows are locked first, as everywhere, so that no two wait for each other.
    all_locked(&mut tx, orders.values().map(|order| order.object).collect()).await?;
    for (owed, answer) in answers {
        let Owed { order, to } = *owed;
        match answer {
            Ok(receipt) => record_receipt(&mut tx, service, *owed, receipt).await?,
            Err(Unanswered { state, why }) => {
                if *state == "refused" {
                    tracing::error!(mirror = %to.mirror, reason = %why, "a mirror refused an order");
                }
                store::not_delivered(&mut tx, order.id, to.mirror, state, why, now).await?;
            }
        }
    }
    for order in orders.values() {
        complete(&mut tx, service, order, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn record_receipt(
    tx: &mut Tx,
    service: &Service,
    Owed { order, to }: Owed<'_>,
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

/// Completes an order that no mirror owes any more, once.
async fn complete(tx: &mut Tx, service: &Service, order: &store::OrderRow, now: Time) -> Result<(), Error> {
    if store::owing(tx, order.id).await? > 0 || store::complete_order(tx, order.id, now).await? != 1 {
        return Ok(());
    }
    guarded(store::blob_deleted(tx, order.blob, now).await?)?;
    // An object of several blobs has an order for each: it is gone with the last of them.
    if super::is_gone(tx, order.object).await? {
        for decision in store::holding_decisions(tx, order.object).await? {
            webhooks::tell_decided(tx, service, decision, Event::TargetDeleted).await?;
        }
    }
    Ok(())
}

/// Looks at every mirror that has receipted one of these orders and was not looked at yet. Gives what is still left of each order of which
/// something is.
async fn look_at_all(service: &Service, going: &[&OpenOrder]) -> Result<BTreeMap<OrderId, Vec<String>>, Error> {
    let mut tx = service.db.read().await?;
    let mut fresh = Vec::with_capacity(going.len());
    for open in going {
        fresh.push((&open.row, store::deliveries(&mut tx, open.row.id).await?));
    }
    drop(tx);
    let mut left: BTreeMap<OrderId, Vec<String>> = BTreeMap::new();
    let mut unseen = Vec::new();
    for (order, deliveries) in &fresh {
        for to in deliveries.iter().filter(|delivery| !delivery.given_up) {
            if to.receipted_at.is_none() {
                let why = to.last_error.as_deref().unwrap_or("no receipt yet");
                left.entry(order.id).or_default().push(format!("{}: {why}", to.name));
            } else if to.probed_at.is_none() {
                unseen.push(Owed { order, to });
            }
        }
    }
    let all = unseen.len().max(1);
    let looks: Vec<_> = unseen.into_iter().map(|owed| see(service, owed)).collect();
    let mut looks = stream::iter(looks).buffer_unordered(LOOKS_AT_ONCE).ready_chunks(all);
    while let Some(seen) = looks.next().await {
        let mut found = Vec::with_capacity(seen.len());
        for (owed, outcome) in seen {
            match outcome {
                Ok(outcome) => found.push((owed, outcome)),
                Err(error) => {
                    let why = format!("{}: not looked at yet, {error}", owed.to.name);
                    left.entry(owed.order.id).or_default().push(why);
                }
            }
        }
        record_looks(service, &found).await?;
    }
    Ok(left)
}

async fn see<'a>(service: &Service, owed: Owed<'a>) -> (Owed<'a>, Result<&'static str, String>) {
    (owed, look(service, owed.to.mirror, owed.order.blob).await)
}

/// Looks whether a blob is gone from a mirror: `gone` (410, as it must be), `absent` (404), or `held`: the mirror's receipt was untrue.
pub(super) async fn look(service: &Service, mirror: MirrorId, blob: BlobId) -> Result<&'static str, String> {
    let client = service.mirrors.client(mirror).ok_or("the service is not connected to the mirror")?;
    match client.probe(blob).await {
        Ok(Probe::Gone) => Ok("gone"),
        Ok(Probe::Absent) => Ok("absent"),
        Ok(Probe::Held) => Ok("held"),
        Err(error) => Err(error.to_string()),
    }
}

async fn record_looks(service: &Service, found: &[(Owed<'_>, &'static str)]) -> Result<(), Error> {
    if found.is_empty() {
        return Ok(());
    }
    let mut tx = service.db.begin().await?;
    all_locked(&mut tx, found.iter().map(|(owed, _)| owed.order.object).collect()).await?;
    for &(owed, outcome) in found {
        record_look(&mut tx, service, owed, outcome).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Records what a look found.
async fn record_look(
    tx: &mut Tx,
    service: &Service,
    Owed { order, to }: Owed<'_>,
    outcome: &'static str,
) -> Result<(), Error> {
    if !store::unseen(tx, order.id, to.mirror).await? {
        return Ok(());
    }
    if outcome != "gone" {
        tracing::error!(mirror = %to.mirror, outcome, "a mirror receipted an order and does not answer 410");
    }
    let entry = NewEntry {
        kind: "order.probed",
        case: order.log_case,
        actor: "service",
        fields: json!({
            "order": tokens::order_digest(&order.token).to_string(),
            "mirror": to.mirror.to_string(),
            "outcome": outcome,
        }),
        commitments: &[],
        journal: None,
    };
    let entry = audit::append(tx, service, entry).await?;
    guarded(store::probed(tx, order.id, to.mirror, outcome, entry, service.clock.now()).await?)
}
