//! Tiles and entry bundles (c2sp.org/tlog-tiles): how the log's hashes and entries are cut into files that
//! never change, what those files are called, and how a log grows tile by tile. Pure.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::checkpoint::decimal;
use crate::merkle::{self, Hash, Subtree};

/// Hashes in a full tile, entries in a full bundle.
pub const WIDTH: u64 = 256;
/// Levels of the tree that one tile spans.
const HEIGHT: u8 = 8;
/// The longest entry that a bundle can carry.
pub const LONGEST_ENTRY: usize = 65_535;

/// What a path names that is not a tile's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the path of a tile")]
pub struct MalformedPath;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// Log entries, each after its length as a big-endian u16.
    Entries,
    /// Hashes: of leaves at level 0, of full tiles of the level below from level 1.
    Hashes(u8),
}

/// One tile or entry bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// What it holds.
    pub row: Row,
    /// Its place from the left in its row.
    pub index: u64,
    /// How many hashes or entries it has: 1 to 256.
    pub width: u16,
}

impl Tile {
    /// Whether it has all 256, and so will never grow.
    pub fn is_full(&self) -> bool {
        u64::from(self.width) == WIDTH
    }

    /// The file name of the full tile at this place, which replaces this partial one some day.
    #[must_use]
    pub fn full(self) -> Self {
        Self { width: 256, ..self }
    }
}

impl fmt::Display for Tile {
    /// `tile/<level>/<index>[.p/<width>]`, the path under the log's address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            Row::Entries => f.write_str("tile/entries/")?,
            Row::Hashes(level) => write!(f, "tile/{level}/")?,
        }
        let mut groups = vec![self.index % 1_000];
        let mut rest = self.index / 1_000;
        while rest > 0 {
            groups.push(rest % 1_000);
            rest /= 1_000;
        }
        for group in groups[1..].iter().rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        if self.is_full() { Ok(()) } else { write!(f, ".p/{}", self.width) }
    }
}

impl FromStr for Tile {
    type Err = MalformedPath;

    fn from_str(path: &str) -> Result<Self, MalformedPath> {
        let parse = || {
            let (row, mut rest) = path.strip_prefix("tile/")?.split_once('/')?;
            let row = match row {
                "entries" => Row::Entries,
                level => Row::Hashes(u8::try_from(decimal(level)?).ok().filter(|level| *level < 64)?),
            };
            let mut width = 256;
            if let Some((whole, partial)) = rest.split_once(".p/") {
                width = u16::try_from(decimal(partial)?).ok().filter(|width| (1..256).contains(width))?;
                rest = whole;
            }
            let mut index: u64 = 0;
            let mut groups = rest.split('/').peekable();
            while let Some(group) = groups.next() {
                let digits = if groups.peek().is_some() { group.strip_prefix('x')? } else { group };
                if digits.len() != 3 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
                    return None;
                }
                index = index.checked_mul(1_000)?.checked_add(digits.parse().ok()?)?;
            }
            Some(Self { row, index, width })
        };
        // `x000/001` would be a second name of `001`: only the canonical spelling is a path.
        parse().filter(|tile| tile.to_string() == path).ok_or(MalformedPath)
    }
}

/// How many hashes stand in the row `level` of a log of `size` entries.
pub fn row_length(level: u8, size: u64) -> u64 {
    size.checked_shr(u32::from(level) * u32::from(HEIGHT)).unwrap_or(0)
}

/// The tiles and bundles of a log of `size` entries that one of `old` entries has not got, lowest level
/// first: what a publisher has to write, and with `old` 0 what a verifier has to read.
pub fn tiles_between(old: u64, size: u64) -> Vec<Tile> {
    let mut tiles = Vec::new();
    let mut rows = vec![(Row::Entries, old, size)];
    rows.extend((0..8).map(|level| (Row::Hashes(level), row_length(level, old), row_length(level, size))));
    for (row, old, length) in rows {
        if length == old {
            continue;
        }
        for index in old / WIDTH..length.div_ceil(WIDTH) {
            let width = (length - index * WIDTH).min(WIDTH);
            tiles.push(Tile { row, index, width: u16::try_from(width).unwrap_or(256) });
        }
    }
    tiles
}

/// Where the hash of a complete subtree is found: the tile (by level and index) and the range of its hashes
/// that the subtree spans.
pub fn place_of(subtree: Subtree) -> (u8, u64, std::ops::Range<usize>) {
    let level = subtree.height / HEIGHT;
    let within = subtree.height % HEIGHT;
    let first = subtree.index << within;
    let start = usize::try_from(first % WIDTH).unwrap_or(0);
    (level, first / WIDTH, start..start + (1 << within))
}

/// The right edge of a log: its size, and of each level the hashes of the tile that is not full yet.
/// All that is needed to append and to know the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    partial: BTreeMap<u8, Vec<Hash>>,
}

/// A tile of hashes that an [`Edge`] completed or widened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grown {
    /// Its level.
    pub level: u8,
    /// Its place in the level.
    pub index: u64,
    /// All its hashes, 1 to 256.
    pub hashes: Vec<Hash>,
}

impl Edge {
    /// The edge of a log of `size` entries, from the hashes of its partial tiles by level. `None` when they
    /// are not those that a log of this size has.
    pub fn from_partial(size: u64, partial: BTreeMap<u8, Vec<Hash>>) -> Option<Self> {
        let fits = (0..8).all(|level| {
            let expected = row_length(level, size) % WIDTH;
            u64::try_from(partial.get(&level).map_or(0, Vec::len)).is_ok_and(|length| length == expected)
        });
        fits.then(|| Self { size, partial: partial.into_iter().filter(|(_, hashes)| !hashes.is_empty()).collect() })
    }

    /// How many entries the log has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of the tile of `level` that is not full yet; `None` when it would be empty.
    pub fn partial(&self, level: u8) -> Option<&[Hash]> {
        self.partial.get(&level).map(Vec::as_slice)
    }

    /// Appends leaves, and gives the tiles that changed, each as wide as it is at the end.
    pub fn append(&mut self, leaves: impl IntoIterator<Item = Hash>) -> Vec<Grown> {
        let mut full = Vec::new();
        let mut touched = std::collections::BTreeSet::new();
        for leaf in leaves {
            let mut carried = Some(leaf);
            let mut level = 0;
            self.size += 1;
            while let Some(hash) = carried.take() {
                let hashes = self.partial.entry(level).or_default();
                hashes.push(hash);
                touched.insert(level);
                if hashes.len() == 256 {
                    carried = Some(merkle::root(hashes));
                    let index = row_length(level, self.size) / WIDTH - 1;
                    full.push(Grown { level, index, hashes: std::mem::take(hashes) });
                    self.partial.remove(&level);
                    touched.remove(&level);
                }
                level += 1;
            }
        }
        for level in touched {
            if let Some(hashes) = self.partial.get(&level) {
                full.push(Grown { level, index: row_length(level, self.size) / WIDTH, hashes: hashes.clone() });
            }
        }
        full
    }

    /// The log's root. Every complete subtree on the way to it lies in one of the partial tiles.
    pub fn root(&self) -> Hash {
        let hashes: Vec<Hash> = merkle::subtrees(&(0..self.size))
            .into_iter()
            .filter_map(|subtree| {
                let (level, _, range) = place_of(subtree);
                self.partial.get(&level).and_then(|hashes| hashes.get(range)).map(merkle::root)
            })
            .collect();
        merkle::fold(&hashes)
    }
}

/// Entries as a bundle. Errors with the place of an entry that is too long for one.
pub fn encode_bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, usize> {
    let mut bundle = Vec::new();
    for (place, entry) in entries.into_iter().enumerate() {
        bundle.extend_from_slice(&u16::try_from(entry.len()).map_err(|_| place)?.to_be_bytes());
        bundle.extend_from_slice(entry);
    }
    Ok(bundle)
}

/// The entries of a bundle. `None` when it is cut off or has more than 256.
pub fn decode_bundle(mut bundle: &[u8]) -> Option<Vec<&[u8]>> {
    let mut entries = Vec::new();
    while !bundle.is_empty() {
        let (length, rest) = bundle.split_first_chunk::<2>()?;
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        entries.push(entry);
        bundle = rest;
    }
    (entries.len() <= 256).then_some(entries)
}

/// Hashes as a tile's bytes.
pub fn encode_hashes(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

/// The hashes of a tile. `None` when it is not a whole number of them, or more than 256.
pub fn decode_hashes(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    (rest.is_empty() && hashes.len() <= 256).then(|| hashes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(range: std::ops::Range<u64>) -> impl Iterator<Item = Hash> {
        range.map(|n| merkle::leaf_hash(&n.to_be_bytes()))
    }

    #[test]
    fn paths_are_those_of_the_specification() {
        let tile = |row, index, width| Tile { row, index, width };
        for (tile, path) in [
            (tile(Row::Hashes(0), 0, 256), "tile/0/000"),
            (tile(Row::Hashes(1), 1_234_067, 256), "tile/1/x001/x234/067"),
            (tile(Row::Hashes(0), 273, 112), "tile/0/273.p/112"),
            (tile(Row::Entries, 1_000, 1), "tile/entries/x001/000.p/1"),
            (tile(Row::Hashes(63), u64::MAX, 255), "tile/63/x018/x446/x744/x073/x709/x551/615.p/255"),
        ] {
            assert_eq!(tile.to_string(), path);
            assert_eq!(path.parse::<Tile>(), Ok(tile));
        }
        for path in [
            "",
            "tile",
            "tile/0",
            "tile/0/",
            "tile/0/00",
            "tile/0/0000",
            "tile/00/000",
            "tile/64/000",
            "tile/0/x000/001",
            "tile/0/000/001",
            "tile/0/x001",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/1/2",
            "tile/0/000.p",
            "tile/-1/000",
            "tile/0/+12",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
            "/tile/0/000",
            "tile/0/../0/000",
            "tile/entries/000.p/",
        ] {
            assert_eq!(path.parse::<Tile>(), Err(MalformedPath), "{path}");
        }
    }

    #[test]
    fn a_log_of_70000_has_the_tiles_of_the_specification() {
        let tiles = tiles_between(0, 70_000);
        let of = |row| tiles.iter().filter(|tile| tile.row == row).map(|tile| tile.width).collect::<Vec<_>>();
        assert_eq!(of(Row::Hashes(0)), [vec![256; 273], vec![112]].concat());
        assert_eq!(of(Row::Hashes(1)), [256, 17]);
        assert_eq!(of(Row::Hashes(2)), [1]);
        assert_eq!(of(Row::Hashes(3)), [0_u16; 0]);
        assert_eq!(of(Row::Entries), of(Row::Hashes(0)));
        assert_eq!(tiles_between(0, 0), []);
        assert_eq!(tiles_between(255, 256).len(), 3);
        assert_eq!(tiles_between(256, 256), []);
    }

    #[test]
    fn an_edge_grows_to_the_same_root_however_it_is_fed() {
        for size in [0_u64, 1, 2, 255, 256, 257, 511, 512, 513, 1_000] {
            let all: Vec<Hash> = leaves(0..size).collect();
            let mut whole = Edge::default();
            whole.append(all.iter().copied());
            assert_eq!(whole.root(), merkle::root(&all), "{size}");
            let mut stepped = Edge::default();
            for leaf in &all {
                stepped.append([*leaf]);
            }
            assert_eq!(stepped, whole);
            assert_eq!(Edge::from_partial(size, whole.partial.clone()), Some(whole.clone()));
            assert_eq!(Edge::from_partial(size + 1, whole.partial), None);
        }
    }

    /// Grows a log in two steps to `size`, keeps its tiles as a publisher does, and proves from them.
    fn prove_from_tiles(old: u64, size: u64, indexes: &[u64]) {
        let mut edge = Edge::default();
        let mut tiles: BTreeMap<(u8, u64), Vec<Hash>> = BTreeMap::new();
        let mut keep =
            |grown: Vec<Grown>| tiles.extend(grown.into_iter().map(|tile| ((tile.level, tile.index), tile.hashes)));
        keep(edge.append(leaves(0..old)));
        let old_root = edge.root();
        keep(edge.append(leaves(old..size)));
        let root = edge.root();
        for tile in tiles_between(0, size) {
            if let Row::Hashes(level) = tile.row {
                assert_eq!(tiles[&(level, tile.index)].len(), usize::from(tile.width), "{tile}");
            }
        }
        let hash_of = |subtree| {
            let (level, index, range) = place_of(subtree);
            tiles.get(&(level, index)).and_then(|hashes| hashes.get(range)).map(merkle::root).ok_or(subtree)
        };
        let prove = |ranges: Vec<std::ops::Range<u64>>| -> Vec<Hash> {
            ranges.iter().map(|range| merkle::range_hash(range, hash_of).unwrap()).collect()
        };
        assert_eq!(merkle::range_hash(&(0..size), hash_of).unwrap(), root);
        let consistency = prove(merkle::consistency_ranges(old, size).unwrap());
        assert!(merkle::verify_consistency(old, &old_root, size, &root, &consistency), "{old} -> {size}");
        for &index in indexes.iter().filter(|index| **index < size) {
            let path = prove(merkle::inclusion_ranges(index, size).unwrap());
            let leaf = leaves(index..index + 1).next().unwrap();
            assert!(merkle::verify_inclusion(&leaf, index, size, &path, &root), "{index} of {size}");
        }
    }

    #[test]
    fn proofs_come_from_tiles_at_every_edge() {
        for size in [1, 2, 3, 255, 256, 257, 511, 512, 513, 700] {
            for old in [0, 1, 200, 255, 256, 257, 512] {
                if old <= size {
                    prove_from_tiles(old, size, &[0, 1, 127, 254, 255, 256, 257, 511, 512]);
                }
            }
        }
    }

    #[test]
    fn proofs_come_from_tiles_of_three_levels() {
        for size in [65_535, 65_536, 65_537] {
            prove_from_tiles(65_530, size, &[0, 255, 256, 65_279, 65_280, 65_534, 65_535, 65_536]);
        }
    }

    #[test]
    fn bundles_round_trip_and_truncation_shows() {
        let longest = vec![7_u8; LONGEST_ENTRY];
        let entries: Vec<&[u8]> = vec![b"one", b"", &longest];
        let bundle = encode_bundle(entries.iter().copied()).unwrap();
        assert_eq!(decode_bundle(&bundle).unwrap(), entries);
        assert!(decode_bundle(&bundle[..bundle.len() - 1]).is_none());
        assert!(decode_bundle(&bundle[..4]).is_none());
        assert_eq!(encode_bundle([b"".as_slice(), &vec![0; LONGEST_ENTRY + 1]]), Err(1));
        assert!(decode_bundle(&[0; 2 * 257]).is_none());
        let hashes: Vec<Hash> = leaves(0..3).collect();
        assert_eq!(decode_hashes(&encode_hashes(&hashes)), Some(hashes));
        assert_eq!(decode_hashes(&[0; 33]), None);
    }
}
