//! Completing or correcting a notice, under the same law.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::notice::{self, Words};
use super::{Shown, Window, sample, shown};
use crate::claims::filing;
use crate::claims::withdrawal::Claimant;
use crate::ids::ClaimId;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/claims/{id}/amendment", get(amendment_form).post(amend))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<AmendmentPage>();
}

/// The notice again, to be completed or corrected under the same law.
#[derive(Template)]
#[template(path = "rights/amendment.html")]
pub(in crate::http::pages) struct AmendmentPage {
    layout: Layout,
    shown: Shown,
    words: Words,
    form: FormState,
}
page!(AmendmentPage);

impl AmendmentPage {
    /// With what stands there, or with what was typed. A claim that is over has nothing to correct.
    pub(in crate::http::pages) fn new(layout: Layout, shown: Shown, form: Option<FormState>) -> Result<Self, Error> {
        if !shown.is_open() {
            return Err(Error::Conflict(Text::of("amendment-over")));
        }
        let form = form.unwrap_or_else(|| notice::filled(&shown.case.statement.input()));
        Ok(Self { layout, words: Words::of(shown.case.statement.basis()), shown, form })
    }

    fn title(&self) -> &'static str {
        if self.shown.case.asked.is_some() { "amendment-complete" } else { "amendment-correct" }
    }

    fn is(&self, word: &str) -> bool {
        self.shown.case.statement.basis().as_str() == word
    }
}

async fn amendment_form(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    layout: Layout,
) -> Result<AmendmentPage, Error> {
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    AmendmentPage::new(layout, shown, None)
}

async fn amend(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    match filing::amend(&service, Claimant::Person(&actor), id, &notice::statement(&form)).await {
        Ok(()) => {
            let said = match shown.case.asked {
                Some(_) => "amendment-sent",
                None => "amendment-done",
            };
            session::say(&session, layout.language.say(said).to_string()).await?;
            return Ok(see_other(&format!("/rights/claims/{id}")));
        }
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(AmendmentPage::new(layout, shown, Some(form))?))
}

impl Sample for AmendmentPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let wrong = FormState::new().refused("reasons", "Explain why this content is illegal.");
        let page = |shown: Option<Shown>, form| Self::new(layout.clone(), shown?, form).ok();
        let correction = || sample::shown(&layout, None);
        [page(sample::incomplete(&layout), None), page(correction(), None), page(correction(), Some(wrong))]
            .into_iter()
            .flatten()
            .collect()
    }
}
