//! Standing before a link, without an account: looking, and tickets to read.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::http::Error;
use crate::http::extract::Path;
use crate::ids::{DownloadId, LinkId};
use crate::seal::PART_SIZE;
use crate::seal::link::LinkAuth;
use crate::service::Service;
use crate::vault::downloads::{self, Look, Permission};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/links/{link}", get(look_at))
        .route("/links/{link}/downloads", post(download))
        .route("/links/{link}/downloads/{download}/ticket", post(renew))
}

pub(super) fn look(seen: &Look) -> axum::Json<Value> {
    axum::Json(json!({
        "object": seen.object,
        "sealed_size": seen.sealed_size,
        "part_size": PART_SIZE,
        "root": HEXLOWER.encode(&seen.root),
        "metadata": BASE64URL_NOPAD.encode(&seen.metadata),
        "key_share": seen.key_share.encode().as_str(),
    }))
}

pub(super) fn permission(it: &Permission) -> axum::Json<Value> {
    let sources: Vec<Value> = it
        .sources
        .iter()
        .map(|source| {
            json!({
                "mirror": source.mirror,
                "jurisdiction": source.jurisdiction,
                "url": source.url,
                "blob": source.blob,
            })
        })
        .collect();
    axum::Json(json!({
        "download": it.download,
        "ticket": it.ticket,
        "ticket_expires_at": it.ticket_expires_at,
        "sources": sources,
    }))
}

/// What a reader proves the password of a link with. A header that cannot be one says nothing about the link.
fn link_auth(headers: &HeaderMap) -> Result<Option<LinkAuth>, Error> {
    let Some(value) = headers.get("writ-link-auth") else { return Ok(None) };
    let auth = value.to_str().ok().and_then(LinkAuth::decode);
    let form = || Error::Malformed("Writ-Link-Auth is 32 bytes in base64url without padding.".to_owned());
    auth.map(Some).ok_or_else(form)
}

async fn look_at(
    State(service): State<Service>,
    Path(link): Path<LinkId>,
    headers: HeaderMap,
) -> Result<axum::Json<Value>, Error> {
    let auth = link_auth(&headers)?;
    Ok(look(&downloads::look(&service, &link, auth.as_ref()).await?))
}

async fn download(
    State(service): State<Service>,
    Path(link): Path<LinkId>,
    headers: HeaderMap,
) -> Result<(StatusCode, axum::Json<Value>), Error> {
    let auth = link_auth(&headers)?;
    let permitted = downloads::download(&service, &link, auth.as_ref()).await?;
    Ok((StatusCode::CREATED, permission(&permitted)))
}

async fn renew(
    State(service): State<Service>,
    Path((link, download)): Path<(LinkId, DownloadId)>,
) -> Result<axum::Json<Value>, Error> {
    Ok(permission(&downloads::renew(&service, &link, download).await?))
}
