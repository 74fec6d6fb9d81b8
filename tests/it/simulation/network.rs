//! The simulated network, as the service and its mirrors see it: here connections are dialled and accepted, and all above them is what
//! runs anywhere else. TLS is left out: what could be done to its bytes on the way is the business of others.

use std::io;
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::sync::CancellationToken;
use turmoil::net::{TcpListener, TcpStream};
use writ::config::Limits;
use writ::http::connections;
use writ::mirrors::client::{Handle, http_connections};

/// Where everybody listens.
const PORT: u16 = 443;
/// How long who dials waits, as over a real network.
const PATIENCE: Duration = Duration::from_secs(5);

/// A pool of connections over the simulated network.
pub fn connections() -> Handle {
    http_connections(Dial)
}

/// Serves what comes to the machine that calls this, for ever.
pub async fn serve(router: Router) {
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, PORT)).await.unwrap();
    loop {
        let (stream, peer) = listener.accept().await.unwrap();
        let router = router.clone();
        tokio::spawn(async move {
            connections::serve_one(stream, peer, router, &Limits::default(), CancellationToken::new()).await;
        });
    }
}

/// Dials the machine that an address names.
#[derive(Clone)]
struct Dial;

impl tower::Service<Uri> for Dial {
    type Response = TokioIo<Stream>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<TokioIo<Stream>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        async move {
            let host = uri.host().ok_or_else(|| io::Error::other("an address without a host"))?.to_owned();
            let stream = tokio::time::timeout(PATIENCE, TcpStream::connect((host, PORT))).await??;
            Ok::<_, io::Error>(TokioIo::new(Stream(stream)))
        }
        .boxed()
    }
}

/// A connection that the client of HTTP takes.
struct Stream(TcpStream);

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
