//! What each reviewer has decided today, as the operator counts days.

use writ::claims::decisions::Action;
use writ::claims::queue::workload::workload;

use crate::app::{TestService, both_engines};
use crate::claims::cast::{Cast, File};
use crate::process::{at, decided, in_new_york, turn_to};

both_engines!(today_begins_at_midnight_where_the_operator_is, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let decided_today = async || {
        let loads = workload(service, &cast.senior).await.unwrap();
        loads.into_iter().find(|load| load.account == cast.reviewer.account).unwrap().decided_today
    };
    let film = File::upload(service, "film.mkv").await;
    // Monday, 23 November, 18:00 in New York, and 23:30, when it is Tuesday in Greenwich.
    turn_to(service, at("2026-11-23T23:00:00Z"));
    decided(service, &cast, &film, Action::None).await;
    turn_to(service, at("2026-11-24T04:30:00Z"));
    assert_eq!(decided_today().await, 1, "it is Monday still");
    let other = File::upload(service, "other.mkv").await;
    decided(service, &cast, &other, Action::None).await;
    turn_to(service, at("2026-11-24T04:59:59Z"));
    assert_eq!(decided_today().await, 2);
    turn_to(service, at("2026-11-24T05:00:00Z"));
    assert_eq!(decided_today().await, 0);
});
