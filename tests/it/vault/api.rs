//! The wire of the vault, through the router and without a socket.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use writ::accounts::api_tokens::{self, TokenName};
use writ::accounts::{Actor, Roles};
use writ::config::{Config, Limits};
use writ::ids::AccountId;
use writ::seal::{FileKey, KeyShare, LinkKey, content_context, format};
use writ::service::Service;
use writ::tokens::Digest;

use super::rig::{self, Sealed, hold, parts, uploader};
use crate::app::{TestService, both_engines};
use crate::http::{Answer, send};

/// Somebody with an API token.
struct Person<'a> {
    service: &'a Service,
    account: AccountId,
    token: String,
}

impl<'a> Person<'a> {
    async fn new(service: &'a Service) -> Self {
        let account = uploader(service).await;
        let actor = Actor { account, roles: Roles::default() };
        let name = TokenName::parse("a test").unwrap();
        let (_, secret) = api_tokens::issue(service, actor, name, None).await.unwrap();
        Self { service, account, token: secret.expose().to_owned() }
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
            .unwrap();
        send(self.service, request).await
    }

    async fn put(&self, path: &str, bytes: &Bytes) -> Answer {
        let digest = BASE64.encode(&Digest::of(bytes).0);
        let request = Request::put(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header("content-digest", format!("sha-256=:{digest}:"))
            .body(Body::from(bytes.clone()))
            .unwrap();
        send(self.service, request).await
    }
}

/// Somebody without an account.
async fn visit(service: &Service, method: Method, path: &str, auth: Option<[u8; 32]>) -> Answer {
    let mut request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    if let Some(auth) = auth {
        request.headers_mut().insert("writ-link-auth", BASE64URL_NOPAD.encode(&auth).parse().unwrap());
    }
    send(service, request).await
}

/// The answer, with what is random in it named instead of shown.
fn shape(answer: &Answer) -> String {
    fn walk(value: Value, key: &str) -> Value {
        match value {
            Value::Object(map) => {
                Value::Object(map.into_iter().map(|(key, value)| (key.clone(), walk(value, &key))).collect())
            }
            Value::Array(mut list) => {
                list.sort_by_key(|value| value["jurisdiction"].to_string());
                Value::Array(list.into_iter().map(|value| walk(value, key)).collect())
            }
            Value::String(text) => {
                let random = match key {
                    "upload" | "object" | "blob" | "mirror" | "download" | "next" => text.len() == 36,
                    "link" => text.len() == 22,
                    "key_share" => text.len() == 43,
                    "root" | "sha256" => text.len() == 64,
                    "metadata" => text.len() > 60,
                    "ticket" => text.split('.').count() == 3,
                    "url" => text.starts_with("http://localhost:8080/m/"),
                    "request" => text.len() == 12,
                    _ => false,
                };
                if random { format!("[{key}]").into() } else { text.into() }
            }
            other => other,
        }
    }
    if answer.body.is_empty() {
        return answer.status.to_string();
    }
    format!("{}\n{}", answer.status, serde_json::to_string_pretty(&walk(answer.json(), "")).unwrap())
}

both_engines!(a_file_goes_all_the_way_over_the_wire, |app: TestService| async move {
    let service = &app.service;
    let person = Person::new(service).await;
    let begun = person.call(Method::POST, "/api/v1/uploads", Some(json!({}))).await;
    insta::allow_duplicates! {
    insta::assert_snapshot!(shape(&begun), @r#"
    201 Created
    {
      "expires_at": "2026-11-30T10:00:00Z",
      "key_share": "[key_share]",
      "object": "[object]",
      "part_size": 8388608,
      "upload": "[upload]"
    }
    "#);
    }
    let begun = begun.json();
    let text = |key: &str| begun[key].as_str().unwrap().to_owned();
    let share = KeyShare::decode(&text("key_share")).unwrap();
    let object = text("object").parse().unwrap();
    let upload = format!("/api/v1/uploads/{}", text("upload"));
    let link_key = LinkKey::generate(&service.entropy);
    let plain = vec![42; 9 << 20];
    let file = Sealed::new(service, object, &share, &link_key, &plain);
    let all: Vec<Bytes> = parts(&file.content).collect();

    assert_eq!(person.put(&format!("{upload}/parts/1"), &all[1]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(person.put(&format!("{upload}/metadata"), &file.metadata).await.status, StatusCode::NO_CONTENT);
    let status = person.call(Method::GET, &upload, None).await;
    assert_eq!(status.json()["metadata"], HEXLOWER.encode(&Digest::of(&file.metadata).0));
    assert_eq!(status.json()["parts"], json!([{ "part": 1, "sha256": Digest::of(&all[1]) }]));
    let other = person.put(&format!("{upload}/parts/1"), &all[0]).await;
    insta::allow_duplicates! {
    insta::assert_snapshot!(shape(&other), @r#"
    409 Conflict
    {
      "detail": "Part 1 was first sent with other bytes; an upload never changes. Begin a new one.",
      "request": "[request]",
      "status": 409,
      "title": "That cannot be done now",
      "type": "about:blank"
    }
    "#);
    }
    let completion = json!({ "root": HEXLOWER.encode(&file.root), "sealed_size": file.content.len() });
    let early = person.call(Method::POST, &format!("{upload}/completion"), Some(completion.clone())).await;
    insta::allow_duplicates! {
    insta::assert_snapshot!(shape(&early), @r#"
    409 Conflict
    {
      "detail": "The upload is not complete: part 0 of 2 is missing.",
      "request": "[request]",
      "status": 409,
      "title": "That cannot be done now",
      "type": "about:blank"
    }
    "#);
    }
    assert_eq!(person.put(&format!("{upload}/parts/0"), &all[0]).await.status, StatusCode::NO_CONTENT);
    let done = person.call(Method::POST, &format!("{upload}/completion"), Some(completion)).await;
    assert_eq!((done.status, done.json()["object"].clone()), (StatusCode::OK, begun["object"].clone()));

    let objects = person.call(Method::GET, "/api/v1/objects", None).await;
    insta::allow_duplicates! {
    insta::assert_snapshot!(shape(&objects), @r#"
    200 OK
    {
      "next": null,
      "objects": [
        {
          "created_at": "2026-11-23T10:00:00Z",
          "delete_after": null,
          "deleted_at": null,
          "key_share": "[key_share]",
          "links": 0,
          "metadata": "[metadata]",
          "object": "[object]",
          "root": "[root]",
          "sealed_size": 9446472,
          "state": "available",
          "stored_at": "2026-11-23T10:00:00Z"
        }
      ]
    }
    "#);
    }
    let links = format!("/api/v1/objects/{object}/links");
    let made = person.call(Method::POST, &links, Some(json!({ "name": "for Ada", "max_downloads": 2 }))).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let link = made.json()["link"].as_str().unwrap().to_owned();
    let changed = person.call(Method::PATCH, &format!("{links}/{link}"), Some(json!({ "max_downloads": null }))).await;
    insta::allow_duplicates! {
    insta::assert_snapshot!(shape(&changed), @r#"
    200 OK
    {
      "created_at": "2026-11-23T10:00:00Z",
      "disabled": false,
      "downloads": 0,
      "expires_at": null,
      "has_password": false,
      "link": "[link]",
      "max_downloads": null,
      "name": "for Ada",
      "revoked_at": null
    }
    "#);
    }

    let look = visit(service, Method::GET, &format!("/api/v1/links/{link}"), None).await;
    insta::allow_duplicates! {
    insta::assert_snapshot!(shape(&look), @r#"
    200 OK
    {
      "key_share": "[key_share]",
      "metadata": "[metadata]",
      "object": "[object]",
      "part_size": 8388608,
      "root": "[root]",
      "sealed_size": 9446472
    }
    "#);
    }
    let download = visit(service, Method::POST, &format!("/api/v1/links/{link}/downloads"), None).await;
    insta::allow_duplicates! {
    insta::assert_snapshot!(shape(&download), @r#"
    201 Created
    {
      "download": "[download]",
      "sources": [
        {
          "blob": "[blob]",
          "jurisdiction": "FR",
          "mirror": "[mirror]",
          "url": "[url]"
        },
        {
          "blob": "[blob]",
          "jurisdiction": "NL",
          "mirror": "[mirror]",
          "url": "[url]"
        },
        {
          "blob": "[blob]",
          "jurisdiction": "NZ",
          "mirror": "[mirror]",
          "url": "[url]"
        }
      ],
      "ticket": "[ticket]",
      "ticket_expires_at": "2026-11-23T10:05:00Z"
    }
    "#);
    }
    let download = download.json();
    let key = FileKey::derive(&link_key, &share, object);
    for source in download["sources"].as_array().unwrap() {
        let url = source["url"].as_str().unwrap().strip_prefix("http://localhost:8080").unwrap();
        let request = Request::get(format!("{url}/v1/blobs/{}/content", source["blob"].as_str().unwrap()))
            .header(header::AUTHORIZATION, format!("Bearer {}", download["ticket"].as_str().unwrap()))
            .body(Body::empty())
            .unwrap();
        let response = writ::http::router(service.clone()).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let sealed = response.into_body().collect().await.unwrap().to_bytes();
        assert!(*format::open(&key, &content_context(object), &sealed).unwrap() == plain);
    }
    let renewal = format!("/api/v1/links/{link}/downloads/{}/ticket", download["download"].as_str().unwrap());
    assert_eq!(visit(service, Method::POST, &renewal, None).await.status, StatusCode::OK);
});

both_engines!(a_token_does_nothing_that_cannot_be_undone, |app: TestService| async move {
    let service = &app.service;
    let owner = crate::accounts::administrator(service, "owner@example.org").await;
    let session = crate::accounts::session_of(service, "owner@example.org").await;
    let name = TokenName::parse("a leaked one").unwrap();
    let (_, secret) = api_tokens::issue(service, owner, name, None).await.unwrap();
    let person = Person { service, account: owner.account, token: secret.expose().to_owned() };
    let (file, link) = rig::stored(service, owner.account, 100).await;
    let object = format!("/api/v1/objects/{}", file.object);
    let look = format!("/api/v1/links/{link}");

    let refused = person.call(Method::DELETE, &format!("{object}?now=true"), None).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.json()["detail"].as_str().unwrap().contains("sign in and do it on the file’s page"));
    assert_eq!(visit(service, Method::GET, &look, None).await.status, StatusCode::OK, "nothing happened");
    // What a token deletes, it or its owner takes back; it cannot be hurried on either.
    let deleted = person.call(Method::DELETE, &object, None).await;
    assert_eq!((deleted.status, deleted.json()["delete_after"].is_string()), (StatusCode::OK, true));
    let hurried = person.call(Method::DELETE, &format!("{object}?now=true"), None).await;
    assert_eq!(hurried.status, StatusCode::FORBIDDEN);
    let back = person.call(Method::DELETE, &format!("{object}/deletion"), None).await;
    assert_eq!(back.status, StatusCode::NO_CONTENT);
    // A stranger's object answers no differently.
    let unknown = format!("/api/v1/objects/{}?now=true", writ::ids::ObjectId::new(&service.clock, &service.entropy));
    assert_eq!(person.call(Method::DELETE, &unknown, None).await.status, StatusCode::FORBIDDEN);

    // Beyond storing, sharing, listing and fetching a token signs nobody in, whatever roles its owner has.
    for path in ["/account", "/desk", "/desk/accounts", "/desk/steps", "/setup", "/drive", "/notices", "/rights"] {
        assert_eq!(person.call(Method::GET, path, None).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let target = writ::ids::TargetId::new(&service.clock, &service.entropy);
    for (method, path) in [
        (Method::GET, "/api/v1/entries".to_owned()),
        (Method::GET, format!("/api/v1/evidence/{target}/parts/0")),
        (Method::POST, "/api/v1/sign-out".to_owned()),
        (Method::POST, "/api/v1/account/keys".to_owned()),
        (Method::PUT, "/api/v1/account/password".to_owned()),
        (Method::PUT, "/api/v1/account/recovery-key".to_owned()),
        (Method::POST, "/account/tokens".to_owned()),
        (Method::POST, "/account/sessions/others/end".to_owned()),
        (Method::POST, format!("/drive/{}/deletion", file.object)),
        (Method::POST, "/desk/accounts/invitations".to_owned()),
        (Method::POST, "/account/roles/administrator/withdrawal".to_owned()),
    ] {
        let answer = person.call(method, &path, Some(json!({}))).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }

    // The owner, signed in, deletes for good; somebody else's session beside the token does not help.
    crate::accounts::account(service, "other@example.org").await;
    let other = crate::accounts::session_of(service, "other@example.org").await;
    let now = |session: &str, token: bool| {
        let request = Request::delete(format!("{object}?now=true")).header(header::COOKIE, session);
        let bearer = token.then(|| format!("Bearer {}", person.token));
        let request = bearer.into_iter().fold(request, |request, it| request.header(header::AUTHORIZATION, it));
        send(service, request.body(Body::empty()).unwrap())
    };
    assert_eq!(now(&other, true).await.status, StatusCode::FORBIDDEN);
    assert_eq!(now(&session, false).await.status, StatusCode::OK);
    assert_eq!(visit(service, Method::GET, &look, None).await.status, StatusCode::NOT_FOUND);
});

both_engines!(strangers_get_one_answer, |app: TestService| async move {
    let service = &app.service;
    let (owner, stranger) = (Person::new(service).await, Person::new(service).await);
    let (file, link) = rig::stored(service, owner.account, 100).await;
    let (gone, revoked) = rig::stored(service, owner.account, 100).await;
    writ::vault::links::revoke(service, owner.account, gone.object, &revoked).await.unwrap();
    let unknown = writ::ids::LinkId::new(&service.entropy);
    let bytes = |answer: Answer| {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let id = answer.header("x-request-id").to_owned();
        let headers: Vec<String> =
            answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}").replace(&id, "ID")).collect();
        (headers, answer.body.replace(&id, "ID"))
    };
    let mut seen = std::collections::BTreeSet::new();
    for path in [format!("/api/v1/links/{unknown}"), format!("/api/v1/links/{revoked}"), "/api/v1/links/x".into()] {
        seen.insert(bytes(visit(service, Method::GET, &path, None).await));
    }
    let unknown = writ::ids::ObjectId::new(&service.clock, &service.entropy);
    for object in [file.object, unknown] {
        seen.insert(bytes(stranger.call(Method::GET, &format!("/api/v1/objects/{object}"), None).await));
        seen.insert(bytes(stranger.call(Method::DELETE, &format!("/api/v1/objects/{object}"), None).await));
        seen.insert(bytes(stranger.call(Method::GET, &format!("/api/v1/objects/{object}/links"), None).await));
        let links = format!("/api/v1/objects/{object}/links/{link}");
        seen.insert(bytes(stranger.call(Method::DELETE, &links, None).await));
    }
    for upload in [file.upload, writ::ids::UploadId(unknown.0)] {
        seen.insert(bytes(stranger.call(Method::GET, &format!("/api/v1/uploads/{upload}"), None).await));
    }
    assert_eq!(seen.len(), 1, "{seen:#?}");
});

both_engines!(what_is_blocked_says_by_what_and_whom, |app: TestService| async move {
    let service = &app.service;
    let person = Person::new(service).await;
    let (file, link) = rig::stored(service, person.account, 100).await;
    hold(service, file.object).await;
    let blocked = visit(service, Method::GET, &format!("/api/v1/links/{link}"), None).await;
    assert_eq!(blocked.header(header::LINK), "<http://localhost:8080/>; rel=\"blocked-by\"");
    assert_eq!(blocked.header(header::CONTENT_TYPE), "application/problem+json");
    insta::allow_duplicates! {
    insta::assert_snapshot!(shape(&blocked), @r#"
    451 Unavailable For Legal Reasons
    {
      "detail": "This was blocked after a notice.",
      "ground": "court",
      "organisation": null,
      "request": "[request]",
      "status": 451,
      "title": "Unavailable for legal reasons",
      "type": "about:blank"
    }
    "#);
    }
    let owner = person.call(Method::POST, &format!("/api/v1/objects/{}/downloads", file.object), None).await;
    assert_eq!(owner.status, StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS);
});

both_engines!(a_password_link_answers_401_until_it_is_proven, |app: TestService| async move {
    let service = &app.service;
    let person = Person::new(service).await;
    let (file, _) = rig::stored(service, person.account, 100).await;
    let body = json!({ "auth": BASE64URL_NOPAD.encode(&[7; 32]) });
    let made = person.call(Method::POST, &format!("/api/v1/objects/{}/links", file.object), Some(body)).await;
    let path = format!("/api/v1/links/{}", made.json()["link"].as_str().unwrap());
    let missing = visit(service, Method::GET, &path, None).await;
    insta::allow_duplicates! {
    insta::assert_snapshot!(shape(&missing), @r#"
    401 Unauthorized
    {
      "detail": "This link is protected by a password.",
      "request": "[request]",
      "status": 401,
      "title": "The link asks for a password",
      "type": "about:blank"
    }
    "#);
    }
    assert_eq!(missing.header(header::WWW_AUTHENTICATE), "Writ-Link-Auth");
    assert_eq!(visit(service, Method::GET, &path, Some([8; 32])).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(visit(service, Method::GET, &path, Some([7; 32])).await.status, StatusCode::OK);
    let download = visit(service, Method::POST, &format!("{path}/downloads"), Some([7; 32])).await;
    assert_eq!(download.status, StatusCode::CREATED);
    for _ in 0..9 {
        visit(service, Method::GET, &path, Some([8; 32])).await;
    }
    let throttled = visit(service, Method::GET, &path, Some([7; 32])).await;
    assert_eq!((throttled.status, throttled.header(header::RETRY_AFTER)), (StatusCode::TOO_MANY_REQUESTS, "4200"));
});

#[tokio::test]
async fn refusals_name_their_limit_and_whoever_is_not_signed_in_is_told() {
    let app = TestService::new().await;
    let service = &app.service;
    let person = Person::new(service).await;
    let nobody = Request::post("/api/v1/uploads").header(header::CONTENT_TYPE, "application/json");
    assert_eq!(send(service, nobody.body(Body::from("{}")).unwrap()).await.status, StatusCode::UNAUTHORIZED);
    let large = person.call(Method::POST, "/api/v1/uploads", Some(json!({ "sealed_size": 1_u64 << 41 }))).await;
    insta::assert_snapshot!(shape(&large), @r#"
    413 Payload Too Large
    {
      "detail": "An object may have at most 1099511627776 bytes (limit: object size).",
      "request": "[request]",
      "status": 413,
      "title": "Too large",
      "type": "about:blank"
    }
    "#);
    let begun = person.call(Method::POST, "/api/v1/uploads", Some(json!({}))).await.json();
    let upload = format!("/api/v1/uploads/{}", begun["upload"].as_str().unwrap());
    let large = person.put(&format!("{upload}/parts/0"), &vec![0; (8 << 20) + 1].into()).await;
    insta::assert_snapshot!(shape(&large), @r#"
    413 Payload Too Large
    {
      "detail": "A part may have at most 8388608 bytes (limit: part size).",
      "request": "[request]",
      "status": 413,
      "title": "Too large",
      "type": "about:blank"
    }
    "#);
    let large = person.put(&format!("{upload}/metadata"), &vec![0; 4_097].into()).await;
    insta::assert_snapshot!(shape(&large), @r#"
    413 Payload Too Large
    {
      "detail": "Sealed metadata may have at most 4096 bytes (limit: sealed metadata size).",
      "request": "[request]",
      "status": 413,
      "title": "Too large",
      "type": "about:blank"
    }
    "#);
    let bare = Request::put(format!("{upload}/parts/0"))
        .header(header::AUTHORIZATION, format!("Bearer {}", person.token))
        .body(Body::from("x"))
        .unwrap();
    assert_eq!(send(service, bare).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(person.call(Method::DELETE, &upload, None).await.status, StatusCode::NO_CONTENT);
    let ended = person.put(&format!("{upload}/parts/0"), &vec![0; 100].into()).await;
    insta::assert_snapshot!(shape(&ended), @r#"
    409 Conflict
    {
      "detail": "This upload has ended: it was discarded.",
      "request": "[request]",
      "status": 409,
      "title": "That cannot be done now",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn a_part_that_stands_still_or_trickles_in_for_ever_gives_its_place_back() {
    let app = TestService::new().await;
    let under = |limits: Limits| Service {
        config: Arc::new(Config {
            limits: Limits { parts_in_flight: 1, ..limits },
            ..Config::clone(&app.service.config)
        }),
        ..app.service.clone()
    };
    let patient = under(Limits::default());
    let moment = Duration::from_millis(1);
    let hasty = [
        under(Limits { body_silence: moment, ..Limits::default() }),
        under(Limits { part_arrival: moment, ..Limits::default() }),
    ];
    for (hasty, piece) in hasty.iter().flat_map(|hasty| [(hasty, "parts/0"), (hasty, "metadata")]) {
        let person = Person::new(&patient).await;
        let begun = person.call(Method::POST, "/api/v1/uploads", Some(json!({}))).await.json();
        let part = format!("/api/v1/uploads/{}/{piece}", begun["upload"].as_str().unwrap());
        let bytes = Bytes::from(vec![7; 100]);
        let digest = BASE64.encode(&Digest::of(&bytes).0);
        let stalled = Request::put(&part)
            .header(header::AUTHORIZATION, format!("Bearer {}", person.token))
            .header("content-digest", format!("sha-256=:{digest}:"))
            .body(Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>()))
            .unwrap();
        let answer = tokio::time::timeout(Duration::from_secs(10), send(hasty, stalled)).await.expect(piece);
        assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
        // The one place there is, is free again.
        assert_eq!(person.put(&part, &bytes).await.status, StatusCode::NO_CONTENT);
    }
}
