//! Naming where links were found, after the claim was sent.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::targets::title;
use super::{ROWS, Shown, Window, sample, shown};
use crate::claims::filing::TargetState;
use crate::claims::{self, sources};
use crate::ids::ClaimId;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/claims/{id}/sources", get(sources_form).post(name))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<SourcesPage>();
}

/// The pending links of which nobody said where they were found, each with a field.
#[derive(Template)]
#[template(path = "rights/sources.html")]
struct SourcesPage {
    layout: Layout,
    shown: Shown,
    /// Name of the field, and what it is about.
    fields: Vec<(String, String)>,
    /// How many do not stand here yet.
    more: usize,
    form: FormState,
}
page!(SourcesPage);

fn field(position: i64) -> String {
    format!("source-{position}")
}

impl SourcesPage {
    fn new(layout: Layout, shown: Shown, form: FormState) -> Result<Self, Error> {
        let nameless = shown.case.targets.iter().filter(|it| it.state == TargetState::Pending && it.found_at.is_none());
        let mut fields: Vec<_> = nameless
            .map(|target| {
                let label = layout.language.say("sources-field").with("position", target.position);
                (field(target.position), label.with("file", title(target, layout.language)).to_string())
            })
            .collect();
        if fields.is_empty() || !shown.is_open() {
            return Err(Error::Conflict(Text::of("sources-none")));
        }
        let more = fields.len().saturating_sub(ROWS);
        fields.truncate(ROWS);
        Ok(Self { layout, shown, fields, more, form })
    }
}

async fn sources_form(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    layout: Layout,
) -> Result<SourcesPage, Error> {
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    SourcesPage::new(layout, shown, FormState::new())
}

async fn name(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    let named: Vec<_> = shown
        .case
        .targets
        .iter()
        .map(|target| (target.position, form.value(&field(target.position)).trim().to_owned()))
        .filter(|(_, address)| !address.is_empty())
        .collect();
    match sources::name(&service, &actor, id, &named).await {
        Ok(()) => {
            session::say(&session, layout.language.say("sources-done").to_string()).await?;
            return Ok(see_other(&format!("/rights/claims/{id}")));
        }
        Err(claims::Error::Targets(errors)) => {
            for error in errors {
                form.refuse(&format!("source-{}", error.line), error.problem.told().sentence());
            }
        }
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(SourcesPage::new(layout, shown, form)?))
}

impl Sample for SourcesPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let wrong = FormState::new().refused("source-2", "Where it was found must be an address.");
        let page = |form| Self::new(layout.clone(), sample::shown(&layout, None)?, form).ok();
        [page(FormState::new()), page(wrong)].into_iter().flatten().collect()
    }
}
