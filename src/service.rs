//! What every verb is handed: the database, the clock, the keys, the limits, and the stores.

use std::sync::Arc;

use crate::audit::Log;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::entropy::Entropy;
use crate::keys::Keys;

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
}
