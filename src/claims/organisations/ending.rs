//! The end of an organisation. An owner gives it up, or takes its application back; that is taken back, too, with the account of its only
//! owner. Nothing is claimed in its name from that commit. What it claimed stays as it was decided: its members can still withdraw it, answer
//! for it and leave, the last owner as well.

use serde_json::json;

use super::super::evidence::files;
use super::super::form::Form;
use super::super::{Actor, Error, principals, store};
use super::{ENDED, Organisation, State, contacts, lock, owner, tell_owners};
use crate::accounts::two_person;
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{AccountId, OrganisationId};
use crate::service::Service;
use crate::texts::Text;

/// An owner ends an organisation for good, and says that they are `sure`. Whatever it claimed has to be decided or withdrawn before.
///
/// # Errors
/// [`Error::Conflict`] if it has ended already, or a claim of it waits.
pub async fn end(service: &Service, actor: &Actor, organisation: OrganisationId, sure: bool) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    owner(&mut tx, actor, organisation).await?;
    let mut form = Form::default();
    form.affirmed("sure", sure, Text::of("organisation-sure"));
    form.finish()?;
    if found.state == State::Ended {
        return Err(ENDED);
    }
    if store::any_claim_waits(&mut tx, organisation).await? {
        return Err(Error::Conflict(Text::of("organisation-claims-wait")));
    }
    let ended = end_locked(&mut tx, service, found, actor.account).await?;
    tell_owners(&mut tx, service, &ended, ("mail-ended", "mail-ended-text"), |_, said| said).await?;
    tx.commit().await?;
    Ok(())
}

/// The same in the transaction of what brings it about, under the organisation's lock. What waited about it waits no more.
pub(super) async fn end_locked(
    tx: &mut Tx,
    service: &Service,
    found: Organisation,
    by: AccountId,
) -> Result<Organisation, Error> {
    let now = service.clock.now();
    if store::end_organisation(tx, found.id, found.state, now).await? != 1 {
        return Err(Error::Conflict(Text::of("verdict-meanwhile")));
    }
    store::withdraw_member_invitations(tx, found.id, now).await?;
    two_person::end_about_organisation(tx, service, found.id).await?;
    principals::withdraw_all(tx, service, &found, by).await?;
    files::erase_application(tx, service, found.id).await?;
    contacts::forget(tx, service, found.id).await?;
    let entry = NewEntry {
        kind: "organisation.ended",
        case: found.log_case,
        actor: "member",
        fields: json!({}),
        commitments: &[("by", by.to_string())],
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(Organisation { state: State::Ended, ended_at: Some(now), ..found })
}
