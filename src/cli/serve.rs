//! `writ serve`: what an operator runs. Reads the settings, opens the service, and serves until told to stop.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, bail, ensure};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::bucket::ServiceBuckets;
use crate::calendar::{Calendar, Holidays, Zone};
use crate::causes::with_causes;
use crate::clock::Clock;
use crate::config::{
    BounceSecret, Config, CustodyPlace, CustodyStore, EuTier, Jurisdiction, LETTERS, LimitSetting, Limits, MailRoute,
    MirrorBucket, MirrorFolder, SignInCost,
};
use crate::db;
use crate::entropy::Entropy;
use crate::http::connections::{self, Listener};
use crate::http::tls::Tls;
use crate::http::{self, mirror};
use crate::mirrors::client::{Connector, Reach};
use crate::mirrors::scrub;
use crate::service::Service;
use crate::texts::{self, Language};
use crate::vault::{fleet, trust};
use crate::{accounts, audit, life, mail, personal, work};

/// What `--limit` is given.
#[derive(Clone, Debug)]
enum Limit {
    /// What limits there are is asked for.
    Help,
    Setting(LimitSetting),
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "help" { Ok(Self::Help) } else { text.parse().map(Self::Setting) }
    }
}

// Run the service, or do something else with what these settings name. No comment of documentation: it would stand as that of whatever
// command takes them.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where everything lies that no other option places
    #[arg(long, value_name = "DIR", default_value = "writ-data", env = "WRIT_DATA")]
    data: PathBuf,
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", env = "WRIT_LISTEN")]
    listen: SocketAddr,
    #[command(flatten)]
    tls: TlsFiles,
    /// Where users reach the service; links begin with it [default: localhost at the port that is listened on, by https:// where a
    /// certificate is given]
    #[arg(long, value_name = "URL", env = "WRIT_PUBLIC_URL")]
    public_url: Option<Url>,
    /// A reverse proxy whose X-Forwarded-For is believed (repeat, or separate by commas). Beyond this machine it has to speak TLS
    /// where this service does not
    #[arg(long, value_name = "IP", env = "WRIT_TRUSTED_PROXY", value_delimiter = ',')]
    trusted_proxy: Vec<IpAddr>,
    /// postgres://… or a path to a SQLite file [default: writ.db in the data folder]. A URL with a password
    /// belongs in the environment, where other users of the machine cannot read it
    #[arg(long, value_name = "DATABASE", env = "WRIT_DATABASE", hide_env_values = true, value_parser = NonEmptyStringValueParser::new())]
    database: Option<String>,
    /// An embedded mirror, NAME=COUNTRY=FOLDER (repeat, or separate by commas) [default: three, in FR, NL and NZ]
    #[arg(long, value_name = "MIRROR", env = "WRIT_MIRROR", value_delimiter = ',')]
    mirror: Vec<MirrorFolder>,
    /// Run no mirror: all of them are elsewhere, and join once the service runs
    #[arg(long, env = "WRIT_NO_MIRROR", conflicts_with = "mirror")]
    no_mirror: bool,
    /// A PEM file with the certificate of an authority that mirrors elsewhere may stand under, besides those of the web
    #[arg(long, value_name = "FILE", env = "WRIT_MIRROR_CA")]
    mirror_ca: Option<PathBuf>,
    /// Mirrors elsewhere may have addresses that are not the public's, as on a network of one's own
    #[arg(long, env = "WRIT_PRIVATE_MIRRORS")]
    private_mirrors: bool,
    #[command(flatten)]
    buckets: ServiceBuckets,
    /// The folder of evidence files, sealed; several portals share one [default: evidence in the data folder]
    #[arg(long, value_name = "DIR", env = "WRIT_EVIDENCE")]
    evidence: Option<PathBuf>,
    /// The second store of the log, outside the database [default: log in the data folder]
    #[arg(long, value_name = "DIR", env = "WRIT_LOG_STORE")]
    log_store: Option<PathBuf>,
    /// The folder of keys [default: keys in the data folder]
    #[arg(long, value_name = "DIR", env = "WRIT_KEYS")]
    keys: Option<PathBuf>,
    /// smtp://USER:PASSWORD@HOST:PORT or smtps://…; without it mail is written to the data folder, in the clear and for 14 days
    #[arg(long, value_name = "URL", env = "WRIT_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    smtp_url: Option<String>,
    /// The address that mail comes from
    #[arg(long, value_name = "ADDRESS", env = "WRIT_MAIL_FROM")]
    mail_from: Option<String>,
    /// A limit, NAME=VALUE, such as object-bytes=64GiB or claim-due=12h (repeat, or separate by commas);
    /// `--limit help` lists them, says what each is, and stops
    #[arg(long, value_name = "LIMIT", env = "WRIT_LIMIT", value_delimiter = ',')]
    limit: Vec<Limit>,
    /// A PEM file with the certificate of the mail server's authority, where the web's authorities do not know it
    #[arg(long, value_name = "FILE", env = "WRIT_SMTP_CA", requires = "smtp_url")]
    smtp_ca: Option<PathBuf>,
    /// The time zone in which the operator's days begin, such as `America/New_York` [default: UTC]
    #[arg(long, value_name = "ZONE", env = "WRIT_TIME_ZONE")]
    time_zone: Option<Zone>,
    /// Whose public holidays are no business days: us-federal, fr or none
    #[arg(long, value_name = "HOLIDAYS", env = "WRIT_HOLIDAYS", default_value_t)]
    holidays: Holidays,
    /// A day on which the operator is closed besides, such as 2027-12-31 (repeat, or separate by commas)
    #[arg(long, value_name = "DAY", env = "WRIT_CLOSED_ON", value_delimiter = ',')]
    closed_on: Vec<jiff::civil::Date>,
    /// What the operator is under the EU's Digital Services Act: micro (a micro or small enterprise), host or platform. Pages say
    /// by it which rules apply, and only a platform has trusted flaggers
    #[arg(long, value_name = "TIER", env = "WRIT_EU_TIER", default_value_t)]
    eu_tier: EuTier,
    /// A Maildir that mail which came back is delivered to; it is read each minute
    #[arg(long, value_name = "DIR", env = "WRIT_BOUNCES")]
    bounces: Option<PathBuf>,
    /// A file with the secret that POST /hooks/bounces asks for: one word of at least 20 characters
    #[arg(long, value_name = "FILE", env = "WRIT_BOUNCE_SECRET_FILE")]
    bounce_secret_file: Option<PathBuf>,
    /// A folder with further languages: a folder of texts for each, named by its tag, like those below locales/ in the sources
    #[arg(long, value_name = "DIR", env = "WRIT_LOCALES")]
    locales: Option<PathBuf>,
    #[command(flatten)]
    monitoring: Monitoring,
    /// Check the settings, print them, and stop
    #[arg(long)]
    check_config: bool,
}

// The certificate that connections are served under. No comment of documentation: it would stand as that of the command.
#[derive(Debug, Default, Args)]
pub(super) struct TlsFiles {
    /// A PEM file with the certificate to serve under and those it stands under; replaced, it is taken up within a minute
    #[arg(long, value_name = "FILE", env = "WRIT_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// A PEM file with the key of that certificate
    #[arg(long, value_name = "FILE", env = "WRIT_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl TlsFiles {
    /// Whether TLS is spoken.
    pub(super) fn are_given(&self) -> bool {
        self.tls_cert.is_some() && self.tls_key.is_some()
    }

    /// What is served, if anything is.
    pub(super) fn open(&self) -> anyhow::Result<Option<Tls>> {
        match (&self.tls_cert, &self.tls_key) {
            (Some(cert), Some(key)) => Ok(Some(Tls::open(cert, key)?)),
            _ => Ok(None),
        }
    }
}

// Where an operator's monitoring reads. No comment of documentation, for the same reason.
#[derive(Debug, Default, Args)]
struct Monitoring {
    /// Where an operator's monitoring reads metrics, at /metrics: an address of this machine, such as 127.0.0.1:9464
    #[arg(long, value_name = "ADDRESS", env = "WRIT_METRICS")]
    metrics: Option<SocketAddr>,
    /// Let --metrics be an address that other machines reach, too. Nobody is asked there who they are: keep strangers away from it
    #[arg(long, env = "WRIT_METRICS_ON_NETWORK", requires = "metrics")]
    metrics_on_network: bool,
}

impl Monitoring {
    /// Where metrics are told, if they are: on this machine alone, unless it is said plainly that others may read them.
    fn address(&self) -> anyhow::Result<Option<SocketAddr>> {
        let Some(address) = self.metrics else { return Ok(None) };
        ensure!(
            self.metrics_on_network || address.ip().to_canonical().is_loopback(),
            "--metrics {address} is an address that other machines reach, and nobody is asked there who they are. Give one of \
             this machine, such as 127.0.0.1:{}, or say --metrics-on-network and keep strangers away from it",
            address.port()
        );
        Ok(Some(address))
    }
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        if self.limit.iter().any(|limit| matches!(limit, Limit::Help)) {
            return Ok(std::io::stdout().lock().write_all(limits_help().as_bytes())?);
        }
        let (listen, metrics) = (self.listen, self.monitoring.address()?);
        let check_only = self.check_config;
        ensure!(
            listen.ip().is_loopback() || self.tls.are_given() || !self.trusted_proxy.is_empty(),
            "on {listen} other machines would be spoken to in plain: give --tls-cert and --tls-key, or name with \
             --trusted-proxy the reverse proxy that speaks TLS"
        );
        let tls = self.tls.open()?;
        if let Some(folder) = &self.locales {
            texts::offer(read_languages(folder)?).with_context(|| format!("--locales {}", folder.display()))?;
        }
        let config = self.config()?;
        if check_only {
            return check(&config, listen, tls.is_some(), metrics).await;
        }
        let listener = bind(listen).await?;
        let metrics = match metrics {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        let service = Service::open(config, Clock::System, Entropy::System, mirror::in_process).await?;
        service.log.require_current().context("nothing is served")?;
        announce(&service).await?;
        let stop = CancellationToken::new();
        stop_on_signal(stop.clone());
        if let Some(metrics) = metrics {
            tracing::info!(address = %metrics.local_addr()?, "metrics are told");
            tokio::spawn(http::metrics::serve(service.clone(), metrics, stop.clone()));
        }
        serve(service, Listener::new(listener, tls), stop).await
    }

    /// Whether it is said where users reach the service, and not supposed.
    pub(super) const fn names_public_url(&self) -> bool {
        self.public_url.is_some()
    }

    /// The settings, each checked for itself and against the others.
    pub(super) fn config(self) -> anyhow::Result<Config> {
        let data = std::path::absolute(&self.data).context("the data folder")?;
        let public_url = if let Some(url) = self.public_url {
            check_public_url(url)?
        } else {
            let scheme = if self.tls.are_given() { "https" } else { "http" };
            Url::parse(&format!("{scheme}://localhost:{}", self.listen.port())).context("the public URL")?
        };
        let database = match &self.database {
            Some(text) => text.parse()?,
            None => db::Address::File(data.join("writ.db")),
        };
        let mail = match (self.smtp_url, self.mail_from) {
            (Some(url), Some(from)) => {
                let authority = self.smtp_ca.as_deref().map(read_mail_authority).transpose()?;
                MailRoute::Smtp { url, from, authority }
            }
            _ => MailRoute::Files(data.join(LETTERS)),
        };
        mail::check(&mail).map_err(anyhow::Error::msg)?;
        let mut limits = Limits::default();
        for limit in &self.limit {
            if let Limit::Setting(setting) = limit {
                limits.set(setting).map_err(anyhow::Error::msg)?;
            }
        }
        let custody = self.buckets.custody(&Clock::System)?;
        let mirrors = if self.mirror.is_empty() && !self.no_mirror { default_mirrors(&data)? } else { self.mirror };
        let mirrors = self.buckets.mirrors(mirrors, &Clock::System)?;
        let config = Config {
            public_url,
            database,
            keys: self.keys.unwrap_or_else(|| data.join("keys")),
            log_store: self.log_store.unwrap_or_else(|| data.join("log")),
            mirrors,
            mirror_authority: self.mirror_ca.as_deref().map(|file| read_authority("--mirror-ca", file)).transpose()?,
            private_mirrors: self.private_mirrors,
            custody: if custody.is_empty() { default_custody(&data)? } else { custody },
            evidence: self.evidence.unwrap_or_else(|| data.join("evidence")),
            mail,
            bounces: self.bounces,
            bounce_secret: self.bounce_secret_file.as_deref().map(read_secret).transpose()?,
            trusted_proxies: self.trusted_proxy,
            calendar: Calendar::new(self.time_zone.unwrap_or_default(), self.holidays, self.closed_on),
            eu_tier: self.eu_tier,
            sign_in_cost: SignInCost::default(),
            limits,
            data,
        };
        let jurisdictions = |list: Vec<Jurisdiction>| list.into_iter().collect::<BTreeSet<_>>().len();
        ensure!(
            self.no_mirror || jurisdictions(config.mirrors.iter().map(|mirror| mirror.jurisdiction).collect()) >= 2,
            "the mirrors stand in fewer than two countries: no disaster or court order in one country may lose a file. \
             Give --mirror NAME=COUNTRY=FOLDER for at least two countries"
        );
        ensure!(
            config.custody.len() == 2
                && jurisdictions(config.custody.iter().map(|store| store.jurisdiction).collect()) == 2,
            "custody needs exactly two stores in two countries: give --custody COUNTRY=FOLDER twice, or buckets"
        );
        check_apart(&config)?;
        Ok(config)
    }
}

/// What `--limit help` says.
fn limits_help() -> String {
    let lead = "Every limit with its default. Times are such as 90s, 15m, 12h or 7d; sizes are in bytes, or in KiB, MiB, GiB or TiB; \
                months are those of the calendar.";
    format!("{lead}\n\n{}", Limits::help())
}

/// Each mirror is a host of its own, and nothing lies where something else does: two copies in one folder are one.
fn check_apart(config: &Config) -> anyhow::Result<()> {
    let mut names = BTreeSet::new();
    for mirror in &config.mirrors {
        ensure!(
            names.insert(&mirror.name),
            "two mirrors are called `{}`: each is a host of its own, so give each a name of its own",
            mirror.name
        );
    }
    let mirrors = config.mirrors.iter().map(|mirror| (format!("the mirror {}", mirror.name), mirror.folder.as_path()));
    let custody = config
        .custody
        .iter()
        .filter_map(|store| store.folder().map(|folder| (format!("custody in {}", store.jurisdiction), folder)));
    let others = [
        ("the log store".to_owned(), config.log_store.as_path()),
        ("the keys".to_owned(), config.keys.as_path()),
        ("the evidence".to_owned(), config.evidence.as_path()),
    ];
    let mut places = BTreeMap::new();
    for (what, folder) in mirrors.chain(custody).chain(others) {
        let folder = std::path::absolute(folder).with_context(|| folder.display().to_string())?;
        if let Some(other) = places.insert(folder.clone(), what.clone()) {
            bail!("{other} and {what} both lie in {}: give each a folder of its own", folder.display());
        }
    }
    let custody = config.custody.iter().filter_map(|store| match &store.place {
        CustodyPlace::Bucket(bucket) => Some((format!("custody in {}", store.jurisdiction), bucket.place())),
        CustodyPlace::Folder(_) => None,
    });
    let mirrors = config.mirrors.iter().filter_map(|mirror| {
        let MirrorBucket { bucket, .. } = mirror.bucket.as_ref()?;
        Some((format!("the mirror {}", mirror.name), bucket.place()))
    });
    let mut buckets = BTreeMap::new();
    for (what, place) in mirrors.chain(custody) {
        if let Some(other) = buckets.insert(place.clone(), what.clone()) {
            bail!("{other} and {what} both lie in {place}: give each a prefix of its own");
        }
    }
    Ok(())
}

/// The folders of texts in a folder, in the order of their tags.
fn read_languages(folder: &Path) -> anyhow::Result<Vec<texts::Folder>> {
    let within = |folder: &Path| -> anyhow::Result<Vec<PathBuf>> {
        let named = || format!("--locales {}", folder.display());
        let entries = std::fs::read_dir(folder).with_context(named)?;
        let mut paths =
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>().with_context(named)?;
        paths.sort();
        Ok(paths)
    };
    let is_read = |file: &Path| file.extension().is_some_and(|kind| kind == "ftl" || kind == "md");
    let mut languages = Vec::new();
    for place in within(folder)?.into_iter().filter(|place| place.is_dir()) {
        let mut files = Vec::new();
        for file in within(&place)?.into_iter().filter(|file| is_read(file)) {
            let name = file.display().to_string();
            let text = std::fs::read_to_string(&file).with_context(|| format!("--locales: {name}"))?;
            files.push((name, text));
        }
        let tag = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        languages.push((tag, files));
    }
    ensure!(!languages.is_empty(), "--locales {} holds no folder of texts", folder.display());
    Ok(languages)
}

/// The certificate of an authority that machines elsewhere may stand under, as an option names it.
pub(super) fn read_authority(option: &str, file: &Path) -> anyhow::Result<Vec<u8>> {
    let named = || format!("{option} {}", file.display());
    let pem = std::fs::read(file).with_context(named)?;
    Connector::new(Some(pem.as_slice()), Reach::Public).with_context(named)?;
    Ok(pem)
}

/// The certificate of a mail server's authority.
fn read_mail_authority(file: &Path) -> anyhow::Result<Vec<u8>> {
    let pem = std::fs::read(file).with_context(|| format!("--smtp-ca {} cannot be read", file.display()))?;
    ensure!(mail::is_certificate(&pem), "--smtp-ca {} is not a certificate in PEM", file.display());
    Ok(pem)
}

/// The secret that others show who report mail that came back.
fn read_secret(file: &Path) -> anyhow::Result<BounceSecret> {
    let named = || format!("--bounce-secret-file {}", file.display());
    let text = std::fs::read_to_string(file).with_context(named)?;
    BounceSecret::parse(&text).map_err(anyhow::Error::msg).with_context(named)
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
            let folder = data.join("mirrors").join(name);
            Ok(MirrorFolder { name: name.to_owned(), jurisdiction, folder, bucket: None })
        })
        .collect()
}

/// Two custody stores in two countries, inside the data folder.
pub(super) fn default_custody(data: &std::path::Path) -> anyhow::Result<Vec<CustodyStore>> {
    ["FR", "NL"]
        .into_iter()
        .map(|country| {
            let jurisdiction = Jurisdiction::parse(country)?;
            Ok(CustodyStore { jurisdiction, place: CustodyPlace::Folder(data.join("custody").join(country)) })
        })
        .collect()
}

/// Serves on `listener` until `stop`: requests in flight are answered, the round in hand is finished.
pub(super) async fn serve(service: Service, listener: Listener, stop: CancellationToken) -> anyhow::Result<()> {
    let sequencer = tokio::spawn(audit::run(service.clone(), stop.clone().cancelled_owned()));
    if let Err(error) = personal::begin_rounds(&service).await {
        // Behind its log nothing is written, nor need be: the next start queues them, or another portal.
        tracing::error!(error = %with_causes(&error), "the daily rounds are not queued");
    }
    let worker = tokio::spawn(work::run(service.clone(), stop.clone().cancelled_owned()));
    let postman = tokio::spawn(mail::bounces::run(service.clone(), stop.clone().cancelled_owned()));
    let lookout = tokio::spawn(fleet::run(service.clone(), stop.clone().cancelled_owned()));
    let keeper = tokio::spawn(trust::run(service.clone(), stop.clone().cancelled_owned()));
    let pace = service.config.limits.scrub_bytes_per_second;
    let scrubbing: Vec<_> = service
        .mirrors
        .embedded()
        .iter()
        .map(|embedded| tokio::spawn(scrub::run(embedded.mirror.clone(), pace, stop.clone().cancelled_owned())))
        .collect();
    let life = tokio::spawn(life::run(service.clone(), stop.clone().cancelled_owned()));
    let router = http::router(service.clone());
    tracing::info!(address = %listener.local_addr()?, url = %service.config.public_url, "serving");
    connections::serve(listener, router, &service.config.limits, stop).await;
    worker.await.context("the worker")?;
    sequencer.await.context("the sequencer")?;
    postman.await.context("the reader of bounces")?;
    lookout.await.context("the lookout for mirrors")?;
    keeper.await.context("the keeper of keys")?;
    for scrubbing in scrubbing {
        scrubbing.await.context("a mirror's scrub")?;
    }
    life.await.context("the lookout for the service's end")?;
    service.db.close().await;
    tracing::info!("stopped");
    Ok(())
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

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

/// Says what the settings are and whether they can work, and changes nothing.
async fn check(
    config: &Config,
    listen: SocketAddr,
    under_tls: bool,
    metrics: Option<SocketAddr>,
) -> anyhow::Result<()> {
    let database = db::check(&config.database).await?;
    let mirrors = config.mirrors.iter().map(|mirror| mirror.folder.as_path());
    let folders = mirrors.chain(config.custody.iter().filter_map(CustodyStore::folder));
    let own = [&config.data, &config.keys, &config.log_store, &config.evidence].map(PathBuf::as_path);
    for folder in own.into_iter().chain(folders) {
        check_folder(folder)?;
    }
    if let db::Address::File(file) = &config.database
        && let Some(folder) = std::path::absolute(file)?.parent()
    {
        // The data folder is made at the first start; any other that a database file lies in is not.
        ensure!(
            folder.is_dir() || folder == config.data,
            "the database's folder {} is not there: make it first",
            folder.display()
        );
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "listen      {listen}{}", if under_tls { ", under TLS" } else { "" })?;
    if let Some(address) = metrics {
        writeln!(out, "metrics     {address}")?;
    }
    writeln!(out, "public URL  {}", config.public_url)?;
    writeln!(out, "data        {}", config.data.display())?;
    writeln!(out, "database    {database}")?;
    writeln!(out, "keys        {}", config.keys.display())?;
    writeln!(out, "log store   {}", config.log_store.display())?;
    for mirror in &config.mirrors {
        writeln!(out, "mirror      {} in {} at {}", mirror.name, mirror.jurisdiction, mirror.folder.display())?;
        if let Some(replicas) = &mirror.bucket {
            writeln!(out, "            replicas in {}", replicas.bucket.place())?;
        }
    }
    for store in &config.custody {
        writeln!(out, "custody     {} at {}", store.jurisdiction, store.place)?;
    }
    writeln!(out, "evidence    {}", config.evidence.display())?;
    writeln!(out, "languages   {}", Language::all().map(Language::as_str).collect::<Vec<_>>().join(", "))?;
    match &config.mail {
        MailRoute::Files(folder) => {
            writeln!(out, "mail        as files in {} (nothing is sent)", folder.display())?;
        }
        MailRoute::Smtp { from, .. } => writeln!(out, "mail        by SMTP, from {from}")?,
    }
    if let Some(folder) = &config.bounces {
        ensure!(folder.join("new").is_dir(), "--bounces {} is not a Maildir: it has no folder new", folder.display());
        writeln!(out, "bounces     read from {}", folder.display())?;
    }
    writeln!(out, "The settings are sound.")?;
    Ok(())
}

/// Whether a folder is one, or can be made: what lies above it must be a folder that this process may write.
fn check_folder(folder: &Path) -> anyhow::Result<()> {
    let folder = std::path::absolute(folder).with_context(|| folder.display().to_string())?;
    let there = folder.ancestors().find(|above| above.exists()).unwrap_or(Path::new("/"));
    ensure!(there.is_dir(), "{} cannot be made: {} is not a folder", folder.display(), there.display());
    rustix::fs::access(there, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK)
        .with_context(|| format!("{} cannot be written", there.display()))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::clock::Time;

    #[derive(Debug, Parser)]
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
    fn plain_http_stays_on_this_machine_or_goes_to_a_proxy() {
        let refused = |line: &[&str]| {
            let serve = Line::try_parse_from([&["serve"], line].concat()).unwrap().serve;
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(serve.run()).unwrap_err().to_string()
        };
        for listen in ["0.0.0.0:8080", "[::]:8080", "192.0.2.7:443"] {
            assert!(refused(&["--listen", listen]).contains("in plain"), "{listen}");
        }
        // What is let through is refused for what comes next.
        let certificate = ["--tls-cert", "/nowhere/cert.pem", "--tls-key", "/nowhere/key.pem"];
        let error = refused(&[&["--listen", "0.0.0.0:8443"], &certificate[..]].concat());
        assert!(error.contains("/nowhere/cert.pem cannot be read"), "{error}");
        let proxied = ["--listen", "0.0.0.0:8080", "--trusted-proxy", "192.0.2.1", "--public-url", "ftp://x"];
        assert!(refused(&proxied).contains("--public-url"));
        assert!(Line::try_parse_from(["serve", "--tls-cert", "/c.pem"]).is_err(), "a certificate has a key");
        let with_certificate = config(&certificate).unwrap();
        assert_eq!(with_certificate.public_url.as_str(), "https://localhost:8080/");
    }

    #[test]
    fn limits_are_settings() {
        let config = config(&["--limit", "claim-targets=20,claim-due=12h", "--limit", "object-bytes=1GiB"]).unwrap();
        assert_eq!((config.limits.claim_targets, config.limits.object_bytes), (20, 1 << 30));
        assert_eq!(config.limits.claim_due, std::time::Duration::from_hours(12));
        assert!(Line::try_parse_from(["serve", "--limit", "claims=1"]).unwrap_err().to_string().contains("claim-due"));
        let help = Line::try_parse_from(["serve", "--limit", "help"]).unwrap().serve;
        assert!(matches!(help.limit.as_slice(), [Limit::Help]));
        assert!(limits_help().contains("\n\nobject-bytes=1TiB  Largest object"));
    }

    #[test]
    fn business_days_are_settings() {
        let line = [
            ["--time-zone", "America/New_York"],
            ["--holidays", "us-federal"],
            ["--closed-on", "2026-12-24,2026-12-31"],
            ["--closed-on", "2027-01-04"],
        ];
        let there = config(&line.concat()).unwrap().calendar;
        assert_eq!(there.zone().to_string(), "America/New_York");
        // Monday evening there, and Tuesday in the default zone. Christmas Day and New Year's Day are holidays of either.
        let received = Time::parse_rfc3339("2026-12-22T03:00:00Z").unwrap();
        let eleventh = |calendar: &Calendar| calendar.business_day(received, 11).to_string();
        assert_eq!(eleventh(&there), "2027-01-12");
        assert_eq!(there.start_of(there.business_day(received, 11)).rfc3339(), "2027-01-12T05:00:00Z");
        assert_eq!(eleventh(&config(&[]).unwrap().calendar), "2027-01-08");
        assert_eq!(eleventh(&config(&["--holidays", "none"]).unwrap().calendar), "2027-01-06");
        let france = config(&["--holidays", "fr"]).unwrap().calendar;
        let national_day = jiff::civil::date(2027, 7, 14);
        assert!(there.is_business_day(national_day) && !france.is_business_day(national_day));
        for wrong in [["--time-zone", "Atlantis"], ["--holidays", "de"], ["--closed-on", "24.12.2026"]] {
            assert!(config(&wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn mirrors_in_one_country_are_refused() {
        let error = config(&["--mirror", "a=FR=/a", "--mirror", "b=FR=/b"]).unwrap_err().to_string();
        assert!(error.contains("fewer than two countries"), "{error}");
        let error = config(&["--custody", "FR=/a"]).unwrap_err().to_string();
        assert!(error.contains("two stores in two countries"), "{error}");
        assert!(config(&["--no-mirror"]).unwrap().mirrors.is_empty(), "they are elsewhere");
        assert!(config(&["--no-mirror", "--mirror", "a=FR=/a"]).is_err());
    }

    #[test]
    fn two_things_in_one_place_are_refused() {
        let refused = |line: &[&str]| config(line).unwrap_err().to_string();
        let error = refused(&["--mirror", "a=FR=/a", "--mirror", "a=NL=/b"]);
        assert!(error.contains("two mirrors are called `a`"), "{error}");
        let error = refused(&["--mirror", "a=FR=/a", "--mirror", "b=NL=/a"]);
        assert!(error.contains("both lie in /a"), "{error}");
        let error = refused(&["--custody", "FR=/a", "--custody", "NL=/a/"]);
        assert!(error.contains("custody in FR and custody in NL both lie in /a"), "{error}");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, "GK0011:hunter2").unwrap();
        let keys = format!("FR={0},NL={0}", file.display());
        let buckets = "FR=https://s3.example/custody/a,NL=https://s3.example/custody/a/";
        let error = refused(&["--custody", buckets, "--bucket-key-file", &keys]);
        assert!(error.contains("both lie in https://s3.example/custody/a"), "{error}");
        let error = refused(&["--data", "/d", "--log-store", "/d/keys"]);
        assert!(error.contains("the log store and the keys"), "{error}");
    }

    #[test]
    fn mail_that_could_never_leave_is_refused_without_its_password() {
        for (url, from) in [
            ("ftp://u:hunter2@mail.example", "writ@files.example"),
            ("mail.example", "writ@files.example"),
            ("smtp://u:hunter2@mail.example", "nobody"),
        ] {
            let error = config(&["--smtp-url", url, "--mail-from", from]).unwrap_err().to_string();
            assert!(error.contains("configured") && !error.contains("hunter2"), "{error}");
        }
        config(&["--smtp-url", "smtp://u:hunter2@mail.example", "--mail-from", "writ@files.example"]).unwrap();
    }

    #[test]
    fn metrics_are_for_this_machine_unless_it_is_said_otherwise() {
        let address =
            |line: &[&str]| Line::try_parse_from([&["serve"], line].concat()).unwrap().serve.monitoring.address();
        assert_eq!(address(&[]).unwrap(), None);
        for own in ["127.0.0.1:9464", "127.9.9.9:1", "[::1]:9464", "[::ffff:127.0.0.1]:9464"] {
            assert_eq!(address(&["--metrics", own]).unwrap(), Some(own.parse().unwrap()));
        }
        for reached in ["0.0.0.0:9464", "[::]:9464", "10.0.0.1:9464", "[::ffff:10.0.0.1]:9464"] {
            let error = address(&["--metrics", reached]).unwrap_err().to_string();
            assert!(error.contains(reached) && error.contains("--metrics-on-network"), "{error}");
            let said = address(&["--metrics", reached, "--metrics-on-network"]).unwrap();
            assert_eq!(said, Some(reached.parse().unwrap()));
        }
        assert!(Line::try_parse_from(["serve", "--metrics-on-network"]).is_err(), "it is said of nothing");
    }

    #[test]
    fn an_empty_database_is_no_database() {
        assert!(config(&["--database", ""]).is_err());
    }

    #[test]
    fn a_folder_that_cannot_be_is_told_before_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(check_folder(&file.join("below")).unwrap_err().to_string().contains("is not a folder"));
        check_folder(&folder.path().join("not/there/yet")).unwrap();
        assert!(!folder.path().join("not").exists());
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
