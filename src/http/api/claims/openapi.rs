//! The OpenAPI document of the claims API, made from its handlers and types.

use axum::response::{IntoResponse, Response};
use http::header;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{Object, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::documents;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Writ claims API",
        version = "1",
        description = "For rights holders with many claims: filing, looking, deleting under direct access, retracting. `docs/API.md` \
                       is the guide. Every request comes with a key as `Authorization: Bearer writkey_…`; every answer says in \
                       `RateLimit` how much may still be asked.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/")),
    paths(
        super::file, super::list, super::show, super::amend, super::delete, super::retract, super::retract_many,
        super::works,
    ),
    components(schemas(documents::Problem)),
    security(("key" = [])),
    modifiers(&Everywhere),
)]
struct Document;

/// What every route may answer, unless it says something else of that status.
const EVERYWHERE: [(&str, &str); 10] = [
    ("400", "The request is not well formed."),
    ("401", "No key came along, or one that does not work."),
    ("403", "The key was not made for this."),
    ("404", "There is nothing here."),
    ("408", "The request took too long to arrive."),
    ("413", "The request is larger than it may be."),
    ("415", "The body is not JSON."),
    ("429", "Too many requests or targets: `Retry-After` says when to ask again."),
    ("500", "Our fault. Nothing was half done."),
    ("503", "Not now: `Retry-After` says when to ask again."),
];

/// Headers, and the statuses that come with them; none: all but the one where no key says whose limits they are.
const HEADERS: [(&str, &[&str], Type, &str); 3] = [
    ("RateLimit", &[], Type::String, "How much is left of each limit (`r`), and for how many seconds (`t`)."),
    ("RateLimit-Policy", &[], Type::String, "How much each limit lets through (`q`), in how many seconds (`w`)."),
    ("Retry-After", &["429", "503"], Type::Integer, "When to ask again, in seconds."),
];

/// The key, the answers that every route may give, and what all refusals and all answers have.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let key = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A key made at `/rights/keys`."))
            .build();
        if let Some(components) = &mut document.components {
            components.add_security_scheme("key", SecurityScheme::Http(key));
        }
        for item in document.paths.paths.values_mut() {
            for operation in operations(item) {
                let responses = &mut operation.responses.responses;
                for (status, description) in EVERYWHERE {
                    let refusal = ResponseBuilder::new().description(description);
                    responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(refusal.build()));
                }
                for (status, response) in responses {
                    let RefOr::T(response) = response else { continue };
                    if status.starts_with(['4', '5']) {
                        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
                        response.content.insert("application/problem+json".to_owned(), RefOr::T(problem));
                    }
                    for (name, statuses, kind, description) in HEADERS {
                        if statuses.contains(&status.as_str()) || (statuses.is_empty() && status != "401") {
                            response.headers.insert(name.to_owned(), RefOr::T(header_of(kind, description)));
                        }
                    }
                }
            }
        }
    }
}

fn header_of(kind: Type, description: &str) -> Header {
    HeaderBuilder::new().schema(Some(Object::with_type(kind))).description(Some(description)).build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put].into_iter().filter_map(Option::as_mut)
}

/// The document, as JSON over several lines.
///
/// # Errors
/// A document that cannot be written as JSON.
pub fn document() -> Result<String, serde_json::Error> {
    Document::openapi().to_pretty_json()
}

pub(super) async fn show() -> Result<Response, crate::http::Error> {
    let document = document().map_err(crate::http::Error::internal)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], document).into_response())
}
