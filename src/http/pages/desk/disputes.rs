//! Disputes at the desk: what is fought out elsewhere, recorded when a party tells of it, and how it ended.

mod check;

use super::super::Samples;
use super::super::prelude::*;
use super::Desk;
use super::lists::{self, Behind, Row, target};
use super::words::{Choices, options};
use crate::claims::decided::Decided;
use crate::http::pages::notices::made_up;
use crate::ids::{DecisionId, DisputeId};
use crate::process::disputes::{self, DisputeInput, Kind, Named, Outcome};
use crate::process::waiting;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/disputes", get(list))
        .route("/desk/decisions/{decision}/dispute", get(form).post(record))
        .route("/desk/disputes/{dispute}/end", get(end_form).post(end))
        .merge(check::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ListPage>();
    samples.add::<RecordPage>();
    samples.add::<EndPage>();
    check::samples(samples);
}

/// What is open.
#[derive(Template)]
#[template(path = "desk/disputes.html")]
struct ListPage {
    layout: Layout,
    open: Vec<Row<Named>>,
    further: Option<String>,
}

/// Recording one.
#[derive(Template)]
#[template(path = "desk/dispute.html")]
struct RecordPage {
    layout: Layout,
    decided: Decided,
    kinds: Choices,
    form: FormState,
}

/// Recording how one ended.
#[derive(Template)]
#[template(path = "desk/dispute_end.html")]
struct EndPage {
    layout: Layout,
    named: Named,
    decided: Decided,
    outcomes: Choices,
    form: FormState,
}
page!(ListPage, RecordPage, EndPage);

/// The text of before whom.
const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Action => "desk-dispute-action",
        Kind::CopyrightClaimsBoard => "desk-dispute-board",
        Kind::OutOfCourt => "desk-dispute-body",
        Kind::Lawsuit => "desk-dispute-lawsuit",
    }
}

impl RecordPage {
    fn new(layout: Layout, decided: Decided, form: FormState) -> Self {
        let kinds = [
            (Kind::OutOfCourt.as_str(), "desk-dispute-kind-body", "desk-dispute-kind-body-hint"),
            (Kind::Lawsuit.as_str(), "desk-dispute-kind-court", "desk-dispute-kind-court-hint"),
            (Kind::Action.as_str(), "desk-dispute-kind-action", "desk-dispute-kind-answer-hint"),
            (Kind::CopyrightClaimsBoard.as_str(), "desk-dispute-kind-board", "desk-dispute-kind-answer-hint"),
        ];
        let kinds = options(layout.language, &kinds);
        Self { layout, decided, kinds, form }
    }
}

impl EndPage {
    fn new(layout: Layout, (named, decided): (Named, Decided), form: FormState) -> Self {
        let outcomes = [
            (Outcome::ForUploader.as_str(), "desk-dispute-for-uploader", "desk-dispute-for-uploader-hint"),
            (Outcome::ForClaimant.as_str(), "desk-dispute-for-claimant", "desk-dispute-for-claimant-hint"),
            (Outcome::NoResult.as_str(), "desk-dispute-no-result", "desk-dispute-no-result-hint"),
        ];
        let outcomes = options(layout.language, &outcomes);
        Self { layout, named, decided, outcomes, form }
    }
}

/// The disputes about a decision. Whoever calls this has checked that the reader may see the case.
pub(super) async fn of(service: &Service, decision: DecisionId) -> Result<Vec<Named>, Error> {
    let mut tx = service.db.read().await?;
    Ok(disputes::of_decision(&mut tx, service, decision).await?)
}

async fn list(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Query(behind): Query<Behind>,
) -> Result<ListPage, Error> {
    let page = waiting::disputes(&service, &actor, behind.place()).await?;
    let (open, further) = lists::rows(&service, &actor, page, "/desk/disputes").await?;
    Ok(ListPage { layout, open, further })
}

async fn decided(service: &Service, actor: &crate::accounts::Actor, decision: DecisionId) -> Result<Decided, Error> {
    disputes::about(service, actor, decision).await.map_err(Into::into)
}

async fn form(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(decision): Path<DecisionId>,
) -> Result<RecordPage, Error> {
    let decided = decided(&service, &actor, decision).await?;
    Ok(RecordPage::new(layout, decided, FormState::new()))
}

async fn record(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(decision): Path<DecisionId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let decided = decided(&service, &actor, decision).await?;
    let text = |field: &str| form.value(field).to_owned();
    let input = DisputeInput {
        kind: form.value("kind").parse().ok(),
        forum: text("forum"),
        reference: text("reference"),
        begun_on: text("begun_on"),
        ..DisputeInput::default()
    };
    match disputes::record(&service, &actor, decision, &input).await {
        Ok(_) => {
            session::say(&session, layout.language.say("desk-dispute-recorded").to_string()).await?;
            return Ok(see_other(&format!("/desk/claims/{}", decided.claim)));
        }
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(RecordPage::new(layout, decided, form)))
}

async fn end_form(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(dispute): Path<DisputeId>,
) -> Result<EndPage, Error> {
    Ok(EndPage::new(layout, disputes::one(&service, &actor, dispute).await?, FormState::new()))
}

async fn end(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(dispute): Path<DisputeId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let found = disputes::one(&service, &actor, dispute).await?;
    let outcome = form.read("outcome", |word| word.parse::<Outcome>().map_err(|_| Text::of("desk-dispute-say-how")));
    if let Some(outcome) = outcome {
        let note = form.value("note").to_owned();
        match disputes::end(&service, &actor, dispute, outcome, &note).await {
            Ok(()) => {
                session::say(&session, layout.language.say("desk-dispute-ended").to_string()).await?;
                return Ok(see_other("/desk/disputes"));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(EndPage::new(layout, found, form)))
}

impl Sample for ListPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let (_, action) = made_up::counter_notice(&layout, DecisionId(uuid::Uuid::from_u128(5)));
        let altered = Named { forum: Text::of("words-altered"), ..action.clone() };
        let open = vec![lists::sample(action, None), lists::sample(altered, None)];
        let further = Some("/desk/disputes?after=0".into());
        vec![Self { layout: layout.clone(), open, further }, Self { layout, open: Vec::new(), further: None }]
    }
}

impl Sample for RecordPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let (opened, _) = made_up::counter_notice(&layout, DecisionId(uuid::Uuid::from_u128(5)));
        let wrong = FormState::new().refused("kind", "Choose before whom.");
        let page = |form| Self::new(layout.clone(), opened.decided.clone(), form);
        vec![page(FormState::new()), page(wrong)]
    }
}

impl Sample for EndPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let (opened, action) = made_up::counter_notice(&layout, DecisionId(uuid::Uuid::from_u128(5)));
        let wrong = FormState::new().refused("outcome", "Say how it ended.");
        let page = |form| Self::new(layout.clone(), (action.clone(), opened.decided.clone()), form);
        vec![page(FormState::new()), page(wrong)]
    }
}
