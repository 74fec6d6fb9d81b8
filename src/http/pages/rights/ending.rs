//! The end of an organisation, which an owner confirms on a page of its own.

use super::super::Samples;
use super::super::prelude::*;
use super::{Holder, Which, to_application};
use crate::claims::organisations::{self, State as Standing};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/end", get(show).post(end))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<EndPage>();
}

/// Before an organisation ends: what that means.
#[derive(Template)]
#[template(path = "rights/ending.html")]
struct EndPage {
    layout: Layout,
    holder: Holder,
    form: FormState,
}
page!(EndPage);

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::owned(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    Ok(EndPage { layout, holder, form: FormState::new() }.into_response())
}

async fn end(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::owned(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    let sure = form.value("sure") == "yes";
    if let Err(error) = organisations::end(&service, &actor, holder.organisation.id, sure).await {
        form.refuse_with(error)?;
        return Ok(again(EndPage { layout, holder, form }));
    }
    session::say(&session, layout.language.say("ending-done").to_string()).await?;
    Ok(see_other(&format!("/rights{}", holder.query())))
}

impl Sample for EndPage {
    fn samples() -> Vec<Self> {
        let page = |form: FormState| {
            let layout = Layout::sample();
            let holder = Holder::sample(&layout, Standing::Verified);
            Self { layout, holder, form }
        };
        let refused = FormState::new().refused("sure", Text::of("organisation-sure"));
        vec![page(FormState::new()), page(refused)]
    }
}
