//! Until when what was disclosed is kept, and until when the contact agent is registered.
//!
//! A disclosed key, and what it unsealed, go with the last window of their target: six months from being told for each side that can answer
//! (Regulation (EU) 2022/2065, Article 20(1) and (2)), the days of custody of what is locked (`--limit custody-kept`), and 30 times 24 hours
//! after an appeal has ended (`redress-after`). Each is counted as in the tables beside this one. What staff noted on the case goes in the same round.
//!
//! The designation of an agent lapses three years after it was registered or renewed (37 CFR 201.38(c)(4)): with the day of the same date, or the
//! last of a February that has none. Administrators are told 60 times 24 hours before that day begins (`agent-renewal-notice`).

use std::time::Duration;

use writ::claims::decisions::Action;
use writ::claims::withdrawal::Claimant;
use writ::claims::{cases, notes};
use writ::db;
use writ::ids::{ClaimId, DecisionId};
use writ::personal::retention;
use writ::policies::{self, ContactAgent, Registration};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::service::Service;
use writ::texts::Text;

use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File};
use crate::process::{at, decided, in_new_york, turn_to, worked};

const SECOND: Duration = Duration::from_secs(1);

// Evidence ----------------------------------------------------------------------------------------------

struct Disclosed {
    decided: &'static str,
    action: Action,
    /// When its notifier appeals, and when that is refused.
    appealed: Option<(&'static str, &'static str)>,
    /// When the last window closes.
    closes: &'static str,
    /// How it was counted.
    how: &'static str,
}

const EVIDENCE: [Disclosed; 5] = [
    Disclosed {
        decided: "2027-05-22T16:00:00Z",
        action: Action::LockAndDelete,
        appealed: None,
        closes: "2027-11-23T04:59:59Z",
        how: "Sat 22 May to Mon 22 Nov, when it is winter; 184 days are over at 11 of that morning",
    },
    Disclosed {
        decided: "2027-08-30T14:00:00Z",
        action: Action::None,
        appealed: None,
        closes: "2028-03-01T04:59:59Z",
        how: "Mon 30 Aug to Tue 29 Feb, a leap day, since that month has no 30th",
    },
    Disclosed {
        decided: "2027-10-25T14:00:00Z",
        action: Action::DisableLink,
        appealed: None,
        closes: "2028-04-26T03:59:59Z",
        how: "Mon 25 Oct to Tue 25 Apr, for both sides; nothing is in custody of it",
    },
    Disclosed {
        decided: "2028-02-18T14:00:00Z",
        action: Action::LockAndDelete,
        appealed: None,
        closes: "2028-08-20T14:00:00Z",
        how: "184 days to Sun 20 Aug, a leap day among them; six months to Fri 18 Aug",
    },
    Disclosed {
        decided: "2028-09-29T14:00:00Z",
        action: Action::None,
        appealed: Some(("2029-02-10T15:00:00Z", "2029-02-28T15:00:00Z")),
        closes: "2029-03-30T15:00:00Z",
        how: "30 days from Wed 28 Feb to Fri 30 Mar, 11:00, when it is summer; six months to Thu 29 Mar",
    },
];

/// What is done and looked at of one claim, in the order of its days.
enum Step {
    Decided,
    Lodged,
    Refused,
    KeptStill,
    Gone,
}

/// What staff note on each claim once it is decided.
const NOTED: &str = "Ask the studio once more";

/// Whether that is read still, and nothing in its place.
async fn is_noted(service: &Service, cast: &Cast, claim: ClaimId) -> bool {
    let notes = cases::desk_case(service, &cast.senior, claim).await.unwrap().notes;
    let [note] = &notes[..] else { panic!("{notes:?}") };
    assert!(note.words == NOTED || note.words == Text::of("words-erased"), "{note:?}");
    note.words == NOTED
}

/// Whether something that was disclosed with a claim is kept.
async fn is_kept(service: &Service, claim: ClaimId) -> bool {
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM targets WHERE claim = $1
               AND (key_sealed IS NOT NULL OR unsealed_metadata_sealed IS NOT NULL OR found_at_url_sealed IS NOT NULL)";
    db::one!(tx, (i64,), sql, claim).unwrap().0 > 0
}

both_engines!(years_of_evidence_go_with_the_last_window_of_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    // The days of one claim lie among those of others.
    let mut steps = Vec::new();
    for (row, Disclosed { decided, appealed, closes, .. }) in EVIDENCE.iter().enumerate() {
        steps.push((at(decided), row, Step::Decided));
        if let Some((lodged, refused)) = appealed {
            steps.extend([(at(lodged), row, Step::Lodged), (at(refused), row, Step::Refused)]);
        }
        steps.extend([(at(closes).minus(SECOND), row, Step::KeptStill), (at(closes), row, Step::Gone)]);
    }
    steps.sort_by_key(|(time, ..)| *time);
    let mut claims: Vec<(ClaimId, DecisionId)> = Vec::new();
    let mut appeal = None;
    for (time, row, step) in steps {
        let Disclosed { action, how, .. } = &EVIDENCE[row];
        turn_to(service, time);
        if let Step::Decided = step {
            let film = File::upload(service, "film.mkv").await;
            claims.push(decided(service, &cast, &film, *action).await);
        }
        let (claim, decision) = claims[row];
        match step {
            Step::Decided => {
                notes::write(service, &cast.reviewer, claim, NOTED).await.unwrap();
                worked(service).await;
            }
            Step::Lodged => {
                let theirs = Appellant::Notifier(Claimant::Person(&cast.member), claim, decision);
                appeal = Some(appeals::lodge(service, theirs, "It is our film").await.unwrap());
            }
            Step::Refused => {
                let verdict = Verdict::Refuse;
                appeals::decide(service, &cast.other_reviewer, appeal.unwrap(), &verdict, "It is not").await.unwrap();
            }
            Step::KeptStill => {
                retention::let_go(service).await.unwrap();
                assert!(is_kept(service, claim).await && is_noted(service, &cast, claim).await, "{how}");
            }
            Step::Gone => {
                retention::let_go(service).await.unwrap();
                assert!(!is_kept(service, claim).await && !is_noted(service, &cast, claim).await, "{how}");
            }
        }
    }
});

// The agent ---------------------------------------------------------------------------------------------

struct Registered {
    on: &'static str,
    lapses: &'static str,
    /// When administrators are told.
    told: &'static str,
    how: &'static str,
}

const AGENTS: [Registered; 4] = [
    Registered {
        on: "2025-02-28",
        lapses: "2028-02-28",
        told: "2027-12-30T05:00:00Z",
        how: "Mon 28 Feb, the day before a leap day; 60 days before to Thu 30 Dec",
    },
    Registered {
        on: "2026-11-30",
        lapses: "2029-11-30",
        told: "2029-10-01T05:00:00Z",
        how: "Fri 30 Nov, a leap day among the years; 60 days before, when it is summer, to Mon 1 Oct, 01:00",
    },
    Registered {
        on: "2027-04-05",
        lapses: "2030-04-05",
        told: "2030-02-04T04:00:00Z",
        how: "Fri 5 Apr; 60 days before, when it is winter, to Sun 3 Feb, 23:00",
    },
    Registered {
        on: "2028-02-29",
        lapses: "2031-02-28",
        told: "2030-12-30T05:00:00Z",
        how: "from a leap day to Fri 28 Feb, since 2031 has none; 60 days before to Mon 30 Dec",
    },
];

both_engines!(years_of_registrations_lapse_on_the_days_of_the_table, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let (first, _) = cast::administrators(service).await;
    let agent =
        ContactAgent::parse("Notices desk", "Example Files", "1 Street", "notices@files.example", "+33 1 23").unwrap();
    for (version, Registered { on, lapses, told, how }) in (0..).zip(&AGENTS) {
        let registered = agent.clone().registered(Registration::parse("DMCA-1234567", on).unwrap());
        policies::publish(service, first, &registered, version).await.unwrap();
        turn_to(service, at(told).minus(SECOND));
        worked(service).await;
        turn_to(service, at(told).minus(Duration::from_micros(1)));
        assert_eq!(policies::renewal_due(service).await.unwrap(), None, "{how}");
        let messages = cast::rows(service, "messages").await;
        turn_to(service, at(told));
        assert_eq!(policies::renewal_due(service).await.unwrap(), Some(lapses.parse().unwrap()), "{how}");
        worked(service).await;
        assert_eq!(cast::rows(service, "messages").await, messages + 2, "both administrators are told: {how}");
    }
});
