//! The SQL of mail that did not arrive: what its case is about, and whose it is.

use crate::accounts::parties::{not_a_party_to_case, not_a_party_to_file};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, ClaimId, MessageId, ObjectId, OrganisationId};
use crate::mail;
use crate::process::delivery::{Duty, Subject};
use crate::process::misuse::Party;
use crate::process::waiting::Place;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// The cases of a claim and of every file it names, without files to which the reader is a party: by another claim, since they are none to
/// this one.
pub(in crate::process) async fn cases_of_claim(tx: &mut Tx, reader: AccountId, claim: ClaimId) -> Result<Vec<CaseId>> {
    let rows = db::all!(
        tx,
        (CaseId,),
        concat!(
            "SELECT log_case FROM claims WHERE id = $2
             UNION SELECT f.log_case FROM objects f WHERE f.id IN (SELECT n.object FROM targets n WHERE n.claim = $2) AND ",
            not_a_party_to_file!()
        ),
        reader,
        claim
    )?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}

pub(in crate::process) async fn case_of_object(tx: &mut Tx, object: ObjectId) -> Result<Option<CaseId>> {
    let row = db::optional!(tx, (CaseId,), "SELECT log_case FROM objects WHERE id = $1", object)?;
    Ok(row.map(|(case,)| case))
}

/// The case of a person, an organisation, or who sends notices without an account.
pub(in crate::process) async fn case_of_party(tx: &mut Tx, party: Party) -> Result<Option<CaseId>> {
    let row = match party {
        Party::Account(account) => {
            db::optional!(tx, (CaseId,), "SELECT log_case FROM accounts WHERE id = $1", account)?
        }
        Party::Organisation(organisation) => {
            db::optional!(tx, (CaseId,), "SELECT log_case FROM organisations WHERE id = $1", organisation)?
        }
        Party::Correspondent(id) => {
            db::optional!(tx, (CaseId,), "SELECT log_case FROM correspondents WHERE id = $1", id)?
        }
    };
    Ok(row.map(|(case,)| case))
}

/// Whether somebody is a party to the case that a message is about: the same as the list of what did not arrive leaves out.
pub(in crate::process) async fn is_of_a_party(tx: &mut Tx, account: AccountId, message: MessageId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        concat!("SELECT COUNT(*) FROM messages x WHERE x.id = $2 AND NOT (", not_a_party_to_case!(), ")"),
        account,
        message
    )?;
    Ok(count > 0)
}

/// Whose account a message is for, if they have one.
pub(in crate::process) async fn account_of(tx: &mut Tx, message: MessageId) -> Result<Option<AccountId>> {
    let row = db::optional!(tx, (Option<AccountId>,), "SELECT account FROM messages WHERE id = $1", message)?;
    Ok(row.and_then(|(account,)| account))
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

/// A message that did not arrive, with what its case is about and what is due there.
#[derive(sqlx::FromRow)]
pub(in crate::process) struct UndeliveredRow {
    #[sqlx(flatten)]
    pub message: mail::Listed,
    claim: Option<ClaimId>,
    object: Option<ObjectId>,
    organisation: Option<OrganisationId>,
    claim_due: Option<Time>,
    counter_notice_due: Option<Time>,
    appeal_due: Option<Time>,
}

impl UndeliveredRow {
    pub(in crate::process) fn subject(&self) -> Subject {
        match (self.claim, self.object, self.organisation) {
            (Some(claim), ..) => Subject::Claim(claim),
            (None, Some(object), _) => Subject::Object(object),
            (None, None, Some(organisation)) => Subject::Organisation(organisation),
            (None, None, None) => Subject::Person,
        }
    }

    /// What is due first in its case.
    pub(in crate::process) fn due(&self) -> Option<(Duty, Time)> {
        let duties = [
            (Duty::Appeal, self.appeal_due),
            (Duty::Claim, self.claim_due),
            (Duty::CounterNotice, self.counter_notice_due),
        ];
        duties.into_iter().filter_map(|(duty, due)| Some((duty, due?))).min_by_key(|(_, due)| *due)
    }
}

/// What did not arrive of the mail of cases, and nobody has seen to, the oldest first, behind a place; without what is about a case to
/// which the reader is a party.
pub(in crate::process) async fn undelivered(
    tx: &mut Tx,
    reader: AccountId,
    behind: Place,
    rows: i64,
) -> Result<Vec<UndeliveredRow>> {
    db::all!(
        tx,
        UndeliveredRow,
        concat!(
            "SELECT ",
            mail::columns!(),
            ", w.id AS claim, f.id AS object, g.id AS organisation,
                (SELECT MIN(c.due_at) FROM targets t JOIN claims c ON c.id = t.claim
                 WHERE (t.claim = w.id OR t.object = f.id) AND c.state IN ('submitted', 'in-review')) AS claim_due,
                (SELECT MIN(n.returns_at) FROM targets t JOIN decisions d ON d.target = t.id
                        JOIN counter_notices n ON n.decision = d.id
                 WHERE (t.claim = w.id OR t.object = f.id) AND n.ended_at IS NULL) AS counter_notice_due,
                (SELECT MIN(a.due_at) FROM targets t JOIN decisions d ON d.target = t.id JOIN appeals a ON a.decision = d.id
                 WHERE (t.claim = w.id OR t.object = f.id) AND a.outcome IS NULL) AS appeal_due
             FROM messages x LEFT JOIN claims w ON w.log_case = x.log_case LEFT JOIN objects f ON f.log_case = x.log_case
                  LEFT JOIN organisations g ON g.log_case = x.log_case
             WHERE x.state IN ('failed', 'bounced') AND x.settled_at IS NULL AND x.log_case IS NOT NULL
               AND (x.created_at, x.id) > ($2, $3) AND ",
            not_a_party_to_case!(),
            " ORDER BY x.created_at, x.id LIMIT $4"
        ),
        reader,
        behind.at,
        behind.id,
        rows
    )
}
