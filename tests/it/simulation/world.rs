//! The world of a story: a service without mirrors of its own, the machines of four hosts in as many countries, and what was seen.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use writ::clock::{Clock, Time};
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::ids::{AccountId, MirrorId};
use writ::service::Service;
use writ::vault::fleet;
use writ::work;

use super::node::Node;
use super::reader::Read;
use crate::accounts::administrator;
use crate::app::{Engine, settings, signed_up};

/// The machines beside those of the hosts.
pub const PORTAL: &str = "portal.example";
pub const READER: &str = "reader.example";
const HOSTS: [(&str, &str); 4] = [("kiwi", "NZ"), ("fjord", "NO"), ("maple", "CA"), ("geysir", "IS")];

/// All there is.
pub struct World {
    pub service: Service,
    pub nodes: Vec<Arc<Node>>,
    /// Whose files they are.
    pub owner: AccountId,
    /// Whether nothing more befalls anybody.
    pub is_calm: AtomicBool,
    /// Every attempt to read.
    pub reads: Mutex<Vec<Read>>,
    /// What happened, as it must happen again with the same seed.
    journal: Mutex<Vec<String>>,
    begun: Time,
    _folder: TempDir,
}

impl World {
    /// Before the story, in real time: every machine has joined, and none runs.
    pub async fn settle(seed: u64) -> Arc<Self> {
        let (mut config, folder) = settings(Engine::Sqlite).await.expect("SQLite is always there");
        config.public_url = format!("https://{PORTAL}").parse().unwrap();
        config.mirrors = Vec::new();
        let begun = Time::parse_rfc3339("2026-11-23T10:00:00Z").unwrap();
        let (clock, entropy) = (Clock::simulated(begun), Entropy::seeded(seed));
        let service = Service::open(config, clock, entropy.clone(), mirror::in_process).await.unwrap();
        let anna = administrator(&service, "anna@example.org").await;
        let owner = signed_up(&service, "uwe@example.org", [7; 32]).await.account;
        let mut nodes = Vec::new();
        for (host, country) in HOSTS {
            let chance = Entropy::seeded(u64::from_le_bytes(entropy.bytes()));
            nodes.push(Arc::new(Node::settle(&service, &anna, host, country, chance).await));
        }
        let ran = work::run_due(&service).await.unwrap();
        assert!(ran.failed.is_empty(), "{ran:?}");
        for node in &nodes {
            node.reach_over_network(&service);
        }
        // As witnesses, too.
        fleet::refresh(&service).await.unwrap();
        let_go(&service).await;
        let (is_calm, reads, journal) = (AtomicBool::new(false), Mutex::default(), Mutex::default());
        Arc::new(Self { service, nodes, owner, is_calm, reads, journal, begun, _folder: folder })
    }

    /// The right time.
    pub fn now(&self) -> Time {
        self.service.clock.now()
    }

    /// Turns every clock.
    pub fn pass(&self, time: Duration) {
        self.service.clock.advance(time);
        for node in &self.nodes {
            node.clock.advance(time);
        }
    }

    /// The machine of a mirror.
    pub fn node(&self, mirror: MirrorId) -> &Node {
        self.nodes.iter().find(|node| node.id == mirror).expect("it is one of them")
    }

    /// Writes down what happened.
    pub fn note(&self, what: &str) {
        let at = self.now().since(self.begun).as_millis();
        self.journal.lock().unwrap().push(format!("{at:>9} ms  {what}"));
    }

    /// All that was written down.
    pub fn journal(&self) -> Vec<String> {
        self.journal.lock().unwrap().clone()
    }

    /// From now on nothing befalls anybody.
    pub fn calm(&self) {
        if !self.is_calm.swap(true, Ordering::SeqCst) {
            self.note("it is calm");
        }
    }
}

/// Waits until every connection of its database is back in its pool. What brings one back is a task of the runtime that it was used on, which
/// runs nothing more once the story begins: the portal would wait for that connection for ever.
async fn let_go(service: &Service) {
    let are_all_back = || service.db.connections().iter().all(|pool| pool.idle == pool.open as usize);
    while !are_all_back() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
