//! What a refusal says. The portal's one error writes it; this is how it stands in the OpenAPI document.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A problem document (RFC 9457).

#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct Problem {
    #[serde(rename = "type")]
    kind: String,
    /// What it is, in few words.
    title: String,
    status: u16,
    /// What is wrong, in a sentence.
    detail: String,
    /// The id of the request, to name when you write to us.
    request: String,
    /// Fields that cannot be taken.
    errors: Option<Vec<FieldProblem>>,
    /// Lines of a claim that cannot be targets.
    targets: Option<Vec<LineProblem>>,
    /// The claim that has the reference already.
    claim: Option<Uuid>,
}

/// What is wrong with a field.

#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct FieldProblem {
    field: String,
    detail: String,
}

/// What is wrong with a line.

#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct LineProblem {
    /// The line, from 1.
    line: usize,
    detail: String,
}
