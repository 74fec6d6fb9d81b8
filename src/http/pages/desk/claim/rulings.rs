//! The form of a decision: what it offers, what was typed, the page on which it is confirmed, and the decision.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::reasons;
use super::super::words::Choices;
use super::super::{Desk, words};
use super::{ClaimPage, Target, done};
use crate::claims::authorities::{self, Standing};
use crate::claims::decisions::{self, Action, Finding, Ruling};
use crate::claims::filing::ClaimState;
use crate::ids::{ClaimId, EscalationId, ObjectId};
use crate::takedown::board::Hold;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/claims/{claim}/decision", post(decide))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ConfirmPage>();
}

/// The names of a target's fields in the form.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub(super) finding: String,
    pub(super) action: String,
    pub(super) ground: String,
    pub(super) kept: String,
    pub(super) reasons: String,
}

impl Fields {
    pub(super) fn of(position: i64) -> Self {
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

/// What is about to be decided, before it is.
#[derive(Template)]
#[template(path = "desk/confirm.html")]
pub(super) struct ConfirmPage {
    layout: Layout,
    claim: ClaimId,
    party: Text,
    rulings: Vec<(Target, Ruling)>,
    /// What is noted with it, if anything.
    note: String,
    /// Something is written to the notifier or to a senior, and nothing would be left to ask or hand over.
    unsent: bool,
    /// The escalations of the claim.
    escalations: Vec<EscalationId>,
    /// The files about which something else of the claim waits still.
    waiting: Vec<ObjectId>,
    /// Everything that was typed, carried along, and what is open.
    typed: Vec<(String, String)>,
}
page!(ConfirmPage);

/// What can be found and done: of an order other things than of a claim.
pub(super) fn choices(order: Option<&Standing>, language: Language) -> (Choices, Choices) {
    match order {
        None => (words::options(language, &words::FINDINGS), words::options(language, &words::ACTIONS)),
        Some(standing) => {
            let mut actions = words::options(language, &words::ORDER_ACTIONS);
            if standing.order.kind != authorities::Kind::Removal {
                actions.truncate(1);
            }
            (words::options(language, &words::ORDER_FINDINGS), actions)
        }
    }
}

impl ClaimPage {
    /// Why the viewer decides nothing here now, if so.
    fn not_to_decide(&self) -> Option<Text> {
        match self.case.state {
            ClaimState::Decided => Some(Text::of("claim-decided-once")),
            ClaimState::Withdrawn => Some(Text::of("claim-was-withdrawn")),
            _ if !self.may_take() => self.for_senior.clone(),
            _ if self.mine() => None,
            _ if self.holder.is_some() => Some(Text::of("claim-taken")),
            _ => Some(Text::of("claim-take-first")),
        }
    }

    /// The rulings that were typed; what is wrong stands in the form, also that one of them is about a target that waits no more: none is
    /// left out without a word.
    pub(super) fn read(&mut self) -> Vec<(Target, Ruling)> {
        for target in self.targets.iter().filter(|target| !target.pending()) {
            if !self.form.value(&target.fields.finding).is_empty() {
                self.form.refuse("", Text::of("desk-target-gone").with("position", target.view.position));
            }
        }
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

impl ConfirmPage {
    pub(super) fn of(page: ClaimPage, rulings: Vec<(Target, Ruling)>) -> Self {
        let (claim, party) = (page.case.claim, page.party());
        let is_ruled = |target: &&Target| rulings.iter().any(|(ruled, _)| ruled.view.target == target.view.target);
        let left = page.targets.iter().filter(|target| target.pending() && !is_ruled(target));
        let waiting: Vec<ObjectId> = left.map(|target| target.view.object).collect();
        let whole = waiting.is_empty();
        let escalations = page.escalations.iter().map(|(escalation, ..)| escalation.id).collect();
        let unsent = whole && (page.asks() || page.escalates());
        // What is confirmed is what is shown: the kept words themselves, whatever becomes of them meanwhile, and a ground that was left empty.
        let form = rulings.iter().fold(page.form.without(&["step"]), |form, (target, ruling)| {
            form.with(&target.fields.reasons, ruling.reasons.as_str())
        });
        let typed = form.typed().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self {
            claim,
            party,
            layout: page.layout,
            rulings,
            note: form.value("note").trim().to_owned(),
            unsent,
            escalations,
            waiting,
            typed,
        }
    }

    /// What becomes of the lock that an escalation of the claim put on the file of a target, where what is decided about it locks nothing.
    fn unlocks(&self, target: &Target) -> Option<&'static str> {
        let (own, others): (Vec<&Hold>, Vec<&Hold>) =
            target.held_by().partition(|hold| hold.escalation.is_some_and(|by| self.escalations.contains(&by)));
        let object = target.view.object;
        let locks =
            |(other, ruling): &(Target, Ruling)| other.view.object == object && ruling.action == Action::LockAndDelete;
        let stays = !others.is_empty() || self.waiting.contains(&object) || self.rulings.iter().any(locks);
        (!own.is_empty()).then_some(if stays { "case-confirm-stays-locked" } else { "case-confirm-unlocks" })
    }

    fn destroys(&self) -> bool {
        self.rulings.iter().any(|(_, ruling)| ruling.action == Action::LockAndDelete)
    }
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
        return Ok(page.answer());
    }
    if let Some(why) = page.not_to_decide() {
        page.form.refuse("", why.sentence());
        return Ok(page.answer());
    }
    let rulings = page.read();
    if !page.form.is_valid() {
        return Ok(page.answer());
    }
    if step != "confirm" {
        return Ok(ConfirmPage::of(page, rulings).into_response());
    }
    let rulings: Vec<Ruling> = rulings.into_iter().map(|(_, ruling)| ruling).collect();
    if let Err(error) = decisions::decide_and_note(&service, &actor, claim, &rulings, page.form.value("note")).await {
        return page.refused(error);
    }
    let said = page.layout.language.say("case-is-decided").to_string();
    let ClaimPage { layout, form, .. } = page;
    // What is begun about other targets stays.
    done(&service, &actor, layout, &session, (claim, ""), form.without(&["step", "note", "open"]), said).await
}
