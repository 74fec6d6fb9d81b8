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
use crate::accounts::standing::{Kind, Scope};
use crate::audit;
use crate::calendar::Calendar;
use crate::claims::decisions::Action;
use crate::clock::Time;
use crate::config::EuTier;
use crate::ids::{LinkId, NoticeId, ObjectId};
use crate::notices::{
    self, Against, Answered, Automation, Because, Explanation, Legal, Notice, NoticeKind, Ordered, Redress, Restricted,
    Statement, Strike, Summary, Verdict, Way, Weighed, words,
};
use crate::process::ahead::{self, Ahead};
use crate::process::appeals::Outcome;
use crate::process::counter_notices::{CounterNotice, Outcome as Ended};
use crate::process::disclosed::{self, Kept};
use crate::process::measures;
use crate::process::misuse::{Mark, What};
use crate::process::strikes::{self, Own, Standing};
use crate::process::windows;
use crate::vault::{self, objects};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/notices", get(list))
        .route("/notices/{notice}", get(show))
        .route("/account/standing", get(standing))
        .merge(counter_notice::routes())
        .merge(appeal::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<NoticesPage>();
    samples.add::<NoticePage>();
    samples.add::<StandingPage>();
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
    /// How many strikes count, how many lead to a review, and whether something is closed to the reader.
    strikes: usize,
    limit: u32,
    closed: bool,
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
    /// What can be done about the measure it tells of.
    against: Option<measures::Ahead>,
    /// When what it tells of counts as a strike.
    counts: Option<String>,
    /// Of a file that came back, until when its disclosed key is kept.
    kept: Kept,
    /// Within how many days an appeal is decided.
    days: u64,
    calendar: Calendar,
    /// What the service is in law, which says what follows from it.
    tier: EuTier,
}
page!(NoticesPage, NoticePage);

impl NoticesPage {
    fn new(layout: Layout, notices: Vec<Summary>, (strikes, limit, closed): (usize, u32, bool)) -> Self {
        let unseen = notices.iter().filter(|notice| notice.seen_at.is_none()).count();
        Self { layout, notices, unseen, strikes, limit, closed }
    }
}

impl NoticePage {
    fn heading(&self) -> &'static str {
        words::heading(&self.notice.statement)
    }

    /// Whether a way is open to its reader now: it was not gone yet, and leads somewhere.
    fn is_open(&self, way: Way) -> bool {
        let Some(ahead) = &self.ahead else { return true };
        match way {
            Way::CounterNotice => ahead.counter_notice_now.is_some(),
            Way::Internal => ahead.appeal_until.is_some(),
            Way::OutOfCourt | Way::Judicial | Way::OrderingCourt => true,
        }
    }

    /// What is said of a way that is not open: whether its reader took it.
    fn gone(&self, way: Way) -> &'static str {
        let used = self.ahead.as_ref().is_some_and(|ahead| match way {
            Way::CounterNotice => !ahead.counter_notices.is_empty(),
            Way::Internal => ahead.appeal.is_some(),
            Way::OutOfCourt | Way::Judicial | Way::OrderingCourt => false,
        });
        if used { "redress-used" } else { "redress-closed" }
    }

    /// What became of a restriction that is over; none while it stands.
    fn over(&self) -> Option<&'static str> {
        let ahead = self.ahead.as_ref().filter(|_| matches!(self.notice.statement, Statement::Restriction { .. }))?;
        if ahead.purged {
            Some("ahead-destroyed")
        } else if ahead.decided.superseded_at.is_some() {
            Some("ahead-superseded")
        } else if ahead.decided.restricts {
            None
        } else {
            Some("ahead-over")
        }
    }

    /// The form of a way, and what its button says.
    fn form_of(&self, way: Way) -> Option<(&'static str, &'static str)> {
        self.ahead.as_ref()?;
        match way {
            Way::CounterNotice => Some(("counter-notice", "ahead-send-counter-notice")),
            Way::Internal => Some(("appeal", "ahead-send-appeal")),
            Way::OutOfCourt | Way::Judicial | Way::OrderingCourt => None,
        }
    }

    /// Whether it is one that the law asks for (Regulation (EU) 2022/2065, Article 17).
    fn is_statement_of_reasons(&self) -> bool {
        matches!(self.notice.statement, Statement::Restriction { .. } | Statement::Measure { .. })
    }

    /// Whether this way leads to the form of an appeal against a measure now.
    fn appeals(&self, way: Way) -> bool {
        way == Way::Internal && self.against.as_ref().is_some_and(|against| against.appeal_until.is_some())
    }

    /// Where an appeal against what it tells of is lodged.
    fn appeal_at(&self) -> String {
        format!("/notices/{}/appeal", self.notice.summary.id)
    }

    /// A day as the operator counts it.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands on references")]
    fn day(&self, time: &Time) -> String {
        self.layout.language.date(self.calendar.day_of(*time))
    }

    /// The last day on which the material of a counter-notice may return.
    fn last_day(&self, sent: &CounterNotice) -> String {
        self.layout.language.date(self.calendar.last_day(sent.breach_at))
    }
}

/// What lies ahead of the reader of a notice that tells of a decision.
async fn of_notice(service: &Service, reader: &Actor, notice: NoticeId) -> Result<Ahead, Error> {
    ahead::of_notice(service, reader, notice).await?.ok_or(Error::NotFound)
}

/// Within how many days an appeal is decided.
pub(super) fn appeal_days(service: &Service) -> u64 {
    service.config.limits.appeal_due.as_secs().div_ceil(24 * 3600)
}

/// What was marked as manifestly unfounded, as the key of a text with the day it was sent.
pub(super) const fn marked(mark: &Mark) -> &'static str {
    match mark.what {
        What::Target(_) => "measure-mark-notice",
        What::CounterNotice(_) => "measure-mark-counter-notice",
        What::Appeal(_) => "measure-mark-appeal",
    }
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
pub(super) const fn appeal_ended(outcome: Outcome) -> &'static str {
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
        windows::Kind::Claim | windows::Kind::Preserved | windows::Kind::Complaint | windows::Kind::Other => {
            "ahead-window-other"
        }
    }
}

/// What a counter-notice would bring about.
fn counter_now(ahead: &Ahead) -> &'static str {
    match ahead.decided.action {
        _ if ahead.stopped_by().is_some() => "ahead-counter-notice-now-stopped",
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
        NoticeKind::Measure => "notices-measure",
        NoticeKind::MeasureLifted => "notices-measure-lifted",
    }
}

fn tone(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Restriction | NoticeKind::Measure => "warn",
        NoticeKind::Restoration | NoticeKind::MeasureLifted => "good",
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
        NoticeKind::Measure => "notices-word-measure",
        NoticeKind::MeasureLifted => "notices-word-measure-lifted",
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
        object: (!matches!(kind, NoticeKind::Measure | NoticeKind::MeasureLifted))
            .then_some(ObjectId(uuid::Uuid::from_u128(12))),
        kind,
        created_at: at,
        seen_at: None,
    };
    Notice { summary, target: None, decision: None, measure: None, statement }
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
        rights_holder: (restricted == Restricted::File).then(|| "Example Pictures".to_owned()),
        claimed: Box::new(made_up::claimed()),
        order: None,
        automation: Automation { detection: false, decision: restricted == Restricted::File },
        legal: Legal {
            ground: "17 U.S.C. § 512(c)".into(),
            explanation: Some(Explanation::Infringes),
            counter_notice: true,
        },
        redress: vec![
            way(Way::CounterNotice, Some(184)),
            way(Way::Internal, Some(181)),
            way(Way::OutOfCourt, None),
            way(Way::Judicial, None),
        ],
        strike: if restricted == Restricted::File { Strike::AfterReview } else { Strike::Counts },
    }
}

fn sample_measure(layout: &Layout, kind: Kind, scope: Scope, organisation: Option<&str>) -> Statement {
    Statement::Measure {
        against: Against { kind, scope, organisation: organisation.map(str::to_owned) },
        until: (kind != Kind::Warning).then(|| layout.now.plus(Duration::from_hours(24 * 30))),
        facts: "Three films were put up within a month, each after a notice about the one before.".into(),
        weighed: (scope != Scope::Uploads).then(|| Weighed {
            unfounded: 4,
            sent: 20,
            gravity: "Four files of strangers could not be read for a day.".into(),
            intention: "The same links came again after they had been refused.".into(),
        }),
        redress: vec![
            Redress { kind: Way::Internal, deadline: Some(layout.now.plus(Duration::from_hours(24 * 181))) },
            Redress { kind: Way::OutOfCourt, deadline: None },
            Redress { kind: Way::Judicial, deadline: None },
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
            *legal = Legal { ground: String::new(), explanation: None, counter_notice: false };
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
        vec![Self::new(layout.clone(), notices.collect(), (2, 3, true)), Self::new(layout, Vec::new(), (0, 3, false))]
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
            against: (kind == NoticeKind::Measure).then(|| made_up::against(&layout, file_is_listed)),
            counts: (kind == NoticeKind::Restriction).then(|| "It counts as a strike.".to_owned()),
            kept: Kept::Until(layout.now),
            days: 7,
            calendar: Calendar::default(),
            tier: if file_is_listed { EuTier::Platform } else { EuTier::Host },
        };
        let lifted = Statement::MeasureLifted {
            against: Against { kind: Kind::Suspension, scope: Scope::Uploads, organisation: None },
            because: Because::StrikesVoid,
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
            Self { kept: Kept::Open, ..page(NoticeKind::Restoration, Statement::Restoration, true) },
            Self { kept: Kept::Nothing, ..page(NoticeKind::Restoration, Statement::Restoration, true) },
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
            page(
                NoticeKind::CounterNotice,
                answer(Answered::Overturned { reasons: "It is a review of the film.".into(), gone: false }),
                true,
            ),
            page(
                NoticeKind::CounterNotice,
                answer(Answered::Overturned { reasons: "It is a review of the film.".into(), gone: true }),
                true,
            ),
            page(
                NoticeKind::CounterNotice,
                answer(Answered::NoAction { because: "It names no court.".into(), returns: Some(layout.now) }),
                true,
            ),
            page(NoticeKind::CounterNotice, answer(Answered::ActionOver { returns: layout.now }), true),
            page(NoticeKind::CounterNotice, answer(Answered::LookedAtAgain { by: Some(layout.now) }), true),
            page(NoticeKind::CounterNotice, answer(Answered::LookedAtAgain { by: None }), true),
            page(NoticeKind::Appeal, verdict(Verdict::Refused), true),
            page(NoticeKind::Measure, sample_measure(&layout, Kind::Warning, Scope::Uploads, None), false),
            page(NoticeKind::Measure, sample_measure(&layout, Kind::Suspension, Scope::Uploads, None), true),
            page(NoticeKind::Measure, sample_measure(&layout, Kind::Termination, Scope::Uploads, None), false),
            page(
                NoticeKind::Measure,
                sample_measure(&layout, Kind::Suspension, Scope::Notices, Some("Example Pictures")),
                false,
            ),
            page(NoticeKind::MeasureLifted, lifted, false),
        ]
    }
}

async fn list(State(service): State<Service>, SignedIn(actor): SignedIn, layout: Layout) -> Result<NoticesPage, Error> {
    let notices = notices::notices_of(&service, actor.account).await?;
    let own = strikes::own(&service, &actor).await?;
    let closed = own.measures.iter().any(|measure| measure.in_force(layout.now));
    let about = (own.standing.strikes.len(), service.config.limits.strikes, closed);
    Ok(NoticesPage::new(layout, notices, about))
}

/// How the reader stands: the strikes that count, and what was decided about the account.
#[derive(Template)]
#[template(path = "standing.html")]
struct StandingPage {
    layout: Layout,
    own: Own,
    limit: u32,
    months: u32,
}
page!(StandingPage);

impl StandingPage {
    fn in_force(&self, measure: &measures::Measure) -> bool {
        measure.in_force(self.layout.now)
    }

    /// What stands and counts not yet.
    fn unreviewed(&self) -> Vec<&strikes::Restricted> {
        self.own.standing.restricted.iter().filter(|one| one.stands && !one.reviewed).collect()
    }
}

/// What was decided, as the key of a text.
pub(super) fn measure(of: &measures::Measure) -> &'static str {
    words::measure(&Against { kind: of.kind, scope: of.scope, organisation: None })
}

/// What that does until when.
pub(super) fn effect(language: Language, of: &measures::Measure) -> String {
    words::effect_until(language, &Against { kind: of.kind, scope: of.scope, organisation: None }, of.until)
}

async fn standing(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
) -> Result<StandingPage, Error> {
    let own = strikes::own(&service, &actor).await?;
    let limits = &service.config.limits;
    Ok(StandingPage { layout, own, limit: limits.strikes, months: limits.strike_counts })
}

impl Sample for StandingPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |standing, measures, reviewed_by| {
            let own = Own { standing, measures, reviewed_by };
            Self { layout: layout.clone(), own, limit: 3, months: 6 }
        };
        let lifted = measures::Measure {
            lifted_at: Some(layout.now),
            lifted_because: Some(Because::AppealGranted),
            ..made_up::measure(&layout, Kind::Warning)
        };
        let both = vec![made_up::measure(&layout, Kind::Suspension), lifted];
        vec![
            page(made_up::standing(&layout), both, None),
            page(made_up::standing(&layout), Vec::new(), Some(layout.now)),
            page(Standing::default(), Vec::new(), None),
        ]
    }
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
    let file = match notice.summary.object {
        Some(object) => Some(objects::get(&service, actor.account, object).await),
        None => None,
    };
    let (mut lines, file_is_listed) = match file {
        Some(Ok((_, case))) => {
            let listed = audit::of_case(&service, case).await.map_err(Error::internal)?;
            (object_case::lines(&listed, layout.language), true)
        }
        Some(Err(vault::Error::NotFound)) | None => (Vec::new(), false),
        Some(Err(error)) => return Err(error.into()),
    };
    let public_url = service.config.public_url.as_str().trim_end_matches('/').to_owned();
    let (days, calendar, tier) = (appeal_days(&service), service.config.calendar.clone(), service.config.eu_tier);
    let ahead = ahead::of_notice(&service, &actor, id).await?;
    if let Some(Ahead { decided, .. }) = &ahead {
        let listed = audit::of_case(&service, decided.log_case).await.map_err(Error::internal)?;
        lines.extend(object_case::answers(&listed, decided.position, layout.language));
        lines.sort_by_key(|line| line.at);
    }
    let against = measures::of_notice(&service, &actor, id).await?;
    let counts = match &notice.statement {
        Statement::Restriction { strike, .. } => Some(words::strike(layout.language, &service.config.limits, *strike)),
        _ => None,
    };
    let kept = match (&notice.statement, notice.summary.object) {
        (Statement::Restoration, Some(object)) => disclosed::kept(&service, actor.account, object).await?,
        _ => Kept::Nothing,
    };
    Ok(NoticePage {
        layout,
        notice,
        lines,
        file_is_listed,
        public_url,
        ahead,
        against,
        counts,
        kept,
        days,
        calendar,
        tier,
    })
}
