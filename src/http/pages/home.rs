//! What this is, and what is known here about whom.

use super::prelude::*;
use super::{Samples, timeline};
use crate::clock::Time;

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
        let at = |minutes: u64| day.minus(std::time::Duration::from_mins(90 - minutes));
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
}

impl Sample for PrivacyPage {
    fn samples() -> Vec<Self> {
        vec![Self { layout: Layout::sample_for_strangers() }]
    }
}

async fn privacy(layout: Layout) -> PrivacyPage {
    PrivacyPage { layout }
}
