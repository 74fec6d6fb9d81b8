//! The log: from a transaction to a checkpoint that strangers verify; killed, restored, forked and tampered with.

mod bundles;
mod rounds;
pub mod verification;

use std::sync::{Arc, Mutex};

use serde_json::json;
use uuid::Uuid;
use writ::audit::checkpoint::{Checkpoint, Policy, log_key, witness_key};
use writ::audit::note::VerifierKey;
use writ::audit::witness::{AddCheckpoint, Refusal, consider};
use writ::audit::{self, Answer, NewEntry, Witness};
use writ::ids::{CaseId, LogEntryId, MirrorId};
use writ::keys::SigningKey;
use writ::service::Service;

/// A case of its own.
fn case(n: u128) -> CaseId {
    CaseId(Uuid::from_u128(n))
}

/// Appends an entry as a verb does: in a transaction that it commits.
async fn append(service: &Service, case: CaseId) -> LogEntryId {
    let mut tx = service.db.begin().await.unwrap();
    let entry = NewEntry {
        kind: "test.happened",
        case,
        actor: "service",
        fields: json!({"outcome": "removed"}),
        commitments: &[("object", "42".to_owned()), ("person", "Ada".to_owned())],
        journal: None,
    };
    let id = audit::append(&mut tx, service, entry).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Appends many entries in one transaction.
async fn append_many(service: &Service, count: usize) {
    let mut tx = service.db.begin().await.unwrap();
    for n in 0..count {
        let entry = NewEntry {
            kind: "test.happened",
            case: case(n as u128 % 7),
            actor: "service",
            fields: json!({}),
            commitments: &[],
            journal: None,
        };
        audit::append(&mut tx, service, entry).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn key(service: &Service) -> VerifierKey {
    log_key(&service.keys.origin, service.keys.log().public()).unwrap()
}

async fn published(service: &Service) -> Checkpoint {
    let note = audit::served_checkpoint(service).await.unwrap().unwrap();
    Policy::none(key(service)).check(&note).unwrap().checkpoint
}

/// A witness in memory, as a mirror is one: it remembers what it cosigned.
#[derive(Clone)]
struct MemoryWitness {
    id: MirrorId,
    key: SigningKey,
    origin: String,
    log: VerifierKey,
    latest: Arc<Mutex<Option<(Checkpoint, String)>>>,
}

impl MemoryWitness {
    fn new(service: &Service, n: u8) -> Self {
        let (id, key) = (MirrorId(Uuid::from_u128(n.into())), SigningKey::from_seed(&[n; 32]));
        Self { id, key, origin: service.keys.origin.clone(), log: self::key(service), latest: Arc::default() }
    }

    fn vkey(&self) -> VerifierKey {
        witness_key(&self.origin, self.id, self.key.public()).unwrap()
    }

    fn add_checkpoint(&self, body: &str) -> Answer {
        let mut latest = self.latest.lock().unwrap();
        let judged = body.parse::<AddCheckpoint>().and_then(|request| {
            let known = latest.as_ref().map(|(known, _)| known);
            Ok((consider(&request, known, &Policy::none(self.log.clone()))?, request.checkpoint))
        });
        match judged {
            Ok((checkpoint, note)) => {
                *latest = Some((checkpoint.clone(), note));
                let line = checkpoint.cosign(&self.vkey(), 1_700_000_000, |message| self.key.sign(message));
                Answer { status: 200, body: line.to_string() }
            }
            Err(Refusal::Conflict(size)) => Answer { status: 409, body: format!("{size}\n") },
            Err(refusal) => Answer { status: refusal.status(), body: String::new() },
        }
    }

    fn witness(&self) -> Witness {
        let (asked, shown) = (self.clone(), self.clone());
        Witness::new(
            self.vkey(),
            move |body| std::future::ready(Ok(asked.add_checkpoint(&body))),
            move || std::future::ready(Ok(shown.latest.lock().unwrap().clone().map(|(_, note)| note))),
        )
    }
}
