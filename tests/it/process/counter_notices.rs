//! Counter-notices, the actions that answer them, and what returns when.

use std::time::Duration;

use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent, PrivateLinkText};
use writ::claims::{Error, escalations, queue, reports};
use writ::ids::{ClaimId, NoticeId};
use writ::notices::{self, NoticeKind};
use writ::process::counter_notices::{self, Check, CounterInput, Outcome};
use writ::process::disputes::{self, DisputeInput, Kind, Outcome as Ended};
use writ::process::{ahead, counter_notices as sent, waiting};
use writ::service::Service;
use writ::takedown::{self, Ground};
use writ::vault::{ObjectState, downloads};
use writ::{db, vault};

use super::{
    action, at, counter_notice, countered, decided, in_new_york, mails, notice, restriction, told, turn_to, worked,
};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, object_state, person};

/// What is changed of what was typed.
type Change = fn(&mut CounterInput);

both_engines!(what_was_removed_by_mistake_returns_on_the_eleventh_business_day, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    turn_to(service, at("2026-12-18T20:00:00Z"));
    let id = countered(service, &film).await;

    // The copy goes to the claimant at once, with everything but what could name the file.
    let copies: Vec<_> = mails(service).await.into_iter().filter(|mail| mail.contains("415 555 0100")).collect();
    assert_eq!(copies.len(), 1, "one copy");
    assert!(copies[0].contains("6 January 2027") && copies[0].contains("Sam Example"), "{}", copies[0]);
    assert!(!copies[0].contains("My own recording"), "what was said of the material is read in the portal");
    let answers = ahead::of_claim(service, Claimant::Person(&cast.member), claim).await.unwrap();
    let said = &answers.counter_notices[0].opened.statement.as_ref().unwrap();
    assert_eq!(said.material, "My own recording of my own concert");
    assert_eq!(said.location, "http://localhost:8080/f/AAAAAAAAAAAAAAAAAAAAAA");

    // Nothing returns a second early, whoever looks.
    turn_to(service, at("2027-01-06T04:59:59Z"));
    counter_notices::return_material(service, id).await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    turn_to(service, at("2027-01-06T05:00:00Z"));
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    downloads::download(service, &film.link, None).await.unwrap();
    notice(service, &film.owner, film.object, NoticeKind::Restoration).await;
    assert!(mails(service).await.iter().any(|mail| mail.contains("has returned after a counter-notice")));
    assert_eq!(told(service, &cast, claim, "counter-notice.ended").await, 1);

    // Once is enough, and a claim that is withdrawn afterwards lifts nothing twice.
    counter_notices::return_material(service, id).await.unwrap();
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Licensed").await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
});

both_engines!(every_element_of_the_law_is_asked_for, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    let notice = restriction(service, &film).await;
    let without: [(&str, Change); 10] = [
        ("material", |input| input.material.clear()),
        ("location", |input| input.location = " \n".into()),
        ("name", |input| input.name.clear()),
        ("address", |input| input.address = " ".into()),
        ("telephone", |input| input.telephone.clear()),
        ("district", |input| input.district.clear()),
        ("mistake", |input| input.mistake = false),
        ("jurisdiction", |input| input.jurisdiction = false),
        ("service_of_process", |input| input.service_of_process = false),
        ("signature", |input| input.signature.clear()),
    ];
    for (field, take) in without {
        let mut input = counter_notice();
        take(&mut input);
        match counter_notices::send(service, &film.owner, notice, &input).await {
            Err(Error::Invalid(mistakes)) => {
                assert_eq!(mistakes.iter().map(|mistake| mistake.field).collect::<Vec<_>>(), [field]);
            }
            other => panic!("{field}: {other:?}"),
        }
    }
    // Abroad there is no federal district, and none is made up.
    let abroad = CounterInput { in_united_states: false, ..counter_notice() };
    assert!(matches!(counter_notices::send(service, &film.owner, notice, &abroad).await, Err(Error::Invalid(_))));
    let abroad = CounterInput { in_united_states: false, district: String::new(), ..counter_notice() };
    counter_notices::send(service, &film.owner, notice, &abroad).await.unwrap();
    assert_eq!(cast::count(service, "SELECT COUNT(*) FROM counter_notices").await, 1);
});

both_engines!(only_the_uploader_of_what_us_law_removed_can_send_one_and_once, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let notice = restriction(service, &film).await;
    let stranger = person(service, "stranger").await;
    for other in [&stranger, &cast.member, &cast.reviewer] {
        assert!(matches!(counter_notices::send(service, other, notice, &counter_notice()).await, Err(Error::NotFound)));
    }
    let id = countered(service, &film).await;
    let again = counter_notices::send(service, &film.owner, notice, &counter_notice()).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    assert!(matches!(counter_notices::of_uploader(service, &stranger, id).await, Err(Error::NotFound)));
    assert!(matches!(counter_notices::withdraw(service, &stranger, id).await, Err(Error::NotFound)));
    let rival = cast.rival(service, 9).await;
    let theirs = Claimant::Person(&rival.member);
    assert!(matches!(ahead::of_claim(service, theirs, claim).await, Err(Error::NotFound)));
    assert!(matches!(disputes::tell_of_action(service, theirs, claim, id, &action()).await, Err(Error::NotFound)));

    // Under another law there is none.
    let other = File::upload(service, "other.mkv").await;
    let report = cast::report(Basis::EuDsa, &other.url());
    let filed = reports::send(service, "203.0.113.7", None, &report).await.unwrap();
    writ::claims::queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let ruling = writ::claims::decisions::Ruling {
        target: filed.targets[0].target,
        finding: writ::claims::decisions::Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "Article 2".into(),
        reasons: "It is the film.".into(),
    };
    writ::claims::decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap();
    let theirs = restriction(service, &other).await;
    let refused = counter_notices::send(service, &other.owner, theirs, &counter_notice()).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
});

both_engines!(an_action_that_is_told_of_in_time_keeps_it_removed_until_it_has_ended, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    // A claim before the Copyright Claims Board is one (17 U.S.C. § 1507(d)). For whom each ends, and whether the material is back then.
    let kinds = [Kind::Action, Kind::CopyrightClaimsBoard];
    let ends = [(Ended::ForUploader, true), (Ended::NoResult, true), (Ended::ForClaimant, false)];
    for (kind, (ended, back)) in kinds.into_iter().flat_map(|kind| ends.map(|end| (kind, end))) {
        let action = DisputeInput { kind: Some(kind), ..action() };
        let film = File::upload(service, "concert.mkv").await;
        let (claim, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
        let id = countered(service, &film).await;
        let member = Claimant::Person(&cast.member);
        let sent = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
        turn_to(service, sent.returns_at.minus(Duration::from_secs(1)));
        let told_of = disputes::tell_of_action(service, member, claim, id, &action).await.unwrap();
        for other in kinds {
            let other = DisputeInput { kind: Some(other), ..action.clone() };
            let twice = disputes::tell_of_action(service, member, claim, id, &other).await;
            assert!(matches!(twice, Err(Error::Conflict(_))), "{kind:?}: {twice:?}");
        }
        let waits = crate::process::tallied(service, &cast.reviewer).await.unwrap().disputes;
        assert_eq!(waits.count, 1, "{kind:?}: somebody is to look at it");
        let answered = notice(service, &film.owner, film.object, NoticeKind::CounterNotice).await;
        let page = ahead::of_notice(service, &film.owner, answered).await.unwrap().unwrap();
        assert!(page.stopped_by().is_some() && page.purged_at().is_none(), "{kind:?}: kept while it is open");

        turn_to(service, sent.breach_at.plus(Duration::from_hours(24 * 300)));
        worked(service).await;
        let state = object_state(service, film.object).await;
        assert_eq!(state, ObjectState::Locked, "{kind:?}: nor purged: a dispute is open");
        disputes::end(service, &cast.other_reviewer, told_of, ended, "Judgment of 3 May").await.unwrap();
        worked(service).await;
        let state = object_state(service, film.object).await;
        assert_eq!(state == ObjectState::Available, back, "{kind:?}, {ended:?}: {state:?}");
        if !back {
            let first = restriction(service, &film).await;
            let again = counter_notices::send(service, &film.owner, first, &counter_notice()).await;
            assert!(matches!(again, Err(Error::Conflict(ref why)) if why.contains("court")), "{kind:?}: {again:?}");
        }
        let disputes = ahead::of_notice(service, &film.owner, answered).await.unwrap().unwrap().disputes;
        let dispute = &disputes[0].dispute;
        let found = (disputes.len(), dispute.kind, dispute.outcome, dispute.decision);
        assert_eq!(found, (1, kind, Some(ended), decision));
    }
});

both_engines!(an_action_that_is_told_of_too_late_or_is_none_keeps_nothing, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let id = countered(service, &film).await;
    let member = Claimant::Person(&cast.member);
    let wrong: [(&str, DisputeInput); 5] = [
        ("kind", DisputeInput { kind: Some(Kind::Lawsuit), ..action() }),
        ("forum", DisputeInput { forum: String::new(), ..action() }),
        ("begun_on", DisputeInput { begun_on: "2027-01-01".into(), ..action() }),
        ("restrains", DisputeInput { restrains: false, ..action() }),
        ("signature", DisputeInput { signature: String::new(), ..action() }),
    ];
    for (field, input) in wrong {
        match disputes::tell_of_action(service, member, claim, id, &input).await {
            Err(Error::Invalid(mistakes)) => assert_eq!(mistakes[0].field, field),
            other => panic!("{field}: {other:?}"),
        }
    }
    let sent = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
    turn_to(service, sent.returns_at);
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    let late = disputes::tell_of_action(service, member, claim, id, &action()).await;
    assert!(matches!(late, Err(Error::Conflict(why)) if why.contains("returned")));
    let late = disputes::record(service, &cast.reviewer, decision, &action()).await;
    assert!(matches!(late, Err(Error::Conflict(_))), "by letter neither: {late:?}");
});

both_engines!(an_incomplete_one_ends_and_another_can_be_sent, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    let id = countered(service, &film).await;
    // The parties do not check it, nor does whoever is no staff.
    for other in [&cast.member, &film.owner, &cast.first] {
        let refused = counter_notices::check(service, other, id, Check::Complete).await;
        assert!(matches!(refused, Err(Error::Forbidden(_) | Error::Accounts(_))), "{refused:?}");
    }
    assert_eq!(waiting::counter_notices(service, &cast.reviewer, None).await.unwrap().waiting.len(), 1);
    let vague = counter_notices::check(service, &cast.reviewer, id, Check::Incomplete(" ")).await;
    assert!(matches!(vague, Err(Error::Invalid(_))));
    counter_notices::check(service, &cast.reviewer, id, Check::Incomplete("The address is none")).await.unwrap();
    notice(service, &film.owner, film.object, NoticeKind::CounterNotice).await;
    assert!(matches!(
        counter_notices::check(service, &cast.reviewer, id, Check::Complete).await,
        Err(Error::Conflict(_))
    ));
    service.clock.advance(Duration::from_hours(24 * 30));
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "nothing returns by it");

    let again = countered(service, &film).await;
    counter_notices::check(service, &cast.reviewer, again, Check::Complete).await.unwrap();
    let sent = counter_notices::of_uploader(service, &film.owner, again).await.unwrap().counter_notice;
    assert_eq!(sent.received_at, service.clock.now(), "its days are its own");
    turn_to(service, sent.returns_at);
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
});

both_engines!(it_lifts_the_hold_of_its_claim_only, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let rival = cast.rival(service, 9).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    let first = countered(service, &film).await;
    decided(service, &rival, &film, Action::LockAndDelete).await;
    let sent = counter_notices::of_uploader(service, &film.owner, first).await.unwrap().counter_notice;
    turn_to(service, sent.breach_at);
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "the other claim holds it");
    let outcome = counter_notices::of_uploader(service, &film.owner, first).await.unwrap().counter_notice.outcome;
    assert_eq!(outcome, Some(Outcome::Returned));
    // A hold that no decision opened is not lifted by answering another.
    let mut tx = service.db.begin().await.unwrap();
    vault::lock_row(&mut tx, film.object).await.unwrap();
    takedown::open_hold(&mut tx, service, film.object, None, Ground::Court).await.unwrap();
    tx.commit().await.unwrap();
    let second = countered(service, &film).await;
    let sent = counter_notices::of_uploader(service, &film.owner, second).await.unwrap().counter_notice;
    turn_to(service, sent.breach_at);
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "a court holds it");
});

both_engines!(nothing_gives_back_what_is_locked_for_a_danger_but_a_senior, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    // By the claim itself, and by another notice of the file.
    for beside in [false, true] {
        let film = File::upload(service, "concert.mkv").await;
        let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
        let id = countered(service, &film).await;
        let danger = if beside {
            let report = cast::report(Basis::EuDsa, &film.url());
            reports::send(service, "192.0.2.1", None, &report).await.unwrap().claim
        } else {
            claim
        };
        let kind = Some(escalations::Kind::Child);
        escalations::raise(service, &cast.senior, danger, kind, "It shows a child.").await.unwrap();
        let sent = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
        turn_to(service, sent.breach_at);
        worked(service).await;
        let sent = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
        assert_eq!(sent.outcome, Some(Outcome::Returned), "what its claim restricted");
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "beside: {beside}");
        // Nor does whoever claims, by taking it back.
        let member = Claimant::Person(&cast.member);
        withdrawal::withdraw(service, member, claim, Extent::Whole, "Licensed").await.unwrap();
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "beside: {beside}");
        escalations::send_back(service, &cast.senior, danger, "A doll").await.unwrap();
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Available, "beside: {beside}");
    }
});

both_engines!(what_was_withdrawn_meanwhile_is_not_given_back_twice, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let id = countered(service, &film).await;
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Licensed").await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    let sent = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
    turn_to(service, sent.returns_at);
    worked(service).await;
    let ended = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
    assert_eq!(ended.outcome, Some(Outcome::Moot));

    // Its sender can take one back, and nothing returns by it.
    let other = File::upload(service, "other.mkv").await;
    decided(service, &cast, &other, Action::LockAndDelete).await;
    let id = countered(service, &other).await;
    counter_notices::withdraw(service, &other.owner, id).await.unwrap();
    assert!(matches!(counter_notices::withdraw(service, &other.owner, id).await, Err(Error::Conflict(_))));
    service.clock.advance(Duration::from_hours(24 * 40));
    worked(service).await;
    assert_eq!(object_state(service, other.object).await, ObjectState::Locked);
});

both_engines!(a_disabled_link_works_again_by_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::DisableLink).await;
    assert!(downloads::download(service, &film.link, None).await.is_err());
    let id = countered(service, &film).await;
    let sent = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
    turn_to(service, sent.returns_at);
    worked(service).await;
    downloads::download(service, &film.link, None).await.unwrap();
    notice(service, &film.owner, film.object, NoticeKind::Restoration).await;
});

both_engines!(whoever_sent_a_notice_without_an_account_answers_by_the_private_link, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let report = cast::report(Basis::UsDmca, &film.url());
    let filed = reports::send(service, "203.0.113.7", None, &report).await.unwrap();
    let secret = filed.private_link.unwrap();
    writ::claims::queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let ruling = writ::claims::decisions::Ruling {
        target: filed.targets[0].target,
        finding: writ::claims::decisions::Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is the film.".into(),
    };
    writ::claims::decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap();
    let id = countered(service, &film).await;
    let (right, wrong) = (PrivateLinkText(secret.expose()), PrivateLinkText("AAAA"));
    let told = disputes::tell_of_action(service, Claimant::Holder(&wrong), filed.claim, id, &action()).await;
    assert!(matches!(told, Err(Error::NotFound)));
    let answers = ahead::of_claim(service, Claimant::Holder(&right), filed.claim).await.unwrap();
    assert_eq!(answers.counter_notices.len(), 1);
    disputes::tell_of_action(service, Claimant::Holder(&right), filed.claim, id, &action()).await.unwrap();
});

// Either it returned and the action is too late, or it stays.
both_engines!(the_day_and_an_action_at_once_come_to_one_end, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    for _ in 0..4 {
        let film = File::upload(service, "concert.mkv").await;
        let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
        let id = countered(service, &film).await;
        let sent = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
        turn_to(service, sent.returns_at);
        let member = Claimant::Person(&cast.member);
        let input = action();
        let (returned, told) = tokio::join!(
            sent::return_material(service, id),
            disputes::tell_of_action(service, member, claim, id, &input)
        );
        returned.unwrap();
        let outcome = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice.outcome;
        match told {
            Ok(_) => assert_eq!(outcome, None),
            Err(Error::Conflict(_)) => assert_eq!(outcome, Some(Outcome::Returned)),
            Err(other) => panic!("{other:?}"),
        }
        let mut tx = service.db.read().await.unwrap();
        let open =
            db::one!(tx, (i64,), "SELECT COUNT(*) FROM holds WHERE object = $1 AND lifted_at IS NULL", film.object);
        assert_eq!(open.unwrap().0, i64::from(outcome.is_none()));
    }
});

/// A claim that names one file twice, by two of its links, both decided so.
async fn by_two_links(service: &Service, cast: &Cast, film: &File, findings: [Finding; 2]) -> ClaimId {
    let other = film.password_link(service, "tide").await.unlocked_url("tide");
    let filed = cast::file(service, cast, vec![cast::target(&film.url()), cast::target(&other)]).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let rulings = filed.targets.iter().zip(findings).map(|(target, finding)| Ruling {
        target: target.target,
        finding,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is the film.".into(),
    });
    let rulings: Vec<_> = rulings.collect();
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    filed.claim
}

/// The notices of a file's restrictions, the oldest first.
async fn restrictions(service: &Service, film: &File) -> Vec<NoticeId> {
    let mut all = notices::notices_of(service, film.owner.account).await.unwrap();
    all.reverse();
    all.into_iter()
        .filter(|it| it.object == Some(film.object) && it.kind == NoticeKind::Restriction)
        .map(|it| it.id)
        .collect()
}

both_engines!(
    an_action_stops_every_answer_about_its_file_whichever_link_it_was_told_of,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let film = File::upload(service, "concert.mkv").await;
        let claim = by_two_links(service, &cast, &film, [Finding::Infringing; 2]).await;
        let notices = restrictions(service, &film).await;
        assert_eq!(notices.len(), 2);
        let film = &film;
        let send = |notice| async move {
            counter_notices::send(service, &film.owner, notice, &counter_notice()).await.unwrap()
        };
        let first = send(notices[0]).await;
        let told =
            disputes::tell_of_action(service, Claimant::Person(&cast.member), claim, first, &action()).await.unwrap();
        let second = send(notices[1]).await;
        assert!(mails(service).await.iter().any(|mail| mail.contains("nothing returns until")), "they are told so");
        let listed = waiting::counter_notices(service, &cast.reviewer, None).await.unwrap().waiting;
        assert!(listed.len() == 2 && listed.iter().all(|row| row.is_stopped), "and so is staff: {listed:?}");
        let sent = counter_notices::of_uploader(service, &film.owner, second).await.unwrap().counter_notice;
        turn_to(service, sent.breach_at);
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "the action is open");
        // A body binds nobody, and gives back nothing that a court was asked to keep.
        let body = DisputeInput { kind: Some(Kind::OutOfCourt), forum: "A body".into(), ..action() };
        let decision = disputes::one(service, &cast.reviewer, told).await.unwrap().0.dispute.decision;
        let body = disputes::record(service, &cast.reviewer, decision, &body).await.unwrap();
        disputes::end(service, &cast.reviewer, body, Ended::ForUploader, "Its decision of 3 May").await.unwrap();
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "the action is open still");
        // Lost once, it is lost for every link of the claim.
        disputes::end(service, &cast.reviewer, told, Ended::ForClaimant, "Judgment of 4 May").await.unwrap();
        turn_to(service, service.clock.now().plus(Duration::from_hours(24 * 30)));
        let ended = counter_notices::of_uploader(service, &film.owner, second).await.unwrap().counter_notice;
        assert_eq!(ended.outcome, Some(Outcome::Restrained), "the other link's answer, too");
        for notice in notices {
            let again = counter_notices::send(service, &film.owner, notice, &counter_notice()).await;
            assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
        }
    }
);

both_engines!(a_judgment_for_the_uploader_ends_every_answer_about_its_file, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = &File::upload(service, "concert.mkv").await;
    let claim = by_two_links(service, &cast, film, [Finding::Infringing; 2]).await;
    worked(service).await;
    let notices = restrictions(service, film).await;
    let send =
        |notice| async move { counter_notices::send(service, &film.owner, notice, &counter_notice()).await.unwrap() };
    let (first, second) = (send(notices[0]).await, send(notices[1]).await);
    let member = Claimant::Person(&cast.member);
    let told_of = disputes::tell_of_action(service, member, claim, first, &action()).await.unwrap();
    // What the action answers is taken back, and the day of the other passes while the action stops it.
    counter_notices::withdraw(service, &film.owner, first).await.unwrap();
    let sent = counter_notices::of_uploader(service, &film.owner, second).await.unwrap().counter_notice;
    turn_to(service, sent.breach_at);
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    disputes::end(service, &cast.reviewer, told_of, Ended::ForUploader, "Judgment of 4 May").await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    let ended = counter_notices::of_uploader(service, &film.owner, second).await.unwrap().counter_notice;
    assert_eq!(ended.outcome, Some(Outcome::Returned));
    let all = notices::notices_of(service, film.owner.account).await.unwrap();
    assert_eq!(all.iter().filter(|it| it.kind == NoticeKind::Restoration).count(), 1, "told once");
    let mails = mails(service).await;
    let said = "Subject: Material has returned after a counter-notice";
    assert_eq!(mails.iter().filter(|mail| mail.contains(said)).count(), 1);

    // Where both wait, both come to what they asked for, before their day.
    let film = &File::upload(service, "other.mkv").await;
    let claim = by_two_links(service, &cast, film, [Finding::Infringing; 2]).await;
    worked(service).await;
    let notices = restrictions(service, film).await;
    let send =
        |notice| async move { counter_notices::send(service, &film.owner, notice, &counter_notice()).await.unwrap() };
    let (first, second) = (send(notices[0]).await, send(notices[1]).await);
    let told_of = disputes::tell_of_action(service, member, claim, first, &action()).await.unwrap();
    disputes::end(service, &cast.reviewer, told_of, Ended::ForUploader, "Judgment of 4 May").await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    for id in [first, second] {
        let ended = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
        assert_eq!(ended.outcome, Some(Outcome::Returned));
    }
});

both_engines!(what_returns_on_its_day_answers_the_other_link_of_the_same_claim_too, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    // On its day, and where an action that ended without a decision had kept it beyond that.
    for stopped in [false, true] {
        let film = &File::upload(service, "concert.mkv").await;
        let claim = by_two_links(service, &cast, film, [Finding::Infringing; 2]).await;
        worked(service).await;
        let notices = restrictions(service, film).await;
        let send = |notice| async move {
            counter_notices::send(service, &film.owner, notice, &counter_notice()).await.unwrap()
        };
        let first = send(notices[0]).await;
        service.clock.advance(Duration::from_hours(48));
        let second = send(notices[1]).await;
        let row = async |id| counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
        let returns_at = row(first).await.returns_at;
        if stopped {
            let member = Claimant::Person(&cast.member);
            let told_of = disputes::tell_of_action(service, member, claim, first, &action()).await.unwrap();
            turn_to(service, returns_at);
            worked(service).await;
            assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
            disputes::end(service, &cast.reviewer, told_of, Ended::NoResult, "The docket says so").await.unwrap();
        } else {
            turn_to(service, returns_at);
        }
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Available);
        for id in [first, second] {
            assert_eq!(row(id).await.outcome, Some(Outcome::Returned), "the file is back for either");
        }
        let entries = "SELECT COUNT(*) FROM log_entries WHERE kind = 'counter-notice.ended'";
        assert_eq!(cast::count(service, entries).await, if stopped { 4 } else { 2 });
        turn_to(service, row(second).await.breach_at);
        worked(service).await;
        assert_eq!(cast::count(service, entries).await, if stopped { 4 } else { 2 }, "and on its own day nothing more");
    }
});

both_engines!(it_returns_nothing_that_was_found_illegal_otherwise, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    by_two_links(service, &cast, &film, [Finding::Infringing, Finding::OtherIllegal]).await;
    let mut answered = None;
    for notice in restrictions(service, &film).await {
        let page = ahead::of_notice(service, &film.owner, notice).await.unwrap().unwrap();
        if page.counter_notice_now.is_some() {
            assert_eq!(answered.replace(notice), None, "only what infringes is answered so");
        }
    }
    let id = counter_notices::send(service, &film.owner, answered.unwrap(), &counter_notice()).await.unwrap();
    let sent = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
    turn_to(service, sent.breach_at);
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
});

both_engines!(an_action_that_came_by_letter_is_recorded_by_staff, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (_, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let early = disputes::record(service, &cast.reviewer, decision, &action()).await;
    assert!(matches!(early, Err(Error::Conflict(ref why)) if why.contains("lawsuit")), "{early:?}");
    let id = countered(service, &film).await;
    disputes::record(service, &cast.reviewer, decision, &action()).await.unwrap();
    let sent = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
    turn_to(service, sent.breach_at);
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    assert!(mails(service).await.iter().any(|mail| mail.contains("The claimant has gone to court")));
});

both_engines!(both_sides_are_told_when_it_has_lost_its_object, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let rival = cast.rival(service, 9).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    decided(service, &rival, &film, Action::LockAndDelete).await;
    let notice = restrictions(service, &film).await[0];
    counter_notices::send(service, &film.owner, notice, &counter_notice()).await.unwrap();
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Licensed").await.unwrap();
    worked(service).await;
    let mails = mails(service).await;
    for said in
        ["Your counter-notice has ended", "A counter-notice has ended", "A restriction has ended, another stands"]
    {
        assert!(mails.iter().any(|mail| mail.contains(&format!("Subject: {said}"))), "{said}");
    }
});

both_engines!(
    a_claim_by_two_links_of_a_file_that_is_withdrawn_says_once_what_became_of_it,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let rival = cast.rival(service, 9).await;
        // Once nothing else holds the file, and once another's claim does.
        for held in [false, true] {
            let film = File::upload(service, "concert.mkv").await;
            let claim = by_two_links(service, &cast, &film, [Finding::Infringing; 2]).await;
            if held {
                decided(service, &rival, &film, Action::LockAndDelete).await;
            }
            worked(service).await;
            withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Licensed")
                .await
                .unwrap();
            worked(service).await;
            let state = if held { ObjectState::Locked } else { ObjectState::Available };
            assert_eq!(object_state(service, film.object).await, state);
            let all = notices::notices_of(service, film.owner.account).await.unwrap();
            let times =
                |kind: NoticeKind| all.iter().filter(|it| it.object == Some(film.object) && it.kind == kind).count();
            let once = (times(NoticeKind::Restoration), times(NoticeKind::StillHeld));
            assert_eq!(once, (usize::from(!held), usize::from(held)));
        }
    }
);

both_engines!(what_is_left_of_a_claim_is_told_when_the_rest_is_withdrawn, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (film, other) = (File::upload(service, "concert.mkv").await, File::upload(service, "other.mkv").await);
    let filed = cast::file(service, &cast, vec![cast::target(&film.url()), cast::target(&other.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let ruling = Ruling {
        target: filed.targets[0].target,
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is the concert.".into(),
    };
    decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap();
    let decided = |mails: &[String]| {
        mails.iter().filter(|mail| mail.contains("It is the concert.") && mail.contains("To: member")).count()
    };
    assert_eq!(decided(&mails(service).await), 0);
    let rest = [filed.targets[1].target];
    withdrawal::withdraw(service, Claimant::Person(&cast.member), filed.claim, Extent::Targets(&rest), "Licensed")
        .await
        .unwrap();
    assert_eq!(decided(&mails(service).await), 1, "with reasons and redress");
});
