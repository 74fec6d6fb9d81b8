//! Takedown: what happens to an object from the decision against it to its restoration or its purge.
//!
//! The story, in reading order:
//!
//! 1. [`holds`]: a decision opens a hold. In that transaction the object is locked, and from its commit there is no
//!    new reader anywhere. The last hold that lifts gives the object back.
//! 2. [`orders`]: a sealed copy is secured in custody; then a signed order, announced in the log, calls for the bytes'
//!    destruction on every mirror that holds or may hold them.
//! 3. [`delivery`]: the order reaches each mirror once it is under a checkpoint; each answers with a signed receipt,
//!    and the service looks for itself.
//! 4. [`restoration`]: when the last hold lifts after that, a new blob is placed from custody; or when the owner takes
//!    back a deletion of before the hold.
//! 5. [`mod@purge`]: custody copies and key share are destroyed, once every window has closed, or at once by two people;
//!    unless [`preservation`] forbids it. Copies of what is back, or was deleted by its owner, go with the last window, too.
//! 6. [`links`]: where only a link's publication infringes, the link alone is disabled.
//! 7. [`mod@board`]: how far an order has come, mirror by mirror; and what a decision would touch.
//! 8. [`mod@untold`]: what an uploader reads nothing of, since they were not told of it.
//!
//! Contract. Whoever opens or lifts a hold or issues an order has locked the object's row first. Every step is a row
//! with its log entry and its follow-up job, committed together; every job can be run again at any time, and begins by
//! looking at what is already so. Nothing here forgets an order, and no order or purge takes effect before its entry
//! is under a checkpoint that satisfies the witness policy.

pub mod board;
mod delivery;
mod holds;
mod links;
mod orders;
mod preservation;
mod purge;
mod restoration;
mod store;
mod untold;

use crate::ids::{HoldId, ObjectId, TwoPersonStepId};
use crate::texts::Text;
use crate::words::words;
use crate::{accounts, audit, db, jobs, keys, mail, notices, tokens, vault, webhooks};

pub use board::{BlastRadius, Board, blast_radius, board, boards_of_claim, for_desk};
pub use delivery::deliver_order;
pub use holds::{Lifted, is_gone, is_held, is_lost, lift, lift_hold, open_hold};
pub use links::{disable_link, is_disabled};
pub use orders::{
    CustodyFailure, confirm_order_without_custody, custody_failures, delete_for_owner, propose_order_without_custody,
    secure_custody,
};
pub use preservation::{Preservation, Why, preserve, preserved, preserved_of_claim, release};
pub(crate) use preservation::{place as place_preservation, release_placed};
pub use purge::{confirm_purge as order_purge, order_purge_of_closed, propose_purge, purge};
pub use restoration::{bring_back, restore, undelete};
pub(crate) use store::{Open, open_about};
pub use untold::{Untold, untold};

/// Why a hold stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ground {
    /// A copyright claim.
    Copyright,
    /// Another law.
    OtherLaw,
    /// A court's or an authority's order.
    Court,
}

words! { Ground { Copyright = "copyright", OtherLaw = "other-law", Court = "court" } }

impl From<Ground> for tokens::Ground {
    fn from(ground: Ground) -> Self {
        match ground {
            Ground::Copyright => Self::Copyright,
            Ground::OtherLaw => Self::OtherLaw,
            Ground::Court => Self::Court,
        }
    }
}

/// Why a step of a takedown was not done, in the user's words.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A webhook.
    #[error(transparent)]
    Webhook(#[from] webhooks::Error),
    /// There is no such object, hold, order, step or link.
    #[error("there is nothing here")]
    NotFound,
    /// The object cannot be locked any more, or not yet.
    #[error("{0}")]
    NotLockable(Text),
    /// The hold was lifted before.
    #[error("{}", self.told())]
    AlreadyLifted,
    /// It was done, proposed or changed in the meantime.
    #[error("{0}")]
    Conflict(Text),
    /// Not yet: what it waits for will come about by itself. No failure.
    #[error("not yet: {0}")]
    NotYet(&'static str),
    /// No custody copy could be secured. The object stays locked; it is tried again, and seniors are told.
    #[error("no custody copy could be secured: {0}")]
    Custody(String),
    /// Mirrors that still owe a receipt or a look. It is tried again.
    #[error("{left} of {all} mirrors have not answered the order for good: {reasons}")]
    Undelivered {
        /// How many are left.
        left: usize,
        /// How many there are.
        all: usize,
        /// Why, each with the mirror's name.
        reasons: String,
    },
    /// A row that cannot be as it is.
    #[error("the database holds {0}")]
    Damaged(&'static str),
    /// Who may take part in what two people do; says what was wrong.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The log.
    #[error(transparent)]
    Audit(#[from] audit::Error),
    /// The queue.
    #[error(transparent)]
    Queue(#[from] jobs::Error),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// A token.
    #[error(transparent)]
    Token(#[from] tokens::Error),
    /// A secret at rest does not open.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// The outbox.
    #[error(transparent)]
    Mail(#[from] mail::Error),
    /// A notice.
    #[error(transparent)]
    Notice(#[from] notices::Error),
}

impl Error {
    /// What the person is told. What failed, and was not refused, is for the log: of that they are told nothing.
    pub fn told(&self) -> Text {
        match self {
            Self::NotLockable(why) | Self::Conflict(why) => why.clone(),
            Self::AlreadyLifted => Text::of("hold-lifted-already"),
            Self::Accounts(error) => error.told(),
            Self::Vault(error) => error.told(),
            other => other.to_string().into(),
        }
    }
}

/// A change that a guard allowed must have changed its row.
fn guarded(rows: u64) -> Result<(), Error> {
    if rows == 1 { Ok(()) } else { Err(Error::Conflict(Text::of("changed-meanwhile"))) }
}

/// Locks the object's row and reads it.
async fn locked(tx: &mut db::Tx, object: ObjectId) -> Result<vault::ObjectRow, Error> {
    vault::lock_row(tx, object).await?.ok_or(Error::NotFound)
}
