//! Cases worth rendering.

use std::time::Duration;

use uuid::Uuid;

use super::targets::TargetBoard;
use super::{Shown, Window};
use crate::claims::cases::{Asked, CaseView, TargetView};
use crate::claims::decisions::{Action, Decision, Finding};
use crate::claims::filing::{ClaimState, TargetState};
use crate::claims::next::{self, Progress};
use crate::claims::proof::Level;
use crate::claims::statement::{Basis, Statement, StatementInput};
use crate::clock::Time;
use crate::http::pages::Layout;
use crate::http::pages::evidence::Section;
use crate::http::pages::notices::made_up;
use crate::http::pages::timeline::Line;
use crate::ids::{
    CaseId, ClaimId, DecisionId, LinkId, LogEntryId, MirrorId, ObjectId, OrderId, OrganisationId, TargetId,
};
use crate::process::ahead::{Anew, CanCome, Countered, Open, Reversed, What};
use crate::process::disputes::{Dispute, Named, Outcome as CameTo};
use crate::takedown::board::{MirrorRow, Order};
use crate::vault::ObjectState;

fn mirror(now: Time, name: &str, done: bool) -> MirrorRow {
    MirrorRow {
        mirror: MirrorId(Uuid::from_u128(61)),
        name: name.into(),
        host: "Example Hosting".into(),
        jurisdiction: "NZ".into(),
        state: if done { "done" } else { "unreachable" }.into(),
        attempts: 3,
        last_attempt_at: Some(now),
        last_error: (!done).then(|| "connection refused".into()),
        result: done.then(|| "deleted".into()),
        receipt_token: done.then(|| "eyJhbGciOiJFZERTQSJ9.e30.x".into()),
        receipt_log_entry: None::<LogEntryId>,
        receipt_log_index: done.then_some(13),
        receipted_at: done.then_some(now),
        probe_outcome: done.then(|| "gone".into()),
        probe_log_entry: None,
        probed_at: done.then_some(now),
    }
}

fn target(now: Time, position: u32, level: Level, decision: Option<Action>) -> Option<TargetView> {
    let link: LinkId = "AAECAwQFBgcICQoLDA0ODw".parse().ok()?;
    let metadata = crate::seal::Metadata::new("the-long-way-home.mkv".into(), "video/x-matroska".into(), 1 << 30, None);
    Some(TargetView {
        target: TargetId(Uuid::from_u128(70 + u128::from(position))),
        position: i64::from(position),
        link,
        object: ObjectId(Uuid::from_u128(80)),
        object_state: ObjectState::Locked,
        level,
        state: if decision.is_some() { TargetState::Decided } else { TargetState::Pending },
        possession: (level == Level::Opened).then(|| "eyJhbGciOiJFZERTQSJ9.e30.x".into()),
        metadata: metadata.ok().filter(|_| level == Level::Opened),
        found_at: (level == Level::Opened).then(|| "https://forum.example/thread/1".into()),
        found_on: (level == Level::Opened).then_some(now),
        decision: decision.map(|action| Decision {
            id: DecisionId(Uuid::from_u128(90)),
            finding: Finding::Infringing,
            action,
            ground: "17 U.S.C. 512(c)".into(),
            reasons: "It is a copy of the work.\n\nIt was published without licence.".into(),
            direct: false,
            decided_at: now,
            restricts: action != Action::None,
        }),
        openings: Vec::new(),
        opens_evidence: false,
        added_at: None,
        due_at: now,
        evidence_erased_at: (level == Level::Located && decision.is_some()).then_some(now),
    })
}

pub(super) fn shown(layout: &Layout, decision: Option<Action>) -> Option<Shown> {
    let now = layout.now;
    let input = StatementInput {
        reasons: "It is our film.".into(),
        name: "Ada Example".into(),
        email: "ada@pictures.example".into(),
        good_faith: true,
        ..StatementInput::default()
    };
    let targets = [target(now, 1, Level::Opened, decision), target(now, 2, Level::Located, None)];
    let case = CaseView {
        claim: ClaimId(Uuid::from_u128(41)),
        reference: Some("2026-000123".into()),
        state: if decision.is_some() { ClaimState::Decided } else { ClaimState::InReview },
        organisation: Some((OrganisationId(Uuid::from_u128(11)), "Harbour Pictures".into())),
        has_ended: false,
        by_account: true,
        statement: Statement::parse(Basis::EuDsa, &input, false).ok()?,
        works: vec![(crate::ids::WorkId(Uuid::from_u128(31)), "The Long Way Home".into())],
        principals: vec!["Lighthouse Films".into()],
        territory: "worldwide".into(),
        agreement: Some(crate::tokens::Digest([7; 32])),
        log_case: CaseId(Uuid::from_u128(42)),
        submitted_at: now.minus(Duration::from_hours(1)),
        due_at: now.plus(Duration::from_hours(3)),
        asked: None,
        unanswered: None,
        decided_at: decision.map(|_| now),
        withdrawn_at: None,
        assigned: None,
        targets: targets.into_iter().collect::<Option<_>>()?,
    };
    let order = Order {
        id: OrderId(Uuid::from_u128(91)),
        blob: crate::ids::BlobId(Uuid::from_u128(92)),
        ground: "copyright".into(),
        digest: "ab".repeat(32),
        log_entry: LogEntryId(Uuid::from_u128(93)),
        log_index: Some(12),
        issued_at: now,
        completed_at: None,
        mirrors: vec![mirror(now, "paris", true), mirror(now, "otago", false)],
    };
    let board = |position, orders: Vec<Order>, lifted_at: Option<Time>| TargetBoard {
        position,
        title: "the-long-way-home.mkv".into(),
        progress: Progress::Securing,
        locked_at: now,
        lifted_at,
        withdrawn: lifted_at.is_some(),
        restored_at: lifted_at,
        restoration: lifted_at.map_or(next::Restoration::None, |_| next::Restoration::Done),
        custody: Vec::new(),
        awaits_order: orders.is_empty(),
        orders,
    };
    let mut case = case;
    let boards = match decision {
        Some(Action::LockAndDelete) => {
            let decided = || target(now, 3, Level::Opened, decision);
            case.targets.extend([decided(), decided()].into_iter().flatten());
            vec![
                Some(board(1, vec![order.clone()], None)),
                None,
                Some(board(3, Vec::new(), None)),
                Some(board(4, vec![order], Some(now))),
            ]
        }
        _ => vec![None, None],
    };
    let timeline = vec![Line::new(now, "The rights holder", "claimed 2 files, and opened 1")];
    let evidence = Section::sample(layout, decision.is_none());
    Some(Shown::new(
        case,
        "/rights/claims/x".into(),
        Window::default(),
        decision.map(|_| now),
        boards,
        timeline,
        evidence,
    ))
}

/// One that lacks what the law asks for.
pub(super) fn incomplete(layout: &Layout) -> Option<Shown> {
    let mut case = shown(layout, None)?.case;
    case.state = ClaimState::NeedsInformation;
    case.asked = Some(Asked {
        at: layout.now,
        until: layout.now.plus(Duration::from_hours(14 * 24)),
        missing: vec!["reasons".into(), "location".into()],
        explanation: "Which scene is it?".into(),
    });
    let evidence = Section::sample(layout, true);
    Some(Shown::new(case, "/rights/claims/x".into(), Window::default(), None, vec![None, None], Vec::new(), evidence))
}

/// One whose decisions were answered.
pub(super) fn answered(layout: &Layout) -> Option<Shown> {
    let mut shown = shown(layout, Some(Action::LockAndDelete))?;
    let decision = shown.case.targets.iter().find_map(|target| target.decision.as_ref())?.id;
    let (opened, action) = made_up::counter_notice(layout, decision);
    let due_at = layout.now;
    let what = [
        What::Returns {
            counter_notice: opened.counter_notice.id,
            at: opened.counter_notice.returns_at,
            end_waits: false,
        },
        What::Returns {
            counter_notice: opened.counter_notice.id,
            at: opened.counter_notice.returns_at,
            end_waits: true,
        },
        What::Stopped(action.clone()),
        What::StopsNothing(action.clone()),
        What::Dispute,
        What::AppealOfUploader { due_at },
        What::AppealOfClaimant { due_at },
        What::AfterDispute { due_at },
    ];
    shown.answers.open = what.into_iter().map(|what| Open { position: 1, what }).collect();
    let ended = Dispute { outcome: Some(CameTo::NamesNone), ended_at: Some(layout.now), ..action.dispute.clone() };
    let none = Named { dispute: ended, ..action.clone() };
    let lacks = Some("It is about another film.".into());
    shown.answers.counter_notices = vec![
        Countered {
            opened: opened.clone(),
            stopped_by: Some(action.dispute.clone()),
            end_waits: false,
            told: vec![(action, None), (none, lacks)],
        },
        Countered { opened: opened.clone(), stopped_by: None, end_waits: true, told: Vec::new() },
        Countered { opened, stopped_by: None, end_waits: false, told: Vec::new() },
    ];
    let anew = |action, overturned, after_dispute| Anew {
        position: 1,
        decided_at: layout.now,
        action,
        overturned,
        after_dispute,
    };
    shown.answers.anew = vec![
        anew(Action::None, true, false),
        anew(Action::LockAndDelete, true, false),
        anew(Action::LockAndDelete, false, true),
        anew(Action::LockAndDelete, false, false),
    ];
    let reversed =
        |noted| Reversed { decision, position: 1, at: layout.now, reasons: "A licence covers this use.".into(), noted };
    shown.answers.reversed = vec![reversed(false), reversed(true)];
    shown.answers.can_come = Some(CanCome::WhileKept(due_at));
    shown.answers.appeals = vec![made_up::appeal(layout, decision)];
    shown.answers.appealable = vec![(decision, Some(layout.now))];
    Some(shown)
}

pub(super) fn all(layout: &Layout) -> Vec<Shown> {
    [None, Some(Action::LockAndDelete), Some(Action::None)]
        .into_iter()
        .filter_map(|decision| shown(layout, decision))
        .chain(incomplete(layout))
        .chain(answered(layout))
        .collect()
}
