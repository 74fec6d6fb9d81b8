//! What this is, and the pages that say how it is run: policies, privacy, contact agent.

use super::prelude::*;
use super::{Samples, timeline};
use crate::accounts::first_run::{self, ContactAgent, Law};
use crate::clock::Time;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/", get(home))
        .route("/policies", get(policies))
        .route("/privacy", get(privacy))
        .route("/contact", get(contact))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<HomePage>();
    samples.add::<PoliciesPage>();
    samples.add::<PrivacyPage>();
    samples.add::<ContactPage>();
}

/// What this is.
#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    layout: Layout,
    /// What a takedown looks like, drawn with the real component.
    story: Vec<timeline::Line>,
}
page!(HomePage, PoliciesPage, PrivacyPage, ContactPage);

impl HomePage {
    fn of(layout: Layout) -> Self {
        let day = layout.now;
        let at = |minutes: u64| day.minus(std::time::Duration::from_mins(90 - minutes));
        let said = |key: &str| layout.language.say(key).to_string();
        let line = |at: Time, who: &str, what: &str, tone| timeline::Line {
            tone,
            ..timeline::Line::new(at, said(who), said(what))
        };
        let story = vec![
            line(at(0), "home-story-holder", "home-story-claims", timeline::Tone::Plain),
            line(at(14), "line-reviewer", "home-story-decides", timeline::Tone::Plain),
            line(at(14), "line-service", "home-story-withholds", timeline::Tone::Bad),
            line(at(16), "home-story-mirrors", "home-story-delete", timeline::Tone::Good),
            line(at(16), "home-story-uploader", "home-story-told", timeline::Tone::Plain),
        ];
        Self { layout, story }
    }
}

impl Sample for HomePage {
    fn samples() -> Vec<Self> {
        vec![Self::of(Layout::sample()), Self::of(Layout::sample_for_strangers())]
    }
}

async fn home(layout: Layout) -> HomePage {
    HomePage::of(layout)
}

/// How files are taken down here, and how that is answered.
#[derive(Template)]
#[template(path = "policies.html")]
struct PoliciesPage {
    layout: Layout,
    law: Option<Law>,
}

impl Sample for PoliciesPage {
    fn samples() -> Vec<Self> {
        let law = Law { country: "FR".into(), courts: "The courts of Paris".into() };
        vec![
            Self { layout: Layout::sample(), law: Some(law) },
            Self { layout: Layout::sample_for_strangers(), law: None },
        ]
    }
}

async fn policies(State(service): State<Service>, layout: Layout) -> Result<PoliciesPage, Error> {
    Ok(PoliciesPage { layout, law: first_run::law(&service).await? })
}

/// What is known about whom, and for how long.
#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage {
    layout: Layout,
}

impl Sample for PrivacyPage {
    fn samples() -> Vec<Self> {
        vec![Self { layout: Layout::sample_for_strangers() }]
    }
}

async fn privacy(layout: Layout) -> PrivacyPage {
    PrivacyPage { layout }
}

/// Who receives notices.
#[derive(Template)]
#[template(path = "contact.html")]
struct ContactPage {
    layout: Layout,
    agent: Option<ContactAgent>,
    law: Option<Law>,
}

impl Sample for ContactPage {
    fn samples() -> Vec<Self> {
        let agent = ContactAgent {
            name: "Notices desk".into(),
            organisation: "Example Files S.A.S.".into(),
            address: "1 rue de l'Exemple\n75001 Paris\nFrance".into(),
            email: "notices@files.example".into(),
            telephone: "+33 1 23 45 67 89".into(),
        };
        vec![
            Self { layout: Layout::sample(), agent: Some(agent), law: None },
            Self { layout: Layout::sample_for_strangers(), agent: None, law: None },
        ]
    }
}

async fn contact(State(service): State<Service>, layout: Layout) -> Result<ContactPage, Error> {
    let (agent, law) = (first_run::contact_agent(&service).await?, first_run::law(&service).await?);
    Ok(ContactPage { layout, agent, law })
}
