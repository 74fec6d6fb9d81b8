//! `writ put` and `writ get` beside what people would use instead, on the same disk and in the same run:
//! `cargo bench --bench transfer [-- MEBIBYTES [ROUNDS]]` (1,024 and 5).
//!
//! - age: the file is encrypted once, the stream written to three copies at once, each synced to the disk. Back: one copy
//!   decrypted into a file, which is synced.
//! - rclone: the file is copied to a `crypt` remote over a local folder: one copy, which rclone does not sync. Back likewise.
//!
//! Writ runs whole: `writ serve` as an operator starts it, its three mirrors in three folders, every part durable on two
//! before it is acknowledged and every file on three before the disk is quiet again. Each figure is a process from its
//! start to its end; what a contender leaves to the kernel to write later is written before the next one begins, and
//! is not counted; and each begins with as much memory at hand as it will write. Each round begins with empty folders and
//! with another contender, after one round that is not counted.
//! Every contender's file is compared with the original, byte for byte.
//!
//! Needs `age` and `rclone` on the path. The files lie in the folder that `TMPDIR` names.
#![expect(clippy::expect_used, reason = "a bench that cannot go on should stop loudly")]

use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use writ::accounts::api_tokens::{self, TokenName};
use writ::clock::Clock;
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::service::Service;

use crate::app::Engine;
use crate::support::programs::{self, median, output, run, timed};
use crate::support::{app, authenticator, cast};

mod support;

const MIB: usize = 1 << 20;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<usize>().ok());
    let (size, rounds) = (numbers.next().unwrap_or(1_024), numbers.next().unwrap_or(5));
    for tool in ["age", "age-keygen", "rclone"] {
        if !programs::is_there(tool) {
            eprintln!("this bench needs {tool}: apt-get install age rclone");
            std::process::exit(1);
        }
    }
    let mut rows: [Row; 6] = Default::default();
    // The first round warms the machine up.
    for round in 0..=rounds {
        let bench = Bench::new(size);
        let contenders: [(usize, Contender); 6] = [
            (0, Bench::age_out),
            (1, Bench::rclone_out),
            (2, Bench::writ_put),
            (3, Bench::age_back),
            (4, Bench::rclone_back),
            (5, Bench::writ_get),
        ];
        // Nobody is always first, or always after the same one.
        for half in contenders.chunks(3) {
            for turn in 0..3 {
                let (row, work) = half[(turn + round) % 3];
                let seconds = timed(size, || work(&bench));
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
        ("age, three copies, each synced", 2),
        ("rclone crypt, one copy, not synced", 2),
        ("writ put, three mirrors, synced", 2),
        ("age -d, synced", 5),
        ("rclone crypt back, not synced", 5),
        ("writ get, verified, synced", 5),
    ];
    for (row, (name, ours)) in rows.iter().zip(names) {
        let ratios = row.iter().zip(&rows[ours]).map(|(peer, own)| peer / own).collect();
        println!("{name:46} {:8.2}  {:12.2} x", median(row.clone()), median(ratios));
    }
}

type Row = Vec<f64>;
type Contender = fn(&Bench);

struct Bench {
    folder: TempDir,
    identity: PathBuf,
    recipient: String,
    server: Child,
    _data: TempDir,
    url: String,
    token: String,
}

impl Bench {
    fn new(size: usize) -> Self {
        let folder = TempDir::new().expect("a folder");
        programs::write_file(&folder.path().join("file"), size);
        let identity = folder.path().join("identity");
        run(Command::new("age-keygen").arg("-o").arg(&identity));
        let recipient = output(Command::new("age-keygen").arg("-y").arg(&identity));
        for name in ["age", "rclone", "back"] {
            std::fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        let (server, data, url, token) = serve();
        Self { folder, identity, recipient: recipient.trim().to_owned(), server, _data: data, url, token }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn age_out(&self) {
        let mut age = Command::new("age")
            .args(["-e", "-r", &self.recipient])
            .arg(self.path("file"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("age starts");
        let mut sealed = age.stdout.take().expect("a pipe");
        std::thread::scope(|scope| {
            let copies: Vec<_> = (0..3)
                .map(|number| {
                    let (sender, receiver) = std::sync::mpsc::sync_channel::<std::sync::Arc<[u8]>>(16);
                    let mut copy = File::create(self.path("age").join(number.to_string())).expect("a file");
                    scope.spawn(move || {
                        for piece in receiver {
                            copy.write_all(&piece).expect("room for a copy");
                        }
                        copy.sync_all().expect("a disk that syncs");
                    });
                    sender
                })
                .collect();
            let mut piece = vec![0; MIB];
            loop {
                let read = sealed.read(&mut piece).expect("a pipe that reads");
                if read == 0 {
                    break;
                }
                let piece: std::sync::Arc<[u8]> = piece[..read].into();
                for copy in &copies {
                    copy.send(piece.clone()).expect("a copy that is written");
                }
            }
        });
        assert!(age.wait().expect("age ends").success());
    }

    fn age_back(&self) {
        let back = self.path("back").join("age");
        run(Command::new("age").arg("-d").arg("-i").arg(&self.identity).arg("-o").arg(&back).arg(self.path("age/0")));
        File::open(&back).and_then(|file| file.sync_all()).expect("a disk that syncs");
    }

    fn rclone(&self) -> Command {
        let mut command = Command::new("rclone");
        command
            .env("RCLONE_CONFIG", self.path("rclone.conf"))
            .env("RCLONE_CONFIG_SECRET_TYPE", "crypt")
            .env("RCLONE_CONFIG_SECRET_REMOTE", self.path("rclone"))
            // What `rclone obscure` makes of a password: it hides nothing.
            .env("RCLONE_CONFIG_SECRET_PASSWORD", output(Command::new("rclone").args(["obscure", "a bench"])).trim());
        command
    }

    fn rclone_out(&self) {
        run(self.rclone().arg("copyto").arg(self.path("file")).arg("secret:file"));
    }

    fn rclone_back(&self) {
        run(self.rclone().arg("copyto").arg("secret:file").arg(self.path("back").join("rclone")));
    }

    fn writ(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_writ"));
        command
            .env("WRIT_SERVER", &self.url)
            .env("WRIT_TOKEN", &self.token)
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

    /// Looks whether everything came back as it went.
    fn compare(&self) {
        for contender in ["age", "rclone", "writ"] {
            let back = self.path("back").join(contender);
            assert!(programs::are_same(&self.path("file"), &back), "{contender} lost bytes");
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.server.kill().expect("a server to end");
        self.server.wait().expect("a server that ended");
    }
}

/// `writ serve` on fresh settings, with somebody who has an API token.
fn serve() -> (Child, TempDir, String, String) {
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
    let url = format!("http://127.0.0.1:{port}");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    let (config, folder, token) = runtime.block_on(async {
        let (mut config, folder) = app::settings(Engine::Sqlite).await.expect("SQLite is always there");
        config.public_url = url.parse().expect("a URL");
        let service =
            Service::open(config.clone(), Clock::System, Entropy::System, mirror::in_process).await.expect("a service");
        let uploader = cast::person(&service, "uploader").await;
        let name = TokenName::parse("bench").expect("a name");
        let (_, token) = api_tokens::issue(&service, uploader, name, None).await.expect("a token");
        service.db.close().await;
        (config, folder, token.expose().to_owned())
    });
    drop(runtime);
    let mut server = Command::new(env!("CARGO_BIN_EXE_writ"));
    server.args(["serve", "--public-url", &url, "--listen", url.trim_start_matches("http://")]);
    server.arg("--data").arg(&config.data).arg("--log-store").arg(&config.log_store);
    for mirror in &config.mirrors {
        let place = format!("{}={}={}", mirror.name, mirror.jurisdiction, mirror.folder.display());
        server.args(["--mirror", &place]);
    }
    let server = server.env("WRIT_LOG", "error").stdout(Stdio::null()).spawn().expect("a server");
    let begun = Instant::now();
    while std::net::TcpStream::connect(url.trim_start_matches("http://")).is_err() {
        assert!(begun.elapsed() < Duration::from_mins(1), "the server does not listen");
        std::thread::sleep(Duration::from_millis(20));
    }
    (server, folder, url, token)
}
