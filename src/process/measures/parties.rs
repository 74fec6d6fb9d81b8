//! Who may decide about a measure once it stands: nobody about themselves, nobody who is a party to a claim behind it, and about an
//! appeal, while there is somebody else, nobody who had a hand in it.

use super::Measure;
use crate::accounts::parties::{self, Case};
use crate::accounts::standing::Kind;
use crate::accounts::{self, Actor};
use crate::db::Tx;
use crate::ids::AccountId;
use crate::process::{Error, store};
use crate::texts::Text;

/// Nobody decides about themselves, nor about an organisation that they belong to, nor about what rests on strikes behind which
/// stands a claim to which they are a party.
pub(in crate::process) async fn keep_out(tx: &mut Tx, actor: &Actor, measure: &Measure) -> Result<(), Error> {
    parties::keep_out(tx, actor.account, measure.party().ok_or(Error::NotFound)?.case()).await?;
    if is_behind(tx, actor.account, measure).await? {
        return Err(Error::Forbidden(Text::of("measure-party-behind")));
    }
    Ok(())
}

/// Whether somebody is a party to a claim behind a measure.
async fn is_behind(tx: &mut Tx, account: AccountId, measure: &Measure) -> Result<bool, Error> {
    let Some(review) = measure.review else { return Ok(false) };
    for claim in store::standing::claims_behind(tx, review).await? {
        if parties::is_party(tx, account, Case::Claim(claim)).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Why this reviewer, who is no party, leaves an appeal against a measure to others: they took it; or they decided what its strikes are
/// about, and somebody is there who did neither. Where nobody is, it stays decidable.
pub(in crate::process) async fn left_to_others(
    tx: &mut Tx,
    actor: &Actor,
    measure: &Measure,
) -> Result<Option<Text>, Error> {
    if measure.taken_by == actor.account {
        return Ok(Some(Text::of("measure-you-decided")));
    }
    let Some(review) = measure.review else { return Ok(None) };
    let deciders = store::standing::deciders_behind(tx, review).await?;
    if !deciders.contains(&actor.account) {
        return Ok(None);
    }
    let staff = match measure.kind {
        Kind::Termination => accounts::seniors(tx).await?,
        Kind::Warning | Kind::Suspension => accounts::reviewer_accounts(tx).await?,
    };
    let case = measure.party().ok_or(Error::NotFound)?.case();
    for other in staff {
        let had_no_hand = other != measure.taken_by && !deciders.contains(&other);
        if had_no_hand && !parties::is_party(tx, other, case).await? && !is_behind(tx, other, measure).await? {
            return Ok(Some(Text::of("measure-you-decided-behind")));
        }
    }
    Ok(None)
}
