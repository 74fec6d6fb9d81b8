//! What is written of an order of a court: to the court, what came of it; to the uploader, what it restricts.

use writ::accounts;
use writ::claims::authorities::{self, Means, WithdrawalInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::{cases, queue};

use super::super::worked;
use super::{Reader, assert_told, french, uploaded};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast};

pub(super) const KINDS: [&str; 4] = [
    // To the uploader.
    "notice-link-disabled",
    // To the court.
    "order-receipt-title",
    "order-confirmation-title",
    "order-withdrawal-title",
];

/// What the court calls its order.
pub(super) const REFERENCE: &str = "310 O 99/26";

both_engines!(what_comes_of_an_order_is_written_to_its_court_and_to_whom_it_restricts, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let mut secrets = Vec::new();
    let film = uploaded(service, &mut secrets, "aurora.mkv").await;
    let uploader = Reader::of(service, &film.owner).await;
    // A court is written to in the language of who enters its order.
    accounts::choose_language(service, cast.reviewer, french()).await.unwrap();
    let court = Reader::at("kammer10@lg.example", french());

    let order = authorities::OrderInput { reference: REFERENCE.into(), ..cast::order(&[&film.bare()]) };
    let claim = authorities::enter(service, &cast.reviewer, &order).await.unwrap().claim;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let ordered = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target;
    let ruling = Ruling {
        target: ordered,
        finding: Finding::Ordered,
        action: Action::DisableLink,
        ground: "§ 97 UrhG".into(),
        reasons: "The court found for Quuxworth.".into(),
    };
    decisions::decide(service, &cast.reviewer, claim, &[ruling]).await.unwrap();
    worked(service).await;
    let done = format!("Kestrel is blocked: {} leads nowhere.", film.url());
    authorities::confirm_effect(service, &cast.reviewer, claim, Some(Means::Mail), &done).await.unwrap();
    let taken_back = WithdrawalInput {
        on: "2026-11-22".into(),
        told_by: "The registry in Ostrava".into(),
        words: "Marigold settled it.".into(),
    };
    authorities::withdraw(service, &cast.reviewer, claim, &taken_back).await.unwrap();
    worked(service).await;

    let told = [
        ("notice-link-disabled", "notice-link-disabled-effect", &uploader),
        ("order-receipt-title", "order-receipt-title", &court),
        ("order-confirmation-title", "order-confirmation-title", &court),
        ("order-withdrawal-title", "order-ended-back", &court),
    ];
    let private: [(&str, &[&Reader]); 4] =
        [("Quuxworth", &[&uploader]), ("Kestrel", &[&court]), ("Ostrava", &[]), ("Marigold", &[])];
    assert_told(service, &KINDS, &told, &private, &secrets).await;
});
