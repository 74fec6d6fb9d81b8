//! What mirrors of other hosts ask of the service. They show what they signed, and no session or token of a person's.

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::routing::{get, post};
use http::request::Parts;
use http::{StatusCode, header};

use crate::http::Error;
use crate::http::extract::{Json, Query};
use crate::mirrors::wire::{Asked, Changing, Heard, Joined, Joining, LocalRefusal, SignedPage};
use crate::service::Service;
use crate::takedown;
use crate::tokens::MirrorCall;
use crate::vault::{hosts, proving, refusals};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/mirrors", post(join))
        .route("/mirrors/changes", post(change))
        .route("/orders", get(orders))
        .route("/refusals", post(refuse))
}

/// The call of a mirror, by the token that it signed for it.
struct Calling(MirrorCall);

impl FromRequestParts<Service> for Calling {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Error> {
        let credentials = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = credentials
            .and_then(|text| text.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map_or("", |(_, token)| token.trim());
        let call = hosts::calling(service, token).await?;
        call.map(Self).ok_or_else(|| Error::Key("No mirror that takes part signed this call.".to_owned()))
    }
}

/// A mirror joins, by its invitation.
async fn join(
    State(service): State<Service>,
    Json(joining): Json<Joining>,
) -> Result<(StatusCode, axum::Json<Joined>), Error> {
    Ok((StatusCode::CREATED, axum::Json(hosts::apply(&service, &joining).await?)))
}

/// A mirror asks to be reached elsewhere, or to have other room.
async fn change(
    State(service): State<Service>,
    Json(changing): Json<Changing>,
) -> Result<(StatusCode, axum::Json<Asked>), Error> {
    let mirror = hosts::ask_change(&service, &changing.change).await?;
    Ok((StatusCode::CREATED, axum::Json(Asked { mirror })))
}

/// A mirror asks what it is to obey. What it is answered is signed for this very call.
async fn orders(
    Calling(call): Calling,
    State(service): State<Service>,
    Query(heard): Query<Heard>,
) -> Result<axum::Json<SignedPage>, Error> {
    let page = takedown::answer(&service, &call, heard).await?;
    proving::polled(&service, call.iss).await?;
    Ok(axum::Json(page))
}

/// The host of a mirror dropped a replica.
async fn refuse(
    Calling(call): Calling,
    State(service): State<Service>,
    Json(refusal): Json<LocalRefusal>,
) -> Result<StatusCode, Error> {
    refusals::refused(&service, call.iss, refusal.blob, &refusal.reason).await?;
    Ok(StatusCode::CREATED)
}
