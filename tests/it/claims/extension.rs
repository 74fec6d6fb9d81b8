//! Links that are added to a claim: proven like its own, due from when they were added, and in the log.

use std::time::Duration;

use writ::accounts::Actor;
use writ::audit;
use writ::audit::verify;
use writ::claims::decisions::{self, Action, Finding};
use writ::claims::direct::Obstacle;
use writ::claims::drafts::{self, lines};
use writ::claims::extension::{self, Extended};
use writ::claims::filing::{self, ClaimState};
use writ::claims::proof::{Level, Problem, TargetInput};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{Error, cases, organisations, queue, reports, sources};
use writ::ids::ClaimId;
use writ::service::Service;

use super::cast::{self, Cast, File, entries, file, notice, person, report, target};
use super::ruling;
use crate::app::{TestService, both_engines};

const HOUR: Duration = Duration::from_hours(1);

async fn add(service: &Service, cast: &Cast, claim: ClaimId, file: &File) -> Result<Extended, Error> {
    extension::extend(service, &cast.member, claim, &[target(&file.url())]).await
}

both_engines!(added_links_are_due_from_when_they_were_added_and_the_others_as_before, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    let messages = cast::rows(service, "messages").await;
    service.clock.advance(HOUR);
    let added = add(service, cast, filed.claim, &song).await.unwrap();
    assert_eq!(added.due_at, filed.due_at.plus(HOUR));
    assert_eq!(added.targets[0].level, Level::Opened);
    assert!(added.targets[0].possession.is_some());
    assert_eq!(cast::rows(service, "messages").await - messages, 1, "a receipt");
    let case = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    assert_eq!(case.due_at, filed.due_at, "what was there stays due as it was");
    let dues: Vec<_> = case.targets.iter().map(|target| (target.position, target.due_at, target.added_at)).collect();
    assert_eq!(dues, [(1, filed.due_at, None), (2, added.due_at, Some(service.clock.now()))]);

    // When the first is decided, the claim waits for what was added.
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let rulings = [ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    let case = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    assert_eq!((case.state, case.due_at), (ClaimState::InReview, added.due_at));

    let log = entries(service, case.log_case).await;
    assert_eq!(log[1].kind, "claim.extended");
    assert_eq!(log[1].value["fields"]["targets"], 1);
    assert!(!log[1].text.contains(song.link.as_str()) && log[1].text.contains("commitments"), "{}", log[1].text);
    audit::settle(service).await.unwrap();
    let source = verify::Source::Folder(service.log.second_store().folder().to_owned());
    let report = verify::verify(&source, &verify::Trust::default(), Some(&service.db), |_, _| ()).await.unwrap();
    assert_eq!(report.faults, []);
});

both_engines!(what_may_not_be_added_is_refused_and_nothing_is_half_done, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.claim_targets = 2);
    let cast = &Cast::signed(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    let again = add(service, cast, filed.claim, &film).await;
    assert!(matches!(again, Err(Error::Targets(errors)) if errors[0].problem == Problem::InClaim(1)));
    let many = [target(&song.url()), target("http://localhost:8080/f/AAECAwQFBgcICQoLDA0ODw")];
    let many = extension::extend(service, &cast.member, filed.claim, &many).await;
    assert!(matches!(many, Err(Error::Invalid(fields)) if fields[0].message.contains("at most 2 targets")));
    let unknown = [target("http://localhost:8080/f/AAECAwQFBgcICQoLDA0ODw")];
    let unknown = extension::extend(service, &cast.member, filed.claim, &unknown).await;
    assert!(matches!(unknown, Err(Error::Targets(errors)) if errors[0].problem == Problem::Unknown));
    let stranger = person(service, "stranger").await;
    let foreign = extension::extend(service, &stranger, filed.claim, &[target(&song.url())]).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    assert!(matches!(drafts::begin_extension(service, &stranger, filed.claim).await, Err(Error::NotFound)));
    let notice = report(Basis::EuDsa, &film.bare());
    let reported = reports::send(service, "198.51.100.7", Some(cast.member.account), &notice).await.unwrap();
    assert!(
        matches!(add(service, cast, reported.claim, &song).await, Err(Error::NotFound)),
        "no organisation, no queue"
    );
    assert_eq!(cast::rows(service, "targets").await, 2);

    // Two windows at once add each its own, and never more than fit.
    let third = File::upload(service, "third.mkv").await;
    let (one, two) = tokio::join!(add(service, cast, filed.claim, &song), add(service, cast, filed.claim, &third));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    assert_eq!(cases::claim(service, &cast.member, filed.claim).await.unwrap().targets.len(), 2);

    let person_ = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, person_, filed.claim, Extent::Whole, "Licensed").await.unwrap();
    let withdrawn = add(service, cast, filed.claim, &song).await;
    assert!(matches!(withdrawn, Err(Error::Conflict(why)) if why.contains("withdrawn")));
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let rulings = [ruling(filed.targets[0].target, Finding::NotInfringing, Action::None)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    let decided = add(service, cast, filed.claim, &song).await;
    assert!(matches!(decided, Err(Error::Conflict(why)) if why.contains("decided")));
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    organisations::suspend(service, &cast.first, cast.organisation, "Unfounded").await.unwrap();
    assert!(matches!(add(service, cast, filed.claim, &song).await, Err(Error::NotVerified { .. })));
});

both_engines!(the_clock_of_added_links_stands_still_only_while_it_is_theirs, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    writ::claims::questions::ask(service, &cast.reviewer, filed.claim, &["works"], "Which work?").await.unwrap();
    service.clock.advance(2 * HOUR);
    let added = add(service, cast, filed.claim, &song).await.unwrap();
    service.clock.advance(3 * HOUR);
    let person_ = Claimant::Person(&cast.member);
    filing::amend(service, person_, filed.claim, &notice(Basis::UsDmca)).await.unwrap();
    let case = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    let dues: Vec<_> = case.targets.iter().map(|target| target.due_at).collect();
    assert_eq!(dues, [filed.due_at.plus(5 * HOUR), added.due_at.plus(3 * HOUR)]);
    assert_eq!(case.due_at, filed.due_at.plus(5 * HOUR));
});

both_engines!(links_are_added_through_a_draft_of_their_own, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    let draft = drafts::begin_extension(service, &cast.member, filed.claim).await.unwrap();
    assert_eq!(
        drafts::begin_extension(service, &cast.member, filed.claim).await.unwrap(),
        draft,
        "one is gone on with"
    );
    lines::enter(service, &cast.member, draft, &format!("{}\n{}", film.bare(), song.url())).await.unwrap();
    lines::prove_all(service, &cast.member, draft).await.unwrap();
    let shown = drafts::draft(service, &cast.member, draft).await.unwrap();
    let lines::Outcome::Wrong(why) = &shown.lines[0].outcome else { panic!("{shown:?}") };
    assert!(why.contains("file 1 of the claim"), "{why}");
    lines::remove(service, &cast.member, draft, &[1]).await.unwrap();
    let revision = drafts::draft(service, &cast.member, draft).await.unwrap().revision;
    let as_claim = drafts::file(service, &cast.member, draft, revision, "Ada Example").await;
    assert!(matches!(as_claim, Err(Error::NotFound)));
    let press = || drafts::extend(service, &cast.member, draft, revision);
    let (one, two) = tokio::join!(press(), press());
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    let case = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    assert_eq!(case.targets.iter().map(|target| target.position).collect::<Vec<_>>(), [1, 2]);
    assert!(matches!(drafts::draft(service, &cast.member, draft).await, Err(Error::NotFound)));
});

both_engines!(where_a_link_was_found_is_named_once_and_opens_direct_access, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let nameless = |file: &File| TargetInput { found_at: String::new(), ..target(&file.url()) };
    let claim = cast::file(service, cast, vec![nameless(&film), nameless(&song)]).await.unwrap().claim;
    let name = async |who: &Actor, named: &[(i64, &str)]| {
        let named: Vec<_> = named.iter().map(|(position, address)| (*position, (*address).to_owned())).collect();
        sources::name(service, who, claim, &named).await
    };
    let delete = async || cast::delete(service, &cast.member, claim, "DELETE", &cast.auth).await;
    let thread = "https://forum.example/thread/1";
    let refused = delete().await;
    assert!(matches!(refused, Err(Error::NotDirect(Obstacle::NoPublicSource { position: 1 }))), "{refused:?}");

    let wrong = name(&cast.member, &[(1, thread), (2, "javascript:x")]).await;
    assert!(matches!(&wrong, Err(Error::Targets(errors)) if errors.len() == 1 && errors[0].line == 2), "{wrong:?}");
    assert!(matches!(name(&cast.member, &[(1, " ")]).await, Err(Error::Invalid(_))));
    for stranger in [cast::person(service, "stranger").await, film.owner, cast.reviewer] {
        assert!(matches!(name(&stranger, &[(1, thread)]).await, Err(Error::NotFound)));
    }
    assert!(matches!(delete().await, Err(Error::NotDirect(Obstacle::NoPublicSource { position: 1 }))), "none was kept");

    name(&cast.member, &[(1, thread)]).await.unwrap();
    assert!(matches!(name(&cast.member, &[(1, thread)]).await, Err(Error::Conflict(_))), "what was named stays");
    assert!(matches!(delete().await, Err(Error::NotDirect(Obstacle::NoPublicSource { position: 2 }))));
    name(&cast.member, &[(2, thread)]).await.unwrap();
    let case = cases::claim(service, &cast.member, claim).await.unwrap();
    assert!(case.targets.iter().all(|target| target.found_at.as_deref() == Some(thread)));
    let log = cast::entries(service, case.log_case).await;
    assert_eq!(log.iter().filter(|entry| entry.kind == "claim.sources-named").count(), 2);
    assert!(log.iter().all(|entry| !entry.text.contains("forum.example")));
    assert_eq!(delete().await.unwrap().len(), 2);
    assert!(matches!(name(&cast.member, &[(1, thread)]).await, Err(Error::Conflict(_))));
});

both_engines!(a_question_ends_with_its_claim, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    writ::claims::questions::ask(service, &cast.reviewer, claim, &["works"], "Which work?").await.unwrap();
    let seen = async |search: &str| {
        let sought = cases::Sought { search: search.into(), ..cases::Sought::default() };
        cases::claims(service, &cast.member, cast.organisation, &sought).await.unwrap().claims
    };
    assert!(seen("").await[0].paused_since.is_some());
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Licensed").await.unwrap();
    assert!(seen("").await[0].paused_since.is_none(), "nothing is waited for any more");
    assert!(cases::claim(service, &cast.member, claim).await.unwrap().asked.is_none());
    // Whatever is typed is looked for, and no more of it than a search has.
    assert_eq!(seen("\0").await.len(), 1);
    assert_eq!(seen(&format!("{claim}\0")).await.len(), 1);
    assert!(seen(&"a b c ".repeat(10_000)).await.is_empty());
});
