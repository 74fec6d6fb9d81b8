//! What is written while a notice is worked on: that more came, that no answer did, whose it is, by which link it is followed once that was
//! lost, and that a file is not in custody.

use writ::accounts::Email;
use writ::claims::decisions::Action;
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::{cases, extension, filing, questions, queue, reports};
use writ::personal::lost_links;
use writ::work;

use super::super::{decided, turn_to, worked};
use super::{Reader, assert_told, french, uploaded};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, target};
use crate::personal::strangers;
use crate::promises::{blob_of, places};

pub(super) const KINDS: [&str; 5] = [
    // To whoever sent a notice.
    "mail-more",
    "mail-unanswered",
    "mail-claim-yours",
    "mail-lost",
    // To seniors.
    "mail-custody",
];

both_engines!(what_happens_to_a_notice_is_written_to_who_sent_it_and_to_seniors, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let mut secrets = Vec::new();
    let (member, senior) = (Reader::in_french(service, &cast.member).await, Reader::of(service, &cast.senior).await);

    let film = uploaded(service, &mut secrets, "aurora.mkv").await;
    let claim = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let film = uploaded(service, &mut secrets, "borealis.mkv").await;
    extension::extend(service, &cast.member, claim, &[target(&film.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    questions::ask(service, &cast.reviewer, claim, &["works"], "Is it Zephyrine?").await.unwrap();
    worked(service).await;

    // Of a notice without an account another address is given: whoever reads that is asked.
    let film = uploaded(service, &mut secrets, "cascade.mkv").await;
    let mut report = reports::Report { language: french(), ..cast::report(Basis::EuDsa, &film.url()) };
    report.statement.reasons = "It is our film, which Quuxworth copied.".into();
    let filed = reports::send(service, "192.0.2.1", None, &report).await.unwrap();
    let secret = filed.private_link.unwrap().expose().to_owned();
    let (other, first) = (Reader::at("grace@mail.example", french()), Reader::at("ada@pictures.example", french()));
    report.statement.email.clone_from(&other.address);
    let theirs = PrivateLinkText(&secret);
    let confirmation = format!("/report/confirmation/{}/", filed.claim);
    filing::amend(service, Claimant::Holder(&theirs), filed.claim, &report.statement).await.unwrap();
    worked(service).await;

    // Whoever confirmed one lost its link.
    let film = uploaded(service, &mut secrets, "ember.mkv").await;
    let loser = Reader::at("hugo@mail.example", french());
    let mut report = reports::Report { language: french(), ..cast::report(Basis::EuDsa, &film.url()) };
    report.statement.email.clone_from(&loser.address);
    let filed = strangers::confirmed(service, "192.0.2.1", &report).await;
    secrets.push(filed.private_link.unwrap().expose().to_owned());
    lost_links::ask(service, "192.0.2.1", &Email::parse(&loser.address).unwrap()).await.unwrap();
    worked(service).await;

    let asked = cases::claim(service, &cast.member, claim).await.unwrap().asked.unwrap();
    turn_to(service, asked.until);
    worked(service).await;

    // Nothing of a file verifies: it is locked, and not in custody.
    let film = uploaded(service, &mut secrets, "dervish.mkv").await;
    for place in places(service, blob_of(service, film.object).await) {
        std::fs::write(place.join("00000000"), b"another file").unwrap();
    }
    decided(service, &cast, &film, Action::LockAndDelete).await;
    for _ in 0..2 {
        work::run_due(service).await.unwrap();
    }

    secrets.push(secret);
    let told = [
        ("mail-more", "mail-more-next", &member),
        ("mail-unanswered", "mail-unanswered-next", &member),
        ("mail-claim-yours", "mail-claim-yours-text", &other),
        ("mail-lost", "mail-lost-whoever", &loser),
        ("mail-custody", "mail-custody-text", &senior),
    ];
    let private: [(&str, &[&Reader]); 3] =
        [("Zephyrine", &[&member]), ("Quuxworth", &[]), (&confirmation, &[&first, &other])];
    assert_told(service, &KINDS, &told, &private, &secrets).await;
});
