//! What the operator publishes about itself: whom to write to, under which law, and how it deals with whom. Administrators set each item;
//! what was set before stays as a version of its own, and each version is an entry of the log. Until one is set, pages say
//! that it is missing; the policies have texts to begin with, which state the limits in force. One of them is what hosts accept ([`terms`]).
//!
//! | item | asked for by |
//! |---|---|
//! | contact agent, with its registration | 17 U.S.C. § 512(c)(2); 37 CFR 201.38: renewed every three years |
//! | points of contact | Regulation (EU) 2022/2065, Articles 11 and 12 |
//! | legal representative | its Article 13 |
//! | moderation | its Article 14 |
//! | misuse | its Article 23 |
//! | repeat infringers | 17 U.S.C. § 512(i) |
//! | host terms | nobody: what hosts and the operator owe each other |

pub mod defaults;
#[cfg(test)]
pub(crate) mod documents;
mod items;
mod store;
pub mod terms;

use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

pub use self::items::{
    ContactAgent, ContactPoint, HostTerms, Item, Law, Misuse, Moderation, Policy, Publishable, Registration,
    RepeatInfringers, Representative, Texts, Users,
};
pub use crate::accounts::Error;

use crate::accounts::{self, Actor};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{CaseId, PublicationId, uuid_v4};
use crate::jobs::{self, Job};
use crate::mail::{self, Message, Recipient};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

/// One version of an item.
#[derive(Clone, Debug)]
pub struct Version<T> {
    /// Its number, from 1.
    pub version: i64,
    /// Since when it is in force.
    pub published_at: Time,
    /// What it says.
    pub value: T,
}

/// One version, for the list of all.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Published {
    /// The item.
    pub item: Item,
    /// Its number, from 1.
    pub version: i64,
    /// Since when it is in force.
    pub published_at: Time,
    /// What it says, as it was logged: JSON.
    pub value: String,
}

/// An administrator publishes the next version of an item, in the place of the version `instead_of` (0 for the first one).
///
/// # Errors
/// Also where somebody published another one meanwhile.
pub async fn publish<T: Publishable>(
    service: &Service,
    actor: Actor,
    value: &T,
    instead_of: i64,
) -> Result<PublicationId, Error> {
    let now = service.clock.now();
    let text = written(value)?;
    let mut tx = service.db.begin().await?;
    accounts::require_administrator(accounts::in_force(&mut tx, &actor).await?)?;
    let case = store::case_of(&mut tx, T::ITEM).await?.unwrap_or_else(|| CaseId(uuid_v4(&service.entropy)));
    let row = store::NewRow {
        id: PublicationId::new(&service.clock, &service.entropy),
        item: T::ITEM,
        version: instead_of.saturating_add(1),
        value: &text,
        log_case: case,
        published_by: actor.account,
        published_at: now,
    };
    // A version that is not the next one would leave a gap behind it.
    if store::newest(&mut tx, T::ITEM).await? != instead_of || store::insert(&mut tx, &row).await? != 1 {
        return Err(Error::Conflict(Text::of("policy-meanwhile")));
    }
    let fields =
        json!({"item": T::ITEM.as_str(), "version": row.version, "sha256": Digest::of(text.as_bytes()).to_string()});
    let commitments = [("by", actor.account.to_string())];
    let entry = NewEntry {
        kind: "policy.published",
        case,
        actor: "administrator",
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    if let Some(lapses) = value.lapses() {
        let soon = service.config.calendar.start_of(lapses).minus(service.config.limits.agent_renewal_notice);
        jobs::enqueue(&mut tx, service, &Job::RemindOfRenewal { publication: row.id }, soon.max(now))
            .await
            .map_err(|error| Error::Damaged(error.to_string()))?;
    }
    tx.commit().await?;
    Ok(row.id)
}

fn written(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Damaged(error.to_string()))
}

fn read<T: DeserializeOwned>(item: Item, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Damaged(format!("the publication {item}: {error}")))
}

/// The version of an item that is in force, if one is.
pub async fn in_force<T: Publishable>(service: &Service) -> Result<Option<Version<T>>, Error> {
    let mut tx = service.db.read().await?;
    let Some(row) = store::current(&mut tx, T::ITEM).await? else { return Ok(None) };
    let value = read(T::ITEM, &row.value)?;
    Ok(Some(Version { version: row.version, published_at: row.published_at, value }))
}

/// What the version in force says.
pub async fn said<T: Publishable>(service: &Service) -> Result<Option<T>, Error> {
    Ok(in_force(service).await?.map(|version| version.value))
}

/// Every version of every item, the newest first, for administrators.
pub async fn published(service: &Service, actor: Actor) -> Result<Vec<Published>, Error> {
    accounts::require_administrator(actor)?;
    let mut tx = service.db.read().await?;
    Ok(store::published(&mut tx).await?)
}

// The renewal ---------------------------------------------------------------------------------------------

/// When the registration of the contact agent lapses, if it is soon or was: what administrators have to do.
pub async fn renewal_due(service: &Service) -> Result<Option<Date>, Error> {
    let lapses = said::<ContactAgent>(service).await?.and_then(|agent| agent.lapses());
    let soon = |day: &Date| {
        let notice = service.config.limits.agent_renewal_notice;
        service.config.calendar.start_of(*day).minus(notice) <= service.clock.now()
    };
    Ok(lapses.filter(soon))
}

/// The job: tells administrators that what was published lapses soon, unless another version stands in its place. Safe to
/// run again.
pub async fn remind(service: &Service, id: PublicationId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let Some(row) = store::by_id(&mut tx, id).await? else { return Ok(()) };
    if store::newest(&mut tx, row.item).await? != row.version {
        return Ok(());
    }
    let agent: ContactAgent = read(row.item, &row.value)?;
    let Some(lapses) = agent.lapses() else { return Ok(()) };
    for administrator in accounts::administrators(&mut tx).await? {
        tell(&mut tx, service, administrator, lapses).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn tell(tx: &mut Tx, service: &Service, person: crate::ids::AccountId, lapses: Date) -> Result<(), Error> {
    let base = service.config.public_url.as_str().trim_end_matches('/');
    mail::queue(tx, service, Recipient::Account(person), None, |language| {
        Message::new(language, language.say("mail-renewal"))
            .paragraph(language.say("mail-renewal-text").with("day", language.date(lapses)))
            .link(language.say("mail-renewal-page"), format!("{base}/desk/policies/contact-agent"))
    })
    .await?;
    Ok(())
}
