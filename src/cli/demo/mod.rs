//! `writ demo`: the whole story on real files, every promise checked as it is told, and then a service to look around
//! in. The people in it use what everybody uses: the command line's own client over HTTP to store and to open, and the
//! verbs behind the pages for the rest.

mod command_line;
mod files;
mod narrator;
mod people;
mod story;

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::calendar::Calendar;
use crate::cli::serve;
use crate::clock::Clock;
use crate::config::{Config, EuTier, LETTERS, Limits, MailRoute, SignInCost};
use crate::db;
use crate::entropy::Entropy;
use crate::http::mirror;
use crate::service::Service;
use narrator::Narrator;
use people::Person;

/// Play the whole story on real files, check every promise, then keep serving
#[derive(Debug, Args)]
pub struct Demo {
    /// A file of yours to play it on, instead of ones made on the spot (repeat for more; the first two are taken down, and made ones fill up what is missing of three)
    #[arg(long, value_name = "PATH")]
    file: Vec<PathBuf>,
    /// Keep everything in this folder, which `writ serve --data DIR` then serves; it must be empty or new
    /// [default: a temporary folder that goes at the end]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// End after the story, with 0 only if every promise held
    #[arg(long)]
    exit: bool,
    /// Print one JSON object a step
    #[arg(long)]
    json: bool,
    /// The address to serve on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: std::net::SocketAddr,
}

impl Demo {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let files = if self.file.is_empty() { files::make()? } else { files::read(&self.file)? };
        // The people's own machines, and the service's folder unless it is to be kept; both go at the end.
        let homes = tempfile::Builder::new().prefix("writ-demo-").tempdir().context("no temporary folder")?;
        let data = match &self.data {
            Some(data) => fresh(data)?,
            None => homes.path().join("service"),
        };
        let listener =
            TcpListener::bind(self.listen).await.with_context(|| format!("cannot listen on {}", self.listen))?;
        let url = Url::parse(&format!("http://localhost:{}", listener.local_addr()?.port()))?;
        let config = Config {
            public_url: url.clone(),
            database: db::Address::File(data.join("writ.db")),
            keys: data.join("keys"),
            log_store: data.join("log"),
            mirrors: serve::default_mirrors(&data)?,
            mirror_authority: None,
            private_mirrors: false,
            custody: serve::default_custody(&data)?,
            evidence: data.join("evidence"),
            mail: MailRoute::Files(data.join(LETTERS)),
            bounces: None,
            bounce_secret: None,
            trusted_proxies: Vec::new(),
            calendar: Calendar::default(),
            eu_tier: EuTier::default(),
            sign_in_cost: SignInCost::default(),
            limits: Limits::default(),
            data: data.clone(),
        };
        let service = Service::open(config, Clock::System, Entropy::System, mirror::in_process).await?;
        let stop = CancellationToken::new();
        let server = tokio::spawn(serve::serve(service.clone(), listener.into(), stop.clone()));

        let mut narrator = Narrator::new(self.json);
        let told = story::tell(&service, &files, homes.path(), &mut narrator).await;
        narrator.flush();
        let told = match told {
            Ok(told) => told,
            Err(error) => {
                stop.cancel();
                drop(server.await);
                return Err(error);
            }
        };

        narrator.plain(&format!("\nEvery promise held ({} checks).", narrator.checks()));
        if self.exit {
            stop.cancel();
            server.await??;
            if self.data.is_some() {
                narrator.plain(&format!("\n`writ serve --data {}` serves it again. Sign in as:", data.display()));
                introduce(&narrator, &told.people);
            }
            return Ok(());
        }
        narrator.plain("\nLinks, for any browser, without an account:");
        for (name, link) in &told.links {
            narrator.plain(&format!("    {name}\n    {}", link.as_str()));
        }
        narrator.plain(&format!("\nThe service goes on at {url} (Ctrl-C ends it). Sign in as:"));
        introduce(&narrator, &told.people);
        match &self.data {
            Some(data) => narrator.plain(&format!("Everything is kept in {}.", data.display())),
            None => narrator.plain(&format!("Everything is in {} and goes when it ends.", data.display())),
        }
        serve::stop_on_signal(stop);
        server.await?
    }
}

/// How to sign in as each of the people, and where they have most to see.
fn introduce(narrator: &Narrator, people: &[Person]) {
    for Person { role, email, password, .. } in people {
        narrator.plain(&format!("    {role:<14} {email:<34} {password}"));
    }
    narrator.plain(
        "Worth seeing: /notices (uploader), /rights/claims (rights holder), /desk (reviewer\n\
         and senior), /desk/rights-holders (administrators), and /log (anybody).",
    );
    let sign_ins: Vec<_> = people
        .iter()
        .map(|Person { role, email, password, .. }| json!({ "role": role, "email": email, "password": password }))
        .collect();
    narrator.sign_ins(&sign_ins);
}

/// The folder to keep, which must hold nothing yet: the story begins with a first start.
fn fresh(data: &std::path::Path) -> anyhow::Result<PathBuf> {
    let data = std::path::absolute(data).context("the data folder")?;
    std::fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
    let mut entries = std::fs::read_dir(&data).with_context(|| format!("cannot read {}", data.display()))?;
    anyhow::ensure!(
        entries.next().is_none(),
        "{} is not empty: the demo begins with a first start. Name a new folder, or run `writ serve --data {0}`",
        data.display()
    );
    Ok(data)
}
