//! What nobody can work out: of all that is published together, no count follows that is not shown, and no median stands for too few.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use writ::clock::Time;
use writ::transparency::counting::{Counted, Form, Measured, TABLES, row_of};
use writ::transparency::rule::{Rule, Shown};
use writ::transparency::times::{MEASURES, Measure};
use writ::transparency::{self, Figures, Medians, Period, Table};

/// What happened in one half year: how often, for every cell of every table; and for every row of every measure, how many in a hundred of
/// its events have the time by now, and the median of those in seconds.
type Happened = (Vec<u64>, Vec<(u64, u64)>);

/// The rows in which is counted.
fn rows_of(form: &Form) -> Vec<String> {
    if form.rows.is_empty() { countries() } else { form.counted() }
}

/// The rows that tell of it, and of the times.
fn told_in(form: &Form) -> Vec<String> {
    if form.rows.is_empty() { countries() } else { form.rows.iter().map(|row| (*row).to_owned()).collect() }
}

fn countries() -> Vec<String> {
    vec!["FR".to_owned(), "NZ".to_owned()]
}

/// The table that a measure stands on.
fn form_of(measure: &Measure) -> &'static Form {
    let all: &'static [Form] = &TABLES;
    all.iter().find(|form| form.name == measure.table()).unwrap()
}

fn half() -> impl Strategy<Value = Happened> {
    let cells: usize = TABLES.iter().map(|form| rows_of(form).len() * form.columns.len()).sum();
    let times: usize = MEASURES.iter().map(|measure| told_in(form_of(measure)).len()).sum();
    // The small ones are those that matter.
    let counts = prop_oneof![3 => Just(0_u64), 5 => 1..5_u64, 3 => 5..12_u64, 1 => 12..200_u64];
    // Of most things all have their time; an order can wait to be carried out.
    let timed = prop_oneof![2 => Just(100_u64), 1 => 0..100_u64];
    (proptest::collection::vec(counts, cells), proptest::collection::vec((timed, 0..10_000_000_u64), times))
}

/// How many events a measure stands on in a row.
fn events(counted: &Counted, measure: &Measure, row: &str) -> Vec<u64> {
    let cells = counted.counts[measure.table()].iter();
    let of_row = cells.filter(|((at, column), _)| row_of(at) == row && measure.columns().contains(&column.as_str()));
    of_row.map(|(_, count)| *count).collect()
}

fn counts((numbers, times): &Happened) -> Arc<Counted> {
    let (mut numbers, mut times) = (numbers.iter().copied(), times.iter().copied());
    let mut counted = Counted { at: Time::EPOCH, counts: BTreeMap::new(), times: BTreeMap::new() };
    for form in &TABLES {
        let mut cells = BTreeMap::new();
        for row in rows_of(form) {
            for column in form.columns {
                // A country in which nothing happened is not told of.
                let number = numbers.next().unwrap();
                if number > 0 {
                    cells.insert((row.clone(), (*column).to_owned()), number);
                }
            }
        }
        counted.counts.insert(form.name, cells);
    }
    for measure in &MEASURES {
        let mut measured = BTreeMap::new();
        for row in told_in(form_of(measure)) {
            let (percent, seconds) = times.next().unwrap();
            let of = events(&counted, measure, &row).iter().sum::<u64>() * percent / 100;
            if of > 0 {
                measured.insert(row, Measured { of, median: Duration::from_secs(seconds) });
            }
        }
        counted.times.insert(measure.name, measured);
    }
    Arc::new(counted)
}

/// What was counted in all of these half years. The median of two lies between theirs.
fn together(halves: &[Arc<Counted>]) -> Counted {
    let mut whole = Counted::clone(&halves[0]);
    for (measure, rows) in halves[1..].iter().flat_map(|half| &half.times) {
        let times = whole.times.entry(*measure).or_default();
        for (row, more) in rows {
            let both = |it: &mut Measured| {
                *it = Measured { of: it.of + more.of, median: (it.median + more.median) / 2 };
            };
            times.entry(row.clone()).and_modify(both).or_insert(*more);
        }
    }
    whole
}

/// What is published of a period.
#[derive(Debug, PartialEq)]
struct Published {
    tables: Vec<Table>,
    medians: Vec<Medians>,
    csv: Vec<u8>,
    json: String,
}

/// Everything that is published of two half years and their year: the tables, the medians, and both files.
fn everything(halves: &[Arc<Counted>; 2], rule: Rule) -> Vec<Published> {
    let sets: [&[Arc<Counted>]; 3] = [&halves[..1], &halves[1..], halves];
    let publish = |(set, name): (&[Arc<Counted>], &str)| {
        let period: Period = name.parse().unwrap();
        let (tables, medians) = transparency::published(set, &together(set), rule);
        let at = Time::EPOCH;
        let figures = Figures { period, from: at, until: at, over: true, computed_at: at, rule, tables, medians };
        let csv = transparency::export::csv("files.example", &figures).unwrap();
        let document = transparency::export::Document::of("files.example", &figures);
        let json = serde_json::to_string(&document).unwrap();
        Published { tables: figures.tables, medians: figures.medians, csv, json }
    };
    sets.into_iter().zip(["2026-H1", "2026-H2", "2026"]).map(publish).collect()
}

/// An unknown count: its half year, table, row and column.
type Cell = (usize, String, String, String);
/// What each can be, between two bounds.
type Bounds = BTreeMap<Cell, (u64, u64)>;
/// What some of them add up to, between two bounds: a sum that is published, or what a median that is given stands for.
type Sum = (Vec<Cell>, (u64, u64));

/// Narrows what every cell can be by all sums that stand in the tables, and by every median that is given, until nothing gets narrower.
fn worked_out(published: &[Published], rule: Rule) -> (Bounds, Bounds) {
    let mut first = Bounds::new();
    let mut sums: Vec<Sum> = Vec::new();
    let within = |shown: Shown| (shown.low, shown.high);
    for (half, of_half) in published.iter().take(2).enumerate() {
        for table in &of_half.tables {
            let key = |row: &str, column: &str| (half, table.name.to_owned(), row.to_owned(), column.to_owned());
            let mut all = Vec::new();
            for (row, cells) in &table.rows {
                for (column, shown) in table.columns.iter().zip(cells) {
                    first.insert(key(row, column), within(*shown));
                    all.push(key(row, column));
                }
                sums.push((table.columns.iter().map(|column| key(row, column)).collect(), within(table.row(row))));
            }
            for column in &table.columns {
                let of_column = table.rows.iter().map(|(row, _)| key(row, column)).collect();
                sums.push((of_column, within(table.column(column))));
            }
            sums.push((all, within(table.total())));
        }
        // Two tables tell of the same events, so that what the one adds up to the other does.
        for (form, by) in TABLES.iter().filter_map(|form| Some((form, form.by?))) {
            let table = |name: &str| of_half.tables.iter().find(|table| table.name == name).unwrap();
            for (one, other) in [(table(form.name), table(by.name)), (table(by.name), table(form.name))] {
                for column in &one.columns {
                    let key = |row: &String| (half, one.name.to_owned(), row.clone(), column.clone());
                    let of_column = one.rows.iter().map(|(row, _)| key(row)).collect();
                    sums.push((of_column, within(other.column(column))));
                }
            }
        }
    }
    for table in &published[2].tables {
        for (row, cells) in &table.rows {
            for (column, shown) in table.columns.iter().zip(cells) {
                let halves = (0..2).map(|half| (half, table.name.to_owned(), row.clone(), column.clone()));
                sums.push((halves.filter(|key| first.contains_key(key)).collect(), within(*shown)));
            }
        }
    }
    for (of_period, halves) in published.iter().zip([0..1, 1..2, 0..2]) {
        for (measure, medians) in MEASURES.iter().zip(&of_period.medians) {
            assert_eq!(measure.name, medians.name);
            for ((row, _), half) in medians.rows.iter().flat_map(|row| halves.clone().map(move |half| (row, half))) {
                let key = |column: &&str| (half, measure.table().to_owned(), row.clone(), (*column).to_owned());
                let cells: Vec<Cell> =
                    measure.columns().iter().map(key).filter(|key| first.contains_key(key)).collect();
                // Where anything happened, it was a step at least.
                if cells.iter().any(|key| first[key].1 > 0) {
                    sums.push((cells, (rule.step(), u64::MAX)));
                }
            }
        }
    }
    let mut bounds = first.clone();
    loop {
        let before = bounds.clone();
        for (members, sum) in &sums {
            let (low, high) = members.iter().fold((0, 0), |sum, key| (sum.0 + bounds[key].0, sum.1 + bounds[key].1));
            for key in members {
                let (own_low, own_high) = bounds[key];
                let least = sum.0.saturating_sub(high - own_high).max(own_low);
                let most = (sum.1 - (low - own_low)).min(own_high);
                bounds.insert(key.clone(), (least, most));
            }
        }
        if bounds == before {
            return (first, bounds);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// From all that is published together, both halves and the year, no count that is not shown gets narrower than its step.
    #[test]
    fn nothing_that_is_not_shown_follows_from_what_is(one in half(), other in half(), step in 3..9_u32) {
        let rule = Rule::of(step);
        let halves = [counts(&one), counts(&other)];
        let (shown, narrowed) = worked_out(&everything(&halves, rule), rule);
        prop_assert_eq!(&shown, &narrowed);
        prop_assert!(shown.values().all(|(low, high)| *high == 0 || low < high));
    }

    /// Whatever a count is within its step, and however many have their time within theirs, everything that is published is the same, byte
    /// for byte.
    #[test]
    fn what_differs_within_a_step_is_published_alike(one in half(), other in half(), step in 3..9_u32, which in any::<prop::sample::Index>()) {
        let rule = Rule::of(step);
        let halves = [counts(&one), counts(&other)];
        let published = everything(&halves, rule);
        let cells: Vec<_> = halves[0].counts.iter().flat_map(|(table, cells)| cells.keys().map(move |cell| (*table, cell.clone()))).collect();
        prop_assume!(!cells.is_empty());
        let (table, cell) = which.get(&cells);
        let shown = rule.show(halves[0].counts[table][cell]);
        for count in shown.low..=shown.high {
            let mut changed = Counted::clone(&halves[0]);
            changed.counts.get_mut(table).unwrap().insert(cell.clone(), count);
            for time in changed.times.values_mut().flat_map(BTreeMap::values_mut) {
                let step = rule.show(time.of);
                time.of = step.low + count % (step.high - step.low + 1);
            }
            prop_assert_eq!(&everything(&[Arc::new(changed), Arc::clone(&halves[1])], rule), &published);
        }
    }

    /// A median is given if and only if what it stands on is shown to be a step at least in every half year that shows any, and so many have
    /// the time; else its row is not there.
    #[test]
    fn a_median_stands_for_a_step_in_every_half_year_that_has_any(one in half(), other in half(), step in 3..9_u32) {
        let rule = Rule::of(step);
        let (step, halves) = (u64::from(step), [counts(&one), counts(&other)]);
        let least = |count: u64| if count < step { count.min(1) } else { count / step * step };
        for (published, set) in everything(&halves, rule).iter().zip([&halves[..1], &halves[1..], &halves[..]]) {
            for (measure, medians) in MEASURES.iter().zip(&published.medians) {
                for row in &told_in(form_of(measure)) {
                    let timed = |half: &Arc<Counted>| half.times[measure.name].get(row).map_or(0, |time| time.of);
                    let shown = |half: &Arc<Counted>| events(half, measure, row).into_iter().map(least).sum::<u64>();
                    let enough = |number: u64| number == 0 || number >= step;
                    let all = set.iter().all(|half| enough(shown(half)) && enough(timed(half)));
                    let any = set.iter().map(timed).any(|of| of > 0);
                    let expected = (any && all).then(|| together(set).times[measure.name][row].median);
                    let given = medians.rows.iter().find(|(name, _)| name == row).map(|(_, time)| *time);
                    prop_assert_eq!(given, expected, "{} of {}", measure.name, row);
                }
            }
        }
    }
}

#[test]
fn two_downloads_do_not_tell_how_many_came_between() {
    let rule = Rule::of(5);
    for (before, after) in (0..40_u64).flat_map(|before| (before..40).map(move |after| (before, after))) {
        let (first, second) = (rule.show(before), rule.show(after));
        if second != Shown::NONE {
            let (least, most) = (second.low.saturating_sub(first.high), second.high - first.low);
            assert!(least < most, "{before} and {after}");
        }
    }
}
