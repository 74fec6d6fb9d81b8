//! Which mirrors keep a blob. Pure: rows in, choice out.
//!
//! Weighted rendezvous hashing: every mirror gets a score from the blob's id and its own, the ranking is walked
//! down, and jurisdictions and hosts already used are skipped. A mirror that joins or leaves moves only
//! the blobs it wins or held, and no table of places needs to be agreed on.

use sha2::{Digest as _, Sha256};

use crate::ids::{BlobId, MirrorId};

/// How many replicas a blob should have.
pub const REPLICAS: usize = 3;
/// In how many jurisdictions, on as many hosts, bytes must lie before they count as stored.
pub const JURISDICTIONS: usize = 2;

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
    let mut chosen: Vec<Site> = Vec::new();
    for (_, site) in ranking {
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
    #[expect(clippy::cast_precision_loss, reason = "weights are small numbers an administrator sets")]
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
    fn two_jurisdictions_mean_two_hosts_too() {
        let entropy = Entropy::seeded(3);
        assert!(!suffices(&[site(&entropy, "a", "FR", 1), site(&entropy, "a", "NL", 1)]));
        assert!(!suffices(&[site(&entropy, "a", "FR", 1), site(&entropy, "b", "FR", 1)]));
        assert!(suffices(&[site(&entropy, "a", "FR", 1), site(&entropy, "a", "NL", 1), site(&entropy, "b", "NL", 1)]));
    }

    proptest! {
        #[test]
        fn no_two_chosen_share_fate(seed in any::<u64>(), mirrors in proptest::collection::vec((0..4_u8, 0..4_u8, 0..3_i64), 0..12), used in 0..3_usize) {
            let entropy = Entropy::seeded(seed);
            let sites: Vec<_> = mirrors.iter().map(|(host, country, weight)| site(&entropy, &format!("h{host}"), &format!("C{country}"), *weight)).collect();
            let used: Vec<_> = sites.iter().take(used).cloned().collect();
            let chosen = choose(blob(&entropy), &sites, &used, REPLICAS);
            prop_assert!(chosen.len() <= REPLICAS);
            for (n, site) in chosen.iter().enumerate() {
                prop_assert!(site.weight > 0);
                prop_assert!(!chosen[n + 1..].iter().chain(&used).any(|other| other.shares_fate_with(site)));
            }
            // Nothing that would have fitted was left out.
            prop_assert!(chosen.len() == REPLICAS || sites.iter().all(|site| site.weight == 0
                || chosen.iter().chain(&used).any(|taken| taken.shares_fate_with(site))));
        }
    }
}
