//! What a browser may do with our pages: one strict policy, and no request from another site's page.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponseParts, Response, ResponseParts};
use http::{HeaderName, HeaderValue, header};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use url::Url;

use super::Error;
use crate::service::Service;
use crate::texts::Text;

/// The policy of every page: nothing but our own files, no inline script or style, no frame around us. What can stand in a frame on it is
/// the page in which evidence is shown alone, as nothing else of ours can.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                          connect-src 'self'; media-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self'; \
                          form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Put beside a page that opens objects: `(OpensObjects(origins), page)`. It lets that page fetch from the mirrors it
/// names and show what it opened.
#[derive(Clone, Debug, Default)]
pub struct OpensObjects {
    /// The origins of the object's mirrors, such as `https://mirror.example`.
    pub origins: Vec<String>,
}

impl OpensObjects {
    /// The policy of such a page.
    pub fn policy(&self) -> String {
        // An origin is written by `url` itself, so that no stored text can end the directive.
        let origins = self.origins.iter().filter_map(|origin| Url::parse(origin).ok()).map(|url| url.origin());
        let sources = origins.filter(url::Origin::is_tuple).map(|origin| format!(" {}", origin.ascii_serialization()));
        POLICY
            .replace("connect-src 'self'", &format!("connect-src 'self'{}", sources.collect::<String>()))
            .replace("img-src 'self'", "img-src 'self' blob:")
            .replace("media-src 'self'", "media-src 'self' blob:")
    }
}

impl IntoResponseParts for OpensObjects {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        parts.extensions_mut().insert(self);
        Ok(parts)
    }
}

/// The headers of the page that stands in a frame around what others sent (`static/viewer.html`). It is a sandbox also where it is opened by
/// itself: it has no origin, so that no cookie and nothing else of ours is within reach of what gets into it, and it fetches nothing but
/// scripts, style and fonts; what it shows, it is handed.
pub(super) fn framed(public_url: &Url) -> [(HeaderName, HeaderValue); 2] {
    // Of a page without an origin, not every browser takes `'self'` for the address that it came from.
    let ours = format!("'self' {}", public_url.origin().ascii_serialization());
    let policy = format!(
        "sandbox allow-scripts; default-src 'none'; script-src {ours}; style-src {ours}; font-src {ours}; img-src blob:; \
         media-src blob:; form-action 'none'; base-uri 'none'; frame-ancestors {ours}"
    );
    [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(POLICY))),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    ]
}

/// Sets the headers that every response carries. What a handler set itself stays.
pub(super) async fn headers(State(service): State<Service>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let policy = match response.extensions().get::<OpensObjects>() {
        Some(opens) => HeaderValue::from_str(&opens.policy()).unwrap_or(HeaderValue::from_static(POLICY)),
        None => HeaderValue::from_static(POLICY),
    };
    let https = service.config.public_url.scheme() == "https";
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        // What is on a page can change hands with the machine; static files say otherwise themselves.
        (header::CACHE_CONTROL, "no-store"),
    ];
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if https {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    response
}

/// Refuses what another site's page sends in a visitor's name.
pub(super) fn same_origin(public_url: &Url) -> CsrfLayer<fn(ProtectionError) -> Response> {
    let origin = public_url.origin().ascii_serialization();
    let layer = CsrfLayer::new();
    // Behind a proxy that renames the host, the origin that browsers know is the public one.
    let layer = layer.clone().add_trusted_origin(origin).unwrap_or(layer);
    layer.with_rejection_response(refuse as fn(ProtectionError) -> Response)
}

fn refuse(_error: ProtectionError) -> Response {
    use axum::response::IntoResponse as _;
    Error::Forbidden(Text::of("error-other-site")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_opens_objects_reaches_its_mirrors_and_nothing_else() {
        let opens = OpensObjects {
            origins: vec![
                "https://m1.example:8443/x".into(),
                "https://m2.example; script-src *".into(),
                "data:x".into(),
            ],
        };
        assert_eq!(
            opens.policy(),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; \
             connect-src 'self' https://m1.example:8443; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; \
             frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
    }
}
