//! Where an organisation's own servers are told of its claims: for its owners.

use std::time::Duration;

use super::super::Samples;
use super::super::prelude::*;
use super::{Holder, Which, to_application};
use crate::accounts::{self, Actor};
use crate::claims::organisations::{self, State as Standing};
use crate::claims::programs::endpoints;
use crate::ids::{AccountId, EndpointId};
use crate::webhooks::{Endpoint, Secret};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights/webhooks", get(show).post(add))
        .route("/rights/webhooks/{id}/test", post(test))
        .route("/rights/webhooks/{id}/secret", post(rotate))
        .route("/rights/webhooks/{id}/removal", post(remove))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<WebhooksPage>();
    samples.add::<SecretPage>();
}

/// The endpoints, how each does, and the form for another one.
#[derive(Template)]
#[template(path = "rights/webhooks.html")]
struct WebhooksPage {
    layout: Layout,
    holder: Holder,
    /// Each endpoint with who added it.
    endpoints: Vec<(Endpoint, String)>,
    form: FormState,
}

/// A secret, in the one moment it can be read.
#[derive(Template)]
#[template(path = "rights/webhook_secret.html")]
struct SecretPage {
    layout: Layout,
    holder: Holder,
    secret: String,
}
page!(WebhooksPage, SecretPage);

impl WebhooksPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        holder: Holder,
        form: FormState,
    ) -> Result<Self, Error> {
        let id = holder.organisation.id;
        let all = endpoints::list(service, actor, id).await?;
        let members = organisations::members(service, actor, id).await?;
        let mut endpoints = Vec::with_capacity(all.len());
        let mut tx = service.db.read().await?;
        for endpoint in all {
            let email = match members.iter().find(|member| member.account == endpoint.added_by) {
                Some(member) => accounts::email_of(&mut tx, service, member.account).await?,
                None => None,
            };
            let name = email.map(|email| email.said_in(layout.language));
            let name = name.unwrap_or_else(|| layout.language.say("webhooks-former-member").to_string());
            endpoints.push((endpoint, name));
        }
        Ok(Self { layout, holder, endpoints, form })
    }
}

impl SecretPage {
    fn of(layout: Layout, holder: Holder, secret: &Secret) -> Self {
        Self { layout, holder, secret: secret.expose().to_owned() }
    }
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    Ok(WebhooksPage::load(&service, &actor, layout, holder, FormState::new()).await?.into_response())
}

async fn add(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    match endpoints::add(&service, &actor, holder.organisation.id, form.value("url")).await {
        Ok((_, secret)) => return Ok(SecretPage::of(layout, holder, &secret).into_response()),
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(WebhooksPage::load(&service, &actor, layout, holder, form).await?))
}

async fn rotate(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    Path(id): Path<EndpointId>,
    form: FormState,
) -> Result<Response, Error> {
    let holder = Holder::of(&service, &actor, Which::of(&form)).await?.ok_or(Error::NotFound)?;
    let secret = endpoints::rotate(&service, &actor, holder.organisation.id, id).await?;
    Ok(SecretPage::of(layout, holder, &secret).into_response())
}

async fn test(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    session: Session,
    Path(id): Path<EndpointId>,
    form: FormState,
) -> Result<Response, Error> {
    let holder = Holder::of(&service, &actor, Which::of(&form)).await?.ok_or(Error::NotFound)?;
    endpoints::test(&service, &actor, holder.organisation.id, id).await?;
    session::say(&session, language.say("webhooks-test-sent").to_string()).await?;
    Ok(see_other(&format!("/rights/webhooks{}", holder.query())))
}

async fn remove(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    session: Session,
    Path(id): Path<EndpointId>,
    form: FormState,
) -> Result<Response, Error> {
    let holder = Holder::of(&service, &actor, Which::of(&form)).await?.ok_or(Error::NotFound)?;
    endpoints::remove(&service, &actor, holder.organisation.id, id).await?;
    session::say(&session, language.say("webhooks-removed").to_string()).await?;
    Ok(see_other(&format!("/rights/webhooks{}", holder.query())))
}

impl Sample for WebhooksPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let now = layout.now;
        let endpoint = |url: &str, hours: Option<u64>, disabled: bool| Endpoint {
            id: EndpointId(uuid::Uuid::from_u128(51)),
            url: url.into(),
            added_by: AccountId(uuid::Uuid::from_u128(52)),
            created_at: now.minus(Duration::from_hours(900)),
            failing_since: hours.map(|hours| now.minus(Duration::from_hours(hours))),
            disabled_at: disabled.then(|| now.minus(Duration::from_hours(1))),
            last_error: hours.map(|_| "it answered 503".into()),
            last_delivered_at: Some(now.minus(Duration::from_hours(200))),
            waiting: if hours.is_some() { 12 } else { 0 },
        };
        let page = |state, endpoints, form| {
            let holder = Holder::sample(&layout, state);
            Self { layout: layout.clone(), holder, endpoints, form }
        };
        let mira = "mira@harbour-pictures.example".to_owned();
        let all = vec![
            (endpoint("https://takedowns.harbour-pictures.example/hooks/writ", None, false), mira.clone()),
            (endpoint("https://old.harbour-pictures.example/hooks", Some(7), false), mira),
            (endpoint("https://gone.harbour-pictures.example/hooks", Some(130), true), "a former member".to_owned()),
        ];
        let wrong =
            FormState::new().with("url", "http://a").refused("url", "Enter an address that begins with https://.");
        vec![
            page(Standing::Verified, all, FormState::new()),
            page(Standing::Verified, Vec::new(), wrong),
            page(Standing::Applied, Vec::new(), FormState::new()),
        ]
    }
}

impl Sample for SecretPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let holder = Holder::sample(&layout, Standing::Verified);
        vec![Self { layout, holder, secret: format!("whsec_{}", "Ab3+".repeat(11)) }]
    }
}
