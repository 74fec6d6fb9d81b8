//! Business days: the operator's time zone, its weekends and its public holidays.
//!
//! The law counts some times in business days (17 U.S.C. § 512(g)(2)(C): not less than ten nor more than fourteen of them
//! after a counter-notice). The day on which something is received is not counted. Holidays are computed from the rules
//! that set them, so that no list runs out; days on which the operator is closed besides are a setting.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;

use crate::clock::Time;
use crate::words::words;

/// Whose public holidays are no business days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holidays {
    /// Those of the United States (5 U.S.C. § 6103; observed on Friday or Monday when they fall on a weekend, as
    /// § 6103(b)(1) and Executive Order 11582 say).
    #[default]
    UsFederal,
    /// Those of France (Code du travail, L3133-1).
    France,
    /// None: only weekends.
    None,
}

words! { Holidays { UsFederal = "us-federal", France = "fr", None = "none" } }

impl Holidays {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::UsFederal, Self::France, Self::None];

    /// Whether a day is a holiday, or is observed as one.
    pub fn holds(self, day: Date) -> bool {
        match self {
            Self::UsFederal => us_federal(day),
            Self::France => france(day),
            Self::None => false,
        }
    }
}

/// A holiday on a Saturday is observed on the Friday before, one on a Sunday on the Monday after: also across the end of
/// a year.
fn us_federal(day: Date) -> bool {
    let fixed =
        |day: Date| matches!((day.month(), day.day()), (1, 1) | (7, 4) | (11, 11) | (12, 25)) || juneteenth(day);
    let observed = match day.weekday() {
        Weekday::Friday => day.tomorrow().is_ok_and(fixed),
        Weekday::Monday => day.yesterday().is_ok_and(fixed),
        _ => false,
    };
    let moving = match (day.month(), day.weekday()) {
        // Martin Luther King Jr.; Washington.
        (1 | 2, Weekday::Monday) => is_nth(day, 3),
        // Memorial Day: the last one.
        (5, Weekday::Monday) => day.day() > 24,
        // Labor Day.
        (9, Weekday::Monday) => is_nth(day, 1),
        // Columbus Day.
        (10, Weekday::Monday) => is_nth(day, 2),
        // Thanksgiving.
        (11, Weekday::Thursday) => is_nth(day, 4),
        _ => false,
    };
    fixed(day) || observed || moving
}

/// A holiday since 2021 (Public Law 117-17).
fn juneteenth(day: Date) -> bool {
    day.year() >= 2021 && (day.month(), day.day()) == (6, 19)
}

/// Whether a day is the nth of its weekday in its month.
fn is_nth(day: Date, n: i8) -> bool {
    (day.day() - 1) / 7 + 1 == n
}

fn france(day: Date) -> bool {
    let after_easter =
        |days: i64| easter(day.year()).and_then(|easter| easter.checked_add(days.days()).ok()) == Some(day);
    matches!((day.month(), day.day()), (1 | 5, 1) | (5, 8) | (7, 14) | (8, 15) | (11, 1 | 11) | (12, 25))
        || after_easter(1)
        || after_easter(39)
        || after_easter(50)
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm, as Meeus gives it).
#[expect(clippy::many_single_char_names, reason = "as the algorithm is published")]
fn easter(year: i16) -> Option<Date> {
    let year_of = i32::from(year);
    let (a, b, c) = (year_of % 19, year_of / 100, year_of % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The operator's calendar.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    holidays: Holidays,
    closed: BTreeSet<Date>,
}

/// There is no such time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time zone: give its name, such as America/New_York")]
pub struct NoSuchZone(String);

/// The name of a time zone that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl FromStr for Zone {
    type Err = NoSuchZone;

    fn from_str(name: &str) -> Result<Self, NoSuchZone> {
        TimeZone::get(name).map(Self).map_err(|_| NoSuchZone(name.to_owned()))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.iana_name().unwrap_or("UTC"))
    }
}

impl Default for Calendar {
    fn default() -> Self {
        Self::new(Zone::default(), Holidays::default(), [])
    }
}

impl Calendar {
    /// A calendar with the days on which the operator is closed besides weekends and holidays.
    pub fn new(zone: Zone, holidays: Holidays, closed: impl IntoIterator<Item = Date>) -> Self {
        Self { zone: zone.0, holidays, closed: closed.into_iter().collect() }
    }

    /// Where the operator is.
    pub fn zone(&self) -> Zone {
        Zone(self.zone.clone())
    }

    /// Whether the operator works on that day.
    pub fn is_business_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !self.holidays.holds(day)
            && !self.closed.contains(&day)
    }

    /// The day that it is for the operator.
    pub fn day_of(&self, time: Time) -> Date {
        time.to_jiff().to_zoned_datetime(self.zone.clone()).date()
    }

    /// The first instant of a day. Where clocks are put forward over midnight it begins later.
    pub fn start_of(&self, day: Date) -> Time {
        day.to_zoned_datetime(self.zone.clone())
            .map_or(Time::from_micros(i64::MAX), |start| Time::from_micros(start.timestamp().as_microsecond()))
    }

    /// The first instant after a day.
    pub fn end_of(&self, day: Date) -> Time {
        day.tomorrow().map_or(Time::from_micros(i64::MAX), |next| self.start_of(next))
    }

    /// The last day that is whole before an instant: with which a time ends that runs until then.
    pub fn last_day(&self, end: Time) -> Date {
        self.day_of(end.minus(std::time::Duration::from_secs(1)))
    }

    /// The instant that the operator's clocks show as `text`, such as `2026-11-26T14:30`. Where they are put back, the first of the two.
    pub fn instant(&self, text: &str) -> Option<Time> {
        let shown: jiff::civil::DateTime = text.trim().parse().ok()?;
        let zoned = shown.to_zoned_datetime(self.zone.clone()).ok()?;
        Some(Time::from_micros(zoned.timestamp().as_microsecond()))
    }

    /// The nth business day after the day of `received`, which is not counted. `n` is 1 or more.
    pub fn business_day(&self, received: Time, n: u32) -> Date {
        let mut day = self.day_of(received);
        let mut left = n;
        while left > 0 {
            let Ok(next) = day.tomorrow() else { return date(9999, 12, 31) };
            day = next;
            left -= u32::from(self.is_business_day(day));
        }
        day
    }

    /// The last business day before a day.
    pub fn business_day_before(&self, day: Date) -> Date {
        let mut day = day;
        loop {
            let Ok(before) = day.yesterday() else { return day };
            day = before;
            if self.is_business_day(day) {
                return day;
            }
        }
    }

    /// The last second of a period of months from an event: of the day of the same date, or the last of a shorter month; where that is
    /// no business day, of the next one (Regulation (EEC, Euratom) No 1182/71, Article 3(2)(c) and (4)).
    pub fn months_after(&self, time: Time, months: i32) -> Time {
        let Ok(mut day) = self.day_of(time).checked_add(jiff::Span::new().months(months)) else {
            return Time::from_micros(i64::MAX);
        };
        while !self.is_business_day(day) {
            let Ok(next) = day.tomorrow() else { return Time::from_micros(i64::MAX) };
            day = next;
        }
        self.end_of(day).minus(std::time::Duration::from_secs(1))
    }

    /// From when on periods of months are not over at `now`, each counted from its own event by [`Self::months_after`]: the beginning of a day,
    /// before which whatever began is over. Rows are asked by it as each of them would be.
    pub fn months_before(&self, now: Time, months: i32) -> Time {
        let runs = |day: Date| self.months_after(self.start_of(day), months) > now;
        let Ok(mut day) = self.day_of(now).checked_sub(jiff::Span::new().months(months)) else {
            return Time::from_micros(i64::MIN);
        };
        // Of the same date, or the last of a shorter month, behind which the first can lie.
        while !runs(day) {
            let Ok(next) = day.tomorrow() else { return Time::from_micros(i64::MAX) };
            day = next;
        }
        // What ends on no business day runs until the next one is over.
        while let Ok(before) = day.yesterday()
            && runs(before)
        {
            day = before;
        }
        self.start_of(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(list: &[&str]) -> Vec<Date> {
        list.iter().map(|day| day.parse().unwrap()).collect()
    }

    fn of_year(holidays: Holidays, year: i16) -> Vec<Date> {
        date(year, 1, 1)
            .series(1.day())
            .take_while(|day| day.year() == year)
            .filter(|day| holidays.holds(*day))
            .collect()
    }

    /// As the Office of Personnel Management publishes them (opm.gov, Federal Holidays).
    #[test]
    fn federal_holidays_are_those_that_are_published() {
        assert_eq!(
            of_year(Holidays::UsFederal, 2026),
            days(&[
                "2026-01-01",
                "2026-01-19",
                "2026-02-16",
                "2026-05-25",
                "2026-06-19",
                "2026-07-03",
                "2026-07-04",
                "2026-09-07",
                "2026-10-12",
                "2026-11-11",
                "2026-11-26",
                "2026-12-25"
            ])
        );
        // New Year's Day of 2028 is a Saturday: it is observed in 2027.
        assert_eq!(
            of_year(Holidays::UsFederal, 2027),
            days(&[
                "2027-01-01",
                "2027-01-18",
                "2027-02-15",
                "2027-05-31",
                "2027-06-18",
                "2027-06-19",
                "2027-07-04",
                "2027-07-05",
                "2027-09-06",
                "2027-10-11",
                "2027-11-11",
                "2027-11-25",
                "2027-12-24",
                "2027-12-25",
                "2027-12-31"
            ])
        );
        assert!(!Holidays::UsFederal.holds(date(2020, 6, 19)), "not yet a holiday");
    }

    /// As service-public.fr lists them for 2026 and 2027.
    #[test]
    fn french_holidays_are_those_that_are_published() {
        assert_eq!(
            of_year(Holidays::France, 2026),
            days(&[
                "2026-01-01",
                "2026-04-06",
                "2026-05-01",
                "2026-05-08",
                "2026-05-14",
                "2026-05-25",
                "2026-07-14",
                "2026-08-15",
                "2026-11-01",
                "2026-11-11",
                "2026-12-25"
            ])
        );
        assert_eq!(
            of_year(Holidays::France, 2027)[1..6],
            days(&["2027-03-29", "2027-05-01", "2027-05-06", "2027-05-08", "2027-05-17"])
        );
    }

    #[test]
    fn easter_is_where_astronomers_put_it() {
        for (year, month, day) in
            [(1961, 4, 2), (2000, 4, 23), (2008, 3, 23), (2011, 4, 24), (2024, 3, 31), (2038, 4, 25), (2285, 3, 22)]
        {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
    }

    #[test]
    fn a_day_can_begin_after_midnight_and_zones_are_known_by_name() {
        // In Beirut clocks went from 00:00 to 01:00 on 30 March 2025.
        let beirut = Calendar::new("Asia/Beirut".parse().unwrap(), Holidays::None, []);
        assert_eq!(beirut.start_of(date(2025, 3, 30)).rfc3339(), "2025-03-29T22:00:00Z");
        assert_eq!(beirut.end_of(date(2025, 3, 30)).rfc3339(), "2025-03-30T21:00:00Z");
        assert_eq!("Mars/Olympus".parse::<Zone>().unwrap_err(), NoSuchZone("Mars/Olympus".into()));
        assert_eq!("America/New_York".parse::<Zone>().unwrap().to_string(), "America/New_York");
    }

    #[test]
    fn the_business_day_before_a_monday_is_a_friday_or_earlier() {
        let calendar = Calendar::new("America/New_York".parse().unwrap(), Holidays::UsFederal, [date(2026, 12, 11)]);
        for (day, before) in [
            ("2026-12-07", "2026-12-04"),
            ("2026-12-09", "2026-12-08"),
            // A Saturday; behind Thanksgiving; behind a day on which the operator is closed.
            ("2026-12-05", "2026-12-04"),
            ("2026-11-27", "2026-11-25"),
            ("2026-12-14", "2026-12-10"),
        ] {
            let day: Date = day.parse().unwrap();
            assert_eq!(calendar.business_day_before(day).to_string(), before);
        }
    }

    #[test]
    fn what_runs_until_a_day_begins_ends_with_the_day_before() {
        let new_york = Calendar::new("America/New_York".parse().unwrap(), Holidays::None, []);
        let last = |text| new_york.last_day(Time::parse_rfc3339(text).unwrap());
        assert_eq!(last("2026-12-11T05:00:00Z"), date(2026, 12, 10));
        assert_eq!(last("2026-12-11T04:59:59Z"), date(2026, 12, 10));
    }

    #[test]
    fn months_are_of_the_calendar() {
        let calendar = Calendar::default();
        let six_after = |text| calendar.months_after(Time::parse_rfc3339(text).unwrap(), 6).rfc3339();
        assert_eq!(six_after("2026-11-24T10:00:00Z"), "2027-05-24T23:59:59Z");
        // The last days are Sundays, and the second is of a shorter month.
        assert_eq!(six_after("2026-11-23T10:00:00Z"), "2027-05-24T23:59:59Z");
        assert_eq!(six_after("2026-08-31T10:00:00Z"), "2027-03-01T23:59:59Z");
    }
    #[test]
    fn months_are_looked_back_on_as_they_were_counted() {
        let new_york = Calendar::new("America/New_York".parse().unwrap(), Holidays::UsFederal, []);
        let since = |text| new_york.months_before(Time::parse_rfc3339(text).unwrap(), 12).rfc3339();
        // A year after Friday, 27 November 2026 is a Saturday: it is over with the Monday.
        assert_eq!(since("2027-11-30T04:59:58Z"), "2026-11-27T05:00:00Z");
        assert_eq!(since("2027-11-30T04:59:59Z"), "2026-11-30T05:00:00Z");
        // Nothing ends on a leap day.
        assert_eq!(since("2028-02-29T15:00:00Z"), "2027-03-01T05:00:00Z");
        for months in [1, 6, 12] {
            for day in date(2027, 1, 1).series(1.day()).take_while(|day| day.year() < 2030) {
                for now in [new_york.start_of(day), new_york.months_after(new_york.start_of(day), 0)] {
                    let since = new_york.months_before(now, months);
                    let runs = |time: Time| new_york.months_after(time, months) > now;
                    let before = since.minus(std::time::Duration::from_micros(1));
                    assert!(runs(since) && !runs(before), "{months} months before {}", now.rfc3339());
                }
            }
        }
    }
}
