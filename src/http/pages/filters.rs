//! Filters for templates: `{{ "notices-title"|say }}`, `{{ time|at }}`, `{{ deadline|left(layout.now) }}`, `{{ id|short }}`,
//! `{{ bytes|size }}`, `{{ error|told }}`. Each writes in the language that the page is rendered in, which is handed to them as a value of the
//! rendering ([`In`]): no template says it.

#![allow(missing_docs, reason = "the macro writes a struct for each filter and cannot carry its words over")]
#![allow(clippy::inline_always, reason = "the macro's choice")]

use std::any::Any;
use std::borrow::Borrow;
use std::fmt::{self, Display};
use std::time::Duration;

use askama::filters::HtmlSafe;
use fluent_bundle::FluentValue;

use crate::clock::Time;
use crate::texts::{Argument, Language, MARKUP, Said, Text};

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

/// A text that nobody has said yet, by however many references a template reaches it.
pub trait Untold {
    /// The text.
    fn text(&self) -> &Text;
}

impl Untold for Text {
    fn text(&self) -> &Text {
        self
    }
}

impl<T: Untold> Untold for &T {
    fn text(&self) -> &Text {
        (**self).text()
    }
}

/// What a page is rendered with: its language.
#[derive(Clone, Copy, Debug)]
pub struct In(pub Language);

impl askama::Values for In {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn Any> {
        (key == LANGUAGE).then_some(&self.0 as &dyn Any)
    }
}

const LANGUAGE: &str = "language";

/// The language of the rendering; English for a template that is rendered without one.
fn language_of(values: &dyn askama::Values) -> Language {
    askama::get_value::<Language>(values, LANGUAGE).copied().unwrap_or_default()
}

/// The language that this is rendered in: `{{ layout|language }}`.
#[askama::filter_fn]
pub fn language<T>(_: T, values: &dyn askama::Values) -> askama::Result<Language> {
    Ok(language_of(values))
}

/// The text under a key: `{{ "notices-title"|say }}`.
#[askama::filter_fn]
pub fn say(key: impl Display, values: &dyn askama::Values) -> askama::Result<Said> {
    Ok(language_of(values).say(&key.to_string()))
}

/// A text of a room or a form, in the page's language: `{{ error|told }}`.
#[askama::filter_fn]
pub fn told(text: impl Untold, values: &dyn askama::Values) -> askama::Result<String> {
    Ok(text.text().said_in(language_of(values)))
}

/// A text with an argument: `{{ "notices-unread"|say|with("count", unseen) }}`.
#[askama::filter_fn]
pub fn with<V: Argument>(
    said: impl Borrow<Said>,
    _: &dyn askama::Values,
    name: &str,
    value: V,
) -> askama::Result<Said> {
    Ok(said.borrow().clone().with(name, value))
}

/// A text as a link, to be an argument of another: `"sign-in-code"|say|linked(address)`.
#[askama::filter_fn]
pub fn linked<A: Display>(said: impl Display, _: &dyn askama::Values, address: A) -> askama::Result<Html> {
    Ok(Html(format!(r#"<a href="{}">{}</a>"#, escape(&address.to_string()), escape(&said.to_string()))))
}

/// A text that a script finds by an attribute and says anew, to be an argument of another: `"open-why-missing"|say|held("data-why")`.
#[askama::filter_fn]
pub fn held(said: impl Display, _: &dyn askama::Values, attribute: &'static str) -> askama::Result<Html> {
    Ok(Html(format!("<span {attribute}>{}</span>", escape(&said.to_string()))))
}

/// Words that stand out, to be an argument of a text: `reference|strong`.
#[askama::filter_fn]
pub fn strong(words: impl Display, _: &dyn askama::Values) -> askama::Result<Html> {
    Ok(Html(format!("<strong>{}</strong>", escape(&words.to_string()))))
}

/// Words for a machine, to be an argument of a text: `"writ put"|code`.
#[askama::filter_fn]
pub fn code(words: impl Display, _: &dyn askama::Values) -> askama::Result<Html> {
    Ok(Html(format!("<code>{}</code>", escape(&words.to_string()))))
}

/// A key to be pressed, to be an argument of a text: `"desk-keys-escape"|say|kbd`.
#[askama::filter_fn]
pub fn kbd(words: impl Display, _: &dyn askama::Values) -> askama::Result<Html> {
    Ok(Html(format!("<kbd>{}</kbd>", escape(&words.to_string()))))
}

/// A text some of whose arguments are markup: the last filter of such a chain. All else in it is escaped.
#[askama::filter_fn]
pub fn marked(said: impl Display, _: &dyn askama::Values) -> askama::Result<Html> {
    Ok(Html(mark(&said.to_string())))
}

fn mark(text: &str) -> String {
    let [open, close] = MARKUP;
    let mut html = String::new();
    for piece in text.split(open) {
        match piece.split_once(close) {
            Some((markup, rest)) => {
                html.push_str(markup);
                html.push_str(&escape(rest));
            }
            None => html.push_str(&escape(piece)),
        }
    }
    html
}

impl Argument for Html {
    fn argument(&self) -> FluentValue<'static> {
        let [open, close] = MARKUP;
        // What would open or close markup within is none of it.
        format!("{open}{}{close}", self.0.replace(MARKUP, "")).into()
    }
}

/// The words that a script of the page says, under their keys, as a block of JSON that `static/js/texts.js` reads:
/// `{{ ["problem-title"]|texts }}`. What a script fills in stands as `{$name}`.
#[askama::filter_fn]
pub fn texts(keys: impl AsRef<[&'static str]>, values: &dyn askama::Values) -> askama::Result<Html> {
    let language = language_of(values);
    let texts: serde_json::Map<_, _> =
        keys.as_ref().iter().map(|key| ((*key).to_owned(), language.template(key).into())).collect();
    // A `<` could end the block; in JSON it can be written otherwise.
    let json = serde_json::Value::Object(texts).to_string().replace('<', "\\u003c");
    Ok(Html(format!(r#"<script type="application/json" data-texts>{json}</script>"#)))
}

/// A time as people read it, in a `<time>` with the exact one on hover: `23 November 2026, 10:04 UTC`.
#[askama::filter_fn]
pub fn at(time: impl Instant, values: &dyn askama::Values) -> askama::Result<Html> {
    let (time, language) = (time.instant(), language_of(values));
    Ok(time_element(time, &language.minute(time)))
}

/// A time as people read it in English, outside a template.
pub fn minute(time: Time) -> String {
    Language::default().minute(time)
}

/// A day as people read it: `23 November 2026`.
#[askama::filter_fn]
pub fn day(time: impl Instant, values: &dyn askama::Values) -> askama::Result<Html> {
    let time = time.instant();
    Ok(time_element(time, &language_of(values).day(time)))
}

/// A day that is kept as it was typed, `2026-11-20`, as people read it. What is no day stands as it is.
#[askama::filter_fn]
pub fn date(text: impl Display, values: &dyn askama::Values) -> askama::Result<String> {
    let text = text.to_string();
    Ok(match text.parse::<jiff::civil::Date>() {
        Ok(day) => language_of(values).date(day),
        Err(_) => text,
    })
}

/// How long ago: `3 hours ago`, for lists where the exact time is on hover.
#[askama::filter_fn]
pub fn ago(time: impl Instant, values: &dyn askama::Values, now: &Time) -> askama::Result<Html> {
    let (time, now) = (time.instant(), now.instant());
    Ok(time_element(time, &apart(language_of(values), time, now)))
}

/// What is left until a deadline, and the deadline; late once past. For whoever waits: nothing is urgent to them.
#[askama::filter_fn]
pub fn left(deadline: impl Instant, values: &dyn askama::Values, now: &Time) -> askama::Result<Html> {
    Ok(deadline_element(language_of(values), deadline.instant(), *now, Duration::ZERO, None))
}

/// The same for whoever has to act by then: urgent when no more than `within` is left.
#[askama::filter_fn]
pub fn left_urgent(
    deadline: impl Instant,
    values: &dyn askama::Values,
    now: &Time,
    within: &Duration,
) -> askama::Result<Html> {
    Ok(deadline_element(language_of(values), deadline.instant(), *now, *within, None))
}

/// The same for a deadline that is the end of a day: it is said as that day, in words (`last`), and not as the midnight after it.
#[askama::filter_fn]
pub fn left_of_days<D: Display>(
    deadline: impl Instant,
    values: &dyn askama::Values,
    now: &Time,
    within: &Duration,
    last: D,
) -> askama::Result<Html> {
    Ok(deadline_element(language_of(values), deadline.instant(), *now, *within, Some(&last.to_string())))
}

/// The deadline of a clock that stands still since then, with what was left on it.
#[askama::filter_fn]
pub fn paused(deadline: impl Instant, values: &dyn askama::Values, since: &Time) -> askama::Result<Html> {
    let (deadline, since, language) = (deadline.instant(), since.instant(), language_of(values));
    let rest = if deadline <= since {
        language.say("deadline-paused-late").with("span", language.span(since, deadline))
    } else {
        language.say("deadline-paused-left").with("span", language.span(deadline, since))
    };
    let (paused, rest) = (escape(&language.say("deadline-paused").to_string()), escape(&rest.to_string()));
    Ok(Html(format!(
        r#"<span class="deadline"><strong>{paused}</strong> <span class="deadline-date">{rest}</span></span>"#
    )))
}

/// Words carry how urgent it is, colour only repeats it.
fn deadline_element(
    language: Language,
    deadline: Time,
    now: Time,
    urgent_within: Duration,
    last_day: Option<&str>,
) -> Html {
    let late = deadline <= now;
    let (class, key, span) = if late {
        ("deadline is-late", "deadline-late", language.span(now, deadline))
    } else if deadline.since(now) <= urgent_within {
        ("deadline is-urgent", "deadline-urgent", language.span(deadline, now))
    } else {
        ("deadline", "deadline-left", language.span(deadline, now))
    };
    let by = if let Some(day) = last_day {
        let key = if late { "deadline-due-day" } else { "deadline-until-day" };
        language.say(key).with("day", time_element(deadline, day))
    } else {
        let this_year = year(deadline) == year(now);
        let day = if this_year { language.day_of_year(deadline) } else { language.day(deadline) };
        let time = time_element(deadline, &format!("{day}, {}", language.hour(deadline)));
        language.say(if late { "deadline-due" } else { "deadline-until" }).with("time", time)
    };
    let by = mark(&by.to_string());
    let text = escape(&language.say(key).with("span", span).to_string());
    Html(format!(r#"<span class="{class}"><strong>{text}</strong>, <span class="deadline-date">{by}</span></span>"#))
}

fn year(time: Time) -> String {
    time.to_jiff().strftime("%Y").to_string()
}

/// An id shortened, as words: within a link, a heading or a text.
#[askama::filter_fn]
pub fn brief(id: impl Display, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(shortened(&id.to_string()))
}

/// The first characters of an id, and its last, which say more of it.
pub fn shortened(id: &str) -> String {
    if id.chars().count() > 14 {
        let start: String = id.chars().take(6).collect();
        format!("{start}…{}", tail(id, 4))
    } else {
        id.to_owned()
    }
}

/// An id shortened, with a button that copies all of it (shown where scripts run).
#[askama::filter_fn]
pub fn short(id: impl Display, values: &dyn askama::Values) -> askama::Result<Html> {
    let id = id.to_string();
    let (whole, shown) = (escape(&id), escape(&shortened(&id)));
    let copy = escape(&language_of(values).say("copy").to_string());
    Ok(Html(format!(
        r#"<span class="id"><code title="{whole}">{shown}</code><button type="button" class="copy" data-copy="{whole}" hidden>{copy}</button></span>"#
    )))
}

/// A number of bytes as people read it: `3.2 MB`, with the exact number on hover.
#[askama::filter_fn]
pub fn size(bytes: impl Count, values: &dyn askama::Values) -> askama::Result<Html> {
    let (bytes, language) = (bytes.count(), language_of(values));
    Ok(measured(language, bytes, &language.size(bytes)))
}

/// The same in the binary units in which hosts give the room of their mirrors: `8 TiB`.
#[askama::filter_fn]
pub fn room(bytes: impl Count, values: &dyn askama::Values) -> askama::Result<Html> {
    let (bytes, language) = (bytes.count(), language_of(values));
    Ok(measured(language, bytes, &language.room(bytes)))
}

fn measured(language: Language, bytes: u64, shown: &str) -> Html {
    let exact = language.say("size-bytes").with("count", bytes).with("number", language.number(bytes));
    Html(format!(r#"<span class="num" title="{}">{}</span>"#, escape(&exact.to_string()), escape(shown)))
}

/// A whole number with its thousands apart.
#[askama::filter_fn]
pub fn number(number: impl Count, values: &dyn askama::Values) -> askama::Result<Html> {
    Ok(Html(format!(r#"<span class="num">{}</span>"#, escape(&language_of(values).number(number.count())))))
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

/// A text of ours with the addresses in it as links, each up to the next space: `way.kind.text()|say|addressed`.
#[askama::filter_fn]
pub fn addressed(text: impl Display, _: &dyn askama::Values) -> askama::Result<Html> {
    let text = escape(&text.to_string());
    let word = |word: &str| {
        if word.starts_with("https://") {
            format!(r#"<a class="address" href="{word}">{word}</a>"#)
        } else {
            word.to_owned()
        }
    };
    Ok(Html(text.split(' ').map(word).collect::<Vec<_>>().join(" ")))
}

/// Lines break between date and hour, and not within one of them.
fn time_element(time: Time, text: &str) -> Html {
    let exact = time.rfc3339();
    let whole = text.replace(", ", "</span>, <span class=\"nowrap\">");
    Html(format!(r#"<time datetime="{exact}" title="{exact}"><span class="nowrap">{whole}</span></time>"#))
}

/// How far a time is from now, in words. What was done for this very page may be a breath later than the page's own time.
fn apart(language: Language, time: Time, now: Time) -> String {
    if time.max(now).since(time.min(now)).as_secs() < 60 {
        language.say("span-now").to_string()
    } else if time > now {
        language.say("span-in").with("span", language.span(time, now)).to_string()
    } else {
        language.say("span-ago").with("span", language.span(now, time)).to_string()
    }
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
        let english = Language::default();
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (3_249_000, "3.2 MB"),
            (999_949, "1.0 MB"),
            (123_456_789, "123 MB"),
            (1 << 40, "1.1 TB"),
        ] {
            assert_eq!(english.size(bytes), text, "{bytes}");
        }
        for (bytes, text) in [
            (1_023, "1,023 bytes"),
            (1 << 10, "1 KiB"),
            (1_500 << 20, "1.5 GiB"),
            (500 << 30, "500 GiB"),
            ((1 << 40) - 1, "1.0 TiB"),
            (8 << 40, "8 TiB"),
            ((8 << 40) + 1, "8.0 TiB"),
            (2_000 << 40, "2,000 TiB"),
            (u64::MAX, "16,777,216 TiB"),
        ] {
            assert_eq!(english.room(bytes), text, "{bytes}");
        }
        let later = |seconds| english.span(Time::from_seconds(seconds), Time::EPOCH);
        assert_eq!(later(30), "1 minute");
        assert_eq!(later(3 * 3600 + 120), "3 hours 2 minutes");
        assert_eq!(later(2 * 86400 + 3600), "2 days 1 hour");
        let now = Time::from_seconds(1_000);
        for (seconds, text) in [(940, "1 minute ago"), (941, "just now"), (1_059, "just now"), (1_060, "in 1 minute")] {
            assert_eq!(apart(english, Time::from_seconds(seconds), now), text);
        }
        assert_eq!(minute(Time::EPOCH), "1 January 1970, 00:00 UTC");
        // A clock of four hours is urgent in its last one, and one that nobody has to hurry for never.
        let due = Time::from_seconds(4 * 3600);
        let shown =
            |seconds, within| deadline_element(english, due, Time::from_seconds(seconds), within, None).to_string();
        let hour = Duration::from_hours(1);
        assert!(shown(60, hour).contains("3 hours 59 minutes left<"));
        assert!(shown(3 * 3600, hour).contains("1 hour left, urgent<"));
        assert!(shown(3 * 3600, Duration::ZERO).contains("1 hour left<"));
        assert!(shown(3 * 3600, Duration::ZERO).contains("</strong>, <span class=\"deadline-date\">until <time"));
        let late = shown(5 * 3600, Duration::ZERO);
        assert!(late.contains("1 hour late<") && late.contains(">due <time"), "{late}");
        let of_days =
            deadline_element(english, due, Time::from_seconds(60), hour, Some("31 December 1969")).to_string();
        assert!(of_days.contains("until the end of <time") && of_days.contains("31 December 1969"), "{of_days}");
        assert!(!of_days.contains("UTC"), "{of_days}");
        assert_eq!(english.number(1_234_567), "1,234,567");
        assert_eq!(escape("<a href='\"&'>"), "&lt;a href=&#39;&quot;&amp;&#39;&gt;");
    }

    #[test]
    fn french_writes_its_own_dates_numbers_and_sizes() {
        let french = Language::named("fr").unwrap();
        let day = |text| french.day(Time::parse_rfc3339(text).unwrap());
        assert_eq!(day("2026-11-23T10:04:00Z"), "23 novembre 2026");
        assert_eq!(day("2027-05-01T10:04:00Z"), "1er mai 2027");
        assert_eq!(french.number(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(french.size(3_249_000), "3,2 Mo");
        assert_eq!(french.room(1_500 << 20), "1,5 GiB", "as it is typed");
        let due = Time::parse_rfc3339("2026-11-23T10:04:00Z").unwrap();
        let shown = deadline_element(french, due, due.minus(Duration::from_hours(3)), Duration::ZERO, None).to_string();
        assert!(shown.contains("encore 3 heures<") && shown.contains(">jusqu’au <time"), "{shown}");
    }

    #[test]
    fn nobodys_words_become_markup_in_a_text() {
        let link = Html(r#"<a href="/contact">here</a>"#.to_owned());
        let said = Language::default().say("notice-from-to").with("host", link);
        let said = said.with("email", "\u{e000}<b>\u{e001}<i>");
        let html = mark(&said.to_string());
        assert!(html.contains(r#"<a href="/contact">here</a>"#) && html.contains("&lt;b&gt;&lt;i&gt;"), "{html}");
    }
}
