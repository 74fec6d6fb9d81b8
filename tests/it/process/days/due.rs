//! By when staff are to have done something: hours and days of 24 of them, over the days on which clocks change, over leap days and holidays,
//! which none of these wait for.
//!
//! How long each takes is a setting, since the law says no number: complaints and appeals are decided “in a timely […] manner” (Regulation (EU)
//! 2022/2065, Article 20(4); `--limit appeal-due`, 7 days, also for what somebody with a blocked link says, and again for the senior who looks
//! at that); whoever issued an order is told of its effect “without undue delay” (Article 9(1); Regulation (EU) 2021/784, Article 3(6);
//! `order-effect-confirmed`, 24 hours); a deletion that was drawn is looked at by the operator's own rule (`sample-due`, 3 days).

use std::time::Duration;

use writ::claims::authorities::{self, OrderInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::{queue, samples};
use writ::ids::ClaimId;
use writ::process::appeals::{self, Appellant};
use writ::process::complaints::{self, Answer, Typed};
use writ::service::Service;
use writ::texts::Language;

use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File};
use crate::process::{at, decided, deleted, in_new_york, restriction, turn_to, worked};

struct Row {
    /// When an appeal is lodged, a complaint sent and handed to a senior, a file deleted directly and an order decided.
    begun: &'static str,
    /// When the effect of the order is to be confirmed.
    effect: &'static str,
    /// When the deletion is to be looked at.
    sample: &'static str,
    /// When appeal and complaint are to be decided, and when the senior is to have looked again.
    answer: &'static str,
    /// How these days were counted.
    how: &'static str,
}

const TABLE: [Row; 4] = [
    Row {
        begun: "2027-03-13T15:00:00Z",
        effect: "2027-03-14T15:00:00Z",
        sample: "2027-03-16T15:00:00Z",
        answer: "2027-03-20T15:00:00Z",
        how: "Sat 13 Mar, 10:00 [14: clocks go forward], to Sun 14, Tue 16 and Sat 20, 11:00",
    },
    Row {
        begun: "2027-11-06T14:00:00Z",
        effect: "2027-11-07T14:00:00Z",
        sample: "2027-11-09T14:00:00Z",
        answer: "2027-11-13T14:00:00Z",
        how: "Sat 6 Nov, 10:00 [7: clocks go back], to Sun 7, Tue 9 and Sat 13, 09:00, Veterans Day among them",
    },
    Row {
        begun: "2028-02-27T15:00:00Z",
        effect: "2028-02-28T15:00:00Z",
        sample: "2028-03-01T15:00:00Z",
        answer: "2028-03-05T15:00:00Z",
        how: "Sun 27 Feb to Mon 28, Wed 1 Mar and Sun 5, a leap day among them",
    },
    Row {
        begun: "2028-12-29T22:00:00Z",
        effect: "2028-12-30T22:00:00Z",
        sample: "2029-01-01T22:00:00Z",
        answer: "2029-01-05T22:00:00Z",
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
    for Row { begun, effect, sample, answer, how } in &TABLE {
        turn_to(service, at(begun).minus(Duration::from_mins(30)));
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

        turn_to(service, at(begun));
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
