//! What `docs/ARCHITECTURE.md` promises of every file and of the log at every instant, asked of the state itself: stories of random
//! acts ask it after each act, whatever the acts are.

use std::path::PathBuf;

use writ::audit;
use writ::audit::checkpoint::{Policy, log_key, witness_key};
use writ::db;
use writ::ids::{AccountId, BlobId, LinkId, ObjectId};
use writ::merkle::{self, Hash};
use writ::service::Service;
use writ::takedown::Board;
use writ::vault::{ObjectState, downloads};

/// Where bytes of a blob would lie in the mirrors' folders.
pub fn places(service: &Service, blob: BlobId) -> Vec<PathBuf> {
    let folders = service.config.mirrors.iter().map(|mirror| mirror.folder.join("blobs").join(blob.to_string()));
    folders.filter(|place| place.exists()).collect()
}

/// What an object's bytes are called now.
pub async fn blob_of(service: &Service, object: ObjectId) -> BlobId {
    let mut tx = service.db.read().await.unwrap();
    db::one!(tx, (BlobId,), "SELECT blob FROM objects WHERE id = $1", object).unwrap().0
}

/// How many custody stores have something of an object.
pub fn custody_files(service: &Service, object: ObjectId) -> usize {
    let stores = service.config.custody.iter();
    stores.filter(|store| store.folder().unwrap().join(object.to_string()).exists()).count()
}

/// Promise 2: no share and no ticket, by the link or for the owner.
pub async fn nobody_reads(service: &Service, owner: AccountId, object: ObjectId, link: &LinkId) {
    assert!(downloads::look(service, link, None).await.is_err(), "promise 2: a share by the link");
    assert!(downloads::download(service, link, None).await.is_err(), "promise 2: a ticket by the link");
    assert!(downloads::look_as_owner(service, owner, object).await.is_err(), "promise 2: a share for the owner");
    assert!(downloads::download_as_owner(service, owner, object).await.is_err(), "promise 2: a ticket for the owner");
}

/// Promises 4, 6, 7 and 8, as the holds, orders, blobs and mirrors of a file show them at any instant.
pub async fn kept(service: &Service, board: &Board) {
    let held = board.holds.iter().any(|hold| hold.lifted_at.is_none());
    let shut = matches!(board.state, ObjectState::Locked | ObjectState::Purged);
    assert!(shut || !held, "promise 8: {:?} while a hold is open", board.state);
    let mut tx = service.db.read().await.unwrap();
    // In one statement: a job that was cut off in the middle may still be committing what it had begun.
    let (agree,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM objects o JOIN accounts a ON a.id = o.owner
         WHERE o.id = $1
           AND (o.state = 'purged' OR (o.state = 'deleted' AND a.erased_at IS NOT NULL)) = (o.key_share_sealed IS NULL)",
        board.object
    )
    .unwrap();
    assert_eq!(agree, 1, "the share is there until the purge, or its deletion and the erasure of its owner");
    let (unproven,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM purges p WHERE p.object = $1 AND p.destroyed_at IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM log_indexes i JOIN log_checkpoints c ON c.size > i.log_index WHERE i.entry = p.ordered_log_entry)",
        board.object
    )
    .unwrap();
    assert_eq!(unproven, 0, "promise 4: a share was destroyed before its purge was under a checkpoint");
    let (forgotten,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM replicas r JOIN orders o ON o.blob = r.blob
         WHERE o.object = $1 AND r.state IN ('placed', 'stored', 'lost')
           AND NOT EXISTS (SELECT 1 FROM order_deliveries d WHERE d.order_id = o.id AND d.mirror = r.mirror)",
        board.object
    )
    .unwrap();
    assert_eq!(forgotten, 0, "promise 6: an order knows every copy");
    let blobs = db::all!(tx, (BlobId,), "SELECT id FROM blobs WHERE object = $1", board.object).unwrap();
    for (blob,) in blobs {
        for mirror in &service.config.mirrors {
            if !mirror.folder.join("blobs").join(blob.to_string()).exists() {
                continue;
            }
            let (placed,) = db::one!(
                tx,
                (i64,),
                "SELECT COUNT(*) FROM replicas r JOIN mirrors m ON m.id = r.mirror
                 WHERE r.blob = $1 AND m.name = $2 AND r.state <> 'deleted'",
                blob,
                mirror.name.as_str()
            )
            .unwrap();
            assert_eq!(placed, 1, "promises 6 and 7: {} holds what is not placed there", mirror.name);
        }
    }
    for order in &board.orders {
        for mirror in order.mirrors.iter().filter(|mirror| mirror.receipted_at.is_some()) {
            let config = service.config.mirrors.iter().find(|config| config.name == mirror.name).unwrap();
            let place = config.folder.join("blobs").join(order.blob.to_string());
            assert!(!place.exists(), "promise 7: {} receipted and holds it", mirror.name);
            assert!(order.log_index.is_some(), "promise 4: what was obeyed stands in the log");
            // The receipt stands behind the checkpoint under which its mirror saw the order.
            let witness = witness_key(&service.keys.origin, mirror.mirror, [0; 32]).unwrap();
            let (seen,) = db::one!(
                tx,
                (i64,),
                "SELECT COUNT(*) FROM log_cosignatures c JOIN log_indexes i ON i.entry = $1
                 WHERE c.witness = $2 AND c.size > i.log_index AND c.size <= $3",
                order.log_entry,
                witness.name(),
                mirror.receipt_log_index.unwrap_or(i64::MAX)
            )
            .unwrap();
            assert!(seen > 0, "promise 4: {} obeyed before it had cosigned", mirror.name);
        }
    }
    drop(tx);
    if board.state == ObjectState::Available {
        let blob = blob_of(service, board.object).await;
        assert!(board.orders.iter().all(|order| order.blob != blob), "what can be read is not ordered away");
    }
}

/// Once nothing is left to do: every order has its receipts and was looked after, and bytes lie on every mirror of what no order
/// took away, and nowhere else.
pub async fn settled(service: &Service, board: &Board) {
    for order in &board.orders {
        assert!(order.completed_at.is_some(), "no order is forgotten");
        for mirror in &order.mirrors {
            let so = (mirror.state.as_str(), mirror.probe_outcome.as_deref(), mirror.receipt_token.is_some());
            assert_eq!(so, ("done", Some("gone"), true), "{} owes nothing", mirror.name);
        }
    }
    let current = blob_of(service, board.object).await;
    let stays = board.orders.iter().all(|order| order.blob != current);
    let readable = matches!(board.state, ObjectState::Available | ObjectState::Deleted);
    assert!(readable || !stays, "what is {:?} was ordered away", board.state);
    let mut tx = service.db.read().await.unwrap();
    let blobs = db::all!(tx, (BlobId,), "SELECT id FROM blobs WHERE object = $1", board.object).unwrap();
    drop(tx);
    for (blob,) in blobs {
        let left = places(service, blob).len();
        let expected = if stays && blob == current { service.config.mirrors.len() } else { 0 };
        assert_eq!(left, expected, "copies of {blob}");
    }
}

/// A stranger who keeps what they have read of the log, and reads on.
#[derive(Default)]
pub struct LogReader {
    /// The hash of each entry they have read.
    leaves: Vec<Hash>,
}

impl LogReader {
    /// Reads what is new. The published log has grown by just that, what was read before stands where it stood, and nothing
    /// of `secrets` stands in it in clear (promise 10).
    pub async fn read_on(&mut self, service: &Service, secrets: &[(&'static str, String)]) {
        let mut tx = service.db.read().await.unwrap();
        let new = db::all!(
            tx,
            (i64, String, Vec<u8>),
            "SELECT i.log_index, e.kind, e.bytes FROM log_indexes i JOIN log_entries e ON e.id = i.entry
             WHERE i.log_index >= $1 ORDER BY i.log_index",
            i64::try_from(self.leaves.len()).unwrap()
        )
        .unwrap();
        drop(tx);
        for (index, kind, bytes) in new {
            assert_eq!(usize::try_from(index).unwrap(), self.leaves.len(), "the log has a gap before {kind}");
            let text = std::str::from_utf8(&bytes).unwrap();
            for (what, secret) in secrets {
                assert!(!text.contains(secret.as_str()), "promise 10: {what} in {kind}: {text}");
            }
            self.leaves.push(merkle::leaf_hash(&bytes));
        }
        let note = audit::served_checkpoint(service).await.unwrap().unwrap();
        let key = log_key(&service.keys.origin, service.keys.log().public()).unwrap();
        let published = Policy::none(key).check(&note).unwrap().checkpoint;
        assert_eq!(usize::try_from(published.size).unwrap(), self.leaves.len(), "all of it is published");
        assert_eq!(published.root, merkle::root(&self.leaves), "what was read stands where it stood");
    }
}
