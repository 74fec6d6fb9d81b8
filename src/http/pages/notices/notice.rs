//! One notice: what was done, why, what happens on which day, and every way in which its reader can have it changed.

use std::time::Duration;

use super::super::Samples;
use super::super::drive::NAMES;
use super::super::object_case;
use super::super::prelude::*;
use super::super::timeline::Line;
use super::{appeal_days, appeal_ended, made_up, marked, sample};
use crate::accounts::standing::{Kind, Scope};
use crate::audit;
use crate::calendar::Calendar;
use crate::claims::decided;
use crate::claims::decisions::Action;
use crate::claims::filing::TargetState;
use crate::claims::statement::Basis;
use crate::clock::Time;
use crate::config::EuTier;
use crate::ids::NoticeId;
use crate::notices::{
    self, Against, Answered, Because, Notice, NoticeKind, Redress, Restricted, Statement, Verdict, Way, words,
};
use crate::process::ahead::{self, Ahead};
use crate::process::counter_notices::{CounterNotice, Opened, Outcome as Ended};
use crate::process::disclosed::{self, Kept};
use crate::process::{measures, windows};
use crate::vault::{self, objects};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/notices/{notice}", get(show))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<NoticePage>();
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
    /// Where that decision restricts nothing any more, the notice of what does.
    stands: Option<NoticeId>,
    /// Of a file that was destroyed, the newest notice of what holds it, which says why.
    holds: Option<NoticeId>,
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
page!(NoticePage);

impl NoticePage {
    fn heading(&self) -> &'static str {
        words::heading(&self.notice.statement)
    }

    /// Whether a way is open to its reader now: it was not gone yet, and leads somewhere.
    fn is_open(&self, way: Way) -> bool {
        let Some(ahead) = &self.ahead else {
            return way != Way::Internal || self.against.is_none() || self.appeals(way);
        };
        match way {
            Way::CounterNotice => ahead.counter_notice_now.is_some(),
            Way::Internal => ahead.appeal_until.is_some(),
            Way::OutOfCourt | Way::Judicial | Way::OrderingCourt => true,
        }
    }

    /// What is said of a way that is not open: whether its reader took it, or what it was about has ended.
    fn gone(&self, way: Way) -> &'static str {
        let of_measure = self.against.as_ref().is_some_and(|against| way == Way::Internal && against.appeal.is_some());
        let of_decision = self.ahead.as_ref().is_some_and(|ahead| match way {
            Way::CounterNotice => !ahead.counter_notices.is_empty(),
            Way::Internal => ahead.appeal.is_some(),
            Way::OutOfCourt | Way::Judicial | Way::OrderingCourt => false,
        });
        let ended = |ahead: &Ahead| !ahead.purged && ahead.decided.superseded_at.is_none() && !ahead.decided.restricts;
        if of_measure || of_decision {
            "redress-used"
        } else if self.ahead.as_ref().is_some_and(ended) {
            "redress-over"
        } else {
            "redress-closed"
        }
    }

    /// What became of a restriction that is over; none while it stands.
    fn over(&self) -> Option<&'static str> {
        let ahead = self.ahead.as_ref().filter(|_| self.notice.statement.kind() == NoticeKind::Restriction)?;
        if ahead.purged {
            Some("ahead-destroyed")
        } else if ahead.decided.superseded_at.is_some() {
            Some("ahead-superseded")
        } else if ahead.decided.restricts {
            None
        } else {
            Some(self.ended())
        }
    }

    /// What is said of a restriction that has ended.
    fn ended(&self) -> &'static str {
        let taken_back = self.ahead.as_ref().is_some_and(|ahead| {
            ahead.decided.basis == Basis::Court.as_str() && ahead.decided.target_state == TargetState::Withdrawn
        });
        match (taken_back, self.stands.is_some()) {
            (true, true) => "ahead-taken-back-other",
            (true, false) => "ahead-taken-back",
            (false, true) => "ahead-over-other",
            (false, false) => "ahead-over",
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
        matches!(self.notice.statement.kind(), NoticeKind::Restriction | NoticeKind::Measure)
    }

    /// Whether this way leads to the form of an appeal against a measure now.
    fn appeals(&self, way: Way) -> bool {
        way == Way::Internal && self.against.as_ref().is_some_and(|against| against.appeal_until.is_some())
    }

    /// What the measure does that it tells of; or said that it does, where it stands no more.
    fn effect(&self, of: &Against, until: Option<Time>) -> String {
        let over = self.against.as_ref().is_some_and(|against| !against.in_force);
        let said = if over { words::effect_over } else { words::effect_until };
        said(self.layout.language, of, until)
    }

    /// Where an appeal against what it tells of is lodged.
    fn appeal_at(&self) -> String {
        format!("/notices/{}/appeal", self.notice.summary.id)
    }

    /// Why an appeal against what it tells of was decided as it was, a decision or a measure.
    fn appeal_reasons(&self) -> Option<String> {
        let of_measure = self.against.as_ref().and_then(|against| against.reasons.as_ref());
        let of_decision = || self.ahead.as_ref()?.appeal.as_ref()?.reasons.clone();
        of_measure.map(|reasons| reasons.said_in(self.layout.language)).or_else(of_decision)
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

    /// What a counter-notice lacked; nothing of one that was not found incomplete.
    fn lacks(&self, sent: &Opened) -> String {
        sent.lacks.as_ref().map(|lacks| lacks.said_in(self.layout.language)).unwrap_or_default()
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

/// Why a file is kept.
const fn window(kind: windows::Kind) -> &'static str {
    match kind {
        windows::Kind::Custody => "ahead-window-custody",
        windows::Kind::Appeal => "ahead-window-appeal",
        windows::Kind::TakenBack | windows::Kind::Aftermath => "ahead-window-aftermath",
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

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    mut layout: Layout,
    Path(id): Path<NoticeId>,
) -> Result<NoticePage, Error> {
    let notice = notices::notice(&service, actor.account, id).await?;
    // The notice on this page is read now.
    if let Some(viewer) = &mut layout.viewer {
        let mut tx = service.db.read().await?;
        viewer.unseen_notices = notices::unseen(&mut tx, actor.account).await?;
    }
    // The file's own page is gone once its owner's deletion is final; the notice stays.
    let (mut lines, mut file_is_listed) = (Vec::new(), false);
    if let Some(object) = notice.summary.object {
        match objects::get(&service, actor.account, object).await {
            Ok((_, case)) => {
                lines = object_case::lines(&service, (object, case), layout.language).await?;
                file_is_listed = true;
            }
            Err(vault::Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let public_url = service.config.public_url.as_str().trim_end_matches('/').to_owned();
    let (days, calendar, tier) = (appeal_days(&service), service.config.calendar.clone(), service.config.eu_tier);
    let ahead = ahead::of_notice(&service, &actor, id).await?;
    if let Some(Ahead { decided, .. }) = &ahead {
        let listed = audit::of_case(&service, decided.log_case).await.map_err(Error::internal)?;
        lines.extend(object_case::answers(&listed, decided.position, layout.language));
        lines.sort_by_key(|line| line.at);
    }
    let stands = match &ahead {
        Some(Ahead { decided, purged: false, .. }) if !decided.restricts => {
            let mut tx = service.db.read().await?;
            decided::stands(&mut tx, decided, actor.account).await?.map(|(_, notice)| notice)
        }
        _ => None,
    };
    let holds = match notice.statement {
        Statement::Purge => {
            let all = notices::notices_of(&service, actor.account).await?;
            let of_file = |told: &&notices::Summary| {
                told.kind == NoticeKind::Restriction && told.holds && told.object == notice.summary.object
            };
            all.iter().find(of_file).map(|told| told.id)
        }
        _ => None,
    };
    let against = measures::of_notice(&service, &actor, id).await?;
    let counts = match &notice.statement {
        Statement::Restriction { strike, .. } => Some(words::strike(layout.language, &service.config.limits, *strike)),
        _ => None,
    };
    let kept = match (&notice.statement, notice.summary.object) {
        (Statement::Restoration { .. }, Some(object)) => disclosed::kept(&service, actor.account, object).await?,
        _ => Kept::Nothing,
    };
    Ok(NoticePage {
        layout,
        notice,
        lines,
        file_is_listed,
        public_url,
        ahead,
        stands,
        holds,
        against,
        counts,
        kept,
        days,
        calendar,
        tier,
    })
}

impl Sample for NoticePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |kind, statement, file_is_listed| Self {
            notice: sample::notice(&layout, kind, statement),
            lines: vec![object_case::sample(layout.now)],
            layout: layout.clone(),
            file_is_listed,
            public_url: "https://files.example".into(),
            ahead: (kind == NoticeKind::Restriction).then(|| made_up::ahead(&layout, !file_is_listed)),
            stands: None,
            holds: (kind == NoticeKind::Purge).then_some(NoticeId(uuid::Uuid::from_u128(13))),
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
        let told_since = |mut page: Self| {
            page.notice.summary.told_since = Some(NoticeId(uuid::Uuid::from_u128(13)));
            page
        };
        let restored = |told: bool| {
            let ended = told.then_some(NoticeId(uuid::Uuid::from_u128(13)));
            Statement::Restoration { ended, danger: false }
        };
        let reopened = Statement::Restoration { ended: None, danger: true };
        let answer = |answered| Statement::CounterNotice { answered };
        let verdict = |verdict| Statement::Appeal {
            verdict,
            reasons: "The licence does not cover this use.".into(),
            redress: vec![Redress { kind: Way::OutOfCourt, deadline: None }],
        };
        vec![
            page(NoticeKind::Restriction, sample::restriction(&layout, Restricted::File), true),
            page(NoticeKind::Restriction, sample::order(&layout, true), true),
            page(
                NoticeKind::Restriction,
                Statement::Unreadable { told: NoticeKind::Restriction, instead: Text::of("words-altered") },
                true,
            ),
            told_since(page(NoticeKind::Restriction, sample::order(&layout, true), true)),
            page(NoticeKind::Restriction, sample::order(&layout, false), true),
            page(NoticeKind::Restriction, sample::restriction(&layout, Restricted::Link), true),
            page(NoticeKind::Restoration, restored(true), true),
            Self { kept: Kept::Open, ..page(NoticeKind::Restoration, restored(true), true) },
            Self { kept: Kept::Nothing, ..page(NoticeKind::Restoration, restored(false), true) },
            page(NoticeKind::Restoration, reopened, true),
            page(NoticeKind::Purge, Statement::Purge, false),
            page(NoticeKind::Restriction, sample::restriction(&layout, Restricted::File), false),
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
                NoticeKind::Overturned,
                answer(Answered::Overturned { reasons: "It is a review of the film.".into(), gone: false }),
                true,
            ),
            page(
                NoticeKind::Overturned,
                answer(Answered::Overturned { reasons: "It is a review of the film.".into(), gone: true }),
                true,
            ),
            page(
                NoticeKind::CounterNotice,
                answer(Answered::NoAction { because: "It names no court.".into(), returns: Some(layout.now) }),
                true,
            ),
            page(NoticeKind::CounterNotice, answer(Answered::ActionOver { returns: layout.now }), true),
            page(NoticeKind::LookedAtAgain, answer(Answered::LookedAtAgain { by: Some(layout.now) }), true),
            page(NoticeKind::StaysSo, answer(Answered::LookedAtAgain { by: None }), true),
            page(NoticeKind::StillHeld, sample::still_held(Restricted::File), true),
            page(NoticeKind::StillHeld, sample::still_held(Restricted::Link), true),
            page(NoticeKind::Appeal, verdict(Verdict::Refused), true),
            page(NoticeKind::Measure, sample::measure(&layout, Kind::Warning, Scope::Uploads, None), false),
            page(NoticeKind::Measure, sample::measure(&layout, Kind::Suspension, Scope::Uploads, None), true),
            page(NoticeKind::Measure, sample::measure(&layout, Kind::Termination, Scope::Uploads, None), false),
            page(
                NoticeKind::Measure,
                sample::measure(&layout, Kind::Suspension, Scope::Notices, Some("Example Pictures")),
                false,
            ),
            page(NoticeKind::MeasureLifted, lifted, false),
        ]
    }
}
