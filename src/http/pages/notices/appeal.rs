//! The form by which an uploader has a decision looked at again.

use super::super::Samples;
use super::super::prelude::*;
use super::{made_up, of_notice};
use crate::ids::NoticeId;
use crate::process::ahead::Ahead;
use crate::process::appeals::{self, Appellant};

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
    ahead: Ahead,
    days: u64,
    form: FormState,
}
page!(AppealPage);

async fn form(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    Path(notice): Path<NoticeId>,
) -> Result<Response, Error> {
    let ahead = of_notice(&service, &actor, notice).await?;
    if ahead.appeal_until.is_none() {
        return Ok(see_other(&format!("/notices/{notice}")));
    }
    let days = super::appeal_days(&service);
    Ok(AppealPage { layout, notice, ahead, days, form: FormState::new() }.into_response())
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
    form.reword_missing(|field| (field == "grounds").then(|| layout.language.say("appeal-wrong-grounds").to_string()));
    let ahead = of_notice(&service, &actor, notice).await?;
    let days = super::appeal_days(&service);
    Ok(again(AppealPage { layout, notice, ahead, days, form }))
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
        let page = |form| Self {
            notice: NoticeId(uuid::Uuid::from_u128(61)),
            ahead: made_up::ahead(&layout, false),
            days: 7,
            layout: layout.clone(),
            form,
        };
        vec![page(FormState::new()), page(wrong)]
    }
}
