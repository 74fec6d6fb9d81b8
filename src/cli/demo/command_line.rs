//! This very program, run as anybody runs it: the demo stores, opens and verifies by its own command line.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use anyhow::{Context, ensure};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use url::Url;
use zeroize::Zeroizing;

/// A person's machine: this program, a folder of their own, and the address and token in its environment.
pub struct CommandLine {
    folder: PathBuf,
    server: Url,
    token: Option<Zeroizing<String>>,
}

/// What `writ get` saved.
pub struct Saved {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl CommandLine {
    /// A machine whose files lie in `folder`.
    pub fn new(folder: PathBuf, server: Url, token: Option<Zeroizing<String>>) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { folder, server, token })
    }

    /// Where this person's files lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// `writ put FILE`: the link it printed.
    pub async fn put(&self, file: &Path) -> anyhow::Result<String> {
        let output = self.run([OsStr::new("put"), file.as_os_str()], "").await?;
        ensure!(output.status.success(), "writ put failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(String::from_utf8(output.stdout).context("writ put printed no text")?.trim().to_owned())
    }

    /// `writ get`, the link on its standard input: what it saved.
    pub async fn get(&self, link: &str) -> anyhow::Result<Saved> {
        let folder = self.folder.join("saved");
        std::fs::create_dir_all(&folder)?;
        let output = self.run([OsStr::new("get"), "--output".as_ref(), folder.as_os_str()], link).await?;
        ensure!(output.status.success(), "writ get failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        let mut saved = std::fs::read_dir(&folder)?.collect::<Result<Vec<_>, _>>()?;
        ensure!(saved.len() == 1, "writ get saved {} files instead of one", saved.len());
        let path = saved.remove(0).path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = std::fs::read(&path)?;
        std::fs::remove_dir_all(&folder)?;
        Ok(Saved { name, bytes })
    }

    /// `writ WORDS`, with `input` on its standard input.
    pub async fn run<W: AsRef<OsStr>>(
        &self,
        words: impl IntoIterator<Item = W>,
        input: &str,
    ) -> anyhow::Result<Output> {
        let program = std::env::current_exe().context("this program has no path")?;
        let mut command = Command::new(program);
        command
            .args(words)
            .current_dir(&self.folder)
            .env("WRIT_SERVER", self.server.as_str())
            .env("XDG_STATE_HOME", self.folder.join("state"))
            .env_remove("WRIT_TOKEN")
            .env_remove("WRIT_DATABASE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(token) = &self.token {
            command.env("WRIT_TOKEN", token.as_str());
        }
        let mut child = command.spawn().context("this program does not start again")?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes()).await?;
        }
        Ok(child.wait_with_output().await?)
    }
}
