//! The real service, killed again and again as a power cut would, while files are stored and taken down: whatever it
//! acknowledged is still so, and whatever was decided is done in the end.

mod custody;

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use writ::accounts::Actor;
use writ::accounts::api_tokens::{self, TokenName};
use writ::claims::matching::{self, MatchState};
use writ::claims::{direct, works};
use writ::clock::Clock;
use writ::config::Config;
use writ::db::{self, Address, Db};
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::ids::ObjectId;
use writ::service::Service;
use writ::takedown;
use writ::tokens::Digest;
use writ::vault::ObjectState;

use crate::app::{Engine, settings};
use crate::claims::cast::{self, Cast, File, target};

const MIB: usize = 1024 * 1024;
/// How long anything may take that is not killed. It takes well under a second; a machine may be busy.
pub const PATIENCE: Duration = Duration::from_mins(2);
/// How often the service is killed while files are stored, and while they are taken down.
const KILLS: u32 = 8;

/// A service that is run as a process, on settings that this test can open too while it is not running.
pub struct Victim {
    pub config: Config,
    pub url: String,
    /// What else `writ serve` is told.
    pub arguments: Vec<String>,
    token: String,
    desk: TempDir,
    chance: Entropy,
    checkpoints: Vec<PathBuf>,
}

impl Victim {
    /// Where it lives, and the folder that goes with this test. It was not started yet.
    pub async fn settle(engine: Engine) -> Option<(Self, TempDir)> {
        let (config, folder) = settings(engine).await?;
        Some((Self::of(config), folder))
    }

    /// One that runs on what there is already.
    pub fn of(mut config: Config) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("http://127.0.0.1:{port}");
        config.public_url = url.parse().unwrap();
        let seed = u64::from_le_bytes(Entropy::System.bytes());
        println!("seed {seed}");
        let (desk, chance) = (TempDir::new().unwrap(), Entropy::seeded(seed));
        let (arguments, token, checkpoints) = (Vec::new(), String::new(), Vec::new());
        Self { config, url, arguments, token, desk, chance, checkpoints }
    }

    /// One life of the service: it has begun, but need not be ready yet.
    pub fn start(&self) -> Child {
        let mut command = serve(&self.config, self.url.trim_start_matches("http://"), &self.path("serve.log"));
        // A part a turn, so that there is something to interrupt.
        command.args(["--limit", "matching-turn-bytes=1"]).args(&self.arguments).spawn().unwrap()
    }

    /// Until it answers.
    pub async fn ready(&self) {
        let begun = Instant::now();
        while self.read("/readyz").await.is_none() {
            assert!(begun.elapsed() < PATIENCE, "not ready: {}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn read(&self, path: &str) -> Option<Vec<u8>> {
        let answer = reqwest::get(format!("{}{path}", self.url)).await.ok()?;
        if !answer.status().is_success() {
            return None;
        }
        Some(answer.bytes().await.ok()?.to_vec())
    }

    /// Remembers the checkpoint that it shows now: no later log may contradict it.
    async fn remember_checkpoint(&mut self) {
        if let Some(checkpoint) = self.read("/log/checkpoint").await {
            let path = self.path(&format!("checkpoint-{}", self.checkpoints.len()));
            std::fs::write(&path, checkpoint).unwrap();
            self.checkpoints.push(path);
        }
    }

    /// Lets it live for a random moment, then ends it without a warning.
    async fn kill(&mut self, mut child: Child, longest: u64) {
        tokio::time::sleep(Duration::from_millis(self.chance.below(longest))).await;
        self.remember_checkpoint().await;
        child.start_kill().unwrap();
        child.wait().await.unwrap();
    }

    /// Has it stop as an operator does, who lets it end what it is at.
    pub async fn stop(&self, mut child: Child) {
        let id = i32::try_from(child.id().unwrap()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), Signal::TERM).unwrap();
        let ended = tokio::time::timeout(PATIENCE, child.wait()).await.expect("it stops when it is told to").unwrap();
        assert!(ended.success(), "{ended}: {}", self.log());
    }

    /// Opens what the process left, in this one; the process must be gone.
    pub async fn open(&self) -> Service {
        Service::open(self.config.clone(), Clock::System, Entropy::System, mirror::in_process).await.unwrap()
    }

    fn writ(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_writ"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.desk.path())
            .env("XDG_STATE_HOME", self.path("state"))
            .env("WRIT_SERVER", &self.url)
            .env("WRIT_TOKEN", &self.token)
            .current_dir(self.desk.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    async fn run(&self, arguments: &[&str]) -> Output {
        self.writ(arguments).output().await.unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.desk.path().join(name)
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("serve.log")).unwrap_or_default()
    }

    /// Every part of every blob that lies on a mirror.
    fn parts_on_mirrors(&self) -> usize {
        fn count(folder: &Path) -> usize {
            let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
            entries
                .map(|entry| entry.unwrap().path())
                .map(|path| {
                    let digits =
                        path.file_name().is_some_and(|name| name.as_encoded_bytes().iter().all(u8::is_ascii_digit));
                    if path.is_dir() { count(&path) } else { usize::from(digits) }
                })
                .sum()
        }
        self.config.mirrors.iter().map(|mirror| count(&mirror.folder)).sum()
    }
}

/// `writ serve` on these settings, which listens there. What it says is written behind what stands in `log`.
pub fn serve(config: &Config, listen: &str, log: &Path) -> Command {
    let mut command = on(config, &["serve", "--listen", listen]);
    let log = std::fs::File::options().create(true).append(true).open(log).unwrap();
    command.stdout(Stdio::null()).stderr(log);
    command
}

/// `writ` with these words, and told of these settings.
pub fn on(config: &Config, words: &[&str]) -> Command {
    let mut command = unaddressed(config, words);
    command.args(["--public-url", config.public_url.as_str()]);
    command
}

/// The same, which is not told where people reach the service: it supposes something.
pub fn unaddressed(config: &Config, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_writ"));
    command.args(words).arg("--data").arg(&config.data).arg("--keys").arg(&config.keys);
    command.arg("--log-store").arg(&config.log_store).arg("--evidence").arg(&config.evidence);
    for mirror in &config.mirrors {
        let place = format!("{}={}={}", mirror.name, mirror.jurisdiction, mirror.folder.display());
        command.args(["--mirror", &place]);
    }
    if config.mirrors.is_empty() {
        command.arg("--no-mirror");
    }
    if config.private_mirrors {
        command.arg("--private-mirrors");
    }
    for store in &config.custody {
        command.args(["--custody", &format!("{}={}", store.jurisdiction, store.place)]);
    }
    command.env_clear().env("WRIT_DATABASE", database(config)).stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// The database of these settings, as `writ` is told of it.
pub fn database(config: &Config) -> String {
    match &config.database {
        Address::File(path) => path.display().to_string(),
        Address::Postgres(url) => url.clone(),
    }
}

async fn killed_at_any_instant(engine: Engine) {
    let Some((mut victim, _folder)) = Victim::settle(engine).await else { return };
    // The people, before the first life.
    let service = victim.open().await;
    let cast = Cast::direct(&service).await;
    let uploader = cast::person(&service, "uploader").await;
    let (_, token) = api_tokens::issue(&service, uploader, TokenName::parse("desk").unwrap(), None).await.unwrap();
    token.expose().clone_into(&mut victim.token);
    service.db.close().await;
    drop(service);

    let files = stored_under_kills(&mut victim).await;
    let objects = decided(&victim, &cast, uploader, &files).await;
    taken_down_under_kills(&mut victim).await;
    everything_held(&victim, uploader, &objects).await;
}

/// Files that were put while the service was killed, each with its link.
async fn stored_under_kills(victim: &mut Victim) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for number in 0..4_u64 {
        let mut bytes = vec![0; usize::try_from(number).unwrap() * 6 * MIB + 1000];
        victim.chance.fill(&mut bytes);
        let path = victim.path(&format!("file-{number}"));
        std::fs::write(&path, bytes).unwrap();
        files.push(path);
    }
    let mut links = Vec::new();
    let mut kills = 0;
    let mut life = Some(victim.start());
    victim.ready().await;
    for path in files {
        let name = path.to_str().unwrap();
        let begun = Instant::now();
        let link = loop {
            let put = victim.writ(&["put", name]).spawn().unwrap();
            let mut put = std::pin::pin!(put.wait_with_output());
            if kills < KILLS {
                // The client may end before the service does, or may be left without one.
                let moment = Duration::from_millis(victim.chance.below(700));
                if let Ok(output) = tokio::time::timeout(moment, put.as_mut()).await {
                    if let Some(link) = said_link(&output.unwrap()) {
                        break link;
                    }
                } else {
                    kills += 1;
                    victim.kill(life.take().unwrap(), 5).await;
                    life = Some(victim.start());
                    if victim.chance.below(2) == 0 {
                        victim.ready().await;
                    }
                    if let Some(link) = said_link(&put.await.unwrap()) {
                        break link;
                    }
                }
            } else {
                victim.ready().await;
                let output = put.await.unwrap();
                if let Some(link) = said_link(&output) {
                    break link;
                }
                assert!(begun.elapsed() < PATIENCE, "{}{}", String::from_utf8_lossy(&output.stderr), victim.log());
            }
        };
        links.push((path, link));
    }
    // Each file that was acknowledged opens, in yet another life.
    victim.kill(life.take().unwrap(), 200).await;
    let life = victim.start();
    victim.ready().await;
    for (path, link) in &links {
        std::fs::write(victim.path("link"), link).unwrap();
        let output = victim.run(&["get", "--link-file", "link", "--force", "-o", "back"]).await;
        assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stderr), victim.log());
        assert!(std::fs::read(path).unwrap() == std::fs::read(victim.path("back")).unwrap(), "{}", path.display());
    }
    victim.kill(life, 50).await;
    links
}

fn said_link(output: &Output) -> Option<String> {
    output.status.success().then(|| String::from_utf8(output.stdout.clone()).unwrap().trim().to_owned())
}

/// The rights holder deletes them all; nothing of what follows is done yet.
async fn decided(victim: &Victim, cast: &Cast, uploader: Actor, files: &[(PathBuf, String)]) -> Vec<ObjectId> {
    let service = victim.open().await;
    let targets = files.iter().map(|(_, link)| target(link)).collect();
    let filed = cast::file(&service, cast, targets).await.unwrap();
    cast::delete(&service, &cast.member, filed.claim, direct::CONFIRMATION, &cast.auth).await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    let objects = db::all!(
        &mut tx,
        (ObjectId,),
        "SELECT id FROM objects WHERE owner = $1 AND state = 'locked'",
        uploader.account
    )
    .unwrap();
    drop(tx);
    service.db.close().await;
    assert_eq!(objects.len(), files.len());
    objects.into_iter().map(|(object,)| object).collect()
}

/// Kills the service at every stage of the deletion, then lets it live until all is done.
async fn taken_down_under_kills(victim: &mut Victim) {
    assert!(victim.parts_on_mirrors() > 0);
    for round in 0..KILLS {
        let life = victim.start();
        if round % 3 > 0 {
            victim.ready().await;
        }
        victim.kill(life, 150).await;
    }
    let mut life = victim.start();
    victim.ready().await;
    let watch = Db::open(&victim.config.database).await.unwrap();
    let begun = Instant::now();
    loop {
        let mut tx = watch.read().await.unwrap();
        let open =
            db::one!(&mut tx, (i64,), "SELECT COUNT(*) FROM jobs WHERE run_at < $1", Clock::System.now()).unwrap().0;
        let orders = db::one!(&mut tx, (i64,), "SELECT COUNT(*) FROM orders WHERE completed_at IS NULL").unwrap().0;
        let all = db::one!(&mut tx, (i64,), "SELECT COUNT(*) FROM orders").unwrap().0;
        drop(tx);
        if open == 0 && orders == 0 && all > 0 {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{open} jobs and {orders} of {all} orders left: {}", victim.log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    watch.close().await;
    // The log as it stands agrees with every checkpoint that was ever seen.
    victim.remember_checkpoint().await;
    assert!(victim.checkpoints.len() > 2);
    for checkpoint in &victim.checkpoints {
        let output = victim.run(&["audit", "verify", &victim.url, "--against", checkpoint.to_str().unwrap()]).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    life.start_kill().unwrap();
    life.wait().await.unwrap();
}

/// What was decided is done, everywhere, and the database and the log say the same.
async fn everything_held(victim: &Victim, uploader: Actor, objects: &[ObjectId]) {
    assert_eq!(victim.parts_on_mirrors(), 0, "no mirror holds a byte of them");
    let service = victim.open().await;
    for object in objects {
        let board = takedown::board(&service, *object).await.unwrap();
        assert_eq!(board.state, ObjectState::Locked);
        assert_eq!(board.custody.iter().filter(|copy| copy.state == "secured").count(), 2);
        let [order] = board.orders.as_slice() else { panic!("one blob, one order: {:?}", board.orders) };
        assert!(order.completed_at.is_some());
    }
    let mut tx = service.db.read().await.unwrap();
    let (deliveries, receipts, probes) = db::one!(
        &mut tx,
        (i64, i64, i64),
        "SELECT COUNT(*), COUNT(receipt_token), COUNT(probed_at) FROM order_deliveries"
    )
    .unwrap();
    let (notices,) =
        db::one!(&mut tx, (i64,), "SELECT COUNT(*) FROM notices WHERE account = $1", uploader.account).unwrap();
    drop(tx);
    let each = i64::try_from(objects.len()).unwrap();
    assert_eq!((deliveries, receipts, probes), (3 * each, 3 * each, 3 * each), "every mirror, receipted and looked at");
    assert_eq!(notices, each, "told once of each");
    service.db.close().await;
    drop(service);
    let store = victim.config.log_store.display().to_string();
    let mut verify = victim.writ(&["audit", "verify", &store]);
    let output = verify.env("WRIT_DATABASE", database(&victim.config)).output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_instant_on_sqlite() {
    killed_at_any_instant(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_instant_on_postgres() {
    killed_at_any_instant(Engine::Postgres).await;
}

/// What is matched goes on in the next life where the last one kept it, and comes to the same.
async fn killed_while_matching(engine: Engine) {
    let Some((victim, _folder)) = Victim::settle(engine).await else { return };
    let service = victim.open().await;
    let cast = Cast::signed(&service).await;
    let mut content = vec![0; 10 * 8 * MIB];
    victim.chance.fill(&mut content);
    let references = vec![Digest::of(&content).to_string()];
    let work = works::NewWork { references, ..cast::work() };
    works::register(&service, &cast.member, cast.organisation, &work).await.unwrap();
    let uploader = cast::person(&service, "uploader").await;
    let film = File::upload_content(&service, uploader, "film.mkv", &content).await;
    let link = film.url().replace("http://localhost:8080", &victim.url);
    let claim = cast::file(&service, &cast, vec![target(&link)]).await.unwrap().claim;
    matching::request(&service, &cast.member, claim).await.unwrap();
    service.db.close().await;
    drop(service);

    let watch = Db::open(&victim.config.database).await.unwrap();
    let stands = async || {
        let mut tx = watch.read().await.unwrap();
        db::one!(&mut tx, (i64, String), "SELECT chunk, state FROM matchings").unwrap()
    };
    let (mut read, mut kills) = (0, 0);
    while stands().await.1 == "waiting" {
        let mut life = victim.start();
        let begun = Instant::now();
        loop {
            let (chunk, state) = stands().await;
            assert!(chunk >= read, "nothing that was kept is read again");
            // A life of one part more, and then of as long as the rest takes.
            if state != "waiting" || (kills < 4 && chunk > read) {
                kills += u32::from(state == "waiting");
                read = chunk;
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "{chunk} chunks are read: {}", victim.log());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        life.start_kill().unwrap();
        life.wait().await.unwrap();
        // The half minute passes in which nobody else takes up what a dead worker held.
        let mut tx = watch.begin().await.unwrap();
        db::execute!(&mut tx, "UPDATE jobs SET leased_until = NULL").unwrap();
        tx.commit().await.unwrap();
    }
    watch.close().await;
    assert!(kills >= 2, "{kills}: it was interrupted");
    let service = victim.open().await;
    let matched = matching::progress(&service, &cast.member, claim).await.unwrap().remove(0);
    assert_eq!(matched.state, MatchState::Matched, "{:?}", matched.problem);
    service.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_matching_on_sqlite() {
    killed_while_matching(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_matching_on_postgres() {
    killed_while_matching(Engine::Postgres).await;
}
