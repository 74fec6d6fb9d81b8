//! Answers to decisions, made up: for the samples of every page that shows one.

use std::time::Duration;

use uuid::Uuid;

use crate::accounts::standing::{Kind, Scope};
use crate::claims::decided::{Decided, Sender};
use crate::claims::decisions::{Action, Finding};
use crate::claims::filing::TargetState;
use crate::entropy::Entropy;
use crate::http::pages::Layout;
use crate::ids::{
    AccountId, AccountReviewId, AppealId, CaseId, ClaimId, CounterNoticeId, DecisionId, DisputeId, LinkId, MarkId,
    MeasureId, NoticeId, ObjectId, OrganisationId, TargetId,
};
use crate::notices::{Claimed, Holder};
use crate::process::ahead::Ahead;
use crate::process::appeals::{Appeal, Outcome, Side};
use crate::process::counter_notices::{CounterNotice, CounterStatement, JURISDICTION, MISTAKE, Opened};
use crate::process::disputes::{self, Dispute, Named};
use crate::process::measures::{self, Measure};
use crate::process::misuse::{Mark, What};
use crate::process::strikes::{Restricted, Standing, Strike};
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
        sender: Sender::Stranger,
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

/// What somebody claims.
pub(in crate::http::pages) fn claimed() -> Claimed {
    let titles = vec!["The Long Way Home".to_owned(), "Harbour".to_owned()];
    Claimed { more: 3, ..Claimed::new(true, titles, "The film “Harbour”, and its trailers") }
}

/// What one says.
pub(in crate::http::pages) fn counter_statement() -> CounterStatement {
    CounterStatement {
        material: "My own recording of my own concert.".into(),
        location: "https://files.example/f/AAAAAAAAAAAAAAAAAAAAAA".into(),
        name: "Sam Example".into(),
        address: "1 Example Street\nSan Francisco".into(),
        telephone: "+1 415 555 0100".into(),
        district: Some("Northern District of California".into()),
        affirmations: vec![MISTAKE.into(), JURISDICTION.into()],
        signature: "Sam Example".into(),
    }
}

/// A counter-notice that waits for its day, and an action that keeps it from returning anything.
pub(in crate::http::pages) fn counter_notice(layout: &Layout, decision: DecisionId) -> (Opened, Named) {
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
    };
    let dispute = Dispute {
        id: DisputeId(Uuid::from_u128(42)),
        decision,
        kind: disputes::Kind::Action,
        counter_notice: Some(id),
        begun_on: "2026-11-20".into(),
        told_at: layout.now,
        ended_at: None,
        outcome: None,
        found: None,
        reported: None,
    };
    let action = Named {
        dispute,
        forum: "United States District Court, Northern District of California".into(),
        reference: "4:27-cv-01234".into(),
    };
    (
        Opened {
            counter_notice: sent,
            statement: Ok(counter_statement()),
            lacks: None,
            decided: decided(layout, decision),
        },
        action,
    )
}

/// An appeal of a notifier that waits.
pub(in crate::http::pages) fn appeal(layout: &Layout, decision: DecisionId) -> Appeal {
    Appeal {
        id: AppealId(Uuid::from_u128(43)),
        decision: Some(decision),
        measure: None,
        side: Side::Notifier,
        account: None,
        notice: None,
        lodged_at: layout.now.minus(DAY),
        due_at: layout.now.plus(DAY),
        outcome: None,
        reasons: None,
        ended_at: None,
        ruling: None,
        dispute: None,
    }
}

/// What lies ahead of an uploader who has done nothing, or has answered in every way.
pub(in crate::http::pages) fn ahead(layout: &Layout, answered: bool) -> Ahead {
    let decision = DecisionId(Uuid::from_u128(5));
    let window = |kind, days: u32| Window { kind, until: Some(layout.now.plus(days * DAY)) };
    let (opened, action) = counter_notice(layout, decision);
    let incomplete = Opened {
        counter_notice: CounterNotice {
            id: CounterNoticeId(Uuid::from_u128(44)),
            outcome: Some(crate::process::counter_notices::Outcome::Incomplete),
            ended_at: Some(layout.now),
            ..opened.counter_notice.clone()
        },
        lacks: Some("The address is none.".into()),
        ..opened.clone()
    };
    let mut windows = vec![window(windows::Kind::Custody, 184), window(windows::Kind::Appeal, 181)];
    if answered {
        windows.push(Window { kind: windows::Kind::Dispute, until: None });
    }
    Ahead {
        decided: decided(layout, decision),
        claimant: Some("Example Pictures".into()),
        rights_holder: Some(Holder::by_agent(&["Lighthouse Films".to_owned()], "Example Pictures")),
        windows,
        purged: false,
        claimed: Ok(Some(claimed())),
        counter_notices: if answered { vec![incomplete, opened] } else { Vec::new() },
        disputes: if answered { vec![action] } else { Vec::new() },
        appeal: answered.then(|| Appeal {
            side: Side::Uploader,
            outcome: Some(Outcome::Refused),
            reasons: Some("The licence does not cover this use.".into()),
            ended_at: Some(layout.now),
            ..appeal(layout, decision)
        }),
        grounds: answered.then(|| "The maker gave me a licence.".into()),
        counter_notice_now: (!answered).then(|| layout.now.plus(15 * DAY)),
        appeal_until: (!answered).then(|| layout.now.plus(181 * DAY)),
    }
}

/// A measure after strikes.
pub(in crate::http::pages) fn measure(layout: &Layout, kind: Kind) -> Measure {
    Measure {
        id: MeasureId(Uuid::from_u128(71)),
        kind,
        scope: Scope::Uploads,
        account: Some(AccountId(Uuid::from_u128(35))),
        organisation: None,
        correspondent: None,
        review: Some(AccountReviewId(Uuid::from_u128(72))),
        reasons: "Three films were put up within a month, each after a notice about the one before.".into(),
        unfounded: None,
        sent: None,
        gravity: None,
        intention: None,
        until: (kind != Kind::Warning).then(|| layout.now.plus(30 * DAY)),
        log_case: CaseId(Uuid::from_u128(33)),
        taken_by: AccountId(Uuid::from_u128(36)),
        taken_at: layout.now.minus(DAY),
        lifted_at: None,
        lifted_because: None,
    }
}

/// One for misuse, of notices.
pub(in crate::http::pages) fn misuse(layout: &Layout, kind: Kind) -> Measure {
    Measure {
        id: MeasureId(Uuid::from_u128(73)),
        scope: Scope::Notices,
        account: None,
        organisation: Some(OrganisationId(Uuid::from_u128(74))),
        review: None,
        unfounded: Some(4),
        sent: Some(20),
        gravity: Some("Four files of strangers could not be read for a day.".into()),
        intention: Some("The same links came again after they had been refused.".into()),
        ..measure(layout, kind)
    }
}

/// How an account stands that has two strikes, and something that counts not yet.
pub(in crate::http::pages) fn standing(layout: &Layout) -> Standing {
    let one = |n: u32, counts: bool| Restricted {
        target: TargetId(Uuid::from_u128(u128::from(80 + n))),
        decision: DecisionId(Uuid::from_u128(u128::from(90 + n))),
        claim: ClaimId(Uuid::from_u128(32)),
        object: ObjectId(Uuid::from_u128(34)),
        action: if n == 1 { Action::DisableLink } else { Action::LockAndDelete },
        direct: !counts,
        decided_at: layout.now.minus((40 - 10 * n) * DAY),
        notice: Some(NoticeId(Uuid::from_u128(61))),
        seen_at: Some(layout.now.minus((39 - 10 * n) * DAY)),
        mailed_at: None,
        stands: true,
        reviewed: counts,
        called_in: false,
    };
    let strike = |n| {
        let one = one(n, true);
        let (from, until) = (one.decided_at, one.decided_at.plus(184 * DAY));
        Strike { decided: vec![one], from, until }
    };
    Standing { restricted: vec![one(0, true), one(1, true), one(2, false)], strikes: vec![strike(0), strike(1)] }
}

/// What lies ahead of whoever a notice tells of a measure: everything, or an appeal that waits.
pub(in crate::http::pages) fn against(layout: &Layout, appealed: bool) -> measures::Ahead {
    let measure = measure(layout, Kind::Suspension);
    let appeal = Appeal {
        decision: None,
        measure: Some(measure.id),
        side: Side::Uploader,
        ..appeal(layout, DecisionId(Uuid::from_u128(5)))
    };
    measures::Ahead {
        appeal: appealed.then_some(appeal),
        grounds: appealed.then(|| "Two of the films were my own.".into()),
        reasons: None,
        appeal_until: (!appealed).then(|| layout.now.plus(181 * DAY)),
        in_force: true,
        marks: vec![mark(layout, What::Target(TargetId(Uuid::from_u128(31))), false)],
        measure,
    }
}

/// A mark of misuse, which counts unless it was refuted.
pub(in crate::http::pages) fn mark(layout: &Layout, what: What, refuted: bool) -> Mark {
    Mark {
        id: MarkId(Uuid::from_u128(75)),
        what,
        scope: if matches!(what, What::Target(_)) { Scope::Notices } else { Scope::Complaints },
        party: None,
        claim: Some(ClaimId(Uuid::from_u128(32))),
        sent_at: layout.now.minus(4 * DAY),
        reasons: "The link leads to the claimant’s own trailer.".into(),
        marked_at: layout.now.minus(2 * DAY),
        refuted,
        retracted_at: None,
        retracted_because: None,
    }
}
