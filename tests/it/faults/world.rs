//! A service as it is run, for faults: a portal and mirrors of other hosts, each a process of its own, with ways between them that can be
//! cut; somebody who stores and opens files; and what has to be so after every fault.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::Child;
use tokio::task::JoinHandle;
use writ::accounts::Actor;
use writ::accounts::api_tokens::{self, TokenName};
use writ::clock::Clock;
use writ::config::Config;
use writ::db;
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::ids::{BlobId, LinkId, MirrorId, ObjectId};
use writ::mirrors::client::Probe;
use writ::seal::Link;
use writ::service::Service;
use writ::survival::recovery;
use writ::takedown::{self, Board};
use writ::vault::{ObjectState, downloads};

use super::watching::Watching;
use super::ways::{State, Way};
use crate::accounts::{account, administrator};
use crate::app::Engine;
use crate::kills::PATIENCE;
use crate::nodes::{Between, Machine, Operator, Storage, free_address, settings_without_mirrors};
use crate::portals::processes::{Desk, Portal};
use crate::promises::{blob_of, nobody_reads};
use crate::takedown::hold;
use crate::tls::Authority;

/// A host: a machine of its own, and the ways to it and from it.
pub struct Host {
    pub machine: Machine,
    country: &'static str,
    /// From the portal, and from readers, to the mirror.
    pub inbound: Way,
    /// From the mirror to the portal.
    pub outbound: Way,
    pub life: Option<Child>,
}

impl Host {
    pub fn start(&mut self) {
        self.life = Some(self.machine.start());
    }

    /// Ends its mirror without a warning.
    pub async fn kill(&mut self) {
        self.life.take().unwrap().kill().await.unwrap();
    }

    /// Its country is cut off, or is not any more.
    pub fn set(&self, state: State) {
        self.inbound.set(state);
        self.outbound.set(state);
    }

    fn place(&self, blob: BlobId) -> PathBuf {
        self.machine.folder.path().join("data/blobs").join(blob.to_string())
    }

    /// Whether anything of a blob lies there.
    pub fn holds(&self, blob: BlobId) -> bool {
        self.place(blob).exists()
    }

    /// How many parts of files lie there.
    pub fn parts(&self) -> usize {
        let blobs = std::fs::read_dir(self.machine.folder.path().join("data/blobs")).unwrap();
        blobs.map(|blob| part_files(&blob.unwrap().path()).len()).sum()
    }

    /// The content of a blob as it lies there.
    pub fn content(&self, blob: BlobId) -> Vec<u8> {
        part_files(&self.place(blob)).iter().flat_map(|part| std::fs::read(part).unwrap()).collect()
    }
}

/// The parts in a blob's folder, in their order.
fn part_files(folder: &Path) -> Vec<PathBuf> {
    let is_part =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.as_encoded_bytes().iter().all(u8::is_ascii_digit));
    // It may go while it is looked at.
    let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut parts: Vec<_> = files.map(|file| file.path()).filter(is_part).collect();
    parts.sort();
    parts
}

/// A file that was acknowledged: where it lies at its owner's, and its link.
#[derive(Clone, Debug)]
pub struct Stored {
    pub path: PathBuf,
    pub link: String,
    pub id: LinkId,
    pub object: ObjectId,
}

/// The service, its hosts, and those who use it.
pub struct World {
    pub portal: Portal,
    pub hosts: Vec<Host>,
    /// From those who store files to the portal.
    pub door: Way,
    /// Whose mirrors say what is not so.
    pub liars: Vec<MirrorId>,
    pub chance: Entropy,
    /// Answers nobody and works nothing: by it the test decides, and sees what became of that.
    pub operator: Operator,
    files: Vec<Stored>,
    watching: Vec<Watching>,
    uploader: Actor,
    desk: Arc<Desk>,
}

impl World {
    /// One with the mirrors of three hosts in three countries, which the portal reaches.
    pub async fn of_three(engine: Engine) -> Option<Self> {
        let mut world = Self::open(engine).await?;
        world.join_three().await;
        Some(world)
    }

    /// Mirrors of three hosts in three countries join it.
    pub async fn join_three(&mut self) {
        for (host, country) in [("kiwi", "NZ"), ("fjord", "NO"), ("maple", "CA")] {
            self.join(host, country).await;
        }
        self.reach().await;
    }

    /// One without mirrors, as yet.
    pub async fn open(engine: Engine) -> Option<Self> {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (config, authority, folder) = settings_without_mirrors(engine, socket.local_addr().unwrap()).await?;
        Some(Self::on(config, authority, folder, socket).await)
    }

    /// The same on these settings, whose public address is that of the socket.
    pub async fn on(config: Config, authority: Authority, folder: TempDir, socket: TcpListener) -> Self {
        let server = config.public_url.as_str().trim_end_matches('/').to_owned();
        let service = Service::open(config, Clock::System, Entropy::System, mirror::in_process).await.unwrap();
        let administrator = administrator(&service, "anna@example.org").await;
        let uploader = account(&service, "uploader@example.org").await;
        let name = TokenName::parse("desk").unwrap();
        let (_, token) = api_tokens::issue(&service, uploader, name, None).await.unwrap();
        let operator = Operator { service, administrator, authority, folder };
        let (folder, token) = (TempDir::new().unwrap(), token.expose().to_owned());
        let desk = Arc::new(Desk { folder, server, token, ca: operator.ca() });
        let mut portal = Portal::new(&operator, "portal");
        portal.start();
        portal.ready().await;
        let door = Way::between(socket, portal.listen);
        let seed = u64::from_le_bytes(Entropy::System.bytes());
        println!("seed {seed}");
        let (chance, hosts, liars) = (Entropy::seeded(seed), Vec::new(), Vec::new());
        let (files, watching) = (Vec::new(), Vec::new());
        Self { portal, hosts, door, liars, chance, operator, files, watching, uploader, desk }
    }

    /// A mirror of another host joins, and is admitted.
    pub async fn join(&mut self, host: &str, country: &'static str) {
        let listen = free_address();
        self.join_behind(host, country, listen, listen).await;
    }

    /// The same of one that listens at one address, while the way to it leads to another.
    pub async fn join_behind(&mut self, host: &str, country: &'static str, listen: SocketAddr, to: SocketAddr) {
        let (inbound, outbound) = (Way::to(to).await, Way::to(self.portal.listen).await);
        let service = format!("https://{}/", outbound.address);
        let between = Between { listen, mirror: inbound.address, service };
        let machine = Machine::join_over(&self.operator, host, country, Storage::default(), between).await;
        let life = Some(machine.start());
        self.operator.admit(&machine).await;
        self.hosts.push(Host { machine, country, inbound, outbound, life });
    }

    /// Has the portal reach all that were admitted, as it does from its start on.
    pub async fn reach(&mut self) {
        self.portal.kill().await;
        self.start_again().await;
        self.portal.reaches(self.hosts.len()).await;
    }

    /// The portal dies where it stands, and starts again.
    pub async fn kill_portal(&mut self) {
        self.portal.kill().await;
        // The half minute passes in which nobody else takes up what a dead worker held.
        let mut tx = self.operator.service.db.begin().await.unwrap();
        db::execute!(tx, "UPDATE jobs SET leased_until = NULL").unwrap();
        tx.commit().await.unwrap();
        self.start_again().await;
    }

    async fn start_again(&mut self) {
        self.portal.start();
        self.portal.ready().await;
    }

    /// A file of random bytes that is not stored yet.
    pub fn file(&self, bytes: usize) -> PathBuf {
        let mut content = vec![0; bytes];
        self.chance.fill(&mut content);
        let path = self.desk.path(&format!("file-{}", data_encoding::HEXLOWER.encode(&self.chance.bytes::<8>())));
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Begins to store it, again and again until that is acknowledged: gives its link then.
    pub fn put(&self, path: &Path) -> JoinHandle<String> {
        let (desk, path) = (Arc::clone(&self.desk), path.to_owned());
        tokio::spawn(async move {
            let begun = Instant::now();
            loop {
                let output = desk.writ(&["put", path.to_str().unwrap()]).output().await.unwrap();
                if output.status.success() {
                    return String::from_utf8(output.stdout).unwrap().trim().to_owned();
                }
                assert!(begun.elapsed() < PATIENCE, "{}", String::from_utf8_lossy(&output.stderr));
            }
        })
    }

    /// Waits until it is acknowledged: from here on it must not be lost.
    pub async fn stored(&mut self, path: PathBuf, putting: JoinHandle<String>) -> Stored {
        let link = putting.await.unwrap();
        let id = Link::parse(&link).unwrap().id;
        let mut tx = self.operator.service.db.read().await.unwrap();
        let (object,) = db::one!(tx, (ObjectId,), "SELECT object FROM links WHERE id = $1", id.as_str()).unwrap();
        drop(tx);
        let stored = Stored { path, link, id, object };
        self.files.push(stored.clone());
        stored
    }

    /// Stores a file of so many random bytes.
    pub async fn store(&mut self, bytes: usize) -> Stored {
        let path = self.file(bytes);
        let putting = self.put(&path);
        self.stored(path, putting).await
    }

    /// Opens a file by its link: it is what was stored.
    pub async fn opens(&self, file: &Stored) {
        std::fs::write(self.desk.path("link"), &file.link).unwrap();
        self.desk.run(&["get", "--link-file", "link", "--force", "-o", "back"]).await;
        assert!(std::fs::read(&file.path).unwrap() == std::fs::read(self.desk.path("back")).unwrap(), "{file:?}");
    }

    /// Locks a file. From here on it is looked that nobody reads it, with its link or by the last ticket, until it is lifted.
    pub async fn hold(&mut self, file: &Stored) {
        let service = &self.operator.service;
        // There is none for what is on its way back.
        let last = downloads::download(service, &file.id, None).await.ok();
        hold(service, file.object).await;
        let link = self.portal.at(&format!("/api/v1/links/{}", file.id.as_str()));
        let reader = self.operator.authority.client();
        self.watching.push(Watching::begin(file.object, reader, link, last, self.liars.clone()));
    }

    /// Lifts what locks a file.
    pub async fn lift(&mut self, file: &Stored) {
        let at = self.watching.iter().position(|watching| watching.object == file.object).expect("it is held");
        self.watching.swap_remove(at).end().await;
        assert!(recovery::lift(&self.operator.service, file.object).await.unwrap() > 0);
    }

    pub async fn board(&self, file: &Stored) -> Board {
        takedown::board(&self.operator.service, file.object).await.unwrap()
    }

    /// What a query counts; `None` while the database is away.
    async fn counted(&self, sql: &'static str) -> Option<i64> {
        let mut tx = self.operator.service.db.read().await.ok()?;
        let counted = db::one!(tx, (i64,), sql);
        counted.ok().map(|(count,)| count)
    }

    /// Waits until a query counts so many.
    pub async fn until(&self, sql: &'static str, many: i64) {
        let begun = Instant::now();
        for round in 0_u32.. {
            let counted = self.counted(sql).await;
            if counted.is_some_and(|count| count >= many) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{counted:?} of {many}, {sql}: {}", self.portal.said());
            self.wait(round).await;
        }
    }

    /// Waits until something is so of the hosts' machines.
    pub async fn until_hosts(&self, so: impl Fn(&[Host]) -> bool) {
        let begun = Instant::now();
        for round in 0_u32.. {
            if so(&self.hosts) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "the machines stay as they are: {}", self.portal.said());
            self.wait(round).await;
        }
    }

    /// A moment; the pauses that follow what failed pass sooner than they would.
    async fn wait(&self, round: u32) {
        tokio::time::sleep(Duration::from_millis(2)).await;
        if round % 50 == 49 {
            self.hurry().await;
        }
    }

    /// What failed is tried again now.
    async fn hurry(&self) {
        let service = &self.operator.service;
        let Ok(mut tx) = service.db.begin().await else { return };
        let sql = "UPDATE jobs SET run_at = $1 WHERE attempts > 0 AND lease IS NULL AND run_at > $1";
        if db::execute!(tx, sql, service.clock.now()).is_ok() {
            tx.commit().await.ok();
        }
    }

    /// What is left to do: orders that are open, mirrors that have not receipted one or were not looked at, bytes of locked files that wait
    /// for their order, files on their way back, and copies that were begun and are not whole. `None` while the database is away.
    async fn owed(&self) -> Option<(i64, i64, i64, i64, i64)> {
        let mut tx = self.operator.service.db.read().await.ok()?;
        db::one!(
            tx,
            (i64, i64, i64, i64, i64),
            "SELECT (SELECT COUNT(*) FROM orders WHERE completed_at IS NULL),
                    (SELECT COUNT(*) FROM order_deliveries WHERE receipt_token IS NULL OR probed_at IS NULL),
                    (SELECT COUNT(*) FROM blobs b JOIN objects o ON o.id = b.object
                     WHERE o.state = 'locked' AND b.state IN ('staging', 'stored')
                       AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.blob = b.id)),
                    (SELECT COUNT(*) FROM restorations WHERE completed_at IS NULL AND cancelled_at IS NULL),
                    (SELECT COUNT(*) FROM replicas r JOIN objects o ON o.blob = r.blob
                     WHERE o.state = 'available' AND r.state = 'placed')"
        )
        .ok()
    }

    /// Waits until nothing is left to do.
    pub async fn settled(&self) {
        let begun = Instant::now();
        loop {
            let owed = self.owed().await;
            if owed == Some((0, 0, 0, 0, 0)) {
                return;
            }
            let hosts =
                || self.hosts.iter().map(|host| std::fs::read_to_string(host.machine.log()).unwrap_or_default());
            assert!(begun.elapsed() < PATIENCE, "{owed:?}: {}{}", self.portal.said(), hosts().collect::<String>());
            self.hurry().await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// What has to be so once a fault has ended: no acknowledged byte is lost, no deleted blob is served or there again, every order is
    /// receipted, and nobody reads what is locked.
    pub async fn kept(&self) {
        self.settled().await;
        let (service, owner) = (&self.operator.service, self.uploader.account);
        for file in &self.files {
            let board = self.board(file).await;
            if self.watching.iter().any(|watching| watching.object == file.object) {
                assert_eq!(board.state, ObjectState::Locked);
                nobody_reads(service, owner, file.object, &file.id).await;
            } else {
                assert_eq!(board.state, ObjectState::Available);
                self.opens(file).await;
                self.lies_in_two_countries(file).await;
            }
            self.receipted_and_gone(&board).await;
        }
        assert!(!self.watching.iter().any(Watching::is_over), "somebody read what is locked, or deleted");
        self.desk.run(&["audit", "verify", &self.desk.server]).await;
    }

    /// The same at the end of a test: then nobody looks on any more.
    pub async fn ended(mut self) {
        self.kept().await;
        for watching in std::mem::take(&mut self.watching) {
            watching.end().await;
        }
    }

    /// Every copy that a mirror signed for is whole, and there are some in two countries at least.
    async fn lies_in_two_countries(&self, file: &Stored) {
        let service = &self.operator.service;
        let blob = blob_of(service, file.object).await;
        let mut tx = service.db.read().await.unwrap();
        let sql = "SELECT sealed_size FROM objects WHERE id = $1";
        let (size,) = db::one!(tx, (i64,), sql, file.object).unwrap();
        let sql = "SELECT mirror FROM replicas WHERE blob = $1 AND state = 'stored'";
        let stored = db::all!(tx, (MirrorId,), sql, blob).unwrap();
        drop(tx);
        let (mut countries, mut copies) = (BTreeSet::new(), Vec::new());
        for (mirror,) in stored {
            let host = self.hosts.iter().find(|host| host.machine.id == mirror).unwrap();
            copies.push(host.content(blob));
            countries.insert(host.country);
        }
        assert!(countries.len() >= 2, "it lies in {countries:?} only");
        for copy in &copies {
            assert_eq!(i64::try_from(copy.len()).unwrap(), size, "a copy is not whole");
            assert!(*copy == copies[0], "two copies differ");
        }
    }

    /// Every mirror has signed that what was ordered away is gone, holds nothing of it, and says so.
    async fn receipted_and_gone(&self, board: &Board) {
        for order in &board.orders {
            assert!(order.completed_at.is_some() && order.log_index.is_some(), "{order:?}");
            for row in &order.mirrors {
                assert!(row.state == "done" && row.receipt_token.is_some(), "{row:?}");
                if self.liars.contains(&row.mirror) {
                    continue;
                }
                assert_eq!(row.probe_outcome.as_deref(), Some("gone"), "{row:?}");
                let host = self.hosts.iter().find(|host| host.machine.id == row.mirror).unwrap();
                assert!(!host.holds(order.blob), "{} holds what it receipted", row.host);
                assert_eq!(self.probed(row.mirror, order.blob).await, Probe::Gone, "{}", row.host);
            }
        }
    }

    /// What a mirror says of a blob now.
    pub async fn probed(&self, mirror: MirrorId, blob: BlobId) -> Probe {
        let client = self.operator.service.mirrors.client(mirror).unwrap();
        let begun = Instant::now();
        loop {
            match client.probe(blob).await {
                Ok(probe) => return probe,
                Err(error) => assert!(begun.elapsed() < PATIENCE, "{error}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
