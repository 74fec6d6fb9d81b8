//! What became of people and organisations: what was decided against them, which letters did not reach them, and who is gone.

use std::collections::BTreeSet;

use writ::accounts::standing::{Kind, Scope};
use writ::accounts::{Actor, Auth, Role};
use writ::claims::organisations::State;
use writ::clock::Time;
use writ::ids::{AccountId, AppealId, DecisionId, MarkId, MeasureId, MessageId, OrganisationId, TwoPersonStepId};

use super::Line;

/// Against whom something is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The uploader of a file.
    Owner(usize),
    Org(usize),
    /// Who sends notices with an account of their own.
    Sender(usize),
    /// Who sends notices without an account, and confirmed one.
    Stranger(usize),
}

/// What was marked as manifestly unfounded: a line of a claim, or by its place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Notice(Line),
    Counter(usize),
    Appeal(usize),
}

#[derive(Clone, Debug)]
pub struct Mark {
    pub id: MarkId,
    pub what: What,
    pub at: Time,
    pub by: usize,
    /// The senior took it back.
    pub retracted: bool,
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
    /// What was decided on which it rests; none of misuse.
    pub strikes: BTreeSet<Line>,
    /// Of misuse, what was marked and counted when it was taken.
    pub marked: Vec<What>,
    /// The accounts that have a notice of it: of an organisation, those of its owners then, and of who became one while it stood or could be
    /// appealed.
    pub told: Vec<AccountId>,
    /// What opens its page to who has no account.
    pub code: Option<String>,
    /// Of a termination, when its account is emptied, or looked at again.
    pub empties_at: Option<Time>,
    pub lifted: bool,
    /// Somebody took it back; else, if it is lifted, what it rested on fell away.
    pub reversed: bool,
    /// The appeal against it, and whether it waits.
    pub appeal: Option<(AppealId, bool)>,
    /// By which account that was lodged.
    pub appellant: Option<AccountId>,
}

impl Measure {
    pub fn in_force(&self, now: Time) -> bool {
        !self.lifted && (self.kind != Kind::Suspension || self.until.is_none_or(|until| now < until))
    }
}

/// To whom a letter was.
#[derive(Clone, Copy, Debug)]
pub enum Letter {
    /// The uploader of a file.
    Uploader(usize),
    /// Somebody with an account, about a case that they or their organisation sent.
    Claimant(usize, AccountId),
}

/// A letter that came back.
#[derive(Clone, Debug)]
pub struct Bounced {
    pub message: MessageId,
    /// The decision that it told of, if it was the first letter about a restriction.
    pub about: Option<DecisionId>,
    pub to: Letter,
    /// When it was sent once more, unless that came back, too.
    pub again: Option<Time>,
    /// Staff have seen to it.
    pub settled: bool,
}

impl Bounced {
    /// Whether it waits for somebody at the desk.
    pub fn waits(&self) -> bool {
        !self.settled && self.again.is_none()
    }
}

/// An owner of an organisation.
#[derive(Clone)]
pub struct Member {
    pub person: Actor,
    pub auth: Auth,
    /// They have signed the agreement in force themselves.
    pub signed: bool,
}

/// An organisation that applied and has proven no domain.
#[derive(Clone, Debug)]
pub struct Applicant {
    pub organisation: OrganisationId,
    pub name: String,
    pub state: State,
    /// When that was decided last.
    pub decided_at: Option<Time>,
    /// That it be verified all the same was proposed, by whom and when.
    pub proposed: Option<(TwoPersonStepId, usize, Time)>,
}

/// Somebody who took up an invitation to a role that two administrators give.
#[derive(Clone, Copy, Debug)]
pub struct Appointee {
    pub person: Actor,
    pub role: Role,
    pub step: TwoPersonStepId,
}

/// Somebody who was one.
pub struct Former {
    pub org: usize,
    pub person: Actor,
    /// Since when they are none.
    pub at: Time,
}

/// That somebody closed their account.
#[derive(Clone, Debug)]
pub struct Left {
    /// When it is looked at again what of them can go; none once nothing of them is left.
    pub look_at: Option<Time>,
}

/// Somebody who did and has uploaded nothing: whoever sent notices, acted for an organisation or worked at the desk.
#[derive(Clone, Debug)]
pub struct Departed {
    pub account: AccountId,
    pub left: Left,
}
