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
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, OrganisationId};
use crate::keys::ERASED;
use crate::service::Service;
use crate::texts::{Text, Value};

/// What an organisation cannot end before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Claims of it wait: those that came first, at most 20.
    Waiting(Vec<ClaimId>),
    /// Something that it claimed can still be answered.
    Open {
        /// The claim of which a window is open that is looked at last.
        claim: ClaimId,
        /// When that is, or now if that is over: it may be open longer.
        until: Time,
    },
    /// A suspension for misuse is in force.
    Suspension {
        /// Its end.
        until: Time,
    },
    /// An appeal against a measure is not decided.
    Appeal,
}

impl Obstacle {
    /// What its owner is told.
    pub fn told(&self) -> Text {
        match self {
            Self::Waiting(_) => Text::of("organisation-claims-wait"),
            Self::Open { until, .. } => Text::of("organisation-claims-open").with("day", Value::Day(*until)),
            Self::Suspension { until } => {
                Text::of("organisation-suspended-for-misuse").with("time", Value::Minute(*until))
            }
            Self::Appeal => Text::of("organisation-appeal-waits"),
        }
    }

    /// The claims that it is about.
    pub fn claims(&self) -> Vec<ClaimId> {
        match self {
            Self::Waiting(claims) => claims.clone(),
            Self::Open { claim, .. } => vec![*claim],
            Self::Suspension { .. } | Self::Appeal => Vec::new(),
        }
    }
}

/// What stands in the way of the end of an organisation, for its owners: before anything is refused.
pub async fn obstacles(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Vec<Obstacle>, Error> {
    let mut tx = service.db.read().await?;
    owner(&mut tx, actor, organisation).await?;
    in_the_way(&mut tx, service, organisation).await
}

async fn in_the_way(tx: &mut Tx, service: &Service, organisation: OrganisationId) -> Result<Vec<Obstacle>, Error> {
    let now = service.clock.now();
    let waiting = store::waiting_claims(tx, organisation).await?;
    let mut found = Vec::new();
    if !waiting.is_empty() {
        found.push(Obstacle::Waiting(waiting));
    }
    // What is looked at any moment can be answered until it is.
    let open = store::last_window(tx, organisation).await?;
    found.extend(open.map(|(claim, until)| Obstacle::Open { claim, until: until.max(now) }));
    let suspended = store::suspended_until(tx, organisation, now).await?;
    found.extend(suspended.map(|until| Obstacle::Suspension { until }));
    if store::any_appeal_waits(tx, organisation).await? {
        found.push(Obstacle::Appeal);
    }
    Ok(found)
}

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
    if let Some(obstacle) = in_the_way(&mut tx, service, organisation).await?.first() {
        return Err(Error::Conflict(obstacle.told()));
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
