//! What holders deleted by themselves, for a senior to look at.

use super::super::Samples;
use super::super::prelude::*;
use super::{Desk, words};
use crate::claims::samples::{self, GivenBack, Outcome, Sample as Drawn};
use crate::ids::DecisionId;

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
    reasons: String,
}
page!(ListPage, SamplePage, ConfirmPage);

impl SamplePage {
    fn new(layout: Layout, sample: Drawn, form: FormState) -> Self {
        let outcomes = [
            (Outcome::Upheld.as_str(), "samples-stands", "samples-stands-hint"),
            (Outcome::Overturned.as_str(), "samples-stands-not", "samples-stands-not-hint"),
        ];
        let outcomes = words::options(layout.language, &outcomes);
        Self { layout, sample, outcomes, form }
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
    let outcome = form.read("outcome", |word| word.parse::<Outcome>().map_err(|_| Text::of("samples-choose")));
    if let Some(outcome) = outcome {
        let reasons = form.value("reasons").to_owned();
        let confirmed = form.value("step") == "confirm";
        if outcome == Outcome::Overturned && !confirmed && sample.reviewed.is_none() && !reasons.trim().is_empty() {
            match samples::given_back(&service, &actor, decision).await {
                Ok(given_back) => return Ok(ConfirmPage { layout, sample, given_back, reasons }.into_response()),
                Err(error) => form.refuse_with(error)?,
            }
        } else {
            match samples::review(&service, &actor, decision, outcome, &reasons).await {
                Ok(()) => {
                    let said = match outcome {
                        Outcome::Upheld => "samples-upheld",
                        Outcome::Overturned => "samples-overturned-now",
                    };
                    session::say(&session, layout.language.say(said).to_string()).await?;
                    return Ok(see_other("/desk/samples"));
                }
                Err(error) => form.refuse_with(error)?,
            }
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
            sample: drawn(&layout, None),
            given_back,
            reasons: "It is a review, not a copy.".into(),
        };
        vec![
            page(GivenBack::File { links: 2 }),
            page(GivenBack::StillHeld { others: 1 }),
            page(GivenBack::Deleted),
            page(GivenBack::Nothing),
        ]
    }
}
