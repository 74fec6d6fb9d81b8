//! What there is: claims and orders, what was decided, what was answered, and what became of files and people.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use writ::accounts::standing::{Kind, Scope};
use writ::accounts::{Actor, Auth};
use writ::claims::authorities::{Gag, Kind as OrderKind};
use writ::claims::decisions::Action;
use writ::claims::filing::{Filed, PrivateLink};
use writ::claims::matching::MatchState;
use writ::claims::statement::Basis;
use writ::clock::Time;
use writ::ids::{
    AccountId, AppealId, ClaimId, ComplaintId, CounterNoticeId, DecisionId, DisputeId, DownloadId, DraftId,
    EvidenceFileId, LinkId, MarkId, MeasureId, MessageId, PrincipalId, TargetId, TwoPersonStepId,
};
use writ::process::appeals::Side;
use writ::process::disputes;
use writ::seal::link::LinkAuth;
use writ::vault::downloads::Permission;

use crate::claims::cast::File;

/// A line of a claim: which claim, and which of its targets.
pub type Line = (usize, usize);

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
    pub pending: bool,
    pub withdrawn: bool,
    /// Who on the staff decided anything about it.
    pub deciders: BTreeSet<usize>,
}

impl Target {
    pub fn new(id: TargetId, (film, link): (usize, usize), added: Time, due: Time) -> Self {
        Self { id, film, link, added, due, pending: true, withdrawn: false, deciders: BTreeSet::new() }
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
            order: None,
            decided_at: None,
            taken: None,
            asked: None,
            unanswered: false,
            seniors: false,
            escalated: None,
            opened: 0,
            matched: BTreeMap::new(),
        }
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

/// A case in the senior's hands.
#[derive(Clone, Debug)]
pub struct Escalation {
    /// Which files it locks.
    pub locks: BTreeSet<usize>,
    /// At which nobody but the senior looks, by whatever case.
    pub withholds: BTreeSet<usize>,
    /// Its notice says by itself that somebody is in danger, and nobody at the desk has found that yet.
    pub said: bool,
    /// By how much it is due sooner for that than under its own law.
    pub hastened: Duration,
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

/// What its owner settles for a link that they make besides.
#[derive(Clone, Copy, Debug)]
pub enum Terms {
    Plain,
    /// It can be downloaded from so often.
    Counted(u32),
    /// It asks for a password.
    Password,
}

/// A link that its owner made besides.
pub struct Further {
    pub link: LinkId,
    /// What shows that its password is known, if it has one.
    pub password: Option<LinkAuth>,
    /// How often it can be downloaded from still, if that is counted.
    pub left: Option<u32>,
    /// What somebody began by it while it was counted, last.
    pub begun: Option<DownloadId>,
    /// Its owner took it back.
    pub revoked: bool,
    /// From when on it leads nowhere, if its owner said so.
    pub ends: Option<Time>,
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

/// Somebody who was one.
pub struct Former {
    pub org: usize,
    pub person: Actor,
    /// Since when they are none.
    pub at: Time,
}

/// Why a file is preserved.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Which order asks for it.
    pub order: Option<usize>,
    pub until: Option<Time>,
    pub released: bool,
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

/// A file, with what its owner and time did to it.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Film {
    pub file: File,
    /// Another link to it than the first.
    pub second: LinkId,
    /// What shows that the password of that is known, if it has one.
    pub password: Option<LinkAuth>,
    /// Those that no claim names.
    pub further: Vec<Further>,
    /// Until when its owner can take the deletion back, if they deleted it.
    pub deleted: Option<Time>,
    /// Since when it is, if it is.
    pub deleted_at: Time,
    /// No mirror holds it.
    pub ordered: bool,
    /// A copy lies in custody.
    pub secured: bool,
    /// It was ordered away, and no copy lies in custody: nothing brings it back.
    pub lost: bool,
    /// Since when it is locked for nobody, and nobody can appeal any more.
    pub over_since: Option<Time>,
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
    /// What was decided for which its uploader was put before a reviewer.
    pub looked: BTreeSet<Line>,
    /// What whoever read it last was permitted.
    pub seen: Option<Permission>,
    pub left: Option<Left>,
}

impl Film {
    /// It is deleted, which can be taken back until then, or cannot be any more.
    pub fn delete(&mut self, now: Time, until: Time) {
        if self.deleted.is_none() {
            self.deleted_at = now;
        }
        self.deleted = Some(until);
    }

    /// One of the two links to it, as the service knows it.
    pub fn link_id(&self, link: usize) -> &LinkId {
        if link == 0 { &self.file.link } else { &self.second }
    }

    /// What shows that the password of one of them is known, if it has one.
    pub fn auth(&self, link: usize) -> Option<&LinkAuth> {
        self.password.as_ref().filter(|_| link == 1)
    }

    /// One of the two links to it, without its key.
    pub fn bare(&self, link: usize) -> String {
        if link == 0 { self.file.bare() } else { format!("http://localhost:8080/f/{}", self.second) }
    }

    /// The whole of it.
    pub fn url(&self, link: usize) -> String {
        format!("{}#{}", self.bare(link), self.file.key.encode().as_str())
    }
}
