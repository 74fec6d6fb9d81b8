//! The file on this side: written under a hidden name beside its place, moved there when it is whole.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};

use super::hex;
use crate::clock::Time;
use crate::disk;
use crate::ids::ObjectId;
use crate::merkle;
use crate::seal::format::{CHUNK, Salt};
use crate::seal::{FileKey, PART_SIZE, Sealer, content_context, parts};

/// After so many bytes, what was written is brought to the disk while more come: in the end little is left to wait for,
/// and a power cut takes little back.
const SYNC_AFTER: usize = 64 << 20;

/// A file that is being written.
pub struct Target {
    path: PathBuf,
    unfinished: PathBuf,
    file: File,
    /// Whether this process made the unfinished file; then it goes again if nothing was written.
    written: bool,
    /// Bytes written since a syncing began.
    unsynced: usize,
    syncing: Option<JoinHandle<std::io::Result<()>>>,
}

impl Target {
    /// Opens the place for `name`: at `output`, in it if that is a folder, else in the current folder.
    ///
    /// # Errors
    /// When a file is there already and `force` is not set, when the place cannot be written, or when another process writes it.
    pub fn open(output: Option<&Path>, name: &str, object: ObjectId, force: bool) -> anyhow::Result<Self> {
        let path = match output {
            None => PathBuf::from(name),
            Some(folder) if folder.is_dir() => folder.join(name),
            Some(file) => file.to_owned(),
        };
        if !force && path.symlink_metadata().is_ok() {
            bail!("{} is there already; --force replaces it, --output saves elsewhere", path.display());
        }
        // Named for the object: whatever the file's name is, it fits, and a later run finds it.
        let unfinished = path.with_file_name(format!(".writ-{object}.part"));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&unfinished)
            .with_context(|| format!("{} cannot be written", unfinished.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!("another process is saving this file already"),
            Err(TryLockError::Error(error)) => return Err(error).context("the file cannot be locked"),
        }
        let written = file.metadata()?.len() > 0;
        Ok(Self { path, unfinished, file, written, unsynced: 0, syncing: None })
    }

    /// Cuts what an earlier run wrote to whole chunks, within a file of `plain_len` bytes, and goes on after it. Gives how
    /// many bytes are kept.
    pub fn keep_whole_chunks(&mut self, plain_len: u64) -> anyhow::Result<u64> {
        let there = self.file.metadata()?.len().min(plain_len);
        let kept = there - there % CHUNK as u64;
        self.file.set_len(kept)?;
        self.file.seek(SeekFrom::Start(kept))?;
        Ok(kept)
    }

    /// Writes the next bytes.
    pub fn write(&mut self, plain: &[u8]) -> anyhow::Result<()> {
        self.written = true;
        self.unsynced += plain.len();
        disk::write_all(&self.file, plain)
            .and_then(|()| if self.unsynced < SYNC_AFTER { Ok(()) } else { self.begin_syncing() })
            .with_context(|| format!("{} cannot be written", self.unfinished.display()))
    }

    fn begin_syncing(&mut self) -> std::io::Result<()> {
        self.end_syncing()?;
        let file = self.file.try_clone()?;
        self.syncing = Some(std::thread::spawn(move || file.sync_data()));
        self.unsynced = 0;
        Ok(())
    }

    /// Waits for the syncing under way. Its failure is told once, to whoever asked first: here.
    fn end_syncing(&mut self) -> std::io::Result<()> {
        let Some(syncing) = self.syncing.take() else { return Ok(()) };
        syncing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    /// Seals the whole file again and gives the root that results, hex: the object's, if every byte is right.
    pub fn root(&mut self, key: &FileKey, object: ObjectId, salt: Salt, metadata: &[u8]) -> anyhow::Result<String> {
        let mut sealer = Some(Sealer::new(key, &content_context(object), salt));
        let (mut leaves, mut leaf, mut in_leaf) = (Vec::new(), merkle::LeafHasher::new(), 0_u64);
        let (mut piece, mut sealed) = (vec![0; 256 * 1024], Vec::new());
        self.file.seek(SeekFrom::Start(0))?;
        while let Some(sealing) = &mut sealer {
            let read = self.file.read(&mut piece)?;
            sealed.clear();
            if read > 0 {
                sealing.push(&piece[..read], &mut sealed);
            } else if let Some(sealing) = sealer.take() {
                sealing.finish(&mut sealed);
            }
            let mut rest = sealed.as_slice();
            while !rest.is_empty() {
                let (now, later) = rest.split_at(rest.len().min(usize::try_from(PART_SIZE - in_leaf)?));
                leaf.update(now);
                in_leaf += now.len() as u64;
                rest = later;
                if in_leaf == PART_SIZE {
                    leaves.push(std::mem::take(&mut leaf).finish());
                    in_leaf = 0;
                }
            }
        }
        if in_leaf > 0 {
            leaves.push(leaf.finish());
        }
        Ok(hex(&parts::root(merkle::leaf_hash(metadata), &leaves)))
    }

    /// Makes the file durable and gives it its name. Gives that.
    pub fn finish(mut self, modified: Option<Time>, force: bool) -> anyhow::Result<PathBuf> {
        if let Some(micros) = modified.and_then(|time| u64::try_from(time.micros()).ok()) {
            // A file system that keeps no such time keeps the file none the less.
            let _ = self.file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_micros(micros));
        }
        self.end_syncing()?;
        self.file.sync_all()?;
        let place = || format!("{} cannot be written", self.path.display());
        if force {
            std::fs::rename(&self.unfinished, &self.path).with_context(place)?;
        } else {
            // A link, unlike a renaming, never replaces a file that has come to be there in the meantime.
            match std::fs::hard_link(&self.unfinished, &self.path) {
                Ok(()) => std::fs::remove_file(&self.unfinished)?,
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                    return Err(error).with_context(place);
                }
                // Not every file system has hard links.
                Err(_) => std::fs::rename(&self.unfinished, &self.path).with_context(place)?,
            }
        }
        self.written = true;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        disk::sync_folder(folder.unwrap_or(Path::new(".")))?;
        Ok(self.path.clone())
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if !self.written {
            // It was only tried whether there is a place; an empty file is nothing to go on with.
            let _ = std::fs::remove_file(&self.unfinished);
        }
    }
}
