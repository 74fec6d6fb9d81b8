//! The claims API: what programs of a rights holder ask, by key, with the verbs of the pages.
//!
//! `docs/API.md` is its guide and `docs/openapi.json` its document, which is made from the types and handlers here.

mod documents;
mod gate;
mod openapi;

use axum::extract::{DefaultBodyLimit, State};
use axum::response::Response;
use axum::routing::{get, post, put};
use axum::{Router, middleware};
use http::StatusCode;

use self::documents::{
    ClaimDocument, ClaimsPage, ClaimsSought, Deleted, FiledClaim, NewClaim, NewDeletion, NewRetraction, NewRetractions,
    RetractionResult, Retractions, StatementDocument, WorksPage, WorksSought,
};
use self::gate::{ByKey, Sent, json};
use crate::claims::programs::keys::Scope;
use crate::claims::programs::retraction::{self, Item, Named};
use crate::claims::programs::{deletion, filing, reading};
use crate::http::Error;
use crate::http::extract::{Path, Query};
use crate::ids::ClaimId;
use crate::service::Service;

pub use self::openapi::document;

pub(super) fn routes(service: &Service) -> Router<Service> {
    let by_key = Router::new()
        .route("/claims", get(list).post(file).layer(DefaultBodyLimit::max(service.config.limits.api_body_bytes)))
        .route("/claims/{id}", get(show))
        .route("/claims/{id}/statement", put(amend))
        .route("/claims/{id}/deletion", post(delete))
        .route("/claims/{id}/retraction", post(retract))
        .route("/retractions", post(retract_many))
        .route("/works", get(works))
        .route_layer(middleware::from_fn_with_state(service.clone(), gate::by_key));
    Router::new().route("/openapi.json", get(openapi::show)).merge(by_key)
}

/// Files a claim.
///
/// All or nothing: a mistake in any field or line refuses all of it, with every mistake told. With `partial`, lines that cannot be
/// targets are left out, and told of in the answer. Needs the scope `claims:write`, and an organisation that is verified and
/// has signed the agreement in force.
#[utoipa::path(
    post, path = "/api/v1/claims", tag = "claims", operation_id = "file_claim", request_body = NewClaim,
    params(("Idempotency-Key" = Option<String>, Header, description = "Any text of yours, such as a UUID: the same request under it takes effect once, for 24 hours.", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses(
        (status = 201, description = "It was filed.", body = FiledClaim),
        (status = 409, description = "The organisation may not file now, the reference names another claim, or the same request is being worked."),
        (status = 422, description = "Fields or targets that cannot be taken."),
    ),
)]
async fn file(State(service): State<Service>, ByKey(bearer): ByKey, sent: Sent<NewClaim>) -> Result<Response, Error> {
    let (document, once) = sent.split();
    once.answer(&service, &bearer, async |attempt| {
        let batch = filing::Batch::from(document);
        let reference = batch.reference.as_deref().map(|reference| reference.trim().to_owned());
        let answer = |outcome: &filing::Outcome| json(StatusCode::CREATED, &FiledClaim::of(outcome, reference));
        filing::file(&service, &bearer, batch, attempt, answer).await
    })
    .await
}

/// Lists the claims of your organisation, the oldest first.
///
/// Needs the scope `claims:read`.
#[utoipa::path(
    get, path = "/api/v1/claims", tag = "claims", operation_id = "list_claims", params(ClaimsSought),
    responses(
        (status = 200, description = "A page of claims.", body = ClaimsPage),
        (status = 422, description = "A parameter that cannot be taken."),
    ),
)]
async fn list(
    State(service): State<Service>,
    ByKey(bearer): ByKey,
    Query(sought): Query<ClaimsSought>,
) -> Result<axum::Json<ClaimsPage>, Error> {
    bearer.needs(Scope::ClaimsRead)?;
    let page = reading::claims(&service, &bearer, &sought.read()?).await?;
    Ok(axum::Json(page.into()))
}

/// Shows a claim: where it stands, what was decided for each target, and the board of mirrors.
///
/// Needs the scope `claims:read`.
#[utoipa::path(
    get, path = "/api/v1/claims/{id}", tag = "claims", operation_id = "show_claim",
    params(("id" = uuid::Uuid, Path, description = "The claim.")),
    responses(
        (status = 200, description = "The claim.", body = ClaimDocument),
        (status = 404, description = "There is no such claim of your organisation."),
    ),
)]
async fn show(
    State(service): State<Service>,
    ByKey(bearer): ByKey,
    Path(claim): Path<ClaimId>,
) -> Result<axum::Json<ClaimDocument>, Error> {
    bearer.needs(Scope::ClaimsRead)?;
    Ok(axum::Json(reading::claim(&service, &bearer, claim).await?.into()))
}

/// Completes or corrects the notice of a claim that is not decided yet, under the same law.
///
/// What is sent stands instead of what stood: sent twice it says the same, so that it takes no `Idempotency-Key`. Needs the scope
/// `claims:write`; a suspended organisation may still complete what it claimed.
#[utoipa::path(
    put, path = "/api/v1/claims/{id}/statement", tag = "claims", operation_id = "amend_claim", request_body = StatementDocument,
    params(("id" = uuid::Uuid, Path, description = "The claim.")),
    responses(
        (status = 204, description = "It says this now."),
        (status = 404, description = "There is no such claim of your organisation."),
        (status = 409, description = "The claim is decided or withdrawn."),
        (status = 422, description = "Fields that cannot be taken."),
    ),
)]
async fn amend(
    State(service): State<Service>,
    ByKey(bearer): ByKey,
    Path(claim): Path<ClaimId>,
    sent: Sent<StatementDocument>,
) -> Result<StatusCode, Error> {
    filing::amend(&service, &bearer, claim, &sent.document.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes a claim's pending targets from all mirrors, under direct access: all of them or none.
///
/// The request names each of them, as the claim shows them: what a colleague added or took back since stops it. Needs the scope
/// `claims:delete`, direct access, and that every pending target was opened and names where it was found. Each is locked with the
/// answer, and the uploader is told.
#[utoipa::path(
    post, path = "/api/v1/claims/{id}/deletion", tag = "claims", operation_id = "delete_claim", request_body = NewDeletion,
    params(
        ("id" = uuid::Uuid, Path, description = "The claim."),
        ("Idempotency-Key" = Option<String>, Header, description = "As for filing.", min_length = 1, max_length = 255, pattern = "^[!-~]+$"),
    ),
    responses(
        (status = 200, description = "Every pending target is locked, and its deletion is on its way.", body = Deleted),
        (status = 404, description = "There is no such claim of your organisation."),
        (status = 409, description = "Direct access does not reach this claim, the day's quota is used up, or others wait than the targets that are named."),
        (status = 422, description = "Not confirmed, or no target is named."),
    ),
)]
async fn delete(
    State(service): State<Service>,
    ByKey(bearer): ByKey,
    Path(claim): Path<ClaimId>,
    sent: Sent<NewDeletion>,
) -> Result<Response, Error> {
    let (NewDeletion { confirm, targets }, once) = sent.split();
    once.answer(&service, &bearer, async |attempt| {
        let answer = |decided: &[_]| json(StatusCode::OK, &Deleted { claim, targets: decided.len() });
        deletion::delete_from_all_mirrors(&service, &bearer, claim, &confirm, &targets, attempt, answer).await
    })
    .await
}

/// Retracts a claim, whole or in part.
///
/// What was decided for it is undone: locks lift, links work again. What was retracted already stays so. Needs the scope
/// `claims:write`; a suspended organisation may still retract.
#[utoipa::path(
    post, path = "/api/v1/claims/{id}/retraction", tag = "claims", operation_id = "retract_claim", request_body = NewRetraction,
    params(
        ("id" = uuid::Uuid, Path, description = "The claim."),
        ("Idempotency-Key" = Option<String>, Header, description = "As for filing.", min_length = 1, max_length = 255, pattern = "^[!-~]+$"),
    ),
    responses(
        (status = 200, description = "It is retracted.", body = RetractionResult),
        (status = 404, description = "There is no such claim of your organisation, or no such target of it."),
        (status = 409, description = "The claim changed meanwhile, or the same request is being worked."),
        (status = 422, description = "Fields that cannot be taken."),
    ),
)]
async fn retract(
    State(service): State<Service>,
    ByKey(bearer): ByKey,
    Path(claim): Path<ClaimId>,
    sent: Sent<NewRetraction>,
) -> Result<Response, Error> {
    let (NewRetraction { reason, targets }, once) = sent.split();
    once.answer(&service, &bearer, async |attempt| {
        let item = Item { claim: Named::Claim(claim), targets };
        let answer = |retracted: &_| json(StatusCode::OK, &RetractionResult::from(retracted));
        retraction::retract(&service, &bearer, &item, &reason, attempt, answer).await
    })
    .await
}

/// Retracts up to 1,000 claims, each whole or in part.
///
/// Each is retracted by itself: the answer says for each what became of it. Where the answer is a problem instead, some may be
/// retracted: send all of them again. Needs the scope `claims:write`; a suspended
/// organisation may still retract.
#[utoipa::path(
    post, path = "/api/v1/retractions", tag = "claims", operation_id = "retract_claims", request_body = NewRetractions,
    params(("Idempotency-Key" = Option<String>, Header, description = "As for filing.", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses(
        (status = 200, description = "What became of each.", body = Retractions),
        (status = 500, description = "Our fault. Some may be retracted, each whole: send all of them again."),
        (status = 409, description = "The same request is being worked."),
        (status = 422, description = "Fields that cannot be taken."),
    ),
)]
async fn retract_many(
    State(service): State<Service>,
    ByKey(bearer): ByKey,
    sent: Sent<NewRetractions>,
) -> Result<Response, Error> {
    let (mut document, once) = sent.split();
    let reason = std::mem::take(&mut document.reason);
    let items = document.items()?;
    once.answer(&service, &bearer, async |attempt| {
        let answer = |retracted: &[_]| {
            json(StatusCode::OK, &Retractions { results: retracted.iter().map(RetractionResult::from).collect() })
        };
        retraction::retract_all(&service, &bearer, &items, &reason, attempt, answer).await
    })
    .await
}

/// Lists the works of your organisation, or finds them, the newest first.
///
/// Needs the scope `works:read`.
#[utoipa::path(
    get, path = "/api/v1/works", tag = "works", operation_id = "list_works", params(WorksSought),
    responses((status = 200, description = "A page of works.", body = WorksPage)),
)]
async fn works(
    State(service): State<Service>,
    ByKey(bearer): ByKey,
    Query(sought): Query<WorksSought>,
) -> Result<axum::Json<WorksPage>, Error> {
    bearer.needs(Scope::WorksRead)?;
    let page = reading::works(&service, &bearer, &sought.search, sought.before).await?;
    Ok(axum::Json(page.into()))
}
