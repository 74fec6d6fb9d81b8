//! What there is: claims and orders, what was decided, what was answered, and what became of files and people.

use std::collections::BTreeSet;

use writ::accounts::standing::{Kind, Scope};
use writ::claims::authorities::{Gag, Kind as OrderKind};
use writ::claims::decisions::Action;
use writ::claims::filing::{Filed, PrivateLink};
use writ::claims::statement::Basis;
use writ::clock::Time;
use writ::ids::{AppealId, ClaimId, CounterNoticeId, DecisionId, DisputeId, MeasureId, TargetId, TwoPersonStepId};
use writ::process::appeals::Side;
use writ::process::disputes;
use writ::vault::downloads::Permission;

use crate::claims::cast::File;

/// A claim of an organisation on a file, a notice of somebody without an account, or an order of an authority.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Case {
    pub claim: ClaimId,
    pub target: TargetId,
    /// The law it is made under.
    pub basis: Basis,
    /// Which organisation claims.
    pub org: Option<usize>,
    pub stranger: Option<Stranger>,
    pub order: Option<Order>,
    pub film: usize,
    pub filed_at: Time,
    pub due: Time,
    pub pending: bool,
    pub withdrawn: bool,
    /// The other file was added to it, and taken out again.
    pub extended: bool,
    /// Who took it, and until when.
    pub taken: Option<(usize, Time)>,
    pub asked: Option<Question>,
    /// A question ended without an answer, and no notice was sent since.
    pub unanswered: bool,
    /// Only a senior decides it.
    pub seniors: bool,
    pub escalated: Option<Escalation>,
    /// Who on the staff decided anything about it.
    pub deciders: BTreeSet<usize>,
}

impl Case {
    pub fn new(filed: &Filed, film: usize) -> Self {
        Self {
            claim: filed.claim,
            target: filed.targets[0].target,
            basis: Basis::UsDmca,
            org: None,
            stranger: None,
            order: None,
            film,
            filed_at: filed.submitted_at,
            due: filed.due_at,
            pending: true,
            withdrawn: false,
            extended: false,
            taken: None,
            asked: None,
            unanswered: false,
            seniors: false,
            escalated: None,
            deciders: BTreeSet::new(),
        }
    }

    /// Whose it is, if that can be known.
    pub fn party(&self) -> Option<Party> {
        let known = self.stranger.as_ref().filter(|stranger| stranger.confirmed);
        self.org.map(Party::Org).or(known.map(|stranger| Party::Stranger(stranger.who)))
    }

    pub fn gagged(&self) -> bool {
        self.order.as_ref().is_some_and(|order| order.gag != Gag::None && !order.told)
    }

    /// Whether an order forbids for now to tell its uploader of anything.
    pub fn untold(&self) -> bool {
        self.gagged() && self.order.as_ref().is_some_and(|order| order.gag == Gag::Notice)
    }
}

/// Who sent a notice without an account.
#[derive(Clone, Debug)]
pub struct Stranger {
    /// Which of them: each has an address.
    pub who: usize,
    /// By which they follow it.
    pub secret: PrivateLink,
    /// What was mailed to the address, to confirm it as theirs.
    pub code: String,
    pub confirmed: bool,
}

/// What the notifier was asked.
#[derive(Clone, Debug)]
pub struct Question {
    pub at: Time,
    pub until: Time,
}

/// A case in the senior's hands.
#[derive(Clone, Debug)]
pub struct Escalation {
    /// Whether it locks the file.
    pub locks: bool,
}

#[derive(Clone, Debug)]
pub struct Order {
    pub kind: OrderKind,
    pub gag: Gag,
    pub until: Option<Time>,
    /// The gag has ended.
    pub told: bool,
    /// It has effect in one country only.
    pub abroad: bool,
    pub confirmed: bool,
}

impl Order {
    pub fn is_seniors(&self) -> bool {
        self.abroad && self.kind == OrderKind::Removal
    }
}

/// A decision as the model has it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Decided {
    pub id: DecisionId,
    pub case: usize,
    pub action: Action,
    pub at: Time,
    /// When the uploader was told of it, last.
    pub told: Option<Time>,
    /// Its holder made it under direct access, and a senior is to look at it.
    pub sampled: bool,
    /// Staff decided it, or looked at it and left it.
    pub reviewed: bool,
    /// Staff said that it was wrong, at the uploader's asking or of themselves.
    pub wrong: bool,
    pub superseded: bool,
    /// Whether what it restricts is restricted by it.
    pub restricts: bool,
    /// A court ended it in the claimant's favour.
    pub restrained: bool,
    /// What was fought out last about it was won by the uploader.
    pub won: bool,
    /// When what it restricted was given back because it was wrong.
    pub reversed: Option<Time>,
    /// By which side it was appealed, unless that was taken back.
    pub appealed: BTreeSet<&'static str>,
}

impl Decided {
    pub fn new(id: DecisionId, case: usize, action: Action, at: Time) -> Self {
        Self {
            id,
            case,
            action,
            at,
            told: (action != Action::None).then_some(at),
            sampled: false,
            reviewed: true,
            wrong: false,
            superseded: false,
            restricts: action != Action::None,
            restrained: false,
            won: false,
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
}

#[derive(Clone, Debug)]
pub struct Dispute {
    pub id: DisputeId,
    pub decision: usize,
    pub kind: disputes::Kind,
    pub open: bool,
}

/// Against whom something is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The uploader of a file.
    Owner(usize),
    Org(usize),
    /// Who sends notices without an account, and confirmed one.
    Stranger(usize),
}

/// What was marked as manifestly unfounded, by its place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Notice(usize),
    Counter(usize),
    Appeal(usize),
}

#[derive(Clone, Debug)]
pub struct Mark {
    pub what: What,
    pub at: Time,
    pub by: usize,
}

/// A warning, a suspension until its day, or a termination.
#[derive(Clone, Debug)]
pub struct Measure {
    pub id: MeasureId,
    pub party: Party,
    pub kind: Kind,
    pub scope: Scope,
    pub until: Option<Time>,
    pub at: Time,
    pub by: usize,
    /// The cases on which it rests; none of misuse.
    pub strikes: BTreeSet<usize>,
    /// Of misuse, what was marked and counted when it was taken.
    pub marked: Vec<What>,
    /// What opens its page to who has no account.
    pub code: Option<String>,
    /// Of a termination, when its account is emptied, or looked at again.
    pub empties_at: Option<Time>,
    pub lifted: bool,
    /// The appeal against it, and whether it waits.
    pub appeal: Option<(AppealId, bool)>,
}

impl Measure {
    pub fn in_force(&self, now: Time) -> bool {
        !self.lifted && (self.kind != Kind::Suspension || self.until.is_none_or(|until| now < until))
    }
}

/// Why a file is preserved.
#[derive(Clone, Debug)]
pub struct Kept {
    pub until: Option<Time>,
    pub released: bool,
}

/// A file, with what its owner and time did to it.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Film {
    pub file: File,
    /// Until when its owner can take the deletion back, if they deleted it.
    pub deleted: Option<Time>,
    /// No mirror holds it.
    pub ordered: bool,
    /// A copy lies in custody.
    pub secured: bool,
    pub purged: bool,
    /// That it be purged at once was proposed, and by whom.
    pub proposed: Option<(TwoPersonStepId, usize)>,
    pub kept: Vec<Kept>,
    /// When the last appeal or dispute about it ended.
    pub last_ended: Time,
    /// What a senior had locked of it was let go.
    pub let_go: bool,
    /// When a hold on it was lifted last.
    pub lifted_at: Time,
    /// The cases for which its uploader was put before a reviewer.
    pub looked: BTreeSet<usize>,
    /// What whoever read it last was permitted.
    pub seen: Option<Permission>,
}
