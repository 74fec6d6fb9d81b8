//! Deciding together, made up.

use super::super::super::prelude::*;
use super::super::claim::sample;
use super::super::{reasons, words};
use super::{ChoicePage, ConfirmPage, Item, LeftOut, ResultPage, Target, Verdict};
use crate::claims::bulk::Outcome;
use crate::claims::cases::TargetView;
use crate::claims::decisions::{Action, Finding};
use crate::ids::ClaimId;

fn choice(form: FormState) -> ChoicePage {
    let (case, targets) = sample::case();
    let claim = case.claim;
    let shown = |(view, radius): (TargetView, _)| Target {
        radius,
        id: format!("{claim}:{}", view.target),
        chosen: view.position == 1,
        action: None,
        view,
    };
    let targets = targets.into_iter().map(shown).collect();
    let why = Text::of("claim-taken").sentence();
    ChoicePage {
        items: vec![Item { case, targets }],
        left_out: vec![LeftOut { claim: ClaimId(uuid::Uuid::from_u128(9)), why }],
        findings: words::options(Language::default(), &words::FINDINGS),
        actions: words::options(Language::default(), &words::ACTIONS),
        layout: Layout::sample(),
        reasons: reasons::sample(),
        form,
    }
}

fn verdict(action: Action) -> Verdict {
    let finding = if action == Action::None { Finding::NotInfringing } else { Finding::Infringing };
    Verdict { finding, action, ground: "17 U.S.C. 106".into(), reasons: "They are copies.".into() }
}

impl Sample for ChoicePage {
    fn samples() -> Vec<Self> {
        let mut nothing = choice(FormState::new());
        nothing.items.clear();
        let refused = FormState::new().refused("reasons", Text::of("desk-reasons-each"));
        vec![choice(FormState::new()), choice(refused), nothing]
    }
}

impl Sample for ConfirmPage {
    fn samples() -> Vec<Self> {
        let page = |verdict| choice(FormState::new().with("reasons", "They are copies.")).confirm(verdict);
        let stays = Verdict { finding: Finding::Infringing, ..verdict(Action::None) };
        let others = [Action::LockAndDelete, Action::DisableLink, Action::None];
        others.map(verdict).into_iter().chain([stays]).map(page).collect()
    }
}

impl Sample for ResultPage {
    fn samples() -> Vec<Self> {
        let id = |number| ClaimId(uuid::Uuid::from_u128(number));
        let late = crate::claims::Error::Conflict(Text::of("claim-was-withdrawn"));
        let outcomes = vec![
            Outcome { claim: id(1), done: Ok(2) },
            Outcome { claim: id(2), done: Ok(1) },
            Outcome { claim: id(3), done: Err(late) },
        ];
        vec![
            Self::of(Layout::sample(), verdict(Action::LockAndDelete), outcomes),
            Self::of(Layout::sample(), verdict(Action::None), Vec::new()),
        ]
    }
}
