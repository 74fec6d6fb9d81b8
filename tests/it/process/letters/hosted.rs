//! What is written to who runs a mirror and to administrators about it, and to everybody when the service ends.

use writ::db;
use writ::http::mirror;
use writ::ids::BlobId;
use writ::service::Service;
use writ::survival::winding;
use writ::vault::{applications, hosts, refusals};

use super::super::worked;
use super::{Reader, assert_told, uploaded_of};
use crate::accounts::{account, administrator};
use crate::app::{TestService, both_engines};
use crate::vault::applications::{applied, settled};
use crate::vault::hosts::{Node, dead, portal, reach};
use crate::vault::rig::look_daily;

pub(super) const KINDS: [&str; 7] = [
    // To whoever runs a mirror, or asks to.
    "mail-host-approved",
    "mail-host-declined",
    // To them and administrators.
    "mail-replica-refused",
    "mail-mirror-failing",
    "mail-mirror-better",
    "mail-mirror-failed",
    // To everybody.
    "mail-ends",
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
    let kiwi = settled(service, &anna, &hana, &node, ("kiwi", "IS")).await;
    let another = applied(service, &hana, "kiwi", "IS").await.unwrap();
    applications::decline(service, &anna, another, "Ostrava has enough").await.unwrap();

    // With one of the others stopped, what is uploaded lies on it. Its host drops a copy, and then another.
    hosts::stop(service, &anna, service.mirrors.embedded()[0].mirror.id()).await.unwrap();
    for name in ["aurora.mkv", "borealis.mkv"] {
        let film = uploaded_of(service, hana, &mut secrets, name).await;
        let mut tx = service.db.read().await.unwrap();
        let (blob,) = db::one!(tx, (BlobId,), "SELECT blob FROM objects WHERE id = $1", film.object).unwrap();
        drop(tx);
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
        ("mail-host-approved", "mail-host-approved-text", &host),
        ("mail-host-declined", "mail-host-declined-text", &host),
        ("mail-replica-refused", "mail-replica-refused-text", &first),
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
