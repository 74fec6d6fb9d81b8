//! Complaints of whoever has a blocked link: who may complain of what, who answers, and that nobody gains or loses a right by it.

mod terminations;

use std::time::Duration;

use http::StatusCode;
use writ::accounts::{self, Actor, Role};
use writ::claims::authorities::{self, Gag, OrderInput};
use writ::claims::decided;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{Error, cases, escalations, queue, reports};
use writ::entropy::Entropy;
use writ::ids::{CaseId, ComplaintId, DecisionId, LinkId};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::complaints::{self, Answer, Closing, Outcome, Subject, Typed};
use writ::process::counter_notices;
use writ::process::overturning::{self, Instead};
use writ::seal::link::LinkAuth;
use writ::service::Service;
use writ::takedown;
use writ::texts::Language;
use writ::vault::links::{self, LinkTerms};
use writ::vault::{self, ObjectState};

use super::{count_of, countered, decide, decided, mails, restriction, turn_to, worked};
use crate::app::{TestService, both_engines, mailed};
use crate::claims::altered::alter;
use crate::claims::cast::{self, Cast, File, count, object_state};
use crate::pages_desk::{look, staff};

const WORDS: &str = "It is the concert of our own choir, which I need.";
const ADDRESS: &str = "sharee@mail.example";
const ANSWER: &str = "The recording is of the film’s own score.";

fn typed(email: &str) -> Typed<'_> {
    Typed { words: WORDS, email, language: Language::default() }
}

/// A complaint, so long after any other that it is one of its own.
async fn complained(service: &Service, link: &LinkId) -> ComplaintId {
    service.clock.advance(Duration::from_mins(10));
    complaints::send(service, "192.0.2.7", link, None, typed(ADDRESS)).await.unwrap().id
}

async fn case_of(service: &Service, decision: DecisionId) -> CaseId {
    let mut tx = service.db.read().await.unwrap();
    decided::read(&mut tx, decision).await.unwrap().object_case
}

/// A message with lines that were only broken to be short made whole.
fn whole(letter: &str) -> String {
    letter.replace("=\r\n", "").replace("=\n", "")
}

/// How the complaint stands: how it was answered, and what came of looking again.
async fn stands(service: &Service, cast: &Cast, id: ComplaintId) -> (Option<Outcome>, Option<Closing>) {
    let complaint = complaints::for_desk(service, &cast.senior, id).await.unwrap().0.complaint;
    (complaint.outcome, complaint.closed_as)
}

const ALL: &str = "SELECT COUNT(*) FROM complaints";

/// How many letters say that what was complained about has ended otherwise.
async fn ended_otherwise(service: &Service) -> usize {
    mails(service).await.iter().filter(|mail| mail.contains("has ended otherwise") && mail.contains(ADDRESS)).count()
}

/// The log of the case says that one complaint came and was answered, and neither it nor mail to anybody else says what was written.
async fn nobody_else_is_told(service: &Service, case: CaseId) {
    let entries = cast::entries(service, case).await;
    for kind in ["complaint.received", "complaint.answered"] {
        assert_eq!(entries.iter().filter(|entry| entry.kind == kind).count(), 1, "{kind}");
    }
    for secret in ["choir", "score", ADDRESS] {
        assert!(entries.iter().all(|entry| !entry.text.contains(secret)), "{secret} stands in the log");
        let others = mails(service).await.into_iter().filter(|mail| !mail.contains(ADDRESS));
        assert!(others.into_iter().all(|mail| !mail.contains(secret)), "{secret} was mailed to somebody else");
    }
}

both_engines!(
    a_complaint_is_answered_by_somebody_else_and_gives_nobody_a_right_or_a_strike,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let film = File::upload(service, "concert.mkv").await;
        let (_, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
        worked(service).await;
        let (strikes, notices) = (count_of(service, &film.owner).await, cast::rows(service, "notices").await);
        let mut id = None;
        let sent = mailed(service, async || id = Some(complained(service, &film.link).await)).await;
        assert_eq!(sent, Vec::<String>::new(), "nobody is written to: the address may be anybody's");
        let id = id.unwrap();

        let due_at = service.clock.now().plus(Duration::from_hours(7 * 24));
        let waiting = complaints::waiting(service, &cast.other_reviewer, None).await.unwrap().waiting;
        assert_eq!((waiting.len(), waiting[0].it.id, waiting[0].it.due_at), (1, id, due_at));
        let (opened, may) = complaints::for_desk(service, &cast.other_reviewer, id).await.unwrap();
        assert_eq!((opened.words.clone(), opened.reachable, may), (Some(WORDS.into()), true, true));
        assert!(!complaints::for_desk(service, &cast.reviewer, id).await.unwrap().1, "who decided reads it only");

        let decider = complaints::answer(service, &cast.reviewer, id, Answer::Stands, ANSWER).await;
        assert!(matches!(decider, Err(Error::Forbidden(_))), "{decider:?}");
        let owner = cast::with_role(service, film.owner, Role::Reviewer).await;
        let member = cast::with_role(service, cast.member, Role::Reviewer).await;
        for party in [&owner, &member] {
            let refused = complaints::answer(service, party, id, Answer::Stands, ANSWER).await;
            assert!(matches!(refused, Err(Error::Forbidden(_) | Error::Accounts(_))), "{refused:?}");
            let refused = complaints::for_desk(service, party, id).await;
            assert!(matches!(refused, Err(Error::Forbidden(_) | Error::Accounts(_))), "no party reads it");
            assert!(complaints::waiting(service, party, None).await.unwrap().waiting.is_empty(), "nor that it came");
        }
        let blank = complaints::answer(service, &cast.other_reviewer, id, Answer::Stands, " ").await;
        assert!(matches!(blank, Err(Error::Invalid(_))), "{blank:?}");

        let letters = mailed(service, async || {
            complaints::answer(service, &cast.other_reviewer, id, Answer::Stands, ANSWER).await.unwrap();
        })
        .await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        let letter = whole(&letters[0]);
        assert!(letter.contains(&format!("To: {ADDRESS}")) && letter.contains("The decision stands"), "{letter}");
        assert!(!letter.contains("our own choir") && !letter.contains("concert.mkv"), "{letter}");
        assert!(letter.contains("ways of their own"), "{letter}");
        assert_eq!(stands(service, &cast, id).await, (Some(Outcome::Stands), None));
        assert_eq!(count(service, "SELECT COUNT(*) FROM complaints WHERE email_sealed IS NOT NULL").await, 0);
        let twice = complaints::answer(service, &cast.senior, id, Answer::LookAgain, ANSWER).await;
        assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");

        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
        let after = (count_of(service, &film.owner).await, cast::rows(service, "notices").await);
        assert_eq!(after, (strikes, notices), "neither a strike more or less nor a notice");
        assert_eq!(count(service, "SELECT COUNT(*) FROM counter_notices").await, 0);
        assert_eq!(count(service, "SELECT COUNT(*) FROM appeals").await, 0);
        nobody_else_is_told(service, case_of(service, decision).await).await;
    }
);

both_engines!(only_a_link_that_a_decision_blocks_takes_a_complaint, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let free = File::upload(service, "free.mkv").await;
    let create = |auth| links::create(service, film.owner.account, film.object, LinkTerms::default(), auth);
    let auth = LinkAuth::generate(&service.entropy);
    let (revoked, locked) = (create(None).await.unwrap(), create(Some(auth.clone())).await.unwrap());
    links::revoke(service, film.owner.account, film.object, &revoked).await.unwrap();
    let nothing = async |link: &LinkId, auth: Option<&LinkAuth>| {
        let refused = complaints::send(service, "192.0.2.7", link, auth, typed("")).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        assert!(matches!(complaints::about(service, link, auth).await, Err(Error::NotFound)));
        assert_eq!(count(service, ALL).await, 0, "nothing is stored");
    };
    nothing(&film.link, None).await;
    nothing(&locked, Some(&auth)).await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    nothing(&LinkId::new(&Entropy::seeded(7)), None).await;
    nothing(&free.link, None).await;
    nothing(&revoked, None).await;
    nothing(&locked, None).await;
    nothing(&locked, Some(&LinkAuth::generate(&service.entropy))).await;

    // A key in it, no words, no address: nothing is stored either.
    let said = |words, email| Typed { words, email, language: Language::default() };
    let whole = format!("I was sent {} by a friend.", film.url());
    for wrong in [said("  ", ""), said(&whole, ""), said(WORDS, "nobody")] {
        let refused = complaints::send(service, "192.0.2.7", &film.link, None, wrong).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    assert_eq!(count(service, ALL).await, 0);

    let received = complaints::send(service, "192.0.2.7", &film.link, None, typed("")).await.unwrap();
    assert!(!received.reachable);
    complaints::send(service, "192.0.2.7", &locked, Some(&auth), typed("")).await.unwrap();
    assert_eq!(count(service, ALL).await, 2);
    // Without an address there is nobody to write to.
    let letters = mailed(service, async || {
        complaints::answer(service, &cast.senior, received.id, Answer::Stands, ANSWER).await.unwrap();
    })
    .await;
    assert_eq!(letters, Vec::<String>::new());
});

both_engines!(complaints_are_bounded_by_address_and_by_link, |app: TestService| async move {
    let cast = Cast::signed(&app.service).await;
    let film = File::upload(&app.service, "concert.mkv").await;
    decided(&app.service, &cast, &film, Action::LockAndDelete).await;
    let service = &cast::limited(&app.service, |limits| {
        limits.complaints_per_hour = 2;
        limits.complaints_per_link_per_day = 3;
    });
    let send = async |from| {
        service.clock.advance(Duration::from_mins(10));
        complaints::send(service, from, &film.link, None, typed("")).await
    };
    for _ in 0..2 {
        send("192.0.2.7").await.unwrap();
    }
    let third = send("192.0.2.7").await;
    assert!(matches!(third, Err(Error::Accounts(accounts::Error::TooManyAttempts { limit: 2, .. }))), "{third:?}");
    send("192.0.2.8").await.unwrap();
    let fourth = send("192.0.2.9").await;
    assert!(matches!(fourth, Err(Error::Conflict(_))), "{fourth:?}");
    assert_eq!(count(service, ALL).await, 3);
    service.clock.advance(Duration::from_hours(25));
    send("192.0.2.9").await.unwrap();
});

both_engines!(what_is_sent_twice_is_one_complaint_with_one_receipt, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let other = links::create(service, film.owner.account, film.object, LinkTerms::default(), None).await.unwrap();
    let (_, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let send = async |link: &LinkId, said: Typed<'_>| {
        let from = if said.words == WORDS { "192.0.2.7" } else { "192.0.2.8" };
        complaints::send(service, from, link, None, said).await.unwrap()
    };
    let first = send(&film.link, typed(ADDRESS)).await;
    service.clock.advance(Duration::from_mins(9));
    let (one, two) = tokio::join!(send(&film.link, typed(ADDRESS)), send(&film.link, typed("Sharee@mail.example")));
    for again in [one, two] {
        assert_eq!((again.id, again.sent_at, again.due_at), (first.id, first.sent_at, first.due_at));
        assert!(again.reachable);
    }
    assert_eq!(count(service, ALL).await, 1);
    let entries = async || {
        let entries = cast::entries(service, case_of(service, decision).await).await;
        entries.iter().filter(|entry| entry.kind == "complaint.received").count()
    };
    worked(service).await;
    assert_eq!(entries().await, 1);
    // Other words, no address, and another link are others.
    let words = Typed { words: "It is the concert of our own choir.", ..typed(ADDRESS) };
    let ids =
        [send(&film.link, words).await.id, send(&film.link, typed("")).await.id, send(&other, typed(ADDRESS)).await.id];
    assert!(!ids.contains(&first.id));
    assert_eq!(count(service, ALL).await, 4);
    // And so is what somebody says again later.
    service.clock.advance(Duration::from_hours(2));
    assert_ne!(send(&film.link, typed(ADDRESS)).await.id, first.id);
});

both_engines!(what_ends_the_restriction_ends_the_complaints_about_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let (unanswered, again) = (complained(service, &film.link).await, complained(service, &film.link).await);
    complaints::answer(service, &cast.other_reviewer, again, Answer::LookAgain, ANSWER).await.unwrap();
    worked(service).await;
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Mistaken").await.unwrap();
    worked(service).await;
    assert_eq!(stands(service, &cast, unanswered).await, (Some(Outcome::Moot), None));
    assert_eq!(stands(service, &cast, again).await, (Some(Outcome::LookedAtAgain), Some(Closing::Moot)));
    let told = mails(service).await.into_iter().filter(|mail| mail.contains("has ended otherwise"));
    assert_eq!(told.filter(|mail| mail.contains(ADDRESS)).count(), 2);
    assert!(complaints::waiting(service, &cast.senior, None).await.unwrap().waiting.is_empty());
    assert!(complaints::for_seniors(service, &cast.senior, None).await.unwrap().waiting.is_empty());
    assert_eq!(count(service, "SELECT COUNT(*) FROM complaints WHERE email_sealed IS NOT NULL").await, 0);
    let entries = cast::entries(service, case_of(service, decision).await).await;
    for (kind, many) in [("complaint.received", 2), ("complaint.answered", 2), ("complaint.closed", 1)] {
        assert_eq!(entries.iter().filter(|entry| entry.kind == kind).count(), many, "{kind}");
    }
    let late = complaints::send(service, "192.0.2.7", &film.link, None, typed("")).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
});

both_engines!(a_senior_says_what_came_of_looking_again, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let (first, second) = (complained(service, &film.link).await, complained(service, &film.link).await);
    for id in [first, second] {
        complaints::answer(service, &cast.other_reviewer, id, Answer::LookAgain, ANSWER).await.unwrap();
    }
    assert!(complaints::waiting(service, &cast.senior, None).await.unwrap().waiting.is_empty());
    let listed = complaints::for_seniors(service, &cast.senior, None).await.unwrap().waiting;
    assert_eq!(listed.len(), 2);
    assert!(matches!(complaints::for_seniors(service, &cast.reviewer, None).await, Err(Error::Forbidden(_))));
    let notes = cases::desk_case(service, &cast.senior, claim).await.unwrap().notes;
    assert!(notes.iter().all(|note| note.by == cast.other_reviewer.account && !note.words.contains(ANSWER)));
    for id in [first, second] {
        let page = format!("/desk/complaints/{id}");
        assert_eq!(notes.iter().filter(|note| note.words.contains(&page)).count(), 1, "it stands with the case");
    }

    let reviewer = complaints::close(service, &cast.other_reviewer, first, false, ANSWER).await;
    assert!(matches!(reviewer, Err(Error::Forbidden(_))), "{reviewer:?}");
    let early = complaints::close(service, &cast.senior, first, true, ANSWER).await;
    assert!(matches!(early, Err(Error::Conflict(_))), "it restricts still: {early:?}");
    complaints::close(service, &cast.senior, first, false, "I came to the same.").await.unwrap();
    assert_eq!(stands(service, &cast, first).await, (Some(Outcome::LookedAtAgain), Some(Closing::Stands)));

    let notice = restriction(service, &film).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&film.owner, notice), "I have a licence").await.unwrap();
    appeals::decide(service, &cast.senior, appeal, &Verdict::Lift, "A licence covers it.").await.unwrap();
    worked(service).await;
    assert_eq!(stands(service, &cast, second).await, (Some(Outcome::LookedAtAgain), None), "a senior says it");
    let late = complaints::close(service, &cast.senior, second, false, ANSWER).await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
    let letters = mailed(service, async || {
        complaints::close(service, &cast.senior, second, true, "A licence covers it.").await.unwrap();
    })
    .await;
    assert!(letters.len() == 1 && whole(&letters[0]).contains("What it restricted has ended"), "{letters:?}");
    assert_eq!(stands(service, &cast, second).await, (Some(Outcome::LookedAtAgain), Some(Closing::Overturned)));
});

both_engines!(what_ends_otherwise_is_recorded_as_overturned_by_nobody, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (_, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let id = complained(service, &film.link).await;
    complaints::answer(service, &cast.other_reviewer, id, Answer::LookAgain, ANSWER).await.unwrap();
    let sent = countered(service, &film).await;
    let sent = counter_notices::of_uploader(service, &film.owner, sent).await.unwrap().counter_notice;
    turn_to(service, sent.returns_at);
    counter_notices::return_material(service, sent.id).await.unwrap();
    for overturned in [true, false] {
        let refused = complaints::close(service, &cast.senior, id, overturned, ANSWER).await;
        assert!(matches!(refused, Err(Error::Conflict(ref why)) if why.contains("without you")), "{refused:?}");
    }
    worked(service).await;
    assert_eq!(ended_otherwise(service).await, 1);
    assert_eq!(stands(service, &cast, id).await, (Some(Outcome::LookedAtAgain), Some(Closing::Moot)));
    let entries = cast::entries(service, case_of(service, decision).await).await;
    let closed: Vec<_> = entries.iter().filter(|entry| entry.kind == "complaint.closed").collect();
    assert!(closed.len() == 1 && closed[0].value["fields"]["outcome"] == "moot", "{} of them", closed.len());
});

both_engines!(a_harsher_decision_takes_over_the_complaints_about_the_first, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, decision) = decided(service, &cast, &film, Action::DisableLink).await;
    let (unanswered, again) = (complained(service, &film.link).await, complained(service, &film.link).await);
    complaints::answer(service, &cast.other_reviewer, again, Answer::LookAgain, ANSWER).await.unwrap();
    let more = Instead {
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is the whole film after all.".into(),
    };
    let instead = overturning::overturn(service, &cast.senior, decision, &more).await.unwrap();
    worked(service).await;
    assert_eq!(ended_otherwise(service).await, 0);
    for (id, outcome) in [(unanswered, None), (again, Some(Outcome::LookedAtAgain))] {
        assert_eq!(stands(service, &cast, id).await, (outcome, None));
        let opened = complaints::for_desk(service, &cast.senior, id).await.unwrap().0;
        assert!(matches!(opened.subject, Subject::Decision(found) if found.id == instead && found.restricts));
    }
    let other = cast::staff(service, "second-senior", Role::Senior).await;
    let own = complaints::close(service, &cast.senior, again, false, ANSWER).await;
    assert!(matches!(own, Err(Error::Forbidden(_))), "they decided: {own:?}");
    complaints::close(service, &other, again, false, "It is the film.").await.unwrap();
    complaints::answer(service, &cast.other_reviewer, unanswered, Answer::Stands, ANSWER).await.unwrap();
    assert_eq!(stands(service, &cast, again).await, (Some(Outcome::LookedAtAgain), Some(Closing::Stands)));
    assert_eq!(stands(service, &cast, unanswered).await, (Some(Outcome::Stands), None));
    // What is sent since then ends with what took its place.
    let late = complained(service, &film.link).await;
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Mistaken").await.unwrap();
    worked(service).await;
    assert_eq!(stands(service, &cast, late).await, (Some(Outcome::Moot), None));
});

both_engines!(where_no_other_senior_is_there_whoever_decided_looks_again, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let fresh = cast::staff(service, "second-senior", Role::Senior).await;
    let back = Instead {
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "It is their own concert.".into(),
    };
    let owner = cast::person(service, "uploader").await;
    let mut own = Vec::new();
    for name in ["stands.mkv", "back.mkv", "nobody.mkv"] {
        let film = File::upload_of(service, owner, name).await;
        let claim = cast::file(service, &cast, vec![cast::target(&film.url())]).await.unwrap().claim;
        let decision = decide(service, &cast, &cast.senior, claim, Action::LockAndDelete).await;
        worked(service).await;
        own.push((film, decision));
    }
    // A senior who is the uploader is none here.
    cast::with_role(service, owner, Role::Senior).await;
    let [(film, stands_still), (other, given_back), (_, unasked)] = own.as_slice() else { panic!("three") };
    let (first, second) = (complained(service, &film.link).await, complained(service, &other.link).await);
    for id in [first, second] {
        complaints::answer(service, &cast.other_reviewer, id, Answer::LookAgain, ANSWER).await.unwrap();
    }
    let refused = complaints::close(service, &cast.senior, first, false, ANSWER).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "somebody else is there: {refused:?}");
    for decision in [stands_still, given_back] {
        let refused = overturning::overturn(service, &cast.senior, *decision, &back).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    }

    cast::without_roles(service, fresh).await;
    complaints::close(service, &cast.senior, first, false, "I came to the same.").await.unwrap();
    assert_eq!(stands(service, &cast, first).await, (Some(Outcome::LookedAtAgain), Some(Closing::Stands)));
    let page = overturning::for_desk(service, &cast.senior, *given_back).await.unwrap();
    assert!(page.closed.is_none() && page.choices == [Action::None], "{:?} {:?}", page.closed, page.choices);
    overturning::overturn(service, &cast.senior, *given_back, &back).await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, other.object).await, ObjectState::Available);
    complaints::close(service, &cast.senior, second, true, "It is theirs.").await.unwrap();
    assert_eq!(stands(service, &cast, second).await, (Some(Outcome::LookedAtAgain), Some(Closing::Overturned)));
    // What nobody complained about, or what has been looked at, is overturned by nobody who decided it.
    for decision in [stands_still, unasked] {
        let refused = overturning::overturn(service, &cast.senior, *decision, &back).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    }
});

both_engines!(where_no_other_reviewer_is_there_whoever_decided_answers, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let (first, second) = (complained(service, &film.link).await, complained(service, &film.link).await);
    // A reviewer who is the uploader is none here.
    cast::with_role(service, film.owner, Role::Reviewer).await;
    let may = async |id| complaints::for_desk(service, &cast.reviewer, id).await.unwrap().1;
    let answer =
        async |id, answer| complaints::answer(service, &cast.reviewer, id, answer, "I came to the same.").await;
    for gone in [cast.other_reviewer, cast.senior] {
        assert!(!may(first).await, "somebody else is there");
        let refused = answer(first, Answer::Stands).await;
        assert!(matches!(&refused, Err(Error::Forbidden(why)) if why.contains("you decided")), "{refused:?}");
        cast::without_roles(service, gone).await;
    }
    assert!(may(first).await);
    let letters = mailed(service, async || {
        answer(first, Answer::Stands).await.unwrap();
        answer(second, Answer::LookAgain).await.unwrap();
    })
    .await;
    assert_eq!(letters.len(), 2, "{letters:?}");
    for letter in letters.iter().map(|letter| whole(letter)) {
        assert!(letter.contains("A person has looked at your complaint"), "{letter}");
        assert!(!letter.contains("did not make the decision"), "they did: {letter}");
    }
    let ended = "SELECT COUNT(*) FROM complaints WHERE outcome = 'stands' AND ended_at IS NOT NULL";
    assert_eq!(count(service, ended).await, 1);
});

both_engines!(what_is_not_theirs_to_answer_is_neither_listed_nor_counted_for_staff, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let claim = cast::file(service, &cast, vec![cast::target(&film.url())]).await.unwrap().claim;
    decide(service, &cast, &cast.senior, claim, Action::LockAndDelete).await;
    worked(service).await;
    let fresh = cast::staff(service, "second-senior", Role::Senior).await;
    let party = cast::with_role(service, film.owner, Role::Senior).await;
    let first = complained(service, &film.link).await;
    complained(service, &film.link).await;
    // How many are listed for an answer, and for seniors: as many are counted.
    let seen = async |actor: &Actor| {
        let mut listed = [complaints::waiting(service, actor, None).await.unwrap().waiting.len(), 0];
        if actor.roles.senior() {
            listed[1] = complaints::for_seniors(service, actor, None).await.unwrap().waiting.len();
        }
        let for_seniors = complaints::count_for_seniors(service, actor).await.unwrap();
        assert_eq!(usize::try_from(for_seniors).unwrap(), listed[1]);
        let counted = crate::process::tallied(service, actor).await.unwrap().complaints.count;
        assert_eq!(usize::try_from(counted).unwrap(), listed[0] + listed[1]);
        listed
    };
    let may = async |actor: &Actor| complaints::for_desk(service, actor, first).await.unwrap().1;
    assert_eq!((seen(&cast.senior).await, seen(&party).await), ([0, 0], [0, 0]), "they decided, or are a party");
    assert_eq!((seen(&cast.reviewer).await, seen(&fresh).await), ([2, 0], [2, 0]));
    assert_eq!((may(&cast.senior).await, may(&cast.reviewer).await, may(&fresh).await), (false, true, true));

    complaints::answer(service, &cast.reviewer, first, Answer::LookAgain, ANSWER).await.unwrap();
    assert_eq!((seen(&cast.senior).await, seen(&party).await), ([0, 0], [0, 0]));
    assert_eq!((seen(&cast.reviewer).await, seen(&fresh).await), ([1, 0], [1, 1]), "what is a senior's is theirs");
    assert_eq!((may(&cast.senior).await, may(&cast.reviewer).await, may(&fresh).await), (false, false, true));

    // Where nobody else is there, it falls to whoever decided.
    cast::without_roles(service, fresh).await;
    assert_eq!((seen(&cast.senior).await, may(&cast.senior).await), ([0, 1], true), "reviewers answer the other");
    for gone in [cast.reviewer, cast.other_reviewer] {
        cast::without_roles(service, gone).await;
    }
    assert_eq!(seen(&cast.senior).await, [1, 1]);
});

both_engines!(a_purge_ends_what_was_complained_of_the_file, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (_, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let (unanswered, again) = (complained(service, &film.link).await, complained(service, &film.link).await);
    complaints::answer(service, &cast.other_reviewer, again, Answer::LookAgain, ANSWER).await.unwrap();
    let step = takedown::propose_purge(service, &cast.first, film.object, "At once").await.unwrap();
    takedown::order_purge(service, &cast.second, step).await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Purged);
    assert_eq!(stands(service, &cast, unanswered).await, (Some(Outcome::Moot), None));
    assert_eq!(stands(service, &cast, again).await, (Some(Outcome::LookedAtAgain), Some(Closing::Moot)));
    assert_eq!(ended_otherwise(service).await, 0, "it is not open again");
    let told = mails(service).await.into_iter().filter(|mail| mail.contains("was deleted for good"));
    assert_eq!(told.filter(|mail| mail.contains(ADDRESS)).count(), 2);
    assert_eq!(count(service, "SELECT COUNT(*) FROM complaints WHERE email_sealed IS NOT NULL").await, 0);
    let entries = cast::entries(service, case_of(service, decision).await).await;
    for (kind, many) in [("complaint.answered", 2), ("complaint.closed", 1)] {
        assert_eq!(entries.iter().filter(|entry| entry.kind == kind).count(), many, "{kind}");
    }
    complaints::settle(service, film.object).await.unwrap();
    assert_eq!(stands(service, &cast, unanswered).await, (Some(Outcome::Moot), None), "safe to run again");
});

both_engines!(what_restricts_again_takes_over_the_complaints_that_a_reversal_left, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let id = complained(service, &film.link).await;
    complaints::answer(service, &cast.other_reviewer, id, Answer::LookAgain, ANSWER).await.unwrap();
    let back = Instead {
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "It is their own concert.".into(),
    };
    let reversal = overturning::overturn(service, &cast.senior, decision, &back).await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    // Before the senior records that, the claimant has it decided anew.
    let theirs = Appellant::Notifier(Claimant::Person(&cast.member), claim, reversal);
    let appeal = appeals::lodge(service, theirs, "It is the whole film").await.unwrap();
    let other = cast::staff(service, "second-senior", Role::Senior).await;
    let replace = Verdict::Replace {
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
    };
    appeals::decide(service, &other, appeal, &replace, "It is the film after all.").await.unwrap();
    worked(service).await;
    let opened = complaints::for_desk(service, &cast.senior, id).await.unwrap().0;
    let Subject::Decision(found) = opened.subject else { panic!("it is about a decision") };
    assert!(found.restricts && ![decision, reversal].contains(&found.id), "{found:?}");
    let over = complaints::close(service, &other, id, true, "It is theirs.").await;
    assert!(matches!(over, Err(Error::Conflict(ref why)) if why.contains("still restricts")), "{over:?}");
    let third = cast::staff(service, "third-senior", Role::Senior).await;
    let letters = mailed(service, async || {
        complaints::close(service, &third, id, false, "It is the film.").await.unwrap();
    })
    .await;
    assert!(letters.len() == 1 && whole(&letters[0]).contains("the link stays blocked"), "{letters:?}");
});

both_engines!(
    a_link_blocked_by_a_hidden_order_takes_a_complaint_and_tells_nothing_of_it,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::verified(service).await;
        let film = File::upload(service, "concert.mkv").await;
        let input = OrderInput { gag: Some(Gag::Notice), ..cast::order(&[&film.bare()]) };
        let claim = authorities::enter(service, &cast.reviewer, &input).await.unwrap().claim;
        queue::take(service, &cast.reviewer, claim).await.unwrap();
        let target = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target;
        let ruling = Ruling {
            target,
            finding: Finding::Ordered,
            action: Action::DisableLink,
            ground: "§ 97 UrhG".into(),
            reasons: "The court ordered it.".into(),
        };
        decisions::decide(service, &cast.reviewer, claim, &[ruling]).await.unwrap();
        let id = complained(service, &film.link).await;
        let letters = mailed(service, async || {
            complaints::answer(service, &cast.senior, id, Answer::Stands, "The block is lawful.").await.unwrap();
        })
        .await;
        assert_eq!(letters.len(), 1);
        let letter = whole(&letters[0]);
        for secret in ["Landgericht", "310 O 99", "UrhG", "were told", "ways of their own", &claim.to_string()] {
            assert!(!letter.contains(secret), "{secret}: {letter}");
        }
    }
);

both_engines!(what_is_said_of_a_link_before_anybody_decided_waits_for_that, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let [decided, given_back] = [File::upload(service, "a.mkv").await, File::upload(service, "b.mkv").await];
    let mut sent = Vec::new();
    for film in [&decided, &given_back] {
        let report = cast::report(Basis::EuDsa, &film.url());
        let claim = reports::send(service, "198.51.100.1", None, &report).await.unwrap();
        queue::take(service, &cast.reviewer, claim.claim).await.unwrap();
        let kind = Some(escalations::Kind::Child);
        escalations::raise(service, &cast.reviewer, claim.claim, kind, "It shows a child.").await.unwrap();
        worked(service).await;
        let id = complained(service, &film.link).await;
        sent.push((claim, id, service.clock.now().plus(Duration::from_hours(7 * 24))));
    }
    let waits = async |id| {
        for reader in [&cast.other_reviewer, &cast.senior] {
            assert!(complaints::waiting(service, reader, None).await.unwrap().waiting.is_empty());
            assert!(complaints::about_accounts(service, reader, false).await.unwrap().is_empty());
            assert!(matches!(complaints::for_desk(service, reader, id).await, Err(Error::NotFound)));
        }
        let early = complaints::answer(service, &cast.senior, id, Answer::Stands, ANSWER).await;
        assert!(matches!(early, Err(Error::NotFound)), "{early:?}");
    };
    for (_, id, _) in &sent {
        waits(*id).await;
    }
    // Nobody can answer it yet, so nobody is told that it is due.
    service.clock.advance(Duration::from_hours(6 * 24));
    worked(service).await;
    let told = mails(service).await.into_iter().filter(|mail| mail.contains("blocked link"));
    assert_eq!(told.count(), 0);

    let (claim, id, due_at) = &sent[0];
    queue::take(service, &cast.senior, claim.claim).await.unwrap();
    let ruling = Ruling {
        target: claim.targets[0].target,
        finding: Finding::OtherIllegal,
        action: Action::LockAndDelete,
        ground: "§ 184b StGB".into(),
        reasons: "Seen and judged.".into(),
    };
    decisions::decide(service, &cast.senior, claim.claim, &[ruling]).await.unwrap();
    worked(service).await;
    // What a senior decided for a child in danger, no reviewer opens: a senior answers, who is the only one.
    assert!(complaints::waiting(service, &cast.other_reviewer, None).await.unwrap().waiting.is_empty());
    let waiting = complaints::waiting(service, &cast.senior, None).await.unwrap().waiting;
    assert_eq!((waiting.len(), waiting[0].it.id, waiting[0].it.due_at), (1, *id, *due_at), "as its receipt said");
    let (opened, may) = complaints::for_desk(service, &cast.senior, *id).await.unwrap();
    assert_eq!((opened.words.clone(), may), (Some(WORDS.into()), true));
    complaints::answer(service, &cast.senior, *id, Answer::Stands, ANSWER).await.unwrap();
    assert_eq!(stands(service, &cast, *id).await, (Some(Outcome::Stands), None));

    let (claim, id, _) = &sent[1];
    waits(*id).await;
    assert_eq!(ended_otherwise(service).await, 0);
    escalations::send_back(service, &cast.senior, claim.claim, "A line of the film").await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, given_back.object).await, ObjectState::Available);
    assert_eq!(ended_otherwise(service).await, 1);
    let gone =
        "SELECT COUNT(*) FROM complaints WHERE outcome = 'moot' AND ended_at IS NOT NULL AND words_sealed IS NULL
                AND email_sealed IS NULL AND look_at IS NULL";
    assert_eq!(count(service, gone).await, 1, "nobody is to read it any more");
    let mut tx = service.db.begin().await.unwrap();
    let case = vault::lock_row(&mut tx, given_back.object).await.unwrap().unwrap().log_case;
    drop(tx);
    let entries = cast::entries(service, case).await;
    for kind in ["complaint.received", "complaint.answered"] {
        assert_eq!(entries.iter().filter(|entry| entry.kind == kind).count(), 1, "{kind}");
    }
    let late = complaints::send(service, "192.0.2.7", &given_back.link, None, typed("")).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
});

both_engines!(staff_are_told_of_a_complaint_before_its_time_is_over, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    complained(service, &film.link).await;
    let told = async || {
        let all = mails(service).await;
        all.iter().filter(|mail| mail.contains("One complaint about a blocked link or a closed account")).count()
    };
    service.clock.advance(Duration::from_hours(4 * 24));
    worked(service).await;
    assert_eq!(told().await, 0);
    service.clock.advance(Duration::from_hours(26));
    worked(service).await;
    assert_eq!(told().await, 1, "the only senior");
    service.clock.advance(Duration::from_hours(24));
    worked(service).await;
    assert_eq!(told().await, 1, "once");
});

both_engines!(a_complaint_that_was_altered_says_so_and_is_put_before_a_senior, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let id = complained(service, &film.link).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let page = format!("/desk/complaints/{id}");
    let words = "Altered in the database: it cannot be shown";
    let columns = [
        ["SELECT words_sealed FROM complaints WHERE id = $1", "UPDATE complaints SET words_sealed = $2 WHERE id = $1"],
        ["SELECT email_sealed FROM complaints WHERE id = $1", "UPDATE complaints SET email_sealed = $2 WHERE id = $1"],
    ];
    for (sealed, said) in columns.into_iter().zip([1, 0]) {
        alter(service, sealed, id.0).await;
        let seen = look(service, &page, &reviewer).await;
        assert_eq!((seen.status, seen.body.matches(words).count()), (StatusCode::OK, said), "{}", seen.body);
        assert_eq!(look(service, "/desk/complaints", &reviewer).await.status, StatusCode::OK);
        // Nor does it keep anybody from complaining.
        complaints::send(service, "192.0.2.7", &film.link, None, typed(ADDRESS)).await.unwrap();
        alter(service, sealed, id.0).await;
    }
    for sealed in columns {
        alter(service, sealed, id.0).await;
    }
    let stands = complaints::answer(service, &cast.other_reviewer, id, Answer::Stands, ANSWER).await;
    assert!(stands.unwrap_err().to_string().contains("cannot be read any more"));
    let sent = mailed(service, async || {
        complaints::answer(service, &cast.other_reviewer, id, Answer::LookAgain, ANSWER).await.unwrap();
    });
    assert!(sent.await.iter().all(|mail| !mail.contains(ADDRESS)), "nobody is written to at such an address");
});
