//! Orders that are due together go together, and each stands alone all the same.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use writ::db;
use writ::http::mirror;
use writ::ids::ObjectId;
use writ::mirrors::client::{Caller, Fault, Handle, MirrorClient, Transport};
use writ::mirrors::wire::{OrderBatch, Receipts};
use writ::service::Service;
use writ::takedown;
use writ::vault::reports;
use writ::work;

use super::{Upload, blob_of, entries, find_count, hold, lose_count, places, upload, work as work_all};
use crate::app::{TestService, both_engines};

/// How many orders came with each request to a mirror.
type Requests = Arc<Mutex<Vec<usize>>>;

/// Has a mirror note how many orders each request carries. The answer to the first `spoilt` of them lacks its first receipt.
fn watch(service: &Service, n: usize, spoilt: usize) -> Requests {
    let mirror = &service.mirrors.embedded()[n].mirror;
    let (requests, own) = (Requests::default(), mirror::in_process(mirror.clone()));
    let noted = Arc::clone(&requests);
    let watched = tower::service_fn(move |request: http::Request<writ::mirrors::client::Body>| {
        let (noted, own) = (Arc::clone(&noted), own.clone());
        async move {
            if request.uri().path() != "/v1/orders" {
                return own.oneshot(request).await;
            }
            let (head, body) = request.into_parts();
            let bytes = body.collect().await?.to_bytes();
            let batch: OrderBatch = serde_json::from_slice(&bytes).unwrap();
            let is_spoilt = {
                let mut noted = noted.lock().unwrap();
                noted.push(batch.orders.len());
                noted.len() <= spoilt
            };
            let body = Body::from(bytes).map_err(Fault::new).boxed_unsync();
            let answer = own.oneshot(http::Request::from_parts(head, body)).await?;
            if !is_spoilt {
                return Ok(answer);
            }
            let bytes = answer.into_body().collect().await?.to_bytes();
            let mut receipts: Receipts = serde_json::from_slice(&bytes).unwrap();
            receipts.receipts.remove(0);
            let body = Body::from(serde_json::to_vec(&receipts).unwrap()).map_err(Fault::new).boxed_unsync();
            Ok(http::Response::new(body))
        }
    });
    connect(service, n, Handle::new(watched));
    requests
}

/// Has a mirror answer orders, and how it is, with these words.
fn say(service: &Service, n: usize, words: &str) {
    let own = mirror::in_process(service.mirrors.embedded()[n].mirror.clone());
    let problem = serde_json::json!({ "detail": words }).to_string();
    let saying = tower::service_fn(move |request: http::Request<writ::mirrors::client::Body>| {
        let (own, problem) = (own.clone(), problem.clone());
        async move {
            if !matches!(request.uri().path(), "/v1/orders" | "/v1/status") {
                return own.oneshot(request).await;
            }
            let body = Body::from(problem).map_err(Fault::new).boxed_unsync();
            Ok(http::Response::builder().status(500).body(body).unwrap())
        }
    });
    connect(service, n, Handle::new(saying));
}

fn connect(service: &Service, n: usize, handle: Handle) {
    let mirror = &service.mirrors.embedded()[n].mirror;
    let caller = Caller {
        origin: service.keys.origin.clone(),
        key: service.keys.order(),
        clock: service.clock.clone(),
        entropy: service.entropy.clone(),
    };
    service.mirrors.connect(MirrorClient::new(mirror.id(), mirror.public_key(), caller, Transport::InProcess(handle)));
}

fn asked(requests: &Requests) -> Vec<usize> {
    requests.lock().unwrap().clone()
}

/// Files whose orders are issued, and were not delivered yet.
async fn ordered(service: &Service, count: usize) -> Vec<Upload> {
    let mut files = Vec::new();
    for _ in 0..count {
        let file = upload(service).await;
        let hold = hold(service, file.object).await;
        takedown::secure_custody(service, file.object, hold).await.unwrap();
        files.push(file);
    }
    files
}

async fn is_gone(service: &Service, object: ObjectId) -> bool {
    takedown::is_gone(&mut service.db.read().await.unwrap(), object).await.unwrap()
}

both_engines!(orders_that_are_due_together_go_to_a_mirror_in_one_request, |app: TestService| async move {
    let service = &app.service;
    let files = ordered(service, 5).await;
    let requests = [0, 1, 2].map(|n| watch(service, n, 0));
    work_all(service).await;
    assert_eq!(requests.each_ref().map(asked), [[5], [5], [5]]);
    for file in &files {
        assert!(is_gone(service, file.object).await);
        assert!(places(service, blob_of(service, file.object).await).is_empty());
        let mut logged = entries(service, file.object).await;
        logged.retain(|kind| kind.starts_with("order."));
        let (receipted, probed) = (["order.receipted"; 3], ["order.probed"; 3]);
        assert_eq!(logged, [&["order.issued"][..], &receipted, &probed].concat());
    }
    // What a mirror answered was written down in one transaction, at most.
    if service.db.is_postgres() {
        let mut tx = service.db.read().await.unwrap();
        let sql = "SELECT COUNT(DISTINCT CAST(xmin AS TEXT)) FROM log_entries WHERE kind = 'order.receipted'";
        let (transactions,) = db::one!(tx, (i64,), sql).unwrap();
        assert!(transactions <= 3, "{transactions}");
    }
});

both_engines!(what_a_mirror_leaves_out_of_its_answer_keeps_no_other_order_open, |app: TestService| async move {
    let service = &app.service;
    let files = ordered(service, 4).await;
    let requests = watch(service, 0, 1);
    let ran = work::run_due(service).await.unwrap();
    assert_eq!((ran.failed.len(), ran.waiting.len()), (1, 0), "{ran:?}");
    assert!(ran.failed[0].1.contains("no valid receipt"), "{ran:?}");
    let mut gone = 0;
    for file in &files {
        gone += usize::from(is_gone(service, file.object).await);
    }
    assert_eq!(gone, 3);
    // The one that failed goes alone, and the mirror says again what it did.
    service.clock.advance(Duration::from_mins(1));
    work_all(service).await;
    assert_eq!(asked(&requests), [4, 1]);
    for file in &files {
        assert!(is_gone(service, file.object).await);
    }
});

both_engines!(what_a_mirror_says_keeps_nothing_of_the_others_from_being_written_down, |app: TestService| async move {
    let service = &app.service;
    let file = ordered(service, 1).await.remove(0);
    // PostgreSQL takes no such character.
    say(service, 0, &format!("\0\u{1b}[2J{}", "no ".repeat(100_000)));
    let ran = work::run_due(service).await.unwrap();
    assert_eq!((ran.failed.len(), ran.waiting.len()), (1, 0), "{ran:?}");
    reports::ask(service).await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    let receipted = "SELECT COUNT(*) FROM order_deliveries WHERE receipted_at IS NOT NULL";
    assert_eq!(db::one!(tx, (i64,), receipted).unwrap().0, 2);
    let answered = "SELECT COUNT(*) FROM mirror_reports WHERE answered_at IS NOT NULL";
    assert_eq!(db::one!(tx, (i64,), answered).unwrap().0, 2);
    let said = "SELECT last_error FROM order_deliveries WHERE last_error IS NOT NULL
                UNION ALL SELECT error FROM mirror_reports WHERE error IS NOT NULL";
    let said = db::all!(tx, (String,), said).unwrap();
    drop(tx);
    assert_eq!(said.len(), 2, "{said:?}");
    for (words,) in said {
        assert!(words.contains("no no") && words.len() < 1_000 && !words.contains(char::is_control), "{words:?}");
    }

    connect(service, 0, mirror::in_process(service.mirrors.embedded()[0].mirror.clone()));
    service.clock.advance(Duration::from_mins(1));
    work_all(service).await;
    assert!(is_gone(service, file.object).await);
});

both_engines!(what_cannot_be_written_down_of_one_order_is_of_the_others, |app: TestService| async move {
    let service = &app.service;
    let files = ordered(service, 3).await;
    let requests = watch(service, 0, 0);
    lose_count(service, files[1].object).await;
    let ran = work::run_due(service).await.unwrap();
    assert_eq!((ran.failed.len(), ran.waiting.len()), (1, 0), "{ran:?}");
    assert_eq!(asked(&requests), [3, 1, 1, 1], "together, and then one by one");
    for (n, file) in files.iter().enumerate() {
        assert_eq!(is_gone(service, file.object).await, n != 1);
    }
    find_count(service, files[1].object).await;
    service.clock.advance(Duration::from_mins(1));
    work_all(service).await;
    assert!(is_gone(service, files[1].object).await);
});
