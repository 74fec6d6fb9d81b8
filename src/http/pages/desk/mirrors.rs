//! Mirrors at the desk: which there are, where each stands, and how hosts are invited, admitted, stopped and removed.

use super::super::Samples;
use super::super::prelude::*;
use super::super::timeline::Line;
use super::steps::{self, Row};
use super::words;
use crate::accounts::Actor;
use crate::accounts::two_person::Kind;
use crate::audit;
use crate::ids::MirrorId;
use crate::vault::hosts::{self, Host, MirrorState};
use crate::vault::proving::{self, Report};
use crate::vault::refusals;
use crate::vault::standing::{Measure, Record, Standing};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/mirrors", get(list))
        .route("/desk/mirrors/invitations", post(invite))
        .route("/desk/mirrors/{mirror}", get(show))
        .route("/desk/mirrors/{mirror}/{act}", post(act))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<MirrorsPage>();
    samples.add::<MirrorPage>();
}

/// Every mirror there is and was, and the form that invites the host of another.
#[derive(Template)]
#[template(path = "desk/mirrors.html")]
struct MirrorsPage {
    layout: Layout,
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
    /// Whether it holds or owes anything.
    holds: bool,
    /// What it shows of itself.
    report: Report,
    /// What of that speaks against it.
    against: Vec<Against>,
    /// Its removal, if that is proposed.
    waiting: Option<Row>,
    lines: Vec<Line>,
    form: FormState,
}
page!(MirrorsPage, MirrorPage);

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
fn badge(host: &Host) -> &'static str {
    match host.state {
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
        MirrorState::Applied => "mirrors-state-applied",
        MirrorState::Admitted => "mirrors-state-admitted",
        MirrorState::Draining => "mirrors-state-draining",
        MirrorState::Failed => "mirrors-state-failed",
        MirrorState::Removed if host.admitted_at.is_none() => "mirrors-state-refused",
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
        let is_about_it = |row: &Row| row.step.kind == Kind::MirrorRemoval && row.step.subject == id.0;
        let waiting = steps::rows(service, actor).await?.into_iter().find(is_about_it);
        let listed = audit::of_case(service, host.log_case).await.map_err(Error::internal)?;
        let lines = words::timeline(&listed, layout.language);
        let report = proving::report(service, id).await?;
        Ok(Self { layout, host, holds, against: Against::all(&report), report, waiting, lines, form })
    }

    /// Whether nothing is placed on it any more, and it can be removed once it is empty.
    fn is_over(&self) -> bool {
        self.is(MirrorState::Draining) || self.is(MirrorState::Failed)
    }

    fn is(&self, state: MirrorState) -> bool {
        self.host.state == state
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
        failed_at: (state == MirrorState::Failed).then_some(layout.now),
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

impl Sample for MirrorsPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let own = Host { url: None, capacity: None, applied_at: None, ..sample(&layout, MirrorState::Admitted) };
        let states = [MirrorState::Applied, MirrorState::Draining, MirrorState::Failed, MirrorState::Removed];
        let hosts = states.map(|state| sample(&layout, state)).into_iter().chain([own]).collect();
        let invitation = Some(format!("https://files.example/#{}", "x".repeat(43)));
        vec![Self { layout: layout.clone(), hosts, invitation }, Self { layout, hosts: Vec::new(), invitation: None }]
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
                waiting: is_proposed.then(|| steps::sample(&layout).pop()).flatten(),
                lines: vec![Line::new(layout.now, "An administrator", "admitted the mirror")],
                form: FormState::new(),
                layout: layout.clone(),
            }
        };
        vec![
            one(MirrorState::Draining, false, true),
            Self { form: FormState::new().refused("reason", "Say why."), ..one(MirrorState::Draining, false, false) },
            one(MirrorState::Draining, true, false),
            Self { lines: Vec::new(), ..one(MirrorState::Applied, false, false) },
            one(MirrorState::Admitted, true, false),
            one(MirrorState::Failed, true, false),
            one(MirrorState::Removed, false, false),
        ]
    }
}

async fn list(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
) -> Result<MirrorsPage, Error> {
    Ok(MirrorsPage { hosts: hosts::list(&service, &actor).await?, invitation: None, layout })
}

async fn invite(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
) -> Result<MirrorsPage, Error> {
    let invitation = Some(hosts::invite(&service, &actor).await?.text(&service));
    Ok(MirrorsPage { hosts: hosts::list(&service, &actor).await?, invitation, layout })
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
