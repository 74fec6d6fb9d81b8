//! Who comes with a key, how much they may still ask, and what they sent.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::claims;
use crate::claims::programs::Answer;
use crate::claims::programs::keys::{self, Bearer, Scope};
use crate::claims::programs::once::{self, Attempt, Begun};
use crate::claims::programs::usage::{self, Place, Quota};
use crate::http::Error;
use crate::http::extract::{read_json, require_json};
use crate::service::Service;
use crate::tokens::Digest;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Lets in whoever comes with a key that works, counts the request, and says with every answer how much is left. What was
/// sent is not read before.
pub(super) async fn by_key(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    let key = bearer_of(request.headers());
    let counted = async {
        let bearer = keys::authenticate(&service, &key.ok_or(Error::Unauthenticated)?).await?;
        let (quotas, verdict) = usage::count_request(&service, &bearer).await?;
        Ok::<_, Error>((bearer, quotas, verdict))
    };
    let (bearer, quotas, verdict) = match counted.await {
        Ok(counted) => counted,
        Err(error) => return error.into_response(),
    };
    let mut response = match verdict {
        Ok(()) => {
            request.extensions_mut().insert(ByKey(bearer));
            next.run(request).await
        }
        Err(refusal) => Error::from(refusal).into_response(),
    };
    tell(response.headers_mut(), &quotas);
    response
}

fn bearer_of(headers: &HeaderMap) -> Option<Zeroizing<String>> {
    let (scheme, key) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Zeroizing::new(key.trim().to_owned()))
}

/// `RateLimit` and `RateLimit-Policy`, as draft-ietf-httpapi-ratelimit-headers writes them.
fn tell(headers: &mut HeaderMap, quotas: &[Quota]) {
    let list = |item: &dyn Fn(&Quota) -> String| quotas.iter().map(item).collect::<Vec<_>>().join(", ");
    let left = list(&|quota| {
        let seconds = quota.resets_in.as_secs().max(1);
        format!("\"{}\";r={};t={seconds}", quota.name, quota.left)
    });
    let policy = list(&|quota| format!("\"{}\";q={};w={}", quota.name, quota.limit, quota.window.as_secs()));
    for (name, value) in [(RATE_LIMIT, left), (RATE_LIMIT_POLICY, policy)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}

/// The key that a request came with.
#[derive(Clone)]
pub(super) struct ByKey(pub(super) Bearer);

impl FromRequestParts<Service> for ByKey {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &Service) -> Result<Self, Error> {
        parts.extensions.get().cloned().ok_or(Error::Unauthenticated)
    }
}

/// A document that is sent for something: nobody's is read whose key was not made for it.
pub(super) trait SentFor {
    /// What it is sent for.
    const SCOPE: Scope;
}

/// A JSON document that changes something, with what makes its request this one and no other.
pub(super) struct Sent<T> {
    pub(super) document: T,
    once: Once,
}

impl<T: DeserializeOwned + SentFor> FromRequest<Service> for Sent<T> {
    type Rejection = Error;

    async fn from_request(request: Request, service: &Service) -> Result<Self, Error> {
        let ByKey(bearer) = request.extensions().get().ok_or(Error::Unauthenticated)?;
        bearer.needs(T::SCOPE)?;
        require_json(request.headers())?;
        let idempotency_key = request.headers().get(IDEMPOTENCY_KEY).map(read_idempotency_key).transpose()?;
        let limits = &service.config.limits;
        let place = service.bodies.admit(bearer, limits)?;
        let mut whole = Sha256::new();
        whole.update(format!("{} {}\n", request.method(), request.uri()));
        let body = tokio::time::timeout(limits.api_body_arrival, Bytes::from_request(request, service)).await;
        let body = body.map_err(|_| Error::TooSlow("limit: api-body-arrival"))?.map_err(Error::body)?;
        let document = read_json(&body)?;
        whole.update(&body);
        let once = Once { request: Digest(whole.finalize().into()), idempotency_key, _place: place };
        Ok(Self { document, once })
    }
}

/// The key, in the quotes of a structured field or without.
fn read_idempotency_key(value: &HeaderValue) -> Result<String, Error> {
    let text =
        value.to_str().map_err(|_| Error::Malformed("The Idempotency-Key is not plain text.".to_owned()))?.trim();
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    Ok(bare.to_owned())
}

/// What is to be done once: with an idempotency key, an answer that was given before is given again.
pub(super) struct Once {
    request: Digest,
    idempotency_key: Option<String>,
    _place: Place,
}

impl<T> Sent<T> {
    pub(super) fn split(self) -> (T, Once) {
        (self.document, self.once)
    }
}

impl Once {
    /// Does `work` unless it was done before. A refusal is forgotten.
    pub(super) async fn answer<F>(self, service: &Service, bearer: &Bearer, work: F) -> Result<Response, Error>
    where
        F: AsyncFnOnce(Option<&Attempt>) -> Result<Answer, claims::Error>,
    {
        let Some(idempotency_key) = &self.idempotency_key else { return respond(work(None).await.map_err(refused)?) };
        match once::begin(service, bearer, idempotency_key, &self.request.0).await? {
            Begun::Done(answer) => {
                let mut response = respond(answer)?;
                response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
                Ok(response)
            }
            Begun::New(attempt) => match work(Some(&attempt)).await {
                Ok(answer) => respond(answer),
                Err(error) => {
                    once::forget(service, &attempt).await?;
                    Err(refused(error))
                }
            },
        }
    }
}

fn respond(answer: Answer) -> Result<Response, Error> {
    let status = StatusCode::from_u16(answer.status).map_err(Error::internal)?;
    Ok((status, [(header::CONTENT_TYPE, "application/json")], answer.body).into_response())
}

/// What a room refused, with the lines of a claim apart where it is about lines.
pub(super) fn refused(error: claims::Error) -> Error {
    match error {
        claims::Error::Targets(lines) => Error::Targets(
            lines.into_iter().map(|line| (line.line, line.problem.told().sentence().to_string())).collect(),
        ),
        other => other.into(),
    }
}

/// An answer of JSON.
pub(super) fn json(status: StatusCode, document: &impl serde::Serialize) -> Result<Answer, serde_json::Error> {
    Ok(Answer { status: status.as_u16(), body: serde_json::to_vec(document)? })
}
