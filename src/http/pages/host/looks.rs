//! How mirrors and applications look, to their hosts and at the desk: the badge of each, and its text.

use crate::vault::applications::{Application, ApplicationState};
use crate::vault::health::Report;
use crate::vault::hosts::{Host, MirrorState};
use crate::vault::standing::{Measure, Standing};

/// How a mirror looks that is being emptied.
pub(in crate::http::pages) const EMPTIED: (&str, &str) = ("warn", "mirrors-state-evacuated");

/// How one looks that was, and can be removed.
pub(in crate::http::pages) const EMPTY: (&str, &str) = ("info", "mirrors-state-empty");

/// How a mirror looks where it stands, and the text of that.
pub(in crate::http::pages) fn state(host: &Host) -> (&'static str, &'static str) {
    match host.state {
        MirrorState::Removed if host.admitted_at.is_none() => ("plain", "mirrors-state-refused"),
        MirrorState::Draining if host.emptied_at.is_some() => EMPTY,
        MirrorState::Draining if host.evacuated_at.is_some() => EMPTIED,
        MirrorState::Failed if host.given_up_at.is_some() => ("bad", "mirrors-state-given-up"),
        state => state_of(state),
    }
}

/// The same where no more is known of it.
pub(in crate::http::pages) fn state_of(state: MirrorState) -> (&'static str, &'static str) {
    match state {
        MirrorState::Applied => ("info", "mirrors-state-applied"),
        MirrorState::Admitted => ("good", "mirrors-state-admitted"),
        MirrorState::Draining => ("warn", "mirrors-state-draining"),
        MirrorState::Failed => ("bad", "mirrors-state-failed"),
        MirrorState::Removed => ("plain", "mirrors-state-removed"),
    }
}

/// The same of what is thought of it; nothing of one with which all is over.
pub(in crate::http::pages) fn standing(host: &Host) -> Option<(&'static str, &'static str)> {
    if host.state == MirrorState::Removed || host.given_up_at.is_some() {
        return None;
    }
    Some(match host.standing {
        Standing::Good if host.looked_at.is_none() => ("plain", "host-not-looked"),
        Standing::Good => ("good", "mirrors-standing-good"),
        Standing::Watched => ("warn", "mirrors-standing-watched"),
        Standing::Failing => ("bad", "mirrors-standing-failing"),
        Standing::Failed => ("bad", "mirrors-standing-failed"),
    })
}

/// What speaks against a mirror: the text of each, and how much of it there is.
pub(in crate::http::pages) fn against(report: &Report) -> Vec<(&'static str, u64)> {
    report.shown.reasons.iter().map(|(measure, count, _)| (reason(*measure), *count)).collect()
}

fn reason(measure: Measure) -> &'static str {
    match measure {
        Measure::Wrong => "mirrors-reason-wrong",
        Measure::Lost => "mirrors-reason-lost",
        Measure::Untrue => "mirrors-reason-untrue",
        Measure::Refused => "mirrors-reason-refused",
        Measure::MissedPercent => "mirrors-reason-missed",
        Measure::SilentHours => "mirrors-reason-silent",
        Measure::OverdueHours => "mirrors-reason-overdue",
        Measure::Damaged => "mirrors-reason-damaged",
        Measure::DroppedPercent => "mirrors-reason-dropped",
    }
}

/// The same of an application.
pub(in crate::http::pages) fn applied(application: &Application) -> (&'static str, &'static str) {
    match application.state {
        ApplicationState::Waiting => ("info", "host-application-waiting"),
        ApplicationState::Approved => ("good", "host-application-approved"),
        ApplicationState::Declined => ("bad", "host-application-declined"),
        ApplicationState::Withdrawn => ("plain", "host-application-withdrawn"),
    }
}
