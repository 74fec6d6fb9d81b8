//! How mirrors stand: when each asked last what it is to obey, whether it answers, what lies on it, what it sent, and what it owes. Its host
//! sees that of their own, administrators of all.
//!
//! Pages read what was noted when mirrors were asked ([`super::reports`]) and judged ([`super::proving`]), and ask no mirror anything.

use super::hosts::{self, Host, MirrorState, Wanted};
use super::store::{health as store, hosts as mirrors};
use super::{Error, applications, proving};
use crate::accounts::Actor;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::MirrorId;
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::{Digest, LEEWAY};

/// The most orders that are listed.
const MOST: i64 = 50;

/// By how many seconds clocks may differ: with more, neither side takes what the other signs for the moment.
pub const CLOCKS_DIFFER: i64 = LEEWAY.as_secs().cast_signed();

/// What was seen of a mirror last.
#[derive(Clone, Debug, Default, sqlx::FromRow)]
pub struct Seen {
    /// When it last asked what it is to obey. One of the service's own process never does.
    pub polled_at: Option<Time>,
    /// When it was last looked at.
    pub looked_at: Option<Time>,
    /// When it last answered that.
    pub answered_at: Option<Time>,
    /// Why it did not, the last time.
    pub problem: Option<String>,
    /// By how many seconds its clock was ahead of ours then; less than 0 where it was behind.
    pub clock_ahead: Option<i64>,
    /// The version of Writ that it said it runs.
    pub version: Option<String>,
    /// Free space in bytes, as it said.
    pub free_bytes: Option<i64>,
    /// How many bytes it said it sent to readers, since it was first looked at.
    pub sent_bytes: Option<i64>,
    /// When it was counted what follows.
    pub counted_at: Option<Time>,
    /// How many files lie on it.
    pub held_files: Option<i64>,
    /// How many bytes those have.
    pub held_bytes: Option<i64>,
    /// How many bytes it ever took.
    pub received_bytes: Option<i64>,
}

/// What was ordered of a mirror.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    /// How many orders in all.
    pub all: i64,
    /// Of those, how many it gave a receipt for.
    pub receipted: i64,
    /// How many it refused.
    pub refused: i64,
}

impl Orders {
    /// How many are on their way.
    pub fn pending(&self) -> i64 {
        self.all - self.receipted - self.refused
    }
}

/// An order that a mirror has not receipted.
#[derive(Clone, Copy, Debug)]
pub struct Owed {
    /// The SHA-256 of the compact order, as the mirror names it.
    pub order: Digest,
    /// When it was issued.
    pub issued_at: Time,
    /// Whether the mirror refused it.
    pub refused: bool,
    /// How often it was tried to deliver it.
    pub attempts: i64,
    /// When it was, the last time.
    pub last_attempt_at: Option<Time>,
}

/// A mirror and how it stands.
#[derive(Clone, Debug)]
pub struct Report {
    /// The mirror.
    pub host: Host,
    /// What was seen of it.
    pub seen: Seen,
    /// What was ordered of it.
    pub orders: Orders,
    /// What it owes: the oldest, at most 50.
    pub owed: Vec<Owed>,
    /// How many copies on it were found to be gone or wrong.
    pub lost: i64,
    /// What it shows of itself, and what is thought of it.
    pub shown: proving::Report,
    /// What its host asks to change, while it takes part.
    pub wanted: Option<Wanted>,
    /// Why it was refused, if it was.
    pub why_refused: Option<Text>,
}

impl Report {
    /// Whether it answered when it was last looked at.
    pub fn answers(&self) -> bool {
        self.seen.answered_at.is_some() && self.seen.problem.is_none()
    }

    /// By how many whole minutes its clock is ahead, where that is too much.
    pub fn minutes_ahead(&self) -> Option<i64> {
        self.seen.clock_ahead.filter(|ahead| *ahead > CLOCKS_DIFFER).map(|ahead| ahead / 60)
    }

    /// By how many it is behind.
    pub fn minutes_behind(&self) -> Option<i64> {
        self.seen.clock_ahead.filter(|ahead| *ahead < -CLOCKS_DIFFER).map(|ahead| ahead.saturating_neg() / 60)
    }
}

/// How somebody's own mirrors stand, those that wait to be admitted first.
pub async fn own(service: &Service, actor: &Actor) -> Result<Vec<Report>, Error> {
    let mut tx = service.db.read().await?;
    let mut reports = Vec::new();
    for mirror in applications::mirrors_of(&mut tx, actor).await? {
        reports.push(report(&mut tx, service, mirror).await?);
    }
    reports.sort_by_key(|report| report.host.applied_at);
    reports.sort_by_key(|report| report.host.state != MirrorState::Applied);
    Ok(reports)
}

/// How one of somebody's own mirrors stands. Whatever is another's is not there.
pub async fn of_own(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<Report, Error> {
    let mut tx = service.db.read().await?;
    applications::require_own(&mut tx, actor, mirror).await?;
    report(&mut tx, service, mirror).await
}

/// How any mirror stands; for administrators.
pub async fn of(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<Report, Error> {
    let mut tx = service.db.read().await?;
    hosts::administrator(&mut tx, actor).await?;
    report(&mut tx, service, mirror).await
}

async fn report(tx: &mut Tx, service: &Service, mirror: MirrorId) -> Result<Report, Error> {
    let host = mirrors::find(tx, mirror).await?.ok_or(Error::NotFound)?;
    let seen = store::seen(tx, mirror).await?.unwrap_or_default();
    let mut orders = Orders::default();
    for (state, count) in store::orders(tx, mirror).await? {
        orders.all += count;
        match state.as_str() {
            "done" => orders.receipted += count,
            "refused" => orders.refused += count,
            _ => {}
        }
    }
    let owed = store::owed(tx, mirror, MOST).await?;
    let lost = store::lost(tx, mirror).await?;
    let shown = proving::shown(tx, service, mirror).await?;
    let wanted = mirrors::wanted(tx, mirror).await?;
    let why_refused = applications::why_refused(tx, service, &host).await?;
    Ok(Report { host, seen, orders, owed, lost, shown, wanted, why_refused })
}
