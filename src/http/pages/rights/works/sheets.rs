//! Works in and out as CSV.

use axum::body::{Body, Bytes};
use axum::extract::DefaultBodyLimit;
use axum::extract::multipart::{Multipart, MultipartRejection};
use futures_util::stream;
use http::{StatusCode, header};

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::{Holder, Which, to_application};
use super::kinds;
use crate::claims;
use crate::claims::works::export::{self, After, Piece};
use crate::claims::works::import::{self, Imported};
use crate::claims::works::sheet::{self, LineError, Told};

/// What a browser writes around a file.
const AROUND: usize = 64 << 10;

pub(super) fn routes() -> Router<Service> {
    let import = get(ask).post(take).layer(DefaultBodyLimit::max(sheet::BYTES + AROUND));
    Router::new().route("/rights/works/import", import).route("/rights/works/export", get(give))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ImportPage>();
}

/// The form that takes a file, and what became of the last one.
#[derive(Template)]
#[template(path = "rights/import.html")]
struct ImportPage {
    layout: Layout,
    holder: Holder,
    kinds: Vec<(String, String)>,
    imported: Option<Imported>,
    mistakes: Told<LineError>,
    form: FormState,
}
page!(ImportPage);

impl ImportPage {
    fn new(layout: Layout, holder: Holder) -> Self {
        let (imported, mistakes, form) = (None, Told::default(), FormState::new());
        Self { kinds: kinds(layout.language), layout, holder, imported, mistakes, form }
    }

    /// Says on top what stands in the table below.
    fn refused(mut self, mistakes: Told<LineError>) -> Self {
        let count = mistakes.first.len() + mistakes.more;
        self.form.refuse("file", Text::of("import-refused").with("count", count));
        self.mistakes = mistakes;
        self
    }
}

async fn ask(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    if holder.has_ended() {
        return Ok(see_other(&format!("/rights{}", holder.query())));
    }
    Ok(ImportPage::new(layout, holder).into_response())
}

async fn take(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    let form = form.map_err(|_| Error::UnsupportedMediaType("multipart/form-data"))?;
    let organisation = holder.organisation.id;
    let mut page = ImportPage::new(layout, holder);
    let file = read_file(form).await?;
    if file.is_empty() {
        page.form.refuse("file", Text::of("import-empty"));
        return Ok(again(page));
    }
    match import::import(&service, &actor, organisation, &file).await {
        Ok(imported) if imported.present.is_empty() => {
            let said = page.layout.language.say("import-done").with("count", imported.registered);
            session::say(&session, said.to_string()).await?;
            Ok(see_other(&format!("/rights/works{}", page.holder.query())))
        }
        Ok(imported) => {
            page.imported = Some(imported);
            Ok(page.into_response())
        }
        Err(claims::Error::Lines(mistakes)) => Ok(again(page.refused(mistakes))),
        Err(error) => {
            page.form.refuse_with(error)?;
            Ok(again(page))
        }
    }
}

/// The file of the form; empty if there is none.
async fn read_file(mut form: Multipart) -> Result<Bytes, Error> {
    let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Error::TooLarge(Text::of("import-too-large").with("limit", sheet::BYTES >> 20))
        }
        _ => Error::Malformed("The request broke off, or is not a form with a file.".to_owned()),
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some("file") {
            return field.bytes().await.map_err(broken);
        }
    }
    Ok(Bytes::new())
}

async fn give(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    Query(which): Query<Which>,
    session: Session,
) -> Result<Response, Error> {
    let holder = Holder::of(&service, &actor, which).await?;
    let Some(holder) = holder else { return to_application(&session, language).await };
    let organisation = holder.organisation.id;
    // What is wrong at the beginning can still be said; later the file breaks off, and the browser says so.
    let Piece { bytes, next } = export::piece(&service, &actor, organisation, After::NOTHING).await?;
    let rest = stream::try_unfold(next, move |next| {
        let service = service.clone();
        async move {
            let Some(after) = next else { return Ok::<_, claims::Error>(None) };
            let Piece { bytes, next } = export::piece(&service, &actor, organisation, after).await?;
            Ok(Some((Bytes::from(bytes), next)))
        }
    });
    let first = stream::once(async { Ok::<_, claims::Error>(Bytes::from(bytes)) });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"works.csv\""),
    ];
    Ok((headers, Body::from_stream(stream::StreamExt::chain(first, rest))).into_response())
}

impl Sample for ImportPage {
    fn samples() -> Vec<Self> {
        use crate::claims::organisations::State;
        use crate::claims::works::import::Present;
        let page = || {
            let layout = Layout::sample();
            let holder = Holder::sample(&layout, State::Verified);
            Self::new(layout, holder)
        };
        let present = Told {
            first: vec![Present {
                line: 7,
                title: "The Long Way Home".into(),
                known_by: "isbn:9780306406157 stands in line 3 too".into(),
            }],
            more: 12,
        };
        let mistakes = Told {
            first: vec![
                LineError { line: 2, column: "kind".into(), message: "Enter one of film, music".into() },
                LineError { line: 3, column: String::new(), message: "2 cells stand here, and 4 columns above".into() },
            ],
            more: 3,
        };
        let done = Imported { registered: 3, present };
        vec![Self { imported: Some(done), ..page() }, page().refused(mistakes), page()]
    }
}
