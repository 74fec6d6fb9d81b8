//! The page on which a claim is decided: what is claimed, what is proven, what a decision would touch, and what became of it.
//!
//! One form holds all of it: the evidence that is opened, the rulings, a note, a question to the notifier, and what hands the case to
//! a senior. Whichever button sends it, and also when it is refused, what was typed of the rest stays ([`begun`]), and so does the
//! evidence that is open ([`opened`]). What the rulings would touch is shown first, and then confirmed: only that decides.

mod acts;
mod begun;
mod opened;
mod rulings;
pub(super) mod sample;

use std::collections::HashSet;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use http::StatusCode;

use self::acts::minutes;
use self::begun::{done, usual_ground};
use self::opened::Opened;
use self::rulings::{Fields, choices};
use super::super::Samples;
use super::super::evidence::Section;
use super::super::prelude::*;
use super::super::timeline::Line;
use super::super::{board, object_case};
use super::reasons::{self, Offered};
use super::touched::{Besides, OtherClaims, Touched};
use super::words::Choices;
use super::{Desk, People, happened, mail, orders, standing, words};
use crate::accounts::Actor;
use crate::claims::authorities::{self, Gag, Standing};
use crate::claims::cases::{self, CaseView, DeskCase, History, TargetView};
use crate::claims::correspondents;
use crate::claims::decisions::{Action, Decision};
use crate::claims::escalations::{Escalation, Kind, Outcome};
use crate::claims::evidence::files::Subject;
use crate::claims::filing::{ClaimState, TargetState, WORLDWIDE};
use crate::claims::known::Known;
use crate::claims::matching::{MatchState, Matching};
use crate::claims::notes::Note;
use crate::claims::statement::{Statement, requirement};
use crate::claims::withdrawal::Claimant;
use crate::ids::{AccountId, ClaimId, DecisionId};
use crate::mail::Progress;
use crate::process::delivery;
use crate::process::misuse::{self, Marks, Party};
use crate::process::overturning::{self, Reversal};
use crate::takedown::board::Hold;
use crate::takedown::{self, Board, Preservation};
use crate::vault::ObjectState;
use crate::{claims, notices};

/// The largest form of a case: a thousand targets, of each a ruling with twelve thousand bytes of words, as browsers write them. Whatever its
/// buttons do, they send all of it, and what is confirmed has the words that were shown with every target.
const LARGEST_FORM: usize = 12 << 20;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/claims/{claim}", get(show))
        .merge(opened::routes())
        .merge(rulings::routes())
        .merge(acts::routes())
        .route_layer(DefaultBodyLimit::max(LARGEST_FORM))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ClaimPage>();
    rulings::samples(samples);
}

/// A target with what staff see beside it.
#[derive(Clone, Debug)]
struct Target {
    view: TargetView,
    /// What was decided about it before something else took its place, the oldest first.
    superseded: Vec<Decision>,
    /// While it waits, for whoever holds the case.
    touched: Option<Touched>,
    /// The other claims on its file, for whoever opens its evidence and does not read them in what is touched.
    others: Option<OtherClaims>,
    /// Whose file it is, where that is known.
    owner: Option<AccountId>,
    uploader: History,
    /// Once something was ordered.
    board: Option<Board>,
    /// Why nothing of it is purged or erased.
    preserved: Vec<Preservation>,
    /// Who opened its evidence, by name.
    openings: Vec<(String, crate::clock::Time)>,
    /// What came of matching its content with the claimant's references.
    matching: Option<Matching>,
    /// What of it was marked as manifestly unfounded, or can be.
    marks: Marks,
    fields: Fields,
}

impl Target {
    fn level(&self) -> (&'static str, &'static str) {
        words::level(self.view.level)
    }

    fn pending(&self) -> bool {
        self.view.state == TargetState::Pending
    }

    /// Whether the viewer may look at what was decided of it, and finds a danger there.
    fn may_be_handed_on(&self) -> bool {
        self.view.state == TargetState::Decided && self.view.opens_evidence
    }

    /// What holds its file now.
    fn held_by(&self) -> impl Iterator<Item = &Hold> {
        self.board.iter().flat_map(|board| &board.holds).filter(|hold| hold.lifted_at.is_none())
    }

    /// Whether its file is locked for a danger, by an escalation of this claim or of another one, whatever was decided.
    fn is_locked_for_danger(&self) -> bool {
        self.held_by().any(|hold| hold.escalation.is_some())
    }

    /// Where the record of whoever uploaded it is.
    fn record(&self) -> Option<String> {
        self.owner.map(|owner| standing::page_of(Party::Account(owner)))
    }
}

/// The decision page.
#[derive(Template)]
#[template(path = "desk/claim.html")]
struct ClaimPage {
    layout: Layout,
    case: CaseView,
    /// By what the claimant is known from one claim to the next.
    known: Option<Known>,
    claimant: History,
    /// Whether the address in a notice without an account was confirmed; none where there is none.
    address_confirmed: Option<bool>,
    /// It is urgent when no more than this is left.
    urgent_within: Duration,
    targets: Vec<Target>,
    lines: Vec<Line>,
    /// For how long somebody has what they take.
    minutes: u64,
    /// Who has it, if anybody does now, and whether that is the viewer.
    holder: Option<(String, bool, crate::clock::Time)>,
    findings: Choices,
    actions: Choices,
    form: FormState,
    /// The evidence that is open, target by target.
    opened: Vec<Opened>,
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
    /// What reversed a decision, or was decided in the place of one, with whoever did.
    reversals: Vec<(Reversal, String)>,
    /// The decisions that the viewer could overturn now.
    overturnable: HashSet<DecisionId>,
}
page!(ClaimPage);

impl ClaimPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        claim: ClaimId,
        form: Option<FormState>,
    ) -> Result<Self, Error> {
        let found = cases::desk_case(service, actor, claim).await?;
        let DeskCase {
            case,
            superseded,
            known,
            claimant,
            uploaders,
            matchings,
            urgent_within,
            order,
            escalations,
            notes,
            for_senior,
        } = found;
        let reversals = overturning::reversals(service, actor, claim).await?;
        let now = service.clock.now();
        let assigned = case.assigned.filter(|(_, until)| now < *until);
        let openings = case.targets.iter().flat_map(|target| &target.openings);
        let raised = escalations.iter().flat_map(|it| [it.raised_by, it.ended_by]).flatten();
        let accounts = openings
            .map(|(account, _)| *account)
            .chain(assigned.map(|(account, _)| account))
            .chain(raised)
            .chain(notes.iter().map(|note| note.by))
            .chain(reversals.iter().map(|it| it.reversed_by));
        let people = People::of(service, actor, accounts.collect()).await?;
        let named = |it: Escalation| {
            let ended_by = it.ended_by.map(|by| people.name(by)).unwrap_or_default();
            let raised_by = it.raised_by.map(|by| people.name(by)).unwrap_or_default();
            (it, raised_by, ended_by)
        };
        let by_name = |it: Reversal| {
            let by = people.name(it.reversed_by);
            (it, by)
        };
        // Who confirms a decision has read what it touches.
        let is_confirmed = form.as_ref().is_some_and(|form| form.value("step") == "confirm");
        let mut besides = if is_confirmed {
            Besides::default()
        } else {
            let decides = assigned.is_some_and(|(holder, _)| holder == actor.account);
            Besides::of(service, actor, &case, decides).await?
        };
        let boards = takedown::boards_of_claim(service, claim).await?;
        let preserved = takedown::preserved_of_claim(service, claim).await?;
        let marks = misuse::by_line(service, actor, claim).await?;
        let mut targets = Vec::with_capacity(case.targets.len());
        for view in &case.targets {
            let uploader = uploaders.iter().find(|(object, ..)| *object == view.object);
            let board = boards.get(&view.object);
            let of_it = superseded.iter().filter(|(target, _)| *target == view.target);
            let touched = besides.touched(view.target);
            targets.push(Target {
                superseded: of_it.map(|(_, decision)| decision.clone()).collect(),
                preserved: preserved.get(&view.object).cloned().unwrap_or_default(),
                others: if touched.is_none() { besides.others(view) } else { None },
                touched,
                owner: uploader.map(|(_, owner, _)| *owner),
                uploader: uploader.map(|(.., history)| *history).unwrap_or_default(),
                board: board.filter(|board| !board.holds.is_empty() || !board.orders.is_empty()).cloned(),
                openings: view.openings.iter().map(|(account, at)| (people.name(*account), *at)).collect(),
                fields: Fields::of(view.position),
                marks: marks.get(&view.target).copied().unwrap_or_default(),
                matching: matchings.iter().find(|matching| matching.object == view.object).cloned(),
                view: view.clone(),
            });
        }
        let opened = match &form {
            Some(form) => opened::still_open(service, actor, form, &case.targets, layout.language).await?,
            None => Vec::new(),
        };
        let ground = usual_ground(&case, layout.language);
        let form = targets.iter().fold(form.unwrap_or_default(), |form, target| {
            let field = &target.fields.ground;
            if form.all(field).is_empty() { form.with(field, ground.as_str()) } else { form }
        });
        let (findings, actions) = choices(order.as_ref(), layout.language);
        let mut evidence = Section::of(service, Claimant::Person(actor), Subject::Claim(claim)).await?.of_claimant();
        if order.is_some() {
            evidence = evidence.of_order(claim);
        }
        Ok(Self {
            reasons: reasons::offered(service, layout.language).await?,
            escalations: escalations.into_iter().map(named).collect(),
            notes: notes.into_iter().map(|note| (note.clone(), people.name(note.by))).collect(),
            order,
            for_senior,
            reversals: reversals.into_iter().map(by_name).collect(),
            overturnable: overturning::open_to(service, actor, claim).await?,
            lines: happened::in_case(service, case.log_case, layout.language).await?,
            minutes: minutes(service),
            layout,
            holder: assigned.map(|(account, until)| (people.name(account), account == actor.account, until)),
            case,
            known,
            claimant,
            urgent_within,
            targets,
            findings,
            actions,
            form,
            opened,
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

    /// What reversed a decision, or that it was decided in the place of another.
    fn reversal(&self, decision: &DecisionId) -> Option<(&Reversal, &str)> {
        let found = self.reversals.iter().find(|(it, _)| it.decision == *decision);
        found.map(|(it, by)| (it, by.as_str()))
    }

    /// Whether somebody is the viewer.
    fn is_me(&self, account: &AccountId) -> bool {
        self.layout.viewer.as_ref().is_some_and(|viewer| viewer.actor.account == *account)
    }

    fn may_overturn(&self, decision: &DecisionId) -> bool {
        self.overturnable.contains(decision)
    }

    /// Where the record of whoever claims is, if one is kept.
    fn record(&self) -> Option<String> {
        self.known.map(|known| {
            standing::page_of(match known {
                Known::Organisation(organisation) => Party::Organisation(organisation),
                Known::Account(account) => Party::Account(account),
                Known::Correspondent(correspondent) => Party::Correspondent(correspondent),
            })
        })
    }

    fn basis(&self) -> &'static str {
        words::basis(self.case.statement.basis().as_str())
    }

    fn state(&self) -> (&'static str, &'static str) {
        if self.open() && self.escalated().is_some() {
            ("warn", "case-with-senior")
        } else {
            words::claim_state(self.case.state)
        }
    }

    /// Whether there is nothing to do here but to go on with another one.
    fn offers_next(&self) -> bool {
        !self.mine() || self.case.asked.is_some()
    }

    /// Whether the effect of an order was confirmed to whoever issued it.
    fn is_confirmed(&self) -> bool {
        self.order.as_ref().is_some_and(|it| it.confirmation.is_some())
    }

    fn open(&self) -> bool {
        !matches!(self.case.state, ClaimState::Decided | ClaimState::Withdrawn)
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

    /// Whether the viewer has it, and it has not become a senior's meanwhile while they are none.
    fn mine(&self) -> bool {
        self.open() && self.may_take() && self.holder.as_ref().is_some_and(|(_, mine, _)| *mine)
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

    fn is_decided(&self) -> bool {
        self.case.state == ClaimState::Decided
    }

    /// Whether it can be handed to a senior: for a danger also what is one's already since its notice says so, and what was decided and not taken
    /// back, by whoever opens its evidence.
    fn may_escalate(&self) -> bool {
        match self.escalated() {
            Some((said, _)) => self.open() && said.raised_by.is_none(),
            None => self.open() || (self.is_decided() && self.targets.iter().any(Target::may_be_handed_on)),
        }
    }

    /// Why it can be.
    fn escalation_kinds(&self) -> Choices {
        let mut kinds = words::options(self.layout.language, &ESCALATIONS);
        if self.escalated().is_some() || self.is_decided() {
            kinds.truncate(2);
        }
        kinds
    }

    /// Whether the notifier can be asked now: the clock stands still already once they were.
    fn may_ask(&self) -> bool {
        self.mine() && self.case.asked.is_none() && self.case.unanswered.is_none() && self.order.is_none()
    }

    /// Once more after an act was refused, with what was typed and what is wrong: 403 where the viewer may not do it, else as a form is
    /// shown again.
    fn refused(mut self, error: claims::Error) -> Result<Response, Error> {
        match Error::from(error) {
            Error::Forbidden(why) => {
                self.form.refuse("", why);
                Ok((StatusCode::FORBIDDEN, self.answer()).into_response())
            }
            error => {
                self.form.refuse_with(error)?;
                Ok(self.answer())
            }
        }
    }

    /// The evidence of a target, if it is open.
    fn opened_of(&self, target: &Target) -> Option<&Opened> {
        self.opened.iter().find(|opened| opened.target == target.view.target)
    }
}

/// Why a case goes to a senior, as the form offers it: dangers first.
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

/// How it was once, as the key of a text.
const fn was_in_hands(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::SentBack) => "case-sent-back",
        Some(Outcome::Confirmed) => "case-danger-confirmed",
        Some(Outcome::Overtaken) => "case-overtaken",
        Some(Outcome::Withdrawn) => "case-danger-withdrawn",
        Some(Outcome::Closed) => "case-danger-closed",
        Some(Outcome::Decided) | None => "case-was-senior",
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

/// The page once more after an act was refused, with what was typed and what is wrong.
async fn refused(
    service: &Service,
    actor: &Actor,
    layout: Layout,
    claim: ClaimId,
    (form, error): (FormState, claims::Error),
) -> Result<Response, Error> {
    ClaimPage::load(service, actor, layout, claim, Some(form)).await?.refused(error)
}
