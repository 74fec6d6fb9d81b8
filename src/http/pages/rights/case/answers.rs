//! What a claimant does after a decision: tells of an action against an uploader who sent a counter-notice, and appeals.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::{Shown, Window, sample, shown};
use crate::claims::cases::TargetView;
use crate::claims::withdrawal::Claimant;
use crate::ids::{ClaimId, CounterNoticeId, DecisionId};
use crate::process::appeals::{self, Appellant};
use crate::process::counter_notices::Opened;
use crate::process::disputes::{self, DisputeInput, Kind, RESTRAINS};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights/claims/{id}/counter-notices/{counter}/action", get(action_form).post(tell))
        .route("/rights/claims/{id}/decisions/{decision}/appeal", get(appeal_form).post(lodge))
        .route("/rights/claims/{id}/decisions/{decision}/appeal/withdrawal", post(withdraw))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ActionPage>();
    samples.add::<AppealPage>();
}

/// Telling of an action against an uploader.
#[derive(Template)]
#[template(path = "rights/action.html")]
pub(in crate::http::pages) struct ActionPage {
    layout: Layout,
    shown: Shown,
    counter: CounterNoticeId,
    kinds: [(&'static str, String, String); 2],
    sentence: &'static str,
    form: FormState,
}

/// An appeal against one decision.
#[derive(Template)]
#[template(path = "rights/appeal.html")]
pub(in crate::http::pages) struct AppealPage {
    layout: Layout,
    shown: Shown,
    decision: DecisionId,
    form: FormState,
}
page!(ActionPage, AppealPage);

impl ActionPage {
    /// The page, if such a counter-notice answers the claim.
    pub(in crate::http::pages) fn new(
        layout: Layout,
        shown: Shown,
        counter: CounterNoticeId,
        form: FormState,
    ) -> Result<Self, Error> {
        let say = |key: &str| layout.language.say(key).to_string();
        let kinds = [
            (Kind::Action.as_str(), say("action-court"), say("action-court-hint")),
            (Kind::CopyrightClaimsBoard.as_str(), say("action-board"), say("action-board-hint")),
        ];
        let page = Self { layout, shown, counter, kinds, sentence: RESTRAINS, form };
        if page.opened().is_some() { Ok(page) } else { Err(Error::NotFound) }
    }

    fn opened(&self) -> Option<&Opened> {
        let all = &self.shown.answers.counter_notices;
        all.iter().map(|it| &it.opened).find(|opened| opened.counter_notice.id == self.counter)
    }
}

impl AppealPage {
    /// The page, if the claim has such a decision.
    pub(in crate::http::pages) fn new(
        layout: Layout,
        shown: Shown,
        decision: DecisionId,
        form: FormState,
    ) -> Result<Self, Error> {
        let page = Self { layout, shown, decision, form };
        if page.target().is_some() { Ok(page) } else { Err(Error::NotFound) }
    }

    fn target(&self) -> Option<&TargetView> {
        let of = |target: &&TargetView| target.decision.as_ref().is_some_and(|made| made.id == self.decision);
        self.shown.case.targets.iter().find(of)
    }
}

/// What the form tells of an action.
pub(in crate::http::pages) fn told(form: &FormState) -> DisputeInput {
    DisputeInput {
        kind: form.value("kind").parse().ok(),
        forum: form.value("forum").to_owned(),
        reference: form.value("reference").to_owned(),
        begun_on: form.value("begun_on").to_owned(),
        restrains: form.chosen("restrains", "yes"),
        signature: form.value("signature").to_owned(),
    }
}

async fn action_form(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((id, counter)): Path<(ClaimId, CounterNoticeId)>,
    layout: Layout,
) -> Result<ActionPage, Error> {
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    ActionPage::new(layout, shown, counter, FormState::new())
}

async fn tell(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((id, counter)): Path<(ClaimId, CounterNoticeId)>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    match disputes::tell_of_action(&service, Claimant::Person(&actor), id, counter, &told(&form)).await {
        Ok(_) => {
            session::say(&session, layout.language.say("action-told").to_string()).await?;
            return Ok(see_other(&format!("/rights/claims/{id}#answers")));
        }
        Err(error) => form.refuse_with(error)?,
    }
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    Ok(again(ActionPage::new(layout, shown, counter, form)?))
}

async fn appeal_form(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((id, decision)): Path<(ClaimId, DecisionId)>,
    layout: Layout,
) -> Result<AppealPage, Error> {
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    AppealPage::new(layout, shown, decision, FormState::new())
}

async fn lodge(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((id, decision)): Path<(ClaimId, DecisionId)>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let grounds = form.value("grounds").to_owned();
    let appellant = Appellant::Notifier(Claimant::Person(&actor), id, decision);
    match appeals::lodge(&service, appellant, &grounds).await {
        Ok(_) => {
            session::say(&session, layout.language.say("appeal-lodged").to_string()).await?;
            return Ok(see_other(&format!("/rights/claims/{id}#targets")));
        }
        Err(error) => form.refuse_with(error)?,
    }
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    Ok(again(AppealPage::new(layout, shown, decision, form)?))
}

async fn withdraw(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    Path((id, decision)): Path<(ClaimId, DecisionId)>,
    session: Session,
) -> Result<Response, Error> {
    appeals::withdraw(&service, Appellant::Notifier(Claimant::Person(&actor), id, decision)).await?;
    session::say(&session, language.say("ahead-appeal-taken-back").to_string()).await?;
    Ok(see_other(&format!("/rights/claims/{id}#targets")))
}

impl Sample for ActionPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let wrong = FormState::new().refused("begun_on", "Enter a date, such as 2027-03-31.");
        let page = |form: FormState| {
            let shown = sample::answered(&layout)?;
            let counter = shown.answers.counter_notices.first()?.opened.counter_notice.id;
            Self::new(layout.clone(), shown, counter, form).ok()
        };
        [page(FormState::new()), page(wrong)].into_iter().flatten().collect()
    }
}

impl Sample for AppealPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let wrong = FormState::new().refused("grounds", "Say why you think that the decision is wrong.");
        let page = |form: FormState| {
            let shown = sample::answered(&layout)?;
            let decision = shown.case.targets.iter().find_map(|target| target.decision.as_ref())?.id;
            Self::new(layout.clone(), shown, decision, form).ok()
        };
        [page(FormState::new()), page(wrong)].into_iter().flatten().collect()
    }
}
