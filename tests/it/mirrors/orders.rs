//! Orders: what is proven is obeyed once and for ever, and nothing else destroys anything.

use std::time::Duration;

use writ::audit::checkpoint::{Checkpoint, witness_key};
use writ::audit::note::Note;
use writ::http::mirror::in_process;
use writ::ids::{MirrorId, OrderId};
use writ::keys::SigningKey;
use writ::merkle;
use writ::mirrors::client::{Error, Fault, Handle, MirrorClient, Probe, Transport};
use writ::mirrors::polling::PollError;
use writ::mirrors::portal::Portal;
use writ::mirrors::wire::{ProvenOrder, RefusedOrders};
use writ::mirrors::{Mirror, Settings};
use writ::tokens::{self, Action, Digest, Ground, Order, Outcome, Ticket, order_digest};

use super::rig::{Log, ORIGIN, PART, PutBytes, Rig, caller, entry, until_broken_off, wherever_bytes_lie};
use super::status;

/// The order is refused for good, and the blob is still served.
async fn refused(rig: &Rig, what: &str, order: &ProvenOrder, blob: writ::ids::BlobId) {
    match rig.obey(order).await {
        Err(Error::NotObeyed { is_final: true, .. }) => {}
        other => panic!("{what}: {other:?}"),
    }
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Held, "{what}");
}

wherever_bytes_lie!(a_proven_order_destroys_the_blob_for_ever_and_is_receipted, |mut rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(PART + 777));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let (other, ..) = rig.stored(&metadata, &sealed).await;
    let order = rig.proven(blob, completion.root).await;
    let receipt = rig.obey(&order).await.unwrap();
    assert_eq!(receipt.claims.order, order_digest(&order.order));
    assert_eq!((receipt.claims.blob, receipt.claims.root), (blob, completion.root));
    assert_eq!((receipt.claims.result, receipt.claims.bytes), (Outcome::Deleted, sealed.len() as u64));
    assert_eq!(receipt.claims.iat, rig.clock.now());

    assert_eq!(rig.files(blob), [""; 0]);
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Gone);
    assert_eq!(status(rig.put_all(blob, &metadata, &sealed).await), 410);
    assert_eq!(status(rig.client.complete(blob, completion).await), 410);
    assert_eq!(rig.read(other, None).await.unwrap(), sealed, "the same bytes under another name stay");

    // Repeated later, and after a restart: the very same receipt.
    rig.clock.advance(Duration::from_hours(24 * 400));
    assert_eq!(rig.obey(&order).await.unwrap().compact, receipt.compact);
    let mut rig = rig.reopen().await;
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Gone);
    assert_eq!(status(rig.put_all(blob, &metadata, &sealed).await), 410);
    assert_eq!(rig.obey(&order).await.unwrap().compact, receipt.compact);
    // Another order for the same blob has a receipt of its own.
    let second = rig.proven(blob, completion.root).await;
    let answer = rig.obey(&second).await.unwrap();
    assert_eq!((answer.claims.result, answer.claims.bytes), (Outcome::NotHeld, 0));
    assert_eq!(rig.obey(&order).await.unwrap().compact, receipt.compact);
});

wherever_bytes_lie!(a_mirror_with_nothing_but_its_reserve_takes_nothing_and_obeys, |rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    // No disk has as much.
    let mut rig = rig.reopen_with_reserve(u64::MAX).await;
    assert_eq!(rig.client.status().await.unwrap().free_bytes, 0);
    let other = rig.new_blob();
    assert_eq!(status(rig.client.put_part_bytes(other, 0, Digest::of(&sealed), sealed.clone()).await), 507);
    assert_eq!(rig.files(other), [""; 0]);
    let order = rig.proven(blob, completion.root).await;
    assert_eq!(rig.obey(&order).await.unwrap().claims.result, Outcome::Deleted);
    assert_eq!(rig.files(blob), [""; 0]);
});

wherever_bytes_lie!(each_refused_order_is_counted_by_why_and_deletes_nothing, |mut rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(500));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let root = completion.root;
    let good = rig.proven(blob, root).await;
    let other = rig.proven(blob, root).await;
    let tomorrow = Order {
        iss: ORIGIN.to_owned(),
        aud: vec![rig.mirror.id()],
        iat: rig.clock.now().plus(Duration::from_hours(24)),
        jti: OrderId::new(&rig.clock, &rig.entropy),
        action: Action::Delete,
        blob,
        root,
        ground: Ground::Copyright,
    };
    let elsewhere = MirrorId::new(&rig.clock, &rig.entropy);
    let with = |order: String| ProvenOrder { order, ..good.clone() };
    let by_another = tokens::sign(&SigningKey::generate(&rig.entropy), &tomorrow).unwrap();
    let wrong = [
        ("replayed", with(other.order.clone())),
        ("foreign", with(rig.order(blob, root, Ground::Evacuation, vec![elsewhere]))),
        ("expired", with(tokens::sign(&rig.order_key, &tomorrow).unwrap())),
        ("unlogged", ProvenOrder { proof: String::new(), ..good.clone() }),
        ("forged", with(by_another)),
    ];
    assert_eq!(rig.client.status().await.unwrap().refused, RefusedOrders::default());
    for (what, order) in &wrong {
        refused(&rig, what, order, blob).await;
    }
    refused(&rig, "unlogged", &wrong[3].1, blob).await;
    let counted = RefusedOrders { replayed: 1, foreign: 1, expired: 1, unlogged: 2, forged: 1 };
    assert_eq!(rig.client.status().await.unwrap().refused, counted);
    assert_eq!(rig.client.status().await.unwrap().refused, counted, "once each");
    assert_eq!(rig.read(blob, None).await.unwrap(), sealed);
    let rig = rig.reopen().await;
    refused(&rig, "forged", &wrong[4].1, blob).await;
    assert_eq!(rig.client.status().await.unwrap().refused, RefusedOrders { forged: 2, ..counted });
    rig.obey(&good).await.unwrap();
});

wherever_bytes_lie!(what_its_host_refuses_is_gone_for_ever_and_an_order_for_it_is_receipted, |rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(PART + 7));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let (other, ..) = rig.stored(&metadata, &sealed).await;
    rig.mirror.refuse(blob, "A court here forbids it.").await.unwrap();
    assert_eq!(rig.files(blob), [""; 0]);
    assert_eq!(status(rig.put_all(blob, &metadata, &sealed).await), 410);
    let again = rig.mirror.refuse(blob, "A court here forbids it.").await;
    assert!(matches!(again, Err(writ::mirrors::Error::NotFound)), "{again:?}");
    assert!(matches!(rig.mirror.refuse(other, "").await, Err(writ::mirrors::Error::Malformed(_))));
    let mut rig = rig.reopen().await;
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Gone);
    assert_eq!(rig.read(other, None).await.unwrap(), sealed);
    let order = rig.proven(blob, completion.root).await;
    let receipt = rig.obey(&order).await.unwrap();
    assert_eq!((receipt.claims.result, receipt.claims.bytes), (Outcome::NotHeld, 0));
});

#[tokio::test]
async fn what_its_host_refuses_is_told_once_it_is_gone() {
    let rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, ..) = rig.stored(&metadata, &sealed).await;
    let silent = Handle::new(tower::service_fn(|_| async { Err(Fault::new("nobody answers")) }));
    let portal = Portal::new(&"https://writ.example".parse().unwrap(), silent);
    // Something that does not go the way a blob's folder goes.
    let path = rig.folder.path().join("blobs").join(blob.to_string());
    std::fs::rename(&path, rig.folder.path().join("aside")).unwrap();
    std::fs::write(&path, b"stuck").unwrap();
    rig.mirror.refuse(blob, "A court here forbids it.").await.unwrap_err();
    let told = rig.mirror.tell_refusals(&portal).await;
    assert!(matches!(told, Err(PollError::Mirror(_))), "{told:?}");
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Gone);
    std::fs::remove_file(&path).unwrap();
    std::fs::rename(rig.folder.path().join("aside"), &path).unwrap();
    let told = rig.mirror.tell_refusals(&portal).await;
    assert!(matches!(told, Err(PollError::Service(_))), "it is gone, and to be told: {told:?}");
    assert_eq!(rig.files(blob), [""; 0]);
}

wherever_bytes_lie!(whatever_was_held_is_receipted_as_it_was, |mut rig: Rig| async move {
    let root = Digest::of(b"root");
    // Never heard of: nothing held, and nothing taken from now on.
    let unknown = rig.new_blob();
    let order = rig.proven(unknown, root).await;
    let receipt = rig.obey(&order).await.unwrap();
    assert_eq!((receipt.claims.result, receipt.claims.bytes), (Outcome::NotHeld, 0));
    let part = rig.random(10);
    assert_eq!(status(rig.client.put_part_bytes(unknown, 0, Digest::of(&part), part.clone()).await), 410);
    // Half written.
    let half = rig.new_blob();
    rig.client.put_metadata(half, part.clone()).await.unwrap();
    rig.client.put_part_bytes(half, 4, Digest::of(&part), part).await.unwrap();
    let order = rig.proven(half, root).await;
    let receipt = rig.obey(&order).await.unwrap();
    assert_eq!((receipt.claims.result, receipt.claims.bytes), (Outcome::Deleted, 10));
    assert_eq!(rig.files(half), [""; 0]);
});

#[tokio::test]
async fn nothing_unproven_is_obeyed() {
    let mut rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let (other, other_completion, _) = rig.stored(&metadata, &sealed).await;
    let root = completion.root;
    let good = rig.proven(blob, root).await;
    let for_other = rig.proven(other, other_completion.root).await;
    let me = vec![rig.mirror.id()];

    // The order itself: garbage, another key (the log's too), another token, changed, from the future.
    refused(&rig, "garbage", &ProvenOrder { order: "x.y.z".into(), ..good.clone() }, blob).await;
    let claims: Order = tokens::read_own(&good.order).unwrap();
    for (what, key) in [("a stranger's", SigningKey::from_seed(&[3; 32])), ("the log's", rig.log.key.clone())] {
        let forged = rig.prove(tokens::sign(&key, &claims).unwrap()).await;
        refused(&rig, what, &forged, blob).await;
    }
    let ticket = tokens::sign(&rig.order_key, &Ticket::new(ORIGIN, me.clone(), blob, rig.clock.now())).unwrap();
    let ticket = rig.prove(ticket).await;
    refused(&rig, "a ticket", &ticket, blob).await;
    let mut changed = good.clone();
    changed.order.replace_range(60..61, if &changed.order[60..61] == "A" { "B" } else { "A" });
    refused(&rig, "changed", &changed, blob).await;
    let early = Order { iat: rig.clock.now().plus(Duration::from_secs(61)), ..claims.clone() };
    let early = rig.prove(tokens::sign(&rig.order_key, &early).unwrap()).await;
    refused(&rig, "from the future", &early, blob).await;
    let foreign = Order { iss: "other.example".into(), ..claims.clone() };
    let foreign = rig.prove(tokens::sign(&rig.order_key, &foreign).unwrap()).await;
    refused(&rig, "of another service", &foreign, blob).await;

    // The entry: not an order's, another order's, of no time, not JSON, its announcement doubled.
    let unlogged = rig.order(blob, root, Ground::Court, me.clone());
    refused(&rig, "replayed proof", &ProvenOrder { order: unlogged.clone(), ..for_other.clone() }, blob).await;
    let (digest, at) = (order_digest(&unlogged), rig.clock.now());
    for (what, entry) in [
        ("another type", format!(r#"{{"type":"order.planned","at":"{at}","fields":{{"order":"{digest}"}}}}"#)),
        ("no type", format!(r#"{{"at":"{at}","fields":{{"order":"{digest}"}}}}"#)),
        ("no time", format!(r#"{{"type":"order.issued","fields":{{"order":"{digest}"}}}}"#)),
        ("no order", format!(r#"{{"type":"order.issued","at":"{at}","fields":{{}}}}"#)),
        (
            "upper case",
            format!(
                r#"{{"type":"order.issued","at":"{at}","fields":{{"order":"{}"}}}}"#,
                digest.to_string().to_uppercase()
            ),
        ),
        (
            "elsewhere in the entry",
            format!(r#"{{"type":"order.issued","at":"{at}","order":"{digest}","fields":{{"other":"{digest}"}}}}"#),
        ),
        ("twice", format!(r#"{{"type":"order.issued","at":"{at}","fields":{{"order":"{root}","order":"{digest}"}}}}"#)),
        ("not JSON", format!("order.issued {digest}")),
    ] {
        let index = rig.log.append(entry.as_bytes());
        let checkpoint = rig.cosign().await;
        let proof = rig.log.proof(index, &checkpoint);
        refused(&rig, what, &ProvenOrder { order: unlogged.clone(), entry: entry.into_bytes(), proof }, blob).await;
    }

    // The proof: none, another entry's, a checkpoint the mirror did not cosign, another log's, another
    // mirror's cosignature, a cosignature moved from another checkpoint.
    let announced = entry(&unlogged, rig.clock.now());
    let with = |proof: String| ProvenOrder { order: unlogged.clone(), entry: announced.clone(), proof };
    refused(&rig, "no proof", &with(String::new()), blob).await;
    refused(&rig, "another entry's proof", &with(good.proof.clone()), blob).await;
    let index = rig.log.append(&announced);
    let head = rig.log.head();
    refused(&rig, "not cosigned", &with(rig.log.proof(index, &head)), blob).await;
    let mut imitation = Log { key: SigningKey::from_seed(&[4; 32]), ..rig.log.clone() };
    imitation.verifier = writ::audit::checkpoint::log_key(ORIGIN, imitation.key.public()).unwrap();
    refused(&rig, "another log's", &with(imitation.proof(index, &imitation.head())), blob).await;
    let stranger = SigningKey::from_seed(&[5; 32]);
    let note = Note::parse(&head).unwrap();
    let checkpoint = Checkpoint::parse(&note.text).unwrap();
    for id in [MirrorId::new(&rig.clock, &rig.entropy), rig.mirror.id()] {
        let key = witness_key(ORIGIN, id, stranger.public()).unwrap();
        let mut note = note.clone();
        note.signatures.push(checkpoint.cosign(&key, 1_800_000_000, |message| stranger.sign(message)));
        refused(&rig, "cosigned by another", &with(rig.log.proof(index, &note.to_string())), blob).await;
    }
    let old = Note::parse(good.proof.split_once("\n\n").unwrap().1).unwrap();
    let mut moved = note.clone();
    moved.signatures.push(old.signatures[1].clone());
    refused(&rig, "cosignature of another checkpoint", &with(rig.log.proof(index, &moved.to_string())), blob).await;

    // Proven, and yet not for this blob as it is.
    let other_root = rig.proven(blob, Digest::of(b"else")).await;
    refused(&rig, "another root", &other_root, blob).await;

    // And the good one is.
    rig.obey(&good).await.unwrap();
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Gone);
    assert_eq!(rig.client.probe(other).await.unwrap(), Probe::Held);
}

#[tokio::test]
async fn no_byte_of_a_proven_order_can_change() {
    let mut rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let good = rig.proven(blob, completion.root).await;
    let flip = |text: &str, at: usize| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] ^= 1;
        String::from_utf8(bytes).ok()
    };
    for at in (0..good.order.len()).step_by(7) {
        if let Some(order) = flip(&good.order, at) {
            refused(&rig, "order", &ProvenOrder { order, ..good.clone() }, blob).await;
        }
    }
    for at in (0..good.proof.len()).step_by(7) {
        if let Some(proof) = flip(&good.proof, at) {
            refused(&rig, "proof", &ProvenOrder { proof, ..good.clone() }, blob).await;
        }
    }
    for at in (0..good.entry.len()).step_by(7) {
        let mut entry = good.entry.clone();
        entry[at] ^= 1;
        refused(&rig, "entry", &ProvenOrder { entry, ..good.clone() }, blob).await;
    }
    rig.obey(&good).await.unwrap();
}

#[tokio::test]
async fn an_evacuation_is_obeyed_only_by_the_mirrors_it_names_and_any_other_order_by_all() {
    let mut rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let stranger = MirrorId::new(&rig.clock, &rig.entropy);
    let order = rig.order(blob, completion.root, Ground::Evacuation, vec![stranger]);
    let elsewhere = rig.prove(order).await;
    refused(&rig, "evacuation of another", &elsewhere, blob).await;
    let order = rig.order(blob, completion.root, Ground::Evacuation, vec![stranger, rig.mirror.id()]);
    let mine = rig.prove(order).await;
    assert_eq!(rig.obey(&mine).await.unwrap().claims.result, Outcome::Deleted);

    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let order = rig.order(blob, completion.root, Ground::Copyright, vec![stranger]);
    let unlisted = rig.prove(order).await;
    assert_eq!(rig.obey(&unlisted).await.unwrap().claims.result, Outcome::Deleted);
}

#[tokio::test]
async fn the_quorum_of_the_policy_is_asked_for_too() {
    let rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let witness = SigningKey::from_seed(&[6; 32]);
    let witness_id = MirrorId::new(&rig.clock, &rig.entropy);
    let key = witness_key(ORIGIN, witness_id, witness.public()).unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let mut settings = Settings { folder: folder.path().to_owned(), ..rig.settings() };
    settings.trust.policy.witnesses = vec![key.clone()];
    settings.trust.policy.quorum = 1;
    let mirror = Mirror::open(settings).await.unwrap();
    let transport = Transport::InProcess(in_process(mirror.clone()));
    let client = MirrorClient::new(
        mirror.id(),
        mirror.public_key(),
        caller(&rig.order_key, &rig.clock, &rig.entropy),
        transport,
    );
    let mut rig = Rig { mirror, client, folder, ..rig };
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let alone = rig.proven(blob, completion.root).await;
    refused(&rig, "too few cosignatures", &alone, blob).await;
    let (head, note) = alone.proof.split_once("\n\n").unwrap();
    let mut note = Note::parse(note).unwrap();
    let checkpoint = Checkpoint::parse(&note.text).unwrap();
    note.signatures.push(checkpoint.cosign(&key, 1_800_000_000, |message| witness.sign(message)));
    let witnessed = ProvenOrder { proof: format!("{head}\n\n{note}"), ..alone };
    assert_eq!(rig.obey(&witnessed).await.unwrap().claims.result, Outcome::Deleted);
}

#[tokio::test]
async fn killed_after_the_tombstone_the_order_is_finished_at_the_next_start_and_receipted_alike() {
    let mut rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let order = rig.proven(blob, completion.root).await;
    let receipt = rig.obey(&order).await.unwrap();
    // As if the disk had never heard that the files went.
    let rig = rig
        .reopen_after(|folder, _| {
            let folder = folder.join("blobs").join(blob.to_string());
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join("metadata"), &metadata).unwrap();
            std::fs::write(folder.join("00000000"), &sealed).unwrap();
        })
        .await;
    assert_eq!(rig.files(blob), [""; 0]);
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Gone);
    rig.clock.advance(Duration::from_hours(1));
    assert_eq!(rig.obey(&order).await.unwrap().compact, receipt.compact);
}

#[tokio::test]
async fn no_receipt_is_signed_while_bytes_are_there() {
    let mut rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let order = rig.proven(blob, completion.root).await;
    // Something that does not go the way a blob's folder goes.
    let path = rig.folder.path().join("blobs").join(blob.to_string());
    std::fs::rename(&path, rig.folder.path().join("aside")).unwrap();
    std::fs::write(&path, b"stuck").unwrap();
    match rig.obey(&order).await {
        Err(Error::NotObeyed { is_final: false, .. }) => {}
        other => panic!("{other:?}"),
    }
    // Served no more all the same.
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Gone);
    std::fs::remove_file(&path).unwrap();
    std::fs::rename(rig.folder.path().join("aside"), &path).unwrap();
    rig.clock.advance(Duration::from_hours(1));
    let receipt = rig.obey(&order).await.unwrap();
    assert_eq!((receipt.claims.result, receipt.claims.bytes), (Outcome::Deleted, 100));
    assert!(receipt.claims.iat < rig.clock.now(), "it says when the tombstone was written");
    assert_eq!(rig.files(blob), [""; 0]);
}

wherever_bytes_lie! {
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    a_late_part_of_a_deleted_blob_loses_every_race, |mut rig: Rig| async move {
        let part = rig.random(50_000);
        let digest = Digest::of(&part);
        for round in 0..40 {
            let blob = rig.new_blob();
            if round % 2 == 0 {
                rig.client.put_part_bytes(blob, 0, digest, part.clone()).await.unwrap();
            }
            let order = rig.proven(blob, Digest::of(b"root")).await;
            let late: Vec<_> = (1..6)
                .map(|number| {
                    let (client, part) = (rig.client.clone(), part.clone());
                    tokio::spawn(async move { client.put_part_bytes(blob, number, digest, part).await })
                })
                .collect();
            for _ in 0..round % 8 {
                tokio::task::yield_now().await;
            }
            let receipt = rig.obey(&order).await.unwrap();
            let mut taken = u64::from(round % 2 == 0);
            for put in late {
                match put.await.unwrap() {
                    Ok(()) => taken += 1,
                    Err(Error::Gone) => {}
                    other => panic!("{other:?}"),
                }
            }
            // What was acknowledged before the order was destroyed by it; nothing came after.
            assert_eq!(receipt.claims.bytes, taken * part.len() as u64);
            assert_eq!(rig.files(blob), [""; 0]);
            assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Gone);
        }
    }
}

#[tokio::test]
async fn a_stream_under_way_ends_at_the_next_part_when_the_blob_is_deleted() {
    use futures_util::TryStreamExt;
    let mut rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(2 * PART + 10));
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let ticket = Ticket::new(ORIGIN, vec![rig.mirror.id()], blob, rig.clock.now());
    let ticket = tokens::sign(&rig.order_key, &ticket).unwrap();
    let mut bytes = rig.mirror.read(&ticket, blob, None).await.unwrap().bytes;
    let taken = bytes.try_next().await.unwrap().unwrap().len();
    let order = rig.proven(blob, completion.root).await;
    rig.obey(&order).await.unwrap();
    let (more, error) = until_broken_off(bytes).await;
    assert!(matches!(error, writ::mirrors::Error::Gone));
    assert!(taken + more <= PART);
}

#[tokio::test]
async fn a_batch_is_answered_order_by_order_and_split_when_it_is_long() {
    let mut rig = Rig::new().await;
    let metadata = rig.random(256);
    let mut orders = Vec::new();
    for length in 1..=230 {
        // Most are of blobs never held: what matters here is the batch.
        let (blob, root) = if length % 50 == 0 {
            let (blob, completion, _) = rig.stored(&metadata, &rig.random(length)).await;
            (blob, completion.root)
        } else {
            (rig.new_blob(), Digest::of(b"root"))
        };
        let order = rig.order(blob, root, Ground::Owner, vec![rig.mirror.id()]);
        orders.push((order.clone(), rig.log.append(&entry(&order, rig.clock.now()))));
    }
    let checkpoint = rig.cosign().await;
    let mut proven: Vec<_> = orders
        .into_iter()
        .map(|(order, index)| ProvenOrder {
            entry: entry(&order, rig.clock.now()),
            proof: rig.log.proof(index, &checkpoint),
            order,
        })
        .collect();
    proven[7].proof.clear();
    let answers = rig.client.orders(&proven).await;
    assert_eq!(answers.len(), proven.len());
    for (number, (order, answer)) in proven.iter().zip(&answers).enumerate() {
        match answer {
            Err(Error::NotObeyed { is_final: true, reason }) => {
                assert_eq!(number, 7);
                assert!(reason.contains("not proven"), "{reason}");
            }
            Ok(receipt) => {
                assert_eq!(receipt.claims.order, order_digest(&order.order));
                let held = (number + 1) % 50 == 0;
                assert_eq!(receipt.claims.result, if held { Outcome::Deleted } else { Outcome::NotHeld });
                assert_eq!(receipt.claims.bytes, if held { number as u64 + 1 } else { 0 });
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_witness_cosigns_one_history() {
    let mut rig = Rig::new().await;
    let witness = rig.mirror.witness_key().clone();
    let origin = Digest::of(ORIGIN.as_bytes());
    assert!(rig.mirror.cosigned_checkpoint(origin).await.is_err());
    rig.log.append(b"one");
    let first = rig.log.clone();
    rig.cosign().await;
    // What it shows to monitors is signed by the log and by it.
    let shown = rig.mirror.cosigned_checkpoint(origin).await.unwrap();
    // Again the same: cosigned anew, and nothing is written for that.
    let head = rig.log.head();
    rig.clock.advance(Duration::from_secs(1));
    rig.client.add_checkpoint(&rig.log.request(2, &head), &witness).await.unwrap();
    assert_eq!(rig.mirror.cosigned_checkpoint(origin).await.unwrap(), shown);
    let policy = writ::audit::checkpoint::Policy::none(rig.log.verifier.clone()).requiring(witness.clone());
    assert_eq!(policy.check(&shown).unwrap().checkpoint.size, 2);

    // It believes another size was last: told which.
    for old in [0, 1] {
        match rig.client.add_checkpoint(&rig.log.request(old, &head), &witness).await {
            Err(Error::OtherSize(2)) => {}
            other => panic!("{other:?}"),
        }
    }
    // A fork: of the same size, and longer; after a restart too.
    let mut rig = rig.reopen().await;
    for longer in [0, 1] {
        let mut fork = first.clone();
        *fork.leaves.last_mut().unwrap() = merkle::leaf_hash(b"another one");
        for _ in 0..longer {
            fork.append(b"more");
        }
        assert_eq!(status(rig.client.add_checkpoint(&fork.request(2, &fork.head()), &witness).await), 422);
    }
    // Back in time.
    let mut shorter = first.clone();
    shorter.leaves.truncate(1);
    assert!(matches!(
        rig.client.add_checkpoint(&shorter.request(1, &shorter.head()), &witness).await,
        Err(Error::OtherSize(2))
    ));
    assert_eq!(status(rig.client.add_checkpoint(&shorter.request(2, &shorter.head()), &witness).await), 400);
    // Another log, another log's key.
    let mut imitation = first.clone();
    imitation.key = SigningKey::from_seed(&[8; 32]);
    imitation.verifier = writ::audit::checkpoint::log_key(ORIGIN, imitation.key.public()).unwrap();
    assert_eq!(status(rig.client.add_checkpoint(&imitation.request(2, &imitation.head()), &witness).await), 403);
    let foreign = first.head().replace(ORIGIN, "other.example");
    assert_eq!(status(rig.client.add_checkpoint(&first.request(2, &foreign), &witness).await), 404);

    // And the one history goes on.
    rig.log.append(b"two");
    rig.cosign().await;
    assert_eq!(rig.client.status().await.unwrap().cosigned_size, Some(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_histories_that_race_one_is_cosigned() {
    for round in 0..10_u8 {
        let mut rig = Rig::new().await;
        let base = rig.log.clone();
        rig.cosign().await;
        let futures: Vec<_> = (0..4_u8)
            .map(|branch| {
                let mut fork = base.clone();
                fork.append(&[round, branch]);
                let (client, witness) = (rig.client.clone(), rig.mirror.witness_key().clone());
                tokio::spawn(async move {
                    let request = fork.request(1, &fork.head());
                    client.add_checkpoint(&request, &witness).await.is_ok()
                })
            })
            .collect();
        let mut cosigned = 0;
        for future in futures {
            cosigned += usize::from(future.await.unwrap());
        }
        assert_eq!(cosigned, 1);
    }
}

#[tokio::test]
async fn a_receipt_that_does_not_hold_is_not_believed() {
    let mut rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, completion, stored) = rig.stored(&metadata, &sealed).await;
    let order = rig.proven(blob, completion.root).await;
    // A client that expects another key of this mirror believes neither statement nor receipt.
    let stranger = (&SigningKey::from_seed(&[9; 32])).into();
    let transport = Transport::InProcess(in_process(rig.mirror.clone()));
    let caller = caller(&rig.order_key, &rig.clock, &rig.entropy);
    let client = MirrorClient::new(rig.mirror.id(), stranger, caller, transport);
    assert!(matches!(client.complete(blob, completion).await, Err(Error::Untrustworthy(_))));
    let answer = client.orders(std::slice::from_ref(&order)).await.remove(0);
    assert!(matches!(answer, Err(Error::Untrustworthy(_))), "{answer:?}");
    // The right one does, though the order was obeyed meanwhile.
    assert_eq!(rig.obey(&order).await.unwrap().claims.bytes, stored.claims.bytes);
}
