//! The JSON API under `/api/v1`, by the wire format of the sealed-objects design: the same verbs as the pages.
//! Binary values are base64url without padding; errors are problem documents.

mod accounts;

use axum::Router;

use crate::service::Service;

pub(super) fn routes() -> Router<Service> {
    Router::new().nest("/api/v1", accounts::routes())
}
