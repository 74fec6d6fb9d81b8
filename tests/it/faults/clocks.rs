//! Clocks that are wrong. Mirrors here have a clock of their own to turn; all else is as it is run.

use std::sync::atomic::Ordering;
use std::time::Duration;

use writ::clock::{Clock, Time};
use writ::http::mirror;
use writ::mirrors::Mirror;
use writ::mirrors::client::Probe;
use writ::service::Service;
use writ::takedown::{self, Board};
use writ::tokens::LEEWAY;
use writ::vault::{fleet, health, reports};
use writ::{metrics, work};

use crate::accounts::administrator;
use crate::app::{TestService, both_engines};
use crate::takedown::hold;
use crate::vault::hosts::{Node, dead, portal, reach};
use crate::vault::polling::{Reading, placed_on};

/// Sets a clock that is turned by hand.
fn set(clock: &Clock, time: Time) {
    let Clock::Manual(micros) = clock else { panic!("it is the system's") };
    micros.store(time.micros(), Ordering::SeqCst);
}

/// A mirror that runs by a clock of its own, and is reached by the service.
async fn by_another_clock(service: &Service, node: &Node, time: Time) -> (Mirror, Clock) {
    let clock = Clock::manual(time);
    let mirror = node.start(&Service { clock: clock.clone(), ..service.clone() }).await;
    reach(service, mirror.id(), &mirror, mirror::in_process(mirror.clone()));
    fleet::refresh(service).await.unwrap();
    (mirror, clock)
}

/// Its file is locked, and ordered away.
async fn take_down(service: &Service, reading: &Reading) {
    hold(service, reading.file.object).await;
    work::run_due(service).await.unwrap();
}

/// What the order of a file has of a mirror: how it stands, and what was seen there.
fn row_of(board: &Board, mirror: &Mirror) -> (String, Option<String>) {
    let row = board.orders[0].mirrors.iter().find(|row| row.mirror == mirror.id()).unwrap();
    (row.state.clone(), row.probe_outcome.clone())
}

/// Of how many mirrors it is told that their clocks are wrong.
async fn wrong(service: &Service) -> u32 {
    let text = metrics::exposition(service).await.unwrap();
    text.lines().find_map(|line| line.strip_prefix("writ_mirrors_clock_wrong ")).unwrap().parse().unwrap()
}

/// A mirror's clock is wrong by so much, one way or the other: by that it serves nobody, and obeys all the same. What it signs then is `believed`,
/// or it signs it anew once its clock is right.
async fn is_wrong(service: &Service, time: impl FnOnce(Time) -> Time, believed: bool) {
    let anna = administrator(service, "anna@example.org").await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = kiwi.settled(service, &anna).await;
    let reading = placed_on(service, &anna, &mirror).await;
    mirror.read(&reading.ticket, reading.blob, None).await.unwrap();
    reach(service, mirror.id(), &mirror, dead());
    fleet::refresh(service).await.unwrap();
    drop(mirror);

    let (mirror, clock) = by_another_clock(service, &kiwi, time(service.clock.now())).await;
    mirror.poll(&portal(service)).await.unwrap_err();
    mirror.read(&reading.ticket, reading.blob, None).await.unwrap_err();
    take_down(service, &reading).await;
    let board = takedown::board(service, reading.file.object).await.unwrap();
    let state = if believed { "done" } else { "refused" };
    assert_eq!(row_of(&board, &mirror), (state.to_owned(), None), "it lets nobody look");
    let bytes = kiwi.folder.path().join("blobs").join(reading.blob.to_string());
    assert!(!bytes.exists());
    // Its administrators and its host learn why.
    reports::ask(service).await.unwrap();
    let report = health::of(service, &anna, mirror.id()).await.unwrap();
    let ahead = clock.now().seconds() - service.clock.now().seconds();
    assert_eq!((report.answers(), report.seen.clock_ahead), (false, Some(ahead)), "{report:?}");
    assert_eq!([report.minutes_ahead(), report.minutes_behind()].map(|it| it.is_some()), [ahead > 0, ahead < 0]);
    assert_eq!(wrong(service).await, 1);

    // Its clock is set right, and the pause after the last try passes.
    service.clock.advance(Duration::from_hours(1));
    set(&clock, service.clock.now());
    mirror.poll(&portal(service)).await.unwrap();
    mirror.read(&reading.ticket, reading.blob, None).await.unwrap_err();
    reports::ask(service).await.unwrap();
    let report = health::of(service, &anna, mirror.id()).await.unwrap();
    assert_eq!((report.answers(), report.seen.clock_ahead), (true, Some(0)), "{report:?}");
    assert_eq!(wrong(service).await, 0);
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty() && ran.waiting.is_empty(), "{ran:?}");
    let board = takedown::board(service, reading.file.object).await.unwrap();
    assert_eq!(row_of(&board, &mirror), ("done".to_owned(), Some("gone".to_owned())));
    assert!(!bytes.exists());
}

both_engines!(a_mirror_whose_clock_is_behind_serves_nobody_and_obeys_at_once, |app: TestService| async move {
    is_wrong(&app.service, |now| now.minus(Duration::from_hours(24)), true).await;
});

// What it signs by that clock nobody believes, and it signs it anew once the clock is right, however far ahead it was.
both_engines!(
    a_mirror_whose_clock_is_ahead_serves_nobody_and_is_believed_once_it_is_right,
    |app: TestService| async move {
        is_wrong(&app.service, |now| now.plus(Duration::from_hours(24 * 365)), false).await;
    }
);

both_engines!(clocks_may_differ_by_the_leeway, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = kiwi.settled(service, &anna).await;
    let reading = placed_on(service, &anna, &mirror).await;
    reach(service, mirror.id(), &mirror, dead());
    fleet::refresh(service).await.unwrap();
    drop(mirror);
    let now = service.clock.now();
    let (mirror, clock) = by_another_clock(service, &kiwi, now).await;
    for time in [now.minus(LEEWAY), now.plus(LEEWAY)] {
        set(&clock, time);
        mirror.poll(&portal(service)).await.unwrap();
        mirror.read(&reading.ticket, reading.blob, None).await.unwrap();
        let client = service.mirrors.client(mirror.id()).unwrap();
        assert_eq!(client.probe(reading.blob).await.unwrap(), Probe::Held);
    }
    take_down(service, &reading).await;
    let board = takedown::board(service, reading.file.object).await.unwrap();
    assert_eq!(row_of(&board, &mirror), ("done".to_owned(), Some("gone".to_owned())));
});
