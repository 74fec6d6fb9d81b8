//! An uploader closes their account: in the middle of a story, with all that is open about their file, or at its end.
//!
//! Nobody acts in their name from then on. What is open goes on without them: claims are decided, appeals too, what they answered on oath
//! comes to its day, and each of it is told them. What is theirs to delete goes at once and for good, and so does what is given back later;
//! and their account is looked at again within a week, each time, until nothing of them is left.

use std::collections::BTreeSet;

use writ::accounts::closing;
use writ::clock::Time;
use writ::personal::Error;
use writ::personal::erasure::{self, CONFIRMATION, Kept};

use super::facts::{Decided, Left, Party};
use super::model::{DAY, Life, PARTY, THEIRS};
use crate::claims::cast;

impl Life {
    /// Whether the owner of a file closed their account.
    pub(super) fn has_left(&self, film: usize) -> bool {
        self.films[film].left.is_some()
    }

    /// Whether nothing of them is left.
    pub(super) fn is_erased(&self, film: usize) -> bool {
        self.films[film].left.as_ref().is_some_and(|left| left.look_at.is_none())
    }

    /// Whether something about a file is open: it is locked, claimed, or what was decided about it is disputed.
    fn is_open(&self, film: usize) -> bool {
        let locked = self.locked(film) && !self.films[film].purged;
        locked || self.disputed(film) || self.cases.iter().any(|case| case.waits_on(film))
    }

    /// The owner of a file closes their account, whatever is open and whatever was decided about it, once and by nobody's password but
    /// theirs. Staff lay their role down first.
    pub(super) async fn leave(&mut self, film: usize, anyhow: bool) -> Option<()> {
        let (service, owner) = (self.service(), self.owner(film));
        if self.has_left(film) || !(anyhow || self.is_open(film)) {
            return None;
        }
        if film == THEIRS {
            let refused = erasure::close(&service, &owner, &cast::auth(0), CONFIRMATION).await;
            assert!(matches!(refused, Err(Error::InTheWay(_))), "a role in the way: {refused:?}");
            return None;
        }
        self.check_prospect(film).await;
        let guessed = erasure::close(&service, &owner, &cast::auth(7), CONFIRMATION).await;
        assert!(guessed.is_err(), "another's password closes nothing");
        let done = erasure::close(&service, &owner, &cast::auth(0), CONFIRMATION).await;
        assert!(done.is_ok(), "nothing of theirs is in the way: {done:?}");
        let again = erasure::close(&service, &owner, &cast::auth(0), CONFIRMATION).await;
        assert!(again.is_err(), "it is closed");
        self.films[film].left = Some(Left { look_at: Some(self.now()) });
        Some(())
    }

    /// They are told before what is kept for a time: all that is open which they know of, and of the rest that there is something. Until
    /// when what was decided can be answered is left to tests of its own.
    async fn check_prospect(&self, film: usize) {
        let (service, owner) = (self.service(), self.owner(film));
        let said = erasure::prospect(&service, &owner).await.unwrap();
        assert!(said.first.is_empty(), "nothing to settle first: {said:?}");
        let it = &self.films[film];
        let of_measure = self.measures.iter().filter(|measure| measure.party == Party::Owner(film));
        let appealed = of_measure.filter_map(|measure| measure.appeal).any(|(_, open)| open);
        let deleted = it.deleted.is_some() && !self.locked(film) && !it.purged;
        let claimed = self.cases.iter().any(|case| case.waits_on(film));
        let untold = |decided: &Decided| decided.restricts && decided.told.is_none();
        let untold = self.decisions.iter().any(|decided| untold(decided) && self.target(decided.line).film == film);
        let expected = [
            (Kept::LockedFiles, self.is_shut(film) && !it.purged),
            (Kept::OpenAnswers, self.disputed(film) || appealed),
            (Kept::Orders, deleted && !it.ordered),
            (Kept::Other, claimed || untold || self.preserved(film)),
        ];
        let expected: BTreeSet<_> = expected.into_iter().filter(|(_, so)| *so).map(|(kept, _)| kept).collect();
        let told: BTreeSet<_> = said.waits.iter().map(|wait| wait.kept).filter(|it| *it != Kept::Answers).collect();
        assert_eq!(told, expected, "what is kept after closing: {said:?}");
    }

    /// What is theirs to delete goes for good when they close their account, and what is given back to them later as soon as it is back.
    /// What they had deleted before, and something locked since, is looked at on the next day on which the account is: it goes then,
    /// unless it was still locked. `was_locked`: before what came about by itself since; `returned`: the day of the last counter-notice
    /// that came about.
    pub(super) fn take_along(&mut self, film: usize, was_locked: bool, returned: Option<Time>) {
        let (now, locked, it) = (self.now(), self.locked(film), &mut self.films[film]);
        let Some(look_at) = it.left.as_ref().and_then(|left| left.look_at) else { return };
        let goes = match it.deleted {
            None => !it.lost,
            Some(until) => {
                let was_back = !was_locked || returned.is_some_and(|returned| returned < look_at);
                look_at <= now && now < until && was_back
            }
        };
        if goes && !locked && !it.purged {
            it.delete(now, now);
        }
    }

    /// A closed account is looked at again within a week, until nothing of its person is left.
    pub(super) async fn look_again(&mut self) {
        let (service, now) = (self.service(), self.now());
        for film in 0..self.films.len() {
            if !self.has_left(film) || self.is_erased(film) {
                continue;
            }
            let mut tx = service.db.read().await.unwrap();
            let closure = closing::closure(&mut tx, self.owner(film).account).await.unwrap().unwrap();
            drop(tx);
            if closure.erased_at.is_some() {
                self.find_purged(film).await;
                self.check_erased(film);
            }
            let forgotten = closure.erased_at.is_none()
                && closure.look_at.is_none_or(|look_at| look_at <= now || now.plus(7 * DAY) < look_at);
            assert!(!forgotten, "looked at again within a week: {closure:?} at {now:?}");
            self.films[film].left = Some(Left { look_at: closure.look_at });
        }
    }

    /// Whoever is erased has nothing left that a window, a duty or a preservation hold keeps.
    fn check_erased(&self, film: usize) {
        let (now, it) = (self.now(), &self.films[film]);
        assert!(!self.is_open(film), "erased while their file is locked, claimed or disputed: {:?}", self.cases);
        assert!(!self.preserved(film), "erased while their file is preserved: {:?}", it.kept);
        let gone = it.purged || (it.ordered && it.deleted.is_some_and(|until| until <= now));
        assert!(gone, "erased before their file is gone: deleted for good at {:?}", it.deleted);
        let mut decided = self.decisions.iter().filter(|decided| self.target(decided.line).film == film);
        let answerable = decided.find(|decided| {
            let told = decided.told.map(|told| told.max(decided.at));
            now < self.months_after(told.unwrap_or(decided.at), 6) || (decided.restricts && told.is_none())
        });
        assert!(answerable.is_none(), "erased while this can be answered: {answerable:?}");
        assert!(it.last_ended.plus(30 * DAY) <= now, "erased {:?} after the last answer", now.since(it.last_ended));
        let of_measure = self.measures.iter().filter(|measure| measure.party == Party::Owner(film));
        let appealed = of_measure.filter_map(|measure| measure.appeal).any(|(_, open)| open);
        assert!(!appealed, "erased while an appeal of theirs waits");
    }

    /// How every story ends: whoever has not left yet does. Staff lay their role down first, and the only owner of an organisation makes
    /// another.
    pub(super) async fn close(&mut self) {
        let service = self.service();
        let needed = [(self.staff[PARTY], cast::auth(0)), (self.holders[0].member, self.holders[0].auth.clone())];
        for (person, auth) in &needed {
            let refused = erasure::close(&service, person, auth, CONFIRMATION).await;
            assert!(matches!(refused, Err(Error::InTheWay(_))), "{refused:?}");
        }
        if self.leave(0, true).await.is_some() {
            self.work().await;
            self.check().await;
        }
        self.check_entries().await;
        self.check_behind().await;
    }
}
