//! Five thousand claims through the claims API over loopback: filed and proven, then executed under direct access:
//! `cargo bench --bench claims`; with `WRIT_TEST_POSTGRES` set also on PostgreSQL.
//!
//! Each claim is a request of its own, under an idempotency key, with one target whose key opens a file of its own; each is
//! then deleted by another request. Eight programs ask at once. The service runs whole in this process, with its workers and
//! its sequencer, over three mirrors and two custody stores in folders on the disk that `TMPDIR` names. Times are per claim,
//! of the wall clock. Beside them, in the same run, the floor: one transaction on the same database that writes a row and
//! commits, durably; the median of a hundred.
#![expect(clippy::expect_used, reason = "a bench that cannot go on should stop loudly")]

use std::sync::Arc;
use std::time::Instant;

use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use writ::claims::programs::keys::{self, NewKey, Scope};
use writ::clock::Clock;
use writ::config::Config;
use writ::db;
use writ::entropy::Entropy;
use writ::http::{connections, mirror};
use writ::seal::{Link, LinkSecret};
use writ::service::Service;
use writ::{audit, work};

use crate::app::Engine;
use crate::cast::Cast;
use crate::support::{app, authenticator, cast, rig};

mod support;

const CLAIMS: u32 = 5_000;
const PROGRAMS: usize = 8;
const BYTES: usize = 4 << 10;

#[tokio::main]
async fn main() {
    println!("{CLAIMS} claims of one target, {PROGRAMS} programs at once; time per claim");
    println!("{:10} {:>15} {:>10}  {:>12} {:>10}", "database", "filed, proven", "to floor", "executed", "to floor");
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if let Some((mut config, _folder)) = app::settings(engine).await {
            let limits = &mut config.limits;
            limits.direct_access_targets_per_day = u32::MAX;
            limits.api_key_requests_per_minute = u32::MAX;
            limits.api_requests_per_minute = u32::MAX;
            limits.api_lines_per_minute = u32::MAX;
            limits.api_bodies_per_organisation = 2 * PROGRAMS;
            measure(engine, config).await;
        }
    }
}

async fn measure(engine: Engine, config: Config) {
    let service = Service::open(config, Clock::System, Entropy::System, mirror::in_process).await.expect("a service");
    // People first: their codes are fetched from messages that no worker sends meanwhile.
    let cast = Cast::direct(&service).await;
    let owner = cast::person(&service, "uploader").await.account;
    let new = NewKey {
        name: "bench".into(),
        scopes: Scope::ALL.map(|scope| scope.as_str().to_owned()).to_vec(),
        days: "1".into(),
        confirmation: "DELETE".into(),
    };
    let made = keys::create(&service, &cast.member, cast.organisation, &new, &cast.auth).await;
    let secret = made.expect("a key").1;
    let stop = CancellationToken::new();
    let sequencer = tokio::spawn(audit::run(service.clone(), stop.clone().cancelled_owned()));
    let workers = tokio::spawn(work::run(service.clone(), stop.clone().cancelled_owned()));

    let links: Vec<String> = stream::iter(0..CLAIMS)
        .map(async |_| {
            let (file, link) = rig::stored(&service, owner, BYTES).await;
            let secret = LinkSecret::Key(file.link_key);
            Link { origin: "http://localhost:8080".into(), id: link, secret }.expose().to_string()
        })
        .buffered(PROGRAMS)
        .collect()
        .await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let api = format!("http://{}/api/v1/claims", listener.local_addr().expect("an address"));
    let (router, limits, stopped) = (writ::http::router(service.clone()), service.config.limits.clone(), stop.clone());
    let served = tokio::spawn(async move { connections::serve(listener, router, &limits, stopped).await });
    let client = Arc::new(reqwest::Client::new());
    let post = async |url: String, body: Value, once: String| -> Value {
        let request = client.post(url).bearer_auth(secret.expose()).header("idempotency-key", once).json(&body);
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let text = answer.text().await.expect("a document");
        assert!(status.is_success(), "{status}: {text}");
        serde_json::from_str(&text).expect("a document")
    };

    let commit = bare_commit(&service).await;
    let begun = Instant::now();
    let filed: Vec<Value> = stream::iter(links.iter().enumerate())
        .map(|(n, link)| post(api.clone(), claim(n, link), format!("file-{n}")))
        .buffered(PROGRAMS)
        .collect()
        .await;
    let filing = begun.elapsed().as_secs_f64() / f64::from(CLAIMS);
    assert!(filed.iter().all(|claim| claim["targets"][0]["level"] == "opened"), "every claim is proven");
    let begun = Instant::now();
    let deleted: Vec<Value> = stream::iter(filed.iter().enumerate())
        .map(|(n, claim)| {
            let id = claim["claim"].as_str().expect("an id");
            let delete = json!({"confirm": "DELETE", "targets": [claim["targets"][0]["target"]]});
            post(format!("{api}/{id}/deletion"), delete, format!("delete-{n}"))
        })
        .buffered(PROGRAMS)
        .collect()
        .await;
    let executing = begun.elapsed().as_secs_f64() / f64::from(CLAIMS);
    assert_eq!(deleted.len(), links.len());
    println!(
        "{:10} {:>12.2} ms {:8.1} x  {:>9.2} ms {:8.1} x",
        engine.to_string(),
        filing * 1e3,
        filing / commit,
        executing * 1e3,
        executing / commit,
    );
    stop.cancel();
    served.await.expect("a server that stops");
    workers.await.expect("workers that stop");
    sequencer.await.expect("a sequencer that stops");
    service.db.close().await;
}

fn claim(n: usize, link: &str) -> Value {
    json!({
        "basis": "us-dmca",
        "reference": format!("bench-{n}"),
        "statement": {
            "works": "The Long Way Home (film, 2024)", "name": "Ada Example", "address": "1 Example Street",
            "telephone": "+33 1 23 45 67 89", "email": "ada@pictures.example", "good_faith": true, "accurate": true,
            "authorised_under_penalty_of_perjury": true, "signature": "Ada Example",
        },
        "targets": [{"link": link, "found_at": "https://forum.example/thread/1"}],
    })
}

/// Seconds of one durable transaction.
async fn bare_commit(service: &Service) -> f64 {
    let mut tx = service.db.begin().await.expect("a transaction");
    db::execute!(tx, "CREATE TABLE IF NOT EXISTS bench (n BIGINT NOT NULL)").expect("a table");
    tx.commit().await.expect("a commit");
    let mut took = Vec::new();
    for _ in 0..100 {
        let begun = Instant::now();
        let mut tx = service.db.begin().await.expect("a transaction");
        db::execute!(tx, "INSERT INTO bench (n) VALUES (1)").expect("a row");
        tx.commit().await.expect("a commit");
        took.push(begun.elapsed().as_secs_f64());
    }
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}
