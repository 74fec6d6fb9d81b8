//! What is written of actions, of disputes and of what is decided after them.

use writ::claims::decisions::Action;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::ids::{ClaimId, DisputeId};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::disputes::ends::{self, EndInput};
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::{counter_notices, waiting};
use writ::service::Service;

use super::super::{action, countered, decided, turn_to, worked};
use super::{Reader, assert_told, uploaded, uploaded_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File};

pub(super) const KINDS: [&str; 10] = [
    // To uploaders.
    "notice-action-over",
    "notice-looked-at-again",
    "notice-stays-so",
    // To whoever claimed.
    "letter-end-told-title",
    "letter-end-not-found-title",
    "letter-end-looked-at-title",
    "letter-action-over-title",
    "letter-looked-at-again-title",
    "letter-decided-again-title",
    "letter-appeal-moot-title",
];

/// A file whose counter-notice an action stops. Whoever told of that typed the whole link, too.
async fn stopped(service: &Service, cast: &Cast, film: &File) -> (ClaimId, DisputeId) {
    let (claim, _) = decided(service, cast, film, Action::LockAndDelete).await;
    let sent = countered(service, film).await;
    let told = DisputeInput { reference: format!("4:26-cv-01234 of {}", film.url()), ..action() };
    let told = disputes::tell_of_action(service, Claimant::Person(&cast.member), claim, sent, &told).await.unwrap();
    worked(service).await;
    (claim, told)
}

async fn says(service: &Service, cast: &Cast, (claim, told): (ClaimId, DisputeId), outcome: Outcome) {
    let words = "Judgment, as Quuxworth has it".into();
    let ended = EndInput { outcome: Some(outcome), ended_on: "2026-11-23".into(), words };
    disputes::tell_end(service, Claimant::Person(&cast.member), claim, told, &ended).await.unwrap();
}

both_engines!(how_actions_end_and_what_follows_is_written_to_both_sides, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let mut secrets = Vec::new();
    let member = Reader::in_french(service, &cast.member).await;

    // The material has returned when a court finds for the claimant: it is looked at again, and stays as it is.
    let film = uploaded(service, &mut secrets, "aurora.mkv").await;
    let returned = Reader::of(service, &film.owner).await;
    let (_, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let sent = countered(service, &film).await;
    let sent = counter_notices::of_uploader(service, &film.owner, sent).await.unwrap().counter_notice;
    turn_to(service, sent.returns_at);
    worked(service).await;
    let lawsuit = DisputeInput { kind: Some(Kind::Lawsuit), ..action() };
    let lawsuit = disputes::record(service, &cast.senior, decision, &lawsuit).await.unwrap();
    disputes::end(service, &cast.senior, lawsuit, Outcome::ForClaimant, "Seen in Ostrava").await.unwrap();
    worked(service).await;
    let waiting = waiting::appeals(service, &cast.senior, None).await.unwrap().waiting;
    let again = waiting.into_iter().find(|waits| waits.it.decision == Some(decision)).unwrap().it.id;
    appeals::decide(service, &cast.senior, again, &Verdict::Refuse, "Kestrel is another film").await.unwrap();

    // One goes on, whatever its claimant said, until it ends for them; another ends without a decision.
    let person = cast::person(service, "uploader").await;
    let uploader = Reader::of(service, &person).await;
    let film = uploaded_of(service, person, &mut secrets, "borealis.mkv").await;
    let it = stopped(service, &cast, &film).await;
    says(service, &cast, it, Outcome::ForClaimant).await;
    ends::still_open(service, &cast.reviewer, it.1, "Zephyrine says that it is pending").await.unwrap();
    says(service, &cast, it, Outcome::ForClaimant).await;
    disputes::end(service, &cast.reviewer, it.1, Outcome::ForClaimant, "Seen in Ostrava").await.unwrap();
    let film = uploaded_of(service, person, &mut secrets, "cascade.mkv").await;
    let it = stopped(service, &cast, &film).await;
    says(service, &cast, it, Outcome::NoResult).await;
    disputes::end(service, &cast.reviewer, it.1, Outcome::NoResult, "Seen in Ostrava").await.unwrap();

    // What a claimant appealed against, they take back.
    let film = uploaded(service, &mut secrets, "dervish.mkv").await;
    let (claim, decision) = decided(service, &cast, &film, Action::None).await;
    let theirs = Claimant::Person(&cast.member);
    appeals::lodge(service, Appellant::Notifier(theirs, claim, decision), "It is by Marigold").await.unwrap();
    withdrawal::withdraw(service, theirs, claim, Extent::Whole, "Quagmire licensed it").await.unwrap();
    worked(service).await;

    let told = [
        ("letter-looked-at-again-title", "letter-looked-at-again-title", &member),
        ("notice-looked-at-again", "notice-looked-at-again-effect", &returned),
        ("letter-decided-again-title", "letter-decided-again-refused", &member),
        ("notice-stays-so", "notice-stays-so-effect", &returned),
        ("letter-end-told-title", "letter-end-told-waits", &member),
        ("letter-end-not-found-title", "letter-end-not-found", &member),
        ("letter-end-looked-at-title", "letter-end-for-claimant", &member),
        ("letter-end-told-title", "letter-end-told-over", &member),
        ("letter-action-over-title", "letter-action-over-title", &member),
        ("notice-action-over", "notice-action-over-effect", &uploader),
        ("letter-end-looked-at-title", "letter-end-no-result", &member),
        ("letter-appeal-moot-title", "letter-appeal-moot", &member),
    ];
    let private: [(&str, &[&Reader]); 6] = [
        ("Kestrel", &[&member]),
        ("Zephyrine", &[&member]),
        ("Quuxworth", &[]),
        ("Ostrava", &[]),
        ("Marigold", &[]),
        ("Quagmire", &[]),
    ];
    assert_told(service, &KINDS, &told, &private, &secrets).await;
});
