//! The pages: one file a resource with its routes, its handlers and its page structs.
//!
//! # How to write one
//!
//! A page struct holds what its template shows, and [`Layout`], which the frame around it needs. The template extends
//! `base.html`, whose head comment lists every block, macro and filter; that of a page of the desk extends `desk/page.html`.
//! A handler takes [`Layout`] like any extractor:
//!
//! ```text
//! use super::prelude::*;
//!
//! pub(super) fn routes() -> Router<Service> {
//!     Router::new().route("/rights/works", get(list).post(register))
//! }
//!
//! /// The works of an organisation, and the form for another one.
//! #[derive(Template)]
//! #[template(path = "rights/works.html")]
//! struct WorksPage {
//!     layout: Layout,
//!     works: Vec<Work>,
//!     form: FormState,
//! }
//! page!(WorksPage);
//!
//! impl Sample for WorksPage {
//!     fn samples() -> Vec<Self> {
//!         vec![Self { layout: Layout::sample(), works: vec![], form: FormState::new() }]
//!     }
//! }
//!
//! async fn list(State(service): State<Service>, SignedIn(actor): SignedIn, layout: Layout) -> Result<WorksPage, Error> {
//!     Ok(WorksPage { layout, works: claims::works(&service, actor).await?, form: FormState::new() })
//! }
//!
//! async fn register(
//!     State(service): State<Service>, SignedIn(actor): SignedIn, layout: Layout, session: Session, mut form: FormState,
//! ) -> Result<Response, Error> {
//!     let title = form.read("title", WorkTitle::parse);
//!     let Some(title) = title else {
//!         let works = claims::works(&service, actor).await?;
//!         return Ok(again(WorksPage { layout, works, form }));   // 422, with what was typed
//!     };
//!     claims::register_work(&service, actor, title).await?;
//!     session::say(&session, layout.language.say("works-registered-now").to_string()).await?;
//!     Ok(see_other("/rights/works"))
//! }
//! ```
//!
//! Words stand in `locales/`, and a template says them by key: `{{ "notices-title"|say }}` ([`filters`]). What Rust says itself,
//! such as the sentence left for the next page, it says by `layout.language`; what stands at a field is a `Text`, which the page says.
//!
//! Then list the room's `routes()` in [`routes`] and its samples in [`samples`]: one test renders them all.

mod account;
mod agreement;
mod board;
mod closed;
mod complaint;
mod desk;
mod drive;
mod evidence;
pub mod filters;
mod first_run;
mod home;
mod layout;
mod log;
mod notices;
mod object_case;
mod open;
mod passkeys;
mod personal;
mod policies;
mod report;
mod rights;
mod sign_in;
mod sign_up;
mod staff;
pub mod timeline;
mod transparency;

use askama::Template;
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, header};

pub use layout::{Layout, Viewer};

use super::Error;
use super::error::Words;
use crate::service::Service;
use crate::texts::{Language, Text};

/// What nearly every page file needs.
#[allow(unused_imports, reason = "a page file takes what it needs")]
pub(super) mod prelude {
    pub(super) use askama::Template;
    pub(super) use axum::Router;
    pub(super) use axum::extract::State;
    pub(super) use axum::response::{IntoResponse, Response};
    pub(super) use axum::routing::{get, post};
    pub(super) use tower_sessions::Session;

    pub(super) use super::{Layout, Sample, again, filters, fragment, page, see_other};
    pub(super) use crate::http::extract::{
        Administrator, Path, Query, Reader, Reviewer, Senior, SignedIn, Staff, Visitor,
    };
    pub(super) use crate::http::form::FormState;
    pub(super) use crate::http::{Error, session};
    pub(super) use crate::service::Service;
    pub(super) use crate::texts::{Language, Text};
}

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .merge(home::routes())
        .merge(policies::routes())
        .merge(transparency::routes())
        .merge(sign_up::routes())
        .merge(sign_in::routes())
        .merge(account::routes())
        .merge(passkeys::routes())
        .merge(personal::routes())
        .merge(first_run::routes())
        .merge(staff::routes())
        .merge(desk::routes())
        .merge(log::routes())
        .merge(open::routes())
        .merge(complaint::routes())
        .merge(drive::routes())
        .merge(notices::routes())
        .merge(agreement::routes())
        .merge(rights::routes())
        .merge(report::routes())
        .merge(evidence::routes())
}

/// A page struct with contexts worth rendering: the first is full, so that nothing in it is an empty state; others show
/// what is missing or wrong.
pub trait Sample: Template + Sized {
    /// The contexts.
    fn samples() -> Vec<Self>;
}

/// Samples, rendered: the name of each and how it came out.
#[derive(Debug, Default)]
pub struct Samples(pub Vec<(String, askama::Result<String>)>);

impl Samples {
    /// Renders every sample of a page in every language. `desk::objects::ObjectPage` is named so, and its first sample
    /// `desk::objects::ObjectPage 0`, in French `desk::objects::ObjectPage 0 fr`.
    pub fn add<T: Sample>(&mut self) {
        let name = std::any::type_name::<T>();
        let name = name.rsplit_once("pages::").map_or(name, |(_, name)| name);
        for (index, page) in T::samples().iter().enumerate() {
            for language in Language::all() {
                // The plain name is the English page's.
                let suffix = if language == Language::default() { String::new() } else { format!(" {language}") };
                self.0.push((format!("{name} {index}{suffix}"), page.render_with_values(&filters::In(language))));
            }
        }
    }
}

/// Every sample of every page: for the test that no template is broken, and for looking at them.
pub fn samples() -> Samples {
    let mut samples = Samples::default();
    samples.add::<ErrorPage>();
    home::samples(&mut samples);
    policies::samples(&mut samples);
    transparency::samples(&mut samples);
    sign_up::samples(&mut samples);
    sign_in::samples(&mut samples);
    account::samples(&mut samples);
    first_run::samples(&mut samples);
    staff::samples(&mut samples);
    desk::samples(&mut samples);
    log::samples(&mut samples);
    open::samples(&mut samples);
    complaint::samples(&mut samples);
    drive::samples(&mut samples);
    notices::samples(&mut samples);
    agreement::samples(&mut samples);
    passkeys::samples(&mut samples);
    personal::samples(&mut samples);
    rights::samples(&mut samples);
    report::samples(&mut samples);
    evidence::samples(&mut samples);
    samples
}

/// Makes a page struct a response: rendered in the language of its layout, or an internal error that says which template
/// failed.
macro_rules! page {
    ($($page:ty),+ $(,)?) => {$(
        impl axum::response::IntoResponse for $page {
            fn into_response(self) -> axum::response::Response {
                $crate::http::pages::rendered(&self, self.layout.language)
            }
        }
    )+};
}
use page;

/// The same for a piece of a page that a script asks for, which has a field `language`, and no frame.
macro_rules! fragment {
    ($($fragment:ty),+ $(,)?) => {$(
        impl axum::response::IntoResponse for $fragment {
            fn into_response(self) -> axum::response::Response {
                $crate::http::pages::rendered(&self, self.language)
            }
        }
    )+};
}
use fragment;

fn rendered(page: &impl Template, language: Language) -> Response {
    match page.render_with_values(&filters::In(language)) {
        Ok(html) => {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CONTENT_LANGUAGE, language.as_str()),
                // The language is the account's, else the browser's.
                (header::VARY, "accept-language, cookie"),
            ];
            (headers, html).into_response()
        }
        Err(error) => Error::internal(error).into_response(),
    }
}

/// The form again, with what was typed and what is wrong: 422.
pub fn again(page: impl IntoResponse) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// After a form was done: look here (303).
pub fn see_other(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Where an error page leads on to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WayOn {
    /// Nothing is there, where private links of notices lead: whoever came by one can ask for another, whatever there ever was.
    LostLinks,
    /// What was sent needs a session: the way to one leaves this page where it is, since loading it again sends the form again.
    SignIn,
    /// An owner of the reader's organisation could do it: no administrator gives that role.
    Owners,
}

impl WayOn {
    fn from(error: &Error, layout: &Layout) -> Option<Self> {
        match error {
            Error::NotFound if layout.is_at("/report") => Some(Self::LostLinks),
            Error::Unauthenticated => Some(Self::SignIn),
            Error::Forbidden(why) if *why == Text::of("member-owner-only").sentence() => Some(Self::Owners),
            _ => None,
        }
    }
}

/// The one error page.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    layout: Layout,
    title: String,
    text: String,
    /// Whether the text tells of a program's mistake, which is done in English.
    text_is_english: bool,
    advice: String,
    organisation: Option<String>,
    fields: Vec<super::form::FieldError>,
    way_on: Option<WayOn>,
}
page!(ErrorPage);

impl Sample for ErrorPage {
    fn samples() -> Vec<Self> {
        let blocked = Error::Blocked { ground: "copyright".into(), organisation: Some("Example Pictures".into()) };
        let invalid = Error::invalid("file", Text::of("evidence-choose"));
        let at_the_desk = Layout { path: "/desk/samples".into(), ..Layout::sample() };
        let for_owners = Error::Forbidden(Text::of("member-owner-only").sentence());
        let errors = [Error::NotFound, blocked, invalid, for_owners];
        let pages = errors.iter().map(|error| ErrorPage::of(Layout::sample(), error));
        let by_link = Layout { path: "/report/x".into(), ..Layout::sample_for_strangers() };
        let ended = ErrorPage::of(Layout::sample_for_strangers(), &Error::Unauthenticated);
        let missing = [at_the_desk, by_link].map(|layout| ErrorPage::of(layout, &Error::NotFound));
        pages.chain(missing).chain([ended]).collect()
    }
}

impl ErrorPage {
    fn of(layout: Layout, error: &Error) -> Self {
        let organisation = match error {
            Error::Blocked { organisation, .. } => organisation.clone(),
            _ => None,
        };
        let fields = match error {
            Error::Invalid(form) => form.errors().to_vec(),
            _ => Vec::new(),
        };
        let words = Words::of(error, layout.language);
        let Words { title, text, text_is_english, advice } = words;
        let way_on = WayOn::from(error, &layout);
        Self { layout, title, text, text_is_english, advice, organisation, fields, way_on }
    }
}

/// The page for an error, with its status.
pub(super) fn error_page(layout: Layout, error: &Error) -> Response {
    (error.status(), ErrorPage::of(layout, error)).into_response()
}
