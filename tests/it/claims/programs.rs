//! What programs ask by key: that a key is never more than its member, that a request takes effect once, and how much may
//! be asked.

use std::time::Duration;

use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use writ::accounts::Actor;
use writ::claims::organisations::{self, MemberRole};
use writ::claims::programs::keys::{self, NewKey, Scope};
use writ::claims::{Error, cases, extension, works};
use writ::ids::ApiKeyId;
use writ::service::Service;
use writ::vault::ObjectState;

use super::cast::{self, Cast, File, entries, limited, object_state, rows};
use crate::app::{TestService, both_engines, mailed, polled};
use crate::http::{Answer, send_to};
use crate::routes::declared;

/// A program with its key.
pub struct Program {
    pub portal: axum::Router,
    pub secret: String,
    key: ApiKeyId,
}

fn new_key(scopes: &[Scope]) -> NewKey {
    NewKey {
        name: "Crawler".into(),
        scopes: scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        days: "30".into(),
        confirmation: if scopes.contains(&Scope::ClaimsDelete) { "DELETE".into() } else { String::new() },
    }
}

impl Program {
    pub async fn of(service: &Service, cast: &Cast, scopes: &[Scope]) -> Self {
        let made = keys::create(service, &cast.member, cast.organisation, &new_key(scopes), &cast.auth).await;
        let (key, secret) = made.unwrap();
        Self { portal: writ::http::router(service.clone()), secret: secret.expose().to_owned(), key }
    }

    pub async fn all(service: &Service, cast: &Cast) -> Self {
        Self::of(service, cast, &Scope::ALL).await
    }

    pub fn request(&self, method: Method, path: &str, body: Option<&Value>, idempotency_key: &str) -> Request<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.secret))
            .header("content-type", "application/json");
        if !idempotency_key.is_empty() {
            request = request.header("idempotency-key", idempotency_key);
        }
        request.body(body.map_or_else(Body::empty, |body| Body::from(body.to_string()))).unwrap()
    }

    pub async fn get(&self, path: &str) -> Answer {
        send_to(&self.portal, self.request(Method::GET, path, None, "")).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        send_to(&self.portal, self.request(Method::POST, path, Some(body), "")).await
    }

    pub async fn once(&self, path: &str, body: &Value, idempotency_key: &str) -> Answer {
        send_to(&self.portal, self.request(Method::POST, path, Some(body), idempotency_key)).await
    }

    pub async fn file(&self, claim: &Value) -> Value {
        let answer = self.post("/api/v1/claims", claim).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        answer.json()
    }
}

/// A claim on links.
pub fn claim_on(links: &[String]) -> Value {
    let targets: Vec<Value> =
        links.iter().map(|link| json!({"link": link, "found_at": "https://forum.example/thread/1"})).collect();
    json!({
        "basis": "us-dmca",
        "statement": {
            "works": "The Long Way Home", "name": "Ada Example", "address": "1 Example Street", "telephone": "+33 1",
            "email": "ada@pictures.example", "good_faith": true, "accurate": true,
            "authorised_under_penalty_of_perjury": true, "signature": "Ada Example",
        },
        "targets": targets,
    })
}

pub fn with(mut claim: Value, field: &str, value: Value) -> Value {
    claim[field] = value;
    claim
}

// Keys -----------------------------------------------------------------------------------------------

both_engines!(
    a_key_is_made_with_the_password_and_a_typed_word_and_is_never_shown_again,
    |app: TestService| async move {
        let service = &app.service;
        let cast = &Cast::signed(service).await;
        let create = |who: Actor, new: NewKey, auth: u8| async move {
            keys::create(service, &who, cast.organisation, &new, &cast::auth(auth)).await
        };
        let refused = |made: Result<_, Error>| match made {
            Err(Error::Invalid(mistakes)) => mistakes.into_iter().map(|mistake| mistake.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        let nothing = NewKey { scopes: vec!["claims:everything".into()], days: "400".into(), ..NewKey::default() };
        assert_eq!(refused(create(cast.member, nothing, 1).await), ["name", "scopes", "days"]);
        let unsaid = NewKey { confirmation: String::new(), ..new_key(&[Scope::ClaimsDelete]) };
        assert_eq!(refused(create(cast.member, unsaid, 1).await), ["confirmation"]);
        assert!(matches!(create(cast.member, new_key(&[Scope::ClaimsRead]), 9).await, Err(Error::Accounts(_))));
        let stranger = cast::signed_up(service, "stranger", 2).await;
        assert!(matches!(create(stranger, new_key(&[Scope::ClaimsRead]), 2).await, Err(Error::NotFound)));

        let (id, secret) = create(cast.member, new_key(&Scope::ALL), 1).await.unwrap();
        assert!(secret.expose().starts_with("writkey_") && !format!("{secret:?}").contains(&secret.expose()[8..]));
        let listed = keys::list(service, &cast.member, cast.organisation).await.unwrap();
        assert_eq!((listed.len(), listed[0].id, listed[0].last_used_at), (1, id, None));
        let found = organisations::organisation(service, &cast.member, cast.organisation).await.unwrap();
        let log = entries(service, found.log_case).await;
        let entry = log.last().unwrap();
        assert_eq!(entry.kind, "key.created");
        assert!(
            !entry.text.contains("Crawler") && !entry.text.contains(&cast.member.account.to_string()),
            "{}",
            entry.text
        );
        let narrow = &limited(service, |limits| limits.api_keys_per_member = 1);
        let more =
            keys::create(narrow, &cast.member, cast.organisation, &new_key(&[Scope::ClaimsRead]), &cast.auth).await;
        assert!(matches!(more, Err(Error::Conflict(_))));

        // Whoever has only applied makes none, nor does whose powers rest.
        let newcomer = cast::signed_up(service, "newcomer", 4).await;
        let new = organisations::apply(service, &newcomer, &cast::application("Newcomer")).await.unwrap();
        organisations::suspend(service, &cast.first, cast.organisation, "Unfounded").await.unwrap();
        for (who, auth, organisation) in [(newcomer, 4, new), (cast.member, 1, cast.organisation)] {
            let reading = new_key(&[Scope::ClaimsRead]);
            let made = keys::create(service, &who, organisation, &reading, &cast::auth(auth)).await;
            assert!(matches!(made, Err(Error::NotVerified { .. })), "{made:?}");
        }
    }
);

both_engines!(a_key_ends_with_its_revocation_its_time_and_its_membership, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let program = Program::of(service, cast, &[Scope::ClaimsRead]).await;
    assert_eq!(program.get("/api/v1/claims").await.status, StatusCode::OK);
    let listed = keys::list(service, &cast.member, cast.organisation).await.unwrap();
    assert_eq!(listed[0].last_used_at, Some(service.clock.now()));

    // An agent sees and ends its own keys, an owner everybody's.
    let agent = cast::signed_up(service, "agent", 3).await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    let agents = Cast { member: agent, auth: cast::auth(3), ..cast.clone() };
    let own = Program::of(service, &agents, &[Scope::ClaimsRead]).await;
    assert_eq!(keys::list(service, &agent, cast.organisation).await.unwrap().len(), 1);
    assert_eq!(keys::list(service, &cast.member, cast.organisation).await.unwrap().len(), 2);
    let foreign = keys::revoke(service, &agent, cast.organisation, program.key).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    keys::revoke(service, &cast.member, cast.organisation, program.key).await.unwrap();
    let ended = program.get("/api/v1/claims").await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert!(ended.header("www-authenticate").starts_with("Bearer"));
    assert!(matches!(keys::revoke(service, &cast.member, cast.organisation, program.key).await, Err(Error::NotFound)));

    // Whoever is removed and comes back finds no key at work.
    assert_eq!(own.get("/api/v1/claims").await.status, StatusCode::OK);
    organisations::remove_member(service, &cast.member, cast.organisation, agent.account).await.unwrap();
    assert_eq!(own.get("/api/v1/claims").await.status, StatusCode::UNAUTHORIZED);
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    assert_eq!(own.get("/api/v1/claims").await.status, StatusCode::UNAUTHORIZED);

    let lapsing = Program::of(service, cast, &[Scope::ClaimsRead]).await;
    service.clock.advance(Duration::from_hours(30 * 24 - 1));
    assert_eq!(lapsing.get("/api/v1/claims").await.status, StatusCode::OK);
    service.clock.advance(Duration::from_hours(1));
    assert_eq!(lapsing.get("/api/v1/claims").await.status, StatusCode::UNAUTHORIZED);
});

both_engines!(a_key_does_what_it_was_made_for_and_what_its_member_may, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let file = File::upload(service, "film.mkv").await;
    let claim = claim_on(&[file.url()]);
    let reader = Program::of(service, cast, &[Scope::ClaimsRead]).await;
    let refused = reader.post("/api/v1/claims", &claim).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("claims:write"), "{}", refused.body);
    assert_eq!(reader.get("/api/v1/works").await.status, StatusCode::FORBIDDEN);
    let writer = Program::of(service, cast, &[Scope::ClaimsWrite]).await;
    assert_eq!(writer.get("/api/v1/claims").await.status, StatusCode::FORBIDDEN);
    let filed = writer.file(&claim).await;
    let path = format!("/api/v1/claims/{}", filed["claim"].as_str().unwrap());
    let delete = json!({"confirm": "DELETE", "targets": [filed["targets"][0]["target"]]});
    assert_eq!(writer.post(&format!("{path}/deletion"), &delete).await.status, StatusCode::FORBIDDEN);

    // Suspended: nothing is filed or deleted, and what was claimed is read and retracted.
    let all = Program::all(service, cast).await;
    organisations::suspend(service, &cast.first, cast.organisation, "Unfounded").await.unwrap();
    assert_eq!(all.post("/api/v1/claims", &claim).await.status, StatusCode::CONFLICT);
    assert_eq!(all.post(&format!("{path}/deletion"), &delete).await.status, StatusCode::CONFLICT);
    assert_eq!(all.get(&path).await.json()["state"], "submitted");
    let retracted = all.post(&format!("{path}/retraction"), &json!({"reason": "Licensed after all"})).await;
    assert_eq!((retracted.status, &retracted.json()["retracted"]), (StatusCode::OK, &json!(true)));
    assert_eq!(object_state(service, file.object).await, ObjectState::Available);

    // A key of another organisation learns nothing of it, not even one of the same person.
    let owner = cast::signed_up(service, "rival", 4).await;
    let organisation = organisations::apply(service, &owner, &cast::application("Rival")).await.unwrap();
    cast::verify(service, &cast.first, &cast.second, organisation).await;
    cast::join(service, &owner, organisation, &cast.member, MemberRole::Agent).await;
    let rival = Program::all(service, &Cast { organisation, ..cast.clone() }).await;
    assert_eq!(rival.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(rival.get("/api/v1/claims").await.json()["claims"], json!([]));
    for act in ["deletion", "retraction"] {
        let body = if act == "deletion" { delete.clone() } else { json!({"reason": "x"}) };
        assert_eq!(rival.post(&format!("{path}/{act}"), &body).await.status, StatusCode::NOT_FOUND, "{act}");
    }
    assert_eq!(rival.post("/api/v1/claims", &claim).await.status, StatusCode::CONFLICT, "it has not signed");

    // A token that stores files is no key, nor is a session.
    let nothing =
        Request::get("/api/v1/claims").header("authorization", "Bearer writ_abc").body(Body::empty()).unwrap();
    assert_eq!(send_to(&all.portal, nothing).await.status, StatusCode::UNAUTHORIZED);
});

// Filing ---------------------------------------------------------------------------------------------

both_engines!(a_claim_is_filed_whole_or_in_its_good_lines, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let work = works::NewWork { identifiers: vec!["ISBN 978-3-16-148410-0".into()], ..cast::work() };
    works::register(service, &cast.member, cast.organisation, &work).await.unwrap();
    let program = Program::all(service, cast).await;
    let (one, other) = (File::upload(service, "one.mkv").await, File::upload(service, "other.mkv").await);
    let dead = "http://localhost:8080/f/AAECAwQFBgcICQoLDA0ODw".to_owned();
    let links = [one.url(), dead, other.bare()];
    let claim = with(claim_on(&links), "works", json!(["9783161484100"]));
    let refused = program.post("/api/v1/claims", &claim).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.json()["targets"], json!([{"line": 2, "detail": "No file is found at this link."}]));
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert!(!refused.body.contains(one.key.encode().as_str()));
    assert_eq!(rows(service, "claims").await, 0);

    let claim = with(with(claim, "partial", json!(true)), "reference", json!(" 2026-1 "));
    let mut filed = Value::Null;
    let receipt = mailed(service, async || filed = program.file(&claim).await).await;
    assert!(receipt[0].contains(&format!("Claim: {}", filed["claim"].as_str().unwrap())), "{receipt:?}");
    assert!(receipt[0].contains("Your reference: 2026-1"), "{receipt:?}");
    let results = filed["targets"].as_array().unwrap();
    let told: Vec<_> = results.iter().map(|result| (result["line"].as_u64().unwrap(), &result["level"])).collect();
    assert_eq!(told, [(1, &json!("opened")), (2, &Value::Null), (3, &json!("located"))]);
    assert!(results[0]["possession"].is_string() && results[1]["error"].is_string());
    assert_eq!(filed["reference"], "2026-1");
    let path = format!("/api/v1/claims/{}", filed["claim"].as_str().unwrap());
    let shown = program.get(&path).await;
    assert!(!shown.body.contains(one.key.encode().as_str()), "no key is told again");
    let shown = shown.json();
    assert_eq!(shown["reference"], "2026-1");
    assert_eq!(shown["works"][0]["title"], "The Long Way Home");
    assert_eq!(shown["targets"][0]["file"]["name"], "one.mkv");
    assert_eq!(shown["targets"].as_array().unwrap().len(), 2);

    // The reference names this claim, whatever else is sent under it.
    let again = program.post("/api/v1/claims", &claim).await;
    assert_eq!((again.status, &again.json()["claim"]), (StatusCode::CONFLICT, &filed["claim"]));
    let found = program.get("/api/v1/claims?reference=2026-1").await.json();
    assert_eq!(found["claims"][0]["claim"], filed["claim"]);
    assert_eq!(program.get("/api/v1/claims?reference=2026-2").await.json()["claims"], json!([]));

    let none = with(claim, "reference", json!("2026-3"));
    let none = program.post("/api/v1/claims", &with(none, "targets", json!([{"link": links[1]}]))).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is left of it");
    let strange = with(claim_on(&links[..1]), "works", json!(["ISBN 978-0-306-40615-7"]));
    assert_eq!(program.post("/api/v1/claims", &strange).await.json()["errors"][0]["field"], "works");
});

both_engines!(claims_are_read_in_pages_from_where_the_last_one_ended, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let file = File::upload(service, "film.mkv").await;
    let mut filed = Vec::new();
    for _ in 0..5 {
        service.clock.advance(Duration::from_mins(1));
        filed.push(program.file(&claim_on(&[file.url()])).await["claim"].clone());
    }
    let mut found = Vec::new();
    let mut path = "/api/v1/claims?limit=2".to_owned();
    loop {
        let page = program.get(&path).await.json();
        found.extend(page["claims"].as_array().unwrap().iter().map(|claim| claim["claim"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/claims?limit=2&after={next}");
    }
    assert_eq!(found, filed);
    let since = service.clock.now().rfc3339();
    let recent = program.get(&format!("/api/v1/claims?since={since}")).await.json();
    assert_eq!(recent["claims"][0]["claim"], filed[4]);
    assert_eq!(recent["claims"].as_array().unwrap().len(), 1);
    let body = json!({"reason": "Licensed", "claims": [{"claim": filed[0]}]});
    program.post("/api/v1/retractions", &body).await;
    let withdrawn = program.get("/api/v1/claims?state=withdrawn").await.json();
    assert_eq!(withdrawn["claims"].as_array().unwrap().len(), 1);
    assert_eq!(program.get("/api/v1/claims?state=lost").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(program.get("/api/v1/claims?limit=0").await.status, StatusCode::UNPROCESSABLE_ENTITY);
});

both_engines!(the_largest_claim_there_may_be_fits, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let found_at = format!("https://forum.example/{}", "\u{1F3AC}".repeat(1_978));
    let target = |n: u64| {
        let id = data_encoding::BASE64URL_NOPAD.encode(&u128::from(n).to_be_bytes());
        json!({
            "link": format!("http://localhost:8080/f/{id}"), "file_key": "A".repeat(43), "found_at": found_at,
            "found_on": "2026-01-01T00:00:00Z", "archive_password": "\u{1F3AC}".repeat(500),
        })
    };
    let claim = with(claim_on(&[]), "targets", (0..1_000).map(target).collect());
    assert!(claim.to_string().len() > 9 << 20);
    let answer = program.post("/api/v1/claims", &claim).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.body.chars().take(300).collect::<String>()
    );
    assert_eq!(answer.json()["targets"].as_array().unwrap().len(), 1_000, "each is read, and none is there");
    let padded = format!("{}{}", claim, " ".repeat(service.config.limits.api_body_bytes));
    let mut request = program.request(Method::POST, "/api/v1/claims", None, "");
    *request.body_mut() = Body::from(padded);
    let refused = send_to(&program.portal, request).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", refused.body);
});

// Once -----------------------------------------------------------------------------------------------

both_engines!(a_request_under_an_idempotency_key_takes_effect_once, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let program = Program::all(service, cast).await;
    let file = File::upload(service, "film.mkv").await;
    let sent = claim_on(&[file.url()]);
    let first = program.once("/api/v1/claims", &sent, "a-1").await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let again = program.once("/api/v1/claims", &sent, "\"a-1\"").await;
    assert_eq!((again.status, &again.body), (StatusCode::CREATED, &first.body));
    assert_eq!((again.header("idempotency-replayed"), first.header("idempotency-replayed")), ("true", ""));
    assert_eq!(rows(service, "claims").await, 1);
    let other = program.once("/api/v1/claims", &with(sent.clone(), "reference", json!("b")), "a-1").await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    let elsewhere = program.once("/api/v1/retractions", &json!({"reason": "x", "claims": []}), "a-1").await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);

    // A refusal did nothing, and is forgotten: mended, the request goes through under the same key.
    let wrong = with(sent.clone(), "targets", json!([]));
    assert_eq!(program.once("/api/v1/claims", &wrong, "a-2").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(program.once("/api/v1/claims", &sent, "a-2").await.status, StatusCode::CREATED);
    let path = format!("/api/v1/claims/{}/deletion", first.json()["claim"].as_str().unwrap());
    let delete = json!({"confirm": "DELETE", "targets": [first.json()["targets"][0]["target"]]});
    let deleted = program.once(&path, &delete, "a-3").await;
    assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.body);
    assert_eq!(program.once(&path, &delete, "a-3").await.body, deleted.body);
    assert_eq!(
        program.post(&path, &delete).await.status,
        StatusCode::CONFLICT,
        "without the key it is another request"
    );

    // Another key of the organisation has idempotency keys of its own; a day later it is a new request.
    let second = Program::all(service, cast).await;
    assert_eq!(second.once("/api/v1/claims", &sent, "a-1").await.status, StatusCode::CREATED);
    service.clock.advance(Duration::from_hours(24));
    let later = program.once("/api/v1/claims", &sent, "a-1").await;
    assert_eq!((later.status, later.header("idempotency-replayed")), (StatusCode::CREATED, ""));
    assert_eq!(rows(service, "claims").await, 4);
});

both_engines!(two_at_once_under_one_idempotency_key_file_one_claim, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let file = File::upload(service, "film.mkv").await;
    let sent = claim_on(&[file.url()]);
    let ask = || program.once("/api/v1/claims", &sent, "a-1");
    let answers = tokio::join!(ask(), ask(), ask());
    for answer in [&answers.0, &answers.1, &answers.2] {
        assert!(matches!(answer.status, StatusCode::CREATED | StatusCode::CONFLICT), "{}", answer.body);
        assert!(answer.status == StatusCode::CREATED || !answer.header("retry-after").is_empty());
    }
    assert_eq!(rows(service, "claims").await, 1);
});

both_engines!(a_request_that_breaks_off_anywhere_files_one_claim_and_loses_no_answer, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let file = File::upload(service, "film.mkv").await;
    let sent = claim_on(&[file.url()]);
    let mut claims = 0;
    for (n, polls) in (1..).step_by(7).take(40).enumerate() {
        let key = format!("a-{n}");
        let mut broken = Box::pin(program.once("/api/v1/claims", &sent, &key));
        let came = polled(&mut broken, polls).await;
        drop(broken);
        // While the attempt may still be under way its place is kept; then the next one takes it.
        let next = program.once("/api/v1/claims", &sent, &key).await;
        let answer = if next.status == StatusCode::CONFLICT {
            assert!(next.header("retry-after").parse::<u64>().unwrap() <= 120);
            service.clock.advance(Duration::from_mins(2));
            program.once("/api/v1/claims", &sent, &key).await
        } else {
            next
        };
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        claims += 1;
        assert_eq!(rows(service, "claims").await, claims, "after {polls} polls");
        let shown = format!("/api/v1/claims/{}", answer.json()["claim"].as_str().unwrap());
        assert_eq!(program.get(&shown).await.status, StatusCode::OK);
        if came.is_some() {
            return;
        }
        service.clock.advance(Duration::from_mins(1));
    }
    panic!("the request never came to its end");
});

// Deletion and retraction ----------------------------------------------------------------------------

both_engines!(a_program_deletes_what_it_means_and_nothing_else, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let program = Program::all(service, cast).await;
    let files = [File::upload(service, "one.mkv").await, File::upload(service, "other.mkv").await];
    let filed = program.file(&claim_on(&[files[0].url(), files[1].url()])).await;
    let path = format!("/api/v1/claims/{}", filed["claim"].as_str().unwrap());
    let delete = async |body: Value| program.post(&format!("{path}/deletion"), &body).await;
    let [one, other] = [0, 1].map(|n| filed["targets"][n]["target"].clone());
    for nothing in [json!({"confirm": "delete", "targets": [one, other]}), json!({"confirm": "DELETE", "targets": []})]
    {
        assert_eq!(delete(nothing).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(delete(json!({"confirm": "DELETE"})).await.status, StatusCode::BAD_REQUEST);
    for others in [json!([one]), json!([one, one]), json!([one, filed["claim"]]), json!([one, other, other])] {
        assert_eq!(delete(json!({"confirm": "DELETE", "targets": others})).await.status, StatusCode::CONFLICT);
    }
    assert_eq!(rows(service, "holds").await, 0);
    let deleted = delete(json!({"confirm": "DELETE", "targets": [other, one]})).await;
    assert_eq!((deleted.status, &deleted.json()["targets"]), (StatusCode::OK, &json!(2)), "{}", deleted.body);
    for file in &files {
        assert_eq!(object_state(service, file.object).await, ObjectState::Locked);
    }
    writ::work::run_due(service).await.unwrap();
    writ::audit::settle(service).await.unwrap();
    service.clock.advance(Duration::from_secs(1));
    writ::work::run_due(service).await.unwrap();
    let shown = program.get(&path).await.json();
    let takedown = &shown["targets"][0]["takedown"];
    assert!(takedown["deleted_at"].is_string(), "{shown}");
    assert_eq!(takedown["mirrors"].as_array().unwrap().len(), 3);
    assert_eq!(takedown["mirrors"][0]["state"], "done");

    // In part, then whole; again is the same as once.
    let target = shown["targets"][1]["target"].clone();
    let part = json!({"reason": "Licensed", "targets": [target]});
    let retract = async |body: &Value| program.post(&format!("{path}/retraction"), body).await;
    assert_eq!(retract(&part).await.json()["already"], json!(false));
    assert_eq!(retract(&part).await.json()["already"], json!(true));
    assert_eq!(retract(&json!({"reason": " "})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let foreign = json!({"reason": "Licensed", "targets": [filed["claim"]]});
    assert_eq!(retract(&foreign).await.status, StatusCode::NOT_FOUND);
    assert_eq!(retract(&json!({"reason": "Licensed"})).await.json()["already"], json!(false));
    writ::work::run_due(service).await.unwrap();
    assert_eq!(program.get(&path).await.json()["state"], "withdrawn");
    for file in &files {
        assert_eq!(object_state(service, file.object).await, ObjectState::Available);
    }
});

both_engines!(what_a_colleague_exchanged_since_is_not_deleted, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let program = Program::all(service, cast).await;
    let files = [File::upload(service, "one.mkv").await, File::upload(service, "other.mkv").await];
    let late = File::upload(service, "late.mkv").await;
    let filed = program.file(&claim_on(&[files[0].url(), files[1].url()])).await;
    let path = format!("/api/v1/claims/{}", filed["claim"].as_str().unwrap());
    let meant = json!({"confirm": "DELETE", "targets": [filed["targets"][0]["target"], filed["targets"][1]["target"]]});
    let back = json!({"reason": "Licensed", "targets": [filed["targets"][1]["target"]]});
    assert_eq!(program.post(&format!("{path}/retraction"), &back).await.status, StatusCode::OK);
    let id = filed["claim"].as_str().unwrap().parse().unwrap();
    extension::extend(service, &cast.member, id, &[cast::target(&late.url())]).await.unwrap();
    let refused = program.post(&format!("{path}/deletion"), &meant).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("look again at what would be deleted"), "{}", refused.body);
    assert_eq!((rows(service, "holds").await, object_state(service, late.object).await), (0, ObjectState::Available));

    let shown = program.get(&path).await.json();
    let pending = shown["targets"].as_array().unwrap().iter().filter(|target| target["state"] == "pending");
    let named: Vec<_> = pending.map(|target| target["target"].clone()).collect();
    assert_eq!(named.len(), 2);
    let deleted = program.post(&format!("{path}/deletion"), &json!({"confirm": "DELETE", "targets": named})).await;
    assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.body);
});

both_engines!(many_claims_are_retracted_each_by_itself, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let file = File::upload(service, "film.mkv").await;
    let one = program.file(&with(claim_on(&[file.url()]), "reference", json!("one"))).await;
    let other = program.file(&claim_on(&[file.url()])).await;
    let nothing = "00000000-0000-7000-8000-000000000000";
    let body = json!({"reason": "Licensed", "claims": [
        {"reference": "one"}, {"claim": nothing}, {"claim": other["claim"]}, {"reference": "one"},
    ]});
    let answer = program.once("/api/v1/retractions", &body, "r-1").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let results = answer.json()["results"].clone();
    let told = |n: usize| (results[n]["retracted"].as_bool().unwrap(), results[n]["already"].as_bool().unwrap());
    assert_eq!([told(0), told(1), told(2), told(3)], [(true, false), (false, false), (true, false), (true, true)]);
    assert_eq!((&results[0]["claim"], &results[1]["error"]), (&one["claim"], &json!("There is no such thing here.")));
    assert_eq!(program.once("/api/v1/retractions", &body, "r-1").await.body, answer.body);
    for wrong in [json!([]), json!([{}]), json!([{"claim": nothing, "reference": "one"}])] {
        let body = json!({"reason": "Licensed", "claims": wrong});
        assert_eq!(program.post("/api/v1/retractions", &body).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
});

both_engines!(a_statement_is_completed_by_key, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let program = Program::all(service, cast).await;
    let file = File::upload(service, "film.mkv").await;
    let sent = claim_on(&[file.url()]);
    let filed = program.file(&sent).await;
    let path = format!("/api/v1/claims/{}/statement", filed["claim"].as_str().unwrap());
    let put = async |statement: &Value| {
        send_to(&program.portal, program.request(Method::PUT, &path, Some(statement), "")).await
    };
    let mended = with(sent["statement"].clone(), "telephone", json!("+33 2"));
    assert_eq!(put(&mended).await.status, StatusCode::NO_CONTENT);
    assert_eq!(put(&json!({})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let id = filed["claim"].as_str().unwrap().parse().unwrap();
    let case = cases::claim(service, &cast.member, id).await.unwrap();
    assert!(serde_json::to_string(&case.statement).unwrap().contains("+33 2"));
});

// How much -------------------------------------------------------------------------------------------

both_engines!(a_key_and_an_organisation_may_ask_so_much_and_are_told_when_again, |app: TestService| async move {
    let narrow = limited(&app.service, |limits| {
        limits.api_key_requests_per_minute = 3;
        limits.api_requests_per_minute = 5;
    });
    let service = &narrow;
    let cast = &Cast::signed(service).await;
    let (one, other) = (Program::all(service, cast).await, Program::all(service, cast).await);
    service.clock.advance(Duration::from_secs(60 - 10));
    let first = one.get("/api/v1/claims").await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(
        first.header("ratelimit-policy"),
        "\"api-requests-per-minute\";q=5;w=60, \"api-key-requests-per-minute\";q=3;w=60"
    );
    let left = first.header("ratelimit").to_owned();
    assert!(
        left.starts_with("\"api-requests-per-minute\";r=4;t=")
            && left.contains("\"api-key-requests-per-minute\";r=2;t="),
        "{left}"
    );
    for _ in 0..2 {
        assert_eq!(one.get("/api/v1/claims").await.status, StatusCode::OK);
    }
    let refused = one.get("/api/v1/claims").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.body.contains("api-key-requests-per-minute"), "{}", refused.body);
    assert!(refused.header("ratelimit").contains("\"api-key-requests-per-minute\";r=0"), "a refusal says it too");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait));
    // A refusal keeps no writer waiting, nor waits for one.
    let writer = service.db.begin().await.unwrap();
    assert_eq!(one.get("/api/v1/claims").await.status, StatusCode::TOO_MANY_REQUESTS);
    drop(writer);
    // Portals count together, and so do the keys of one organisation.
    for _ in 0..2 {
        assert_eq!(other.get("/api/v1/claims").await.status, StatusCode::OK);
    }
    let refused = other.get("/api/v1/claims").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.body.contains("api-requests-per-minute"), "{}", refused.body);
    service.clock.advance(Duration::from_secs(wait));
    assert_eq!(one.get("/api/v1/claims").await.status, StatusCode::OK);
});

both_engines!(targets_of_a_day_are_counted_once_they_are_filed, |app: TestService| async move {
    let narrow = limited(&app.service, |limits| {
        limits.api_key_targets_per_day = 2;
        limits.api_targets_per_day = 3;
    });
    let service = &narrow;
    let cast = &Cast::signed(service).await;
    let (one, other) = (Program::all(service, cast).await, Program::all(service, cast).await);
    let files = [File::upload(service, "one.mkv").await, File::upload(service, "other.mkv").await];
    let (both, single) = (claim_on(&[files[0].url(), files[1].url()]), claim_on(&[files[0].url()]));
    let wrong = claim_on(&[files[0].url(), "http://localhost:8080/f/AAECAwQFBgcICQoLDA0ODw".to_owned()]);
    assert_eq!(one.post("/api/v1/claims", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    one.file(&both).await;
    let refused = one.post("/api/v1/claims", &single).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.body.contains("api-key-targets-per-day"), "{}", refused.body);
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    let both_again = other.post("/api/v1/claims", &both).await;
    assert!(both_again.status == StatusCode::TOO_MANY_REQUESTS && both_again.body.contains("api-targets-per-day"));
    other.file(&single).await;
    service.clock.advance(Duration::from_secs(wait));
    one.file(&both).await;
});

// The document ---------------------------------------------------------------------------------------

#[test]
fn the_openapi_document_that_is_committed_is_the_one_that_is_served() {
    let made = writ::http::api::claims::document().unwrap() + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");
    if std::env::var_os("WRIT_WRITE_OPENAPI").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(committed == made, "docs/openapi.json is not what the code says: run this test with WRIT_WRITE_OPENAPI=1");
}

#[test]
fn every_route_of_the_claims_api_stands_in_the_openapi_document() {
    let document: Value = serde_json::from_str(&writ::http::api::claims::document().unwrap()).unwrap();
    let mut documented = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            documented.insert((method.to_uppercase(), path.clone()));
            assert!(operation["description"].is_string() && operation["operationId"].is_string(), "{method} {path}");
            for (status, response) in operation["responses"].as_object().unwrap() {
                let problem = response["content"]["application/problem+json"].is_object();
                assert_eq!(problem, status.as_str() >= "400", "{method} {path}: {status}");
            }
            // Of many retractions each is a transaction of its own.
            let broke = operation["responses"]["500"]["description"].as_str().unwrap();
            assert_eq!(broke.contains("Nothing was half done"), path != "/api/v1/retractions", "{method} {path}");
            let too_many = &operation["responses"]["429"]["headers"];
            for header in ["RateLimit", "RateLimit-Policy", "Retry-After"] {
                assert!(too_many[header].is_object(), "{method} {path}: {header}");
            }
        }
    }
    let of_the_api = |path: &str| {
        ["/api/v1/claims", "/api/v1/retractions", "/api/v1/works"].iter().any(|place| path.starts_with(place))
    };
    let declared: std::collections::BTreeSet<_> = declared().into_iter().filter(|(_, path)| of_the_api(path)).collect();
    assert_eq!(declared, documented);
}
