//! The claims of an organisation, and those that a member is still writing.

use super::super::Samples;
use super::super::prelude::*;
use super::{Holder, Which, notice, to_application};
use crate::claims::cases;
use crate::claims::drafts::{self, Summary};
use crate::claims::filing::ClaimState;
use crate::claims::statement::Basis;
use crate::clock::Time;
use crate::ids::ClaimId;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/claims", get(list))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ClaimsPage>();
}

/// The claims of an organisation, newest first.
#[derive(Template)]
#[template(path = "rights/claims.html")]
struct ClaimsPage {
    layout: Layout,
    holder: Holder,
    claims: Vec<Row>,
    /// What the member who looks has begun.
    drafts: Vec<Summary>,
}

impl ClaimsPage {
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn basis(&self, draft: &Summary) -> &'static str {
        notice::name(draft.basis)
    }
}

struct Row {
    claim: ClaimId,
    basis: &'static str,
    state: ClaimState,
    submitted_at: Time,
    due_at: Time,
    targets: i64,
}

impl Row {
    fn is_open(&self) -> bool {
        !matches!(self.state, ClaimState::Decided | ClaimState::Withdrawn)
    }

    fn badge(&self) -> (&'static str, &'static str) {
        super::case::badge(self.state)
    }
}

page!(ClaimsPage);

async fn list(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, which).await? else { return to_application(&session).await };
    let claims = cases::claims(&service, &actor, holder.organisation.id).await?;
    let row = |case: cases::Summary| Row {
        claim: case.claim,
        basis: Basis::parse(&case.basis).map_or("", notice::name),
        state: case.state,
        submitted_at: case.submitted_at,
        due_at: case.due_at,
        targets: case.targets,
    };
    let claims = claims.into_iter().map(row).collect();
    let drafts = drafts::of_member(&service, &actor, holder.organisation.id).await?;
    Ok(ClaimsPage { layout, holder, claims, drafts }.into_response())
}

impl Sample for ClaimsPage {
    fn samples() -> Vec<Self> {
        use super::Standing;
        use ClaimState as S;
        let page = |states: &[ClaimState]| {
            let layout = Layout::sample();
            let row = |state: &ClaimState| Row {
                claim: ClaimId(uuid::Uuid::from_u128(41)),
                basis: notice::name(Basis::UsDmca),
                state: *state,
                submitted_at: layout.now,
                due_at: layout.now.plus(std::time::Duration::from_hours(4)),
                targets: 3,
            };
            let claims: Vec<_> = states.iter().map(row).collect();
            let draft = |claim| Summary {
                id: crate::ids::DraftId(uuid::Uuid::from_u128(44)),
                claim,
                basis: Basis::UsDmca,
                step: drafts::Step::Links,
                lines: 300,
                used_at: layout.now,
            };
            let drafts = match claims.first() {
                Some(first) => vec![draft(None), draft(Some(first.claim))],
                None => Vec::new(),
            };
            Self { holder: Holder::sample(&layout, Standing::Verified), claims, drafts, layout }
        };
        vec![page(&[S::Submitted, S::InReview, S::NeedsInformation, S::Decided, S::Withdrawn]), page(&[])]
    }
}
