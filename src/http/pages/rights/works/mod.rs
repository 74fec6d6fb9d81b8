//! The works of an organisation: what it holds rights in, to look through, to search and to add to.

mod entry;
mod sheets;

use serde::Deserialize;

use super::super::Samples;
use super::super::prelude::*;
use super::case::territory;
use super::{Holder, Which, to_application};
use crate::accounts::Actor;
use crate::claims::works::catalogue::{self, Page};
use crate::claims::works::{self, Basis, KINDS, NewWork, Work};
use crate::ids::{OrganisationId, WorkId};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/works", get(list).post(register)).merge(sheets::routes()).merge(entry::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<WorksPage>();
    entry::samples(samples);
    sheets::samples(samples);
}

/// A page of the works, and the form for another one.
#[derive(Template)]
#[template(path = "rights/works.html")]
struct WorksPage {
    layout: Layout,
    holder: Holder,
    asked: Asked,
    works: Vec<Work>,
    older: Option<WorkId>,
    kinds: Vec<(String, String)>,
    bases: Vec<(String, String, String)>,
    form: FormState,
}
page!(WorksPage);

/// Which works of which organisation.
#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    organisation: Option<OrganisationId>,
    #[serde(default)]
    q: String,
    before: Option<WorkId>,
}

#[expect(clippy::unused_self, reason = "templates call what they show as methods")]
impl WorksPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        holder: Holder,
        asked: Asked,
        form: FormState,
    ) -> Result<Self, Error> {
        let Page { works, older } =
            catalogue::page(service, actor, holder.organisation.id, &asked.q, asked.before).await?;
        let (kinds, bases) = (kinds(layout.language), bases(layout.language));
        Ok(Self { layout, holder, asked, works, older, kinds, bases, form })
    }

    fn right(&self, work: &Work) -> &'static str {
        right(work.basis)
    }

    fn kind(&self, work: &Work) -> String {
        kind(&work.kind)
    }

    fn territory(&self, work: &Work) -> String {
        territory(&work.territory, self.layout.language)
    }

    fn is_search(&self) -> bool {
        !self.asked.q.trim().is_empty()
    }

    /// The same search from its beginning, once it was left.
    fn newest(&self) -> Option<String> {
        self.asked.before.is_some().then(|| self.at(None))
    }

    fn older(&self) -> Option<String> {
        self.older.map(|work| self.at(Some(work)))
    }

    fn at(&self, before: Option<WorkId>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if !self.holder.others.is_empty() {
            query.append_pair("organisation", &self.holder.organisation.id.to_string());
        }
        if self.is_search() {
            query.append_pair("q", self.asked.q.trim());
        }
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        format!("/rights/works?{}", query.finish())
    }
}

fn kinds(language: Language) -> Vec<(String, String)> {
    let label = |name: &str| name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1)).collect();
    KINDS.map(|name| (name.to_owned(), label(&language.say(&kind(name)).to_string()))).into()
}

/// The text that names a kind of work.
pub(super) fn kind(kind: &str) -> String {
    format!("work-kind-{}", kind.replace(' ', "-"))
}

fn bases(language: Language) -> Vec<(String, String, String)> {
    let option = |basis: Basis, hint: String| (basis.as_str().to_owned(), language.say(right(basis)).to_string(), hint);
    vec![
        option(Basis::Owner, String::new()),
        option(Basis::ExclusiveLicensee, String::new()),
        option(Basis::Agent, language.say("right-agent-hint").to_string()),
    ]
}

/// The text of by what right.
fn right(basis: Basis) -> &'static str {
    match basis {
        Basis::Owner => "right-owner",
        Basis::ExclusiveLicensee => "right-licensee",
        Basis::Agent => "right-agent",
    }
}

/// What was typed about a work.
fn typed(form: &FormState) -> NewWork {
    let value = |field: &str| form.value(field).to_owned();
    NewWork {
        title: value("title"),
        kind: value("kind"),
        identifiers: lines(form, "identifiers"),
        basis: value("basis"),
        principal: value("principal"),
        territory: value("territory"),
        references: lines(form, "references"),
    }
}

fn lines(form: &FormState, field: &str) -> Vec<String> {
    form.value(field).lines().map(str::to_owned).collect()
}

async fn list(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(asked): Query<Asked>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let which = Which { organisation: asked.organisation };
    let Some(holder) = Holder::of(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    let form = FormState::new().with("territory", "worldwide");
    Ok(WorksPage::load(&service, &actor, layout, holder, asked, form).await?.into_response())
}

async fn register(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    if let Err(error) = works::register(&service, &actor, holder.organisation.id, &typed(&form)).await {
        form.refuse_with(error)?;
        return Ok(again(WorksPage::load(&service, &actor, layout, holder, Asked::default(), form).await?));
    }
    session::say(&session, layout.language.say("works-registered-now").to_string()).await?;
    Ok(see_other(&format!("/rights/works{}", holder.query())))
}

/// A work for samples.
fn sample(layout: &Layout) -> Work {
    let identifiers = ["0000-0001-8CFA-0000-I", "10.5240/7791-8534-2C23-9030-8610-5", "other: HP 4711"];
    Work {
        id: WorkId(uuid::Uuid::from_u128(31)),
        organisation: OrganisationId(uuid::Uuid::from_u128(11)),
        title: "The Long Way Home".into(),
        kind: "film".into(),
        identifiers: identifiers.iter().filter_map(|text| works::Identifier::read(text).ok()).collect(),
        basis: Basis::ExclusiveLicensee,
        principal: None,
        territory: "worldwide".into(),
        revision: 2,
        registered_at: layout.now,
        references: 2,
    }
}

impl Sample for WorksPage {
    fn samples() -> Vec<Self> {
        use crate::claims::organisations::State;
        let page = |state: State, works: Vec<Work>, q: &str, form: FormState| {
            let layout = Layout::sample();
            let holder = Holder::sample(&layout, state);
            let asked = Asked { q: q.into(), before: works.first().map(|work| work.id), organisation: None };
            let older = works.last().map(|work| work.id);
            let (kinds, bases) = (kinds(layout.language), bases(layout.language));
            Self { layout, holder, asked, works, older, kinds, bases, form }
        };
        let work = sample(&Layout::sample());
        let wrong = FormState::new().with("title", "x").refused("kind", "Choose what kind of work it is.");
        vec![
            page(State::Verified, vec![work.clone()], "long way", FormState::new()),
            page(State::Verified, Vec::new(), "", FormState::new()),
            page(State::Verified, Vec::new(), "nowhere", FormState::new()),
            page(State::Ended, vec![work.clone()], "", FormState::new()),
            page(State::Verified, vec![work], "", wrong),
        ]
    }
}
