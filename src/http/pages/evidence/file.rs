//! One file: opened, which saves it, and taken back.

use axum::body::Body;
use http::{HeaderName, HeaderValue, header};

use super::super::prelude::*;
use crate::claims::evidence::files::{self, Opened, Subject};
use crate::claims::withdrawal::{Claimant, PrivateLinkText};
use crate::ids::EvidenceFileId;

/// What no browser may do with what somebody else sent.
const SANDBOX: &str = "sandbox; default-src 'none'";

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/report/{secret}/evidence/{file}", post(open_by_link))
        .route("/report/{secret}/evidence/{file}/removal", post(remove_by_link))
        .route("/evidence/{file}", post(open))
        .route("/evidence/{file}/removal", post(remove))
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
