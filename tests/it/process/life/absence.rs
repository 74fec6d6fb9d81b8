//! A mirror is away while something is done and worked, and then is back: nobody reads anything by that, and its orders wait for it.

use std::time::Duration;

use writ::ids::MirrorId;
use writ::jobs::Job;
use writ::{takedown, work};

use super::model::Life;
use crate::promises;
use crate::takedown::take_away;

impl Life {
    /// A mirror goes away, unless something else is amiss.
    pub(super) fn lose(&mut self, mirror: usize) -> Option<()> {
        if self.is_disturbed() {
            return None;
        }
        let service = &self.app.service;
        self.away = Some(take_away(service, service.mirrors.embedded()[mirror].mirror.id()));
        Some(())
    }

    /// What is due is done without the mirror that is away, but for what only it can do. Then it is back, and what waited for it is due.
    pub async fn come_back(&mut self) {
        let Some(client) = self.away.take() else { return };
        let service = self.service();
        let ran = work::run_due(&service).await.unwrap();
        for (job, why) in &ran.failed {
            assert!(
                matches!(job, Job::DeliverOrder { .. } | Job::Repair { .. } | Job::DiscardUpload { .. }),
                "{job:?} waits for a mirror: {why}"
            );
        }
        self.fall_due();
        self.look_again().await;
        for film in 0..self.films.len() {
            self.check_without(film, client.mirror()).await;
        }
        service.mirrors.connect(client);
        service.clock.advance(Duration::from_mins(10));
    }

    /// An order is open at the mirror that is away, and nowhere else. Nobody reads what is locked from those that are there.
    async fn check_without(&self, film: usize, away: MirrorId) {
        let (service, it) = (&self.app.service, &self.films[film]);
        let board = takedown::board(service, it.file.object).await.unwrap();
        promises::kept(service, &board).await;
        for order in board.orders.iter().filter(|order| order.completed_at.is_none()) {
            for mirror in &order.mirrors {
                let so = (mirror.receipted_at.is_some(), mirror.probe_outcome.as_deref());
                let expected = if mirror.mirror == away { (false, None) } else { (true, Some("gone")) };
                assert_eq!(so, expected, "{} under an order while another is away: {order:?}", mirror.name);
            }
            assert!(promises::places(service, order.blob).len() <= 1, "bytes lie where nobody could be reached");
        }
        if !self.is_shut(film) && !it.purged {
            return;
        }
        promises::nobody_reads(service, it.file.owner.account, it.file.object, &it.file.link).await;
        let Some(seen) = &it.seen else { return };
        for source in seen.sources.iter().filter(|source| source.mirror != away) {
            if board.orders.iter().any(|order| order.blob == source.blob) {
                let mut embedded = service.mirrors.embedded().iter();
                let at = embedded.find(|embedded| embedded.mirror.id() == source.mirror).unwrap();
                let read = at.mirror.read(&seen.ticket, source.blob, None).await;
                assert!(read.is_err(), "promise 2: bytes for the ticket of before");
            }
        }
    }
}
