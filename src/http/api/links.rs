//! The links of an owner's object.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, patch};
use http::StatusCode;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::clock::Time;
use crate::http::Error;
use crate::http::extract::{Caller, Json, Path};
use crate::ids::{LinkId, ObjectId};
use crate::seal::link::LinkAuth;
use crate::service::Service;
use crate::vault::links::{self, LinkChange, LinkTerms, OwnLink};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/objects/{object}/links", get(list).post(create))
        .route("/objects/{object}/links/{link}", patch(change).delete(revoke))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    name: Option<String>,
    expires_at: Option<Time>,
    max_downloads: Option<u32>,
    auth: Option<String>,
}

async fn create(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path(object): Path<ObjectId>,
    Json(body): Json<Create>,
) -> Result<(StatusCode, axum::Json<Value>), Error> {
    let auth = match body.auth.as_deref() {
        Some(text) => Some(
            LinkAuth::decode(text)
                .ok_or_else(|| Error::invalid("auth", "This is not 32 bytes in base64url without padding."))?,
        ),
        None => None,
    };
    let terms = LinkTerms { name: body.name, expires_at: body.expires_at, max_downloads: body.max_downloads };
    let link = links::create(&service, actor.account, object, terms, auth).await?;
    Ok((StatusCode::CREATED, axum::Json(json!({ "link": link }))))
}

async fn list(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path(object): Path<ObjectId>,
) -> Result<axum::Json<Value>, Error> {
    let links = links::list(&service, actor.account, object).await?;
    Ok(axum::Json(json!({ "links": links.iter().map(own_link).collect::<Vec<_>>() })))
}

/// A link; no name where that was altered in the database.
fn own_link(it: &OwnLink) -> Value {
    json!({
        "link": it.link,
        "name": it.name.as_ref().unwrap_or(&None),
        "has_password": it.has_password,
        "expires_at": it.expires_at,
        "max_downloads": it.max_downloads,
        "downloads": it.downloads,
        "created_at": it.created_at,
        "revoked_at": it.revoked_at,
        "disabled": it.disabled,
    })
}

/// A member that is absent changes nothing; one that is null removes what was there.
#[expect(clippy::option_option, reason = "absent and null differ")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    #[serde(default, deserialize_with = "given")]
    name: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    expires_at: Option<Option<Time>>,
    #[serde(default, deserialize_with = "given")]
    max_downloads: Option<Option<u32>>,
}

#[expect(clippy::option_option, reason = "absent and null differ")]
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

async fn change(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path((object, link)): Path<(ObjectId, LinkId)>,
    Json(body): Json<Change>,
) -> Result<axum::Json<Value>, Error> {
    let change = LinkChange { name: body.name, expires_at: body.expires_at, max_downloads: body.max_downloads };
    let changed = links::change(&service, actor.account, object, &link, change).await?;
    Ok(axum::Json(own_link(&changed)))
}

async fn revoke(
    State(service): State<Service>,
    Caller(actor): Caller,
    Path((object, link)): Path<(ObjectId, LinkId)>,
) -> Result<StatusCode, Error> {
    links::revoke(&service, actor.account, object, &link).await?;
    Ok(StatusCode::NO_CONTENT)
}
