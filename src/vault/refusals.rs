//! Refusals under local law: a host drops one replica for a reason in the law where its mirror stands. That is no fault of the mirror's, unless it
//! is much of what it was given ([`super::standing`]); the file is kept elsewhere, in another country, and only a decision of this service locks or deletes it.

use super::store::{mirrors, proving as store};
use super::{Error, letters, lock_row};
use crate::audit::{self, Journal, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{BlobId, MirrorId, RefusalId};
use crate::jobs::{self, Job};
use crate::mirrors::refusing::LONGEST_REASON;
use crate::service::Service;
use crate::texts::Text;

/// In seconds.
const DAY: i64 = 86_400;

/// A replica that a host refused.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Of which blob.
    pub blob: BlobId,
    /// Why, in the host's words.
    pub reason: Text,
    /// When the service heard of it.
    pub refused_at: Time,
}

/// Where the reason of a refusal is sealed.
pub(super) fn reason_place(id: RefusalId) -> String {
    format!("replica_refusals.reason/{id}")
}

/// When a day began, in UTC. Of what the host of a mirror can do as often as they like others are written once a day.
pub(super) fn day_of(now: Time) -> Time {
    Time::from_seconds(now.seconds() - now.seconds().rem_euclid(DAY))
}

/// What the host of a mirror refused, the latest first, at most 100.
pub(super) async fn of(tx: &mut Tx, service: &Service, mirror: MirrorId) -> Result<Vec<Refused>, Error> {
    let rows = store::refusals(tx, mirror).await?;
    let opened = |row: store::RefusalRow| -> Result<Refused, Error> {
        let reason = service.keys.said(&reason_place(row.id), &row.reason_sealed)?;
        Ok(Refused { blob: row.blob, reason, refused_at: row.refused_at })
    };
    rows.into_iter().map(opened).collect()
}

/// A mirror tells that its host dropped a replica. It is logged, host and administrators are written to, and the object gets another replica in
/// another country. An order still goes to
/// this mirror, so that it signs that it holds nothing. Told again it is the same.
///
/// # Errors
/// [`Error::NotFound`] for a blob that was never placed on this mirror.
pub async fn refused(service: &Service, mirror: MirrorId, blob: BlobId, reason: &str) -> Result<(), Error> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Error::Invalid { field: "reason", problem: Text::of("mirror-refusal-reason") });
    }
    let mut tx = service.db.read().await?;
    let object = store::object_of(&mut tx, blob).await?.ok_or(Error::NotFound)?;
    let row = super::store::hosts::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    if !store::was_placed(&mut tx, blob, mirror).await? {
        return Err(Error::NotFound);
    }
    drop(tx);
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    let is_written = store::has_refused_since(&mut tx, mirror, day_of(now)).await?;
    let id = RefusalId::new(&service.clock, &service.entropy);
    let sealed = service.keys.seal(&reason_place(id), reason.as_bytes());
    if !store::insert_refusal(&mut tx, id, blob, mirror, &sealed, now).await? {
        return Ok(());
    }
    mirrors::replica_lost(&mut tx, blob, mirror).await?;
    // It may have been asked for a proof before this was known, and said that it is gone. Now it is known why; still it had not what it signed
    // for, and nothing that it showed is made good by refusing.
    store::excuse_gone(&mut tx, blob, mirror).await?;
    let entry = NewEntry {
        kind: "mirror.replica-refused",
        case: row.log_case,
        actor: "mirror",
        fields: serde_json::json!({ "mirror": mirror }),
        commitments: &[("blob", blob.to_string()), ("reason", reason.to_owned())],
        journal: Some(Journal::ReplicaRefused { mirror, blob }),
    };
    audit::append(&mut tx, service, entry).await?;
    if !is_written {
        letters::tell(&mut tx, service, &row, letters::News::Dropped).await?;
    }
    jobs::enqueue(&mut tx, service, &Job::Repair { object }, now).await?;
    tx.commit().await?;
    Ok(())
}
