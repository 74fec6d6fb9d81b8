//! One link of a claim that is being written: put right, or opened with its password.

use zeroize::Zeroizing;

use super::super::{Frame, place, sample};
use crate::accounts::Actor;
use crate::claims::drafts::lines::{self, Outcome};
use crate::claims::drafts::{self, Step};
use crate::claims::proof::TargetInput;
use crate::claims::statement::Basis;
use crate::http::pages::Samples;
use crate::http::pages::prelude::*;
use crate::ids::DraftId;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights/claims/drafts/{draft}/links/{line}", get(edit).post(retype))
        .route("/rights/claims/drafts/{draft}/links/{line}/key", post(unlock))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<LinePage>();
}

/// One link, to be put right.
#[derive(Template)]
#[template(path = "rights/draft/line.html")]
struct LinePage {
    layout: Layout,
    frame: Frame,
    number: i64,
    /// What is wrong with it, if anything is.
    problem: Option<Text>,
    form: FormState,
}
page!(LinePage);

impl LinePage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        draft: DraftId,
        number: i64,
        form: Option<FormState>,
    ) -> Result<Self, Error> {
        let frame = Frame::load(service, actor, draft, Step::Links).await?;
        let line = frame.draft.lines.iter().find(|line| line.number == number).ok_or(Error::NotFound)?;
        let problem = match &line.outcome {
            Outcome::Wrong(why) => Some(why.clone().sentence()),
            _ => None,
        };
        let typed = &line.typed;
        let day = typed.found_on.map_or_else(String::new, |day| day.rfc3339().chars().take(10).collect());
        let form = form.unwrap_or_else(|| {
            FormState::new()
                .with("link", typed.link.as_str())
                .with("file_key", typed.file_key.as_str())
                .with("found_at", typed.found_at.as_str())
                .with("found_on", day)
                .with("archive_password", typed.archive_password.as_str())
        });
        Ok(Self { layout, frame, number, problem, form })
    }

    fn here(&self) -> String {
        format!("{}/{}", self.frame.at(Step::Links), self.number)
    }
}

async fn edit(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((draft, line)): Path<(DraftId, i64)>,
    layout: Layout,
) -> Result<LinePage, Error> {
    LinePage::load(&service, &actor, layout, draft, line, None).await
}

async fn retype(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((draft, line)): Path<(DraftId, i64)>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    drafts::draft(&service, &actor, draft).await?;
    let found_on = form.read_optional("found_on", |text| drafts::day(text).ok_or(Text::of("draft-day")));
    let secret = |field: &str| Zeroizing::new(form.value(field).to_owned());
    let input = TargetInput {
        link: secret("link"),
        file_key: secret("file_key"),
        found_at: form.value("found_at").to_owned(),
        found_on: found_on.flatten(),
        archive_password: secret("archive_password"),
    };
    if form.is_valid() {
        match lines::retype(&service, &actor, draft, line, &input).await {
            Ok(()) => {
                lines::prove_all(&service, &actor, draft).await?;
                return Ok(see_other(&format!("{}?from={line}", place(draft, Step::Links))));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(LinePage::load(&service, &actor, layout, draft, line, Some(form)).await?))
}

async fn unlock(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((draft, line)): Path<(DraftId, i64)>,
    form: FormState,
) -> Result<Response, Error> {
    let link = Zeroizing::new(form.value("link").to_owned());
    lines::unlock(&service, &actor, draft, line, link).await?;
    lines::prove_all(&service, &actor, draft).await?;
    Ok(see_other(&format!("{}?from={line}", place(draft, Step::Links))))
}

impl Sample for LinePage {
    fn samples() -> Vec<Self> {
        let page = |form: FormState, problem: Option<&str>| {
            let layout = Layout::sample();
            let frame = sample::frame(&layout, Step::Links, Basis::UsDmca, true);
            Self { layout, frame, number: 4, problem: problem.map(Text::from), form }
        };
        let wrong = FormState::new().refused("found_on", "Write the day as 2026-11-23.");
        vec![page(FormState::new(), Some("No file is found at this link.")), page(wrong, None)]
    }
}
