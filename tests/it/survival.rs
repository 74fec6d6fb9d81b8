//! The service outlives its site: backup, recovery, promotion of another site; and how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use writ::accounts::{self, Actor};
use writ::audit::second_store::SecondStore;
use writ::audit::{self, Standing};
use writ::clock::{Clock, Time};
use writ::config::Config;
use writ::db::{self, Address, Db};
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::ids::ObjectId;
use writ::keys;
use writ::mirrors::Piece;
use writ::personal::erasure;
use writ::personal::wrapping::{every_value, turn};
use writ::service::Service;
use writ::survival::{Error, backup, promotion, recovery, winding};
use writ::takedown::{self, Ground};
use writ::vault::applications;
use writ::vault::hosts::{self, By};
use writ::vault::links::{self, LinkTerms};
use writ::vault::objects::{self, Finality};
use writ::vault::{self, ObjectState, downloads, fleet, uploads};
use writ::work;

use crate::accounts::administrator;
use crate::app::{
    self, Engine, TestService, both_engines, copy_of, mailed, postgres_programs, postgres_server, settings,
};
use crate::claims::cast::{self, Cast, File, target};
use crate::http::{get, send};
use crate::kills::{PATIENCE, Victim, database, on, serve};
use crate::postgres::Server;
use crate::vault::applications::applied;
use crate::vault::hosts::{Node, portal, reach};
use crate::vault::rig::{plug, unplug};

const DAY: Duration = Duration::from_hours(24);

async fn open(config: &Config) -> Service {
    Service::open(config.clone(), Clock::System, Entropy::System, mirror::in_process).await.unwrap()
}

/// Ends a service of this process: what it held of folders and database is free.
pub async fn close(service: Service) {
    service.db.close().await;
    let mirrors = service.config.mirrors.clone();
    drop(service);
    for mirror in mirrors {
        let lock = fs::File::open(mirror.folder.join("lock")).unwrap();
        let begun = Instant::now();
        while lock.try_lock().is_err() {
            assert!(begun.elapsed() < PATIENCE, "{} is still in use", mirror.name);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The settings of a second site: its own database, and copies of the keys, the log and the evidence. Mirrors belong to others, and custody
/// stands elsewhere.
fn second_site(first: &Config, database: Address, log: &Path) -> (Config, TempDir) {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_owned();
    let place = |name: &str| data.join(name);
    copy_folder(&first.keys, &place("keys"));
    copy_folder(log, &place("log-store"));
    if first.evidence.exists() {
        copy_folder(&first.evidence, &place("evidence"));
    }
    let config = Config {
        database,
        keys: place("keys"),
        log_store: place("log-store"),
        evidence: place("evidence"),
        data: data.clone(),
        ..first.clone()
    };
    (config, folder)
}

/// The first site is gone, and what else lay in its country: its database, its keys, its log, its evidence, and a custody store.
fn destroy(first: &Config) {
    if let Address::File(file) = &first.database {
        fs::remove_file(file).unwrap();
    }
    fs::remove_dir_all(&first.keys).unwrap();
    fs::remove_dir_all(&first.log_store).unwrap();
    fs::remove_dir_all(&first.evidence).unwrap();
    fs::remove_dir_all(first.custody[0].folder().unwrap()).unwrap();
}

/// Until a custody store has a copy again that it lost.
async fn lies_again(site: &Victim, file: &File) {
    let in_store = |n: usize| site.config.custody[n].folder().unwrap().join(file.object.to_string());
    let place = in_store(0);
    let begun = Instant::now();
    while !place.exists() {
        assert!(begun.elapsed() < PATIENCE, "{} is not made again: {}", place.display(), site.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let [copy, other] = [0, 1].map(|n| fs::read(in_store(n)).unwrap());
    assert!(copy == other, "what was lost is made again as it was");
}

async fn hold(service: &Service, object: ObjectId) {
    let mut tx = service.db.begin().await.unwrap();
    takedown::open_hold(&mut tx, service, object, None, Ground::Court).await.unwrap();
    tx.commit().await.unwrap();
}

async fn lift(service: &Service, object: ObjectId) {
    assert_eq!(recovery::lift(service, object).await.unwrap(), 1);
}

async fn worked(service: &Service) {
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty() && ran.waiting.is_empty(), "{ran:?}");
}

/// What stands in a service, and what becomes of it in the week after the backup.
struct Story {
    cast: Cast,
    /// Nothing happens to it.
    kept: File,
    /// Taken down before the week.
    held: File,
    /// Taken down in the week, by a claim.
    film: File,
    /// Taken down and given back in the week.
    back: File,
    /// Deleted by its owner in the week.
    gone: File,
    /// Purged in the week.
    purged: File,
    /// Whoever closes their account in the week, and what they had.
    leaver: Actor,
    left: File,
}

impl Story {
    async fn begin(service: &Service) -> Self {
        let cast = Cast::direct(service).await;
        let leaver = cast::signed_up(service, "leaver", 9).await;
        let owner = cast::person(service, "owner").await;
        let story = Self {
            kept: File::upload_of(service, owner, "kept.mkv").await,
            held: File::upload_of(service, owner, "held.mkv").await,
            film: File::upload_of(service, owner, "film.mkv").await,
            back: File::upload_of(service, owner, "back.mkv").await,
            gone: File::upload_of(service, owner, "gone.mkv").await,
            purged: File::upload_of(service, owner, "purged.mkv").await,
            left: File::upload_of(service, leaver, "left.mkv").await,
            cast,
            leaver,
        };
        applied(service, &story.leaver, "leaver", "IS").await.unwrap();
        hold(service, story.held.object).await;
        worked(service).await;
        audit::settle(service).await.unwrap();
        story
    }

    async fn week(&self, service: &Service) {
        let filed = cast::file(service, &self.cast, vec![target(&self.film.url())]).await.unwrap();
        let cast = &self.cast;
        cast::delete(service, &cast.member, filed.claim, writ::claims::direct::CONFIRMATION, &cast.auth).await.unwrap();
        hold(service, self.back.object).await;
        hold(service, self.purged.object).await;
        objects::delete(service, self.gone.owner.account, self.gone.object, Finality::Now).await.unwrap();
        erasure::close(service, &self.leaver, &cast::auth(9), erasure::CONFIRMATION).await.unwrap();
        worked(service).await;
        lift(service, self.back.object).await;
        let reason = "It must not be kept";
        let step = takedown::propose_purge(service, &cast.senior, self.purged.object, reason).await.unwrap();
        takedown::order_purge(service, &cast.first, step).await.unwrap();
        worked(service).await;
        // An account goes once the mirrors have answered for its files.
        work::perform(service, &writ::jobs::Job::EraseAccount { account: self.leaver.account }).await.unwrap();
        assert_eq!(cast::object_state(service, self.back.object).await, ObjectState::Available);
        assert!(is_erased(service, self.leaver).await);
        audit::settle(service).await.unwrap();
        audit::cosign(service).await.unwrap();
    }
}

async fn is_erased(service: &Service, actor: Actor) -> bool {
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM account_closures WHERE account = $1 AND erased_at IS NOT NULL";
    db::one!(tx, (i64,), sql, actor.account).unwrap().0 == 1
}

/// What a stranger with a link is answered, until it is that or too late.
async fn answers(site: &Victim, file: &File, expected: u16) {
    let begun = Instant::now();
    loop {
        let status = reqwest::get(format!("{}/api/v1/links/{}", site.url, file.link)).await.unwrap().status().as_u16();
        if status == expected {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{} is answered {status}, not {expected}: {}", file.link, site.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn admin(config: &Config, words: &[&str]) -> String {
    let words: Vec<&str> = std::iter::once("admin").chain(words.iter().copied()).collect();
    let output = on(config, &words).stdout(Stdio::piped()).stderr(Stdio::piped()).output().await.unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The first site is destroyed, and a second one takes over: with a database that is as the first one's was, or as it was a week before.
async fn a_second_site_takes_over(engine: Engine, is_week_old: bool) {
    let Some((first, folder)) = settings(engine).await else { return };
    let service = open(&first).await;
    let story = Story::begin(&service).await;
    close(service).await;
    let copy = folder.path().join("copy.db");
    let week_old = copy_of(&first.database, &copy, &Entropy::System).await;
    let service = open(&first).await;
    story.week(&service).await;
    close(service).await;
    let database = if is_week_old {
        week_old
    } else {
        copy_of(&first.database, &folder.path().join("standby.db"), &Entropy::System).await
    };
    let (second, _home) = second_site(&first, database, &first.log_store);
    destroy(&first);

    let site = Victim::of(second);
    if is_week_old {
        let refused = serve(&site.config, "127.0.0.1:0", &site.config.data.join("refused.log")).output().await.unwrap();
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(!refused.status.success() && said.contains("writ admin recover"), "{said}");
        let said = admin(&site.config, &["recover"]).await;
        assert!(said.contains("all of them were applied again"), "{said}");
        let left = admin(&site.config, &["left-over"]).await;
        assert!(left.contains("claim.filed") && left.contains("told"), "{left}");
    }
    assert!(
        admin(&site.config, &["recover"]).await.contains("Nothing was missing"),
        "and a second time there is nothing"
    );
    let said = admin(&site.config, &["promote"]).await;
    assert!(said.contains("number 1") && said.contains("3 of 3 mirrors") && said.contains("Not fenced"), "{said}");
    assert!(said.contains("and 0 are missing in every store") && !said.contains(" 0 are made again"), "{said}");

    serves_what_there_was(&site, &story, is_week_old).await;
}

/// A second site that took over opens every file that opened, and no other; gives back what was held; and its log is whole.
async fn serves_what_there_was(site: &Victim, story: &Story, is_week_old: bool) {
    let life = site.start();
    site.ready().await;
    for (file, expected) in [
        (&story.kept, 200),
        (&story.back, 200),
        (&story.held, 451),
        (&story.film, 451),
        (&story.purged, 451),
        (&story.gone, 404),
        (&story.left, 404),
    ] {
        answers(site, file, expected).await;
    }
    for file in [&story.held, &story.film] {
        lies_again(site, file).await;
    }
    site.stop(life).await;
    // Where the other one is lost next, what was made again is all there is.
    fs::remove_dir_all(site.config.custody[1].folder().unwrap()).unwrap();

    let service = site.open().await;
    worked(&service).await;
    for file in [&story.kept, &story.back] {
        downloads::download(&service, &file.link, None).await.unwrap();
        assert!(!vault::service_read(&service, file.object, Piece::Part(0)).await.unwrap().is_empty());
    }
    // Whoever is held can be given back.
    lift(&service, story.held.object).await;
    if is_week_old {
        // The decision is lost, and what it locked is not.
        lift(&service, story.film.object).await;
    }
    worked(&service).await;
    assert_eq!(cast::object_state(&service, story.held.object).await, ObjectState::Available);
    let film = if is_week_old { ObjectState::Available } else { ObjectState::Locked };
    assert_eq!(cast::object_state(&service, story.film.object).await, film);
    // What was destroyed stays so.
    let mut tx = service.db.read().await.unwrap();
    assert!(vault::key_share(&mut tx, &service, story.purged.object).await.unwrap().is_none());
    drop(tx);
    assert!(is_erased(&service, story.leaver).await);
    assert!(
        applications::waiting(&service, &story.cast.first).await.unwrap().is_empty(),
        "nobody asks to run a mirror"
    );
    let mut tx = service.db.read().await.unwrap();
    let address = accounts::email_of(&mut tx, &service, story.leaver.account).await;
    assert!(!matches!(address, Ok(Some(_))), "nobody is written to there");
    drop(tx);
    audit::settle(&service).await.unwrap();
    close(service).await;
    let store = site.config.log_store.display().to_string();
    let mut verify = tokio::process::Command::new(env!("CARGO_BIN_EXE_writ"));
    let verify = verify.args(["audit", "verify", &store]).env_clear().env("WRIT_DATABASE", database(&site.config));
    let output = verify.output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_takes_over_on_sqlite() {
    a_second_site_takes_over(Engine::Sqlite, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_takes_over_on_postgres() {
    a_second_site_takes_over(Engine::Postgres, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_old_backup_takes_over_on_sqlite() {
    a_second_site_takes_over(Engine::Sqlite, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_old_backup_takes_over_on_postgres() {
    a_second_site_takes_over(Engine::Postgres, true).await;
}

/// The first site's database is followed by a standby in another country, and goes with its server, as in a fire. What was acknowledged the
/// moment before is there: the standby becomes a database of its own before it is looked at.
#[tokio::test(flavor = "multi_thread")]
async fn a_physical_standby_takes_over() {
    let Some(server) = Server::start() else { return };
    let standby = server.standby().await;
    let url = app::empty_postgres_database(&server.url(), &Entropy::System).await;
    let (_, name) = url.rsplit_once('/').unwrap();
    let followed = Address::Postgres(app::database_on(&standby.url(), name));
    let folder = TempDir::new().unwrap();
    let first = app::config(folder.path(), Address::Postgres(url));
    let service = open(&first).await;
    let story = Story::begin(&service).await;
    story.week(&service).await;
    let last = File::upload_of(&service, story.kept.owner, "last.mkv").await;
    drop(server);
    let (second, _home) = second_site(&first, followed, &first.log_store);
    close(service).await;
    destroy(&first);

    let site = Victim::of(second);
    let said = admin(&site.config, &["recover"]).await;
    assert!(said.contains("a database of its own") && said.contains("Nothing was missing"), "{said}");
    let said = admin(&site.config, &["promote"]).await;
    assert!(!said.contains("a database of its own"), "it is one already: {said}");
    assert!(said.contains("number 1") && said.contains("3 of 3 mirrors"), "{said}");
    serves_what_there_was(&site, &story, false).await;
    let service = site.open().await;
    downloads::download(&service, &last.link, None).await.unwrap();
    assert!(!vault::service_read(&service, last.object, Piece::Part(0)).await.unwrap().is_empty());
    close(service).await;
}

/// Database and log of one backup agree with each other; the mirrors have seen more. That is found out before anything is served, and mended
/// from a copy that has all of it.
async fn what_mirrors_saw_is_missed(engine: Engine) {
    let Some((first, folder)) = settings(engine).await else { return };
    let service = open(&first).await;
    let file = File::upload(&service, "film.mkv").await;
    audit::settle(&service).await.unwrap();
    audit::cosign(&service).await.unwrap();
    close(service).await;
    let old = copy_of(&first.database, &folder.path().join("copy.db"), &Entropy::System).await;
    let old_log = folder.path().join("old-log");
    copy_folder(&first.log_store, &old_log);
    let service = open(&first).await;
    hold(&service, file.object).await;
    audit::settle(&service).await.unwrap();
    audit::cosign(&service).await.unwrap();
    close(service).await;

    let (second, _home) = second_site(&first, old, &old_log);
    let service = open(&second).await;
    let Standing::Behind(why) = service.log.standing() else { panic!("{:?}", service.log.standing()) };
    assert!(why.contains("witness"), "{why}");
    assert!(downloads::download(&service, &file.link, None).await.is_err());
    let refused = recovery::recover(&service, &[], mirror::in_process).await;
    assert!(matches!(refused, Err(Error::NotCurrent(_))), "{refused:?}");
    let whole = SecondStore::open(&first.log_store).unwrap();
    let report = recovery::recover(&service, &[whole], mirror::in_process).await.unwrap().report.unwrap();
    assert!(report.to > report.from);
    assert_eq!(cast::object_state(&service, file.object).await, ObjectState::Locked);
    promotion::promote(&service).await.unwrap();
    close(service).await;

    // The first site was only away. It has nothing to say, and is told all the same.
    let service = open(&first).await;
    assert!(matches!(service.log.standing(), Standing::Behind(_)), "{:?}", service.log.standing());
    close(service).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_mirrors_saw_is_missed_on_sqlite() {
    what_mirrors_saw_is_missed(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_mirrors_saw_is_missed_on_postgres() {
    what_mirrors_saw_is_missed(Engine::Postgres).await;
}

/// Of a copy of the public log alone, without a journal, kind and case say which files to lock.
async fn a_public_copy_locks_what_it_cannot_tell(engine: Engine) {
    let Some((first, folder)) = settings(engine).await else { return };
    let service = open(&first).await;
    let (film, back, gone) = (
        File::upload(&service, "film.mkv").await,
        File::upload(&service, "back.mkv").await,
        File::upload(&service, "gone.mkv").await,
    );
    audit::settle(&service).await.unwrap();
    close(service).await;
    let old = copy_of(&first.database, &folder.path().join("copy.db"), &Entropy::System).await;
    let service = open(&first).await;
    hold(&service, film.object).await;
    hold(&service, back.object).await;
    objects::delete(&service, gone.owner.account, gone.object, Finality::Now).await.unwrap();
    worked(&service).await;
    lift(&service, back.object).await;
    worked(&service).await;
    audit::settle(&service).await.unwrap();
    close(service).await;

    let (second, _home) = second_site(&first, old, &first.log_store);
    fs::remove_dir_all(second.log_store.join("private")).unwrap();
    let service = open(&second).await;
    let report = recovery::recover(&service, &[], mirror::in_process).await.unwrap().report.unwrap();
    assert!(report.left > 0);
    worked(&service).await;
    let state = async |file: &File| cast::object_state(&service, file.object).await;
    assert_eq!(state(&film).await, ObjectState::Locked);
    assert_eq!(state(&back).await, ObjectState::Locked, "which hold was lifted it does not say");
    assert_eq!(state(&gone).await, ObjectState::Deleted);
    let left = recovery::left_over(&service).await.unwrap();
    assert!(left.iter().any(|left| left.object == Some(back.object) && left.why == "locked"), "{left:?}");
    // Staff look, and give it back.
    lift(&service, back.object).await;
    worked(&service).await;
    assert_eq!(state(&back).await, ObjectState::Available);
    close(service).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_copy_locks_what_it_cannot_tell_on_sqlite() {
    a_public_copy_locks_what_it_cannot_tell(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_copy_locks_what_it_cannot_tell_on_postgres() {
    a_public_copy_locks_what_it_cannot_tell(Engine::Postgres).await;
}

/// In the week after the backup mirrors come, and all that there were are emptied. Where everything lies stands in no entry: it is found.
async fn what_was_copied_since_the_backup_is_found(engine: Engine) {
    let Some((first, folder)) = settings(engine).await else { return };
    let clock = Clock::manual(Time::from_seconds(1_800_000_000));
    let open = async |config: &Config| {
        Service::open(config.clone(), clock.clone(), Entropy::System, mirror::in_process).await.unwrap()
    };
    let service = open(&first).await;
    let anna = administrator(&service, "anna@example.org").await;
    let (film, taken) = (File::upload(&service, "film.mkv").await, File::upload(&service, "taken.mkv").await);
    audit::settle(&service).await.unwrap();
    close(service).await;
    let old = copy_of(&first.database, &folder.path().join("copy.db"), &Entropy::System).await;

    let service = open(&first).await;
    let nodes = [Node::new("kiwi", "IS"), Node::new("fjord", "CH"), Node::new("berg", "NO")];
    let mut there = Vec::new();
    for node in &nodes {
        there.push(node.settled(&service, &anna).await);
    }
    for embedded in service.mirrors.embedded() {
        hosts::evacuate(&service, By::Operator, embedded.mirror.id()).await.unwrap();
    }
    for _ in 0..3 {
        worked(&service).await;
        clock.advance(Duration::from_mins(6));
        for node in &there {
            node.poll(&portal(&service)).await.unwrap();
        }
    }
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM replicas r JOIN mirrors m ON m.id = r.mirror WHERE m.url IS NULL AND r.state <> 'deleted'";
    assert_eq!(db::one!(tx, (i64,), sql).unwrap().0, 0, "nothing lies where it lay");
    drop(tx);
    audit::settle(&service).await.unwrap();
    audit::cosign(&service).await.unwrap();
    close(service).await;

    let (second, _home) = second_site(&first, old, &first.log_store);
    let service = open(&second).await;
    recovery::recover(&service, &[], mirror::in_process).await.unwrap().report.unwrap();
    for node in &there {
        reach(&service, node.id(), node, mirror::in_process(node.clone()));
    }
    fleet::refresh(&service).await.unwrap();
    for node in &there {
        node.poll(&portal(&service)).await.unwrap();
    }
    worked(&service).await;
    let permission = downloads::download(&service, &film.link, None).await.unwrap();
    let known: Vec<_> = there.iter().map(writ::mirrors::Mirror::id).collect();
    assert!(permission.sources.len() == 3 && permission.sources.iter().all(|source| known.contains(&source.mirror)));
    assert!(!vault::service_read(&service, film.object, Piece::Part(0)).await.unwrap().is_empty());
    hold(&service, taken.object).await;
    worked(&service).await;
    assert!(takedown::is_gone(&mut service.db.read().await.unwrap(), taken.object).await.unwrap());
    let board = takedown::board(&service, taken.object).await.unwrap();
    let receipted = |id| board.orders[0].mirrors.iter().any(|row| row.mirror == id && row.state == "done");
    assert!(known.into_iter().all(receipted), "each that holds it has deleted it");
    lift(&service, taken.object).await;
    worked(&service).await;
    assert_eq!(cast::object_state(&service, taken.object).await, ObjectState::Available);
    close(service).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_copied_since_the_backup_is_found_on_sqlite() {
    what_was_copied_since_the_backup_is_found(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_copied_since_the_backup_is_found_on_postgres() {
    what_was_copied_since_the_backup_is_found(Engine::Postgres).await;
}

/// A mirror was emptied before the backup. An order that goes to every mirror after the recovery has to reach it all the same.
async fn a_mirror_that_an_order_has_to_reach_again_is_not_called_empty(engine: Engine) {
    let Some((first, folder)) = settings(engine).await else { return };
    let clock = Clock::manual(Time::from_seconds(1_800_000_000));
    let open = async |config: &Config| {
        Service::open(config.clone(), clock.clone(), Entropy::System, mirror::in_process).await.unwrap()
    };
    let service = open(&first).await;
    let anna = administrator(&service, "anna@example.org").await;
    let [left, other] = [0, 1].map(|n| service.mirrors.embedded()[n].mirror.id());
    let stands = async |service: &Service| {
        let (host, holds) = hosts::mirror(service, &anna, left).await.unwrap();
        (host.emptied_at.is_some(), holds)
    };
    hosts::evacuate(&service, By::Operator, left).await.unwrap();
    work::run_due(&service).await.unwrap();
    let film = File::upload(&service, "film.mkv").await;
    work::run_due(&service).await.unwrap();
    assert_eq!(stands(&service).await, (true, false));
    audit::settle(&service).await.unwrap();
    close(service).await;
    let old = copy_of(&first.database, &folder.path().join("copy.db"), &Entropy::System).await;

    let service = open(&first).await;
    hosts::weigh(&service, &anna, other, 2).await.unwrap();
    audit::settle(&service).await.unwrap();
    audit::cosign(&service).await.unwrap();
    close(service).await;

    let (second, _home) = second_site(&first, old, &first.log_store);
    let service = open(&second).await;
    recovery::recover(&service, &[], mirror::in_process).await.unwrap().report.unwrap();
    work::run_due(&service).await.unwrap();
    assert_eq!(stands(&service).await, (true, false), "nothing was there, and nothing has come");
    unplug(&service, 0);
    hold(&service, film.object).await;
    work::run_due(&service).await.unwrap();
    assert_eq!(stands(&service).await, (false, true), "it owes a receipt");
    plug(&service, 0);
    for _ in 0..3 {
        clock.advance(Duration::from_hours(2));
        work::run_due(&service).await.unwrap();
    }
    assert_eq!(stands(&service).await, (true, false), "it has obeyed");
    close(service).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_that_an_order_has_to_reach_again_is_not_called_empty_on_sqlite() {
    a_mirror_that_an_order_has_to_reach_again_is_not_called_empty(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_that_an_order_has_to_reach_again_is_not_called_empty_on_postgres() {
    a_mirror_that_an_order_has_to_reach_again_is_not_called_empty(Engine::Postgres).await;
}

/// The database of a backup, opened.
async fn opened(folder: &Path) -> Db {
    let file = folder.join("writ.db");
    if file.exists() {
        return Db::open(&Address::File(file)).await.unwrap();
    }
    let server = postgres_server().unwrap();
    let url = app::empty_postgres_database(&server, &Entropy::System).await;
    let program = postgres_programs().unwrap().join("pg_restore");
    let mut restore = std::process::Command::new(program);
    let done = restore.args(["--no-owner", "--no-password", "--dbname", &url]).arg(folder.join("writ.dump")).output();
    let done = done.unwrap();
    assert!(done.status.success(), "pg_restore: {}", String::from_utf8_lossy(&done.stderr));
    Db::open(&Address::Postgres(url)).await.unwrap()
}

fn pg_dump() -> PathBuf {
    postgres_programs().map_or_else(|| "pg_dump".into(), |folder| folder.join("pg_dump"))
}

both_engines!(a_backup_is_whole_and_dies_with_the_wrapping_keys, |app: TestService| async move {
    let service = &app.service;
    let film = File::upload(service, "film.mkv").await;
    turn(service).await.unwrap();
    hold(service, film.object).await;
    worked(service).await;
    audit::settle(service).await.unwrap();
    let into = app.folder().join("backups/today");
    let made = backup::back_up(&service.config, &into, &pg_dump()).await.unwrap();
    assert_eq!((made.in_custody, made.in_one_store.len()), (1, 0));
    let refused = backup::back_up(&service.config, &into, &pg_dump()).await;
    assert!(matches!(refused, Err(Error::Exists(_))), "{refused:?}");
    let there: Vec<_> = fs::read_dir(&into).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!there.iter().any(|name| name == "keys"), "the keys are carried apart: {there:?}");
    assert!(fs::read_to_string(into.join("custody.txt")).unwrap().starts_with(&film.object.to_string()));

    let old = Service { db: opened(&into).await, ..service.clone() };
    let log = SecondStore::open(&into.join("log")).unwrap();
    let values = every_value(&old).await.unwrap();
    assert!(values.len() > 5, "{}", values.len());
    for (place, sealed) in &values {
        service.keys.open_sealed(place, sealed).unwrap();
    }
    assert!(!audit::journal(&log, &service.keys, 0).await.unwrap().is_empty());

    // A month until another key seals, a month more until the old one goes.
    for days in [30, 29, 1, 1] {
        service.clock.advance(days * DAY);
        turn(service).await.unwrap();
    }
    for (place, sealed) in &values {
        let opened = service.keys.open_sealed(place, sealed);
        assert!(matches!(opened, Err(keys::Error::Erased(_))), "{place}");
    }
    let read = audit::journal(&log, &service.keys, 0).await;
    assert!(matches!(read, Err(audit::Error::Keys(keys::Error::Erased(_)))), "{read:?}");
    old.db.close().await;
});

both_engines!(a_service_that_ends_takes_nothing_in_and_says_until_when, |app: TestService| async move {
    let service = &app.service;
    let film = File::upload(service, "film.mkv").await;
    work::run_due(service).await.unwrap();
    let mut told = 0;
    let letters = mailed(service, async || told = winding::wind_down(service).await.unwrap().told).await;
    assert_eq!((told, letters.len()), (1, 1));
    assert!(letters[0].contains("2027"), "the day is said: {}", letters[0]);
    assert_eq!(winding::wind_down(service).await.unwrap().told, 0, "each is told once");

    let owner = film.owner.account;
    for refused in [
        uploads::begin(service, owner, None).await.map(drop),
        links::create(service, owner, film.object, LinkTerms::default(), None).await.map(drop),
    ] {
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("this service ends on"), "{refused}");
    }
    let page = send(service, get("/sign-in")).await;
    assert!(page.body.contains("This service ends on"), "{}", page.body);
    downloads::download(service, &film.link, None).await.unwrap();
    objects::delete(service, owner, film.object, Finality::Now).await.unwrap();
});
