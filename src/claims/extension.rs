//! Extension: a member adds links to a claim of its organisation, while that is undecided.
//!
//! Each target has its own deadline: what is added is due within the queue's time of being added, what was there before
//! stays due as it was. A claim is due when the first of its pending targets is, so that the queue never waits for the
//! latest of them.

use serde_json::json;

use super::filing::{self, Added, ClaimState, FiledTarget, Notifier};
use super::proof::{self, Level, Problem, TargetError, TargetInput};
use super::queue;
use super::{Actor, Error, decisions, escalations, flaggers, matching, organisations, principals, store};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{ClaimId, LinkId, OrganisationId};
use crate::mail::Message;
use crate::service::Service;
use crate::texts::Text;

/// What was added.
#[derive(Clone, Debug)]
pub struct Extended {
    /// What each line came to; lines count from 1 among those that were added.
    pub targets: Vec<FiledTarget>,
    /// By when they are to be decided.
    pub due_at: Time,
}

/// Adds targets to a claim, all of them or none.
pub async fn extend(
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    targets: &[TargetInput],
) -> Result<Extended, Error> {
    check(service, actor, claim, targets).await?;
    let mut tx = service.db.begin().await?;
    let extended = extend_in(&mut tx, service, actor, claim, targets).await?;
    tx.commit().await?;
    Ok(extended)
}

/// Says what can be said before the transaction begins, and counts keys that do not fit.
pub(super) async fn check(
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    targets: &[TargetInput],
) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let (_, open) = open_claim(&mut tx, service, actor, claim).await?;
    let present = store::links_of_claim(&mut tx, open.id).await?;
    drop(tx);
    let repeated = repeated(targets, &present);
    if !repeated.is_empty() {
        return Err(Error::Targets(repeated));
    }
    filing::prove(service, &actor.account.to_string(), targets, present.len()).await
}

/// The claim, for a member who may file and while it can be extended.
pub(super) async fn open_claim(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
) -> Result<(OrganisationId, store::ClaimRow), Error> {
    let found = store::claim(tx, claim).await?.ok_or(Error::NotFound)?;
    let organisation = found.organisation.ok_or(Error::NotFound)?;
    filing::may_file(tx, service, actor, organisation).await?;
    still_open(&found)?;
    Ok((organisation, found))
}

pub(super) fn still_open(claim: &store::ClaimRow) -> Result<(), Error> {
    match claim.state {
        ClaimState::Submitted | ClaimState::InReview | ClaimState::NeedsInformation => Ok(()),
        ClaimState::Decided => Err(Error::Conflict(Text::of("claim-decided-links"))),
        ClaimState::Withdrawn => Err(Error::Conflict(Text::of("claim-withdrawn-links"))),
    }
}

/// Adds targets that were [`check`]ed, in the caller's transaction.
pub(super) async fn extend_in(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    targets: &[TargetInput],
) -> Result<Extended, Error> {
    let organisation = store::claim(tx, claim).await?.and_then(|claim| claim.organisation).ok_or(Error::NotFound)?;
    // The holder's row before the claim's: the order in which everybody locks them.
    organisations::lock(tx, organisation).await?.ok_or(Error::NotFound)?;
    filing::may_file(tx, service, actor, organisation).await?;
    let found = store::lock_claim(tx, claim).await?.ok_or(Error::NotFound)?;
    still_open(&found)?;
    if let Some(refusal) = principals::of_claim(tx, service, organisation, claim).await? {
        return Err(Error::Principal(refusal));
    }
    let present = store::links_of_claim(tx, claim).await?;
    if present.len() + targets.len() > service.config.limits.claim_targets {
        return Err(Error::Conflict(Text::of("claim-links-too-many")));
    }

    let now = service.clock.now();
    let (lines, mut errors) = proof::read(targets, now);
    let mut examination = proof::examine(tx, service, None, lines).await?;
    errors.append(&mut examination.errors);
    errors.extend(repeated(targets, &present));
    if !errors.is_empty() {
        errors.sort_by_key(|error| error.line);
        return Err(Error::Targets(errors));
    }
    let basis = decisions::statement(service, &found)?.basis();
    let (due_in, _) = flaggers::due(tx, service, organisation, basis).await?;
    let before = present.iter().map(|(_, position, _)| *position).max().unwrap_or_default();
    let extension = 1 + present.iter().map(|(_, _, extension)| *extension).max().unwrap_or_default();
    let added = Added { extension, at: now, due: now.plus(due_in) };
    let mut filed = Vec::with_capacity(examination.targets.len());
    for target in &examination.targets {
        filed.push(filing::insert_target(tx, service, claim, target, before, added).await?);
    }
    escalations::withhold_added(tx, service, claim).await?;
    store::settle_due(tx, claim).await?;
    queue::look_when_urgent(tx, service, found.queue, added.due).await?;

    let opened = filed.iter().filter(|target| target.level != Level::Located).count();
    let commitments =
        [("targets", filing::digest_of_targets(&examination.targets)?.to_string()), ("by", actor.account.to_string())];
    let entry = NewEntry {
        kind: "claim.extended",
        case: found.log_case,
        actor: "member",
        fields: json!({"targets": filed.len(), "opened": opened, "due": added.due.rfc3339()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    matching::raise_added(tx, service, claim, found.log_case).await?;
    let statement = decisions::statement(service, &found)?;
    let notifier = Notifier { account: Some(actor.account), ..Notifier::of(&found, &statement) };
    filing::answer(tx, service, notifier, |language| {
        let say = |key: &str| language.say(key);
        let said = say("mail-more-text").with("count", filed.len()).with("claim", claim.to_string());
        let facts = [("mail-claim-received", now), ("mail-claim-due", added.due)];
        Message::new(language, say("mail-more"))
            .paragraph(said)
            .facts(facts.map(|(key, time)| (say(key), language.minute(time))))
            .paragraph(say("mail-more-next"))
            .link(say("mail-claim-page"), filing::page(service, &format!("rights/claims/{claim}")))
    })
    .await?;
    Ok(Extended { targets: filed, due_at: added.due })
}

/// Lines whose link the claim names already, withdrawn or not.
fn repeated(targets: &[TargetInput], present: &[(LinkId, i64, i64)]) -> Vec<TargetError> {
    let position = |input: &TargetInput| {
        let link = proof::link_of(input)?;
        present.iter().find(|(present, ..)| *present == link).map(|(_, position, _)| *position)
    };
    let lines = targets.iter().enumerate();
    lines
        .filter_map(|(at, input)| {
            position(input).map(|position| TargetError { line: at + 1, problem: Problem::InClaim(position) })
        })
        .collect()
}
