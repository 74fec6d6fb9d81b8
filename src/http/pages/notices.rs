//! Notices: what was done to a person's files, why, and everything that can be done about it.

use super::Samples;
use super::drive::NAMES;
use super::object_case;
use super::prelude::*;
use super::timeline::Line;
use crate::audit;
use crate::http::refusals::sentence;
use crate::ids::{LinkId, NoticeId, ObjectId};
use crate::process::{
    self, Automation, Legal, Notice, NoticeKind, Redress, Restricted, Statement, Summary, Way, words,
};
use crate::vault::{self, objects};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/notices", get(list)).route("/notices/{notice}", get(show))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<NoticesPage>();
    samples.add::<NoticePage>();
}

impl From<process::Error> for Error {
    fn from(error: process::Error) -> Self {
        match error {
            process::Error::NotFound => Self::NotFound,
            process::Error::Forbidden(why) => Self::Forbidden(sentence(why)),
            process::Error::Conflict(why) => Self::Conflict(sentence(why)),
            process::Error::Invalid(field, message) => Self::invalid(field, message),
            process::Error::Accounts(error) => error.into(),
            error => Self::internal(error),
        }
    }
}

/// Every notice of an account, the newest first.
#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    layout: Layout,
    notices: Vec<Summary>,
    unseen: usize,
}

/// One notice, fit to be printed and taken to a lawyer.
#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    layout: Layout,
    notice: Notice,
    lines: Vec<Line>,
    file_is_listed: bool,
    public_url: String,
}
page!(NoticesPage, NoticePage);

impl NoticesPage {
    fn new(layout: Layout, notices: Vec<Summary>) -> Self {
        let unseen = notices.iter().filter(|notice| notice.seen_at.is_none()).count();
        Self { layout, notices, unseen }
    }
}

impl NoticePage {
    fn heading(&self) -> &'static str {
        words::heading(&self.notice.statement)
    }
}

/// What a notice is called in a list.
fn title(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Restriction => "notices-restriction",
        NoticeKind::Restoration => "notices-restoration",
        NoticeKind::Purge => "notices-purge",
    }
}

fn tone(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Restriction => "warn",
        NoticeKind::Restoration => "good",
        NoticeKind::Purge => "bad",
    }
}

fn word(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Restriction => "notices-word-restriction",
        NoticeKind::Restoration => "notices-word-restoration",
        NoticeKind::Purge => "notices-word-purge",
    }
}

/// What can be done for months is urgent in its last week.
const LAST_DAYS: std::time::Duration = std::time::Duration::from_hours(7 * 24);

/// A way of redress in a few words.
fn way(way: Way) -> &'static str {
    match way {
        Way::CounterNotice => "redress-counter-notice-title",
        Way::Internal => "redress-internal-title",
        Way::OutOfCourt => "redress-out-of-court-title",
        Way::Judicial => "redress-judicial-title",
    }
}

fn sample_notice(layout: &Layout, kind: NoticeKind, statement: Statement) -> Notice {
    let at = layout.now.minus(std::time::Duration::from_hours(30));
    let summary = Summary {
        id: NoticeId(uuid::Uuid::from_u128(11)),
        object: ObjectId(uuid::Uuid::from_u128(12)),
        kind,
        created_at: at,
        seen_at: None,
    };
    Notice { summary, target: None, statement }
}

fn sample_restriction(layout: &Layout, restricted: Restricted) -> Statement {
    let way = |kind, days: Option<u64>| Redress {
        kind,
        deadline: days.map(|days| layout.now.plus(std::time::Duration::from_hours(24 * days))),
    };
    Statement::Restriction {
        restricted,
        territory: "worldwide".into(),
        until: None,
        link: LinkId::new(&crate::entropy::Entropy::seeded(2)),
        facts:
            "The file is the whole of the film “Harbour”, opened with the key that came with the claim.\n\nThe link \
                stood on a public page."
                .into(),
        rights_holder: Some("Example Pictures".into()),
        automation: Automation { detection: false, decision: restricted == Restricted::File },
        legal: Legal {
            ground: "17 U.S.C. § 512(c)".into(),
            explanation: "A complete notice under penalty of perjury names the work and the place.".into(),
            counter_notice: true,
        },
        redress: vec![
            way(Way::CounterNotice, Some(184)),
            way(Way::Internal, Some(181)),
            way(Way::OutOfCourt, None),
            way(Way::Judicial, None),
        ],
    }
}

impl Sample for NoticesPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let kinds = [
            (NoticeKind::Restriction, sample_restriction(&layout, Restricted::File)),
            (NoticeKind::Restoration, Statement::Restoration),
            (NoticeKind::Purge, Statement::Purge),
        ];
        let notices = kinds.into_iter().map(|(kind, statement)| sample_notice(&layout, kind, statement).summary);
        vec![Self::new(layout.clone(), notices.collect()), Self::new(layout, Vec::new())]
    }
}

impl Sample for NoticePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |kind, statement, file_is_listed| Self {
            notice: sample_notice(&layout, kind, statement),
            lines: vec![object_case::sample(layout.now)],
            layout: layout.clone(),
            file_is_listed,
            public_url: "https://files.example".into(),
        };
        vec![
            page(NoticeKind::Restriction, sample_restriction(&layout, Restricted::File), true),
            page(NoticeKind::Restriction, sample_restriction(&layout, Restricted::Link), true),
            page(NoticeKind::Restoration, Statement::Restoration, true),
            page(NoticeKind::Purge, Statement::Purge, false),
        ]
    }
}

async fn list(State(service): State<Service>, SignedIn(actor): SignedIn, layout: Layout) -> Result<NoticesPage, Error> {
    Ok(NoticesPage::new(layout, process::notices_of(&service, actor.account).await?))
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    mut layout: Layout,
    Path(id): Path<NoticeId>,
) -> Result<NoticePage, Error> {
    let notice = process::notice(&service, actor.account, id).await?;
    // The notice on this page is read now.
    if let Some(viewer) = &mut layout.viewer {
        viewer.unseen_notices = process::unseen(&service, actor.account).await?;
    }
    // The file's own page is gone once its owner's deletion is final; the notice stays.
    let (lines, file_is_listed) = match objects::get(&service, actor.account, notice.summary.object).await {
        Ok((_, case)) => {
            let listed = audit::of_case(&service, case).await.map_err(Error::internal)?;
            (object_case::lines(&listed, layout.language), true)
        }
        Err(vault::Error::NotFound) => (Vec::new(), false),
        Err(error) => return Err(error.into()),
    };
    let public_url = service.config.public_url.as_str().trim_end_matches('/').to_owned();
    Ok(NoticePage { layout, notice, lines, file_is_listed, public_url })
}
