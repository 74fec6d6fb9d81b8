//! The evidence of a target, opened on the page of its claim.

use super::super::super::prelude::*;
use super::super::Desk;
use super::ClaimPage;
use crate::claims::cases;
use crate::claims::decisions::{self, Evidence};
use crate::http::security::OpensObjects;
use crate::ids::{ClaimId, TargetId};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/claims/{claim}/targets/{target}/evidence", post(open_evidence))
}

/// What was disclosed about one target, in the one answer that carries it.
pub(super) struct Opened {
    pub(super) target: TargetId,
    pub(super) object: String,
    pub(super) sealed_size: u64,
    pub(super) key: Option<zeroize::Zeroizing<String>>,
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) size: u64,
    pub(super) archive_password: Option<String>,
}

impl Opened {
    fn of(evidence: Evidence, language: Language) -> Self {
        let unnamed = || language.say("case-unnamed-file").to_string();
        let (name, media_type, size) = evidence.metadata.map_or_else(
            || (unnamed(), "application/octet-stream".to_owned(), 0),
            |metadata| (metadata.name, metadata.media_type, metadata.size),
        );
        Self {
            target: evidence.target,
            object: evidence.object.to_string(),
            sealed_size: evidence.sealed_size,
            key: evidence.file_key.map(|key| key.encode()),
            name,
            media_type,
            size,
            archive_password: evidence.archive_password.map(|password| password.expose().to_owned()),
        }
    }
}

/// What the script says that shows evidence.
pub(super) const VIEWER_SAYS: [&str; 20] = [
    "sealed-damaged",
    "sealed-truncated",
    "sealed-wrong-key",
    "case-clear",
    "case-blur",
    "viewer-too-large",
    "viewer-other-kind",
    "viewer-fetched",
    "viewer-shown",
    "viewer-saved",
    "viewer-text-of",
    "viewer-picture",
    "viewer-cannot-show",
    "viewer-pdf-locked",
    "viewer-pdf-broken",
    "viewer-page-before",
    "viewer-page-next",
    "viewer-page-undrawn",
    "viewer-page",
    "viewer-page-of",
];

/// Opens the evidence of one target, which is logged first, and shows the page again with it and with what was typed. A
/// form, so that each opening is somebody's act.
async fn open_evidence(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path((claim, target)): Path<(ClaimId, TargetId)>,
    form: FormState,
) -> Result<Response, Error> {
    let case = cases::desk_case(&service, &actor, claim).await?.case;
    if !case.targets.iter().any(|of_case| of_case.target == target) {
        return Err(Error::NotFound);
    }
    let evidence = decisions::open_evidence(&service, &actor, target).await?;
    let mut page = ClaimPage::load(&service, &actor, layout, claim, Some(form)).await?;
    page.opened = Some(Opened::of(evidence, page.layout.language));
    Ok((OpensObjects::default(), page).into_response())
}
