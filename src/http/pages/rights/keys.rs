//! The keys by which programs act for a member.

use std::time::Duration;

use super::super::Samples;
use super::super::prelude::*;
use super::{Holder, Which, to_application};
use crate::accounts::{self, Actor};
use crate::claims::direct::CONFIRMATION;
use crate::claims::organisations::State as Standing;
use crate::claims::programs::keys::{self, ApiKey, NewKey, Scope};
use crate::ids::{AccountId, ApiKeyId};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/keys", get(show).post(create)).route("/rights/keys/{id}/revocation", post(revoke))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<KeysPage>();
    samples.add::<NewKeyPage>();
}

/// The keys that work, and the form for another one.
#[derive(Template)]
#[template(path = "rights/keys.html")]
struct KeysPage {
    layout: Layout,
    holder: Holder,
    /// Each key with whose it is, for owners; members see their own.
    keys: Vec<(ApiKey, String)>,
    scopes: Vec<(String, String, String)>,
    lifetimes: Vec<(String, String)>,
    form: FormState,
}

/// The new key, in the one moment it can be read.
#[derive(Template)]
#[template(path = "rights/new_key.html")]
struct NewKeyPage {
    layout: Layout,
    holder: Holder,
    secret: String,
    server: String,
}
page!(KeysPage, NewKeyPage);

impl KeysPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        holder: Holder,
        form: FormState,
    ) -> Result<Self, Error> {
        let all = keys::list(service, actor, holder.organisation.id).await?;
        let mut shown = Vec::with_capacity(all.len());
        let mut tx = service.db.read().await?;
        for key in all {
            let whose = accounts::email_of(&mut tx, service, key.account).await?;
            shown.push((key, whose.map_or_else(String::new, |email| email.said_in(layout.language))));
        }
        let (scopes, lifetimes) = (scopes(layout.language), lifetimes(layout.language));
        Ok(Self { layout, holder, keys: shown, scopes, lifetimes, form })
    }

    fn words(key: &ApiKey) -> String {
        key.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn label(&self) -> String {
        self.layout.language.say("keys-confirm").with("word", CONFIRMATION).to_string()
    }
}

fn scopes(language: Language) -> Vec<(String, String, String)> {
    let texts = |scope| match scope {
        Scope::ClaimsRead => ("scope-claims-read", "scope-claims-read-hint"),
        Scope::ClaimsWrite => ("scope-claims-write", "scope-claims-write-hint"),
        Scope::ClaimsDelete => ("scope-claims-delete", "scope-claims-delete-hint"),
        Scope::WorksRead => ("scope-works-read", "scope-works-read-hint"),
    };
    let option = |scope: Scope| {
        let (label, hint) = texts(scope);
        let hint = format!("{} ({scope})", language.say(hint));
        (scope.as_str().to_owned(), language.say(label).to_string(), hint)
    };
    Scope::ALL.map(option).to_vec()
}

fn lifetimes(language: Language) -> Vec<(String, String)> {
    [("30", "account-30-days"), ("90", "account-90-days"), ("365", "account-one-year")]
        .map(|(value, label)| (value.to_owned(), language.say(label).to_string()))
        .to_vec()
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
    Ok(KeysPage::load(&service, &actor, layout, holder, FormState::new()).await?.into_response())
}

async fn create(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    let new = NewKey {
        name: form.value("name").to_owned(),
        scopes: form.all("scopes").to_vec(),
        days: form.value("days").to_owned(),
        confirmation: form.value("confirmation").to_owned(),
    };
    if let Some(auth) = form.read_auth() {
        match keys::create(&service, &actor, holder.organisation.id, &new, &auth).await {
            Ok((_, secret)) => {
                let server = service.config.public_url.as_str().trim_end_matches('/').to_owned();
                let secret = secret.expose().to_owned();
                return Ok(NewKeyPage { layout, holder, secret, server }.into_response());
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(KeysPage::load(&service, &actor, layout, holder, form).await?))
}

async fn revoke(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    session: Session,
    Path(id): Path<ApiKeyId>,
    form: FormState,
) -> Result<Response, Error> {
    let holder = Holder::of(&service, &actor, Which::of(&form)).await?.ok_or(Error::NotFound)?;
    keys::revoke(&service, &actor, holder.organisation.id, id).await?;
    session::say(&session, language.say("keys-revoked").to_string()).await?;
    Ok(see_other(&format!("/rights/keys{}", holder.query())))
}

impl Sample for KeysPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let now = layout.now;
        let page = |state, keys: Vec<(ApiKey, String)>, form| {
            let holder = Holder::sample(&layout, state);
            let (scopes, lifetimes) = (scopes(layout.language), lifetimes(layout.language));
            Self { layout: layout.clone(), holder, keys, scopes, lifetimes, form }
        };
        let key = |name: &str, scopes: &[Scope], used: Option<u64>| ApiKey {
            id: ApiKeyId(uuid::Uuid::from_u128(41)),
            name: name.into(),
            scopes: scopes.to_vec(),
            account: AccountId(uuid::Uuid::from_u128(42)),
            created_at: now.minus(Duration::from_hours(400)),
            expires_at: now.plus(Duration::from_hours(2_000)),
            last_used_at: used.map(|hours| now.minus(Duration::from_hours(hours))),
        };
        let keys = vec![
            (key("Crawler in Rennes", &Scope::ALL, Some(2)), "mira@harbour-pictures.example".to_owned()),
            (
                key("Reports", &[Scope::ClaimsRead], None),
                "somebody-with-a-long-name@harbour-pictures.example".to_owned(),
            ),
        ];
        let wrong = FormState::new()
            .with("name", "Crawler")
            .with("scopes", "claims:delete")
            .refused("confirmation", "Type DELETE: this key deletes with nobody in between.")
            .refused("days", "Choose how long the key is to work, at most a year.");
        vec![
            page(Standing::Verified, keys, FormState::new()),
            page(Standing::Verified, Vec::new(), wrong),
            page(Standing::Applied, Vec::new(), FormState::new()),
        ]
    }
}

impl Sample for NewKeyPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let holder = Holder::sample(&layout, Standing::Verified);
        let secret = format!("writkey_{}", "Ab3-".repeat(11).trim_end_matches('-'));
        vec![Self { layout, holder, secret, server: "https://files.example".into() }]
    }
}
