//! Style, scripts and pictures, carried inside the binary (read from the folder in development builds).
//!
//! Pages name files under `/static/VERSION/…`, where the version is a digest of all of them: such an address never
//! changes its content and is kept for a year, and modules that import one another by relative path stay together.
//! The plain `/static/…` is asked for again each time, and answered with 304 while nothing changed. Any page may load them, since one of ours
//! has no origin (`viewer.html`): they are the same for everybody.

use std::borrow::Cow;
use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use data_encoding::HEXLOWER;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest as _, Sha256};

use super::extract::Path;
use super::{Error, security};
use crate::service::Service;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// The style sheet is written in files, one a layer, and served as one.
const STYLE: &str = "css/writ.css";
const LAYERS: [&str; 5] =
    ["css/reset.css", "css/tokens.css", "css/base.css", "css/components.css", "css/utilities.css"];

/// The page that stands in a frame around what others sent.
const VIEWER: &str = "viewer.html";

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let mut digest = Sha256::new();
    for file in names.iter().filter_map(|name| Files::get(name)) {
        digest.update(file.metadata.sha256_hash());
    }
    HEXLOWER.encode(&digest.finalize()[..6])
});

/// The address of a file, as pages name it: `asset("js/account.js")`.
pub fn asset(name: &str) -> String {
    // While style and scripts are being written, an address that is kept would show yesterday's.
    if cfg!(debug_assertions) { format!("/static/{name}") } else { format!("/static/{}/{name}", *VERSION) }
}

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/static/{*path}", get(serve)).route("/favicon.ico", get(favicon))
}

async fn favicon(headers: HeaderMap) -> Result<Response, Error> {
    respond("img/writ.svg", false, &headers)
}

async fn serve(
    State(service): State<Service>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (name, forever) = match path.split_once('/') {
        Some((version, name)) if version == *VERSION => (name, true),
        _ => (path.as_str(), false),
    };
    let response = respond(name, forever, &headers)?;
    // Also where nothing changed: a browser then takes these headers for those that it kept.
    Ok(if name == VIEWER { (security::framed(&service.config.public_url), response).into_response() } else { response })
}

fn respond(name: &str, forever: bool, headers: &HeaderMap) -> Result<Response, Error> {
    let file = find(name).ok_or(Error::NotFound)?;
    let tag = format!("\"{}\"", HEXLOWER.encode(&file.metadata.sha256_hash()[..16]));
    let cache = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
    let common = [
        (header::ETAG, HeaderValue::from_str(&tag).map_err(Error::internal)?),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let body = match file.data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    Ok((common, [(header::CONTENT_TYPE, media_type(name))], body).into_response())
}

fn find(name: &str) -> Option<EmbeddedFile> {
    if name != STYLE {
        return Files::get(name);
    }
    let mut style = Vec::new();
    let mut digest = Sha256::new();
    let mut first = None;
    for layer in LAYERS {
        let file = Files::get(layer)?;
        digest.update(file.metadata.sha256_hash());
        style.extend_from_slice(&file.data);
        first.get_or_insert(file);
    }
    let mut file = first?;
    file.data = style.into();
    file.metadata = rust_embed::Metadata::__rust_embed_new(digest.finalize().into(), None, None);
    Some(file)
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("html") => "text/html; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
