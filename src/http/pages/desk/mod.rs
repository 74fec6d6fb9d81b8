//! The desk: where staff work. What waits by time to breach, the page on which a claim is decided, who holds rights, the
//! agreement, the mirrors, and everything that waits for a second person.
//!
//! To everybody else none of this exists. What each role may do, the verbs decide.

mod agreements;
mod appeals;
mod bulk;
mod claim;
mod complaints;
mod counter_notices;
mod disputes;
mod escalations;
mod hands;
mod happened;
mod lists;
mod mail;
mod mirrors;
mod objects;
mod order_withdrawal;
mod orders;
mod overturning;
mod policies;
mod principals;
mod queue;
mod reasons;
mod rights_holders;
mod samples;
mod standing;
mod steps;
mod touched;
mod trust;
mod words;
mod workload;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::Samples;
use super::prelude::*;
use crate::accounts::{self, Actor, closing};
use crate::db::Tx;
use crate::ids::AccountId;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .merge(queue::routes())
        .merge(claim::routes())
        .merge(bulk::routes())
        .merge(workload::routes())
        .merge(orders::routes())
        .merge(order_withdrawal::routes())
        .merge(escalations::routes())
        .merge(reasons::routes())
        .merge(objects::routes())
        .merge(rights_holders::routes())
        .merge(principals::routes())
        .merge(agreements::routes())
        .merge(mirrors::routes())
        .merge(trust::routes())
        .merge(policies::routes())
        .merge(steps::routes())
        .merge(samples::routes())
        .merge(counter_notices::routes())
        .merge(appeals::routes())
        .merge(overturning::routes())
        .merge(complaints::routes())
        .merge(disputes::routes())
        .merge(standing::routes())
        .merge(mail::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    queue::samples(samples);
    claim::samples(samples);
    bulk::samples(samples);
    workload::samples(samples);
    orders::samples(samples);
    order_withdrawal::samples(samples);
    escalations::samples(samples);
    reasons::samples(samples);
    objects::samples(samples);
    rights_holders::samples(samples);
    principals::samples(samples);
    agreements::samples(samples);
    mirrors::samples(samples);
    trust::samples(samples);
    policies::samples(samples);
    steps::samples(samples);
    self::samples::samples(samples);
    counter_notices::samples(samples);
    appeals::samples(samples);
    overturning::samples(samples);
    complaints::samples(samples);
    disputes::samples(samples);
    standing::samples(samples);
    mail::samples(samples);
}

/// Staff of any kind; to anybody else who signed in there is no desk.
#[derive(Clone, Copy, Debug)]
struct Desk(Actor);

impl FromRequestParts<Service> for Desk {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Error> {
        let SignedIn(actor) = SignedIn::from_request_parts(parts, service).await?;
        if actor.roles.staff() { Ok(Self(actor)) } else { Err(Error::NotFound) }
    }
}

/// What people on the staff are called on pages: "you", or the address they sign in with; in the language of who reads it.
#[derive(Clone, Debug, Default)]
struct People {
    language: Language,
    names: HashMap<AccountId, String>,
}

impl People {
    /// The viewer alone.
    async fn viewer(tx: &mut Tx, service: &Service, actor: &Actor) -> Result<Self, Error> {
        let language = accounts::reader(tx, service, actor.account).await?.map(|(_, language)| language);
        let language = language.unwrap_or_default();
        Ok(Self { language, names: HashMap::from([(actor.account, language.say("people-you").to_string())]) })
    }

    async fn of(service: &Service, actor: &Actor, accounts: Vec<AccountId>) -> Result<Self, Error> {
        let mut tx = service.db.read().await?;
        let Self { language, mut names } = Self::viewer(&mut tx, service, actor).await?;
        let say = |key: &str| language.say(key).to_string();
        for account in accounts {
            if let Entry::Vacant(unnamed) = names.entry(account) {
                let email = accounts::email_of(&mut tx, service, account).await?;
                let name = match email {
                    Some(email) => email.said_in(language),
                    None if closing::closure(&mut tx, account).await?.is_some() => say("people-erased"),
                    None => say("people-somebody"),
                };
                unnamed.insert(name);
            }
        }
        Ok(Self { language, names })
    }

    /// Everybody who works the queue, and the viewer.
    async fn of_the_queue(service: &Service, actor: &Actor) -> Result<Self, Error> {
        let mut tx = service.db.read().await?;
        let Self { language, names } = Self::viewer(&mut tx, service, actor).await?;
        let reviewers = accounts::reviewers(&mut tx, service).await?.into_iter();
        let reviewers = reviewers.map(|(account, email)| (account, email.said_in(language)));
        Ok(Self { language, names: reviewers.chain(names).collect() })
    }

    /// The others, by name: what a senior chooses from.
    fn others(&self, actor: &Actor) -> Vec<(String, String)> {
        let others = self.names.iter().filter(|(account, _)| **account != actor.account);
        let mut others: Vec<_> = others.map(|(account, name)| (account.to_string(), name.clone())).collect();
        others.sort_by(|(_, one), (_, other)| one.cmp(other));
        others
    }

    fn name(&self, account: AccountId) -> String {
        self.names.get(&account).cloned().unwrap_or_else(|| self.language.say("people-somebody").to_string())
    }
}
