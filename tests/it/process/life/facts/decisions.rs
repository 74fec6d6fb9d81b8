//! What was decided, and what was answered to that.

use std::collections::BTreeSet;

use writ::claims::decisions::Action;
use writ::clock::Time;
use writ::ids::{AppealId, ComplaintId, CounterNoticeId, DecisionId, DisputeId};
use writ::process::appeals::Side;
use writ::process::disputes;

use super::Line;

/// A decision as the model has it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Decided {
    pub id: DecisionId,
    /// What it is about.
    pub line: Line,
    pub action: Action,
    pub at: Time,
    /// When the uploader was told of it, last.
    pub told: Option<Time>,
    /// Its holder made it under direct access.
    pub direct: bool,
    /// It was drawn to be looked at, or called in.
    pub drawn: bool,
    /// And a senior is to look at it.
    pub sampled: bool,
    /// Staff decided it, or looked at it and left it.
    pub reviewed: bool,
    /// Staff said that it was wrong, at the uploader's asking or of themselves.
    pub wrong: bool,
    pub superseded: bool,
    /// The senior overturned it, as this side would have had it.
    pub overturned: Option<Side>,
    /// It is what the senior decided instead, and gave back what was restricted: its uploader is told so.
    pub gave_back: bool,
    /// Whether what it restricts is restricted by it.
    pub restricts: bool,
    /// A court ended it in the claimant's favour.
    pub restrained: bool,
    /// When what it restricted was given back because it was wrong.
    pub reversed: Option<Time>,
    /// By which side it was appealed, unless that was taken back.
    pub appealed: BTreeSet<&'static str>,
}

impl Decided {
    pub fn new(id: DecisionId, line: Line, action: Action, at: Time) -> Self {
        Self {
            id,
            line,
            action,
            at,
            told: (action != Action::None).then_some(at),
            direct: false,
            drawn: false,
            sampled: false,
            reviewed: true,
            wrong: false,
            superseded: false,
            overturned: None,
            gave_back: false,
            restricts: action != Action::None,
            restrained: false,
            reversed: None,
            appealed: BTreeSet::new(),
        }
    }

    pub fn locks(&self) -> bool {
        self.restricts && self.action == Action::LockAndDelete
    }
}

#[derive(Clone, Debug)]
pub struct Sent {
    pub id: CounterNoticeId,
    pub decision: usize,
    pub at: Time,
    pub returns_at: Time,
    pub checked: bool,
    pub open: bool,
    /// A court restrained the uploader.
    pub restrained: bool,
    /// Who took it, and until when.
    pub taken: Option<(usize, Time)>,
}

#[derive(Clone, Debug)]
pub struct Appeal {
    pub id: AppealId,
    pub decision: usize,
    pub side: Side,
    pub at: Time,
    /// Somebody lodged it; nobody what is looked at again after a dispute.
    pub lodged: bool,
    pub open: bool,
    pub refused: bool,
    /// Who took it, and until when.
    pub taken: Option<(usize, Time)>,
}

#[derive(Clone, Debug)]
pub struct Dispute {
    pub id: DisputeId,
    pub decision: usize,
    pub kind: disputes::Kind,
    /// When it ended, and how.
    pub ended: Option<(Time, disputes::Outcome)>,
    /// Staff looked at what was told of it.
    pub looked_at: bool,
    /// Its claimant says how it ended, and staff have not looked at that.
    pub reported: bool,
}

impl Dispute {
    pub fn new(id: DisputeId, decision: usize, kind: disputes::Kind) -> Self {
        Self { id, decision, kind, ended: None, looked_at: false, reported: false }
    }

    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether staff have yet to say that it names an action.
    pub fn is_to_be_looked_at(&self) -> bool {
        self.kind.restrains() && self.is_open() && !self.looked_at
    }
}

/// By what a link is blocked to whoever stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocking {
    /// A decision about the file, or about the link.
    Decision(usize),
    /// That its account was terminated.
    Measure(usize),
    /// What nobody has decided about yet.
    Undecided,
}

/// What somebody with a blocked link says of that.
#[derive(Clone, Debug)]
pub struct Complaint {
    pub id: ComplaintId,
    /// The file that the link leads to, and which of the links to it.
    pub film: usize,
    pub link: usize,
    pub about: Blocking,
    pub due: Time,
    /// A senior is to look at that again.
    pub again: bool,
    pub open: bool,
    /// Who took it, and until when.
    pub taken: Option<(usize, Time)>,
}

impl Complaint {
    /// The decision that it is about, if it is about one.
    pub fn decision(&self) -> Option<usize> {
        match self.about {
            Blocking::Decision(decision) => Some(decision),
            Blocking::Measure(_) | Blocking::Undecided => None,
        }
    }

    /// Whether it waits for its first answer.
    pub fn is_unanswered(&self) -> bool {
        self.open && !self.again
    }
}
