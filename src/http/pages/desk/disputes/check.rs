//! A dispute as staff look at it: what was told of an action, whether it names one, and what its claimant says of its end.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::super::timeline::Line;
use super::super::words::{self, Choices, options};
use super::super::{Desk, claim, happened};
use crate::accounts::Actor;
use crate::claims::cases::{self, DeskCase};
use crate::http::pages::notices::made_up;
use crate::ids::{DecisionId, DisputeId};
use crate::process::counter_notices;
use crate::process::disputes::checks::{self, Found, Opened, Report};
use crate::process::disputes::{Dispute, Kind, Named, Outcome, ends};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/disputes/{dispute}", get(show).post(check))
        .route("/desk/disputes/{dispute}/open", post(still_open))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<DisputePage>();
}

#[derive(Template)]
#[template(path = "desk/dispute_check.html")]
struct DisputePage {
    layout: Layout,
    opened: Opened,
    about: About,
    found: Choices,
    /// What happened in the case of the claim.
    lines: Vec<Line>,
    form: FormState,
}

/// What what was told is held against.
#[derive(Clone)]
struct About {
    claimant: Text,
    claimed: String,
    /// The counter-notice that it answers.
    answered: Option<counter_notices::Opened>,
}
page!(DisputePage);

/// What returns within so long is urgent.
const URGENT: std::time::Duration = std::time::Duration::from_hours(2 * 24);

/// Before whom, as the key of a text.
const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Action => "look-kind-action",
        Kind::CopyrightClaimsBoard => "look-kind-board",
        Kind::OutOfCourt => "look-kind-body",
        Kind::Lawsuit => "look-kind-lawsuit",
    }
}

/// How it ended, or is said to have.
const fn ended(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::ForUploader => "look-for-uploader",
        Outcome::ForClaimant => "look-for-claimant",
        Outcome::NoResult => "look-no-result",
        Outcome::NamesNone => "look-names-none",
    }
}

impl DisputePage {
    fn new(layout: Layout, opened: Opened, about: About, form: FormState) -> Self {
        let found = [
            (Found::NamesAction.as_str(), "look-names-action", "look-names-action-hint"),
            (Found::NamesNone.as_str(), "look-names-none", "look-names-none-hint"),
        ];
        let found = options(layout.language, &found);
        Self { layout, opened, about, found, lines: Vec::new(), form }
    }

    fn dispute(&self) -> &Dispute {
        &self.opened.named.dispute
    }
}

async fn load(
    service: &Service,
    actor: &Actor,
    layout: Layout,
    id: DisputeId,
    form: FormState,
) -> Result<DisputePage, Error> {
    let opened = checks::for_desk(service, actor, id).await?;
    let DeskCase { case, .. } = cases::desk_case(service, actor, opened.decided.claim).await?;
    let answered = match opened.named.dispute.counter_notice {
        Some(sent) => Some(counter_notices::for_desk(service, actor, sent).await?),
        None => None,
    };
    let about = About { claimant: words::party(&case), claimed: words::claimed(&case), answered };
    let lines = happened::in_case(service, opened.decided.log_case, layout.language).await?;
    Ok(DisputePage { lines, ..DisputePage::new(layout, opened, about, form) })
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(id): Path<DisputeId>,
) -> Result<DisputePage, Error> {
    load(&service, &actor, layout, id, FormState::new()).await
}

async fn check(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(id): Path<DisputeId>,
    mut form: FormState,
) -> Result<Response, Error> {
    checks::for_desk(&service, &actor, id).await?;
    let found = form.read("found", |word| word.parse::<Found>().map_err(|_| Text::of("look-say-found")));
    if let Some(found) = found {
        let because = form.value("because").to_owned();
        match checks::check(&service, &actor, id, found, &because).await {
            Ok(()) => {
                session::say(&session, layout.language.say("look-noted").to_string()).await?;
                return Ok(see_other("/desk/disputes"));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(load(&service, &actor, layout, id, form).await?))
}

async fn still_open(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(id): Path<DisputeId>,
    mut form: FormState,
) -> Result<Response, Error> {
    checks::for_desk(&service, &actor, id).await?;
    let note = form.value("note").to_owned();
    match ends::still_open(&service, &actor, id, &note).await {
        Ok(()) => {
            session::say(&session, layout.language.say("look-noted").to_string()).await?;
            return Ok(see_other("/desk/disputes"));
        }
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(load(&service, &actor, layout, id, form).await?))
}

impl Sample for DisputePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let (opened, Named { dispute, forum, reference }) =
            made_up::counter_notice(&layout, DecisionId(uuid::Uuid::from_u128(5)));
        let (case, _) = claim::sample::case();
        let about =
            About { claimant: words::party(&case), claimed: words::claimed(&case), answered: Some(opened.clone()) };
        let page = |dispute: Dispute, because: Option<&str>, report: Option<Outcome>, form| {
            let report = report.map(|outcome| Report {
                outcome,
                ended_on: "2026-12-01".into(),
                words: "Judgment of 1 December, docket 45".into(),
                told_at: layout.now,
            });
            let named = Named { dispute, forum: forum.clone(), reference: reference.clone() };
            let opened = Opened { named, decided: opened.decided.clone(), because: because.map(Text::from), report };
            let lines = happened::sample(&layout);
            Self { lines, ..Self::new(layout.clone(), opened, about.clone(), form) }
        };
        let looked_at = Dispute { found: Some(Found::NamesAction), ..dispute.clone() };
        let reported = Dispute { reported: Some(Outcome::ForClaimant), ..looked_at.clone() };
        let none = Dispute {
            found: Some(Found::NamesNone),
            outcome: Some(Outcome::NamesNone),
            ended_at: Some(layout.now),
            ..dispute.clone()
        };
        let wrong = FormState::new().with("found", "names-none").refused("because", "Say what it lacks.");
        vec![
            page(dispute.clone(), None, None, FormState::new()),
            page(dispute, None, None, wrong),
            page(looked_at, None, None, FormState::new()),
            page(reported, None, Some(Outcome::ForClaimant), FormState::new()),
            page(none, Some("It names no court."), None, FormState::new()),
        ]
    }
}
