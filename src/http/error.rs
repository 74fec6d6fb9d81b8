//! The one error of the portal, and how it is shown: a page in the reader's words to who asks for a page, an RFC 9457
//! problem document to everything else. Texts are fixed; a cause is logged once, here, and never shown.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body_util::LengthLimitError;
use serde_json::json;
use tower_http::timeout::TimeoutError;

use super::extract::asked_for;
use super::form::{FieldError, FormState};
use super::pages::Layout;
use super::trace::RequestId;
use crate::ids::ClaimId;
use crate::service::Service;
use crate::texts::{Language, Text};
use crate::{accounts, personal};

const BODY_TOO_LARGE: Text = Text::of("error-body-too-large");

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not yours: a stranger never learns which.
    #[error("There is nothing here.")]
    NotFound,
    /// Somebody must sign in first. A page that was only to be read is led to the sign-in.
    #[error("Sign in first.")]
    Unauthenticated,
    /// A key of the claims API that does not work.
    #[error("{0}")]
    Key(String),
    /// A link's password is missing or wrong; signing in would not help.
    #[error("{0}")]
    LinkPassword(Text),
    /// The person may not do this.
    #[error("{0}")]
    Forbidden(Text),
    /// The state of things forbids it.
    #[error("{0}")]
    Conflict(Text),
    /// The same, and which claim stands in the way.
    #[error("{message}")]
    Taken {
        /// What stands in the way.
        message: Text,
        /// That claim.
        claim: ClaimId,
    },
    /// The same request is being worked.
    #[error("{message}")]
    UnderWay {
        /// What is being worked.
        message: Text,
        /// When to ask again.
        retry_after: Duration,
    },
    /// Lines of a claim that cannot be targets: the number of each, from 1, and what is wrong with it.
    #[error("Some targets need to be put right.")]
    Targets(Vec<(usize, String)>),
    /// Fields that cannot be taken.
    #[error("Something in the form needs to be put right.")]
    Invalid(FormState),
    /// The request is not well formed: not something a person did.
    #[error("{0}")]
    Malformed(String),
    /// A body that stood still, or took for ever: names the limits.
    #[error("The request took too long to arrive ({0}).")]
    TooSlow(&'static str),
    /// Larger than the limit it names.
    #[error("{0}")]
    TooLarge(Text),
    /// A body of another kind than this one.
    #[error("The request's body must be {0}.")]
    UnsupportedMediaType(&'static str),
    /// The address does not take this method.
    #[error("This address does not take that method.")]
    MethodNotAllowed,
    /// A limit of attempts, which the text names.
    #[error("{message}")]
    TooManyRequests {
        /// Names the limit.
        message: Text,
        /// When to try again.
        retry_after: Duration,
    },
    /// It cannot be done now.
    #[error("{message}")]
    Unavailable {
        /// What cannot be done, and why.
        message: Text,
        /// When to try again.
        retry_after: Duration,
    },
    /// Blocked on legal grounds (RFC 7725).
    #[error("This was blocked after a notice.")]
    Blocked {
        /// `copyright`, `other-law` or `court`; `undisclosed` to an owner who was not told of it.
        ground: String,
        /// The organisation that gave notice, never a person.
        organisation: Option<String>,
    },
    /// It was here, and its account was closed.
    #[error("{0}")]
    Gone(Text),
    /// Our fault. The cause goes to the log.
    #[error("Something went wrong on our side.")]
    Internal(#[from] anyhow::Error),
}

impl Error {
    /// Our fault, from any cause.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self::Internal(cause.into())
    }

    /// One field that cannot be taken.
    pub fn invalid(field: &str, message: impl Into<Text>) -> Self {
        Self::Invalid(FormState::new().refused(field, message))
    }

    /// A body that could not be read.
    pub(super) fn body(error: impl std::error::Error + 'static) -> Self {
        let causes = || std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source());
        if causes().any(<dyn std::error::Error>::is::<TimeoutError>) {
            return Self::TooSlow("limits: body silence, part arrival");
        }
        // axum hands it on in a box of its own.
        if causes().any(|cause| cause.is::<LengthLimitError>() || cause.is::<Box<LengthLimitError>>()) {
            return Self::TooLarge(BODY_TOO_LARGE);
        }
        Self::Malformed("The request broke off.".to_owned())
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Unauthenticated | Self::Key(_) | Self::LinkPassword(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Conflict(_) | Self::Taken { .. } | Self::UnderWay { .. } => StatusCode::CONFLICT,
            Self::Invalid(_) | Self::Targets(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Blocked { .. } => StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS,
            Self::Gone(_) => StatusCode::GONE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Its texts: what it is called in few words, and what to do about it, under `error-…` and `error-…-advice`.
    const fn key(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Unauthenticated => "unauthenticated",
            Self::Key(_) => "key",
            Self::LinkPassword(_) => "link-password",
            Self::Forbidden(_) => "forbidden",
            Self::Conflict(_) | Self::Taken { .. } => "conflict",
            Self::UnderWay { .. } => "under-way",
            Self::Invalid(_) | Self::Targets(_) => "invalid",
            Self::Malformed(_) | Self::UnsupportedMediaType(_) => "malformed",
            Self::TooSlow(_) => "too-slow",
            Self::TooLarge(_) => "too-large",
            Self::MethodNotAllowed => "method",
            Self::TooManyRequests { .. } => "too-many",
            Self::Unavailable { .. } => "unavailable",
            Self::Blocked { .. } => "blocked",
            Self::Gone(_) => "gone",
            Self::Internal(_) => "internal",
        }
    }

    /// What it is called, in few English words, as the API says it.
    pub fn title(&self) -> String {
        Words::of(self, Language::default()).title
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooManyRequests { retry_after, .. }
            | Self::UnderWay { retry_after, .. }
            | Self::Unavailable { retry_after, .. } => Some(*retry_after),
            _ => None,
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(form) => form.errors(),
            _ => &[],
        }
    }
}

/// An error in words. What a program did wrong, and not a person, is said in English.
pub(super) struct Words {
    pub title: String,
    pub text: String,
    pub text_is_english: bool,
    pub advice: String,
}

impl Words {
    pub(super) fn of(error: &Error, language: Language) -> Self {
        let words = |suffix: &str| language.say(&format!("error-{}{suffix}", error.key())).to_string();
        let (text, text_is_english) = match error {
            Error::NotFound
            | Error::Unauthenticated
            | Error::Invalid(_)
            | Error::MethodNotAllowed
            | Error::Blocked { .. }
            | Error::Gone(_)
            | Error::Internal(_) => (words("-text"), false),
            Error::LinkPassword(message)
            | Error::Forbidden(message)
            | Error::Conflict(message)
            | Error::TooLarge(message)
            | Error::Taken { message, .. }
            | Error::UnderWay { message, .. }
            | Error::TooManyRequests { message, .. }
            | Error::Unavailable { message, .. } => (message.said_in(language), false),
            Error::Key(_)
            | Error::Targets(_)
            | Error::Malformed(_)
            | Error::TooSlow(_)
            | Error::UnsupportedMediaType(_) => (error.to_string(), true),
        };
        Self { title: words(""), text, text_is_english, advice: words("-advice") }
    }
}

impl From<accounts::Error> for Error {
    fn from(error: accounts::Error) -> Self {
        use accounts::Error as E;
        match error {
            E::WrongCredentials | E::WrongCode => Self::Forbidden(error.told()),
            E::TooManyAttempts { retry_after, .. } => Self::TooManyRequests { message: error.told(), retry_after },
            E::Invalid { field, message } => Self::invalid(field, message),
            E::NotFound => Self::NotFound,
            E::Forbidden(why) => Self::Forbidden(why),
            E::Conflict(why) => Self::Conflict(why),
            E::SamePerson => Self::Conflict(error.told()),
            E::Database(_) | E::Keys(_) | E::Audit(_) | E::Mail(_) | E::Hash(_) | E::Damaged(_) => {
                Self::internal(error)
            }
        }
    }
}

impl From<personal::Error> for Error {
    fn from(error: personal::Error) -> Self {
        use personal::Error as E;
        match error {
            E::InTheWay(why) => Self::Conflict(why),
            E::Confirmation(word) => {
                Self::invalid("confirmation", Text::of("closing-type").with("word", word).sentence())
            }
            E::Accounts(error) => error.into(),
            E::Claims(error) => error.into(),
            E::Vault(error) => error.into(),
            E::Takedown(error) => error.into(),
            E::Audit(_) | E::Keys(_) | E::Jobs(_) | E::Database(_) | E::Unreadable(_) | E::Archive(_) => {
                Self::internal(error)
            }
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::internal(error)
    }
}

/// The error of a response on its way to [`present`].
#[derive(Clone)]
struct Failure(Arc<Error>);

/// Without [`present`] around it, the bare status; with it, the page or document.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Failure(Arc::new(self)));
        response
    }
}

/// A handler panicked: it is logged and shown as any fault of ours.
#[expect(clippy::needless_pass_by_value, reason = "what the layer hands over")]
pub(super) fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let what = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("without a message");
    Error::Internal(anyhow::anyhow!("a handler panicked: {what}")).into_response()
}

/// What a failed request asked for.
struct Asked {
    method: Method,
    path_and_query: String,
    wants_page: bool,
    request_id: String,
    language: Language,
}

/// Turns the error of a response into what its reader can use.
pub(super) async fn present(State(service): State<Service>, request: Request, next: Next) -> Response {
    let asked = Asked {
        method: request.method().clone(),
        path_and_query: request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        wants_page: wants_page(request.uri().path(), request.headers()),
        language: asked_for(request.headers()),
        request_id: request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
    };
    // Behind the published log nobody is signed in.
    let current = service.log.require_current().is_ok();
    let session = request.extensions().get::<tower_sessions::Session>().filter(|_| current).cloned();
    let response = next.run(request).await;
    let failure = match response.extensions().get::<Failure>() {
        Some(failure) => Arc::clone(&failure.0),
        None => match bare(&response) {
            Some(error) => Arc::new(error),
            None => return response,
        },
    };
    if let Error::Internal(cause) = &*failure {
        tracing::error!(cause = format!("{cause:#}"), "failed");
    }
    let mut shown = if !asked.wants_page {
        problem(&failure, &asked)
    } else if matches!(*failure, Error::Unauthenticated) && asked.method == Method::GET {
        let next = url::form_urlencoded::byte_serialize(asked.path_and_query.as_bytes()).collect::<String>();
        return Redirect::to(&format!("/sign-in?next={next}")).into_response();
    } else {
        page(&service, session.as_ref(), &failure, &asked).await
    };
    let headers = shown.headers_mut();
    for (name, value) in response.headers() {
        if name == header::SET_COOKIE || name == header::ALLOW || name.as_str().starts_with("ratelimit") {
            headers.append(name, value.clone());
        }
    }
    if let Some(retry_after) = failure.retry_after() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after.as_secs().max(1)));
    }
    match &*failure {
        Error::Unauthenticated | Error::Key(_) => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"writ\""));
        }
        Error::LinkPassword(_) => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Writ-Link-Auth"));
        }
        Error::Blocked { .. } => {
            let link = format!("<{}>; rel=\"blocked-by\"", service.config.public_url);
            headers.extend(HeaderValue::from_str(&link).ok().map(|link| (header::LINK, link)));
        }
        _ => {}
    }
    shown
}

/// Browsers that go to an address ask for HTML; scripts and the command line do not.
pub(super) fn wants_page(path: &str, headers: &HeaderMap) -> bool {
    let accepts_html = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    accepts_html && !path.starts_with("/api/")
}

/// An error response that a layer below made without a word of ours.
fn bare(response: &Response) -> Option<Error> {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| !kind.starts_with("text/plain")) {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(Error::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(Error::MethodNotAllowed),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Error::TooLarge(BODY_TOO_LARGE)),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            Some(Error::Malformed("The request is not well formed.".to_owned()))
        }
        status if status.is_server_error() => {
            Some(Error::Internal(anyhow::anyhow!("a layer answered {status} without saying why")))
        }
        _ => None,
    }
}

/// An RFC 9457 problem document.
fn problem(error: &Error, asked: &Asked) -> Response {
    let status = error.status();
    // In English as the error says itself, which is more than what pages say of some.
    let detail =
        if asked.language == Language::default() { error.to_string() } else { Words::of(error, asked.language).text };
    let mut document = json!({
        "type": "about:blank",
        "title": error.title(),
        "status": status.as_u16(),
        "detail": detail,
        "request": asked.request_id,
    });
    if !error.fields().is_empty() {
        let fields = error
            .fields()
            .iter()
            .map(|error| json!({"field": error.field, "detail": error.message.said_in(asked.language)}));
        document["errors"] = fields.collect();
    }
    match error {
        Error::Targets(lines) => {
            document["targets"] = lines.iter().map(|(line, detail)| json!({"line": line, "detail": detail})).collect();
        }
        Error::Taken { claim, .. } => document["claim"] = json!(claim),
        _ => {}
    }
    if let Error::Blocked { ground, organisation } = error {
        document["ground"] = json!(ground);
        document["organisation"] = json!(organisation);
    }
    (status, [(header::CONTENT_TYPE, "application/problem+json")], document.to_string()).into_response()
}

async fn page(service: &Service, session: Option<&tower_sessions::Session>, error: &Error, asked: &Asked) -> Response {
    let layout = Layout::for_error(service, session, &asked.path_and_query, &asked.request_id, asked.language).await;
    super::pages::error_page(layout, error).into_response()
}
