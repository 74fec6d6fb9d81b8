//! Connections: how many there are at once, and how long each may keep its place without saying what it wants.
//!
//! Without these two bounds one machine that opens connections and stays silent takes every file that the process may open:
//! then nobody is served, the log is not sequenced, and no order goes out.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::config::Limits;

/// How long it waits after the system refused a connection for want of something.
const REST: Duration = Duration::from_secs(1);

/// Serves `router` on `listener` until `stop`: what is asked by then is answered. Who comes when there are as many
/// connections as may be waits until one ends.
pub async fn serve(listener: TcpListener, router: Router, limits: &Limits, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(limits.connections.min(files() / 2).max(1)));
    let connections = TaskTracker::new();
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
            listener.accept().await.map(|(stream, peer)| (place, stream, peer))
        };
        let accepted = tokio::select! {
            accepted = next => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((place, stream, peer)) => {
                connections.spawn(answer(stream, peer, router.clone(), limits.head_arrival, stop.clone(), place));
            }
            Err(error) if is_its_own(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                tokio::time::sleep(REST).await;
            }
        }
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

/// Answers what comes over one connection. How it ends is the client's affair.
async fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    head_arrival: Duration,
    stop: CancellationToken,
    _place: OwnedSemaphorePermit,
) {
    let asked = hyper::service::service_fn(move |request: http::Request<hyper::body::Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let mut protocol = http1::Builder::new();
    let connection = protocol.timer(TokioTimer::new()).header_read_timeout(head_arrival);
    let connection = connection.serve_connection(TokioIo::new(stream), asked);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// Whether only this one connection failed, before it was accepted.
fn is_its_own(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// How many files this process may open, after asking for all that it may ask for. The rest of them is for its own.
fn files() -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    let most = if raised.is_ok() { maximum } else { current };
    most.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX)
}
