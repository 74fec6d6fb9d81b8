//! One work: what it is, what it said before, and the digests of the holder's own files.

use axum::extract::DefaultBodyLimit;
use serde::Deserialize;

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::case::territory;
use super::super::{Holder, Which};
use super::{bases, kind, kinds, lines, right, typed};
use crate::accounts::Actor;
use crate::claims::works::catalogue::{self, Correction, Entry};
use crate::claims::works::{self, Basis, Scheme};
use crate::ids::WorkId;
use crate::tokens::Digest;

/// Ten thousand digests with long labels, as a form sends them.
const LARGEST_FORM: usize = 8 << 20;

pub(super) fn routes() -> Router<Service> {
    let add = post(add).layer(DefaultBodyLimit::max(LARGEST_FORM));
    Router::new().route("/rights/works/{work}", get(show).post(correct)).route("/rights/works/{work}/references", add)
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<WorkPage>();
}

/// A work, the form that corrects it, and the form that adds references.
#[derive(Template)]
#[template(path = "rights/work.html")]
struct WorkPage {
    layout: Layout,
    holder: Holder,
    entry: Entry,
    /// Whether the references shown are not the latest.
    further: bool,
    kinds: Vec<(String, String)>,
    bases: Vec<(String, String, String)>,
    form: FormState,
}
page!(WorkPage);

#[derive(Clone, Copy, Debug, Default, Deserialize)]
struct Behind {
    references: Option<Digest>,
}

#[expect(clippy::unused_self, reason = "templates call what they show as methods")]
impl WorkPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        id: WorkId,
        behind: Option<Digest>,
        form: FormState,
    ) -> Result<Self, Error> {
        let entry = catalogue::work(service, actor, id, behind).await?;
        let which = Which { organisation: Some(entry.work.organisation) };
        let holder = Holder::of(service, actor, which).await?.ok_or(Error::NotFound)?;
        let (kinds, bases) = (kinds(layout.language), bases(layout.language));
        Ok(Self { layout, holder, entry, further: behind.is_some(), kinds, bases, form })
    }

    /// The form of what the work says now, beside whatever was typed into the other one.
    fn with_what_it_says(mut self) -> Self {
        let work = &self.entry.work;
        let identifiers = work.identifiers.iter().map(|identifier| match identifier.scheme {
            Scheme::Other => identifier.to_string(),
            scheme => format!("{} {}", scheme.name(), identifier.shown()),
        });
        self.form = self
            .form
            .with("title", &work.title)
            .with("kind", &work.kind)
            .with("identifiers", identifiers.collect::<Vec<_>>().join("\n"))
            .with("basis", work.basis.as_str())
            .with("principal", work.principal.as_deref().unwrap_or_default())
            .with("territory", &work.territory);
        self
    }

    fn path(&self) -> String {
        format!("/rights/works/{}", self.entry.work.id)
    }

    /// A claim about this work, with the choice of organisation.
    fn claim(&self) -> String {
        let (organisation, work) = (self.entry.work.organisation, self.entry.work.id);
        format!("/rights/claims/new?organisation={organisation}&work={work}")
    }

    fn latest(&self) -> Option<String> {
        self.further.then(|| self.path())
    }

    fn more(&self) -> Option<String> {
        self.entry.older.map(|last| format!("{}?references={last}", self.path()))
    }

    fn kind(&self, name: &str) -> String {
        kind(name)
    }

    fn territory(&self, words: &str) -> String {
        territory(words, self.layout.language)
    }

    fn right(&self) -> &'static str {
        right(self.entry.work.basis)
    }

    fn right_before(&self, correction: &Correction) -> &'static str {
        right(correction.basis)
    }
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<WorkId>,
    Query(behind): Query<Behind>,
    layout: Layout,
) -> Result<Response, Error> {
    let page = WorkPage::load(&service, &actor, layout, id, behind.references, FormState::new()).await?;
    Ok(page.with_what_it_says().into_response())
}

async fn correct(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<WorkId>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    // What carries no revision was made from none.
    let revision = form.value("revision").parse().unwrap_or(0);
    if let Err(error) = works::correct(&service, &actor, id, revision, &typed(&form)).await {
        form.refuse_with(error)?;
        return Ok(again(WorkPage::load(&service, &actor, layout, id, None, form).await?));
    }
    session::say(&session, layout.language.say("work-corrected").to_string()).await?;
    Ok(see_other(&format!("/rights/works/{id}")))
}

async fn add(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<WorkId>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let added = works::add_references(&service, &actor, id, &lines(&form, "references"), form.value("label")).await;
    match added {
        Ok(added) => {
            session::say(&session, outcome(added, layout.language)).await?;
            Ok(see_other(&format!("/rights/works/{id}")))
        }
        Err(error) => {
            form.refuse_with(error)?;
            Ok(again(WorkPage::load(&service, &actor, layout, id, None, form).await?.with_what_it_says()))
        }
    }
}

fn outcome(added: works::Added, language: Language) -> String {
    let registered = language.say("references-added").with("count", added.added).to_string();
    if added.known == 0 {
        return registered;
    }
    format!("{registered} {}", language.say("references-known").with("count", added.known))
}

impl Sample for WorkPage {
    fn samples() -> Vec<Self> {
        use crate::claims::organisations::State;
        use crate::claims::works::catalogue::Reference;
        let page = |claims: i64, form: FormState| {
            let layout = Layout::sample();
            let work = super::sample(&layout);
            let correction = Correction {
                title: "The Long Way Hone".into(),
                kind: "film".into(),
                identifiers: "isan:0000-0001-8CFA-0000-I".into(),
                basis: Basis::Agent,
                principal: Some("Lighthouse Films".into()),
                territory: "FR".into(),
                until: layout.now,
            };
            let reference = |n: u8, label: Option<&str>| Reference {
                sha256: Digest([n; 32]),
                label: label.map(str::to_owned),
                registered_at: layout.now,
            };
            let entry = Entry {
                claims,
                corrections: (0..claims.min(1)).map(|_| correction.clone()).collect(),
                references: (0..claims * 2).map(|n| reference(7, (n == 0).then_some("reel-1.mov"))).collect(),
                older: (claims > 0).then_some(Digest([7; 32])),
                work,
            };
            let holder = Holder::sample(&layout, State::Verified);
            let (kinds, bases) = (kinds(layout.language), bases(layout.language));
            Self { layout, holder, entry, further: claims > 0, kinds, bases, form }
        };
        let wrong = FormState::new()
            .with("title", "x")
            .with("references", "7")
            .refused("kind", "Choose what kind of work it is.")
            .refused("references", "Line 1: a SHA-256 is 64 digits from 0-9 and a-f.");
        vec![
            page(1, FormState::new()).with_what_it_says(),
            page(0, FormState::new()).with_what_it_says(),
            page(2, wrong),
        ]
    }
}
