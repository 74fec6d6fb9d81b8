//! Signing up. The account's keys are made in the browser; the JSON API takes what may leave it.

use serde::Deserialize;

use super::Samples;
use super::prelude::*;
use super::sign_in::local;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/sign-up", get(show))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<SignUpPage>();
}

/// The form, and the recovery key that is shown once.
#[derive(Template)]
#[template(path = "sign_up.html")]
struct SignUpPage {
    layout: Layout,
    next: String,
}
page!(SignUpPage);

impl Sample for SignUpPage {
    fn samples() -> Vec<Self> {
        vec![Self { layout: Layout::sample_for_strangers(), next: "/drive".into() }]
    }
}

#[derive(Deserialize)]
struct Next {
    next: Option<String>,
}

async fn show(Visitor(actor): Visitor, layout: Layout, Query(Next { next }): Query<Next>) -> Response {
    let next = local(next);
    if actor.is_some() {
        return see_other(&next);
    }
    SignUpPage { layout, next }.into_response()
}
