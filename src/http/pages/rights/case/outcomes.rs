//! How what answered a decision came out, as the keys of what the claimant reads: counter-notices, actions, appeals and reversals.

use super::Shown;
use crate::claims::decisions::Action;
use crate::ids::DecisionId;
use crate::process::ahead::{Anew, Reversed, What};
use crate::process::appeals::{Appeal, Outcome as Verdict};
use crate::process::counter_notices::Outcome as Ended;
use crate::process::disputes::{Dispute, Outcome as CameTo};

#[expect(clippy::unused_self, clippy::trivially_copy_pass_by_ref, reason = "templates call methods, and by reference")]
impl Shown {
    /// Whether an appeal of an uploader's waits.
    pub(super) fn uploader_appealed(&self) -> bool {
        self.answers.open.iter().any(|open| matches!(open.what, What::AppealOfUploader { .. }))
    }

    /// The day on which an action was filed, as told.
    pub(super) fn began(&self, action: &Dispute) -> String {
        action
            .begun_on
            .parse::<jiff::civil::Date>()
            .map_or_else(|_| action.begun_on.clone(), |day| self.language.date(day))
    }

    pub(super) fn action_ended(&self, outcome: &CameTo) -> &'static str {
        match outcome {
            CameTo::ForUploader => "action-end-uploader",
            CameTo::ForClaimant => "action-end-claimant",
            CameTo::NoResult => "answers-action-dropped",
            CameTo::NamesNone => "answers-action-none",
        }
    }

    /// Why something else is in force than what was decided first, and which way it went.
    pub(super) fn anew(&self, anew: &Anew) -> &'static str {
        match anew.action {
            Action::None => "next-overturned-back",
            _ if anew.overturned => "next-overturned-more",
            _ if anew.after_dispute => "next-dispute-more",
            _ => "next-granted-more",
        }
    }

    /// What became of a file whose decision was reversed: the same, whatever else restricts it.
    pub(super) fn reversed(&self, reversed: &Reversed) -> &'static str {
        if reversed.noted { "next-noted" } else { "next-reversed" }
    }

    pub(super) fn counter_ended(&self, outcome: &Ended) -> &'static str {
        match outcome {
            Ended::Returned => "answers-returned",
            Ended::Incomplete => "answers-incomplete",
            Ended::Withdrawn => "answers-withdrawn",
            Ended::Moot => "verdict-moot",
            Ended::Restrained => "answers-restrained",
        }
    }

    pub(super) fn verdict(&self, outcome: &Verdict) -> &'static str {
        match outcome {
            Verdict::Granted => "verdict-granted",
            Verdict::Refused => "verdict-refused",
            Verdict::Withdrawn => "verdict-withdrawn",
            Verdict::Moot => "verdict-moot",
        }
    }

    /// Whether an appeal against this decision waits.
    pub(super) fn appeal_waits(&self, decision: &DecisionId) -> bool {
        let waits = |appeal: &Appeal| appeal.decision == Some(*decision) && appeal.outcome.is_none();
        self.answers.appeals.iter().any(waits)
    }
}
