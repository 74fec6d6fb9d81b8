//! What a notice says by itself: that somebody is in danger. It is a senior's from its receipt and due sooner; nothing of it is locked, and of
//! other claims on what it names nothing becomes of that.

use std::time::Duration;

use serde_json::json;

use super::{Kind, Outcome, end, hand_over, store};
use crate::audit::{self, NewEntry};
use crate::claims::{Error, queue, store as claims_store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{ClaimId, EscalationId};
use crate::jobs::{self, Job};
use crate::service::Service;
use crate::texts::Text;

/// Of notices that say so sooner than this after another, seniors are told together ([`jobs::look_at_deadlines`]): however many somebody
/// sends, they make few messages.
const TOLD_APART: Duration = Duration::from_mins(5);

/// By how much a notice is due sooner than under its own law, since it says that somebody is in danger.
pub(in crate::claims) fn hastened(service: &Service, danger: Option<Kind>, due_in: Duration) -> Duration {
    danger.map_or(Duration::ZERO, |_| due_in.saturating_sub(service.config.limits.danger_due))
}

/// A notice says by itself that somebody is in danger ([`crate::claims::statement::Statement::danger`]): it is a senior's, nobody else opens
/// its evidence, and every senior is told, at once or with others that say so; where there is none, administrators are. Nothing is locked. In
/// the caller's transaction, which has entered it with its targets, due sooner by so much than under its own law; and with the word for who says
/// so in the log.
pub(in crate::claims) async fn by_notice(
    tx: &mut Tx,
    service: &Service,
    claim: ClaimId,
    kind: Kind,
    (actor, hastened): (&'static str, Duration),
) -> Result<(), Error> {
    let now = service.clock.now();
    let found = claims_store::lock_claim(tx, claim).await?.ok_or(Error::NotFound)?;
    let id = EscalationId::new(&service.clock, &service.entropy);
    let hastened = (!hastened.is_zero()).then(|| (micros(hastened), now));
    if !store::insert(tx, (id, claim), kind, None, (None, now), hastened).await? {
        return Err(Error::Conflict(Text::of("escalated-already")));
    }
    hand_over(tx, &found, now).await?;
    let entry = NewEntry {
        kind: "claim.escalated",
        case: found.log_case,
        actor,
        fields: json!({"locked": false, "by_notice": true, "due": found.due_at.rfc3339()}),
        commitments: &[],
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    store::to_be_told(tx, claim).await?;
    if store::was_said_since(tx, now.minus(TOLD_APART), id).await? {
        jobs::look_at_deadlines(tx, service, now).await?;
    } else {
        jobs::enqueue(tx, service, &Job::LookAtDeadlines, now).await?;
    }
    Ok(())
}

/// The same of a notice that says so once it is amended: once, whatever is amended later, and not of what is a senior's for such a danger already.
/// A judgement that somebody at the desk asked for makes room for that.
pub(in crate::claims) async fn by_amended_notice(
    tx: &mut Tx,
    service: &Service,
    claim: ClaimId,
    kind: Kind,
    actor: &'static str,
) -> Result<(), Error> {
    let standing = store::open_of(tx, claim).await?;
    if store::was_said(tx, claim).await? || standing.as_ref().is_some_and(|standing| standing.kind.locks()) {
        return Ok(());
    }
    let now = service.clock.now();
    let found = claims_store::lock_claim(tx, claim).await?.ok_or(Error::NotFound)?;
    if let Some(judgement) = standing {
        end(tx, service, (actor, None), &found, judgement.id, (Outcome::Overtaken, None, None)).await?;
    }
    let hastened = found.due_at.since(now.plus(service.config.limits.danger_due));
    store::move_due(tx, claim, -micros(hastened), now).await?;
    claims_store::settle_due(tx, claim).await?;
    by_notice(tx, service, claim, kind, (actor, hastened)).await
}

/// What waits of a claim that was hastened is due when it would have been; none if it was not, or nothing of it waits.
pub(super) async fn own_clock(
    tx: &mut Tx,
    service: &Service,
    claim: &claims_store::ClaimRow,
    standing: &store::Standing,
) -> Result<Option<Time>, Error> {
    let Some((by, at)) = standing.hastened() else { return Ok(None) };
    store::move_due(tx, claim.id, by, at).await?;
    let due_at = claims_store::settle_due(tx, claim.id).await?;
    if let Some(due_at) = due_at {
        queue::look_when_urgent(tx, service, claim.queue, due_at).await?;
    }
    Ok(due_at)
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}
