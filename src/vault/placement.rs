//! Which mirrors keep a blob. Pure: rows in, choice out.
//!
//! Weighted rendezvous hashing: every mirror gets a score from the blob's id and its own, the ranking is walked
//! down, and jurisdictions and hosts already used are skipped. A mirror that joins or leaves moves only
//! the blobs it wins or held, and no table of places needs to be agreed on. A mirror weighs what room it has, so that all fill
//! up alike; where each blob went is recorded, so that a weight may change at any time.

use sha2::{Digest as _, Sha256};

use crate::config::Copies;
use crate::ids::{BlobId, MirrorId};

/// How many replicas a blob should have where the operator says nothing else (`--limit copies=…`).
pub const REPLICAS: usize = Copies::USUAL.count();
/// In how many jurisdictions, on as many hosts, bytes must lie before they count as stored.
pub const JURISDICTIONS: usize = 2;

/// Below so much room, in bytes, a mirror is full: what is under way there still fits.
pub const RESERVE: i64 = 256 << 20;
/// With less room than this in all, in bytes, no mirror is taken: as good as none of it would be used before it is full.
pub const LEAST_ROOM: i64 = 1 << 30;
/// What a mirror is taken to have room for that has not said it yet, in bytes.
const SUPPOSED: i64 = 1 << 40;

/// Whether a mirror takes nothing for want of room, of which it said how much is free, in bytes.
pub fn is_full(free_bytes: Option<i64>) -> bool {
    free_bytes.is_some_and(|free| free < RESERVE)
}

/// What a mirror weighs in MiB of room: of what it said to be free, where it leaves out what it holds, no more than it said to have room for
/// at all. `factor` is its administrators' ([`super::hosts::weigh`]): 0 takes nothing, 1 is usual.
pub fn weight(factor: i64, capacity: Option<i64>, free_bytes: Option<i64>) -> i64 {
    let room = free_bytes.unwrap_or(SUPPOSED).min(capacity.unwrap_or(i64::MAX));
    if is_full(free_bytes) { 0 } else { (room >> 20).max(1).saturating_mul(factor.max(0)) }
}

/// A mirror as placement sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Site {
    /// The mirror.
    pub mirror: MirrorId,
    /// Who runs it.
    pub host: String,
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// Its share of blobs among its peers; 0 takes none.
    pub weight: i64,
}

impl Site {
    /// Whether one event could strike both: the same hands, or the same law.
    fn shares_fate_with(&self, other: &Self) -> bool {
        self.mirror == other.mirror || self.host == other.host || self.jurisdiction == other.jurisdiction
    }
}

/// Up to `wanted` sites for `blob` out of `candidates`, no two of which, and none with one of `used`, share host
/// or jurisdiction; the best ranked first.
pub fn choose(blob: BlobId, candidates: &[Site], used: &[Site], wanted: usize) -> Vec<Site> {
    let mut ranking: Vec<(f64, &Site)> =
        candidates.iter().filter(|site| site.weight > 0).map(|site| (score(blob, site), site)).collect();
    ranking.sort_by(|(a, first), (b, second)| b.total_cmp(a).then_with(|| first.mirror.cmp(&second.mirror)));
    walk(ranking.into_iter().map(|(_, site)| site), used, wanted)
}

/// How many sites, up to `wanted`, [`choose`] would find for a blob that lies on `used`. What it finds may depend on the blob only where one host
/// has mirrors in several countries; here the first of `candidates` is as good as any, and nothing is hashed.
pub fn room<'a>(candidates: impl IntoIterator<Item = &'a Site>, used: &[Site], wanted: usize) -> usize {
    walk(candidates.into_iter().filter(|site| site.weight > 0), used, wanted).len()
}

/// Takes what shares no fate with what was taken, in this order.
fn walk<'a>(ranking: impl IntoIterator<Item = &'a Site>, used: &[Site], wanted: usize) -> Vec<Site> {
    let mut chosen: Vec<Site> = Vec::new();
    for site in ranking {
        if chosen.len() == wanted {
            break;
        }
        if !chosen.iter().chain(used).any(|taken| taken.shares_fate_with(site)) {
            chosen.push(site.clone());
        }
    }
    chosen
}

/// Whether bytes that lie at `sites` are safe enough to be acknowledged: two hosts in two jurisdictions.
pub fn suffices(sites: &[Site]) -> bool {
    sites.iter().enumerate().any(|(n, site)| {
        sites[n + 1..].iter().any(|other| site.host != other.host && site.jurisdiction != other.jurisdiction)
    })
}

/// `-weight / ln(u)`, where `u` in (0, 1) is drawn from the hash of both ids: the mirror with the highest score is
/// drawn with a probability proportional to its weight.
fn score(blob: BlobId, site: &Site) -> f64 {
    let mut hasher = Sha256::new();
    hasher.update(b"writ/v1/placement");
    hasher.update(blob.0.as_bytes());
    hasher.update(site.mirror.0.as_bytes());
    let hash: [u8; 32] = hasher.finalize().into();
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    // 53 bits are what a float holds exactly; the half keeps the value off both ends.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let uniform = ((u64::from_be_bytes(first) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    #[expect(clippy::cast_precision_loss, reason = "what of a weight is beyond 53 bits changes nothing")]
    let weight = site.weight as f64;
    -weight / uniform.ln()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::Entropy;
    use crate::ids::uuid_v4;

    fn site(entropy: &Entropy, host: &str, jurisdiction: &str, weight: i64) -> Site {
        Site { mirror: MirrorId(uuid_v4(entropy)), host: host.into(), jurisdiction: jurisdiction.into(), weight }
    }

    fn blob(entropy: &Entropy) -> BlobId {
        BlobId(uuid_v4(entropy))
    }

    #[test]
    fn weights_are_shares() {
        let entropy = Entropy::seeded(1);
        let sites = [site(&entropy, "a", "FR", 1), site(&entropy, "b", "NL", 3), site(&entropy, "c", "NZ", 0)];
        let heavy = (0..4_000).filter(|_| choose(blob(&entropy), &sites, &[], 1)[0].host == "b").count();
        assert!((2_850..3_150).contains(&heavy), "{heavy} of 4000 for three quarters of the weight");
    }

    #[test]
    fn a_mirror_that_leaves_moves_only_its_own_blobs() {
        let entropy = Entropy::seeded(2);
        let sites: Vec<_> =
            ["FR", "NL", "NZ", "IS", "CH"].into_iter().map(|country| site(&entropy, country, country, 1)).collect();
        for _ in 0..200 {
            let blob = blob(&entropy);
            let before = choose(blob, &sites, &[], 3);
            let after = choose(blob, &sites[1..], &[], 3);
            let kept = before.iter().filter(|site| after.contains(site)).count();
            assert_eq!(kept, if before.contains(&sites[0]) { 2 } else { 3 });
        }
    }

    #[test]
    fn room_is_counted_as_it_would_be_chosen() {
        let entropy = Entropy::seeded(4);
        let sites: Vec<_> =
            ["FR", "NL", "NZ", "IS"].into_iter().map(|country| site(&entropy, country, country, 1)).collect();
        let full = site(&entropy, "CH", "CH", 0);
        assert_eq!(room(&sites, &[], 3), 3);
        assert_eq!(room(&sites[..2], &sites[..1], 2), 1, "one lies there already");
        assert_eq!(room([&full], &[], 3), 0, "it takes nothing");
        assert_eq!(room([&site(&entropy, "other", "FR", 1)], &sites[..1], 2), 0, "the same law");
    }

    #[test]
    fn two_jurisdictions_mean_two_hosts_too() {
        let entropy = Entropy::seeded(3);
        assert!(!suffices(&[site(&entropy, "a", "FR", 1), site(&entropy, "a", "NL", 1)]));
        assert!(!suffices(&[site(&entropy, "a", "FR", 1), site(&entropy, "b", "FR", 1)]));
        assert!(suffices(&[site(&entropy, "a", "FR", 1), site(&entropy, "a", "NL", 1), site(&entropy, "b", "NL", 1)]));
    }

    #[test]
    fn a_mirror_weighs_the_room_it_has() {
        const GIB: i64 = 1 << 30;
        assert_eq!(weight(1, None, None), weight(1, Some(1 << 40), None), "nothing is known of the first");
        assert_eq!(weight(1, Some(8 * GIB), Some(64 * GIB)), 8 << 10, "no more than its host gives");
        assert_eq!(weight(1, Some(64 * GIB), Some(8 * GIB)), 8 << 10, "no more than there is");
        assert_eq!(weight(2, None, Some(8 * GIB)), 16 << 10);
        assert_eq!(weight(1, Some(GIB), Some(RESERVE - 1)), 0, "it is full");
        assert!(is_full(Some(RESERVE - 1)) && !is_full(Some(RESERVE)) && !is_full(None));
        assert!(weight(1, Some(LEAST_ROOM), Some(LEAST_ROOM)) > 0, "the least that is taken is of use");
        assert_eq!([weight(0, None, None), weight(-1, None, None)], [0, 0]);
        assert!(weight(1, Some(1), None) > 0 && weight(i64::MAX, None, None) > 0);
    }

    /// How much more than its share the fullest mirror of a fleet has, where `countries` have as many mirrors of these weights each.
    fn max_over_mean(seed: u64, countries: u8, weights: &[i64], blobs: usize) -> f64 {
        let entropy = Entropy::seeded(seed);
        let mut sites = Vec::new();
        for country in 0..countries {
            for (n, weight) in weights.iter().enumerate() {
                sites.push(site(&entropy, &format!("h{country}-{n}"), &format!("C{country}"), *weight));
            }
        }
        let mut held = std::collections::BTreeMap::<MirrorId, f64>::new();
        for _ in 0..blobs {
            let chosen = choose(blob(&entropy), &sites, &[], REPLICAS);
            assert_eq!(chosen.len(), REPLICAS);
            for site in chosen {
                *held.entry(site.mirror).or_default() += 1.0;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "they are small")]
        let filled = |site: &Site| held.get(&site.mirror).copied().unwrap_or_default() / site.weight as f64;
        let total: f64 = sites.iter().map(&filled).sum();
        #[expect(clippy::cast_precision_loss, reason = "they are few")]
        let mean = total / sites.len() as f64;
        sites.iter().map(&filled).fold(0.0, f64::max) / mean
    }

    #[test]
    fn mirrors_fill_up_alike_whatever_room_they_have() {
        for seed in 0..2 {
            let alike = max_over_mean(seed, 10, &[1, 1, 1], 10_000);
            assert!(alike < 1.2, "{alike}");
            let unlike = max_over_mean(seed, 10, &[1_000, 2_000, 4_000], 10_000);
            assert!(unlike < 1.3, "{unlike}");
        }
    }

    #[test]
    fn what_is_nearly_full_is_chosen_less_until_all_are_as_full() {
        let entropy = Entropy::seeded(7);
        // Three countries, each with a mirror that is nearly full and a new one.
        let mut sites: Vec<Site> = (0..6)
            .map(|n| site(&entropy, &format!("h{n}"), &format!("C{}", n % 3), if n < 3 { 1_000 } else { 4_000 }))
            .collect();
        for _ in 0..4_000 {
            for chosen in choose(blob(&entropy), &sites, &[], REPLICAS) {
                let site = sites.iter_mut().find(|site| site.mirror == chosen.mirror).unwrap();
                site.weight -= 1;
            }
        }
        // 5000 of room in each country, 4000 of it taken.
        for site in &sites {
            let left = if site.host.as_str() < "h3" { site.weight * 4 } else { site.weight };
            assert!((600..1_000).contains(&left), "{}: {left}", site.host);
        }
    }

    proptest! {
        #[test]
        fn no_two_chosen_share_fate(seed in any::<u64>(), mirrors in proptest::collection::vec((0..4_u8, 0..4_u8, 0..3_i64), 0..12), used in 0..3_usize) {
            let entropy = Entropy::seeded(seed);
            let sites: Vec<_> = mirrors.iter().map(|(host, country, weight)| site(&entropy, &format!("h{host}"), &format!("C{country}"), *weight)).collect();
            let used: Vec<_> = sites.iter().take(used).cloned().collect();
            let blob = blob(&entropy);
            let chosen = choose(blob, &sites, &used, REPLICAS);
            prop_assert!(chosen.len() <= REPLICAS);
            // In another order other ones may be counted: none only where there is none.
            let counted = room(&sites, &used, REPLICAS);
            prop_assert!(counted <= REPLICAS && (counted == 0) == chosen.is_empty());
            for (n, site) in chosen.iter().enumerate() {
                prop_assert!(site.weight > 0);
                prop_assert!(!chosen[n + 1..].iter().chain(&used).any(|other| other.shares_fate_with(site)));
            }
            // Nothing that would have fitted was left out.
            prop_assert!(chosen.len() == REPLICAS || sites.iter().all(|site| site.weight == 0
                || chosen.iter().chain(&used).any(|taken| taken.shares_fate_with(site))));
            // Chosen all at once they are those that would be chosen one after the other.
            let mut one_by_one = used.clone();
            while let Some(next) = choose(blob, &sites, &one_by_one, 1).pop() {
                one_by_one.push(next);
            }
            let first: Vec<_> = one_by_one.into_iter().skip(used.len()).take(REPLICAS).collect();
            prop_assert_eq!(&chosen, &first);
        }
    }
}
