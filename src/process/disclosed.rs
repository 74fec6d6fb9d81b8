//! Until when the key of a file is kept that was disclosed with a claim: what an uploader reads whose file came back.
//!
//! Like every window it is read from the facts whenever somebody asks, and stands in no notice: an appeal of the claimant moves it.

use super::{Error, store, windows};
use crate::clock::Time;
use crate::ids::{AccountId, ObjectId};
use crate::service::Service;

/// How long disclosed keys of a file are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// None is kept.
    Nothing,
    /// Until then, as things stand.
    Until(Time),
    /// Until something has ended that has no day yet.
    Open,
}

/// Until when the keys of a file are kept that came with what this account was told of; claims of which it was not are news to it.
pub async fn kept(service: &Service, account: AccountId, object: ObjectId) -> Result<Kept, Error> {
    let mut tx = service.db.read().await?;
    let mut kept = Kept::Nothing;
    for (target, look_at) in store::disclosed::keys_told_of(&mut tx, account, object).await? {
        let windows = windows::of_target(&mut tx, service, target).await?;
        // It goes when it is looked at after the last of them has closed.
        let until = windows::closes_at(&windows).map(|closes| look_at.map_or(closes, |look_at| closes.max(look_at)));
        kept = kept.max(until.map_or(Kept::Open, Kept::Until));
    }
    Ok(kept)
}
