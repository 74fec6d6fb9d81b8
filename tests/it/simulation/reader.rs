//! Whoever reads: from a machine of their own, with tickets that they use at once or late.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::AUTHORIZATION;
use http_body_util::{BodyExt as _, Empty};
use tokio::sync::mpsc::UnboundedReceiver;
use tower::ServiceExt as _;
use writ::clock::Time;
use writ::ids::{BlobId, MirrorId};
use writ::mirrors::client::{Body, Fault, Handle};
use writ::vault::downloads::Source;

use super::network;
use super::world::World;

/// How long a reader waits for an answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is to be read, and when the ticket for it was issued.
pub struct Asked {
    pub source: Source,
    pub ticket: String,
    pub issued: Time,
    /// How much later the ticket is used.
    pub after: Duration,
    /// What must come, if anything does.
    pub content: Bytes,
}

/// An attempt to read.
#[derive(Clone, Copy)]
pub struct Read {
    pub mirror: MirrorId,
    pub blob: BlobId,
    pub issued: Time,
    pub began: Time,
    pub was_served: bool,
}

/// Reads all that is asked for, until nobody asks any more.
pub async fn read_all(world: Arc<World>, mut asked: UnboundedReceiver<Asked>) {
    let connections = network::connections();
    let mut reading = tokio::task::JoinSet::new();
    while let Some(asked) = asked.recv().await {
        reading.spawn(read(Arc::clone(&world), connections.clone(), asked));
    }
    while let Some(read) = reading.join_next().await {
        read.unwrap();
    }
}

async fn read(world: Arc<World>, connections: Handle, asked: Asked) {
    let Asked { source, ticket, issued, after, content } = asked;
    tokio::time::sleep(after).await;
    let began = world.now();
    let nothing: Body = Empty::new().map_err(|never| match never {}).boxed_unsync();
    let request = Request::get(format!("{}/v1/blobs/{}/content", source.url, source.blob))
        .header(AUTHORIZATION, format!("Bearer {ticket}"))
        .body(nothing)
        .unwrap();
    let answered = async {
        let answer = connections.oneshot(request).await?;
        let status = answer.status();
        Ok::<_, Fault>((status, answer.into_body().collect().await?.to_bytes()))
    };
    let served = match tokio::time::timeout(PATIENCE, answered).await {
        Ok(Ok((status, bytes))) if status.is_success() => Some(bytes),
        _ => None,
    };
    let node = world.node(source.mirror);
    world.note(&format!("{} {} a reader", node.host, if served.is_some() { "serves" } else { "does not serve" }));
    // What a liar makes up is nobody's file.
    let served = served.filter(|bytes| !(node.nature.lies.load(std::sync::atomic::Ordering::SeqCst) && bytes == "x"));
    if let Some(bytes) = &served {
        assert!(*bytes == content, "{} served other bytes than were stored", node.host);
    }
    let (mirror, blob) = (source.mirror, source.blob);
    world.reads.lock().unwrap().push(Read { mirror, blob, issued, began, was_served: served.is_some() });
}
