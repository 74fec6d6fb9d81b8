//! Preservation: what must not be purged or erased, whatever windows close. US law keeps reported material for a year, and a
//! lawsuit keeps what it is about. A preserved file is as locked or as available as it was. Where an order or an escalation is why, only
//! which one is kept here, and what it says stands with it; what a senior says lies sealed.

use std::collections::HashMap;

use serde_json::json;

use super::{Error, locked, store};
use crate::accounts::parties::{self, Case};
use crate::accounts::{self, Actor};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{ClaimId, EscalationId, ObjectId, PreservationId};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

/// Why something is preserved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// An order asks for it, which is this claim: what it says stands there.
    Order(ClaimId),
    /// A case was handed to a senior: what was seen stands there.
    Escalation(EscalationId),
    /// A senior says so: where what they say was erased or altered it says so.
    Words(Text),
}

/// A reason why nothing of an object is purged or erased.
#[derive(Clone, Debug)]
pub struct Preservation {
    /// Its id.
    pub id: PreservationId,
    /// The object.
    pub object: ObjectId,
    /// Why.
    pub why: Why,
    /// When it began.
    pub placed_at: Time,
    /// Until when, if it ends by itself.
    pub until: Option<Time>,
    /// When it was ended.
    pub released_at: Option<Time>,
}

/// A senior has an object preserved, until a day or until it is released.
pub async fn preserve(
    service: &Service,
    actor: &Actor,
    object: ObjectId,
    until: Option<Time>,
    reason: &str,
) -> Result<PreservationId, Error> {
    let mut tx = service.db.begin().await?;
    locked(&mut tx, object).await?;
    let role = senior(&mut tx, actor, object).await?;
    let placed = place(&mut tx, service, (actor, role), object, until, Why::Words(said(reason)?.into())).await?;
    tx.commit().await?;
    placed.ok_or(Error::Conflict(Text::of("preserve-too-late")))
}

/// Preserves in the caller's transaction, which has asked who may: a senior, or whoever escalates a case or carries out an order.
/// None if the purge was ordered already, so that nothing is left to preserve.
pub(crate) async fn place(
    tx: &mut Tx,
    service: &Service,
    (actor, role): (&Actor, &'static str),
    object: ObjectId,
    until: Option<Time>,
    why: Why,
) -> Result<Option<PreservationId>, Error> {
    let row = locked(tx, object).await?;
    let now = service.clock.now();
    let preservation = Preservation {
        id: PreservationId::new(&service.clock, &service.entropy),
        object,
        why,
        placed_at: now,
        until,
        released_at: None,
    };
    if until.is_some_and(|until| until <= now) {
        return Err(Error::Conflict(Text::of("preserve-past")));
    }
    if store::purge_of(tx, object).await?.is_some() {
        return Ok(None);
    }
    let (reason, sealed) = match &preservation.why {
        Why::Order(claim) => (("order", claim.to_string()), None),
        Why::Escalation(escalation) => (("escalation", escalation.to_string()), None),
        Why::Words(words) => {
            let words = words.to_string();
            (("reason", digest(&words)), Some(seal(service, "reason", preservation.id, &words)))
        }
    };
    store::insert_preservation(tx, &preservation, sealed.as_deref(), actor.account).await?;
    let fields = until.map_or_else(|| json!({}), |until| json!({"until": until.rfc3339()}));
    enter(tx, service, row.log_case, role, "object.preserved", fields, actor, reason).await?;
    Ok(Some(preservation.id))
}

/// A senior ends it: what waits to be purged or erased goes on.
pub async fn release(service: &Service, actor: &Actor, id: PreservationId, reason: &str) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let object = store::object_of_preservation(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let row = locked(&mut tx, object).await?;
    let role = senior(&mut tx, actor, object).await?;
    let reason = said(reason)?;
    let sealed = seal(service, "release_reason", id, &reason);
    if store::release_preservation(&mut tx, id, actor.account, &sealed, now).await? != 1 {
        return Err(Error::Conflict(Text::of("preserve-released")));
    }
    enter(&mut tx, service, row.log_case, role, "object.released", json!({}), actor, ("reason", digest(&reason)))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Ends what an order placed, in the transaction in which its authority takes it back: the log says which order that was.
pub(crate) async fn release_placed(
    tx: &mut Tx,
    service: &Service,
    (actor, role): (&Actor, &'static str),
    object: ObjectId,
    order: ClaimId,
) -> Result<(), Error> {
    let row = locked(tx, object).await?;
    for found in preserved(tx, service, object).await? {
        if found.why != Why::Order(order) || found.released_at.is_some() {
            continue;
        }
        let sealed = seal(service, "release_reason", found.id, TAKEN_BACK);
        if store::release_preservation(tx, found.id, actor.account, &sealed, service.clock.now()).await? == 1 {
            let reason = ("order", order.to_string());
            enter(tx, service, row.log_case, role, "object.released", json!({}), actor, reason).await?;
        }
    }
    Ok(())
}

/// Why what an order had preserved is preserved no longer.
const TAKEN_BACK: &str = "The order was taken back";

/// What keeps an object or kept it, the oldest first. The caller has asked who looks.
pub async fn preserved(tx: &mut Tx, service: &Service, object: ObjectId) -> Result<Vec<Preservation>, Error> {
    store::preservations(tx, object).await?.into_iter().map(|row| row.opened(service)).collect()
}

/// The same of every object that a claim names, asked once however many there are.
pub async fn preserved_of_claim(
    service: &Service,
    claim: ClaimId,
) -> Result<HashMap<ObjectId, Vec<Preservation>>, Error> {
    let mut tx = service.db.read().await?;
    let mut preserved: HashMap<ObjectId, Vec<Preservation>> = HashMap::new();
    for row in store::preservations_of_claim(&mut tx, claim).await? {
        preserved.entry(row.object).or_default().push(row.opened(service)?);
    }
    Ok(preserved)
}

impl store::PreservationRow {
    fn opened(self, service: &Service) -> Result<Preservation, Error> {
        let why = match (self.authority_order, self.escalation) {
            (Some(claim), _) => Why::Order(claim),
            (None, Some(escalation)) => Why::Escalation(escalation),
            (None, None) => {
                let sealed = self.reason_sealed.unwrap_or_default();
                Why::Words(service.keys.said_until(self.words_erased_at, &context("reason", self.id), &sealed)?)
            }
        };
        let Self { id, object, placed_at, until, released_at, .. } = self;
        Ok(Preservation { id, object, why, placed_at, until, released_at })
    }
}

fn context(column: &str, id: PreservationId) -> String {
    format!("preservation_holds.{column}/{id}")
}

fn seal(service: &Service, column: &str, id: PreservationId, words: &str) -> Vec<u8> {
    service.keys.seal(&context(column, id), words.as_bytes())
}

fn digest(words: &str) -> String {
    Digest::of(words.as_bytes()).to_string()
}

async fn senior(tx: &mut Tx, actor: &Actor, object: ObjectId) -> Result<&'static str, Error> {
    let person = accounts::in_force(tx, actor).await?;
    if !person.roles.senior() {
        return Err(accounts::Error::Forbidden(Text::of("two-only-seniors")).into());
    }
    parties::keep_out(tx, actor.account, Case::Object(object)).await?;
    Ok("senior")
}

fn said(reason: &str) -> Result<String, Error> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 2_000 {
        return Err(Error::Conflict(Text::of("preserve-say-why")));
    }
    Ok(reason.to_owned())
}

#[expect(clippy::too_many_arguments, reason = "one a part of the entry")]
async fn enter(
    tx: &mut Tx,
    service: &Service,
    case: crate::ids::CaseId,
    actor: &'static str,
    kind: &'static str,
    fields: serde_json::Value,
    by: &Actor,
    reason: (&'static str, String),
) -> Result<(), Error> {
    let commitments = [("by", by.account.to_string()), reason];
    audit::append(tx, service, NewEntry { kind, case, actor, fields, commitments: &commitments, journal: None })
        .await?;
    Ok(())
}
