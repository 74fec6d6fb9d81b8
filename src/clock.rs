//! Time, as one value that is passed in.
//!
//! Everything that needs to know when it is takes a [`Clock`]; nothing else in the crate asks the
//! operating system. Tests hold a clock they can turn, so that years of deadlines pass in a second.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};
use tokio::sync::oneshot;

/// An instant: microseconds since 1970-01-01T00:00:00Z, in UTC. This is also its form in both
/// databases (`INTEGER` in SQLite, `BIGINT` in PostgreSQL).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct Time(i64);

impl Time {
    /// The first instant of 1970 in UTC.
    pub const EPOCH: Self = Self(0);

    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// From whole seconds since the epoch, the unit of JWT claims.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This instant, `duration` later.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// This instant, `duration` earlier.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// Time elapsed since `earlier`; zero if `earlier` is not earlier.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// As a calendar type. Instants beyond jiff's range (year 9999) are clamped to it.
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }

    /// RFC 3339 in UTC with whole seconds, as log entries and the API state it: `2026-11-23T10:00:00Z`.
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_second(self.seconds()).unwrap_or(jiff::Timestamp::MAX).to_string()
    }

    /// As HTTP dates an answer (RFC 9110), in whole seconds: `Mon, 23 Nov 2026 10:00:00 GMT`. Nothing for instants that it cannot say.
    pub fn http_date(self) -> Option<String> {
        DateTimePrinter::new().timestamp_to_rfc9110_string(&self.to_jiff()).ok()
    }

    /// Reads the date of an answer.
    pub fn parse_http_date(text: &str) -> Option<Self> {
        DateTimeParser::new().parse_timestamp(text).ok().map(|t| Self(t.as_microsecond()))
    }

    /// Reads any RFC 3339 instant.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>().ok().map(|t| Self(t.as_microsecond()))
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_jiff())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

impl serde::Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

impl<'de> serde::Deserialize<'de> for Time {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse_rfc3339(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 time"))
    }
}

/// Where the time comes from: the system, or a test's hand.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The operating system's wall clock.
    #[default]
    System,
    /// A clock that stands still until it is turned; clones turn together.
    Manual(Arc<AtomicI64>),
    /// The same, of a machine in a simulation: tokio's time is simulated there, too, and [`Clock::hold`] keeps that from passing.
    Simulated(Arc<AtomicI64>),
}

/// For as long as this is there, simulated time stands still.
#[derive(Debug)]
pub struct Hold {
    _until_dropped: oneshot::Sender<()>,
}

impl Clock {
    /// A clock that stands at `time` until turned.
    pub fn manual(time: Time) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(time.micros())))
    }

    /// A clock of a machine in a simulation, which stands at `time` until turned.
    pub fn simulated(time: Time) -> Self {
        Self::Simulated(Arc::new(AtomicI64::new(time.micros())))
    }

    /// The current instant.
    pub fn now(&self) -> Time {
        match self {
            // The one place where the system's clock is read.
            Self::System =>
            {
                #[expect(clippy::disallowed_methods, reason = "this is the clock")]
                Time(jiff::Timestamp::now().as_microsecond())
            }
            Self::Manual(micros) | Self::Simulated(micros) => Time(micros.load(Ordering::SeqCst)),
        }
    }

    /// Turns a manual clock forward. A system clock cannot be turned; the call is ignored there.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(micros) | Self::Simulated(micros) = self {
            micros.fetch_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }

    /// Keeps simulated time from passing until what is given is dropped; nothing of the kind is needed with any other clock.
    ///
    /// A database answers from threads of which a runtime with simulated time knows nothing: it would take itself to be idle, and let
    /// every deadline pass before the answer is there. It lets no time pass while blocking work is under way, and this is some.
    #[must_use = "time passes again once it is dropped"]
    pub fn hold(&self) -> Option<Hold> {
        let Self::Simulated(_) = self else { return None };
        let (until_dropped, end) = oneshot::channel::<()>();
        tokio::task::spawn_blocking(move || end.blocking_recv());
        Some(Hold { _until_dropped: until_dropped })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc3339_round_trips_to_the_second() {
        let time = Time::parse_rfc3339("2026-11-23T10:00:00Z").unwrap();
        assert_eq!(time.rfc3339(), "2026-11-23T10:00:00Z");
        assert_eq!(Time::parse_rfc3339("2026-11-23T11:00:00.5+01:00").unwrap(), time.plus(Duration::from_millis(500)));
    }

    #[test]
    fn http_dates_round_trip_to_the_second() {
        let time = Time::parse_rfc3339("2026-11-23T10:00:00.5Z").unwrap();
        let said = time.http_date().unwrap();
        assert_eq!(said, "Mon, 23 Nov 2026 10:00:00 GMT");
        assert_eq!(Time::parse_http_date(&said).unwrap(), Time::from_seconds(time.seconds()));
        assert_eq!(Time::parse_http_date("yesterday"), None);
    }

    #[test]
    fn a_manual_clock_stands_until_turned() {
        let clock = Clock::manual(Time::from_seconds(7));
        let twin = clock.clone();
        assert_eq!(clock.now(), Time::from_seconds(7));
        twin.advance(Duration::from_secs(3));
        assert_eq!(clock.now().since(Time::from_seconds(7)), Duration::from_secs(3));
    }
}
