//! x
use super::prelude::*;
pub(super) fn routes() -> Router<Service> {
    Router::new()
}
