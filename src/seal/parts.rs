//! Parts: the pieces of an object's sealed bytes that are uploaded, retried and stored, and the Merkle root that names
//! them together.

use std::ops::Range;

use super::Error;
use super::format::{HEADER, TAG};
use crate::merkle::{self, Hash};

/// Bytes of every part but the last, which has 1 to this many.
pub const PART_SIZE: u64 = 8_388_608;
/// The most bytes sealed metadata may have.
pub const SEALED_METADATA_MAX: usize = 4_096;
/// The fewest sealed bytes an object's content can have: a header and the tag of an empty chunk.
pub const SEALED_MIN: u64 = (HEADER + TAG) as u64;

/// The number of parts of `sealed_len` sealed bytes.
pub const fn part_count(sealed_len: u64) -> u64 {
    sealed_len.div_ceil(PART_SIZE)
}

/// The sealed bytes of part `part`, from the start of the content.
///
/// # Errors
/// [`Error::OutOfRange`] when there is no such part.
pub fn part_range(part: u64, sealed_len: u64) -> Result<Range<u64>, Error> {
    if part >= part_count(sealed_len) {
        return Err(Error::OutOfRange);
    }
    let start = part * PART_SIZE;
    Ok(start..sealed_len.min(start + PART_SIZE))
}

/// The root over the leaf hashes of `[sealed metadata, part 0, part 1, …]` (see [`merkle::leaf_hash`]).
pub fn root(metadata: Hash, parts: &[Hash]) -> Hash {
    let mut leaves = Vec::with_capacity(parts.len() + 1);
    leaves.push(metadata);
    leaves.extend_from_slice(parts);
    merkle::root(&leaves)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_the_bytes_without_gap_or_overlap() {
        for sealed_len in [SEALED_MIN, PART_SIZE - 1, PART_SIZE, PART_SIZE + 1, 3 * PART_SIZE, 3 * PART_SIZE + 5] {
            let mut end = 0;
            for part in 0..part_count(sealed_len) {
                let range = part_range(part, sealed_len).unwrap();
                assert_eq!(range.start, end);
                assert!(!range.is_empty() && range.end - range.start <= PART_SIZE);
                end = range.end;
            }
            assert_eq!(end, sealed_len);
            assert_eq!(part_range(part_count(sealed_len), sealed_len), Err(Error::OutOfRange));
        }
    }

    #[test]
    fn the_root_depends_on_every_leaf_and_its_place() {
        let leaf = |n: u8| merkle::leaf_hash(&[n]);
        let whole = root(leaf(0), &[leaf(1), leaf(2)]);
        assert_ne!(whole, root(leaf(0), &[leaf(2), leaf(1)]));
        assert_ne!(whole, root(leaf(1), &[leaf(0), leaf(2)]));
        assert_ne!(whole, root(leaf(0), &[leaf(1)]));
    }
}
