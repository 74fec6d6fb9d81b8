//! The SQL of what is published.

use super::{Item, Published};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, PublicationId};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(super) struct NewRow<'a> {
    pub id: PublicationId,
    pub item: Item,
    pub version: i64,
    pub value: &'a str,
    pub log_case: CaseId,
    pub published_by: AccountId,
    pub published_at: Time,
}

/// Writes a version; none where there is one of this number.
pub(super) async fn insert(tx: &mut Tx, row: &NewRow<'_>) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO publications (id, item, version, value, log_case, published_by, published_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (item, version) DO NOTHING",
        row.id,
        row.item,
        row.version,
        row.value,
        row.log_case,
        row.published_by,
        row.published_at
    )
}

/// The case that an item has in the log.
pub(super) async fn case_of(tx: &mut Tx, item: Item) -> Result<Option<CaseId>> {
    let row = db::optional!(tx, (CaseId,), "SELECT log_case FROM publications WHERE item = $1 AND version = 1", item)?;
    Ok(row.map(|(case,)| case))
}

/// The number of the newest version; 0 where there is none.
pub(super) async fn newest(tx: &mut Tx, item: Item) -> Result<i64> {
    Ok(db::one!(tx, (i64,), "SELECT COALESCE(MAX(version), 0) FROM publications WHERE item = $1", item)?.0)
}

pub(super) async fn current(tx: &mut Tx, item: Item) -> Result<Option<Published>> {
    db::optional!(
        tx,
        Published,
        "SELECT item, version, published_at, value FROM publications WHERE item = $1 ORDER BY version DESC LIMIT 1",
        item
    )
}

pub(super) async fn by_id(tx: &mut Tx, id: PublicationId) -> Result<Option<Published>> {
    db::optional!(tx, Published, "SELECT item, version, published_at, value FROM publications WHERE id = $1", id)
}

pub(super) async fn published(tx: &mut Tx) -> Result<Vec<Published>> {
    db::all!(
        tx,
        Published,
        "SELECT item, version, published_at, value FROM publications ORDER BY published_at DESC, item, version DESC"
    )
}
