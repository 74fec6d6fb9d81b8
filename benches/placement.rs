//! Placement without a database: 10^7 objects on a fleet of 1,000 mirrors in 50 countries, three copies each:
//! `cargo bench --bench placement [-- OBJECTS [MIRRORS]]` (10,000,000 and 1,000).
//!
//! What is measured is the choice that the service makes of every upload and of every repair (`vault/placement.rs`), on all cores, over two fleets:
//! one with as many mirrors in each country, all of the same room, and one as fleets grow, with a seventh of the mirrors in one country and
//! room of one to eight tebibytes. Each is asked to keep a hundredth of the objects, a tenth, and all of them, and says of each:
//!
//! - how many are placed a second, and how that compares with the floor of any choice by hashing: to hash the blob with every mirror, and
//!   nothing else, on the same cores in the same run;
//! - how much fuller the fullest mirror is than the mean, by the room that each has; and beside that, how much it were if every replica lay on a
//!   mirror by chance, whatever its host and country, drawn by room. Where a country has more than its share of mirrors, these fill up
//!   more slowly than others, since none keeps two copies of a file: that is what the second fleet shows;
//! - how many replicas are to be made again when a country is lost (in the second fleet the largest), how many of these choices are made a
//!   second, and how full mirrors are afterwards. What did not lie in that country stays where it is.
//!
//! At every step no two copies of any object share a host or a country: where two do, or one finds no place, this stops. What grows with
//! the number of mirrors is said last.
#![expect(clippy::expect_used, reason = "a bench that cannot go on should stop loudly")]

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use sha2::{Digest as _, Sha256};
use writ::entropy::Entropy;
use writ::vault::placement::{self, REPLICAS, Site};

use crate::support::fleet::{self, Place};
use crate::support::{app, authenticator};

mod support;

/// How many hashes the floor is measured by.
const HASHES: usize = 4_000_000;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let objects = numbers.next().unwrap_or(10_000_000);
    let mirrors = usize::try_from(numbers.next().unwrap_or(1_000)).expect("a number");
    assert!(objects >= 100 && mirrors >= 10, "ask for at least 100 objects and 10 mirrors");
    println!(
        "{objects} objects of {REPLICAS} copies on {mirrors} mirrors in {} countries; {} threads",
        fleet::COUNTRIES,
        fleet::threads()
    );
    println!("{:18} {:^51}  {:^51}", "", "placed", "a country is lost");
    println!(
        "{:8} {:>9} {:>10} {:>8} {:>10} {:>9} {:>10}  {:>10} {:>8} {:>10} {:>9} {:>10}",
        "fleet",
        "objects",
        "a second",
        "to floor",
        "time grows",
        "max/mean",
        "by chance",
        "made again",
        "of all",
        "a second",
        "max/mean",
        "by chance"
    );
    for (name, sites) in [("even", fleet::even(mirrors)), ("uneven", fleet::uneven(mirrors))] {
        let mut before = None;
        for objects in [objects / 100, objects / 10, objects] {
            before = Some(measure(name, &sites, objects, before));
        }
    }

    println!();
    println!("{:8} {:>9} {:>10} {:>8} {:>10}", "mirrors", "objects", "a second", "to floor", "time grows");
    let (objects, mut before) = (objects / 100, None);
    for mirrors in [mirrors / 100, mirrors / 10, mirrors] {
        // Fewer have not three hosts in three countries.
        if mirrors < 10 {
            continue;
        }
        let sites = fleet::even(mirrors);
        let floor = floor(mirrors);
        let begun = Instant::now();
        drop(black_box(fleet::placed(&sites, 0..objects)));
        let each = begun.elapsed().as_secs_f64() / whole(objects);
        println!("{mirrors:<8} {objects:>9} {:>10.0} {:>7.2}x {:>10}", 1.0 / each, each / floor, grown(each, before));
        before = Some(each);
    }
}

/// Gives the seconds from one placement to the next, on all cores.
fn measure(name: &str, sites: &[Site], objects: u64, before: Option<f64>) -> f64 {
    let floor = floor(sites.len());
    let begun = Instant::now();
    let mut places = fleet::placed(sites, 0..objects);
    let each = begun.elapsed().as_secs_f64() / whole(objects);
    assert_apart(sites, &places);
    let replicas = objects * REPLICAS as u64;
    let [filled, chance] =
        [held(sites, &places), by_chance(sites, replicas)].map(|held| fleet::max_over_mean(sites, &held));

    let lost = fleet::country(0);
    let left: Vec<Site> = sites.iter().filter(|site| site.jurisdiction != lost).cloned().collect();
    let begun = Instant::now();
    let made = made_again(sites, &left, &mut places);
    let again = begun.elapsed().as_secs_f64() / whole(made);
    assert_apart(sites, &places);
    let [filled_then, chance_then] =
        [held(sites, &places), by_chance(&left, replicas)].map(|held| fleet::max_over_mean(&left, &held));
    println!(
        "{name:8} {objects:>9} {:>10.0} {:>7.2}x {:>10} {filled:>9.3} {chance:>10.3}  {made:>10} {:>7.2}% {:>10.0} {filled_then:>9.3} \
         {chance_then:>10.3}",
        1.0 / each,
        each / floor,
        grown(each, before),
        100.0 * whole(made) / whole(replicas),
        1.0 / again,
    );
    each
}

/// How many times as long something takes as it did before.
fn grown(each: f64, before: Option<f64>) -> String {
    before.map_or_else(String::new, |before| format!("{:.2}x", each / before))
}

/// Seconds from one blob to the next of which nothing is done but to hash it with every mirror, on all cores.
fn floor(mirrors: usize) -> f64 {
    let mut blobs = vec![0_u8; (HASHES / mirrors).max(1)];
    let begun = Instant::now();
    fleet::on_all_cores(&mut blobs, |blob, kept| {
        for mirror in 0..mirrors {
            let mut hasher = Sha256::new();
            hasher.update(b"writ/v1/placement");
            hasher.update((blob as u128).to_be_bytes());
            hasher.update((mirror as u128).to_be_bytes());
            *kept ^= hasher.finalize()[0];
        }
    });
    let took = begun.elapsed().as_secs_f64();
    took / whole(black_box(blobs).len() as u64)
}

fn assert_apart(sites: &[Site], places: &[Place]) {
    assert!(places.iter().all(|place| fleet::are_apart(sites, *place)), "no two copies share a host or a country");
}

/// How many replicas lie on each mirror.
fn held(sites: &[Site], places: &[Place]) -> Vec<u32> {
    let mut held = vec![0; sites.len()];
    for mirror in places.iter().flatten() {
        held[usize::from(*mirror)] += 1;
    }
    held
}

/// The same if as many lay anywhere by chance, drawn by room; by the numbers that mirrors have in the whole fleet.
fn by_chance(sites: &[Site], replicas: u64) -> Vec<u32> {
    let chance = Entropy::seeded(1);
    let mut room = 0;
    let until: Vec<u64> = sites
        .iter()
        .map(|site| {
            room += u64::try_from(site.weight).expect("room");
            room
        })
        .collect();
    let last = sites.iter().map(fleet::number).max().expect("a mirror");
    let mut held = vec![0; usize::from(last) + 1];
    for _ in 0..replicas {
        let drawn = chance.below(room);
        let site = &sites[until.partition_point(|until| *until <= drawn)];
        held[usize::from(fleet::number(site))] += 1;
    }
    held
}

/// Chooses anew for every replica that did not lie on a mirror of `left`, as a repair does: beside those that are left of its blob. Gives how
/// many.
fn made_again(sites: &[Site], left: &[Site], places: &mut [Place]) -> u64 {
    let mut is_lost = vec![true; sites.len()];
    for site in left {
        is_lost[usize::from(fleet::number(site))] = false;
    }
    let made = AtomicU64::new(0);
    fleet::on_all_cores(places, |blob, place| {
        let stays = |mirror: &&u16| !is_lost[usize::from(**mirror)];
        let missing = REPLICAS - place.iter().filter(stays).count();
        if missing == 0 {
            return;
        }
        let used: Vec<Site> = place.iter().filter(stays).map(|mirror| sites[usize::from(*mirror)].clone()).collect();
        let chosen = placement::choose(fleet::blob(blob as u64), left, &used, missing);
        assert_eq!(chosen.len(), missing, "there are hosts and countries enough");
        for (kept, site) in place.iter_mut().zip(used.iter().chain(&chosen)) {
            *kept = fleet::number(site);
        }
        made.fetch_add(missing as u64, Ordering::Relaxed);
    });
    made.into_inner()
}

fn whole(number: u64) -> f64 {
    f64::from(u32::try_from(number).expect("a number"))
}
