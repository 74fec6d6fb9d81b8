//! `writ mirror`: a mirror as a node of its own, for the host who runs it. It joins once, by invitation, and is then served.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::bucket::BucketOptions;
use super::serve::{TlsFiles, read_authority, stop_on_signal};
use crate::clock::Clock;
use crate::config::{Jurisdiction, Limits, read_bytes};
use crate::entropy::Entropy;
use crate::http::connections::{self, Listener};
use crate::http::mirror::router;
use crate::mirrors::client::{Connector, Handle, Reach, http_connections};
use crate::mirrors::joining::{self, Invitation, Offer, is_origin};
use crate::mirrors::portal::Portal;
use crate::mirrors::{Mirror as Node, Settings, Storage, polling};

/// Run a mirror of your own for somebody's service
#[derive(Debug, Subcommand)]
pub enum Mirror {
    /// Join the service that invited you; an administrator has then to admit the mirror
    Join(Box<Join>),
    /// Ask to be reached at another address, or to have other room; an administrator has then to admit it
    Change(Box<Change>),
    /// Serve a mirror that has joined
    Serve(Box<Serve>),
}

/// Ask to be reached at another address, or to have other room, while the mirror does not run.
#[derive(Debug, Args)]
pub struct Change {
    /// The address at which this mirror will be reached, https:// and a host
    #[arg(long, value_name = "URL", env = "WRIT_MIRROR_URL")]
    url: Url,
    /// How many bytes it has room for, such as 8TiB
    #[arg(long, value_name = "BYTES", env = "WRIT_MIRROR_CAPACITY", value_parser = read_bytes)]
    capacity: u64,
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
    /// The invitation that you were handed: https://…#…
    #[arg(value_name = "INVITATION", env = "WRIT_INVITATION", hide_env_values = true)]
    invitation: Invitation,
    /// The address at which this mirror will be reached, https:// and a host
    #[arg(long, value_name = "URL", env = "WRIT_MIRROR_URL")]
    url: Url,
    /// The country in which it stands, by its two letters, such as NZ
    #[arg(long, value_name = "COUNTRY", env = "WRIT_MIRROR_COUNTRY", value_parser = Jurisdiction::parse)]
    country: Jurisdiction,
    /// Who runs it, as everybody may read in the log. Mirrors of one host never keep copies of one file
    #[arg(long, value_name = "NAME", env = "WRIT_MIRROR_HOST")]
    host: String,
    /// How many bytes it has room for, such as 8TiB
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
}

impl Mirror {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Join(join) => join.run().await,
            Self::Change(change) => change.run().await,
            Self::Serve(serve) => serve.run().await,
        }
    }
}

impl Join {
    async fn run(self) -> anyhow::Result<()> {
        ensure!(is_origin(&self.url), "--url is an origin alone, such as https://mirror.example");
        let data = std::path::absolute(&self.data).context("the data folder")?;
        let connections = connections_to_service(self.service_ca.as_deref())?;
        let (clock, entropy) = (Clock::System, Entropy::System);
        let bucket = self.bucket.open(&clock)?;
        let Self { invitation, url, country: jurisdiction, host, capacity, .. } = self;
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
        let bucket = self.bucket.open(&clock)?;
        let mirror = joining::change(&data, &self.url, self.capacity, bucket, connections, &clock, &entropy).await?;
        println!(
            "The mirror {mirror} has asked for it. Serve it at both addresses until an administrator has admitted it."
        );
        Ok(())
    }
}

impl Serve {
    async fn run(self) -> anyhow::Result<()> {
        let listen = self.listen;
        ensure!(
            listen.ip().is_loopback() || self.tls.are_given(),
            "on {listen} other machines would be spoken to in plain: give --tls-cert and --tls-key, or listen on this machine \
             alone behind a reverse proxy that speaks TLS"
        );
        let tls = self.tls.open()?;
        let folder = std::path::absolute(&self.data).context("the data folder")?;
        let pins = joining::joined(&folder).await?;
        let pins =
            pins.with_context(|| format!("{} has joined no service: `writ mirror join` first", folder.display()))?;
        let service: Url = pins.service.parse().context("the address of the service that it joined")?;
        let portal = Portal::new(&service, connections_to_service(self.service_ca.as_deref())?);
        let (clock, entropy) = (Clock::System, Entropy::System);
        let (storage, trust) = (Storage::new(self.bucket.open(&clock)?, pins.capacity), pins.trust()?);
        let mirror = Node::open(Settings { folder, storage, trust, polls: true, clock, entropy }).await?;
        let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        let stop = CancellationToken::new();
        stop_on_signal(stop.clone());
        tracing::info!(address = %listener.local_addr()?, mirror = %mirror.id(), service = pins.origin, "serving");
        // It answers at once, and serves nothing before it was told what it is to obey.
        let polling = tokio::spawn(polling::run(mirror.clone(), portal, stop.clone().cancelled_owned()));
        connections::serve(Listener::new(listener, tls), router(mirror), &Limits::default(), stop).await;
        polling.await.context("polling")?;
        tracing::info!("stopped");
        Ok(())
    }
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
    fn what_a_host_offers_is_checked_before_anybody_is_asked() {
        let invitation = format!("https://files.example/#{}", "A".repeat(43));
        let offer = |url: &str, country: &str, capacity: &str| {
            let line = ["join", &invitation, "--url", url, "--country", country, "--host", "Kiwi Hosting"];
            run(&[&line[..], &["--capacity", capacity, "--data", "/nowhere"]].concat())
        };
        assert!(offer("https://mirror.example/below", "NZ", "8TiB").contains("origin alone"));
        assert!(offer("https://mirror.example", "New Zealand", "8TiB").contains("two-letter"));
        assert!(offer("https://mirror.example", "NZ", "much").contains("not a whole number above 0"));
        let bucket = ["--bucket", "https://store.example/Replicas", "--bucket-key-file", "/nowhere/key"];
        let line =
            ["join", &invitation, "--url", "https://mirror.example", "--country", "NZ", "--host", "Kiwi Hosting"];
        let line = [&line[..], &["--capacity", "8TiB", "--data", "/nowhere"], &bucket].concat();
        assert!(run(&line).contains("--bucket-key-file"));
        assert!(run(&["join", "https://files.example"]).contains("an invitation is the address of a service"));
    }
}
