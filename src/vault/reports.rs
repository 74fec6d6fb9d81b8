//! What mirrors say of themselves: their room, their version, the order they obeyed last and how much of the log they cosigned.
//!
//! One portal asks each mirror every minute, whichever comes first, and one that has moved at once. Placement goes by the answers: a mirror weighs the room it has, and
//! one that is full or did not answer takes nothing new until it does; then what lay on too few mirrors meanwhile is copied to it. Once an
//! hour it is counted by our own books what lies on each; sooner where it says itself that it holds far more or less than was counted, and once more after it was removed. By the date of its answer it is seen whether its clock is right: one whose clock is
//! not refuses the call for its time, and is as silent as any.

use std::time::Duration;

use futures_util::future::join_all;

use super::fleet::CallError;
use super::store::reports as store;
use super::{Error, moving};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::MirrorId;
use crate::mirrors::client::{self, Look};
use crate::mirrors::wire::Status;
use crate::service::Service;

/// How often a mirror is asked.
const EVERY: Duration = Duration::from_mins(1);
/// How often it is counted what lies on one.
const COUNTED_EVERY: Duration = Duration::from_hours(1);
/// How soon it is counted anew where a mirror says that it holds more than twice as many files as were counted, or less than half. What it says is
/// a stranger's word: however it lies, we count no more often than this.
const COUNTED_SOON: Duration = Duration::from_mins(5);
/// How often a portal looks whether one is to be asked.
const LOOK: Duration = Duration::from_secs(10);
/// The most bytes that one mirror is believed to have sent to readers since it was started: what it says is added up.
const MOST_SENT: u64 = 1 << 60;
/// The longest version that is kept, in characters.
const LONGEST_VERSION: usize = 40;

/// Counts what lies on mirrors where it is time to, and then asks those whose minute is over how they are. Nothing while the database is behind its log.
pub async fn ask(service: &Service) -> Result<(), Error> {
    if service.log.require_current().is_err() {
        return Ok(());
    }
    count(service).await?;
    let now = service.clock.now();
    let before = now.minus(EVERY);
    let mut tx = service.db.read().await?;
    let due = store::due(&mut tx, before).await?;
    drop(tx);
    if due.is_empty() {
        return Ok(());
    }
    let mut ours = Vec::new();
    let mut tx = service.db.begin().await?;
    for mirror in due {
        // Another portal may have taken its turn meanwhile.
        if store::take_turn(&mut tx, mirror, now, before).await? == 1 {
            ours.push(mirror);
        }
    }
    tx.commit().await?;
    let answers = join_all(ours.iter().map(|mirror| ask_one(service, *mirror))).await;
    write_down(service, now, ours.into_iter().zip(answers).collect()).await
}

/// Counts what lies on the mirrors of which that is not known any more, one after another.
async fn count(service: &Service) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let stale = store::to_count(&mut tx, now.minus(COUNTED_EVERY), now.minus(COUNTED_SOON)).await?;
    drop(tx);
    for (mirror, counted_at) in stale {
        let mut tx = service.db.begin().await?;
        // Another portal may count it already.
        let is_ours = store::take_count(&mut tx, mirror, now, counted_at).await? == 1;
        tx.commit().await?;
        if !is_ours {
            continue;
        }
        // Beside a count, which reads all that lies on a mirror, others write.
        let mut tx = service.db.read().await?;
        let lying = store::lying_on(&mut tx, mirror).await?;
        drop(tx);
        let mut tx = service.db.begin().await?;
        store::counted(&mut tx, mirror, lying).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Asks one mirror now, though its minute is not over: from now on it is reached elsewhere.
pub(super) async fn ask_at_once(service: &Service, mirror: MirrorId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    store::take_turn(&mut tx, mirror, now, now).await?;
    tx.commit().await?;
    let heard = ask_one(service, mirror).await;
    write_down(service, now, vec![(mirror, heard)]).await
}

/// Writes down what the mirrors answered that were asked at `asked_at`.
async fn write_down(service: &Service, asked_at: Time, heard: Vec<(MirrorId, Heard)>) -> Result<(), Error> {
    let now = service.clock.now();
    let mut any_again = false;
    let mut tx = service.db.begin().await?;
    for (mirror, (answer, clock_ahead)) in heard {
        // What comes of a call to where it was says nothing once it was asked where it is.
        if !store::was_asked_last(&mut tx, mirror, asked_at).await? {
            continue;
        }
        store::clock(&mut tx, mirror, clock_ahead).await?;
        match answer {
            Ok(status) => any_again |= answered(&mut tx, mirror, &status, now).await?,
            Err(error) => {
                store::silent(&mut tx, mirror, &error).await?;
            }
        }
    }
    // Last, as everywhere: whoever holds the round's row waits for no mirror's.
    if any_again {
        moving::fill_up_at(&mut tx, service, now.plus(moving::SETTLING)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes down what a mirror answered. Gives whether it had been silent: then what lay on too few mirrors meanwhile may have waited for it.
pub(super) async fn answered(tx: &mut Tx, mirror: MirrorId, status: &Status, now: Time) -> Result<bool, Error> {
    let again = store::is_silent(tx, mirror).await?;
    store::answered(tx, mirror, &read(status), now).await?;
    Ok(again)
}

/// How a mirror says that it is, or why it does not; and by how many seconds its clock is ahead of ours, if it says what time it is.
type Heard = (Result<Status, String>, Option<i64>);

async fn ask_one(service: &Service, mirror: MirrorId) -> Heard {
    let Some(client) = service.mirrors.client(mirror) else {
        return (Err("the service is not connected to the mirror".to_owned()), None);
    };
    let words = |error: client::Error| CallError::from(error).to_string();
    match client.look().await {
        Err(error) => (Err(words(error)), None),
        Ok(Look { status, time }) => {
            let clock_ahead = time.map(|time| time.seconds().saturating_sub(service.clock.now().seconds()));
            let status = match status {
                Ok(status) if status.mirror == mirror => Ok(status),
                Ok(_) => Err("another mirror answers at its address".to_owned()),
                Err(error) => Err(words(error)),
            };
            (status, clock_ahead)
        }
    }
}

/// What is kept of an answer, which is a stranger's.
fn read(status: &Status) -> store::Answer {
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    store::Answer {
        free_bytes: signed(status.free_bytes),
        replicas: signed(status.replicas),
        version: status.version.chars().filter(char::is_ascii_graphic).take(LONGEST_VERSION).collect(),
        last_order_at: status.last_order.map(|order| order.at),
        cosigned_size: status.cosigned_size.map(signed),
        scrubbed_since: status.scrubbed_since,
        refused_orders: signed(status.refused.all()),
        sent: signed(status.sent_bytes.min(MOST_SENT)),
    }
}

/// Asks again and again.
pub(super) async fn run(service: &Service) {
    loop {
        if let Err(error) = ask(service).await {
            tracing::error!(error = %with_causes(&error), "the mirrors could not be asked how they are");
        }
        tokio::time::sleep(LOOK).await;
    }
}
