//! What claimants tell of actions: who looks at it, and how an action ends.

mod names;

use std::time::Duration;

use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::Claimant;
use writ::claims::{Error, queue, reports};
use writ::db;
use writ::ids::{ClaimId, CounterNoticeId, DisputeId};
use writ::personal::erasure;
use writ::process::ahead::{self, What};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::counter_notices::{self, Outcome as Answered};
use writ::process::disputes::checks::{self, Found};
use writ::process::disputes::ends::{self, EndInput};
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::{misuse, waiting};
use writ::service::Service;
use writ::vault::ObjectState;

use super::{action, countered, decided, mails, restriction, told, turn_to, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, limited, object_state};

/// A file that was removed, the counter-notice to that, and the action that its claimant told of.
struct Stopped {
    film: File,
    claim: ClaimId,
    sent: CounterNoticeId,
    told: DisputeId,
}

async fn stopped(service: &Service, cast: &Cast) -> Stopped {
    let film = File::upload(service, "concert.mkv").await;
    let (claim, _) = decided(service, cast, &film, Action::LockAndDelete).await;
    let sent = countered(service, &film).await;
    let member = Claimant::Person(&cast.member);
    let told = disputes::tell_of_action(service, member, claim, sent, &action()).await.unwrap();
    worked(service).await;
    Stopped { film, claim, sent, told }
}

async fn row(service: &Service, stopped: &Stopped) -> counter_notices::CounterNotice {
    counter_notices::of_uploader(service, &stopped.film.owner, stopped.sent).await.unwrap().counter_notice
}

fn ended(outcome: Outcome) -> EndInput {
    EndInput { outcome: Some(outcome), ended_on: "2026-11-23".into(), words: "Judgment, docket 45".into() }
}

async fn says(service: &Service, cast: &Cast, it: &Stopped, outcome: Outcome) -> Result<(), Error> {
    disputes::tell_end(service, Claimant::Person(&cast.member), it.claim, it.told, &ended(outcome)).await
}

async fn is(service: &Service, it: &Stopped, state: ObjectState) {
    worked(service).await;
    assert_eq!(object_state(service, it.film.object).await, state);
}

both_engines!(what_names_no_action_lets_the_material_return_on_its_day_and_not_before, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let it = stopped(service, &cast).await;
    let open = waiting::disputes(service, &cast.reviewer, None).await.unwrap().waiting;
    assert!(open.len() == 1 && open[0].it.dispute.is_to_be_looked_at(), "it waits for a reviewer");
    for other in [&cast.member, &it.film.owner, &cast.first] {
        let refused = checks::check(service, other, it.told, Found::NamesNone, "No court").await;
        assert!(matches!(refused, Err(Error::Forbidden(_) | Error::Accounts(_))), "{refused:?}");
    }
    let blank = checks::check(service, &cast.reviewer, it.told, Found::NamesNone, " ").await;
    assert!(matches!(blank, Err(Error::Invalid(_))), "both sides read what it lacks");
    checks::check(service, &cast.reviewer, it.told, Found::NamesNone, "It is about another film.").await.unwrap();
    let twice = checks::check(service, &cast.senior, it.told, Found::NamesAction, "").await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
    for kind in ["dispute.checked", "dispute.ended"] {
        assert_eq!(told(service, &cast, it.claim, kind).await, 1, "{kind}");
    }
    let mails = mails(service).await;
    for said in ["No action stops your counter-notice", "Your notice names no action"] {
        let said = mails.iter().find(|mail| mail.contains(&format!("Subject: {said}"))).expect(said);
        assert!(said.contains("It is about another film."), "{said}");
    }
    let sent = row(service, &it).await;
    turn_to(service, sent.returns_at.minus(Duration::from_secs(2)));
    is(service, &it, ObjectState::Locked).await;
    turn_to(service, sent.returns_at);
    is(service, &it, ObjectState::Available).await;
});

both_engines!(what_names_none_returns_at_once_where_its_day_has_passed, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let it = stopped(service, &cast).await;
    turn_to(service, row(service, &it).await.breach_at);
    is(service, &it, ObjectState::Locked).await;
    checks::check(service, &cast.reviewer, it.told, Found::NamesNone, "No such docket").await.unwrap();
    is(service, &it, ObjectState::Available).await;
    assert!(!mails(service).await.iter().any(|mail| mail.contains("You told us of no action")), "they had");

    // The claimant can tell of another, and what names one goes on stopping it.
    let it = stopped(service, &cast).await;
    checks::check(service, &cast.reviewer, it.told, Found::NamesNone, "No such docket").await.unwrap();
    let member = Claimant::Person(&cast.member);
    let again = disputes::tell_of_action(service, member, it.claim, it.sent, &action()).await.unwrap();
    checks::check(service, &cast.reviewer, again, Found::NamesAction, "").await.unwrap();
    turn_to(service, row(service, &it).await.breach_at);
    is(service, &it, ObjectState::Locked).await;
});

both_engines!(a_claimants_word_ends_its_action_only_where_it_speaks_for_the_uploader, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let rival = cast.rival(service, 9).await;
    // Dropped before the day: it returns on that day. Judgment for the uploader: at once.
    let it = stopped(service, &cast).await;
    let theirs = ended(Outcome::NoResult);
    let stranger = disputes::tell_end(service, Claimant::Person(&rival.member), it.claim, it.told, &theirs).await;
    assert!(matches!(stranger, Err(Error::NotFound)));
    let early = EndInput { ended_on: "2027-06-01".into(), ..ended(Outcome::NoResult) };
    let early = disputes::tell_end(service, Claimant::Person(&cast.member), it.claim, it.told, &early).await;
    assert!(matches!(early, Err(Error::Invalid(_))), "{early:?}");
    says(service, &cast, &it, Outcome::NoResult).await.unwrap();
    assert!(
        mails(service).await.iter().any(|mail| mail.contains("Your counter-notice goes on.")),
        "the uploader is told the day"
    );
    is(service, &it, ObjectState::Locked).await;
    turn_to(service, row(service, &it).await.returns_at);
    is(service, &it, ObjectState::Available).await;
    let it = stopped(service, &cast).await;
    says(service, &cast, &it, Outcome::ForUploader).await.unwrap();
    is(service, &it, ObjectState::Available).await;
    for (kind, count) in [("dispute.end-told", 1), ("dispute.ended", 1), ("dispute.end-checked", 0)] {
        assert_eq!(told(service, &cast, it.claim, kind).await, count, "{kind}");
    }

    // Judgment for the claimant: nothing ends before a reviewer has looked.
    let it = stopped(service, &cast).await;
    says(service, &cast, &it, Outcome::ForClaimant).await.unwrap();
    let twice = says(service, &cast, &it, Outcome::NoResult).await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
    assert_eq!(row(service, &it).await.outcome, None);
    ends::still_open(service, &cast.reviewer, it.told, "The docket says that it is pending").await.unwrap();
    says(service, &cast, &it, Outcome::ForClaimant).await.unwrap();
    turn_to(service, row(service, &it).await.breach_at);
    is(service, &it, ObjectState::Locked).await;
    disputes::end(service, &cast.reviewer, it.told, Outcome::ForClaimant, "The judgment was seen").await.unwrap();
    assert_eq!(row(service, &it).await.outcome, Some(Answered::Restrained));
    for (kind, count) in [("dispute.end-told", 2), ("dispute.ended", 1), ("dispute.end-checked", 2)] {
        assert_eq!(told(service, &cast, it.claim, kind).await, count, "{kind}");
    }
});

both_engines!(staff_look_at_what_a_claimant_said_of_an_end_and_correct_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let it = stopped(service, &cast).await;
    says(service, &cast, &it, Outcome::NoResult).await.unwrap();
    is(service, &it, ObjectState::Locked).await;
    let waits = waiting::disputes(service, &cast.reviewer, None).await.unwrap().waiting;
    assert_eq!((waits.len(), waits[0].it.dispute.reported), (1, Some(Outcome::NoResult)), "ended, and to be looked at");
    assert!(checks::for_desk(service, &cast.reviewer, it.told).await.unwrap().report.is_some());
    disputes::end(service, &cast.reviewer, it.told, Outcome::ForUploader, "It was a judgment").await.unwrap();
    is(service, &it, ObjectState::Available).await;
    assert!(waiting::disputes(service, &cast.reviewer, None).await.unwrap().waiting.is_empty());
    let done = disputes::end(service, &cast.reviewer, it.told, Outcome::NoResult, "No").await;
    assert!(matches!(done, Err(Error::Conflict(_))), "{done:?}");
    for (kind, count) in [("dispute.ended", 1), ("dispute.end-checked", 1)] {
        assert_eq!(told(service, &cast, it.claim, kind).await, count, "{kind}");
    }
    // What was said so is confirmed, and does nothing twice.
    let it = stopped(service, &cast).await;
    says(service, &cast, &it, Outcome::ForUploader).await.unwrap();
    is(service, &it, ObjectState::Available).await;
    disputes::end(service, &cast.reviewer, it.told, Outcome::ForUploader, "The judgment was seen").await.unwrap();
    is(service, &it, ObjectState::Available).await;
});

both_engines!(
    what_a_claimant_tells_of_actions_is_bounded_and_leaves_the_uploader_their_answers,
    |app: TestService| async move {
        let service = &limited(&app.service, |limits| limits.answers_per_day = 2);
        let cast = Cast::signed(service).await;
        let it = stopped(service, &cast).await;
        let (input, claim, sent) = (action(), it.claim, it.sent);
        let tell = || disputes::tell_of_action(service, Claimant::Person(&cast.member), claim, sent, &input);
        checks::check(service, &cast.reviewer, it.told, Found::NamesNone, "No such docket").await.unwrap();
        let second = tell().await.unwrap();
        checks::check(service, &cast.reviewer, second, Found::NamesNone, "No such docket").await.unwrap();
        let more = tell().await;
        assert!(matches!(more, Err(Error::Conflict(ref why)) if why.contains("answers-per-day")), "{more:?}");
        // What the other side sends is counted for itself.
        let notice = restriction(service, &it.film).await;
        appeals::lodge(service, Appellant::Uploader(&it.film.owner, notice), "A licence").await.unwrap();

        // An end is such an answer, too.
        service.clock.advance(Duration::from_hours(24));
        let it = Stopped { told: tell().await.unwrap(), ..it };
        says(service, &cast, &it, Outcome::ForClaimant).await.unwrap();
        ends::still_open(service, &cast.reviewer, it.told, "It is pending").await.unwrap();
        let more = says(service, &cast, &it, Outcome::ForClaimant).await;
        assert!(matches!(more, Err(Error::Conflict(ref why)) if why.contains("answers-per-day")), "{more:?}");
    }
);

both_engines!(
    nobody_tells_of_another_action_before_staff_looked_at_the_end_of_the_last,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let it = stopped(service, &cast).await;
        says(service, &cast, &it, Outcome::NoResult).await.unwrap();
        let member = Claimant::Person(&cast.member);
        let early = disputes::tell_of_action(service, member, it.claim, it.sent, &action()).await;
        assert!(matches!(early, Err(Error::Conflict(ref why)) if why.contains("reviewer")), "{early:?}");
        assert_eq!(told(service, &cast, it.claim, "dispute.told").await, 1);
        disputes::end(service, &cast.reviewer, it.told, Outcome::NoResult, "It was dropped").await.unwrap();
        disputes::tell_of_action(service, member, it.claim, it.sent, &action()).await.unwrap();
    }
);

both_engines!(a_judgment_gives_back_nothing_that_another_action_stops, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let it = stopped(service, &cast).await;
    let decision = disputes::one(service, &cast.reviewer, it.told).await.unwrap().0.dispute.decision;
    for kind in [Kind::Lawsuit, Kind::OutOfCourt] {
        let other = DisputeInput { kind: Some(kind), ..action() };
        let other = disputes::record(service, &cast.reviewer, decision, &other).await.unwrap();
        disputes::end(service, &cast.reviewer, other, Outcome::ForUploader, "It was licensed").await.unwrap();
        is(service, &it, ObjectState::Locked).await;
        assert_eq!(row(service, &it).await.outcome, None, "{kind:?}");
    }
    // What is open settles it.
    disputes::end(service, &cast.reviewer, it.told, Outcome::ForUploader, "Judgment").await.unwrap();
    is(service, &it, ObjectState::Available).await;
    assert_eq!(row(service, &it).await.outcome, Some(Answered::Returned));

    // Nor does an end that staff correct while the claimant's next action is open.
    let it = stopped(service, &cast).await;
    says(service, &cast, &it, Outcome::NoResult).await.unwrap();
    let decision = disputes::one(service, &cast.reviewer, it.told).await.unwrap().0.dispute.decision;
    let next = disputes::record(service, &cast.reviewer, decision, &action()).await.unwrap();
    disputes::end(service, &cast.reviewer, it.told, Outcome::ForUploader, "It was a judgment").await.unwrap();
    is(service, &it, ObjectState::Locked).await;
    assert_eq!(row(service, &it).await.outcome, None);
    disputes::end(service, &cast.reviewer, next, Outcome::ForUploader, "Judgment").await.unwrap();
    is(service, &it, ObjectState::Available).await;
});

both_engines!(
    a_judgment_that_an_action_stopped_counts_once_that_ends_without_a_decision,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let judged = async |it: &Stopped, outcome: Outcome| {
            let decision = disputes::one(service, &cast.reviewer, it.told).await.unwrap().0.dispute.decision;
            let other = DisputeInput { kind: Some(Kind::Lawsuit), ..action() };
            let other = disputes::record(service, &cast.reviewer, decision, &other).await.unwrap();
            disputes::end(service, &cast.reviewer, other, outcome, "Judgment, docket 7").await.unwrap();
            is(service, it, ObjectState::Locked).await;
        };
        // Before the day of the counter-notice, which alone would give nothing back yet.
        let it = stopped(service, &cast).await;
        judged(&it, Outcome::ForUploader).await;
        disputes::end(service, &cast.reviewer, it.told, Outcome::NoResult, "It was dropped").await.unwrap();
        is(service, &it, ObjectState::Available).await;
        assert_eq!(row(service, &it).await.outcome, Some(Answered::Returned));

        let it = stopped(service, &cast).await;
        judged(&it, Outcome::ForUploader).await;
        checks::check(service, &cast.reviewer, it.told, Found::NamesNone, "It names no court").await.unwrap();
        is(service, &it, ObjectState::Available).await;

        // The last word counts.
        let it = stopped(service, &cast).await;
        judged(&it, Outcome::ForUploader).await;
        judged(&it, Outcome::ForClaimant).await;
        disputes::end(service, &cast.reviewer, it.told, Outcome::NoResult, "It was dropped").await.unwrap();
        is(service, &it, ObjectState::Locked).await;
    }
);

both_engines!(what_a_court_found_for_the_claimant_is_put_before_a_reviewer, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let member = Claimant::Person(&cast.member);
    // Once the material returned by a counter-notice, and once it was never removed.
    for action in [Action::LockAndDelete, Action::None] {
        let film = File::upload(service, "concert.mkv").await;
        let (claim, decision) = decided(service, &cast, &film, action).await;
        if action == Action::LockAndDelete {
            let sent = countered(service, &film).await;
            let sent = counter_notices::of_uploader(service, &film.owner, sent).await.unwrap().counter_notice;
            turn_to(service, sent.returns_at);
        }
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Available);
        let lawsuit = DisputeInput { kind: Some(Kind::Lawsuit), ..super::action() };
        let lawsuit = disputes::record(service, &cast.senior, decision, &lawsuit).await.unwrap();
        disputes::end(service, &cast.senior, lawsuit, Outcome::ForClaimant, "Judgment, docket 45").await.unwrap();
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Available, "nothing is done by itself");

        // It stands among the appeals; nobody lodged it, and nobody takes it back or is marked for it.
        let waits = waiting::appeals(service, &cast.senior, None).await.unwrap().waiting.remove(0).it;
        assert_eq!((waits.dispute, waits.decision, waits.account), (Some(lawsuit), Some(decision), None));
        let (opened, may) = appeals::for_desk(service, &cast.senior, waits.id).await.unwrap();
        assert!(opened.grounds == "Judgment, docket 45" && may, "{opened:?}");
        let taken = appeals::withdraw(service, Appellant::Notifier(member, claim, decision)).await;
        assert!(matches!(taken, Err(Error::Conflict(_))), "{taken:?}");
        let open = ahead::of_claim(service, member, claim).await.unwrap().open;
        assert!(matches!(open[0].what, What::AfterDispute { .. }), "{open:?}");
        let first = appeals::decide(service, &cast.reviewer, waits.id, &Verdict::Refuse, "x").await;
        assert!(matches!(first, Err(Error::Forbidden(_))), "somebody else decides: {first:?}");
        for said in ["Your case is before a reviewer again", "A case of yours is before a reviewer again"] {
            let mails = mails(service).await;
            assert!(mails.iter().any(|mail| mail.contains(&format!("Subject: {said}"))), "{said}");
        }
        let verdict = Verdict::Replace {
            finding: Finding::Infringing,
            action: Action::LockAndDelete,
            ground: "The judgment".into(),
        };
        appeals::decide(service, &cast.senior, waits.id, &verdict, "The court found so.").await.unwrap();
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
        assert!(mails(service).await.iter().any(|mail| mail.contains("Subject: It was decided anew after a dispute")));
        for kind in ["appeal.lodged", "appeal.decided"] {
            assert_eq!(told(service, &cast, claim, kind).await, 1, "{kind}");
        }
        let marked = misuse::mark(service, &cast.senior, misuse::What::Appeal(waits.id), "No").await;
        assert!(matches!(marked, Err(Error::NotFound)), "{marked:?}");
    }
});

both_engines!(what_stays_removed_is_not_decided_anew, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (_, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let lawsuit = DisputeInput { kind: Some(Kind::Lawsuit), ..action() };
    let lawsuit = disputes::record(service, &cast.senior, decision, &lawsuit).await.unwrap();
    disputes::end(service, &cast.senior, lawsuit, Outcome::ForClaimant, "Judgment").await.unwrap();
    assert!(waiting::appeals(service, &cast.senior, None).await.unwrap().waiting.is_empty());
});

both_engines!(what_somebody_wrote_of_an_end_goes_with_their_account, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let notifier = cast::signed_up(service, "notifier", 7).await;
    let film = File::upload(service, "concert.mkv").await;
    let report = cast::report(Basis::UsDmca, &film.url());
    let filed = reports::send(service, "203.0.113.7", Some(notifier.account), &report).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let ruling = Ruling {
        target: filed.targets[0].target,
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is the film.".into(),
    };
    decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap();
    let sent = countered(service, &film).await;
    let theirs = Claimant::Person(&notifier);
    let told = disputes::tell_of_action(service, theirs, filed.claim, sent, &action()).await.unwrap();
    let settled = EndInput { words: "Settled with Quuxworth".into(), ..ended(Outcome::ForUploader) };
    disputes::tell_end(service, theirs, filed.claim, told, &settled).await.unwrap();
    worked(service).await;
    erasure::close(service, &notifier, &cast::auth(7), erasure::CONFIRMATION).await.unwrap();
    let words = async || {
        let mut tx = service.db.read().await.unwrap();
        let rows = db::all!(tx, (uuid::Uuid, Vec<u8>), "SELECT id, words_sealed FROM dispute_reports").unwrap();
        let open = |(id, sealed): &(uuid::Uuid, Vec<u8>)| {
            let words = service.keys.open_sealed(&format!("dispute_reports.words/{id}"), sealed).unwrap();
            String::from_utf8_lossy(&words).contains("Quuxworth")
        };
        rows.iter().filter(|row| open(row)).count()
    };
    assert_eq!(words().await, 1, "a court may ask");
    for _ in 0..26 {
        service.clock.advance(Duration::from_hours(24 * 10));
        worked(service).await;
    }
    assert_eq!(words().await, 0);
});
