//! The material returns by a counter-notice, on its day or when an action against its uploader has ended; or there is nothing left that could.

use super::{CounterNotice, Outcome, end};
use crate::claims::decided::{self, Decided};
use crate::db::Tx;
use crate::ids::CounterNoticeId;
use crate::process::{Error, letters, store};
use crate::service::Service;
use crate::takedown::Lifted;

/// The job of a counter-notice, on the eleventh business day: the material returns, unless a dispute of the claimant's is open. Safe
/// to run again.
pub async fn return_material(service: &Service, id: CounterNoticeId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let found = store::counter_notice(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let decided = decided::lock(&mut tx, found.decision).await?;
    // Read again under the lock.
    let found = store::counter_notice(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if found.ended_at.is_some()
        || service.clock.now() < found.returns_at
        || store::action_is_open(&mut tx, &decided).await?
    {
        return Ok(());
    }
    // What answers another link of the file in that claim asks for the same, and has it with this.
    let mut sent = store::actions::counter_notices_about(&mut tx, &decided).await?;
    sent.retain(|other| other.id != id);
    sent.insert(0, found);
    give_back(&mut tx, service, &decided, &sent).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends counter-notices by giving back what their claim restricts of the file: every hold of that claim on it, and no other's. Both
/// sides are told once, of `decided`.
pub(in crate::process) async fn give_back(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    sent: &[CounterNotice],
) -> Result<(), Error> {
    let mut came_to = Lifted::Nothing;
    for decision in store::restricting(tx, decided).await? {
        let lifted = decided::undo(tx, service, decision, "counter-notice").await?;
        // The last one says what became of the file.
        if lifted != Lifted::Nothing {
            came_to = lifted;
        }
    }
    let outcome = match came_to {
        Lifted::Back | Lifted::StillHeld => Outcome::Returned,
        Lifted::Nothing | Lifted::Gone => Outcome::Moot,
    };
    for found in sent {
        let answered = decided::read(tx, found.decision).await?;
        end(tx, service, &answered, found, outcome, "service", None).await?;
    }
    let Some(first) = sent.first() else { return Ok(()) };
    match came_to {
        Lifted::Back => letters::material_returned(tx, service, decided).await,
        Lifted::StillHeld => letters::still_held(tx, service, first.account, decided).await,
        Lifted::Nothing | Lifted::Gone => letters::counter_notice_moot(tx, service, first, decided).await,
    }
}

/// Ends a counter-notice that has lost its object, and tells both sides, to whom a day was promised.
pub(in crate::process) async fn end_moot(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    found: &CounterNotice,
) -> Result<(), Error> {
    end(tx, service, decided, found, Outcome::Moot, "service", None).await?;
    letters::counter_notice_moot(tx, service, found, decided).await
}
