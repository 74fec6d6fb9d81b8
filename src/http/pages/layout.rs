//! The frame around every page: who looks, where, and what is to be said to them.

use axum::extract::FromRequestParts;
use http::request::Parts;
use tower_sessions::Session;

use crate::accounts::{self, Actor, Roles};
use crate::clock::Time;
use crate::http::extract::{Visitor, actor_of, asked_for};
use crate::http::trace::RequestId;
use crate::http::{Error, session, static_files};
use crate::notices;
use crate::process::tally::{self, Tally, Waits};
use crate::service::Service;
use crate::texts::Language;

/// What `base.html` needs. Every page struct has one, named `layout`.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Who signed in, if anyone did.
    pub viewer: Option<Viewer>,
    /// The path of the page.
    pub path: String,
    /// The sentence left for this page, if any.
    pub flash: Option<String>,
    /// What this request is called in the log.
    pub request_id: String,
    /// The service's name.
    pub host: String,
    /// The time, for what is left until a deadline.
    pub now: Time,
    /// The language of the page: the viewer's, else the one their browser asks for.
    pub language: Language,
    /// Until when the service serves, once it is wound down.
    pub ends_at: Option<Time>,
}

/// The person who looks.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// Who they are.
    pub actor: Actor,
    /// The address they signed in with, or that this was altered, in their language.
    pub email: String,
    /// How many of their notices they have not opened.
    pub unseen_notices: i64,
    /// How much waits at the desk: for staff, on its pages.
    pub tally: Tally,
}

impl Layout {
    /// The address of a static file.
    pub fn asset(&self, name: &str) -> String {
        static_files::asset(name)
    }

    /// What the viewer was granted.
    pub fn roles(&self) -> Roles {
        self.viewer.as_ref().map_or(Roles::NONE, |viewer| viewer.actor.roles)
    }

    /// How much waits at the desk, for its navigation.
    pub fn tally(&self) -> Tally {
        self.viewer.as_ref().map_or_else(Tally::default, |viewer| viewer.tally)
    }

    /// Whether it is a page of the desk, and who looks works there.
    pub fn is_desk(&self) -> bool {
        self.is_at(DESK) && self.roles().staff()
    }

    /// Whether the page lies at `place` or below it: the link to it is the current one.
    pub fn is_at(&self, place: &str) -> bool {
        lies_at(&self.path, place)
    }

    /// Whether this page is about orders of authorities: two of them lie beneath the claim that an order is.
    pub fn is_of_orders(&self) -> bool {
        let of_one = |page: &str| self.is_at("/desk/claims") && self.path.ends_with(page);
        self.is_at("/desk/orders") || of_one("/confirmation") || of_one("/order-withdrawal")
    }

    /// A layout for samples and tests: a signed-in administrator.
    pub fn sample() -> Self {
        let account = crate::ids::AccountId(uuid::Uuid::from_u128(0x0193_5b7e_0000_7000_8000_0000_0000_0001));
        let actor = Actor { account, roles: accounts::Role::ALL.into_iter().collect() };
        let tally = Tally {
            appeals: Waits { count: 3, urgent: true },
            mail: Waits { count: 100, urgent: false },
            mirrors: Waits { count: 2, urgent: false },
            ..Tally::default()
        };
        Self {
            viewer: Some(Viewer { actor, email: "someone@example.org".into(), unseen_notices: 1, tally }),
            flash: Some("The contact agent is published.".into()),
            ..Self::sample_for_strangers()
        }
    }

    /// A layout for samples and tests: nobody signed in.
    pub fn sample_for_strangers() -> Self {
        Self {
            viewer: None,
            path: "/".into(),
            flash: None,
            request_id: "k7m2q9xwzrtp".into(),
            host: "files.example".into(),
            now: Time::from_seconds(1_795_428_000),
            language: Language::default(),
            ends_at: None,
        }
    }

    /// A layout for an error page: it must come out whatever else is broken.
    pub(in crate::http) async fn for_error(
        service: &Service,
        session: Option<&Session>,
        path_and_query: &str,
        request_id: &str,
        asked: Language,
    ) -> Self {
        let actor = match session {
            Some(session) => actor_of(service, session).await.ok().flatten(),
            None => None,
        };
        let path = path_and_query.split('?').next().unwrap_or_default().to_owned();
        let viewer = match actor {
            Some(actor) => viewer(service, actor, &path).await.ok().flatten(),
            None => None,
        };
        let (viewer, language) = viewer.map_or((None, asked), |(viewer, language)| (Some(viewer), language));
        Self { viewer, path, flash: None, ..Self::bare(service, request_id, language) }
    }

    fn bare(service: &Service, request_id: &str, language: Language) -> Self {
        Self {
            viewer: None,
            path: String::new(),
            flash: None,
            request_id: request_id.to_owned(),
            host: service.keys.origin.clone(),
            now: service.clock.now(),
            language,
            ends_at: service.life.ends_at(),
        }
    }
}

/// The path below which the desk's pages lie.
const DESK: &str = "/desk";

fn lies_at(path: &str, place: &str) -> bool {
    path == place || (place != "/" && path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/')))
}

/// Who looks and what waits for them: one look, so that all of it is of the same moment.
async fn viewer(service: &Service, actor: Actor, path: &str) -> Result<Option<(Viewer, Language)>, Error> {
    let mut tx = service.db.read().await?;
    let Some((email, language)) = accounts::reader(&mut tx, service, actor.account).await? else { return Ok(None) };
    let unseen_notices = notices::unseen(&mut tx, actor.account).await.map_err(Error::internal)?;
    let tally = if actor.roles.staff() && lies_at(path, DESK) {
        tally::tally(&mut tx, service, &actor).await?
    } else {
        Tally::default()
    };
    Ok(Some((Viewer { actor, email: email.said_in(language), unseen_notices, tally }, language)))
}

impl FromRequestParts<Service> for Layout {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Error> {
        let Visitor(actor) = Visitor::from_request_parts(parts, service).await?;
        let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        let (viewer, flash) = match actor {
            Some(actor) => {
                let flash = match parts.extensions.get::<Session>() {
                    // A HEAD or a background fetch must not swallow what was left for the page.
                    Some(session) if parts.method == http::Method::GET => session::said(session).await?,
                    _ => None,
                };
                (viewer(service, actor, parts.uri.path()).await?, flash.map(|flash| flash.text))
            }
            None => (None, None),
        };
        let asked = asked_for(&parts.headers);
        let (viewer, language) = viewer.map_or((None, asked), |(viewer, language)| (Some(viewer), language));
        Ok(Self { viewer, flash, path: parts.uri.path().to_owned(), ..Self::bare(service, &request_id, language) })
    }
}
