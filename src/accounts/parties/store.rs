//! Who is a party to what. Reads the tables of the rooms above, so that there is one answer for all of them.

use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, CorrespondentId, ObjectId, OrganisationId};

/// That `$1` is no party to the claim `c`, as a condition for lists: the same as [`is_party_to_claim`] says of one claim
/// (`claims::nobody_works_a_case_in_which_they_are_a_party`). What depends on the reader alone is looked up once a statement,
/// and for most readers that is nothing.
macro_rules! not_a_party {
    () => {
        "(c.account IS NULL OR c.account <> $1)
         AND (c.organisation IS NULL OR c.organisation NOT IN (SELECT m.organisation FROM members m WHERE m.account = $1)
              OR NOT EXISTS (SELECT 1 FROM members m WHERE m.organisation = c.organisation AND m.account = $1
                               AND (m.removed_at IS NULL OR m.removed_at > c.submitted_at)))
         AND (c.correspondent IS NULL
              OR c.correspondent NOT IN (SELECT w.id FROM correspondents w JOIN accounts own ON own.email_lookup = w.lookup
                                         WHERE own.id = $1))
         AND c.id NOT IN (SELECT t.claim FROM objects o JOIN targets t ON t.object = o.id WHERE o.owner = $1)"
    };
}
pub(crate) use not_a_party;

/// That `$1` is no party to the file `f`, as a condition for lists: the same as [`is_party_to_object`] says of one file.
macro_rules! not_a_party_to_file {
    () => {
        concat!(
            "f.owner <> $1
         AND NOT EXISTS (SELECT 1 FROM targets t JOIN claims c ON c.id = t.claim WHERE t.object = f.id AND NOT (",
            $crate::accounts::parties::not_a_party!(),
            "))"
        )
    };
}
pub(crate) use not_a_party_to_file;

/// That `$1` is no party to the case that the message `x` is about, as a condition for lists: the case of a claim, a file, an
/// organisation, a person, or who sends notices without an account.
macro_rules! not_a_party_to_case {
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
pub(crate) use not_a_party_to_case;

pub(super) async fn is_party_to_claim(tx: &mut Tx, account: AccountId, claim: ClaimId) -> Result<bool, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM claims c
         WHERE c.id = $2
           AND (c.account = $1
                OR c.correspondent IN (SELECT w.id FROM correspondents w JOIN accounts own ON own.email_lookup = w.lookup
                                       WHERE own.id = $1)
                OR EXISTS (SELECT 1 FROM members m WHERE m.organisation = c.organisation AND m.account = $1
                             AND (m.removed_at IS NULL OR m.removed_at > c.submitted_at))
                OR EXISTS (SELECT 1 FROM targets t JOIN objects o ON o.id = t.object
                           WHERE t.claim = c.id AND o.owner = $1))",
        account,
        claim
    )?;
    Ok(count > 0)
}

pub(super) async fn is_party_to_object(tx: &mut Tx, account: AccountId, object: ObjectId) -> Result<bool, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM objects o
         WHERE o.id = $2
           AND (o.owner = $1
                OR EXISTS (SELECT 1 FROM targets t JOIN claims c ON c.id = t.claim
                           WHERE t.object = o.id
                             AND (c.account = $1
                                  OR c.correspondent IN (SELECT w.id FROM correspondents w
                                                                JOIN accounts own ON own.email_lookup = w.lookup
                                                         WHERE own.id = $1)
                                  OR EXISTS (SELECT 1 FROM members m
                                             WHERE m.organisation = c.organisation AND m.account = $1
                                               AND (m.removed_at IS NULL OR m.removed_at > c.submitted_at)))))",
        account,
        object
    )?;
    Ok(count > 0)
}

/// Whether somebody is or was a member of an organisation.
pub(super) async fn belongs_to(
    tx: &mut Tx,
    account: AccountId,
    organisation: OrganisationId,
) -> Result<bool, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM members WHERE organisation = $2 AND account = $1",
        account,
        organisation
    )?;
    Ok(count > 0)
}

/// Whether somebody's account has the address of who sends notices without one.
pub(super) async fn has_address_of(
    tx: &mut Tx,
    account: AccountId,
    correspondent: CorrespondentId,
) -> Result<bool, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM correspondents x JOIN accounts a ON a.email_lookup = x.lookup WHERE x.id = $2 AND a.id = $1",
        account,
        correspondent
    )?;
    Ok(count > 0)
}
