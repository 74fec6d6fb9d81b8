//! What this is, and what is known here about whom.

use std::time::Duration;

use super::prelude::*;
use super::{Samples, timeline};
use crate::clock::Time;
use crate::config::{Limits, MailRoute};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/", get(home)).route("/privacy", get(privacy))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<HomePage>();
    samples.add::<PrivacyPage>();
}

/// What this is.
#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    layout: Layout,
    /// What a takedown looks like, drawn with the real component.
    story: Vec<timeline::Line>,
}
page!(HomePage, PrivacyPage);

impl HomePage {
    fn of(layout: Layout) -> Self {
        let day = layout.now;
        let at = |minutes: u64| day.minus(Duration::from_mins(90 - minutes));
        let said = |key: &str| layout.language.say(key).to_string();
        let line = |at: Time, who: &str, what: &str, tone| timeline::Line {
            tone,
            ..timeline::Line::new(at, said(who), said(what))
        };
        let story = vec![
            line(at(0), "home-story-holder", "home-story-claims", timeline::Tone::Plain),
            line(at(14), "line-reviewer", "home-story-decides", timeline::Tone::Plain),
            line(at(14), "line-service", "home-story-withholds", timeline::Tone::Bad),
            line(at(16), "home-story-mirrors", "home-story-delete", timeline::Tone::Good),
            line(at(16), "home-story-uploader", "home-story-told", timeline::Tone::Plain),
        ];
        Self { layout, story }
    }
}

impl Sample for HomePage {
    fn samples() -> Vec<Self> {
        vec![Self::of(Layout::sample()), Self::of(Layout::sample_for_strangers())]
    }
}

async fn home(layout: Layout) -> HomePage {
    HomePage::of(layout)
}

/// What is known about whom, and for how long.
#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage {
    layout: Layout,
    limits: Limits,
    /// Messages lie as files until the operator has handed them on.
    writes_letters: bool,
}

impl PrivacyPage {
    /// What is kept, and how long, by the limits that are in force here.
    fn kept(&self) -> Vec<(String, String)> {
        let (say, limits) = (|key: &str| self.layout.language.say(key), &self.limits);
        let after = |key: &str, time| say(key).with("days", days(time)).to_string();
        let row = |key: &str, how_long: String| (say(key).to_string(), how_long);
        let mut rows = vec![
            row("privacy-kept-session", after("privacy-days", limits.session_lifetime)),
            row("privacy-kept-requests", after("privacy-days-after", limits.request_data)),
            row("privacy-kept-messages", say("privacy-kept-messages-long").to_string()),
        ];
        if self.writes_letters {
            rows.push(row("privacy-kept-letters", say("privacy-kept-letters-long").to_string()));
        }
        rows.extend([
            row("privacy-kept-identity", after("privacy-kept-identity-long", limits.identity_documents)),
            row("privacy-kept-evidence", after("privacy-kept-evidence-long", limits.redress_after)),
            row("privacy-kept-files", after("privacy-kept-files-long", limits.custody_kept)),
            row("privacy-kept-signature", after("privacy-kept-signature-long", limits.signature_details)),
            row("privacy-kept-notice", say("privacy-kept-notice-long").to_string()),
            row("privacy-kept-reasons", say("privacy-kept-reasons-long").to_string()),
            row("privacy-kept-desk", say("privacy-kept-desk-long").to_string()),
            row("privacy-kept-settled", say("privacy-kept-settled-long").to_string()),
            row("privacy-kept-account", say("privacy-kept-account-long").to_string()),
        ]);
        rows
    }

    /// For how long a browser is known after its last use.
    fn browser_days(&self) -> i64 {
        days(self.limits.request_data)
    }

    fn key_days(&self) -> i64 {
        days(self.limits.wrapping_key_days)
    }

    fn key_kept(&self) -> i64 {
        days(self.limits.wrapping_key_kept)
    }
}

/// Whole days, rounded up: what is promised is kept.
pub(super) fn days(time: Duration) -> i64 {
    i64::try_from(time.as_secs().div_ceil(86_400)).unwrap_or(i64::MAX)
}

impl Sample for PrivacyPage {
    fn samples() -> Vec<Self> {
        let page =
            |writes_letters| Self { layout: Layout::sample_for_strangers(), limits: Limits::default(), writes_letters };
        vec![page(true), page(false)]
    }
}

async fn privacy(State(service): State<Service>, layout: Layout) -> PrivacyPage {
    let writes_letters = matches!(service.config.mail, MailRoute::Files(_));
    PrivacyPage { layout, limits: service.config.limits.clone(), writes_letters }
}
