//! Asking the witnesses. Mirrors are the log's witnesses: each remembers the last checkpoint it cosigned and cosigns only
//! what follows it, so a log that forks or forgets is found out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use super::checkpoint::{Checkpoint, MOST_COSIGNATURES};
use super::log::{Answer, Witness};
use super::note::{Note, Signature};
use super::sequencer::{blocking, hashes_of, publish_keys, read_state, refuse};
use super::signing::own_policy;
use super::witness::{AddCheckpoint, read_answer};
use super::{Error, store};
use crate::clock::Time;
use crate::merkle;
use crate::service::Service;

/// A witness that takes longer than this to answer is asked again later.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a witness that did not answer is left alone, the first time; twice as long each further time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest that it is.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What is known of the witnesses since the start, by name. Each is asked by one caller at a time: the others find that it has cosigned.
/// For one that did not answer last time nobody waits but who asks it again.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<String, Turn>>);

#[derive(Clone, Debug, Default)]
struct Turn {
    is_heard: bool,
    /// How often in a row it did not answer.
    silences: u32,
    not_before: Option<Time>,
    asking: Arc<AsyncMutex<()>>,
}

impl Turns {
    fn of(&self, witness: &str) -> Turn {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(witness.to_owned()).or_default().clone()
    }

    /// Gives the turn to ask a witness to `wanted`, the one whose cosignature a caller waits for, or to whoever waits for none. `None` for
    /// a witness that is not to be asked now: it did not answer not long ago, or others wait for its answer, or did not want it.
    async fn take(&self, witness: &str, wanted: Option<&str>, now: Time) -> Option<OwnedMutexGuard<()>> {
        let turn = self.of(witness);
        if turn.silences == 0 {
            let asking = turn.asking.lock_owned().await;
            // Whoever had it before may have waited in vain.
            return (self.of(witness).silences == 0).then_some(asking);
        }
        let is_due = turn.not_before.is_none_or(|time| now >= time);
        let is_wanted = wanted.is_none_or(|wanted| wanted == witness);
        if is_due && is_wanted { turn.asking.try_lock_owned().ok() } else { None }
    }

    /// Notes what came of asking.
    fn note(&self, witness: &str, asked: &Asked, now: Time) {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = turns.entry(witness.to_owned()).or_default();
        if matches!(asked, Asked::Silent(_)) {
            let pause = FIRST_PAUSE.saturating_mul(1 << turn.silences.min(6)).min(LONGEST_PAUSE);
            turn.silences = turn.silences.saturating_add(1);
            turn.not_before = Some(now.plus(pause));
        } else {
            turn.silences = 0;
            turn.not_before = None;
            turn.is_heard |= matches!(asked, Asked::Cosigned(_));
        }
    }
}

/// Asks every witness that has not cosigned the latest checkpoint to do so, and each one at least once since the start. A
/// witness that cannot be reached, or refuses, is logged and left for the next time; one that does not answer is left alone for a
/// time that grows, and keeps nobody waiting meanwhile. One that shows a checkpoint, signed by
/// this log, which this database does not contain makes the log refuse to go on; a mere claim does not, or any mirror
/// could stop the service. Gives the size that was cosigned, and by how many.
pub async fn cosign(service: &Service) -> Result<(u64, usize), Error> {
    ask_all(service, None).await
}

/// The same for who waits for the cosignature of the witness of that name: no other that did not answer last time is asked.
pub(super) async fn cosign_for(service: &Service, wanted: &str) -> Result<(), Error> {
    ask_all(service, Some(wanted)).await.map(drop)
}

async fn ask_all(service: &Service, wanted: Option<&str>) -> Result<(u64, usize), Error> {
    let turns = service.log.turns();
    let mut witnesses = service.log.witnesses();
    // Everybody waits for them in the same order, so that no two wait for each other.
    witnesses.sort_by(|one, other| one.key.name().cmp(other.key.name()));
    let mut free = Vec::with_capacity(witnesses.len());
    for witness in witnesses {
        if let Some(turn) = turns.take(witness.key.name(), wanted, service.clock.now()).await {
            free.push((witness, turn));
        }
    }
    service.log.require_current()?;
    let mut tx = service.db.read().await?;
    let Some((size, note)) = store::latest_checkpoint(&mut tx).await? else { return Ok((0, 0)) };
    let there = store::cosignatures(&mut tx, size).await?;
    let mut asked = Vec::with_capacity(free.len());
    for (witness, turn) in free {
        let name = witness.key.name();
        if !turns.of(name).is_heard || !there.iter().any(|(there, _)| there == name) {
            let last = store::last_cosigned(&mut tx, name).await?;
            asked.push((witness, u64::try_from(last).unwrap_or(0), turn));
        }
    }
    drop(tx);
    let checkpoint = Checkpoint::parse(&Note::parse(&note)?.text)?;
    let (to_sign, signed) = (&checkpoint, note.as_str());
    let answers = join_all(asked.into_iter().map(|(witness, last, turn)| async move {
        let answer = ask(service, &witness, last, to_sign, signed).await;
        if let Ok(asked) = &answer {
            turns.note(witness.key.name(), asked, service.clock.now());
        }
        // Its turn ends here: whoever waits for it need not wait for the others.
        drop(turn);
        (witness.key.name().to_owned(), answer)
    }))
    .await;
    let mut lines = Vec::new();
    let mut contradicted = None;
    for (name, answer) in answers {
        match answer? {
            Asked::Cosigned(line) => lines.push((name, line.to_string())),
            Asked::Contradicted(what) => contradicted = Some(format!("the witness {name} {what}")),
            Asked::Not(why) | Asked::Silent(why) => tracing::warn!(witness = name, why, "a witness did not cosign"),
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
    /// It cannot be reached, or takes too long.
    Silent(String),
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
            Err(_) => return Ok(Asked::Silent("it did not answer in time".to_owned())),
            Ok(Err(why)) => return Ok(Asked::Silent(why)),
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
    let shown = match tokio::time::timeout(PATIENCE, witness.latest()).await {
        Ok(Ok(Some(shown))) => shown,
        Ok(Ok(None)) => return Ok(Asked::Not(format!("{claim}, and does not show it"))),
        Ok(Err(_)) | Err(_) => return Ok(Asked::Silent(format!("{claim}, and does not answer who asks for it"))),
    };
    let policy = own_policy(&service.keys)?;
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
            Asked::Not(why) | Asked::Silent(why) => {
                tracing::debug!(witness = witness.key.name(), why, "a witness contradicts nothing");
            }
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
