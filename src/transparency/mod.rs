//! What the public may know of how this service is run: counts and times by half year, in steps that point at nobody.
//!
//! The story, in reading order:
//!
//! 1. [`Period`]: half years and years, in the operator's time zone.
//! 2. [`counting`]: which tables there are, and what is counted in which cell of them. **Each event has one cell**, so that no
//!    two figures are bound to each other by a sum.
//! 3. [`times`]: which times are measured, and when a median of them is given.
//! 4. [`rule`]: what of a count is published: its step. Totals, years, and tables that tell of the same events by law and by proof add up
//!    steps, never the counts behind them.
//! 5. [`shares`]: how much of what somebody looked at was wrong, worked out from what is shown.
//! 6. [`figures`]: all of it put together, computed at most once in a while ([`Kept`]).
//! 7. [`export`]: the same as CSV and as JSON.
//! 8. [`mirrors`]: where copies are kept, and how much.
//!
//! This room reads and writes nothing. It stands above all whose tables it counts.

pub mod counting;
pub mod export;
pub mod mirrors;
mod period;
pub mod rule;
pub mod shares;
mod store;
pub mod times;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

pub use self::period::{Half, NoSuchPeriod, Period};

use self::counting::{Counted, Measured, TABLES};
use self::rule::{Rule, Shown};
use self::shares::Share;
use self::times::MEASURES;
use crate::clock::Time;
use crate::service::Service;

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing is counted for this period: it has not begun, or the service had not.
    #[error("there are no figures of this period")]
    NoSuchPeriod,
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What is published of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The period.
    pub period: Period,
    /// Its first instant.
    pub from: Time,
    /// The first instant after it.
    pub until: Time,
    /// Whether it has ended.
    pub over: bool,
    /// When this was counted.
    pub computed_at: Time,
    /// How wide a step is.
    pub rule: Rule,
    /// The counts, in their order.
    pub tables: Vec<Table>,
    /// The median times, in their order.
    pub medians: Vec<Medians>,
}

/// One table as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Each row's name and cells.
    pub rows: Vec<(String, Vec<Shown>)>,
}

/// Median times as they are published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medians {
    /// The name of what is measured.
    pub name: &'static str,
    /// Each row's name and time. A row is not there where too few stand behind it: else it would tell that there is one.
    pub rows: Vec<(String, Duration)>,
}

impl Figures {
    /// One of the tables. Every table is there, if empty.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// How much of what somebody looked at was wrong.
    pub fn shares(&self) -> Vec<Share> {
        shares::of(&self.tables)
    }
}

impl Table {
    /// What a cell shows; nothing counted where there is none.
    pub fn cell(&self, row: &str, column: &str) -> Shown {
        let at = self.columns.iter().position(|name| name == column);
        let cells = self.rows.iter().find(|(name, _)| name == row).map(|(_, cells)| cells);
        at.zip(cells).and_then(|(at, cells)| cells.get(at).copied()).unwrap_or(Shown::NONE)
    }

    /// What the cells of a row add up to.
    pub fn row(&self, row: &str) -> Shown {
        self.rows.iter().filter(|(name, _)| name == row).flat_map(|(_, cells)| cells.iter().copied()).sum()
    }

    /// What the cells of a column add up to.
    pub fn column(&self, column: &str) -> Shown {
        self.rows.iter().map(|(row, _)| self.cell(row, column)).sum()
    }

    /// What all cells add up to.
    pub fn total(&self) -> Shown {
        self.rows.iter().flat_map(|(_, cells)| cells.iter().copied()).sum()
    }
}

/// The periods there are figures of, the newest first: since the service was set up, and the one that runs.
pub async fn periods(service: &Service) -> Result<Vec<Period>, Error> {
    let calendar = &service.config.calendar;
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let begun = store::begun(&mut tx).await?.unwrap_or(now).min(now);
    Ok(Period::between(Half::of(calendar.day_of(begun)), Half::of(calendar.day_of(now))))
}

/// What is published of a period.
pub async fn figures(service: &Service, period: Period) -> Result<Figures, Error> {
    if !periods(service).await?.contains(&period) {
        return Err(Error::NoSuchPeriod);
    }
    let calendar = &service.config.calendar;
    let (from, until) = period.bounds(calendar);
    let whole = counted(service, from, until).await?;
    let mut halves = Vec::new();
    for half in period.halves() {
        let (from, until) = half.bounds(calendar);
        halves.push(counted(service, from, until).await?);
    }
    let rule = Rule::of(service.config.limits.transparency_threshold);
    let (tables, medians) = published(&halves, &whole, rule);
    let computed_at = halves.iter().map(|half| half.at).fold(whole.at, Time::min);
    let over = until <= computed_at;
    Ok(Figures { period, from, until, over, computed_at, rule, tables, medians })
}

/// What the rule leaves of the counts of each half year, and of the times of the whole: a function of the steps of single cells, and of
/// medians that stand for enough.
pub fn published(halves: &[Arc<Counted>], whole: &Counted, rule: Rule) -> (Vec<Table>, Vec<Medians>) {
    let steps: Vec<Vec<Table>> = halves.iter().map(|half| tables(half, rule)).collect();
    let tables = TABLES.iter().flat_map(|form| form.names().map(move |name| (name, form.unit))).map(|(name, unit)| {
        let parts = steps.iter().filter_map(|tables| tables.iter().find(|table| table.name == name));
        added(name, unit, &parts.collect::<Vec<_>>())
    });
    let medians = MEASURES.iter().map(|measure| {
        let times = whole.times.get(measure.name);
        let rows = times.into_iter().flatten().filter_map(|(row, time)| {
            let events = steps.iter().map(|tables| measure.stands_on(tables, row));
            let mut timed = halves.iter().map(|half| {
                let times = half.times.get(measure.name).and_then(|times| times.get(row));
                times.map_or(Shown::NONE, |time| rule.show(time.of))
            });
            // What is too few in one half year is too few for the whole, too: else it would follow from the median of the other.
            let enough = events.chain(timed.clone()).all(|shown| shown == Shown::NONE || shown.is_plenty())
                && timed.any(Shown::is_plenty);
            enough.then(|| (row.clone(), time.median))
        });
        Medians { name: measure.name, rows: rows.collect() }
    });
    (tables.collect(), medians.collect())
}

/// The tables of one half year, in steps.
fn tables(half: &Counted, rule: Rule) -> Vec<Table> {
    let tables = TABLES.iter().flat_map(|form| {
        let none = BTreeMap::new();
        let counts = half.counts.get(form.name).unwrap_or(&none);
        let mut rows = form.counted();
        let mut columns: Vec<String> = form.columns.iter().map(|column| (*column).to_owned()).collect();
        // What the form does not foresee is shown behind what it does: nothing that happened is left out.
        for (row, column) in counts.keys() {
            if !rows.contains(row) {
                rows.push(row.clone());
            }
            if !columns.contains(column) {
                columns.push(column.clone());
            }
        }
        let cell = |row: &String, column: &String| {
            rule.show(counts.get(&(row.clone(), column.clone())).copied().unwrap_or_default())
        };
        let rows = rows.iter().map(|row| (row.clone(), columns.iter().map(|column| cell(row, column)).collect()));
        let counted = Table { name: form.name, unit: form.unit, rows: rows.collect(), columns: columns.clone() };
        told(form, counted)
    });
    tables.collect()
}

/// The tables that tell of what was counted: of what is counted by two things, one by each.
fn told(form: &counting::Form, counted: Table) -> Vec<Table> {
    let Some(by) = form.by else { return vec![counted] };
    vec![
        merged(&counted, form.name, form.rows, counting::row_of),
        merged(&counted, by.name, by.rows, counting::other_row_of),
    ]
}

/// A table whose rows are those of another added up, from what these show.
fn merged(counted: &Table, name: &'static str, rows: &[&str], row_of: fn(&str) -> &str) -> Table {
    let mut names: Vec<&str> = rows.to_vec();
    for (row, _) in &counted.rows {
        let row = row_of(row);
        if !names.contains(&row) {
            names.push(row);
        }
    }
    let cell = |name: &str, at: usize| -> Shown {
        let of_row = counted.rows.iter().filter(|(row, _)| row_of(row) == name);
        of_row.filter_map(|(_, cells)| cells.get(at).copied()).sum()
    };
    let columns = 0..counted.columns.len();
    let rows = names.iter().map(|name| ((*name).to_owned(), columns.clone().map(|at| cell(name, at)).collect()));
    Table { name, unit: counted.unit, rows: rows.collect(), columns: counted.columns.clone() }
}

/// The tables of several half years, added up from what they show.
fn added(name: &'static str, unit: &'static str, parts: &[&Table]) -> Table {
    let (mut rows, mut columns): (Vec<&String>, Vec<&String>) = (Vec::new(), Vec::new());
    for part in parts {
        for (row, _) in &part.rows {
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        for column in &part.columns {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
    let cell = |row: &str, column: &str| parts.iter().map(|part| part.cell(row, column)).sum();
    let rows = rows.iter().map(|row| ((*row).clone(), columns.iter().map(|column| cell(row, column)).collect()));
    Table { name, unit, rows: rows.collect(), columns: columns.iter().map(|column| (*column).clone()).collect() }
}

/// Figures to show where there are none: every cell has `many`, and every row a time.
pub fn sample(threshold: u32, many: u64, at: Time) -> Figures {
    let period = Period::Half(Half::of(jiff::civil::date(2026, 7, 1)));
    let (from, until) = period.bounds(&crate::calendar::Calendar::default());
    let mut half = Counted { at, counts: BTreeMap::new(), times: BTreeMap::new() };
    for form in &TABLES {
        let rows = if form.rows.is_empty() { ["FR", "NZ"].map(str::to_owned).to_vec() } else { form.counted() };
        let cells = rows.iter().flat_map(|row| form.columns.iter().map(move |column| (row, *column)));
        let cells = cells.zip(0..).map(|((row, column), n)| ((row.clone(), column.to_owned()), many * n / 2));
        half.counts.insert(form.name, cells.filter(|(_, count)| *count > 0).collect());
    }
    for measure in &MEASURES {
        let cells = half.counts.get(measure.table()).into_iter().flatten();
        let time = Measured { of: many, median: Duration::from_mins(many * 7) };
        half.times.insert(measure.name, cells.map(|((row, _), _)| (counting::row_of(row).to_owned(), time)).collect());
    }
    let rule = Rule::of(threshold);
    let half = Arc::new(half);
    let (tables, medians) = published(std::slice::from_ref(&half), &half, rule);
    Figures { period, from, until, over: false, computed_at: at, rule, tables, medians }
}

// Counting once in a while --------------------------------------------------------------------------------

/// What was counted, by the instants between which it happened. A public page must not be a way to load the database: each
/// portal counts a period at most once in the time that the limit `transparency-renewed` says, whoever asks and how often.
#[derive(Clone, Debug, Default)]
pub struct Kept(Arc<Mutex<ByInstants>>);

type ByInstants = BTreeMap<(Time, Time), Arc<Counted>>;

async fn counted(service: &Service, from: Time, until: Time) -> Result<Arc<Counted>, Error> {
    // One count at a time: who asks for the same meanwhile waits for it, and does not count again.
    let mut kept = service.figures.0.lock().await;
    let now = service.clock.now();
    if let Some(found) = kept.get(&(from, until))
        && now.since(found.at) < service.config.limits.transparency_renewed
    {
        return Ok(Arc::clone(found));
    }
    let mut tx = service.db.read().await?;
    let mut counted = Counted { at: now, counts: BTreeMap::new(), times: BTreeMap::new() };
    for form in &TABLES {
        let cells = store::count(&mut tx, form.sql, from, until).await?;
        counted.counts.insert(form.name, cells);
    }
    for measure in &MEASURES {
        let mut times = BTreeMap::new();
        for (row, of) in store::measured(&mut tx, measure.counts, from, until).await? {
            let median = store::median(&mut tx, measure.values, from, until, &row, of).await?;
            times.insert(row, Measured { of: u64::try_from(of).unwrap_or_default(), median });
        }
        counted.times.insert(measure.name, times);
    }
    let counted = Arc::new(counted);
    kept.insert((from, until), Arc::clone(&counted));
    Ok(counted)
}
