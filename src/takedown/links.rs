//! Disabled links: where only the publication of a link infringes, it alone answers 451. Its object and the other
//! links stay, and its owner cannot enable it again.

use serde_json::json;

use super::{Error, Ground, locked, store};
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{DecisionId, LinkId, ObjectId, uuid_v7};
use crate::service::Service;

/// Disables a link in the transaction of the decision.
pub async fn disable_link(
    tx: &mut Tx,
    service: &Service,
    link: &LinkId,
    decision: DecisionId,
    ground: Ground,
) -> Result<(), Error> {
    let object = store::object_of_link(tx, link).await?.ok_or(Error::NotFound)?;
    let row = locked(tx, object).await?;
    let id = uuid_v7(&service.clock, &service.entropy);
    store::insert_disablement(tx, id, link, decision, ground, service.clock.now()).await?;
    let commitments = [("object", object.to_string()), ("link", link.to_string())];
    let entry = NewEntry {
        kind: "link.disabled",
        case: row.log_case,
        actor: "service",
        fields: json!({}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// Whether a decision disables a link now.
pub async fn is_disabled(tx: &mut Tx, link: &LinkId) -> Result<bool, Error> {
    Ok(store::is_disabled(tx, link).await?)
}

/// Enables the link that a decision disabled, in the transaction of what undoes the decision. Gives the object and
/// the link, if there was one. A link that another decision disabled too stays disabled.
pub async fn enable_link(
    tx: &mut Tx,
    service: &Service,
    decision: DecisionId,
    because: &'static str,
) -> Result<Option<(ObjectId, LinkId)>, Error> {
    let Some((disablement, link)) = store::disablement_of_decision(tx, decision).await? else { return Ok(None) };
    let object = store::object_of_link(tx, &link).await?.ok_or(Error::NotFound)?;
    let row = locked(tx, object).await?;
    if store::lift_disablement(tx, disablement, service.clock.now()).await? != 1 {
        return Ok(None);
    }
    let commitments = [("object", object.to_string()), ("link", link.to_string())];
    let entry = NewEntry {
        kind: "link.enabled",
        case: row.log_case,
        actor: "service",
        fields: json!({ "because": because }),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(Some((object, link)))
}
