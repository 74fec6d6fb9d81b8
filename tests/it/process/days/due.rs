//! By when staff are to have done something: hours and days of 24 of them, over the days on which clocks change, over leap days and holidays,
//! which none of these wait for.
//!
//! How long each takes is a setting, since the law says no number: complaints and appeals are decided “in a timely […] manner” (Regulation (EU)
//! 2022/2065, Article 20(4); `--limit appeal-due`, 7 days, also for what somebody with a blocked link says, and again for the senior who looks
//! at that); whoever issued an order is told of its effect “without undue delay” (Article 9(1); Regulation (EU) 2021/784, Article 3(6);
//! `order-effect-confirmed`, 24 hours); a deletion that was drawn is looked at by the operator's own rule (`sample-due`, 3 days), it is decided
//! about an account by another (`account-review-due`, 7 days from the job that puts it before a reviewer), and about a notice that says that somebody
//! is in danger by a third (`danger-due`, an hour).

use std::time::Duration;

use writ::claims::authorities::{self, OrderInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::reports::{self, Report};
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::{cases, escalations, queue, samples};
use writ::ids::ClaimId;
use writ::process::appeals::{self, Appellant};
use writ::process::complaints::{self, Answer, Typed};
use writ::process::strikes;
use writ::service::Service;
use writ::texts::Language;
use writ::work;

use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File};
use crate::process::{at, decided, deleted, in_new_york, restriction, struck, turn_to, worked};

struct Row {
    /// When an appeal is lodged, a complaint sent and handed to a senior, a file deleted directly, an order decided, and an account put before a
    /// reviewer.
    begun: &'static str,
    /// When the effect of the order is to be confirmed.
    effect: &'static str,
    /// When the deletion is to be looked at.
    sample: &'static str,
    /// When appeal and complaint are to be decided, and when the senior is to have looked again.
    answer: &'static str,
    /// When it is to be decided about the account.
    account: &'static str,
    /// How these days were counted.
    how: &'static str,
}

const TABLE: [Row; 4] = [
    Row {
        begun: "2027-03-13T15:00:00Z",
        effect: "2027-03-14T15:00:00Z",
        sample: "2027-03-16T15:00:00Z",
        answer: "2027-03-20T15:00:00Z",
        account: "2027-03-20T15:00:00Z",
        how: "Sat 13 Mar, 10:00 [14: clocks go forward], to Sun 14, Tue 16 and Sat 20, 11:00",
    },
    Row {
        begun: "2027-11-06T14:00:00Z",
        effect: "2027-11-07T14:00:00Z",
        sample: "2027-11-09T14:00:00Z",
        answer: "2027-11-13T14:00:00Z",
        account: "2027-11-13T14:00:00Z",
        how: "Sat 6 Nov, 10:00 [7: clocks go back], to Sun 7, Tue 9 and Sat 13, 09:00, Veterans Day among them",
    },
    Row {
        begun: "2028-02-27T15:00:00Z",
        effect: "2028-02-28T15:00:00Z",
        sample: "2028-03-01T15:00:00Z",
        answer: "2028-03-05T15:00:00Z",
        account: "2028-03-05T15:00:00Z",
        how: "Sun 27 Feb to Mon 28, Wed 1 Mar and Sun 5, a leap day among them",
    },
    Row {
        begun: "2028-12-29T22:00:00Z",
        effect: "2028-12-30T22:00:00Z",
        sample: "2029-01-01T22:00:00Z",
        answer: "2029-01-05T22:00:00Z",
        account: "2029-01-05T22:00:00Z",
        how: "Fri 29 Dec, 17:00, to Sat 30, Mon 1 Jan, New Year, and Fri 5",
    },
];

/// An order on a file, entered and taken in hand an hour before it is decided: what is to be ruled.
async fn entered(service: &Service, cast: &Cast, film: &File) -> (ClaimId, Ruling) {
    let order = OrderInput { due: "2031-01-01T10:00".into(), ..cast::order(&[&film.bare()]) };
    let filed = authorities::enter(service, &cast.reviewer, &order).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let ruling = Ruling {
        target: filed.targets[0].target,
        finding: Finding::Ordered,
        action: Action::DisableLink,
        ground: "§ 97 UrhG".into(),
        reasons: "It names the film.".into(),
    };
    (filed.claim, ruling)
}

both_engines!(years_of_what_staff_have_to_do_are_due_by_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::direct(service).await;
    for Row { begun, effect, sample, answer, account, how } in &TABLE {
        // Two strikes, an hour each, so that the next puts the account before a reviewer.
        turn_to(service, at(begun).minus(Duration::from_hours(3)));
        let owner = cast::person(service, "uploader").await;
        for _ in 0..2 {
            struck(service, &cast, owner).await;
        }
        turn_to(service, at(begun).minus(Duration::from_mins(30)));
        let third = File::upload_of(service, owner, "third.mkv").await;
        let [film, other, theirs, named] = [
            File::upload(service, "film.mkv").await,
            File::upload(service, "other.mkv").await,
            File::upload(service, "theirs.mkv").await,
            File::upload(service, "named.mkv").await,
        ];
        for film in [&film, &other] {
            decided(service, &cast, film, Action::LockAndDelete).await;
        }
        worked(service).await;
        let notice = restriction(service, &film).await;
        let (order, ruling) = entered(service, &cast, &named).await;
        decided(service, &cast, &third, Action::LockAndDelete).await;

        turn_to(service, at(begun));
        work::run_due(service).await.unwrap();
        let reviews = strikes::waiting(service, &cast.reviewer).await.unwrap();
        let review = reviews.iter().find(|review| review.account == owner.account).unwrap();
        assert_eq!((review.opened_at, review.due_at), (at(begun), at(account)), "{how}");

        let appeal = appeals::lodge(service, Appellant::Uploader(&film.owner, notice), "A licence").await.unwrap();
        let lodged = appeals::for_desk(service, &cast.senior, appeal).await.unwrap().0.appeal;
        assert_eq!(lodged.due_at, at(answer), "{how}");

        let typed = Typed { words: "It is a licensed copy.", email: "", language: Language::default() };
        let complaint = complaints::send(service, "192.0.2.7", &other.link, None, typed).await.unwrap();
        assert_eq!(complaint.due_at, at(answer), "{how}");
        let (by, again) = (&cast.other_reviewer, Answer::LookAgain);
        complaints::answer(service, by, complaint.id, again, "Somebody will look again.").await.unwrap();
        let handed = complaints::for_desk(service, &cast.senior, complaint.id).await.unwrap().0.complaint;
        assert_eq!(handed.due_at, at(answer), "{how}");

        deleted(service, &cast, &theirs).await;
        let drawn = samples::waiting(service, &cast.senior).await.unwrap().pop().unwrap();
        assert_eq!((drawn.object, drawn.due_at), (theirs.object, at(sample)), "{how}");

        decisions::decide(service, &cast.reviewer, order, &[ruling]).await.unwrap();
        let unconfirmed = authorities::unconfirmed(service, &cast.reviewer).await.unwrap().pop().unwrap();
        assert_eq!((unconfirmed.claim, unconfirmed.due_at), (order, at(effect)), "{how}");
    }
});

// Danger ------------------------------------------------------------------------------------------------

struct Danger {
    /// When a notice is sent that says that somebody is in danger.
    received: &'static str,
    /// When it is to be decided.
    due: &'static str,
    /// When it is if a senior finds that nobody is, since anybody's notice is due in 24 hours (`claim-due`).
    given_back: &'static str,
    how: &'static str,
}

const DANGERS: [Danger; 4] = [
    Danger {
        received: "2027-03-14T06:30:00Z",
        due: "2027-03-14T07:30:00Z",
        given_back: "2027-03-15T06:30:00Z",
        how: "Sun 14 Mar, 01:30, to 03:30 [02:00 is 03:00]; 24 hours to Mon 02:30",
    },
    Danger {
        received: "2027-11-07T05:30:00Z",
        due: "2027-11-07T06:30:00Z",
        given_back: "2027-11-08T05:30:00Z",
        how: "Sun 7 Nov, 01:30, to 01:30 [02:00 is 01:00]; 24 hours to Mon 00:30",
    },
    Danger {
        received: "2028-02-29T04:30:00Z",
        due: "2028-02-29T05:30:00Z",
        given_back: "2028-03-01T04:30:00Z",
        how: "Mon 28 Feb, 23:30, to Tue 29, 00:30, a leap day; 24 hours to 23:30 of it",
    },
    Danger {
        received: "2029-01-01T04:40:00Z",
        due: "2029-01-01T05:40:00Z",
        given_back: "2029-01-02T04:40:00Z",
        how: "Sun 31 Dec, 23:40, to Mon 1 Jan, New Year, 00:40; 24 hours to 23:40",
    },
];

both_engines!(years_of_notices_of_somebody_in_danger_are_due_by_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let due = async |claim| cases::desk_case(service, &cast.senior, claim).await.unwrap().case.due_at;
    for Danger { received, due: by, given_back, how } in &DANGERS {
        let film = File::upload(service, "film.mkv").await;
        turn_to(service, at(received));
        let statement = StatementInput { child_abuse: true, ..cast::notice(Basis::EuDsa) };
        let report = Report { statement, ..cast::report(Basis::EuDsa, &film.url()) };
        let sent = reports::send(service, "192.0.2.9", None, &report).await.unwrap();
        assert_eq!((sent.submitted_at, sent.due_at), (at(received), at(by)), "{how}");
        assert_eq!(due(sent.claim).await, at(by), "{how}");
        escalations::send_back(service, &cast.senior, sent.claim, "A doll").await.unwrap();
        assert_eq!(due(sent.claim).await, at(given_back), "{how}");
    }
});
