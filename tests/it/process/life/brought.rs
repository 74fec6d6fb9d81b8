//! Files that a claimant brings to a case, until it is decided: opened by them and by whoever decides it, each time with an entry of the log; and
//! taken back by who brought them, unless something is decided of it or staff have looked. They go with the last window of what the case is about.

use std::collections::BTreeSet;

use bytes::Bytes;
use futures_util::{TryStreamExt as _, stream};
use proptest::sample::Index;
use writ::accounts::Actor;
use writ::claims::Error;
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::withdrawal::Claimant;
use writ::db;
use writ::personal::retention;

use super::facts::{Brought, Case, Party};
use super::model::{Life, SENIOR, Voice, chosen};

/// What such a file says.
const CONTENT: &[u8] = b"The thread names the film.";

impl Life {
    /// Who has nothing to do with a case: somebody with an account, and the other organisation.
    fn strangers_to(&self, case: &Case) -> Vec<Actor> {
        let rival = case.org.map(|org| self.holders[1 - org].member);
        [Some(self.nobody), rival].into_iter().flatten().collect()
    }

    /// A claimant brings a file while anything of their case waits, and nobody else does.
    pub(super) async fn bring(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.is_pending() && case.order.is_none())?;
        let (service, case) = (self.service(), self.cases[at].clone());
        let voice = self.voice(&case)?;
        let subject = Subject::Claim(case.claim);
        for stranger in self.strangers_to(&case) {
            let own = files::own(&service, Claimant::Person(&stranger), subject).await;
            assert!(matches!(own, Err(Error::NotFound)), "nothing to bring files to: {own:?}");
        }
        let sent = Sent { name: "thread.txt", declared: "text/plain" };
        let pieces = stream::iter([Ok(Bytes::from_static(CONTENT))]);
        let done = files::bring(&service, voice.claimant(), subject, sent, pieces).await;
        assert_eq!(done.is_ok(), case.is_pending(), "{case:?}: {done:?}");
        let by = match &voice {
            Voice::Member(member) => Some(member.account),
            Voice::Holder(_) => None,
        };
        self.brought.push(Brought { id: done.ok()?, case: at, by, seen: false, taken_back: false });
        Some(())
    }

    /// The claimant opens a file of theirs, or somebody on the staff: the senior, or who has the case or judges anything that was decided of it,
    /// and no party. Each time is an entry of the case.
    pub(super) async fn open_brought(&mut self, index: &Index, who: Option<usize>) -> Option<()> {
        let at = chosen(&self.brought, index, |brought| !brought.taken_back)?;
        let (service, brought) = (self.service(), self.brought[at].clone());
        let case = self.cases[brought.case].clone();
        for stranger in self.strangers_to(&case) {
            let opened = files::open(&service, Claimant::Person(&stranger), brought.id).await;
            assert!(matches!(opened, Err(Error::NotFound)), "promise 11: a file of evidence: {opened:?}");
        }
        let voice = self.voice(&case)?;
        let (opener, may, surely) = match who {
            None => (voice.claimant(), true, true),
            Some(who) => {
                let may = self.may_open_any(brought.case, who);
                (Claimant::Person(&self.staff[who]), may, may && who == SENIOR)
            }
        };
        let opened = files::open(&service, opener, brought.id).await;
        assert!(opened.is_err() || (may && !brought.taken_back), "{who:?} opens {brought:?} of {case:?}");
        let kept = !brought.taken_back && self.keeps_evidence(brought.case);
        assert!(opened.is_ok() || !(surely && kept), "{who:?} opens {brought:?} of {case:?}: {opened:?}");
        let content: Vec<_> = opened.ok()?.content.try_collect().await.unwrap();
        assert_eq!(content.concat(), CONTENT);
        self.cases[brought.case].opened += 1;
        self.brought[at].seen |= who.is_some();
        Some(())
    }

    /// Whoever brought a file takes it back, until anything of the case is decided or staff have opened it. From then on it is nothing to anybody.
    pub(super) async fn take_back_brought(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.brought, index, |brought| !brought.taken_back && !brought.seen)?;
        let (service, brought) = (self.service(), self.brought[at].clone());
        let case = self.cases[brought.case].clone();
        let voice = self.voice(&case)?;
        let by = match &voice {
            Voice::Member(member) => Some(member.account),
            Voice::Holder(_) => None,
        };
        // What is gone stays so, and of whoever closed their account it is nobody's.
        if brought.taken_back || by.is_some() != brought.by.is_some() {
            return None;
        }
        let done = files::remove(&service, voice.claimant(), brought.id).await;
        let decided = self.decisions.iter().any(|decided| decided.line.0 == brought.case);
        let may = brought.by == by && !brought.seen && !decided;
        let is_gone = may && !self.keeps_evidence(brought.case);
        assert!(done.is_ok() == may || is_gone, "{brought:?} of {case:?}: {done:?}");
        done.ok()?;
        let opened = files::open(&service, voice.claimant(), brought.id).await;
        assert!(matches!(opened, Err(Error::NotFound)), "it is gone with that: {opened:?}");
        self.brought[at].taken_back = true;
        Some(())
    }

    /// Whether what was brought to a case is kept for certain, since what was disclosed of one of its lines is.
    fn keeps_evidence(&self, case: usize) -> bool {
        (0..self.cases[case].targets.len()).any(|line| self.is_kept((case, line)))
    }

    /// The files of a case are there, all of them, until all of them go.
    pub(super) async fn check_brought(&self) {
        let service = &self.app.service;
        let cases: BTreeSet<_> = self.brought.iter().map(|brought| brought.case).collect();
        for at in cases {
            let case = &self.cases[at];
            let Some(voice) = self.voice(case) else { continue };
            let listed = files::list(service, voice.claimant(), Subject::Claim(case.claim)).await;
            let listed: BTreeSet<_> = listed.iter().flat_map(|listed| &listed.files).map(|file| file.id).collect();
            let theirs = self.brought.iter().filter(|brought| brought.case == at && !brought.taken_back);
            let theirs: BTreeSet<_> = theirs.map(|brought| brought.id).collect();
            let is_gone = listed.is_empty() && !self.keeps_evidence(at);
            assert!(listed == theirs || is_gone, "{listed:?} are there of {:?}, of {case:?}", self.brought);
        }
    }

    // What has had its time ----------------------------------------------------------------------------

    /// The daily round goes, by which what has had its time is let go: evidence with its last window, and with that who sent a notice without an
    /// account. That nothing counts any more of somebody who did is left to tests of its own.
    pub(super) async fn hold_round(&mut self) -> Option<()> {
        let (service, now) = (self.service(), self.now());
        let known =
            |case: &Case| case.stranger.as_ref().is_some_and(|stranger| stranger.confirmed && !stranger.forgotten);
        let is_old = |case: &Case| known(case) && self.months_after(case.targets[0].added, 11) <= now;
        let against = self.measures.iter().any(|measure| matches!(measure.party, Party::Stranger(_)));
        if self.is_disturbed() || against || self.cases.iter().any(is_old) {
            return None;
        }
        let mut before = BTreeSet::new();
        for at in 0..self.cases.len() {
            if self.is_taken_out(at).await {
                before.insert(at);
            }
        }
        retention::let_go(&service).await.unwrap();
        // Each round queues that of the next day. Here a round is an act.
        let mut tx = service.db.begin().await.unwrap();
        db::execute!(tx, "DELETE FROM jobs WHERE payload LIKE '%let-go%'").unwrap();
        tx.commit().await.unwrap();
        for at in 0..self.cases.len() {
            if !before.contains(&at) && self.is_taken_out(at).await {
                assert!(self.is_over(at), "taken out while something is open: {:?}", self.cases[at]);
            }
        }
        // When a target is looked at again was not said yet.
        if !std::mem::replace(&mut self.has_let_go, true) {
            for brought in &self.brought {
                let case = &self.cases[brought.case];
                let Some(voice) = self.voice(case).filter(|_| self.is_long_over(brought.case)) else { continue };
                let opened = files::open(&service, voice.claimant(), brought.id).await;
                assert!(opened.is_err(), "kept though nothing is open: {brought:?} of {case:?}");
            }
        }
        Some(())
    }
}
