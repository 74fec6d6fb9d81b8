//! The links of a claim that is being written: pasted or dropped by hundreds, looked at as they are entered, each put right
//! in its place.
//!
//! Here is the page that lists them; [`entering`] takes more of them, [`chosen`] changes many at once, and [`mod@line`] is the page of one.

mod chosen;
mod entering;
mod line;

use axum::extract::DefaultBodyLimit;
use serde::Deserialize;

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::{Frame, place};
use crate::accounts::Actor;
use crate::claims::drafts::lines::{self, Line, Outcome};
use crate::claims::drafts::{self, COLUMNS, Step};
use crate::claims::proof::Level;
use crate::ids::DraftId;

/// Lines on one page.
const ROWS: usize = 50;

pub(super) fn routes() -> Router<Service> {
    let links = get(show).post(entering::enter).layer(DefaultBodyLimit::max(entering::LARGEST));
    Router::new()
        .route("/rights/claims/drafts/{draft}/links", links)
        .route("/rights/claims/drafts/{draft}/links/proving", post(prove))
        .route("/rights/claims/{id}/links", post(begin_extension))
        .merge(chosen::routes())
        .merge(line::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<LinksPage>();
    samples.add::<LinesFragment>();
    line::samples(samples);
}

/// The links, and the form for more of them.
#[derive(Template)]
#[template(path = "rights/draft/links.html")]
struct LinksPage {
    layout: Layout,
    shown: Shown,
    room: usize,
    form: FormState,
}

/// What changes while the links are looked at: asked for again by a script.
#[derive(Template)]
#[template(path = "rights/draft/live.html")]
struct LinesFragment {
    language: Language,
    shown: Shown,
}

page!(LinksPage);
fragment!(LinesFragment);

/// How many lines there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) all: usize,
    pub(super) opened: usize,
    pub(super) located: usize,
    pub(super) wrong: usize,
    pub(super) waiting: usize,
}

impl Totals {
    pub(super) fn of(lines: &[Line]) -> Self {
        let mut totals = Self { all: lines.len(), ..Self::default() };
        for line in lines {
            *match &line.outcome {
                Outcome::Waiting => &mut totals.waiting,
                Outcome::Wrong(_) => &mut totals.wrong,
                Outcome::Found { level: Level::Located, .. } => &mut totals.located,
                Outcome::Found { .. } => &mut totals.opened,
            } += 1;
        }
        totals
    }
}

/// Which lines, from where on.
#[derive(Clone, Debug, Default, Deserialize)]
struct Window {
    show: Option<String>,
    from: Option<i64>,
}

impl Window {
    fn holds(&self, line: &Line) -> bool {
        match self.show.as_deref() {
            Some("opened") => matches!(&line.outcome, Outcome::Found { level, .. } if *level > Level::Located),
            Some("located") => matches!(&line.outcome, Outcome::Found { level: Level::Located, .. }),
            Some("wrong") => matches!(line.outcome, Outcome::Wrong(_)),
            Some("waiting") => line.outcome == Outcome::Waiting,
            _ => true,
        }
    }

    fn query(&self) -> String {
        match (self.show.as_deref(), self.from) {
            (Some(show @ ("opened" | "located" | "wrong" | "waiting")), from) => {
                format!("?show={show}{}", from.map(|from| format!("&from={from}")).unwrap_or_default())
            }
            (_, Some(from)) => format!("?from={from}"),
            _ => String::new(),
        }
    }
}

/// The lines of one page.
struct Shown {
    frame: Frame,
    window: Window,
    totals: Totals,
    rows: Vec<Line>,
    newer: Option<String>,
    older: Option<String>,
}

impl Shown {
    fn new(mut frame: Frame, window: Window) -> Self {
        let totals = Totals::of(&frame.draft.lines);
        let all = std::mem::take(&mut frame.draft.lines);
        let fitting: Vec<Line> = all.into_iter().filter(|line| window.holds(line)).collect();
        let from = window.from.unwrap_or_default();
        let begin = fitting.iter().position(|line| line.number >= from).unwrap_or(fitting.len());
        let place = |at: usize| {
            let number = fitting.get(at).map(|line| line.number);
            let window = Window { from: number, ..window.clone() };
            number.map(|_| format!("{}{}", frame.at(Step::Links), window.query()))
        };
        let newer = if begin == 0 { None } else { place(begin.saturating_sub(ROWS)) };
        let older = place(begin + ROWS);
        let rows = fitting.into_iter().skip(begin).take(ROWS).collect();
        Self { frame, window, totals, rows, newer, older }
    }

    async fn load(service: &Service, actor: &Actor, draft: DraftId, window: Window) -> Result<Self, Error> {
        Ok(Self::new(Frame::load(service, actor, draft, Step::Links).await?, window))
    }

    fn here(&self) -> String {
        self.frame.at(Step::Links)
    }

    /// Where the next lines are looked at, and this page of them is shown.
    fn proving(&self) -> String {
        format!("{}/proving{}", self.here(), self.window.query())
    }

    /// The kinds with their numbers, addresses, and whether each is shown.
    fn kinds(&self) -> Vec<(&'static str, usize, String, bool)> {
        let Totals { all, opened, located, wrong, waiting } = self.totals;
        let kinds = [
            ("target-all", all, None),
            ("level-opened", opened, Some("opened")),
            ("level-located", located, Some("located")),
            ("draft-kind-wrong", wrong, Some("wrong")),
            ("draft-kind-waiting", waiting, Some("waiting")),
        ];
        let shown = self.window.show.as_deref();
        kinds
            .into_iter()
            .filter(|(_, count, show)| *count > 0 || show.is_none() || *show == shown)
            .map(|(name, count, show)| {
                let window = Window { show: show.map(str::to_owned), from: None };
                (name, count, format!("{}{}", self.here(), window.query()), show == shown)
            })
            .collect()
    }

    /// What the button says that goes on to the next step.
    fn go_on(&self) -> &'static str {
        if self.frame.draft.claim.is_some() { "draft-check-add" } else { "draft-to-statement" }
    }

    /// Whether a line is called by its file's name.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn is_named(&self, line: &Line) -> bool {
        matches!(&line.outcome, Outcome::Found { metadata: Some(_), .. })
    }

    /// What a line is called: its file's name where it was opened, else its number.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn name(&self, line: &Line) -> Text {
        match &line.outcome {
            Outcome::Found { metadata: Some(metadata), .. } => metadata.name.as_str().into(),
            _ => Text::of("draft-link").with("number", line.number),
        }
    }

    /// Type and size, if they are known.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn facts<'a>(&self, line: &'a Line) -> Option<(&'a str, u64)> {
        match &line.outcome {
            Outcome::Found { metadata: Some(metadata), .. } => Some((&metadata.media_type, metadata.size)),
            _ => None,
        }
    }

    /// Tone, word, and what more is to be said.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn level(&self, line: &Line) -> (&'static str, &'static str, Text) {
        match &line.outcome {
            Outcome::Waiting => ("plain", "draft-waiting", "".into()),
            Outcome::Wrong(why) => ("bad", "draft-wrong", why.clone().sentence()),
            Outcome::Found { level: Level::Located, wrong_key: true, .. } if line.lock.is_some() => {
                ("warn", "level-located", Text::of("draft-wrong-password"))
            }
            Outcome::Found { level: Level::Located, wrong_key: true, .. } => {
                ("warn", "level-located", Text::of("draft-wrong-key"))
            }
            Outcome::Found { level: Level::Located, .. } => ("plain", "level-located", Text::of("level-located-text")),
            Outcome::Found { level: Level::Opened | Level::Matched, .. } => ("good", "level-opened", "".into()),
        }
    }

    /// The link without what stands after its `#`.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn address(&self, line: &Line) -> String {
        let link = line.typed.link.as_str();
        link.split_once('#').map_or(link, |(address, _)| address).chars().take(200).collect()
    }

    /// The masked link, where a password is still to be tried.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn lock<'a>(&self, line: &'a Line) -> Option<&'a str> {
        let opened = matches!(line.outcome, Outcome::Found { level: Level::Opened | Level::Matched, .. });
        line.lock.as_ref().filter(|_| !opened).map(lines::Lock::expose)
    }
}

impl LinksPage {
    fn new(service: &Service, layout: Layout, shown: Shown, form: FormState) -> Self {
        let taken = shown.totals.all + shown.frame.draft.present;
        let room = service.config.limits.claim_targets.saturating_sub(taken);
        Self { layout, shown, room, form }
    }

    fn which(&self) -> Vec<(&'static str, String)> {
        let say = |key: &str| self.layout.language.say(key).to_string();
        vec![
            ("chosen", say("draft-which-chosen")),
            ("all", say("draft-which-all")),
            ("unplaced", say("draft-which-unplaced")),
            ("wrong", say("draft-which-wrong")),
        ]
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn columns(&self) -> String {
        COLUMNS.join(", ")
    }
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(draft): Path<DraftId>,
    Query(window): Query<Window>,
    layout: Layout,
) -> Result<LinksPage, Error> {
    let shown = Shown::load(&service, &actor, draft, window).await?;
    Ok(LinksPage::new(&service, layout, shown, FormState::new()))
}

async fn prove(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    Path(draft): Path<DraftId>,
    Query(window): Query<Window>,
    form: FormState,
) -> Result<Response, Error> {
    if form.chosen("live", "yes") {
        lines::prove(&service, &actor, draft).await?;
        return Ok(
            LinesFragment { language, shown: Shown::load(&service, &actor, draft, window).await? }.into_response()
        );
    }
    lines::prove_all(&service, &actor, draft).await?;
    Ok(see_other(&progress(draft)))
}

/// Where what came of the links stands in words: whoever has sent some goes on from there.
fn progress(draft: DraftId) -> String {
    format!("{}#progress", place(draft, Step::Links))
}

async fn begin_extension(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(claim): Path<crate::ids::ClaimId>,
) -> Result<Response, Error> {
    let draft = drafts::begin_extension(&service, &actor, claim).await?;
    Ok(see_other(&place(draft, Step::Links)))
}

impl Sample for LinksPage {
    fn samples() -> Vec<Self> {
        use crate::claims::statement::Basis;
        let layout = Layout::sample;
        let page = |frame: Frame, form: FormState| {
            let mut shown = Shown::new(frame, Window::default());
            (shown.newer, shown.older) = (Some("?from=1".into()), Some("?from=101".into()));
            Self { layout: layout(), shown, room: 995, form }
        };
        let wrong =
            FormState::new().with("targets", "x").refused("targets", "Line 7: This line is longer than any link.");
        let frame = |lines| super::sample::frame(&layout(), Step::Links, Basis::UsDmca, lines);
        vec![
            page(frame(true), FormState::new()),
            page(frame(false), wrong),
            page(super::sample::extension(&layout(), Step::Links), FormState::new()),
        ]
    }
}

impl Sample for LinesFragment {
    fn samples() -> Vec<Self> {
        LinksPage::samples().into_iter().map(|page| Self { language: Language::default(), shown: page.shown }).collect()
    }
}
