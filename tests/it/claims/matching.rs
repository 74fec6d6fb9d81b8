//! Matching what was opened with the holder's references: what counts, what bounds it, and what a restart costs.

use std::time::Duration;

use writ::claims::matching::{self, MatchState, Requested};
use writ::claims::organisations;
use writ::claims::proof::Level;
use writ::claims::works::{self, NewWork};
use writ::claims::{Error, cases};
use writ::ids::{ClaimId, WorkId};
use writ::jobs::{self, Takes};
use writ::service::Service;
use writ::tokens::{self, Audience, Digest, Possession, VerifyingKey};
use writ::vault::ObjectState;
use writ::{db, work};

use super::cast::{self, Cast, File, count, entries, file, limited, person, target};
use crate::app::{TestService, both_engines};
use crate::promises::blob_of;
use MatchState::{Different, Matched, MatchedLater};

async fn register(service: &Service, cast: &Cast, content: &[u8]) -> WorkId {
    let references = vec![Digest::of(content).to_string()];
    let work = NewWork { title: format!("Work {}", references[0]), references, ..cast::work() };
    works::register(service, &cast.member, cast.organisation, &work).await.unwrap()
}

async fn upload(service: &Service, content: &[u8]) -> File {
    File::upload_content(service, person(service, "uploader").await, "film.mkv", content).await
}

async fn claim(service: &Service, cast: &Cast, files: &[&File]) -> ClaimId {
    file(service, cast, files.iter().map(|file| target(&file.url())).collect()).await.unwrap().claim
}

async fn outcome(service: &Service, cast: &Cast, claim: ClaimId) -> Vec<MatchState> {
    let progress = matching::progress(service, &cast.member, claim).await.unwrap();
    progress.into_iter().map(|matching| matching.state).collect()
}

async fn request(service: &Service, cast: &Cast, claim: ClaimId) -> Result<Requested, Error> {
    matching::request(service, &cast.member, claim).await
}

/// How many digests are kept half-way.
async fn kept(service: &Service) -> i64 {
    count(service, "SELECT COUNT(*) FROM matchings WHERE hash_sealed IS NOT NULL").await
}

const BEGUN: Requested = Requested { begun: 1, too_large: 0 };

both_engines!(
    what_was_registered_before_the_file_was_stored_matches_and_what_came_later_is_told,
    |app: TestService| async move {
        let service = &app.service;
        let cast = &Cast::signed(service).await;
        let work = register(service, cast, b"the film").await;
        service.clock.advance(Duration::from_mins(1));
        let matched = upload(service, b"the film").await;
        let later = upload(service, b"the trailer").await;
        let different = upload(service, b"a holiday").await;
        let link = target(&matched.password_link(service, "tide").await.unlocked_url("tide"));
        service.clock.advance(Duration::from_mins(1));
        register(service, cast, b"the trailer").await;
        // Twice the same object, by two of its links; and one that was not opened.
        let located = upload(service, b"the film").await;
        let lines =
            vec![target(&matched.url()), target(&later.url()), target(&different.url()), link, target(&located.bare())];
        let claim = file(service, cast, lines).await.unwrap().claim;

        assert_eq!(request(service, cast, claim).await.unwrap(), Requested { begun: 3, too_large: 0 });
        assert_eq!(outcome(service, cast, claim).await, [MatchState::Waiting; 3]);
        work::run_due(service).await.unwrap();
        let progress = matching::progress(service, &cast.member, claim).await.unwrap();
        let states: Vec<_> = progress.iter().map(|matching| (matching.state, matching.size, matching.read)).collect();
        assert_eq!(states, [(Matched, 8, 8), (MatchedLater, 11, 11), (Different, 9, 9)]);
        assert_eq!(progress[0].work.as_ref().map(|(work, _, _)| *work), Some(work));

        let case = cases::claim(service, &cast.member, claim).await.unwrap();
        let levels: Vec<_> = case.targets.iter().map(|target| target.level).collect();
        assert_eq!(levels, [Level::Matched, Level::Opened, Level::Opened, Level::Matched, Level::Located]);
        for target in case.targets.iter().filter(|target| target.level == Level::Matched) {
            let keys = [VerifyingKey::from(&service.keys.order())];
            let (audience, now) = (claim.to_string(), service.clock.now());
            let token = target.possession.as_deref().unwrap();
            let proof: Possession =
                tokens::verify(token, &keys, &service.keys.origin, Audience::Is(&audience), now).unwrap();
            assert_eq!((proof.level, proof.object), (tokens::Level::Matched, matched.object));
        }
        let ended: Vec<_> =
            entries(service, case.log_case).await.into_iter().filter(|it| it.kind.starts_with("matching")).collect();
        assert_eq!(
            ended.iter().map(|it| it.kind.as_str()).collect::<Vec<_>>(),
            ["matching.requested", "matching.ended", "matching.ended", "matching.ended"]
        );
        let secret = Digest::of(b"a holiday").to_string();
        assert!(ended.iter().all(|entry| !entry.text.contains(&secret) && !entry.text.contains("holiday")));
        assert_eq!(kept(service).await, 0, "nothing of the digest stays");
        // Each object once.
        assert!(matches!(request(service, cast, claim).await, Err(Error::Conflict(_))));
    }
);

both_engines!(a_restart_costs_no_more_than_a_turn, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.matching_turn_bytes = 1);
    let cast = &Cast::signed(service).await;
    let content: Vec<u8> = (0..20_000_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
    register(service, cast, &content).await;
    service.clock.advance(Duration::from_mins(1));
    let stored = upload(service, &content).await;
    let claim = claim(service, cast, &[&stored]).await;
    request(service, cast, claim).await.unwrap();
    work::run_due(&limited(service, |limits| limits.matching_time = Duration::from_nanos(1))).await.unwrap();
    assert_eq!(outcome(service, cast, claim).await, [MatchState::Matched], "nothing took time by this clock");

    let stored = upload(service, &content).await;
    let claim = file(service, cast, vec![target(&stored.url())]).await.unwrap().claim;
    request(service, cast, claim).await.unwrap();
    let mut read = 0;
    let mut turns = 0;
    loop {
        let leased = jobs::lease_one(service, Takes::Matching).await.unwrap().unwrap();
        work::perform(service, &leased.job).await.unwrap();
        let progress = matching::progress(service, &cast.member, claim).await.unwrap().remove(0);
        turns += 1;
        if progress.state == MatchState::Matched {
            break;
        }
        assert!(progress.read > read, "each turn gets on");
        assert_eq!(kept(service).await, 1, "the state of the digest is kept, sealed, for the next turn");
        read = progress.read;
        // The worker dies before it strikes the job off: another takes it up, beside the one that was queued.
        service.clock.advance(Duration::from_secs(31));
    }
    assert_eq!(turns, 3);
    assert_eq!(kept(service).await, 0, "nothing of the digest stays");
    service.clock.advance(Duration::from_secs(31));
    work::run_due(service).await.unwrap();
    assert_eq!(jobs::due(service).await.unwrap(), 0);
});

both_engines!(matching_is_bounded_in_size_quota_and_time, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    register(service, cast, b"the film").await;
    service.clock.advance(Duration::from_mins(1));
    let stored = upload(service, b"the film").await;
    let huge = upload(service, b"a backup").await;
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(tx, "UPDATE objects SET sealed_size = $2 WHERE id = $1", huge.object, 1_i64 << 40).unwrap();
    tx.commit().await.unwrap();

    let alone = claim(service, cast, &[&huge]).await;
    let refused = request(service, cast, alone).await;
    assert!(matches!(&refused, Err(Error::Invalid(errors)) if errors[0].message.contains("too large")), "{refused:?}");
    let claim = claim(service, cast, &[&stored, &huge]).await;
    let full = limited(service, |limits| limits.matching_bytes_per_day = 5);
    let refused = request(&full, cast, claim).await;
    assert!(matches!(refused, Err(Error::MatchingQuota { limit: 5, used: 0, .. })), "{refused:?}");
    assert_eq!(count(service, "SELECT COUNT(*) FROM matchings").await, 0);

    assert_eq!(request(service, cast, claim).await.unwrap(), Requested { begun: 1, too_large: 1 });
    service.clock.advance(Duration::from_hours(25));
    work::run_due(service).await.unwrap();
    assert_eq!(outcome(service, cast, claim).await, [MatchState::Unreadable], "it took longer than a day");
    // What could not be read may be asked for again; what was asked for a day ago does not count any more.
    let enough = limited(service, |limits| limits.matching_bytes_per_day = 200);
    assert_eq!(request(&enough, cast, claim).await.unwrap(), Requested { begun: 1, too_large: 1 });
    work::run_due(service).await.unwrap();
    assert_eq!(outcome(service, cast, claim).await, [MatchState::Matched]);
});

both_engines!(only_a_member_of_a_verified_organisation_that_signed_has_things_matched, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let stored = upload(service, b"the film").await;
    let claim = claim(service, cast, &[&stored]).await;
    let without = request(service, cast, claim).await;
    assert!(matches!(without, Err(Error::Conflict(_))), "no references: {without:?}");
    register(service, cast, b"the film").await;
    for stranger in [person(service, "stranger").await, stored.owner, cast.reviewer] {
        assert!(matches!(matching::request(service, &stranger, claim).await, Err(Error::NotFound)));
        assert!(matches!(matching::progress(service, &stranger, claim).await, Err(Error::NotFound)));
    }
    let nowhere = ClaimId::new(&service.clock, &service.entropy);
    assert!(matches!(request(service, cast, nowhere).await, Err(Error::NotFound)));

    // What was begun stops when the standing is lost, and says so.
    request(service, cast, claim).await.unwrap();
    organisations::suspend(service, &cast.first, cast.organisation, "Unfounded claims").await.unwrap();
    assert!(matches!(request(service, cast, claim).await, Err(Error::NotVerified { .. })));
    work::run_due(service).await.unwrap();
    assert_eq!(outcome(service, cast, claim).await, [MatchState::Stopped]);
    let case = cases::claim(service, &cast.member, claim).await.unwrap();
    assert_eq!(case.targets[0].level, Level::Opened);
});

both_engines!(two_requests_at_once_read_an_object_once, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    register(service, cast, b"the film").await;
    let stored = upload(service, b"the film").await;
    let claim = claim(service, cast, &[&stored]).await;
    let (one, other) = tokio::join!(request(service, cast, claim), request(service, cast, claim));
    let done = [&one, &other].into_iter().filter(|result| matches!(result, Ok(BEGUN))).count();
    assert_eq!(done, 1, "{one:?} {other:?}");
    assert!([one, other].iter().any(|result| matches!(result, Err(Error::Conflict(_)))));
    assert_eq!(count(service, "SELECT COUNT(*) FROM matchings").await, 1);
    // The workers of takedowns leave it to the one that does nothing else.
    assert!(!jobs::any_due(service, Takes::AllButMatchingAndMail).await.unwrap());
    assert!(jobs::any_due(service, Takes::Matching).await.unwrap());
});

both_engines!(an_object_that_no_mirror_gives_is_tried_again_and_then_given_up, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    register(service, cast, b"the film").await;
    service.clock.advance(Duration::from_mins(1));
    let (gone, there) = (upload(service, b"the film").await, upload(service, b"the film").await);
    // A mirror each; all of them lose the first object's blob.
    let blob = blob_of(service, gone.object).await;
    let folders: Vec<_> =
        service.config.mirrors.iter().map(|it| it.folder.join("blobs").join(blob.to_string())).collect();
    let aside = |folder: &std::path::Path| folder.with_extension("aside");
    for folder in &folders {
        std::fs::rename(folder, aside(folder)).unwrap();
    }
    let claim = claim(service, cast, &[&gone, &there]).await;
    request(service, cast, claim).await.unwrap();
    work::run_due(service).await.unwrap();
    service.clock.advance(Duration::from_secs(5));
    work::run_due(service).await.unwrap();
    assert_eq!(
        outcome(service, cast, claim).await,
        [MatchState::Waiting, MatchState::Matched],
        "others do not wait for it"
    );
    for _ in 0..10 {
        service.clock.advance(Duration::from_mins(20));
        work::run_due(service).await.unwrap();
    }
    let progress = matching::progress(service, &cast.member, claim).await.unwrap();
    assert_eq!(progress[0].state, MatchState::Unreadable);
    assert!(progress[0].problem.as_ref().unwrap().contains("no copy of part 0"), "{:?}", progress[0].problem);
    assert_eq!(cast::object_state(service, gone.object).await, ObjectState::Available);

    for folder in &folders {
        std::fs::rename(aside(folder), folder).unwrap();
    }
    assert_eq!(request(service, cast, claim).await.unwrap(), BEGUN);
    work::run_due(service).await.unwrap();
    assert_eq!(outcome(service, cast, claim).await, [MatchState::Matched, MatchState::Matched]);
});
