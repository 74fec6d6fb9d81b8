//! What every verb is handed: the database, the clock, the keys, the limits, and the stores; and how a service is
//! opened, by `writ serve` and by tests alike.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::audit::{self, Log, Standing, second_store};
use crate::claims::programs::usage::BodiesUnderWay;
use crate::claims::{self, reasons};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{self, Db};
use crate::entropy::Entropy;
use crate::ids::PortalId;
use crate::jobs::Wake;
use crate::keys::{self, Keys};
use crate::life;
use crate::metrics::Requests;
use crate::mirrors::Mirror;
use crate::mirrors::client::Handle;
use crate::outside::Outside;
use crate::transparency;
use crate::vault::custody::{self, Custody};
use crate::vault::fleet::{self, Mirrors};
use crate::vault::uploads::PartsUnderWay;
use crate::vault::{self, trust};

/// The service, opened. Cloning it is cheap, and clones are the same service.
#[derive(Clone)]
pub struct Service {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub entropy: Entropy,
    /// The service's own keys.
    pub keys: Keys,
    /// What the operator settled.
    pub config: Arc<Config>,
    /// The audit log: its second store, its witnesses, and whether it may go on.
    pub log: Log,
    /// The mirrors, those of this process and others.
    pub mirrors: Mirrors,
    /// The custody stores.
    pub custody: Custody,
    /// The parts of uploads that are under way in this portal.
    pub parts: PartsUnderWay,
    /// The requests of programs that are under way in this portal.
    pub bodies: BodiesUnderWay,
    /// The way to strangers' domains.
    pub outside: Outside,
    /// Calls the workers when a job is queued.
    pub wake: Wake,
    /// What this portal counted for the public last.
    pub figures: transparency::Kept,
    /// The requests that this portal answered.
    pub requests: Requests,
    /// This portal among those of the service.
    pub portal: PortalId,
    /// What this portal read last of how long the service serves.
    pub life: life::Kept,
}

/// Why a service does not start. The messages are for its operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data folder.
    #[error("the data folder {path} cannot be used: {source}")]
    Data {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database.
    #[error(transparent)]
    Database(#[from] db::OpenError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// The second store of the log.
    #[error(transparent)]
    SecondStore(#[from] second_store::Error),
    /// The log.
    #[error(transparent)]
    Audit(#[from] audit::Error),
    /// The folder of evidence.
    #[error("the folder of evidence {path} cannot be used: {source}")]
    Evidence {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The mirrors.
    #[error(transparent)]
    Mirrors(#[from] fleet::OpenError),
    /// The keys that sign, and the witnesses.
    #[error("what the service is known by")]
    Trust(#[source] Box<vault::Error>),
    /// The first kept reasons.
    #[error("the list of reasons")]
    Reasons(#[source] Box<claims::Error>),
    /// The custody stores.
    #[error(transparent)]
    Custody(#[from] custody::OpenError),
}

impl Service {
    /// Opens everything a service consists of, and makes it at first start: keys, database, log, mirrors, custody.
    /// Nothing is served yet, and no job runs. `reach` gives the way to call a mirror of this process.
    ///
    /// A service whose database is behind its published log opens too, so that it can be recovered: it releases, issues
    /// and writes nothing.
    pub async fn open(
        config: Config,
        clock: Clock,
        entropy: Entropy,
        reach: impl Fn(Mirror) -> Handle,
    ) -> Result<Self, OpenError> {
        fs::create_dir_all(&config.data).map_err(|source| OpenError::Data { path: config.data.clone(), source })?;
        fs::create_dir_all(&config.evidence)
            .map_err(|source| OpenError::Evidence { path: config.evidence.clone(), source })?;
        let keys = Keys::open(&config.keys, first_origin(&config), &clock, &entropy)?;
        let log = Log::open(&config.log_store)?;
        let db = Db::open(&config.database).await?.written_while(log.condition()).going_by(&clock);
        let mirrors = Mirrors::open(&config, &keys, &clock, &entropy).await?;
        let custody = Custody::open(&config.custody, &entropy).await?;
        let portal = PortalId::new(&clock, &entropy);
        let service = Self {
            db,
            clock,
            entropy,
            keys,
            config: Arc::new(config),
            log,
            mirrors,
            custody,
            parts: PartsUnderWay::default(),
            bodies: BodiesUnderWay::default(),
            outside: Outside::default(),
            wake: Wake::default(),
            figures: transparency::Kept::default(),
            requests: Requests::default(),
            portal,
            life: life::Kept::default(),
        };
        let unknown = |error| OpenError::Trust(Box::new(error));
        trust::look(&service).await.map_err(unknown)?;
        if audit::look_at_store(&service).await? == Standing::Current {
            service.join_in(reach).await?;
        }
        Ok(service)
    }

    /// What follows once the database is known to hold all that its second store has: mirrors are reached and asked what they cosigned, and
    /// then the log goes on.
    ///
    /// One of them may have seen more than the second store has. Then nothing goes on, though this is no error: [`Log`] says so.
    pub async fn join_in(&self, reach: impl Fn(Mirror) -> Handle) -> Result<(), OpenError> {
        fleet::reach_known(self, &reach).await?;
        match audit::look_at_witnesses(self).await {
            Ok(()) => {}
            Err(audit::Error::NotCurrent(_)) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        if audit::start(self).await? != Standing::Current {
            return Ok(());
        }
        trust::begin(self).await.map_err(|error| OpenError::Trust(Box::new(error)))?;
        fleet::admit(self, reach).await?;
        reasons::begin(self).await.map_err(|error| OpenError::Reasons(Box::new(error)))?;
        life::look(self).await.map_err(db_error)
    }
}

fn db_error(error: sqlx::Error) -> OpenError {
    OpenError::Audit(error.into())
}

/// The name of the service at first start: the host of its public URL. Later it is the one that was stored, whatever the
/// URL has become.
fn first_origin(config: &Config) -> Option<&str> {
    if config.keys.join("origin").exists() { None } else { config.public_url.host_str() }
}
