//! What mirrors of other hosts ask of the service. They show what they signed, and no session or token of a person's.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use http::StatusCode;

use crate::http::Error;
use crate::http::extract::Json;
use crate::mirrors::wire::{Joined, Joining};
use crate::service::Service;
use crate::vault::hosts;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/mirrors", post(join))
}

/// A mirror joins, by its invitation.
async fn join(
    State(service): State<Service>,
    Json(joining): Json<Joining>,
) -> Result<(StatusCode, axum::Json<Joined>), Error> {
    Ok((StatusCode::CREATED, axum::Json(hosts::apply(&service, &joining).await?)))
}
