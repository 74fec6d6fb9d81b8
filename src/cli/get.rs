//! `writ get`: reads a link's sealed bytes straight from the mirrors, opens them here, and writes the file.
//!
//! A few stretches of 8 MiB are on their way at once, each checked chunk by chunk before a byte of it is written, in order,
//! to a hidden file beside the target, which takes the target's name when it is whole. A mirror that fails or sends
//! what does not verify is left for the next one in the middle of the file. Killed and run again, it goes on where it
//! stopped without counting as another download, and in the end holds the whole file against the object's root.

mod read;
mod target;

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use self::read::Stretches;
use self::target::Target;
use super::client::{Client, Error, Source, Ticket};
use super::progress::Progress;
use super::put::read_secret;
use super::state::{self, Secret};
use crate::ids::{DownloadId, ObjectId};
use crate::seal::link::LinkAuth;
use crate::seal::{FileKey, KeyShare, Link, LinkKey, LinkSecret, Metadata, content_context, format};

/// Save what links lead to
///
/// Links are read from standard input, one a line, or asked for: never from the argument list, which everybody on the
/// system can read.
#[derive(Debug, Args)]
#[command(after_help = "A download that was broken off goes on where it stopped when the same command is run again.\n\
    Exit codes: 0 done, 1 failed, 2 wrong call, 3 nothing at this link, 4 unavailable for legal reasons,\n\
    5 wrong key or password, 6 service or mirrors unreachable, 7 damaged.")]
pub struct Get {
    /// A file with the links, one a line
    #[arg(long, value_name = "FILE")]
    link_file: Option<PathBuf>,
    /// Where to save: a file, a folder, or - for standard output [default: this folder, under the file's own name]
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long)]
    force: bool,
    /// A file with the link's password [default: it is asked for]
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Catches links on the argument list, so that they are refused without being repeated.
    #[arg(hide = true, value_name = "LINK")]
    misplaced: Vec<std::ffi::OsString>,
}

impl Get {
    /// Saves each link's file. One that fails does not keep the others back; the first failure is the command's.
    pub async fn run(self) -> anyhow::Result<()> {
        if !self.misplaced.is_empty() {
            eprintln!(
                "writ: a link on the command line can be read by everybody on this system, and stays in the shell's history.\n\
                 writ: Give it on standard input, or in a file with --link-file, or run `writ get` and paste it when asked."
            );
            std::process::exit(2);
        }
        let links = self.links()?;
        let folder = self.output.as_deref().is_none_or(Path::is_dir);
        if links.len() > 1 && !folder {
            bail!("there are {} links, and one place to save them: give a folder with --output", links.len());
        }
        let mut failure: Option<anyhow::Error> = None;
        for link in &links {
            if let Err(error) = self.get(link).await {
                match &failure {
                    None => failure = Some(error),
                    Some(_) => eprintln!("writ: {error:#}"),
                }
            }
        }
        failure.map_or(Ok(()), Err)
    }

    fn links(&self) -> anyhow::Result<Vec<Link>> {
        let mut text = Zeroizing::new(String::new());
        if let Some(path) = &self.link_file {
            text = std::fs::read_to_string(path)
                .map(Zeroizing::new)
                .with_context(|| format!("{} cannot be read", path.display()))?;
        } else if std::io::stdin().is_terminal() {
            text = Zeroizing::new(rpassword::prompt_password("Link (it is not shown): ")?);
        } else {
            std::io::stdin().take(1 << 20).read_to_string(&mut text).context("standard input cannot be read")?;
        }
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        if lines.is_empty() {
            return Ok(vec![Link::parse("")?]);
        }
        lines.into_iter().map(|line| Link::parse(line).map_err(Into::into)).collect()
    }

    async fn get(&self, link: &Link) -> anyhow::Result<()> {
        let client = Client::new(Url::parse(&link.origin)?, None)?;
        let (link_key, auth) = self.unlock(&link.secret)?;
        if self.output.as_deref() == Some(Path::new("-")) {
            let found = Found::look(&client, link, &link_key, auth.as_ref()).await?;
            let begun = client.begin_download(&link.id, auth.as_ref()).await?;
            let reading = found.reading(&client, link, begun.download, begun.ticket, begun.sources).await?;
            let progress = Progress::new(&found.metadata.name, Some(reading.plain_len));
            let mut out = std::io::stdout();
            let done = reading.stretches.each(0, |plain| {
                progress.advance(plain.len() as u64);
                out.write_all(plain).context("standard output does not take any more")
            });
            done.await?;
            out.flush()?;
            progress.finish();
            return Ok(());
        }
        let memory = Memory::of(link)?;
        // A download that began before goes on under its own permission: looking again could find the link used up.
        if let Some(began) = memory.recall(&link_key)
            && let Some(reading) = began.go_on(&client, link, auth.as_ref()).await?
        {
            return self.save(&began.found, reading, &memory).await;
        }
        let found = Found::look(&client, link, &link_key, auth.as_ref()).await?;
        // Whether there is a place for it is settled before a download is counted.
        drop(Target::open(self.output.as_deref(), &found.metadata.name, found.object, self.force)?);
        let begun = client.begin_download(&link.id, auth.as_ref()).await?;
        memory.keep(&found, begun.download, &begun.sources)?;
        let reading = found.reading(&client, link, begun.download, begun.ticket, begun.sources).await?;
        self.save(&found, reading, &memory).await
    }

    async fn save(&self, found: &Found, reading: Reading, memory: &Memory) -> anyhow::Result<()> {
        let metadata = &found.metadata;
        let mut target = Target::open(self.output.as_deref(), &metadata.name, found.object, self.force)?;
        let progress = Progress::new(&metadata.name, Some(reading.plain_len));
        // Only whole chunks were ever written, but a power cut may have torn the last ones.
        let mut resumed = target.keep_whole_chunks(reading.plain_len)?;
        loop {
            if resumed > 0 {
                progress.say("going on with a download that was broken off");
            }
            progress.start_at(resumed);
            let done = reading.stretches.each(resumed, |plain| {
                progress.advance(plain.len() as u64);
                target.write(plain)
            });
            done.await?;
            if resumed == 0
                || target.root(&found.key, found.object, reading.salt, &found.sealed_metadata)? == found.root
            {
                break;
            }
            progress.say("what an earlier run left was damaged; starting again from the beginning");
            resumed = target.keep_whole_chunks(0)?;
        }
        progress.finish();
        let path = target.finish(metadata.modified, self.force)?;
        memory.forget()?;
        eprintln!("writ: saved {} ({} bytes)", path.display(), reading.plain_len);
        Ok(())
    }

    fn unlock(&self, secret: &LinkSecret) -> anyhow::Result<(LinkKey, Option<LinkAuth>)> {
        match secret {
            LinkSecret::Key(key) => Ok((key.clone(), None)),
            LinkSecret::Password(lock) => {
                let password = match &self.password_file {
                    Some(path) => read_secret(path)?,
                    None => Zeroizing::new(
                        rpassword::prompt_password("Password of the link: ")
                            .context("the link has a password: give it with --password-file")?,
                    ),
                };
                let (key, auth) = lock.unlock(&password);
                Ok((key, Some(auth)))
            }
        }
    }
}

/// What a link leads to, with the key that opens it.
struct Found {
    object: ObjectId,
    key: FileKey,
    key_share: KeyShare,
    metadata: Metadata,
    sealed_metadata: Vec<u8>,
    sealed_size: u64,
    root: String,
}

impl Found {
    async fn look(client: &Client, link: &Link, link_key: &LinkKey, auth: Option<&LinkAuth>) -> anyhow::Result<Self> {
        let looked = client.look(&link.id, auth).await?;
        Ok(Self::new(looked.object, looked.key_share, link_key, looked.metadata, looked.sealed_size, looked.root)?)
    }

    fn new(
        object: ObjectId,
        key_share: KeyShare,
        link_key: &LinkKey,
        sealed_metadata: Vec<u8>,
        sealed_size: u64,
        root: String,
    ) -> Result<Self, Error> {
        let key = FileKey::derive(link_key, &key_share, object);
        let metadata = Metadata::open(&key, object, &sealed_metadata)?;
        Ok(Self { object, key, key_share, metadata, sealed_metadata, sealed_size, root })
    }

    /// Reads the header from a mirror, and checks that the key is the one it commits to.
    async fn reading(
        &self,
        client: &Client,
        link: &Link,
        download: DownloadId,
        ticket: Ticket,
        sources: Vec<Source>,
    ) -> anyhow::Result<Reading> {
        let plain_len = format::plain_len(self.sealed_size).map_err(Error::from)?;
        let sources = read::Sources::new(client.clone(), link.id.clone(), download, ticket, sources)?;
        let (opening, salt) = sources.header(&self.key, &content_context(self.object)).await?;
        Ok(Reading { stretches: Stretches::new(sources, opening, self.sealed_size), plain_len, salt })
    }
}

/// A file about to be read.
struct Reading {
    stretches: Stretches,
    plain_len: u64,
    salt: format::Salt,
}

/// What is remembered of a download between runs: the service's half of the key and the permission, never the link key.
#[derive(Serialize, Deserialize)]
struct Remembered {
    object: ObjectId,
    key_share: Secret,
    metadata: String,
    sealed_size: u64,
    root: String,
    download: DownloadId,
    sources: Vec<Source>,
}

/// A download that an earlier run began.
struct Began {
    found: Found,
    download: DownloadId,
    sources: Vec<Source>,
}

impl Began {
    /// Renews its permission; nothing if the service does not know it any more.
    async fn go_on(&self, client: &Client, link: &Link, auth: Option<&LinkAuth>) -> anyhow::Result<Option<Reading>> {
        match client.renew_ticket(&link.id, self.download, auth).await {
            Ok(ticket) => {
                let sources = self.sources.clone();
                self.found.reading(client, link, self.download, ticket, sources).await.map(Some)
            }
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Where a download is remembered.
struct Memory(PathBuf);

impl Memory {
    fn of(link: &Link) -> anyhow::Result<Self> {
        let name = state::name(&[link.origin.as_bytes(), link.id.as_str().as_bytes()]);
        Ok(Self(state::folder("downloads")?.join(name)))
    }

    fn recall(&self, link_key: &LinkKey) -> Option<Began> {
        let bytes = Zeroizing::new(std::fs::read(&self.0).ok()?);
        let remembered: Remembered = serde_json::from_slice(&bytes).ok()?;
        let found = Found::new(
            remembered.object,
            KeyShare::decode(&remembered.key_share.0)?,
            link_key,
            BASE64URL_NOPAD.decode(remembered.metadata.as_bytes()).ok()?,
            remembered.sealed_size,
            remembered.root,
        );
        Some(Began { found: found.ok()?, download: remembered.download, sources: remembered.sources })
    }

    fn keep(&self, found: &Found, download: DownloadId, sources: &[Source]) -> anyhow::Result<()> {
        let remembered = Remembered {
            object: found.object,
            key_share: Secret(found.key_share.encode()),
            metadata: BASE64URL_NOPAD.encode(&found.sealed_metadata),
            sealed_size: found.sealed_size,
            root: found.root.clone(),
            download,
            sources: sources.to_vec(),
        };
        state::write_whole(&self.0, &Zeroizing::new(serde_json::to_vec(&remembered)?))
    }

    fn forget(&self) -> anyhow::Result<()> {
        match std::fs::remove_file(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// A root in the form that the service states it.
fn hex(root: &crate::merkle::Hash) -> String {
    HEXLOWER.encode(root)
}
