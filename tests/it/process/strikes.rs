//! Strikes: what counts, what counts once, until when, and what is void.

use std::time::Duration;

use writ::claims::Error;
use writ::claims::decisions::{Action, Finding};
use writ::claims::samples;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::db;
use writ::ids::MessageId;
use writ::mail::bounces::{self, Bounce, Kind as Comes};
use writ::notices::Because;
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::delivery;
use writ::process::overturning::{self, Instead};
use writ::process::strikes::{self, Decision, Strike, Verdict as Reviewed};
use writ::service::Service;
use writ::vault::ObjectState;
use writ::{notices, work};

use super::{at, count_of, countered, decided, deleted, in_new_york, restriction, struck, three, turn_to, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, limited, object_state, person};

async fn waiting(service: &Service, cast: &Cast) -> usize {
    strikes::waiting(service, &cast.reviewer).await.unwrap().len()
}

both_engines!(three_that_follow_each_other_put_the_account_before_a_reviewer, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = person(service, "uploader").await;
    for so_far in 1..=2 {
        struck(service, &cast, owner).await;
        assert_eq!((count_of(service, &owner).await, waiting(service, &cast).await), (so_far, 0));
    }
    let (film, ..) = struck(service, &cast, owner).await;
    assert_eq!(waiting(service, &cast).await, 1);
    let review = strikes::waiting(service, &cast.reviewer).await.unwrap().remove(0);
    let file = strikes::file(service, &cast.reviewer, review.account).await.unwrap();
    assert_eq!((file.account, file.standing.strikes.len()), (owner.account, 3));
    assert_eq!(file.standing.strikes[2].decided[0].object, film.object, "with the notices they came with");
    assert!(file.standing.strikes.iter().all(|strike| strike.decided[0].notice.is_some()));
    assert_eq!(review.due_at, review.opened_at.plus(Duration::from_hours(7 * 24)));
    assert!(matches!(strikes::waiting(service, &owner).await, Err(Error::Forbidden(_))));
});

both_engines!(what_is_decided_before_one_notice_reaches_the_uploader_counts_once, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = person(service, "uploader").await;
    let mut films = Vec::new();
    for name in ["one", "two", "three", "four"] {
        films.push(File::upload_of(service, owner, name).await);
    }
    // No message has left the house, and nothing was opened.
    for film in &films[..3] {
        decided(service, &cast, film, Action::LockAndDelete).await;
        service.clock.advance(Duration::from_hours(40));
    }
    assert_eq!(count_of(service, &owner).await, 1);
    // The uploader opens the last of the three in the portal: from now on they know.
    let told = restriction(service, &films[2]).await;
    notices::notice(service, owner.account, told).await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    decided(service, &cast, &films[3], Action::DisableLink).await;
    assert_eq!(count_of(service, &owner).await, 2);
    work::run_due(service).await.unwrap();
    assert_eq!((count_of(service, &owner).await, waiting(service, &cast).await), (2, 0));
});

both_engines!(mail_that_came_back_has_reached_nobody, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = person(service, "uploader").await;
    for _ in 0..2 {
        struck(service, &cast, owner).await;
    }
    assert_eq!(count_of(service, &owner).await, 2);
    let mut tx = service.db.begin().await.unwrap();
    let bounced = "UPDATE messages SET state = 'bounced', bounced_at = created_at WHERE account = $1";
    writ::db::execute!(tx, bounced, owner.account).unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count_of(service, &owner).await, 2, "whoever got a letter can write that it came back");
    let mut tx = service.db.begin().await.unwrap();
    writ::db::execute!(tx, "UPDATE messages SET settled_at = created_at WHERE account = $1", owner.account).unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count_of(service, &owner).await, 1);
});

both_engines!(what_rests_on_a_letter_that_came_back_ends_once_staff_saw_to_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    strikes::decide(service, &cast.reviewer, review, Decision::Suspend { days: 90 }, "Three times").await.unwrap();
    let measure = async || strikes::own(service, &owner).await.unwrap().measures.remove(0);
    worked(service).await;
    assert_eq!(measure().await.lifted_at, None);

    // Nobody was told of the second, so that the third counts with it.
    let notice = restriction(service, &films[1].0).await;
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT message FROM notices WHERE id = $1";
    let (message,) = db::one!(tx, (MessageId,), sql, notice).unwrap();
    drop(tx);
    let bounce = Bounce { message, kind: Comes::Hard, status: None };
    assert_eq!(bounces::record(service, &[bounce]).await.unwrap(), 1);
    worked(service).await;
    assert_eq!((count_of(service, &owner).await, measure().await.lifted_at), (3, None), "that is said by anybody");

    // They are told by the same letter after all: of what was decided before that it changes nothing.
    delivery::send_again(service, &cast.other_reviewer, message).await.unwrap();
    worked(service).await;
    assert_eq!(measure().await.lifted_because, Some(Because::StrikesVoid));
    assert_eq!((count_of(service, &owner).await, waiting(service, &cast).await), (2, 0));
    struck(service, &cast, owner).await;
    assert_eq!((count_of(service, &owner).await, waiting(service, &cast).await), (3, 1));
});

both_engines!(a_disabled_link_counts_and_what_returns_is_void, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = person(service, "uploader").await;
    let film = File::upload_of(service, owner, "published.mkv").await;
    decided(service, &cast, &film, Action::DisableLink).await;
    worked(service).await;
    assert_eq!(count_of(service, &owner).await, 1, "whoever shared a link that infringes is its uploader");
    let notice = restriction(service, &film).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&owner, notice), "A licence").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "It covers it").await.unwrap();
    assert_eq!(count_of(service, &owner).await, 0, "an appeal was granted");

    let (film, claim, _) = struck(service, &cast, owner).await;
    assert_eq!(count_of(service, &owner).await, 1);
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, claim, Extent::Whole, "Licensed").await.unwrap();
    assert_eq!(count_of(service, &owner).await, 0, "the claim was withdrawn");
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);

    let (film, ..) = struck(service, &cast, owner).await;
    countered(service, &film).await;
    assert_eq!(count_of(service, &owner).await, 1);
    service.clock.advance(Duration::from_hours(24 * 30));
    worked(service).await;
    assert_eq!(count_of(service, &owner).await, 0, "a counter-notice gave it back");

    // Nothing was found, nothing is restricted, nothing counts; and nobody else's account is touched.
    let film = File::upload_of(service, owner, "mine.mkv").await;
    decided(service, &cast, &film, Action::None).await;
    worked(service).await;
    assert_eq!((count_of(service, &owner).await, count_of(service, &cast.member).await), (0, 0));
});

both_engines!(what_was_deleted_directly_counts_once_staff_have_looked, |app: TestService| async move {
    // The first two deletions are drawn for a senior, and later ones as good as never.
    let service = &limited(&app.service, |limits| {
        limits.direct_access_sampled_first = 2;
        limits.direct_access_sampled_one_in = u32::MAX;
    });
    let cast = Cast::direct(service).await;
    let owner = person(service, "uploader").await;
    let mut deletions = Vec::new();
    for name in ["one", "two", "three", "four"] {
        let film = File::upload_of(service, owner, name).await;
        let (_, decision) = deleted(service, &cast, &film).await;
        worked(service).await;
        service.clock.advance(Duration::from_hours(1));
        deletions.push((film, decision));
    }
    assert_eq!(count_of(service, &owner).await, 0, "nobody on the staff has looked");
    samples::uphold(service, &cast.senior, deletions[0].1, "It is the film").await.unwrap();
    assert_eq!(count_of(service, &owner).await, 1, "a senior upheld it");
    let finding = Finding::NotInfringing;
    overturning::overturn_deletion(service, &cast.senior, deletions[1].1, finding, "It is not").await.unwrap();
    assert_eq!(count_of(service, &owner).await, 1, "a senior overturned it");

    // Of what was not drawn: an appeal that is refused is a look, too.
    let notice = restriction(service, &deletions[2].0).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&owner, notice), "A licence").await.unwrap();
    appeals::decide(service, &cast.reviewer, appeal, &Verdict::Refuse, "None that covers it").await.unwrap();
    assert_eq!(count_of(service, &owner).await, 2);
    // And a reviewer can have a senior look.
    for party in [&owner, &cast.member, &cast.first] {
        assert!(samples::call_in(service, party, deletions[3].1).await.is_err());
    }
    samples::call_in(service, &cast.reviewer, deletions[3].1).await.unwrap();
    assert!(matches!(samples::call_in(service, &cast.reviewer, deletions[3].1).await, Err(Error::Conflict(_))));
    assert_eq!(count_of(service, &owner).await, 2);
    samples::uphold(service, &cast.senior, deletions[3].1, "It is the film").await.unwrap();
    worked(service).await;
    assert_eq!((count_of(service, &owner).await, waiting(service, &cast).await), (3, 1));
});

both_engines!(a_strike_counts_for_six_months_of_the_calendar, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let owner = person(service, "uploader").await;
    turn_to(service, at("2027-08-31T16:00:00Z"));
    struck(service, &cast, owner).await;
    let until = strikes::own(service, &owner).await.unwrap().standing.strikes[0].until;
    // The end of the last day of February, in New York: an hour later by the clock of the world than in summer.
    assert_eq!(until.rfc3339(), "2028-03-01T04:59:59Z");
    turn_to(service, until.minus(Duration::from_micros(1)));
    assert_eq!(count_of(service, &owner).await, 1);
    turn_to(service, until);
    assert_eq!(count_of(service, &owner).await, 0);
    // Two that came within the half year, and one behind it, are three and never were at once.
    for _ in 0..2 {
        struck(service, &cast, owner).await;
    }
    assert_eq!((count_of(service, &owner).await, waiting(service, &cast).await), (2, 0));
});

both_engines!(an_open_question_ends_when_too_few_are_left, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, films[0].1, Extent::Whole, "Licensed").await.unwrap();
    let late = strikes::decide(service, &cast.reviewer, review, Decision::Warn, "Three times").await;
    assert!(matches!(late, Err(Error::Conflict(_))), "two are not three: {late:?}");
    worked(service).await;
    assert_eq!(waiting(service, &cast).await, 0);
    let file = strikes::file(service, &cast.reviewer, films[0].0.owner.account).await.unwrap();
    assert_eq!(file.reviews[0].0.outcome, Some(Reviewed::Moot));
});

both_engines!(what_was_looked_at_comes_back_only_with_something_new, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    strikes::decide(service, &cast.reviewer, review, Decision::Nothing, "One film in three parts").await.unwrap();
    let twice = strikes::decide(service, &cast.reviewer, review, Decision::Warn, "After all").await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
    worked(service).await;
    strikes::look(service, owner.account).await.unwrap();
    assert_eq!((count_of(service, &owner).await, waiting(service, &cast).await), (3, 0));
    struck(service, &cast, owner).await;
    assert_eq!((count_of(service, &owner).await, waiting(service, &cast).await), (4, 1));
});

both_engines!(nobody_decides_about_an_account_who_is_a_party, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let own = cast::with_role(service, films[0].0.owner, writ::accounts::Role::Reviewer).await;
    let claimant = cast::with_role(service, cast.member, writ::accounts::Role::Senior).await;
    for party in [&own, &claimant, &cast.first] {
        let refused = strikes::decide(service, party, review, Decision::Nothing, "Nothing").await;
        assert!(matches!(refused, Err(Error::Forbidden(_) | Error::Accounts(_))), "{refused:?}");
        assert!(strikes::file(service, party, own.account).await.is_err());
    }
    assert!(strikes::waiting(service, &own).await.unwrap().is_empty(), "nor is it told that it waits");
    let alone = strikes::decide(service, &cast.reviewer, review, Decision::Terminate, "Three times").await;
    assert!(matches!(alone, Err(Error::Forbidden(_))), "a termination is a senior's: {alone:?}");
    let blank = strikes::decide(service, &cast.reviewer, review, Decision::Suspend { days: 0 }, " ").await;
    match blank {
        Err(Error::Invalid(fields)) => assert_eq!(fields.len(), 2, "{fields:?}"),
        other => panic!("{other:?}"),
    }
});

both_engines!(a_strike_is_no_newer_after_more_is_restricted, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = person(service, "uploader").await;
    let film = File::upload_of(service, owner, "film.mkv").await;
    let (_, first) = decided(service, &cast, &film, Action::DisableLink).await;
    worked(service).await;
    service.clock.advance(Duration::from_hours(1));
    let (other, ..) = struck(service, &cast, owner).await;
    let so = async || strikes::own(service, &owner).await.unwrap().standing.strikes;
    let before = so().await;
    service.clock.advance(Duration::from_hours(24 * 150));
    let more = Instead {
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is the whole film after all.".into(),
    };
    let again = overturning::overturn(service, &cast.senior, first, &more).await.unwrap();
    worked(service).await;
    let after = so().await;
    assert_eq!(after.iter().map(|strike| strike.decided[0].object).collect::<Vec<_>>(), [film.object, other.object]);
    let times = |of: &[Strike]| of.iter().map(|strike| (strike.from, strike.until)).collect::<Vec<_>>();
    assert_eq!(times(&after), times(&before));
    assert_eq!((after[0].decided[0].decision, after[0].decided[0].action), (again, Action::LockAndDelete));
    turn_to(service, before[1].until);
    assert_eq!(count_of(service, &owner).await, 0);
});
