//! A claim as its claimant follows it: what happens next and by when, each target with its proof and its decision, the
//! live board of mirrors, deletion under direct access, and withdrawal.

pub(in crate::http::pages) mod action_end;
pub(in crate::http::pages) mod amendment;
pub(in crate::http::pages) mod answers;
mod deletion;
mod outcomes;
mod possession;
mod sample;
mod sent;
mod sources;
mod targets;
pub(in crate::http::pages) mod withdrawal;

use std::time::Duration;

use serde::Deserialize;

use self::deletion::{Direct, offered};
use self::targets::{TargetBoard, come_to, title};
use super::super::evidence::Section;
use super::super::prelude::*;
use super::super::{Samples, board};
use super::notice;
use super::timeline::lines;
use crate::accounts::Actor;
use crate::audit;
use crate::calendar::Calendar;
use crate::claims::cases::{self, CaseView};
use crate::claims::decisions::Action;
use crate::claims::evidence::files::Subject;
use crate::claims::filing::{ClaimState, TargetState, WORLDWIDE};
use crate::claims::next::{self, Next, Ordered, Progress};
use crate::claims::withdrawal::Claimant;
use crate::clock::Time;
use crate::http::pages::timeline::Line;
use crate::ids::ClaimId;
use crate::notices;
use crate::process::ahead::{self, Answers, CanCome, What};
use crate::takedown;

/// Targets on one page; a claim can have a thousand.
const ROWS: usize = 50;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights/claims/{id}", get(show))
        .route("/rights/claims/{id}/progress", get(progress))
        .merge(possession::routes())
        .merge(deletion::routes())
        .merge(answers::routes())
        .merge(action_end::routes())
        .merge(amendment::routes())
        .merge(sources::routes())
        .merge(withdrawal::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<CasePage>();
    samples.add::<ProgressFragment>();
    deletion::samples(samples);
    answers::samples(samples);
    action_end::samples(samples);
    amendment::samples(samples);
    sources::samples(samples);
    withdrawal::samples(samples);
}

/// A claim, for the organisation that filed it or for whoever holds its private link.
#[derive(Template)]
#[template(path = "rights/claim.html")]
pub(in crate::http::pages) struct CasePage {
    layout: Layout,
    shown: Shown,
    /// What direct access says; nothing for a notice without an organisation.
    direct: Option<Direct>,
    /// Who sent it has no account, and asks here for what is kept of them.
    personal_data: bool,
}

/// What changes while mirrors delete and people decide: fetched again by a script.
#[derive(Template)]
#[template(path = "rights/live.html")]
pub(in crate::http::pages) struct ProgressFragment {
    layout: Layout,
    shown: Shown,
}

page!(CasePage, ProgressFragment);

/// A claim and everything around it that its claimant sees.
pub(in crate::http::pages) struct Shown {
    language: Language,
    /// By which days are counted.
    calendar: Calendar,
    pub(in crate::http::pages) case: CaseView,
    /// The address of its page.
    base: String,
    window: Window,
    /// How far each target has come, in their order, and what went out for it.
    progress: Vec<(Progress, Option<Ordered>)>,
    next: Next,
    /// Which targets stand on this page.
    rows: Vec<usize>,
    boards: Vec<TargetBoard>,
    newer: Option<String>,
    older: Option<String>,
    timeline: Vec<Line>,
    evidence: Section,
    answers: Answers,
}

/// What has days left is urgent in its last three.
const LAST_DAYS: Duration = Duration::from_hours(3 * 24);

/// Which targets, from where on.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::http::pages) struct Window {
    show: Option<String>,
    from: Option<i64>,
}

impl Window {
    fn shown(&self) -> Option<Progress> {
        Progress::ALL.into_iter().find(|progress| Some(progress.as_str()) == self.show.as_deref())
    }

    fn query(&self) -> String {
        let show = self.shown().map(|progress| format!("show={}", progress.as_str()));
        let from = self.from.map(|from| format!("from={from}"));
        let parts: Vec<_> = show.into_iter().chain(from).collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}

/// How a state is shown: tone and text.
pub(super) fn badge(state: ClaimState) -> (&'static str, &'static str) {
    match state {
        ClaimState::Submitted => ("info", "claim-state-received"),
        ClaimState::InReview => ("info", "claim-state-in-review"),
        ClaimState::NeedsInformation => ("warn", "claim-state-needs-information"),
        ClaimState::Decided => ("good", "claim-state-decided"),
        ClaimState::Withdrawn => ("plain", "claim-state-withdrawn"),
    }
}

/// A territory: what somebody typed, but for the word that stands for all of them.
pub(super) fn territory(territory: &str, language: Language) -> String {
    if territory == WORLDWIDE { language.say("notice-worldwide").to_string() } else { territory.to_owned() }
}

#[expect(clippy::unused_self, clippy::trivially_copy_pass_by_ref, reason = "templates call methods, and by reference")]
impl Shown {
    /// Puts the page of a case together. Whoever calls this has checked that the case may be seen.
    pub(in crate::http::pages) async fn load(
        service: &Service,
        language: Language,
        who: Claimant<'_>,
        case: CaseView,
        base: String,
        window: Window,
    ) -> Result<Self, Error> {
        let boards = takedown::boards_of_claim(service, case.claim).await.map_err(Error::internal)?;
        let logged = audit::of_case_so_far(service, case.log_case).await.map_err(Error::internal)?;
        let boards: Vec<_> = case.targets.iter().map(|target| TargetBoard::of(target, language, &boards)).collect();
        let evidence = Section::of(service, who, Subject::Claim(case.claim)).await?;
        let timeline = lines(&logged, language, |position| {
            let target = case.targets.iter().find(|target| u64::try_from(target.position) == Ok(position));
            let place = || language.say("line-file").with("position", position).to_string();
            target.map_or_else(place, |target| title(target, language))
        });
        let answers = ahead::of_claim(service, who, case.claim).await?;
        let decided = case.targets.iter().filter_map(|target| target.decision.as_ref()).map(|made| made.decided_at);
        let windows = decided.max().map(|at| notices::appeals_until(service, at));
        let calendar = service.config.calendar.clone();
        Ok(Self { language, calendar, answers, ..Self::new(case, base, window, windows, boards, timeline, evidence) })
    }

    /// `windows`: until when its uploaders can have it looked at again. `boards`: one for each target that was locked.
    fn new(
        case: CaseView,
        base: String,
        window: Window,
        windows: Option<Time>,
        boards: Vec<Option<TargetBoard>>,
        timeline: Vec<Line>,
        evidence: Section,
    ) -> Self {
        let progress: Vec<_> =
            case.targets.iter().zip(&boards).map(|(target, board)| come_to(target, board.as_ref())).collect();
        let next = next::next(case.state, case.due_at, windows, &progress);
        let wanted = window.shown();
        let fits =
            |at: &usize| wanted.is_none_or(|wanted| progress.get(*at).is_some_and(|(progress, _)| *progress == wanted));
        let fitting: Vec<usize> = (0..case.targets.len()).filter(fits).collect();
        let position = |at: usize| fitting.get(at).and_then(|at| case.targets.get(*at)).map(|target| target.position);
        let from = window.from.unwrap_or_default();
        let begin = (0..fitting.len()).find(|at| position(*at) >= Some(from)).unwrap_or(fitting.len());
        let place = |at: usize| {
            position(at).map(|from| format!("{base}{}#targets", Window { from: Some(from), ..window.clone() }.query()))
        };
        let newer = if begin == 0 { None } else { place(begin.saturating_sub(ROWS)) };
        let older = place(begin + ROWS);
        let rows: Vec<usize> = fitting.into_iter().skip(begin).take(ROWS).collect();
        let boards = boards.into_iter().zip(&progress).enumerate().filter(|(at, _)| rows.contains(at));
        let boards =
            boards.filter_map(|(_, (board, (progress, _)))| Some(TargetBoard { progress: *progress, ..board? }));
        let boards = boards.collect();
        let (answers, language, calendar) = (Answers::default(), Language::default(), Calendar::default());
        Self {
            language,
            calendar,
            case,
            base,
            window,
            progress,
            next,
            rows,
            boards,
            newer,
            older,
            timeline,
            evidence,
            answers,
        }
    }

    /// When it was decided once more, unless the rest of it was decided for the first time after that.
    fn decided_again(&self) -> Option<Time> {
        self.answers.decided_again().filter(|again| self.case.decided_at.is_none_or(|first| first < *again))
    }

    /// A day as the operator counts it.
    fn day(&self, time: &Time) -> String {
        self.language.date(self.calendar.day_of(*time))
    }

    /// The day with which a time ends that runs until then.
    fn last_day(&self, end: &Time) -> String {
        self.language.date(self.calendar.last_day(*end))
    }

    /// Where what changes is asked for again.
    fn refresh(&self) -> String {
        format!("{}/progress{}", self.base, self.window.query())
    }

    fn badge(&self) -> (&'static str, &'static str) {
        badge(self.case.state)
    }

    fn basis(&self) -> &'static str {
        notice::name(self.case.statement.basis())
    }

    /// Where the claim asks for effect.
    fn territory(&self) -> String {
        territory(&self.case.territory, self.language)
    }

    fn heading(&self) -> String {
        match self.case.targets.as_slice() {
            [only] if only.metadata.is_some() => title(only, self.language),
            all => self.language.say("claim-for-files").with("count", all.len()).to_string(),
        }
    }

    fn is_open(&self) -> bool {
        !matches!(self.case.state, ClaimState::Decided | ClaimState::Withdrawn)
    }

    /// Whether anything will change by itself within moments.
    fn is_live(&self) -> bool {
        self.progress.iter().any(|(progress, _)| progress.is_live())
    }

    fn can_withdraw(&self) -> bool {
        !self.case.has_ended && self.case.targets.iter().any(|target| target.state != TargetState::Withdrawn)
    }

    /// The text of what the law asks for, by its field.
    fn requirement(&self, field: &str) -> String {
        crate::claims::statement::requirement(field)
    }
}

impl CasePage {
    /// The page of a notice without an organisation.
    pub(in crate::http::pages) fn for_notifier(layout: Layout, shown: Shown) -> Self {
        let personal_data = !shown.case.by_account;
        Self { layout, shown, direct: None, personal_data }
    }
}

impl ProgressFragment {
    pub(in crate::http::pages) fn new(layout: Layout, shown: Shown) -> Self {
        Self { layout, shown }
    }
}

async fn shown(service: &Service, layout: &Layout, actor: &Actor, id: ClaimId, window: Window) -> Result<Shown, Error> {
    let case = cases::claim(service, actor, id).await?;
    let base = format!("/rights/claims/{id}");
    Shown::load(service, layout.language, Claimant::Person(actor), case, base, window).await
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    Query(window): Query<Window>,
    layout: Layout,
) -> Result<CasePage, Error> {
    let shown = shown(&service, &layout, &actor, id, window).await?;
    // Once nothing is pending there is nothing to offer, nor to explain.
    let direct = if shown.is_open() { offered(&service, &actor, &shown.case).await? } else { None };
    Ok(CasePage { layout, shown, direct, personal_data: false })
}

async fn progress(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    Query(window): Query<Window>,
    layout: Layout,
) -> Result<ProgressFragment, Error> {
    let shown = shown(&service, &layout, &actor, id, window).await?;
    Ok(ProgressFragment::new(layout, shown))
}

impl Sample for CasePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let refused = || Some(Direct::Refused("Your organisation has no direct access.".into()));
        let page = |(position, shown): (usize, Shown)| {
            let direct = if position == 0 { Some(Direct::Offered) } else { refused() };
            Self { layout: layout.clone(), shown, direct, personal_data: false }
        };
        let mut pages: Vec<_> = sample::all(&layout).into_iter().enumerate().map(page).collect();
        pages.extend(sample::shown(&layout, None).map(|mut shown| {
            shown.case.by_account = false;
            Self::for_notifier(Layout::sample_for_strangers(), shown)
        }));
        pages
    }
}

impl Sample for ProgressFragment {
    fn samples() -> Vec<Self> {
        let decided = [Some(Action::LockAndDelete), Some(Action::None)];
        decided
            .into_iter()
            .filter_map(|decision| sample::shown(&Layout::sample(), decision))
            .map(|shown| Self::new(Layout::sample(), shown))
            .collect()
    }
}
