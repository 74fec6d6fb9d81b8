//! Lanes: which jobs must not keep which others waiting.

use super::Job;
use crate::words::words;

/// What a job waits behind: others of its lane, and of no other. It goes by the kind of the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    /// Takedowns, and whatever has no lane of its own.
    General,
    /// Messages, which wait for a mail server.
    Mail,
    /// What endpoints are told, which wait for strangers.
    Webhooks,
    /// The reading of content.
    Matching,
    /// What goes to other mirrors and custody stores: hours of work.
    Moving,
    /// The repair of files that lie on too few mirrors: days of work where a country was lost.
    Repairing,
    /// Looks at all mirrors and at all that lies in custody, which may be slow.
    Watching,
}

words! {
    Lane {
        General = "general",
        Mail = "mail",
        Webhooks = "webhooks",
        Matching = "matching",
        Moving = "moving",
        Repairing = "repairing",
        Watching = "watching",
    }
}

impl Job {
    /// Its lane, which is written down beside it.
    pub(super) const fn lane(&self) -> Lane {
        match self {
            Self::SendMessage { .. } => Lane::Mail,
            Self::SendWebhooks { .. } => Lane::Webhooks,
            Self::MatchContent { .. } => Lane::Matching,
            Self::MoveToStores { .. } | Self::MoveReplicas { .. } | Self::MoveToAdmitted { .. } => Lane::Moving,
            Self::Repair { .. } => Lane::Repairing,
            Self::WatchCustody | Self::WatchMirrors => Lane::Watching,
            _ => Lane::General,
        }
    }
}

/// Which jobs a worker takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// All of them.
    Everything,
    /// All but the reading, moving and repair of content, which are hours of work, looks at mirrors and stores, which may be slow, and webhooks,
    /// which wait for strangers: none of them keeps a takedown or a message waiting.
    AllButMatchingAndWebhooks,
    /// All but these and messages: a server that does not answer keeps no takedown waiting, however many of them are queued.
    AllButMatchingAndMail,
    /// The reading of content.
    Matching,
    /// The moving of what lies on mirrors that leave, and to those and to custody stores that come.
    Moving,
    /// The repair of files that lie on too few mirrors: days of work where a country was lost.
    Repairing,
    /// The looks at all mirrors and at all that lies in custody: of each there is one at a time, however long its turn takes.
    Watching,
    /// Webhooks.
    Webhooks,
}

impl Takes {
    /// The lanes that a worker looks into. One that only a newer program knows is left to that.
    pub(super) const fn lanes(self) -> &'static [Lane] {
        match self {
            Self::Everything => &[
                Lane::General,
                Lane::Mail,
                Lane::Webhooks,
                Lane::Matching,
                Lane::Moving,
                Lane::Repairing,
                Lane::Watching,
            ],
            Self::AllButMatchingAndWebhooks => &[Lane::General, Lane::Mail],
            Self::AllButMatchingAndMail => &[Lane::General],
            Self::Matching => &[Lane::Matching],
            Self::Moving => &[Lane::Moving],
            Self::Repairing => &[Lane::Repairing],
            Self::Watching => &[Lane::Watching],
            Self::Webhooks => &[Lane::Webhooks],
        }
    }
}
