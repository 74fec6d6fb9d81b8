//! For whoever runs a mirror, or wants to: how one applies, the token by which a mirror joins, and how each of one's own stands. Somebody
//! sees their own, and nothing of another's is there to them.

mod command;
mod looks;
mod made_up;
mod mirror;

pub(super) use self::looks::{EMPTIED, EMPTY, against, applied, standing, state, state_of};
pub(super) use self::made_up::{sample_application, sample_report};
use self::made_up::{sample_asking, sample_full};
use super::Samples;
use super::agreement::Prose;
use super::prelude::*;
use super::world;
use crate::accounts::Actor;
use crate::ids::{HostApplicationId, MirrorId};
use crate::policies::terms::{self, Terms};
use crate::tokens::Digest;
use crate::vault::applications::{self, Application, ApplicationState, Contact, HostName, Offered, Room};
use crate::vault::health::{self, Report};
use crate::vault::hosts::MirrorState;
use crate::vault::standing::Standing;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/host", get(show))
        .route("/host/terms", get(show_terms))
        .route("/host/applications", post(apply))
        .route("/host/applications/{application}/token", post(token))
        .route("/host/applications/{application}/withdrawal", post(withdraw))
        .merge(mirror::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<HostPage>();
    mirror::samples(samples);
    samples.add::<TermsPage>();
}

/// Somebody's mirrors and applications, and the form for another one.
#[derive(Template)]
#[template(path = "host/index.html")]
struct HostPage {
    layout: Layout,
    reports: Vec<Report>,
    applications: Vec<Application>,
    /// The token that was made just now, for which application: shown once.
    token: Option<(HostApplicationId, String)>,
    terms: Terms,
    prose: Prose,
    form: FormState,
}

/// What hosts accept.
#[derive(Template)]
#[template(path = "host/terms.html")]
struct TermsPage {
    layout: Layout,
    terms: Terms,
    prose: Prose,
}
page!(HostPage, TermsPage);

impl HostPage {
    async fn load(service: &Service, actor: &Actor, layout: Layout, form: FormState) -> Result<Self, Error> {
        let mut tx = service.db.read().await?;
        let terms = terms::in_force(&mut tx, layout.language).await?;
        drop(tx);
        let mut applications = applications::own(service, actor).await?;
        // What is taken back says nothing of anybody any more.
        applications.retain(|application| application.state != ApplicationState::Withdrawn);
        Ok(Self {
            reports: health::own(service, actor).await?,
            applications,
            token: None,
            prose: Prose::of(&terms.text),
            terms,
            form,
            layout,
        })
    }

    /// Whether another application can be sent.
    fn may_apply(&self) -> bool {
        !self.applications.iter().any(Application::is_waiting)
    }

    fn countries(&self) -> Vec<(String, String)> {
        world::countries(self.layout.language)
    }

    /// The least room with which one applies, as it is typed.
    fn least_room() -> String {
        Room::LEAST.written()
    }

    fn country(&self, code: &str) -> String {
        world::name(self.layout.language, code)
    }

    /// The token of this application that was made just now.
    fn token_of(&self, application: &Application) -> Option<&str> {
        self.token.as_ref().filter(|(id, _)| *id == application.id).map(|(_, token)| token.as_str())
    }

    /// The command by which the mirror of an application joins.
    fn join_command(&self, application: &Application) -> String {
        command::join(application, self.layout.language)
    }

    /// Until when one that was made before can still be used.
    fn token_until(&self, application: &Application) -> Option<crate::clock::Time> {
        application.token_until.filter(|until| *until > self.layout.now)
    }
}

impl Sample for HostPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let terms = Terms::first(layout.language);
        let page = |reports, applications: Vec<Application>, token, form| Self {
            layout: layout.clone(),
            reports,
            applications,
            token,
            prose: Prose::of(&terms.text),
            terms: terms.clone(),
            form,
        };
        let [approved, declined, waiting] =
            [ApplicationState::Approved, ApplicationState::Declined, ApplicationState::Waiting]
                .map(|state| sample_application(&layout, state));
        let later = layout.now.plus(std::time::Duration::from_hours(24));
        let reports = [
            (MirrorState::Applied, Standing::Good),
            (MirrorState::Admitted, Standing::Good),
            (MirrorState::Draining, Standing::Failing),
        ];
        let reports = reports.map(|(state, standing)| sample_report(&layout, state, standing));
        let reports = reports.into_iter().chain([sample_asking(&layout), sample_full(&layout)]).collect();
        let token = Some((approved.id, format!("https://files.example/#{}", "x".repeat(43))));
        let refused = Application {
            mirror: Some(MirrorId(uuid::Uuid::from_u128(1))),
            reason: Some("Its machine stands elsewhere.".into()),
            ..approved.clone()
        };
        let made_before = Application { token_until: Some(later), ..approved.clone() };
        let wrong = FormState::new().refused("host", "The host has a name of 1 to 100 visible characters.");
        vec![
            page(reports, vec![approved, declined.clone()], token, FormState::new()),
            page(Vec::new(), vec![waiting], None, FormState::new()),
            page(Vec::new(), vec![made_before, refused], None, FormState::new()),
            page(Vec::new(), vec![declined], None, wrong),
            page(Vec::new(), Vec::new(), None, FormState::new()),
        ]
    }
}

impl Sample for TermsPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample_for_strangers();
        let first = Terms::first(layout.language);
        let published = Terms { version: 2, since: Some(layout.now), ..first.clone() };
        [published, first].map(|terms| Self { layout: layout.clone(), prose: Prose::of(&terms.text), terms }).into()
    }
}

async fn show(State(service): State<Service>, SignedIn(actor): SignedIn, layout: Layout) -> Result<HostPage, Error> {
    HostPage::load(&service, &actor, layout, FormState::new()).await
}

async fn show_terms(State(service): State<Service>, layout: Layout) -> Result<TermsPage, Error> {
    let mut tx = service.db.read().await?;
    let terms = terms::in_force(&mut tx, layout.language).await?;
    Ok(TermsPage { layout, prose: Prose::of(&terms.text), terms })
}

async fn apply(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let offered = read(&mut form);
    let accepted =
        form.read("terms", |text| text.parse::<Digest>().map_err(|_| Text::of("host-terms-accept").sentence()));
    let locale: Option<Language> = form.value("locale").parse().ok();
    if let (Some(offered), Some(accepted)) = (offered, accepted) {
        let language = locale.unwrap_or(layout.language);
        match applications::apply(&service, &actor, &offered, language, &accepted).await {
            Ok(_) => {
                session::say(&session, layout.language.say("host-applied").to_string()).await?;
                return Ok(see_other("/host"));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    // Terms that have changed are accepted anew.
    let form = form.without(&["terms"]);
    Ok(again(HostPage::load(&service, &actor, layout, form).await?))
}

/// What the form offers, and at each field what is wrong with it.
fn read(form: &mut FormState) -> Option<Offered> {
    let host = form.read("host", |text| HostName::parse(text).map_err(Text::sentence));
    let jurisdiction = form.read("country", |text| applications::country(text).map_err(Text::sentence));
    let room = form.read("room", |text| Room::parse(text).map_err(Text::sentence));
    let contact = form.read("contact", |text| Contact::parse(text).map_err(Text::sentence));
    Some(Offered { host: host?, jurisdiction: jurisdiction?, room: room?, contact: contact? })
}

/// Makes a token, and shows it once.
async fn token(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    Path(application): Path<HostApplicationId>,
) -> Result<Response, Error> {
    let mut form = FormState::new();
    let token = match applications::join_token(&service, &actor, application).await {
        Ok(secret) => Some((application, secret.text(&service))),
        Err(error) => {
            form.refuse_with(error)?;
            None
        }
    };
    let refused = token.is_none();
    let page = HostPage { token, ..HostPage::load(&service, &actor, layout, form).await? };
    Ok(if refused { again(page) } else { page.into_response() })
}

async fn withdraw(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    Path(application): Path<HostApplicationId>,
) -> Result<Response, Error> {
    applications::withdraw(&service, &actor, application).await?;
    session::say(&session, layout.language.say("host-withdrew").to_string()).await?;
    Ok(see_other("/host"))
}
