//! One line for each request, and the id that an error page shows. Neither the path itself (it can name a link), nor
//! a query, nor an address is logged or counted: only the route that was taken.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use data_encoding::BASE32_NOPAD;
use http::HeaderValue;
use tracing::Instrument as _;

use crate::service::Service;

/// What a request is called in the log and on its error page: 12 characters.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Gives the request its id, and logs how it ended.
pub(super) async fn request(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    let mut id = BASE32_NOPAD.encode(&service.entropy.bytes::<8>()).to_ascii_lowercase();
    id.truncate(12);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    request.extensions_mut().insert(RequestId(id.clone()));
    let started = service.clock.now();
    let span = tracing::info_span!("request", id, %method, route);
    async move {
        let mut response = next.run(request).await;
        let took = service.clock.now().since(started);
        let (status, took_ms) = (response.status().as_u16(), took.as_millis());
        service.requests.count(method.as_str(), &route, status, took);
        // Scripts and styles come by the dozen with each page, and would bury the line that says where a message lies.
        if route.starts_with("/static/") {
            tracing::debug!(status, took_ms, "answered");
        } else {
            tracing::info!(status, took_ms, "answered");
        }
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", id);
        }
        response
    }
    .instrument(span)
    .await
}
