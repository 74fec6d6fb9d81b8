//! A file of an uploader's, sealed as the client seals it, and an upload's steps by the vault's verbs.

use std::time::Duration;

use bytes::Bytes;
use writ::db;
use writ::ids::{AccountId, CaseId, LinkId, ObjectId, UploadId, uuid_v4};
use writ::merkle::{Hash, leaf_hash};
use writ::mirrors::client::{Caller, Fault, Handle, MirrorClient, Transport};
use writ::mirrors::{Mirror, Piece};
use writ::seal::parts::{PART_SIZE, root};
use writ::seal::{FileKey, KeyShare, LinkKey, Metadata, content_context, format};
use writ::service::Service;
use writ::tokens::Digest;
use writ::vault::links::{self, LinkTerms};
use writ::vault::{proving, uploads};

/// An account to own objects.
pub async fn uploader(service: &Service) -> AccountId {
    let account = AccountId::new(&service.clock, &service.entropy);
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(
        tx,
        "INSERT INTO accounts (id, email_lookup, email_sealed, locale, kdf_version, kdf_salt, kdf_rounds, auth_hash,
                               wrapped_master, recovery_wrapped_master, log_case, created_at)
         VALUES ($1, $2, $2, 'en', 1, $2, 1, '', $2, $2, $3, $4)",
        account,
        account.0.as_bytes().to_vec(),
        CaseId(uuid_v4(&service.entropy)),
        service.clock.now()
    )
    .unwrap();
    tx.commit().await.unwrap();
    account
}

/// A file as it leaves its uploader.
pub struct Sealed {
    pub metadata: Bytes,
    pub content: Bytes,
    pub root: Hash,
}

impl Sealed {
    pub fn new(service: &Service, object: ObjectId, share: &KeyShare, link_key: &LinkKey, plain: &[u8]) -> Self {
        let key = FileKey::derive(link_key, share, object);
        let entropy = &service.entropy;
        let named = Metadata::new("holiday.png".into(), "image/png".into(), plain.len() as u64, None).unwrap();
        let metadata = Bytes::from(named.seal(&key, object, entropy.bytes()).unwrap());
        let content = Bytes::from(format::seal(&key, &content_context(object), entropy.bytes(), plain));
        let leaves: Vec<Hash> = parts(&content).map(|part| leaf_hash(&part)).collect();
        let root = root(leaf_hash(&metadata), &leaves);
        Self { metadata, content, root }
    }
}

/// The parts of sealed content.
pub fn parts(content: &Bytes) -> impl Iterator<Item = Bytes> + '_ {
    let size = usize::try_from(PART_SIZE).unwrap();
    (0..content.len()).step_by(size).map(move |start| content.slice(start..content.len().min(start + size)))
}

/// An upload under way.
pub struct Uploading {
    pub owner: AccountId,
    pub upload: UploadId,
    pub object: ObjectId,
    pub sealed: Sealed,
    pub link_key: LinkKey,
    pub plain: Vec<u8>,
}

impl Uploading {
    pub async fn begin(service: &Service, owner: AccountId, plain_len: usize) -> Self {
        let begun = uploads::begin(service, owner, None).await.unwrap();
        let mut plain = vec![0; plain_len];
        service.entropy.fill(&mut plain);
        let link_key = LinkKey::generate(&service.entropy);
        let sealed = Sealed::new(service, begun.object, &begun.key_share, &link_key, &plain);
        Self { owner, upload: begun.upload, object: begun.object, sealed, link_key, plain }
    }

    pub async fn put(&self, service: &Service, piece: Piece, bytes: Bytes) -> Result<(), writ::vault::Error> {
        let admitted = uploads::admit(service, self.owner, self.upload).await?;
        uploads::put(service, admitted, piece, Digest::of(&bytes), bytes).await
    }

    pub async fn put_all(&self, service: &Service) {
        self.put(service, Piece::Metadata, self.sealed.metadata.clone()).await.unwrap();
        for (n, part) in (0..).zip(parts(&self.sealed.content)) {
            self.put(service, Piece::Part(n), part).await.unwrap();
        }
    }

    pub async fn complete(&self, service: &Service) -> Result<ObjectId, writ::vault::Error> {
        let size = self.sealed.content.len() as u64;
        uploads::complete(service, self.owner, self.upload, self.sealed.root, size).await
    }
}

/// A file that is stored, and a plain link to it.
pub async fn stored(service: &Service, owner: AccountId, plain_len: usize) -> (Uploading, LinkId) {
    let uploading = Uploading::begin(service, owner, plain_len).await;
    uploading.put_all(service).await;
    uploading.complete(service).await.unwrap();
    let link = links::create(service, owner, uploading.object, LinkTerms::default(), None).await.unwrap();
    (uploading, link)
}

/// A mirror of the service's own process, by its name.
pub fn embedded<'a>(service: &'a Service, name: &str) -> &'a Mirror {
    &service.mirrors.embedded().iter().find(|embedded| embedded.config.name == name).unwrap().mirror
}

/// A service that looks at its mirrors now and on each of so many days.
pub async fn look_daily(service: &Service, days: u32) {
    proving::look_at_mirrors(service).await.unwrap();
    for _ in 0..days {
        service.clock.advance(Duration::from_hours(24));
        proving::look_at_mirrors(service).await.unwrap();
    }
}

/// Makes every call to the `n`th mirror fail, as if its machine were gone.
pub fn unplug(service: &Service, n: usize) {
    let dead = tower::service_fn(|_| async { Err(Fault::new("its machine is gone")) });
    connect(service, n, Handle::new(dead));
}

/// Brings it back.
pub fn plug(service: &Service, n: usize) {
    let mirror = service.mirrors.embedded()[n].mirror.clone();
    connect(service, n, writ::http::mirror::in_process(mirror));
}

fn connect(service: &Service, n: usize, handle: Handle) {
    let mirror = &service.mirrors.embedded()[n].mirror;
    let caller = Caller {
        origin: service.keys.origin.clone(),
        key: service.keys.order(),
        clock: service.clock.clone(),
        entropy: service.entropy.clone(),
    };
    service.mirrors.connect(MirrorClient::new(mirror.id(), mirror.public_key(), caller, Transport::InProcess(handle)));
}

/// Locks an object as a court's hold does, without the rooms above.
pub async fn hold(service: &Service, object: ObjectId) {
    let mut tx = service.db.begin().await.unwrap();
    writ::vault::lock_row(&mut tx, object).await.unwrap().unwrap();
    db::execute!(
        tx,
        "INSERT INTO holds (id, object, ground, blob, opened_at) SELECT $1, id, 'court', blob, $3 FROM objects WHERE id = $2",
        uuid_v4(&service.entropy),
        object,
        service.clock.now()
    )
    .unwrap();
    db::execute!(tx, "UPDATE objects SET state = 'locked' WHERE id = $1", object).unwrap();
    tx.commit().await.unwrap();
}

/// Lifts every hold.
pub async fn lift(service: &Service, object: ObjectId) {
    let mut tx = service.db.begin().await.unwrap();
    writ::vault::lock_row(&mut tx, object).await.unwrap().unwrap();
    db::execute!(
        tx,
        "UPDATE holds SET lifted_at = $2, lifted_because = 'withdrawn' WHERE object = $1",
        object,
        service.clock.now()
    )
    .unwrap();
    tx.commit().await.unwrap();
}
