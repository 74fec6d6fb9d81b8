//! Buckets of object stores: what is put is there, what is removed is gone, and what cannot be relied on is refused.

mod refusals;
pub mod stores;

use std::ops::Range;

use bytes::Bytes;
use futures_util::TryStreamExt;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use stores::Store;
use writ::s3::{Bucket, Error, Head, Probed, Under, Version, Versioning};

/// A test against moto and against Garage.
macro_rules! both_stores {
    ($name:ident, $body:expr) => {
        mod $name {
            use super::*;

            #[tokio::test]
            async fn in_moto() {
                if let Some(store) = Store::moto() {
                    ($body)(store).await;
                }
            }

            #[tokio::test]
            async fn in_garage() {
                if let Some(store) = Store::garage() {
                    ($body)(store).await;
                }
            }
        }
    };
}

async fn put(bucket: &Bucket, key: &str, content: &[u8]) {
    bucket.put(key, Bytes::copy_from_slice(content), Sha256::digest(content).into()).await.unwrap();
}

async fn streamed(bucket: &Bucket, key: &str, range: Range<u64>) -> Result<Vec<u8>, Error> {
    let chunks: Vec<Bytes> = bucket.stream(key, range).try_collect().await?;
    Ok(chunks.concat())
}

both_stores!(what_is_put_is_read_and_looked_at, |mut store: Store| async move {
    store.make("replicas");
    let bucket = store.bucket("replicas", "paris");
    let large: Vec<u8> = (0..3_000_017_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    put(&bucket, "blobs/a/00000000", &large).await;
    put(&bucket, "blobs/a/metadata", b"first").await;
    put(&bucket, "blobs/a/metadata", b"second").await;

    for (start, end) in [(0_usize, 1), (0, large.len()), (1_000_000, 1_000_001), (65_535, 2_100_001)] {
        let range = start as u64..end as u64;
        let streamed = streamed(&bucket, "blobs/a/00000000", range.clone()).await.unwrap();
        assert!(streamed == large[start..end], "{range:?}");
        assert!(bucket.read("blobs/a/00000000", range.clone()).await.unwrap() == large[start..end], "{range:?}");
    }
    let size = large.len() as u64;
    for beyond in [size - 5..size + 100, size..size + 100] {
        assert!(matches!(bucket.read("blobs/a/00000000", beyond.clone()).await, Err(Error::OutOfRange)));
        assert!(matches!(streamed(&bucket, "blobs/a/00000000", beyond).await, Err(Error::OutOfRange)));
    }
    assert!(bucket.read("blobs/a/00000000", size..size).await.unwrap().is_empty());
    assert!(matches!(bucket.read("blobs/b", 0..1).await, Err(Error::NoSuchKey)));

    assert_eq!(bucket.read("blobs/a/metadata", 0..6).await.unwrap(), "second");
    let Head { size, sha256 } = bucket.head("blobs/a/metadata").await.unwrap().unwrap();
    assert_eq!(size, 6);
    // Not every store keeps it.
    assert!(sha256.is_none_or(|kept| kept[..] == Sha256::digest(b"second")[..]));
    assert_eq!(bucket.head("blobs/b").await.unwrap(), None);
    // What was announced is not what is sent: nothing is believed to be there.
    let other = Sha256::digest(b"other").into();
    let refused = bucket.put("blobs/c", Bytes::from_static(b"bytes"), other).await;
    assert!(refused.is_err() || bucket.head("blobs/c").await.unwrap().unwrap().sha256.is_none(), "{refused:?}");

    // Another client sees the same below the prefix.
    let seen = store.done("get_object", &json!({ "Bucket": "replicas", "Key": "paris/blobs/a/metadata" }));
    assert_eq!(seen["Body"], "second");
    bucket.delete("blobs/a/metadata").await.unwrap();
    bucket.delete("blobs/a/metadata").await.unwrap();
    assert_eq!(bucket.head("blobs/a/metadata").await.unwrap(), None);
});

both_stores!(names_come_back_as_they_are, |mut store: Store| async move {
    store.make("replicas");
    let bucket = store.bucket("replicas", "a b/é+1");
    let mut keys =
        ["plain", "a b", "é+1", "100%", "%41", "a&b=c", "\"<x>'", "a/b//c", "~._-!*()", "\u{1f5ff}"].map(str::to_owned);
    keys.sort();
    for key in &keys {
        put(&bucket, key, key.as_bytes()).await;
    }
    for key in &keys {
        assert_eq!(bucket.read(key, 0..key.len() as u64).await.unwrap(), key.as_bytes());
    }
    let mut listed = bucket.objects("").await.unwrap();
    listed.sort();
    assert_eq!(listed, keys);
    let mut expected: Vec<String> = keys.iter().map(|key| format!("a b/é+1/{key}")).collect();
    expected.sort();
    assert_eq!(store.kept("replicas"), expected);
    let names = bucket.names("").await.unwrap();
    assert!(names.contains("a") && names.contains("100%") && names.len() == keys.len(), "{names:?}");
    assert_eq!(bucket.names("a/").await.unwrap().into_iter().collect::<Vec<_>>(), ["b"]);
    // What would become another name on its way is not sent.
    for key in ["a/../b", "..", "a/./b"] {
        assert!(matches!(bucket.head(key).await, Err(Error::Unaddressable)), "{key}");
    }
    // Each by its name, and its neighbours stay.
    for (number, key) in keys.iter().enumerate() {
        assert_eq!(store.kept("replicas").len(), keys.len() - number);
        bucket.purge(Under::Key(key)).await.unwrap();
    }
    assert_eq!(store.kept("replicas"), [""; 0]);
});

both_stores!(a_purge_goes_beyond_a_page_and_no_further, |mut store: Store| async move {
    store.make("replicas");
    store.done("fill", &json!({ "bucket": "replicas", "prefix": "paris/many/", "count": 1_005 }));
    let bucket = store.bucket("replicas", "paris");
    assert_eq!(bucket.objects("many/").await.unwrap().len(), 1_005);
    for neighbour in ["man", "many", "many0", "n"] {
        put(&bucket, neighbour, b"stays").await;
    }
    store.done("put_object", &json!({ "Bucket": "replicas", "Key": "many/1", "Body": "of somebody else" }));
    assert!(bucket.holds(Under::Prefix("many/")).await.unwrap());
    bucket.purge(Under::Prefix("many/")).await.unwrap();
    assert!(!bucket.holds(Under::Prefix("many/")).await.unwrap());
    bucket.purge(Under::Key("many")).await.unwrap();
    assert_eq!(store.kept("replicas"), ["many/1", "paris/man", "paris/many0", "paris/n"]);
    bucket.purge(Under::Prefix("")).await.unwrap();
    assert_eq!(store.kept("replicas"), ["many/1"], "what is beside the prefix is not ours");
});

both_stores!(unfinished_uploads_go_with_what_they_would_have_become, |mut store: Store| async move {
    store.make("replicas");
    let bucket = store.bucket("replicas", "paris");
    for prefix in ["paris/a/", "paris/b/", "elsewhere/"] {
        store.done("begin_uploads", &json!({ "bucket": "replicas", "prefix": prefix, "count": 2 }));
    }
    assert_eq!(bucket.uploads("").await.unwrap().len(), 4);
    assert!(bucket.holds(Under::Prefix("a/")).await.unwrap());
    bucket.purge(Under::Prefix("a/")).await.unwrap();
    bucket.purge(Under::Key("b/00001")).await.unwrap();
    let left: Vec<String> = bucket.uploads("").await.unwrap().into_iter().map(|upload| upload.key).collect();
    assert_eq!(left, ["b/00000"]);
    // And whatever is left goes when the bucket is tried.
    assert_eq!(bucket.probe().await.unwrap().aborted, 1);
    assert_eq!(store.kept("replicas"), ["elsewhere/00000", "elsewhere/00001"]);
});

#[tokio::test]
async fn more_unfinished_uploads_than_a_page_lists_are_aborted() {
    // moto lists them all on one page.
    let Some(mut store) = Store::garage() else { return };
    store.make("replicas");
    store.done("begin_uploads", &json!({ "bucket": "replicas", "prefix": "a/", "count": 1_003 }));
    let bucket = store.bucket("replicas", "");
    assert_eq!(bucket.uploads("a/").await.unwrap().len(), 1_003);
    bucket.purge(Under::Prefix("a/")).await.unwrap();
    assert_eq!(store.kept("replicas"), [""; 0]);
}

#[tokio::test]
async fn no_version_and_no_delete_marker_outlives_a_purge() {
    let Some(mut store) = Store::moto() else { return };
    store.make("replicas");
    let bucket = store.bucket("replicas", "");
    // Put before versions were kept, while they are, and after they are kept no more; and deleted as a store deletes by itself.
    put(&bucket, "a/x", b"before").await;
    store.version("replicas", "Enabled");
    put(&bucket, "a/x", b"first").await;
    put(&bucket, "a/x", b"second").await;
    bucket.delete("a/x").await.unwrap();
    put(&bucket, "a/y", b"deleted").await;
    bucket.delete("a/y").await.unwrap();
    put(&bucket, "a/z", b"there").await;
    store.version("replicas", "Suspended");
    put(&bucket, "b", b"stays").await;
    // While no more versions are kept, this server forgets which one it was asked to delete.
    store.version("replicas", "Enabled");
    assert_eq!(bucket.objects("").await.unwrap(), ["a/z", "b"], "what a plain listing shows");
    assert_eq!(bucket.versions("a/").await.unwrap().len(), 7);
    assert_eq!(bucket.names("").await.unwrap().into_iter().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(bucket.names("a/").await.unwrap().into_iter().collect::<Vec<_>>(), ["x", "y", "z"]);

    // One of them by itself.
    let Version { key, id } = bucket.versions("a/x").await.unwrap().remove(0);
    bucket.delete_version(&key, &id).await.unwrap();
    assert_eq!(bucket.versions("a/").await.unwrap().len(), 6);
    assert!(bucket.holds(Under::Key("a/y")).await.unwrap(), "what was deleted is kept, and so is a marker of that");

    bucket.purge(Under::Prefix("a/")).await.unwrap();
    assert_eq!(store.kept("replicas"), ["b"]);
    // Where nothing is, nothing goes wrong.
    bucket.purge(Under::Prefix("a/")).await.unwrap();
}

#[tokio::test]
async fn versions_beyond_a_page_go_too() {
    let Some(mut store) = Store::moto() else { return };
    store.make_versioned("replicas");
    for _ in 0..2 {
        store.done("fill", &json!({ "bucket": "replicas", "prefix": "many/", "count": 510 }));
    }
    let bucket = store.bucket("replicas", "");
    assert_eq!(bucket.versions("many/").await.unwrap().len(), 1_020);
    bucket.purge(Under::Prefix("many/")).await.unwrap();
    assert_eq!(store.kept("replicas"), [""; 0]);
}

#[tokio::test]
async fn trying_a_bucket_says_what_it_does_with_what_is_deleted_and_leaves_nothing() {
    let Some(mut store) = Store::moto() else { return };
    store.make("replicas");
    let bucket = store.bucket("replicas", "paris");
    assert_eq!(bucket.probe().await.unwrap(), Probed { versioning: Versioning::Never, aborted: 0 });
    for (status, versioning) in [("Enabled", Versioning::Enabled), ("Suspended", Versioning::Suspended)] {
        store.version("replicas", status);
        assert_eq!(bucket.probe().await.unwrap(), Probed { versioning, aborted: 0 });
        assert_eq!(store.kept("replicas"), [""; 0]);
    }
}

#[tokio::test]
async fn what_is_there_stays_where_only_the_first_is_wanted() {
    let Some(mut store) = Store::moto() else { return };
    store.make("replicas");
    let bucket = store.bucket("replicas", "paris");
    for (content, is_first) in [("one", true), ("another", false)] {
        let sha256 = Sha256::digest(content).into();
        let put = bucket.put_first("name", Bytes::from_static(content.as_bytes()), sha256).await.unwrap();
        assert_eq!(put, is_first, "{content}");
    }
    assert_eq!(bucket.read("name", 0..3).await.unwrap(), "one");
}

#[tokio::test]
async fn garage_passes() {
    let Some(mut store) = Store::garage() else { return };
    store.make("replicas");
    let bucket = store.bucket("replicas", "paris");
    assert_eq!(bucket.probe().await.unwrap(), Probed { versioning: Versioning::Never, aborted: 0 });
    assert_eq!(store.kept("replicas"), [""; 0]);
}
