//! What is handed to a senior: locked, preserved and shown to seniors only where a life or a child is in danger; and notes.

use std::time::Duration;

use writ::accounts::{Actor, Role};
use writ::audit;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::direct::Obstacle;
use writ::claims::escalations::{self, Kind, Outcome};
use writ::claims::evidence;
use writ::claims::filing::ClaimState;
use writ::claims::queue::{self, Sought};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{Error, cases, notes, preserving, reports};
use writ::clock::Time;
use writ::ids::{ClaimId, ObjectId, TargetId};
use writ::service::Service;
use writ::takedown::{self, Preservation, Why};
use writ::vault::ObjectState;
use writ::work;

use super::cast::{self, Cast, File, count, entries, file, object_state, report, staff, target};
use super::secrecy::everything;
use crate::app::{TestService, both_engines, mailed};

const DAY: Duration = Duration::from_hours(24);

/// Somebody's notice of a file, which a reviewer has taken and looked at.
async fn looked_at(service: &Service, cast: &Cast, film: &File) -> (ClaimId, TargetId) {
    let sent = reports::send(service, "198.51.100.1", None, &report(Basis::EuDsa, &film.url())).await.unwrap();
    let target = sent.targets[0].target;
    queue::take(service, &cast.reviewer, sent.claim).await.unwrap();
    decisions::open_evidence(service, &cast.reviewer, target).await.unwrap();
    evidence::part(service, &cast.reviewer, target, 0).await.unwrap();
    (sent.claim, target)
}

async fn preserved(service: &Service, object: ObjectId) -> Vec<Preservation> {
    let mut tx = service.db.read().await.unwrap();
    takedown::preserved(&mut tx, service, object).await.unwrap()
}

async fn decide(service: &Service, by: &Actor, claim: ClaimId, target: TargetId, action: Action) {
    let finding = if action == Action::None { Finding::NotInfringing } else { Finding::OtherIllegal };
    let ruling = Ruling { target, finding, action, ground: "§ 184b StGB".into(), reasons: "Seen and judged.".into() };
    decisions::decide(service, by, claim, &[ruling]).await.unwrap();
}

async fn settled(service: &Service) {
    for _ in 0..3 {
        let ran = work::run_due(service).await.unwrap();
        assert!(ran.failed.is_empty(), "{:?}", ran.failed);
        audit::settle(service).await.unwrap();
        service.clock.advance(Duration::from_millis(300));
    }
}

both_engines!(a_child_in_danger_locks_stops_the_looking_and_preserves, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let second = staff(service, "second-senior", Role::Senior).await;
    let film = File::upload(service, "secret name.mkv").await;
    let (claim, target) = looked_at(service, &cast, &film).await;
    let messages = mailed(service, async || {
        escalations::raise(service, &cast.reviewer, claim, Some(Kind::Child), "It shows a child.").await.unwrap();
    })
    .await;
    // Long lines are broken on their way.
    let messages: Vec<_> = messages.iter().map(|message| message.replace("=\r\n", "").replace("=\n", "")).collect();
    let to_seniors: Vec<_> = messages.iter().filter(|message| message.contains("child is said to be abused")).collect();
    assert_eq!(to_seniors.len(), 2, "each senior is told");
    for told in to_seniors {
        assert!(told.contains(&format!("/desk/claims/{claim}")));
        assert!(!told.contains("secret name") && !told.contains("It shows a child"), "{told}");
    }
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    let kept = preserved(service, film.object).await;
    assert_eq!(kept.len(), 1);
    assert!(matches!(kept[0].why, Why::Escalation(_)));
    let read = async |reader: &Actor| preserving::of_object(service, reader, film.object).await.unwrap().remove(0);
    let seen = read(&cast.senior).await;
    assert_eq!((seen.claim, seen.words), (Some(claim), Some("It shows a child.".into())));
    let seen = read(&cast.first).await;
    assert_eq!((seen.claim, seen.words), (None, None), "they read no case");
    let all = everything(service).await;
    assert!(!all.windows(17).any(|window| window == b"It shows a child."), "it lies sealed wherever it stands");
    // A year after Monday, 23 November 2026, which is a Tuesday.
    assert_eq!(kept[0].until.map(Time::rfc3339).as_deref(), Some("2027-11-23T23:59:59Z"));

    // Nobody but seniors looks on, whoever had it before.
    for refused in [
        decisions::open_evidence(service, &cast.reviewer, target).await.err(),
        evidence::part(service, &cast.reviewer, target, 0).await.err(),
        queue::take(service, &cast.reviewer, claim).await.err(),
        queue::take(service, &cast.other_reviewer, claim).await.err(),
    ] {
        assert!(matches!(refused, Some(Error::Forbidden(_))), "{refused:?}");
    }
    let waiting = queue::page(service, &cast.reviewer, &Sought::default(), None).await.unwrap().claims;
    assert!(waiting[0].for_senior && waiting[0].assigned_to.is_none());
    let open = escalations::open(service, &second).await.unwrap().remove(0);
    let sender = report(Basis::EuDsa, "").statement.name;
    assert_eq!((open.escalation.claim, open.organisation, open.sender), (claim, None, Ok(Some(sender))));
    let due = cases::desk_case(service, &second, claim).await.unwrap().case.due_at;
    assert_eq!((open.due_at, open.paused_since), (Some(due), None));
    assert!(matches!(escalations::open(service, &cast.reviewer).await, Err(Error::Forbidden(_))));
    let twice = escalations::raise(service, &cast.other_reviewer, claim, Some(Kind::Life), "Again").await;
    assert!(matches!(twice, Err(Error::Conflict(_))));

    // A senior takes it on and decides: what was locked goes on by the decision, and stays preserved past every window.
    queue::take(service, &cast.senior, claim).await.unwrap();
    decisions::open_evidence(service, &cast.senior, target).await.unwrap();
    decide(service, &cast.senior, claim, target, Action::LockAndDelete).await;
    let held = "SELECT COUNT(*) FROM holds WHERE lifted_at IS NULL";
    let by_decision = "SELECT COUNT(*) FROM holds WHERE lifted_at IS NULL AND decision IS NOT NULL";
    assert_eq!((count(service, held).await, count(service, by_decision).await), (1, 1));
    assert!(escalations::open(service, &second).await.unwrap().is_empty());
    let case = cases::desk_case(service, &cast.senior, claim).await.unwrap();
    assert_eq!(case.escalations[0].outcome, Some(Outcome::Decided));
    settled(service).await;
    service.clock.advance(200 * DAY);
    settled(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "nothing of it is purged");
    let kinds: Vec<_> = entries(service, case.case.log_case).await.into_iter().map(|entry| entry.kind).collect();
    assert!(
        kinds.iter().any(|kind| kind == "claim.escalated") && kinds.iter().any(|kind| kind == "claim.escalation-ended")
    );
    takedown::release(service, &cast.senior, kept[0].id, "The authorities have a copy").await.unwrap();
    service.clock.advance(8 * DAY);
    settled(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Purged);
});

both_engines!(what_turns_out_to_be_nothing_is_given_back_and_stays_preserved, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let [film, other] = [File::upload(service, "film.mkv").await, File::upload(service, "other.mkv").await];
    let (claim, target) = looked_at(service, &cast, &film).await;
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Life), "A threat").await.unwrap();
    // By the time it is looked at, no mirror has it any more.
    settled(service).await;
    queue::take(service, &cast.senior, claim).await.unwrap();
    decide(service, &cast.senior, claim, target, Action::None).await;
    settled(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    assert_eq!(preserved(service, film.object).await.len(), 1);

    // Sent back, it is any reviewer's again.
    let (claim, target) = looked_at(service, &cast, &other).await;
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Life), "A threat").await.unwrap();
    assert!(matches!(escalations::send_back(service, &cast.reviewer, claim, "No").await, Err(Error::Forbidden(_))));
    assert!(matches!(escalations::send_back(service, &cast.senior, claim, " ").await, Err(Error::Invalid(_))));
    escalations::send_back(service, &cast.senior, claim, "A line of the film").await.unwrap();
    settled(service).await;
    assert_eq!(object_state(service, other.object).await, ObjectState::Available);
    queue::take(service, &cast.other_reviewer, claim).await.unwrap();
    decisions::open_evidence(service, &cast.other_reviewer, target).await.unwrap();
    let case = cases::desk_case(service, &cast.other_reviewer, claim).await.unwrap();
    assert_eq!(case.escalations[0].note, Some("A line of the film".into()));
    assert!(matches!(escalations::send_back(service, &cast.senior, claim, "Again").await, Err(Error::Conflict(_))));
});

both_engines!(a_judgement_is_asked_for_and_nothing_is_locked, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::direct(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let nothing = escalations::raise(service, &cast.reviewer, claim, None, "").await.unwrap_err();
    assert!(matches!(nothing, Error::Invalid(mistakes) if mistakes.len() == 2));
    for party in [&cast.member, &film.owner, &cast.first] {
        assert!(escalations::raise(service, party, claim, Some(Kind::Life), "Mine").await.is_err());
    }
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Judgement), "Is this satire?").await.unwrap();
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    assert!(preserved(service, film.object).await.is_empty());
    // Not even its holder decides it meanwhile.
    let pressed = cast::delete(service, &cast.member, claim, "DELETE", &cast.auth).await;
    assert!(matches!(pressed, Err(Error::NotDirect(Obstacle::WithSenior))), "{pressed:?}");
    // What its claimant takes back is still in seniors' hands, until one ends it.
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, claim, Extent::Whole, "A mistake").await.unwrap();
    assert_eq!(escalations::open(service, &cast.senior).await.unwrap().len(), 1);
    escalations::send_back(service, &cast.senior, claim, "Withdrawn").await.unwrap();
    assert!(escalations::open(service, &cast.senior).await.unwrap().is_empty());
    let case = cases::desk_case(service, &cast.senior, claim).await.unwrap().case;
    assert_eq!(case.state, ClaimState::Withdrawn);
    let late = escalations::raise(service, &cast.reviewer, claim, Some(Kind::Life), "Late").await;
    assert!(matches!(late, Err(Error::Conflict(_))));
});

both_engines!(what_a_senior_has_in_hand_is_not_purged_however_long_they_have_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Life), "A threat").await.unwrap();
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, claim, Extent::Whole, "A mistake").await.unwrap();
    // Nothing waits any more, nobody preserves it, and custody is older than its days.
    for days in [190, 200, 8] {
        service.clock.advance(days * DAY);
        settled(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    }
    escalations::send_back(service, &cast.senior, claim, "It was none").await.unwrap();
    settled(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
});

both_engines!(notes_are_for_staff_who_are_no_party, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload_of(service, cast.other_reviewer, "film.mkv").await;
    let claim = file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let before = cast::rows(service, "messages").await;
    notes::write(service, &cast.reviewer, claim, "Claimed last week, too").await.unwrap();
    service.clock.advance(Duration::from_secs(1));
    notes::write(service, &cast.senior, claim, "  Seen  ").await.unwrap();
    assert!(matches!(notes::write(service, &cast.reviewer, claim, " ").await, Err(Error::Invalid(_))));
    for party in [&cast.member, &cast.other_reviewer, &film.owner, &cast.first] {
        assert!(notes::write(service, party, claim, "Mine").await.is_err());
    }
    let read = cases::desk_case(service, &cast.senior, claim).await.unwrap().notes;
    let read: Vec<_> = read.iter().map(|note| (note.by, note.words.to_string())).collect();
    let said = [(cast.reviewer.account, "Claimed last week, too".to_owned()), (cast.senior.account, "Seen".to_owned())];
    assert_eq!(read, said);
    assert_eq!(cast::rows(service, "messages").await, before, "nobody is told");
    // At rest they are sealed.
    let plain = "SELECT COUNT(*) FROM case_notes WHERE words_sealed IS NOT NULL";
    assert_eq!(count(service, plain).await, 2);
    let case = cases::claim(service, &cast.member, claim).await.unwrap();
    assert!(!format!("{case:?}").contains("last week"));
});
