//! The SQL of mail that did not arrive: what its case is about, and whose it is.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, ClaimId, MessageId, ObjectId, OrganisationId};
use crate::process::delivery::{Duty, Subject};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// That the message `x` is about nothing to which `$1` is a party, as a condition for lists: what [`super::super::delivery`] asks of one
/// message. Its case is that of a claim, a file, an organisation, a person, or who sends notices without an account.
macro_rules! not_about_reader {
    () => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM claims c WHERE c.log_case = x.log_case AND NOT (",
            $crate::accounts::parties::not_a_party!(),
            "))
             AND NOT EXISTS (SELECT 1 FROM objects f WHERE f.log_case = x.log_case AND NOT (",
            $crate::accounts::parties::not_a_party_to_file!(),
            "))
             AND NOT EXISTS (SELECT 1 FROM organisations g JOIN members m ON m.organisation = g.id
                             WHERE g.log_case = x.log_case AND m.account = $1)
             AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = $1 AND a.log_case = x.log_case)
             AND NOT EXISTS (SELECT 1 FROM accounts a JOIN correspondents w ON w.lookup = a.email_lookup
                             WHERE a.id = $1 AND w.log_case = x.log_case)"
        )
    };
}
pub(super) use not_about_reader;

/// The cases of a claim and of every file it names.
pub(in crate::process) async fn cases_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<CaseId>> {
    let rows = db::all!(
        tx,
        (CaseId,),
        "SELECT log_case FROM claims WHERE id = $1
         UNION SELECT o.log_case FROM targets t JOIN objects o ON o.id = t.object WHERE t.claim = $1",
        claim
    )?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}

pub(in crate::process) async fn claim_of(tx: &mut Tx, case: CaseId) -> Result<Option<ClaimId>> {
    Ok(db::optional!(tx, (ClaimId,), "SELECT id FROM claims WHERE log_case = $1", case)?.map(|(id,)| id))
}

pub(in crate::process) async fn object_of(tx: &mut Tx, case: CaseId) -> Result<Option<ObjectId>> {
    Ok(db::optional!(tx, (ObjectId,), "SELECT id FROM objects WHERE log_case = $1", case)?.map(|(id,)| id))
}

pub(in crate::process) async fn organisation_of(tx: &mut Tx, case: CaseId) -> Result<Option<OrganisationId>> {
    let sql = "SELECT id FROM organisations WHERE log_case = $1";
    Ok(db::optional!(tx, (OrganisationId,), sql, case)?.map(|(id,)| id))
}

/// Whether a case is somebody's own: their account's, or that of their address.
pub(in crate::process) async fn is_own_case(tx: &mut Tx, account: AccountId, case: CaseId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM accounts a
         WHERE a.id = $1
           AND (a.log_case = $2
                OR EXISTS (SELECT 1 FROM correspondents x WHERE x.lookup = a.email_lookup AND x.log_case = $2))",
        account,
        case
    )?;
    Ok(count > 0)
}

/// Whether a message went to somebody as a member of an organisation, of its own or about a claim of it, who is none any more.
pub(in crate::process) async fn has_left(tx: &mut Tx, message: MessageId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM messages x
         WHERE x.id = $1 AND x.account IS NOT NULL AND x.addressee IN ('notifier', 'owner', 'person')
           AND EXISTS (SELECT 1 FROM organisations o
                       WHERE o.id IN (SELECT g.id FROM organisations g WHERE g.log_case = x.log_case
                                      UNION ALL SELECT c.organisation FROM claims c WHERE c.log_case = x.log_case)
                         AND NOT EXISTS (SELECT 1 FROM members m
                                         WHERE m.organisation = o.id AND m.account = x.account AND m.removed_at IS NULL))",
        message
    )?;
    Ok(count > 0)
}

/// What is due first of the targets `t` that fit.
macro_rules! due {
    ($condition:literal) => {
        concat!(
            "SELECT 'claim' AS duty, c.due_at AS due
             FROM targets t JOIN claims c ON c.id = t.claim
             WHERE c.state IN ('submitted', 'in-review') AND ",
            $condition,
            " UNION ALL
             SELECT 'counter-notice', n.returns_at
             FROM targets t JOIN decisions d ON d.target = t.id JOIN counter_notices n ON n.decision = d.id
             WHERE n.ended_at IS NULL AND ",
            $condition,
            " UNION ALL
             SELECT 'appeal', a.due_at
             FROM targets t JOIN decisions d ON d.target = t.id JOIN appeals a ON a.decision = d.id
             WHERE a.outcome IS NULL AND ",
            $condition,
            " ORDER BY due, duty LIMIT 1"
        )
    };
}

/// What is due first in the case that a message is about.
pub(in crate::process) async fn due_in(tx: &mut Tx, subject: Subject) -> Result<Option<(Duty, Time)>> {
    match subject {
        Subject::Claim(claim) => db::optional!(tx, (Duty, Time), due!("t.claim = $1"), claim),
        Subject::Object(object) => db::optional!(tx, (Duty, Time), due!("t.object = $1"), object),
        Subject::Organisation(_) | Subject::Person => Ok(None),
    }
}
