//! Parties: who a case is about, and who brought it. Nobody works a case in which they are one.
//!
//! Party to a claim is who uploaded one of the files it names, who sent it, with an account or confirmed by a mail address that
//! is their account's, and whoever belongs to the organisation that made it or belonged to it since. Party to a file is who
//! uploaded it, and every party of that kind to any claim on it, decided and withdrawn ones too. Party to what is decided about a
//! person is that person; about an organisation, who belongs to it or did; about a mail address, whose account has it; and in each of these
//! who is a party to a claim behind anything that was decided there: behind its strikes, or behind what was marked as misuse and a measure
//! rests on. A notice that somebody sent without signing in, and did not confirm, cannot be known to be theirs. Party to a mirror is whose
//! application it came of.
//!
//! Every verb of the desk asks here, inside its transaction: for reading a case, its evidence, taking it, asking for more,
//! deciding, and for the steps of two people about a file or a mirror. What waits is listed and counted without the cases in which the
//! reader is a party: that a case exists, who works it and by when it is to be decided is news to an uploader.

mod store;

pub(crate) use store::{
    is_party_to_anything, not_a_party, not_a_party_behind, not_a_party_to_case, not_a_party_to_file,
    not_a_party_to_standing, not_a_party_to_strikes,
};

use super::Error;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, CorrespondentId, MirrorId, ObjectId, OrganisationId};
use crate::texts::Text;

/// What somebody may be a party to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// A claim with everything it names.
    Claim(ClaimId),
    /// One file with every claim on it.
    Object(ObjectId),
    /// What is decided about a person.
    Account(AccountId),
    /// The strikes of a person: the same, with every claim by which something of theirs was restricted.
    Strikes(AccountId),
    /// What is decided about an organisation, by due process.
    Organisation(OrganisationId),
    /// What is decided about who sends notices without an account.
    Correspondent(CorrespondentId),
    /// What is decided about a mirror.
    Mirror(MirrorId),
}

/// Whether this person is a party to the case.
pub async fn is_party(tx: &mut Tx, account: AccountId, case: Case) -> Result<bool, Error> {
    Ok(part(tx, account, case).await?.is_some())
}

/// Refuses a party.
///
/// # Errors
/// [`Error::Forbidden`], in words that say why.
pub async fn keep_out(tx: &mut Tx, account: AccountId, case: Case) -> Result<(), Error> {
    match part(tx, account, case).await? {
        Some(why) => Err(Error::Forbidden(why)),
        None => Ok(()),
    }
}

/// In what way this person is a party to the case, in the words that refuse them; none if they are no party.
async fn part(tx: &mut Tx, account: AccountId, case: Case) -> Result<Option<Text>, Error> {
    let (theirs, why) = match case {
        Case::Claim(claim) => (store::is_party_to_claim(tx, account, claim).await?, Text::of("party-to-claim")),
        Case::Object(object) => (store::is_party_to_object(tx, account, object).await?, Text::of("party-to-object")),
        Case::Account(person) | Case::Strikes(person) => (person == account, Text::of("party-to-account")),
        Case::Organisation(organisation) => {
            (store::belongs_to(tx, account, organisation).await?, Text::of("party-to-organisation"))
        }
        Case::Correspondent(correspondent) => {
            (store::has_address_of(tx, account, correspondent).await?, Text::of("party-to-correspondent"))
        }
        Case::Mirror(mirror) => (store::runs(tx, account, mirror).await?, Text::of("party-to-mirror")),
    };
    if theirs {
        return Ok(Some(why));
    }
    Ok(store::is_behind(tx, account, case).await?.then(|| Text::of("party-behind")))
}
