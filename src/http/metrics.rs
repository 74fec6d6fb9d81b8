//! What an operator's monitoring reads, on a port of its own: never among the routes of the portal, and of this machine alone
//! unless the operator says otherwise, since nobody is asked there who they are.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderValue, StatusCode, header};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::connections;
use crate::config::Limits;
use crate::metrics;
use crate::service::Service;

const OPEN_METRICS: HeaderValue =
    HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
/// Connections at once: monitoring needs one or two, and takes none of those that the portal's visitors need.
const AT_ONCE: usize = 16;

/// `/metrics`, and nothing else.
pub fn router(service: Service) -> Router {
    Router::new().route("/metrics", get(scrape)).with_state(service)
}

/// Serves it on `listener` until `stop`.
pub async fn serve(service: Service, listener: TcpListener, stop: CancellationToken) {
    let limits = Limits { connections: AT_ONCE, ..service.config.limits.clone() };
    connections::serve(listener, router(service), &limits, stop).await;
}

async fn scrape(State(service): State<Service>) -> Response {
    match metrics::exposition(&service).await {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
