//! `writ audit`: verifies a log or a case's bundle, and exports a bundle.

use std::io::{self, IsTerminal as _, Read as _, Write};
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand, ValueEnum};
use data_encoding::BASE64;

use crate::audit::bundle::{self, Checked, Party};
use crate::audit::note::VerifierKey;
use crate::audit::verify::{self, Report, Source, Trust};
use crate::claims::signatures::copies;
use crate::clock::{Clock, Time};
use crate::db::{self, Db};
use crate::entropy::Entropy;
use crate::ids::{AccountId, ClaimId};
use crate::keys::Keys;

/// Verify the log, a case exported from it, or a signed copy.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Recompute a log from its tiles, and check its signatures
    Verify(Verify),
    /// Export a claim's case with everything that proves it
    Bundle(Export),
    /// Check an exported case offline, and say what it proves
    VerifyBundle(Check),
    /// Check a signed copy of the agreement offline, and say what it proves
    VerifySignature(Check),
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

/// What to export, and for whom.
#[derive(Debug, Args)]
pub struct Export {
    /// The claim
    #[arg(value_name = "CLAIM")]
    claim: ClaimId,
    /// The data folder of the service
    #[arg(long, value_name = "DIR", default_value = "writ-data", env = "WRIT_DATA")]
    data: PathBuf,
    /// postgres://… or a path to a SQLite file [default: writ.db in the data folder]
    #[arg(long, value_name = "DATABASE", env = "WRIT_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// The folder of keys [default: keys in the data folder]
    #[arg(long, value_name = "DIR", env = "WRIT_KEYS")]
    keys: Option<PathBuf>,
    /// Whose openings are in it
    #[arg(long = "for", value_enum, default_value = "staff")]
    party: PartyName,
    /// The uploader's account, with --for uploader
    #[arg(long, value_name = "ACCOUNT", required_if_eq("party", "uploader"))]
    account: Option<AccountId>,
    /// Where to write it [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The parties to a claim.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum PartyName {
    /// Everything that was not erased
    Staff,
    /// What the claimant may see: not whose the objects are
    Claimant,
    /// What an uploader may see of its own objects: not who filed
    Uploader,
}

/// What to check, and against which keys.
#[derive(Debug, Args)]
pub struct Check {
    /// The file; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The log's verifier key, got from elsewhere than the file (repeat for retired keys)
    #[arg(long, value_name = "VKEY")]
    key: Vec<String>,
    /// Print one JSON object instead of sentences
    #[arg(long)]
    json: bool,
}

impl Audit {
    /// Runs the subcommand. An error is also what verification found wrong.
    pub async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Verify(verify) => verify.run().await,
            Self::Bundle(export) => export.run().await,
            Self::VerifyBundle(check) => {
                check.run("The bundle", |bytes, keys| bundle::check(bytes, keys, Clock::System.now()))
            }
            Self::VerifySignature(check) => check.run("The signed copy", copies::check),
        }
    }
}

impl Verify {
    async fn run(self) -> anyhow::Result<()> {
        let source = Source::parse(&self.source)?;
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
            writeln!(io::stdout(), "{}", json(&report))?;
        } else {
            print(&mut io::stdout().lock(), &report, self.against.is_some())?;
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

impl Export {
    async fn run(self) -> anyhow::Result<()> {
        let folder = self.keys.unwrap_or_else(|| self.data.join("keys"));
        if !folder.join("origin").exists() {
            bail!("there are no keys of a service in {}", folder.display());
        }
        let address = match &self.database {
            Some(text) => text.parse()?,
            None => db::Address::File(self.data.join("writ.db")),
        };
        let party = match (self.party, self.account) {
            (PartyName::Uploader, Some(account)) => Party::Uploader(account),
            (PartyName::Uploader, None) => bail!("--for uploader needs --account"),
            (PartyName::Claimant, _) => Party::Claimant,
            (PartyName::Staff, _) => Party::Staff,
        };
        let keys = Keys::open(&folder, None, &Clock::System, &Entropy::System)?;
        let db = open(&address).await?;
        let bytes = bundle::export(&db, &keys, self.claim, party).await?;
        match &self.output {
            Some(file) => std::fs::write(file, bytes).with_context(|| file.display().to_string())?,
            None => io::stdout().write_all(&bytes)?,
        }
        Ok(())
    }
}

impl Check {
    /// `what` is what the file should be, as a sentence begins with it.
    fn run(self, what: &str, check: impl Fn(&[u8], &[VerifierKey]) -> Checked) -> anyhow::Result<()> {
        let mut bytes = Vec::new();
        if self.file.as_os_str() == "-" {
            io::stdin().read_to_end(&mut bytes)?;
        } else {
            bytes = std::fs::read(&self.file).with_context(|| self.file.display().to_string())?;
        }
        let checked = check(&bytes, &keys(&self.key)?);
        if self.json {
            let json = serde_json::json!({
                "holds": checked.holds(), "story": checked.story, "proven": checked.proven,
                "not_proven": checked.not_proven, "faults": checked.faults,
            });
            writeln!(io::stdout(), "{json}")?;
        } else {
            let mut out = io::stdout().lock();
            section(&mut out, "What happened", &checked.story)?;
            if checked.holds() {
                section(&mut out, "What this proves", &checked.proven)?;
                section(&mut out, "What it does not prove", &checked.not_proven)?;
                writeln!(out, "{what} holds.")?;
            } else {
                // Sentences about what is proven would be worth nothing.
                section(&mut out, "WRONG", &checked.faults.iter().map(ToString::to_string).collect::<Vec<_>>())?;
            }
        }
        if !checked.holds() {
            bail!("{} does not hold: {} found wrong", what.replacen('T', "t", 1), things(checked.faults.len()));
        }
        Ok(())
    }
}

/// Verifier keys as they are given.
fn keys(keys: &[String]) -> anyhow::Result<Vec<VerifierKey>> {
    keys.iter().map(|key| key.parse().with_context(|| format!("the key `{key}`"))).collect()
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

/// Not a control character, nor one that parts lines or turns the direction of writing.
fn is_shown(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn section(out: &mut impl Write, title: &str, lines: &[String]) -> io::Result<()> {
    writeln!(out, "{title}")?;
    for line in lines {
        // The file is a stranger's: nothing in it moves the cursor or begins a line.
        let shown: String = line.chars().map(|c| if is_shown(c) { c } else { char::REPLACEMENT_CHARACTER }).collect();
        writeln!(out, "  {shown}")?;
    }
    writeln!(out)
}

fn print(out: &mut impl Write, report: &Report, compared: bool) -> io::Result<()> {
    writeln!(out, "log          {}", report.origin)?;
    writeln!(out, "entries      {} in {} cases", report.size, report.cases)?;
    writeln!(out, "root         {}", BASE64.encode(&report.root))?;
    if report.pinned {
        writeln!(out, "key          the one you gave")?;
    } else {
        writeln!(
            out,
            "key          the one the log shows of itself; give --key with one you got elsewhere to be sure whose it is"
        )?;
    }
    if report.cosigned.is_empty() {
        writeln!(out, "witnesses    none: nobody but the log itself vouches for this checkpoint")?;
    }
    for witness in &report.cosigned {
        let seconds = i64::try_from(witness.seconds).unwrap_or(i64::MAX);
        writeln!(out, "witness      {} at {}", witness.name, Time::from_seconds(seconds))?;
    }
    if let Some(size) = report.remembered {
        writeln!(out, "remembered   the checkpoint of {size} entries is still contained")?;
    } else if !compared {
        writeln!(
            out,
            "remembered   none given; keep a checkpoint with --remember and give it with --against next time"
        )?;
    }
    if let Some(rows) = report.rows {
        writeln!(out, "database     {rows} entries compared, and counted against the facts they tell of")?;
    }
    for fault in &report.faults {
        writeln!(out, "WRONG        {fault}")?;
    }
    if report.holds() {
        writeln!(
            out,
            "The log holds: every entry leads to the signed checkpoint, in canonical form, no case has a gap."
        )?;
        writeln!(out, "That proves what was logged, not that everything was.")?;
    }
    Ok(())
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
        if all > 1_000 && io::stderr().is_terminal() {
            self.shown = true;
            eprint!("\r{done} of {all} entries");
            let _ = io::stderr().flush();
        }
    }

    fn clear(&self) {
        if self.shown {
            eprint!("\r\x1b[K");
        }
    }
}
