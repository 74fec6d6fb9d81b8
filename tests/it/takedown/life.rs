//! Random lives of a file, with what is promised checked after every step.

use std::time::Duration;

use writ::accounts::{Actor, Role};
use writ::clock::Time;
use writ::ids::HoldId;
use writ::jobs;
use writ::mirrors::client::MirrorClient;
use writ::takedown::{self, Error, Ground};
use writ::vault::objects::Finality;
use writ::vault::{self, ObjectState};
use writ::work;

use super::{
    Upload, assert_blocked, assert_opens, custody_files, lift, staff, state, take_away, upload, work as work_all,
};
use crate::app::{Engine, TestService};
use crate::promises;

/// What can happen to a file, in any order.
#[derive(Clone, Debug)]
enum Act {
    /// A decision opens a hold.
    Hold,
    /// One of the open holds is lifted.
    Lift(proptest::sample::Index),
    /// The job that is due longest is done.
    Job,
    /// It is begun, and the service dies so many microseconds later.
    Crash(u16),
    /// A mirror goes away, or comes back.
    Switch(usize),
    /// Its owner deletes it, to be taken back for thirty days.
    Delete,
    /// Its owner takes that back.
    Undelete,
    /// Two people order the purge.
    Purge,
    /// Leases end, and what failed is due again.
    Pass,
    /// So long that no deletion of before can be taken back any more.
    Month,
}

fn act() -> impl proptest::strategy::Strategy<Value = Act> {
    use proptest::prelude::*;
    prop_oneof![
        4 => Just(Act::Hold),
        4 => any::<proptest::sample::Index>().prop_map(Act::Lift),
        8 => Just(Act::Job),
        5 => (0..20_000_u16).prop_map(Act::Crash),
        2 => (0..3_usize).prop_map(Act::Switch),
        3 => Just(Act::Delete),
        3 => Just(Act::Undelete),
        1 => Just(Act::Purge),
        4 => Just(Act::Pass),
        1 => Just(Act::Month),
    ]
}

/// A file's life as it should be.
struct Life {
    app: TestService,
    file: Upload,
    people: (Actor, Actor),
    /// The holds that are open.
    holds: Vec<HoldId>,
    /// Whether the purge was ordered.
    purged: bool,
    /// Until when its owner can take the deletion back.
    deleted: Option<Time>,
    /// The mirrors that are away, with their clients.
    away: [Option<MirrorClient>; 3],
}

impl Life {
    async fn begin(engine: Engine) -> Option<Self> {
        let app = TestService::on(engine).await?;
        let file = upload(&app.service).await;
        let anna = staff(&app.service, "anna", Role::Senior).await;
        let bert = staff(&app.service, "bert", Role::Administrator).await;
        Some(Self {
            app,
            file,
            people: (anna, bert),
            holds: Vec::new(),
            purged: false,
            deleted: None,
            away: [const { None }; 3],
        })
    }

    async fn play(&mut self, act: &Act) {
        let service = &self.app.service;
        match act {
            Act::Hold => {
                let mut tx = service.db.begin().await.unwrap();
                match takedown::open_hold(&mut tx, service, self.file.object, None, Ground::Copyright).await {
                    Ok(hold) => {
                        tx.commit().await.unwrap();
                        self.holds.push(hold);
                    }
                    Err(error) => {
                        assert!((self.purged || self.is_gone()) && matches!(error, Error::NotLockable(_)), "{error}");
                    }
                }
            }
            Act::Lift(index) if !self.holds.is_empty() => {
                let hold = self.holds.remove(index.index(self.holds.len()));
                lift(service, hold).await;
            }
            Act::Lift(_) => {}
            Act::Job => {
                if let Some(leased) = jobs::lease(service).await.unwrap() {
                    match work::perform(service, &leased.job).await {
                        Ok(()) => jobs::finish(service, &leased).await.unwrap(),
                        Err(error) => drop(jobs::retry(service, &leased, &error.to_string()).await.unwrap()),
                    }
                }
            }
            Act::Crash(micros) => {
                if let Some(leased) = jobs::lease(service).await.unwrap() {
                    let until = Duration::from_micros((*micros).into());
                    let _ = tokio::time::timeout(until, work::perform(service, &leased.job)).await;
                }
            }
            Act::Switch(n) => match self.away[*n].take() {
                Some(client) => service.mirrors.connect(client),
                None => self.away[*n] = Some(take_away(service, service.mirrors.embedded()[*n].mirror.id())),
            },
            Act::Delete => {
                let before = state(service, self.file.object).await;
                let deleted =
                    vault::delete_object(service, self.file.owner, self.file.object, Finality::Undoable).await;
                match deleted {
                    Ok(until) if before == ObjectState::Available => self.deleted = Some(until),
                    Ok(until) => assert_eq!(self.deleted, Some(until), "deleting again changes nothing"),
                    Err(_) => assert_eq!(
                        before,
                        if self.is_purged().await { ObjectState::Purged } else { ObjectState::Locked }
                    ),
                }
            }
            Act::Undelete => {
                let taken_back = takedown::undelete(service, self.file.owner, self.file.object).await;
                let can = self.deleted.is_some() && !self.is_gone() && self.holds.is_empty() && !self.purged;
                assert_eq!(taken_back.is_ok(), can, "{taken_back:?}");
                if can {
                    self.deleted = None;
                }
            }
            Act::Month => service.clock.advance(Duration::from_hours(30 * 24)),
            Act::Purge => {
                if !self.purged && state(service, self.file.object).await == ObjectState::Locked {
                    let step = takedown::propose_purge(service, &self.people.0, self.file.object, "x").await.unwrap();
                    takedown::order_purge(service, &self.people.1, step).await.unwrap();
                    self.purged = true;
                }
            }
            Act::Pass => service.clock.advance(Duration::from_mins(11)),
        }
    }

    /// Whether its owner deleted it, for good.
    fn is_gone(&self) -> bool {
        self.deleted.is_some_and(|until| until <= self.app.service.clock.now())
    }

    async fn is_purged(&self) -> bool {
        state(&self.app.service, self.file.object).await == ObjectState::Purged
    }

    /// What is promised at every instant.
    async fn check(&self) {
        let service = &self.app.service;
        let board = takedown::board(service, self.file.object).await.unwrap();
        // Promise 8, and 2: while a hold is open, or a purge ordered, nobody gets a share or a ticket.
        if !self.holds.is_empty() || self.purged {
            assert_ne!(board.state, ObjectState::Available);
            assert_blocked(service, &self.file).await;
        } else if self.deleted.is_some() {
            // What its owner deleted comes back for nobody else, and whatever held it is forgotten.
            assert_eq!(board.state, ObjectState::Deleted);
            let look = vault::downloads::look(service, &self.file.link, None).await.unwrap_err();
            assert!(matches!(look, vault::Error::NotFound), "{look}");
        }
        promises::kept(service, &board).await;
    }

    /// Once every mirror is back and time passes, everything comes to its end.
    async fn end(&mut self) {
        let service = &self.app.service;
        for client in self.away.iter_mut().filter_map(Option::take) {
            service.mirrors.connect(client);
        }
        for _ in 0..4 {
            service.clock.advance(Duration::from_mins(11));
            work::run_due(service).await.unwrap();
        }
        service.clock.advance(Duration::from_mins(11));
        work_all(service).await;
        assert_eq!(jobs::due(service).await.unwrap(), 0, "nothing is left to do");
        let board = takedown::board(service, self.file.object).await.unwrap();
        if self.purged {
            assert_eq!((board.state, custody_files(service, self.file.object)), (ObjectState::Purged, 0));
        } else if self.holds.is_empty() {
            if self.deleted.is_some() && !self.is_gone() {
                takedown::undelete(service, self.file.owner, self.file.object).await.unwrap();
                self.deleted = None;
                work_all(service).await;
            }
            if self.deleted.is_none() {
                assert_opens(service, &self.file).await;
            }
        } else {
            assert_eq!(board.state, ObjectState::Locked);
        }
        let board = takedown::board(service, self.file.object).await.unwrap();
        promises::settled(service, &board).await;
    }
}

fn any_life_keeps_the_promises(engine: Engine, cases: u32) {
    use proptest::prelude::*;
    let config = ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 60, ..ProptestConfig::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    proptest!(config, |(acts in proptest::collection::vec(act(), 1..24))| {
        runtime.block_on(async {
            let Some(mut life) = Life::begin(engine).await else { return };
            for act in &acts {
                life.play(act).await;
                life.check().await;
            }
            life.end().await;
            life.check().await;
        });
    });
}

#[test]
fn any_life_keeps_the_promises_on_sqlite() {
    any_life_keeps_the_promises(Engine::Sqlite, 32);
}

#[test]
fn any_life_keeps_the_promises_on_postgres() {
    any_life_keeps_the_promises(Engine::Postgres, 12);
}
