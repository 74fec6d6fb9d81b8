//! What is promised, and must be so once every fault has ended: no byte that was acknowledged is lost, nothing that was deleted is served or
//! there again, every order is receipted. And of all that was read meanwhile: nothing that it might not be.

use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use writ::clock::Time;
use writ::mirrors::client::{self, Probe};
use writ::takedown::{self, Board};
use writ::tokens::{LEEWAY, TICKET_LIFE};
use writ::vault::downloads::{self, Source};

use super::faults::{SKEW, WRONG};
use super::node::Node;
use super::reader::Read;
use super::story::File;
use super::world::World;

/// How long what is promised may take to come about after the last fault. The queue waits ten minutes at most between two tries of a job.
const PATIENCE: Duration = Duration::from_hours(2);
/// How often it is looked.
const LOOK: Duration = Duration::from_secs(20);
/// How many replicas there are of what is available.
const REPLICAS: usize = 3;

/// Waits until all is as it should be, and looks at everything then.
pub async fn all_is_as_promised(world: &World, files: &[File]) {
    let until = world.now().plus(PATIENCE);
    for file in files {
        while let Some(what) = left_of(world, file).await {
            assert!(world.now() < until, "two hours after the last fault: {what}");
            tokio::time::sleep(LOOK).await;
        }
    }
    world.note("all is done");
    for file in files {
        if file.is_open() {
            nothing_is_lost(world, file).await;
        } else {
            assert!(downloads::download(&world.service, &file.link, None).await.is_err());
        }
        nothing_deleted_is_there(world, &board_of(world, file).await).await;
    }
    let reads = world.reads.lock().unwrap().clone();
    for file in files {
        let board = board_of(world, file).await;
        for read in reads.iter().filter(|read| read.was_served) {
            might_be_served(world, &board, read);
        }
    }
}

async fn board_of(world: &World, file: &File) -> Board {
    takedown::board(&world.service, file.uploading.object).await.unwrap()
}

/// What is still to come about of a file, if anything is.
async fn left_of(world: &World, file: &File) -> Option<String> {
    let board = board_of(world, file).await;
    for order in &board.orders {
        if let Some(row) = order.mirrors.iter().find(|row| row.receipted_at.is_none() || row.probed_at.is_none()) {
            return Some(format!("{} owes a receipt or a look: {row:?}", row.name));
        }
    }
    if file.is_open() {
        return match downloads::download(&world.service, &file.link, None).await {
            Ok(permission) if permission.sources.len() >= REPLICAS => None,
            Ok(permission) => Some(format!("there are only {} replicas", permission.sources.len())),
            Err(error) => Some(format!("a file is not available: {error}")),
        };
    }
    let is_ordered = !board.unordered && !board.orders.is_empty();
    (!is_ordered).then(|| format!("what is locked or deleted is not ordered away: {board:?}"))
}

/// Every mirror that a reader is sent to has every byte, but for one whose disk was put back; and one has at least.
async fn nothing_is_lost(world: &World, file: &File) {
    let permission = downloads::download(&world.service, &file.link, None).await.unwrap();
    let mut whole = 0;
    for source in &permission.sources {
        let node = world.node(source.mirror);
        match content(world, source).await {
            Ok(bytes) => {
                assert!(bytes == file.uploading.sealed.content, "{} has other bytes than were stored", node.host);
                whole += 1;
            }
            Err(error) => {
                let has_excuse = node.nature.was_put_back.load(Ordering::SeqCst);
                assert!(has_excuse, "{} has lost a file: {error:?}", node.host);
            }
        }
    }
    assert!(whole > 0, "a file is lost");
}

async fn content(world: &World, source: &Source) -> Result<Bytes, client::Error> {
    let client = &world.service.mirrors.client(source.mirror).unwrap();
    in_the_end(|| async {
        let chunks: Vec<Bytes> = client.read_content(source.blob, None).await?.bytes.try_collect().await?;
        Ok(chunks.concat().into())
    })
    .await
}

/// What a mirror answers within a quarter of an hour. That a connection died with a fault is found out only by whoever uses it next; and a mirror
/// that has started again serves once it has heard from its service.
async fn in_the_end<T, F>(attempt: impl Fn() -> F) -> Result<T, client::Error>
where
    F: Future<Output = Result<T, client::Error>>,
{
    for _ in 0..45 {
        match attempt().await {
            Err(error) if error.is_passing() => tokio::time::sleep(LOOK).await,
            answered => return answered,
        }
    }
    attempt().await
}

/// Wherever an order went its blob is gone, and lies on no disk; and of who lies about that it was seen.
async fn nothing_deleted_is_there(world: &World, board: &Board) {
    for order in &board.orders {
        for row in &order.mirrors {
            let node = world.node(row.mirror);
            if lies(node) {
                let seen = row.probe_outcome.as_deref();
                assert_eq!(seen, Some("held"), "{} lied, and nobody saw it", node.host);
                continue;
            }
            let client = &world.service.mirrors.client(row.mirror).unwrap();
            let probe = in_the_end(|| client.probe(order.blob)).await.unwrap();
            assert_eq!(probe, Probe::Gone, "{} was ordered to delete a blob", node.host);
        }
        for node in &world.nodes {
            assert!(!node.has_on_disk(order.blob), "{} has a deleted blob on its disk", node.host);
        }
    }
}

/// Nobody was served by a ticket that had ended, which bounds for how long what is locked can still be read; nor, by any ticket, after the
/// mirror's receipt was there.
fn might_be_served(world: &World, board: &Board, read: &Read) {
    let node = world.node(read.mirror);
    let off = if node.nature.was_off.load(Ordering::SeqCst) { SKEW + WRONG } else { SKEW };
    let ended = read.issued.plus(TICKET_LIFE + LEEWAY + Duration::from_secs(off));
    assert!(read.began <= ended, "{} served by a ticket that had ended", node.host);
    if lies(node) {
        return;
    }
    let rows = board.orders.iter().filter(|order| order.blob == read.blob).flat_map(|order| &order.mirrors);
    let receipted: Option<Time> = rows.filter(|row| row.mirror == read.mirror).find_map(|row| row.receipted_at);
    assert!(receipted.is_none_or(|at| read.began <= at), "{} served what it had signed to be deleted", node.host);
}

fn lies(node: &Node) -> bool {
    node.nature.lies.load(Ordering::SeqCst)
}
