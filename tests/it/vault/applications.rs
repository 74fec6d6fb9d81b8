//! Whoever asks to run a mirror: what becomes of it, what they see of their mirrors, and what goes with them.

use std::time::Duration;

use axum::body::Body;
use futures_util::TryStreamExt as _;
use http::{Request, StatusCode, header};
use writ::accounts::{self, Actor, Auth, Role, two_person};
use writ::audit::verify::Trust;
use writ::audit::{self, Journal};
use writ::config::Jurisdiction;
use writ::db;
use writ::http::mirror;
use writ::ids::{CaseId, HostApplicationId, MirrorId};
use writ::mirrors::Mirror;
use writ::mirrors::joining::JoinError;
use writ::mirrors::portal;
use writ::personal::erasure::{self, CONFIRMATION, Kept};
use writ::policies::terms::Terms;
use writ::policies::{self, HostTerms, Policy as _, Texts};
use writ::process::tally;
use writ::service::Service;
use writ::texts::Language;
use writ::tokens::Digest;
use writ::transparency::mirrors::world;
use writ::vault::applications::{self, ApplicationState, Contact, HostName, Offered, Room};
use writ::vault::health;
use writ::vault::hosts::{self, MirrorState};
use writ::vault::standing::Standing;
use writ::vault::{Error, downloads, proving, refusals, reports};
use writ::work;

use super::hosts::{Node, dead, portal as portal_to, reach};
use super::rig::{embedded, stored, uploader};
use crate::accounts::{account, administrator, appointed, auth, session_of, two_administrators, with_role};
use crate::app::{TestService, both_engines, mailed};
use crate::audit::verification::verified;
use crate::claims::cast;
use crate::http::{get, send};
use crate::pages_desk::{look, post_form};
use crate::promises::blob_of;
use crate::takedown::hold;

fn english() -> Language {
    Language::default()
}

fn offered(host: &str, country: &str) -> Offered {
    Offered {
        host: HostName::parse(host).unwrap(),
        jurisdiction: Jurisdiction::parse(country).unwrap(),
        room: Room::parse("8TiB").unwrap(),
        contact: Contact::parse(&format!("ops@{host}.example")).unwrap(),
    }
}

pub async fn applied(service: &Service, actor: &Actor, host: &str, country: &str) -> Result<HostApplicationId, Error> {
    let terms = Terms::first(english()).sha256;
    applications::apply(service, actor, &offered(host, country), english(), &terms).await
}

async fn token(service: &Service, actor: &Actor, id: HostApplicationId) -> String {
    applications::join_token(service, actor, id).await.unwrap().text(service)
}

/// What somebody applied with to run a mirror, approved, and the mirror that joined by it and waits to be admitted.
pub async fn joined(service: &Service, administrator: &Actor, host: &Actor) -> (HostApplicationId, MirrorId) {
    let id = applied(service, host, "kiwi", "NZ").await.unwrap();
    applications::approve(service, administrator, id).await.unwrap();
    let token = token(service, host, id).await;
    (id, Node::new("kiwi", "NZ").join(service, &token).await.unwrap().0.id)
}

/// A mirror of somebody's, by an application of theirs: it runs, and is admitted.
pub async fn settled(service: &Service, administrator: &Actor, host: &Actor, node: &Node) -> Mirror {
    let id = applied(service, host, node.host, node.country).await.unwrap();
    applications::approve(service, administrator, id).await.unwrap();
    node.join(service, &token(service, host, id).await).await.unwrap();
    let mirror = node.run(service).await;
    hosts::admit(service, administrator, mirror.id()).await.unwrap();
    mirror
}

/// The host of a mirror refuses a file, which lies on it since with another one stopped there is no way around it.
pub async fn refuses(service: &Service, administrator: &Actor, mirror: &Mirror, reason: &str) {
    hosts::stop(service, administrator, service.mirrors.embedded()[0].mirror.id()).await.unwrap();
    let film = cast::File::upload(service, "refused.mkv").await;
    let blob = blob_of(service, film.object).await;
    refusals::refused(service, mirror.id(), blob, reason).await.unwrap();
}

/// Two give a mirror up, and remove it.
pub async fn removed(service: &Service, first: &Actor, second: &Actor, mirror: MirrorId) {
    let step = hosts::propose_giving_up(service, first, mirror, "Its host leaves").await.unwrap();
    hosts::confirm_giving_up(service, second, step).await.unwrap();
    let step = hosts::propose_removal(service, first, mirror, "Its host leaves").await.unwrap();
    hosts::confirm_removal(service, second, step).await.unwrap();
}

/// The kinds of entry of a case, in order, and who did each.
async fn entries(service: &Service, sql: &'static str) -> Vec<(String, i64)> {
    let mut tx = service.db.read().await.unwrap();
    let (case,) = db::one!(tx, (CaseId,), sql).unwrap();
    let sql = "SELECT e.kind, (SELECT COUNT(*) FROM log_openings o WHERE o.entry = e.id)
               FROM log_entries e WHERE e.case_id = $1 ORDER BY e.n";
    db::all!(tx, (String, i64), sql, case).unwrap()
}

async fn facts_agree(service: &Service) {
    audit::settle(service).await.unwrap();
    let folder = service.log.second_store().folder();
    assert_eq!(verified(folder, &Trust::default(), Some(service)).await.faults, []);
}

fn refusal(
    joined: Result<(writ::mirrors::joining::Identity, writ::mirrors::joining::Pins), JoinError>,
) -> (u16, String) {
    match joined {
        Err(JoinError::Service(portal::Error::Refused { status, problem })) => (status, problem),
        other => panic!("{other:?}"),
    }
}

both_engines!(whoever_is_approved_joins_as_what_was_approved_and_as_nothing_else, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let hana = account(service, "hana@example.org").await;
    let id = applied(service, &hana, "kiwi", "NZ").await.unwrap();
    let twice = applied(service, &hana, "kiwi", "NZ").await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "one waits at a time: {twice:?}");
    let early = applications::join_token(service, &hana, id).await;
    assert!(matches!(early, Err(Error::Conflict(_))), "{early:?}");
    let waiting = applications::waiting(service, &anna).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].id, waiting[0].account), (1, id, hana.account));
    assert_eq!(waiting[0].contact.to_string(), "ops@kiwi.example");

    let letters = mailed(service, async || applications::approve(service, &anna, id).await.unwrap()).await;
    assert_eq!(letters.len(), 1);
    assert!(letters[0].contains("You can have your mirror join"), "{}", letters[0]);
    assert!(matches!(applications::approve(service, &anna, id).await, Err(Error::Conflict(_))), "once");
    let (kiwi, moved, other) = (Node::new("kiwi", "NZ"), Node::new("kiwi", "AU"), Node::new("tui", "NZ"));
    let (old, new) = (token(service, &hana, id).await, token(service, &hana, id).await);
    assert_eq!(refusal(kiwi.join(service, &old).await).0, 403, "the one that was made before works no more");
    for node in [&moved, &other] {
        let (status, problem) = refusal(node.join(service, &new).await);
        assert_eq!(status, 409);
        assert!(problem.contains("kiwi") && problem.contains("NZ"), "{problem}");
    }
    let (identity, _) = kiwi.join(service, &new).await.unwrap();
    let own = applications::own(service, &hana).await.unwrap();
    assert_eq!((own.len(), own[0].mirror, own[0].may_join()), (1, Some(identity.id), false));
    let again = applications::join_token(service, &hana, id).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "one mirror an application: {again:?}");
    let of_mirror = applications::of_mirror(service, &anna, identity.id).await.unwrap().unwrap();
    assert_eq!((of_mirror.id, of_mirror.state), (id, ApplicationState::Approved));

    // Copies lie with different hosts: nobody goes by two names, and nobody by another's.
    let renamed = applied(service, &hana, "tui", "NZ").await;
    assert!(matches!(renamed, Err(Error::Invalid { field: "host", .. })), "{renamed:?}");
    kiwi.run(service).await;
    hosts::admit(service, &anna, identity.id).await.unwrap();
    let berta = account(service, "berta@example.org").await;
    let taken = applied(service, &berta, "Kiwi", "AU").await;
    assert!(matches!(taken, Err(Error::Invalid { field: "host", .. })), "{taken:?}");
    applied(service, &hana, "kiwi", "AU").await.unwrap();

    let decided = entries(service, "SELECT log_case FROM host_applications WHERE state = 'approved'").await;
    assert_eq!(decided, [("host.approved".to_owned(), 1)]);
    facts_agree(service).await;
});

both_engines!(an_application_is_declined_with_a_reason_and_by_nobody_for_themselves, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let hana = account(service, "hana@example.org").await;
    let rui = with_role(service, anna, "rui@example.org", Role::Reviewer).await;
    let own = applied(service, &anna, "fjord", "NO").await.unwrap();
    let forbidden = applications::approve(service, &anna, own).await;
    assert!(matches!(forbidden, Err(Error::Accounts(accounts::Error::Forbidden(_)))), "{forbidden:?}");
    let id = applied(service, &hana, "kiwi", "NZ").await.unwrap();
    for answer in [
        applications::approve(service, &rui, id).await,
        applications::decline(service, &rui, id, "No").await,
        applications::application(service, &rui, id).await.map(drop),
        applications::waiting(service, &rui).await.map(drop),
        applications::to_join(service, &rui).await.map(drop),
        applications::decided(service, &rui).await.map(drop),
        applications::approve(service, &hana, id).await,
    ] {
        assert!(matches!(answer, Err(Error::Accounts(accounts::Error::Forbidden(_)))), "{answer:?}");
    }
    let silent = applications::decline(service, &anna, id, " ").await;
    assert!(matches!(silent, Err(Error::Invalid { field: "reason", .. })), "{silent:?}");
    applications::decline(service, &anna, id, "There are enough in that country.").await.unwrap();
    let told = applications::own(service, &hana).await.unwrap();
    assert_eq!(told[0].state, ApplicationState::Declined);
    assert_eq!(told[0].reason.as_ref().unwrap().to_string(), "There are enough in that country.");
    assert!(matches!(applications::join_token(service, &hana, id).await, Err(Error::Conflict(_))));
    // What it says of them goes by itself.
    work::run_due(service).await.unwrap();
    assert_eq!(applications::own(service, &hana).await.unwrap()[0].contact.to_string(), "ops@kiwi.example");
    service.clock.advance(service.config.limits.request_data + Duration::from_hours(48));
    let mut tx = service.db.begin().await.unwrap();
    applications::forget_declined(&mut tx, service).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(applications::own(service, &hana).await.unwrap()[0].contact.to_string(), "Erased");

    // What is taken back says nothing of anybody any more.
    let id = applied(service, &hana, "kiwi", "NZ").await.unwrap();
    applications::withdraw(service, &hana, id).await.unwrap();
    assert!(matches!(applications::withdraw(service, &hana, id).await, Err(Error::Conflict(_))), "once");
    let gone = applications::application(service, &anna, id).await.unwrap();
    assert_eq!((gone.host.to_string(), gone.contact.to_string()), ("Erased".to_owned(), "Erased".to_owned()));
    facts_agree(service).await;
});

/// Whether somebody was refused because the mirror is theirs.
fn is_kept_out(answer: &Result<(), Error>) -> bool {
    let Err(Error::Accounts(accounts::Error::Forbidden(why))) = answer else { return false };
    why.contains("This mirror is yours")
}

both_engines!(nobody_decides_about_a_mirror_of_their_own, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let id = applied(service, &anna, "fjord", "NO").await.unwrap();
    applications::approve(service, &bert, id).await.unwrap();
    let fjord = Node::new("fjord", "NO");
    fjord.join(service, &token(service, &anna, id).await).await.unwrap();
    let mirror = fjord.run(service).await;
    for own in [hosts::admit(service, &anna, mirror.id()).await, hosts::admit_own(service, &anna, mirror.id()).await] {
        assert!(is_kept_out(&own), "{own:?}");
    }
    hosts::admit(service, &bert, mirror.id()).await.unwrap();
    let own = hosts::weigh(service, &anna, mirror.id(), 100).await;
    assert!(is_kept_out(&own), "{own:?}");

    // Nor are they one of the two who write off what it owes; they neither see that step nor take it back.
    let own = hosts::propose_giving_up(service, &anna, mirror.id(), "Nobody waits for me").await.map(drop);
    assert!(is_kept_out(&own), "{own:?}");
    let step = hosts::propose_giving_up(service, &bert, mirror.id(), "Its machine burnt").await.unwrap();
    assert!(two_person::waiting(service, &anna).await.unwrap().is_empty());
    let seen = two_person::waiting(service, &bert).await.unwrap();
    assert_eq!(
        (seen.len(), seen[0].step.id, seen[0].could_confirm),
        (1, step, 0),
        "the other administrator is its host"
    );
    let counted = async |reader: &Actor| {
        let mut tx = service.db.read().await.unwrap();
        tally::tally(&mut tx, service, reader).await.unwrap().steps.count
    };
    assert_eq!((counted(&anna).await, counted(&bert).await), (0, 1));
    let own = hosts::confirm_giving_up(service, &anna, step).await;
    assert!(is_kept_out(&own), "{own:?}");
    assert!(two_person::cancel(service, &anna, step).await.is_err());
    let cara = appointed(service, [anna, bert], "cara@example.org", Role::Administrator).await;
    hosts::confirm_giving_up(service, &cara, step).await.unwrap();
    facts_agree(service).await;
});

both_engines!(the_terms_in_force_are_accepted_and_kept_word_for_word, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let hana = account(service, "hana@example.org").await;
    let french = Language::named("fr").unwrap();
    let apply = async |language: Language, sha256: &Digest| {
        applications::apply(service, &hana, &offered("kiwi", "NZ"), language, sha256).await
    };
    let other = apply(english(), &Terms::first(french).sha256).await;
    assert!(matches!(other, Err(Error::Conflict(_))), "what was not read was not accepted: {other:?}");
    let own = Texts::parse(&[(english(), "Be kind.".into()), (french, "Soyez aimable.".into())]).unwrap();
    policies::publish(service, anna, &HostTerms::new(own), 0).await.unwrap();
    let before = apply(english(), &Terms::first(english()).sha256).await;
    assert!(matches!(before, Err(Error::Conflict(_))), "they have changed since: {before:?}");
    let page = send(service, get("/host/terms")).await;
    assert_eq!(page.status, StatusCode::OK);
    let sha256 = Digest::of("Soyez aimable.".as_bytes());
    assert!(page.body.contains("Be kind.") && !page.body.contains(&sha256.to_string()), "{}", page.body);
    apply(french, &sha256).await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    let kept =
        db::one!(tx, (i64, String, String), "SELECT terms_version, terms_locale, terms_text FROM host_applications");
    assert_eq!(kept.unwrap(), (1, "fr".to_owned(), "Soyez aimable.".to_owned()));
});

both_engines!(what_is_anothers_is_not_there, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let hana = account(service, "hana@example.org").await;
    let eve = account(service, "eve@example.org").await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = settled(service, &anna, &hana, &kiwi).await;
    let id = applications::own(service, &hana).await.unwrap()[0].id;
    let nothing = HostApplicationId(uuid::Uuid::from_u128(7));
    let (embedded, nowhere) = (service.mirrors.embedded()[0].mirror.id(), MirrorId(uuid::Uuid::from_u128(7)));
    for id in [id, nothing] {
        assert!(matches!(applications::join_token(service, &eve, id).await, Err(Error::NotFound)));
        assert!(matches!(applications::withdraw(service, &eve, id).await, Err(Error::NotFound)));
    }
    for mirror in [mirror.id(), embedded, nowhere] {
        assert!(matches!(health::of_own(service, &eve, mirror).await, Err(Error::NotFound)));
        assert!(matches!(applications::leave(service, &eve, mirror).await, Err(Error::NotFound)));
    }
    assert!(health::own(service, &eve).await.unwrap().is_empty());
    assert!(applications::own(service, &eve).await.unwrap().is_empty());
    assert_eq!(health::own(service, &hana).await.unwrap().len(), 1);

    let session = session_of(service, "eve@example.org").await;
    let theirs = session_of(service, "hana@example.org").await;
    let page = async |session: &str, path: &str| look(service, path, session).await;
    let path = format!("/host/mirrors/{}", mirror.id());
    assert_eq!(page(&session, &path).await.status, StatusCode::NOT_FOUND);
    assert!(!page(&session, "/host").await.body.contains("kiwi"));
    assert!(page(&theirs, "/host").await.body.contains("https://kiwi.example"));
    assert!(page(&theirs, &path).await.body.contains("https://kiwi.example"));
    // Administrators see whose it is and how they are reached; everybody sees where it stands and no address.
    let desk = session_of(service, "anna@example.org").await;
    let of_mirror = page(&desk, &format!("/desk/mirrors/{}", mirror.id())).await.body;
    assert!(of_mirror.contains("ops@kiwi.example"), "{of_mirror}");
    let world = send(service, get("/mirrors")).await.body;
    assert!(world.contains("Iceland") && world.contains("New Zealand") && world.contains("4 mirrors"), "{world}");
    for hidden in ["kiwi.example", "ops@", "otago"] {
        assert!(!world.contains(hidden), "{hidden}");
    }
});

both_engines!(a_host_sees_how_their_mirror_stands, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let hana = account(service, "hana@example.org").await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = settled(service, &anna, &hana, &kiwi).await;
    let report = async || health::of_own(service, &hana, mirror.id()).await.unwrap();
    let later = async |time: Duration| {
        service.clock.advance(time);
        mirror.poll(&portal_to(service)).await.unwrap();
        reports::ask(service).await.unwrap();
    };
    let first = report().await;
    assert!(first.seen.looked_at.is_none() && !first.answers());
    assert!(first.seen.polled_at.is_some(), "it asked as it was opened");
    reports::ask(service).await.unwrap();
    let seen = report().await;
    assert_eq!((seen.shown.standing, seen.answers()), (Standing::Good, true));
    assert_eq!(seen.seen.version.as_deref(), Some(env!("CARGO_PKG_VERSION")));
    assert!(seen.seen.free_bytes.unwrap() > 0);
    assert_eq!((seen.seen.held_files, seen.seen.held_bytes, seen.seen.received_bytes), (Some(0), Some(0), Some(0)));

    // With two others stopped there is no way around it.
    for embedded in service.mirrors.embedded().iter().filter(|embedded| embedded.config.name != "otago") {
        hosts::stop(service, &anna, embedded.mirror.id()).await.unwrap();
    }
    let owner = uploader(service).await;
    let (file, link) = stored(service, owner, 20_000).await;
    let permission = downloads::download(service, &link, None).await.unwrap();
    let blob = permission.sources.iter().find(|source| source.mirror == mirror.id()).unwrap().blob;
    let content = mirror.read(&permission.ticket, blob, None).await.unwrap();
    let sealed = i64::try_from(content.end).unwrap();
    content.bytes.try_collect::<Vec<_>>().await.unwrap();
    later(Duration::from_hours(1)).await;
    let kept = report().await;
    assert_eq!((kept.seen.held_files, kept.seen.held_bytes), (Some(1), Some(sealed)));
    assert_eq!((kept.seen.received_bytes, kept.seen.sent_bytes), (Some(sealed), Some(sealed)));
    // Everybody is told roughly, and nothing of a single file.
    let iceland = async |service: &Service| {
        let world = world(service).await.unwrap();
        world.countries.into_iter().find(|country| country.jurisdiction == "IS").unwrap()
    };
    let country = iceland(service).await;
    assert_eq!((country.mirrors, country.hosts, country.bytes), (1, 1, None));
    let exact = cast::limited(service, |limits| limits.transparency_threshold = 1);
    assert_eq!(iceland(&exact).await.bytes, Some(20_000));
    // What it sent before it was started again is not forgotten.
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(tx, "UPDATE mirror_reports SET sent_then = sent_then + 7 WHERE mirror = $1", mirror.id()).unwrap();
    tx.commit().await.unwrap();
    later(Duration::from_mins(5)).await;
    assert_eq!(report().await.seen.sent_bytes, Some(2 * sealed));

    hold(service, file.object).await;
    work::run_due(service).await.unwrap();
    later(Duration::from_hours(1)).await;
    let ordered = report().await;
    assert_eq!((ordered.orders.all, ordered.orders.receipted, ordered.orders.pending()), (1, 1, 0));
    assert!(ordered.owed.is_empty());
    assert_eq!((ordered.seen.held_bytes, ordered.seen.received_bytes), (Some(0), Some(sealed)));

    reach(service, mirror.id(), &mirror, dead());
    service.clock.advance(Duration::from_mins(5));
    reports::ask(service).await.unwrap();
    let silent = report().await;
    assert!(!silent.answers());
    assert!(silent.seen.problem.as_ref().unwrap().contains("its machine is gone"), "{:?}", silent.seen.problem);
    // Nobody looks twice within minutes.
    reach(service, mirror.id(), &mirror, mirror::in_process(mirror.clone()));
    reports::ask(service).await.unwrap();
    assert!(!report().await.answers());
    // Once it takes nothing more, it is of no country: nothing lies on it.
    assert_eq!(iceland(service).await.mirrors, 1);
    hosts::stop(service, &anna, mirror.id()).await.unwrap();
    let countries = world(service).await.unwrap().countries;
    assert!(countries.iter().all(|country| country.jurisdiction != "IS"), "{countries:?}");
});

both_engines!(what_lies_on_a_mirror_is_counted_anew_soon_after_it_changed_much, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let hana = account(service, "hana@example.org").await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = settled(service, &anna, &hana, &kiwi).await;
    hosts::stop(service, &anna, embedded(service, "delft").id()).await.unwrap();
    let minutes = async |count: u32| {
        for _ in 0..count {
            service.clock.advance(Duration::from_mins(1));
            mirror.poll(&portal_to(service)).await.unwrap();
            reports::ask(service).await.unwrap();
        }
    };
    let seen = async || health::of_own(service, &hana, mirror.id()).await.unwrap().seen;
    let owner = uploader(service).await;
    reports::ask(service).await.unwrap();
    assert_eq!((seen().await.held_files, seen().await.received_bytes), (Some(0), Some(0)));

    // There is no way around it.
    let (first, _) = stored(service, owner, 20_000).await;
    minutes(6).await;
    let held = seen().await;
    assert_eq!(held.held_files, Some(1), "within minutes of the first");
    assert!(held.received_bytes.unwrap() > 20_000, "{held:?}");
    minutes(6).await;
    assert_eq!(seen().await.counted_at, held.counted_at, "it is not counted again where it says the same");
    let take_down = async |object| {
        hold(service, object).await;
        work::run_due(service).await.unwrap();
    };
    take_down(first.object).await;
    minutes(6).await;
    assert_eq!(seen().await.held_files, Some(0), "once it is empty");

    // After its removal nobody asks it any more.
    let (second, _) = stored(service, owner, 20_000).await;
    minutes(6).await;
    take_down(second.object).await;
    assert_eq!(seen().await.held_files, Some(1), "it is not counted as it happens");
    service.clock.advance(Duration::from_mins(1));
    removed(service, &anna, &bert, mirror.id()).await;
    service.clock.advance(Duration::from_mins(1));
    reports::ask(service).await.unwrap();
    let after = seen().await;
    assert_eq!((after.held_files, after.held_bytes), (Some(0), Some(0)), "{after:?}");
    assert!(after.received_bytes.unwrap() > 40_000, "{after:?}");
    reports::ask(service).await.unwrap();
    service.clock.advance(Duration::from_hours(2));
    reports::ask(service).await.unwrap();
    assert_eq!(seen().await.counted_at, after.counted_at, "once");
});

both_engines!(
    who_closes_their_account_leaves_with_their_mirrors_and_is_erased_once_they_are_removed,
    |app: TestService| async move {
        let service = &app.service;
        let (anna, bert) = two_administrators(service).await;
        let hana = account(service, "hana@example.org").await;
        let kiwi = Node::new("kiwi", "IS");
        let mirror = settled(service, &anna, &hana, &kiwi).await;
        let open = applied(service, &hana, "kiwi", "NO").await.unwrap();
        let prospect = erasure::prospect(service, &hana).await.unwrap();
        assert!(prospect.waits.iter().any(|wait| wait.kept == Kept::Mirrors && wait.count == 1), "{prospect:?}");
        erasure::close(service, &hana, &Auth::parse(&auth("right")).unwrap(), CONFIRMATION).await.unwrap();
        let host = hosts::mirror(service, &anna, mirror.id()).await.unwrap().0;
        assert_eq!(host.state, MirrorState::Draining);
        let stopped = entries(service, "SELECT log_case FROM mirrors WHERE host = 'kiwi'").await;
        assert_eq!(stopped[1..], [("mirror.placement-stopped".to_owned(), 0)], "it names nobody");
        let gone = applications::application(service, &anna, open).await.unwrap();
        assert_eq!((gone.state, gone.contact.to_string()), (ApplicationState::Withdrawn, "Erased".to_owned()));
        work::run_due(service).await.unwrap();
        let contact =
            async || applications::of_mirror(service, &anna, mirror.id()).await.unwrap().unwrap().contact.to_string();
        assert_eq!(contact().await, "ops@kiwi.example", "somebody has to reach them while it takes part");
        let address = async || hosts::mirror(service, &anna, mirror.id()).await.unwrap().0.url.unwrap();
        assert_eq!(address().await, "https://kiwi.example");

        let step = hosts::propose_removal(service, &anna, mirror.id(), "Its host leaves").await.unwrap();
        hosts::confirm_removal(service, &bert, step).await.unwrap();
        service.clock.advance(Duration::from_hours(8 * 24));
        work::run_due(service).await.unwrap();
        assert_eq!((contact().await.as_str(), address().await.as_str()), ("Erased", "https://erased.invalid"));
        facts_agree(service).await;
    }
);

both_engines!(what_a_host_said_of_what_it_refused_is_erased_with_its_account, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let hana = account(service, "hana@example.org").await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = settled(service, &anna, &hana, &kiwi).await;
    refuses(service, &anna, &mirror, "A court of Zephyrine forbids it").await;
    let said = async || proving::report(service, mirror.id()).await.unwrap().refusals[0].reason.to_string();
    let openings = async || {
        let sql = "SELECT COUNT(*) FROM log_openings o JOIN log_entries e ON e.id = o.entry
                   WHERE e.kind = 'mirror.replica-refused' AND o.field = 'reason' AND o.value_sealed IS NOT NULL";
        cast::count(service, sql).await
    };
    assert_eq!((said().await.as_str(), openings().await), ("A court of Zephyrine forbids it", 1));
    // No journal is ever erased.
    audit::settle(service).await.unwrap();
    let journal = audit::journal(service.log.second_store(), &service.keys, 0).await.unwrap();
    assert!(journal.iter().any(|(_, act)| matches!(act, Journal::ReplicaRefused { .. })), "{journal:?}");
    assert!(!format!("{journal:?}").contains("Zephyrine"), "{journal:?}");
    erasure::close(service, &hana, &Auth::parse(&auth("right")).unwrap(), CONFIRMATION).await.unwrap();
    work::run_due(service).await.unwrap();
    assert_eq!(
        (said().await.as_str(), openings().await),
        ("A court of Zephyrine forbids it", 1),
        "it takes part still"
    );
    removed(service, &anna, &bert, mirror.id()).await;
    service.clock.advance(Duration::from_hours(8 * 24));
    work::run_due(service).await.unwrap();
    assert_eq!((said().await.as_str(), openings().await), ("Erased", 0));
    facts_agree(service).await;
});

both_engines!(of_two_who_were_approved_under_one_name_one_is_admitted, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let mut mirrors = Vec::new();
    let nodes = [Node::new("kiwi", "IS"), Node::new("Kiwi", "NO")];
    for (node, (person, host, country)) in nodes.iter().zip([("hana", "kiwi", "IS"), ("otto", "Kiwi", "NO")]) {
        let person = account(service, &format!("{person}@example.org")).await;
        let id = applied(service, &person, host, country).await.unwrap();
        applications::approve(service, &anna, id).await.unwrap();
        node.join(service, &token(service, &person, id).await).await.unwrap();
        mirrors.push(node.open(service).await);
    }
    let answers = |mirror: &Mirror| reach(service, mirror.id(), mirror, mirror::in_process(mirror.clone()));
    answers(&mirrors[0]);
    hosts::admit(service, &anna, mirrors[0].id()).await.unwrap();
    answers(&mirrors[1]);
    let other = hosts::admit(service, &anna, mirrors[1].id()).await;
    assert!(matches!(&other, Err(Error::Conflict(why)) if why.contains("goes by")), "{other:?}");
    hosts::refuse(service, &anna, mirrors[1].id(), "Another goes by that name").await.unwrap();
});

both_engines!(who_has_closed_their_account_asks_for_nothing_more, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let hana = account(service, "hana@example.org").await;
    let id = applied(service, &hana, "kiwi", "NZ").await.unwrap();
    applications::approve(service, &anna, id).await.unwrap();
    let made_before = token(service, &hana, id).await;
    let awaited = async || applications::to_join(service, &anna).await.unwrap().len();
    assert_eq!(awaited().await, 1);
    erasure::close(service, &hana, &Auth::parse(&auth("right")).unwrap(), CONFIRMATION).await.unwrap();
    assert_eq!(awaited().await, 0, "no mirror comes of it any more");
    let gone = applications::application(service, &anna, id).await.unwrap();
    let said = [gone.host.to_string(), gone.contact.to_string()];
    assert_eq!((gone.state, said), (ApplicationState::Approved, ["Erased", "Erased"].map(str::to_owned)));
    assert_eq!(refusal(Node::new("kiwi", "NZ").join(service, &made_before).await).0, 403);
    // What was sent before they closed it may come after.
    let late = applications::join_token(service, &hana, id).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
    let late = applied(service, &hana, "kiwi", "NO").await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
    facts_agree(service).await;
});

both_engines!(a_mirror_that_was_refused_stands_in_the_log, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let kiwi = Node::new("kiwi", "IS");
    let invitation = hosts::invite(service, &anna).await.unwrap().text(service);
    let (identity, _) = kiwi.join(service, &invitation).await.unwrap();
    hosts::refuse(service, &anna, identity.id, "").await.unwrap();
    let refused = entries(service, "SELECT log_case FROM mirrors WHERE host = 'kiwi'").await;
    assert_eq!(refused, [("mirror.refused".to_owned(), 1)]);
    facts_agree(service).await;
});

both_engines!(why_a_mirror_was_refused_is_read_by_its_host_and_erased_with_them, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let hana = account(service, "hana@example.org").await;
    let (id, mirror) = joined(service, &anna, &hana).await;
    let silent = hosts::refuse(service, &anna, mirror, " ").await;
    assert!(matches!(silent, Err(Error::Invalid { field: "reason", .. })), "{silent:?}");
    hosts::refuse(service, &anna, mirror, "Zephyrine lies elsewhere").await.unwrap();
    let again = hosts::refuse(service, &anna, mirror, "For another reason").await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    let read = health::of_own(service, &hana, mirror).await.unwrap().why_refused.unwrap().to_string();
    assert_eq!(read, "Zephyrine lies elsewhere");
    let kept = async || applications::application(service, &anna, id).await.unwrap().reason.unwrap().to_string();
    assert_eq!(kept().await, "Zephyrine lies elsewhere");
    erasure::close(service, &hana, &Auth::parse(&auth("right")).unwrap(), CONFIRMATION).await.unwrap();
    work::run_due(service).await.unwrap();
    service.clock.advance(Duration::from_hours(8 * 24));
    work::run_due(service).await.unwrap();
    assert_eq!(kept().await, "Erased");
    facts_agree(service).await;
});

both_engines!(what_is_known_of_a_mirror_that_was_refused_goes_by_itself, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let hana = account(service, "hana@example.org").await;
    let (id, kiwi) = joined(service, &anna, &hana).await;
    hosts::refuse(service, &anna, kiwi, "Zephyrine lies elsewhere").await.unwrap();
    // Of whoever was invited without an account the mirror alone tells.
    let invitation = hosts::invite(service, &anna).await.unwrap().text(service);
    let fjord = Node::new("fjord", "NO").join(service, &invitation).await.unwrap().0.id;
    hosts::refuse(service, &anna, fjord, "").await.unwrap();
    let forget = async || {
        let mut tx = service.db.begin().await.unwrap();
        applications::forget_declined(&mut tx, service).await.unwrap();
        tx.commit().await.unwrap();
    };
    let said = async || {
        let told = applications::application(service, &anna, id).await.unwrap();
        [told.host, told.contact, told.reason.unwrap()].map(|text| text.to_string())
    };
    let known = async |mirror: MirrorId| {
        let host = hosts::mirror(service, &anna, mirror).await.unwrap().0;
        (host.host, host.url.unwrap())
    };
    forget().await;
    assert_eq!(said().await, ["kiwi", "ops@kiwi.example", "Zephyrine lies elsewhere"]);
    let before = [known(kiwi).await, known(fjord).await];
    let named = |host: &str, url: &str| (host.to_owned(), url.to_owned());
    assert_eq!(before, [named("kiwi", "https://kiwi.example"), named("fjord", "https://fjord.example")]);

    service.clock.advance(service.config.limits.request_data + Duration::from_hours(48));
    forget().await;
    assert_eq!(said().await, ["Erased", "Erased", "Erased"]);
    let nobody = named("Erased person", "https://erased.invalid");
    assert_eq!([known(kiwi).await, known(fjord).await], [nobody.clone(), nobody]);
    // Nothing is left that keeps them from another name.
    applied(service, &hana, "tui", "NZ").await.unwrap();
    facts_agree(service).await;
});

both_engines!(the_pages_lead_from_an_application_to_a_mirror, |app: TestService| async move {
    let service = &app.service;
    administrator(service, "anna@example.org").await;
    account(service, "hana@example.org").await;
    let (desk, host) = (session_of(service, "anna@example.org").await, session_of(service, "hana@example.org").await);
    let post = async |session: &str, path: &str, form: &str| post_form(service, path, session, form).await;
    let empty = post(&host, "/host/applications", "").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["host", "country", "room", "contact", "terms"] {
        assert!(
            empty.body.contains(&format!("href=\"#{field}\"")),
            "{field} is missing, and said to be: {}",
            empty.body
        );
    }
    let terms = Terms::first(english()).sha256;
    let form = format!("host=kiwi&country=NZ&room=8TiB&contact=ops%40kiwi.example&locale=en&terms={terms}");
    assert_eq!(post(&host, "/host/applications", &form).await.status, StatusCode::SEE_OTHER);
    let actor = waiting_host(service).await;
    let id = applications::own(service, &actor).await.unwrap()[0].id;
    assert_eq!(
        post(&desk, &format!("/desk/hosts/{id}/refusal"), "reason=").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(post(&desk, &format!("/desk/hosts/{id}/approval"), "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(post(&host, "/account/language", "language=fr").await.status, StatusCode::SEE_OTHER);
    let french = post(&host, &format!("/host/applications/{id}/token"), "").await.body;
    assert_eq!(post(&host, "/account/language", "language=en").await.status, StatusCode::SEE_OTHER);
    assert!(french.contains("Il sert une fois") && french.contains("n’est montré que maintenant"), "a token: {french}");
    assert!(!french.contains("Elle sert"), "and no invitation: {french}");
    let shown = post(&host, &format!("/host/applications/{id}/token"), "").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("writ mirror serve --data"), "what comes next is said: {}", shown.body);
    let whole = "--country NZ --host 'kiwi' --capacity 8TiB --data /srv/mirror";
    assert!(shown.body.replace("&#39;", "'").contains(whole), "the whole command is said: {}", shown.body);
    let token = shown.body.split_once("<code class=\"secret\">").unwrap().1.split_once("</code>").unwrap().0.to_owned();
    Node::new("kiwi", "NZ").join(service, &token).await.unwrap();
    let page = look(service, "/host", &host).await.body;
    assert!(page.contains("not looked at so far"), "nothing is known of it yet: {page}");
    assert!(page.contains("waits to be admitted") && !page.contains(token.split_once('#').unwrap().1), "{page}");
    let mirror = applications::own(service, &actor).await.unwrap()[0].mirror.unwrap();
    let page = look(service, &format!("/host/mirrors/{mirror}"), &host).await.body;
    assert!(page.contains("whether this key is yours"), "what comes next is said: {page}");
    let refused = post(&desk, &format!("/desk/mirrors/{mirror}/refusal"), "reason=").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#reason\""), "its host reads why: {}", refused.body);
    let refused = post(&desk, &format!("/desk/mirrors/{mirror}/refusal"), "reason=Its+machine+is+elsewhere").await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER);
    let page = look(service, "/host", &host).await.body;
    assert!(page.contains("Why the mirror was refused") && page.contains("Its machine is elsewhere"), "{page}");
    let page = look(service, &format!("/host/mirrors/{mirror}"), &host).await.body;
    assert!(page.contains("To try again, apply anew."), "what comes next is said: {page}");
    assert!(page.contains("Its machine is elsewhere"), "and why: {page}");
    assert!(!page.contains("badge-good"), "nothing is good about it: {page}");
});

both_engines!(
    an_administrator_sees_where_a_mirrors_room_is_not_what_its_host_applied_with,
    |app: TestService| async move {
        let service = &app.service;
        let anna = administrator(service, "anna@example.org").await;
        let desk = session_of(service, "anna@example.org").await;
        let page = async |mirror: MirrorId| look(service, &format!("/desk/mirrors/{mirror}"), &desk).await.body;
        // Each joins with 1 TiB.
        for (person, host, room, differs) in [("hana", "kiwi", "8TiB", true), ("otto", "tui", "1024GiB", false)] {
            let person = account(service, &format!("{person}@example.org")).await;
            let offered = Offered { room: Room::parse(room).unwrap(), ..offered(host, "NZ") };
            let terms = Terms::first(english()).sha256;
            let id = applications::apply(service, &person, &offered, english(), &terms).await.unwrap();
            applications::approve(service, &anna, id).await.unwrap();
            let token = token(service, &person, id).await;
            let mirror = Node::new(host, "NZ").join(service, &token).await.unwrap().0.id;
            let page = page(mirror).await;
            assert!(page.contains(">1 TiB</span>"), "in the units in which it is typed: {page}");
            let says = ["Applied with", ">8 TiB</span>"].map(|words| page.contains(words));
            assert_eq!(says, [differs; 2], "{page}");
            assert!(page.contains("Is this the mirror of the host who applied?"), "{page}");
            assert!(page.contains(">sent on "), "the application: {page}");
        }
        let invitation = hosts::invite(service, &anna).await.unwrap().text(service);
        let invited = Node::new("fjord", "NO").join(service, &invitation).await.unwrap().0.id;
        let page = page(invited).await;
        assert!(page.contains("Is this the mirror of the host you invited?"), "nobody applied: {page}");
    }
);

both_engines!(what_was_decided_of_applications_is_found_at_the_desk, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let hana = account(service, "hana@example.org").await;
    let otto = account(service, "otto@example.org").await;
    let desk = session_of(service, "anna@example.org").await;
    let page = async |path: &str| look(service, path, &desk).await.body;
    let listed = async || {
        let ids = |all: Vec<applications::Application>| all.into_iter().map(|one| one.id).collect::<Vec<_>>();
        let to_join = applications::to_join(service, &anna).await.unwrap();
        (ids(to_join), ids(applications::decided(service, &anna).await.unwrap()))
    };
    let headings = ["Approved, not joined yet", "Decided in the last 30 days"];
    let none = page("/desk/mirrors").await;
    assert!(headings.iter().all(|heading| !none.contains(heading)), "nobody applied: {none}");

    let kiwi = applied(service, &hana, "kiwi", "NZ").await.unwrap();
    let tui = applied(service, &otto, "tui", "NZ").await.unwrap();
    assert_eq!(listed().await, (vec![], vec![]), "they wait");
    applications::approve(service, &anna, kiwi).await.unwrap();
    service.clock.advance(Duration::from_mins(1));
    applications::decline(service, &anna, tui, "There are enough").await.unwrap();
    assert_eq!(listed().await, (vec![kiwi], vec![tui]));
    let found = page("/desk/mirrors").await;
    let links = [kiwi, tui].map(|id| format!("href=\"/desk/hosts/{id}\""));
    assert!(headings.iter().all(|heading| found.contains(heading)), "{found}");
    assert!(links.iter().all(|link| found.contains(link)), "{found}");

    let token = token(service, &hana, kiwi).await;
    let mirror = Node::new("kiwi", "NZ").join(service, &token).await.unwrap().0.id;
    assert_eq!(listed().await, (vec![], vec![tui, kiwi]));
    let of_mirror = format!("/desk/mirrors/{mirror}");
    assert!(!page(&of_mirror).await.contains("Why the mirror was refused"));
    hosts::refuse(service, &anna, mirror, "Its machine is elsewhere").await.unwrap();
    let refused = page(&of_mirror).await;
    assert!(refused.contains("Why the mirror was refused"), "{refused}");
    assert!(refused.contains("Its machine is elsewhere"), "{refused}");
    service.clock.advance(Duration::from_hours(31 * 24));
    assert_eq!(listed().await, (vec![], vec![]), "it is long ago");
});

both_engines!(
    who_applied_finds_it_from_their_account_and_takes_it_back_before_it_is_decided,
    |app: TestService| async move {
        let service = &app.service;
        let anna = administrator(service, "anna@example.org").await;
        let hana = account(service, "hana@example.org").await;
        let (desk, host) =
            (session_of(service, "anna@example.org").await, session_of(service, "hana@example.org").await);
        let page = async |session: &str, path: &str| look(service, path, session).await.body;
        let take_back = async |id: HostApplicationId| {
            let request = Request::post(format!("/host/applications/{id}/withdrawal"))
                .header(header::COOKIE, &host)
                .header(header::ACCEPT, "text/html");
            send(service, request.body(Body::empty()).unwrap()).await.status
        };
        let leads = r#"<a href="/host">"#;
        assert!(!page(&host, "/account").await.contains(leads), "there is nothing of theirs yet");
        let id = applied(service, &hana, "kiwi", "NZ").await.unwrap();
        assert!(page(&host, "/account").await.contains(leads));
        assert!(!page(&desk, "/account").await.contains(leads), "it is not theirs");
        let (button, listed) = (format!("/host/applications/{id}/withdrawal"), format!("/desk/hosts/{id}"));
        assert!(page(&host, "/host").await.contains(&button));
        assert!(page(&desk, "/desk/mirrors").await.contains(&listed));

        assert_eq!(take_back(id).await, StatusCode::SEE_OTHER);
        let left = page(&host, "/host").await;
        assert!(left.contains("what it said of you is gone") && !left.contains("kiwi"), "{left}");
        assert!(!left.contains("Erased"), "nothing of it stands there: {left}");
        assert!(
            !left.contains(&button) && left.contains(r#"action="/host/applications""#),
            "they can apply anew: {left}"
        );
        assert!(!page(&desk, "/desk/mirrors").await.contains(&listed));
        assert!(!page(&desk, &listed).await.contains(&format!("{listed}/approval")), "nobody decides it any more");
        let late = applications::approve(service, &anna, id).await;
        assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
        let told = entries(service, "SELECT log_case FROM host_applications WHERE state = 'withdrawn'").await;
        assert!(told.is_empty(), "nobody decided anything: {told:?}");

        // What is decided is not taken back.
        let id = applied(service, &hana, "kiwi", "NZ").await.unwrap();
        applications::approve(service, &anna, id).await.unwrap();
        assert!(!page(&host, "/host").await.contains(&format!("/host/applications/{id}/withdrawal")));
        assert_eq!(take_back(id).await, StatusCode::CONFLICT);
        facts_agree(service).await;
    }
);

/// Whose application waits.
async fn waiting_host(service: &Service) -> Actor {
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT account FROM host_applications WHERE state = 'waiting'";
    let (account,) = db::one!(tx, (writ::ids::AccountId,), sql).unwrap();
    accounts::actor(&mut tx, account).await.unwrap().unwrap()
}
