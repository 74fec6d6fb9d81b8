//! The end of an organisation. An owner gives it up, or takes its application back; that is taken back, too, with the account of its only
//! owner. Nothing is claimed in its name from that commit. It ends only once nothing that it claimed can be answered any more: nobody is to be
//! told anything as it afterwards. What it claimed stays as it was decided, and its members can leave, the last owner as well.

use serde_json::json;

use super::super::evidence::files::{self, Subject};
use super::super::form::Form;
use super::super::programs::{endpoints, keys};
use super::super::{Actor, Error, direct, drafts, flaggers, principals, store};
use super::{Organisation, State, contacts, decision_context, inquiries, lock, not_ended, owner, tell_owners};
use crate::accounts::two_person;
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{AccountId, OrganisationId};
use crate::keys::ERASED;
use crate::service::Service;
use crate::texts::Text;

/// An owner ends an organisation for good, and says that they are `sure`. Whatever it claimed has to be decided or withdrawn before, and the
/// last window of each file closed. That an administrator suspended it is no reason to stay: whoever applies anew is verified anew. A suspension
/// for misuse is, as it ends by itself, and would else be got rid of by this; so is an appeal against a measure, of which its owners are told.
///
/// # Errors
/// [`Error::Conflict`] if it has ended already, a claim of it waits, something that it claimed can still be answered, or a suspension for misuse or an
/// appeal against a measure stands.
pub async fn end(service: &Service, actor: &Actor, organisation: OrganisationId, sure: bool) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    owner(&mut tx, actor, organisation).await?;
    let mut form = Form::default();
    form.affirmed("sure", sure, Text::of("organisation-sure"));
    form.finish()?;
    not_ended(&found)?;
    if store::any_claim_waits(&mut tx, organisation).await? {
        return Err(Error::Conflict(Text::of("organisation-claims-wait")));
    }
    if store::any_claim_is_open(&mut tx, organisation).await? {
        return Err(Error::Conflict(Text::of("organisation-claims-open")));
    }
    if store::any_measure_stands(&mut tx, organisation, service.clock.now()).await? {
        return Err(Error::Conflict(Text::of("organisation-measure-stands")));
    }
    let ended = end_locked(&mut tx, service, found, actor.account).await?;
    tell_owners(&mut tx, service, &ended, ("mail-ended", "mail-ended-text"), |_, said| said).await?;
    tx.commit().await?;
    Ok(())
}

/// The same in the transaction of what brings it about, under the organisation's lock. What waited about it waits no more, and what it was
/// given, or had its members or programs do, is over.
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
    for member in store::members(tx, found.id).await? {
        drafts::end(tx, found.id, member.account).await?;
        keys::end_with_membership(tx, service, member.id).await?;
    }
    endpoints::remove_all(tx, service, &found, by).await?;
    direct::end_with_organisation(tx, service, &found, by).await?;
    flaggers::end_with_organisation(tx, service, &found, by).await?;
    // The documents of one that was verified have a time of their own, which runs.
    if matches!(found.state, State::Applied | State::Refused) {
        files::erase_at_once(tx, service, Subject::Application(found.id)).await?;
        let erased = service.keys.seal(&decision_context(found.id), ERASED.as_bytes());
        store::forget_decision_reason(tx, found.id, &erased).await?;
    }
    contacts::forget(tx, service, found.id).await?;
    inquiries::forget(tx, service, found.id).await?;
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
