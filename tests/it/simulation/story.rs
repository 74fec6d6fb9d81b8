//! The story, as it is told at the portal: files are stored, read, locked, locked again, given back and deleted while faults come and go.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;
use writ::entropy::Entropy;
use writ::ids::{HoldId, LinkId};
use writ::mirrors::Piece;
use writ::seal::LinkKey;
use writ::service::Service;
use writ::takedown::{self, Ground};
use writ::vault::downloads;
use writ::vault::links::{self, LinkTerms};
use writ::vault::objects::{self, Finality};
use writ::vault::{Error, fleet, uploads};
use writ::work;

use super::reader::Asked;
use super::world::World;
use super::{checks, network};
use crate::vault::rig::{Sealed, Uploading, parts};

/// How many acts there are; between two of them passes a minute at most.
const ACTS: u64 = 30;
/// How soon an uploader tries again.
const AGAIN: Duration = Duration::from_secs(5);
/// How long after a ticket was issued it may be used, in seconds: longer than it lives.
const LATEST_READ: u64 = 500;

/// A file that is stored, and what was decided about it.
pub struct File {
    pub uploading: Uploading,
    pub link: LinkId,
    /// Those that are open.
    pub holds: Vec<HoldId>,
    pub is_deleted: bool,
}

impl File {
    /// Whether it may be read, or is on its way back.
    pub fn is_open(&self) -> bool {
        self.holds.is_empty() && !self.is_deleted
    }
}

/// Tells it. When this ends all that was promised is so.
pub async fn tell(world: Arc<World>, chance: Entropy, asking: UnboundedSender<Asked>) {
    let service = &world.service;
    tokio::spawn(network::serve(writ::http::router(service.clone())));
    tokio::spawn(fleet::run(service.clone(), pending()));
    for _ in 0..2 {
        tokio::spawn(work_on(service.clone()));
    }
    let (mut files, mut uploading) = (Vec::new(), JoinSet::new());
    for act in 0..ACTS {
        tokio::time::sleep(Duration::from_secs(1 + chance.below(60))).await;
        while let Some(stored) = uploading.try_join_next() {
            files.push(stored.unwrap());
        }
        if act < 2 || (files.len() + uploading.len() < 6 && chance.below(6) == 0) {
            let length = usize::try_from(1_000 + chance.below(60_000)).unwrap();
            uploading.spawn(upload(Arc::clone(&world), length));
            world.note("an upload begins");
            continue;
        }
        let which = chance.below(u64::try_from(files.len()).unwrap());
        let Some(file) = files.get_mut(usize::try_from(which).unwrap()) else { continue };
        match chance.below(10) {
            0..=2 => lock(&world, file).await,
            3..=4 => lift(&world, file, &chance).await,
            5 if chance.below(2) == 0 => delete(&world, file).await,
            _ => read(&world, file, &chance, &asking).await,
        }
    }
    while !world.is_calm.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
    while let Some(stored) = uploading.join_next().await {
        files.push(stored.unwrap());
    }
    checks::all_is_as_promised(&world, &files).await;
}

/// Does what is due, again and again.
async fn work_on(service: Service) {
    loop {
        work::run_due(&service).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Stores a file, however long it takes. What was acknowledged once must make it whole in the end.
async fn upload(world: Arc<World>, length: usize) -> File {
    let service = &world.service;
    let begun = again(|| uploads::begin(service, world.owner, None)).await;
    let mut plain = vec![0; length];
    service.entropy.fill(&mut plain);
    let link_key = LinkKey::generate(&service.entropy);
    let sealed = Sealed::new(service, begun.object, &begun.key_share, &link_key, &plain);
    let uploading =
        Uploading { owner: world.owner, upload: begun.upload, object: begun.object, sealed, link_key, plain };
    let metadata = &uploading.sealed.metadata;
    again(|| uploading.put(service, Piece::Metadata, metadata.clone())).await;
    let parts: Vec<Bytes> = parts(&uploading.sealed.content).collect();
    for (n, part) in (0..).zip(&parts) {
        again(|| uploading.put(service, Piece::Part(n), part.clone())).await;
    }
    again(|| uploading.complete(service)).await;
    let terms = LinkTerms::default();
    let link = links::create(service, world.owner, uploading.object, terms, None).await.unwrap();
    world.note("an upload is complete");
    File { uploading, link, holds: Vec::new(), is_deleted: false }
}

/// Tries again and again what may fail while mirrors do, and nothing else.
async fn again<T, F: Future<Output = Result<T, Error>>>(attempt: impl Fn() -> F) -> T {
    loop {
        match attempt().await {
            Ok(done) => return done,
            Err(Error::Unavailable(_) | Error::Busy { .. }) => tokio::time::sleep(AGAIN).await,
            Err(error) => panic!("{error:?}"),
        }
    }
}

async fn lock(world: &World, file: &mut File) {
    if file.is_deleted {
        return;
    }
    let service = &world.service;
    let mut tx = service.db.begin().await.unwrap();
    let object = file.uploading.object;
    let hold = takedown::open_hold(&mut tx, service, object, None, Ground::Copyright).await.unwrap();
    tx.commit().await.unwrap();
    file.holds.push(hold);
    world.note("a hold is opened");
    nobody_is_let_in(world, file).await;
}

async fn lift(world: &World, file: &mut File, chance: &Entropy) {
    if file.holds.is_empty() {
        return;
    }
    let which = chance.below(u64::try_from(file.holds.len()).unwrap());
    let hold = file.holds.remove(usize::try_from(which).unwrap());
    let service = &world.service;
    let mut tx = service.db.begin().await.unwrap();
    let lifted = takedown::lift_hold(&mut tx, service, hold, "withdrawn").await.unwrap();
    tx.commit().await.unwrap();
    world.note(&format!("a hold is lifted: {lifted:?}"));
}

async fn delete(world: &World, file: &mut File) {
    if !file.is_open() {
        return;
    }
    let deleted = objects::delete(&world.service, world.owner, file.uploading.object, Finality::Now).await;
    // It may still be on its way back.
    file.is_deleted = deleted.is_ok();
    world.note(&format!("its owner deletes a file: {}", deleted.is_ok()));
    if file.is_deleted {
        nobody_is_let_in(world, file).await;
    }
}

/// Has a reader read a file from every mirror that it is sent to, at once or late.
async fn read(world: &World, file: &File, chance: &Entropy, asking: &UnboundedSender<Asked>) {
    if !file.is_open() {
        return nobody_is_let_in(world, file).await;
    }
    // It may still be on its way back.
    let Ok(permission) = downloads::download(&world.service, &file.link, None).await else { return };
    let issued = world.now();
    for source in permission.sources {
        let after = Duration::from_secs(if chance.below(2) == 0 { 0 } else { chance.below(LATEST_READ) });
        let (ticket, content) = (permission.ticket.clone(), file.uploading.sealed.content.clone());
        // The reader goes only when the story has ended.
        asking.send(Asked { source, ticket, issued, after, content }).unwrap();
    }
}

/// From the moment something is locked or deleted there is no new reader, its owner included.
async fn nobody_is_let_in(world: &World, file: &File) {
    let service = &world.service;
    let by_link = downloads::download(service, &file.link, None).await;
    assert!(by_link.is_err(), "a ticket for what is locked or deleted: {by_link:?}");
    let looked = downloads::look(service, &file.link, None).await;
    assert!(looked.is_err(), "a key share of what is locked or deleted");
    let by_owner = downloads::download_as_owner(service, world.owner, file.uploading.object).await;
    assert!(by_owner.is_err(), "a ticket for the owner of what is locked or deleted: {by_owner:?}");
}
