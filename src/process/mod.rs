//! Due process: how both sides answer a decision, and what happens on which day whether they do or not.
//!
//! The story, in reading order:
//!
//! 1. A restriction is told to the uploader with its reasons ([`crate::notices`]).
//! 2. [`counter_notices`]: under US law the uploader answers on oath; the material returns on the eleventh business day.
//! 3. [`disputes`]: unless the claimant first tells us of an action against the uploader. What is fought out elsewhere.
//! 4. [`appeals`]: either side has the decision looked at again, by somebody else.
//! 5. [`windows`]: until when what was locked can still come back; once all of that is over, it is purged.
//! 6. [`ahead`]: what will happen on which day, for the uploader's page and the claimant's.
//! 7. [`reminders`]: staff are told while there is time. [`delivery`]: what did not arrive of a case's mail is a task for them.
//!
//! Every verb owns its transaction: the change, its log entry, its notices and its follow-up job commit together. Days are
//! rows; the business days of the operator are counted by its [`crate::calendar`].

pub mod ahead;
pub mod appeals;
pub mod counter_notices;
pub mod delivery;
pub mod disputes;
mod letters;
pub mod reminders;
mod store;
pub mod windows;

pub use crate::claims::{Error, FieldError};

use crate::accounts::parties::{self, Case};
use crate::accounts::{self, Actor};
use crate::claims::decided::Decided;
use crate::db::Tx;
use crate::texts::Text;

/// Staff who may decide about this case: their roles now, and no party to it. Gives the word for them in the log.
async fn judge(tx: &mut Tx, actor: &Actor, decided: &Decided) -> Result<&'static str, Error> {
    let person = accounts::in_force(tx, actor).await?;
    if !person.roles.reviewer() {
        return Err(Error::Forbidden(Text::of("only-reviewers")));
    }
    parties::keep_out(tx, actor.account, Case::Claim(decided.claim)).await?;
    Ok(if person.roles.senior() { "senior" } else { "reviewer" })
}
