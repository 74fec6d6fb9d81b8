//! Asking the witnesses. Mirrors are the log's witnesses: each remembers the last checkpoint it cosigned and cosigns only
//! what follows it, so a log that forks or forgets is found out.

use std::time::Duration;

use futures_util::future::join_all;

use super::checkpoint::{Checkpoint, MOST_COSIGNATURES, Policy, log_key};
use super::log::{Answer, Witness};
use super::note::{Note, Signature};
use super::sequencer::{blocking, hashes_of, publish_keys, read_state, refuse};
use super::witness::{AddCheckpoint, read_answer};
use super::{Error, store};
use crate::merkle;
use crate::service::Service;

/// A witness that takes longer than this to answer is asked again next time.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks every witness that has not cosigned the latest checkpoint to do so, and each one at least once since the start. A
/// witness that cannot be reached, or refuses, is logged and left for the next time. One that shows a checkpoint, signed by
/// this log, which this database does not contain makes the log refuse to go on; a mere claim does not, or any mirror
/// could stop the service. Gives the size that was cosigned, and by how many.
pub async fn cosign(service: &Service) -> Result<(u64, usize), Error> {
    let mut heard = service.log.cosigning().lock().await;
    service.log.require_current()?;
    let mut tx = service.db.read().await?;
    let Some((size, note)) = store::latest_checkpoint(&mut tx).await? else { return Ok((0, 0)) };
    let there = store::cosignatures(&mut tx, size).await?;
    let mut asked = Vec::new();
    for witness in service.log.witnesses() {
        if !heard.contains(witness.key.name()) || !there.iter().any(|(name, _)| name == witness.key.name()) {
            let last = store::last_cosigned(&mut tx, witness.key.name()).await?;
            asked.push((witness, u64::try_from(last).unwrap_or(0)));
        }
    }
    drop(tx);
    let checkpoint = Checkpoint::parse(&Note::parse(&note)?.text)?;
    let answers = join_all(asked.iter().map(|(witness, last)| ask(service, witness, *last, &checkpoint, &note))).await;
    let mut lines = Vec::new();
    let mut contradicted = None;
    for ((witness, _), answer) in asked.iter().zip(answers) {
        let name = witness.key.name().to_owned();
        match answer? {
            Asked::Cosigned(line) => {
                heard.insert(name.clone());
                lines.push((name, line.to_string()));
            }
            Asked::Contradicted(what) => contradicted = Some(format!("the witness {name} {what}")),
            Asked::Not(why) => tracing::warn!(witness = name, why, "a witness did not cosign"),
        }
    }
    let mut count = there.len();
    if !lines.is_empty() {
        count = keep(service, size, &note, &lines).await?;
    }
    if let Some(what) = contradicted {
        refuse(service, what)?;
    }
    Ok((checkpoint.size, count))
}

enum Asked {
    Cosigned(Signature),
    /// The witness shows a signed checkpoint that this database does not contain.
    Contradicted(String),
    Not(String),
}

/// Asks one witness, and once more when it remembers another size than we do.
async fn ask(
    service: &Service,
    witness: &Witness,
    last: u64,
    checkpoint: &Checkpoint,
    note: &str,
) -> Result<Asked, Error> {
    let mut old = last;
    for _ in 0..2 {
        let proof = prove(service, old, checkpoint.size).await?;
        let request = AddCheckpoint { old, proof, checkpoint: note.to_owned() }.to_string();
        let answer = match tokio::time::timeout(PATIENCE, witness.ask(request)).await {
            Err(_) => return Ok(Asked::Not("it did not answer in time".to_owned())),
            Ok(Err(why)) => return Ok(Asked::Not(why)),
            Ok(Ok(answer)) => answer,
        };
        match answer {
            Answer { status: 200, body } => {
                return Ok(match read_answer(&body, checkpoint, &witness.key) {
                    Ok(Some(line)) => Asked::Cosigned(line),
                    Ok(None) => Asked::Not("its answer has no cosignature of its own".to_owned()),
                    Err(error) => Asked::Not(error.to_string()),
                });
            }
            Answer { status: 409, body } => {
                let Some(size) = body.strip_suffix('\n').and_then(super::checkpoint::decimal) else {
                    return Ok(Asked::Not("it remembers another size, and does not say which".to_owned()));
                };
                if size > checkpoint.size {
                    return hear(service, witness, format!("it says that it cosigned {size} entries")).await;
                }
                old = size;
            }
            Answer { status: 422, .. } => {
                return hear(service, witness, "it says that this log does not follow what it cosigned".to_owned())
                    .await;
            }
            Answer { status, .. } => return Ok(Asked::Not(format!("it answered {status}"))),
        }
    }
    Ok(Asked::Not("the size it remembers keeps changing".to_owned()))
}

/// Hears the evidence of a witness that claims to have seen more, or other, entries than this database has.
async fn hear(service: &Service, witness: &Witness, claim: String) -> Result<Asked, Error> {
    let Ok(Ok(Some(shown))) = tokio::time::timeout(PATIENCE, witness.latest()).await else {
        return Ok(Asked::Not(format!("{claim}, and does not show it")));
    };
    let policy = Policy::none(log_key(&service.keys.origin, service.keys.log.public())?);
    let Ok(shown) = policy.check(&shown).map(|witnessed| witnessed.checkpoint) else {
        return Ok(Asked::Not(format!("{claim}, and shows what this log never signed")));
    };
    // Read after the witness was heard: what it saw was committed before it was signed.
    let mut tx = service.db.read().await?;
    let (size, _) = read_state(&mut tx).await?;
    if shown.size > size {
        return Ok(Asked::Contradicted(format!("cosigned {} entries, and this database has {size}", shown.size)));
    }
    let ours = hashes_of(&mut tx, std::slice::from_ref(&(0..shown.size))).await?;
    if ours.first() != Some(&shown.root) {
        return Ok(Asked::Contradicted(format!(
            "cosigned {} entries that are not the first of this database",
            shown.size
        )));
    }
    Ok(Asked::Not(format!("{claim}; it shows {} entries, which are here", shown.size)))
}

/// Looks at what every witness that answers has cosigned last, without having it cosign anything: what a service does before it serves,
/// and from time to time. One that shows a checkpoint, signed by this log, which this database does not contain makes the log refuse to go on.
///
/// # Errors
/// Also [`Error::NotCurrent`] then.
pub async fn look_at_witnesses(service: &Service) -> Result<(), Error> {
    service.log.require_current()?;
    let witnesses = service.log.witnesses();
    let heard = join_all(witnesses.iter().map(|witness| hear(service, witness, "it was looked at".to_owned()))).await;
    for (witness, heard) in witnesses.iter().zip(heard) {
        match heard? {
            Asked::Contradicted(what) => refuse(service, format!("the witness {} {what}", witness.key.name()))?,
            Asked::Not(why) => tracing::debug!(witness = witness.key.name(), why, "a witness contradicts nothing"),
            Asked::Cosigned(_) => {}
        }
    }
    Ok(())
}

/// The consistency proof between two sizes of the log.
async fn prove(service: &Service, old: u64, new: u64) -> Result<Vec<merkle::Hash>, Error> {
    let ranges = merkle::consistency_ranges(old, new).ok_or(Error::NoSuchSize)?;
    let mut tx = service.db.read().await?;
    hashes_of(&mut tx, &ranges).await
}

/// Keeps cosignatures in the database, and under the checkpoint in the second store if that is still the same. Gives how
/// many there are now.
async fn keep(service: &Service, size: i64, note: &str, lines: &[(String, String)]) -> Result<usize, Error> {
    let mut tx = service.db.begin().await?;
    store::lock(&mut tx, store::STATE).await?;
    // The row may have gone, as one that nobody cosigned, when a later checkpoint came.
    store::put_checkpoint_again(&mut tx, size, note, service.clock.now()).await?;
    for (witness, line) in lines {
        store::put_cosignature(&mut tx, size, witness, line).await?;
    }
    tx.commit().await?;
    let mut tx = service.db.read().await?;
    let lines = store::cosignatures(&mut tx, size).await?;
    let cosigned = with_cosignatures(note, &lines);
    drop(tx);
    publish_keys(service).await?;
    let second_store = service.log.second_store().clone();
    let text = Note::parse(note)?.text;
    blocking(move || {
        let published = second_store.checkpoint()?;
        match published {
            Some(published) if published.starts_with(&format!("{text}\n")) => {
                second_store.publish(Some(&published), &cosigned).map(drop)
            }
            _ => Ok(()),
        }
    })
    .await?;
    Ok(lines.len())
}

/// A checkpoint with its cosignatures under it, at most sixteen.
pub(super) fn with_cosignatures(note: &str, lines: &[(String, String)]) -> String {
    let lines: String = lines.iter().take(MOST_COSIGNATURES).map(|(_, line)| line.as_str()).collect();
    format!("{note}{lines}")
}
