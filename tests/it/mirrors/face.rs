//! A mirror's HTTP face: over a socket and nested in a portal, as browsers and other people's clients see it.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use bytes::Bytes;
use futures_util::{TryStreamExt, stream};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::connect::HttpConnector;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use writ::config::Limits;
use writ::http::mirror::router;
use writ::http::tls::Tls;
use writ::mirrors::client::{
    self, Connector, Error, Fault, Handle, MirrorClient, Probe, Reach, Transport, http_connections,
};
use writ::mirrors::wire::{MOST_ORDERS, OrderBatch, ProvenOrder, Status};
use writ::tokens::{self, Digest, Ticket};

use super::rig::{ORIGIN, PART, PutBytes, Rig, caller, completion, until_broken_off};
use crate::tls::{self, Authority};

/// The mirror behind a socket, nested as the portal does; a client of it.
async fn served(rig: &Rig) -> MirrorClient {
    let path = format!("/m/{}", rig.mirror.id());
    let portal = Router::new().nest(&path, router(rig.mirror.clone()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, portal).await });
    at(rig, &format!("http://{address}{path}"))
}

fn at(rig: &Rig, base_url: &str) -> MirrorClient {
    by(rig, base_url, http_connections(HttpConnector::new()))
}

fn by(rig: &Rig, base_url: &str, connections: Handle) -> MirrorClient {
    let transport = Transport::Http { base_url: base_url.to_owned(), connections };
    let caller = caller(&rig.order_key, &rig.clock, &rig.entropy);
    MirrorClient::new(rig.mirror.id(), rig.mirror.public_key(), caller, transport)
}

#[tokio::test]
async fn over_a_socket_it_is_the_same_mirror() {
    let mut rig = Rig::new().await;
    rig.client = served(&rig).await;
    let (metadata, sealed) = (rig.random(256), rig.random(PART + 1_000_000));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    assert_eq!(rig.read(blob, None).await.unwrap(), sealed);
    assert_eq!(rig.client.status().await.unwrap().replicas, 1);

    // Refused before its bytes were read: the reason arrives, not a broken line.
    let other = rig.random(PART);
    for _ in 0..5 {
        let put = rig.client.put_part_bytes(blob, 0, Digest::of(&other), other.clone()).await;
        assert!(matches!(put, Err(Error::Conflict(_))), "{put:?}");
    }
    let order = rig.proven(blob, completion.root).await;
    rig.obey(&order).await.unwrap();
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Gone);
    let put = rig.client.put_part_bytes(blob, 0, Digest::of(&other), other).await;
    assert!(matches!(put, Err(Error::Gone)), "{put:?}");
}

#[tokio::test]
async fn over_tls_it_is_the_same_mirror_to_whoever_knows_its_authority() {
    let mut rig = Rig::new().await;
    let (folder, stop) = (TempDir::new().unwrap(), CancellationToken::new());
    let (authority, other) = (Authority::new(), Authority::new());
    let (cert, key) = authority.certify("127.0.0.1", folder.path());
    let certificate = Tls::open(&cert, &key).unwrap();
    let address = tls::served(router(rig.mirror.clone()), certificate, Limits::default(), stop.clone()).await;
    let over = |scheme: &str, authority: &Authority, reach| {
        let connector = Connector::new(Some(authority.pem.as_bytes()), reach).unwrap();
        by(&rig, &format!("{scheme}://{address}"), http_connections(connector))
    };
    let strangers = [over("https", &other, Reach::Private), over("http", &authority, Reach::Private)];
    let strict = over("https", &authority, Reach::Public);
    let own = over("https", &authority, Reach::Private);
    for client in strangers {
        assert!(matches!(client.status().await, Err(Error::Unreachable(_))));
    }
    let refused = strict.status().await.unwrap_err();
    assert!(format!("{refused:?}").contains("NotPublic"), "it leads into a network of ours: {refused:?}");

    rig.client = own;
    let (metadata, sealed) = (rig.random(256), rig.random(PART + 1_000_000));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    assert_eq!(rig.read(blob, None).await.unwrap(), sealed);
    let order = rig.proven(blob, completion.root).await;
    rig.obey(&order).await.unwrap();
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Gone);
    stop.cancel();
}

#[tokio::test]
async fn a_stream_that_is_broken_off_does_not_look_whole() {
    let mut rig = Rig::new().await;
    let client = served(&rig).await;
    let (metadata, sealed) = (rig.random(256), rig.random(4 * PART));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let content = client.read_content(blob, None).await.unwrap();
    assert_eq!((content.length, content.size), (sealed.len() as u64, Some(sealed.len() as u64)));
    let mut bytes = content.bytes;
    let taken = bytes.try_next().await.unwrap().unwrap().len();
    let order = rig.proven(blob, completion.root).await;
    rig.obey(&order).await.unwrap();
    let (more, error) = until_broken_off(bytes).await;
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert!(taken + more < sealed.len());
}

#[tokio::test]
async fn a_mirror_that_is_not_there_is_unreachable() {
    let rig = Rig::new().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = at(&rig, &format!("http://{address}"));
    let error = client.status().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)) && error.is_passing(), "{error:?}");
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let rig = Rig::new().await;
    let router = router(rig.mirror.clone());
    tokio::time::pause();
    for path in ["/v1/orders", "/witness/add-checkpoint"] {
        let endless = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
        let asked = router.clone().oneshot(Request::post(path).body(endless).unwrap());
        let answer = tokio::time::timeout(Duration::from_hours(1), asked).await.expect("it is given up").unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn a_request_has_so_many_orders_and_no_more() {
    let rig = Rig::new().await;
    let router = router(rig.mirror.clone());
    let order = ProvenOrder { order: String::new(), entry: Vec::new(), proof: String::new() };
    for (orders, status) in [(MOST_ORDERS, StatusCode::OK), (MOST_ORDERS + 1, StatusCode::BAD_REQUEST)] {
        let batch = OrderBatch { orders: vec![order.clone(); orders] };
        let body = Body::from(serde_json::to_vec(&batch).unwrap());
        let answer = router.clone().oneshot(Request::post("/v1/orders").body(body).unwrap()).await.unwrap();
        assert_eq!(answer.status(), status, "{orders}");
    }
    assert_eq!(rig.client.status().await.unwrap().refused.all(), MOST_ORDERS as u64);
}

#[tokio::test]
async fn a_mirror_names_so_many_damaged_blobs_and_no_more() {
    let rig = Rig::new().await;
    let honest = rig.client.status().await.unwrap();
    let said = Status { damaged: vec![rig.new_blob(); 10_000], ..honest };
    let said = Bytes::from(serde_json::to_vec(&said).unwrap());
    let lying = tower::service_fn(move |_: Request<client::Body>| {
        let body = Full::new(said.clone()).map_err(|never| match never {}).boxed_unsync();
        async move { Ok::<_, Fault>(Response::new(body)) }
    });
    let client = by(&rig, "https://mirror.example", Handle::new(lying));
    assert_eq!(client.status().await.unwrap().damaged.len(), 100);
}

struct Face {
    rig: Rig,
    router: Router,
}

impl Face {
    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Bytes) {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response: Response<Body> = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
    }
}

#[tokio::test]
async fn browsers_read_ranges_from_another_origin() {
    let rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, done, _) = rig.stored(&metadata, &sealed).await;
    assert_eq!(done, completion(&metadata, &sealed));
    let ticket = Ticket::new(ORIGIN, vec![rig.mirror.id()], blob, rig.clock.now());
    let ticket = format!("Bearer {}", tokens::sign(&rig.order_key, &ticket).unwrap());
    // Under a path with a parameter of its own, which is not the mirror's business.
    let router = Router::new().nest("/m/{mirror}", router(rig.mirror.clone()));
    let face = Face { rig, router };
    let base = format!("/m/{}/v1/blobs/{blob}", face.rig.mirror.id());
    let path = format!("{base}/content");
    let origin = ("origin", "https://elsewhere.example");
    let authorization = ("authorization", ticket.as_str());

    let (status, headers, _) = face
        .ask(
            Method::OPTIONS,
            &path,
            &[
                origin,
                ("access-control-request-method", "GET"),
                ("access-control-request-headers", "authorization,range"),
            ],
        )
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["access-control-allow-origin"], "*");
    assert_eq!(headers["access-control-allow-headers"], "authorization,range");
    assert_eq!(headers["access-control-allow-methods"], "GET,HEAD");

    let (status, headers, body) =
        face.ask(Method::GET, &path, &[origin, authorization, ("range", "bytes=10-19")]).await;
    assert_eq!((status, &body[..]), (StatusCode::PARTIAL_CONTENT, &sealed[10..20]));
    assert_eq!(headers["content-range"], "bytes 10-19/100");
    assert_eq!(headers["content-length"], "10");
    assert_eq!(headers["content-type"], "application/octet-stream");
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(headers["access-control-allow-origin"], "*");
    assert!(headers["access-control-expose-headers"].to_str().unwrap().contains("content-range"));
    let tag = headers["etag"].to_str().unwrap().to_owned();

    // The whole: without a range, with several, with one that makes no sense, with one of another version.
    for range in [None, Some("bytes=0-1,5-6"), Some("bytes=9-1"), Some("lines=1-2")] {
        let mut headers = vec![authorization];
        headers.extend(range.map(|range| ("range", range)));
        let (status, headers, body) = face.ask(Method::GET, &path, &headers).await;
        assert_eq!((status, &body[..]), (StatusCode::OK, &sealed[..]), "{range:?}");
        assert!(!headers.contains_key("content-range"));
        assert_eq!(headers["accept-ranges"], "bytes");
    }
    let range = ("range", "bytes=0-0");
    let (status, ..) = face.ask(Method::GET, &path, &[authorization, range, ("if-range", &tag)]).await;
    assert_eq!(status, StatusCode::PARTIAL_CONTENT);
    let (status, ..) = face.ask(Method::GET, &path, &[authorization, range, ("if-range", "\"other\"")]).await;
    assert_eq!(status, StatusCode::OK);
    let (status, headers, body) = face.ask(Method::HEAD, &path, &[authorization]).await;
    assert_eq!((status, body.len()), (StatusCode::OK, 0));
    assert_eq!(headers["content-length"], "100");

    let (status, headers, body) = face.ask(Method::GET, &path, &[origin, authorization, ("range", "bytes=100-")]).await;
    assert_eq!(status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(headers["content-range"], "bytes */100");
    assert_eq!(headers["content-type"], "application/problem+json");
    assert_eq!(headers["access-control-allow-origin"], "*", "a page may read why it failed");
    let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["status"], 416);

    for headers in [&[][..], &[("authorization", "Basic YTpi")], &[("authorization", "Bearer x.y.z")]] {
        let (status, answer, _) = face.ask(Method::GET, &path, headers).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer["www-authenticate"], "Bearer");
    }
    // Nobody else's page may do more than read.
    let (_, headers, _) =
        face.ask(Method::OPTIONS, &base, &[origin, ("access-control-request-method", "DELETE")]).await;
    assert!(!headers.contains_key("access-control-allow-origin"));
    let (status, ..) = face.ask(Method::PUT, &path, &[authorization]).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    let (status, ..) = face.ask(Method::GET, "/m/x/v1/blobs/not-an-id/content", &[authorization]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_witness_answers_in_the_forms_of_its_specification() {
    let mut rig = Rig::new().await;
    rig.cosign().await;
    let router = router(rig.mirror.clone());
    let post = async |body: String| {
        let request = Request::builder().method(Method::POST).uri("/witness/add-checkpoint").body(Body::from(body));
        let response = router.clone().oneshot(request.unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
    };
    let head = rig.log.head();
    let (status, headers, body) = post(rig.log.request(0, &head).to_string()).await;
    assert_eq!((status, &body[..]), (StatusCode::CONFLICT, &b"1\n"[..]));
    assert_eq!(headers["content-type"], "text/x.tlog.size");
    let (status, _, body) = post(rig.log.request(1, &head).to_string()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.starts_with("\u{2014} writ.example/mirrors/".as_bytes()) && body.ends_with(b"\n"));
    assert_eq!(post("old 1\n".to_owned()).await.0, StatusCode::BAD_REQUEST);

    // For monitors, under the SHA-256 of the origin.
    let face = Face { router: router.clone(), rig };
    let path = format!("/witness/{}/checkpoint", Digest::of(ORIGIN.as_bytes()));
    let (status, _, body) = face.ask(Method::GET, &path, &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.starts_with(b"writ.example\n1\n"));
    let path = format!("/witness/{}/checkpoint", Digest::of(b"other.example"));
    assert_eq!(face.ask(Method::GET, &path, &[]).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn requests_that_are_too_large_or_not_of_the_protocol_are_refused() {
    let rig = Rig::new().await;
    let router = router(rig.mirror.clone());
    let post = async |body: Vec<u8>| {
        let request = Request::builder().method(Method::POST).uri("/v1/orders").body(Body::from(body)).unwrap();
        router.clone().oneshot(request).await.unwrap().status()
    };
    assert_eq!(post(vec![b' '; (1 << 20) + 1]).await, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(post(b"{}".to_vec()).await, StatusCode::BAD_REQUEST);
    assert_eq!(post(br#"{"orders":[]}"#.to_vec()).await, StatusCode::OK);
}
