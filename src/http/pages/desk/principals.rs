//! A principal at the desk: its documents, and the verdict on them.

use super::super::Samples;
use super::super::evidence::Section;
use super::super::prelude::*;
use super::super::rights::principals::{badge, sample};
use super::Desk;
use crate::accounts::Actor;
use crate::claims::evidence::files::Subject;
use crate::claims::organisations::{self, Organisation};
use crate::claims::principals::{self, Principal, State as Standing, Verdict};
use crate::claims::withdrawal::Claimant;
use crate::ids::PrincipalId;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/principals/{principal}", get(show))
        .route("/desk/principals/{principal}/confirmation", post(confirm))
        .route("/desk/principals/{principal}/refusal", post(refuse))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<PrincipalPage>();
}

/// One principal, for administrators.
#[derive(Template)]
#[template(path = "desk/principal.html")]
struct PrincipalPage {
    layout: Layout,
    organisation: Organisation,
    principal: Principal,
    documents: Section,
    form: FormState,
}
page!(PrincipalPage);

impl PrincipalPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        id: PrincipalId,
        form: FormState,
    ) -> Result<Self, Error> {
        super::rights_holders::administrators(actor)?;
        let principal = principals::principal(service, actor, id).await?;
        let organisation = organisations::organisation(service, actor, principal.organisation).await?;
        let documents = Section::of(service, Claimant::Person(actor), Subject::Principal(id)).await?;
        Ok(Self { layout, organisation, principal, documents, form })
    }

    fn badge(&self) -> (&'static str, &'static str) {
        badge(&self.principal, self.layout.now)
    }

    fn waits(&self) -> bool {
        self.principal.state == Standing::Named
    }
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(id): Path<PrincipalId>,
) -> Result<PrincipalPage, Error> {
    PrincipalPage::load(&service, &actor, layout, id, FormState::new()).await
}

async fn confirm(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(id): Path<PrincipalId>,
    form: FormState,
) -> Result<Response, Error> {
    decide(&service, &actor, (layout, &session), id, Verdict::Confirmed, form).await
}

async fn refuse(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(id): Path<PrincipalId>,
    form: FormState,
) -> Result<Response, Error> {
    decide(&service, &actor, (layout, &session), id, Verdict::Refused, form).await
}

async fn decide(
    service: &Service,
    actor: &Actor,
    (layout, session): (Layout, &Session),
    id: PrincipalId,
    verdict: Verdict,
    mut form: FormState,
) -> Result<Response, Error> {
    let reason = form.value("reason").to_owned();
    if let Err(error) = principals::decide(service, actor, id, verdict, &reason).await {
        form.refuse_with(error)?;
        return Ok(again(PrincipalPage::load(service, actor, layout, id, form).await?));
    }
    let said = match verdict {
        Verdict::Confirmed => "desk-principal-confirmed",
        Verdict::Refused => "desk-principal-refused",
    };
    session::say(session, layout.language.say(said).to_string()).await?;
    Ok(see_other(&format!("/desk/principals/{id}")))
}

impl Sample for PrincipalPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |state: Standing| Self {
            organisation: super::rights_holders::sample(&layout, organisations::State::Verified),
            principal: sample(&layout, state),
            documents: Section::sample(&layout, false),
            form: FormState::new().refused("reason", "Say what was checked, and what it showed."),
            layout: layout.clone(),
        };
        vec![page(Standing::Named), page(Standing::Confirmed)]
    }
}
