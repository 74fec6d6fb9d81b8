//! Answers to decisions, made up: for the samples of every page that shows one.

use std::time::Duration;

use uuid::Uuid;

use crate::claims::decided::Decided;
use crate::claims::decisions::{Action, Finding};
use crate::claims::filing::TargetState;
use crate::entropy::Entropy;
use crate::http::pages::Layout;
use crate::ids::{
    AccountId, AppealId, CaseId, ClaimId, CounterNoticeId, DecisionId, DisputeId, LinkId, NoticeId, ObjectId, TargetId,
};
use crate::process::ahead::Ahead;
use crate::process::appeals::{Appeal, Outcome, Side};
use crate::process::counter_notices::{CounterNotice, CounterStatement, JURISDICTION, MISTAKE, Opened};
use crate::process::disputes::{Dispute, Kind};
use crate::process::windows::{self, Window};

const DAY: Duration = Duration::from_hours(24);

pub(in crate::http::pages) fn decided(layout: &Layout, id: DecisionId) -> Decided {
    Decided {
        id,
        target: TargetId(Uuid::from_u128(31)),
        position: 1,
        target_state: TargetState::Decided,
        claim: ClaimId(Uuid::from_u128(32)),
        organisation: None,
        log_case: CaseId(Uuid::from_u128(33)),
        basis: "us-dmca".into(),
        object: ObjectId(Uuid::from_u128(34)),
        object_case: CaseId(Uuid::from_u128(37)),
        owner: AccountId(Uuid::from_u128(35)),
        link: LinkId::new(&Entropy::seeded(2)),
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
        reasons: "The file is the whole of the film.".into(),
        direct: false,
        decided_by: AccountId(Uuid::from_u128(36)),
        decided_at: layout.now,
        superseded_at: None,
        claim_decided_at: Some(layout.now),
        told_at: Some(layout.now),
        gagged: false,
        restricts: true,
    }
}

/// A counter-notice that waits for its day, and an action that keeps it from returning anything.
pub(in crate::http::pages) fn counter_notice(layout: &Layout, decision: DecisionId) -> (Opened, Dispute) {
    let id = CounterNoticeId(Uuid::from_u128(41));
    let sent = CounterNotice {
        id,
        notice: NoticeId(Uuid::from_u128(61)),
        decision,
        account: AccountId(Uuid::from_u128(35)),
        received_at: layout.now.minus(DAY),
        returns_at: layout.now.plus(14 * DAY),
        breach_at: layout.now.plus(18 * DAY),
        checked_by: None,
        checked_at: None,
        ended_at: None,
        outcome: None,
        incomplete_because: None,
    };
    let statement = CounterStatement {
        material: "My own recording of my own concert, which stood at this link.".into(),
        name: "Sam Example".into(),
        address: "1 Example Street\nSan Francisco".into(),
        telephone: "+1 415 555 0100".into(),
        district: Some("Northern District of California".into()),
        affirmations: vec![MISTAKE.into(), JURISDICTION.into()],
        signature: "Sam Example".into(),
    };
    let dispute = Dispute {
        id: DisputeId(Uuid::from_u128(42)),
        decision,
        kind: Kind::Action,
        counter_notice: Some(id),
        forum: "United States District Court, Northern District of California".into(),
        reference: "4:27-cv-01234".into(),
        begun_on: "2026-11-20".into(),
        told_at: layout.now,
        ended_at: None,
        outcome: None,
    };
    (Opened { counter_notice: sent, statement, decided: decided(layout, decision) }, dispute)
}

/// An appeal of a notifier that waits.
pub(in crate::http::pages) fn appeal(layout: &Layout, decision: DecisionId) -> Appeal {
    Appeal {
        id: AppealId(Uuid::from_u128(43)),
        decision,
        side: Side::Notifier,
        account: None,
        notice: None,
        lodged_at: layout.now.minus(DAY),
        due_at: layout.now.plus(DAY),
        outcome: None,
        reasons: None,
        ended_at: None,
        ruling: None,
    }
}

/// What lies ahead of an uploader who has done nothing, or has answered in every way.
pub(in crate::http::pages) fn ahead(layout: &Layout, answered: bool) -> Ahead {
    let decision = DecisionId(Uuid::from_u128(5));
    let window = |kind, days: u32| Window { kind, until: Some(layout.now.plus(days * DAY)) };
    let (opened, dispute) = counter_notice(layout, decision);
    let incomplete = CounterNotice {
        id: CounterNoticeId(Uuid::from_u128(44)),
        outcome: Some(crate::process::counter_notices::Outcome::Incomplete),
        incomplete_because: Some("The address is none.".into()),
        ended_at: Some(layout.now),
        ..opened.counter_notice.clone()
    };
    let mut windows = vec![window(windows::Kind::Custody, 184), window(windows::Kind::Appeal, 181)];
    if answered {
        windows.push(Window { kind: windows::Kind::Dispute, until: None });
    }
    Ahead {
        decided: decided(layout, decision),
        claimant: Some("Example Pictures".into()),
        windows,
        purged: false,
        counter_notices: if answered { vec![incomplete, opened.counter_notice] } else { Vec::new() },
        disputes: if answered { vec![dispute] } else { Vec::new() },
        appeal: answered.then(|| Appeal {
            side: Side::Uploader,
            outcome: Some(Outcome::Refused),
            reasons: Some("The licence does not cover this use.".into()),
            ended_at: Some(layout.now),
            ..appeal(layout, decision)
        }),
        counter_notice_now: (!answered).then(|| layout.now.plus(15 * DAY)),
        appeal_until: (!answered).then(|| layout.now.plus(181 * DAY)),
    }
}
