//! Signing in and out. The password is stretched in the browser; the JSON API takes what may leave it.

use axum::response::Redirect;
use http::header;
use serde::Deserialize;

use super::Samples;
use super::prelude::*;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/sign-in", get(show)).route("/sign-out", post(sign_out))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<SignInPage>();
}

/// The form.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    layout: Layout,
    next: String,
}
page!(SignInPage);

impl SignInPage {
    fn to(&self, path: &str) -> String {
        onward(path, &self.next)
    }
}

/// Another page on the way to `next`.
pub(super) fn onward(path: &str, next: &str) -> String {
    format!("{path}?next={}", url::form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>())
}

impl Sample for SignInPage {
    fn samples() -> Vec<Self> {
        vec![Self { layout: Layout::sample_for_strangers(), next: "/drive".into() }]
    }
}

#[derive(Deserialize)]
struct Next {
    next: Option<String>,
}

/// Where to go afterwards: a path of ours, whatever the query says. Browsers read `//` and `/\` as another host.
pub(super) fn local(next: Option<String>) -> String {
    next.filter(|next| {
        let rest = next.strip_prefix('/');
        rest.is_some_and(|rest| !rest.starts_with(['/', '\\'])) && !next.chars().any(|c| c.is_control() || c == '\\')
    })
    .unwrap_or_else(|| "/drive".to_owned())
}

async fn show(Visitor(actor): Visitor, layout: Layout, Query(Next { next }): Query<Next>) -> Response {
    let next = local(next);
    if actor.is_some() {
        return see_other(&next);
    }
    SignInPage { layout, next }.into_response()
}

/// Ends the session, and lets the browser drop what this site stored, the master key before all.
async fn sign_out(session: Session) -> Result<Response, Error> {
    session::end(&session).await?;
    Ok(([(header::HeaderName::from_static("clear-site-data"), "\"storage\"")], Redirect::to("/")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_away_from_here() {
        for next in
            ["//evil.example", "/\\evil.example", "https://evil.example", "", "evil", "/a\\b", "/\t/evil.example"]
        {
            assert_eq!(local(Some(next.to_owned())), "/drive", "{next:?}");
        }
        assert_eq!(local(Some("/rights?x=1".to_owned())), "/rights?x=1");
    }
}
