//! Verification of a whole log by recomputing it: entries from bundles, leaf hashes, tiles, root; then the checkpoint's
//! signatures over that root. Everything found wrong is located. Reads a folder or a web address, never the service's
//! own word; with a database, also that every row of the log is the entry that was published.

mod source;

use std::collections::{BTreeMap, HashMap};

use futures_util::{StreamExt as _, stream};

pub use self::source::Source;

use super::checkpoint::{self, Checkpoint, Cosigned, Policy};
use super::entry::Entry;
use super::facts;
use super::note::{self, Note, VerifierKey};
use super::sequencer::signed;
use super::store;
use super::tile::{self, Edge, Row, Tile, WIDTH};
use crate::db::Db;
use crate::ids::CaseId;
use crate::merkle::{self, Hash};

/// Files asked for at once.
const AT_ONCE: usize = 8;
/// After so many faults nothing new is learnt.
const MOST_FAULTS: usize = 200;

/// Why a log could not be verified at all: nothing said of its contents.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or address could not be read.
    #[error("{place} cannot be read: {reason}")]
    Unreadable {
        /// The file or address.
        place: String,
        /// What the system or server said.
        reason: String,
    },
    /// There is no log there.
    #[error("there is no log at {0}: it has no checkpoint")]
    NoLog(String),
    /// Without keys no signature says anything.
    #[error("the log at {0} shows no verifier key, and none was given")]
    NoKeys(String),
    /// A key that was given, or that the log shows, is not one.
    #[error(transparent)]
    Key(#[from] note::Error),
    /// A remembered checkpoint that is not one.
    #[error("the remembered checkpoint: {0}")]
    Remembered(checkpoint::Error),
    /// The database.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
}

/// What a verifier brings of its own.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The log's keys, pinned. When empty, those that the log shows are taken, and the report says so.
    pub keys: Vec<VerifierKey>,
    /// The witnesses' keys, pinned; otherwise those that the log shows.
    pub witnesses: Vec<VerifierKey>,
    /// A checkpoint of this log seen before, verbatim: the log must still contain it.
    pub remembered: Option<String>,
}

/// Something that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// The file, entry or case.
    pub place: String,
    /// What is wrong with it.
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// What verification found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The log's name, as its checkpoint has it.
    pub origin: String,
    /// How many entries the checkpoint covers.
    pub size: u64,
    /// The root recomputed from them.
    pub root: Hash,
    /// How many cases they belong to.
    pub cases: usize,
    /// The known witnesses whose cosignatures hold.
    pub cosigned: Vec<Cosigned>,
    /// The size of the remembered checkpoint that the log still contains.
    pub remembered: Option<u64>,
    /// Whether the log's keys were the caller's own, and not merely those that the log shows.
    pub pinned: bool,
    /// How many rows of a database were compared; `None` when none was given.
    pub rows: Option<u64>,
    /// Everything that is wrong. Empty means that the log holds.
    pub faults: Vec<Fault>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }

    fn fault(&mut self, place: impl std::fmt::Display, what: impl std::fmt::Display) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Fault { place: place.to_string(), what: what.to_string() });
        }
    }
}

/// The verifier keys of a list, one a line; what follows a space or `#` is a comment.
pub fn parse_keys(text: &str) -> Result<Vec<VerifierKey>, note::Error> {
    text.lines()
        .filter_map(|line| line.split([' ', '#']).next())
        .filter(|key| !key.is_empty())
        .map(str::parse)
        .collect()
}

/// Verifies the log at `source`; with `database`, also that the log in it is this one. `progress` is called with entries
/// done and entries in all.
pub async fn verify(
    source: &Source,
    trust: &Trust,
    database: Option<&Db>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Report, Error> {
    let mut report = Report { pinned: !trust.keys.is_empty(), ..Report::default() };
    let Some((claimed, remembered)) = signatures(source, trust, &mut report).await? else { return Ok(report) };
    let mut reader =
        Reader { source, size: claimed.size, edge: Edge::default(), cases: HashMap::new(), remembered, database };
    let bundles = claimed.size.div_ceil(WIDTH);
    let mut files = stream::iter(0..bundles).map(|index| reader_files(source, index, claimed.size)).buffered(AT_ONCE);
    for index in 0..bundles {
        let Some(files) = files.next().await else { break };
        reader.take(index, files?, &mut report).await?;
        progress((index * WIDTH + WIDTH).min(claimed.size), claimed.size);
    }
    drop(files);
    reader.finish(&claimed, &mut report);
    if let Some(db) = database {
        facts::check(db, claimed.size, &mut |place, what| report.fault(place, what)).await?;
    }
    Ok(report)
}

/// Checks the checkpoint's signatures. Gives the checkpoint, and the remembered one; `None` when there is nothing to go on.
async fn signatures(
    source: &Source,
    trust: &Trust,
    report: &mut Report,
) -> Result<Option<(Checkpoint, Option<Checkpoint>)>, Error> {
    let bytes = source.read("checkpoint").await?.ok_or_else(|| Error::NoLog(source.name()))?;
    let keys = match trust.keys.as_slice() {
        [] => shown_keys(source, "vkey").await?,
        keys => keys.to_vec(),
    };
    let witnesses = match trust.witnesses.as_slice() {
        [] => shown_keys(source, "witnesses").await?,
        keys => keys.to_vec(),
    };
    let Some(origin) = keys.first().map(|key| key.name().to_owned()) else { return Err(Error::NoKeys(source.name())) };
    let policy = Policy { origin, log: keys, required: Vec::new(), witnesses, quorum: 0 };
    let remembered = match &trust.remembered {
        None => None,
        Some(note) => {
            let log_only = Policy { witnesses: Vec::new(), ..policy.clone() };
            Some(log_only.check(note).map_err(Error::Remembered)?.checkpoint)
        }
    };
    let Ok(text) = String::from_utf8(bytes) else {
        report.fault("checkpoint", "it is not text");
        return Ok(None);
    };
    let note = match Note::parse(&text) {
        Ok(note) => note,
        Err(error) => {
            report.fault("checkpoint", error);
            return Ok(None);
        }
    };
    let known: Vec<&VerifierKey> = policy.log.iter().chain(&policy.witnesses).collect();
    for line in note.unknown(&known) {
        report.fault("checkpoint", format!("a signature line of a key that is not known here ({})", line.name));
    }
    match policy.check(&text) {
        Ok(witnessed) => {
            report.cosigned = witnessed.cosigned;
            report.origin.clone_from(&witnessed.checkpoint.origin);
            Ok(Some((witnessed.checkpoint, remembered)))
        }
        Err(error) => {
            report.fault("checkpoint", error);
            // Its tiles can still be told apart from its signature, if it says how many there are.
            Ok(Checkpoint::parse(&note.text).ok().map(|checkpoint| (checkpoint, remembered)))
        }
    }
}

async fn shown_keys(source: &Source, path: &str) -> Result<Vec<VerifierKey>, Error> {
    let Some(bytes) = source.read(path).await? else { return Ok(Vec::new()) };
    Ok(parse_keys(&String::from_utf8_lossy(&bytes))?)
}

/// A bundle and the tile of its leaf hashes, as they were read.
type Files = [(Tile, Option<(Vec<u8>, Tile)>); 2];

async fn reader_files(source: &Source, index: u64, size: u64) -> Result<Files, Error> {
    let width = u16::try_from((size - index * WIDTH).min(WIDTH)).unwrap_or(256);
    let (bundle, leaves) = (Tile { row: Row::Entries, index, width }, Tile { row: Row::Hashes(0), index, width });
    Ok([(bundle, source.read_tile(bundle).await?), (leaves, source.read_tile(leaves).await?)])
}

/// What is known of a case so far.
#[derive(Default)]
struct Case {
    entries: u64,
    largest: u64,
}

/// Reads a log from its beginning to its end, in memory that does not grow with its entries (but with its cases).
struct Reader<'a> {
    source: &'a Source,
    size: u64,
    edge: Edge,
    cases: HashMap<CaseId, Case>,
    remembered: Option<Checkpoint>,
    database: Option<&'a Db>,
}

impl Reader<'_> {
    /// Takes the next bundle, with the tile of its leaf hashes and the higher tiles that are complete with it.
    async fn take(
        &mut self,
        index: u64,
        [(bundle, entries), (tile, hashes)]: Files,
        report: &mut Report,
    ) -> Result<(), Error> {
        let width = usize::from(bundle.width);
        let first = index * WIDTH;
        let shown: Option<Vec<Hash>> = match hashes {
            None => None,
            Some((bytes, found)) => tile::decode_hashes(&bytes)
                .filter(|hashes| hashes.len() == usize::from(found.width))
                .map(|mut hashes| {
                    hashes.truncate(width);
                    hashes
                }),
        };
        if shown.is_none() {
            report.fault(tile, format!("it is missing, or not {width} hashes"));
        }
        let entries = entries.and_then(|(bytes, found)| {
            let entries: Vec<Vec<u8>> = tile::decode_bundle(&bytes)?.into_iter().map(<[u8]>::to_vec).collect();
            (entries.len() == usize::from(found.width)).then_some(entries)
        });
        let leaves: Vec<Hash> = if let Some(mut entries) = entries {
            entries.truncate(width);
            for (bytes, at) in entries.iter().zip(first..) {
                self.judge(at, bytes, report);
            }
            self.compare_rows(first, &entries, report).await?;
            entries.iter().map(|entry| merkle::leaf_hash(entry)).collect()
        } else {
            report.fault(bundle, format!("it is missing, or not {width} entries"));
            // Without the entries, the tiles above can still be checked against the hashes shown.
            shown.clone().unwrap_or_else(|| vec![[0; 32]; width])
        };
        for ((computed, shown), at) in leaves.iter().zip(shown.iter().flatten()).zip(first..) {
            if computed != shown {
                report.fault(format!("entry {at}"), format!("it does not have the hash that stands in {tile}"));
            }
        }
        self.grow(first, &leaves, report).await
    }

    /// Appends leaves, passing by the remembered checkpoint, and compares the higher tiles that grew.
    async fn grow(&mut self, first: u64, leaves: &[Hash], report: &mut Report) -> Result<(), Error> {
        let end = first + leaves.len() as u64;
        if let Some(known) = self.remembered.take_if(|known| (first..=end).contains(&known.size)) {
            let mut then = self.edge.clone();
            then.append(leaves.iter().copied().take(usize::try_from(known.size - first).unwrap_or(0)));
            if then.root() == known.root {
                report.remembered = Some(known.size);
            } else {
                let what =
                    format!("the first {} entries are not those it was signed over: the log was rewritten", known.size);
                report.fault("remembered checkpoint", what);
            }
        }
        let grown = self.edge.append(leaves.iter().copied());
        for full in grown.into_iter().filter(|grown| grown.level > 0 && grown.hashes.len() == 256) {
            self.compare_tile(
                Tile { row: Row::Hashes(full.level), index: full.index, width: 256 },
                &full.hashes,
                report,
            )
            .await?;
        }
        if end == self.size {
            for level in 1..8 {
                if let Some(hashes) = self.edge.partial(level).map(<[Hash]>::to_vec) {
                    let width = u16::try_from(hashes.len()).unwrap_or(256);
                    let index = tile::row_length(level, self.size) / WIDTH;
                    self.compare_tile(Tile { row: Row::Hashes(level), index, width }, &hashes, report).await?;
                }
            }
        }
        Ok(())
    }

    async fn compare_tile(&self, tile: Tile, hashes: &[Hash], report: &mut Report) -> Result<(), Error> {
        match self.source.read_tile(tile).await? {
            Some((bytes, found)) if bytes.len() == usize::from(found.width) * 32 => {
                let computed = tile::encode_hashes(hashes);
                if let Some(at) = computed.iter().zip(&bytes).position(|(computed, shown)| computed != shown) {
                    report.fault(tile, format!("hash {} is not that of what lies below it", at / 32));
                }
            }
            _ => report.fault(tile, format!("it is missing, or not {} hashes", tile.width)),
        }
        Ok(())
    }

    /// Checks the form of an entry, and counts it in its case.
    fn judge(&mut self, at: u64, bytes: &[u8], report: &mut Report) {
        match Entry::parse(bytes) {
            Ok(entry) => {
                let case = self.cases.entry(entry.case).or_default();
                case.entries += 1;
                if entry.n != case.entries {
                    let what =
                        format!("it is entry {} of case {}, where {} was next", entry.n, entry.case, case.entries);
                    report.fault(format!("entry {at}"), what);
                }
                case.largest = case.largest.max(entry.n);
            }
            Err(error) => report.fault(format!("entry {at}"), error),
        }
    }

    /// Compares a range with the rows of the database.
    async fn compare_rows(&self, first: u64, entries: &[Vec<u8>], report: &mut Report) -> Result<(), Error> {
        let Some(db) = self.database else { return Ok(()) };
        let mut tx = db.read().await?;
        let rows = store::numbered(&mut tx, signed(first), signed(first + entries.len() as u64)).await?;
        let rows: BTreeMap<i64, Vec<u8>> = rows.into_iter().map(|row| (row.log_index, row.bytes)).collect();
        for (entry, at) in entries.iter().zip(first..) {
            match rows.get(&signed(at)) {
                Some(row) if row == entry => {}
                Some(_) => report.fault(format!("entry {at}"), "the database has another entry in its place"),
                None => report.fault(format!("entry {at}"), "the database does not have it"),
            }
        }
        report.rows = Some(report.rows.unwrap_or(0) + rows.len() as u64);
        Ok(())
    }

    fn finish(self, claimed: &Checkpoint, report: &mut Report) {
        report.size = claimed.size;
        report.root = self.edge.root();
        report.cases = self.cases.len();
        if report.root != claimed.root {
            report.fault("checkpoint", "its root is not that of the entries");
        }
        for (case, known) in &self.cases {
            if known.largest != known.entries {
                let what = format!("its {} entries are numbered up to {}", known.entries, known.largest);
                report.fault(format!("case {case}"), what);
            }
        }
        if let Some(known) = self.remembered {
            let what =
                format!("it has {} entries, and the log only {}: entries were taken away", known.size, claimed.size);
            report.fault("remembered checkpoint", what);
        }
        if self.database.is_some() && report.rows.is_none() {
            report.rows = Some(0);
        }
    }
}
