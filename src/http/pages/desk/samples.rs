//! What holders deleted by themselves, for a senior to look at.

use super::super::Samples;
use super::super::prelude::*;
use super::{Desk, words};
use crate::claims::decisions::{Action, Finding};
use crate::claims::samples::{self, GivenBack, Outcome, Sample as Drawn};
use crate::ids::DecisionId;
use crate::process::overturning;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/samples", get(list)).route("/desk/samples/{decision}", get(show).post(review))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ListPage>();
    samples.add::<SamplePage>();
    samples.add::<ConfirmPage>();
}

/// Every deletion that waits.
#[derive(Template)]
#[template(path = "desk/samples.html")]
struct ListPage {
    layout: Layout,
    samples: Vec<Drawn>,
}

/// One deletion.
#[derive(Template)]
#[template(path = "desk/sample.html")]
struct SamplePage {
    layout: Layout,
    sample: Drawn,
    outcomes: words::Choices,
    form: FormState,
}

/// A deletion that is about to be overturned.
#[derive(Template)]
#[template(path = "desk/sample_confirm.html")]
struct ConfirmPage {
    layout: Layout,
    sample: Drawn,
    given_back: GivenBack,
    finding: Finding,
    reasons: String,
}
page!(ListPage, SamplePage, ConfirmPage);

impl SamplePage {
    fn new(layout: Layout, sample: Drawn, form: FormState) -> Self {
        let outcomes = [
            (Outcome::Upheld.as_str(), "samples-stands", "samples-stands-hint"),
            (Finding::NotInfringing.as_str(), "samples-not-infringing", "samples-not-infringing-hint"),
            (Finding::Incomplete.as_str(), "samples-incomplete", "samples-incomplete-hint"),
        ];
        let outcomes = words::options(layout.language, &outcomes);
        Self { layout, sample, outcomes, form }
    }
}

impl ConfirmPage {
    /// What takes the place of the deletion, in one line.
    fn ruled(&self) -> Text {
        words::ruled(self.finding, Action::None)
    }
}

/// What a senior answers: that it stands, or what they find instead.
fn answer(word: &str) -> Result<Option<Finding>, Text> {
    if word == Outcome::Upheld.as_str() {
        return Ok(None);
    }
    match word.parse::<Finding>() {
        Ok(finding @ (Finding::NotInfringing | Finding::Incomplete)) => Ok(Some(finding)),
        _ => Err(Text::of("samples-choose")),
    }
}

async fn list(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<ListPage, Error> {
    Ok(ListPage { layout, samples: samples::waiting(&service, &actor).await? })
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(decision): Path<DecisionId>,
) -> Result<SamplePage, Error> {
    let sample = samples::sample(&service, &actor, decision).await?;
    Ok(SamplePage::new(layout, sample, FormState::new()))
}

async fn review(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(decision): Path<DecisionId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let sample = samples::sample(&service, &actor, decision).await?;
    if form.value("step") == "change" {
        return Ok(SamplePage::new(layout, sample, form).into_response());
    }
    if let Some(answer) = form.read("outcome", answer) {
        let reasons = form.value("reasons").to_owned();
        let at_once = form.value("step") == "confirm" || sample.reviewed.is_some() || reasons.trim().is_empty();
        let done = match answer {
            None => samples::uphold(&service, &actor, decision, &reasons).await.map(|()| "samples-upheld"),
            Some(finding) if at_once => overturning::overturn_deletion(&service, &actor, decision, finding, &reasons)
                .await
                .map(|_| "samples-overturned-now"),
            Some(finding) => match samples::given_back(&service, &actor, decision).await {
                Ok(given_back) => {
                    return Ok(ConfirmPage { layout, sample, given_back, finding, reasons }.into_response());
                }
                Err(error) => Err(error),
            },
        };
        match done {
            Ok(said) => {
                session::say(&session, layout.language.say(said).to_string()).await?;
                return Ok(see_other("/desk/samples"));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(SamplePage::new(layout, sample, form)))
}

fn drawn(layout: &Layout, reviewed: Option<Outcome>) -> Drawn {
    let id = uuid::Uuid::from_u128;
    Drawn {
        decision: DecisionId(id(5)),
        target: crate::ids::TargetId(id(6)),
        position: 3,
        claim: crate::ids::ClaimId(id(7)),
        organisation: "Example Pictures".into(),
        object: crate::ids::ObjectId(id(8)),
        drawn_at: layout.now.minus(std::time::Duration::from_hours(2)),
        due_at: layout.now.plus(std::time::Duration::from_hours(70)),
        opened: reviewed.is_some(),
        reviewed: reviewed.map(|outcome| (outcome, "It is a review, not a copy.".into(), layout.now)),
    }
}

impl Sample for ListPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let full = vec![drawn(&layout, None), drawn(&layout, None)];
        vec![Self { layout: layout.clone(), samples: full }, Self { layout, samples: Vec::new() }]
    }
}

impl Sample for SamplePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |reviewed, form| Self::new(layout.clone(), drawn(&layout, reviewed), form);
        vec![
            page(None, FormState::new()),
            page(None, FormState::new().refused("outcome", Text::of("samples-choose"))),
            page(Some(Outcome::Overturned), FormState::new()),
        ]
    }
}

impl Sample for ConfirmPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |given_back| Self {
            layout: layout.clone(),
            sample: Drawn { opened: given_back == GivenBack::Gone, ..drawn(&layout, None) },
            given_back,
            finding: Finding::NotInfringing,
            reasons: "It is a review, not a copy.".into(),
        };
        vec![
            page(GivenBack::File { links: 2 }),
            page(GivenBack::StillHeld { others: 1 }),
            page(GivenBack::Deleted),
            page(GivenBack::Nothing),
            page(GivenBack::Gone),
        ]
    }
}
