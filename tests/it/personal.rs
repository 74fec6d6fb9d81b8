//! Personal data: what goes by itself, what is handed out and erased on request, and that it is then gone everywhere.

mod altered;
mod erasure;
pub mod export;
mod gone;
mod retention;
mod said;
pub mod strangers;
mod wrapping;

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use writ::accounts::Actor;
use writ::audit::verify;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::{cases, queue};
use writ::ids::{ClaimId, DecisionId, EvidenceFileId};
use writ::notices::{self, NoticeKind};
use writ::personal::wrapping::every_value;
use writ::process::counter_notices::{self, CounterInput};
use writ::process::disputes::ends::EndInput;
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::service::Service;
use writ::{audit, personal, work};

use crate::claims::cast::{self, Cast, File, target};

const DAY: Duration = Duration::from_hours(24);
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR a picture";

/// Until nothing is left to do now.
async fn worked(service: &Service) {
    for _ in 0..3 {
        let ran = work::run_due(service).await.unwrap();
        assert!(ran.failed.is_empty(), "{:?}", ran.failed);
        audit::settle(service).await.unwrap();
        service.clock.advance(Duration::from_millis(300));
    }
}

/// Lets days pass as a service lives through them: ten at a time, with all that is due on the way.
async fn lived(service: &Service, days: u32) {
    personal::begin_rounds(service).await.unwrap();
    for _ in 0..days.div_ceil(10) {
        service.clock.advance(10 * DAY);
        worked(service).await;
    }
}

/// A complete counter-notice of somebody abroad.
fn counter() -> CounterInput {
    CounterInput {
        material: "My own recording".into(),
        location: "http://localhost:8080/f/AAAAAAAAAAAAAAAAAAAAAA".into(),
        name: "Wilhelmina Quuxworth".into(),
        address: "1 Flibbertigibbet Lane".into(),
        telephone: "+44 20 7946 0199".into(),
        mistake: true,
        jurisdiction: true,
        service_of_process: true,
        signature: "Wilhelmina Quuxworth".into(),
        ..CounterInput::default()
    }
}

/// A claim of the cast's holder on a file, decided by the reviewer.
async fn decided(service: &Service, cast: &Cast, film: &File, action: Action) -> (ClaimId, DecisionId) {
    let claim = cast::file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    (claim, decide(service, cast, claim, action).await)
}

async fn decide(service: &Service, cast: &Cast, claim: ClaimId, action: Action) -> DecisionId {
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let target = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target;
    let finding = if action == Action::None { Finding::NotInfringing } else { Finding::Infringing };
    let ruling =
        Ruling { target, finding, action, ground: "17 U.S.C. 106".into(), reasons: "It is the whole film.".into() };
    decisions::decide(service, &cast.reviewer, claim, &[ruling]).await.unwrap().remove(0)
}

/// The uploader of what a notice disabled answers it once its sender was taken out of it, who goes to court by the private link of the notice, and
/// says how that ended: it is kept while anything about it is open, and goes then.
async fn went_to_court(service: &Service, film: &File, claim: ClaimId, link: &PrivateLinkText<'_>) {
    let told = notices::notices_of(service, film.owner.account).await.unwrap();
    let told = told.into_iter().find(|notice| notice.kind == NoticeKind::Restriction).unwrap().id;
    let answer = counter_notices::send(service, &film.owner, told, &counter()).await.unwrap();
    let input = DisputeInput {
        kind: Some(Kind::Action),
        forum: "Jiggery-Pokery Tribunal".into(),
        reference: "Humbug 4711".into(),
        begun_on: "2026-11-22".into(),
        restrains: true,
        signature: "Bartholomew Codswallop".into(),
    };
    let holder = Claimant::Holder(link);
    let action = disputes::tell_of_action(service, holder, claim, answer, &input).await.unwrap();
    let said = async || {
        let values = every_value(service).await.unwrap();
        let theirs = values.iter().filter(|(place, _)| place.starts_with("dispute"));
        let opened = theirs.map(|(place, sealed)| service.keys.open_sealed(place, sealed).unwrap());
        let opened: Vec<_> = opened.map(|value| String::from_utf8_lossy(&value).into_owned()).collect();
        let words = ["Jiggery-Pokery", "Humbug", "Codswallop", "flummery"].into_iter();
        words.filter(|word| opened.iter().any(|value| value.contains(word))).collect::<Vec<_>>()
    };
    lived(service, 10).await;
    assert_eq!(said().await, ["Jiggery-Pokery", "Humbug", "Codswallop"], "a court is asked");
    let ended = EndInput {
        outcome: Some(Outcome::NoResult),
        ended_on: "2026-11-23".into(),
        words: "It was all flummery".into(),
    };
    disputes::tell_end(service, holder, claim, action, &ended).await.unwrap();
    lived(service, 10).await;
    assert_eq!(said().await.len(), 4, "there is time to go elsewhere");
    lived(service, 60).await;
    assert_eq!(said().await, [""; 0]);
}

/// Somebody brings a picture to their claim.
async fn picture(service: &Service, by: &Actor, claim: ClaimId, name: &str) -> EvidenceFileId {
    let pieces = stream::iter([Ok(Bytes::from_static(PNG))]);
    let sent = Sent { name, declared: "image/png" };
    files::bring(service, Claimant::Person(by), Subject::Claim(claim), sent, pieces).await.unwrap()
}

/// How many entries of a kind the log has.
async fn entries(service: &Service, kind: &str) -> i64 {
    let mut tx = service.db.read().await.unwrap();
    writ::db::one!(tx, (i64,), "SELECT COUNT(*) FROM log_entries WHERE kind = $1", kind).unwrap().0
}

/// That every fact of the database has its entry, and every entry its fact.
async fn facts_agree(service: &Service) {
    audit::settle(service).await.unwrap();
    let source = verify::Source::Folder(service.log.second_store().folder().to_owned());
    let report = verify::verify(&source, &verify::Trust::default(), Some(&service.db), |_, _| ()).await.unwrap();
    assert_eq!(report.faults, []);
}
