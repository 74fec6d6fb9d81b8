//! The client of mirrors: one way to talk to a mirror, wherever it runs.
//!
//! A mirror of this process is called through a [`Handle`], without a socket; one elsewhere over HTTP, with
//! whatever connector is handed in: [`Connector`], or a test's own. Every call carries a fresh `writ-service+jwt`; every signed answer is
//! verified before it is believed. A failed call can be repeated: all of them are idempotent.

mod connector;
mod delivery;
mod silence;
mod transport;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, Stream};
use futures_util::{StreamExt, TryStreamExt};
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, DATE, RANGE};
use http::{Method as Verb, Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use serde::de::DeserializeOwned;
use tower::ServiceExt;

pub use self::connector::{Connector, NoAuthority, Reach};
pub use self::silence::Silence;
pub use self::transport::{Body, BoxError, Fault, Handle, Transport, http_connections};

use self::transport::{Progress, accepted, full, read, read_json, repeated, unbroken};
use super::Hashes;
use super::wire::{ByteRange, Challenge, ChallengeAnswer, Completion, MOST_DAMAGED, Status, StoredAnswer};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::{Note, Signature, VerifierKey};
use crate::audit::witness::{AddCheckpoint, read_answer};
use crate::clock::{Clock, Time};
use crate::entropy::Entropy;
use crate::ids::{BlobId, MirrorId, uuid_v4};
use crate::keys::SigningKey;
use crate::tokens::{self, Audience, CALL_LIFE, Digest, Method, ServiceCall, Stored, VerifyingKey};

/// How long a mirror may take to begin its answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// The same where it has work to do first: a part to take, a batch to obey, ranges to read.
const LONG_PATIENCE: Duration = Duration::from_mins(2);
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

/// What a look at a mirror shows.
#[derive(Debug)]
pub struct Look {
    /// How it says that it is, or why it does not say.
    pub status: Result<Status, Error>,
    /// What time it is by its clock, in whole seconds, as it says without a signature.
    pub time: Option<Time>,
}

/// Bytes of a blob, as they come.
pub struct Content {
    /// How many bytes come.
    pub length: u64,
    /// The size of the whole sealed content, where the mirror knows it.
    pub size: Option<u64>,
    /// The bytes; an error when the mirror breaks off, pauses for too long, or is too slow on average.
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
    /// The same, with calls signed by `key`.
    #[must_use]
    pub fn signing_with(&self, key: &SigningKey) -> Self {
        let Inner { mirror, key: public, caller, transport } = &*self.inner;
        if caller.key.public() == key.public() {
            return self.clone();
        }
        Self::new(*mirror, public.clone(), Caller { key: key.clone(), ..caller.clone() }, transport.clone())
    }

    /// A client of the mirror `mirror` whose statements `public` verifies.
    pub fn new(mirror: MirrorId, public: VerifyingKey, caller: Caller, transport: Transport) -> Self {
        Self { inner: Arc::new(Inner { mirror, key: public, caller, transport }) }
    }

    /// The mirror's id.
    pub fn mirror(&self) -> MirrorId {
        self.inner.mirror
    }

    /// Whether it calls the mirror at this address, or within this process.
    pub fn is_at(&self, url: &str) -> bool {
        match &self.inner.transport {
            Transport::InProcess(_) => true,
            Transport::Http { base_url, .. } => base_url == url.trim_end_matches('/'),
        }
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
        let request = self.put_part_request(blob, part, digest, length)?;
        self.put_part_body(request, body).await
    }

    fn put_part_request(
        &self,
        blob: BlobId,
        part: u32,
        digest: Digest,
        length: u64,
    ) -> Result<http::request::Builder, Error> {
        let token = self.token(Method::PutPart, Some(blob), Some(part), Some(digest))?;
        let request = self.request(Verb::PUT, &format!("/v1/blobs/{blob}/parts/{part}"), Some(&token));
        Ok(request.header(CONTENT_LENGTH, length))
    }

    async fn put_part_body<S, E>(&self, request: http::request::Builder, body: S) -> Result<(), Error>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        let progress = Progress::default();
        let marked = progress.clone();
        let body = body.inspect(move |_| marked.mark()).map_ok(Frame::data).map_err(Fault::new);
        let body = StreamBody::new(body).boxed_unsync();
        // As long as bytes flow there is no hurry: a slow uploader's part may come straight through.
        let response = progress.watched(LONG_PATIENCE, self.sent(request, body)?).await?;
        accepted(response).await.map(drop)
    }

    /// Stores one part that is in memory and hashed already: `hashes` are those of `bytes`. When this returns, it is durable
    /// there.
    pub async fn put_hashed_part(&self, blob: BlobId, part: u32, hashes: Hashes, bytes: Bytes) -> Result<(), Error> {
        let request = self.put_part_request(blob, part, hashes.digest(), bytes.len() as u64)?.extension(hashes);
        self.put_part_body(request, stream::iter([Ok::<_, Fault>(bytes)])).await
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

    /// How the mirror is.
    pub async fn status(&self) -> Result<Status, Error> {
        self.look().await?.status
    }

    /// How the mirror is, and what time it is there: one whose clock is wrong does not say how it is.
    ///
    /// # Errors
    /// When it does not answer at all.
    pub async fn look(&self) -> Result<Look, Error> {
        let token = self.token(Method::Status, None, None, None)?;
        let request = self.request(Verb::GET, "/v1/status", Some(&token));
        let response = self.exchange(request, full(Bytes::new()), PATIENCE).await?;
        let time = response.headers().get(DATE).and_then(|value| value.to_str().ok()).and_then(Time::parse_http_date);
        let status = match accepted(response).await {
            Ok(response) => read_json::<Status>(response).await,
            Err(error) => Err(error),
        };
        // However many it names: each is looked into.
        let most = usize::try_from(MOST_DAMAGED).unwrap_or(usize::MAX);
        let status = status.map(|said| Status { damaged: said.damaged.into_iter().take(most).collect(), ..said });
        Ok(Look { status, time })
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
        let (status, text) = self.ask_to_cosign(request.to_string()).await?;
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
            status => Err(Error::Refused { status: status.as_u16(), problem: repeated(&text) }),
        }
    }

    /// The same with the body as it is written, and the mirror's answer as it came: nothing of it is judged.
    pub async fn ask_to_cosign(&self, body: String) -> Result<(StatusCode, String), Error> {
        let call = self.request(Verb::POST, "/witness/add-checkpoint", None);
        let response = self.exchange(call, full(body.into()), PATIENCE).await?;
        let status = response.status();
        let text = String::from_utf8(read(response).await?.to_vec());
        Ok((status, text.map_err(|_| Error::Untrustworthy("its cosignature is not text"))?))
    }

    /// The checkpoint that the mirror cosigned last, of the log whose origin has this SHA-256, as it came; `None` before the first.
    pub async fn cosigned(&self, origin: Digest) -> Result<Option<String>, Error> {
        let request = self.request(Verb::GET, &format!("/witness/{origin}/checkpoint"), None);
        match self.call(request, full(Bytes::new()), PATIENCE).await {
            Ok(response) => String::from_utf8(read(response).await?.to_vec())
                .map(Some)
                .map_err(|_| Error::Untrustworthy("its checkpoint is not text")),
            Err(Error::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
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

    /// A request on its way.
    fn sent(
        &self,
        request: http::request::Builder,
        body: Body,
    ) -> Result<impl Future<Output = Result<Response<Body>, Fault>> + use<>, Error> {
        let request = request.body(body).map_err(|_| Error::Unwritable("the request"))?;
        let handle = match &self.inner.transport {
            Transport::InProcess(handle) => handle.clone(),
            Transport::Http { connections, .. } => connections.clone(),
        };
        Ok(handle.oneshot(request))
    }

    /// Sends a request; whatever the mirror answers.
    async fn exchange(
        &self,
        request: http::request::Builder,
        body: Body,
        patience: Duration,
    ) -> Result<Response<Body>, Error> {
        match tokio::time::timeout(patience, self.sent(request, body)?).await {
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
        accepted(self.exchange(request, body, patience).await?).await
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
