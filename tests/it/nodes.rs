//! Mirrors of other hosts as they are run: processes of `writ mirror`, which the service reaches over TLS, and which reach it so.

mod buckets;

use std::fmt::Debug;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;
use writ::accounts::Actor;
use writ::clock::Clock;
use writ::config::{Config, Limits};
use writ::entropy::Entropy;
use writ::http::connections::{self, Listener};
use writ::http::mirror;
use writ::http::tls::Tls;
use writ::ids::{BlobId, LinkId, MirrorId};
use writ::jobs::Job;
use writ::mirrors::client::Probe;
use writ::service::Service;
use writ::takedown;
use writ::vault::downloads::{self, Permission, Source};
use writ::vault::hosts;
use writ::work;

use crate::accounts::administrator;
use crate::app::{Engine, settings};
use crate::kills::PATIENCE;
use crate::takedown::hold;
use crate::tls::Authority;
use crate::vault::rig::{stored, uploader};

/// Settings of a service that runs no mirror and answers over TLS at this address, and the authority under which everybody stands. In their
/// folder lie the certificate for that address, its key and the certificate of the authority.
pub async fn settings_without_mirrors(engine: Engine, address: SocketAddr) -> Option<(Config, Authority, TempDir)> {
    let (config, folder) = settings(engine).await?;
    let (config, authority) = without_mirrors(config, folder.path(), address);
    Some((config, authority, folder))
}

/// The same of settings that there are.
pub fn without_mirrors(mut config: Config, folder: &Path, address: SocketAddr) -> (Config, Authority) {
    let authority = Authority::new();
    authority.certify("127.0.0.1", folder);
    std::fs::write(folder.join("ca.pem"), &authority.pem).unwrap();
    config.public_url = format!("https://{address}").parse().unwrap();
    config.mirrors = Vec::new();
    config.mirror_authority = Some(authority.pem.clone().into_bytes());
    config.private_mirrors = true;
    (config, authority)
}

/// An address of this machine at which nobody listens yet.
pub fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Who takes on mirrors of other hosts: an administrator of a service that runs none itself.
pub struct Operator {
    pub service: Service,
    pub administrator: Actor,
    pub authority: Authority,
    pub folder: TempDir,
}

impl Operator {
    /// One whose service answers in this process, over TLS.
    async fn open(engine: Engine) -> Option<Self> {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (config, authority, folder) = settings_without_mirrors(engine, socket.local_addr().unwrap()).await?;
        let service = Service::open(config, Clock::System, Entropy::System, mirror::in_process).await.unwrap();
        let administrator = administrator(&service, "anna@example.org").await;
        let tls = Tls::open(&folder.path().join("cert.pem"), &folder.path().join("key.pem")).unwrap();
        let (listener, router) = (Listener::new(socket, Some(tls)), writ::http::router(service.clone()));
        tokio::spawn(async move {
            connections::serve(listener, router, &Limits::default(), CancellationToken::new()).await;
        });
        Some(Self { service, administrator, authority, folder })
    }

    /// The certificate of the authority that everybody stands under.
    pub fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Has a mirror admitted, and waits until it serves.
    pub async fn admit(&self, machine: &Machine) {
        let begun = Instant::now();
        while let Err(error) = hosts::admit(&self.service, &self.administrator, machine.id).await {
            machine.wait(begun, &error).await;
        }
        let client = self.service.mirrors.client(machine.id).unwrap();
        let nothing = BlobId::new(&self.service.clock, &self.service.entropy);
        loop {
            match client.probe(nothing).await {
                Ok(Probe::Absent) => return,
                other => machine.wait(begun, &other).await,
            }
        }
    }

    /// Machines of three hosts in three countries, and the life of each: they were admitted, and serve.
    pub async fn three_machines(&self) -> (Vec<Machine>, Vec<Child>) {
        let (mut machines, mut lives) = (Vec::new(), Vec::new());
        for (host, country) in [("kiwi", "NZ"), ("fjord", "NO"), ("maple", "CA")] {
            let machine = Machine::join(self, host, country, Storage::default()).await;
            lives.push(machine.start());
            self.admit(&machine).await;
            machines.push(machine);
        }
        (machines, lives)
    }

    /// A ticket for what a link leads to, once it lies on three mirrors.
    async fn permission(&self, link: &LinkId) -> Permission {
        let begun = Instant::now();
        loop {
            let permission = downloads::download(&self.service, link, None).await.unwrap();
            if permission.sources.len() == 3 {
                return permission;
            }
            assert!(begun.elapsed() < PATIENCE, "{permission:?}");
            work::run_due(&self.service).await.unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// What `writ mirror` is told of where its bytes lie, when it joins and when it is served.
#[derive(Default)]
pub struct Storage {
    pub arguments: Vec<String>,
    pub environment: Vec<(&'static str, String)>,
}

/// Where a mirror listens, and where it and its service reach each other.
pub struct Between {
    pub listen: SocketAddr,
    /// The mirror, as the service and readers reach it.
    pub mirror: SocketAddr,
    /// The service, as the mirror reaches it.
    pub service: String,
}

/// A host's machine, with a mirror that has joined.
pub struct Machine {
    pub id: MirrorId,
    pub folder: TempDir,
    address: String,
    ca: PathBuf,
    storage: Storage,
}

impl Machine {
    /// With `Storage::default()` its bytes lie in its folder.
    pub async fn join(operator: &Operator, host: &str, country: &str, storage: Storage) -> Self {
        let address = free_address();
        let service = operator.service.config.public_url.to_string();
        Self::join_over(operator, host, country, storage, Between { listen: address, mirror: address, service }).await
    }

    /// The same of one that is reached, and reaches its service, over ways of a test's own.
    pub async fn join_over(operator: &Operator, host: &str, country: &str, storage: Storage, between: Between) -> Self {
        let Operator { service, administrator, authority, .. } = operator;
        let (folder, ca) = (TempDir::new().unwrap(), operator.ca());
        authority.certify("127.0.0.1", folder.path());
        let address = between.listen.to_string();
        let invitation = hosts::invite(service, administrator).await.unwrap().text(service);
        let (_, secret) = invitation.split_once('#').unwrap();
        let invitation = format!("{}#{secret}", between.service);
        let url = format!("https://{}", between.mirror);
        let mut join = writ("join", folder.path(), &ca, &storage);
        join.env("WRIT_INVITATION", invitation).args(["--url", &url, "--country", country]);
        let joined = join.args(["--host", host, "--capacity", "1GiB"]).output().await.unwrap();
        assert!(joined.status.success(), "{}", String::from_utf8_lossy(&joined.stderr));
        let listed = hosts::list(service, administrator).await.unwrap();
        let applied = listed.into_iter().find(|applied| applied.host == host).unwrap();
        let said = String::from_utf8(joined.stdout).unwrap();
        assert!(said.contains(&applied.key()), "{said}");
        Self { id: applied.id, folder, address, ca, storage }
    }

    /// One life of it: it has begun, but need not answer yet.
    pub fn start(&self) -> Child {
        let log = std::fs::File::options().create(true).append(true).open(self.log()).unwrap();
        self.serve().stdout(Stdio::null()).stderr(log).spawn().unwrap()
    }

    /// The command that such a life is.
    pub fn serve(&self) -> Command {
        let at = |name: &str| self.folder.path().join(name);
        let mut serve = writ("serve", self.folder.path(), &self.ca, &self.storage);
        serve.args(["--listen", &self.address]);
        serve.arg("--tls-cert").arg(at("cert.pem")).arg("--tls-key").arg(at("key.pem"));
        serve
    }

    /// Where it says what it says.
    pub fn log(&self) -> PathBuf {
        self.folder.path().join("serve.log")
    }

    /// A moment more, unless it was too long already.
    pub async fn wait(&self, begun: Instant, still: &impl Debug) {
        let said = || std::fs::read_to_string(self.log()).unwrap_or_default();
        assert!(begun.elapsed() < PATIENCE, "{still:?}: {}", said());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn writ(verb: &str, folder: &Path, ca: &Path, storage: &Storage) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_writ"));
    command.args(["mirror", verb, "--data"]).arg(folder.join("data")).arg("--service-ca").arg(ca);
    command.args(&storage.arguments).env_clear().envs(storage.environment.iter().cloned());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn orders_reach_the_mirrors_of_other_hosts(engine: Engine) {
    let Some(operator) = Operator::open(engine).await else { return };
    let service = &operator.service;
    let (machines, mut lives) = operator.three_machines().await;
    let (file, link) = stored(service, uploader(service).await, 100_000).await;
    let permission = operator.permission(&link).await;
    let reader = operator.authority.client();
    let read = async |source: &Source| {
        let content = format!("{}/v1/blobs/{}/content", source.url, source.blob);
        reader.get(content).bearer_auth(&permission.ticket).send().await
    };
    for source in &permission.sources {
        let bytes = read(source).await.unwrap().bytes().await.unwrap();
        assert!(bytes == file.sealed.content, "{source:?}");
        let status = service.mirrors.client(source.mirror).unwrap().status().await.unwrap();
        let held = (file.sealed.content.len() + file.sealed.metadata.len()) as u64;
        assert_eq!(status.free_bytes, (1 << 30) - held, "the room it joined with, less what it holds");
    }

    // One machine is away while the file is taken down.
    let away = &machines[0];
    lives[0].kill().await.unwrap();
    hold(service, file.object).await;
    let ran = work::run_due(service).await.unwrap();
    let owed = ran.failed.iter().all(|(job, _)| matches!(job, Job::DeliverOrder { .. }));
    assert!(owed && !ran.failed.is_empty(), "{ran:?}");
    let board = takedown::board(service, file.object).await.unwrap();
    let order = &board.orders[0];
    assert_eq!(order.mirrors.len(), 3);
    for row in &order.mirrors {
        assert_eq!(row.state == "done", row.mirror != away.id, "{row:?}");
    }

    // It starts again. A reader with a ticket waits for it, and the service does not: it hears of the order by itself, and obeys it
    // before it serves anything.
    lives[0] = away.start();
    let source = permission.sources.iter().find(|source| source.mirror == away.id).unwrap();
    let begun = Instant::now();
    loop {
        let status = read(source).await.ok().map(|answer| answer.status().as_u16());
        match status {
            Some(410) => break,
            None | Some(503) => away.wait(begun, &status).await,
            Some(_) => panic!("it answers {status:?}"),
        }
    }
    assert!(!away.folder.path().join("data/blobs").join(source.blob.to_string()).exists());
    while let Err(error) = takedown::deliver_order(service, order.id).await {
        away.wait(begun, &error).await;
    }
    let board = takedown::board(service, file.object).await.unwrap();
    for row in &board.orders[0].mirrors {
        assert_eq!((row.state.as_str(), row.probe_outcome.as_deref()), ("done", Some("gone")), "{row:?}");
        assert_eq!(row.result.as_deref(), Some("deleted"), "{row:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_reach_the_mirrors_of_other_hosts_on_sqlite() {
    orders_reach_the_mirrors_of_other_hosts(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_reach_the_mirrors_of_other_hosts_on_postgres() {
    orders_reach_the_mirrors_of_other_hosts(Engine::Postgres).await;
}
