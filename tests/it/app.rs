//! A whole service for a test: a clock to turn, seeded randomness, memory of its own, and a choice of engine.

use std::fmt;
use std::future::{Future, poll_fn};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Postgres};
use tempfile::TempDir;
use writ::accounts::{self, Actor, Auth, Code, Email, NewAccount, Wrapped};
use writ::audit::checkpoint::{Checkpoint, Policy, log_key};
use writ::audit::{self, Log, Standing};
use writ::calendar::Calendar;
use writ::clock::{Clock, Time};
use writ::config::{Config, CustodyStore, EuTier, Limits, MailRoute, MirrorFolder, SignInCost};
use writ::db::{self, Address, Db};
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::ids::MessageId;
use writ::service::Service;
use writ::texts::Language;
use writ::tokens::Digest;
use writ::vault::fleet::Mirrors;
use writ::{jobs, mail, work};

/// What the service brings a database on PostgreSQL to, to tell one schema from another.
static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file in the test's own folder.
    Sqlite,
    /// A database of its own on the server that `WRIT_TEST_POSTGRES` names.
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// The server that tests on PostgreSQL may make databases on: `postgres://user@host:port/postgres`; `None`, with a line that says so, where
/// none is named.
pub fn postgres_server() -> Option<String> {
    let server = std::env::var("WRIT_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    if server.is_none() {
        println!("skipped: on PostgreSQL, because WRIT_TEST_POSTGRES names no server");
    }
    server
}

/// A database on that server.
pub fn database_on(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("WRIT_TEST_POSTGRES ends in /postgres");
    format!("{base}/{name}")
}

/// The folder of PostgreSQL's programs: that of `initdb`, found as `tests/run` finds it.
pub fn postgres_programs() -> Option<PathBuf> {
    let has_initdb = |folder: &PathBuf| folder.join("initdb").is_file();
    let path = std::env::var_os("PATH").unwrap_or_default();
    if let Some(folder) = std::env::split_paths(&path).find(has_initdb) {
        return std::fs::canonicalize(folder.join("initdb")).unwrap().parent().map(Path::to_owned);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let number = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let versions = versions.map(|version| version.unwrap().path()).filter(|folder| has_initdb(&folder.join("bin")));
    Some(versions.max_by_key(number)?.join("bin"))
}

/// A service in a temporary folder.
pub struct TestService {
    /// The service itself.
    pub service: Service,
    /// Its data folder: it goes when this does.
    folder: TempDir,
    engine: Engine,
}

impl TestService {
    /// A fresh service on SQLite.
    pub async fn new() -> Self {
        Self::on(Engine::Sqlite).await.expect("SQLite is always there")
    }

    /// A fresh service on `engine`; `None`, with a line that says so, where that engine cannot be had.
    pub async fn on(engine: Engine) -> Option<Self> {
        let (config, folder) = settings(engine).await?;
        let clock = Clock::manual(Time::parse_rfc3339("2026-11-23T10:00:00Z").unwrap());
        let service = Service::open(config, clock, Entropy::System, mirror::in_process).await.unwrap();
        Some(Self { service, folder, engine })
    }

    /// Lets go of all that the service has in hand, the locks on its mirrors' folders, too, as a process does that ends: another service can be
    /// opened on its folders then. What is left of it is its database and its keys.
    pub async fn let_go(&mut self) {
        let Service { config, clock, entropy, keys, .. } = self.service.clone();
        let without = Config { mirrors: Vec::new(), ..Config::clone(&config) };
        let mirrors = Mirrors::open(&without, &keys, &clock, &entropy).await.unwrap();
        let log = Log::open(&config.log_store).unwrap();
        let db = Db::open(&config.database).await.unwrap();
        self.service = Service { db, log, mirrors, ..self.service.clone() };
        // What its mirrors had begun comes to its end, as on machines of their own.
        for mirror in &config.mirrors {
            let lock = std::fs::File::open(mirror.folder.join("lock")).unwrap();
            let mut tries = 0;
            while lock.try_lock().is_err() {
                assert!(tries < 1_000, "{} is still in use", mirror.name);
                tries += 1;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }
}

/// Settings on `engine` in a folder of their own, in which nothing stands yet; `None`, with a line that says so,
/// where that engine cannot be had.
pub async fn settings(engine: Engine) -> Option<(Config, TempDir)> {
    let folder = TempDir::new().unwrap();
    let config = settings_in(folder.path(), engine).await?;
    Some((config, folder))
}

/// The same in a folder that stays.
pub async fn settings_in(folder: &Path, engine: Engine) -> Option<Config> {
    let database = fresh_database(engine, &folder.join("writ.db"), &Entropy::System).await?;
    Some(config(folder, database))
}

impl TestService {
    /// The same service with a database and a log of its own in which nothing stands yet, not even its mirrors: for
    /// tests that count entries from none.
    pub async fn blank(mut self) -> Self {
        let file = self.folder.path().join("blank.db");
        let database = fresh_database(self.engine, &file, &self.service.entropy).await.expect("it was there before");
        let mut config = (*self.service.config).clone();
        config.database = database;
        config.log_store = self.folder.path().join("blank-log-store");
        self.service.log = Log::open(&config.log_store).unwrap();
        self.service.db = Db::open(&config.database).await.unwrap().written_while(self.service.log.condition());
        self.service.config = Arc::new(config);
        audit::start(&self.service).await.unwrap();
        self
    }

    /// From here on the second store holds one entry more than the database, signed by the log's own key: as it does for a
    /// database that was restored from a backup.
    pub async fn fall_behind(&self) {
        let service = &self.service;
        audit::settle(service).await.unwrap();
        let store = service.log.second_store();
        let published = store.checkpoint().unwrap().unwrap();
        let key = log_key(&service.keys.origin, service.keys.log().public()).unwrap();
        let size = Policy::none(key.clone()).check(&published).unwrap().checkpoint.size + 1;
        let further = Checkpoint { origin: service.keys.origin.clone(), size, root: [7; 32] };
        let further = further.sign(&key, |message| service.keys.log().sign(message)).to_string();
        store.publish(Some(&published), &further).unwrap();
        assert!(matches!(audit::start(service).await.unwrap(), Standing::Behind(_)));
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for TestService {
    /// Does nothing, but keeps the value whole: an `async move` body that names only `app.service` would
    /// otherwise take that field along, and the folder would go before the body runs.
    fn drop(&mut self) {}
}

/// Settings for what lies in a folder, but for its database perhaps.
pub fn config(folder: &Path, database: Address) -> Config {
    let data = folder.to_owned();
    let mirror = |name: &str, country: &str| {
        MirrorFolder::from_str(&format!("{name}={country}={}", data.join("mirrors").join(name).display())).unwrap()
    };
    let custody = |country: &str| {
        CustodyStore::from_str(&format!("{country}={}", data.join("custody").join(country).display())).unwrap()
    };
    Config {
        public_url: "http://localhost:8080".parse().unwrap(),
        database,
        keys: data.join("keys"),
        log_store: data.join("log-store"),
        mirrors: vec![mirror("paris", "FR"), mirror("delft", "NL"), mirror("otago", "NZ")],
        mirror_authority: None,
        private_mirrors: false,
        custody: vec![custody("FR"), custody("NL")],
        evidence: data.join("evidence"),
        mail: MailRoute::Files(data.join("mail")),
        bounces: None,
        bounce_secret: None,
        trusted_proxies: Vec::new(),
        calendar: Calendar::default(),
        // It has all that the others have, and more.
        eu_tier: EuTier::Platform,
        // Nobody guesses here, and thousands sign in.
        sign_in_cost: SignInCost { memory: 64, passes: 1 },
        limits: Limits::default(),
        data,
    }
}

/// Somebody with an account: they sign up under what their password gives and confirm with the code that is mailed.
pub async fn signed_up(service: &Service, email: &str, auth: [u8; 32]) -> Actor {
    let code = sign_up(service, email, auth).await.expect("a code was mailed");
    let (email, auth) = (Email::parse(email).unwrap(), Auth::parse(&auth).unwrap());
    accounts::confirm(service, &email, &auth, &code, email.as_str()).await.unwrap().actor
}

/// Signs up, and gives the code that was mailed for it, if one was. The master key is wrapped as the first byte of
/// `auth` says, so that a test can tell whose keys an account has.
pub async fn sign_up(service: &Service, email: &str, auth: [u8; 32]) -> Option<Code> {
    let mut code = None;
    for message in mailed(service, async || {
        let email = Email::parse(email).unwrap();
        let new = NewAccount {
            parameters: accounts::sign_in_parameters(service, &email).await.unwrap(),
            auth: Auth::parse(&auth).unwrap(),
            wrapped_master: Wrapped::parse("wrapped_master", &[auth[0]; 60]).unwrap(),
            recovery_wrapped_master: Wrapped::parse("recovery_wrapped_master", &[2; 60]).unwrap(),
            email: email.clone(),
            language: Language::default(),
        };
        accounts::sign_up(service, new, email.as_str()).await.unwrap();
    })
    .await
    {
        code = code.or(code_in(&message));
    }
    code
}

/// The code in a message, on a line of its own, set in.
pub fn code_in(message: &str) -> Option<Code> {
    let line = message.lines().find_map(|line| line.strip_prefix("    "))?;
    Some(Code::parse(line).unwrap())
}

/// What follows an address in a message as it is sent: the rest of the address.
pub fn link_in(message: &str, before: &str) -> String {
    let text = message.replace("=\r\n", "");
    let (_, rest) = text.split_once(before).expect("the message has the address");
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/')).collect()
}

/// The file of a message, while it lies there.
pub fn letter(service: &Service, message: MessageId) -> Option<PathBuf> {
    let MailRoute::Files(folder) = &service.config.mail else { panic!("this service writes no files") };
    let its = format!("{message}.");
    let mut files = std::fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path());
    files.find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&its)))
}

/// The messages that are written because of what is done, taken out of the mail folder by who reads them.
pub async fn mailed(service: &Service, done: impl AsyncFnOnce()) -> Vec<String> {
    let (before, idle) = (messages(service).await, jobs::due(service).await.unwrap() == 0);
    done().await;
    let new = messages(service).await.into_iter().filter(|message| !before.contains(message));
    let mut texts = Vec::new();
    for message in new {
        // Nothing else is done on the way, and no job is left over where none was.
        if idle {
            work::run_due(service).await.unwrap();
        }
        mail::send(service, message).await.unwrap();
        let file = letter(service, message).unwrap();
        texts.push(std::fs::read_to_string(&file).unwrap());
        std::fs::remove_file(file).unwrap();
    }
    texts
}

async fn messages(service: &Service) -> Vec<MessageId> {
    let mut tx = service.db.read().await.unwrap();
    let rows = db::all!(tx, (MessageId,), "SELECT id FROM messages").unwrap();
    rows.into_iter().map(|(id,)| id).collect()
}

/// A database that nothing was ever written to, but perhaps the schema; `None` where the engine cannot be had.
async fn fresh_database(engine: Engine, file: &Path, entropy: &Entropy) -> Option<Address> {
    match engine {
        Engine::Sqlite => Some(Address::File(file.to_owned())),
        Engine::Postgres => Some(Address::Postgres(fresh_postgres_database(&postgres_server()?, entropy).await)),
    }
}

/// A database on that server with the schema, in which nothing else stands.
async fn fresh_postgres_database(server: &str, entropy: &Entropy) -> String {
    let mut connection = connected(server).await;
    let template = template(server, &mut connection).await;
    copied(server, connection, &template, entropy).await
}

/// A database on that server that has not even a schema.
pub async fn empty_postgres_database(server: &str, entropy: &Entropy) -> String {
    copied(server, connected(server).await, "template1", entropy).await
}

/// What nearly every test starts from, to be copied: migrations take longer than that. It is made by the first test that finds none of its
/// schema, whose process others wait for, and stays for later runs. Nobody connects to it, or it could not be copied; many may copy it at once.
async fn template(server: &str, connection: &mut PgConnection) -> String {
    let sums: Vec<&[u8]> = MIGRATIONS.iter().map(|migration| &*migration.checksum).collect();
    let schema = Digest::of(&sums.concat()).to_string();
    let name = format!("writ_template_{}", &schema[..16]);
    if !is_there(connection, &name).await {
        // Held until the connection is closed, or its process killed.
        let lock = sqlx::query::<Postgres>("SELECT pg_advisory_lock(hashtextextended($1, 0))").bind(name.as_str());
        lock.execute(&mut *connection).await.unwrap();
        if !is_there(connection, &name).await {
            // Whoever was killed over it left it under this name: only a whole one gets the other.
            let unfinished = format!("{name}_unfinished");
            run(connection, format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")).await;
            run(connection, format!("CREATE DATABASE {unfinished}")).await;
            let address = Address::Postgres(database_on(server, &unfinished));
            Db::open(&address).await.unwrap().close().await;
            run(connection, format!("ALTER DATABASE {unfinished} RENAME TO {name}")).await;
        }
    }
    name
}

async fn connected(server: &str) -> PgConnection {
    PgConnection::connect(server).await.expect("WRIT_TEST_POSTGRES must name a server that answers")
}

async fn is_there(connection: &mut PgConnection, name: &str) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)";
    sqlx::query_scalar::<Postgres, bool>(sql).bind(name).fetch_one(connection).await.unwrap()
}

async fn run(connection: &mut PgConnection, sql: String) {
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
}

async fn copied(server: &str, mut connection: PgConnection, template: &str, entropy: &Entropy) -> String {
    let name = format!("writ_test_{}", data_encoding::HEXLOWER.encode(&entropy.bytes::<8>()));
    run(&mut connection, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    connection.close().await.unwrap();
    database_on(server, &name)
}

/// A copy of a database as it is now, to which nobody may be connected.
pub async fn copy_of(database: &Address, file: &Path, entropy: &Entropy) -> Address {
    match database {
        Address::File(from) => {
            db::copy_file(from, file).await.unwrap();
            Address::File(file.to_owned())
        }
        Address::Postgres(url) => {
            let (server, name) = url.rsplit_once('/').unwrap();
            let server = database_on(&format!("{server}/"), "postgres");
            Address::Postgres(copied(&server, connected(&server).await, name, entropy).await)
        }
    }
}

/// Polls a future so often and no more: its outcome, if it came to its end. Dropped after that, it dies where it stands.
pub async fn polled<F: Future + Unpin>(future: &mut F, mut times: usize) -> Option<F::Output> {
    poll_fn(|cx| {
        if times == 0 {
            return Poll::Ready(None);
        }
        times -= 1;
        Pin::new(&mut *future).poll(cx).map(Some)
    })
    .await
}

/// Runs an async test body on both engines: `both_engines!(name, |app| async move { … })`. The body
/// takes a [`TestService`].
macro_rules! both_engines {
    ($(#[$meta:meta])* $name:ident, $body:expr) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$meta])*
            #[tokio::test]
            async fn on_sqlite() {
                ($body)($crate::app::TestService::new().await).await;
            }

            $(#[$meta])*
            #[tokio::test]
            async fn on_postgres() {
                if let Some(app) = $crate::app::TestService::on($crate::app::Engine::Postgres).await {
                    ($body)(app).await;
                }
            }
        }
    };
}
pub(crate) use both_engines;
