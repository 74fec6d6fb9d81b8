//! The files of a store that is a folder. Blocking; called off the executor.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::disk::{self, free_space, sync_folder};
use crate::ids::ObjectId;
use crate::merkle::{self, leaf_hash};
use crate::mirrors::RESERVE;
use crate::seal::PART_SIZE;
use crate::vault::replication::Pieces;

/// A file that goes when this does; after it was renamed there is nothing left to go.
pub(in crate::vault) struct Staging(pub(super) PathBuf);

impl Drop for Staging {
    fn drop(&mut self) {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "a half-written custody copy stays until the next start");
            }
            _ => {}
        }
    }
}

/// Makes the folder, and removes what nobody writes any more.
pub(super) fn clear(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "new") && is_left(&path)? {
            fs::remove_file(path)?;
        }
    }
    sync_folder(folder)
}

/// Refuses to write so many bytes more where they would take what a mirror leaves free on its disk, which may be the same: that is for
/// tombstones, and for what a database writes down.
pub(super) fn require_room(folder: &Path, bytes: u64) -> io::Result<()> {
    let free = free_space(folder)?;
    if !fits(bytes, free) {
        let why = format!("{bytes} bytes have no room on its disk: {free} are free, and {RESERVE} stay so");
        return Err(io::Error::new(io::ErrorKind::StorageFull, why));
    }
    Ok(())
}

/// Takes the room for a copy before its first byte is there, so that of several that begin at once none counts on what another is about to
/// fill. What others took at the same instant is seen once it is taken: all of them may give way then, and whoever tries again first has it.
/// `false` where the file system cannot, or only says so: then each write looks for itself.
pub(super) fn take_room(folder: &Path, file: &File, bytes: u64) -> io::Result<bool> {
    require_room(folder, bytes)?;
    let is_taken = disk::reserve(file, bytes)?;
    if is_taken {
        require_room(folder, 0)?;
    }
    Ok(is_taken)
}

fn fits(bytes: u64, free: u64) -> bool {
    bytes.saturating_add(RESERVE) <= free
}

/// Whether nobody writes a half-written copy any more: whoever does has its lock, which ends with the process.
fn is_left(path: &Path) -> io::Result<bool> {
    let file = match File::options().write(true).open(path) {
        Ok(file) => file,
        // Finished or cleared a moment ago.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The objects that lie in a folder, with the sizes of their files.
pub(super) fn sizes_in(folder: &Path) -> io::Result<Vec<(ObjectId, u64)>> {
    let mut sizes = Vec::new();
    for file in fs::read_dir(folder)? {
        let file = file?;
        if let Some(object) = file.file_name().to_str().and_then(|name| name.parse().ok()) {
            // One that goes at this moment has none.
            sizes.push((object, file.metadata().map_or(0, |metadata| metadata.len())));
        }
    }
    Ok(sizes)
}

pub(super) fn verifies(place: &Path, pieces: &Pieces) -> io::Result<bool> {
    let mut file = match File::open(place) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    // A damaged length must not ask for the machine's memory.
    if file.metadata()?.len() < 4 || file.metadata()?.len() > pieces.sealed_size.saturating_add(64 * 1024) {
        return Ok(false);
    }
    Ok(recompute_root(&mut file, pieces).is_ok_and(|root| root == pieces.root))
}

/// The root of the copy as it lies on disk.
pub(super) fn recompute_root(file: &mut File, pieces: &Pieces) -> io::Result<merkle::Hash> {
    file.seek(SeekFrom::Start(0))?;
    let mut length = [0; 4];
    file.read_exact(&mut length)?;
    let mut leaves = Vec::new();
    let mut buffer = vec![0; usize::try_from(u32::from_be_bytes(length)).map_err(io::Error::other)?];
    file.read_exact(&mut buffer)?;
    leaves.push(leaf_hash(&buffer));
    for part in 0..pieces.parts() {
        let range = pieces.range(part).map_err(io::Error::other)?;
        buffer.resize(usize::try_from(range.end - range.start).map_err(io::Error::other)?, 0);
        file.read_exact(&mut buffer)?;
        leaves.push(leaf_hash(&buffer));
    }
    if file.read(&mut [0])? != 0 {
        return Err(io::Error::other("there are bytes beyond its end"));
    }
    Ok(merkle::root(&leaves))
}

pub(super) fn read_piece(place: &Path, range: Option<Range<u64>>) -> io::Result<Option<Vec<u8>>> {
    let mut file = match File::open(place) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut length = [0; 4];
    file.read_exact(&mut length)?;
    let metadata = u32::from_be_bytes(length);
    let bytes = match range {
        None => u64::from(metadata),
        Some(range) => {
            file.seek(SeekFrom::Start(4 + u64::from(metadata) + range.start))?;
            range.end - range.start
        }
    };
    // A damaged length must not ask for the machine's memory: nothing in a copy is longer than a part.
    if bytes > PART_SIZE {
        return Err(io::Error::other("its length is damaged"));
    }
    let mut buffer = vec![0; usize::try_from(bytes).map_err(io::Error::other)?];
    file.read_exact(&mut buffer)?;
    Ok(Some(buffer))
}

pub(super) fn remove_copies(folder: &Path, object: ObjectId) -> io::Result<()> {
    let name = object.to_string();
    let is_copy = |file: &str| {
        file == name || (file.starts_with(&name) && Path::new(file).extension().is_some_and(|end| end == "new"))
    };
    for file in fs::read_dir(folder)? {
        let file = file?;
        if file.file_name().to_str().is_some_and(is_copy) {
            fs::remove_file(file.path())?;
        }
    }
    sync_folder(folder)?;
    if fs::exists(folder.join(&name))? {
        return Err(io::Error::other("the copy is still there after it was removed"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_leaves_a_reserve_on_its_disk() {
        assert!(fits(10, RESERVE + 10));
        assert!(!fits(10, RESERVE + 9) && !fits(0, RESERVE - 1) && !fits(u64::MAX, u64::MAX - 1));
    }

    #[test]
    fn a_portal_that_starts_clears_what_nobody_writes_any_more_and_nothing_else() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("custody");
        clear(&folder).unwrap();
        let [left, written, copy] = ["1.a.new", "2.b.new", "3"].map(|name| folder.join(name));
        for file in [&left, &written, &copy] {
            fs::write(file, "bytes").unwrap();
        }
        let writer = File::options().write(true).open(&written).unwrap();
        writer.lock().unwrap();
        clear(&folder).unwrap();
        assert!(!left.exists() && written.exists() && copy.exists());
        drop(writer);
        clear(&folder).unwrap();
        assert!(!written.exists() && copy.exists());
    }
}
