//! `writ admin`: what an operator does with the service as a whole: empties a country, backs the service up, recovers it, makes another site
//! the service, and ends it. Each takes the settings of `writ serve`.

mod evacuate;
mod survival;

use std::io::Write as _;

use anyhow::{Context as _, bail, ensure};
use clap::{Arg, Args, Command, Subcommand};
use url::Url;

use self::evacuate::Evacuate;
use self::survival::{Backup, LeftOver, Promote, Recover, WindDown};
use super::serve::Serve;
use crate::clock::Clock;
use crate::config::Config;
use crate::db;
use crate::entropy::Entropy;
use crate::http::mirror;
use crate::service::Service;
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
}
