//! Survival: how the service outlives the site that it runs on, and how it ends.
//!
//! - [`backup`]: a copy of the database, the log and the evidence, with a list of what lies in custody. Keys are carried apart.
//! - [`recovery`]: a database that is behind what was published catches up from a copy of the log, before anything is served on it.
//! - [`promotion`]: another site becomes the service, and the log says so.
//! - [`winding`]: nothing is taken in any more, and everybody is told until when they can save what is theirs.
//!
//! The room stands above all others that change something, because a recovery applies again what each of them did.

pub mod backup;
pub mod promotion;
pub mod recovery;
mod store;
pub mod winding;

use std::io;
use std::path::PathBuf;

use crate::{audit, db, jobs, mail, personal, service, takedown, vault};

/// Why the service could not be backed up, recovered, promoted or wound down. The messages are for its operator.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A backup is written to where nothing is.
    #[error("{0} is there already: a backup is written into a folder of its own")]
    Exists(PathBuf),
    /// `pg_dump` said no.
    #[error("pg_dump: {0}")]
    Dump(String),
    /// Portals write the log faster than it can be copied.
    #[error("the log grew too fast to be copied; try again")]
    Growing,
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] db::OpenError),
    /// The service cannot be opened.
    #[error(transparent)]
    Service(#[from] service::OpenError),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The log.
    #[error(transparent)]
    Audit(#[from] audit::Error),
    /// The database is behind what was published.
    #[error(transparent)]
    NotCurrent(#[from] audit::NotCurrent),
    /// The queue.
    #[error(transparent)]
    Jobs(#[from] jobs::Error),
    /// The outbox.
    #[error(transparent)]
    Mail(#[from] mail::Error),
    /// Personal data.
    #[error(transparent)]
    Personal(#[from] personal::Error),
    /// Takedowns.
    #[error(transparent)]
    Takedown(#[from] takedown::Error),
    /// Files and custody.
    #[error(transparent)]
    Vault(#[from] vault::Error),
}
