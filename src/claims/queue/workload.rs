//! Workload: who has what and how much each decided today, for seniors, and giving a claim to somebody else.

use serde_json::json;

use super::super::decisions::role;
use super::super::filing::ClaimState;
use super::super::{Actor, Error, decisions, in_force, senders, store as claims_store};
use super::Lane;
use crate::accounts;
use crate::accounts::parties::{self, Case, not_a_party};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId};
use crate::keys::Altered;
use crate::service::Service;
use crate::texts::Text;

/// Claims shown of one reviewer; of more than that, how many there are.
const SHOWN: usize = 50;

/// One reviewer.
#[derive(Clone, Debug)]
pub struct Load {
    /// Who.
    pub account: AccountId,
    /// The address they sign in with, or that this was altered.
    pub email: Text,
    /// What they have, what is due first at the front; at most 50.
    pub claims: Vec<Held>,
    /// How many they have.
    pub has: usize,
    /// Targets they decided since midnight, where the operator is.
    pub decided_today: i64,
}

/// A claim that somebody has.
#[derive(Clone, Debug)]
pub struct Held {
    /// The claim.
    pub claim: ClaimId,
    /// The verified holder's name.
    pub organisation: Option<String>,
    /// The country of the court or authority whose order it is.
    pub country: Option<String>,
    /// The name that a notice gives which no organisation sent.
    pub sender: Result<Option<String>, Altered>,
    /// By when it is to be decided.
    pub due_at: Time,
    /// Since when its clock stands still.
    pub paused_since: Option<Time>,
    /// It is urgent when no more than this is left.
    pub urgent_within: std::time::Duration,
    /// Until when it is theirs.
    pub until: Time,
}

#[derive(sqlx::FromRow)]
struct HeldRow {
    id: ClaimId,
    queue: Lane,
    organisation_name: Option<String>,
    country: Option<String>,
    notice_sealed: Option<Vec<u8>>,
    due_at: Time,
    information_asked_at: Option<Time>,
    assigned_to: AccountId,
    assigned_until: Time,
}

fn senior(actor: &Actor) -> Result<(), Error> {
    if actor.roles.senior() { Ok(()) } else { Err(Error::Forbidden(Text::of("queue-seniors-reassign"))) }
}

/// Everybody who works the queue, by address, without the cases in which the senior who looks is a party.
pub async fn workload(service: &Service, actor: &Actor) -> Result<Vec<Load>, Error> {
    senior(actor)?;
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let mut loads: Vec<Load> = Vec::new();
    for (account, email) in accounts::reviewers(&mut tx, service).await? {
        loads.push(Load { account, email, claims: Vec::new(), has: 0, decided_today: 0 });
    }
    for row in held(&mut tx, actor.account, now).await? {
        // Whoever lost the role meanwhile cannot decide what they have: it shows in the queue, and is free within the hour.
        let Some(load) = loads.iter_mut().find(|load| load.account == row.assigned_to) else { continue };
        load.has += 1;
        if load.claims.len() < SHOWN {
            load.claims.push(Held {
                claim: row.id,
                organisation: row.organisation_name,
                country: row.country,
                sender: senders::name(service, row.id, row.notice_sealed.as_deref())?,
                due_at: row.due_at,
                paused_since: row.information_asked_at,
                urgent_within: row.queue.urgent_within(service),
                until: row.assigned_until,
            });
        }
    }
    let calendar = &service.config.calendar;
    let midnight = calendar.start_of(calendar.day_of(now));
    let decided = db::all!(
        tx,
        (AccountId, i64),
        "SELECT decided_by, COUNT(*) FROM decisions WHERE decided_at >= $1 AND direct = FALSE GROUP BY decided_by",
        midnight
    )?;
    for (account, count) in decided {
        if let Some(load) = loads.iter_mut().find(|load| load.account == account) {
            load.decided_today = count;
        }
    }
    Ok(loads)
}

async fn held(tx: &mut Tx, reader: AccountId, now: Time) -> Result<Vec<HeldRow>, sqlx::Error> {
    db::all!(
        tx,
        HeldRow,
        concat!(
            "SELECT c.id, c.queue, (SELECT o.name FROM organisations o WHERE o.id = c.organisation) AS organisation_name,
                    (SELECT a.country FROM authority_orders a WHERE a.claim = c.id) AS country,
                    CASE WHEN c.organisation IS NULL AND c.basis <> 'court' THEN c.statement_sealed END AS notice_sealed,
                    c.due_at, c.information_asked_at, c.assigned_to, c.assigned_until
             FROM claims c
             WHERE c.assigned_to IS NOT NULL AND c.assigned_until > $2
               AND c.state IN ('submitted', 'in-review', 'needs-information') AND ",
            not_a_party!(),
            " ORDER BY c.information_asked_at IS NOT NULL, c.due_at, c.id"
        ),
        reader,
        now
    )
}

/// A senior gives an open claim to somebody, whoever has it, or back to the queue (`None`). It locks the claim's row as a
/// decision does: what the one before decided stands, and what they press later is refused.
pub async fn reassign(service: &Service, actor: &Actor, claim: ClaimId, to: Option<AccountId>) -> Result<(), Error> {
    senior(actor)?;
    let mut tx = service.db.begin().await?;
    senior(&in_force(&mut tx, actor).await?)?;
    let found = claims_store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    match found.state {
        ClaimState::Decided => return Err(Error::Conflict(Text::of("claim-is-decided"))),
        ClaimState::Withdrawn => return Err(Error::Conflict(Text::of("claim-was-withdrawn"))),
        ClaimState::Submitted | ClaimState::InReview | ClaimState::NeedsInformation => {}
    }
    let now = service.clock.now();
    let from = found.assigned_to.filter(|_| found.assigned_until.is_some_and(|until| now < until));
    if from == to {
        return Err(Error::Conflict(match to {
            Some(_) => Text::of("queue-they-have"),
            None => Text::of("queue-nobody-has"),
        }));
    }
    if let Some(to) = to {
        let person = accounts::actor(&mut tx, to).await?.filter(|person| person.roles.reviewer());
        let person = person.ok_or(Error::Conflict(Text::of("queue-no-reviewer")))?;
        if parties::is_party(&mut tx, to, Case::Claim(claim)).await? {
            return Err(Error::Conflict(Text::of("queue-party")));
        }
        if !person.roles.senior()
            && let Some(why) = decisions::for_senior(&mut tx, &found).await?
        {
            return Err(Error::Conflict(why));
        }
    }
    let until = now.plus(service.config.limits.assignment);
    if claims_store::reassign(&mut tx, claim, to.map(|to| (to, until))).await? != 1 {
        return Err(Error::Conflict(Text::of("claim-ended-meanwhile")));
    }
    let whom = |account: Option<AccountId>| account.map_or_else(|| "nobody".to_owned(), |account| account.to_string());
    let entry = NewEntry {
        kind: "claim.reassigned",
        case: found.log_case,
        actor: role(actor),
        fields: json!({"to": if to.is_some() { "reviewer" } else { "queue" }}),
        commitments: &[("by", actor.account.to_string()), ("from", whom(from)), ("to", whom(to))],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(())
}
