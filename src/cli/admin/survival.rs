//! `writ admin backup`, `recover`, `left-over`, `promote` and `wind-down`: how the service outlives its site, and how it ends.

use std::path::PathBuf;

use anyhow::ensure;
use clap::Args;

use super::super::serve::Serve;
use super::{alone, beside, require_begun, require_public_url, say};
use crate::audit::second_store::SecondStore;
use crate::http::mirror;
use crate::ids::ObjectId;
use crate::survival::{backup, promotion, recovery, winding};
use crate::texts::Language;
use crate::vault::custody::Stock;

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

impl Backup {
    pub(super) async fn run(self) -> anyhow::Result<()> {
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
    pub(super) async fn run(self) -> anyhow::Result<()> {
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
    pub(super) async fn run(self) -> anyhow::Result<()> {
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
    pub(super) async fn run(self) -> anyhow::Result<()> {
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
    pub(super) async fn run(self) -> anyhow::Result<()> {
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
