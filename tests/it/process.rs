//! Due process: what either side does after a decision, and what happens on which day.

mod appeals;
mod behind;
mod complaint_pages;
mod complaints;
mod correspondents;
mod counter_notices;
mod days;
mod desk;
mod disputes;
mod evidence;
mod letters;
mod life;
mod measures;
mod misuse;
mod overturning;
mod parties;
mod reminders;
mod reversals;
mod strikes;
mod waiting;
mod windows;

use std::sync::Arc;
use std::time::Duration;

use writ::accounts::Actor;
use writ::calendar::{Calendar, Holidays};
use writ::claims::authorities::{self, WithdrawalInput};
use writ::claims::cases;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::queue;
use writ::clock::Time;
use writ::config::Config;
use writ::ids::{AccountReviewId, ClaimId, CounterNoticeId, DecisionId, NoticeId, ObjectId};
use writ::notices::{self, NoticeKind};
use writ::process::counter_notices::CounterInput;
use writ::process::disputes::{DisputeInput, Kind};
use writ::process::tally::{self, Tally};
use writ::process::{Error, strikes as strikes_of};
use writ::service::Service;
use writ::{audit, work};

use crate::claims::cast::{self, Cast, File, target};

/// A complete counter-notice.
fn counter_notice() -> CounterInput {
    CounterInput {
        material: "My own recording of my own concert".into(),
        location: "http://localhost:8080/f/AAAAAAAAAAAAAAAAAAAAAA".into(),
        name: "Sam Example".into(),
        address: "1 Example Street\nSan Francisco".into(),
        in_united_states: true,
        district: "Northern District of California".into(),
        telephone: "+1 415 555 0100".into(),
        mistake: true,
        jurisdiction: true,
        service_of_process: true,
        signature: "Sam Example".into(),
    }
}

/// An action, filed the day before.
fn action() -> DisputeInput {
    DisputeInput {
        kind: Some(Kind::Action),
        forum: "United States District Court, Northern District of California".into(),
        reference: "4:26-cv-01234".into(),
        begun_on: "2026-11-22".into(),
        restrains: true,
        signature: "Ada Example".into(),
    }
}

/// The same service where it is New York.
pub fn in_new_york(service: &Service) -> Service {
    let mut config = Config::clone(&service.config);
    config.calendar = Calendar::new("America/New_York".parse().unwrap(), Holidays::UsFederal, []);
    Service { config: Arc::new(config), ..service.clone() }
}

pub fn at(text: &str) -> Time {
    Time::parse_rfc3339(text).unwrap()
}

/// Turns the clock to an instant.
pub fn turn_to(service: &Service, time: Time) {
    service.clock.advance(time.since(service.clock.now()));
}

/// Until nothing is left to do now.
async fn worked(service: &Service) {
    for _ in 0..3 {
        let ran = work::run_due(service).await.unwrap();
        assert!(ran.failed.is_empty(), "{:?}", ran.failed);
        audit::settle(service).await.unwrap();
        service.clock.advance(Duration::from_millis(300));
    }
}

/// What waits at the desk for somebody.
pub async fn tallied(service: &Service, actor: &Actor) -> Result<Tally, Error> {
    let mut tx = service.db.read().await.unwrap();
    tally::tally(&mut tx, service, actor).await
}

/// A claim under US law on a file, decided by the reviewer with this action.
pub async fn decided(service: &Service, cast: &Cast, film: &File, action: Action) -> (ClaimId, DecisionId) {
    let claim = cast::file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    let decision = decide(service, cast, &cast.reviewer, claim, action).await;
    (claim, decision)
}

/// The same, deleted by the member under direct access.
async fn deleted(service: &Service, cast: &Cast, film: &File) -> (ClaimId, DecisionId) {
    let claim = cast::file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    let decision = cast::delete(service, &cast.member, claim, "DELETE", &cast.auth).await.unwrap().remove(0);
    (claim, decision)
}

async fn decide(service: &Service, cast: &Cast, reviewer: &Actor, claim: ClaimId, action: Action) -> DecisionId {
    queue::take(service, reviewer, claim).await.unwrap();
    let target = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target;
    let finding = if action == Action::None { Finding::NotInfringing } else { Finding::Infringing };
    let ruling =
        Ruling { target, finding, action, ground: "17 U.S.C. 106".into(), reasons: "It is the whole film.".into() };
    let decision = decisions::decide(service, reviewer, claim, &[ruling]).await.unwrap().remove(0);
    // So that of two notices one is the newer.
    service.clock.advance(Duration::from_millis(1));
    decision
}

/// An order on a file, decided by the reviewer, and confirmed to nobody.
pub async fn ordered(service: &Service, cast: &Cast, film: &File, finding: Finding) -> ClaimId {
    let claim = authorities::enter(service, &cast.reviewer, &cast::order(&[&film.bare()])).await.unwrap().claim;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let target = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target;
    let action = if finding == Finding::Ordered { Action::DisableLink } else { Action::None };
    let ruling = Ruling { target, finding, action, ground: "§ 97 UrhG".into(), reasons: "It names the film.".into() };
    decisions::decide(service, &cast.reviewer, claim, &[ruling]).await.unwrap();
    // So that of two one waits longer.
    service.clock.advance(Duration::from_millis(1));
    claim
}

/// What says that an order was taken back.
fn taken_back() -> WithdrawalInput {
    WithdrawalInput {
        on: "2026-11-22".into(),
        told_by: "The registry of the tenth chamber".into(),
        words: "The first order is set aside.".into(),
    }
}

/// The newest notice of a kind that the owner of a file was given about it.
async fn notice(service: &Service, owner: &Actor, object: ObjectId, kind: NoticeKind) -> NoticeId {
    let all = notices::notices_of(service, owner.account).await.unwrap();
    all.into_iter().find(|notice| notice.object == Some(object) && notice.kind == kind).unwrap().id
}

/// The notice by which a file's owner was told of what restricts it.
pub async fn restriction(service: &Service, film: &File) -> NoticeId {
    notice(service, &film.owner, film.object, NoticeKind::Restriction).await
}

/// What an uploader sends, on oath.
async fn countered(service: &Service, film: &File) -> CounterNoticeId {
    let notice = restriction(service, film).await;
    writ::process::counter_notices::send(service, &film.owner, notice, &counter_notice()).await.unwrap()
}

/// Another file of somebody, locked after its uploader was told of all that came before, and the claim and decision.
async fn struck(service: &Service, cast: &Cast, owner: Actor) -> (File, ClaimId, DecisionId) {
    let film = File::upload_of(service, owner, "film.mkv").await;
    let (claim, decision) = decided(service, cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    service.clock.advance(Duration::from_hours(1));
    (film, claim, decision)
}

/// An uploader with three strikes, and the review that these opened.
pub async fn three(service: &Service, cast: &Cast) -> (Vec<(File, ClaimId, DecisionId)>, AccountReviewId) {
    let owner = cast::person(service, "uploader").await;
    let mut struck_down = Vec::new();
    for _ in 0..3 {
        struck_down.push(struck(service, cast, owner).await);
    }
    let review = strikes_of::waiting(service, &cast.reviewer).await.unwrap().remove(0);
    assert_eq!(review.account, owner.account);
    (struck_down, review.id)
}

/// How many strikes count against somebody.
async fn count_of(service: &Service, owner: &Actor) -> usize {
    strikes_of::own(service, owner).await.unwrap().standing.strikes.len()
}

/// What the mail folder holds, whoever it is to.
async fn mails(service: &Service) -> Vec<String> {
    work::run_due(service).await.unwrap();
    let folder = service.config.data.join("mail");
    let files = std::fs::read_dir(folder).into_iter().flatten();
    // Lines that were only broken to be short are whole again.
    let read = |path| std::fs::read_to_string(path).unwrap().replace("=\r\n", "").replace("=\n", "");
    files.map(|file| read(file.unwrap().path())).collect()
}

/// How many entries of a kind a claim's case has.
async fn told(service: &Service, cast: &Cast, claim: ClaimId, kind: &str) -> usize {
    let case = cases::claim(service, &cast.member, claim).await.unwrap().log_case;
    cast::entries(service, case).await.iter().filter(|entry| entry.kind == kind).count()
}
