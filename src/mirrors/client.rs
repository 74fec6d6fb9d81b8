//! The client of mirrors: one way to talk to a mirror, wherever it runs.
//!
//! A mirror of this process is called through a [`Handle`], without a socket; one elsewhere over HTTP, with
//! whatever connector is handed in. Every call carries a fresh `writ-service+jwt`; every signed answer is
//! verified before it is believed. A failed call can be repeated: all of them are idempotent.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, Stream};
use futures_util::{StreamExt, TryStreamExt};
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use http::{Method as Verb, Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, Limited, StreamBody};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tower::ServiceExt;
use tower::util::BoxCloneSyncService;

use super::wire::{
    ByteRange, Challenge, ChallengeAnswer, Completion, OrderBatch, ProvenOrder, Receipts, Status, StoredAnswer,
};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::{Note, Signature, VerifierKey};
use crate::audit::witness::{AddCheckpoint, read_answer};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::ids::{BlobId, MirrorId, uuid_v4};
use crate::keys::SigningKey;
use crate::tokens::{
    self, Audience, CALL_LIFE, Digest, Method, Order, Receipt, ServiceCall, Stored, VerifyingKey, order_digest,
};

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

/// How long a mirror may take to begin its answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// The same where it has work to do first: a part to take, a batch to obey, ranges to read.
const LONG_PATIENCE: Duration = Duration::from_mins(2);
/// How long a stream may pause.
const PAUSE: Duration = Duration::from_secs(30);
/// The most bytes of an answer that is not content.
const LARGEST_ANSWER: usize = 4 << 20;
/// The most orders in one request.
const MOST_ORDERS: usize = 100;
/// The most bytes of orders in one request; mirrors take 1 MiB.
const LARGEST_BATCH: usize = 900 * 1024;

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

/// Who calls: the service.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The service's origin.
    pub origin: String,
    /// Its order key.
    pub key: SigningKey,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub entropy: Entropy,
}

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The mirror did not answer, or broke off.
    #[error("the mirror does not answer")]
    Unreachable(#[source] Fault),
    /// The mirror says the blob was deleted.
    #[error("the mirror says that the blob was deleted")]
    Gone,
    /// The mirror has something else there, or not everything yet.
    #[error("the mirror refuses: {0}")]
    Conflict(String),
    /// The mirror's latest cosigned checkpoint has another size.
    #[error("the mirror cosigned a checkpoint of size {0} last")]
    OtherSize(u64),
    /// The mirror refuses.
    #[error("the mirror refuses ({status}): {problem}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What it says.
        problem: String,
    },
    /// The mirror did not obey an order.
    #[error("the mirror did not obey the order: {reason}")]
    NotObeyed {
        /// What it says.
        reason: String,
        /// Whether it would never obey this order with this proof.
        is_final: bool,
    },
    /// The mirror answered something that does not hold.
    #[error("the mirror's answer does not hold: {0}")]
    Untrustworthy(&'static str),
    /// The call could not be written.
    #[error("the call could not be made: {0}")]
    Unwritable(&'static str),
}

impl Error {
    /// Whether the same call may succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused { status, .. } => *status >= 500 || *status == 429,
            Self::NotObeyed { is_final, .. } => !is_final,
            _ => false,
        }
    }
}

/// A statement that a mirror signed, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed<T> {
    /// The compact token, as signed.
    pub compact: String,
    /// Its claims, verified.
    pub claims: T,
}

/// Bytes of a blob, as they come.
pub struct Content {
    /// How many bytes come.
    pub length: u64,
    /// The size of the whole sealed content, where the mirror knows it.
    pub size: Option<u64>,
    /// The bytes; an error when the mirror breaks off or pauses for too long.
    pub bytes: BoxStream<'static, Result<Bytes, Error>>,
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} of {:?})", self.length, self.size)
    }
}

/// What a probe of a blob found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// The mirror says it was deleted, as it must after an order.
    Gone,
    /// The mirror knows nothing of it.
    Absent,
    /// The mirror serves it.
    Held,
}

/// The client of one mirror. Clones share its connections.
#[derive(Clone, Debug)]
pub struct MirrorClient {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    mirror: MirrorId,
    key: VerifyingKey,
    caller: Caller,
    transport: Transport,
}

impl MirrorClient {
    /// A client of the mirror `mirror` whose statements `public` verifies.
    pub fn new(mirror: MirrorId, public: VerifyingKey, caller: Caller, transport: Transport) -> Self {
        Self { inner: Arc::new(Inner { mirror, key: public, caller, transport }) }
    }

    /// The mirror's id.
    pub fn mirror(&self) -> MirrorId {
        self.inner.mirror
    }

    /// Stores one part from a stream of its `length` bytes. When this returns, it is durable there.
    pub async fn put_part<S, E>(
        &self,
        blob: BlobId,
        part: u32,
        digest: Digest,
        length: u64,
        body: S,
    ) -> Result<(), Error>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        let token = self.token(Method::PutPart, Some(blob), Some(part), Some(digest))?;
        let body = StreamBody::new(body.map_ok(Frame::data).map_err(Fault::new)).boxed_unsync();
        let request = self
            .request(Verb::PUT, &format!("/v1/blobs/{blob}/parts/{part}"), Some(&token))
            .header(CONTENT_LENGTH, length);
        self.call(request, body, LONG_PATIENCE).await.map(drop)
    }

    /// Stores one part that is in memory. When this returns, it is durable there.
    pub async fn put_part_bytes(&self, blob: BlobId, part: u32, digest: Digest, bytes: Bytes) -> Result<(), Error> {
        let length = bytes.len() as u64;
        self.put_part(blob, part, digest, length, stream::iter([Ok::<_, Fault>(bytes)])).await
    }

    /// Stores the sealed metadata. When this returns, it is durable there.
    pub async fn put_metadata(&self, blob: BlobId, sealed: Bytes) -> Result<(), Error> {
        let token = self.token(Method::PutMetadata, Some(blob), None, Some(Digest::of(&sealed)))?;
        let request = self.request(Verb::PUT, &format!("/v1/blobs/{blob}/metadata"), Some(&token));
        self.call(request, full(sealed), PATIENCE).await.map(drop)
    }

    /// Completes a blob: the mirror's signed statement that it is stored.
    pub async fn complete(&self, blob: BlobId, completion: Completion) -> Result<Signed<Stored>, Error> {
        let token = self.token(Method::Complete, Some(blob), None, Some(completion.root))?;
        let request = self.request(Verb::PUT, &format!("/v1/blobs/{blob}/completion"), Some(&token));
        let answer: StoredAnswer = self.call_json(request, &completion, PATIENCE).await?;
        let stored = self.verified::<Stored>(answer.stored)?;
        let Completion { root, sealed_size, .. } = completion;
        if (stored.claims.blob, stored.claims.root, stored.claims.bytes) != (blob, root, sealed_size) {
            return Err(Error::Untrustworthy("it states that something else is stored"));
        }
        Ok(stored)
    }

    /// Discards an upload that was never completed.
    pub async fn discard(&self, blob: BlobId) -> Result<(), Error> {
        let token = self.token(Method::Discard, Some(blob), None, None)?;
        let request = self.request(Verb::DELETE, &format!("/v1/blobs/{blob}"), Some(&token));
        self.call(request, full(Bytes::new()), LONG_PATIENCE).await.map(drop)
    }

    /// Reads a blob's content, or a range of it. Before a blob is complete, ranges within its parts held can
    /// be read.
    pub async fn read_content(&self, blob: BlobId, range: Option<ByteRange>) -> Result<Content, Error> {
        let token = self.token(Method::Read, Some(blob), None, None)?;
        let mut request = self.request(Verb::GET, &format!("/v1/blobs/{blob}/content"), Some(&token));
        if let Some(range) = range {
            request = request.header(RANGE, range.header());
        }
        let response = self.call(request, full(Bytes::new()), PATIENCE).await?;
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let length = header(CONTENT_LENGTH)
            .and_then(|text| text.parse().ok())
            .ok_or(Error::Untrustworthy("it does not say how many bytes come"))?;
        let size = match header(CONTENT_RANGE) {
            Some(range) => range.rsplit_once('/').and_then(|(_, size)| size.parse().ok()),
            None => Some(length),
        };
        if range.is_some() && response.status() != StatusCode::PARTIAL_CONTENT {
            return Err(Error::Untrustworthy("it sends something else than the range asked for"));
        }
        if let (Some(range), Some(said)) = (range, header(CONTENT_RANGE)) {
            let start = said.strip_prefix("bytes ").and_then(|said| said.split_once('-')).map(|(start, _)| start);
            if let ByteRange::From(asked, _) = range
                && start.and_then(|start| start.parse().ok()) != Some(asked)
            {
                return Err(Error::Untrustworthy("it sends another range than was asked for"));
            }
        }
        Ok(Content { length, size, bytes: unbroken(response.into_body(), length) })
    }

    /// Looks whether the mirror still serves a blob, as the service does after an order.
    pub async fn probe(&self, blob: BlobId) -> Result<Probe, Error> {
        match self.read_content(blob, Some(ByteRange::From(0, Some(0)))).await {
            // 416: something of it is there, though not its first byte.
            Ok(_) | Err(Error::Refused { status: 416, .. }) => Ok(Probe::Held),
            Err(Error::Gone) => Ok(Probe::Gone),
            Err(Error::Refused { status: 404, .. }) => Ok(Probe::Absent),
            Err(error) => Err(error),
        }
    }

    /// Hands over orders with their proofs: for each, the mirror's receipt or why there is none. Large
    /// batches travel in several requests.
    pub async fn orders(&self, orders: &[ProvenOrder]) -> Vec<Result<Signed<Receipt>, Error>> {
        let mut answers = Vec::with_capacity(orders.len());
        let mut rest = orders;
        while !rest.is_empty() {
            let (mut count, mut bytes) = (0, 0);
            for order in rest.iter().take(MOST_ORDERS) {
                bytes += order.order.len() + order.entry.len().div_ceil(3) * 4 + order.proof.len() * 2 + 64;
                if count > 0 && bytes > LARGEST_BATCH {
                    break;
                }
                count += 1;
            }
            let (batch, later) = rest.split_at(count);
            answers.extend(self.batch(batch).await);
            rest = later;
        }
        answers
    }

    async fn batch(&self, orders: &[ProvenOrder]) -> Vec<Result<Signed<Receipt>, Error>> {
        let request = self.request(Verb::POST, "/v1/orders", None);
        let batch = OrderBatch { orders: orders.to_vec() };
        match self.call_json::<_, Receipts>(request, &batch, LONG_PATIENCE).await {
            Ok(answer) => {
                let receipts: Vec<_> =
                    answer.receipts.into_iter().filter_map(|compact| self.verified::<Receipt>(compact).ok()).collect();
                orders.iter().map(|order| pick(order, &receipts, &answer.refused)).collect()
            }
            Err(error) => {
                // One request failed for all of them; the reason is worth telling once for each.
                let reason = Arc::new(error);
                orders.iter().map(|_| Err(repeat(&reason))).collect()
            }
        }
    }

    /// How the mirror is.
    pub async fn status(&self) -> Result<Status, Error> {
        let token = self.token(Method::Status, None, None, None)?;
        let request = self.request(Verb::GET, "/v1/status", Some(&token));
        let response = self.call(request, full(Bytes::new()), PATIENCE).await?;
        read_json(response).await
    }

    /// Asks for a proof of possession.
    pub async fn challenge(&self, challenge: &Challenge) -> Result<ChallengeAnswer, Error> {
        let body = serde_json::to_vec(challenge).map_err(|_| Error::Unwritable("the challenge"))?;
        let token = self.token(Method::Challenge, Some(challenge.blob), None, Some(Digest::of(&body)))?;
        let request = self.request(Verb::POST, "/v1/challenges", Some(&token)).header(CONTENT_TYPE, "application/json");
        read_json(self.call(request, full(body.into()), LONG_PATIENCE).await?).await
    }

    /// Asks for the mirror's cosignature under a checkpoint; `witness` is the key it cosigns with. A mirror
    /// that cosigned another size last answers [`Error::OtherSize`].
    pub async fn add_checkpoint(&self, request: &AddCheckpoint, witness: &VerifierKey) -> Result<Signature, Error> {
        let call = self.request(Verb::POST, "/witness/add-checkpoint", None);
        let body = full(request.to_string().into());
        let response = self.exchange(call, body, PATIENCE).await?;
        let status = response.status();
        let text = String::from_utf8(read(response).await?.to_vec())
            .map_err(|_| Error::Untrustworthy("its cosignature is not text"))?;
        match status {
            StatusCode::OK => {
                let note = Note::parse(&request.checkpoint).map_err(|_| Error::Unwritable("the checkpoint"))?;
                let checkpoint = Checkpoint::parse(&note.text).map_err(|_| Error::Unwritable("the checkpoint"))?;
                read_answer(&text, &checkpoint, witness)
                    .map_err(|_| Error::Untrustworthy("its cosignature does not hold"))?
                    .ok_or(Error::Untrustworthy("it did not cosign"))
            }
            StatusCode::CONFLICT => match text.trim_end().parse() {
                Ok(size) => Err(Error::OtherSize(size)),
                Err(_) => Err(Error::Untrustworthy("it does not say which size it cosigned")),
            },
            status => Err(Error::Refused { status: status.as_u16(), problem: text.trim_end().to_owned() }),
        }
    }

    /// A service token for one call.
    fn token(
        &self,
        method: Method,
        blob: Option<BlobId>,
        part: Option<u32>,
        digest: Option<Digest>,
    ) -> Result<String, Error> {
        let Caller { origin, key, clock, entropy } = &self.inner.caller;
        let iat = clock.now();
        let call = ServiceCall {
            iss: origin.clone(),
            aud: self.inner.mirror,
            iat,
            exp: iat.plus(CALL_LIFE),
            jti: uuid_v4(entropy),
            method,
            blob,
            part,
            digest,
        };
        tokens::sign(key, &call).map_err(|_| Error::Unwritable("the token"))
    }

    /// A statement of this mirror to us, verified.
    fn verified<T: tokens::Token>(&self, compact: String) -> Result<Signed<T>, Error> {
        let Caller { origin, clock, .. } = &self.inner.caller;
        let mirror = self.inner.mirror.to_string();
        let keys = std::slice::from_ref(&self.inner.key);
        tokens::verify(&compact, keys, &mirror, Audience::Is(origin), clock.now())
            .map(|claims| Signed { compact, claims })
            .map_err(|_| Error::Untrustworthy("its signed statement is not valid"))
    }

    fn request(&self, verb: Verb, path: &str, token: Option<&str>) -> http::request::Builder {
        let base = match &self.inner.transport {
            Transport::InProcess(_) => "",
            Transport::Http { base_url, .. } => base_url,
        };
        let builder = Request::builder().method(verb).uri(format!("{base}{path}"));
        match token {
            Some(token) => builder.header(AUTHORIZATION, format!("Bearer {token}")),
            None => builder,
        }
    }

    /// Sends a request; whatever the mirror answers.
    async fn exchange(
        &self,
        request: http::request::Builder,
        body: Body,
        patience: Duration,
    ) -> Result<Response<Body>, Error> {
        let request = request.body(body).map_err(|_| Error::Unwritable("the request"))?;
        let handle = match &self.inner.transport {
            Transport::InProcess(handle) => handle.clone(),
            Transport::Http { connections, .. } => connections.clone(),
        };
        match tokio::time::timeout(patience, handle.oneshot(request)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(Error::Unreachable(error)),
            Err(elapsed) => Err(Error::Unreachable(Fault::new(elapsed))),
        }
    }

    /// Sends a request; only a good answer.
    async fn call(
        &self,
        request: http::request::Builder,
        body: Body,
        patience: Duration,
    ) -> Result<Response<Body>, Error> {
        let response = self.exchange(request, body, patience).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        if status == StatusCode::GONE {
            return Err(Error::Gone);
        }
        let body = read(response).await?;
        let problem = serde_json::from_slice::<Problem>(&body).map_or_else(|_| status.to_string(), |it| it.detail);
        if status == StatusCode::CONFLICT {
            return Err(Error::Conflict(problem));
        }
        Err(Error::Refused { status: status.as_u16(), problem })
    }

    async fn call_json<Q: serde::Serialize, A: DeserializeOwned>(
        &self,
        request: http::request::Builder,
        body: &Q,
        patience: Duration,
    ) -> Result<A, Error> {
        let body = serde_json::to_vec(body).map_err(|_| Error::Unwritable("the body"))?;
        let request = request.header(CONTENT_TYPE, "application/json");
        read_json(self.call(request, full(body.into()), patience).await?).await
    }
}

/// The part of a problem document that is for people.
#[derive(Deserialize)]
struct Problem {
    detail: String,
}

/// The answer to one order among those of its batch. A receipt counts only if it names this very order and what
/// the order names.
fn pick(
    order: &ProvenOrder,
    receipts: &[Signed<Receipt>],
    refused: &[super::wire::RefusedOrder],
) -> Result<Signed<Receipt>, Error> {
    let digest = order_digest(&order.order);
    if let Some(receipt) = receipts.iter().find(|receipt| receipt.claims.order == digest) {
        let claims: Order = tokens::read_own(&order.order).map_err(|_| Error::Unwritable("the order"))?;
        if (receipt.claims.blob, receipt.claims.root) != (claims.blob, claims.root) {
            return Err(Error::Untrustworthy("its receipt is for another blob than the order's"));
        }
        return Ok(receipt.clone());
    }
    match refused.iter().find(|refused| refused.order == digest) {
        Some(refused) => Err(Error::NotObeyed { reason: refused.reason.clone(), is_final: refused.is_final }),
        None => Err(Error::Untrustworthy("it gave no valid receipt")),
    }
}

/// The same error for another order of the batch.
fn repeat(error: &Arc<Error>) -> Error {
    match error.as_ref() {
        Error::Refused { status, problem } => Error::Refused { status: *status, problem: problem.clone() },
        Error::Conflict(problem) => Error::Conflict(problem.clone()),
        Error::Gone => Error::Gone,
        Error::Untrustworthy(what) => Error::Untrustworthy(what),
        Error::Unwritable(what) => Error::Unwritable(what),
        _ => Error::Unreachable(Fault::new(Shared(Arc::clone(error)))),
    }
}

/// An error that several answers share.
#[derive(Debug)]
struct Shared(Arc<Error>);

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Shared {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

fn full(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

/// Reads an answer that is small by its nature.
async fn read(response: Response<Body>) -> Result<Bytes, Error> {
    let body = Limited::new(response.into_body(), LARGEST_ANSWER);
    match tokio::time::timeout(PAUSE, body.collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) => Err(Error::Unreachable(Fault(error))),
        Err(elapsed) => Err(Error::Unreachable(Fault::new(elapsed))),
    }
}

async fn read_json<T: DeserializeOwned>(response: Response<Body>) -> Result<T, Error> {
    serde_json::from_slice(&read(response).await?).map_err(|_| Error::Untrustworthy("it is not the JSON of this call"))
}

/// The bytes of a body, exactly `length` of them, none of which may take too long.
fn unbroken(body: Body, length: u64) -> BoxStream<'static, Result<Bytes, Error>> {
    stream::try_unfold((body.into_data_stream(), length), |(mut body, left)| async move {
        match tokio::time::timeout(PAUSE, body.next()).await {
            Ok(Some(Ok(bytes))) => match left.checked_sub(bytes.len() as u64) {
                Some(left) => Ok(Some((bytes, (body, left)))),
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
