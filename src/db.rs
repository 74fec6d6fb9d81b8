//! The database: one SQL text, two native engines.
//!
//! SQLite is embedded by default; PostgreSQL takes over when one machine is outgrown. A verb begins a
//! [`Tx`], runs its queries through the macros [`all!`], [`one!`], [`optional!`] and [`execute!`] and
//! commits; dropping a [`Tx`] rolls everything back.
//!
//! SQLite runs in WAL mode with `synchronous=FULL`: when a commit returns, it survives a power cut.
//! It has one writer, and a transaction from [`Db::begin`] takes the writer's lock at once, so that no
//! transaction fails half way because another wrote first.
//!
//! Whoever opens a database may say under which condition it is written ([`Db::written_while`]). No verb can forget to
//! ask then: while the condition does not hold, nobody gets a transaction that writes.

use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use std::{error, fmt, io};

use sqlx::migrate::{Migrate, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{
    ConnectOptions, Connection, Executor, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool,
};

use crate::clock::{Clock, Hold};

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a connection waits for SQLite's single writer, or for a free connection of a pool.
const PATIENCE: Duration = Duration::from_secs(30);
/// For how long a connection that answered is taken to be there still.
const JUST_NOW: Duration = Duration::from_secs(1);

/// How PostgreSQL is to treat a connection. What is asked here is small and asked often: to compile it would take longer than to
/// answer it. And no transaction waits for anything but the database: one in which nothing is said for a minute is of a machine
/// that is gone, and what it locked is free again.
const SESSION: &str = "SET jit = off; SET idle_in_transaction_session_timeout = '1min'";

/// An open, migrated database of either engine. Clones are the same database.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    may_write: Option<Condition>,
    clock: Clock,
}

/// Says why a database may not be written now, if it may not.
type Condition = Arc<dyn Fn() -> Result<(), io::Error> + Send + Sync>;

#[derive(Clone, Debug)]
enum Engine {
    /// One file, one writer, any number of readers.
    Sqlite {
        /// The single writing connection.
        write: SqlitePool,
        /// Read-only connections.
        read: SqlitePool,
    },
    /// A PostgreSQL server.
    Postgres(PgPool),
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.engine.fmt(f)
    }
}

/// A transaction on either engine. Nothing in it exists until [`Tx::commit`] returns.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Begun<Sqlite>),
    /// On PostgreSQL.
    Postgres(Begun<Postgres>),
}

/// A transaction on one engine. While it lives no simulated time passes ([`Clock::hold`]): a transaction waits for nothing but the database.
#[derive(Debug)]
pub struct Begun<D: sqlx::Database> {
    tx: sqlx::Transaction<'static, D>,
    _hold: Option<Hold>,
}

impl<D: sqlx::Database> Deref for Begun<D> {
    type Target = D::Connection;

    fn deref(&self) -> &D::Connection {
        &self.tx
    }
}

impl<D: sqlx::Database> DerefMut for Begun<D> {
    fn deref_mut(&mut self) -> &mut D::Connection {
        &mut self.tx
    }
}

/// The connections of one pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// What they are for: `write` and `read` on SQLite, `all` on PostgreSQL.
    pub pool: &'static str,
    /// How many are open.
    pub open: u32,
    /// How many of these nobody uses.
    pub idle: usize,
    /// How many may be open.
    pub most: u32,
}

impl Connections {
    fn of<D: sqlx::Database>(name: &'static str, pool: &sqlx::Pool<D>) -> Self {
        let (open, idle, most) = (pool.size(), pool.num_idle(), pool.options().get_max_connections());
        Self { pool: name, open, idle, most }
    }
}

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A SQLite file; its folder must exist.
    File(PathBuf),
    /// A `postgres://` URL. It can carry a password: never print it.
    Postgres(String),
}

impl FromStr for Address {
    type Err = OpenError;

    /// `postgres://…`, `postgresql://…`, `sqlite://PATH` or a plain path.
    fn from_str(text: &str) -> Result<Self, OpenError> {
        match text.split_once("://") {
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.to_owned())),
            Some(("sqlite", path)) => Ok(Self::File(path.into())),
            Some((scheme, _)) => Err(OpenError::Scheme(scheme.to_owned())),
            None => Ok(Self::File(text.into())),
        }
    }
}

/// Why a database could not be opened. None of these says a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A URL of a kind we do not speak.
    #[error("databases are `postgres://…` or a path to a SQLite file, not `{0}://`")]
    Scheme(String),
    /// The server or file did not answer.
    #[error("the database at {place} cannot be reached: {reason}")]
    Unreachable {
        /// Host and database, or the file.
        place: String,
        /// What the driver said.
        reason: String,
    },
    /// It was written by a newer Writ.
    #[error(
        "the database at {place} has schema version {found}, and this program knows versions up to {known}: \
         it was opened by a newer Writ. Run that version, or restore a backup made before it"
    )]
    Newer {
        /// Host and database, or the file.
        place: String,
        /// The newest version applied to it.
        found: i64,
        /// The newest version this program carries.
        known: i64,
    },
    /// A migration failed or does not match what was applied.
    #[error("the database at {place} could not be brought to the current schema: {reason}")]
    Migration {
        /// Host and database, or the file.
        place: String,
        /// What went wrong.
        reason: String,
    },
}

/// Says whether the database could be opened, changing nothing: its place, and the schema version found.
pub async fn check(address: &Address) -> Result<String, OpenError> {
    match address {
        Address::File(path) if !path.exists() => Ok(format!("{} (will be made)", path.display())),
        Address::File(path) => {
            let (mut connection, is_migrated) = file_looked_at(path).await?;
            checked(is_migrated, &SQLITE_MIGRATIONS, &mut connection, path.display().to_string()).await
        }
        Address::Postgres(url) => {
            let (mut connection, is_migrated, place) = server_looked_at(url).await?;
            checked(is_migrated, &POSTGRES_MIGRATIONS, &mut connection, place).await
        }
    }
}

/// Whether this is a database of Writ, changing nothing: `false` where there is none, or an empty one.
///
/// # Errors
/// When it cannot be reached.
pub async fn is_begun(address: &Address) -> Result<bool, OpenError> {
    match address {
        Address::File(path) if !path.exists() => Ok(false),
        Address::File(path) => {
            let (connection, is_migrated) = file_looked_at(path).await?;
            // What was read stands, however the connection ends.
            let _ = connection.close().await;
            Ok(is_migrated)
        }
        Address::Postgres(url) => {
            let (connection, is_migrated, _) = server_looked_at(url).await?;
            let _ = connection.close().await;
            Ok(is_migrated)
        }
    }
}

/// A file of SQLite, and whether somebody has migrated it. Nothing is asked of it that would be written into it.
async fn file_looked_at(path: &Path) -> Result<(SqliteConnection, bool), OpenError> {
    let unreachable =
        |error: sqlx::Error| OpenError::Unreachable { place: path.display().to_string(), reason: error.to_string() };
    let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(PATIENCE);
    let mut connection = options.connect().await.map_err(unreachable)?;
    let sql = "SELECT COUNT(*) > 0 FROM sqlite_master WHERE name = '_sqlx_migrations'";
    let is_migrated = sqlx::query_scalar::<Sqlite, bool>(sql).fetch_one(&mut connection).await.map_err(unreachable)?;
    Ok((connection, is_migrated))
}

/// The same of a database on a server, and its place.
async fn server_looked_at(url: &str) -> Result<(PgConnection, bool, String), OpenError> {
    let (options, place) = postgres_options(url)?;
    let unreachable = |error: sqlx::Error| OpenError::Unreachable { place: place.clone(), reason: error.to_string() };
    let mut connection = options.connect().await.map_err(unreachable)?;
    let sql = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
    let is_migrated =
        sqlx::query_scalar::<Postgres, bool>(sql).fetch_one(&mut connection).await.map_err(unreachable)?;
    Ok((connection, is_migrated, place))
}

/// What a database is: one that nobody has migrated yet lists no migrations either.
async fn checked<C: Migrate>(
    is_migrated: bool,
    migrations: &Migrator,
    connection: &mut C,
    place: String,
) -> Result<String, OpenError> {
    if is_migrated { schema_version(migrations, connection, &place).await } else { Ok(format!("{place} (empty)")) }
}

/// Copies a SQLite file as it is at one instant into another that is not there yet, while others read and write. Nothing is migrated.
pub async fn copy_file(file: &Path, into: &Path) -> Result<(), OpenError> {
    let unreachable =
        |error: sqlx::Error| OpenError::Unreachable { place: file.display().to_string(), reason: error.to_string() };
    let place =
        into.to_str().ok_or_else(|| unreachable(io::Error::other("the path of its copy is not text").into()))?;
    let mut connection = sqlite_options(file).read_only(true).connect().await.map_err(unreachable)?;
    sqlx::query::<Sqlite>("VACUUM INTO $1").bind(place).execute(&mut connection).await.map_err(unreachable)?;
    connection.close().await.map_err(unreachable)
}

/// Has a standby of PostgreSQL become a database of its own, and waits up to a minute for it. `false`, and nothing is done, where it is
/// one already, or a SQLite file.
///
/// # Errors
/// When the server cannot be reached, or does not let this user promote it.
pub async fn promote_standby(address: &Address) -> Result<bool, OpenError> {
    let Address::Postgres(url) = address else { return Ok(false) };
    let (options, place) = postgres_options(url)?;
    let unreachable = |error: sqlx::Error| OpenError::Unreachable { place: place.clone(), reason: error.to_string() };
    let mut connection = options.connect().await.map_err(unreachable)?;
    let standby: bool = sqlx::query_scalar::<Postgres, bool>("SELECT pg_is_in_recovery()")
        .fetch_one(&mut connection)
        .await
        .map_err(unreachable)?;
    if standby {
        let promoted: bool = sqlx::query_scalar::<Postgres, bool>("SELECT pg_promote(true, 60)")
            .fetch_one(&mut connection)
            .await
            .map_err(unreachable)?;
        if !promoted {
            let reason = "it is a standby, and did not become a database of its own within a minute".to_owned();
            return Err(OpenError::Unreachable { place, reason });
        }
    }
    connection.close().await.map_err(|error| OpenError::Unreachable { place, reason: error.to_string() })?;
    Ok(standby)
}

fn sqlite_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // What is deleted or written over is zeroed where it lay. Pages that were copied when the tree was balanced can keep a
        // remnant: what must not be read lies sealed, under a wrapping key that goes (keys.rs).
        .pragma("secure_delete", "ON")
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
}

/// The one connection by which a file of SQLite is written.
///
/// When a disk is full, SQLite takes a transaction back by itself. The driver's own ROLLBACK fails then, and it goes on counting the
/// transaction: it would begin no other on that connection ever again.
pub(crate) fn one_writer() -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(1)
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
}

fn postgres_options(url: &str) -> Result<(PgConnectOptions, String), OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| OpenError::Unreachable {
        place: "the given URL".into(),
        reason: "it is not a valid postgres:// URL".into(),
    })?;
    let place = format!("{}:{}/{}", options.get_host(), options.get_port(), options.get_database().unwrap_or_default());
    Ok((options, place))
}

impl Db {
    /// Opens the database and brings it to this program's schema.
    pub async fn open(address: &Address) -> Result<Self, OpenError> {
        let engine = match address {
            Address::File(path) => Self::open_sqlite(path).await?,
            Address::Postgres(url) => Self::open_postgres(url).await?,
        };
        Ok(Self { engine, may_write: None, clock: Clock::System })
    }

    /// The same database, written only while `condition` holds: what it refuses with is the error of every
    /// [`Db::begin`].
    #[must_use]
    pub fn written_while<E: error::Error + Send + Sync + 'static>(
        self,
        condition: impl Fn() -> Result<(), E> + Send + Sync + 'static,
    ) -> Self {
        let refused = |reason| io::Error::new(io::ErrorKind::ReadOnlyFilesystem, reason);
        Self { may_write: Some(Arc::new(move || condition().map_err(refused))), ..self }
    }

    /// The same database on a machine that goes by this clock: on a simulated one no time passes while the database works.
    #[must_use]
    pub fn going_by(self, clock: &Clock) -> Self {
        Self { clock: clock.clone(), ..self }
    }

    /// The same database, written whatever its condition says: for whoever brings it to where that holds.
    #[must_use]
    pub fn unconditionally(&self) -> Self {
        Self { may_write: None, ..self.clone() }
    }

    async fn open_sqlite(path: &Path) -> Result<Engine, OpenError> {
        let place = path.display().to_string();
        let unreachable =
            |error: sqlx::Error| OpenError::Unreachable { place: place.clone(), reason: error.to_string() };
        let options = sqlite_options(path);
        let write = one_writer()
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone().create_if_missing(true))
            .await
            .map_err(unreachable)?;
        let mut connection = write.acquire().await.map_err(unreachable)?;
        migrate(&SQLITE_MIGRATIONS, &mut *connection, &place).await?;
        drop(connection);
        let read = SqlitePoolOptions::new()
            .max_connections(8)
            .acquire_timeout(PATIENCE)
            .connect_with(options.read_only(true))
            .await
            .map_err(unreachable)?;
        Ok(Engine::Sqlite { write, read })
    }

    async fn open_postgres(url: &str) -> Result<Engine, OpenError> {
        let (options, place) = postgres_options(url)?;
        let unreachable =
            |error: sqlx::Error| OpenError::Unreachable { place: place.clone(), reason: error.to_string() };
        // One plain connection first: a pool would go on trying where a wrong password is final.
        let mut connection = options.connect().await.map_err(unreachable)?;
        migrate(&POSTGRES_MIGRATIONS, &mut connection, &place).await?;
        connection.close().await.map_err(unreachable)?;
        let pool = PgPoolOptions::new()
            .max_connections(20)
            .acquire_timeout(PATIENCE)
            // A connection is asked whether it is still there, as it is not once its server restarts, unless it was used just now: a page has
            // many transactions, and each would pay a round trip for that.
            .test_before_acquire(false)
            .before_acquire(|connection, about| {
                Box::pin(async move {
                    if about.idle_for >= JUST_NOW {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .after_connect(|connection, _| Box::pin(async { connection.execute(SESSION).await.map(drop) }))
            .connect_lazy_with(options);
        Ok(Engine::Postgres(pool))
    }

    /// Begins a transaction that may write. On SQLite it waits for the writer's lock here.
    ///
    /// # Errors
    /// Also while the database may not be written ([`Db::written_while`]).
    pub async fn begin(&self) -> Result<Tx, sqlx::Error> {
        if let Some(may_write) = &self.may_write {
            may_write()?;
        }
        let hold = self.clock.hold();
        match &self.engine {
            Engine::Sqlite { write, .. } => {
                let tx = write.begin_with("BEGIN IMMEDIATE").await?;
                Ok(Tx::Sqlite(Begun { tx, _hold: hold }))
            }
            Engine::Postgres(pool) => begin_whole(pool, "BEGIN", hold).await,
        }
    }

    /// Begins a transaction that only reads, over one consistent snapshot. It never waits for a writer.
    pub async fn read(&self) -> Result<Tx, sqlx::Error> {
        let hold = self.clock.hold();
        match &self.engine {
            Engine::Sqlite { read, .. } => {
                let tx = read.begin().await?;
                Ok(Tx::Sqlite(Begun { tx, _hold: hold }))
            }
            Engine::Postgres(pool) => begin_whole(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", hold).await,
        }
    }

    /// Whether this is PostgreSQL: for the few statements that only one engine has, such as advisory locks.
    pub fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// What this process has open of the database now.
    pub fn connections(&self) -> Vec<Connections> {
        match &self.engine {
            Engine::Sqlite { write, read } => vec![Connections::of("write", write), Connections::of("read", read)],
            Engine::Postgres(pool) => vec![Connections::of("all", pool)],
        }
    }

    /// Closes every connection, after the transactions in flight.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Itself: lets the macros take a transaction held by value or by reference.
    #[doc(hidden)]
    pub fn engine(&mut self) -> &mut Self {
        self
    }

    /// Makes everything in the transaction durable.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(begun) => begun.tx.commit().await,
            Self::Postgres(begun) => begun.tx.commit().await,
        }
    }

    /// From here on PostgreSQL plans each of this transaction's statements once for a connection, whatever is asked with it: for one
    /// that takes longer to plan than to answer, and is best answered the same way for everybody. SQLite always does so.
    pub async fn plan_once(&mut self) -> Result<(), sqlx::Error> {
        self.plan("force_generic_plan", "on").await
    }

    /// The same for statements that want the first rows in the order of an index: such a plan is made before the limit is known, and
    /// PostgreSQL would rather read everything that fits and sort it. One that has no such index still sorts. A plan stays with its
    /// connection, so that a statement which is asked in this way anywhere is asked so everywhere.
    pub async fn plan_once_in_order(&mut self) -> Result<(), sqlx::Error> {
        self.plan("force_generic_plan", "off").await
    }

    /// From here on PostgreSQL plans as it sees fit again.
    pub async fn plan_each_time(&mut self) -> Result<(), sqlx::Error> {
        self.plan("auto", "on").await
    }

    async fn plan(&mut self, cached: &'static str, sorting: &'static str) -> Result<(), sqlx::Error> {
        let Self::Postgres(tx) = self else { return Ok(()) };
        let settings = "SELECT set_config('plan_cache_mode', $1, true), set_config('enable_sort', $2, true),
                               set_config('enable_bitmapscan', $2, true)";
        sqlx::query(settings).bind(cached).bind(sorting).execute(&mut **tx).await.map(drop)
    }

    /// Undoes everything in the transaction, and says so if that fails. Dropping it does the same silently.
    pub async fn rollback(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(begun) => begun.tx.rollback().await,
            Self::Postgres(begun) => begun.tx.rollback().await,
        }
    }
}

/// Begins on a task of its own. Whoever waits for it may go away in between, as a request does whose client hangs up;
/// sqlx 0.9 then leaves the connection inside the transaction and hands it to the next caller, who may write nothing if
/// it was one that reads (<https://github.com/transact-rs/sqlx/issues/4393>). Begun whole, it is rolled back when dropped.
async fn begin_whole(pool: &PgPool, statement: &'static str, hold: Option<Hold>) -> Result<Tx, sqlx::Error> {
    let pool = pool.clone();
    match tokio::spawn(async move { pool.begin_with(statement).await }).await {
        Ok(begun) => Ok(Tx::Postgres(Begun { tx: begun?, _hold: hold })),
        Err(broken_off) => Err(sqlx::Error::Io(io::Error::other(broken_off))),
    }
}

async fn migrate<C: Migrate>(migrations: &Migrator, connection: &mut C, place: &str) -> Result<(), OpenError> {
    let failed = |error: sqlx::migrate::MigrateError| OpenError::Migration {
        place: place.to_owned(),
        reason: error.to_string(),
    };
    // Of portals that start at once one looks and migrates, and the others find it done. What fails leaves its lock with the
    // connection, which is given up.
    connection.lock().await.map_err(failed)?;
    connection.ensure_migrations_table(&migrations.table_name).await.map_err(failed)?;
    schema_version(migrations, connection, place).await?;
    migrations.run_direct(None, connection, false).await.map_err(failed)?;
    connection.unlock().await.map_err(failed)
}

/// Refuses a database that a newer program has migrated.
async fn schema_version<C: Migrate>(
    migrations: &Migrator,
    connection: &mut C,
    place: &str,
) -> Result<String, OpenError> {
    let known = migrations.iter().map(|migration| migration.version).max().unwrap_or(0);
    let applied = connection
        .list_applied_migrations(&migrations.table_name)
        .await
        .map_err(|error| OpenError::Migration { place: place.to_owned(), reason: error.to_string() })?;
    match applied.iter().map(|migration| migration.version).max() {
        Some(found) if found > known => Err(OpenError::Newer { place: place.to_owned(), found, known }),
        Some(found) => Ok(format!("{place} (schema version {found})")),
        None => Ok(format!("{place} (empty)")),
    }
}

/// Runs one query on whichever engine the transaction is on. Use [`all!`], [`one!`], [`optional!`] or [`execute!`].
#[doc(hidden)]
#[macro_export]
macro_rules! __db_run {
    ($tx:expr, $query:ident::<$($row:ty)?>, $sql:expr, [$($bind:expr),*], $fetch:ident) => {
        match $tx.engine() {
            $crate::db::Tx::Sqlite(tx) => sqlx::$query::<sqlx::Sqlite $(, $row)?>($sql)$(.bind($bind))*.$fetch(&mut **tx).await,
            $crate::db::Tx::Postgres(tx) => sqlx::$query::<sqlx::Postgres $(, $row)?>($sql)$(.bind($bind))*.$fetch(&mut **tx).await,
        }
    };
}

/// Every row: `db::all!(tx, Row, "SELECT …", binds…)` gives `Result<Vec<Row>, sqlx::Error>`.
#[macro_export]
macro_rules! __db_all {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => { $crate::__db_run!($tx, query_as::<$row>, $sql, [$($bind),*], fetch_all) };
}

/// Exactly one row, or `sqlx::Error::RowNotFound`.
#[macro_export]
macro_rules! __db_one {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => { $crate::__db_run!($tx, query_as::<$row>, $sql, [$($bind),*], fetch_one) };
}

/// One row or none.
#[macro_export]
macro_rules! __db_optional {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => { $crate::__db_run!($tx, query_as::<$row>, $sql, [$($bind),*], fetch_optional) };
}

/// A statement without rows: gives the number of rows it changed.
#[macro_export]
macro_rules! __db_execute {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx.engine() {
            $crate::db::Tx::Sqlite(tx) => {
                sqlx::query::<sqlx::Sqlite>($sql)$(.bind($bind))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            $crate::db::Tx::Postgres(tx) => {
                sqlx::query::<sqlx::Postgres>($sql)$(.bind($bind))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
        }
    };
}

pub use crate::{__db_all as all, __db_execute as execute, __db_one as one, __db_optional as optional};

#[cfg(test)]
mod tests {
    use super::*;

    async fn sqlite(folder: &Path) -> Db {
        Db::open(&Address::File(folder.join("writ.db"))).await.unwrap()
    }

    #[tokio::test]
    async fn a_dropped_transaction_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let db = sqlite(folder.path()).await;
        let mut tx = db.begin().await.unwrap();
        execute!(tx, "INSERT INTO log_state (id, size, root, sequenced_at) VALUES (1, 0, $1, 0)", vec![0_u8; 32])
            .unwrap();
        drop(tx);
        let mut tx = db.read().await.unwrap();
        assert_eq!(one!(tx, (i64,), "SELECT COUNT(*) FROM log_state").unwrap().0, 0);
    }

    #[tokio::test]
    async fn a_commit_outlives_a_power_cut() {
        let folder = tempfile::tempdir().unwrap();
        let mut tx = sqlite(folder.path()).await.begin().await.unwrap();
        // 2 is FULL: the log is synced before a commit returns.
        assert_eq!(one!(tx, (i64,), "PRAGMA synchronous").unwrap(), (2,));
        assert_eq!(one!(tx, (String,), "PRAGMA journal_mode").unwrap(), ("wal".to_owned(),));
    }

    #[tokio::test]
    async fn a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let db = sqlite(folder.path()).await;
        let mut tx = db.read().await.unwrap();
        assert!(execute!(tx, "DELETE FROM jobs").is_err());
    }

    #[tokio::test]
    async fn what_sqlite_takes_back_by_itself_keeps_nobody_from_writing() {
        let folder = tempfile::tempdir().unwrap();
        let db = sqlite(folder.path()).await;
        for _ in 0..2 {
            let mut tx = db.begin().await.unwrap();
            execute!(tx, "INSERT OR ROLLBACK INTO log_tiles (level, tile_index, width, bytes) VALUES (0, 0, 1, x'00')")
                .unwrap();
            execute!(tx, "INSERT OR ROLLBACK INTO log_tiles (level, tile_index, width, bytes) VALUES (0, 0, 1, x'00')")
                .unwrap_err();
        }
        let mut tx = db.begin().await.unwrap();
        assert_eq!(one!(tx, (i64,), "SELECT COUNT(*) FROM log_tiles").unwrap(), (0,));
        tx.commit().await.unwrap();
    }

    #[tokio::test]
    async fn a_newer_schema_is_refused_in_plain_words() {
        let folder = tempfile::tempdir().unwrap();
        let db = sqlite(folder.path()).await;
        let mut tx = db.begin().await.unwrap();
        execute!(
            tx,
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'from the future', TRUE, $1, 0)",
            vec![0_u8; 48]
        )
        .unwrap();
        tx.commit().await.unwrap();
        db.close().await;
        let error = Db::open(&Address::File(folder.path().join("writ.db"))).await.unwrap_err();
        assert!(error.to_string().contains("opened by a newer Writ"), "{error}");
    }

    #[tokio::test]
    async fn an_unreachable_database_is_named_without_its_password() {
        let address = "postgres://writ:hunter2@127.0.0.1:1/writ".parse().unwrap();
        let error = Db::open(&address).await.unwrap_err();
        assert!(error.to_string().contains("127.0.0.1:1/writ"), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
