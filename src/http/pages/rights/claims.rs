//! The claims of an organisation, and filing another one.

use serde::Deserialize;

use super::super::Samples;
use super::super::prelude::*;
use super::notice::{self, Lines, Words};
use super::{Holder, Which, sentence, to_application};
use crate::accounts::Actor;
use crate::claims::cases;
use crate::claims::filing::{self, ClaimInput, ClaimState};
use crate::claims::organisations::{self, State as Standing};
use crate::claims::signatures;
use crate::claims::statement::Basis;
use crate::claims::works::{self, catalogue};
use crate::clock::Time;
use crate::ids::{ClaimId, OrganisationId, WorkId};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/claims", get(list)).route("/rights/claims/new", get(begin).post(file))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ClaimsPage>();
    samples.add::<NewClaimPage>();
}

/// The claims of an organisation, newest first.
#[derive(Template)]
#[template(path = "rights/claims.html")]
struct ClaimsPage {
    layout: Layout,
    holder: Holder,
    claims: Vec<Row>,
}

struct Row {
    claim: ClaimId,
    basis: &'static str,
    state: ClaimState,
    submitted_at: Time,
    due_at: Time,
    targets: i64,
}

impl Row {
    fn is_open(&self) -> bool {
        !matches!(self.state, ClaimState::Decided | ClaimState::Withdrawn)
    }

    fn badge(&self) -> (&'static str, &'static str) {
        super::case::badge(self.state)
    }
}

/// A new claim: first the law, then what it asks for.
#[derive(Template)]
#[template(path = "rights/new_claim.html")]
struct NewClaimPage {
    layout: Layout,
    holder: Holder,
    bases: Vec<(String, String, String)>,
    basis: Option<Basis>,
    basis_name: &'static str,
    words: Words,
    works: Vec<(String, String)>,
    /// There are works beside those shown, to be searched for.
    more_works: bool,
    /// Why this organisation cannot file, if it cannot.
    obstacle: Option<String>,
    form: FormState,
}
page!(ClaimsPage, NewClaimPage);

impl NewClaimPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        holder: Holder,
        basis: Option<Basis>,
        form: FormState,
    ) -> Result<Self, Error> {
        let organisation = &holder.organisation;
        let standing = signatures::standing(service, actor, organisation.id).await?;
        let obstacle = if organisation.state == Standing::Verified {
            standing.organisation.map(sentence)
        } else {
            let (organisation, state) = (organisation.name.clone(), organisation.state);
            Some(sentence(crate::claims::Error::NotVerified { organisation, state }))
        };
        let (works, more_works) = choices(service, actor, organisation.id, &form).await?;
        Ok(Self {
            works,
            more_works,
            basis_name: basis.map_or("", notice::name),
            words: Words::of(basis.unwrap_or(Basis::UsDmca)),
            bases: notice::bases(),
            layout,
            holder,
            basis,
            obstacle,
            form,
        })
    }

    fn word(&self) -> &'static str {
        self.basis.map_or("", Basis::as_str)
    }

    fn is(&self, word: &str) -> bool {
        self.basis.is_some_and(|basis| basis.as_str() == word)
    }

    fn back(&self) -> String {
        format!("/rights/claims/new{}", self.holder.query())
    }
}

/// The works to choose from: those that are chosen, then those that a search finds, or else the newest. Whether there are
/// others.
async fn choices(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    form: &FormState,
) -> Result<(Vec<(String, String)>, bool), Error> {
    let chosen: Vec<WorkId> = form.all("work").iter().filter_map(|id| id.parse().ok()).collect();
    let search = form.value("find_works");
    let found = catalogue::page(service, actor, organisation, search, None).await?;
    let mut works = catalogue::some(service, actor, organisation, &chosen).await?;
    works.extend(found.works.into_iter().filter(|work| !chosen.contains(&work.id)));
    let choice = |work: works::Work| (work.id.to_string(), format!("{} ({})", work.title, work.kind));
    Ok((works.into_iter().map(choice).collect(), found.older.is_some() || !search.trim().is_empty()))
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Begin {
    organisation: Option<OrganisationId>,
    basis: Option<String>,
    work: Option<WorkId>,
}

async fn list(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, which).await? else { return to_application(&session).await };
    let claims = cases::claims(&service, &actor, holder.organisation.id).await?;
    let row = |case: cases::Summary| Row {
        claim: case.claim,
        basis: Basis::parse(&case.basis).map_or("", notice::name),
        state: case.state,
        submitted_at: case.submitted_at,
        due_at: case.due_at,
        targets: case.targets,
    };
    let claims = claims.into_iter().map(row).collect();
    Ok(ClaimsPage { layout, holder, claims }.into_response())
}

async fn begin(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(begin): Query<Begin>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let which = Which { organisation: begin.organisation };
    let Some(holder) = Holder::of(&service, &actor, which).await? else { return to_application(&session).await };
    let contact = organisations::contact(&service, &actor, holder.organisation.id).await?;
    let mut form = FormState::new()
        .with("name", contact.name)
        .with("address", contact.address)
        .with("telephone", contact.telephone)
        .with("email", contact.email);
    if let Some(work) = begin.work {
        form = form.with("work", work.to_string());
    }
    let basis = begin.basis.as_deref().and_then(Basis::parse);
    if begin.basis.is_some() && basis.is_none() {
        form.refuse("basis", "Choose the law that the claim is made under.");
    }
    Ok(NewClaimPage::load(&service, &actor, layout, holder, basis, form).await?.into_response())
}

async fn file(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session).await;
    };
    // Only looking for works: everything typed so far stays.
    if form.chosen("find", "yes") {
        let basis = Basis::parse(form.value("basis"));
        return Ok(NewClaimPage::load(&service, &actor, layout, holder, basis, form).await?.into_response());
    }
    let missing = "Choose the law that the claim is made under.";
    let basis = form.read("basis", |word| Basis::parse(word).ok_or(missing));
    let lines = Lines::read(&mut form);
    let works: Vec<_> = form.all("work").iter().filter_map(|id| id.parse().ok()).collect();
    if let Some(basis) = basis.filter(|_| form.is_valid()) {
        let input = ClaimInput {
            basis,
            statement: notice::statement(&form),
            works,
            territory: if basis == Basis::OtherLaw { String::new() } else { form.value("territory").to_owned() },
            targets: lines.targets.clone(),
        };
        match filing::file(&service, &actor, holder.organisation.id, &input).await {
            Ok(filed) => {
                let wrong = notice::of_wrong_keys(&lines.wrong_keys(&filed.targets)).unwrap_or_default();
                session::say(&session, format!("Your claim is received. {wrong}").trim_end()).await?;
                return Ok(see_other(&format!("/rights/claims/{}", filed.claim)));
            }
            Err(error) => lines.refuse(&mut form, error)?,
        }
    }
    Ok(again(NewClaimPage::load(&service, &actor, layout, holder, basis, form).await?))
}

impl Sample for ClaimsPage {
    fn samples() -> Vec<Self> {
        use ClaimState as S;
        let page = |states: &[ClaimState]| {
            let layout = Layout::sample();
            let row = |state: &ClaimState| Row {
                claim: ClaimId(uuid::Uuid::from_u128(41)),
                basis: notice::name(Basis::UsDmca),
                state: *state,
                submitted_at: layout.now,
                due_at: layout.now.plus(std::time::Duration::from_hours(4)),
                targets: 3,
            };
            let claims = states.iter().map(row).collect();
            Self { holder: Holder::sample(&layout, Standing::Verified), claims, layout }
        };
        vec![page(&[S::Submitted, S::InReview, S::NeedsInformation, S::Decided, S::Withdrawn]), page(&[])]
    }
}

impl Sample for NewClaimPage {
    fn samples() -> Vec<Self> {
        let page = |basis: Option<Basis>, obstacle: Option<String>, form: FormState| {
            let layout = Layout::sample();
            Self {
                holder: Holder::sample(&layout, Standing::Verified),
                layout,
                bases: notice::bases(),
                basis,
                basis_name: basis.map_or("", notice::name),
                words: Words::of(basis.unwrap_or(Basis::UsDmca)),
                works: vec![("w1".into(), "The Long Way Home (film)".into())],
                more_works: true,
                obstacle,
                form,
            }
        };
        let wrong = FormState::new()
            .with("targets", "https://files.example/f/x")
            .refused("targets", "Line 1: No file is found at this link.");
        let mut samples = vec![
            page(None, None, FormState::new()),
            page(None, Some("The agreement is not signed.".into()), FormState::new()),
            page(Some(Basis::UsDmca), None, wrong),
        ];
        samples.extend(Basis::ALL.map(|basis| page(Some(basis), None, FormState::new())));
        samples
    }
}
