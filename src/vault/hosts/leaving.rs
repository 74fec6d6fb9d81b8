//! How a mirror leaves: stopped, emptied or given up, and removed.
//!
//! One administrator stops placement on a mirror, at once and for good ([`stop`]), as when it is seized: what it holds is brought to
//! others and read there first. One that is to leave is evacuated ([`evacuate`]): what lies elsewhere is ordered away from it; what
//! that comes to is told before (`hosts/emptying.rs`). One that
//! is dead, in other hands, or failed, cannot sign for that or is not believed: two people give it up ([`propose_giving_up`]). Its replicas are written off, what it
//! was ordered and did not receipt stands as it is in the log, and nobody waits for it. Removing a mirror takes two people and is for
//! good: it must hold nothing any more and owe nothing, so that no order is forgotten, or have been given up. Its host is written each of these
//! that they did not do themselves, and administrators once that one is empty ([`note_emptied`]) and that a step waits for a second of them.

use std::collections::BTreeSet;

use super::super::letters::{self, News};
use super::super::placement::{JURISDICTIONS, Site};
use super::super::store::{hosts as store, mirrors, trust};
use super::{Error, Host, MirrorState, administrator, look_around, meanwhile};
use crate::accounts::Actor;
use crate::accounts::two_person::{self, Kind};
use crate::audit::{self, NewEntry};
use crate::config::Jurisdiction;
use crate::db::Tx;
use crate::ids::{MirrorId, TwoPersonStepId};
use crate::jobs::{self, Job};
use crate::service::Service;
use crate::texts::Text;

/// Who decides about a mirror.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// An administrator.
    Administrator(&'a Actor),
    /// Whoever runs the service, at its own machine.
    Operator,
    /// Whose mirror it is, which no log says. It can only leave.
    Host,
}

impl By<'_> {
    pub(super) async fn require(self, tx: &mut Tx) -> Result<(), Error> {
        match self {
            Self::Administrator(actor) => administrator(tx, actor).await,
            Self::Operator => Ok(()),
            Self::Host => Err(Error::NotFound),
        }
    }

    /// As the log tells of it: the role, and who it was.
    pub(super) fn in_log(self) -> (&'static str, Vec<(&'static str, String)>) {
        match self {
            Self::Administrator(actor) => ("administrator", vec![("by", actor.account.to_string())]),
            Self::Operator => ("service", Vec::new()),
            Self::Host => ("host", Vec::new()),
        }
    }
}

/// Stops placement on a mirror, at once and for good. What it holds is still read until it lies on others, and ordered away where it is
/// to go.
pub async fn stop(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    administrator(&mut tx, actor).await?;
    stop_placement(&mut tx, service, By::Administrator(actor), mirror).await?;
    tx.commit().await?;
    Ok(())
}

/// The same in the caller's transaction, by an administrator or its host.
pub(in crate::vault) async fn stop_placement(
    tx: &mut Tx,
    service: &Service,
    by: By<'_>,
    mirror: MirrorId,
) -> Result<(), Error> {
    let host = store::lock(tx, mirror).await?.ok_or(Error::NotFound)?;
    stop_locked(tx, service, by, &host).await?;
    if !matches!(by, By::Host) {
        letters::tell(tx, service, &host, News::Stopped).await?;
    }
    jobs::enqueue(tx, service, &Job::MoveReplicas { mirror }, service.clock.now()).await?;
    Ok(())
}

async fn stop_locked(tx: &mut Tx, service: &Service, by: By<'_>, host: &Host) -> Result<(), Error> {
    if store::stop(tx, host.id, service.clock.now()).await? != 1 {
        return Err(meanwhile());
    }
    let (actor, people) = by.in_log();
    told(tx, service, host, actor, "mirror.placement-stopped", serde_json::json!({}), &people).await
}

/// Begins to empty a mirror: what it holds is made elsewhere, and then ordered away from it. Placement on it stops with that. One that is
/// being emptied already goes on.
///
/// # Errors
/// [`Error::Conflict`] where files would be placed in fewer than two countries without it, or it does not take part.
pub async fn evacuate(service: &Service, by: By<'_>, mirror: MirrorId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    by.require(&mut tx).await?;
    store::lock_admitted(&mut tx).await?;
    let host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    if host.state == MirrorState::Draining && host.evacuated_at.is_some() {
        return Ok(());
    }
    evacuate_locked(&mut tx, service, by, &host).await?;
    require_countries(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// The same with every mirror of a country that is not being emptied yet. Gives how many these are. Whoever was shown which these are says so:
/// others that came meanwhile are not emptied unseen.
///
/// # Errors
/// [`Error::Conflict`] where no mirror of that country takes part or holds files, where those to be emptied are not those that were `shown`, and
/// as [`evacuate`].
pub async fn evacuate_country(
    service: &Service,
    by: By<'_>,
    country: Jurisdiction,
    shown: Option<&BTreeSet<MirrorId>>,
) -> Result<usize, Error> {
    let mut tx = service.db.begin().await?;
    by.require(&mut tx).await?;
    store::lock_admitted(&mut tx).await?;
    let there = store::in_country(&mut tx, country.as_str()).await?;
    if there.is_empty() {
        return Err(none_there(country));
    }
    let mut to_go = Vec::new();
    for mirror in there {
        let host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
        if matches!(host.state, MirrorState::Admitted | MirrorState::Draining) && host.evacuated_at.is_none() {
            to_go.push(host);
        }
    }
    // Where all of them are being emptied already it has been done, as by a form that was sent twice.
    let are_others = |shown: &BTreeSet<MirrorId>| to_go.iter().map(|host| host.id).collect::<BTreeSet<_>>() != *shown;
    if !to_go.is_empty() && shown.is_some_and(are_others) {
        return Err(Error::Conflict(Text::of("mirror-others-there")));
    }
    for host in &to_go {
        evacuate_locked(&mut tx, service, by, host).await?;
    }
    require_countries(&mut tx).await?;
    tx.commit().await?;
    Ok(to_go.len())
}

pub(super) fn none_there(country: Jurisdiction) -> Error {
    Error::Conflict(Text::of("mirror-none-there").with("country", Text::country(country.as_str())))
}

async fn evacuate_locked(tx: &mut Tx, service: &Service, by: By<'_>, host: &Host) -> Result<(), Error> {
    let now = service.clock.now();
    if host.state == MirrorState::Admitted {
        stop_locked(tx, service, by, host).await?;
    }
    if store::evacuate(tx, host.id, now).await? != 1 {
        return Err(meanwhile());
    }
    let (actor, people) = by.in_log();
    told(tx, service, host, actor, "mirror.evacuated", serde_json::json!({}), &people).await?;
    letters::tell(tx, service, host, News::Evacuated).await?;
    jobs::enqueue(tx, service, &Job::MoveReplicas { mirror: host.id }, now).await?;
    Ok(())
}

/// Notes that a mirror which is being emptied holds and owes nothing any more, and writes administrators once that it can be removed. Of one
/// that does hold or owe something nothing is noted.
pub async fn note_emptied(service: &Service, mirror: MirrorId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let host = store::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    if host.emptied_at.is_some() || store::holds(&mut tx, mirror).await? {
        return Ok(());
    }
    drop(tx);
    let mut tx = service.db.begin().await?;
    let host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    if store::holds(&mut tx, mirror).await? || store::emptied(&mut tx, mirror, service.clock.now()).await? != 1 {
        return Ok(());
    }
    letters::tell(&mut tx, service, &host, News::Emptied).await?;
    tx.commit().await?;
    Ok(())
}

/// An administrator proposes that a mirror be given up, as one that is dead or in other hands. Nothing happens until another confirms: the others
/// are written that it waits for one of them.
pub async fn propose_giving_up(
    service: &Service,
    actor: &Actor,
    mirror: MirrorId,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    Kind::MirrorGivingUp.require(*actor)?;
    let mut tx = service.db.begin().await?;
    let host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    let takes_part = matches!(host.state, MirrorState::Admitted | MirrorState::Draining | MirrorState::Failed);
    if !takes_part || host.given_up_at.is_some() {
        return Err(meanwhile());
    }
    let step = two_person::propose(&mut tx, service, actor, Kind::MirrorGivingUp, mirror.0, reason).await?;
    letters::tell(&mut tx, service, &host, News::GivingUpProposed(actor.account)).await?;
    tx.commit().await?;
    Ok(step)
}

/// A second administrator confirms: from this commit on nobody reads at the mirror or waits for it, and what it held is made elsewhere.
/// The log says how many replicas are written off.
pub async fn confirm_giving_up(service: &Service, actor: &Actor, step: TwoPersonStepId) -> Result<(), Error> {
    let now = service.clock.now();
    let (mut tx, host, people) = confirmed(service, actor, Kind::MirrorGivingUp, step).await?;
    if store::give_up(&mut tx, host.id, now).await? != 1 {
        return Err(meanwhile());
    }
    store::forget_change(&mut tx, host.id).await?;
    let replicas = store::replicas_on(&mut tx, host.id).await?;
    let fields = serde_json::json!({ "replicas": replicas });
    told(&mut tx, service, &host, "administrator", "mirror.given-up", fields, &people).await?;
    letters::tell(&mut tx, service, &host, News::GivenUp).await?;
    jobs::enqueue(&mut tx, service, &Job::MoveReplicas { mirror: host.id }, now).await?;
    tx.commit().await?;
    Ok(())
}

/// An administrator proposes that a mirror be removed on which nothing is placed any more. Nothing happens until another confirms: the others are
/// written that it waits for one of them.
pub async fn propose_removal(
    service: &Service,
    actor: &Actor,
    mirror: MirrorId,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    Kind::MirrorRemoval.require(*actor)?;
    let mut tx = service.db.begin().await?;
    let host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    require_empty(&mut tx, &host).await?;
    let step = two_person::propose(&mut tx, service, actor, Kind::MirrorRemoval, mirror.0, reason).await?;
    letters::tell(&mut tx, service, &host, News::RemovalProposed(actor.account)).await?;
    tx.commit().await?;
    Ok(step)
}

/// A second administrator confirms: from this commit on the mirror is none of ours. It never comes back.
pub async fn confirm_removal(service: &Service, actor: &Actor, step: TwoPersonStepId) -> Result<(), Error> {
    let (mut tx, host, people) = confirmed(service, actor, Kind::MirrorRemoval, step).await?;
    require_empty(&mut tx, &host).await?;
    if store::remove(&mut tx, host.id, service.clock.now()).await? != 1 {
        return Err(meanwhile());
    }
    store::forget_change(&mut tx, host.id).await?;
    told(&mut tx, service, &host, "administrator", "mirror.removed", serde_json::json!({}), &people).await?;
    letters::tell(&mut tx, service, &host, News::Removed).await?;
    tx.commit().await?;
    look_around(service).await;
    Ok(())
}

/// The mirror of a step that `actor` confirms, locked in the transaction that goes on; and the two people, as the log commits to them.
async fn confirmed(
    service: &Service,
    actor: &Actor,
    kind: Kind,
    step: TwoPersonStepId,
) -> Result<(Tx, Host, [(&'static str, String); 2]), Error> {
    let mut tx = service.db.begin().await?;
    let mirror = MirrorId(two_person::subject(&mut tx, kind, step).await?);
    // The mirror's row before the step's: the order in which everybody locks them.
    let host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    let step = two_person::confirm(&mut tx, service, actor, kind, step).await?;
    let people = [("proposed_by", step.proposed_by.to_string()), ("confirmed_by", actor.account.to_string())];
    Ok((tx, host, people))
}

/// Refuses to remove a mirror that takes blobs, holds some, owes something or counts as a witness, and one without which files would lie in one country.
async fn require_empty(tx: &mut Tx, host: &Host) -> Result<(), Error> {
    if !matches!(host.state, MirrorState::Draining | MirrorState::Failed) {
        return Err(Error::Conflict(Text::of("mirror-not-stopped")));
    }
    if store::holds(tx, host.id).await? {
        return Err(Error::Conflict(Text::of("mirror-holds")));
    }
    if trust::counts(tx, host.id).await? {
        return Err(Error::Conflict(Text::of("mirror-counts")));
    }
    require_countries(tx).await
}

/// Refuses what leaves blobs to be placed in fewer than two countries. Whoever takes a mirror out of those has locked them all.
pub(super) async fn require_countries(tx: &mut Tx) -> Result<(), Error> {
    suffice(&mirrors::admitted(tx).await?)
}

/// The same of the mirrors that would be left.
pub(super) fn suffice(sites: &[Site]) -> Result<(), Error> {
    let takes_some = sites.iter().filter(|site| site.weight > 0);
    let countries: BTreeSet<_> = takes_some.map(|site| site.jurisdiction.as_str()).collect();
    if countries.len() < JURISDICTIONS { Err(Error::Conflict(Text::of("mirror-last-countries"))) } else { Ok(()) }
}

/// The entry of a mirror's case that says what was decided about it.
pub(super) async fn told(
    tx: &mut Tx,
    service: &Service,
    host: &Host,
    actor: &'static str,
    kind: &'static str,
    mut fields: serde_json::Value,
    by: &[(&'static str, String)],
) -> Result<(), Error> {
    fields["mirror"] = serde_json::json!(host.id);
    let entry = NewEntry { kind, case: host.log_case, actor, fields, commitments: by, journal: None };
    audit::append(tx, service, entry).await?;
    Ok(())
}
