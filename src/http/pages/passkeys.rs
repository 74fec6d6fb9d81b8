//! A person's passkeys: those that are there, a new one, and taking one away.

use std::time::Duration;

use super::Samples;
use super::prelude::*;
use crate::accounts::Actor;
use crate::accounts::passkeys::{self, Ceremony, Passkey, PasskeyName};
use crate::clock::Time;
use crate::ids::PasskeyId;
use crate::tokens::Digest;
use crate::webauthn::{self, Algorithm, Assertion, Base64, Credential, Registration, RelyingParty};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/account/passkeys", get(show).post(add)).route("/account/passkeys/{id}/removal", post(remove))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<PasskeysPage>();
}

/// The passkeys, and the form for a new one.
#[derive(Template)]
#[template(path = "passkeys.html")]
struct PasskeysPage {
    layout: Layout,
    passkeys: Vec<Passkey>,
    /// What a new one is to answer; `None` where passkeys do not work.
    ceremony: Option<Ceremony>,
    form: FormState,
}
page!(PasskeysPage);

#[expect(clippy::unused_self, reason = "templates call what they show as methods")]
impl PasskeysPage {
    async fn load(service: &Service, actor: Actor, layout: Layout, form: FormState) -> Result<Self, Error> {
        let ceremony = passkeys::begin(service, actor).ok();
        Ok(Self { layout, passkeys: passkeys::list(service, actor).await?, ceremony, form })
    }

    /// The numbers of the algorithms in COSE, the preferred first.
    fn algorithms(&self) -> String {
        Algorithm::COSE.map(|(number, _)| number.to_string()).join(" ")
    }

    /// The ids of the passkeys there are, so that no device makes a second one.
    fn known(&self) -> String {
        self.passkeys.iter().map(|passkey| passkey.credential.id.to_string()).collect::<Vec<_>>().join(" ")
    }
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
) -> Result<PasskeysPage, Error> {
    PasskeysPage::load(&service, actor, layout, FormState::new()).await
}

async fn add(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let name = form.read("name", PasskeyName::parse);
    let registration = registration(&form)
        .map_err(|error| form.refuse("passkey", Text::of("passkeys-not-added").with("why", error.told())))
        .ok();
    let auth = form.read_auth();
    if let (Some(name), Some(registration), Some(auth)) = (name, registration, auth) {
        let token = form.value("ceremony").to_owned();
        match passkeys::add(&service, actor, &auth, name, &token, &registration).await {
            Ok(_) => {
                session::say(&session, layout.language.say("passkeys-added-now").to_string()).await?;
                return Ok(see_other("/account/passkeys"));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(PasskeysPage::load(&service, actor, layout, form).await?))
}

/// What the browser gave of a new passkey.
fn registration(form: &FormState) -> Result<Registration, webauthn::Error> {
    let number = form.value("algorithm").parse().map_err(|_| webauthn::Error::Algorithm)?;
    Ok(Registration {
        credential: Credential {
            id: Base64::parse("id", form.value("credential"))?,
            algorithm: Algorithm::from_cose(number)?,
            public_key: Base64::parse("public-key", form.value("public_key"))?,
        },
        authenticator_data: Base64::parse("authenticator-data", form.value("authenticator_data"))?,
        client_data: Base64::parse("client-data", form.value("client_data"))?,
    })
}

/// Which passkey answered, and what it gave.
pub(super) fn assertion(form: &FormState) -> Result<(Base64, Assertion), webauthn::Error> {
    let assertion = Assertion {
        authenticator_data: Base64::parse("authenticator-data", form.value("authenticator_data"))?,
        client_data: Base64::parse("client-data", form.value("client_data"))?,
        signature: Base64::parse("signature", form.value("signature"))?,
    };
    Ok((Base64::parse("id", form.value("credential"))?, assertion))
}

async fn remove(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    session: Session,
    Path(id): Path<PasskeyId>,
) -> Result<Response, Error> {
    passkeys::remove(&service, actor, id).await?;
    session::say(&session, language.say("passkeys-removed").to_string()).await?;
    Ok(see_other("/account/passkeys"))
}

impl Sample for PasskeysPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let now = layout.now;
        let passkey = |name: &str, used: Option<Time>| Passkey {
            id: PasskeyId(uuid::Uuid::from_u128(9)),
            name: name.into(),
            credential: Credential {
                id: Base64(vec![7; 16]),
                algorithm: Algorithm::Es256,
                public_key: Base64(vec![1; 91]),
            },
            created_at: now.minus(Duration::from_hours(400)),
            last_used_at: used,
        };
        let ceremony = Ceremony {
            token: "AAAA".into(),
            challenge: Digest([7; 32]),
            party: RelyingParty { id: "files.example".into(), origin: "https://files.example".into() },
        };
        let page = |passkeys, ceremony, form| Self { layout: layout.clone(), passkeys, ceremony, form };
        vec![
            page(
                vec![passkey("Laptop", Some(now)), passkey("Key in the safe", None)],
                Some(ceremony.clone()),
                FormState::new(),
            ),
            page(Vec::new(), Some(ceremony), FormState::new().refused("name", "Give the passkey a name.")),
            page(Vec::new(), None, FormState::new()),
        ]
    }
}
