//! First run: one page that leads through what is missing. And the page that takes up an invitation.

use super::Samples;
use super::prelude::*;
use crate::accounts::first_run::{self, Missing};
use crate::accounts::{self, Accepted, InvitationToken, Role};
use crate::policies::{self, ContactAgent, Law};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/setup", get(show))
        .route("/setup/second-administrator", post(invite_second))
        .route("/setup/contact-agent", post(settle_contact_agent))
        .route("/setup/law", post(settle_law))
        .route("/invitation", get(invitation).post(accept))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<SetupPage>();
    samples.add::<InvitationPage>();
}

/// What is missing, and the forms that settle it.
#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage {
    layout: Layout,
    missing: Vec<Missing>,
    contact: FormState,
    law: FormState,
    /// The link for the second administrator, in the one moment it can be read.
    link: Option<String>,
}

/// Where an invitation's link leads.
#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage {
    layout: Layout,
    form: FormState,
}
page!(SetupPage, InvitationPage);

impl SetupPage {
    async fn load(service: &Service, layout: Layout) -> Result<Self, Error> {
        let contact = match policies::said::<ContactAgent>(service).await? {
            Some(agent) => FormState::new()
                .with("name", agent.name)
                .with("organisation", agent.organisation)
                .with("address", agent.address)
                .with("email", agent.email)
                .with("telephone", agent.telephone),
            None => FormState::new(),
        };
        let law = match policies::said::<Law>(service).await? {
            Some(law) => FormState::new().with("country", law.country).with("courts", law.courts),
            None => FormState::new(),
        };
        Ok(Self { layout, missing: first_run::missing(service).await?, contact, law, link: None })
    }

    fn is_missing(&self, what: Missing) -> bool {
        self.missing.contains(&what)
    }

    /// How the step looks: done, next, or later.
    fn step(&self, what: Missing) -> &'static str {
        match self.missing.iter().position(|missing| *missing == what) {
            None => "is-done",
            Some(0) => "is-next",
            Some(_) => "is-later",
        }
    }
}

impl Sample for SetupPage {
    fn samples() -> Vec<Self> {
        let all = Missing::ALL[1..].to_vec();
        let (contact, law) = (FormState::new(), FormState::new());
        let with_link = Self {
            layout: Layout::sample(),
            missing: vec![Missing::SecondAdministrator],
            contact: contact.clone().with("name", "Notices desk"),
            law: law.clone().with("country", "FR"),
            link: Some(format!("https://files.example/invitation#{}", "x".repeat(43))),
        };
        let wrong = Self {
            layout: Layout::sample(),
            missing: all.clone(),
            contact: contact.clone().refused("name", "Enter the name of the person or office."),
            law: law.clone(),
            link: None,
        };
        vec![
            Self { layout: Layout::sample(), missing: all, contact: contact.clone(), law: law.clone(), link: None },
            Self { layout: Layout::sample(), missing: vec![], contact, law, link: None },
            with_link,
            wrong,
        ]
    }
}

impl Sample for InvitationPage {
    fn samples() -> Vec<Self> {
        let form = FormState::new();
        let used = form.clone().refused("", Text::of("account-invitation-over"));
        vec![
            Self { layout: Layout::sample(), form: form.clone() },
            Self { layout: Layout::sample_for_strangers(), form },
            Self { layout: Layout::sample(), form: used },
        ]
    }
}

async fn show(
    State(service): State<Service>,
    Administrator(_): Administrator,
    layout: Layout,
) -> Result<SetupPage, Error> {
    SetupPage::load(&service, layout).await
}

async fn invite_second(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
) -> Result<SetupPage, Error> {
    let link = accounts::invite(&service, actor, Role::Administrator, "").await?.link(&service);
    Ok(SetupPage { link: Some(link), ..SetupPage::load(&service, layout).await? })
}

async fn settle_contact_agent(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let value = |field: &str| form.value(field).to_owned();
    let [name, organisation, address] = ["name", "organisation", "address"].map(value);
    let [email, telephone] = ["email", "telephone"].map(value);
    match ContactAgent::parse(&name, &organisation, &address, &email, &telephone) {
        Ok(agent) => {
            // The registration is entered at the desk, and stays.
            let current = policies::in_force::<ContactAgent>(&service).await?;
            let instead_of = current.as_ref().map_or(0, |current| current.version);
            let agent = agent.registered(current.and_then(|current| current.value.registration));
            policies::publish(&service, actor, &agent, instead_of).await?;
        }
        Err(error) => {
            form.refuse_with(error)?;
            return Ok(again(SetupPage { contact: form, ..SetupPage::load(&service, layout).await? }));
        }
    }
    session::say(&session, layout.language.say("setup-contact-done").to_string()).await?;
    Ok(see_other("/setup"))
}

async fn settle_law(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    match Law::parse(form.value("country"), form.value("courts")) {
        Ok(law) => {
            let instead_of = policies::in_force::<Law>(&service).await?.map_or(0, |current| current.version);
            policies::publish(&service, actor, &law, instead_of).await?;
        }
        Err(error) => {
            form.refuse_with(error)?;
            return Ok(again(SetupPage { law: form, ..SetupPage::load(&service, layout).await? }));
        }
    }
    session::say(&session, layout.language.say("setup-law-published").to_string()).await?;
    Ok(see_other("/setup"))
}

async fn invitation(layout: Layout) -> InvitationPage {
    InvitationPage { layout, form: FormState::new() }
}

/// Takes up an invitation. Where that gives a role, the session gets a new id: it can do more from now on.
async fn accept(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let language = layout.language;
    let Some(token) = form.read("token", InvitationToken::parse) else {
        return Ok(again(InvitationPage { layout, form }));
    };
    let role = match accounts::accept_invitation(&service, actor, &token).await {
        Ok(Accepted::Granted(role)) => role,
        Ok(Accepted::Waits(role)) => {
            let role = language.say(&format!("role-{role}"));
            session::say(&session, language.say("invitation-waits").with("role", role).to_string()).await?;
            return Ok(see_other("/account"));
        }
        Err(error) => {
            form.refuse_with(error)?;
            return Ok(again(InvitationPage { layout, form }));
        }
    };
    let actor = accounts::Actor { roles: actor.roles.with(role), ..actor };
    session::begin(&service, &session, actor).await?;
    let (text, next) = match role {
        Role::Administrator => ("invitation-administrator", "/setup"),
        Role::Reviewer | Role::Senior => ("invitation-staff", "/desk"),
        Role::Host => ("invitation-host", "/host"),
    };
    session::say(&session, language.say(text).to_string()).await?;
    Ok(see_other(next))
}
