//! Deciding an appeal; and what ends of itself, because what it was about ended otherwise.

use serde_json::json;

use super::{Outcome, Side, fields_of, measures, require_legible};
use crate::accounts::{self, Actor};
use crate::audit::{self, NewEntry};
use crate::claims::decided;
use crate::claims::decisions::{Action, Finding, Ruling, check};
use crate::claims::filing::TargetState;
use crate::claims::form::Form;
use crate::ids::{AppealId, DecisionId};
use crate::jobs::{self, Job};
use crate::process::misuse::What;
use crate::process::{Error, complaints, counter_notices, judge, letters, store, waiting};
use crate::service::Service;
use crate::takedown::Lifted;
use crate::texts::Text;
use crate::tokens::Digest;

/// What a second decider decides.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The decision stands.
    Refuse,
    /// It was wrong: what it restricts ends (an uploader's appeal).
    Lift,
    /// It was wrong: this is decided in its place (a notifier's appeal).
    Replace {
        /// What is found.
        finding: Finding,
        /// What is done: more than the first decision did.
        action: Action,
        /// Under which law or rule.
        ground: String,
    },
}

/// Somebody who had no part in the decisions about this target before decides an appeal, with reasons that whoever appealed
/// reads, and the other side where it is granted: the claimant whose claim restricts no more; the uploader as the statement of reasons of
/// what is decided in the place of the first decision.
pub async fn decide(
    service: &Service,
    actor: &Actor,
    id: AppealId,
    verdict: &Verdict,
    reasons: &str,
) -> Result<(), Error> {
    let mut form = Form::default();
    let reasons = form.text("reasons", reasons, Text::of("appeal-reasons-missing"));
    if let Verdict::Replace { action: Action::None, .. } = verdict {
        form.mistake("action", Text::of("appeal-grants-something"));
    }
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let found = store::appeal(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if found.outcome.is_some() {
        return Err(Error::Conflict(Text::of("appeal-meanwhile")));
    }
    if let Some(measure) = found.measure {
        measures::decide(&mut tx, service, actor, (&found, measure), verdict, &reasons).await?;
        tx.commit().await?;
        return Ok(());
    }
    let decided = decided::lock(&mut tx, found.decision.ok_or(Error::NotFound)?).await?;
    let role = judge(&mut tx, actor, &decided).await?;
    if store::decided_before(&mut tx, decided.target, actor.account).await? {
        return Err(Error::Forbidden(Text::of("appeal-you-decided")));
    }
    let senior = accounts::in_force(&mut tx, actor).await?.roles.senior();
    if !senior && let Some(why) = decided::for_senior(&mut tx, &decided).await? {
        return Err(Error::Forbidden(why));
    }
    waiting::in_nobody_elses_hands(&mut tx, service, actor, waiting::Subject::Appeal(id)).await?;
    if matches!(verdict, Verdict::Refuse) {
        require_legible(&mut tx, service, id, senior).await?;
    }
    let outcome = match (found.side, verdict) {
        (_, Verdict::Refuse) => Outcome::Refused,
        // What it was about was withdrawn, or returned by another way.
        (Side::Uploader, Verdict::Lift) if !decided.restricts => Outcome::Moot,
        (Side::Uploader, Verdict::Lift) | (Side::Notifier, Verdict::Replace { .. }) => Outcome::Granted,
        (Side::Uploader, Verdict::Replace { .. }) => {
            return Err(Error::Conflict(Text::of("appeal-of-uploader-only")));
        }
        (Side::Notifier, Verdict::Lift) => {
            return Err(Error::Conflict(Text::of("appeal-of-notifier-only")));
        }
    };
    let by = Some((actor.account, store::Reasons::Clear(&reasons)));
    if store::end_appeal(&mut tx, id, outcome, by, now).await? != 1 {
        return Err(Error::Conflict(Text::of("appeal-meanwhile")));
    }
    let commitments = [("by", actor.account.to_string()), ("reasons", Digest::of(reasons.as_bytes()).to_string())];
    let mut fields = fields_of(&found, &decided);
    fields["outcome"] = json!(outcome.as_str());
    let entry = NewEntry {
        kind: "appeal.decided",
        case: decided.log_case,
        actor: role,
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    match verdict {
        // Staff have looked at what was deleted directly: it counts against its uploader from now on.
        Verdict::Refuse => {
            jobs::enqueue(&mut tx, service, &Job::CountStrikes { account: decided.owner }, now).await?;
        }
        Verdict::Lift => {
            let lifted = decided::undo(&mut tx, service, decided.id, "appeal-granted").await?;
            if lifted == Lifted::StillHeld {
                letters::still_held(&mut tx, service, decided.owner, &decided).await?;
            }
            if let Some(open) = store::open_counter_notice(&mut tx, decided.id).await? {
                // Both sides are told of the verdict.
                let moot = counter_notices::Outcome::Moot;
                counter_notices::end(&mut tx, service, &decided, &open, moot, "service", None).await?;
            }
        }
        Verdict::Replace { finding, action, ground } => {
            let stands = if decided.restricts { decided.action } else { Action::None };
            if !restricts_more(stands, *action) {
                return Err(Error::Conflict(Text::of("appeal-no-more")));
            }
            let ruling = Ruling {
                target: decided.target,
                finding: *finding,
                action: *action,
                ground: ground.clone(),
                reasons: reasons.clone(),
            };
            let mut form = Form::default();
            check(&mut form, &ruling);
            form.finish()?;
            let again = decided::rule_again(&mut tx, service, actor, &decided, &ruling).await?;
            store::set_ruling(&mut tx, id, again).await?;
            // What was marked as manifestly unfounded restricts something after all.
            if let Some(mark) = store::standing::mark_of(&mut tx, What::Target(decided.target)).await? {
                jobs::enqueue(&mut tx, service, &Job::LookAtMark { mark }, now).await?;
            }
        }
    }
    letters::appeal_decided(&mut tx, service, &found, &decided, outcome, &reasons).await?;
    tx.commit().await?;
    Ok(())
}

const fn restricts_more(first: Action, second: Action) -> bool {
    matches!(
        (first, second),
        (Action::None, Action::DisableLink | Action::LockAndDelete) | (Action::DisableLink, Action::LockAndDelete)
    )
}

/// The job of a decision that ended: what is open about it and has lost its object ends, too. Safe to run again.
pub async fn end_moot(service: &Service, decision: DecisionId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let decided = decided::lock(&mut tx, decision).await?;
    if !decided.restricts
        && let Some(open) = store::open_counter_notice(&mut tx, decision).await?
    {
        counter_notices::end_moot(&mut tx, service, &decided, &open).await?;
    }
    let over = decided.superseded_at.is_some() || decided.target_state == TargetState::Withdrawn;
    let of_uploader = store::appeal_of(&mut tx, decision, Side::Uploader).await?.filter(|_| !decided.restricts);
    let of_notifier = store::appeal_of(&mut tx, decision, Side::Notifier).await?.filter(|_| over);
    let after_dispute = store::open_after_dispute(&mut tx, decision).await?.filter(|_| over);
    for appeal in [of_uploader, of_notifier, after_dispute].into_iter().flatten() {
        if appeal.outcome.is_some() {
            continue;
        }
        if store::end_appeal(&mut tx, appeal.id, Outcome::Moot, None, now).await? != 1 {
            continue;
        }
        let entry = NewEntry {
            kind: "appeal.moot",
            case: decided.log_case,
            actor: "service",
            fields: fields_of(&appeal, &decided),
            commitments: &[],
            journal: None,
        };
        audit::append(&mut tx, service, entry).await?;
        letters::appeal_moot(&mut tx, service, &appeal, &decided).await?;
    }
    complaints::end_moot(&mut tx, service, &decided).await?;
    // What restricts no more is no strike any more.
    jobs::enqueue(&mut tx, service, &Job::CountStrikes { account: decided.owner }, now).await?;
    tx.commit().await?;
    Ok(())
}
