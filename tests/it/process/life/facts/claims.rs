//! Claims, notices and orders: what each names, who made it, and how its case stands.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use writ::accounts::Actor;
use writ::claims::authorities::{Gag, Kind as OrderKind};
use writ::claims::filing::{Filed, PrivateLink};
use writ::claims::matching::MatchState;
use writ::claims::programs::keys::{Bearer, Secret};
use writ::claims::statement::Basis;
use writ::clock::Time;
use writ::ids::{AccountId, ClaimId, DraftId, EvidenceFileId, KeptReasonId, PrincipalId, TargetId};

use super::Party;

/// What a claim, a notice or an order names.
#[derive(Clone, Copy, Debug)]
pub enum Named {
    /// A file, by its first link.
    File(usize),
    /// A file by both of its links.
    Links(usize),
    /// Both files, of which each has an uploader of its own.
    Files,
}

impl Named {
    /// The file and which of its links, a line each.
    pub fn lines(self) -> Vec<(usize, usize)> {
        match self {
            Self::File(film) => vec![(film, 0)],
            Self::Links(film) => vec![(film, 0), (film, 1)],
            Self::Files => vec![(0, 0), (1, 0)],
        }
    }
}

/// What a claim names by one of its lines.
#[derive(Clone, Debug)]
pub struct Target {
    pub id: TargetId,
    pub film: usize,
    /// Which of the links to it.
    pub link: usize,
    pub added: Time,
    pub due: Time,
    /// It is said where in public the link was found.
    pub found: bool,
    pub pending: bool,
    pub withdrawn: bool,
    /// Who on the staff decided anything about it.
    pub deciders: BTreeSet<usize>,
}

impl Target {
    pub fn new(id: TargetId, (film, link): (usize, usize), added: Time, due: Time) -> Self {
        Self { id, film, link, added, due, found: true, pending: true, withdrawn: false, deciders: BTreeSet::new() }
    }
}

/// What an organisation has registered to match files with, by what comes before what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum References {
    None,
    /// Nothing of what the files hold.
    Others,
    /// That, after they were stored.
    Later,
    /// Before that.
    Earlier,
}

/// A claim of an organisation, a notice of somebody with or without an account, or an order of an authority.
#[derive(Clone, Debug)]
pub struct Case {
    pub claim: ClaimId,
    /// What it names, withdrawn or not: each is decided for itself.
    pub targets: Vec<Target>,
    /// The law it is made under.
    pub basis: Basis,
    /// Which organisation claims.
    pub org: Option<usize>,
    /// It says that it claims for somebody else.
    pub for_principal: bool,
    /// Who sent it with an account of their own, for themselves.
    pub sender: Option<Sender>,
    pub stranger: Option<Stranger>,
    /// By which account it was sent, for an organisation or not.
    pub filer: Option<AccountId>,
    /// Whose contact it repeats, if it is somebody else's than its filer's.
    pub contact: Option<AccountId>,
    pub order: Option<Order>,
    /// When nothing of it waited any more, if anything was decided.
    pub decided_at: Option<Time>,
    /// Who took it, and until when.
    pub taken: Option<(usize, Time)>,
    pub asked: Option<Question>,
    /// A question ended without an answer, and no notice was sent since.
    pub unanswered: bool,
    /// Only a senior decides it.
    pub seniors: bool,
    pub escalated: Option<Escalation>,
    pub danger: Danger,
    /// How often staff opened what was disclosed of it.
    pub opened: usize,
    /// Which of its files were matched for it, and what that came to.
    pub matched: BTreeMap<usize, MatchState>,
}

impl Case {
    pub fn new(filed: &Filed, named: Named) -> Self {
        Self::of(filed, named.lines())
    }

    /// Each of what was filed is about a file and one of its links.
    pub fn of(filed: &Filed, lines: Vec<(usize, usize)>) -> Self {
        let lines = filed.targets.iter().zip(lines);
        Self {
            claim: filed.claim,
            targets: lines
                .map(|(target, line)| Target::new(target.target, line, filed.submitted_at, filed.due_at))
                .collect(),
            basis: Basis::UsDmca,
            org: None,
            for_principal: false,
            sender: None,
            stranger: None,
            filer: None,
            contact: None,
            order: None,
            decided_at: None,
            taken: None,
            asked: None,
            unanswered: false,
            seniors: false,
            escalated: None,
            danger: Danger::default(),
            opened: 0,
            matched: BTreeMap::new(),
        }
    }

    /// Whether somebody sent it, or it repeats their contact: that keeps what it says of them for a time.
    pub fn speaks_of(&self, account: AccountId) -> bool {
        [self.filer, self.contact].contains(&Some(account))
    }

    /// Which of its targets wait for a decision.
    pub fn waiting(&self) -> impl Iterator<Item = usize> {
        self.targets.iter().enumerate().filter(|(_, target)| target.pending).map(|(at, _)| at)
    }

    pub fn is_pending(&self) -> bool {
        self.targets.iter().any(|target| target.pending)
    }

    /// Whether all of it is decided that was not taken back.
    pub fn is_decided(&self) -> bool {
        !self.is_pending() && !self.is_withdrawn()
    }

    /// Whether all of it is taken back.
    pub fn is_withdrawn(&self) -> bool {
        self.targets.iter().all(|target| target.withdrawn)
    }

    /// Whether it names a file or did: its uploader is a party to it.
    pub fn names(&self, film: usize) -> bool {
        self.targets.iter().any(|target| target.film == film)
    }

    /// Whether it waits for a decision about a file.
    pub fn waits_on(&self, film: usize) -> bool {
        self.targets.iter().any(|target| target.pending && target.film == film)
    }

    /// It is due with the first of what waits.
    pub fn due(&self) -> Option<Time> {
        self.targets.iter().filter(|target| target.pending).map(|target| target.due).min()
    }

    /// Its clock goes on: what was waited since somebody asked, or since a target was added after that, is added to its time.
    pub fn resume(&mut self, asked: Time, now: Time) {
        for target in self.targets.iter_mut().filter(|target| target.pending) {
            target.due = target.due.plus(now.since(asked.max(target.added)));
        }
    }

    /// Whose it is, if that can be known.
    pub fn party(&self) -> Option<Party> {
        let sender = self.sender.as_ref().map(|sender| Party::Sender(sender.who));
        let known = self.stranger.as_ref().filter(|stranger| stranger.confirmed && !stranger.forgotten);
        self.org.map(Party::Org).or(sender).or(known.map(|stranger| Party::Stranger(stranger.who)))
    }

    pub fn gagged(&self) -> bool {
        self.order.as_ref().is_some_and(|order| order.gag != Gag::None && !order.told)
    }

    /// Whether an order forbids for now to tell its uploader of anything.
    pub fn untold(&self) -> bool {
        self.gagged() && self.order.as_ref().is_some_and(|order| order.gag == Gag::Notice)
    }
}

/// Who sent a notice with an account of their own.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Which of them: another sends notices once one has closed their account.
    pub who: usize,
    /// By which it is followed without signing in.
    pub secret: PrivateLink,
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
    /// Their address was, since they asked for that: whoever has it is somebody else from then on.
    pub forgotten: bool,
}

/// What the notifier was asked.
#[derive(Clone, Debug)]
pub struct Question {
    pub at: Time,
    pub until: Time,
}

/// Whether a notice says by itself that somebody is in danger.
#[derive(Clone, Copy, Debug, Default)]
pub struct Danger {
    /// As it is now.
    pub said: bool,
    /// It was the senior's for that, whatever came of it: it is so once.
    pub believed: bool,
}

/// A case in the senior's hands.
#[derive(Clone, Debug)]
pub struct Escalation {
    /// Which files it locks.
    pub locks: BTreeSet<usize>,
    /// At which nobody but the senior looks, by whatever case.
    pub withholds: BTreeSet<usize>,
    /// Its notice says by itself that somebody is in danger, and nobody at the desk has found that yet.
    pub said: bool,
    /// By how much it is due sooner for that than under its own law, and since when: what was added later has time of its own.
    pub hastened: (Duration, Time),
}

impl Escalation {
    /// Of a notice that says by itself that somebody is in danger, due sooner by so much since a time.
    pub fn by_notice(hastened: Duration, at: Time) -> Self {
        Self { locks: BTreeSet::new(), withholds: BTreeSet::new(), said: true, hastened: (hastened, at) }
    }

    /// Whether it is for a danger, as its notice says or somebody at the desk.
    pub fn is_of_danger(&self) -> bool {
        self.said || !self.withholds.is_empty()
    }
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

/// That an organisation may claim for somebody else.
#[derive(Clone, Debug)]
pub struct Authority {
    pub id: PrincipalId,
    pub org: usize,
    pub until: Time,
    /// The organisation does so no more.
    pub given_back: bool,
}

/// A key by which programs act for an owner of an organisation.
#[derive(Clone, Debug)]
pub struct Key {
    /// As it came with a request while it worked.
    pub bearer: Bearer,
    pub secret: Secret,
    pub org: usize,
    pub until: Time,
    pub revoked: bool,
}

/// A claim that somebody writes.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: DraftId,
    /// For which organisation.
    pub org: usize,
    /// By whom.
    pub person: Actor,
    /// Which files it names, and by which of their links.
    pub lines: Vec<(usize, usize)>,
    /// When it was used last.
    pub used: Time,
}

/// A file that a claimant brought to a case.
#[derive(Clone, Debug)]
pub struct Brought {
    pub id: EvidenceFileId,
    pub case: usize,
    /// By which account, if by one.
    pub by: Option<AccountId>,
    /// Staff have opened it.
    pub seen: bool,
    pub taken_back: bool,
}

/// Words that the senior keeps for reviewers to start from.
#[derive(Clone, Debug)]
pub struct Reason {
    pub id: KeptReasonId,
    pub words: String,
    /// It is on the list no more.
    pub retired: bool,
}
