//! Everything that waits for a second person: what, why, who proposed it, and whether anybody could confirm it.

use super::super::Samples;
use super::super::prelude::*;
use super::{Desk, People};
use crate::accounts::two_person::{self, Kind, Step, Waiting};
use crate::accounts::{self, Actor, Role};
use crate::claims::{agreements, direct, organisations};
use crate::ids::{MirrorId, TwoPersonStepId};
use crate::keys::Purpose;
use crate::takedown;
use crate::vault::{hosts, trust};

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
    /// How many people could confirm it; `None` when its proposer lost the role, so that nobody can.
    pub(super) could_confirm: Option<i64>,
    pub(super) proposer: String,
    /// The person it is about, if it is about one.
    pub(super) person: String,
    /// The host of the mirror it is about, and the code of its country, if it is about one.
    pub(super) mirror: Option<(String, String)>,
    /// The viewer proposed it.
    pub(super) mine: bool,
    /// The viewer could be its second person.
    pub(super) may_confirm: bool,
    /// The viewer may take it back.
    pub(super) may_cancel: bool,
}

impl Row {
    pub(super) fn what(&self) -> Text {
        let of_person = |key: &'static str| Text::of(key).with("person", self.person.as_str());
        let of_mirror = |key: &'static str| {
            let (host, country) = self.mirror.clone().unwrap_or_default();
            Text::of(key).with("host", host).with("country", Text::country(&country))
        };
        match self.step.kind {
            Kind::DirectAccess => Text::of("steps-direct-access"),
            Kind::VerificationOverride => Text::of("steps-verification"),
            Kind::AgreementPublication => Text::of("steps-agreement"),
            Kind::ImmediatePurge => Text::of("steps-purge"),
            Kind::OrderWithoutCustody => Text::of("steps-order"),
            Kind::SeniorAppointment => of_person("steps-senior"),
            Kind::AdministratorAppointment => of_person("steps-administrator"),
            Kind::AdministratorRemoval => of_person("steps-removal"),
            Kind::MirrorRemoval => of_mirror("steps-mirror"),
            Kind::MirrorGivingUp => of_mirror("steps-mirror-up"),
            Kind::OrderKeyRotation => Text::of("steps-order-key"),
            Kind::LogKeyRotation => Text::of("steps-log-key"),
            Kind::WitnessQuorum => Text::of("steps-quorum").with("quorum", trust::quorum_of(self.step.subject)),
        }
    }

    /// What the second person should know before they confirm, as the key of a text.
    fn advice(&self) -> Option<&'static str> {
        match self.step.kind {
            Kind::VerificationOverride => Some("steps-verification-advice"),
            Kind::SeniorAppointment | Kind::AdministratorAppointment => Some("steps-appointment-advice"),
            Kind::AdministratorRemoval => Some("steps-removal-advice"),
            Kind::MirrorRemoval => Some("steps-mirror-advice"),
            Kind::MirrorGivingUp => Some("steps-mirror-up-advice"),
            Kind::OrderKeyRotation | Kind::LogKeyRotation => Some("steps-key-advice"),
            Kind::WitnessQuorum => Some("steps-quorum-advice"),
            _ => None,
        }
    }

    /// Whether it is about one file, which its card names.
    fn is_about_file(&self) -> bool {
        matches!(self.step.kind, Kind::ImmediatePurge | Kind::OrderWithoutCustody)
    }

    fn subject(&self) -> String {
        let subject = self.step.subject;
        match self.step.kind {
            Kind::DirectAccess | Kind::VerificationOverride => format!("/desk/rights-holders/{subject}"),
            Kind::AgreementPublication => format!("/desk/agreements/{subject}"),
            Kind::ImmediatePurge | Kind::OrderWithoutCustody => format!("/desk/objects/{subject}"),
            Kind::SeniorAppointment | Kind::AdministratorAppointment | Kind::AdministratorRemoval => {
                "/desk/accounts".to_owned()
            }
            Kind::MirrorRemoval | Kind::MirrorGivingUp => format!("/desk/mirrors/{subject}"),
            Kind::OrderKeyRotation | Kind::LogKeyRotation | Kind::WitnessQuorum => "/desk/trust".to_owned(),
        }
    }

    /// What confirming it is called, as the key of a text.
    fn verb(&self) -> &'static str {
        match self.step.kind {
            Kind::DirectAccess => "steps-grant",
            Kind::VerificationOverride => "steps-verify",
            Kind::AgreementPublication => "steps-publish",
            Kind::ImmediatePurge => "steps-purge-it",
            Kind::OrderWithoutCustody => "steps-let-go",
            Kind::SeniorAppointment | Kind::AdministratorAppointment => "steps-appoint",
            Kind::AdministratorRemoval => "steps-remove",
            Kind::MirrorRemoval => "steps-mirror-remove",
            Kind::MirrorGivingUp => "steps-mirror-give-up",
            Kind::OrderKeyRotation | Kind::LogKeyRotation => "steps-key-rotate",
            Kind::WitnessQuorum => "steps-quorum-set",
        }
    }

    fn destroys(&self) -> bool {
        matches!(
            self.step.kind,
            Kind::ImmediatePurge
                | Kind::OrderWithoutCustody
                | Kind::AdministratorRemoval
                | Kind::MirrorRemoval
                | Kind::MirrorGivingUp
        )
    }
}

/// What waits, as `actor` sees it.
pub(super) async fn rows(service: &Service, actor: &Actor) -> Result<Vec<Row>, Error> {
    let waiting = two_person::waiting(service, actor).await?;
    let named = waiting.iter().flat_map(|Waiting { step, .. }| [Some(step.proposed_by), step.account()]);
    let people = People::of(service, actor, named.flatten().collect()).await?;
    let mut rows = Vec::new();
    for Waiting { step, stands, could_confirm } in waiting {
        let mirror = match step.kind {
            Kind::MirrorRemoval | Kind::MirrorGivingUp => Some(MirrorId(step.subject)),
            _ => None,
        };
        rows.push(Row {
            could_confirm: stands.then_some(could_confirm),
            proposer: people.name(step.proposed_by),
            person: step.account().map(|account| people.name(account)).unwrap_or_default(),
            mirror: match mirror {
                Some(mirror) => Some(hosts::whose(service, actor, mirror).await?),
                None => None,
            },
            mine: step.proposed_by == actor.account,
            may_confirm: stands && step.may_confirm(*actor),
            may_cancel: step.may_cancel(*actor),
            step,
        });
    }
    Ok(rows)
}

/// What waits for a second person.
#[derive(Template)]
#[template(path = "desk/steps.html")]
struct StepsPage {
    layout: Layout,
    rows: Vec<Row>,
}
page!(StepsPage);

/// What waits, made up.
pub(super) fn sample(layout: &Layout) -> Vec<Row> {
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
        could_confirm: (number != 3).then_some(could_confirm),
        proposer: "ada@files.example".into(),
        person: "dora@files.example".into(),
        mirror: Some(("Kiwi Hosting".into(), "NZ".into())),
        mine,
        may_confirm: !mine,
        may_cancel: true,
    };
    vec![
        row(1, Kind::DirectAccess, true, 0),
        row(2, Kind::ImmediatePurge, false, 2),
        row(3, Kind::SeniorAppointment, false, 1),
        row(4, Kind::AdministratorAppointment, false, 1),
        row(5, Kind::AdministratorRemoval, true, 1),
        row(6, Kind::VerificationOverride, false, 1),
        row(7, Kind::OrderWithoutCustody, true, 1),
        row(9, Kind::OrderKeyRotation, false, 1),
        row(10, Kind::LogKeyRotation, true, 1),
        row(11, Kind::WitnessQuorum, false, 1),
        row(8, Kind::MirrorRemoval, false, 1),
        row(9, Kind::MirrorGivingUp, false, 1),
    ]
}

impl Sample for StepsPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        vec![Self { rows: sample(&layout), layout: layout.clone() }, Self { layout, rows: vec![] }]
    }
}

async fn show(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<StepsPage, Error> {
    Ok(StepsPage { layout, rows: rows(&service, &actor).await? })
}

/// Confirms a step by the verb that owns its kind, which checks again that this is somebody else.
async fn confirm(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    session: Session,
    Path(step): Path<TwoPersonStepId>,
) -> Result<Response, Error> {
    let waiting = two_person::waiting(&service, &actor).await?;
    let found = waiting.into_iter().map(|waiting| waiting.step).find(|waiting| waiting.id == step);
    let Some(found) = found else {
        return Err(Error::Conflict(Text::of("two-ended")));
    };
    let appoint = async |role| accounts::confirm_appointment(&service, actor, role, step).await;
    let (said, next) = match found.kind {
        Kind::DirectAccess => {
            direct::confirm_grant(&service, &actor, step).await?;
            ("steps-granted", format!("/desk/rights-holders/{}", found.subject))
        }
        Kind::VerificationOverride => {
            organisations::confirm_override(&service, &actor, step).await?;
            ("steps-verified", format!("/desk/rights-holders/{}", found.subject))
        }
        Kind::AgreementPublication => {
            agreements::publish(&service, &actor, step).await?;
            ("steps-published", "/desk/agreements".to_owned())
        }
        Kind::ImmediatePurge => {
            takedown::order_purge(&service, &actor, step).await?;
            ("steps-purged", format!("/desk/objects/{}", found.subject))
        }
        Kind::OrderWithoutCustody => {
            takedown::confirm_order_without_custody(&service, &actor, step).await?;
            ("steps-let-gone", format!("/desk/objects/{}", found.subject))
        }
        Kind::SeniorAppointment => {
            appoint(Role::Senior).await?;
            ("steps-senior-appointed", "/desk/steps".to_owned())
        }
        Kind::AdministratorAppointment => {
            appoint(Role::Administrator).await?;
            ("steps-administrator-appointed", "/desk/accounts".to_owned())
        }
        Kind::AdministratorRemoval => {
            accounts::confirm_removal(&service, actor, step).await?;
            ("steps-removed", "/desk/accounts".to_owned())
        }
        Kind::MirrorRemoval => {
            hosts::confirm_removal(&service, &actor, step).await?;
            ("steps-mirror-removed", format!("/desk/mirrors/{}", found.subject))
        }
        Kind::MirrorGivingUp => {
            hosts::confirm_giving_up(&service, &actor, step).await?;
            ("steps-mirror-given-up", format!("/desk/mirrors/{}", found.subject))
        }
        Kind::OrderKeyRotation => {
            trust::confirm_rotation(&service, &actor, Purpose::Order, step).await?;
            ("steps-key-rotated", "/desk/trust".to_owned())
        }
        Kind::LogKeyRotation => {
            trust::confirm_rotation(&service, &actor, Purpose::Log, step).await?;
            ("steps-key-rotated", "/desk/trust".to_owned())
        }
        Kind::WitnessQuorum => {
            trust::confirm_quorum(&service, &actor, step).await?;
            ("steps-quorum-is-set", "/desk/trust".to_owned())
        }
    };
    session::say(&session, language.say(said).to_string()).await?;
    Ok(see_other(&next))
}

async fn cancel(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    session: Session,
    Path(step): Path<TwoPersonStepId>,
) -> Result<Response, Error> {
    two_person::cancel(&service, &actor, step).await?;
    session::say(&session, language.say("steps-taken-back").to_string()).await?;
    Ok(see_other("/desk/steps"))
}
