//! Years of cases, across daylight saving, leap days and holiday weekends: each day against a table worked out by hand.
//!
//! Business days count from the day after receipt (17 U.S.C. § 512(g)(2)(C): "not less than 10, nor more than 14, business
//! days following receipt"). The holidays are those of 5 U.S.C. § 6103(a); one that falls on a Saturday is observed on the
//! Friday before (§ 6103(b)(1)), one on a Sunday on the Monday after (Executive Order 11582). Days begin at midnight in New
//! York: 05:00 UTC in winter and 04:00 UTC in summer (15 U.S.C. § 260a: from the second Sunday of March to the first of November).

use std::time::Duration;

use writ::claims::decisions::Action;
use writ::process::counter_notices;
use writ::vault::ObjectState;

use super::{at, countered, decided, in_new_york, turn_to, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{Cast, File, object_state};

/// When it was received, when it returns, and when not to have returned it becomes a breach; with how the days were counted
/// (the eleventh after `|`, the fourteenth last; what is left out in brackets).
const TABLE: [(&str, &str, &str, &str); 9] = [
    (
        "2026-12-18T20:00:00Z",
        "2027-01-06T05:00:00Z",
        "2027-01-12T05:00:00Z",
        "Fri 18 Dec; 21 22 23 24 [25 Christmas] 28 29 30 31 [1 New Year] 4 5 | 6, 7 8 11",
    ),
    (
        "2027-03-05T17:00:00Z",
        "2027-03-22T04:00:00Z",
        "2027-03-26T04:00:00Z",
        "Fri 5 Mar; 8 9 10 11 12 [14: clocks go forward] 15 16 17 18 19 | 22, 23 24 25",
    ),
    (
        "2027-05-22T16:00:00Z",
        "2027-06-08T04:00:00Z",
        "2027-06-12T04:00:00Z",
        "Sat 22 May; 24 25 26 27 28 [31 Memorial Day] 1 2 3 4 7 | 8, 9 10 11",
    ),
    (
        "2027-06-18T03:30:00Z",
        "2027-07-06T04:00:00Z",
        "2027-07-10T04:00:00Z",
        "Thu 17 Jun, 23:30 in New York; [18 Juneteenth, which is a Saturday] 21 22 23 24 25 28 29 30 1 2 \
         [5 Independence Day, which is a Sunday] | 6, 7 8 9",
    ),
    (
        "2027-10-25T14:00:00Z",
        "2027-11-09T05:00:00Z",
        "2027-11-16T05:00:00Z",
        "Mon 25 Oct; 26 27 28 29 1 2 3 4 5 [7: clocks go back] 8 | 9, 10 [11 Veterans Day] 12 15",
    ),
    (
        "2027-12-15T14:00:00Z",
        "2028-01-03T05:00:00Z",
        "2028-01-07T05:00:00Z",
        "Wed 15 Dec; 16 17 20 21 22 23 [24 Christmas, a Saturday] 27 28 29 30 [31 New Year, a Saturday] | 3, 4 5 6",
    ),
    (
        "2028-02-18T14:00:00Z",
        "2028-03-07T05:00:00Z",
        "2028-03-11T05:00:00Z",
        "Fri 18 Feb; [21 Washington] 22 23 24 25 28 29 (a leap day) 1 2 3 6 | 7, 8 9 10",
    ),
    (
        "2029-01-15T14:00:00Z",
        "2029-01-30T05:00:00Z",
        "2029-02-03T05:00:00Z",
        "Mon 15 Jan, Martin Luther King Jr.; 16 17 18 19 22 23 24 25 26 29 | 30, 31 1 2",
    ),
    (
        "2029-11-08T14:00:00Z",
        "2029-11-27T05:00:00Z",
        "2029-12-01T05:00:00Z",
        "Thu 8 Nov; 9 [12 Veterans Day, a Sunday] 13 14 15 16 19 20 21 [22 Thanksgiving] 23 26 | 27, 28 29 30",
    ),
];

both_engines!(years_of_counter_notices_return_on_the_days_of_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    for (received, returns, breach, counted) in TABLE {
        turn_to(service, at(received));
        let film = File::upload(service, "concert.mkv").await;
        decided(service, &cast, &film, Action::LockAndDelete).await;
        let id = countered(service, &film).await;
        let sent = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
        assert_eq!((sent.returns_at, sent.breach_at), (at(returns), at(breach)), "{counted}");
        worked(service).await;
        turn_to(service, at(returns).minus(Duration::from_secs(1)));
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "{counted}");
        turn_to(service, at(returns));
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Available, "{counted}");
    }
});
