//! The portal over HTTP: router, extractors, one error type, security headers, sessions.
//!
//! Pages and the JSON API call the same verbs. What a request may be is decided here; what may be done, in the rooms.
//!
//! A mirror has a face of its own ([`mirror`]), and an operator's monitoring reads on a port of its own ([`metrics`]).
//!
//! From the outside in, a request comes over one of so many connections ([`connections`]), in plain or under TLS ([`tls`]), and
//! passes: its id and trace line, the security headers, the session, the presentation of errors, whether the database is behind
//! its published log ([`standing`]), whether its browser is to stay known ([`device`]), the cross-origin check, the limits on its
//! body's silence and size, and then the handler.

pub mod api;
pub mod connections;
mod device;
pub mod error;
pub mod extract;
pub mod form;
mod health;
mod hooks;
mod log;
pub mod metrics;
pub mod mirror;
pub mod pages;
mod refusals;
pub mod security;
pub mod session;
mod standing;
pub mod static_files;
pub mod tls;
mod trace;
mod upload;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use tower_http::timeout::RequestBodyTimeoutLayer;

pub use error::Error;

use crate::service::Service;

/// Everything this process serves: the portal, and each of its own mirrors under `/m/{id}`. What mirrors are asked passes
/// none of the portal's layers: no session, no trace.
pub fn router(service: Service) -> Router {
    let mirrors = service.mirrors.clone();
    mirrors.embedded().iter().fold(portal(service), |router, embedded| {
        let mirror = embedded.mirror.clone();
        router.nest(&format!("/m/{}", mirror.id()), mirror::router(mirror))
    })
}

fn portal(service: Service) -> Router {
    let limits = &service.config.limits;
    Router::new()
        .merge(pages::routes())
        .merge(api::routes(&service))
        .merge(log::routes())
        .merge(static_files::routes())
        .merge(health::routes())
        .merge(hooks::routes())
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(DefaultBodyLimit::max(limits.body_bytes))
        .layer(RequestBodyTimeoutLayer::new(limits.body_silence))
        .layer(security::same_origin(&service.config.public_url))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(error::panicked))
        .layer(middleware::from_fn_with_state(service.clone(), device::keep_known))
        .layer(middleware::from_fn_with_state(service.clone(), standing::require_current))
        .layer(middleware::from_fn_with_state(service.clone(), error::present))
        .layer(session::layer(&service))
        .layer(middleware::from_fn_with_state(service.clone(), security::headers))
        .layer(middleware::from_fn_with_state(service.clone(), trace::request))
        .with_state(service)
}
