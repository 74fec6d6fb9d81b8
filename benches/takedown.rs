//! From a rights holder's press to locked, and to the last receipt, for 1 and for 100 objects:
//! `cargo bench --bench takedown`; with `WRIT_TEST_POSTGRES` set also on PostgreSQL.
//!
//! The service runs whole in this process, with its workers and its sequencer, over three mirrors and two custody stores in
//! folders on the disk that `TMPDIR` names. Each object is one file of 1 MiB. Beside it, in the same run, the floors:
//!
//! - locked: one transaction on the same database that writes a row and commits, durably;
//! - the last receipt: to copy the objects into two folders and delete three copies of each, all of it synced, in one
//!   thread. That is what a takedown costs the disk when nothing is proven, logged, signed or looked at.
#![expect(clippy::expect_used, reason = "a bench that cannot go on should stop loudly")]

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;
use writ::claims::direct;
use writ::clock::Clock;
use writ::config::Config;
use writ::db;
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::ids::{AccountId, ObjectId};
use writ::seal::{Link, LinkSecret};
use writ::service::Service;
use writ::{audit, work};

use crate::app::Engine;
use crate::cast::{Cast, target};
use crate::support::{app, authenticator, cast, rig};

mod support;

const MIB: usize = 1 << 20;
const ROUNDS: usize = 5;

#[tokio::main]
async fn main() {
    println!("{ROUNDS} rounds, medians; files of 1 MiB, three mirrors, two custody stores");
    println!(
        "{:10} {:>7}  {:>12} {:>10}  {:>14} {:>10}",
        "database", "objects", "locked", "to floor", "last receipt", "to floor"
    );
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if let Some((mut config, folder)) = app::settings(engine).await {
            config.limits.direct_access_targets_per_day = u32::MAX;
            measure(engine, config, folder.path()).await;
        }
    }
}

async fn measure(engine: Engine, config: Config, data: &Path) {
    let service = Service::open(config, Clock::System, Entropy::System, mirror::in_process).await.expect("a service");
    // People first: their codes are fetched from messages that no worker sends meanwhile.
    let cast = Cast::direct(&service).await;
    let owner = cast::person(&service, "uploader").await.account;
    let stop = CancellationToken::new();
    let sequencer = tokio::spawn(audit::run(service.clone(), stop.clone().cancelled_owned()));
    let workers = tokio::spawn(work::run(service.clone(), stop.clone().cancelled_owned()));
    for count in [1, 100] {
        let [mut locked, mut done, mut commit, mut disk] = [const { Vec::new() }; 4];
        for _ in 0..ROUNDS {
            let objects = store(&service, owner, count).await;
            let claim = claim(&service, &cast, &objects).await;
            quiet(&service).await;
            commit.push(bare_commit(&service).await);
            disk.push(bare_disk(data, count));
            let shown = cast::pending(&service, &cast.member, claim).await;
            let begun = Instant::now();
            direct::delete_from_all_mirrors(&service, &cast.member, claim, &shown, direct::CONFIRMATION, &cast.auth)
                .await
                .expect("a deletion");
            locked.push(begun.elapsed().as_secs_f64());
            until(
                &service,
                "SELECT COUNT(*) FROM objects o WHERE o.state = 'locked' AND NOT EXISTS
                             (SELECT 1 FROM orders WHERE orders.object = o.id AND orders.completed_at IS NOT NULL)",
            )
            .await;
            done.push(begun.elapsed().as_secs_f64());
        }
        let ratio =
            |own: &[f64], floor: &[f64]| median(own.iter().zip(floor).map(|(own, floor)| own / floor).collect());
        println!(
            "{:10} {count:7}  {:>9.1} ms {:8.1} x  {:>11.1} ms {:8.1} x",
            engine.to_string(),
            median(locked.clone()) * 1e3,
            ratio(&locked, &commit),
            median(done.clone()) * 1e3,
            ratio(&done, &disk),
        );
    }
    stop.cancel();
    workers.await.expect("workers that stop");
    sequencer.await.expect("a sequencer that stops");
    service.db.close().await;
}

/// Files on three mirrors, each with its link and key.
async fn store(service: &Service, owner: AccountId, count: usize) -> Vec<(ObjectId, String)> {
    let mut stored = Vec::new();
    for _ in 0..count {
        let (file, link) = rig::stored(service, owner, MIB).await;
        let link = Link { origin: "http://localhost:8080".into(), id: link, secret: LinkSecret::Key(file.link_key) };
        stored.push((file.object, link.expose().to_string()));
    }
    stored
}

/// A claim on them all, every target opened.
async fn claim(service: &Service, cast: &Cast, objects: &[(ObjectId, String)]) -> writ::ids::ClaimId {
    let targets = objects.iter().map(|(_, link)| target(link)).collect();
    cast::file(service, cast, targets).await.expect("a claim").claim
}

/// Until no job is due.
async fn quiet(service: &Service) {
    while writ::jobs::due(service).await.expect("a queue") > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Until a count is zero.
async fn until(service: &Service, sql: &'static str) {
    loop {
        let mut tx = service.db.read().await.expect("a transaction");
        let (left,) = db::one!(tx, (i64,), sql).expect("a count");
        if left == 0 {
            return;
        }
        drop(tx);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Seconds of one durable transaction.
async fn bare_commit(service: &Service) -> f64 {
    let begun = Instant::now();
    let mut tx = service.db.begin().await.expect("a transaction");
    db::execute!(tx, "CREATE TABLE IF NOT EXISTS bench (n BIGINT NOT NULL)").expect("a table");
    db::execute!(tx, "INSERT INTO bench (n) VALUES (1)").expect("a row");
    tx.commit().await.expect("a commit");
    begun.elapsed().as_secs_f64()
}

/// Seconds of what the disk must do: two copies written, three deleted.
fn bare_disk(data: &Path, count: usize) -> f64 {
    let bytes = vec![7; MIB];
    let place = |copy: usize, number: usize| data.join(format!("bare-{copy}-{number}"));
    let write = |copy: usize, number: usize| {
        fs::create_dir(place(copy, number)).expect("a folder");
        let path = place(copy, number).join("00000000");
        fs::write(&path, &bytes).expect("room");
        File::open(path).and_then(|file| file.sync_all()).expect("a disk that syncs");
        sync(&place(copy, number));
        sync(data);
    };
    for number in 0..count {
        (0..3).for_each(|copy| write(copy, number));
    }
    let begun = Instant::now();
    for number in 0..count {
        (3..5).for_each(|copy| write(copy, number));
        for copy in 0..3 {
            fs::remove_dir_all(place(copy, number)).expect("a folder to remove");
            sync(data);
        }
    }
    let took = begun.elapsed().as_secs_f64();
    for number in 0..count {
        (3..5).for_each(|copy| fs::remove_dir_all(place(copy, number)).expect("a folder to remove"));
    }
    took
}

fn sync(folder: &Path) {
    File::open(folder).and_then(|folder| folder.sync_all()).expect("a disk that syncs");
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
