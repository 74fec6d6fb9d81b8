//! The sealed parts of evidence, for staff on the case who opened it. The bytes are as they lie on mirrors; the key does
//! not pass here.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header;

use crate::claims::evidence;
use crate::http::Error;
use crate::http::extract::{Path, SignedIn};
use crate::ids::TargetId;
use crate::service::Service;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/evidence/{target}/parts/{part}", get(part))
}

async fn part(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((target, part)): Path<(TargetId, u32)>,
) -> Result<Response, Error> {
    if !actor.roles.staff() {
        return Err(Error::NotFound);
    }
    let bytes = evidence::part(&service, &actor, target, part).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}
