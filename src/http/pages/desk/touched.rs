//! What a decision about a file would touch, as pages of the desk say it: `touched::radius(touched)` in `desk/radius.html`.

use std::collections::HashMap;

use super::super::prelude::*;
use super::words;
use crate::accounts::Actor;
use crate::claims::cases::{CaseView, TargetView};
use crate::claims::senders::{self, Head, Others};
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

/// What else is claimed of the files of a claim.
#[derive(Default)]
pub(super) struct Besides {
    files: HashMap<ObjectId, Others>,
    touched: HashMap<TargetId, Touched>,
}

impl Besides {
    /// Of each target whose evidence the viewer opens: they have the claim, or judge what was decided of it, or are a senior. Nobody else needs to
    /// know whose claims stand beside it. What a decision would touch is for whoever `decides` those that wait.
    pub(super) async fn of(service: &Service, actor: &Actor, case: &CaseView, decides: bool) -> Result<Self, Error> {
        if !decides && !case.targets.iter().any(|target| target.opens_evidence) {
            return Ok(Self::default());
        }
        let files = senders::of_files(service, actor, case.claim, NAMED).await?;
        let mut touched = HashMap::new();
        for target in case.targets.iter().filter(|target| decides && target.is_pending()) {
            let radius = takedown::blast_radius(service, target.object, Some(case.claim)).await?;
            let claims = files.get(&target.object).into_iter().flat_map(|others| &others.heads).map(named).collect();
            touched.insert(target.target, Touched { radius, claims, besides: true });
        }
        Ok(Self { files, touched })
    }

    /// What deciding a target would touch, for whoever decides it.
    pub(super) fn touched(&mut self, target: TargetId) -> Option<Touched> {
        self.touched.remove(&target)
    }

    /// The other claims on the file of a target.
    pub(super) fn others(&self, target: &TargetView) -> Option<OtherClaims> {
        let others = self.files.get(&target.object).filter(|_| target.opens_evidence)?;
        Some(OtherClaims { count: others.count, claims: others.heads.iter().map(named).collect() })
    }
}

/// The claims on a file besides the one whose page this is.
#[derive(Clone, Debug)]
pub(super) struct OtherClaims {
    /// How many there are.
    pub(super) count: i64,
    /// The first of them, each in a few words.
    pub(super) claims: Vec<(ClaimId, Text)>,
}

impl OtherClaims {
    /// Some for samples.
    pub(super) fn sample() -> Self {
        Self { count: 1, claims: vec![sample_claim()] }
    }
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
        Self { radius, claims: vec![sample_claim()], besides: true }
    }
}

fn sample_claim() -> (ClaimId, Text) {
    named(&Head {
        claim: ClaimId(uuid::Uuid::from_u128(8)),
        basis: "eu-dsa".into(),
        state: crate::claims::filing::ClaimState::Submitted,
        organisation: None,
        country: None,
        sender: Ok(Some("Nora Notifier".into())),
    })
}

fn named(head: &Head) -> (ClaimId, Text) {
    let party = words::sender(head.organisation.as_deref(), head.country.as_deref(), &head.sender);
    let said = Text::of("touch-claim")
        .with("law", Text::of(words::basis(&head.basis)))
        .with("party", party)
        .with("state", Text::of(words::claim_state(head.state).1));
    (head.claim, said)
}
