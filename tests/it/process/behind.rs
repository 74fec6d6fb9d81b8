//! Who is a party to a claim behind what was decided against somebody, or marked what it rests on: what that closes to them.

use std::fmt::Debug;
use std::time::Duration;

use writ::accounts::standing::Scope;
use writ::accounts::{self, Actor, Role};
use writ::claims::decisions::Action;
use writ::claims::{Error, cases};
use writ::db;
use writ::ids::{AppealId, MeasureId, MessageId, NoticeId};
use writ::mail::bounces;
use writ::notices::{self, NoticeKind};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::misuse::{self, Decision, Party, What, Words};
use writ::process::{delivery, measures, strikes};
use writ::service::Service;

use super::{decided, mails, restriction, three, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, person};

/// Refused as a party, to a claim or to one behind it.
fn kept_out<T: Debug>(done: Result<T, Error>) {
    match done {
        Err(Error::Accounts(accounts::Error::Forbidden(why))) => assert!(why.contains("You are a party to"), "{why}"),
        other => panic!("{other:?}"),
    }
}

/// A notice of the organisation about a file of somebody's that was unfounded, marked by the reviewer.
async fn unfounded(service: &Service, cast: &Cast, owner: Actor) {
    let film = File::upload_of(service, owner, "trailer.mkv").await;
    let (claim, _) = decided(service, cast, &film, Action::None).await;
    let target = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target;
    misuse::mark(service, &cast.reviewer, What::Target(target), "It is a trailer.").await.unwrap();
    service.clock.advance(Duration::from_hours(1));
}

/// What somebody decides about misuse.
async fn take(
    service: &Service,
    who: &Actor,
    against: Party,
    scope: Scope,
    decision: Decision,
) -> Result<MeasureId, Error> {
    let words = Words { reasons: "Trailers.".into(), gravity: "A day.".into(), intention: "Unknown.".into() };
    let taken = misuse::decide(service, who, against, scope, decision, &words).await;
    service.clock.advance(Duration::from_hours(1));
    taken
}

/// The newest notice of a measure that somebody was given, appealed.
async fn appealed(service: &Service, who: &Actor) -> AppealId {
    let all = notices::notices_of(service, who.account).await.unwrap();
    let notice: NoticeId = all.iter().find(|notice| notice.kind == NoticeKind::Measure).unwrap().id;
    appeals::lodge(service, Appellant::Uploader(who, notice), "It was not so").await.unwrap()
}

/// The mail that tells of a measure, which came back.
async fn came_back(service: &Service, measure: MeasureId) -> MessageId {
    worked(service).await;
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT message FROM notices WHERE measure = $1 ORDER BY created_at, id LIMIT 1";
    let (message,) = db::one!(tx, (MessageId,), sql, measure).unwrap();
    drop(tx);
    let bounce = bounces::Bounce { message, kind: bounces::Kind::Hard, status: None };
    assert_eq!(bounces::record(service, &[bounce]).await.unwrap(), 1);
    message
}

/// What somebody is told of: records of misuse, appeals against measures, accounts before a reviewer, and mail that came back. As many of
/// each are counted for them as are listed.
async fn seen(service: &Service, who: &Actor) -> [usize; 4] {
    let listed = [
        misuse::records(service, who).await.unwrap().len(),
        appeals::against_measures(service, who).await.unwrap().len(),
        strikes::waiting(service, who).await.unwrap().len(),
        delivery::undelivered(service, who, None).await.unwrap().waiting.len(),
    ];
    let tally = crate::process::tallied(service, who).await.unwrap();
    let counted = [tally.appeals, tally.standing, tally.mail].map(|waits| usize::try_from(waits.count).unwrap());
    assert_eq!(counted, listed[1..]);
    listed
}

/// Neither sends it again nor settles it.
async fn has_no_part_in(service: &Service, who: &Actor, message: MessageId) {
    let again = delivery::send_again(service, who, message).await;
    assert!(matches!(again, Err(Error::Forbidden(_))), "{again:?}");
    let settled = delivery::settle(service, who, message, "Reached by telephone.").await;
    assert!(matches!(settled, Err(Error::Forbidden(_))), "{settled:?}");
}

/// To whom reminders went.
async fn reminded(service: &Service) -> Vec<String> {
    let all = mails(service).await.into_iter().filter(|mail| mail.contains("Subject: Deadlines are near"));
    all.map(|mail| mail.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().to_owned()).collect()
}

both_engines!(
    whose_file_a_marked_notice_names_learns_and_decides_nothing_of_its_sender,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let sender = Party::Organisation(cast.organisation);
        let party = cast::staff(service, "party", Role::Senior).await;
        unfounded(service, &cast, party).await;
        kept_out(misuse::record(service, &party, sender).await);
        kept_out(take(service, &party, sender, Scope::Notices, Decision::Warn).await);
        assert_eq!((seen(service, &party).await, seen(service, &cast.senior).await), ([0; 4], [1, 0, 0, 0]));

        let taker = &cast.other_reviewer;
        let warning = take(service, taker, sender, Scope::Notices, Decision::Warn).await.unwrap();
        // What is marked later is about somebody else, and stands on that all the same.
        unfounded(service, &cast, person(service, "stranger").await).await;
        let suspension = take(service, taker, sender, Scope::Notices, Decision::Suspend { days: 30 }).await.unwrap();
        let appeal = appealed(service, &cast.member).await;
        let message = came_back(service, suspension).await;
        kept_out(misuse::record(service, &party, sender).await);
        for measure in [warning, suspension] {
            kept_out(measures::lift(service, &party, measure).await);
        }
        kept_out(appeals::for_desk(service, &party, appeal).await);
        kept_out(appeals::decide(service, &party, appeal, &Verdict::Refuse, "It stands").await);
        has_no_part_in(service, &party, message).await;
        assert_eq!((seen(service, &party).await, seen(service, &cast.senior).await), ([0; 4], [1, 1, 0, 1]));
        service.clock.advance(Duration::from_hours(6 * 24));
        let told = reminded(service).await;
        assert!(told.len() == 1 && told[0].starts_with("senior-"), "the other senior alone: {told:?}");
        appeals::decide(service, &cast.senior, appeal, &Verdict::Refuse, "It stands").await.unwrap();

        // The appeal has no claim of its own: behind what rests on it stands what it was about.
        kept_out(misuse::mark(service, &party, What::Appeal(appeal), "It says nothing").await);
        misuse::mark(service, &cast.reviewer, What::Appeal(appeal), "It says nothing").await.unwrap();
        let next = take(service, taker, sender, Scope::Complaints, Decision::Warn).await.unwrap();
        kept_out(measures::lift(service, &party, next).await);
        let last = appealed(service, &cast.member).await;
        kept_out(appeals::decide(service, &party, last, &Verdict::Refuse, "It stands").await);
        measures::lift(service, &cast.senior, next).await.unwrap();
    }
);

both_engines!(a_claimant_has_no_say_in_what_closes_the_mouth_of_who_answers_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = person(service, "uploader").await;
    let film = File::upload_of(service, owner, "film.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    let notice = restriction(service, &film).await;
    let first = appeals::lodge(service, Appellant::Uploader(&owner, notice), "Because").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, first, &Verdict::Refuse, "It says nothing").await.unwrap();
    misuse::mark(service, &cast.reviewer, What::Appeal(first), "It says nothing").await.unwrap();
    let against = Party::Account(owner.account);
    let warning = take(service, &cast.other_reviewer, against, Scope::Complaints, Decision::Warn).await.unwrap();
    let appeal = appealed(service, &owner).await;
    let message = came_back(service, warning).await;

    let claimant = cast::with_role(service, cast.member, Role::Senior).await;
    kept_out(misuse::record(service, &claimant, against).await);
    kept_out(measures::lift(service, &claimant, warning).await);
    kept_out(appeals::for_desk(service, &claimant, appeal).await);
    kept_out(appeals::decide(service, &claimant, appeal, &Verdict::Refuse, "It stands").await);
    has_no_part_in(service, &claimant, message).await;
    assert_eq!((seen(service, &claimant).await, seen(service, &cast.senior).await), ([0; 4], [1, 1, 0, 1]));
    appeals::decide(service, &cast.senior, appeal, &Verdict::Lift, "It said enough").await.unwrap();
    kept_out(misuse::record(service, &claimant, against).await);
});

both_engines!(an_account_before_a_reviewer_and_its_mail_wait_for_no_claimant, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    let claimant = cast::with_role(service, cast.member, Role::Senior).await;
    assert_eq!((seen(service, &claimant).await, seen(service, &cast.senior).await), ([0; 4], [0, 0, 1, 0]));
    kept_out(strikes::file(service, &claimant, owner.account).await);
    kept_out(strikes::decide(service, &claimant, review, strikes::Decision::Warn, "Three times").await);
    service.clock.advance(Duration::from_hours(6 * 24));
    let told = reminded(service).await;
    assert!(told.len() == 1 && told[0].starts_with("senior-"), "the other senior alone: {told:?}");

    let decision = strikes::Decision::Suspend { days: 30 };
    strikes::decide(service, &cast.other_reviewer, review, decision, "Three times").await.unwrap();
    let measure = strikes::own(service, &owner).await.unwrap().measures[0].id;
    let message = came_back(service, measure).await;
    assert_eq!((seen(service, &claimant).await, seen(service, &cast.senior).await), ([0; 4], [0, 0, 0, 1]));
    has_no_part_in(service, &claimant, message).await;
    // Mail is seen to by all staff, and by no party among them.
    let administrator = cast::with_role(service, cast.member, Role::Administrator).await;
    let undelivered = async |who: &Actor| delivery::undelivered(service, who, None).await.unwrap().waiting;
    assert!(undelivered(&administrator).await.is_empty());
    has_no_part_in(service, &administrator, message).await;
    assert!(undelivered(&cast.first).await[0].letter.is_some(), "an address, and what is told to it");
    delivery::settle(service, &cast.first, message, "Reached by telephone.").await.unwrap();
});

both_engines!(who_marked_leaves_what_rests_on_it_to_others_while_there_are_some, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let sender = Party::Organisation(cast.organisation);
    unfounded(service, &cast, person(service, "stranger").await).await;
    let warning = take(service, &cast.other_reviewer, sender, Scope::Notices, Decision::Warn).await.unwrap();
    let appeal = appealed(service, &cast.member).await;
    let marker = &cast.reviewer;
    let left = |refused: &Result<(), Error>| matches!(refused, Err(Error::Forbidden(why)) if why.contains("you marked what this rests on"));
    let may_decide = async |who: &Actor| appeals::for_desk(service, who, appeal).await.unwrap().1;

    let decided = appeals::decide(service, marker, appeal, &Verdict::Refuse, "It stands").await;
    assert!(left(&decided), "{decided:?}");
    assert!(!may_decide(marker).await && may_decide(&cast.senior).await);
    let listed = appeals::against_measures(service, marker).await.unwrap();
    let why = appeals::left_to_others(service, marker, &[&listed[0]]).await.unwrap().remove(0);
    assert!(why.unwrap().contains("you marked"), "it is listed, and said to be others'");
    let lifted = measures::lift(service, marker, warning).await;
    assert!(left(&lifted), "{lifted:?}");
    misuse::record(service, marker, sender).await.unwrap();

    // Who took it lifts it, but decides no appeal: without the senior nobody else is there to decide that.
    cast::without_roles(service, cast.senior).await;
    assert!(may_decide(marker).await);
    let lifted = measures::lift(service, marker, warning).await;
    assert!(left(&lifted), "{lifted:?}");
    // A party is nobody who could.
    cast::without_roles(service, cast.other_reviewer).await;
    cast::with_role(service, cast.member, Role::Reviewer).await;
    measures::lift(service, marker, warning).await.unwrap();
});
