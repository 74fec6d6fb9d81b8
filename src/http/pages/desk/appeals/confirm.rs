//! What granting an appeal would do, shown once more before it is decided: nobody takes that back. What is refused stays as it is.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::touched::Touched;
use super::heading;
use crate::accounts::Actor;
use crate::accounts::standing::Kind;
use crate::claims::decided::Decided;
use crate::claims::decisions::Action;
use crate::http::pages::notices::made_up;
use crate::ids::{AppealId, DecisionId};
use crate::process::appeals::{Subject, Verdict};
use crate::takedown::{self, BlastRadius};
use crate::vault::ObjectState;

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ConfirmPage>();
}

/// What is about to be decided, before it is.
#[derive(Template)]
#[template(path = "desk/appeal_confirm.html")]
pub(super) struct ConfirmPage {
    layout: Layout,
    appeal: AppealId,
    granted: Granted,
    reasons: String,
    /// Everything that was typed, carried along.
    typed: Vec<(&'static str, String)>,
}
page!(ConfirmPage);

/// What comes of granting it.
enum Granted {
    /// Of an uploader's: what the decision restricts ends, if anything does still.
    GivesBack(Decided),
    /// Of a claimant's: this is decided in the place of the first decision.
    Restricts { decided: Decided, action: Action, ground: String, reach: Touched },
    /// Of whoever a measure is against: it is lifted. What was decided, as the key of a text.
    Lifts(&'static str),
}

const FIELDS: [&str; 5] = ["verdict", "finding", "action", "ground", "reasons"];

/// Whether what was typed is shown once more before it is decided: where the appeal is granted, and nothing is missing.
pub(super) fn asks(verdict: &Verdict, form: &FormState) -> bool {
    let grants = match verdict {
        Verdict::Refuse => false,
        Verdict::Lift => true,
        Verdict::Replace { action, .. } => *action != Action::None,
    };
    grants && form.value("step") != "confirm" && !form.value("reasons").trim().is_empty()
}

impl ConfirmPage {
    pub(super) async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        (appeal, subject): (AppealId, Subject),
        verdict: Verdict,
        form: &FormState,
    ) -> Result<Self, Error> {
        let granted = match (subject, verdict) {
            (Subject::Measure(measure), _) => Granted::Lifts(heading(&measure)),
            (Subject::Decision(decided), Verdict::Replace { action, ground, .. }) => {
                let radius = takedown::blast_radius(service, decided.object, Some(decided.claim)).await?;
                let reach = Touched::of(service, actor, (decided.object, radius), Some(decided.claim)).await?;
                Granted::Restricts { decided, action, ground, reach }
            }
            (Subject::Decision(decided), Verdict::Lift | Verdict::Refuse) => Granted::GivesBack(decided),
        };
        let typed = FIELDS.map(|field| (field, form.value(field).to_owned()));
        let typed = typed.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let reasons = form.value("reasons").to_owned();
        Ok(Self { layout, appeal, granted, reasons, typed })
    }

    /// Whether a file is locked and deleted.
    const fn destroys(&self) -> bool {
        matches!(self.granted, Granted::Restricts { action: Action::LockAndDelete, .. })
    }
}

impl Sample for ConfirmPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let decided = || made_up::decided(&layout, DecisionId(uuid::Uuid::from_u128(5)));
        let restricts = |action| Granted::Restricts {
            decided: decided(),
            action,
            ground: "17 U.S.C. 106".into(),
            reach: Touched::sample(BlastRadius {
                state: ObjectState::Available,
                accounts: Vec::new(),
                links: 1,
                claims: 2,
                mirrors: Vec::new(),
            }),
        };
        let page = |granted| Self {
            layout: layout.clone(),
            appeal: AppealId(uuid::Uuid::from_u128(43)),
            granted,
            reasons: "The licence covers another film.".into(),
            typed: vec![("verdict", "grant".into()), ("reasons", "The licence covers another film.".into())],
        };
        vec![
            page(restricts(Action::LockAndDelete)),
            page(restricts(Action::DisableLink)),
            page(Granted::GivesBack(decided())),
            page(Granted::GivesBack(Decided { restricts: false, ..decided() })),
            page(Granted::Lifts(heading(&made_up::measure(&layout, Kind::Suspension)))),
        ]
    }
}
