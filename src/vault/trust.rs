//! What mirrors and strangers know the service by: the keys that sign, and the witnesses that must have cosigned. Both change while it
//! runs, by two administrators and by entries of the log ([`crate::audit::trust`]).
//!
//! Witnesses are the mirrors that the operator does not run itself, one of each host. No more are asked for than are there without any one
//! country: what takes that away neither holds up orders, nor keeps the policy from being changed.
//!
//! A key follows another in steps, each taken by whichever portal finds its time come ([`go_on`]):
//!
//! ```text
//! made -> every portal has its file -> announced -> proven -> signs -> the one before is retired -> its file is destroyed
//! ```
//!
//! It is announced ten minutes before it signs alone, so that every mirror that serves has heard of it; checkpoints are signed by both
//! from its announcement on. The former key stays in force until what it signed has ended or stands in the log, and is published for good.

mod witnesses;

use std::time::Duration;

use uuid::Uuid;

pub use self::witnesses::{confirm_quorum, propose_quorum, quorum_of};
use self::witnesses::{independent, most};

use super::Error;
use super::store::trust as store;
use crate::accounts::two_person::{self, Kind};
use crate::accounts::{self, Actor};
use crate::audit::policy::WitnessPolicy;
use crate::audit::{self, SigningKeyRow, trust};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{CaseId, LogEntryId, TwoPersonStepId};
use crate::keys::{Purpose, Standing};
use crate::mirrors::{RetiredKey, Trust};
use crate::service::Service;
use crate::texts::Text;

/// How often a portal looks.
const EVERY: Duration = Duration::from_secs(5);
/// How often a portal notes that it is there.
const BEAT: Duration = Duration::from_secs(30);
/// A portal that was not seen for so long is gone. A new key waits so long for portals that it does not know of.
const GONE: Duration = Duration::from_mins(2);
/// When a portal that is gone is forgotten.
const FORGOTTEN: Duration = Duration::from_hours(24);
/// How long the file of a retired key is kept, for portals that have not looked.
const KEPT: Duration = Duration::from_hours(1);

/// How long a key and the one after it are both in force, once that signs: until tickets and calls have ended and every order stands in
/// the log; of the log's keys, until strangers who follow it have taken up the new one.
const fn overlap(purpose: Purpose) -> Duration {
    match purpose {
        Purpose::Order => Duration::from_mins(20),
        Purpose::Log => Duration::from_hours(7 * 24),
    }
}

/// Notes the first keys, and takes up all. Safe to repeat.
pub async fn begin(service: &Service) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    for purpose in Purpose::ALL {
        if audit::signing_keys(&mut tx, purpose).await?.is_empty()
            && let Some(public) = service.keys.signing_key(purpose, 1)?
        {
            store::insert_key(&mut tx, purpose, 1, &public, service.clock.now()).await?;
        }
    }
    tx.commit().await?;
    look(service).await
}

/// Takes up what the database says of the keys and the policy: in this portal, in its mirrors and in its calls of all others.
pub async fn look(service: &Service) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let mut told = Vec::new();
    for purpose in Purpose::ALL {
        for row in audit::signing_keys(&mut tx, purpose).await? {
            told.push(standing(&row)?);
        }
    }
    for key in told.iter().filter(|key| key.announced && !key.retired) {
        if service.keys.signing_key(key.purpose, key.number)? != Some(key.public) {
            tracing::error!(
                purpose = key.purpose.as_str(),
                number = key.number,
                "this portal has not got the file of a key that signs: give it the folder of keys of the others"
            );
        }
    }
    service.keys.take_up(told)?;
    let policy = audit::witness_policy(&mut tx, service).await?;
    drop(tx);
    let origin = service.keys.origin.clone();
    let mut believed =
        Trust { policy: policy.asked(&origin), origin, order_keys: Vec::new(), retired_order_keys: Vec::new() };
    for (key, until) in audit::order_keys(service).await? {
        match until {
            None => believed.order_keys.push(key),
            Some(until) => {
                let until = u64::try_from(until).unwrap_or(0);
                believed.retired_order_keys.push(RetiredKey { key, until });
            }
        }
    }
    service.mirrors.go_by(&believed, &service.keys.order());
    Ok(())
}

fn standing(row: &SigningKeyRow) -> Result<Standing, Error> {
    let from = if row.number == 1 { Some(Time::from_seconds(0)) } else { row.signs_from };
    Ok(Standing {
        purpose: row.purpose,
        number: row.number,
        public: row.public()?,
        announced: row.signs(),
        from,
        retired: row.is_retired(),
    })
}

/// Looks, and takes every change further whose time has come. For every portal, from time to time.
pub async fn go_on(service: &Service) -> Result<(), Error> {
    look(service).await?;
    if service.log.require_current().is_err() {
        // A database that is behind its published log writes nothing.
        return Ok(());
    }
    beat(service).await?;
    for purpose in Purpose::ALL {
        announce(service, purpose).await?;
        retire(service, purpose).await?;
        destroy(service, purpose).await?;
    }
    if audit::settle_change(service).await?.is_some() {
        look(service).await?;
    }
    Ok(())
}

/// Goes on every few seconds, until `shutdown` is done.
pub async fn run(service: Service, shutdown: impl Future<Output = ()>) {
    tokio::pin!(shutdown);
    let mut failing = false;
    loop {
        match go_on(&service).await {
            Ok(()) => failing = false,
            Err(error) => {
                if !std::mem::replace(&mut failing, true) {
                    tracing::error!(error = %with_causes(&error), "keys and witnesses could not be looked at; trying again");
                }
            }
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = &mut shutdown => return,
        }
    }
}

/// Notes that this portal is there, and which keys it has.
async fn beat(service: &Service) -> Result<(), Error> {
    let now = service.clock.now();
    let newest = |purpose| Ok::<_, Error>(service.keys.signing_keys(purpose)?.last().copied().unwrap_or(0));
    let (order, log) = (newest(Purpose::Order)?, newest(Purpose::Log)?);
    let mut tx = service.db.read().await?;
    let known = store::beaten(&mut tx, service.portal).await?;
    drop(tx);
    if known.is_some_and(|(at, orders, logs)| (orders, logs) == (order, log) && now < at.plus(BEAT)) {
        return Ok(());
    }
    let mut tx = service.db.begin().await?;
    store::beat(&mut tx, service.portal, (order, log), service.config.public_url.as_str(), now).await?;
    store::forget_portals(&mut tx, now.minus(FORGOTTEN)).await?;
    tx.commit().await?;
    Ok(())
}

/// Where people reach the portals that run now, for whoever writes letters beside them; `None` where none runs.
pub async fn public_url(service: &Service) -> Result<Option<String>, Error> {
    let mut tx = service.db.read().await?;
    Ok(store::public_url(&mut tx, service.clock.now().minus(GONE)).await?)
}

/// Announces a key that every portal has.
async fn announce(service: &Service, purpose: Purpose) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let next = audit::signing_keys(&mut tx, purpose).await?.into_iter().find(|key| !key.signs());
    let Some(next) = next.filter(|next| next.made_at.plus(GONE) <= now) else { return Ok(()) };
    let without = store::portals_without(&mut tx, purpose, next.number, now.minus(GONE)).await?;
    if without > 0 || audit::is_changing(&mut tx).await? {
        return Ok(());
    }
    drop(tx);
    let by = match purpose {
        Purpose::Order => service.keys.order(),
        Purpose::Log => service.keys.log(),
    };
    let fields = trust::rotation(&service.keys.origin, purpose, &next.public()?, &by);
    let mut tx = service.db.begin().await?;
    if let Some(entry) = audit::change(&mut tx, service, trust::ROTATED, "service", fields, &[]).await?
        && store::announced(&mut tx, &next.public_key, entry).await?
    {
        tx.commit().await?;
    }
    Ok(())
}

/// A change that a recovery took back, in the caller's transaction: what is known of the key or the witnesses again, until it is proven.
/// `false` for an entry that is none.
pub async fn changed_again(
    tx: &mut Tx,
    service: &Service,
    entry: LogEntryId,
    case: CaseId,
    at: Time,
) -> Result<bool, Error> {
    match audit::change_again(tx, service, entry, case).await? {
        None => return Ok(false),
        Some(trust::Change::Rotated { purpose, key, .. }) => {
            let number = number_of(tx, service, purpose, &key).await?;
            store::insert_key(tx, purpose, number, &key, at).await?;
            store::announced(tx, &key, entry).await?;
        }
        Some(trust::Change::Retired { key, .. }) => {
            store::ended(tx, &key, entry).await?;
        }
        Some(trust::Change::Witnesses { quorum, .. }) => store::insert_policy(tx, entry, quorum, at).await?,
    }
    Ok(true)
}

/// The number of a key: that of its file, or the next one where this portal has not got it.
async fn number_of(tx: &mut Tx, service: &Service, purpose: Purpose, key: &[u8; 32]) -> Result<i64, Error> {
    for number in service.keys.signing_keys(purpose)? {
        if service.keys.signing_key(purpose, number)? == Some(*key) {
            return Ok(number);
        }
    }
    Ok(audit::signing_keys(tx, purpose).await?.last().map_or(0, |last| last.number) + 1)
}

/// Ends the key before one that has signed for long enough.
async fn retire(service: &Service, purpose: Purpose) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let keys = audit::signing_keys(&mut tx, purpose).await?;
    let has_signed = |key: &&SigningKeyRow| key.signs_from.is_some_and(|from| from.plus(overlap(purpose)) <= now);
    let Some(newest) = keys.iter().rev().find(has_signed) else { return Ok(()) };
    let is_before = |key: &&SigningKeyRow| key.number < newest.number && key.retired_entry.is_none();
    let Some(former) = keys.iter().find(is_before) else { return Ok(()) };
    if audit::is_changing(&mut tx).await? {
        return Ok(());
    }
    drop(tx);
    let fields = trust::retirement(purpose, &former.public()?);
    let mut tx = service.db.begin().await?;
    if let Some(entry) = audit::change(&mut tx, service, trust::RETIRED, "service", fields, &[]).await?
        && store::ended(&mut tx, &former.public_key, entry).await?
    {
        tx.commit().await?;
    }
    Ok(())
}

/// Destroys the files of keys that were retired a while ago.
async fn destroy(service: &Service, purpose: Purpose) -> Result<(), Error> {
    let there = service.keys.signing_keys(purpose)?;
    if there.len() < 2 {
        return Ok(());
    }
    let mut tx = service.db.read().await?;
    for key in audit::signing_keys(&mut tx, purpose).await? {
        let is_over = key.retired_at.is_some_and(|at| at.plus(KEPT) <= service.clock.now());
        if is_over && there.contains(&key.number) {
            service.keys.destroy_signing_key(purpose, key.number)?;
            tracing::info!(purpose = purpose.as_str(), number = key.number, "a key that signs no more was destroyed");
        }
    }
    Ok(())
}

/// What two people agree to when a key is to follow another.
const fn rotation_of(purpose: Purpose) -> Kind {
    match purpose {
        Purpose::Order => Kind::OrderKeyRotation,
        Purpose::Log => Kind::LogKeyRotation,
    }
}

/// An administrator proposes that another key follow the one that signs. Nothing happens until another confirms.
pub async fn propose_rotation(
    service: &Service,
    actor: &Actor,
    purpose: Purpose,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    let kind = rotation_of(purpose);
    kind.require(*actor)?;
    let mut tx = service.db.begin().await?;
    require_settled(&mut tx, purpose).await?;
    let step = two_person::propose(&mut tx, service, actor, kind, Uuid::nil(), reason).await?;
    tx.commit().await?;
    Ok(step)
}

/// A second administrator confirms: the key is made, and follows the other within half an hour, one of the log within a week.
pub async fn confirm_rotation(
    service: &Service,
    actor: &Actor,
    purpose: Purpose,
    step: TwoPersonStepId,
) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    two_person::confirm(&mut tx, service, actor, rotation_of(purpose), step).await?;
    let last = require_settled(&mut tx, purpose).await?;
    // In its file first: a row without one could never sign.
    let public = service.keys.make_signing_key(purpose, last + 1)?;
    if !store::insert_key(&mut tx, purpose, last + 1, &public, service.clock.now()).await? {
        return Err(Error::Conflict(Text::of("changed-meanwhile")));
    }
    tx.commit().await?;
    Ok(())
}

/// Refuses while one key follows another; the number of the one that signs.
async fn require_settled(tx: &mut Tx, purpose: Purpose) -> Result<i64, Error> {
    let keys = audit::signing_keys(tx, purpose).await?;
    let mut in_force = keys.iter().filter(|key| !key.is_retired());
    match (in_force.next(), in_force.next()) {
        (Some(only), None) => Ok(only.number),
        _ => Err(Error::Conflict(Text::of("trust-rotating"))),
    }
}

/// What the service is known by, for administrators.
#[derive(Clone, Debug)]
pub struct State {
    /// The witness policy in force.
    pub policy: WitnessPolicy,
    /// How many mirrors of other hosts could count now, one of each.
    pub independent: usize,
    /// How many of them can be asked for: they are there without any one country.
    pub most: usize,
    /// The keys that sign or are to sign, and those that did.
    pub keys: Vec<SigningKeyRow>,
    /// Whether a change waits to be proven.
    pub is_changing: bool,
}

/// What the service is known by; for administrators.
pub async fn state(service: &Service, actor: &Actor) -> Result<State, Error> {
    let mut tx = service.db.read().await?;
    accounts::require_administrator(accounts::in_force(&mut tx, actor).await?)?;
    let mut keys = audit::signing_keys(&mut tx, Purpose::Order).await?;
    keys.extend(audit::signing_keys(&mut tx, Purpose::Log).await?);
    let independent = independent(&mut tx).await?;
    Ok(State {
        policy: audit::witness_policy(&mut tx, service).await?,
        independent: independent.len(),
        most: most(&independent),
        keys,
        is_changing: audit::is_changing(&mut tx).await?,
    })
}
