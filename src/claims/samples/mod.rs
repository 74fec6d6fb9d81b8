//! Samples: what holders deleted by themselves, looked at by a senior afterwards.
//!
//! Of a grant's first deletions each is drawn, of later ones one in so many, by chance and in the transaction of the
//! deletion, so that a holder can neither foresee nor avoid it. A senior upholds it, or finds it wrong: then it is overturned as any other
//! decision is, in the room of due process above this one, and a repeat claim by that holder on that object is a senior's
//! ([`super::decisions::for_senior`]). What a court was asked to keep where it is waits for that.

mod store;

use std::time::Duration;

use serde_json::json;
use uuid::Uuid;

use super::decided::{self, Decided};
use super::form::Form;
use super::{Actor, Error, decisions, in_force};
use crate::accounts::parties::{self, Case};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, DecisionId, ObjectId, OrganisationId, TargetId};
use crate::jobs::{self, Job};
use crate::service::Service;
use crate::takedown;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::vault::ObjectState;
use crate::words::words;

/// What a senior found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The deletion stands.
    Upheld,
    /// It should not have been.
    Overturned,
}

words! { Outcome { Upheld = "upheld", Overturned = "overturned" } }

/// A deletion that was drawn.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The holder's decision.
    pub decision: DecisionId,
    /// The target it was about.
    pub target: TargetId,
    /// Its line in the claim.
    pub position: i64,
    /// The claim.
    pub claim: ClaimId,
    /// The holder's name.
    pub organisation: String,
    /// The object.
    pub object: ObjectId,
    /// When it was deleted and drawn.
    pub drawn_at: Time,
    /// By when a senior is to have looked at it.
    pub due_at: Time,
    /// Whether anybody of staff opened the evidence.
    pub opened: bool,
    /// What was found, why, and when.
    pub reviewed: Option<(Outcome, String, Time)>,
}

impl Sample {
    /// It is urgent in the last quarter of its time.
    pub fn urgent_within(&self) -> Duration {
        self.due_at.since(self.drawn_at) / 4
    }
}

/// Draws a deletion or does not, in its transaction. `before` is how many this grant had before it.
pub(super) async fn draw(tx: &mut Tx, service: &Service, decision: DecisionId, before: i64) -> Result<(), Error> {
    let limits = &service.config.limits;
    let first = before < i64::from(limits.direct_access_sampled_first);
    let chance = u64::from_be_bytes(service.entropy.bytes());
    if first || chance.is_multiple_of(u64::from(limits.direct_access_sampled_one_in)) {
        let now = service.clock.now();
        store::insert(tx, decision, now, now.plus(limits.sample_due)).await?;
        jobs::look_at_deadlines(tx, service, now.plus(limits.sample_due * 3 / 4)).await?;
    }
    Ok(())
}

/// A reviewer has a deletion looked at that was not drawn: until that is done, it counts against nobody.
pub async fn call_in(service: &Service, actor: &Actor, decision: DecisionId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    decisions::reviewer(&in_force(&mut tx, actor).await?)?;
    let found = decided::lock(&mut tx, decision).await?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(found.claim)).await?;
    if !found.direct || !found.restricts {
        return Err(Error::Conflict(Text::of("sample-only-direct")));
    }
    if store::sample(&mut tx, decision).await?.is_some() {
        return Err(Error::Conflict(Text::of("sample-already")));
    }
    store::insert(&mut tx, decision, now, now.plus(service.config.limits.sample_due)).await?;
    jobs::look_at_deadlines(&mut tx, service, now.plus(service.config.limits.sample_due * 3 / 4)).await?;
    tx.commit().await?;
    Ok(())
}

/// What waits for a senior, what is due first, without the cases in which they are a party.
pub async fn waiting(service: &Service, actor: &Actor) -> Result<Vec<Sample>, Error> {
    senior(actor)?;
    let rows = service.config.limits.page_rows as usize;
    let mut tx = service.db.read().await?;
    let (mut waiting, mut behind) = (Vec::new(), (Time::EPOCH, DecisionId(Uuid::nil())));
    loop {
        let found = store::waiting(&mut tx, behind, rows).await?;
        let Some(last) = found.last() else { return Ok(waiting) };
        behind = (last.due_at, last.decision);
        for row in found {
            if !parties::is_party(&mut tx, actor.account, Case::Claim(row.claim)).await? {
                waiting.push(row.into());
            }
            if waiting.len() == rows {
                return Ok(waiting);
            }
        }
    }
}

/// A deletion that was drawn, for seniors who are no party.
pub async fn sample(service: &Service, actor: &Actor, decision: DecisionId) -> Result<Sample, Error> {
    senior(actor)?;
    let mut tx = service.db.read().await?;
    let row = store::sample(&mut tx, decision).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(row.claim)).await?;
    Ok(row.into())
}

/// What would become of the file of a deletion that is overturned now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenBack {
    /// It is given back, and links lead to it again.
    File {
        /// How many.
        links: i64,
    },
    /// Something else holds it still.
    StillHeld {
        /// How much.
        others: i64,
    },
    /// Its owner had deleted it, which comes into its own again.
    Deleted,
    /// Nothing: what held it was lifted before.
    Nothing,
    /// Nothing of it is left.
    Gone,
}

/// What would be given back if a deletion that was drawn was overturned now, for seniors who are no party.
pub async fn given_back(service: &Service, actor: &Actor, decision: DecisionId) -> Result<GivenBack, Error> {
    senior(actor)?;
    let mut tx = service.db.read().await?;
    let row = store::sample(&mut tx, decision).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(row.claim)).await?;
    let Some(hold) = store::hold(&mut tx, decision, service.clock.now()).await? else { return Ok(GivenBack::Nothing) };
    not_kept(&mut tx, &row).await?;
    let purged = hold.state != ObjectState::Locked || hold.purges > 0;
    Ok(if purged || takedown::is_lost(&mut tx, row.object).await? {
        GivenBack::Gone
    } else if hold.others > 0 {
        GivenBack::StillHeld { others: hold.others }
    } else if hold.deleted_at.is_some() {
        GivenBack::Deleted
    } else {
        GivenBack::File { links: hold.links }
    })
}

/// How many of an organisation's deletions were upheld and overturned, for administrators.
pub async fn record(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<(i64, i64), Error> {
    super::organisations::administrator(actor)?;
    let mut tx = service.db.read().await?;
    Ok(store::record(&mut tx, organisation).await?)
}

/// A senior says that a deletion stands, with reasons: from now on it counts against its uploader.
pub async fn uphold(service: &Service, actor: &Actor, decision: DecisionId, reasons: &str) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let said = said(&mut tx, actor, reasons).await?;
    let drawn = decided::lock(&mut tx, decision).await?;
    look(&mut tx, service, &drawn, Outcome::Upheld, &said).await?;
    jobs::enqueue(&mut tx, service, &Job::CountStrikes { account: drawn.owner }, service.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// What a senior says who looks at a deletion.
pub(crate) struct Said {
    by: AccountId,
    /// Why they find what they find.
    pub(crate) reasons: String,
}

/// Takes what somebody says who is a senior, by their roles now, and says why.
pub(crate) async fn said(tx: &mut Tx, actor: &Actor, reasons: &str) -> Result<Said, Error> {
    senior(&in_force(tx, actor).await?)?;
    let mut form = Form::default();
    let reasons = form.text("reasons", reasons, Text::of("sample-say-why"));
    form.finish()?;
    Ok(Said { by: actor.account, reasons })
}

/// A senior who is no party looks at a deletion that was drawn, once, and says what they found, with reasons. The caller has locked it.
pub(crate) async fn look(
    tx: &mut Tx,
    service: &Service,
    drawn: &Decided,
    outcome: Outcome,
    said: &Said,
) -> Result<(), Error> {
    parties::keep_out(tx, said.by, Case::Claim(drawn.claim)).await?;
    let row = store::sample(tx, drawn.id).await?.ok_or(Error::NotFound)?;
    if store::review(tx, drawn.id, outcome, &said.reasons, said.by, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("sample-meanwhile")));
    }
    let commitments = [
        ("by", said.by.to_string()),
        ("object", row.object.to_string()),
        ("reasons", Digest::of(said.reasons.as_bytes()).to_string()),
    ];
    let entry = NewEntry {
        kind: "decision.reviewed",
        case: drawn.log_case,
        actor: "senior",
        fields: json!({"target": row.position, "outcome": outcome.as_str(), "organisation": row.organisation}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// When a senior found that a direct deletion does not stand, and why; none where nobody did.
pub(crate) async fn overturned(tx: &mut Tx, decision: DecisionId) -> Result<Option<(Time, String)>, Error> {
    let sample = store::sample(tx, decision).await?.map(Sample::from);
    let reviewed = sample.and_then(|sample| sample.reviewed);
    Ok(reviewed.filter(|(outcome, ..)| *outcome == Outcome::Overturned).map(|(_, reasons, at)| (at, reasons)))
}

/// Refuses to give back what a court was asked to keep, or has kept.
async fn not_kept(tx: &mut Tx, row: &store::Row) -> Result<(), Error> {
    if decided::is_kept(tx, row.claim, row.object).await? {
        return Err(Error::Conflict(Text::of("overturning-court")));
    }
    Ok(())
}

fn senior(actor: &Actor) -> Result<(), Error> {
    if actor.roles.senior() { Ok(()) } else { Err(Error::Forbidden(Text::of("only-seniors"))) }
}
