//! The evidence of targets, opened on the page of their claim. What was handed out comes back with the form of the page, so that
//! evidence stays open while the page is shown again: the service hands no key out a second time without a second entry of the log.

use super::super::super::prelude::*;
use super::super::Desk;
use super::{ClaimPage, refused};
use crate::accounts::Actor;
use crate::claims::cases::{self, TargetView};
use crate::claims::decisions::{self, Evidence};
use crate::claims::evidence::{Seen, seen_before};
use crate::ids::{ClaimId, TargetId};
use crate::seal::{FileKey, Metadata};

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
        let seen = Seen {
            target: evidence.target,
            object: evidence.object,
            sealed_size: evidence.sealed_size,
            metadata: evidence.metadata,
        };
        Self {
            key: evidence.file_key.map(|key| key.encode()),
            archive_password: evidence.archive_password.map(|password| password.expose().to_owned()),
            ..Self::seen(seen, language)
        }
    }

    /// Without what opens it.
    fn seen(Seen { target, object, sealed_size, metadata }: Seen, language: Language) -> Self {
        let unnamed = || language.say("case-unnamed-file").to_string();
        let (name, media_type, size) = metadata.map_or_else(
            || (unnamed(), "application/octet-stream".to_owned(), 0),
            |Metadata { name, media_type, size, .. }| (name, media_type, size),
        );
        let object = object.to_string();
        Self { target, object, sealed_size, key: None, name, media_type, size, archive_password: None }
    }
}

/// What the page had open, as its form says: with the key and the password that whoever has it open was handed.
pub(super) async fn still_open(
    service: &Service,
    actor: &Actor,
    form: &FormState,
    targets: &[TargetView],
    language: Language,
) -> Result<Vec<Opened>, Error> {
    let mut opened = Vec::new();
    for TargetView { target, position, .. } in targets {
        if !form.chosen("open", &target.to_string()) {
            continue;
        }
        let Some(seen) = seen_before(service, actor, *target).await? else { continue };
        let password = form.value(&format!("password-{position}"));
        opened.push(Opened {
            key: FileKey::decode(form.value(&format!("key-{position}"))).map(|key| key.encode()),
            archive_password: (!password.is_empty()).then(|| password.to_owned()),
            ..Opened::seen(seen, language)
        });
    }
    Ok(opened)
}

impl ClaimPage {
    /// The answer that carries it, with what is open and what is wrong.
    pub(super) fn answer(self) -> Response {
        if self.form.is_valid() { self.into_response() } else { again(self) }
    }
}

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
    let evidence = match decisions::open_evidence(&service, &actor, target).await {
        Ok(evidence) => evidence,
        Err(error) => return refused(&service, &actor, layout, claim, (form, error)).await,
    };
    let mut page = ClaimPage::load(&service, &actor, layout, claim, Some(form)).await?;
    page.opened.retain(|opened| opened.target != target);
    page.opened.push(Opened::of(evidence, page.layout.language));
    Ok(page.answer())
}
