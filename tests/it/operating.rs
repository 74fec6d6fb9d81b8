//! docs/OPERATING.md, done: each procedure of it is followed on machines of the test's own ([`machine`]), command by command as it stands
//! there, with the real program as the units start it, on both engines. What people do at pages between two of them is done by the rooms' verbs.

mod book;
mod letters;
mod lines;
mod machine;

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use tempfile::TempDir;
use tokio::process::Command;
use writ::accounts::api_tokens::{self, TokenName};
use writ::accounts::{self, Actor, InvitationToken, Role};
use writ::audit;
use writ::clock::Clock;
use writ::config::{Config, Jurisdiction, MirrorFolder};
use writ::db::{self, Address};
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::ids::{MirrorId, ObjectId};
use writ::keys::Purpose;
use writ::policies::terms::Terms;
use writ::service::Service;
use writ::takedown::{self, Ground};
use writ::texts::Language;
use writ::vault::applications::{self, Contact, HostName, Offered, Room};
use writ::vault::objects::{self, Finality};
use writ::vault::{hosts, trust};
use writ::work;

use self::machine::Machine;
use crate::accounts::{account, with_role};
use crate::app::{self, Engine, empty_postgres_database, postgres_server};
use crate::survival::close;
use crate::tls::Authority;

/// The mirrors that an installation runs itself unless it is told of others, and their countries.
const MIRRORS: [(&str, &str); 3] = [("paris", "FR"), ("amsterdam", "NL"), ("auckland", "NZ")];

/// An installation of the portal, the people it has, and somebody's machine on which `writ put` and `writ get` are run.
struct Site {
    machine: Machine,
    authority: Authority,
    address: String,
    database: Address,
    desk: TempDir,
}

/// Who there is, once the first start is over: two administrators, somebody who runs a mirror, and somebody with files and a token.
struct People {
    anna: Actor,
    bert: Actor,
    hana: Actor,
    owner: Actor,
    token: String,
}

fn free_address() -> String {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    format!("127.0.0.1:{port}")
}

/// Whether a test can follow the document here: it says so where it cannot.
fn has_curl() -> bool {
    let found = std::process::Command::new("curl").arg("--version").output().is_ok();
    if !found {
        println!("skipped: docs/OPERATING.md is not followed, because there is no curl");
    }
    found
}

impl Site {
    /// Everything is in its place, and nothing was started.
    async fn prepared(engine: Engine) -> Option<Self> {
        if !has_curl() {
            return None;
        }
        Self::at(engine, Authority::new(), free_address()).await
    }

    async fn at(engine: Engine, authority: Authority, address: String) -> Option<Self> {
        let names = vec![("https://files.example", format!("https://{address}")), ("[::]:443", address.clone())];
        let machine = Machine::new(engine, &authority, names);
        let database = match engine {
            Engine::Sqlite => Address::File(machine.at("var/lib/writ/writ.db")),
            // Not even a schema: the first start makes it.
            Engine::Postgres => Address::Postgres(empty_postgres_database(&postgres_server()?, &Entropy::System).await),
        };
        machine.follow("install/files").await;
        let settings = format!("WRIT_MIRROR_CA={}\nWRIT_PRIVATE_MIRRORS=true\n", machine.ca().display());
        machine.append("etc/writ/writ.env", &settings);
        if let Address::Postgres(url) = &database {
            machine.append("etc/writ/writ.env", &format!("WRIT_DATABASE={url}\n"));
        }
        machine.certify(&authority, "files.example");
        machine.follow("certificate").await;
        Some(Self { machine, authority, address, database, desk: TempDir::new().unwrap() })
    }

    /// It runs, and has people.
    async fn settled(engine: Engine) -> Option<(Self, People)> {
        let site = Self::prepared(engine).await?;
        let said = site.machine.follow("install/start").await;
        let people = site.peopled(&said).await;
        Some((site, people))
    }

    /// The first administrator opens the link that was printed, and the others follow.
    async fn peopled(&self, said: &str) -> People {
        let link = said.lines().find(|line| line.starts_with("https://") && line.contains('#'));
        let link = link.unwrap_or_else(|| panic!("no link is printed: {said}"));
        let invitation = InvitationToken::parse(link.split_once('#').unwrap().1).unwrap();
        self.at_rest(async |service: &Service| {
            let anna = account(service, "anna@example.org").await;
            accounts::accept_invitation(service, anna, &invitation).await.unwrap();
            let anna = Actor { roles: anna.roles.with(Role::Administrator), ..anna };
            let bert = with_role(service, anna, "bert@example.org", Role::Administrator).await;
            let hana = account(service, "hana@example.org").await;
            let owner = account(service, "owner@example.org").await;
            let (_, token) = api_tokens::issue(service, owner, TokenName::parse("desk").unwrap(), None).await.unwrap();
            People { anna, bert, hana, owner, token: token.expose().to_owned() }
        })
        .await
    }

    fn data(&self) -> PathBuf {
        self.machine.at("var/lib/writ")
    }

    fn config(&self) -> Config {
        let data = self.data();
        let folder = |(name, country): (&str, &str)| {
            MirrorFolder::from_str(&format!("{name}={country}={}", data.join("mirrors").join(name).display())).unwrap()
        };
        Config {
            public_url: format!("https://{}", self.address).parse().unwrap(),
            log_store: data.join("log"),
            mirrors: MIRRORS.map(folder).to_vec(),
            mirror_authority: Some(self.authority.pem.clone().into_bytes()),
            private_mirrors: true,
            ..app::config(&data, self.database.clone())
        }
    }

    /// The service in this process, with its mirrors, while the site is stopped for that.
    async fn at_rest<T>(&self, done: impl AsyncFnOnce(&Service) -> T) -> T {
        self.machine.run("systemctl stop writ").await;
        let service = Service::open(self.config(), Clock::System, Entropy::System, mirror::in_process).await.unwrap();
        let outcome = done(&service).await;
        audit::settle(&service).await.unwrap();
        audit::cosign(&service).await.unwrap();
        close(service).await;
        self.machine.run("systemctl start writ").await;
        self.ready().await;
        outcome
    }

    /// Another portal in this process, which runs no mirror.
    async fn beside(&self) -> Service {
        let config = Config { mirrors: Vec::new(), ..self.config() };
        Service::open(config, Clock::System, Entropy::System, mirror::in_process).await.unwrap()
    }

    async fn read(&self, path: &str) -> Option<String> {
        let answer = self.authority.client().get(format!("https://{}{path}", self.address)).send().await.ok()?;
        if answer.status().is_success() { answer.text().await.ok() } else { None }
    }

    async fn ready(&self) {
        self.machine.until("ready", async || self.read("/readyz").await.is_some()).await;
    }

    /// Waits until it reaches so many mirrors: each of them witnesses its log.
    async fn reaches(&self, mirrors: usize) {
        let reached = async || self.read("/log/witnesses").await.is_some_and(|keys| keys.lines().count() == mirrors);
        self.machine.until("mirrors are reached", reached).await;
    }

    fn writ(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_writ"));
        command.args(arguments).env_clear().env("HOME", self.desk.path()).env("SSL_CERT_FILE", self.machine.ca());
        command.env("WRIT_SERVER", format!("https://{}", self.address)).current_dir(self.desk.path());
        command.stdin(std::process::Stdio::null()).kill_on_drop(true);
        command
    }

    /// Stores a file: its link.
    async fn try_put(&self, token: &str, name: &str) -> Result<String, String> {
        fs::write(self.desk.path().join(name), name.repeat(5_000)).unwrap();
        let output = self.writ(&["put", name]).env("WRIT_TOKEN", token).output().await.unwrap();
        if output.status.success() {
            Ok(String::from_utf8(output.stdout).unwrap().trim().to_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    async fn put(&self, people: &People, name: &str) -> File {
        let link = self.try_put(&people.token, name).await.unwrap_or_else(|why| panic!("{why}{}", self.machine.said()));
        let service = self.beside().await;
        let mut tx = service.db.read().await.unwrap();
        // Their numbers follow the time.
        let (object,) = db::one!(tx, (ObjectId,), "SELECT id FROM objects ORDER BY id DESC LIMIT 1").unwrap();
        drop(tx);
        service.db.close().await;
        File { name: name.to_owned(), link, object }
    }

    /// Whether a file opens for whoever has its link.
    async fn opens(&self, file: &File) -> bool {
        fs::write(self.desk.path().join("link"), &file.link).unwrap();
        let output = self.writ(&["get", "--link-file", "link", "--force", "-o", "back"]).output().await.unwrap();
        let is_whole = || fs::read_to_string(self.desk.path().join("back")).unwrap() == file.name.repeat(5_000);
        output.status.success() && is_whole()
    }

    /// Takes a file down, as a court has it.
    async fn take_down(&self, file: &File) {
        self.at_rest(async |service: &Service| {
            let mut tx = service.db.begin().await.unwrap();
            takedown::open_hold(&mut tx, service, file.object, None, Ground::Court).await.unwrap();
            tx.commit().await.unwrap();
            let ran = work::run_due(service).await.unwrap();
            assert!(ran.failed.is_empty(), "{ran:?}");
        })
        .await;
    }
}

/// A file that was stored.
struct File {
    name: String,
    link: String,
    object: ObjectId,
}

/// The same body on both engines.
macro_rules! on_both {
    ($($name:ident => $body:ident;)+) => { $(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                $body(Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                $body(Engine::Postgres).await;
            }
        }
    )+ };
}

on_both! {
    what_was_installed_serves => installed;
    a_new_program_goes_on_with_what_there_is => upgraded;
    a_restored_backup_undoes_no_takedown => restored;
    a_certificate_and_keys_are_replaced => rotated;
    a_mirror_takes_its_first_file_and_obeys_its_first_order => first_hour;
    a_seized_country_is_left => seized;
    a_lost_site_is_followed_by_another => lost;
    a_service_ends => ended;
}

async fn installed(engine: Engine) {
    let Some((site, people)) = Site::settled(engine).await else { return };
    let said = site.machine.follow("install/check").await;
    assert!(!said.is_empty());
    let film = site.put(&people, "film.mkv").await;
    assert!(site.opens(&film).await);
    // The link of the first administrator is printed while there is none, and not once there is.
    assert_eq!(site.machine.said().matches("First start").count(), 1, "{}", site.machine.said());
    // What a unit may not write, and others not read.
    let mode = |path: &str| fs::metadata(site.machine.at(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("etc/writ/writ.env"), mode("etc/writ/tls/key.pem")), (0o600, 0o600));
}

async fn upgraded(engine: Engine) {
    let Some((site, people)) = Site::settled(engine).await else { return };
    let (film, gone) = (site.put(&people, "film.mkv").await, site.put(&people, "gone.mkv").await);
    site.take_down(&gone).await;
    let program = site.machine.at("usr/local/bin/writ");
    // Kept, so that its number is not given to another.
    fs::hard_link(&program, site.machine.at("usr/local/former")).unwrap();
    let before = fs::metadata(&program).unwrap().ino();
    site.machine.follow("upgrade").await;
    assert_ne!(fs::metadata(&program).unwrap().ino(), before, "it is another program");
    assert!(site.opens(&film).await && !site.opens(&gone).await);

    // A program that is older than what it finds touches nothing.
    let beside = site.beside().await;
    let mut tx = beside.db.begin().await.unwrap();
    let sql = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
               VALUES (99999, 'of a newer program', TRUE, $1, 0)";
    db::execute!(tx, sql, vec![0_u8]).unwrap();
    tx.commit().await.unwrap();
    beside.db.close().await;
    let said = site.machine.run("systemctl stop writ\n! writ-admin left-over 2>&1").await;
    assert!(said.contains("newer") && said.contains("99999"), "{said}");
}

async fn restored(engine: Engine) {
    let Some((site, people)) = Site::settled(engine).await else { return };
    let (kept, film) = (site.put(&people, "kept.mkv").await, site.put(&people, "film.mkv").await);
    let said = site.machine.follow("backup").await;
    assert!(said.contains("Not in it: the keys"), "{said}");
    assert!(!site.machine.at("backup/2027-01-15/keys").exists());
    site.take_down(&film).await;
    assert!(site.opens(&kept).await && !site.opens(&film).await);

    site.machine.follow("restore").await;
    let said = site.machine.follow("recover").await;
    assert!(said.contains("all of them were applied again"), "{said}");
    assert!(site.opens(&kept).await, "{}", site.machine.said());
    assert!(!site.opens(&film).await, "a restored backup undoes no takedown");
}

async fn rotated(engine: Engine) {
    let Some((site, people)) = Site::settled(engine).await else { return };
    // Another authority's, so that it is seen which one is served.
    let next = Authority::new();
    site.machine.certify(&next, "files.example");
    site.machine.trust(&next);
    site.machine.follow("certificate").await;
    site.machine.follow("rotate/certificate").await;
    let asked = |authority: &Authority| authority.client().get(format!("https://{}/healthz", site.address)).send();
    assert!(asked(&next).await.is_ok() && asked(&site.authority).await.is_err());

    // Another key is made at the desk by two, and the copy of the keys has it then.
    site.machine.follow("keys").await;
    let before = files(&site.machine.at("elsewhere/keys"));
    let beside = site.beside().await;
    for purpose in Purpose::ALL {
        let step = trust::propose_rotation(&beside, &people.anna, purpose, "A year is over").await.unwrap();
        trust::confirm_rotation(&beside, &people.bert, purpose, step).await.unwrap();
    }
    beside.db.close().await;
    site.machine.follow("keys").await;
    let after = files(&site.machine.at("elsewhere/keys"));
    assert_eq!(after, files(&site.data().join("keys")));
    assert!(after.len() >= before.len() + 2, "{before:?} {after:?}");
    let said = site.machine.follow("rotate/look").await;
    assert!(said.contains("\"keys\"") && said.contains('+'), "{said}");
}

/// The paths of all files in a folder, in order.
fn files(folder: &Path) -> Vec<String> {
    fn list(root: &Path, folder: &Path, into: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                list(root, &path, into);
            } else {
                into.push(path.strip_prefix(root).unwrap().display().to_string());
            }
        }
    }
    let mut paths = Vec::new();
    list(folder, folder, &mut paths);
    paths.sort();
    paths
}

/// A host's machine, with a mirror in Iceland that was applied for, approved by one administrator, and admitted by another.
async fn joined(site: &Site, people: &People, engine: Engine) -> (Machine, MirrorId) {
    let address = free_address();
    let names = vec![("https://mirror.example", format!("https://{address}")), ("[::]:443", address)];
    let machine = Machine::new(engine, &site.authority, names);
    machine.follow("mirror/files").await;
    machine.append("etc/writ-mirror/mirror.env", &format!("WRIT_SERVICE_CA={}\n", machine.ca().display()));
    machine.certify(&site.authority, "mirror.example");
    machine.follow("mirror/certificate").await;

    let beside = site.beside().await;
    let offered = Offered {
        host: HostName::parse("Fjord Hosting").unwrap(),
        jurisdiction: Jurisdiction::parse("IS").unwrap(),
        room: Room::parse("8TiB").unwrap(),
        contact: Contact::parse("ops@mirror.example").unwrap(),
    };
    let english = Language::default();
    let terms = Terms::first(english).sha256;
    let id = applications::apply(&beside, &people.hana, &offered, english, &terms).await.unwrap();
    applications::approve(&beside, &people.anna, id).await.unwrap();
    let token = applications::join_token(&beside, &people.hana, id).await.unwrap().text(&beside);
    machine.append("etc/writ-mirror/invitation", &format!("{token}\n"));
    let said = machine.follow("mirror/join").await;
    machine.follow("mirror/serve").await;
    let applied = hosts::list(&beside, &people.bert).await.unwrap();
    let applied = applied.into_iter().find(|applied| applied.host == "Fjord Hosting").unwrap();
    assert!(said.contains(&applied.key()), "{said}");
    machine.until("it is admitted", async || hosts::admit(&beside, &people.bert, applied.id).await.is_ok()).await;
    beside.db.close().await;
    site.reaches(MIRRORS.len() + 1).await;
    (machine, applied.id)
}

/// How many blobs lie in a mirror's folder.
fn held(blobs: &Path) -> usize {
    fs::read_dir(blobs).map_or(0, Iterator::count)
}

async fn first_hour(engine: Engine) {
    let Some((site, people)) = Site::settled(engine).await else { return };
    let (host, mirror) = joined(&site, &people, engine).await;
    // So that nothing is placed without it.
    let beside = site.beside().await;
    let listed = hosts::list(&beside, &people.anna).await.unwrap();
    let auckland = listed.iter().find(|listed| listed.host == "auckland").unwrap().id;
    hosts::stop(&beside, &people.anna, auckland).await.unwrap();
    let film = site.put(&people, "film.mkv").await;
    let blobs = host.at("var/lib/writ-mirror/blobs");
    host.until("the first blob has come", async || held(&blobs) == 1).await;
    assert!(site.opens(&film).await);

    objects::delete(&beside, people.owner.account, film.object, Finality::Now).await.unwrap();
    let receipted = async || {
        let mut tx = beside.db.read().await.unwrap();
        let sql = "SELECT COUNT(receipt_token) FROM order_deliveries WHERE mirror = $1 AND result = 'deleted'";
        db::one!(tx, (i64,), sql, mirror).unwrap().0 == 1
    };
    site.machine.until("the first receipt has come", receipted).await;
    assert_eq!(held(&blobs), 0, "nothing lies there any more");
    beside.db.close().await;
    let said = host.follow("mirror/check").await;
    assert!(said.contains(&format!("https://{}/report", site.address)), "{said}");
}

async fn seized(engine: Engine) {
    let Some((site, people)) = Site::settled(engine).await else { return };
    let film = site.put(&people, "film.mkv").await;
    let (host, _) = joined(&site, &people, engine).await;
    let auckland = site.data().join("mirrors/auckland/blobs");
    site.machine.until("the third copy is there", async || held(&auckland) == 1).await;
    let said = site.machine.follow("seized").await;
    let (asked, meant) = said.split_once("Nothing has begun").unwrap_or_else(|| panic!("{said}"));
    let (_, counted) = meant.split_once("1 mirror in NZ begins to be emptied").unwrap_or_else(|| panic!("{said}"));
    assert!(asked.contains("Of the files there, "), "{said}");
    assert!(counted.contains("Of the files there, "), "it begins before it counts: {said}");
    site.machine
        .until("the country is empty", async || {
            let said = site.machine.follow("seized").await;
            said.contains("NZ auckland: 0 copies still there, 0 ordered away, 1 gone")
        })
        .await;
    let said = site.machine.follow("seized").await;
    assert!(
        said.contains("Empty: two administrators can remove it") && !said.contains("The service does the rest"),
        "{said}"
    );
    assert_eq!(held(&auckland), 0);
    assert_eq!(held(&host.at("var/lib/writ-mirror/blobs")), 1, "it lies in another country instead");
    assert!(site.opens(&film).await);
}

async fn lost(engine: Engine) {
    let Some((first, people)) = Site::settled(engine).await else { return };
    let (kept, film) = (first.put(&people, "kept.mkv").await, first.put(&people, "film.mkv").await);
    first.machine.follow("backup").await;
    first.machine.follow("keys").await;
    first.take_down(&film).await;
    first.machine.follow("log").await;
    let first_data = first.data();
    first.machine.perish(&["var/lib/writ/keys", "var/lib/writ/log", "var/lib/writ/evidence"]).await;

    // Mirrors are in other hands and custody stands elsewhere: they are still where they were, but for the store that stood in its country.
    fs::remove_dir_all(first_data.join("custody/FR")).unwrap();
    let Site { machine: gone, authority, address, .. } = first;
    let Some(second) = Site::at(engine, authority, address).await else { return };
    for carried in ["backup", "elsewhere"] {
        fs::remove_dir(second.machine.at(carried)).unwrap();
        symlink(gone.at(carried), second.machine.at(carried)).unwrap();
    }
    let there = |folder: &str| first_data.join(folder).display().to_string();
    let mirrors = MIRRORS.map(|(name, country)| format!("{name}={country}={}", there(&format!("mirrors/{name}"))));
    let custody = ["FR", "NL"].map(|country| format!("{country}={}", there(&format!("custody/{country}"))));
    let settings = format!("WRIT_MIRROR={}\nWRIT_CUSTODY={}\n", mirrors.join(","), custody.join(","));
    second.machine.append("etc/writ/writ.env", &settings);

    let said = second.machine.follow("lost").await;
    for sentence in
        ["all of them were applied again", "3 of 3 mirrors", "Not fenced", "and 0 are missing in every store"]
    {
        assert!(said.contains(sentence), "{said}");
    }
    assert!(second.opens(&kept).await, "{}", second.machine.said());
    assert!(!second.opens(&film).await, "what was taken down stays so");
}

async fn ended(engine: Engine) {
    let Some((site, people)) = Site::settled(engine).await else { return };
    let film = site.put(&people, "film.mkv").await;
    let said = site.machine.follow("end").await;
    assert!(said.contains("Nothing is taken in any more"), "{said}");
    let told = async || site.read("/sign-in").await.is_some_and(|page| page.contains("This service ends on"));
    site.machine.until("everybody is told", told).await;
    let refused = site.try_put(&people.token, "late.mkv").await;
    assert!(refused.as_ref().is_err_and(|why| why.contains("ends on")), "{refused:?}");
    assert!(site.opens(&film).await, "what is there can be saved");
}
