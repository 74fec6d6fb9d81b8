//! Files that several claim: what each of them sees, and is told, of what became of it.

use std::time::Duration;

use writ::accounts::Role;
use writ::accounts::parties::{self, Case};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{cases, programs};
use writ::ids::{ClaimId, DecisionId};
use writ::service::Service;
use writ::vault::objects::Finality;
use writ::vault::{self, ObjectState};
use writ::{audit, db, takedown, work};

use super::cast::{self, Cast, File, file, object_state, target};
use crate::app::{TestService, both_engines};

/// Nobody answers there: what is told is read where it waits.
const HOOKS: &str = "https://pictures.example/hooks";

/// Another organisation that wants to be told.
async fn newcomer(service: &Service, cast: &Cast, n: u8) -> Cast {
    let rival = cast.rival(service, n).await;
    programs::endpoints::add(service, &rival.member, rival.organisation, HOOKS).await.unwrap();
    rival
}

async fn deleted(service: &Service, cast: &Cast, film: &File) -> ClaimId {
    let claim = file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    cast::delete(service, &cast.member, claim, "DELETE", &cast.auth).await.unwrap();
    claim
}

async fn taken_back(service: &Service, cast: &Cast, claim: ClaimId) {
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Licensed").await.unwrap();
}

async fn decision(service: &Service, cast: &Cast, claim: ClaimId) -> DecisionId {
    let case = cases::claim(service, &cast.member, claim).await.unwrap();
    case.targets[0].decision.as_ref().unwrap().id
}

/// Its owner deletes a file; a claim locks it and is taken back before anything was ordered away; the owner takes it back.
async fn deleted_by_owner_meanwhile(service: &Service, cast: &Cast, film: &File) -> ClaimId {
    vault::objects::delete(service, film.owner.account, film.object, Finality::Undoable).await.unwrap();
    let claim = deleted(service, cast, film).await;
    taken_back(service, cast, claim).await;
    assert!(!told(service, claim).await.contains(&"target.restored".to_owned()), "its owner has it deleted");
    takedown::undelete(service, film.owner.account, film.object).await.unwrap();
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    claim
}

/// Until nothing is left to do.
async fn worked(service: &Service) {
    for _ in 0..2 {
        work::run_due(service).await.unwrap();
        audit::settle(service).await.unwrap();
        service.clock.advance(Duration::from_secs(1));
    }
    work::run_due(service).await.unwrap();
}

/// What an organisation's endpoint is to be told of a claim, in order.
async fn told(service: &Service, claim: ClaimId) -> Vec<String> {
    let mut tx = service.db.read().await.unwrap();
    let rows = db::all!(tx, (String, String), "SELECT event, payload FROM webhook_deliveries ORDER BY id").unwrap();
    let claim = claim.to_string();
    rows.into_iter().filter(|(_, payload)| payload.contains(&claim)).map(|(event, _)| event).collect()
}

both_engines!(each_claimant_sees_what_became_of_a_file_under_its_own_hold, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    programs::endpoints::add(service, &cast.member, cast.organisation, HOOKS).await.unwrap();
    let rival = &newcomer(service, cast, 7).await;
    let film = File::upload(service, "film.mkv").await;
    let count = |told: &[String], event: &str| told.iter().filter(|one| *one == event).count();

    // Taken back before anything was ordered away: the file is back, and it is told.
    let first = deleted(service, cast, &film).await;
    service.clock.advance(Duration::from_secs(1));
    taken_back(service, cast, first).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    assert_eq!(count(&told(service, first).await, "target.restored"), 1);

    service.clock.advance(Duration::from_secs(1));
    let second = deleted(service, rival, &film).await;
    worked(service).await;
    let third = deleted(service, rival, &film).await;
    worked(service).await;
    let of_first = decision(service, cast, first).await;
    let (of_second, of_third) = (decision(service, rival, second).await, decision(service, rival, third).await);
    let board = takedown::board(service, film.object).await.unwrap();
    let under = board.under(of_first).unwrap();
    assert!(under.orders.is_empty() && under.deleted_at.is_none(), "the order is somebody else's");
    assert!(under.hold.restored_at.is_some());
    for decision in [of_second, of_third] {
        let under = board.under(decision).unwrap();
        assert_eq!(under.orders.len(), 1, "it had gone out before, and is under this hold, too");
        assert!(under.deleted_at.is_some() && !under.awaits_order);
    }
    let boards = takedown::boards_of_claim(service, third).await.unwrap();
    assert_eq!(boards[&film.object].under(of_third).unwrap().deleted_at, board.under(of_third).unwrap().deleted_at);
    for claim in [second, third] {
        assert_eq!(count(&told(service, claim).await, "target.deleted"), 1);
    }

    // The last hold that lifts brings it back: for those whose holds it undoes, and once.
    taken_back(service, rival, second).await;
    worked(service).await;
    assert_eq!(count(&told(service, second).await, "target.restored"), 0, "the third holds it");
    taken_back(service, rival, third).await;
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    for claim in [first, second, third] {
        assert_eq!(count(&told(service, claim).await, "target.restored"), 1);
    }
    // Its owner deletes it, and a hold comes and goes meanwhile: told when the owner takes the deletion back.
    let fifth = deleted_by_owner_meanwhile(service, &newcomer(service, cast, 9).await, &film).await;
    assert_eq!(count(&told(service, fifth).await, "target.restored"), 1);
    // Under a new name it is locked once more: the order for what it was called before is not of that hold.
    let another = &newcomer(service, cast, 8).await;
    let fourth = deleted(service, another, &film).await;
    let board = takedown::board(service, film.object).await.unwrap();
    let of_fourth = decision(service, another, fourth).await;
    let under = board.under(of_fourth).unwrap();
    assert!(under.orders.is_empty() && under.awaits_order && under.deleted_at.is_none());
    worked(service).await;
    let board = takedown::board(service, film.object).await.unwrap();
    assert_eq!((board.orders.len(), board.under(of_fourth).unwrap().orders.len()), (2, 1));
    assert_eq!(count(&told(service, fourth).await, "target.deleted"), 1);
});

both_engines!(the_boards_of_a_claim_are_those_of_every_file_it_names, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let rival = &cast.rival(service, 7).await;
    let [film, song] = [File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await];
    deleted(service, cast, &film).await;
    worked(service).await;
    takedown::preserve(service, &cast.senior, film.object, None, "A lawsuit").await.unwrap();

    // One file that another claimant had locked, and one that nobody had.
    let targets = vec![target(&film.url()), target(&song.url())];
    let waiting = file(service, rival, targets).await.unwrap().claim;
    let boards = takedown::boards_of_claim(service, waiting).await.unwrap();
    for file in [&film, &song] {
        let board = takedown::board(service, file.object).await.unwrap();
        assert_eq!(format!("{:?}", boards[&file.object]), format!("{board:?}"), "it is the board of that file");
    }
    assert!(boards.len() == 2 && boards[&film.object].orders.len() == 1 && boards[&song.object].holds.is_empty());
    let preserved = takedown::preserved_of_claim(service, waiting).await.unwrap();
    assert_eq!(preserved.keys().collect::<Vec<_>>(), [&film.object]);
    assert_eq!(preserved[&film.object].len(), 1);
});

both_engines!(whose_file_a_claim_names_too_neither_preserves_nor_purges_the_other, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let uploader = cast::staff(service, "second-senior", Role::Senior).await;
    let (film, theirs) =
        (File::upload(service, "film.mkv").await, File::upload_of(service, uploader, "theirs.mkv").await);
    let of_both = file(service, &cast, vec![target(&film.url()), target(&theirs.url())]).await.unwrap().claim;
    let preserved = async |who| takedown::preserve(service, who, film.object, None, "It is asked for").await;
    let refused = preserved(&uploader).await;
    assert!(matches!(refused, Err(takedown::Error::Accounts(_))), "{refused:?}");
    preserved(&cast.senior).await.unwrap();

    let other = file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    assert_ne!(of_both, other);
    let mut tx = service.db.read().await.unwrap();
    let parts = [
        parties::is_party(&mut tx, uploader.account, Case::Claim(of_both)).await.unwrap(),
        parties::is_party(&mut tx, uploader.account, Case::Claim(other)).await.unwrap(),
        parties::is_party(&mut tx, uploader.account, Case::Object(film.object)).await.unwrap(),
    ];
    assert_eq!(parts, [true, false, true], "of the claim that names their file, and of what it names besides");
});
