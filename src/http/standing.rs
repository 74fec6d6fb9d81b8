//! What is served while the database is behind its published log, as one restored from a backup is: the log itself,
//! whether the process lives, static files, and the pages that tell the public of rules and contact. Everything else
//! answers 503 before any verb is called, whatever it would have read or written.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::Method;
use tower_sessions::Session;

use super::Error;
use crate::service::Service;
use crate::texts::Text;

/// When to ask again: a recovery is done by people.
const LATER: Duration = Duration::from_mins(5);

/// The paths that need nothing of what may be missing, and those below which everything is so.
const OPEN: [&str; 8] =
    ["/log", "/healthz", "/readyz", "/favicon.ico", "/policies", "/privacy", "/contact", "/agreement"];
const OPEN_BELOW: [&str; 3] = ["/log/", "/static/", "/agreement/"];

/// The answer to whatever cannot be done until the database has caught up.
pub(super) fn behind() -> Error {
    Error::Unavailable { message: Text::of("error-behind"), retry_after: LATER }
}

/// Refuses what is not open to everybody while the database is behind. Nobody is signed in for as long: who was, may have
/// ended that session since the backup, and a session is a row that would be written.
pub(super) async fn require_current(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    if service.log.require_current().is_ok() {
        return next.run(request).await;
    }
    request.extensions_mut().remove::<Session>();
    if is_open(request.method(), request.uri().path()) { next.run(request).await } else { behind().into_response() }
}

fn is_open(method: &Method, path: &str) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
        && (OPEN.contains(&path) || OPEN_BELOW.iter().any(|place| path.starts_with(place)))
}
