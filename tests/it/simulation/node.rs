//! A host's machine: a folder that outlives it, a clock of its own, and a mirror that runs there while the machine does.

use std::fs;
use std::future::pending;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use http::header::CONTENT_RANGE;
use http::{Method, StatusCode};
use tempfile::TempDir;
use url::Url;
use writ::accounts::Actor;
use writ::clock::Clock;
use writ::config::Jurisdiction;
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::ids::{BlobId, MirrorId};
use writ::mirrors::client::{Caller, MirrorClient, Transport};
use writ::mirrors::joining::{self, Offer};
use writ::mirrors::portal::Portal;
use writ::mirrors::{self, Mirror, RESERVE, Settings, Storage, Trust, polling};
use writ::service::Service;
use writ::tokens::VerifyingKey;
use writ::vault::hosts;

use super::network;
use crate::vault::hosts::portal_of;

/// How long what a machine had open may take to be let go of once it is dead.
const PATIENCE: Duration = Duration::from_millis(500);

/// How a mirror behaves that is not as it should be.
#[derive(Default)]
pub struct Nature {
    /// It takes nothing more.
    pub full: AtomicBool,
    /// It says that it deleted what it serves still.
    pub lies: AtomicBool,
    /// Its clock was far from right at some time.
    pub was_off: AtomicBool,
    /// Its disk was put back to what it was before: it may have lost what it signed for.
    pub was_put_back: AtomicBool,
}

/// A machine.
pub struct Node {
    pub host: &'static str,
    pub id: MirrorId,
    pub clock: Clock,
    pub nature: Arc<Nature>,
    key: VerifyingKey,
    entropy: Entropy,
    trust: Trust,
    service: Url,
    folder: TempDir,
}

impl Node {
    /// It joins and is admitted, reached within this process: the simulated network is not there yet.
    pub async fn settle(
        service: &Service,
        anna: &Actor,
        host: &'static str,
        country: &'static str,
        entropy: Entropy,
    ) -> Self {
        let (folder, clock) = (TempDir::new().unwrap(), Clock::simulated(service.clock.now()));
        let invitation = hosts::invite(service, anna).await.unwrap().text(service).parse().unwrap();
        let offer = Offer {
            url: format!("https://{host}.example").parse().unwrap(),
            host: host.to_owned(),
            jurisdiction: Jurisdiction::parse(country).unwrap(),
            // Less than any disk has free: where blobs go must not hang on the machine that the story is told on.
            capacity: 1 << 30,
            bucket: None,
        };
        let data = folder.path().join("data");
        let joined = joining::join(&data, &invitation, &offer, portal_of(service), &clock, &entropy).await;
        let (_, pins) = joined.unwrap();
        let (trust, service_url) = (pins.trust().unwrap(), service.config.public_url.clone());
        let mirror = open(&data, &trust, &clock, &entropy).await;
        mirror.poll(&Portal::new(&service_url, portal_of(service))).await.unwrap();
        let (id, key) = (mirror.id(), mirror.public_key());
        let node = Self { host, id, clock, nature: Arc::default(), key, entropy, trust, service: service_url, folder };
        node.reach(service, Transport::InProcess(mirror::in_process(mirror)));
        hosts::admit(service, anna, id).await.unwrap();
        node
    }

    /// From here on the service reaches it over the simulated network.
    pub fn reach_over_network(&self, service: &Service) {
        let base_url = format!("https://{}", self.address());
        self.reach(service, Transport::Http { base_url, connections: network::connections() });
    }

    /// Has the service reach it so.
    fn reach(&self, service: &Service, transport: Transport) {
        let caller = Caller {
            origin: service.keys.origin.clone(),
            key: service.keys.order(),
            clock: service.clock.clone(),
            entropy: service.entropy.clone(),
        };
        service.mirrors.connect(MirrorClient::new(self.id, self.key.clone(), caller, transport));
    }

    /// Its name in the network.
    pub fn address(&self) -> String {
        format!("{}.example", self.host)
    }

    /// One life of it: it asks what it is to obey, and serves, until its machine stops.
    pub async fn run(self: Arc<Self>) {
        let mirror = open(&self.data(), &self.trust, &self.clock, &self.entropy).await;
        let portal = Portal::new(&self.service, network::connections());
        let router = mirror::router(mirror.clone())
            .layer(from_fn_with_state(Arc::clone(&self.nature), behave))
            .layer(from_fn(whole));
        tokio::join!(polling::run(mirror, portal, pending()), network::serve(router));
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    /// Whether anything of a blob lies on its disk.
    pub fn has_on_disk(&self, blob: BlobId) -> bool {
        self.data().join("blobs").join(blob.to_string()).exists()
    }

    /// Keeps an image of its disk, while it does not run.
    pub fn keep_image(&self) {
        self.wait_for_database();
        copy_folder(&self.data(), &self.image());
    }

    /// Puts its disk back to that image, while it does not run.
    pub fn put_image_back(&self) {
        self.wait_for_database();
        fs::remove_dir_all(self.data()).unwrap();
        copy_folder(&self.image(), &self.data());
    }

    /// The threads of its database end a moment after the mirror: what they close must not change under a copy.
    fn wait_for_database(&self) {
        let begun = std::time::Instant::now();
        while self.data().join("state.db-wal").exists() && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Opens the mirror of a folder whose last life may have ended just now.
async fn open(folder: &Path, trust: &Trust, clock: &Clock, entropy: &Entropy) -> Mirror {
    let settings = Settings {
        folder: folder.to_owned(),
        storage: Storage::Folder { capacity: None },
        reserve: RESERVE,
        trust: trust.clone(),
        polls: true,
        clock: clock.clone(),
        entropy: entropy.clone(),
    };
    for _ in 0..2_000 {
        match Mirror::open(settings.clone()).await {
            // No simulated time passes by this.
            Err(mirrors::Error::InUse(_)) => {
                tokio::task::yield_now().await;
                std::thread::sleep(Duration::from_millis(1));
            }
            opened => return opened.unwrap(),
        }
    }
    panic!("the folder stays in use")
}

fn copy_folder(from: &Path, to: &Path) {
    if to.exists() {
        fs::remove_dir_all(to).unwrap();
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// Hands a request on once all of its body has come, or as much as came before it broke off. A mirror writes to its disk from a thread that
/// waits for the next bytes, and no simulated time passes while a thread works: the bytes would never come.
async fn whole(request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let (mut coming, mut came) = (body.into_data_stream(), Vec::new());
    while let Some(bytes) = coming.next().await {
        let broke_off = bytes.is_err();
        came.push(bytes);
        if broke_off {
            break;
        }
    }
    next.run(Request::from_parts(head, Body::from_stream(stream::iter(came)))).await
}

async fn behave(State(nature): State<Arc<Nature>>, request: Request, next: Next) -> Response {
    let is_put = request.method() == Method::PUT;
    let is_read = request.method() == Method::GET && request.uri().path().ends_with("/content");
    if is_put && nature.full.load(Ordering::SeqCst) {
        return StatusCode::INSUFFICIENT_STORAGE.into_response();
    }
    let answer = next.run(request).await;
    if is_read && answer.status() == StatusCode::GONE && nature.lies.load(Ordering::SeqCst) {
        return (StatusCode::PARTIAL_CONTENT, [(CONTENT_RANGE, "bytes 0-0/1")], "x").into_response();
    }
    answer
}
