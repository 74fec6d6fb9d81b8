//! `writ admin evacuate`: empties a country or a mirror, and says what that comes to and how far it is.

use clap::Args;

use super::super::read_country;
use super::super::serve::Serve;
use super::{beside, require_public_url, say};
use crate::config::Jurisdiction;
use crate::ids::MirrorId;
use crate::service::Service;
use crate::texts::Language;
use crate::vault::hosts::{self, By, Emptying, Prospect};
use crate::vault::moving::{self, Held, Progress};

/// What to empty, and the settings of the service.
#[derive(Debug, Args)]
pub struct Evacuate {
    #[command(flatten)]
    service: Serve,
    /// A country by its two letters, such as NZ, or a mirror by its number
    #[arg(value_name = "COUNTRY|MIRROR", value_parser = read_what)]
    what: Emptying,
    /// That it is meant, and begins: it cannot be taken back
    #[arg(long)]
    for_good: bool,
}

fn read_what(text: &str) -> Result<Emptying, String> {
    if let Ok(mirror) = text.parse() {
        return Ok(Emptying::Mirror(mirror));
    }
    let neither = |_| "this is neither a country by its two letters, nor a mirror by its number".to_owned();
    read_country(text).map(Emptying::Country).map_err(neither)
}

/// What it comes to that mirrors are emptied, line by line; nothing where all of them were being emptied already.
fn foretold(prospect: &Prospect) -> Vec<String> {
    let of_mirror = |held: &Held| {
        format!("{} {}: {} copies, {} ({})", held.jurisdiction, held.host, held.blobs, size(held.bytes), held.mirror)
    };
    let mut lines: Vec<String> = prospect.mirrors.iter().map(of_mirror).collect();
    if !lines.is_empty() {
        lines.extend(comes_to(prospect));
    }
    lines
}

/// In the units of the pages about mirrors.
fn size(bytes: i64) -> String {
    Language::default().room(u64::try_from(bytes).unwrap_or(0))
}

/// What that comes to for the files there, in the words of the page that is shown before.
fn comes_to(prospect: &Prospect) -> Vec<String> {
    let english = Language::default();
    let free = prospect.free.map(|free| format!("On mirrors elsewhere {} are free.", size(free)));
    let short = english.say("mirrors-empty-short").with("files", prospect.short).with("copies", prospect.wanted);
    let nowhere = english.say("mirrors-empty-nowhere").with("files", prospect.nowhere);
    let said = [
        Some(short),
        (prospect.nowhere != 0).then_some(nowhere),
        prospect.is_tight().then(|| english.say("mirrors-empty-tight")),
        prospect.custody.then(|| english.say("mirrors-empty-custody")),
    ];
    free.into_iter().chain(said.iter().flatten().map(ToString::to_string)).collect()
}

/// Whether a mirror, which stands in `country`, is of what is to be emptied.
fn is_of(what: Emptying, mirror: MirrorId, country: &str) -> bool {
    match what {
        Emptying::Country(asked) => asked.as_str() == country,
        Emptying::Mirror(asked) => asked == mirror,
    }
}

/// How far a mirror is that is being emptied, line by line, and whether it is empty.
fn so_far(mirror: MirrorId, (country, host): (&str, &str), progress: &Progress) -> (Vec<String>, bool) {
    let there = progress.left + progress.settled;
    let mut lines = vec![format!(
        "{country} {host}: {there} copies still there, {} ordered away, {} gone ({mirror})",
        progress.leaving, progress.gone
    )];
    lines.extend(progress.failing.iter().map(|(why, count)| format!("    {count} stay so far: {why}")));
    let is_empty = there == 0 && progress.leaving == 0;
    if is_empty {
        lines.push("    Empty: two administrators can remove it at /desk/mirrors.".to_owned());
    }
    (lines, is_empty)
}

/// How many mirrors of a country begin to be emptied.
fn begun_in(country: Jurisdiction, begun: usize) -> String {
    match begun {
        0 => format!("No other mirror in {country} begins to be emptied."),
        1 => format!("1 mirror in {country} begins to be emptied."),
        _ => format!("{begun} mirrors in {country} begin to be emptied."),
    }
}

/// Begins to empty mirrors, and counts afterwards what that comes to: nothing more is placed on them meanwhile, however long that takes.
async fn begin(service: &Service, what: Emptying) -> anyhow::Result<Prospect> {
    let since = service.clock.now();
    match what {
        Emptying::Country(country) => {
            let begun = hosts::evacuate_country(service, By::Operator, country, None).await?;
            say(&begun_in(country, begun))?;
        }
        Emptying::Mirror(mirror) => hosts::evacuate(service, By::Operator, mirror).await?,
    }
    Ok(hosts::reckon(service, By::Operator, what, since).await?)
}

impl Evacuate {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let named = self.service.names_public_url();
        // Mirrors of the service's own process are in its hands: this one only says what is to be done.
        let service = beside(self.service.config()?).await?;
        service.log.require_current()?;
        if self.for_good {
            require_public_url(&service, named).await?;
        }
        let prospect = if self.for_good {
            begin(&service, self.what).await?
        } else {
            hosts::foresee(&service, By::Operator, self.what).await?
        };
        foretold(&prospect).iter().try_for_each(|line| say(line))?;
        if !self.for_good && !prospect.mirrors.is_empty() {
            say("Nothing has begun: say --for-good if it is meant. It cannot be taken back.")?;
        }
        let mut is_over = true;
        for (mirror, host, country, progress) in moving::emptied(&service).await? {
            if is_of(self.what, mirror, &country) {
                let (lines, is_empty) = so_far(mirror, (&country, &host), &progress);
                lines.iter().try_for_each(|line| say(line))?;
                is_over &= is_empty;
            }
        }
        if !is_over {
            say(
                "The service does the rest while it runs. Give the command again, without --for-good, to see how far it is.",
            )?;
        }
        service.db.close().await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_emptied_is_a_country_or_a_mirror() {
        let mirror = "0191e7a0-0000-7000-8000-000000000001";
        assert_eq!(read_what(mirror), Ok(Emptying::Mirror(mirror.parse().unwrap())));
        for country in ["NZ", "nz"] {
            assert_eq!(read_what(country), Ok(Emptying::Country(Jurisdiction::parse("NZ").unwrap())));
        }
        for neither in ["", "NZL", "0191e7a0"] {
            assert!(read_what(neither).is_err(), "{neither}");
        }
    }

    #[test]
    fn how_far_it_is_is_said_of_what_was_asked_about() {
        let mirror: MirrorId = "0191e7a0-0000-7000-8000-000000000001".parse().unwrap();
        let [iceland, zealand] = ["IS", "NZ"].map(|code| Emptying::Country(Jurisdiction::parse(code).unwrap()));
        let asked = [iceland, zealand, Emptying::Mirror(mirror)].map(|what| is_of(what, mirror, "NZ"));
        assert_eq!(asked, [false, true, true]);
        let (left, failing) = (5, vec![("it is locked".to_owned(), 2)]);
        let begun = Progress { left, settled: 1, failing, ..Progress::default() };
        let (lines, is_empty) = so_far(mirror, ("NZ", "auckland"), &begun);
        let first = "NZ auckland: 6 copies still there, 0 ordered away, 0 gone (0191e7a0-0000-7000-8000-000000000001)";
        assert_eq!((&*lines.join("\n"), is_empty), (&*format!("{first}\n    2 stay so far: it is locked"), false));
        for (leaving, is_done) in [(1, false), (0, true)] {
            let (lines, is_empty) = so_far(mirror, ("NZ", "auckland"), &Progress { leaving, ..Progress::default() });
            assert_eq!((is_empty, lines.len()), (is_done, 1 + usize::from(is_done)));
        }
    }

    #[test]
    fn what_it_comes_to_is_said_in_the_words_of_the_page() {
        let said = |short, nowhere, custody, free| {
            comes_to(&Prospect { mirrors: Vec::new(), custody, wanted: 3, short, nowhere, free }).join("\n")
        };
        let none = "Of the files there, none will have fewer than 3 copies, as far as can be told.";
        assert_eq!(said(0, 0, false, None), none);
        assert_eq!(said(0, 0, false, Some(8 << 40)), format!("On mirrors elsewhere 8 TiB are free.\n{none}"));
        let short = "Of the files there, about 2 will have fewer than 3 copies until other mirrors are admitted.";
        let nowhere = "For one of them more room would not help: each mirror elsewhere that takes files shares host or country \
                       with one that has it or refused it.";
        let custody =
            "A custody store stands there, too. It is not emptied: name another in its place if it is to leave.";
        assert_eq!(said(2, 1, true, None), [short, nowhere, custody].join("\n"));
        assert!(said(2, 2, false, None).contains("\nFor 2 of them more room would not help: "));
    }

    #[test]
    fn how_many_are_emptied_is_said_as_people_say_it() {
        let said = [0, 1, 2].map(|begun| begun_in(Jurisdiction::parse("NZ").unwrap(), begun));
        assert_eq!(
            said,
            [
                "No other mirror in NZ begins to be emptied.",
                "1 mirror in NZ begins to be emptied.",
                "2 mirrors in NZ begin to be emptied.",
            ]
        );
    }
}
