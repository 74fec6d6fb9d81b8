//! The desk and the log's page, through the router: to others the desk does not exist, evidence is never without its entry,
//! nothing is decided before it is confirmed, and nobody confirms what they proposed.

use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode, header};
use url::form_urlencoded;
use writ::accounts::Role;
use writ::audit;
use writ::claims::cases;
use writ::db;
use writ::ids::{ClaimId, TargetId};
use writ::service::Service;
use writ::vault::ObjectState;
use writ::work;

use crate::accounts::{account, appointed, session_of, with_role};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, count, entries, file, object_state, target, without_roles};
use crate::http::{Answer, get, send};

pub async fn look(service: &Service, path: &str, session: &str) -> Answer {
    let mut request = get(path);
    request.headers_mut().insert(header::COOKIE, session.parse().unwrap());
    send(service, request).await
}

pub async fn post(service: &Service, path: &str, session: &str, fields: &[(&str, &str)]) -> Answer {
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    post_form(service, path, session, &form).await
}

/// The same, of fields as a browser writes them in its request.
pub async fn post_form(service: &Service, path: &str, session: &str, form: &str) -> Answer {
    let request = Request::post(path)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, session)
        .body(Body::from(form.to_owned()))
        .unwrap();
    send(service, request).await
}

/// Somebody who signed in, with a role.
pub async fn staff(service: &Service, cast: &Cast, name: &str, role: Role) -> String {
    let email = format!("{name}@files.example");
    match role.appointment() {
        Some(_) => appointed(service, [cast.first, cast.second], &email, role).await,
        None => with_role(service, cast.first, &email, role).await,
    };
    session_of(service, &email).await
}

pub struct Scene {
    pub cast: Cast,
    pub file: File,
    pub claim: ClaimId,
    pub target: TargetId,
    pub reviewer: String,
}

/// A claim on a file that its holder opened, and a reviewer who signed in.
pub async fn scene(service: &Service) -> Scene {
    let cast = Cast::signed(service).await;
    let stored = File::upload(service, "film.mkv").await;
    let filed = file(service, &cast, vec![target(&stored.url())]).await.unwrap();
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    Scene { cast, file: stored, claim: filed.claim, target: filed.targets[0].target, reviewer }
}

both_engines!(the_desk_does_not_exist_for_others, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    account(service, "ugo@example.net").await;
    let uploader = session_of(service, "ugo@example.net").await;
    let claim = format!("/desk/claims/{}", scene.claim);
    let object = format!("/desk/objects/{}", scene.file.object);
    for path in ["/desk", &claim, &object, "/desk/steps", "/desk/rights-holders", "/desk/agreements"] {
        assert_eq!(look(service, path, &uploader).await.status, StatusCode::NOT_FOUND, "{path}");
        let stranger = send(service, get(path)).await;
        assert_eq!(stranger.status, StatusCode::SEE_OTHER, "{path}");
        assert!(stranger.header(header::LOCATION).starts_with("/sign-in?next="));
    }
    let decision = post(service, &format!("{claim}/decision"), &uploader, &[("step", "confirm")]).await;
    assert_eq!(decision.status, StatusCode::NOT_FOUND);
    let part = format!("/api/v1/evidence/{}/parts/0", scene.target);
    assert_eq!(look(service, &part, &uploader).await.status, StatusCode::NOT_FOUND);
    // A reviewer sees the queue; what is for administrators is not theirs.
    let queue = look(service, "/desk", &scene.reviewer).await;
    assert_eq!(queue.status, StatusCode::OK);
    assert!(queue.body.contains("Example Pictures") && queue.body.contains("opened"));
    assert!(!look(service, "/desk?queue=standard", &scene.reviewer).await.body.contains("Example Pictures"));
    assert_eq!(look(service, "/desk/agreements", &scene.reviewer).await.status, StatusCode::FORBIDDEN);
});

both_engines!(the_tabs_of_the_desk_stay_on_one_line_and_scroll_in_their_own_box, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    // First on a page, whatever its width, with the keys beside them.
    for path in ["/desk", "/desk/orders/new"] {
        let page = look(service, path, &scene.reviewer).await.body;
        let main = page.split("<main").nth(1).unwrap();
        let line = main.split("<div class=\"tabs-line no-print\"><nav class=\"tabs\"").nth(1).unwrap();
        let (tabs, beside) = line.split_once("</nav>").unwrap();
        assert!(tabs.contains("href=\"/desk/counter-notices\"") && !tabs.contains("<button"), "{path}: {tabs}");
        assert!(beside.starts_with("<button type=\"button\" class=\"button-link small\" data-help-hint"), "{beside}");
    }
    let style = send(service, get("/static/css/writ.css")).await.body;
    let rule = |selector: &str| {
        let rule = style.split(&format!("\n  {selector} {{")).nth(1).unwrap();
        rule.split('}').next().unwrap().to_owned()
    };
    let tabs = rule(".tabs");
    for said in ["position: relative;", "overflow: auto hidden;"] {
        assert!(tabs.contains(said), "{said}: {tabs}");
    }
    assert!(!tabs.contains("wrap"), "{tabs}");
    let tab = rule(".tabs a");
    assert!(tab.contains("white-space: nowrap;") && tab.contains("flex: none;"), "{tab}");
    assert!(rule(".table-wrap, .tabs").contains("var(--edge)"), "that it goes on is seen");
});

both_engines!(evidence_is_never_without_its_entry, |app: TestService| async move {
    const OPENINGS: &str = "SELECT COUNT(*) FROM evidence_openings";
    let service = &app.service;
    let scene = scene(service).await;
    let key = scene.file.file_key().encode();
    let page = format!("/desk/claims/{}", scene.claim);
    let open = format!("{page}/targets/{}/evidence", scene.target);
    let part = format!("/api/v1/evidence/{}/parts/0", scene.target);

    // Before the claim is taken, and before the evidence is opened, nothing of it is anywhere. Where the link was found is
    // weighed with the notice: whoever has taken the claim reads it, and seniors.
    let place = "https://forum.example/thread/1";
    assert!(!look(service, &page, &scene.reviewer).await.body.contains(place));
    let looking = staff(service, &scene.cast, "looking", Role::Senior).await;
    assert!(look(service, &page, &looking).await.body.contains(place));
    assert_eq!(post(service, &open, &scene.reviewer, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(look(service, &part, &scene.reviewer).await.status, StatusCode::FORBIDDEN);
    assert_eq!(post(service, "/desk/next", &scene.reviewer, &[]).await.header(header::LOCATION), page);
    assert_eq!(look(service, &part, &scene.reviewer).await.status, StatusCode::CONFLICT);
    let shown = look(service, &page, &scene.reviewer).await;
    assert!(shown.body.contains("Open the evidence") && shown.body.contains(place));
    for secret in [key.as_str(), "film.mkv"] {
        assert!(!shown.body.contains(secret), "{secret}");
    }
    assert_eq!(count(service, OPENINGS).await, 0);

    let opened = post(service, &open, &scene.reviewer, &[("reasons-1", "what I had typed")]).await;
    assert_eq!(opened.status, StatusCode::OK);
    for disclosed in [key.as_str(), "film.mkv", "https://forum.example/thread/1", "what I had typed"] {
        assert!(opened.body.contains(disclosed), "{disclosed}");
    }
    assert_eq!(
        opened.header("content-security-policy"),
        writ::http::security::POLICY,
        "nothing of it is shown outside of its frame"
    );
    assert_eq!(opened.header(header::CACHE_CONTROL), "no-store");
    assert_eq!(count(service, OPENINGS).await, 1);
    let case = cases::desk_case(service, &scene.cast.reviewer, scene.claim).await.unwrap().case.log_case;
    let logged = entries(service, case).await;
    assert_eq!(logged.iter().filter(|entry| entry.kind == "evidence.opened").count(), 1);
    assert_eq!(look(service, &part, &scene.reviewer).await.status, StatusCode::OK);
    assert_eq!(look(service, &part.replace("parts/0", "parts/1"), &scene.reviewer).await.status, StatusCode::NOT_FOUND);

    // Not for another reviewer, not for another's target, and not once the claim is given back.
    let other = staff(service, &scene.cast, "other", Role::Reviewer).await;
    assert!(!look(service, &page, &other).await.body.contains(place));
    let tried = post(service, &open, &other, &[]).await;
    assert!(tried.status == StatusCode::FORBIDDEN && !tried.body.contains(key.as_str()));
    assert_eq!(look(service, &part, &other).await.status, StatusCode::FORBIDDEN);
    let senior = staff(service, &scene.cast, "senior", Role::Senior).await;
    assert_eq!(look(service, &part, &senior).await.status, StatusCode::CONFLICT, "a senior opens it first, too");
    let release = post(service, &format!("{page}/release"), &scene.reviewer, &[]).await;
    assert_eq!(release.status, StatusCode::SEE_OTHER);
    assert_eq!(look(service, &part, &scene.reviewer).await.status, StatusCode::FORBIDDEN);
    assert!(!look(service, &page, &scene.reviewer).await.body.contains(place));
});

both_engines!(a_clock_that_stands_still_is_neither_urgent_nor_late, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let page = format!("/desk/claims/{}", scene.claim);
    let queue = async || look(service, "/desk", &scene.reviewer).await.body;
    assert!(queue().await.contains("4 hours left<"), "nothing is urgent from the first minute on");
    service.clock.advance(Duration::from_mins(185));
    assert!(queue().await.contains("55 minutes left, urgent"));
    assert!(look(service, &page, &scene.reviewer).await.body.contains("55 minutes left, urgent"));
    post(service, &format!("{page}/assignment"), &scene.reviewer, &[]).await;
    let asked = [("missing", "works"), ("missing", "telephone"), ("explanation", "Which reel is it?")];
    assert_eq!(post(service, &format!("{page}/question"), &scene.reviewer, &asked).await.status, StatusCode::SEE_OTHER);
    service.clock.advance(Duration::from_hours(5));
    let shown = queue().await;
    assert!(shown.contains("<span class=\"num\">1</span> claim waits."), "{shown}");
    let second = file(service, &scene.cast, vec![target(&scene.file.url())]).await.unwrap();
    let shown = queue().await;
    assert!(
        shown.contains("Paused") && shown.contains("with 55 minutes left") && !shown.contains("is-late"),
        "{shown}"
    );
    assert!(shown.contains(">2</span> claims wait.") && !shown.contains("past the deadline."));
    let place = |claim: ClaimId| shown.find(&format!("/desk/claims/{claim}")).unwrap();
    assert!(place(second.claim) < place(scene.claim), "what waits for somebody else comes last");
    let shown = look(service, &page, &scene.reviewer).await.body;
    assert!(shown.contains("with 55 minutes left") && !shown.contains("urgent"));
    assert!(shown.contains("<li>the work or works</li><li>a telephone number</li>") && shown.contains("Which reel"));
});

both_engines!(a_party_is_told_so_and_sees_nothing_of_the_case, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let uploader = appointed(service, [cast.first, cast.second], "ula@files.example", Role::Senior).await;
    let session = session_of(service, "ula@files.example").await;
    let stored = File::upload_of(service, uploader, "film.mkv").await;
    let filed = file(service, &cast, vec![target(&stored.url())]).await.unwrap();
    let queue = look(service, "/desk", &session).await;
    assert!(queue.status == StatusCode::OK && !queue.body.contains(&filed.claim.to_string()));
    for path in [format!("/desk/claims/{}", filed.claim), format!("/desk/objects/{}", stored.object)] {
        let refused = look(service, &path, &session).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        assert!(refused.body.contains("You are a party") && !refused.body.contains("Example Pictures"), "{path}");
    }
    let evidence = format!("/desk/claims/{}/targets/{}/evidence", filed.claim, filed.targets[0].target);
    assert_eq!(post(service, &evidence, &session, &[]).await.status, StatusCode::FORBIDDEN);
    let part = format!("/api/v1/evidence/{}/parts/0", filed.targets[0].target);
    assert_eq!(look(service, &part, &session).await.status, StatusCode::FORBIDDEN);
});

both_engines!(a_decision_is_shown_before_it_is_made, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let page = format!("/desk/claims/{}", scene.claim);
    let decision = format!("{page}/decision");
    assert_eq!(post(service, &format!("{page}/assignment"), &scene.reviewer, &[]).await.status, StatusCode::SEE_OTHER);

    let nothing = post(service, &decision, &scene.reviewer, &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = [("finding-1", "not-infringing"), ("action-1", "lock-and-delete"), ("reasons-1", "Mine.")];
    let wrong = post(service, &decision, &scene.reviewer, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Nothing can be restricted") && wrong.body.contains("Mine."));

    let question = format!("{page}/question");
    let key = [("missing", "key"), ("explanation", "Send the key.")];
    assert_eq!(post(service, &question, &scene.reviewer, &key).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let mut typed = vec![
        ("finding-1", "infringing"),
        ("action-1", "lock-and-delete"),
        ("ground-1", "17 U.S.C. 106"),
        ("kept-1", "00000000-0000-0000-0000-000000000001"),
    ];
    let shown = post(service, &decision, &scene.reviewer, &typed).await;
    assert_eq!(shown.status, StatusCode::OK);
    for touched in ["paris", "delft", "otago", "The file is a copy of the work", "Nobody has opened the evidence"] {
        assert!(shown.body.contains(touched), "{touched}");
    }
    let caution = "The material is found to be illegal, and stays as it is";
    assert!(!shown.body.contains(caution), "{}", shown.body);
    for (finding, is_cautioned) in [("infringing", true), ("other-illegal", true), ("not-infringing", false)] {
        let nothing = [("finding-1", finding), ("action-1", "none"), typed[2], typed[3]];
        let shown = post(service, &decision, &scene.reviewer, &nothing).await;
        assert_eq!(shown.body.contains(caution), is_cautioned, "{finding}: {}", shown.body);
    }
    assert_eq!(object_state(service, scene.file.object).await, ObjectState::Available, "nothing is decided yet");

    typed.push(("step", "confirm"));
    assert_eq!(post(service, &decision, &scene.reviewer, &typed).await.header(header::LOCATION), page);
    assert_eq!(object_state(service, scene.file.object).await, ObjectState::Locked);
    let again = post(service, &decision, &scene.reviewer, &typed).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a decision is made once");
    audit::sequence(service).await.unwrap();
    let decided = look(service, &page, &scene.reviewer).await;
    assert!(decided.body.contains("Decided: infringing") && decided.body.contains("/log/entries/"));
});

both_engines!(a_board_at_the_desk_is_live_until_the_last_look, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let object = format!("/desk/objects/{}", scene.file.object);
    let (board, page) = (format!("{object}/board"), format!("/desk/claims/{}", scene.claim));
    assert!(
        look(service, &board, &scene.reviewer).await.body.starts_with("<div data-progress>"),
        "nothing is under way"
    );
    post(service, &format!("{page}/assignment"), &scene.reviewer, &[]).await;
    let typed = [
        ("finding-1", "infringing"),
        ("action-1", "lock-and-delete"),
        ("ground-1", "17 U.S.C. 106"),
        ("reasons-1", "It is a copy."),
        ("step", "confirm"),
    ];
    post(service, &format!("{page}/decision"), &scene.reviewer, &typed).await;
    for place in [&object, &page] {
        let shown = look(service, place, &scene.reviewer).await.body;
        assert!(shown.contains(&format!("data-refresh=\"{board}\"")) && shown.contains("data-live"), "{place}");
        assert!(shown.contains("js/progress.js"), "{place}");
    }
    let live = look(service, &board, &scene.reviewer).await.body;
    assert!(live.starts_with("<div data-progress data-live>") && !live.contains("<html"), "{live}");

    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty() && ran.waiting.is_empty(), "{ran:?}");
    audit::sequence(service).await.unwrap();
    let done = look(service, &board, &scene.reviewer).await.body;
    assert!(done.starts_with("<div data-progress>"), "{done}");
    for mirror in ["paris", "delft", "otago", "Deleted", "Gone"] {
        assert!(done.contains(mirror), "{mirror}");
    }
    let object = look(service, &object, &scene.reviewer).await.body;
    assert!(object.contains("ordered the mirrors to delete the file") && object.contains("/log/entries/"));

    account(service, "ugo@example.net").await;
    let uploader = session_of(service, "ugo@example.net").await;
    assert_eq!(look(service, &board, &uploader).await.status, StatusCode::NOT_FOUND);
});

both_engines!(nobody_confirms_what_they_proposed, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let page = format!("/desk/claims/{}", scene.claim);
    post(service, &format!("{page}/assignment"), &scene.reviewer, &[]).await;
    let typed = [
        ("finding-1", "infringing"),
        ("action-1", "lock-and-delete"),
        ("ground-1", "17 U.S.C. 106"),
        ("reasons-1", "It is a copy."),
        ("step", "confirm"),
    ];
    post(service, &format!("{page}/decision"), &scene.reviewer, &typed).await;
    let senior = staff(service, &scene.cast, "senior", Role::Senior).await;
    let other = staff(service, &scene.cast, "second-senior", Role::Senior).await;
    let purge = format!("/desk/objects/{}/purge", scene.file.object);

    assert_eq!(post(service, &purge, &senior, &[("reason", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(service, &purge, &scene.reviewer, &[("reason", "x")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(post(service, &purge, &senior, &[("reason", "A court said so.")]).await.status, StatusCode::SEE_OTHER);
    let mut tx = service.db.read().await.unwrap();
    let (step,) = db::one!(
        &mut tx,
        (writ::ids::TwoPersonStepId,),
        "SELECT id FROM two_person_steps WHERE kind = 'immediate-purge'"
    )
    .unwrap();
    drop(tx);
    // The file's page says what waits and since when, leads to where it is confirmed, and offers it no second time.
    let file = format!("/desk/objects/{}", scene.file.object);
    let twice = post(service, &purge, &other, &[("reason", "Once more.")]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let theirs = "Confirm it, or turn it down.";
    for (page, by, leads) in [
        (twice.body, "senior@files.example", theirs),
        (look(service, &file, &other).await.body, "senior@files.example", theirs),
        (look(service, &file, &senior).await.body, "you", "You proposed it, so somebody else confirms it."),
        (look(service, &file, &scene.reviewer).await.body, "senior@files.example", "It waits for a second person."),
    ] {
        assert!(page.contains(&format!("Proposed by {by} ")), "{by}: {page}");
        assert!(page.contains(&format!("<a href=\"/desk/steps\">{leads}</a>")), "{leads}: {page}");
        assert!(page.contains("A court said so.") && !page.contains("Propose the purge"), "{page}");
    }
    let confirm = format!("/desk/steps/{step}/confirmation");
    let same = post(service, &confirm, &senior, &[]).await;
    assert_eq!(same.status, StatusCode::CONFLICT);
    assert!(same.body.contains("This step needs two people"));
    assert_eq!(post(service, &confirm, &scene.reviewer, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(count(service, "SELECT COUNT(*) FROM purges").await, 0);
    let steps = look(service, "/desk/steps", &other).await;
    assert!(steps.body.contains("A court said so.") && steps.body.contains("Purge it"));
    assert!(steps.body.contains("you can confirm it") && !steps.body.contains("second person:"), "{}", steps.body);
    assert!(steps.body.contains(&format!("data-copy=\"{}\"", scene.file.object)), "which file: {}", steps.body);
    let own = look(service, "/desk/steps", &senior).await.body;
    assert!(!own.contains("Purge it") && own.contains("there are 4 who can confirm it"), "{own}");
    // It stands at the head of the queue of whoever may confirm it; others read that it is not theirs.
    let queue = look(service, "/desk", &other).await.body;
    assert!(queue.contains("1 step waits for you"), "{queue}");
    assert!(queue.contains("<a href=\"/desk/steps\">A purge at once</a>, proposed by senior@files.example"), "{queue}");
    for not_theirs in [&senior, &scene.reviewer] {
        let queue = look(service, "/desk", not_theirs).await.body;
        assert!(!queue.contains("waits for you") && queue.contains("1 step waits for somebody else."), "{queue}");
    }
    assert_eq!(post(service, &confirm, &other, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(count(service, "SELECT COUNT(*) FROM purges").await, 1);
    assert_eq!(post(service, &confirm, &other, &[]).await.status, StatusCode::CONFLICT, "once");
});

both_engines!(what_nobody_else_can_confirm_says_so_until_somebody_can, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let ada = staff(service, &cast, "ada", Role::Administrator).await;
    // Administrators have no queue: a reviewer reads there what waits.
    let rui = staff(service, &cast, "rui", Role::Reviewer).await;
    for gone in [cast.first, cast.second, cast.senior] {
        without_roles(service, gone).await;
    }
    let grant = format!("/desk/rights-holders/{}/direct-access", cast.organisation);
    assert_eq!(post(service, &grant, &ada, &[("reason", "Accurate.")]).await.status, StatusCode::SEE_OTHER);
    let steps = look(service, "/desk/steps", &ada).await.body;
    assert!(steps.contains("nobody else can confirm it yet"), "{steps}");
    let queue = look(service, "/desk", &rui).await.body;
    assert!(queue.contains("1 step waits for a second person; for 1 of them there is nobody yet."), "{queue}");
    // A senior is no administrator, and whoever became one can.
    cast::with_role(service, cast.senior, Role::Senior).await;
    assert!(look(service, "/desk/steps", &ada).await.body.contains("nobody else can confirm it yet"));
    cast::with_role(service, cast.second, Role::Administrator).await;
    let steps = look(service, "/desk/steps", &ada).await.body;
    assert!(steps.contains("there is one who can confirm it") && !steps.contains("nobody else"), "{steps}");
    let queue = look(service, "/desk", &rui).await.body;
    assert!(queue.contains("1 step waits for somebody else.") && !queue.contains("nobody yet"), "{queue}");
});

both_engines!(administrators_verify_and_grant_from_the_desk, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let first = staff(service, &cast, "ada", Role::Administrator).await;
    let second = staff(service, &cast, "boris", Role::Administrator).await;
    let holder = format!("/desk/rights-holders/{}", cast.organisation);
    assert!(look(service, "/desk/rights-holders?state=verified", &first).await.body.contains("Example Pictures"));
    let suspend = post(service, &format!("{holder}/suspension"), &first, &[("reason", "")]).await;
    assert_eq!(suspend.status, StatusCode::UNPROCESSABLE_ENTITY);
    for act in ["suspension", "verification", "direct-access"] {
        let done = post(service, &format!("{holder}/{act}"), &first, &[("reason", "Register seen.")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{act}");
    }
    assert!(look(service, &holder, &second).await.body.contains("Direct access is proposed"));
    let mut tx = service.db.read().await.unwrap();
    let (step,) = db::one!(
        &mut tx,
        (writ::ids::TwoPersonStepId,),
        "SELECT id FROM two_person_steps WHERE kind = 'direct-access'"
    )
    .unwrap();
    drop(tx);
    let confirm = format!("/desk/steps/{step}/confirmation");
    assert_eq!(post(service, &confirm, &first, &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(post(service, &confirm, &second, &[]).await.header(header::LOCATION), holder);
    assert!(look(service, &holder, &first).await.body.contains("Take direct access away"));

    // The next version begins with the text in force, and carriage returns of browsers do not change what is signed.
    let versions = look(service, "/desk/agreements", &first).await;
    assert!(versions.body.contains("counsel"));
    let mut text = vec![("en", "A text.\r\nOf two lines."), ("reason", "Clearer.")];
    let refused = post(service, "/desk/agreements", &first, &text).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("href=\"#fr\""));
    text.push(("fr", "Un texte.\r\nDe deux lignes."));
    assert_eq!(post(service, "/desk/agreements", &first, &text).await.status, StatusCode::SEE_OTHER);
    assert_eq!(count(service, "SELECT COUNT(*) FROM agreement_texts WHERE text LIKE '%\r%'").await, 0);
    assert!(look(service, "/desk/agreements", &second).await.body.contains("publish it"));
});

both_engines!(two_administrators_appoint_and_remove_from_the_desk, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let ada = staff(service, &cast, "ada", Role::Administrator).await;
    let boris = staff(service, &cast, "boris", Role::Administrator).await;
    let dora = account(service, "dora@files.example").await;
    let session = session_of(service, "dora@files.example").await;

    let invitations = "/desk/accounts/invitations";
    let silent = post(service, invitations, &ada, &[("role", "administrator")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.body.contains("Say why"));
    let invited = post(service, invitations, &ada, &[("role", "administrator"), ("reason", "A third <key>.")]).await;
    let link = invited.body.split("/invitation#").nth(1).unwrap();
    let taken = post(service, "/invitation", &session, &[("token", &link[..43])]).await;
    assert_eq!((taken.status, taken.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/account"));
    assert!(look(service, "/account", &session).await.body.contains("It takes two administrators to appoint you"));
    assert_eq!(look(service, "/desk/accounts", &session).await.status, StatusCode::FORBIDDEN);

    let confirmation = async || {
        let waiting = writ::accounts::two_person::waiting(service, &cast.first).await.unwrap();
        format!("/desk/steps/{}/confirmation", waiting[0].step.id)
    };
    let appoint = confirmation().await;
    let seen = look(service, "/desk/steps", &boris).await.body;
    for shown in ["A new administrator: dora@files.example", "A third &lt;key&gt;.", "Ask the person themselves"] {
        assert!(seen.contains(shown), "{shown}");
    }
    assert!(!look(service, "/desk/steps", &ada).await.body.contains("Appoint them"));
    assert_eq!(post(service, &appoint, &ada, &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(post(service, &appoint, &boris, &[]).await.header(header::LOCATION), "/desk/accounts");
    assert_eq!(look(service, "/account", &session).await.status, StatusCode::SEE_OTHER, "signed out");
    let session = session_of(service, "dora@files.example").await;
    assert_eq!(look(service, "/desk/accounts", &session).await.status, StatusCode::OK);

    // One cannot press the role away from another; two can; and each their own.
    let role = format!("/desk/accounts/{}/roles/administrator/withdrawal", dora.account);
    assert_eq!(post(service, &role, &ada, &[]).await.status, StatusCode::CONFLICT);
    let removal = format!("/desk/accounts/{}/removal", dora.account);
    assert!(look(service, &removal, &ada).await.body.contains("dora@files.example"));
    assert_eq!(post(service, &removal, &ada, &[("reason", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(service, &removal, &ada, &[("reason", "Left us.")]).await.status, StatusCode::SEE_OTHER);
    let remove = confirmation().await;
    let about = look(service, "/desk/steps", &session).await.body;
    assert!(about.contains("No administrator any more: you") && !about.contains("Take the role away"));
    assert_eq!(post(service, &remove, &session, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(post(service, &remove, &boris, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(look(service, "/desk/accounts", &session).await.status, StatusCode::FORBIDDEN);
    let own = "/account/roles/administrator/withdrawal";
    assert!(look(service, own, &boris).await.body.contains("Lay down your role administrator?"));
    assert_eq!(look(service, own, &session).await.status, StatusCode::NOT_FOUND);
    assert_eq!(post(service, own, &boris, &[]).await.header(header::LOCATION), "/account");
    assert_eq!(look(service, "/desk/accounts", &boris).await.status, StatusCode::FORBIDDEN);
});

both_engines!(anybody_reads_the_log_and_its_proofs, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    audit::sequence(service).await.unwrap();
    let page = send(service, get("/log")).await;
    assert_eq!(page.status, StatusCode::OK);
    for shown in ["Claim filed", "What it does not prove", "writ audit verify http://localhost:8080/log"] {
        assert!(page.body.contains(shown), "{shown}");
    }
    for secret in [scene.file.object.to_string(), scene.claim.to_string(), "ada@pictures.example".to_owned()] {
        assert!(!page.body.contains(&secret), "{secret}");
    }
    assert_eq!(send(service, get("/log?entry=0")).await.header(header::LOCATION), "/log/entries/0");
    let entry = send(service, get("/log/entries/0")).await;
    assert!(entry.body.contains("c2sp.org/tlog-proof@v1") && entry.body.contains("index 0"));
    assert_eq!(send(service, get("/log/entries/999999")).await.status, StatusCode::NOT_FOUND);
});
