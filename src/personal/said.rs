//! What staff wrote about one person: why an account was warned or suspended and what was answered to its appeal against that, what somebody sent
//! that was marked as misuse, what two people proposed to do about them or their files, what a counter-notice or the notice of an action lacked,
//! before which court one is that staff recorded, what showed how one ended. It lies sealed, and goes with whom it is about. It is written over
//! where it stands, and no row goes: that something was decided is counted still. What staff write after that goes with the next daily round,
//! as soon as nothing about it is open: a court can be asked, and a mark taken back, of whom nothing else is left.
//!
//! Why something was decided about material, or on an appeal or a sample about that, is not among it. That is the record of a case, which both
//! of its sides read and of which the log holds a digest. Nor is what a notice still lacks: it lies sealed, and goes once the notice is amended
//! or decided.

use uuid::Uuid;

use super::erasure::ERASED;
use super::{Error, store};
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, CorrespondentId};
use crate::service::Service;

/// A column of such words.
struct Said {
    /// What [`crate::keys::Keys::seal`] was told of the place, without the row.
    context: &'static str,
    /// The rows that are about somebody.
    find: &'static str,
    write_over: &'static str,
}

macro_rules! said {
    ($($table:ident.$column:ident by $key:ident $context:literal where $about:expr;)+) => {
        &[$(Said {
            context: $context,
            find: concat!(
                "SELECT ", stringify!($key), " FROM ", stringify!($table), " WHERE ", stringify!($column), " IS NOT NULL AND ", $about
            ),
            write_over: concat!(
                "UPDATE ", stringify!($table), " SET ", stringify!($column), " = $2 WHERE ", stringify!($key), " = $1"
            ),
        }),+]
    };
}

/// Such columns, and those of what staff wrote of the disputes about some decisions. What is looked at again after a dispute has for its
/// grounds what showed the end of that, too.
macro_rules! said_with_disputes {
    ($decided:expr; $($said:tt)*) => {
        said! {
            $($said)*
            disputes.forum_sealed by id "disputes.forum" where concat!("told_as = 'staff' AND ", $decided);
            disputes.reference_sealed by id "disputes.reference" where concat!("told_as = 'staff' AND ", $decided);
            disputes.end_note_sealed by id "disputes.end_note" where $decided;
            dispute_checks.because_sealed by dispute "dispute_checks.because"
                where concat!("dispute IN (SELECT id FROM disputes WHERE ", $decided, ")");
            appeals.grounds_sealed by id "appeals.grounds"
                where concat!("dispute IN (SELECT id FROM disputes WHERE ", $decided, ")");
        }
    };
}

/// Decisions about files of an account, or about what it sent for nobody else.
macro_rules! decided_about_account {
    () => {
        "decision IN (SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
                          LEFT JOIN objects o ON o.id = t.object
                      WHERE o.owner = $1 OR (c.account = $1 AND c.organisation IS NULL))"
    };
}

/// Of an account.
const OF_ACCOUNT: &[Said] = said_with_disputes! {
    decided_about_account!();
    account_reviews.reasons_sealed by id "account_reviews.reasons" where "account = $1";
    measures.reasons_sealed by id "measures.reasons" where "account = $1";
    measures.gravity_sealed by id "measures.gravity" where "account = $1";
    measures.intention_sealed by id "measures.intention" where "account = $1";
    misuse_marks.reasons_sealed by id "misuse_marks.reasons" where "account = $1";
    misuse_retractions.reasons_sealed by mark "misuse_retractions.reasons"
        where "mark IN (SELECT id FROM misuse_marks WHERE account = $1)";
    two_person_steps.reason_sealed by id "two_person_steps.reason"
        where "(subject = $1 OR subject IN (SELECT id FROM objects WHERE owner = $1))";
    counter_notices.incomplete_because_sealed by id "counter_notices.incomplete_because" where "account = $1";
    appeals.reasons_sealed by id "appeals.reasons" where "measure IN (SELECT id FROM measures WHERE account = $1)";
};

/// What nobody with an account sent, and was marked in the case of a notice.
macro_rules! marked_in_notice {
    () => {
        "account IS NULL AND organisation IS NULL AND log_case IN (SELECT log_case FROM claims WHERE id = $1)"
    };
}

/// Decisions about what a notice names.
macro_rules! decided_in_notice {
    () => {
        "decision IN (SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target WHERE t.claim = $1)"
    };
}

/// Of who sent a notice without an account: `$1` is the notice.
const OF_NOTICE: &[Said] = said_with_disputes! {
    decided_in_notice!();
    misuse_marks.reasons_sealed by id "misuse_marks.reasons" where marked_in_notice!();
    misuse_retractions.reasons_sealed by mark "misuse_retractions.reasons"
        where concat!("mark IN (SELECT id FROM misuse_marks WHERE ", marked_in_notice!(), ")");
};

/// The same of what was marked of their appeals against what was decided about them.
macro_rules! marked_of_correspondent {
    () => {
        "account IS NULL AND organisation IS NULL AND log_case IN (SELECT log_case FROM correspondents WHERE id = $1)"
    };
}

/// Of them as who sends notices, whichever they sent.
const OF_CORRESPONDENT: &[Said] = said! {
    measures.reasons_sealed by id "measures.reasons" where "correspondent = $1";
    measures.gravity_sealed by id "measures.gravity" where "correspondent = $1";
    measures.intention_sealed by id "measures.intention" where "correspondent = $1";
    appeals.reasons_sealed by id "appeals.reasons" where "measure IN (SELECT id FROM measures WHERE correspondent = $1)";
    misuse_marks.reasons_sealed by id "misuse_marks.reasons" where marked_of_correspondent!();
    misuse_retractions.reasons_sealed by mark "misuse_retractions.reasons"
        where concat!("mark IN (SELECT id FROM misuse_marks WHERE ", marked_of_correspondent!(), ")");
};

/// Writes over what staff wrote about a person with an account, and notes when: what is written later is found by that.
pub(super) async fn erase_of_account(tx: &mut Tx, service: &Service, account: AccountId) -> Result<(), Error> {
    write_over(tx, service, OF_ACCOUNT, account.0).await?;
    Ok(store::note_words_of_account_erased(tx, account, service.clock.now()).await?)
}

/// The same about who sent a notice without one, as far as it stands with that notice.
pub(super) async fn erase_of_notice(tx: &mut Tx, service: &Service, notice: ClaimId) -> Result<(), Error> {
    write_over(tx, service, OF_NOTICE, notice.0).await?;
    Ok(store::note_words_of_notice_erased(tx, notice, service.clock.now()).await?)
}

/// The rest of that, once nothing counts of what they sent.
pub(super) async fn erase_of_correspondent(tx: &mut Tx, service: &Service, id: CorrespondentId) -> Result<(), Error> {
    write_over(tx, service, OF_CORRESPONDENT, id.0).await?;
    Ok(store::note_words_of_correspondent_erased(tx, id, service.clock.now()).await?)
}

/// Nothing is read of what is written over: what was altered goes as well, and whoever wraps it again at the same time finds it changed.
async fn write_over(tx: &mut Tx, service: &Service, all: &[Said], whom: Uuid) -> Result<(), Error> {
    for said in all {
        for (row,) in db::all!(tx, (Uuid,), said.find, whom)? {
            let erased = service.keys.seal(&format!("{}/{row}", said.context), ERASED.as_bytes());
            db::execute!(tx, said.write_over, row, erased.as_slice())?;
        }
    }
    Ok(())
}
