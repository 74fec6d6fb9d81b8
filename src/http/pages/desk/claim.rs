//! The page on which a claim is decided: what is claimed, what is proven, what a decision would touch, and what became of it.
//!
//! The form is sent three times at most: to open evidence (what was typed stays), to see what the rulings would touch,
//! and to confirm. Only the last decides.

mod acts;
pub(super) mod sample;

use std::time::Duration;

use super::super::evidence::Section;
use super::super::prelude::*;
use super::super::timeline::Line;
use super::super::{Samples, board, object_case};
use super::objects;
use super::reasons::{self, Offered};
use super::words::Choices;
use super::{Desk, People, mail, orders, words};
use crate::accounts::Actor;
use crate::audit;
use crate::claims;
use crate::claims::authorities::{self, Gag, Standing};
use crate::claims::cases::{self, CaseView, DeskCase, History, TargetView};
use crate::claims::correspondents;
use crate::claims::decisions::{self, Action, Evidence, Finding, Ruling};
use crate::claims::escalations::{Escalation, Kind, Outcome};
use crate::claims::filing::{ClaimState, TargetState, WORLDWIDE};
use crate::claims::matching::{MatchState, Matching};
use crate::claims::notes::Note;
use crate::claims::questions;
use crate::claims::queue;
use crate::claims::statement::{Statement, requirement};
use crate::claims::withdrawal::Claimant;
use crate::http::security::OpensObjects;
use crate::ids::{ClaimId, TargetId};
use crate::mail::Progress;
use crate::notices;
use crate::process::delivery;
use crate::takedown::{self, BlastRadius, Board, Preservation};
use crate::vault::ObjectState;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/claims/{claim}", get(show))
        .route("/desk/claims/{claim}/assignment", post(take))
        .route("/desk/claims/{claim}/release", post(release))
        .route("/desk/claims/{claim}/targets/{target}/evidence", post(open_evidence))
        .route("/desk/claims/{claim}/decision", post(decide))
        .route("/desk/claims/{claim}/question", post(ask))
        .merge(acts::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ClaimPage>();
    samples.add::<ConfirmPage>();
}

/// A target with what staff see beside it.
#[derive(Clone, Debug)]
struct Target {
    view: TargetView,
    radius: BlastRadius,
    uploader: History,
    /// Once something was ordered.
    board: Option<Board>,
    /// Why nothing of it is purged or erased.
    preserved: Vec<Preservation>,
    /// Who opened its evidence, by name.
    openings: Vec<(String, crate::clock::Time)>,
    /// What came of matching its content with the claimant's references.
    matching: Option<Matching>,
    fields: Fields,
}

/// The names of a target's fields in the form.
#[derive(Clone, Debug)]
struct Fields {
    finding: String,
    action: String,
    ground: String,
    kept: String,
    reasons: String,
}

impl Fields {
    fn of(position: i64) -> Self {
        let name = |field: &str| format!("{field}-{position}");
        Self {
            finding: name("finding"),
            action: name("action"),
            ground: name("ground"),
            kept: name("kept"),
            reasons: name("reasons"),
        }
    }
}

impl Target {
    fn level(&self) -> (&'static str, &'static str) {
        words::level(self.view.level)
    }

    fn pending(&self) -> bool {
        self.view.state == TargetState::Pending
    }
}

/// What was disclosed about one target, in the one answer that carries it.
struct Opened {
    target: TargetId,
    object: String,
    sealed_size: u64,
    key: Option<zeroize::Zeroizing<String>>,
    name: String,
    media_type: String,
    size: u64,
    archive_password: Option<String>,
}

impl Opened {
    fn of(evidence: Evidence, language: Language) -> Self {
        let unnamed = || language.say("case-unnamed-file").to_string();
        let (name, media_type, size) = evidence.metadata.map_or_else(
            || (unnamed(), "application/octet-stream".to_owned(), 0),
            |metadata| (metadata.name, metadata.media_type, metadata.size),
        );
        Self {
            target: evidence.target,
            object: evidence.object.to_string(),
            sealed_size: evidence.sealed_size,
            key: evidence.file_key.map(|key| key.encode()),
            name,
            media_type,
            size,
            archive_password: evidence.archive_password.map(|password| password.expose().to_owned()),
        }
    }
}

/// The decision page.
#[derive(Template)]
#[template(path = "desk/claim.html")]
struct ClaimPage {
    layout: Layout,
    case: CaseView,
    claimant: History,
    /// Whether the address in a notice without an account was confirmed; none where there is none.
    address_confirmed: Option<bool>,
    /// It is urgent when no more than this is left.
    urgent_within: Duration,
    targets: Vec<Target>,
    lines: Vec<Line>,
    /// Who has it, if anybody does now, and whether that is the viewer.
    holder: Option<(String, bool, crate::clock::Time)>,
    findings: Choices,
    actions: Choices,
    form: FormState,
    opened: Option<Opened>,
    evidence: Section,
    /// For seniors: to whom the claim can be given.
    colleagues: Vec<(String, String)>,
    messages: Vec<Progress>,
    /// The words to start from.
    reasons: Vec<Offered>,
    /// The order of a court or an authority that it is.
    order: Option<Standing>,
    /// How often it was handed to a senior, with whoever did that and whoever ended it.
    escalations: Vec<(Escalation, String, String)>,
    /// What staff wrote to each other, with whoever wrote it.
    notes: Vec<(Note, String)>,
    /// Why only a senior decides it, if only a senior does.
    for_senior: Option<Text>,
}

/// What is about to be decided, before it is.
#[derive(Template)]
#[template(path = "desk/confirm.html")]
struct ConfirmPage {
    layout: Layout,
    claim: ClaimId,
    party: Text,
    rulings: Vec<(Target, Ruling)>,
    /// Everything that was typed, carried along.
    typed: Vec<(String, String)>,
}
page!(ClaimPage, ConfirmPage);

impl ClaimPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        claim: ClaimId,
        form: Option<FormState>,
    ) -> Result<Self, Error> {
        let found = cases::desk_case(service, actor, claim).await?;
        let DeskCase { case, claimant, uploaders, matchings, urgent_within, order, escalations, notes, for_senior } =
            found;
        let now = service.clock.now();
        let assigned = case.assigned.filter(|(_, until)| now < *until);
        let openings = case.targets.iter().flat_map(|target| &target.openings);
        let raised = escalations.iter().flat_map(|it| [Some(it.raised_by), it.ended_by]).flatten();
        let accounts = openings
            .map(|(account, _)| *account)
            .chain(assigned.map(|(account, _)| account))
            .chain(raised)
            .chain(notes.iter().map(|note| note.by));
        let people = People::of(service, actor, accounts.collect()).await?;
        let named = |it: Escalation| {
            let ended_by = it.ended_by.map(|by| people.name(by)).unwrap_or_default();
            let raised_by = people.name(it.raised_by);
            (it, raised_by, ended_by)
        };
        let mut targets = Vec::with_capacity(case.targets.len());
        for view in &case.targets {
            let board = takedown::board(service, view.object).await?;
            let uploader = uploaders.iter().find(|(object, _)| *object == view.object).map(|(_, history)| *history);
            targets.push(Target {
                preserved: objects::preserved(service, view.object).await?,
                radius: takedown::blast_radius(service, view.object).await?,
                uploader: uploader.unwrap_or(History { restricted: 0, rejected: 0, withdrawn: 0 }),
                board: (!board.holds.is_empty() || !board.orders.is_empty()).then_some(board),
                openings: view.openings.iter().map(|(account, at)| (people.name(*account), *at)).collect(),
                fields: Fields::of(view.position),
                matching: matchings.iter().find(|matching| matching.object == view.object).cloned(),
                view: view.clone(),
            });
        }
        let form = form.unwrap_or_else(|| {
            let ground = match &case.statement {
                Statement::Court { law, .. } => law.clone(),
                statement => {
                    let usual = words::usual_ground(statement.basis());
                    usual.map(|key| layout.language.say(key).to_string()).unwrap_or_default()
                }
            };
            targets.iter().fold(FormState::new(), |form, target| form.with(&target.fields.ground, ground.as_str()))
        });
        let listed = audit::of_case(service, case.log_case).await.map_err(Error::internal)?;
        let (findings, actions) = choices(order.as_ref(), layout.language);
        let mut evidence = Section::of_claim(service, Claimant::Person(actor), claim).await?;
        if order.is_some() {
            evidence = evidence.of_order(claim);
        }
        Ok(Self {
            reasons: reasons::offered(service, layout.language).await?,
            escalations: escalations.into_iter().map(named).collect(),
            notes: notes.into_iter().map(|note| (note.clone(), people.name(note.by))).collect(),
            order,
            for_senior,
            lines: words::timeline(&listed, layout.language),
            layout,
            holder: assigned.map(|(account, until)| (people.name(account), account == actor.account, until)),
            case,
            claimant,
            urgent_within,
            targets,
            findings,
            actions,
            form,
            opened: None,
            colleagues: if actor.roles.senior() {
                People::of_the_queue(service, actor).await?.others(actor)
            } else {
                Vec::new()
            },
            evidence,
            messages: delivery::of_claim(service, actor, claim).await?,
            address_confirmed: correspondents::is_confirmed(service, claim).await?,
        })
    }

    fn party(&self) -> Text {
        words::party(&self.case)
    }

    fn basis(&self) -> &'static str {
        words::basis(self.case.statement.basis().as_str())
    }

    fn state(&self) -> (&'static str, &'static str) {
        words::claim_state(self.case.state)
    }

    fn open(&self) -> bool {
        !matches!(self.case.state, ClaimState::Decided | ClaimState::Withdrawn)
    }

    /// Whether the viewer could open evidence: who decides the claim, and seniors, who look at samples of what is decided.
    fn shows_evidence(&self) -> bool {
        (self.open() && self.for_senior.is_none()) || self.layout.roles().senior()
    }

    /// The escalation that has not ended, with whoever handed the case over.
    fn escalated(&self) -> Option<(&Escalation, &str)> {
        let open = self.escalations.iter().find(|(it, ..)| it.outcome.is_none());
        open.map(|(it, by, _)| (it, by.as_str()))
    }

    /// Those that have.
    fn escalated_before(&self) -> impl Iterator<Item = &(Escalation, String, String)> {
        self.escalations.iter().filter(|(it, ..)| it.outcome.is_some())
    }

    /// Whether the viewer may take it.
    fn may_take(&self) -> bool {
        self.for_senior.is_none() || self.layout.roles().senior()
    }

    /// Whether what is done here reaches further than an order does.
    fn reaches_further(&self) -> bool {
        let removal = self.order.as_ref().is_some_and(|it| it.order.kind == authorities::Kind::Removal);
        removal && self.case.territory != WORLDWIDE
    }

    /// Whether the viewer sees where links were found: whoever has the claim, and seniors.
    fn sees_where(&self) -> bool {
        self.mine() || self.layout.roles().senior()
    }

    fn mine(&self) -> bool {
        self.open() && self.holder.as_ref().is_some_and(|(_, mine, _)| *mine)
    }

    /// What the law asks for: what can be missing.
    fn requirements(&self) -> &'static [&'static str] {
        self.case.statement.basis().requirements()
    }

    /// The registered works it is about, one after the other.
    fn works(&self) -> String {
        let titles: Vec<&str> = self.case.works.iter().map(|(_, title)| title.as_str()).collect();
        titles.join(", ")
    }

    fn territory(&self, territory: &str) -> String {
        notices::words::territory(self.layout.language, territory)
    }

    /// Why it can be handed to a senior.
    fn escalation_kinds(&self) -> Choices {
        words::options(self.layout.language, &ESCALATIONS)
    }

    /// Whether the notifier can be asked now: the clock stands still already once they were.
    fn may_ask(&self) -> bool {
        self.mine() && self.case.asked.is_none() && self.case.unanswered.is_none() && self.order.is_none()
    }

    fn has_evidence_of(&self, target: &Target) -> bool {
        self.opened.as_ref().is_some_and(|opened| opened.target == target.view.target)
    }

    /// The rulings that were typed; what is wrong stands in the form.
    fn read(&mut self) -> Vec<(Target, Ruling)> {
        let mut rulings = Vec::new();
        for target in self.targets.iter().filter(|target| target.pending()) {
            let Fields { finding, action, ground, kept, reasons } = &target.fields;
            if self.form.value(finding).is_empty() {
                continue;
            }
            let position = target.view.position;
            let found =
                self.form.read(finding, |text| text.parse::<Finding>().map_err(|_| Text::of("desk-choose-found")));
            let done = self.form.read(action, |text| {
                text.parse::<Action>().map_err(|_| Text::of("desk-choose-done-of").with("position", position))
            });
            let words = reasons::typed_or_kept(&self.form, &self.reasons, reasons, kept);
            if words.is_empty() {
                self.form.refuse(reasons, Text::of("desk-reasons"));
            }
            let (Some(finding), Some(done)) = (found, done) else { continue };
            if matches!(finding, Finding::NotInfringing | Finding::Incomplete) && done != Action::None {
                self.form.refuse(action, Text::of("desk-nothing-illegal"));
            }
            let under = self.form.value(ground).trim().to_owned();
            if matches!(finding, Finding::Infringing | Finding::OtherIllegal | Finding::Ordered) && under.is_empty() {
                self.form.refuse(ground, Text::of("desk-ground"));
            }
            let ruling = Ruling { target: target.view.target, finding, action: done, ground: under, reasons: words };
            rulings.push((target.clone(), ruling));
        }
        if rulings.is_empty() && self.form.is_valid() {
            self.form.refuse("", Text::of("desk-choose-finding"));
        }
        rulings
    }
}

/// Why a case goes to a senior, as the form offers it.
const ESCALATIONS: [words::Choice; 3] = [
    (Kind::Life.as_str(), "case-escalate-life", "case-escalate-locks"),
    (Kind::Child.as_str(), "case-escalate-child", "case-escalate-locks"),
    (Kind::Judgement.as_str(), "case-escalate-judgement", "case-escalate-judgement-hint"),
];

/// That it is in a senior's hands, and why, as the key of a text.
const fn in_hands(kind: Kind) -> &'static str {
    match kind {
        Kind::Life => "case-senior-life",
        Kind::Child => "case-senior-child",
        Kind::Judgement => "case-senior",
    }
}

/// What the script says that shows evidence.
const VIEWER_SAYS: [&str; 17] = [
    "case-clear",
    "case-blur",
    "viewer-too-large",
    "viewer-other-kind",
    "viewer-fetched",
    "viewer-shown",
    "viewer-saved",
    "viewer-text-of",
    "viewer-picture",
    "viewer-cannot-show",
    "viewer-pdf-locked",
    "viewer-pdf-broken",
    "viewer-page-before",
    "viewer-page-next",
    "viewer-page-undrawn",
    "viewer-page",
    "viewer-page-of",
];

/// What can be found and done: of an order other things than of a claim.
fn choices(order: Option<&Standing>, language: Language) -> (Choices, Choices) {
    let mut actions = words::options(language, &words::ACTIONS);
    match order {
        None => (words::options(language, &words::FINDINGS), actions),
        Some(standing) => {
            if standing.order.kind != authorities::Kind::Removal {
                actions.truncate(1);
            }
            (words::options(language, &words::ORDER_FINDINGS), actions)
        }
    }
}

impl ConfirmPage {
    fn of(page: ClaimPage, rulings: Vec<(Target, Ruling)>) -> Self {
        let typed = page
            .targets
            .iter()
            .flat_map(|Target { fields: Fields { finding, action, ground, kept, reasons }, .. }| {
                [finding, action, ground, kept, reasons]
            })
            .map(|name| (name.clone(), page.form.value(name).to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        Self { claim: page.case.claim, party: page.party(), layout: page.layout, rulings, typed }
    }

    fn destroys(&self) -> bool {
        self.rulings.iter().any(|(_, ruling)| ruling.action == Action::LockAndDelete)
    }
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(claim): Path<ClaimId>,
) -> Result<ClaimPage, Error> {
    ClaimPage::load(&service, &actor, layout, claim, None).await
}

async fn take(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    session: Session,
    Path(claim): Path<ClaimId>,
) -> Result<Response, Error> {
    queue::take(&service, &actor, claim).await?;
    let minutes = service.config.limits.assignment.as_secs() / 60;
    session::say(&session, language.say("case-taken").with("minutes", minutes).to_string()).await?;
    Ok(see_other(&format!("/desk/claims/{claim}")))
}

async fn release(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    session: Session,
    Path(claim): Path<ClaimId>,
) -> Result<Response, Error> {
    queue::release(&service, &actor, claim).await?;
    session::say(&session, language.say("case-released").to_string()).await?;
    Ok(see_other("/desk"))
}

/// Opens the evidence of one target, which is logged first, and shows the page again with it and with what was typed. A
/// form, so that each opening is somebody's act.
async fn open_evidence(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path((claim, target)): Path<(ClaimId, TargetId)>,
    form: FormState,
) -> Result<Response, Error> {
    let case = cases::desk_case(&service, &actor, claim).await?.case;
    if !case.targets.iter().any(|of_case| of_case.target == target) {
        return Err(Error::NotFound);
    }
    let evidence = decisions::open_evidence(&service, &actor, target).await?;
    let mut page = ClaimPage::load(&service, &actor, layout, claim, Some(form)).await?;
    page.opened = Some(Opened::of(evidence, page.layout.language));
    Ok((OpensObjects::default(), page).into_response())
}

async fn decide(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(claim): Path<ClaimId>,
    form: FormState,
) -> Result<Response, Error> {
    let step = form.value("step").to_owned();
    let mut page = ClaimPage::load(&service, &actor, layout, claim, Some(form)).await?;
    if step == "change" {
        return Ok(page.into_response());
    }
    let rulings = page.read();
    if !page.form.is_valid() {
        return Ok(again(page));
    }
    if step != "confirm" {
        return Ok(ConfirmPage::of(page, rulings).into_response());
    }
    let rulings: Vec<Ruling> = rulings.into_iter().map(|(_, ruling)| ruling).collect();
    if let Err(error) = decisions::decide(&service, &actor, claim, &rulings).await {
        page.form.refuse_with(error)?;
        return Ok(again(page));
    }
    session::say(&session, page.layout.language.say("case-is-decided").to_string()).await?;
    Ok(see_other(&format!("/desk/claims/{claim}")))
}

/// The page once more after an act was refused, with what was typed and what is wrong.
async fn refused(
    service: &Service,
    actor: &Actor,
    layout: Layout,
    claim: ClaimId,
    (form, error): (FormState, claims::Error),
) -> Result<Response, Error> {
    let mut page = ClaimPage::load(service, actor, layout, claim, Some(form)).await?;
    page.form.refuse_with(error)?;
    Ok(again(page))
}

/// Asks the notifier for what the law still wants; the clock stands still until they answer.
async fn ask(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(claim): Path<ClaimId>,
    form: FormState,
) -> Result<Response, Error> {
    let missing: Vec<&str> = form.all("missing").iter().map(String::as_str).collect();
    if let Err(error) = questions::ask(&service, &actor, claim, &missing, form.value("explanation")).await {
        return refused(&service, &actor, layout, claim, (form, error)).await;
    }
    session::say(&session, layout.language.say("case-was-asked").to_string()).await?;
    Ok(see_other(&format!("/desk/claims/{claim}")))
}
