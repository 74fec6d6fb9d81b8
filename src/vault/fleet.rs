//! The fleet: the mirrors this service knows, and how each is reached.
//!
//! A mirror is a row (who runs it, under which law, with which key) and, while it can be reached, a client. The mirrors of
//! the operator's own folders run in this process; they are admitted at first start, each as a host of its own, with a
//! log entry that carries id, key, host and jurisdiction in clear, so that its receipts verify offline. Those of other hosts
//! join ([`super::hosts`]). Every one of them is a witness of the log.

mod calls;
mod embedded;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use tokio::sync::Mutex;

pub use self::calls::CallError;
pub(super) use self::calls::{complete, discard, hashes, held_from, put, read};
pub use self::embedded::admit;
pub use crate::mirrors::{Hashes, Piece};

use super::reports;
use super::store::mirrors::{self, Known};
use crate::audit::checkpoint::{Policy, witness_key};
use crate::audit::note::{Algorithm, VerifierKey};
use crate::audit::{self, NewEntry};
use crate::causes::with_causes;
use crate::clock::Clock;
use crate::config::{Config, MirrorBucket, MirrorFolder};
use crate::entropy::Entropy;
use crate::ids::{CaseId, MirrorId};
use crate::keys::{Keys, SigningKey};
use crate::mirrors::client::{self, Caller, Connector, Handle, MirrorClient, NoAuthority, Reach, Transport};
use crate::mirrors::{self as node, Mirror, RESERVE, Settings, Storage, Trust};
use crate::service::Service;
use crate::tokens::{Digest, VerifyingKey};

/// The mirrors a service knows. Clones are the same fleet.
#[derive(Clone)]
pub struct Mirrors(Arc<Inner>);

struct Inner {
    embedded: Vec<Embedded>,
    clients: RwLock<BTreeMap<MirrorId, MirrorClient>>,
    /// The connections to mirrors elsewhere.
    connections: Handle,
    /// Held by whoever looks which mirrors there are, so that what was seen first is not what stands last.
    looking: Mutex<()>,
}

/// A mirror of this process.
#[derive(Clone)]
pub struct Embedded {
    /// As the operator configured it.
    pub config: MirrorFolder,
    /// The mirror.
    pub mirror: Mirror,
}

impl fmt::Debug for Mirrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.embedded.iter().map(|embedded| &embedded.config)).finish()
    }
}

/// Why the fleet could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Files would lie in one country only.
    #[error(
        "mirrors in at least two countries are needed, so that no single court or disaster takes every copy: {found} \
         configured. Give --mirror NAME=COUNTRY=FOLDER again, with another country"
    )]
    OneJurisdiction {
        /// How many countries there are.
        found: usize,
    },
    /// A mirror does not start.
    #[error("the mirror {name} does not start: {source}")]
    Mirror {
        /// Its name.
        name: String,
        /// Why.
        source: node::Error,
    },
    /// A folder stands in for another country or host than it was admitted for.
    #[error(
        "the mirror in the folder of `{name}` was admitted as `{known}`; a mirror never moves. Give it an empty folder to \
         make it a new mirror"
    )]
    Moved {
        /// As configured: name and country.
        name: String,
        /// As admitted.
        known: String,
    },
    /// A key that stands in the database is none.
    #[error("the key of the mirror {0} in the database is damaged")]
    Key(MirrorId),
    /// No mirror elsewhere could be trusted.
    #[error("the authority of mirrors elsewhere: {0}")]
    Authority(#[from] NoAuthority),
    /// The log's own key cannot be named.
    #[error("the log's key cannot be named: {0}")]
    LogKey(#[from] audit::note::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The log.
    #[error(transparent)]
    Audit(#[from] audit::Error),
}

impl Mirrors {
    /// Starts the mirrors of the operator's folders, and tries the buckets of those that have one.
    pub async fn open(config: &Config, keys: &Keys, clock: &Clock, entropy: &Entropy) -> Result<Self, OpenError> {
        let log = VerifierKey::new(&keys.origin, Algorithm::Ed25519, keys.log().public())?;
        let trust = Trust {
            origin: keys.origin.clone(),
            order_keys: vec![VerifyingKey::from(&keys.order())],
            retired_order_keys: Vec::new(),
            policy: Policy::none(log),
        };
        let mut embedded = Vec::new();
        for config in &config.mirrors {
            let storage = match config.bucket.clone() {
                Some(MirrorBucket { bucket, capacity }) => Storage::Bucket { bucket, capacity },
                None => Storage::Folder { capacity: None },
            };
            let settings = Settings {
                folder: config.folder.clone(),
                storage,
                reserve: RESERVE,
                trust: trust.clone(),
                polls: false,
                clock: clock.clone(),
                entropy: entropy.clone(),
            };
            let mirror = Mirror::open(settings)
                .await
                .map_err(|source| OpenError::Mirror { name: config.name.clone(), source })?;
            embedded.push(Embedded { config: config.clone(), mirror });
        }
        let reach = if config.private_mirrors { Reach::Private } else { Reach::Public };
        let connections = client::http_connections(Connector::new(config.mirror_authority.as_deref(), reach)?);
        Ok(Self(Arc::new(Inner { embedded, clients: RwLock::default(), connections, looking: Mutex::default() })))
    }

    /// The mirrors of this process: whoever serves HTTP mounts each under `/m/{id}`.
    pub fn embedded(&self) -> &[Embedded] {
        &self.0.embedded
    }

    /// The client of a mirror, if it can be reached.
    pub fn client(&self, mirror: MirrorId) -> Option<MirrorClient> {
        self.0.clients.read().unwrap_or_else(PoisonError::into_inner).get(&mirror).cloned()
    }

    /// Reaches a mirror by `client` from now on.
    pub fn connect(&self, client: MirrorClient) {
        self.0.clients.write().unwrap_or_else(PoisonError::into_inner).insert(client.mirror(), client);
    }

    /// Has the mirrors of this process go by these keys and this policy from now on, and signs calls of all mirrors with `key`.
    pub(super) fn go_by(&self, trust: &Trust, key: &SigningKey) {
        for embedded in self.embedded() {
            embedded.mirror.believe(trust.clone());
        }
        let mut clients = self.0.clients.write().unwrap_or_else(PoisonError::into_inner);
        for client in clients.values_mut() {
            *client = client.signing_with(key);
        }
    }

    /// Reaches nobody but these from now on.
    fn keep(&self, mirrors: &BTreeSet<MirrorId>) {
        let mut clients = self.0.clients.write().unwrap_or_else(PoisonError::into_inner);
        clients.retain(|mirror, _| mirrors.contains(mirror));
    }
}

/// Reaches every mirror that takes part, as [`admit`] does, and admits none: nothing is written.
pub async fn reach_known(service: &Service, reach: impl Fn(Mirror) -> Handle) -> Result<(), OpenError> {
    let mut tx = service.db.read().await?;
    let known = mirrors::known(&mut tx).await?;
    drop(tx);
    for row in &known {
        let embedded = service.mirrors.embedded().iter().find(|embedded| embedded.mirror.id() == row.id);
        if let Some(embedded) = embedded {
            let (key, transport) = (public_key(row)?, Transport::InProcess(reach(embedded.mirror.clone())));
            service.mirrors.connect(MirrorClient::new(row.id, VerifyingKey::new(key), caller(service), transport));
        } else if row.url.is_none() {
            tracing::warn!(mirror = %row.id, name = row.name, "a mirror of this process is not configured any more");
        }
    }
    refresh(service).await
}

/// Reaches every mirror that takes part and was not reached yet, lets go of those that were removed, and has all of them witness
/// the log. For whoever admits or removes one, and for the other portals on the same database, from time to time.
pub async fn refresh(service: &Service) -> Result<(), OpenError> {
    let _looking = service.mirrors.0.looking.lock().await;
    let mut tx = service.db.read().await?;
    let mut known = mirrors::known(&mut tx).await?;
    drop(tx);
    // Those of this process first, in the order of its settings.
    let place = |row: &Known| {
        let embedded = service.mirrors.embedded().iter().position(|embedded| embedded.mirror.id() == row.id);
        embedded.unwrap_or(usize::MAX)
    };
    known.sort_by_key(place);
    let mut witnesses = Vec::new();
    for row in &known {
        let Some(client) = reached(service, row)? else { continue };
        witnesses.push(witness(service, &client, public_key(row)?)?);
        // New, or at another address than before.
        service.mirrors.connect(client);
    }
    service.mirrors.keep(&known.iter().map(|row| row.id).collect());
    service.log.set_witnesses(witnesses);
    Ok(())
}

/// How often a portal looks whether another one has admitted or removed a mirror.
const EVERY: Duration = Duration::from_secs(10);

/// Looks for mirrors that were admitted or removed, and asks each how it is, until `shutdown` is done.
pub async fn run(service: Service, shutdown: impl Future<Output = ()>) {
    tokio::select! {
        () = look(&service) => {}
        // Beside it: one that does not answer keeps no other from being found.
        () = reports::run(&service) => {}
        () = shutdown => {}
    }
}

async fn look(service: &Service) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(error) = refresh(service).await {
            tracing::error!(error = %with_causes(&error), "the mirrors could not be looked at");
        }
    }
}

/// The client of a mirror: the one there is, or one over the network. `None`: it was one of this process, and is not any more.
pub(super) fn reached(service: &Service, row: &Known) -> Result<Option<MirrorClient>, OpenError> {
    let is_there = |client: &MirrorClient| row.url.as_deref().is_none_or(|url| client.is_at(url));
    if let Some(client) = service.mirrors.client(row.id).filter(is_there) {
        return Ok(Some(client));
    }
    let Some(url) = &row.url else { return Ok(None) };
    let connections = service.mirrors.0.connections.clone();
    let transport = Transport::Http { base_url: url.trim_end_matches('/').to_owned(), connections };
    let key = VerifyingKey::new(public_key(row)?);
    Ok(Some(MirrorClient::new(row.id, key, caller(service), transport)))
}

fn public_key(row: &Known) -> Result<[u8; 32], OpenError> {
    row.public_key.as_slice().try_into().map_err(|_| OpenError::Key(row.id))
}

/// Who calls mirrors.
fn caller(service: &Service) -> Caller {
    Caller {
        origin: service.keys.origin.clone(),
        key: service.keys.order(),
        clock: service.clock.clone(),
        entropy: service.entropy.clone(),
    }
}

/// The entry that admits a mirror: what its receipts and cosignatures verify with, who runs it in which country, and whether that is the
/// operator itself.
pub(super) fn admission(
    case: CaseId,
    actor: &'static str,
    mirror: MirrorId,
    public_key: &[u8],
    (host, jurisdiction): (&str, &str),
    own: bool,
) -> NewEntry<'static> {
    NewEntry {
        kind: "mirror.admitted",
        case,
        actor,
        fields: serde_json::json!({
            "mirror": mirror,
            "public_key": BASE64URL_NOPAD.encode(public_key),
            "host": host,
            "jurisdiction": jurisdiction,
            "own": own,
        }),
        commitments: &[],
        journal: None,
    }
}

/// A mirror as a witness of the log.
fn witness(service: &Service, client: &MirrorClient, public_key: [u8; 32]) -> Result<audit::Witness, OpenError> {
    let key = witness_key(&service.keys.origin, client.mirror(), public_key)?;
    let origin = Digest::of(service.keys.origin.as_bytes());
    let (asked, shown) = (client.clone(), client.clone());
    let ask = move |request: String| {
        let mirror = asked.clone();
        async move {
            let answer = mirror.ask_to_cosign(request).await;
            answer
                .map(|(status, body)| audit::Answer { status: status.as_u16(), body })
                .map_err(|error| error.to_string())
        }
    };
    let latest = move || {
        let mirror = shown.clone();
        async move { mirror.cosigned(origin).await.map_err(|error| error.to_string()) }
    };
    Ok(audit::Witness::new(key, ask, latest))
}
