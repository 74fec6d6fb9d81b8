//! Samples of what holders delete by themselves, and what only a senior decides.

use std::time::Duration;

use http::StatusCode;
use writ::accounts::{Actor, Role};
use writ::claims::decisions::{self, Action, Finding};
use writ::claims::direct::Obstacle;
use writ::claims::organisations::{self, MemberRole};
use writ::claims::samples::{self, GivenBack, Sample};
use writ::claims::withdrawal::{Claimant, Extent};
use writ::claims::{Error, queue, withdrawal};
use writ::db;
use writ::ids::{ClaimId, DecisionId};
use writ::process::appeals::{self, Appellant};
use writ::process::overturning;
use writ::service::Service;
use writ::vault::ObjectState;
use writ::work;

use super::cast::{self, Cast, File, claim_of, entries, file, limited, object_state, person, target};
use super::{press, ruling};
use crate::app::{TestService, both_engines, mailed};
use crate::delivery::words;
use crate::pages_desk::{post, staff};

async fn deleted(service: &Service, cast: &Cast, n: usize) -> (ClaimId, Vec<File>) {
    let mut files = Vec::new();
    for _ in 0..n {
        files.push(File::upload(service, "film.mkv").await);
    }
    let claim = file(service, cast, files.iter().map(|file| target(&file.url())).collect()).await.unwrap().claim;
    press(service, cast, claim).await.unwrap();
    (claim, files)
}

/// Somebody finds that a deletion is of what does not infringe. Gives what takes its place.
async fn overturn(service: &Service, who: &Actor, drawn: DecisionId, why: &str) -> Result<Option<DecisionId>, Error> {
    overturning::overturn_deletion(service, who, drawn, Finding::NotInfringing, why).await
}

async fn waiting(service: &Service, cast: &Cast) -> Vec<Sample> {
    samples::waiting(service, &cast.senior).await.unwrap()
}

both_engines!(the_first_deletions_are_all_looked_at_and_later_ones_by_chance, |app: TestService| async move {
    let all = &limited(&app.service, |limits| limits.direct_access_sampled_first = 3);
    let cast = &Cast::direct(all).await;
    all.clock.advance(Duration::from_secs(1));
    let never = &limited(all, |limits| limits.direct_access_sampled_one_in = u32::MAX);
    deleted(never, cast, 5).await;
    assert_eq!(waiting(all, cast).await.len(), 3, "those of the first three");
    deleted(never, cast, 4).await;
    assert_eq!(waiting(all, cast).await.len(), 3);
    let each = &limited(all, |limits| limits.direct_access_sampled_one_in = 1);
    deleted(each, cast, 2).await;
    assert_eq!(waiting(all, cast).await.len(), 5);
    // A grant that was taken away and given again begins anew.
    writ::claims::direct::strip(all, &cast.first, cast.organisation, "Wait").await.unwrap();
    all.clock.advance(Duration::from_secs(1));
    cast.grant(all).await;
    all.clock.advance(Duration::from_secs(1));
    deleted(never, cast, 1).await;
    assert_eq!(waiting(all, cast).await.len(), 6);
});

both_engines!(what_a_senior_is_a_party_to_hides_nothing_else, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let rival = &cast.rival(service, 7).await;
    deleted(service, cast, 2).await;
    service.clock.advance(Duration::from_secs(1));
    let (theirs, _) = deleted(service, rival, 1).await;
    cast::join(service, &cast.member, cast.organisation, &cast.senior, MemberRole::Agent).await;
    let short = &limited(service, |limits| limits.page_rows = 1);
    assert_eq!(waiting(short, cast).await.iter().map(|sample| sample.claim).collect::<Vec<_>>(), [theirs]);
});

both_engines!(a_senior_upholds_or_overturns_a_deletion_once, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let (claim, files) = deleted(service, cast, 2).await;
    work::run_due(service).await.unwrap();
    let drawn = waiting(service, cast).await;
    assert_eq!(drawn.iter().map(|sample| (sample.claim, sample.object)).collect::<Vec<_>>().len(), 2);
    let of = |file: &File| drawn.iter().find(|sample| sample.object == file.object).unwrap().decision;
    let (first, second) = (of(&files[0]), of(&files[1]));

    for who in [cast.reviewer, cast.member, cast.first, person(service, "stranger").await] {
        let refused = overturn(service, &who, first, "No").await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        let none = DecisionId(uuid::Uuid::from_u128(1));
        for decision in [first, none] {
            let refused = samples::uphold(service, &who, decision, "No").await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        }
        assert!(matches!(samples::waiting(service, &who).await, Err(Error::Forbidden(_))));
    }
    // A senior who uploaded one of the files is a party, and keeps out.
    let uploader = cast::with_role(service, files[0].owner, writ::accounts::Role::Senior).await;
    assert!(samples::waiting(service, &uploader).await.unwrap().is_empty());
    assert!(overturn(service, &uploader, first, "It is mine").await.is_err());
    assert!(samples::uphold(service, &uploader, first, "It is mine").await.is_err());
    assert!(matches!(samples::uphold(service, &cast.senior, first, " ").await, Err(Error::Invalid(_))));
    assert!(matches!(overturn(service, &cast.senior, first, " ").await, Err(Error::Invalid(_))));
    // The evidence can still be opened, though the claim is decided and the mirrors are empty.
    let evidence = decisions::open_evidence(service, &cast.senior, drawn[0].target).await.unwrap();
    assert!(evidence.file_key.is_some());

    samples::uphold(service, &cast.senior, first, "The whole film").await.unwrap();
    let (one, other) = tokio::join!(
        overturn(service, &cast.senior, second, "A review of it"),
        overturn(service, &cast.senior, second, "Not a copy"),
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert!([one, other].iter().any(|result| matches!(result, Err(Error::Conflict(_)))));
    work::run_due(service).await.unwrap();
    assert_eq!(object_state(service, files[0].object).await, ObjectState::Locked);
    assert_eq!(object_state(service, files[1].object).await, ObjectState::Available, "given back to the same links");
    assert!(waiting(service, cast).await.is_empty());
    assert_eq!(samples::record(service, &cast.first, cast.organisation).await.unwrap(), (1, 1));
    // What was overturned counts as rejected, on the claims that follow.
    let next = file(service, cast, vec![target(&files[1].url())]).await.unwrap().claim;
    let case = writ::claims::cases::desk_case(service, &cast.senior, next).await.unwrap();
    let histories = [case.claimant, case.uploaders[0].2].map(|became| (became.restricted, became.rejected));
    assert_eq!(histories, [(1, 1), (0, 1)]);
    let case = writ::claims::cases::claim(service, &cast.member, claim).await.unwrap();
    let log = entries(service, case.log_case).await;
    let reviewed: Vec<_> = log.iter().filter(|entry| entry.kind == "decision.reviewed").collect();
    assert_eq!(reviewed.len(), 2);
    assert!(reviewed.iter().all(|entry| !entry.text.contains("review of it") && entry.value["actor"] == "senior"));
});

both_engines!(what_an_overturned_deletion_gives_back_is_shown_before_it_is_overturned, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let (_, files) = deleted(service, cast, 1).await;
    work::run_due(service).await.unwrap();
    let drawn = waiting(service, cast).await.remove(0);
    let senior = staff(service, cast, "sena", Role::Senior).await;
    let place = format!("/desk/samples/{}", drawn.decision);
    let step = |step| [("outcome", "not-infringing"), ("reasons", "A review of it"), ("step", step)];
    let shown = post(service, &place, &senior, &step("")).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    for said in [
        "Nothing is said yet.",
        "not infringing; nothing is restricted",
        "so does its one link",
        "A review of it",
        "Example Pictures reads the reasons, and so does whoever uploaded the file",
        "Nobody has opened the evidence",
    ] {
        assert!(shown.body.contains(said), "{said}: {}", shown.body);
    }
    decisions::open_evidence(service, &cast.senior, drawn.target).await.unwrap();
    let looked_at = post(service, &place, &senior, &step("")).await.body;
    assert!(looked_at.contains("A review of it") && !looked_at.contains("Nobody has opened"), "{looked_at}");
    let changed = post(service, &place, &senior, &step("change")).await;
    assert!(changed.status == StatusCode::OK && changed.body.contains("A review of it</textarea>"), "{}", changed.body);
    assert_eq!(waiting(service, cast).await.len(), 1, "nothing was said on the way");

    // While something else holds the file, it is said that it stays.
    let held = samples::given_back(service, &cast.senior, drawn.decision).await.unwrap();
    assert_eq!(held, GivenBack::File { links: 1 });
    let again = file(service, cast, vec![target(&files[0].url())]).await.unwrap();
    queue::take(service, &cast.reviewer, again.claim).await.unwrap();
    let lock = [ruling(again.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    decisions::decide(service, &cast.reviewer, again.claim, &lock).await.unwrap();
    let held = samples::given_back(service, &cast.senior, drawn.decision).await.unwrap();
    assert_eq!(held, GivenBack::StillHeld { others: 1 });
    let done = post(service, &place, &senior, &step("confirm")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(waiting(service, cast).await.is_empty());
    assert_eq!(object_state(service, files[0].object).await, ObjectState::Locked);
});

both_engines!(what_was_restored_and_what_is_limited_to_a_territory_is_a_seniors, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let (_, files) = deleted(service, cast, 1).await;
    work::run_due(service).await.unwrap();
    let drawn = waiting(service, cast).await.remove(0);
    // Claimed again while the first deletion stands: a reviewer takes it, and the file is restored meanwhile.
    let again = file(service, cast, vec![target(&files[0].url())]).await.unwrap();
    queue::take(service, &cast.reviewer, again.claim).await.unwrap();
    overturn(service, &cast.senior, drawn.decision, "A review of it").await.unwrap();
    work::run_due(service).await.unwrap();
    let lock = [ruling(again.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    let refused = decisions::decide(service, &cast.reviewer, again.claim, &lock).await;
    assert!(matches!(&refused, Err(Error::Forbidden(why)) if why.contains("restored")), "{refused:?}");
    assert_eq!(object_state(service, files[0].object).await, ObjectState::Available);
    let direct = press(service, cast, again.claim).await;
    assert!(matches!(direct, Err(Error::NotDirect(Obstacle::RestoredBefore { position: 1 }))), "no second strike");
    queue::release(service, &cast.reviewer, again.claim).await.unwrap();
    assert!(matches!(queue::take(service, &cast.reviewer, again.claim).await, Err(Error::Forbidden(_))));
    let seen = queue::page(service, &cast.reviewer, &queue::Sought::default(), None).await.unwrap().claims;
    assert!(seen.iter().any(|waiting| waiting.claim == again.claim && waiting.for_senior));
    queue::take(service, &cast.senior, again.claim).await.unwrap();
    decisions::decide(service, &cast.senior, again.claim, &lock).await.unwrap();
    assert_eq!(object_state(service, files[0].object).await, ObjectState::Locked);

    let film = File::upload(service, "film.mkv").await;
    let mut limited = claim_of(vec![target(&film.url())]);
    limited.territory = "FR".into();
    let filed = writ::claims::filing::file(service, &cast.member, cast.organisation, &limited).await.unwrap();
    assert!(matches!(queue::take(service, &cast.reviewer, filed.claim).await, Err(Error::Forbidden(_))));
    queue::take(service, &cast.senior, filed.claim).await.unwrap();

    // A sample of what its claimant took back meanwhile is looked at all the same: nothing is lifted twice, and nothing takes its place.
    let (claim, _) = deleted(service, cast, 1).await;
    let drawn = waiting(service, cast).await.into_iter().find(|sample| sample.claim == claim).unwrap();
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, claim, Extent::Whole, "Licensed after all").await.unwrap();
    let letters = mailed(service, async || {
        assert_eq!(overturn(service, &cast.senior, drawn.decision, "Licensed").await.unwrap(), None);
    })
    .await;
    let [letter] = letters.as_slice() else { panic!("nobody else is told: {letters:?}") };
    assert!(letter.contains("Subject: A deletion of yours was overturned"), "{letter}");
    let said = words(letter).1;
    assert!(said.contains("It had ended before") && !said.contains("you can appeal"), "{said}");
});

both_engines!(whoever_applies_anew_does_not_escape_the_senior, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let sister = &cast.another(service, 7, &cast::application("Sister Pictures")).await;
    let rival = &cast.rival(service, 8).await;
    let (_, files) = deleted(service, cast, 1).await;
    work::run_due(service).await.unwrap();
    let drawn = waiting(service, cast).await.remove(0);
    let claim = async |who: &Cast| file(service, who, vec![target(&files[0].url())]).await.unwrap();
    let sisters = claim(sister).await;
    queue::take(service, &cast.reviewer, sisters.claim).await.unwrap();
    overturn(service, &cast.senior, drawn.decision, "A review of it").await.unwrap();
    work::run_due(service).await.unwrap();
    let lock = [ruling(sisters.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    let refused = decisions::decide(service, &cast.reviewer, sisters.claim, &lock).await;
    assert!(matches!(&refused, Err(Error::Forbidden(why)) if why.contains("restored")), "{refused:?}");
    queue::release(service, &cast.reviewer, sisters.claim).await.unwrap();

    // Its last window has closed.
    let mut tx = service.db.begin().await.unwrap();
    let sql = "UPDATE targets SET evidence_look_at = NULL WHERE claim = $1";
    db::execute!(&mut tx, sql, drawn.claim).unwrap();
    tx.commit().await.unwrap();
    organisations::end(service, &cast.member, cast.organisation, true).await.unwrap();
    let anew = &cast.another(service, 9, &cast::application("Example Pictures")).await;
    let again = claim(anew).await;
    let rivals = claim(rival).await;
    let seen = queue::page(service, &cast.reviewer, &queue::Sought::default(), None).await.unwrap().claims;
    let for_senior = |claim: ClaimId| seen.iter().find(|waiting| waiting.claim == claim).unwrap().for_senior;
    assert_eq!([sisters.claim, again.claim, rivals.claim].map(for_senior), [true, true, false]);
    for (who, claim) in [(sister, sisters.claim), (anew, again.claim)] {
        let direct = press(service, who, claim).await;
        assert!(matches!(direct, Err(Error::NotDirect(Obstacle::RestoredBefore { position: 1 }))), "{direct:?}");
        let taken = queue::take(service, &cast.reviewer, claim).await;
        assert!(matches!(&taken, Err(Error::Forbidden(why)) if why.contains("restored")), "{taken:?}");
    }
    assert_eq!(object_state(service, files[0].object).await, ObjectState::Available);
    // Another domain is another holder.
    press(service, rival, rivals.claim).await.unwrap();
    assert_eq!(object_state(service, files[0].object).await, ObjectState::Locked);
});

both_engines!(of_a_deleted_file_that_is_purged_nothing_is_given_back_or_held_still, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let (_, files) = deleted(service, cast, 1).await;
    work::run_due(service).await.unwrap();
    let drawn = waiting(service, cast).await.remove(0);
    let again = file(service, cast, vec![target(&files[0].url())]).await.unwrap();
    queue::take(service, &cast.reviewer, again.claim).await.unwrap();
    let lock = [ruling(again.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    decisions::decide(service, &cast.reviewer, again.claim, &lock).await.unwrap();
    work::run_due(service).await.unwrap();
    cast::purge(service, files[0].object).await;
    let held = samples::given_back(service, &cast.senior, drawn.decision).await.unwrap();
    assert_eq!(held, GivenBack::Gone, "though another decision holds it");
    let mut in_its_place = None;
    let letters = mailed(service, async || {
        in_its_place = overturn(service, &cast.senior, drawn.decision, "A review of it").await.unwrap();
    })
    .await;
    let said: Vec<_> = letters.iter().map(|letter| words(letter).1).collect();
    assert!(said.iter().any(|said| said.contains("Nothing is given back by that")), "{said:?}");
    // What the letter offers is taken, though nothing is left to lock.
    assert!(said.iter().any(|said| said.contains("you can appeal, free of charge")), "{said:?}");
    let in_its_place = in_its_place.expect("it restricted it");
    let theirs = Appellant::Notifier(Claimant::Person(&cast.member), drawn.claim, in_its_place);
    appeals::lodge(service, theirs, "It is the whole film").await.unwrap();
    for said in said {
        for false_words in ["unless something else holds the file", "stays locked", "holds the file still"] {
            assert!(!said.contains(false_words), "{false_words}: {said}");
        }
    }
});
