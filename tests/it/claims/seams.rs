//! Where parts of the room meet: what one part adds while another is at work.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use writ::claims::decisions::{self, Action, Finding};
use writ::claims::direct::{self, CONFIRMATION, Obstacle};
use writ::claims::drafts::lines::{self, Outcome};
use writ::claims::drafts::{self, Law};
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::flaggers::{self, NewStatus};
use writ::claims::matching::{self, MatchState};
use writ::claims::organisations::{self, Verdict};
use writ::claims::proof::Level;
use writ::claims::statement::Basis;
use writ::claims::withdrawal::Claimant;
use writ::claims::works::{self, NewWork};
use writ::claims::{Error, cases, extension, filing, queue};
use writ::ids::ClaimId;
use writ::service::Service;
use writ::tokens::Digest;
use writ::vault::ObjectState;
use writ::work;

use super::cast::{self, Cast, File, claim_of, file, limited, notice, object_state, target};
use super::{WRONG_KEY, press, ruling};
use crate::app::{TestService, both_engines};

async fn add(service: &Service, cast: &Cast, claim: ClaimId, file: &File) {
    extension::extend(service, &cast.member, claim, &[target(&file.url())]).await.unwrap();
}

both_engines!(nobody_deletes_what_they_were_not_shown, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let claim = file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    let shown = cast::pending(service, &cast.member, claim).await;
    add(service, cast, claim, &song).await;
    let delete = async |shown: &[writ::ids::TargetId]| {
        direct::delete_from_all_mirrors(service, &cast.member, claim, shown, CONFIRMATION, &cast.auth).await
    };
    for seen in [shown.as_slice(), &[]] {
        assert!(matches!(delete(seen).await, Err(Error::Conflict(why)) if why.contains("since you looked")));
    }
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    let now = cast::pending(service, &cast.member, claim).await;
    assert_eq!(delete(&now).await.unwrap().len(), 2);
});

both_engines!(evidence_stays_once_it_was_seen_or_anything_was_decided, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let filed = file(service, cast, vec![target(&film.url()), target(&song.url())]).await.unwrap();
    let (subject, who) = (Subject::Claim(filed.claim), Claimant::Person(&cast.member));
    let bring = async |name| {
        let sent = Sent { name, declared: "" };
        files::bring(service, who, subject, sent, stream::iter([Ok(Bytes::from_static(b"a contract"))])).await.unwrap()
    };
    let (seen, unseen) = (bring("seen.txt").await, bring("unseen.txt").await);
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    files::open(service, Claimant::Person(&cast.reviewer), seen).await.unwrap();
    assert!(matches!(files::remove(service, who, seen).await, Err(Error::Conflict(why)) if why.contains("has opened")));
    let rulings = [ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    assert!(matches!(files::remove(service, who, unseen).await, Err(Error::Conflict(why)) if why.contains("decided")));
    assert_eq!(files::list(service, who, subject).await.unwrap().files.len(), 2);
});

both_engines!(matching_goes_on_where_it_was_stopped_and_reaches_links_that_came_later, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let content = b"the content of the file";
    let work = NewWork { references: vec![Digest::of(content).to_string()], ..cast::work() };
    works::register(service, &cast.member, cast.organisation, &work).await.unwrap();
    service.clock.advance(Duration::from_mins(1));
    let film = File::upload(service, "film.mkv").await;
    let claim = file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    let states = async || {
        let progress = matching::progress(service, &cast.member, claim).await.unwrap();
        progress.into_iter().map(|matching| matching.state).collect::<Vec<_>>()
    };
    matching::request(service, &cast.member, claim).await.unwrap();
    organisations::suspend(service, &cast.first, cast.organisation, "Wait").await.unwrap();
    work::run_due(service).await.unwrap();
    assert_eq!(states().await, [MatchState::Stopped]);
    organisations::decide(service, &cast.first, cast.organisation, Verdict::Verified, "Mended").await.unwrap();
    service.clock.advance(Duration::from_mins(1));
    matching::request(service, &cast.member, claim).await.unwrap();
    work::run_due(service).await.unwrap();
    assert_eq!(states().await, [MatchState::Matched]);
    // What was read counts, though it was begun twice.
    let little = limited(service, |limits| limits.matching_bytes_per_day = 1);
    assert!(matches!(matching::request(&little, &cast.member, claim).await, Err(Error::Conflict(_))));

    let again = film.password_link(service, "tide").await.unlocked_url("tide");
    extension::extend(service, &cast.member, claim, &[target(&again)]).await.unwrap();
    let case = cases::claim(service, &cast.member, claim).await.unwrap();
    assert!(case.targets.iter().all(|target| target.level == Level::Matched));
    let ended = cast::entries(service, case.log_case).await.into_iter().filter(|entry| entry.kind == "matching.ended");
    assert_eq!(ended.count(), 3, "stopped, matched, and matched for the link that came later");
    assert!(
        matches!(matching::request(service, &cast.member, claim).await, Err(Error::Conflict(_))),
        "nothing is left"
    );
});

both_engines!(what_a_trusted_flagger_adds_goes_ahead_too, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let status = NewStatus {
        coordinator: "Arcom".into(),
        expertise: "intellectual-property".into(),
        register: "https://digital-strategy.ec.europa.eu/en/policies/trusted-flaggers-under-dsa".into(),
        from: "2026-11-01".into(),
        until: String::new(),
    };
    flaggers::set(service, &cast.first, cast.organisation, &status, "Seen").await.unwrap();
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let mut input = claim_of(vec![target(&film.url())]);
    (input.basis, input.statement) = (Basis::EuDsa, notice(Basis::EuDsa));
    let claim = filing::file(service, &cast.member, cast.organisation, &input).await.unwrap().claim;
    service.clock.advance(Duration::from_mins(30));
    let added = extension::extend(service, &cast.member, claim, &[target(&song.url())]).await.unwrap();
    assert_eq!(added.due_at.since(service.clock.now()), service.config.limits.trusted_flagger_claim_due);
    let told = flaggers::due_in(service, &cast.member, cast.organisation, Basis::EuDsa).await.unwrap();
    assert_eq!(told, service.config.limits.trusted_flagger_claim_due, "the page says so before");
});

both_engines!(an_agent_deletes_nothing_without_saying_for_whom, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    let work = NewWork { basis: "agent".into(), principal: "Lighthouse Films".into(), ..cast::work() };
    works::register(service, &cast.member, cast.organisation, &work).await.unwrap();
    assert!(matches!(press(service, cast, claim).await, Err(Error::NotDirect(Obstacle::NoWork))));
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
});

both_engines!(a_line_that_was_refused_for_a_while_is_looked_at_again, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.guesses_per_hour = 1);
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let law = Law { basis: Basis::UsDmca, works: Vec::new(), territory: String::new() };
    let draft = drafts::begin(service, &cast.member, cast.organisation, &law).await.unwrap();
    let enter = async |text: &str| {
        lines::enter(service, &cast.member, draft, text).await.unwrap();
        lines::prove_all(service, &cast.member, draft).await.unwrap();
        drafts::draft(service, &cast.member, draft).await.unwrap().lines
    };
    let line = enter(&format!("{}#{WRONG_KEY}", film.bare())).await.remove(0).number;
    lines::remove(service, &cast.member, draft, &[line]).await.unwrap();
    let shown = enter(&film.url()).await;
    assert!(
        matches!(&shown[0].outcome, Outcome::Wrong(why) if why.contains("too many keys")),
        "{:?}",
        shown[0].outcome
    );
    service.clock.advance(Duration::from_hours(2));
    lines::look_again(service, &cast.member, draft, &[shown[0].number]).await.unwrap();
    lines::prove_all(service, &cast.member, draft).await.unwrap();
    let shown = drafts::draft(service, &cast.member, draft).await.unwrap().lines;
    assert!(matches!(shown[0].outcome, Outcome::Found { level: Level::Opened, .. }));
    // A file of another age ends its lines otherwise, and its lines are counted alike.
    let few = limited(service, |limits| limits.claim_targets = 2);
    let many = format!("link,found_at\r{}\r{}\r", film.bare(), film.bare());
    let refused = lines::enter(&few, &cast.member, draft, &many).await;
    assert!(matches!(&refused, Err(Error::Invalid(errors)) if errors[0].message.contains("more link")), "{refused:?}");
});
