//! A second story counted by hand, of what the first has none of: orders of authorities, measures against people and
//! organisations, holds that nobody claimed, and what software held against references. It goes on in the next half year, so that
//! nothing is counted in a period in which it did not happen.

use std::time::Duration;

use writ::accounts::standing::Scope;
use writ::claims::authorities::{self, Kind, OrderInput};
use writ::claims::cases;
use writ::claims::decisions::Action;
use writ::claims::escalations::{self, Kind as Danger};
use writ::claims::matching;
use writ::claims::queue;
use writ::claims::reports;
use writ::claims::statement::Basis;
use writ::claims::works::{self, NewWork};
use writ::process::misuse::{self, Party, What, Words};
use writ::process::strikes;
use writ::service::Service;
use writ::takedown::{self, Ground};
use writ::tokens::Digest;

use super::{cells, counted, figures, stepped, turn_to, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, person, report, target};
use crate::process::{decided, three};

/// An order that names a file.
async fn ordered(service: &Service, cast: &Cast, kind: Kind, country: &str, due: &str) {
    let film = File::upload(service, "ordered.mkv").await;
    let input =
        OrderInput { kind: Some(kind), country: country.into(), due: due.into(), ..cast::order(&[&film.bare()]) };
    authorities::enter(service, &cast.reviewer, &input).await.unwrap();
}

/// A member has what a claim opened held against its references.
async fn matched(service: &Service, cast: &Cast, contents: &[&[u8]]) {
    let mut targets = Vec::new();
    for content in contents {
        let owner = person(service, "uploader").await;
        targets.push(target(&File::upload_content(service, owner, "film.mkv", content).await.url()));
    }
    let claim = cast::file(service, cast, targets).await.unwrap().claim;
    assert_eq!(matching::request(service, &cast.member, claim).await.unwrap().begun, contents.len());
}

async fn register(service: &Service, cast: &Cast, content: &[u8]) {
    let reference = Digest::of(content).to_string();
    let work = NewWork { title: format!("Work {reference}"), references: vec![reference], ..cast::work() };
    works::register(service, &cast.member, cast.organisation, &work).await.unwrap();
}

/// A notice of the organisation that was unfounded and marked so, and what a reviewer decides on it.
async fn misused(service: &Service, cast: &Cast, decision: misuse::Decision) {
    let film = File::upload(service, "trailer.mkv").await;
    let (claim, _) = decided(service, cast, &film, Action::None).await;
    let target = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target;
    misuse::mark(service, &cast.reviewer, What::Target(target), "Its own trailer.").await.unwrap();
    let words = Words {
        reasons: "Notices about its own trailer.".into(),
        gravity: "Nothing was locked.".into(),
        intention: "It came again.".into(),
    };
    let party = Party::Organisation(cast.organisation);
    misuse::decide(service, &cast.reviewer, party, Scope::Notices, decision, &words).await.unwrap();
}

/// The cells of a table: row, column and number.
type Counts<'a> = &'a [(&'a str, &'a str, u64)];

async fn expect(service: &Service, period: &str, expected: &[(&str, Counts<'_>)]) {
    let figures = figures(service, period).await;
    for (table, list) in expected {
        assert_eq!(cells(&figures, table), counted(list), "{table} of {period}");
    }
}

both_engines!(orders_measures_holds_and_matchings_are_what_was_counted_by_hand, |app: TestService| async move {
    let service = &stepped(&app.service, 1);
    let cast = Cast::signed(service).await;

    // Two orders of German courts to remove something; of a French one to keep something, and one that asks.
    for (kind, country) in
        [(Kind::Removal, "de"), (Kind::Removal, "de"), (Kind::Preservation, "fr"), (Kind::Information, "fr")]
    {
        ordered(service, &cast, kind, country, "2026-11-25T10:00").await;
    }

    // Of four files one is a reference that was there before, one a later reference, and two are none.
    register(service, &cast, b"the film").await;
    service.clock.advance(Duration::from_mins(1));
    matched(service, &cast, &[b"the film", b"the trailer", b"a holiday", b"a picnic"]).await;
    service.clock.advance(Duration::from_mins(1));
    register(service, &cast, b"the trailer").await;
    worked(service).await;

    // One that strikes led to a warning, and one that is closed for good.
    let (_, review) = three(service, &cast).await;
    strikes::decide(service, &cast.other_reviewer, review, strikes::Decision::Warn, "Three times.").await.unwrap();
    let (_, review) = three(service, &cast).await;
    strikes::decide(service, &cast.senior, review, strikes::Decision::Terminate, "Three times.").await.unwrap();
    misused(service, &cast, misuse::Decision::Warn).await;

    // A file that is held though nobody claimed it; and one that a senior has in hand, which is no restriction of our own.
    let found = File::upload(service, "found.mkv").await;
    let mut tx = service.db.begin().await.unwrap();
    takedown::open_hold(&mut tx, service, found.object, None, Ground::OtherLaw).await.unwrap();
    tx.commit().await.unwrap();
    let danger = File::upload(service, "danger.mkv").await;
    let sent = reports::send(service, "198.51.100.7", None, &report(Basis::EuDsa, &danger.url())).await.unwrap().claim;
    queue::take(service, &cast.reviewer, sent).await.unwrap();
    escalations::raise(service, &cast.reviewer, sent, Some(Danger::Life), "Somebody is threatened.").await.unwrap();
    worked(service).await;

    // In the next half year: an order from New Zealand, a file that waits to be read, another hold, and a suspension.
    turn_to(service, "2027-01-05T12:00:00Z");
    ordered(service, &cast, Kind::Information, "nz", "2027-01-07T10:00").await;
    matched(service, &cast, &[b"a wedding"]).await;
    let found = File::upload(service, "found.mkv").await;
    let mut tx = service.db.begin().await.unwrap();
    takedown::open_hold(&mut tx, service, found.object, None, Ground::Copyright).await.unwrap();
    tx.commit().await.unwrap();
    misused(service, &cast, misuse::Decision::Suspend { days: 30 }).await;

    for period in ["2026-H2", "2026"] {
        expect(
            service,
            period,
            &[
                ("authority-orders", &[("DE", "removal", 2), ("FR", "preservation", 1), ("FR", "information", 1)]),
                ("measures", &[("uploads", "warning", 1), ("uploads", "termination", 1), ("notices", "warning", 1)]),
                ("own-initiative", &[("all", "restrictions", 1)]),
                ("matching", &[("all", "matched", 1), ("all", "matched-later", 1), ("all", "different", 2)]),
            ],
        )
        .await;
    }
    expect(
        service,
        "2027-H1",
        &[
            ("authority-orders", &[("NZ", "information", 1)]),
            ("measures", &[("notices", "suspension", 1)]),
            ("own-initiative", &[("all", "restrictions", 1)]),
            ("matching", &[("all", "waiting", 1)]),
        ],
    )
    .await;
});
