//! Sealing, against the raw `aes-gcm` crate in the same run: `cargo bench --bench seal`.
//!
//! Each round times every contender once, in turn, over the same bytes; the figure is the median of the rounds'
//! ratios, so a machine whose speed drifts slows all alike. The stated limits: sealing on one core at 90 % or more of
//! the raw crate, and faster on two cores than on one.
#![expect(clippy::expect_used, reason = "a bench that cannot go on should stop loudly")]
#![expect(clippy::cast_precision_loss, reason = "bytes and nanoseconds become figures for people")]

use std::hint::black_box;
use std::time::Instant;

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use writ::entropy::Entropy;
use writ::seal::FileKey;
use writ::seal::format::{CHUNK, SEALED_CHUNK, Sealer, Sealing, TAG};

const CHUNKS: usize = 4_096; // 64 MiB
const ROUNDS: usize = 15;

fn main() {
    let entropy = Entropy::seeded(1);
    let key = FileKey::from_bytes(entropy.bytes());
    let mut slots = vec![0x5a_u8; CHUNKS * SEALED_CHUNK];
    let plaintext = vec![0x5a_u8; CHUNKS * CHUNK];
    let mut out = Vec::with_capacity(slots.len() + SEALED_CHUNK);
    let raw = Aes256Gcm::new(&entropy.bytes::<32>().into());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);

    let mut rows: [Vec<f64>; 4] = Default::default();
    for _ in 0..ROUNDS {
        rows[0].push(seconds(|| {
            for (number, slot) in (0_u64..).zip(slots.chunks_mut(SEALED_CHUNK)) {
                let mut nonce = [0; 12];
                nonce[4..].copy_from_slice(&number.to_be_bytes());
                let (body, tag) = slot.split_at_mut(slot.len() - TAG);
                let made = raw.encrypt_inout_detached(&Nonce::from(nonce), &[], body.into()).expect("16 KiB are few");
                tag.copy_from_slice(&made);
            }
            black_box(&slots);
        }));
        let sealing = Sealing::new(&key, "bench", entropy.bytes());
        rows[1].push(seconds(|| {
            sealing.seal_chunks_in_place(0, &mut slots);
            black_box(&slots);
        }));
        rows[2].push(seconds(|| {
            out.clear();
            let mut sealer = Sealer::new(&key, "bench", entropy.bytes());
            sealer.push(&plaintext, &mut out);
            sealer.finish(&mut out);
            black_box(&out);
        }));
        rows[3].push(seconds(|| {
            let share = CHUNKS.div_ceil(cores) * SEALED_CHUNK;
            std::thread::scope(|scope| {
                for (number, slots) in (0_u64..).zip(slots.chunks_mut(share)) {
                    let sealing = &sealing;
                    scope.spawn(move || sealing.seal_chunks_in_place(number * (share / SEALED_CHUNK) as u64, slots));
                }
            });
            black_box(&slots);
        }));
    }

    println!("64 MiB in 16 KiB chunks, {ROUNDS} rounds, median; speed relative to the raw aes-gcm crate on one core");
    let names = [
        "raw aes-gcm crate, one core",
        "sealing in place, one core",
        "sealing a stream, one core",
        "sealing in place, every core",
    ];
    for (row, name) in rows.iter().zip(names) {
        let ratios = row.iter().zip(&rows[0]).map(|(own, raw)| raw / own).collect();
        let speed = (CHUNKS * CHUNK) as f64 / median(row.clone()) / f64::from(1 << 20);
        println!("{name:32} {speed:8.0} MiB/s  {:6.2} x", median(ratios));
    }
    println!("cores: {cores}");
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
