//! Uploads: open one, send its parts in any order, ask how far it is, complete it or give it up.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::routing::{get, post, put};
use data_encoding::{BASE64, HEXLOWER};
use futures_util::StreamExt;
use http::{HeaderMap, StatusCode};
use http_body::Body as _;
use serde::Deserialize;
use serde_json::{Value, json};
use tower_http::timeout::RequestBodyDeadlineLayer;

use crate::config::Limits;
use crate::http::Error;
use crate::http::extract::{Caller, Json, Path};
use crate::ids::UploadId;
use crate::mirrors::Piece;
use crate::seal::parts::{PART_SIZE, SEALED_METADATA_MAX};
use crate::service::Service;
use crate::tokens::Digest;
use crate::vault;
use crate::vault::uploads::{self, Admitted};

pub(super) fn routes(limits: &Limits) -> Router<Service> {
    // A piece that trickles in for ever would keep a place that others wait for.
    let arrival = RequestBodyDeadlineLayer::new(limits.part_arrival);
    Router::new()
        .route("/uploads", post(begin))
        .route("/uploads/{upload}", get(status).delete(discard))
        .route("/uploads/{upload}/parts/{part}", put(put_part).layer(arrival.clone()))
        .route("/uploads/{upload}/metadata", put(put_metadata).layer(arrival))
        .route("/uploads/{upload}/completion", post(complete))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Begin {
    sealed_size: Option<u64>,
}

async fn begin(
    State(service): State<Service>,
    Caller(actor): Caller,
    Json(body): Json<Begin>,
) -> Result<(StatusCode, axum::Json<Value>), Error> {
    let begun = uploads::begin(&service, actor.account, body.sealed_size).await?;
    let answer = json!({
        "upload": begun.upload,
        "object": begun.object,
        "key_share": begun.key_share.encode().as_str(),
        "part_size": PART_SIZE,
        "expires_at": begun.expires_at,
    });
    Ok((StatusCode::CREATED, axum::Json(answer)))
}

async fn status(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path(upload): Path<UploadId>,
) -> Result<axum::Json<Value>, Error> {
    let status = uploads::status(&service, actor.account, upload).await?;
    let parts: Vec<Value> =
        status.parts.iter().map(|(part, digest)| json!({ "part": part, "sha256": digest })).collect();
    Ok(axum::Json(json!({
        "upload": status.upload,
        "object": status.object,
        "key_share": status.key_share.encode().as_str(),
        "part_size": PART_SIZE,
        "expires_at": status.expires_at,
        "metadata": status.metadata,
        "parts": parts,
    })))
}

async fn put_part(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path((upload, part)): Path<(UploadId, u32)>,
    request: Request,
) -> Result<StatusCode, Error> {
    let admitted = uploads::admit(&service, actor.account, upload).await?;
    let digest = content_digest(request.headers())?;
    let bytes = body(&admitted, request, "a part", PART_SIZE).await?;
    uploads::put(&service, admitted, Piece::Part(part), digest, bytes).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn put_metadata(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path(upload): Path<UploadId>,
    request: Request,
) -> Result<StatusCode, Error> {
    let admitted = uploads::admit(&service, actor.account, upload).await?;
    let digest = content_digest(request.headers())?;
    let bytes = body(&admitted, request, "sealed metadata", SEALED_METADATA_MAX as u64).await?;
    uploads::put(&service, admitted, Piece::Metadata, digest, bytes).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The bytes are in memory only from here on: the upload has been let in.
async fn body(admitted: &Admitted, request: Request, what: &'static str, limit: u64) -> Result<Bytes, Error> {
    let too_large = || vault::Error::TooLarge { what, limit };
    let body = request.into_body();
    if body.size_hint().lower() > limit {
        return Err(too_large().into());
    }
    let mut buffer = admitted.buffer();
    buffer.reserve(usize::try_from(body.size_hint().lower()).map_err(Error::internal)?);
    let (mut pieces, mut left) = (body.into_data_stream(), limit);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(Error::body)?;
        left = left.checked_sub(piece.len() as u64).ok_or_else(too_large)?;
        buffer.extend(&piece);
    }
    Ok(buffer.freeze())
}

/// The SHA-256 of a `Content-Digest` header (RFC 9530), which may name other digests beside it.
fn content_digest(headers: &HeaderMap) -> Result<Digest, Error> {
    let form = || Error::Malformed("A part needs its digest: `Content-Digest: sha-256=:BASE64:`.".to_owned());
    let values = headers.get_all("content-digest").iter().filter_map(|value| value.to_str().ok());
    let mut found = None;
    for member in values.flat_map(|value| value.split(',')) {
        let Some((name, value)) = member.trim().split_once('=') else { return Err(form()) };
        if name == "sha-256" {
            let text = value.strip_prefix(':').and_then(|value| value.strip_suffix(':')).ok_or_else(form)?;
            let bytes = BASE64.decode(text.as_bytes()).map_err(|_| form())?;
            found = Some(Digest(bytes.try_into().map_err(|_| form())?));
        }
    }
    found.ok_or_else(form)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Completion {
    root: Digest,
    sealed_size: u64,
}

async fn complete(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path(upload): Path<UploadId>,
    Json(body): Json<Completion>,
) -> Result<axum::Json<Value>, Error> {
    let object = uploads::complete(&service, actor.account, upload, body.root.0, body.sealed_size).await?;
    Ok(axum::Json(json!({
        "object": object,
        "root": HEXLOWER.encode(&body.root.0),
        "sealed_size": body.sealed_size,
    })))
}

async fn discard(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path(upload): Path<UploadId>,
) -> Result<StatusCode, Error> {
    uploads::discard(&service, actor.account, upload).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Digest, Error> {
        let mut headers = HeaderMap::new();
        headers.insert("content-digest", value.parse().unwrap());
        content_digest(&headers)
    }

    #[test]
    fn digests_are_read_among_others_and_nothing_else_passes_for_one() {
        let digest = BASE64.encode(&Digest::of(b"x").0);
        assert_eq!(read(&format!("sha-256=:{digest}:")).unwrap(), Digest::of(b"x"));
        assert_eq!(read(&format!("sha-512=:AA==:, sha-256=:{digest}:")).unwrap(), Digest::of(b"x"));
        for wrong in ["", "sha-256", "sha-256=::", "sha-256=AA==", "sha-512=:AA==:", &format!("sha-256={digest}")] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
