//! From transaction to checkpoint. A round numbers what was committed, in a transaction of its own; copies the committed
//! state to the second store; then signs it and publishes. It can die anywhere: the next one goes on from what is there.
//!
//! Several portals may run rounds on one PostgreSQL, one at a time: whoever begins one waits until no other has one in hand.
//! That ends with the connection of who has it, so that another goes on at once when a portal is killed, and within
//! seconds when one hangs or its machine is gone. Who wakes up after that changes nothing that was told: numbering is a
//! transaction under a lock of its own, and a checkpoint is published by compare-and-swap, so that they never sign two stories.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::Range;
use std::time::Duration;

use super::checkpoint::{Checkpoint, log_key};
use super::log::{Compared, Standing, Step};
use super::note::{Note, Signature};
use super::second_store::{Publication, SecondStore, journal_path};
use super::signing::own_policy;
use super::store::{self, Waiting};
use super::tile::{self, Edge, Row, Tile, WIDTH, encode_bundle, row_length, tiles_between};
use super::{Error, cosign, journal};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::Tx;
use crate::merkle::{self, Hash, Subtree};
use crate::service::Service;

/// A round while the service runs.
const EVERY: Duration = Duration::from_millis(200);
/// How often witnesses are asked when no order hurries them.
const COSIGN_EVERY: Duration = Duration::from_secs(10);
/// How often it is looked at what each of them cosigned last: where another site was made the service, they say so to this one, though it
/// has nothing new to be cosigned.
const LOOK_EVERY: Duration = Duration::from_mins(1);
/// The pause after a round that failed.
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// Entries numbered in one transaction, so that writers of business changes never wait long.
const MOST_A_ROUND: usize = 1_024;

/// What a round did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// Entries it numbered.
    pub numbered: usize,
    /// The size of the published log.
    pub size: u64,
}

/// Compares the database with the second store and publishes the first checkpoint if there is none: what a service does
/// before it serves. Not an error when the database is behind: then [`super::Log::require_current`] says so.
pub async fn start(service: &Service) -> Result<Standing, Error> {
    match sequence(service).await {
        Ok(_) | Err(Error::NotCurrent(_)) => Ok(service.log.standing()),
        Err(error) => Err(error),
    }
}

/// Compares the database with the second store, and does not go on with the log: what comes before anybody is asked what they saw.
pub async fn look_at_store(service: &Service) -> Result<Standing, Error> {
    let mut compared = service.log.round().lock().await;
    match compare(service, &mut compared).await {
        Ok(_) | Err(Error::NotCurrent(_)) => Ok(service.log.standing()),
        Err(error) => Err(error),
    }
}

/// One round: numbers what waits (up to 1,024 entries), copies it to the second store, signs and publishes. One at a time
/// among all portals on the database.
pub async fn sequence(service: &Service) -> Result<Round, Error> {
    let mut compared = service.log.round().lock().await;
    // A transaction in which nothing is read or written: files are waited for while it is open, but nobody waits for it who
    // does not begin a round.
    let mut turn = service.db.read().await?;
    store::lock(&mut turn, store::TURN).await?;
    let published = compare(service, &mut compared).await?;
    let numbered = number(service).await?;
    service.log.passed(Step::Numbered)?;
    let size = publish(service, published).await?;
    if let Err(error) = turn.rollback().await {
        tracing::warn!(error = %with_causes(&error), "a round took longer than its turn; another portal may have gone on meanwhile");
    }
    Ok(Round { numbered, size })
}

/// Rounds until nothing waits for its number: for tests, and for whoever needs a proof now.
pub async fn settle(service: &Service) -> Result<u64, Error> {
    loop {
        let round = sequence(service).await?;
        let mut tx = service.db.read().await?;
        if !store::has_unnumbered(&mut tx).await? {
            return Ok(round.size);
        }
    }
}

/// Runs rounds, and asks the witnesses, until `shutdown` is done; then one last round. Failures are logged and tried again.
pub async fn run(service: Service, shutdown: impl Future<Output = ()>) {
    tokio::pin!(shutdown);
    let mut next_cosigning = tokio::time::Instant::now();
    let mut next_look = next_cosigning + LOOK_EVERY;
    let mut failing = false;
    loop {
        let pause = match sequence(&service).await {
            Ok(_) => {
                if std::mem::take(&mut failing) {
                    tracing::info!("the log is sequenced again");
                }
                EVERY
            }
            Err(error) => {
                if !std::mem::replace(&mut failing, true) {
                    tracing::error!(error = %with_causes(&error), "the log could not be sequenced; trying again");
                }
                AFTER_FAILURE
            }
        };
        if !failing && tokio::time::Instant::now() >= next_cosigning {
            next_cosigning = tokio::time::Instant::now() + COSIGN_EVERY;
            if let Err(error) = cosign::cosign(&service).await {
                tracing::warn!(error = %with_causes(&error), "witnesses could not be asked to cosign");
            }
        }
        if !failing && tokio::time::Instant::now() >= next_look {
            next_look = tokio::time::Instant::now() + LOOK_EVERY;
            if let Err(error) = cosign::look_at_witnesses(&service).await {
                tracing::warn!(error = %with_causes(&error), "it could not be looked at what witnesses cosigned");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = &mut shutdown => break,
        }
    }
    if let Err(error) = settle(&service).await {
        tracing::error!(error = %with_causes(&error), "the last entries are not published; the next start does it");
    }
}

/// Finds out whether the database holds all that was published, and sets the log's standing. Gives the published checkpoint.
async fn compare(service: &Service, compared: &mut Compared) -> Result<Option<String>, Error> {
    // The store first: whatever it holds was committed to the database before, so the database, read second, cannot
    // look behind only because another service went on in between.
    let published = read_published(service).await?;
    let mut tx = service.db.read().await?;
    let (size, root) = read_state(&mut tx).await?;
    let unfinished =
        compared.is_none() && !service.log.is_recovering() && store::open_recovery(&mut tx).await?.is_some();
    let behind = match &published {
        _ if unfinished => Some("it was begun to be recovered, and that is not finished".to_owned()),
        None => None,
        Some((note, _)) if compared.as_ref().is_some_and(|known| known.0 == *note && known.1 == size) => None,
        Some((_, at)) if at.size > size => {
            Some(format!("it has {size} entries, and {} were published to the second store", at.size))
        }
        Some((_, at)) if at.size == size => {
            (at.root != root).then(|| format!("its {size} entries are not those that were published"))
        }
        Some((_, at)) => (root_at(&mut tx, at.size).await? != at.root)
            .then(|| format!("its first {} entries are not those that were published", at.size)),
    };
    if let Some(what) = behind {
        refuse(service, what)?;
    }
    // Behind a witness, which only a recovery mends, is not mended by a store that is as old as the database.
    if !matches!(service.log.standing(), Standing::Behind(_)) {
        service.log.set_standing(Standing::Current);
    }
    service.log.require_current()?;
    *compared = published.as_ref().map(|(note, _)| (note.clone(), size));
    Ok(published.map(|(note, _)| note))
}

/// Sets the standing to behind, and refuses.
pub(super) fn refuse(service: &Service, what: String) -> Result<(), Error> {
    if service.log.standing() != Standing::Behind(what.clone()) {
        tracing::error!(%what, "the database is behind the published log; refusing to sign, to release and to write");
        service.log.set_standing(Standing::Behind(what));
    }
    Ok(service.log.require_current()?)
}

/// The second store's checkpoint, verbatim and read, its signature checked.
async fn read_published(service: &Service) -> Result<Option<(String, Checkpoint)>, Error> {
    published_in(service, service.log.second_store()).await
}

/// The same of any copy of the log in a folder.
pub(super) async fn published_in(service: &Service, copy: &SecondStore) -> Result<Option<(String, Checkpoint)>, Error> {
    let second_store = copy.clone();
    let Some(note) = blocking(move || second_store.checkpoint()).await? else { return Ok(None) };
    let policy = own_policy(&service.keys)?;
    let checkpoint = policy.check(&note)?.checkpoint;
    Ok(Some((note, checkpoint)))
}

/// Numbers what waits, and writes tiles and the log's new size and root, in one transaction.
async fn number(service: &Service) -> Result<usize, Error> {
    let mut tx = service.db.read().await?;
    if store::state(&mut tx).await?.is_some() && !store::has_unnumbered(&mut tx).await? {
        return Ok(0);
    }
    drop(tx);
    let mut tx = service.db.begin().await?;
    store::lock(&mut tx, store::STATE).await?;
    let edge = read_edge(&mut tx).await?;
    let waiting = in_order(store::unnumbered(&mut tx).await?);
    let mut leaves = Vec::new();
    for entry in waiting.iter().take(MOST_A_ROUND) {
        store::number(&mut tx, entry.id, signed(edge.size() + leaves.len() as u64)).await?;
        leaves.push(merkle::leaf_hash(&store::bytes(&mut tx, entry.id).await?));
    }
    let numbered = leaves.len();
    grow(&mut tx, edge, leaves, service.clock.now()).await?;
    tx.commit().await?;
    Ok(numbered)
}

/// Writes the tiles of further leaves, and the log's new size and root.
pub(super) async fn grow(tx: &mut Tx, mut edge: Edge, leaves: Vec<Hash>, now: Time) -> Result<(), Error> {
    for grown in edge.append(leaves) {
        let width = signed(grown.hashes.len() as u64);
        let bytes = tile::encode_hashes(&grown.hashes);
        store::put_tile(tx, grown.level.into(), signed(grown.index), width, &bytes).await?;
    }
    store::put_state(tx, signed(edge.size()), &edge.root(), now).await?;
    Ok(())
}

/// Entries by time, and those of one case by their number in it, also when the clocks of two services differ.
fn in_order(waiting: Vec<Waiting>) -> Vec<Waiting> {
    let order: Vec<_> = waiting.iter().map(|entry| entry.case_id).collect();
    let mut cases: HashMap<_, VecDeque<Waiting>> = HashMap::new();
    for entry in waiting {
        cases.entry(entry.case_id).or_default().push_back(entry);
    }
    for entries in cases.values_mut() {
        entries.make_contiguous().sort_by_key(|entry| entry.n);
    }
    order.iter().filter_map(|case| cases.get_mut(case)?.pop_front()).collect()
}

/// Copies what is committed to the second store, signs it, and makes it the published checkpoint.
async fn publish(service: &Service, published: Option<String>) -> Result<u64, Error> {
    let policy = own_policy(&service.keys)?;
    let at = published.as_deref().map(|note| policy.check(note)).transpose()?.map(|witnessed| witnessed.checkpoint);
    let mut tx = service.db.read().await?;
    let (size, root) = read_state(&mut tx).await?;
    drop(tx);
    if let (Some(note), Some(at)) = (&published, &at)
        && at.size == size
    {
        record(service, at, note).await?;
        return Ok(size);
    }
    export(service, at.as_ref().map_or(0, |at| at.size), size).await?;
    service.log.passed(Step::Exported)?;
    let checkpoint = Checkpoint { origin: service.keys.origin.clone(), size, root };
    let note = sign(service, &checkpoint)?;
    service.log.passed(Step::Signed)?;
    let second_store = service.log.second_store().clone();
    let (expected, new) = (published.clone(), note.clone());
    let publication = blocking(move || second_store.publish(expected.as_deref(), &new)).await?;
    service.log.passed(Step::Published)?;
    // Overtaken: another service published this or more. Its checkpoint stands; ours was never seen.
    if publication == Publication::Published {
        record(service, &checkpoint, &note).await?;
    }
    service.log.passed(Step::Recorded)?;
    Ok(size)
}

/// The checkpoint, signed by each key that signs now: while one follows another, whoever knows either can verify it.
fn sign(service: &Service, checkpoint: &Checkpoint) -> Result<String, Error> {
    let text = checkpoint.text();
    let mut signatures = Vec::new();
    for signer in service.keys.log_signers() {
        let key = log_key(&service.keys.origin, signer.public())?;
        signatures.push(Signature::over_text(&text, &key, |message| signer.sign(message)));
    }
    Ok(Note { text, signatures }.to_string())
}

/// Makes sure that the published checkpoint is the one the database serves: a round may have died in between.
async fn record(service: &Service, at: &Checkpoint, note: &str) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    if store::checkpoint(&mut tx, signed(at.size)).await?.is_some() {
        return Ok(());
    }
    drop(tx);
    // The store's may carry cosignatures already; those stand in a table of their own.
    let mut note = Note::parse(note)?;
    note.signatures.retain(|line| line.name == at.origin);
    let mut tx = service.db.begin().await?;
    store::lock(&mut tx, store::STATE).await?;
    store::put_checkpoint(&mut tx, signed(at.size), &note.to_string(), service.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes every file that a log of `size` entries has and one of `old` has not, and lets go of the partial ones that
/// full ones replace.
async fn export(service: &Service, old: u64, size: u64) -> Result<(), Error> {
    let tiles = tiles_between(old, size);
    // A store that was lost is written anew in pieces, so that memory stays small.
    for some in tiles.chunks(64) {
        let mut files = Vec::new();
        let mut tx = service.db.read().await?;
        for tile in some {
            match tile.row {
                Row::Entries => {
                    let range = tile.index * WIDTH..tile.index * WIDTH + u64::from(tile.width);
                    let (bundle, journal) = read_bundle(&mut tx, range).await?;
                    files.push((tile.to_string(), bundle));
                    files.push((journal_path(tile), journal));
                }
                Row::Hashes(level) => files.push((tile.to_string(), read_tile(&mut tx, level, *tile).await?)),
            }
        }
        drop(tx);
        let second_store = service.log.second_store().clone();
        blocking(move || second_store.write_once(&files)).await?;
    }
    publish_keys(service).await?;
    let second_store = service.log.second_store().clone();
    blocking(move || tiles.iter().filter(|tile| tile.is_full()).try_for_each(|full| second_store.drop_partial(full)))
        .await
}

/// Writes the log's and the witnesses' verifier keys to the second store, so that it can be verified by itself.
pub(super) async fn publish_keys(service: &Service) -> Result<(), Error> {
    let keys = super::serve::verifier_keys(service).await?;
    let witnesses = super::serve::witness_keys(service);
    let second_store = service.log.second_store().clone();
    blocking(move || {
        second_store.write("vkey", keys.as_bytes())?;
        second_store.write("witnesses", witnesses.as_bytes())
    })
    .await
}

/// The entries of `range` as a bundle, and their journal.
async fn read_bundle(tx: &mut Tx, range: Range<u64>) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let count = range.end - range.start;
    let rows = store::numbered(tx, signed(range.start), signed(range.end)).await?;
    if rows.len() as u64 != count {
        return Err(Error::Damaged("entries of a numbered range are missing"));
    }
    let bundle = encode_bundle(rows.iter().map(|row| row.bytes.as_slice()))
        .map_err(|_| Error::Damaged("an entry is longer than a log entry can be"))?;
    Ok((bundle, journal::encode(&rows)?))
}

/// The bytes of a tile, as wide as asked: a narrower one is the beginning of the one that is kept.
pub(super) async fn read_tile(tx: &mut Tx, level: u8, tile: Tile) -> Result<Vec<u8>, Error> {
    let kept = store::tile(tx, level.into(), signed(tile.index)).await?;
    let mut bytes = kept.ok_or(Error::Damaged("a tile is missing"))?;
    let length = usize::from(tile.width) * 32;
    if bytes.len() < length {
        return Err(Error::Damaged("a tile is narrower than the log is long"));
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// What is numbered and committed: size and root.
pub(super) async fn read_state(tx: &mut Tx) -> Result<(u64, Hash), Error> {
    let Some((size, root)) = store::state(tx).await? else { return Ok((0, merkle::root(&[]))) };
    let size = u64::try_from(size).map_err(|_| Error::Damaged("its size is negative"))?;
    Ok((size, root.try_into().map_err(|_| Error::Damaged("its root is not 32 bytes"))?))
}

/// The right edge of the tree, from the partial tiles.
pub(super) async fn read_edge(tx: &mut Tx) -> Result<Edge, Error> {
    let (size, root) = read_state(tx).await?;
    let mut partial = BTreeMap::new();
    for level in 0..8 {
        let length = row_length(level, size);
        let width = length % WIDTH;
        if width > 0 {
            let place =
                Tile { row: Row::Hashes(level), index: length / WIDTH, width: u16::try_from(width).unwrap_or(256) };
            let hashes = tile::decode_hashes(&read_tile(tx, level, place).await?);
            partial.insert(level, hashes.ok_or(Error::Damaged("a tile is not a row of hashes"))?);
        }
    }
    let edge = Edge::from_partial(size, partial).ok_or(Error::Damaged("its tiles are not those of its size"))?;
    if edge.root() != root {
        return Err(Error::Damaged("its tiles do not lead to its root"));
    }
    Ok(edge)
}

/// The root that the log had at `size`.
async fn root_at(tx: &mut Tx, size: u64) -> Result<Hash, Error> {
    Ok(hashes_of(tx, std::slice::from_ref(&(0..size))).await?[0])
}

/// The hashes of ranges of the tree, from its tiles.
pub(super) async fn hashes_of(tx: &mut Tx, ranges: &[Range<u64>]) -> Result<Vec<Hash>, Error> {
    let mut tiles: HashMap<(u8, u64), Vec<Hash>> = HashMap::new();
    for subtree in ranges.iter().flat_map(merkle::subtrees) {
        let (level, index, _) = tile::place_of(subtree);
        if let Entry::Vacant(place) = tiles.entry((level, index)) {
            let bytes =
                store::tile(tx, level.into(), signed(index)).await?.ok_or(Error::Damaged("a tile is missing"))?;
            place.insert(tile::decode_hashes(&bytes).ok_or(Error::Damaged("a tile is not a row of hashes"))?);
        }
    }
    let hash_of = |subtree: Subtree| {
        let (level, index, range) = tile::place_of(subtree);
        let hashes = tiles.get(&(level, index)).and_then(|hashes| hashes.get(range));
        hashes.map(merkle::root).ok_or(Error::Damaged("a tile is narrower than the log is long"))
    };
    ranges.iter().map(|range| merkle::range_hash(range, hash_of)).collect()
}

/// Numbers of the log as the database has them. A log of 2^63 entries is beyond any machine.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Runs file work where it may block.
pub(super) async fn blocking<T: Send + 'static, E: Into<Error> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(Into::into),
        Err(_) => Err(Error::Damaged("a task of the log was cancelled or failed")),
    }
}
