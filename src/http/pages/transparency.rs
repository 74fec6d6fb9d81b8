//! The transparency report: figures by period, as a page and as files.

use http::header;
use serde::Deserialize;

use super::Samples;
use super::prelude::*;
use crate::clock::Time;
use crate::config::EuTier;
use crate::transparency::counting::{self, ALL, TABLES};
use crate::transparency::export::{self, Document};
use crate::transparency::rule::Shown;
use crate::transparency::times::MEASURES;
use crate::transparency::{self, Figures, Period, Table};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/transparency", get(show))
        .route("/transparency.csv", get(as_csv))
        .route("/transparency.json", get(as_json))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<TransparencyPage>();
}

impl From<transparency::Error> for Error {
    fn from(error: transparency::Error) -> Self {
        match error {
            transparency::Error::NoSuchPeriod => Self::NotFound,
            transparency::Error::Database(_) => Self::internal(error),
        }
    }
}

/// A table as it is shown: with its words, and as bars.
struct View {
    name: &'static str,
    title: String,
    about: String,
    /// Which law asks for it, or that none does.
    asked: String,
    columns: Vec<String>,
    /// Each row's name, cells, and what they add up to.
    rows: Vec<(String, Vec<String>, String)>,
    /// What the columns add up to, and all of it.
    totals: (Vec<String>, String),
    /// Whether it has one row only, and is shown as a list.
    is_list: bool,
    bars: Vec<Bar>,
    /// Names of times, and each row's.
    medians: Vec<(String, Vec<(String, String)>)>,
    /// What is said of it besides.
    share: Option<String>,
}

/// One bar of a chart: its parts in percent of the widest.
struct Bar {
    label: String,
    text: String,
    low: String,
    high: String,
}

/// The report.
#[derive(Template)]
#[template(path = "transparency.html")]
struct TransparencyPage {
    layout: Layout,
    /// Each with its name, and whether it is this one.
    periods: Vec<(Period, String, bool)>,
    figures: Figures,
    views: Vec<View>,
    tier: EuTier,
    /// The last day of the period.
    last_day: String,
    first_day: String,
}
page!(TransparencyPage);

/// What periods are called.
fn name(language: Language, period: Period) -> String {
    let key = match period.second() {
        None => "transparency-year",
        Some(false) => "transparency-first-half",
        Some(true) => "transparency-second-half",
    };
    language.say(key).with("year", period.year().to_string()).to_string()
}

/// What is shown, in words: `0`, `fewer than 5`, `10–14`.
fn said(language: Language, shown: Shown) -> String {
    if shown.low == shown.high {
        language.number(shown.low)
    } else if shown.is_few() {
        language.say("transparency-few").with("bound", shown.high + 1).to_string()
    } else {
        let (low, high) = (language.number(shown.low), language.number(shown.high));
        language.say("transparency-range").with("low", low).with("high", high).to_string()
    }
}

/// Countries stand by their code; all else has its words, but for the one row of a list, which has no name.
fn row_name(language: Language, row: &str) -> String {
    let is_country = row.len() == 2 && row.bytes().all(|byte| byte.is_ascii_uppercase());
    match row {
        ALL => String::new(),
        row if is_country => row.to_owned(),
        row => language.say(&format!("transparency-row-{row}")).to_string(),
    }
}

impl View {
    fn of(language: Language, tier: EuTier, table: &Table, figures: &Figures) -> Self {
        let say = |key: String| language.say(&key).to_string();
        let columns: Vec<String> =
            table.columns.iter().map(|column| say(format!("transparency-column-{column}"))).collect();
        let row = |(row, cells): &(String, Vec<Shown>)| {
            let cells = cells.iter().map(|shown| said(language, *shown)).collect();
            (row_name(language, row), cells, said(language, table.row(row)))
        };
        let totals = table.columns.iter().map(|column| said(language, table.column(column))).collect();
        Self {
            name: table.name,
            title: say(format!("transparency-table-{}", table.name)),
            about: say(format!("transparency-about-{}", table.name)),
            asked: asked_by(language, tier, table),
            rows: table.rows.iter().map(row).collect(),
            totals: (totals, said(language, table.total())),
            is_list: matches!(table.rows.as_slice(), [(row, _)] if row == ALL),
            bars: bars(language, table, &columns),
            medians: medians(language, table, figures),
            share: share(language, table, figures),
            columns,
        }
    }
}

/// Which law asks for a table of a service of this kind; or that it is published all the same.
fn asked_by(language: Language, tier: EuTier, table: &Table) -> String {
    let form = TABLES.iter().find(|form| form.names().any(|name| name == table.name));
    let asked = form.map_or(counting::Asked::Nowhere, |form| form.asked);
    let Some((article, point)) = asked.article() else { return language.say("transparency-voluntary").to_string() };
    let key = if asked.binds(tier) { "transparency-asked" } else { "transparency-asked-of-others" };
    language.say(key).with("article", article).with("point", point).to_string()
}

fn bars(language: Language, table: &Table, columns: &[String]) -> Vec<Bar> {
    let cells = table.rows.iter().flat_map(|(row, cells)| {
        columns.iter().zip(cells).filter(|(_, shown)| shown.high > 0).map(move |(column, shown)| (row, column, *shown))
    });
    let cells: Vec<_> = cells.collect();
    let widest = cells.iter().map(|(_, _, shown)| shown.high).max().unwrap_or(1);
    // Tenths of a percent are as fine as a screen shows them.
    let percent = |count: u64| {
        let tenths = u128::from(count) * 1_000 / u128::from(widest);
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    let bar = |(row, column, shown): &(&String, &String, Shown)| {
        let label = match row.as_str() {
            ALL => (*column).clone(),
            row if columns.len() == 1 => row_name(language, row),
            row => {
                let said = language.say("transparency-bar").with("row", row_name(language, row));
                said.with("column", column.as_str()).to_string()
            }
        };
        Bar { label, text: said(language, *shown), low: percent(shown.low), high: percent(shown.high) }
    };
    cells.iter().map(bar).collect()
}

/// The times that stand on a table.
fn medians(language: Language, table: &Table, figures: &Figures) -> Vec<(String, Vec<(String, String)>)> {
    let about = MEASURES.iter().filter(|measure| measure.table() == table.name);
    let measured = about.filter_map(|measure| figures.medians.iter().find(|medians| medians.name == measure.name));
    let medians = measured.filter(|medians| !medians.rows.is_empty()).map(|medians| {
        let rows = medians.rows.iter().map(|(row, time)| {
            let time = if time.as_secs() < 60 {
                language.say("transparency-under-a-minute").to_string()
            } else {
                language.span(Time::EPOCH.plus(*time), Time::EPOCH)
            };
            (row_name(language, row), time)
        });
        (language.say(&format!("transparency-median-{}", medians.name)).to_string(), rows.collect())
    });
    medians.collect()
}

/// How much of what somebody looked at was wrong; or that it is not said, where it would stand for too few.
fn share(language: Language, table: &Table, figures: &Figures) -> Option<String> {
    let shares = figures.shares().into_iter();
    let share = shares.filter(|share| share.of != Shown::NONE).find(|share| share.beside == table.name)?;
    let Some((low, high)) = share.percent else { return Some(language.say("transparency-share-too-few").to_string()) };
    let percent = if low == high {
        language.number(low)
    } else {
        let (low, high) = (language.number(low), language.number(high));
        language.say("transparency-range").with("low", low).with("high", high).to_string()
    };
    let said = language.say(&format!("transparency-share-{}", share.name)).with("of", said(language, share.of));
    Some(said.with("percent", percent).to_string())
}

impl TransparencyPage {
    fn new(layout: Layout, tier: EuTier, periods: &[Period], figures: Figures, days: (String, String)) -> Self {
        let language = layout.language;
        let views = figures.tables.iter().map(|table| View::of(language, tier, table, &figures)).collect();
        let periods =
            periods.iter().map(|period| (*period, name(language, *period), *period == figures.period)).collect();
        Self { layout, periods, views, figures, tier, first_day: days.0, last_day: days.1 }
    }

    fn title(&self) -> String {
        name(self.layout.language, self.figures.period)
    }
}

impl Sample for TransparencyPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample_for_strangers();
        let periods: Vec<Period> = ["2026", "2026-H2"].iter().filter_map(|name| name.parse().ok()).collect();
        let page = |tier, threshold, many| {
            let figures = transparency::sample(threshold, many, layout.now);
            let days = ("1 July 2026".to_owned(), "31 December 2026".to_owned());
            Self::new(layout.clone(), tier, &periods, figures, days)
        };
        vec![page(EuTier::Platform, 5, 37), page(EuTier::Host, 1, 4), page(EuTier::Micro, 5, 0)]
    }
}

/// Which period.
#[derive(Clone, Debug, Deserialize)]
struct Asked {
    period: Option<String>,
}

/// The figures that are asked for: without a word, of the half year that runs.
async fn asked(service: &Service, asked: &Asked) -> Result<(Vec<Period>, Figures), Error> {
    let periods = transparency::periods(service).await?;
    let running = periods.iter().copied().find(|period| period.second().is_some());
    let period = match &asked.period {
        Some(name) => Some(name.parse().map_err(|_| Error::NotFound)?),
        None => running,
    };
    let figures = transparency::figures(service, period.ok_or(Error::NotFound)?).await?;
    Ok((periods, figures))
}

async fn show(
    State(service): State<Service>,
    layout: Layout,
    Query(query): Query<Asked>,
) -> Result<TransparencyPage, Error> {
    let (periods, figures) = asked(&service, &query).await?;
    let calendar = &service.config.calendar;
    let day = |time: Time| layout.language.date(calendar.day_of(time));
    let days = (day(figures.from), day(figures.until.minus(std::time::Duration::from_micros(1))));
    Ok(TransparencyPage::new(layout, service.config.eu_tier, &periods, figures, days))
}

/// A file's name: of the service and the period.
fn named(service: &Service, figures: &Figures, ending: &str) -> String {
    let origin: String = service
        .keys
        .origin
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '-' })
        .collect();
    format!("attachment; filename=\"transparency-{origin}-{}.{ending}\"", figures.period)
}

async fn as_csv(State(service): State<Service>, Query(query): Query<Asked>) -> Result<Response, Error> {
    let (_, figures) = asked(&service, &query).await?;
    let file = export::csv(&service.keys.origin, &figures).map_err(Error::internal)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CONTENT_DISPOSITION, named(&service, &figures, "csv")),
    ];
    Ok((headers, file).into_response())
}

async fn as_json(State(service): State<Service>, Query(query): Query<Asked>) -> Result<Response, Error> {
    let (_, figures) = asked(&service, &query).await?;
    let document = Document::of(&service.keys.origin, &figures);
    let headers = [(header::CONTENT_DISPOSITION, named(&service, &figures, "json"))];
    Ok((headers, axum::Json(document)).into_response())
}
