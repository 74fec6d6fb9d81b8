//! Whom an organisation acts for: the list, naming one, its documents, and withdrawing it.

use axum::extract::DefaultBodyLimit;

use super::super::Samples;
use super::super::evidence::{self, Section};
use super::super::prelude::*;
use super::{Holder, Which, to_application};
use crate::accounts::Actor;
use crate::claims::evidence::files::Subject;
use crate::claims::principals::{self, NewPrincipal, Principal, State as Standing};
use crate::claims::withdrawal::Claimant;
use crate::clock::Time;
use crate::http::upload::Upload;
use crate::ids::PrincipalId;

pub(super) fn routes() -> Router<Service> {
    let documents = post(bring).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/rights/principals", get(list).post(name))
        .route("/rights/principals/{principal}", get(show))
        .route("/rights/principals/{principal}/documents", documents)
        .route("/rights/principals/{principal}/withdrawal", post(withdraw))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<PrincipalsPage>();
    samples.add::<PrincipalPage>();
}

/// How a principal is shown: tone and the key of its text.
pub(in crate::http::pages) fn badge(principal: &Principal, now: Time) -> (&'static str, &'static str) {
    match principal.state {
        Standing::Named => ("info", "principal-waits"),
        Standing::Confirmed if principal.valid_until <= now => ("bad", "principal-ended"),
        Standing::Confirmed if now < principal.valid_from => ("info", "principal-not-yet"),
        Standing::Confirmed => ("good", "principal-confirmed"),
        Standing::Refused => ("bad", "principal-refused"),
        Standing::Withdrawn => ("plain", "principal-withdrawn"),
    }
}

/// The principals of an organisation, and the form that names one.
#[derive(Template)]
#[template(path = "rights/principals.html")]
struct PrincipalsPage {
    layout: Layout,
    holder: Holder,
    principals: Vec<Principal>,
    form: FormState,
}

/// One principal with its documents.
#[derive(Template)]
#[template(path = "rights/principal.html")]
struct PrincipalPage {
    layout: Layout,
    holder: Holder,
    principal: Principal,
    documents: Section,
}
page!(PrincipalsPage, PrincipalPage);

impl PrincipalsPage {
    fn badge(&self, principal: &Principal) -> (&'static str, &'static str) {
        badge(principal, self.layout.now)
    }
}

impl PrincipalPage {
    async fn load(service: &Service, actor: &Actor, layout: Layout, id: PrincipalId) -> Result<Self, Error> {
        let principal = principals::principal(service, actor, id).await?;
        let which = Which::one(principal.organisation);
        let holder = Holder::of(service, actor, which).await?.ok_or(Error::NotFound)?;
        let documents = Section::of(service, Claimant::Person(actor), Subject::Principal(id)).await?;
        Ok(Self { layout, holder, principal, documents })
    }

    fn badge(&self) -> (&'static str, &'static str) {
        badge(&self.principal, self.layout.now)
    }

    fn can_withdraw(&self) -> bool {
        matches!(self.principal.state, Standing::Named | Standing::Confirmed)
    }
}

async fn list(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    let principals = principals::list(&service, &actor, holder.organisation.id).await?;
    Ok(PrincipalsPage { layout, holder, principals, form: FormState::new() }.into_response())
}

async fn name(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    let value = |field: &str| form.value(field).to_owned();
    let new = NewPrincipal { name: value("name"), from: value("from"), until: value("until") };
    match principals::name(&service, &actor, holder.organisation.id, &new).await {
        Ok(id) => {
            session::say(&session, layout.language.say("principal-now-document").to_string()).await?;
            Ok(see_other(&format!("/rights/principals/{id}#evidence")))
        }
        Err(error) => {
            form.refuse_with(error)?;
            let principals = principals::list(&service, &actor, holder.organisation.id).await?;
            Ok(again(PrincipalsPage { layout, holder, principals, form }))
        }
    }
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<PrincipalId>,
    layout: Layout,
) -> Result<PrincipalPage, Error> {
    PrincipalPage::load(&service, &actor, layout, id).await
}

async fn bring(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<PrincipalId>,
    layout: Layout,
    session: Session,
    upload: Result<Upload, Error>,
) -> Result<Response, Error> {
    if let Err(error) = evidence::receive(&service, Claimant::Person(&actor), Subject::Principal(id), upload).await {
        let mut form = FormState::new();
        form.refuse_with(error)?;
        let mut page = PrincipalPage::load(&service, &actor, layout, id).await?;
        page.documents = page.documents.refused(form);
        return Ok(again(page));
    }
    session::say(&session, layout.language.say("principal-document-sent").to_string()).await?;
    Ok(see_other(&format!("/rights/principals/{id}#evidence")))
}

async fn withdraw(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    Path(id): Path<PrincipalId>,
    session: Session,
) -> Result<Response, Error> {
    principals::withdraw(&service, &actor, id).await?;
    session::say(&session, language.say("principal-withdrawn-now").to_string()).await?;
    Ok(see_other(&format!("/rights/principals/{id}")))
}

pub(in crate::http::pages) fn sample(layout: &Layout, state: Standing) -> Principal {
    Principal {
        id: PrincipalId(uuid::Uuid::from_u128(71)),
        organisation: crate::ids::OrganisationId(uuid::Uuid::from_u128(11)),
        name: "Lighthouse Films and Music, a company with a long name".into(),
        state,
        valid_from: layout.now,
        valid_until: layout.now.plus(std::time::Duration::from_hours(24 * 300)),
        named_at: layout.now,
        withdrawn_at: None,
        decided_at: (state != Standing::Named).then_some(layout.now),
        decision_reason: (state != Standing::Named).then(|| "The power of attorney was seen.".into()),
    }
}

impl Sample for PrincipalsPage {
    fn samples() -> Vec<Self> {
        use crate::claims::organisations::State;
        let page = |state: State, principals: &[Standing], form: FormState| {
            let layout = Layout::sample();
            let holder = Holder::sample(&layout, state);
            let principals = principals.iter().map(|state| sample(&layout, *state)).collect();
            Self { layout, holder, principals, form }
        };
        let states = [Standing::Named, Standing::Confirmed, Standing::Refused, Standing::Withdrawn];
        let wrong = FormState::new().with("name", "x").refused("until", "Enter a date, such as 2027-03-31.");
        vec![
            page(State::Verified, &states, FormState::new()),
            page(State::Verified, &[], wrong),
            page(State::Ended, &[], FormState::new()),
        ]
    }
}

impl Sample for PrincipalPage {
    fn samples() -> Vec<Self> {
        use crate::claims::organisations::State;
        let page = |state: Standing| {
            let layout = Layout::sample();
            let holder = Holder::sample(&layout, State::Verified);
            let documents = Section::sample(&layout, state == Standing::Named);
            Self { principal: sample(&layout, state), layout, holder, documents }
        };
        vec![page(Standing::Named), page(Standing::Confirmed), page(Standing::Refused)]
    }
}
