//! Overturning: a senior decides once more, of their own motion, what staff decided about one file or link of a claim; or finds wrong what a
//! rights holder deleted directly and was drawn for them ([`samples`]).
//!
//! Neither side asked for it, so both read why. What is decided is a decision of its own in the place of the first, with the senior as
//! whoever made it: what was restricted is given back, as after a granted appeal of the uploader; or what was not, or was less, is
//! restricted, with a statement of reasons of its own. Whoever it harms can appeal against it as against any decision, before somebody who
//! had no part in either.
//!
//! Nobody overturns what they decided, but gives back what they restricted where a complaint has it looked at again and no other senior is
//! there ([`complaints::falls_to_deciders`]).
//!
//! What a rights holder deleted directly is overturned as a sample only, and only to give it back; an order of a court or an authority is
//! withdrawn, and never overturned. While an appeal about a decision of staff waits, that is decided instead; nothing is given back that a
//! court was asked to keep, or has kept, where it is ([`super::disputes`]); and no more is restricted of a file while a counter-notice
//! about it waits, after one has returned it, or after a dispute about it ended for its uploader. None of that keeps a senior from locking what
//! somebody at the desk handed on, as a life or a child is in danger ([`crate::claims::escalations`]): an appeal that waits ends with what it is about.

use std::collections::HashSet;

use serde_json::json;

use super::misuse::What;
use super::store::overturnings::Candidate;
use super::{Error, complaints, counter_notices, judge, letters, reviewer, store};
use crate::accounts::parties::{self, Case};
use crate::accounts::{self, Actor};
use crate::audit::{self, NewEntry};
use crate::claims::decided::{self, Decided};
use crate::claims::decisions::{Action, Finding, Ruling, check};
use crate::claims::form::Form;
use crate::claims::samples;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, AppealId, ClaimId, DecisionId};
use crate::jobs::{self, Job};
use crate::process::appeals::Side;
use crate::service::Service;
use crate::takedown::Lifted;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::words::words;

/// What is decided in the place of a decision.
#[derive(Clone, Debug)]
pub struct Instead {
    /// What is found.
    pub finding: Finding,
    /// What is done; nothing gives back what was restricted.
    pub action: Action,
    /// Under which law or rule.
    pub ground: String,
    /// Why: both sides read it.
    pub reasons: String,
}

/// A decision, as a senior sees it who might overturn it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The decision.
    pub decided: Decided,
    /// What can be done in its place; nothing where it cannot be overturned.
    pub choices: Vec<Action>,
    /// Why it cannot be overturned by this senior, or not now.
    pub closed: Option<Text>,
}

/// What reversed a decision, or what was decided in its place: by whom, and why.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Reversal {
    /// The decision that an uploader's appeal reversed; else what a senior decided of their own motion in the place of another.
    pub decision: DecisionId,
    /// When.
    pub reversed_at: Time,
    /// By whom.
    pub reversed_by: AccountId,
    /// Why.
    pub reasons: String,
    /// The appeal, where one was granted.
    pub appeal: Option<AppealId>,
}

/// Why nobody overturns a decision, by the key of its text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Obstacle {
    Superseded,
    Withdrawn,
    Order,
    Direct,
    Gone,
    /// It is before somebody already: after an appeal of either side, or after a dispute.
    AppealWaits,
}

words! { Obstacle {
    Superseded = "decision-superseded", Withdrawn = "decision-withdrawn", Order = "overturning-order",
    Direct = "overturning-direct", Gone = "overturning-gone", AppealWaits = "overturning-appeal-waits",
} }

impl Candidate {
    /// What can be done in the place of what stands: all of it is given back, or more is restricted.
    const fn in_its_place(&self) -> &'static [Action] {
        let stands = if self.restricts { self.action } else { Action::None };
        match stands {
            Action::None => &[Action::DisableLink, Action::LockAndDelete],
            Action::DisableLink => &[Action::None, Action::LockAndDelete],
            Action::LockAndDelete => &[Action::None],
        }
    }

    /// Whether that is the senior's to choose now, if nothing stands in the way of all of it.
    fn is_open(&self, action: Action) -> bool {
        match action {
            Action::None => !self.kept,
            Action::DisableLink | Action::LockAndDelete => self.no_more().is_none() && !self.theirs,
        }
    }

    /// Whether a senior locks what somebody at the desk handed on for a danger, whoever decided about it, and whatever waits or came back.
    fn locks_danger(&self, action: Action) -> bool {
        self.handed_on && action == Action::LockAndDelete && matches!(self.obstacle, None | Some(Obstacle::AppealWaits))
    }

    /// Why no more is restricted of the file by this claim, whichever of its links is decided about, if none is: the law of counter-notices
    /// has the word, or a court had it.
    fn no_more(&self) -> Option<Text> {
        if self.came_back {
            Some(Text::of("overturning-came-back"))
        } else if self.counter_waits {
            Some(Text::of("overturning-counter-waits"))
        } else {
            None
        }
    }
}

/// A senior who is no party and decided nothing about it before overturns a decision of staff, with reasons. Gives what is decided in its
/// place.
pub async fn overturn(
    service: &Service,
    actor: &Actor,
    decision: DecisionId,
    instead: &Instead,
) -> Result<DecisionId, Error> {
    let mut tx = service.db.begin().await?;
    let decided = decided::lock(&mut tx, decision).await?;
    senior(&mut tx, actor, &decided).await?;
    let found = store::overturnings::candidate(&mut tx, decision, actor.account).await?;
    let gives_back = instead.action == Action::None;
    let danger = found.locks_danger(instead.action);
    if !danger
        && found.theirs
        && !(gives_back && complaints::falls_to_deciders(&mut tx, decision, found.restricts).await?)
    {
        return Err(Error::Forbidden(Text::of("overturning-you-decided")));
    }
    if let Some(obstacle) = found.obstacle.filter(|_| !danger) {
        return Err(Error::Conflict(Text::of(obstacle.as_str())));
    }
    let ruling = Ruling {
        target: decided.target,
        finding: instead.finding,
        action: instead.action,
        ground: instead.ground.clone(),
        reasons: instead.reasons.trim().to_owned(),
    };
    let mut form = Form::default();
    check(&mut form, &ruling);
    if !found.in_its_place().contains(&ruling.action) {
        form.mistake("action", Text::of("overturning-no-other"));
    }
    form.finish()?;
    if !gives_back
        && !danger
        && let Some(why) = found.no_more()
    {
        return Err(Error::Conflict(why));
    }
    let again = replace(&mut tx, service, actor, &decided, &ruling).await?;
    tx.commit().await?;
    Ok(again)
}

/// A senior who is no party and decided nothing about it before overturns a deletion that a rights holder made directly and that was drawn,
/// with what they find and reasons. Gives what takes its place; nothing where it restricts nothing any more, so that nothing is given back by
/// it: then it is only noted.
pub async fn overturn_deletion(
    service: &Service,
    actor: &Actor,
    decision: DecisionId,
    finding: Finding,
    reasons: &str,
) -> Result<Option<DecisionId>, Error> {
    let mut tx = service.db.begin().await?;
    let decided = decided::lock(&mut tx, decision).await?;
    let said = samples::said(&mut tx, actor, reasons).await?;
    // Asked before they look, by which they decide about it, too; and said after, which refuses whoever is a party.
    let theirs = store::decided_before(&mut tx, decided.target, actor.account).await?
        && !complaints::falls_to_deciders(&mut tx, decision, decided.restricts).await?;
    samples::look(&mut tx, service, &decided, samples::Outcome::Overturned, &said).await?;
    if theirs {
        return Err(Error::Forbidden(Text::of("overturning-you-decided")));
    }
    let reasons = said.reasons;
    let ruling = Ruling { target: decided.target, finding, action: Action::None, ground: String::new(), reasons };
    let mut form = Form::default();
    check(&mut form, &ruling);
    form.finish()?;
    let again = if decided.restricts {
        Some(replace(&mut tx, service, actor, &decided, &ruling).await?)
    } else {
        letters::overturned::noted(&mut tx, service, &decided, &ruling.reasons).await?;
        None
    };
    tx.commit().await?;
    Ok(again)
}

/// Puts a ruling in the place of a decision that a senior found wrong: what that restricted is given back, or more is restricted; both sides
/// are told, and what was open about it has no object any more. The caller has locked the decision, and asked who decides.
async fn replace(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    decided: &Decided,
    ruling: &Ruling,
) -> Result<DecisionId, Error> {
    let gives_back = ruling.action == Action::None;
    if gives_back && decided::is_kept(tx, decided.claim, decided.object).await? {
        return Err(Error::Conflict(Text::of("overturning-court")));
    }
    let reasons = ruling.reasons.as_str();
    let commitments = [("by", actor.account.to_string()), ("reasons", Digest::of(reasons.as_bytes()).to_string())];
    let outcome = if gives_back { "given-back" } else { "restricted" };
    let entry = NewEntry {
        kind: "decision.overturned",
        case: decided.log_case,
        actor: "senior",
        fields: json!({"target": decided.position, "outcome": outcome}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    let mut lifted = Lifted::Nothing;
    if gives_back {
        lifted = decided::undo(tx, service, decided.id, "overturned").await?;
        if lifted == Lifted::StillHeld {
            letters::still_held(tx, service, decided.owner, decided).await?;
        }
        if let Some(open) = store::open_counter_notice(tx, decided.id).await? {
            // Both sides are told that it was overturned.
            let moot = counter_notices::Outcome::Moot;
            counter_notices::end(tx, service, decided, &open, moot, "service", None).await?;
        }
    }
    let again = decided::rule_again(tx, service, actor, decided, ruling).await?;
    store::overturnings::insert(tx, decided.id, again).await?;
    look_at_marks(tx, service, decided, gives_back).await?;
    if gives_back {
        letters::overturned::given_back(tx, service, decided, (again, lifted), reasons).await?;
    } else {
        letters::overturned::restricted(tx, service, decided, ruling.action, reasons).await?;
    }
    Ok(again)
}

/// What was marked as manifestly unfounded was well founded after all: an appeal that had asked for this, and a line that restricts
/// something.
async fn look_at_marks(tx: &mut Tx, service: &Service, decided: &Decided, gives_back: bool) -> Result<(), Error> {
    let side = if gives_back { Side::Uploader } else { Side::Notifier };
    let appeal = store::appeal_of(tx, decided.id, side).await?.map(|appeal| What::Appeal(appeal.id));
    let line = (!gives_back).then_some(What::Target(decided.target));
    for what in appeal.into_iter().chain(line) {
        if let Some(mark) = store::standing::mark_of(tx, what).await? {
            jobs::enqueue(tx, service, &Job::LookAtMark { mark }, service.clock.now()).await?;
        }
    }
    Ok(())
}

/// A decision for a senior who is no party, with what can be decided in its place.
pub async fn for_desk(service: &Service, actor: &Actor, decision: DecisionId) -> Result<Opened, Error> {
    let mut tx = service.db.read().await?;
    let decided = decided::read(&mut tx, decision).await?;
    senior(&mut tx, actor, &decided).await?;
    let found = store::overturnings::candidate(&mut tx, decision, actor.account).await?;
    let (choices, closed) = open(&mut tx, &found).await?;
    Ok(Opened { decided, choices, closed })
}

/// What reversed the decisions of a claim, for reviewers who are no party.
pub async fn reversals(service: &Service, actor: &Actor, claim: ClaimId) -> Result<Vec<Reversal>, Error> {
    let mut tx = service.db.read().await?;
    reviewer(&mut tx, actor).await?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    Ok(store::overturnings::reversals(&mut tx, claim).await?)
}

/// The decisions of a claim that this reader could overturn now, as [`for_desk`] says of each: by one query for all of them, for the page of
/// the claim. None for whoever is no senior.
pub async fn open_to(service: &Service, actor: &Actor, claim: ClaimId) -> Result<HashSet<DecisionId>, Error> {
    let mut tx = service.db.read().await?;
    let mut theirs = HashSet::new();
    if !accounts::in_force(&mut tx, actor).await?.roles.senior() {
        return Ok(theirs);
    }
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    for found in store::overturnings::candidates(&mut tx, claim, actor.account).await? {
        let (_, closed) = open(&mut tx, &found).await?;
        if closed.is_none() {
            theirs.insert(found.decision);
        }
    }
    Ok(theirs)
}

/// Refuses whoever is no senior, by their roles now, or a party to the case.
async fn senior(tx: &mut Tx, actor: &Actor, decided: &Decided) -> Result<(), Error> {
    if !accounts::in_force(tx, actor).await?.roles.senior() {
        return Err(Error::Forbidden(Text::of("only-seniors")));
    }
    judge(tx, actor, decided).await?;
    Ok(())
}

/// What this senior can decide in the place of a decision; or why they cannot, or not now.
async fn open(tx: &mut Tx, found: &Candidate) -> Result<(Vec<Action>, Option<Text>), Error> {
    let hindered = if found.theirs && !complaints::falls_to_deciders(tx, found.decision, found.restricts).await? {
        Some(Text::of("overturning-you-decided"))
    } else {
        found.obstacle.map(|obstacle| Text::of(obstacle.as_str()))
    };
    let is_open = |action: &Action| found.locks_danger(*action) || (hindered.is_none() && found.is_open(*action));
    let choices: Vec<_> = found.in_its_place().iter().copied().filter(is_open).collect();
    let closed = if !choices.is_empty() {
        None
    } else if hindered.is_some() {
        hindered
    } else if found.restricts {
        Some(Text::of("overturning-court"))
    } else {
        found.no_more()
    };
    Ok((choices, closed))
}
