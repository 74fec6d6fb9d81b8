//! Filters for templates: `{{ time|at }}`, `{{ deadline|left(layout.now) }}`, `{{ id|short }}`, `{{ bytes|size }}`.

#![allow(missing_docs, reason = "the macro writes a struct for each filter and cannot carry its words over")]
#![allow(clippy::inline_always, reason = "the macro's choice")]

use std::fmt::{self, Display};
use std::time::Duration;

use askama::filters::HtmlSafe;

use crate::clock::Time;

/// A piece of HTML that a filter wrote, with everything foreign in it escaped.
#[derive(Clone, Debug)]
pub struct Html(String);

impl Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// A time, by however many references a template reaches it.
pub trait Instant {
    /// The time.
    fn instant(&self) -> Time;
}

impl Instant for Time {
    fn instant(&self) -> Time {
        *self
    }
}

impl<T: Instant> Instant for &T {
    fn instant(&self) -> Time {
        (**self).instant()
    }
}

/// A count or a number of bytes, by however many references a template reaches it. What is below zero counts as none.
pub trait Count {
    /// The count.
    fn count(&self) -> u64;
}

macro_rules! counts {
    ($($number:ty)*) => {$(
        impl Count for $number {
            fn count(&self) -> u64 {
                u64::try_from(*self).unwrap_or(0)
            }
        }
    )*};
}

counts! { u32 u64 usize i32 i64 }

impl<T: Count> Count for &T {
    fn count(&self) -> u64 {
        (**self).count()
    }
}

const DAY: &str = "%-d %B %Y";
const MINUTE: &str = "%-d %B %Y, %H:%M UTC";
const MINUTE_THIS_YEAR: &str = "%-d %B, %H:%M UTC";

/// A time as people read it, in a `<time>` with the exact one on hover: `23 November 2026, 10:04 UTC`.
#[askama::filter_fn]
pub fn at(time: impl Instant, _: &dyn askama::Values) -> askama::Result<Html> {
    let time = time.instant();
    Ok(time_element(time, &written(time, MINUTE)))
}

/// A time as people read it, outside a template.
pub fn minute(time: Time) -> String {
    written(time, MINUTE)
}

/// A day as people read it: `23 November 2026`.
#[askama::filter_fn]
pub fn day(time: impl Instant, _: &dyn askama::Values) -> askama::Result<Html> {
    let time = time.instant();
    Ok(time_element(time, &written(time, DAY)))
}

/// How long ago: `3 hours ago`, for lists where the exact time is on hover.
#[askama::filter_fn]
pub fn ago(time: impl Instant, _: &dyn askama::Values, now: &Time) -> askama::Result<Html> {
    let (time, now) = (time.instant(), now.instant());
    Ok(time_element(time, &apart(time, now)))
}

/// What is left until a deadline, and the deadline; late once past. For whoever waits: nothing is urgent to them.
#[askama::filter_fn]
pub fn left(deadline: impl Instant, _: &dyn askama::Values, now: &Time) -> askama::Result<Html> {
    Ok(deadline_element(deadline.instant(), *now, Duration::ZERO))
}

/// The same for whoever has to act by then: urgent when no more than `within` is left.
#[askama::filter_fn]
pub fn left_urgent(
    deadline: impl Instant,
    _: &dyn askama::Values,
    now: &Time,
    within: &Duration,
) -> askama::Result<Html> {
    Ok(deadline_element(deadline.instant(), *now, *within))
}

/// The deadline of a clock that stands still since then, with what was left on it.
#[askama::filter_fn]
pub fn paused(deadline: impl Instant, _: &dyn askama::Values, since: &Time) -> askama::Result<Html> {
    let (deadline, since) = (deadline.instant(), since.instant());
    let rest = if deadline <= since {
        format!("{} late", span(since, deadline))
    } else {
        format!("{} left", span(deadline, since))
    };
    Ok(Html(format!(
        r#"<span class="deadline"><strong>Paused</strong> <span class="deadline-date">with {rest}</span></span>"#
    )))
}

/// Words carry how urgent it is, colour only repeats it.
fn deadline_element(deadline: Time, now: Time, urgent_within: Duration) -> Html {
    let (class, text) = if deadline <= now {
        ("deadline is-late", format!("{} late", span(now, deadline)))
    } else if deadline.since(now) <= urgent_within {
        ("deadline is-urgent", format!("{} left, urgent", span(deadline, now)))
    } else {
        ("deadline", format!("{} left", span(deadline, now)))
    };
    let this_year = written(deadline, "%Y") == written(now, "%Y");
    let due = time_element(deadline, &written(deadline, if this_year { MINUTE_THIS_YEAR } else { MINUTE }));
    Html(format!(r#"<span class="{class}"><strong>{text}</strong> <span class="deadline-date">by {due}</span></span>"#))
}

/// An id shortened, with a button that copies all of it (shown where scripts run).
#[askama::filter_fn]
pub fn short(id: impl Display, _: &dyn askama::Values) -> askama::Result<Html> {
    let whole = escape(&id.to_string());
    let plain = id.to_string();
    let shown = if plain.chars().count() > 14 {
        let (start, end): (String, String) = (plain.chars().take(6).collect(), tail(&plain, 4));
        format!("{}…{}", escape(&start), escape(&end))
    } else {
        whole.clone()
    };
    Ok(Html(format!(
        r#"<span class="id"><code title="{whole}">{shown}</code><button type="button" class="copy" data-copy="{whole}" hidden>Copy</button></span>"#
    )))
}

/// A number of bytes as people read it: `3.2 MB`, with the exact number on hover.
#[askama::filter_fn]
pub fn size(bytes: impl Count, _: &dyn askama::Values) -> askama::Result<Html> {
    let bytes = bytes.count();
    Ok(Html(format!(r#"<span class="num" title="{} bytes">{}</span>"#, grouped(bytes), human_size(bytes))))
}

/// A whole number with its thousands apart.
#[askama::filter_fn]
pub fn number(number: impl Count, _: &dyn askama::Values) -> askama::Result<Html> {
    Ok(Html(format!(r#"<span class="num">{}</span>"#, grouped(number.count()))))
}

/// Plain text with its paragraphs: empty lines part them, single line ends stay.
#[askama::filter_fn]
pub fn paragraphs(text: impl Display, _: &dyn askama::Values) -> askama::Result<Html> {
    let text = text.to_string().replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    Ok(Html(
        paragraphs
            .fold(String::new(), |html, paragraph| html + "<p>" + &escape(paragraph).replace('\n', "<br>") + "</p>"),
    ))
}

/// Lines break between date and hour, and not within one of them.
fn time_element(time: Time, text: &str) -> Html {
    let exact = time.rfc3339();
    let whole = text.replace(", ", "</span>, <span class=\"nowrap\">");
    Html(format!(r#"<time datetime="{exact}" title="{exact}"><span class="nowrap">{whole}</span></time>"#))
}

fn written(time: Time, format: &str) -> String {
    time.to_jiff().strftime(format).to_string()
}

/// How far a time is from now, in words. What was done for this very page may be a breath later than the page's own time.
fn apart(time: Time, now: Time) -> String {
    if time.max(now).since(time.min(now)).as_secs() < 60 {
        "just now".to_owned()
    } else if time > now {
        format!("in {}", span(time, now))
    } else {
        format!("{} ago", span(now, time))
    }
}

/// The larger two units between two instants, in words.
fn span(later: Time, earlier: Time) -> String {
    let minutes = later.since(earlier).as_secs() / 60;
    let unit = |count: u64, name: &str| format!("{count} {name}{}", if count == 1 { "" } else { "s" });
    let two = |first: String, count: u64, name: &str| {
        if count == 0 { first } else { format!("{first} {}", unit(count, name)) }
    };
    match minutes {
        0..60 => unit(minutes.max(1), "minute"),
        60..2880 => two(unit(minutes / 60, "hour"), if minutes < 600 { minutes % 60 } else { 0 }, "minute"),
        _ => two(unit(minutes / 1440, "day"), if minutes < 7 * 1440 { minutes % 1440 / 60 } else { 0 }, "hour"),
    }
}

/// Decimal units, as disks and browsers count.
pub fn human_size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1_000 {
        return format!("{bytes} bytes");
    }
    // Rounded once, from the bytes themselves.
    let bytes = u128::from(bytes);
    let rounded = |per_unit: u128, scale: u128| (bytes * per_unit + scale / 2) / scale;
    let (mut scale, mut unit) = (1_000, 0);
    while rounded(1, scale) >= 1_000 && unit + 1 < UNITS.len() {
        scale *= 1_000;
        unit += 1;
    }
    let tenths = rounded(10, scale);
    if tenths < 1_000 {
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    } else {
        format!("{} {}", rounded(1, scale), UNITS[unit])
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn tail(text: &str, count: usize) -> String {
    let skip = text.chars().count().saturating_sub(count);
    text.chars().skip(skip).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_spans_read_like_people_say_them() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (3_249_000, "3.2 MB"),
            (999_949, "1.0 MB"),
            (123_456_789, "123 MB"),
            (1 << 40, "1.1 TB"),
        ] {
            assert_eq!(human_size(bytes), text, "{bytes}");
        }
        let later = |seconds| span(Time::from_seconds(seconds), Time::EPOCH);
        assert_eq!(later(30), "1 minute");
        assert_eq!(later(3 * 3600 + 120), "3 hours 2 minutes");
        assert_eq!(later(2 * 86400 + 3600), "2 days 1 hour");
        let now = Time::from_seconds(1_000);
        for (seconds, text) in [(940, "1 minute ago"), (941, "just now"), (1_059, "just now"), (1_060, "in 1 minute")] {
            assert_eq!(apart(Time::from_seconds(seconds), now), text);
        }
        assert_eq!(minute(Time::EPOCH), "1 January 1970, 00:00 UTC");
        // A clock of four hours is urgent in its last one, and one that nobody has to hurry for never.
        let due = Time::from_seconds(4 * 3600);
        let shown = |seconds, within| deadline_element(due, Time::from_seconds(seconds), within).to_string();
        let hour = Duration::from_hours(1);
        assert!(shown(60, hour).contains("3 hours 59 minutes left<"));
        assert!(shown(3 * 3600, hour).contains("1 hour left, urgent<"));
        assert!(shown(3 * 3600, Duration::ZERO).contains("1 hour left<"));
        assert!(shown(5 * 3600, Duration::ZERO).contains("1 hour late<"));
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(escape("<a href='\"&'>"), "&lt;a href=&#39;&quot;&amp;&#39;&gt;");
    }
}
