//! `writ admin`: what an operator does with the service as a whole: empties a country, backs the service up, recovers it, makes another site
//! the service, and ends it. Each takes the settings of `writ serve`.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail, ensure};
use clap::{Arg, Args, Command, Subcommand};
use url::Url;

use super::read_country;
use super::serve::Serve;
use crate::audit::second_store::SecondStore;
use crate::clock::Clock;
use crate::config::{Config, Jurisdiction};
use crate::db;
use crate::entropy::Entropy;
use crate::http::mirror;
use crate::ids::{MirrorId, ObjectId};
use crate::service::Service;
use crate::survival::{backup, promotion, recovery, winding};
use crate::texts::Language;
use crate::vault::custody::Stock;
use crate::vault::hosts::{self, By, Emptying, Prospect};
use crate::vault::moving::{self, Held, Progress};
use crate::vault::trust;

/// Empty mirrors, back the service up, recover it, make another site the service, or end it
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Empty every mirror of a country, or one mirror: says what that comes to and how far it is, and begins with --for-good alone
    #[command(mut_args(brief()), after_help = SETTINGS)]
    Evacuate(Box<Evacuate>),
    /// Copy the database, the log and the evidence into a folder, while the service runs
    #[command(mut_args(brief()), after_help = SETTINGS)]
    Backup(Box<Backup>),
    /// Catch a restored database up with what was published since, before it is served
    #[command(mut_args(brief()), after_help = SETTINGS)]
    Recover(Box<Recover>),
    /// List what a recovery left to people, or give a file back that it keeps locked
    #[command(mut_args(brief()), after_help = SETTINGS)]
    LeftOver(Box<LeftOver>),
    /// Make this site the service, in the place of one that was lost
    #[command(mut_args(brief()), after_help = SETTINGS)]
    Promote(Box<Promote>),
    /// End the service: nothing is taken in any more, and everybody has 90 days to save what is theirs
    #[command(mut_args(brief()), after_help = SETTINGS)]
    WindDown(Box<WindDown>),
}

/// What the help of each says of the settings that it leaves out.
const SETTINGS: &str = "It takes every option and variable of `writ serve` besides: give it those of the service \
    (/usr/local/bin/writ-admin does).\nWhen to do what stands in docs/OPERATING.md.";

/// Leaves the settings of the service out of a command's help, but for where it lies: they are many, and stand in that of `writ serve`.
fn brief() -> impl FnMut(Arg) -> Arg {
    let serve = Serve::augment_args(Command::new("serve"));
    move |arg| {
        let is_setting = serve.get_arguments().any(|setting| setting.get_id() == arg.get_id());
        let is_hidden = is_setting && !["data", "database"].contains(&arg.get_id().as_str());
        if is_hidden { arg.hide(true) } else { arg }
    }
}

/// What to empty, and the settings of the service.
#[derive(Debug, Args)]
pub struct Evacuate {
    #[command(flatten)]
    service: Serve,
    /// A country by its two letters, such as NZ, or a mirror by its number
    #[arg(value_name = "COUNTRY|MIRROR", value_parser = read_what)]
    what: Emptying,
    /// That it is meant, and begins: it cannot be taken back
    #[arg(long)]
    for_good: bool,
}

fn read_what(text: &str) -> Result<Emptying, String> {
    if let Ok(mirror) = text.parse() {
        return Ok(Emptying::Mirror(mirror));
    }
    let neither = |_| "this is neither a country by its two letters, nor a mirror by its number".to_owned();
    read_country(text).map(Emptying::Country).map_err(neither)
}

/// What it comes to that mirrors are emptied, line by line; nothing where all of them were being emptied already.
fn foretold(prospect: &Prospect) -> Vec<String> {
    let of_mirror = |held: &Held| {
        format!("{} {}: {} copies, {} ({})", held.jurisdiction, held.host, held.blobs, size(held.bytes), held.mirror)
    };
    let mut lines: Vec<String> = prospect.mirrors.iter().map(of_mirror).collect();
    if !lines.is_empty() {
        lines.extend(comes_to(prospect));
    }
    lines
}

/// In the units of the pages about mirrors.
fn size(bytes: i64) -> String {
    Language::default().room(u64::try_from(bytes).unwrap_or(0))
}

/// What that comes to for the files there, in the words of the page that is shown before.
fn comes_to(prospect: &Prospect) -> Vec<String> {
    let english = Language::default();
    let free = prospect.free.map(|free| format!("On mirrors elsewhere {} are free.", size(free)));
    let short = english.say("mirrors-empty-short").with("files", prospect.short).with("copies", prospect.wanted);
    let nowhere = english.say("mirrors-empty-nowhere").with("files", prospect.nowhere);
    let said = [
        Some(short),
        (prospect.nowhere != 0).then_some(nowhere),
        prospect.is_tight().then(|| english.say("mirrors-empty-tight")),
        prospect.custody.then(|| english.say("mirrors-empty-custody")),
    ];
    free.into_iter().chain(said.iter().flatten().map(ToString::to_string)).collect()
}

/// Whether a mirror, which stands in `country`, is of what is to be emptied.
fn is_of(what: Emptying, mirror: MirrorId, country: &str) -> bool {
    match what {
        Emptying::Country(asked) => asked.as_str() == country,
        Emptying::Mirror(asked) => asked == mirror,
    }
}

/// How far a mirror is that is being emptied, line by line, and whether it is empty.
fn so_far(mirror: MirrorId, (country, host): (&str, &str), progress: &Progress) -> (Vec<String>, bool) {
    let there = progress.left + progress.settled;
    let mut lines = vec![format!(
        "{country} {host}: {there} copies still there, {} ordered away, {} gone ({mirror})",
        progress.leaving, progress.gone
    )];
    lines.extend(progress.failing.iter().map(|(why, count)| format!("    {count} stay so far: {why}")));
    let is_empty = there == 0 && progress.leaving == 0;
    if is_empty {
        lines.push("    Empty: two administrators can remove it at /desk/mirrors.".to_owned());
    }
    (lines, is_empty)
}

/// How many mirrors of a country begin to be emptied.
fn begun_in(country: Jurisdiction, begun: usize) -> String {
    match begun {
        0 => format!("No other mirror in {country} begins to be emptied."),
        1 => format!("1 mirror in {country} begins to be emptied."),
        _ => format!("{begun} mirrors in {country} begin to be emptied."),
    }
}

/// Copy the database, the log and the evidence.
#[derive(Debug, Args)]
pub struct Backup {
    /// The folder to make; nothing may be there
    #[arg(value_name = "DIR")]
    into: PathBuf,
    /// The program that copies a PostgreSQL database
    #[arg(long, value_name = "PROGRAM", default_value = "pg_dump", env = "WRIT_PG_DUMP")]
    pg_dump: PathBuf,
    #[command(flatten)]
    settings: Serve,
}

/// Catch a restored database up.
#[derive(Debug, Args)]
pub struct Recover {
    /// A copy of the log besides the log store: a folder, such as a backup's or the one of another site (repeat)
    #[arg(long, value_name = "DIR")]
    from: Vec<PathBuf>,
    #[command(flatten)]
    settings: Serve,
}

/// List what a recovery left to people.
#[derive(Debug, Args)]
pub struct LeftOver {
    /// Lift the holds of this file that no decision of this database opened: after somebody has looked at it
    #[arg(long, value_name = "OBJECT")]
    lift: Option<ObjectId>,
    #[command(flatten)]
    settings: Serve,
}

/// Make this site the service.
#[derive(Debug, Args)]
pub struct Promote {
    #[command(flatten)]
    settings: Serve,
}

/// End the service.
#[derive(Debug, Args)]
pub struct WindDown {
    /// That it is meant: it cannot be taken back
    #[arg(long)]
    for_good: bool,
    #[command(flatten)]
    settings: Serve,
}

impl Admin {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Evacuate(evacuate) => evacuate.run().await,
            Self::Backup(backup) => backup.run().await,
            Self::Recover(recover) => recover.run().await,
            Self::LeftOver(left) => left.run().await,
            Self::Promote(promote) => promote.run().await,
            Self::WindDown(end) => end.run().await,
        }
    }
}

/// Nothing is made where no service is: it would be a new one, and whatever is asked of it here would seem to be done.
async fn require_begun(config: &Config) -> anyhow::Result<()> {
    let none = |why: &str| {
        format!(
            "there is no service in {}: {why}. Name its folder with --data or WRIT_DATA, as /usr/local/bin/writ-admin does",
            config.data.display()
        )
    };
    ensure!(config.keys.join("origin").is_file(), none(&format!("its keys are not in {}", config.keys.display())));
    let is_begun = db::is_begun(&config.database).await?;
    ensure!(is_begun, none("its database is not there, or nothing is in it"));
    Ok(())
}

/// The service on these settings, with its mirrors: no portal may run on the same folders.
async fn whole(config: Config) -> anyhow::Result<Service> {
    Ok(Service::open(config, Clock::System, Entropy::System, mirror::in_process).await?)
}

/// The same on a database that may be a standby, which nothing can be written to: it follows no other from then on.
async fn alone(config: Config) -> anyhow::Result<Service> {
    require_begun(&config).await?;
    if db::promote_standby(&config.database).await? {
        say("The standby is a database of its own now.")?;
    }
    whole(config).await
}

/// The same beside portals that run: without the mirrors of this machine's folders, which one of them holds.
async fn beside(config: Config) -> anyhow::Result<Service> {
    require_begun(&config).await?;
    whole(Config { mirrors: Vec::new(), ..config }).await
}

/// Nobody is written to with links that lead elsewhere: where it was not `named` how users reach the service, this machine is only supposed.
async fn require_public_url(service: &Service, named: bool) -> anyhow::Result<()> {
    if named {
        return Ok(());
    }
    let running = trust::public_url(service).await?;
    let supposed = &service.config.public_url;
    if let Some(reached) = elsewhere(supposed, running, &service.keys.origin) {
        bail!(
            "the service is reached at {reached}, and the links in its letters would begin with {supposed}: say its address with \
             --public-url or WRIT_PUBLIC_URL, as /usr/local/bin/writ-admin does"
        );
    }
    Ok(())
}

/// Where the service is reached, if that is not at `supposed`: as its portals that run say, or by the host under which it started first.
fn elsewhere(supposed: &Url, running: Option<String>, origin: &str) -> Option<String> {
    match running {
        Some(url) => (url != supposed.as_str()).then_some(url),
        None => (supposed.host_str() != Some(origin)).then(|| origin.to_owned()),
    }
}

fn say(lines: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout().lock(), "{lines}").context("standard output")
}

/// Begins to empty mirrors, and counts afterwards what that comes to: nothing more is placed on them meanwhile, however long that takes.
async fn begin(service: &Service, what: Emptying) -> anyhow::Result<Prospect> {
    let since = service.clock.now();
    match what {
        Emptying::Country(country) => {
            let begun = hosts::evacuate_country(service, By::Operator, country, None).await?;
            say(&begun_in(country, begun))?;
        }
        Emptying::Mirror(mirror) => hosts::evacuate(service, By::Operator, mirror).await?,
    }
    Ok(hosts::reckon(service, By::Operator, what, since).await?)
}

impl Evacuate {
    async fn run(self) -> anyhow::Result<()> {
        let named = self.service.names_public_url();
        // Mirrors of the service's own process are in its hands: this one only says what is to be done.
        let service = beside(self.service.config()?).await?;
        service.log.require_current()?;
        if self.for_good {
            require_public_url(&service, named).await?;
        }
        let prospect = if self.for_good {
            begin(&service, self.what).await?
        } else {
            hosts::foresee(&service, By::Operator, self.what).await?
        };
        foretold(&prospect).iter().try_for_each(|line| say(line))?;
        if !self.for_good && !prospect.mirrors.is_empty() {
            say("Nothing has begun: say --for-good if it is meant. It cannot be taken back.")?;
        }
        let mut is_over = true;
        for (mirror, host, country, progress) in moving::emptied(&service).await? {
            if is_of(self.what, mirror, &country) {
                let (lines, is_empty) = so_far(mirror, (&country, &host), &progress);
                lines.iter().try_for_each(|line| say(line))?;
                is_over &= is_empty;
            }
        }
        if !is_over {
            say(
                "The service does the rest while it runs. Give the command again, without --for-good, to see how far it is.",
            )?;
        }
        service.db.close().await;
        Ok(())
    }
}

impl Backup {
    async fn run(self) -> anyhow::Result<()> {
        let config = self.settings.config()?;
        require_begun(&config).await?;
        let made = backup::back_up(&config, &std::path::absolute(&self.into)?, &self.pg_dump).await?;
        say(&format!(
            "The backup is in {}: the database, {} entries of the log, the evidence, and a list of {} files in custody.",
            made.folder.display(),
            made.log_size,
            made.in_custody
        ))?;
        for object in &made.in_one_store {
            say(&format!(
                "In one custody store alone: {object}. The service makes the other copy within a day; or look why it is missing."
            ))?;
        }
        say(&format!(
            "Not in it: the keys, in {}. Carry them apart from it, by another way, and anew each month; without them nothing in it \
             can be read.",
            config.keys.display()
        ))
    }
}

impl Recover {
    async fn run(self) -> anyhow::Result<()> {
        let config = self.settings.config()?;
        for folder in &self.from {
            ensure!(
                folder.join("checkpoint").is_file(),
                "{} is no copy of a log: it has no checkpoint",
                folder.display()
            );
        }
        let copies = self.from.iter().map(|folder| SecondStore::open(folder)).collect::<Result<Vec<_>, _>>()?;
        let service = alone(config).await?;
        let recovered = recovery::recover(&service, &copies, mirror::in_process).await?;
        match recovered.report {
            None => say("Nothing was missing: this database is the whole of what was published.")?,
            Some(report) => {
                say(&format!(
                    "The database had {} entries and has {} now; all of them were applied again, but for {} that are left to people: \
                     `writ admin left-over` lists them.",
                    report.from, report.to, report.left
                ))?;
                say(
                    "Everybody signs in anew, and tokens and keys of programs are revoked: which of them were since the backup nobody knows. \
                     A password that was changed since is the old one again. What was uploaded since is lost, and so are links, \
                     claims and answers of these days: who sent them sends them again.",
                )?;
            }
        }
        say_custody(&recovered.stock)?;
        service.db.close().await;
        Ok(())
    }
}

/// Says what was found in custody.
fn say_custody(stock: &Stock) -> anyhow::Result<()> {
    say(&format!(
        "In custody {} copies lie where they should, {} were found and count again, {} are made again once the service runs, and {} are \
         missing in every store.",
        stock.counted,
        stock.found,
        stock.again,
        stock.missing.len()
    ))?;
    for store in &stock.away {
        say(&format!("The custody store in {store} does not answer. If it is lost, name another in its place."))?;
    }
    Ok(())
}

impl LeftOver {
    async fn run(self) -> anyhow::Result<()> {
        let service = beside(self.settings.config()?).await?;
        if let Some(object) = self.lift {
            let lifted = recovery::lift(&service, object).await?;
            say(&format!("{lifted} holds of {object} were lifted."))?;
        } else {
            for left in recovery::left_over(&service).await? {
                let object = left.object.map(|object| format!(" object {object}")).unwrap_or_default();
                say(&format!(
                    "{} {} {} case {}{object}: {}",
                    left.index,
                    left.at.rfc3339(),
                    left.kind,
                    left.case,
                    left.why
                ))?;
            }
        }
        service.db.close().await;
        Ok(())
    }
}

impl Promote {
    async fn run(self) -> anyhow::Result<()> {
        let config = self.settings.config()?;
        let service = alone(config).await?;
        let promoted = promotion::promote(&service).await?;
        say(&format!(
            "This site is the service: number {}, at {} entries of the log. {} of {} mirrors have cosigned that.",
            promoted.epoch, promoted.size, promoted.cosigned, promoted.mirrors
        ))?;
        say_custody(&promoted.stock)?;
        say(
            "Fenced: at each of these mirrors no order of the other site has force any more, and the other site stops within a minute \
             of asking one of them.",
        )?;
        say(
            "Not fenced, and to be seen to: the other site while it reaches none of them, so stop it if you can; tickets that it has \
             issued, which end within 5 minutes; mirrors that did not cosign, until they hear of it; the name, which has to lead here; \
             and whoever has its keys: if they were lost to somebody, rotate them.",
        )?;
        service.db.close().await;
        Ok(())
    }
}

impl WindDown {
    async fn run(self) -> anyhow::Result<()> {
        ensure!(self.for_good, "this cannot be taken back: say --for-good if it is meant");
        let named = self.settings.names_public_url();
        let service = beside(self.settings.config()?).await?;
        require_public_url(&service, named).await?;
        let wound = winding::wind_down(&service).await?;
        say(&format!(
            "Nothing is taken in any more. Everybody can save what is theirs until {}; {} people are written to.",
            Language::default().day(wound.ends_at),
            wound.told
        ))?;
        service.db.close().await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::keys::Keys;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(subcommand)]
        admin: Admin,
    }

    #[test]
    fn where_no_service_is_none_is_made() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let [data, into] = ["data", "backup"].map(|name| folder.path().join(name));
        let refused = |why: &str| {
            let backup = ["backup", into.to_str().unwrap()];
            let words: [&[&str]; 6] = [
                &["evacuate", "NZ"],
                &backup,
                &["recover"],
                &["left-over"],
                &["promote"],
                &["wind-down", "--for-good"],
            ];
            for words in words {
                let line = [&["admin"][..], words, &["--data", data.to_str().unwrap()]].concat();
                let admin = Line::try_parse_from(line).unwrap().admin;
                let error = runtime.block_on(admin.run()).unwrap_err().to_string();
                assert!(error.contains("there is no service in") && error.contains(why), "{words:?}: {error}");
            }
        };
        refused("its keys are not in");
        assert!(!data.exists(), "nothing is made");
        // Keys that were carried to a second site, before its database.
        Keys::open(&data.join("keys"), None, &Clock::System, &Entropy::System).unwrap();
        refused("its database is not there");
        std::fs::write(data.join("writ.db"), "").unwrap();
        refused("nothing is in it");
        assert_eq!(std::fs::read(data.join("writ.db")).unwrap(), b"");
        assert_eq!(std::fs::read_dir(&data).unwrap().count(), 2, "nothing is made besides");
        assert!(!into.exists());
    }

    #[test]
    fn what_is_emptied_is_a_country_or_a_mirror() {
        let mirror = "0191e7a0-0000-7000-8000-000000000001";
        assert_eq!(read_what(mirror), Ok(Emptying::Mirror(mirror.parse().unwrap())));
        for country in ["NZ", "nz"] {
            assert_eq!(read_what(country), Ok(Emptying::Country(Jurisdiction::parse("NZ").unwrap())));
        }
        for neither in ["", "NZL", "0191e7a0"] {
            assert!(read_what(neither).is_err(), "{neither}");
        }
    }

    #[test]
    fn letters_lead_to_where_the_service_is_reached() {
        let supposed = Url::parse("http://localhost:8080").unwrap();
        let reached = |running: Option<&str>, origin| elsewhere(&supposed, running.map(str::to_owned), origin);
        assert_eq!(reached(Some("http://localhost:8080/"), "files.example"), None);
        assert_eq!(reached(None, "localhost"), None, "it never was elsewhere, as far as is known");
        assert_eq!(reached(None, "files.example").as_deref(), Some("files.example"));
        for running in ["https://files.example/", "http://localhost:8081/"] {
            assert_eq!(reached(Some(running), "localhost").as_deref(), Some(running));
        }
    }

    #[test]
    fn help_is_about_what_a_command_does() {
        let help = Line::try_parse_from(["admin", "evacuate", "--help"]).unwrap_err().to_string();
        for said in ["--data", "--for-good", "COUNTRY|MIRROR", "docs/OPERATING.md"] {
            assert!(help.contains(said), "{said}: {help}");
        }
        assert!(!help.contains("--smtp-url") && help.lines().count() < 50, "{help}");
        Line::try_parse_from(["admin", "evacuate", "NZ", "--no-mirror"]).unwrap();
    }

    #[test]
    fn how_far_it_is_is_said_of_what_was_asked_about() {
        let mirror: MirrorId = "0191e7a0-0000-7000-8000-000000000001".parse().unwrap();
        let [iceland, zealand] = ["IS", "NZ"].map(|code| Emptying::Country(Jurisdiction::parse(code).unwrap()));
        let asked = [iceland, zealand, Emptying::Mirror(mirror)].map(|what| is_of(what, mirror, "NZ"));
        assert_eq!(asked, [false, true, true]);
        let (left, failing) = (5, vec![("it is locked".to_owned(), 2)]);
        let begun = Progress { left, settled: 1, failing, ..Progress::default() };
        let (lines, is_empty) = so_far(mirror, ("NZ", "auckland"), &begun);
        let first = "NZ auckland: 6 copies still there, 0 ordered away, 0 gone (0191e7a0-0000-7000-8000-000000000001)";
        assert_eq!((&*lines.join("\n"), is_empty), (&*format!("{first}\n    2 stay so far: it is locked"), false));
        for (leaving, is_done) in [(1, false), (0, true)] {
            let (lines, is_empty) = so_far(mirror, ("NZ", "auckland"), &Progress { leaving, ..Progress::default() });
            assert_eq!((is_empty, lines.len()), (is_done, 1 + usize::from(is_done)));
        }
    }

    #[test]
    fn what_it_comes_to_is_said_in_the_words_of_the_page() {
        let said = |short, nowhere, custody, free| {
            comes_to(&Prospect { mirrors: Vec::new(), custody, wanted: 3, short, nowhere, free }).join("\n")
        };
        let none = "Of the files there, none will have fewer than 3 copies, as far as can be told.";
        assert_eq!(said(0, 0, false, None), none);
        assert_eq!(said(0, 0, false, Some(8 << 40)), format!("On mirrors elsewhere 8 TiB are free.\n{none}"));
        let short = "Of the files there, about 2 will have fewer than 3 copies until other mirrors are admitted.";
        let nowhere = "For one of them more room would not help: each mirror elsewhere that takes files shares host or country \
                       with one that has it or refused it.";
        let custody =
            "A custody store stands there, too. It is not emptied: name another in its place if it is to leave.";
        assert_eq!(said(2, 1, true, None), [short, nowhere, custody].join("\n"));
        assert!(said(2, 2, false, None).contains("\nFor 2 of them more room would not help: "));
    }

    #[test]
    fn how_many_are_emptied_is_said_as_people_say_it() {
        let said = [0, 1, 2].map(|begun| begun_in(Jurisdiction::parse("NZ").unwrap(), begun));
        assert_eq!(
            said,
            [
                "No other mirror in NZ begins to be emptied.",
                "1 mirror in NZ begins to be emptied.",
                "2 mirrors in NZ begin to be emptied.",
            ]
        );
    }
}
