//! Who looks at what was disclosed once a claim is decided: whoever has an appeal or a complaint about that in hand, as long as they do, and
//! seniors.

use bytes::Bytes;
use futures_util::stream;
use http::StatusCode;
use writ::accounts::{Actor, Role};
use writ::claims::decisions::{self, Action, Evidence, Finding, Ruling};
use writ::claims::escalations::{self, Kind, Outcome};
use writ::claims::evidence::{self, files};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{Error, cases, queue};
use writ::ids::{ClaimId, ComplaintId, DecisionId, LinkId, TargetId};
use writ::process::appeals::{self, Verdict};
use writ::process::complaints::{self, Answer, Typed};
use writ::process::counter_notices;
use writ::process::overturning::{self, Instead};
use writ::process::waiting::{self, Subject};
use writ::service::Service;
use writ::texts::{Language, Text};
use writ::vault::ObjectState;

use super::appeals::appealed;
use super::{countered, decide, decided, told, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, target};
use crate::pages_desk::{look, post, staff};

/// A film of which a claim was decided, and what followed was worked.
struct Judged {
    cast: Cast,
    film: File,
    claim: ClaimId,
    decision: DecisionId,
    target: TargetId,
}

async fn judged(service: &Service, action: Action) -> Judged {
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, decision) = decided(service, &cast, &film, action).await;
    worked(service).await;
    let target = target_of(service, &cast, claim).await;
    Judged { cast, film, claim, decision, target }
}

async fn target_of(service: &Service, cast: &Cast, claim: ClaimId) -> TargetId {
    cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target
}

async fn opened(service: &Service, by: &Actor, target: TargetId) -> Result<Evidence, Error> {
    decisions::open_evidence(service, by, target).await
}

/// Nothing is handed out to them, and they do not read where it was found.
async fn sees_nothing(service: &Service, by: &Actor, claim: ClaimId, target: TargetId) {
    for refused in [opened(service, by, target).await.err(), evidence::part(service, by, target, 0).await.err()] {
        assert!(matches!(refused, Some(Error::Forbidden(_))), "{refused:?}");
    }
    if let Ok(seen) = cases::desk_case(service, by, claim).await {
        let shown = seen.case.targets.iter().find(|it| it.target == target).unwrap();
        assert!(!shown.opens_evidence && shown.found_at.is_none() && shown.found_on.is_none());
    }
}

async fn complained(service: &Service, link: &LinkId) -> ComplaintId {
    let typed = Typed { words: "It is the concert of our own choir.", email: "", language: Language::default() };
    complaints::send(service, "192.0.2.7", link, None, typed).await.unwrap().id
}

both_engines!(whoever_has_an_appeal_in_hand_looks_at_what_it_is_about, |app: TestService| async move {
    let service = &app.service;
    let Judged { cast, film, claim, target, .. } = judged(service, Action::LockAndDelete).await;
    let judge = cast.other_reviewer;
    let subject = Subject::Appeal(appealed(service, &film).await);
    sees_nothing(service, &judge, claim, target).await;

    // With it in hand, and nobody else by that: it opens from custody, and stands in the log.
    waiting::take(service, &judge, subject).await.unwrap();
    let shown = cases::desk_case(service, &judge, claim).await.unwrap().case.targets.remove(0);
    assert!(shown.opens_evidence && shown.found_at.is_some(), "where it was found is weighed, too");
    let early = evidence::part(service, &judge, target, 0).await;
    assert!(matches!(early, Err(Error::Conflict(_))), "nothing without an entry: {early:?}");
    assert!(opened(service, &judge, target).await.unwrap().file_key.is_some());
    evidence::part(service, &judge, target, 0).await.unwrap();
    assert!(evidence::seen_before(service, &judge, target).await.unwrap().is_some());
    assert_eq!(told(service, &cast, claim, "evidence.opened").await, 1);
    let third = cast::staff(service, "third", Role::Reviewer).await;
    for other in [&cast.reviewer, &third] {
        sees_nothing(service, other, claim, target).await;
    }

    // Until it is given back, or its time is over, or they are no staff any more, or it is decided.
    waiting::release(service, &judge, subject).await.unwrap();
    sees_nothing(service, &judge, claim, target).await;
    waiting::take(service, &judge, subject).await.unwrap();
    evidence::part(service, &judge, target, 0).await.unwrap();
    service.clock.advance(service.config.limits.assignment);
    sees_nothing(service, &judge, claim, target).await;
    assert!(evidence::seen_before(service, &judge, target).await.unwrap().is_none());
    waiting::take(service, &judge, subject).await.unwrap();
    cast::without_roles(service, judge).await;
    assert!(matches!(opened(service, &judge, target).await, Err(Error::Forbidden(_))));
    cast::with_role(service, judge, Role::Reviewer).await;
    opened(service, &judge, target).await.unwrap();
    let Subject::Appeal(appeal) = subject else { unreachable!() };
    appeals::decide(service, &judge, appeal, &Verdict::Refuse, "It is the film.").await.unwrap();
    sees_nothing(service, &judge, claim, target).await;
});

both_engines!(whoever_has_a_complaint_in_hand_looks_until_it_is_answered, |app: TestService| async move {
    let service = &app.service;
    let Judged { cast, film, claim, target, .. } = judged(service, Action::LockAndDelete).await;
    let id = complained(service, &film.link).await;
    let (judge, subject) = (cast.other_reviewer, Subject::Complaint(id));
    let decider = waiting::take(service, &cast.reviewer, subject).await;
    assert!(matches!(decider, Err(Error::Forbidden(_))), "whoever decided leaves it to others: {decider:?}");
    for party in [&cast.member, &film.owner] {
        assert!(waiting::take(service, party, subject).await.is_err());
    }
    sees_nothing(service, &judge, claim, target).await;
    waiting::take(service, &judge, subject).await.unwrap();
    assert!(opened(service, &judge, target).await.unwrap().file_key.is_some());
    let listed = complaints::waiting(service, &cast.senior, None).await.unwrap().waiting;
    assert_eq!(listed[0].assigned_to, Some(judge.account));

    // Nobody else has it, or answers it, meanwhile.
    for refused in [
        waiting::take(service, &cast.senior, subject).await.err(),
        waiting::release(service, &cast.senior, subject).await.err(),
        complaints::answer(service, &cast.senior, id, Answer::Stands, "It stands.").await.err(),
    ] {
        assert!(matches!(refused, Some(Error::Conflict(_))), "{refused:?}");
    }
    complaints::answer(service, &judge, id, Answer::LookAgain, "It may be the choir.").await.unwrap();
    sees_nothing(service, &judge, claim, target).await;
    let late = waiting::take(service, &judge, subject).await;
    assert!(matches!(late, Err(Error::Conflict(_))), "it is a senior's now: {late:?}");
    let listed = complaints::for_seniors(service, &cast.senior, None).await.unwrap().waiting;
    assert_eq!(listed[0].assigned_to, None);
});

both_engines!(whoever_judges_one_decision_looks_at_its_target_alone, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let [film, other] = [File::upload(service, "concert.mkv").await, File::upload(service, "other.mkv").await];
    let mut beside = target(&other.url());
    beside.found_at = "https://forum.example/thread/2".into();
    let claim = cast::file(service, &cast, vec![target(&film.url()), beside]).await.unwrap().claim;
    let sent = files::Sent { name: "thread.txt", declared: "text/plain" };
    let pieces = stream::iter([Ok(Bytes::from_static(b"The thread names the film."))]);
    let whose = files::Subject::Claim(claim);
    let brought = files::bring(service, Claimant::Person(&cast.member), whose, sent, pieces).await.unwrap();
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let targets = cases::claim(service, &cast.member, claim).await.unwrap().targets;
    let ruling = |target| Ruling {
        target,
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is the whole film.".into(),
    };
    let rulings: Vec<_> = targets.iter().map(|it| ruling(it.target)).collect();
    decisions::decide(service, &cast.reviewer, claim, &rulings).await.unwrap();
    worked(service).await;
    let (first, second) = (targets[0].target, targets[1].target);

    let judge = cast.other_reviewer;
    let (appeal, complaint) = (appealed(service, &film).await, complained(service, &film.link).await);
    for (subject, place) in [
        (Subject::Appeal(appeal), format!("/desk/appeals/{appeal}")),
        (Subject::Complaint(complaint), format!("/desk/complaints/{complaint}")),
    ] {
        let early = files::open(service, Claimant::Person(&judge), brought).await;
        assert!(matches!(early, Err(Error::Forbidden(_))), "{early:?}");
        waiting::take(service, &judge, subject).await.unwrap();
        let shown = cases::desk_case(service, &judge, claim).await.unwrap().case.targets;
        let shown: Vec<_> = shown.iter().map(|it| (it.opens_evidence, it.found_at.is_some())).collect();
        assert_eq!(shown, [(true, true), (false, false)], "{subject:?}");
        opened(service, &judge, first).await.unwrap();
        evidence::part(service, &judge, first, 0).await.unwrap();
        for refused in
            [opened(service, &judge, second).await.err(), evidence::part(service, &judge, second, 0).await.err()]
        {
            assert!(matches!(refused, Some(Error::Forbidden(_))), "{refused:?}");
        }
        assert!(evidence::seen_before(service, &judge, second).await.unwrap().is_none());
        // What was brought is the claim's, and not one target's.
        files::open(service, Claimant::Person(&judge), brought).await.unwrap();
        waiting::release(service, &judge, subject).await.unwrap();

        post(service, &format!("{place}/assignment"), &reviewer, &[]).await;
        let page = look(service, &format!("/desk/claims/{claim}"), &reviewer).await.body;
        let offer = |target: TargetId| format!("formaction=\"/desk/claims/{claim}/targets/{target}/evidence");
        assert!(page.contains(&offer(first)) && page.contains("https://forum.example/thread/1"), "{page}");
        assert!(!page.contains(&offer(second)) && !page.contains("https://forum.example/thread/2"), "{page}");
        post(service, &format!("{place}/release"), &reviewer, &[]).await;
    }
});

both_engines!(neither_a_counter_notice_nor_what_is_a_seniors_opens_evidence, |app: TestService| async move {
    let service = &app.service;
    let Judged { cast, film, claim, target: first, .. } = judged(service, Action::LockAndDelete).await;
    let sent = countered(service, &film).await;
    waiting::take(service, &cast.other_reviewer, Subject::CounterNotice(sent)).await.unwrap();
    sees_nothing(service, &cast.other_reviewer, claim, first).await;
    counter_notices::check(service, &cast.other_reviewer, sent, counter_notices::Check::Complete).await.unwrap();

    // What a senior decided since a child was said to be in danger, nobody else looks at afterwards.
    let other = File::upload(service, "other.mkv").await;
    let claim = cast::file(service, &cast, vec![target(&other.url())]).await.unwrap().claim;
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Child), "It shows a child.").await.unwrap();
    decide(service, &cast, &cast.senior, claim, Action::LockAndDelete).await;
    worked(service).await;
    let appeal = appealed(service, &other).await;
    let target = target_of(service, &cast, claim).await;
    let taken = waiting::take(service, &cast.other_reviewer, Subject::Appeal(appeal)).await;
    assert!(matches!(taken, Err(Error::Forbidden(_))), "nor takes in hand: {taken:?}");
    sees_nothing(service, &cast.other_reviewer, claim, target).await;
    waiting::take(service, &cast.senior, Subject::Appeal(appeal)).await.unwrap_err();
});

both_engines!(a_complaint_about_what_is_a_seniors_is_theirs_and_its_page_says_so, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "concert.mkv").await;
    let claim = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Judgement), "Is this satire?").await.unwrap();
    decide(service, &cast, &cast.senior, claim, Action::LockAndDelete).await;
    worked(service).await;
    let id = complained(service, &film.link).await;
    let (judge, subject) = (cast.other_reviewer, Subject::Complaint(id));

    // No reviewer opens its evidence, and none answers blind.
    for refused in [
        waiting::take(service, &judge, subject).await.err(),
        complaints::answer(service, &judge, id, Answer::Stands, "It stands.").await.err(),
    ] {
        assert!(matches!(refused, Some(Error::Forbidden(_))), "{refused:?}");
    }
    let why = waiting::left_to_seniors(service, &judge, subject).await.unwrap();
    assert_eq!(why, Some(Text::of("decide-senior-escalated")));
    let page = look(service, &format!("/desk/complaints/{id}"), &reviewer).await.body;
    assert!(page.contains("Only a senior decides this case: it was escalated."), "{page}");
    for wrong in ["Take this in hand", "You decided about this before", "name=\"verdict\""] {
        assert!(!page.contains(wrong), "{wrong}: {page}");
    }
    assert!(complaints::waiting(service, &judge, None).await.unwrap().waiting.is_empty());

    // A senior who did not decide has it; where none is there, whoever decided, though there are reviewers.
    let second = cast::staff(service, "second-senior", Role::Senior).await;
    let decider = waiting::take(service, &cast.senior, subject).await;
    assert!(matches!(decider, Err(Error::Forbidden(_))), "somebody else is there: {decider:?}");
    waiting::take(service, &second, subject).await.unwrap();
    waiting::release(service, &second, subject).await.unwrap();
    cast::without_roles(service, second).await;
    complaints::answer(service, &cast.senior, id, Answer::Stands, "It stands.").await.unwrap();
});

both_engines!(whoever_is_no_senior_any_more_opens_what_a_reviewer_opens, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let claim = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let (senior, target) = (cast.senior, target_of(service, &cast, claim).await);
    opened(service, &senior, target).await.unwrap();
    evidence::part(service, &senior, target, 0).await.unwrap();
    assert!(evidence::seen_before(service, &senior, target).await.unwrap().is_some());

    // They were one when their request came, and are none when it is answered.
    cast::without_roles(service, senior).await;
    cast::with_role(service, senior, Role::Reviewer).await;
    sees_nothing(service, &senior, claim, target).await;
    assert!(evidence::seen_before(service, &senior, target).await.unwrap().is_none());
    queue::take(service, &senior, claim).await.unwrap();
    opened(service, &senior, target).await.unwrap();
    let case = cases::claim(service, &cast.member, claim).await.unwrap().log_case;
    let log = cast::entries(service, case).await;
    let by: Vec<_> = log.iter().filter(|it| it.kind == "evidence.opened").map(|it| &it.value["actor"]).collect();
    assert_eq!(by, ["senior", "reviewer"], "the log says what they were then");
});

both_engines!(whoever_judges_what_was_decided_and_sees_a_child_in_danger_hands_it_on, |app: TestService| async move {
    const PRESERVED: &str = "SELECT COUNT(*) FROM preservation_holds";
    const WITHHELD: &str = "SELECT COUNT(*) FROM withheld_objects";
    let service = &app.service;
    // A link is disabled, and the file is there.
    let Judged { cast, film, claim, decision, target } = judged(service, Action::DisableLink).await;
    let (judge, id) = (cast.other_reviewer, complained(service, &film.link).await);
    let raise = async |by: &Actor, kind| escalations::raise(service, by, claim, Some(kind), "It shows a child.").await;
    let state = async || cast::object_state(service, film.object).await;
    let blind = raise(&judge, Kind::Child).await;
    assert!(matches!(blind, Err(Error::Conflict(_))), "who may not look has seen nothing: {blind:?}");
    waiting::take(service, &judge, Subject::Complaint(id)).await.unwrap();
    let judgement = raise(&judge, Kind::Judgement).await;
    assert!(matches!(judgement, Err(Error::Conflict(_))), "there is nothing to judge: {judgement:?}");

    let before = cast::rows(service, "messages").await;
    raise(&judge, Kind::Child).await.unwrap();
    assert_eq!(cast::rows(service, "messages").await - before, 1, "the senior is told");
    assert_eq!(state().await, ObjectState::Locked);
    assert_eq!((cast::count(service, PRESERVED).await, cast::count(service, WITHHELD).await), (1, 1));
    sees_nothing(service, &judge, claim, target).await;
    let twice = raise(&cast.senior, Kind::Life).await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
    let open = escalations::open(service, &cast.senior).await.unwrap().remove(0);
    assert_eq!((open.escalation.claim, open.due_at), (claim, None), "nothing of it waits");

    // A senior says what came of it: what was decided is as it was, and whoever has it in hand goes on.
    let ended = escalations::send_back(service, &cast.senior, claim, "A doll").await.unwrap();
    assert_eq!(ended, (Outcome::Closed, true));
    worked(service).await;
    assert_eq!((state().await, cast::count(service, WITHHELD).await), (ObjectState::Available, 0));
    assert!(opened(service, &judge, target).await.is_ok());

    // Or decides in the place of the decision, by which it stays locked.
    raise(&judge, Kind::Child).await.unwrap();
    let instead = Instead {
        finding: Finding::OtherIllegal,
        action: Action::LockAndDelete,
        ground: "§ 184b StGB".into(),
        reasons: "It shows a child.".into(),
    };
    overturning::overturn(service, &cast.senior, decision, &instead).await.unwrap();
    escalations::send_back(service, &cast.senior, claim, "It was reported").await.unwrap();
    worked(service).await;
    assert_eq!(state().await, ObjectState::Locked);
});

both_engines!(what_is_handed_on_for_a_danger_a_senior_locks_while_an_appeal_waits, |app: TestService| async move {
    let service = &app.service;
    let Judged { cast, film, claim, decision, .. } = judged(service, Action::DisableLink).await;
    let appeal = Subject::Appeal(appealed(service, &film).await);
    let judge = cast.other_reviewer;
    waiting::take(service, &judge, appeal).await.unwrap();
    let instead = Instead {
        finding: Finding::OtherIllegal,
        action: Action::LockAndDelete,
        ground: "§ 184b StGB".into(),
        reasons: "It shows a child.".into(),
    };
    let early = overturning::overturn(service, &cast.senior, decision, &instead).await;
    assert!(early.is_err(), "the appeal is decided instead: {early:?}");
    escalations::raise(service, &judge, claim, Some(Kind::Child), "It shows a child.").await.unwrap();
    let seen = overturning::for_desk(service, &cast.senior, decision).await.unwrap();
    assert_eq!((seen.choices, seen.closed), (vec![Action::LockAndDelete], None), "and nothing else");
    let back = Instead { finding: Finding::NotInfringing, action: Action::None, ..instead.clone() };
    assert!(overturning::overturn(service, &cast.senior, decision, &back).await.is_err());
    overturning::overturn(service, &cast.senior, decision, &instead).await.unwrap();
    escalations::send_back(service, &cast.senior, claim, "It was reported").await.unwrap();
    worked(service).await;
    assert_eq!(cast::object_state(service, film.object).await, ObjectState::Locked);
    let open = "SELECT COUNT(*) FROM appeals WHERE outcome IS NULL";
    assert_eq!(cast::count(service, open).await, 0, "it ends with what it was about");
});

both_engines!(the_page_of_what_was_decided_hands_it_on_for_a_danger, |app: TestService| async move {
    let service = &app.service;
    let Judged { cast, film, claim, .. } = judged(service, Action::DisableLink).await;
    let (reviewer, senior) =
        (staff(service, &cast, "rui", Role::Reviewer).await, staff(service, &cast, "sue", Role::Senior).await);
    let complaint = complained(service, &film.link).await;
    let case = format!("/desk/claims/{claim}");
    let offer = format!("formaction=\"{case}/escalation\"");
    assert!(!look(service, &case, &reviewer).await.body.contains(&offer), "not before it is in their hands");
    post(service, &format!("/desk/complaints/{complaint}/assignment"), &reviewer, &[]).await;
    let shown = look(service, &case, &reviewer).await.body;
    assert!(shown.contains(&offer) && shown.contains("value=\"child\""), "{shown}");
    assert!(!shown.contains("value=\"judgement\""), "{shown}");
    let fields = [("escalation", "child"), ("words", "It shows a child.")];
    let handed = post(service, &format!("{case}/escalation"), &reviewer, &fields).await;
    assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.body);
    assert!(!look(service, &case, &reviewer).await.body.contains(&offer));
    let shown = look(service, &case, &senior).await.body;
    assert!(shown.contains("What came of it") && !shown.contains("Send it back"), "{shown}");
    let ended = post(service, &format!("{case}/escalation/end"), &senior, &[("back", "A doll")]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.body);
    let shown = look(service, &case, &senior).await.body;
    assert!(shown.contains("A senior said what came of it") && shown.contains("A doll"), "{shown}");
});

both_engines!(what_was_taken_back_is_not_offered_for_a_danger, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let films = [File::upload(service, "concert.mkv").await, File::upload(service, "other.mkv").await];
    let filed = cast::file(service, &cast, films.iter().map(|film| target(&film.url())).collect()).await.unwrap();
    let rulings: Vec<_> = filed
        .targets
        .iter()
        .map(|it| Ruling {
            target: it.target,
            finding: Finding::Infringing,
            action: Action::DisableLink,
            ground: "17 U.S.C. 106".into(),
            reasons: "It is the whole film.".into(),
        })
        .collect();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    worked(service).await;
    let complaint = complained(service, &films[1].link).await;
    post(service, &format!("/desk/complaints/{complaint}/assignment"), &reviewer, &[]).await;
    let case = format!("/desk/claims/{}", filed.claim);
    let offer = format!("formaction=\"{case}/escalation\"");
    assert!(look(service, &case, &reviewer).await.body.contains(&offer));
    // Until the complaint has ended with it, whoever has that in hand opens the evidence of what was taken back alone.
    let (member, taken_back) = (Claimant::Person(&cast.member), [filed.targets[1].target]);
    let extent = Extent::Targets(&taken_back);
    withdrawal::withdraw(service, member, filed.claim, extent, "Licensed").await.unwrap();
    let shown = look(service, &case, &reviewer).await.body;
    assert!(!shown.contains(&offer), "{shown}");
    let fields = [("escalation", "child"), ("words", "It shows a child.")];
    let refused = post(service, &format!("{case}/escalation"), &reviewer, &fields).await;
    assert_ne!(refused.status, StatusCode::SEE_OTHER, "{}", refused.body);
});

both_engines!(the_pages_of_an_appeal_and_of_a_complaint_lead_to_the_evidence, |app: TestService| async move {
    let service = &app.service;
    let Judged { cast, film, claim, target, .. } = judged(service, Action::LockAndDelete).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let (appeal, complaint) = (appealed(service, &film).await, complained(service, &film.link).await);
    let case = format!("/desk/claims/{claim}");
    let offer = format!("formaction=\"{case}/targets/{target}/evidence");
    for place in [format!("/desk/appeals/{appeal}"), format!("/desk/complaints/{complaint}")] {
        let before = look(service, &place, &reviewer).await.body;
        assert!(before.contains(&format!("href=\"{case}#target-1\"")), "{before}");
        assert!(before.contains("Take this in hand to open the evidence there."), "{before}");
        assert!(!look(service, &case, &reviewer).await.body.contains(&offer), "not before it is in their hands");
        post(service, &format!("{place}/assignment"), &reviewer, &[]).await;
        let held = look(service, &place, &reviewer).await.body;
        assert!(held.contains("While this is in your hands, you open the evidence there"), "{held}");
        let shown = look(service, &case, &reviewer).await.body;
        assert!(shown.contains(&offer) && shown.contains("https://forum.example/thread/1"), "{shown}");
        let handed = post(service, &format!("{case}/targets/{target}/evidence"), &reviewer, &[]).await;
        assert!(handed.status.is_success() && handed.body.contains("concert.mkv"), "{}", handed.body);
        post(service, &format!("{place}/release"), &reviewer, &[]).await;
    }
});
