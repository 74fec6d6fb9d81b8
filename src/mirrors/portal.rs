//! The service as a mirror calls it: to learn its keys, to join, and to hear what it is to obey.
//!
//! What is told here is believed once, when a mirror joins: the keys are pinned, and everything that comes later must be signed by
//! them.

use std::time::Duration;

use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tower::ServiceExt;
use url::Url;

use super::client::{Body, Fault, Handle};
use super::wire::{Asked, Changing, Heard, Joined, Joining, LocalRefusal, SignedPage};
use crate::audit::note::{Algorithm, VerifierKey};
use crate::audit::policy::WitnessPolicy;
use crate::tokens::VerifyingKey;

/// How long an answer may take, to its last byte.
const PATIENCE: Duration = Duration::from_secs(30);
/// The most bytes of an answer.
const LARGEST_ANSWER: usize = 4 << 20;

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody answers, or not to the end.
    #[error("the service does not answer")]
    Unreachable(#[source] Fault),
    /// The service says no.
    #[error("the service refuses: {problem}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What it says.
        problem: String,
    },
    /// The answer is of another time than it is here: the clock of one of both is wrong.
    #[error("the service's answer is of another time than this machine's clock shows: is that right?")]
    OtherTime,
    /// The answer is none of these calls.
    #[error("the service's answer does not hold: {0}")]
    Untrustworthy(&'static str),
}

/// What a service says of itself.
#[derive(Clone, Debug)]
pub struct Introduction {
    /// Its origin: the name of its log.
    pub origin: String,
    /// The keys that sign orders, tickets and calls.
    pub order_keys: Vec<VerifyingKey>,
    /// The keys of its log.
    pub log_keys: Vec<VerifierKey>,
    /// The keys of its orders and of its log that sign no more.
    pub retired: (Vec<VerifyingKey>, Vec<VerifierKey>),
    /// The witness policy, and how many changes there were.
    pub policy: WitnessPolicy,
}

/// The service, called over connections that are handed in. Clones share them.
#[derive(Clone)]
pub struct Portal {
    base_url: String,
    connections: Handle,
}

impl Portal {
    /// The service at `url`, an origin alone.
    pub fn new(url: &Url, connections: Handle) -> Self {
        Self { base_url: url.as_str().trim_end_matches('/').to_owned(), connections }
    }

    /// The keys that the service shows to anybody.
    pub async fn introduction(&self) -> Result<Introduction, Error> {
        // The policy first: a change that comes meanwhile is heard of twice, and none is missed.
        let policy = std::str::from_utf8(&self.get("/log/policy").await?).ok().and_then(|text| text.parse().ok());
        let policy: WitnessPolicy = policy.ok_or(Error::Untrustworthy("its witness policy cannot be read"))?;
        let keys: KeySet = json(&self.get("/.well-known/jwks.json").await?)?;
        let (retired, signing): (Vec<&Key>, Vec<&Key>) = keys.keys.iter().partition(|key| key.until.is_some());
        let of = |keys: Vec<&Key>| keys.into_iter().filter_map(Key::verifying).collect::<Vec<_>>();
        let (order_keys, retired_order_keys) = (of(signing), of(retired));
        let (log_keys, retired_log_keys) = log_keys(&self.get("/log/vkey").await?)?;
        let Some(origin) = log_keys.first().map(|key| key.name().to_owned()) else {
            return Err(Error::Untrustworthy("it shows no key of its log"));
        };
        if order_keys.is_empty() || log_keys.iter().any(|key| key.name() != origin) {
            return Err(Error::Untrustworthy("it shows no key of its orders, or keys of several logs"));
        }
        Ok(Introduction { origin, order_keys, log_keys, retired: (retired_order_keys, retired_log_keys), policy })
    }

    /// Asks to be taken on.
    pub(super) async fn join(&self, joining: &Joining) -> Result<Joined, Error> {
        let body = serde_json::to_vec(joining).map_err(|_| Error::Untrustworthy("the call cannot be written"))?;
        let request = Request::post(format!("{}/api/v1/mirrors", self.base_url));
        json(&self.call(request.header(CONTENT_TYPE, "application/json"), body.into()).await?)
    }

    /// Asks to be reached elsewhere, or to have other room.
    pub(super) async fn change(&self, changing: &Changing) -> Result<Asked, Error> {
        let body = serde_json::to_vec(changing).map_err(|_| Error::Untrustworthy("the call cannot be written"))?;
        let request = Request::post(format!("{}/api/v1/mirrors/changes", self.base_url));
        json(&self.call(request.header(CONTENT_TYPE, "application/json"), body.into()).await?)
    }

    /// What the mirror that signed `token` is to obey, and has not heard of. Nothing of it is to be believed yet.
    pub(super) async fn orders(&self, token: &str, heard: Heard) -> Result<SignedPage, Error> {
        let Heard { from, cosigned, changes } = heard;
        let query = format!("from={from}&cosigned={cosigned}&changes={changes}");
        let request = Request::get(format!("{}/api/v1/orders?{query}", self.base_url));
        json(&self.call(request.header(AUTHORIZATION, format!("Bearer {token}")), Bytes::new()).await?)
    }

    /// Tells that the host of the mirror that signed `token` dropped a replica.
    pub(super) async fn refuse(&self, token: &str, refusal: &LocalRefusal) -> Result<(), Error> {
        let body = serde_json::to_vec(refusal).map_err(|_| Error::Untrustworthy("the call cannot be written"))?;
        let request = Request::post(format!("{}/api/v1/refusals", self.base_url));
        let request = request.header(CONTENT_TYPE, "application/json").header(AUTHORIZATION, format!("Bearer {token}"));
        self.call(request, body.into()).await.map(drop)
    }

    async fn get(&self, path: &str) -> Result<Bytes, Error> {
        self.call(Request::get(format!("{}{path}", self.base_url)), Bytes::new()).await
    }

    /// The body of a good answer.
    async fn call(&self, request: http::request::Builder, body: Bytes) -> Result<Bytes, Error> {
        let body: Body = Full::new(body).map_err(|never| match never {}).boxed_unsync();
        let request = request.body(body).map_err(|error| Error::Unreachable(Fault::new(error)))?;
        let asked = async {
            let response = self.connections.clone().oneshot(request).await?;
            let status = response.status();
            let body = Limited::new(response.into_body(), LARGEST_ANSWER).collect().await.map_err(Fault::new)?;
            Ok::<_, Fault>((status, body.to_bytes()))
        };
        let answered = tokio::time::timeout(PATIENCE, asked).await;
        let (status, body) = answered.unwrap_or_else(|elapsed| Err(Fault::new(elapsed))).map_err(Error::Unreachable)?;
        if status == StatusCode::OK || status == StatusCode::CREATED {
            return Ok(body);
        }
        let problem = serde_json::from_slice::<Problem>(&body).map_or_else(|_| status.to_string(), Problem::words);
        Err(Error::Refused { status: status.as_u16(), problem })
    }
}

/// The part of a problem document that is for people.
#[derive(Deserialize)]
struct Problem {
    detail: String,
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
    /// What is wrong with the fields where anything is: the whole says only that something is.
    fn words(self) -> String {
        if self.errors.is_empty() {
            return self.detail;
        }
        let fields = self.errors.iter().map(|error| format!("{}: {}", error.field, error.detail));
        fields.collect::<Vec<_>>().join("; ")
    }
}

/// RFC 7517, as far as it concerns us.
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    crv: Option<String>,
    x: Option<String>,
    /// The index of the entry with which it ended.
    until: Option<u64>,
}

impl Key {
    fn verifying(&self) -> Option<VerifyingKey> {
        let x = self.x.as_ref().filter(|_| self.crv.as_deref() == Some("Ed25519"))?;
        let public: [u8; 32] = BASE64URL_NOPAD.decode(x.as_bytes()).ok()?.try_into().ok()?;
        Some(VerifyingKey::new(public))
    }
}

fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|_| Error::Untrustworthy("it is not the JSON of this call"))
}

/// The keys of a page that has one a line: those that sign, and those of which a comment says that they do no more.
fn log_keys(page: &[u8]) -> Result<(Vec<VerifierKey>, Vec<VerifierKey>), Error> {
    let text = std::str::from_utf8(page).map_err(|_| Error::Untrustworthy("its keys are not text"))?;
    let (mut signing, mut retired) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let (key, comment) = line.split_once(" #").map_or((line, None), |(key, comment)| (key, Some(comment)));
        let key: VerifierKey = key.parse().map_err(|_| Error::Untrustworthy("its keys are not those of a log"))?;
        if key.algorithm() != Algorithm::Ed25519 {
            return Err(Error::Untrustworthy("its keys are of another kind"));
        }
        if comment.is_some() { retired.push(key) } else { signing.push(key) }
    }
    Ok((signing, retired))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_fields_is_said_rather_than_that_something_is() {
        let said = |document: &str| serde_json::from_str::<Problem>(document).unwrap().words();
        assert_eq!(said(r#"{"detail": "There is nothing here.", "status": 404}"#), "There is nothing here.");
        let of_fields = r#"{"detail": "Something.", "errors": [
            {"field": "url", "detail": "it is none"}, {"field": "capacity", "detail": "it is too little"}]}"#;
        assert_eq!(said(of_fields), "url: it is none; capacity: it is too little");
    }
}
