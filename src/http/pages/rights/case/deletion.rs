//! Deletion under direct access: whether it is offered, what it touches, and the word to type.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::targets::title;
use super::{Shown, Window, sample, shown};
use crate::accounts::Actor;
use crate::claims::cases::CaseView;
use crate::claims::filing::TargetState;
use crate::claims::organisations::{self, State as Standing};
use crate::claims::{direct, signatures};
use crate::ids::{ClaimId, TargetId};
use crate::takedown;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/claims/{id}/deletion", get(deletion_form).post(delete))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<DeletionPage>();
}

/// Whether the claimant can delete by itself.
pub(super) enum Direct {
    Offered,
    Refused(Text),
}

/// What stands between the member and the button, as the verb itself would say it.
pub(super) async fn offered(service: &Service, actor: &Actor, case: &CaseView) -> Result<Option<Direct>, Error> {
    let Some((organisation, name)) = &case.organisation else { return Ok(None) };
    if let Some(obstacle) = direct::obstacle(service, actor, case.claim).await? {
        return Ok(Some(Direct::Refused(obstacle.told().sentence())));
    }
    let state = organisations::organisation(service, actor, *organisation).await?.state;
    if state != Standing::Verified {
        let refusal = crate::claims::Error::NotVerified { organisation: name.clone(), state };
        return Ok(Some(Direct::Refused(refusal.told().sentence())));
    }
    let standing = signatures::standing(service, actor, *organisation).await?;
    let refusal = standing.organisation.or(standing.member);
    Ok(Some(refusal.map_or(Direct::Offered, |refusal| Direct::Refused(refusal.told().sentence()))))
}

/// Before a deletion under direct access: what it touches.
#[derive(Template)]
#[template(path = "rights/deletion.html")]
struct DeletionPage {
    layout: Layout,
    shown: Shown,
    touched: Vec<Touched>,
    form: FormState,
}
page!(DeletionPage);

/// What a deletion touches, for one target.
struct Touched {
    target: TargetId,
    title: String,
    links: i64,
    accounts: usize,
    claims: i64,
    mirrors: Vec<String>,
}

impl DeletionPage {
    async fn load(service: &Service, layout: Layout, shown: Shown, form: FormState) -> Result<Self, Error> {
        let mut touched = Vec::new();
        for target in shown.case.targets.iter().filter(|target| target.state == TargetState::Pending) {
            let own = Some(shown.case.claim);
            let radius = takedown::blast_radius(service, target.object, own).await.map_err(Error::internal)?;
            touched.push(Touched {
                target: target.target,
                title: title(target, layout.language),
                links: radius.links,
                accounts: radius.accounts.len(),
                claims: radius.claims,
                mirrors: radius.mirrors.into_iter().map(|m| format!("{} ({})", m.name, m.jurisdiction)).collect(),
            });
        }
        Ok(Self { layout, shown, touched, form })
    }

    fn label(&self) -> String {
        self.layout.language.say("deletion-confirm").with("word", direct::CONFIRMATION).to_string()
    }
}

async fn deletion_form(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    layout: Layout,
) -> Result<DeletionPage, Error> {
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    match offered(&service, &actor, &shown.case).await? {
        None => Err(Error::NotFound),
        Some(Direct::Refused(why)) => Err(Error::Conflict(Text::of("deletion-refused").with("why", why))),
        Some(Direct::Offered) => DeletionPage::load(&service, layout, shown, FormState::new()).await,
    }
}

async fn delete(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let shown = shown(&service, &layout, &actor, id, Window::default()).await?;
    if let Some(auth) = form.read_auth() {
        let word = form.value("confirmation").to_owned();
        let seen: Vec<TargetId> = form.all("target").iter().filter_map(|id| id.parse().ok()).collect();
        match direct::delete_from_all_mirrors(&service, &actor, id, &seen, &word, &auth).await {
            Ok(_) => {
                session::say(&session, layout.language.say("deletion-done").to_string()).await?;
                return Ok(see_other(&format!("/rights/claims/{id}")));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(DeletionPage::load(&service, layout, shown, form).await?))
}

impl Sample for DeletionPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let touched = || Touched {
            target: TargetId(uuid::Uuid::from_u128(71)),
            title: "the-long-way-home.mkv".into(),
            links: 2,
            accounts: 1,
            claims: 0,
            mirrors: vec!["paris (FR)".into(), "otago (NZ)".into()],
        };
        let page = |form: FormState| {
            let shown = sample::shown(&layout, None)?;
            Some(Self { layout: layout.clone(), shown, touched: vec![touched()], form })
        };
        let wrong = FormState::new().refused("confirmation", "Type DELETE to confirm.");
        [page(FormState::new()), page(wrong)].into_iter().flatten().collect()
    }
}
