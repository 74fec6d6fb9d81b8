//! Why the vault refuses.

use std::time::Duration;

use super::{METADATA, Restriction};
use crate::ids::ObjectId;
use crate::texts::Text;
use crate::{accounts, audit, jobs, keys, tokens};

/// Why the vault refused, in the user's words.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not yours: which of the two is nobody's business.
    #[error("there is nothing here")]
    NotFound,
    /// A password link without its password.
    #[error("this link is protected by a password")]
    PasswordMissing,
    /// A password link with another password.
    #[error("this is not the link's password")]
    PasswordWrong,
    /// Too many wrong passwords for one link.
    #[error("more than {per_hour} wrong passwords in an hour (limit: guesses an hour); try again later")]
    TooManyGuesses {
        /// The limit.
        per_hour: u32,
        /// When the next guess is heard.
        retry_after: Duration,
    },
    /// More than may be.
    #[error("there are already {limit} {what} (limit: {what})")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// Locked, purged, or a disabled link.
    #[error("access to this file is blocked for legal reasons")]
    Restricted(Restriction),
    /// Uploading and sharing are closed to the account.
    #[error(transparent)]
    Closed(#[from] accounts::standing::Closed),
    /// A link of an account that was terminated.
    #[error("the account that shared this file was closed")]
    AccountClosed,
    /// Larger than may be.
    #[error("{what} may have at most {limit} bytes (limit: {} size)", bare(what))]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit in bytes.
        limit: u64,
    },
    /// So many at once that one more must wait.
    #[error("{limit} parts are already under way {place} (limit: parts in flight); try again shortly")]
    Busy {
        /// Where the limit stands.
        place: &'static str,
        /// The limit.
        limit: usize,
    },
    /// A value that cannot be right.
    #[error("{field}: {problem}")]
    Invalid {
        /// Which value.
        field: &'static str,
        /// What is wrong with it.
        problem: Text,
    },
    /// The part was announced with other bytes before. A salt and key must never seal two plaintexts.
    #[error("{} was first sent with other bytes; an upload never changes. Begin a new one", piece_name(*.part))]
    PartDiffers {
        /// The part, or [`METADATA`].
        part: i64,
    },
    /// Completed or discarded before.
    #[error("this upload has ended: it was {0}")]
    UploadEnded(&'static str),
    /// Something is missing for completion.
    #[error("the upload is not complete: {0}")]
    Incomplete(String),
    /// The parts that were acknowledged do not fold to the root given.
    #[error("the parts that were stored do not make up the root that was given")]
    RootDiffers,
    /// The state of things does not allow it.
    #[error("{0}")]
    Conflict(Text),
    /// Too few mirrors answer, now.
    #[error("{0}; try again shortly")]
    Unavailable(String),
    /// No copy anywhere verifies.
    #[error("no copy of {} of object {object} verifies", piece_name(*.part))]
    NoGoodCopy {
        /// The object.
        object: ObjectId,
        /// The part, or [`METADATA`].
        part: i64,
    },
    /// A custody store failed.
    #[error("the custody store {store}: {source}")]
    Custody {
        /// Its name.
        store: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Who may run the fleet, and what takes two of them; says what was wrong.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// A secret at rest does not open.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// The log.
    #[error(transparent)]
    Audit(#[from] audit::Error),
    /// The database is behind the published log: nothing is released, issued or written.
    #[error(transparent)]
    NotCurrent(#[from] audit::NotCurrent),
    /// The queue.
    #[error(transparent)]
    Jobs(#[from] jobs::Error),
    /// A token could not be signed, or a mirror's does not hold.
    #[error(transparent)]
    Token(#[from] tokens::Error),
}

impl Error {
    /// What the person is told. Programs alone come across what no text stands for: it is said in English.
    pub fn told(&self) -> Text {
        match self {
            Self::Conflict(why) => why.clone(),
            Self::Invalid { problem, .. } => problem.clone(),
            Self::Closed(closed) => closed.told(),
            Self::Accounts(error) => error.told(),
            Self::TooMany { what: "links of one file", limit } => Text::of("vault-links-full").with("limit", *limit),
            other => other.to_string().into(),
        }
    }
}

/// `an object` without its article.
fn bare(what: &str) -> &str {
    what.split_once(' ').filter(|(article, _)| matches!(*article, "a" | "an")).map_or(what, |(_, noun)| noun)
}

fn piece_name(part: i64) -> String {
    if part == METADATA { "the metadata".to_owned() } else { format!("part {part}") }
}
