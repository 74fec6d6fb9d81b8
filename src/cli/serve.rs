//! `writ serve`: what an operator runs. Reads the settings, opens the service, and serves until told to stop.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use anyhow::{Context, ensure};
use clap::Args;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::clock::Clock;
use crate::config::{Config, CustodyFolder, Jurisdiction, Limits, MailRoute, MirrorFolder};
use crate::db;
use crate::entropy::Entropy;
use crate::service::Service;
use crate::{accounts, audit, http, mail, work};

/// Run the service: portal, mirrors, custody and log.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where everything lies that no other option places
    #[arg(long, value_name = "DIR", default_value = "writ-data", env = "WRIT_DATA")]
    data: PathBuf,
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", env = "WRIT_LISTEN")]
    listen: SocketAddr,
    /// Where users reach the service; links begin with it [default: http://localhost:PORT]
    #[arg(long, value_name = "URL", env = "WRIT_PUBLIC_URL")]
    public_url: Option<Url>,
    /// A reverse proxy whose X-Forwarded-For is believed (repeat, or separate by commas)
    #[arg(long, value_name = "IP", env = "WRIT_TRUSTED_PROXY", value_delimiter = ',')]
    trusted_proxy: Vec<IpAddr>,
    /// postgres://… or a path to a SQLite file [default: writ.db in the data folder]. A URL with a password
    /// belongs in the environment, where other users of the machine cannot read it
    #[arg(long, value_name = "DATABASE", env = "WRIT_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// An embedded mirror, NAME=COUNTRY=FOLDER (repeat, or separate by commas) [default: three, in FR, NL and NZ]
    #[arg(long, value_name = "MIRROR", env = "WRIT_MIRROR", value_delimiter = ',')]
    mirror: Vec<MirrorFolder>,
    /// A custody store, COUNTRY=FOLDER; give two, in two countries [default: FR and NL in the data folder]
    #[arg(long, value_name = "STORE", env = "WRIT_CUSTODY", value_delimiter = ',')]
    custody: Vec<CustodyFolder>,
    /// The second store of the log, outside the database [default: log in the data folder]
    #[arg(long, value_name = "DIR", env = "WRIT_LOG_STORE")]
    log_store: Option<PathBuf>,
    /// The folder of keys [default: keys in the data folder]
    #[arg(long, value_name = "DIR", env = "WRIT_KEYS")]
    keys: Option<PathBuf>,
    /// smtp://USER:PASSWORD@HOST:PORT or smtps://…; without it mail is written to the data folder
    #[arg(long, value_name = "URL", env = "WRIT_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    smtp_url: Option<String>,
    /// The address that mail comes from
    #[arg(long, value_name = "ADDRESS", env = "WRIT_MAIL_FROM")]
    mail_from: Option<String>,
    /// A PEM file with the certificate of the mail server's authority, where the web's authorities do not know it
    #[arg(long, value_name = "FILE", env = "WRIT_SMTP_CA", requires = "smtp_url")]
    smtp_ca: Option<PathBuf>,
    /// Check the settings, print them, and stop
    #[arg(long)]
    check_config: bool,
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let listen = self.listen;
        let check_only = self.check_config;
        let config = self.config()?;
        if check_only {
            return check(&config, listen).await;
        }
        let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        let service = Service::open(config, Clock::System, Entropy::System).await?;
        announce(&service).await?;
        let stop = CancellationToken::new();
        stop_on_signal(stop.clone());
        serve(service, listener, stop).await
    }

    /// The settings, each checked for itself and against the others.
    fn config(self) -> anyhow::Result<Config> {
        let data = std::path::absolute(&self.data).context("the data folder")?;
        let public_url = match self.public_url {
            Some(url) => check_public_url(url)?,
            None => Url::parse(&format!("http://localhost:{}", self.listen.port())).context("the public URL")?,
        };
        let database = match &self.database {
            Some(text) => text.parse()?,
            None => db::Address::File(data.join("writ.db")),
        };
        let mail = match (self.smtp_url, self.mail_from) {
            (Some(url), Some(from)) => {
                MailRoute::Smtp { url, from, authority: self.smtp_ca.as_deref().map(read_authority).transpose()? }
            }
            _ => MailRoute::Files(data.join("mail")),
        };
        let config = Config {
            public_url,
            database,
            keys: self.keys.unwrap_or_else(|| data.join("keys")),
            log_store: self.log_store.unwrap_or_else(|| data.join("log")),
            mirrors: if self.mirror.is_empty() { default_mirrors(&data)? } else { self.mirror },
            custody: if self.custody.is_empty() { default_custody(&data)? } else { self.custody },
            mail,
            trusted_proxies: self.trusted_proxy,
            limits: Limits::default(),
            data,
        };
        let jurisdictions = |list: Vec<Jurisdiction>| list.into_iter().collect::<std::collections::BTreeSet<_>>().len();
        ensure!(
            jurisdictions(config.mirrors.iter().map(|mirror| mirror.jurisdiction).collect()) >= 2,
            "the mirrors stand in fewer than two countries: no disaster or court order in one country may lose a file. \
             Give --mirror NAME=COUNTRY=FOLDER for at least two countries"
        );
        ensure!(
            config.custody.len() == 2
                && jurisdictions(config.custody.iter().map(|store| store.jurisdiction).collect()) == 2,
            "custody needs exactly two stores in two countries: give --custody COUNTRY=FOLDER twice"
        );
        Ok(config)
    }
}

/// The certificate of a mail server's authority.
fn read_authority(file: &std::path::Path) -> anyhow::Result<Vec<u8>> {
    let pem = std::fs::read(file).with_context(|| format!("--smtp-ca {} cannot be read", file.display()))?;
    ensure!(mail::is_certificate(&pem), "--smtp-ca {} is not a certificate in PEM", file.display());
    Ok(pem)
}

/// Links are this URL with a path appended, so it must be a plain origin.
fn check_public_url(url: Url) -> anyhow::Result<Url> {
    ensure!(
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some(),
        "--public-url must be http:// or https:// and a host"
    );
    ensure!(
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty(),
        "--public-url must be an origin alone, such as https://files.example"
    );
    Ok(url)
}

/// Three mirrors in three countries, inside the data folder.
pub(super) fn default_mirrors(data: &std::path::Path) -> anyhow::Result<Vec<MirrorFolder>> {
    [("paris", "FR"), ("amsterdam", "NL"), ("auckland", "NZ")]
        .into_iter()
        .map(|(name, country)| {
            let jurisdiction = Jurisdiction::parse(country)?;
            Ok(MirrorFolder { name: name.to_owned(), jurisdiction, folder: data.join("mirrors").join(name) })
        })
        .collect()
}

/// Two custody stores in two countries, inside the data folder.
pub(super) fn default_custody(data: &std::path::Path) -> anyhow::Result<Vec<CustodyFolder>> {
    ["FR", "NL"]
        .into_iter()
        .map(|country| {
            let jurisdiction = Jurisdiction::parse(country)?;
            Ok(CustodyFolder { jurisdiction, folder: data.join("custody").join(country) })
        })
        .collect()
}

/// Serves on `listener` until `stop`: requests in flight are answered, the round in hand is finished.
pub(super) async fn serve(service: Service, listener: TcpListener, stop: CancellationToken) -> anyhow::Result<()> {
    let sequencer = tokio::spawn(audit::run(service.clone(), stop.clone().cancelled_owned()));
    let worker = tokio::spawn(work::run(service.clone(), stop.clone().cancelled_owned()));
    let router = http::router(service.clone());
    tracing::info!(address = %listener.local_addr()?, url = %service.config.public_url, "serving");
    let served = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stop.clone().cancelled_owned())
        .await;
    stop.cancel();
    worker.await.context("the worker")?;
    sequencer.await.context("the sequencer")?;
    service.db.close().await;
    tracing::info!("stopped");
    served.context("the listener")
}

/// At first start: the one-time link that makes the first administrator.
async fn announce(service: &Service) -> anyhow::Result<()> {
    if let Some(link) = accounts::first_administrator_link(service).await? {
        // On standard output, not in the log: it is a secret until it is used.
        println!("First start. Open this link once to become the first administrator (it ends in 7 days):\n{link}");
    }
    Ok(())
}

pub(super) fn stop_on_signal(stop: CancellationToken) {
    tokio::spawn(async move {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut terminate) => {
                    tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
                }
                Err(_) => drop(interrupt.await),
            }
        }
        #[cfg(not(unix))]
        drop(interrupt.await);
        tracing::info!("stopping: answering what is in flight");
        stop.cancel();
    });
}

async fn check(config: &Config, listen: SocketAddr) -> anyhow::Result<()> {
    let database = db::check(&config.database).await?;
    println!("listen      {listen}");
    println!("public URL  {}", config.public_url);
    println!("data        {}", config.data.display());
    println!("database    {database}");
    println!("keys        {}", config.keys.display());
    println!("log store   {}", config.log_store.display());
    for mirror in &config.mirrors {
        println!("mirror      {} in {} at {}", mirror.name, mirror.jurisdiction, mirror.folder.display());
    }
    for store in &config.custody {
        println!("custody     {} at {}", store.jurisdiction, store.folder.display());
    }
    match &config.mail {
        MailRoute::Files(folder) => println!("mail        as files in {} (nothing is sent)", folder.display()),
        MailRoute::Smtp { from, .. } => println!("mail        by SMTP, from {from}"),
    }
    println!("The settings are sound.");
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        serve: Serve,
    }

    fn config(line: &[&str]) -> anyhow::Result<Config> {
        Line::try_parse_from([&["serve"], line].concat())?.serve.config()
    }

    #[test]
    fn the_defaults_are_three_countries_and_two_custody_stores() {
        let config = config(&["--data", "/d"]).unwrap();
        let countries: Vec<_> = config.mirrors.iter().map(|mirror| mirror.jurisdiction.to_string()).collect();
        assert_eq!(countries, ["FR", "NL", "NZ"]);
        assert_eq!(config.custody.len(), 2);
        assert_eq!(config.public_url.as_str(), "http://localhost:8080/");
    }

    #[test]
    fn mirrors_in_one_country_are_refused() {
        let error = config(&["--mirror", "a=FR=/a", "--mirror", "b=FR=/b"]).unwrap_err().to_string();
        assert!(error.contains("fewer than two countries"), "{error}");
        let error = config(&["--custody", "FR=/a"]).unwrap_err().to_string();
        assert!(error.contains("two stores in two countries"), "{error}");
    }

    #[test]
    fn a_mail_authority_is_a_certificate() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        let line =
            ["--smtp-url", "smtps://m.example", "--mail-from", "a@b.example", "--smtp-ca", file.to_str().unwrap()];
        assert!(config(&line).unwrap_err().to_string().contains("cannot be read"));
        std::fs::write(&file, "not one").unwrap();
        assert!(config(&line).unwrap_err().to_string().contains("is not a certificate in PEM"));
    }

    #[test]
    fn a_public_url_is_an_origin() {
        assert_eq!(
            config(&["--public-url", "https://files.example"]).unwrap().public_url.as_str(),
            "https://files.example/"
        );
        for url in
            ["https://files.example/sub", "ftp://files.example", "https://u@files.example", "https://files.example/?a"]
        {
            assert!(config(&["--public-url", url]).is_err(), "{url}");
        }
    }
}
