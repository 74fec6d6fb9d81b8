//! What a decision about a file would touch, as pages of the desk say it: `touched::radius(touched)` in `desk/radius.html`.

use std::collections::HashMap;

use super::super::prelude::*;
use super::words;
use crate::accounts::Actor;
use crate::claims::cases::CaseView;
use crate::claims::senders::{self, Head};
use crate::ids::{ClaimId, ObjectId, TargetId};
use crate::takedown::{self, BlastRadius};

/// So many claims are named, the oldest first; of more than that, how many there are.
const NAMED: i64 = 20;

/// How far it reaches.
#[derive(Clone, Debug)]
pub(super) struct Touched {
    pub(super) radius: BlastRadius,
    /// The claims on the file, each in a few words.
    pub(super) claims: Vec<(ClaimId, Text)>,
    /// The page is that of a claim, which is not among them.
    pub(super) besides: bool,
}

/// What deciding a claim would touch, target by target that waits.
pub(super) async fn of_targets(
    service: &Service,
    actor: &Actor,
    case: &CaseView,
) -> Result<HashMap<TargetId, Touched>, Error> {
    let heads = senders::of_files(service, actor, case.claim, NAMED).await?;
    let mut touched = HashMap::new();
    for target in case.targets.iter().filter(|target| target.is_pending()) {
        let radius = takedown::blast_radius(service, target.object, Some(case.claim)).await?;
        let claims = heads.get(&target.object).into_iter().flatten().map(named).collect();
        touched.insert(target.target, Touched { radius, claims, besides: true });
    }
    Ok(touched)
}

impl Touched {
    /// What is touched of a file, besides a claim if the page is of one. Who is no reviewer reads how many claims there are.
    pub(super) async fn of(
        service: &Service,
        actor: &Actor,
        (object, radius): (ObjectId, BlastRadius),
        own: Option<ClaimId>,
    ) -> Result<Self, Error> {
        let heads = if actor.roles.reviewer() {
            senders::of_file(service, actor, object, own, NAMED).await?
        } else {
            Vec::new()
        };
        Ok(Self { radius, claims: heads.iter().map(named).collect(), besides: own.is_some() })
    }

    /// One for samples.
    pub(super) fn sample(radius: BlastRadius) -> Self {
        let head = Head {
            claim: ClaimId(uuid::Uuid::from_u128(8)),
            basis: "eu-dsa".into(),
            state: crate::claims::filing::ClaimState::Submitted,
            organisation: None,
            country: None,
            sender: Ok(Some("Nora Notifier".into())),
        };
        Self { radius, claims: vec![named(&head)], besides: true }
    }
}

fn named(head: &Head) -> (ClaimId, Text) {
    let party = words::sender(head.organisation.as_deref(), head.country.as_deref(), &head.sender);
    let said = Text::of("touch-claim")
        .with("law", Text::of(words::basis(&head.basis)))
        .with("party", party)
        .with("state", Text::of(words::claim_state(head.state).1));
    (head.claim, said)
}
