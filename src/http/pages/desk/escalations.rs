//! Everything that is in seniors' hands.

use super::super::Samples;
use super::super::prelude::*;
use super::{Desk, People, words};
use crate::claims::escalations::{self, Escalation, Kind, Open};
use crate::ids::{ClaimId, EscalationId};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/escalations", get(show))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<EscalationsPage>();
}

/// What is open, what is due first at the front.
#[derive(Template)]
#[template(path = "desk/escalations.html")]
struct EscalationsPage {
    layout: Layout,
    /// Each with who handed it over; nobody where its notice says so by itself.
    open: Vec<(Open, Option<String>)>,
}
page!(EscalationsPage);

/// Why a case was escalated: how it looks, and the key of its text.
pub(super) const fn kind(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Life => ("bad", "escalation-life"),
        Kind::Child => ("bad", "escalation-child"),
        Kind::Judgement => ("info", "escalation-judgement"),
    }
}

/// Whose claim it is.
fn party(open: &Open) -> Text {
    words::sender(open.organisation.as_deref(), open.country.as_deref(), &open.sender)
}

async fn show(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<EscalationsPage, Error> {
    let open = escalations::open(&service, &actor).await?;
    let people = People::of(&service, &actor, open.iter().filter_map(|it| it.escalation.raised_by).collect()).await?;
    let named = |it: Open| {
        let by = it.escalation.raised_by.map(|by| people.name(by));
        (it, by)
    };
    let open = open.into_iter().map(named).collect();
    Ok(EscalationsPage { layout, open })
}

/// What a notice says by itself, made up.
pub(super) fn sample_of_notice(layout: &Layout, kind: Kind) -> Escalation {
    Escalation { words: None, raised_by: None, ..sample(layout, kind) }
}

/// An escalation, made up.
pub(super) fn sample(layout: &Layout, kind: Kind) -> Escalation {
    Escalation {
        id: EscalationId(uuid::Uuid::from_u128(7)),
        claim: ClaimId(uuid::Uuid::from_u128(1)),
        kind,
        words: Some("The notice names a person and a day.".into()),
        raised_by: Some(crate::ids::AccountId(uuid::Uuid::from_u128(3))),
        raised_at: layout.now,
        outcome: None,
        note: None,
        ended_by: None,
        ended_at: None,
    }
}

impl Sample for EscalationsPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let hour = std::time::Duration::from_hours(1);
        let open = [Kind::Life, Kind::Judgement].map(|kind| {
            let open = Open {
                escalation: sample(&layout, kind),
                organisation: (kind == Kind::Life).then(|| "Example Pictures".to_owned()),
                country: None,
                sender: Ok(Some("Nora Notifier".into())),
                due_at: Some(layout.now.plus(hour)),
                paused_since: (kind == Kind::Judgement).then_some(layout.now),
                urgent_within: hour,
            };
            (open, Some("rita@files.example".to_owned()))
        });
        let [(life, _), _] = &open;
        let said = Open { escalation: sample_of_notice(&layout, Kind::Child), organisation: None, ..life.clone() };
        let paused = Open { paused_since: Some(layout.now), ..said.clone() };
        let open = open.clone().into_iter().chain([(said, None), (paused, None)]).collect();
        vec![Self { layout: layout.clone(), open }, Self { layout, open: Vec::new() }]
    }
}
