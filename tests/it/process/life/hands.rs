//! In whose hands an appeal or a counter-notice is: one on the staff takes it, and nobody else decides it until they give it back, or an hour
//! has passed.

use std::collections::BTreeMap;

use proptest::sample::Index;
use writ::clock::Time;
use writ::process::waiting::{self, Subject};

use super::model::{Life, PARTY, SENIOR, chosen};

/// What can be in somebody's hands, by its place in its list.
#[derive(Clone, Copy, Debug)]
enum Answer {
    Appeal(usize),
    Counter(usize),
}

/// What there is to know of one: the decision it answers, whether it is open, and who took it, until when.
struct Hand {
    subject: Subject,
    decision: usize,
    open: bool,
    taken: Option<(usize, Time)>,
}

impl Life {
    /// Whether something that somebody took until a time is in the hands of somebody else.
    pub(super) fn is_in_others(&self, taken: Option<(usize, Time)>, who: usize) -> bool {
        let now = self.now();
        taken.is_some_and(|(by, until)| by != who && now < until)
    }

    fn answers(&self) -> Vec<Answer> {
        let appeals = (0..self.appeals.len()).map(Answer::Appeal);
        appeals.chain((0..self.sent.len()).map(Answer::Counter)).collect()
    }

    fn hand(&self, answer: Answer) -> Hand {
        match answer {
            Answer::Appeal(at) => {
                let it = &self.appeals[at];
                Hand { subject: Subject::Appeal(it.id), decision: it.decision, open: it.open, taken: it.taken }
            }
            Answer::Counter(at) => {
                let it = &self.sent[at];
                Hand { subject: Subject::CounterNotice(it.id), decision: it.decision, open: it.open, taken: it.taken }
            }
        }
    }

    fn put_in_hands(&mut self, answer: Answer, taken: Option<(usize, Time)>) {
        match answer {
            Answer::Appeal(at) => self.appeals[at].taken = taken,
            Answer::Counter(at) => self.sent[at].taken = taken,
        }
    }

    /// Somebody who is no party takes what waits and nobody else has, for an hour from then; an appeal, nobody who decided about its line.
    pub(super) async fn take_answer(&mut self, index: &Index, who: usize) -> Option<()> {
        let (service, now, all) = (self.service(), self.now(), self.answers());
        let answer = all[chosen(&all, index, |answer| self.hand(*answer).open)?];
        let Hand { subject, decision, open, taken } = self.hand(answer);
        let done = waiting::take(&service, &self.staff[who], subject).await;
        let line = self.decisions[decision].line;
        let decided = matches!(answer, Answer::Appeal(_)) && self.target(line).deciders.contains(&who);
        let may = open && self.may_work(who, line.0) && !decided && !self.is_in_others(taken, who);
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
        }
    }
}
