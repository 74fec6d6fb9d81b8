//! The links of a claim that is being written: pasted or dropped by hundreds, looked at as they are entered, each put right
//! in its place.

use axum::extract::DefaultBodyLimit;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use http::StatusCode;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::{Frame, place};
use crate::accounts::Actor;
use crate::claims;
use crate::claims::drafts::lines::{self, Found, Line, Outcome};
use crate::claims::drafts::{self, COLUMNS, Step};
use crate::claims::proof::{Level, TargetInput};
use crate::ids::DraftId;

/// The largest paste or file: a thousand links with the longest addresses of where they were found.
const LARGEST: usize = 4 << 20;
/// Lines on one page.
const ROWS: usize = 50;
/// Mistakes that are told one by one.
const TOLD: usize = 20;

pub(super) fn routes() -> Router<Service> {
    let links = get(show).post(enter).layer(DefaultBodyLimit::max(LARGEST));
    Router::new()
        .route("/rights/claims/drafts/{draft}/links", links)
        .route("/rights/claims/drafts/{draft}/links/proving", post(prove))
        .route("/rights/claims/drafts/{draft}/links/chosen", post(change_chosen))
        .route("/rights/claims/drafts/{draft}/links/{line}", get(edit).post(retype))
        .route("/rights/claims/drafts/{draft}/links/{line}/key", post(unlock))
        .route("/rights/claims/{id}/links", post(begin_extension))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<LinksPage>();
    samples.add::<LinesFragment>();
    samples.add::<LinePage>();
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

/// One link, to be put right.
#[derive(Template)]
#[template(path = "rights/draft/line.html")]
struct LinePage {
    layout: Layout,
    frame: Frame,
    number: i64,
    /// What is wrong with it, if anything is.
    problem: Option<Text>,
    form: FormState,
}
page!(LinksPage, LinePage);
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

/// What was pasted, what was dropped, and what is to come of it.
#[derive(Default)]
struct Sent {
    pasted: String,
    file: String,
    /// On to the next step.
    next: bool,
    /// A script looks at the links after this.
    live: bool,
}

async fn read(form: Result<Multipart, MultipartRejection>) -> Result<Sent, Error> {
    let mut form = form.map_err(|_| Error::UnsupportedMediaType("multipart/form-data"))?;
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge(Text::of("draft-too-large").with("limit", LARGEST >> 20)),
        _ => Error::Malformed("The request broke off, or is not a form.".to_owned()),
    };
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(broken)?;
        let text = String::from_utf8(bytes.into());
        match name.as_str() {
            "targets" => sent.pasted = text.unwrap_or_default(),
            "file" => {
                let no_text = |_| Error::invalid("file", Text::of("draft-no-text"));
                sent.file = text.map_err(no_text)?;
            }
            "next" => sent.next = true,
            "live" => sent.live = true,
            _ => {}
        }
    }
    Ok(sent)
}

async fn enter(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(draft): Path<DraftId>,
    layout: Layout,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Error> {
    // Who asks, before anything is read of what they send.
    let frame = Frame::load(&service, &actor, draft, Step::Links).await?;
    let (sent, mut form) = match read(form).await {
        Ok(sent) => (sent, FormState::new()),
        Err(Error::Invalid(refused)) => (Sent::default(), refused),
        Err(error) => return Err(error),
    };
    form = form.with("targets", sent.pasted.as_str());
    if form.is_valid() {
        match take(&service, &actor, draft, &sent, frame.draft.lines.is_empty()).await {
            Ok(next) => return Ok(see_other(&next)),
            Err(claims::Error::Lines(told)) => {
                for mistake in told.first.iter().take(TOLD) {
                    let told = if mistake.column.is_empty() {
                        Text::of("notice-form-line")
                    } else {
                        Text::of("draft-line-column").with("column", mistake.column.as_str())
                    };
                    let problem = mistake.message.clone().sentence();
                    form.refuse("targets", told.with("line", mistake.line).with("problem", problem));
                }
                let more = told.more + told.first.len().saturating_sub(TOLD);
                if more > 0 {
                    form.refuse("targets", Text::of("draft-more-lines").with("count", more));
                }
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    let shown = Shown::load(&service, &actor, draft, Window::default()).await?;
    Ok(again(LinksPage::new(&service, layout, shown, form)))
}

/// Enters what was sent, looks at it unless a script will, and says where to go.
async fn take(
    service: &Service,
    actor: &Actor,
    draft: DraftId,
    sent: &Sent,
    empty: bool,
) -> Result<String, claims::Error> {
    let texts = [sent.pasted.as_str(), sent.file.as_str()];
    let given: Vec<_> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
    match given[..] {
        [] if sent.next && !empty => {}
        [] => drop(lines::enter(service, actor, draft, "").await?),
        [one] => drop(lines::enter(service, actor, draft, one).await?),
        _ => {
            let message = Text::of("draft-one-at-a-time");
            return Err(claims::Error::Invalid(vec![claims::FieldError::new("targets", message)]));
        }
    }
    let here = progress(draft);
    if sent.live && !sent.next {
        return Ok(here);
    }
    lines::prove_all(service, actor, draft).await?;
    let wrong = drafts::draft(service, actor, draft)
        .await?
        .lines
        .into_iter()
        .any(|line| matches!(line.outcome, Outcome::Wrong(_)));
    if !sent.next || (wrong && !given.is_empty()) {
        return Ok(here);
    }
    Ok(place(draft, drafts::leave_links(service, actor, draft).await?))
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

/// Where they were found, for many lines at once; or many lines out.
async fn change_chosen(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(draft): Path<DraftId>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let found = drafts::draft(&service, &actor, draft).await?;
    let chosen: Vec<i64> = form.all("line").iter().filter_map(|line| line.parse().ok()).collect();
    let is_meant = |line: &&Line| match form.value("which") {
        "all" => true,
        "unplaced" => line.typed.found_at.trim().is_empty(),
        "wrong" => matches!(line.outcome, Outcome::Wrong(_)),
        _ => chosen.contains(&line.number),
    };
    let meant: Vec<i64> = found.lines.iter().filter(is_meant).map(|line| line.number).collect();
    if meant.is_empty() {
        form.refuse("which", Text::of("draft-choose-link"));
    }
    let found_on = form.read_optional("found_on", |text| drafts::day(text).ok_or(Text::of("draft-day")));
    if let Some(found_on) = found_on.filter(|_| form.is_valid()) {
        let done = match form.value("act") {
            "remove" => lines::remove(&service, &actor, draft, &meant).await.map(|()| None),
            "again" => lines::look_again(&service, &actor, draft, &meant).await.map(|()| None),
            _ => {
                let found = Found { at: form.value("found_at"), on: found_on, replace: form.chosen("replace", "yes") };
                lines::set_found(&service, &actor, draft, &meant, found).await.map(|set| Some((set, meant.len() - set)))
            }
        };
        match done {
            Ok(said) => {
                if let Some((set, kept)) = said {
                    session::say(&session, of_found(set, kept, layout.language)).await?;
                }
                lines::prove_all(&service, &actor, draft).await?;
                return Ok(see_other(&progress(draft)));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    let shown = Shown::load(&service, &actor, draft, Window::default()).await?;
    Ok(again(LinksPage::new(&service, layout, shown, form)))
}

/// What is said of links for which it was said where they were found.
fn of_found(set: usize, kept: usize, language: Language) -> String {
    let done = language.say("draft-set").with("count", set);
    match (set, kept) {
        (_, 0) => done.to_string(),
        (0, _) => language.say("draft-set-none").to_string(),
        _ => format!("{done} {}", language.say("draft-set-kept").with("count", kept)),
    }
}

impl LinePage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        draft: DraftId,
        number: i64,
        form: Option<FormState>,
    ) -> Result<Self, Error> {
        let frame = Frame::load(service, actor, draft, Step::Links).await?;
        let line = frame.draft.lines.iter().find(|line| line.number == number).ok_or(Error::NotFound)?;
        let problem = match &line.outcome {
            Outcome::Wrong(why) => Some(why.clone().sentence()),
            _ => None,
        };
        let typed = &line.typed;
        let day = typed.found_on.map_or_else(String::new, |day| day.rfc3339().chars().take(10).collect());
        let form = form.unwrap_or_else(|| {
            FormState::new()
                .with("link", typed.link.as_str())
                .with("file_key", typed.file_key.as_str())
                .with("found_at", typed.found_at.as_str())
                .with("found_on", day)
                .with("archive_password", typed.archive_password.as_str())
        });
        Ok(Self { layout, frame, number, problem, form })
    }

    fn here(&self) -> String {
        format!("{}/{}", self.frame.at(Step::Links), self.number)
    }
}

async fn edit(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((draft, line)): Path<(DraftId, i64)>,
    layout: Layout,
) -> Result<LinePage, Error> {
    LinePage::load(&service, &actor, layout, draft, line, None).await
}

async fn retype(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((draft, line)): Path<(DraftId, i64)>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    drafts::draft(&service, &actor, draft).await?;
    let found_on = form.read_optional("found_on", |text| drafts::day(text).ok_or(Text::of("draft-day")));
    let secret = |field: &str| Zeroizing::new(form.value(field).to_owned());
    let input = TargetInput {
        link: secret("link"),
        file_key: secret("file_key"),
        found_at: form.value("found_at").to_owned(),
        found_on: found_on.flatten(),
        archive_password: secret("archive_password"),
    };
    if form.is_valid() {
        match lines::retype(&service, &actor, draft, line, &input).await {
            Ok(()) => {
                lines::prove_all(&service, &actor, draft).await?;
                return Ok(see_other(&format!("{}?from={line}", place(draft, Step::Links))));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(LinePage::load(&service, &actor, layout, draft, line, Some(form)).await?))
}

async fn unlock(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path((draft, line)): Path<(DraftId, i64)>,
    form: FormState,
) -> Result<Response, Error> {
    let link = Zeroizing::new(form.value("link").to_owned());
    lines::unlock(&service, &actor, draft, line, link).await?;
    lines::prove_all(&service, &actor, draft).await?;
    Ok(see_other(&format!("{}?from={line}", place(draft, Step::Links))))
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

impl Sample for LinePage {
    fn samples() -> Vec<Self> {
        let page = |form: FormState, problem: Option<&str>| {
            let layout = Layout::sample();
            let basis = crate::claims::statement::Basis::UsDmca;
            let frame = super::sample::frame(&layout, Step::Links, basis, true);
            Self { layout, frame, number: 4, problem: problem.map(Text::from), form }
        };
        let wrong = FormState::new().refused("found_on", "Write the day as 2026-11-23.");
        vec![page(FormState::new(), Some("No file is found at this link.")), page(wrong, None)]
    }
}
