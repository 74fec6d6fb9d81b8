//! The same service with one of its custody stores in a bucket of a real object store: what is secured there outlives every life of it, and a
//! file comes back from there.

use std::time::{Duration, Instant};

use writ::accounts::api_tokens::{self, TokenName};
use writ::claims::direct;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::config::{CustodyPlace, CustodyStore, Jurisdiction};
use writ::db::{self, Db};

use super::{MIB, PATIENCE, Victim};
use crate::app::{Engine, settings};
use crate::claims::cast::{self, Cast, File, target};
use crate::s3::stores::{GARAGE_KEY, Store};

const BUCKET: &str = "custody";

/// Waits until the database counts so many.
async fn counted(victim: &Victim, watch: &Db, sql: &'static str, expected: i64) {
    let begun = Instant::now();
    loop {
        let mut tx = watch.read().await.unwrap();
        let (count,) = db::one!(tx, (i64,), sql).unwrap();
        drop(tx);
        if count == expected {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{sql}: {count} instead of {expected}: {}", victim.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn what_is_secured_in_a_bucket_comes_back(engine: Engine) {
    let Some(mut store) = Store::garage() else { return };
    let Some((mut config, _folder)) = settings(engine).await else { return };
    store.make(BUCKET);
    let place = CustodyPlace::Bucket(store.bucket(BUCKET, "writ"));
    config.custody[1] = CustodyStore { jurisdiction: Jurisdiction::parse("NL").unwrap(), place };
    let mut victim = Victim::of(config);
    let (id, secret) = GARAGE_KEY;
    let key = victim.path("key");
    std::fs::write(&key, format!("{id}:{secret}\n")).unwrap();
    let key = format!("NL={}", key.display());
    victim.arguments = ["--bucket-region", "NL=garage", "--bucket-key-file", &key].map(str::to_owned).to_vec();

    // Decided before the first life, and nothing of what follows is done yet.
    let service = victim.open().await;
    let cast = Cast::direct(&service).await;
    let uploader = cast::person(&service, "uploader").await;
    let (_, token) = api_tokens::issue(&service, uploader, TokenName::parse("desk").unwrap(), None).await.unwrap();
    token.expose().clone_into(&mut victim.token);
    let mut content = vec![0; 5 * 8 * MIB + 1];
    victim.chance.fill(&mut content);
    let film = File::upload_content(&service, uploader, "film.mkv", &content).await;
    let link = film.url().replace("http://localhost:8080", &victim.url);
    let claim = cast::file(&service, &cast, vec![target(&link)]).await.unwrap().claim;
    cast::delete(&service, &cast.member, claim, direct::CONFIRMATION, &cast.auth).await.unwrap();
    service.db.close().await;
    drop(service);
    assert_eq!(store.kept(BUCKET), [""; 0]);

    // Killed as soon as anything of it lies in the bucket; the next life goes on.
    let watch = Db::open(&victim.config.database).await.unwrap();
    let copy = format!("writ/{}/", film.object);
    let mut life = victim.start();
    let begun = Instant::now();
    while !store.kept(BUCKET).iter().any(|key| key.starts_with(&copy)) {
        assert!(begun.elapsed() < PATIENCE, "nothing comes to the bucket: {}", victim.log());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    life.start_kill().unwrap();
    life.wait().await.unwrap();
    free_jobs(&watch).await;
    let mut life = victim.start();
    counted(&victim, &watch, "SELECT COUNT(*) FROM orders WHERE completed_at IS NOT NULL", 1).await;
    counted(&victim, &watch, "SELECT COUNT(*) FROM custody_copies WHERE state = 'secured'", 2).await;
    life.start_kill().unwrap();
    life.wait().await.unwrap();
    assert_eq!(victim.parts_on_mirrors(), 0, "no mirror holds a byte of it");
    let mut pieces: Vec<String> = (0..6).map(|part| format!("{copy}{part:08}")).collect();
    pieces.push(format!("{copy}metadata"));
    let kept: Vec<_> = store.kept(BUCKET).into_iter().filter(|key| key.starts_with(&copy)).collect();
    assert_eq!(kept, pieces, "whole, and nothing twice");

    // With the other store's copy gone, what is in the bucket is all there is. Its claimant takes the claim back.
    std::fs::remove_file(victim.config.custody[0].folder().unwrap().join(film.object.to_string())).unwrap();
    let service = victim.open().await;
    let claimant = Claimant::Person(&cast.member);
    withdrawal::withdraw(&service, claimant, claim, Extent::Whole, "Licensed").await.unwrap();
    service.db.close().await;
    drop(service);
    free_jobs(&watch).await;
    let mut life = victim.start();
    victim.ready().await;
    counted(&victim, &watch, "SELECT COUNT(*) FROM objects WHERE state = 'available'", 1).await;
    watch.close().await;
    std::fs::write(victim.path("link"), &link).unwrap();
    let output = victim.run(&["get", "--link-file", "link", "--force", "-o", "back"]).await;
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stderr), victim.log());
    assert!(std::fs::read(victim.path("back")).unwrap() == content);
    life.start_kill().unwrap();
    life.wait().await.unwrap();
}

/// The half minute passes in which nobody else takes up what a dead worker held.
async fn free_jobs(watch: &Db) {
    let mut tx = watch.begin().await.unwrap();
    db::execute!(tx, "UPDATE jobs SET leased_until = NULL").unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_secured_in_a_bucket_comes_back_on_sqlite() {
    what_is_secured_in_a_bucket_comes_back(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_secured_in_a_bucket_comes_back_on_postgres() {
    what_is_secured_in_a_bucket_comes_back(Engine::Postgres).await;
}
