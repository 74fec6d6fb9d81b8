//! Who may decide about a measure once it stands: nobody about themselves, nobody who is a party to a claim behind what was decided against
//! the same, and, while there is somebody else, nobody who had a hand in it.

use std::collections::BTreeSet;

use super::Measure;
use crate::accounts::parties;
use crate::accounts::standing::Kind;
use crate::accounts::{self, Actor};
use crate::db::Tx;
use crate::ids::AccountId;
use crate::process::{Error, store};
use crate::texts::Text;

/// Nobody decides about themselves, nor about an organisation that they belong to, nor about what rests on strikes or marks behind which
/// stands a claim to which they are a party.
pub(in crate::process) async fn keep_out(tx: &mut Tx, actor: &Actor, measure: &Measure) -> Result<(), Error> {
    Ok(parties::keep_out(tx, actor.account, measure.party().ok_or(Error::NotFound)?.case()).await?)
}

/// Why this reviewer, who is no party, leaves an appeal against a measure to others: they took it; or they decided what its strikes are
/// about, or marked what it rests on, and somebody is there who did nothing of that. Where nobody is, it stays decidable.
pub(in crate::process) async fn left_to_others(
    tx: &mut Tx,
    actor: &Actor,
    measure: &Measure,
) -> Result<Option<Text>, Error> {
    if measure.taken_by == actor.account {
        return Ok(Some(Text::of("measure-you-decided")));
    }
    let (mut hands, why) = match measure.review {
        Some(review) => (store::standing::deciders_behind(tx, review).await?, Text::of("measure-you-decided-behind")),
        None => (store::standing::markers_behind(tx, measure.id).await?, Text::of("measure-you-marked")),
    };
    if !hands.contains(&actor.account) {
        return Ok(None);
    }
    // Who took it decides no appeal either.
    hands.insert(measure.taken_by);
    Ok(others_are_there(tx, measure, &hands).await?.then_some(why))
}

/// Why this reviewer, who is no party, leaves it to others to lift a measure: they marked what it rests on, which a senior takes back, and
/// somebody is there who did not.
pub(in crate::process) async fn left_to_lift(
    tx: &mut Tx,
    actor: &Actor,
    measure: &Measure,
) -> Result<Option<Text>, Error> {
    let markers = store::standing::markers_behind(tx, measure.id).await?;
    let left = markers.contains(&actor.account) && others_are_there(tx, measure, &markers).await?;
    Ok(left.then(|| Text::of("measure-you-marked")))
}

/// Whether somebody who had no hand in it, and is no party, could decide about a measure.
async fn others_are_there(tx: &mut Tx, measure: &Measure, hands: &BTreeSet<AccountId>) -> Result<bool, Error> {
    let staff = match measure.kind {
        Kind::Termination => accounts::seniors(tx).await?,
        Kind::Warning | Kind::Suspension => accounts::reviewer_accounts(tx).await?,
    };
    let case = measure.party().ok_or(Error::NotFound)?.case();
    for other in staff {
        if !hands.contains(&other) && !parties::is_party(tx, other, case).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
