//! Whether the process lives, and whether it can do its work.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::{Error, standing};
use crate::causes::with_causes;
use crate::service::Service;
use crate::texts::Text;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/healthz", get(async || "ok\n")).route("/readyz", get(ready))
}

/// Ready when the database answers and is not behind its published log: then it would refuse all that matters.
async fn ready(State(service): State<Service>) -> Result<&'static str, Error> {
    service.log.require_current().map_err(|_| standing::behind())?;
    let answer = async {
        let mut tx = service.db.read().await?;
        crate::db::one!(tx, (i64,), "SELECT COUNT(*) FROM jobs WHERE run_at < 0")
    };
    match answer.await {
        Ok(_) => Ok("ready\n"),
        Err(error) => {
            tracing::error!(cause = %with_causes(&error), "not ready: the database does not answer");
            Err(Error::Unavailable { message: Text::of("error-database"), retry_after: Duration::from_secs(5) })
        }
    }
}
