//! PostgreSQL of a test's own: a server that can be started again, followed by a standby, and lost.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::geteuid;
use sqlx::{Connection as _, Executor as _, PgConnection, Postgres};
use tempfile::TempDir;

use crate::app::{postgres_programs, postgres_server};
use crate::kills::PATIENCE;
use crate::nodes::free_address;

/// A server, in a folder that goes with it.
pub struct Server {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    /// PostgreSQL refuses to run as root: as root, user and group with no rights of their own.
    servant: Option<(String, String)>,
}

impl Server {
    /// One on which nothing stands; `None`, with a line that says so, where tests are to do without.
    pub fn start() -> Option<Self> {
        // Where it is wanted, its programs are there.
        postgres_server()?;
        let server = Self::prepared();
        let data = server.data();
        server.run("initdb", &["-D", &data, "-U", "writ", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        server.serve();
        Some(server)
    }

    /// Another that follows this one, as one in a second country does. Whoever has something committed here from now on waits until it is
    /// written there, too.
    pub async fn standby(&self) -> Self {
        let standby = Self::prepared();
        let (port, data) = (self.port.to_string(), standby.data());
        // -R has it follow, as this program connects here.
        let copy = ["-R", "-D", &data, "-h", "127.0.0.1", "-p", &port, "-U", "writ", "-c", "fast", "--no-sync"];
        standby.run("pg_basebackup", &copy);
        standby.serve();
        self.execute("ALTER SYSTEM SET synchronous_standby_names = '*'").await;
        self.execute("SELECT pg_reload_conf()").await;
        let begun = Instant::now();
        while !self.is_followed().await {
            assert!(begun.elapsed() < PATIENCE, "nobody follows: {}", standby.has_said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        standby
    }

    /// Where its database is that every server has.
    pub fn url(&self) -> String {
        format!("postgres://writ@127.0.0.1:{}/postgres", self.port)
    }

    /// As after a power cut: whatever was not committed is gone, and so is every connection.
    pub async fn restart(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-l", &self.log(), "-w", "-m", "immediate", "restart"]);
        // Those that this process has of it, and used just now, are found to be broken from here on.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
    }

    /// A place for one, with a port.
    fn prepared() -> Self {
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
        server
    }

    fn serve(&self) {
        let options =
            format!("-p {} -k {} -c listen_addresses=127.0.0.1 -c fsync=off", self.port, self.place().display());
        self.run("pg_ctl", &["-D", &self.data(), "-l", &self.log(), "-w", "-o", &options, "start"]);
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

    fn has_said(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    async fn execute(&self, sql: &'static str) {
        let mut connection = PgConnection::connect(&self.url()).await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    }

    async fn is_followed(&self) -> bool {
        let mut connection = PgConnection::connect(&self.url()).await.unwrap();
        let sql = "SELECT EXISTS (SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'sync')";
        let followed = sqlx::query_scalar::<Postgres, bool>(sql).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        followed
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let done = self.command(program, arguments).status().unwrap();
        assert!(done.success(), "{program} {arguments:?}: {}", self.has_said());
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
