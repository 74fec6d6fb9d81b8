//! The targets of a claim, as its claimant reads them: what each is called, how well it is proven, what was found and done, and how far
//! its deletion has come on the mirrors.

use std::collections::HashMap;

use super::super::super::prelude::*;
use super::Shown;
use crate::claims::cases::TargetView;
use crate::claims::decisions::{Action, Finding};
use crate::claims::filing::TargetState;
use crate::claims::next::{self, Ordered, Progress};
use crate::claims::proof::Level;
use crate::clock::Time;
use crate::ids::ObjectId;
use crate::takedown::Board;
use crate::takedown::board::{CustodyCopy, Order};

/// How far one target's deletion has come.
pub(super) struct TargetBoard {
    pub(super) position: i64,
    pub(super) title: String,
    /// How far that is, in a word.
    pub(super) progress: Progress,
    pub(super) locked_at: Time,
    pub(super) lifted_at: Option<Time>,
    /// Its claimant took it back, and reads whether the file is given back. Where the decision was reversed that would only say whether
    /// another claim holds the file.
    pub(super) withdrawn: bool,
    pub(super) restored_at: Option<Time>,
    pub(super) restoration: next::Restoration,
    pub(super) custody: Vec<CustodyCopy>,
    /// Whether there are bytes that no order covers yet.
    pub(super) awaits_order: bool,
    pub(super) orders: Vec<Order>,
}

impl TargetBoard {
    /// The board of a target, if it was locked. Only what follows from this claim: what others claimed of the same file is
    /// not this claimant's to see.
    pub(super) fn of(target: &TargetView, language: Language, boards: &HashMap<ObjectId, Board>) -> Option<Self> {
        let decision = target.decision.as_ref().filter(|decision| decision.action == Action::LockAndDelete)?;
        let board = boards.get(&target.object)?;
        let under = board.under(decision.id)?;
        let restoration = match under.hold.restored_at {
            Some(_) => next::Restoration::Done,
            None if under.is_being_restored => next::Restoration::UnderWay,
            None => next::Restoration::None,
        };
        Some(Self {
            position: target.position,
            title: title(target, language),
            progress: Progress::Securing,
            locked_at: under.hold.opened_at,
            lifted_at: under.hold.lifted_at,
            withdrawn: target.state == TargetState::Withdrawn,
            restored_at: under.hold.restored_at,
            restoration,
            custody: board.custody.clone(),
            awaits_order: under.awaits_order,
            orders: under.orders.into_iter().cloned().collect(),
        })
    }
}

/// How far a target has come, and what went out for it.
pub(super) fn come_to(target: &TargetView, board: Option<&TargetBoard>) -> (Progress, Option<Ordered>) {
    let order = board.filter(|board| !board.orders.is_empty() && !board.awaits_order).map(|board| {
        let rows = || board.orders.iter().flat_map(|order| &order.mirrors);
        Ordered {
            mirrors: rows().count(),
            receipts: rows().filter(|row| row.result.is_some()).count(),
            looks: rows().filter(|row| row.probed_at.is_some()).count(),
        }
    });
    let facts = next::Facts {
        target: target.state,
        action: target.decision.as_ref().map(|decision| decision.action),
        lifted: match board {
            Some(board) => board.lifted_at.is_some(),
            None => target.decision.as_ref().is_some_and(|decision| !decision.restricts),
        },
        order,
        restoration: board.map_or(next::Restoration::None, |board| board.restoration),
        object: target.object_state,
    };
    (Progress::of(&facts), order)
}

/// What a target is called: its file's name where it was opened, else its place in the claim.
pub(super) fn title(target: &TargetView, language: Language) -> String {
    let place = || language.say("file-number").with("position", target.position).to_string();
    target.metadata.as_ref().map_or_else(place, |metadata| metadata.name.clone())
}

/// How far a target has come: tone and text.
const fn word(progress: Progress) -> (&'static str, &'static str) {
    match progress {
        Progress::Pending => ("info", "target-waits"),
        Progress::Securing => ("info", "target-securing"),
        Progress::Ordered => ("info", "target-ordered"),
        Progress::Looking => ("info", "target-looking"),
        Progress::Deleted => ("good", "target-deleted"),
        Progress::Purged => ("plain", "target-purged"),
        Progress::LinkDisabled => ("good", "target-link-disabled"),
        Progress::NotRestricted => ("plain", "target-not-restricted"),
        Progress::Restoring => ("info", "target-restoring"),
        Progress::Restored => ("plain", "target-restored"),
        Progress::Released => ("plain", "target-released"),
        Progress::Withdrawn => ("plain", "target-withdrawn"),
    }
}

#[expect(clippy::unused_self, clippy::trivially_copy_pass_by_ref, reason = "templates call methods, and by reference")]
impl Shown {
    pub(super) fn rows(&self) -> Vec<&TargetView> {
        self.rows.iter().filter_map(|at| self.case.targets.get(*at)).collect()
    }

    /// The states that targets are in, with how many are, the address of these, and whether they are shown.
    pub(super) fn kinds(&self) -> Vec<(&'static str, usize, String, bool)> {
        let shown = self.window.shown();
        let mut kinds = vec![("target-all", self.progress.len(), format!("{}#targets", self.base), shown.is_none())];
        for wanted in Progress::ALL {
            let count = self.progress.iter().filter(|(progress, _)| *progress == wanted).count();
            if count > 0 || shown == Some(wanted) {
                let place = format!("{}?show={}#targets", self.base, wanted.as_str());
                kinds.push((word(wanted).1, count, place, shown == Some(wanted)));
            }
        }
        kinds
    }

    /// Whether content can be matched, or was: what an organisation opened.
    pub(super) fn has_matching(&self) -> bool {
        self.case.organisation.is_some() && self.case.targets.iter().any(|target| target.level != Level::Located)
    }

    /// Whether a proof of possession stands on this page.
    pub(super) fn has_possession(&self) -> bool {
        self.rows().iter().any(|target| target.possession.is_some())
    }

    /// Whether there is a link of which nobody said where it was found.
    pub(super) fn lacks_source(&self) -> bool {
        let nameless = |target: &TargetView| target.state == TargetState::Pending && target.found_at.is_none();
        self.case.organisation.is_some() && self.is_open() && self.case.targets.iter().any(nameless)
    }

    /// How many the decisions in force restrict now: not those of which the restriction has ended since.
    pub(super) fn restricted(&self) -> usize {
        let restricted = |target: &&TargetView| {
            target.state == TargetState::Decided && target.decision.as_ref().is_some_and(|decision| decision.restricts)
        };
        self.case.targets.iter().filter(restricted).count()
    }

    /// Whether something was decided that restricted any of it, whatever became of that since.
    pub(super) fn had_restricted(&self) -> bool {
        let restricted =
            |target: &TargetView| target.decision.as_ref().is_some_and(|decision| decision.action != Action::None);
        self.case.targets.iter().any(restricted)
    }

    pub(super) fn title(&self, target: &TargetView) -> String {
        title(target, self.language)
    }

    pub(super) fn receipts(&self, order: &Order) -> usize {
        order.mirrors.iter().filter(|row| row.result.is_some()).count()
    }

    /// The word on the file's icon, as `js/show.js` chooses it.
    pub(super) fn icon(&self, target: &TargetView) -> &'static str {
        let media_type = target.metadata.as_ref().map_or("", |metadata| metadata.media_type.as_str());
        match media_type.split_once('/') {
            Some(("image", _)) => "image",
            Some(("video", _)) => "video",
            Some(("audio", _)) => "audio",
            Some(("application", "pdf")) => "pdf",
            Some(("text", _)) => "text",
            _ => "file",
        }
    }

    pub(super) fn level(&self, target: &TargetView) -> (&'static str, &'static str, &'static str) {
        match target.level {
            Level::Located => ("plain", "level-located", "level-located-text"),
            Level::Opened => ("good", "level-opened", "level-opened-text"),
            Level::Matched => ("good", "level-matched", "level-matched-text"),
        }
    }

    pub(super) fn result(&self, target: &TargetView) -> (&'static str, &'static str) {
        let at = self.case.targets.iter().position(|other| other.target == target.target);
        word(at.and_then(|at| self.progress.get(at)).map_or(Progress::Pending, |(progress, _)| *progress))
    }

    /// How far a board has come.
    pub(super) fn came_to(&self, board: &TargetBoard) -> (&'static str, &'static str) {
        word(board.progress)
    }

    pub(super) fn finding(&self, finding: &Finding) -> &'static str {
        match finding {
            Finding::Infringing => "finding-infringing",
            Finding::NotInfringing => "finding-not-infringing",
            Finding::OtherIllegal => "finding-other-illegal",
            Finding::Incomplete => "finding-incomplete",
            Finding::Ordered => "finding-ordered",
        }
    }
}
