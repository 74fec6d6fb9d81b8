//! The proof of possession: signed, and handed out as a file.

use http::header;

use super::super::super::prelude::*;
use crate::claims::cases;
use crate::ids::{ClaimId, TargetId};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/claims/{id}/targets/{target}/possession", get(possession))
}

/// The signed proof of possession of one target, as a file.
async fn possession(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((id, target)): Path<(ClaimId, TargetId)>,
) -> Result<Response, Error> {
    let targets = cases::claim(&service, &actor, id).await?.targets;
    let found = targets.into_iter().find(|found| found.target == target).ok_or(Error::NotFound)?;
    let token = found.possession.ok_or(Error::NotFound)?;
    let place = format!("attachment; filename=\"possession-{}.jwt\"", found.position);
    let headers = [(header::CONTENT_TYPE, "application/jwt".to_owned()), (header::CONTENT_DISPOSITION, place)];
    Ok((headers, token).into_response())
}
