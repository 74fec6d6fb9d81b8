//! A senior overturns a decision: a form, then what it touches, and only then it is decided.

use super::super::Samples;
use super::super::prelude::*;
use super::lists::target;
use super::touched::Touched;
use super::words::{Choices, options};
use super::{Desk, words};
use crate::accounts::Actor;
use crate::claims::decisions::{Action, Finding};
use crate::http::pages::notices::made_up;
use crate::ids::DecisionId;
use crate::process::overturning::{self, Instead, Opened};
use crate::takedown::{self, BlastRadius};
use crate::vault::ObjectState;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/decisions/{decision}/overturning", get(show).post(decide))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<OverturningPage>();
    samples.add::<ConfirmPage>();
}

/// The decision, and what can be decided in its place.
#[derive(Template)]
#[template(path = "desk/overturning.html")]
struct OverturningPage {
    layout: Layout,
    opened: Opened,
    findings: Choices,
    actions: Choices,
    form: FormState,
}

/// What is about to be decided in its place, before it is.
#[derive(Template)]
#[template(path = "desk/overturning_confirm.html")]
struct ConfirmPage {
    layout: Layout,
    opened: Opened,
    instead: Instead,
    radius: Touched,
    /// Everything that was typed, carried along.
    typed: Vec<(&'static str, String)>,
}
page!(OverturningPage, ConfirmPage);

const FIELDS: [&str; 4] = ["finding", "action", "ground", "reasons"];

/// What can be done, as the form offers it: nothing means that all of it is given back.
const fn choice(action: Action) -> (&'static str, &'static str, &'static str) {
    match action {
        Action::None => (Action::None.as_str(), "overturning-give-back", "overturning-give-back-hint"),
        Action::DisableLink => {
            (Action::DisableLink.as_str(), "desk-action-disable-link", "desk-action-disable-link-hint")
        }
        Action::LockAndDelete => {
            (Action::LockAndDelete.as_str(), "desk-action-lock-and-delete", "desk-action-lock-and-delete-hint")
        }
    }
}

impl OverturningPage {
    fn new(layout: Layout, opened: Opened, form: FormState) -> Self {
        let actions: Vec<_> = opened.choices.iter().map(|action| choice(*action)).collect();
        Self {
            findings: options(layout.language, &words::FINDINGS),
            actions: options(layout.language, &actions),
            layout,
            opened,
            form,
        }
    }

    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        decision: DecisionId,
        form: FormState,
    ) -> Result<Self, Error> {
        Ok(Self::new(layout, overturning::for_desk(service, actor, decision).await?, form))
    }

    /// The decision in one line.
    fn first(&self) -> Text {
        words::ruled(self.opened.decided.finding, self.opened.decided.action)
    }

    /// Where its claim is looked at.
    fn claim(&self) -> String {
        target(&self.opened.decided)
    }

    /// Why it is not overturned, as a sentence.
    fn closed(&self) -> Option<Text> {
        self.opened.closed.clone().map(Text::sentence)
    }
}

impl ConfirmPage {
    fn ruled(&self) -> Text {
        words::ruled(self.instead.finding, self.instead.action)
    }

    fn claim(&self) -> String {
        target(&self.opened.decided)
    }

    fn destroys(&self) -> bool {
        self.instead.action == Action::LockAndDelete
    }

    fn gives_back(&self) -> bool {
        self.instead.action == Action::None
    }
}

/// What the form decides; what is missing stands at its field.
fn read(form: &mut FormState) -> Option<Instead> {
    let finding = form.read("finding", |word| word.parse::<Finding>().map_err(|_| Text::of("desk-choose-found")));
    let action = form.read("action", |word| word.parse::<Action>().map_err(|_| Text::of("desk-choose-done")));
    let reasons = form.value("reasons").trim().to_owned();
    if reasons.is_empty() {
        form.refuse("reasons", Text::of("desk-reasons"));
    }
    let ground = form.value("ground").trim().to_owned();
    let instead = Instead { finding: finding?, action: action?, ground, reasons };
    if matches!(instead.finding, Finding::NotInfringing | Finding::Incomplete) && instead.action != Action::None {
        form.refuse("action", Text::of("desk-nothing-illegal"));
    }
    if matches!(instead.finding, Finding::Infringing | Finding::OtherIllegal) && instead.ground.is_empty() {
        form.refuse("ground", Text::of("desk-ground"));
    }
    form.is_valid().then_some(instead)
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(decision): Path<DecisionId>,
) -> Result<OverturningPage, Error> {
    OverturningPage::load(&service, &actor, layout, decision, FormState::new()).await
}

async fn decide(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(decision): Path<DecisionId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let opened = overturning::for_desk(&service, &actor, decision).await?;
    if form.value("step") == "change" {
        return Ok(OverturningPage::new(layout, opened, form).into_response());
    }
    if let Some(instead) = read(&mut form) {
        if form.value("step") != "confirm" && opened.closed.is_none() && opened.choices.contains(&instead.action) {
            let radius = takedown::blast_radius(&service, opened.decided.object, Some(opened.decided.claim)).await?;
            let radius =
                Touched::of(&service, &actor, (opened.decided.object, radius), Some(opened.decided.claim)).await?;
            let typed = FIELDS.map(|field| (field, form.value(field).to_owned()));
            let typed = typed.into_iter().filter(|(_, value)| !value.is_empty()).collect();
            return Ok(ConfirmPage { layout, opened, instead, radius, typed }.into_response());
        }
        match overturning::overturn(&service, &actor, decision, &instead).await {
            Ok(_) => {
                session::say(&session, layout.language.say("overturning-done").to_string()).await?;
                return Ok(see_other(&target(&opened.decided)));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(OverturningPage::load(&service, &actor, layout, decision, form).await?))
}

fn opened(layout: &Layout, choices: &[Action], closed: Option<&'static str>) -> Opened {
    let decided = made_up::decided(layout, DecisionId(uuid::Uuid::from_u128(5)));
    Opened { decided, choices: choices.to_vec(), closed: closed.map(Text::of) }
}

impl Sample for OverturningPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let more = [Action::DisableLink, Action::LockAndDelete];
        let wrong = FormState::new().refused("reasons", Text::of("desk-reasons"));
        vec![
            Self::new(layout.clone(), opened(&layout, &[Action::None], None), FormState::new()),
            Self::new(layout.clone(), opened(&layout, &more, None), wrong),
            Self::new(layout.clone(), opened(&layout, &[], Some("overturning-court")), FormState::new()),
        ]
    }
}

impl Sample for ConfirmPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |finding, action: Action| Self {
            layout: layout.clone(),
            opened: opened(&layout, &[action], None),
            instead: Instead {
                finding,
                action,
                ground: "17 U.S.C. 106".into(),
                reasons: "It is a review of the film.".into(),
            },
            radius: Touched::sample(BlastRadius {
                state: ObjectState::Available,
                accounts: Vec::new(),
                links: 1,
                claims: 2,
                mirrors: Vec::new(),
            }),
            typed: vec![("action", action.as_str().into())],
        };
        vec![
            page(Finding::NotInfringing, Action::None),
            page(Finding::Infringing, Action::DisableLink),
            page(Finding::Infringing, Action::LockAndDelete),
        ]
    }
}
