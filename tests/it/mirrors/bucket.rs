//! A mirror whose bytes lie in a bucket: what is only so there. All else it does as one whose bytes lie in a folder.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use writ::http::mirror::in_process;
use writ::ids::MirrorId;
use writ::mirrors::client::{Error, MirrorClient, Probe, Transport};
use writ::mirrors::{self, Mirror, Settings, Storage};
use writ::s3;
use writ::tokens::{Digest, Outcome};

use super::rig::{BUCKET, CAPACITY, PART, PREFIX, PutBytes, Rig, caller, place_in, wherever_bytes_lie};
use super::status;
use crate::s3::stores::Store;

async fn rig() -> Option<Rig> {
    let mut store = Store::moto()?;
    store.make_versioned(BUCKET);
    Some(Rig::over(Some(store)).await)
}

/// What comes of closing a mirror and starting it with its bytes here; its store, if it has one, is there meanwhile.
async fn restarted(rig: Rig, storage: Storage) -> (Result<Mirror, mirrors::Error>, Option<Mutex<Store>>) {
    let settings = Settings { storage, ..rig.settings() };
    let Rig { mirror, client, folder: _folder, store, .. } = rig;
    drop((mirror, client));
    loop {
        match Mirror::open(settings.clone()).await {
            // The folder's lock goes a moment after the last handle.
            Err(mirrors::Error::InUse(_)) => tokio::time::sleep(Duration::from_millis(10)).await,
            opened => return (opened, store),
        }
    }
}

#[tokio::test]
async fn pieces_lie_under_their_names_below_the_prefix_and_nothing_else_does() {
    let Some(rig) = rig().await else { return };
    let (metadata, sealed) = (rig.random(256), rig.random(PART + 5));
    let (blob, ..) = rig.stored(&metadata, &sealed).await;
    let kept = rig.store.as_ref().unwrap().lock().unwrap().kept(BUCKET);
    let mut expected =
        ["00000000", "00000001", "metadata"].map(|piece| format!("{PREFIX}blobs/{blob}/{piece}")).to_vec();
    expected.push(format!("{PREFIX}mirror"));
    assert_eq!(kept, expected);
    assert!(!rig.folder.path().join("blobs").join(blob.to_string()).exists());
}

wherever_bytes_lie!(what_came_back_or_was_never_acknowledged_goes_at_the_next_start, |rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(PART + 100));
    let (whole, ..) = rig.stored(&metadata, &sealed).await;
    let (begun, gone, unknown) = (rig.new_blob(), rig.new_blob(), rig.new_blob());
    rig.client.put_metadata(begun, metadata.clone()).await.unwrap();
    rig.client.discard(gone).await.unwrap();
    let left = [
        // Before the row; under a tombstone, as what a store took long after it was sent; under no name of ours.
        format!("blobs/{begun}/00000000"),
        format!("blobs/{gone}/00000000"),
        format!("blobs/{unknown}/metadata"),
        "blobs/stray".to_owned(),
        "blobs/lost+found/a".to_owned(),
    ];
    let rig = rig
        .reopen_after(|folder: &Path, store: Option<&Mutex<Store>>| {
            for key in &left {
                if let Some(store) = store {
                    place_in(store, key, "left");
                } else {
                    let place = folder.join(key);
                    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
                    std::fs::write(place, b"left").unwrap();
                }
            }
            if let Some(store) = store {
                let key = format!("{PREFIX}blobs/{gone}/00000001");
                store.lock().unwrap().done("create_multipart_upload", &json!({ "Bucket": BUCKET, "Key": key }));
            }
        })
        .await;
    assert_eq!(rig.files(begun), ["metadata"]);
    let mut expected = [whole.to_string(), begun.to_string()];
    expected.sort();
    assert_eq!(rig.names("blobs/"), expected);
    assert_eq!(rig.read(whole, None).await.unwrap(), sealed);
    assert_eq!(status(rig.client.put_metadata(gone, metadata).await), 410);
});

#[tokio::test]
async fn a_bucket_is_one_mirrors() {
    let Some(rig) = rig().await else { return };
    let folder = TempDir::new().unwrap();
    let opened = Mirror::open(Settings { folder: folder.path().to_owned(), ..rig.settings() }).await;
    assert!(matches!(opened, Err(mirrors::Error::Unusable { reason, .. }) if reason.contains("another mirror's")));
    // What it holds is another's, too.
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, ..) = rig.stored(&metadata, &sealed).await;
    let folder = TempDir::new().unwrap();
    let opened = Mirror::open(Settings { folder: folder.path().to_owned(), ..rig.settings() }).await;
    assert!(matches!(opened, Err(mirrors::Error::Unusable { reason, .. }) if reason.contains("join anew")));
    assert_eq!(rig.read(blob, None).await.unwrap(), sealed);
    // Below another prefix there is place for another.
    let bucket = rig.store.as_ref().unwrap().lock().unwrap().bucket(BUCKET, "elsewhere");
    let folder = TempDir::new().unwrap();
    let storage = Storage::Bucket { bucket, capacity: CAPACITY };
    Mirror::open(Settings { folder: folder.path().to_owned(), storage, ..rig.settings() }).await.unwrap();
    assert_eq!(rig.reopen().await.read(blob, None).await.unwrap(), sealed);
}

#[tokio::test]
async fn a_mirror_that_is_new_to_a_bucket_destroys_nothing_in_it() {
    let Some(rig) = rig().await else { return };
    let store = rig.store.as_ref().unwrap();
    let folder = TempDir::new().unwrap();
    let settings = Settings { folder: folder.path().to_owned(), ..rig.settings() };
    let opened = Mirror::open(settings.clone()).await;
    assert!(matches!(opened, Err(mirrors::Error::Unusable { reason, .. }) if reason.contains("another mirror's")));
    // It has an id since then. Bytes come to lie there, and nobody is named for a moment.
    let theirs = rig.new_blob();
    place_in(store, &format!("blobs/{theirs}/metadata"), "theirs");
    let bucket = store.lock().unwrap().bucket(BUCKET, PREFIX);
    bucket.purge(s3::Under::Key("mirror")).await.unwrap();
    let opened = loop {
        match Mirror::open(settings.clone()).await {
            // The folder's lock goes a moment after the last handle.
            Err(mirrors::Error::InUse(_)) => tokio::time::sleep(Duration::from_millis(10)).await,
            opened => break opened,
        }
    };
    assert!(matches!(&opened, Err(mirrors::Error::Unusable { reason, .. }) if reason.contains("in use")), "{opened:?}");
    assert_eq!(rig.files(theirs), ["metadata"]);
    assert_eq!(rig.mirror.sweep().await.unwrap(), 1, "the other has its bucket still, and does with it what it will");
}

#[tokio::test]
async fn in_a_bucket_that_became_anothers_nothing_is_destroyed() {
    let Some(rig) = rig().await else { return };
    let store = rig.store.as_ref().unwrap();
    let theirs = rig.new_blob();
    place_in(store, &format!("blobs/{theirs}/metadata"), "theirs");
    place_in(store, "mirror", &MirrorId::new(&rig.clock, &rig.entropy).to_string());
    assert!(rig.mirror.sweep().await.is_err());
    assert_eq!(rig.files(theirs), ["metadata"]);
    place_in(store, "mirror", &rig.mirror.id().to_string());
    assert_eq!(rig.mirror.sweep().await.unwrap(), 1);
    assert!(rig.files(theirs).is_empty());
}

#[tokio::test]
async fn bytes_do_not_move_from_a_folder_to_a_bucket_by_themselves() {
    let Some(mut store) = Store::moto() else { return };
    store.make(BUCKET);
    let rig = Rig::new().await;
    rig.stored(&rig.random(256), &rig.random(100)).await;
    let storage = Storage::Bucket { bucket: store.bucket(BUCKET, PREFIX), capacity: CAPACITY };
    let (opened, _) = restarted(rig, storage).await;
    assert!(matches!(opened, Err(mirrors::Error::Unusable { .. })), "{opened:?}");
}

#[tokio::test]
async fn a_mirror_starts_only_where_its_bytes_lie() {
    let Some(in_bucket) = rig().await else { return };
    let storage = in_bucket.settings().storage;
    let (opened, store) = restarted(in_bucket, Storage::Folder { capacity: None }).await;
    assert!(
        matches!(&opened, Err(mirrors::Error::Unusable { reason, .. }) if reason.contains("lie in a bucket")),
        "{opened:?}"
    );
    // Nor does one that is empty still.
    let (opened, _) = restarted(Rig::new().await, storage).await;
    assert!(
        matches!(&opened, Err(mirrors::Error::Unusable { reason, .. }) if reason.contains("do not move to a bucket")),
        "{opened:?}"
    );
    drop(store);
}

#[tokio::test]
async fn in_a_bucket_with_object_lock_no_mirror_starts() {
    let Some(mut store) = Store::moto() else { return };
    store.done("create_bucket", &json!({ "Bucket": "locked", "ObjectLockEnabledForBucket": true }));
    let rig = Rig::new().await;
    let folder = TempDir::new().unwrap();
    let storage = Storage::Bucket { bucket: store.bucket("locked", ""), capacity: CAPACITY };
    let opened = Mirror::open(Settings { folder: folder.path().to_owned(), storage, ..rig.settings() }).await;
    let error = opened.unwrap_err();
    assert!(matches!(error, mirrors::Error::Bucket(s3::Error::ObjectLock(_))), "{error:?}");
    assert!(error.to_string().contains("object lock"), "{error}");
}

#[tokio::test]
async fn what_is_free_is_what_the_capacity_leaves() {
    let Some(mut rig) = rig().await else { return };
    assert_eq!(rig.client.status().await.unwrap().free_bytes, CAPACITY);
    let (metadata, sealed) = (rig.random(256), rig.random(1_000));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    assert_eq!(rig.client.status().await.unwrap().free_bytes, CAPACITY - 1_256);
    let order = rig.proven(blob, completion.root).await;
    assert_eq!(rig.obey(&order).await.unwrap().claims.result, Outcome::Deleted);
    assert_eq!(rig.client.status().await.unwrap().free_bytes, CAPACITY);
}

#[tokio::test]
async fn a_bucket_takes_no_more_than_its_capacity() {
    let Some(mut store) = Store::moto() else { return };
    store.make(BUCKET);
    let storage = Storage::Bucket { bucket: store.bucket(BUCKET, PREFIX), capacity: 1_000 };
    takes_no_more_than_1000_bytes(storage, Some(store)).await;
}

#[tokio::test]
async fn a_folder_takes_no_more_than_its_capacity() {
    takes_no_more_than_1000_bytes(Storage::Folder { capacity: Some(1_000) }, None).await;
}

async fn takes_no_more_than_1000_bytes(storage: Storage, store: Option<Store>) {
    let rig = Rig::new().await;
    let folder = TempDir::new().unwrap();
    let settings = Settings { folder: folder.path().to_owned(), storage, ..rig.settings() };
    let mirror = Mirror::open(settings).await.unwrap();
    let transport = Transport::InProcess(in_process(mirror.clone()));
    let caller = caller(&rig.order_key, &rig.clock, &rig.entropy);
    let client = MirrorClient::new(mirror.id(), mirror.public_key(), caller, transport);
    let mut rig = Rig { mirror, client, folder, store: store.map(Mutex::new), ..rig };

    let (metadata, sealed, byte) = (rig.random(256), rig.random(744), rig.random(1));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let other = rig.new_blob();
    assert_eq!(status(rig.client.put_part_bytes(other, 0, Digest::of(&byte), byte.clone()).await), 507);
    assert_eq!(rig.files(other), [""; 0]);
    // What is there takes no more room.
    rig.client.put_part_bytes(blob, 0, Digest::of(&sealed), sealed.clone()).await.unwrap();
    let order = rig.proven(blob, completion.root).await;
    rig.obey(&order).await.unwrap();
    let large = rig.random(1_001);
    assert_eq!(status(rig.client.put_part_bytes(other, 0, Digest::of(&large), large.clone()).await), 507);
    rig.client.put_part_bytes(other, 0, Digest::of(&byte), byte).await.unwrap();
    assert_eq!(rig.client.status().await.unwrap().free_bytes, 999);
}

#[tokio::test]
async fn while_the_store_is_away_nothing_is_acknowledged_and_no_receipt_signed() {
    let Some(mut rig) = rig().await else { return };
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let order = rig.proven(blob, completion.root).await;
    rig.store.as_ref().unwrap().lock().unwrap().stop();
    let other = rig.new_blob();
    assert_eq!(status(rig.client.put_part_bytes(other, 0, Digest::of(&sealed), sealed.clone()).await), 503);
    assert_eq!(status(rig.client.complete(other, completion).await), 404);
    match rig.obey(&order).await {
        Err(Error::NotObeyed { is_final: false, .. }) => {}
        answer => panic!("{answer:?}"),
    }
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Gone, "its tombstone stands all the same");
}
