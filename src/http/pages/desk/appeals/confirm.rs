//! What a granted appeal of a claimant would touch, shown before it is decided.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::touched::Touched;
use crate::accounts::Actor;
use crate::claims::decided::Decided;
use crate::claims::decisions::Action;
use crate::http::pages::notices::made_up;
use crate::ids::{AppealId, DecisionId};
use crate::process::appeals::Verdict;
use crate::takedown::{self, BlastRadius};
use crate::vault::ObjectState;

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ConfirmPage>();
}

/// What is about to be decided in the place of the first decision, before it is.
#[derive(Template)]
#[template(path = "desk/appeal_confirm.html")]
pub(super) struct ConfirmPage {
    layout: Layout,
    appeal: AppealId,
    decided: Decided,
    action: Action,
    ground: String,
    reasons: String,
    touched: Touched,
    /// Everything that was typed, carried along.
    typed: Vec<(&'static str, String)>,
}
page!(ConfirmPage);

const FIELDS: [&str; 5] = ["verdict", "finding", "action", "ground", "reasons"];

/// Whether what was typed is shown once more before it is decided: where it restricts something, and nothing is missing.
pub(super) fn asks(verdict: &Verdict, form: &FormState) -> bool {
    let restricts = matches!(verdict, Verdict::Replace { action, .. } if *action != Action::None);
    restricts && form.value("step") != "confirm" && !form.value("reasons").trim().is_empty()
}

impl ConfirmPage {
    pub(super) async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        (appeal, decided): (AppealId, Decided),
        verdict: &Verdict,
        form: &FormState,
    ) -> Result<Self, Error> {
        let radius = takedown::blast_radius(service, decided.object, Some(decided.claim)).await?;
        let touched = Touched::of(service, actor, (decided.object, radius), Some(decided.claim)).await?;
        let (action, ground) = match verdict {
            Verdict::Replace { action, ground, .. } => (*action, ground.clone()),
            Verdict::Refuse | Verdict::Lift => (Action::None, String::new()),
        };
        let typed = FIELDS.map(|field| (field, form.value(field).to_owned()));
        let typed = typed.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let reasons = form.value("reasons").to_owned();
        Ok(Self { layout, appeal, decided, action, ground, reasons, touched, typed })
    }

    fn destroys(&self) -> bool {
        self.action == Action::LockAndDelete
    }
}

impl Sample for ConfirmPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |action: Action| Self {
            layout: layout.clone(),
            appeal: AppealId(uuid::Uuid::from_u128(43)),
            decided: made_up::decided(&layout, DecisionId(uuid::Uuid::from_u128(5))),
            action,
            ground: "17 U.S.C. 106".into(),
            reasons: "The licence covers another film.".into(),
            touched: Touched::sample(BlastRadius {
                state: ObjectState::Available,
                accounts: Vec::new(),
                links: 1,
                claims: 2,
                mirrors: Vec::new(),
            }),
            typed: vec![("verdict", "grant".into()), ("action", action.as_str().into())],
        };
        vec![page(Action::LockAndDelete), page(Action::DisableLink)]
    }
}
