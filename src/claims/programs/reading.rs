//! What became of claims, and which works there are, by key: also while the organisation is suspended.

use std::collections::HashMap;

use uuid::Uuid;

use super::super::Error;
use super::super::cases::{self, CaseView, TargetView};
use super::super::filing::ClaimState;
use super::super::works::catalogue;
use super::keys::{self, Bearer, Scope};
use super::{filing, store};
use crate::clock::Time;
use crate::ids::{ClaimId, TargetId, WorkId};
use crate::service::Service;
use crate::takedown;
use crate::takedown::board::{MirrorRow, Under};

/// Which claims.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// The one that the sender calls so.
    pub reference: Option<String>,
    /// Those that stand so.
    pub state: Option<ClaimState>,
    /// Those received then or later.
    pub since: Option<Time>,
    /// Those behind this one.
    pub after: Option<ClaimId>,
    /// How many at most; none: as many as a page has.
    pub limit: Option<u32>,
}

/// A claim in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The claim.
    pub claim: ClaimId,
    /// What the sender calls it.
    pub reference: Option<String>,
    /// The law it is made under.
    pub basis: String,
    /// Where it stands.
    pub state: ClaimState,
    /// When it was received.
    pub submitted_at: Time,
    /// By when it is to be decided.
    pub due_at: Time,
    /// How many targets it has.
    pub targets: i64,
    /// How many of them were opened.
    pub opened: i64,
}

/// Claims, and where the next page begins if there is one.
#[derive(Clone, Debug)]
pub struct Page {
    /// The claims, the oldest first.
    pub claims: Vec<Listed>,
    /// Behind which one the next page begins.
    pub next: Option<ClaimId>,
}

/// The claims of the key's organisation, the oldest first.
pub async fn claims(service: &Service, bearer: &Bearer, sought: &Sought) -> Result<Page, Error> {
    let most = service.config.limits.api_page_rows;
    let limit = sought.limit.unwrap_or(most).clamp(1, most) as usize;
    let mut tx = service.db.read().await?;
    keys::in_force(&mut tx, service, bearer, Scope::ClaimsRead).await?;
    let reference = sought.reference.as_deref().map(filing::read_reference).transpose()?;
    let behind = sought.after.unwrap_or(ClaimId(Uuid::nil()));
    let rows = match &reference {
        None => {
            let rows = i64::try_from(limit + 1).unwrap_or(i64::MAX);
            store::claims(&mut tx, bearer.organisation, behind, sought.state, sought.since, rows).await?
        }
        Some(reference) => match store::claim_of_reference(&mut tx, bearer.organisation, reference).await? {
            // The one before it is where a page of one begins.
            Some(claim) => {
                let before = ClaimId(Uuid::from_u128(claim.0.as_u128().saturating_sub(1)));
                let found = store::claims(&mut tx, bearer.organisation, before, sought.state, sought.since, 1).await?;
                found.into_iter().filter(|row| row.id == claim && row.id > behind).collect()
            }
            None => Vec::new(),
        },
    };
    let mut claims: Vec<Listed> = rows.into_iter().map(Listed::of).collect();
    let more = claims.len() > limit;
    claims.truncate(limit);
    let next = if more { claims.last().map(|last| last.claim) } else { None };
    Ok(Page { claims, next })
}

/// A claim with what follows from it.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The claim.
    pub case: CaseView,
    /// What became of each object that a decision of this claim took down.
    pub takedowns: HashMap<TargetId, Takedown>,
}

/// What became of an object that was taken down. What others claimed of it is not in this.
#[derive(Clone, Debug)]
pub struct Takedown {
    /// When its hold was opened.
    pub locked_at: Time,
    /// When its hold was lifted.
    pub lifted_at: Option<Time>,
    /// When the object was available again after that.
    pub restored_at: Option<Time>,
    /// When every mirror had signed its receipt.
    pub deleted_at: Option<Time>,
    /// A row for each mirror under an order; of an object with several blobs each has its own order.
    pub mirrors: Vec<Mirror>,
}

/// A mirror under the order.
#[derive(Clone, Debug)]
pub struct Mirror {
    /// What its host calls it.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// `pending`, `done`, `refused` or `unreachable`.
    pub state: String,
    /// When its receipt came.
    pub receipted_at: Option<Time>,
    /// What the service saw afterwards: `gone`, `absent` or `held`.
    pub probe: Option<String>,
}

/// A claim of the key's organisation.
pub async fn claim(service: &Service, bearer: &Bearer, id: ClaimId) -> Result<Whole, Error> {
    let mut tx = service.db.read().await?;
    keys::in_force(&mut tx, service, bearer, Scope::ClaimsRead).await?;
    filing::own(&mut tx, bearer, id).await?;
    drop(tx);
    let case = cases::claim(service, &bearer.actor, id).await?;
    let boards = takedown::boards_of_claim(service, id).await?;
    let takedown = |target: &TargetView| {
        let decision = target.decision.as_ref()?;
        Some((target.target, Takedown::of(&boards.get(&target.object)?.under(decision.id)?)))
    };
    let takedowns = case.targets.iter().filter_map(takedown).collect();
    Ok(Whole { case, takedowns })
}

/// Works of the key's organisation that fit a search, the newest first.
pub async fn works(
    service: &Service,
    bearer: &Bearer,
    search: &str,
    before: Option<WorkId>,
) -> Result<catalogue::Page, Error> {
    let mut tx = service.db.read().await?;
    keys::in_force(&mut tx, service, bearer, Scope::WorksRead).await?;
    drop(tx);
    catalogue::page(service, &bearer.actor, bearer.organisation, search, before).await
}

impl Takedown {
    fn of(under: &Under<'_>) -> Self {
        let mirror = |row: &MirrorRow| Mirror {
            name: row.name.clone(),
            jurisdiction: row.jurisdiction.clone(),
            state: row.state.clone(),
            receipted_at: row.receipted_at,
            probe: row.probe_outcome.clone(),
        };
        Self {
            locked_at: under.hold.opened_at,
            lifted_at: under.hold.lifted_at,
            restored_at: under.hold.restored_at,
            deleted_at: under.deleted_at,
            mirrors: under.orders.iter().flat_map(|order| &order.mirrors).map(mirror).collect(),
        }
    }
}

impl Listed {
    fn of(row: store::ListedRow) -> Self {
        Self {
            claim: row.id,
            reference: row.reference,
            basis: row.basis,
            state: row.state,
            submitted_at: row.submitted_at,
            due_at: row.due_at,
            targets: row.targets,
            opened: row.opened,
        }
    }
}
