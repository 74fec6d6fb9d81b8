//! Mirrors at the desk: which there are, where each stands, and how hosts are invited, admitted, stopped, emptied, given up and removed;
//! and where everything lies.

use super::super::Samples;
use super::super::prelude::*;
use super::super::timeline::Line;
use super::steps::{self, Row};
use super::words;
use crate::accounts::Actor;
use crate::accounts::two_person::Kind;
use crate::audit;
use crate::config::Jurisdiction;
use crate::ids::MirrorId;
use crate::vault;
use crate::vault::hosts::{self, By, Host, MirrorState, Wanted};
use crate::vault::moving::{self, Country, Everything, Held, Progress, Short};
use crate::vault::proving::{self, Report};
use crate::vault::refusals;
use crate::vault::standing::{Measure, Record, Standing};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/mirrors", get(list))
        .route("/desk/mirrors/invitations", post(invite))
        .route("/desk/mirrors/evacuations", post(evacuate_country))
        .route("/desk/mirrors/where", get(everything))
        .route("/desk/mirrors/{mirror}", get(show))
        .route("/desk/mirrors/{mirror}/{act}", post(act))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<MirrorsPage>();
    samples.add::<MirrorPage>();
    samples.add::<WherePage>();
}

/// Every mirror there is and was, and the form that invites the host of another.
#[derive(Template)]
#[template(path = "desk/mirrors.html")]
struct MirrorsPage {
    layout: Layout,
    hosts: Vec<Host>,
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
    /// Whether it holds or owes anything.
    holds: bool,
    /// What it shows of itself.
    report: Report,
    /// What of that speaks against it.
    against: Vec<Against>,
    /// How far it is, where files are brought away from it.
    progress: Option<Progress>,
    /// What its host asks to change, if anything.
    wanted: Option<Wanted>,
    /// Its removal or giving up, if that is proposed.
    waiting: Option<Row>,
    lines: Vec<Line>,
    form: FormState,
}

/// Where everything lies.
#[derive(Template)]
#[template(path = "desk/mirrors_where.html")]
struct WherePage {
    layout: Layout,
    everything: Everything,
}
page!(MirrorsPage, MirrorPage, WherePage);

/// One thing that speaks against a mirror: its text, and how much of it there is.
struct Against {
    key: &'static str,
    count: u64,
}

impl Against {
    fn all(report: &Report) -> Vec<Self> {
        report.reasons.iter().map(|(measure, count, _)| Self { key: reason(*measure), count: *count }).collect()
    }
}

/// The text of something that speaks against a mirror.
fn reason(measure: Measure) -> &'static str {
    match measure {
        Measure::Wrong => "mirrors-reason-wrong",
        Measure::Lost => "mirrors-reason-lost",
        Measure::Untrue => "mirrors-reason-untrue",
        Measure::Refused => "mirrors-reason-refused",
        Measure::MissedPercent => "mirrors-reason-missed",
        Measure::SilentHours => "mirrors-reason-silent",
        Measure::OverdueHours => "mirrors-reason-overdue",
        Measure::Damaged => "mirrors-reason-damaged",
    }
}

/// How what is thought of it looks.
fn standing_badge(host: &Host) -> &'static str {
    match host.standing {
        Standing::Good => "good",
        Standing::Watched => "warn",
        Standing::Failing | Standing::Failed => "bad",
    }
}

/// The text of what is thought of it.
fn standing(host: &Host) -> &'static str {
    match host.standing {
        Standing::Good => "mirrors-standing-good",
        Standing::Watched => "mirrors-standing-watched",
        Standing::Failing => "mirrors-standing-failing",
        Standing::Failed => "mirrors-standing-failed",
    }
}

/// How it looks where it stands.
fn badge(state: MirrorState) -> &'static str {
    match state {
        MirrorState::Applied => "info",
        MirrorState::Admitted => "good",
        MirrorState::Draining => "warn",
        MirrorState::Failed => "bad",
        MirrorState::Removed => "plain",
    }
}

/// The text of where it stands.
fn state(host: &Host) -> &'static str {
    match host.state {
        MirrorState::Removed if host.admitted_at.is_none() => "mirrors-state-refused",
        MirrorState::Draining if host.evacuated_at.is_some() => "mirrors-state-evacuated",
        MirrorState::Failed if host.given_up_at.is_some() => "mirrors-state-given-up",
        state => state_of(state),
    }
}

fn state_of(state: MirrorState) -> &'static str {
    match state {
        MirrorState::Applied => "mirrors-state-applied",
        MirrorState::Admitted => "mirrors-state-admitted",
        MirrorState::Draining => "mirrors-state-draining",
        MirrorState::Failed => "mirrors-state-failed",
        MirrorState::Removed => "mirrors-state-removed",
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
        let is_leaving = matches!(host.state, MirrorState::Draining | MirrorState::Failed);
        let progress = if is_leaving { Some(moving::progress(service, actor, id).await?) } else { None };
        let wanted = hosts::wanted(service, actor, id).await?;
        let kinds = [Kind::MirrorRemoval, Kind::MirrorGivingUp];
        let is_about_it = |row: &Row| kinds.contains(&row.step.kind) && row.step.subject == id.0;
        let waiting = steps::rows(service, actor).await?.into_iter().find(is_about_it);
        let listed = audit::of_case(service, host.log_case).await.map_err(Error::internal)?;
        let lines = words::timeline(&listed, layout.language);
        let report = proving::report(service, id).await?;
        let against = Against::all(&report);
        Ok(Self { layout, host, holds, report, against, progress, wanted, waiting, lines, form })
    }

    fn is(&self, state: MirrorState) -> bool {
        self.host.state == state
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

/// A mirror, made up.
fn sample(layout: &Layout, state: MirrorState) -> Host {
    let admitted = matches!(state, MirrorState::Admitted | MirrorState::Draining | MirrorState::Failed);
    Host {
        id: MirrorId(uuid::Uuid::from_u128(1)),
        host: "Kiwi Hosting".into(),
        jurisdiction: "NZ".into(),
        public_key: vec![7; 32],
        url: Some("https://mirror.example".into()),
        capacity: Some(8 << 40),
        state,
        log_case: crate::ids::CaseId(uuid::Uuid::from_u128(2)),
        standing: match state {
            MirrorState::Failed => Standing::Failed,
            MirrorState::Draining => Standing::Watched,
            _ => Standing::Good,
        },
        applied_at: Some(layout.now),
        admitted_at: admitted.then_some(layout.now),
        stopped_at: None,
        evacuated_at: None,
        failed_at: (state == MirrorState::Failed).then_some(layout.now),
        given_up_at: None,
        removed_at: None,
    }
}

/// What it shows, made up; with everything that can be said of it where it failed.
fn shown(layout: &Layout, host: &Host) -> Report {
    let has_failed = host.state == MirrorState::Failed;
    let signs = proving::Signs {
        polled_at: Some(layout.now),
        answered_at: Some(layout.now),
        version: Some("1.0.0".into()),
        free_bytes: Some(3 << 40),
        replicas: Some(12_345),
        cosigned_size: Some(70_000),
        scrubbed_since: Some(layout.now),
        refused_orders: Some(2),
    };
    let refusal = refusals::Refused {
        blob: crate::ids::BlobId(uuid::Uuid::from_u128(3)),
        reason: "A court here forbids it.".into(),
        refused_at: layout.now,
    };
    Report {
        standing: host.standing,
        record: Record { proved: 2_800, ..Record::default() },
        reasons: Measure::ALL.into_iter().filter(|_| has_failed).map(|it| (it, 2, Standing::Failing)).collect(),
        signs: (host.state != MirrorState::Applied).then_some(signs),
        refusals: if has_failed { vec![refusal] } else { Vec::new() },
    }
}

/// What lies on a mirror, made up.
fn sample_held(layout: &Layout, state: MirrorState, error: Option<String>) -> Held {
    let host = sample(layout, state);
    Held {
        mirror: host.id,
        host: host.host,
        jurisdiction: host.jurisdiction,
        state,
        capacity: host.capacity,
        evacuated_at: None,
        asked_at: Some(layout.now),
        answered_at: Some(layout.now),
        error,
        free_bytes: Some(3 << 40),
        version: Some("1.0.0".into()),
        last_order_at: Some(layout.now),
        cosigned_size: Some(1_204),
        blobs: 12_000,
        bytes: 5 << 40,
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
            Held { answered_at: None, free_bytes: None, ..sample_held(&layout, MirrorState::Failed, None) },
        ];
        let countries = vec![Country { jurisdiction: "NZ".into(), mirrors: 3, blobs: 36_000, bytes: 15 << 40 }];
        let short = vec![Short { copies: 1, files: 1 }, Short { copies: 2, files: 40 }];
        let nothing = Everything { mirrors: Vec::new(), countries: Vec::new(), short: Vec::new() };
        vec![
            Self { layout: layout.clone(), everything: Everything { mirrors, countries, short } },
            Self { layout, everything: nothing },
        ]
    }
}

impl Sample for MirrorsPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let own = Host { url: None, capacity: None, applied_at: None, ..sample(&layout, MirrorState::Admitted) };
        let states = [MirrorState::Applied, MirrorState::Draining, MirrorState::Failed, MirrorState::Removed];
        let hosts = states.map(|state| sample(&layout, state)).into_iter().chain([own]).collect();
        let invitation = Some(format!("https://files.example/#{}", "x".repeat(43)));
        let form = FormState::new();
        vec![
            Self { layout: layout.clone(), hosts, invitation, form: form.clone() },
            Self { layout, hosts: Vec::new(), invitation: None, form: form.refused("country", "Two letters.") },
        ]
    }
}

impl Sample for MirrorPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let one = |state: MirrorState, holds: bool, is_proposed: bool| {
            let host = sample(&layout, state);
            let report = shown(&layout, &host);
            Self {
                host,
                holds,
                against: Against::all(&report),
                report,
                progress: None,
                wanted: None,
                waiting: is_proposed.then(|| steps::sample(&layout).pop()).flatten(),
                lines: vec![Line::new(layout.now, "An administrator", "admitted the mirror")],
                form: FormState::new(),
                layout: layout.clone(),
            }
        };
        vec![
            one(MirrorState::Draining, false, true),
            Self { form: FormState::new().refused("reason", "Say why."), ..one(MirrorState::Draining, false, false) },
            Self { progress: Some(Progress::default()), ..one(MirrorState::Draining, true, false) },
            Self {
                progress: Some(Progress {
                    left: 1_204,
                    settled: 3,
                    leaving: 80,
                    gone: 7_000,
                    written_off: 2,
                    failing: vec![("its file is locked".into(), 4)],
                }),
                ..one(MirrorState::Failed, true, false)
            },
            Self { lines: Vec::new(), ..one(MirrorState::Applied, false, false) },
            Self {
                wanted: Some(Wanted {
                    url: "https://elsewhere.example".into(),
                    capacity: 9 << 40,
                    asked_at: layout.now,
                }),
                ..one(MirrorState::Admitted, true, false)
            },
            Self {
                host: Host { given_up_at: Some(layout.now), ..sample(&layout, MirrorState::Failed) },
                ..one(MirrorState::Failed, false, false)
            },
            one(MirrorState::Removed, false, false),
        ]
    }
}

async fn list(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
) -> Result<MirrorsPage, Error> {
    Ok(MirrorsPage { hosts: hosts::list(&service, &actor).await?, invitation: None, layout, form: FormState::new() })
}

async fn everything(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
) -> Result<WherePage, Error> {
    Ok(WherePage { everything: moving::everything(&service, &actor).await?, layout })
}

/// Begins to empty every mirror of a country.
async fn evacuate_country(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let begun = match Jurisdiction::parse(form.value("country").trim()) {
        Ok(country) => hosts::evacuate_country(&service, By::Administrator(&actor), country).await,
        Err(_) => Err(vault::Error::Invalid { field: "country", problem: Text::of("mirror-country") }),
    };
    match begun {
        Ok(begun) => {
            let said = layout.language.say("mirrors-country-begun").with("count", begun);
            session::say(&session, said.to_string()).await?;
            Ok(see_other("/desk/mirrors"))
        }
        Err(error) => {
            form.refuse_with(error)?;
            let hosts = hosts::list(&service, &actor).await?;
            Ok(again(MirrorsPage { layout, hosts, invitation: None, form }))
        }
    }
}

async fn invite(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
) -> Result<MirrorsPage, Error> {
    let invitation = Some(hosts::invite(&service, &actor).await?.text(&service));
    Ok(MirrorsPage { hosts: hosts::list(&service, &actor).await?, invitation, layout, form: FormState::new() })
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
        "change-admission" => (hosts::admit_change(&service, &actor, mirror).await, "mirrors-changed"),
        "change-refusal" => (hosts::refuse_change(&service, &actor, mirror).await, "mirrors-change-refused"),
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
