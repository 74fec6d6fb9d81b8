//! Warnings, suspensions and terminations: what each closes, what stays open, and how it ends.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use http::StatusCode;
use writ::accounts::Role;
use writ::accounts::standing::{Closed, Kind, Scope};
use writ::claims::Error;
use writ::claims::decisions::Action;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::ids::{AccountReviewId, NoticeId};
use writ::notices::{self, Against, Because, NoticeKind, Statement, words};
use writ::personal::export;
use writ::process::appeals::{self, Appellant, Outcome, Verdict};
use writ::process::measures::{self, Measure};
use writ::process::strikes::{self, Decision};
use writ::service::Service;
use writ::texts::Language;
use writ::vault::links::{self, LinkTerms};
use writ::vault::{self, ObjectState, downloads, uploads};
use writ::{accounts, takedown};

use super::{counter_notice, decided, mails, restriction, struck, three, worked};
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, object_state};
use crate::pages_desk::{look, post, staff};

const DAY: Duration = Duration::from_hours(24);
const REASONS: &str = "The same film three times, each after a notice about the one before.";

/// The newest notice of a kind, about no file.
async fn told(service: &Service, owner: &accounts::Actor, kind: NoticeKind) -> NoticeId {
    let all = notices::notices_of(service, owner.account).await.unwrap();
    all.into_iter().find(|notice| notice.kind == kind && notice.object.is_none()).unwrap().id
}

async fn measure_of(service: &Service, owner: &accounts::Actor) -> Measure {
    strikes::own(service, owner).await.unwrap().measures.remove(0)
}

async fn may_upload(service: &Service, owner: &accounts::Actor) -> Result<(), vault::Error> {
    uploads::begin(service, owner.account, None).await.map(drop)
}

async fn may_link(service: &Service, film: &File) -> Result<(), vault::Error> {
    links::create(service, film.owner.account, film.object, LinkTerms::default(), None).await.map(drop)
}

both_engines!(a_warning_closes_nothing_and_says_why, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    let waits = strikes::waiting(service, &cast.reviewer).await.unwrap().remove(0);
    let by = strikes::own(service, &owner).await.unwrap().reviewed_by;
    assert_eq!(by, Some(waits.due_at), "by when it is decided is theirs to know");
    strikes::decide(service, &cast.reviewer, review, Decision::Warn, REASONS).await.unwrap();
    assert_eq!(strikes::own(service, &owner).await.unwrap().reviewed_by, None);
    let film = File::upload_of(service, owner, "concert.mkv").await;
    may_link(service, &film).await.unwrap();
    let notice = told(service, &owner, NoticeKind::Measure).await;
    let opened = notices::notice(service, owner.account, notice).await.unwrap();
    let Statement::Measure { against, until, facts, redress, weighed } = opened.statement else { panic!() };
    assert_eq!((against.kind, until, facts.as_str(), redress.len()), (Kind::Warning, None, REASONS, 3));
    assert!(weighed.is_none() && redress[0].deadline.is_some());
    assert!(mails(service).await.iter().any(|mail| mail.contains("Your account is warned")), "and by mail");
    assert!(notices::notice(service, cast.member.account, notice).await.is_err(), "theirs alone");
    // It is about no file, and stands in what they are handed all the same.
    let archive = export::everything(service, &owner, &cast::auth(0), Language::default()).await.unwrap();
    let whole: Result<Vec<_>, _> = archive.try_collect().await;
    let held = whole.unwrap().concat();
    assert!(String::from_utf8_lossy(&held).contains(REASONS), "the measure and its reasons");
});

both_engines!(what_runs_out_while_an_account_waits_for_a_reviewer_counts_still, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    service.clock.advance(200 * DAY);
    let owner = films[0].0.owner;
    assert!(strikes::own(service, &owner).await.unwrap().standing.strikes.is_empty());
    strikes::decide(service, &cast.reviewer, review, Decision::Warn, REASONS).await.unwrap();
    assert_eq!(measure_of(service, &owner).await.kind, Kind::Warning);
    // It rests on what counted then, and the next look at the account leaves it.
    struck(service, &cast, owner).await;
    assert!(measure_of(service, &owner).await.lifted_at.is_none());
});

both_engines!(a_suspension_closes_uploads_and_new_links_until_its_day, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    let mine = File::upload_of(service, owner, "concert.mkv").await;
    let begun = uploads::begin(service, owner.account, None).await.unwrap();
    let most = strikes::decide(service, &cast.reviewer, review, Decision::Suspend { days: 181 }, REASONS).await;
    assert!(matches!(most, Err(Error::Invalid(_))), "{most:?}");
    strikes::decide(service, &cast.reviewer, review, Decision::Suspend { days: 30 }, REASONS).await.unwrap();
    let end = service.clock.now().plus(30 * DAY);

    for closed in [
        may_upload(service, &owner).await,
        may_link(service, &mine).await,
        uploads::admit(service, owner.account, begun.upload).await.map(drop),
    ] {
        assert!(matches!(closed, Err(vault::Error::Closed(Closed::UploadsUntil(until))) if until == end), "{closed:?}");
    }
    // Everything else goes on.
    downloads::download(service, &mine.link, None).await.unwrap();
    downloads::download_as_owner(service, owner.account, mine.object).await.unwrap();
    links::revoke(service, owner.account, mine.object, &mine.link).await.unwrap();
    let first = restriction(service, &films[0].0).await;
    notices::notice(service, owner.account, first).await.unwrap();
    writ::process::counter_notices::send(service, &owner, first, &counter_notice()).await.unwrap();
    appeals::lodge(service, Appellant::Uploader(&owner, first), "A licence").await.unwrap();

    service.clock.advance(30 * DAY);
    may_upload(service, &owner).await.unwrap();
    may_link(service, &mine).await.unwrap();
    assert!(!measure_of(service, &owner).await.in_force(service.clock.now()), "it ends by itself");
});

/// Three strikes against somebody, and the review that these opened.
async fn reviewed(service: &Service, cast: &Cast, owner: accounts::Actor) -> AccountReviewId {
    for _ in 0..3 {
        struck(service, cast, owner).await;
    }
    strikes::waiting(service, &cast.reviewer).await.unwrap().remove(0).id
}

both_engines!(what_closes_uploads_is_said_where_they_would_be_offered, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = account(service, "lea@example.org").await;
    let review = reviewed(service, &cast, owner).await;
    let mine = File::upload_of(service, owner, "concert.mkv").await;
    let page = format!("/drive/{}", mine.object);
    let places = [("/drive", "writ put FILE"), (page.as_str(), "Make the link")];
    let session = session_of(service, "lea@example.org").await;
    for (path, offered) in places {
        let open = look(service, path, &session).await.body;
        assert!(open.contains(offered) && !open.contains("callout-bad"), "{path}: {open}");
    }
    strikes::decide(service, &cast.reviewer, review, Decision::Suspend { days: 30 }, REASONS).await.unwrap();
    let end = service.clock.now().plus(30 * DAY);

    // What was decided, until when, what goes on, and where to read why: in the words of the notice.
    let notice = told(service, &owner, NoticeKind::Measure).await;
    let against = Against { kind: Kind::Suspension, scope: Scope::Uploads, organisation: None };
    let english = Language::default();
    let effect = words::effect_until(english, &against, Some(end));
    let said = [english.say(words::measure(&against)).to_string(), effect, format!("\"/notices/{notice}\"")];
    let over = words::effect_over(english, &against, Some(end));
    let read = look(service, &format!("/notices/{notice}"), &session).await.body;
    assert!(read.contains(&said[1]) && !read.contains(&over), "{read}");
    let says_all = |body: &str| said.iter().all(|said| body.contains(said.as_str()));
    for (path, offered) in places {
        let closed = look(service, path, &session).await.body;
        assert!(says_all(&closed) && !closed.contains(offered), "{path}: {closed}");
    }
    let token = post(service, "/account/tokens", &session, &[("name", "Laptop"), ("lifetime", "30")]).await.body;
    assert!(says_all(&token) && token.contains("WRIT_TOKEN") && !token.contains("writ put"), "{token}");
    // Whoever asks all the same is refused for that reason, until the same minute.
    let refused = post(service, &format!("{page}/links"), &session, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let until = format!("Uploads and new links of this account are suspended until {}", english.minute(end));
    assert!(refused.body.contains(&until), "{}", refused.body);

    service.clock.advance(30 * DAY);
    let session = session_of(service, "lea@example.org").await;
    for (path, offered) in places {
        let open = look(service, path, &session).await.body;
        assert!(open.contains(offered) && !open.contains("callout-bad"), "it ends by itself, {path}: {open}");
    }
    // Its notice tells then what it said, as what is over.
    let read = look(service, &format!("/notices/{notice}"), &session).await.body;
    assert!(read.contains(&over), "{read}");
});

both_engines!(
    a_measure_says_where_it_holds_why_its_ground_applies_and_what_software_did,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let owner = account(service, "lea@example.org").await;
        let review = reviewed(service, &cast, owner).await;
        strikes::decide(service, &cast.reviewer, review, Decision::Suspend { days: 30 }, REASONS).await.unwrap();
        let notice = told(service, &owner, NoticeKind::Measure).await;
        let session = session_of(service, "lea@example.org").await;
        let page = look(service, &format!("/notices/{notice}"), &session).await.body;
        assert!(page.contains("<dt>Where</dt><dd>worldwide</dd>"), "{page}");
        let mails = mails(service).await;
        let mail = mails.iter().find(|mail| mail.contains(&format!("/notices/{notice}"))).expect("a mail");
        for said in ["worldwide", "these terms count are repeated infringement", "Software counted the decisions"] {
            assert!(page.contains(said), "{said}: {page}");
            assert!(mail.contains(said), "{said}: {mail}");
        }
    }
);

both_engines!(a_terminated_account_is_offered_nothing_that_is_refused, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = account(service, "lou@example.org").await;
    let review = reviewed(service, &cast, owner).await;
    let mine = File::upload_of(service, owner, "concert.mkv").await;
    let gone = File::upload_of(service, owner, "gone.mkv").await;
    vault::delete_object(service, owner.account, gone.object, vault::objects::Finality::Undoable).await.unwrap();
    let session = session_of(service, "lou@example.org").await;
    let places = ["/drive".to_owned(), format!("/drive/{}", mine.object), format!("/drive/{}", gone.object)];
    assert!(look(service, &places[0], &session).await.body.contains("/deletion/undo"));
    strikes::decide(service, &cast.senior, review, Decision::Terminate, REASONS).await.unwrap();
    let notice = told(service, &owner, NoticeKind::Measure).await;
    for place in &places {
        let closed = look(service, place, &session).await.body;
        for said in ["Your account is terminated", "open your files and save them", &format!("\"/notices/{notice}\"")] {
            assert!(closed.contains(said), "{place} {said}: {closed}");
        }
        for offered in ["writ put FILE", "Make the link", "/deletion/undo"] {
            assert!(!closed.contains(offered), "{place} {offered}: {closed}");
        }
    }
    let file = look(service, &places[1], &session).await.body;
    assert!(file.contains("leads nowhere now") && file.contains("No link leads to this file."), "{file}");
});

both_engines!(
    an_appeal_against_a_measure_is_decided_by_somebody_else_and_lifts_it_at_once,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let (films, review) = three(service, &cast).await;
        let owner = films[0].0.owner;
        strikes::decide(service, &cast.reviewer, review, Decision::Suspend { days: 30 }, REASONS).await.unwrap();
        let notice = told(service, &owner, NoticeKind::Measure).await;
        let stranger = Appellant::Uploader(&cast.member, notice);
        assert!(matches!(appeals::lodge(service, stranger, "A licence").await, Err(Error::NotFound)));
        let theirs = Appellant::Uploader(&owner, notice);
        let id = appeals::lodge(service, theirs, "They were three parts of one film.").await.unwrap();
        assert!(matches!(appeals::lodge(service, theirs, "Again").await, Err(Error::Conflict(_))));
        let waits = appeals::against_measures(service, &cast.other_reviewer).await.unwrap();
        assert_eq!((waits.len(), waits[0].measure.is_some()), (1, true));
        let ahead = measures::of_notice(service, &owner, notice).await.unwrap().unwrap();
        assert!(ahead.in_force && ahead.appeal.is_some() && ahead.appeal_until.is_none());

        let first = appeals::decide(service, &cast.reviewer, id, &Verdict::Lift, "x").await;
        assert!(matches!(first, Err(Error::Forbidden(_))), "whoever decided it: {first:?}");
        let own = cast::with_role(service, owner, accounts::Role::Senior).await;
        assert!(appeals::decide(service, &own, id, &Verdict::Lift, "x").await.is_err(), "nor the account's own person");
        assert!(!appeals::for_desk(service, &cast.reviewer, id).await.unwrap().1);
        assert!(appeals::for_desk(service, &cast.other_reviewer, id).await.unwrap().1);
        assert!(may_upload(service, &owner).await.is_err());
        appeals::decide(service, &cast.other_reviewer, id, &Verdict::Lift, "One film, one strike.").await.unwrap();
        may_upload(service, &owner).await.unwrap();
        let measure = measure_of(service, &owner).await;
        assert_eq!(measure.lifted_because, Some(Because::AppealGranted));
        let verdict = told(service, &owner, NoticeKind::Appeal).await;
        let ahead = measures::of_notice(service, &owner, verdict).await.unwrap().unwrap();
        assert_eq!(ahead.appeal.unwrap().outcome, Some(Outcome::Granted));
        told(service, &owner, NoticeKind::MeasureLifted).await;
    }
);

both_engines!(whoever_is_behind_the_strikes_lifts_no_measure_and_decides_no_appeal, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    // The reviewer decides the claims, and somebody else about the account.
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    strikes::decide(service, &cast.other_reviewer, review, Decision::Suspend { days: 30 }, REASONS).await.unwrap();
    let measure = measure_of(service, &owner).await;
    let notice = told(service, &owner, NoticeKind::Measure).await;
    let id = appeals::lodge(service, Appellant::Uploader(&owner, notice), "A licence").await.unwrap();

    let claimant = cast::with_role(service, cast.member, accounts::Role::Senior).await;
    let party = |refused: &Result<(), Error>| matches!(refused, Err(Error::Accounts(accounts::Error::Forbidden(why))) if why.contains("a party to a claim that this rests on"));
    let lifted = measures::lift(service, &claimant, measure.id).await;
    assert!(party(&lifted), "{lifted:?}");
    let decided = appeals::decide(service, &claimant, id, &Verdict::Refuse, "It stands").await;
    assert!(party(&decided), "{decided:?}");
    assert!(appeals::for_desk(service, &claimant, id).await.is_err());
    assert!(appeals::against_measures(service, &claimant).await.unwrap().is_empty(), "nor is it told that it waits");
    assert_eq!(appeals::against_measures(service, &cast.senior).await.unwrap().len(), 1);

    let again = appeals::decide(service, &cast.reviewer, id, &Verdict::Refuse, "It stands").await;
    assert!(
        matches!(&again, Err(Error::Forbidden(why)) if why.contains("decided claims that this rests on")),
        "{again:?}"
    );
    assert!(!appeals::for_desk(service, &cast.reviewer, id).await.unwrap().1);
    assert!(appeals::for_desk(service, &cast.senior, id).await.unwrap().1);
    // With two reviewers left, of whom one took the measure, it stays decidable: a party is nobody who could.
    cast::without_roles(service, cast.senior).await;
    assert!(appeals::for_desk(service, &cast.reviewer, id).await.unwrap().1);
    let taker = appeals::decide(service, &cast.other_reviewer, id, &Verdict::Refuse, "It stands").await;
    assert!(matches!(taker, Err(Error::Forbidden(_))), "{taker:?}");
    appeals::decide(service, &cast.reviewer, id, &Verdict::Lift, "It covers them").await.unwrap();
    may_upload(service, &owner).await.unwrap();
});

both_engines!(a_refused_appeal_leaves_a_measure_and_one_taken_back_is_gone, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    strikes::decide(service, &cast.reviewer, review, Decision::Suspend { days: 30 }, REASONS).await.unwrap();
    let notice = told(service, &owner, NoticeKind::Measure).await;
    let id = appeals::lodge(service, Appellant::Uploader(&owner, notice), "A licence").await.unwrap();
    appeals::decide(service, &cast.senior, id, &Verdict::Refuse, "There is none.").await.unwrap();
    assert!(may_upload(service, &owner).await.is_err());

    let (films, review) = three(service, &cast).await;
    let other = films[0].0.owner;
    strikes::decide(service, &cast.reviewer, review, Decision::Warn, REASONS).await.unwrap();
    let notice = told(service, &other, NoticeKind::Measure).await;
    let appellant = Appellant::Uploader(&other, notice);
    appeals::lodge(service, appellant, "A licence").await.unwrap();
    appeals::withdraw(service, appellant).await.unwrap();
    assert!(appeals::against_measures(service, &cast.other_reviewer).await.unwrap().is_empty());
    // What was taken back can be lodged anew, though not without end.
    let again = appeals::lodge(service, appellant, "Another licence").await.unwrap();
    let waits = appeals::against_measures(service, &cast.other_reviewer).await.unwrap();
    assert_eq!(waits.iter().map(|appeal| appeal.id).collect::<Vec<_>>(), [again]);
    let too_many = loop {
        appeals::withdraw(service, appellant).await.unwrap();
        if let Err(error) = appeals::lodge(service, appellant, "Another licence").await {
            break error;
        }
    };
    assert!(matches!(too_many, Error::Conflict(ref why) if why.contains("answers-per-day")), "{too_many:?}");
    service.clock.advance(Duration::from_hours(25));
    let last = appeals::lodge(service, appellant, "Another licence").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, last, &Verdict::Refuse, "There is none.").await.unwrap();
    let decided = appeals::lodge(service, appellant, "Another licence").await;
    assert!(matches!(decided, Err(Error::Conflict(_))), "what was decided is not asked again: {decided:?}");
    // Six months, as against any decision.
    let (films, review) = three(service, &cast).await;
    let third = films[0].0.owner;
    strikes::decide(service, &cast.reviewer, review, Decision::Warn, REASONS).await.unwrap();
    let notice = told(service, &third, NoticeKind::Measure).await;
    service.clock.advance(185 * DAY);
    let late = appeals::lodge(service, Appellant::Uploader(&third, notice), "A licence").await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
});

both_engines!(lifting_on_appeal_is_shown_before_it_is_decided_and_refusing_is_not, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let mut lodged = Vec::new();
    for _ in 0..2 {
        let (films, review) = three(service, &cast).await;
        let owner = films[0].0.owner;
        strikes::decide(service, &cast.reviewer, review, Decision::Suspend { days: 30 }, REASONS).await.unwrap();
        let notice = told(service, &owner, NoticeKind::Measure).await;
        let appeal = appeals::lodge(service, Appellant::Uploader(&owner, notice), "One concert").await.unwrap();
        lodged.push((owner, format!("/desk/appeals/{appeal}")));
    }
    let [(owner, granted), (other, refused)] = &lodged[..] else { panic!("two appeals") };
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let fields = [("verdict", "grant"), ("reasons", "It was one concert.")];
    let shown = post(service, granted, &reviewer, &fields).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    for said in
        ["Nothing is decided yet.", "is lifted at once.", "Whoever it is against is told", "It was one concert."]
    {
        assert!(shown.body.contains(said), "{said}: {}", shown.body);
    }
    assert!(may_upload(service, owner).await.is_err(), "nothing is lifted yet");
    let done = post(service, granted, &reviewer, &[&fields[..], &[("step", "confirm")][..]].concat()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    may_upload(service, owner).await.unwrap();

    // What is refused changes nothing.
    let fields = [("verdict", "refuse"), ("reasons", "It was three.")];
    assert_eq!(post(service, refused, &reviewer, &fields).await.status, StatusCode::SEE_OTHER);
    assert!(may_upload(service, other).await.is_err());
});

both_engines!(why_an_appeal_was_refused_is_said_on_the_notice_of_the_measure, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = account(service, "lea@example.org").await;
    let review = reviewed(service, &cast, owner).await;
    strikes::decide(service, &cast.reviewer, review, Decision::Suspend { days: 30 }, REASONS).await.unwrap();
    let notice = told(service, &owner, NoticeKind::Measure).await;
    let session = session_of(service, "lea@example.org").await;
    let page = format!("/notices/{notice}");
    let ways = |page: &str| page.split_once("id=\"redress\"").unwrap().1.split_once("</section>").unwrap().0.to_owned();
    let running = "class=\"deadline";
    let open = ways(&look(service, &page, &session).await.body);
    assert!(open.contains(running) && !open.contains("This way was used."), "{open}");
    let id = appeals::lodge(service, Appellant::Uploader(&owner, notice), "A licence").await.unwrap();
    let why = "It covers one of the three.";
    let waits = look(service, &page, &session).await.body;
    assert!(!waits.contains(why), "{waits}");
    let used = ways(&waits);
    assert!(used.contains("This way was used. This notice named") && !used.contains(running), "{used}");
    appeals::decide(service, &cast.other_reviewer, id, &Verdict::Refuse, why).await.unwrap();
    let refused = look(service, &page, &session).await.body;
    assert!(refused.contains(why) && refused.contains("This way was used."), "{refused}");
});

both_engines!(a_measure_whose_strikes_are_void_is_lifted_at_once, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    strikes::decide(service, &cast.reviewer, review, Decision::Suspend { days: 100 }, REASONS).await.unwrap();
    let notice = told(service, &owner, NoticeKind::Measure).await;
    appeals::lodge(service, Appellant::Uploader(&owner, notice), "A licence").await.unwrap();
    // It does not age with its strikes.
    service.clock.advance(20 * DAY);
    strikes::look(service, owner.account).await.unwrap();
    assert!(may_upload(service, &owner).await.is_err());
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, films[1].1, Extent::Whole, "Licensed").await.unwrap();
    worked(service).await;
    may_upload(service, &owner).await.unwrap();
    assert_eq!(measure_of(service, &owner).await.lifted_because, Some(Because::StrikesVoid));
    assert!(
        appeals::against_measures(service, &cast.senior).await.unwrap().is_empty(),
        "the appeal has no object any more"
    );
    // One that comes later is a new question, with what is left.
    struck(service, &cast, owner).await;
    assert_eq!(strikes::waiting(service, &cast.reviewer).await.unwrap().len(), 1);
});

both_engines!(staff_can_lift_what_should_not_stand, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    strikes::decide(service, &cast.senior, review, Decision::Terminate, REASONS).await.unwrap();
    let measure = measure_of(service, &owner).await;
    assert!(matches!(measures::lift(service, &cast.reviewer, measure.id).await, Err(Error::Forbidden(_))));
    assert!(measures::lift(service, &cast.member, measure.id).await.is_err());
    measures::lift(service, &cast.senior, measure.id).await.unwrap();
    assert!(matches!(measures::lift(service, &cast.senior, measure.id).await, Err(Error::Conflict(_))));
    may_upload(service, &owner).await.unwrap();
});

both_engines!(
    what_came_while_an_account_was_terminated_is_looked_at_once_that_is_lifted,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let (films, review) = three(service, &cast).await;
        let owner = films[0].0.owner;
        let further = File::upload_of(service, owner, "further.mkv").await;
        strikes::decide(service, &cast.senior, review, Decision::Terminate, REASONS).await.unwrap();
        decided(service, &cast, &further, Action::LockAndDelete).await;
        worked(service).await;
        assert!(strikes::waiting(service, &cast.reviewer).await.unwrap().is_empty(), "nothing more can be decided");
        measures::lift(service, &cast.senior, measure_of(service, &owner).await.id).await.unwrap();
        worked(service).await;
        assert_eq!(strikes::waiting(service, &cast.reviewer).await.unwrap().len(), 1);
    }
);

both_engines!(of_two_who_lift_a_measure_at_once_one_comes_second, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    strikes::decide(service, &cast.reviewer, review, Decision::Suspend { days: 30 }, REASONS).await.unwrap();
    let measure = measure_of(service, &owner).await;
    let notice = told(service, &owner, NoticeKind::Measure).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&owner, notice), "A licence").await.unwrap();
    let (lifted, granted) = tokio::join!(
        measures::lift(service, &cast.senior, measure.id),
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "It covers them"),
    );
    let one = matches!((&lifted, &granted), (Ok(()), Err(Error::Conflict(_))) | (Err(Error::Conflict(_)), Ok(())));
    assert!(one, "neither waits for the other for ever: {lifted:?} {granted:?}");
    may_upload(service, &owner).await.unwrap();
});

both_engines!(
    a_termination_leaves_thirty_days_to_save_files_and_deletes_what_is_not_locked,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let (films, review) = three(service, &cast).await;
        let owner = films[0].0.owner;
        let mine = File::upload_of(service, owner, "concert.mkv").await;
        let gone = File::upload_of(service, owner, "gone.mkv").await;
        vault::delete_object(service, owner.account, gone.object, vault::objects::Finality::Undoable).await.unwrap();
        let begun = uploads::begin(service, owner.account, None).await.unwrap();
        strikes::decide(service, &cast.senior, review, Decision::Terminate, REASONS).await.unwrap();

        // Nothing is shared any more; whoever comes by a link is told so, and not whose it was.
        let shared = downloads::look(service, &mine.link, None).await;
        assert!(matches!(shared, Err(vault::Error::AccountClosed)), "{shared:?}");
        assert!(matches!(downloads::download(service, &mine.link, None).await, Err(vault::Error::AccountClosed)));
        let locked = downloads::look(service, &films[0].0.link, None).await;
        assert!(matches!(locked, Err(vault::Error::Restricted(_))), "what the law blocks is told as that: {locked:?}");
        assert!(matches!(downloads::look(service, &gone.link, None).await, Err(vault::Error::NotFound)));
        for closed in [
            may_upload(service, &owner).await,
            may_link(service, &mine).await,
            uploads::admit(service, owner.account, begun.upload).await.map(drop),
        ] {
            assert!(matches!(closed, Err(vault::Error::Closed(Closed::Terminated))), "{closed:?}");
        }
        // Its owner opens and saves what is not locked, and reads and answers notices.
        worked(service).await;
        service.clock.advance(29 * DAY);
        worked(service).await;
        downloads::download_as_owner(service, owner.account, mine.object).await.unwrap();
        let first = restriction(service, &films[0].0).await;
        notices::notice(service, owner.account, first).await.unwrap();

        service.clock.advance(DAY);
        worked(service).await;
        assert_eq!(object_state(service, mine.object).await, ObjectState::Deleted);
        assert_eq!(object_state(service, films[0].0.object).await, ObjectState::Locked, "until its windows close");
        let shared = downloads::look(service, &mine.link, None).await;
        assert!(matches!(shared, Err(vault::Error::AccountClosed)), "still told: {shared:?}");
        let back = takedown::undelete(service, owner.account, mine.object).await;
        assert!(back.is_err(), "nothing is brought back while the account is closed: {back:?}");
        // An appeal that is granted opens all again, and its owner takes the deletion back.
        let notice = told(service, &owner, NoticeKind::Measure).await;
        let id = appeals::lodge(service, Appellant::Uploader(&owner, notice), "One film in three parts").await.unwrap();
        let refused = appeals::decide(service, &cast.other_reviewer, id, &Verdict::Lift, "It was one film.").await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "a senior ended it: {refused:?}");
        let other = cast::staff(service, "sigrid", accounts::Role::Senior).await;
        appeals::decide(service, &other, id, &Verdict::Lift, "It was one film.").await.unwrap();
        takedown::undelete(service, owner.account, mine.object).await.unwrap();
        worked(service).await;
        downloads::download(service, &mine.link, None).await.unwrap();
        may_upload(service, &owner).await.unwrap();
        service.clock.advance(60 * DAY);
        worked(service).await;
        assert_eq!(object_state(service, mine.object).await, ObjectState::Available, "its job ends with it");
    }
);

both_engines!(while_an_appeal_against_a_termination_waits_nothing_is_deleted, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    let mine = File::upload_of(service, owner, "concert.mkv").await;
    strikes::decide(service, &cast.senior, review, Decision::Terminate, REASONS).await.unwrap();
    let notice = told(service, &owner, NoticeKind::Measure).await;
    let id = appeals::lodge(service, Appellant::Uploader(&owner, notice), "A licence").await.unwrap();
    service.clock.advance(40 * DAY);
    worked(service).await;
    assert_eq!(object_state(service, mine.object).await, ObjectState::Available);
    let other = cast::staff(service, "sigrid", accounts::Role::Senior).await;
    appeals::decide(service, &other, id, &Verdict::Refuse, "There is none.").await.unwrap();
    service.clock.advance(8 * DAY);
    worked(service).await;
    assert_eq!(object_state(service, mine.object).await, ObjectState::Deleted);
    // Thirty days later the mirrors are ordered to delete it, as after any owner's deletion.
    service.clock.advance(31 * DAY);
    worked(service).await;
    let sql = "SELECT COUNT(*) FROM orders WHERE ground = 'owner'";
    assert_eq!(cast::count(service, sql).await, 1);
});
