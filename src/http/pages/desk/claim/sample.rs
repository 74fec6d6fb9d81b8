//! A claim at the desk, made up: decided in part, with evidence open and not.

use super::super::super::prelude::*;
use super::super::super::timeline::Line;
use super::super::touched::{OtherClaims, Touched};
use super::super::{escalations, mail, objects, orders, reasons, words};
use super::opened::Opened;
use super::rulings::{ConfirmPage, Fields, choices};
use super::{ClaimPage, Target};
use crate::claims::authorities::Gag;
use crate::claims::cases::{Asked, CaseView, History, TargetView};
use crate::claims::decisions::{Action, Decision, Finding};
use crate::claims::escalations::{Escalation, Kind, Outcome};
use crate::claims::filing::{ClaimState, TargetState};
use crate::claims::known::Known;
use crate::claims::matching::{MatchState, Matching};
use crate::claims::notes::Note;
use crate::claims::proof::Level;
use crate::claims::statement::Statement;
use crate::http::pages::evidence::Section;
use crate::ids::{AppealId, CaseId, ClaimId, DecisionId, LinkId, ObjectId, OrganisationId, TargetId};
use crate::mail::State as Delivery;
use crate::process::misuse::Marks;
use crate::process::overturning::Reversal;
use crate::takedown::BlastRadius;
use crate::takedown::board::TouchedMirror;
use crate::texts::Text;
use crate::vault::{ObjectState, ReplicaState};

fn id(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

fn reversal(layout: &Layout, appeal: Option<AppealId>) -> Reversal {
    Reversal {
        decision: DecisionId(id(5)),
        reversed_at: layout.now,
        reversed_by: crate::ids::AccountId(id(3)),
        reasons: "The licence covers it.".into(),
        appeal,
    }
}

fn note(layout: &Layout) -> Note {
    Note { by: crate::ids::AccountId(id(3)), at: layout.now, words: "The same film was claimed last week.".into() }
}

fn target(layout: &Layout, position: i64, state: TargetState) -> Option<Target> {
    let number = u128::try_from(position).unwrap_or(0);
    let object = ObjectId(id(number));
    let decided = Decision {
        id: DecisionId(id(5)),
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is a copy.".into(),
        direct: false,
        decided_at: layout.now,
        restricts: true,
    };
    let first = Decision { id: DecisionId(id(4)), direct: true, restricts: false, ..decided.clone() };
    let mirror = TouchedMirror {
        mirror: crate::ids::MirrorId(id(9)),
        name: "paris".into(),
        host: "Example".into(),
        jurisdiction: "FR".into(),
        state: ReplicaState::Stored,
    };
    let view = TargetView {
        target: TargetId(id(number + 10)),
        position,
        link: "AAAAAAAAAAAAAAAAAAAAAA".parse::<LinkId>().ok()?,
        object,
        object_state: ObjectState::Available,
        level: Level::Opened,
        state,
        possession: None,
        metadata: None,
        found_at: (position == 1).then(|| "https://forum.example/thread/1".into()),
        found_on: (position == 1).then_some(layout.now),
        decision: (state == TargetState::Decided).then_some(decided),
        openings: vec![],
        opens_evidence: true,
        added_at: None,
        due_at: layout.now,
        evidence_erased_at: (state == TargetState::Decided).then_some(layout.now),
    };
    Some(Target {
        others: (state == TargetState::Decided).then(OtherClaims::sample),
        touched: Some(Touched::sample(BlastRadius {
            state: ObjectState::Available,
            accounts: vec![crate::ids::AccountId(id(3))],
            links: 1,
            claims: 2,
            mirrors: vec![mirror],
        })),
        superseded: if state == TargetState::Decided { vec![first] } else { Vec::new() },
        owner: Some(crate::ids::AccountId(id(3))),
        preserved: vec![objects::sample_preservation(layout)],
        marks: Marks { made: position != 1, counts: position == 2, left: position == 1 },
        uploader: History { restricted: 1, rejected: 0, withdrawn: 0, is_cut: false },
        board: Some(objects::sample_board(layout, object)),
        openings: vec![("you".into(), layout.now)],
        matching: (position < 4).then(|| Matching {
            object,
            state: [MatchState::Waiting, MatchState::Matched, MatchState::MatchedLater, MatchState::Different]
                [usize::try_from(position).unwrap_or(0)],
            read: 8,
            size: 8,
            work: (position == 1 || position == 2)
                .then(|| (crate::ids::WorkId(id(31)), "The Long Way Home".into(), layout.now)),
            problem: None,
            requested_at: layout.now,
            ended_at: Some(layout.now),
        }),
        fields: Fields::of(position),
        view,
    })
}

fn page(form: FormState, opened: Option<Opened>) -> ClaimPage {
    let layout = Layout::sample();
    let targets = [target(&layout, 1, TargetState::Pending), target(&layout, 2, TargetState::Decided)];
    let case = CaseView {
        claim: ClaimId(id(1)),
        reference: Some("2026-000123".into()),
        state: ClaimState::InReview,
        organisation: Some((OrganisationId(id(2)), "Example Pictures".into())),
        has_ended: false,
        by_account: true,
        statement: Statement::EuDsa {
            reasons: "It is a copy of our film.".into(),
            name: Some("Ada Example".into()),
            email: Some("ada@pictures.example".into()),
            child_abuse: false,
            life_threatened: true,
            affirmations: vec!["I have a bona fide belief.".into()],
        },
        works: vec![],
        principals: vec!["Lighthouse Films".into()],
        territory: "worldwide".into(),
        agreement: None,
        log_case: CaseId(id(3)),
        submitted_at: layout.now,
        due_at: layout.now,
        decided_at: None,
        withdrawn_at: None,
        asked: None,
        unanswered: None,
        assigned: None,
        targets: vec![],
    };
    ClaimPage {
        reasons: reasons::sample(),
        order: None,
        escalations: vec![],
        notes: vec![(note(&layout), "rita@files.example".into())],
        for_senior: None,
        reversals: vec![(reversal(&layout, Some(AppealId(id(6)))), "sam@files.example".into())],
        overturnable: [DecisionId(id(5))].into(),
        evidence: Section::sample(&layout, false),
        colleagues: vec![("a".into(), "rita@files.example".into())],
        messages: vec![mail::sample(&layout, Delivery::Sent), mail::sample(&layout, Delivery::Bounced)],
        minutes: 60,
        holder: Some(("you".into(), true, layout.now)),
        lines: vec![Line::new(layout.now, "The rights holder", "filed the claim")],
        findings: words::options(layout.language, &words::FINDINGS),
        actions: words::options(layout.language, &words::ACTIONS),
        layout,
        case,
        known: Some(Known::Organisation(OrganisationId(id(2)))),
        claimant: History { restricted: 904, rejected: 71, withdrawn: 25, is_cut: true },
        address_confirmed: None,
        urgent_within: std::time::Duration::from_hours(1),
        targets: targets.into_iter().flatten().collect(),
        form,
        opened: opened.into_iter().collect(),
    }
}

/// A case, and two targets of it with what deciding them would touch: for other pages that show some.
pub(in super::super) fn case() -> (CaseView, Vec<(TargetView, BlastRadius)>) {
    let page = page(FormState::new(), None);
    let targets = [1, 2].into_iter().filter_map(|position| target(&page.layout, position, TargetState::Pending));
    (page.case.clone(), targets.filter_map(|target| Some((target.view, target.touched?.radius))).collect())
}

impl Sample for ClaimPage {
    fn samples() -> Vec<Self> {
        let opened = Opened {
            target: TargetId(id(11)),
            object: ObjectId(id(1)).to_string(),
            sealed_size: 1_000,
            key: Some(zeroize::Zeroizing::new("x".repeat(43))),
            name: "holiday.png".into(),
            media_type: "image/png".into(),
            size: 900,
            archive_password: None,
        };
        let refused = FormState::new().refused("reasons-1", Text::of("desk-reasons"));
        let mut free = page(FormState::new().with("reasons-1", "It is a copy."), None);
        free.holder = None;
        free.address_confirmed = Some(true);
        // Nobody is known to have sent it.
        free.known = None;
        free.case.organisation = None;
        let mut paused = page(FormState::new(), None);
        paused.address_confirmed = Some(false);
        paused.case.state = ClaimState::NeedsInformation;
        paused.case.asked = Some(Asked {
            at: paused.layout.now,
            until: paused.layout.now.plus(std::time::Duration::from_hours(14 * 24)),
            missing: vec!["reasons".into(), "email".into()],
            explanation: "Which scene is it?".into(),
        });
        let layout = paused.layout.clone();
        let mut escalated = page(FormState::new(), None);
        escalated.holder = None;
        escalated.for_senior = Some(Text::of("decide-senior-escalated"));
        let raised = escalations::sample(&layout, Kind::Life);
        let ended = Escalation {
            outcome: Some(Outcome::SentBack),
            note: Some("It is a scene of the film.".into()),
            ended_by: raised.raised_by,
            ended_at: Some(layout.now),
            ..escalations::sample(&layout, Kind::Judgement)
        };
        let confirmed = Escalation {
            outcome: Some(Outcome::Confirmed),
            ended_by: raised.raised_by,
            ended_at: Some(layout.now),
            ..escalations::sample_of_notice(&layout, Kind::Life)
        };
        let overtaken = Escalation {
            outcome: Some(Outcome::Overtaken),
            ended_at: Some(layout.now),
            ..escalations::sample(&layout, Kind::Judgement)
        };
        escalated.escalations = vec![
            (ended, "rita@files.example".into(), "sam@files.example".into()),
            (overtaken, "rita@files.example".into(), String::new()),
            (confirmed, String::new(), "rita@files.example".into()),
            (raised, "rita@files.example".into(), String::new()),
        ];
        let mut said = page(FormState::new(), None);
        said.holder = None;
        said.for_senior = Some(Text::of("decide-senior-escalated"));
        said.escalations = vec![(escalations::sample_of_notice(&layout, Kind::Child), String::new(), String::new())];
        let order = |gag| {
            let (statement, standing) = orders::sample(&layout, gag);
            let mut order = page(FormState::new(), None);
            (order.findings, order.actions) = choices(Some(&standing), layout.language);
            order.case.statement = statement;
            order.case.organisation = None;
            order.case.territory = "DE".into();
            order.for_senior = Some(Text::of("decide-senior-order"));
            order.order = Some(standing);
            order
        };
        let mut decided = order(Gag::Notice);
        decided.case.state = ClaimState::Decided;
        decided.reversals = vec![(reversal(&layout, None), "sam@files.example".into())];
        let raised = escalations::sample(&layout, Kind::Child);
        let closed = Escalation {
            outcome: Some(Outcome::Closed),
            note: Some("It was reported.".into()),
            ended_by: raised.raised_by,
            ended_at: Some(layout.now),
            ..raised.clone()
        };
        decided.escalations = vec![
            (closed, "rita@files.example".into(), "sam@files.example".into()),
            (raised, "rita@files.example".into(), String::new()),
        ];
        vec![
            page(FormState::new(), None),
            page(refused, Some(opened)),
            free,
            paused,
            escalated,
            said,
            order(Gag::None),
            order(Gag::Party),
            decided,
        ]
    }
}

impl Sample for ConfirmPage {
    fn samples() -> Vec<Self> {
        let confirmed = |action: &str| {
            let form = FormState::new()
                .with("finding-1", "infringing")
                .with("action-1", action)
                .with("ground-1", "17 U.S.C. 106")
                .with("reasons-1", "It is a copy.")
                .with("note", "The same film was claimed last week.")
                .with("words", "It names a person.");
            let mut page = page(form, None);
            let rulings = page.read();
            Self::of(page, rulings)
        };
        vec![confirmed("lock-and-delete"), confirmed("none")]
    }
}
