//! What it comes to that mirrors are emptied, told before anybody begins it: it cannot be taken back. Whoever begins without asking is told
//! afterwards.
//!
//! About how many files would be left with too few copies is counted by the rules that place them ([`placement`]), over what the mirrors elsewhere
//! take now. Nothing is changed, and nothing is remembered: what is done then is decided anew.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::MetadataExt as _;

use uuid::Uuid;

use super::super::moving::{Held, Progress, progress_of};
use super::super::placement::{self, Site};
use super::super::store::mirrors::{self, Candidate};
use super::super::store::{hosts as store, moving};
use super::leaving::{By, none_there, suffice};
use super::{Error, Host, MirrorState, meanwhile};
use crate::clock::Time;
use crate::config::Jurisdiction;
use crate::ids::MirrorId;
use crate::service::Service;

/// What is to be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emptying {
    /// Every mirror of a country.
    Country(Jurisdiction),
    /// One mirror.
    Mirror(MirrorId),
}

impl Emptying {
    fn takes_in(&self, mirror: MirrorId, country: &str) -> bool {
        match self {
            Self::Country(emptied) => emptied.as_str() == country,
            Self::Mirror(emptied) => *emptied == mirror,
        }
    }

    /// As queries leave it out: a country and a mirror, of which one is none.
    fn left_out(&self) -> (&str, MirrorId) {
        match self {
            Self::Country(country) => (country.as_str(), MirrorId(Uuid::nil())),
            Self::Mirror(mirror) => ("", *mirror),
        }
    }
}

/// What it comes to.
#[derive(Clone, Debug)]
pub struct Prospect {
    /// The mirrors that would begin to be emptied, or began; none where all of them were being emptied already.
    pub mirrors: Vec<Held>,
    /// Whether a custody store stands where they do. It stays.
    pub custody: bool,
    /// How many copies a file should have.
    pub wanted: usize,
    /// About how many files that lie there and can be read would have fewer, until other mirrors are admitted.
    pub short: i64,
    /// For how many of those more room elsewhere would not help: no mirror that takes files may have them besides those that do.
    pub nowhere: i64,
    /// How many bytes are free on the mirrors elsewhere that can take some of these files, as they last said; none where none can, or has said it.
    /// What the service's own have free on one disk is counted once.
    pub free: Option<i64>,
}

impl Prospect {
    /// How many copies lie on these mirrors.
    pub fn copies(&self) -> i64 {
        self.mirrors.iter().map(|held| held.blobs).sum()
    }

    /// Their sealed contents, in bytes.
    pub fn bytes(&self) -> i64 {
        self.mirrors.iter().map(|held| held.bytes).sum()
    }

    /// Those of them, in bytes, that have to be copied: where placement was stopped before, much of it lies on others already.
    pub fn to_copy(&self) -> i64 {
        self.mirrors.iter().map(|held| held.to_copy).sum()
    }

    /// Whether there is less room elsewhere than what has to be copied takes: then more files may have too few than are counted.
    pub fn is_tight(&self) -> bool {
        self.free.is_some_and(|free| free < self.to_copy())
    }
}

/// What it would come to that mirrors are emptied. It reads every replica once, and those of the files there again.
///
/// # Errors
/// As [`super::evacuate`] and [`super::evacuate_country`]: nothing is told of what would be refused.
pub async fn foresee(service: &Service, by: By<'_>, what: Emptying) -> Result<Prospect, Error> {
    count(service, by, what, None).await
}

/// What it comes to, once it has begun: of mirrors that were not being emptied before `since`. There are none where all of them were.
pub async fn reckon(service: &Service, by: By<'_>, what: Emptying, since: Time) -> Result<Prospect, Error> {
    count(service, by, what, Some(since)).await
}

/// The mirrors of a country that are being emptied, and how far each is.
pub async fn under_way(service: &Service, by: By<'_>, country: Jurisdiction) -> Result<Vec<(Host, Progress)>, Error> {
    let mut tx = service.db.read().await?;
    by.require(&mut tx).await?;
    let mut begun = Vec::new();
    for mirror in store::in_country(&mut tx, country.as_str()).await? {
        let host = store::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
        if host.evacuated_at.is_some() {
            begun.push((host, progress_of(&mut tx, mirror).await?));
        }
    }
    Ok(begun)
}

async fn count(service: &Service, by: By<'_>, what: Emptying, begun: Option<Time>) -> Result<Prospect, Error> {
    let mut tx = service.db.read().await?;
    by.require(&mut tx).await?;
    let takes_part = |held: &Held| matches!(held.state, MirrorState::Admitted | MirrorState::Draining);
    let is_there = |held: &Held| takes_part(held) && what.takes_in(held.mirror, &held.jurisdiction);
    let mut there: Vec<Held> = moving::held(&mut tx).await?.into_iter().filter(is_there).collect();
    if there.is_empty() {
        let mirror = match what {
            Emptying::Country(country) => return Err(none_there(country)),
            Emptying::Mirror(mirror) => mirror,
        };
        store::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
        return Err(meanwhile());
    }
    there.retain(|held| held.evacuated_at.is_none_or(|at| begun.is_some_and(|since| at >= since)));
    let wanted = service.config.limits.copies.count();
    if there.is_empty() {
        return Ok(Prospect { mirrors: there, custody: false, wanted, short: 0, nowhere: 0, free: None });
    }
    if begun.is_none() {
        let mut left = mirrors::admitted(&mut tx).await?;
        left.retain(|site| !what.takes_in(site.mirror, &site.jurisdiction));
        suffice(&left)?;
    }

    let (country, mirror) = what.left_out();
    let outside = moving::outside(&mut tx, country, mirror).await?;
    let layouts = moving::layouts(&mut tx, country, mirror, begun, wanted).await?;
    drop(tx);
    let disks = own_disks(service).await;
    // Off the executor: of many mirrors there are many ways to lie on some of them.
    let counted = tokio::task::spawn_blocking(move || {
        let sites: Vec<Site> = outside.iter().cloned().map(Candidate::site).collect();
        let roomy: Vec<Site> = outside.iter().cloned().map(with_room).collect();
        let free = free_on(&outside, &takers(&layouts, &sites), &disks);
        (short_of(&layouts, &sites, wanted), short_of(&layouts, &roomy, wanted), free)
    });
    let (short, nowhere, free) =
        counted.await.map_err(|_| Error::Unavailable("the service is shutting down".into()))?;
    let custody = there.iter().any(|held| service.custody.stores().any(|store| store == held.jurisdiction));
    Ok(Prospect { mirrors: there, custody, wanted, short, nowhere, free })
}

/// The disk, as the system numbers it, of each mirror of the service's own that keeps its bytes in a folder.
async fn own_disks(service: &Service) -> BTreeMap<MirrorId, u64> {
    let mut disks = BTreeMap::new();
    for embedded in service.mirrors.embedded().iter().filter(|embedded| embedded.config.bucket.is_none()) {
        if let Ok(folder) = tokio::fs::metadata(&embedded.config.folder).await {
            disks.insert(embedded.mirror.id(), folder.dev());
        }
    }
    disks
}

/// A mirror as placement would see it if it were not full.
fn with_room(mirror: Candidate) -> Site {
    Candidate { free_bytes: None, ..mirror }.site()
}

/// How many bytes are free on those of these mirrors that are `takers`, if any of them has said it. On one disk that is the most that any says.
fn free_on(mirrors: &[Candidate], takers: &BTreeSet<MirrorId>, disks: &BTreeMap<MirrorId, u64>) -> Option<i64> {
    let mut free = BTreeMap::new();
    for mirror in mirrors.iter().filter(|mirror| takers.contains(&mirror.mirror)) {
        let Some(bytes) = mirror.free_bytes else { continue };
        let bytes = bytes.min(mirror.capacity.unwrap_or(i64::MAX));
        let disk = disks.get(&mirror.mirror);
        // Who is on no disk of ours shares it with nobody.
        let place = (disk, disk.is_none().then_some(mirror.mirror));
        let most = free.entry(place).or_insert(bytes);
        *most = bytes.max(*most);
    }
    free.into_values().reduce(i64::saturating_add)
}

/// How many of the files that lie so have fewer than `wanted` copies in the end.
fn short_of(layouts: &[(String, i64)], sites: &[Site], wanted: usize) -> i64 {
    layouts.iter().filter(|(marks, _)| !comes_to(marks, sites, wanted)).map(|(_, files)| files).sum()
}

/// Whether a file that lies so ([`moving::layouts`]) has `wanted` copies once these mirrors have taken what they can of it. Where one host has
/// mirrors in several countries, that depends on which of them the file goes to first: one can stand in the way of two others. Each file has an
/// order of its own ([`placement::choose`]); here all have the same ([`placement::room`]), and so the count is about what it comes to.
fn comes_to(marks: &str, sites: &[Site], wanted: usize) -> bool {
    let (holding, may_take) = laid(marks, sites);
    let missing = wanted.saturating_sub(holding.len());
    placement::room(may_take, &holding, missing) == missing
}

/// The mirrors that can take at least one of the files that lie so.
fn takers(layouts: &[(String, i64)], sites: &[Site]) -> BTreeSet<MirrorId> {
    let mut takers = BTreeSet::new();
    for (marks, _) in layouts {
        let (holding, may_take) = laid(marks, sites);
        let can_take = may_take.into_iter().filter(|site| placement::room([*site], &holding, 1) == 1);
        takers.extend(can_take.map(|site| site.mirror));
    }
    takers
}

/// Which of these mirrors hold a file that lies so, and which it could be brought to: those that never had it, under no law for which a host
/// refused it.
fn laid<'a>(marks: &str, sites: &'a [Site]) -> (Vec<Site>, Vec<&'a Site>) {
    let numbered = |place: &str| sites.get(place.parse::<usize>().ok()?.checked_sub(1)?);
    let (mut holding, mut had, mut laws) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for mark in marks.split(' ') {
        if let Some(law) = mark.strip_prefix('!') {
            laws.insert(law);
        } else if let Some(site) = mark.strip_prefix('+').and_then(numbered) {
            holding.push(site.clone());
        } else if let Some(site) = mark.strip_prefix('-').and_then(numbered) {
            had.insert(site.mirror);
        }
    }
    let may_take = |site: &&Site| !had.contains(&site.mirror) && !laws.contains(site.jurisdiction.as_str());
    let may_take = sites.iter().filter(may_take).collect();
    (holding, may_take)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_comes_to_is_counted_by_who_may_take_it() {
        let site = |number: u128, country: &str, weight| Site {
            mirror: MirrorId(Uuid::from_u128(number)),
            host: format!("host {number}"),
            jurisdiction: country.to_owned(),
            weight,
        };
        let sites = [site(1, "FR", 1), site(2, "NL", 1), site(3, "IS", 1), site(4, "IS", 1), site(5, "CH", 0)];
        for (marks, wanted, comes) in [
            (" +1 +2", 3, true),
            (" +1 +2", 4, false),
            ("", 3, true),
            (" +1 +2 -3", 3, true),
            (" +1 +2 -3 -4", 3, false),
            (" !IS +1 +2", 3, false),
            (" +1 +2 +3", 3, true),
            (" +1 +2 +5", 4, true),
            (" +9 +1 +2", 3, true),
        ] {
            assert_eq!(comes_to(marks, &sites, wanted), comes, "{marks}, {wanted} wanted");
        }
        // One host in two countries: by the mirror that comes first it is in the way of itself and another, or of nobody.
        let beside = Site { host: "host 1".to_owned(), ..site(3, "NL", 1) };
        let [first, second] = [1, 2].map(|number| site(number, "FR", 1));
        assert!(!comes_to("", &[first.clone(), second.clone(), beside.clone()], 2));
        assert!(comes_to("", &[second, beside, first], 2));
    }

    #[test]
    fn room_is_counted_where_some_of_the_files_can_go_and_once_a_disk() {
        let mirror = |number: u128, country: &str, free_bytes| Candidate {
            mirror: MirrorId(Uuid::from_u128(number)),
            host: format!("host {number}"),
            jurisdiction: country.to_owned(),
            weight: 1,
            capacity: None,
            free_bytes,
            answers: true,
        };
        let (room, full) = (1_i64 << 40, placement::RESERVE - 1);
        let mirrors = [
            mirror(1, "FR", Some(room)),
            mirror(2, "NL", Some(room)),
            mirror(3, "IS", Some(room + 1)),
            mirror(4, "CH", Some(full)),
            mirror(5, "FR", Some(room)),
            Candidate { answers: false, ..mirror(6, "NO", Some(room)) },
        ];
        let sites: Vec<Site> = mirrors.iter().cloned().map(Candidate::site).collect();
        let free = |layouts: &[&str], disks: &[(u128, u64)]| {
            let layouts: Vec<(String, i64)> = layouts.iter().map(|marks| ((*marks).to_owned(), 1)).collect();
            let disks: BTreeMap<_, _> =
                disks.iter().map(|(number, disk)| (MirrorId(Uuid::from_u128(*number)), *disk)).collect();
            free_on(&mirrors, &takers(&layouts, &sites), &disks)
        };
        assert_eq!(free(&[" +1 +2"], &[]), Some(room + 1), "one has room, and shares no fate with those that have it");
        assert_eq!(free(&[" +1 +2 +3"], &[]), None);
        assert_eq!(free(&[" +1 +2", " +2 +3"], &[]), Some(3 * room + 1));
        assert_eq!(free(&[" +1 +2", " +2 +3"], &[(1, 7), (3, 7), (2, 7)]), Some(2 * room + 1), "one disk, once");
        // Under another law there is one, and it is full.
        let layouts = [(" +1 +2 +3".to_owned(), 5)];
        let roomy: Vec<Site> = mirrors.iter().cloned().map(with_room).collect();
        assert_eq!(
            [short_of(&layouts, &sites, 4), short_of(&layouts, &roomy, 4), short_of(&layouts, &roomy, 5)],
            [5, 0, 5]
        );
    }
}
