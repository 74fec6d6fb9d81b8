//! A fourth story counted by hand, of the ends that the other three have none of: direct deletions that nobody looks at, an appeal of a
//! claimant that was granted, complaints, claims before the Copyright Claims Board, and files that were never read to their end.

use std::time::Duration;

use writ::claims::decisions::{Action, Finding};
use writ::claims::matching;
use writ::claims::withdrawal::Claimant;
use writ::ids::{ClaimId, ComplaintId};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::complaints::{self, Answer, Typed};
use writ::process::disputes::{self, Kind, Outcome};
use writ::process::overturning::{self, Instead};
use writ::service::Service;
use writ::texts::Language;

use super::outcomes::{Deleted, withdraw};
use super::rest::{expect, register};
use super::{HOUR, deleted, figures, median, stepped, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, limited, target};
use crate::process::decided;

/// Somebody with a link that is blocked complains.
async fn complained(service: &Service, it: &Deleted) -> ComplaintId {
    let typed = Typed { words: "It is our own.", email: "", language: Language::default() };
    complaints::send(service, "198.51.100.8", &it.film.link, None, typed).await.unwrap().id
}

/// A senior is to look at what was complained about.
async fn looked_at_again(service: &Service, cast: &Cast, complaint: ComplaintId) {
    let words = "A senior looks at it.";
    complaints::answer(service, &cast.other_reviewer, complaint, Answer::LookAgain, words).await.unwrap();
}

/// A member has these files held against its references.
async fn requested(service: &Service, cast: &Cast, files: usize) -> ClaimId {
    let mut targets = Vec::new();
    for _ in 0..files {
        targets.push(target(&File::upload(service, "film.mkv").await.url()));
    }
    let claim = cast::file(service, cast, targets).await.unwrap().claim;
    assert_eq!(matching::request(service, &cast.member, claim).await.unwrap().begun, files);
    claim
}

both_engines!(what_was_turned_round_or_never_read_is_what_was_counted_by_hand, |app: TestService| async move {
    let service = &stepped(&app.service, 1);
    let cast = Cast::direct(service).await;
    service.clock.advance(Duration::from_secs(1));

    // Of three direct deletions the first is drawn, and waits; of later ones one in four thousand million is.
    let seldom = &limited(service, |limits| {
        limits.direct_access_sampled_first = 1;
        limits.direct_access_sampled_one_in = u32::MAX;
    });
    for name in ["first.mkv", "second.mkv", "third.mkv"] {
        deleted(seldom, &cast, &File::upload(service, name).await).await;
    }

    // A claimant appeals against nothing, and another reviewer has the file removed after all.
    let film = File::upload(service, "trailer.mkv").await;
    let (claim, nothing) = decided(service, &cast, &film, Action::None).await;
    let theirs = Appellant::Notifier(Claimant::Person(&cast.member), claim, nothing);
    let appeal = appeals::lodge(service, theirs, "It is the whole film").await.unwrap();
    service.clock.advance(HOUR * 3);
    let removed = Verdict::Replace {
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
    };
    appeals::decide(service, &cast.other_reviewer, appeal, &removed, "It is the whole film.").await.unwrap();
    worked(service).await;

    // Of three complaints nobody has answered one, a senior has yet to look at what another is about, and one was right.
    complained(service, &Deleted::one(service, &cast).await).await;
    let waits = complained(service, &Deleted::one(service, &cast).await).await;
    looked_at_again(service, &cast, waits).await;
    let wrong = Deleted::one(service, &cast).await;
    let right = complained(service, &wrong).await;
    looked_at_again(service, &cast, right).await;
    let back = Instead {
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: "17 U.S.C. 107".into(),
        reasons: "It is a review of the film.".into(),
    };
    overturning::overturn(service, &cast.senior, wrong.decision, &back).await.unwrap();
    worked(service).await;
    complaints::close(service, &cast.senior, right, true, "It is a review of the film.").await.unwrap();

    // Before the Board: for the uploader after two hours, for the claimant after three, and nothing after seven.
    for (outcome, hours) in [(Outcome::ForUploader, 2), (Outcome::ForClaimant, 3), (Outcome::NoResult, 7)] {
        let told = Deleted::one(service, &cast).await.stopped(service, &cast, Kind::CopyrightClaimsBoard).await;
        service.clock.advance(HOUR * hours);
        disputes::end(service, &cast.reviewer, told, outcome, "Final determination").await.unwrap();
        worked(service).await;
    }

    // Before anybody has read it, the claim on one file is taken back; and two are not read within a day.
    register(service, &cast, b"the film").await;
    let taken_back = requested(service, &cast, 1).await;
    withdraw(service, &cast, taken_back).await;
    requested(service, &cast, 2).await;
    service.clock.advance(HOUR * 25);
    worked(service).await;

    for period in ["2026-H2", "2026"] {
        expect(
            service,
            period,
            &[
                // Three that were deleted directly, the appeal's, three each of complaints and the Board, and two to be matched.
                ("notices", &[("us-dmca", "organisation", 12)]),
                // Those of complaints and of the Board. What was decided in the place of another stands with what led to it.
                ("decisions", &[("opened", "lock-and-delete", 6), ("opened", "none", 1)]),
                ("direct", &[("opened", "waiting", 1), ("opened", "not-drawn", 2)]),
                ("appeals", &[("notifier", "granted", 1)]),
                ("overturnings", &[("all", "given-back", 1)]),
                ("complaints", &[("all", "open", 2), ("all", "overturned", 1)]),
                // What ended without a result stops nothing any more, and the day of that counter-notice is to come.
                ("counter-notices", &[("all", "returned", 1), ("all", "restrained", 1), ("all", "open", 1)]),
                (
                    "disputes",
                    &[
                        ("copyright-claims-board", "for-uploader", 1),
                        ("copyright-claims-board", "for-claimant", 1),
                        ("copyright-claims-board", "no-result", 1),
                    ],
                ),
                ("matching", &[("all", "stopped", 1), ("all", "unreadable", 2)]),
            ],
        )
        .await;
    }
    let figures = figures(service, "2026-H2").await;
    assert_eq!(median(&figures, "dispute", "copyright-claims-board"), Some(HOUR * 3), "of two hours, three and seven");
    assert_eq!(median(&figures, "appeal", "notifier"), Some(HOUR * 3));
});
