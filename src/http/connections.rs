//! Connections: how many there are at once, and how long each may keep its place without saying what it wants, or without taking
//! anything of what it is answered.
//!
//! Without these bounds one machine that opens connections and stays silent takes every file that the process may open:
//! then nobody is served, the log is not sequenced, and no order goes out. The beginning of TLS ([`tls`](super::tls)) is under them, too.
//! Nor does a reader who stands still keep the bytes of a part open that an order deletes, or a process from its end.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use super::tls::Tls;
use crate::causes::with_causes;
use crate::config::Limits;

/// How long it waits after the system refused a connection for want of something.
const REST: Duration = Duration::from_secs(1);

/// Where connections come in: in plain, or under TLS.
pub struct Listener {
    socket: TcpListener,
    tls: Option<Tls>,
}

impl Listener {
    /// Where `socket` listens; with `tls`, nothing else is spoken there.
    pub fn new(socket: TcpListener, tls: Option<Tls>) -> Self {
        Self { socket, tls }
    }

    /// The address that it listens on.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }
}

impl From<TcpListener> for Listener {
    /// In plain.
    fn from(socket: TcpListener) -> Self {
        Self::new(socket, None)
    }
}

/// Serves `router` on `listener` until `stop`: what is asked by then is answered. Who comes when there are as many
/// connections as may be waits until one ends.
pub async fn serve(listener: impl Into<Listener>, router: Router, limits: &Limits, stop: CancellationToken) {
    let Listener { socket, tls } = listener.into();
    if let Some(tls) = tls.clone() {
        tokio::spawn(tls.watch(stop.clone()));
    }
    let places = Arc::new(Semaphore::new(limits.connections.min(files() / 2).max(1)));
    let connections = TaskTracker::new();
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
            socket.accept().await.map(|(stream, peer)| (place, stream, peer))
        };
        let accepted = tokio::select! {
            accepted = next => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((place, stream, peer)) => {
                let come = Come::new(peer, router.clone(), limits, stop.clone());
                connections.spawn(begin(stream, tls.clone(), come, place));
            }
            Err(error) if is_its_own(&error) => {}
            Err(error) => {
                tracing::error!(error = %with_causes(&error), "no connection can be accepted");
                tokio::time::sleep(REST).await;
            }
        }
    }
    drop(socket);
    connections.close();
    connections.wait().await;
}

/// Serves one connection in plain that was accepted elsewhere, as [`serve`] does each of its own: for networks that are none of the
/// system's.
pub async fn serve_one(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: SocketAddr,
    router: Router,
    limits: &Limits,
    stop: CancellationToken,
) {
    answer(stream, Come::new(peer, router, limits, stop)).await;
}

/// Who came, and what they are served.
struct Come {
    peer: SocketAddr,
    router: Router,
    head_arrival: Duration,
    answer_silence: Duration,
    stop: CancellationToken,
}

impl Come {
    fn new(peer: SocketAddr, router: Router, limits: &Limits, stop: CancellationToken) -> Self {
        let Limits { head_arrival, answer_silence, .. } = *limits;
        Self { peer, router, head_arrival, answer_silence, stop }
    }
}

/// Serves one connection, behind TLS where that is spoken: for its beginning there is as much time as for a head.
async fn begin(stream: TcpStream, tls: Option<Tls>, come: Come, _place: OwnedSemaphorePermit) {
    let Some(tls) = tls else { return answer(stream, come).await };
    let begun = tokio::select! {
        begun = tokio::time::timeout(come.head_arrival, tls.accept(stream)) => begun,
        () = come.stop.cancelled() => return,
    };
    match begun {
        Ok(Ok(stream)) => answer(stream, come).await,
        Ok(Err(error)) => tracing::debug!(error = %with_causes(&error), "a connection did not come to speak TLS"),
        Err(_) => tracing::debug!("a connection took too long to come to speak TLS"),
    }
}

/// Answers what comes over one connection. How it ends is the client's affair.
async fn answer(stream: impl AsyncRead + AsyncWrite + Unpin, come: Come) {
    let Come { peer, router, head_arrival, answer_silence, stop } = come;
    let stream = Patient { stream, patience: answer_silence, stuck: None };
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
        tracing::debug!(error = %with_causes(&error), "a connection broke off");
    }
}

/// A stream to somebody who has to take what is written: a write or a flush fails that waited for so long.
struct Patient<S> {
    stream: S,
    patience: Duration,
    /// Since it waits.
    stuck: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    fn watched<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let patience = self.patience;
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        ready!(stuck.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watched(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.watched(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.watched(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let ended = Pin::new(&mut self.stream).poll_shutdown(context);
        self.watched(context, ended)
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
