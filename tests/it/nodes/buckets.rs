//! A host whose mirror keeps its bytes in a bucket, as it is run: a process of `writ mirror`, and an object store beside it.

use std::time::Instant;

use writ::mirrors::client::Probe;
use writ::takedown;
use writ::work;

use super::{Machine, Operator, Storage, writ};
use crate::app::Engine;
use crate::kills::PATIENCE;
use crate::s3::stores::Store;
use crate::takedown::hold;
use crate::vault::rig::{stored, uploader};

const BUCKET: &str = "replicas";

async fn a_host_keeps_its_mirror_in_a_bucket(engine: Engine) {
    let Some(mut store) = Store::moto() else { return };
    let Some(operator) = Operator::open(engine).await else { return };
    let service = &operator.service;
    store.make_versioned(BUCKET);
    let place = store.settings(BUCKET, "");
    let named = format!("{}{BUCKET}/kiwi", place.endpoint);
    let in_bucket = Storage {
        arguments: ["--bucket", &named, "--bucket-region", &place.region].map(str::to_owned).to_vec(),
        // The store believes everybody.
        environment: vec![("WRIT_MIRROR_BUCKET_KEY", "test:test".to_owned())],
    };
    let kiwi = Machine::join(&operator, "kiwi", "NZ", in_bucket).await;
    let mut life = kiwi.start();
    operator.admit(&kiwi).await;
    let fjord = Machine::join(&operator, "fjord", "NO", Storage::default()).await;
    let _life = fjord.start();
    operator.admit(&fjord).await;
    let client = service.mirrors.client(kiwi.id).unwrap();
    let capacity = client.status().await.unwrap().free_bytes;
    assert_eq!(capacity, 1 << 30, "what it joined with");

    let (file, _) = stored(service, uploader(service).await, 100_000).await;
    let kept = store.kept(BUCKET);
    let [metadata, part] = ["metadata", "00000000"].map(|piece| kept.iter().find(|key| key.ends_with(piece)));
    let (metadata, part) = (metadata.unwrap(), part.unwrap());
    let blob = part.strip_prefix("kiwi/blobs/").unwrap().strip_suffix("/00000000").unwrap().parse().unwrap();
    assert_eq!(kept, [part.clone(), metadata.clone(), "kiwi/mirror".to_owned()]);
    assert!(std::fs::read_dir(kiwi.folder.path().join("data/blobs")).unwrap().next().is_none());
    let held = (file.sealed.content.len() + file.sealed.metadata.len()) as u64;
    assert_eq!(client.status().await.unwrap().free_bytes, capacity - held);

    // Without its bucket it does not start, as it would with nothing; with it, it has what it had.
    life.kill().await.unwrap();
    let mut bare = writ("serve", kiwi.folder.path(), &kiwi.ca, &Storage::default());
    let bare = bare.args(["--listen", "127.0.0.1:0"]).output();
    let refused = tokio::time::timeout(PATIENCE, bare).await.expect("it does not start").unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("its bytes lie in a bucket"), "{said}");
    let _life = kiwi.start();
    let begun = Instant::now();
    loop {
        match client.probe(blob).await {
            Ok(Probe::Held) => break,
            other => kiwi.wait(begun, &other).await,
        }
    }

    // What is ordered away is gone in every version.
    hold(service, file.object).await;
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty(), "{ran:?}");
    let board = takedown::board(service, file.object).await.unwrap();
    for row in &board.orders[0].mirrors {
        assert_eq!((row.state.as_str(), row.probe_outcome.as_deref()), ("done", Some("gone")), "{row:?}");
        assert_eq!(row.result.as_deref(), Some("deleted"), "{row:?}");
    }
    assert_eq!(store.kept(BUCKET), ["kiwi/mirror"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_keeps_its_mirror_in_a_bucket_on_sqlite() {
    a_host_keeps_its_mirror_in_a_bucket(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_keeps_its_mirror_in_a_bucket_on_postgres() {
    a_host_keeps_its_mirror_in_a_bucket(Engine::Postgres).await;
}
