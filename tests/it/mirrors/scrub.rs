//! What a mirror finds as it hashes its own bytes again.

use std::time::Duration;

use writ::mirrors;
use writ::mirrors::client::Probe;
use writ::mirrors::scrub::LEAST_APART;
use writ::mirrors::wire::ByteRange;
use writ::tokens::{self, Digest, Ticket};

use super::rig::{ORIGIN, PART, PutBytes, Rig, parts, wherever_bytes_lie};
use super::status;

wherever_bytes_lie!(damage_of_the_same_size_is_found_told_and_made_whole, |rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(2 * PART + 100));
    let (blob, completion, stored) = rig.stored(&metadata, &sealed).await;
    assert_eq!(rig.mirror.scrub_one(None).await.unwrap(), None, "it came just now");
    rig.clock.advance(LEAST_APART);
    let first = rig.mirror.scrub_one(None).await.unwrap().unwrap();
    assert_eq!((first.blob, first.bytes, first.damaged), (blob, 256 + sealed.len() as u64, 0));
    assert_eq!(rig.mirror.scrub_one(None).await.unwrap(), None, "once in a while");
    let came = rig.clock.now();
    assert_eq!(rig.client.status().await.unwrap().scrubbed_since.unwrap().seconds(), came.seconds());

    rig.place(blob, "metadata", &"x".repeat(256));
    rig.place(blob, "00000002", &"x".repeat(100));
    rig.clock.advance(LEAST_APART);
    assert_eq!(rig.mirror.scrub_one(None).await.unwrap().unwrap().damaged, 2);
    assert_eq!(rig.client.status().await.unwrap().damaged, [blob]);
    rig.clock.advance(LEAST_APART);
    assert_eq!(rig.mirror.scrub_one(None).await.unwrap().unwrap().damaged, 0, "it is known");

    // The service learns what it is to bring again; a reader is given no byte of it.
    let edge = 2 * PART as u64;
    assert!(rig.read(blob, Some(ByteRange::From(0, None))).await.unwrap() == sealed[..2 * PART]);
    assert_eq!(status(rig.read(blob, Some(ByteRange::From(edge, None))).await), 416);
    let ticket = Ticket::new(ORIGIN, vec![rig.mirror.id()], blob, rig.clock.now());
    let ticket = tokens::sign(&rig.order_key, &ticket).unwrap();
    let content = rig.mirror.read(&ticket, blob, Some(ByteRange::From(edge, None))).await.unwrap();
    let read: Result<Vec<_>, _> = futures_util::TryStreamExt::try_collect(content.bytes).await;
    assert!(matches!(read, Err(mirrors::Error::Damaged(_))), "{read:?}");

    assert_eq!(status(rig.client.complete(blob, completion).await), 409);
    let last = parts(&sealed).last().unwrap();
    let other = rig.random(100);
    assert_eq!(status(rig.client.put_part_bytes(blob, 2, Digest::of(&other), other).await), 409);
    rig.client.put_part_bytes(blob, 2, Digest::of(&last), last).await.unwrap();
    assert_eq!(status(rig.client.complete(blob, completion).await), 409, "the metadata is damaged still");
    rig.client.put_metadata(blob, metadata).await.unwrap();
    assert_eq!(rig.client.complete(blob, completion).await.unwrap().compact, stored.compact);
    assert!(rig.client.status().await.unwrap().damaged.is_empty());
    assert_eq!(rig.read(blob, None).await.unwrap(), sealed);
});

wherever_bytes_lie!(a_piece_that_is_gone_or_too_short_is_damaged, |rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(PART + 100));
    let (blob, ..) = rig.stored(&metadata, &sealed).await;
    rig.damage(blob, "00000000");
    rig.clock.advance(LEAST_APART);
    let rig = rig
        .reopen_after(|folder, store| {
            let piece = format!("blobs/{blob}/00000001");
            match store {
                None => std::fs::remove_file(folder.join(piece)).unwrap(),
                Some(store) => {
                    let key = format!("{}{piece}", crate::mirrors::rig::PREFIX);
                    let gone = serde_json::json!({ "Bucket": crate::mirrors::rig::BUCKET, "Key": key });
                    store.lock().unwrap().done("delete_object", &gone);
                }
            }
        })
        .await;
    assert_eq!(rig.mirror.scrub_one(None).await.unwrap().unwrap().damaged, 2);
    assert_eq!(rig.client.status().await.unwrap().damaged, [blob]);
});

wherever_bytes_lie!(what_comes_back_under_a_tombstone_is_destroyed, |mut rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (deleted, completion, _) = rig.stored(&metadata, &sealed).await;
    let (kept, ..) = rig.stored(&metadata, &sealed).await;
    let begun = rig.new_blob();
    rig.client.put_metadata(begun, metadata.clone()).await.unwrap();
    let order = rig.proven(deleted, completion.root).await;
    rig.obey(&order).await.unwrap();
    assert_eq!(rig.mirror.sweep().await.unwrap(), 0);
    rig.place(deleted, "00000000", "back");
    assert_eq!(rig.mirror.sweep().await.unwrap(), 1);
    assert_eq!(rig.files(deleted), [""; 0]);
    assert_eq!(rig.client.probe(deleted).await.unwrap(), Probe::Gone);
    assert_eq!(rig.files(begun), ["metadata"], "an upload goes on");
    assert_eq!(rig.read(kept, None).await.unwrap(), sealed);
});

#[tokio::test]
async fn a_scrub_goes_on_by_itself_and_ends_when_it_is_told() {
    let rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, ..) = rig.stored(&metadata, &sealed).await;
    rig.damage(blob, "00000000");
    rig.clock.advance(LEAST_APART);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let scrubbing = tokio::spawn(mirrors::scrub::run(rig.mirror.clone(), 1 << 20, async { drop(stopped.await) }));
    let found = async {
        while rig.client.status().await.unwrap().damaged != [blob] {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), found).await.expect("it is found");
    drop(stop);
    tokio::time::timeout(Duration::from_secs(20), scrubbing).await.expect("it ends").unwrap();
}
