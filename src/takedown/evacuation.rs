//! Evacuation: a mirror that leaves is emptied, a slice at a time, while everything stays available.
//!
//! Each slice first brings replicas to other mirrors ([`crate::vault::moving`]); of a mirror that is being emptied, each that lies on
//! enough others is then ordered away from it. Such an order is like any other: announced in the log, proven to the mirror,
//! receipted and looked after; but its ground is `evacuation`, only the mirror it names obeys it, and the file lives on. It is kept apart
//! from those that destroy a blob everywhere: no file is gone by it, and no other order waits for it.
//!
//! The job of a mirror goes on by itself until the mirror is removed, a bounded slice a run, and can die anywhere: what it does is found
//! in the rows. One replica that cannot be moved keeps no other waiting.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;

use super::delivery::{self, Parcel, Unanswered};
use super::store::Evacuation;
use super::{Error, all_locked, guarded, locked, store};
use crate::audit::{self, Journal, NewEntry};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{BlobId, CaseId, MirrorId, ObjectId, OrderId};
use crate::jobs::{self, Job};
use crate::mirrors::client::Signed;
use crate::service::Service;
use crate::tokens::{self, Action, Digest, Ground, Order, Receipt, order_digest};
use crate::vault;
use crate::vault::hosts;
use crate::vault::moving::{self, Brought, Leaving};

/// How many replicas a run looks at, and how many orders it hands over.
const SLICE: usize = 48;
/// How many replicas are moved at once.
const AT_ONCE: usize = 8;
/// How many written-off replicas a run marks.
const WRITTEN_OFF: usize = 1_000;
/// How soon a mirror is handed an order again that it has not receipted.
const AGAIN: Duration = Duration::from_mins(1);
/// How soon a mirror is looked at again of which nothing is left to move: a placement may have been on its way as it was stopped.
const LOOK: Duration = Duration::from_hours(1);

/// The job of a mirror that leaves: one slice, and then the next.
pub async fn move_replicas(service: &Service, mirror: MirrorId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let Some(leaving) = moving::leaving(&mut tx, mirror).await? else { return Ok(()) };
    let slice = moving::due(&mut tx, service, mirror, leaving, SLICE).await?;
    drop(tx);
    let mut done = 0;
    for together in slice.chunks(AT_ONCE) {
        let moved = join_all(together.iter().map(|blob| move_one(service, mirror, *blob, leaving))).await;
        for moved in moved {
            done += usize::from(moved?);
        }
    }
    match leaving {
        Leaving::Stopped => {}
        Leaving::Evacuated | Leaving::Failed => done += deliver(service, mirror).await?,
        Leaving::GivenUp => {
            let written_off = moving::write_off_leaving(service, mirror, WRITTEN_OFF).await?;
            done += usize::try_from(written_off).unwrap_or(usize::MAX);
        }
    }
    if leaving == Leaving::Evacuated && slice.is_empty() {
        hosts::note_emptied(service, mirror).await?;
    }

    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let later = now.plus(LOOK);
    let next = if done > 0 {
        now
    } else {
        let waiting = [moving::next(&mut tx, mirror).await?, store::next_evacuation(&mut tx, mirror).await?];
        waiting.into_iter().flatten().fold(later, Time::min).max(now)
    };
    // Where a whole slice was looked at in vain, the next one is not put off until these are looked at again.
    let next = if slice.len() == SLICE { now } else { next };
    jobs::enqueue_instead(&mut tx, service, &Job::MoveReplicas { mirror }, next).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether something came of looking at a replica.
async fn move_one(service: &Service, mirror: MirrorId, blob: BlobId, leaving: Leaving) -> Result<bool, Error> {
    let brought = match moving::bring_away(service, mirror, blob, leaving).await {
        Ok(brought) => brought,
        Err(vault::Error::Database(error)) => return Err(error.into()),
        Err(error) => Brought::Waits(with_causes(&error)),
    };
    match (brought, leaving) {
        (Brought::Gone, _) => Ok(true),
        (Brought::Elsewhere(object), Leaving::Evacuated) => order_away(service, mirror, blob, object).await,
        (Brought::Elsewhere(_), _) => settle(service, mirror, blob, leaving).await,
        (Brought::Waits(why), _) => {
            // Of a mirror whose copies count no more, what nobody reads is written off with the rest: nothing more can come of it there.
            if leaving.is_written_off() && !is_wanted(service, blob).await? {
                return settle(service, mirror, blob, leaving).await;
            }
            moving::look_again(service, mirror, blob, &why).await?;
            Ok(false)
        }
    }
}

async fn settle(service: &Service, mirror: MirrorId, blob: BlobId, leaving: Leaving) -> Result<bool, Error> {
    moving::settle(service, mirror, blob, leaving).await?;
    Ok(true)
}

/// Whether readers are sent to a blob, or will be if its owner takes back that it is deleted: then it must not be lost with a mirror.
async fn is_wanted(service: &Service, blob: BlobId) -> Result<bool, Error> {
    let mut tx = service.db.read().await?;
    Ok(store::is_wanted(&mut tx, blob, service.clock.now()).await?)
}

/// Orders a replica away from a mirror that is being emptied, once it lies on enough others. The object's row is locked: no hold was
/// opened and no order issued meanwhile.
async fn order_away(service: &Service, mirror: MirrorId, blob: BlobId, object: ObjectId) -> Result<bool, Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let row = locked(&mut tx, object).await?;
    if !moving::let_go(&mut tx, &row, mirror, blob, now).await? {
        drop(tx);
        moving::look_again(service, mirror, blob, "it does not lie on two other mirrors in two countries yet").await?;
        return Ok(false);
    }
    let (order, root) = (OrderId::new(&service.clock, &service.entropy), Digest(row.root()?));
    let claims = Order {
        iss: service.keys.origin.clone(),
        aud: vec![mirror],
        iat: now,
        jti: order,
        action: Action::Delete,
        blob,
        root,
        ground: Ground::Evacuation,
    };
    let token = tokens::sign(&service.keys.order(), &claims)?;
    let digest = order_digest(&token);
    let commitments = [("object", object.to_string()), ("blob", blob.to_string()), ("root", root.to_string())];
    let entry = NewEntry {
        kind: "order.issued",
        case: row.log_case,
        actor: "service",
        fields: json!({ "order": digest.to_string(), "ground": Ground::Evacuation.as_str(), "mirrors": 1 }),
        commitments: &commitments,
        journal: Some(Journal::OrderIssued { object, order, token: token.clone() }),
    };
    let entry = audit::append(&mut tx, service, entry).await?;
    let new = store::NewEvacuation { id: order, blob, mirror, object, token, sha256: digest.0, entry, now };
    store::insert_evacuation(&mut tx, new).await?;
    tx.commit().await?;
    Ok(true)
}

/// Hands a mirror the orders that it has not receipted, looks whether each blob is gone, and writes both down. Gives how many are done.
async fn deliver(service: &Service, mirror: MirrorId) -> Result<usize, Error> {
    let mut tx = service.db.read().await?;
    let owed = store::evacuations_owed(&mut tx, mirror, service.clock.now(), SLICE).await?;
    drop(tx);
    if owed.is_empty() {
        return Ok(0);
    }
    let orders: Vec<_> = owed.iter().map(|order| (order.log_entry, order.token.as_str())).collect();
    let answers = Parcel::pack(service, mirror, &orders).await.hand_over().await;
    let answers = join_all(owed.iter().zip(answers).map(|(order, answer)| judge(service, order, answer))).await;
    let error = match record(service, &answers).await {
        Ok(done) => return Ok(done),
        Err(error) => with_causes(&error),
    };
    tracing::warn!(%mirror, %error, "answers could not be written down together; now they are one by one");
    let mut done = 0;
    for (order, answer) in answers {
        let why = match record(service, &[(order, answer)]).await {
            Ok(one) => {
                done += one;
                continue;
            }
            Err(error) => format!("its answer could not be written down: {error}"),
        };
        record(service, &[(order, Err(Unanswered::unreachable(why)))]).await?;
    }
    Ok(done)
}

/// What came of handing over an order: the receipt with what a look found, or how it stands and why.
type Answer = Result<(Signed<Receipt>, &'static str), Unanswered>;

/// What came of one order: a receipt counts with a look of our own.
async fn judge<'a>(
    service: &Service,
    order: &'a Evacuation,
    answer: Result<Signed<Receipt>, Unanswered>,
) -> (&'a Evacuation, Answer) {
    let judged = match answer {
        Ok(receipt) => match delivery::look(service, order.mirror, order.blob).await {
            Ok(outcome) => Ok((receipt, outcome)),
            Err(error) => {
                let why = format!("it signed a receipt, and was not looked at yet: {error}");
                Err(Unanswered::unreachable(why))
            }
        },
        Err(unanswered) => Err(unanswered),
    };
    (order, judged)
}

/// Writes down what came of orders, in one transaction: of each either its receipt and what a look found, or why it is handed over again. Gives
/// how many are done.
async fn record(service: &Service, answers: &[(&Evacuation, Answer)]) -> Result<usize, Error> {
    let again = service.clock.now().plus(AGAIN);
    let mut tx = service.db.begin().await?;
    let objects = answers.iter().filter(|(_, answer)| answer.is_ok()).map(|(order, _)| order.object).collect();
    let rows = all_locked(&mut tx, objects).await?;
    let mut done = 0;
    for (order, answer) in answers {
        match answer {
            Ok((receipt, outcome)) => {
                let case = rows.get(&order.object).ok_or(Error::NotFound)?.log_case;
                record_done(&mut tx, service, order, case, receipt, outcome).await?;
                done += 1;
            }
            Err(Unanswered { state, why }) => {
                if *state == "refused" {
                    tracing::error!(mirror = %order.mirror, reason = %why, "a mirror refused the order of its evacuation");
                }
                store::evacuation_not_delivered(&mut tx, order.id, state, why, again).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(done)
}

/// Writes a receipt down and what a look found, each with its entry.
async fn record_done(
    tx: &mut Tx,
    service: &Service,
    order: &Evacuation,
    case: CaseId,
    receipt: &Signed<Receipt>,
    outcome: &str,
) -> Result<(), Error> {
    if !store::evacuation_is_owed(tx, order.id).await? {
        return Ok(());
    }
    if outcome != "gone" {
        tracing::error!(mirror = %order.mirror, outcome, "a mirror receipted an order and does not answer 410");
    }
    let digest = order_digest(&order.token).to_string();
    let result = receipt.claims.result.as_str();
    let entry = |kind, actor, fields| NewEntry { kind, case, actor, fields, commitments: &[], journal: None };
    let receipted = json!({
        "order": digest,
        "mirror": order.mirror.to_string(),
        "result": result,
        "receipt": order_digest(&receipt.compact).to_string(),
    });
    let receipted = audit::append(tx, service, entry("order.receipted", "mirror", receipted)).await?;
    let probed = json!({ "order": digest, "mirror": order.mirror.to_string(), "outcome": outcome });
    let probed = audit::append(tx, service, entry("order.probed", "service", probed)).await?;
    let done =
        store::Evacuated { result, receipt: &receipt.compact, receipted, outcome, probed, now: service.clock.now() };
    guarded(store::evacuation_done(tx, order.id, &done).await?)?;
    store::replica_deleted(tx, order.blob, order.mirror).await?;
    Ok(())
}
