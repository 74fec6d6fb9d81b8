//! Decisions: for each target a finding and an action, with reasons, once.
//!
//! A reviewer takes a claim ([`super::queue::take`]), opens its evidence, each opening logged, and decides. A decision is
//! one transaction: its row, the hold or the disabled link, the log entry, the uploader's notice. Nobody decides a case
//! in which they are a party ([`crate::accounts::parties`]).

use serde_json::json;

use super::decided::Sender;
use super::filing::{self, ClaimState, TargetState, WORLDWIDE};
use super::form::Form;
use super::proof::Level;
use super::statement::{Basis, Statement};
use super::telling::Teller;
use super::{Actor, Error, authorities, decided, escalations, in_force, notes, store};
use crate::accounts::parties::{self, Case as PartyTo};
use crate::audit::{self, NewEntry};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{ClaimId, DecisionId, ObjectId, TargetId};
use crate::keys;
use crate::mail::Message;
use crate::notices;
use crate::service::Service;
use crate::takedown::{self, Ground};
use crate::texts::Language;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::vault;
use crate::webhooks::{self, Event};
use crate::words::words;

pub use super::evidence::{ArchivePassword, Evidence, open_evidence};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It infringes the claimant's rights.
    Infringing,
    /// It does not.
    NotInfringing,
    /// It is illegal for another reason.
    OtherIllegal,
    /// The notice does not contain what the law asks for.
    Incomplete,
    /// A court or an authority orders it.
    Ordered,
}

words! { Finding {
    Infringing = "infringing", NotInfringing = "not-infringing", OtherIllegal = "other-illegal", Incomplete = "incomplete",
    Ordered = "ordered",
} }

/// What is done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    None,
    /// This link is disabled; the object and its other links stay.
    DisableLink,
    /// The object is locked at once, and deleted from every mirror.
    LockAndDelete,
}

words! { Action { None = "none", DisableLink = "disable-link", LockAndDelete = "lock-and-delete" } }

impl Action {
    /// The word for it in the log.
    const fn outcome(self) -> &'static str {
        match self {
            Self::None => "no-action",
            Self::DisableLink => "link-disabled",
            Self::LockAndDelete => "removed",
        }
    }
}

/// How many targets a letter of decision lists.
const LETTER_TARGETS: usize = 20;
/// How much of each target's reasons it repeats, in characters.
const LETTER_REASONS: usize = 1_000;
fn shortened(reasons: &str) -> String {
    let mut short: String = reasons.chars().take(LETTER_REASONS).collect();
    if short.len() < reasons.len() {
        short.push('…');
    }
    short
}

/// What a reviewer decides about one target.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The target.
    pub target: TargetId,
    /// What was found.
    pub finding: Finding,
    /// What is done.
    pub action: Action,
    /// Under which law or rule, as the statement of reasons will say.
    pub ground: String,
    /// Why, in words that become the statement of reasons.
    pub reasons: String,
}

/// A decision that was made.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// What was found.
    pub finding: Finding,
    /// What is done.
    pub action: Action,
    /// Under which law or rule.
    pub ground: String,
    /// Why.
    pub reasons: String,
    /// Made by the rights holder under direct access, not by staff.
    pub direct: bool,
    /// When.
    pub decided_at: Time,
    /// Whether what it restricts is restricted by it still.
    pub restricts: bool,
}

/// A reviewer decides targets of a claim it has taken: all of them or some. All of these rulings take effect, or none.
pub async fn decide(
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    rulings: &[Ruling],
) -> Result<Vec<DecisionId>, Error> {
    decide_and_note(service, actor, claim, rulings, "").await
}

/// The same, with a note for colleagues that stands with the case as soon as the decision does; an empty one is none.
pub async fn decide_and_note(
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    rulings: &[Ruling],
    note: &str,
) -> Result<Vec<DecisionId>, Error> {
    reviewer(actor)?;
    let mut form = Form::default();
    if rulings.is_empty() {
        form.mistake("targets", Text::of("decide-at-least-one"));
    }
    for ruling in rulings {
        check(&mut form, ruling);
    }
    let note = (!note.trim().is_empty()).then(|| form.text("note", note, Text::of("note-write")));
    form.finish()?;

    let mut tx = service.db.begin().await?;
    let found = taken(&mut tx, service, actor, claim).await?;
    // A file may have been restored since the claim was taken.
    if !in_force(&mut tx, actor).await?.roles.senior()
        && let Some(why) = for_senior(&mut tx, &found).await?
    {
        return Err(Error::Forbidden(why));
    }
    let statement = statement(service, &found)?;
    let mut wanted = Vec::with_capacity(rulings.len());
    for ruling in rulings {
        let target = store::target(&mut tx, ruling.target).await?.filter(|target| target.claim == claim);
        wanted.push((target.ok_or(Error::NotFound)?, ruling));
    }
    // Objects are locked in one order everywhere, so that two decisions about the same ones cannot block each other.
    wanted.sort_by_key(|(target, _)| (target.object, target.id));
    let case =
        Case { service, actor, claim: &found, statement: &statement, organisation: name(&mut tx, &found).await? };
    let mut decisions = Vec::with_capacity(wanted.len());
    for (target, ruling) in wanted {
        vault::lock_row(&mut tx, target.object).await?.ok_or(Error::NotFound)?;
        decisions.push(case.rule(&mut tx, &target, TargetState::Pending, ruling, false).await?);
    }
    case.end_if_decided(&mut tx).await?;
    if let Some(note) = &note {
        notes::add(&mut tx, service, actor.account, claim, note).await?;
    }
    tx.commit().await?;
    Ok(decisions)
}

/// Why only a senior decides a claim, if only a senior does: its holder could delete it directly if it were not for this,
/// and it is asked for once more, or with an effect that it does not have. So is an order with a territory, what was escalated, and what
/// names a file that nobody but seniors is to look at.
pub(super) async fn for_senior(tx: &mut Tx, claim: &store::ClaimRow) -> Result<Option<Text>, Error> {
    if let Some(why) = for_seniors_eyes(tx, claim).await? {
        return Ok(Some(why));
    }
    let Some(organisation) = claim.organisation else { return Ok(None) };
    Ok(if claim.territory != WORLDWIDE {
        Some(Text::of("decide-senior-territory"))
    } else if !store::restored_before(tx, claim.id, organisation).await?.is_empty() {
        Some(Text::of("decide-senior-restored"))
    } else {
        None
    })
}

/// Why nobody but seniors looks at what a claim names, if nobody else does: it is a senior's, or an escalation withholds a file of it.
pub(super) async fn for_seniors_eyes(tx: &mut Tx, claim: &store::ClaimRow) -> Result<Option<Text>, Error> {
    if claim.senior_since.is_some() {
        return Ok(Some(raised(claim)));
    }
    Ok(escalations::is_withheld(tx, claim.id).await?.then_some(Text::of("decide-senior-withheld")))
}

/// Why only a senior decides what is a senior's, whoever claims.
fn raised(claim: &store::ClaimRow) -> Text {
    if claim.basis == Basis::Court.as_str() && claim.territory != WORLDWIDE {
        Text::of("decide-senior-order")
    } else {
        Text::of("decide-senior-escalated")
    }
}

/// Why only a senior decides about a file of a claim, if only a senior does: a decision is to hold in a territory, since a deletion takes effect
/// everywhere, or is about a file that was given back after an earlier claim of the same holder, or that nobody else is to look at.
pub(super) async fn for_senior_about(
    tx: &mut Tx,
    claim: &store::ClaimRow,
    object: ObjectId,
) -> Result<Option<Text>, Error> {
    if let Some(why) = for_seniors_eyes(tx, claim).await? {
        return Ok(Some(why));
    }
    let Some(organisation) = claim.organisation else { return Ok(None) };
    Ok(if claim.territory != WORLDWIDE {
        Some(Text::of("decide-senior-territory-target"))
    } else if store::was_restored(tx, object, organisation).await? {
        Some(Text::of("decide-senior-restored-target"))
    } else {
        None
    })
}

/// Whether a ruling says what it has to, and does no more than what was found allows.
pub(crate) fn check(form: &mut Form, ruling: &Ruling) {
    form.text("reasons", &ruling.reasons, Text::of("decide-reasons"));
    match (ruling.finding, ruling.action) {
        (Finding::NotInfringing | Finding::Incomplete, Action::DisableLink | Action::LockAndDelete) => {
            form.mistake("action", Text::of("decide-nothing-illegal"));
        }
        (Finding::Infringing | Finding::OtherIllegal | Finding::Ordered, _) => {
            form.line("ground", &ruling.ground, Text::of("decide-ground"));
        }
        (Finding::NotInfringing | Finding::Incomplete, Action::None) => {
            form.optional_line("ground", &ruling.ground);
        }
    }
}

/// A claim being decided: by a reviewer, or by its holder under direct access.
pub(super) struct Case<'a> {
    pub service: &'a Service,
    pub actor: &'a Actor,
    pub claim: &'a store::ClaimRow,
    pub statement: &'a Statement,
    /// The verified holder's name, if one claims.
    pub organisation: Option<String>,
}

impl Case<'_> {
    /// Decides one target, which stands at `from`, in the caller's transaction, which has locked the claim's row.
    pub(super) async fn rule(
        &self,
        tx: &mut Tx,
        target: &store::TargetRow,
        from: TargetState,
        ruling: &Ruling,
        direct: bool,
    ) -> Result<DecisionId, Error> {
        let Self { service, actor, claim, .. } = self;
        let now = service.clock.now();
        let order = authorities::of(tx, claim).await?;
        authorities::check(order.as_ref(), ruling.finding, ruling.action)?;
        if store::set_target_state(tx, target.id, from, TargetState::Decided, now).await? != 1 {
            return Err(Error::Conflict(Text::of("decide-target-meanwhile")));
        }
        let id = DecisionId::new(&service.clock, &service.entropy);
        let row = store::NewDecisionRow {
            id,
            target: target.id,
            finding: ruling.finding,
            ground: ruling.ground.trim(),
            action: ruling.action,
            reasons: ruling.reasons.trim(),
            direct,
            decided_by: actor.account,
            decided_at: now,
        };
        store::insert_decision(tx, &row).await?;

        let root = store::digest("objects.root", target.root.as_deref().unwrap_or_default())?;
        let mut fields = json!({
            "target": target.position,
            "finding": ruling.finding.as_str(),
            "outcome": ruling.action.outcome(),
            "basis": claim.basis,
            "direct": direct,
        });
        if let Some(organisation) = &self.organisation {
            fields["organisation"] = json!(organisation);
        }
        let commitments = [
            ("object", target.object.to_string()),
            ("root", root.to_string()),
            ("link", target.link.to_string()),
            ("decided_by", actor.account.to_string()),
            ("reasons", Digest::of(ruling.reasons.trim().as_bytes()).to_string()),
        ];
        let entry = NewEntry {
            kind: "target.decided",
            case: claim.log_case,
            actor: if direct { "member" } else { role(actor) },
            fields,
            commitments: &commitments,
            journal: None,
        };
        audit::append(tx, service, entry).await?;

        match ruling.action {
            Action::None => {}
            Action::DisableLink => {
                takedown::disable_link(tx, service, &target.link, id, self.ground(ruling.finding)).await?;
            }
            Action::LockAndDelete => {
                takedown::open_hold(tx, service, target.object, Some(id), self.ground(ruling.finding)).await?;
                webhooks::tell_target(tx, service, target.id, Event::TargetLocked).await?;
                if takedown::is_gone(tx, target.object).await? {
                    webhooks::tell_target(tx, service, target.id, Event::TargetDeleted).await?;
                }
            }
        }
        if let Some(order) = order.as_ref().filter(|_| ruling.finding == Finding::Ordered) {
            authorities::preserve(tx, service, actor, order, target.object).await?;
        }
        // What an escalation had locked of what waited goes on by what was decided, or is given back.
        if from == TargetState::Pending {
            escalations::settle(tx, service, claim.id, target.object).await?;
        }
        if ruling.action != Action::None {
            self.teller(order.as_ref()).tell(tx, target, id, ruling, direct).await?;
        }
        Ok(id)
    }

    fn teller<'a>(&'a self, order: Option<&'a authorities::Order>) -> Teller<'a> {
        let organisation = self.organisation.as_deref();
        Teller { service: self.service, statement: self.statement, organisation, order, taken_back: false }
    }

    fn ground(&self, finding: Finding) -> Ground {
        match (finding, self.statement.basis()) {
            (_, Basis::Court) => Ground::Court,
            (Finding::Infringing, Basis::UsDmca | Basis::EuDsa) => Ground::Copyright,
            _ => Ground::OtherLaw,
        }
    }

    /// The claim is decided once none of its targets waits any more; its claimant is told, with reasons and redress.
    pub(super) async fn end_if_decided(&self, tx: &mut Tx) -> Result<(), Error> {
        let targets = store::targets(tx, self.claim.id).await?;
        if targets.iter().any(|target| target.state == TargetState::Pending) {
            store::settle_due(tx, self.claim.id).await?;
            return Ok(());
        }
        let now = self.service.clock.now();
        if store::end_claim(tx, self.claim.id, self.claim.state, ClaimState::Decided, now).await? != 1 {
            return Err(Error::Conflict(Text::of("claim-ended-meanwhile")));
        }
        escalations::end_decided(tx, self.service, escalations::staff(self.actor), self.claim).await?;
        authorities::to_be_confirmed(tx, self.service, self.claim).await?;
        tell_decided(tx, self.service, self.claim).await
    }
}

/// Whoever claimed is told what was decided of all that was not withdrawn.
pub(super) async fn tell_decided(tx: &mut Tx, service: &Service, claim: &store::ClaimRow) -> Result<(), Error> {
    webhooks::tell_claim(tx, service, claim.id, Event::ClaimDecided).await?;
    let (mut decided, mut compared) = (Vec::new(), false);
    for target in store::targets(tx, claim.id).await? {
        if target.state == TargetState::Decided
            && let Some(decision) = store::decision(tx, target.id).await?
        {
            compared |= target.level == Level::Matched;
            decided.push((target.position, decision.action, shortened(&decision.reasons)));
        }
    }
    let sender = store::sender(tx, claim.id).await?;
    let write = |language: Language| letter(service, claim, sender, language, &decided, compared);
    decided::tell_claimant(tx, service, claim.id, write).await
}

/// What the claimant is told of the decisions. A message has its bounds; a claim of many targets is read in the portal.
fn letter(
    service: &Service,
    claim: &store::ClaimRow,
    sender: Sender,
    language: Language,
    decided: &[(i64, Action, String)],
    compared: bool,
) -> Message {
    let say = |key: &str| language.say(key);
    let mut message = Message::new(language, say("mail-decided"))
        .paragraph(say("mail-decided-text").with("claim", claim.id.to_string()));
    for (position, action, reasons) in decided.iter().take(LETTER_TARGETS) {
        let outcome = match action {
            Action::None => "mail-decided-none",
            Action::DisableLink => "mail-decided-link",
            Action::LockAndDelete => "mail-decided-file",
        };
        message = message.heading(say(outcome).with("position", *position)).quote(reasons);
    }
    if decided.len() > LETTER_TARGETS {
        let more = say("mail-decided-more").with("count", decided.len()).with("shown", LETTER_TARGETS);
        message = message.paragraph(more);
    }
    let software = if compared { "mail-decided-compared" } else { "mail-decided-no-software" };
    let until = notices::appeals_until(service, service.clock.now());
    let until = language.date(service.config.calendar.day_of(until));
    message = message.paragraph(say(software)).paragraph(say("mail-decided-redress").with("day", until));
    message = notices::with_ways_elsewhere(message, service.config.eu_tier);
    filing::with_page(message, service, (claim.id, claim.organisation), sender, "mail-claim-page")
}

// Who may --------------------------------------------------------------------------------------------

/// Refuses who is no reviewer.
pub(crate) fn reviewer(actor: &Actor) -> Result<(), Error> {
    if actor.roles.reviewer() { Ok(()) } else { Err(Error::Forbidden(Text::of("only-reviewers"))) }
}

/// The word for a reviewer in the log.
pub(crate) fn role(actor: &Actor) -> &'static str {
    if actor.roles.senior() { "senior" } else { "reviewer" }
}

/// The claim, its row locked, if this reviewer has taken it and it is still open.
pub(super) async fn taken(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
) -> Result<store::ClaimRow, Error> {
    reviewer(&in_force(tx, actor).await?)?;
    let found = store::lock_claim(tx, claim).await?.ok_or(Error::NotFound)?;
    parties::keep_out(tx, actor.account, PartyTo::Claim(claim)).await?;
    match found.state {
        ClaimState::Decided => return Err(Error::Conflict(Text::of("claim-decided-once"))),
        ClaimState::Withdrawn => return Err(Error::Conflict(Text::of("claim-was-withdrawn"))),
        ClaimState::Submitted | ClaimState::InReview | ClaimState::NeedsInformation => {}
    }
    match (found.assigned_to, found.assigned_until) {
        (Some(reviewer), Some(until)) if reviewer == actor.account && service.clock.now() < until => Ok(found),
        (Some(reviewer), Some(until)) if reviewer != actor.account && service.clock.now() < until => {
            Err(Error::Conflict(Text::of("claim-taken")))
        }
        _ => Err(Error::Conflict(Text::of("claim-take-first"))),
    }
}

/// What a claim says. What was altered of it is refused to whatever rests on it.
pub(super) fn statement(service: &Service, claim: &store::ClaimRow) -> Result<Statement, Error> {
    let context = super::filing::statement_context(claim.id);
    match service.keys.open_sealed(&context, &claim.statement_sealed) {
        Err(error @ keys::Error::Altered(_)) => {
            tracing::error!(claim = %claim.id, error = %with_causes(&error), "what a claim says cannot be read");
            Err(Error::Conflict(Text::of("claim-unreadable")))
        }
        opened => Ok(serde_json::from_slice(&opened?)?),
    }
}

pub(super) async fn name(tx: &mut Tx, claim: &store::ClaimRow) -> Result<Option<String>, Error> {
    match claim.organisation {
        Some(organisation) => Ok(store::organisation(tx, organisation).await?.map(|organisation| organisation.name)),
        None => Ok(None),
    }
}
