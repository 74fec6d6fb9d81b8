//! What the command line remembers between runs, so that a transfer killed at any point goes on where it stopped: one
//! file a transfer, readable by its owner only, in `$XDG_STATE_HOME/writ` or `~/.local/state/writ`.
//!
//! An upload's journal holds its keys. A line is on the disk before anything that depends on it is sent: that is what
//! makes sure that a key and salt never seal two different plaintexts.

use std::collections::BTreeMap;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::disk::sync_folder;
use crate::ids::{ObjectId, UploadId};

/// The folder of one kind of state, made if it is not there.
pub fn folder(kind: &str) -> anyhow::Result<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_STATE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/state")))
        .context("neither XDG_STATE_HOME nor HOME says where to remember the transfer")?;
    let folder = base.join("writ").join(kind);
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    Ok(folder)
}

/// A file name for what `words` identify together.
pub fn name(words: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for word in words {
        hasher.update(word.len().to_le_bytes());
        hasher.update(word);
    }
    HEXLOWER.encode(&hasher.finalize()[..16])
}

/// A secret in a journal or a request body: serialised on purpose, wiped when dropped, never printed.
#[derive(Clone)]
pub struct Secret(pub Zeroizing<String>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

/// How an upload began.
#[derive(Clone, Serialize, Deserialize)]
pub struct Beginning {
    /// The upload at the service.
    pub upload: UploadId,
    /// The object it becomes.
    pub object: ObjectId,
    /// The service's half of the key, base64url.
    pub key_share: Secret,
    /// The sharers' half, base64url.
    pub link_key: Secret,
    /// The content's salt, hex.
    pub salt: String,
    /// The file's size when it began, in bytes.
    pub size: u64,
    /// When the file had last changed, in microseconds since the epoch.
    pub modified: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Began(Box<Beginning>),
    Part { part: u64, sha256: String },
    Metadata { sealed: String },
    Completing { root: String, sealed_size: u64 },
    Link { link: Secret },
}

/// A file that is whole or not there: `bytes` replace what it held, durably.
pub fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let written = || -> std::io::Result<()> {
        let new = path.with_extension("new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&new, path)?;
        path.parent().map_or(Ok(()), sync_folder)
    };
    written().with_context(|| format!("{} cannot be written", path.display()))
}

/// One upload's journal. Locked while it is open: two processes never continue one upload.
pub struct Journal {
    file: File,
    path: PathBuf,
    /// How it began, if it did.
    pub began: Option<Beginning>,
    /// The digests of the parts that were, or were about to be, sent.
    pub parts: BTreeMap<u64, String>,
    /// The sealed metadata, hex.
    pub metadata: Option<String>,
    /// The root and sealed size that completion was asked for with.
    pub completing: Option<(String, u64)>,
    /// The finished link, until it is known to have been shown.
    pub link: Option<Zeroizing<String>>,
}

impl Journal {
    /// Opens the journal of the upload that `words` identify, with what it holds.
    ///
    /// # Errors
    /// When the file cannot be used, or another process is at this upload.
    pub fn open(words: &[&[u8]]) -> anyhow::Result<Self> {
        let folder = folder("uploads")?;
        let path = folder.join(name(words));
        let file = loop {
            let file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .open(&path)
                .with_context(|| format!("the journal {} cannot be opened", path.display()))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => bail!("another process is uploading this file already"),
                Err(TryLockError::Error(error)) => return Err(error).context("the journal cannot be locked"),
            }
            // Whoever held the lock until now may have finished and deleted the file: then ours is not the one others see.
            if file.metadata()?.nlink() > 0 {
                break file;
            }
        };
        sync_folder(&folder)?;
        let mut journal =
            Self { file, path, began: None, parts: BTreeMap::new(), metadata: None, completing: None, link: None };
        journal.load()?;
        Ok(journal)
    }

    fn load(&mut self) -> anyhow::Result<()> {
        let mut text = Zeroizing::new(Vec::new());
        self.file.read_to_end(&mut text)?;
        let mut good = 0;
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            // A kill can leave half a line at the end. Nothing was sent on its strength, so it never was.
            let Ok(parsed) = serde_json::from_slice(line) else { break };
            if !line.ends_with(b"\n") {
                break;
            }
            good += line.len() as u64;
            self.apply(parsed);
        }
        self.file.set_len(good)?;
        self.file.seek(SeekFrom::Start(good))?;
        Ok(())
    }

    fn apply(&mut self, line: Line) {
        match line {
            Line::Began(began) => self.began = Some(*began),
            Line::Part { part, sha256 } => {
                self.parts.insert(part, sha256);
            }
            Line::Metadata { sealed } => self.metadata = Some(sealed),
            Line::Completing { root, sealed_size } => self.completing = Some((root, sealed_size)),
            Line::Link { link } => self.link = Some(link.0),
        }
    }

    /// Forgets everything: another object begins.
    pub fn reset(&mut self) -> anyhow::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.sync_all()?;
        self.began = None;
        self.parts.clear();
        self.metadata = None;
        self.completing = None;
        self.link = None;
        Ok(())
    }

    /// Records how the upload began. Durable on return, as all that follow.
    pub fn record_beginning(&mut self, began: Beginning) -> anyhow::Result<()> {
        self.append(Line::Began(Box::new(began)))
    }

    /// Records the digest of a part that is about to be sent for the first time.
    pub fn record_part(&mut self, part: u64, digest: &[u8; 32]) -> anyhow::Result<()> {
        self.append(Line::Part { part, sha256: HEXLOWER.encode(digest) })
    }

    /// Records the sealed metadata that is about to be sent.
    pub fn record_metadata(&mut self, sealed: &[u8]) -> anyhow::Result<()> {
        self.append(Line::Metadata { sealed: HEXLOWER.encode(sealed) })
    }

    /// Records that completion is about to be asked for.
    pub fn record_completing(&mut self, root: &[u8; 32], sealed_size: u64) -> anyhow::Result<()> {
        self.append(Line::Completing { root: HEXLOWER.encode(root), sealed_size })
    }

    /// Records the link before it is shown.
    pub fn record_link(&mut self, link: &str) -> anyhow::Result<()> {
        self.append(Line::Link { link: Secret(Zeroizing::new(link.to_owned())) })
    }

    fn append(&mut self, line: Line) -> anyhow::Result<()> {
        let mut text = Zeroizing::new(serde_json::to_vec(&line)?);
        text.push(b'\n');
        self.file
            .write_all(&text)
            .and_then(|()| self.file.sync_data())
            .with_context(|| format!("the journal {} cannot be written", self.path.display()))?;
        self.apply(line);
        Ok(())
    }

    /// Deletes the journal: the upload is done and its link was shown.
    pub fn close(self) -> anyhow::Result<()> {
        std::fs::remove_file(&self.path)
            .with_context(|| format!("the journal {} cannot be removed", self.path.display()))
    }
}
