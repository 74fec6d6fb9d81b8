//! A person's own account: address and roles, password and recovery key, API tokens, open sessions.

use std::time::Duration;

use super::Samples;
use super::closed::Closed;
use super::prelude::*;
use crate::accounts::api_tokens::{self, ApiToken, TokenName};
use crate::accounts::sessions::{self, SessionHash};
use crate::accounts::standing::Kind;
use crate::accounts::{self, Actor, Profile};
use crate::clock::Time;
use crate::ids::ApiTokenId;
use crate::vault::applications;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/account", get(show))
        .route("/account/language", post(choose_language))
        .route("/account/tokens", post(make_token))
        .route("/account/tokens/{id}/revocation", post(revoke_token))
        .route("/account/sessions/{id}/end", post(end_session))
        .route("/account/sessions/others/end", post(end_other_sessions))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<AccountPage>();
    samples.add::<TokenPage>();
}

/// The account.
#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    layout: Layout,
    profile: Profile,
    tokens: Vec<ApiToken>,
    sessions: Vec<OpenSession>,
    lifetimes: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    /// Whether they run a mirror, or asked to.
    is_host: bool,
    form: FormState,
}

/// The new token, in the one moment it can be read.
#[derive(Template)]
#[template(path = "account_token.html")]
struct TokenPage {
    layout: Layout,
    secret: String,
    server: String,
    /// What closes uploads and new links, if anything does.
    closed: Option<Closed>,
}
page!(AccountPage, TokenPage);

struct OpenSession {
    id: String,
    created_at: Time,
    expires_at: Time,
    is_this: bool,
}

impl AccountPage {
    async fn load(
        service: &Service,
        actor: Actor,
        layout: Layout,
        session: &Session,
        form: FormState,
    ) -> Result<Self, Error> {
        let mut tx = service.db.read().await?;
        let profile = accounts::profile(&mut tx, service, actor.account).await?.ok_or(Error::Unauthenticated)?;
        let is_host = applications::has_applied(&mut tx, actor.account).await?;
        drop(tx);
        let this = session::current(session);
        let open = |(id, row): (SessionHash, sessions::Session)| OpenSession {
            id: id.to_hex(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            is_this: Some(id) == this,
        };
        let sessions = sessions::list(service, actor).await?.into_iter().map(open).collect();
        let tokens = api_tokens::list(service, actor).await?;
        let form =
            if form.value("language").is_empty() { form.with("language", profile.language.as_str()) } else { form };
        let lifetimes = lifetimes(layout.language);
        Ok(Self { layout, profile, tokens, sessions, lifetimes, languages: languages(), is_host, form })
    }
}

fn lifetimes(language: Language) -> Vec<(String, String)> {
    [("30", "account-30-days"), ("90", "account-90-days"), ("365", "account-one-year"), ("0", "account-no-end")]
        .map(|(value, key)| (value.to_owned(), language.say(key).to_string()))
        .to_vec()
}

/// Each by the name it calls itself.
fn languages() -> Vec<(String, String)> {
    Language::all().map(|language| (language.as_str().to_owned(), language.own_name())).collect()
}

impl Sample for AccountPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let now = layout.now;
        let actor =
            layout.viewer.as_ref().map_or(Actor::uploader(crate::ids::AccountId(uuid::Uuid::nil())), |v| v.actor);
        let profile = Profile {
            account: actor.account,
            email: "someone@example.org".into(),
            roles: actor.roles,
            language: layout.language,
            created_at: now.minus(Duration::from_hours(700)),
        };
        let token = |name: &str, used: Option<u64>| ApiToken {
            id: ApiTokenId(uuid::Uuid::from_u128(7)),
            name: name.into(),
            created_at: now.minus(Duration::from_hours(400)),
            expires_at: used.map(|_| now.plus(Duration::from_hours(900))),
            last_used_at: used.map(|hours| now.minus(Duration::from_hours(hours))),
        };
        let session = |hours, is_this| OpenSession {
            id: "ab".repeat(32),
            created_at: now.minus(Duration::from_hours(hours)),
            expires_at: now.plus(Duration::from_hours(11)),
            is_this,
        };
        vec![
            Self {
                layout: layout.clone(),
                profile: profile.clone(),
                tokens: vec![token("Backup machine", Some(3)), token("Laptop", None)],
                sessions: vec![session(1, true), session(30, false)],
                lifetimes: lifetimes(Language::default()),
                languages: languages(),
                is_host: true,
                form: FormState::new().with("name", "x").refused("name", Text::of("account-token-name-long")),
            },
            Self {
                layout,
                profile,
                tokens: vec![],
                sessions: vec![session(1, true)],
                lifetimes: lifetimes(Language::default()),
                languages: languages(),
                is_host: false,
                form: FormState::new(),
            },
        ]
    }
}

impl Sample for TokenPage {
    fn samples() -> Vec<Self> {
        let secret = format!("writ_{}", "Ab3-".repeat(11).trim_end_matches('-'));
        let layout = Layout::sample();
        let page = |closed| Self {
            layout: layout.clone(),
            secret: secret.clone(),
            server: "https://files.example/".into(),
            closed,
        };
        vec![page(None), page(Some(Closed::sample(&layout, Kind::Suspension)))]
    }
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
) -> Result<AccountPage, Error> {
    AccountPage::load(&service, actor, layout, &session, FormState::new()).await
}

async fn choose_language(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(language) = form.read("language", str::parse::<Language>) else {
        return Ok(again(AccountPage::load(&service, actor, layout, &session, form).await?));
    };
    accounts::choose_language(&service, actor, language).await?;
    session::say(&session, language.say("account-language-chosen").to_string()).await?;
    Ok(see_other("/account"))
}

async fn make_token(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let name = form.read("name", TokenName::parse);
    let days = form.read("lifetime", |days| match days {
        "0" => Ok(None),
        "30" | "90" | "365" => days.parse().map(Some).map_err(|_| layout.language.say("account-lifetime-missing")),
        _ => Err(layout.language.say("account-lifetime-missing")),
    });
    let (Some(name), Some(days)) = (name, days) else {
        return Ok(again(AccountPage::load(&service, actor, layout, &session, form).await?));
    };
    let lifetime = days.map(|days: u64| Duration::from_hours(24 * days));
    let (_, secret) = api_tokens::issue(&service, actor, name, lifetime).await?;
    let server = service.config.public_url.to_string();
    let closed = Closed::of(&service, &actor, layout.language).await?;
    Ok(TokenPage { layout, secret: secret.expose().to_owned(), server, closed }.into_response())
}

async fn revoke_token(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    session: Session,
    Path(id): Path<ApiTokenId>,
) -> Result<Response, Error> {
    api_tokens::revoke(&service, actor, id).await?;
    session::say(&session, language.say("account-token-revoked").to_string()).await?;
    Ok(see_other("/account#tokens"))
}

async fn end_session(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    session: Session,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    sessions::revoke(&service, actor, SessionHash::parse(&id)?).await?;
    session::say(&session, language.say("account-session-ended").to_string()).await?;
    Ok(see_other("/account#sessions"))
}

async fn end_other_sessions(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    session: Session,
) -> Result<Response, Error> {
    if let Some(this) = session::current(&session) {
        sessions::revoke_others(&service, actor, this).await?;
    }
    session::say(&session, language.say("account-sessions-ended").to_string()).await?;
    Ok(see_other("/account#sessions"))
}
