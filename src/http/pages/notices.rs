//! Notices: what was done to a person's files, why, and everything that can be done about it.

mod appeal;
mod counter_notice;
pub(super) mod made_up;

use std::time::Duration;

use super::Samples;
use super::drive::NAMES;
use super::object_case;
use super::prelude::*;
use super::timeline::Line;
use crate::accounts::Actor;
use crate::audit;
use crate::calendar::Calendar;
use crate::claims::decided::Decided;
use crate::claims::decisions::Action;
use crate::clock::Time;
use crate::ids::{LinkId, NoticeId, ObjectId};
use crate::notices::{
    self, Answered, Automation, Legal, Notice, NoticeKind, Ordered, Redress, Restricted, Statement, Summary, Verdict,
    Way, words,
};
use crate::process::ahead::{self, Ahead};
use crate::process::appeals::Outcome;
use crate::process::counter_notices::{CounterNotice, Outcome as Ended};
use crate::process::windows;
use crate::vault::{self, objects};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/notices", get(list))
        .route("/notices/{notice}", get(show))
        .merge(counter_notice::routes())
        .merge(appeal::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<NoticesPage>();
    samples.add::<NoticePage>();
    counter_notice::samples(samples);
    appeal::samples(samples);
}

impl From<notices::Error> for Error {
    fn from(error: notices::Error) -> Self {
        match error {
            notices::Error::NotFound => Self::NotFound,
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
    /// What happens on which day after the decision it tells of.
    ahead: Option<Ahead>,
    /// Within how many days an appeal is decided.
    days: u64,
    calendar: Calendar,
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

    /// A day as the operator counts it.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands on references")]
    fn day(&self, time: &Time) -> String {
        self.layout.language.date(self.calendar.day_of(*time))
    }

    /// The last day on which the material of a counter-notice may return.
    fn last_day(&self, sent: &CounterNotice) -> String {
        self.day(&sent.breach_at.minus(Duration::from_secs(1)))
    }
}

/// What lies ahead of the reader of a notice that tells of a decision.
async fn of_notice(service: &Service, reader: &Actor, notice: NoticeId) -> Result<Ahead, Error> {
    ahead::of_notice(service, reader, notice).await?.ok_or(Error::NotFound)
}

/// Within how many days an appeal is decided.
fn appeal_days(service: &Service) -> u64 {
    service.config.limits.appeal_due.as_secs().div_ceil(24 * 3600)
}

/// How a counter-notice ended, as the key of a text.
const fn counter_ended(outcome: Ended) -> &'static str {
    match outcome {
        Ended::Returned => "ahead-counter-notice-returned",
        Ended::Incomplete => "ahead-counter-notice-incomplete",
        Ended::Withdrawn => "ahead-counter-notice-withdrawn",
        Ended::Moot => "ahead-counter-notice-moot",
        Ended::Restrained => "ahead-counter-notice-restrained",
    }
}

/// How an appeal ended.
const fn appeal_ended(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Granted => "ahead-appeal-granted",
        Outcome::Refused => "ahead-appeal-refused",
        Outcome::Withdrawn => "ahead-appeal-withdrawn",
        Outcome::Moot => "ahead-appeal-moot",
    }
}

/// Why a file is kept.
const fn window(kind: windows::Kind) -> &'static str {
    match kind {
        windows::Kind::Custody => "ahead-window-custody",
        windows::Kind::Appeal => "ahead-window-appeal",
        windows::Kind::Aftermath => "ahead-window-aftermath",
        windows::Kind::AppealWaits => "ahead-window-appeal-waits",
        windows::Kind::CounterNotice => "ahead-window-counter-notice",
        windows::Kind::Dispute => "ahead-window-dispute",
        windows::Kind::Claim => "ahead-window-claim",
        windows::Kind::Preserved => "ahead-window-preserved",
    }
}

/// What a counter-notice would bring back.
const fn counter_now(decided: &Decided) -> &'static str {
    match decided.action {
        Action::DisableLink => "ahead-counter-notice-now-link",
        Action::None | Action::LockAndDelete => "ahead-counter-notice-now",
    }
}

/// What a notice is called in a list.
fn title(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Restriction => "notices-restriction",
        NoticeKind::Restoration => "notices-restoration",
        NoticeKind::Purge => "notices-purge",
        NoticeKind::CounterNotice => "notices-counter-notice",
        NoticeKind::Appeal => "notices-appeal",
    }
}

fn tone(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Restriction => "warn",
        NoticeKind::Restoration => "good",
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
        NoticeKind::Appeal => "notices-word-appeal",
    }
}

/// What can be done for months is urgent in its last week.
const LAST_DAYS: Duration = Duration::from_hours(7 * 24);

/// A way of redress in a few words.
fn way(way: Way) -> &'static str {
    match way {
        Way::CounterNotice => "redress-counter-notice-title",
        Way::Internal => "redress-internal-title",
        Way::OutOfCourt => "redress-out-of-court-title",
        Way::OrderingCourt => "redress-ordering-court-title",
        Way::Judicial => "redress-judicial-title",
    }
}

fn sample_notice(layout: &Layout, kind: NoticeKind, statement: Statement) -> Notice {
    let at = layout.now.minus(Duration::from_hours(30));
    let summary = Summary {
        id: NoticeId(uuid::Uuid::from_u128(11)),
        object: ObjectId(uuid::Uuid::from_u128(12)),
        kind,
        created_at: at,
        seen_at: None,
    };
    Notice { summary, target: None, decision: None, statement }
}

fn sample_restriction(layout: &Layout, restricted: Restricted) -> Statement {
    let way = |kind, days: Option<u64>| Redress {
        kind,
        deadline: days.map(|days| layout.now.plus(Duration::from_hours(24 * days))),
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
        order: None,
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

/// By order of a court, which lets us say so or not.
fn sample_order(layout: &Layout, hidden: bool) -> Statement {
    let mut statement = sample_restriction(layout, Restricted::File);
    if let Statement::Restriction { facts, rights_holder, order, automation, legal, redress, .. } = &mut statement {
        *rights_holder = None;
        *automation = Automation::default();
        *order = Some(Box::default());
        redress.retain(|way| way.kind == Way::Internal);
        redress.push(Redress { kind: Way::OrderingCourt, deadline: None });
        if hidden {
            facts.clear();
            *legal = Legal { ground: String::new(), explanation: String::new(), counter_notice: false };
        } else {
            *order = Some(Box::new(Ordered {
                authority: Some("Landgericht Hamburg (DE)".into()),
                reference: Some("310 O 99/26".into()),
                redress: Some("Widerspruch beim Landgericht Hamburg.".into()),
            }));
        }
    }
    statement
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
            ahead: (kind == NoticeKind::Restriction).then(|| made_up::ahead(&layout, !file_is_listed)),
            days: 7,
            calendar: Calendar::default(),
        };
        let answer = |answered| Statement::CounterNotice { answered };
        let verdict = |verdict| Statement::Appeal {
            verdict,
            reasons: "The licence does not cover this use.".into(),
            redress: vec![Redress { kind: Way::OutOfCourt, deadline: None }],
        };
        vec![
            page(NoticeKind::Restriction, sample_restriction(&layout, Restricted::File), true),
            page(NoticeKind::Restriction, sample_order(&layout, true), true),
            page(NoticeKind::Restriction, sample_order(&layout, false), true),
            page(NoticeKind::Restriction, sample_restriction(&layout, Restricted::Link), true),
            page(NoticeKind::Restoration, Statement::Restoration, true),
            page(NoticeKind::Purge, Statement::Purge, false),
            page(NoticeKind::Restriction, sample_restriction(&layout, Restricted::File), false),
            page(
                NoticeKind::CounterNotice,
                answer(Answered::Incomplete { lacks: "The address is none.".into() }),
                true,
            ),
            page(
                NoticeKind::CounterNotice,
                answer(Answered::Action { forum: "District Court".into(), reference: "4:27-cv-01234".into() }),
                true,
            ),
            page(NoticeKind::CounterNotice, answer(Answered::Restrained), true),
            page(NoticeKind::Appeal, verdict(Verdict::Refused), true),
        ]
    }
}

async fn list(State(service): State<Service>, SignedIn(actor): SignedIn, layout: Layout) -> Result<NoticesPage, Error> {
    Ok(NoticesPage::new(layout, notices::notices_of(&service, actor.account).await?))
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    mut layout: Layout,
    Path(id): Path<NoticeId>,
) -> Result<NoticePage, Error> {
    let notice = notices::notice(&service, actor.account, id).await?;
    // The notice on this page is read now.
    if let Some(viewer) = &mut layout.viewer {
        viewer.unseen_notices = notices::unseen(&service, actor.account).await?;
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
    let (days, calendar) = (appeal_days(&service), service.config.calendar.clone());
    let ahead = ahead::of_notice(&service, &actor, id).await?;
    Ok(NoticePage { layout, notice, lines, file_is_listed, public_url, ahead, days, calendar })
}
