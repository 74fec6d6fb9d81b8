//! Claims while they are written: kept for their member alone, proven as claims are, and filed once.

use std::fmt::Write;
use std::time::Duration;

use writ::accounts::Actor;
use writ::claims::decisions::Action;
use writ::claims::drafts::lines::{self, Found, Line, Outcome};
use writ::claims::drafts::{self, Draft, Hint, Law, Step};
use writ::claims::filing::Filed;
use writ::claims::organisations::{self, MemberRole};
use writ::claims::proof::Level;
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::{Error, agreements, cases, works};
use writ::ids::DraftId;
use writ::seal::LinkKey;
use writ::service::Service;
use writ::vault::links::{self, LinkTerms};
use writ::vault::{ObjectState, downloads};
use writ::{db, work};
use zeroize::Zeroizing;

use super::cast::{self, Cast, File, notice, person, target};
use super::{WRONG_KEY, decide};
use crate::app::{TestService, both_engines};

fn law() -> Law {
    Law { basis: Basis::UsDmca, works: Vec::new(), territory: String::new() }
}

/// A draft with these lines, looked at.
async fn begun(service: &Service, cast: &Cast, text: &str) -> DraftId {
    let draft = drafts::begin(service, &cast.member, cast.organisation, &law()).await.unwrap();
    if !text.is_empty() {
        enter(service, &cast.member, draft, text).await;
    }
    draft
}

async fn enter(service: &Service, member: &Actor, draft: DraftId, text: &str) {
    lines::enter(service, member, draft, text).await.unwrap();
    lines::prove_all(service, member, draft).await.unwrap();
}

/// The notice without its signature.
fn unsigned() -> StatementInput {
    StatementInput { signature: String::new(), ..notice(Basis::UsDmca) }
}

async fn seen(service: &Service, cast: &Cast, draft: DraftId) -> Draft {
    drafts::draft(service, &cast.member, draft).await.unwrap()
}

async fn send(service: &Service, cast: &Cast, draft: DraftId) -> Result<Filed, Error> {
    let revision = seen(service, cast, draft).await.revision;
    drafts::file(service, &cast.member, draft, revision, "Ada Example").await
}

fn outcome(lines: &[Line], number: i64) -> &Outcome {
    &lines.iter().find(|line| line.number == number).unwrap().outcome
}

/// Level and whether the key was wrong, or why it cannot be a target.
fn short(outcome: &Outcome) -> Result<(Level, bool), String> {
    match outcome {
        Outcome::Found { level, wrong_key, .. } => Ok((*level, *wrong_key)),
        Outcome::Wrong(why) => Err(why.to_string()),
        Outcome::Waiting => Err("waiting".to_owned()),
    }
}

async fn count(service: &Service, sql: &'static str) -> i64 {
    cast::count(service, sql).await
}

both_engines!(a_claim_is_written_in_steps_and_filed_with_what_was_written, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let work = works::register(service, &cast.member, cast.organisation, &cast::work()).await.unwrap();
    let draft = drafts::begin(service, &cast.member, cast.organisation, &law()).await.unwrap();
    let begun = seen(service, cast, draft).await;
    assert_eq!((begun.step, begun.statement.name.as_str()), (Step::Links, "Ada Example"), "filled in");

    // Every line is answered by itself, and what is wrong with one stops none of the others.
    let text = format!(
        "{}\n{} https://forum.example/thread/1\n{}#{WRONG_KEY}\nnot a link\nhttps://other.example/f/BAECAwQFBgcICQoLDA0ODw\n",
        film.url(),
        song.bare(),
        film.bare(),
    );
    let messages = cast::rows(service, "messages").await;
    assert_eq!(lines::enter(service, &cast.member, draft, &text).await.unwrap(), 5);
    let waiting = seen(service, cast, draft).await.lines;
    let waiting = waiting.iter().filter(|line| line.outcome == Outcome::Waiting).count();
    assert_eq!(waiting, 4, "what repeats another is said at once");
    assert_eq!(lines::prove(service, &cast.member, draft).await.unwrap(), lines::Progress { lines: 5, left: 0 });
    let shown = seen(service, cast, draft).await.lines;
    let Outcome::Found { level: Level::Opened, metadata: Some(metadata), .. } = outcome(&shown, 1) else {
        panic!("{shown:?}")
    };
    assert_eq!((metadata.name.as_str(), metadata.size), ("film.mkv", 23));
    assert_eq!(short(outcome(&shown, 2)), Ok((Level::Located, false)));
    assert_eq!(short(outcome(&shown, 3)), Err("this link stands in line 1, which counts".to_owned()));
    assert!(short(outcome(&shown, 4)).unwrap_err().contains("more than one link"));
    assert!(short(outcome(&shown, 5)).unwrap_err().contains("leads to https://other.example"));
    // Of two lines with one link the one that opens its file counts, wherever it stands.
    let other = drafts::begin(service, &cast.member, cast.organisation, &law()).await.unwrap();
    enter(service, &cast.member, other, &format!("{}#{WRONG_KEY}\n{}\n{}", film.bare(), film.url(), film.bare())).await;
    let repeats = seen(service, cast, other).await.lines;
    assert_eq!(short(outcome(&repeats, 2)), Ok((Level::Opened, false)));
    for line in [1, 3] {
        assert_eq!(short(outcome(&repeats, line)), Err("this link stands in line 2, which counts".to_owned()));
    }
    drafts::discard(service, &cast.member, other).await.unwrap();
    // Nothing followed from it.
    for table in ["claims", "targets"] {
        assert_eq!(cast::rows(service, table).await, 0, "{table}");
    }
    assert_eq!(count(service, "SELECT COUNT(*) FROM links WHERE downloads > 0").await, 0);
    assert_eq!(cast::rows(service, "messages").await, messages);

    // What is not ready is not filed; what is put right keeps its number.
    let refused = send(service, cast, draft).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Invalid(fields) if fields[0].message.contains("3 links are not ready")),
        "{refused}"
    );
    lines::remove(service, &cast.member, draft, &[3, 5]).await.unwrap();
    let mut right = target(&song.url());
    right.archive_password = Zeroizing::new("open sesame".into());
    lines::retype(service, &cast.member, draft, 4, &right).await.unwrap();
    lines::prove_all(service, &cast.member, draft).await.unwrap();
    assert!(short(outcome(&seen(service, cast, draft).await.lines, 2)).unwrap_err().contains("line 4"));
    lines::remove(service, &cast.member, draft, &[2]).await.unwrap();
    // Where one was found is not overwritten by what is said of many, unless that is asked for.
    let found = |at: &'static str, replace| Found { at, on: None, replace };
    let of = |found| lines::set_found(service, &cast.member, draft, &[1, 4], found);
    assert_eq!(of(found("https://forum.example/thread/2", false)).await.unwrap(), 1);
    let places = async || {
        let lines = seen(service, cast, draft).await.lines;
        lines.into_iter().map(|line| line.typed.found_at).collect::<Vec<_>>()
    };
    assert_eq!(places().await, ["https://forum.example/thread/2", "https://forum.example/thread/1"]);
    assert_eq!(of(found("https://forum.example/thread/3", false)).await.unwrap(), 0);
    let day = Found { on: Some(service.clock.now().minus(Duration::from_hours(24))), ..found("", true) };
    assert_eq!(of(day).await.unwrap(), 2, "a day alone changes no address");
    assert_eq!(places().await, ["https://forum.example/thread/2", "https://forum.example/thread/1"]);
    assert_eq!(of(found("https://forum.example/thread/2", true)).await.unwrap(), 2);
    assert_eq!(places().await, ["https://forum.example/thread/2"; 2]);
    for bad in ["javascript:x", " "] {
        let bad = of(found(bad, true)).await;
        assert!(matches!(bad, Err(Error::Invalid(fields)) if fields[0].field == "found_at"));
    }
    let shown = seen(service, cast, draft).await.lines;
    assert!(shown.iter().all(|line| short(&line.outcome) == Ok((Level::Opened, false))), "proven still: {shown:?}");

    // The statement is kept while it is incomplete; the signature is no part of it.
    let half = StatementInput { telephone: String::new(), ..notice(Basis::UsDmca) };
    let missing = drafts::set_statement(service, &cast.member, draft, &half).await;
    assert!(matches!(missing, Err(Error::Invalid(fields)) if fields.len() == 1 && fields[0].field == "telephone"));
    let kept = seen(service, cast, draft).await;
    assert_eq!((kept.step, kept.statement.signature.as_str()), (Step::Statement, ""));
    drafts::set_statement(service, &cast.member, draft, &unsigned()).await.unwrap();
    let chosen = Law { works: vec![work], territory: "FR".into(), ..law() };
    drafts::set_law(service, &cast.member, draft, &chosen).await.unwrap();
    assert_eq!(seen(service, cast, draft).await.statement.telephone, "+33 1 23 45 67 89", "back and forward");
    let nameless = drafts::file(service, &cast.member, draft, seen(service, cast, draft).await.revision, " ").await;
    assert!(matches!(nameless, Err(Error::Invalid(fields)) if fields[0].field == "signature"));

    let filed = send(service, cast, draft).await.unwrap();
    assert!(matches!(drafts::draft(service, &cast.member, draft).await, Err(Error::NotFound)));
    assert_eq!(count(service, "SELECT COUNT(*) FROM claim_draft_lines").await, 0);
    assert!(filed.targets.iter().all(|target| target.possession.is_some()));
    let case = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    assert_eq!((case.territory.as_str(), case.works[0].0), ("FR", work));
    let positions: Vec<_> = case.targets.iter().map(|target| (target.position, target.found_at.as_deref())).collect();
    let place = Some("https://forum.example/thread/2");
    assert_eq!(positions, [(1, place), (2, place)]);
});

both_engines!(two_windows_file_one_claim, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let draft = begun(service, cast, &film.url()).await;
    drafts::set_statement(service, &cast.member, draft, &unsigned()).await.unwrap();
    let revision = seen(service, cast, draft).await.revision;
    let press = || drafts::file(service, &cast.member, draft, revision, "Ada Example");
    let (one, two) = tokio::join!(press(), press());
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    let late = one.err().or(two.err()).unwrap();
    assert!(matches!(late, Error::Conflict(_) | Error::NotFound), "{late}");
    assert_eq!((cast::rows(service, "claims").await, cast::rows(service, "targets").await), (1, 1));
    assert_eq!(count(service, "SELECT COUNT(*) FROM claim_drafts").await, 0);

    // What changed since it was looked at is looked at again.
    let song = File::upload(service, "song.flac").await;
    let draft = begun(service, cast, &song.url()).await;
    drafts::set_statement(service, &cast.member, draft, &unsigned()).await.unwrap();
    let revision = seen(service, cast, draft).await.revision;
    enter(service, &cast.member, draft, &film.url()).await;
    let stale = drafts::file(service, &cast.member, draft, revision, "Ada Example").await;
    assert!(matches!(stale, Err(Error::Conflict(why)) if why.contains("another window")));
    assert_eq!(cast::rows(service, "claims").await, 1);
});

both_engines!(a_draft_is_its_members_alone_and_ends_with_the_membership, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let agent = cast::signed_up(service, "agent", 5).await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    let draft = drafts::begin(service, &agent, cast.organisation, &law()).await.unwrap();
    enter(service, &agent, draft, &film.url()).await;
    for other in [cast.member, person(service, "stranger").await, cast.senior, cast.first] {
        let (o, d) = (&other, draft);
        let found = Found { at: "https://forum.example/thread/1", on: None, replace: true };
        let gone = [
            drafts::draft(service, o, d).await.map(drop),
            drafts::hints(service, o, d).await.map(drop),
            drafts::set_law(service, o, d, &law()).await,
            drafts::set_statement(service, o, d, &unsigned()).await,
            drafts::leave_links(service, o, d).await.map(drop),
            lines::enter(service, o, d, &film.bare()).await.map(drop),
            lines::prove(service, o, d).await.map(drop),
            lines::retype(service, o, d, 1, &target(&film.url())).await,
            lines::unlock(service, o, d, 1, Zeroizing::new(film.url())).await,
            lines::set_found(service, o, d, &[1], found).await.map(drop),
            lines::remove(service, o, d, &[1]).await,
            drafts::file(service, o, d, 2, "Ada Example").await.map(drop),
            drafts::extend(service, o, d, 2).await.map(drop),
            drafts::discard(service, o, d).await.map(drop),
        ];
        assert!(gone.iter().all(|done| matches!(done, Err(Error::NotFound))), "{gone:?}");
    }
    assert!(drafts::of_member(service, &cast.member, cast.organisation).await.unwrap().is_empty());
    assert_eq!(drafts::of_member(service, &agent, cast.organisation).await.unwrap()[0].lines, 1);

    organisations::remove_member(service, &cast.member, cast.organisation, agent.account).await.unwrap();
    assert_eq!(count(service, "SELECT COUNT(*) FROM claim_drafts").await, 0);
    assert_eq!(count(service, "SELECT COUNT(*) FROM claim_draft_lines").await, 0);
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    assert!(matches!(drafts::draft(service, &agent, draft).await, Err(Error::NotFound)));
});

both_engines!(who_may_not_file_learns_nothing_from_a_draft, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let unsigned = drafts::begin(service, &cast.member, cast.organisation, &law()).await;
    assert!(matches!(unsigned, Err(Error::Agreement(_))));
    cast.sign(service).await;
    let draft = begun(service, cast, "").await;
    lines::enter(service, &cast.member, draft, &film.url()).await.unwrap();

    let newer = cast::newer("Version 2");
    let (_, step) = agreements::propose(service, &cast.first, &newer, "Newer").await.unwrap();
    agreements::publish(service, &cast.second, step).await.unwrap();
    assert!(matches!(lines::prove(service, &cast.member, draft).await, Err(Error::Agreement(_))));
    cast.sign(service).await;
    organisations::suspend(service, &cast.first, cast.organisation, "Unfounded claims").await.unwrap();
    assert!(matches!(lines::prove(service, &cast.member, draft).await, Err(Error::NotVerified { .. })));
    let stands = seen(service, cast, draft).await;
    assert_eq!(stands.lines[0].outcome, Outcome::Waiting);
    assert_eq!(count(service, "SELECT COUNT(*) FROM claim_draft_lines WHERE object IS NOT NULL").await, 0);
    let refused = drafts::begin(service, &cast.member, cast.organisation, &law()).await;
    assert!(matches!(refused, Err(Error::NotVerified { .. })));
});

both_engines!(guesses_in_drafts_count_as_those_of_claims_do, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let limit = service.config.limits.guesses_per_hour;
    let draft = begun(service, cast, &film.url()).await;
    // Who has the key may look as often as they like.
    for _ in 0..=limit {
        lines::retype(service, &cast.member, draft, 1, &target(&film.url())).await.unwrap();
        lines::prove_all(service, &cast.member, draft).await.unwrap();
    }
    assert_eq!(short(outcome(&seen(service, cast, draft).await.lines, 1)), Ok((Level::Opened, false)));
    // Guesses are counted wherever they are made, in one draft or another.
    for n in 0..limit {
        let guess = LinkKey::generate(&service.entropy);
        let guess = format!("{}#{}", film.bare(), guess.encode().as_str());
        let other = if n % 2 == 0 { draft } else { begun(service, cast, &film.bare()).await };
        lines::retype(service, &cast.member, other, 1, &target(&guess)).await.unwrap();
        lines::prove_all(service, &cast.member, other).await.unwrap();
        assert_eq!(short(outcome(&seen(service, cast, other).await.lines, 1)), Ok((Level::Located, true)));
    }
    lines::retype(service, &cast.member, draft, 1, &target(&film.url())).await.unwrap();
    lines::prove_all(service, &cast.member, draft).await.unwrap();
    let shown = seen(service, cast, draft).await.lines;
    assert!(short(outcome(&shown, 1)).unwrap_err().contains("too many keys"));
    let claimed = cast::file(service, cast, vec![target(&film.url())]).await;
    assert!(matches!(claimed, Err(Error::Targets(_))));
    // Other files are not touched by it.
    let song = File::upload(service, "song.flac").await;
    enter(service, &cast.member, draft, &song.url()).await;
    assert_eq!(short(outcome(&seen(service, cast, draft).await.lines, 2)), Ok((Level::Opened, false)));
});

both_engines!(a_draft_proves_dead_links_file_keys_and_locked_files_as_a_claim_does, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let (owner, object) = (film.owner.account, film.object);
    let terms = |expires_at, max_downloads| LinkTerms { name: None, expires_at, max_downloads };
    let soon = service.clock.now().plus(Duration::from_mins(1));
    let expired = links::create(service, owner, object, terms(Some(soon), None), None).await.unwrap();
    let used_up = links::create(service, owner, object, terms(None, Some(1)), None).await.unwrap();
    let revoked = links::create(service, owner, object, terms(None, None), None).await.unwrap();
    downloads::download(service, &used_up, None).await.unwrap();
    links::revoke(service, owner, object, &revoked).await.unwrap();
    service.clock.advance(Duration::from_mins(2));
    let key = film.key.encode();
    let gone = File::upload(service, "gone.mkv").await;
    cast::purge(service, gone.object).await;
    let mut text = String::from("link;file_key\n");
    for dead in [&expired, &used_up, &revoked] {
        for secret in [key.as_str(), WRONG_KEY] {
            writeln!(text, "http://localhost:8080/f/{dead}#{secret};").unwrap();
            // The same link twice is pointed out; here each is to be proven by itself.
            let draft = begun(service, cast, &format!("http://localhost:8080/f/{dead}#{secret}")).await;
            let shown = seen(service, cast, draft).await.lines;
            let expected = match secret {
                WRONG_KEY => Err("no file is found at this link".to_owned()),
                _ => Ok((Level::Opened, false)),
            };
            assert_eq!(short(&shown[0].outcome), expected, "{dead}");
            drafts::discard(service, &cast.member, draft).await.unwrap();
        }
    }
    let draft = begun(service, cast, &text).await;
    assert_eq!(seen(service, cast, draft).await.lines.len(), 6);
    let unknown = "http://localhost:8080/f/AAECAwQFBgcICQoLDA0ODw";
    let by_file_key = format!(
        "link,file_key\n{},{}\n{},\n{unknown}#{WRONG_KEY},",
        film.bare(),
        film.file_key().encode().as_str(),
        gone.url()
    );
    decide(service, cast, &film, Action::LockAndDelete).await;
    assert_eq!(cast::object_state(service, object).await, ObjectState::Locked);
    let draft = begun(service, cast, &by_file_key).await;
    let shown = seen(service, cast, draft).await.lines;
    assert_eq!(short(outcome(&shown, 1)), Ok((Level::Opened, false)), "by its file key, while it is locked");
    assert!(short(outcome(&shown, 2)).unwrap_err().contains("deleted for good"));
    assert_eq!(short(outcome(&shown, 3)), Err("no file is found at this link".to_owned()));
    let hints = drafts::hints(service, &cast.member, draft).await.unwrap();
    assert_eq!(hints, [Hint { line: 1, locked: true, claimed: true }]);
});

both_engines!(
    a_password_link_is_unlocked_in_its_line_and_a_wrong_password_can_be_tried_again,
    |app: TestService| async move {
        let service = &app.service;
        let cast = &Cast::signed(service).await;
        let film = File::upload(service, "film.mkv").await;
        let secret = film.password_link(service, "correct horse").await;
        let draft = begun(service, cast, &secret.masked_url()).await;
        let masked = seen(service, cast, draft).await.lines;
        assert!(short(outcome(&masked, 1)).unwrap_err().contains("protected by a password"));
        assert_eq!(masked[0].lock.as_ref().unwrap().expose(), secret.masked_url());
        for (password, level) in [("wrong", (Level::Located, true)), ("correct horse", (Level::Opened, false))] {
            let unlocked = Zeroizing::new(secret.unlocked_url(password));
            lines::unlock(service, &cast.member, draft, 1, unlocked).await.unwrap();
            lines::prove_all(service, &cast.member, draft).await.unwrap();
            let shown = seen(service, cast, draft).await.lines;
            assert_eq!(short(outcome(&shown, 1)), Ok(level));
            assert_eq!(shown[0].lock.as_ref().unwrap().expose(), secret.masked_url());
        }
        let other = lines::unlock(service, &cast.member, draft, 1, Zeroizing::new(film.url())).await;
        assert!(matches!(other, Err(Error::Conflict(_))));
        lines::retype(service, &cast.member, draft, 1, &target(&film.url())).await.unwrap();
        let plain = lines::unlock(service, &cast.member, draft, 1, Zeroizing::new(film.url())).await;
        assert!(matches!(plain, Err(Error::Conflict(why)) if why.contains("no password")));
    }
);

both_engines!(what_changed_since_is_found_when_it_is_filed, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let draft = begun(service, cast, &format!("{}\n{}\n{}", film.bare(), film.url(), song.url())).await;
    lines::remove(service, &cast.member, draft, &[1]).await.unwrap();
    drafts::set_statement(service, &cast.member, draft, &unsigned()).await.unwrap();
    cast::purge(service, song.object).await;
    let refused = send(service, cast, draft).await;
    let Err(Error::Targets(errors)) = refused else { panic!("{refused:?}") };
    assert_eq!(errors.iter().map(|error| error.line).collect::<Vec<_>>(), [3], "by the draft's numbers");
    let shown = seen(service, cast, draft).await.lines;
    assert_eq!(outcome(&shown, 3), &Outcome::Waiting);
    assert_eq!(cast::rows(service, "claims").await, 0);
    lines::remove(service, &cast.member, draft, &[3]).await.unwrap();
    send(service, cast, draft).await.unwrap();
});

both_engines!(too_many_links_leave_a_draft_as_it_was, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.claim_targets = 3);
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let draft = begun(service, cast, &format!("{}\nx", film.url())).await;
    let before = seen(service, cast, draft).await;
    let million = "https://files.example/f/AAECAwQFBgcICQoLDA0ODw\n".repeat(1_000_000);
    for text in ["a\nb", &million, "link,colour\nx,red", "", &"x".repeat(9_000)] {
        let refused = lines::enter(service, &cast.member, draft, text).await;
        assert!(matches!(refused, Err(Error::Invalid(_) | Error::Lines(_))), "{refused:?}");
    }
    let after = seen(service, cast, draft).await;
    assert_eq!((after.revision, after.lines.len()), (before.revision, 2));
    // Two windows at once do not make it too many either.
    let enter = |text: &'static str| lines::enter(service, &cast.member, draft, text);
    let (one, two) = tokio::join!(enter("y"), enter("z"));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    assert_eq!(seen(service, cast, draft).await.lines.len(), 3);
});

both_engines!(an_unused_draft_is_discarded_and_a_used_one_is_kept, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.drafts_per_member = 2);
    let cast = &Cast::signed(service).await;
    let day = Duration::from_hours(24);
    let (used, unused) = (begun(service, cast, "x").await, begun(service, cast, "y").await);
    let third = drafts::begin(service, &cast.member, cast.organisation, &law()).await;
    assert!(matches!(third, Err(Error::Conflict(why)) if why.contains("as many drafts")));
    service.clock.advance(20 * day);
    enter(service, &cast.member, used, "z").await;
    service.clock.advance(11 * day);
    work::run_due(service).await.unwrap();
    assert!(matches!(drafts::draft(service, &cast.member, unused).await, Err(Error::NotFound)));
    assert_eq!(seen(service, cast, used).await.lines.len(), 2);
    service.clock.advance(20 * day);
    work::run_due(service).await.unwrap();
    assert!(matches!(drafts::draft(service, &cast.member, used).await, Err(Error::NotFound)));
    assert_eq!(count(service, "SELECT COUNT(*) FROM claim_draft_lines").await, 0);
});

both_engines!(what_a_draft_discloses_lies_sealed_and_prints_nowhere, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "secret-film.mkv").await;
    let key = film.key.encode().as_str().to_owned();
    let text = format!(
        "link,found_at,archive_password,file_key\n{},https://forum.example/1,open sesame,\n{},,,{}",
        film.url(),
        film.bare(),
        film.file_key().encode().as_str()
    );
    let draft = begun(service, cast, &text).await;
    drafts::set_statement(service, &cast.member, draft, &unsigned()).await.unwrap();
    let shown = seen(service, cast, draft).await;
    assert!(!format!("{:?}", shown.lines).contains(&key[..8]));
    let all = crate::claims::secrecy::everything(service).await;
    let holds = |needle: &str| all.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(holds("Example Pictures"), "the search can find");
    let file_key = film.file_key().encode().as_str().to_owned();
    for secret in [&key, &file_key, "forum.example", "open sesame", "secret-film", "Long Way Home", "Example Street"] {
        assert!(!holds(secret), "{secret} lies open");
    }
    // A sealed line moved to another draft does not open there.
    let other = begun(service, cast, "x").await;
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(
        tx,
        "UPDATE claim_draft_lines SET typed_sealed = (SELECT typed_sealed FROM claim_draft_lines WHERE draft = $1 AND line = 1)
         WHERE draft = $2",
        draft,
        other
    )
    .unwrap();
    tx.commit().await.unwrap();
    let moved = drafts::draft(service, &cast.member, other).await.unwrap().lines.remove(0);
    assert!(moved.typed.link.is_empty() && matches!(moved.outcome, Outcome::Wrong(_)), "{moved:?}");
});
