//! A way between two machines that a test has in its hand: it carries bytes, whatever they are, and can be cut, held up, narrowed, or come and go.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinHandle};
use tokio_util::sync::CancellationToken;

/// How a way is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    /// So many bytes a second go through, in each connection and direction.
    Slow(usize),
    /// Connections stand, and nothing goes through: what was sent arrives once it is open again.
    Still,
    /// Connections are broken off, and nobody gets a new one.
    Cut,
}

/// A way to an address. It goes with this.
pub struct Way {
    /// Where it begins.
    pub address: SocketAddr,
    state: watch::Sender<State>,
    accepting: AbortHandle,
}

impl Way {
    /// From an address of its own.
    pub async fn to(address: SocketAddr) -> Self {
        Self::between(TcpListener::bind("127.0.0.1:0").await.unwrap(), address)
    }

    /// From where a test listens already.
    pub fn between(listener: TcpListener, to: SocketAddr) -> Self {
        let address = listener.local_addr().unwrap();
        let (state, seen) = watch::channel(State::Open);
        let accepting = tokio::spawn(accept(listener, to, seen)).abort_handle();
        Self { address, state, accepting }
    }

    pub fn set(&self, state: State) {
        self.state.send_replace(state);
    }

    /// Comes and goes from now on.
    pub fn flap(&self) -> Flapping {
        let (state, stop) = (self.state.clone(), CancellationToken::new());
        let stopped = stop.clone();
        let task = tokio::spawn(async move {
            while !stopped.is_cancelled() {
                for (now, millis) in [(State::Cut, 150), (State::Open, 350)] {
                    state.send_replace(now);
                    tokio::time::sleep(Duration::from_millis(millis)).await;
                }
            }
        });
        Flapping { stop, task }
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// A way that comes and goes until this ends.
pub struct Flapping {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Flapping {
    /// From here on it is open.
    pub async fn end(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

async fn accept(listener: TcpListener, to: SocketAddr, seen: watch::Receiver<State>) {
    loop {
        let (client, _) = listener.accept().await.unwrap();
        tokio::spawn(carry(client, to, seen.clone()));
    }
}

async fn carry(client: TcpStream, to: SocketAddr, seen: watch::Receiver<State>) {
    let is_cut = *seen.borrow() == State::Cut;
    if is_cut {
        return;
    }
    let Ok(server) = TcpStream::connect(to).await else { return };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let passing = async {
        tokio::join!(pass(from_client, to_server, seen.clone()), pass(from_server, to_client, seen.clone()));
    };
    tokio::select! {
        () = cut(seen.clone()) => {}
        () = passing => {}
    }
}

/// Returns once the way is cut, or gone.
async fn cut(mut seen: watch::Receiver<State>) {
    seen.wait_for(|state| *state == State::Cut).await.ok();
}

/// Carries what comes from the one to the other, until that ends.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut seen: watch::Receiver<State>) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if seen.wait_for(|state| *state != State::Still).await.is_err() {
            return;
        }
        let state = *seen.borrow();
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
        if let State::Slow(a_second) = state {
            tokio::time::sleep(Duration::from_millis((read * 1_000 / a_second) as u64)).await;
        }
    }
    // However it ends is the affair of those at its ends.
    to.shutdown().await.ok();
}
