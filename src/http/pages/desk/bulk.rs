//! Deciding together: claims that were chosen in the queue, each target shown before anything is confirmed.
//!
//! The form is sent three times: from the queue (the reviewer takes what is free, and sees it), to see what it would touch,
//! and to confirm. What is confirmed names the targets that were shown, by their ids, and nothing else is decided.

mod sample;

use super::super::Samples;
use super::super::prelude::*;
use super::reasons::{self, Offered};
use super::{Desk, words};
use crate::accounts::Actor;
use crate::claims::bulk::{self, Outcome, Taken, Verdict};
use crate::claims::cases::{CaseView, DeskCase, TargetView};
use crate::claims::decisions::{Action, Finding};
use crate::http::error::Words;
use crate::ids::{ClaimId, TargetId};
use crate::takedown::{self, BlastRadius};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/bulk", post(decide))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ChoicePage>();
    samples.add::<ConfirmPage>();
    samples.add::<ResultPage>();
}

/// A target that can be decided.
#[derive(Clone, Debug)]
struct Target {
    view: TargetView,
    /// Without its own claim.
    radius: BlastRadius,
    /// What its box is called: its claim and itself.
    id: String,
    chosen: bool,
    /// What is about to be done about it, once that is typed.
    action: Option<Action>,
}

impl Target {
    fn level(&self) -> (&'static str, &'static str) {
        words::level(self.view.level)
    }

    /// How far what is about to be done reaches, in a sentence; before that is typed, how far locking and deleting it would.
    fn touched(&self) -> Text {
        match self.action {
            Some(Action::None) => return Text::of("bulk-touches-nothing"),
            Some(Action::DisableLink) => return Text::of("bulk-touches-one-link"),
            Some(Action::LockAndDelete) | None => {}
        }
        let BlastRadius { links, accounts, claims, mirrors, .. } = &self.radius;
        let names: Vec<&str> = mirrors.iter().map(|mirror| mirror.name.as_str()).collect();
        let mirrors = Text::of("bulk-touches-mirrors").with("count", mirrors.len()).with("names", names.join(", "));
        Text::of("bulk-touches")
            .with("links", Text::of("bulk-touches-links").with("count", *links))
            .with("accounts", Text::of("bulk-touches-accounts").with("count", accounts.len()))
            .with("claims", Text::of("bulk-touches-claims").with("count", *claims))
            .with("mirrors", mirrors)
    }
}

/// A claim with the targets of it that can be decided.
#[derive(Clone, Debug)]
struct Item {
    case: CaseView,
    targets: Vec<Target>,
}

impl Item {
    fn party(&self) -> Text {
        words::party(&self.case)
    }

    fn basis(&self) -> &'static str {
        words::basis(self.case.statement.basis().as_str())
    }

    /// What was claimed.
    fn claimed(&self) -> String {
        words::claimed(&self.case)
    }
}

/// A claim that is not decided with the others, and why.
#[derive(Clone, Debug)]
struct LeftOut {
    claim: ClaimId,
    why: Text,
}

/// What was chosen, and what can be done about it.
#[derive(Template)]
#[template(path = "desk/bulk.html")]
struct ChoicePage {
    layout: Layout,
    reasons: Vec<Offered>,
    items: Vec<Item>,
    left_out: Vec<LeftOut>,
    findings: words::Choices,
    actions: words::Choices,
    form: FormState,
}

/// What is about to be decided, before it is.
#[derive(Template)]
#[template(path = "desk/bulk_confirm.html")]
struct ConfirmPage {
    layout: Layout,
    items: Vec<Item>,
    left_out: Vec<LeftOut>,
    verdict: Verdict,
    /// What was typed, carried along.
    typed: Vec<(String, String)>,
}

/// What was decided, and what not.
#[derive(Template)]
#[template(path = "desk/bulk_result.html")]
struct ResultPage {
    layout: Layout,
    verdict: Verdict,
    /// Each claim with how many of its targets are decided.
    decided: Vec<(ClaimId, usize)>,
    left_out: Vec<LeftOut>,
}
page!(ChoicePage, ConfirmPage, ResultPage);

impl ChoicePage {
    /// Takes the claims and shows what waits in them: of the targets that were `chosen` those, else all.
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        claims: &[ClaimId],
        chosen: Option<&[(ClaimId, TargetId)]>,
        form: FormState,
    ) -> Result<Self, Error> {
        let Taken { cases, left_out } = bulk::take(service, actor, claims).await?;
        let mut left_out: Vec<LeftOut> = left_out
            .into_iter()
            .map(|(claim, error)| LeftOut { claim, why: refused(error, layout.language) })
            .collect();
        let mut items = Vec::with_capacity(cases.len());
        for DeskCase { case, .. } in cases {
            let mut targets = Vec::new();
            for view in case.targets.iter().filter(|target| target.is_pending()) {
                targets.push(Target {
                    radius: takedown::blast_radius(service, view.object, Some(case.claim)).await?,
                    id: format!("{}:{}", case.claim, view.target),
                    chosen: chosen.is_none_or(|chosen| chosen.contains(&(case.claim, view.target))),
                    action: None,
                    view: view.clone(),
                });
            }
            if targets.is_empty() {
                left_out.push(LeftOut { claim: case.claim, why: Text::of("bulk-nothing-in-it") });
            } else {
                items.push(Item { case, targets });
            }
        }
        let form = if form.value("ground").is_empty() {
            let mut grounds = items.iter().map(|item| words::usual_ground(&item.case));
            let first = grounds.next().flatten();
            let ground = first.filter(|_| grounds.all(|ground| ground == first));
            form.with("ground", ground.map(|key| layout.language.say(key).to_string()).unwrap_or_default())
        } else {
            form
        };
        Ok(Self {
            reasons: reasons::offered(service, layout.language).await?,
            findings: words::options(layout.language, &words::FINDINGS),
            actions: words::options(layout.language, &words::ACTIONS),
            layout,
            items,
            left_out,
            form,
        })
    }

    fn targets(&self) -> usize {
        self.items.iter().map(|item| item.targets.len()).sum()
    }

    /// What was chosen of it, to be confirmed.
    fn confirm(self, verdict: Verdict) -> ConfirmPage {
        let chosen = |mut item: Item| {
            item.targets.retain(|target| target.chosen);
            for target in &mut item.targets {
                target.action = Some(verdict.action);
            }
            (!item.targets.is_empty()).then_some(item)
        };
        // What is confirmed is what is shown: the kept words themselves, whatever becomes of them meanwhile.
        let form = self.form.with("reasons", verdict.reasons.as_str());
        let typed = ["finding", "action", "ground", "kept", "reasons"]
            .into_iter()
            .map(|field| (field.to_owned(), form.value(field).to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        ConfirmPage {
            layout: self.layout,
            items: self.items.into_iter().filter_map(chosen).collect(),
            left_out: self.left_out,
            verdict,
            typed,
        }
    }
}

/// What was typed, if it is a verdict about something; what is wrong stands in the form.
fn read(form: &mut FormState, offered: &[Offered], targets: usize) -> Option<Verdict> {
    let finding = form.read("finding", |text| text.parse::<Finding>().map_err(|_| Text::of("desk-choose-found")));
    let action = form.read("action", |text| text.parse::<Action>().map_err(|_| Text::of("desk-choose-done")));
    let reasons = reasons::typed_or_kept(form, offered, "reasons", "kept");
    if reasons.is_empty() {
        form.refuse("reasons", Text::of("desk-reasons-each"));
    }
    let ground = form.value("ground").trim().to_owned();
    if matches!(finding, Some(Finding::NotInfringing | Finding::Incomplete))
        && action.is_some_and(|it| it != Action::None)
    {
        form.refuse("action", Text::of("desk-nothing-illegal"));
    }
    if matches!(finding, Some(Finding::Infringing | Finding::OtherIllegal)) && ground.is_empty() {
        form.refuse("ground", Text::of("desk-ground-they"));
    }
    if targets == 0 {
        form.refuse("", Text::of("desk-choose-target"));
    }
    let (finding, action) = (finding?, action?);
    form.is_valid().then_some(Verdict { finding, action, ground, reasons })
}

impl ConfirmPage {
    fn targets(&self) -> usize {
        self.items.iter().map(|item| item.targets.len()).sum()
    }

    fn destroys(&self) -> bool {
        self.verdict.action == Action::LockAndDelete
    }
}

impl ResultPage {
    fn of(layout: Layout, verdict: Verdict, outcomes: Vec<Outcome>) -> Self {
        let (mut decided, mut left_out) = (Vec::new(), Vec::new());
        for Outcome { claim, done } in outcomes {
            match done {
                Ok(targets) => decided.push((claim, targets)),
                Err(error) => left_out.push(LeftOut { claim, why: refused(error, layout.language) }),
            }
        }
        Self { layout, verdict, decided, left_out }
    }

    fn targets(&self) -> usize {
        self.decided.iter().map(|(_, targets)| targets).sum()
    }
}

/// Why a claim was not decided, in words for the reviewer. What failed is told to the operator's log, once.
fn refused(error: crate::claims::Error, language: Language) -> Text {
    match Error::from(error) {
        Error::Invalid(form) => Text::row(form.errors().iter().map(|error| error.message.clone())),
        Error::NotFound => Text::of("bulk-gone"),
        Error::Internal(cause) => {
            tracing::error!(cause = format!("{cause:#}"), "failed");
            Text::of("bulk-failed")
        }
        error => Words::of(&error, language).text.into(),
    }
}

/// The targets whose boxes were ticked.
fn chosen(form: &FormState) -> Vec<(ClaimId, TargetId)> {
    let read = |text: &String| {
        let (claim, target) = text.split_once(':')?;
        Some((claim.parse().ok()?, target.parse().ok()?))
    };
    form.all("target").iter().filter_map(read).collect()
}

async fn decide(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let step = form.value("step").to_owned();
    let mut claims: Vec<ClaimId> = form.all("claim").iter().filter_map(|claim| claim.parse().ok()).collect();
    if step.is_empty() {
        if claims.is_empty() {
            if !actor.roles.reviewer() {
                return Err(Error::Forbidden(Text::of("error-for-reviewers")));
            }
            session::say(&session, layout.language.say("bulk-choose-first").to_string()).await?;
            return Ok(see_other("/desk"));
        }
        return Ok(ChoicePage::load(&service, &actor, layout, &claims, None, form).await?.into_response());
    }
    let chosen = chosen(&form);
    if step == "confirm" {
        // Only what was shown to be confirmed: the targets of that page, whatever else the claims have by now.
        let whole = chosen.len() == form.all("target").len();
        let offered = reasons::offered(&service, layout.language).await?;
        let Some(verdict) = read(&mut form, &offered, chosen.len()).filter(|_| whole) else {
            return Err(Error::Conflict(Text::of("desk-not-whole")));
        };
        let outcomes = bulk::decide(&service, &actor, &chosen, &verdict).await?;
        return Ok(ResultPage::of(layout, verdict, outcomes).into_response());
    }
    claims.extend(chosen.iter().map(|(claim, _)| *claim));
    let mut page = ChoicePage::load(&service, &actor, layout, &claims, Some(&chosen), form).await?;
    if step == "change" {
        return Ok(page.into_response());
    }
    let ticked = page.items.iter().flat_map(|item| &item.targets).filter(|target| target.chosen).count();
    match read(&mut page.form, &page.reasons, ticked) {
        Some(verdict) => Ok(page.confirm(verdict).into_response()),
        None => Ok(again(page)),
    }
}
