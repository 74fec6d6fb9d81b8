//! Disabled links: where only the publication of a link infringes, it alone answers 451. Its object and the other
//! links stay, and its owner cannot enable it again.

use serde_json::json;

use super::{Error, Ground, Lifted, is_held, is_lost, locked, store};
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{DecisionId, LinkId, uuid_v7};
use crate::notices::{self, Ended};
use crate::service::Service;
use crate::vault::ObjectState;

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
    let commitments = [("object", object.to_string()), ("link", link.to_string()), ("disablement", id.to_string())];
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

/// Ends that a decision disables its link, in the transaction of what undoes the decision, and tells the uploader if the link works again.
/// One that another decision disables too stays disabled, and one of a file that is held opens nothing.
pub(super) async fn enable_link(
    tx: &mut Tx,
    service: &Service,
    decision: DecisionId,
    because: &'static str,
) -> Result<Lifted, Error> {
    let Some((disablement, link)) = store::disablement_of_decision(tx, decision).await? else {
        return Ok(Lifted::Nothing);
    };
    let object = store::object_of_link(tx, &link).await?.ok_or(Error::NotFound)?;
    let row = locked(tx, object).await?;
    if store::lift_disablement(tx, disablement, service.clock.now()).await? != 1 {
        return Ok(Lifted::Nothing);
    }
    // A purge lifts no hold and enables no link, and nothing is left of what it takes.
    let purged = row.state == ObjectState::Purged || store::purge_of(tx, object).await?.is_some();
    let (outcome, lifted) = match row.state {
        _ if purged => ("gone", Lifted::Gone),
        ObjectState::Locked if is_held(tx, object).await? => ("still-locked", Lifted::StillHeld),
        _ if is_disabled(tx, &link).await? => ("still-disabled", Lifted::StillHeld),
        ObjectState::Locked if is_lost(tx, object).await? => ("gone", Lifted::Gone),
        // It is on its way back.
        ObjectState::Locked => ("restoring", Lifted::Back),
        ObjectState::Available => ("available", Lifted::Back),
        _ => ("gone", Lifted::Gone),
    };
    let commitments =
        [("object", object.to_string()), ("link", link.to_string()), ("disablement", disablement.to_string())];
    let entry = NewEntry {
        kind: "link.enabled",
        case: row.log_case,
        actor: "service",
        fields: json!({ "because": because, "outcome": outcome }),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    if outcome == "available" && store::was_told(tx, decision).await? {
        let ended = Ended { decisions: vec![decision], danger: false };
        notices::notify_restoration(tx, service, row.owner, object, &ended).await?;
    }
    Ok(lifted)
}
