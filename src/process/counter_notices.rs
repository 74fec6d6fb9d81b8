//! Counter-notices (17 U.S.C. § 512(g)): the uploader says on oath that it was a mistake, and the material returns.
//!
//! It is complete by construction: [`CounterStatement::parse`] reads what was typed and tells every mistake at its field. A copy goes to
//! the claimant at once. Staff check completeness only (a name that is none, say), never the merits. The material returns
//! on the eleventh business day after receipt, and not to have returned it by the end of the fourteenth is a breach;
//! unless the claimant first tells of an action that seeks to restrain this uploader ([`super::disputes`]). It lifts that
//! claim's hold only.

mod checking;
mod returning;
mod sending;
mod statement;

use serde_json::json;

pub use self::checking::{Check, check};
pub use self::returning::return_material;
pub(super) use self::returning::{end_moot, give_back};
pub(super) use self::sending::{obstacle, would_return};
pub use self::sending::{send, withdraw};
pub use self::statement::{CounterInput, CounterStatement, JURISDICTION, MISTAKE, SERVICE_OF_PROCESS};
use super::{Error, judge, store};
use crate::accounts::Actor;
use crate::audit::{self, NewEntry};
use crate::claims::decided::{self, Decided};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, CounterNoticeId, DecisionId, NoticeId};
use crate::keys::or_instead;
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::words::words;

/// How a counter-notice ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The material returned.
    Returned,
    /// It lacked what the law asks for.
    Incomplete,
    /// The uploader took it back.
    Withdrawn,
    /// What it was about had ended otherwise.
    Moot,
    /// A court restrained the uploader: the material stays removed.
    Restrained,
}

words! { Outcome {
    Returned = "returned", Incomplete = "incomplete", Withdrawn = "withdrawn", Moot = "moot", Restrained = "restrained",
} }

/// A counter-notice with its days.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CounterNotice {
    /// Its id.
    pub id: CounterNoticeId,
    /// The notice it answers.
    pub notice: NoticeId,
    /// The decision it is about.
    pub decision: DecisionId,
    /// Who sent it.
    pub account: AccountId,
    /// When it was received: the day from which business days count.
    pub received_at: Time,
    /// The first instant of the eleventh business day.
    pub returns_at: Time,
    /// The end of the fourteenth.
    pub breach_at: Time,
    /// Who found it complete.
    pub checked_by: Option<AccountId>,
    /// When.
    pub checked_at: Option<Time>,
    /// When it ended.
    pub ended_at: Option<Time>,
    /// How.
    pub outcome: Option<Outcome>,
}

/// A counter-notice with all that it says.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The row.
    pub counter_notice: CounterNotice,
    /// What it says; or what is read in its place, where it cannot be read any more.
    pub statement: Result<CounterStatement, Text>,
    /// What it lacked that was found incomplete.
    pub lacks: Option<Text>,
    /// The decision it is about.
    pub decided: Decided,
}

pub(super) fn place(id: CounterNoticeId) -> String {
    format!("counter_notices.statement/{id}")
}

/// Where it lies sealed what one lacked.
fn place_of_lack(id: CounterNoticeId) -> String {
    format!("counter_notices.incomplete_because/{id}")
}

/// Ends a counter-notice, with its entry.
pub(super) async fn end(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    found: &CounterNotice,
    outcome: Outcome,
    actor: &'static str,
    because: Option<&str>,
) -> Result<(), Error> {
    let sealed = because.map(|because| service.keys.seal(&place_of_lack(found.id), because.as_bytes()));
    if store::end_counter_notice(tx, found.id, outcome, sealed.as_deref(), service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("counter-ended-meanwhile")));
    }
    let commitments: Vec<_> =
        because.map(|because| ("because", Digest::of(because.as_bytes()).to_string())).into_iter().collect();
    let entry = NewEntry {
        kind: "counter-notice.ended",
        case: decided.log_case,
        actor,
        fields: json!({"target": decided.position, "outcome": outcome.as_str()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// A counter-notice with what it says, for its uploader.
pub async fn of_uploader(service: &Service, uploader: &Actor, id: CounterNoticeId) -> Result<Opened, Error> {
    let mut tx = service.db.read().await?;
    let found = store::counter_notice(&mut tx, id).await?.filter(|found| found.account == uploader.account);
    open(&mut tx, service, found.ok_or(Error::NotFound)?).await
}

/// The same for staff who are no party.
pub async fn for_desk(service: &Service, actor: &Actor, id: CounterNoticeId) -> Result<Opened, Error> {
    let mut tx = service.db.read().await?;
    let found = store::counter_notice(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let opened = open(&mut tx, service, found).await?;
    judge(&mut tx, actor, &opened.decided).await?;
    Ok(opened)
}

/// The counter-notices that answer decisions of a claim, with what they say: it was written for the claimant. The caller has
/// asked who looks.
pub async fn of_claim(tx: &mut Tx, service: &Service, claim: ClaimId) -> Result<Vec<Opened>, Error> {
    let mut opened = Vec::new();
    for found in store::counter_notices_of_claim(tx, claim).await? {
        opened.push(open(tx, service, found).await?);
    }
    Ok(opened)
}

/// The counter-notices to a decision, with what they say, for their uploader.
pub(super) async fn of_decision(tx: &mut Tx, service: &Service, decision: DecisionId) -> Result<Vec<Opened>, Error> {
    let mut opened = Vec::new();
    for found in store::counter_notices_of(tx, decision).await? {
        opened.push(open(tx, service, found).await?);
    }
    Ok(opened)
}

async fn open(tx: &mut Tx, service: &Service, found: CounterNotice) -> Result<Opened, Error> {
    let (sealed, lacks) = store::words_of_counter_notice(tx, found.id).await?;
    let statement = match or_instead(service.keys.legible(&place(found.id), &sealed)?) {
        Ok(json) => Ok(serde_json::from_slice(&json)?),
        Err(instead) => Err(instead),
    };
    let lacks = lacks.map(|lacks| service.keys.said(&place_of_lack(found.id), &lacks)).transpose()?;
    let decided = decided::read(tx, found.decision).await?;
    Ok(Opened { counter_notice: found, statement, lacks, decided })
}
