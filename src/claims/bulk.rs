//! Deciding together: one finding, action and words for targets of several claims, each of which was shown.
//!
//! The reviewer takes the claims ([`take`]), sees every target, and decides those that they were shown and ticked, by their
//! ids ([`decide`]). Each claim is decided in a transaction of its own, by [`super::decisions::decide`] with all that it
//! checks; what one of them refuses leaves the others as they are.

use std::collections::HashSet;

use super::decisions::{self, Action, Finding, Ruling, reviewer};
use super::{Actor, Error, cases, queue};
use crate::ids::{ClaimId, TargetId};
use crate::service::Service;
use crate::texts::Text;

/// What is decided about each target.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What was found.
    pub finding: Finding,
    /// What is done.
    pub action: Action,
    /// Under which law or rule.
    pub ground: String,
    /// Why.
    pub reasons: String,
}

/// Claims that were asked for: those that the reviewer has now, and why not the others.
#[derive(Debug, Default)]
pub struct Taken {
    /// The cases.
    pub cases: Vec<cases::DeskCase>,
    /// What was left out, and why.
    pub left_out: Vec<(ClaimId, Error)>,
}

/// What became of one claim.
#[derive(Debug)]
pub struct Outcome {
    /// The claim.
    pub claim: ClaimId,
    /// How many of its targets were decided, or why none was.
    pub done: Result<usize, Error>,
}

/// The reviewer takes those of the claims that are free, up to the limits of what is decided together. What is somebody
/// else's, a senior's or not theirs to see is left out, and told.
pub async fn take(service: &Service, actor: &Actor, claims: &[ClaimId]) -> Result<Taken, Error> {
    reviewer(actor)?;
    let limits = &service.config.limits;
    let (mut taken, mut seen, mut targets) = (Taken::default(), HashSet::new(), 0);
    for claim in claims.iter().copied().filter(|claim| seen.insert(*claim)) {
        if taken.cases.len() >= limits.bulk_claims {
            taken.left_out.push((claim, Error::Conflict(TOO_MANY_CLAIMS)));
            continue;
        }
        let held = match queue::take(service, actor, claim).await {
            Ok(_) => cases::desk_case(service, actor, claim).await.and_then(together),
            Err(error) => Err(error),
        };
        match held {
            Ok(case) => {
                let pending = case.case.targets.iter().filter(|target| target.is_pending()).count();
                if targets + pending > limits.bulk_targets {
                    taken.left_out.push((claim, Error::Conflict(TOO_MANY_TARGETS)));
                } else {
                    targets += pending;
                    taken.cases.push(case);
                }
            }
            Err(error) if error.is_a_refusal() => taken.left_out.push((claim, error)),
            Err(error) => return Err(error),
        }
    }
    Ok(taken)
}

/// An order is decided by itself: what it says differs from one to the next.
fn together(case: cases::DeskCase) -> Result<cases::DeskCase, Error> {
    match case.order {
        Some(_) => Err(Error::Conflict(Text::of("bulk-order"))),
        None => Ok(case),
    }
}

const TOO_MANY_CLAIMS: Text = Text::of("bulk-claims-full");
const TOO_MANY_TARGETS: Text = Text::of("bulk-targets-too-many");

/// Decides these targets and nothing else, claim by claim.
///
/// # Errors
/// When the verdict is none, or nothing or too much is to be decided; then nothing is. What happens to each claim stands
/// in its [`Outcome`].
pub async fn decide(
    service: &Service,
    actor: &Actor,
    shown: &[(ClaimId, TargetId)],
    verdict: &Verdict,
) -> Result<Vec<Outcome>, Error> {
    reviewer(actor)?;
    let mut by_claim: Vec<(ClaimId, Vec<Ruling>)> = Vec::new();
    let mut seen = HashSet::new();
    for (claim, target) in shown.iter().copied().filter(|(_, target)| seen.insert(*target)) {
        let ruling = Ruling {
            target,
            finding: verdict.finding,
            action: verdict.action,
            ground: verdict.ground.clone(),
            reasons: verdict.reasons.clone(),
        };
        match by_claim.iter_mut().find(|(of, _)| *of == claim) {
            Some((_, rulings)) => rulings.push(ruling),
            None => by_claim.push((claim, vec![ruling])),
        }
    }
    let limits = &service.config.limits;
    if by_claim.is_empty() {
        return Err(Error::Conflict(Text::of("bulk-choose")));
    }
    if by_claim.len() > limits.bulk_claims {
        return Err(Error::Conflict(TOO_MANY_CLAIMS));
    }
    if seen.len() > limits.bulk_targets {
        return Err(Error::Conflict(Text::of("bulk-full")));
    }
    let mut outcomes = Vec::with_capacity(by_claim.len());
    for (claim, rulings) in by_claim {
        let done = match decisions::decide(service, actor, claim, &rulings).await {
            Ok(decided) => Ok(decided.len()),
            // Wrong for one is wrong for all, and is told before anything is decided.
            Err(error @ Error::Invalid(_)) if outcomes.is_empty() => return Err(error),
            Err(error) => Err(error),
        };
        outcomes.push(Outcome { claim, done });
    }
    Ok(outcomes)
}
