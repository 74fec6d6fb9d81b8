//! What is marked as manifestly unfounded, and what can be: once, and only what was decided to be unfounded.

use std::collections::HashMap;

use serde_json::json;

use super::{Mark, Party, What, place};
use crate::accounts::Actor;
use crate::accounts::parties::{self, Case};
use crate::accounts::standing::Scope;
use crate::audit::{self, NewEntry};
use crate::claims::form::Form;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{CaseId, ClaimId, MarkId, TargetId};
use crate::process::appeals::{Outcome, Side};
use crate::process::counter_notices::Outcome as CounterOutcome;
use crate::process::{Error, measures, reviewer, store};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

/// Whose a claim is, and its case.
async fn sender(tx: &mut Tx, claim: ClaimId) -> Result<(Option<Party>, CaseId), Error> {
    let sent = store::standing::sender_of(tx, claim).await?.ok_or(Error::NotFound)?;
    Ok((Party::of(sent.account, sent.organisation, sent.correspondent), sent.log_case))
}

/// What a mark needs to know of what is marked.
pub(super) struct Found {
    scope: Scope,
    party: Option<Party>,
    case: CaseId,
    /// The case in which whoever marks must be no party.
    keep_out: Case,
    sent_at: Time,
    claim: Option<ClaimId>,
    pub(super) position: Option<i64>,
    /// Why it cannot be marked, if it cannot.
    obstacle: Option<Text>,
}

/// Why a line cannot be marked, if it cannot.
fn not_unfounded(line: &store::standing::Line) -> Option<Text> {
    (!line.unfounded).then_some(Text::of("misuse-notice-not-unfounded"))
}

/// Why a counter-notice cannot be, if it cannot.
fn not_restrained(outcome: Option<CounterOutcome>) -> Option<Text> {
    (outcome != Some(CounterOutcome::Restrained)).then_some(Text::of("misuse-counter-not-restrained"))
}

/// Why an appeal cannot be, if it cannot. `proved_right`: a senior has decided as it had asked since.
fn not_refused(outcome: Option<Outcome>, proved_right: bool) -> Option<Text> {
    if outcome != Some(Outcome::Refused) {
        Some(Text::of("misuse-appeal-not-refused"))
    } else if proved_right {
        Some(Text::of("misuse-appeal-overturned"))
    } else {
        None
    }
}

pub(super) async fn find(tx: &mut Tx, service: &Service, what: What) -> Result<Found, Error> {
    match what {
        What::Target(target) => {
            let claim = store::standing::claim_of_target(tx, target).await?.ok_or(Error::NotFound)?;
            let line = store::standing::lines_of(tx, claim).await?.into_iter().find(|line| line.target == target);
            let line = line.ok_or(Error::NotFound)?;
            let (party, case) = sender(tx, claim).await?;
            Ok(Found {
                scope: Scope::Notices,
                party,
                case,
                keep_out: Case::Claim(claim),
                sent_at: line.added_at,
                claim: Some(claim),
                position: Some(line.position),
                obstacle: not_unfounded(&line),
            })
        }
        What::CounterNotice(id) => {
            let sent = store::counter_notice(tx, id).await?.ok_or(Error::NotFound)?;
            let (claim, position) = store::standing::decision_in(tx, sent.decision).await?.ok_or(Error::NotFound)?;
            let (_, case) = sender(tx, claim).await?;
            Ok(Found {
                scope: Scope::Complaints,
                party: Some(Party::Account(sent.account)),
                case,
                keep_out: Case::Claim(claim),
                sent_at: sent.received_at,
                claim: Some(claim),
                position: Some(position),
                obstacle: not_restrained(sent.outcome),
            })
        }
        What::Appeal(id) => {
            // What is looked at again after a dispute is nobody's complaint.
            let appeal = store::appeal(tx, id).await?.filter(|it| it.dispute.is_none()).ok_or(Error::NotFound)?;
            let obstacle = not_refused(appeal.outcome, store::standing::was_proved_right(tx, id).await?);
            if let Some(measure) = appeal.measure {
                let measure = measures::find(tx, service, measure).await?;
                let party = measure.party().ok_or(Error::NotFound)?;
                return Ok(Found {
                    scope: Scope::Complaints,
                    party: Some(party),
                    case: measure.log_case,
                    keep_out: party.case(),
                    sent_at: appeal.lodged_at,
                    claim: None,
                    position: None,
                    obstacle,
                });
            }
            let decision = appeal.decision.ok_or(Error::NotFound)?;
            let (claim, position) = store::standing::decision_in(tx, decision).await?.ok_or(Error::NotFound)?;
            let (claimant, case) = sender(tx, claim).await?;
            let party = match appeal.side {
                Side::Uploader => appeal.account.map(Party::Account),
                Side::Notifier => claimant,
            };
            Ok(Found {
                scope: Scope::Complaints,
                party,
                case,
                keep_out: Case::Claim(claim),
                sent_at: appeal.lodged_at,
                claim: Some(claim),
                position: Some(position),
                obstacle,
            })
        }
    }
}

/// A reviewer who is no party marks something as manifestly unfounded, once.
pub async fn mark(service: &Service, actor: &Actor, what: What, reasons: &str) -> Result<MarkId, Error> {
    let mut form = Form::default();
    let reasons = form.text("reasons", reasons, Text::of("misuse-say-why"));
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let role = reviewer(&mut tx, actor).await?;
    let found = find(&mut tx, service, what).await?;
    parties::keep_out(&mut tx, actor.account, found.keep_out).await?;
    if let Some(why) = found.obstacle {
        return Err(Error::Conflict(why));
    }
    if store::standing::mark_of(&mut tx, what).await?.is_some() {
        return Err(Error::Conflict(Text::of("misuse-marked-already")));
    }
    let id = MarkId::new(&service.clock, &service.entropy);
    let row = Mark {
        id,
        what,
        scope: found.scope,
        party: found.party,
        claim: found.claim,
        sent_at: found.sent_at,
        reasons: reasons.as_str().into(),
        marked_at: now,
        refuted: false,
        retracted_at: None,
        retracted_because: None,
    };
    let sealed = service.keys.seal(&place(id), reasons.as_bytes());
    store::standing::insert_mark(&mut tx, &row, &sealed, actor.account, found.case).await?;
    let mut fields = json!({"what": what.word()});
    if let Some(position) = found.position {
        fields["target"] = json!(position);
    }
    let commitments = [("by", actor.account.to_string()), ("reasons", Digest::of(reasons.as_bytes()).to_string())];
    let entry = NewEntry {
        kind: "misuse.marked",
        case: found.case,
        actor: role,
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(id)
}

/// A mark of something, and whether it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Its id.
    pub id: MarkId,
    /// What it is of was well founded after all, so that it counts no longer.
    pub refuted: bool,
    /// A senior took it back, so that it counts no longer.
    pub retracted: bool,
}

impl Marked {
    /// Whether it counts.
    pub const fn counts(self) -> bool {
        !self.refuted && !self.retracted
    }
}

/// Something of a claim that can be marked, or was.
#[derive(Clone, Debug)]
pub struct Markable {
    /// What.
    pub what: What,
    /// Its line in the claim.
    pub position: i64,
    /// When it was sent.
    pub sent_at: Time,
    /// Whose it is can be known: else a mark of it counts against nobody, unless they confirm the address.
    pub known: bool,
    /// Its mark, if it is marked.
    pub mark: Option<Marked>,
    /// Why it cannot be, if it cannot.
    pub obstacle: Option<Text>,
}

impl Markable {
    /// Whether it can be marked now.
    pub fn is_left(&self) -> bool {
        is_left(self.mark, self.obstacle.as_ref())
    }
}

/// Whether something can be marked: once, and only where nothing stands in the way.
fn is_left(mark: Option<Marked>, obstacle: Option<&Text>) -> bool {
    mark.is_none() && obstacle.is_none()
}

/// What became of the marks in a case.
struct Fates(HashMap<MarkId, Marked>);

impl Fates {
    async fn read(tx: &mut Tx, case: CaseId) -> Result<Self, Error> {
        let rows = store::standing::marks_in(tx, case).await?;
        let marked =
            rows.iter().map(|row| Marked { id: row.id, refuted: row.refuted, retracted: row.retracted_at.is_some() });
        Ok(Self(marked.map(|marked| (marked.id, marked)).collect()))
    }

    /// A mark of something that belongs to the case, if it has one.
    fn of(&self, mark: Option<MarkId>) -> Option<Marked> {
        mark.and_then(|mark| self.0.get(&mark).copied())
    }
}

/// What is marked, and what can be, of a line of a claim and of the answers to what was decided about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Something of it was marked.
    pub made: bool,
    /// A mark of it counts still.
    pub counts: bool,
    /// Something of it can be marked now.
    pub left: bool,
}

impl Marks {
    fn note(&mut self, mark: Option<Marked>, obstacle: Option<&Text>) {
        self.made |= mark.is_some();
        self.counts |= mark.is_some_and(Marked::counts);
        self.left |= is_left(mark, obstacle);
    }
}

/// The same of every line of a claim, for its page: by as many queries, however many lines it has; [`of_claim`] says of each thing what stands
/// in the way. For reviewers who are no party.
pub async fn by_line(service: &Service, actor: &Actor, claim: ClaimId) -> Result<HashMap<TargetId, Marks>, Error> {
    let mut tx = service.db.read().await?;
    reviewer(&mut tx, actor).await?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    let (_, case) = sender(&mut tx, claim).await?;
    let fates = Fates::read(&mut tx, case).await?;
    let mut marks: HashMap<TargetId, Marks> = HashMap::new();
    for line in store::standing::lines_of(&mut tx, claim).await? {
        marks.entry(line.target).or_default().note(fates.of(line.mark), not_unfounded(&line).as_ref());
    }
    for (line, outcome, mark) in store::standing::counter_notices_by_line(&mut tx, claim).await? {
        marks.entry(line).or_default().note(fates.of(mark), not_restrained(outcome).as_ref());
    }
    for (line, outcome, proved_right, mark) in store::standing::appeals_by_line(&mut tx, claim).await? {
        marks.entry(line).or_default().note(fates.of(mark), not_refused(outcome, proved_right).as_ref());
    }
    Ok(marks)
}

/// What of a claim can be marked: its lines, and what either side complained of about them. For reviewers who are no party.
pub async fn of_claim(service: &Service, actor: &Actor, claim: ClaimId) -> Result<Vec<Markable>, Error> {
    let mut tx = service.db.read().await?;
    reviewer(&mut tx, actor).await?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    let (claimant, case) = sender(&mut tx, claim).await?;
    let fates = Fates::read(&mut tx, case).await?;
    let line = |line: store::standing::Line| Markable {
        what: What::Target(line.target),
        position: line.position,
        sent_at: line.added_at,
        known: claimant.is_some(),
        mark: fates.of(line.mark),
        obstacle: not_unfounded(&line),
    };
    let mut markable: Vec<_> = store::standing::lines_of(&mut tx, claim).await?.into_iter().map(line).collect();
    let sent = store::counter_notices_of_claim(&mut tx, claim).await?;
    let mut complaints: Vec<_> = sent.iter().map(|sent| What::CounterNotice(sent.id)).collect();
    for side in [Side::Uploader, Side::Notifier] {
        let appeals = store::appeals_of_claim(&mut tx, claim, side).await?;
        complaints.extend(appeals.iter().map(|appeal| What::Appeal(appeal.id)));
    }
    for what in complaints {
        let found = find(&mut tx, service, what).await?;
        let mark = store::standing::mark_of(&mut tx, what).await?;
        markable.push(Markable {
            what,
            position: found.position.unwrap_or_default(),
            sent_at: found.sent_at,
            known: found.party.is_some(),
            mark: fates.of(mark),
            obstacle: found.obstacle,
        });
    }
    Ok(markable)
}
