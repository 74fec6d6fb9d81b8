//! The figures as CSV and as JSON: what the page shows and nothing more. Documented in `docs/TRANSPARENCY.md`.

use serde::Serialize;

use super::Figures;
use super::counting::ALL;
use crate::claims::works::sheet::cell;
use crate::clock::Time;

/// The columns of the CSV.
pub const COLUMNS: [&str; 12] = [
    "service",
    "period",
    "from",
    "until",
    "over",
    "computed_at",
    "table",
    "row",
    "column",
    "unit",
    "at_least",
    "at_most",
];

/// The document as JSON.
#[derive(Debug, Serialize)]
pub struct Document {
    /// The service, by its name.
    service: String,
    /// Such as `2026-H2`.
    period: String,
    /// The first instant of the period.
    from: Time,
    /// The first instant after it.
    until: Time,
    /// Whether it has ended.
    over: bool,
    /// When the figures were counted.
    computed_at: Time,
    /// How wide a step is: 1 where counts are exact.
    step: u64,
    /// Every cell of every table.
    counts: Vec<Count>,
    /// Every median that is given.
    medians: Vec<Median>,
    /// Every share.
    shares: Vec<Fraction>,
}

/// One cell.
#[derive(Debug, Serialize)]
struct Count {
    table: &'static str,
    row: String,
    column: String,
    /// What is counted.
    unit: &'static str,
    at_least: u64,
    at_most: u64,
}

/// One median.
#[derive(Debug, Serialize)]
struct Median {
    measure: &'static str,
    row: String,
    seconds: u64,
}

/// One share: how many of how many were wrong.
#[derive(Debug, Serialize)]
struct Fraction {
    share: &'static str,
    /// What is counted.
    unit: &'static str,
    part_at_least: u64,
    part_at_most: u64,
    of_at_least: u64,
    of_at_most: u64,
    /// None where it would stand for too few.
    percent_at_least: Option<u64>,
    percent_at_most: Option<u64>,
}

impl Document {
    /// The figures of a service.
    pub fn of(service: &str, figures: &Figures) -> Self {
        let cells = figures.tables.iter().flat_map(|table| {
            table.rows.iter().flat_map(move |(row, cells)| {
                table.columns.iter().zip(cells).map(move |(column, shown)| Count {
                    table: table.name,
                    row: row.clone(),
                    column: column.clone(),
                    unit: table.unit,
                    at_least: shown.low,
                    at_most: shown.high,
                })
            })
        });
        let medians = figures.medians.iter().flat_map(|measure| {
            let row = |(row, time): &(String, std::time::Duration)| Median {
                measure: measure.name,
                row: row.clone(),
                seconds: time.as_secs(),
            };
            measure.rows.iter().map(row)
        });
        let shares = figures.shares().into_iter().map(|share| {
            let (percent_at_least, percent_at_most) = share.percent.unzip();
            Fraction {
                share: share.name,
                unit: share.unit,
                part_at_least: share.part.low,
                part_at_most: share.part.high,
                of_at_least: share.of.low,
                of_at_most: share.of.high,
                percent_at_least,
                percent_at_most,
            }
        });
        Self {
            service: service.to_owned(),
            period: figures.period.to_string(),
            from: figures.from,
            until: figures.until,
            over: figures.over,
            computed_at: figures.computed_at,
            step: figures.rule.step(),
            counts: cells.collect(),
            medians: medians.collect(),
            shares: shares.collect(),
        }
    }
}

/// The figures as CSV, with a byte order mark, by which spreadsheets know UTF-8. No cell is a formula to them.
///
/// # Errors
/// None that a file in memory has.
pub fn csv(service: &str, figures: &Figures) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::from("\u{feff}".as_bytes()));
    out.write_record(COLUMNS)?;
    let head = [
        service.to_owned(),
        figures.period.to_string(),
        figures.from.rfc3339(),
        figures.until.rfc3339(),
        if figures.over { "yes" } else { "no" }.to_owned(),
        figures.computed_at.rfc3339(),
    ];
    let mut write = |names: [&str; 4], low: &str, high: &str| {
        out.write_record(head.iter().map(String::as_str).chain(names).chain([low, high]).map(cell))
    };
    for table in &figures.tables {
        for (row, cells) in &table.rows {
            for (column, shown) in table.columns.iter().zip(cells) {
                let names = [table.name, row, column, table.unit];
                write(names, &shown.low.to_string(), &shown.high.to_string())?;
            }
        }
    }
    for measure in &figures.medians {
        for (row, time) in &measure.rows {
            let seconds = time.as_secs().to_string();
            write([&format!("median-{}", measure.name), row, "median", "seconds"], &seconds, &seconds)?;
        }
    }
    for share in figures.shares() {
        let table = format!("share-{}", share.name);
        for (column, shown) in [("part", share.part), ("of", share.of)] {
            write([&table, ALL, column, share.unit], &shown.low.to_string(), &shown.high.to_string())?;
        }
        let percent = |bound: Option<u64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
        let (low, high) = share.percent.unzip();
        write([&table, ALL, "percent", "percent"], &percent(low), &percent(high))?;
    }
    out.into_inner().map_err(|error| error.into_error().into())
}
