//! How requests travel to a mirror and answers come back: in this process or over HTTP, with patience that
//! has an end.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use http::{Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, Limited};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use tower::util::BoxCloneSyncService;

use super::Error;

/// Any error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Whatever a connection or a body can fail with. A type of its own, because with a bare trait object the
/// compiler cannot tell that a call's future may change threads.
#[derive(Debug)]
pub struct Fault(BoxError);

impl Fault {
    /// This error as a fault.
    pub fn new(error: impl Into<BoxError>) -> Self {
        Self(error.into())
    }

    /// The error itself.
    pub(super) fn cause(&self) -> &(dyn std::error::Error + 'static) {
        &*self.0
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// A body on its way to or from a mirror.
pub type Body = UnsyncBoxBody<Bytes, Fault>;
/// Something that answers HTTP requests: a router in this process, or a connection pool.
pub type Handle = BoxCloneSyncService<Request<Body>, Response<Body>, Fault>;

/// Where a mirror is reached.
#[derive(Clone)]
pub enum Transport {
    /// In this process.
    InProcess(Handle),
    /// At an address.
    Http {
        /// What its paths are appended to, without a slash at its end.
        base_url: String,
        /// The connections: [`http_connections`], or a test's own.
        connections: Handle,
    },
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InProcess(_) => f.write_str("InProcess"),
            Self::Http { base_url, .. } => write!(f, "Http({base_url})"),
        }
    }
}

/// A pool of connections made by `connector`, to be shared by the clients of all mirrors.
pub fn http_connections<C>(connector: C) -> Handle
where
    C: hyper_util::client::legacy::connect::Connect + Clone + Send + Sync + 'static,
{
    let pool = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new())
        .pool_timer(hyper_util::rt::TokioTimer::new())
        .build::<C, Body>(connector);
    let service = tower::service_fn(move |request: Request<Body>| {
        let pool = pool.clone();
        async move {
            let response = pool.request(request).await.map_err(Fault::new)?;
            Ok::<_, Fault>(response.map(|body| body.map_err(Fault::new).boxed_unsync()))
        }
    });
    BoxCloneSyncService::new(service)
}

/// How long a stream may pause.
const PAUSE: Duration = Duration::from_secs(30);
/// How many bytes come at least in a second of waiting, once a pause is over: a part in some nine minutes.
const LEAST_PACE: u64 = 16 << 10;
/// The most bytes of an answer that is not content.
const LARGEST_ANSWER: usize = 4 << 20;
/// How much of what a mirror says is repeated, in characters.
const MOST_REPEATED: usize = 300;
/// When a body last moved.
#[derive(Clone)]
pub(super) struct Progress(Arc<Mutex<Instant>>);

impl Default for Progress {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }
}

impl Progress {
    pub(super) fn mark(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for an answer for as long as the last movement is not longer ago than `patience`.
    pub(super) async fn watched<T>(
        &self,
        patience: Duration,
        answer: impl Future<Output = Result<T, Fault>>,
    ) -> Result<T, Error> {
        let mut answer = std::pin::pin!(answer);
        loop {
            let deadline = self.last() + patience;
            match tokio::time::timeout_at(deadline, answer.as_mut()).await {
                Ok(answer) => return answer.map_err(Error::Unreachable),
                Err(elapsed) if self.last() + patience <= deadline => {
                    return Err(Error::Unreachable(Fault::new(elapsed)));
                }
                Err(_) => {}
            }
        }
    }
}

pub(super) fn full(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

/// A good answer, or what the mirror says instead.
pub(super) async fn accepted(response: Response<Body>) -> Result<Response<Body>, Error> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    if status == StatusCode::GONE {
        return Err(Error::Gone);
    }
    let body = read(response).await?;
    let problem =
        serde_json::from_slice::<Problem>(&body).map_or_else(|_| status.to_string(), |it| repeated(&it.detail));
    if status == StatusCode::CONFLICT {
        return Err(Error::Conflict(problem));
    }
    Err(Error::Refused { status: status.as_u16(), problem })
}

/// What a mirror says, short and on one line: it is kept and shown, and no database takes every character.
pub(super) fn repeated(words: &str) -> String {
    words.chars().filter(|character| !character.is_control()).take(MOST_REPEATED).collect()
}

/// The part of a problem document that is for people.
#[derive(Deserialize)]
struct Problem {
    detail: String,
}

/// Reads an answer that is small by its nature.
pub(super) async fn read(response: Response<Body>) -> Result<Bytes, Error> {
    let body = Limited::new(response.into_body(), LARGEST_ANSWER);
    match tokio::time::timeout(PAUSE, body.collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) => Err(Error::Unreachable(Fault(error))),
        Err(elapsed) => Err(Error::Unreachable(Fault::new(elapsed))),
    }
}

pub(super) async fn read_json<T: DeserializeOwned>(response: Response<Body>) -> Result<T, Error> {
    serde_json::from_slice(&read(response).await?).map_err(|_| Error::Untrustworthy("it is not the JSON of this call"))
}

/// The bytes of a body, exactly `length` of them, none of which may take too long, nor all of them: a mirror that sends one now and then
/// would keep whoever reads from another mirror's copy.
pub(super) fn unbroken(body: Body, length: u64) -> BoxStream<'static, Result<Bytes, Error>> {
    let begun = (body.into_data_stream(), length, Duration::ZERO);
    stream::try_unfold(begun, move |(mut body, left, waited)| async move {
        let due = Duration::from_secs((length - left) / LEAST_PACE);
        let patience = PAUSE.min((PAUSE + due).saturating_sub(waited));
        let began = Instant::now();
        match tokio::time::timeout(patience, body.next()).await {
            Ok(Some(Ok(bytes))) => match left.checked_sub(bytes.len() as u64) {
                Some(left) => Ok(Some((bytes, (body, left, waited + began.elapsed())))),
                None => Err(Error::Untrustworthy("it sends more bytes than it said")),
            },
            Ok(Some(Err(error))) => Err(Error::Unreachable(error)),
            Ok(None) if left > 0 => Err(Error::Unreachable(Fault::new("the bytes ended before their end"))),
            Ok(None) => Ok(None),
            Err(elapsed) => Err(Error::Unreachable(Fault::new(elapsed))),
        }
    })
    .boxed()
}

#[cfg(test)]
mod tests {
    use http_body::Frame;
    use http_body_util::StreamBody;

    use super::*;

    #[tokio::test]
    async fn patience_lasts_as_long_as_bytes_move() {
        let (step, patience) = (Duration::from_millis(20), Duration::from_millis(200));
        let progress = Progress::default();
        let slow = async {
            for _ in 0..25 {
                tokio::time::sleep(step).await;
                progress.mark();
            }
            Ok(())
        };
        let before = Instant::now();
        progress.watched(patience, slow).await.unwrap();
        assert!(before.elapsed() > patience);

        let stuck = progress.watched(patience, std::future::pending::<Result<(), Fault>>()).await;
        assert!(matches!(stuck, Err(Error::Unreachable(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_trickles_is_given_up() {
        let drops = stream::unfold((), |()| async {
            tokio::time::sleep(PAUSE / 2).await;
            Some((Ok::<_, Fault>(Frame::data(Bytes::from_static(b"1"))), ()))
        });
        let began = Instant::now();
        let read = unbroken(StreamBody::new(drops).boxed_unsync(), 1 << 20).collect::<Vec<_>>().await;
        assert!(matches!(read.last(), Some(Err(Error::Unreachable(_)))));
        assert!(began.elapsed() < 3 * PAUSE);
    }

    #[tokio::test]
    async fn what_a_mirror_says_is_repeated_short_and_on_one_line() {
        let said = serde_json::json!({ "detail": format!("no\0\n{}", "o".repeat(1_000_000)) }).to_string();
        let answer = |status| Response::builder().status(status).body(full(said.clone().into())).unwrap();
        match (accepted(answer(503)).await, accepted(answer(409)).await) {
            (Err(Error::Refused { problem, .. }), Err(Error::Conflict(conflict))) => {
                assert_eq!(problem, format!("no{}", "o".repeat(MOST_REPEATED - 2)));
                assert_eq!(conflict, problem);
            }
            _ => panic!("it was taken for a good answer"),
        }
    }

    #[tokio::test]
    async fn a_body_counts_only_when_it_has_the_length_announced() {
        let read = async |length| unbroken(full(Bytes::from_static(b"12345")), length).collect::<Vec<_>>().await;
        assert!(read(5).await.iter().all(Result::is_ok));
        assert!(matches!(read(4).await.last(), Some(Err(Error::Untrustworthy(_)))));
        assert!(matches!(read(6).await.last(), Some(Err(Error::Unreachable(_)))));
    }
}
