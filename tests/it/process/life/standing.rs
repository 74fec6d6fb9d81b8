//! What is decided against people themselves: after strikes, and after misuse.

use std::collections::BTreeSet;

use proptest::sample::Index;
use writ::accounts::Actor;
use writ::accounts::standing::{Kind, Scope};
use writ::claims::decisions::Action;
use writ::claims::withdrawal::PrivateLinkText;
use writ::clock::Time;
use writ::db;
use writ::ids::{AccountId, CorrespondentId, MeasureId, NoticeId};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::misuse::{self, Decision, Words};
use writ::process::{measures, strikes};

use super::facts::{Appeal, Decided, Line, Mark, Measure, Party, What};
use super::model::{DAY, Life, PARTY, SENIOR, THEIRS, chosen};
use crate::app::{link_in, mailed};

impl Life {
    // Strikes ------------------------------------------------------------------------------------------

    /// What counts against the uploader of a file, line by line; an order is nothing, and what was deleted directly counts once staff have
    /// looked at it.
    pub(super) fn counting(&self, film: usize) -> BTreeSet<Line> {
        let against = |decided: &&Decided| {
            self.target(decided.line).film == film
                && self.cases[decided.line.0].order.is_none()
                && decided.restricts
                && !decided.superseded
                && decided.reviewed
        };
        self.decisions.iter().filter(against).map(|decided| decided.line).collect()
    }

    /// What first restricted something of a line: what took the place of what restricted less is no newer than that.
    fn first(&self, line: Line) -> &Decided {
        let restricting = |decided: &&Decided| decided.line == line && decided.action != Action::None;
        self.decisions.iter().filter(restricting).min_by_key(|decided| decided.at).unwrap()
    }

    /// What counts once, with when it began: what was decided before a notice of it had reached the uploader. Nobody opens one here, so that is
    /// when its letter left, at once; where staff found that it came back, when it left again, if it did.
    fn groups(&self, lines: &BTreeSet<Line>) -> Vec<(Time, BTreeSet<Line>)> {
        let left = |decided: &Decided| {
            let bounced = self.bounced.iter().find(|bounced| bounced.about == Some(decided.id));
            bounced.filter(|bounced| !bounced.waits()).map_or(Some(decided.at), |bounced| bounced.again)
        };
        let mut firsts: Vec<_> = lines.iter().map(|line| (self.first(*line), *line)).collect();
        firsts.sort_by_key(|(first, line)| (first.at, *line));
        let mut groups: Vec<(Time, BTreeSet<Line>)> = Vec::new();
        let mut told: Option<Time> = None;
        for (first, line) in firsts {
            let reached = left(first);
            match groups.last_mut() {
                Some((_, group)) if told.is_none_or(|told| first.at <= told) => {
                    group.insert(line);
                    told = told.into_iter().chain(reached).min();
                }
                _ => {
                    groups.push((first.at, BTreeSet::from([line])));
                    told = reached;
                }
            }
        }
        groups
    }

    /// How many strikes these are.
    pub(super) fn count(&self, lines: &BTreeSet<Line>) -> usize {
        self.groups(lines).len()
    }

    /// Those that were not older than six months at a time.
    pub(super) fn strikes(&self, film: usize, time: Time) -> BTreeSet<Line> {
        let counting = self.counting(film);
        let recent = self.groups(&counting).into_iter().filter(|(from, _)| time < self.months_after(*from, 6));
        recent.flat_map(|(_, lines)| lines).collect()
    }

    /// A reviewer who is neither the uploader nor a party to what counts decides about an account that waits, by what counted when it came
    /// before them; and only a senior that it is terminated.
    pub(super) async fn sentence(&mut self, film: usize, who: usize, decision: strikes::Decision) -> Option<()> {
        let (service, now) = (self.service(), self.now());
        let owner = self.owner(film);
        let waiting = strikes::waiting(&service, &self.staff[SENIOR]).await.unwrap();
        let review = waiting.into_iter().find(|review| review.account == owner.account)?;
        let is_party = self.is_party_to_strikes(film, who);
        let done = strikes::decide(&service, &self.staff[who], review.id, decision, "Three times").await;
        let counted = self.strikes(film, review.opened_at);
        let ends = decision == strikes::Decision::Terminate;
        let may = self.count(&counted) >= 3 && self.serves(who) && !is_party && (!ends || who == SENIOR);
        assert_eq!(done.is_ok(), may, "{decision:?} by {who} of {counted:?}: {done:?}");
        done.ok()?;
        self.films[film].looked.extend(&counted);
        let (kind, until) = match decision {
            strikes::Decision::Nothing => return Some(()),
            strikes::Decision::Warn => (Kind::Warning, None),
            strikes::Decision::Suspend { days } => (Kind::Suspension, Some(now.plus(days * DAY))),
            strikes::Decision::Terminate => (Kind::Termination, Some(now.plus(30 * DAY))),
        };
        let measure = Measure {
            id: strikes::own(&service, &owner).await.unwrap().measures[0].id,
            party: Party::Owner(film),
            kind,
            scope: Scope::Uploads,
            until,
            at: now,
            by: who,
            strikes: counted,
            marked: Vec::new(),
            told: vec![owner.account],
            code: None,
            empties_at: until.filter(|_| ends),
            lifted: false,
            reversed: false,
            appeal: None,
            appellant: None,
        };
        self.measures.push(measure);
        Some(())
    }

    /// What rests on too few strikes is lifted; for good, whatever comes later.
    pub(super) fn lift_void(&mut self) {
        let now = self.now();
        for at in 0..self.measures.len() {
            let Party::Owner(film) = self.measures[at].party else { continue };
            let counting = self.counting(film);
            let measure = &self.measures[at];
            let left: BTreeSet<_> = measure.strikes.intersection(&counting).copied().collect();
            let void = !measure.strikes.is_empty() && self.count(&left) < 3;
            if void && measure.in_force(now) {
                self.lifted(at);
            }
        }
    }

    /// What a measure closed is open; an appeal against it has no object. With a warning of misuse goes what rested on it.
    fn lifted(&mut self, measure: usize) {
        self.measures[measure].lifted = true;
        if let Some((_, open)) = &mut self.measures[measure].appeal {
            *open = false;
        }
        let Measure { party, kind, scope, .. } = self.measures[measure];
        if kind == Kind::Warning && scope != Scope::Uploads {
            self.lift_groundless(party);
        }
    }

    // Misuse -------------------------------------------------------------------------------------------

    /// What can be marked: a line in which nothing was found or what it led to was wrong, a counter-notice that a court stopped, an
    /// appeal that was refused, unless the senior did what it had asked for.
    fn unfounded(&self) -> Vec<What> {
        let line = |line: &Line| {
            let wrong = |decided: &Decided| decided.wrong || decided.action == Action::None;
            let in_force = |decided: &&Decided| decided.line == *line && !decided.superseded;
            !self.target(*line).withdrawn && self.decisions.iter().filter(in_force).any(wrong)
        };
        let lines = self.lines().filter(line).map(What::Notice);
        let counters = (0..self.sent.len()).filter(|at| self.sent[*at].restrained).map(What::Counter);
        // What is looked at again after a dispute is nobody's complaint.
        let refused = |at: &usize| {
            let appeal = &self.appeals[*at];
            appeal.refused && appeal.lodged && !self.was_right(appeal)
        };
        let appeals = (0..self.appeals.len()).filter(refused).map(What::Appeal);
        lines.chain(counters).chain(appeals).collect()
    }

    /// The lines of all claims, but for orders.
    fn lines(&self) -> impl Iterator<Item = Line> {
        let claims = self.cases.iter().enumerate().filter(|(_, case)| case.order.is_none());
        claims.flat_map(|(at, case)| (0..case.targets.len()).map(move |line| (at, line)))
    }

    /// Everything that was sent, but for orders.
    fn everything(&self) -> Vec<What> {
        let lines = self.lines().map(What::Notice);
        lines.chain((0..self.sent.len()).map(What::Counter)).chain((0..self.appeals.len()).map(What::Appeal)).collect()
    }

    /// Which case it belongs to, whose it is, whether it is a notice or a complaint, and when it was sent.
    pub(super) fn sent_by(&self, what: What) -> (usize, Option<Party>, Scope, Time) {
        match what {
            What::Notice(line) => (line.0, self.cases[line.0].party(), Scope::Notices, self.target(line).added),
            What::Counter(at) => {
                let (case, film) = self.about(self.sent[at].decision);
                (case, Some(Party::Owner(film)), Scope::Complaints, self.sent[at].at)
            }
            What::Appeal(at) => {
                let (case, film) = self.about(self.appeals[at].decision);
                let party = match self.appeals[at].side {
                    appeals::Side::Uploader => Some(Party::Owner(film)),
                    appeals::Side::Notifier => self.cases[case].party(),
                };
                (case, party, Scope::Complaints, self.appeals[at].at)
            }
        }
    }

    /// A reviewer who is no party marks what was found to be unfounded, once.
    pub(super) async fn mark(&mut self, index: &Index, who: usize) -> Option<()> {
        let unfounded = self.unfounded();
        let marked = |what: &What| self.marks.iter().any(|mark| mark.what == *what);
        let all = self.everything();
        let what = all[chosen(&all, index, |what| unfounded.contains(what) && !marked(what))?];
        let id = match what {
            What::Notice(line) => misuse::What::Target(self.target(line).id),
            What::Counter(at) => misuse::What::CounterNotice(self.sent[at].id),
            What::Appeal(at) => misuse::What::Appeal(self.appeals[at].id),
        };
        let done = misuse::mark(&self.service(), &self.staff[who], id, "There was nothing to it").await;
        let may = unfounded.contains(&what) && !marked(&what) && self.may_work(who, self.sent_by(what).0);
        assert_eq!(done.is_ok(), may, "{what:?}: {done:?}");
        self.marks.push(Mark { id: done.ok()?, what, at: self.now(), by: who, retracted: false });
        Some(())
    }

    /// The senior takes a mark back, once: what rested on it is lifted. What it was of is not marked again.
    pub(super) async fn retract(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.marks, index, |mark| !mark.retracted)?;
        let mark = self.marks[at].clone();
        let done = misuse::retract(&self.service(), &self.staff[who], mark.id, "As I see it").await;
        assert_eq!(done.is_ok(), who == SENIOR && !mark.retracted, "{mark:?}: {done:?}");
        done.ok()?;
        self.marks[at].retracted = true;
        if let (_, Some(party), ..) = self.sent_by(mark.what) {
            self.lift_groundless(party);
        }
        Some(())
    }

    /// Whether the senior did, unasked, what an appeal had asked for.
    fn was_right(&self, appeal: &Appeal) -> bool {
        self.decisions[appeal.decision].overturned == Some(appeal.side)
    }

    /// Whether what was marked restricts something after all, or was right to ask for what the senior did.
    fn refuted(&self, what: What) -> bool {
        let restricts = |line: Line| {
            let mut in_force = self.decisions.iter().filter(|decided| decided.line == line && !decided.superseded);
            in_force.any(|decided| decided.restricts)
        };
        match what {
            What::Notice(line) => restricts(line),
            What::Counter(_) => false,
            What::Appeal(at) => self.was_right(&self.appeals[at]),
        }
    }

    /// Whether the mark of something counts still.
    fn counts(&self, what: What) -> bool {
        !self.refuted(what) && !self.marks.iter().any(|mark| mark.what == what && mark.retracted)
    }

    /// The senior overturned a decision: what rested on the marks of what was right to ask for that is lifted.
    pub(super) fn prove_right(&mut self, decision: usize) {
        let Decided { line, overturned, .. } = self.decisions[decision];
        let of_appeal = |mark: &&Mark| match mark.what {
            What::Appeal(at) => self.appeals[at].decision == decision && self.was_right(&self.appeals[at]),
            What::Notice(_) | What::Counter(_) => false,
        };
        let marked = self.marks.iter().filter(of_appeal);
        let parties: Vec<_> = marked.filter_map(|mark| self.sent_by(mark.what).1).collect();
        for party in parties {
            self.lift_groundless(party);
        }
        if overturned == Some(appeals::Side::Notifier) {
            self.refute(line);
        }
    }

    /// A line that was marked restricts something after all: what rested on that is lifted.
    pub(super) fn refute(&mut self, line: Line) {
        if let Some(party) = self.cases[line.0].party()
            && self.marks.iter().any(|mark| mark.what == What::Notice(line))
        {
            self.lift_groundless(party);
        }
    }

    /// A warning of misuse stands on a mark that counts; a suspension on a warning that stands, and on a mark that counts of what was sent
    /// after it.
    fn lift_groundless(&mut self, party: Party) {
        let now = self.now();
        let mut warned: Vec<(Scope, Time)> = Vec::new();
        for at in 0..self.measures.len() {
            let measure = self.measures[at].clone();
            if measure.party != party || measure.scope == Scope::Uploads {
                continue;
            }
            let counting: Vec<_> = measure.marked.iter().copied().filter(|what| self.counts(*what)).collect();
            let warning = warned.iter().rev().find(|(scope, _)| *scope == measure.scope).map(|(_, at)| *at);
            let stands = match measure.kind {
                Kind::Warning => !counting.is_empty(),
                _ => warning.is_some_and(|at| counting.iter().any(|what| self.sent_by(*what).3 > at)),
            };
            if measure.in_force(now) && !stands {
                self.measures[at].lifted = true;
                if let Some((_, open)) = &mut self.measures[at].appeal {
                    *open = false;
                }
            } else if measure.kind == Kind::Warning && !measure.lifted && stands {
                warned.push((measure.scope, measure.at));
            }
        }
    }

    /// After a mark of the last year a warning; after a warning of that year and something marked that was sent later, a
    /// suspension. None while one stands.
    pub(super) async fn misuse(&mut self, index: &Index, who: usize, days: Option<u32>) -> Option<()> {
        let (service, now) = (self.service(), self.now());
        let (_, party, scope, _) = self.sent_by(self.marks[chosen(&self.marks, index, |_| true)?].what);
        let party = party?;
        let counts = |at: Time| now < self.months_after(at, 12);
        let of = |mark: &&Mark| {
            let (_, whose, what, _) = self.sent_by(mark.what);
            (whose, what) == (Some(party), scope) && counts(mark.at)
        };
        let marks: Vec<_> = self.marks.iter().filter(of).map(|mark| mark.what).collect();
        if marks.is_empty() {
            return None;
        }
        let counting: Vec<_> = marks.iter().copied().filter(|what| self.counts(*what)).collect();
        let id = self.whom(party).await;
        let record = misuse::record(&service, &self.staff[SENIOR], id).await.unwrap();
        assert_eq!(usize::try_from(record.numbers(scope).unfounded).unwrap(), counting.len(), "{marks:?}");
        let against = |measure: &&Measure| (measure.party, measure.scope) == (party, scope);
        let warning = |measure: &&Measure| measure.kind == Kind::Warning && !measure.lifted;
        let warned = self.measures.iter().rev().filter(against).find(warning);
        let warned = warned.map(|measure| measure.at).filter(|at| counts(*at));
        let after = warned.is_some_and(|warned| counting.iter().any(|what| self.sent_by(*what).3 > warned));
        let mut shown = self.marks.iter().filter(|mark| counts(mark.at) && self.sent_by(mark.what).1 == Some(party));
        let is_party = (party == Party::Owner(THEIRS) && who == PARTY)
            || shown.any(|mark| !self.may_work(who, self.sent_by(mark.what).0))
            || self.is_behind(party, who);
        let may = !counting.is_empty()
            && self.serves(who)
            && !is_party
            && !self.closed(party, scope)
            && (days.is_none() || after);
        let decision = days.map_or(Decision::Warn, |days| Decision::Suspend { days });
        let words = Words { reasons: "Too often".into(), gravity: "Grave".into(), intention: "Knowing better".into() };
        let mut done = None;
        let mails = mailed(&service, async || {
            done = Some(misuse::decide(&service, &self.staff[who], id, scope, decision, &words).await);
        })
        .await;
        let done = done?;
        assert_eq!(done.is_ok(), may, "{party:?} {marks:?}: {done:?}");
        let id = done.ok()?;
        let stranger = matches!(party, Party::Stranger(_));
        let measure = Measure {
            id,
            party,
            kind: if days.is_some() { Kind::Suspension } else { Kind::Warning },
            scope,
            until: days.map(|days| now.plus(days * DAY)),
            at: now,
            by: who,
            strikes: BTreeSet::new(),
            marked: counting,
            told: self.people(party),
            code: stranger.then(|| link_in(&mails[0], &format!("/report/measures/{id}/"))),
            empties_at: None,
            lifted: false,
            reversed: false,
            appeal: None,
            appellant: None,
        };
        self.measures.push(measure);
        Some(())
    }

    // Measures -----------------------------------------------------------------------------------------

    /// As the room knows them.
    pub(super) async fn whom(&self, party: Party) -> misuse::Party {
        match party {
            Party::Owner(film) => misuse::Party::Account(self.owner(film).account),
            Party::Org(org) => misuse::Party::Organisation(self.holders[org].organisation),
            Party::Sender(who) => misuse::Party::Account(self.senders[who].account),
            Party::Stranger(_) => {
                let case = self.cases.iter().find(|case| case.party() == Some(party)).unwrap();
                let mut tx = self.app.service.db.read().await.unwrap();
                let sql = "SELECT correspondent FROM claims WHERE id = $1";
                misuse::Party::Correspondent(db::one!(tx, (CorrespondentId,), sql, case.claim).unwrap().0)
            }
        }
    }

    /// The accounts that have a notice of what is decided against somebody now; none of who has no account.
    fn people(&self, party: Party) -> Vec<AccountId> {
        match party {
            Party::Owner(film) => vec![self.owner(film).account],
            Party::Org(org) => self.teams[org].iter().map(|owner| owner.person.account).collect(),
            Party::Sender(who) => vec![self.senders[who].account],
            Party::Stranger(_) => Vec::new(),
        }
    }

    /// Who can appeal a measure of those that have a notice of it: nobody who has left, the service or their organisation.
    fn person(&self, measure: &Measure) -> Option<Actor> {
        match measure.party {
            Party::Owner(film) => Some(self.owner(film)).filter(|_| !self.has_left(film)),
            Party::Org(org) => {
                let mut owners = self.teams[org].iter().map(|owner| owner.person);
                owners.find(|person| measure.told.contains(&person.account))
            }
            Party::Sender(who) => Some(self.senders[who]).filter(|person| !self.has_departed(person.account)),
            Party::Stranger(_) => None,
        }
    }

    /// The notice by which an account was told of a measure.
    pub(super) async fn told_of(&self, measure: MeasureId, account: AccountId) -> NoticeId {
        let mut tx = self.app.service.db.read().await.unwrap();
        let sql = "SELECT id FROM notices WHERE measure = $1 AND account = $2 ORDER BY created_at LIMIT 1";
        db::one!(tx, (NoticeId,), sql, measure, account).unwrap().0
    }

    /// Whoever was told of a measure and has not left appeals it, once and for six months, whatever else is closed to them.
    pub(super) async fn appeal_measure(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.measures, index, |measure| !measure.lifted && measure.appeal.is_none())?;
        let (service, measure) = (self.service(), self.measures[at].clone());
        self.check_left_out(&measure).await;
        let person = self.person(&measure);
        let done = match (person, &measure.code) {
            (Some(person), _) => {
                let notice = self.told_of(measure.id, person.account).await;
                appeals::lodge(&service, Appellant::Uploader(&person, notice), "It was not so").await
            }
            (None, code) => {
                let link = PrivateLinkText(code.as_deref()?);
                appeals::lodge_by_link(&service, measure.id, &link, "It was not so").await
            }
        };
        let may = !measure.lifted && measure.appeal.is_none() && self.now() <= self.months_after(measure.at, 6);
        assert_eq!(done.is_ok(), may, "{done:?}");
        self.measures[at].appeal = Some((done.ok()?, true));
        self.measures[at].appellant = person.map(|person| person.account);
        Some(())
    }

    /// Whoever appealed it takes that back while it waits, unless they have left; then they can appeal it again.
    pub(super) async fn appeal_measure_back(&mut self, index: &Index) -> Option<()> {
        let waits = |measure: &Measure| measure.appeal.is_some_and(|(_, open)| open);
        let at = chosen(&self.measures, index, waits)?;
        let (service, measure) = (self.service(), self.measures[at].clone());
        let done = match (self.person(&measure), &measure.code) {
            (Some(person), _) => {
                let notice = self.told_of(measure.id, person.account).await;
                appeals::withdraw(&service, Appellant::Uploader(&person, notice)).await
            }
            (None, code) => {
                let guess = PrivateLinkText("a-secret-that-somebody-guesses");
                let guessed = appeals::withdraw_by_link(&service, measure.id, &guess).await;
                assert!(guessed.is_err(), "by another's secret: {guessed:?}");
                appeals::withdraw_by_link(&service, measure.id, &PrivateLinkText(code.as_deref()?)).await
            }
        };
        assert_eq!(done.is_ok(), waits(&measure), "{measure:?}: {done:?}");
        done.ok()?;
        self.measures[at].appeal = None;
        Some(())
    }

    /// Whether somebody decided what a measure rests on, or marked it. They may be kept out of what becomes of it, and need not be.
    fn had_a_part(&self, measure: &Measure, who: usize) -> bool {
        let marked = |mark: &Mark| mark.by == who && measure.marked.contains(&mark.what);
        measure.strikes.iter().any(|line| self.target(*line).deciders.contains(&who)) || self.marks.iter().any(marked)
    }

    /// Whether somebody is a party to a claim behind what was ever decided against somebody.
    pub(super) fn is_behind(&self, party: Party, who: usize) -> bool {
        let of_strikes = |measure: &Measure| measure.strikes.iter().any(|(case, _)| !self.may_work(who, *case));
        let of_marks = |measure: &Measure| measure.marked.iter().any(|what| !self.may_work(who, self.sent_by(*what).0));
        let mut against = self.measures.iter().filter(|measure| measure.party == party);
        against.any(|measure| of_strikes(measure) || of_marks(measure))
    }

    /// Whether somebody is a party to the strikes of a file's uploader: to any claim by which it is restricted, or behind what was decided.
    fn is_party_to_strikes(&self, film: usize, who: usize) -> bool {
        let of_claim = |decided: &Decided| {
            self.target(decided.line).film == film
                && decided.action != Action::None
                && !decided.superseded
                && self.cases[decided.line.0].order.is_none()
                && !self.may_work(who, decided.line.0)
        };
        (who == PARTY && film == THEIRS)
            || self.decisions.iter().any(of_claim)
            || self.is_behind(Party::Owner(film), who)
    }

    /// Who is no party decides about a measure, and only a senior that nothing ends an account.
    fn may_decide_about(&self, measure: &Measure, who: usize) -> bool {
        let own = who == PARTY && measure.party == Party::Owner(THEIRS);
        self.serves(who)
            && !own
            && !self.is_behind(measure.party, who)
            && (measure.kind != Kind::Termination || who == SENIOR)
    }

    /// Somebody who is no party decides that appeal, and never who took the measure; of a termination, only a senior.
    pub(super) async fn judge_measure(&mut self, index: &Index, who: usize, grant: bool) -> Option<()> {
        let waits = |measure: &Measure| measure.appeal.is_some_and(|(_, open)| open);
        let at = chosen(&self.measures, index, waits)?;
        let measure = self.measures[at].clone();
        let (id, open) = measure.appeal?;
        let verdict = if grant { Verdict::Lift } else { Verdict::Refuse };
        let done = appeals::decide(&self.service(), &self.staff[who], id, &verdict, "I looked").await;
        let may = open && measure.by != who && self.may_decide_about(&measure, who);
        assert!(done.is_ok() == may || (may && self.had_a_part(&measure, who)), "{measure:?}: {done:?}");
        done.ok()?;
        self.measures[at].appeal = Some((id, false));
        if grant {
            self.measures[at].reversed = true;
            self.lifted(at);
        }
        Some(())
    }

    /// A reviewer who is no party lifts what stands, a senior what a senior took.
    pub(super) async fn lift_measure(&mut self, index: &Index, who: usize) -> Option<()> {
        let now = self.now();
        let at = chosen(&self.measures, index, |measure| measure.in_force(now))?;
        let measure = self.measures[at].clone();
        let done = measures::lift(&self.service(), &self.staff[who], measure.id).await;
        let may = measure.in_force(now) && self.may_decide_about(&measure, who);
        assert!(done.is_ok() == may || (may && self.had_a_part(&measure, who)), "{measure:?}: {done:?}");
        done.ok()?;
        self.measures[at].reversed = true;
        self.lifted(at);
        Some(())
    }
}
