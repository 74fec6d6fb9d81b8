//! Due process: how both sides answer a decision, and what happens on which day whether they do or not.
//!
//! The story, in reading order:
//!
//! 1. A restriction is told to the uploader with its reasons ([`crate::notices`]).
//! 2. [`counter_notices`]: under US law the uploader answers on oath; the material returns on the eleventh business day.
//! 3. [`disputes`]: unless the claimant first tells us of an action against the uploader. What is fought out elsewhere; who looks at what
//!    was told of an action, and who says how it ended.
//! 4. [`appeals`]: either side has the decision looked at again, by somebody else. [`overturning`]: a senior does of their own motion.
//!    [`complaints`]: who has a link that is blocked, or whose account was terminated, says what is wrong with that, and is answered.
//! 5. [`windows`]: until when what was locked can still come back; once all of that is over, it is purged.
//!    [`disclosed`]: until when the key is kept that came with it.
//! 6. [`ahead`]: what will happen on which day, for the uploader's page and the claimant's.
//! 7. [`strikes`]: how often an uploader went on after being told, and the account that comes before a reviewer; [`misuse`]: notices
//!    and complaints that were manifestly unfounded; [`measures`]: what is decided after either, and how that ends.
//! 8. [`waiting`]: what of it waits at the desk, and in whose hands; [`tally`]: how much that is. [`reminders`]: staff are told while there is time. [`delivery`]: what did not arrive of a case's mail is a task for them.
//!
//! Every verb owns its transaction: the change, its log entry, its notices and its follow-up job commit together. Days are
//! rows; the business days of the operator are counted by its [`crate::calendar`].

pub mod ahead;
pub mod appeals;
pub mod complaints;
pub mod counter_notices;
pub mod delivery;
pub mod disclosed;
pub mod disputes;
mod letters;
pub mod measures;
pub mod misuse;
pub mod overturning;
pub mod reminders;
mod store;
pub mod strikes;
pub mod tally;
pub mod waiting;
pub mod windows;

pub use crate::claims::{Error, FieldError};

use self::appeals::Side;
use crate::accounts::parties::{self, Case};
use crate::accounts::{self, Actor};
use crate::claims::decided::Decided;
use crate::claims::decisions;
use crate::db::Tx;
use crate::service::Service;
use crate::texts::Text;

/// Staff who may decide, by their roles now. Gives the word for them in the log.
async fn reviewer(tx: &mut Tx, actor: &Actor) -> Result<&'static str, Error> {
    let person = accounts::in_force(tx, actor).await?;
    decisions::reviewer(&person)?;
    Ok(decisions::role(&person))
}

/// The same for this case, to which they are no party.
async fn judge(tx: &mut Tx, actor: &Actor, decided: &Decided) -> Result<&'static str, Error> {
    let role = reviewer(tx, actor).await?;
    parties::keep_out(tx, actor.account, Case::Claim(decided.claim)).await?;
    Ok(role)
}

/// Refuses one more answer of a side to a decision than anybody needs in a day: each is mailed to the other side and stands in the log
/// for good. What one side sends leaves the other its own.
async fn not_too_many(tx: &mut Tx, service: &Service, decided: &Decided, side: Side) -> Result<(), Error> {
    let day_ago = service.clock.now().minus(std::time::Duration::from_hours(24));
    if store::answers_since(tx, decided.id, side, day_ago).await? >= i64::from(service.config.limits.answers_per_day) {
        return Err(Error::Conflict(Text::of("answers-too-many")));
    }
    Ok(())
}
