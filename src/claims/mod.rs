//! Rights holders and their claims: who may claim, what they claim, what they prove, and what is decided.
//!
//! The story, in reading order:
//!
//! 1. [`organisations`]: a rights holder applies, proves control of its domain, and is verified, refused or suspended; its
//!    members, each by an invitation.
//! 2. [`agreements`]: the versions of the non-liability agreement; one administrator proposes, another publishes.
//! 3. [`signatures`]: an owner signs for the organisation, a member for itself; the exact record is kept.
//! 4. [`works`]: what it holds rights in.
//!    [`principals`]: for whom it holds them as an agent, and until when.
//! 5. [`statement`]: what a notice must contain, by the law it is made under; [`proof`]: what each target proves.
//! 6. [`drafts`]: a claim while it is written, its links proven as they are entered; [`filing`]: a rights holder's claim;
//!    [`extension`]: more links for it; [`reports`]: anyone's notice, without an account. One queue.
//!    [`flaggers`]: whose notices go ahead, and in what. [`correspondents`]: who sent one without an account, if they confirm it.
//! 7. [`matching`]: whether what was opened is one of the holder's references, on request.
//! 8. [`queue`]: the desk, by time to breach; [`cases`]: what a case looks like to its parties; [`known`]: by what they are known from one
//!    to the next; [`senders`]: how lists name them; [`decisions`]: a reviewer's finding and action for each target; [`bulk`]: one for many; [`questions`]: what a notice still lacks; [`evidence`]: what is disclosed and brought, for whoever opened it.
//!    [`authorities`]: orders of courts and authorities, with their own clock and gag; [`escalations`]: what is handed to a senior;
//!    [`preserving`]: why what must not be purged is kept; [`notes`]: what staff write to each other; [`reasons`]: the words that seniors
//!    keep.
//! 9. [`direct`]: two administrators grant direct access, and the holder deletes by itself; [`samples`]: a senior looks at
//!    some of it afterwards.
//! 10. [`withdrawal`]: a claim is taken back, in whole or in part.
//! 11. [`programs`]: the same by key, for holders with thousands of claims a day.
//!
//! What needs two people is a step of [`accounts::two_person`]. Every verb owns its transaction: the change, its log
//! entry and its follow-up commit together or not at all. What gives a power (membership, verification, a signature
//! under the current agreement, a grant) is read again inside that transaction, never taken from a page.

pub mod agreements;
pub mod authorities;
pub mod bulk;
pub mod cases;
pub mod correspondents;
pub mod decided;
pub mod decisions;
pub mod direct;
pub mod drafts;
pub mod escalations;
pub mod evidence;
pub mod extension;
pub mod filing;
pub mod flaggers;
pub(crate) mod form;
pub mod known;
pub mod matching;
pub mod next;
pub mod notes;
pub mod organisations;
pub mod preserving;
pub mod principals;
pub mod programs;
pub mod proof;
pub mod questions;
pub mod queue;
pub mod reasons;
pub mod reports;
pub mod samples;
pub mod senders;
pub mod signatures;
pub mod sources;
pub mod statement;
mod store;
mod telling;
pub mod withdrawal;
pub mod works;

use crate::accounts::{Actor, standing};
use crate::causes::Misfit;
use crate::db::Tx;
use crate::texts::Text;
use crate::{accounts, audit, jobs, keys, mail, notices, takedown, tokens, vault, webhooks};

/// What was wrong with one field of a form, in the words of the person who filled it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field, as the form names it.
    pub field: &'static str,
    /// What to do about it.
    pub message: Text,
}

impl FieldError {
    /// An error of `field`.
    pub fn new(field: &'static str, message: impl Into<Text>) -> Self {
        Self { field, message: message.into() }
    }
}

/// Why a verb of this room did nothing. The messages are for the person who called it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or not for this person: the answer is the same.
    #[error("{}", self.told())]
    NotFound,
    /// The person lacks the role or membership for this.
    #[error("{0}")]
    Forbidden(Text),
    /// Fields of a form.
    #[error("{}", describe_fields(.0))]
    Invalid(Vec<FieldError>),
    /// Targets of a claim, each with its line.
    #[error("{}", describe_targets(.0))]
    Targets(Vec<proof::TargetError>),
    /// Lines of a file of works, each with its column.
    #[error("{}", describe_lines(.0))]
    Lines(works::sheet::Told<works::sheet::LineError>),
    /// The agreement is not signed, or not in its current version.
    #[error("{0}")]
    Agreement(signatures::Refusal),
    /// The organisation is not verified.
    #[error("{}", self.told())]
    NotVerified {
        /// Its name.
        organisation: String,
        /// Its state.
        state: organisations::State,
    },
    /// Suspended for misuse.
    #[error(transparent)]
    Closed(#[from] standing::Closed),
    /// A principal for whom nothing can be done now.
    #[error("{0}")]
    Principal(principals::Refusal),
    /// It happened already, or something else did, since the person last looked.
    #[error("{0}")]
    Conflict(Text),
    /// Notices without an account, too many in an hour.
    #[error("{}", self.told())]
    TooManyReports {
        /// The limit.
        limit: u32,
    },
    /// The daily quota of direct access.
    #[error("{}", self.told())]
    Quota {
        /// Targets a day.
        limit: i64,
        /// Used in the last 24 hours.
        used: i64,
        /// Targets of this claim.
        wanted: i64,
    },
    /// The daily quota of matching.
    #[error("{}", self.told())]
    MatchingQuota {
        /// Sealed bytes in 24 hours.
        limit: u64,
        /// Used in the last 24 hours.
        used: u64,
        /// What was asked for now.
        wanted: u64,
    },
    /// Direct access does not reach this claim.
    #[error("{}", self.told())]
    NotDirect(direct::Obstacle),
    /// A program was refused where a person would not be.
    #[error(transparent)]
    Program(#[from] programs::Refusal),
    /// The database.
    #[error("the database")]
    Database(#[from] sqlx::Error),
    /// Encryption at rest.
    #[error("a sealed value")]
    Keys(#[from] keys::Error),
    /// The log.
    #[error("the log")]
    Audit(#[from] audit::Error),
    /// The queue of jobs.
    #[error("the queue of jobs")]
    Jobs(#[from] jobs::Error),
    /// The vault.
    #[error("the vault")]
    Vault(#[from] vault::Error),
    /// Holds; says why an object cannot be locked.
    #[error(transparent)]
    Takedown(#[from] takedown::Error),
    /// Passwords, attempts and steps of two people; says what was wrong.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// Notices.
    #[error("the notice")]
    Notice(#[from] notices::Error),
    /// Webhooks.
    #[error("a webhook")]
    Webhook(#[from] webhooks::Error),
    /// The outbox.
    #[error("the outbox")]
    Mail(#[from] mail::Error),
    /// Tokens.
    #[error("the proof of possession")]
    Token(#[from] tokens::Error),
    /// The folder of evidence, or a file in it.
    #[error("the folder of evidence")]
    EvidenceFolder(#[source] std::io::Error),
    /// A file of works that could not be written or read.
    #[error("a file of works")]
    Sheet(#[from] csv::Error),
    /// A record that could not be written or read as JSON.
    #[error("a record")]
    Record(#[source] Misfit),
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Record(error.into())
    }
}

impl Error {
    /// What the person is told. What failed, and was not refused, is for the log: of that they are told nothing.
    pub fn told(&self) -> Text {
        match self {
            Self::NotFound => Text::of("claims-nothing"),
            Self::Forbidden(why) | Self::Conflict(why) => why.clone(),
            Self::Invalid(fields) => Text::row(fields.iter().map(|field| field.message.clone().sentence())),
            Self::Targets(targets) => Text::row(targets.iter().map(|target| target.told().sentence())),
            Self::Closed(closed) => closed.told(),
            Self::Agreement(refusal) => refusal.told(),
            Self::NotVerified { organisation, state } => Text::of("claims-not-verified")
                .with("organisation", organisation.as_str())
                .with("state", Text::under(format!("state-{state}"))),
            Self::Principal(refusal) => refusal.told(),
            Self::TooManyReports { limit } => Text::of("claims-too-many-reports").with("limit", *limit),
            Self::Quota { limit, used, wanted } => {
                Text::of("claims-quota").with("limit", *limit).with("used", *used).with("wanted", *wanted)
            }
            Self::MatchingQuota { limit, used, wanted } => {
                Text::of("matching-quota").with("limit", *limit).with("used", *used).with("wanted", *wanted)
            }
            Self::NotDirect(obstacle) => Text::of("claims-not-direct").with("why", obstacle.told()),
            Self::Program(refusal) => refusal.told(),
            Self::Takedown(error) => error.told(),
            Self::Accounts(error) => error.told(),
            other => other.to_string().into(),
        }
    }

    /// Whether the person was refused, in words for them; else something failed.
    pub(crate) fn is_a_refusal(&self) -> bool {
        matches!(
            self,
            Self::NotFound
                | Self::Forbidden(_)
                | Self::Conflict(_)
                | Self::Closed(_)
                | Self::Invalid(_)
                | Self::Accounts(accounts::Error::Forbidden(_) | accounts::Error::NotFound)
                | Self::Takedown(
                    takedown::Error::NotFound | takedown::Error::NotLockable(_) | takedown::Error::Conflict(_)
                )
        )
    }
}

/// The person with the roles in force in this transaction: a role that was taken away since the page was shown is gone.
async fn in_force(tx: &mut Tx, actor: &Actor) -> Result<Actor, Error> {
    Ok(accounts::in_force(tx, actor).await?)
}

fn describe_fields(errors: &[FieldError]) -> String {
    errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; ")
}

fn describe_targets(errors: &[proof::TargetError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn describe_lines(told: &works::sheet::Told<works::sheet::LineError>) -> String {
    let first = told.first.iter().map(|error| format!("line {}, {}: {}", error.line, error.column, error.message));
    let more = (told.more > 0).then(|| format!("and {} more", told.more));
    first.chain(more).collect::<Vec<_>>().join("; ")
}
