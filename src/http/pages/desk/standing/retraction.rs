//! A mark that a senior takes back.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::{page_of, what};
use crate::http::pages::notices::made_up;
use crate::ids::{MarkId, TargetId};
use crate::process::misuse::{self, Mark, What};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/standing/marks/{mark}/retraction", get(show).post(retract))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<RetractionPage>();
}

/// A mark that a senior takes back.
#[derive(Template)]
#[template(path = "desk/misuse_retraction.html")]
struct RetractionPage {
    layout: Layout,
    mark: Mark,
    form: FormState,
}
page!(RetractionPage);

impl RetractionPage {
    /// Where the mark stands: with whose it is, else with its claim.
    fn back(mark: &Mark) -> String {
        let claims = || mark.claim.map(|claim| format!("/desk/claims/{claim}/misuse"));
        mark.party.map(page_of).or_else(claims).unwrap_or_else(|| "/desk/standing".to_owned())
    }
}

async fn show(
    State(service): State<Service>,
    Senior(actor): Senior,
    layout: Layout,
    Path(mark): Path<MarkId>,
) -> Result<RetractionPage, Error> {
    let mark = misuse::to_retract(&service, &actor, mark).await?;
    Ok(RetractionPage { layout, mark, form: FormState::new() })
}

async fn retract(
    State(service): State<Service>,
    Senior(actor): Senior,
    layout: Layout,
    session: Session,
    Path(mark): Path<MarkId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let found = misuse::to_retract(&service, &actor, mark).await?;
    let reasons = form.value("reasons").to_owned();
    match misuse::retract(&service, &actor, mark, &reasons).await {
        Ok(()) => {
            session::say(&session, layout.language.say("misuse-retracted").to_string()).await?;
            return Ok(see_other(&RetractionPage::back(&found)));
        }
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(RetractionPage { layout, mark: found, form }))
}

impl Sample for RetractionPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let mark = made_up::mark(&layout, What::Target(TargetId(uuid::Uuid::from_u128(31))), false);
        let wrong = FormState::new().refused("reasons", "Say why the mark is taken back.");
        let page = |form| Self { layout: layout.clone(), mark: mark.clone(), form };
        vec![page(FormState::new()), page(wrong)]
    }
}
