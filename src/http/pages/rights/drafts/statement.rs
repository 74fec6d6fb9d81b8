//! What the law asks for, filled in with what is known; the signature comes with sending.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::notice::{self, Words};
use super::{Frame, place};
use crate::claims::drafts::{self, Step};
use crate::claims::statement::{Basis, StatementInput};
use crate::ids::DraftId;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/claims/drafts/{draft}/statement", get(show).post(keep))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<StatementPage>();
}

/// The statutory fields of the law that was chosen, and no others.
#[derive(Template)]
#[template(path = "rights/draft/statement.html")]
struct StatementPage {
    layout: Layout,
    frame: Frame,
    words: Words,
    form: FormState,
}
page!(StatementPage);

impl StatementPage {
    fn new(layout: Layout, frame: Frame, form: FormState) -> Self {
        Self { layout, words: Words::of(frame.draft.law.basis), frame, form }
    }

    fn is(&self, word: &str) -> bool {
        self.frame.draft.law.basis.as_str() == word
    }
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(draft): Path<DraftId>,
    layout: Layout,
) -> Result<StatementPage, Error> {
    let frame = Frame::load(&service, &actor, draft, Step::Statement).await?;
    let form = notice::filled(&frame.draft.statement);
    Ok(StatementPage::new(layout, frame, form))
}

async fn keep(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(draft): Path<DraftId>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let frame = Frame::load(&service, &actor, draft, Step::Statement).await?;
    match drafts::set_statement(&service, &actor, draft, &notice::statement(&form)).await {
        Ok(()) => return Ok(see_other(&place(draft, Step::Check))),
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(StatementPage::new(layout, frame, form)))
}

impl Sample for StatementPage {
    fn samples() -> Vec<Self> {
        let page = |basis, form: fn(&StatementInput) -> FormState| {
            let layout = Layout::sample();
            let frame = super::sample::frame(&layout, Step::Statement, basis, true);
            let form = form(&frame.draft.statement);
            Self::new(layout, frame, form)
        };
        let mut samples: Vec<_> = Basis::ALL.map(|basis| page(basis, notice::filled)).into();
        samples
            .push(page(Basis::EuDsa, |_| FormState::new().refused("reasons", "Explain why this content is illegal.")));
        samples
    }
}
