//! A fleet of many mirrors in many countries, and which of them keep what: chosen by the code that the service chooses by, on all cores.
//!
//! Mirrors and blobs have numbers here, from 0 on, and ids that follow from these: where ten million objects lie fits into memory, and is the
//! same in every run.

use std::num::NonZero;
use std::ops::Range;
use std::thread;

use uuid::Uuid;
use writ::ids::{BlobId, MirrorId};
use writ::vault::placement::{self, REPLICAS, Site};

/// In how many countries the mirrors of a fleet stand.
pub const COUNTRIES: usize = 50;
/// The ids of the first mirror and of the first blob.
const MIRROR: u128 = 0x0193_00ff_0000_7000_8000_0000_0000_0000;
const BLOB: u128 = 0x0193_0008_0000_7000_8000_0000_0000_0000;

/// The mirrors that keep a blob, by their numbers.
pub type Place = [u16; REPLICAS];

/// A fleet in which every country has as many mirrors as any other, all with the same room. Most hosts run three, in three countries.
pub fn even(mirrors: usize) -> Vec<Site> {
    (0..mirrors).map(|number| site(number, mirrors, number % COUNTRIES, None)).collect()
}

/// One as fleets grow: a seventh of the mirrors stand in the first country and one in a hundred in the last, with room for one, two, four
/// or eight tebibytes.
pub fn uneven(mirrors: usize) -> Vec<Site> {
    let country = |number: usize| COUNTRIES * number * number / (mirrors * mirrors);
    (0..mirrors).map(|number| site(number, mirrors, country(number), Some(1 << (40 + number % 4)))).collect()
}

fn site(number: usize, mirrors: usize, of: usize, room: Option<i64>) -> Site {
    Site {
        mirror: mirror(number),
        host: format!("host {}", number % mirrors.div_ceil(3)),
        jurisdiction: country(of),
        weight: placement::weight(1, room, room),
    }
}

/// The code of a country of a fleet: two letters.
pub fn country(number: usize) -> String {
    let letter = |number: usize| char::from(b'A' + u8::try_from(number).expect("a letter"));
    [letter(number / 26), letter(number % 26)].iter().collect()
}

/// The id of a mirror.
pub fn mirror(number: usize) -> MirrorId {
    MirrorId(Uuid::from_u128(MIRROR + number as u128))
}

/// The number of a mirror of a fleet.
pub fn number(site: &Site) -> u16 {
    u16::try_from(site.mirror.0.as_u128() - MIRROR).expect("a mirror of a fleet")
}

/// The id of a blob.
pub fn blob(number: u64) -> BlobId {
    BlobId(Uuid::from_u128(BLOB + u128::from(number)))
}

/// Chooses mirrors for blobs, which the service would do as they are uploaded.
pub fn placed(sites: &[Site], blobs: Range<u64>) -> Vec<Place> {
    let count = usize::try_from(blobs.end - blobs.start).expect("a number");
    let mut places = vec![[0; REPLICAS]; count];
    on_all_cores(&mut places, |n, place| {
        let chosen = placement::choose(blob(blobs.start + n as u64), sites, &[], REPLICAS);
        assert_eq!(chosen.len(), REPLICAS, "there are hosts and countries enough");
        for (kept, site) in place.iter_mut().zip(&chosen) {
            *kept = number(site);
        }
    });
    places
}

/// Whether no two of the mirrors that keep a blob share a host or a country. `fleet` has every mirror, by its number.
pub fn are_apart(fleet: &[Site], place: Place) -> bool {
    place.iter().enumerate().all(|(n, one)| {
        let one = &fleet[usize::from(*one)];
        place[n + 1..].iter().all(|other| {
            let other = &fleet[usize::from(*other)];
            one.host != other.host && one.jurisdiction != other.jurisdiction
        })
    })
}

/// How much fuller the fullest of these mirrors is than they are on average, by the room that each has. `held` says how many replicas lie on
/// a mirror, by its number.
pub fn max_over_mean(sites: &[Site], held: &[u32]) -> f64 {
    let whole = |number: i64| f64::from(u32::try_from(number).expect("a number"));
    let filled: Vec<f64> =
        sites.iter().map(|site| f64::from(held[usize::from(number(site))]) / whole(site.weight)).collect();
    let count = f64::from(u32::try_from(filled.len()).expect("a number"));
    filled.iter().copied().fold(0.0, f64::max) / (filled.iter().sum::<f64>() / count)
}

/// How many threads work at once.
pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Does something with every item, which is told where it stands; each core has its share of them.
pub fn on_all_cores<T: Send>(items: &mut [T], work: impl Fn(usize, &mut T) + Sync) {
    let share = items.len().div_ceil(threads()).max(1);
    let work = &work;
    thread::scope(|scope| {
        for (n, items) in items.chunks_mut(share).enumerate() {
            scope.spawn(move || {
                for (k, item) in items.iter_mut().enumerate() {
                    work(n * share + k, item);
                }
            });
        }
    });
}
