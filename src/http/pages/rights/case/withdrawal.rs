//! Taking a claim back, whole or in part.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::{Shown, Window, sample, shown};
use crate::claims::withdrawal::{self, Claimant, Extent};
use crate::ids::{ClaimId, TargetId};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/claims/{id}/withdrawal", get(withdrawal_form).post(withdraw))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<WithdrawalPage>();
}

/// Taking a claim back.
#[derive(Template)]
#[template(path = "rights/withdrawal.html")]
pub(in crate::http::pages) struct WithdrawalPage {
    layout: Layout,
    shown: Shown,
    extents: Vec<(String, String, String)>,
    form: FormState,
}
page!(WithdrawalPage);

impl WithdrawalPage {
    pub(in crate::http::pages) fn new(layout: Layout, shown: Shown, form: FormState) -> Self {
        let say = |key: &str| layout.language.say(key).to_string();
        let extents = vec![
            ("whole".to_owned(), say("withdrawal-whole"), String::new()),
            ("targets".to_owned(), say("withdrawal-targets"), say("withdrawal-targets-hint")),
        ];
        Self { layout, shown, extents, form }
    }
}

/// How much is withdrawn, as the form says.
pub(in crate::http::pages) enum Chosen {
    Whole,
    Targets(Vec<TargetId>),
}

impl Chosen {
    pub(in crate::http::pages) fn as_ref(&self) -> Extent<'_> {
        match self {
            Self::Whole => Extent::Whole,
            Self::Targets(targets) => Extent::Targets(targets),
        }
    }
}

/// Reads how much is withdrawn; what is missing stands at its field.
pub(in crate::http::pages) fn extent(form: &mut FormState) -> Option<Chosen> {
    match form.value("extent") {
        "whole" => Some(Chosen::Whole),
        "targets" => {
            let targets: Vec<_> = form.all("target").iter().filter_map(|id| id.parse().ok()).collect();
            if targets.is_empty() {
                form.refuse("target", Text::of("withdrawal-choose-file"));
                return None;
            }
            Some(Chosen::Targets(targets))
        }
        _ => {
            form.refuse("extent", Text::of("withdrawal-choose-extent"));
            None
        }
    }
}

async fn withdrawal_form(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    layout: Layout,
) -> Result<WithdrawalPage, Error> {
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    Ok(WithdrawalPage::new(layout, shown, FormState::new()))
}

async fn withdraw(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    if let Some(extent) = extent(&mut form) {
        let reason = form.value("reason").to_owned();
        match withdrawal::withdraw(&service, Claimant::Person(&actor), id, extent.as_ref(), &reason).await {
            Ok(()) => {
                let said = if shown.had_restricted() { "withdrawal-done" } else { "withdrawal-done-nothing" };
                session::say(&session, layout.language.say(said).to_string()).await?;
                return Ok(see_other(&format!("/rights/claims/{id}")));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(WithdrawalPage::new(layout, shown, form)))
}

impl Sample for WithdrawalPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let wrong = FormState::new().with("extent", "targets").refused("target", Text::of("withdrawal-choose-file"));
        let page = |form: FormState| sample::shown(&layout, None).map(|shown| Self::new(layout.clone(), shown, form));
        [page(FormState::new()), page(wrong)].into_iter().flatten().collect()
    }
}
