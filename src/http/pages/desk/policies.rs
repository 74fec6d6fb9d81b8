//! What the operator publishes, at the desk: every item with its state, a form for each, and every version there was.

use super::super::Samples;
use super::super::policies::sample_agent;
use super::super::prelude::*;
use super::Desk;
use crate::accounts::Actor;
use crate::clock::Time;
use crate::config::{EuTier, Limits};
use crate::policies::{
    self, ContactAgent, ContactPoint, HostTerms, Item, Law, Misuse, Moderation, Policy, Published, Registration,
    RepeatInfringers, Representative, Texts, Users, Version, defaults,
};
use crate::texts::Text;
use crate::tokens::Digest;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/policies", get(list)).route("/desk/policies/{item}", get(show).post(put))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<PoliciesPage>();
    samples.add::<ItemPage>();
}

/// An item and where it stands.
struct Row {
    item: Item,
    /// The version in force, and since when.
    current: Option<(i64, Time)>,
}

/// Everything that is published, and what is missing.
#[derive(Template)]
#[template(path = "desk/policies.html")]
struct PoliciesPage {
    layout: Layout,
    tier: EuTier,
    rows: Vec<Row>,
    history: Vec<(Published, Digest)>,
    /// The day on which the contact agent's registration lapses, if it is near or past.
    lapses: Option<String>,
}

/// The form for one item.
#[derive(Template)]
#[template(path = "desk/policy.html")]
struct ItemPage {
    layout: Layout,
    item: Item,
    /// The version that another one takes the place of.
    instead_of: i64,
    limits: Limits,
    form: FormState,
}
page!(PoliciesPage, ItemPage);

impl PoliciesPage {
    fn new(layout: Layout, tier: EuTier, published: Vec<Published>, lapses: Option<String>) -> Self {
        let newest = |item: Item| published.iter().filter(|row| row.item == item).max_by_key(|row| row.version);
        let row = |item| Row { item, current: newest(item).map(|row| (row.version, row.published_at)) };
        let rows = Item::ALL.map(row).into();
        let history = published.into_iter().map(|row| {
            let digest = Digest::of(row.value.as_bytes());
            (row, digest)
        });
        Self { layout, tier, rows, history: history.collect(), lapses }
    }

    fn name(&self, item: Item) -> String {
        self.layout.language.say(&format!("desk-policies-item-{item}")).to_string()
    }
}

impl ItemPage {
    fn name(&self) -> String {
        self.layout.language.say(&format!("desk-policies-item-{}", self.item)).to_string()
    }

    /// The fields of a policy's texts, each with its label.
    fn texts(&self) -> Vec<(String, String)> {
        let label =
            |language: Language| self.layout.language.say("desk-policies-text").with("language", language.own_name());
        Language::all().map(|language| (field_of(language), label(language).to_string())).collect()
    }

    /// How long before a registration lapses it is told.
    fn notice(&self) -> String {
        self.layout.language.span(Time::EPOCH.plus(self.limits.agent_renewal_notice), Time::EPOCH)
    }

    fn whose(&self) -> Vec<(String, String, String)> {
        let say = |key: &str| self.layout.language.say(key).to_string();
        vec![
            (DEFAULT.into(), say("desk-policies-whose-default"), say("desk-policies-whose-default-hint")),
            (OWN.into(), say("desk-policies-whose-own"), say("desk-policies-whose-own-hint")),
        ]
    }

    fn needed(&self) -> Vec<(String, String, String)> {
        let say = |key: &str| self.layout.language.say(key).to_string();
        vec![
            ("no".into(), say("desk-policies-needed-no"), say("desk-policies-needed-no-hint")),
            ("yes".into(), say("desk-policies-needed-yes"), say("desk-policies-needed-yes-hint")),
        ]
    }
}

const DEFAULT: &str = "default";
const OWN: &str = "own";

fn field_of(language: Language) -> String {
    format!("text_{language}")
}

impl Sample for PoliciesPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let version = |item, version| Published {
            item,
            version,
            published_at: layout.now,
            value: format!("{{\"version\":{version}}}"),
        };
        let published = vec![version(Item::ContactAgent, 2), version(Item::ContactAgent, 1), version(Item::Misuse, 1)];
        vec![
            Self::new(layout.clone(), EuTier::Platform, published, Some("2 November 2029".into())),
            Self::new(layout, EuTier::Micro, Vec::new(), None),
        ]
    }
}

impl Sample for ItemPage {
    fn samples() -> Vec<Self> {
        let page = |item, form| Self { layout: Layout::sample(), item, instead_of: 1, limits: Limits::default(), form };
        let agent = filled_agent(&sample_agent());
        let named = Representative::parse("Example B.V.", "1 Quay", "dsa@example.org", "+31 10").ok();
        let mut pages = vec![page(Item::ContactAgent, agent.refused("registered_on", "Enter the day."))];
        pages.push(page(Item::Representative, named.as_ref().map(filled_representative).unwrap_or_default()));
        let texts = filled_texts(Item::Moderation, None, &Limits::default(), EuTier::default());
        pages.push(page(Item::Moderation, texts));
        pages.extend([Item::Law, Item::Authorities, Item::Users].map(|item| page(item, FormState::new())));
        pages
    }
}

// What a form begins with -----------------------------------------------------------------------------------

fn filled_agent(agent: &ContactAgent) -> FormState {
    let form = FormState::new()
        .with("name", agent.name.as_str())
        .with("organisation", agent.organisation.as_str())
        .with("address", agent.address.as_str())
        .with("email", agent.email.as_str())
        .with("telephone", agent.telephone.as_str());
    match &agent.registration {
        None => form,
        Some(registration) => form
            .with("registration", registration.number.as_str())
            .with("registered_on", registration.registered_on.to_string()),
    }
}

fn filled_point(point: &ContactPoint) -> FormState {
    FormState::new()
        .with("email", point.email.as_str())
        .with("telephone", point.telephone.clone().unwrap_or_default())
        .with("languages", point.languages.as_str())
}

fn filled_representative(representative: &Representative) -> FormState {
    match representative {
        Representative::NotNeeded => FormState::new().with("needed", "no"),
        Representative::Named { name, address, email, telephone } => FormState::new()
            .with("needed", "yes")
            .with("name", name.as_str())
            .with("address", address.as_str())
            .with("email", email.as_str())
            .with("telephone", telephone.as_str()),
    }
}

/// The operator's own texts where it has any, else those that come along, to begin with. A language that its own texts were published
/// without is left empty: words of another one are nothing to begin with.
fn filled_texts(item: Item, texts: Option<&Texts>, limits: &Limits, tier: EuTier) -> FormState {
    let own = |language| {
        let said = texts.and_then(|texts| texts.read(language)).filter(|(found, _)| *found == language);
        said.map(|(_, text)| text.to_owned())
    };
    let is_own = own(Language::default()).is_some();
    let form = FormState::new().with("whose", if is_own { OWN } else { DEFAULT });
    let that_comes_along = |language| if is_own { String::new() } else { defaults::text(item, limits, tier, language) };
    Language::all().fold(form, |form, language| {
        form.with(&field_of(language), own(language).unwrap_or_else(|| that_comes_along(language)))
    })
}

/// The form for an item as it is in force, and the number of that version.
async fn begun(service: &Service, item: Item) -> Result<(FormState, i64), Error> {
    fn with<T>(current: Option<Version<T>>, fill: impl FnOnce(&T) -> FormState) -> (FormState, i64) {
        current.map_or((FormState::new(), 0), |current| (fill(&current.value), current.version))
    }
    async fn policy<T: Policy>(service: &Service) -> Result<(FormState, i64), Error> {
        let current = policies::in_force::<T>(service).await?;
        let texts = current.as_ref().map(|current| current.value.texts());
        let version = current.as_ref().map_or(0, |current| current.version);
        Ok((filled_texts(T::ITEM, texts, &service.config.limits, service.config.eu_tier), version))
    }
    Ok(match item {
        Item::ContactAgent => with(policies::in_force(service).await?, filled_agent),
        Item::Law => with(policies::in_force(service).await?, |law: &Law| {
            FormState::new().with("country", law.country.as_str()).with("courts", law.courts.as_str())
        }),
        Item::Authorities => with(policies::in_force(service).await?, filled_point),
        Item::Users => with(policies::in_force(service).await?, |users: &Users| filled_point(&users.0)),
        Item::Representative => with(policies::in_force(service).await?, filled_representative),
        Item::Moderation => policy::<Moderation>(service).await?,
        Item::RepeatInfringers => policy::<RepeatInfringers>(service).await?,
        Item::Misuse => policy::<Misuse>(service).await?,
        Item::HostTerms => policy::<HostTerms>(service).await?,
    })
}

// Handlers --------------------------------------------------------------------------------------------------

fn administrator(actor: &Actor) -> Result<(), Error> {
    if actor.roles.administrator() { Ok(()) } else { Err(Error::Forbidden(Text::of("error-for-administrators"))) }
}

async fn list(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<PoliciesPage, Error> {
    administrator(&actor)?;
    let published = policies::published(&service, actor).await?;
    let lapses = policies::renewal_due(&service).await?.map(|day| layout.language.date(day));
    Ok(PoliciesPage::new(layout, service.config.eu_tier, published, lapses))
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(item): Path<String>,
) -> Result<ItemPage, Error> {
    administrator(&actor)?;
    let item = item.parse().map_err(|_| Error::NotFound)?;
    let (form, instead_of) = begun(&service, item).await?;
    Ok(ItemPage { layout, item, instead_of, limits: service.config.limits.clone(), form })
}

async fn put(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(item): Path<String>,
    mut form: FormState,
) -> Result<Response, Error> {
    administrator(&actor)?;
    let item: Item = item.parse().map_err(|_| Error::NotFound)?;
    let instead_of = form.value("instead_of").parse().unwrap_or_default();
    if let Err(error) = publish(&service, actor, item, &form, instead_of).await {
        form.refuse_with(error)?;
        // What was published meanwhile is what the next try takes the place of: its words stand in the refusal.
        let (_, instead_of) = begun(&service, item).await?;
        return Ok(again(ItemPage { layout, item, instead_of, limits: service.config.limits.clone(), form }));
    }
    session::say(&session, layout.language.say("desk-policies-published").to_string()).await?;
    Ok(see_other("/desk/policies"))
}

async fn publish(
    service: &Service,
    actor: Actor,
    item: Item,
    form: &FormState,
    instead_of: i64,
) -> Result<(), policies::Error> {
    let value = |field: &str| form.value(field);
    let point = || ContactPoint::parse(value("email"), value("telephone"), value("languages"));
    match item {
        Item::ContactAgent => {
            let registration = Registration::parse(value("registration"), value("registered_on"))?;
            let [name, organisation, address] = ["name", "organisation", "address"].map(value);
            let agent = ContactAgent::parse(name, organisation, address, value("email"), value("telephone"))?;
            policies::publish(service, actor, &agent.registered(registration), instead_of).await?;
        }
        Item::Law => {
            let law = Law::parse(value("country"), value("courts"))?;
            policies::publish(service, actor, &law, instead_of).await?;
        }
        Item::Authorities => {
            policies::publish(service, actor, &point()?, instead_of).await?;
        }
        Item::Users => {
            policies::publish(service, actor, &Users(point()?), instead_of).await?;
        }
        Item::Representative => {
            let representative = match value("needed") {
                "no" => Representative::NotNeeded,
                _ => Representative::parse(value("name"), value("address"), value("email"), value("telephone"))?,
            };
            policies::publish(service, actor, &representative, instead_of).await?;
        }
        Item::Moderation => {
            policies::publish(service, actor, &Moderation::new(texts(form)?), instead_of).await?;
        }
        Item::RepeatInfringers => {
            policies::publish(service, actor, &RepeatInfringers::new(texts(form)?), instead_of).await?;
        }
        Item::Misuse => {
            policies::publish(service, actor, &Misuse::new(texts(form)?), instead_of).await?;
        }
        Item::HostTerms => {
            policies::publish(service, actor, &HostTerms::new(texts(form)?), instead_of).await?;
        }
    }
    Ok(())
}

fn texts(form: &FormState) -> Result<Texts, policies::Error> {
    if form.value("whose") != OWN {
        return Ok(Texts::default());
    }
    let texts: Vec<_> =
        Language::all().map(|language| (language, form.value(&field_of(language)).to_owned())).collect();
    Texts::parse(&texts)
}
