//! A file: deleted by its owner and taken back, preserved, purged by two people or by time.

use writ::accounts::standing::Kind;
use writ::accounts::two_person;
use writ::takedown;
use writ::vault::ObjectState;
use writ::vault::objects::{self, Finality, TakenBack};

use super::facts::{Case, Decided, Kept, Measure, Party};
use super::model::{DAY, Life, PARTY, SENIOR};
use crate::claims::cast::object_state;

impl Life {
    /// Whether something locks a file: a decision, or what the senior has in hand.
    pub(super) fn locked(&self, film: usize) -> bool {
        self.decisions.iter().any(|decided| decided.locks() && self.target(decided.line).film == film)
            || self.cases.iter().any(|case| Self::in_hand(case, film))
    }

    /// Whether a case locks a file because the senior has it in hand.
    pub(super) fn in_hand(case: &Case, film: usize) -> bool {
        case.escalated.as_ref().is_some_and(|escalated| escalated.locks.contains(&film))
    }

    /// Whether there is anything left to lock: not once its owner's deletion is final.
    pub(super) fn lockable(&self, film: usize) -> bool {
        let (film, locked, now) = (&self.films[film], self.locked(film), self.now());
        !film.purged && (locked || !film.ordered || film.deleted.is_none_or(|until| now < until))
    }

    pub(super) fn preserved(&self, film: usize) -> bool {
        let now = self.now();
        self.films[film].kept.iter().any(|kept| !kept.released && kept.until.is_none_or(|until| now < until))
    }

    /// Whether an appeal, a counter-notice or a dispute about a file is open.
    pub(super) fn disputed(&self, film: usize) -> bool {
        let of_film = |decision: usize| self.film(decision) == film;
        self.appeals.iter().any(|appeal| appeal.open && of_film(appeal.decision))
            || self.sent.iter().any(|sent| sent.open && of_film(sent.decision))
            || self.disputes.iter().any(|dispute| dispute.is_open() && of_film(dispute.decision))
    }

    /// Whether a file is there to be claimed, whoever deleted or locked it: not once it is purged, or nothing is left of its uploader.
    pub(super) fn is_there(&self, film: usize) -> bool {
        !self.films[film].purged && !self.is_erased(film)
    }

    /// What is claimed is not its owner's to delete; else it is gone at once, and for good after thirty days or now.
    pub(super) async fn delete(&mut self, film: usize, at_once: bool) -> Option<()> {
        if self.has_left(film) {
            return None;
        }
        let (now, shut, it) = (self.now(), self.is_shut(film), &self.films[film]);
        let finality = if at_once { Finality::Now } else { Finality::Undoable };
        let done = objects::delete(&self.service(), it.file.owner.account, it.file.object, finality).await;
        assert_eq!(done.is_ok(), !it.purged && !shut, "{done:?}");
        let until = match it.deleted {
            Some(until) if until <= now || !at_once => until,
            _ if at_once => now,
            _ => now.plus(30 * DAY),
        };
        assert_eq!(done.ok()?, until);
        self.films[film].delete(now, until);
        Some(())
    }

    /// They take it back until then: from the mirrors, or from custody if it was locked meanwhile.
    pub(super) async fn take_back(&mut self, film: usize) -> Option<()> {
        if self.has_left(film) {
            return None;
        }
        let (now, locked, it) = (self.now(), self.locked(film), &self.films[film]);
        it.deleted?;
        let done = takedown::undelete(&self.service(), it.file.owner.account, it.file.object).await;
        let may = !it.purged && !locked && !self.terminated(film) && it.deleted.is_some_and(|until| now < until);
        assert_eq!(done.is_ok(), may, "{done:?}");
        let from = if it.ordered { TakenBack::InCustody } else { TakenBack::Available };
        assert_eq!(done.ok()?, from);
        self.films[film].deleted = None;
        Some(())
    }

    /// On the day on which a deletion is final the file leaves the mirrors; for what is open about it, a copy is secured first.
    pub(super) fn delete_for_owner(&mut self, film: usize) {
        let (now, locked) = (self.now(), self.locked(film));
        let claimed = self.cases.iter().any(|case| case.waits_on(film));
        let answered = self.appeals.iter().any(|appeal| appeal.open && self.film(appeal.decision) == film)
            || self.disputes.iter().any(|dispute| dispute.is_open() && self.film(dispute.decision) == film);
        let needed = claimed || answered || self.preserved(film);
        let it = &mut self.films[film];
        if !it.purged && !locked && !it.ordered && it.deleted.is_some_and(|until| until <= now) {
            it.ordered = true;
            it.secured |= needed;
        }
    }

    /// Once the days are over in which the owner of a terminated account can save files, what of it can be read is deleted as its owner
    /// would have, unless it was given back lately or an appeal waits; and it is looked at again in a week while there is anything.
    pub(super) fn empty(&mut self) {
        let now = self.now();
        for at in 0..self.measures.len() {
            let measure = self.measures[at].clone();
            let Party::Owner(film) = measure.party else { continue };
            if measure.empties_at.is_none_or(|due| now < due) {
                continue;
            }
            self.measures[at].empties_at = None;
            let (locked, it) = (self.locked(film), &mut self.films[film]);
            let left = !it.purged && (locked || it.deleted.is_none());
            if measure.lifted || !left {
                continue;
            }
            self.measures[at].empties_at = Some(now.plus(7 * DAY));
            let appealed = measure.appeal.is_some_and(|(_, open)| open);
            if !locked && !it.lost && !appealed && it.lifted_at <= now.minus(30 * DAY) {
                it.delete(now, now.plus(30 * DAY));
            }
        }
    }

    /// Whether the account of a file's uploader is terminated.
    pub(super) fn terminated(&self, film: usize) -> bool {
        let now = self.now();
        let ends = |measure: &Measure| measure.party == Party::Owner(film) && measure.kind == Kind::Termination;
        self.measures.iter().any(|measure| ends(measure) && measure.in_force(now))
    }

    /// What is locked is in custody and on no mirror; what is given back is on mirrors again. What is lost is neither.
    pub(super) fn settle(&mut self, film: usize) {
        let (locked, it) = (self.locked(film), &mut self.films[film]);
        if it.purged {
            (it.ordered, it.secured) = (true, false);
        } else if it.lost {
            it.ordered = true;
        } else if locked {
            (it.ordered, it.secured) = (true, true);
        } else if it.deleted.is_none() {
            it.ordered = false;
        }
    }

    /// A senior has a file preserved, or lets go what preserves it.
    pub(super) async fn preserve(&mut self, film: usize) -> Option<()> {
        let (service, senior, now) = (self.service(), self.staff[SENIOR], self.now());
        let object = self.films[film].file.object;
        let mut tx = service.db.read().await.unwrap();
        let placed = takedown::preserved(&mut tx, &service, object).await.unwrap();
        drop(tx);
        let kept = &self.films[film].kept;
        let there: Vec<_> = placed.iter().map(|kept| (kept.until, kept.released_at.is_some())).collect();
        assert_eq!(there, kept.iter().map(|kept| (kept.until, kept.released)).collect::<Vec<_>>());
        let stands = |kept: &Kept| !kept.released && kept.until.is_none_or(|until| now < until);
        if let Some(at) = kept.iter().position(stands) {
            takedown::release(&service, &senior, placed[at].id, "No more").await.unwrap();
            self.films[film].kept[at].released = true;
            return Some(());
        }
        let done = takedown::preserve(&service, &senior, object, None, "Reported").await;
        assert_eq!(done.is_ok(), !self.films[film].purged, "{done:?}");
        done.ok()?;
        self.films[film].kept.push(Kept { order: None, until: None, released: false });
        Some(())
    }

    /// A senior, and nobody else, has a file preserved until a day that is to come, whatever else preserves it.
    pub(super) async fn preserve_for(&mut self, film: usize, days: u32) -> Option<()> {
        let (service, senior, now) = (self.service(), self.staff[SENIOR], self.now());
        let (object, until) = (self.films[film].file.object, Some(now.plus(days * DAY)));
        for other in [self.staff[PARTY], self.holders[0].first, self.owner(film)] {
            let refused = takedown::preserve(&service, &other, object, until, "Reported").await;
            assert!(refused.is_err(), "a senior's to have preserved: {refused:?}");
        }
        let over = takedown::preserve(&service, &senior, object, Some(now), "Reported").await;
        assert!(over.is_err(), "until a day that is over: {over:?}");
        let done = takedown::preserve(&service, &senior, object, until, "Reported").await;
        assert_eq!(done.is_ok(), !self.films[film].purged, "{done:?}");
        done.ok()?;
        self.films[film].kept.push(Kept { order: None, until, released: false });
        Some(())
    }

    /// Two different people have a file purged at once that is locked or deleted, while nothing about it is disputed or preserved.
    pub(super) async fn purge(&mut self, film: usize, first: usize, second: usize) -> Option<()> {
        let service = self.service();
        let people = [self.holders[0].senior, self.holders[0].first, self.holders[0].second];
        let it = &self.films[film];
        let purgeable = !it.purged && (self.is_shut(film) || it.deleted.is_some());
        if it.proposed.is_none() {
            let step = takedown::propose_purge(&service, &people[first], it.file.object, "At once").await;
            assert_eq!(step.is_ok(), purgeable, "{step:?}");
            self.films[film].proposed = Some((step.ok()?, first));
        }
        let (step, proposer) = self.films[film].proposed?;
        let done = takedown::order_purge(&service, &people[second], step).await;
        let may = purgeable && second != proposer && !self.disputed(film) && !self.preserved(film);
        assert_eq!(done.is_ok(), may, "{done:?}");
        done.ok()?;
        self.films[film].purged = true;
        self.films[film].proposed = None;
        Some(())
    }

    /// Whoever could have a file purged takes back that it was proposed, once; and nobody else does.
    pub(super) async fn cancel_purge(&mut self, film: usize, who: usize) -> Option<()> {
        let service = self.service();
        let people = [self.holders[0].senior, self.holders[0].first, self.holders[0].second];
        let (step, _) = self.films[film].proposed?;
        for other in [self.staff[PARTY], self.owner(film)] {
            let refused = two_person::cancel(&service, &other, step).await;
            assert!(refused.is_err(), "who takes no part in it takes it back: {refused:?}");
        }
        two_person::cancel(&service, &people[who], step).await.unwrap();
        let again = two_person::cancel(&service, &people[who], step).await;
        assert!(again.is_err(), "it is taken back: {again:?}");
        self.films[film].proposed = None;
        Some(())
    }

    /// Whether a file turns out to be purged by time, which is not while something could still bring it back, or somebody could ask for that.
    pub(super) async fn find_purged(&mut self, film: usize) {
        let state = object_state(&self.app.service, self.films[film].file.object).await;
        if !self.films[film].purged && state == ObjectState::Purged {
            assert!(self.may_be_purged(film), "purged while something could still bring it back");
            self.films[film].purged = true;
        }
    }

    /// Whether every window of what locks a file has closed, so that time purges it; or of all that was decided about one that stays locked for
    /// nobody.
    fn may_be_purged(&self, film: usize) -> bool {
        if self.stays_locked(film) {
            return self.nobody_can_appeal(film);
        }
        let now = self.now();
        let locks = |decided: &&Decided| decided.locks() && self.target(decided.line).film == film;
        let locks: Vec<_> = self.decisions.iter().filter(locks).collect();
        let over = |decided: &&Decided| {
            let told = decided.told.is_some_and(|told| self.months_after(told, 6) <= now);
            told && decided.at.plus(184 * DAY) <= now
        };
        !locks.is_empty()
            && locks.iter().all(over)
            && self.films[film].last_ended.plus(30 * DAY) <= now
            && !self.preserved(film)
            && !self.disputed(film)
            && !self.is_complained_of(film)
            && !self.cases.iter().any(|case| case.waits_on(film) || Self::in_hand(case, film))
    }
}
