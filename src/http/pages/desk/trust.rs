//! What the service is known by at the desk: the keys that sign, the witnesses that count, and how two administrators change them.

use super::super::Samples;
use super::super::prelude::*;
use super::steps::{self, Row};
use crate::accounts::Actor;
use crate::accounts::two_person::Kind;
use crate::audit::SigningKeyRow;
use crate::audit::policy::WitnessPolicy;
use crate::keys::Purpose;
use crate::vault::trust::{self, State as Known};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/trust", get(show))
        .route("/desk/trust/order-key", post(rotate_order_key))
        .route("/desk/trust/log-key", post(rotate_log_key))
        .route("/desk/trust/quorum", post(set_quorum))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<TrustPage>();
}

/// What the service is known by.
#[derive(Template)]
#[template(path = "desk/trust.html")]
struct TrustPage {
    layout: Layout,
    known: Known,
    /// The changes that are proposed.
    waiting: Vec<Row>,
    form: FormState,
}
page!(TrustPage);

/// The text of where a key stands.
fn state(key: &SigningKeyRow) -> &'static str {
    if key.is_retired() {
        "trust-key-retired"
    } else if !key.signs() {
        "trust-key-made"
    } else if key.retired_entry.is_some() {
        "trust-key-ends"
    } else {
        "trust-key-signs"
    }
}

/// How that looks.
fn badge(key: &SigningKeyRow) -> &'static str {
    if key.is_retired() {
        "plain"
    } else if key.signs() {
        "good"
    } else {
        "info"
    }
}

/// The text of what a key signs.
fn purpose(key: &SigningKeyRow) -> &'static str {
    match key.purpose {
        Purpose::Order => "trust-of-orders",
        Purpose::Log => "trust-of-log",
    }
}

impl TrustPage {
    async fn load(service: &Service, actor: &Actor, layout: Layout, form: FormState) -> Result<Self, Error> {
        let known = trust::state(service, actor).await?;
        let is_about_it =
            |row: &Row| matches!(row.step.kind, Kind::OrderKeyRotation | Kind::LogKeyRotation | Kind::WitnessQuorum);
        let waiting = steps::rows(service, actor).await?.into_iter().filter(is_about_it).collect();
        Ok(Self { layout, known, waiting, form })
    }
}

impl Sample for TrustPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let key = |purpose: Purpose, number: i64, is_announced: bool| SigningKeyRow {
            public_key: vec![7; 32],
            purpose,
            number,
            made_at: layout.now,
            rotated_entry: is_announced.then(|| crate::ids::LogEntryId(uuid::Uuid::from_u128(1))),
            signs_from: None,
            retired_entry: None,
            retired_at: None,
            began: None,
            ended: None,
        };
        let retired = SigningKeyRow { retired_at: Some(layout.now), ..key(Purpose::Log, 1, false) };
        let keys =
            vec![key(Purpose::Order, 1, false), key(Purpose::Order, 2, false), retired, key(Purpose::Log, 2, true)];
        let none = Known { policy: WitnessPolicy::default(), independent: 3, most: 2, keys, is_changing: false };
        let two = WitnessPolicy { quorum: 2, ..WitnessPolicy::default() };
        let form = FormState::new().refused("quorum", "At most 2.").refused("quorum-reason", "Say why.");
        vec![
            Self {
                known: Known { policy: two, is_changing: true, ..none.clone() },
                waiting: steps::sample(&layout).pop().into_iter().collect(),
                form: FormState::new(),
                layout: layout.clone(),
            },
            Self { known: none, waiting: Vec::new(), form, layout },
        ]
    }
}

async fn show(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
) -> Result<TrustPage, Error> {
    TrustPage::load(&service, &actor, layout, FormState::new()).await
}

async fn rotate_order_key(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    session: Session,
    form: FormState,
) -> Result<Response, Error> {
    rotate(&service, &actor, layout, &session, form, (Purpose::Order, "order-reason")).await
}

async fn rotate_log_key(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    session: Session,
    form: FormState,
) -> Result<Response, Error> {
    rotate(&service, &actor, layout, &session, form, (Purpose::Log, "log-reason")).await
}

/// Proposes another key of this purpose, for what stands in the field `why`.
async fn rotate(
    service: &Service,
    actor: &Actor,
    layout: Layout,
    session: &Session,
    form: FormState,
    (purpose, why): (Purpose, &str),
) -> Result<Response, Error> {
    let proposed = trust::propose_rotation(service, actor, purpose, form.value(why)).await;
    answer(service, actor, layout, session, (form, why), proposed.map(drop)).await
}

async fn set_quorum(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    session: Session,
    form: FormState,
) -> Result<Response, Error> {
    // What is no number is more than there are witnesses.
    let quorum = form.value("quorum").trim().parse().unwrap_or(usize::MAX);
    let proposed = trust::propose_quorum(&service, &actor, quorum, form.value("quorum-reason")).await;
    answer(&service, &actor, layout, &session, (form, "quorum-reason"), proposed.map(drop)).await
}

/// The answer to a form whose field for the reason has a name of its own: there are several forms on the page.
async fn answer(
    service: &Service,
    actor: &Actor,
    layout: Layout,
    session: &Session,
    (mut form, why): (FormState, &str),
    proposed: Result<(), crate::vault::Error>,
) -> Result<Response, Error> {
    if let Err(error) = proposed {
        form.refuse_with(error)?;
        form.call("reason", why);
        return Ok(again(TrustPage::load(service, actor, layout, form).await?));
    }
    session::say(session, layout.language.say("trust-proposed").to_string()).await?;
    Ok(see_other("/desk/trust"))
}
