//! Sealing, against the raw `aes-gcm` crate in the same run: `cargo bench --bench seal`.
//!
//! Each round times every contender once, in turn, over as many bytes; the figure is the median of the rounds' ratios,
//! so a machine whose speed drifts slows all alike. Each core seals a piece of 1 MiB again and again, which its cache
//! holds, as it does a part's pieces when a file is read: one core would otherwise ask for all that memory gives. The stated
//! limits: sealing on one core at 90 % or more of the raw crate, and growing with cores.
#![expect(clippy::expect_used, reason = "a bench that cannot go on should stop loudly")]
#![expect(clippy::cast_precision_loss, reason = "bytes and nanoseconds become figures for people")]

use std::hint::black_box;
use std::time::Instant;

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use writ::entropy::Entropy;
use writ::seal::FileKey;
use writ::seal::format::{CHUNK, SEALED_CHUNK, Sealer, Sealing, TAG};

/// The chunks of one piece: 1 MiB.
const CHUNKS: usize = 64;
/// How often a piece is sealed in a round.
const TIMES: usize = 256;
const ROUNDS: usize = 15;

fn main() {
    let entropy = Entropy::seeded(1);
    let key = FileKey::from_bytes(entropy.bytes());
    let raw = Aes256Gcm::new(&entropy.bytes::<32>().into());
    let sealing = Sealing::new(&key, "bench", entropy.bytes());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let plaintext = vec![0x5a_u8; CHUNKS * CHUNK];
    let mut pieces = vec![vec![0x5a_u8; CHUNKS * SEALED_CHUNK]; cores];
    let mut out = Vec::with_capacity(pieces[0].len() + SEALED_CHUNK);

    let mut rows: [Vec<f64>; 5] = Default::default();
    for _ in 0..ROUNDS {
        rows[0].push(speed(1, || seal_raw(&raw, &mut pieces[0])));
        rows[1].push(speed(1, || seal_in_place(&sealing, &mut pieces[0])));
        rows[2].push(speed(1, || {
            let mut sealer = Sealer::new(&key, "bench", entropy.bytes());
            for _ in 0..TIMES {
                out.clear();
                sealer.push(&plaintext, &mut out);
                black_box(&out);
            }
            sealer.finish(&mut out);
        }));
        rows[3].push(speed(cores, || on_every_core(&mut pieces, |piece| seal_raw(&raw, piece))));
        rows[4].push(speed(cores, || on_every_core(&mut pieces, |piece| seal_in_place(&sealing, piece))));
    }

    println!("{TIMES} times 1 MiB on each core, {ROUNDS} rounds, medians; beside the raw aes-gcm crate on one core");
    let names = [
        "raw aes-gcm crate, one core",
        "sealing in place, one core",
        "sealing a stream, one core",
        "raw aes-gcm crate, every core",
        "sealing in place, every core",
    ];
    for (row, name) in rows.iter().zip(names) {
        let ratios = row.iter().zip(&rows[0]).map(|(own, raw)| own / raw).collect();
        println!("{name:32} {:8.0} MiB/s  {:6.2} x", median(row.clone()), median(ratios));
    }
    let growth = rows[4].iter().zip(&rows[1]).map(|(all, one)| all / one).collect();
    println!("cores: {cores}; sealing on all of them is {:.2} x sealing on one", median(growth));
}

fn seal_raw(raw: &Aes256Gcm, piece: &mut [u8]) {
    for _ in 0..TIMES {
        for (number, slot) in (0_u64..).zip(piece.chunks_mut(SEALED_CHUNK)) {
            let mut nonce = [0; 12];
            nonce[4..].copy_from_slice(&number.to_be_bytes());
            let (body, tag) = slot.split_at_mut(slot.len() - TAG);
            let made = raw.encrypt_inout_detached(&Nonce::from(nonce), &[], body.into()).expect("16 KiB are few");
            tag.copy_from_slice(&made);
        }
        black_box(&piece);
    }
}

fn seal_in_place(sealing: &Sealing, piece: &mut [u8]) {
    for _ in 0..TIMES {
        sealing.seal_chunks_in_place(0, piece);
        black_box(&piece);
    }
}

fn on_every_core(pieces: &mut [Vec<u8>], work: impl Fn(&mut [u8]) + Sync) {
    std::thread::scope(|scope| {
        for piece in pieces {
            scope.spawn(|| work(piece));
        }
    });
}

/// MiB/s over `cores` that each seal their piece so many times.
fn speed(cores: usize, work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    (cores * TIMES) as f64 / start.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
