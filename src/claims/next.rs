//! What happens next, said in one place: how far each target of a claim has come, and what its claimant waits for.
//!
//! Pure functions of a case's facts, over closed enums: for every state that a case can be in there is something to say.

use super::decisions::Action;
use super::filing::{ClaimState, TargetState};
use crate::clock::Time;
use crate::vault::ObjectState;

/// How far a target has come, in the order in which it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// It waits for its decision.
    Pending,
    /// Locked; custody is being secured and the order to the mirrors written into the log.
    Securing,
    /// The order is out; not every mirror has receipted it.
    Ordered,
    /// Every mirror has receipted; the service looks whether it is gone.
    Looking,
    /// Deleted from every mirror.
    Deleted,
    /// Nothing can bring it back.
    Purged,
    /// The link is disabled.
    LinkDisabled,
    /// The claim restricts nothing of it: nothing was restricted, or that was reversed, whatever else holds the file.
    NotRestricted,
    /// Withdrawn; the file is being given back.
    Restoring,
    /// Withdrawn, and the file is given back.
    Restored,
    /// The claim no longer holds the file; another claim does, or its owner deleted it.
    Released,
    /// Withdrawn, and nothing had been restricted.
    Withdrawn,
}

impl Progress {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Pending,
        Self::Securing,
        Self::Ordered,
        Self::Looking,
        Self::Deleted,
        Self::Purged,
        Self::LinkDisabled,
        Self::NotRestricted,
        Self::Restoring,
        Self::Restored,
        Self::Released,
        Self::Withdrawn,
    ];

    /// Its word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Securing => "securing",
            Self::Ordered => "ordered",
            Self::Looking => "looking",
            Self::Deleted => "deleted",
            Self::Purged => "purged",
            Self::LinkDisabled => "link-disabled",
            Self::NotRestricted => "not-restricted",
            Self::Restoring => "restoring",
            Self::Restored => "restored",
            Self::Released => "released",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether it goes on by itself within moments.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Securing | Self::Ordered | Self::Looking | Self::Restoring)
    }

    /// How far a target has come.
    pub const fn of(facts: &Facts) -> Self {
        match (facts.target, facts.action) {
            (TargetState::Pending, _) | (TargetState::Decided, None) => Self::Pending,
            (TargetState::Decided, Some(Action::None)) => Self::NotRestricted,
            (TargetState::Decided, Some(Action::DisableLink)) if facts.lifted => Self::NotRestricted,
            (TargetState::Decided, Some(Action::DisableLink)) => Self::LinkDisabled,
            (TargetState::Withdrawn, None | Some(Action::None | Action::DisableLink)) => Self::Withdrawn,
            (TargetState::Decided | TargetState::Withdrawn, Some(Action::LockAndDelete)) => Self::of_lock(facts),
        }
    }

    const fn of_lock(facts: &Facts) -> Self {
        if matches!(facts.object, ObjectState::Purged) {
            return Self::Purged;
        }
        // Whether the file is back says whether another claim holds it, which is not this claimant's to know.
        if facts.lifted && matches!(facts.target, TargetState::Decided) {
            return Self::NotRestricted;
        }
        if facts.lifted {
            return match (facts.restoration, facts.object) {
                (Restoration::UnderWay, _) => Self::Restoring,
                (Restoration::Done, _) | (Restoration::None, ObjectState::Available) => Self::Restored,
                (Restoration::None, _) => Self::Released,
            };
        }
        match facts.order {
            None => Self::Securing,
            Some(Ordered { receipts, mirrors, .. }) if receipts < mirrors => Self::Ordered,
            Some(Ordered { looks, mirrors, .. }) if looks < mirrors => Self::Looking,
            Some(_) => Self::Deleted,
        }
    }
}

/// What is known of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where the target stands.
    pub target: TargetState,
    /// What was decided, if anything.
    pub action: Option<Action>,
    /// Whether what this claim had restricted is so no more.
    pub lifted: bool,
    /// The order that followed the decision.
    pub order: Option<Ordered>,
    /// The restoration that followed the lifting.
    pub restoration: Restoration,
    /// Where the object is in its life.
    pub object: ObjectState,
}

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordered {
    /// Mirrors under it.
    pub mirrors: usize,
    /// Those that receipted it.
    pub receipts: usize,
    /// Those at which the service looked afterwards.
    pub looks: usize,
}

/// How far a restoration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restoration {
    /// There is none.
    None,
    /// It is under way.
    UnderWay,
    /// The file is back.
    Done,
}

/// What a claimant waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A reviewer takes it and decides it, by then.
    Decision {
        /// By when.
        due: Time,
        /// A reviewer has it.
        in_review: bool,
    },
    /// The claimant adds what the law asks for; the clock stands still.
    Information,
    /// Locked files are secured, and mirrors ordered.
    Securing {
        /// How many files.
        files: usize,
    },
    /// Mirrors delete.
    Mirrors {
        /// Mirrors that receipted, of all files.
        receipts: usize,
        /// Mirrors that were ordered.
        mirrors: usize,
    },
    /// Files are given back.
    Restoration {
        /// How many files.
        files: usize,
    },
    /// What was decided stands; its uploaders can have it looked at again until then.
    Windows {
        /// Until when.
        until: Time,
    },
    /// Everything that was restricted is beyond return.
    Purged,
    /// It is decided, and nothing of it is restricted any more.
    NothingRestricted,
    /// All of it was taken back.
    Withdrawn,
}

/// What happens next with a claim. `windows`: until when the uploaders can have what was decided looked at again.
pub fn next(state: ClaimState, due: Time, windows: Option<Time>, targets: &[(Progress, Option<Ordered>)]) -> Next {
    let count = |wanted: Progress| targets.iter().filter(|(progress, _)| *progress == wanted).count();
    match state {
        ClaimState::Submitted => return Next::Decision { due, in_review: false },
        ClaimState::InReview => return Next::Decision { due, in_review: true },
        ClaimState::NeedsInformation => return Next::Information,
        ClaimState::Decided | ClaimState::Withdrawn => {}
    }
    if count(Progress::Securing) > 0 {
        return Next::Securing { files: count(Progress::Securing) };
    }
    if count(Progress::Ordered) + count(Progress::Looking) > 0 {
        let orders =
            || targets.iter().filter(|(progress, _)| *progress < Progress::Purged).filter_map(|(_, order)| *order);
        return Next::Mirrors {
            receipts: orders().map(|order| order.receipts).sum(),
            mirrors: orders().map(|order| order.mirrors).sum(),
        };
    }
    if count(Progress::Restoring) > 0 {
        return Next::Restoration { files: count(Progress::Restoring) };
    }
    if state == ClaimState::Withdrawn {
        return Next::Withdrawn;
    }
    let standing = count(Progress::Deleted) + count(Progress::LinkDisabled);
    match windows {
        Some(until) if standing > 0 => Next::Windows { until },
        _ if standing == 0 && count(Progress::Purged) > 0 => Next::Purged,
        _ => Next::NothingRestricted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGETS: [TargetState; 3] = [TargetState::Pending, TargetState::Decided, TargetState::Withdrawn];
    const ACTIONS: [Option<Action>; 4] =
        [None, Some(Action::None), Some(Action::DisableLink), Some(Action::LockAndDelete)];
    const OBJECTS: [ObjectState; 6] = [
        ObjectState::Uploading,
        ObjectState::Available,
        ObjectState::Locked,
        ObjectState::Deleted,
        ObjectState::Purged,
        ObjectState::Discarded,
    ];
    const CLAIMS: [ClaimState; 5] = [
        ClaimState::Submitted,
        ClaimState::InReview,
        ClaimState::NeedsInformation,
        ClaimState::Decided,
        ClaimState::Withdrawn,
    ];

    fn every_target() -> Vec<Facts> {
        let order = |receipts, looks| Some(Ordered { mirrors: 3, receipts, looks });
        let orders = [None, order(0, 0), order(2, 1), order(3, 2), order(3, 3)];
        let mut all = Vec::new();
        for target in TARGETS {
            for action in ACTIONS {
                for order in orders {
                    for lifted in [false, true] {
                        for restoration in [Restoration::None, Restoration::UnderWay, Restoration::Done] {
                            for object in OBJECTS {
                                all.push(Facts { target, action, lifted, order, restoration, object });
                            }
                        }
                    }
                }
            }
        }
        all
    }

    #[test]
    fn every_target_has_come_somewhere_and_every_place_is_come_to() {
        let all: std::collections::HashSet<_> = every_target().iter().map(Progress::of).collect();
        assert_eq!(all.len(), Progress::ALL.len());
        for facts in every_target() {
            let progress = Progress::of(&facts);
            // What is given back, withdrawn or not restricted never reads as deleted, and the other way about.
            let restricts = matches!(facts.action, Some(Action::LockAndDelete)) && !facts.lifted;
            if progress == Progress::Deleted {
                assert!(restricts && facts.order.is_some_and(|order| order.receipts == order.mirrors), "{facts:?}");
            }
            if facts.target == TargetState::Pending {
                assert_eq!(progress, Progress::Pending);
            }
            // What a decision restricted and does no more reads the same, whatever else holds the file.
            let held = Facts { restoration: Restoration::None, object: ObjectState::Locked, ..facts };
            if facts.target == TargetState::Decided && facts.lifted && facts.object == ObjectState::Available {
                assert_eq!(progress, Progress::of(&held), "{facts:?}");
            }
            assert!(!progress.is_live() || facts.action == Some(Action::LockAndDelete), "{facts:?}");
        }
    }

    #[test]
    fn for_every_state_of_a_claim_something_happens_next() {
        let (due, until) = (Time::from_seconds(10), Time::from_seconds(20));
        let mut said = std::collections::HashSet::new();
        for state in CLAIMS {
            for one in every_target() {
                for other in every_target().iter().step_by(7) {
                    let targets = [one, *other].map(|facts| (Progress::of(&facts), facts.order));
                    let next = next(state, due, Some(until), &targets);
                    said.insert(std::mem::discriminant(&next));
                    let live = targets.iter().any(|(progress, _)| progress.is_live());
                    let ended = matches!(state, ClaimState::Decided | ClaimState::Withdrawn);
                    // Nothing is called over while something goes on, and nothing goes on unsaid.
                    let moves = matches!(next, Next::Securing { .. } | Next::Mirrors { .. } | Next::Restoration { .. });
                    assert_eq!(moves, live && ended, "{state:?} {targets:?}");
                    if let Next::Mirrors { receipts, mirrors } = next {
                        assert!(receipts <= mirrors && mirrors > 0, "{targets:?}");
                    }
                }
            }
        }
        assert_eq!(said.len(), 9, "each of them is reached");
    }
}
