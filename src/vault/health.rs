//! How mirrors stand: when each asked last what it is to obey, whether it answers, what lies on it, what it sent, and what it owes. Its host
//! sees that of their own, administrators of all.
//!
//! One portal at a time looks at a mirror, every few minutes, and counts by our own books once an hour what lies on it: pages read what was
//! noted then, and ask no mirror anything. Nothing here decides anything.

use std::time::Duration;

use futures_util::future;

use super::hosts::{self, Host, MirrorState};
use super::store::{health as store, hosts as mirrors};
use super::{Error, applications, fleet};
use crate::accounts::Actor;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::MirrorId;
use crate::mirrors::polling;
use crate::service::Service;
use crate::tokens::{Digest, TICKET_LIFE};

/// How often a mirror is looked at.
const EVERY: Duration = Duration::from_mins(5);
/// How often it is counted what lies on one.
const COUNTED_EVERY: Duration = Duration::from_hours(1);
/// How often a portal asks itself whether one is to be looked at.
const PAUSE: Duration = Duration::from_secs(30);
/// How many are looked at at once.
const AT_ONCE: usize = 16;
/// How long an order may be on its way before a mirror counts as behind.
const SOON: Duration = Duration::from_hours(1);
/// The most orders that are listed.
const MOST: i64 = 50;
/// The longest that is kept of why one did not answer, in characters.
const LONGEST_PROBLEM: usize = 300;

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

/// How a mirror stands, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has looked at it yet.
    Unknown,
    /// It answers, asks, and owes nothing for long.
    Good,
    /// It has owed a receipt for more than an hour.
    Behind,
    /// It does not answer, or has not asked for so long that it serves nothing.
    Silent,
    /// It refused an order, lost something, or was found to have failed.
    Failing,
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
    /// How it stands.
    pub standing: Standing,
}

impl Report {
    /// Whether it answered when it was last looked at.
    pub fn answers(&self) -> bool {
        self.seen.answered_at.is_some() && self.seen.problem.is_none()
    }
}

/// How a mirror stands, by what was seen of it.
pub fn standing(host: &Host, seen: &Seen, orders: &Orders, owed: &[Owed], lost: i64, now: Time) -> Standing {
    if host.state == MirrorState::Failed || orders.refused > 0 || lost > 0 {
        return Standing::Failing;
    }
    if seen.looked_at.is_none() {
        return Standing::Unknown;
    }
    // What has not asked for as long as tickets live serves nothing; it asks every minute.
    let asks = |at: Time| now <= at.plus(TICKET_LIFE + polling::EVERY);
    let is_heard = host.url.is_none() || seen.polled_at.is_some_and(asks);
    if seen.problem.is_some() || seen.answered_at.is_none() || !is_heard {
        Standing::Silent
    } else if owed.iter().any(|order| order.issued_at.plus(SOON) < now) {
        Standing::Behind
    } else {
        Standing::Good
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
    let standing = standing(&host, &seen, &orders, &owed, lost, service.clock.now());
    Ok(Report { host, seen, orders, owed, lost, standing })
}

/// A mirror has asked what it is to obey, and was told.
pub async fn heard(service: &Service, mirror: MirrorId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    store::polled(&mut tx, mirror, now, now.minus(polling::EVERY / 2)).await?;
    tx.commit().await?;
    Ok(())
}

/// Looks at every mirror that takes part and that nobody has looked at for some minutes.
pub async fn look(service: &Service) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let known: Vec<MirrorId> = super::store::mirrors::known(&mut tx).await?.into_iter().map(|row| row.id).collect();
    drop(tx);
    for some in known.chunks(AT_ONCE) {
        let looks = some.iter().copied().map(|mirror| look_at(service, mirror));
        for looked in future::join_all(looks).await {
            looked?;
        }
    }
    Ok(())
}

async fn look_at(service: &Service, mirror: MirrorId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    if store::begin_look(&mut tx, mirror, now, now.minus(EVERY)).await? != 1 {
        return Ok(());
    }
    store::count(&mut tx, mirror, now, now.minus(COUNTED_EVERY)).await?;
    tx.commit().await?;
    let answer = fleet::status(service, mirror).await;
    let mut tx = service.db.begin().await?;
    match answer {
        Ok(status) => store::answered(&mut tx, mirror, service.clock.now(), &status).await?,
        Err(error) => {
            let problem: String = error.to_string().chars().take(LONGEST_PROBLEM).collect();
            store::silent(&mut tx, mirror, &problem).await?
        }
    };
    tx.commit().await?;
    Ok(())
}

/// Looks, until `shutdown` is done.
pub async fn run(service: Service, shutdown: impl Future<Output = ()>) {
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = &mut shutdown => return,
        }
        if let Err(error) = look(&service).await {
            tracing::error!(%error, "how mirrors stand could not be noted");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::CaseId;

    fn host(url: Option<&str>, state: MirrorState) -> Host {
        Host {
            id: MirrorId(uuid::Uuid::from_u128(1)),
            host: "Kiwi Hosting".into(),
            jurisdiction: "NZ".into(),
            public_key: vec![7; 32],
            url: url.map(str::to_owned),
            capacity: None,
            state,
            log_case: CaseId(uuid::Uuid::from_u128(2)),
            applied_at: None,
            admitted_at: None,
            stopped_at: None,
            removed_at: None,
        }
    }

    #[test]
    fn a_mirror_stands_as_it_was_seen() {
        let now = Time::from_seconds(1_000_000);
        let before = |seconds| now.minus(Duration::from_secs(seconds));
        let elsewhere = host(Some("https://kiwi.example"), MirrorState::Admitted);
        let own = host(None, MirrorState::Admitted);
        let seen = Seen {
            polled_at: Some(before(30)),
            looked_at: Some(before(60)),
            answered_at: Some(before(60)),
            ..Seen::default()
        };
        let owed = |seconds| Owed {
            order: Digest([0; 32]),
            issued_at: before(seconds),
            refused: false,
            attempts: 3,
            last_attempt_at: None,
        };
        let none = Orders::default();
        let stands = |host: &Host, seen: &Seen| standing(host, seen, &none, &[], 0, now);
        assert_eq!(stands(&elsewhere, &seen), Standing::Good);
        assert_eq!(stands(&elsewhere, &Seen::default()), Standing::Unknown);
        let unheard = Seen { polled_at: Some(before(361)), ..seen.clone() };
        assert_eq!(stands(&elsewhere, &unheard), Standing::Silent);
        assert_eq!(stands(&own, &Seen { polled_at: None, ..seen.clone() }), Standing::Good, "it need not ask");
        let silent = Seen { problem: Some("connection refused".into()), ..seen.clone() };
        assert_eq!(stands(&elsewhere, &silent), Standing::Silent);
        assert_eq!(standing(&elsewhere, &seen, &none, &[owed(3_601)], 0, now), Standing::Behind);
        assert_eq!(standing(&elsewhere, &seen, &none, &[owed(3_599)], 0, now), Standing::Good);
        let refused = Orders { all: 2, receipted: 1, refused: 1 };
        assert_eq!((standing(&elsewhere, &seen, &refused, &[], 0, now), refused.pending()), (Standing::Failing, 0));
        assert_eq!(standing(&elsewhere, &seen, &none, &[], 1, now), Standing::Failing);
        assert_eq!(stands(&host(None, MirrorState::Failed), &seen), Standing::Failing);
    }
}
