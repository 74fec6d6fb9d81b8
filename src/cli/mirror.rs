//! `writ mirror`: a mirror as a node of its own, for the host who runs it. It joins once, by invitation, and is then served.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;
use zeroize::Zeroizing;

use super::bucket::BucketOptions;
use super::put::read_secret;
use super::read_country;
use super::serve::{TlsFiles, read_authority, stop_on_signal};
use crate::clock::Clock;
use crate::config::{Jurisdiction, LimitSetting, Limits, read_bytes};
use crate::entropy::Entropy;
use crate::http::connections::{self, Listener};
use crate::http::mirror::{for_people, router};
use crate::ids::BlobId;
use crate::mirrors::client::{Connector, Handle, Reach, http_connections};
use crate::mirrors::joining::{self, Invitation, Offer, Wanted, is_origin};
use crate::mirrors::portal::Portal;
use crate::mirrors::{Mirror as Node, RESERVE, Settings, Storage, polling, refusing, scrub};

/// What of the environment holds the invitation where no file does.
const INVITATION: &str = "WRIT_INVITATION";

/// Run a mirror of your own for somebody's service
#[derive(Debug, Subcommand)]
pub enum Mirror {
    /// Join the service that invited you; an administrator has then to admit the mirror
    Join(Box<Join>),
    /// Ask to be reached at another address, or to have other room, which an administrator has then to admit; or reach the service elsewhere
    Change(Box<Change>),
    /// Serve a mirror that has joined
    Serve(Box<Serve>),
    /// Drop one replica for a reason in the law where the mirror stands; the service is told, and keeps the file elsewhere
    Refuse(Box<Refuse>),
}

/// Ask to be reached at another address, or to have other room, while the mirror does not run.
#[derive(Debug, Args)]
pub struct Change {
    /// The address at which this mirror will be reached, https:// and a host
    #[arg(long, value_name = "URL", env = "WRIT_MIRROR_URL")]
    url: Url,
    /// How many bytes it has room for, such as 8TiB; at least 1GiB
    #[arg(long, value_name = "BYTES", env = "WRIT_MIRROR_CAPACITY", value_parser = read_bytes)]
    capacity: u64,
    /// The address at which the service is reached from now on, if that has moved; it must show the keys there that the mirror obeys
    #[arg(long, value_name = "URL")]
    service: Option<Url>,
    /// The folder that it joined with
    #[arg(long, value_name = "DIR", env = "WRIT_MIRROR_DATA")]
    data: PathBuf,
    #[command(flatten)]
    bucket: BucketOptions,
    /// A PEM file with the certificate of an authority that the service may stand under, besides those of the web
    #[arg(long, value_name = "FILE", env = "WRIT_SERVICE_CA")]
    service_ca: Option<PathBuf>,
}

/// Join the service that invited you.
#[derive(Debug, Args)]
pub struct Join {
    /// A file with the invitation that you were handed, or the join token that you made: https://…#… [default: what `WRIT_INVITATION` says in
    /// the environment]
    #[arg(long, value_name = "FILE", env = "WRIT_INVITATION_FILE")]
    invitation_file: Option<PathBuf>,
    /// The address at which this mirror will be reached, https:// and a host
    #[arg(long, value_name = "URL", env = "WRIT_MIRROR_URL")]
    url: Url,
    /// The country in which it stands, by its two letters, such as NZ
    #[arg(long, value_name = "COUNTRY", env = "WRIT_MIRROR_COUNTRY", value_parser = read_country)]
    country: Jurisdiction,
    /// Who runs it, as everybody may read in the log. Mirrors of one host never keep copies of one file
    #[arg(long, value_name = "NAME", env = "WRIT_MIRROR_HOST")]
    host: String,
    /// How many bytes it has room for, such as 8TiB; at least 1GiB
    #[arg(long, value_name = "BYTES", env = "WRIT_MIRROR_CAPACITY", value_parser = read_bytes)]
    capacity: u64,
    /// Its folder: key, state and, unless they lie in a bucket, replicas. It is made if it is not there
    #[arg(long, value_name = "DIR", env = "WRIT_MIRROR_DATA")]
    data: PathBuf,
    #[command(flatten)]
    bucket: BucketOptions,
    /// A PEM file with the certificate of an authority that the service may stand under, besides those of the web
    #[arg(long, value_name = "FILE", env = "WRIT_SERVICE_CA")]
    service_ca: Option<PathBuf>,
}

/// Serve a mirror that has joined.
#[derive(Debug, Args)]
pub struct Serve {
    /// The folder that it joined with
    #[arg(long, value_name = "DIR", env = "WRIT_MIRROR_DATA")]
    data: PathBuf,
    #[command(flatten)]
    bucket: BucketOptions,
    /// The address to listen on. Beyond this machine only TLS is spoken
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090", env = "WRIT_MIRROR_LISTEN")]
    listen: SocketAddr,
    #[command(flatten)]
    tls: TlsFiles,
    /// A PEM file with the certificate of an authority that the service may stand under, besides those of the web
    #[arg(long, value_name = "FILE", env = "WRIT_SERVICE_CA")]
    service_ca: Option<PathBuf>,
    /// A limit, NAME=VALUE (repeat, or separate by commas). These matter to a mirror: connections=512, how many at once;
    /// head-arrival=30s, how long one may take to say what it wants; answer-silence=5m, how long whoever asked may take nothing of an
    /// answer; scrub-bytes-per-second=16MiB, how many bytes a second of what it keeps are read and hashed again
    #[arg(long, value_name = "LIMIT", env = "WRIT_MIRROR_LIMIT", value_delimiter = ',')]
    limit: Vec<LimitSetting>,
}

/// Drop one replica.
#[derive(Debug, Args)]
pub struct Refuse {
    /// The blob, by the number that the mirror keeps it under: the name of its folder below blobs/ in --data, or in its bucket
    #[arg(value_name = "BLOB")]
    blob: BlobId,
    /// Why: the service's staff read it. A notice that somebody sent to you goes to the service's own page for notices instead, where it is
    /// decided
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The folder that it joined with
    #[arg(long, value_name = "DIR", env = "WRIT_MIRROR_DATA")]
    data: PathBuf,
    #[command(flatten)]
    bucket: BucketOptions,
    /// A PEM file with the certificate of an authority that the service may stand under, besides those of the web
    #[arg(long, value_name = "FILE", env = "WRIT_SERVICE_CA")]
    service_ca: Option<PathBuf>,
}

impl Mirror {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Join(join) => join.run().await,
            Self::Change(change) => change.run().await,
            Self::Serve(serve) => serve.run().await,
            Self::Refuse(refuse) => refuse.run().await,
        }
    }
}

impl Join {
    /// From a file or the environment: never from the argument list, which everybody on the machine can read.
    fn invitation(&self) -> anyhow::Result<Invitation> {
        let text = match &self.invitation_file {
            Some(file) => read_secret(file).context("--invitation-file")?,
            None => {
                std::env::var(INVITATION).ok().filter(|text| !text.is_empty()).map(Zeroizing::new).with_context(
                    || format!("no invitation: set {INVITATION}, or name a file with --invitation-file"),
                )?
            }
        };
        Ok(text.parse()?)
    }

    async fn run(self) -> anyhow::Result<()> {
        ensure!(is_origin(&self.url), "--url is an origin alone, such as https://mirror.example");
        let data = std::path::absolute(&self.data).context("the data folder")?;
        let connections = connections_to_service(self.service_ca.as_deref())?;
        let (clock, entropy) = (Clock::System, Entropy::System);
        let bucket = self.bucket.open(&clock)?;
        let invitation = self.invitation()?;
        let Self { url, country: jurisdiction, host, capacity, .. } = self;
        let offer = Offer { url, host, jurisdiction, capacity, bucket };
        let (mirror, pins) = joining::join(&data, &invitation, &offer, connections, &clock, &entropy).await?;
        println!("This is the mirror {} of {}. It obeys these keys and no others:", mirror.id, pins.origin);
        for key in &pins.log_keys {
            println!("    log    {key}");
        }
        for key in &pins.order_keys {
            println!("    orders {}", key.kid);
        }
        println!("Its own key, by which an administrator knows it: {}", mirror.key);
        println!("Serve it now: `writ mirror serve --data {}`. It takes files once it is admitted.", data.display());
        Ok(())
    }
}

impl Change {
    async fn run(self) -> anyhow::Result<()> {
        ensure!(is_origin(&self.url), "--url is an origin alone, such as https://mirror.example");
        let data = std::path::absolute(&self.data).context("the data folder")?;
        let connections = connections_to_service(self.service_ca.as_deref())?;
        let (clock, entropy) = (Clock::System, Entropy::System);
        ensure!(
            self.service.as_ref().is_none_or(is_origin),
            "--service is an origin alone, such as https://files.example"
        );
        let bucket = self.bucket.open(&clock)?;
        let wanted = Wanted { url: self.url, capacity: self.capacity, bucket, service: self.service };
        let mirror = joining::change(&data, &wanted, connections, &clock, &entropy).await?;
        println!(
            "The mirror {mirror} has asked for it. Have a proxy or the old name lead here as well, until an administrator has \
             admitted it."
        );
        if let Some(service) = wanted.service {
            println!("It reaches its service at {service} from now on.");
        }
        Ok(())
    }
}

impl Serve {
    fn limits(&self) -> anyhow::Result<Limits> {
        let mut limits = Limits::default();
        self.limit.iter().try_for_each(|setting| limits.set(setting)).map_err(anyhow::Error::msg)?;
        Ok(limits)
    }

    async fn run(self) -> anyhow::Result<()> {
        let listen = self.listen;
        ensure!(
            listen.ip().is_loopback() || self.tls.are_given(),
            "on {listen} other machines would be spoken to in plain: give --tls-cert and --tls-key, or listen on this machine \
             alone behind a reverse proxy that speaks TLS"
        );
        let limits = self.limits()?;
        let tls = self.tls.open()?;
        let folder = std::path::absolute(&self.data).context("the data folder")?;
        let pins = joining::joined(&folder).await?;
        let pins =
            pins.with_context(|| format!("{} has joined no service: `writ mirror join` first", folder.display()))?;
        let service: Url = pins.service.parse().context("the address of the service that it joined")?;
        let portal = Portal::new(&service, connections_to_service(self.service_ca.as_deref())?);
        let (clock, entropy) = (Clock::System, Entropy::System);
        let (storage, trust) = (Storage::new(self.bucket.open(&clock)?, pins.capacity), pins.trust()?);
        let mirror =
            Node::open(Settings { folder, storage, reserve: RESERVE, trust, polls: true, clock, entropy }).await?;
        let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        let stop = CancellationToken::new();
        stop_on_signal(stop.clone());
        tracing::info!(address = %listener.local_addr()?, mirror = %mirror.id(), service = pins.origin, "serving");
        // It answers at once, and serves nothing before it was told what it is to obey.
        let polling = tokio::spawn(polling::run(mirror.clone(), portal, stop.clone().cancelled_owned()));
        let pace = limits.scrub_bytes_per_second;
        let scrubbing = tokio::spawn(scrub::run(mirror.clone(), pace, stop.clone().cancelled_owned()));
        let face = router(mirror).merge(for_people(report_page(&service)?));
        connections::serve(Listener::new(listener, tls), face, &limits, stop).await;
        polling.await.context("polling")?;
        scrubbing.await.context("scrubbing")?;
        tracing::info!("stopped");
        Ok(())
    }
}

impl Refuse {
    async fn run(self) -> anyhow::Result<()> {
        let folder = std::path::absolute(&self.data).context("the data folder")?;
        let pins = joining::joined(&folder).await?;
        let pins = pins.with_context(|| format!("{} has joined no service", folder.display()))?;
        let service: Url = pins.service.parse().context("the address of the service that it joined")?;
        let (clock, entropy) = (Clock::System, Entropy::System);
        let report = report_page(&service)?;
        let (blob, reason) = (self.blob, &self.reason);
        if refusing::ask_running(&folder, blob, reason, &clock).await.with_context(|| format!("the blob {blob}"))? {
            println!("The mirror that runs here drops {blob} within a minute, and tells the service.");
        } else {
            let portal = Portal::new(&service, connections_to_service(self.service_ca.as_deref())?);
            let (storage, trust) = (Storage::new(self.bucket.open(&clock)?, pins.capacity), pins.trust()?);
            let mirror =
                Node::open(Settings { folder, storage, reserve: RESERVE, trust, polls: true, clock, entropy }).await?;
            mirror.refuse(blob, reason).await.with_context(|| format!("the blob {blob}"))?;
            println!("Nothing of {blob} is held any more.");
            mirror
                .tell_refusals(&portal)
                .await
                .context("the service has not heard of it; it does once the mirror runs")?;
            println!("The service knows.");
        }
        println!("Notices about what is stored are decided at {report}.");
        Ok(())
    }
}

/// Where a notice about what is stored is sent: the service decides it, not a host.
fn report_page(service: &Url) -> anyhow::Result<String> {
    Ok(service.join("/report").context("the address of the service that it joined")?.into())
}

/// The way to the service: its host chose it, so that it may lead anywhere, but in plain only within this machine.
fn connections_to_service(authority: Option<&Path>) -> anyhow::Result<Handle> {
    let authority = authority.map(|file| read_authority("--service-ca", file)).transpose()?;
    Ok(http_connections(Connector::new(authority.as_deref(), Reach::Private)?))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(subcommand)]
        mirror: Mirror,
    }

    /// All that a host offers.
    const JOIN: [&str; 11] = [
        "join",
        "--url",
        "https://mirror.example",
        "--country",
        "NZ",
        "--host",
        "Kiwi Hosting",
        "--capacity",
        "8TiB",
        "--data",
        "/nowhere",
    ];

    fn run(line: &[&str]) -> String {
        let parsed = match Line::try_parse_from([&["mirror"], line].concat()) {
            Ok(parsed) => parsed,
            Err(error) => return error.to_string(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(parsed.mirror.run()).unwrap_err().to_string()
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        for listen in ["0.0.0.0:8090", "[::]:8090", "192.0.2.7:443"] {
            assert!(run(&["serve", "--data", "/nowhere", "--listen", listen]).contains("in plain"), "{listen}");
        }
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_str().unwrap();
        assert!(run(&["serve", "--data", data, "--listen", "127.0.0.1:0"]).contains("has joined no service"));
    }

    #[test]
    fn limits_are_settings() {
        let serve = |limit: &str| Line::try_parse_from(["mirror", "serve", "--data", "/nowhere", "--limit", limit]);
        let Mirror::Serve(set) = serve("connections=512,scrub-bytes-per-second=16MiB").unwrap().mirror else {
            panic!("it is another command");
        };
        let limits = set.limits().unwrap();
        assert_eq!((limits.connections, limits.scrub_bytes_per_second), (512, 16 << 20));
        assert!(serve("connection=512").unwrap_err().to_string().contains("connections"));
    }

    #[test]
    fn what_a_host_offers_is_checked_before_anybody_is_asked() {
        let offer = |url: &str, country: &str, capacity: &str| {
            let line = ["join", "--url", url, "--country", country, "--host", "Kiwi Hosting"];
            run(&[&line[..], &["--capacity", capacity, "--data", "/nowhere"]].concat())
        };
        assert!(offer("https://mirror.example/below", "NZ", "8TiB").contains("origin alone"));
        for other in ["New Zealand", "nzl", "n"] {
            let refused = offer("https://mirror.example", other, "8TiB");
            assert!(refused.contains(&format!("`{other}` is not a country: give its two-letter")), "{refused}");
        }
        assert!(offer("https://mirror.example", "NZ", "much").contains("not a whole number above 0"));
        let moved =
            ["change", "--url", "https://mirror.example", "--capacity", "8TiB", "--data", "/nowhere", "--service"];
        assert!(run(&[&moved[..], &["https://files.example/below"]].concat()).contains("--service is an origin alone"));
        let bucket = ["--bucket", "https://store.example/Replicas", "--bucket-key-file", "/nowhere/key"];
        assert!(run(&[&JOIN[..], &bucket].concat()).contains("--bucket-key-file"));
    }

    #[test]
    fn a_host_may_type_its_country_in_small_letters() {
        let line = JOIN.map(|word| if word == "NZ" { "nz" } else { word });
        let Mirror::Join(join) = Line::try_parse_from([&["mirror"], &line[..]].concat()).unwrap().mirror else {
            panic!("it is another command");
        };
        assert_eq!(join.country.as_str(), "NZ", "as the service knows it");
    }

    #[test]
    fn an_invitation_is_never_an_argument() {
        let invitation = format!("https://files.example/#{}", "A".repeat(43));
        let refused = run(&[&JOIN[..], &[invitation.as_str()]].concat());
        assert!(refused.contains("unexpected argument"), "{refused}");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("invitation");
        let named = ["--invitation-file", file.to_str().unwrap()];
        assert!(run(&[&JOIN[..], &named].concat()).contains("--invitation-file"), "there is none");
        std::fs::write(&file, "https://files.example\n").unwrap();
        assert!(run(&[&JOIN[..], &named].concat()).contains("an invitation is the address of a service"));
        std::fs::write(&file, format!("{invitation}\n")).unwrap();
        let Mirror::Join(join) = Line::try_parse_from([&["mirror"], &JOIN[..], &named].concat()).unwrap().mirror else {
            panic!("it is another command");
        };
        join.invitation().unwrap();
    }
}
