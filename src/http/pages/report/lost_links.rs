//! Who lost the private link of a notice has another one mailed. The answer is the same whatever there is, also the time it takes.

use super::super::Samples;
use super::super::prelude::*;
use crate::accounts::Email;
use crate::http::extract::ClientAddress;
use crate::personal::lost_links;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/report/again", get(begin).post(ask))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<LostLinksPage>();
    samples.add::<AskedPage>();
}

/// The form.
#[derive(Template)]
#[template(path = "report/lost_links.html")]
struct LostLinksPage {
    layout: Layout,
    form: FormState,
}

/// The answer: it repeats nothing that was typed.
#[derive(Template)]
#[template(path = "report/lost_links_asked.html")]
struct AskedPage {
    layout: Layout,
}
page!(LostLinksPage, AskedPage);

async fn begin(layout: Layout) -> LostLinksPage {
    LostLinksPage { layout, form: FormState::new() }
}

async fn ask(
    State(service): State<Service>,
    ClientAddress(from): ClientAddress,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let asked = match Email::parse(form.value("email")) {
        Ok(email) => lost_links::ask(&service, &from, &email).await,
        Err(error) => Err(error.into()),
    };
    match asked {
        Ok(()) => return Ok(AskedPage { layout }.into_response()),
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(LostLinksPage { layout, form }))
}

impl Sample for LostLinksPage {
    fn samples() -> Vec<Self> {
        let page = |form| Self { layout: Layout::sample_for_strangers(), form };
        let wrong = FormState::new().with("email", "nora").refused("email", Text::of("account-enter-email-like"));
        vec![page(FormState::new().with("email", "nora@mail.example")), page(wrong)]
    }
}

impl Sample for AskedPage {
    fn samples() -> Vec<Self> {
        vec![Self { layout: Layout::sample_for_strangers() }]
    }
}
