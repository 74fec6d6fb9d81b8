//! What is written to who runs a mirror and to administrators about it, and to everybody when the service ends.

use writ::http::mirror;
use writ::service::Service;
use writ::survival::winding;
use writ::vault::hosts::{self, By};
use writ::vault::{applications, refusals};

use super::super::worked;
use super::{Reader, assert_told, uploaded_of};
use crate::accounts::{account, administrator, two_administrators};
use crate::app::{TestService, both_engines};
use crate::promises::blob_of;
use crate::vault::applications::{applied, joined, removed, settled};
use crate::vault::changing::{ask, shown, stop};
use crate::vault::hosts::{Node, dead, portal, reach};
use crate::vault::rig::look_daily;

pub(super) const KINDS: [&str; 10] = [
    // To administrators.
    "mail-host-applied",
    "mail-mirror-joined",
    // To whoever runs a mirror, or asks to.
    "mail-host-approved",
    "mail-host-declined",
    "mail-mirror-admitted",
    // To them and administrators.
    "mail-replica-refused",
    "mail-mirror-failing",
    "mail-mirror-better",
    "mail-mirror-failed",
    // To everybody.
    "mail-ends",
];

/// Of what is decided about mirrors.
pub(super) const DECIDED: [&str; 15] = [
    // To administrators.
    "mail-mirror-change",
    "mail-mirror-emptied",
    "mail-mirror-giving-up",
    "mail-mirror-removal",
    // To whoever runs a mirror.
    "mail-mirror-refused",
    "mail-mirror-change-refused",
    "mail-mirror-change-admitted",
    "mail-mirror-paused",
    "mail-mirror-resumed",
    "mail-mirror-more",
    "mail-mirror-fewer",
    "mail-mirror-stopped",
    "mail-mirror-evacuated",
    "mail-mirror-given-up",
    "mail-mirror-removed",
];

/// It is looked at, and on each of so many days, and what follows is done.
async fn looked_at(service: &Service, days: u32) {
    look_daily(service, days).await;
    worked(service).await;
}

both_engines!(hosts_and_administrators_are_written_what_becomes_of_a_mirror, |app: TestService| async move {
    let service = &app.service;
    let mut secrets = Vec::new();
    let anna = administrator(service, "anna@example.org").await;
    let hana = account(service, "hana@example.org").await;
    let (first, host) = (Reader::of(service, &anna).await, Reader::in_french(service, &hana).await);

    let node = Node::new("kiwi", "IS");
    let kiwi = settled(service, &anna, &hana, &node).await;
    let another = applied(service, &hana, "kiwi", "IS").await.unwrap();
    applications::decline(service, &anna, another, "Ostrava has enough").await.unwrap();

    // With one of the others stopped, what is uploaded lies on it. Its host drops a copy, and then another.
    hosts::stop(service, &anna, service.mirrors.embedded()[0].mirror.id()).await.unwrap();
    for name in ["aurora.mkv", "borealis.mkv"] {
        let film = uploaded_of(service, hana, &mut secrets, name).await;
        let blob = blob_of(service, film.object).await;
        refusals::refused(service, kiwi.id(), blob, "A court of Zephyrine forbids it").await.unwrap();
    }
    worked(service).await;

    // It is silent for a day, comes back, and is silent for a week.
    reach(service, kiwi.id(), &kiwi, dead());
    looked_at(service, 1).await;
    reach(service, kiwi.id(), &kiwi, mirror::in_process(kiwi.clone()));
    kiwi.poll(&portal(service)).await.unwrap();
    looked_at(service, 0).await;
    reach(service, kiwi.id(), &kiwi, dead());
    looked_at(service, 7).await;

    assert_eq!(winding::wind_down(service).await.unwrap().told, 2);
    worked(service).await;
    let told = [
        ("mail-host-applied", "mail-host-applied-text", &first),
        ("mail-host-approved", "mail-host-approved-text", &host),
        ("mail-host-declined", "mail-host-declined-text", &host),
        ("mail-mirror-joined", "mail-mirror-joined-text", &first),
        ("mail-mirror-admitted", "mail-mirror-admitted-text", &host),
        ("mail-replica-refused", "mail-replica-refused-text", &first),
        ("mail-replica-refused", "mail-mirror-why", &first),
        ("mail-replica-refused", "mail-replica-refused-text", &host),
        ("mail-mirror-failing", "mail-mirror-failing-text", &first),
        ("mail-mirror-failing", "mail-mirror-failing-text", &host),
        ("mail-mirror-better", "mail-mirror-better-text", &first),
        ("mail-mirror-better", "mail-mirror-better-text", &host),
        ("mail-mirror-failed", "mail-mirror-failed-text", &first),
        ("mail-mirror-failed", "mail-mirror-failed-text", &host),
        ("mail-ends", "mail-ends-save", &first),
        ("mail-ends", "mail-ends-save", &host),
    ];
    let private: [(&str, &[&Reader]); 2] = [("Zephyrine", &[]), ("Ostrava", &[])];
    assert_told(service, &KINDS, &told, &private, &secrets).await;
});

both_engines!(a_host_is_written_what_is_decided_about_their_mirrors, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let hana = account(service, "hana@example.org").await;
    let (first, second) = (Reader::of(service, &anna).await, Reader::of(service, &bert).await);
    let host = Reader::in_french(service, &hana).await;

    let (_, refused) = joined(service, &anna, &hana).await;
    hosts::refuse(service, &anna, refused, "Ostrava has enough").await.unwrap();

    // It asks for one change, which is turned down, and for another.
    let node = Node::new("kiwi", "IS");
    let running = settled(service, &anna, &hana, &node).await;
    let kiwi = running.id();
    stop(service, running).await;
    ask(service, &node, "https://elsewhere.example", 1 << 41).await.unwrap();
    hosts::refuse_change(service, &anna, kiwi, shown(service, &anna, kiwi).await).await.unwrap();
    ask(service, &node, "https://kiwi.example.net", 1 << 41).await.unwrap();
    node.run(service).await;
    hosts::admit_change(service, &bert, kiwi, shown(service, &bert, kiwi).await).await.unwrap();

    hosts::weigh(service, &anna, kiwi, 0).await.unwrap();
    for weight in [1, 3, 2] {
        hosts::weigh(service, &bert, kiwi, weight).await.unwrap();
    }
    hosts::stop(service, &anna, kiwi).await.unwrap();
    hosts::evacuate(service, By::Administrator(&bert), kiwi).await.unwrap();
    worked(service).await;
    removed(service, &anna, &bert, kiwi).await;
    worked(service).await;
    let told = [
        ("mail-mirror-change", "mail-mirror-change-text", &first),
        ("mail-mirror-change", "mail-mirror-change-text", &second),
        ("mail-mirror-refused", "mail-mirror-refused-text", &host),
        ("mail-mirror-refused", "mail-mirror-why", &host),
        ("mail-mirror-change-refused", "mail-mirror-change-refused-text", &host),
        ("mail-mirror-change-admitted", "mail-mirror-change-admitted-text", &host),
        ("mail-mirror-paused", "mail-mirror-paused-text", &host),
        ("mail-mirror-resumed", "mail-mirror-resumed-text", &host),
        ("mail-mirror-more", "mail-mirror-more-text", &host),
        ("mail-mirror-fewer", "mail-mirror-fewer-text", &host),
        ("mail-mirror-stopped", "mail-mirror-stopped-text", &host),
        ("mail-mirror-evacuated", "mail-mirror-evacuated-text", &host),
        ("mail-mirror-emptied", "mail-mirror-emptied-text", &first),
        ("mail-mirror-emptied", "mail-mirror-emptied-text", &second),
        // Whoever proposes it knows.
        ("mail-mirror-giving-up", "mail-mirror-giving-up-text", &second),
        ("mail-mirror-giving-up", "mail-mirror-why", &second),
        ("mail-mirror-removal", "mail-mirror-removal-text", &second),
        ("mail-mirror-given-up", "mail-mirror-given-up-text", &host),
        ("mail-mirror-removed", "mail-mirror-removed-text", &host),
    ];
    // Why it was done, and where it is, stands on pages.
    let private: [(&str, &[&Reader]); 3] = [("Ostrava", &[]), ("Its host leaves", &[]), ("kiwi.example", &[])];
    assert_told(service, &DECIDED, &told, &private, &[]).await;
});
