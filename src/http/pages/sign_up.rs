//! Signing up, and entering the code that was mailed. The account's keys are made in the browser; the JSON API takes what
//! may leave it.

use serde::Deserialize;

use super::Samples;
use super::prelude::*;
use super::sign_in::{local, onward};
use crate::config::MailRoute;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/sign-up", get(show)).route("/sign-up/code", get(code))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<SignUpPage>();
    samples.add::<CodePage>();
}

/// The form, the recovery key that is shown once, and the form for the code.
#[derive(Template)]
#[template(path = "sign_up.html")]
struct SignUpPage {
    layout: Layout,
    next: String,
    /// Whether mail leaves this service; otherwise its operator finds it in a folder.
    sends_mail: bool,
}

/// The form for the code, for who comes back with it later.
#[derive(Template)]
#[template(path = "sign_up_code.html")]
struct CodePage {
    layout: Layout,
    next: String,
    sends_mail: bool,
}
page!(SignUpPage, CodePage);

impl SignUpPage {
    fn to(&self, path: &str) -> String {
        onward(path, &self.next)
    }
}

impl CodePage {
    fn to(&self, path: &str) -> String {
        onward(path, &self.next)
    }
}

impl Sample for SignUpPage {
    fn samples() -> Vec<Self> {
        [true, false]
            .map(|sends_mail| Self { layout: Layout::sample_for_strangers(), next: "/drive".into(), sends_mail })
            .into()
    }
}

impl Sample for CodePage {
    fn samples() -> Vec<Self> {
        [true, false]
            .map(|sends_mail| Self { layout: Layout::sample_for_strangers(), next: "/drive".into(), sends_mail })
            .into()
    }
}

fn sends_mail(service: &Service) -> bool {
    matches!(service.config.mail, MailRoute::Smtp { .. })
}

#[derive(Deserialize)]
struct Next {
    next: Option<String>,
}

async fn show(
    State(service): State<Service>,
    Visitor(actor): Visitor,
    layout: Layout,
    Query(Next { next }): Query<Next>,
) -> Response {
    let next = local(next);
    if actor.is_some() {
        return see_other(&next);
    }
    SignUpPage { layout, next, sends_mail: sends_mail(&service) }.into_response()
}

async fn code(
    State(service): State<Service>,
    Visitor(actor): Visitor,
    layout: Layout,
    Query(Next { next }): Query<Next>,
) -> Response {
    let next = local(next);
    if actor.is_some() {
        return see_other(&next);
    }
    CodePage { layout, next, sends_mail: sends_mail(&service) }.into_response()
}
