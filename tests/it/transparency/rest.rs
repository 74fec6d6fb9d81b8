//! A second story counted by hand, of what the first has none of: orders of authorities, measures against people and
//! organisations, holds that nobody claimed, and what software held against references. It goes on in the next half year, so that
//! nothing is counted in a period in which it did not happen. And how long orders took, by the hour.

use std::time::Duration;

use writ::accounts::standing::Scope;
use writ::claims::authorities::{self, Gag, Kind, Means, OrderInput};
use writ::claims::cases;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::escalations::{self, Kind as Danger};
use writ::claims::filing::Filed;
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
use writ::{db, work};

use super::{HOUR, cells, counted, figures, median, stepped, turn_to, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, person, report, target};
use crate::process::{decided, three};

/// An order that names a file.
async fn ordered(service: &Service, cast: &Cast, kind: Kind, country: &str, due: &str) {
    let input = OrderInput { kind: Some(kind), country: country.into(), due: due.into(), ..cast::order(&[]) };
    entered(service, cast, input).await;
}

/// The same, as it was typed but for the file.
async fn entered(service: &Service, cast: &Cast, input: OrderInput) -> Filed {
    let film = File::upload(service, "ordered.mkv").await;
    let input = OrderInput { targets: vec![film.bare()], ..input };
    authorities::enter(service, &cast.reviewer, &input).await.unwrap()
}

/// Whether an order has effect, by what is found of it.
async fn carried_out(service: &Service, cast: &Cast, order: &Filed, finding: Finding) {
    queue::take(service, &cast.reviewer, order.claim).await.unwrap();
    let ruling = Ruling {
        target: order.targets[0].target,
        finding,
        action: if finding == Finding::Ordered { Action::DisableLink } else { Action::None },
        ground: "§ 97 UrhG".into(),
        reasons: "The court ordered it.".into(),
    };
    decisions::decide(service, &cast.reviewer, order.claim, &[ruling]).await.unwrap();
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

pub async fn register(service: &Service, cast: &Cast, content: &[u8]) {
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
pub type Counts<'a> = &'a [(&'a str, &'a str, u64)];

pub async fn expect(service: &Service, period: &str, expected: &[(&str, Counts<'_>)]) {
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

both_engines!(what_is_locked_for_a_danger_is_told_with_the_decision_about_its_notice, |app: TestService| async move {
    let service = &stepped(&app.service, 1);
    let cast = Cast::verified(service).await;
    let danger = File::upload(service, "danger.mkv").await;
    let sent = reports::send(service, "198.51.100.7", None, &report(Basis::EuDsa, &danger.bare())).await.unwrap();
    queue::take(service, &cast.reviewer, sent.claim).await.unwrap();
    escalations::raise(service, &cast.reviewer, sent.claim, Some(Danger::Life), "Somebody is threatened.")
        .await
        .unwrap();
    worked(service).await;
    let notices: Counts<'_> = &[("eu-dsa", "anyone", 1)];
    expect(service, "2026-H2", &[("notices", notices), ("decisions", &[]), ("own-initiative", &[])]).await;
    queue::take(service, &cast.senior, sent.claim).await.unwrap();
    let ruling = Ruling {
        target: sent.targets[0].target,
        finding: Finding::OtherIllegal,
        action: Action::LockAndDelete,
        ground: "§ 241 StGB".into(),
        reasons: "Somebody is threatened.".into(),
    };
    decisions::decide(service, &cast.senior, sent.claim, &[ruling]).await.unwrap();
    worked(service).await;
    let decisions: Counts<'_> = &[("located", "lock-and-delete", 1)];
    expect(service, "2026-H2", &[("notices", notices), ("decisions", decisions), ("own-initiative", &[])]).await;
});

both_engines!(
    orders_are_timed_until_their_receipt_is_confirmed_and_until_they_have_effect,
    |app: TestService| async move {
        let service = &stepped(&app.service, 1);
        let cast = Cast::signed(service).await;
        let from = |country: &str, received: &str| OrderInput {
            country: country.into(),
            received: received.into(),
            due: "2026-11-25T10:00".into(),
            ..cast::order(&[])
        };
        let mailed = async || assert!(work::run_due(service).await.unwrap().failed.is_empty());
        assert_eq!(service.clock.now().rfc3339(), "2026-11-23T10:00:00Z", "05:00 in New York");

        // Three German ones: one that came two hours ago, one that comes now and names no mail, and one that lacks something.
        // And a French one that came an hour ago, and that nobody decides.
        let first = entered(service, &cast, from("de", "2026-11-23T03:00")).await;
        let on_paper = OrderInput { email: String::new(), address: "Hamburg".into(), ..from("de", "") };
        let on_paper = entered(service, &cast, on_paper).await;
        let lacking = entered(service, &cast, from("de", "")).await;
        let french = entered(service, &cast, from("fr", "2026-11-23T04:00")).await;
        mailed().await;
        service.clock.advance(HOUR);
        carried_out(service, &cast, &on_paper, Finding::Ordered).await;
        carried_out(service, &cast, &lacking, Finding::Incomplete).await;
        service.clock.advance(2 * HOUR);
        carried_out(service, &cast, &first, Finding::Ordered).await;
        service.clock.advance(HOUR);
        for (order, means) in [(&on_paper, Means::Print), (&first, Means::Mail)] {
            authorities::confirm_effect(service, &cast.reviewer, order.claim, Some(means), "Done").await.unwrap();
        }
        mailed().await;

        expect(service, "2026-H2", &[("authority-orders", &[("DE", "removal", 3), ("FR", "removal", 1)])]).await;
        let shown = figures(service, "2026-H2").await;
        assert_eq!(median(&shown, "order-receipt", "DE"), Some(2 * HOUR), "of two hours, four on paper, and none");
        assert_eq!(median(&shown, "order-receipt", "FR"), Some(HOUR));
        assert_eq!(median(&shown, "order-effect", "DE"), Some(3 * HOUR), "of five hours and one");
        assert_eq!(median(&shown, "order-effect", "FR"), None);

        // A mail that came back has told nobody.
        let mut tx = service.db.begin().await.unwrap();
        let bounced = "UPDATE messages SET state = 'bounced', bounced_at = sent_at
                   WHERE addressee = 'authority' AND log_case = (SELECT log_case FROM claims WHERE id = $1)";
        assert_eq!(db::execute!(tx, bounced, french.claim).unwrap(), 1);
        tx.commit().await.unwrap();
        service.clock.advance(service.config.limits.transparency_renewed);
        let shown = figures(service, "2026-H2").await;
        assert_eq!(median(&shown, "order-receipt", "FR"), None);
        assert_eq!(median(&shown, "order-receipt", "DE"), Some(2 * HOUR));
    }
);

both_engines!(
    the_country_of_who_issued_an_order_stands_nowhere_while_the_order_hides_it,
    |app: TestService| async move {
        let service = &stepped(&app.service, 1);
        let cast = Cast::signed(service).await;
        let from = |country: &str, gag| OrderInput { country: country.into(), gag, ..cast::order(&[]) };
        entered(service, &cast, from("de", None)).await;
        let hidden = entered(service, &cast, from("mt", Some(Gag::Party))).await;
        entered(service, &cast, from("mt", Some(Gag::Notice))).await;
        worked(service).await;
        service.clock.advance(HOUR);
        carried_out(service, &cast, &hidden, Finding::Ordered).await;
        worked(service).await;
        service.clock.advance(service.config.limits.transparency_renewed);
        expect(service, "2026-H2", &[("authority-orders", &[("DE", "removal", 1), ("undisclosed", "removal", 2)])])
            .await;
        let shown = figures(service, "2026-H2").await;
        assert_eq!(median(&shown, "order-effect", "MT"), None);
        assert_eq!(median(&shown, "order-effect", "undisclosed"), Some(HOUR));
        authorities::lift_gag(service, &cast.senior, hidden.claim).await.unwrap();
        service.clock.advance(service.config.limits.transparency_renewed);
        let lifted: &[_] = &[("DE", "removal", 1), ("MT", "removal", 1), ("undisclosed", "removal", 1)];
        expect(service, "2026-H2", &[("authority-orders", lifted)]).await;
    }
);
