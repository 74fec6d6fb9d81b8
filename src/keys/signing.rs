//! The keys that sign for the service: of each purpose one file a key, numbered in the order in which they were made. Which of them sign,
//! and from when on, the log says ([`crate::audit::trust`]); this process goes by what it was last told of that.
//!
//! Before it is told anything, as when it starts, the oldest key that is there signs: it is in force until its file is destroyed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use super::{Error, SigningKey, destroy, make_private_folder, open_key, read_key};
use crate::clock::{Clock, Time};
use crate::entropy::Entropy;
use crate::words::words;

/// What a key of the service signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Orders, tickets, calls, answers and proofs of possession.
    Order,
    /// Checkpoints.
    Log,
}

words! { Purpose { Order = "order", Log = "log" } }

impl Purpose {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Order, Self::Log];
}

/// Where a key stands, as the database knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What it is for.
    pub purpose: Purpose,
    /// Which it is, from 1.
    pub number: i64,
    /// Its public half.
    pub public: [u8; 32],
    /// Whether it was announced, as all but the first are.
    pub announced: bool,
    /// From when on it signs alone; of the first, since ever.
    pub from: Option<Time>,
    /// Whether it signs no more.
    pub retired: bool,
}

/// The keys of both folders, and what was told of them.
pub(super) struct Signing {
    folder: PathBuf,
    clock: Clock,
    entropy: Entropy,
    held: RwLock<Held>,
}

#[derive(Default)]
struct Held {
    keys: BTreeMap<(Purpose, i64), SigningKey>,
    told: Vec<Standing>,
}

impl Signing {
    /// Opens both folders, and makes the first key in each if there is none.
    pub(super) fn open(folder: &Path, clock: &Clock, entropy: &Entropy) -> Result<Self, Error> {
        let signing =
            Self { folder: folder.to_owned(), clock: clock.clone(), entropy: entropy.clone(), held: RwLock::default() };
        for purpose in Purpose::ALL {
            make_private_folder(&signing.folder_of(purpose))?;
            if signing.numbers(purpose)?.is_empty() {
                signing.make(purpose, 1)?;
            }
        }
        signing.take_up(Vec::new())?;
        Ok(signing)
    }

    /// The key that signs now. Of checkpoints it is the newest of those that do.
    pub(super) fn current(&self, purpose: Purpose) -> SigningKey {
        let now = self.clock.now();
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let signs = |standing: &&Standing| standing.purpose == purpose && standing.announced && !standing.retired;
        let in_time = |standing: &&Standing| purpose == Purpose::Log || standing.from.is_some_and(|from| from <= now);
        let file_of = |standing: &Standing| held.keys.get(&(purpose, standing.number));
        let newest = held.told.iter().rev().filter(signs).filter(in_time).filter_map(file_of);
        // Where the one before has ended, as a recovery finds it though its file may have come back, nobody waits for the next one's time.
        let mut there = newest.chain(held.told.iter().filter(signs).filter_map(file_of));
        #[expect(clippy::expect_used, reason = "a folder without a key is not opened, nor taken up")]
        let key = there.next().or_else(|| held.first(purpose)).expect("there is a key");
        key.clone()
    }

    /// The keys that sign checkpoints, the newest first.
    pub(super) fn log(&self) -> Vec<SigningKey> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let signing = held.told.iter().rev().filter(|it| it.purpose == Purpose::Log && it.announced && !it.retired);
        let keys: Vec<_> =
            signing.filter_map(|standing| held.keys.get(&(Purpose::Log, standing.number)).cloned()).collect();
        if keys.is_empty() { held.first(Purpose::Log).cloned().into_iter().collect() } else { keys }
    }

    /// Every key by which checkpoints of this log were or will be signed, the newest first.
    pub(super) fn known(&self) -> Vec<[u8; 32]> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let there = held.keys.iter().rev().filter(|((purpose, _), _)| *purpose == Purpose::Log);
        let mut known: Vec<[u8; 32]> = there.map(|(_, key)| key.public()).collect();
        for standing in held.told.iter().rev().filter(|standing| standing.purpose == Purpose::Log) {
            if !known.contains(&standing.public) {
                known.push(standing.public);
            }
        }
        known
    }

    /// Goes by what the database says of the keys from now on, with the files that are there now.
    pub(super) fn take_up(&self, told: Vec<Standing>) -> Result<(), Error> {
        let mut keys = BTreeMap::new();
        for purpose in Purpose::ALL {
            for number in self.numbers(purpose)? {
                // Unless it was destroyed between the two looks.
                if let Some(seed) = read_key(&self.place(purpose, number))? {
                    keys.insert((purpose, number), SigningKey::from_seed(&seed));
                }
            }
            if !keys.keys().any(|(of, _)| *of == purpose) {
                return Err(Error::Damaged(self.folder_of(purpose)));
            }
        }
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Held { keys, told };
        Ok(())
    }

    /// The public half of a key whose file is there.
    pub(super) fn public(&self, purpose: Purpose, number: i64) -> Result<Option<[u8; 32]>, Error> {
        Ok(read_key(&self.place(purpose, number))?.map(|seed| SigningKey::from_seed(&seed).public()))
    }

    /// Makes a key, unless its file is there: its public half.
    pub(super) fn make(&self, purpose: Purpose, number: i64) -> Result<[u8; 32], Error> {
        let seed = open_key(&self.place(purpose, number), &self.entropy)?;
        Ok(SigningKey::from_seed(&seed).public())
    }

    /// The numbers of the keys whose files are there, in order.
    pub(super) fn numbers(&self, purpose: Purpose) -> Result<Vec<i64>, Error> {
        let folder = self.folder_of(purpose);
        let io = |source| Error::Io { path: folder.clone(), source };
        let mut numbers = Vec::new();
        for file in fs::read_dir(&folder).map_err(io)? {
            let path = file.map_err(io)?.path();
            let stem = path.file_stem().filter(|_| path.extension().is_some_and(|extension| extension == "key"));
            numbers.extend(stem.and_then(|stem| stem.to_str()?.parse::<i64>().ok()));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Destroys a key. Twice is once.
    pub(super) fn destroy(&self, purpose: Purpose, number: i64) -> Result<(), Error> {
        destroy(&self.place(purpose, number))
    }

    fn folder_of(&self, purpose: Purpose) -> PathBuf {
        self.folder.join(purpose.as_str())
    }

    fn place(&self, purpose: Purpose, number: i64) -> PathBuf {
        self.folder_of(purpose).join(format!("{number}.key"))
    }
}

impl Held {
    /// The oldest key of a purpose.
    fn first(&self, purpose: Purpose) -> Option<&SigningKey> {
        self.keys.iter().find(|((of, _), _)| *of == purpose).map(|(_, key)| key)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_key_signs_from_its_time_on_and_checkpoints_by_all_that_were_announced() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(Time::from_seconds(1_800_000_000));
        let signing = Signing::open(folder.path(), &clock, &Entropy::System).unwrap();
        let standing = |purpose, number, announced, from| {
            let public = signing.make(purpose, number).unwrap();
            Standing { purpose, number, public, announced, from, retired: false }
        };
        let since_ever = Some(Time::from_seconds(0));
        let first = [standing(Purpose::Order, 1, true, since_ever), standing(Purpose::Log, 1, true, since_ever)];
        let soon = Some(clock.now().plus(Duration::from_mins(10)));
        for announced in [false, true] {
            let from = soon.filter(|_| announced);
            let next = [standing(Purpose::Order, 2, announced, from), standing(Purpose::Log, 2, announced, from)];
            signing.take_up([&first[..], &next[..]].concat()).unwrap();
            assert_eq!(signing.current(Purpose::Order).public(), first[0].public);
            let log: Vec<_> = signing.log().iter().map(SigningKey::public).collect();
            let expected = if announced { vec![next[1].public, first[1].public] } else { vec![first[1].public] };
            assert_eq!(log, expected);
            assert_eq!(signing.known(), [next[1].public, first[1].public], "what it may have signed");
        }
        // The former one has ended before its time, as a recovery finds it, and its file is there.
        let ended = Standing { retired: true, ..first[0].clone() };
        let next = standing(Purpose::Order, 2, true, soon);
        signing.take_up(vec![ended, next.clone(), first[1].clone()]).unwrap();
        assert_eq!(signing.current(Purpose::Order).public(), next.public);
        signing.take_up(vec![first[0].clone(), next, first[1].clone()]).unwrap();
        assert_eq!(signing.current(Purpose::Order).public(), first[0].public);
        clock.advance(Duration::from_mins(10));
        assert_ne!(signing.current(Purpose::Order).public(), first[0].public);
        // The former ones go; what they signed is still known.
        for purpose in Purpose::ALL {
            signing.destroy(purpose, 1).unwrap();
            signing.destroy(purpose, 1).unwrap();
            assert_eq!((signing.numbers(purpose).unwrap(), signing.public(purpose, 1).unwrap()), (vec![2], None));
        }
        signing.take_up(first.to_vec()).unwrap();
        assert!(signing.known().contains(&first[1].public));
        let again = Signing::open(folder.path(), &clock, &Entropy::System).unwrap();
        assert_eq!(again.numbers(Purpose::Log).unwrap(), [2], "no first key is made anew");
    }
}
