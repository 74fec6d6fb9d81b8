//! Extractors: who asks, from where, and what they sent; each refusal is an [`Error`] with a good page.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use http::request::Parts;
use http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use tower_sessions::Session;

use super::{Error, session};
use crate::accounts::{self, Actor, api_tokens};
use crate::service::Service;
use crate::texts::{Language, Text};

/// Who came with a session, if anyone did.
#[derive(Clone, Copy, Debug)]
pub struct Visitor(pub Option<Actor>);

/// Somebody who signed in. API tokens do not count: see [`Caller`].
#[derive(Clone, Copy, Debug)]
pub struct SignedIn(pub Actor);

/// Somebody who signed in, or whose API token came as `Authorization: Bearer`. For storing and sharing files.
#[derive(Clone, Copy, Debug)]
pub struct Caller(pub Actor);

/// A reviewer or senior who signed in.
#[derive(Clone, Copy, Debug)]
pub struct Reviewer(pub Actor);

/// A senior who signed in.
#[derive(Clone, Copy, Debug)]
pub struct Senior(pub Actor);

/// An administrator who signed in.
#[derive(Clone, Copy, Debug)]
pub struct Administrator(pub Actor);

/// Staff of any kind who signed in.
#[derive(Clone, Copy, Debug)]
pub struct Staff(pub Actor);

/// The actor of a session, with the roles they have now.
pub(super) async fn actor_of(service: &Service, session: &Session) -> Result<Option<Actor>, Error> {
    let Some(account) = session::account(session).await? else { return Ok(None) };
    let mut tx = service.db.read().await?;
    Ok(accounts::actor(&mut tx, account).await?)
}

impl FromRequestParts<Service> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Error> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(*known);
        }
        let visitor = match parts.extensions.get::<Session>() {
            Some(session) => Self(actor_of(service, session).await?),
            None => Self(None),
        };
        parts.extensions.insert(visitor);
        Ok(visitor)
    }
}

impl FromRequestParts<Service> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Error> {
        let Visitor(actor) = Visitor::from_request_parts(parts, service).await?;
        actor.map(Self).ok_or(Error::Unauthenticated)
    }
}

impl FromRequestParts<Service> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Error> {
        let Some(credentials) = parts.headers.get(header::AUTHORIZATION) else {
            return SignedIn::from_request_parts(parts, service).await.map(|SignedIn(actor)| Self(actor));
        };
        let (scheme, token) =
            credentials.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(Error::Unauthenticated)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Error::Unauthenticated);
        }
        api_tokens::authenticate(service, token.trim()).await?.map(Self).ok_or(Error::Unauthenticated)
    }
}

macro_rules! with_role {
    ($($name:ident: $may:ident, $needed:literal;)*) => {$(
        impl FromRequestParts<Service> for $name {
            type Rejection = Error;

            async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Error> {
                let SignedIn(actor) = SignedIn::from_request_parts(parts, service).await?;
                if actor.roles.$may() { Ok(Self(actor)) } else { Err(Error::Forbidden(Text::of($needed))) }
            }
        }
    )*};
}

with_role! {
    Reviewer: reviewer, "error-for-reviewers";
    Senior: senior, "error-for-seniors";
    Administrator: administrator, "error-for-administrators";
    Staff: staff, "error-for-staff";
}

/// The network address a request comes from, for counting attempts; never stored or logged as it is. Empty when the
/// router is called without a socket.
#[derive(Clone, Debug)]
pub struct ClientAddress(pub String);

impl FromRequestParts<Service> for ClientAddress {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Error> {
        let Some(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical())
        else {
            return Ok(Self(String::new()));
        };
        let lists = parts.headers.get_all("x-forwarded-for").iter().rev();
        let mut before = lists.flat_map(|list| list.as_bytes().rsplit(|byte| *byte == b',')).map(hop);
        // From the nearest hop back: what a proxy we trust says of the hop before it is believed, nothing else is. Where it
        // says nothing that can be read, whatever stands further back is a stranger's word.
        let mut client = peer;
        while service.config.trusted_proxies.contains(&client) {
            let Some(Some(further)) = before.next() else { break };
            client = further;
        }
        Ok(Self(network(client)))
    }
}

/// A hop as proxies write it: an address, with its port or without.
fn hop(text: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

/// One IPv6 customer has at least a /64: all of it counts as one.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The language that a browser asks for first, of those there are texts in.
pub(super) fn asked_for(headers: &HeaderMap) -> Language {
    let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
    Language::preferred(header.unwrap_or_default())
}

/// The language that is asked for by who has not said which they read, such as somebody who signs up.
#[derive(Clone, Copy, Debug)]
pub struct AskedFor(pub Language);

impl<S: Send + Sync> FromRequestParts<S> for AskedFor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        Ok(Self(asked_for(&parts.headers)))
    }
}

/// The language of whoever asks: their account's, else the one their browser asks for. [`Layout`](super::pages::Layout) has
/// it for pages.
#[derive(Clone, Copy, Debug)]
pub struct Reader(pub Language);

impl FromRequestParts<Service> for Reader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Error> {
        let Visitor(actor) = Visitor::from_request_parts(parts, service).await?;
        let Some(actor) = actor else { return Ok(Self(asked_for(&parts.headers))) };
        let mut tx = service.db.read().await?;
        let reader = accounts::reader(&mut tx, service, actor.account).await?;
        Ok(Self(reader.map_or_else(|| asked_for(&parts.headers), |(_, language)| language)))
    }
}

/// What stands in the path. A part that cannot be read names nothing: 404.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(Error::NotFound),
        }
    }
}

/// What stands in the query.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => {
                Err(Error::Malformed(format!("The address is not well formed: {}.", rejection.body_text())))
            }
        }
    }
}

/// A JSON document.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        require_json(request.headers())?;
        let body = axum::body::Bytes::from_request(request, state).await.map_err(Error::body)?;
        read_json(&body).map(Self)
    }
}

/// Refuses a body that does not say it is JSON.
pub(super) fn require_json(headers: &HeaderMap) -> Result<(), Error> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("application/json")) {
        Ok(())
    } else {
        Err(Error::UnsupportedMediaType("application/json"))
    }
}

/// Reads a JSON document.
pub(super) fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body)
        .map_err(|error| Error::Malformed(format!("The request's JSON cannot be taken: {}.", place_of(&error))))
}

/// Where it is wrong, and which field is missing, twice or not known. What stands there is told to nobody: it can be a key.
fn place_of(error: &serde_json::Error) -> String {
    let place = format!("at line {} column {}", error.line(), error.column());
    let words = error.to_string();
    let is_a_name = |text: &str| text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let named = ["missing field `", "duplicate field `", "unknown field `"].into_iter().find_map(|what| {
        let (name, _) = words.strip_prefix(what)?.split_once('`')?;
        is_a_name(name).then(|| format!("{what}{name}` "))
    });
    named.unwrap_or_default() + &place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_customer_is_one_address() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6".parse().unwrap()), "2001:db8:1:2::/64");
        assert_eq!(network("192.0.2.7".parse().unwrap()), "192.0.2.7");
    }
}
