//! Mirrors at the desk: which there are, where each stands, how hosts are invited or their applications decided, and how mirrors are
//! admitted, stopped and removed.

use super::super::host::{applied, sample_application, sample_report, standing, state};
use super::super::prelude::*;
use super::super::timeline::Line;
use super::super::{Samples, world};
use super::steps::{self, Row};
use super::words;
use crate::accounts::Actor;
use crate::accounts::two_person::Kind;
use crate::audit;
use crate::ids::{HostApplicationId, MirrorId};
use crate::vault::applications::{self, Application, ApplicationState};
use crate::vault::health::{self, Report, Standing};
use crate::vault::hosts::{self, Host, MirrorState};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/mirrors", get(list))
        .route("/desk/mirrors/invitations", post(invite))
        .route("/desk/mirrors/{mirror}", get(show))
        .route("/desk/mirrors/{mirror}/{act}", post(act))
        .route("/desk/hosts/{application}", get(show_application))
        .route("/desk/hosts/{application}/{act}", post(decide))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<MirrorsPage>();
    samples.add::<MirrorPage>();
    samples.add::<ApplicationPage>();
}

/// Who asks to run a mirror, every mirror there is and was, and the form that invites the host of another.
#[derive(Template)]
#[template(path = "desk/mirrors.html")]
struct MirrorsPage {
    layout: Layout,
    waiting: Vec<Application>,
    hosts: Vec<Host>,
    /// What the host is handed, shown once.
    invitation: Option<String>,
}

/// One mirror.
#[derive(Template)]
#[template(path = "desk/mirror.html")]
struct MirrorPage {
    layout: Layout,
    host: Host,
    report: Report,
    /// What its host applied with, if it has an account.
    application: Option<Application>,
    /// Whether it holds or owes anything.
    holds: bool,
    /// Its removal, if that is proposed.
    waiting: Option<Row>,
    lines: Vec<Line>,
    form: FormState,
}

/// What somebody applies with who wants to run a mirror.
#[derive(Template)]
#[template(path = "desk/host.html")]
struct ApplicationPage {
    layout: Layout,
    application: Application,
    form: FormState,
}
page!(MirrorsPage, MirrorPage, ApplicationPage);

impl MirrorsPage {
    async fn load(service: &Service, actor: &Actor, layout: Layout, invitation: Option<String>) -> Result<Self, Error> {
        let waiting = applications::waiting(service, actor).await?;
        Ok(Self { waiting, hosts: hosts::list(service, actor).await?, invitation, layout })
    }

    fn country(&self, code: &str) -> String {
        world::name(self.layout.language, code)
    }
}

impl ApplicationPage {
    fn country(&self) -> String {
        world::name(self.layout.language, &self.application.jurisdiction)
    }
}

impl MirrorPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        id: MirrorId,
        form: FormState,
    ) -> Result<Self, Error> {
        let (host, holds) = hosts::mirror(service, actor, id).await?;
        let report = health::of(service, actor, id).await?;
        let application = applications::of_mirror(service, actor, id).await?;
        let is_about_it = |row: &Row| row.step.kind == Kind::MirrorRemoval && row.step.subject == id.0;
        let waiting = steps::rows(service, actor).await?.into_iter().find(is_about_it);
        let listed = audit::of_case(service, host.log_case).await.map_err(Error::internal)?;
        let lines = words::timeline(&listed, layout.language);
        Ok(Self { layout, host, report, application, holds, waiting, lines, form })
    }

    fn is(&self, state: MirrorState) -> bool {
        self.host.state == state
    }
}

impl Sample for MirrorsPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let sample = |state| sample_report(&layout, state, Standing::Unknown).host;
        let own = Host { url: None, capacity: None, applied_at: None, ..sample(MirrorState::Admitted) };
        let states = [MirrorState::Applied, MirrorState::Draining, MirrorState::Failed, MirrorState::Removed];
        let hosts = states.map(sample).into_iter().chain([own]).collect();
        let invitation = Some(format!("https://files.example/#{}", "x".repeat(43)));
        let waiting = vec![sample_application(&layout, ApplicationState::Waiting)];
        vec![
            Self { layout: layout.clone(), waiting, hosts, invitation },
            Self { layout, waiting: Vec::new(), hosts: Vec::new(), invitation: None },
        ]
    }
}

impl Sample for MirrorPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let one = |state: MirrorState, standing: Standing, holds: bool, is_proposed: bool| {
            let report = sample_report(&layout, state, standing);
            Self {
                host: report.host.clone(),
                report,
                application: is_proposed.then(|| sample_application(&layout, ApplicationState::Approved)),
                holds,
                waiting: is_proposed.then(|| steps::sample(&layout).pop()).flatten(),
                lines: vec![Line::new(layout.now, "An administrator", "admitted the mirror")],
                form: FormState::new(),
                layout: layout.clone(),
            }
        };
        let draining = |holds, is_proposed| one(MirrorState::Draining, Standing::Behind, holds, is_proposed);
        vec![
            draining(false, true),
            Self { form: FormState::new().refused("reason", "Say why."), ..draining(false, false) },
            draining(true, false),
            Self { lines: Vec::new(), ..one(MirrorState::Applied, Standing::Unknown, false, false) },
            one(MirrorState::Admitted, Standing::Good, true, false),
            one(MirrorState::Removed, Standing::Silent, false, false),
        ]
    }
}

impl Sample for ApplicationPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |state, form| Self { application: sample_application(&layout, state), layout: layout.clone(), form };
        vec![
            page(ApplicationState::Waiting, FormState::new()),
            page(ApplicationState::Waiting, FormState::new().refused("reason", "Say why.")),
            page(ApplicationState::Declined, FormState::new()),
            page(ApplicationState::Approved, FormState::new()),
        ]
    }
}

async fn list(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
) -> Result<MirrorsPage, Error> {
    MirrorsPage::load(&service, &actor, layout, None).await
}

async fn invite(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
) -> Result<MirrorsPage, Error> {
    let invitation = Some(hosts::invite(&service, &actor).await?.text(&service));
    MirrorsPage::load(&service, &actor, layout, invitation).await
}

async fn show(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    Path(mirror): Path<MirrorId>,
) -> Result<MirrorPage, Error> {
    MirrorPage::load(&service, &actor, layout, mirror, FormState::new()).await
}

/// What an administrator does about a mirror.
async fn act(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    session: Session,
    Path((mirror, act)): Path<(MirrorId, String)>,
    mut form: FormState,
) -> Result<Response, Error> {
    let (done, said) = match act.as_str() {
        "admission" => (hosts::admit(&service, &actor, mirror).await, "mirrors-admitted"),
        "refusal" => (hosts::refuse(&service, &actor, mirror).await, "mirrors-refused"),
        "stop" => (hosts::stop(&service, &actor, mirror).await, "mirrors-stopped"),
        "removal" => {
            let proposed = hosts::propose_removal(&service, &actor, mirror, form.value("reason")).await;
            (proposed.map(|_| ()), "mirrors-removal-proposed")
        }
        _ => return Err(Error::NotFound),
    };
    if let Err(error) = done {
        form.refuse_with(error)?;
        return Ok(again(MirrorPage::load(&service, &actor, layout, mirror, form).await?));
    }
    session::say(&session, layout.language.say(said).to_string()).await?;
    Ok(see_other(&format!("/desk/mirrors/{mirror}")))
}

async fn show_application(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    Path(application): Path<HostApplicationId>,
) -> Result<ApplicationPage, Error> {
    let application = applications::application(&service, &actor, application).await?;
    Ok(ApplicationPage { layout, application, form: FormState::new() })
}

/// What an administrator decides about an application.
async fn decide(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    session: Session,
    Path((id, act)): Path<(HostApplicationId, String)>,
    mut form: FormState,
) -> Result<Response, Error> {
    let (done, said) = match act.as_str() {
        "approval" => (applications::approve(&service, &actor, id).await, "hosts-approved"),
        "refusal" => (applications::decline(&service, &actor, id, form.value("reason")).await, "hosts-declined"),
        _ => return Err(Error::NotFound),
    };
    if let Err(error) = done {
        form.refuse_with(error)?;
        let application = applications::application(&service, &actor, id).await?;
        return Ok(again(ApplicationPage { layout, application, form }));
    }
    session::say(&session, layout.language.say(said).to_string()).await?;
    Ok(see_other("/desk/mirrors"))
}
