//! Who is a party to what. Reads the tables of the rooms above, so that there is one answer for all of them.

use super::Case;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, CorrespondentId, MirrorId, ObjectId, OrganisationId};

/// That `$1`, or whoever else is named, is no party to the claim `c`, as a condition for lists and for one alike
/// (`claims::nobody_works_a_case_in_which_they_are_a_party`). What depends on the reader alone is looked up once a statement,
/// and for most readers that is nothing.
macro_rules! not_a_party {
    () => {
        $crate::accounts::parties::not_a_party!("$1")
    };
    ($who:literal) => {
        concat!(
            "(c.account IS NULL OR c.account <> ",
            $who,
            ")
         AND (c.organisation IS NULL OR c.organisation NOT IN (SELECT m.organisation FROM members m WHERE m.account = ",
            $who,
            ")
              OR NOT EXISTS (SELECT 1 FROM members m WHERE m.organisation = c.organisation AND m.account = ",
            $who,
            "
                               AND (m.removed_at IS NULL OR m.removed_at > c.submitted_at)))
         AND (c.correspondent IS NULL
              OR c.correspondent NOT IN (SELECT w.id FROM correspondents w JOIN accounts own ON own.email_lookup = w.lookup
                                         WHERE own.id = ",
            $who,
            "))
         AND c.id NOT IN (SELECT t.claim FROM objects o JOIN targets t ON t.object = o.id WHERE o.owner = ",
            $who,
            ")"
        )
    };
}
pub(crate) use not_a_party;

/// That `$1` is no party to the file `f`: it is not theirs, and they are no party to a claim on it, be it by another file that it names.
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

/// That `$1`, or whoever else is named, is a party to no claim behind what was decided against whoever the case `$case` is of: neither one
/// behind its strikes, nor one of which something was marked that a measure after misuse rests on. A mark of an appeal against a measure has
/// no claim of its own; what that measure rests on stands in the same case.
macro_rules! not_a_party_behind {
    ($case:literal) => {
        $crate::accounts::parties::not_a_party_behind!($case, "$1")
    };
    ($case:literal, $who:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM measures e JOIN account_review_targets b ON b.review = e.review
                                JOIN targets t ON t.id = b.target JOIN claims c ON c.id = t.claim
                         WHERE e.log_case = ",
            $case,
            " AND NOT (",
            $crate::accounts::parties::not_a_party!($who),
            "))
         AND NOT EXISTS (SELECT 1 FROM measures e JOIN measure_marks b ON b.measure = e.id JOIN misuse_marks k ON k.id = b.mark
                                JOIN claims c ON c.log_case = k.log_case
                         WHERE e.log_case = ",
            $case,
            " AND NOT (",
            $crate::accounts::parties::not_a_party!($who),
            "))"
        )
    };
}
pub(crate) use not_a_party_behind;

/// That `$1`, or whoever else is named, is no party to how somebody stands whose case `$case` is, as a condition for lists: it is neither
/// theirs, nor their address's, nor of an organisation they belong or belonged to, and no claim of theirs stands behind what was decided
/// there.
macro_rules! not_a_party_to_standing {
    ($case:literal) => {
        $crate::accounts::parties::not_a_party_to_standing!($case, "$1")
    };
    ($case:literal, $who:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM organisations g JOIN members p ON p.organisation = g.id
                         WHERE g.log_case = ",
            $case,
            " AND p.account = ",
            $who,
            ")
         AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = ",
            $who,
            " AND a.log_case = ",
            $case,
            ")
         AND NOT EXISTS (SELECT 1 FROM accounts a JOIN correspondents w ON w.lookup = a.email_lookup
                         WHERE a.id = ",
            $who,
            " AND w.log_case = ",
            $case,
            ")
         AND ",
            $crate::accounts::parties::not_a_party_behind!($case, $who)
        )
    };
}
pub(crate) use not_a_party_to_standing;

/// That `$1` is no party to the strikes of the account `u`, as a condition for lists: it is not theirs, and they are a party neither to a
/// claim by which something of it was restricted, whether or not that counts by now, nor to one behind what was decided against it.
macro_rules! not_a_party_to_strikes {
    () => {
        concat!(
            "u.id <> $1
         AND NOT EXISTS (SELECT 1 FROM objects f JOIN targets t ON t.object = f.id JOIN decisions d ON d.target = t.id
                                JOIN claims c ON c.id = t.claim
                         WHERE f.owner = u.id AND d.action <> 'none' AND d.finding <> 'ordered' AND d.superseded_at IS NULL AND NOT (",
            $crate::accounts::parties::not_a_party!(),
            "))
         AND ",
            $crate::accounts::parties::not_a_party_behind!("u.log_case")
        )
    };
}
pub(crate) use not_a_party_to_strikes;

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
         AND ",
            $crate::accounts::parties::not_a_party_to_standing!("x.log_case")
        )
    };
}
pub(crate) use not_a_party_to_case;

/// Whether somebody may be a party to anything at all. Few who work at the desk are, and for who is not, no list needs to ask it of each
/// row. Says yes where it would have to look closer: to who once belonged to an organisation, and of a measure or mail of their own.
pub(crate) async fn is_party_to_anything(tx: &mut Tx, account: AccountId) -> Result<bool, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM accounts a
         WHERE a.id = $1
           AND (EXISTS (SELECT 1 FROM claims c WHERE c.account = a.id)
                OR EXISTS (SELECT 1 FROM members m WHERE m.account = a.id)
                OR EXISTS (SELECT 1 FROM correspondents w WHERE w.lookup = a.email_lookup)
                OR EXISTS (SELECT 1 FROM objects o JOIN targets t ON t.object = o.id WHERE o.owner = a.id)
                OR EXISTS (SELECT 1 FROM two_person_steps s JOIN objects o ON o.id = s.subject
                           WHERE o.owner = a.id AND s.confirmed_at IS NULL AND s.cancelled_at IS NULL)
                OR EXISTS (SELECT 1 FROM account_reviews r WHERE r.account = a.id)
                OR EXISTS (SELECT 1 FROM measures e WHERE e.log_case = a.log_case)
                OR EXISTS (SELECT 1 FROM messages x
                           WHERE x.log_case = a.log_case AND x.state IN ('failed', 'bounced') AND x.settled_at IS NULL))",
        account
    )?;
    Ok(count > 0)
}

pub(super) async fn is_party_to_claim(tx: &mut Tx, account: AccountId, claim: ClaimId) -> Result<bool, sqlx::Error> {
    let sql = concat!("SELECT COUNT(*) FROM claims c WHERE c.id = $2 AND NOT (", not_a_party!(), ")");
    let (count,) = db::one!(tx, (i64,), sql, account, claim)?;
    Ok(count > 0)
}

pub(super) async fn is_party_to_object(tx: &mut Tx, account: AccountId, object: ObjectId) -> Result<bool, sqlx::Error> {
    let sql = concat!("SELECT COUNT(*) FROM objects f WHERE f.id = $2 AND NOT (", not_a_party_to_file!(), ")");
    let (count,) = db::one!(tx, (i64,), sql, account, object)?;
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

/// Whether a mirror came of an application of somebody's.
pub(super) async fn runs(tx: &mut Tx, account: AccountId, mirror: MirrorId) -> Result<bool, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM mirrors m JOIN host_applications h ON h.id = m.application WHERE m.id = $2 AND h.account = $1",
        account,
        mirror
    )?;
    Ok(count > 0)
}

/// Whether somebody is a party to a claim behind what a case is about, where that is how somebody stands: the same as the conditions for
/// lists say.
pub(super) async fn is_behind(tx: &mut Tx, account: AccountId, case: Case) -> Result<bool, sqlx::Error> {
    macro_rules! behind {
        ($table:literal) => {
            concat!(
                "SELECT COUNT(*) FROM ",
                $table,
                " x WHERE x.id = $2 AND NOT (",
                not_a_party_behind!("x.log_case"),
                ")"
            )
        };
    }
    let (count,) = match case {
        Case::Claim(_) | Case::Object(_) | Case::Mirror(_) => return Ok(false),
        Case::Account(person) => db::one!(tx, (i64,), behind!("accounts"), account, person)?,
        Case::Organisation(organisation) => db::one!(tx, (i64,), behind!("organisations"), account, organisation)?,
        Case::Correspondent(correspondent) => db::one!(tx, (i64,), behind!("correspondents"), account, correspondent)?,
        Case::Strikes(person) => db::one!(
            tx,
            (i64,),
            concat!("SELECT COUNT(*) FROM accounts u WHERE u.id = $2 AND NOT (", not_a_party_to_strikes!(), ")"),
            account,
            person
        )?,
    };
    Ok(count > 0)
}
