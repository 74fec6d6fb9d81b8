//! The life of the service as a whole: which of its sites is it, and until when it serves once it is wound down.
//!
//! Kept in one row of the database. Verbs that an end closes ask inside their own transaction; pages go by what this portal read last
//! ([`Kept`]), within ten seconds.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId};
use crate::service::Service;

/// How often a portal looks.
const EVERY: Duration = Duration::from_secs(10);

/// What the row says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Life {
    /// How often a site was made the service; 0 at the first.
    pub epoch: i64,
    /// The case in the log, once there is one.
    pub log_case: Option<CaseId>,
    /// Since when it takes nothing in any more.
    pub wound_down_at: Option<Time>,
    /// Until when it serves.
    pub ends_at: Option<Time>,
    /// The last account that was told of the end.
    pub told_up_to: Option<AccountId>,
}

/// What a portal read last. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Kept(Arc<RwLock<Life>>);

impl Kept {
    /// Until when the service serves, if it is wound down.
    pub fn ends_at(&self) -> Option<Time> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).ends_at
    }

    fn put(&self, life: Life) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = life;
    }
}

/// What the row says.
pub async fn read(tx: &mut Tx) -> Result<Life, sqlx::Error> {
    db::one!(tx, Life, "SELECT epoch, log_case, wound_down_at, ends_at, told_up_to FROM service_life WHERE id = 1")
}

/// The same, locked until the transaction ends. The case is `case` where there was none.
pub async fn lock(tx: &mut Tx, case: CaseId) -> Result<Life, sqlx::Error> {
    db::one!(
        tx,
        Life,
        "UPDATE service_life SET log_case = COALESCE(log_case, $1) WHERE id = 1
         RETURNING epoch, log_case, wound_down_at, ends_at, told_up_to",
        case
    )
}

/// Another site is the service from the commit on.
pub async fn next_epoch(tx: &mut Tx) -> Result<i64, sqlx::Error> {
    let row = db::one!(tx, (i64,), "UPDATE service_life SET epoch = epoch + 1 WHERE id = 1 RETURNING epoch")?;
    Ok(row.0)
}

/// Nothing is taken in any more from the commit on.
pub async fn wind_down(tx: &mut Tx, now: Time, ends_at: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE service_life SET wound_down_at = $1, ends_at = $2 WHERE id = 1 AND wound_down_at IS NULL",
        now,
        ends_at
    )?;
    Ok(())
}

/// Everybody up to this account was told of the end.
pub async fn told_up_to(tx: &mut Tx, account: AccountId) -> Result<(), sqlx::Error> {
    db::execute!(tx, "UPDATE service_life SET told_up_to = $1 WHERE id = 1", account)?;
    Ok(())
}

/// The next accounts to be told, in the order of their ids: some, behind one. Nobody is told whose account is closed.
pub async fn to_be_told(tx: &mut Tx, after: AccountId) -> Result<Vec<AccountId>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (AccountId,),
        "SELECT id FROM accounts WHERE id > $1 AND disabled_at IS NULL ORDER BY id LIMIT 100",
        after
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// Reads the row for this portal.
pub async fn look(service: &Service) -> Result<(), sqlx::Error> {
    let mut tx = service.db.read().await?;
    service.life.put(read(&mut tx).await?);
    Ok(())
}

/// Looks from time to time, until `shutdown` is done.
pub async fn run(service: Service, shutdown: impl Future<Output = ()>) {
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = &mut shutdown => return,
        }
        if let Err(error) = look(&service).await {
            tracing::error!(error = %with_causes(&error), "it could not be looked at how long the service serves");
        }
    }
}
