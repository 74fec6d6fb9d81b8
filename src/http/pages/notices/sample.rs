//! Notices worth rendering.

use std::time::Duration;

use super::made_up;
use crate::accounts::standing::{Kind, Scope};
use crate::http::pages::Layout;
use crate::ids::{LinkId, NoticeId, ObjectId};
use crate::notices::{
    Against, Answered, Automation, Explanation, Holder, Legal, Notice, NoticeKind, Ordered, Redress, Restricted,
    Statement, Strike, Summary, Way, Weighed,
};

pub(super) fn notice(layout: &Layout, kind: NoticeKind, statement: Statement) -> Notice {
    let at = layout.now.minus(Duration::from_hours(30));
    let of_file = !matches!(kind, NoticeKind::Measure | NoticeKind::MeasureLifted);
    let summary = Summary {
        id: NoticeId(uuid::Uuid::from_u128(11)),
        object: of_file.then_some(ObjectId(uuid::Uuid::from_u128(12))),
        sealed_size: of_file.then_some(3_249_000),
        stored_at: of_file.then(|| at.minus(Duration::from_hours(50))),
        kind,
        created_at: at,
        seen_at: None,
        told_since: None,
        told_before: None,
        restricts: false,
        holds: false,
        disables: false,
    };
    Notice { summary, target: None, decision: None, measure: None, statement }
}

pub(super) fn restriction(layout: &Layout, restricted: Restricted) -> Statement {
    let way = |kind, days: Option<u64>| Redress {
        kind,
        deadline: days.map(|days| layout.now.plus(Duration::from_hours(24 * days))),
    };
    Statement::Restriction {
        restricted,
        territory: "worldwide".into(),
        until: None,
        link: LinkId::new(&crate::entropy::Entropy::seeded(2)),
        facts:
            "The file is the whole of the film “Harbour”, opened with the key that came with the claim.\n\nThe link \
                stood on a public page."
                .into(),
        rights_holder: Some(match restricted {
            Restricted::File => Holder::verified("Example Pictures"),
            Restricted::Link => Holder::unverified("Sam Example"),
        }),
        claimed: Box::new(made_up::claimed()),
        order: None,
        automation: Automation { detection: false, decision: restricted == Restricted::File },
        legal: Legal {
            ground: "17 U.S.C. § 512(c)".into(),
            explanation: Some(Explanation::Infringes),
            counter_notice: true,
        },
        redress: vec![
            way(Way::CounterNotice, Some(184)),
            way(Way::Internal, Some(181)),
            way(Way::OutOfCourt, None),
            way(Way::Judicial, None),
        ],
        strike: if restricted == Restricted::File { Strike::AfterReview } else { Strike::Counts },
    }
}

/// That one restriction has ended and this one stands.
pub(super) fn still_held(restricted: Restricted) -> Statement {
    let link = LinkId::new(&crate::entropy::Entropy::seeded(2));
    let stands = NoticeId(uuid::Uuid::from_u128(13));
    Statement::CounterNotice { answered: Answered::StillHeld { restricted, link, stands } }
}

pub(super) fn measure(layout: &Layout, kind: Kind, scope: Scope, organisation: Option<&str>) -> Statement {
    Statement::Measure {
        against: Against { kind, scope, organisation: organisation.map(str::to_owned) },
        until: (kind != Kind::Warning).then(|| layout.now.plus(Duration::from_hours(24 * 30))),
        facts: "Three films were put up within a month, each after a notice about the one before.".into(),
        weighed: (scope != Scope::Uploads).then(|| Weighed {
            unfounded: 4,
            sent: 20,
            gravity: "Four files of strangers could not be read for a day.".into(),
            intention: "The same links came again after they had been refused.".into(),
        }),
        redress: vec![
            Redress { kind: Way::Internal, deadline: Some(layout.now.plus(Duration::from_hours(24 * 181))) },
            Redress { kind: Way::OutOfCourt, deadline: None },
            Redress { kind: Way::Judicial, deadline: None },
        ],
    }
}

/// By order of a court, which lets us say so or not.
pub(super) fn order(layout: &Layout, hidden: bool) -> Statement {
    let mut statement = restriction(layout, Restricted::File);
    if let Statement::Restriction { facts, rights_holder, order, automation, legal, redress, .. } = &mut statement {
        *rights_holder = None;
        *automation = Automation::default();
        *order = Some(Box::default());
        redress.retain(|way| way.kind == Way::Internal);
        redress.push(Redress { kind: Way::OrderingCourt, deadline: None });
        if hidden {
            facts.clear();
            *legal = Legal { ground: String::new(), explanation: None, counter_notice: false };
        } else {
            *order = Some(Box::new(Ordered {
                authority: Some("Landgericht Hamburg (DE)".into()),
                reference: Some("310 O 99/26".into()),
                redress: Some("Widerspruch beim Landgericht Hamburg.".into()),
                taken_back: false,
                gone: false,
            }));
        }
    }
    statement
}
