//! The portal through its router, without a socket.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use writ::claims::reports;
use writ::claims::statement::Basis;
use writ::config::Limits;
use writ::http::{connections, pages, router, security};
use writ::ids::MessageId;
use writ::service::Service;
use writ::{db, mail};

use crate::app::{TestService, both_engines};
use crate::claims::cast::{File, report};

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The cookie `NAME=VALUE` that it set, as the browser sends it back.
    pub fn cookie(&self, name: &str) -> &str {
        let lines = self.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap());
        let mut pairs = lines.map(|line| line.split(';').next().unwrap());
        pairs.find(|pair| pair.split('=').next() == Some(name)).unwrap_or_else(|| panic!("no cookie {name} was set"))
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }
}

/// Sends one request through the router.
pub async fn send(service: &Service, request: Request<Body>) -> Answer {
    send_to(&router(service.clone()), request).await
}

/// Sends one request through a router that is there already.
pub async fn send_to(router: &axum::Router, request: Request<Body>) -> Answer {
    let response: Response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// A browser's GET.
pub fn get(path: &str) -> Request<Body> {
    Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap()
}

/// What pages say where nothing is: no first sample says it.
const EMPTY: [&str; 9] = [
    "class=\"empty\"",
    "Nothing stands in the public log yet",
    "The log writes it down within moments",
    "No links yet",
    "None yet",
    "You have no tokens",
    "Nobody has signed",
    "Nothing is published yet",
    "has not yet",
];

/// Every struct with a template below a folder, as samples are named: `desk::objects::ObjectPage`; and its template.
fn page_structs(folder: &Path, place: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        if path.is_dir() {
            found.extend(page_structs(&path, &format!("{place}{stem}::")));
            continue;
        }
        let place = if stem == "mod" { place.to_owned() } else { format!("{place}{stem}::") };
        let text = std::fs::read_to_string(&path).unwrap();
        let templates = text.split("\n#[derive(Template)]").skip(1);
        found.extend(templates.map(|after| {
            let (attributes, named) = after.split_once("struct ").unwrap();
            let (_, template) = attributes.split_once("#[template(path = \"").unwrap();
            let name = named.split([' ', '<', '{']).next().unwrap();
            (format!("{place}{name}"), template.split('"').next().unwrap().to_owned())
        }));
    }
    found
}

#[test]
fn every_page_renders_from_its_samples() {
    let samples = pages::samples();
    let mut structs = page_structs(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/http/pages"), "");
    structs.retain(|(page, _)| !samples.0.iter().any(|(name, _)| *name == format!("{page} 0")));
    assert_eq!(structs, Vec::<(String, String)>::new(), "each page struct has samples, listed by its room");
    for (name, html) in samples.0 {
        let html = html.unwrap_or_else(|error| panic!("{name}: {error}"));
        let fragment = name.contains("Fragment");
        assert!(fragment || html.contains("<main") && html.contains("</html>"), "{name}");
        if name.ends_with(" 0") {
            for empty in EMPTY {
                assert!(!html.contains(empty), "{name} is the full sample, and says: {empty}");
            }
        }
        assert!(
            !html.contains(" style=") && !html.contains("<script>"),
            "{name}: the policy forbids inline style and script"
        );
        if let Ok(folder) = std::env::var("WRIT_SAMPLES") {
            let file = name.replace("::", "-").replace(' ', "-");
            std::fs::write(format!("{folder}/{file}.html"), html).unwrap();
        }
    }
}

/// The pages of the desk on which there is something to walk with j and k.
const WALKED: [&str; 22] = [
    "accounts",
    "agreements",
    "appeals",
    "bulk",
    "bulk_confirm",
    "bulk_result",
    "claim",
    "complaints",
    "counter_notices",
    "disputes",
    "escalations",
    "mail",
    "orders",
    "policies",
    "queue",
    "reasons",
    "rights_holders",
    "samples",
    "standing",
    "standing_account",
    "steps",
    "workload",
];

#[test]
fn every_page_of_the_desk_has_the_keys_and_the_sheet_that_tells_them() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let templates = std::fs::read_dir(root.join("templates/desk")).unwrap().map(|entry| entry.unwrap().path());
    let is_page = |path: &PathBuf| std::fs::read_to_string(path).unwrap().starts_with("{% extends ");
    let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    // The frame of them all is none itself.
    let mut unseen: BTreeSet<String> = templates.filter(is_page).map(stem).filter(|name| name != "page").collect();
    assert!(unseen.len() > 40, "the templates are there: {unseen:?}");
    let mut not_walked: BTreeSet<&str> = WALKED.into();
    let mut not_taken = BTreeSet::from(["appeal", "claim", "counter_notice"]);
    let structs = page_structs(&root.join("src/http/pages"), "");
    for (name, html) in pages::samples().0 {
        let html = html.unwrap_or_else(|error| panic!("{name}: {error}"));
        let (page, number) = name.split_once(' ').unwrap();
        let Some((_, template)) = structs.iter().find(|(known, _)| known == page) else { continue };
        let Some(template) = template.strip_prefix("desk/").and_then(|name| name.strip_suffix(".html")) else {
            continue;
        };
        if !html.contains("<main") {
            continue;
        }
        unseen.remove(template);
        for (once, what) in [
            ("js/desk.js\"></script>", "the keys"),
            (" data-help ", "the sheet"),
            (" data-help-hint ", "what opens it"),
        ] {
            assert_eq!(html.matches(once).count(), 1, "{name}: {what}");
        }
        // Where one can go back and change what is to be confirmed, a key does it.
        let back = html.matches("value=\"change\"").count();
        assert_eq!(html.matches("value=\"change\" data-key=\"u\"").count(), back, "{name}");
        assert!(back == 1 || !html.contains("value=\"confirm\""), "{name}: what is confirmed can be changed");
        // What can be taken in hand is taken by a key, and there is one thing to take; the page of a claim offers to keep it, too.
        let taken = html.matches("data-key=\"t\"").count();
        let offered = html.matches("/assignment\"").count();
        assert!(taken <= 1 && (taken == offered || template == "claim"), "{name}: what does the key take?");
        if taken == 1 {
            not_taken.remove(template);
        }
        if number == "0" && (html.contains(" data-row") || html.contains(" data-queue")) {
            not_walked.remove(template);
        }
    }
    assert_eq!(unseen, BTreeSet::new(), "pages of which no sample was looked at");
    assert_eq!(not_walked, BTreeSet::new(), "lists without rows for j and k");
    assert_eq!(not_taken, BTreeSet::new(), "what is taken by no key");

    // The sheet tells the keys that there are, and no others.
    let script = std::fs::read_to_string(root.join("static/js/desk.js")).unwrap();
    let (_, keys) = script.split_once("const keys = {\n").unwrap();
    let lines = keys.split("};").next().unwrap().lines().filter_map(|line| line.split_once(": "));
    let known: BTreeSet<&str> =
        lines.map(|(key, _)| key.trim().trim_matches('"')).filter(|key| *key != "Enter").collect();
    let sheet = std::fs::read_to_string(root.join("templates/desk/keys.html")).unwrap();
    let told: BTreeSet<&str> = sheet
        .split("<kbd>")
        .skip(1)
        .map(|rest| rest.split("</kbd>").next().unwrap())
        .filter(|key| key.len() == 1)
        .collect();
    assert!(known.len() > 6, "the keys were found: {known:?}");
    assert_eq!(told, known);
}

both_engines!(every_page_has_the_one_policy, |app: TestService| async move {
    for path in ["/", "/nothing/here", "/healthz", "/static/css/writ.css", "/policies", "/privacy", "/contact"] {
        let answer = send(&app.service, get(path)).await;
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
             connect-src 'self'; media-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "{path}"
        );
        assert_eq!(answer.header("content-security-policy"), security::POLICY);
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(answer.headers.get(header::SET_COOKIE).is_none(), "{path}: strangers get no cookie");
    }
});

#[tokio::test]
async fn an_error_is_a_page_to_browsers_and_a_problem_document_to_programs() {
    let app = TestService::new().await;
    let page = send(&app.service, get("/nothing/here")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let id = page.header("x-request-id");
    assert!(id.len() == 12 && page.body.contains(id), "the page shows the request's id");
    // What was typed when a session had ended is sent again by loading the page again, so the way to sign in opens beside it.
    let ended = Request::post("/rights/works").header(header::ACCEPT, "text/html").body(Body::from("title=x")).unwrap();
    let ended = send(&app.service, ended).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED, "{}", ended.body);
    let way = "<a class=\"button\" href=\"/sign-in\" target=\"_blank\" rel=\"noopener\">Sign in in a new tab</a>";
    assert!(ended.body.contains(way) && ended.body.contains("Your browser still has what you typed"), "{}", ended.body);
    let problem = send(&app.service, Request::get("/api/v1/nothing").body(Body::empty()).unwrap()).await;
    assert_eq!(problem.status, StatusCode::NOT_FOUND);
    assert_eq!(problem.header(header::CONTENT_TYPE), "application/problem+json");
    assert_eq!(problem.json()["detail"], "There is nothing here.");
    let wrong_method = send(&app.service, Request::delete("/healthz").body(Body::empty()).unwrap()).await;
    assert_eq!(wrong_method.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong_method.header(header::ALLOW), "GET,HEAD");
}

#[tokio::test]
async fn the_key_of_orders_and_tickets_is_published() {
    let app = TestService::new().await;
    let answer = send(&app.service, get("/.well-known/jwks.json")).await;
    assert_eq!((answer.status, answer.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/jwk-set+json"));
    let keys = answer.json()["keys"].clone();
    let own = writ::tokens::VerifyingKey::from(&app.service.keys.order);
    assert_eq!((keys.as_array().unwrap().len(), &keys[0]["kid"]), (1, &own.kid.into()));
    assert_eq!(keys[0]["x"], data_encoding::BASE64URL_NOPAD.encode(&app.service.keys.order.public()));
}

#[tokio::test]
async fn another_sites_page_cannot_act_here() {
    let app = TestService::new().await;
    let post = |origin: &str, site: &str| {
        Request::post("/api/v1/sign-in/parameters")
            .header(header::HOST, "localhost:8080")
            .header(header::ORIGIN, origin)
            .header("sec-fetch-site", site)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(r#"{"email":"a@b.example"}"#))
            .unwrap()
    };
    assert_eq!(send(&app.service, post("https://evil.example", "cross-site")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(send(&app.service, post("https://evil.example", "same-site")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(send(&app.service, post("http://localhost:8080", "same-origin")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn static_files_are_asked_for_again_and_not_sent_twice() {
    let app = TestService::new().await;
    let first = send(&app.service, get("/static/css/writ.css")).await;
    assert_eq!((first.status, first.header(header::CONTENT_TYPE)), (StatusCode::OK, "text/css; charset=utf-8"));
    assert!(first.body.contains("@layer reset") && first.body.contains("@layer utilities {"));
    let mut again = get("/static/css/writ.css");
    again.headers_mut().insert(header::IF_NONE_MATCH, first.header(header::ETAG).parse().unwrap());
    let again = send(&app.service, again).await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    for outside in ["/static/../Cargo.toml", "/static/css/nothing.css", "/static/%2e%2e/Cargo.toml"] {
        assert_eq!(send(&app.service, get(outside)).await.status, StatusCode::NOT_FOUND, "{outside}");
    }
}

/// What was logged, for a test to read.
#[derive(Clone, Default)]
pub struct Lines(pub std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn logs_hold_no_address_link_query_or_key() {
    use tracing::instrument::WithSubscriber as _;
    let app = TestService::new().await;
    let film = File::upload(&app.service, "film.mkv").await;
    reports::send(&app.service, "203.0.113.77", None, &report(Basis::EuDsa, &film.url())).await.unwrap();
    // While there is one dispatcher alone, what it may hear is settled by the thread that passes first, and other tests
    // of this process listen to none.
    let _other = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    async {
        crate::accounts::account(&app.service, "secret.person@example.org").await;
        let mut request = Request::post("/api/v1/sign-in?query=secret-query")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, "Bearer writ_secret-token")
            .header(header::COOKIE, "writ=c2VjcmV0c2VjcmV0c2VjcmU")
            .body(Body::from(r#"{"email":"secret.person@example.org","auth":"c2VjcmV0LWF1dGg"}"#))
            .unwrap();
        let peer = std::net::SocketAddr::from(([203, 0, 113, 77], 4711));
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        send(&app.service, request).await;
        send(&app.service, get("/f/secret-link-id?next=secret-query")).await;
        let mut tx = app.service.db.read().await.unwrap();
        let queued = db::all!(tx, (MessageId,), "SELECT id FROM messages WHERE sent_at IS NULL").unwrap();
        drop(tx);
        for (message,) in queued {
            mail::send(&app.service, message).await.unwrap();
        }
    }
    .with_subscriber(subscriber)
    .await;
    let logged = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("answered") && logged.contains("/api/v1/sign-in"), "the route is logged: {logged}");
    assert!(logged.contains("a message was written"), "{logged}");
    let letters: Vec<_> = std::fs::read_dir(app.service.config.data.join("mail")).unwrap().collect();
    assert!(!letters.is_empty());
    for letter in letters {
        let name = letter.unwrap().file_name().into_string().unwrap();
        let (message, reader) = name.strip_suffix(".eml").unwrap().split_once('.').unwrap();
        assert!(logged.contains(message), "where the code is, {name}: {logged}");
        assert!(!logged.contains(reader), "nothing that is the same in all that is written to one person: {logged}");
    }
    for secret in ["secret", "c2VjcmV0", "203.0.113"] {
        assert!(!logged.contains(secret), "{secret} in:\n{logged}");
    }
}

#[tokio::test]
async fn a_client_behind_a_proxy_is_believed_only_when_the_proxy_is() {
    use axum::extract::FromRequestParts as _;
    use writ::http::extract::ClientAddress;
    let mut app = TestService::new().await;
    let mut config = (*app.service.config).clone();
    config.trusted_proxies = vec!["10.0.0.1".parse().unwrap()];
    app.service.config = std::sync::Arc::new(config);
    let from = async |peer: [u8; 4], forwarded: &str| {
        let mut request = Request::get("/").header("x-forwarded-for", forwarded).body(Body::empty()).unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(std::net::SocketAddr::from((peer, 1))));
        let (mut parts, _) = request.into_parts();
        ClientAddress::from_request_parts(&mut parts, &app.service).await.unwrap().0
    };
    assert_eq!(from([203, 0, 113, 9], "198.51.100.1").await, "203.0.113.9", "a stranger's word counts for nothing");
    assert_eq!(from([10, 0, 0, 1], "198.51.100.1").await, "198.51.100.1");
    for (forwarded, client) in [
        ("192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("192.0.2.66, 198.51.100.1:50123", "198.51.100.1"),
        ("192.0.2.66, [2001:db8:1:2::3]:50123", "2001:db8:1:2::/64"),
        ("192.0.2.66, [2001:db8:1:2::3]", "2001:db8:1:2::/64"),
        ("192.0.2.66, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        ("192.0.2.66, unknown", "10.0.0.1"),
        ("192.0.2.66, ", "10.0.0.1"),
        ("", "10.0.0.1"),
    ] {
        assert_eq!(from([10, 0, 0, 1], forwarded).await, client, "nor what a client made up: {forwarded:?}");
    }
}

/// Asks whether the process lives, over a connection of its own.
async fn ask(address: std::net::SocketAddr) -> String {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_connection_that_says_nothing_gives_its_place_back() {
    let app = TestService::new().await;
    let limits = Limits { connections: 1, head_arrival: Duration::from_millis(200), ..Limits::default() };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
    let (router, stopped) = (writ::http::router(app.service.clone()), stop.clone());
    let served = tokio::spawn(async move { connections::serve(listener, router, &limits, stopped).await });
    let in_time = async |asked| tokio::time::timeout(Duration::from_secs(10), asked).await.expect("its turn comes");
    let mut silent = Vec::new();
    for said in ["", "GET /healthz HTTP/1.1\r\nHost: x\r\n"] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        silent.push(stream);
        assert!(in_time(ask(address)).await.starts_with("HTTP/1.1 200"), "after {said:?}");
    }
    // Nor does one keep the service from stopping.
    silent.push(tokio::net::TcpStream::connect(address).await.unwrap());
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(10), served).await.expect("it stops").unwrap();
}
