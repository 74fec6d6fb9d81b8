//! RFC 6962 Merkle tree hashing over SHA-256, shared by objects (whose root names their exact bytes)
//! and the audit log: roots, inclusion and consistency proofs, and their verification. Pure functions;
//! no storage.
//!
//! A proof is first computed as the *ranges* of leaves whose hashes it lists ([`inclusion_ranges`],
//! [`consistency_ranges`]), and each range as the complete subtrees it folds from ([`subtrees`]). So
//! whoever holds the hashes, in memory or in tiles, can first ask which ones a proof needs.

use std::ops::Range;

use sha2::{Digest, Sha256};

/// A SHA-256 value: a leaf, an inner node or a root.
pub type Hash = [u8; 32];

/// The hash of a leaf: SHA-256(0x00 || data).
pub fn leaf_hash(data: &[u8]) -> Hash {
    let mut hasher = LeafHasher::new();
    hasher.update(data);
    hasher.finish()
}

/// The SHA-256 of `data` itself, and its hash as a leaf.
pub fn digest_and_leaf(data: &[u8]) -> (Hash, Hash) {
    let mut hasher = TwoHashers::default();
    hasher.update(data);
    hasher.finish()
}

/// The hash of an inner node: SHA-256(0x01 || left || right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([1]);
    hasher.update(left);
    hasher.update(right);
    hasher.finalize().into()
}

/// The Merkle tree hash over leaf hashes; of no leaves, SHA-256 of nothing.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split_point(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// The largest power of two smaller than `count` (which is at least 2): where a tree divides.
fn split_point(count: usize) -> usize {
    1 << (usize::BITS - 1 - (count - 1).leading_zeros())
}

/// [`split_point`] for the sizes of logs, which do not depend on this machine's word.
fn split_size(count: u64) -> u64 {
    1 << (u64::BITS - 1 - (count - 1).leading_zeros())
}

/// A complete subtree: the leaves `index * 2^height ..(index + 1) * 2^height`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subtree {
    /// Levels above the leaves: a subtree of height 0 is one leaf.
    pub height: u8,
    /// Its place from the left among the subtrees of its height.
    pub index: u64,
}

/// The complete subtrees that make up the leaves of `range`, from the left. `range` must be one that
/// the tree divides into: a whole tree, or a range from [`inclusion_ranges`] or [`consistency_ranges`].
pub fn subtrees(range: &Range<u64>) -> Vec<Subtree> {
    let mut found = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let height = (range.end - start).ilog2();
        found.push(Subtree { height: u8::try_from(height).unwrap_or(u8::MAX), index: start >> height });
        start += 1 << height;
    }
    found
}

/// The hash of a range from the hashes of its [`subtrees`]; of none, SHA-256 of nothing.
pub fn fold(subtrees: &[Hash]) -> Hash {
    match subtrees.split_last() {
        None => root(&[]),
        Some((last, rest)) => rest.iter().rev().fold(*last, |right, left| node_hash(left, &right)),
    }
}

/// The hash of `range`, asking `hash_of` for each of its complete subtrees.
pub fn range_hash<E>(range: &Range<u64>, mut hash_of: impl FnMut(Subtree) -> Result<Hash, E>) -> Result<Hash, E> {
    Ok(fold(&subtrees(range).into_iter().map(&mut hash_of).collect::<Result<Vec<_>, _>>()?))
}

/// What the inclusion proof of leaf `index` in a tree of `size` leaves lists, from the leaf's sibling to
/// the root's child (RFC 6962, section 2.1.1). `None` when there is no such leaf.
pub fn inclusion_ranges(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if index >= size {
        return None;
    }
    let mut ranges = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split_size(end - start);
        if index < middle {
            ranges.push(middle..end);
            end = middle;
        } else {
            ranges.push(start..middle);
            start = middle;
        }
    }
    ranges.reverse();
    Some(ranges)
}

/// What the consistency proof from the tree of `old` leaves to the tree of `new` leaves lists (RFC 6962,
/// section 2.1.2). Nothing when the old tree is empty or the same. `None` when `old` is the larger.
pub fn consistency_ranges(old: u64, new: u64) -> Option<Vec<Range<u64>>> {
    if old > new {
        return None;
    }
    if old == 0 || old == new {
        return Some(Vec::new());
    }
    let mut ranges = Vec::new();
    let (mut start, mut end) = (0, new);
    let mut whole_old_tree = true;
    while end != old {
        let middle = start + split_size(end - start);
        if old <= middle {
            ranges.push(middle..end);
            end = middle;
        } else {
            ranges.push(start..middle);
            start = middle;
            whole_old_tree = false;
        }
    }
    // The verifier already holds the old root; it needs the piece it starts from only when that is
    // not the old root itself.
    if !whole_old_tree {
        ranges.push(start..end);
    }
    ranges.reverse();
    Some(ranges)
}

/// Whether `proof` shows that the leaf with hash `leaf` stands at `index` in the tree of `size` leaves
/// whose root is `root` (RFC 9162, section 2.1.3.2).
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut position, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if position & 1 == 1 || position == last {
            hash = node_hash(sibling, &hash);
            while position & 1 == 0 && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether `proof` shows that the tree of `old` leaves with root `old_root` is a prefix of the tree of
/// `new` leaves with root `new_root` (RFC 9162, section 2.1.4.2; an empty tree is a prefix of any).
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> bool {
    if old > new {
        return false;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == root(&[]) && (new != 0 || *new_root == root(&[]));
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    let mut steps = proof.iter();
    let first = if old.is_power_of_two() { Some(old_root) } else { steps.next() };
    let Some(first) = first else { return false };
    let (mut position, mut last) = (old - 1, new - 1);
    while position & 1 == 1 {
        position >>= 1;
        last >>= 1;
    }
    let (mut old_hash, mut new_hash) = (*first, *first);
    for step in steps {
        if last == 0 {
            return false;
        }
        if position & 1 == 1 || position == last {
            old_hash = node_hash(step, &old_hash);
            new_hash = node_hash(step, &new_hash);
            while position & 1 == 0 && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, step);
        }
        position >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}

/// Hashes one leaf piece by piece, for leaves that do not fit in memory.
#[derive(Clone)]
pub struct LeafHasher(Sha256);

impl LeafHasher {
    /// A hasher that has taken the leaf prefix.
    pub fn new() -> Self {
        let mut hasher = Sha256::new();
        hasher.update([0]);
        Self(hasher)
    }

    /// Takes the next bytes of the leaf.
    pub fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    /// The leaf's hash.
    pub fn finish(self) -> Hash {
        self.0.finalize().into()
    }
}

impl Default for LeafHasher {
    fn default() -> Self {
        Self::new()
    }
}

/// Bytes that SHA-256 takes in at a time.
const BLOCK: usize = 64;

/// Computes the SHA-256 of some bytes and their hash as a leaf together.
///
/// Within one of the two each step waits for the one before, and a core is idle most of the time. Given a block of each by
/// turns it fills the waits of one with the other, and both take a quarter less. That needs whole blocks, and those of
/// the leaf lie one byte earlier, because of its prefix.
#[derive(Clone, Default)]
pub struct TwoHashers {
    digest: Sha256,
    leaf: LeafHasher,
    /// Bytes taken, of which only the place within a block matters.
    taken: usize,
}

impl TwoHashers {
    /// Takes the next bytes.
    pub fn update(&mut self, data: &[u8]) {
        let begun = |taken: usize| data.split_at((taken.next_multiple_of(BLOCK) - taken).min(data.len()));
        let (of_digest, for_digest) = begun(self.taken);
        let (of_leaf, for_leaf) = begun(self.taken + 1);
        self.digest.update(of_digest);
        self.leaf.update(of_leaf);
        let mut for_leaf = for_leaf.chunks(BLOCK);
        for block in for_digest.chunks(BLOCK) {
            self.digest.update(block);
            if let Some(block) = for_leaf.next() {
                self.leaf.update(block);
            }
        }
        for_leaf.for_each(|block| self.leaf.update(block));
        self.taken = (self.taken + data.len()) % BLOCK;
    }

    /// The SHA-256 of the bytes, and the leaf's hash.
    pub fn finish(self) -> (Hash, Hash) {
        (self.digest.finalize().into(), self.leaf.finish())
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    #[test]
    fn an_empty_tree_is_the_hash_of_nothing() {
        assert_eq!(HEXLOWER.encode(&root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn two_hashers_find_what_each_finds_alone_however_the_bytes_come() {
        let bytes: Vec<u8> = (0..1_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        for len in (0..200).chain([bytes.len()]) {
            let bytes = &bytes[..len];
            let alone = (Hash::from(Sha256::digest(bytes)), leaf_hash(bytes));
            assert_eq!(digest_and_leaf(bytes), alone);
            for piece in [1, 7, 62, 63, 64, 65, 127, 128, 129] {
                let mut hashers = TwoHashers::default();
                bytes.chunks(piece).for_each(|piece| hashers.update(piece));
                assert_eq!(hashers.finish(), alone, "{len} bytes, {piece} at a time");
            }
        }
    }

    #[test]
    fn the_left_subtree_is_the_largest_full_one() {
        let leaves: Vec<Hash> = (0_u8..5).map(|n| leaf_hash(&[n])).collect();
        let left = node_hash(&node_hash(&leaves[0], &leaves[1]), &node_hash(&leaves[2], &leaves[3]));
        assert_eq!(root(&leaves), node_hash(&left, &leaves[4]));
        assert_eq!(split_point(2), 1);
        assert_eq!(split_point(4), 2);
        assert_eq!(split_point(5), 4);
    }

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    fn slice<'a>(leaves: &'a [Hash], range: &Range<u64>) -> &'a [Hash] {
        &leaves[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()]
    }

    #[test]
    fn a_range_folds_from_its_complete_subtrees() {
        let leaves = leaves(300);
        for size in 0..=300 {
            let hash = range_hash(&(0..size), |subtree| {
                let start = subtree.index << subtree.height;
                Ok::<_, std::convert::Infallible>(root(slice(&leaves, &(start..start + (1 << subtree.height)))))
            });
            assert_eq!(hash.unwrap(), root(slice(&leaves, &(0..size))), "{size}");
        }
    }

    #[test]
    fn inclusion_proofs_verify_for_their_leaf_only() {
        let all = leaves(40);
        for size in 1..=40 {
            let root_hash = root(slice(&all, &(0..size)));
            for index in 0..size {
                let proof: Vec<Hash> =
                    inclusion_ranges(index, size).unwrap().iter().map(|range| root(slice(&all, range))).collect();
                for other in 0..size {
                    let leaf = &all[usize::try_from(other).unwrap()];
                    assert_eq!(verify_inclusion(leaf, index, size, &proof, &root_hash), other == index);
                    assert!(
                        other == index
                            || !verify_inclusion(
                                &all[usize::try_from(index).unwrap()],
                                other,
                                size,
                                &proof,
                                &root_hash
                            )
                    );
                }
                let leaf = &all[usize::try_from(index).unwrap()];
                let longer: Vec<Hash> = proof.iter().copied().chain([[0; 32]]).collect();
                assert!(!verify_inclusion(leaf, index, size, &longer, &root_hash));
                assert!(proof.is_empty() || !verify_inclusion(leaf, index, size, &proof[1..], &root_hash));
            }
            assert!(inclusion_ranges(size, size).is_none());
        }
    }

    #[test]
    fn consistency_proofs_verify_for_their_trees_only() {
        let all = leaves(40);
        for new in 0..=40 {
            let new_root = root(slice(&all, &(0..new)));
            for old in 0..=new {
                let old_root = root(slice(&all, &(0..old)));
                let proof: Vec<Hash> =
                    consistency_ranges(old, new).unwrap().iter().map(|range| root(slice(&all, range))).collect();
                assert!(verify_consistency(old, &old_root, new, &new_root, &proof), "{old} -> {new}");
                assert!(!verify_consistency(old, &[7; 32], new, &new_root, &proof), "{old} -> {new}");
                assert!(old == 0 || !verify_consistency(old, &old_root, new, &[7; 32], &proof), "{old} -> {new}");
                for step in 0..proof.len() {
                    let mut bad = proof.clone();
                    bad[step][0] ^= 1;
                    assert!(!verify_consistency(old, &old_root, new, &new_root, &bad), "{old} -> {new}");
                    bad.remove(step);
                    assert!(!verify_consistency(old, &old_root, new, &new_root, &bad), "{old} -> {new}");
                }
            }
            assert!(consistency_ranges(new + 1, new).is_none());
        }
    }
}
