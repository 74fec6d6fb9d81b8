//! Promotion: the site that this runs on becomes the service, in the place of one that was lost or is left.
//!
//! What fences the other one is the log. The promotion is an entry (`service.promoted`, with a number that grows each time), and every mirror
//! that cosigns it cosigns nothing else any more: an order of the other site has no force there. The other site is told by each of these
//! mirrors it still asks, within a minute, though it had nothing new to be cosigned; from then on it releases no share, issues no ticket
//! and writes nothing. What is not fenced is said, too: a site that reaches no mirror that has cosigned goes on handing out shares and
//! tickets, until somebody stops it; and whoever has its keys can sign in its name, which only a rotation of the keys ends.
//!
//! A custody store may have been lost with the other site, or another stands in its place: what it lacks is made again from the other one.

use serde_json::json;

use super::Error;
use crate::audit::{self, NewEntry};
use crate::ids::{CaseId, uuid_v4};
use crate::life;
use crate::service::Service;
use crate::vault::custody::{self, Stock};

/// What a promotion came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promoted {
    /// The number of the site.
    pub epoch: i64,
    /// How many entries the log has with it.
    pub size: u64,
    /// How many mirrors have cosigned that: where the other site is fenced.
    pub cosigned: usize,
    /// How many there are.
    pub mirrors: usize,
    /// What was found in custody.
    pub stock: Stock,
}

/// Makes this site the service. The database has to be the whole of what was published, as every mirror that answers has seen it.
pub async fn promote(service: &Service) -> Result<Promoted, Error> {
    service.log.require_current()?;
    audit::look_at_witnesses(service).await?;
    let mut tx = service.db.begin().await?;
    let first = CaseId(uuid_v4(&service.entropy));
    let case = life::lock(&mut tx, first).await?.log_case.unwrap_or(first);
    let epoch = life::next_epoch(&mut tx).await?;
    let entry = NewEntry {
        kind: "service.promoted",
        case,
        actor: "service",
        fields: json!({ "epoch": epoch }),
        commitments: &[],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    audit::settle(service).await?;
    let (size, cosigned) = audit::cosign(service).await?;
    let stock = custody::take_stock(service).await?;
    Ok(Promoted { epoch, size, cosigned, mirrors: service.log.witnesses().len(), stock })
}
