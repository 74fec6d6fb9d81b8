//! What goes by itself when its time is over.

use writ::claims::authorities::{self, Gag, OrderInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::escalations::{self, Kind};
use writ::claims::evidence::files::{self, Subject};
use writ::claims::evidence::open_evidence;
use writ::claims::signatures::copies;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{Error, agreements, cases, notes, organisations, preserving, queue};
use writ::db;
use writ::ids::{ClaimId, DecisionId, TargetId};
use writ::notices::{self, NoticeKind};
use writ::personal::retention::let_go;
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::complaints::{self, Answer, Outcome, Typed};
use writ::process::disclosed::{self, Kept};
use writ::process::strikes::{self, Decision};
use writ::process::windows;
use writ::service::Service;
use writ::takedown;
use writ::texts::{Language, Text};
use writ::vault::ObjectState;

use super::{DAY, decide, decided, entries, facts_agree, lived, picture, worked};
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, target};
use crate::http::{get, send};

/// When what was disclosed of the only target of a claim was erased.
async fn erased_at(service: &Service, cast: &Cast, claim: writ::ids::ClaimId) -> Option<writ::clock::Time> {
    cases::claim(service, &cast.member, claim).await.unwrap().targets[0].evidence_erased_at
}

async fn sealed_of(service: &Service, claim: writ::ids::ClaimId) -> i64 {
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM targets WHERE claim = $1
               AND (key_sealed IS NOT NULL OR unsealed_metadata_sealed IS NOT NULL OR found_at_url_sealed IS NOT NULL)";
    db::one!(tx, (i64,), sql, claim).unwrap().0
}

both_engines!(who_speaks_for_a_refused_applicant_goes_when_its_documents_do, |app: TestService| async move {
    let service = &app.service;
    let (admin, _) = cast::administrators(service).await;
    let owner = cast::person(service, "owner").await;
    let id = organisations::apply(service, &owner, &cast::application("Example Pictures")).await.unwrap();
    let is_known = async || organisations::contact(service, &owner, id).await.unwrap().is_ok();
    lived(service, 40).await;
    assert!(is_known().await, "nobody has decided");
    organisations::decide(service, &admin, id, organisations::Verdict::Refused, "Not shown").await.unwrap();
    lived(service, 20).await;
    assert!(is_known().await, "they may answer it");
    lived(service, 20).await;
    assert!(!is_known().await);
    let found = organisations::organisation(service, &owner, id).await.unwrap();
    assert_eq!(found.state, organisations::State::Refused);
    facts_agree(service).await;
});

both_engines!(evidence_goes_with_the_last_window_of_its_target_and_pages_say_so, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    picture(service, &cast.member, claim, "thread.png").await;
    decide(service, &cast, claim, Action::LockAndDelete).await;
    worked(service).await;
    lived(service, 180).await;
    assert_eq!(
        (erased_at(service, &cast, claim).await, sealed_of(service, claim).await),
        (None, 1),
        "it can be answered"
    );
    lived(service, 20).await;
    let erased = erased_at(service, &cast, claim).await.expect("every window has closed");
    assert!(erased > service.clock.now().minus(20 * DAY));
    assert_eq!(sealed_of(service, claim).await, 0);
    let listed = files::list(service, Claimant::Person(&cast.member), Subject::Claim(claim)).await.unwrap();
    assert!(listed.files.is_empty() && listed.erased_at.is_some());
    let target = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target;
    let refused = open_evidence(service, &cast.senior, target).await;
    assert!(matches!(refused, Err(Error::Conflict(ref why)) if why.contains("erased")), "{refused:?}");
    cases::desk_case(service, &cast.reviewer, claim).await.unwrap();
    assert_eq!(entries(service, "evidence.erased").await, 2, "of the key and of the file");
    assert_eq!(std::fs::read_dir(&service.config.evidence).unwrap().count(), 0, "no byte of it lies there");
    let_go(service).await.unwrap();
    assert_eq!(entries(service, "evidence.erased").await, 2, "twice is once");
    facts_agree(service).await;
});

both_engines!(whose_file_came_back_reads_until_which_day_its_key_is_kept, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = account(service, "lea@example.org").await;
    let film = File::upload_of(service, owner, "film.mkv").await;
    let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    // Of a claim that was not decided they were not told: it is no reason that they can read.
    let rival = cast.rival(service, 9).await;
    let pending = cast::file(service, &rival, vec![target(&film.url())]).await.unwrap().claim;
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Mistaken").await.unwrap();
    worked(service).await;
    let all = notices::notices_of(service, owner.account).await.unwrap();
    let back = all.into_iter().find(|notice| notice.kind == NoticeKind::Restoration).unwrap();
    let read = async || {
        let session = session_of(service, "lea@example.org").await;
        let mut request = get(&format!("/notices/{}", back.id));
        request.headers_mut().insert(http::header::COOKIE, session.parse().unwrap());
        send(service, request).await.body
    };
    let Kept::Until(end) = disclosed::kept(service, owner.account, film.object).await.unwrap() else {
        panic!("it has a day")
    };
    let told = Language::default().date(service.config.calendar.day_of(end));
    let kept_until = format!("sealed evidence until {told}, when");
    assert!(read().await.contains(&kept_until), "{}", read().await);

    let hold = takedown::preserve(service, &cast.senior, film.object, None, "Reported").await.unwrap();
    assert!(read().await.contains("has no day yet"), "it is preserved");
    takedown::release(service, &cast.senior, hold, "They have it").await.unwrap();
    lived(service, 170).await;
    assert_eq!((sealed_of(service, claim).await, sealed_of(service, pending).await), (1, 1));
    assert!(read().await.contains(&kept_until), "the same day");
    lived(service, 20).await;
    assert_eq!((sealed_of(service, claim).await, sealed_of(service, pending).await), (0, 1));
    let page = read().await;
    assert!(page.contains("is kept here") && !page.contains("sealed evidence"), "{page}");
});

both_engines!(what_is_open_or_preserved_keeps_the_evidence, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let other = File::upload(service, "other.mkv").await;
    let third = File::upload(service, "third.mkv").await;
    let (appealed, decision) = decided(service, &cast, &film, Action::None).await;
    let (preserved, _) = decided(service, &cast, &other, Action::None).await;
    let pending = cast::file(service, &cast, vec![target(&third.url())]).await.unwrap().claim;
    let claimant = Claimant::Person(&cast.member);
    let appeal =
        appeals::lodge(service, Appellant::Notifier(claimant, appealed, decision), "It is ours").await.unwrap();
    let hold = takedown::preserve(service, &cast.senior, other.object, None, "Reported").await.unwrap();
    lived(service, 250).await;
    for claim in [appealed, preserved, pending] {
        assert_eq!(sealed_of(service, claim).await, 1);
    }
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It stands").await.unwrap();
    takedown::release(service, &cast.senior, hold, "They have it").await.unwrap();
    withdrawal::withdraw(service, claimant, pending, Extent::Whole, "Mistaken").await.unwrap();
    lived(service, 20).await;
    assert_eq!(sealed_of(service, preserved).await, 0, "nothing keeps it any more");
    assert_eq!(
        (sealed_of(service, appealed).await, sealed_of(service, pending).await),
        (1, 1),
        "there is time to go on"
    );
    lived(service, 30).await;
    assert_eq!((sealed_of(service, appealed).await, sealed_of(service, pending).await), (0, 0));
    facts_agree(service).await;
});

both_engines!(
    what_staff_wrote_to_each_other_goes_with_the_last_window_and_pages_say_so,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let film = File::upload(service, "film.mkv").await;
        let claim = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
        notes::write(service, &cast.reviewer, claim, "They called").await.unwrap();
        escalations::raise(service, &cast.reviewer, claim, Some(Kind::Judgement), "Is it satire?").await.unwrap();
        escalations::send_back(service, &cast.senior, claim, "It is none").await.unwrap();
        decide(service, &cast, claim, Action::None).await;
        let hold = takedown::preserve(service, &cast.senior, film.object, None, "A lawsuit").await.unwrap();
        takedown::release(service, &cast.senior, hold, "It is over").await.unwrap();
        let case = async || cases::desk_case(service, &cast.senior, claim).await.unwrap();
        let kept = async || preserving::of_object(service, &cast.senior, film.object).await.unwrap();
        let said = async || {
            let (case, kept) = (case().await, kept().await);
            let escalation = &case.escalations[0];
            let words = [&escalation.words, &escalation.note, &kept[0].words].map(|words| words.clone().unwrap());
            (case.notes[0].words.clone(), words)
        };
        lived(service, 180).await;
        let words = ["Is it satire?", "It is none", "A lawsuit"].map(Text::from);
        assert_eq!(said().await, (Text::from("They called"), words), "what was decided can be answered");
        lived(service, 20).await;
        let gone = Text::of("words-erased");
        assert_eq!(said().await, (gone.clone(), [gone.clone(), gone.clone(), gone.clone()]));

        // What is written after that goes with the next round, and while the file is preserved with none.
        notes::write(service, &cast.reviewer, claim, "They called again").await.unwrap();
        let_go(service).await.unwrap();
        service.clock.advance(DAY / 24);
        takedown::preserve(service, &cast.senior, film.object, None, "Another lawsuit").await.unwrap();
        notes::write(service, &cast.reviewer, claim, "They wrote").await.unwrap();
        let_go(service).await.unwrap();
        let noted: Vec<_> = case().await.notes.into_iter().map(|note| note.words).collect();
        assert_eq!(noted, [gone.clone(), gone.clone(), "They wrote".into()]);
        let kept: Vec<_> = kept().await.into_iter().map(|kept| kept.words.unwrap()).collect();
        assert_eq!(kept, [gone, "Another lawsuit".into()]);
        facts_agree(service).await;
    }
);

both_engines!(why_a_file_was_released_goes_though_its_time_was_over_before, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let until = service.clock.now().plus(10 * DAY);
    let hold = takedown::preserve(service, &cast.senior, film.object, Some(until), "A lawsuit").await.unwrap();
    let said = async || preserving::of_object(service, &cast.senior, film.object).await.unwrap()[0].words.clone();
    let reasons = "SELECT COUNT(*) FROM preservation_holds WHERE LENGTH(release_reason_sealed) > 0";
    lived(service, 20).await;
    assert_eq!(said().await, Some(Text::of("words-erased")));
    takedown::release(service, &cast.senior, hold, "It is over").await.unwrap();
    assert_eq!((said().await, cast::count(service, reasons).await), (Some(Text::of("words-erased")), 1));
    service.clock.advance(DAY);
    let_go(service).await.unwrap();
    assert_eq!((said().await, cast::count(service, reasons).await), (Some(Text::of("words-erased")), 0));
});

both_engines!(what_else_preserves_a_file_keeps_why_it_was, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let until = service.clock.now().plus(10 * DAY);
    takedown::preserve(service, &cast.senior, film.object, Some(until), "A lawsuit").await.unwrap();
    service.clock.advance(DAY);
    let hold = takedown::preserve(service, &cast.senior, film.object, None, "Another lawsuit").await.unwrap();
    let said = async || {
        let kept = preserving::of_object(service, &cast.senior, film.object).await.unwrap();
        kept.into_iter().map(|kept| kept.words.unwrap()).collect::<Vec<_>>()
    };
    lived(service, 20).await;
    assert_eq!(said().await, ["A lawsuit", "Another lawsuit"].map(Text::from));
    takedown::release(service, &cast.senior, hold, "It is over").await.unwrap();
    let_go(service).await.unwrap();
    assert_eq!(said().await, [(); 2].map(|()| Text::of("words-erased")));
});

both_engines!(what_a_senior_has_in_hand_keeps_why, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Life), "A threat").await.unwrap();
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, claim, Extent::Whole, "A mistake").await.unwrap();
    let kept = preserving::of_object(service, &cast.senior, film.object).await.unwrap();
    takedown::release(service, &cast.senior, kept[0].preservation.id, "They have a copy").await.unwrap();
    let said =
        async || cases::desk_case(service, &cast.senior, claim).await.unwrap().escalations[0].words.clone().unwrap();
    lived(service, 220).await;
    assert_eq!(said().await, "A threat");
    escalations::send_back(service, &cast.senior, claim, "It was none").await.unwrap();
    lived(service, 20).await;
    assert_eq!(said().await, Text::of("words-erased"));
    facts_agree(service).await;
});

both_engines!(what_a_sharee_wrote_goes_with_the_last_window_of_the_decision, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    let typed = Typed { words: "It is ours.", email: "sharee@mail.example", language: Language::default() };
    let other = Typed { words: "It is mine.", ..typed };
    let answered = complaints::send(service, "192.0.2.7", &film.link, None, other).await.unwrap().id;
    let waiting = complaints::send(service, "192.0.2.7", &film.link, None, typed).await.unwrap().id;
    complaints::answer(service, &cast.other_reviewer, answered, Answer::Stands, "It is the film.").await.unwrap();
    let words = "SELECT COUNT(*) FROM complaints WHERE words_sealed IS NOT NULL OR answer_sealed IS NOT NULL";
    let addresses = "SELECT COUNT(*) FROM complaints WHERE email_sealed IS NOT NULL";
    lived(service, 180).await;
    assert_eq!((cast::count(service, words).await, cast::count(service, addresses).await), (2, 1));
    lived(service, 20).await;
    assert_eq!(cast::object_state(service, film.object).await, ObjectState::Purged);
    lived(service, 20).await;
    assert_eq!((cast::count(service, words).await, cast::count(service, addresses).await), (0, 0));
    for (id, outcome) in [(answered, Outcome::Stands), (waiting, Outcome::Moot)] {
        let (opened, may) = complaints::for_desk(service, &cast.senior, id).await.unwrap();
        assert_eq!((opened.words, opened.answer, opened.reachable), (None, None, false), "that it came stays");
        assert_eq!((opened.complaint.outcome, may), (Some(outcome), false));
    }
    facts_agree(service).await;
});

both_engines!(
    what_a_sharee_wrote_after_the_last_window_is_read_and_answered_before_it_goes,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let film = File::upload(service, "film.mkv").await;
        decided(service, &cast, &film, Action::DisableLink).await;
        worked(service).await;
        lived(service, 220).await;
        let typed = Typed { words: "It is ours.", email: "sharee@mail.example", language: Language::default() };
        let id = complaints::send(service, "192.0.2.7", &film.link, None, typed).await.unwrap().id;
        let_go(service).await.unwrap();
        lived(service, 10).await;
        let (opened, may) = complaints::for_desk(service, &cast.senior, id).await.unwrap();
        assert_eq!((opened.words.clone(), opened.reachable, may), (Some("It is ours.".into()), true, true));
        complaints::answer(service, &cast.other_reviewer, id, Answer::LookAgain, "It may be theirs.").await.unwrap();
        lived(service, 20).await;
        let (opened, _) = complaints::for_desk(service, &cast.senior, id).await.unwrap();
        assert!(opened.words.is_some() && opened.answer.is_some(), "a senior has it");
        complaints::close(service, &cast.senior, id, false, "It is the film.").await.unwrap();
        lived(service, 20).await;
        let (opened, _) = complaints::for_desk(service, &cast.senior, id).await.unwrap();
        assert_eq!((opened.words, opened.answer, opened.closing), (None, None, None));
        facts_agree(service).await;
    }
);

both_engines!(
    the_evidence_of_a_disabled_link_stays_while_a_complaint_about_it_is_open,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let film = File::upload(service, "film.mkv").await;
        let (claim, _) = decided(service, &cast, &film, Action::DisableLink).await;
        worked(service).await;
        lived(service, 150).await;
        let typed = Typed { words: "It is ours.", email: "", language: Language::default() };
        let again = complaints::send(service, "192.0.2.7", &film.link, None, typed).await.unwrap().id;
        complaints::answer(service, &cast.other_reviewer, again, Answer::LookAgain, "It may be theirs.").await.unwrap();
        lived(service, 50).await;
        assert_eq!(sealed_of(service, claim).await, 1, "a senior has to look at it");
        complaints::close(service, &cast.senior, again, false, "It is the film.").await.unwrap();
        // One that nobody answers keeps it until it should have been answered, and no longer.
        let unanswered = complaints::send(service, "192.0.2.8", &film.link, None, typed).await.unwrap();
        let target = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target;
        let mut tx = service.db.read().await.unwrap();
        let closes = windows::closes_at(&windows::of_target(&mut tx, service, target).await.unwrap());
        let shown = windows::of_claimant(&mut tx, service, target).await.unwrap();
        drop(tx);
        assert_eq!(closes, Some(unanswered.due_at));
        let shown: Vec<_> = shown.into_iter().map(|window| window.kind).collect();
        assert_eq!(shown, [windows::Kind::Other], "no party reads that somebody complained");
        lived(service, 20).await;
        assert_eq!(sealed_of(service, claim).await, 0);
        assert!(complaints::for_desk(service, &cast.senior, unanswered.id).await.unwrap().0.words.is_some());
        facts_agree(service).await;
    }
);

both_engines!(
    what_a_sharee_wrote_about_a_terminated_account_goes_with_the_last_window_of_that,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let (films, review) = crate::process::three(service, &cast).await;
        let film = File::upload_of(service, films[0].0.owner, "concert.mkv").await;
        strikes::decide(service, &cast.senior, review, Decision::Terminate, "Three films.").await.unwrap();
        worked(service).await;
        let typed = Typed { words: "I need it.", email: "sharee@mail.example", language: Language::default() };
        let other = Typed { words: "I need it, too.", ..typed };
        let answered = complaints::send(service, "192.0.2.7", &film.link, None, other).await.unwrap().id;
        let waiting = complaints::send(service, "192.0.2.7", &film.link, None, typed).await.unwrap().id;
        complaints::answer(service, &cast.other_reviewer, answered, Answer::Stands, "It stands.").await.unwrap();
        let words = "SELECT COUNT(*) FROM complaints WHERE words_sealed IS NOT NULL OR answer_sealed IS NOT NULL";
        lived(service, 180).await;
        assert_eq!(cast::count(service, words).await, 2, "the termination can be appealed");
        lived(service, 20).await;
        assert_eq!(cast::count(service, words).await, 1, "one waits still");
        complaints::answer(service, &cast.other_reviewer, waiting, Answer::Stands, "It stands.").await.unwrap();
        lived(service, 20).await;
        assert_eq!(cast::count(service, words).await, 0);
        for id in [answered, waiting] {
            let (opened, _) = complaints::for_desk(service, &cast.senior, id).await.unwrap();
            assert_eq!((opened.words, opened.answer, opened.reachable), (None, None, false), "that it came stays");
        }
        facts_agree(service).await;
    }
);

/// A link is disabled by an order of which its uploader may not be told; somebody brought the order's document.
async fn gagged(service: &Service, cast: &Cast, film: &File) -> (ClaimId, TargetId, DecisionId) {
    let input = OrderInput { gag: Some(Gag::Notice), due: "2029-01-01T10:00".into(), ..cast::order(&[&film.bare()]) };
    let claim = authorities::enter(service, &cast.reviewer, &input).await.unwrap().claim;
    picture(service, &cast.reviewer, claim, "order.png").await;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let target = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target;
    let ruling = Ruling {
        target,
        finding: Finding::Ordered,
        action: Action::DisableLink,
        ground: "§ 97 UrhG".into(),
        reasons: "The court ordered it.".into(),
    };
    let decision = decisions::decide(service, &cast.reviewer, claim, &[ruling]).await.unwrap().remove(0);
    (claim, target, decision)
}

both_engines!(
    what_an_order_forbids_to_tell_keeps_its_evidence_until_its_uploader_was_told_and_could_appeal,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::verified(service).await;
        let film = File::upload(service, "film.mkv").await;
        let (claim, target, _) = gagged(service, &cast, &film).await;
        let kept = || std::fs::read_dir(&service.config.evidence).unwrap().count();
        let closes = async |target| {
            let mut tx = service.db.read().await.unwrap();
            windows::closes_at(&windows::of_target(&mut tx, service, target).await.unwrap())
        };
        lived(service, 400).await;
        assert_eq!((kept(), closes(target).await), (1, None), "its uploader was not told yet");
        authorities::lift_gag(service, &cast.senior, claim).await.unwrap();
        let until = notices::appeals_until(service, service.clock.now());
        assert_eq!(closes(target).await, Some(until), "six months from being told");
        lived(service, 170).await;
        assert_eq!(kept(), 1, "they can appeal still");
        lived(service, 30).await;
        assert_eq!((kept(), entries(service, "evidence.erased").await), (0, 1), "the document goes");
        facts_agree(service).await;

        // Of what ended before they could be told, they are not, and nothing waits for that.
        let other = File::upload(service, "other.mkv").await;
        let (_, target, decision) = gagged(service, &cast, &other).await;
        let mut tx = service.db.begin().await.unwrap();
        takedown::lift(&mut tx, service, decision, "withdrawn").await.unwrap();
        tx.commit().await.unwrap();
        assert!(closes(target).await.is_some());
    }
);

both_engines!(the_record_of_a_signature_goes_long_after_it_bound_anybody, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.signature_details = 100 * DAY);
    let cast = Cast::signed(service).await;
    let copies_of = async || copies::of_organisation(service, &cast.member, cast.organisation).await.unwrap();
    lived(service, 200).await;
    assert_eq!(copies_of().await.len(), 1, "it binds");
    let (_, step) = agreements::propose(service, &cast.first, &cast::newer("Newer"), "Approved").await.unwrap();
    agreements::publish(service, &cast.second, step).await.unwrap();
    cast.sign(service).await;
    lived(service, 90).await;
    assert_eq!(copies_of().await.len(), 2, "something can still be claimed under it");
    lived(service, 20).await;
    let left = copies_of().await;
    assert_eq!(left.iter().map(|copy| copy.version).collect::<Vec<_>>(), [2]);
    let erased = copies::erased(service, &cast.member, cast.organisation).await.unwrap();
    assert_eq!(erased.iter().map(|copy| copy.version).collect::<Vec<_>>(), [1]);
    assert_eq!(cast::count(service, "SELECT COUNT(*) FROM signatures WHERE record_sealed IS NULL").await, 1);
    assert_eq!(entries(service, "signature.erased").await, 1);
    organisations::end(service, &cast.member, cast.organisation, true).await.unwrap();
    lived(service, 90).await;
    assert_eq!(copies_of().await.len(), 1, "it has bound until lately");
    lived(service, 20).await;
    assert!(copies_of().await.is_empty(), "the end of the organisation ended what bound it");
    assert_eq!(entries(service, "signature.erased").await, 2);
    // The claim that was filed under it still says which version was in force.
    facts_agree(service).await;
});

both_engines!(traces_of_requests_go, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let invited = writ::accounts::Email::parse("somebody@example.org").unwrap();
    writ::claims::organisations::invitations::invite(
        service,
        &cast.member,
        cast.organisation,
        &invited,
        writ::claims::organisations::MemberRole::Agent,
    )
    .await
    .unwrap();
    crate::app::sign_up(service, "never-confirmed@example.org", [3; 32]).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    // Somebody signs in once and never comes back: their session lasts thirty days, and their browser is known as long.
    account(service, "once@example.org").await;
    session_of(service, "once@example.org").await;
    let kept = async || {
        let mut kept = Vec::new();
        for sql in [
            "SELECT COUNT(*) FROM sign_ups",
            "SELECT COUNT(*) FROM attempts",
            "SELECT COUNT(*) FROM member_invitations",
            "SELECT COUNT(*) FROM sessions",
            "SELECT COUNT(*) FROM devices",
        ] {
            kept.push(cast::count(service, sql).await);
        }
        kept
    };
    assert!(kept().await.iter().all(|rows| *rows > 0), "{:?}", kept().await);
    lived(service, 20).await;
    assert!(kept().await[3..].iter().all(|rows| *rows > 0), "a session that runs is theirs, and so is the browser");
    lived(service, 40).await;
    assert_eq!(kept().await, [0; 5]);
});
