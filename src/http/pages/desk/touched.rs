//! What a decision about a file would touch, as pages of the desk say it: `touched::radius(touched)` in `desk/radius.html`.

use super::super::prelude::*;
use super::words;
use crate::accounts::Actor;
use crate::claims::senders::{self, Head};
use crate::ids::ClaimId;
use crate::takedown::BlastRadius;

/// So many claims are named, the oldest first; of more than that, how many there are.
const NAMED: usize = 20;

/// How far it reaches.
#[derive(Clone, Debug)]
pub(super) struct Touched {
    pub(super) radius: BlastRadius,
    /// The claims on the file, each in a few words.
    pub(super) claims: Vec<(ClaimId, Text)>,
    /// The page is that of a claim, which is not among them.
    pub(super) besides: bool,
}

impl Touched {
    /// What is touched besides a claim, if the page is of one. Who is no reviewer reads how many claims there are.
    pub(super) async fn of(
        service: &Service,
        actor: &Actor,
        mut radius: BlastRadius,
        own: Option<ClaimId>,
    ) -> Result<Self, Error> {
        radius.claims.retain(|touched| Some(touched.claim) != own);
        let named: Vec<ClaimId> = radius.claims.iter().take(NAMED).map(|touched| touched.claim).collect();
        let heads = if actor.roles.reviewer() { senders::heads(service, actor, &named).await? } else { Vec::new() };
        let claims = heads.iter().map(|head| (head.claim, said(head))).collect();
        Ok(Self { radius, claims, besides: own.is_some() })
    }

    /// One for samples.
    pub(super) fn sample(radius: BlastRadius) -> Self {
        let head = Head {
            claim: ClaimId(uuid::Uuid::from_u128(8)),
            basis: "eu-dsa".into(),
            state: crate::claims::filing::ClaimState::Submitted,
            organisation: None,
            country: None,
            sender: Some("Nora Notifier".into()),
        };
        Self { radius, claims: vec![(head.claim, said(&head))], besides: true }
    }
}

fn said(head: &Head) -> Text {
    let party = words::sender(head.organisation.as_deref(), head.country.as_deref(), head.sender.as_deref());
    Text::of("touch-claim")
        .with("law", Text::of(words::basis(&head.basis)))
        .with("party", party)
        .with("state", Text::of(words::claim_state(head.state).1))
}
