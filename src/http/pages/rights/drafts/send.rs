//! The last step: all of it on one page, what to think about, what happens next and by when, the signature, and sending.

use std::time::Duration;

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::notice::{self, Words};
use super::Frame;
use super::links::Totals;
use crate::accounts::Actor;
use crate::claims::drafts::lines::{Line, Outcome};
use crate::claims::drafts::{self, Hint, Step};
use crate::claims::proof::Level;
use crate::claims::statement::Basis;
use crate::claims::works::catalogue;
use crate::claims::{self, direct, filing::FiledTarget, flaggers, signatures};
use crate::ids::DraftId;
use crate::process::measures;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/claims/drafts/{draft}/check", get(show).post(send))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<CheckPage>();
}

/// All that is about to be sent.
#[derive(Template)]
#[template(path = "rights/draft/check.html")]
struct CheckPage {
    layout: Layout,
    frame: Frame,
    words: Words,
    works: Vec<String>,
    totals: Totals,
    hints: Vec<Hint>,
    /// What is missing before it can be sent: the step, and what is to be done there.
    missing: Vec<(String, Text)>,
    /// In which time it is decided.
    due: Duration,
    /// Whether the member has direct access now, and reads how far it reaches.
    direct: bool,
    form: FormState,
}
page!(CheckPage);

impl CheckPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        frame: Frame,
        form: FormState,
    ) -> Result<Self, Error> {
        let law = &frame.draft.law;
        let organisation = frame.draft.organisation;
        let works = catalogue::some(service, actor, organisation, &law.works).await?;
        let hints = drafts::hints(service, actor, frame.draft.id).await?;
        let totals = Totals::of(&frame.draft.lines);
        let missing = missing(&frame, &totals);
        let direct = direct::grant(service, actor, organisation).await?.is_some()
            && measures::closing_notices(service, actor, organisation).await?.is_none()
            && signatures::standing(service, actor, organisation).await?.member.is_none();
        Ok(Self {
            words: Words::of(law.basis),
            works: works.into_iter().map(|work| work.title).collect(),
            due: flaggers::due_in(service, actor, organisation, law.basis).await?,
            direct,
            layout,
            frame,
            totals,
            hints,
            missing,
            form,
        })
    }

    /// Where the name stands that sends it.
    fn name_field(&self) -> String {
        format!("{}#name", self.frame.at(Step::Statement))
    }

    fn is(&self, word: &str) -> bool {
        self.frame.draft.law.basis.as_str() == word
    }

    fn territory(&self) -> String {
        let draft = &self.frame.draft;
        let territory = match draft.law.basis {
            Basis::OtherLaw => &draft.statement.territory,
            _ if draft.law.territory.is_empty() => claims::filing::WORLDWIDE,
            _ => &draft.law.territory,
        };
        super::super::case::territory(territory, self.layout.language)
    }

    fn due_at(&self) -> crate::clock::Time {
        self.layout.now.plus(self.due)
    }

    /// The lines that keep a member with direct access from deleting: not opened, or found at no public address.
    fn beyond_direct(&self) -> String {
        let opened = |line: &Line| matches!(line.outcome, Outcome::Found { level: Level::Opened | Level::Matched, .. });
        let beyond = |line: &&Line| !opened(line) || line.typed.found_at.trim().is_empty();
        let numbers = self.frame.draft.lines.iter().filter(beyond).map(|line| line.number.to_string());
        numbers.collect::<Vec<_>>().join(", ")
    }

    /// The lines of which a hint says something, as a list of numbers.
    fn lines(&self, says: fn(&Hint) -> bool) -> String {
        let numbers = self.hints.iter().filter(|hint| says(hint)).map(|hint| hint.line.to_string());
        numbers.collect::<Vec<_>>().join(", ")
    }

    fn locked(&self) -> String {
        self.lines(|hint| hint.locked)
    }

    fn claimed(&self) -> String {
        self.lines(|hint| hint.claimed)
    }
}

fn missing(frame: &Frame, totals: &Totals) -> Vec<(String, Text)> {
    let mut missing = Vec::new();
    let links = || frame.at(Step::Links);
    if totals.all == 0 {
        missing.push((links(), Text::of("draft-enter-link")));
    }
    if totals.wrong + totals.waiting > 0 {
        missing.push((links(), Text::of("draft-not-ready").with("count", totals.wrong + totals.waiting)));
    }
    if frame.draft.claim.is_none() {
        let (law, statement) = (&frame.draft.law, &frame.draft.statement);
        let unfinished = drafts::unfinished(law.basis, statement, &law.works);
        missing.extend(unfinished.into_iter().map(|error| {
            let place = format!("{}#{}", frame.at(Step::Statement), error.field);
            (place, error.message.sentence())
        }));
    }
    missing
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(draft): Path<DraftId>,
    layout: Layout,
) -> Result<CheckPage, Error> {
    let frame = Frame::load(&service, &actor, draft, Step::Check).await?;
    CheckPage::load(&service, &actor, layout, frame, FormState::new()).await
}

async fn send(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(draft): Path<DraftId>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let frame = Frame::load(&service, &actor, draft, Step::Check).await?;
    let numbers: Vec<_> = frame.draft.lines.iter().map(|line| line.number).collect();
    if let Some(revision) = form.read("revision", |text| text.parse().map_err(|_| Text::of("draft-look-first"))) {
        let done = match frame.draft.claim {
            None => drafts::file(&service, &actor, draft, revision, form.value("signature"))
                .await
                .map(|filed| (filed.claim, filed.targets, "draft-filed")),
            Some(claim) => drafts::extend(&service, &actor, draft, revision)
                .await
                .map(|extended| (claim, extended.targets, "draft-extended")),
        };
        match done {
            Ok((claim, targets, said)) => {
                let wrong = notice::of_wrong_keys(&wrong_keys(&targets, &numbers));
                let said = Text::row([Text::of(said)].into_iter().chain(wrong));
                session::say(&session, said.said_in(layout.language)).await?;
                return Ok(see_other(&format!("/rights/claims/{claim}")));
            }
            Err(claims::Error::Invalid(fields)) => {
                // Nothing but the signature is asked for here; what else is missing is put right in its step.
                for field in fields {
                    let at = if field.field == "signature" { "signature" } else { "" };
                    form.refuse(at, field.message.sentence());
                }
            }
            Err(claims::Error::Targets(errors)) => {
                for error in errors {
                    form.refuse("targets", error.told().sentence());
                }
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    let frame = Frame::load(&service, &actor, draft, Step::Check).await?;
    Ok(again(CheckPage::load(&service, &actor, layout, frame, form).await?))
}

/// The lines whose key does not open their file, by the draft's numbers.
fn wrong_keys(filed: &[FiledTarget], numbers: &[i64]) -> Vec<usize> {
    let number = |target: &FiledTarget| numbers.get(target.line.checked_sub(1)?).copied();
    filed
        .iter()
        .filter(|target| target.wrong_key)
        .filter_map(number)
        .filter_map(|line| usize::try_from(line).ok())
        .collect()
}

impl Sample for CheckPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample;
        let page = |frame: Frame, form: FormState| {
            let totals = Totals::of(&frame.draft.lines);
            Self {
                layout: layout(),
                words: Words::of(frame.draft.law.basis),
                works: vec!["The Long Way Home".into()],
                hints: vec![
                    Hint { line: 1, locked: true, claimed: true },
                    Hint { line: 2, locked: false, claimed: true },
                ],
                missing: missing(&frame, &totals),
                due: Duration::from_hours(4),
                direct: frame.draft.claim.is_none(),
                totals,
                frame,
                form,
            }
        };
        let ready = |basis| {
            let mut frame = super::sample::frame(&layout(), Step::Check, basis, true);
            frame.draft.lines.truncate(2);
            frame
        };
        let wrong = FormState::new().refused("signature", "Type your full name: it is your signature.");
        let mut samples: Vec<_> = Basis::ALL.map(|basis| page(ready(basis), FormState::new())).into();
        samples.push(page(ready(Basis::UsDmca), wrong));
        samples.push(page(super::sample::frame(&layout(), Step::Check, Basis::EuDsa, false), FormState::new()));
        samples.push(page(super::sample::extension(&layout(), Step::Check), FormState::new()));
        samples
    }
}
