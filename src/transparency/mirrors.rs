//! Where mirrors stand, for everybody: how many there are in each country, of how many hosts, and how much lies on them, roughly.
//!
//! That a mirror was admitted, for whom and where, stands in the public log in clear, so that its count hides nothing and is not rounded.
//! What lies on it does not: bytes are given as a step that they reach, and not at all where fewer files lie in a country than the limit
//! `transparency-threshold` says, since there they would tell of single files. They are what was counted within the last hours, and not
//! at the moment of the question. No address is given, whosoever mirror it is.

use std::collections::{BTreeMap, BTreeSet};

use super::Error;
use super::rule::Rule;
use crate::db::{self, Tx};
use crate::service::Service;

/// A country with mirrors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// How many mirrors there are in it.
    pub mirrors: u64,
    /// Of how many hosts.
    pub hosts: u64,
    /// How many bytes lie there at least, in steps of 1, 2 and 5 and their tens; nothing where that would tell of too few.
    pub bytes: Option<u64>,
}

/// The countries with mirrors, by their codes, and all of them together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// Each.
    pub countries: Vec<Country>,
    /// How many mirrors.
    pub mirrors: u64,
    /// Of how many hosts: one with mirrors in several countries is one.
    pub hosts: u64,
}

#[derive(sqlx::FromRow)]
struct Row {
    host: String,
    jurisdiction: String,
    files: i64,
    bytes: i64,
}

/// Where the mirrors stand that take part: all that take files, and of the others those on which something lay when that was counted last.
pub async fn world(service: &Service) -> Result<World, Error> {
    let mut tx = service.db.read().await?;
    let rows = rows(&mut tx).await?;
    Ok(World::of(&rows, Rule::of(service.config.limits.transparency_threshold)))
}

async fn rows(tx: &mut Tx) -> Result<Vec<Row>, sqlx::Error> {
    db::all!(
        tx,
        Row,
        "SELECT m.host, m.jurisdiction, COALESCE(h.held_files, 0) AS files, COALESCE(h.held_bytes, 0) AS bytes
         FROM mirrors m LEFT JOIN mirror_reports h ON h.mirror = m.id
         WHERE m.state = 'admitted' OR (m.state = 'draining' AND COALESCE(h.held_files, 1) > 0)
         ORDER BY m.jurisdiction, m.id"
    )
}

impl World {
    fn of(rows: &[Row], rule: Rule) -> Self {
        let mut by_country: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in rows {
            by_country.entry(&row.jurisdiction).or_default().push(row);
        }
        let country = |(jurisdiction, rows): (&str, Vec<&Row>)| {
            let sum = |of: fn(&Row) -> i64| rows.iter().map(|row| u64::try_from(of(row)).unwrap_or(0)).sum::<u64>();
            let is_plenty = rule.show(sum(|row| row.files)).is_plenty();
            Country {
                jurisdiction: jurisdiction.to_owned(),
                mirrors: count(rows.len()),
                hosts: count(rows.iter().map(|row| &row.host).collect::<BTreeSet<_>>().len()),
                bytes: is_plenty.then(|| reached(sum(|row| row.bytes))),
            }
        };
        Self {
            countries: by_country.into_iter().map(country).collect(),
            mirrors: count(rows.len()),
            hosts: count(rows.iter().map(|row| &row.host).collect::<BTreeSet<_>>().len()),
        }
    }
}

fn count(many: usize) -> u64 {
    u64::try_from(many).unwrap_or(u64::MAX)
}

/// The step of 1, 2 and 5 and their tens that a number reaches; 0 for none.
fn reached(number: u64) -> u64 {
    let Some(log) = number.checked_ilog10() else { return 0 };
    let ten = 10_u64.pow(log);
    match number / ten {
        1 => ten,
        2..=4 => 2 * ten,
        _ => 5 * ten,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(host: &str, jurisdiction: &str, files: i64, bytes: i64) -> Row {
        Row { host: host.into(), jurisdiction: jurisdiction.into(), files, bytes }
    }

    #[test]
    fn numbers_are_said_as_the_step_that_they_reach() {
        for (number, step) in [
            (0, 0),
            (1, 1),
            (4, 2),
            (9, 5),
            (10, 10),
            (1_999, 1_000),
            (4_999, 2_000),
            (5_000, 5_000),
            (u64::MAX, 10_000_000_000_000_000_000),
        ] {
            assert_eq!(reached(number), step, "{number}");
        }
    }

    #[test]
    fn a_country_tells_of_bytes_once_enough_files_lie_there() {
        let rows = [row("kiwi", "NZ", 4, 9_000), row("fjord", "NO", 3, 3_000), row("fjord", "NO", 2, 4_500)];
        let world = World::of(&rows, Rule::of(5));
        let country = |jurisdiction: &str, mirrors, hosts, bytes| Country {
            jurisdiction: jurisdiction.into(),
            mirrors,
            hosts,
            bytes,
        };
        assert_eq!(world.countries, [country("NO", 2, 1, Some(5_000)), country("NZ", 1, 1, None)]);
        assert_eq!((world.mirrors, world.hosts), (3, 2));
        assert_eq!(World::of(&rows, Rule::of(1)).countries[1].bytes, Some(5_000), "1 publishes all");
    }
}
