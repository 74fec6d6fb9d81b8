//! A claim as its claimant follows it: what happens next and by when, each target with its proof and its decision, the
//! live board of mirrors, deletion under direct access, and withdrawal.

pub(in crate::http::pages) mod action_end;
pub(in crate::http::pages) mod amendment;
pub(in crate::http::pages) mod answers;
mod deletion;
mod sample;
mod sent;
mod sources;
pub(in crate::http::pages) mod withdrawal;

use std::collections::HashMap;
use std::time::Duration;

use http::header;
use serde::Deserialize;

use super::super::evidence::Section;
use super::super::prelude::*;
use super::super::{Samples, board};
use super::notice;
use super::timeline::lines;
use crate::accounts::Actor;
use crate::audit;
use crate::calendar::Calendar;
use crate::claims::cases::{self, CaseView, TargetView};
use crate::claims::decisions::{Action, Finding};
use crate::claims::direct;
use crate::claims::filing::{ClaimState, TargetState, WORLDWIDE};
use crate::claims::next::{self, Next, Ordered, Progress};
use crate::claims::organisations::State as Standing;
use crate::claims::proof::Level;
use crate::claims::signatures;
use crate::claims::withdrawal::Claimant;
use crate::clock::Time;
use crate::http::pages::timeline::Line;
use crate::ids::{ClaimId, DecisionId, ObjectId, TargetId};
use crate::notices;
use crate::process::ahead::{self, Answers, CanCome, Reversed, What};
use crate::process::appeals::{self, Outcome as Verdict};
use crate::process::counter_notices::Outcome as Ended;
use crate::process::disputes::{Dispute, Outcome as CameTo};
use crate::takedown::board::{CustodyCopy, Order};
use crate::takedown::{self, Board};

/// Targets on one page; a claim can have a thousand.
const ROWS: usize = 50;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights/claims/{id}", get(show))
        .route("/rights/claims/{id}/progress", get(progress))
        .route("/rights/claims/{id}/targets/{target}/possession", get(possession))
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

/// How far one target's deletion has come.
struct TargetBoard {
    position: i64,
    title: String,
    /// How far that is, in a word.
    progress: Progress,
    locked_at: Time,
    lifted_at: Option<Time>,
    restored_at: Option<Time>,
    restoration: next::Restoration,
    custody: Vec<CustodyCopy>,
    /// Whether there are bytes that no order covers yet.
    awaits_order: bool,
    orders: Vec<Order>,
}

/// Whether the claimant can delete by itself.
enum Direct {
    Offered,
    Refused(Text),
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

/// What a target is called: its file's name where it was opened, else its place in the claim.
fn title(target: &TargetView, language: Language) -> String {
    let place = || language.say("file-number").with("position", target.position).to_string();
    target.metadata.as_ref().map_or_else(place, |metadata| metadata.name.clone())
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
        let listed = audit::of_case(service, case.log_case).await.map_err(Error::internal)?;
        let boards: Vec<_> = case.targets.iter().map(|target| TargetBoard::of(target, language, &boards)).collect();
        let evidence = Section::of_claim(service, who, case.claim).await?;
        let timeline = lines(&listed, language, |position| {
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

    /// Whether an appeal of an uploader's waits.
    fn uploader_appealed(&self) -> bool {
        self.answers.open.iter().any(|open| matches!(open.what, What::AppealOfUploader { .. }))
    }

    /// A day as the operator counts it.
    fn day(&self, time: &Time) -> String {
        self.language.date(self.calendar.day_of(*time))
    }

    /// The day with which a time ends that runs until then.
    fn last_day(&self, end: &Time) -> String {
        self.language.date(self.calendar.last_day(*end))
    }

    fn rows(&self) -> Vec<&TargetView> {
        self.rows.iter().filter_map(|at| self.case.targets.get(*at)).collect()
    }

    /// The states that targets are in, with how many are, the address of these, and whether they are shown.
    fn kinds(&self) -> Vec<(&'static str, usize, String, bool)> {
        let shown = self.window.shown();
        let mut kinds = vec![("target-all", self.progress.len(), format!("{}#targets", self.base), shown.is_none())];
        for wanted in Progress::ALL {
            let count = self.progress.iter().filter(|(progress, _)| *progress == wanted).count();
            if count > 0 || shown == Some(wanted) {
                let place = format!("{}?show={}#targets", self.base, wanted.as_str());
                kinds.push((word(wanted).1, count, place, shown == Some(wanted)));
            }
        }
        kinds
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

    /// Whether content can be matched, or was: what an organisation opened.
    fn has_matching(&self) -> bool {
        self.case.organisation.is_some() && self.case.targets.iter().any(|target| target.level != Level::Located)
    }

    /// Whether a proof of possession stands on this page.
    fn has_possession(&self) -> bool {
        self.rows().iter().any(|target| target.possession.is_some())
    }

    /// Whether there is a link of which nobody said where it was found.
    fn lacks_source(&self) -> bool {
        let nameless = |target: &TargetView| target.state == TargetState::Pending && target.found_at.is_none();
        self.case.organisation.is_some() && self.is_open() && self.case.targets.iter().any(nameless)
    }

    fn can_withdraw(&self) -> bool {
        self.case.targets.iter().any(|target| target.state != TargetState::Withdrawn)
    }

    fn restricted(&self) -> usize {
        let restricted = |target: &&TargetView| {
            target.state == TargetState::Decided
                && target.decision.as_ref().is_some_and(|decision| decision.action != Action::None)
        };
        self.case.targets.iter().filter(restricted).count()
    }

    fn title(&self, target: &TargetView) -> String {
        title(target, self.language)
    }

    /// The text of what the law asks for, by its field.
    fn requirement(&self, field: &str) -> String {
        crate::claims::statement::requirement(field)
    }

    fn receipts(&self, order: &Order) -> usize {
        order.mirrors.iter().filter(|row| row.result.is_some()).count()
    }

    /// The word on the file's icon, as `js/show.js` chooses it.
    fn icon(&self, target: &TargetView) -> &'static str {
        let media_type = target.metadata.as_ref().map_or("", |metadata| metadata.media_type.as_str());
        match media_type.split_once('/') {
            Some(("image", _)) => "image",
            Some(("video", _)) => "video",
            Some(("audio", _)) => "audio",
            Some(("application", "pdf")) => "pdf",
            Some(("text", _)) => "text",
            _ => "file",
        }
    }

    fn level(&self, target: &TargetView) -> (&'static str, &'static str, &'static str) {
        match target.level {
            Level::Located => ("plain", "level-located", "level-located-text"),
            Level::Opened => ("good", "level-opened", "level-opened-text"),
            Level::Matched => ("good", "level-matched", "level-matched-text"),
        }
    }

    fn result(&self, target: &TargetView) -> (&'static str, &'static str) {
        let at = self.case.targets.iter().position(|other| other.target == target.target);
        word(at.and_then(|at| self.progress.get(at)).map_or(Progress::Pending, |(progress, _)| *progress))
    }

    /// How far a board has come.
    fn came_to(&self, board: &TargetBoard) -> (&'static str, &'static str) {
        word(board.progress)
    }

    /// The day on which an action was filed, as told.
    fn began(&self, action: &Dispute) -> String {
        action
            .begun_on
            .parse::<jiff::civil::Date>()
            .map_or_else(|_| action.begun_on.clone(), |day| self.language.date(day))
    }

    fn action_ended(&self, outcome: &CameTo) -> &'static str {
        match outcome {
            CameTo::ForUploader => "action-end-uploader",
            CameTo::ForClaimant => "action-end-claimant",
            CameTo::NoResult => "answers-action-dropped",
            CameTo::NamesNone => "answers-action-none",
        }
    }

    /// What became of a file whose decision was reversed.
    fn reversed(&self, reversed: &Reversed) -> &'static str {
        let at = self.case.targets.iter().position(|target| target.position == reversed.position);
        match at.and_then(|at| self.progress.get(at)) {
            Some((Progress::Restored, _)) => "next-reversed-restored",
            Some((Progress::Restoring, _)) => "next-reversed-restoring",
            _ => "next-reversed",
        }
    }

    fn counter_ended(&self, outcome: &Ended) -> &'static str {
        match outcome {
            Ended::Returned => "answers-returned",
            Ended::Incomplete => "answers-incomplete",
            Ended::Withdrawn => "answers-withdrawn",
            Ended::Moot => "verdict-moot",
            Ended::Restrained => "answers-restrained",
        }
    }

    fn verdict(&self, outcome: &Verdict) -> &'static str {
        match outcome {
            Verdict::Granted => "verdict-granted",
            Verdict::Refused => "verdict-refused",
            Verdict::Withdrawn => "verdict-withdrawn",
            Verdict::Moot => "verdict-moot",
        }
    }

    /// Whether an appeal against this decision waits.
    fn appeal_waits(&self, decision: &DecisionId) -> bool {
        let waits = |appeal: &appeals::Appeal| appeal.decision == Some(*decision) && appeal.outcome.is_none();
        self.answers.appeals.iter().any(waits)
    }

    fn finding(&self, finding: &Finding) -> &'static str {
        match finding {
            Finding::Infringing => "finding-infringing",
            Finding::NotInfringing => "finding-not-infringing",
            Finding::OtherIllegal => "finding-other-illegal",
            Finding::Incomplete => "finding-incomplete",
            Finding::Ordered => "finding-ordered",
        }
    }
}

/// How far a target has come: tone and text.
const fn word(progress: Progress) -> (&'static str, &'static str) {
    match progress {
        Progress::Pending => ("info", "target-waits"),
        Progress::Securing => ("info", "target-securing"),
        Progress::Ordered => ("info", "target-ordered"),
        Progress::Looking => ("info", "target-looking"),
        Progress::Deleted => ("good", "target-deleted"),
        Progress::Purged => ("plain", "target-purged"),
        Progress::LinkDisabled => ("good", "target-link-disabled"),
        Progress::NotRestricted => ("plain", "target-not-restricted"),
        Progress::Restoring => ("info", "target-restoring"),
        Progress::Restored => ("plain", "target-restored"),
        Progress::Released => ("plain", "target-released"),
        Progress::Withdrawn => ("plain", "target-withdrawn"),
    }
}

/// How far a target has come, and what went out for it.
fn come_to(target: &TargetView, board: Option<&TargetBoard>) -> (Progress, Option<Ordered>) {
    let order = board.filter(|board| !board.orders.is_empty() && !board.awaits_order).map(|board| {
        let rows = || board.orders.iter().flat_map(|order| &order.mirrors);
        Ordered {
            mirrors: rows().count(),
            receipts: rows().filter(|row| row.result.is_some()).count(),
            looks: rows().filter(|row| row.probed_at.is_some()).count(),
        }
    });
    let facts = next::Facts {
        target: target.state,
        action: target.decision.as_ref().map(|decision| decision.action),
        lifted: match board {
            Some(board) => board.lifted_at.is_some(),
            None => target.decision.as_ref().is_some_and(|decision| !decision.restricts),
        },
        order,
        restoration: board.map_or(next::Restoration::None, |board| board.restoration),
        object: target.object_state,
    };
    (Progress::of(&facts), order)
}

impl TargetBoard {
    /// The board of a target, if it was locked. Only what follows from this claim: what others claimed of the same file is
    /// not this claimant's to see.
    fn of(target: &TargetView, language: Language, boards: &HashMap<ObjectId, Board>) -> Option<Self> {
        let decision = target.decision.as_ref().filter(|decision| decision.action == Action::LockAndDelete)?;
        let board = boards.get(&target.object)?;
        let under = board.under(decision.id)?;
        let restoration = match under.hold.restored_at {
            Some(_) => next::Restoration::Done,
            None if under.is_being_restored => next::Restoration::UnderWay,
            None => next::Restoration::None,
        };
        Some(Self {
            position: target.position,
            title: title(target, language),
            progress: Progress::Securing,
            locked_at: under.hold.opened_at,
            lifted_at: under.hold.lifted_at,
            restored_at: under.hold.restored_at,
            restoration,
            custody: board.custody.clone(),
            awaits_order: under.awaits_order,
            orders: under.orders.into_iter().cloned().collect(),
        })
    }
}

impl CasePage {
    /// The page of a notice without an organisation.
    pub(in crate::http::pages) fn for_notifier(layout: Layout, shown: Shown) -> Self {
        Self { layout, shown, direct: None }
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

/// What stands between the member and the button, as the verb itself would say it.
async fn direct(service: &Service, actor: &Actor, case: &CaseView) -> Result<Option<Direct>, Error> {
    let Some((organisation, name)) = &case.organisation else { return Ok(None) };
    if let Some(obstacle) = direct::obstacle(service, actor, case.claim).await? {
        return Ok(Some(Direct::Refused(obstacle.told().sentence())));
    }
    let state = crate::claims::organisations::organisation(service, actor, *organisation).await?.state;
    if state != Standing::Verified {
        let refusal = crate::claims::Error::NotVerified { organisation: name.clone(), state };
        return Ok(Some(Direct::Refused(refusal.told().sentence())));
    }
    let standing = signatures::standing(service, actor, *organisation).await?;
    let refusal = standing.organisation.or(standing.member);
    Ok(Some(refusal.map_or(Direct::Offered, |refusal| Direct::Refused(refusal.told().sentence()))))
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
    let direct = if shown.is_open() { direct(&service, &actor, &shown.case).await? } else { None };
    Ok(CasePage { layout, shown, direct })
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

/// The signed proof of possession of one target, as a file.
async fn possession(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((id, target)): Path<(ClaimId, TargetId)>,
) -> Result<Response, Error> {
    let targets = cases::claim(&service, &actor, id).await?.targets;
    let found = targets.into_iter().find(|found| found.target == target).ok_or(Error::NotFound)?;
    let token = found.possession.ok_or(Error::NotFound)?;
    let place = format!("attachment; filename=\"possession-{}.jwt\"", found.position);
    let headers = [(header::CONTENT_TYPE, "application/jwt".to_owned()), (header::CONTENT_DISPOSITION, place)];
    Ok((headers, token).into_response())
}

impl Sample for CasePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let refused = || Some(Direct::Refused("Your organisation has no direct access.".into()));
        let page = |(position, shown): (usize, Shown)| {
            let direct = if position == 0 { Some(Direct::Offered) } else { refused() };
            Self { layout: layout.clone(), shown, direct }
        };
        let mut pages: Vec<_> = sample::all(&layout).into_iter().enumerate().map(page).collect();
        pages.extend(
            sample::shown(&layout, None).map(|shown| Self::for_notifier(Layout::sample_for_strangers(), shown)),
        );
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
