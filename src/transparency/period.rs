//! Half years and years (Regulation (EU) 2022/2065: reports at least once a year, Article 15; some figures every six months,
//! Article 24), in the operator's time zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};

use crate::calendar::Calendar;
use crate::clock::Time;

/// January to June, or July to December.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Half {
    year: i16,
    second: bool,
}

impl Half {
    /// The half year that a day lies in.
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), second: day.month() > 6 }
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        if self.second {
            Self { year: self.year.saturating_add(1), second: false }
        } else {
            Self { second: true, ..self }
        }
    }

    fn first_day(self) -> Date {
        // Years that a calendar does not have lie beyond every clock.
        Date::new(self.year, if self.second { 7 } else { 1 }, 1).unwrap_or(date(9999, 12, 31))
    }

    /// Its first instant, and the first one after it.
    pub fn bounds(self, calendar: &Calendar) -> (Time, Time) {
        (calendar.start_of(self.first_day()), calendar.start_of(self.next().first_day()))
    }
}

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A half year.
    Half(Half),
    /// A year.
    Year(i16),
}

impl Period {
    /// From the half year `first` to `last`, the newest first, each year before its halves.
    pub fn between(first: Half, last: Half) -> Vec<Self> {
        let mut periods = Vec::new();
        let mut half = first;
        while half <= last {
            periods.push(Self::Half(half));
            if half.second || half == last {
                periods.push(Self::Year(half.year));
            }
            half = half.next();
        }
        periods.reverse();
        periods
    }

    /// The half years it consists of.
    pub fn halves(self) -> Vec<Half> {
        match self {
            Self::Half(half) => vec![half],
            Self::Year(year) => vec![Half { year, second: false }, Half { year, second: true }],
        }
    }

    /// Its first instant, and the first one after it.
    pub fn bounds(self, calendar: &Calendar) -> (Time, Time) {
        let halves = self.halves();
        let bounds = |half: Option<&Half>| half.map_or((Time::EPOCH, Time::EPOCH), |half| half.bounds(calendar));
        (bounds(halves.first()).0, bounds(halves.last()).1)
    }

    /// Its year.
    pub const fn year(self) -> i16 {
        match self {
            Self::Half(half) => half.year,
            Self::Year(year) => year,
        }
    }

    /// Whether it is a half year, and then which.
    pub const fn second(self) -> Option<bool> {
        match self {
            Self::Half(half) => Some(half.second),
            Self::Year(_) => None,
        }
    }
}

impl fmt::Display for Period {
    /// `2026-H2` or `2026`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Half(half) => write!(f, "{}-H{}", half.year, if half.second { 2 } else { 1 }),
            Self::Year(year) => write!(f, "{year}"),
        }
    }
}

/// The text names no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period is a year, such as 2026, or a half of one, such as 2026-H2")]
pub struct NoSuchPeriod;

impl FromStr for Period {
    type Err = NoSuchPeriod;

    fn from_str(text: &str) -> Result<Self, NoSuchPeriod> {
        let (year, half) = text.split_once('-').map_or((text, None), |(year, half)| (year, Some(half)));
        if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NoSuchPeriod);
        }
        let year = year.parse().map_err(|_| NoSuchPeriod)?;
        match half {
            None => Ok(Self::Year(year)),
            Some("H1") => Ok(Self::Half(Half { year, second: false })),
            Some("H2") => Ok(Self::Half(Half { year, second: true })),
            Some(_) => Err(NoSuchPeriod),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Holidays;

    #[test]
    fn periods_are_named_one_way() {
        for name in ["2026", "2026-H1", "2026-H2"] {
            assert_eq!(name.parse::<Period>().unwrap().to_string(), name);
        }
        for wrong in ["", "26", "2026-H3", "2026-h1", "+026", "2026-", "2026-H1 ", "02026"] {
            assert_eq!(wrong.parse::<Period>(), Err(NoSuchPeriod), "{wrong}");
        }
    }

    #[test]
    fn halves_meet_at_midnight_where_the_operator_is() {
        let calendar = Calendar::new("America/New_York".parse().unwrap(), Holidays::None, []);
        let bounds = |name: &str| {
            let (from, until) = name.parse::<Period>().unwrap().bounds(&calendar);
            (from.rfc3339(), until.rfc3339())
        };
        let (start, middle, end) = ("2026-01-01T05:00:00Z", "2026-07-01T04:00:00Z", "2027-01-01T05:00:00Z");
        assert_eq!(bounds("2026-H1"), (start.into(), middle.into()));
        assert_eq!(bounds("2026-H2"), (middle.into(), end.into()));
        assert_eq!(bounds("2026"), (start.into(), end.into()));
    }

    #[test]
    fn every_period_since_the_start_is_offered_and_none_before_or_after() {
        let half = |name: &str| Half::of(name.parse().unwrap());
        let names = |first, last| -> Vec<String> {
            Period::between(half(first), half(last)).iter().map(ToString::to_string).collect()
        };
        assert_eq!(names("2026-11-23", "2026-12-31"), ["2026", "2026-H2"]);
        assert_eq!(names("2026-11-23", "2027-02-01"), ["2027", "2027-H1", "2026", "2026-H2"]);
        assert_eq!(names("2026-01-01", "2026-07-01"), ["2026", "2026-H2", "2026-H1"]);
    }
}
