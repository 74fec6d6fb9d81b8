//! Links that are pasted or dropped, by hundreds.

use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use http::StatusCode;

use super::super::{Frame, place};
use super::{LinksPage, Shown, Window, progress};
use crate::accounts::Actor;
use crate::claims;
use crate::claims::drafts::lines::{self, Outcome};
use crate::claims::drafts::{self, Step};
use crate::http::pages::prelude::*;
use crate::ids::DraftId;

/// The largest paste or file: a thousand links with the longest addresses of where they were found.
pub(super) const LARGEST: usize = 4 << 20;
/// Mistakes that are told one by one.
const TOLD: usize = 20;

/// What was pasted, what was dropped, and what is to come of it.
#[derive(Default)]
struct Sent {
    pasted: String,
    file: String,
    /// On to the next step.
    next: bool,
    /// A script looks at the links after this.
    live: bool,
}

async fn read(form: Result<Multipart, MultipartRejection>) -> Result<Sent, Error> {
    let mut form = form.map_err(|_| Error::UnsupportedMediaType("multipart/form-data"))?;
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge(Text::of("draft-too-large").with("limit", LARGEST >> 20)),
        _ => Error::Malformed("The request broke off, or is not a form.".to_owned()),
    };
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(broken)?;
        let text = String::from_utf8(bytes.into());
        match name.as_str() {
            "targets" => sent.pasted = text.unwrap_or_default(),
            "file" => {
                let no_text = |_| Error::invalid("file", Text::of("draft-no-text"));
                sent.file = text.map_err(no_text)?;
            }
            "next" => sent.next = true,
            "live" => sent.live = true,
            _ => {}
        }
    }
    Ok(sent)
}

/// Takes links, and says of each line that is none what is wrong with it.
pub(super) async fn enter(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(draft): Path<DraftId>,
    layout: Layout,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Error> {
    // Who asks, before anything is read of what they send.
    let frame = Frame::load(&service, &actor, draft, Step::Links).await?;
    let (sent, mut form) = match read(form).await {
        Ok(sent) => (sent, FormState::new()),
        Err(Error::Invalid(refused)) => (Sent::default(), refused),
        Err(error) => return Err(error),
    };
    form = form.with("targets", sent.pasted.as_str());
    if form.is_valid() {
        match take(&service, &actor, draft, &sent, frame.draft.lines.is_empty()).await {
            Ok(next) => return Ok(see_other(&next)),
            Err(claims::Error::Lines(told)) => {
                for mistake in told.first.iter().take(TOLD) {
                    let told = if mistake.column.is_empty() {
                        Text::of("notice-form-line")
                    } else {
                        Text::of("draft-line-column").with("column", mistake.column.as_str())
                    };
                    let problem = mistake.message.clone().sentence();
                    form.refuse("targets", told.with("line", mistake.line).with("problem", problem));
                }
                let more = told.more + told.first.len().saturating_sub(TOLD);
                if more > 0 {
                    form.refuse("targets", Text::of("draft-more-lines").with("count", more));
                }
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    let shown = Shown::load(&service, &actor, draft, Window::default()).await?;
    Ok(again(LinksPage::new(&service, layout, shown, form)))
}

/// Enters what was sent, looks at it unless a script will, and says where to go.
async fn take(
    service: &Service,
    actor: &Actor,
    draft: DraftId,
    sent: &Sent,
    empty: bool,
) -> Result<String, claims::Error> {
    let texts = [sent.pasted.as_str(), sent.file.as_str()];
    let given: Vec<_> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
    match given[..] {
        [] if sent.next && !empty => {}
        [] => drop(lines::enter(service, actor, draft, "").await?),
        [one] => drop(lines::enter(service, actor, draft, one).await?),
        _ => {
            let message = Text::of("draft-one-at-a-time");
            return Err(claims::Error::Invalid(vec![claims::FieldError::new("targets", message)]));
        }
    }
    let here = progress(draft);
    if sent.live && !sent.next {
        return Ok(here);
    }
    lines::prove_all(service, actor, draft).await?;
    let wrong = drafts::draft(service, actor, draft)
        .await?
        .lines
        .into_iter()
        .any(|line| matches!(line.outcome, Outcome::Wrong(_)));
    if !sent.next || (wrong && !given.is_empty()) {
        return Ok(here);
    }
    Ok(place(draft, drafts::leave_links(service, actor, draft).await?))
}
