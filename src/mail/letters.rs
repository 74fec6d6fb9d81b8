//! Letters: messages as files in a folder, as long as no mail server is named. The operator hands on what people wait for, such as the
//! code of a sign-up.
//!
//! A letter lies there in the clear, so it goes with what is kept of its message: of a case, once that can no longer come back; of none, of
//! which nothing else is kept, after as long; and at once when whoever it is to is erased. The rows say which those are ([`let_go`]): a
//! look that died, or found a file that could not be removed, is made good by the next. A letter is called by its message and by the
//! keyed digest of its address, so that whose it is neither has to be kept anywhere else nor read out of it.
//!
//! The folder is one portal's: several hand their messages to a mail server. Nothing of it belongs into a backup, since what is removed
//! here would stay there in the clear.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Address, COMES_BACK_WITHIN, Error, store};
use crate::config::{Config, LETTERS, MailRoute};
use crate::db::Tx;
use crate::disk;
use crate::ids::{AccountId, MessageId};
use crate::jobs::{self, Job};
use crate::keys::Keys;
use crate::service::Service;
use crate::tokens::Digest;

/// What a letter is called: whose it is, and which message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Name {
    message: MessageId,
    reader: Digest,
}

impl Name {
    /// Reads the name of a file, also of one that was not written to its end; nothing if it is no letter's.
    fn read(file: &str) -> Option<Self> {
        let whole = file.strip_prefix('.').and_then(|staged| staged.strip_suffix(".new")).unwrap_or(file);
        let (message, reader) = whole.strip_suffix(".eml")?.split_once('.')?;
        Some(Self { message: message.parse().ok()?, reader: reader.parse().ok()? })
    }
}

/// The name of the file of a message, as it is written to an address.
pub(super) fn name(keys: &Keys, message: MessageId, to: &Address) -> String {
    format!("{message}.{}.eml", reader(keys, to))
}

/// By what the letters to an address are found.
fn reader(keys: &Keys, to: &Address) -> Digest {
    Digest(to.normalised().as_ref().unwrap_or(to).lookup(keys))
}

/// Writes a file that exists whole or not at all. A second time it is the same file.
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let staged = folder.join(format!(".{name}.new"));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&staged)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&staged, folder.join(name))?;
    disk::sync_folder(folder)
}

/// Queues a look at the letters, in the transaction in which what was kept of their messages went. Where the address of this keyed digest is
/// forgotten, those to it go that are about no case, too.
pub(crate) async fn look(tx: &mut Tx, service: &Service, reader: Option<Digest>) -> Result<(), jobs::Error> {
    jobs::enqueue(tx, service, &Job::LetGoOfLetters { reader }, service.clock.now()).await?;
    Ok(())
}

/// The same for the person of an account, before their address is erased.
pub(crate) async fn look_for(tx: &mut Tx, service: &Service, account: AccountId) -> Result<(), Error> {
    // Nothing was written to what was altered.
    let address = super::address_of(tx, service, account).await?.0.ok().flatten();
    let address = address.and_then(|address| address.parse::<Address>().ok());
    look(tx, service, address.map(|address| reader(&service.keys, &address))).await?;
    Ok(())
}

/// The job of that: removes each letter of whose message nothing is kept, and about no case those that are old, or to `reader`. Safe to run
/// again.
pub async fn let_go(service: &Service, reader: Option<Digest>) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    jobs::strike_same(&mut tx, service, &Job::LetGoOfLetters { reader }).await?;
    tx.commit().await?;
    let folder = folder(&service.config);
    let there = folder.clone();
    let letters = tokio::task::spawn_blocking(move || list(&there)).await.map_err(io::Error::from)??;

    let now = service.clock.now();
    let (theirs, others): (Vec<_>, Vec<_>) = letters.into_iter().partition(|(_, name)| Some(name.reader) == reader);
    let mut gone = Vec::new();
    let mut tx = service.db.read().await?;
    for (letters, since) in [(theirs, now), (others, now.minus(COMES_BACK_WITHIN))] {
        let Some(oldest) = letters.iter().map(|(_, name)| name.message).min() else { continue };
        let kept = store::letters_kept(&mut tx, oldest, since).await?;
        gone.extend(letters.into_iter().filter(|(_, name)| !kept.contains(&name.message)).map(|(path, _)| path));
    }
    drop(tx);
    if !gone.is_empty() {
        tokio::task::spawn_blocking(move || remove(&folder, &gone)).await.map_err(io::Error::from)??;
    }
    Ok(())
}

/// Where letters lie, or lay before a mail server was named.
fn folder(config: &Config) -> PathBuf {
    match &config.mail {
        MailRoute::Files(folder) => folder.clone(),
        MailRoute::Smtp { .. } => config.data.join(LETTERS),
    }
}

/// The letters in a folder; none if there is no such folder. What else lies there is left alone.
fn list(folder: &Path) -> io::Result<Vec<(PathBuf, Name)>> {
    let files = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        files => files?,
    };
    let mut letters = Vec::new();
    for file in files {
        let path = file?.path();
        if let Some(name) = path.file_name().and_then(OsStr::to_str).and_then(Name::read) {
            letters.push((path, name));
        }
    }
    Ok(letters)
}

fn remove(folder: &Path, letters: &[PathBuf]) -> io::Result<()> {
    for letter in letters {
        match fs::remove_file(letter) {
            // Whoever handed it on took it away.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed?,
        }
    }
    disk::sync_folder(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::clock::Clock;
    use crate::entropy::Entropy;

    #[test]
    fn a_file_is_written_whole_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("mail");
        write(&folder, "m.eml", b"one").unwrap();
        write(&folder, "m.eml", b"one").unwrap();
        let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(files, ["m.eml"]);
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(folder.join("m.eml")).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_letter_is_called_by_its_message_and_its_reader() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path(), None, &Clock::System, &Entropy::System).unwrap();
        let message = MessageId::new(&Clock::System, &Entropy::System);
        let [anna, capitals, bert]: [Address; 3] =
            ["anna@example.org", "Anna@Example.ORG", "bert@example.org"].map(|address| address.parse().unwrap());
        let called = name(&keys, message, &anna);
        assert!(!called.contains("anna") && called.starts_with(&message.to_string()), "{called}");
        let read = Name { message, reader: reader(&keys, &anna) };
        assert_eq!(Name::read(&called), Some(read));
        assert_eq!(Name::read(&format!(".{called}.new")), Some(read), "one that was never finished");
        assert_eq!(name(&keys, message, &capitals), called);
        assert_ne!(name(&keys, message, &bert), called);
        for other in ["README.txt", "anna.eml", ".eml", "..eml.new", format!("{message}.eml").as_str()] {
            assert_eq!(Name::read(other), None, "{other}");
        }
    }
}
