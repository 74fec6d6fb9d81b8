//! The desk: what waits for a decision, by time to breach, and who has taken what. Everybody sees it without the cases in
//! which they are a party.

use std::time::Duration;

use super::decisions::reviewer;
use super::filing::ClaimState;
use super::{Actor, Error, decisions, in_force, programs, store};
use crate::accounts::parties::{self, Case};
use crate::clock::Time;
use crate::ids::{AccountId, ClaimId};
use crate::service::Service;

/// How long a claim stays with whoever took it; each decision and each taking begins it again.
pub const ASSIGNMENT: Duration = Duration::from_hours(1);

/// A claim in the queue.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The claim.
    pub claim: ClaimId,
    /// The law it is made under.
    pub basis: String,
    /// Where it stands.
    pub state: ClaimState,
    /// The verified holder's name; `None` is the standard queue.
    pub organisation: Option<String>,
    /// Whether it goes ahead as a trusted flagger's within its expertise.
    pub flagged: bool,
    /// When it was received.
    pub submitted_at: Time,
    /// What the notifier calls it.
    pub reference: Option<String>,
    /// By when it is to be decided.
    pub due_at: Time,
    /// Since when the clock stands still, if it does.
    pub paused_since: Option<Time>,
    /// Whether the clock has run out.
    pub breached: bool,
    /// It is urgent when no more than this is left.
    pub urgent_within: Duration,
    /// How many targets it has.
    pub targets: i64,
    /// How many of them were opened.
    pub opened: i64,
    /// Only a senior decides it.
    pub for_senior: bool,
    /// Who has it now.
    pub assigned_to: Option<AccountId>,
}

/// Which claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those that nobody has, or that this reviewer has.
    pub free_or_mine: bool,
    /// Only the verified queue (`true`) or the standard one (`false`).
    pub verified: Option<bool>,
}

/// A claim is urgent in the last quarter of the time in which those of its queue are to be decided.
pub(super) fn urgent_within(service: &Service, claim: &store::ClaimRow) -> Duration {
    let limits = &service.config.limits;
    let time = match (claim.flagger, claim.organisation) {
        (Some(_), _) => limits.trusted_flagger_claim_due,
        (None, Some(_)) => limits.verified_claim_due,
        (None, None) => limits.claim_due,
    };
    time / 4
}

/// What waits for a decision, what is in breach first; what waits for its notifier comes last.
pub async fn queue(service: &Service, actor: &Actor, filter: Filter) -> Result<Vec<Waiting>, Error> {
    reviewer(actor)?;
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let mut waiting = Vec::new();
    for row in store::queue(&mut tx, i64::from(service.config.limits.api_page_rows)).await? {
        let assigned_to = row.assigned_to.filter(|_| row.assigned_until.is_some_and(|until| now < until));
        if filter.free_or_mine && assigned_to.is_some_and(|reviewer| reviewer != actor.account)
            || filter.verified.is_some_and(|verified| verified != row.organisation.is_some())
        {
            continue;
        }
        if parties::is_party(&mut tx, actor.account, Case::Claim(row.id)).await? {
            continue;
        }
        let (targets, opened) = store::count_targets(&mut tx, row.id).await?;
        waiting.push(Waiting {
            claim: row.id,
            for_senior: decisions::for_senior(&mut tx, &row).await?.is_some(),
            organisation: decisions::name(&mut tx, &row).await?,
            state: row.state,
            flagged: row.flagger.is_some(),
            submitted_at: row.submitted_at,
            reference: programs::reference_of(&mut tx, row.id).await?,
            due_at: row.due_at,
            paused_since: row.information_asked_at,
            breached: row.due_at < row.information_asked_at.unwrap_or(now),
            urgent_within: urgent_within(service, &row),
            targets,
            opened,
            assigned_to,
            basis: row.basis,
        });
    }
    Ok(waiting)
}

/// A reviewer takes a claim: nobody else can decide it until they release it or an hour has passed.
pub async fn take(service: &Service, actor: &Actor, claim: ClaimId) -> Result<Time, Error> {
    reviewer(actor)?;
    let now = service.clock.now();
    let until = now.plus(ASSIGNMENT);
    let mut tx = service.db.begin().await?;
    let person = in_force(&mut tx, actor).await?;
    reviewer(&person)?;
    let found = store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    if !person.roles.senior()
        && let Some(why) = decisions::for_senior(&mut tx, &found).await?
    {
        return Err(Error::Forbidden(why));
    }
    if store::assign(&mut tx, claim, actor.account, now, until).await? != 1 {
        return Err(Error::Conflict(match found.state {
            ClaimState::Decided => "this claim is decided",
            ClaimState::Withdrawn => "this claim was withdrawn",
            _ => "somebody else has taken this claim",
        }));
    }
    tx.commit().await?;
    Ok(until)
}

/// The reviewer gives it back to the queue.
pub async fn release(service: &Service, actor: &Actor, claim: ClaimId) -> Result<(), Error> {
    reviewer(actor)?;
    let mut tx = service.db.begin().await?;
    store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    if store::release(&mut tx, claim, actor.account).await? != 1 {
        return Err(Error::Conflict("this claim is not yours to release"));
    }
    tx.commit().await?;
    Ok(())
}
