//! Files of evidence: brought to a claim or to an application, opened by those on the case, taken back. The same section
//! stands on the pages of its case ([`Section`]); bringing a file has a page of its own too, where refusals are shown.
//!
//! Opening is a form, so that each is somebody's act, and what it hands out is saved. A script of the page asks as the form does and shows what
//! can be shown, blurred at first, in the frame in which disclosed content is shown, too (`static/js/evidence.js`).

use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use http::{HeaderName, HeaderValue, header};

use super::Samples;
use super::prelude::*;
use super::rights::{Holder, Which, to_application};
use crate::accounts::attempts;
use crate::claims::evidence::files::{self, Brought, Files, Opened, Sent, Subject};
use crate::claims::reports;
use crate::claims::withdrawal::{Claimant, PrivateLinkText};
use crate::http::extract::ClientAddress;
use crate::http::static_files;
use crate::http::upload::Upload;
use crate::ids::{ClaimId, EvidenceFileId, OrganisationId, PrincipalId};

/// What no browser may do with what somebody else sent.
const SANDBOX: &str = "sandbox; default-src 'none'";

/// What the script says that shows evidence.
const SAYS: [&str; 29] = [
    "sealed-damaged",
    "sealed-truncated",
    "sealed-wrong-key",
    "case-fetch",
    "case-clear",
    "case-blur",
    "open-cancelled",
    "viewer-too-large",
    "viewer-begins",
    "viewer-plays",
    "viewer-other-kind",
    "viewer-no-room",
    "viewer-fetched",
    "viewer-verified",
    "viewer-part",
    "viewer-shown",
    "viewer-shown-clear",
    "viewer-to-play",
    "viewer-saved",
    "viewer-on-disk",
    "viewer-broke-off",
    "viewer-text-of",
    "viewer-picture",
    "viewer-cannot-show",
    "viewer-pdf-locked",
    "viewer-pdf-broken",
    "viewer-page-undrawn",
    "viewer-page",
    "viewer-page-of",
];

pub(super) fn routes() -> Router<Service> {
    // Whoever takes the file limits it, as it arrives.
    let of_claim = get(claim).post(bring_to_claim).layer(DefaultBodyLimit::disable());
    let of_notice = get(notice).post(bring_to_notice).layer(DefaultBodyLimit::disable());
    let of_application = get(documents).post(bring_document).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/rights/claims/{id}/evidence", of_claim)
        .route("/rights/documents", of_application)
        .route("/report/{secret}/evidence", of_notice)
        .route("/report/{secret}/evidence/{file}", post(open_by_link))
        .route("/report/{secret}/evidence/{file}/removal", post(remove_by_link))
        .route("/evidence/{file}", post(open))
        .route("/evidence/{file}/removal", post(remove))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<EvidencePage>();
}

/// The files of a case on one of its pages: `evidence::section(section)` in `partials/evidence.html`.
pub(super) struct Section {
    /// The text that is its heading.
    pub(super) title: &'static str,
    /// The text that says what belongs here.
    pub(super) lead: &'static str,
    pub(super) files: Files,
    /// Where a file is sent, and what refusals come back to.
    pub(super) bring: String,
    /// Before the id of a file to be opened.
    pub(super) open: String,
    pub(super) form: FormState,
}

impl Section {
    /// Of a claim, for its claimant or for staff. Whoever calls this has checked that the page may be seen.
    pub(super) async fn of_claim(service: &Service, who: Claimant<'_>, claim: ClaimId) -> Result<Self, Error> {
        let files = files::list(service, who, Subject::Claim(claim)).await?;
        let (bring, open) = match who {
            Claimant::Person(_) => (format!("/rights/claims/{claim}/evidence"), "/evidence".to_owned()),
            Claimant::Holder(secret) => {
                let address = format!("/report/{}/evidence", secret.0);
                (address.clone(), address)
            }
        };
        let lead = "evidence-lead";
        Ok(Self { title: "evidence-title", lead, files, bring, open, form: FormState::new() })
    }

    /// Of an application, for members and administrators.
    pub(super) async fn of_application(
        service: &Service,
        who: Claimant<'_>,
        organisation: OrganisationId,
    ) -> Result<Self, Error> {
        let files = files::list(service, who, Subject::Application(organisation)).await?;
        let bring = format!("/rights/documents?organisation={organisation}");
        let lead = "evidence-application-lead";
        Ok(Self {
            title: "evidence-documents",
            lead,
            files,
            bring,
            open: "/evidence".to_owned(),
            form: FormState::new(),
        })
    }

    /// Of a principal, for members and administrators.
    pub(super) async fn of_principal(
        service: &Service,
        who: Claimant<'_>,
        principal: PrincipalId,
    ) -> Result<Self, Error> {
        let files = files::list(service, who, Subject::Principal(principal)).await?;
        let bring = format!("/rights/principals/{principal}/documents");
        let lead = "evidence-principal-lead";
        Ok(Self {
            title: "evidence-documents",
            lead,
            files,
            bring,
            open: "/evidence".to_owned(),
            form: FormState::new(),
        })
    }

    /// The same for staff, who open what was disclosed on the same page.
    pub(super) fn of_claimant(self) -> Self {
        Self { title: "evidence-of-claimant", ..self }
    }

    /// The same of an order of an authority, whose document staff bring.
    pub(super) fn of_order(self, claim: ClaimId) -> Self {
        let lead = "evidence-order-lead";
        Self { title: "evidence-order", lead, bring: format!("/desk/claims/{claim}/evidence"), ..self }
    }

    pub(super) fn sample(layout: &Layout, own: bool) -> Self {
        let brought = |n: u128, name: Option<&str>, kind| Brought {
            id: EvidenceFileId(uuid::Uuid::from_u128(n)),
            name: name.map(str::to_owned),
            kind,
            declared: String::new(),
            bytes: 234_567,
            sha256: crate::tokens::Digest([9; 32]),
            at: layout.now,
            can_open: name.is_some(),
            can_remove: own,
            openings: vec![("member".into(), layout.now), ("reviewer".into(), layout.now)],
        };
        let files = vec![
            brought(1, Some("screenshot-of-the-forum-thread-where-the-link-was-posted.png"), files::Kind::Png),
            brought(2, own.then_some("contract.pdf"), files::Kind::Pdf),
        ];
        Self {
            title: "evidence-title",
            lead: "evidence-lead",
            files: Files { files, can_bring: own, erased_at: None },
            bring: "/rights/claims/x/evidence".into(),
            open: "/evidence".into(),
            form: FormState::new(),
        }
    }

    pub(super) fn refused(self, form: FormState) -> Self {
        Self { form, ..self }
    }
}

#[expect(clippy::unused_self, clippy::trivially_copy_pass_by_ref, reason = "templates call methods, and by reference")]
impl Section {
    /// The text of as what somebody opened a file.
    pub(super) fn opened_by(&self, role: &str) -> &'static str {
        match role {
            "member" => "line-member",
            "notifier" => "line-the-notifier",
            "reviewer" => "line-reviewer",
            "senior" => "line-senior",
            "administrator" => "line-administrator",
            _ => "line-somebody",
        }
    }

    /// Whether any of the files can be shown here.
    pub(super) fn shows(&self) -> bool {
        self.files.files.iter().any(|file| file.shown_as().is_some())
    }

    /// What the script says that shows them.
    pub(super) fn says(&self) -> &'static [&'static str] {
        &SAYS
    }

    /// The address of that script.
    pub(super) fn script(&self) -> String {
        static_files::asset("js/evidence.js")
    }

    /// The text of what a file is, without its article.
    pub(super) fn what(&self, kind: &files::Kind) -> String {
        format!("what-{}", kind.short())
    }
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
    let section = Section::of_claim(service, who, id).await?;
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
    let section = Section::of_application(&service, Claimant::Person(&actor), holder.organisation.id).await?;
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
    let (who, organisation) = (Claimant::Person(&actor), holder.organisation.id);
    let case = (format!("/rights{}", holder.query()), "evidence-the-organisation");
    if let Err(error) = receive(&service, who, Subject::Application(organisation), upload).await {
        let mut form = FormState::new();
        form.refuse_with(error)?;
        let section = Section::of_application(&service, who, organisation).await?.refused(form);
        return Ok(again(EvidencePage { layout, case, section }));
    }
    session::say(&session, layout.language.say("evidence-with-application").to_string()).await?;
    Ok(see_other(&format!("{}#evidence", case.0)))
}

async fn open(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(file): Path<EvidenceFileId>,
) -> Result<Response, Error> {
    Ok(handed_out(files::open(&service, Claimant::Person(&actor), file).await?))
}

async fn open_by_link(
    State(service): State<Service>,
    Path((secret, file)): Path<(String, EvidenceFileId)>,
) -> Result<Response, Error> {
    Ok(handed_out(files::open(&service, Claimant::Holder(&PrivateLinkText(&secret)), file).await?))
}

async fn remove(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    Path(file): Path<EvidenceFileId>,
    session: Session,
) -> Result<Response, Error> {
    let subject = files::remove(&service, Claimant::Person(&actor), file).await?;
    session::say(&session, language.say("evidence-taken-back").to_string()).await?;
    Ok(see_other(&match subject {
        Subject::Claim(claim) => format!("/rights/claims/{claim}#evidence"),
        Subject::Application(organisation) => format!("/rights?organisation={organisation}#evidence"),
        Subject::Principal(principal) => format!("/rights/principals/{principal}#evidence"),
    }))
}

async fn remove_by_link(
    State(service): State<Service>,
    Path((secret, file)): Path<(String, EvidenceFileId)>,
) -> Result<Response, Error> {
    files::remove(&service, Claimant::Holder(&PrivateLinkText(&secret)), file).await?;
    Ok(see_other(&format!("/report/{secret}#evidence")))
}

/// What was opened, for a browser that trusts none of it: wherever it is led to by itself, it is saved and nothing else.
fn handed_out(opened: Opened) -> Response {
    let kind = match opened.kind {
        files::Kind::Text => "text/plain; charset=utf-8",
        kind => kind.as_str(),
    };
    let disposition = format!("attachment; {}", file_name(&opened.kind.saved_as(&opened.name)));
    let fixed: [(HeaderName, &'static str); 2] =
        [(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, SANDBOX)];
    let mut response = (fixed, Body::from_stream(opened.content)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, opened.bytes.into());
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// The name under which it is saved, in both forms of RFC 6266: every other character than these is written in hexadecimal.
fn file_name(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
    let fallback: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let exact: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    format!("filename=\"{fallback}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_ends_a_header_or_says_more_than_a_name() {
        assert_eq!(file_name("a b.png"), "filename=\"a b.png\"; filename*=UTF-8''a%20b.png");
        assert_eq!(
            file_name("ü\"; x=\"\r\n.pdf"),
            "filename=\"___ x____.pdf\"; filename*=UTF-8''%C3%BC%22%3B%20x%3D%22%0D%0A.pdf"
        );
    }
}
