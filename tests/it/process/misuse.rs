//! Manifestly unfounded notices and complaints: what can be marked, and what follows.

use std::collections::BTreeMap;
use std::time::Duration;

use writ::accounts::standing::{Closed, Kind, Scope};
use writ::accounts::{Actor, Role};
use writ::claims::decisions::{Action, Finding, Ruling};
use writ::claims::organisations::{self, MemberRole};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent, PrivateLinkText};
use writ::claims::{Error, cases, decisions, queue, reports};
use writ::clock::Time;
use writ::ids::{ClaimId, DecisionId, MarkId, MeasureId, TargetId};
use writ::notices::{self, NoticeKind, Statement, Way};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::measures;
use writ::process::misuse::{self, Decision, Party, What, Words};
use writ::process::overturning;
use writ::service::Service;

use super::overturning::more;
use super::{countered, decide, decided, deleted, mails, restriction, worked};
use crate::accounts::{cookie, sign_in};
use crate::app::{TestService, both_engines, mailed};
use crate::claims::cast::{self, Cast, File, person, target};
use crate::pages_desk::{look, staff};

const WHY: &str = "The link leads to the claimant’s own trailer.";

fn words() -> Words {
    Words {
        reasons: "Four notices about the same trailer.".into(),
        gravity: "A file of a stranger was locked for a day.".into(),
        intention: "The same link came again after it was refused.".into(),
    }
}

async fn only_target(service: &Service, cast: &Cast, claim: ClaimId) -> TargetId {
    cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target
}

/// A notice of the organisation that was unfounded, marked.
async fn unfounded(service: &Service, cast: &Cast) -> ClaimId {
    let film = File::upload(service, "trailer.mkv").await;
    let (claim, _) = decided(service, cast, &film, Action::None).await;
    let target = only_target(service, cast, claim).await;
    misuse::mark(service, &cast.reviewer, What::Target(target), WHY).await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    claim
}

both_engines!(only_what_was_decided_to_be_unfounded_is_marked_and_once, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let waits = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
    let what = What::Target(waits.targets[0].target);
    let early = misuse::mark(service, &cast.reviewer, what, WHY).await;
    assert!(matches!(early, Err(Error::Conflict(_))), "it waits: {early:?}");
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, waits.claim, Extent::Whole, "A mistake").await.unwrap();
    let taken_back = misuse::mark(service, &cast.reviewer, what, WHY).await;
    assert!(matches!(taken_back, Err(Error::Conflict(_))), "it was taken back: {taken_back:?}");

    let (upheld, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let target_of = only_target(service, &cast, upheld).await;
    let right = misuse::mark(service, &cast.reviewer, What::Target(target_of), WHY).await;
    assert!(matches!(right, Err(Error::Conflict(_))), "it was right: {right:?}");

    let other = File::upload(service, "typo.mkv").await;
    let incomplete = cast::file(service, &cast, vec![target(&other.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, incomplete.claim).await.unwrap();
    let ruling = Ruling {
        target: incomplete.targets[0].target,
        finding: Finding::Incomplete,
        action: Action::None,
        ground: String::new(),
        reasons: "It names no work.".into(),
    };
    decisions::decide(service, &cast.reviewer, incomplete.claim, &[ruling]).await.unwrap();
    let mistyped = misuse::mark(service, &cast.reviewer, What::Target(incomplete.targets[0].target), WHY).await;
    assert!(matches!(mistyped, Err(Error::Conflict(_))), "incomplete is no misuse: {mistyped:?}");

    let (refused, _) = decided(service, &cast, &other, Action::None).await;
    let what = What::Target(only_target(service, &cast, refused).await);
    for party in [&other.owner, &cast.member, &cast.first] {
        assert!(misuse::mark(service, party, what, WHY).await.is_err());
    }
    assert!(matches!(misuse::mark(service, &cast.reviewer, what, "  ").await, Err(Error::Invalid(_))));
    misuse::mark(service, &cast.reviewer, what, WHY).await.unwrap();
    let twice = misuse::mark(service, &cast.senior, what, WHY).await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
    let markable = misuse::of_claim(service, &cast.reviewer, refused).await.unwrap();
    assert_eq!((markable.len(), markable[0].mark.is_some()), (1, true));
    let record = misuse::record(service, &cast.reviewer, Party::Organisation(cast.organisation)).await.unwrap();
    assert_eq!((record.notices.unfounded, record.notices.sent, record.complaints.unfounded), (1, 4, 0));
    assert_eq!(record.name, Some("Example Pictures".into()));
});

both_engines!(
    the_page_of_a_claim_offers_to_mark_something_only_while_something_is_left,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
        // What the page offers, and what it leads to of what was marked; it offers what the form has.
        let offers = async |claim: ClaimId| {
            let page = look(service, &format!("/desk/claims/{claim}"), &reviewer).await.body;
            let form = look(service, &format!("/desk/claims/{claim}/misuse"), &reviewer).await.body;
            let offered = page.contains(">Mark as manifestly unfounded…</a>");
            assert_eq!(offered, form.contains("<button class=\"button\">Mark it</button>"), "{page}: {form}");
            let all = misuse::of_claim(service, &cast.reviewer, claim).await.unwrap();
            assert_eq!(offered, all.iter().any(misuse::Markable::is_left), "{all:?}");
            (offered, page.contains(">What was marked as manifestly unfounded</a>"))
        };
        let film = File::upload(service, "concert.mkv").await;
        let (claim, decision) = decided(service, &cast, &film, Action::None).await;
        assert_eq!(offers(claim).await, (true, false));
        let line = What::Target(only_target(service, &cast, claim).await);
        misuse::mark(service, &cast.reviewer, line, WHY).await.unwrap();
        assert_eq!(offers(claim).await, (false, true), "its only line is marked");
        let theirs = |claim, decision| Appellant::Notifier(Claimant::Person(&cast.member), claim, decision);
        let appeal = appeals::lodge(service, theirs(claim, decision), "It is ours").await.unwrap();
        assert_eq!(offers(claim).await, (false, true), "it is not decided");
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It is not").await.unwrap();
        assert_eq!(offers(claim).await, (true, false), "the appeal is left");
        misuse::mark(service, &cast.reviewer, What::Appeal(appeal), WHY).await.unwrap();
        assert_eq!(offers(claim).await, (false, true));

        // A refused appeal that a senior has proved right since is none that can be marked.
        let film = File::upload(service, "trailer.mkv").await;
        let (claim, decision) = decided(service, &cast, &film, Action::None).await;
        let appeal = appeals::lodge(service, theirs(claim, decision), "It is ours").await.unwrap();
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It is not").await.unwrap();
        assert_eq!(offers(claim).await, (true, false));
        overturning::overturn(service, &cast.senior, decision, &more(Action::DisableLink)).await.unwrap();
        assert_eq!(offers(claim).await, (false, false));
        // Nor is what restricts something.
        let film = File::upload(service, "film.mkv").await;
        let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
        assert_eq!(offers(claim).await, (false, false));
    }
);

both_engines!(a_deletion_that_a_senior_found_wrong_is_marked_whatever_they_found, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::direct(service).await;
    for finding in [Finding::NotInfringing, Finding::Incomplete] {
        let film = File::upload(service, "trailer.mkv").await;
        let (claim, deletion) = deleted(service, &cast, &film).await;
        worked(service).await;
        let what = What::Target(only_target(service, &cast, claim).await);
        let early = misuse::mark(service, &cast.reviewer, what, WHY).await;
        assert!(matches!(early, Err(Error::Conflict(_))), "it stands: {early:?}");
        overturning::overturn_deletion(service, &cast.senior, deletion, finding, "It is not there.").await.unwrap();
        misuse::mark(service, &cast.reviewer, what, WHY).await.unwrap();
    }
});

both_engines!(a_suspension_follows_a_warning_and_something_sent_after_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let party = Party::Organisation(cast.organisation);
    let decide =
        async |decision| misuse::decide(service, &cast.reviewer, party, Scope::Notices, decision, &words()).await;
    let none = decide(Decision::Warn).await;
    assert!(matches!(none, Err(Error::Conflict(_))), "nothing is marked: {none:?}");
    unfounded(service, &cast).await;
    let at_once = decide(Decision::Suspend { days: 30 }).await;
    assert!(matches!(at_once, Err(Error::Conflict(_))), "no warning: {at_once:?}");
    let blank = misuse::decide(service, &cast.reviewer, party, Scope::Notices, Decision::Warn, &Words::default()).await;
    match blank {
        Err(Error::Invalid(fields)) => assert_eq!(fields.len(), 3, "gravity and intention are weighed: {fields:?}"),
        other => panic!("{other:?}"),
    }
    let member = cast::with_role(service, cast.member, writ::accounts::Role::Reviewer).await;
    let own = misuse::decide(service, &member, party, Scope::Notices, Decision::Warn, &words()).await;
    assert!(matches!(own, Err(Error::Accounts(_))), "{own:?}");
    decide(Decision::Warn).await.unwrap();
    let heeded = decide(Decision::Suspend { days: 30 }).await;
    assert!(matches!(heeded, Err(Error::Conflict(_))), "nothing was sent since: {heeded:?}");
    service.clock.advance(Duration::from_hours(1));
    unfounded(service, &cast).await;
    decide(Decision::Suspend { days: 30 }).await.unwrap();
    let twice = decide(Decision::Suspend { days: 30 }).await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
    // Each with its own notice to the owner, which says what was weighed.
    let told = notices::notices_of(service, cast.member.account).await.unwrap();
    let told: Vec<_> = told.iter().filter(|notice| notice.kind == NoticeKind::Measure).collect();
    assert_eq!(told.len(), 2);
    match notices::notice(service, cast.member.account, told[0].id).await.unwrap().statement {
        Statement::Measure { against, until, weighed: Some(weighed), .. } => {
            assert_eq!((against.kind, until.is_some()), (Kind::Suspension, true));
            assert_eq!((weighed.unfounded, weighed.sent), (2, 2));
            assert_eq!(against.organisation.as_deref(), Some("Example Pictures"));
        }
        other => panic!("{other:?}"),
    }
});

/// An organisation that is suspended: warned, and unfounded again.
async fn suspended(service: &Service, cast: &Cast) {
    let party = Party::Organisation(cast.organisation);
    for decision in [Decision::Warn, Decision::Suspend { days: 30 }] {
        unfounded(service, cast).await;
        misuse::decide(service, &cast.reviewer, party, Scope::Notices, decision, &words()).await.unwrap();
        service.clock.advance(Duration::from_hours(1));
    }
}

both_engines!(
    a_suspended_notifier_is_refused_until_its_day_but_for_what_the_law_has_decided,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::direct(service).await;
        let film = File::upload(service, "film.mkv").await;
        let before = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
        // The member's password, as the cast makes it.
        let session = cookie(&sign_in(service, "member@pictures.example", &"\u{1}".repeat(32), None).await);
        let promised = async || {
            let page = look(service, "/rights", &session).await.body;
            let first_step = look(service, "/rights/claims/new", &session).await.body;
            let why = "notices from you is suspended until";
            (
                page.contains(">File a claim<") && page.contains("with no staff in between"),
                page.contains(">File a claim<") || page.contains("with no staff in between"),
                page.contains(why) && first_step.contains(why),
            )
        };
        assert_eq!(promised().await, (true, true, false));
        suspended(service, &cast).await;
        assert_eq!(promised().await, (false, false, true), "the pages promise nothing that is closed, and say why");
        let closed = |result: &Result<_, Error>| matches!(result, Err(Error::Closed(Closed::NoticesUntil(_))));

        let filed = cast::file(service, &cast, vec![target(&film.url())]).await;
        assert!(closed(&filed.map(drop)), "the verified queue");
        let deleted = cast::delete(service, &cast.member, before.claim, "DELETE", &cast.auth).await;
        assert!(closed(&deleted.map(drop)), "direct access");
        let report = |basis| cast::report(basis, &film.url());
        let member = Some(cast.member.account);
        let dsa = reports::send(service, "192.0.2.1", member, &report(Basis::EuDsa)).await;
        let told = dsa.as_ref().map(|_| ()).map_err(ToString::to_string);
        assert!(closed(&dsa.map(drop)), "nor by a member in its own name");
        assert!(told.unwrap_err().contains("suspended until"), "it is told until when");

        // A complete notice under US law is taken from anyone, and decided.
        let statutory = reports::send(service, "192.0.2.1", member, &report(Basis::UsDmca)).await.unwrap();
        queue::take(service, &cast.reviewer, statutory.claim).await.unwrap();
        // So is what says that somebody is in danger.
        let mut danger = cast::report(Basis::EuDsa, &File::upload(service, "threat.mkv").await.url());
        danger.statement.life_threatened = true;
        let danger = reports::send(service, "192.0.2.1", member, &danger).await.unwrap();
        queue::take(service, &cast.senior, danger.claim).await.unwrap();
        // What was sent before is decided as well, and taken back or appealed as ever.
        decide(service, &cast, &cast.reviewer, before.claim, Action::LockAndDelete).await;

        service.clock.advance(Duration::from_hours(31 * 24));
        let other = File::upload(service, "other.mkv").await;
        cast::file(service, &cast, vec![target(&other.url())]).await.unwrap();
        reports::send(service, "192.0.2.1", member, &cast::report(Basis::EuDsa, &other.url())).await.unwrap();
    }
);

both_engines!(an_owner_appeals_for_the_organisation_and_somebody_else_decides, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    suspended(service, &cast).await;
    let all = notices::notices_of(service, cast.member.account).await.unwrap();
    let notice = all.iter().find(|notice| notice.kind == NoticeKind::Measure).unwrap().id;
    let id = appeals::lodge(service, Appellant::Uploader(&cast.member, notice), "It was our film").await.unwrap();
    let first = appeals::decide(service, &cast.reviewer, id, &Verdict::Lift, "x").await;
    assert!(matches!(first, Err(Error::Forbidden(_))), "{first:?}");
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let list = look(service, "/desk/appeals", &reviewer).await.body;
    assert!(list.contains(&format!("<a href=\"/desk/appeals/{id}\">Example Pictures</a>")), "whose it is: {list}");
    appeals::decide(service, &cast.other_reviewer, id, &Verdict::Lift, "Two of them were right.").await.unwrap();
    let film = File::upload(service, "film.mkv").await;
    cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
    let ahead = measures::of_notice(service, &cast.member, notice).await.unwrap().unwrap();
    assert!(!ahead.in_force);
});

/// Of which measures somebody was told, each once, and in which words.
async fn told(service: &Service, who: &Actor) -> BTreeMap<MeasureId, Statement> {
    let mut told = BTreeMap::new();
    for notice in notices::notices_of(service, who.account).await.unwrap() {
        if notice.kind == NoticeKind::Measure {
            let opened = notices::notice(service, who.account, notice.id).await.unwrap();
            assert!(told.insert(opened.measure.unwrap(), opened.statement).is_none(), "told twice");
        }
    }
    told
}

/// What can be done about it, as it was told.
fn ways(told: &Statement) -> Vec<Way> {
    let Statement::Measure { redress, .. } = told else { panic!("{told:?}") };
    redress.iter().map(|way| way.kind).collect()
}

both_engines!(
    whoever_becomes_an_owner_is_told_what_stands_and_appeals_when_the_others_have_left,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let organisation = cast.organisation;
        suspended(service, &cast).await;
        let all = notices::notices_of(service, cast.member.account).await.unwrap();
        let first = all.iter().find(|notice| notice.kind == NoticeKind::Measure).unwrap().id;
        service.clock.advance(Duration::from_hours(5 * 24));
        let (heir, agent) = (person(service, "heir").await, person(service, "agent").await);
        cast::join(service, &cast.member, organisation, &heir, MemberRole::Owner).await;
        cast::join(service, &cast.member, organisation, &agent, MemberRole::Agent).await;
        worked(service).await;
        // In the same words and until the same days, once, and by mail.
        let as_told = told(service, &cast.member).await;
        assert_eq!(as_told.len(), 2, "the warning and the suspension");
        assert_eq!(told(service, &heir).await, as_told);
        let letters = mails(service).await;
        let to_heir = letters.iter().filter(|mail| mail.contains("To: heir-") && mail.contains(&words().reasons));
        assert_eq!(to_heir.count(), 2, "{letters:?}");
        assert_eq!(told(service, &agent).await, BTreeMap::new(), "an agent appeals nothing");
        for role in [MemberRole::Owner, MemberRole::Agent, MemberRole::Owner] {
            organisations::change_role(service, &heir, organisation, agent.account, role).await.unwrap();
            worked(service).await;
        }
        assert_eq!(told(service, &agent).await, as_told, "once they are an owner");

        organisations::remove_member(service, &cast.member, organisation, cast.member.account).await.unwrap();
        let left = appeals::lodge(service, Appellant::Uploader(&cast.member, first), "It was our film").await;
        assert!(matches!(left, Err(Error::NotFound)), "{left:?}");
        let (ahead, notice) = measures::of_organisation(service, &heir, organisation).await.unwrap().remove(0);
        let Statement::Measure { until, redress, .. } = &as_told[&ahead.measure.id] else { panic!("{as_told:?}") };
        let second = |until: Option<Time>| until.map(Time::rfc3339);
        assert_eq!((second(*until), redress[0].deadline), (second(ahead.measure.until), ahead.appeal_until));
        let appellant = Appellant::Uploader(&heir, notice.unwrap());
        let appeal = appeals::lodge(service, appellant, "It was our film").await.unwrap();
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "It was.").await.unwrap();
        for who in [&heir, &agent] {
            let all = notices::notices_of(service, who.account).await.unwrap();
            for kind in [NoticeKind::MeasureLifted, NoticeKind::Appeal] {
                assert_eq!(all.iter().filter(|notice| notice.kind == kind).count(), 1, "{kind:?}: {all:?}");
            }
        }
        let all = notices::notices_of(service, cast.member.account).await.unwrap();
        assert!(all.iter().all(|notice| notice.kind == NoticeKind::Measure), "who has left is told no more: {all:?}");

        // Of what was lifted who comes later is told nothing; of what was appealed in vain, what is left to do.
        let (ahead, notice) = measures::of_organisation(service, &heir, organisation).await.unwrap().remove(0);
        let warning = ahead.measure.id;
        let appellant = Appellant::Uploader(&heir, notice.unwrap());
        let appeal = appeals::lodge(service, appellant, "So were the others").await.unwrap();
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "They were not.").await.unwrap();
        let late = person(service, "late").await;
        cast::join(service, &heir, organisation, &late, MemberRole::Owner).await;
        worked(service).await;
        let told = told(service, &late).await;
        assert_eq!(told.keys().collect::<Vec<_>>(), [&warning]);
        assert_eq!(ways(&told[&warning]), [Way::OutOfCourt, Way::Judicial]);
    }
);

both_engines!(who_becomes_an_owner_is_told_of_what_is_over_while_it_can_be_appealed, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    suspended(service, &cast).await;
    let as_told = told(service, &cast.member).await;
    // The suspension has ended.
    service.clock.advance(Duration::from_hours(31 * 24));
    let heir = person(service, "heir").await;
    cast::join(service, &cast.member, cast.organisation, &heir, MemberRole::Owner).await;
    worked(service).await;
    assert_eq!(told(service, &heir).await, as_told);
    // Nothing can be appealed any more, and the warning stands.
    service.clock.advance(Duration::from_hours(200 * 24));
    let late = person(service, "late").await;
    cast::join(service, &heir, cast.organisation, &late, MemberRole::Owner).await;
    // Who is an owner no more when it would be told is told nothing.
    let gone = person(service, "gone").await;
    cast::join(service, &heir, cast.organisation, &gone, MemberRole::Owner).await;
    organisations::remove_member(service, &gone, cast.organisation, gone.account).await.unwrap();
    worked(service).await;
    let all: Vec<_> = told(service, &late).await.into_values().collect();
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(matches!(&all[0], Statement::Measure { against, .. } if against.kind == Kind::Warning), "{all:?}");
    assert_eq!(ways(&all[0]), [Way::OutOfCourt, Way::Judicial]);
    assert_eq!(told(service, &gone).await, BTreeMap::new());
});

both_engines!(a_mark_counts_no_longer_once_the_notice_was_right_after_all, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let (claim, decision) = decided(service, &cast, &film, Action::None).await;
    let target = only_target(service, &cast, claim).await;
    misuse::mark(service, &cast.reviewer, What::Target(target), WHY).await.unwrap();
    let party = Party::Organisation(cast.organisation);
    assert_eq!(misuse::record(service, &cast.reviewer, party).await.unwrap().notices.unfounded, 1);
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let pages = async |claim: ClaimId| {
        let page = look(service, &format!("/desk/claims/{claim}"), &reviewer).await.body;
        (page, look(service, &format!("/desk/claims/{claim}/misuse"), &reviewer).await.body)
    };
    let before = pages(claim).await;
    assert!(!before.0.contains("counts no longer") && !before.1.contains("counts no longer"), "{before:?}");
    let appellant = Appellant::Notifier(Claimant::Person(&cast.member), claim, decision);
    let appeal = appeals::lodge(service, appellant, "It is the film").await.unwrap();
    let replaced = Verdict::Replace {
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
    };
    appeals::decide(service, &cast.other_reviewer, appeal, &replaced, "It is").await.unwrap();
    let record = misuse::record(service, &cast.reviewer, party).await.unwrap();
    assert_eq!((record.notices.unfounded, record.marks.len(), record.marks[0].refuted), (0, 1, true));
    // Both pages of the claim say so, too.
    let after = pages(claim).await;
    assert!(after.0.contains("the mark counts no longer"), "{}", after.0);
    assert!(after.1.contains("counts no longer: it was well founded after all"), "{}", after.1);
});

/// An appeal of an uploader that was refused, marked.
async fn unfounded_appeal(service: &Service, cast: &Cast, owner: Actor) {
    let film = File::upload_of(service, owner, "film.mkv").await;
    decided(service, cast, &film, Action::LockAndDelete).await;
    let notice = restriction(service, &film).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&owner, notice), "Because").await.unwrap();
    let early = misuse::mark(service, &cast.reviewer, What::Appeal(appeal), "It says nothing").await;
    assert!(matches!(early, Err(Error::Conflict(_))), "it waits: {early:?}");
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It says nothing").await.unwrap();
    misuse::mark(service, &cast.reviewer, What::Appeal(appeal), "It says nothing").await.unwrap();
    service.clock.advance(Duration::from_hours(1));
}

both_engines!(
    who_is_suspended_for_appeals_still_answers_on_oath_and_appeals_against_that,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let owner = person(service, "uploader").await;
        let party = Party::Account(owner.account);
        for decision in [Decision::Warn, Decision::Suspend { days: 30 }] {
            unfounded_appeal(service, &cast, owner).await;
            misuse::decide(service, &cast.reviewer, party, Scope::Complaints, decision, &words()).await.unwrap();
            service.clock.advance(Duration::from_hours(1));
        }
        let film = File::upload_of(service, owner, "film.mkv").await;
        decided(service, &cast, &film, Action::LockAndDelete).await;
        let notice = restriction(service, &film).await;
        let closed = appeals::lodge(service, Appellant::Uploader(&owner, notice), "A licence").await;
        assert!(matches!(closed, Err(Error::Closed(Closed::ComplaintsUntil(_)))), "{closed:?}");
        countered(service, &film).await;
        let all = notices::notices_of(service, owner.account).await.unwrap();
        let against = all.iter().find(|notice| notice.kind == NoticeKind::Measure).unwrap().id;
        appeals::lodge(service, Appellant::Uploader(&owner, against), "I had reasons").await.unwrap();
        // A counter-notice is nothing that we decide about: only a court's word makes it one that can be marked.
        let markable = misuse::of_claim(service, &cast.reviewer, claim_of(service, &film).await).await.unwrap();
        assert!(markable.iter().all(|one| one.obstacle.is_some()), "{markable:?}");
        service.clock.advance(Duration::from_hours(31 * 24));
        worked(service).await;
        let other = File::upload_of(service, owner, "other.mkv").await;
        decided(service, &cast, &other, Action::LockAndDelete).await;
        let notice = restriction(service, &other).await;
        appeals::lodge(service, Appellant::Uploader(&owner, notice), "A licence").await.unwrap();
    }
);

both_engines!(appeals_are_closed_to_an_account_by_the_private_link_of_its_notice_too, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let notifier = person(service, "notifier").await;
    let party = Party::Account(notifier.account);
    let appealed = async || {
        let film = File::upload(service, "film.mkv").await;
        let report = cast::report(Basis::EuDsa, &film.url());
        let sent = reports::send(service, "192.0.2.1", Some(notifier.account), &report).await.unwrap();
        queue::take(service, &cast.reviewer, sent.claim).await.unwrap();
        let ruling = Ruling {
            target: sent.targets[0].target,
            finding: Finding::NotInfringing,
            action: Action::None,
            ground: String::new(),
            reasons: "It is another film.".into(),
        };
        let decision = decisions::decide(service, &cast.reviewer, sent.claim, &[ruling]).await.unwrap().remove(0);
        let secret = sent.private_link.unwrap();
        let text = PrivateLinkText(secret.expose());
        let appellant = Appellant::Notifier(Claimant::Holder(&text), sent.claim, decision);
        appeals::lodge(service, appellant, "Because").await
    };
    for (decision, sent) in [(Decision::Warn, 1), (Decision::Suspend { days: 30 }, 2)] {
        let appeal = appealed().await.unwrap();
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It says nothing").await.unwrap();
        misuse::mark(service, &cast.reviewer, What::Appeal(appeal), "It says nothing").await.unwrap();
        service.clock.advance(Duration::from_hours(1));
        let record = misuse::record(service, &cast.reviewer, party).await.unwrap();
        assert_eq!((record.complaints.unfounded, record.complaints.sent), (sent, sent), "theirs, though by the link");
        misuse::decide(service, &cast.reviewer, party, Scope::Complaints, decision, &words()).await.unwrap();
        service.clock.advance(Duration::from_hours(1));
    }
    let closed = appealed().await;
    assert!(matches!(closed, Err(Error::Closed(Closed::ComplaintsUntil(_)))), "{closed:?}");
});

/// The claim on a file.
async fn claim_of(service: &Service, film: &File) -> ClaimId {
    let mut tx = service.db.read().await.unwrap();
    writ::db::one!(tx, (ClaimId,), "SELECT claim FROM targets WHERE object = $1", film.object).unwrap().0
}

both_engines!(a_stranger_is_marked_and_nobody_is_suspended_by_an_address, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let sent = reports::send(service, "192.0.2.1", None, &cast::report(Basis::EuDsa, &film.url())).await.unwrap();
    queue::take(service, &cast.reviewer, sent.claim).await.unwrap();
    let ruling = Ruling {
        target: sent.targets[0].target,
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "It is another film.".into(),
    };
    decisions::decide(service, &cast.reviewer, sent.claim, &[ruling]).await.unwrap();
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let page = format!("/desk/claims/{}/misuse", sent.claim);
    let before = look(service, &page, &reviewer).await.body;
    assert!(before.contains("counts against nobody and stands in no list"), "said before it is marked: {before}");
    misuse::mark(service, &cast.reviewer, What::Target(sent.targets[0].target), WHY).await.unwrap();
    let after = look(service, &page, &reviewer).await.body;
    assert!(after.contains("Nothing else here can be marked") && !after.contains("Nothing here can"), "{after}");
    let list = look(service, "/desk/standing", &reviewer).await.body;
    assert!(list.contains("Nothing of anybody who is known is marked"), "{list}");
    assert!(misuse::records(service, &cast.reviewer).await.unwrap().is_empty(), "whose it was cannot be known");
    let signed_in = person(service, "notifier").await;
    let report = cast::report(Basis::EuDsa, &film.url());
    reports::send(service, "192.0.2.1", Some(signed_in.account), &report).await.unwrap();
});

/// The marks of somebody that count, the oldest first.
async fn counting(service: &Service, cast: &Cast, party: Party) -> Vec<MarkId> {
    let record = misuse::record(service, &cast.reviewer, party).await.unwrap();
    let mut marks: Vec<_> = record.marks.iter().filter(|mark| mark.counts()).map(|mark| mark.id).collect();
    marks.reverse();
    marks
}

/// The measures against somebody, the oldest first: what, and whether they stand.
async fn standing_of(service: &Service, cast: &Cast, party: Party) -> Vec<(Kind, bool)> {
    let record = misuse::record(service, &cast.reviewer, party).await.unwrap();
    let mut measures: Vec<_> =
        record.measures.iter().map(|one| (one.kind, one.in_force(service.clock.now()))).collect();
    measures.reverse();
    measures
}

both_engines!(a_mark_that_is_taken_back_takes_what_rested_on_it_along, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let party = Party::Organisation(cast.organisation);
    suspended(service, &cast).await;
    let marks = counting(service, &cast, party).await;
    assert_eq!(marks.len(), 2);
    let by_reviewer = misuse::retract(service, &cast.reviewer, marks[1], "It was right").await;
    assert!(matches!(by_reviewer, Err(Error::Forbidden(_))), "{by_reviewer:?}");
    let member = cast::with_role(service, cast.member, writ::accounts::Role::Senior).await;
    let own = misuse::retract(service, &member, marks[1], "It was right").await;
    assert!(matches!(own, Err(Error::Accounts(_))), "{own:?}");
    let blank = misuse::retract(service, &cast.senior, marks[1], " ").await;
    assert!(matches!(blank, Err(Error::Invalid(_))), "{blank:?}");

    // The suspension stood on the second alone, which was sent after the warning; the warning stands on the first.
    let mails = mailed(service, async || {
        misuse::retract(service, &cast.senior, marks[1], "It was their film after all").await.unwrap();
    })
    .await;
    assert_eq!(standing_of(service, &cast, party).await, [(Kind::Warning, true), (Kind::Suspension, false)]);
    assert_eq!(counting(service, &cast, party).await, marks[..1]);
    assert!(mails.iter().any(|mail| mail.contains("It was their film after all")), "they are told why: {mails:?}");
    assert_eq!(mails.len(), 2, "and that the suspension is lifted: {mails:?}");
    let film = File::upload(service, "film.mkv").await;
    cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
    let twice = misuse::retract(service, &cast.senior, marks[1], "Once more").await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");

    // Without the first, nothing is left of the warning.
    misuse::retract(service, &cast.senior, marks[0], "Nor was this one").await.unwrap();
    assert_eq!(standing_of(service, &cast, party).await, [(Kind::Warning, false), (Kind::Suspension, false)]);
    let none = misuse::decide(service, &cast.reviewer, party, Scope::Notices, Decision::Warn, &words()).await;
    assert!(matches!(none, Err(Error::Conflict(_))), "nothing is marked: {none:?}");
});

both_engines!(a_suspension_falls_with_the_warning_before_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let party = Party::Organisation(cast.organisation);
    suspended(service, &cast).await;
    let first = counting(service, &cast, party).await[0];
    misuse::retract(service, &cast.senior, first, "It was right").await.unwrap();
    assert_eq!(standing_of(service, &cast, party).await, [(Kind::Warning, false), (Kind::Suspension, false)]);
});

both_engines!(a_suspension_falls_when_what_it_rests_on_was_right_after_all, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let party = Party::Organisation(cast.organisation);
    let take = async |decision| {
        misuse::decide(service, &cast.reviewer, party, Scope::Notices, decision, &words()).await.unwrap();
        service.clock.advance(Duration::from_hours(1));
    };
    unfounded(service, &cast).await;
    take(Decision::Warn).await;
    let claim = unfounded(service, &cast).await;
    take(Decision::Suspend { days: 30 }).await;
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target WHERE t.claim = $1";
    let (decision,) = writ::db::one!(tx, (DecisionId,), sql, claim).unwrap();
    drop(tx);
    let appellant = Appellant::Notifier(Claimant::Person(&cast.member), claim, decision);
    let appeal = appeals::lodge(service, appellant, "It is the film").await.unwrap();
    let replaced = Verdict::Replace {
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
    };
    appeals::decide(service, &cast.other_reviewer, appeal, &replaced, "It is").await.unwrap();
    worked(service).await;
    assert_eq!(standing_of(service, &cast, party).await, [(Kind::Warning, true), (Kind::Suspension, false)]);
    let film = File::upload(service, "film.mkv").await;
    cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
});

both_engines!(a_suspension_falls_when_the_warning_before_it_is_lifted, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let party = Party::Organisation(cast.organisation);
    let fallen = [(Kind::Warning, false), (Kind::Suspension, false)];
    suspended(service, &cast).await;
    let all = notices::notices_of(service, cast.member.account).await.unwrap();
    let warning = all.iter().rfind(|notice| notice.kind == NoticeKind::Measure).unwrap().id;
    let appeal = appeals::lodge(service, Appellant::Uploader(&cast.member, warning), "They were ours").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "So they were.").await.unwrap();
    assert_eq!(standing_of(service, &cast, party).await, fallen, "on an appeal");

    // A warning that was lifted carries no suspension, whatever is taken back or lifted later.
    suspended(service, &cast).await;
    let record = misuse::record(service, &cast.reviewer, party).await.unwrap();
    let standing = |kind| record.measures.iter().find(|one| one.kind == kind && one.lifted_at.is_none()).unwrap().id;
    measures::lift(service, &cast.other_reviewer, standing(Kind::Warning)).await.unwrap();
    assert_eq!(standing_of(service, &cast, party).await, [fallen, fallen].concat(), "nor when staff lift it");
});

both_engines!(a_members_first_page_says_what_stands_against_the_organisation, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let standing = async |who: &Actor| measures::of_organisation(service, who, cast.organisation).await;
    assert!(standing(&cast.member).await.unwrap().is_empty());
    suspended(service, &cast).await;
    let all = standing(&cast.member).await.unwrap();
    let kinds: Vec<_> = all.iter().map(|(ahead, _)| ahead.measure.kind).collect();
    assert_eq!(kinds, [Kind::Suspension, Kind::Warning]);
    for (ahead, notice) in &all {
        assert!(ahead.appeal_until.is_some(), "it can be appealed");
        let told = measures::of_notice(service, &cast.member, notice.unwrap()).await.unwrap().unwrap();
        assert_eq!(told.measure.id, ahead.measure.id, "the notice is the one that tells of it");
    }
    let stranger = person(service, "stranger").await;
    assert!(matches!(standing(&stranger).await, Err(Error::NotFound)));
    service.clock.advance(Duration::from_hours(31 * 24));
    let all = standing(&cast.member).await.unwrap();
    assert_eq!(all.iter().map(|(ahead, _)| ahead.measure.kind).collect::<Vec<_>>(), [Kind::Warning]);
});
