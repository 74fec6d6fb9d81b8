//! A mirror that lies about deletion: a program of the host's own stands before it, passes on what it likes, and keeps what it was to delete.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::{Method, StatusCode, header};
use tokio_util::sync::CancellationToken;
use writ::config::Limits;
use writ::db;
use writ::http::tls::Tls;
use writ::mirrors::client::Probe;
use writ::takedown::Board;
use writ::vault::standing::Standing;
use writ::vault::{downloads, proving};

use super::on_both_engines;
use super::world::World;
use crate::app::Engine;
use crate::nodes::{Operator, free_address};
use crate::tls;

/// What it does with orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lie {
    /// Passes them on, and serves nothing that was ordered away.
    None,
    /// Answers them, and neither passes them on nor gives a receipt.
    NoReceipt,
    /// Has them obeyed and receipted, and serves what it kept of the bytes.
    Serves,
}

/// The program.
#[derive(Clone)]
struct Liar {
    /// Where the mirror itself is.
    mirror: String,
    client: reqwest::Client,
    lie: Arc<Mutex<Lie>>,
    /// What was put below each blob's path.
    kept: Arc<Mutex<HashMap<String, Bytes>>>,
}

impl Liar {
    /// Before a mirror that listens there; where it is reached.
    async fn before(mirror: SocketAddr, operator: &Operator) -> (Self, SocketAddr) {
        let (mirror, client) = (format!("https://{mirror}"), operator.authority.client());
        let liar = Self { mirror, client, lie: Arc::new(Mutex::new(Lie::None)), kept: Arc::default() };
        let at = |name: &str| operator.folder.path().join(name);
        let tls = Tls::open(&at("cert.pem"), &at("key.pem")).unwrap();
        let router = Router::new().fallback(answer).with_state(liar.clone());
        let address = tls::served(router, tls, Limits::default(), CancellationToken::new()).await;
        (liar, address)
    }

    fn tell(&self, lie: Lie) {
        *self.lie.lock().unwrap_or_else(PoisonError::into_inner) = lie;
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<String, Bytes>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the mirror itself answers.
    async fn pass_on(&self, head: http::request::Parts, body: Bytes) -> Response {
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut asked = self.client.request(head.method.clone(), format!("{}{path}", self.mirror)).body(body);
        for name in [header::AUTHORIZATION, header::CONTENT_TYPE, header::RANGE, header::IF_RANGE] {
            if let Some(value) = head.headers.get(&name) {
                asked = asked.header(name, value);
            }
        }
        let Ok(answer) = asked.send().await else { return StatusCode::BAD_GATEWAY.into_response() };
        let mut response = Response::builder().status(answer.status());
        for name in [header::CONTENT_TYPE, header::CONTENT_RANGE, header::ETAG] {
            if let Some(value) = answer.headers().get(&name) {
                response = response.header(name, value);
            }
        }
        let Ok(bytes) = answer.bytes().await else { return StatusCode::BAD_GATEWAY.into_response() };
        response.body(Body::from(bytes)).unwrap()
    }
}

async fn answer(State(liar): State<Liar>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let path = head.uri.path().to_owned();
    let lie = *liar.lie.lock().unwrap_or_else(PoisonError::into_inner);
    if head.method == Method::POST && path == "/v1/orders" && lie == Lie::NoReceipt {
        return axum::Json(serde_json::json!({ "receipts": [] })).into_response();
    }
    if let Some(blob) = path.strip_suffix("/parts/0")
        && head.method == Method::PUT
    {
        liar.kept().insert(blob.to_owned(), body.clone());
    }
    if let Some(blob) = path.strip_suffix("/content")
        && lie == Lie::Serves
    {
        let kept = liar.kept().get(blob).cloned();
        if let Some(kept) = kept {
            // Its first byte is enough for who looks.
            let range = format!("bytes 0-0/{}", kept.len());
            let headers = [(header::CONTENT_RANGE, range)];
            return (StatusCode::PARTIAL_CONTENT, headers, kept.slice(..1)).into_response();
        }
    }
    liar.pass_on(head, body).await
}

/// Three hosts, the first of which has a liar before its mirror.
async fn with_a_liar(engine: Engine) -> Option<(World, Liar)> {
    let mut world = World::open(engine).await?;
    let listen = free_address();
    let (liar, address) = Liar::before(listen, &world.operator).await;
    world.join_behind("kiwi", "NZ", listen, address).await;
    world.join("fjord", "NO").await;
    world.join("maple", "CA").await;
    world.reach().await;
    Some((world, liar))
}

/// What an order has of the first host.
fn first<'a>(world: &World, board: &'a Board) -> &'a writ::takedown::board::MirrorRow {
    board.orders[0].mirrors.iter().find(|row| row.mirror == world.hosts[0].machine.id).unwrap()
}

async fn a_mirror_that_gives_no_receipt_owes_it_until_it_does(engine: Engine) {
    let Some((mut world, liar)) = with_a_liar(engine).await else { return };
    let file = world.store(100_000).await;
    world.settled().await;
    liar.tell(Lie::NoReceipt);
    world.hold(&file).await;
    world.until("SELECT COUNT(*) FROM order_deliveries WHERE state = 'refused'", 1).await;
    world.until("SELECT COUNT(receipt_token) FROM order_deliveries", 2).await;
    let board = world.board(&file).await;
    let row = first(&world, &board);
    assert!(row.receipt_token.is_none() && board.orders[0].completed_at.is_none(), "{row:?}");
    liar.tell(Lie::None);
    world.ended().await;
}
on_both_engines!(a_mirror_that_gives_no_receipt_owes_it_until_it_does);

async fn a_mirror_that_serves_what_it_receipted_is_found_out_and_believed_no_more(engine: Engine) {
    let Some((mut world, liar)) = with_a_liar(engine).await else { return };
    let file = world.store(100_000).await;
    world.settled().await;
    let id = world.hosts[0].machine.id;
    world.liars.push(id);
    liar.tell(Lie::Serves);
    world.hold(&file).await;
    world.kept().await;
    let board = world.board(&file).await;
    let blob = board.orders[0].blob;
    assert_eq!(world.probed(id, blob).await, Probe::Held, "it serves it still");
    // That is in the log for everybody, and it gets nothing more. Nobody has a ticket, nor ever the key.
    assert_eq!(first(&world, &board).probe_outcome.as_deref(), Some("held"));
    let service = &world.operator.service;
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT bytes FROM log_entries WHERE kind = 'order.probed'";
    let entries = db::all!(tx, (Vec<u8>,), sql).unwrap();
    drop(tx);
    let said = entries.iter().map(|(bytes,)| String::from_utf8_lossy(bytes));
    assert_eq!(said.filter(|entry| entry.contains("\"held\"")).count(), 1);
    let begun = Instant::now();
    while proving::report(service, id).await.unwrap().standing != Standing::Failing {
        proving::look_at_mirrors(service).await.unwrap();
        world.hosts[0].machine.wait(begun, &"it is thought well of").await;
    }
    let next = world.store(100_000).await;
    let permission = downloads::download(&world.operator.service, &next.id, None).await.unwrap();
    assert!(permission.sources.iter().all(|source| source.mirror != id), "{:?}", permission.sources);
    // What is given back lies elsewhere, too.
    world.lift(&file).await;
    world.ended().await;
}
on_both_engines!(a_mirror_that_serves_what_it_receipted_is_found_out_and_believed_no_more);
