//! Withdrawal: a claimant takes a claim back, whole or in part.
//!
//! What was decided for a withdrawn target is undone in the same transaction: its hold lifts, its link works again. An
//! object returns when its last hold lifts; another's hold on it stays.

use serde_json::json;

use super::decided::CameTo;
use super::escalations::{self, Outcome};
use super::filing::{ClaimState, PrivateLink, TargetState};
use super::form::Form;
use super::{Actor, Error, decisions, organisations, store};
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{ClaimId, TargetId};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::webhooks::{self, Event};
use crate::{takedown, vault};

/// Who withdraws.
#[derive(Clone, Copy, Debug)]
pub enum Claimant<'a> {
    /// A member of the organisation that claimed, or the person who sent the notice.
    Person(&'a Actor),
    /// Whoever holds the private link of a notice.
    Holder(&'a PrivateLinkText<'a>),
}

/// The secret of a private link as it came in. It does not print.
#[derive(Clone, Copy)]
pub struct PrivateLinkText<'a>(pub &'a str);

impl std::fmt::Debug for PrivateLinkText<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateLinkText(redacted)")
    }
}

/// What of a claim.
#[derive(Clone, Copy, Debug)]
pub enum Extent<'a> {
    /// All that is not withdrawn yet.
    Whole,
    /// These targets.
    Targets(&'a [TargetId]),
}

/// Takes a claim back, whole or in part, with a reason that the log commits to. Decided targets are undone: holds lift,
/// links are enabled.
pub async fn withdraw(
    service: &Service,
    claimant: Claimant<'_>,
    claim: ClaimId,
    extent: Extent<'_>,
    reason: &str,
) -> Result<(), Error> {
    let mut form = Form::default();
    let reason = form.text("reason", reason, Text::of("withdraw-why"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    withdraw_in(&mut tx, service, claimant, claim, extent, &reason).await?;
    tx.commit().await?;
    Ok(())
}

/// Withdraws in the caller's transaction, with a reason that was read.
pub(super) async fn withdraw_in(
    tx: &mut Tx,
    service: &Service,
    claimant: Claimant<'_>,
    claim: ClaimId,
    extent: Extent<'_>,
    reason: &str,
) -> Result<(), Error> {
    let now = service.clock.now();
    let of = store::claim(tx, claim).await?.ok_or(Error::NotFound)?;
    let actor = entitled(tx, claimant, &of).await?;
    if let Some(organisation) = of.organisation {
        let holder = organisations::lock(tx, organisation).await?.ok_or(Error::NotFound)?;
        organisations::not_ended(&holder)?;
    }
    let found = store::lock_claim(tx, claim).await?.ok_or(Error::NotFound)?;

    let all = store::targets(tx, claim).await?;
    let mut chosen: Vec<_> = match extent {
        Extent::Whole => all.iter().filter(|target| target.state != TargetState::Withdrawn).collect(),
        Extent::Targets(ids) => {
            if ids.iter().any(|id| !all.iter().any(|target| target.id == *id)) {
                return Err(Error::NotFound);
            }
            all.iter().filter(|target| ids.contains(&target.id)).collect()
        }
    };
    if chosen.is_empty() || chosen.iter().any(|target| target.state == TargetState::Withdrawn) {
        return Err(Error::Conflict(Text::of("claim-withdrawn-already")));
    }
    // Objects are locked in one order everywhere.
    chosen.sort_by_key(|target| (target.object, target.id));
    let mut came_to = CameTo::default();
    for target in &chosen {
        vault::lock_row(tx, target.object).await?.ok_or(Error::NotFound)?;
        if store::set_target_state(tx, target.id, target.state, TargetState::Withdrawn, now).await? != 1 {
            return Err(Error::Conflict(Text::of("claim-target-changed")));
        }
        if let Some(decision) = store::decision(tx, target.id).await? {
            let lifted = takedown::lift(tx, service, decision.id, "withdrawn").await?;
            came_to.note(target.object, decision.id, lifted);
        }
    }
    came_to.tell_if_still_held(tx, service).await?;

    let left: Vec<_> =
        store::targets(tx, claim).await?.into_iter().filter(|target| target.state != TargetState::Withdrawn).collect();
    let complete = left.is_empty();
    let fields = json!({
        "targets": chosen.len(),
        "complete": complete,
    });
    let mut commitments = vec![("reason", Digest::of(reason.as_bytes()).to_string())];
    if let Claimant::Person(person) = claimant {
        commitments.push(("by", person.account.to_string()));
    }
    let positions = serde_json_canonicalizer::to_string(&{
        let mut positions: Vec<_> = chosen.iter().map(|target| target.position).collect();
        positions.sort_unstable();
        positions
    })?;
    commitments.push(("positions", Digest::of(positions.as_bytes()).to_string()));
    let entry = NewEntry {
        kind: "claim.withdrawn",
        case: found.log_case,
        actor,
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;

    let end = if complete {
        Some(ClaimState::Withdrawn)
    } else if found.state != ClaimState::Decided && left.iter().all(|target| target.state == TargetState::Decided) {
        Some(ClaimState::Decided)
    } else {
        store::settle_due(tx, claim).await?;
        None
    };
    if let Some(end) = end
        && store::end_claim(tx, claim, found.state, end, now).await? != 1
    {
        return Err(Error::Conflict(Text::of("claim-changed")));
    }
    match end {
        Some(ClaimState::Withdrawn) => {
            escalations::end_withdrawn(tx, service, (actor, None), &found, Outcome::Withdrawn).await?;
            webhooks::tell_claim(tx, service, claim, Event::ClaimWithdrawn).await?;
        }
        // What is left of it was decided before: whoever claimed is told with this.
        Some(_) => {
            escalations::end_withdrawn(tx, service, (actor, None), &found, Outcome::Decided).await?;
            decisions::tell_decided(tx, service, &found).await?;
        }
        None => {}
    }
    Ok(())
}

/// Who may: a member of the organisation now, the person who sent a notice, or whoever holds its private link. To
/// everybody else the claim does not exist. Gives the role word for the log. A suspended organisation may still retract.
pub(super) async fn entitled(
    tx: &mut Tx,
    claimant: Claimant<'_>,
    claim: &store::ClaimRow,
) -> Result<&'static str, Error> {
    match claimant {
        Claimant::Person(actor) => match claim.organisation {
            Some(organisation) => {
                organisations::member(tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
                Ok("member")
            }
            None if claim.account == Some(actor.account) => Ok("notifier"),
            None => Err(Error::NotFound),
        },
        Claimant::Holder(secret) => {
            let found = store::claim_of_private_link(tx, &PrivateLink::hash(secret.0)).await?;
            if found == Some(claim.id) { Ok("notifier") } else { Err(Error::NotFound) }
        }
    }
}
