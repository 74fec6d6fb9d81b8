//! Random acts of an uploader, with mirrors that come and go, against a model of what must follow.

use std::collections::BTreeSet;

use bytes::Bytes;
use writ::entropy::Entropy;
use writ::mirrors::Piece;
use writ::vault::{Error, ObjectState, uploads};

use super::rig::{Uploading, parts, plug, unplug, uploader};
use super::{read, state};
use crate::app::{TestService, both_engines};

/// What must be true of the upload.
#[derive(Default)]
struct Model {
    /// Pieces whose first bytes were taken note of; -1 is the metadata.
    recorded: BTreeSet<i64>,
    acknowledged: BTreeSet<i64>,
    away: BTreeSet<usize>,
}

impl Model {
    fn reachable(&self) -> usize {
        3 - self.away.len()
    }
}

async fn play(app: &TestService, seed: u64) {
    let service = &app.service;
    let chance = Entropy::seeded(seed);
    let file = Uploading::begin(service, uploader(service).await, (16 << 20) + 100).await;
    let all: Vec<Bytes> = parts(&file.sealed.content).collect();
    let mut model = Model::default();
    let mut story = Vec::new();
    for _ in 0..25 {
        match chance.below(8) {
            0 => {
                let n = usize::try_from(chance.below(3)).unwrap();
                story.push(format!("mirror {n} goes"));
                unplug(service, n);
                model.away.insert(n);
            }
            1 | 2 => {
                let n = usize::try_from(chance.below(3)).unwrap();
                story.push(format!("mirror {n} comes"));
                plug(service, n);
                model.away.remove(&n);
            }
            3 => {
                let part = i64::try_from(chance.below(3)).unwrap();
                story.push(format!("other bytes for part {part}"));
                let answer = file.put(service, Piece::Part(u32::try_from(part).unwrap()), vec![1; 200].into()).await;
                if model.recorded.contains(&part) {
                    assert!(matches!(answer, Err(Error::PartDiffers { .. })), "{story:?}");
                } else {
                    // The upload is spoilt by its own client: the story ends here.
                    assert_eq!(answer.is_ok(), model.reachable() >= 2, "{story:?}: {answer:?}");
                    return;
                }
            }
            4 => {
                story.push("complete".into());
                let answer = file.complete(service).await;
                let whole = model.acknowledged.len() == 4;
                match answer {
                    Ok(_) => {
                        assert!(whole && model.reachable() >= 2, "{story:?}");
                        assert_eq!(state(service, file.object).await, ObjectState::Available);
                        return finish(app, &file).await;
                    }
                    Err(Error::Incomplete(_)) => assert!(!whole, "{story:?}"),
                    // Two mirrors are there, but together they may lack what only the third holds.
                    Err(Error::Unavailable(_)) => assert!(whole && !model.away.is_empty(), "{story:?}"),
                    Err(error) => panic!("{story:?}: {error}"),
                }
            }
            _ => {
                let part = i64::try_from(chance.below(4)).unwrap() - 1;
                story.push(format!("piece {part}"));
                let (piece, bytes) = match u32::try_from(part) {
                    Ok(part) => (Piece::Part(part), all[part as usize].clone()),
                    Err(_) => (Piece::Metadata, file.sealed.metadata.clone()),
                };
                let answer = file.put(service, piece, bytes).await;
                model.recorded.insert(part);
                if answer.is_ok() {
                    assert!(model.acknowledged.contains(&part) || model.reachable() >= 2, "{story:?}");
                    model.acknowledged.insert(part);
                } else {
                    assert!(model.reachable() < 2, "{story:?}: {answer:?}");
                }
            }
        }
        let status = uploads::status(service, file.owner, file.upload).await.unwrap();
        let told: BTreeSet<i64> =
            status.parts.iter().map(|(part, _)| *part).chain(status.metadata.map(|_| -1)).collect();
        assert_eq!(told, model.acknowledged, "{story:?}");
    }
    // In the end every mirror is back, and nothing that was acknowledged is lost.
    for n in 0..3 {
        plug(service, n);
    }
    file.put_all(service).await;
    file.complete(service).await.unwrap();
    finish(app, &file).await;
}

async fn finish(app: &TestService, file: &Uploading) {
    let service = &app.service;
    for n in 0..3 {
        plug(service, n);
    }
    writ::vault::repair(service, file.object).await.unwrap();
    let permission = writ::vault::downloads::download_as_owner(service, file.owner, file.object).await.unwrap();
    for n in 0..3 {
        assert!(read(service, &permission, n).await == file.sealed.content, "mirror {n}");
    }
}

both_engines!(whatever_an_uploader_does_acknowledged_bytes_are_never_lost, |app: TestService| async move {
    for seed in 0..6 {
        play(&app, seed).await;
        for n in 0..3 {
            plug(&app.service, n);
        }
    }
});
