//! Orders that are decided, and of which nobody has told whoever issued them what was done: what waits for that, and until when.
//!
//! Every order waits for it once all of it is decided, whatever was found: of one that is incomplete, or that removes nothing, its
//! authority is told just that. One that its authority took back waits for nothing, since they are told with that what it came to.

use std::time::Duration;

use super::super::decisions::reviewer;
use super::super::filing::statement_context;
use super::super::statement::Statement;
use super::super::{Actor, Error, store as claims_store};
use super::{Kind, of, store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{ClaimId, LinkId};
use crate::jobs;
use crate::keys::or_instead;
use crate::service::Service;
use crate::texts::Text;

/// An order whose effect is to be confirmed.
#[derive(Clone, Debug)]
pub struct Unconfirmed {
    /// The claim that it is.
    pub claim: ClaimId,
    /// What it asks for.
    pub kind: Kind,
    /// Who issued it: where that was erased or altered it says so.
    pub authority: Text,
    /// Their country, ISO 3166-1 alpha-2.
    pub country: String,
    /// What it is called there, in the same way.
    pub reference: Text,
    /// When all of it was decided.
    pub decided_at: Time,
    /// By when its effect is to be confirmed.
    pub due_at: Time,
}

impl Unconfirmed {
    /// It is urgent in the last quarter of its time.
    pub fn urgent_within(&self) -> Duration {
        self.due_at.since(self.decided_at) / 4
    }
}

/// All of a claim is decided: if it is an order, its authority is to be told, and staff are told before that is late and when it is.
pub(in crate::claims) async fn to_be_confirmed(
    tx: &mut Tx,
    service: &Service,
    claim: &claims_store::ClaimRow,
) -> Result<(), Error> {
    if of(tx, claim).await?.is_none() {
        return Ok(());
    }
    let time = service.config.limits.order_effect_confirmed;
    let due_at = service.clock.now().plus(time);
    store::effect_due(tx, claim.id, due_at).await?;
    jobs::look_at_deadlines(tx, service, due_at.minus(time / 4)).await?;
    jobs::look_at_deadlines(tx, service, due_at).await?;
    Ok(())
}

/// What waits to be confirmed, what is due first at the front; without the cases in which the reader is a party.
pub async fn unconfirmed(service: &Service, actor: &Actor) -> Result<Vec<Unconfirmed>, Error> {
    reviewer(actor)?;
    let rows = i64::from(service.config.limits.api_page_rows);
    let mut tx = service.db.read().await?;
    let mut waiting = Vec::new();
    for row in store::unconfirmed(&mut tx, actor.account, rows).await? {
        let [authority, reference] = issuer(service, &row)?;
        waiting.push(Unconfirmed {
            claim: row.claim,
            kind: row.kind,
            authority,
            country: row.country,
            reference,
            decided_at: row.decided_at,
            due_at: row.due_at,
        });
    }
    Ok(waiting)
}

/// Whose order blocks a link, for everybody who opens it: a court or an authority is no person. None where every order that blocks it hides
/// that, where its statement is not kept or not legible any more, or where no order blocks the link.
pub async fn named(service: &Service, link: &LinkId) -> Result<Option<String>, Error> {
    let mut tx = service.db.read().await?;
    let Some((claim, sealed)) = store::blocks(&mut tx, link).await? else { return Ok(None) };
    let Ok(Some(json)) = service.keys.legible(&statement_context(claim), &sealed)? else { return Ok(None) };
    Ok(match serde_json::from_slice::<Statement>(&json)? {
        Statement::Court { authority, country, .. } => Some(format!("{authority} ({country})")),
        _ => None,
    })
}

/// Who issued an order, and what it is called there; or that this was erased or altered, which hides no other order.
fn issuer(service: &Service, row: &store::UnconfirmedRow) -> Result<[Text; 2], Error> {
    match or_instead(service.keys.legible(&statement_context(row.claim), &row.statement_sealed)?) {
        Ok(json) => match serde_json::from_slice::<Statement>(&json)? {
            Statement::Court { authority, reference, .. } => Ok([authority.into(), reference.into()]),
            _ => Err(Error::NotFound),
        },
        Err(instead) => Ok([instead.clone(), instead]),
    }
}
