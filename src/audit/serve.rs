//! What the log shows the public: checkpoint, tiles, bundles, keys. The HTTP room only adds headers.

use super::Error;
use super::checkpoint::{Checkpoint, log_key};
use super::cosign::with_cosignatures;
use super::entry::Entry;
use super::note::{Note, VerifierKey};
use super::sequencer::{read_tile, signed};
use super::store;
use super::tile::{Row, Tile, WIDTH, encode_bundle, row_length};
use crate::keys::Purpose;
use crate::service::Service;
use crate::tokens::VerifyingKey;

/// The latest checkpoint with its cosignatures, verbatim; `None` before the first round.
pub async fn checkpoint(service: &Service) -> Result<Option<String>, Error> {
    let mut tx = service.db.read().await?;
    let Some((size, note)) = store::latest_checkpoint(&mut tx).await? else { return Ok(None) };
    Ok(Some(with_cosignatures(&note, &store::cosignatures(&mut tx, size).await?)))
}

/// The bytes of a tile or bundle; `None` when the published log has none such. A partial tile is served as long as
/// anybody may ask for it, also when the full one is there.
pub async fn tile(service: &Service, tile: Tile) -> Result<Option<Vec<u8>>, Error> {
    let mut tx = service.db.read().await?;
    let Some((size, _)) = store::latest_checkpoint(&mut tx).await? else { return Ok(None) };
    let size = u64::try_from(size).unwrap_or(0);
    let row = if let Row::Hashes(level) = tile.row { row_length(level, size) } else { size };
    let range = tile.index.saturating_mul(WIDTH)..tile.index.saturating_mul(WIDTH).saturating_add(tile.width.into());
    if range.end > row {
        return Ok(None);
    }
    match tile.row {
        Row::Hashes(level) => read_tile(&mut tx, level, tile).await.map(Some),
        Row::Entries => {
            let rows = store::numbered(&mut tx, signed(range.start), signed(range.end)).await?;
            if rows.len() != usize::from(tile.width) {
                return Err(Error::Damaged("entries of a numbered range are missing"));
            }
            let bundle = encode_bundle(rows.iter().map(|row| row.bytes.as_slice()));
            bundle.map(Some).map_err(|_| Error::Damaged("an entry is longer than a log entry can be"))
        }
    }
}

/// The log's verifier keys, one `vkey` a line, the newest that signs first; behind those that sign no more a comment says so, and up to
/// which entry they did.
pub async fn verifier_keys(service: &Service) -> Result<String, Error> {
    let mut tx = service.db.read().await?;
    let mut text = lines(super::witness_policy(&mut tx, service).await?.log);
    for row in store::signing_keys(&mut tx, Purpose::Log).await?.iter().rev().filter(|row| row.is_retired()) {
        let key = log_key(&service.keys.origin, row.public()?)?;
        let (from, until) = (row.began.unwrap_or(0), row.ended.unwrap_or(0));
        text.extend([key.to_string(), format!(" # retired, entries {from} to {until}\n")]);
    }
    Ok(text)
}

/// The keys that sign orders, tickets and calls, the newest first; and those that did, each with the index of the entry with which it ended.
pub async fn order_keys(service: &Service) -> Result<Vec<(VerifyingKey, Option<i64>)>, Error> {
    let mut tx = service.db.read().await?;
    let mut keys = Vec::new();
    for row in store::signing_keys(&mut tx, Purpose::Order).await?.iter().rev().filter(|row| row.signs()) {
        keys.push((VerifyingKey::new(row.public()?), row.ended.filter(|_| row.is_retired())));
    }
    if keys.is_empty() {
        keys.push((VerifyingKey::from(&service.keys.order()), None));
    }
    Ok(keys)
}

/// The witness policy in force, as `/log/policy` shows it.
pub async fn published_policy(service: &Service) -> Result<String, Error> {
    let mut tx = service.db.read().await?;
    Ok(super::witness_policy(&mut tx, service).await?.to_string())
}

/// The witnesses' verifier keys, one `vkey` a line.
pub fn witness_keys(service: &Service) -> String {
    lines(service.log.witnesses().into_iter().map(|witness| witness.key))
}

fn lines(keys: impl IntoIterator<Item = VerifierKey>) -> String {
    keys.into_iter().flat_map(|key| [key.to_string(), "\n".to_owned()]).collect()
}

/// An entry as the log's page shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its index.
    pub index: u64,
    /// What it says.
    pub entry: Entry,
}

/// What the log's page shows of the log as a whole.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The log's name.
    pub origin: String,
    /// How many entries are published.
    pub size: u64,
    /// Their root.
    pub root: crate::merkle::Hash,
    /// The signed checkpoint, verbatim.
    pub note: String,
    /// The witnesses whose cosignature it carries.
    pub cosigned_by: Vec<String>,
    /// The log's current key, and the witnesses' keys.
    pub key: VerifierKey,
    /// The witnesses' keys.
    pub witnesses: Vec<VerifierKey>,
    /// How many cosignatures the policy asks for; 0 is the policy "none".
    pub quorum: usize,
}

/// The log as its page shows it; `None` before the first round.
pub async fn overview(service: &Service) -> Result<Option<Overview>, Error> {
    let mut tx = service.db.read().await?;
    let Some((size, note)) = store::latest_checkpoint(&mut tx).await? else { return Ok(None) };
    let lines = store::cosignatures(&mut tx, size).await?;
    let checkpoint = Checkpoint::parse(&Note::parse(&note)?.text)?;
    let policy = super::witness_policy(&mut tx, service).await?;
    let key = policy.log.into_iter().next().ok_or(Error::Damaged("no key signs"))?;
    Ok(Some(Overview {
        origin: checkpoint.origin,
        size: checkpoint.size,
        root: checkpoint.root,
        note: with_cosignatures(&note, &lines),
        cosigned_by: lines.into_iter().map(|(witness, _)| witness).collect(),
        key,
        witnesses: service.log.witnesses().into_iter().map(|witness| witness.key).collect(),
        quorum: policy.quorum,
    }))
}

/// Published entries before `before` (all when `None`), newest first, at most `limit`.
pub async fn recent(service: &Service, before: Option<u64>, limit: u32) -> Result<Vec<Listed>, Error> {
    let mut tx = service.db.read().await?;
    let Some((size, _)) = store::latest_checkpoint(&mut tx).await? else { return Ok(Vec::new()) };
    let before = before.map_or(size, |before| signed(before).min(size));
    list(store::newest(&mut tx, before, limit.into()).await?)
}

/// The numbered entries of one case, in their order.
pub async fn of_case(service: &Service, case: crate::ids::CaseId) -> Result<Vec<Listed>, Error> {
    let mut tx = service.db.read().await?;
    list(store::numbered_of_case(&mut tx, case).await?)
}

/// The same, and after them those that the next round numbers: they are written, and no proof of them can be shown yet.
pub async fn of_case_so_far(service: &Service, case: crate::ids::CaseId) -> Result<(Vec<Listed>, Vec<Entry>), Error> {
    let mut tx = service.db.read().await?;
    let listed = list(store::numbered_of_case(&mut tx, case).await?)?;
    let waiting = store::unnumbered_of_case(&mut tx, case).await?;
    let waiting = waiting.iter().map(|bytes| Entry::parse(bytes).map_err(Error::from)).collect::<Result<_, Error>>()?;
    Ok((listed, waiting))
}

/// One published entry as anybody may check it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The entry.
    pub listed: Listed,
    /// Its bytes as logged.
    pub bytes: Vec<u8>,
    /// Its C2SP tlog-proof; `None` until it is under a checkpoint that satisfies the witness policy.
    pub proof: Option<String>,
}

/// The published entry at `index` with its proof; `None` when the published log does not reach so far.
pub async fn entry_at(service: &Service, index: u64) -> Result<Option<Shown>, Error> {
    let mut tx = service.db.read().await?;
    let Some((size, _)) = store::latest_checkpoint(&mut tx).await? else { return Ok(None) };
    let from = signed(index);
    if from >= size {
        return Ok(None);
    }
    let Some(row) = store::numbered(&mut tx, from, from.saturating_add(1)).await?.pop() else { return Ok(None) };
    drop(tx);
    let proof = super::proof(service, row.id).await?.map(|proven| proven.proof);
    let entry = Entry::parse(&row.bytes)?;
    Ok(Some(Shown { listed: Listed { index, entry }, bytes: row.bytes, proof }))
}

fn list(rows: Vec<store::Numbered>) -> Result<Vec<Listed>, Error> {
    rows.into_iter()
        .map(|row| Ok(Listed { index: u64::try_from(row.log_index).unwrap_or(0), entry: Entry::parse(&row.bytes)? }))
        .collect()
}
