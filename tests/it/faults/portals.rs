//! The portal killed as each step is seen to be done, and its database started again in the middle of them.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::geteuid;
use tempfile::TempDir;
use tokio::net::TcpListener;
use writ::db::Address;
use writ::entropy::Entropy;

use super::ways::State;
use super::world::World;
use super::{MIB, on_both_engines};
use crate::app::{self, Engine, empty_postgres_database, postgres_programs, postgres_server};
use crate::nodes::{free_address, without_mirrors};

/// What is seen of an upload, one step after the other.
const UPLOAD: [&str; 3] = [
    "SELECT COUNT(*) FROM uploads",
    "SELECT COUNT(*) FROM upload_parts WHERE acknowledged_at IS NOT NULL",
    "SELECT COUNT(*) FROM uploads WHERE state = 'completed'",
];
/// The same of a takedown.
const TAKEDOWN: [&str; 7] = [
    "SELECT COUNT(*) FROM custody_copies",
    "SELECT COUNT(*) FROM custody_copies WHERE state = 'secured'",
    "SELECT COUNT(*) FROM orders",
    "SELECT COUNT(*) FROM log_indexes i JOIN orders o ON o.log_entry = i.entry",
    "SELECT COUNT(receipt_token) FROM order_deliveries",
    "SELECT COUNT(*) FROM order_deliveries WHERE probed_at IS NOT NULL",
    "SELECT COUNT(*) FROM orders WHERE completed_at IS NOT NULL",
];
/// The same of a restoration of the only file.
const RESTORATION: [&str; 3] = [
    "SELECT COUNT(*) FROM restorations",
    "SELECT COUNT(*) - 1 FROM blobs",
    "SELECT COUNT(*) FROM restorations WHERE completed_at IS NOT NULL",
];

async fn a_portal_killed_in_each_step_goes_on_with_it(engine: Engine) {
    let Some(mut world) = World::of_three(engine).await else { return };
    world.door.set(State::Slow(32 * MIB));
    let path = world.file(40 * MIB);
    let putting = world.put(&path);
    for step in UPLOAD {
        world.until(step, 1).await;
        world.kill_portal().await;
    }
    world.door.set(State::Open);
    let file = world.stored(path, putting).await;
    world.kept().await;
    world.hold(&file).await;
    for step in TAKEDOWN {
        world.until(step, 1).await;
        world.kill_portal().await;
    }
    world.kept().await;
    world.lift(&file).await;
    for step in RESTORATION {
        world.until(step, 1).await;
        world.kill_portal().await;
    }
    world.ended().await;
}
on_both_engines!(a_portal_killed_in_each_step_goes_on_with_it);

/// A server of PostgreSQL of a test's own.
struct Server {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    /// PostgreSQL refuses to run as root: as root, user and group with no rights of their own.
    servant: Option<(String, String)>,
}

impl Server {
    fn start() -> Option<Self> {
        // Where it is wanted, its programs are there.
        postgres_server()?;
        let programs = postgres_programs().expect("PostgreSQL's programs are there");
        let servant = geteuid().is_root().then(|| {
            let user = said("id", &["-un", "postgres"]).unwrap_or_else(|| "nobody".to_owned());
            let group = said("id", &["-g", &user]).unwrap();
            (user, group)
        });
        let folder = TempDir::new().unwrap();
        let server = Self { programs, folder, port: free_address().port(), servant };
        std::fs::set_permissions(server.folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::create_dir(server.place()).unwrap();
        if let Some((user, _)) = &server.servant {
            said("chown", &[user, server.place().to_str().unwrap()]).expect("root gives folders away");
        }
        let data = server.data();
        server.run("initdb", &["-D", &data, "-U", "writ", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        let place = server.place();
        let options = format!("-p {} -k {} -c listen_addresses=127.0.0.1 -c fsync=off", server.port, place.display());
        server.run("pg_ctl", &["-D", &data, "-l", &server.log(), "-w", "-o", &options, "start"]);
        Some(server)
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("postgres")
    }

    fn data(&self) -> String {
        self.place().join("data").display().to_string()
    }

    fn log(&self) -> String {
        self.place().join("log").display().to_string()
    }

    fn url(&self) -> String {
        format!("postgres://writ@127.0.0.1:{}/postgres", self.port)
    }

    /// As after a power cut: whatever was not committed is gone, and so is every connection.
    async fn restart(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-l", &self.log(), "-w", "-m", "immediate", "restart"]);
        // Those that this process has of it, and used just now, are found to be broken from here on.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let done = self.command(program, arguments).status().unwrap();
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        assert!(done.success(), "{program} {arguments:?}: {log}");
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let program = self.programs.join(program);
        let mut command = match &self.servant {
            Some((user, group)) => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid", user, "--regid", group, "--clear-groups"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.args(arguments).current_dir("/").env("LC_ALL", "C").env("HOME", self.place());
        // What it says goes nowhere: the server would keep a pipe open.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its folder goes, whatever came of this.
        self.command("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]).status().ok();
    }
}

/// What a program says, if it does what it should.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_starts_again_in_each_step_forgets_nothing() {
    let Some(server) = Server::start() else { return };
    let database = empty_postgres_database(&server.url(), &Entropy::System).await;
    let (socket, folder) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), TempDir::new().unwrap());
    let config = app::config(folder.path(), Address::Postgres(database));
    let (config, authority) = without_mirrors(config, folder.path(), socket.local_addr().unwrap());
    let mut world = World::on(config, authority, folder, socket).await;
    for (host, country) in [("kiwi", "NZ"), ("fjord", "NO"), ("maple", "CA")] {
        world.join(host, country).await;
    }
    world.reach().await;

    world.door.set(State::Slow(32 * MIB));
    let path = world.file(40 * MIB);
    let putting = world.put(&path);
    for step in UPLOAD {
        world.until(step, 1).await;
        server.restart().await;
    }
    world.door.set(State::Open);
    let file = world.stored(path, putting).await;
    world.kept().await;
    world.hold(&file).await;
    for step in ["SELECT COUNT(*) FROM custody_copies", TAKEDOWN[2], TAKEDOWN[4]] {
        world.until(step, 1).await;
        server.restart().await;
    }
    world.kept().await;
    world.lift(&file).await;
    world.until(RESTORATION[1], 1).await;
    server.restart().await;
    world.ended().await;
}
