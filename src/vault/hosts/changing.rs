//! How an admitted mirror comes to be reached elsewhere, or to have other room: its host asks for it, signed with the mirror's key, and an
//! administrator admits it once that mirror answers there. Country, host and key never change. How much is placed on it for its room is an
//! administrator's to say ([`weigh`]).

use std::collections::BTreeSet;

use url::Url;

use super::super::applications::Room;
use super::super::letters::{self, News};
use super::super::store::{hosts as store, mirrors};
use super::leaving::require_countries;
use super::{
    Error, Host, MirrorState, administrator, another_administrator, cosigns, is_address, look_around, meanwhile, silent,
};
use crate::accounts::Actor;
use crate::audit::{self, Journal, NewEntry};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::ids::MirrorId;
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::{self, Audience, Change, VerifyingKey};
use crate::vault::{fleet, moving, proving, refusals, reports};

/// The largest factor by which a mirror's room is weighed.
const MOST_WEIGHT: i64 = 100;

/// What a host asked for.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Wanted {
    /// Where the mirror is to be reached.
    pub url: String,
    /// How many bytes it is to have room for.
    pub capacity: i64,
    /// When that was asked.
    pub asked_at: Time,
}

/// A mirror asks to be reached elsewhere, or to have other room: in the place of what it asked before, if that still waits. Where it asks for
/// what is, nothing waits. Administrators are written once for what waits, however often it asks for something else, and once a day until one of
/// them decides, however often it takes that back.
///
/// # Errors
/// [`Error::Invalid`] where the mirror's key did not sign it for this service and now, or what it asks cannot be.
pub async fn ask_change(service: &Service, compact: &str) -> Result<MirrorId, Error> {
    service.log.require_current()?;
    let unsound = || Error::Invalid { field: "change", problem: Text::of("mirror-change") };
    let claimed: Change = tokens::claimed(compact).map_err(|_| unsound())?;
    let mut tx = service.db.read().await?;
    let host = store::find(&mut tx, claimed.iss).await?.ok_or_else(unsound)?;
    drop(tx);
    let public: [u8; 32] = host.public_key.as_slice().try_into().map_err(|_| unsound())?;
    let (keys, issuer) = ([VerifyingKey::new(public)], host.id.to_string());
    let audience = Audience::Is(&service.keys.origin);
    let change: Change =
        tokens::verify(compact, &keys, &issuer, audience, service.clock.now()).map_err(|_| unsound())?;
    if host.state == MirrorState::Applied {
        return Err(Error::Invalid { field: "change", problem: Text::of("mirror-change-waits") });
    }
    if !host.state.may_change() || host.url.is_none() {
        return Err(unsound());
    }
    let url = Url::parse(&change.url).ok().filter(|url| is_address(service, url));
    let url = url.ok_or_else(|| Error::Invalid { field: "url", problem: Text::of("mirror-url") })?;
    let room = Room::of(change.capacity).map_err(|problem| Error::Invalid { field: "capacity", problem })?;
    let capacity = room.0;
    let mut tx = service.db.begin().await?;
    let host = store::lock(&mut tx, host.id).await?.filter(|host| host.state.may_change()).ok_or_else(unsound)?;
    let (url, now) = (url.as_str().trim_end_matches('/'), service.clock.now());
    if (host.url.as_deref(), host.capacity) == (Some(url), Some(capacity)) {
        store::forget_change(&mut tx, host.id).await?;
    } else if store::ask_change(&mut tx, host.id, url, capacity, now).await?
        && store::tell_of_change(&mut tx, host.id, refusals::day_of(now), now).await?
    {
        letters::tell(&mut tx, service, &host, News::ChangeAsked).await?;
    }
    tx.commit().await?;
    Ok(host.id)
}

/// What a mirror asks for that waits for an administrator, while it takes part.
pub async fn wanted(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<Option<Wanted>, Error> {
    let mut tx = service.db.read().await?;
    administrator(&mut tx, actor).await?;
    Ok(store::wanted(&mut tx, mirror).await?)
}

/// The mirrors that ask for something which can be admitted; for administrators.
pub async fn asking(service: &Service, actor: &Actor) -> Result<BTreeSet<MirrorId>, Error> {
    let mut tx = service.db.read().await?;
    administrator(&mut tx, actor).await?;
    Ok(store::asking(&mut tx).await?)
}

/// Admits what a mirror asks for: from this commit on it is reached there, and it is looked at there at once. It has to answer there first, and to
/// show that it holds its key. `shown` is when that was asked which the administrator was shown.
///
/// # Errors
/// [`Error::Conflict`] where it is silent there, asks for something else since, or takes no part any more.
pub async fn admit_change(service: &Service, actor: &Actor, mirror: MirrorId, shown: Time) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    another_administrator(&mut tx, actor, mirror).await?;
    let host = store::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    let mut row = mirrors::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    let wanted = store::wanted(&mut tx, mirror).await?.filter(|wanted| wanted.asked_at == shown);
    let wanted = wanted.ok_or_else(meanwhile)?;
    drop(tx);
    row.url = Some(wanted.url.clone());
    let url = &wanted.url;
    let client = fleet::reached(service, &row).map_err(|error| silent(url, error.to_string().into()))?;
    let client = client.ok_or(Error::NotFound)?;
    cosigns(service, &client, &host).await.map_err(|why| silent(url, why))?;

    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    another_administrator(&mut tx, actor, mirror).await?;
    let host: Host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    // It may have asked for something else meanwhile, or take no part any more.
    if store::admit_change(&mut tx, mirror, &wanted, now).await? != 1
        || store::changed(&mut tx, mirror, &wanted).await? != 1
    {
        return Err(meanwhile());
    }
    let by = [("by", actor.account.to_string())];
    let fields = serde_json::json!({ "mirror": mirror });
    let entry = NewEntry {
        kind: "mirror.changed",
        case: host.log_case,
        actor: "administrator",
        fields,
        commitments: &by,
        journal: Some(Journal::MirrorChanged { mirror, url: wanted.url, capacity: wanted.capacity }),
    };
    audit::append(&mut tx, service, entry).await?;
    letters::tell(&mut tx, service, &host, News::ChangeAdmitted).await?;
    tx.commit().await?;
    look_there(service, mirror).await;
    Ok(())
}

/// Looks at a mirror where it is reached from now on, so that nobody takes it for as silent as it was elsewhere. What fails here is done in the
/// next rounds: it must not seem as if nothing had been committed.
async fn look_there(service: &Service, mirror: MirrorId) {
    look_around(service).await;
    let looked = async {
        reports::ask_at_once(service, mirror).await?;
        proving::settle(service, mirror).await
    };
    if let Err(error) = looked.await {
        tracing::error!(%mirror, error = %with_causes(&error), "a mirror that has moved could not be looked at");
    }
}

/// Refuses what a mirror asks for, and writes so to its host: it is reached where it was. `shown` is as in [`admit_change`].
///
/// # Errors
/// [`Error::Conflict`] where it asks for something else since, or for nothing, or takes no part any more.
pub async fn refuse_change(service: &Service, actor: &Actor, mirror: MirrorId, shown: Time) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    administrator(&mut tx, actor).await?;
    let host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    if !host.state.may_change() || store::refuse_change(&mut tx, mirror, shown).await? != 1 {
        return Err(meanwhile());
    }
    letters::tell(&mut tx, service, &host, News::ChangeRefused).await?;
    tx.commit().await?;
    Ok(())
}

/// Has the room of a mirror that takes files weighed by a factor from now on, 0 to 100: by 1 files are placed by room alone, by 2 twice as
/// many, by 0 none. What it holds stays. Its host is written which way that changed.
///
/// # Errors
/// [`Error::Conflict`] where files would be placed in fewer than two countries without it.
pub async fn weigh(service: &Service, actor: &Actor, mirror: MirrorId, weight: i64) -> Result<(), Error> {
    if !(0..=MOST_WEIGHT).contains(&weight) {
        return Err(Error::Invalid { field: "weight", problem: Text::of("mirror-weight").with("most", MOST_WEIGHT) });
    }
    let mut tx = service.db.begin().await?;
    another_administrator(&mut tx, actor, mirror).await?;
    if weight == 0 {
        store::lock_admitted(&mut tx).await?;
    }
    let host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    if host.state != MirrorState::Admitted {
        return Err(meanwhile());
    }
    if host.weight == weight {
        return Ok(());
    }
    let by = [("by", actor.account.to_string())];
    let entry = NewEntry {
        kind: "mirror.weighed",
        case: host.log_case,
        actor: "administrator",
        fields: serde_json::json!({ "mirror": mirror, "weight": weight }),
        commitments: &by,
        journal: None,
    };
    let entry = audit::append(&mut tx, service, entry).await?;
    store::weigh(&mut tx, mirror, weight, entry).await?;
    if weight == 0 {
        require_countries(&mut tx).await?;
    }
    if host.weight == 0 {
        // What lies on too few mirrors may have waited for this one.
        moving::fill_up_at(&mut tx, service, service.clock.now()).await?;
    }
    letters::tell(&mut tx, service, &host, News::weighed(host.weight, weight)).await?;
    tx.commit().await?;
    Ok(())
}
