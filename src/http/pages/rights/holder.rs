//! For whom a member acts: its one organisation, or the one that it chose.

use std::time::Duration;

use serde::Deserialize;

use super::super::prelude::*;
use crate::accounts::Actor;
use crate::claims::organisations::{self, Member, MemberRole, Organisation, State as Standing};
use crate::ids::{AccountId, OrganisationId};

/// Which organisation, for whoever belongs to several.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(in crate::http::pages) struct Which {
    pub(super) organisation: Option<OrganisationId>,
}

impl Which {
    /// One that is known.
    pub(super) fn one(organisation: OrganisationId) -> Self {
        Self { organisation: Some(organisation) }
    }

    /// As a form carries it along.
    pub(super) fn of(form: &FormState) -> Self {
        Self { organisation: form.value("organisation").parse().ok() }
    }
}

/// The organisation that the person acts for, and the others they could.
#[derive(Clone, Debug)]
pub(in crate::http::pages) struct Holder {
    pub(in crate::http::pages) organisation: Organisation,
    pub(super) member: Member,
    pub(super) others: Vec<Organisation>,
}

impl Holder {
    /// The chosen organisation, else the first; `None` for whoever belongs to none. One that is not theirs is not found.
    pub(in crate::http::pages) async fn of(
        service: &Service,
        actor: &Actor,
        which: Which,
    ) -> Result<Option<Self>, Error> {
        let mut all = organisations::of_person(service, actor).await?;
        let at = match which.organisation {
            Some(wanted) => {
                all.iter().position(|(organisation, _)| organisation.id == wanted).ok_or(Error::NotFound)?
            }
            None if all.is_empty() => return Ok(None),
            None => 0,
        };
        let (organisation, member) = all.remove(at);
        Ok(Some(Self { organisation, member, others: all.into_iter().map(|(other, _)| other).collect() }))
    }

    /// The same for what owners alone do: refuses every other member.
    pub(super) async fn owned(service: &Service, actor: &Actor, which: Which) -> Result<Option<Self>, Error> {
        match Self::of(service, actor, which).await? {
            Some(holder) if !holder.is_owner() => Err(Error::Forbidden(Text::of("member-owner-only").sentence())),
            found => Ok(found),
        }
    }

    /// What an address needs behind it so that the choice stays.
    pub(in crate::http::pages) fn query(&self) -> String {
        if self.others.is_empty() { String::new() } else { format!("?organisation={}", self.organisation.id) }
    }

    pub(super) fn is_owner(&self) -> bool {
        self.member.role == MemberRole::Owner
    }

    /// The text that names the role of a signer.
    pub(super) fn role(role: &str) -> String {
        format!("word-{role}")
    }

    /// The text of where the organisation stands, in the middle of a sentence.
    pub(super) fn state(&self) -> String {
        format!("state-{}", self.organisation.state)
    }

    /// Whether it has ended: its pages are read then, and nothing on them is begun any more.
    pub(super) fn has_ended(&self) -> bool {
        self.organisation.state == Standing::Ended
    }

    /// The page of its team.
    pub(super) fn team(&self) -> String {
        format!("/rights/team{}", self.query())
    }

    pub(super) fn is_verified(&self) -> bool {
        self.organisation.state == Standing::Verified
    }

    pub(super) fn sample(layout: &Layout, state: Standing) -> Self {
        let account = layout.viewer.as_ref().map_or(AccountId(uuid::Uuid::nil()), |viewer| viewer.actor.account);
        let id = OrganisationId(uuid::Uuid::from_u128(11));
        let organisation = Organisation {
            id,
            name: "Harbour Pictures".into(),
            country: "GB".into(),
            domain: "harbour-pictures.example".into(),
            state,
            log_case: crate::ids::CaseId(uuid::Uuid::from_u128(12)),
            applied_at: layout.now.minus(Duration::from_hours(50)),
            decided_at: (state != Standing::Applied).then(|| layout.now.minus(Duration::from_hours(20))),
            decision_reason_sealed: None,
            ended_at: (state == Standing::Ended).then_some(layout.now),
        };
        let member = Member {
            id: crate::ids::MemberId(uuid::Uuid::from_u128(13)),
            organisation: id,
            account,
            role: MemberRole::Owner,
            joined_at: organisation.applied_at,
        };
        Self { organisation, member, others: Vec::new() }
    }
}

/// Whoever belongs to no organisation yet is led to the application.
pub(in crate::http::pages) async fn to_application(session: &Session, language: Language) -> Result<Response, Error> {
    session::say(session, language.say("rights-apply-first").to_string()).await?;
    Ok(see_other("/rights"))
}
