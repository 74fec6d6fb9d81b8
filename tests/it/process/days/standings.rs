//! How long somebody is what they are to rights holders: trusted flaggers and agents; and until when what showed it, and what was signed, is kept.
//!
//! A trusted flagger's notices are due in 2 hours (`--limit trusted-flagger-claim-due`; the law says “priority” and “without undue delay”:
//! Regulation (EU) 2022/2065, Article 22(1)). A status and an authority end with the last day that was typed, of UTC; owners are told 30 times 24
//! hours before an authority ends. Documents that show who somebody is go 30 times 24 hours after the verdict on them, or after they were sent
//! where that was later (`identity-documents`), and the record of a signature 2,190 times 24 hours after another version took the place of what
//! was signed (`signature-details`).

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use writ::accounts::Actor;
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::filing::{self, ClaimInput, Filed};
use writ::claims::flaggers::{self, NewStatus};
use writ::claims::principals::{self, NewPrincipal, Refusal};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::works::{self, NewWork};
use writ::claims::{Error, agreements, organisations};
use writ::ids::WorkId;
use writ::personal::retention;
use writ::service::Service;

use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, target};
use crate::process::{at, in_new_york, turn_to, worked};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_hours(24);

/// Sends a document.
async fn sent(service: &Service, by: &Actor, subject: Subject) {
    let body = stream::iter([Ok(Bytes::from_static(b"%PDF-1.7\nWe authorise Example Pictures."))]);
    let file = Sent { name: "authority.pdf", declared: "application/pdf" };
    files::bring(service, Claimant::Person(by), subject, file, body).await.unwrap();
}

// Trusted flaggers --------------------------------------------------------------------------------------

struct Flagged {
    filed: &'static str,
    due: &'static str,
    /// The last day of the status.
    until: &'static str,
    ends: &'static str,
    how: &'static str,
}

const FLAGGED: [Flagged; 3] = [
    Flagged {
        filed: "2027-03-14T06:30:00Z",
        due: "2027-03-14T08:30:00Z",
        until: "2027-03-14",
        ends: "2027-03-15T00:00:00Z",
        how: "Sun 14 Mar, 01:30 [02:00 is 03:00], to 04:30; the day ends at 20:00 in New York, which is midnight in UTC",
    },
    Flagged {
        filed: "2027-11-07T05:30:00Z",
        due: "2027-11-07T07:30:00Z",
        until: "2027-11-07",
        ends: "2027-11-08T00:00:00Z",
        how: "Sun 7 Nov, 01:30 [02:00 is 01:00], to 02:30; the day ends at 19:00 in New York",
    },
    Flagged {
        filed: "2028-02-29T21:30:00Z",
        due: "2028-02-29T23:30:00Z",
        until: "2028-02-29",
        ends: "2028-03-01T00:00:00Z",
        how: "Tue 29 Feb, a leap day, 16:30 to 18:30",
    },
];

both_engines!(years_of_flaggers_notices_are_due_and_statuses_end_by_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    for Flagged { filed, due, until, ends, how } in &FLAGGED {
        turn_to(service, at(filed));
        let status = NewStatus {
            coordinator: "Coordinator of Exampleland".into(),
            expertise: "intellectual-property".into(),
            register: "https://register.example/7".into(),
            from: "2026-11-01".into(),
            until: (*until).into(),
        };
        flaggers::set(service, &cast.first, cast.organisation, &status, "Seen").await.unwrap();
        let film = File::upload(service, "film.mkv").await;
        let notice = ClaimInput {
            basis: Basis::EuDsa,
            statement: cast::notice(Basis::EuDsa),
            ..cast::claim_of(vec![target(&film.url())])
        };
        let notice = filing::file(service, &cast.member, cast.organisation, &notice).await.unwrap();
        assert_eq!(notice.due_at, at(due), "{how}");

        let due_in = async || flaggers::due_in(service, &cast.member, cast.organisation, Basis::EuDsa).await.unwrap();
        turn_to(service, at(ends).minus(SECOND));
        assert_eq!(due_in().await, Duration::from_hours(2), "{how}");
        turn_to(service, at(ends));
        assert_eq!(due_in().await, Duration::from_hours(4), "as of any verified holder: {how}");
        flaggers::remove(service, &cast.first, cast.organisation, "It is over").await.unwrap();
    }
});

// Agents ------------------------------------------------------------------------------------------------

struct Authority {
    /// Its last day.
    until: &'static str,
    /// When owners are told that it ends.
    told: &'static str,
    ends: &'static str,
    how: &'static str,
}

const AUTHORITIES: [Authority; 3] = [
    Authority {
        until: "2027-03-31",
        told: "2027-03-02T00:00:00Z",
        ends: "2027-04-01T00:00:00Z",
        how: "Wed 31 Mar; 30 days before its end to Tue 2 Mar",
    },
    Authority {
        until: "2028-02-29",
        told: "2028-01-31T00:00:00Z",
        ends: "2028-03-01T00:00:00Z",
        how: "Tue 29 Feb, a leap day; 30 days before its end to Mon 31 Jan",
    },
    Authority {
        until: "2028-12-31",
        told: "2028-12-02T00:00:00Z",
        ends: "2029-01-01T00:00:00Z",
        how: "Sun 31 Dec; 30 days before the year's end to Sat 2 Dec",
    },
];

/// The holder claims as an agent.
async fn claimed(service: &Service, cast: &Cast, film: &File, work: WorkId) -> Result<Filed, Error> {
    let input = ClaimInput { works: vec![work], ..cast::claim_of(vec![target(&film.url())]) };
    filing::file(service, &cast.member, cast.organisation, &input).await
}

both_engines!(years_of_authorities_end_and_are_reminded_of_by_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let work = NewWork { basis: "agent".into(), principal: "Lighthouse Films".into(), ..cast::work() };
    let work = works::register(service, &cast.member, cast.organisation, &work).await.unwrap();
    let film = File::upload(service, "film.mkv").await;
    for Authority { until, told, ends, how } in &AUTHORITIES {
        turn_to(service, at(told).minus(DAY * 10));
        let new =
            NewPrincipal { name: "Lighthouse Films".into(), from: "2026-11-01".into(), until: (*until).to_owned() };
        let id = principals::name(service, &cast.member, cast.organisation, &new).await.unwrap();
        sent(service, &cast.member, Subject::Principal(id)).await;
        principals::decide(service, &cast.first, id, principals::Verdict::Confirmed, "Seen").await.unwrap();
        worked(service).await;
        turn_to(service, at(told).minus(SECOND));
        worked(service).await;
        let messages = cast::rows(service, "messages").await;
        turn_to(service, at(told));
        worked(service).await;
        assert_eq!(cast::rows(service, "messages").await, messages + 1, "its owner is told: {how}");

        turn_to(service, at(ends).minus(SECOND));
        let filed = claimed(service, &cast, &film, work).await.unwrap();
        let member = Claimant::Person(&cast.member);
        withdrawal::withdraw(service, member, filed.claim, Extent::Whole, "A mistake").await.unwrap();
        turn_to(service, at(ends));
        let late = claimed(service, &cast, &film, work).await;
        assert!(matches!(late, Err(Error::Principal(Refusal::Expired { .. }))), "{how}: {late:?}");
    }
});

// Documents ---------------------------------------------------------------------------------------------

struct Documents {
    verdict: &'static str,
    /// When what was there by then goes.
    gone: &'static str,
    /// When another one is sent, and goes.
    later: (&'static str, &'static str),
    how: &'static str,
}

const DOCUMENTS: [Documents; 3] = [
    Documents {
        verdict: "2027-02-20T15:00:00Z",
        gone: "2027-03-22T15:00:00Z",
        later: ("2027-03-21T15:00:00Z", "2027-04-20T15:00:00Z"),
        how: "Sat 20 Feb, 10:00, to Mon 22 Mar, 11:00, when it is summer; Sun 21 Mar to Tue 20 Apr",
    },
    Documents {
        verdict: "2027-10-15T14:00:00Z",
        gone: "2027-11-14T14:00:00Z",
        later: ("2027-11-13T14:00:00Z", "2027-12-13T14:00:00Z"),
        how: "Fri 15 Oct, 10:00, to Sun 14 Nov, 09:00, when it is winter; Sat 13 Nov to Mon 13 Dec",
    },
    Documents {
        verdict: "2028-02-10T15:00:00Z",
        gone: "2028-03-11T15:00:00Z",
        later: ("2028-03-10T15:00:00Z", "2028-04-09T15:00:00Z"),
        how: "Thu 10 Feb to Sat 11 Mar, a leap day among them; Fri 10 Mar to Sun 9 Apr, when it is summer",
    },
];

both_engines!(years_of_documents_go_by_the_table_whatever_comes_after_them, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let (first, _) = cast::administrators(service).await;
    for Documents { verdict, gone, later, how } in &DOCUMENTS {
        turn_to(service, at(verdict).minus(DAY));
        let owner = cast::person(service, "owner").await;
        let application = cast::application("Example Pictures");
        let organisation = organisations::apply(service, &owner, &application).await.unwrap();
        let subject = Subject::Application(organisation);
        sent(service, &owner, subject).await;
        turn_to(service, at(verdict));
        let refused = organisations::Verdict::Refused;
        organisations::decide(service, &first, organisation, refused, "Not shown").await.unwrap();
        worked(service).await;
        turn_to(service, at(later.0));
        sent(service, &owner, subject).await;

        let kept = async || {
            worked(service).await;
            files::list(service, Claimant::Person(&owner), subject).await.unwrap().files.len()
        };
        for (time, before, after) in [(gone, 2, 1), (&later.1, 1, 0)] {
            turn_to(service, at(time).minus(SECOND));
            assert_eq!(kept().await, before, "{how}");
            turn_to(service, at(time));
            assert_eq!(kept().await, after, "{how}");
        }
    }
});

// Signatures --------------------------------------------------------------------------------------------

/// When another version is published, and when the record of what was signed before goes, and how that was counted.
const SIGNATURES: [(&str, &str, &str); 3] = [
    ("2026-12-01T15:00:00Z", "2032-11-29T15:00:00Z", "six years from Tue 1 Dec less two leap days, to Mon 29 Nov"),
    (
        "2027-03-13T15:00:00Z",
        "2033-03-11T15:00:00Z",
        "six years from Sat 13 Mar less two leap days, to Fri 11 Mar, in winter both",
    ),
    (
        "2028-02-29T15:00:00Z",
        "2034-02-27T15:00:00Z",
        "from Tue 29 Feb, a leap day; six years to Tue 28 Feb are 2,191 days, with that of 2032, so to Mon 27 Feb",
    ),
];

both_engines!(years_of_records_of_signatures_go_by_the_table, |app: TestService| async move {
    const GONE: &str = "SELECT COUNT(*) FROM signatures WHERE record_sealed IS NULL";
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    for (ended, ..) in SIGNATURES {
        turn_to(service, at(ended));
        let text = cast::newer(&format!("In force from {ended}"));
        let (_, step) = agreements::propose(service, &cast.first, &text, "Approved").await.unwrap();
        agreements::publish(service, &cast.second, step).await.unwrap();
        cast.sign(service).await;
    }
    for (before, (_, gone, how)) in (0..).zip(SIGNATURES) {
        turn_to(service, at(gone).minus(SECOND));
        retention::let_go(service).await.unwrap();
        assert_eq!(cast::count(service, GONE).await, before, "{how}");
        turn_to(service, at(gone));
        retention::let_go(service).await.unwrap();
        assert_eq!(cast::count(service, GONE).await, before + 1, "{how}");
    }
});
