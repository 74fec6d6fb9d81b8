//! Two real portals on one PostgreSQL, under a balancer that sends each connection to the next of them, and three real mirrors of other hosts: what
//! either begins the other goes on with, and when one is killed the other goes on alone.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use data_encoding::BASE64URL_NOPAD;
use http::{StatusCode, header};
use serde_json::json;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use writ::accounts::api_tokens::{self, TokenName};
use writ::audit::{self, NewEntry};
use writ::claims::direct;
use writ::clock::Clock;
use writ::config::Config;
use writ::db;
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::ids::{CaseId, uuid_v4};
use writ::service::Service;

use crate::accounts::{account, auth};
use crate::app::Engine;
use crate::claims::cast::{self, Cast, target};
use crate::kills::{PATIENCE, database, serve};
use crate::nodes::{Operator, settings_without_mirrors};

/// How long the log may stand still when the portal that had a round in hand is killed. It takes well under a second; a machine
/// may be busy.
const TAKEOVER: Duration = Duration::from_secs(20);

/// A portal that is run as a process.
pub struct Portal {
    pub config: Config,
    pub listen: SocketAddr,
    /// In which certificates lie, and what it says.
    folder: PathBuf,
    log: PathBuf,
    client: reqwest::Client,
    life: Option<Child>,
}

impl Portal {
    pub fn new(operator: &Operator, name: &str) -> Self {
        let folder = operator.folder.path().to_owned();
        Self {
            config: Config::clone(&operator.service.config),
            listen: std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap(),
            log: folder.join(name).with_extension("log"),
            folder,
            client: operator.authority.client(),
            life: None,
        }
    }

    pub fn start(&mut self) {
        let at = |name: &str| self.folder.join(name);
        let mut serve = serve(&self.config, &self.listen.to_string(), &self.log);
        serve.arg("--tls-cert").arg(at("cert.pem")).arg("--tls-key").arg(at("key.pem"));
        self.life = Some(serve.arg("--mirror-ca").arg(at("ca.pem")).spawn().unwrap());
    }

    pub async fn ready(&self) {
        let begun = Instant::now();
        while !self.client.get(self.at("/readyz")).send().await.is_ok_and(|answer| answer.status().is_success()) {
            assert!(begun.elapsed() < PATIENCE, "not ready: {}", self.said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until it reaches so many mirrors: each of those witnesses its log.
    pub async fn reaches(&self, mirrors: usize) {
        let begun = Instant::now();
        while self.text("/log/witnesses").await.lines().count() != mirrors {
            assert!(begun.elapsed() < PATIENCE, "mirrors are not reached: {}", self.said());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends it without a warning.
    pub async fn kill(&mut self) {
        let mut life = self.life.take().unwrap();
        life.start_kill().unwrap();
        life.wait().await.unwrap();
    }

    pub fn at(&self, path: &str) -> String {
        format!("https://{}{path}", self.listen)
    }

    async fn text(&self, path: &str) -> String {
        self.client.get(self.at(path)).send().await.unwrap().text().await.unwrap()
    }

    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The checkpoint that it shows.
    async fn checkpoint(&self) -> String {
        self.text("/log/checkpoint").await
    }

    /// Waits until the log that it shows has every entry that was written so far.
    async fn shows_all_of(&self, service: &Service) {
        let mut tx = service.db.read().await.unwrap();
        let (entries,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM log_entries").unwrap();
        drop(tx);
        let begun = Instant::now();
        // The second line of a checkpoint is the size of the log.
        while self.checkpoint().await.lines().nth(1).unwrap().parse::<i64>().unwrap() < entries {
            assert!(begun.elapsed() < TAKEOVER, "the log stands still: {}", self.said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Sends each connection to the next portal, or to another that is there.
async fn balance(listener: TcpListener, portals: [SocketAddr; 2]) {
    for turn in 0.. {
        let (mut client, _) = listener.accept().await.unwrap();
        let mut order = portals;
        order.rotate_left(turn % 2);
        tokio::spawn(async move {
            for portal in order {
                if let Ok(mut served) = TcpStream::connect(portal).await {
                    // However it ends is the client's affair.
                    drop(tokio::io::copy_bidirectional(&mut client, &mut served).await);
                    return;
                }
            }
        });
    }
}

/// An entry of the log, in a transaction of its own.
async fn append(service: &Service) {
    let mut tx = service.db.begin().await.unwrap();
    let case = CaseId(uuid_v4(&service.entropy));
    let entry =
        NewEntry { kind: "test.happened", case, actor: "service", fields: json!({}), commitments: &[], journal: None };
    audit::append(&mut tx, service, entry).await.unwrap();
    tx.commit().await.unwrap();
}

/// Somebody's machine, from which `writ` is run. It knows the authority of this test, as others know those of the web.
pub struct Desk {
    pub folder: TempDir,
    pub server: String,
    pub token: String,
    pub ca: PathBuf,
}

impl Desk {
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn writ(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_writ"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("SSL_CERT_FILE", &self.ca)
            .env("WRIT_SERVER", &self.server)
            .env("WRIT_TOKEN", &self.token)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    pub async fn run(&self, arguments: &[&str]) -> String {
        said(&self.writ(arguments).output().await.unwrap())
    }
}

/// What a command that did what it should has said.
fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_portals_under_a_balancer_are_one_service_and_either_goes_on_alone() {
    let balancer = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = balancer.local_addr().unwrap();
    let Some((config, authority, folder)) = settings_without_mirrors(Engine::Postgres, at).await else { return };
    let server = config.public_url.as_str().trim_end_matches('/').to_owned();
    // A third portal answers nobody and works nothing. The people, before anything is served.
    let third = Service::open(config, Clock::System, Entropy::System, mirror::in_process).await.unwrap();
    let cast = Cast::direct(&third).await;
    let uploader = account(&third, "uploader@example.org").await;
    let (_, token) = api_tokens::issue(&third, uploader, TokenName::parse("desk").unwrap(), None).await.unwrap();
    let operator = Operator { service: third.clone(), administrator: cast.first, authority, folder };
    let (desk, token) = (TempDir::new().unwrap(), token.expose().to_owned());
    let desk = Desk { folder: desk, server, token, ca: operator.ca() };

    // Both begin at the same instant, and mirrors join by whichever they come to.
    let (mut first, mut second) = (Portal::new(&operator, "first"), Portal::new(&operator, "second"));
    first.start();
    second.start();
    first.ready().await;
    second.ready().await;
    tokio::spawn(balance(balancer, [first.listen, second.listen]));
    let (_machines, _lives) = operator.three_machines().await;
    first.reaches(3).await;
    second.reaches(3).await;

    signed_in_on_one_and_out_on_the_other(&first, &second).await;
    let files = stored_and_opened(&desk).await;
    for portal in [&first, &second] {
        assert!(portal.said().contains("/api/v1/uploads"), "it had a part in it: {}", portal.said());
    }

    let targets = files.iter().map(|(_, link)| target(link)).collect();
    let filed = cast::file(&third, &cast, targets).await.unwrap();
    cast::delete(&third, &cast.member, filed.claim, direct::CONFIRMATION, &cast.auth).await.unwrap();
    worked_once(&third, i64::try_from(files.len()).unwrap(), [&first, &second]).await;

    // Whichever of them has a round in hand when it is killed, the other goes on.
    std::fs::write(desk.path("before"), first.checkpoint().await).unwrap();
    append(&third).await;
    first.kill().await;
    append(&third).await;
    second.shows_all_of(&third).await;
    first.start();
    first.ready().await;
    append(&third).await;
    second.kill().await;
    append(&third).await;
    first.shows_all_of(&third).await;
    second.start();
    second.ready().await;

    // One story, as strangers verify it, and as the database has it.
    desk.run(&["audit", "verify", &desk.server, "--against", desk.path("before").to_str().unwrap()]).await;
    second.shows_all_of(&third).await;
    third.db.close().await;
    first.kill().await;
    second.kill().await;
    verified(&desk, &first.config).await;
}

async fn signed_in_on_one_and_out_on_the_other(one: &Portal, other: &Portal) {
    let browser = &one.client;
    let credentials = json!({"email": "uploader@example.org", "auth": BASE64URL_NOPAD.encode(&auth("right"))});
    let answer = browser.post(one.at("/api/v1/sign-in")).json(&credentials).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{}", one.said());
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap());
    let session =
        cookies.filter_map(|line| line.split(';').next()).find(|pair| pair.starts_with("__Host-writ=")).unwrap();
    let (session, mut seen) = (session.to_owned(), Vec::new());
    for portal in [one, other] {
        let asked = browser.get(portal.at("/account")).header(header::COOKIE, &session).send().await.unwrap();
        seen.push((asked.status(), asked.text().await.unwrap().contains("uploader@example.org")));
    }
    assert_eq!(seen, [(StatusCode::OK, true); 2], "the page is whose the session is, at either");
    let out = browser.post(other.at("/api/v1/sign-out")).header(header::COOKIE, &session).send().await.unwrap();
    assert!(out.status().is_success(), "{}", out.status());
    for portal in [one, other] {
        let asked = browser.get(portal.at("/api/v1/account")).header(header::COOKIE, &session).send().await.unwrap();
        assert_eq!(asked.status(), StatusCode::UNAUTHORIZED);
    }
}

/// Files that were stored, and opened again, through the balancer, each with its link.
async fn stored_and_opened(desk: &Desk) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for number in 0..4_usize {
        let path = desk.path(&format!("file-{number}"));
        let mut bytes = vec![0; number * 6 * 1024 * 1024 + 1_000];
        Entropy::System.fill(&mut bytes);
        std::fs::write(&path, bytes).unwrap();
        let link = desk.run(&["put", path.to_str().unwrap()]).await;
        files.push((path, link));
    }
    for (path, link) in &files {
        std::fs::write(desk.path("link"), link).unwrap();
        desk.run(&["get", "--link-file", "link", "--force", "-o", "back"]).await;
        assert!(std::fs::read(path).unwrap() == std::fs::read(desk.path("back")).unwrap(), "{}", path.display());
    }
    files
}

/// Waits until what was decided is done, and looks that none of it was done twice.
async fn worked_once(third: &Service, files: i64, portals: [&Portal; 2]) {
    let count = async |sql: &'static str| {
        let mut tx = third.db.read().await.unwrap();
        db::one!(tx, (i64,), sql).unwrap().0
    };
    let begun = Instant::now();
    while count("SELECT COUNT(*) FROM orders WHERE completed_at IS NOT NULL").await < files
        || count("SELECT COUNT(*) FROM messages WHERE state = 'queued'").await > 0
    {
        assert!(begun.elapsed() < PATIENCE, "{}{}", portals[0].said(), portals[1].said());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for (each, sql) in [
        (2, "SELECT COUNT(*) FROM log_entries WHERE kind = 'custody.secured'"),
        (1, "SELECT COUNT(*) FROM log_entries WHERE kind = 'order.issued'"),
        (3, "SELECT COUNT(receipt_token) FROM order_deliveries"),
    ] {
        assert_eq!(count(sql).await, each * files, "{sql}");
    }
    assert_eq!(count("SELECT COUNT(*) FROM messages WHERE attempts > 1").await, 0, "no mail is sent twice");
}

async fn verified(desk: &Desk, config: &Config) {
    let store: &Path = &config.log_store;
    let mut verify = desk.writ(&["audit", "verify", store.to_str().unwrap()]);
    said(&verify.env("WRIT_DATABASE", database(config)).output().await.unwrap());
}
