//! Recovery: what was published and this database has not is taken back from a copy of the log outside of it.
//!
//! The log alone is the business of this file; what its entries mean is applied again by the rooms above, one entry after the other
//! ([`taken_back`], [`applied`]). Until all of them are, and [`finish`] says so, nothing is served on the database: whoever dies in between
//! goes on where they were.
//!
//! A copy is trusted as far as it leads to a checkpoint that the log's own key signed. The journal beside the entries is sealed with
//! the service's keys, so that it tells the truth or nothing.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::checkpoint::Checkpoint;
use super::entry::Entry;
use super::journal::{self, Journal};
use super::second_store::{SecondStore, journal_path};
use super::sequencer::{blocking, grow, published_in, read_edge, read_state, signed};
use super::tile::{Row, Tile, WIDTH, decode_bundle, tiles_between};
use super::{Error, NewEntry, append, store};
use crate::clock::Time;
use crate::db::{Db, Tx};
use crate::ids::{CaseId, LogEntryId, ObjectId, uuid_v4};
use crate::keys;
use crate::merkle::{self, Hash};
use crate::service::Service;

/// How many entries are read at once.
const BATCH: i64 = 256;

/// A recovery that was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovery {
    id: Uuid,
    /// How many entries the database had before.
    pub from: u64,
    /// How many it has now.
    pub to: u64,
}

/// An entry that was taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The entry.
    pub entry: LogEntryId,
    /// Where it stands in the log.
    pub index: u64,
    /// What happened.
    pub kind: String,
    /// The case it belongs to.
    pub case: CaseId,
    /// When it happened.
    pub at: Time,
    /// What stands in clear.
    pub fields: Map<String, Value>,
    /// What it says that has to be applied again, if that was journalled and can be read still.
    pub journal: Option<Journal>,
}

/// Why an entry that was taken back is left to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Left {
    /// It says what somebody did, and not enough to do it again.
    Told,
    /// Its object is locked for it, since it does not say enough.
    Locked,
    /// It is about something that the database never knew.
    Unknown,
    /// It is about an upload that the database does not know to be finished.
    Unfinished,
}

crate::words::words! { Left { Told = "told", Locked = "locked", Unknown = "unknown", Unfinished = "unfinished" } }

/// An entry that is left to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOver {
    /// Where it stands in the log.
    pub index: i64,
    /// What happened.
    pub kind: String,
    /// The case it belongs to.
    pub case: CaseId,
    /// When it happened.
    pub at: Time,
    /// Why it is left: a word of [`Left`].
    pub why: String,
    /// The object that it is about, where that is known.
    pub object: Option<ObjectId>,
}

/// Takes back whatever was published and is not in the database, from the second store or that of `others` which has most. From then
/// on this process may write, though nobody serves yet. `None`: nothing is missing, and no recovery is under way.
///
/// # Errors
/// [`Error::Forked`] when what the database has is not the beginning of what was published; a copy that is damaged or has a gap.
pub async fn catch_up(service: &Service, others: &[SecondStore]) -> Result<Option<Recovery>, Error> {
    let db = service.db.unconditionally();
    let (mut latest, mut tx) = (None::<(SecondStore, Checkpoint)>, db.read().await?);
    let (size, _) = read_state(&mut tx).await?;
    drop(tx);
    for copy in std::iter::once(service.log.second_store()).chain(others) {
        let Some((_, at)) = published_in(service, copy).await? else { continue };
        if latest.as_ref().is_none_or(|(_, known)| known.size < at.size) {
            latest = Some((copy.clone(), at));
        }
    }
    if let Some((copy, at)) = latest
        && at.size > size
    {
        check(&db, &copy, size, &at).await?;
        take(service, &db, &copy, size, &at).await?;
    }
    service.log.recover();
    tx = db.read().await?;
    let (to, _) = read_state(&mut tx).await?;
    let open = store::open_recovery(&mut tx).await?;
    Ok(open.map(|(id, from)| Recovery { id, from: u64::try_from(from).unwrap_or(0), to }))
}

/// The entries of a bundle with their indexes, and the sealed journal of each that has one.
type Published = Vec<(u64, Vec<u8>, Option<(LogEntryId, Vec<u8>)>)>;

async fn read(copy: &SecondStore, bundle: Tile, from: u64) -> Result<Published, Error> {
    let (store, place) = (copy.clone(), bundle);
    let (entries, journal) = blocking(move || -> Result<_, super::second_store::Error> {
        Ok((store.read(&place.to_string())?, store.read(&journal_path(&place))?))
    })
    .await?;
    let entries = entries.ok_or(Error::Damaged("the copy of the log has a gap"))?;
    let entries = decode_bundle(&entries).ok_or(Error::Damaged("the copy of the log has a bundle that is cut off"))?;
    // A copy that anybody made of the public log has no journal.
    let journal = journal.unwrap_or_default();
    let mut journal =
        journal::decode(&journal).ok_or(Error::Damaged("the journal in the copy of the log is cut off"))?.into_iter();
    let rows = entries.into_iter().map(|bytes| {
        let sealed = journal.next().flatten().map(|(entry, sealed)| (entry, sealed.to_vec()));
        (bytes.to_vec(), sealed)
    });
    let numbered = (bundle.index * WIDTH..).zip(rows).map(|(index, (bytes, sealed))| (index, bytes, sealed));
    Ok(numbered.filter(|(index, ..)| *index >= from).collect())
}

fn bundles(from: u64, to: u64) -> impl Iterator<Item = Tile> {
    tiles_between(from, to).into_iter().filter(|tile| tile.row == Row::Entries)
}

/// Whether the entries of the database and those that it misses make the log that was signed: nothing is written before.
async fn check(db: &Db, copy: &SecondStore, size: u64, at: &Checkpoint) -> Result<(), Error> {
    let mut tx = db.read().await?;
    let mut edge = read_edge(&mut tx).await?;
    drop(tx);
    for bundle in bundles(size, at.size) {
        let leaves: Vec<Hash> =
            read(copy, bundle, size).await?.iter().map(|(_, bytes, _)| merkle::leaf_hash(bytes)).collect();
        edge.append(leaves);
    }
    if edge.size() != at.size {
        return Err(Error::Damaged("the copy of the log has fewer entries than its checkpoint"));
    }
    if edge.root() != at.root {
        return Err(Error::Forked("they do not lead to the checkpoint that was signed"));
    }
    Ok(())
}

/// Writes what is missing, a bundle at a time, each as a log that was. With the first of it the recovery is begun.
async fn take(service: &Service, db: &Db, copy: &SecondStore, size: u64, at: &Checkpoint) -> Result<(), Error> {
    let now = service.clock.now();
    for bundle in bundles(size, at.size) {
        let rows = read(copy, bundle, size).await?;
        let mut tx = db.begin().await?;
        store::lock(&mut tx, store::STATE).await?;
        let recovery = if let Some((recovery, _)) = store::open_recovery(&mut tx).await? {
            recovery
        } else {
            let (recovery, case) = (uuid_v4(&service.entropy), CaseId(uuid_v4(&service.entropy)));
            store::begin_recovery(&mut tx, recovery, case, signed(size), now).await?;
            recovery
        };
        let edge = read_edge(&mut tx).await?;
        if rows.first().is_some_and(|(index, ..)| *index != edge.size()) {
            return Err(Error::Forked("somebody else goes on with it at the moment"));
        }
        let mut leaves = Vec::with_capacity(rows.len());
        for (index, bytes, sealed) in rows {
            leaves.push(merkle::leaf_hash(&bytes));
            let entry = put(&mut tx, service, recovery, &bytes, sealed).await?;
            store::number(&mut tx, entry, signed(index)).await?;
        }
        grow(&mut tx, edge, leaves, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// An entry is here already if it only waited for its number when the backup was made.
async fn put(
    tx: &mut Tx,
    service: &Service,
    recovery: Uuid,
    bytes: &[u8],
    sealed: Option<(LogEntryId, Vec<u8>)>,
) -> Result<LogEntryId, Error> {
    let entry = Entry::parse(bytes)?;
    let n = signed(entry.n);
    if let Some((id, there)) = store::entry_of_case(tx, entry.case, n).await? {
        if there != bytes || store::index(tx, id).await?.is_some() {
            return Err(Error::Forked("an entry that waits for its number is another than the one that was published"));
        }
        return Ok(id);
    }
    let (id, journal_sealed) = match sealed {
        Some((id, sealed)) => (id, Some(sealed)),
        None => (LogEntryId::new(&service.clock, &service.entropy), None),
    };
    let row = store::NewRow { id, case: entry.case, n, kind: &entry.kind, bytes, journal_sealed, at: entry.at };
    store::take_back(tx, recovery, row).await?;
    Ok(id)
}

/// The next entries that nobody has seen to yet, in the order of the log; none when all are.
pub async fn taken_back(service: &Service, recovery: &Recovery) -> Result<Vec<Taken>, Error> {
    let mut tx = service.db.read().await?;
    let mut taken = Vec::new();
    for row in store::taken_back(&mut tx, recovery.id, BATCH).await? {
        let entry = Entry::parse(&row.bytes)?;
        let journal = match &row.journal_sealed {
            Some(sealed) => match Journal::open(&service.keys, row.id, sealed) {
                Ok(journal) => Some(journal),
                // Its wrapping key aged out: what it says beyond the entry is gone.
                Err(Error::Keys(keys::Error::Erased(_))) => None,
                Err(error) => return Err(error),
            },
            None => None,
        };
        taken.push(Taken {
            entry: row.id,
            index: u64::try_from(row.log_index).map_err(|_| Error::Damaged("a log index below 0"))?,
            kind: entry.kind,
            case: entry.case,
            at: entry.at,
            fields: entry.fields,
            journal,
        });
    }
    Ok(taken)
}

/// Writes down that an entry was applied again, or why it is left, in the transaction that did so. `false`: it was before.
pub async fn applied(
    tx: &mut Tx,
    service: &Service,
    entry: LogEntryId,
    left: Option<Left>,
    object: Option<ObjectId>,
) -> Result<bool, Error> {
    Ok(store::applied(tx, entry, left.map(Left::as_str), object, service.clock.now()).await? == 1)
}

/// What every recovery left to people, in the order of the log.
pub async fn left_over(service: &Service) -> Result<Vec<LeftOver>, Error> {
    let mut tx = service.db.read().await?;
    let rows = store::left_over(&mut tx).await?;
    Ok(rows
        .into_iter()
        .map(|(index, kind, case, at, why, object)| LeftOver { index, kind, case, at, why, object })
        .collect())
}

/// Ends a recovery, with the entry `service.recovered`: how many entries were taken back, and how many of them are left to people.
pub async fn finish(tx: &mut Tx, service: &Service, recovery: &Recovery, left: usize) -> Result<(), Error> {
    let entry = NewEntry {
        kind: "service.recovered",
        case: store::case_of_recovery(tx, recovery.id).await?,
        actor: "service",
        fields: json!({ "from": recovery.from, "to": recovery.to, "left": left }),
        commitments: &[],
        journal: None,
    };
    append(tx, service, entry).await?;
    store::finish_recovery(tx, recovery.id, signed(recovery.to), service.clock.now()).await?;
    Ok(())
}
