//! The sealed-object format from outside: its promises on any input, and byte for byte against vectors that an independent
//! implementation made (`tests/vectors/make.py`).
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "lengths here are small and known"
)]

use std::sync::OnceLock;

use proptest::prelude::*;
use writ::clock::Clock;
use writ::entropy::Entropy;
use writ::ids::ObjectId;
use writ::seal::format::{self, CHUNK, HEADER, SEALED_CHUNK, TAG, Window, plain_len, sealed_len, sealed_range};
use writ::seal::parts::{part_count, part_range};
use writ::seal::{Error, FileKey, KeyShare, LinkKey, Opener, Opening, PART_SIZE, Sealer, Sealing, commits};

mod vectors;

const CONTEXT: &str = "writ/v1/content 0190a000-0000-7000-8000-000000000001";
/// The plaintext whose sealed bytes are exactly one part.
const ONE_PART: usize = 8_380_360;
/// Sizes at which something changes: chunk boundaries, more than 256 chunks (a second counter byte), a part boundary.
const SIZES: [usize; 9] = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 4 * 1024 * 1024 + 3, ONE_PART, ONE_PART + 1];

fn key() -> FileKey {
    FileKey::from_bytes([0x42; 32])
}

fn salt() -> format::Salt {
    [0x24; 24]
}

/// Test plaintext: any stretch of one pseudo-random stream.
fn plaintext(len: usize) -> &'static [u8] {
    static STREAM: OnceLock<Vec<u8>> = OnceLock::new();
    let stream = STREAM.get_or_init(|| {
        let mut bytes = vec![0; ONE_PART + 2 * CHUNK];
        Entropy::seeded(7).fill(&mut bytes);
        bytes
    });
    &stream[..len]
}

fn seal(len: usize) -> Vec<u8> {
    format::seal(&key(), CONTEXT, salt(), plaintext(len))
}

fn open(sealed: &[u8]) -> Result<Vec<u8>, Error> {
    format::open(&key(), CONTEXT, sealed).map(|plain| plain.to_vec())
}

#[test]
fn what_was_sealed_opens_at_every_size_and_has_the_stated_length() {
    assert_eq!(sealed_len(ONE_PART as u64), PART_SIZE);
    for len in SIZES {
        let sealed = seal(len);
        assert_eq!(sealed.len() as u64, sealed_len(len as u64));
        assert_eq!(plain_len(sealed.len() as u64), Ok(len as u64));
        assert!(open(&sealed).unwrap() == plaintext(len), "{len} bytes");
    }
}

#[test]
fn lengths_that_no_message_has_are_truncated() {
    for len in (0..(HEADER + TAG) as u64).chain((1..4).flat_map(|k| {
        let boundary = (HEADER + k * SEALED_CHUNK) as u64;
        boundary..boundary + TAG as u64
    })) {
        assert_eq!(plain_len(len), Err(Error::Truncated), "{len}");
    }
    assert_eq!(plain_len((HEADER + TAG) as u64), Ok(0));
    assert_eq!(plain_len((HEADER + SEALED_CHUNK + TAG) as u64), Ok(CHUNK as u64));
}

#[test]
fn every_truncation_is_refused() {
    for len in [0, 1, 100, CHUNK, CHUNK + 1] {
        let sealed = seal(len);
        // Every length near a boundary, and a sample between.
        let near = |cut: usize| [0, HEADER, HEADER + SEALED_CHUNK, sealed.len()].iter().any(|b| cut.abs_diff(*b) < 40);
        for cut in (0..sealed.len()).filter(|cut| near(*cut) || cut % 97 == 0) {
            assert!(open(&sealed[..cut]).is_err(), "{len} bytes cut to {cut} sealed");
        }
    }
}

#[test]
fn a_message_without_its_end_marker_is_truncated_even_where_all_chunks_verify() {
    let sealed = seal(3 * CHUNK + 5);
    for chunks in 0..=3 {
        assert_eq!(open(&sealed[..HEADER + chunks * SEALED_CHUNK]), Err(Error::Truncated));
    }
}

#[test]
fn every_flipped_bit_is_found() {
    let sealed = seal(40);
    for bit in 0..sealed.len() * 8 {
        let mut altered = sealed.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        let expected = if bit / 8 < HEADER { Error::WrongKey } else { Error::Damaged { chunk: 0 } };
        assert_eq!(open(&altered), Err(expected), "bit {bit}");
    }
}

#[test]
fn reordered_repeated_and_foreign_chunks_are_found() {
    let sealed = seal(3 * CHUNK + 5);
    let (header, body) = sealed.split_at(HEADER);
    let chunks: Vec<&[u8]> = body.chunks(SEALED_CHUNK).collect();
    let join =
        |order: &[usize]| [header].into_iter().chain(order.iter().map(|i| chunks[*i])).collect::<Vec<_>>().concat();
    assert!(open(&join(&[0, 1, 2, 3])).is_ok());
    for order in [&[1, 0, 2, 3][..], &[0, 2, 1, 3], &[0, 0, 1, 2, 3], &[0, 1, 3], &[1, 2, 3], &[0, 1, 2, 2, 3], &[3]] {
        assert!(open(&join(order)).is_err(), "{order:?}");
    }
    let other = format::seal(&key(), CONTEXT, [0x25; 24], plaintext(3 * CHUNK + 5));
    let mut mixed = sealed.clone();
    mixed[HEADER..HEADER + SEALED_CHUNK].copy_from_slice(&other[HEADER..HEADER + SEALED_CHUNK]);
    assert_eq!(open(&mixed), Err(Error::Damaged { chunk: 0 }));
}

#[test]
fn trailing_bytes_are_found_even_a_valid_further_chunk() {
    for len in [0, 5, CHUNK, CHUNK + 5] {
        let sealed = seal(len);
        for extra in [1, TAG, SEALED_CHUNK, 2 * SEALED_CHUNK] {
            let longer = [&sealed[..], &vec![0; extra]].concat();
            assert!(open(&longer).is_err(), "{len} bytes and {extra} more");
        }
        let mut next = vec![7; 10 + TAG];
        Sealing::new(&key(), CONTEXT, salt()).seal_chunks_in_place((len / CHUNK) as u64 + 1, &mut next);
        assert!(open(&[&sealed[..], &next].concat()).is_err());
    }
}

#[test]
fn an_opener_that_has_failed_keeps_failing() {
    let mut sealed = seal(2 * CHUNK);
    sealed[HEADER] ^= 1;
    let mut opener = Opener::new(&key(), CONTEXT);
    let mut out = Vec::new();
    assert_eq!(opener.push(&sealed, &mut out), Err(Error::Damaged { chunk: 0 }));
    assert_eq!(opener.push(&seal(10), &mut out), Err(Error::Damaged { chunk: 0 }));
    assert_eq!(opener.finish(&mut out), Err(Error::Damaged { chunk: 0 }));
    assert!(out.is_empty(), "nothing unverified was given out");
}

#[test]
fn only_the_right_key_share_object_and_context_open_or_prove_anything() {
    let entropy = Entropy::seeded(9);
    let clock = Clock::System;
    let (link, share) = (LinkKey::generate(&entropy), KeyShare::generate(&entropy));
    let (object, other_object) = (ObjectId::new(&clock, &entropy), ObjectId::new(&clock, &entropy));
    let right = FileKey::derive(&link, &share, object);
    let context = writ::seal::content_context(object);
    let sealed = format::seal(&right, &context, salt(), b"a film");
    assert!(commits(&right, &context, &sealed[..HEADER]));
    assert!(!commits(&right, &context, &sealed), "the proof is over the header alone");
    assert!(!commits(&right, &context, &sealed[..HEADER - 1]));
    let mut near = *link.expose();
    near[31] ^= 1;
    for wrong in [
        FileKey::derive(&LinkKey::from_bytes(near), &share, object),
        FileKey::derive(&link, &KeyShare::generate(&entropy), object),
        FileKey::derive(&link, &share, other_object),
        FileKey::from_bytes(*link.expose()),
    ] {
        assert!(!commits(&wrong, &context, &sealed[..HEADER]));
        assert_eq!(format::open(&wrong, &context, &sealed).unwrap_err(), Error::WrongKey);
    }
    for wrong in [writ::seal::metadata_context(object), writ::seal::content_context(other_object), String::new()] {
        assert!(!commits(&right, &wrong, &sealed[..HEADER]));
        assert_eq!(format::open(&right, &wrong, &sealed).unwrap_err(), Error::WrongKey);
    }
}

#[test]
fn parts_sealed_alone_and_on_threads_equal_the_stream() {
    for len in [0, 1, CHUNK, ONE_PART - 1, ONE_PART, ONE_PART + 1, ONE_PART + CHUNK + 9] {
        let whole = seal(len);
        let sealing = Sealing::new(&key(), CONTEXT, salt());
        for part in (0..part_count(whole.len() as u64)).rev() {
            let range = part_range(part, whole.len() as u64).unwrap();
            let expected = &whole[range.start as usize..range.end as usize];
            for threads in [1, 2, 5] {
                assert!(seal_range(&sealing, range.clone(), len, threads) == expected, "part {part} of {len} bytes");
            }
        }
    }
}

/// Seals one range of the sealed bytes from the plaintext alone, as a resuming client does.
fn seal_range(sealing: &Sealing, range: std::ops::Range<u64>, len: usize, threads: usize) -> Vec<u8> {
    let window = Window::of(range, len as u64).unwrap();
    let mut buffer = vec![0xEE; window.buffer_len()];
    let mut plain = &plaintext(len)[window.plaintext.start as usize..window.plaintext.end as usize];
    for slot in window.slots(&mut buffer) {
        let (head, rest) = plain.split_at(slot.len());
        slot.copy_from_slice(head);
        plain = rest;
    }
    assert!(plain.is_empty());
    sealing.seal_window(&window, &mut buffer, threads);
    buffer[window.kept()].to_vec()
}

#[test]
fn ranges_outside_the_file_are_refused() {
    let sealed = sealed_len(100);
    #[expect(clippy::reversed_empty_ranges, reason = "the mistake under test")]
    for range in [0..0, 5..5, 9..3, 0..sealed + 1, sealed..sealed + 1] {
        assert_eq!(Window::of(range, 100), Err(Error::OutOfRange));
    }
    for range in [0..0, 50..101, 100..101] {
        assert_eq!(sealed_range(range, sealed), Err(Error::OutOfRange));
    }
    assert_eq!(sealed_range(0..1, sealed_len(CHUNK as u64) - 16), Err(Error::Truncated));
}

#[test]
fn a_chunk_must_stand_where_its_length_says() {
    let sealed = seal(CHUNK + 10);
    let opening = Opening::header(&key(), CONTEXT, &sealed).unwrap();
    let chunk = |n: usize| sealed[HEADER + n * SEALED_CHUNK..].chunks(SEALED_CHUNK).next().unwrap().to_vec();
    assert_eq!(opening.open_chunk(1, &mut chunk(1), true).unwrap(), &plaintext(CHUNK + 10)[CHUNK..]);
    assert_eq!(opening.open_chunk(1, &mut chunk(1), false), Err(Error::Truncated));
    assert_eq!(opening.open_chunk(0, &mut chunk(0), true), Err(Error::Truncated));
    assert_eq!(opening.open_chunk(1, &mut chunk(0), false), Err(Error::Damaged { chunk: 1 }));
    assert_eq!(opening.open_chunk(1, &mut [0; TAG - 1], true), Err(Error::Truncated));
    // All chunks at once; without the last they are not the end.
    assert_eq!(opening.open_chunks(0, &mut sealed[HEADER..].to_vec(), true).unwrap(), plaintext(CHUNK + 10));
    assert_eq!(opening.open_chunks(0, &mut chunk(0), true), Err(Error::Truncated));
    assert_eq!(opening.open_chunks(0, &mut chunk(0), false).unwrap(), plaintext(CHUNK));
}

/// Sizes that are near a boundary as often as not.
fn sizes() -> impl Strategy<Value = usize> {
    prop_oneof![0..3 * CHUNK, (0..4_usize, -2..3_isize).prop_map(|(k, d)| (k * CHUNK).saturating_add_signed(d))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn streaming_in_any_slices_equals_one_shot(len in sizes(), cuts in prop::collection::vec(0_usize..40_000, 0..12)) {
        let sealed = seal(len);
        let mut sealer = Sealer::new(&key(), CONTEXT, salt());
        let mut streamed = Vec::new();
        for slice in slices(plaintext(len), &cuts) {
            sealer.push(slice, &mut streamed);
        }
        sealer.finish(&mut streamed);
        prop_assert!(streamed == sealed);

        let mut opener = Opener::new(&key(), CONTEXT);
        let mut opened = Vec::new();
        for slice in slices(&sealed, &cuts) {
            opener.push(slice, &mut opened).unwrap();
            prop_assert!(plaintext(len).starts_with(&opened));
        }
        opener.finish(&mut opened).unwrap();
        prop_assert!(opened == plaintext(len));
    }

    #[test]
    fn any_range_seals_and_opens_alone(len in sizes(), a in 0.0..1.0, b in 0.0..1.0) {
        let sealed = seal(len);
        let at = |fraction: f64, len: usize| (fraction * (len as f64 + 1.0)) as usize;
        let (start, end) = (at(a, sealed.len()).min(at(b, sealed.len())), at(a, sealed.len()).max(at(b, sealed.len())));
        if start < end {
            let sealing = Sealing::new(&key(), CONTEXT, salt());
            prop_assert!(seal_range(&sealing, start as u64..end as u64, len, 1) == sealed[start..end]);
        }
        let (start, end) = (at(a, len).min(at(b, len)), at(a, len).max(at(b, len)));
        if start < end {
            let range = sealed_range(start as u64..end as u64, sealed.len() as u64).unwrap();
            let mut bytes = sealed[range.sealed.start as usize..range.sealed.end as usize].to_vec();
            let opening = Opening::header(&key(), CONTEXT, &sealed).unwrap();
            let opened = opening.open_chunks(range.first_chunk, &mut bytes, range.last).unwrap();
            prop_assert!(opened[range.skip..range.skip + end - start] == plaintext(len)[start..end]);
        }
        // From any chunk to the end, as a resumed download does.
        let chunk = start / CHUNK;
        let mut opener = Opener::resume(Opening::header(&key(), CONTEXT, &sealed).unwrap(), chunk as u64);
        let mut tail = Vec::new();
        opener.push(&sealed[HEADER + chunk * SEALED_CHUNK..], &mut tail).unwrap();
        opener.finish(&mut tail).unwrap();
        prop_assert!(tail == plaintext(len)[chunk * CHUNK..]);
    }

    #[test]
    fn nothing_but_the_sealed_bytes_themselves_opens(
        len in sizes(), place in 0.0..1.0, flip in 1_u8.., cut in any::<bool>(), extra in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let sealed = seal(len);
        let place = (place * sealed.len() as f64) as usize;
        let mut altered = sealed.clone();
        if cut {
            altered.truncate(place);
            altered.extend_from_slice(&extra);
        } else {
            altered[place] ^= flip;
        }
        prop_assume!(altered != sealed);
        prop_assert!(open(&altered).is_err());
    }

    #[test]
    fn lengths_agree_in_both_directions(len in 0..1_u64 << 50) {
        prop_assert_eq!(plain_len(sealed_len(len)), Ok(len));
    }
}

/// `bytes` cut into slices of the given lengths, and the rest.
fn slices<'a>(mut bytes: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut slices = Vec::new();
    for cut in cuts {
        let (head, rest) = bytes.split_at((*cut).min(bytes.len()));
        slices.push(head);
        bytes = rest;
    }
    slices.push(bytes);
    slices
}
