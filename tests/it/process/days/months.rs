//! Six months from an instant: until when a strike counts, and until when a notifier who was refused something can appeal.
//!
//! How long a strike counts is the operator's own (`--limit strike-counts`: months of the calendar): 17 U.S.C. § 512(i)(1)(A) asks for a
//! policy about repeat infringers and says no number. A notifier's appeal is open for six months from being told (Regulation (EU) 2022/2065,
//! Article 20(1) and (2)). Both end with the last hour of the day of the same date, or of the last day of a month that has none, and where that
//! is a holiday or of a weekend with that of the next working day (Regulation (EEC, Euratom) No 1182/71, Article 3(2)(c) and (4)); the holidays
//! are those of 5 U.S.C. § 6103, the days are New York's, as in the table above this one.

use std::time::Duration;

use writ::claims::decisions::Action;
use writ::claims::withdrawal::Claimant;
use writ::clock::Time;
use writ::ids::{ClaimId, DecisionId};
use writ::process::appeals::{self, Appellant};
use writ::process::{Error, ahead, strikes};
use writ::service::Service;

use crate::app::{TestService, both_engines};
use crate::claims::cast::{Cast, File};
use crate::process::{at, count_of, decided, in_new_york, turn_to, worked};

struct Row {
    /// When something of an uploader is locked, and when another notice is told that nothing is.
    from: &'static str,
    /// The last second of the six months.
    until: &'static str,
    /// How they were counted.
    how: &'static str,
}

const TABLE: [Row; 11] = [
    Row {
        from: "2026-12-31T15:00:00Z",
        until: "2027-07-01T03:59:59Z",
        how: "Thu 31 Dec to Wed 30 Jun, since June has no 31st; from winter into summer",
    },
    Row {
        from: "2027-03-31T14:00:00Z",
        until: "2027-10-01T03:59:59Z",
        how: "Wed 31 Mar to Thu 30 Sep, since September has no 31st",
    },
    Row {
        from: "2027-05-31T14:00:00Z",
        until: "2027-12-01T04:59:59Z",
        how: "Mon 31 May, Memorial Day, which is no hindrance, to Tue 30 Nov, when it is winter",
    },
    Row {
        from: "2027-06-25T14:00:00Z",
        until: "2027-12-28T04:59:59Z",
        how: "Fri 25 Jun to Sat 25 Dec, Christmas [observed on the Friday before; 26 is a Sunday], so Mon 27 Dec",
    },
    Row {
        from: "2027-08-30T14:00:00Z",
        until: "2028-03-01T04:59:59Z",
        how: "Mon 30 Aug to Tue 29 Feb, a leap day, since that month has no 30th",
    },
    Row {
        from: "2027-10-31T14:00:00Z",
        until: "2028-05-02T03:59:59Z",
        how: "Sun 31 Oct to Sun 30 Apr, since April has no 31st, so Mon 1 May, which is no holiday in New York",
    },
    Row {
        from: "2028-01-01T02:00:00Z",
        until: "2028-07-01T03:59:59Z",
        how: "Fri 31 Dec 2027, 21:00 in New York, to Fri 30 Jun: not 1 Jul, as it would be in Greenwich",
    },
    Row { from: "2028-02-29T15:00:00Z", until: "2028-08-30T03:59:59Z", how: "Tue 29 Feb, a leap day, to Tue 29 Aug" },
    Row {
        from: "2028-08-31T14:00:00Z",
        until: "2029-03-01T04:59:59Z",
        how: "Thu 31 Aug to Wed 28 Feb, since that month has no 29th",
    },
    Row {
        from: "2029-05-11T14:00:00Z",
        until: "2029-11-14T04:59:59Z",
        how: "Fri 11 May to Sun 11 Nov, Veterans Day [observed on the Monday after], so Tue 13 Nov",
    },
    Row {
        from: "2029-07-01T14:00:00Z",
        until: "2030-01-03T04:59:59Z",
        how: "Sun 1 Jul to Tue 1 Jan [New Year], so Wed 2 Jan",
    },
];

/// What is done and looked at of one line, in the order of its days.
enum Step {
    Decided,
    CountsStill,
    LastSecond,
    Over,
}

/// Until when the notifier of a claim can appeal against what was decided, if they can.
async fn appealable(service: &Service, cast: &Cast, claim: ClaimId, decision: DecisionId) -> Option<Option<Time>> {
    let answers = ahead::of_claim(service, Claimant::Person(&cast.member), claim).await.unwrap();
    answers.appeal_until(&decision)
}

both_engines!(years_of_strikes_and_of_notifiers_appeals_end_by_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    // The days of one line lie among those of others.
    let mut steps = Vec::new();
    for (row, Row { from, until, .. }) in TABLE.iter().enumerate() {
        let until = at(until);
        steps.extend([
            (at(from), row, Step::Decided),
            (until.minus(Duration::from_micros(1)), row, Step::CountsStill),
            (until, row, Step::LastSecond),
            (until.plus(Duration::from_secs(1)), row, Step::Over),
        ]);
    }
    steps.sort_by_key(|(time, ..)| *time);
    let mut lines = Vec::new();
    for (time, row, step) in steps {
        let (until, how) = (at(TABLE[row].until), TABLE[row].how);
        turn_to(service, time);
        if let Step::Decided = step {
            let other = File::upload(service, "concert.mkv").await;
            let (claim, decision) = decided(service, &cast, &other, Action::None).await;
            let film = File::upload(service, "film.mkv").await;
            decided(service, &cast, &film, Action::LockAndDelete).await;
            let struck = strikes::own(service, &film.owner).await.unwrap().standing.strikes;
            assert_eq!(struck.iter().map(|strike| strike.until).collect::<Vec<_>>(), [until], "{how}");
            assert_eq!(appealable(service, &cast, claim, decision).await, Some(Some(until)), "{how}");
            worked(service).await;
            lines.push((film.owner, claim, decision));
        }
        let (uploader, claim, decision) = lines[row];
        let theirs = Appellant::Notifier(Claimant::Person(&cast.member), claim, decision);
        match step {
            Step::Decided => {}
            Step::CountsStill => assert_eq!(count_of(service, &uploader).await, 1, "{how}"),
            // The strike ends as its last second begins; whoever appeals has all of it.
            Step::LastSecond => {
                assert_eq!(count_of(service, &uploader).await, 0, "{how}");
                assert_eq!(appealable(service, &cast, claim, decision).await, Some(Some(until)), "{how}");
                appeals::lodge(service, theirs, "It is our film").await.unwrap();
                appeals::withdraw(service, theirs).await.unwrap();
            }
            Step::Over => {
                assert_eq!(appealable(service, &cast, claim, decision).await, None, "{how}");
                let late = appeals::lodge(service, theirs, "It is our film").await;
                assert!(matches!(late, Err(Error::Conflict(ref why)) if why.contains("6 months")), "{how}: {late:?}");
            }
        }
    }
});
