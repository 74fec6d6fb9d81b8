//! Spans of hours and days, over the days on which clocks change: an hour is an hour and a day is 24 of them, whatever the clocks on the wall
//! show at their end. What the operator types as a time, or as a day, is read by those clocks.
//!
//! Clocks go forward on the second Sunday of March, at 07:00 UTC in New York, and back on the first of November, at 06:00 UTC
//! (15 U.S.C. § 260a).

use std::time::Duration;

use writ::accounts::Actor;
use writ::claims::authorities::{self, Gag, Law, OrderInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::filing::{self, ClaimState};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::{questions, queue, reports};
use writ::clock::Time;
use writ::db;
use writ::ids::{AccountReviewId, ObjectId};
use writ::notices::{self, NoticeKind};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::windows::Kind as Window;
use writ::process::{ahead, strikes};
use writ::service::Service;
use writ::vault::{ObjectState, uploads};

use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, object_state, target};
use crate::process::{at, decided, in_new_york, restriction, struck, turn_to, worked};

const SECOND: Duration = Duration::from_secs(1);

// Claims, and what is asked about them ------------------------------------------------------------------

/// Claims are due in 4 hours from receipt, of a verified holder, and in 24 of anybody else (`--limit verified-claim-due`, `claim-due`; the
/// law says “expeditiously”: 17 U.S.C. § 512(c)(1)(C)). A question waits for 14 times 24 hours (`information-due`; the law asks to be helped
/// promptly: § 512(c)(3)(B)(ii)), and what was waited is added to the deadline.
struct Claimed {
    received: &'static str,
    /// When a verified holder's claim is due.
    verified: &'static str,
    /// When anybody's is.
    standard: &'static str,
    /// When its notifier is asked for what is missing.
    asked: &'static str,
    /// When one notifier answers, and when that claim is due.
    answered: (&'static str, &'static str),
    /// Until when the other one's answer is waited for, and when that claim is due.
    unanswered: (&'static str, &'static str),
    /// How the hours were counted.
    how: &'static str,
}

const CLAIMS: [Claimed; 4] = [
    Claimed {
        received: "2027-03-14T05:00:00Z",
        verified: "2027-03-14T09:00:00Z",
        standard: "2027-03-15T05:00:00Z",
        asked: "2027-03-14T06:30:00Z",
        answered: ("2027-03-14T13:30:00Z", "2027-03-15T12:00:00Z"),
        unanswered: ("2027-03-28T06:30:00Z", "2027-03-29T05:00:00Z"),
        how: "Sun 14 Mar, midnight [02:00 is 03:00]: 4 hours to 05:00, 24 to Mon 01:00; asked at 01:30, answered at 09:30, which is \
              7 hours later; 14 days to Sun 28 Mar, 02:30",
    },
    Claimed {
        received: "2027-11-07T04:30:00Z",
        verified: "2027-11-07T08:30:00Z",
        standard: "2027-11-08T04:30:00Z",
        asked: "2027-11-07T05:30:00Z",
        answered: ("2027-11-07T06:30:00Z", "2027-11-08T05:30:00Z"),
        unanswered: ("2027-11-21T05:30:00Z", "2027-11-22T04:30:00Z"),
        how: "Sun 7 Nov, 00:30 [02:00 is 01:00]: 4 hours to 03:30, 24 to 23:30; asked at 01:30, answered an hour later at 01:30; \
              14 days to Sun 21 Nov, 00:30",
    },
    Claimed {
        received: "2028-02-18T15:00:00Z",
        verified: "2028-02-18T19:00:00Z",
        standard: "2028-02-19T15:00:00Z",
        asked: "2028-02-18T17:00:00Z",
        answered: ("2028-03-01T17:00:00Z", "2028-03-02T15:00:00Z"),
        unanswered: ("2028-03-03T17:00:00Z", "2028-03-04T15:00:00Z"),
        how: "Fri 18 Feb, 10:00; asked at 12:00, answered on Wed 1 Mar, 12 days later, a leap day among them; 14 days to Fri 3 Mar",
    },
    Claimed {
        received: "2028-12-30T22:00:00Z",
        verified: "2028-12-31T02:00:00Z",
        standard: "2028-12-31T22:00:00Z",
        asked: "2028-12-31T20:00:00Z",
        answered: ("2029-01-01T20:00:00Z", "2029-01-01T22:00:00Z"),
        unanswered: ("2029-01-14T20:00:00Z", "2029-01-14T22:00:00Z"),
        how: "Sat 30 Dec, 17:00, over the weekend and New Year, which claims and questions do not wait for",
    },
];

both_engines!(years_of_claims_are_due_and_of_questions_end_by_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    for Claimed { received, verified, standard, asked, answered, unanswered, how } in &CLAIMS {
        turn_to(service, at(received));
        let film = File::upload(service, "film.mkv").await;
        let holders = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
        assert_eq!((holders.submitted_at, holders.due_at), (at(received), at(verified)), "{how}");
        let report = cast::report(Basis::EuDsa, &film.bare());
        let mut secrets = Vec::new();
        for _ in 0..2 {
            let sent = reports::send(service, "198.51.100.7", None, &report).await.unwrap();
            assert_eq!((sent.submitted_at, sent.due_at), (at(received), at(standard)), "{how}");
            secrets.push((sent.claim, sent.private_link.unwrap()));
        }
        turn_to(service, at(asked));
        for (claim, secret) in &secrets {
            queue::take(service, &cast.reviewer, *claim).await.unwrap();
            let explanation = "Say which scene is yours";
            questions::ask(service, &cast.reviewer, *claim, &["reasons"], explanation).await.unwrap();
            let case = reports::follow(service, secret.expose()).await.unwrap();
            assert_eq!(case.asked.map(|asked| asked.until), Some(at(unanswered.0)), "{how}");
        }
        let [(claim, answering), (_, silent)] = &secrets[..] else { panic!("two were sent") };
        turn_to(service, at(answered.0));
        let fuller = cast::notice(Basis::EuDsa);
        let holder = PrivateLinkText(answering.expose());
        filing::amend(service, Claimant::Holder(&holder), *claim, &fuller).await.unwrap();
        let case = reports::follow(service, answering.expose()).await.unwrap();
        assert_eq!((case.asked.is_none(), case.due_at), (true, at(answered.1)), "{how}");

        worked(service).await;
        turn_to(service, at(unanswered.0).minus(SECOND));
        worked(service).await;
        let case = reports::follow(service, silent.expose()).await.unwrap();
        assert_eq!(case.state, ClaimState::NeedsInformation, "{how}");
        turn_to(service, at(unanswered.0));
        worked(service).await;
        let case = reports::follow(service, silent.expose()).await.unwrap();
        assert_eq!((case.unanswered, case.due_at), (Some(at(unanswered.0)), at(unanswered.1)), "{how}");
    }
});

// Orders ------------------------------------------------------------------------------------------------

/// An order is due when it says (`docs/ARCHITECTURE.md`, Orders of authorities), as the operator's clocks show it. What they show twice is
/// the first of the two; what they never show is that much later (RFC 5545, section 3.3.5).
const ORDERS: [(&str, &str, &str, &str); 4] = [
    ("2027-03-12T17:00:00Z", "2027-03-15T09:00", "2027-03-15T13:00:00Z", "Mon 15 Mar, in summer"),
    ("2027-03-12T17:00:00Z", "2027-03-14T02:30", "2027-03-14T07:30:00Z", "Sun 14 Mar, which 03:30 shows instead"),
    ("2027-11-05T17:00:00Z", "2027-11-07T01:30", "2027-11-07T05:30:00Z", "Sun 7 Nov, in summer still"),
    ("2027-11-05T17:00:00Z", "2027-11-08T09:00", "2027-11-08T14:00:00Z", "Mon 8 Nov, in winter"),
];

both_engines!(years_of_orders_are_due_and_gags_end_by_the_clocks_of_the_operator, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let (film, other) = (File::upload(service, "film.mkv").await, File::upload(service, "other.mkv").await);
    for (entered, due, instant, how) in ORDERS {
        turn_to(service, at(entered));
        let order = OrderInput { due: due.into(), ..cast::order(&[&other.bare()]) };
        let filed = authorities::enter(service, &cast.reviewer, &order).await.unwrap();
        assert_eq!(filed.due_at, at(instant), "{how}");
    }
    // A gag ends with its day, which has 25 hours; whoever is told then has six months from that day: Mon 8 Nov to Mon 8 May, in summer.
    let (ends, appeal) = (at("2027-11-08T05:00:00Z"), at("2028-05-09T03:59:59Z"));
    let gagged = OrderInput {
        due: "2027-11-06T09:00".into(),
        gag: Some(Gag::Notice),
        gag_until: "2027-11-07".into(),
        ..cast::order(&[&film.bare()])
    };
    let hidden = authorities::enter(service, &cast.reviewer, &gagged).await.unwrap();
    queue::take(service, &cast.reviewer, hidden.claim).await.unwrap();
    let ruling = Ruling {
        target: hidden.targets[0].target,
        finding: Finding::Ordered,
        action: Action::LockAndDelete,
        ground: "§ 97 UrhG".into(),
        reasons: "A court ordered it.".into(),
    };
    decisions::decide(service, &cast.reviewer, hidden.claim, &[ruling]).await.unwrap();
    worked(service).await;

    // An hour from receipt (Regulation (EU) 2021/784, Article 3(3)) is an hour, though the clocks show the same time again.
    turn_to(service, at("2027-11-07T06:10:00Z"));
    let terror = OrderInput {
        law: Some(Law::TerroristContent),
        received: "2027-11-07T01:30".into(),
        due: String::new(),
        ..cast::order(&[&other.bare()])
    };
    let filed = authorities::enter(service, &cast.reviewer, &terror).await.unwrap();
    assert_eq!((filed.submitted_at, filed.due_at), (at("2027-11-07T05:30:00Z"), at("2027-11-07T06:30:00Z")));

    turn_to(service, ends.minus(SECOND));
    worked(service).await;
    let told = notices::notices_of(service, film.owner.account).await.unwrap();
    assert!(told.iter().all(|notice| notice.kind != NoticeKind::Restriction), "its day is not over");
    turn_to(service, ends);
    worked(service).await;
    let notice = restriction(service, &film).await;
    let page = ahead::of_notice(service, &film.owner, notice).await.unwrap().unwrap();
    assert_eq!(page.appeal_until, Some(appeal));
});

// What is decided about accounts ------------------------------------------------------------------------

/// The owner of a terminated account has 30 times 24 hours to save files (`--limit termination-export`), a suspension of 30 days as long; what
/// is deleted when they are over can be given back for 30 days more (`owner-deletion-undo`). The law leaves these to the operator
/// (17 U.S.C. § 512(i)(1)(A); Regulation (EU) 2022/2065, Article 23(1): “for a reasonable period of time”).
struct Measure {
    taken: &'static str,
    ends: &'static str,
    /// When mirrors are ordered to delete what was left.
    ordered: &'static str,
    how: &'static str,
}

const MEASURES: [Measure; 4] = [
    Measure {
        taken: "2027-02-20T15:00:00Z",
        ends: "2027-03-22T15:00:00Z",
        ordered: "2027-04-21T15:00:00Z",
        how: "Sat 20 Feb, 10:00, to Mon 22 Mar, 11:00, when it is summer, and Wed 21 Apr",
    },
    Measure {
        taken: "2027-10-15T14:00:00Z",
        ends: "2027-11-14T14:00:00Z",
        ordered: "2027-12-14T14:00:00Z",
        how: "Fri 15 Oct, 10:00, to Sun 14 Nov, 09:00, when it is winter, and Tue 14 Dec",
    },
    Measure {
        taken: "2028-02-10T15:00:00Z",
        ends: "2028-03-11T15:00:00Z",
        ordered: "2028-04-10T15:00:00Z",
        how: "Thu 10 Feb to Sat 11 Mar, a leap day among them, and Mon 10 Apr, when it is summer",
    },
    Measure {
        taken: "2028-12-10T15:00:00Z",
        ends: "2029-01-09T15:00:00Z",
        ordered: "2029-02-08T15:00:00Z",
        how: "Sun 10 Dec to Tue 9 Jan, over the year's end, and Thu 8 Feb",
    },
];

/// Somebody whose strikes put their account before a reviewer.
async fn before_a_reviewer(service: &Service, cast: &Cast) -> (Actor, AccountReviewId) {
    let owner = cast::person(service, "uploader").await;
    for _ in 0..3 {
        struck(service, cast, owner).await;
    }
    let waiting = strikes::waiting(service, &cast.reviewer).await.unwrap();
    let review = waiting.into_iter().find(|review| review.account == owner.account).unwrap();
    (owner, review.id)
}

/// Until when what was decided about somebody stands.
async fn measured_until(service: &Service, owner: &Actor) -> Option<Time> {
    strikes::own(service, owner).await.unwrap().measures.remove(0).until
}

/// How many orders of its owner's there are about a file.
async fn owners_orders(service: &Service, object: ObjectId) -> i64 {
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM orders WHERE ground = 'owner' AND object = $1";
    db::one!(tx, (i64,), sql, object).unwrap().0
}

both_engines!(years_of_suspensions_and_terminations_end_by_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    for Measure { taken, ends, ordered, how } in &MEASURES {
        turn_to(service, at(taken).minus(Duration::from_hours(24)));
        let (suspended, first) = before_a_reviewer(service, &cast).await;
        let (terminated, second) = before_a_reviewer(service, &cast).await;
        let mine = File::upload_of(service, terminated, "concert.mkv").await;
        turn_to(service, at(taken));
        let month = strikes::Decision::Suspend { days: 30 };
        strikes::decide(service, &cast.reviewer, first, month, "Three times").await.unwrap();
        strikes::decide(service, &cast.senior, second, strikes::Decision::Terminate, "Three times").await.unwrap();
        for owner in [&suspended, &terminated] {
            assert_eq!(measured_until(service, owner).await, Some(at(ends)), "{how}");
        }

        turn_to(service, at(ends).minus(SECOND));
        worked(service).await;
        assert!(uploads::begin(service, suspended.account, None).await.is_err(), "{how}");
        assert_eq!(object_state(service, mine.object).await, ObjectState::Available, "{how}");
        turn_to(service, at(ends));
        uploads::begin(service, suspended.account, None).await.unwrap();
        worked(service).await;
        assert_eq!(object_state(service, mine.object).await, ObjectState::Deleted, "{how}");
        turn_to(service, at(ordered).minus(SECOND));
        worked(service).await;
        assert_eq!(owners_orders(service, mine.object).await, 0, "{how}");
        turn_to(service, at(ordered));
        worked(service).await;
        assert_eq!(owners_orders(service, mine.object).await, 1, "{how}");
    }
});

// After an appeal ---------------------------------------------------------------------------------------

/// What was locked is kept for 30 times 24 hours after the last appeal about it has ended (`--limit redress-after`), so that there is time to
/// go to a body or a court (Regulation (EU) 2022/2065, Articles 20(5) and 21), and for as long as the first table says.
struct Appealed {
    locked: &'static str,
    lodged: &'static str,
    refused: &'static str,
    /// Until when it is kept after that.
    aftermath: &'static str,
    purged: &'static str,
    how: &'static str,
}

const APPEALS: [Appealed; 3] = [
    Appealed {
        locked: "2027-08-31T14:00:00Z",
        lodged: "2028-02-28T15:00:00Z",
        refused: "2028-02-29T15:00:00Z",
        aftermath: "2028-03-30T15:00:00Z",
        purged: "2028-03-30T15:00:00Z",
        how: "Tue 29 Feb, a leap day, 10:00, to Thu 30 Mar, 11:00, when it is summer; 184 days are over on 2 Mar",
    },
    Appealed {
        locked: "2028-09-29T14:00:00Z",
        lodged: "2029-02-10T15:00:00Z",
        refused: "2029-02-28T15:00:00Z",
        aftermath: "2029-03-30T15:00:00Z",
        purged: "2029-04-01T14:00:00Z",
        how: "Wed 28 Feb to Fri 30 Mar, when it is summer; but 184 days to Sun 1 Apr",
    },
    Appealed {
        locked: "2029-04-16T14:00:00Z",
        lodged: "2029-10-15T14:00:00Z",
        refused: "2029-10-25T14:00:00Z",
        aftermath: "2029-11-24T14:00:00Z",
        purged: "2029-11-24T14:00:00Z",
        how: "Thu 25 Oct, 10:00, to Sat 24 Nov, 09:00, when it is winter; 184 days are over on 17 Oct",
    },
];

both_engines!(years_of_refused_appeals_leave_the_days_of_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    for Appealed { locked, lodged, refused, aftermath, purged, how } in &APPEALS {
        turn_to(service, at(locked));
        let film = File::upload(service, "film.mkv").await;
        decided(service, &cast, &film, Action::LockAndDelete).await;
        let notice = restriction(service, &film).await;
        worked(service).await;
        turn_to(service, at(lodged));
        let theirs = Appellant::Uploader(&film.owner, notice);
        let appeal = appeals::lodge(service, theirs, "A licence").await.unwrap();
        worked(service).await;
        turn_to(service, at(refused));
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It covers another").await.unwrap();
        let page = ahead::of_notice(service, &film.owner, notice).await.unwrap().unwrap();
        let after = page.windows.iter().find(|window| window.kind == Window::Aftermath).unwrap();
        assert_eq!((after.until, page.purged_at()), (Some(at(aftermath)), Some(at(purged))), "{how}");

        worked(service).await;
        turn_to(service, at(purged).minus(SECOND * 2));
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "{how}");
        turn_to(service, at(purged));
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Purged, "{how}");
    }
});
