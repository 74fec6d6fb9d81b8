//! The first step: the law, the works, and where the claim is to have effect.

use serde::Deserialize;

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::{Holder, Which, notice, to_application};
use super::{Frame, place};
use crate::accounts::Actor;
use crate::claims::drafts::{self, Law, Step};
use crate::claims::organisations::State as Standing;
use crate::claims::signatures;
use crate::claims::statement::Basis;
use crate::claims::works::{self, catalogue};
use crate::ids::{DraftId, OrganisationId, WorkId};
use crate::process::measures;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights/claims/new", get(ask).post(begin))
        .route("/rights/claims/drafts/{draft}/law", get(show).post(change))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<LawPage>();
}

/// Law and works, of a claim that is begun or of one that is not yet.
#[derive(Template)]
#[template(path = "rights/draft/law.html")]
struct LawPage {
    layout: Layout,
    holder: Holder,
    frame: Option<Frame>,
    bases: Vec<(String, String, String)>,
    works: Vec<(String, String)>,
    /// There are works beside those shown, to be searched for.
    more_works: bool,
    /// Why this organisation cannot file, if it cannot.
    obstacle: Option<Text>,
    form: FormState,
}
page!(LawPage);

impl LawPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        holder: Holder,
        frame: Option<Frame>,
        form: FormState,
    ) -> Result<Self, Error> {
        let organisation = &holder.organisation;
        let obstacle = if organisation.state == Standing::Verified {
            let unsigned = signatures::standing(service, actor, organisation.id).await?.organisation;
            let closed = measures::closing_notices(service, actor, organisation.id).await?;
            unsigned.map(|refusal| refusal.told()).or(closed.map(|closed| closed.told())).map(Text::sentence)
        } else {
            let (organisation, state) = (organisation.name.clone(), organisation.state);
            Some(crate::claims::Error::NotVerified { organisation, state }.told().sentence())
        };
        let (works, more_works) = choices(service, layout.language, actor, organisation.id, &form).await?;
        Ok(Self { bases: notice::bases(layout.language), layout, holder, frame, works, more_works, obstacle, form })
    }

    /// The works of the organisation.
    fn works_page(&self) -> String {
        format!("/rights/works{}", self.holder.query())
    }

    fn action(&self) -> String {
        self.frame.as_ref().map_or_else(|| "/rights/claims/new".to_owned(), |frame| frame.at(Step::Law))
    }
}

/// The works to choose from: those that are chosen, then those that a search finds, or else the newest. Whether there are
/// others.
async fn choices(
    service: &Service,
    language: Language,
    actor: &Actor,
    organisation: OrganisationId,
    form: &FormState,
) -> Result<(Vec<(String, String)>, bool), Error> {
    let chosen: Vec<WorkId> = form.all("work").iter().filter_map(|id| id.parse().ok()).collect();
    let search = form.value("find_works");
    let found = catalogue::page(service, actor, organisation, search, None).await?;
    let mut works = catalogue::some(service, actor, organisation, &chosen).await?;
    works.extend(found.works.into_iter().filter(|work| !chosen.contains(&work.id)));
    let choice = |work: works::Work| {
        let kind = language.say(&super::super::works::kind(&work.kind));
        (work.id.to_string(), format!("{} ({kind})", work.title))
    };
    Ok((works.into_iter().map(choice).collect(), found.older.is_some() || !search.trim().is_empty()))
}

/// What was chosen; what is missing stands at its field.
fn law(form: &mut FormState) -> Option<Law> {
    let basis = form.read("basis", |word| Basis::parse(word).ok_or(Text::of("draft-choose-law")))?;
    let works = form.all("work").iter().filter_map(|id| id.parse().ok()).collect();
    Some(Law { basis, works, territory: form.value("territory").to_owned() })
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Begin {
    organisation: Option<OrganisationId>,
    basis: Option<String>,
    work: Option<WorkId>,
}

async fn ask(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(begin): Query<Begin>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let which = Which { organisation: begin.organisation };
    let Some(holder) = Holder::of(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    if holder.has_ended() {
        return Ok(see_other(&format!("/rights{}", holder.query())));
    }
    let mut form = FormState::new().with("basis", begin.basis.unwrap_or_default());
    if let Some(work) = begin.work {
        form = form.with("work", work.to_string());
    }
    Ok(LawPage::load(&service, &actor, layout, holder, None, form).await?.into_response())
}

async fn begin(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    // Only looking for works: everything chosen so far stays.
    if form.chosen("find", "yes") {
        return Ok(LawPage::load(&service, &actor, layout, holder, None, form).await?.into_response());
    }
    if let Some(law) = law(&mut form) {
        match drafts::begin(&service, &actor, holder.organisation.id, &law).await {
            Ok(draft) => return Ok(see_other(&place(draft, Step::Links))),
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(LawPage::load(&service, &actor, layout, holder, None, form).await?))
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(draft): Path<DraftId>,
    layout: Layout,
) -> Result<LawPage, Error> {
    let frame = Frame::load(&service, &actor, draft, Step::Law).await?;
    let law = &frame.draft.law;
    let works: Vec<_> = law.works.iter().map(|work| ("work", work.to_string())).collect();
    let mut form = FormState::new().with_all(works);
    form = form.with("basis", law.basis.as_str()).with("territory", law.territory.clone());
    LawPage::load(&service, &actor, layout, frame.holder.clone(), Some(frame), form).await
}

async fn change(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(draft): Path<DraftId>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let frame = Frame::load(&service, &actor, draft, Step::Law).await?;
    let holder = frame.holder.clone();
    if form.chosen("find", "yes") {
        return Ok(LawPage::load(&service, &actor, layout, holder, Some(frame), form).await?.into_response());
    }
    if let Some(law) = law(&mut form) {
        match drafts::set_law(&service, &actor, draft, &law).await {
            Ok(()) => return Ok(see_other(&place(draft, Step::Links))),
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(LawPage::load(&service, &actor, layout, holder, Some(frame), form).await?))
}

impl Sample for LawPage {
    fn samples() -> Vec<Self> {
        let page = |obstacle: Option<&str>, form: FormState, begun: bool| {
            let layout = Layout::sample();
            Self {
                holder: Holder::sample(&layout, Standing::Verified),
                frame: begun.then(|| super::sample::frame(&layout, Step::Law, Basis::UsDmca, true)),
                bases: notice::bases(layout.language),
                works: vec![("w1".into(), "The Long Way Home (film)".into())],
                more_works: true,
                obstacle: obstacle.map(Text::from),
                form,
                layout,
            }
        };
        let wrong = FormState::new().refused("basis", Text::of("draft-choose-law"));
        vec![
            page(None, FormState::new().with("basis", "us-dmca"), true),
            page(None, wrong, false),
            page(Some("The agreement is not signed."), FormState::new(), false),
        ]
    }
}
