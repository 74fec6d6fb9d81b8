//! What claimants disclosed, opened by staff: each time is an entry of the log.

use std::collections::BTreeMap;

use proptest::sample::Index;
use writ::claims::evidence;
use writ::claims::proof::Level;
use writ::db;
use writ::ids::ClaimId;

use super::facts::Line;
use super::model::{Life, SENIOR, chosen};

impl Life {
    /// Whether somebody on the staff may open what was disclosed of a case: who has it, or judges what was decided of it, unless it is a
    /// senior's or names a file that nobody else looks at; and the senior.
    pub(super) fn may_open(&self, case: usize, who: usize) -> bool {
        let (it, now) = (&self.cases[case], self.now());
        let has = it.taken.is_some_and(|(by, until)| by == who && now < until) || self.judges(case, who);
        self.may_work(who, case) && (who == SENIOR || (has && !it.seniors && !self.withheld(case)))
    }

    /// Whoever has a claim or judges what was decided of it opens what was disclosed of one of its lines, or the senior does; a key, only where
    /// there is something left that it opens. Nobody else is handed a byte.
    pub(super) async fn open_evidence(&mut self, index: &Index, who: usize, line: usize) -> Option<()> {
        let all: Vec<_> = (0..self.cases.len()).collect();
        let at = chosen(&all, index, |case| self.may_open(*case, who))?;
        let line = (at, line % self.cases[at].targets.len());
        let (service, staff, target) = (self.service(), self.staff[who], self.target(line).clone());
        let may = self.may_open(at, who);
        let opened = evidence::open_evidence(&service, &staff, target.id).await;
        let gone = may && !self.is_kept(line);
        assert!(opened.is_ok() == may || gone, "{who} opens {target:?} of {:?}: {opened:?}", self.cases[at]);
        let read = evidence::part(&service, &staff, target.id, 0).await;
        if !may {
            assert!(read.is_err(), "{who} reads {target:?} of {:?}", self.cases[at]);
        }
        let opened = opened.ok()?;
        self.cases[at].opened += 1;
        let (claimed, there) = (self.cases[at].order.is_none(), self.is_there(target.film));
        assert!(
            opened.file_key.is_none() || (claimed && there),
            "whoever orders discloses no key, and it opens a file"
        );
        let proven = opened.level != Level::Located && target.pending && there;
        assert!(opened.file_key.is_some() || !proven, "what was opened can be until it is decided: {opened:?}");
        let it = &self.films[target.film];
        if it.purged || it.lost {
            assert!(read.is_err(), "nothing is left of what was purged or lost");
        } else if self.locked(target.film) || it.deleted.is_none() {
            assert!(read.is_ok(), "its bytes lie on mirrors, or in custody: {:?}", read.err());
        }
        Some(())
    }

    /// Whether what was disclosed of a line is kept for certain: while it waits, and while its claimant can answer what was decided.
    pub(super) fn is_kept(&self, line: Line) -> bool {
        let (target, ordered, now) = (self.target(line), self.cases[line.0].order.is_some(), self.now());
        let mut made = self.decisions.iter().filter(|decided| decided.line == line);
        let answerable = made.any(|decided| now < self.months_after(decided.at, 5));
        target.pending || (answerable && !target.withdrawn && !ordered)
    }

    /// Every opening stands in the log of its case, and nothing else stands there as one.
    pub(super) async fn check_openings(&self) {
        let mut tx = self.app.service.db.read().await.unwrap();
        let logged = db::all!(
            tx,
            (ClaimId, i64),
            "SELECT c.id, COUNT(*) FROM log_entries e JOIN claims c ON c.log_case = e.case_id
             WHERE e.kind = 'evidence.opened' GROUP BY c.id"
        )
        .unwrap();
        let opened = self.cases.iter().filter(|case| case.opened > 0);
        assert_eq!(
            logged.into_iter().collect::<BTreeMap<_, _>>(),
            opened.map(|case| (case.claim, i64::try_from(case.opened).unwrap())).collect(),
            "each opening has its entry"
        );
    }
}
