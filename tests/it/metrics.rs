//! What an operator's monitoring reads: of a service whose numbers are known, and on the real process.

mod exposition;

use std::process::Command;
use std::time::Duration;

use http::Method;
use writ::claims::direct;
use writ::ids::{CaseId, JobId, ObjectId, uuid_v4};
use writ::jobs::{self, Job};
use writ::mail::bounces::{Bounce, Kind};
use writ::service::Service;
use writ::{audit, db, mail, metrics, work};

use self::exposition::Exposition;
use crate::app::{Engine, TestService, both_engines};
use crate::claims::cast::{self, Cast, File, target};
use crate::delivery::queue_about;
use crate::kills::Victim;
use crate::takedown::take_away;

async fn told(service: &Service) -> Exposition {
    Exposition::read(&metrics::exposition(service).await.unwrap())
}

both_engines!(what_waits_is_told_by_its_number_and_its_age, |app: TestService| async move {
    let service = &app.service;
    let minutes = Duration::from_mins;
    let cast = Cast::direct(service).await;
    let film = File::upload(service, "film.mkv").await;
    work::run_due(service).await.unwrap();
    audit::settle(service).await.unwrap();
    audit::cosign(service).await.unwrap();

    // Nothing waits, and what alarms go by is there all the same.
    let quiet = told(service).await;
    assert_eq!(quiet.number("writ_mirrors", &[("standing", "admitted")]), Some(3));
    assert_eq!(quiet.number("writ_mirrors", &[("standing", "failed")]), Some(0));
    for (name, label, word) in [
        ("writ_orders_owed", "state", "unreachable"),
        ("writ_mail_undelivered", "state", "queued"),
        ("writ_mail_undelivered", "state", "bounced"),
        ("writ_claims_overdue", "queue", "verified"),
    ] {
        assert_eq!(quiet.number(name, &[(label, word)]), Some(0), "{name}");
    }
    let entries = quiet.number("writ_log_entries", &[]).unwrap();
    assert!(entries > 0);
    for name in ["writ_log_published_entries", "writ_log_cosigned_entries"] {
        assert_eq!(quiet.number(name, &[]), Some(entries), "{name}");
    }
    assert_eq!(quiet.number("writ_log_cosignatures", &[]), Some(3));
    for (name, number) in [
        ("writ_mirrors_clock_wrong", 0),
        ("writ_log_unnumbered_entries", 0),
        ("writ_log_behind", 0),
        ("writ_database_answers", 1),
        ("writ_parts_in_flight", 0),
        ("writ_parts_in_flight_limit", 256),
    ] {
        assert_eq!(quiet.number(name, &[]), Some(number), "{name}");
    }
    assert_eq!(
        quiet.age("writ_wrapping_key_age_seconds", &[]),
        Some(Duration::from_hours(10)),
        "it is ten in the morning"
    );

    // A deletion is decided, and nobody works: its job, its entries.
    let away = take_away(service, service.mirrors.embedded()[0].mirror.id());
    let filed = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
    cast::delete(service, &cast.member, filed.claim, direct::CONFIRMATION, &cast.auth).await.unwrap();
    service.clock.advance(minutes(3));
    let decided = told(service).await;
    let custody = [("kind", "secure-custody")];
    assert_eq!(decided.number("writ_jobs_due", &custody), Some(1));
    assert_eq!(decided.age("writ_jobs_oldest_due_seconds", &custody), Some(minutes(3)));
    assert!(decided.number("writ_log_unnumbered_entries", &[]) > Some(0));
    assert_eq!(decided.age("writ_log_oldest_unnumbered_seconds", &[]), Some(minutes(3)));
    assert_eq!(decided.age("writ_log_checkpoint_age_seconds", &[]), Some(minutes(3)));

    // Two mirrors obey, and the third is away.
    work::run_due(service).await.unwrap();
    service.clock.advance(minutes(60));
    let owed = told(service).await;
    assert_eq!(owed.number("writ_orders_owed", &[("state", "unreachable")]), Some(1));
    assert_eq!(owed.number("writ_orders_owed", &[("state", "pending")]), Some(0));
    assert_eq!(owed.age("writ_orders_oldest_owed_seconds", &[("state", "unreachable")]), Some(minutes(60)));
    let delivery = [("kind", "deliver-order")];
    assert_eq!(owed.number("writ_jobs_failed", &delivery), Some(1));
    assert_eq!(owed.number("writ_jobs_due", &delivery), Some(1), "and its time has come again");
    assert_eq!(owed.sum("writ_jobs_leased"), 0);
    let leased = jobs::lease(service).await.unwrap().unwrap();
    assert_eq!(told(service).await.sum("writ_jobs_leased"), 1);
    jobs::put_off(service, &leased, service.clock.now()).await.unwrap();
    service.mirrors.connect(away);
    work::run_due(service).await.unwrap();
    let done = told(service).await;
    assert_eq!(done.sum("writ_orders_owed"), 0);
    assert_eq!(done.number("writ_jobs_failed", &delivery), None);

    // A message waits, goes, and comes back.
    let message = queue_about(service, "anna@example.org", CaseId(uuid_v4(&service.entropy)), "One").await;
    service.clock.advance(minutes(5));
    let queued = told(service).await;
    assert_eq!(queued.number("writ_mail_undelivered", &[("state", "queued")]), Some(1));
    let age = queued.age("writ_mail_oldest_undelivered_seconds", &[("state", "queued")]);
    assert_eq!(age, Some(minutes(5) + Duration::from_secs(1)));
    mail::send(service, message).await.unwrap();
    mail::bounces::record(service, &[Bounce { message, kind: Kind::Hard, status: None }]).await.unwrap();
    let returned = told(service).await;
    assert_eq!(returned.number("writ_mail_undelivered", &[("state", "queued")]), Some(0));
    assert_eq!(returned.number("writ_mail_undelivered", &[("state", "bounced")]), Some(1));

    // A claim waits longer than it may.
    let other = File::upload(service, "other.mkv").await;
    let late = cast::file(service, &cast, vec![target(&other.url())]).await.unwrap();
    service.clock.advance(late.due_at.since(service.clock.now()));
    assert_eq!(told(service).await.number("writ_claims_overdue", &[("queue", "verified")]), Some(0));
    service.clock.advance(minutes(1));
    assert_eq!(told(service).await.number("writ_claims_overdue", &[("queue", "verified")]), Some(1));
});

both_engines!(a_label_is_a_word_whatever_stands_in_the_database, |app: TestService| async move {
    let service = &app.service;
    let now = service.clock.now();
    let object = ObjectId::new(&service.clock, &service.entropy);
    let mut tx = service.db.begin().await.unwrap();
    jobs::enqueue(&mut tx, service, &Job::DeleteForOwner { object }, now).await.unwrap();
    let foreign = format!(r#"{{"object":"{object}","of":"anna"}}"#);
    for payload in [r#"{"job":"of-a-newer-program","object":1}"#, r#"{"job":"Anna@example.org"}"#, "nonsense", &foreign]
    {
        let id = JobId::new(&service.clock, &service.entropy);
        let sql =
            "INSERT INTO jobs (id, lane, payload, run_at, attempts, created_at) VALUES ($1, 'general', $2, $3, 1, $3)";
        db::execute!(tx, sql, id, payload, now).unwrap();
    }
    tx.commit().await.unwrap();
    let text = metrics::exposition(service).await.unwrap();
    let told = Exposition::read(&text);
    for (kind, number) in [("delete-for-owner", 1), ("of-a-newer-program", 1), ("unknown", 3)] {
        assert_eq!(told.number("writ_jobs_due", &[("kind", kind)]), Some(number), "{kind}");
    }
    assert_eq!(told.number("writ_jobs_failed", &[("kind", "unknown")]), Some(3));
    for secret in [object.to_string().as_str(), "nna", "nonsense"] {
        assert!(!text.contains(secret), "{secret} in:\n{text}");
    }
});

both_engines!(what_a_portal_knows_by_itself_is_told_without_its_database, |app: TestService| async move {
    let service = &app.service;
    crate::http::send(service, crate::http::get("/healthz")).await;
    service.db.close().await;
    let told = told(service).await;
    assert_eq!(told.number("writ_database_answers", &[]), Some(0));
    let healthy = [("method", "GET"), ("route", "/healthz"), ("status", "200")];
    assert_eq!(told.number("writ_http_requests_total", &healthy), Some(1));
    assert_eq!(told.number("writ_log_entries", &[]), None, "what is not known is not told");
});

/// The real process: on its own port it tells what it answered by the routes that were taken, and names nothing and nobody.
async fn metrics_are_told_on_a_port_of_their_own(engine: Engine) {
    let Some((mut victim, folder)) = Victim::settle(engine).await else { return };
    let service = victim.open().await;
    let film = File::upload(&service, "film.mkv").await;
    service.db.close().await;
    drop(service);
    let place = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    victim.arguments = vec!["--metrics".into(), place.to_string()];
    let mut life = victim.start();
    victim.ready().await;
    let client = reqwest::Client::new();
    for (method, path) in [
        ("GET", "/healthz".to_owned()),
        ("GET", format!("/f/{}", film.link)),
        ("GET", "/somebody@example.org?of=secret-query".to_owned()),
        ("BREW", "/healthz".to_owned()),
    ] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        client.request(method, format!("{}{path}", victim.url)).send().await.unwrap();
    }

    let answer = reqwest::get(format!("http://{place}/metrics")).await.unwrap();
    let kind = answer.headers()["content-type"].to_str().unwrap();
    assert_eq!(kind, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    let text = answer.text().await.unwrap();
    let told = Exposition::read(&text);
    for (route, status) in [("/healthz", "200"), ("/f/{link}", "200"), ("-", "404")] {
        let labels = [("method", "GET"), ("route", route), ("status", status)];
        assert_eq!(told.number("writ_http_requests_total", &labels), Some(1), "{route}");
        let labels = [("method", "GET"), ("route", route)];
        assert_eq!(told.number("writ_http_request_duration_seconds_count", &labels), Some(1), "{route}");
    }
    assert_eq!(
        told.number("writ_http_request_duration_seconds_count", &[("method", "other"), ("route", "/healthz")]),
        Some(1)
    );
    let engine = if engine == Engine::Sqlite { "sqlite" } else { "postgres" };
    let build = [("version", env!("CARGO_PKG_VERSION")), ("database", engine)];
    assert_eq!(told.number("writ_build_info", &build), Some(1));
    assert!(told.number("writ_log_entries", &[]) > Some(0));
    told.assert_labels_are_words();
    for secret in [film.link.as_str(), &film.object.to_string(), "somebody", "example.org", "secret-query", "BREW"] {
        assert!(!text.contains(secret), "{secret} in:\n{text}");
    }
    independently_read(&text, &folder.path().join("metrics"), told.samples());

    assert_eq!(reqwest::get(format!("{}/metrics", victim.url)).await.unwrap().status(), 404, "the portal tells nobody");
    assert_eq!(
        reqwest::get(format!("http://{place}/healthz")).await.unwrap().status(),
        404,
        "and this port nothing else"
    );
    life.start_kill().unwrap();
    life.wait().await.unwrap();
}

/// Python's own reader of this format, which is strict, finds as many samples.
fn independently_read(text: &str, file: &std::path::Path, samples: usize) {
    let Ok(python) = std::env::var("WRIT_TEST_PYTHON") else {
        println!("skipped: metrics before an independent reader, because WRIT_TEST_PYTHON names no Python");
        return;
    };
    std::fs::write(file, text).unwrap();
    let script = "import sys; from prometheus_client.openmetrics.parser import text_string_to_metric_families as read\n\
                  print(sum(len(family.samples) for family in read(open(sys.argv[1]).read())))";
    let output = Command::new(python).args(["-c", script]).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), samples.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_told_on_a_port_of_their_own_on_sqlite() {
    metrics_are_told_on_a_port_of_their_own(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_told_on_a_port_of_their_own_on_postgres() {
    metrics_are_told_on_a_port_of_their_own(Engine::Postgres).await;
}
