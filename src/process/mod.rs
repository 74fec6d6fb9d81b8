//! Due process: what the person whose file is restricted is told, and later how they answer.
//!
//! [`notices`] holds the statement of reasons (Regulation (EU) 2022/2065, Article 17): written in the transaction of
//! the decision it tells of, shown in the portal, and announced by mail. [`words`] says it in the reader's language. What
//! did not arrive of a case's mail is a task for staff ([`delivery`]).

pub mod delivery;
pub mod notices;
mod store;
pub mod words;

use crate::ids::AccountId;
use crate::{accounts, audit, keys, mail};

pub use notices::{
    Automation, Facts, Legal, Notice, NoticeKind, Redress, Restricted, Statement, Summary, Way, appeals_until, notice,
    notices_of, notify_purge, notify_restoration, notify_restriction, unseen,
};

/// Why a notice could not be written or shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such notice, or it is somebody else's.
    #[error("there is nothing here")]
    NotFound,
    /// The case has no row to be logged under.
    #[error("there is no object to tell {0} about")]
    NoObject(AccountId),
    /// What is stored is not a statement.
    #[error("a stored notice cannot be read back")]
    Unreadable(#[from] serde_json::Error),
    /// The person may not do this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The state of things forbids it.
    #[error("{0}")]
    Conflict(&'static str),
    /// What was typed cannot be taken: the field, and what is wrong.
    #[error("{1}")]
    Invalid(&'static str, &'static str),
    /// Who acts, and in which cases they may.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The log.
    #[error(transparent)]
    Audit(#[from] audit::Error),
    /// A sealed statement does not open.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// The outbox.
    #[error(transparent)]
    Mail(#[from] mail::Error),
}
