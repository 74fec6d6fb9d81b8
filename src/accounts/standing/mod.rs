//! Standing: what a person or an organisation may not do now, because of what was decided against it.
//!
//! Who decides that, and after what, is the business of due process, far above ([`crate::process::measures`]). It is kept here
//! because the verbs that it closes are below: uploading and sharing in the vault, sending notices in the claims room. Each
//! of them asks inside its own transaction. Nothing else of an account is closed: whoever it is reads, saves, sees notices and
//! answers them.

mod store;

use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, CorrespondentId, MeasureId, OrganisationId};
use crate::texts::{Text, Value};
use crate::words::words;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Nothing is closed; it is told that something will be.
    Warning,
    /// Closed until a day.
    Suspension,
    /// Closed for good.
    Termination,
}

words! { Kind { Warning = "warning", Suspension = "suspension", Termination = "termination" } }

/// What it closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Uploading and sharing.
    Uploads,
    /// Sending notices, but for those that the law has us decide from anyone.
    Notices,
    /// Appeals.
    Complaints,
}

words! { Scope { Uploads = "uploads", Notices = "notices", Complaints = "complaints" } }

/// Why a verb is closed to somebody, in words for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// Uploads and new links, until a day.
    #[error("{}", self.told())]
    UploadsUntil(Time),
    /// Uploads and links, for good.
    #[error("{}", self.told())]
    Terminated,
    /// Uploads and new links, to everybody: the service ends on a day.
    #[error("{}", self.told())]
    ServiceEnds(Time),
    /// Notices, until a day.
    #[error("{}", self.told())]
    NoticesUntil(Time),
    /// Appeals, until a day.
    #[error("{}", self.told())]
    ComplaintsUntil(Time),
}

impl Closed {
    /// What the person is told.
    pub fn told(&self) -> Text {
        match self {
            Self::UploadsUntil(time) => Text::of("standing-closed-uploads").with("time", Value::Minute(*time)),
            Self::Terminated => Text::of("standing-closed-terminated"),
            Self::ServiceEnds(time) => Text::of("standing-service-ends").with("time", Value::Day(*time)),
            Self::NoticesUntil(time) => Text::of("standing-closed-notices").with("time", Value::Minute(*time)),
            Self::ComplaintsUntil(time) => Text::of("standing-closed-complaints").with("time", Value::Minute(*time)),
        }
    }
}

/// Why uploads and new links are closed to an account, if they are.
pub async fn uploads(tx: &mut Tx, account: AccountId, now: Time) -> Result<Option<Closed>, sqlx::Error> {
    Ok(store::of_account(tx, account, Scope::Uploads, now).await?.map(|found| match found {
        (Kind::Termination, _) => Closed::Terminated,
        (_, until) => Closed::UploadsUntil(until.unwrap_or(now)),
    }))
}

/// Whether an account was terminated, and that stands.
pub async fn is_terminated(tx: &mut Tx, account: AccountId, now: Time) -> Result<bool, sqlx::Error> {
    Ok(matches!(uploads(tx, account, now).await?, Some(Closed::Terminated)))
}

/// Why notices are closed to a person, if they are: their own, or those of an organisation that they act for.
pub async fn notices_of_person(tx: &mut Tx, account: AccountId, now: Time) -> Result<Option<Closed>, sqlx::Error> {
    let own = store::of_account(tx, account, Scope::Notices, now).await?;
    let found = match own {
        Some(found) => Some(found),
        None => store::of_organisations_of(tx, account, Scope::Notices, now).await?,
    };
    Ok(found.map(|(_, until)| Closed::NoticesUntil(until.unwrap_or(now))))
}

/// Why notices are closed to an organisation, if they are.
pub async fn notices_of_organisation(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Time,
) -> Result<Option<Closed>, sqlx::Error> {
    let found = store::of_organisation(tx, organisation, Scope::Notices, now).await?;
    Ok(found.map(|(_, until)| Closed::NoticesUntil(until.unwrap_or(now))))
}

/// The suspension that closes notices to a mail address, by the digest under which accounts are found, if they are closed. Not said
/// in words: whoever gives an address may be a stranger to it.
pub(crate) async fn suspension_of_address(
    tx: &mut Tx,
    lookup: &[u8; 32],
    now: Time,
) -> Result<Option<MeasureId>, sqlx::Error> {
    store::suspension_of_address(tx, lookup, Scope::Notices, now).await
}

/// Why appeals are closed to a person, if they are.
pub async fn complaints_of_account(tx: &mut Tx, account: AccountId, now: Time) -> Result<Option<Closed>, sqlx::Error> {
    let found = store::of_account(tx, account, Scope::Complaints, now).await?;
    Ok(found.map(|(_, until)| Closed::ComplaintsUntil(until.unwrap_or(now))))
}

/// Why appeals are closed to an organisation, if they are.
pub async fn complaints_of_organisation(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Time,
) -> Result<Option<Closed>, sqlx::Error> {
    let found = store::of_organisation(tx, organisation, Scope::Complaints, now).await?;
    Ok(found.map(|(_, until)| Closed::ComplaintsUntil(until.unwrap_or(now))))
}

/// Why appeals are closed to who sends notices without an account, if they are.
pub(crate) async fn complaints_of_correspondent(
    tx: &mut Tx,
    correspondent: CorrespondentId,
    now: Time,
) -> Result<Option<Closed>, sqlx::Error> {
    let found = store::of_correspondent(tx, correspondent, Scope::Complaints, now).await?;
    Ok(found.map(|(_, until)| Closed::ComplaintsUntil(until.unwrap_or(now))))
}

/// Locks an account's row until the transaction ends, and gives its case in the log: whatever decides about its standing does
/// this first. `None` when there is no such account.
pub(crate) async fn lock(tx: &mut Tx, account: AccountId) -> Result<Option<CaseId>, sqlx::Error> {
    store::lock(tx, account).await
}
