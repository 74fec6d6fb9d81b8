//! Appeals of both sides, and who decides them.

use std::time::Duration;

use writ::accounts::Role;
use writ::claims::Error;
use writ::claims::decisions::{Action, Finding};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{cases, direct, samples};
use writ::config::{LimitSetting, Limits};
use writ::ids::AppealId;
use writ::notices::{self, NoticeKind};
use writ::process::appeals::{self, Appellant, Outcome, Verdict};
use writ::process::{ahead, counter_notices, waiting};
use writ::service::Service;
use writ::vault::{ObjectState, downloads};

use super::{at, countered, decided, deleted, in_new_york, mails, notice, restriction, told, turn_to, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, object_state, person, target};

const GROUNDS: &str = "I have a licence of the rights holder.";

/// The uploader of a file appeals against what restricts it.
pub(super) async fn appealed(service: &Service, film: &File) -> AppealId {
    let notice = restriction(service, film).await;
    appeals::lodge(service, Appellant::Uploader(&film.owner, notice), GROUNDS).await.unwrap()
}

pub(super) fn replaced(action: Action) -> Verdict {
    Verdict::Replace { finding: Finding::Infringing, action, ground: "17 U.S.C. 106".into() }
}

both_engines!(an_uploaders_appeal_is_decided_by_somebody_else_and_gives_back_at_once, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let id = appealed(service, &film).await;
    let waiting = waiting::appeals(service, &cast.other_reviewer, None).await.unwrap().waiting;
    assert_eq!((waiting.len(), waiting[0].it.due_at), (1, service.clock.now().plus(Duration::from_hours(7 * 24))));

    let first = appeals::decide(service, &cast.reviewer, id, &Verdict::Lift, "A licence covers it.").await;
    assert!(matches!(first, Err(Error::Forbidden(_))), "whoever decided first: {first:?}");
    for party in [&film.owner, &cast.member, &cast.first] {
        let refused = appeals::decide(service, party, id, &Verdict::Lift, "A licence covers it.").await;
        assert!(matches!(refused, Err(Error::Forbidden(_) | Error::Accounts(_))), "{refused:?}");
    }
    let blank = appeals::decide(service, &cast.other_reviewer, id, &Verdict::Lift, " ").await;
    assert!(matches!(blank, Err(Error::Invalid(_))), "reasons are given");
    let raised = appeals::decide(service, &cast.other_reviewer, id, &replaced(Action::LockAndDelete), "x").await;
    assert!(matches!(raised, Err(Error::Conflict(_))), "nobody is worse off by appealing: {raised:?}");
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);

    appeals::decide(service, &cast.other_reviewer, id, &Verdict::Lift, "A licence covers it.").await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    downloads::download(service, &film.link, None).await.unwrap();
    let verdict = notice(service, &film.owner, film.object, NoticeKind::Appeal).await;
    let page = ahead::of_notice(service, &film.owner, verdict).await.unwrap().unwrap();
    assert_eq!(page.appeal.unwrap().outcome, Some(Outcome::Granted));
    assert!(mails(service).await.iter().any(|mail| mail.contains("was reversed")), "the claimant is told");
    assert_eq!(told(service, &cast, claim, "appeal.decided").await, 1);
    // It is a repeat claim from now on.
    let again = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    assert!(matches!(writ::claims::queue::take(service, &cast.reviewer, again).await, Err(Error::Forbidden(_))));
});

both_engines!(a_refused_appeal_leaves_all_as_it_was_and_is_the_last, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    let id = appealed(service, &film).await;
    appeals::decide(service, &cast.senior, id, &Verdict::Refuse, "The licence is for another film.").await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    let first = restriction(service, &film).await;
    let again = appeals::lodge(service, Appellant::Uploader(&film.owner, first), GROUNDS).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    let twice = appeals::decide(service, &cast.other_reviewer, id, &Verdict::Lift, "No").await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
    let told = notice(service, &film.owner, film.object, NoticeKind::Appeal).await;
    match notices::notice(service, film.owner.account, told).await.unwrap().statement {
        notices::Statement::Appeal { reasons, redress, .. } => {
            assert_eq!((reasons.as_str(), redress.len()), ("The licence is for another film.", 2));
        }
        other => panic!("{other:?}"),
    }
    // A counter-notice is another way, which this one does not close.
    countered(service, &film).await;
});

both_engines!(a_claimant_who_was_refused_appeals_and_the_uploader_can_answer, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, first) = decided(service, &cast, &film, Action::None).await;
    let member = Claimant::Person(&cast.member);
    let stranger = person(service, "stranger").await;
    let theirs = Appellant::Notifier(Claimant::Person(&stranger), claim, first);
    assert!(matches!(appeals::lodge(service, theirs, GROUNDS).await, Err(Error::NotFound)));
    let id = appeals::lodge(service, Appellant::Notifier(member, claim, first), "It is the film").await.unwrap();
    let less = appeals::decide(service, &cast.other_reviewer, id, &Verdict::Lift, "x").await;
    assert!(matches!(less, Err(Error::Conflict(_))), "{less:?}");
    let verdict = replaced(Action::DisableLink);
    appeals::decide(service, &cast.other_reviewer, id, &verdict, "It was published.").await.unwrap();
    assert!(downloads::download(service, &film.link, None).await.is_err(), "the link is disabled");
    let case = cases::claim(service, &cast.member, claim).await.unwrap();
    let second = case.targets[0].decision.clone().unwrap();
    assert_eq!((second.action, second.id != first), (Action::DisableLink, true));
    assert!(mails(service).await.iter().any(|mail| mail.contains("Your appeal is granted")));

    // The claimant appeals once more, against that: more is restricted, and the link's own disablement ends with it.
    let id = appeals::lodge(service, Appellant::Notifier(member, claim, second.id), "All of it").await.unwrap();
    for before in [&cast.reviewer, &cast.other_reviewer] {
        let refused = appeals::decide(service, before, id, &replaced(Action::LockAndDelete), "x").await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    }
    let same = appeals::decide(service, &cast.senior, id, &verdict, "x").await;
    assert!(matches!(same, Err(Error::Conflict(_))), "{same:?}");
    service.clock.advance(Duration::from_secs(1));
    appeals::decide(service, &cast.senior, id, &replaced(Action::LockAndDelete), "The whole film.").await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    let done = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].decision.clone().unwrap();
    let mut tx = service.db.read().await.unwrap();
    let case = writ::claims::decided::read(&mut tx, done.id).await.unwrap().object_case;
    drop(tx);
    let ended = cast::entries(service, case).await.into_iter().find(|entry| entry.kind == "link.enabled").unwrap();
    assert_eq!(ended.value["fields"]["outcome"], "still-locked", "nobody reads that the link works again");
    let more = appeals::lodge(service, Appellant::Notifier(member, claim, done.id), "More").await;
    assert!(matches!(more, Err(Error::Conflict(_))), "there is nothing more to ask for: {more:?}");

    // The uploader was told of each, and appeals against the last, before somebody who decided none of them.
    let id = appealed(service, &film).await;
    for before in [&cast.reviewer, &cast.other_reviewer, &cast.senior] {
        let refused = appeals::decide(service, before, id, &Verdict::Lift, "x").await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    }
    let fresh = cast::staff(service, "fresh", Role::Reviewer).await;
    appeals::decide(service, &fresh, id, &Verdict::Lift, "It is a quotation.").await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    downloads::download(service, &film.link, None).await.unwrap();
});

both_engines!(
    what_was_deleted_directly_is_appealed_before_whoever_has_not_looked_at_it,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::direct(service).await;
        let film = File::upload(service, "concert.mkv").await;
        let (_, decision) = deleted(service, &cast, &film).await;
        samples::uphold(service, &cast.senior, decision, "It is the film").await.unwrap();
        let id = appealed(service, &film).await;
        let refused = appeals::decide(service, &cast.senior, id, &Verdict::Lift, "x").await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "who upheld it: {refused:?}");
        appeals::decide(service, &cast.reviewer, id, &Verdict::Lift, "It is a review.").await.unwrap();
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Available);
        let again = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
        assert!(direct::obstacle(service, &cast.member, again).await.unwrap().is_some(), "no second strike");
    }
);

both_engines!(six_months_are_of_the_calendar_and_end_with_their_last_day, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    turn_to(service, at("2026-12-18T20:00:00Z"));
    decided(service, &cast, &film, Action::LockAndDelete).await;
    let notice = restriction(service, &film).await;
    let page = ahead::of_notice(service, &film.owner, notice).await.unwrap().unwrap();
    // The sixth month ends on a Friday on which Juneteenth is observed: so with the last second of the Monday after it.
    let last = at("2027-06-22T03:59:59Z");
    assert_eq!(page.appeal_until, Some(last));
    assert!(
        mails(service).await.iter().any(|mail| mail.contains("until the end of 21 June 2027")),
        "and the mail says that day"
    );
    turn_to(service, last);
    let id = appeals::lodge(service, Appellant::Uploader(&film.owner, notice), GROUNDS).await.unwrap();
    appeals::withdraw(service, Appellant::Uploader(&film.owner, notice)).await.unwrap();
    let (opened, _) = appeals::for_desk(service, &cast.other_reviewer, id).await.unwrap();
    assert_eq!(opened.appeal.outcome, Some(Outcome::Withdrawn));
    turn_to(service, last.plus(Duration::from_secs(1)));
    let late = appeals::lodge(service, Appellant::Uploader(&film.owner, notice), GROUNDS).await;
    assert!(matches!(late, Err(Error::Conflict(why)) if why.contains("6 months")));
});

both_engines!(
    how_long_an_appeal_is_open_is_the_operators_and_never_less_than_six_months,
    |app: TestService| async move {
        let longer = in_new_york(&app.service);
        let service = &cast::limited(&longer, |limits| limits.set(&"appeal-months=9".parse().unwrap()).unwrap());
        let cast = Cast::signed(service).await;
        let film = File::upload(service, "concert.mkv").await;
        turn_to(service, at("2026-12-18T20:00:00Z"));
        decided(service, &cast, &film, Action::LockAndDelete).await;
        let notice = restriction(service, &film).await;
        // The ninth month ends on a Saturday: so with the last second of the Monday after it.
        let last = at("2027-09-21T03:59:59Z");
        let page = ahead::of_notice(service, &film.owner, notice).await.unwrap().unwrap();
        assert_eq!(page.appeal_until, Some(last));
        assert_eq!(page.purged_at(), Some(last), "the file is kept as long");
        turn_to(service, last.plus(Duration::from_secs(1)));
        let late = appeals::lodge(service, Appellant::Uploader(&film.owner, notice), GROUNDS).await;
        assert!(matches!(late, Err(Error::Conflict(why)) if why.contains("9 months")));
        assert!(Limits::default().set(&"appeal-months=6".parse().unwrap()).is_ok());
        assert!("appeal-months=5".parse::<LimitSetting>().is_err());
    }
);

both_engines!(an_appeal_ends_with_what_it_is_about_and_with_whoever_takes_it_back, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let id = appealed(service, &film).await;
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Licensed").await.unwrap();
    worked(service).await;
    let gone = appeals::decide(service, &cast.other_reviewer, id, &Verdict::Lift, "It was withdrawn.").await;
    assert!(matches!(gone, Err(Error::Conflict(_))), "{gone:?}");
    assert_eq!(told(service, &cast, claim, "appeal.moot").await, 1);
    let (opened, may) = appeals::for_desk(service, &cast.other_reviewer, id).await.unwrap();
    assert_eq!((opened.appeal.outcome, may), (Some(Outcome::Moot), false));

    let other = File::upload(service, "other.mkv").await;
    decided(service, &cast, &other, Action::LockAndDelete).await;
    let id = appealed(service, &other).await;
    let notice = restriction(service, &other).await;
    appeals::withdraw(service, Appellant::Uploader(&other.owner, notice)).await.unwrap();
    let gone = appeals::decide(service, &cast.other_reviewer, id, &Verdict::Lift, "x").await;
    assert!(matches!(gone, Err(Error::Conflict(_))), "{gone:?}");
    assert_eq!(object_state(service, other.object).await, ObjectState::Locked);
});

both_engines!(a_granted_appeal_ends_the_counter_notice_beside_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    let sent = countered(service, &film).await;
    let id = appealed(service, &film).await;
    appeals::decide(service, &cast.other_reviewer, id, &Verdict::Lift, "A licence covers it.").await.unwrap();
    let ended = counter_notices::of_uploader(service, &film.owner, sent).await.unwrap().counter_notice;
    assert_eq!(ended.outcome, Some(counter_notices::Outcome::Moot));
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
});

both_engines!(one_that_was_taken_back_can_be_lodged_anew_and_not_without_end, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    let notice = restriction(service, &film).await;
    let theirs = || Appellant::Uploader(&film.owner, notice);
    for _ in 0..service.config.limits.answers_per_day {
        appeals::lodge(service, theirs(), GROUNDS).await.unwrap();
        appeals::withdraw(service, theirs()).await.unwrap();
    }
    let more = appeals::lodge(service, theirs(), GROUNDS).await;
    assert!(matches!(more, Err(Error::Conflict(ref why)) if why.contains("answers-per-day")), "{more:?}");
    service.clock.advance(Duration::from_hours(24));
    let id = appeals::lodge(service, theirs(), "With the licence enclosed").await.unwrap();
    appeals::decide(service, &cast.senior, id, &Verdict::Lift, "A licence covers it.").await.unwrap();
});

both_engines!(a_holder_whose_deletion_was_reversed_appeals_that_before_a_senior, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, first) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let theirs = Appellant::Notifier(Claimant::Person(&cast.member), claim, first);
    let done = appeals::lodge(service, theirs, GROUNDS).await;
    assert!(matches!(done, Err(Error::Conflict(_))), "nothing was refused: {done:?}");
    let id = appealed(service, &film).await;
    appeals::decide(service, &cast.other_reviewer, id, &Verdict::Lift, "A licence covers it.").await.unwrap();
    worked(service).await;
    let answers = ahead::of_claim(service, Claimant::Person(&cast.member), claim).await.unwrap();
    assert!(answers.appeal_until(&first).is_some(), "the page offers it");
    let id = appeals::lodge(service, theirs, "The licence has ended").await.unwrap();
    let fresh = cast::staff(service, "fresh", Role::Reviewer).await;
    let refused = appeals::decide(service, &fresh, id, &Verdict::Refuse, "x").await;
    assert!(
        matches!(refused, Err(Error::Forbidden(ref why)) if why.contains("senior")),
        "refusing is deciding: {refused:?}"
    );
    appeals::decide(service, &cast.senior, id, &replaced(Action::LockAndDelete), "It has ended.").await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    // What returned by the law of counter-notices was no decision, and is not appealed.
    let other = File::upload(service, "other.mkv").await;
    let (claim, second) = decided(service, &cast, &other, Action::LockAndDelete).await;
    let sent = countered(service, &other).await;
    let sent = counter_notices::of_uploader(service, &other.owner, sent).await.unwrap().counter_notice;
    turn_to(service, sent.returns_at);
    worked(service).await;
    assert_eq!(object_state(service, other.object).await, ObjectState::Available);
    let theirs = Appellant::Notifier(Claimant::Person(&cast.member), claim, second);
    assert!(matches!(appeals::lodge(service, theirs, GROUNDS).await, Err(Error::Conflict(_))));
});
