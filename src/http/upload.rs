//! A file that a form sends along, passed on as it arrives: it can be larger than memory.
//!
//! The reader of such forms takes everything that is there before it gives anything on, and lets what stands before a
//! file be as long as it likes. So it is given one piece at a time, and until the file begins no more than any other body
//! may have.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use futures_util::{Stream, StreamExt};
use http::StatusCode;

use super::Error;
use crate::claims::{self, FieldError};
use crate::service::Service;
use crate::texts::Text;

/// The form of a page that sends one file, in the field `file`. Its route sets no limit of its own to bodies
/// ([`axum::extract::DefaultBodyLimit::disable`]): whoever takes the file does.
#[derive(Debug)]
pub(super) struct Upload {
    form: Multipart,
    file_began: Arc<AtomicBool>,
}

impl FromRequest<Service> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, service: &Service) -> Result<Self, Error> {
        let file_began = Arc::new(AtomicBool::new(false));
        let (parts, body) = request.into_parts();
        let allowed = service.config.limits.body_bytes;
        let paced = Paced { body, allowed, file_began: Arc::clone(&file_began), rests: false };
        let request = Request::from_parts(parts, Body::from_stream(paced));
        let form = Multipart::from_request(request, service).await;
        Ok(Self { form: form.map_err(|_| Error::UnsupportedMediaType("multipart/form-data"))?, file_began })
    }
}

impl Upload {
    /// The file, if the form begins with one.
    pub(super) async fn file(&mut self) -> Result<Option<File<'_>>, Error> {
        let field = self.form.next_field().await.map_err(|error| Error::invalid("file", said(&error).sentence()))?;
        self.file_began.store(true, Ordering::Relaxed);
        Ok(field.filter(|field| field.name() == Some("file")).map(File))
    }
}

/// A file that arrives.
#[derive(Debug)]
pub(super) struct File<'a>(Field<'a>);

impl<'a> File<'a> {
    /// What its sender calls it.
    pub(super) fn name(&self) -> String {
        self.0.file_name().unwrap_or_default().to_owned()
    }

    /// What its sender says that it is.
    pub(super) fn declared(&self) -> String {
        self.0.content_type().unwrap_or_default().to_owned()
    }

    /// Its bytes.
    pub(super) fn content(self) -> impl Stream<Item = Result<Bytes, claims::Error>> + Unpin + 'a {
        let broken = |error| claims::Error::Invalid(vec![FieldError::new("file", said(&error))]);
        Box::pin(self.0.map(move |piece| piece.map_err(broken)))
    }
}

fn said(error: &MultipartError) -> Text {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Text::of("upload-too-large"),
        _ => Text::of("upload-broke-off"),
    }
}

/// A body that rests after each piece, and ends with an error once it is longer than is allowed.
struct Paced {
    body: Body,
    /// What may still come before the file.
    allowed: usize,
    file_began: Arc<AtomicBool>,
    rests: bool,
}

impl Stream for Paced {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.rests) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        loop {
            let frame = match std::task::ready!(http_body::Body::poll_frame(Pin::new(&mut self.body), cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => frame,
            };
            let Ok(bytes) = frame.into_data() else { continue };
            if !self.file_began.load(Ordering::Relaxed) {
                let Some(left) = self.allowed.checked_sub(bytes.len()) else {
                    return Poll::Ready(Some(Err(axum::Error::new(io::Error::other("too much before the file")))));
                };
                self.allowed = left;
            }
            self.rests = true;
            return Poll::Ready(Some(Ok(bytes)));
        }
    }
}
