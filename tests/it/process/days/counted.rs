//! Twelve months from an instant: until when something manifestly unfounded, and a warning after it, count; and until when material is
//! preserved that was escalated because a child or a life is in danger.
//!
//! How long misuse counts is the operator's own (`--limit misuse-counts`: months of the calendar, counted from each mark and each warning):
//! Regulation (EU) 2022/2065, Article 23(3)(a) asks for what was sent “within a given time frame” and says no number. Reported material is
//! preserved for a year (18 U.S.C. § 2258A(h)(1); `reported-material-kept`). Both end as the months of appeals and strikes do, with the day of
//! the same date or a working day behind it, and never before: Regulation (EEC, Euratom) No 1182/71, Article 3(2)(c) and (4); the holidays are
//! those of 5 U.S.C. § 6103, the days are New York's.

use std::time::Duration;

use writ::accounts::standing::Scope;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::escalations::{self, Kind};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::PrivateLinkText;
use writ::claims::{cases, queue, reports};
use writ::clock::Time;
use writ::ids::{MeasureId, ObjectId, TwoPersonStepId};
use writ::personal::strangers::{self, Kept};
use writ::process::Error;
use writ::process::misuse::{self, Decision, Party, What, Words};
use writ::service::Service;
use writ::takedown;
use writ::vault::ObjectState;

use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, object_state};
use crate::process::{at, decided, in_new_york, turn_to, worked};

struct Row {
    /// When something is marked and its sender warned; or, of another file, when a case is escalated.
    from: &'static str,
    /// The last second of the twelve months.
    until: &'static str,
    /// How they were counted.
    how: &'static str,
}

const TABLE: [Row; 5] = [
    Row { from: "2026-11-27T15:00:00Z", until: "2027-11-30T04:59:59Z", how: "Fri 27 Nov to Sat 27 Nov, so Mon 29 Nov" },
    Row {
        from: "2027-03-01T15:00:00Z",
        until: "2028-03-02T04:59:59Z",
        how: "Mon 1 Mar to Wed 1 Mar, which is 366 days, a leap day among them",
    },
    Row {
        from: "2027-07-04T14:00:00Z",
        until: "2028-07-06T03:59:59Z",
        how: "Sun 4 Jul to Tue 4 Jul [Independence Day], so Wed 5 Jul",
    },
    Row {
        from: "2028-01-01T02:00:00Z",
        until: "2029-01-03T04:59:59Z",
        how: "Fri 31 Dec 2027, 21:00 in New York, to Sun 31 Dec 2028 [1 Jan New Year], so Tue 2 Jan",
    },
    Row {
        from: "2028-02-29T15:00:00Z",
        until: "2029-03-01T04:59:59Z",
        how: "Tue 29 Feb, a leap day, to Wed 28 Feb, since that month has no 29th",
    },
];

/// What is done and looked at of one line, in the order of its days.
enum Step {
    Marked,
    /// Four days later the same is done again.
    Again,
    CountsStill,
    Over,
}

/// Of whom something is marked in one line.
struct Senders {
    /// Two organisations, both warned.
    organisations: [Cast; 2],
    /// Somebody without an account, by the secret of their private link.
    stranger: String,
}

/// A notice of an organisation that was unfounded, marked.
async fn unfounded(service: &Service, cast: &Cast) {
    let film = File::upload(service, "trailer.mkv").await;
    let (claim, _) = decided(service, cast, &film, Action::None).await;
    let target = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target;
    misuse::mark(service, &cast.reviewer, What::Target(target), "It is their own trailer").await.unwrap();
}

/// A notice of somebody without an account that was unfounded, marked: the secret of its private link.
async fn unfounded_of_stranger(service: &Service, cast: &Cast) -> String {
    let film = File::upload(service, "trailer.mkv").await;
    let report = cast::report(Basis::EuDsa, &film.bare());
    let sent = reports::send(service, "198.51.100.7", None, &report).await.unwrap();
    queue::take(service, &cast.reviewer, sent.claim).await.unwrap();
    let target = sent.targets[0].target;
    let ruling = Ruling {
        target,
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "It is another film.".into(),
    };
    decisions::decide(service, &cast.reviewer, sent.claim, &[ruling]).await.unwrap();
    misuse::mark(service, &cast.reviewer, What::Target(target), "It is their own trailer").await.unwrap();
    sent.private_link.unwrap().expose().to_owned()
}

async fn decide(service: &Service, cast: &Cast, decision: Decision) -> Result<MeasureId, Error> {
    let party = Party::Organisation(cast.organisation);
    let words = Words {
        reasons: "The same trailer again.".into(),
        gravity: "A stranger's film was locked.".into(),
        intention: "It was refused before.".into(),
    };
    misuse::decide(service, &cast.reviewer, party, Scope::Notices, decision, &words).await
}

/// How many marks of an organisation count.
async fn counting(service: &Service, cast: &Cast) -> i64 {
    let party = Party::Organisation(cast.organisation);
    misuse::record(service, &cast.reviewer, party).await.unwrap().notices.unfounded
}

/// Until when a mark keeps somebody without an account in their notice, if one does.
async fn kept_for_misuse(service: &Service, secret: &str) -> Option<Time> {
    let waits = strangers::standing(service, &PrivateLinkText(secret)).await.unwrap().waits;
    waits.into_iter().find(|wait| wait.kept == Kept::Misuse).and_then(|wait| wait.until)
}

both_engines!(years_of_marks_and_warnings_count_until_the_days_of_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let suspend = Decision::Suspend { days: 30 };
    let mut steps = Vec::new();
    for (row, Row { from, until, .. }) in TABLE.iter().enumerate() {
        steps.extend([
            (at(from), row, Step::Marked),
            (at(from).plus(Duration::from_hours(4 * 24)), row, Step::Again),
            (at(until).minus(Duration::from_micros(1)), row, Step::CountsStill),
            (at(until), row, Step::Over),
        ]);
    }
    steps.sort_by_key(|(time, ..)| *time);
    let mut senders: Vec<Senders> = Vec::new();
    for (time, row, step) in steps {
        let (until, how) = (at(TABLE[row].until), TABLE[row].how);
        turn_to(service, time);
        if let Step::Marked = step {
            let number = u8::try_from(2 * row).unwrap() + 20;
            let organisations = [cast.rival(service, number).await, cast.rival(service, number + 1).await];
            senders.push(Senders { organisations, stranger: unfounded_of_stranger(service, &cast).await });
        }
        let Senders { organisations, stranger } = &senders[row];
        let [one, other] = organisations;
        match step {
            Step::Marked => {
                for organisation in organisations {
                    unfounded(service, organisation).await;
                    decide(service, organisation, Decision::Warn).await.unwrap();
                }
            }
            Step::Again => {
                for organisation in organisations {
                    unfounded(service, organisation).await;
                }
            }
            Step::CountsStill => {
                assert_eq!(kept_for_misuse(service, stranger).await, Some(until), "{how}");
                assert_eq!(counting(service, other).await, 2, "{how}");
                decide(service, one, suspend).await.unwrap();
            }
            // As a strike does, it ends as its last second begins, whoever asks.
            Step::Over => {
                assert_eq!(kept_for_misuse(service, stranger).await, None, "{how}");
                assert_eq!(counting(service, other).await, 1, "{how}");
                let late = decide(service, other, suspend).await;
                let warn = "takes a warning first";
                assert!(matches!(late, Err(Error::Conflict(ref why)) if why.contains(warn)), "{how}: {late:?}");
            }
        }
    }
});

// What was reported -------------------------------------------------------------------------------------

/// What is done and looked at of one file, in the order of its days.
enum Report {
    Escalated,
    LastSecond,
    Over,
}

/// Somebody reports a file that shows a child abused; it is escalated, and a senior has it deleted.
async fn reported(service: &Service, cast: &Cast) -> ObjectId {
    let film = File::upload(service, "film.mkv").await;
    let report = cast::report(Basis::EuDsa, &film.url());
    let sent = reports::send(service, "198.51.100.8", None, &report).await.unwrap();
    escalations::raise(service, &cast.reviewer, sent.claim, Some(Kind::Child), "It shows a child.").await.unwrap();
    queue::take(service, &cast.senior, sent.claim).await.unwrap();
    let ruling = Ruling {
        target: sent.targets[0].target,
        finding: Finding::OtherIllegal,
        action: Action::LockAndDelete,
        ground: "18 U.S.C. 2252A".into(),
        reasons: "It was seen.".into(),
    };
    decisions::decide(service, &cast.senior, sent.claim, &[ruling]).await.unwrap();
    film.object
}

/// Two administrators want a file purged at once: the first proposes it.
async fn proposed(service: &Service, cast: &Cast, object: ObjectId) -> TwoPersonStepId {
    takedown::propose_purge(service, &cast.first, object, "Nobody is to see it").await.unwrap()
}

both_engines!(years_of_reported_material_are_preserved_until_the_days_of_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let mut steps = Vec::new();
    for (row, Row { from, until, .. }) in TABLE.iter().enumerate() {
        steps.extend([
            (at(from), row, Report::Escalated),
            (at(until).minus(Duration::from_secs(1)), row, Report::LastSecond),
            (at(until), row, Report::Over),
        ]);
    }
    steps.sort_by_key(|(time, ..)| *time);
    let mut files: Vec<(ObjectId, Option<TwoPersonStepId>)> = Vec::new();
    for (time, row, step) in steps {
        let (until, how) = (at(TABLE[row].until), TABLE[row].how);
        turn_to(service, time);
        match step {
            Report::Escalated => {
                let object = reported(service, &cast).await;
                let mut tx = service.db.read().await.unwrap();
                let kept = takedown::preserved(&mut tx, service, object).await.unwrap();
                drop(tx);
                assert_eq!(kept.iter().map(|kept| kept.until).collect::<Vec<_>>(), [Some(until)], "{how}");
                worked(service).await;
                files.push((object, None));
            }
            // All other windows have closed, and two people agree: it is kept all the same.
            Report::LastSecond => {
                let object = files[row].0;
                let step = proposed(service, &cast, object).await;
                let early = takedown::order_purge(service, &cast.second, step).await;
                assert!(matches!(early, Err(takedown::Error::Conflict(_))), "{how}: {early:?}");
                assert_eq!(object_state(service, object).await, ObjectState::Locked, "{how}");
                files[row].1 = Some(step);
            }
            Report::Over => {
                let (object, step) = files[row];
                takedown::order_purge(service, &cast.second, step.unwrap()).await.unwrap();
                worked(service).await;
                assert_eq!(object_state(service, object).await, ObjectState::Purged, "{how}");
            }
        }
    }
});
