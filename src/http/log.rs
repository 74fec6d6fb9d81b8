//! The public log over HTTP, at the paths of c2sp.org/tlog-tiles below `/log/`. Anyone may read it, also from the pages of
//! others; tiles never change and may be kept for ever, the checkpoint changes every moment.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderName, HeaderValue, header};

use super::Error;
use crate::audit::{self, tile::Tile};
use crate::service::Service;
use crate::tokens;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");
/// A year, the longest that caches are told.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_MOMENT: HeaderValue = HeaderValue::from_static("public, max-age=1");

/// `/log/checkpoint`, `/log/tile/…`, `/log/vkey`, `/log/witnesses`, `/log/policy`, and the keys that sign orders and tickets.
pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/log/checkpoint", get(checkpoint))
        .route("/log/tile/{*path}", get(tile))
        .route("/log/vkey", get(verifier_keys))
        .route("/log/witnesses", get(witnesses))
        .route("/log/policy", get(policy))
        .route("/.well-known/jwks.json", get(key_set))
}

async fn checkpoint(State(service): State<Service>) -> Result<Response, Error> {
    let note = audit::served_checkpoint(&service).await.map_err(Error::internal)?.ok_or(Error::NotFound)?;
    Ok(answer(TEXT, A_MOMENT, note.into_bytes()))
}

async fn tile(State(service): State<Service>, Path(path): Path<String>) -> Result<Response, Error> {
    let tile: Tile = format!("tile/{path}").parse().map_err(|_| Error::NotFound)?;
    let bytes = audit::served_tile(&service, tile).await.map_err(Error::internal)?.ok_or(Error::NotFound)?;
    Ok(answer(BYTES, FOR_EVER, bytes))
}

async fn verifier_keys(State(service): State<Service>) -> Result<Response, Error> {
    let keys = audit::verifier_keys(&service).await.map_err(Error::internal)?;
    Ok(answer(TEXT, A_MOMENT, keys.into_bytes()))
}

async fn witnesses(State(service): State<Service>) -> Response {
    answer(TEXT, A_MOMENT, audit::witness_keys(&service).into_bytes())
}

/// c2sp.org/tlog-policy: which witnesses count, and how many of them must have cosigned.
async fn policy(State(service): State<Service>) -> Result<Response, Error> {
    let policy = audit::published_policy(&service).await.map_err(Error::internal)?;
    Ok(answer(TEXT, A_MOMENT, policy.into_bytes()))
}

/// RFC 7517: what orders, tickets and proofs of possession verify with. A key that signs no more has a member `until`: the index of the
/// entry with which it ended, before which its orders stand.
async fn key_set(State(service): State<Service>) -> Result<Response, Error> {
    let (keys, ends): (Vec<_>, Vec<_>) =
        audit::order_keys(&service).await.map_err(Error::internal)?.into_iter().unzip();
    let mut set = tokens::key_set(&keys);
    for (n, end) in ends.into_iter().enumerate() {
        if let Some(end) = end {
            set["keys"][n]["until"] = end.into();
        }
    }
    Ok(answer(HeaderValue::from_static("application/jwk-set+json"), A_MOMENT, set.to_string().into_bytes()))
}

fn answer(content_type: HeaderValue, cache: HeaderValue, body: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, cache),
        // Pages of others may read it too.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ];
    (headers, body).into_response()
}
