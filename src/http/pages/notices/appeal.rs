//! The form by which an uploader has a decision looked at again.

use super::super::Samples;
use super::super::prelude::*;
use super::{made_up, measure, of_notice};
use crate::accounts::Actor;
use crate::ids::NoticeId;
use crate::process::ahead::Ahead;
use crate::process::appeals::{self, Appellant};
use crate::process::measures;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/notices/{notice}/appeal", get(form).post(send))
        .route("/notices/{notice}/appeal/withdrawal", post(withdraw))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<AppealPage>();
}

/// The form.
#[derive(Template)]
#[template(path = "notices/appeal.html")]
struct AppealPage {
    layout: Layout,
    notice: NoticeId,
    about: About,
    days: u64,
    form: FormState,
}
page!(AppealPage);

/// What is appealed against.
enum About {
    Decision(Ahead),
    Measure(measures::Ahead),
}

impl About {
    async fn of(service: &Service, reader: &Actor, notice: NoticeId) -> Result<Self, Error> {
        match measures::of_notice(service, reader, notice).await? {
            Some(ahead) => Ok(Self::Measure(ahead)),
            None => Ok(Self::Decision(of_notice(service, reader, notice).await?)),
        }
    }

    fn is_open(&self) -> bool {
        match self {
            Self::Decision(ahead) => ahead.appeal_until.is_some(),
            Self::Measure(ahead) => ahead.appeal_until.is_some(),
        }
    }
}

async fn form(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    Path(notice): Path<NoticeId>,
) -> Result<Response, Error> {
    let about = About::of(&service, &actor, notice).await?;
    if !about.is_open() {
        return Ok(see_other(&format!("/notices/{notice}")));
    }
    let days = super::appeal_days(&service);
    Ok(AppealPage { layout, notice, about, days, form: FormState::new() }.into_response())
}

async fn send(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    Path(notice): Path<NoticeId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let grounds = form.value("grounds").to_owned();
    match appeals::lodge(&service, Appellant::Uploader(&actor, notice), &grounds).await {
        Ok(_) => {
            session::say(&session, layout.language.say("appeal-form-sent").to_string()).await?;
            return Ok(see_other(&format!("/notices/{notice}#ahead")));
        }
        Err(error) => form.refuse_with(error)?,
    }
    form.reword_missing(|field| (field == "grounds").then(|| Text::of("appeal-wrong-grounds")));
    let about = About::of(&service, &actor, notice).await?;
    let days = super::appeal_days(&service);
    Ok(again(AppealPage { layout, notice, about, days, form }))
}

async fn withdraw(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    Path(notice): Path<NoticeId>,
) -> Result<Response, Error> {
    appeals::withdraw(&service, Appellant::Uploader(&actor, notice)).await?;
    session::say(&session, layout.language.say("ahead-appeal-taken-back").to_string()).await?;
    Ok(see_other(&format!("/notices/{notice}#ahead")))
}

impl Sample for AppealPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let wrong = FormState::new().refused("grounds", "Say why you think that the decision is wrong.");
        let page = |about, form| Self {
            notice: NoticeId(uuid::Uuid::from_u128(61)),
            about,
            days: 7,
            layout: layout.clone(),
            form,
        };
        let decision = || About::Decision(made_up::ahead(&layout, false));
        vec![
            page(decision(), FormState::new()),
            page(decision(), wrong),
            page(About::Measure(made_up::against(&layout, false)), FormState::new()),
        ]
    }
}
