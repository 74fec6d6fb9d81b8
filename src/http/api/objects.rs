//! An owner's objects: the list, looking at one, downloading it, deleting it and taking that back.

use axum::Router;
use axum::extract::State;
use axum::routing::{delete, get, post};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::downloads::{look, permission};
use crate::http::Error;
use crate::http::extract::{Caller, Path, Query, Visitor};
use crate::ids::{DownloadId, ObjectId};
use crate::service::Service;
use crate::takedown;
use crate::texts::Text;
use crate::vault::downloads;
use crate::vault::objects::{self, Finality, OwnObject};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/objects", get(list))
        .route("/objects/{object}", get(look_at).delete(remove))
        .route("/objects/{object}/deletion", delete(take_back))
        .route("/objects/{object}/downloads", post(download))
        .route("/objects/{object}/downloads/{download}/ticket", post(renew))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listing {
    after: Option<ObjectId>,
    limit: Option<u32>,
}

async fn list(
    State(service): State<Service>,
    Caller(actor): Caller,
    Query(asked): Query<Listing>,
) -> Result<axum::Json<Value>, Error> {
    let limit = asked.limit.unwrap_or(service.config.limits.api_page_rows);
    let page = objects::list(&service, actor.account, asked.after, limit).await?;
    let objects: Vec<Value> = page.objects.iter().map(own_object).collect();
    Ok(axum::Json(json!({ "objects": objects, "next": page.next })))
}

fn own_object(it: &OwnObject) -> Value {
    json!({
        "object": it.object,
        "state": it.state.as_str(),
        "root": it.root.map(|root| HEXLOWER.encode(&root)),
        "sealed_size": it.sealed_size,
        "metadata": it.metadata.as_deref().map(|sealed| BASE64URL_NOPAD.encode(sealed)),
        "key_share": it.key_share.as_ref().map(|share| share.encode().to_string()),
        "created_at": it.created_at,
        "stored_at": it.stored_at,
        "deleted_at": it.deleted_at,
        "delete_after": it.delete_after,
        "links": it.links,
    })
}

async fn look_at(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path(object): Path<ObjectId>,
) -> Result<axum::Json<Value>, Error> {
    Ok(look(&downloads::look_as_owner(&service, actor.account, object).await?))
}

async fn download(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path(object): Path<ObjectId>,
) -> Result<(StatusCode, axum::Json<Value>), Error> {
    let permitted = downloads::download_as_owner(&service, actor.account, object).await?;
    Ok((StatusCode::CREATED, permission(&permitted)))
}

async fn renew(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path((object, download)): Path<(ObjectId, DownloadId)>,
) -> Result<axum::Json<Value>, Error> {
    Ok(permission(&downloads::renew_as_owner(&service, actor.account, object, download).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Removal {
    /// Whether it cannot be undone.
    #[serde(default)]
    now: bool,
}

/// Deletes. For good only with a session of the owner's: a token lies in files and environments, and what somebody does
/// who found it can be undone.
async fn remove(
    State(service): State<Service>,
    Caller(actor): Caller,
    Visitor(visitor): Visitor,
    Path(object): Path<ObjectId>,
    Query(asked): Query<Removal>,
) -> Result<axum::Json<Value>, Error> {
    if asked.now && visitor.is_none_or(|visitor| visitor.account != actor.account) {
        return Err(Error::Forbidden(Text::of("token-deletes")));
    }
    let finality = if asked.now { Finality::Now } else { Finality::Undoable };
    let delete_after = objects::delete(&service, actor.account, object, finality).await?;
    Ok(axum::Json(json!({ "delete_after": delete_after })))
}

async fn take_back(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path(object): Path<ObjectId>,
) -> Result<StatusCode, Error> {
    takedown::undelete(&service, actor.account, object).await?;
    Ok(StatusCode::NO_CONTENT)
}
