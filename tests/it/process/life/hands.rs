//! In whose hands an appeal, a counter-notice or a complaint is: one on the staff takes it, and nobody else decides it until they give it back,
//! or an hour has passed.

use std::collections::BTreeMap;

use proptest::sample::Index;
use writ::clock::Time;
use writ::process::complaints;
use writ::process::waiting::{self, Subject};

use super::facts::Line;
use super::model::{Life, PARTY, SENIOR, chosen};

/// What can be in somebody's hands, by its place in its list.
#[derive(Clone, Copy, Debug)]
enum Answer {
    Appeal(usize),
    Counter(usize),
    Complaint(usize),
}

/// What there is to know of one: the decision it answers, if it does, whether it is open, and who took it, until when.
struct Hand {
    subject: Subject,
    decision: Option<usize>,
    open: bool,
    taken: Option<(usize, Time)>,
}

impl Life {
    /// Whether something that somebody took until a time is in the hands of somebody else.
    pub(super) fn is_in_others(&self, taken: Option<(usize, Time)>, who: usize) -> bool {
        let now = self.now();
        taken.is_some_and(|(by, until)| by != who && now < until)
    }

    /// Whether somebody else has an appeal in hand, and keeps somebody from it.
    pub(super) fn others_have_appeal(&self, at: usize, who: usize) -> bool {
        self.others_have(Answer::Appeal(at), who)
    }

    /// The same of a complaint.
    pub(super) fn others_have_complaint(&self, at: usize, who: usize) -> bool {
        self.others_have(Answer::Complaint(at), who)
    }

    /// The same of whatever it is: the senior is not kept from what has become theirs to decide.
    fn others_have(&self, answer: Answer, who: usize) -> bool {
        self.is_in_others(self.hand(answer).taken, who) && !(who == SENIOR && self.is_for_senior(answer))
    }

    /// Whether only the senior decides what is open now.
    fn is_for_senior(&self, answer: Answer) -> bool {
        let Some(line) = self.hand(answer).decision.map(|decision| self.decisions[decision].line) else { return false };
        match answer {
            Answer::Appeal(_) => self.takes_senior(line.0, self.target(line).film),
            Answer::Counter(_) => false,
            Answer::Complaint(_) => self.cases[line.0].seniors || self.withheld(line.0),
        }
    }

    fn answers(&self) -> Vec<Answer> {
        let appeals = (0..self.appeals.len()).map(Answer::Appeal);
        let sent = (0..self.sent.len()).map(Answer::Counter);
        appeals.chain(sent).chain((0..self.complaints.len()).map(Answer::Complaint)).collect()
    }

    fn hand(&self, answer: Answer) -> Hand {
        match answer {
            Answer::Appeal(at) => {
                let it = &self.appeals[at];
                let decision = Some(it.decision);
                Hand { subject: Subject::Appeal(it.id), decision, open: it.open, taken: it.taken }
            }
            Answer::Counter(at) => {
                let it = &self.sent[at];
                let decision = Some(it.decision);
                Hand { subject: Subject::CounterNotice(it.id), decision, open: it.open, taken: it.taken }
            }
            Answer::Complaint(at) => {
                let it = &self.complaints[at];
                let decision = it.decision();
                Hand { subject: Subject::Complaint(it.id), decision, open: it.is_unanswered(), taken: it.taken }
            }
        }
    }

    fn put_in_hands(&mut self, answer: Answer, taken: Option<(usize, Time)>) {
        match answer {
            Answer::Appeal(at) => self.appeals[at].taken = taken,
            Answer::Counter(at) => self.sent[at].taken = taken,
            Answer::Complaint(at) => self.complaints[at].taken = taken,
        }
    }

    /// Whether nothing keeps somebody from deciding what is open: no party, of an appeal nobody who decided about its line, and of a complaint
    /// nobody who leaves it to others; nor, where only the senior decides, anybody else. What is about no decision is in nobody's hands.
    fn may_take(&self, answer: Answer, who: usize) -> bool {
        let Some(line) = self.hand(answer).decision.map(|decision| self.decisions[decision].line) else { return false };
        self.may_work(who, line.0)
            && (who == SENIOR || !self.is_for_senior(answer))
            && match answer {
                Answer::Appeal(_) => !self.target(line).deciders.contains(&who),
                Answer::Counter(_) => true,
                Answer::Complaint(at) => self.may_answer(&self.complaints[at], who),
            }
    }

    /// Whether somebody judges what was decided of a line: they have an appeal about it in hand, or a complaint that waits for its answer.
    pub(super) fn judges(&self, line: Line, who: usize) -> bool {
        let now = self.now();
        self.answers().into_iter().filter(|answer| !matches!(answer, Answer::Counter(_))).any(|answer| {
            let Hand { decision, open, taken, .. } = self.hand(answer);
            let has = taken.is_some_and(|(by, until)| by == who && now < until);
            open && has && decision.is_some_and(|decision| self.decisions[decision].line == line)
        })
    }

    /// Somebody whom nothing keeps from that takes what waits and nobody else has, for an hour from then; the senior, what somebody else has and
    /// only they decide now.
    pub(super) async fn take_answer(&mut self, index: &Index, who: usize) -> Option<()> {
        let (service, now, all) = (self.service(), self.now(), self.answers());
        let answer = all[chosen(&all, index, |answer| self.hand(*answer).open)?];
        let Hand { subject, open, taken, .. } = self.hand(answer);
        let done = waiting::take(&service, &self.staff[who], subject).await;
        let may = open && self.may_take(answer, who) && !self.others_have(answer, who);
        assert_eq!(done.is_ok(), may, "{who} takes {subject:?}, taken {taken:?}: {done:?}");
        let until = done.ok()?;
        assert_eq!(until, now.plus(service.config.limits.assignment));
        self.put_in_hands(answer, Some((who, until)));
        Some(())
    }

    /// Whoever took it last gives back what waits; somebody else does not.
    pub(super) async fn release_answer(&mut self, index: &Index, who: Option<usize>) -> Option<()> {
        let (service, all) = (self.service(), self.answers());
        let has = |hand: &Hand| hand.taken.map(|(by, _)| by);
        let likely = |hand: &Hand| hand.open && has(hand).is_some_and(|by| who.is_none_or(|who| who == by));
        let answer = all[chosen(&all, index, |answer| likely(&self.hand(*answer)))?];
        let hand = self.hand(answer);
        let who = who.or(has(&hand)).unwrap_or(SENIOR);
        let theirs = |hand: &Hand| hand.open && has(hand) == Some(who);
        let done = waiting::release(&service, &self.staff[who], hand.subject).await;
        assert_eq!(
            done.is_ok(),
            self.serves(who) && theirs(&hand),
            "{who} gives back {:?}, taken {:?}: {done:?}",
            hand.subject,
            hand.taken
        );
        done.ok()?;
        self.put_in_hands(answer, None);
        Some(())
    }

    /// What waits, and in whose hands, as its lists have it for the senior; and for a party without what is about their file.
    pub(super) async fn check_hands(&self) {
        if self.answers().is_empty() {
            return;
        }
        let (service, now) = (&self.app.service, self.now());
        let holder = |taken: Option<(usize, Time)>| {
            taken.filter(|(_, until)| now < *until).map(|(who, _)| self.staff[who].account)
        };
        for who in [SENIOR, PARTY].into_iter().filter(|who| self.serves(*who)) {
            let shown = |decision: usize| self.may_work(who, self.case(decision));
            let seen = waiting::appeals(service, &self.staff[who], None).await.unwrap().waiting;
            let seen: BTreeMap<_, _> = seen.iter().map(|row| (row.it.id, row.assigned_to)).collect();
            let open = self.appeals.iter().filter(|appeal| appeal.open && shown(appeal.decision));
            let expected = open.map(|appeal| (appeal.id, holder(appeal.taken)));
            assert_eq!(seen, expected.collect::<BTreeMap<_, _>>(), "appeals that wait, for {who}: {:?}", self.appeals);
            let seen = waiting::counter_notices(service, &self.staff[who], None).await.unwrap().waiting;
            let seen: BTreeMap<_, _> = seen.iter().map(|row| (row.it.id, row.assigned_to)).collect();
            let open = self.sent.iter().filter(|sent| sent.open && shown(sent.decision));
            let expected = open.map(|sent| (sent.id, holder(sent.taken)));
            assert_eq!(
                seen,
                expected.collect::<BTreeMap<_, _>>(),
                "counter-notices that wait, for {who}: {:?}",
                self.sent
            );
            for row in complaints::waiting(service, &self.staff[who], None).await.unwrap().waiting {
                let complaint = self.complaints.iter().find(|it| it.id == row.it.id).unwrap();
                assert_eq!(row.assigned_to, holder(complaint.taken), "{complaint:?}, for {who}");
            }
        }
    }
}
