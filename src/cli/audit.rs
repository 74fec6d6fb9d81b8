//! `writ audit`: verifies a log or a case's bundle, and exports a bundle.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use data_encoding::BASE64;

use crate::audit::verify::{self, Report, Source, Trust};
use crate::clock::Time;
use crate::db::{self, Db};

/// Verify the log, or a case exported from it.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Recompute a log from its tiles, and check its signatures
    Verify(Verify),
}

/// What to verify, and against what.
#[derive(Debug, Args)]
pub struct Verify {
    /// A portal's address, a log's, or a folder such as a second store
    #[arg(value_name = "URL|FOLDER")]
    source: String,
    /// The log's verifier key, got from elsewhere than the log itself (repeat for retired keys)
    #[arg(long, value_name = "VKEY")]
    key: Vec<String>,
    /// A witness's verifier key, got from elsewhere than the log itself (repeat)
    #[arg(long, value_name = "VKEY")]
    witness: Vec<String>,
    /// A checkpoint seen before: the log must still contain it
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Write the verified checkpoint to this file, to be remembered
    #[arg(long, value_name = "FILE")]
    remember: Option<PathBuf>,
    /// Also compare the log in this database: postgres://… or a path to a SQLite file
    #[arg(long, value_name = "DATABASE", env = "WRIT_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Also compare the log in the database of this data folder
    #[arg(long, value_name = "DIR", conflicts_with = "database")]
    data: Option<PathBuf>,
    /// Print one JSON object instead of sentences
    #[arg(long)]
    json: bool,
}

impl Audit {
    /// Runs the subcommand. An error is also what verification found wrong.
    pub async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Verify(verify) => verify.run().await,
        }
    }
}

impl Verify {
    async fn run(self) -> anyhow::Result<()> {
        let source = Source::parse(&self.source)?;
        let keys = |keys: &[String]| keys.iter().map(|key| key.parse().context("a key")).collect::<anyhow::Result<_>>();
        let remembered = match &self.against {
            Some(file) => Some(std::fs::read_to_string(file).with_context(|| file.display().to_string())?),
            None => None,
        };
        let trust = Trust { keys: keys(&self.key)?, witnesses: keys(&self.witness)?, remembered };
        let database = match (&self.database, &self.data) {
            (Some(address), _) => Some(open(&address.parse()?).await?),
            (None, Some(folder)) => Some(open(&db::Address::File(folder.join("writ.db"))).await?),
            (None, None) => None,
        };
        let mut progress = Progress::new();
        let report = verify::verify(&source, &trust, database.as_ref(), |done, all| progress.show(done, all)).await?;
        progress.clear();
        if self.json {
            println!("{}", json(&report));
        } else {
            print(&report, self.against.is_some());
        }
        if !report.holds() {
            bail!("the log does not hold: {} found wrong", things(report.faults.len()));
        }
        if let Some(file) = self.remember {
            let note = source.read("checkpoint").await?.context("the checkpoint has gone in the meantime")?;
            std::fs::write(&file, note).with_context(|| file.display().to_string())?;
        }
        Ok(())
    }
}

/// Opens a database that must be there already and of this program's schema.
async fn open(address: &db::Address) -> anyhow::Result<Db> {
    if let db::Address::File(path) = address
        && !path.exists()
    {
        bail!("there is no database at {}", path.display());
    }
    db::check(address).await?;
    Ok(Db::open(address).await?)
}

fn print(report: &Report, compared: bool) {
    println!("log          {}", report.origin);
    println!("entries      {} in {} cases", report.size, report.cases);
    println!("root         {}", BASE64.encode(&report.root));
    if report.pinned {
        println!("key          the one you gave");
    } else {
        println!(
            "key          the one the log shows of itself; give --key with one you got elsewhere to be sure whose it is"
        );
    }
    if report.cosigned.is_empty() {
        println!("witnesses    none: nobody but the log itself vouches for this checkpoint");
    }
    for witness in &report.cosigned {
        let seconds = i64::try_from(witness.seconds).unwrap_or(i64::MAX);
        println!("witness      {} at {}", witness.name, Time::from_seconds(seconds));
    }
    if let Some(size) = report.remembered {
        println!("remembered   the checkpoint of {size} entries is still contained");
    } else if !compared {
        println!("remembered   none given; keep a checkpoint with --remember and give it with --against next time");
    }
    if let Some(rows) = report.rows {
        println!("database     {rows} entries compared, and counted against the facts they tell of");
    }
    for fault in &report.faults {
        println!("WRONG        {fault}");
    }
    if report.holds() {
        println!("The log holds: every entry leads to the signed checkpoint, in canonical form, no case has a gap.");
        println!("That proves what was logged, not that everything was.");
    }
}

fn json(report: &Report) -> serde_json::Value {
    serde_json::json!({
        "holds": report.holds(),
        "log": report.origin,
        "size": report.size,
        "cases": report.cases,
        "root": BASE64.encode(&report.root),
        "key_pinned": report.pinned,
        "witnesses": report.cosigned.iter().map(|witness| serde_json::json!({
            "name": witness.name, "seconds": witness.seconds,
        })).collect::<Vec<_>>(),
        "remembered": report.remembered,
        "rows": report.rows,
        "faults": report.faults,
    })
}

fn things(count: usize) -> String {
    if count == 1 { "one thing was".to_owned() } else { format!("{count} things were") }
}

/// A line of progress on a terminal; nothing elsewhere.
struct Progress {
    shown: bool,
}

impl Progress {
    fn new() -> Self {
        Self { shown: false }
    }

    fn show(&mut self, done: u64, all: u64) {
        if all > 1_000 && std::io::stderr().is_terminal() {
            self.shown = true;
            eprint!("\r{done} of {all} entries");
            let _ = std::io::stderr().flush();
        }
    }

    fn clear(&self) {
        if self.shown {
            eprint!("\r\x1b[K");
        }
    }
}
