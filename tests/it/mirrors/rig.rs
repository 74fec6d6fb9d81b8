//! A mirror whose bytes lie in a folder of its own or in a bucket, a service that calls it, and a small log that proves the
//! service's orders.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt;
use futures_util::stream::{self, Stream};
use serde_json::json;
use tempfile::TempDir;
use writ::audit::checkpoint::{Checkpoint, Policy, log_key};
use writ::audit::note::{Note, VerifierKey};
use writ::audit::proof::TlogProof;
use writ::audit::witness::AddCheckpoint;
use writ::clock::{Clock, Time};
use writ::entropy::Entropy;
use writ::http::mirror::in_process;
use writ::ids::{BlobId, MirrorId, OrderId};
use writ::keys::SigningKey;
use writ::merkle::{self, Hash};
use writ::mirrors::client::{Caller, Error, Fault, MirrorClient, Signed, Transport};
use writ::mirrors::wire::{ByteRange, Completion, ProvenOrder};
use writ::mirrors::{Mirror, RESERVE, Settings, Storage, Trust};
use writ::seal::PART_SIZE;
use writ::tokens::{self, Action, Digest, Ground, Order, Receipt, Stored, VerifyingKey};

use crate::s3::stores::Store;

/// A test of a mirror whose bytes lie in its folder, in a bucket that keeps versions, and in one of a real Garage.
macro_rules! wherever_bytes_lie {
    ($name:ident, $body:expr) => {
        wherever_bytes_lie! { #[tokio::test] $name, $body }
    };
    ($(#[$test:meta])+ $name:ident, $body:expr) => {
        mod $name {
            use super::*;

            $(#[$test])+
            async fn in_a_folder() {
                ($body)($crate::mirrors::rig::Rig::new().await).await;
            }

            $(#[$test])+
            async fn in_a_bucket_with_versions() {
                if let Some(mut store) = $crate::s3::stores::Store::moto() {
                    store.make_versioned($crate::mirrors::rig::BUCKET);
                    ($body)($crate::mirrors::rig::Rig::over(Some(store)).await).await;
                }
            }

            $(#[$test])+
            async fn in_a_bucket_of_garage() {
                if let Some(mut store) = $crate::s3::stores::Store::garage() {
                    store.make($crate::mirrors::rig::BUCKET);
                    ($body)($crate::mirrors::rig::Rig::over(Some(store)).await).await;
                }
            }
        }
    };
}
pub(crate) use wherever_bytes_lie;

/// The bucket that a mirror's bytes lie in, and what its keys begin with.
pub const BUCKET: &str = "replicas";
pub const PREFIX: &str = "paris/";
/// How many bytes a mirror's bucket is to hold.
pub const CAPACITY: u64 = 1 << 40;

pub const ORIGIN: &str = "writ.example";
pub const PART: usize = 8_388_608;

/// Stores a part whose bytes are in memory, as a service elsewhere would: the mirror hashes them itself.
pub trait PutBytes {
    async fn put_part_bytes(&self, blob: BlobId, part: u32, digest: Digest, bytes: Bytes) -> Result<(), Error>;
}

impl PutBytes for MirrorClient {
    async fn put_part_bytes(&self, blob: BlobId, part: u32, digest: Digest, bytes: Bytes) -> Result<(), Error> {
        let length = bytes.len() as u64;
        self.put_part(blob, part, digest, length, stream::iter([Ok::<_, Fault>(bytes)])).await
    }
}

/// The rig.
pub struct Rig {
    pub clock: Clock,
    pub entropy: Entropy,
    pub order_key: SigningKey,
    pub log: Log,
    pub mirror: Mirror,
    pub client: MirrorClient,
    pub folder: TempDir,
    /// The store of its bucket, if its bytes lie in one.
    pub store: Option<Mutex<Store>>,
}

impl Rig {
    pub async fn new() -> Self {
        Self::over(None).await
    }

    /// A mirror whose bytes lie in the bucket of this store, or in its folder.
    pub async fn over(store: Option<Store>) -> Self {
        let clock = Clock::manual(Time::parse_rfc3339("2026-11-23T10:00:00Z").unwrap());
        let entropy = Entropy::seeded(11);
        let order_key = SigningKey::generate(&entropy);
        let log = Log::new(&entropy);
        let folder = TempDir::new().unwrap();
        let store = store.map(Mutex::new);
        let settings = settings(&folder, storage(store.as_ref()), &order_key, &log, &clock, &entropy);
        let mirror = Mirror::open(settings).await.unwrap();
        let client = client(&mirror, &order_key, &clock, &entropy);
        Self { clock, entropy, order_key, log, mirror, client, folder, store }
    }

    pub fn settings(&self) -> Settings {
        let storage = storage(self.store.as_ref());
        settings(&self.folder, storage, &self.order_key, &self.log, &self.clock, &self.entropy)
    }

    /// Closes the mirror and opens it again, as after a crash.
    pub async fn reopen(self) -> Self {
        self.reopen_after(|_, _| {}).await
    }

    /// The same, with something done to the folder in between, and to the store of its bucket.
    pub async fn reopen_after(self, then: impl FnOnce(&Path, Option<&Mutex<Store>>)) -> Self {
        let settings = self.settings();
        self.reopen_by(settings, then).await
    }

    /// The same, to leave so many bytes of its disk free.
    pub async fn reopen_with_reserve(self, reserve: u64) -> Self {
        let settings = Settings { reserve, ..self.settings() };
        self.reopen_by(settings, |_, _| {}).await
    }

    async fn reopen_by(self, settings: Settings, then: impl FnOnce(&Path, Option<&Mutex<Store>>)) -> Self {
        let Self { clock, entropy, order_key, log, mirror, client, folder, store } = self;
        let id = mirror.id();
        drop((mirror, client));
        // Connections and the folder's lock go a moment after the last handle.
        let mut tries = 0;
        then(folder.path(), store.as_ref());
        let mirror = loop {
            match Mirror::open(settings.clone()).await {
                Err(writ::mirrors::Error::InUse(_)) if tries < 200 => {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                opened => break opened.unwrap(),
            }
        };
        assert_eq!(mirror.id(), id);
        let client = self::client(&mirror, &order_key, &clock, &entropy);
        Self { clock, entropy, order_key, log, mirror, client, folder, store }
    }

    pub fn new_blob(&self) -> BlobId {
        BlobId::new(&self.clock, &self.entropy)
    }

    /// `length` bytes that are not to be guessed.
    pub fn random(&self, length: usize) -> Bytes {
        let mut bytes = vec![0; length];
        self.entropy.fill(&mut bytes);
        bytes.into()
    }

    /// Puts metadata and all parts of `sealed`.
    pub async fn put_all(&self, blob: BlobId, metadata: &Bytes, sealed: &Bytes) -> Result<(), Error> {
        self.client.put_metadata(blob, metadata.clone()).await?;
        for (number, part) in parts(sealed).enumerate() {
            self.client.put_part_bytes(blob, u32::try_from(number).unwrap(), Digest::of(&part), part).await?;
        }
        Ok(())
    }

    /// A completed blob.
    pub async fn stored(&self, metadata: &Bytes, sealed: &Bytes) -> (BlobId, Completion, Signed<Stored>) {
        let blob = self.new_blob();
        self.put_all(blob, metadata, sealed).await.unwrap();
        let completion = completion(metadata, sealed);
        let stored = self.client.complete(blob, completion).await.unwrap();
        (blob, completion, stored)
    }

    pub async fn read(&self, blob: BlobId, range: Option<ByteRange>) -> Result<Vec<u8>, Error> {
        let content = self.client.read_content(blob, range).await?;
        let chunks: Vec<Bytes> = content.bytes.try_collect().await?;
        let bytes = chunks.concat();
        assert_eq!(bytes.len() as u64, content.length);
        Ok(bytes)
    }

    pub fn order(&self, blob: BlobId, root: Digest, ground: Ground, mirrors: Vec<MirrorId>) -> String {
        let order = Order {
            iss: ORIGIN.to_owned(),
            aud: mirrors,
            iat: self.clock.now(),
            jti: OrderId::new(&self.clock, &self.entropy),
            action: Action::Delete,
            blob,
            root,
            ground,
        };
        tokens::sign(&self.order_key, &order).unwrap()
    }

    /// An order that is logged, cosigned by this mirror, and proven.
    pub async fn proven(&mut self, blob: BlobId, root: Digest) -> ProvenOrder {
        let order = self.order(blob, root, Ground::Copyright, vec![self.mirror.id()]);
        self.prove(order).await
    }

    /// Logs an order and has its checkpoint cosigned.
    pub async fn prove(&mut self, order: String) -> ProvenOrder {
        let entry = entry(&order, self.clock.now());
        let index = self.log.append(&entry);
        let checkpoint = self.cosign().await;
        ProvenOrder { order, entry, proof: self.log.proof(index, &checkpoint) }
    }

    /// Has the log's head cosigned by the mirror: the note with both signatures.
    pub async fn cosign(&mut self) -> String {
        let head = self.log.head();
        let request = self.log.request(self.log.cosigned, &head);
        let line = self.client.add_checkpoint(&request, self.mirror.witness_key()).await.unwrap();
        self.log.cosigned = self.log.size();
        let mut note = Note::parse(&head).unwrap();
        note.signatures.push(line);
        note.to_string()
    }

    pub async fn obey(&self, order: &ProvenOrder) -> Result<Signed<Receipt>, Error> {
        self.client.orders(std::slice::from_ref(order)).await.remove(0)
    }

    /// What lies there of a blob, sorted; in a bucket, were it one version or the marker that it was deleted.
    pub fn files(&self, blob: BlobId) -> Vec<String> {
        self.names(&format!("blobs/{blob}/"))
    }

    /// The names in a folder of what the mirror keeps.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = if let Some(store) = &self.store {
            let folder = format!("{PREFIX}{folder}");
            let kept = store.lock().unwrap().kept(BUCKET).into_iter();
            kept.filter_map(|key| Some(key.strip_prefix(&folder)?.split('/').next().unwrap().to_owned())).collect()
        } else if let Ok(entries) = std::fs::read_dir(self.folder.path().join(folder)) {
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        } else {
            Vec::new()
        };
        names.sort();
        names.dedup();
        names
    }

    /// Has something else lie in the place of a piece.
    pub fn damage(&self, blob: BlobId, piece: &str) {
        self.place(blob, piece, "rot");
    }

    /// Has this lie in the place of a piece, or where there was none.
    pub fn place(&self, blob: BlobId, piece: &str, text: &str) {
        let place = format!("blobs/{blob}/{piece}");
        let Some(store) = &self.store else {
            let file = self.folder.path().join(place);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
            return;
        };
        place_in(store, &place, text);
    }

    pub fn staged(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("staging")).unwrap().count()
    }
}

/// Puts text into the bucket, below its prefix, as somebody else would.
pub fn place_in(store: &Mutex<Store>, key: &str, text: &str) {
    let arguments = json!({ "Bucket": BUCKET, "Key": format!("{PREFIX}{key}"), "Body": text });
    store.lock().unwrap().done("put_object", &arguments);
}

fn storage(store: Option<&Mutex<Store>>) -> Storage {
    let Some(store) = store else { return Storage::Folder { capacity: None } };
    Storage::Bucket { bucket: store.lock().unwrap().bucket(BUCKET, PREFIX), capacity: CAPACITY }
}

fn settings(
    folder: &TempDir,
    storage: Storage,
    key: &SigningKey,
    log: &Log,
    clock: &Clock,
    entropy: &Entropy,
) -> Settings {
    Settings {
        folder: folder.path().to_owned(),
        storage,
        reserve: RESERVE,
        trust: Trust {
            origin: ORIGIN.to_owned(),
            order_keys: vec![VerifyingKey::from(key)],
            retired_order_keys: Vec::new(),
            policy: Policy::none(log.verifier.clone()),
        },
        polls: false,
        clock: clock.clone(),
        entropy: entropy.clone(),
    }
}

pub fn caller(key: &SigningKey, clock: &Clock, entropy: &Entropy) -> Caller {
    Caller { origin: ORIGIN.to_owned(), key: key.clone(), clock: clock.clone(), entropy: entropy.clone() }
}

fn client(mirror: &Mirror, key: &SigningKey, clock: &Clock, entropy: &Entropy) -> MirrorClient {
    let transport = Transport::InProcess(in_process(mirror.clone()));
    MirrorClient::new(mirror.id(), mirror.public_key(), caller(key, clock, entropy), transport)
}

/// The parts of a sealed content.
pub fn parts(sealed: &Bytes) -> impl Iterator<Item = Bytes> + '_ {
    (0..sealed.len()).step_by(PART).map(|start| sealed.slice(start..sealed.len().min(start + PART)))
}

/// Reads on until a stream is broken off: how many bytes that were, and why no more came.
pub async fn until_broken_off<E>(mut bytes: impl Stream<Item = Result<Bytes, E>> + Unpin) -> (usize, E) {
    let mut taken = 0;
    loop {
        match bytes.try_next().await {
            Ok(Some(chunk)) => taken += chunk.len(),
            Ok(None) => panic!("it came to its end"),
            Err(error) => return (taken, error),
        }
    }
}

/// What completes a blob of these bytes.
pub fn completion(metadata: &Bytes, sealed: &Bytes) -> Completion {
    let leaves: Vec<Hash> = std::iter::once(merkle::leaf_hash(metadata))
        .chain(parts(sealed).map(|part| merkle::leaf_hash(&part)))
        .collect();
    let sealed_size = sealed.len() as u64;
    Completion {
        root: Digest(merkle::root(&leaves)),
        sealed_size,
        parts: u32::try_from(sealed_size.div_ceil(PART_SIZE)).unwrap(),
    }
}

/// A log entry of that time that announces an order.
pub fn entry(order: &str, at: Time) -> Vec<u8> {
    let digest = tokens::order_digest(order);
    format!(
        r#"{{"actor":"service","at":"{at}","case":"c","commitments":{{}},"fields":{{"order":"{digest}"}},"n":1,"type":"order.issued","v":1}}"#
    )
    .into_bytes()
}

/// A log in memory.
#[derive(Clone)]
pub struct Log {
    pub key: SigningKey,
    pub verifier: VerifierKey,
    pub leaves: Vec<Hash>,
    /// The size that the mirror cosigned last.
    pub cosigned: u64,
}

impl Log {
    pub fn new(entropy: &Entropy) -> Self {
        let key = SigningKey::generate(entropy);
        let verifier = log_key(ORIGIN, key.public()).unwrap();
        // Somebody else's entry first, so that proofs have a path.
        Self { key, verifier, leaves: vec![merkle::leaf_hash(b"{}")], cosigned: 0 }
    }

    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    pub fn append(&mut self, entry: &[u8]) -> u64 {
        self.leaves.push(merkle::leaf_hash(entry));
        self.size() - 1
    }

    /// Its signed checkpoint.
    pub fn head(&self) -> String {
        let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size: self.size(), root: merkle::root(&self.leaves) };
        checkpoint.sign(&self.verifier, |message| self.key.sign(message)).to_string()
    }

    pub fn request(&self, old: u64, head: &str) -> AddCheckpoint {
        let proof = merkle::consistency_ranges(old, self.size()).map_or_else(Vec::new, |it| self.roots(&it));
        AddCheckpoint { old, proof, checkpoint: head.to_owned() }
    }

    pub fn proof(&self, index: u64, checkpoint: &str) -> String {
        let path = self.roots(&merkle::inclusion_ranges(index, self.size()).unwrap());
        TlogProof { extra: None, index, path, checkpoint: checkpoint.to_owned() }.to_string()
    }

    fn roots(&self, ranges: &[std::ops::Range<u64>]) -> Vec<Hash> {
        let at = |index: u64| usize::try_from(index).unwrap();
        ranges.iter().map(|range| merkle::root(&self.leaves[at(range.start)..at(range.end)])).collect()
    }
}
