//! Notices that say by themselves that somebody is in danger: a senior's at once, and nobody else's; but nobody's word alone locks anything, or
//! makes another claim a senior's.

use std::time::Duration;

use http::StatusCode;
use writ::accounts::{Actor, Role};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::direct::Obstacle;
use writ::claims::escalations::{self, Kind, Outcome};
use writ::claims::filing::{self, ClaimInput, Filed};
use writ::claims::queue::{self, Sought, Waiting};
use writ::claims::reports::Report;
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::withdrawal::{self, Claimant, Extent, PrivateLinkText};
use writ::claims::{Error, cases, extension, questions, reports};
use writ::ids::ClaimId;
use writ::service::Service;
use writ::vault::ObjectState;
use writ::work;

use super::cast::{self, Cast, File, count, entries, file, limited, object_state, report, staff, target};
use crate::app::{TestService, both_engines, mailed};
use crate::http::{get, send};
use crate::pages_desk::{look, post, staff as signed_in};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const HELD: &str = "SELECT COUNT(*) FROM holds";
const PRESERVED: &str = "SELECT COUNT(*) FROM preservation_holds";

/// What somebody types who says that a child is abused, or a life threatened.
fn said(basis: Basis, kind: Kind) -> StatementInput {
    let (child_abuse, life_threatened) = (kind == Kind::Child, kind == Kind::Life);
    StatementInput { child_abuse, life_threatened, ..cast::notice(basis) }
}

/// A notice that says so.
async fn sent(service: &Service, film: &File, kind: Kind) -> Filed {
    let report = Report { statement: said(Basis::EuDsa, kind), ..report(Basis::EuDsa, &film.url()) };
    reports::send(service, "198.51.100.1", None, &report).await.unwrap()
}

/// How the queue has a claim, and whether it comes first.
async fn waits(service: &Service, reader: &Actor, claim: ClaimId) -> (Waiting, bool) {
    let all = queue::page(service, reader, &Sought::default(), None).await.unwrap().claims;
    let at = all.iter().position(|waiting| waiting.claim == claim).unwrap();
    (all[at].clone(), at == 0)
}

/// Nobody but seniors takes it, or looks at what it names.
async fn is_a_seniors(service: &Service, cast: &Cast, filed: &Filed) {
    let target = filed.targets[0].target;
    for refused in [
        queue::take(service, &cast.reviewer, filed.claim).await.err(),
        decisions::open_evidence(service, &cast.reviewer, target).await.err(),
    ] {
        assert!(matches!(refused, Some(Error::Forbidden(_))), "{refused:?}");
    }
}

/// Any reviewer takes it, and looks at what it names.
async fn is_anybodys(service: &Service, cast: &Cast, filed: &Filed) {
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    decisions::open_evidence(service, &cast.reviewer, filed.targets[0].target).await.unwrap();
}

/// Runs what is due, and gives the messages by which people are told that somebody is said to be in danger.
async fn told(service: &Service) -> Vec<String> {
    let all = mailed(service, async || {
        work::run_due(service).await.unwrap();
    })
    .await;
    // Long lines are broken on their way.
    let all = all.iter().map(|it| it.replace("=\r\n", "").replace("=\n", ""));
    all.filter(|it| it.contains("Subject: Somebody is said to be in danger")).collect()
}

async fn due(service: &Service, cast: &Cast, filed: &Filed) -> writ::clock::Time {
    cases::desk_case(service, &cast.senior, filed.claim).await.unwrap().case.due_at
}

both_engines!(a_notice_of_somebody_in_danger_is_a_seniors_at_once_and_locks_nothing, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let second = staff(service, "second-senior", Role::Senior).await;
    let film = File::upload(service, "secret name.mkv").await;
    let before = file(service, &cast, vec![target(&film.url())]).await.unwrap();
    let report = Report { statement: said(Basis::OtherLaw, Kind::Life), ..report(Basis::OtherLaw, &film.url()) };
    let filed = reports::send(service, "198.51.100.1", None, &report).await.unwrap();
    let alerts = told(service).await;
    assert_eq!(alerts.len(), 2, "each senior at once: {alerts:?}");
    for alert in alerts {
        assert!(
            alert.contains("/desk/escalations") && alert.contains("One notice that says that somebody is in danger")
        );
        assert!(!alert.contains("secret name") && !alert.contains("our film"), "nothing of what it says: {alert}");
    }

    // It is due within the hour, comes first in the queue, and says why.
    assert_eq!(filed.due_at, filed.submitted_at.plus(HOUR));
    let (waiting, is_first) = waits(service, &cast.reviewer, filed.claim).await;
    assert_eq!((waiting.escalated, waiting.for_senior, waiting.due_at), (Some(Kind::Life), true, filed.due_at));
    assert!(is_first, "{waiting:?}");
    // Nobody else looks at the file by this notice.
    is_a_seniors(service, &cast, &filed).await;
    // Anybody can say so: no other claim is held up by that, there already or filed later, and nothing is locked or preserved.
    let later = file(service, &cast, vec![target(&film.url())]).await.unwrap();
    for filed in [&before, &later] {
        is_anybodys(service, &cast, filed).await;
    }
    assert_eq!(count(service, "SELECT COUNT(*) FROM withheld_objects").await, 0);
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    assert_eq!((count(service, HELD).await, count(service, PRESERVED).await), (0, 0));
    let open = escalations::open(service, &second).await.unwrap().remove(0);
    assert_eq!((open.escalation.claim, open.due_at), (filed.claim, Some(filed.due_at)));
    assert!(open.escalation.raised_by.is_none() && open.escalation.words.is_none() && !open.escalation.locks());
    let case = cases::desk_case(service, &second, filed.claim).await.unwrap().case;
    let log = entries(service, case.log_case).await;
    let kinds: Vec<_> = log.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds, ["claim.filed", "claim.escalated"]);
    let fields = &log[1].value["fields"];
    assert_eq!(fields["locked"], false);
    assert_eq!(fields["by_notice"], true);

    // A senior takes it and decides: then nobody has it any more.
    queue::take(service, &second, filed.claim).await.unwrap();
    decisions::open_evidence(service, &second, filed.targets[0].target).await.unwrap();
    let ruling = Ruling {
        target: filed.targets[0].target,
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "A line of the film.".into(),
    };
    decisions::decide(service, &second, filed.claim, &[ruling]).await.unwrap();
    assert!(escalations::open(service, &second).await.unwrap().is_empty());
});

both_engines!(many_that_say_so_are_told_of_together, |app: TestService| async move {
    let service = &app.service;
    let _cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    sent(service, &film, Kind::Child).await;
    let first = told(service).await;
    assert!(first.len() == 1 && first[0].contains("One notice that says"), "the senior, at once: {first:?}");
    for kind in [Kind::Life, Kind::Child, Kind::Life] {
        sent(service, &film, kind).await;
        assert_eq!(told(service).await.len(), 0, "not one by one");
    }
    // Nor by amending what was sent.
    let last = sent(service, &film, Kind::Child).await;
    let secret = last.private_link.unwrap();
    let fuller = StatementInput { reasons: "The tenth minute.".into(), ..said(Basis::EuDsa, Kind::Child) };
    filing::amend(service, Claimant::Holder(&PrivateLinkText(secret.expose())), last.claim, &fuller).await.unwrap();
    assert_eq!(told(service).await.len(), 0);
    service.clock.advance(Duration::from_mins(6));
    let together = told(service).await;
    assert_eq!(together.len(), 1, "{together:?}");
    assert!(together[0].contains("notices that say that somebody is in danger"), "all of them: {together:?}");
    service.clock.advance(Duration::from_mins(6));
    assert_eq!(told(service).await.len(), 0, "once");
    sent(service, &film, Kind::Child).await;
    assert_eq!(told(service).await.len(), 1, "at once again");
});

both_engines!(what_is_no_danger_goes_back_with_the_clock_of_its_own_law, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = sent(service, &film, Kind::Child).await;
    // The senior asks, and what is waited for is added, as it is to any clock.
    queue::take(service, &cast.senior, filed.claim).await.unwrap();
    questions::ask(service, &cast.senior, filed.claim, &["reasons"], "Which minute?").await.unwrap();
    service.clock.advance(2 * HOUR);
    let secret = filed.private_link.clone().unwrap();
    let holder = PrivateLinkText(secret.expose());
    let fuller = StatementInput { reasons: "The tenth.".into(), ..said(Basis::EuDsa, Kind::Child) };
    filing::amend(service, Claimant::Holder(&holder), filed.claim, &fuller).await.unwrap();
    assert_eq!(due(service, &cast, &filed).await, filed.submitted_at.plus(3 * HOUR));
    let escalated = "SELECT COUNT(*) FROM escalations";
    assert_eq!(count(service, escalated).await, 1, "it is said once");

    assert!(matches!(escalations::send_back(service, &cast.senior, filed.claim, " ").await, Err(Error::Invalid(_))));
    assert!(matches!(
        escalations::send_back(service, &cast.reviewer, filed.claim, "x").await,
        Err(Error::Forbidden(_))
    ));
    let (outcome, locked) = escalations::send_back(service, &cast.senior, filed.claim, "A drawing").await.unwrap();
    assert_eq!((outcome, locked), (Outcome::SentBack, false), "nothing was");
    let own = filed.submitted_at.plus(DAY + 2 * HOUR);
    assert_eq!(due(service, &cast, &filed).await, own);
    let (waiting, _) = waits(service, &cast.reviewer, filed.claim).await;
    assert_eq!((waiting.escalated, waiting.for_senior, waiting.due_at), (None, false, own));
    is_anybodys(service, &cast, &filed).await;
    let case = cases::desk_case(service, &cast.reviewer, filed.claim).await.unwrap();
    assert_eq!(case.escalations[0].note, Some("A drawing".into()), "whoever takes it reads why");
    let log = entries(service, case.case.log_case).await;
    let ended = log.iter().find(|entry| entry.kind == "claim.escalation-ended").unwrap();
    assert_eq!(ended.value["fields"]["due"], own.rfc3339());
    // Whoever says it again is not believed again.
    let again = StatementInput { reasons: "The tenth.".into(), ..cast::notice(Basis::EuDsa) };
    filing::amend(service, Claimant::Holder(&holder), filed.claim, &again).await.unwrap();
    filing::amend(service, Claimant::Holder(&holder), filed.claim, &fuller).await.unwrap();
    assert_eq!((count(service, escalated).await, due(service, &cast, &filed).await), (1, own));
});

both_engines!(somebody_at_the_desk_locks_what_a_notice_says, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let beside = file(service, &cast, vec![target(&film.url())]).await.unwrap();
    let filed = sent(service, &film, Kind::Child).await;
    is_anybodys(service, &cast, &beside).await;
    let less = escalations::raise(service, &cast.reviewer, filed.claim, Some(Kind::Judgement), "Is it?").await;
    assert!(matches!(less, Err(Error::Conflict(_))), "nobody makes less of it but a senior: {less:?}");
    service.clock.advance(HOUR / 4);
    escalations::raise(service, &cast.reviewer, filed.claim, Some(Kind::Child), "The text says enough.").await.unwrap();
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    assert_eq!((count(service, HELD).await, count(service, PRESERVED).await), (1, 1));
    // Found to be so by somebody at the desk, nobody else looks at the file by any claim.
    is_a_seniors(service, &cast, &filed).await;
    is_a_seniors(service, &cast, &beside).await;
    let twice = escalations::raise(service, &cast.senior, filed.claim, Some(Kind::Life), "Again").await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
    let case = cases::desk_case(service, &cast.senior, filed.claim).await.unwrap();
    let outcomes: Vec<_> = case.escalations.iter().map(|it| (it.outcome, it.locks())).collect();
    assert_eq!(outcomes, [(Some(Outcome::Confirmed), false), (None, true)]);
    assert_eq!(case.case.due_at, filed.due_at, "as soon as before");
    // And it can turn out to be nothing after all.
    let back = escalations::send_back(service, &cast.senior, filed.claim, "A doll").await.unwrap();
    assert_eq!(back, (Outcome::SentBack, true));
    assert_eq!(due(service, &cast, &filed).await, filed.submitted_at.plus(DAY));
    is_anybodys(service, &cast, &filed).await;
    is_anybodys(service, &cast, &beside).await;
});

both_engines!(a_notice_can_say_so_when_it_is_amended, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = reports::send(service, "198.51.100.1", None, &report(Basis::EuDsa, &film.url())).await.unwrap();
    is_anybodys(service, &cast, &filed).await;
    service.clock.advance(4 * HOUR);
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let secret = filed.private_link.clone().unwrap();
    let holder = PrivateLinkText(secret.expose());
    filing::amend(service, Claimant::Holder(&holder), filed.claim, &said(Basis::EuDsa, Kind::Life)).await.unwrap();
    assert_eq!(due(service, &cast, &filed).await, service.clock.now().plus(HOUR));
    is_a_seniors(service, &cast, &filed).await;
    assert_eq!(waits(service, &cast.senior, filed.claim).await.0.assigned_to, None, "whoever had it gives it up");
    escalations::send_back(service, &cast.senior, filed.claim, "It is none").await.unwrap();
    assert_eq!(due(service, &cast, &filed).await, filed.due_at);
    // Near its end there is nothing to hasten.
    let late = reports::send(service, "198.51.100.2", None, &report(Basis::EuDsa, &film.url())).await.unwrap();
    service.clock.advance(23 * HOUR + HOUR / 2);
    assert_eq!(told(service).await.len(), 0, "that it is due is told as of any claim");
    let secret = late.private_link.clone().unwrap();
    let holder = PrivateLinkText(secret.expose());
    filing::amend(service, Claimant::Holder(&holder), late.claim, &said(Basis::EuDsa, Kind::Life)).await.unwrap();
    assert_eq!(due(service, &cast, &late).await, late.due_at);
    assert_eq!(told(service).await.len(), 1, "and that somebody is in danger none the less");
    is_a_seniors(service, &cast, &late).await;
});

both_engines!(a_notice_that_comes_to_say_so_takes_the_place_of_a_judgement, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = reports::send(service, "198.51.100.1", None, &report(Basis::EuDsa, &film.url())).await.unwrap();
    escalations::raise(service, &cast.reviewer, filed.claim, Some(Kind::Judgement), "Is this satire?").await.unwrap();
    service.clock.advance(HOUR);
    let secret = filed.private_link.clone().unwrap();
    let holder = PrivateLinkText(secret.expose());
    filing::amend(service, Claimant::Holder(&holder), filed.claim, &said(Basis::EuDsa, Kind::Child)).await.unwrap();
    assert_eq!(told(service).await.len(), 1, "the senior");
    assert_eq!(due(service, &cast, &filed).await, service.clock.now().plus(HOUR));
    is_a_seniors(service, &cast, &filed).await;
    let case = cases::desk_case(service, &cast.senior, filed.claim).await.unwrap();
    let outcomes: Vec<_> = case.escalations.iter().map(|it| (it.kind, it.outcome, it.ended_by)).collect();
    assert_eq!(outcomes, [(Kind::Judgement, Some(Outcome::Overtaken), None), (Kind::Child, None, None)]);
    let senior = signed_in(service, &cast, "sue", Role::Senior).await;
    let shown = look(service, &format!("/desk/claims/{}", filed.claim), &senior).await.body;
    assert!(shown.contains("Its notice came to say that somebody is in danger"), "{shown}");
    assert!(shown.contains("Is this satire?") && shown.contains("Ended by whoever claims"), "{shown}");
    // What is no danger goes back with the time of its law, as anybody's.
    escalations::send_back(service, &cast.senior, filed.claim, "A drawing, and no satire").await.unwrap();
    assert_eq!(due(service, &cast, &filed).await, filed.due_at);
    is_anybodys(service, &cast, &filed).await;
});

both_engines!(what_a_notice_says_ends_once_it_is_taken_back, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let taken_back = async |filed: &Filed| {
        let secret = filed.private_link.clone().unwrap();
        let holder = PrivateLinkText(secret.expose());
        withdrawal::withdraw(service, Claimant::Holder(&holder), filed.claim, Extent::Whole, "A mistake")
            .await
            .unwrap();
    };
    let filed = sent(service, &film, Kind::Child).await;
    taken_back(&filed).await;
    assert!(escalations::open(service, &cast.senior).await.unwrap().is_empty());
    let case = cases::desk_case(service, &cast.senior, filed.claim).await.unwrap();
    assert_eq!((case.escalations[0].outcome, case.escalations[0].ended_by), (Some(Outcome::Withdrawn), None));
    let log = entries(service, case.case.log_case).await;
    let kinds: Vec<_> = log.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds, ["claim.filed", "claim.escalated", "claim.withdrawn", "claim.escalation-ended"]);
    assert_eq!(told(service).await.len(), 0, "nobody needs to look any more");
    // What somebody at the desk found to be so stays with the senior.
    let filed = sent(service, &film, Kind::Child).await;
    escalations::raise(service, &cast.reviewer, filed.claim, Some(Kind::Child), "The text says enough.").await.unwrap();
    taken_back(&filed).await;
    assert_eq!(escalations::open(service, &cast.senior).await.unwrap().len(), 1);
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
});

both_engines!(a_holder_can_say_so_and_then_deletes_nothing_by_itself, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.danger_due = 3 * HOUR);
    let cast = Cast::direct(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = |statement| ClaimInput { basis: Basis::EuDsa, statement, ..cast::claim_of(vec![target(&film.url())]) };
    let input = claim(said(Basis::EuDsa, Kind::Life));
    let filed = filing::file(service, &cast.member, cast.organisation, &input).await.unwrap();
    assert_eq!(filed.due_at, filed.submitted_at.plus(3 * HOUR), "sooner than the four of a verified holder");
    is_a_seniors(service, &cast, &filed).await;
    let pressed = cast::delete(service, &cast.member, filed.claim, "DELETE", &cast.auth).await;
    assert!(matches!(pressed, Err(Error::NotDirect(Obstacle::WithSenior))), "{pressed:?}");
    // What is due sooner already stays so.
    let sooner = limited(service, |limits| limits.verified_claim_due = HOUR);
    let filed = filing::file(&sooner, &cast.member, cast.organisation, &input).await.unwrap();
    assert_eq!(filed.due_at, filed.submitted_at.plus(HOUR));
    escalations::send_back(service, &cast.senior, filed.claim, "It is none").await.unwrap();
    assert_eq!(due(service, &cast, &filed).await, filed.due_at);
});

both_engines!(what_is_added_meanwhile_keeps_its_own_time, |app: TestService| async move {
    const MINUTE: Duration = Duration::from_mins(1);
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let [film, other] = [File::upload(service, "film.mkv").await, File::upload(service, "other.mkv").await];
    let input = ClaimInput {
        basis: Basis::EuDsa,
        statement: said(Basis::EuDsa, Kind::Life),
        ..cast::claim_of(vec![target(&film.url())])
    };
    let filed = filing::file(service, &cast.member, cast.organisation, &input).await.unwrap();
    service.clock.advance(20 * MINUTE);
    let added = extension::extend(service, &cast.member, filed.claim, &[target(&other.url())]).await.unwrap();
    service.clock.advance(10 * MINUTE);
    escalations::raise(service, &cast.reviewer, filed.claim, Some(Kind::Life), "A threat").await.unwrap();
    service.clock.advance(20 * MINUTE);
    escalations::send_back(service, &cast.senior, filed.claim, "A line of the film").await.unwrap();
    let case = cases::desk_case(service, &cast.senior, filed.claim).await.unwrap().case;
    let dues: Vec<_> = case.targets.iter().map(|target| target.due_at).collect();
    let own = filed.submitted_at.plus(service.config.limits.verified_claim_due);
    assert_eq!(dues, [own, added.due_at], "what was there is given its time back, and what was added had it");
});

both_engines!(whoever_says_so_often_is_throttled_like_anybody, |app: TestService| async move {
    let service = &app.service;
    let film = File::upload(service, "film.mkv").await;
    let report = Report { statement: said(Basis::EuDsa, Kind::Child), ..report(Basis::EuDsa, &film.bare()) };
    for _ in 0..service.config.limits.reports_per_hour {
        reports::send(service, "198.51.100.1", None, &report).await.unwrap();
    }
    let often = reports::send(service, "198.51.100.1", None, &report).await;
    assert!(matches!(often, Err(Error::TooManyReports { .. })), "{often:?}");
});

both_engines!(where_there_is_no_senior_administrators_are_told, |app: TestService| async move {
    const REMINDED: &str = "SELECT COUNT(*) FROM claims WHERE reminded_of = due_at";
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    sent(service, &film, Kind::Child).await;
    assert_eq!((told(service).await.len(), count(service, REMINDED).await), (1, 1), "the senior");
    cast::without_roles(service, cast.senior).await;
    sent(service, &film, Kind::Child).await;
    service.clock.advance(Duration::from_mins(6));
    assert_eq!(told(service).await.len(), 2, "each administrator");
    assert_eq!(count(service, REMINDED).await, 2);
});

both_engines!(the_form_asks_and_the_desk_shows_what_was_said, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = signed_in(service, &cast, "rui", Role::Reviewer).await;
    let senior = signed_in(service, &cast, "sue", Role::Senior).await;
    let film = File::upload(service, "film.mkv").await;
    for (law, asked) in [("eu-dsa", true), ("other-law", true), ("us-dmca", false)] {
        let form = send(service, get(&format!("/report?basis={law}"))).await.body;
        for field in ["name=\"child_abuse\"", "name=\"life_threatened\""] {
            assert_eq!(form.contains(field), asked, "{field} under {law}: {form}");
        }
    }
    let url = film.url();
    let fields = [
        ("basis", "eu-dsa"),
        ("targets", url.as_str()),
        ("reasons", "It names a day and a school."),
        ("life_threatened", "yes"),
        ("name", "Nora Notifier"),
        ("email", "nora@example.net"),
        ("good_faith", "yes"),
    ];
    let sent = post(service, "/report", &reviewer, &fields).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    let open = escalations::open(service, &cast.senior).await.unwrap().remove(0);
    let page = format!("/desk/claims/{}", open.escalation.claim);
    let queue = look(service, "/desk", &senior).await.body;
    assert!(queue.contains("A life is said to be threatened") && queue.contains(&page), "{queue}");
    let list = look(service, "/desk/escalations", &senior).await.body;
    assert!(list.contains("Its notice says so itself. Nothing is locked by that.") && list.contains(&page), "{list}");
    let shown = look(service, &page, &senior).await.body;
    assert!(shown.contains("Says that a life or somebody’s safety is threatened"), "{shown}");
    assert!(
        shown.contains("Its notice says so itself, as anybody can") && shown.contains("value=\"child\""),
        "{shown}"
    );
    assert!(!shown.contains("value=\"judgement\""), "nobody makes less of it by handing it on");
    assert!(shown.contains("said in the notice that somebody is in danger"), "{shown}");
    let back = post(service, &format!("{page}/escalation/end"), &senior, &[("back", "A line of a play")]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let shown = look(service, &page, &senior).await.body;
    assert!(shown.contains("A senior sent it back") && shown.contains("The case is back in the queue."), "{shown}");
    assert!(!look(service, "/desk", &senior).await.body.contains("A life is said to be threatened"));
});
