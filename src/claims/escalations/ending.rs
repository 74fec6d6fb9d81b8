//! How an escalation ends: what it locked goes on by what was decided, or is given back.

use serde_json::json;

use super::notice::own_clock;
use super::{Outcome, context, remind_after, senior, store};
use crate::accounts::parties::{self, Case};
use crate::audit::{self, NewEntry};
use crate::claims::decisions::role;
use crate::claims::filing::ClaimState;
use crate::claims::form::Form;
use crate::claims::{Actor, Error, authorities, in_force, store as claims_store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, EscalationId, HoldId, ObjectId};
use crate::jobs::{self, Job};
use crate::service::Service;
use crate::takedown;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::vault;

/// Who ends one: the word for them in the log, and who they are where they are at the desk.
pub(in crate::claims) type By = (&'static str, Option<AccountId>);

/// Somebody at the desk.
pub(in crate::claims) fn staff(actor: &Actor) -> By {
    (role(actor), Some(actor.account))
}

/// Lets go what an escalation had locked of an object, once nothing of the claim waits about it: what was decided holds it, or
/// nothing does.
pub(in crate::claims) async fn settle(
    tx: &mut Tx,
    service: &Service,
    claim: ClaimId,
    object: ObjectId,
) -> Result<(), Error> {
    for hold in store::settled_holds(tx, claim, object).await? {
        let_go(tx, service, hold, object).await?;
    }
    Ok(())
}

/// Lifts one of its holds. What people with a blocked link said of it meanwhile waits for that.
async fn let_go(tx: &mut Tx, service: &Service, hold: HoldId, object: ObjectId) -> Result<(), Error> {
    takedown::lift_hold(tx, service, hold, "escalation-ended").await?;
    jobs::enqueue(tx, service, &Job::SettleComplaints { object }, service.clock.now()).await?;
    Ok(())
}

/// A case of which the last is decided is in nobody's hands any more, unless files are locked by it still about which nothing was decided since
/// it was handed over: they were decided before, or taken back meanwhile. A senior ends it then ([`send_back`]), and is reminded of that.
pub(in crate::claims) async fn end_decided(
    tx: &mut Tx,
    service: &Service,
    by: By,
    claim: &claims_store::ClaimRow,
) -> Result<(), Error> {
    let Some(standing) = store::open_of(tx, claim.id).await? else { return Ok(()) };
    if !store::holds(tx, standing.id).await?.is_empty() {
        return stays(tx, service, &standing).await;
    }
    end(tx, service, by, claim, standing.id, (Outcome::Decided, None, None)).await
}

/// What a notice says by itself ends once its claimant has taken all of it back, or the rest of what was decided. What somebody at the desk hands
/// to a senior stays with them, with all that is locked by it, until one ends it; and they are reminded of that.
pub(in crate::claims) async fn end_withdrawn(
    tx: &mut Tx,
    service: &Service,
    by: By,
    claim: &claims_store::ClaimRow,
    outcome: Outcome,
) -> Result<(), Error> {
    match store::open_of(tx, claim.id).await? {
        Some(said) if said.raised_by.is_none() => end(tx, service, by, claim, said.id, (outcome, None, None)).await,
        Some(raised) => stays(tx, service, &raised).await,
        None => Ok(()),
    }
}

/// What somebody at the desk handed to a senior stays with them though nothing of its claim is to be decided any more: they are reminded of that,
/// also where they were of a danger while its clock stood still.
async fn stays(tx: &mut Tx, service: &Service, standing: &store::Standing) -> Result<(), Error> {
    store::to_be_reminded(tx, standing.id).await?;
    remind(tx, service, standing.raised_at).await
}

/// A danger waits for no answer of its notifier: seniors are reminded of it where the clock of its claim stands still from now on, each time
/// anew.
pub(in crate::claims) async fn pause(tx: &mut Tx, service: &Service, claim: ClaimId) -> Result<(), Error> {
    match store::open_of(tx, claim).await?.filter(|standing| standing.kind.locks()) {
        Some(danger) => stays(tx, service, &danger).await,
        None => Ok(()),
    }
}

/// Has seniors reminded of what was handed to them at a time, and has no deadline that runs: nothing of its claim is to be decided any more, or
/// its clock stands still ([`remind_after`]).
pub(super) async fn remind(tx: &mut Tx, service: &Service, raised_at: Time) -> Result<(), Error> {
    let near = raised_at.plus(remind_after(&service.config.limits));
    Ok(jobs::look_at_deadlines(tx, service, near.max(service.clock.now())).await?)
}

/// A senior sends a case back to the queue, with words for whoever takes it next: what was locked is given back, and what was due sooner is due as
/// its own law has it. Of a claim that was withdrawn meanwhile, or decided before, it ends: the words say what came of it. Gives which of
/// these it was, and whether anything was locked by it.
pub async fn send_back(service: &Service, actor: &Actor, claim: ClaimId, note: &str) -> Result<(Outcome, bool), Error> {
    senior(actor)?;
    let mut form = Form::default();
    let note = form.text("back", note, Text::of("escalation-send-why"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    let person = in_force(&mut tx, actor).await?;
    senior(&person)?;
    let found = claims_store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    let standing = store::open_of(&mut tx, claim).await?.ok_or(Error::Conflict(Text::of("escalation-none")))?;
    let due_at = own_clock(&mut tx, service, &found, &standing).await?;
    // What was decided lies in no queue, and is as it was.
    let is_decided = found.state == ClaimState::Decided;
    let outcome = if is_decided { Outcome::Closed } else { Outcome::SentBack };
    end(&mut tx, service, staff(&person), &found, standing.id, (outcome, Some(&note), due_at)).await?;
    let order = authorities::of(&mut tx, &found).await?;
    let stays = is_decided || order.is_some_and(|order| order.is_for_senior(&found.territory));
    if !stays {
        store::hand_back(&mut tx, claim).await?;
    }
    tx.commit().await?;
    Ok((outcome, standing.kind.locks() && standing.raised_by.is_some()))
}

/// Ends one, with words or without, and with the log's word of when what waits is due from then on, if that changes.
pub(super) async fn end(
    tx: &mut Tx,
    service: &Service,
    (role, by): By,
    claim: &claims_store::ClaimRow,
    id: EscalationId,
    (outcome, note, due_at): (Outcome, Option<&str>, Option<Time>),
) -> Result<(), Error> {
    let sealed = note.map(|note| service.keys.seal(&context("note", id), note.as_bytes()));
    let now = service.clock.now();
    if store::end(tx, id, outcome, sealed.as_deref(), (by, now)).await? != 1 {
        return Err(Error::Conflict(Text::of("escalation-meanwhile")));
    }
    store::withhold_no_more(tx, id).await?;
    for (hold, object) in store::holds(tx, id).await? {
        vault::lock_row(tx, object).await?.ok_or(Error::NotFound)?;
        let_go(tx, service, hold, object).await?;
    }
    let mut commitments: Vec<_> = by.map(|by| ("by", by.to_string())).into_iter().collect();
    commitments.extend(note.map(|note| ("note", Digest::of(note.as_bytes()).to_string())));
    let mut fields = json!({"outcome": outcome.as_str()});
    if let Some(due_at) = due_at {
        fields["due"] = json!(due_at.rfc3339());
    }
    let entry = NewEntry {
        kind: "claim.escalation-ended",
        case: claim.log_case,
        actor: role,
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(())
}
