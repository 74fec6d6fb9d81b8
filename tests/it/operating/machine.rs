//! A machine as an operator has it: a folder stands for its root, and `stand-in` for systemd and what else a test has not got. Commands are run
//! as they stand in the document, but for names and addresses, and for paths, which lead below that folder.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::process::Command;

use super::book;
use crate::app::{Engine, postgres_programs};
use crate::kills::PATIENCE;
use crate::tls::Authority;

/// What the document names of a machine. It touches nothing else.
const PLACES: [&str; 7] =
    ["/etc/letsencrypt", "/etc/systemd", "/etc/writ", "/var/lib/writ", "/usr/local/bin", "/backup", "/elsewhere"];
/// What is stood in for.
const STOOD_IN: [&str; 5] = ["cargo", "journalctl", "runuser", "systemctl", "useradd"];

/// A machine. What still runs on it when it is dropped is killed.
pub struct Machine {
    root: TempDir,
    engine: Engine,
    names: Vec<(&'static str, String)>,
}

impl Machine {
    /// One with the sources in a folder, and nothing installed, that knows an authority as others know those of the web. Each of the `names` of
    /// the document is another one here.
    pub fn new(engine: Engine, authority: &Authority, names: Vec<(&'static str, String)>) -> Self {
        let machine = Self { root: TempDir::new().unwrap(), engine, names };
        for folder in
            ["run", "stand-ins", "usr/local/bin", "etc/systemd/system", "backup", "elsewhere", "sources/target/release"]
        {
            fs::create_dir_all(machine.at(folder)).unwrap();
        }
        let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
        let stand_in = sources.join("tests/it/operating/stand-in");
        for name in STOOD_IN {
            symlink(&stand_in, machine.at("stand-ins").join(name)).unwrap();
        }
        symlink(&stand_in, machine.at("sources/target/release/writ")).unwrap();
        symlink(sources.join("deploy"), machine.at("sources/deploy")).unwrap();
        machine.trust(authority);
        machine
    }

    /// A path of the machine.
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    /// The authorities it knows.
    pub fn ca(&self) -> PathBuf {
        self.at("ca.pem")
    }

    /// Has it know another authority, too.
    pub fn trust(&self, authority: &Authority) {
        self.append("ca.pem", &authority.pem);
    }

    /// Adds to a file.
    pub fn append(&self, path: &str, text: &str) {
        let mut file = fs::File::options().create(true).append(true).open(self.at(path)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    /// A certificate for 127.0.0.1, where whoever renews certificates leaves it.
    pub fn certify(&self, authority: &Authority, name: &str) {
        let folder = self.at("etc/letsencrypt/live").join(name);
        fs::create_dir_all(&folder).unwrap();
        let (cert, key) = authority.certify("127.0.0.1", &folder);
        fs::rename(cert, folder.join("fullchain.pem")).unwrap();
        fs::rename(key, folder.join("privkey.pem")).unwrap();
    }

    /// Does what a procedure of the document says, and gives what was said.
    pub async fn follow(&self, procedure: &str) -> String {
        let said = self.run(&book::commands(procedure, self.engine)).await;
        self.settle();
        said
    }

    /// Runs commands, all of which have to be done.
    pub async fn run(&self, commands: &str) -> String {
        let commands = self.here(commands);
        self.assert_within(&commands);
        let output = tokio::time::timeout(PATIENCE, self.bash(&commands).output()).await;
        let output = output.unwrap_or_else(|_| panic!("{commands}\nhas no end: {}", self.said())).unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{commands}\n{out}{err}{}", self.said());
        out.into_owned()
    }

    fn bash(&self, commands: &str) -> Command {
        let mut path = vec![self.at("stand-ins"), self.at("usr/local/bin")];
        path.extend(postgres_programs());
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        let mut bash = Command::new("bash");
        bash.args(["-euo", "pipefail", "-c", commands]).current_dir(self.at("sources"));
        bash.env_clear().env("PATH", std::env::join_paths(path).unwrap()).env("HOME", self.root.path());
        bash.env("ROOT", self.root.path()).env("BUILT", env!("CARGO_BIN_EXE_writ"));
        bash.env("SSL_CERT_FILE", self.ca()).env("CURL_CA_BUNDLE", self.ca());
        bash.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        bash
    }

    /// Text of the document or of what was installed, as it is said here.
    fn here(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for place in PLACES {
            text = text.replace(place, &format!("{}{place}", self.root.path().display()));
        }
        for (name, here) in &self.names {
            text = text.replace(name, here);
        }
        text
    }

    /// Units and settings that were installed name what lies here, too.
    fn settle(&self) {
        let root = self.root.path().to_str().unwrap();
        for folder in ["etc/systemd/system", "etc/writ", "etc/writ-mirror", "usr/local/bin"] {
            let Ok(entries) = fs::read_dir(self.at(folder)) else { continue };
            for path in entries.map(|entry| entry.unwrap().path()) {
                if path.is_dir() || path.file_name().is_some_and(|name| name == "writ") {
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap();
                if !text.contains(root) {
                    fs::write(&path, self.here(&text)).unwrap();
                }
            }
        }
    }

    /// No command reaches the machine that the test itself runs on.
    fn assert_within(&self, commands: &str) {
        let root = self.root.path().to_str().unwrap();
        let between = |c: char| c.is_whitespace() || "'\"=<>:;|&()".contains(c);
        for word in commands.split(between).filter(|word| word.starts_with('/') && !word.starts_with("//")) {
            assert!(
                word.starts_with(root) || word == "/dev/null",
                "{word} is of the machine that runs this: {commands}"
            );
        }
    }

    /// Until something holds.
    pub async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let begun = Instant::now();
        while !holds().await {
            assert!(begun.elapsed() < PATIENCE, "not yet: {what}: {}", self.said());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The site is lost: what runs is killed, and the folders go.
    pub async fn perish(&self, folders: &[&str]) {
        self.kill();
        self.until("what ran is gone", async || self.running().is_empty()).await;
        for folder in folders {
            fs::remove_dir_all(self.at(folder)).unwrap();
        }
    }

    fn kill(&self) {
        for pid in self.running() {
            // It may have ended by itself.
            let _ = kill_process(pid, Signal::KILL);
        }
    }

    fn running(&self) -> Vec<Pid> {
        let files = fs::read_dir(self.at("run")).into_iter().flatten().flatten().map(|entry| entry.path());
        let pids = files.filter(|path| path.extension().is_some_and(|kind| kind == "pid"));
        pids.filter_map(|path| fs::read_to_string(path).ok()?.trim().parse().ok().and_then(Pid::from_raw)).collect()
    }

    /// What the machine's services have said.
    pub fn said(&self) -> String {
        let files = fs::read_dir(self.at("run")).into_iter().flatten().flatten().map(|entry| entry.path());
        let logs = files.filter(|path| path.extension().is_some_and(|kind| kind == "log"));
        logs.filter_map(|path| fs::read_to_string(path).ok()).collect()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.kill();
    }
}
