//! What a measure against an account would touch, and until when: for whoever is about to take it.

use super::{after_days, most_days};
use crate::accounts::Actor;
use crate::accounts::parties::{self, Case};
use crate::clock::Time;
use crate::ids::AccountId;
use crate::process::{Error, reviewer, store};
use crate::service::Service;

/// What an account has that a measure touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Touched {
    /// Files that can be read.
    pub files: i64,
    /// Files that are locked.
    pub locked: i64,
    /// Links by which somebody can read a file now.
    pub links: i64,
}

/// What a measure against an account touches now, for reviewers who are no party.
pub async fn touched(service: &Service, actor: &Actor, account: AccountId) -> Result<Touched, Error> {
    let mut tx = service.db.read().await?;
    reviewer(&mut tx, actor).await?;
    parties::keep_out(&mut tx, actor.account, Case::Account(account)).await?;
    Ok(store::standing::touched(&mut tx, account, service.clock.now()).await?)
}

/// When a suspension of so many days that is decided now ends; none of no days or of more than there may be.
pub fn suspended_until(service: &Service, days: u32) -> Option<Time> {
    (days > 0 && u64::from(days) <= most_days(service)).then(|| after_days(service.clock.now(), days))
}

/// Of a termination that is decided now: until when files can be saved, and until when what is deleted then can be given back.
pub fn saved_until(service: &Service) -> (Time, Time) {
    let limits = &service.config.limits;
    let saved = service.clock.now().plus(limits.termination_export);
    (saved, saved.plus(limits.owner_deletion_undo))
}
