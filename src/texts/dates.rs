//! Dates, spans, numbers and sizes, as a language writes them.

use super::Language;
use crate::clock::Time;

impl Language {
    /// A day in UTC: `23 November 2026`.
    pub fn day(self, time: Time) -> String {
        self.date(time.to_jiff().to_zoned_datetime(jiff::tz::TimeZone::UTC).date())
    }

    /// A day of a calendar: `23 November 2026`.
    pub fn date(self, day: jiff::civil::Date) -> String {
        let said = self.say("date-day").with("day", i32::from(day.day())).with("month", i32::from(day.month()));
        said.with("year", day.year().to_string()).to_string()
    }

    /// A day without its year: `23 November`.
    pub fn day_of_year(self, time: Time) -> String {
        let day = time.to_jiff().to_zoned_datetime(jiff::tz::TimeZone::UTC);
        let said = self.say("date-day-of-year").with("day", i32::from(day.day()));
        said.with("month", i32::from(day.month())).to_string()
    }

    /// A minute of a day: `23 November 2026, 10:04 UTC`.
    pub fn minute(self, time: Time) -> String {
        format!("{}, {}", self.day(time), self.hour(time))
    }

    /// A minute by itself: `10:04 UTC`.
    pub fn hour(self, time: Time) -> String {
        time.to_jiff().strftime("%H:%M UTC").to_string()
    }

    /// The larger two units between two instants: `2 days 1 hour`.
    pub fn span(self, later: Time, earlier: Time) -> String {
        let minutes = later.since(earlier).as_secs() / 60;
        let two = |first: super::Said, count: u64, key: &str| {
            if count == 0 {
                first.to_string()
            } else {
                self.say("span-two").with("first", first).with("second", self.say(key).with("count", count)).to_string()
            }
        };
        let first = |key: &str, count: u64| self.say(key).with("count", count);
        match minutes {
            0..60 => first("span-minutes", minutes.max(1)).to_string(),
            60..2880 => {
                two(first("span-hours", minutes / 60), if minutes < 600 { minutes % 60 } else { 0 }, "span-minutes")
            }
            _ => two(
                first("span-days", minutes / 1440),
                if minutes < 7 * 1440 { minutes % 1440 / 60 } else { 0 },
                "span-hours",
            ),
        }
    }

    /// A whole number with its thousands apart: `1,234,567`.
    pub fn number(self, number: u64) -> String {
        let (digits, between) = (number.to_string(), self.say("number-thousands").to_string());
        let mut grouped = String::with_capacity(digits.len() * 2);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push_str(&between);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A number of bytes in decimal units, as disks and browsers count: `3.2 MB`.
    pub fn size(self, bytes: u64) -> String {
        const UNITS: [&str; 5] = ["size-kilo", "size-mega", "size-giga", "size-tera", "size-peta"];
        if bytes < 1_000 {
            return self.bytes(bytes);
        }
        let bytes = u128::from(bytes);
        let (unit, scale) = unit_of(bytes, 1_000, UNITS.len());
        self.say(UNITS[unit]).with("number", self.tenths(bytes, scale)).to_string()
    }

    /// A number of bytes in the binary units in which a host gives its room, which are the same in every language: `8 TiB`, `1.5 GiB`.
    pub fn room(self, bytes: u64) -> String {
        const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
        if bytes < 1 << 10 {
            return self.bytes(bytes);
        }
        let bytes = u128::from(bytes);
        let (unit, scale) = unit_of(bytes, 1 << 10, UNITS.len());
        // What is typed is a whole number.
        let number = if bytes.is_multiple_of(scale) { self.whole(bytes / scale) } else { self.tenths(bytes, scale) };
        format!("{number} {}", UNITS[unit])
    }

    /// A number of bytes, to the byte.
    fn bytes(self, bytes: u64) -> String {
        self.say("size-bytes").with("count", bytes).with("number", self.number(bytes)).to_string()
    }

    /// How often `scale` goes into that many bytes: below a hundred to the tenth.
    fn tenths(self, bytes: u128, scale: u128) -> String {
        let tenths = rounded(bytes, 10, scale);
        if tenths < 1_000 {
            format!("{}{}{}", tenths / 10, self.say("number-decimal"), tenths % 10)
        } else {
            self.whole(rounded(bytes, 1, scale))
        }
    }

    fn whole(self, number: u128) -> String {
        self.number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

/// The largest of `units` units that goes into that many bytes once, each `step` of the one before and the first of bytes: which it is, and how many
/// bytes it has.
fn unit_of(bytes: u128, step: u128, units: usize) -> (usize, u128) {
    let (mut unit, mut scale) = (0, step);
    while rounded(bytes, 1, scale) >= step && unit + 1 < units {
        scale *= step;
        unit += 1;
    }
    (unit, scale)
}

/// Bytes times `per_unit` in units of `scale`, rounded once, from the bytes themselves.
fn rounded(bytes: u128, per_unit: u128, scale: u128) -> u128 {
    (bytes * per_unit + scale / 2) / scale
}
