//! The dated wrapping keys: one file each in a folder that every portal shares. The newest seals; the others open what they
//! sealed until that was wrapped again, and are then destroyed.
//!
//! A key is in its file for good before anything is sealed under it, and of two portals that make one on the same day both
//! use the one that was there first. Each portal looks into the folder again at least once a minute while it seals or
//! opens, and at once when a value names a key that it does not know: so a new key is taken up everywhere long before the
//! old one goes, and one that was destroyed is forgotten.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use jiff::civil::Date;
use zeroize::Zeroizing;

use super::{Error, destroy, make_private_folder, open_key};
use crate::causes::with_causes;
use crate::clock::{Clock, Time};
use crate::entropy::Entropy;

/// How long a portal goes by what it saw in the folder.
const FRESH: Duration = Duration::from_mins(1);

type Key = Zeroizing<[u8; 32]>;

/// The keys of the folder, as this process last saw them.
pub(super) struct Wrapping {
    folder: PathBuf,
    clock: Clock,
    entropy: Entropy,
    seen: RwLock<Seen>,
}

struct Seen {
    keys: BTreeMap<String, Key>,
    newest: (String, Key),
    at: Time,
}

impl Wrapping {
    /// Opens the folder, and makes the first key in it if there is none.
    pub(super) fn open(folder: PathBuf, clock: &Clock, entropy: &Entropy) -> Result<Self, Error> {
        make_private_folder(&folder)?;
        if look(&folder, clock.now())?.is_none() {
            open_key(&place(&folder, &today(clock)), entropy)?;
        }
        let seen = look(&folder, clock.now())?.ok_or_else(|| Error::Damaged(folder.clone()))?;
        Ok(Self { folder, clock: clock.clone(), entropy: entropy.clone(), seen: RwLock::new(seen) })
    }

    /// The newest key with its name.
    pub(super) fn newest(&self) -> (String, Key) {
        self.look_if_stale();
        self.seen.read().unwrap_or_else(PoisonError::into_inner).newest.clone()
    }

    /// The key of this name, if it was not destroyed.
    pub(super) fn named(&self, name: &str) -> Result<Option<Key>, Error> {
        self.look_if_stale();
        if let Some(key) = self.known(name) {
            return Ok(Some(key));
        }
        // Perhaps another portal has just made it.
        self.look_again()?;
        Ok(self.known(name))
    }

    /// Whether a key of this name can have been there and was destroyed: it is a day as keys are named by, and before that of the newest. On
    /// which of these days there was one is not kept.
    pub(super) fn may_have_been(&self, name: &str) -> bool {
        let is_day = name.parse::<Date>().is_ok_and(|day| day.to_string() == name);
        is_day && name < self.newest().0.as_str()
    }

    /// The names of all, the oldest first, as they are in the folder now.
    pub(super) fn names(&self) -> Result<Vec<String>, Error> {
        self.look_again()?;
        Ok(self.seen.read().unwrap_or_else(PoisonError::into_inner).keys.keys().cloned().collect())
    }

    /// Makes the key of today, unless there is one already.
    pub(super) fn make(&self) -> Result<(), Error> {
        open_key(&place(&self.folder, &today(&self.clock)), &self.entropy)?;
        self.look_again()
    }

    /// Destroys a key: what it sealed is erased wherever it lies. Twice is once.
    pub(super) fn destroy(&self, name: &str) -> Result<(), Error> {
        destroy(&place(&self.folder, name))?;
        self.look_again()
    }

    fn known(&self, name: &str) -> Option<Key> {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).keys.get(name).cloned()
    }

    /// A folder that cannot be read for a moment does not stop the service: it goes by what it saw, and says so.
    fn look_if_stale(&self) {
        let at = self.seen.read().unwrap_or_else(PoisonError::into_inner).at;
        if self.clock.now().since(at) >= FRESH
            && let Err(error) = self.look_again()
        {
            tracing::error!(error = %with_causes(&error), "the folder of wrapping keys cannot be read; those of a moment ago are used");
        }
    }

    fn look_again(&self) -> Result<(), Error> {
        let found = look(&self.folder, self.clock.now())?;
        let found = found.ok_or_else(|| Error::Damaged(self.folder.clone()))?;
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = found;
        Ok(())
    }
}

fn today(clock: &Clock) -> String {
    clock.now().to_jiff().strftime("%Y-%m-%d").to_string()
}

fn place(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.key"))
}

/// What is in the folder; `None` if no key is.
fn look(folder: &Path, at: Time) -> Result<Option<Seen>, Error> {
    let io = |source| Error::Io { path: folder.to_owned(), source };
    let mut keys = BTreeMap::new();
    for file in fs::read_dir(folder).map_err(io)? {
        let path = file.map_err(io)?.path();
        if path.extension().is_some_and(|extension| extension == "key")
            && let Some(date) = path.file_stem().and_then(|stem| stem.to_str())
        {
            match super::read_key(&path) {
                Ok(Some(key)) => {
                    keys.insert(date.to_owned(), key);
                }
                // Destroyed between the two looks.
                Ok(None) => {}
                Err(error) => return Err(error),
            }
        }
    }
    let newest = keys.last_key_value().map(|(name, key)| (name.clone(), key.clone()));
    Ok(newest.map(|newest| Seen { keys, newest, at }))
}
