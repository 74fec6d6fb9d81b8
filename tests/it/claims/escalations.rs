//! What is handed to a senior: locked, preserved and shown to seniors only where a life or a child is in danger; and notes.

use std::collections::BTreeSet;
use std::time::Duration;

use http::StatusCode;
use writ::accounts::{Actor, Role};
use writ::audit;
use writ::claims::authorities::{self, Gag, OrderInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::direct::Obstacle;
use writ::claims::escalations::{self, Kind, Outcome};
use writ::claims::evidence;
use writ::claims::filing::ClaimState;
use writ::claims::queue::workload::reassign;
use writ::claims::queue::{self, Filter, Search, Sought};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{Error, bulk, cases, extension, notes, preserving, questions, reports};
use writ::clock::Time;
use writ::ids::{ClaimId, ObjectId, TargetId};
use writ::notices;
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::complaints::{self, Answer, Typed};
use writ::process::waiting::{self, Subject};
use writ::service::Service;
use writ::takedown::{self, Preservation, Why};
use writ::texts::{Language, Text};
use writ::vault::ObjectState;
use writ::vault::objects::{self, Finality};
use writ::work;

use super::cast::{self, Cast, File, count, entries, file, object_state, report, staff, target};
use super::secrecy::everything;
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines, mailed};
use crate::pages_desk::{look, post, staff as signed_in};
use crate::process;

const DAY: Duration = Duration::from_hours(24);

/// Somebody's notice of a file, which a reviewer has taken and looked at.
async fn looked_at(service: &Service, cast: &Cast, film: &File) -> (ClaimId, TargetId) {
    let sent = reports::send(service, "198.51.100.1", None, &report(Basis::EuDsa, &film.url())).await.unwrap();
    let target = sent.targets[0].target;
    queue::take(service, &cast.reviewer, sent.claim).await.unwrap();
    decisions::open_evidence(service, &cast.reviewer, target).await.unwrap();
    evidence::part(service, &cast.reviewer, target, 0).await.unwrap();
    (sent.claim, target)
}

async fn preserved(service: &Service, object: ObjectId) -> Vec<Preservation> {
    let mut tx = service.db.read().await.unwrap();
    takedown::preserved(&mut tx, service, object).await.unwrap()
}

async fn decide(service: &Service, by: &Actor, claim: ClaimId, target: TargetId, action: Action) {
    let finding = if action == Action::None { Finding::NotInfringing } else { Finding::OtherIllegal };
    let ruling = Ruling { target, finding, action, ground: "§ 184b StGB".into(), reasons: "Seen and judged.".into() };
    decisions::decide(service, by, claim, &[ruling]).await.unwrap();
}

async fn settled(service: &Service) {
    for _ in 0..3 {
        let ran = work::run_due(service).await.unwrap();
        assert!(ran.failed.is_empty(), "{:?}", ran.failed);
        audit::settle(service).await.unwrap();
        service.clock.advance(Duration::from_millis(300));
    }
}

both_engines!(a_child_in_danger_locks_stops_the_looking_and_preserves, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let second = staff(service, "second-senior", Role::Senior).await;
    let film = File::upload(service, "secret name.mkv").await;
    let (claim, target) = looked_at(service, &cast, &film).await;
    let messages = mailed(service, async || {
        escalations::raise(service, &cast.reviewer, claim, Some(Kind::Child), "It shows a child.").await.unwrap();
    })
    .await;
    // Long lines are broken on their way.
    let messages: Vec<_> = messages.iter().map(|message| message.replace("=\r\n", "").replace("=\n", "")).collect();
    let to_seniors: Vec<_> = messages.iter().filter(|message| message.contains("child is said to be abused")).collect();
    assert_eq!(to_seniors.len(), 2, "each senior is told");
    for told in to_seniors {
        assert!(told.contains(&format!("/desk/claims/{claim}")));
        assert!(!told.contains("secret name") && !told.contains("It shows a child"), "{told}");
    }
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    let kept = preserved(service, film.object).await;
    assert_eq!(kept.len(), 1);
    assert!(matches!(kept[0].why, Why::Escalation(_)));
    let read = async |reader: &Actor| preserving::of_object(service, reader, film.object).await.unwrap().remove(0);
    let seen = read(&cast.senior).await;
    assert_eq!((seen.claim, seen.words), (Some(claim), Some("It shows a child.".into())));
    let seen = read(&cast.first).await;
    assert_eq!((seen.claim, seen.words), (None, None), "they read no case");
    let all = everything(service).await;
    assert!(!all.windows(17).any(|window| window == b"It shows a child."), "it lies sealed wherever it stands");
    // A year after Monday, 23 November 2026, which is a Tuesday.
    assert_eq!(kept[0].until.map(Time::rfc3339).as_deref(), Some("2027-11-23T23:59:59Z"));

    // Nobody but seniors looks on, whoever had it before.
    for refused in [
        decisions::open_evidence(service, &cast.reviewer, target).await.err(),
        evidence::part(service, &cast.reviewer, target, 0).await.err(),
        queue::take(service, &cast.reviewer, claim).await.err(),
        queue::take(service, &cast.other_reviewer, claim).await.err(),
    ] {
        assert!(matches!(refused, Some(Error::Forbidden(_))), "{refused:?}");
    }
    let waiting = queue::page(service, &cast.reviewer, &Sought::default(), None).await.unwrap().claims;
    assert!(waiting[0].for_senior && waiting[0].assigned_to.is_none());
    let open = escalations::open(service, &second).await.unwrap().remove(0);
    let sender = report(Basis::EuDsa, "").statement.name;
    assert_eq!((open.escalation.claim, open.organisation, open.sender), (claim, None, Ok(Some(sender))));
    let due = cases::desk_case(service, &second, claim).await.unwrap().case.due_at;
    assert_eq!((open.due_at, open.paused_since), (Some(due), None));
    assert!(matches!(escalations::open(service, &cast.reviewer).await, Err(Error::Forbidden(_))));
    let twice = escalations::raise(service, &cast.other_reviewer, claim, Some(Kind::Life), "Again").await;
    assert!(matches!(twice, Err(Error::Conflict(_))));

    // A senior takes it on and decides: what was locked goes on by the decision, and stays preserved past every window.
    queue::take(service, &cast.senior, claim).await.unwrap();
    decisions::open_evidence(service, &cast.senior, target).await.unwrap();
    decide(service, &cast.senior, claim, target, Action::LockAndDelete).await;
    let held = "SELECT COUNT(*) FROM holds WHERE lifted_at IS NULL";
    let by_decision = "SELECT COUNT(*) FROM holds WHERE lifted_at IS NULL AND decision IS NOT NULL";
    assert_eq!((count(service, held).await, count(service, by_decision).await), (1, 1));
    assert!(escalations::open(service, &second).await.unwrap().is_empty());
    let case = cases::desk_case(service, &cast.senior, claim).await.unwrap();
    assert_eq!(case.escalations[0].outcome, Some(Outcome::Decided));
    settled(service).await;
    service.clock.advance(200 * DAY);
    settled(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "nothing of it is purged");
    let kinds: Vec<_> = entries(service, case.case.log_case).await.into_iter().map(|entry| entry.kind).collect();
    assert!(
        kinds.iter().any(|kind| kind == "claim.escalated") && kinds.iter().any(|kind| kind == "claim.escalation-ended")
    );
    takedown::release(service, &cast.senior, kept[0].id, "The authorities have a copy").await.unwrap();
    service.clock.advance(8 * DAY);
    settled(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Purged);
});

/// What only a senior decides, as the queue has it for somebody by its filter, and by what it says of each.
async fn seniors(service: &Service, reader: &Actor) -> BTreeSet<ClaimId> {
    let filter = Filter { for_senior: true, ..Filter::default() };
    let sought = Sought { filter, search: Search::default() };
    let found = queue::page(service, reader, &sought, None).await.unwrap().claims;
    let filtered: Vec<_> = found.iter().map(|waiting| waiting.claim).collect();
    let all = queue::page(service, reader, &Sought::default(), None).await.unwrap().claims;
    let said: BTreeSet<_> = all.iter().filter(|it| it.for_senior).map(|it| it.claim).collect();
    assert_eq!(filtered.len(), said.len(), "each once");
    let overview = queue::overview(service, reader, &Sought::default(), None, &[sought]).await.unwrap();
    assert_eq!(usize::try_from(overview.views[0].count), Ok(said.len()));
    assert_eq!(filtered.into_iter().collect::<BTreeSet<_>>(), said);
    said
}

/// Nobody but seniors has to do with a claim: whoever has it in hand, and whoever has not.
async fn is_a_seniors(service: &Service, cast: &Cast, claim: ClaimId, target: TargetId) {
    let withheld = Text::of("decide-senior-withheld");
    for by in [&cast.reviewer, &cast.other_reviewer] {
        let seen = cases::desk_case(service, by, claim).await.unwrap();
        let shown = &seen.case.targets[0];
        assert!(!shown.opens_evidence && shown.found_at.is_none(), "{by:?}");
        assert_eq!(seen.for_senior, Some(withheld.clone()));
        let ruling = Ruling {
            target,
            finding: Finding::NotInfringing,
            action: Action::None,
            ground: String::new(),
            reasons: "Nothing.".into(),
        };
        for refused in [
            queue::take(service, by, claim).await.err(),
            decisions::open_evidence(service, by, target).await.err(),
            evidence::part(service, by, target, 0).await.err(),
        ] {
            assert!(matches!(refused, Some(Error::Forbidden(_))), "{refused:?}");
        }
        let decided = decisions::decide(service, by, claim, &[ruling]).await;
        assert!(matches!(decided, Err(Error::Forbidden(_) | Error::Conflict(_))), "{decided:?}");
        assert!(evidence::seen_before(service, by, target).await.unwrap().is_none());
        let taken = bulk::take(service, by, &[claim]).await.unwrap();
        assert!(taken.cases.is_empty() && matches!(taken.left_out[..], [(_, Error::Forbidden(_))]), "{taken:?}");
    }
    let given = reassign(service, &cast.senior, claim, Some(cast.reviewer.account)).await;
    assert!(matches!(given, Err(Error::Conflict(_))), "{given:?}");
}

both_engines!(what_one_case_is_escalated_for_nobody_looks_at_by_another, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let [film, other] = [File::upload(service, "film.mkv").await, File::upload(service, "other.mkv").await];
    let (claim, _) = looked_at(service, &cast, &film).await;
    // Another claim on the file is in somebody's hands, who has its evidence open; and one waits for its notifier.
    let second = file(service, &cast, vec![target(&film.url())]).await.unwrap();
    let (second, of_second) = (second.claim, second.targets[0].target);
    queue::take(service, &cast.other_reviewer, second).await.unwrap();
    decisions::open_evidence(service, &cast.other_reviewer, of_second).await.unwrap();
    evidence::part(service, &cast.other_reviewer, of_second, 0).await.unwrap();
    let asked = reports::send(service, "198.51.100.2", None, &report(Basis::EuDsa, &film.url())).await.unwrap();
    queue::take(service, &cast.reviewer, asked.claim).await.unwrap();
    questions::ask(service, &cast.reviewer, asked.claim, &["reasons"], "Which scene?").await.unwrap();
    let beside = file(service, &cast, vec![target(&other.url())]).await.unwrap();
    assert_eq!(seniors(service, &cast.senior).await, BTreeSet::new());

    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Child), "It shows a child.").await.unwrap();
    is_a_seniors(service, &cast, second, of_second).await;
    is_a_seniors(service, &cast, asked.claim, asked.targets[0].target).await;
    let later = file(service, &cast, vec![target(&film.url()), target(&other.bare())]).await.unwrap();
    is_a_seniors(service, &cast, later.claim, later.targets[0].target).await;
    let aside = decisions::open_evidence(service, &cast.reviewer, later.targets[1].target).await;
    assert!(matches!(aside, Err(Error::Forbidden(_))), "the case is one: {aside:?}");
    let theirs = BTreeSet::from([claim, second, asked.claim, later.claim]);
    assert_eq!(seniors(service, &cast.senior).await, theirs);
    assert_eq!(seniors(service, &cast.reviewer).await, theirs, "everybody sees that they wait");
    // Nothing else is.
    assert_eq!(queue::take_next(service, &cast.reviewer).await.unwrap(), Some(beside.claim));
    decisions::open_evidence(service, &cast.reviewer, beside.targets[0].target).await.unwrap();

    // A senior works all of it; and once it is none any more, everybody does.
    queue::take(service, &cast.senior, later.claim).await.unwrap();
    decisions::open_evidence(service, &cast.senior, later.targets[0].target).await.unwrap();
    queue::release(service, &cast.senior, later.claim).await.unwrap();
    escalations::send_back(service, &cast.senior, claim, "A doll").await.unwrap();
    assert_eq!(seniors(service, &cast.senior).await, BTreeSet::new());
    evidence::part(service, &cast.other_reviewer, of_second, 0).await.unwrap();
    queue::take(service, &cast.reviewer, later.claim).await.unwrap();
    decisions::open_evidence(service, &cast.reviewer, later.targets[0].target).await.unwrap();
});

both_engines!(each_of_two_escalations_keeps_what_it_names, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::direct(service).await;
    let [film, other] = [File::upload(service, "film.mkv").await, File::upload(service, "other.mkv").await];
    let one = reports::send(service, "198.51.100.1", None, &report(Basis::EuDsa, &film.url())).await.unwrap().claim;
    let two = file(service, &cast, vec![target(&film.url())]).await.unwrap();
    let third = file(service, &cast, vec![target(&film.url())]).await.unwrap();
    let beside = reports::send(service, "198.51.100.2", None, &report(Basis::EuDsa, &other.url())).await.unwrap();
    // A judgement is asked for of one case, and of no other.
    escalations::raise(service, &cast.reviewer, one, Some(Kind::Judgement), "Is this satire?").await.unwrap();
    assert_eq!(seniors(service, &cast.senior).await, BTreeSet::from([one]));
    escalations::send_back(service, &cast.senior, one, "It is not").await.unwrap();

    escalations::raise(service, &cast.reviewer, one, Some(Kind::Life), "A threat").await.unwrap();
    escalations::raise(service, &cast.reviewer, two.claim, Some(Kind::Child), "A child").await.unwrap();
    // What is added to such a case is withheld with the rest of it.
    extension::extend(service, &cast.member, two.claim, &[target(&other.url())]).await.unwrap();
    is_a_seniors(service, &cast, beside.claim, beside.targets[0].target).await;
    escalations::send_back(service, &cast.senior, one, "No threat").await.unwrap();
    is_a_seniors(
        service,
        &cast,
        one,
        cases::desk_case(service, &cast.senior, one).await.unwrap().case.targets[0].target,
    )
    .await;
    is_a_seniors(service, &cast, third.claim, third.targets[0].target).await;
    // A holder who deletes by itself looks at nothing by that: no word of a stranger keeps it from it.
    cast::delete(service, &cast.member, third.claim, "DELETE", &cast.auth).await.unwrap();

    queue::take(service, &cast.senior, two.claim).await.unwrap();
    for target in cases::desk_case(service, &cast.senior, two.claim).await.unwrap().case.targets {
        decide(service, &cast.senior, two.claim, target.target, Action::None).await;
    }
    assert_eq!(seniors(service, &cast.senior).await, BTreeSet::new(), "decided, it stands no more");
    queue::take(service, &cast.reviewer, beside.claim).await.unwrap();
    queue::take(service, &cast.reviewer, one).await.unwrap();
});

both_engines!(what_is_said_of_a_decision_is_a_seniors_while_its_file_is_withheld, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let (claim, _) = process::decided(service, &cast, &film, Action::LockAndDelete).await;
    settled(service).await;
    let of_claim = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target;
    let notice = process::restriction(service, &film).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&film.owner, notice), "A licence").await.unwrap();
    let typed = Typed { words: "It is our own choir.", email: "", language: Language::default() };
    let complaint = complaints::send(service, "192.0.2.7", &film.link, None, typed).await.unwrap().id;
    let judge = cast.other_reviewer;
    let (appealed, complained) = (Subject::Appeal(appeal), Subject::Complaint(complaint));
    waiting::take(service, &judge, appealed).await.unwrap();
    waiting::take(service, &judge, complained).await.unwrap();
    decisions::open_evidence(service, &judge, of_claim).await.unwrap();
    let early = waiting::take(service, &cast.senior, appealed).await;
    assert!(matches!(early, Err(Error::Conflict(_))), "it is the reviewer's: {early:?}");
    assert_eq!(waiting::left_to_seniors(service, &judge, appealed).await.unwrap(), None);

    let said = reports::send(service, "198.51.100.1", None, &report(Basis::EuDsa, &film.url())).await.unwrap().claim;
    escalations::raise(service, &cast.reviewer, said, Some(Kind::Child), "It shows a child.").await.unwrap();
    let answer = complaints::answer(service, &judge, complaint, Answer::Stands, "It stands.").await;
    for refused in [
        decisions::open_evidence(service, &judge, of_claim).await.err(),
        evidence::part(service, &judge, of_claim, 0).await.err(),
        appeals::decide(service, &judge, appeal, &Verdict::Refuse, "It stands.").await.err(),
        answer.err(),
        waiting::take(service, &judge, appealed).await.err(),
        waiting::take(service, &judge, complained).await.err(),
    ] {
        assert!(matches!(refused, Some(Error::Forbidden(_))), "{refused:?}");
    }
    for subject in [appealed, complained] {
        let why = waiting::left_to_seniors(service, &judge, subject).await.unwrap();
        assert_eq!(why, Some(Text::of("decide-senior-withheld")));
        assert_eq!(waiting::left_to_seniors(service, &cast.senior, subject).await.unwrap(), None);
    }
    // A senior goes on, whoever has it in hand, with it in theirs or not.
    let signed = signed_in(service, &cast, "sue", Role::Senior).await;
    let (page, decides) =
        (format!("/desk/appeals/{appeal}"), format!("method=\"post\" action=\"/desk/appeals/{appeal}\""));
    assert!(look(service, &page, &signed).await.body.contains(&decides));
    decisions::open_evidence(service, &cast.senior, of_claim).await.unwrap();
    waiting::take(service, &cast.senior, complained).await.unwrap();
    let lost = waiting::release(service, &judge, complained).await;
    assert!(matches!(lost, Err(Error::Conflict(_))), "it is the senior's now: {lost:?}");
    waiting::release(service, &cast.senior, complained).await.unwrap();
    appeals::decide(service, &cast.senior, appeal, &Verdict::Refuse, "It stands.").await.unwrap();
    escalations::send_back(service, &cast.senior, said, "A doll").await.unwrap();
    waiting::take(service, &judge, complained).await.unwrap();
    decisions::open_evidence(service, &judge, of_claim).await.unwrap();
    complaints::answer(service, &judge, complaint, Answer::Stands, "It stands.").await.unwrap();
});

both_engines!(whoever_has_what_became_a_seniors_is_told_so_on_its_page, |app: TestService| async move {
    const WHY: &str = "Only a senior decides this for now: a life or a child is said to be in danger by a file of it";
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = signed_in(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "film.mkv").await;
    let (said, _) = looked_at(service, &cast, &film).await;
    let filed = file(service, &cast, vec![target(&film.url())]).await.unwrap();
    let page = format!("/desk/claims/{}", filed.claim);
    let offers = [format!("{page}/targets/{}/evidence", filed.targets[0].target), "name=\"finding-1\"".to_owned()];
    post(service, &format!("{page}/assignment"), &reviewer, &[]).await;
    let before = look(service, &page, &reviewer).await.body;
    assert!(offers.iter().all(|offer| before.contains(offer)) && !before.contains(WHY), "{before}");
    escalations::raise(service, &cast.reviewer, said, Some(Kind::Life), "A threat").await.unwrap();
    let shown = look(service, &page, &reviewer).await.body;
    assert!(shown.contains(WHY) && offers.iter().all(|offer| !shown.contains(offer)), "{shown}");
    assert!(shown.contains(&format!("{page}/release")), "it can be given back: {shown}");
    let ruling =
        [("finding-1", "not-infringing"), ("action-1", "none"), ("reasons-1", "Nothing."), ("step", "confirm")];
    let refused = post(service, &format!("{page}/decision"), &reviewer, &ruling).await;
    assert!(refused.body.contains("a life or a child is said to be in danger"), "{}", refused.body);
    let refused = post(service, &offers[0], &reviewer, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("nly a senior opens this evidence for now"), "{}", refused.body);
    assert!(cases::desk_case(service, &cast.senior, filed.claim).await.unwrap().case.decided_at.is_none());
});

both_engines!(what_turns_out_to_be_nothing_is_given_back_and_stays_preserved, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let [film, other] = [File::upload(service, "film.mkv").await, File::upload(service, "other.mkv").await];
    let (claim, target) = looked_at(service, &cast, &film).await;
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Life), "A threat").await.unwrap();
    // By the time it is looked at, no mirror has it any more.
    settled(service).await;
    queue::take(service, &cast.senior, claim).await.unwrap();
    decide(service, &cast.senior, claim, target, Action::None).await;
    settled(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    assert_eq!(preserved(service, film.object).await.len(), 1);

    // Sent back, it is any reviewer's again.
    let (claim, target) = looked_at(service, &cast, &other).await;
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Life), "A threat").await.unwrap();
    assert!(matches!(escalations::send_back(service, &cast.reviewer, claim, "No").await, Err(Error::Forbidden(_))));
    assert!(matches!(escalations::send_back(service, &cast.senior, claim, " ").await, Err(Error::Invalid(_))));
    escalations::send_back(service, &cast.senior, claim, "A line of the film").await.unwrap();
    settled(service).await;
    assert_eq!(object_state(service, other.object).await, ObjectState::Available);
    queue::take(service, &cast.other_reviewer, claim).await.unwrap();
    decisions::open_evidence(service, &cast.other_reviewer, target).await.unwrap();
    let case = cases::desk_case(service, &cast.other_reviewer, claim).await.unwrap();
    assert_eq!(case.escalations[0].note, Some("A line of the film".into()));
    assert!(matches!(escalations::send_back(service, &cast.senior, claim, "Again").await, Err(Error::Conflict(_))));
});

both_engines!(an_uploader_reads_why_a_file_was_closed_for_a_danger_once_it_is_back, |app: TestService| async move {
    const DANGER: &str = "looked whether somebody was in danger";
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = account(service, "ugo@example.net").await;
    let film = File::upload_of(service, owner, "film.mkv").await;
    let session = session_of(service, "ugo@example.net").await;
    let own = format!("/drive/{}", film.object);
    let (claim, _) = looked_at(service, &cast, &film).await;
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Life), "A threat").await.unwrap();
    settled(service).await;
    // While it stands, nothing says more than that a notice follows, also to strangers.
    assert!(notices::notices_of(service, owner.account).await.unwrap().is_empty());
    for (page, said) in [
        ("/drive".to_owned(), "a notice says why as soon as it may"),
        (own.clone(), "a notice tells you as soon as that may be"),
        (format!("/f/{}", film.link), "as soon as you may be told"),
    ] {
        let shown = look(service, &page, &session).await.body;
        assert!(shown.contains(said) && !shown.contains("in danger"), "{page}: {shown}");
    }
    // Nor does the timeline, which has the file's beginning and nothing of what keeps it.
    let shown = look(service, &own, &session).await.body;
    assert!(shown.contains("stored the file"), "{shown}");
    for unsaid in ["locked the file", "into custody", "object.preserved", "logged"] {
        assert!(!shown.contains(unsaid), "{unsaid}: {shown}");
    }
    escalations::send_back(service, &cast.senior, claim, "A line of the film").await.unwrap();
    let mails = mailed(service, async || settled(service).await).await;
    let told = notices::notices_of(service, owner.account).await.unwrap();
    let [told] = &told[..] else { panic!("{told:?}") };
    let page = look(service, &format!("/notices/{}", told.id), &session).await.body;
    for said in ["A file of yours was closed for a time", DANGER, "counts as no strike", "you can write to us"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let mails: Vec<_> = mails.iter().map(|mail| mail.replace("=\r\n", "").replace("=\n", "")).collect();
    assert!(mails.iter().any(|mail| mail.contains(DANGER)), "{mails:?}");
    let shown = look(service, &own, &session).await.body;
    assert!(!shown.contains("a notice tells you as soon as that may be"), "{shown}");
    for page in [shown, page] {
        assert!(page.contains("locked the file") && page.contains("lifted the lock"), "told, it is there: {page}");
        assert!(!page.contains("object.preserved") && !page.contains("logged"), "{page}");
    }

    // Of an order that is kept from them they read no more where a senior looked at it, too.
    let hidden = File::upload_of(service, owner, "other.mkv").await;
    let input = OrderInput { gag: Some(Gag::Notice), ..cast::order(&[&hidden.bare()]) };
    let order = authorities::enter(service, &cast.reviewer, &input).await.unwrap().claim;
    escalations::raise(service, &cast.reviewer, order, Some(Kind::Life), "A threat").await.unwrap();
    escalations::send_back(service, &cast.senior, order, "None").await.unwrap();
    settled(service).await;
    assert_eq!(object_state(service, hidden.object).await, ObjectState::Available);
    assert_eq!(notices::notices_of(service, owner.account).await.unwrap().len(), 1);
    let shown = look(service, &format!("/drive/{}", hidden.object), &session).await.body;
    assert!(shown.contains("stored the file") && !shown.contains("locked the file"), "{shown}");
});

both_engines!(a_danger_waits_for_no_answer_of_its_notifier, |app: TestService| async move {
    const SAID: &str = "a danger does not wait for the answer";
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let senior = signed_in(service, &cast, "sam", Role::Senior).await;
    let mut claims = Vec::new();
    for (kind, is_asked) in [(Kind::Judgement, false), (Kind::Judgement, true), (Kind::Life, true)] {
        let film = File::upload(service, "film.mkv").await;
        let (claim, _) = looked_at(service, &cast, &film).await;
        if is_asked {
            questions::ask(service, &cast.reviewer, claim, &["reasons"], "Which scene?").await.unwrap();
        }
        escalations::raise(service, &cast.reviewer, claim, Some(kind), "Look at this").await.unwrap();
        claims.push(claim);
        service.clock.advance(Duration::from_secs(1));
    }
    let [judged, asked, danger] = claims[..] else { panic!("{claims:?}") };
    let open = escalations::open(service, &cast.senior).await.unwrap();
    let order: Vec<_> = open.iter().map(|open| open.escalation.claim).collect();
    assert_eq!(order, [danger, judged, asked], "what somebody may be in danger by comes first");
    let listed = look(service, "/desk/escalations", &senior).await.body;
    assert_eq!(listed.matches(SAID).count(), 1, "{listed}");
    assert!(look(service, &format!("/desk/claims/{danger}"), &senior).await.body.contains(SAID));
    assert!(!look(service, &format!("/desk/claims/{asked}"), &senior).await.body.contains(SAID));
    // Nothing keeps a senior from deciding it.
    let target = cases::desk_case(service, &cast.senior, danger).await.unwrap().case.targets[0].target;
    queue::take(service, &cast.senior, danger).await.unwrap();
    decide(service, &cast.senior, danger, target, Action::LockAndDelete).await;
});

both_engines!(a_judgement_is_asked_for_and_nothing_is_locked, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::direct(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let nothing = escalations::raise(service, &cast.reviewer, claim, None, "").await.unwrap_err();
    assert!(matches!(nothing, Error::Invalid(mistakes) if mistakes.len() == 2));
    for party in [&cast.member, &film.owner, &cast.first] {
        assert!(escalations::raise(service, party, claim, Some(Kind::Life), "Mine").await.is_err());
    }
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Judgement), "Is this satire?").await.unwrap();
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    assert!(preserved(service, film.object).await.is_empty());
    // Not even its holder decides it meanwhile.
    let pressed = cast::delete(service, &cast.member, claim, "DELETE", &cast.auth).await;
    assert!(matches!(pressed, Err(Error::NotDirect(Obstacle::WithSenior))), "{pressed:?}");
    // What its claimant takes back is still in seniors' hands, until one ends it.
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, claim, Extent::Whole, "A mistake").await.unwrap();
    assert_eq!(escalations::open(service, &cast.senior).await.unwrap().len(), 1);
    escalations::send_back(service, &cast.senior, claim, "Withdrawn").await.unwrap();
    assert!(escalations::open(service, &cast.senior).await.unwrap().is_empty());
    let case = cases::desk_case(service, &cast.senior, claim).await.unwrap().case;
    assert_eq!(case.state, ClaimState::Withdrawn);
    let late = escalations::raise(service, &cast.reviewer, claim, Some(Kind::Life), "Late").await;
    assert!(matches!(late, Err(Error::Conflict(_))));
});

both_engines!(
    what_is_decided_once_the_rest_of_it_is_taken_back_stays_a_seniors_until_one_ends_it,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let [film, other] = [File::upload(service, "film.mkv").await, File::upload(service, "other.mkv").await];
        let filed = file(service, &cast, vec![target(&film.url()), target(&other.url())]).await.unwrap();
        escalations::raise(service, &cast.reviewer, filed.claim, Some(Kind::Life), "A threat").await.unwrap();
        queue::take(service, &cast.senior, filed.claim).await.unwrap();
        decide(service, &cast.senior, filed.claim, filed.targets[0].target, Action::LockAndDelete).await;
        let (member, rest) = (Claimant::Person(&cast.member), [filed.targets[1].target]);
        withdrawal::withdraw(service, member, filed.claim, Extent::Targets(&rest), "Licensed").await.unwrap();
        let case = cases::desk_case(service, &cast.senior, filed.claim).await.unwrap();
        assert_eq!(case.case.state, ClaimState::Decided);
        assert_eq!(case.escalations[0].outcome, None, "no claimant ends what staff handed on");
        assert_eq!(escalations::open(service, &cast.senior).await.unwrap().len(), 1);
        assert_eq!(count(service, "SELECT COUNT(*) FROM withheld_objects").await, 2);
        settled(service).await;
        assert_eq!(object_state(service, other.object).await, ObjectState::Locked, "what was taken back, too");
        let ended = escalations::send_back(service, &cast.senior, filed.claim, "It was reported").await.unwrap();
        assert_eq!(ended, (Outcome::Closed, true));
        assert_eq!(count(service, "SELECT COUNT(*) FROM withheld_objects").await, 0);
        settled(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "by the decision");
        assert_eq!(object_state(service, other.object).await, ObjectState::Available, "given back");
    }
);

both_engines!(
    what_was_decided_in_part_is_handed_on_with_what_waits_and_ends_by_a_senior,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let films = [
            File::upload(service, "film.mkv").await,
            File::upload(service, "other.mkv").await,
            File::upload(service, "third.mkv").await,
        ];
        let targets = films.iter().map(|film| target(&film.url())).collect();
        let filed = file(service, &cast, targets).await.unwrap();
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        decide(service, &cast.reviewer, filed.claim, filed.targets[0].target, Action::DisableLink).await;
        queue::release(service, &cast.reviewer, filed.claim).await.unwrap();
        let taken_back = [filed.targets[2].target];
        let member = Claimant::Person(&cast.member);
        withdrawal::withdraw(service, member, filed.claim, Extent::Targets(&taken_back), "Licensed").await.unwrap();
        // Somebody complains of what was decided, and whoever has that in hand looks at it while the rest waits.
        let typed = Typed { words: "It is our own choir.", email: "", language: Language::default() };
        let complaint = complaints::send(service, "192.0.2.7", &films[0].link, None, typed).await.unwrap().id;
        waiting::take(service, &cast.other_reviewer, Subject::Complaint(complaint)).await.unwrap();
        escalations::raise(service, &cast.other_reviewer, filed.claim, Some(Kind::Child), "A child").await.unwrap();
        for (film, state) in films.iter().zip([ObjectState::Locked, ObjectState::Locked, ObjectState::Available]) {
            assert_eq!(object_state(service, film.object).await, state);
            let held = usize::from(state == ObjectState::Locked);
            assert_eq!(preserved(service, film.object).await.len(), held);
        }
        assert_eq!(count(service, "SELECT COUNT(*) FROM withheld_objects").await, 2, "not what was taken back");
        // A senior decides the rest, which ends nothing about what was decided before.
        queue::take(service, &cast.senior, filed.claim).await.unwrap();
        decide(service, &cast.senior, filed.claim, filed.targets[1].target, Action::None).await;
        settled(service).await;
        assert_eq!(object_state(service, films[0].object).await, ObjectState::Locked);
        assert_eq!(object_state(service, films[1].object).await, ObjectState::Available, "decided, it is given back");
        assert_eq!(escalations::open(service, &cast.senior).await.unwrap().len(), 1);
        let ended = escalations::send_back(service, &cast.senior, filed.claim, "A doll").await.unwrap();
        assert_eq!(ended.0, Outcome::Closed);
        settled(service).await;
        assert_eq!(object_state(service, films[0].object).await, ObjectState::Available);
    }
);

both_engines!(what_is_not_there_any_more_is_not_said_to_be_locked, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = signed_in(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    objects::delete(service, film.owner.account, film.object, Finality::Now).await.unwrap();
    settled(service).await;
    let page = format!("/desk/claims/{claim}");
    let fields = [("escalation", "life"), ("words", "A threat")];
    let messages = mailed(service, async || {
        let handed = post(service, &format!("{page}/escalation"), &reviewer, &fields).await;
        assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.body);
    })
    .await;
    let held = "SELECT COUNT(*) FROM holds";
    assert_eq!((object_state(service, film.object).await, count(service, held).await), (ObjectState::Deleted, 0));
    let told: Vec<_> = messages.iter().map(|message| message.replace("=\r\n", "").replace("=\n", "")).collect();
    let told = told.iter().find(|message| message.contains("a life is said to be threatened")).unwrap();
    assert!(told.contains("is locked and preserved, as far as it is there"), "{told}");
    let shown = look(service, &page, &reviewer).await.body;
    for said in
        ["is locked and preserved, as far as it is there", "was locked and preserved at once, as far as it was there"]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!shown.contains("What it names is locked"), "{shown}");
});

both_engines!(where_no_senior_can_be_told_of_what_is_handed_on_administrators_are, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    // The only senior there is uploaded the file.
    let film = File::upload_of(service, cast.senior, "film.mkv").await;
    let claim = file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let before = cast::rows(service, "messages").await;
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Life), "A threat").await.unwrap();
    assert_eq!(cast::rows(service, "messages").await - before, 2, "both administrators");
});

both_engines!(what_a_senior_has_in_hand_is_not_purged_however_long_they_have_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Life), "A threat").await.unwrap();
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, claim, Extent::Whole, "A mistake").await.unwrap();
    // Nothing waits any more, nobody preserves it, and custody is older than its days.
    for days in [190, 200, 8] {
        service.clock.advance(days * DAY);
        settled(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    }
    escalations::send_back(service, &cast.senior, claim, "It was none").await.unwrap();
    settled(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
});

both_engines!(notes_are_for_staff_who_are_no_party, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload_of(service, cast.other_reviewer, "film.mkv").await;
    let claim = file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let before = cast::rows(service, "messages").await;
    notes::write(service, &cast.reviewer, claim, "Claimed last week, too").await.unwrap();
    service.clock.advance(Duration::from_secs(1));
    notes::write(service, &cast.senior, claim, "  Seen  ").await.unwrap();
    assert!(matches!(notes::write(service, &cast.reviewer, claim, " ").await, Err(Error::Invalid(_))));
    for party in [&cast.member, &cast.other_reviewer, &film.owner, &cast.first] {
        assert!(notes::write(service, party, claim, "Mine").await.is_err());
    }
    let read = cases::desk_case(service, &cast.senior, claim).await.unwrap().notes;
    let read: Vec<_> = read.iter().map(|note| (note.by, note.words.to_string())).collect();
    let said = [(cast.reviewer.account, "Claimed last week, too".to_owned()), (cast.senior.account, "Seen".to_owned())];
    assert_eq!(read, said);
    assert_eq!(cast::rows(service, "messages").await, before, "nobody is told");
    // At rest they are sealed.
    let plain = "SELECT COUNT(*) FROM case_notes WHERE words_sealed IS NOT NULL";
    assert_eq!(count(service, plain).await, 2);
    let case = cases::claim(service, &cast.member, claim).await.unwrap();
    assert!(!format!("{case:?}").contains("last week"));
});
