//! The queue: what waits for a decision, what is in breach first.

use serde::Deserialize;

use super::super::Samples;
use super::super::prelude::*;
use super::{Desk, People, words};
use crate::accounts::two_person;
use crate::claims::filing::ClaimState;
use crate::claims::queue::{self, Filter, Waiting};
use crate::ids::ClaimId;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk", get(show)).route("/desk/next", post(take_next))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<QueuePage>();
}

/// A row of the queue.
#[derive(Clone, Debug)]
struct Row {
    waiting: Waiting,
    /// Who has it.
    holder: Option<String>,
}

impl Row {
    fn party(&self) -> &str {
        self.waiting.organisation.as_deref().unwrap_or("Notice without an organisation")
    }

    /// Whether it can be meant by what somebody looks for, in small letters.
    fn says(&self, sought: &str) -> bool {
        let reference = self.waiting.reference.as_deref().unwrap_or_default();
        let number = self.waiting.claim.to_string();
        [self.party(), reference, &number].iter().any(|text| text.to_lowercase().contains(sought))
    }

    fn basis(&self) -> &'static str {
        words::basis(&self.waiting.basis)
    }

    fn state(&self) -> (&'static str, &'static str) {
        words::claim_state(self.waiting.state)
    }
}

/// What is shown of the queue.
#[derive(Clone, Debug, Default, Deserialize)]
struct Shown {
    /// `mine`, `free`; else all.
    #[serde(default)]
    who: String,
    /// `verified`, `standard`; else both.
    #[serde(default)]
    queue: String,
    /// A state's word; else all.
    #[serde(default)]
    state: String,
    /// Words in the party's name, its reference or the claim's number.
    #[serde(default)]
    q: String,
}

/// The queue.
#[derive(Template)]
#[template(path = "desk/queue.html")]
struct QueuePage {
    layout: Layout,
    rows: Vec<Row>,
    all: usize,
    breached: usize,
    steps: usize,
    shown: Shown,
}
page!(QueuePage);

impl Sample for QueuePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let hour = std::time::Duration::from_hours(1);
        let waiting = |number: u128, organisation: Option<&str>, due, breached| Waiting {
            claim: ClaimId(uuid::Uuid::from_u128(number)),
            basis: "us-dmca".into(),
            state: ClaimState::Submitted,
            organisation: organisation.map(ToOwned::to_owned),
            submitted_at: layout.now.minus(hour),
            reference: (number == 1).then(|| "2026-000123".into()),
            due_at: due,
            paused_since: (number == 3).then_some(layout.now),
            flagged: number == 1,
            breached,
            urgent_within: hour,
            targets: 3,
            opened: 2,
            for_senior: breached,
            assigned_to: None,
        };
        let late = waiting(1, Some("Example Pictures"), layout.now.minus(hour), true);
        let soon = waiting(2, None, layout.now.plus(hour), false);
        let paused = Waiting {
            state: ClaimState::NeedsInformation,
            ..waiting(3, Some("Example Pictures"), layout.now.plus(hour), false)
        };
        let rows = vec![
            Row { waiting: late, holder: None },
            Row { waiting: soon, holder: Some("you".into()) },
            Row { waiting: paused, holder: None },
        ];
        let shown = Shown { queue: "verified".into(), ..Shown::default() };
        let full = Self { layout: layout.clone(), rows, all: 3, breached: 1, steps: 2, shown };
        vec![full, Self { layout, rows: vec![], all: 0, breached: 0, steps: 0, shown: Shown::default() }]
    }
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    if !actor.roles.reviewer() {
        return Ok(see_other("/desk/rights-holders"));
    }
    let all = queue::queue(&service, &actor, Filter::default()).await?;
    let people = People::of(&service, &actor, all.iter().filter_map(|waiting| waiting.assigned_to).collect()).await?;
    let steps = two_person::waiting(&service, &actor).await?.len();
    let (count, breached) = (all.len(), all.iter().filter(|waiting| waiting.breached).count());
    let words = shown.q.trim().to_lowercase();
    let rows = all
        .into_iter()
        .filter(|waiting| match shown.who.as_str() {
            "mine" => waiting.assigned_to == Some(actor.account),
            "free" => waiting.assigned_to.is_none(),
            _ => true,
        })
        .filter(|waiting| match shown.queue.as_str() {
            "verified" => waiting.organisation.is_some(),
            "standard" => waiting.organisation.is_none(),
            _ => true,
        })
        .filter(|waiting| shown.state.is_empty() || waiting.state.as_str() == shown.state)
        .map(|waiting| Row { holder: waiting.assigned_to.map(|account| people.name(account)), waiting })
        .filter(|row| row.says(&words))
        .collect();
    Ok(QueuePage { layout, rows, all: count, breached, steps, shown }.into_response())
}

/// Takes the free claim that is due first.
async fn take_next(State(service): State<Service>, Desk(actor): Desk, session: Session) -> Result<Response, Error> {
    for waiting in queue::queue(&service, &actor, Filter { free_or_mine: true, verified: None }).await? {
        if waiting.assigned_to.is_some() || (waiting.for_senior && !actor.roles.senior()) {
            continue;
        }
        match queue::take(&service, &actor, waiting.claim).await {
            Ok(_) => return Ok(see_other(&format!("/desk/claims/{}", waiting.claim))),
            // Somebody was quicker, or it is the reviewer's own: the next one.
            Err(crate::claims::Error::Conflict(_) | crate::claims::Error::Forbidden(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    session::say(&session, "Nothing is free: every claim that waits has been taken.").await?;
    Ok(see_other("/desk"))
}
