//! A third story counted by hand, of the ends that the other two have none of: of counter-notices, appeals, disputes and locked files, also of
//! those that have not ended; suspensions; and a mirror that does not answer.

use std::time::Duration;

use writ::accounts::Actor;
use writ::accounts::standing::Scope;
use writ::claims::decisions::Action;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::ids::{ClaimId, CounterNoticeId, DecisionId, DisputeId, NoticeId};
use writ::notices::{self, NoticeKind};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::counter_notices::{self, Check};
use writ::process::disputes::checks::{self, Found};
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::misuse::{self, Decision, Party, What, Words};
use writ::process::strikes;
use writ::service::Service;
use writ::takedown::{self, Ground};
use writ::work;

use super::rest::expect;
use super::{HOUR, counter_notice, figures, median, stepped, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File};
use crate::process::{decided, three};
use crate::takedown::take_away;

/// A file that was deleted from every mirror on a claim.
pub struct Deleted {
    pub film: File,
    claim: ClaimId,
    pub decision: DecisionId,
    /// By which its uploader was told.
    notice: NoticeId,
}

impl Deleted {
    async fn of(service: &Service, cast: &Cast, owner: Actor) -> Self {
        let film = File::upload_of(service, owner, "film.mkv").await;
        let (claim, decision) = decided(service, cast, &film, Action::LockAndDelete).await;
        worked(service).await;
        let all = notices::notices_of(service, owner.account).await.unwrap();
        let told = all.iter().find(|told| told.object == Some(film.object) && told.kind == NoticeKind::Restriction);
        let notice = told.unwrap().id;
        Self { film, claim, decision, notice }
    }

    pub async fn one(service: &Service, cast: &Cast) -> Self {
        Self::of(service, cast, cast::person(service, "uploader").await).await
    }

    fn appellant(&self) -> Appellant<'_> {
        Appellant::Uploader(&self.film.owner, self.notice)
    }

    async fn countered(&self, service: &Service) -> CounterNoticeId {
        counter_notices::send(service, &self.film.owner, self.notice, &counter_notice()).await.unwrap()
    }

    /// Its uploader answers on oath, and its claimant tells of an action.
    pub async fn stopped(&self, service: &Service, cast: &Cast, kind: Kind) -> DisputeId {
        let sent = self.countered(service).await;
        let member = Claimant::Person(&cast.member);
        disputes::tell_of_action(service, member, self.claim, sent, &before(kind)).await.unwrap()
    }

    async fn withdrawn(&self, service: &Service, cast: &Cast) {
        withdraw(service, cast, self.claim).await;
    }

    /// Two people have it purged.
    async fn purged(&self, service: &Service, cast: &Cast) {
        let step = takedown::propose_purge(service, &cast.first, self.film.object, "At once").await.unwrap();
        takedown::order_purge(service, &cast.second, step).await.unwrap();
    }
}

/// What is told of a dispute before a court or a body.
fn before(kind: Kind) -> DisputeInput {
    DisputeInput {
        kind: Some(kind),
        forum: "District Court".into(),
        reference: "4:26-cv-01234".into(),
        begun_on: "2026-11-20".into(),
        restrains: true,
        signature: "Ada Example".into(),
    }
}

pub async fn withdraw(service: &Service, cast: &Cast, claim: ClaimId) {
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, claim, Extent::Whole, "Licensed").await.unwrap();
}

/// A claim that was refused, and the appeal of whoever claimed.
async fn refused<'a>(service: &Service, cast: &'a Cast) -> (ClaimId, Appellant<'a>) {
    let film = File::upload(service, "trailer.mkv").await;
    let (claim, decision) = decided(service, cast, &film, Action::None).await;
    let appellant = Appellant::Notifier(Claimant::Person(&cast.member), claim, decision);
    appeals::lodge(service, appellant, "It is our film").await.unwrap();
    (claim, appellant)
}

both_engines!(whatever_things_came_to_is_what_was_counted_by_hand, |app: TestService| async move {
    let service = &stepped(&app.service, 1);
    let cast = Cast::signed(service).await;

    // Counter-notices: one waits, one lacks something, one is taken back, and of one the claim is.
    let waits = Deleted::one(service, &cast).await;
    waits.countered(service).await;
    let lacks = Deleted::one(service, &cast).await;
    let sent = lacks.countered(service).await;
    counter_notices::check(service, &cast.reviewer, sent, Check::Incomplete("The address is none")).await.unwrap();
    let back = Deleted::one(service, &cast).await;
    let sent = back.countered(service).await;
    counter_notices::withdraw(service, &back.film.owner, sent).await.unwrap();
    let moot = Deleted::one(service, &cast).await;
    moot.countered(service).await;

    // Appeals of uploaders: one waits, one is taken back, and of one the claim is.
    appeals::lodge(service, lacks.appellant(), "A licence").await.unwrap();
    appeals::lodge(service, back.appellant(), "A licence").await.unwrap();
    appeals::withdraw(service, back.appellant()).await.unwrap();
    appeals::lodge(service, moot.appellant(), "A licence").await.unwrap();
    moot.withdrawn(service, &cast).await;
    worked(service).await;

    // And of those who claimed.
    refused(service, &cast).await;
    let (_, appellant) = refused(service, &cast).await;
    appeals::withdraw(service, appellant).await.unwrap();
    let (claim, _) = refused(service, &cast).await;
    withdraw(service, &cast, claim).await;
    worked(service).await;

    // Actions: decided for the claimant after two hours, and for the uploader after four; one runs. The Board was told of none.
    for (outcome, hours) in [(Outcome::ForClaimant, 2), (Outcome::ForUploader, 4)] {
        let told = Deleted::one(service, &cast).await.stopped(service, &cast, Kind::Action).await;
        service.clock.advance(HOUR * hours);
        disputes::end(service, &cast.reviewer, told, outcome, "Judgment").await.unwrap();
        worked(service).await;
    }
    Deleted::one(service, &cast).await.stopped(service, &cast, Kind::Action).await;
    let none = Deleted::one(service, &cast).await.stopped(service, &cast, Kind::CopyrightClaimsBoard).await;
    checks::check(service, &cast.reviewer, none, Found::NamesNone, "It is about another film.").await.unwrap();

    // Before a certified body: one ends without a result after six hours, and one is open.
    let body = before(Kind::OutOfCourt);
    let told = disputes::record(service, &cast.reviewer, lacks.decision, &body).await.unwrap();
    service.clock.advance(HOUR * 6);
    disputes::end(service, &cast.reviewer, told, Outcome::NoResult, "It was settled").await.unwrap();
    disputes::record(service, &cast.reviewer, back.decision, &body).await.unwrap();

    // Who was struck three times is suspended; and who appealed without any ground is warned, and then suspended.
    let (_, review) = three(service, &cast).await;
    let thirty = strikes::Decision::Suspend { days: 30 };
    strikes::decide(service, &cast.other_reviewer, review, thirty, "Three times.").await.unwrap();
    let owner = cast::person(service, "uploader").await;
    for decision in [Decision::Warn, Decision::Suspend { days: 30 }] {
        let it = Deleted::of(service, &cast, owner).await;
        let appeal = appeals::lodge(service, it.appellant(), "Because").await.unwrap();
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It says nothing.").await.unwrap();
        misuse::mark(service, &cast.reviewer, What::Appeal(appeal), "It says nothing.").await.unwrap();
        service.clock.advance(HOUR);
        let words = Words {
            reasons: "Appeals that say nothing.".into(),
            gravity: "A reviewer’s hour.".into(),
            intention: "It came again.".into(),
        };
        let party = Party::Account(owner.account);
        misuse::decide(service, &cast.reviewer, party, Scope::Complaints, decision, &words).await.unwrap();
        service.clock.advance(HOUR);
    }

    // One is purged; one is to come back, and is held again before it does.
    Deleted::one(service, &cast).await.purged(service, &cast).await;
    let again = Deleted::one(service, &cast).await;
    again.withdrawn(service, &cast).await;
    let mut tx = service.db.begin().await.unwrap();
    takedown::open_hold(&mut tx, service, again.film.object, None, Ground::OtherLaw).await.unwrap();
    tx.commit().await.unwrap();
    worked(service).await;

    // Of the last ones a mirror does not answer, a purge was just ordered, and one has yet to be placed again.
    let (going, returning) = (Deleted::one(service, &cast).await, Deleted::one(service, &cast).await);
    let film = File::upload(service, "film.mkv").await;
    let all = service.mirrors.embedded();
    let away = all.iter().find(|embedded| embedded.config.jurisdiction.as_str() == "NZ").unwrap().mirror.id();
    take_away(service, away);
    decided(service, &cast, &film, Action::LockAndDelete).await;
    work::run_due(service).await.unwrap();
    going.purged(service, &cast).await;
    returning.withdrawn(service, &cast).await;

    for period in ["2026-H2", "2026"] {
        expect(
            service,
            period,
            &[
                ("notices", &[("us-dmca", "organisation", 21)]),
                (
                    "measures",
                    &[("uploads", "suspension", 1), ("complaints", "warning", 1), ("complaints", "suspension", 1)],
                ),
                ("decisions", &[("opened", "lock-and-delete", 18), ("opened", "none", 3)]),
                ("own-initiative", &[("all", "restrictions", 1)]),
                (
                    "counter-notices",
                    &[
                        // Beside the one that nobody has answered, those of the action that runs and of what was none.
                        ("all", "open", 3),
                        ("all", "returned", 1),
                        ("all", "restrained", 1),
                        ("all", "incomplete", 1),
                        ("all", "withdrawn", 1),
                        ("all", "moot", 1),
                    ],
                ),
                (
                    "appeals",
                    &[
                        ("uploader", "open", 1),
                        ("uploader", "refused", 2),
                        ("uploader", "withdrawn", 1),
                        ("uploader", "moot", 1),
                        ("notifier", "open", 1),
                        ("notifier", "withdrawn", 1),
                        ("notifier", "moot", 1),
                    ],
                ),
                (
                    "disputes",
                    &[
                        ("action", "open", 1),
                        ("action", "for-uploader", 1),
                        ("action", "for-claimant", 1),
                        ("copyright-claims-board", "names-none", 1),
                        ("out-of-court", "open", 1),
                        ("out-of-court", "no-result", 1),
                    ],
                ),
                (
                    "mirror-orders",
                    &[("FR", "receipted", 18), ("NL", "receipted", 18), ("NZ", "receipted", 17), ("NZ", "waiting", 1)],
                ),
                (
                    "ends",
                    &[
                        // Of the claim that was taken back, and of the action that ended for its uploader.
                        ("restored", "done", 2),
                        ("restored", "under-way", 1),
                        ("restored", "cancelled", 1),
                        ("purged", "done", 1),
                        ("purged", "under-way", 1),
                    ],
                ),
            ],
        )
        .await;
    }
    let figures = figures(service, "2026-H2").await;
    assert_eq!(median(&figures, "dispute", "action"), Some(Duration::from_hours(3)), "of two hours and four");
    assert_eq!(median(&figures, "dispute", "out-of-court"), Some(Duration::from_hours(6)));
    assert_eq!(median(&figures, "dispute", "copyright-claims-board"), None, "what names none was no dispute");
});
