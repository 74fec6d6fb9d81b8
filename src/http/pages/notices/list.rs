//! The notices of an account, the newest first.

use super::super::Samples;
use super::super::drive::NAMES;
use super::super::prelude::*;
use super::sample;
use crate::notices::{self, Answered, NoticeKind, Restricted, Statement, Summary, words};
use crate::process::strikes;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/notices", get(list))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<NoticesPage>();
}

/// Every notice of an account, the newest first.
#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    layout: Layout,
    notices: Vec<Summary>,
    unseen: usize,
    /// How many strikes count, how many lead to a review, and whether something is closed to the reader.
    strikes: usize,
    limit: u32,
    closed: bool,
}
page!(NoticesPage);

impl NoticesPage {
    fn new(layout: Layout, notices: Vec<Summary>, (strikes, limit, closed): (usize, u32, bool)) -> Self {
        let unseen = notices.iter().filter(|notice| notice.seen_at.is_none()).count();
        Self { layout, notices, unseen, strikes, limit, closed }
    }
}

/// What a notice is called in a list.
fn title(notice: &Summary) -> &'static str {
    match notice.kind {
        NoticeKind::Restriction if notice.told_since.is_some() => "notices-restriction-hidden",
        NoticeKind::Restriction if notice.told_before.is_some() && notice.restricts => "notices-restriction-told",
        NoticeKind::Restriction if notice.told_before.is_some() => "notices-restriction-told-over",
        kind => words::called(kind),
    }
}

fn tone(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Restriction | NoticeKind::LookedAtAgain | NoticeKind::StillHeld | NoticeKind::Measure => "warn",
        NoticeKind::Restoration | NoticeKind::StaysSo | NoticeKind::Overturned | NoticeKind::MeasureLifted => "good",
        NoticeKind::Purge => "bad",
        NoticeKind::CounterNotice | NoticeKind::Appeal => "info",
    }
}

fn word(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Restriction => "notices-word-restriction",
        NoticeKind::Restoration => "notices-word-restoration",
        NoticeKind::Purge => "notices-word-purge",
        NoticeKind::CounterNotice => "notices-word-counter-notice",
        NoticeKind::LookedAtAgain => "notices-word-looked-at-again",
        NoticeKind::StaysSo => "notices-word-stays-so",
        NoticeKind::StillHeld => "notices-word-still-held",
        NoticeKind::Appeal => "notices-word-appeal",
        NoticeKind::Overturned => "notices-word-overturned",
        NoticeKind::Measure => "notices-word-measure",
        NoticeKind::MeasureLifted => "notices-word-measure-lifted",
    }
}

async fn list(State(service): State<Service>, SignedIn(actor): SignedIn, layout: Layout) -> Result<NoticesPage, Error> {
    let notices = notices::notices_of(&service, actor.account).await?;
    let own = strikes::own(&service, &actor).await?;
    let closed = own.measures.iter().any(|measure| measure.in_force(layout.now));
    let about = (own.standing.strikes.len(), service.config.limits.strikes, closed);
    Ok(NoticesPage::new(layout, notices, about))
}

impl Sample for NoticesPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let answer = |answered| Statement::CounterNotice { answered };
        let kinds = [
            (NoticeKind::Restriction, sample::restriction(&layout, Restricted::File)),
            (NoticeKind::Restoration, Statement::Restoration { ended: None, danger: false }),
            (NoticeKind::Purge, Statement::Purge),
            (NoticeKind::LookedAtAgain, answer(Answered::LookedAtAgain { by: Some(layout.now) })),
            (NoticeKind::StaysSo, answer(Answered::LookedAtAgain { by: None })),
            (NoticeKind::StillHeld, sample::still_held(Restricted::File)),
        ];
        let notices = kinds.into_iter().map(|(kind, statement)| sample::notice(&layout, kind, statement).summary);
        // Of an order that hid whose it is, and what was told of it since, while it restricts something and once that is over.
        let hidden = sample::notice(&layout, NoticeKind::Restriction, sample::order(&layout, true)).summary;
        let told = Summary { told_before: Some(hidden.id), restricts: true, ..hidden.clone() };
        let over = Summary { restricts: false, ..told.clone() };
        let hidden = Summary { told_since: Some(told.id), ..hidden };
        let notices = notices.chain([told, over, hidden]).collect();
        vec![Self::new(layout.clone(), notices, (2, 3, true)), Self::new(layout, Vec::new(), (0, 3, false))]
    }
}
