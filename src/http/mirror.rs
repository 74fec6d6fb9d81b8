//! The HTTP face of a mirror: it reads requests, calls the mirror's verbs and writes answers. Stands alone
//! or nested under `/m/{mirror}` of the portal. It keeps no client addresses.
//!
//! Anybody may send it orders and checkpoints, so that a body has an end in time as in size: one that trickles in for ever would keep
//! its place among the connections, and one of a part, whose sender is cut off, the thread that writes it.
//!
//! Errors are problem documents (RFC 9457), except those of `add-checkpoint`, whose forms C2SP fixes.

use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::{
    ACCEPT_RANGES, AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, DATE, ETAG, IF_RANGE,
    RANGE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::map_response_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post, put};
use bytes::Bytes;
use futures_util::TryStreamExt;
use http_body_util::BodyExt;
use serde::Deserialize;
use tower::ServiceExt;
use tower::util::BoxCloneSyncService;
use tower_http::cors::{Any, CorsLayer};
use tower_http::timeout::RequestBodyDeadlineLayer;

use crate::audit::witness::{self, SIZE_CONTENT_TYPE};
use crate::ids::BlobId;
use crate::mirrors::client::{Fault, Handle};
use crate::mirrors::polling::EVERY;
use crate::mirrors::wire::{ByteRange, Completion, MOST_ORDERS, OrderBatch, StoredAnswer};
use crate::mirrors::{Content, Error, Hashes, Mirror, Piece};
use crate::tokens::Digest;

/// The most bytes of a request's body, parts excepted.
pub const LARGEST_REQUEST: usize = 1 << 20;
/// How long a request's body may take to arrive, parts too: longer than a service waits for the answer to it.
const BODY_ARRIVAL: Duration = Duration::from_mins(3);

/// The routes of a mirror, relative to wherever they are mounted.
pub fn router(mirror: Mirror) -> axum::Router {
    let readable_by_browsers = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([AUTHORIZATION, RANGE])
        .expose_headers([CONTENT_RANGE, CONTENT_LENGTH, ACCEPT_RANGES])
        .max_age(Duration::from_hours(24));
    axum::Router::new()
        .route("/v1/blobs/{blob}/parts/{part}", put(put_part))
        .route("/v1/blobs/{blob}/metadata", put(put_metadata))
        .route("/v1/blobs/{blob}/completion", put(complete))
        .route("/v1/blobs/{blob}", axum::routing::delete(discard))
        .route("/v1/blobs/{blob}/content", get(content).layer(readable_by_browsers))
        .route("/v1/orders", post(orders))
        .route("/v1/challenges", post(challenge))
        .route("/v1/status", get(status).layer(map_response_with_state(mirror.clone(), dated)))
        .route("/witness/add-checkpoint", post(add_checkpoint))
        .route("/witness/{origin}/checkpoint", get(cosigned_checkpoint))
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .layer(RequestBodyDeadlineLayer::new(BODY_ARRIVAL))
        .with_state(mirror)
}

/// For people who come to the address of a mirror of its own: `report` is the page of the service where a notice about what is stored is sent to
/// who decides it.
pub fn for_people(report: String) -> axum::Router {
    let redirect = move || {
        let report = report.clone();
        async move { Redirect::to(&report) }
    };
    axum::Router::new().route("/", get(redirect.clone())).route("/report", get(redirect))
}

/// A mirror of this process as its client calls it: the same requests, without a socket.
pub fn in_process(mirror: Mirror) -> Handle {
    let service = router(mirror)
        .into_service::<crate::mirrors::client::Body>()
        .map_response(|response: Response| response.map(|body| body.map_err(Fault::new).boxed_unsync()))
        .map_err(Fault::new);
    BoxCloneSyncService::new(service)
}

/// The blob of a path. Named, so that parameters of an outer path do not matter.
#[derive(Deserialize)]
struct BlobPath {
    blob: BlobId,
}

#[derive(Deserialize)]
struct PartPath {
    blob: BlobId,
    part: u32,
}

#[derive(Deserialize)]
struct OriginPath {
    origin: Digest,
}

async fn put_part(
    State(mirror): State<Mirror>,
    Path(PartPath { blob, part }): Path<PartPath>,
    request: Request,
) -> Result<StatusCode, Problem> {
    put_piece(&mirror, blob, Piece::Part(part), request).await
}

async fn put_metadata(
    State(mirror): State<Mirror>,
    Path(BlobPath { blob }): Path<BlobPath>,
    request: Request,
) -> Result<StatusCode, Problem> {
    put_piece(&mirror, blob, Piece::Metadata, request).await
}

async fn put_piece(mirror: &Mirror, blob: BlobId, piece: Piece, request: Request) -> Result<StatusCode, Problem> {
    let token = bearer(request.headers())?.to_owned();
    // Only the service of this process can have put them beside its request.
    let hashes = request.extensions().get::<Hashes>().copied();
    mirror.put(&token, blob, piece, hashes, request.into_body().into_data_stream()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn complete(
    State(mirror): State<Mirror>,
    Path(BlobPath { blob }): Path<BlobPath>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<StoredAnswer>, Problem> {
    let completion: Completion = json(&body)?;
    let stored = mirror.complete(bearer(&headers)?, blob, completion).await?;
    Ok(Json(StoredAnswer { stored }))
}

async fn discard(
    State(mirror): State<Mirror>,
    Path(BlobPath { blob }): Path<BlobPath>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    mirror.discard(bearer(&headers)?, blob).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn content(
    State(mirror): State<Mirror>,
    Path(BlobPath { blob }): Path<BlobPath>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut range = headers.get(RANGE).and_then(|value| value.to_str().ok()).and_then(ByteRange::parse);
    let mut answer = mirror.read(bearer(&headers)?, blob, range).await?;
    let tag = answer.root.map(|root| format!("\"{root}\""));
    // A client that continues something else gets the whole of this.
    if let (Some(known), Some(tag)) = (headers.get(IF_RANGE), &tag)
        && known.as_bytes() != tag.as_bytes()
        && range.take().is_some()
    {
        answer = mirror.read(bearer(&headers)?, blob, None).await?;
    }
    let Content { start, end, size, bytes, .. } = answer;
    let mut response = Body::from_stream(bytes.inspect_err(move |error| {
        tracing::info!(%blob, error = error as &dyn std::error::Error, "a stream was broken off");
    }))
    .into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Nobody between keeps what an order may have to destroy.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(end - start));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    if let Some(tag) = tag.and_then(|tag| HeaderValue::try_from(tag).ok()) {
        headers.insert(ETAG, tag);
    }
    if size != Some(end - start) || range.is_some() {
        let size = size.map_or_else(|| "*".to_owned(), |size| size.to_string());
        if let Ok(value) = HeaderValue::try_from(format!("bytes {start}-{}/{size}", end - 1)) {
            headers.insert(CONTENT_RANGE, value);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

async fn orders(State(mirror): State<Mirror>, body: Bytes) -> Result<Response, Problem> {
    let batch: OrderBatch = json(&body)?;
    // Each that is refused is logged and answered, whoever sent it.
    if batch.orders.len() > MOST_ORDERS {
        return Err(Error::Malformed("there are more orders than one request may have").into());
    }
    Ok(Json(mirror.obey_all(&batch).await).into_response())
}

async fn challenge(State(mirror): State<Mirror>, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    Ok(Json(mirror.answer_challenge(bearer(&headers)?, &body).await?).into_response())
}

async fn status(State(mirror): State<Mirror>, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(Json(mirror.status(bearer(&headers)?).await?).into_response())
}

/// Says what time it is here, also to a call that is refused for its time: so the service learns that this clock is wrong.
async fn dated(State(mirror): State<Mirror>, mut response: Response) -> Response {
    if let Some(date) = mirror.now().http_date().and_then(|date| HeaderValue::try_from(date).ok()) {
        response.headers_mut().insert(DATE, date);
    }
    response
}

async fn add_checkpoint(State(mirror): State<Mirror>, body: String) -> Result<String, Problem> {
    Ok(mirror.add_checkpoint(&body).await?)
}

async fn cosigned_checkpoint(
    State(mirror): State<Mirror>,
    Path(OriginPath { origin }): Path<OriginPath>,
) -> Result<String, Problem> {
    Ok(mirror.cosigned_checkpoint(origin).await?)
}

/// The token of `Authorization: Bearer …`; empty, and so refused, where there is none.
fn bearer(headers: &HeaderMap) -> Result<&str, Error> {
    headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or(Error::Unauthorised(crate::tokens::Error::Malformed))
}

fn json<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|_| Error::Malformed("the body is not the JSON of this call"))
}

/// An error on its way out.
struct Problem(Error);

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl Problem {
    fn status(&self) -> StatusCode {
        match &self.0 {
            Error::Unauthorised(_) => StatusCode::UNAUTHORIZED,
            Error::Forbidden | Error::Refused(_) => StatusCode::FORBIDDEN,
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::Gone => StatusCode::GONE,
            Error::Conflict(_) | Error::Incomplete { .. } => StatusCode::CONFLICT,
            Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Error::Mismatch(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Malformed(_) | Error::Interrupted => StatusCode::BAD_REQUEST,
            Error::OutOfRange { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
            Error::Full => StatusCode::INSUFFICIENT_STORAGE,
            Error::Witness(refusal) => {
                StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Error::OutOfTouch | Error::ShuttingDown => StatusCode::SERVICE_UNAVAILABLE,
            Error::Bucket(error) if error.is_passing() => StatusCode::SERVICE_UNAVAILABLE,
            Error::InUse(_)
            | Error::Newer { .. }
            | Error::Unusable { .. }
            | Error::Damaged(_)
            | Error::Io(_)
            | Error::Bucket(_)
            | Error::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        // That it hears nothing from the service it says once, as it polls.
        let is_out_of_touch = matches!(self.0, Error::OutOfTouch);
        if status.is_server_error() && !is_out_of_touch {
            tracing::error!(error = &self.0 as &dyn std::error::Error, "a call to the mirror failed");
        }
        if let Error::Witness(witness::Refusal::Conflict(size)) = self.0 {
            return (status, [(CONTENT_TYPE, SIZE_CONTENT_TYPE)], format!("{size}\n")).into_response();
        }
        if let Error::Witness(refusal) = self.0 {
            return (status, format!("{refusal}\n")).into_response();
        }
        // What went wrong inside is logged, not shown.
        let is_shown = is_out_of_touch || !status.is_server_error() || status == StatusCode::INSUFFICIENT_STORAGE;
        let detail = if is_shown { self.0.to_string() } else { "the mirror failed".to_owned() };
        let problem = serde_json::json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "detail": detail,
        });
        let mut response =
            (status, [(CONTENT_TYPE, "application/problem+json"), (CACHE_CONTROL, "no-store")], problem.to_string())
                .into_response();
        if let Error::OutOfRange { size } = self.0 {
            let size = size.map_or_else(|| "*".to_owned(), |size| size.to_string());
            if let Ok(value) = HeaderValue::try_from(format!("bytes */{size}")) {
                response.headers_mut().insert(CONTENT_RANGE, value);
            }
        }
        if is_out_of_touch {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(EVERY.as_secs()));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(axum::http::header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
