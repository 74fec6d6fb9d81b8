//! A mirror against a model of it: whatever is asked in whatever order, with restarts in between, it answers
//! and holds what the model says.

use std::collections::BTreeMap;

use bytes::Bytes;
use proptest::prelude::*;
use writ::ids::BlobId;
use writ::mirrors;
use writ::mirrors::client::{Error, Probe};
use writ::mirrors::scrub::LEAST_APART;
use writ::mirrors::wire::{ByteRange, Completion, ProvenOrder};
use writ::tokens::{Digest, Outcome};

use super::rig::{BUCKET, PART, PutBytes, Rig, completion};
use crate::s3::stores::Store;

/// How many blobs there are, and parts of each.
const BLOBS: usize = 3;
const PARTS: u32 = 3;

#[derive(Clone, Debug)]
enum Step {
    PutMetadata { blob: usize, variant: usize },
    PutPart { blob: usize, part: u32, variant: usize },
    Complete { blob: usize, truly: bool },
    Discard { blob: usize },
    Order { blob: usize, truly: bool },
    RepeatOrder { which: usize },
    Read { blob: usize, start: u64, length: u64 },
    Refuse { blob: usize },
    Rot { blob: usize, part: u32 },
    ComeBack { blob: usize },
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let blob = 0..BLOBS;
    let step = prop_oneof![
        4 => (blob.clone(), 0..2_usize).prop_map(|(blob, variant)| Step::PutMetadata { blob, variant }),
        // Mostly the variants that make a whole: full parts first, then a short one.
        8 => (blob.clone(), 0..PARTS, prop_oneof![4 => Just(0), 1 => Just(1_usize)])
            .prop_map(|(blob, part, variant)| Step::PutPart { blob, part, variant }),
        5 => (blob.clone(), prop::bool::weighted(0.8)).prop_map(|(blob, truly)| Step::Complete { blob, truly }),
        1 => blob.clone().prop_map(|blob| Step::Discard { blob }),
        2 => (blob.clone(), prop::bool::weighted(0.7)).prop_map(|(blob, truly)| Step::Order { blob, truly }),
        2 => (0..8_usize).prop_map(|which| Step::RepeatOrder { which }),
        1 => blob.clone().prop_map(|blob| Step::Refuse { blob }),
        2 => (blob.clone(), 0..PARTS).prop_map(|(blob, part)| Step::Rot { blob, part }),
        1 => blob.clone().prop_map(|blob| Step::ComeBack { blob }),
        4 => (blob, 0..3 * PART as u64, 1..PART as u64).prop_map(|(blob, start, length)| Step::Read { blob, start, length }),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 1..40)
}

/// Part `part` in its variants: 0 is full, except of the last part; 1 is short.
fn part_bytes(part: u32, variant: usize) -> Bytes {
    let length = if variant == 0 && part + 1 < PARTS { PART } else { 1_000 + usize::try_from(part).unwrap() };
    vec![u8::try_from(part).unwrap() * 2 + u8::try_from(variant).unwrap(); length].into()
}

fn metadata_bytes(variant: usize) -> Bytes {
    vec![u8::try_from(variant).unwrap(); 256].into()
}

/// What the model knows of one blob.
#[derive(Default)]
struct Blob {
    metadata: Option<usize>,
    parts: BTreeMap<u32, usize>,
    frozen: Option<Completion>,
    gone: bool,
}

impl Blob {
    /// The content up to the first gap or short part, from part `first`.
    fn content(&self, first: u32) -> Vec<u8> {
        let mut content = Vec::new();
        for part in first..PARTS {
            let Some(&variant) = self.parts.get(&part) else { break };
            let bytes = part_bytes(part, variant);
            content.extend_from_slice(&bytes);
            if bytes.len() < PART {
                break;
            }
        }
        content
    }

    /// What completes it, if all that is held makes a whole.
    fn whole(&self) -> Option<Completion> {
        let content = Bytes::from(self.content(0));
        let whole = completion(&metadata_bytes(self.metadata?), &content);
        (!content.is_empty() && usize::try_from(whole.parts).unwrap() == self.parts.len()).then_some(whole)
    }

    fn holds_something(&self) -> bool {
        self.metadata.is_some() || !self.parts.is_empty()
    }

    fn bytes(&self) -> u64 {
        self.parts.iter().map(|(part, variant)| part_bytes(*part, *variant).len() as u64).sum()
    }

    /// What putting a piece must answer.
    fn verdict(&self, held: Option<usize>, variant: usize) -> u16 {
        match held {
            _ if self.gone => 410,
            Some(held) => {
                if held == variant {
                    204
                } else {
                    409
                }
            }
            None if self.frozen.is_some() => 409,
            None => 204,
        }
    }
}

fn code<T>(result: &Result<T, Error>) -> u16 {
    match result {
        Ok(_) => 204,
        Err(Error::Gone) => 410,
        Err(Error::Conflict(_)) => 409,
        Err(Error::Refused { status, .. }) => *status,
        Err(error) => panic!("{error:?}"),
    }
}

/// Plays against a mirror whose bytes lie in a bucket of this store, or in its folder.
async fn play(store: Option<Store>, steps: Vec<Step>) {
    let mut rig = Rig::over(store).await;
    let ids: Vec<BlobId> = (0..BLOBS).map(|_| rig.new_blob()).collect();
    let mut model: Vec<Blob> = (0..BLOBS).map(|_| Blob::default()).collect();
    let mut receipts: Vec<(ProvenOrder, String)> = Vec::new();
    for step in steps {
        match step {
            Step::PutMetadata { blob, variant } => {
                let expected = model[blob].verdict(model[blob].metadata, variant);
                let answer = rig.client.put_metadata(ids[blob], metadata_bytes(variant)).await;
                assert_eq!(code(&answer), expected);
                if answer.is_ok() {
                    model[blob].metadata = Some(variant);
                }
            }
            Step::PutPart { blob, part, variant } => {
                let expected = model[blob].verdict(model[blob].parts.get(&part).copied(), variant);
                let bytes = part_bytes(part, variant);
                let answer = rig.client.put_part_bytes(ids[blob], part, Digest::of(&bytes), bytes).await;
                assert_eq!(code(&answer), expected);
                if answer.is_ok() {
                    model[blob].parts.insert(part, variant);
                }
            }
            Step::Complete { blob, truly } => {
                let it = &mut model[blob];
                let whole = it.whole();
                let mut asked = whole.unwrap_or(completion(&metadata_bytes(0), &part_bytes(0, 1)));
                if !truly {
                    asked.root = Digest::of(b"another root");
                }
                let answer = rig.client.complete(ids[blob], asked).await;
                if truly && !it.gone && whole.is_some() {
                    assert_eq!(answer.unwrap().claims.root, asked.root);
                    it.frozen = whole;
                } else {
                    let expected: &[u16] = match () {
                        () if it.gone => &[410],
                        () if !it.holds_something() => &[404],
                        // Incomplete or untrue: which of the two depends on what is there.
                        () => &[409, 422],
                    };
                    assert!(expected.contains(&code(&answer)), "{answer:?}");
                }
            }
            Step::Discard { blob } => {
                let answer = rig.client.discard(ids[blob]).await;
                if model[blob].frozen.is_some() {
                    assert_eq!(code(&answer), 409);
                } else {
                    answer.unwrap();
                    model[blob] = Blob { gone: true, ..Blob::default() };
                }
            }
            Step::Order { blob, truly } => {
                let root = model[blob].frozen.map_or(Digest::of(b"any root"), |it| it.root);
                if truly {
                    let order = rig.proven(ids[blob], root).await;
                    let receipt = rig.obey(&order).await.unwrap();
                    let held = model[blob].holds_something();
                    assert_eq!(receipt.claims.result, if held { Outcome::Deleted } else { Outcome::NotHeld });
                    assert_eq!(receipt.claims.bytes, model[blob].bytes());
                    receipts.push((order, receipt.compact));
                    model[blob] = Blob { gone: true, ..Blob::default() };
                } else {
                    // Logged, and cosigned by nobody.
                    let order = rig.order(ids[blob], root, writ::tokens::Ground::Court, vec![rig.mirror.id()]);
                    let entry = super::rig::entry(&order, rig.clock.now());
                    let index = rig.log.append(&entry);
                    let proof = rig.log.proof(index, &rig.log.head());
                    let answer = rig.obey(&ProvenOrder { order, entry, proof }).await;
                    assert!(matches!(answer, Err(Error::NotObeyed { is_final: true, .. })), "{answer:?}");
                }
            }
            Step::RepeatOrder { which } => {
                if let Some((order, receipt)) = receipts.get(which) {
                    rig.clock.advance(std::time::Duration::from_secs(5));
                    assert_eq!(rig.obey(order).await.unwrap().compact, *receipt);
                }
            }
            Step::Read { blob, start, length } => {
                let it = &model[blob];
                let first = u32::try_from(start / PART as u64).unwrap();
                let offset = usize::try_from(start % PART as u64).unwrap();
                let content = it.content(first);
                let answer = rig.read(ids[blob], Some(ByteRange::between(start, start + length))).await;
                if it.gone {
                    assert_eq!(code(&answer), 410);
                } else if !it.holds_something() {
                    assert_eq!(code(&answer), 404);
                } else if offset >= content.len() {
                    assert_eq!(code(&answer), 416);
                } else {
                    let end = content.len().min(offset + usize::try_from(length).unwrap());
                    assert!(answer.unwrap() == content[offset..end], "the bytes are others");
                }
            }
            Step::Refuse { blob } => {
                let answer = rig.mirror.refuse(ids[blob], "A court here forbids it.").await;
                if model[blob].holds_something() {
                    answer.unwrap();
                    model[blob] = Blob { gone: true, ..Blob::default() };
                } else {
                    assert!(matches!(answer, Err(mirrors::Error::NotFound)), "{answer:?}");
                }
            }
            // It is found by a scrub, and brought again.
            Step::Rot { blob, part } => {
                let Some(&variant) = model[blob].parts.get(&part).filter(|_| model[blob].frozen.is_some()) else {
                    continue;
                };
                rig.damage(ids[blob], &format!("{part:08}"));
                rig.clock.advance(LEAST_APART);
                let mut damaged = 0;
                while let Some(scrubbed) = rig.mirror.scrub_one(None).await.unwrap() {
                    damaged += scrubbed.damaged;
                }
                assert_eq!(damaged, 1);
                assert_eq!(rig.client.status().await.unwrap().damaged, [ids[blob]]);
                let asked = model[blob].frozen.unwrap();
                assert_eq!(code(&rig.client.complete(ids[blob], asked).await), 409);
                let bytes = part_bytes(part, variant);
                rig.client.put_part_bytes(ids[blob], part, Digest::of(&bytes), bytes).await.unwrap();
                rig.client.complete(ids[blob], asked).await.unwrap();
            }
            Step::ComeBack { blob } => {
                if model[blob].gone {
                    rig.place(ids[blob], "00000000", "back");
                }
                assert_eq!(rig.mirror.sweep().await.unwrap(), usize::from(model[blob].gone));
            }
            Step::Reopen => rig = rig.reopen().await,
        }
        for (id, it) in ids.iter().zip(&model) {
            let mut files: Vec<String> = it.parts.keys().map(|part| format!("{part:08}")).collect();
            files.extend(it.metadata.map(|_| "metadata".to_owned()));
            assert_eq!(rig.files(*id), files);
            let probe = rig.client.probe(*id).await.unwrap();
            let expected = match () {
                () if it.gone => Probe::Gone,
                () if it.holds_something() => Probe::Held,
                () => Probe::Absent,
            };
            assert_eq!(probe, expected);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]
    #[test]
    fn a_mirror_is_what_its_model_says(steps in steps()) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(play(None, steps));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, max_shrink_iters: 20, ..ProptestConfig::default() })]
    #[test]
    fn in_a_bucket_it_is_what_its_model_says_too(steps in steps()) {
        if let Some(mut store) = Store::moto() {
            store.make_versioned(BUCKET);
            tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(play(Some(store), steps));
        }
    }
}
