//! What is written when a senior overturns a decision or finds a deletion wrong, and when something else holds a file still.

use writ::claims::decisions::{Action, Finding};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::ids::{ClaimId, DecisionId};
use writ::process::overturning::{self, Instead};
use writ::service::Service;

use super::super::overturning::{back, more};
use super::super::{decide, decided, worked};
use super::{Reader, assert_told, uploaded_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, target};

pub(super) const KINDS: [&str; 5] = [
    // To uploaders.
    "notice-overturned",
    "notice-still-held",
    // To whoever claimed.
    "letter-overturned-title",
    "letter-overturned-deletion-title",
    "letter-still-held-title",
];

/// A deletion under direct access, which was drawn.
async fn deleted(service: &Service, cast: &Cast, film: &File) -> (ClaimId, DecisionId) {
    let claim = cast::file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    let direct = cast::delete(service, &cast.member, claim, "DELETE", &cast.auth).await.unwrap().remove(0);
    worked(service).await;
    (claim, direct)
}

both_engines!(what_a_senior_overturns_is_written_to_both_sides_and_to_no_other, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::direct(service).await;
    let rival = cast.rival(service, 9).await;
    let mut secrets = Vec::new();
    let person = cast::person(service, "uploader").await;
    let uploader = Reader::in_french(service, &person).await;
    let (member, other) = (Reader::of(service, &cast.member).await, Reader::of(service, &rival.member).await);

    // What is given back, with reasons in which the whole link was typed; and what another claim holds still.
    let film = uploaded_of(service, person, &mut secrets, "aurora.mkv").await;
    let (_, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let why = Instead { reasons: format!("Kestrel reviews {} in it.", film.url()), ..back() };
    overturning::overturn(service, &cast.senior, decision, &why).await.unwrap();
    let film = uploaded_of(service, person, &mut secrets, "borealis.mkv").await;
    let theirs = cast::file(service, &rival, vec![target(&film.url())]).await.unwrap().claim;
    let (_, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    decide(service, &rival, &cast.reviewer, theirs, Action::LockAndDelete).await;
    worked(service).await;
    overturning::overturn(service, &cast.senior, decision, &back()).await.unwrap();

    // What is restricted after all.
    for (name, action) in [("cascade.mkv", Action::LockAndDelete), ("dervish.mkv", Action::DisableLink)] {
        let film = uploaded_of(service, person, &mut secrets, name).await;
        let (_, decision) = decided(service, &cast, &film, Action::None).await;
        overturning::overturn(service, &cast.senior, decision, &more(action)).await.unwrap();
    }

    // What was deleted directly; one of the two its claimant has taken back meanwhile.
    let film = uploaded_of(service, person, &mut secrets, "ember.mkv").await;
    let (_, first) = deleted(service, &cast, &film).await;
    let film = uploaded_of(service, person, &mut secrets, "falcon.mkv").await;
    let (claim, second) = deleted(service, &cast, &film).await;
    let theirs = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, theirs, claim, Extent::Whole, "Quagmire licensed it").await.unwrap();
    let finding = Finding::NotInfringing;
    let why = "Zephyrine is quoted.";
    let given_back = overturning::overturn_deletion(service, &cast.senior, first, finding, why).await.unwrap();
    let why = "Ostrava is quoted.";
    let noted = overturning::overturn_deletion(service, &cast.senior, second, finding, why).await.unwrap();
    assert!(given_back.is_some() && noted.is_none(), "the second restricts nothing any more");
    worked(service).await;

    let told = [
        ("letter-overturned-title", "letter-overturned-given-back", &member),
        ("notice-overturned", "notice-overturned-effect", &uploader),
        ("letter-still-held-title", "letter-still-held", &member),
        ("notice-still-held", "notice-still-held-effect", &uploader),
        ("letter-overturned-title", "letter-overturned-file", &member),
        ("letter-overturned-title", "letter-overturned-link", &member),
        ("letter-overturned-deletion-title", "letter-overturned-deletion", &member),
        ("letter-overturned-deletion-title", "letter-overturned-deletion-noted", &member),
    ];
    let private: [(&str, &[&Reader]); 6] = [
        ("Kestrel", &[&member, &uploader]),
        ("Zephyrine", &[&member, &uploader]),
        ("Ostrava", &[&member]),
        ("Quagmire", &[]),
        ("Example Pictures", &[&member, &uploader]),
        ("Other Pictures", &[&other, &uploader]),
    ];
    assert_told(service, &KINDS, &told, &private, &secrets).await;
});
