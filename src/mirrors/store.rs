//! The SQL of a mirror's own small database: which pieces it acknowledged, which blobs are frozen, which
//! may never come back, which orders it obeyed and how many it refused, the log state it cosigned last, whom it obeys and what it heard.
//!
//! SQLite with WAL and `synchronous = FULL`: when a transaction has committed, it has.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::Error;
use super::wire::{RefusedAs, RefusedOrders};
use crate::clock::{Clock, Hold, Time};
use crate::db;
use crate::ids::{BlobId, MirrorId};

/// The version of [`SCHEMA`].
const VERSION: i64 = 1;

const SCHEMA: &str = "
CREATE TABLE mirror (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id BLOB NOT NULL,
    public_key BLOB NOT NULL,
    storage TEXT NOT NULL CHECK (storage IN ('folder', 'bucket')),
    made_at INTEGER NOT NULL,
    -- When it first opened where its bytes lie, and found none there.
    claimed_at INTEGER
) STRICT;

-- By what a mirror of its own process knows its service, as JSON: pinned when it joined, and changed by the log alone. And up to which index of the log it has heard
-- what it is to obey.
CREATE TABLE joined (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    pins TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    heard_index INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A blob of which something is or was to be held. `stored` is the signed statement, made when it froze. `scrubbed_at` is when its bytes
-- were hashed last.
CREATE TABLE blobs (
    blob BLOB PRIMARY KEY,
    root BLOB,
    bytes INTEGER,
    stored TEXT,
    opened_at INTEGER NOT NULL,
    frozen_at INTEGER,
    scrubbed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX blobs_scrubbed ON blobs (scrubbed_at) WHERE scrubbed_at IS NOT NULL;

-- What was acknowledged. `piece` is -1 for the metadata, else the part's number. `damaged_at` is when other bytes were found in its place
-- than were acknowledged; whoever brings those again makes it whole.
CREATE TABLE pieces (
    blob BLOB NOT NULL REFERENCES blobs (blob),
    piece INTEGER NOT NULL,
    digest BLOB NOT NULL,
    leaf_hash BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    damaged_at INTEGER,
    PRIMARY KEY (blob, piece)
) STRICT, WITHOUT ROWID;
CREATE INDEX pieces_damaged ON pieces (blob) WHERE damaged_at IS NOT NULL;

-- How many bytes they all have, kept as they come and go: whether one more has room is asked too often to add them up.
CREATE TABLE held (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    bytes INTEGER NOT NULL
) STRICT;
INSERT INTO held (one, bytes) VALUES (1, 0);
CREATE TRIGGER pieces_come AFTER INSERT ON pieces BEGIN
    UPDATE held SET bytes = bytes + NEW.bytes;
END;
CREATE TRIGGER pieces_go AFTER DELETE ON pieces BEGIN
    UPDATE held SET bytes = bytes - OLD.bytes;
END;

-- Blobs that never come back. Rows are never removed.
CREATE TABLE tombstones (
    blob BLOB PRIMARY KEY,
    cause TEXT NOT NULL CHECK (cause IN ('order', 'discarded', 'refused')),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the host has this mirror drop, for a reason in the law where it stands: when that was asked and done, and the service told.
CREATE TABLE refusals (
    blob BLOB PRIMARY KEY,
    reason TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    done_at INTEGER,
    told_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX refusals_untold ON refusals (asked_at) WHERE told_at IS NULL;

-- Orders obeyed, with all that their receipts say.
CREATE TABLE obeyed (
    order_digest BLOB PRIMARY KEY,
    blob BLOB NOT NULL,
    root BLOB NOT NULL,
    result TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX obeyed_at ON obeyed (at);

-- How many orders were refused, by why, as of when the service last asked.
CREATE TABLE refused_orders (
    why TEXT PRIMARY KEY,
    orders INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The largest state of each log that was cosigned; `note` is that checkpoint with our cosignature.
CREATE TABLE cosigned (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// The database, opened: one connection that writes, so that writers queue up here and not in SQLite's
/// busy handler, and a few that read.
#[derive(Clone, Debug)]
pub(super) struct Store {
    write: SqlitePool,
    read: SqlitePool,
    clock: Clock,
}

/// A connection, or a transaction on it. While it lives no simulated time passes ([`Clock::hold`]).
pub(super) struct Held<T> {
    inner: T,
    _hold: Option<Hold>,
}

impl<T: Deref<Target = SqliteConnection>> Deref for Held<T> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.inner
    }
}

impl<T: DerefMut<Target = SqliteConnection>> DerefMut for Held<T> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.inner
    }
}

impl Held<Transaction<'static, Sqlite>> {
    /// Makes everything in the transaction durable.
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        self.inner.commit().await
    }
}

impl Store {
    /// Opens the database, making it on first start.
    pub(super) async fn open(path: &Path, clock: &Clock) -> Result<Self, Error> {
        let _hold = clock.hold();
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(30));
        let write = db::one_writer().connect_with(options.clone()).await?;
        let mut tx = write.begin_with("BEGIN IMMEDIATE").await?;
        match sqlx::query_scalar::<_, i64>("PRAGMA user_version").fetch_one(&mut *tx).await? {
            0 => {
                sqlx::raw_sql(SCHEMA).execute(&mut *tx).await?;
                sqlx::raw_sql("PRAGMA user_version = 1").execute(&mut *tx).await?;
            }
            VERSION => {}
            newer => return Err(Error::Newer { found: newer, known: VERSION }),
        }
        tx.commit().await?;
        let read = SqlitePoolOptions::new().max_connections(4).connect_with(options.read_only(true)).await?;
        Ok(Self { write, read, clock: clock.clone() })
    }

    /// Closes every connection.
    pub(super) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }

    /// Begins a transaction that may write. Dropped, it is rolled back.
    pub(super) async fn write(&self) -> Result<Held<Transaction<'static, Sqlite>>, sqlx::Error> {
        let hold = self.clock.hold();
        Ok(Held { inner: self.write.begin_with("BEGIN IMMEDIATE").await?, _hold: hold })
    }

    /// A connection to read with.
    pub(super) async fn read(&self) -> Result<Held<PoolConnection<Sqlite>>, sqlx::Error> {
        let hold = self.clock.hold();
        Ok(Held { inner: self.read.acquire().await?, _hold: hold })
    }
}

/// This mirror's id, its public key, and where its bytes lie; `None` before its first start.
pub(super) async fn identity(db: &mut SqliteConnection) -> Result<Option<(MirrorId, Vec<u8>, String)>, sqlx::Error> {
    sqlx::query_as("SELECT id, public_key, storage FROM mirror").fetch_optional(db).await
}

/// Whether this mirror has not opened yet where its bytes lie.
pub(super) async fn is_new(db: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM mirror WHERE claimed_at IS NOT NULL)").fetch_one(db).await
}

pub(super) async fn claimed(db: &mut SqliteConnection, now: Time) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE mirror SET claimed_at = $1 WHERE claimed_at IS NULL").bind(now).execute(db).await.map(drop)
}

pub(super) async fn insert_identity(
    db: &mut SqliteConnection,
    id: MirrorId,
    public: &[u8],
    storage: &str,
    now: Time,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO mirror (one, id, public_key, storage, made_at) VALUES (1, $1, $2, $3, $4)")
        .bind(id)
        .bind(public)
        .bind(storage)
        .bind(now)
        .execute(db)
        .await
        .map(drop)
}

/// By what this mirror knows its service; `None` until it has joined one.
pub(super) async fn pins(db: &mut SqliteConnection) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT pins FROM joined").fetch_optional(db).await
}

/// Pins it; what was pinned before stays.
pub(super) async fn set_pins(db: &mut SqliteConnection, pins: &str, now: Time) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO joined (one, pins, joined_at) VALUES (1, $1, $2) ON CONFLICT (one) DO NOTHING")
        .bind(pins)
        .bind(now)
        .execute(db)
        .await
        .map(drop)
}

/// Pins others in the place of those.
pub(super) async fn change_pins(db: &mut SqliteConnection, pins: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE joined SET pins = $1").bind(pins).execute(db).await.map(drop)
}

/// Up to which index of the log this mirror has heard what it is to obey.
pub(super) async fn heard_index(db: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    let index: Option<i64> = sqlx::query_scalar("SELECT heard_index FROM joined").fetch_optional(db).await?;
    Ok(index.unwrap_or(0))
}

pub(super) async fn set_heard_index(db: &mut SqliteConnection, index: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE joined SET heard_index = $1").bind(index).execute(db).await.map(drop)
}

/// A blob's row.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct BlobRow {
    /// Its root, once frozen.
    pub(super) root: Option<Vec<u8>>,
    /// The size of its sealed content in bytes, once frozen.
    pub(super) bytes: Option<i64>,
    /// The signed statement, once frozen.
    pub(super) stored: Option<String>,
}

pub(super) async fn blob(db: &mut SqliteConnection, blob: BlobId) -> Result<Option<BlobRow>, sqlx::Error> {
    sqlx::query_as("SELECT root, bytes, stored FROM blobs WHERE blob = $1").bind(blob).fetch_optional(db).await
}

pub(super) async fn open_blob(db: &mut SqliteConnection, blob: BlobId, now: Time) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO blobs (blob, opened_at) VALUES ($1, $2) ON CONFLICT (blob) DO NOTHING")
        .bind(blob)
        .bind(now)
        .execute(db)
        .await
        .map(drop)
}

/// Freezes a blob; whether it was open.
pub(super) async fn freeze(
    db: &mut SqliteConnection,
    blob: BlobId,
    root: &[u8],
    bytes: i64,
    stored: &str,
    now: Time,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE blobs SET root = $2, bytes = $3, stored = $4, frozen_at = $5, scrubbed_at = $5
         WHERE blob = $1 AND frozen_at IS NULL",
    )
    .bind(blob)
    .bind(root)
    .bind(bytes)
    .bind(stored)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One acknowledged piece.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct PieceRow {
    /// -1 for the metadata, else the part's number.
    pub(super) piece: i64,
    /// The SHA-256 of its bytes.
    pub(super) digest: Vec<u8>,
    /// Its leaf hash.
    pub(super) leaf_hash: Vec<u8>,
    /// Its size.
    pub(super) bytes: i64,
    /// When it was found damaged.
    pub(super) damaged_at: Option<Time>,
}

/// All pieces of a blob from number `from`, in order.
pub(super) async fn pieces(db: &mut SqliteConnection, blob: BlobId, from: i64) -> Result<Vec<PieceRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT piece, digest, leaf_hash, bytes, damaged_at FROM pieces WHERE blob = $1 AND piece >= $2 ORDER BY piece",
    )
    .bind(blob)
    .bind(from)
    .fetch_all(db)
    .await
}

pub(super) async fn piece(
    db: &mut SqliteConnection,
    blob: BlobId,
    piece: i64,
) -> Result<Option<PieceRow>, sqlx::Error> {
    sqlx::query_as("SELECT piece, digest, leaf_hash, bytes, damaged_at FROM pieces WHERE blob = $1 AND piece = $2")
        .bind(blob)
        .bind(piece)
        .fetch_optional(db)
        .await
}

/// Keeps a piece; one that is there with the same digest stays, and is whole now.
pub(super) async fn insert_piece(db: &mut SqliteConnection, blob: BlobId, row: &PieceRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO pieces (blob, piece, digest, leaf_hash, bytes) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (blob, piece) DO UPDATE SET damaged_at = NULL",
    )
    .bind(blob)
    .bind(row.piece)
    .bind(&row.digest)
    .bind(&row.leaf_hash)
    .bind(row.bytes)
    .execute(db)
    .await
    .map(drop)
}

/// Notes that a piece has other bytes than were acknowledged.
pub(super) async fn piece_damaged(
    db: &mut SqliteConnection,
    blob: BlobId,
    piece: i64,
    now: Time,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE pieces SET damaged_at = $3 WHERE blob = $1 AND piece = $2")
        .bind(blob)
        .bind(piece)
        .bind(now)
        .execute(db)
        .await
        .map(drop)
}

/// The first damaged piece of a blob from number `from` on.
pub(super) async fn first_damaged(
    db: &mut SqliteConnection,
    blob: BlobId,
    from: i64,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT MIN(piece) FROM pieces WHERE blob = $1 AND piece >= $2 AND damaged_at IS NOT NULL")
        .bind(blob)
        .bind(from)
        .fetch_one(db)
        .await
}

/// Blobs with damaged pieces, at most so many.
pub(super) async fn damaged_blobs(db: &mut SqliteConnection, most: u32) -> Result<Vec<BlobId>, sqlx::Error> {
    sqlx::query_scalar("SELECT DISTINCT blob FROM pieces WHERE damaged_at IS NOT NULL ORDER BY blob LIMIT $1")
        .bind(most)
        .fetch_all(db)
        .await
}

/// Completed blobs that were not hashed since, those first that were not for the longest.
pub(super) async fn to_scrub(db: &mut SqliteConnection, since: Time, most: u32) -> Result<Vec<BlobId>, sqlx::Error> {
    sqlx::query_scalar("SELECT blob FROM blobs WHERE scrubbed_at <= $1 ORDER BY scrubbed_at LIMIT $2")
        .bind(since)
        .bind(most)
        .fetch_all(db)
        .await
}

pub(super) async fn scrubbed(db: &mut SqliteConnection, blob: BlobId, now: Time) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE blobs SET scrubbed_at = $2 WHERE blob = $1").bind(blob).bind(now).execute(db).await.map(drop)
}

/// When that completed blob was hashed which was not for the longest.
pub(super) async fn scrubbed_since(db: &mut SqliteConnection) -> Result<Option<Time>, sqlx::Error> {
    sqlx::query_scalar("SELECT MIN(scrubbed_at) FROM blobs WHERE scrubbed_at IS NOT NULL").fetch_one(db).await
}

pub(super) async fn add_refused(db: &mut SqliteConnection, why: RefusedAs, orders: i64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO refused_orders (why, orders) VALUES ($1, $2) ON CONFLICT (why) DO UPDATE SET orders = orders + $2",
    )
    .bind(why)
    .bind(orders)
    .execute(db)
    .await
    .map(drop)
}

/// How many orders were refused.
pub(super) async fn refused_orders(db: &mut SqliteConnection) -> Result<RefusedOrders, sqlx::Error> {
    let rows: Vec<(RefusedAs, i64)> = sqlx::query_as("SELECT why, orders FROM refused_orders").fetch_all(db).await?;
    let mut refused = RefusedOrders::default();
    for (why, orders) in rows {
        refused.count(why, u64::try_from(orders).unwrap_or(0));
    }
    Ok(refused)
}

/// How many bytes all acknowledged pieces have.
pub(super) async fn held_bytes(db: &mut SqliteConnection) -> Result<u64, sqlx::Error> {
    let held: i64 = sqlx::query_scalar("SELECT bytes FROM held").fetch_one(db).await?;
    Ok(u64::try_from(held).unwrap_or(0))
}

/// Whether a blob may never come back.
pub(super) async fn is_tombstoned(db: &mut SqliteConnection, blob: BlobId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM tombstones WHERE blob = $1)").bind(blob).fetch_one(db).await
}

/// Buries a blob: its tombstone stands, and nothing is known of its pieces any more.
pub(super) async fn bury(db: &mut SqliteConnection, blob: BlobId, cause: &str, now: Time) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO tombstones (blob, cause, at) VALUES ($1, $2, $3) ON CONFLICT (blob) DO NOTHING")
        .bind(blob)
        .bind(cause)
        .bind(now)
        .execute(&mut *db)
        .await?;
    sqlx::query("DELETE FROM pieces WHERE blob = $1").bind(blob).execute(&mut *db).await?;
    sqlx::query("DELETE FROM blobs WHERE blob = $1").bind(blob).execute(db).await.map(drop)
}

/// A replica that is to be dropped, or was, and of which the service has still to hear.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct RefusalRow {
    /// The blob.
    pub(super) blob: BlobId,
    /// Why, in the host's words.
    pub(super) reason: String,
    /// When it was dropped.
    pub(super) done_at: Option<Time>,
}

/// Asks for a replica to be dropped; one that was asked for before stays as it is.
pub(super) async fn insert_refusal(
    db: &mut SqliteConnection,
    blob: BlobId,
    reason: &str,
    now: Time,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO refusals (blob, reason, asked_at) VALUES ($1, $2, $3) ON CONFLICT (blob) DO NOTHING")
        .bind(blob)
        .bind(reason)
        .bind(now)
        .execute(db)
        .await
        .map(drop)
}

/// What the service has still to hear of, oldest first.
pub(super) async fn untold_refusals(db: &mut SqliteConnection) -> Result<Vec<RefusalRow>, sqlx::Error> {
    sqlx::query_as("SELECT blob, reason, done_at FROM refusals WHERE told_at IS NULL ORDER BY asked_at, blob")
        .fetch_all(db)
        .await
}

pub(super) async fn refusal_done(db: &mut SqliteConnection, blob: BlobId, now: Time) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE refusals SET done_at = $2 WHERE blob = $1").bind(blob).bind(now).execute(db).await.map(drop)
}

pub(super) async fn refusal_told(db: &mut SqliteConnection, blob: BlobId, now: Time) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE refusals SET told_at = $2 WHERE blob = $1").bind(blob).bind(now).execute(db).await.map(drop)
}

/// What a receipt says.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct ObeyedRow {
    /// The blob.
    pub(super) blob: BlobId,
    /// Its root as the order states it.
    pub(super) root: Vec<u8>,
    /// The word of [`crate::tokens::Outcome`].
    pub(super) result: String,
    /// The bytes of sealed content destroyed.
    pub(super) bytes: i64,
    /// When.
    pub(super) at: Time,
}

pub(super) async fn obeyed(db: &mut SqliteConnection, order: &[u8]) -> Result<Option<ObeyedRow>, sqlx::Error> {
    sqlx::query_as("SELECT blob, root, result, bytes, at FROM obeyed WHERE order_digest = $1")
        .bind(order)
        .fetch_optional(db)
        .await
}

pub(super) async fn insert_obeyed(db: &mut SqliteConnection, order: &[u8], row: &ObeyedRow) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO obeyed (order_digest, blob, root, result, bytes, at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(order)
        .bind(row.blob)
        .bind(&row.root)
        .bind(&row.result)
        .bind(row.bytes)
        .bind(row.at)
        .execute(db)
        .await
        .map(drop)
}

/// The digest and time of the order obeyed last.
pub(super) async fn last_obeyed(db: &mut SqliteConnection) -> Result<Option<(Vec<u8>, Time)>, sqlx::Error> {
    sqlx::query_as("SELECT order_digest, at FROM obeyed ORDER BY at DESC LIMIT 1").fetch_optional(db).await
}

/// How many blobs are frozen here.
pub(super) async fn count_frozen(db: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT COUNT(*) FROM blobs WHERE frozen_at IS NOT NULL").fetch_one(db).await
}

/// Size, root and cosigned note of the log state cosigned last.
pub(super) async fn cosigned(
    db: &mut SqliteConnection,
    origin: &str,
) -> Result<Option<(i64, Vec<u8>, String)>, sqlx::Error> {
    sqlx::query_as("SELECT size, root, note FROM cosigned WHERE origin = $1").bind(origin).fetch_optional(db).await
}

pub(super) async fn set_cosigned(
    db: &mut SqliteConnection,
    origin: &str,
    size: i64,
    root: &[u8],
    note: &str,
    now: Time,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO cosigned (origin, size, root, note, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (origin) DO UPDATE SET size = $2, root = $3, note = $4, at = $5",
    )
    .bind(origin)
    .bind(size)
    .bind(root)
    .bind(note)
    .bind(now)
    .execute(db)
    .await
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_commit_outlives_a_power_cut() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("state.db"), &Clock::System).await.unwrap();
        let mut tx = store.write().await.unwrap();
        // 2 is FULL: a tombstone is synced before the bytes go.
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *tx).await.unwrap();
        let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *tx).await.unwrap();
        assert_eq!((synchronous, journal.as_str()), (2, "wal"));
    }
}
