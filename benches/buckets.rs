//! `writ put` and `writ get` over three mirrors that keep their bytes in one Garage, beside `rclone crypt` to the same Garage, in the same run:
//! `cargo bench --bench buckets [-- MEBIBYTES [ROUNDS]]` (256 and 3).
//!
//! - rclone, one copy: the file is copied to a `crypt` remote over a bucket. Back: from there into a file.
//! - rclone, three copies: the same to three buckets, by three processes at once.
//! - writ: three processes of `writ mirror`, each a host in another country with a bucket of its own. The service runs in this process, as
//!   `writ serve` would. A part is durable on two mirrors before it is acknowledged, what a mirror put into its bucket is looked at, and every byte that
//!   comes back is verified.
//!
//! Garage is one node, which syncs what it syncs for either. All of it is spoken in plain within this machine. Each figure is a process from its start to its end,
//! on a disk that was quiet before and with every file on its three mirrors; each round begins with an empty Garage, and with another contender, after
//! one round that is not counted. Every contender's file is compared with the original, byte for byte.
//!
//! Needs `rclone` on the path, and Garage 2: there as `garage`, or named by `WRIT_TEST_GARAGE`. The files lie in the folder that `TMPDIR` names.
#![expect(clippy::expect_used, reason = "a bench that cannot go on should stop loudly")]

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use writ::accounts::api_tokens::{self, TokenName};
use writ::accounts::{Actor, Role};
use writ::clock::Clock;
use writ::db;
use writ::entropy::Entropy;
use writ::http::{connections, mirror};
use writ::ids::BlobId;
use writ::mirrors::client::Probe;
use writ::service::Service;
use writ::vault::{fleet, hosts};
use writ::{audit, work};

use crate::app::Engine;
use crate::support::programs::{self, median, output, run, timed};
use crate::support::stores::{GARAGE_KEY, Garage};
use crate::support::{app, authenticator, cast};

mod support;

/// The mirrors, each with the country in which it stands. Their buckets are called as they are.
const MIRRORS: [(&str, &str); 3] = [("paris", "FR"), ("delft", "NL"), ("otago", "NZ")];
/// How long something may take that is done in a moment.
const PATIENCE: Duration = Duration::from_mins(1);
const MOMENT: Duration = Duration::from_millis(20);

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<usize>().ok());
    let (size, rounds) = (numbers.next().unwrap_or(256), numbers.next().unwrap_or(3));
    let garage = std::env::var("WRIT_TEST_GARAGE").unwrap_or_else(|_| "garage".to_owned());
    for (program, from) in [
        (garage.as_str(), "it is Garage 2, https://garagehq.deuxfleurs.fr; or name it with WRIT_TEST_GARAGE"),
        ("rclone", "apt-get install rclone"),
    ] {
        if !programs::is_there(program) {
            eprintln!("this bench needs {program}: {from}");
            std::process::exit(1);
        }
    }
    let out: [(usize, Contender); 3] = [(0, Bench::rclone_out), (1, Bench::rclone_out_thrice), (2, Bench::writ_put)];
    let back: [(usize, Contender); 2] = [(3, Bench::rclone_back), (4, Bench::writ_get)];
    let mut rows: [Vec<f64>; 5] = Default::default();
    // The first round warms the machine up.
    for round in 0..=rounds {
        let bench = Bench::new(&garage, size);
        // Nobody is always first, or always after the same one.
        for half in [&out[..], &back[..]] {
            for turn in 0..half.len() {
                let (row, work) = half[(turn + round) % half.len()];
                let seconds = timed(size, || work(&bench));
                bench.settle();
                if round > 0 {
                    rows[row].push(seconds);
                }
            }
        }
        bench.compare();
    }
    println!(
        "{size} MiB, {rounds} rounds; median seconds, and the median of the rounds' ratios (above 1: writ is faster)"
    );
    println!("{:46} {:>8}  {:>14}", "", "seconds", "writ is faster");
    let names = [
        ("rclone crypt, one copy", 2),
        ("rclone crypt, three copies at once", 2),
        ("writ put, three mirrors", 2),
        ("rclone crypt back", 4),
        ("writ get, verified", 4),
    ];
    for (row, (name, ours)) in rows.iter().zip(names) {
        let ratios = row.iter().zip(&rows[ours]).map(|(peer, own)| peer / own).collect();
        println!("{name:46} {:8.2}  {:12.2} x", median(row.clone()), median(ratios));
    }
}

type Contender = fn(&Bench);

struct Bench {
    folder: TempDir,
    /// The port at which buckets are asked for.
    port: u16,
    password: String,
    machines: Vec<Machine>,
    operator: Operator,
    /// Ended after all who use it.
    _garage: Garage,
}

/// A host's machine. It is switched off when this is dropped.
struct Machine {
    life: Child,
    _folder: TempDir,
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.life.kill().expect("a mirror to end");
        self.life.wait().expect("a mirror that ended");
    }
}

/// A service that runs no mirror itself, and who runs it.
struct Operator {
    runtime: Runtime,
    service: Service,
    administrator: Actor,
    /// An API token of somebody with files.
    token: String,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
    _data: TempDir,
}

impl Operator {
    fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
        let (stop, mut tasks) = (CancellationToken::new(), Vec::new());
        let (service, administrator, token, data) = runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let (mut config, data) = app::settings(Engine::Sqlite).await.expect("SQLite is always there");
            let address = listener.local_addr().expect("an address");
            config.public_url = format!("http://{address}").parse().expect("a URL");
            config.mirrors = Vec::new();
            config.private_mirrors = true;
            let service =
                Service::open(config, Clock::System, Entropy::System, mirror::in_process).await.expect("a service");
            // People first: their codes are fetched from messages that no worker sends meanwhile.
            let administrator = cast::staff(&service, "operator", Role::Administrator).await;
            let uploader = cast::person(&service, "uploader").await;
            let name = TokenName::parse("bench").expect("a name");
            let (_, token) = api_tokens::issue(&service, uploader, name, None).await.expect("a token");
            tasks.push(tokio::spawn(audit::run(service.clone(), stop.clone().cancelled_owned())));
            tasks.push(tokio::spawn(work::run(service.clone(), stop.clone().cancelled_owned())));
            tasks.push(tokio::spawn(fleet::run(service.clone(), stop.clone().cancelled_owned())));
            let (router, limits) = (writ::http::router(service.clone()), service.config.limits.clone());
            let stopped = stop.clone();
            tasks.push(tokio::spawn(async move { connections::serve(listener, router, &limits, stopped).await }));
            (service, administrator, token.expose().to_owned(), data)
        });
        Self { runtime, service, administrator, token, stop, tasks, _data: data }
    }

    /// Takes on the mirror of a host, whose bytes lie in the bucket of its name.
    fn take_on(&self, port: u16, host: &str, country: &str) -> Machine {
        let folder = TempDir::new().expect("a folder");
        let listen = free_address();
        let bucket = format!("http://127.0.0.1:{port}/{host}");
        let mirror = |verb: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_writ"));
            command
                .args(["mirror", verb, "--data"])
                .arg(folder.path())
                .args(["--bucket", &bucket, "--bucket-region", "garage"])
                .env("WRIT_MIRROR_BUCKET_KEY", format!("{}:{}", GARAGE_KEY.0, GARAGE_KEY.1))
                .env("WRIT_LOG", "error");
            command
        };
        let invitation = self.runtime.block_on(hosts::invite(&self.service, &self.administrator));
        let invitation = invitation.expect("an invitation").text(&self.service);
        run(mirror("join").env("WRIT_INVITATION", invitation).args([
            "--url",
            &format!("http://{listen}"),
            "--country",
            country,
            "--host",
            host,
            "--capacity",
            "1TiB",
        ]));
        let listed = self.runtime.block_on(hosts::list(&self.service, &self.administrator)).expect("mirrors");
        let id = listed.into_iter().find(|known| known.host == host).expect("a mirror that has joined").id;
        let life = mirror("serve").args(["--listen", &listen]).stdout(Stdio::null()).spawn().expect("a mirror");
        let machine = Machine { life, _folder: folder };

        let begun = Instant::now();
        while let Err(error) = self.runtime.block_on(hosts::admit(&self.service, &self.administrator, id)) {
            assert!(begun.elapsed() < PATIENCE, "{host} is not admitted: {error}");
            thread::sleep(MOMENT);
        }
        // It serves once it has heard what it is to obey.
        let client = self.service.mirrors.client(id).expect("a mirror that is reached");
        let nothing = BlobId::new(&self.service.clock, &self.service.entropy);
        loop {
            match self.runtime.block_on(client.probe(nothing)) {
                Ok(Probe::Absent) => return machine,
                other => assert!(begun.elapsed() < PATIENCE, "{host} does not serve: {other:?}"),
            }
            thread::sleep(MOMENT);
        }
    }

    /// How many replicas mirrors have not signed for.
    fn arriving(&self) -> i64 {
        self.runtime.block_on(async {
            let mut tx = self.service.db.read().await.expect("a transaction");
            db::one!(tx, (i64,), "SELECT COUNT(*) FROM replicas WHERE state = 'placed'").expect("a count").0
        })
    }
}

impl Drop for Operator {
    fn drop(&mut self) {
        self.stop.cancel();
        let (service, tasks) = (self.service.clone(), std::mem::take(&mut self.tasks));
        self.runtime.block_on(async move {
            for task in tasks {
                task.await.expect("a task that ends");
            }
            service.db.close().await;
        });
    }
}

impl Bench {
    fn new(garage: &str, size: usize) -> Self {
        let (garage, port) = Garage::run(garage);
        let folder = TempDir::new().expect("a folder");
        // Everything is in its environment; without a file it would say so each time.
        std::fs::write(folder.path().join("rclone.conf"), "").expect("a file");
        programs::write_file(&folder.path().join("file"), size);
        std::fs::create_dir(folder.path().join("back")).expect("a folder");
        // What `rclone obscure` makes of a password: it hides nothing.
        let password = output(Command::new("rclone").args(["obscure", "a bench"])).trim().to_owned();
        let mut bench =
            Self { folder, port, password, machines: Vec::new(), operator: Operator::open(), _garage: garage };
        for bucket in ["rclone0", "rclone1", "rclone2"].into_iter().chain(MIRRORS.map(|(host, _)| host)) {
            run(bench.rclone().arg("mkdir").arg(format!("store:{bucket}")));
        }
        for (host, country) in MIRRORS {
            let machine = bench.operator.take_on(port, host, country);
            bench.machines.push(machine);
        }
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `store:` is the Garage, and `secret0:` to `secret2:` are `crypt` remotes over a bucket each.
    fn rclone(&self) -> Command {
        let mut command = Command::new("rclone");
        command
            .env("RCLONE_CONFIG", self.path("rclone.conf"))
            .env("RCLONE_CONFIG_STORE_TYPE", "s3")
            .env("RCLONE_CONFIG_STORE_PROVIDER", "Other")
            .env("RCLONE_CONFIG_STORE_ENDPOINT", format!("http://127.0.0.1:{}", self.port))
            .env("RCLONE_CONFIG_STORE_REGION", "garage")
            .env("RCLONE_CONFIG_STORE_FORCE_PATH_STYLE", "true")
            .env("RCLONE_CONFIG_STORE_ACCESS_KEY_ID", GARAGE_KEY.0)
            .env("RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY", GARAGE_KEY.1);
        // What else is set on the machine for buckets is not about this one.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"AWS_")) {
            command.env_remove(name);
        }
        for number in 0..3 {
            command
                .env(format!("RCLONE_CONFIG_SECRET{number}_TYPE"), "crypt")
                .env(format!("RCLONE_CONFIG_SECRET{number}_REMOTE"), format!("store:rclone{number}"))
                .env(format!("RCLONE_CONFIG_SECRET{number}_PASSWORD"), &self.password);
        }
        command
    }

    fn rclone_out(&self) {
        run(self.rclone().arg("copyto").arg(self.path("file")).arg("secret0:once"));
    }

    fn rclone_out_thrice(&self) {
        let copy = |number| {
            let mut copy = self.rclone();
            copy.arg("copyto").arg(self.path("file")).arg(format!("secret{number}:thrice"));
            copy.stdout(Stdio::null()).spawn().expect("rclone starts")
        };
        for mut copy in [0, 1, 2].map(copy) {
            assert!(copy.wait().expect("rclone ends").success());
        }
    }

    fn rclone_back(&self) {
        run(self.rclone().arg("copyto").arg("secret0:once").arg(self.path("back").join("rclone")));
    }

    fn writ(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_writ"));
        command
            .env("WRIT_SERVER", self.operator.service.config.public_url.as_str())
            .env("WRIT_TOKEN", &self.operator.token)
            .env("XDG_STATE_HOME", self.path("state"))
            .stderr(Stdio::null());
        command
    }

    fn writ_put(&self) {
        let link = output(self.writ().arg("put").arg(self.path("file")));
        std::fs::write(self.path("link"), link).expect("a file");
    }

    fn writ_get(&self) {
        let back = self.path("back").join("writ");
        run(self.writ().arg("get").arg("--link-file").arg(self.path("link")).arg("-o").arg(back));
    }

    /// Waits until every file lies on three mirrors: nobody pays for another's third copy.
    fn settle(&self) {
        let begun = Instant::now();
        while self.operator.arriving() > 0 {
            assert!(begun.elapsed() < PATIENCE, "a mirror does not sign for its replica");
            thread::sleep(MOMENT);
        }
    }

    /// Looks whether everything came back as it went.
    fn compare(&self) {
        for contender in ["rclone", "writ"] {
            let back = self.path("back").join(contender);
            assert!(programs::are_same(&self.path("file"), &back), "{contender} lost bytes");
        }
    }
}

/// An address of this machine at which nobody listened a moment ago.
fn free_address() -> String {
    let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    socket.local_addr().expect("an address").to_string()
}
