//! A store of custody is away while something is locked. That waits, and is taken there once the store is back; or two people have it ordered
//! away without a copy. Then it is lost: nothing brings it back, whatever ends what locks it, and it is purged once nobody can appeal about it
//! any more.

use std::fs;
use std::time::Duration;

use writ::jobs::Job;
use writ::service::Service;
use writ::{takedown, work};

use super::facts::Decided;
use super::model::{DAY, Life, SENIOR};
use crate::promises;

impl Life {
    /// A store goes away, unless something else is amiss; with whether two people have what is locked meanwhile ordered away without a copy.
    pub(super) fn lose_custody(&mut self, agreed: bool) -> Option<()> {
        if self.is_disturbed() {
            return None;
        }
        self.without_custody = Some(agreed);
        Some(())
    }

    /// What is due is done without the store that is away, but for what only it can do. Then it is back, and what waited for it is due.
    pub(super) async fn do_without_custody(&mut self) {
        let Some(agreed) = self.without_custody.take() else { return };
        let service = self.service();
        // The first that a copy is written to: without it there is none anywhere.
        let store = service.config.custody[0].folder().unwrap();
        let away = store.with_extension("away");
        fs::rename(store, &away).unwrap();
        run(&service).await;
        let mut waiting = Vec::new();
        for film in 0..self.films.len() {
            if self.waits_for_custody(film).await {
                waiting.push(film);
                if agreed {
                    self.order_away(film).await;
                }
            }
        }
        run(&service).await;
        self.fall_due();
        self.look_again().await;
        for film in 0..self.films.len() {
            self.check_without_custody(film, waiting.contains(&film)).await;
        }
        fs::rename(&away, store).unwrap();
        service.clock.advance(Duration::from_mins(10));
    }

    /// Whether a file waits for custody in vain, as seniors see it: what has just been locked, unless there is a copy of when it was before.
    async fn waits_for_custody(&self, film: usize) -> bool {
        let it = &self.films[film];
        let failures = takedown::custody_failures(&self.app.service).await.unwrap();
        let failed = failures.iter().any(|failure| failure.object == it.file.object);
        let waits = self.locked(film) && !it.ordered && !it.purged;
        assert!(waits || !failed, "only what has just been locked waits for custody: {failures:?}");
        assert!(failed || !waits || it.secured, "no copy of it lies anywhere, and none can be made: {failures:?}");
        failed
    }

    /// Two people have it ordered away without a copy, unless it must be preserved.
    async fn order_away(&mut self, film: usize) {
        let (service, object) = (self.service(), self.films[film].file.object);
        let (senior, other) = (self.staff[SENIOR], self.holders[0].first);
        let step = takedown::propose_order_without_custody(&service, &senior, object, "It cannot wait").await;
        assert_eq!(step.is_ok(), !self.preserved(film), "{step:?}");
        let Ok(step) = step else { return };
        let alone = takedown::confirm_order_without_custody(&service, &senior, step).await;
        assert!(alone.is_err(), "it takes two: {alone:?}");
        takedown::confirm_order_without_custody(&service, &other, step).await.unwrap();
        let it = &mut self.films[film];
        (it.lost, it.ordered) = (true, true);
    }

    /// Nobody reads what is locked, in custody or not; and unless two people agreed on that, no order goes out without a copy.
    async fn check_without_custody(&self, film: usize, waits: bool) {
        let (service, it) = (&self.app.service, &self.films[film]);
        let board = takedown::board(service, it.file.object).await.unwrap();
        promises::kept(service, &board).await;
        if self.is_shut(film) {
            promises::nobody_reads(service, it.file.owner.account, it.file.object, &it.file.link).await;
        }
        if waits {
            let blob = promises::blob_of(service, it.file.object).await;
            let ordered = board.orders.iter().any(|order| order.blob == blob);
            assert_eq!(ordered, it.lost, "its order waits for custody, or for two people: {:?}", board.orders);
        }
    }

    // What is lost -------------------------------------------------------------------------------------

    /// Whether a file stays locked for nobody: it is lost, nothing locks it any more, and it has not been purged yet. What its owner had deleted
    /// before it was locked is deleted again.
    pub(super) fn stays_locked(&self, film: usize) -> bool {
        let it = &self.films[film];
        it.lost && !it.purged && it.deleted.is_none() && !self.locked(film)
    }

    /// Whether nobody reads a file, since something locks it or nothing can bring it back.
    pub(super) fn is_shut(&self, film: usize) -> bool {
        self.locked(film) || self.stays_locked(film)
    }

    /// The last that locked a file may have let go of it: what its owner had deleted before they cannot take back if it is lost.
    pub(super) fn end_deletion_of_lost(&mut self, film: usize) {
        let (now, locked, it) = (self.now(), self.locked(film), &mut self.films[film]);
        if it.lost && !locked {
            it.deleted = it.deleted.map(|until| until.min(now));
        }
    }

    /// Whether neither side of what was decided can appeal any more.
    pub(super) fn is_past_appeal(&self, decided: &Decided) -> bool {
        let now = self.now();
        let told = match decided.told {
            Some(told) => self.months_after(told, 6) <= now,
            None => !decided.restricts,
        };
        let ended = decided.reversed.or(self.cases[decided.line.0].decided_at.map(|at| at.max(decided.at)));
        let answered = ended.is_some_and(|ended| self.months_after(ended, 6) <= now);
        told && (answered || self.target(decided.line).withdrawn)
    }

    /// Whether nothing is open about a file, and neither side of anything that was decided about it can appeal any more.
    pub(super) fn nobody_can_appeal(&self, film: usize) -> bool {
        let now = self.now();
        let mut of_film = self.decisions.iter().filter(|decided| self.target(decided.line).film == film);
        of_film.all(|decided| self.is_past_appeal(decided))
            && self.films[film].last_ended.plus(30 * DAY) <= now
            && !self.preserved(film)
            && !self.disputed(film)
            && !self.is_complained_of(film)
            && !self.cases.iter().any(|case| case.waits_on(film))
    }

    /// What stays locked for nobody is purged soon after nobody can appeal any more: what was taken back, or answered on oath, keeps it for thirty
    /// days, and it is looked at each week.
    pub(super) fn check_lost(&mut self, film: usize) {
        let (now, since) = (self.now(), self.films[film].over_since);
        let over = self.stays_locked(film) && self.nobody_can_appeal(film);
        self.films[film].over_since = over.then(|| since.unwrap_or(now));
        let waited = self.films[film].over_since.map(|since| now.since(since));
        assert!(waited.is_none_or(|waited| waited < 38 * DAY), "locked for nobody for {waited:?}");
    }
}

/// What is due is done, but for what waits for custody: to be taken there, or destroyed there.
async fn run(service: &Service) {
    let ran = work::run_due(service).await.unwrap();
    for (job, why) in &ran.failed {
        let needs_it = matches!(
            job,
            Job::SecureCustody { .. } | Job::DeleteForOwner { .. } | Job::Purge { .. } | Job::PurgeIfClosed { .. }
        );
        assert!(needs_it, "{job:?} waits for custody: {why}");
    }
}
