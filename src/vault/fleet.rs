//! The fleet: the mirrors this service knows, and its calls to one of them.
//!
//! A mirror is a row (who runs it, under which law, with which key) and, while it can be reached, a client. The mirrors of
//! the operator's own folders run in this process; they are admitted at first start, each as a host of its own, with a
//! log entry that carries id, key, host and jurisdiction in clear, so that its receipts verify offline. Those of other hosts
//! join ([`super::hosts`]). Every one of them is a witness of the log.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use data_encoding::BASE64URL_NOPAD;
use futures_util::StreamExt;
use tokio::sync::Mutex;

pub use crate::mirrors::{Hashes, Piece};

use super::hosts::MirrorState;
use super::placement::JURISDICTIONS;
use super::replication::Pieces;
use super::store::mirrors::{self, Known};
use super::{Error, reports};
use crate::audit::checkpoint::{Policy, witness_key};
use crate::audit::note::{Algorithm, VerifierKey};
use crate::audit::{self, NewEntry};
use crate::clock::Clock;
use crate::config::{Config, MirrorBucket, MirrorFolder};
use crate::entropy::Entropy;
use crate::ids::{BlobId, CaseId, MirrorId, uuid_v4};
use crate::keys::{Keys, SigningKey};
use crate::mirrors::client::{self, Caller, Connector, Handle, MirrorClient, NoAuthority, Reach, Transport};
use crate::mirrors::wire::{ByteRange, Completion};
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

/// Admits the mirrors of this process that are new, and reaches every mirror that takes part. `reach` gives the way to call a
/// mirror of this process. One that was removed may be configured still: the service starts, and does
/// without it.
pub async fn admit(service: &Service, reach: impl Fn(Mirror) -> Handle) -> Result<(), OpenError> {
    let mut removed = BTreeSet::new();
    let mut tx = service.db.begin().await?;
    for Embedded { config, mirror } in service.mirrors.embedded() {
        match mirrors::find(&mut tx, mirror.id()).await? {
            None => admit_one(&mut tx, service, config, mirror).await?,
            Some(row) if row.state == MirrorState::Removed => {
                tracing::warn!(mirror = %row.id, name = row.name, "a mirror of this process was removed: it takes no part");
                removed.insert(row.id);
            }
            Some(row) if row.jurisdiction == config.jurisdiction.as_str() && row.host == config.name => {}
            Some(row) => {
                let name = format!("{}={}", config.name, config.jurisdiction);
                return Err(OpenError::Moved { name, known: format!("{}={}", row.host, row.jurisdiction) });
            }
        }
    }
    let known = mirrors::known(&mut tx).await?;
    let countries: BTreeSet<&str> = known.iter().map(|row| row.jurisdiction.as_str()).collect();
    // Where this process runs no mirror, hosts join once it runs.
    if countries.len() < JURISDICTIONS && !service.mirrors.embedded().is_empty() {
        return Err(OpenError::OneJurisdiction { found: countries.len() });
    }
    tx.commit().await?;
    if !removed.is_empty() {
        let left = service.mirrors.embedded().iter().filter(|embedded| !removed.contains(&embedded.mirror.id()));
        let left: Vec<_> = left.map(|embedded| &embedded.config).collect();
        tracing::warn!("{}", instead(&left));
    }
    reach_known(service, reach).await
}

/// What to configure once some mirrors were removed and `left` are left, for people.
fn instead(left: &[&MirrorFolder]) -> String {
    let countries: BTreeSet<&str> = left.iter().map(|config| config.jurisdiction.as_str()).collect();
    if countries.len() < JURISDICTIONS {
        return "mirrors that were removed may stay in --mirror, which has to name two countries".to_owned();
    }
    let spelt = |config: &&MirrorFolder| {
        format!("--mirror {}={}={}", config.name, config.jurisdiction, config.folder.display())
    };
    let others: Vec<_> = left.iter().map(spelt).collect();
    format!("mirrors that were removed can be left out of --mirror, which names the others: {}", others.join(" "))
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
            tracing::error!(%error, "the mirrors could not be looked at");
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

async fn admit_one(
    tx: &mut crate::db::Tx,
    service: &Service,
    config: &MirrorFolder,
    mirror: &Mirror,
) -> Result<(), OpenError> {
    let key = mirror.public_key();
    let new = mirrors::New {
        id: mirror.id(),
        name: &config.name,
        host: &config.name,
        jurisdiction: config.jurisdiction.as_str(),
        public_key: &key.public,
        url: None,
        log_case: CaseId(uuid_v4(&service.entropy)),
        now: service.clock.now(),
    };
    mirrors::insert(tx, &new).await?;
    let country = config.jurisdiction.as_str();
    let entry = admission(new.log_case, "service", mirror.id(), &key.public, (&config.name, country), true);
    audit::append(tx, service, entry).await?;
    Ok(())
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

/// Why a call to a mirror came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// There is no way to reach it.
    #[error("the mirror is not connected")]
    NotConnected,
    /// The blob is tombstoned there.
    #[error("the mirror says that the blob was deleted")]
    Gone,
    /// It has not got that.
    #[error("the mirror does not hold that")]
    NotFound,
    /// It has something else there, is frozen already, or is not complete yet.
    #[error("{0}")]
    Conflict(String),
    /// Anything else.
    #[error("{0}")]
    Failed(String),
}

impl From<client::Error> for CallError {
    fn from(error: client::Error) -> Self {
        match error {
            client::Error::Gone => Self::Gone,
            client::Error::Conflict(problem) => Self::Conflict(problem),
            client::Error::Refused { status: 404 | 416, .. } => Self::NotFound,
            error => {
                let mut text = error.to_string();
                let mut source = std::error::Error::source(&error);
                while let Some(cause) = source {
                    text = format!("{text}: {cause}");
                    source = cause.source();
                }
                Self::Failed(text)
            }
        }
    }
}

fn client_of(service: &Service, mirror: MirrorId) -> Result<MirrorClient, CallError> {
    service.mirrors.client(mirror).ok_or(CallError::NotConnected)
}

/// What bytes in memory hash to, off the executor.
pub(super) async fn hashes(bytes: &Bytes) -> Result<Hashes, Error> {
    let bytes = bytes.clone();
    tokio::task::spawn_blocking(move || Hashes::of(&bytes))
        .await
        .map_err(|_| Error::Unavailable("the service is shutting down".into()))
}

/// Stores one piece, of which `hashes` are those. When this returns, it is durable there.
pub(super) async fn put(
    service: &Service,
    mirror: MirrorId,
    blob: BlobId,
    piece: Piece,
    hashes: Hashes,
    bytes: Bytes,
) -> Result<(), CallError> {
    let client = client_of(service, mirror)?;
    match piece {
        Piece::Metadata => client.put_metadata(blob, bytes).await?,
        Piece::Part(part) => client.put_hashed_part(blob, part, hashes, bytes).await?,
    }
    Ok(())
}

/// Completes a blob: the mirror's signed statement, verified.
pub(super) async fn complete(
    service: &Service,
    mirror: MirrorId,
    blob: BlobId,
    pieces: &Pieces,
) -> Result<String, CallError> {
    let completion = Completion { root: Digest(pieces.root), sealed_size: pieces.sealed_size, parts: pieces.parts() };
    Ok(client_of(service, mirror)?.complete(blob, completion).await?.compact)
}

/// Discards a blob that was never completed.
pub(super) async fn discard(service: &Service, mirror: MirrorId, blob: BlobId) -> Result<(), CallError> {
    Ok(client_of(service, mirror)?.discard(blob).await?)
}

/// Reads bytes of a blob's content. Nothing is verified here.
pub(super) async fn read(
    service: &Service,
    mirror: MirrorId,
    blob: BlobId,
    range: Range<u64>,
) -> Result<Bytes, CallError> {
    let wanted = usize::try_from(range.end - range.start).map_err(|_| CallError::NotFound)?;
    let asked = ByteRange::between(range.start, range.end);
    let mut content = client_of(service, mirror)?.read_content(blob, Some(asked)).await?;
    if content.length != wanted as u64 {
        return Err(CallError::Failed("it sends fewer bytes than were asked for".into()));
    }
    let mut bytes = BytesMut::with_capacity(wanted);
    while let Some(chunk) = content.bytes.next().await {
        bytes.extend_from_slice(&chunk?);
    }
    Ok(bytes.freeze())
}

/// How many bytes of a blob a mirror holds without a gap from `start` on: 0 when the piece there is missing.
pub(super) async fn held_from(service: &Service, mirror: MirrorId, blob: BlobId, start: u64) -> Result<u64, CallError> {
    match client_of(service, mirror)?.read_content(blob, Some(ByteRange::From(start, None))).await {
        Ok(content) => Ok(content.length),
        Err(client::Error::Refused { status: 404 | 416, .. }) => Ok(0),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Jurisdiction;

    #[test]
    fn who_left_a_removed_mirror_out_names_the_others_in_two_countries() {
        let [paris, delft] = [("paris", "FR"), ("delft", "NL")].map(|(name, country)| MirrorFolder {
            name: name.to_owned(),
            jurisdiction: Jurisdiction::parse(country).unwrap(),
            folder: format!("/m/{name}").into(),
            bucket: None,
        });
        let said = instead(&[&paris, &delft]);
        assert!(said.ends_with("names the others: --mirror paris=FR=/m/paris --mirror delft=NL=/m/delft"), "{said}");
        assert!(instead(&[&paris]).contains("may stay in --mirror"));
    }
}
