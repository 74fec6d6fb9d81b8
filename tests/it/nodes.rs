//! Mirrors of other hosts as they are run: processes of `writ mirror`, which the service reaches over TLS, and which reach it so.

use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;
use writ::accounts::Actor;
use writ::clock::Clock;
use writ::config::Limits;
use writ::entropy::Entropy;
use writ::http::connections::{self, Listener};
use writ::http::mirror;
use writ::http::tls::Tls;
use writ::ids::{BlobId, LinkId, MirrorId};
use writ::jobs::Job;
use writ::mirrors::client::Probe;
use writ::service::Service;
use writ::takedown::{self, Ground};
use writ::vault::downloads::{self, Permission, Source};
use writ::vault::hosts;
use writ::work;

use crate::accounts::administrator;
use crate::app::{Engine, settings};
use crate::kills::PATIENCE;
use crate::tls::Authority;
use crate::vault::rig::{stored, uploader};

/// A service without a mirror of its own that answers over TLS, and the administrator of it.
struct Portal {
    service: Service,
    anna: Actor,
    authority: Authority,
    folder: TempDir,
}

impl Portal {
    async fn open(engine: Engine) -> Option<Self> {
        let (mut config, folder) = settings(engine).await?;
        let authority = Authority::new();
        let (cert, key) = authority.certify("127.0.0.1", folder.path());
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        config.public_url = format!("https://{}", socket.local_addr().unwrap()).parse().unwrap();
        config.mirrors = Vec::new();
        config.mirror_authority = Some(authority.pem.clone().into_bytes());
        config.private_mirrors = true;
        let service = Service::open(config, Clock::System, Entropy::System, mirror::in_process).await.unwrap();
        let anna = administrator(&service, "anna@example.org").await;
        let portal = Self { service, anna, authority, folder };
        std::fs::write(portal.ca(), &portal.authority.pem).unwrap();
        let listener = Listener::new(socket, Some(Tls::open(&cert, &key).unwrap()));
        let router = writ::http::router(portal.service.clone());
        tokio::spawn(async move {
            connections::serve(listener, router, &Limits::default(), CancellationToken::new()).await;
        });
        Some(portal)
    }

    /// The certificate of the authority that everybody stands under.
    fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Has a mirror admitted, and waits until it serves.
    async fn admit(&self, machine: &Machine) {
        let begun = Instant::now();
        while let Err(error) = hosts::admit(&self.service, &self.anna, machine.id).await {
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

/// A host's machine, with a mirror that has joined.
struct Machine {
    id: MirrorId,
    address: String,
    ca: PathBuf,
    folder: TempDir,
}

impl Machine {
    async fn join(portal: &Portal, host: &str, country: &str) -> Self {
        let folder = TempDir::new().unwrap();
        portal.authority.certify("127.0.0.1", folder.path());
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (address, ca) = (format!("127.0.0.1:{port}"), portal.ca());
        let invitation = hosts::invite(&portal.service, &portal.anna).await.unwrap().text(&portal.service);
        let mut join = writ("join", folder.path(), &ca);
        join.env("WRIT_INVITATION", invitation).args(["--url", &format!("https://{address}"), "--country", country]);
        let joined = join.args(["--host", host, "--capacity", "1GiB"]).output().await.unwrap();
        assert!(joined.status.success(), "{}", String::from_utf8_lossy(&joined.stderr));
        let listed = hosts::list(&portal.service, &portal.anna).await.unwrap();
        let applied = listed.into_iter().find(|applied| applied.host == host).unwrap();
        let said = String::from_utf8(joined.stdout).unwrap();
        assert!(said.contains(&applied.key()), "{said}");
        Self { id: applied.id, address, ca, folder }
    }

    /// One life of it: it has begun, but need not answer yet.
    fn start(&self) -> Child {
        let at = |name: &str| self.folder.path().join(name);
        let log = std::fs::File::options().create(true).append(true).open(at("serve.log")).unwrap();
        let mut serve = writ("serve", self.folder.path(), &self.ca);
        serve.args(["--listen", &self.address]);
        serve.arg("--tls-cert").arg(at("cert.pem")).arg("--tls-key").arg(at("key.pem"));
        serve.stdout(Stdio::null()).stderr(log).spawn().unwrap()
    }

    /// A moment more, unless it was too long already.
    async fn wait(&self, begun: Instant, still: &impl Debug) {
        let log = || std::fs::read_to_string(self.folder.path().join("serve.log")).unwrap_or_default();
        assert!(begun.elapsed() < PATIENCE, "{still:?}: {}", log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn writ(verb: &str, folder: &Path, ca: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_writ"));
    command.args(["mirror", verb, "--data"]).arg(folder.join("data")).arg("--service-ca").arg(ca);
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn orders_reach_the_mirrors_of_other_hosts(engine: Engine) {
    let Some(portal) = Portal::open(engine).await else { return };
    let service = &portal.service;
    let (mut machines, mut lives) = (Vec::new(), Vec::new());
    for (host, country) in [("kiwi", "NZ"), ("fjord", "NO"), ("maple", "CA")] {
        let machine = Machine::join(&portal, host, country).await;
        lives.push(machine.start());
        portal.admit(&machine).await;
        machines.push(machine);
    }
    let (file, link) = stored(service, uploader(service).await, 100_000).await;
    let permission = portal.permission(&link).await;
    let reader = portal.authority.client();
    let read = async |source: &Source| {
        let content = format!("{}/v1/blobs/{}/content", source.url, source.blob);
        reader.get(content).bearer_auth(&permission.ticket).send().await
    };
    for source in &permission.sources {
        let bytes = read(source).await.unwrap().bytes().await.unwrap();
        assert!(bytes == file.sealed.content, "{source:?}");
    }

    // One machine is away while the file is taken down.
    let away = &machines[0];
    lives[0].kill().await.unwrap();
    let mut tx = service.db.begin().await.unwrap();
    takedown::open_hold(&mut tx, service, file.object, None, Ground::Copyright).await.unwrap();
    tx.commit().await.unwrap();
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
