//! What other services call to tell us something: mail that came back.
//!
//! `POST /hooks/bounces`, with the operator's secret as `Authorization: Bearer`. The body is either JSON, or a delivery status
//! report as it was mailed (RFC 3464), `multipart/report` or `message/rfc822`. A report of a message that is not ours, or not
//! on its way, is taken and does nothing: whoever repeats a report need not know which it was. Where the operator set no
//! secret there is nothing here.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::post;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::Error;
use super::extract::read_json;
use crate::mail::bounces::{self, Bounce, Kind, Status};
use crate::service::Service;
use crate::tokens::Digest;

/// How many bounces one request may tell of.
const AT_ONCE: usize = 1_000;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/hooks/bounces", post(bounced))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    bounces: Vec<ToldBounce>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldBounce {
    /// The `Message-ID` of the message that came back.
    message_id: String,
    /// `hard` or `soft`; without it, what the status says.
    kind: Option<String>,
    /// An enhanced status code, such as `5.1.1`.
    status: Option<String>,
}

async fn bounced(State(service): State<Service>, headers: HeaderMap, body: Bytes) -> Result<impl IntoResponse, Error> {
    let Some(secret) = &service.config.bounce_secret else { return Err(Error::NotFound) };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let given = given.strip_prefix("Bearer ").unwrap_or_default();
    // Of their digests, so that the time says nothing of the secret, its length neither.
    let (given, secret) = (Digest::of(given.as_bytes()), Digest::of(secret.expose().as_bytes()));
    if !bool::from(given.0.ct_eq(&secret.0)) {
        return Err(Error::Key("This secret does not work here.".to_owned()));
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is = |kinds: &[&str]| kinds.iter().any(|of| kind.to_ascii_lowercase().starts_with(of));
    let told: Vec<Bounce> = if is(&["application/json"]) {
        let told: Told = read_json(&body)?;
        if told.bounces.len() > AT_ONCE {
            return Err(Error::TooLarge(format!("One request tells of at most {AT_ONCE} bounces.").into()));
        }
        let origin = &service.keys.origin;
        told.bounces.iter().filter_map(|told| told.read(origin).transpose()).collect::<Result<_, _>>()?
    } else if is(&["multipart/report"]) {
        // The report's own headers are those of the request.
        let report = [format!("Content-Type: {kind}\r\nMIME-Version: 1.0\r\n\r\n").as_bytes(), &body].concat();
        bounces::read_report(&report, &service.keys.origin).into_iter().collect()
    } else if is(&["message/rfc822"]) {
        bounces::read_report(&body, &service.keys.origin).into_iter().collect()
    } else {
        return Err(Error::UnsupportedMediaType("application/json, multipart/report or message/rfc822"));
    };
    bounces::record(&service, &told).await.map_err(Error::internal)?;
    Ok(StatusCode::NO_CONTENT)
}

impl ToldBounce {
    /// `None`: it is of a message that is not ours.
    fn read(&self, origin: &str) -> Result<Option<Bounce>, Error> {
        let malformed = |what: &str| Error::Malformed(format!("A bounce's {what}."));
        let status = match &self.status {
            Some(status) => {
                Some(Status::parse(status).ok_or_else(|| malformed("status has the form of RFC 3463, such as 5.1.1"))?)
            }
            None => None,
        };
        let kind = match &self.kind {
            Some(kind) => kind.parse().map_err(|_| malformed("kind is hard or soft"))?,
            None => status.and_then(Status::kind).unwrap_or(Kind::Hard),
        };
        Ok(bounces::message_of(&self.message_id, origin).map(|message| Bounce { message, kind, status }))
    }
}
