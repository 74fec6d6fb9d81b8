//! Mirrors at the desk: which there are, where each stands, how hosts are invited or their applications decided, and how mirrors are
//! admitted, stopped, emptied, given up and removed; and where everything lies. What it comes to that mirrors are emptied is said in
//! `mirrors/evacuation.rs`.

mod evacuation;

use std::collections::BTreeSet;

use super::super::host::{
    EMPTIED, EMPTY, against, applied, sample_application, sample_report, standing, state, state_of,
};
use super::super::prelude::*;
use super::super::timeline::Line;
use super::super::{Samples, world};
use super::steps::{self, Row};
use super::words;
use crate::accounts::Actor;
use crate::accounts::two_person::Kind;
use crate::audit;
use crate::clock::Time;
use crate::ids::{HostApplicationId, MirrorId, ObjectId};
use crate::jobs::Queued;
use crate::vault::applications::{self, Application, ApplicationState};
use crate::vault::health::{self, Report};
use crate::vault::hosts::{self, By, Host, MirrorState, Wanted};
use crate::vault::moving::{self, Country, Everything, Held, Progress, Short, ShortFile};
use crate::vault::standing::Standing;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/mirrors", get(list))
        .route("/desk/mirrors/invitations", post(invite))
        .route("/desk/mirrors/where", get(everything))
        .route("/desk/mirrors/{mirror}", get(show))
        .route("/desk/mirrors/{mirror}/{act}", post(act))
        .route("/desk/hosts/{application}", get(show_application))
        .route("/desk/hosts/{application}/{act}", post(decide))
        .merge(evacuation::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<MirrorsPage>();
    samples.add::<MirrorPage>();
    samples.add::<WherePage>();
    samples.add::<ApplicationPage>();
    evacuation::samples(samples);
}

/// Who asks to run a mirror or may, every mirror there is and was, and the form that invites the host of another.
#[derive(Template)]
#[template(path = "desk/mirrors.html")]
struct MirrorsPage {
    layout: Layout,
    waiting: Vec<Application>,
    /// Those that were approved and of which no mirror came yet.
    to_join: Vec<Application>,
    hosts: Vec<Host>,
    /// The others that were decided lately.
    decided: Vec<Application>,
    /// Those whose hosts ask for a change.
    asking: BTreeSet<MirrorId>,
    /// What the host is handed, shown once.
    invitation: Option<String>,
    form: FormState,
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
    /// How far it is, where files are brought away from it.
    progress: Option<Progress>,
    /// What its host asks to change, if anything.
    wanted: Option<Wanted>,
    /// Its removal or giving up, if that is proposed.
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

/// Where everything lies.
#[derive(Template)]
#[template(path = "desk/mirrors_where.html")]
struct WherePage {
    layout: Layout,
    everything: Everything,
}
page!(MirrorsPage, MirrorPage, ApplicationPage, WherePage);

/// How a mirror looks in the table of where everything lies, and the text of that.
fn held_state(held: &Held) -> (&'static str, &'static str) {
    match held.state {
        MirrorState::Draining if held.emptied_at.is_some() => EMPTY,
        MirrorState::Draining if held.evacuated_at.is_some() => EMPTIED,
        state => state_of(state),
    }
}

impl WherePage {
    fn country(&self, code: &str) -> String {
        world::name(self.layout.language, code)
    }

    /// How many files have too few copies besides those that are named.
    fn unnamed(&self) -> i64 {
        let named = i64::try_from(self.everything.short_files.len()).unwrap_or(i64::MAX);
        self.everything.short.iter().map(|short| short.files).sum::<i64>() - named
    }
}

impl MirrorsPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        invitation: Option<String>,
        form: FormState,
    ) -> Result<Self, Error> {
        Ok(Self {
            waiting: applications::waiting(service, actor).await?,
            to_join: applications::to_join(service, actor).await?,
            hosts: hosts::list(service, actor).await?,
            decided: applications::decided(service, actor).await?,
            asking: hosts::asking(service, actor).await?,
            invitation,
            layout,
            form,
        })
    }

    /// Whether the host of a mirror asks for a change.
    fn asks(&self, host: &Host) -> bool {
        self.asking.contains(&host.id)
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
        let is_leaving = matches!(host.state, MirrorState::Draining | MirrorState::Failed);
        let progress = if is_leaving { Some(moving::progress(service, actor, id).await?) } else { None };
        let wanted = hosts::wanted(service, actor, id).await?;
        let kinds = [Kind::MirrorRemoval, Kind::MirrorGivingUp];
        let is_about_it = |row: &Row| kinds.contains(&row.step.kind) && row.step.subject == id.0;
        let waiting = steps::rows(service, actor).await?.into_iter().find(is_about_it);
        let listed = audit::of_case(service, host.log_case).await.map_err(Error::internal)?;
        let lines = words::timeline(&listed, layout.language);
        Ok(Self { layout, host, report, application, holds, progress, wanted, waiting, lines, form })
    }

    fn country(&self) -> String {
        world::name(self.layout.language, &self.host.jurisdiction)
    }

    fn is(&self, state: MirrorState) -> bool {
        self.host.state == state
    }

    /// With how much room its host applied, in bytes, where that is not what the mirror has.
    fn applied_with(&self) -> Option<i64> {
        let applied = self.application.as_ref()?.capacity;
        (self.host.capacity != Some(applied)).then_some(applied)
    }

    fn may_be_emptied(&self) -> bool {
        self.is(MirrorState::Admitted)
            || (self.is(MirrorState::Draining) && self.host.evacuated_at.is_none() && self.holds)
    }

    fn may_be_given_up(&self) -> bool {
        let takes_part = match self.host.state {
            MirrorState::Admitted => true,
            MirrorState::Draining => self.holds,
            MirrorState::Failed => self.host.given_up_at.is_none(),
            MirrorState::Applied | MirrorState::Removed => false,
        };
        takes_part && self.waiting.is_none()
    }

    fn may_be_removed(&self) -> bool {
        self.waiting.is_none() && !self.holds && (self.is(MirrorState::Draining) || self.is(MirrorState::Failed))
    }
}

/// What lies on a mirror, made up.
fn sample_held(layout: &Layout, state: MirrorState, error: Option<String>) -> Held {
    let host = sample_report(layout, state, Standing::Good).host;
    Held {
        mirror: host.id,
        host: host.host,
        jurisdiction: host.jurisdiction,
        state,
        capacity: host.capacity,
        evacuated_at: None,
        emptied_at: None,
        asked_at: Some(layout.now),
        answered_at: Some(layout.now),
        error,
        free_bytes: Some(3 << 40),
        version: Some("1.0.0".into()),
        last_order_at: Some(layout.now),
        cosigned_size: Some(1_204),
        blobs: 12_000,
        bytes: 5 << 40,
        to_copy: 5 << 40,
        arriving: 3,
        leaving: 0,
        lost: 1,
    }
}

impl Sample for WherePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let mirrors = vec![
            sample_held(&layout, MirrorState::Admitted, None),
            sample_held(&layout, MirrorState::Draining, Some("the mirror does not answer".into())),
            Held { evacuated_at: Some(layout.now), ..sample_held(&layout, MirrorState::Draining, None) },
            Held { emptied_at: Some(layout.now), ..sample_held(&layout, MirrorState::Draining, None) },
            Held { answered_at: None, free_bytes: None, ..sample_held(&layout, MirrorState::Failed, None) },
        ];
        let countries = vec![Country { jurisdiction: "NZ".into(), mirrors: 3, blobs: 36_000, bytes: 15 << 40 }];
        let short = vec![Short { copies: 1, files: 1 }, Short { copies: 2, files: 40 }];
        let file = |number, copies| ShortFile { object: ObjectId(uuid::Uuid::from_u128(number)), copies };
        let idle = Queued::default();
        let nothing = Everything {
            mirrors: Vec::new(),
            countries: Vec::new(),
            wanted: 3,
            short: Vec::new(),
            short_files: Vec::new(),
            repairs: idle,
            restorations: idle,
        };
        let everything = Everything {
            mirrors,
            countries,
            wanted: 3,
            short,
            short_files: vec![file(1, 1), file(2, 2), file(3, 2)],
            repairs: Queued { now: 38, again: 3 },
            restorations: Queued { now: 1, again: 0 },
        };
        let all_named = Everything {
            short: vec![Short { copies: 1, files: 1 }],
            short_files: vec![file(1, 1)],
            ..everything.clone()
        };
        [everything, all_named, nothing].map(|everything| Self { layout: layout.clone(), everything }).into()
    }
}

impl Sample for MirrorsPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let sample = |state| sample_report(&layout, state, Standing::Good).host;
        let own = Host { url: None, capacity: None, own: true, applied_at: None, ..sample(MirrorState::Admitted) };
        let full = Host { free_bytes: Some(64 << 20), ..sample(MirrorState::Admitted) };
        let states = [MirrorState::Applied, MirrorState::Draining, MirrorState::Failed, MirrorState::Removed];
        let hosts: Vec<Host> = states.map(sample).into_iter().chain([own, full]).collect();
        let asking = hosts.iter().map(|host| host.id).collect();
        let invitation = Some(format!("https://files.example/#{}", "x".repeat(43)));
        let application = |state| sample_application(&layout, state);
        let waiting = vec![application(ApplicationState::Waiting)];
        let to_join = vec![application(ApplicationState::Approved)];
        let came = hosts.first().map(|host| host.id);
        let joined = Application { mirror: came, ..application(ApplicationState::Approved) };
        let decided = vec![application(ApplicationState::Declined), joined];
        let form = FormState::new();
        vec![
            Self { layout: layout.clone(), waiting, to_join, hosts, decided, asking, invitation, form: form.clone() },
            Self {
                layout,
                waiting: Vec::new(),
                to_join: Vec::new(),
                hosts: Vec::new(),
                decided: Vec::new(),
                asking: BTreeSet::new(),
                invitation: None,
                form: form.refused("country", "Two letters."),
            },
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
                progress: None,
                wanted: None,
                waiting: is_proposed.then(|| steps::sample(&layout).pop()).flatten(),
                lines: vec![Line::new(layout.now, "An administrator", "admitted the mirror")],
                form: FormState::new(),
                layout: layout.clone(),
            }
        };
        let draining = |holds, is_proposed| one(MirrorState::Draining, Standing::Watched, holds, is_proposed);
        let mut given_up = one(MirrorState::Failed, Standing::Failed, false, false);
        given_up.host.given_up_at = Some(layout.now);
        given_up.host.own = true;
        let mut refused = one(MirrorState::Removed, Standing::Good, false, false);
        refused.host.admitted_at = None;
        refused.report.why_refused = Some("Its machine stands elsewhere.".into());
        vec![
            draining(false, true),
            Self { form: FormState::new().refused("reason", "Say why."), ..draining(false, false) },
            Self { progress: Some(Progress::default()), ..draining(true, false) },
            Self {
                progress: Some(Progress {
                    left: 1_204,
                    settled: 3,
                    leaving: 80,
                    gone: 7_000,
                    written_off: 2,
                    failing: vec![("its file is locked".into(), 4)],
                }),
                ..one(MirrorState::Failed, Standing::Failed, true, false)
            },
            Self {
                application: Some(Application {
                    capacity: 9 << 40,
                    ..sample_application(&layout, ApplicationState::Approved)
                }),
                lines: Vec::new(),
                ..one(MirrorState::Applied, Standing::Good, false, false)
            },
            Self {
                application: Some(sample_application(&layout, ApplicationState::Approved)),
                ..one(MirrorState::Applied, Standing::Good, false, false)
            },
            Self {
                wanted: Some(Wanted {
                    url: "https://elsewhere.example".into(),
                    capacity: 9 << 40,
                    asked_at: layout.now,
                }),
                ..one(MirrorState::Admitted, Standing::Failing, true, false)
            },
            Self {
                form: FormState::new().refused("weight", "At most 100."),
                ..one(MirrorState::Admitted, Standing::Good, true, false)
            },
            given_up,
            refused,
            one(MirrorState::Removed, Standing::Good, false, false),
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
    MirrorsPage::load(&service, &actor, layout, None, FormState::new()).await
}

async fn everything(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
) -> Result<WherePage, Error> {
    Ok(WherePage { everything: moving::everything(&service, &actor).await?, layout })
}

async fn invite(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
) -> Result<MirrorsPage, Error> {
    let invitation = Some(hosts::invite(&service, &actor).await?.text(&service));
    MirrorsPage::load(&service, &actor, layout, invitation, FormState::new()).await
}

async fn show(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    Path(mirror): Path<MirrorId>,
) -> Result<MirrorPage, Error> {
    MirrorPage::load(&service, &actor, layout, mirror, FormState::new()).await
}

/// When that was asked which a form showed that decides about it.
fn shown(form: &FormState) -> Time {
    // At what is no number nobody asked for anything.
    Time::from_micros(form.value("asked_at").parse().unwrap_or(i64::MIN))
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
        "admission" if form.chosen("own", "yes") => {
            (hosts::admit_own(&service, &actor, mirror).await, "mirrors-admitted")
        }
        "admission" => (hosts::admit(&service, &actor, mirror).await, "mirrors-admitted"),
        "refusal" => (hosts::refuse(&service, &actor, mirror, form.value("reason")).await, "mirrors-refused"),
        "stop" => (hosts::stop(&service, &actor, mirror).await, "mirrors-stopped"),
        "weight" => {
            // What is no number is none that can be.
            let weight: i64 = form.value("weight").trim().parse().unwrap_or(-1);
            let said = if weight == 0 { "mirrors-paused" } else { "mirrors-weighed" };
            (hosts::weigh(&service, &actor, mirror, weight).await, said)
        }
        "change-admission" => (hosts::admit_change(&service, &actor, mirror, shown(&form)).await, "mirrors-changed"),
        "change-refusal" => {
            (hosts::refuse_change(&service, &actor, mirror, shown(&form)).await, "mirrors-change-refused")
        }
        "evacuation" => (hosts::evacuate(&service, By::Administrator(&actor), mirror).await, "mirrors-evacuated"),
        "giving-up" => {
            let proposed = hosts::propose_giving_up(&service, &actor, mirror, form.value("reason")).await;
            (proposed.map(|_| ()), "mirrors-up-proposed")
        }
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
