//! The works of an organisation: what it holds rights in, and the digests of its own files.

use super::super::Samples;
use super::super::prelude::*;
use super::{Holder, Which, to_application};
use crate::accounts::Actor;
use crate::claims::works::{self, Basis, KINDS, NewWork, Work};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/works", get(list).post(register))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<WorksPage>();
}

/// The works, and the form for another one.
#[derive(Template)]
#[template(path = "rights/works.html")]
struct WorksPage {
    layout: Layout,
    holder: Holder,
    works: Vec<Work>,
    kinds: Vec<(String, String)>,
    bases: Vec<(String, String, String)>,
    form: FormState,
}
page!(WorksPage);

#[expect(clippy::unused_self, reason = "templates call what they show as methods")]
impl WorksPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        holder: Holder,
        form: FormState,
    ) -> Result<Self, Error> {
        let works = works::works(service, actor, holder.organisation.id).await?;
        Ok(Self { layout, holder, works, kinds: kinds(), bases: bases(), form })
    }

    fn right(&self, work: &Work) -> &'static str {
        right(work.basis)
    }
}

fn kinds() -> Vec<(String, String)> {
    let label = |kind: &str| kind[..1].to_uppercase() + &kind[1..];
    KINDS.map(|kind| (kind.to_owned(), label(kind))).into()
}

fn bases() -> Vec<(String, String, String)> {
    let option = |basis: Basis, hint: &str| (basis.as_str().to_owned(), right(basis).to_owned(), hint.to_owned());
    vec![
        option(Basis::Owner, ""),
        option(Basis::ExclusiveLicensee, ""),
        option(Basis::Agent, "You act for the owner, who has authorised you."),
    ]
}

/// By what right, in words.
fn right(basis: Basis) -> &'static str {
    match basis {
        Basis::Owner => "Owner",
        Basis::ExclusiveLicensee => "Exclusive licensee",
        Basis::Agent => "Agent",
    }
}

async fn list(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, which).await? else { return to_application(&session).await };
    let form = FormState::new().with("territory", "worldwide");
    Ok(WorksPage::load(&service, &actor, layout, holder, form).await?.into_response())
}

async fn register(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session).await;
    };
    let value = |field: &str| form.value(field).to_owned();
    let work = NewWork {
        title: value("title"),
        kind: value("kind"),
        identifier: value("identifier"),
        basis: value("basis"),
        territory: value("territory"),
        references: form
            .value("references")
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_lowercase)
            .collect(),
    };
    if let Err(error) = works::register(&service, &actor, holder.organisation.id, &work).await {
        form.refuse_with(error)?;
        return Ok(again(WorksPage::load(&service, &actor, layout, holder, form).await?));
    }
    session::say(&session, "The work is registered.").await?;
    Ok(see_other(&format!("/rights/works{}", holder.query())))
}

impl Sample for WorksPage {
    fn samples() -> Vec<Self> {
        use crate::claims::organisations::State;
        let page = |works: Vec<Work>, form: FormState| {
            let layout = Layout::sample();
            let holder = Holder::sample(&layout, State::Verified);
            Self { layout, holder, works, kinds: kinds(), bases: bases(), form }
        };
        let now = Layout::sample().now;
        let work = Work {
            id: crate::ids::WorkId(uuid::Uuid::from_u128(31)),
            title: "The Long Way Home".into(),
            kind: "film".into(),
            identifier: Some("ISAN 0000-0001-8CFA-0000-I".into()),
            basis: Basis::ExclusiveLicensee,
            territory: "worldwide".into(),
            registered_at: now,
            references: vec![(crate::tokens::Digest([7; 32]), now)],
        };
        let wrong = FormState::new().with("title", "x").refused("kind", "Choose what kind of work it is.");
        vec![page(vec![work.clone()], FormState::new()), page(Vec::new(), FormState::new()), page(vec![work], wrong)]
    }
}
