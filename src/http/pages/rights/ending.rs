//! The end of an organisation, which an owner confirms on a page of its own.

use super::super::Samples;
use super::super::prelude::*;
use super::{Holder, Which, to_application};
use crate::accounts::Actor;
use crate::claims::organisations::{self, Obstacle, State as Standing};
use crate::ids::ClaimId;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/end", get(show).post(end))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<EndPage>();
}

/// Before an organisation ends: what that means.
#[derive(Template)]
#[template(path = "rights/ending.html")]
struct EndPage {
    layout: Layout,
    holder: Holder,
    /// What stands in the way, and the claims that it is about: there is no button before.
    obstacles: Vec<(Text, Vec<ClaimId>)>,
    form: FormState,
}
page!(EndPage);

impl EndPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        holder: Holder,
        form: FormState,
    ) -> Result<Self, Error> {
        let obstacles = organisations::obstacles(service, actor, holder.organisation.id).await?;
        Ok(Self { layout, holder, obstacles: listed(&obstacles), form })
    }
}

fn listed(obstacles: &[Obstacle]) -> Vec<(Text, Vec<ClaimId>)> {
    obstacles.iter().map(|obstacle| (obstacle.told().sentence(), obstacle.claims())).collect()
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::owned(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    Ok(EndPage::load(&service, &actor, layout, holder, FormState::new()).await?.into_response())
}

async fn end(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::owned(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    let sure = form.value("sure") == "yes";
    if let Err(error) = organisations::end(&service, &actor, holder.organisation.id, sure).await {
        form.refuse_with(error)?;
        return Ok(again(EndPage::load(&service, &actor, layout, holder, form).await?));
    }
    session::say(&session, layout.language.say("ending-done").to_string()).await?;
    Ok(see_other(&format!("/rights{}", holder.query())))
}

impl Sample for EndPage {
    fn samples() -> Vec<Self> {
        let page = |state: Standing, obstacles: &[Obstacle], form: FormState| {
            let layout = Layout::sample();
            let holder = Holder::sample(&layout, state);
            Self { layout, holder, obstacles: listed(obstacles), form }
        };
        let (now, claim) = (Layout::sample().now, ClaimId(uuid::Uuid::from_u128(41)));
        let all = [
            Obstacle::Waiting(vec![claim, ClaimId(uuid::Uuid::from_u128(42))]),
            Obstacle::Open { claim, until: now },
            Obstacle::Suspension { until: now },
            Obstacle::Appeal,
        ];
        let refused = FormState::new().refused("sure", Text::of("organisation-sure"));
        vec![
            page(Standing::Verified, &[], FormState::new()),
            page(Standing::Verified, &[], refused),
            page(Standing::Verified, &all, FormState::new()),
            page(Standing::Ended, &[], FormState::new()),
        ]
    }
}
