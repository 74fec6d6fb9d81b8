//! The command line's side of the wire: one method a call, each retried while the trouble may pass, each refusal
//! turned into words for the person at the terminal and an exit code for their scripts.
//!
//! Nothing here takes a link key: keys never leave this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use url::Url;
use zeroize::Zeroizing;

use super::state::Secret;
use crate::clock::Time;
use crate::ids::{BlobId, DownloadId, LinkId, ObjectId, UploadId};
use crate::seal::KeyShare;
use crate::seal::link::LinkAuth;

/// How often a call is made before its trouble counts as lasting.
const ATTEMPTS: u32 = 8;
/// The longest wait between two attempts, whatever the service asks for.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// Silence on a connection after which it counts as broken.
const SILENCE: Duration = Duration::from_mins(1);

/// Why a transfer ended, as its person is told it. The exit code tells scripts the same.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody answers.
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, String),
    /// It answers, but not now.
    #[error(
        "the service cannot do this at the moment ({0}); what is done is kept: the same command goes on from there"
    )]
    Busy(String),
    /// The token is not good.
    #[error("the service does not accept this API token: check WRIT_TOKEN")]
    Token,
    /// A password link without the right password.
    #[error("the password is not the right one for this link")]
    Password,
    /// 404, for any of its reasons.
    #[error("there is nothing at this address: the link never existed, was revoked, has expired or is used up")]
    NotFound,
    /// 410.
    #[error("this upload was given up in the meantime")]
    Gone,
    /// 451.
    #[error("this file was made unavailable for legal reasons{}", because(ground.as_ref(), organisation.as_ref()))]
    Unavailable {
        /// The ground, in the service's word for it.
        ground: Option<String>,
        /// The organisation whose notice it was.
        organisation: Option<String>,
    },
    /// Another digest for a part the service knows already.
    #[error("the service already holds other bytes for this upload ({0}); run the command again to start anew")]
    Conflict(String),
    /// Any other refusal, in the service's words.
    #[error("the service refused: {0}")]
    Refused(String),
    /// An answer that is not as agreed.
    #[error("the service gave an answer this version does not understand: {0}")]
    Answer(String),
    /// No mirror gave the bytes.
    #[error("no mirror could be read ({0}); run the same command again to go on where it stopped")]
    Mirrors(String),
    /// The bytes or the key are not right.
    #[error(transparent)]
    Seal(#[from] crate::seal::Error),
}

fn because(ground: Option<&String>, organisation: Option<&String>) -> String {
    let ground = ground.map(|ground| format!(" (ground: {ground})")).unwrap_or_default();
    let organisation = organisation.map(|name| format!(", on notice of {name}")).unwrap_or_default();
    ground + &organisation
}

impl Error {
    /// The process's exit code: 1 failed, 3 not there, 4 unavailable for legal reasons, 5 wrong key, password or token,
    /// 6 unreachable or busy (trying again may help), 7 damaged bytes. (2 is a wrong call.)
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NotFound | Self::Gone => 3,
            Self::Unavailable { .. } => 4,
            Self::Token | Self::Password | Self::Seal(crate::seal::Error::WrongKey) => 5,
            Self::Unreachable(..) | Self::Busy(_) | Self::Mirrors(_) => 6,
            Self::Seal(_) => 7,
            Self::Conflict(_) | Self::Refused(_) | Self::Answer(_) => 1,
        }
    }
}

/// The exit code that belongs to a subcommand's error.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    error.chain().find_map(|cause| cause.downcast_ref::<Error>()).map_or(1, Error::exit_code)
}

/// An upload as the service opened it.
#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the wire's names")]
pub struct Upload {
    /// Its id.
    pub upload: UploadId,
    /// The object it becomes.
    pub object: ObjectId,
    #[serde(deserialize_with = "key_share")]
    /// The service's half of the key.
    pub key_share: KeyShare,
    /// Bytes of a part.
    pub part_size: u64,
}

/// What the service has of an upload.
#[derive(Deserialize)]
pub struct UploadStatus {
    /// The parts it acknowledged or has seen the digest of.
    pub parts: Vec<StoredPart>,
}

/// One part the service has.
#[derive(Deserialize)]
pub struct StoredPart {
    /// Its number, from 0.
    pub part: u64,
    /// SHA-256 of its sealed bytes, hex.
    pub sha256: String,
}

/// What a new link is to be.
#[derive(Debug, Default, Serialize)]
pub struct NewLink {
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
    /// How often it can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_downloads: Option<u32>,
    /// For a link under a password: what readers show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth: Option<Secret>,
}

/// What a link leads to.
#[derive(Deserialize)]
pub struct Looked {
    /// The object.
    pub object: ObjectId,
    /// Its sealed bytes.
    pub sealed_size: u64,
    /// The root that names them, hex.
    pub root: String,
    /// Its sealed metadata.
    #[serde(deserialize_with = "base64url")]
    pub metadata: Vec<u8>,
    /// The service's half of the key.
    #[serde(deserialize_with = "key_share")]
    pub key_share: KeyShare,
}

/// A permission to read.
#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the wire's names")]
pub struct Download {
    /// Its id.
    pub download: DownloadId,
    /// The ticket for the mirrors.
    #[serde(flatten)]
    pub ticket: Ticket,
    /// Who has the bytes.
    pub sources: Vec<Source>,
}

/// What mirrors are shown.
#[derive(Clone, Deserialize)]
pub struct Ticket {
    /// A compact JWS.
    pub ticket: String,
    /// When it ends.
    pub ticket_expires_at: Time,
}

/// A mirror that has the bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Source {
    /// Its address, absolute or on the service itself.
    pub url: String,
    /// Where it stands.
    pub jurisdiction: String,
    /// What the bytes are called there.
    pub blob: BlobId,
}

fn key_share<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<KeyShare, D::Error> {
    let text = Zeroizing::new(String::deserialize(deserializer)?);
    KeyShare::decode(&text).ok_or_else(|| serde::de::Error::custom("a key share is 43 characters of base64url"))
}

fn base64url<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| serde::de::Error::custom("not base64url"))
}

/// A problem document (RFC 9457), as far as it is of use here.
#[derive(Default, Deserialize)]
struct Problem {
    title: Option<String>,
    detail: Option<String>,
    ground: Option<String>,
    organisation: Option<String>,
    #[serde(default)]
    errors: Vec<FieldProblem>,
}

/// What is wrong with one field.
#[derive(Deserialize)]
struct FieldProblem {
    field: String,
    detail: String,
}

impl Problem {
    /// The service's words for it: those of the fields where there are any, because they say more.
    fn words(self, status: StatusCode) -> String {
        if self.errors.is_empty() {
            return self.detail.or(self.title).unwrap_or_else(|| status.to_string());
        }
        let fields = self.errors.iter().map(|error| format!("{}: {}", error.field, error.detail));
        fields.collect::<Vec<_>>().join("; ")
    }
}

/// Who is calling, and so how a 401 is to be understood.
#[derive(Clone, Copy)]
enum As<'a> {
    Owner,
    Reader(Option<&'a LinkAuth>),
}

/// A connection to one service.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    origin: Url,
    token: Option<Zeroizing<String>>,
    /// Whether the person was told that calls are made again.
    told: Arc<AtomicBool>,
}

impl Client {
    /// A client of the service at `origin`, with an API token if its calls are an owner's.
    ///
    /// # Errors
    /// [`Error::Unreachable`] when this system's TLS cannot be set up.
    pub fn new(origin: Url, token: Option<Zeroizing<String>>) -> Result<Self, Error> {
        let http = reqwest::Client::builder()
            .user_agent(concat!("writ/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(15))
            .read_timeout(SILENCE)
            // A redirect could carry the token elsewhere; the wire has none.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| Error::Unreachable(origin.to_string(), reason(&error)))?;
        Ok(Self { http, origin, token, told: Arc::default() })
    }

    /// Opens an upload; the size can be told later.
    pub async fn begin_upload(&self, sealed_size: Option<u64>) -> Result<Upload, Error> {
        let body = sealed_size.map_or_else(|| json!({}), |size| json!({ "sealed_size": size }));
        self.answer(As::Owner, Method::POST, "/api/v1/uploads", |request| request.json(&body)).await
    }

    /// What the service has of an upload; nothing when it knows no such upload (any more).
    pub async fn upload(&self, upload: UploadId) -> Result<Option<UploadStatus>, Error> {
        let path = format!("/api/v1/uploads/{upload}");
        match self.answer(As::Owner, Method::GET, &path, |request| request).await {
            Ok(status) => Ok(Some(status)),
            // Never heard of, given up, or completed.
            Err(Error::NotFound | Error::Conflict(_) | Error::Gone) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends a part. When this returns, it is durable on mirrors in two jurisdictions.
    pub async fn put_part(&self, upload: UploadId, part: u64, digest: &[u8; 32], body: Bytes) -> Result<(), Error> {
        self.put_bytes(&format!("/api/v1/uploads/{upload}/parts/{part}"), digest, body).await
    }

    /// Sends the sealed metadata.
    pub async fn put_metadata(&self, upload: UploadId, body: Bytes) -> Result<(), Error> {
        let digest = Sha256::digest(&body).into();
        self.put_bytes(&format!("/api/v1/uploads/{upload}/metadata"), &digest, body).await
    }

    async fn put_bytes(&self, path: &str, digest: &[u8; 32], body: Bytes) -> Result<(), Error> {
        let digest = format!("sha-256=:{}:", BASE64.encode(digest));
        let with_body = |request: RequestBuilder| {
            request
                .header("Content-Digest", &digest)
                .header("Content-Type", "application/octet-stream")
                .body(body.clone())
        };
        self.call(As::Owner, Method::PUT, path, with_body).await.map(drop)
    }

    /// Completes an upload: the mirrors fold their leaves to the root and sign that they have it.
    /// Asking again for the same is no error.
    pub async fn complete(&self, upload: UploadId, root: &str, sealed_size: u64) -> Result<(), Error> {
        let body = json!({ "root": root, "sealed_size": sealed_size });
        let path = format!("/api/v1/uploads/{upload}/completion");
        self.call(As::Owner, Method::POST, &path, |request| request.json(&body)).await.map(drop)
    }

    /// Discards an upload that was never completed. One that is gone already is no error.
    pub async fn discard(&self, upload: UploadId) -> Result<(), Error> {
        let path = format!("/api/v1/uploads/{upload}");
        match self.call(As::Owner, Method::DELETE, &path, |request| request).await {
            Ok(_) | Err(Error::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Makes a link to an object.
    pub async fn make_link(&self, object: ObjectId, link: &NewLink) -> Result<LinkId, Error> {
        #[derive(Deserialize)]
        struct Made {
            link: LinkId,
        }
        let path = format!("/api/v1/objects/{object}/links");
        let made: Made = self.answer(As::Owner, Method::POST, &path, |request| request.json(link)).await?;
        Ok(made.link)
    }

    /// Looks at what a link leads to. Counts as no download.
    pub async fn look(&self, link: &LinkId, auth: Option<&LinkAuth>) -> Result<Looked, Error> {
        self.answer(As::Reader(auth), Method::GET, &format!("/api/v1/links/{link}"), |request| request).await
    }

    /// Begins a download, which counts.
    pub async fn begin_download(&self, link: &LinkId, auth: Option<&LinkAuth>) -> Result<Download, Error> {
        let path = format!("/api/v1/links/{link}/downloads");
        self.answer(As::Reader(auth), Method::POST, &path, |request| request).await
    }

    /// Renews a download's ticket, which does not count.
    pub async fn renew_ticket(
        &self,
        link: &LinkId,
        download: DownloadId,
        auth: Option<&LinkAuth>,
    ) -> Result<Ticket, Error> {
        let path = format!("/api/v1/links/{link}/downloads/{download}/ticket");
        self.answer(As::Reader(auth), Method::POST, &path, |request| request).await
    }

    /// Asks a mirror for sealed bytes `start..end`. Made once; whoever calls changes mirrors.
    ///
    /// # Errors
    /// What went wrong, in a few words.
    pub async fn read(&self, source: &Source, ticket: &str, start: u64, end: u64) -> Result<Response, ReadError> {
        let address = format!("{}/v1/blobs/{}/content", source.url.trim_end_matches('/'), source.blob);
        let url = self.origin.join(&address).map_err(|_| ReadError::Failed("its address is malformed".into()))?;
        let request = self
            .http
            .get(url)
            .bearer_auth(ticket)
            .header("Range", format!("bytes={start}-{}", end.saturating_sub(1)))
            .header("Accept-Encoding", "identity");
        let response = request.send().await.map_err(|error| ReadError::Failed(reason(&error)))?;
        match response.status() {
            StatusCode::PARTIAL_CONTENT => {
                let range = response.headers().get("Content-Range").and_then(|value| value.to_str().ok());
                let wanted = format!("bytes {start}-{}/", end.saturating_sub(1));
                if range.is_some_and(|range| range.starts_with(&wanted)) {
                    Ok(response)
                } else {
                    Err(ReadError::Failed("it sent another range than was asked for".into()))
                }
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(ReadError::Ticket),
            status => Err(ReadError::Failed(format!("it answered {status}"))),
        }
    }

    async fn answer<T: DeserializeOwned>(
        &self,
        caller: As<'_>,
        method: Method,
        path: &str,
        prepare: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<T, Error> {
        let response = self.call(caller, method, path, prepare).await?;
        let body = response.bytes().await.map_err(|error| Error::Unreachable(self.name(), reason(&error)))?;
        // The cause names a place in the document, never a value.
        serde_json::from_slice(&body).map_err(|error| Error::Answer(format!("{:?} in {path}", error.classify())))
    }

    /// One call, made again while the trouble may pass.
    async fn call(
        &self,
        caller: As<'_>,
        method: Method,
        path: &str,
        prepare: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, Error> {
        let url = self.origin.join(path).map_err(|_| Error::Answer("its address is malformed".into()))?;
        let mut attempt = 0;
        loop {
            let mut request = prepare(self.http.request(method.clone(), url.clone()));
            match caller {
                As::Owner => {
                    if let Some(token) = &self.token {
                        request = request.bearer_auth(token.as_str());
                    }
                }
                As::Reader(Some(auth)) => request = request.header("Writ-Link-Auth", auth.encode().as_str()),
                As::Reader(None) => {}
            }
            let (trouble, asked) = match request.send().await {
                Ok(response) if response.status().is_success() => {
                    self.told.store(false, Ordering::Relaxed);
                    return Ok(response);
                }
                Ok(response) => {
                    let wait = response.headers().get("Retry-After").and_then(|value| value.to_str().ok());
                    let wait = wait.and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
                    match refusal(caller, response).await {
                        busy @ Error::Busy(_) => (busy, wait),
                        lasting => return Err(lasting),
                    }
                }
                // What cannot even be written will not be the next time either.
                Err(error) if error.is_builder() => return Err(Error::Refused(reason(&error))),
                Err(error) => (Error::Unreachable(self.name(), reason(&error)), None),
            };
            attempt += 1;
            if attempt == ATTEMPTS {
                return Err(trouble);
            }
            // Said once, not by every part that is under way.
            if !self.told.swap(true, Ordering::Relaxed) {
                match &trouble {
                    Error::Busy(words) => eprintln!("writ: the service is busy ({words}); trying again"),
                    trouble => eprintln!("writ: {trouble}; trying again"),
                }
            }
            // 0.25 s, 0.5 s, … 16 s: about half a minute in all, unless the service asks for more.
            let wait = Duration::from_millis(125 << attempt).max(asked.unwrap_or_default());
            tokio::time::sleep(wait.min(LONGEST_WAIT)).await;
        }
    }

    /// The origin: scheme, host and port.
    pub fn name(&self) -> String {
        self.origin.origin().ascii_serialization()
    }
}

/// Why a mirror gave no bytes.
#[derive(Debug, Clone)]
pub enum ReadError {
    /// The ticket is not (any longer) good.
    Ticket,
    /// Anything else, after which another mirror is asked.
    Failed(String),
}

/// What a refusal means.
async fn refusal(caller: As<'_>, response: Response) -> Error {
    let status = response.status();
    let problem: Problem = match response.bytes().await {
        Ok(body) => serde_json::from_slice(&body).unwrap_or_default(),
        Err(_) => Problem::default(),
    };
    if status == StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS {
        return Error::Unavailable { ground: problem.ground, organisation: problem.organisation };
    }
    let words = problem.words(status);
    match (status, caller) {
        (StatusCode::UNAUTHORIZED, As::Owner) => Error::Token,
        (StatusCode::UNAUTHORIZED, As::Reader(_)) => Error::Password,
        (StatusCode::NOT_FOUND, _) => Error::NotFound,
        (StatusCode::GONE, _) => Error::Gone,
        (StatusCode::CONFLICT, _) => Error::Conflict(words),
        // Too many guesses of a password is nothing to wait for.
        (StatusCode::TOO_MANY_REQUESTS, As::Reader(Some(_))) => Error::Refused(words),
        (StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT, _) => Error::Busy(words),
        (status, _) if status.is_server_error() => Error::Busy(words),
        _ => Error::Refused(words),
    }
}

/// What went wrong on the way, without the address.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    if error.is_timeout() { "no answer in time".to_owned() } else { cause.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_a_form_says_its_fields() {
        let words = |json: &str| serde_json::from_str::<Problem>(json).unwrap().words(StatusCode::UNPROCESSABLE_ENTITY);
        let fields = r#"{"title": "There is a problem", "detail": "Something in the form needs to be put right.",
                         "errors": [{"field": "name", "detail": "It is too long."}, {"field": "auth", "detail": "It is odd."}]}"#;
        assert_eq!(words(fields), "name: It is too long.; auth: It is odd.");
        assert_eq!(words(r#"{"title": "Not now", "detail": "Later."}"#), "Later.");
        assert_eq!(words("{}"), "422 Unprocessable Entity");
    }
}
