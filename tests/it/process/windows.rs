//! Until when what was locked can come back, and when it is purged.

use std::time::Duration;

use writ::claims::authorities::{self, Gag, OrderInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{cases, queue};
use writ::notices::NoticeKind;
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::complaints::{self, Answer, Typed};
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::windows::{self, Kind as Window};
use writ::process::{ahead, counter_notices};
use writ::service::Service;
use writ::takedown::{self, Error};
use writ::texts::Language;
use writ::vault::ObjectState;
use writ::vault::objects::{self, Finality};

use super::{action, counter_notice, countered, decide, decided, notice, restriction, turn_to, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, object_state, target};
use crate::promises::custody_files;

const DAY: Duration = Duration::from_hours(24);

async fn kinds(service: &Service, film: &File) -> Vec<Window> {
    let mut tx = service.db.read().await.unwrap();
    windows::of(&mut tx, service, film.object).await.unwrap().into_iter().map(|window| window.kind).collect()
}

both_engines!(
    what_nobody_answers_is_purged_when_every_window_has_closed_and_not_before,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let film = File::upload(service, "film.mkv").await;
        decided(service, &cast, &film, Action::LockAndDelete).await;
        let notice_id = restriction(service, &film).await;
        let page = ahead::of_notice(service, &film.owner, notice_id).await.unwrap().unwrap();
        let purged_at = page.purged_at().unwrap();
        assert_eq!(purged_at, page.decided.decided_at.plus(184 * DAY), "184 days at least, and no window is longer");
        worked(service).await;
        turn_to(service, purged_at.minus(Duration::from_secs(2)));
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
        turn_to(service, purged_at);
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Purged);
        notice(service, &film.owner, film.object, NoticeKind::Purge).await;
        let page = ahead::of_notice(service, &film.owner, notice_id).await.unwrap().unwrap();
        assert!(page.purged && page.counter_notice_now.is_none());
        assert_eq!(cast::count(service, "SELECT COUNT(*) FROM purges WHERE step IS NULL").await, 1);
    }
);

both_engines!(whatever_is_open_keeps_it_and_its_end_lets_it_go, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let (claim, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let first = restriction(service, &film).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&film.owner, first), "A licence").await.unwrap();
    let lawsuit = DisputeInput { kind: Some(Kind::OutOfCourt), restrains: false, ..action() };
    let dispute = disputes::record(service, &cast.reviewer, decision, &lawsuit).await.unwrap();
    let sent = countered(service, &film).await;
    let until = service.clock.now().plus(400 * DAY);
    takedown::preserve(service, &cast.senior, film.object, Some(until), "Reported").await.unwrap();
    let rival = cast.rival(service, 9).await;
    let pending = cast::file(service, &rival, vec![target(&film.url())]).await.unwrap().claim;
    assert_eq!(
        kinds(service, &film).await,
        [
            Window::Custody,
            Window::Appeal,
            Window::AppealWaits,
            Window::CounterNotice,
            Window::Dispute,
            Window::Claim,
            Window::Preserved
        ]
    );
    let claimant = writ::claims::withdrawal::Claimant::Person(&cast.member);
    let told = disputes::tell_of_action(service, claimant, claim, sent, &action()).await.unwrap();
    service.clock.advance(200 * DAY);
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "kept");

    // One after the other ends, and each of the others keeps it.
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It stands").await.unwrap();
    service.clock.advance(15 * DAY);
    worked(service).await;
    disputes::end(service, &cast.reviewer, dispute, Outcome::ForClaimant, "Decision of 1 May").await.unwrap();
    service.clock.advance(15 * DAY);
    worked(service).await;
    disputes::end(service, &cast.reviewer, told, Outcome::ForClaimant, "Judgment of 2 May").await.unwrap();
    service.clock.advance(15 * DAY);
    worked(service).await;
    let theirs = writ::claims::withdrawal::Claimant::Person(&rival.member);
    let whole = writ::claims::withdrawal::Extent::Whole;
    writ::claims::withdrawal::withdraw(service, theirs, pending, whole, "Mistaken").await.unwrap();
    service.clock.advance(15 * DAY);
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "it is preserved");
    assert_eq!(kinds(service, &film).await, [Window::Custody, Window::Appeal, Window::Aftermath, Window::Preserved]);
    turn_to(service, until.plus(8 * DAY));
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Purged);
    let gone = counter_notices::send(service, &film.owner, first, &counter_notice()).await;
    assert!(gone.is_err(), "nothing is left that could return");
});

both_engines!(a_later_hold_keeps_it_longer_and_a_restored_file_is_not_purged, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let other = File::upload(service, "other.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    decided(service, &cast, &other, Action::LockAndDelete).await;
    worked(service).await;
    countered(service, &other).await;
    service.clock.advance(100 * DAY);
    worked(service).await;
    let rival = cast.rival(service, 9).await;
    decided(service, &rival, &film, Action::LockAndDelete).await;
    let second = service.clock.now();
    service.clock.advance(100 * DAY);
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "the second claim is younger");
    assert_eq!(object_state(service, other.object).await, ObjectState::Available);
    // With the days of custody the months of appeal have to end, which do with a business day.
    turn_to(service, second.plus(188 * DAY));
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Purged);
    assert_eq!(object_state(service, other.object).await, ObjectState::Available);
});

both_engines!(what_must_be_preserved_is_purged_by_nobody, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    for other in [&cast.reviewer, &cast.first, &film.owner] {
        let refused = takedown::preserve(service, other, film.object, None, "Reported").await;
        assert!(matches!(refused, Err(Error::Accounts(_))), "{refused:?}");
    }
    let kept = takedown::preserve(service, &cast.senior, film.object, None, "Reported to the authority").await.unwrap();
    let step = takedown::propose_purge(service, &cast.first, film.object, "At once").await.unwrap();
    let purged = takedown::order_purge(service, &cast.second, step).await;
    assert!(matches!(purged, Err(Error::Conflict(why)) if why.contains("preserved")));
    takedown::release(service, &cast.senior, kept, "The authority has its copy").await.unwrap();
    takedown::order_purge(service, &cast.second, step).await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Purged);
});

both_engines!(
    an_uploader_reads_no_day_of_a_purge_that_what_they_were_not_told_of_puts_off,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let [hidden, told] = [File::upload(service, "hidden.mkv").await, File::upload(service, "told.mkv").await];
        for film in [&hidden, &told] {
            decided(service, &cast, film, Action::LockAndDelete).await;
        }
        worked(service).await;
        let mut pages = Vec::new();
        for film in [&hidden, &told] {
            pages.push((film, restriction(service, film).await));
        }
        let page = async |at: usize| {
            let (film, notice) = &pages[at];
            ahead::of_notice(service, &film.owner, *notice).await.unwrap().unwrap()
        };
        let purged_at = page(0).await.purged_at().unwrap();
        service.clock.advance(10 * DAY);
        for (film, gag) in [(&hidden, Some(Gag::Notice)), (&told, None)] {
            let input = OrderInput { gag, due: "2026-12-24T10:00".into(), ..cast::order(&[&film.bare()]) };
            let claim = authorities::enter(service, &cast.reviewer, &input).await.unwrap().claim;
            queue::take(service, &cast.reviewer, claim).await.unwrap();
            let target = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target;
            let ruling = Ruling {
                target,
                finding: Finding::Ordered,
                action: Action::LockAndDelete,
                ground: "§ 97 UrhG".into(),
                reasons: "The court ordered it.".into(),
            };
            decisions::decide(service, &cast.reviewer, claim, &[ruling]).await.unwrap();
        }
        let of_order = service.clock.now().plus(184 * DAY);
        let shown = page(1).await;
        assert_eq!(shown.purged_at().unwrap(), of_order, "they were told of both");
        assert!(shown.windows.iter().all(|window| window.kind != Window::Other));
        let shown = page(0).await;
        assert_eq!(shown.purged_at(), None, "it is kept until they are told of the other, and longer");
        let kinds: Vec<_> = shown.windows.iter().map(|window| window.kind).collect();
        assert_eq!(kinds, [Window::Custody, Window::Appeal, Window::Other]);
        assert_eq!(shown.windows[0].until, Some(purged_at), "its own day, and no day of the other");
        turn_to(service, of_order.plus(8 * DAY));
        worked(service).await;
        assert_eq!(object_state(service, hidden.object).await, ObjectState::Locked);
        assert_eq!(object_state(service, told.object).await, ObjectState::Purged);
    }
);

both_engines!(a_complaint_keeps_a_file_until_it_is_answered_and_no_party_reads_of_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let [again, silent] = [File::upload(service, "again.mkv").await, File::upload(service, "silent.mkv").await];
    let page = async |film: &File| {
        let notice = restriction(service, film).await;
        ahead::of_notice(service, &film.owner, notice).await.unwrap().unwrap()
    };
    let complain = async |film: &File| {
        let typed = Typed { words: "It is ours.", email: "", language: Language::default() };
        complaints::send(service, "192.0.2.7", &film.link, None, typed).await.unwrap()
    };
    for film in [&again, &silent] {
        decided(service, &cast, film, Action::LockAndDelete).await;
    }
    worked(service).await;
    let purged_at = page(&silent).await.purged_at().unwrap();
    let early = complain(&again).await;
    assert_eq!(kinds(service, &again).await, [Window::Custody, Window::Appeal, Window::Complaint]);
    let shown = page(&again).await;
    assert!(shown.windows.iter().all(|window| matches!(window.kind, Window::Custody | Window::Appeal)));
    assert!(shown.purged_at().is_some(), "what closes before their own windows changes nothing for them");
    complaints::answer(service, &cast.other_reviewer, early.id, Answer::Stands, "It is the film.").await.unwrap();

    turn_to(service, purged_at.minus(3 * DAY));
    worked(service).await;
    let (senior, late) = (complain(&again).await, complain(&silent).await);
    complaints::answer(service, &cast.other_reviewer, senior.id, Answer::LookAgain, "Look").await.unwrap();
    let shown = page(&again).await;
    assert!(shown.windows.iter().all(|window| window.kind != Window::Complaint), "{:?}", shown.windows);
    assert_eq!(shown.purged_at(), None);
    turn_to(service, purged_at.plus(DAY));
    worked(service).await;
    for film in [&again, &silent] {
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    }
    // Nobody answers the one in time; a senior has the other, until they say that it stands.
    turn_to(service, late.due_at.plus(DAY));
    worked(service).await;
    assert_eq!(object_state(service, silent.object).await, ObjectState::Purged);
    service.clock.advance(30 * DAY);
    worked(service).await;
    assert_eq!(object_state(service, again.object).await, ObjectState::Locked);
    complaints::close(service, &cast.senior, senior.id, false, "It is the film.").await.unwrap();
    service.clock.advance(8 * DAY);
    worked(service).await;
    assert_eq!(object_state(service, again.object).await, ObjectState::Purged);
});

both_engines!(
    what_is_in_custody_of_a_file_that_is_back_or_gone_is_destroyed_with_the_last_window,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let rival = cast.rival(service, 9).await;
        let (back, gone) = (File::upload(service, "back.mkv").await, File::upload(service, "gone.mkv").await);
        for film in [&back, &gone] {
            let (claim, _) = decided(service, &cast, film, Action::LockAndDelete).await;
            worked(service).await;
            let claimant = Claimant::Person(&cast.member);
            withdrawal::withdraw(service, claimant, claim, Extent::Whole, "Licensed").await.unwrap();
            worked(service).await;
            assert_eq!(object_state(service, film.object).await, ObjectState::Available);
        }
        objects::delete(service, gone.owner.account, gone.object, Finality::Now).await.unwrap();
        // Of another, a claim waits when its owner deletes it.
        let claimed = File::upload(service, "claimed.mkv").await;
        let claim = cast::file(service, &cast, vec![target(&claimed.url())]).await.unwrap().claim;
        objects::delete(service, claimed.owner.account, claimed.object, Finality::Now).await.unwrap();
        worked(service).await;
        let copies = || [&back, &gone, &claimed].map(|film| custody_files(service, film.object));
        assert_eq!(copies(), [2, 2, 2]);
        let passed = async |days: u32| {
            for _ in 0..days.div_ceil(10) {
                service.clock.advance(10 * DAY);
                worked(service).await;
            }
        };
        passed(170).await;
        assert_eq!(copies(), [2, 2, 2], "their uploaders could appeal still");
        passed(30).await;
        assert_eq!(copies(), [0, 0, 2], "the claim waits");
        decide(service, &cast, &cast.reviewer, claim, Action::None).await;
        passed(170).await;
        assert_eq!(copies(), [0, 0, 2], "who claimed could appeal still");
        passed(30).await;
        assert_eq!(copies(), [0, 0, 0]);
        let left = "SELECT COUNT(*) FROM custody_copies WHERE state <> 'destroyed'";
        assert_eq!(cast::count(service, left).await, 0);
        let entries = "SELECT COUNT(*) FROM log_entries WHERE kind = 'custody.destroyed'";
        assert_eq!(cast::count(service, entries).await, 6, "of each copy");
        assert_eq!(object_state(service, back.object).await, ObjectState::Available);
        assert_eq!(object_state(service, gone.object).await, ObjectState::Deleted);

        // What is locked again is secured again.
        decided(service, &rival, &back, Action::LockAndDelete).await;
        worked(service).await;
        assert_eq!(copies(), [2, 0, 0]);
    }
);

both_engines!(nothing_is_secured_beside_a_copy_that_is_being_destroyed, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let rival = cast.rival(service, 9).await;
    let film = File::upload(service, "film.mkv").await;
    let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let claimant = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, claimant, claim, Extent::Whole, "Licensed").await.unwrap();
    worked(service).await;
    service.clock.advance(200 * DAY);
    // It is found to be needed no more; before it is destroyed, it is locked anew.
    windows::purge_if_closed(service, film.object).await.unwrap();
    assert_eq!(custody_files(service, film.object), 2);
    decided(service, &rival, &film, Action::LockAndDelete).await;
    let board = takedown::board(service, film.object).await.unwrap();
    let hold = board.holds.iter().find(|hold| hold.lifted_at.is_none()).unwrap().id;
    let early = takedown::secure_custody(service, film.object, hold).await;
    assert!(matches!(early, Err(Error::NotYet(_))), "{early:?}");
    assert!(takedown::board(service, film.object).await.unwrap().orders.len() == 1, "no order goes out meanwhile");
    worked(service).await;
    let board = takedown::board(service, film.object).await.unwrap();
    assert_eq!((custody_files(service, film.object), board.orders.len()), (2, 2));
    assert!(board.custody.iter().all(|copy| copy.state == "secured"), "{:?}", board.custody);
});
