//! Complaints about a link that is blocked while nobody has decided yet: somebody at the desk said that a life or a child is in danger, and a
//! senior has the case in hand.
//!
//! Whoever stands before such a link is not to read from it how far the case is, so it takes a complaint as every other does. That waits: there
//! is nothing yet that somebody else could look at again. Once the senior has decided, it is about what was decided, and due when it was said to
//! be; where nothing blocks its link any more, it ends, and what it says goes at once, since nobody is to read it. Once a file is
//! purged, all that waits about it ends.

use super::telling::{self, Told};
use super::{Outcome, Subject, end_open, enter, store};
use crate::claims::decided;
use crate::db::Tx;
use crate::ids::{LinkId, ObjectId};
use crate::jobs;
use crate::process::{Error, reminders};
use crate::service::Service;
use crate::vault::{self, ObjectRow, ObjectState};

/// The file behind a link that is blocked so, its row locked until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, link: &LinkId) -> Result<ObjectRow, Error> {
    let object = store::undecided_behind(tx, link).await?.ok_or(Error::NotFound)?;
    let row = vault::lock_row(tx, object).await?.ok_or(Error::NotFound)?;
    // Read again, now that nothing lifts.
    store::undecided_behind(tx, link).await?.ok_or(Error::NotFound)?;
    Ok(row)
}

/// The job of a file of which nobody but a decision keeps hold any more: what was complained meanwhile goes on, or ends. Where nothing is left
/// of it to be given back, so does what was complained of decisions, but for what a senior has yet to record as reversed. Safe to run again.
pub async fn settle(service: &Service, object: ObjectId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let row = vault::lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    let purged = row.state == ObjectState::Purged;
    for found in store::undecided_about(&mut tx, object).await? {
        if let Some(decision) = store::decision_that_blocks(&mut tx, &found.link).await? {
            store::decided(&mut tx, found.id, decision).await?;
            jobs::look_at_deadlines(&mut tx, service, found.due_at.minus(reminders::DAYS).max(now)).await?;
        } else if store::undecided_behind(&mut tx, &found.link).await?.is_none() {
            let to = telling::address(&mut tx, service, found.id).await?;
            store::end_moot(&mut tx, found.id, now).await?;
            store::erase(&mut tx, found.id).await?;
            enter(&mut tx, service, &found, ("complaint.answered", Outcome::Moot.as_str()), ("service", None)).await?;
            let told = if purged { Told::Gone } else { Told::Moot };
            telling::write(&mut tx, service, &found, to, (told, None)).await?;
        }
    }
    if purged {
        for decision in store::open_decisions(&mut tx, object).await? {
            let subject = Subject::Decision(decided::read(&mut tx, decision).await?);
            let reversed = subject.is_reversed(&mut tx).await?;
            end_open(&mut tx, service, &subject, reversed, Told::Gone).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
