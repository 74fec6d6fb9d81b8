//! What a store refuses, what it does wrong, and what is said of it.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::TryStreamExt;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use writ::clock::{Clock, Time};
use writ::s3::{Bucket, Error, Secret, Settings, Under, Versioning};

use super::put;
use super::stores::Store;

#[tokio::test]
async fn a_bucket_with_object_lock_is_refused() {
    let Some(mut store) = Store::moto() else { return };
    store.done("create_bucket", &json!({ "Bucket": "locked", "ObjectLockEnabledForBucket": true }));
    let refused = store.bucket("locked", "").probe().await.unwrap_err();
    assert!(matches!(&refused, Error::ObjectLock(bucket) if bucket == "locked"), "{refused:?}");
    assert!(refused.to_string().contains("object lock"), "{refused}");
    assert_eq!(store.kept("locked"), [""; 0], "nothing was put there");
}

#[tokio::test]
async fn what_a_store_keeps_though_it_was_told_to_delete_it_is_named() {
    let Some(mut store) = Store::moto() else { return };
    store.done("create_bucket", &json!({ "Bucket": "locked", "ObjectLockEnabledForBucket": true }));
    let bucket = store.bucket("locked", "");
    put(&bucket, "a/kept", b"for years").await;
    put(&bucket, "a/gone", b"for now").await;
    let retention = json!({ "Mode": "COMPLIANCE", "RetainUntilDate": "2099-01-01T00:00:00Z" });
    store.done("put_object_retention", &json!({ "Bucket": "locked", "Key": "a/kept", "Retention": retention }));
    match bucket.purge(Under::Prefix("a/")).await.unwrap_err() {
        Error::Left { left, why: Some(why) } => {
            assert!(left.len() == 1 && left[0].starts_with("a/kept in version "), "{left:?}");
            assert!(matches!(*why, Error::Denied(_)), "{why:?}");
        }
        error => panic!("{error:?}"),
    }
    assert_eq!(store.kept("locked"), ["a/kept"]);
}

#[tokio::test]
async fn a_wrong_access_key_is_refused_and_prints_nowhere() {
    let Some(mut store) = Store::moto() else { return };
    store.make("replicas");
    let key = store.done("new_key", &json!({}));
    let (id, secret) = (key[0].as_str().unwrap(), key[1].as_str().unwrap());
    let with = |id: &str, secret: &str| {
        let (access_key_id, secret) = (id.to_owned(), Secret::new(secret));
        let settings = Settings { access_key_id, secret, ..store.settings("replicas", "paris") };
        Bucket::new(settings, Clock::System).unwrap()
    };
    // moto signs each call for itself, by another implementation, and compares: also with what has to be encoded.
    let right = with(id, secret);
    right.probe().await.unwrap();
    for name in ["a b/é+1", "100%/~._-!*()"] {
        put(&right, name, b"bytes").await;
        assert_eq!(right.read(name, 1..3).await.unwrap(), "yt");
        right.purge(Under::Key(name)).await.unwrap();
    }
    for wrong in [with(id, "hunter2hunter2"), with("AKIANOBODY", secret)] {
        let refused = wrong.probe().await.unwrap_err();
        assert!(matches!(refused, Error::Credentials(_)), "{refused:?}");
        let printed = format!("{refused} {refused:?} {wrong:?}");
        assert!(!printed.contains("hunter2") && !printed.contains(secret) && !printed.contains(id), "{printed}");
        let refused = wrong.put("x", Bytes::from_static(b"x"), [0; 32]).await.unwrap_err();
        assert!(matches!(refused, Error::Credentials(_)), "{refused:?}");
    }
}

#[tokio::test]
async fn garage_says_what_is_wrong() {
    let Some(mut store) = Store::garage() else { return };
    store.make("replicas");
    let refused = async |settings: Settings| Bucket::new(settings, Clock::System).unwrap().probe().await.unwrap_err();
    let right = || store.settings("replicas", "");
    let error = refused(Settings { secret: Secret::new("hunter2hunter2hunter2"), ..right() }).await;
    assert!(matches!(error, Error::Denied(_) | Error::Credentials(_)), "{error:?}");
    let error = refused(Settings { access_key_id: "GK000000000000000000000000".to_owned(), ..right() }).await;
    assert!(matches!(error, Error::Denied(_) | Error::Credentials(_)), "{error:?}");
    let error = refused(Settings { region: "elsewhere".to_owned(), ..right() }).await;
    assert!(matches!(error, Error::Elsewhere(_)), "{error:?}");
    let error = refused(store.settings("nothing-here", "")).await;
    assert!(matches!(&error, Error::NoSuchBucket(bucket) if bucket == "nothing-here"), "{error:?}");
    let yesterday = Clock::manual(Clock::System.now().minus(std::time::Duration::from_hours(48)));
    let error = Bucket::new(right(), yesterday).unwrap().probe().await.unwrap_err();
    assert!(matches!(error, Error::ClockSkew | Error::Refused { .. }), "{error:?}");
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_not_made() {
    let Some(mut store) = Store::moto() else { return };
    let error = store.bucket("nothing-here", "").probe().await.unwrap_err();
    assert!(matches!(&error, Error::NoSuchBucket(bucket) if bucket == "nothing-here"), "{error:?}");
    assert_eq!(store.call("head_bucket", &json!({ "Bucket": "nothing-here" }))["Error"], "404");
}

/// A server that answers each request with the next of `answers`, from the status line on, and then with none. It closes each
/// connection.
struct Canned {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Canned {
    async fn new(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, mut answers) =
            (requests.clone(), answers.iter().map(|&answer| answer.to_owned()).collect::<Vec<_>>());
        answers.reverse();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (mut request, mut piece) = (String::new(), [0; 1024]);
                while !is_whole(&request) {
                    match stream.read(&mut piece).await {
                        Ok(length) if length > 0 => request.push_str(std::str::from_utf8(&piece[..length]).unwrap()),
                        _ => break,
                    }
                }
                seen.lock().unwrap().push(request);
                if let Some(answer) = answers.pop() {
                    // A client that has read enough is gone.
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
            }
        });
        Self { port, requests }
    }

    fn bucket(&self) -> Bucket {
        let settings = Settings {
            endpoint: format!("http://127.0.0.1:{}", self.port).parse().unwrap(),
            region: "eu-west-3".to_owned(),
            bucket: "replicas".to_owned(),
            prefix: String::new(),
            path_style: true,
            access_key_id: "AKIATEST".to_owned(),
            secret: Secret::new("hunter2"),
            plain_http: false,
        };
        Bucket::new(settings, Clock::manual(Time::parse_rfc3339("2026-11-23T10:00:00Z").unwrap())).unwrap()
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// Whether head and body of a request are here.
fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |length| length.parse().unwrap());
    body.len() >= length
}

/// An answer with a body.
fn answer(status: &str, head: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nConnection: close\r\n{head}Content-Length: {}\r\n\r\n{body}", body.len())
}

fn refusal(status: &str, code: &str) -> String {
    answer(status, "", &format!("<Error><Code>{code}</Code><Message>no</Message></Error>"))
}

const NEVER: &str = "<VersioningConfiguration/>";

type IsRight = fn(&Error) -> bool;

#[tokio::test]
async fn what_may_pass_is_tried_again_and_nothing_else_is() {
    let (busy, slow) = (refusal("503 Slow Down", "SlowDown"), refusal("429 Too Many Requests", "TooManyRequests"));
    let good = answer("200 OK", "", NEVER);
    let server = Canned::new(&[&busy, &slow, "", &good]).await;
    assert_eq!(server.bucket().versioning().await.unwrap(), Versioning::Never);
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    for request in &requests {
        assert!(request.starts_with("GET /replicas?versioning= HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("x-amz-date: 20261123T100000Z\r\n"), "{request}");
        let by = "authorization: AWS4-HMAC-SHA256 Credential=AKIATEST/20261123/eu-west-3/s3/aws4_request, ";
        assert!(request.contains(by) && !request.contains("hunter2"), "{request}");
    }

    let denied = refusal("403 Forbidden", "AccessDenied");
    let skewed = refusal("403 Forbidden", "RequestTimeTooSkewed");
    let moved =
        answer("301 Moved Permanently", "x-amz-bucket-region: eu-south-2\r\nLocation: http://127.0.0.1:1/\r\n", "");
    let page = answer("200 OK", "", "<html><body>It works!</body></html>");
    let unknown = answer("404 Not Found", "", "no such page");
    let cases: [(&str, IsRight); 5] = [
        (denied.as_str(), |error| matches!(error, Error::Denied(_))),
        (skewed.as_str(), |error| matches!(error, Error::ClockSkew)),
        (moved.as_str(), |error| matches!(error, Error::Elsewhere(Some(region)) if region == "eu-south-2")),
        (page.as_str(), |error| matches!(error, Error::NotS3(_))),
        (unknown.as_str(), |error| matches!(error, Error::NotS3(_))),
    ];
    for (first, is_right) in cases {
        let server = Canned::new(&[first, &good]).await;
        let error = server.bucket().versioning().await.unwrap_err();
        assert!(is_right(&error) && !error.is_passing(), "{error:?}");
        assert_eq!(server.requests().len(), 1, "{error:?}");
    }
    // A store without versions has a word for that.
    for unknown in
        [refusal("501 Not Implemented", "NotImplemented"), refusal("405 Method Not Allowed", "MethodNotAllowed")]
    {
        let server = Canned::new(&[&unknown]).await;
        assert_eq!(server.bucket().versioning().await.unwrap(), Versioning::Unknown);
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_store_that_stays_away_is_given_up() {
    let server = Canned::new(&[]).await;
    let error = server.bucket().versioning().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)) && error.is_passing(), "{error:?}");
    assert!(!format!("{error:?}").contains("replicas"), "addresses name what is stored: {error:?}");
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn an_answer_has_its_end() {
    // More than is ever read of an answer, announced and not.
    let endless = format!("<VersioningConfiguration>{}", " ".repeat(9 << 20));
    let announced = answer("200 OK", "", &endless);
    let unannounced = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{endless}");
    for long in [announced, unannounced] {
        let server = Canned::new(&[&long]).await;
        let error = server.bucket().versioning().await.unwrap_err();
        assert!(matches!(error, Error::NotS3(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_range_is_the_range_that_was_asked_for_and_whole() {
    let part =
        |range: &str, body: &str| answer("206 Partial Content", &format!("Content-Range: bytes {range}\r\n"), body);
    let good = part("3-6/10", "3456");
    for wrong in
        [answer("200 OK", "", "0123456789"), part("0-3/10", "0123"), part("3-5/10", "3456"), part("x/10", "3456")]
    {
        let server = Canned::new(&[&wrong, &good]).await;
        let error = server.bucket().read("x", 3..7).await.unwrap_err();
        assert!(matches!(error, Error::NotS3(_)), "{error:?}");
    }
    // Broken off: what was left out is asked for, and no more often than any call is repeated.
    let short = good.replace("3456", "34");
    let server = Canned::new(&[&short, &part("5-6/10", "56")]).await;
    assert_eq!(server.bucket().read("x", 3..7).await.unwrap(), "3456");
    let asked = |range: &str| format!("range: bytes={range}\r\n");
    assert!(server.requests()[0].contains(&asked("3-6")) && server.requests()[1].contains(&asked("5-6")));
    assert_eq!(server.requests().len(), 2);
    let server = Canned::new(&[&short]).await;
    let mut coming = server.bucket().stream("x", 3..7);
    assert_eq!(coming.try_next().await.unwrap().unwrap(), "34");
    assert!(coming.try_next().await.unwrap_err().is_passing());
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn what_is_put_and_then_is_another_is_not_believed() {
    use sha2::Digest as _;
    let sha256 = sha2::Sha256::digest(b"bytes").into();
    let taken = answer("200 OK", "", "");
    let head = |head: &str| format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{head}\r\n");
    let checksum = |of: &[u8]| data_encoding::BASE64.encode(&sha2::Sha256::digest(of));
    let good = format!("Content-Length: 5\r\nx-amz-checksum-sha256: {}\r\n", checksum(b"bytes"));
    let other = format!("Content-Length: 5\r\nx-amz-checksum-sha256: {}\r\n", checksum(b"other"));
    for (said, is_right) in [
        (good.as_str(), true),
        ("Content-Length: 5\r\n", true),
        ("Content-Length: 4\r\n", false),
        (other.as_str(), false),
    ] {
        let server = Canned::new(&[&taken, &head(said)]).await;
        let put = server.bucket().put("x", Bytes::from_static(b"bytes"), sha256).await;
        assert_eq!(put.is_ok(), is_right, "{said}: {put:?}");
        assert!(is_right || matches!(put, Err(Error::Altered)), "{put:?}");
    }
}

#[tokio::test]
async fn what_was_not_asked_for_is_not_taken_for_ours() {
    let foreign = "<ListVersionsResult><IsTruncated>false</IsTruncated>\
                   <Version><Key>elsewhere/x</Key><VersionId>1</VersionId></Version></ListVersionsResult>";
    let server = Canned::new(&[&answer("200 OK", "", foreign), &answer("200 OK", "", foreign)]).await;
    let error = server.bucket().purge(Under::Prefix("ours/")).await.unwrap_err();
    assert!(matches!(error, Error::NotS3(_)), "{error:?}");
    assert!(server.requests().iter().all(|request| request.starts_with("GET ")), "nothing was deleted");
}
