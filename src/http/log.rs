//! The public log over HTTP, at the paths of c2sp.org/tlog-tiles below `/log/`. Anyone may read it, also from the pages of
//! others; tiles never change and may be kept for ever, the checkpoint changes every moment.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderValue, StatusCode, header};

use crate::audit::{self, tile::Tile};
use crate::service::Service;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");
/// A year, the longest that caches are told.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_MOMENT: HeaderValue = HeaderValue::from_static("public, max-age=1");
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// `/log/checkpoint`, `/log/tile/…`, `/log/vkey` and `/log/witnesses`.
pub fn routes() -> Router<Service> {
    Router::new()
        .route("/log/checkpoint", get(checkpoint))
        .route("/log/tile/{*path}", get(tile))
        .route("/log/vkey", get(verifier_keys))
        .route("/log/witnesses", get(witnesses))
}

async fn checkpoint(State(service): State<Service>) -> Response {
    match audit::served_checkpoint(&service).await {
        Ok(Some(note)) => answer(TEXT, A_MOMENT, note.into_bytes()),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

async fn tile(State(service): State<Service>, Path(path): Path<String>) -> Response {
    let Ok(tile) = format!("tile/{path}").parse::<Tile>() else { return StatusCode::NOT_FOUND.into_response() };
    match audit::served_tile(&service, tile).await {
        Ok(Some(bytes)) => answer(BYTES, FOR_EVER, bytes),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

async fn verifier_keys(State(service): State<Service>) -> Response {
    match audit::verifier_keys(&service) {
        Ok(keys) => answer(TEXT, AN_HOUR, keys.into_bytes()),
        Err(error) => failed(&error),
    }
}

async fn witnesses(State(service): State<Service>) -> Response {
    answer(TEXT, A_MOMENT, audit::witness_keys(&service).into_bytes())
}

fn answer(content_type: HeaderValue, cache: HeaderValue, body: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, cache),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (headers, body).into_response()
}

fn failed(error: &audit::Error) -> Response {
    tracing::error!(%error, "the log could not be read");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
