//! What the operator publishes: its policies, and whom to write to. What is not set yet is said to be missing.

use super::Samples;
use super::prelude::*;
use crate::config::{EuTier, Limits};
use crate::policies::{
    self, ContactAgent, ContactPoint, Item, Law, Misuse, Moderation, Policy, Registration, RepeatInfringers,
    Representative, Users, defaults,
};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/policies", get(policies_page)).route("/contact", get(contact))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<PoliciesPage>();
    samples.add::<ContactPage>();
}

/// A policy as it is read: in which language, and what it says.
struct Said {
    language: Language,
    text: String,
}

impl Said {
    async fn of<T: Policy>(service: &Service, language: Language) -> Result<Self, Error> {
        let own = policies::said::<T>(service).await?;
        let own = own.as_ref().and_then(|policy| policy.texts().read(language));
        Ok(match own {
            Some((language, text)) => Self { language, text: text.to_owned() },
            None => Self {
                language,
                text: defaults::text(T::ITEM, &service.config.limits, service.config.eu_tier, language),
            },
        })
    }

    fn sample(item: Item) -> Self {
        let language = Language::default();
        Self { language, text: defaults::text(item, &Limits::default(), EuTier::default(), language) }
    }
}

/// How files are taken down here, and how that is answered.
#[derive(Template)]
#[template(path = "policies.html")]
struct PoliciesPage {
    layout: Layout,
    tier: EuTier,
    moderation: Said,
    repeat_infringers: Said,
    misuse: Said,
    law: Option<Law>,
}

impl PoliciesPage {
    fn sample(layout: Layout, law: Option<Law>, tier: EuTier) -> Self {
        let [moderation, repeat_infringers, misuse] =
            [Item::Moderation, Item::RepeatInfringers, Item::Misuse].map(Said::sample);
        Self { layout, tier, moderation, repeat_infringers, misuse, law }
    }
}

impl Sample for PoliciesPage {
    fn samples() -> Vec<Self> {
        let law = Law { country: "FR".into(), courts: "The courts of Paris".into() };
        vec![
            Self::sample(Layout::sample(), Some(law.clone()), EuTier::Platform),
            Self::sample(Layout::sample(), Some(law), EuTier::Host),
            Self::sample(Layout::sample_for_strangers(), None, EuTier::Micro),
        ]
    }
}

async fn policies_page(State(service): State<Service>, layout: Layout) -> Result<PoliciesPage, Error> {
    let language = layout.language;
    Ok(PoliciesPage {
        layout,
        tier: service.config.eu_tier,
        moderation: Said::of::<Moderation>(&service, language).await?,
        repeat_infringers: Said::of::<RepeatInfringers>(&service, language).await?,
        misuse: Said::of::<Misuse>(&service, language).await?,
        law: policies::said(&service).await?,
    })
}

/// Whom to write to.
#[derive(Template)]
#[template(path = "contact.html")]
struct ContactPage {
    layout: Layout,
    agent: Option<ContactAgent>,
    authorities: Option<ContactPoint>,
    users: Option<Users>,
    representative: Option<Representative>,
    law: Option<Law>,
}
page!(PoliciesPage, ContactPage);

/// An agent to show.
pub(super) fn sample_agent() -> ContactAgent {
    ContactAgent {
        name: "Notices desk".into(),
        organisation: "Example Files S.A.S.".into(),
        address: "1 rue de l'Exemple\n75001 Paris\nFrance".into(),
        email: "notices@files.example".into(),
        telephone: "+33 1 23 45 67 89".into(),
        registration: Some(Registration {
            number: "DMCA-1234567".into(),
            registered_on: jiff::civil::date(2026, 11, 2),
        }),
    }
}

impl Sample for ContactPage {
    fn samples() -> Vec<Self> {
        let point = ContactPoint {
            email: "authorities@files.example".into(),
            telephone: Some("+33 1 23 45 67 80".into()),
            languages: "French, English".into(),
        };
        let agent = sample_agent();
        let representative = Representative::Named {
            name: "Example Representation B.V.".into(),
            address: "1 Example Quay\nRotterdam".into(),
            email: "dsa@representation.example".into(),
            telephone: "+31 10 123 45 67".into(),
        };
        let full = Self {
            layout: Layout::sample(),
            agent: Some(agent.clone()),
            authorities: Some(point.clone()),
            users: Some(Users(point.clone())),
            representative: Some(representative),
            law: Some(Law { country: "NZ".into(), courts: "The courts of Wellington".into() }),
        };
        let union = Self {
            layout: Layout::sample_for_strangers(),
            agent: Some(agent.registered(None)),
            authorities: Some(ContactPoint { telephone: None, ..point }),
            users: None,
            representative: Some(Representative::NotNeeded),
            law: None,
        };
        let nothing = Self {
            layout: Layout::sample_for_strangers(),
            agent: None,
            authorities: None,
            users: None,
            representative: None,
            law: None,
        };
        vec![full, union, nothing]
    }
}

async fn contact(State(service): State<Service>, layout: Layout) -> Result<ContactPage, Error> {
    Ok(ContactPage {
        layout,
        agent: policies::said(&service).await?,
        authorities: policies::said(&service).await?,
        users: policies::said(&service).await?,
        representative: policies::said(&service).await?,
        law: policies::said(&service).await?,
    })
}
