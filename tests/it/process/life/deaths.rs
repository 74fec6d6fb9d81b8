//! The service dies in what follows an act: nothing is left of it but its folders and its database, with which another goes on. It has lost nothing
//! that was acknowledged, and forgotten no order (promise 12). What the dead one had in work is taken up when its lease is over.

use std::time::Duration;

use writ::audit::{self, Standing, Step};
use writ::config::Config;
use writ::http::mirror;
use writ::jobs::{self, Job};
use writ::service::Service;
use writ::work;

use super::model::Life;
use crate::app::polled;

/// Where it dies.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// Before anything follows.
    AtOnce,
    /// In a round of the log, right after this.
    Round(Step),
    /// In the first job that is about bytes or mail, so far on its way.
    Job(usize),
}

/// A little longer than a job is left to whoever took it.
const LEASE: Duration = Duration::from_secs(31);

impl Life {
    /// Whether what is done next is worked otherwise than it mostly is.
    pub(super) fn is_disturbed(&self) -> bool {
        self.away.is_some() || self.without_custody.is_some() || self.dies.is_some()
    }

    /// It is to die, unless something else is amiss.
    pub(super) fn doom(&mut self, cut: Cut) -> Option<()> {
        if self.is_disturbed() {
            return None;
        }
        self.dies = Some(cut);
        Some(())
    }

    /// It dies, and another does what is due, but for what the dead one had taken up.
    pub(super) async fn die(&mut self) {
        let Some(cut) = self.dies.take() else { return };
        self.cut_off(cut).await;
        self.open_again().await;
        work::run_due(&self.service()).await.unwrap();
        self.fall_due();
        self.look_again().await;
        self.check_at_once().await;
        self.app.service.clock.advance(LEASE);
    }

    /// The last that it does. What of a job is not told here when it came about is broken off; all before that is done.
    async fn cut_off(&self, cut: Cut) {
        let service = self.service();
        match cut {
            Cut::AtOnce => {}
            Cut::Round(step) => {
                service.log.fail_after(step);
                // There may be nothing to publish.
                drop(audit::sequence(&service).await);
            }
            Cut::Job(polls) => {
                while let Some(leased) = jobs::lease(&service).await.unwrap() {
                    let mut done = Box::pin(work::perform(&service, &leased.job));
                    if is_broken_off(&leased.job) {
                        polled(&mut done, polls).await;
                        return;
                    }
                    match done.await {
                        Ok(()) => jobs::finish(&service, &leased).await.unwrap(),
                        Err(error) => drop(jobs::retry(&service, &leased, &error.to_string()).await.unwrap()),
                    }
                }
            }
        }
    }

    /// Another is opened on what it left. First all goes that the dead one held: the locks on its mirrors' folders, too.
    async fn open_again(&mut self) {
        self.app.let_go().await;
        let Service { config, clock, entropy, .. } = self.service();
        let again = Box::pin(Service::open(Config::clone(&config), clock, entropy, mirror::in_process)).await;
        let again = again.unwrap_or_else(|error| panic!("promise 12: what it left cannot be opened: {error}"));
        assert_eq!(again.log.standing(), Standing::Current, "promise 12: it has all that was published");
        self.app.service = again;
    }
}

/// Whether a job can come about later than others that are due with it, with nothing that is told here being later for that.
fn is_broken_off(job: &Job) -> bool {
    matches!(
        job,
        Job::SecureCustody { .. }
            | Job::DeliverOrder { .. }
            | Job::Restore { .. }
            | Job::Purge { .. }
            | Job::SendMessage { .. }
    )
}
