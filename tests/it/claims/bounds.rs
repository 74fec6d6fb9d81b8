//! What programs can make the service do, and what it tells them of what it cannot take.

use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::stream;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use writ::claims::organisations::{self, MemberRole};
use writ::claims::programs::keys::{self, Scope};
use writ::claims::{Error, filing, works};
use writ::{db, work};

use super::cast::{self, Cast, File, limited, rows};
use super::programs::{Program, claim_on, with};
use crate::app::{TestService, both_engines};
use crate::http::send_to;

const NOWHERE: &str = "http://localhost:8080/f/AAECAwQFBgcICQoLDA0ODw";

both_engines!(a_claim_names_so_many_works_and_each_once, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.claim_works = 2);
    let cast = &Cast::signed(service).await;
    let new = works::NewWork { identifiers: vec!["ISBN 978-3-16-148410-0".into()], ..cast::work() };
    let work = works::register(service, &cast.member, cast.organisation, &new).await.unwrap();
    let program = Program::all(service, cast).await;
    let film = File::upload(service, "film.mkv").await;
    let naming = |works: Value| with(claim_on(&[film.url()]), "works", works);
    let refused = program.post("/api/v1/claims", &naming(json!(["a", "b", "c"]))).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("claim-works"), "{}", refused.body);
    program.file(&naming(json!([work.to_string(), "9783161484100"]))).await;
    assert_eq!(rows(service, "claim_works").await, 1);

    let mut claim = cast::claim_of(vec![cast::target(&film.url())]);
    claim.works = vec![work; 3];
    let refused = filing::file(service, &cast.member, cast.organisation, &claim).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
    claim.works.truncate(2);
    filing::file(service, &cast.member, cast.organisation, &claim).await.unwrap();
    assert_eq!(rows(service, "claim_works").await, 2);

    // Who may not file learns that first.
    organisations::suspend(service, &cast.first, cast.organisation, "Unfounded").await.unwrap();
    assert_eq!(program.post("/api/v1/claims", &naming(json!(["a"]))).await.status, StatusCode::CONFLICT);
});

both_engines!(lines_are_counted_before_they_are_worked, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.api_lines_per_minute = 3);
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = program.file(&claim_on(&[film.url()])).await;
    let wrong = claim_on(&[NOWHERE.to_owned(), NOWHERE.to_owned()]);
    assert_eq!(program.post("/api/v1/claims", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = program.post("/api/v1/claims", &wrong).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.body.contains("api-lines-per-minute"), "{}", refused.body);
    let retraction = json!({"reason": "Licensed", "claims": [{"claim": filed["claim"]}]});
    let refused = program.once("/api/v1/retractions", &retraction, "r-1").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    service.clock.advance(Duration::from_secs(refused.header("retry-after").parse().unwrap()));
    let done = program.once("/api/v1/retractions", &retraction, "r-1").await;
    assert_eq!((done.status, &done.json()["results"][0]["already"]), (StatusCode::OK, &json!(false)));
});

both_engines!(nothing_is_read_of_whom_no_key_lets_and_only_claims_are_large, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.body_bytes = 1 << 10);
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let reader = Program::of(service, cast, &[Scope::ClaimsRead]).await;
    for (method, path) in [
        (Method::POST, "/api/v1/claims"),
        (Method::POST, "/api/v1/retractions"),
        (Method::PUT, "/api/v1/claims/00000000-0000-7000-8000-000000000000/statement"),
        (Method::POST, "/api/v1/claims/00000000-0000-7000-8000-000000000000/deletion"),
        (Method::POST, "/api/v1/claims/00000000-0000-7000-8000-000000000000/retraction"),
    ] {
        let answer = send_to(&reader.portal, reader.request(method, path, Some(&json!("no document")), "")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let program = Program::all(service, cast).await;
    let claim = claim_on(&[film.url()]);
    let statement = with(claim["statement"].clone(), "works", json!("x".repeat(1 << 10)));
    let filed = program.file(&with(claim, "statement", statement)).await;
    let path = format!("/api/v1/claims/{}/retraction", filed["claim"].as_str().unwrap());
    let long = json!({"reason": "x".repeat(1 << 10)});
    assert_eq!(program.post(&path, &long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
});

both_engines!(so_many_bodies_are_taken_at_once, |app: TestService| async move {
    let service = &limited(&app.service, |limits| {
        limits.api_bodies_per_organisation = 1;
        limits.api_bodies_in_flight = 2;
    });
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let owner = cast::signed_up(service, "rival", 4).await;
    let organisation = organisations::apply(service, &owner, &cast::application("Rival")).await.unwrap();
    cast::verify(service, &cast.first, &cast.second, organisation).await;
    cast::join(service, &owner, organisation, &cast.member, MemberRole::Agent).await;
    let rival = Program::all(service, &Cast { organisation, ..cast.clone() }).await;
    let body = json!({"reason": "Licensed", "claims": []});
    let ask = async |program: &Program| program.post("/api/v1/retractions", &body).await;

    let limits = &service.config.limits;
    let bearer = keys::authenticate(service, &program.secret).await.unwrap();
    let rivals = keys::authenticate(service, &rival.secret).await.unwrap();
    let place = service.bodies.admit(&bearer, limits).unwrap();
    let busy = ask(&program).await;
    assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(busy.body.contains("api-bodies-per-organisation") && !busy.header("retry-after").is_empty());
    assert_eq!(program.get("/api/v1/claims").await.status, StatusCode::OK, "who sends no body waits for none");
    assert_eq!(ask(&rival).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let other = service.bodies.admit(&rivals, limits).unwrap();
    assert!(ask(&rival).await.body.contains("api-bodies-in-flight"));
    drop((place, other));
    for _ in 0..3 {
        assert_eq!(ask(&program).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a place is given back");
    }
});

both_engines!(a_body_that_does_not_arrive_gives_its_place_back, |app: TestService| async move {
    let service = &limited(&app.service, |limits| {
        limits.api_bodies_in_flight = 1;
        limits.api_body_arrival = Duration::from_millis(1);
    });
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let (mut parts, _) = program.request(Method::POST, "/api/v1/retractions", None, "").into_parts();
    parts.headers.insert("content-length", 10.into());
    let never = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
    let sent = send_to(&program.portal, Request::from_parts(parts, never));
    let refused = tokio::time::timeout(Duration::from_secs(10), sent).await.expect("it is not waited for");
    assert_eq!(refused.status, StatusCode::REQUEST_TIMEOUT);
    assert!(refused.body.contains("limit: api-body-arrival"), "{}", refused.body);
    let limits = &service.config.limits;
    let bearer = keys::authenticate(service, &program.secret).await.unwrap();
    drop(service.bodies.admit(&bearer, limits).expect("the one place there is, is free again"));
});

both_engines!(a_key_leaves_so_much_behind_and_what_is_over_goes, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.api_key_answer_bytes_per_day = 500);
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let (one, other) = (File::upload(service, "one.mkv").await, File::upload(service, "other.mkv").await);
    let claim = claim_on(&[one.url(), other.url()]);
    let file = async |key: &str| program.once("/api/v1/claims", &claim, key).await;
    let first = file("a-1").await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    assert!(first.body.len() > 500);
    let refused = file("a-2").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.body.contains("api-key-answer-bytes-per-day"), "{}", refused.body);
    assert_eq!(rows(service, "api_answers").await, 1);
    assert_eq!(file("a-1").await.body, first.body, "what is kept is still told");
    assert_eq!(file("").await.status, StatusCode::CREATED);
    service.clock.advance(Duration::from_hours(24));
    assert_eq!(file("a-2").await.status, StatusCode::CREATED);
    work::run_due(service).await.unwrap();
    assert_eq!(rows(service, "api_answers").await, 1, "the other is over");
    service.clock.advance(Duration::from_hours(25));
    work::run_due(service).await.unwrap();
    assert_eq!(rows(service, "api_answers").await, 0, "nobody has to ask for that");
    service.clock.advance(Duration::from_hours(32 * 24));
    work::run_due(service).await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM jobs WHERE payload LIKE '%forget-answers%'";
    assert_eq!(db::one!(tx, (i64,), sql).unwrap().0, 0, "the key has ended");
});

both_engines!(requests_that_come_again_after_a_day_keep_each_other_from_nothing, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = claim_on(&[film.url()]);
    let file = async |key: &str| {
        let asked = program.once("/api/v1/claims", &claim, key);
        let answer = tokio::time::timeout(Duration::from_secs(10), asked).await.expect("it waits for no other");
        assert_eq!((answer.status, answer.header("idempotency-replayed")), (StatusCode::CREATED, ""));
    };
    file("a-1").await;
    service.clock.advance(Duration::from_secs(1));
    file("a-2").await;
    service.clock.advance(Duration::from_hours(24));
    // As by a request that has just taken over the older one; SQLite has one writer, which everybody waits for.
    let mut other = service.db.begin().await.unwrap();
    if service.db.is_postgres() {
        let sql = "UPDATE api_answers SET status = status WHERE expires_at = (SELECT MIN(expires_at) FROM api_answers)";
        assert_eq!(db::execute!(other, sql).unwrap(), 1);
    } else {
        other.rollback().await.unwrap();
        other = service.db.read().await.unwrap();
    }
    file("a-2").await;
    drop(other);
    file("a-1").await;
    assert_eq!((rows(service, "claims").await, rows(service, "api_answers").await), (4, 2));
});

both_engines!(what_cannot_be_read_is_not_told_again, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let film = File::upload(service, "film.mkv").await;
    let (claim, key) = (claim_on(&[film.url()]), film.key.encode());
    for wrong in [
        with(claim.clone(), "targets", json!(film.url())),
        with(claim.clone(), "targets", json!([film.url()])),
        with(claim.clone(), "basis", json!(film.url())),
        with(claim.clone(), "partial", json!(key.as_str())),
        with(claim.clone(), key.as_str(), json!(true)),
        json!(film.url()),
    ] {
        let refused = program.post("/api/v1/claims", &wrong).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(!refused.body.contains(key.as_str()), "{}", refused.body);
        assert!(refused.json()["detail"].as_str().unwrap().contains("at line 1 column"), "{}", refused.body);
    }
    let misspelt = program.post("/api/v1/claims", &with(claim, "refrence", json!("a"))).await;
    assert!(misspelt.body.contains("unknown field `refrence`"), "{}", misspelt.body);
    let lacking = program.post("/api/v1/claims", &json!({"basis": "us-dmca"})).await;
    assert!(lacking.body.contains("missing field `statement`"), "{}", lacking.body);
});

both_engines!(a_nul_is_refused_wherever_it_comes, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = program.file(&claim_on(&[film.url()])).await;
    let nul = json!("a\u{0}b");
    assert_eq!(program.get("/api/v1/claims?reference=a%00b").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(program.get("/api/v1/works?search=a%00b").await.status, StatusCode::OK);
    let many = json!({"reason": "Licensed", "claims": [{"reference": nul}, {"claim": filed["claim"]}]});
    let many = program.post("/api/v1/retractions", &many).await;
    assert_eq!(many.status, StatusCode::OK, "{}", many.body);
    assert_eq!(many.json()["results"][0]["retracted"], json!(false));
    assert_eq!(many.json()["results"][1]["retracted"], json!(true));
    let claim = claim_on(&[film.url()]);
    let mut spoilt: Vec<Value> =
        ["reference", "territory"].into_iter().map(|field| with(claim.clone(), field, nul.clone())).collect();
    spoilt.push(with(claim.clone(), "works", json!([nul])));
    for field in ["works", "name", "address", "telephone", "email", "signature"] {
        spoilt.push(with(claim.clone(), "statement", with(claim["statement"].clone(), field, nul.clone())));
    }
    for field in ["link", "file_key", "found_at"] {
        spoilt.push(with(claim.clone(), "targets", json!([with(claim["targets"][0].clone(), field, nul.clone())])));
    }
    for claim in spoilt {
        let refused = program.post("/api/v1/claims", &claim).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{claim}: {}", refused.body);
    }
});

both_engines!(a_retraction_names_so_many_targets, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.claim_targets = 2);
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let (one, other) = (File::upload(service, "one.mkv").await, File::upload(service, "other.mkv").await);
    let filed = program.file(&claim_on(&[one.url(), other.url()])).await;
    let path = format!("/api/v1/claims/{}/retraction", filed["claim"].as_str().unwrap());
    let target = &filed["targets"][0]["target"];
    let retract = async |targets: Value| program.post(&path, &json!({"reason": "Licensed", "targets": targets})).await;
    assert_eq!(retract(json!([target, target, target])).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(retract(json!([target, filed["claim"]])).await.status, StatusCode::NOT_FOUND);
    assert_eq!(retract(json!([target, target])).await.json()["already"], json!(false));
    assert_eq!(retract(json!([target])).await.json()["already"], json!(true));
    assert_eq!(retract(json!([])).await.json()["already"], json!(false));
});
