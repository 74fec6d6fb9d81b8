//! What a reviewer does without a page: lifts a measure, and has a senior look at a deletion.

use super::super::super::prelude::*;
use super::super::Desk;
use crate::claims::samples as deletions;
use crate::ids::{DecisionId, MeasureId};
use crate::process::measures;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/standing/measures/{measure}/lifting", post(lift))
        .route("/desk/standing/deletions/{decision}", post(call_in))
}

async fn lift(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(measure): Path<MeasureId>,
) -> Result<Response, Error> {
    measures::lift(&service, &actor, measure).await?;
    session::say(&session, layout.language.say("standing-lifted").to_string()).await?;
    Ok(see_other("/desk/standing"))
}

async fn call_in(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(decision): Path<DecisionId>,
) -> Result<Response, Error> {
    deletions::call_in(&service, &actor, decision).await?;
    session::say(&session, layout.language.say("standing-called").to_string()).await?;
    Ok(see_other("/desk/standing"))
}
