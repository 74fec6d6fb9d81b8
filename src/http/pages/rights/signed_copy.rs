//! A signed copy: a page to print, and a file that proves itself.

use http::header;

use super::super::Samples;
use super::super::agreement::Prose;
use super::super::prelude::*;
use super::{Holder, Which};
use crate::claims::signatures::copies::{self, SignedCopy};
use crate::ids::SignatureId;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights/agreement/copies/{id}", get(show))
        .route("/rights/agreement/copies/{id}/file", get(file))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<CopyPage>();
}

/// Everything that was signed, on one page.
#[derive(Template)]
#[template(path = "rights/signed_copy.html")]
struct CopyPage {
    layout: Layout,
    holder: Holder,
    copy: SignedCopy,
    prose: Prose,
    /// Its entry's number in the log.
    index: Option<u64>,
}
page!(CopyPage);

#[expect(clippy::unused_self, clippy::trivially_copy_pass_by_ref, reason = "templates call methods, and by reference")]
impl CopyPage {
    /// The address of an entry of the log.
    fn entry(&self, index: &u64) -> String {
        format!("/log?entry={index}")
    }
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    Path(id): Path<SignatureId>,
    layout: Layout,
) -> Result<CopyPage, Error> {
    let holder = Holder::of(&service, &actor, which).await?.ok_or(Error::NotFound)?;
    let copy = copies::copy(&service, &actor, holder.organisation.id, id).await?;
    let mut tx = service.db.read().await?;
    let index = crate::audit::index(&mut tx, copy.log_entry).await.map_err(Error::internal)?;
    Ok(CopyPage { prose: Prose::of(&copy.text.text), layout, holder, copy, index })
}

/// The copy with everything that proves it, for `writ audit verify-signature`.
async fn file(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    Path(id): Path<SignatureId>,
) -> Result<Response, Error> {
    let holder = Holder::of(&service, &actor, which).await?.ok_or(Error::NotFound)?;
    let copy = copies::copy(&service, &actor, holder.organisation.id, id).await?;
    let bytes = copies::file(&service, &copy).await?;
    let name = format!("attachment; filename=\"agreement-{}-{id}.json\"", copy.version);
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}

/// A copy as the samples of pages show it.
pub(super) fn sample(layout: &Layout, holder: &Holder) -> SignedCopy {
    use crate::claims::signatures::{Method, Record, SignedAgreement, SignedOrganisation, Signer, wordings};
    let agreement = super::super::agreement::sample(layout, 1);
    let text = agreement.english;
    let record = Record {
        record: "writ/v1/agreement-signature".into(),
        service: "files.example".into(),
        agreement: SignedAgreement { version: 1, locale: text.locale.clone(), sha256: text.sha256 },
        organisation: SignedOrganisation { id: holder.organisation.id, name: holder.organisation.name.clone() },
        signer: Signer {
            account: holder.member.account,
            role: "owner".into(),
            name: "Mira Example".into(),
            title: "Head of legal".into(),
            authority: "managing director".into(),
        },
        affirmations: wordings(&text.locale).into(),
        method: Method::Password,
        signed_at: layout.now,
        address: "192.0.2.7".into(),
        browser: "Mozilla/5.0 (X11; Linux x86_64)".into(),
    };
    SignedCopy {
        id: SignatureId(uuid::Uuid::from_u128(23)),
        version: 1,
        sha256: text.sha256,
        text,
        record,
        bytes: zeroize::Zeroizing::default(),
        by_passkey: None,
        log_entry: crate::ids::LogEntryId(uuid::Uuid::from_u128(24)),
        signed_at: layout.now,
    }
}

impl Sample for CopyPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let holder = Holder::sample(&layout, crate::claims::organisations::State::Verified);
        let copy = sample(&layout, &holder);
        let page = |index| Self {
            prose: Prose::of(&copy.text.text),
            layout: layout.clone(),
            holder: holder.clone(),
            copy: copy.clone(),
            index,
        };
        vec![page(Some(7)), page(None)]
    }
}
