//! What mirrors of other hosts ask of the service. They show what they signed, and no session or token of a person's.

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::routing::{get, post};
use http::request::Parts;
use http::{StatusCode, header};
use serde::Deserialize;

use crate::http::Error;
use crate::http::extract::{Json, Query};
use crate::ids::MirrorId;
use crate::mirrors::wire::{Joined, Joining, OrdersPage};
use crate::service::Service;
use crate::takedown;
use crate::vault::{health, hosts};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/mirrors", post(join)).route("/orders", get(orders))
}

/// The mirror that calls, by the token that it signed for this call.
struct Calling(MirrorId);

impl FromRequestParts<Service> for Calling {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Error> {
        let credentials = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = credentials
            .and_then(|text| text.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map_or("", |(_, token)| token.trim());
        let mirror = hosts::calling(service, token).await?;
        mirror.map(Self).ok_or_else(|| Error::Key("No mirror that takes part signed this call.".to_owned()))
    }
}

/// A mirror joins, by its invitation.
async fn join(
    State(service): State<Service>,
    Json(joining): Json<Joining>,
) -> Result<(StatusCode, axum::Json<Joined>), Error> {
    Ok((StatusCode::CREATED, axum::Json(hosts::apply(&service, &joining).await?)))
}

/// What a mirror has heard of, and cosigned.
#[derive(Deserialize)]
struct Heard {
    /// The index of the log up to which it heard.
    from: u64,
    /// How many entries the checkpoint has that it cosigned last; 0 before the first.
    #[serde(default)]
    cosigned: u64,
}

/// A mirror asks what it is to obey.
async fn orders(
    Calling(mirror): Calling,
    State(service): State<Service>,
    Query(heard): Query<Heard>,
) -> Result<axum::Json<OrdersPage>, Error> {
    let page = takedown::orders_to(&service, mirror, heard.from, heard.cosigned).await?;
    health::heard(&service, mirror).await?;
    Ok(axum::Json(page))
}
