//! What a person can ask of their own data: to be handed everything that is held about them, and to have it erased.

use std::io;

use axum::body::Body;
use bytes::Bytes;
use futures_util::Stream;
use http::header;

use super::Samples;
use super::home::days;
use super::prelude::*;
use crate::personal::erasure::{self, CONFIRMATION, First, Kept, Prospect, Wait};
use crate::personal::export;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/account/export", get(export_form).post(hand_over))
        .route("/account/closing", get(closing_form).post(close))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ExportPage>();
    samples.add::<ClosingPage>();
    samples.add::<ClosedPage>();
}

/// Before everything is handed over.
#[derive(Template)]
#[template(path = "account_export.html")]
struct ExportPage {
    layout: Layout,
    form: FormState,
}

/// Before an account is closed: what stands in the way, what would be kept, and the word to type.
#[derive(Template)]
#[template(path = "account_closing.html")]
struct ClosingPage {
    layout: Layout,
    prospect: Prospect,
    form: FormState,
}

/// The account is closed: the last page its person sees.
#[derive(Template)]
#[template(path = "account_closed.html")]
struct ClosedPage {
    layout: Layout,
    waits: Vec<Wait>,
    /// In how many days an erasure is final in old backups, at most.
    final_after: i64,
}
page!(ExportPage, ClosingPage, ClosedPage);

#[expect(clippy::unused_self, reason = "templates call what they show as methods")]
impl ClosingPage {
    fn word(&self) -> &'static str {
        CONFIRMATION
    }
}

async fn export_form(SignedIn(_): SignedIn, layout: Layout) -> ExportPage {
    ExportPage { layout, form: FormState::new() }
}

async fn hand_over(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(auth) = form.read_auth() else { return Ok(again(ExportPage { layout, form })) };
    match export::everything(&service, &actor, &auth, layout.language).await {
        Ok(archive) => Ok(downloaded(&service, archive)),
        Err(error) => {
            form.refuse_with(error)?;
            Ok(again(ExportPage { layout, form }))
        }
    }
}

/// An archive as it is saved: while it is written.
pub(super) fn downloaded(
    service: &Service,
    archive: impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static,
) -> Response {
    let day = service.clock.now().to_jiff().strftime("%Y-%m-%d").to_string();
    let name = format!("attachment; filename=\"{}-{day}.zip\"", service.keys.origin);
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Body::from_stream(archive)).into_response()
}

async fn closing_form(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
) -> Result<ClosingPage, Error> {
    let prospect = erasure::prospect(&service, &actor).await?;
    Ok(ClosingPage { layout, prospect, form: FormState::new() })
}

async fn close(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    mut layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let prospect = erasure::prospect(&service, &actor).await?;
    let Some(auth) = form.read_auth() else { return Ok(again(ClosingPage { layout, prospect, form })) };
    match erasure::close(&service, &actor, &auth, form.value("confirmation")).await {
        Ok(()) => {
            session::end(&session).await?;
            layout.viewer = None;
            let limits = &service.config.limits;
            // Keys are turned once a day: a day more for the new one, and one for the old.
            let final_after = days(limits.wrapping_key_days + limits.wrapping_key_kept) + 2;
            Ok(ClosedPage { layout, waits: prospect.waits, final_after }.into_response())
        }
        Err(error) => {
            form.refuse_with(error)?;
            Ok(again(ClosingPage { layout, prospect, form }))
        }
    }
}

impl Sample for ExportPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let wrong = FormState::new().refused("password", "The password is wrong.");
        vec![Self { layout: layout.clone(), form: FormState::new() }, Self { layout, form: wrong }]
    }
}

fn sample_waits(layout: &Layout) -> Vec<Wait> {
    let later = layout.now.plus(std::time::Duration::from_hours(90 * 24));
    [
        (Kept::LockedFiles, 2, Some(later)),
        (Kept::Preserved, 1, None),
        (Kept::OpenClaims, 1, None),
        (Kept::Answers, 1, Some(later)),
        (Kept::OpenAnswers, 3, None),
        (Kept::Orders, 1, None),
        (Kept::Mirrors, 2, None),
    ]
    .map(|(kept, count, until)| Wait { kept, count, until })
    .to_vec()
}

impl Sample for ClosingPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let first =
            vec![First::Role(crate::accounts::Role::Administrator), First::OnlyOwner("Example Pictures".to_owned())];
        let page = |first, waits, form| Self { layout: layout.clone(), prospect: Prospect { first, waits }, form };
        let wrong = FormState::new().with("confirmation", "leave").refused("confirmation", "Type ERASE to confirm.");
        vec![
            page(Vec::new(), sample_waits(&layout), wrong),
            page(first, sample_waits(&layout), FormState::new()),
            page(Vec::new(), Vec::new(), FormState::new()),
        ]
    }
}

impl Sample for ClosedPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample_for_strangers();
        let page = |waits| Self { layout: layout.clone(), waits, final_after: 62 };
        vec![page(sample_waits(&layout)), page(Vec::new())]
    }
}
