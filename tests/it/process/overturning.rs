//! Overturning: a senior decides once more what nobody appealed, either way, and what keeps them from it.

use std::time::Duration;

use http::{StatusCode, header};
use writ::accounts::{self, Actor, Role};
use writ::claims::authorities;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{Error, cases, queue, samples};
use writ::db;
use writ::ids::{ClaimId, DecisionId, DisputeId};
use writ::notices::{self, Answered, NoticeKind, Statement};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::overturning::{self, Instead};
use writ::process::{counter_notices, disputes};
use writ::service::Service;
use writ::takedown;
use writ::texts::Language;
use writ::vault::{ObjectState, downloads};
use writ::work;

use super::appeals::{appealed, replaced};
use super::{action, count_of, countered, decide, decided, deleted, mails, notice, restriction, told, turn_to, worked};
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, object_state, target};
use crate::pages_desk::{look, post, staff};
use crate::promises::{blob_of, places};

const WHY: &str = "It is a review of the film.";

pub(super) fn back() -> Instead {
    Instead {
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: format!(" {WHY}\n"),
    }
}

pub(super) fn more(action: Action) -> Instead {
    let reasons = "It is the whole film after all.".into();
    Instead { finding: Finding::Infringing, action, ground: "17 U.S.C. 106".into(), reasons }
}

async fn second_senior(service: &Service) -> Actor {
    cast::staff(service, "second-senior", Role::Senior).await
}

/// What a refusal says that is no mistake in a form.
pub(super) fn refused(result: Result<DecisionId, Error>) -> String {
    match result {
        Err(Error::Conflict(why)) => why.to_string(),
        other => panic!("{other:?}"),
    }
}

/// A file of somebody, and what was decided on a claim about it before a senior looks.
struct Decided<'a> {
    service: &'a Service,
    cast: Cast,
    film: File,
    claim: ClaimId,
    decision: DecisionId,
}

impl<'a> Decided<'a> {
    /// By a reviewer.
    async fn reviewed(service: &'a Service, action: Action) -> Self {
        Self::among(service, &Cast::signed(service).await, "concert.mkv", action).await
    }

    /// The same among people who are there already.
    async fn among(service: &'a Service, cast: &Cast, name: &str, action: Action) -> Self {
        Self::of(service, cast, File::upload(service, name).await, action).await
    }

    /// The same about a file that is there already, too.
    async fn of(service: &'a Service, cast: &Cast, film: File, action: Action) -> Self {
        let (claim, decision) = decided(service, cast, &film, action).await;
        Self { service, cast: cast.clone(), film, claim, decision }
    }

    /// By its holder alone, under direct access: it was drawn as a sample, and the file is locked.
    async fn directly(service: &'a Service) -> Self {
        let cast = Cast::direct(service).await;
        let film = File::upload(service, "direct.mkv").await;
        let (claim, decision) = deleted(service, &cast, &film).await;
        worked(service).await;
        Self { service, cast, film, claim, decision }
    }

    /// The senior decides once more.
    async fn overturn(&self, instead: &Instead) -> Result<DecisionId, Error> {
        self.overturn_as(&self.cast.senior, instead).await
    }

    /// Somebody else does.
    async fn overturn_as(&self, actor: &Actor, instead: &Instead) -> Result<DecisionId, Error> {
        overturning::overturn(self.service, actor, self.decision, instead).await
    }

    /// A senior finds that a deletion is of what does not infringe. Gives what takes its place.
    async fn found_wrong(&self, senior: &Actor) -> Result<Option<DecisionId>, Error> {
        overturning::overturn_deletion(self.service, senior, self.decision, Finding::NotInfringing, WHY).await
    }

    /// Its uploader sends a counter-notice, and who claimed asks a court.
    async fn brought_to_court(&self) -> DisputeId {
        let sent = countered(self.service, &self.film).await;
        let member = Claimant::Person(&self.cast.member);
        disputes::tell_of_action(self.service, member, self.claim, sent, &action()).await.unwrap()
    }

    /// Whoever claimed appeals against what took its place, before a senior who decided nothing of it: the file is locked.
    async fn locked_on_appeal(&self, ruling: DecisionId, deciders: &[&Actor]) {
        let service = self.service;
        let theirs = Appellant::Notifier(Claimant::Person(&self.cast.member), self.claim, ruling);
        let appeal = appeals::lodge(service, theirs, "It is the film").await.unwrap();
        let verdict = replaced(Action::LockAndDelete);
        for before in deciders {
            let refused = appeals::decide(service, before, appeal, &verdict, "x").await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        }
        let fresh = second_senior(service).await;
        appeals::decide(service, &fresh, appeal, &verdict, "It is the film.").await.unwrap();
        worked(service).await;
        assert_eq!(self.state().await, ObjectState::Locked);
    }

    /// The reasons that its uploader reads of what was overturned, and that the file is there.
    async fn reasons_given(&self) -> String {
        let (service, film) = (self.service, &self.film);
        let told_by = notice(service, &film.owner, film.object, NoticeKind::Overturned).await;
        match notices::notice(service, film.owner.account, told_by).await.unwrap().statement {
            Statement::CounterNotice { answered: Answered::Overturned { reasons, gone: false } } => reasons,
            other => panic!("{other:?}"),
        }
    }

    async fn state(&self) -> ObjectState {
        object_state(self.service, self.film.object).await
    }
}

both_engines!(what_was_restricted_is_given_back_and_both_sides_read_why, |app: TestService| async move {
    let service = &app.service;
    let concert = Decided::reviewed(service, Action::LockAndDelete).await;
    let (cast, film) = (&concert.cast, &concert.film);
    worked(service).await;
    assert_eq!(count_of(service, &film.owner).await, 1);
    let sent = countered(service, film).await;

    for other in [&cast.other_reviewer, &cast.reviewer, &cast.member, &film.owner, &cast.first] {
        let refused = concert.overturn_as(other, &back()).await;
        assert!(matches!(refused, Err(Error::Forbidden(_) | Error::Accounts(_))), "{refused:?}");
    }
    let blank = Instead { reasons: " ".into(), ..back() };
    for wrong in [blank, more(Action::LockAndDelete), more(Action::DisableLink)] {
        let refused = concert.overturn(&wrong).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong:?}: {refused:?}");
    }
    assert_eq!(concert.state().await, ObjectState::Locked);
    assert_eq!(told(service, cast, concert.claim, "decision.overturned").await, 0);

    let again = concert.overturn(&back()).await.unwrap();
    let sent = counter_notices::of_uploader(service, &film.owner, sent).await.unwrap().counter_notice;
    assert_eq!(sent.outcome, Some(counter_notices::Outcome::Moot));
    worked(service).await;
    assert_eq!(concert.state().await, ObjectState::Available);
    downloads::download(service, &film.link, None).await.unwrap();
    assert_eq!(count_of(service, &film.owner).await, 0, "it is no strike any more");

    assert_eq!(concert.reasons_given().await, WHY);
    let mails = mails(service).await;
    for subject in ["A decision on your claim was overturned", "A decision about a file of yours was overturned"] {
        let letter = mails.iter().find(|mail| mail.contains(&format!("Subject: {subject}")));
        assert!(letter.is_some_and(|letter| letter.contains(WHY)), "{subject}");
    }
    let case = cases::claim(service, &cast.member, concert.claim).await.unwrap();
    let now = case.targets[0].decision.clone().unwrap();
    assert_eq!((now.id, now.action, now.reasons.as_str()), (again, Action::None, WHY));
    let entries = cast::entries(service, case.log_case).await;
    let entry = entries.iter().find(|entry| entry.kind == "decision.overturned").unwrap();
    assert_eq!(entry.value["actor"], "senior");
    assert_eq!(entry.value["fields"]["outcome"], "given-back");
    assert!(!entry.text.contains("review"), "its reasons are committed to, not said: {}", entry.text);

    // Whoever claimed appeals against it, before somebody who decided neither.
    concert.locked_on_appeal(again, &[&cast.reviewer, &cast.senior]).await;
});

both_engines!(what_was_not_restricted_is_decided_anew_and_can_be_answered, |app: TestService| async move {
    let service = &app.service;
    let concert = Decided::reviewed(service, Action::None).await;
    let (cast, film) = (&concert.cast, &concert.film);
    let groundless = Instead { ground: " ".into(), ..more(Action::DisableLink) };
    let legal = Instead { finding: Finding::NotInfringing, ..more(Action::DisableLink) };
    for wrong in [back(), groundless, legal] {
        let refused = concert.overturn(&wrong).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong:?}: {refused:?}");
    }
    let second = concert.overturn(&more(Action::DisableLink)).await.unwrap();
    assert!(downloads::download(service, &film.link, None).await.is_err(), "the link is disabled");
    assert_eq!(concert.state().await, ObjectState::Available);
    let letters = mails(service).await;
    assert!(letters.iter().any(|mail| mail.contains("was overturned") && mail.contains("the whole film after all")));

    // Another senior finds that it is more; what the second decision disabled ends with it.
    let other = second_senior(service).await;
    service.clock.advance(Duration::from_secs(1));
    overturning::overturn(service, &other, second, &more(Action::LockAndDelete)).await.unwrap();
    worked(service).await;
    assert_eq!(concert.state().await, ObjectState::Locked);
    assert_eq!(told(service, cast, concert.claim, "decision.overturned").await, 2);

    // The uploader was told of it as of any restriction, and appeals before somebody who decided none of the three.
    let appeal = appealed(service, film).await;
    for before in [&cast.reviewer, &cast.senior, &other] {
        let refused = appeals::decide(service, before, appeal, &Verdict::Lift, "x").await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    }
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "It is a quotation.").await.unwrap();
    worked(service).await;
    downloads::download(service, &film.link, None).await.unwrap();
});

both_engines!(what_was_lost_is_purged_once_nobody_can_appeal_about_it_any_more, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    for place in places(service, blob_of(service, film.object).await) {
        std::fs::write(place.join("00000000"), b"another file").unwrap();
    }
    let lost = Decided::of(service, &cast, film, Action::LockAndDelete).await;
    work::run_due(service).await.unwrap();
    let other = second_senior(service).await;
    let step =
        takedown::propose_order_without_custody(service, &cast.senior, lost.film.object, "Nothing verifies").await;
    takedown::confirm_order_without_custody(service, &other, step.unwrap()).await.unwrap();
    worked(service).await;
    lost.overturn(&back()).await.unwrap();
    for days in [0, 30, 120] {
        service.clock.advance(Duration::from_hours(days * 24));
        worked(service).await;
        assert_eq!(lost.state().await, ObjectState::Locked, "its claimant may appeal still");
    }
    service.clock.advance(Duration::from_hours(40 * 24));
    worked(service).await;
    assert_eq!(lost.state().await, ObjectState::Purged);
});

both_engines!(nobody_overturns_what_they_decided_or_are_a_party_to, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let claim = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let own = decide(service, &cast, &cast.senior, claim, Action::LockAndDelete).await;
    let refused = overturning::overturn(service, &cast.senior, own, &back()).await;
    assert!(matches!(refused, Err(Error::Forbidden(ref why)) if why.contains("somebody else")), "{refused:?}");
    let page = overturning::for_desk(service, &cast.senior, own).await.unwrap();
    assert!(page.closed.is_some_and(|why| why.contains("somebody else")));

    let uploader = second_senior(service).await;
    let theirs = File::upload_of(service, uploader, "theirs.mkv").await;
    let theirs = Decided::of(service, &cast, theirs, Action::LockAndDelete).await;
    for refused in [
        theirs.overturn_as(&uploader, &back()).await.map(drop),
        overturning::for_desk(service, &uploader, theirs.decision).await.map(drop),
    ] {
        assert!(
            matches!(refused, Err(Error::NotFound | Error::Forbidden(_) | Error::Accounts(_))),
            "the uploader: {refused:?}"
        );
    }
    assert_eq!(theirs.state().await, ObjectState::Locked);
    // Whoever looked at an appeal about it has decided, too.
    let appeal = appealed(service, &film).await;
    let third = cast::staff(service, "third-senior", Role::Senior).await;
    appeals::decide(service, &third, appeal, &Verdict::Refuse, "It is not.").await.unwrap();
    let refused = overturning::overturn(service, &third, own, &back()).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
});

both_engines!(what_has_another_way_or_is_over_is_not_overturned, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::direct(service).await;
    let overturn = async |decision| {
        let page = overturning::for_desk(service, &cast.senior, decision).await.unwrap();
        let offered = overturning::open_to(service, &cast.senior, page.decided.claim).await.unwrap();
        assert!(page.closed.is_some() && !offered.contains(&decision));
        refused(overturning::overturn(service, &cast.senior, decision, &back()).await)
    };

    // Deleted directly: a sample.
    let film = File::upload(service, "direct.mkv").await;
    let (_, direct) = deleted(service, &cast, &film).await;
    assert!(overturn(direct).await.contains("sample"));

    // Ordered: withdrawn, not overturned.
    let film = File::upload(service, "ordered.mkv").await;
    let order = authorities::enter(service, &cast.reviewer, &cast::order(&[&film.url()])).await.unwrap().claim;
    queue::take(service, &cast.reviewer, order).await.unwrap();
    let ordered = cases::desk_case(service, &cast.reviewer, order).await.unwrap().case.targets[0].target;
    let ruling = Ruling {
        target: ordered,
        finding: Finding::Ordered,
        action: Action::LockAndDelete,
        ground: "§ 97 UrhG".into(),
        reasons: "The court orders it.".into(),
    };
    let ordered = decisions::decide(service, &cast.reviewer, order, &[ruling]).await.unwrap().remove(0);
    assert!(overturn(ordered).await.contains("order of a court"));

    // An appeal waits: that is decided. Once it is taken back, nothing stands in the way; and what was overturned is not again.
    let appealed = Decided::among(service, &cast, "appealed.mkv", Action::LockAndDelete).await;
    let theirs = Appellant::Uploader(&appealed.film.owner, restriction(service, &appealed.film).await);
    appeals::lodge(service, theirs, "It is my own").await.unwrap();
    assert!(overturn(appealed.decision).await.contains("decide that one"));
    appeals::withdraw(service, theirs).await.unwrap();
    appealed.overturn(&back()).await.unwrap();
    let other = second_senior(service).await;
    let superseded = refused(appealed.overturn_as(&other, &back()).await);
    assert!(superseded.contains("took the place"), "{superseded}");

    // Withdrawn.
    let withdrawn = Decided::among(service, &cast, "withdrawn.mkv", Action::LockAndDelete).await;
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, withdrawn.claim, Extent::Whole, "Licensed").await.unwrap();
    assert!(overturn(withdrawn.decision).await.contains("withdrawn"));

    // Destroyed for good.
    let purged = Decided::among(service, &cast, "purged.mkv", Action::LockAndDelete).await;
    cast::purge(service, purged.film.object).await;
    assert!(overturn(purged.decision).await.contains("destroyed"));
});

both_engines!(nothing_is_given_back_that_a_court_was_asked_to_keep, |app: TestService| async move {
    let service = &app.service;
    let concert = Decided::reviewed(service, Action::LockAndDelete).await;
    let cast = &concert.cast;
    let dispute = concert.brought_to_court().await;
    for ended in [None, Some(disputes::Outcome::ForClaimant)] {
        if let Some(outcome) = ended {
            disputes::end(service, &cast.other_reviewer, dispute, outcome, "Judgment").await.unwrap();
        }
        let why = refused(concert.overturn(&back()).await);
        assert!(why.contains("court"), "{ended:?}: {why}");
        let page = overturning::for_desk(service, &cast.senior, concert.decision).await.unwrap();
        assert!(page.choices.is_empty() && page.closed.is_some());
        assert_eq!(concert.state().await, ObjectState::Locked);
    }
    let other = Decided::among(service, cast, "other.mkv", Action::LockAndDelete).await;
    let dispute = other.brought_to_court().await;
    disputes::end(service, &cast.other_reviewer, dispute, disputes::Outcome::NoResult, "Dropped").await.unwrap();
    other.overturn(&back()).await.unwrap();

    // Nor is taken away again what came back by a counter-notice. What an appeal gave back was decided, and can be.
    let third = Decided::among(service, cast, "third.mkv", Action::LockAndDelete).await;
    let sent = countered(service, &third.film).await;
    let sent = counter_notices::of_uploader(service, &third.film.owner, sent).await.unwrap().counter_notice;
    turn_to(service, sent.returns_at);
    worked(service).await;
    assert_eq!(third.state().await, ObjectState::Available);
    let why = refused(third.overturn(&more(Action::LockAndDelete)).await);
    assert!(why.contains("came back by a counter-notice"), "{why}");
    let fourth = Decided::among(service, cast, "fourth.mkv", Action::DisableLink).await;
    let appeal = appealed(service, &fourth.film).await;
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "It is.").await.unwrap();
    fourth.overturn(&more(Action::DisableLink)).await.unwrap();
    assert!(downloads::download(service, &fourth.film.link, None).await.is_err());
});

both_engines!(a_sample_gives_nothing_back_that_a_court_was_asked_to_keep, |app: TestService| async move {
    let service = &app.service;
    let direct = Decided::directly(service).await;
    let cast = &direct.cast;
    let dispute = direct.brought_to_court().await;
    let refused = direct.found_wrong(&cast.senior).await;
    assert!(matches!(refused, Err(Error::Conflict(ref why)) if why.contains("a court was asked")), "{refused:?}");
    let senior = staff(service, cast, "sena", Role::Senior).await;
    for step in ["", "confirm"] {
        let fields = [("outcome", "not-infringing"), ("reasons", WHY), ("step", step)];
        let page = post(service, &format!("/desk/samples/{}", direct.decision), &senior, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.body.contains("court was asked") && page.body.contains(WHY),
            "what was typed stays: {}",
            page.body
        );
    }
    worked(service).await;
    assert_eq!(direct.state().await, ObjectState::Locked);
    assert_eq!(samples::waiting(service, &cast.senior).await.unwrap().len(), 1, "it waits for the court");
    disputes::end(service, &cast.other_reviewer, dispute, disputes::Outcome::NoResult, "Dropped").await.unwrap();
    direct.found_wrong(&cast.senior).await.unwrap();
    worked(service).await;
    assert_eq!(direct.state().await, ObjectState::Available);
});

both_engines!(a_deletion_that_was_drawn_and_is_wrong_is_overturned_as_any_decision_is, |app: TestService| async move {
    let service = &app.service;
    let direct = Decided::directly(service).await;
    let (cast, film) = (&direct.cast, &direct.film);
    let told_by = restriction(service, film).await;
    match notices::notice(service, film.owner.account, told_by).await.unwrap().statement {
        Statement::Restriction { facts, .. } => {
            let so = "When it was deleted, no member of our staff had reviewed this.";
            assert!(facts.contains(so), "which stays true: {facts}");
        }
        other => panic!("{other:?}"),
    }
    let waits = appealed(service, film).await;

    // Only what makes a deletion wrong is found of it.
    let infringing = Finding::Infringing;
    let refused = overturning::overturn_deletion(service, &cast.senior, direct.decision, infringing, WHY).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let ruling = direct.found_wrong(&cast.senior).await.unwrap().expect("it restricted something");
    let twice = direct.found_wrong(&cast.senior).await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
    worked(service).await;
    assert_eq!(direct.state().await, ObjectState::Available);
    let (opened, _) = appeals::for_desk(service, &cast.other_reviewer, waits).await.unwrap();
    assert_eq!(opened.appeal.outcome, Some(appeals::Outcome::Moot), "what it asked for was done");

    // The uploader reads that staff found it wrong, and why.
    assert_eq!(direct.reasons_given().await, WHY);
    let mails = mails(service).await;
    let letter = mails.iter().find(|mail| mail.contains("Subject: A decision about a file of yours was overturned"));
    let letter = letter.expect("a letter");
    for said in ["A senior member of our staff looked at the decision", "found it wrong", WHY] {
        assert!(letter.contains(said), "{said}: {letter}");
    }
    assert!(!letter.contains("Example Pictures"), "nothing else is said: {letter}");

    // What is in force is the senior's; the log tells all of it once.
    let case = cases::claim(service, &cast.member, direct.claim).await.unwrap();
    let decision = case.targets[0].decision.clone().unwrap();
    assert_eq!((decision.id, decision.finding), (ruling, Finding::NotInfringing));
    assert_eq!((decision.action, decision.reasons.as_str(), decision.direct), (Action::None, WHY, false));
    for (kind, count) in [("decision.reviewed", 1), ("decision.overturned", 1), ("target.decided", 2)] {
        assert_eq!(told(service, cast, direct.claim, kind).await, count, "{kind}");
    }
    let senior = staff(service, cast, "sena", Role::Senior).await;
    let page = look(service, &format!("/desk/claims/{}", direct.claim), &senior).await.body;
    for said in ["Decided: not infringing; nothing is restricted", WHY] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let first = page.split("Reversed, as another decision took its place: infringing").nth(1).expect("the deletion");
    let first = first.split("</details>").next().unwrap();
    assert!(first.contains("by the rights holder under direct access") && !first.contains(WHY), "{first}");

    // Whoever deleted it appeals against that, before somebody who did not decide it.
    let first = Appellant::Notifier(Claimant::Person(&cast.member), direct.claim, direct.decision);
    let refused = appeals::lodge(service, first, "It is").await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "another decision took its place: {refused:?}");
    direct.locked_on_appeal(ruling, &[&cast.senior]).await;
});

both_engines!(who_decided_about_a_deletion_overturns_it_no_more_than_any_decision, |app: TestService| async move {
    let service = &app.service;
    let direct = Decided::directly(service).await;
    let cast = &direct.cast;
    let appeal = appealed(service, &direct.film).await;
    appeals::decide(service, &cast.senior, appeal, &Verdict::Refuse, "It is not.").await.unwrap();
    worked(service).await;
    let refused = direct.found_wrong(&cast.senior).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    assert_eq!(direct.state().await, ObjectState::Locked);
    assert_eq!(samples::waiting(service, &cast.senior).await.unwrap().len(), 1, "it waits for another senior");
    let fresh = second_senior(service).await;
    direct.found_wrong(&fresh).await.unwrap();
    worked(service).await;
    assert_eq!(direct.state().await, ObjectState::Available);
});

both_engines!(of_two_seniors_at_once_one_overturns, |app: TestService| async move {
    let service = &app.service;
    let concert = Decided::reviewed(service, Action::LockAndDelete).await;
    let other = second_senior(service).await;
    let instead = back();
    let (one, two) = tokio::join!(concert.overturn(&instead), concert.overturn_as(&other, &instead));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert!([one, two].iter().any(|result| matches!(result, Err(Error::Conflict(_)))));
    worked(service).await;
    let mut tx = service.db.read().await.unwrap();
    for sql in [
        "SELECT COUNT(*) FROM overturnings",
        "SELECT COUNT(*) FROM decisions WHERE superseded_at IS NULL",
        "SELECT COUNT(*) FROM decisions WHERE superseded_at IS NOT NULL",
    ] {
        assert_eq!(db::one!(tx, (i64,), sql).unwrap().0, 1, "{sql}");
    }
    drop(tx);
    assert_eq!(told(service, &concert.cast, concert.claim, "decision.overturned").await, 1);
    assert_eq!(concert.state().await, ObjectState::Available);
});

both_engines!(the_page_shows_what_it_touches_before_it_overturns, |app: TestService| async move {
    let service = &app.service;
    let concert = Decided::reviewed(service, Action::None).await;
    let Decided { cast, claim, decision, .. } = &concert;
    let senior = staff(service, cast, "sena", Role::Senior).await;
    let reviewer = staff(service, cast, "rui", Role::Reviewer).await;
    let (case, page) = (format!("/desk/claims/{claim}"), format!("/desk/decisions/{decision}/overturning"));
    assert!(look(service, &case, &senior).await.body.contains(&page), "it is led to");
    assert!(!look(service, &case, &reviewer).await.body.contains(&page), "a reviewer is not");
    assert_eq!(look(service, &page, &reviewer).await.status, StatusCode::FORBIDDEN);
    assert_eq!(post(service, &page, &reviewer, &[]).await.status, StatusCode::FORBIDDEN);
    let form = look(service, &page, &senior).await;
    assert!(form.body.contains("Overturn a decision") && form.body.contains("It is the whole film."));
    assert!(!form.body.contains("Give it back"), "nothing is restricted");
    let empty = post(service, &page, &senior, &[("reasons", "It is the film")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("It is the film"), "what was typed is kept");
    let fields = [
        ("finding", "infringing"),
        ("action", "lock-and-delete"),
        ("ground", "17 U.S.C. 106"),
        ("reasons", "It is the whole film after all."),
    ];
    let shown = post(service, &page, &senior, &fields).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("Confirm the overturning") && shown.body.contains("What it touches"));
    assert_eq!(concert.state().await, ObjectState::Available, "nothing is decided yet");
    let back = post(service, &page, &senior, &[&fields[..], &[("step", "change")][..]].concat()).await;
    assert!(back.status == StatusCode::OK && back.body.contains("It is the whole film after all."));
    let done = post(service, &page, &senior, &[&fields[..], &[("step", "confirm")][..]].concat()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(done.header(header::LOCATION).starts_with(&case));
    assert_eq!(concert.state().await, ObjectState::Locked);
    let late = post(service, &page, &senior, &[&fields[..], &[("step", "confirm")][..]].concat()).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN, "they decided about it");
});

both_engines!(the_page_of_a_claim_says_who_reversed_what_and_why, |app: TestService| async move {
    let service = &app.service;
    let concert = Decided::reviewed(service, Action::DisableLink).await;
    let Decided { cast, film, claim, decision, .. } = &concert;
    let sena = cast::with_role(service, account(service, "sena@files.example").await, Role::Senior).await;
    let other = session_of(service, "sena@files.example").await;
    let senior = cast::with_role(service, account(service, "sol@files.example").await, Role::Senior).await;
    let theirs = session_of(service, "sol@files.example").await;
    let (case, offer) = (format!("/desk/claims/{claim}"), format!("/desk/decisions/{decision}/overturning"));
    let page = look(service, &case, &theirs).await.body;
    assert!(page.contains(&offer) && page.contains("callout-warn"), "{page}");

    // While an appeal waits, that is decided instead; and who decided it overturns nothing of it.
    let appeal = appealed(service, film).await;
    let page = look(service, &case, &theirs).await.body;
    assert!(!page.contains(&offer) && !page.contains("Reversed on"), "{page}");
    let why = "The licence covers it.";
    appeals::decide(service, &senior, appeal, &Verdict::Lift, why).await.unwrap();
    let page = look(service, &case, &theirs).await.body;
    assert!(page.contains("on the uploader’s appeal, by you.") && page.contains(why), "{page}");
    assert!(page.contains(&format!("\"/desk/appeals/{appeal}\"")) && !page.contains(&offer), "{page}");
    assert!(!page.contains("class=\"callout callout-warn stack-tight\""), "it restricts nothing any more: {page}");
    let page = look(service, &case, &other).await.body;
    assert!(page.contains("on the uploader’s appeal, by sol@files.example."), "{page}");
    assert!(page.contains(&offer), "somebody else could restrict it after all: {page}");
    assert!(overturning::for_desk(service, &cast.senior, *decision).await.unwrap().closed.is_none());

    // What a senior decides of their own motion says so.
    let ruling = overturning::overturn(service, &cast.senior, *decision, &more(Action::DisableLink)).await.unwrap();
    let page = look(service, &case, &theirs).await.body;
    assert!(page.contains("of their own motion, in the place of what was decided first."), "{page}");
    assert!(!page.contains(&offer) && !page.contains(&format!("/desk/decisions/{ruling}/overturning")), "{page}");
    let page = look(service, &case, &other).await.body;
    let offer = format!("/desk/decisions/{ruling}/overturning");
    assert!(page.contains(&offer), "{page}");

    // And says it to whoever did.
    let fields = [
        ("finding", "infringing"),
        ("action", "lock-and-delete"),
        ("ground", "17 U.S.C. 106"),
        ("reasons", "It is the whole film after all."),
        ("step", "confirm"),
    ];
    let done = post(service, &offer, &other, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = look(service, &case, &theirs).await.body;
    assert!(page.contains("Decided by sena@files.example of their own motion"), "{page}");
    let page = look(service, &case, &other).await.body;
    assert!(page.contains("Decided by you of your own motion"), "{page}");
    accounts::choose_language(service, sena, Language::named("fr").unwrap()).await.unwrap();
    let page = look(service, &case, &other).await.body;
    assert!(page.contains("Décidé par vous de votre propre initiative"), "{page}");
});
