//! The cookie by which a browser is known again when somebody signs in ([`devices`]). It opens nothing: it
//! outlives the session, and only says on which count a wrong password goes.

use axum::extract::FromRequestParts;
use http::header::{self, HeaderName};
use http::request::Parts;
use tower_sessions::cookie::{Cookie, SameSite};

use super::Error;
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
    let lifetime = time::Duration::try_from(devices::LIFETIME).map_err(Error::internal)?;
    let cookie = Cookie::build((name(service), token.expose()))
        .path("/")
        .http_only(true)
        .secure(is_secure(service))
        .same_site(SameSite::Strict)
        .max_age(lifetime);
    Ok([(header::SET_COOKIE, cookie.to_string())])
}
