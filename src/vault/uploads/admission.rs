//! Who may send a part now: so many at once in this portal, of one account and of one upload. Asked before a part's
//! bytes are taken into memory, so that the memory they take has a bound, and nobody takes all of it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::Error;
use super::buffers::{Buffer, Buffers};
use crate::config::Limits;
use crate::ids::{AccountId, UploadId};

/// The parts that are under way in this portal, and the memory they are taken into. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct PartsUnderWay {
    counts: Arc<Mutex<Counts>>,
    buffers: Buffers,
}

#[derive(Debug, Default)]
struct Counts {
    portal: usize,
    accounts: HashMap<AccountId, usize>,
    uploads: HashMap<UploadId, usize>,
}

impl PartsUnderWay {
    /// Lets one more part in, until the permit is dropped.
    ///
    /// # Errors
    /// [`Error::Busy`] when there are as many under way as may be.
    pub(super) fn admit(&self, account: AccountId, upload: UploadId, limits: &Limits) -> Result<Permit, Error> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = [
            ("in this portal", counts.portal, limits.parts_in_flight),
            ("for this account", count(&counts.accounts, &account), limits.parts_per_account),
            // HTTP/1.1 has one request at a time on a connection, and clients open many: so it is counted by upload.
            ("for this upload", count(&counts.uploads, &upload), limits.parts_per_connection),
        ];
        if let Some((place, _, limit)) = counted.into_iter().find(|(_, count, limit)| count >= limit) {
            return Err(Error::Busy { place, limit });
        }
        counts.portal += 1;
        *counts.accounts.entry(account).or_default() += 1;
        *counts.uploads.entry(upload).or_default() += 1;
        Ok(Permit { under_way: self.clone(), account, upload })
    }

    /// How many parts are under way.
    pub fn count(&self) -> usize {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).portal
    }
}

fn count<K: Eq + Hash>(counts: &HashMap<K, usize>, key: &K) -> usize {
    counts.get(key).copied().unwrap_or_default()
}

/// The right to have one part under way.
#[derive(Debug)]
pub(super) struct Permit {
    under_way: PartsUnderWay,
    account: AccountId,
    upload: UploadId,
}

impl Permit {
    /// Memory for the part.
    pub(super) fn buffer(&self) -> Buffer {
        self.under_way.buffers.take()
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut counts = self.under_way.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.portal -= 1;
        one_less(counts.accounts.entry(self.account));
        one_less(counts.uploads.entry(self.upload));
    }
}

fn one_less<K>(entry: Entry<'_, K, usize>) {
    if let Entry::Occupied(mut count) = entry {
        *count.get_mut() -= 1;
        if *count.get() == 0 {
            count.remove();
        }
    }
}
