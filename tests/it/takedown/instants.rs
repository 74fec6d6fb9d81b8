//! What must not happen in the instant before something else has.

use std::time::Duration;

use super::{
    Upload, assert_blocked, assert_opens, blob_of, custody_files, entries, hold, lift, places, staff, state, upload,
    work,
};
use crate::app::{TestService, both_engines};
use crate::vault::rig::{self, Uploading};
use writ::accounts::Role;
use writ::audit;
use writ::db;
use writ::ids::{BlobId, DownloadId};
use writ::jobs::Job;
use writ::mirrors::Piece;
use writ::service::Service;
use writ::takedown::{self, Error, Ground};
use writ::vault::objects::Finality;
use writ::vault::{self, ObjectState, custody, downloads};

/// Everybody who may ask for a ticket, at once: a newcomer, a reader under way, and the owner, new and under way.
fn ask(
    service: &Service,
    file: &Upload,
    reading: DownloadId,
    own: DownloadId,
) -> Vec<(&'static str, tokio::task::JoinHandle<Result<(), vault::Error>>)> {
    let (owner, object) = (file.owner, file.object);
    let give = || (service.clone(), file.link.clone());
    let (service, link) = give();
    let newcomer = tokio::spawn(async move { downloads::download(&service, &link, None).await.map(drop) });
    let (service, link) = give();
    let reader = tokio::spawn(async move { downloads::renew(&service, &link, reading).await.map(drop) });
    let (service, _) = give();
    let owned = tokio::spawn(async move { downloads::download_as_owner(&service, owner, object).await.map(drop) });
    let (service, _) = give();
    let again = tokio::spawn(async move { downloads::renew_as_owner(&service, owner, object, own).await.map(drop) });
    vec![("a newcomer", newcomer), ("a reader", reader), ("the owner", owned), ("the owner's reading", again)]
}

both_engines!(a_ticket_asked_for_while_a_hold_is_being_opened_waits_and_is_refused, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let reading = downloads::download(service, &file.link, None).await.unwrap().download;
    let own = downloads::download_as_owner(service, file.owner, file.object).await.unwrap().download;
    let mut tx = service.db.begin().await.unwrap();
    takedown::open_hold(&mut tx, service, file.object, None, Ground::Copyright).await.unwrap();
    let asked = ask(service, &file, reading, own);
    tokio::time::sleep(Duration::from_millis(300)).await;
    for (who, asked) in &asked {
        assert!(!asked.is_finished(), "{who} was answered beside a hold that was being opened");
    }
    tx.commit().await.unwrap();
    for (who, asked) in asked {
        let refused = asked.await.unwrap();
        assert!(matches!(refused, Err(vault::Error::Restricted(_))), "{who}: {refused:?}");
    }
});

both_engines!(a_hold_that_is_lifted_while_its_order_is_being_made_leaves_no_order, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let hold = hold(service, file.object).await;
    vault::custody::secure(service, file.object).await.unwrap();
    let mut tx = service.db.begin().await.unwrap();
    takedown::lift_hold(&mut tx, service, hold, "withdrawn").await.unwrap();
    let making = {
        let (service, object) = (service.clone(), file.object);
        tokio::spawn(async move { takedown::secure_custody(&service, object, hold).await })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!making.is_finished(), "an order was made beside a hold that was being lifted");
    tx.commit().await.unwrap();
    making.await.unwrap().unwrap();
    assert!(takedown::board(service, file.object).await.unwrap().orders.is_empty());
    work(service).await;
    assert_opens(service, &file).await;
});

both_engines!(an_order_reaches_a_mirror_that_had_only_begun, |app: TestService| async move {
    let service = &app.service;
    let file = Uploading::begin(service, rig::uploader(service).await, 9 << 20).await;
    let blob = blob_of(service, file.object).await;
    let parts: Vec<_> = rig::parts(&file.sealed.content).collect();
    file.put(service, Piece::Part(0), parts[0].clone()).await.unwrap();
    // Two are enough for an answer; the third has the part a moment later, and then fails.
    let mut left = 200;
    while places(service, blob).len() < 3 {
        assert!(left > 0, "the third mirror takes nothing");
        left -= 1;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    rig::unplug(service, 2);
    file.put(service, Piece::Metadata, file.sealed.metadata.clone()).await.unwrap();
    file.put(service, Piece::Part(1), parts[1].clone()).await.unwrap();
    file.complete(service).await.unwrap();
    hold(service, file.object).await;
    rig::plug(service, 2);
    work(service).await;
    assert!(places(service, blob).is_empty(), "half of it is left somewhere");
    let board = takedown::board(service, file.object).await.unwrap();
    let results: Vec<_> = board.orders[0].mirrors.iter().map(|row| row.result.as_deref()).collect();
    assert_eq!(results, [Some("deleted"); 3]);
});

both_engines!(a_custody_copy_that_was_only_begun_is_known, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let blob = blob_of(service, file.object).await;
    for place in places(service, blob) {
        std::fs::remove_file(place.join("00000000")).unwrap();
    }
    hold(service, file.object).await;
    vault::custody::secure(service, file.object).await.unwrap_err();
    let board = takedown::board(service, file.object).await.unwrap();
    let copies: Vec<_> = board.custody.iter().map(|copy| (copy.store.as_str(), copy.state.as_str())).collect();
    assert_eq!(copies, [("FR", "securing"), ("NL", "securing")], "both stand before their first byte");
});

both_engines!(what_a_restoration_had_only_begun_is_ordered_away_too, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let first = hold(service, file.object).await;
    work(service).await;
    lift(service, first).await;
    rig::unplug(service, 1);
    rig::unplug(service, 2);
    assert_eq!(work::run_due(service).await.unwrap().failed.len(), 1, "one mirror is not enough");
    let mut tx = service.db.read().await.unwrap();
    let (begun,) = db::one!(tx, (BlobId,), "SELECT id FROM blobs WHERE state = 'staging'").unwrap();
    drop(tx);
    assert_eq!(places(service, begun).len(), 1);
    rig::plug(service, 1);
    rig::plug(service, 2);
    hold(service, file.object).await;
    service.clock.advance(Duration::from_mins(10));
    work(service).await;
    assert!(places(service, begun).is_empty(), "bytes that no order calls for");
    assert_eq!(takedown::board(service, file.object).await.unwrap().orders.len(), 2);
    assert_blocked(service, &file).await;
});

both_engines!(a_deletion_taken_back_and_made_again_gets_its_whole_time, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let blob = blob_of(service, file.object).await;
    let day = Duration::from_hours(24);
    let delete = || vault::delete_object(service, file.owner, file.object, Finality::Undoable);
    delete().await.unwrap();
    service.clock.advance(10 * day);
    takedown::undelete(service, file.owner, file.object).await.unwrap();
    service.clock.advance(10 * day);
    delete().await.unwrap();
    // The first deletion's job comes due now; it is not the second's.
    service.clock.advance(10 * day);
    work(service).await;
    assert_eq!(places(service, blob).len(), 3, "ordered away twenty days early");
    takedown::undelete(service, file.owner, file.object).await.unwrap();
    assert_opens(service, &file).await;
    delete().await.unwrap();
    service.clock.advance(30 * day);
    work(service).await;
    assert!(places(service, blob).is_empty());
});

both_engines!(no_purge_takes_effect_before_it_is_under_a_checkpoint, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let (anna, bert) = (staff(service, "anna", Role::Senior).await, staff(service, "bert", Role::Senior).await);
    hold(service, file.object).await;
    work(service).await;
    let step = takedown::propose_purge(service, &anna, file.object, "order of the court").await.unwrap();
    let purge = takedown::order_purge(service, &bert, step).await.unwrap();
    // Each time the round dies before anybody has a checkpoint over the purge.
    for step in [audit::Step::Numbered, audit::Step::Exported, audit::Step::Signed] {
        service.log.fail_after(step);
        assert!(takedown::purge(service, purge).await.is_err(), "after {step:?}");
        assert_eq!(state(service, file.object).await, ObjectState::Locked, "after {step:?}");
        let mut tx = service.db.read().await.unwrap();
        assert!(vault::key_share(&mut tx, service, file.object).await.unwrap().is_some(), "after {step:?}");
        drop(tx);
        assert_eq!(custody_files(service, file.object), 2, "after {step:?}");
        assert!(!entries(service, file.object).await.contains(&"share.destroyed".to_owned()), "after {step:?}");
    }
    takedown::purge(service, purge).await.unwrap();
    assert_eq!((state(service, file.object).await, custody_files(service, file.object)), (ObjectState::Purged, 0));
});

both_engines!(no_purge_calls_destroyed_what_lies_in_a_store_that_is_not_mounted, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = (staff(service, "anna", Role::Senior).await, staff(service, "bert", Role::Senior).await);
    let [french, dutch] = [0, 1].map(|n| service.config.custody[n].folder().unwrap().to_owned());
    let away = french.with_extension("away");
    for is_lost in [false, true] {
        let file = upload(service).await;
        hold(service, file.object).await;
        work(service).await;
        std::fs::rename(&french, &away).unwrap();
        std::fs::create_dir(&french).unwrap();
        let copies = async || {
            let board = takedown::board(service, file.object).await.unwrap();
            let logged = entries(service, file.object).await;
            let destroyed = logged.iter().filter(|kind| *kind == "custody.destroyed").count();
            let states: Vec<_> = board.custody.into_iter().map(|copy| (copy.store, copy.state)).collect();
            (states, destroyed)
        };
        let are =
            |french: &str, dutch: &str| vec![("FR".to_owned(), french.to_owned()), ("NL".to_owned(), dutch.to_owned())];

        let step = takedown::propose_purge(service, &anna, file.object, "order of the court").await.unwrap();
        let purge = takedown::order_purge(service, &bert, step).await.unwrap();
        let ran = work::run_due(service).await.unwrap();
        let failed = ran.failed.iter().find(|(job, _)| *job == Job::Purge { purge });
        assert!(failed.is_some_and(|(_, why)| why.contains("mounted")), "{ran:?}");
        assert_eq!(state(service, file.object).await, ObjectState::Purged, "its share waits for no store");
        assert_eq!(copies().await, (are("secured", "destroyed"), 1), "what the other one has nobody knows");
        let name = file.object.to_string();
        assert!(away.join(&name).exists() && !dutch.join(&name).exists());

        // It is tried again until the store is back, or whoever runs it says that what lay there is lost.
        service.clock.advance(Duration::from_mins(10));
        assert_eq!(work::run_due(service).await.unwrap().failed.len(), 1);
        if is_lost {
            std::fs::write(french.join("store"), "").unwrap();
        } else {
            std::fs::remove_dir(&french).expect("nothing was written where no store is");
            std::fs::rename(&away, &french).unwrap();
        }
        service.clock.advance(Duration::from_mins(10));
        work(service).await;
        assert_eq!(copies().await, (are("destroyed", "destroyed"), 2));
        assert_eq!(custody_files(service, file.object), 0);
    }
});

both_engines!(what_waits_for_a_store_that_is_not_mounted_is_told_to_seniors, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = (staff(service, "anna", Role::Senior).await, staff(service, "bert", Role::Senior).await);
    let file = upload(service).await;
    let blob = blob_of(service, file.object).await;
    // It was held before, and what lay in custody was to be destroyed: locked again, it waits for that.
    hold(service, file.object).await;
    custody::secure(service, file.object).await.unwrap();
    let mut tx = service.db.begin().await.unwrap();
    custody::begin_destroying(&mut tx, file.object).await.unwrap();
    tx.commit().await.unwrap();
    let french = service.config.custody[0].folder().unwrap().to_owned();
    std::fs::rename(&french, french.with_extension("away")).unwrap();
    std::fs::create_dir(&french).unwrap();

    let ran = work::run_due(service).await.unwrap();
    assert_eq!((ran.waiting.len(), ran.failed.len()), (0, 1), "{ran:?}");
    let failures = takedown::custody_failures(service).await.unwrap();
    assert!(failures.len() == 1 && failures[0].last_error.contains("mounted"), "{failures:?}");
    assert_eq!(places(service, blob).len(), 3);
    let step = takedown::propose_order_without_custody(service, &anna, file.object, "Its disk burnt").await.unwrap();
    takedown::confirm_order_without_custody(service, &bert, step).await.unwrap();
    work(service).await;
    assert_eq!(places(service, blob).len(), 0, "two people have it go without");
});

both_engines!(a_restoration_that_finishes_under_a_new_hold_gives_nothing_back, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let first = hold(service, file.object).await;
    work(service).await;
    lift(service, first).await;
    let restoration = takedown::board(service, file.object).await.unwrap().restorations[0].id;
    let mut tx = service.db.begin().await.unwrap();
    takedown::open_hold(&mut tx, service, file.object, None, Ground::Court).await.unwrap();
    let restoring = {
        let service = service.clone();
        tokio::spawn(async move { takedown::restore(&service, restoration).await })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    tx.commit().await.unwrap();
    let restored = restoring.await.unwrap();
    assert!(matches!(restored, Ok(()) | Err(Error::Vault(vault::Error::Conflict(_)))), "{restored:?}");
    work(service).await;
    assert_eq!(state(service, file.object).await, ObjectState::Locked);
    assert_blocked(service, &file).await;
});
