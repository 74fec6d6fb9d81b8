//! The desk: claims given to somebody else by the senior, and decided together.

use proptest::sample::Index;
use writ::claims::bulk::{self, Verdict};
use writ::claims::decisions::{Action, Finding};
use writ::claims::queue::workload;

use super::facts::{Case, Decided};
use super::model::{Life, SENIOR, chosen};

impl Life {
    /// Whether somebody on the staff may have a claim that waits: no party, and where it takes a senior, the senior.
    pub(super) fn may_have(&self, case: usize, who: usize) -> bool {
        self.cases[case].is_pending() && self.may_work(who, case) && (who == SENIOR || !self.is_seniors(case))
    }

    /// Whether a claim is in the hands of somebody else.
    pub(super) fn is_others(&self, case: usize, who: usize) -> bool {
        self.is_in_others(self.cases[case].taken, who)
    }

    /// The senior, and nobody else, gives a claim to somebody who may have it and has it not, or back to the queue.
    pub(super) async fn reassign(&mut self, index: &Index, who: usize, to: Option<usize>) -> Option<()> {
        let at = chosen(&self.cases, index, Case::is_pending)?;
        let (service, now) = (self.service(), self.now());
        let account = to.map(|to| self.staff[to].account);
        let done = workload::reassign(&service, &self.staff[who], self.cases[at].claim, account).await;
        let has = self.cases[at].taken.filter(|(_, until)| now < *until).map(|(by, _)| by);
        let may =
            who == SENIOR && self.cases[at].is_pending() && has != to && to.is_none_or(|to| self.may_have(at, to));
        assert_eq!(done.is_ok(), may, "{to:?} {has:?}: {done:?}");
        done.ok()?;
        self.cases[at].taken = to.map(|to| (to, now.plus(service.config.limits.assignment)));
        Some(())
    }

    /// Somebody takes all that waits and that they may have, and decides it alike but for orders: each claim for itself, and all that
    /// waits of it or nothing.
    pub(super) async fn decide_together(&mut self, who: usize, action: Action) -> Option<()> {
        let (service, now) = (self.service(), self.now());
        let waiting: Vec<_> = (0..self.cases.len()).filter(|at| self.cases[*at].is_pending()).collect();
        let claims: Vec<_> = waiting.iter().map(|at| self.cases[*at].claim).collect();
        let taken = bulk::take(&service, &self.staff[who], &claims).await;
        assert_eq!(taken.is_ok(), self.serves(who), "{:?}", taken.as_ref().err());
        let taken = taken.ok()?;
        let (mut together, until) = (Vec::new(), now.plus(service.config.limits.assignment));
        for at in waiting {
            let may = self.may_have(at, who) && !self.is_others(at, who);
            let got = taken.cases.iter().any(|got| got.case.claim == self.cases[at].claim);
            assert_eq!(got, may && self.cases[at].order.is_none(), "{:?}: {:?}", self.cases[at], taken.left_out);
            if may {
                self.cases[at].taken = Some((who, until));
            }
            if got {
                together.push(at);
            }
        }
        if together.is_empty() {
            return None;
        }
        let verdict = Verdict {
            finding: if action == Action::None { Finding::NotInfringing } else { Finding::Infringing },
            action,
            ground: "17 U.S.C. 106".into(),
            reasons: "It is the film.".into(),
        };
        let mut shown = Vec::new();
        for case in together.iter().map(|at| &self.cases[*at]) {
            shown.extend(case.waiting().map(|target| (case.claim, case.targets[target].id)));
        }
        let done = bulk::decide(&service, &self.staff[who], &shown, &verdict).await.unwrap();
        assert_eq!(done.len(), together.len());
        for (at, outcome) in together.into_iter().zip(done) {
            let case = self.cases[at].clone();
            assert_eq!(outcome.claim, case.claim);
            let lines: Vec<_> = case.waiting().collect();
            let may =
                action != Action::LockAndDelete || lines.iter().all(|line| self.lockable(case.targets[*line].film));
            let count = lines.len();
            assert_eq!(outcome.done.as_ref().ok(), may.then_some(&count), "{case:?}: {:?}", outcome.done);
            if may {
                for line in lines {
                    let made = self.in_force((at, line)).await;
                    self.cases[at].targets[line].deciders.insert(who);
                    self.ruled(Decided::new(made, (at, line), action, now));
                }
                self.end_if_decided(at);
            }
        }
        Some(())
    }
}
