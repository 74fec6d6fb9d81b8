//! Complaints: whoever stands before a link that is blocked says what is wrong with that, and somebody answers who decided nothing about it,
//! as long as there is such a person. It stands, or the senior looks at it again, and says what came of that.
//!
//! A complaint gives nothing back and goes with what it is about: it ends once its link is blocked by that no more, or nothing of the file is
//! left, unless the senior has yet to say that what they looked at was reversed. What nobody has decided about yet waits for that.

use std::collections::BTreeMap;

use proptest::sample::Index;
use writ::accounts::standing::Kind;
use writ::claims::decisions::Action;
use writ::clock::Time;
use writ::db;
use writ::ids::ComplaintId;
use writ::process::Error;
use writ::process::appeals::Side;
use writ::process::complaints::{self, Answer, Subject, Typed};
use writ::texts::Language;

use super::facts::{Blocking, Complaint, Decided, Party};
use super::model::{Life, PARTY, SENIOR, THEIRS, chosen};

impl Life {
    // What blocks a link -------------------------------------------------------------------------------

    /// The decisions of which one is told to whoever stands before a link, if any is: what hides nothing before what an order hides, what
    /// disables it before what locks its file, the newest, of which there are several where they were made together. None where nothing of
    /// the file is left, nor where what an order hides is told behind what nobody has decided about yet.
    fn decisions_that_block(&self, film: usize, link: usize) -> Vec<usize> {
        if self.films[film].purged {
            return Vec::new();
        }
        let disables = |at: usize| self.decisions[at].action == Action::DisableLink;
        let blocks = |at: &usize| {
            let made = &self.decisions[*at];
            let names = made.action == Action::LockAndDelete || self.target(made.line).link == link;
            made.restricts && made.action != Action::None && self.film(*at) == film && names
        };
        let all = (0..self.decisions.len()).filter(blocks);
        let (hidden, mut blocking): (Vec<_>, Vec<_>) = all.partition(|at| self.cases[self.case(*at)].gagged());
        if blocking.is_empty() {
            if self.cases.iter().any(|case| !case.gagged() && Self::in_hand(case, film)) {
                return Vec::new();
            }
            blocking = hidden;
        }
        if blocking.iter().any(|at| disables(*at)) {
            blocking.retain(|at| disables(*at));
        }
        let newest = blocking.iter().map(|at| self.decisions[*at].at).max();
        blocking.retain(|at| Some(self.decisions[*at].at) == newest);
        blocking
    }

    /// The termination that stands of the account of a file's uploader.
    fn termination(&self, film: usize) -> Option<usize> {
        self.measures.iter().rposition(|measure| {
            measure.party == Party::Owner(film) && measure.kind == Kind::Termination && !measure.lifted
        })
    }

    /// By what a link is blocked to whoever stands before it, one of these; none for one that works or leads nowhere. Where a file was deleted,
    /// that leads nowhere, but for what was deleted once the days to save it were over that a termination gives.
    fn blocking(&self, film: usize, link: usize) -> Vec<Blocking> {
        let (it, locked, ended) = (&self.films[film], self.locked(film), self.termination(film));
        let emptied = ended.and_then(|at| self.measures[at].until).is_some_and(|until| until <= it.deleted_at);
        let decisions = self.decisions_that_block(film, link);
        let is_told = self.stays_locked(film)
            || decisions.iter().any(|at| !self.cases[self.case(*at)].gagged())
            || self.cases.iter().any(|case| !case.gagged() && Self::in_hand(case, film));
        if it.purged || (it.deleted.is_some() && !(locked && is_told) && !emptied) {
            return Vec::new();
        }
        // What an order hides is told of only where nothing else keeps anybody out.
        if let Some(at) = ended.filter(|_| !is_told) {
            return if self.has_left(film) { Vec::new() } else { vec![Blocking::Measure(at)] };
        }
        if !decisions.is_empty() {
            return decisions.into_iter().map(Blocking::Decision).collect();
        }
        // What stays locked for nobody is not told as anything.
        if self.stays_locked(film) {
            return Vec::new();
        }
        // What the law blocks is told first; and whoever has left since leaves nothing behind their links.
        match ended.filter(|_| !self.has_left(film)) {
            _ if locked => vec![Blocking::Undecided],
            Some(at) => vec![Blocking::Measure(at)],
            None => Vec::new(),
        }
    }

    // What is said of that -----------------------------------------------------------------------------

    /// Whoever has a link that is blocked complains, whatever it is blocked by, and of no other.
    pub(super) async fn complain(&mut self, film: usize, link: usize) -> Option<()> {
        let (service, now) = (self.service(), self.now());
        let (blocking, number) = (self.blocking(film, link), self.complaints.len());
        let words = format!("It is the concert of our own choir: {number}");
        let email = if number.is_multiple_of(2) { "sharee@mail.example" } else { "" };
        let typed = Typed { words: &words, email, language: Language::default() };
        let from = format!("198.51.100.{number}");
        let it = &self.films[film];
        let sent = complaints::send(&service, &from, it.link_id(link), it.auth(link), typed).await;
        assert_eq!(sent.is_ok(), !blocking.is_empty(), "{blocking:?}: {sent:?}");
        let sent = sent.ok()?;
        let due = now.plus(service.config.limits.appeal_due);
        assert_eq!((sent.sent_at, sent.due_at, sent.reachable), (now, due, !email.is_empty()));
        let about = self.about_one_of(sent.id, &blocking).await;
        self.complaints.push(Complaint { id: sent.id, film, link, about, due, again: false, open: true, taken: None });
        Some(())
    }

    /// Which of these a complaint is about, as the senior reads it.
    async fn about_one_of(&self, id: ComplaintId, blocking: &[Blocking]) -> Blocking {
        let read = complaints::for_desk(&self.app.service, &self.staff[SENIOR], id).await;
        let about = match read.map(|(opened, _)| opened.subject) {
            Ok(Subject::Decision(decided)) => {
                Blocking::Decision(self.decisions.iter().position(|made| made.id == decided.id).unwrap())
            }
            Ok(Subject::Measure(measure)) => {
                Blocking::Measure(self.measures.iter().position(|taken| taken.id == measure.id).unwrap())
            }
            // Nobody reads what waits for a decision.
            Err(Error::NotFound) => Blocking::Undecided,
            Err(error) => panic!("{error:?}"),
        };
        assert!(blocking.contains(&about), "{about:?}, which is none of {blocking:?}");
        about
    }

    /// Somebody answers what nobody has answered, and nobody else has in hand: it stands, which ends it, or the senior is to look at it again.
    pub(super) async fn reply(&mut self, index: &Index, who: usize, again: bool) -> Option<()> {
        let waits = |complaint: &Complaint| complaint.open && !complaint.again;
        let at = chosen(&self.complaints, index, |it| waits(it) && it.about != Blocking::Undecided)?;
        let (service, now, complaint) = (self.service(), self.now(), self.complaints[at].clone());
        let answer = if again { Answer::LookAgain } else { Answer::Stands };
        let words = "The recording is of the film's own score";
        let done = complaints::answer(&service, &self.staff[who], complaint.id, answer, words).await;
        let withheld = complaint.decision().is_some_and(|decision| self.withheld(self.case(decision)));
        let theirs =
            self.may_answer(&complaint, who) && (who == SENIOR || !withheld) && !self.others_have_complaint(at, who);
        assert_eq!(done.is_ok(), waits(&complaint) && theirs, "{who} answers {complaint:?}: {done:?}");
        done.ok()?;
        let complaint = &mut self.complaints[at];
        (complaint.again, complaint.open, complaint.taken) = (again, again, None);
        if again {
            complaint.due = now.plus(service.config.limits.appeal_due);
        }
        Some(())
    }

    /// The senior says what came of looking again, as it is: that it stands, or that it was overturned.
    pub(super) async fn close_complaint(&mut self, index: &Index, who: usize, overturned: bool) -> Option<()> {
        let waits = |complaint: &Complaint| complaint.open && complaint.again;
        let at = chosen(&self.complaints, index, waits)?;
        let (service, complaint) = (self.service(), self.complaints[at].clone());
        let words = "It is a film with a score of its own";
        let done = complaints::close(&service, &self.staff[who], complaint.id, overturned, words).await;
        let so = if overturned { self.is_reversed(complaint.about) } else { self.stands(complaint.about) };
        let may = waits(&complaint) && who == SENIOR && so && self.may_answer(&complaint, who);
        assert_eq!(done.is_ok(), may, "{who} closes {complaint:?}: {done:?}");
        done.ok()?;
        self.complaints[at].open = false;
        Some(())
    }

    /// Whether somebody on the staff answers one, or closes it: no party, only the senior what is theirs, and nobody who decided about what
    /// still stands, unless nobody is there who did not.
    pub(super) fn may_answer(&self, complaint: &Complaint, who: usize) -> bool {
        let about = complaint.about;
        let can = |who: usize| self.serves(who) && !self.is_party_to(about, who) && (who == SENIOR || !complaint.again);
        let others = || (0..self.staff.len()).any(|other| can(other) && !self.had_decided(about, other));
        let over = complaint.again && !self.stands(about);
        complaint.open && can(who) && (over || !self.had_decided(about, who) || !others())
    }

    /// Whether somebody is kept from one: a party, and from what waits for a decision everybody.
    fn is_party_to(&self, about: Blocking, who: usize) -> bool {
        match about {
            Blocking::Decision(at) => !self.may_work(who, self.case(at)),
            Blocking::Measure(at) => {
                let party = self.measures[at].party;
                (who == PARTY && party == Party::Owner(THEIRS)) || self.is_behind(party, who)
            }
            Blocking::Undecided => true,
        }
    }

    /// Whether somebody decided anything about it, first or later. Nobody decides an appeal against a termination, as only the senior could,
    /// who took it.
    fn had_decided(&self, about: Blocking, who: usize) -> bool {
        match about {
            Blocking::Decision(at) => self.target(self.decisions[at].line).deciders.contains(&who),
            Blocking::Measure(at) => self.measures[at].by == who,
            Blocking::Undecided => false,
        }
    }

    fn stands(&self, about: Blocking) -> bool {
        match about {
            Blocking::Decision(at) => self.decisions[at].restricts,
            Blocking::Measure(at) => !self.measures[at].lifted,
            Blocking::Undecided => true,
        }
    }

    /// Whether it ended because somebody took it back, at their own motion or another's asking.
    fn is_reversed(&self, about: Blocking) -> bool {
        match about {
            Blocking::Decision(at) => {
                let Decided { restricts, reversed, overturned, .. } = self.decisions[at];
                !restricts && (reversed.is_some() || overturned == Some(Side::Uploader))
            }
            Blocking::Measure(at) => self.measures[at].reversed,
            Blocking::Undecided => false,
        }
    }

    /// Whether the senior is to look again at what a decision restricts: no other is there, so that whatever they decided about it before
    /// does not keep them from giving it back.
    pub(super) fn is_looked_at_again(&self, decided: &Decided) -> bool {
        let about = |at: usize| self.decisions[at].id == decided.id;
        let of_it = |it: &Complaint| matches!(it.about, Blocking::Decision(at) if about(at));
        decided.restricts && self.complaints.iter().any(|it| it.open && it.again && of_it(it))
    }

    /// Whether a complaint about what was decided of a file keeps it: until it is due, or the senior has looked again.
    pub(super) fn is_complained_of(&self, film: usize) -> bool {
        let now = self.now();
        let keeps = |it: &Complaint| matches!(it.about, Blocking::Decision(_)) && (it.again || now < it.due);
        self.complaints.iter().any(|it| it.open && it.film == film && keeps(it))
    }

    // What ends it -------------------------------------------------------------------------------------

    /// What is complained of blocks no more: something that restricts more is in its place, and the complaints are about that; or they end, but
    /// for those that the senior has yet to close, of what was reversed. What is withdrawn after that is nothing to look at.
    pub(super) fn end_complaints(&mut self) {
        for at in 0..self.complaints.len() {
            let Complaint { film, about, again, open, .. } = self.complaints[at];
            if !open {
                continue;
            }
            let (instead, over) = match about {
                Blocking::Decision(decision) => {
                    let line = self.decisions[decision].line;
                    let force = self.decisions.iter().rposition(|made| made.line == line && !made.superseded).unwrap();
                    let restricts = self.decisions[force].restricts && !self.films[film].purged;
                    let over = self.target(line).withdrawn && force == decision;
                    (restricts.then_some(Blocking::Decision(force)), over)
                }
                Blocking::Measure(_) => (self.termination(film).map(Blocking::Measure), false),
                Blocking::Undecided => continue,
            };
            match instead {
                Some(instead) => self.complaints[at].about = instead,
                None => self.complaints[at].open = again && !over && self.is_reversed(about),
            }
        }
    }

    /// The senior has let go what they had in hand of a file, or nothing of it is left: what was said of that meanwhile is about what was decided,
    /// or ends if nothing else is in their hands. Whatever else is complained of a file ends with it.
    pub(super) async fn settle_complaints(&mut self) {
        let let_go_of = std::mem::take(&mut self.let_go_of);
        for at in 0..self.complaints.len() {
            let Complaint { id, film, link, about, open, .. } = self.complaints[at];
            let purged = self.films[film].purged;
            if !open || about != Blocking::Undecided || !(purged || let_go_of.contains(&film)) {
                continue;
            }
            let decisions = self.decisions_that_block(film, link);
            let decisions: Vec<_> = decisions.into_iter().map(Blocking::Decision).collect();
            if decisions.is_empty() {
                self.complaints[at].open = !purged && self.locked(film);
            } else {
                self.complaints[at].about = self.about_one_of(id, &decisions).await;
            }
        }
        self.end_complaints();
    }

    // What staff see -----------------------------------------------------------------------------------

    /// Each on the staff is shown what is theirs to answer, or to close, with when it is due, and nothing else; and as many are counted.
    pub(super) async fn check_complaints(&self) {
        if self.complaints.is_empty() {
            return;
        }
        let service = &self.app.service;
        for (who, actor) in self.staff.iter().enumerate().filter(|(who, _)| self.serves(*who)) {
            let theirs = |of_account: bool, again: bool| -> BTreeMap<ComplaintId, Time> {
                let is_one = |it: &&Complaint| {
                    it.again == again
                        && matches!(it.about, Blocking::Measure(_)) == of_account
                        && self.may_answer(it, who)
                };
                self.complaints.iter().filter(is_one).map(|it| (it.id, it.due)).collect()
            };
            let seen = complaints::waiting(service, actor, None).await.unwrap().waiting;
            let seen: BTreeMap<_, _> = seen.iter().map(|row| (row.it.id, row.it.due_at)).collect();
            assert_eq!(seen, theirs(false, false), "what waits for an answer of {who}: {:?}", self.complaints);
            let of_account = complaints::about_accounts(service, actor, false).await.unwrap();
            let of_account: BTreeMap<_, _> = of_account.iter().map(|it| (it.id, it.due_at)).collect();
            assert_eq!(of_account, theirs(true, false), "the same of accounts, of {who}: {:?}", self.complaints);
            let mut to_close = 0;
            if who == SENIOR {
                let seen = complaints::for_seniors(service, actor, None).await.unwrap().waiting;
                let seen: BTreeMap<_, _> = seen.iter().map(|row| (row.it.id, row.it.due_at)).collect();
                assert_eq!(seen, theirs(false, true), "what the senior looks at again: {:?}", self.complaints);
                let of_account = complaints::about_accounts(service, actor, true).await.unwrap();
                let of_account: BTreeMap<_, _> = of_account.iter().map(|it| (it.id, it.due_at)).collect();
                assert_eq!(of_account, theirs(true, true), "the same of accounts: {:?}", self.complaints);
                to_close = seen.len() + of_account.len();
            }
            let counted = complaints::count_for_seniors(service, actor).await.unwrap();
            assert_eq!(usize::try_from(counted).unwrap(), to_close, "what is a senior's, counted for {who}");
            let counted = crate::process::tallied(service, actor).await.unwrap().complaints.count;
            assert_eq!(
                usize::try_from(counted).unwrap(),
                seen.len() + of_account.len() + to_close,
                "counted for {who}"
            );
        }
        let mut tx = service.db.read().await.unwrap();
        let (open,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM complaints WHERE ended_at IS NULL").unwrap();
        let expected = self.complaints.iter().filter(|complaint| complaint.open).count();
        assert_eq!(usize::try_from(open).unwrap(), expected, "what waits, for whomever: {:?}", self.complaints);
    }
}
