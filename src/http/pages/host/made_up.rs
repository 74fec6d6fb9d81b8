//! Mirrors and applications, made up: for the samples of every page that shows one.

use crate::http::pages::Layout;
use crate::ids::{HostApplicationId, MirrorId};
use crate::tokens::Digest;
use crate::vault::applications::{Application, ApplicationState};
use crate::vault::health::{Orders, Owed, Report, Seen};
use crate::vault::hosts::{Host, MirrorState, Wanted};
use crate::vault::proving::{self, Signs};
use crate::vault::refusals::Refused;
use crate::vault::standing::{Measure, Record, Standing};

/// A mirror as the samples of pages show it.
pub(in crate::http::pages) fn sample_report(layout: &Layout, state: MirrorState, standing: Standing) -> Report {
    let is_seen = state != MirrorState::Applied;
    let host = Host {
        id: MirrorId(uuid::Uuid::from_u128(1)),
        host: "Kiwi Hosting".into(),
        jurisdiction: "NZ".into(),
        public_key: vec![7; 32],
        url: Some("https://mirror.example".into()),
        capacity: Some(8 << 40),
        weight: 1,
        state,
        own: false,
        log_case: crate::ids::CaseId(uuid::Uuid::from_u128(2)),
        standing,
        applied_at: Some(layout.now),
        admitted_at: (state != MirrorState::Applied).then_some(layout.now),
        stopped_at: None,
        evacuated_at: None,
        emptied_at: None,
        failed_at: (state == MirrorState::Failed).then_some(layout.now),
        given_up_at: None,
        removed_at: None,
        looked_at: is_seen.then_some(layout.now),
        free_bytes: is_seen.then_some(5 << 40),
    };
    let seen = Seen {
        polled_at: is_seen.then_some(layout.now),
        looked_at: is_seen.then_some(layout.now),
        answered_at: is_seen.then_some(layout.now),
        problem: (standing >= Standing::Failing).then(|| "connection refused".to_owned()),
        clock_ahead: match standing {
            Standing::Good => is_seen.then_some(1),
            Standing::Watched => Some(3_600),
            Standing::Failing | Standing::Failed => Some(-90),
        },
        version: is_seen.then(|| "0.1.0".to_owned()),
        free_bytes: is_seen.then_some(5 << 40),
        sent_bytes: is_seen.then_some(7 << 30),
        counted_at: is_seen.then_some(layout.now),
        held_files: is_seen.then_some(1_204),
        held_bytes: is_seen.then_some(3 << 40),
        received_bytes: is_seen.then_some(4 << 40),
    };
    let owed = |refused| Owed {
        order: Digest([7; 32]),
        issued_at: layout.now,
        refused,
        attempts: 3,
        last_attempt_at: Some(layout.now),
    };
    let (orders, owed) = match standing {
        Standing::Failing | Standing::Failed => {
            (Orders { all: 4, receipted: 2, refused: 1 }, vec![owed(true), owed(false)])
        }
        Standing::Watched => (Orders { all: 3, receipted: 2, refused: 0 }, vec![owed(false)]),
        Standing::Good => (Orders::default(), Vec::new()),
    };
    let lost = i64::from(standing >= Standing::Failing);
    let shown = sample_shown(layout, is_seen, standing);
    Report { host, seen, orders, owed, lost, shown, wanted: None, why_refused: None }
}

/// The same, whose host asks for a change.
pub(super) fn sample_asking(layout: &Layout) -> Report {
    let wanted = Wanted { url: "https://elsewhere.example".into(), capacity: 9 << 40, asked_at: layout.now };
    Report { wanted: Some(wanted), ..sample_report(layout, MirrorState::Admitted, Standing::Good) }
}

/// The same, which has no room.
pub(super) fn sample_full(layout: &Layout) -> Report {
    let report = sample_report(layout, MirrorState::Admitted, Standing::Good);
    let free_bytes = Some(64 << 20);
    Report { host: Host { free_bytes, ..report.host }, seen: Seen { free_bytes, ..report.seen }, ..report }
}

/// What a mirror shows, made up: with everything that can be said of it where it failed.
fn sample_shown(layout: &Layout, is_seen: bool, standing: Standing) -> proving::Report {
    let signs = Signs {
        polled_at: Some(layout.now),
        answered_at: Some(layout.now),
        version: Some("0.1.0".into()),
        free_bytes: Some(5 << 40),
        replicas: Some(1_204),
        cosigned_size: Some(70_000),
        scrubbed_since: Some(layout.now),
        refused_orders: Some(2),
    };
    let refusal = Refused {
        blob: crate::ids::BlobId(uuid::Uuid::from_u128(5)),
        reason: "A court here forbids it.".into(),
        refused_at: layout.now,
    };
    let has_failed = standing == Standing::Failed;
    proving::Report {
        standing,
        record: Record { proved: 2_800, ..Record::default() },
        reasons: Measure::ALL.into_iter().filter(|_| has_failed).map(|it| (it, 2, Standing::Failing)).collect(),
        signs: is_seen.then_some(signs),
        refusals: has_failed.then_some(refusal).into_iter().collect(),
    }
}

/// An application as the samples of pages show it.
pub(in crate::http::pages) fn sample_application(layout: &Layout, state: ApplicationState) -> Application {
    Application {
        id: HostApplicationId(uuid::Uuid::from_u128(3)),
        account: crate::ids::AccountId(uuid::Uuid::from_u128(4)),
        state,
        host: "Kiwi Hosting".into(),
        contact: "ops@kiwi.example\n+64 4 123 45 67".into(),
        jurisdiction: "NZ".into(),
        capacity: 8 << 40,
        terms_version: 1,
        terms_sha256: Digest([9; 32]),
        applied_at: layout.now,
        decided_at: (state != ApplicationState::Waiting).then_some(layout.now),
        reason: (state == ApplicationState::Declined).then(|| "There are mirrors enough in that country.".into()),
        mirror: None,
        token_until: None,
    }
}
