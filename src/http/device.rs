//! The cookie by which a browser is known again when somebody signs in ([`devices`]). It opens nothing: it
//! outlives the session, and only says on which count a wrong password goes.

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{self, HeaderName};
use http::request::Parts;
use http::{HeaderValue, Method};
use tower_sessions::Session;
use tower_sessions::cookie::{Cookie, SameSite};

use super::{Error, error, session};
use crate::accounts::devices::{self, DeviceToken};
use crate::service::Service;

fn name(service: &Service) -> &'static str {
    // A browser accepts the prefix only with Secure, Path=/ and no Domain: no neighbour host can plant one.
    if is_secure(service) { "__Host-writ-device" } else { "writ-device" }
}

fn is_secure(service: &Service) -> bool {
    service.config.public_url.scheme() == "https"
}

/// The device a request comes from, as far as it says so. Whether any account knows it is for the room to find out.
#[derive(Clone, Debug)]
pub(super) struct Device(pub(super) Option<DeviceToken>);

impl FromRequestParts<Service> for Device {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Error> {
        let lines = parts.headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut cookies = lines.flat_map(Cookie::split_parse).filter_map(Result::ok);
        let cookie = cookies.find(|cookie| cookie.name() == name(service));
        Ok(Self(cookie.and_then(|cookie| DeviceToken::parse(cookie.value()))))
    }
}

/// The header that hands a browser its token.
pub(super) fn cookie(service: &Service, token: &DeviceToken) -> Result<[(HeaderName, String); 1], Error> {
    let lifetime = time::Duration::try_from(service.config.limits.request_data).map_err(Error::internal)?;
    let cookie = Cookie::build((name(service), token.expose()))
        .path("/")
        .http_only(true)
        .secure(is_secure(service))
        .same_site(SameSite::Strict)
        .max_age(lifetime);
    Ok([(header::SET_COOKIE, cookie.to_string())])
}

/// Hands a browser its token again, once a day, with a page that somebody who is signed in goes to: it is known until so long after
/// its last use. What a cache may keep hands nobody a token, since others are answered from there. The page is served all the same where
/// the use cannot be noted.
pub(super) async fn keep_known(
    State(service): State<Service>,
    Device(token): Device,
    request: Request,
    next: Next,
) -> Response {
    let session = request.extensions().get::<Session>().cloned();
    let goes_to_a_page = request.method() == Method::GET && error::wants_page(request.uri().path(), request.headers());
    let mut response = next.run(request).await;
    let is_theirs = goes_to_a_page && is_for_its_reader(&response);
    if let (Some(token), Some(session)) = (token, session)
        && is_theirs
    {
        match noted(&service, &session, &token).await {
            Ok(Some(line)) => {
                response.headers_mut().append(header::SET_COOKIE, line);
            }
            Ok(None) => {}
            Err(error) => {
                let cause = anyhow::Error::from(error);
                tracing::warn!(cause = format!("{cause:#}"), "the use of a browser cannot be noted");
            }
        }
    }
    response
}

/// Whether no cache keeps an answer for others. Where its handler says nothing, it is not stored at all ([`super::security::headers`]).
fn is_for_its_reader(response: &Response) -> bool {
    response
        .headers()
        .get(header::CACHE_CONTROL)
        .is_none_or(|cache| cache.to_str().is_ok_and(|cache| cache.contains("no-store") || cache.contains("private")))
}

/// The line that hands a browser its token, if its use by whoever is signed in was noted now.
async fn noted(service: &Service, session: &Session, token: &DeviceToken) -> Result<Option<HeaderValue>, Error> {
    let Some(account) = session::account(session).await? else { return Ok(None) };
    if !devices::note_use(service, account, token).await? {
        return Ok(None);
    }
    let [(_, line)] = cookie(service, token)?;
    Ok(Some(HeaderValue::try_from(line).map_err(Error::internal)?))
}
