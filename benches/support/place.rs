//! Where what a bench fills lies: in a folder that goes with it, or in one that is kept, to be measured again.
//!
//! To fill takes longer than to measure. `WRIT_BENCH_KEEP=FOLDER` names where to keep what was filled: for each engine a folder in it, which is
//! the service's data folder. The first run fills it and marks it; every run from then on opens what is there. So that what was due soon is
//! due soon still, the service's clock goes on from when it was filled. What a run writes itself, a session and little else, stays. On PostgreSQL
//! the database stays on the server that `WRIT_TEST_POSTGRES` names, and the mark says what it is called: whoever removes the folder removes it, too.
//!
//! Kept by another schema, it is refused, as by any service. That the same schema would be filled otherwise by now is not found out.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use writ::clock::{Clock, Time};
use writ::config::Config;
use writ::db::Address;
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::service::Service;

use super::app::{self, Engine};

/// How often a clock is turned that goes on from before.
const BEAT: Duration = Duration::from_millis(100);

/// Where the service of a bench lies, and what of it is there.
pub struct Place {
    config: Config,
    clock: Clock,
    /// How much is filled in.
    count: u64,
    stays: Stays,
}

/// For how long.
enum Stays {
    /// It goes with this.
    Not(TempDir),
    /// It is kept once it is filled.
    Empty(PathBuf),
    /// It was kept.
    Filled(PathBuf),
}

/// What is written into a folder once it is filled.
#[derive(Deserialize, Serialize)]
struct Mark {
    /// How much was.
    count: u64,
    /// When it was.
    at: Time,
    /// The name of its database: that of a file in the folder, or on the server.
    database: String,
}

impl Place {
    /// A place to fill so much in, or one in which that lies already; `None`, with a line that says so, where the engine cannot be had.
    pub async fn on(engine: Engine, count: u64) -> Option<Self> {
        let Some(keep) = std::env::var_os("WRIT_BENCH_KEEP") else {
            let (config, folder) = app::settings(engine).await?;
            return Some(Self { config, clock: Clock::System, count, stays: Stays::Not(folder) });
        };
        let folder = Path::new(&keep).join(engine.to_string().to_lowercase());
        if !folder.exists() {
            let config = app::settings_in(&folder, engine).await?;
            return Some(Self { config, clock: Clock::System, count, stays: Stays::Empty(folder) });
        }
        let shown = folder.display();
        let Ok(mark) = fs::read(mark_in(&folder)) else {
            panic!("{shown} was not filled to its end: remove it to have it filled anew")
        };
        let mark: Mark = serde_json::from_slice(&mark).expect("a mark as it was written");
        assert_eq!(mark.count, count, "{shown} was filled with another number: ask for that one, or remove it");
        let database = match engine {
            Engine::Sqlite => Address::File(folder.join(mark.database)),
            Engine::Postgres => Address::Postgres(app::database_on(&app::postgres_server()?, &mark.database)),
        };
        let config = app::config(&folder, database);
        Some(Self { config, clock: going_on_from(mark.at), count, stays: Stays::Filled(folder) })
    }

    /// Whether nothing is left to fill in.
    pub fn is_filled(&self) -> bool {
        matches!(self.stays, Stays::Filled(_))
    }

    /// Opens the service that lies here.
    pub async fn open(&self) -> Service {
        let opened = Service::open(self.config.clone(), self.clock.clone(), Entropy::System, mirror::in_process).await;
        match (opened, &self.stays) {
            (Ok(service), _) => service,
            (Err(error), Stays::Filled(folder)) => {
                let shown = folder.display();
                panic!("what is kept in {shown} cannot be opened: {error}; remove it to have it filled anew")
            }
            (Err(error), _) => panic!("{error}"),
        }
    }

    /// Writes down that all is filled in, where it is kept.
    pub fn filled(&self) {
        let Stays::Empty(folder) = &self.stays else { return };
        let database = match &self.config.database {
            Address::File(file) => file.file_name().and_then(|name| name.to_str()),
            Address::Postgres(url) => url.rsplit_once('/').map(|(_, name)| name),
        };
        let database = database.expect("a database has a name").to_owned();
        let mark = Mark { count: self.count, at: self.clock.now(), database };
        fs::write(mark_in(folder), serde_json::to_vec_pretty(&mark).expect("JSON")).expect("room for a mark");
    }
}

fn mark_in(folder: &Path) -> PathBuf {
    folder.join("filled.json")
}

/// A clock that stood at a time and goes on from there as any does.
fn going_on_from(time: Time) -> Clock {
    let clock = Clock::manual(time);
    let turned = clock.clone();
    tokio::spawn(async move {
        let mut beats = tokio::time::interval(BEAT);
        // The first comes at once.
        beats.tick().await;
        loop {
            beats.tick().await;
            turned.advance(BEAT);
        }
    });
    clock
}
