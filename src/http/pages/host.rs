//! For whoever runs a mirror, or wants to: how one applies, the token by which a mirror joins, and how each of one's own stands. Somebody
//! sees their own, and nothing of another's is there to them.

mod command;

use super::Samples;
use super::agreement::Prose;
use super::prelude::*;
use super::world;
use crate::accounts::Actor;
use crate::ids::{HostApplicationId, MirrorId};
use crate::policies::terms::{self, Terms};
use crate::tokens::Digest;
use crate::vault::applications::{self, Application, ApplicationState, Contact, HostName, Offered, Room};
use crate::vault::health::{self, Orders, Owed, Report, Seen};
use crate::vault::hosts::{Host, MirrorState, Wanted};
use crate::vault::proving::{self, Signs};
use crate::vault::refusals::Refused;
use crate::vault::standing::{Measure, Record, Standing};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/host", get(show))
        .route("/host/terms", get(show_terms))
        .route("/host/applications", post(apply))
        .route("/host/applications/{application}/token", post(token))
        .route("/host/applications/{application}/withdrawal", post(withdraw))
        .route("/host/mirrors/{mirror}", get(show_mirror))
        .route("/host/mirrors/{mirror}/leaving", post(leave))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<HostPage>();
    samples.add::<MirrorPage>();
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

/// One mirror of theirs.
#[derive(Template)]
#[template(path = "host/mirror.html")]
struct MirrorPage {
    layout: Layout,
    report: Report,
}

/// What hosts accept.
#[derive(Template)]
#[template(path = "host/terms.html")]
struct TermsPage {
    layout: Layout,
    terms: Terms,
    prose: Prose,
}
page!(HostPage, MirrorPage, TermsPage);

/// How a mirror looks that is being emptied.
pub(super) const EMPTIED: (&str, &str) = ("warn", "mirrors-state-evacuated");

/// How one looks that was, and can be removed.
pub(super) const EMPTY: (&str, &str) = ("info", "mirrors-state-empty");

/// How a mirror looks where it stands, and the text of that.
pub(super) fn state(host: &Host) -> (&'static str, &'static str) {
    match host.state {
        MirrorState::Removed if host.admitted_at.is_none() => ("plain", "mirrors-state-refused"),
        MirrorState::Draining if host.emptied_at.is_some() => EMPTY,
        MirrorState::Draining if host.evacuated_at.is_some() => EMPTIED,
        MirrorState::Failed if host.given_up_at.is_some() => ("bad", "mirrors-state-given-up"),
        state => state_of(state),
    }
}

/// The same where no more is known of it.
pub(super) fn state_of(state: MirrorState) -> (&'static str, &'static str) {
    match state {
        MirrorState::Applied => ("info", "mirrors-state-applied"),
        MirrorState::Admitted => ("good", "mirrors-state-admitted"),
        MirrorState::Draining => ("warn", "mirrors-state-draining"),
        MirrorState::Failed => ("bad", "mirrors-state-failed"),
        MirrorState::Removed => ("plain", "mirrors-state-removed"),
    }
}

/// The same of what is thought of it; nothing of one with which all is over.
pub(super) fn standing(host: &Host) -> Option<(&'static str, &'static str)> {
    if host.state == MirrorState::Removed || host.given_up_at.is_some() {
        return None;
    }
    Some(match host.standing {
        Standing::Good if host.looked_at.is_none() => ("plain", "host-not-looked"),
        Standing::Good => ("good", "mirrors-standing-good"),
        Standing::Watched => ("warn", "mirrors-standing-watched"),
        Standing::Failing => ("bad", "mirrors-standing-failing"),
        Standing::Failed => ("bad", "mirrors-standing-failed"),
    })
}

/// What speaks against a mirror: the text of each, and how much of it there is.
pub(super) fn against(report: &Report) -> Vec<(&'static str, u64)> {
    report.shown.reasons.iter().map(|(measure, count, _)| (reason(*measure), *count)).collect()
}

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
        Measure::DroppedPercent => "mirrors-reason-dropped",
    }
}

/// The same of an application.
pub(super) fn applied(application: &Application) -> (&'static str, &'static str) {
    match application.state {
        ApplicationState::Waiting => ("info", "host-application-waiting"),
        ApplicationState::Approved => ("good", "host-application-approved"),
        ApplicationState::Declined => ("bad", "host-application-declined"),
        ApplicationState::Withdrawn => ("plain", "host-application-withdrawn"),
    }
}

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

impl MirrorPage {
    fn country(&self) -> String {
        world::name(self.layout.language, &self.report.host.jurisdiction)
    }

    /// What its host does about it now, if there is anything.
    fn next_step(&self) -> Option<&'static str> {
        let host = &self.report.host;
        match host.state {
            MirrorState::Applied => Some("host-next-applied"),
            MirrorState::Draining if host.emptied_at.is_some() => Some("host-next-empty"),
            MirrorState::Draining => Some("host-left"),
            MirrorState::Failed if host.given_up_at.is_none() => Some("host-next-failed"),
            MirrorState::Removed if host.admitted_at.is_none() => Some("host-next-refused"),
            MirrorState::Removed => Some("host-next-removed"),
            MirrorState::Failed | MirrorState::Admitted => None,
        }
    }

    /// Whether it can be left.
    fn takes(&self) -> bool {
        self.report.host.state == MirrorState::Admitted
    }
}

/// A mirror as the samples of pages show it.
pub(super) fn sample_report(layout: &Layout, state: MirrorState, standing: Standing) -> Report {
    let is_seen = state != MirrorState::Applied;
    let host = Host {
        id: MirrorId(uuid::Uuid::from_u128(1)),
        host: "Kiwi Hosting".into(),
        jurisdiction: "NZ".into(),
        public_key: vec![7; 32],
        url: Some("https://mirror.example".into()),
        capacity: Some(8 << 40),
        weight: 1,
        state,
        own: false,
        log_case: crate::ids::CaseId(uuid::Uuid::from_u128(2)),
        standing,
        applied_at: Some(layout.now),
        admitted_at: (state != MirrorState::Applied).then_some(layout.now),
        stopped_at: None,
        evacuated_at: None,
        emptied_at: None,
        failed_at: (state == MirrorState::Failed).then_some(layout.now),
        given_up_at: None,
        removed_at: None,
        looked_at: is_seen.then_some(layout.now),
        free_bytes: is_seen.then_some(5 << 40),
    };
    let seen = Seen {
        polled_at: is_seen.then_some(layout.now),
        looked_at: is_seen.then_some(layout.now),
        answered_at: is_seen.then_some(layout.now),
        problem: (standing >= Standing::Failing).then(|| "connection refused".to_owned()),
        clock_ahead: match standing {
            Standing::Good => is_seen.then_some(1),
            Standing::Watched => Some(3_600),
            Standing::Failing | Standing::Failed => Some(-90),
        },
        version: is_seen.then(|| "0.1.0".to_owned()),
        free_bytes: is_seen.then_some(5 << 40),
        sent_bytes: is_seen.then_some(7 << 30),
        counted_at: is_seen.then_some(layout.now),
        held_files: is_seen.then_some(1_204),
        held_bytes: is_seen.then_some(3 << 40),
        received_bytes: is_seen.then_some(4 << 40),
    };
    let owed = |refused| Owed {
        order: Digest([7; 32]),
        issued_at: layout.now,
        refused,
        attempts: 3,
        last_attempt_at: Some(layout.now),
    };
    let (orders, owed) = match standing {
        Standing::Failing | Standing::Failed => {
            (Orders { all: 4, receipted: 2, refused: 1 }, vec![owed(true), owed(false)])
        }
        Standing::Watched => (Orders { all: 3, receipted: 2, refused: 0 }, vec![owed(false)]),
        Standing::Good => (Orders::default(), Vec::new()),
    };
    let lost = i64::from(standing >= Standing::Failing);
    let shown = sample_shown(layout, is_seen, standing);
    Report { host, seen, orders, owed, lost, shown, wanted: None, why_refused: None }
}

/// The same, whose host asks for a change.
fn sample_asking(layout: &Layout) -> Report {
    let wanted = Wanted { url: "https://elsewhere.example".into(), capacity: 9 << 40, asked_at: layout.now };
    Report { wanted: Some(wanted), ..sample_report(layout, MirrorState::Admitted, Standing::Good) }
}

/// The same, which has no room.
fn sample_full(layout: &Layout) -> Report {
    let report = sample_report(layout, MirrorState::Admitted, Standing::Good);
    let free_bytes = Some(64 << 20);
    Report { host: Host { free_bytes, ..report.host }, seen: Seen { free_bytes, ..report.seen }, ..report }
}

/// What a mirror shows, made up: with everything that can be said of it where it failed.
fn sample_shown(layout: &Layout, is_seen: bool, standing: Standing) -> proving::Report {
    let signs = Signs {
        polled_at: Some(layout.now),
        answered_at: Some(layout.now),
        version: Some("0.1.0".into()),
        free_bytes: Some(5 << 40),
        replicas: Some(1_204),
        cosigned_size: Some(70_000),
        scrubbed_since: Some(layout.now),
        refused_orders: Some(2),
    };
    let refusal = Refused {
        blob: crate::ids::BlobId(uuid::Uuid::from_u128(5)),
        reason: "A court here forbids it.".into(),
        refused_at: layout.now,
    };
    let has_failed = standing == Standing::Failed;
    proving::Report {
        standing,
        record: Record { proved: 2_800, ..Record::default() },
        reasons: Measure::ALL.into_iter().filter(|_| has_failed).map(|it| (it, 2, Standing::Failing)).collect(),
        signs: is_seen.then_some(signs),
        refusals: has_failed.then_some(refusal).into_iter().collect(),
    }
}

/// An application as the samples of pages show it.
pub(super) fn sample_application(layout: &Layout, state: ApplicationState) -> Application {
    Application {
        id: HostApplicationId(uuid::Uuid::from_u128(3)),
        account: crate::ids::AccountId(uuid::Uuid::from_u128(4)),
        state,
        host: "Kiwi Hosting".into(),
        contact: "ops@kiwi.example\n+64 4 123 45 67".into(),
        jurisdiction: "NZ".into(),
        capacity: 8 << 40,
        terms_version: 1,
        terms_sha256: Digest([9; 32]),
        applied_at: layout.now,
        decided_at: (state != ApplicationState::Waiting).then_some(layout.now),
        reason: (state == ApplicationState::Declined).then(|| "There are mirrors enough in that country.".into()),
        mirror: None,
        token_until: None,
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

impl Sample for MirrorPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |state, standing| Self { report: sample_report(&layout, state, standing), layout: layout.clone() };
        let mut refused = page(MirrorState::Removed, Standing::Good);
        refused.report.host.admitted_at = None;
        refused.report.why_refused = Some("Its machine stands elsewhere.".into());
        let asking = Self { report: sample_asking(&layout), ..page(MirrorState::Admitted, Standing::Good) };
        let full = Self { report: sample_full(&layout), ..page(MirrorState::Admitted, Standing::Good) };
        vec![
            refused,
            asking,
            full,
            page(MirrorState::Admitted, Standing::Failing),
            page(MirrorState::Admitted, Standing::Good),
            page(MirrorState::Draining, Standing::Watched),
            page(MirrorState::Applied, Standing::Good),
            page(MirrorState::Failed, Standing::Failed),
            page(MirrorState::Removed, Standing::Good),
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

async fn show_mirror(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    Path(mirror): Path<MirrorId>,
) -> Result<MirrorPage, Error> {
    Ok(MirrorPage { layout, report: health::of_own(&service, &actor, mirror).await? })
}

async fn leave(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    Path(mirror): Path<MirrorId>,
) -> Result<Response, Error> {
    applications::leave(&service, &actor, mirror).await?;
    session::say(&session, layout.language.say("host-left").to_string()).await?;
    Ok(see_other(&format!("/host/mirrors/{mirror}")))
}
