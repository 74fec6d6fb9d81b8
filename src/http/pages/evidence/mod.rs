//! Files of evidence: brought to a claim or to an application, opened by those on the case, taken back. The same section
//! stands on the pages of its case ([`Section`]); bringing a file has a page of its own too, where refusals are shown.
//!
//! Opening is a form, so that each is somebody's act, and what it hands out is saved. A script of the page asks as the form does and shows what
//! can be shown, blurred at first, in the frame in which disclosed content is shown, too (`static/js/evidence.js`).

mod file;
mod section;

use axum::extract::DefaultBodyLimit;

pub(super) use self::section::Section;
use super::Samples;
use super::prelude::*;
use super::rights::{Holder, Which, to_application};
use crate::accounts::attempts;
use crate::claims::evidence::files::{self, Files, Sent, Subject};
use crate::claims::reports;
use crate::claims::withdrawal::{Claimant, PrivateLinkText};
use crate::http::extract::ClientAddress;
use crate::http::upload::Upload;
use crate::ids::ClaimId;

pub(super) fn routes() -> Router<Service> {
    // Whoever takes the file limits it, as it arrives.
    let of_claim = get(claim).post(bring_to_claim).layer(DefaultBodyLimit::disable());
    let of_notice = get(notice).post(bring_to_notice).layer(DefaultBodyLimit::disable());
    let of_application = get(documents).post(bring_document).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/rights/claims/{id}/evidence", of_claim)
        .route("/rights/documents", of_application)
        .route("/report/{secret}/evidence", of_notice)
        .merge(file::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<EvidencePage>();
}

/// The files of a case, and the form for another one.
#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidencePage {
    layout: Layout,
    /// The page of the case, and the text that names it.
    case: (String, &'static str),
    section: Section,
}
page!(EvidencePage);

impl Sample for EvidencePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |section: Section| Self {
            layout: layout.clone(),
            case: ("/rights/claims/x".into(), "claim-about"),
            section,
        };
        let empty = Section {
            files: Files { files: vec![], can_bring: true, erased_at: Some(layout.now) },
            ..Section::sample(&layout, true)
        };
        let refused =
            FormState::new().refused("file", "This file is said to be a PNG picture, and its bytes are a ZIP archive.");
        vec![page(Section::sample(&layout, true).refused(refused)), page(empty), page(Section::sample(&layout, false))]
    }
}

pub(super) async fn receive(
    service: &Service,
    who: Claimant<'_>,
    subject: Subject,
    upload: Result<Upload, Error>,
) -> Result<(), Error> {
    // Who asks, before anything is looked at of what they send.
    files::own(service, who, subject).await?;
    let mut upload = upload?;
    let Some(file) = upload.file().await? else { return Err(Error::invalid("file", Text::of("evidence-choose"))) };
    let (name, declared) = (file.name(), file.declared());
    let sent = Sent { name: &name, declared: &declared };
    files::bring(service, who, subject, sent, file.content()).await?;
    Ok(())
}

async fn claim(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    layout: Layout,
) -> Result<EvidencePage, Error> {
    page_of_claim(&service, Claimant::Person(&actor), id, layout, FormState::new()).await
}

async fn page_of_claim(
    service: &Service,
    who: Claimant<'_>,
    id: ClaimId,
    layout: Layout,
    form: FormState,
) -> Result<EvidencePage, Error> {
    files::own(service, who, Subject::Claim(id)).await?;
    let section = Section::of(service, who, Subject::Claim(id)).await?;
    let case = match who {
        Claimant::Person(_) => (format!("/rights/claims/{id}"), "claim-about"),
        Claimant::Holder(secret) => (format!("/report/{}", secret.0), "evidence-the-notice"),
    };
    Ok(EvidencePage { layout, case, section: section.refused(form) })
}

async fn bring_to_claim(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    layout: Layout,
    session: Session,
    upload: Result<Upload, Error>,
) -> Result<Response, Error> {
    let who = Claimant::Person(&actor);
    let said = layout.language.say("evidence-with-claim");
    if let Err(error) = receive(&service, who, Subject::Claim(id), upload).await {
        let mut form = FormState::new();
        form.refuse_with(error)?;
        return Ok(again(page_of_claim(&service, who, id, layout, form).await?));
    }
    session::say(&session, said.to_string()).await?;
    Ok(see_other(&format!("/rights/claims/{id}#evidence")))
}

async fn notice(
    State(service): State<Service>,
    Path(secret): Path<String>,
    layout: Layout,
) -> Result<EvidencePage, Error> {
    let claim = reports::follow(&service, &secret).await?.claim;
    page_of_claim(&service, Claimant::Holder(&PrivateLinkText(&secret)), claim, layout, FormState::new()).await
}

async fn bring_to_notice(
    State(service): State<Service>,
    Path(secret): Path<String>,
    ClientAddress(from): ClientAddress,
    layout: Layout,
    upload: Result<Upload, Error>,
) -> Result<Response, Error> {
    let claim = reports::follow(&service, &secret).await?.claim;
    let limit = service.config.limits.notice_files_per_hour;
    attempts::count(&service, "evidence.address", &from, limit).await?;
    let text = PrivateLinkText(&secret);
    if let Err(error) = receive(&service, Claimant::Holder(&text), Subject::Claim(claim), upload).await {
        let mut form = FormState::new();
        form.refuse_with(error)?;
        return Ok(again(page_of_claim(&service, Claimant::Holder(&text), claim, layout, form).await?));
    }
    Ok(see_other(&format!("/report/{secret}#evidence")))
}

async fn documents(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    let subject = Subject::Application(holder.organisation.id);
    let section = Section::of(&service, Claimant::Person(&actor), subject).await?;
    let case = (format!("/rights{}", holder.query()), "evidence-the-organisation");
    Ok(EvidencePage { layout, case, section }.into_response())
}

async fn bring_document(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
    upload: Result<Upload, Error>,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    let (who, subject) = (Claimant::Person(&actor), Subject::Application(holder.organisation.id));
    let case = (format!("/rights{}", holder.query()), "evidence-the-organisation");
    if let Err(error) = receive(&service, who, subject, upload).await {
        let mut form = FormState::new();
        form.refuse_with(error)?;
        let section = Section::of(&service, who, subject).await?.refused(form);
        return Ok(again(EvidencePage { layout, case, section }));
    }
    session::say(&session, layout.language.say("evidence-with-application").to_string()).await?;
    Ok(see_other(&format!("{}#evidence", case.0)))
}
