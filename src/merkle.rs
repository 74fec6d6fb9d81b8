//! RFC 6962 Merkle tree hashing over SHA-256, shared by objects (whose root names their exact bytes)
//! and the audit log. Pure functions; no storage.

use sha2::{Digest, Sha256};

/// A SHA-256 value: a leaf, an inner node or a root.
pub type Hash = [u8; 32];

/// The hash of a leaf: SHA-256(0x00 || data).
pub fn leaf_hash(data: &[u8]) -> Hash {
    let mut hasher = LeafHasher::new();
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

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    #[test]
    fn an_empty_tree_is_the_hash_of_nothing() {
        assert_eq!(
            HEXLOWER.encode(&root(&[])),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
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
}
