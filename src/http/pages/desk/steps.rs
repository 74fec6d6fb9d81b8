//! Everything that waits for a second person: what, why, who proposed it, and whether anybody could confirm it.

use super::super::Samples;
use super::super::prelude::*;
use super::{Desk, People};
use crate::accounts::Actor;
use crate::accounts::two_person::{self, Kind, Step, Waiting};
use crate::claims::{agreements, direct};
use crate::ids::TwoPersonStepId;
use crate::takedown;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/steps", get(show))
        .route("/desk/steps/{step}/confirmation", post(confirm))
        .route("/desk/steps/{step}/cancellation", post(cancel))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<StepsPage>();
}

/// A step as a row shows it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) step: Step,
    pub(super) could_confirm: i64,
    pub(super) proposer: String,
    /// The viewer proposed it.
    pub(super) mine: bool,
    /// The viewer's roles let them confirm or cancel it.
    pub(super) may: bool,
}

impl Row {
    fn what(&self) -> &'static str {
        match self.step.kind {
            Kind::DirectAccess => "Direct access for a rights holder",
            Kind::AgreementPublication => "A version of the agreement",
            Kind::ImmediatePurge => "A purge at once",
            Kind::OrderWithoutCustody => "An order without custody",
        }
    }

    fn subject(&self) -> String {
        let subject = self.step.subject;
        match self.step.kind {
            Kind::DirectAccess => format!("/desk/rights-holders/{subject}"),
            Kind::AgreementPublication => format!("/desk/agreements/{subject}"),
            Kind::ImmediatePurge | Kind::OrderWithoutCustody => format!("/desk/objects/{subject}"),
        }
    }

    fn verb(&self) -> &'static str {
        match self.step.kind {
            Kind::DirectAccess => "Grant it",
            Kind::AgreementPublication => "Publish it",
            Kind::ImmediatePurge => "Purge it",
            Kind::OrderWithoutCustody => "Let the order go out",
        }
    }

    fn destroys(&self) -> bool {
        matches!(self.step.kind, Kind::ImmediatePurge | Kind::OrderWithoutCustody)
    }
}

/// What waits, as `actor` sees it.
pub(super) async fn rows(service: &Service, actor: &Actor) -> Result<Vec<Row>, Error> {
    let waiting = two_person::waiting(service, actor).await?;
    let people = People::of(service, actor, waiting.iter().map(|waiting| waiting.step.proposed_by).collect()).await?;
    let row = |Waiting { step, could_confirm }: Waiting| Row {
        could_confirm,
        proposer: people.name(step.proposed_by),
        mine: step.proposed_by == actor.account,
        may: step.kind.admits(actor.roles),
        step,
    };
    Ok(waiting.into_iter().map(row).collect())
}

/// What waits for a second person.
#[derive(Template)]
#[template(path = "desk/steps.html")]
struct StepsPage {
    layout: Layout,
    rows: Vec<Row>,
}
page!(StepsPage);

impl Sample for StepsPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let row = |number: u128, kind: Kind, mine: bool, could_confirm: i64| Row {
            step: Step {
                id: TwoPersonStepId(uuid::Uuid::from_u128(number)),
                kind,
                subject: uuid::Uuid::from_u128(9),
                reason: "Precise for years.".into(),
                proposed_by: crate::ids::AccountId(uuid::Uuid::from_u128(3)),
                proposed_at: layout.now,
                confirmed_by: None,
            },
            could_confirm,
            proposer: "ada@files.example".into(),
            mine,
            may: true,
        };
        let rows = vec![row(1, Kind::DirectAccess, true, 0), row(2, Kind::ImmediatePurge, false, 2)];
        vec![Self { layout: layout.clone(), rows }, Self { layout, rows: vec![] }]
    }
}

async fn show(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<StepsPage, Error> {
    Ok(StepsPage { layout, rows: rows(&service, &actor).await? })
}

/// Confirms a step by the verb that owns its kind, which checks again that this is somebody else.
async fn confirm(
    State(service): State<Service>,
    Desk(actor): Desk,
    session: Session,
    Path(step): Path<TwoPersonStepId>,
) -> Result<Response, Error> {
    let waiting = two_person::waiting(&service, &actor).await?;
    let found = waiting.into_iter().map(|waiting| waiting.step).find(|waiting| waiting.id == step);
    let Some(found) = found else {
        return Err(Error::Conflict("This step was already confirmed or taken back.".to_owned()));
    };
    let (said, next) = match found.kind {
        Kind::DirectAccess => {
            direct::confirm_grant(&service, &actor, step).await?;
            ("Direct access is granted.", format!("/desk/rights-holders/{}", found.subject))
        }
        Kind::AgreementPublication => {
            agreements::publish(&service, &actor, step).await?;
            ("The agreement is published: from now on this version must be signed.", "/desk/agreements".to_owned())
        }
        Kind::ImmediatePurge => {
            takedown::order_purge(&service, &actor, step).await?;
            ("The purge is ordered.", format!("/desk/objects/{}", found.subject))
        }
        Kind::OrderWithoutCustody => {
            takedown::confirm_order_without_custody(&service, &actor, step).await?;
            ("The order goes out without a custody copy.", format!("/desk/objects/{}", found.subject))
        }
    };
    session::say(&session, said).await?;
    Ok(see_other(&next))
}

async fn cancel(
    State(service): State<Service>,
    Desk(actor): Desk,
    session: Session,
    Path(step): Path<TwoPersonStepId>,
) -> Result<Response, Error> {
    two_person::cancel(&service, &actor, step).await?;
    session::say(&session, "The proposal is taken back.").await?;
    Ok(see_other("/desk/steps"))
}
