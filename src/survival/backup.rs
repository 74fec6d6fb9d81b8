//! Backup: a copy of the database as it is at one instant, of the log as it is at a later one, and of the evidence.
//!
//! ```text
//! writ.db | writ.dump    the database: a SQLite file, or an archive of pg_dump
//! log/                   the second store, whole up to its checkpoint: what the database lacks of it is taken back
//! evidence/              sealed files
//! custody.txt            what lies in custody: object, bytes, stores
//! README.txt             what this is, and what is not in it
//! ```
//! Portals go on meanwhile. The keys are in none of it: who has a backup reads no secret in it without them, and once a wrapping key aged
//! out nobody does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use url::Url;

use super::Error;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::Note;
use crate::audit::second_store::{SecondStore, journal_path};
use crate::audit::tile::{Row, tiles_between};
use crate::causes::with_causes;
use crate::config::{Config, CustodyStore};
use crate::db::{self, Address};
use crate::disk::sync_folder;
use crate::vault::custody;

/// How often the log is copied anew when it has grown beyond what was copied.
const TRIES: usize = 10;

const README: &str = "\
A backup of a Writ service: its database, its log, its evidence, and a list of what lies in custody.

Not in it, and to be carried here apart from it, by another way and to another place:
- the folder of keys. Without it nothing sealed in this backup can be read, and nobody can go on with the log. Carry it anew each
  month: wrapping keys are made and destroyed, and a key that was destroyed must not lie anywhere else.
- custody. It lies in two stores in two countries, each of which goes on without the other.

To restore it: put the database, the log and the evidence where the settings say, the keys beside them, and run `writ admin recover` and
then `writ admin promote` before `writ serve`. A backup that is behind what was published since is not served before that.
";

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Where it lies.
    pub folder: PathBuf,
    /// How many entries the log in it has.
    pub log_size: u64,
    /// How many objects lie in custody.
    pub in_custody: usize,
    /// Those that lie in one store alone.
    pub in_one_store: Vec<String>,
}

/// Makes a backup in `into`, which is not there yet, or is there whole. Nothing of the service is locked or opened but its database.
pub async fn back_up(config: &Config, into: &Path, pg_dump: &Path) -> Result<Made, Error> {
    if into.exists() {
        return Err(Error::Exists(into.to_owned()));
    }
    let mut name = into.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    let staged = into.with_file_name(name);
    if staged.exists() {
        fs::remove_dir_all(&staged).map_err(at(&staged))?;
    }
    fs::create_dir_all(&staged).map_err(at(&staged))?;
    #[cfg(unix)]
    fs::set_permissions(&staged, std::os::unix::fs::PermissionsExt::from_mode(0o700)).map_err(at(&staged))?;
    // The database first: whatever it holds that is published is in the log that is copied then.
    match &config.database {
        Address::File(file) => db::copy_file(file, &staged.join("writ.db")).await?,
        Address::Postgres(url) => dump(pg_dump, url, &staged.join("writ.dump")).await?,
    }
    let custody = lying_in_custody(&config.custody).await;
    let (log, evidence) = (config.log_store.clone(), config.evidence.clone());
    let (folder, place) = (staged.clone(), into.to_owned());
    let made = tokio::task::spawn_blocking(move || -> Result<Made, Error> {
        let log_size = copy_log(&log, &folder.join("log"))?;
        if evidence.exists() {
            copy_folder(&evidence, &folder.join("evidence"))?;
        }
        let (in_custody, in_one_store) = list_custody(&custody, &folder.join("custody.txt"))?;
        write(&folder.join("README.txt"), README.as_bytes())?;
        sync_all(&folder)?;
        fs::rename(&folder, &place).map_err(at(&place))?;
        if let Some(above) = place.parent().filter(|above| !above.as_os_str().is_empty()) {
            sync_folder(above).map_err(at(above))?;
        }
        Ok(Made { folder: place, log_size, in_custody, in_one_store })
    });
    made.await.map_err(|error| Error::Io { path: into.to_owned(), source: io::Error::other(error) })?
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> Error + use<> {
    let path = path.to_owned();
    move |source| Error::Io { path, source }
}

/// Has `pg_dump` write its archive. The password, if there is one, is handed over where other users of the machine cannot read it.
async fn dump(pg_dump: &Path, url: &str, into: &Path) -> Result<(), Error> {
    let mut url = Url::parse(url).map_err(|error| Error::Dump(error.to_string()))?;
    let mut command = tokio::process::Command::new(pg_dump);
    if let Some(password) = url.password().map(percent_decoded) {
        command.env("PGPASSWORD", password);
        // A `postgres://` URL has a host, so that this cannot fail.
        let _ = url.set_password(None);
    }
    command.args(["--format=custom", "--no-owner", "--no-password", "--dbname", url.as_str()]);
    let done = command.arg("--file").arg(into).stdin(Stdio::null()).stdout(Stdio::null()).output().await;
    let done = done.map_err(at(pg_dump))?;
    if done.status.success() {
        Ok(())
    } else {
        Err(Error::Dump(String::from_utf8_lossy(&done.stderr).trim().to_owned()))
    }
}

/// A password as it stands in a URL, in clear.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = (first == b'%').then(|| after.get(..2)).flatten().and_then(|code| std::str::from_utf8(code).ok());
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Copies the second store while it grows: all that its checkpoint of the beginning needs, and that checkpoint last.
fn copy_log(from: &Path, to: &Path) -> Result<u64, Error> {
    let store = SecondStore::open(from).map_err(crate::audit::Error::from)?;
    for _ in 0..TRIES {
        let note = store.checkpoint().map_err(crate::audit::Error::from)?;
        copy_folder(from, to)?;
        let Some(note) = note else { return Ok(0) };
        let text = Note::parse(&note).map_err(crate::audit::Error::from)?.text;
        let size = Checkpoint::parse(&text).map_err(crate::audit::Error::from)?.size;
        let is_whole = tiles_between(0, size).iter().all(|tile| {
            let journal = tile.row != Row::Entries || to.join(journal_path(tile)).exists();
            journal && to.join(tile.to_string()).exists()
        });
        if is_whole {
            write(&to.join("checkpoint"), note.as_bytes())?;
            return Ok(size);
        }
    }
    Err(Error::Growing)
}

/// Copies files, whole ones only, that are not there yet or may have changed. What goes meanwhile is left.
fn copy_folder(from: &Path, to: &Path) -> Result<(), Error> {
    fs::create_dir_all(to).map_err(at(to))?;
    let entries = match fs::read_dir(from) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(at(from)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(at(from))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let name = entry.file_name();
        // Files that are being written begin with a point, or end in `.new`.
        let is_staged = name.as_encoded_bytes().starts_with(b".") || name.as_encoded_bytes().ends_with(b".new");
        if is_staged {
            continue;
        }
        if source.is_dir() {
            copy_folder(&source, &target)?;
            continue;
        }
        match fs::copy(&source, &target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&source)(error)),
            _ => {}
        }
    }
    Ok(())
}

/// What lies in custody: each object with the size of a copy in bytes and the stores that have one.
type Lying = BTreeMap<String, (u64, BTreeSet<String>)>;

/// What lies in the stores. One that cannot be asked, or is not there, has nothing: a backup is made without it.
async fn lying_in_custody(stores: &[CustodyStore]) -> Lying {
    let mut objects = Lying::new();
    for store in stores {
        let lying = custody::lying_in(store).await.unwrap_or_else(|error| {
            tracing::error!(error = %with_causes(&error), "what lies in a custody store is not listed");
            Vec::new()
        });
        for (object, bytes) in lying {
            let known = objects.entry(object.to_string()).or_default();
            known.0 = known.0.max(bytes);
            known.1.insert(store.jurisdiction.to_string());
        }
    }
    objects
}

/// Writes down which objects lie in which stores. Gives how many there are, and those that lie in one alone.
fn list_custody(objects: &Lying, into: &Path) -> Result<(usize, Vec<String>), Error> {
    let line = |(object, (bytes, stores)): (&String, &(u64, BTreeSet<String>))| {
        format!("{object} {bytes} {}\n", stores.iter().map(String::as_str).collect::<Vec<_>>().join(","))
    };
    let lines: String = objects.iter().map(line).collect();
    write(into, lines.as_bytes())?;
    let alone = objects.iter().filter(|(_, (_, stores))| stores.len() < 2).map(|(object, _)| object.clone());
    Ok((objects.len(), alone.collect()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).map_err(at(path))
}

/// Makes a folder and all that is in it outlast a crash.
fn sync_all(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        if path.is_dir() {
            sync_all(&path)?;
        } else {
            fs::File::open(&path).and_then(|file| file.sync_all()).map_err(at(&path))?;
        }
    }
    sync_folder(folder).map_err(at(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_handed_over_as_it_was_typed() {
        assert_eq!(percent_decoded("p%40ss%2Fw%C3%B6rd%"), "p@ss/wörd%");
        assert_eq!(percent_decoded("100%zz%4"), "100%zz%4");
    }
}
