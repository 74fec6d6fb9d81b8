//! What is written of an order of a court: to the court, what came of it; to the uploader, what it restricts.

use writ::accounts;
use writ::claims::authorities::{self, Gag, Means, OrderInput, WithdrawalInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::{cases, queue};
use writ::ids::ClaimId;
use writ::service::Service;
use writ::takedown;
use writ::texts::Language;

use super::super::worked;
use super::{Reader, assert_told, french, uploaded};
use crate::app::{TestService, both_engines, mailed};
use crate::claims::cast::{self, Cast, File};
use crate::delivery::words;

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

/// An order of one link that a reviewer carries out.
async fn carried_out(service: &Service, cast: &Cast, order: &OrderInput, action: Action) -> ClaimId {
    let claim = authorities::enter(service, &cast.reviewer, order).await.unwrap().claim;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let ordered = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target;
    let ruling = Ruling {
        target: ordered,
        finding: Finding::Ordered,
        action,
        ground: "§ 97 UrhG".into(),
        reasons: "The court found for Quuxworth.".into(),
    };
    decisions::decide(service, &cast.reviewer, claim, &[ruling]).await.unwrap();
    worked(service).await;
    claim
}

fn taken_back() -> WithdrawalInput {
    WithdrawalInput {
        on: "2026-11-22".into(),
        told_by: "The registry in Ostrava".into(),
        words: "Marigold settled it.".into(),
    }
}

both_engines!(what_comes_of_an_order_is_written_to_its_court_and_to_whom_it_restricts, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let mut secrets = Vec::new();
    let film = uploaded(service, &mut secrets, "aurora.mkv").await;
    let uploader = Reader::of(service, &film.owner).await;
    // A court is written to in the language of who enters its order.
    accounts::choose_language(service, cast.reviewer, french()).await.unwrap();
    let court = Reader::at("kammer10@lg.example", french());

    let order = OrderInput { reference: REFERENCE.into(), ..cast::order(&[&film.bare()]) };
    let claim = carried_out(service, &cast, &order, Action::DisableLink).await;
    let done = format!("Kestrel is blocked: {} leads nowhere.", film.url());
    authorities::confirm_effect(service, &cast.reviewer, claim, Some(Means::Mail), &done).await.unwrap();
    authorities::withdraw(service, &cast.reviewer, claim, &taken_back()).await.unwrap();
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

both_engines!(an_order_that_is_over_when_it_is_told_is_mailed_as_what_was, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let link = ["notice-link-disabled", "notice-link-disabled-effect", "notice-link-disabled-over"];
    let file = ["notice-file-locked", "notice-file-locked-effect", "notice-file-locked-over"];
    let stories = [
        (Gag::Party, Action::DisableLink, link, Language::default()),
        (Gag::Party, Action::LockAndDelete, file, french()),
        (Gag::Notice, Action::DisableLink, link, french()),
        (Gag::Notice, Action::LockAndDelete, file, Language::default()),
    ];
    for (gag, action, [title, effect, was], language) in stories {
        for over in [true, false] {
            let film = File::upload(service, "aurora.mkv").await;
            accounts::choose_language(service, film.owner, language).await.unwrap();
            let hidden = OrderInput { gag: Some(gag), ..cast::order(&[&film.bare()]) };
            let claim = carried_out(service, &cast, &hidden, action).await;
            let sent = mailed(service, async || {
                if over {
                    authorities::withdraw(service, &cast.senior, claim, &taken_back()).await.unwrap();
                } else {
                    authorities::lift_gag(service, &cast.senior, claim).await.unwrap();
                }
            })
            .await;
            let subject = language.say(title).to_string();
            let told = sent.iter().map(|raw| words(raw)).filter(|(headers, _)| headers.ends_with(&subject));
            let told: Vec<String> = told.map(|(_, text)| text).collect();
            assert_eq!(told.len(), 1, "{gag:?}, {action:?}, over: {over}: {sent:?}");
            // An appeal is open against what stands, and the court in either case.
            let stands = [effect, "notice-until-lifted", "redress-internal"];
            let ended = [was, "notice-over", "notice-order-taken-back"];
            let said = |key: &str| told[0].contains(&language.say(key).to_string());
            assert!(stands.iter().all(|key| said(key) != over), "{gag:?}, {action:?}, over: {over}: {}", told[0]);
            assert!(ended.iter().all(|key| said(key) == over), "{gag:?}, {action:?}, over: {over}: {}", told[0]);
            assert!(told[0].contains(REFERENCE) && said("redress-ordering-court"), "{}", told[0]);
        }
    }
});

both_engines!(an_order_told_once_nothing_of_its_file_is_left_is_mailed_as_what_was, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    for (gag, language) in [(Gag::Notice, Language::default()), (Gag::Party, french())] {
        let film = File::upload(service, "aurora.mkv").await;
        accounts::choose_language(service, film.owner, language).await.unwrap();
        let hidden = OrderInput { gag: Some(gag), ..cast::order(&[&film.bare()]) };
        let claim = carried_out(service, &cast, &hidden, Action::LockAndDelete).await;
        let step = takedown::propose_purge(service, &cast.senior, film.object, "At once").await.unwrap();
        takedown::order_purge(service, &cast.first, step).await.unwrap();
        worked(service).await;
        let sent = mailed(service, async || authorities::lift_gag(service, &cast.senior, claim).await.unwrap()).await;
        let subject = language.say("notice-file-locked").to_string();
        let told = sent.iter().map(|raw| words(raw)).find(|(headers, _)| headers.ends_with(&subject));
        let (_, told) = told.unwrap_or_else(|| panic!("{gag:?}: {sent:?}"));
        let said = |key: &str| told.contains(&language.say(key).to_string());
        for key in ["notice-file-locked-over", "notice-over", "ahead-destroyed", "explanation-ordered"] {
            assert!(said(key), "{gag:?} {key}: {told}");
        }
        for key in ["notice-file-locked-effect", "notice-until-lifted", "notice-order-taken-back"] {
            assert!(!said(key), "{gag:?} {key}: {told}");
        }
    }
});
