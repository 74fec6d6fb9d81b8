//! Years of cases, across daylight saving, leap days and holiday weekends: each day against a table worked out by hand.
//!
//! Business days count from the day after receipt (17 U.S.C. § 512(g)(2)(C): "not less than 10, nor more than 14, business
//! days following receipt"). The holidays are those of 5 U.S.C. § 6103(a); one that falls on a Saturday is observed on the
//! Friday before (§ 6103(b)(1)), one on a Sunday on the Monday after (Executive Order 11582). Days begin at midnight in New
//! York: 05:00 UTC in winter and 04:00 UTC in summer (15 U.S.C. § 260a: from the second Sunday of March to the first of November).
//!
//! An appeal is open for six months from being told (Regulation (EU) 2022/2065, Article 20(1) and (2)). Months end with the last
//! hour of the day of the same date, or of the last day of a month that has none, and where that is a holiday or of a weekend with
//! the last hour of the next working day (Regulation (EEC, Euratom) No 1182/71, Article 3(2)(c) and (4)). What was locked is kept
//! for 184 times 24 hours at least (`--limit custody-kept`), and until the appeal's last second.

mod counted;
mod due;
mod kept;
mod months;
mod spans;
mod standings;

use std::time::Duration;

use writ::claims::decisions::Action;
use writ::clock::Time;
use writ::ids::NoticeId;
use writ::process::{ahead, counter_notices};
use writ::service::Service;
use writ::vault::ObjectState;

use super::{at, countered, decided, in_new_york, restriction, turn_to, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{Cast, File, object_state};

struct Row {
    /// When a counter-notice is received; or, of another file, when it is locked and its uploader told.
    received: &'static str,
    /// When the material returns by the counter-notice.
    returns: &'static str,
    /// When not to have returned it becomes a breach.
    breach: &'static str,
    /// How these days were counted: the eleventh after `|`, the fourteenth last; what is left out in brackets.
    counted: &'static str,
    /// The last second in which the decision about the other file can be appealed.
    appeal: &'static str,
    /// When that is purged if nobody answers.
    purged: &'static str,
    /// How the six months and the days of custody were counted.
    kept: &'static str,
}

const TABLE: [Row; 11] = [
    Row {
        received: "2026-12-18T20:00:00Z",
        returns: "2027-01-06T05:00:00Z",
        breach: "2027-01-12T05:00:00Z",
        counted: "Fri 18 Dec; 21 22 23 24 [25 Christmas] 28 29 30 31 [1 New Year] 4 5 | 6, 7 8 11",
        appeal: "2027-06-22T03:59:59Z",
        purged: "2027-06-22T03:59:59Z",
        kept: "to Fri 18 Jun [Juneteenth, which is a Saturday], so Mon 21 Jun; 184 days are over on 20 Jun",
    },
    Row {
        received: "2027-03-05T17:00:00Z",
        returns: "2027-03-22T04:00:00Z",
        breach: "2027-03-26T04:00:00Z",
        counted: "Fri 5 Mar; 8 9 10 11 12 [14: clocks go forward] 15 16 17 18 19 | 22, 23 24 25",
        appeal: "2027-09-08T03:59:59Z",
        purged: "2027-09-08T03:59:59Z",
        kept: "to Sun 5 Sep [6 Labor Day], so Tue 7 Sep; 184 days are over on 5 Sep",
    },
    Row {
        received: "2027-05-22T16:00:00Z",
        returns: "2027-06-08T04:00:00Z",
        breach: "2027-06-12T04:00:00Z",
        counted: "Sat 22 May; 24 25 26 27 28 [31 Memorial Day] 1 2 3 4 7 | 8, 9 10 11",
        appeal: "2027-11-23T04:59:59Z",
        purged: "2027-11-23T04:59:59Z",
        kept: "to Mon 22 Nov, when it is winter; 184 days are over at 11 of that morning",
    },
    Row {
        received: "2027-06-18T03:30:00Z",
        returns: "2027-07-06T04:00:00Z",
        breach: "2027-07-10T04:00:00Z",
        counted: "Thu 17 Jun, 23:30 in New York; [18 Juneteenth, which is a Saturday] 21 22 23 24 25 28 29 30 1 2 \
                  [5 Independence Day, which is a Sunday] | 6, 7 8 9",
        appeal: "2027-12-18T04:59:59Z",
        purged: "2027-12-19T03:30:00Z",
        kept: "to Fri 17 Dec; 184 days to 18 Dec, 22:30 in New York",
    },
    Row {
        received: "2027-08-31T14:00:00Z",
        returns: "2027-09-16T04:00:00Z",
        breach: "2027-09-22T04:00:00Z",
        counted: "Tue 31 Aug; 1 2 3 [6 Labor Day] 7 8 9 10 13 14 15 | 16, 17 20 21",
        appeal: "2028-03-01T04:59:59Z",
        purged: "2028-03-02T14:00:00Z",
        kept: "to Tue 29 Feb, since that month has no 31st; 184 days to 2 Mar",
    },
    Row {
        received: "2027-10-25T14:00:00Z",
        returns: "2027-11-09T05:00:00Z",
        breach: "2027-11-16T05:00:00Z",
        counted: "Mon 25 Oct; 26 27 28 29 1 2 3 4 5 [7: clocks go back] 8 | 9, 10 [11 Veterans Day] 12 15",
        appeal: "2028-04-26T03:59:59Z",
        purged: "2028-04-26T14:00:00Z",
        kept: "to Tue 25 Apr; 184 days to 26 Apr, a leap day among them",
    },
    Row {
        received: "2027-12-15T14:00:00Z",
        returns: "2028-01-03T05:00:00Z",
        breach: "2028-01-07T05:00:00Z",
        counted: "Wed 15 Dec; 16 17 20 21 22 23 [24 Christmas, a Saturday] 27 28 29 30 [31 New Year, a Saturday] | 3, 4 5 6",
        appeal: "2028-06-16T03:59:59Z",
        purged: "2028-06-16T14:00:00Z",
        kept: "to Thu 15 Jun; 184 days to 16 Jun, a leap day among them",
    },
    Row {
        received: "2028-02-18T14:00:00Z",
        returns: "2028-03-07T05:00:00Z",
        breach: "2028-03-11T05:00:00Z",
        counted: "Fri 18 Feb; [21 Washington] 22 23 24 25 28 29 (a leap day) 1 2 3 6 | 7, 8 9 10",
        appeal: "2028-08-19T03:59:59Z",
        purged: "2028-08-20T14:00:00Z",
        kept: "to Fri 18 Aug; 184 days to Sun 20 Aug: they end on any day",
    },
    Row {
        received: "2028-09-29T14:00:00Z",
        returns: "2028-10-17T04:00:00Z",
        breach: "2028-10-21T04:00:00Z",
        counted: "Fri 29 Sep; 2 3 4 5 6 [9 Columbus Day] 10 11 12 13 16 | 17, 18 19 20",
        appeal: "2029-03-30T03:59:59Z",
        purged: "2029-04-01T14:00:00Z",
        kept: "to Thu 29 Mar, when it is summer; 184 days to Sun 1 Apr",
    },
    Row {
        received: "2029-01-15T14:00:00Z",
        returns: "2029-01-30T05:00:00Z",
        breach: "2029-02-03T05:00:00Z",
        counted: "Mon 15 Jan, Martin Luther King Jr.; 16 17 18 19 22 23 24 25 26 29 | 30, 31 1 2",
        appeal: "2029-07-17T03:59:59Z",
        purged: "2029-07-18T14:00:00Z",
        kept: "to Sun 15 Jul, so Mon 16 Jul; 184 days to 18 Jul",
    },
    Row {
        received: "2029-11-08T14:00:00Z",
        returns: "2029-11-27T05:00:00Z",
        breach: "2029-12-01T05:00:00Z",
        counted: "Thu 8 Nov; 9 [12 Veterans Day, a Sunday] 13 14 15 16 19 20 21 [22 Thanksgiving] 23 26 | 27, 28 29 30",
        appeal: "2030-05-09T03:59:59Z",
        purged: "2030-05-11T14:00:00Z",
        kept: "to Wed 8 May; 184 days to 11 May",
    },
];

both_engines!(years_of_counter_notices_return_on_the_days_of_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    for Row { received, returns, breach, counted, .. } in &TABLE {
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

/// What is done and looked at of a file, in the order of its days.
enum Step {
    Locked,
    KeptStill,
    LastSecondOfAppeal,
    Purged,
    TooLate,
}

/// Until when an appeal is open to the uploader, if it is.
async fn appeal_until(service: &Service, film: &File, notice: NoticeId) -> Option<Time> {
    ahead::of_notice(service, &film.owner, notice).await.unwrap().unwrap().appeal_until
}

both_engines!(years_of_what_nobody_answers_are_kept_and_purged_by_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let second = Duration::from_secs(1);
    // The days of one file lie among those of others.
    let mut steps = Vec::new();
    for (row, days) in TABLE.iter().enumerate() {
        let (appeal, purged) = (at(days.appeal), at(days.purged));
        steps.extend([
            (at(days.received), row, Step::Locked),
            (purged.minus(second * 2), row, Step::KeptStill),
            (appeal, row, Step::LastSecondOfAppeal),
            (purged, row, Step::Purged),
            (appeal.plus(second), row, Step::TooLate),
        ]);
    }
    steps.sort_by_key(|(time, ..)| *time);
    let mut films = Vec::new();
    for (time, row, step) in steps {
        let days = &TABLE[row];
        turn_to(service, time);
        if let Step::Locked = step {
            let film = File::upload(service, "film.mkv").await;
            decided(service, &cast, &film, Action::LockAndDelete).await;
            let notice = restriction(service, &film).await;
            let ahead = ahead::of_notice(service, &film.owner, notice).await.unwrap().unwrap();
            let said = (ahead.appeal_until, ahead.purged_at());
            assert_eq!(said, (Some(at(days.appeal)), Some(at(days.purged))), "{}", days.kept);
            films.push((film, notice));
        }
        let (film, notice) = &films[row];
        match step {
            Step::Locked => worked(service).await,
            Step::KeptStill => {
                worked(service).await;
                assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "{}", days.kept);
            }
            Step::LastSecondOfAppeal => {
                assert_eq!(appeal_until(service, film, *notice).await, Some(at(days.appeal)), "{}", days.kept);
            }
            Step::Purged => {
                worked(service).await;
                assert_eq!(object_state(service, film.object).await, ObjectState::Purged, "{}", days.kept);
            }
            Step::TooLate => assert_eq!(appeal_until(service, film, *notice).await, None, "{}", days.kept),
        }
    }
});
