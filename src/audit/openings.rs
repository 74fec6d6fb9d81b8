//! What entries commit to: the values and what opens their commitments, each sealed and apart from the log. While one is kept, whoever may
//! read it can be shown that it is what was logged; once it is erased, nothing says any more what it was.

use super::{Error, store};
use crate::db::Tx;
use crate::ids::{CaseId, LogEntryId};
use crate::keys::{Altered, Keys};
use crate::service::Service;

/// How many entries of a case are looked at at once.
const BATCH: i64 = 100;

pub(super) fn opening_place(entry: LogEntryId, field: &str) -> String {
    format!("log_openings.opening_sealed/{entry}/{field}")
}

pub(super) fn value_place(entry: LogEntryId, field: &str) -> String {
    format!("log_openings.value_sealed/{entry}/{field}")
}

/// A committed value and what opens its commitment.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// The field.
    pub field: String,
    /// The value.
    pub value: String,
    /// The key of the commitment.
    pub opening: [u8; 32],
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening").field("field", &self.field).finish_non_exhaustive()
    }
}

/// The same as it is handed to somebody: what was altered of it says so, and hides nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct LegibleOpening {
    /// The field.
    pub field: String,
    /// The value.
    pub value: Result<String, Altered>,
    /// The key of the commitment.
    pub opening: Result<[u8; 32], Altered>,
}

/// The openings of an entry that were not erased.
pub async fn openings(tx: &mut Tx, service: &Service, entry: LogEntryId) -> Result<Vec<Opening>, Error> {
    openings_with(tx, &service.keys, entry).await
}

pub(super) async fn openings_with(tx: &mut Tx, keys: &Keys, entry: LogEntryId) -> Result<Vec<Opening>, Error> {
    let mut found = Vec::new();
    for (field, opening, value) in store::openings(tx, entry).await? {
        let (Some(opening), Some(value)) = (opening, value) else { continue };
        let opening = keys.open_kept(&opening_place(entry, &field), &opening)?;
        let value = keys.open_kept(&value_place(entry, &field), &value)?;
        let (Some(opening), Some(value)) = (opening, value) else { continue };
        found.push(Opening { opening: key_in(&opening)?, value: text_in(&value)?, field });
    }
    Ok(found)
}

async fn legible_openings(tx: &mut Tx, keys: &Keys, entry: LogEntryId) -> Result<Vec<LegibleOpening>, Error> {
    let mut found = Vec::new();
    for (field, opening, value) in store::openings(tx, entry).await? {
        let (Some(opening), Some(value)) = (opening, value) else { continue };
        let opening = keys.legible(&opening_place(entry, &field), &opening)?.transpose();
        let value = keys.legible(&value_place(entry, &field), &value)?.transpose();
        let (Some(opening), Some(value)) = (opening, value) else { continue };
        let opening = match opening {
            Ok(key) => Ok(key_in(&key)?),
            Err(altered) => Err(altered),
        };
        let value = match value {
            Ok(text) => Ok(text_in(&text)?),
            Err(altered) => Err(altered),
        };
        found.push(LegibleOpening { field, value, opening });
    }
    Ok(found)
}

fn key_in(opening: &[u8]) -> Result<[u8; 32], Error> {
    opening.try_into().map_err(|_| Error::Damaged("an opening is not 32 bytes"))
}

fn text_in(value: &[u8]) -> Result<String, Error> {
    String::from_utf8(value.to_vec()).map_err(|_| Error::Damaged("a committed value is not text"))
}

/// Erases the values and openings of an entry, so that nothing in the log says any more what it committed to. The
/// caller appends the entry that tells of it (`data.erased`, with [`super::Journal::DataErased`]) and has looked for
/// preservation holds. Gives how many fields were erased.
pub async fn erase(tx: &mut Tx, service: &Service, entry: LogEntryId) -> Result<u64, Error> {
    service.log.require_current()?;
    Ok(store::erase_openings(tx, entry, service.clock.now()).await?)
}

/// Erases every committed value of a case that is `value`, with its opening: what the log said of a person to whoever holds
/// the openings. The caller is as that of [`erase`]. Gives how many went.
pub async fn erase_value(tx: &mut Tx, service: &Service, case: CaseId, value: &str) -> Result<u64, Error> {
    service.log.require_current()?;
    let (mut erased, mut after) = (0, 0);
    let entries = store::entries_of_case(tx, case).await?;
    while after < entries {
        let batch = store::values_of_case(tx, case, after, after + BATCH).await?;
        after += BATCH;
        for (entry, field, sealed) in &batch {
            let committed = service.keys.open_kept(&value_place(*entry, field), sealed)?;
            if committed.is_some_and(|committed| *committed == value.as_bytes()) {
                erased += store::erase_opening(tx, *entry, field, service.clock.now()).await?;
            }
        }
    }
    Ok(erased)
}

/// Erases what every entry of a kind in a case commits to in one field, with the openings: words of a person, whatever they are. The caller is as that
/// of [`erase`]. Gives how many went.
pub async fn erase_field(tx: &mut Tx, service: &Service, case: CaseId, kind: &str, field: &str) -> Result<u64, Error> {
    service.log.require_current()?;
    Ok(store::erase_field(tx, case, kind, field, service.clock.now()).await?)
}

/// The entries of a case after the `after`-th, some at a time, each with its number in the case, its bytes as logged, and what
/// can still be opened of it, or was altered. The caller says who may read which opening.
pub async fn opened_of_case(
    tx: &mut Tx,
    service: &Service,
    case: CaseId,
    after: i64,
) -> Result<Vec<(i64, Vec<u8>, Vec<LegibleOpening>)>, Error> {
    let mut entries = Vec::new();
    for (n, entry, bytes) in store::bytes_of_case(tx, case, after, after + BATCH).await? {
        entries.push((n, bytes, legible_openings(tx, &service.keys, entry).await?));
    }
    Ok(entries)
}
