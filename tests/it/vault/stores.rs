//! Custody stores: in buckets as in folders; some that are lost, and others in their place.

use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use writ::clock::Clock;
use writ::config::{CustodyPlace, CustodyStore, Jurisdiction, MirrorBucket};
use writ::db;
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::ids::ObjectId;
use writ::jobs::{self, Job};
use writ::mirrors::Piece;
use writ::s3::{Bucket, Settings};
use writ::service::Service;
use writ::takedown::{self, Ground};
use writ::vault::custody::{self, Custody, OpenError};
use writ::vault::{self, Error};
use writ::{s3, work};

use super::rig::{Uploading, hold, parts, stored, uploader};
use super::{MIB, blob_of, folder, let_go, queued};
use crate::app::{Engine, TestService, both_engines, settings};
use crate::s3::stores::Store;

const BUCKET: &str = "custody";

/// What tells a bucket that was emptied from one that is another.
const MARK: &str = "writ/store";

/// A locked file whose bytes lie in custody alone, in both stores.
async fn in_custody_of(app: &TestService, service: &Service, plain_len: usize) -> Uploading {
    let (file, _) = stored(service, uploader(service).await, plain_len).await;
    hold(service, file.object).await;
    custody::secure(service, file.object).await.unwrap();
    let blob = blob_of(service, file.object).await;
    for mirror in ["delft", "otago", "paris"] {
        std::fs::remove_dir_all(folder(app, mirror, blob)).unwrap();
    }
    file
}

async fn in_custody(app: &TestService) -> ObjectId {
    in_custody_of(app, &app.service, 100_000).await.object
}

async fn is_secured(service: &Service, object: ObjectId) -> bool {
    let mut tx = service.db.read().await.unwrap();
    custody::is_secured(&mut tx, service, object).await.unwrap()
}

both_engines!(what_a_store_lost_is_made_again_from_the_other, |app: TestService| async move {
    let service = &app.service;
    let object = in_custody(&app).await;
    let [french, dutch] =
        ["FR", "NL"].map(|country| app.folder().join("custody").join(country).join(object.to_string()));
    let copy = std::fs::read(&french).unwrap();
    let again = Job::MoveToStores { object };
    custody::look_at_stores(service).await.unwrap();
    assert!(!queued(service, &again).await, "nothing is lost");

    std::fs::remove_file(&french).unwrap();
    assert!(is_secured(service, object).await, "nobody has looked yet");
    custody::look_at_stores(service).await.unwrap();
    assert!(!is_secured(service, object).await);
    assert!(queued(service, &again).await);
    work::perform(service, &again).await.unwrap();
    assert!(is_secured(service, object).await);
    assert!(std::fs::read(&french).unwrap() == copy);

    // The other one next; what is lost in both is made again by nobody.
    std::fs::remove_file(&dutch).unwrap();
    let stock = custody::take_stock(service).await.unwrap();
    assert_eq!((stock.counted, stock.again, stock.missing.len()), (1, 1, 0));
    std::fs::remove_file(&french).unwrap();
    let stock = custody::take_stock(service).await.unwrap();
    assert_eq!((stock.counted, stock.again, stock.missing), (0, 0, vec![(object, "FR".to_owned())]));
    work::perform(service, &again).await.unwrap();
    assert!(!french.exists() && !dutch.exists());
});

both_engines!(a_store_in_the_place_of_another_gets_what_is_held, |app: TestService| async move {
    let object = in_custody(&app).await;
    let place = |country: &str| app.folder().join("custody").join(country);
    let [dutch, swiss] = ["NL", "CH"].map(|country| format!("{country}={}", place(country).display()));
    let places: [CustodyStore; 2] = [dutch, swiss].map(|store| store.parse().unwrap());
    let custody = Custody::open(&places, &app.service.entropy).await.unwrap();
    let service = &Service { custody, ..app.service.clone() };
    let again = Job::MoveToStores { object };
    custody::look_at_stores(service).await.unwrap();
    assert!(queued(service, &again).await);
    work::perform(service, &again).await.unwrap();
    assert!(is_secured(service, object).await);
    let [there, left] = ["CH", "FR"].map(|country| std::fs::read(place(country).join(object.to_string())).unwrap());
    assert!(there == left);

    // What lies where nobody looks any more keeps nothing from its end.
    let_go(service, object).await;
    custody::destroy(service, object).await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    assert!(!custody::is_kept(&mut tx, object).await.unwrap());
    drop(tx);
    assert!(!place("CH").join(object.to_string()).exists() && !place("NL").join(object.to_string()).exists());
    work::perform(service, &again).await.unwrap();
    assert!(!place("CH").join(object.to_string()).exists(), "nothing counts any more, and nothing is made again");
});

both_engines!(while_a_store_is_away_the_other_one_is_looked_at_and_emptied, |app: TestService| async move {
    let service = &app.service;
    let object = in_custody(&app).await;
    let french = app.folder().join("custody/FR");
    let away = french.with_extension("away");
    std::fs::rename(&french, &away).unwrap();
    // A file stands where the folder was: whatever is asked of it fails.
    std::fs::write(&french, "").unwrap();
    let stock = custody::take_stock(service).await.unwrap();
    assert_eq!((stock.counted, stock.away.into_iter().collect::<Vec<_>>()), (1, vec!["FR".to_owned()]));
    assert!(is_secured(service, object).await, "what it has nobody knows");
    let_go(service, object).await;
    custody::destroy(service, object).await.unwrap_err();
    assert!(!app.folder().join("custody/NL").join(object.to_string()).exists());
    std::fs::remove_file(&french).unwrap();
    std::fs::rename(&away, &french).unwrap();
    custody::destroy(service, object).await.unwrap();
    assert!(!french.join(object.to_string()).exists());
});

both_engines!(stores_that_are_not_mounted_have_lost_nothing, |app: TestService| async move {
    let service = &app.service;
    let object = in_custody(&app).await;
    let (other, _) = stored(service, uploader(service).await, 100).await;
    hold(service, other.object).await;
    let folders = ["FR", "NL"].map(|country| app.folder().join("custody").join(country));
    for folder in &folders {
        std::fs::rename(folder, folder.with_extension("away")).unwrap();
        std::fs::create_dir(folder).unwrap();
    }
    custody::look_at_stores(service).await.unwrap();
    assert!(is_secured(service, object).await);
    let stock = custody::take_stock(service).await.unwrap();
    assert_eq!((stock.counted, stock.again, stock.missing.len(), stock.away.len()), (0, 0, 0, 2));
    assert!(is_secured(service, object).await, "what they have nobody knows");
    let refused = custody::secure(service, other.object).await.unwrap_err();
    assert!(matches!(refused, Error::Custody { .. }) && refused.to_string().contains("mounted"), "{refused}");

    for folder in &folders {
        std::fs::remove_dir(folder).expect("nothing was written where no store is");
        std::fs::rename(folder.with_extension("away"), folder).unwrap();
    }
    custody::look_at_stores(service).await.unwrap();
    custody::secure(service, other.object).await.unwrap();
    assert!(is_secured(service, object).await && is_secured(service, other.object).await);
    vault::service_read(service, object, Piece::Part(0)).await.unwrap();
});

both_engines!(what_is_needed_after_all_waits_for_stores_that_are_not_mounted, |app: TestService| async move {
    let service = &app.service;
    let object = in_custody(&app).await;
    // Nothing else lies in custody, and it was to be destroyed.
    let_go(service, object).await;
    let again = Job::PurgeIfClosed { object };
    let mut tx = service.db.begin().await.unwrap();
    jobs::enqueue(&mut tx, service, &again, service.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let folders = ["FR", "NL"].map(|country| app.folder().join("custody").join(country));
    for folder in &folders {
        std::fs::rename(folder, folder.with_extension("away")).unwrap();
        std::fs::create_dir(folder).unwrap();
    }
    let ran = work::run_due(service).await.unwrap();
    let failed = ran.failed.iter().find(|(job, _)| *job == again);
    assert!(failed.is_some_and(|(_, why)| why.contains("mounted")), "{ran:?}");
    let is_waiting = custody::is_being_destroyed(&mut service.db.read().await.unwrap(), object).await.unwrap();
    assert!(is_waiting, "what they have nobody knows");

    for folder in &folders {
        std::fs::remove_dir(folder).expect("nothing was written where no store is");
        std::fs::rename(folder.with_extension("away"), folder).unwrap();
    }
    service.clock.advance(Duration::from_secs(2));
    work::run_due(service).await.unwrap();
    assert!(is_secured(service, object).await, "it was tried again, and not a byte went");
    vault::service_read(service, object, Piece::Part(0)).await.unwrap();
});

both_engines!(an_empty_store_is_filled_again_once_somebody_says_so, |app: TestService| async move {
    let service = &app.service;
    let object = in_custody(&app).await;
    let (french, again) = (app.folder().join("custody/FR"), Job::MoveToStores { object });
    let empty = || {
        std::fs::remove_dir_all(&french).unwrap();
        std::fs::create_dir(&french).unwrap();
    };
    empty();
    custody::look_at_stores(service).await.unwrap();
    assert!(!queued(service, &again).await && is_secured(service, object).await);
    // Whoever runs it marks it by hand,
    std::fs::write(french.join("store"), "").unwrap();
    custody::look_at_stores(service).await.unwrap();
    work::perform(service, &again).await.unwrap();
    assert!(is_secured(service, object).await && french.join(object.to_string()).exists());
    // or has stock taken, and it is in the other one.
    empty();
    let stock = custody::take_stock(service).await.unwrap();
    assert_eq!((stock.counted, stock.again, stock.missing.len(), stock.away.len()), (1, 1, 0, 0));
    work::perform(service, &again).await.unwrap();
    assert!(is_secured(service, object).await && french.join(object.to_string()).exists());
});

both_engines!(what_was_called_lost_counts_once_it_is_back, |app: TestService| async move {
    let service = &app.service;
    let object = in_custody(&app).await;
    let copies = ["FR", "NL"].map(|country| app.folder().join("custody").join(country).join(object.to_string()));
    let aside = ["FR", "NL"].map(|country| app.folder().join(country));
    for (copy, aside) in copies.iter().zip(&aside) {
        std::fs::rename(copy, aside).unwrap();
    }
    custody::look_at_stores(service).await.unwrap();
    assert!(!is_secured(service, object).await, "the stores are there, and it is not");
    for (copy, aside) in copies.iter().zip(&aside) {
        std::fs::rename(aside, copy).unwrap();
    }
    // One of them was damaged.
    let whole = std::fs::read(&copies[1]).unwrap();
    std::fs::write(&copies[1], &whole[1..]).unwrap();
    custody::look_at_stores(service).await.unwrap();
    assert!(!is_secured(service, object).await);
    vault::service_read(service, object, Piece::Part(0)).await.unwrap();
    work::perform(service, &Job::MoveToStores { object }).await.unwrap();
    assert!(is_secured(service, object).await);
    assert!(std::fs::read(&copies[1]).unwrap() == whole);
});

// Buckets --------------------------------------------------------------------------------------------

/// A test on both engines where one custody store is a bucket: of moto, which keeps versions, and of a real Garage.
macro_rules! in_buckets {
    ($name:ident, $body:expr) => {
        mod $name {
            use super::*;

            both_engines!(of_moto, |app: TestService| async move {
                if let Some(mut store) = Store::moto() {
                    store.make_versioned(BUCKET);
                    ($body)(app, store).await;
                }
            });

            both_engines!(of_garage, |app: TestService| async move {
                if let Some(mut store) = Store::garage() {
                    store.make(BUCKET);
                    ($body)(app, store).await;
                }
            });
        }
    };
}

fn bucket(store: &Store, name: &str) -> CustodyStore {
    let place = CustodyPlace::Bucket(store.bucket(name, "writ"));
    CustodyStore { jurisdiction: Jurisdiction::parse("NL").unwrap(), place }
}

/// The service with its French custody in the folder that it has, and its Dutch custody in a bucket.
async fn with_bucket(app: &TestService, store: &Store) -> Service {
    let places = [app.service.config.custody[0].clone(), bucket(store, BUCKET)];
    let custody = Custody::open(&places, &app.service.entropy).await.unwrap();
    Service { custody, ..app.service.clone() }
}

in_buckets!(a_copy_is_read_made_again_and_destroyed, |app: TestService, mut store: Store| async move {
    let service = &with_bucket(&app, &store).await;
    assert_eq!(store.kept(BUCKET), [""; 0], "trying it leaves nothing");
    let file = in_custody_of(&app, service, 9 * MIB).await;
    let object = file.object;
    assert!(is_secured(service, object).await);
    let pieces = ["00000000", "00000001", "metadata"].map(|piece| format!("writ/{object}/{piece}"));
    let mut kept = pieces.to_vec();
    kept.push(MARK.to_owned());
    assert_eq!(store.kept(BUCKET), kept);
    let french = app.folder().join("custody/FR").join(object.to_string());
    let copy = std::fs::read(&french).unwrap();
    for place in [app.service.config.custody[0].clone(), bucket(&store, BUCKET)] {
        assert_eq!(custody::lying_in(&place).await.unwrap(), [(object, copy.len() as u64)], "{}", place.place);
    }

    // With the folder's copy gone, the bucket's is all there is; and the other way round.
    std::fs::remove_file(&french).unwrap();
    for (n, part) in (0..).zip(parts(&file.sealed.content)) {
        assert!(vault::service_read(service, object, Piece::Part(n)).await.unwrap() == part, "{n}");
    }
    let again = Job::MoveToStores { object };
    custody::look_at_stores(service).await.unwrap();
    work::perform(service, &again).await.unwrap();
    assert!(std::fs::read(&french).unwrap() == copy);
    store.done("delete_object", &json!({ "Bucket": BUCKET, "Key": pieces[2] }));
    custody::look_at_stores(service).await.unwrap();
    assert!(!is_secured(service, object).await);
    work::perform(service, &again).await.unwrap();
    assert!(is_secured(service, object).await);
    store.done("put_object", &json!({ "Bucket": BUCKET, "Key": pieces[1], "Body": "something else" }));
    assert!(vault::service_read(service, object, Piece::Part(1)).await.is_ok(), "the other one verifies");
    std::fs::remove_file(&french).unwrap();
    let refused = vault::service_read(service, object, Piece::Part(1)).await.unwrap_err();
    assert!(matches!(refused, Error::NoGoodCopy { part: 1, .. }), "{refused}");

    store.done("create_multipart_upload", &json!({ "Bucket": BUCKET, "Key": format!("writ/{object}/00000002") }));
    let_go(service, object).await;
    custody::destroy(service, object).await.unwrap();
    custody::destroy(service, object).await.unwrap();
    assert_eq!(store.kept(BUCKET), [MARK]);
});

in_buckets!(what_is_not_whole_is_no_copy, |app: TestService, mut store: Store| async move {
    let service = &with_bucket(&app, &store).await;
    let object = in_custody_of(&app, service, 9 * MIB).await.object;
    // As a database that was restored from before knows it.
    let forget = async || {
        let mut tx = service.db.begin().await.unwrap();
        db::execute!(tx, "UPDATE custody_copies SET state = 'securing', secured_at = NULL WHERE object = $1", object)
            .unwrap();
        tx.commit().await.unwrap();
    };
    forget().await;
    let stock = custody::take_stock(service).await.unwrap();
    assert_eq!((stock.found, stock.again), (2, 0));
    store.done("delete_object", &json!({ "Bucket": BUCKET, "Key": format!("writ/{object}/00000001") }));
    forget().await;
    let stock = custody::take_stock(service).await.unwrap();
    assert_eq!((stock.found, stock.again), (1, 1));
    work::perform(service, &Job::MoveToStores { object }).await.unwrap();
    assert!(is_secured(service, object).await);
    std::fs::remove_file(app.folder().join("custody/FR").join(object.to_string())).unwrap();
    vault::service_read(service, object, Piece::Part(1)).await.unwrap();
});

#[tokio::test]
async fn in_a_bucket_with_object_lock_nothing_is_kept() {
    let Some(mut store) = Store::moto() else { return };
    store.done("create_bucket", &json!({ "Bucket": "locked", "ObjectLockEnabledForBucket": true }));
    let folder = TempDir::new().unwrap();
    let french = format!("FR={}", folder.path().display()).parse().unwrap();
    let refused = Custody::open(&[french, bucket(&store, "locked")], &Entropy::System).await.unwrap_err();
    assert!(matches!(refused, OpenError::Bucket { source: s3::Error::ObjectLock(_), .. }), "{refused:?}");
    assert!(refused.to_string().contains("NL") && refused.to_string().contains("object lock"), "{refused}");
}

#[tokio::test]
async fn portals_that_start_at_once_try_one_bucket() {
    let Some(mut store) = Store::moto() else { return };
    store.make_versioned(BUCKET);
    let folder = TempDir::new().unwrap();
    let places = [format!("FR={}", folder.path().display()).parse().unwrap(), bucket(&store, BUCKET)];
    let (one, other) = tokio::join!(Custody::open(&places, &Entropy::System), Custody::open(&places, &Entropy::System));
    one.unwrap();
    other.unwrap();
    assert_eq!(store.kept(BUCKET), [""; 0]);
}

/// A bucket in which nobody can look whether metadata is there.
async fn without_a_look_at_metadata(store: &Store) -> CustodyStore {
    let settings = store.settings(BUCKET, "writ");
    let there = (settings.endpoint.host_str().unwrap().to_owned(), settings.endpoint.port().unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let there = there.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let Ok(byte) = client.read_u8().await else { return };
                    head.push(byte);
                }
                let asked = String::from_utf8_lossy(&head);
                if asked.starts_with("HEAD ") && asked.lines().next().unwrap().ends_with("/metadata HTTP/1.1") {
                    let denied = b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
                    client.write_all(denied).await.unwrap();
                    return;
                }
                // A connection for each request, so that each is looked at.
                let asked = asked.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
                let mut server = TcpStream::connect(there).await.unwrap();
                server.write_all(asked.as_bytes()).await.unwrap();
                // Whoever has read enough is gone.
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    let bucket = Bucket::new(Settings { endpoint, ..settings }, Clock::System).unwrap();
    CustodyStore { jurisdiction: Jurisdiction::parse("NL").unwrap(), place: CustodyPlace::Bucket(bucket) }
}

#[tokio::test]
async fn what_cannot_be_looked_at_in_a_bucket_stays_there() {
    let Some(mut store) = Store::moto() else { return };
    store.make(BUCKET);
    let app = TestService::new().await;
    let service = &with_bucket(&app, &store).await;
    let object = in_custody_of(&app, service, 100).await.object;
    let mut kept = ["00000000", "metadata"].map(|piece| format!("writ/{object}/{piece}")).to_vec();
    kept.push("writ/store".to_owned());
    assert_eq!(store.kept(BUCKET), kept);

    // As for a worker that began before another counted it.
    let mut tx = service.db.begin().await.unwrap();
    let sql = "UPDATE custody_copies SET state = 'securing', secured_at = NULL WHERE object = $1 AND store = 'NL'";
    assert_eq!(db::execute!(tx, sql, object).unwrap(), 1);
    tx.commit().await.unwrap();
    let places = [app.service.config.custody[0].clone(), without_a_look_at_metadata(&store).await];
    let custody = Custody::open(&places, &app.service.entropy).await.unwrap();
    let late = &Service { custody, ..app.service.clone() };
    let refused = custody::secure(late, object).await.unwrap_err();
    assert!(matches!(&refused, Error::Custody { store, .. } if store == "NL"), "{refused}");
    assert_eq!(store.kept(BUCKET), kept, "nothing says that it is damaged");
}

#[tokio::test]
async fn while_an_object_store_is_away_the_service_starts_and_nothing_is_secured() {
    let Some(mut store) = Store::moto() else { return };
    store.make_versioned(BUCKET);
    let app = TestService::new().await;
    store.stop();
    let service = &with_bucket(&app, &store).await;
    let (file, _) = stored(service, uploader(service).await, 100).await;
    hold(service, file.object).await;
    let refused = custody::secure(service, file.object).await.unwrap_err();
    assert!(matches!(&refused, Error::Custody { store, .. } if store == "NL"), "{refused}");
    assert!(!is_secured(service, file.object).await);
    let stock = custody::take_stock(service).await.unwrap();
    assert_eq!((stock.counted, stock.away.len()), (1, 1));
}

/// One of the three mirrors of the process keeps its bytes in a bucket that has versions; what is ordered away is gone there, too.
async fn a_mirror_of_the_process_keeps_its_bytes_in_a_bucket(engine: Engine) {
    let Some(mut store) = Store::moto() else { return };
    let Some((mut config, _folder)) = settings(engine).await else { return };
    store.make_versioned("replicas");
    config.mirrors[2].bucket = Some(MirrorBucket { bucket: store.bucket("replicas", "otago"), capacity: 1 << 30 });
    let service = Service::open(config.clone(), Clock::System, Entropy::System, mirror::in_process).await.unwrap();
    let (file, _) = stored(&service, uploader(&service).await, 100_000).await;
    // A slow third mirror is left to repair.
    let ran = work::run_due(&service).await.unwrap();
    assert!(ran.failed.is_empty(), "{ran:?}");
    let blob = blob_of(&service, file.object).await;
    let mut expected = ["00000000", "metadata"].map(|piece| format!("otago/blobs/{blob}/{piece}")).to_vec();
    expected.push("otago/mirror".to_owned());
    assert_eq!(store.kept("replicas"), expected);
    assert!(!config.mirrors[2].folder.join("blobs").join(blob.to_string()).exists());

    let mut tx = service.db.begin().await.unwrap();
    takedown::open_hold(&mut tx, &service, file.object, None, Ground::Copyright).await.unwrap();
    tx.commit().await.unwrap();
    let ran = work::run_due(&service).await.unwrap();
    assert!(ran.failed.is_empty(), "{ran:?}");
    assert!(takedown::is_gone(&mut service.db.read().await.unwrap(), file.object).await.unwrap());
    assert_eq!(store.kept("replicas"), ["otago/mirror"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_of_the_process_keeps_its_bytes_in_a_bucket_on_sqlite() {
    a_mirror_of_the_process_keeps_its_bytes_in_a_bucket(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_of_the_process_keeps_its_bytes_in_a_bucket_on_postgres() {
    a_mirror_of_the_process_keeps_its_bytes_in_a_bucket(Engine::Postgres).await;
}
