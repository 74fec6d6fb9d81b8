//! The complaint of whoever has a link that is blocked, or whose account was terminated. About every other link there is nothing here, as at
//! the link itself.

use super::Samples;
use super::prelude::*;
use crate::http::extract::ClientAddress;
use crate::ids::{ComplaintId, DecisionId, LinkId, MeasureId};
use crate::process::complaints::{self, Blocking, Received, Typed};
use crate::seal::link::LinkAuth;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/f/{link}/complaint", get(begin).post(send))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ComplaintPage>();
    samples.add::<ReceivedPage>();
}

/// The form.
#[derive(Template)]
#[template(path = "complaint/form.html")]
struct ComplaintPage {
    layout: Layout,
    link: LinkId,
    /// By what it is blocked.
    blocking: Blocking,
    days: u64,
    form: FormState,
}

/// The receipt.
#[derive(Template)]
#[template(path = "complaint/received.html")]
struct ReceivedPage {
    layout: Layout,
    received: Received,
}
page!(ComplaintPage, ReceivedPage);

impl ComplaintPage {
    fn new(service: &Service, layout: Layout, (link, blocking): (LinkId, Blocking), form: FormState) -> Self {
        let days = service.config.limits.appeal_due.as_secs().div_ceil(86_400);
        Self { layout, link, blocking, days, form }
    }

    /// Whether it is about the account, and not about the file.
    fn is_of_account(&self) -> bool {
        matches!(self.blocking, Blocking::Measure(_))
    }
}

async fn begin(
    State(service): State<Service>,
    Path(link): Path<LinkId>,
    layout: Layout,
) -> Result<ComplaintPage, Error> {
    let blocking = complaints::about(&service, &link, None).await?;
    Ok(ComplaintPage::new(&service, layout, (link, blocking), FormState::new()))
}

/// The proof of a link's password stands in the form, where a link has one: the script that opens links puts it there, and asks for the
/// form so, since no address may have it.
async fn send(
    State(service): State<Service>,
    ClientAddress(from): ClientAddress,
    Path(link): Path<LinkId>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let auth = LinkAuth::decode(form.value("auth"));
    let blocking = complaints::about(&service, &link, auth.as_ref()).await?;
    if form.value("step") == "begin" {
        return Ok(ComplaintPage::new(&service, layout, (link, blocking), form).into_response());
    }
    let typed = Typed { words: form.value("words"), email: form.value("email"), language: layout.language };
    match complaints::send(&service, &from, &link, auth.as_ref(), typed).await {
        Ok(received) => return Ok(ReceivedPage { layout, received }.into_response()),
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(ComplaintPage::new(&service, layout, (link, blocking), form)))
}

impl Sample for ComplaintPage {
    fn samples() -> Vec<Self> {
        let page = |blocking, form| Self {
            layout: Layout::sample_for_strangers(),
            link: LinkId::new(&crate::entropy::Entropy::seeded(1)),
            blocking,
            days: 7,
            form,
        };
        let file = Blocking::Decision(DecisionId(uuid::Uuid::from_u128(5)));
        let account = Blocking::Measure(MeasureId(uuid::Uuid::from_u128(71)));
        let wrong = FormState::new().with("auth", "x").refused("words", Text::of("complaint-words-missing").sentence());
        vec![
            page(file, FormState::new().with("words", "It is our own recording.")),
            page(file, wrong),
            page(account, FormState::new()),
        ]
    }
}

impl Sample for ReceivedPage {
    fn samples() -> Vec<Self> {
        let page = |reachable| {
            let layout = Layout::sample_for_strangers();
            let received = Received {
                id: ComplaintId(uuid::Uuid::from_u128(71)),
                sent_at: layout.now,
                due_at: layout.now.plus(std::time::Duration::from_hours(7 * 24)),
                reachable,
            };
            Self { layout, received }
        };
        vec![page(true), page(false)]
    }
}
