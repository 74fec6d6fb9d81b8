//! How a claimant says that its action against an uploader has ended.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::{Shown, Window, sample, shown};
use crate::claims::withdrawal::Claimant;
use crate::ids::{ClaimId, DisputeId};
use crate::process::disputes::ends::EndInput;
use crate::process::disputes::{self, Named, Outcome};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/claims/{id}/disputes/{dispute}/end", get(form).post(tell))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ActionEndPage>();
}

/// The form.
#[derive(Template)]
#[template(path = "rights/action_end.html")]
pub(in crate::http::pages) struct ActionEndPage {
    layout: Layout,
    shown: Shown,
    dispute: DisputeId,
    outcomes: [(&'static str, String, String); 3],
    form: FormState,
}
page!(ActionEndPage);

impl ActionEndPage {
    /// The page, if such an action was told of.
    pub(in crate::http::pages) fn new(
        layout: Layout,
        shown: Shown,
        dispute: DisputeId,
        form: FormState,
    ) -> Result<Self, Error> {
        let say = |key: &str| layout.language.say(key).to_string();
        let outcomes = [
            (Outcome::NoResult.as_str(), say("action-end-dropped"), say("action-end-dropped-hint")),
            (Outcome::ForUploader.as_str(), say("action-end-uploader"), say("action-end-uploader-hint")),
            (Outcome::ForClaimant.as_str(), say("action-end-claimant"), say("action-end-claimant-hint")),
        ];
        let page = Self { layout, shown, dispute, outcomes, form };
        if page.action().is_some() { Ok(page) } else { Err(Error::NotFound) }
    }

    fn action(&self) -> Option<&Named> {
        let all = &self.shown.answers.counter_notices;
        all.iter().flat_map(|it| &it.told).map(|(action, _)| action).find(|action| action.dispute.id == self.dispute)
    }
}

/// What the form tells of the end.
pub(in crate::http::pages) fn told(form: &FormState) -> EndInput {
    EndInput {
        outcome: form.value("outcome").parse().ok(),
        ended_on: form.value("ended_on").to_owned(),
        words: form.value("words").to_owned(),
    }
}

async fn form(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((id, dispute)): Path<(ClaimId, DisputeId)>,
    layout: Layout,
) -> Result<ActionEndPage, Error> {
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    ActionEndPage::new(layout, shown, dispute, FormState::new())
}

async fn tell(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((id, dispute)): Path<(ClaimId, DisputeId)>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    match disputes::tell_end(&service, Claimant::Person(&actor), id, dispute, &told(&form)).await {
        Ok(()) => {
            session::say(&session, layout.language.say("action-end-told").to_string()).await?;
            return Ok(see_other(&format!("/rights/claims/{id}#answers")));
        }
        Err(error) => form.refuse_with(error)?,
    }
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    Ok(again(ActionEndPage::new(layout, shown, dispute, form)?))
}

impl Sample for ActionEndPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let wrong = FormState::new().refused("ended_on", "Enter a date, such as 2027-03-31.");
        let page = |form: FormState| {
            let shown = sample::answered(&layout)?;
            let dispute = shown.answers.counter_notices.first()?.told.first()?.0.dispute.id;
            Self::new(layout.clone(), shown, dispute, form).ok()
        };
        [page(FormState::new()), page(wrong)].into_iter().flatten().collect()
    }
}
