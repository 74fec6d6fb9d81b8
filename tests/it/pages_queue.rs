//! The pages of the desk's queue, through the router: no key of a pasted link goes anywhere, views are tabs, what is decided
//! together was shown first, and seniors give claims to others.

use http::{StatusCode, header};
use tracing::instrument::WithSubscriber as _;
use url::form_urlencoded;
use writ::accounts::Role;
use writ::audit;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::reports::Report;
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::{cases, correspondents, queue, reports};
use writ::ids::ClaimId;
use writ::vault::ObjectState;

use crate::accounts::account;
use crate::app::{TestService, both_engines};
use crate::claims::cast::{File, count, file, object_state, report, target};
use crate::http::Lines;
use crate::pages_case::noticed;
use crate::pages_desk::{look, post, scene, staff};

/// What is written instead of a character in an address.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

both_engines!(the_key_of_a_pasted_link_is_in_no_address_page_view_or_log, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let (whole, link) = (scene.file.url(), scene.file.link.as_str());
    let key = scene.file.key.encode();
    let _other = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    async {
        let led = post(service, "/desk/search", &scene.reviewer, &[("q", &whole), ("due", "urgent")]).await;
        assert_eq!(led.status, StatusCode::SEE_OTHER);
        assert_eq!(led.header(header::LOCATION), format!("/desk?due=urgent&q={link}"));
        let found = look(service, &format!("/desk?q={link}"), &scene.reviewer).await;
        assert!(found.body.contains(&scene.claim.to_string()) && !found.body.contains(key.as_str()));
        // An address that somebody made by hand is left at once.
        let by_hand = look(service, &format!("/desk?q={}", encoded(&whole)), &scene.reviewer).await;
        assert_eq!(by_hand.header(header::LOCATION), format!("/desk?q={link}"));
        // A key by itself is neither looked for nor shown again.
        for answer in [
            post(service, "/desk/search", &scene.reviewer, &[("q", key.as_str())]).await,
            look(service, &format!("/desk?q={}", key.as_str()), &scene.reviewer).await,
            post(service, "/desk/views", &scene.reviewer, &[("name", "x"), ("query", &format!("q={}", *key))]).await,
        ] {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.body.contains("This looks like a key") && !answer.body.contains(key.as_str()));
        }
        let query = format!("q={}", encoded(&whole));
        let saved = post(service, "/desk/views", &scene.reviewer, &[("name", "That film"), ("query", &query)]).await;
        assert_eq!(saved.header(header::LOCATION), format!("/desk?q={link}"));
        let shown = look(service, "/desk", &scene.reviewer).await.body;
        assert!(shown.contains("That film") && !shown.contains(key.as_str()));
    }
    .with_subscriber(subscriber)
    .await;
    let logged = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("/desk/search"), "the route is logged: {logged}");
    for secret in [key.as_str(), link] {
        assert!(!logged.contains(secret), "{logged}");
    }
    let mut tx = service.db.read().await.unwrap();
    let kept = writ::db::all!(&mut tx, (String,), "SELECT query FROM queue_views").unwrap();
    assert_eq!(kept, [(format!("q={link}"),)]);
});

both_engines!(the_queue_comes_in_pages_with_views_as_tabs, |app: TestService| async move {
    let app = app;
    let service = &crate::claims::cast::limited(&app.service, |limits| limits.page_rows = 2);
    let scene = scene(service).await;
    for n in 0..4 {
        let notice = report(Basis::EuDsa, &scene.file.bare());
        reports::send(service, &format!("198.51.100.{n}"), None, &notice).await.unwrap();
    }
    let first = look(service, "/desk", &scene.reviewer).await.body;
    assert!(first.contains("<span class=\"num\">5</span> claims wait") && first.contains("The next page"));
    let next = first.split("href=\"/desk?after=").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let second = look(service, &format!("/desk?after={next}"), &scene.reviewer).await.body;
    assert!(second.contains("To the beginning") && !second.contains("Example Pictures"));
    assert_eq!(look(service, "/desk?after=nonsense&law=nonsense", &scene.reviewer).await.status, StatusCode::OK);

    let nameless = [("name", " "), ("query", "law=eu-dsa")];
    let refused = post(service, "/desk/views", &scene.reviewer, &nameless).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Name the view"));
    let named = [("name", "Europe"), ("query", "law=eu-dsa&law2=nonsense")];
    let saved = post(service, "/desk/views", &scene.reviewer, &named).await;
    assert_eq!(saved.header(header::LOCATION), "/desk?law=eu-dsa");
    let page = look(service, "/desk?law=eu-dsa", &scene.reviewer).await.body;
    assert!(page.contains("aria-current=\"page\">Europe <span class=\"count\"><span class=\"num\">4</span></span>"));
    let removal = page.split("action=\"/desk/views/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let removal = format!("/desk/views/{removal}");
    let other = staff(service, &scene.cast, "ria", Role::Reviewer).await;
    assert!(!look(service, "/desk", &other).await.body.contains("Europe"));
    assert_eq!(post(service, &removal, &other, &[]).await.status, StatusCode::NOT_FOUND);
    let share = [("name", "All of it"), ("query", "who=free"), ("shared", "yes")];
    assert_eq!(post(service, "/desk/views", &other, &share).await.status, StatusCode::FORBIDDEN);
    let senior = staff(service, &scene.cast, "senior", Role::Senior).await;
    assert_eq!(post(service, "/desk/views", &senior, &share).await.status, StatusCode::SEE_OTHER);
    assert!(look(service, "/desk", &other).await.body.contains("All of it"));
    assert_eq!(post(service, &removal, &scene.reviewer, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(!look(service, "/desk", &scene.reviewer).await.body.contains("Europe"));
});

both_engines!(the_next_one_is_taken_and_what_is_a_seniors_is_passed_over, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let mut limited = crate::claims::cast::claim_of(vec![target(&scene.file.url())]);
    limited.territory = "FR".into();
    service.clock.advance(std::time::Duration::from_mins(1));
    let cast = &scene.cast;
    let seniors = writ::claims::filing::file(service, &cast.member, cast.organisation, &limited).await.unwrap().claim;
    let page = format!("/desk/claims/{}", scene.claim);
    assert_eq!(post(service, "/desk/next", &scene.reviewer, &[]).await.header(header::LOCATION), page);
    // What is one's own is not taken again, and what is a senior's not by a reviewer.
    assert_eq!(post(service, "/desk/next", &scene.reviewer, &[]).await.header(header::LOCATION), "/desk");
    assert!(look(service, "/desk", &scene.reviewer).await.body.contains("Nothing is free"));
    let senior = staff(service, cast, "senior", Role::Senior).await;
    let next = post(service, "/desk/next", &senior, &[]).await;
    assert_eq!(next.header(header::LOCATION), format!("/desk/claims/{seniors}"));
    // After a decision the next one is one press away.
    let typed = [("finding-1", "not-infringing"), ("action-1", "none"), ("reasons-1", "Another."), ("step", "confirm")];
    post(service, &format!("{page}/decision"), &scene.reviewer, &typed).await;
    let decided = look(service, &page, &scene.reviewer).await.body;
    assert!(decided.contains("Take the next one") && decided.contains("data-key=\"n\""));
});

both_engines!(what_is_decided_together_was_shown, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let song = File::upload(service, "song.flac").await;
    let second = file(service, &scene.cast, vec![target(&song.url()), target(&scene.file.url())]).await.unwrap();
    let held = file(service, &scene.cast, vec![target(&song.url())]).await.unwrap().claim;
    let other = staff(service, &scene.cast, "ria", Role::Reviewer).await;
    post(service, &format!("/desk/claims/{held}/assignment"), &other, &[]).await;

    let none = post(service, "/desk/bulk", &scene.reviewer, &[]).await;
    assert_eq!(none.header(header::LOCATION), "/desk");
    let claims: Vec<String> = [scene.claim, second.claim, held].iter().map(ClaimId::to_string).collect();
    let chosen: Vec<(&str, &str)> = claims.iter().map(|claim| ("claim", claim.as_str())).collect();
    let shown = post(service, "/desk/bulk", &scene.reviewer, &chosen).await;
    assert_eq!(shown.status, StatusCode::OK);
    for words in ["3 in 2 claims", "One claim is left out", "omebody else has taken", "forum.example/thread/1", "paris"]
    {
        assert!(shown.body.contains(words), "{words}: {}", shown.body);
    }
    let boxes: Vec<String> = [(scene.claim, scene.target), (second.claim, second.targets[0].target)]
        .iter()
        .map(|(claim, target)| format!("{claim}:{target}"))
        .collect();
    assert!(boxes.iter().all(|target| shown.body.contains(target.as_str())));

    // What is wrong is told, and what was typed and ticked stays.
    let mut typed = vec![("claim", claims[0].as_str()), ("claim", claims[1].as_str()), ("step", "show")];
    typed.extend(boxes.iter().map(|target| ("target", target.as_str())));
    typed.extend([("finding", "not-infringing"), ("action", "lock-and-delete"), ("reasons", "They are copies.")]);
    let refused = post(service, "/desk/bulk", &scene.reviewer, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Nothing can be restricted") && refused.body.contains("They are copies."));
    assert_eq!(refused.body.matches("data-choose").count() - 1, 3, "three boxes, and the sheet of keys");
    assert_eq!(refused.body.matches(" checked data-choose").count(), 2);

    typed.retain(|(name, _)| *name != "finding");
    typed.extend([("finding", "infringing"), ("ground", "17 U.S.C. 106")]);
    let confirm = post(service, "/desk/bulk", &scene.reviewer, &typed).await;
    assert_eq!(confirm.status, StatusCode::OK);
    assert!(confirm.body.contains("Decide these 2 targets") && confirm.body.contains("They are copies."));
    assert_eq!(confirm.body.matches("name=\"target\"").count(), 2, "what was not ticked is not there");
    // What was claimed stands beside it, a way to the evidence nobody opened, and how far the action that was chosen reaches.
    let notice = cases::desk_case(service, &scene.cast.reviewer, scene.claim).await.unwrap().case.statement.input();
    let evidence = format!("/desk/claims/{}#target-1", scene.claim);
    for words in [notice.works.as_str(), &evidence, "Locking and deleting it touches 1 link"] {
        assert!(confirm.body.contains(words), "{words}: {}", confirm.body);
    }
    let only_link: Vec<_> =
        typed.iter().map(|(name, value)| (*name, if *name == "action" { "disable-link" } else { *value })).collect();
    let confirm = post(service, "/desk/bulk", &scene.reviewer, &only_link).await.body;
    assert!(confirm.contains("This link is disabled; the file and its other links stay."), "{confirm}");
    assert!(!confirm.contains("Locking and deleting it touches"), "{confirm}");
    assert_eq!(count(service, "SELECT COUNT(*) FROM decisions").await, 0, "nothing is decided yet");

    // The claim grows meanwhile, and one of the two is decided elsewhere.
    let rulings = [Ruling {
        target: scene.target,
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "Another work.".into(),
    }];
    let mut tx = service.db.read().await.unwrap();
    let (account,) =
        writ::db::one!(&mut tx, (writ::ids::AccountId,), "SELECT assigned_to FROM claims WHERE id = $1", scene.claim)
            .unwrap();
    drop(tx);
    let reviewer = writ::accounts::Actor { account, roles: writ::accounts::Roles::NONE.with(Role::Reviewer) };
    decisions::decide(service, &reviewer, scene.claim, &rulings).await.unwrap();
    typed.retain(|(name, _)| *name != "step" && *name != "claim");
    typed.push(("step", "confirm"));
    let result = post(service, "/desk/bulk", &scene.reviewer, &typed).await;
    assert_eq!(result.status, StatusCode::OK);
    for words in ["One target in one claim", "One claim is left out", "is decided"] {
        assert!(result.body.contains(words), "{words}: {}", result.body);
    }
    assert_eq!(object_state(service, song.object).await, ObjectState::Locked);
    assert_eq!(object_state(service, scene.file.object).await, ObjectState::Available);
    assert_eq!(count(service, "SELECT COUNT(*) FROM decisions").await, 2);
    // What is not whole decides nothing.
    typed.push(("target", "nonsense"));
    assert_eq!(post(service, "/desk/bulk", &scene.reviewer, &typed).await.status, StatusCode::CONFLICT);
});

both_engines!(a_senior_sees_who_has_what_and_gives_it_away, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let senior = staff(service, &scene.cast, "senior", Role::Senior).await;
    staff(service, &scene.cast, "ria", Role::Reviewer).await;
    post(service, "/desk/next", &scene.reviewer, &[]).await;
    let page = format!("/desk/claims/{}", scene.claim);
    assert!(!look(service, &page, &scene.reviewer).await.body.contains("/reassignment"));
    assert_eq!(look(service, "/desk/workload", &scene.reviewer).await.status, StatusCode::FORBIDDEN);
    let seen = look(service, "/desk/workload", &senior).await.body;
    assert!(seen.contains("What rui@files.example has") && seen.contains("Example Pictures"));
    let ria = seen
        .split("<option value=\"")
        .skip(1)
        .find(|option| option.contains("ria@files.example"))
        .and_then(|option| option.split('"').next())
        .unwrap();
    let reassignment = format!("{page}/reassignment");
    assert_eq!(post(service, &reassignment, &senior, &[("to", "x")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let given = post(service, &reassignment, &senior, &[("to", ria), ("from", "workload")]).await;
    assert_eq!(given.header(header::LOCATION), "/desk/workload");
    assert!(look(service, "/desk/workload", &senior).await.body.contains("What ria@files.example has"));
    let of_ria = look(service, &format!("/desk?who={ria}"), &senior).await.body;
    assert!(of_ria.contains("Example Pictures"));
    assert_eq!(look(service, &format!("/desk?who={ria}"), &scene.reviewer).await.status, StatusCode::FORBIDDEN);
    let typed = [("finding-1", "not-infringing"), ("action-1", "none"), ("reasons-1", "Another."), ("step", "confirm")];
    let late = post(service, &format!("{page}/decision"), &scene.reviewer, &typed).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("omebody else has taken this claim"));
    assert_eq!(post(service, &reassignment, &senior, &[("to", "")]).await.header(header::LOCATION), page);
    audit::sequence(service).await.unwrap();
    let told = look(service, &page, &senior).await.body;
    assert!(told.contains("gave the claim to another reviewer") && told.contains("gave the claim back to the queue"));
    assert!(queue::take_next(service, &scene.cast.reviewer).await.unwrap().is_some(), "it is free");
});

both_engines!(the_queue_says_whose_address_nobody_has_confirmed, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let film = File::upload(service, "other.mkv").await;
    let (by_nora, _, code) = noticed(service, &film.bare()).await;
    let nina = account(service, "nina@example.net").await;
    let notice = report(Basis::EuDsa, &film.bare());
    reports::send(service, "198.51.100.9", Some(nina.account), &notice).await.unwrap();
    let mut silent = report(Basis::OtherLaw, &film.bare());
    silent.statement.email.clear();
    reports::send(service, "198.51.100.8", None, &silent).await.unwrap();

    let badge = "<span class=\"badge badge-plain\">Address not confirmed</span>";
    // How many rows there are, and which of them have the badge.
    let rows = async |path: &str| {
        let body = look(service, path, &scene.reviewer).await.body;
        let headings: Vec<&str> =
            body.split("<th scope=\"row\">").skip(1).map(|row| row.split("</th>").next().unwrap()).collect();
        let marked: Vec<String> =
            headings.iter().filter(|heading| heading.contains(badge)).map(|heading| (*heading).to_owned()).collect();
        (headings.len(), marked)
    };
    let searched = format!("/desk?q={}", film.link.as_str());
    for (path, count) in [("/desk", 4), (searched.as_str(), 3)] {
        let (all, marked) = rows(path).await;
        let [marked] = marked.as_slice() else {
            panic!("{path}: one has an address that is not confirmed: {marked:?}")
        };
        assert!(all == count && marked.contains(&format!("/desk/claims/{by_nora}")), "{path}: {all}, {marked}");
    }
    let case = format!("/desk/claims/{by_nora}");
    assert!(look(service, &case, &scene.reviewer).await.body.contains(badge), "in the same words");
    correspondents::confirm(service, by_nora, &code).await.unwrap();
    for path in ["/desk", searched.as_str()] {
        assert_eq!(rows(path).await.1, Vec::<String>::new(), "{path}");
    }
});

both_engines!(a_sender_is_found_by_their_whole_address_which_then_stands_nowhere, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let film = File::upload(service, "other.mkv").await;
    let (by_nora, _, code) = noticed(service, &film.bare()).await;
    let nina = account(service, "nina@example.net").await;
    let notice = report(Basis::EuDsa, &film.bare());
    let by_nina = reports::send(service, "198.51.100.9", Some(nina.account), &notice).await.unwrap().claim;
    let found = async |address: &str| {
        let led = post(service, "/desk/search", &scene.reviewer, &[("q", address)]).await;
        let place = led.header(header::LOCATION).to_owned();
        assert!(place.starts_with("/desk?q=%40") && !place.contains("example"), "{place}");
        look(service, &place, &scene.reviewer).await.body
    };
    let unconfirmed = found("nora@example.net").await;
    let (given, sent) = ("this address was given, and not confirmed", "sent by this address");
    assert!(unconfirmed.contains(given) && !unconfirmed.contains(sent), "anybody can type an address");
    assert!(unconfirmed.contains(&format!("/desk/claims/{by_nora}")) && !unconfirmed.contains("nora@"));
    correspondents::confirm(service, by_nora, &code).await.unwrap();
    let confirmed = found("nora@example.net").await;
    assert!(confirmed.contains(sent) && !confirmed.contains(given), "{confirmed}");
    let as_copied = [
        "Nora <nora@example.net>",
        "mailto:nora@example.net",
        "nora@example.net,",
        "nora＠example.net",
        "nora﹫example.net",
    ];
    let by_nora = as_copied.into_iter().chain([" Nora@Example.net"]).map(|address| (address, by_nora));
    for (address, claim) in by_nora.chain([("nina@example.net", by_nina)]) {
        let body = found(address).await;
        let rows = body.matches("<th scope=\"row\">").count();
        assert!(body.contains(&format!("/desk/claims/{claim}")) && rows == 1, "{address}: {body}");
    }
    assert!(found("ora@example.net").await.contains("Nothing is found"), "whole, or not at all");
    // Whoever files for an organisation is found by its name.
    assert!(found("member@pictures.example").await.contains("Nothing is found"));

    for none in [
        "nora@",
        "nora@example.net nina@example.net",
        "nora@exam#ple.net",
        "x/f/y nora@example.net",
        "x/f/y nora＠example.net",
        "https://files.example/f/short nora@example.net",
    ] {
        let refused = post(service, "/desk/search", &scene.reviewer, &[("q", none)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{none}");
        assert!(refused.body.contains("is not one mail address"), "{}", refused.body);
    }
    // Neither an address that somebody wrote by hand nor a view keeps it.
    let by_hand = look(service, "/desk?q=nora%40example.net", &scene.reviewer).await;
    assert!(by_hand.header(header::LOCATION).starts_with("/desk?q=%40"));
    let view = [("name", "Hers"), ("query", "q=nora%40example.net")];
    assert_eq!(post(service, "/desk/views", &scene.reviewer, &view).await.status, StatusCode::SEE_OTHER);
    assert_eq!(count(service, "SELECT COUNT(*) FROM queue_views WHERE query LIKE '%nora%'").await, 0);
    let tab = look(service, "/desk", &scene.reviewer).await.body;
    assert!(tab.contains("Hers <span class=\"count\"><span class=\"num\">1</span>"), "{tab}");

    // What is claimed of the files of an account is found by its address, too, and each row says which it is.
    let hers = File::upload_of(service, nina, "hers.mkv").await;
    let (of_hers, ..) = noticed(service, &hers.bare()).await;
    let body = found("nina@example.net").await;
    for said in ["sent by this address", &format!("/desk/claims/{by_nina}"), &format!("/desk/claims/{of_hers}")] {
        assert!(body.contains(said), "{said}: {body}");
    }
    assert_eq!(body.matches("on a file of this address").count(), 1, "{body}");
});

both_engines!(the_name_in_a_notice_is_found_whole_and_then_stands_nowhere, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let film = File::upload(service, "other.mkv").await;
    let (by_nora, ..) = noticed(service, &film.bare()).await;
    let named = async |name: &str| {
        let notice = report(Basis::EuDsa, &film.bare());
        let statement = StatementInput { name: name.into(), email: "ada@example.net".into(), ..notice.statement };
        let notice = Report { statement, ..notice };
        reports::send(service, "198.51.100.8", None, &notice).await.unwrap().claim
    };
    let _other = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let body = async {
        let mut body = String::new();
        for typed in ["Nora Notifier", "  nora   NOTIFIER ", "Ｎｏｒａ\u{a0}Notifier"] {
            let led = post(service, "/desk/search", &scene.reviewer, &[("q", typed), ("due", "urgent")]).await;
            let place = led.header(header::LOCATION).to_owned();
            assert!(place.starts_with("/desk?due=urgent&q=%7E") && !place.contains("otifier"), "{place}");
            body = look(service, &place.replace("due=urgent&", ""), &scene.reviewer).await.body;
            assert!(body.contains("sent in this name") && body.contains("value=\"~"), "{typed}: {body}");
            assert!(body.contains(&format!("/desk/claims/{by_nora}")), "{typed}: {body}");
            assert_eq!(body.matches("<th scope=\"row\">").count(), 1, "{typed}: {body}");
        }
        // Neither an address that somebody wrote by hand nor a view keeps it.
        let by_hand = look(service, "/desk?q=Nora+Notifier", &scene.reviewer).await;
        assert!(by_hand.header(header::LOCATION).starts_with("/desk?q=%7E"));
        let view = [("name", "Hers"), ("query", "q=Nora+Notifier")];
        let saved = post(service, "/desk/views", &scene.reviewer, &view).await;
        assert!(saved.header(header::LOCATION).starts_with("/desk?q=%7E"), "{}", saved.body);
        body
    }
    .with_subscriber(subscriber)
    .await;
    let logged = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("/desk/search"), "the route is logged: {logged}");
    let digest = body.split("value=\"~").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    for secret in ["otifier", digest] {
        assert!(!logged.contains(secret), "{logged}");
    }
    assert_eq!(count(service, "SELECT COUNT(*) FROM queue_views WHERE query LIKE '%otifier%'").await, 0);
    let tab = look(service, "/desk", &scene.reviewer).await.body;
    assert!(tab.contains("Hers <span class=\"count\"><span class=\"num\">1</span>"), "{tab}");

    // Whole, or not at all; and what nobody is called stands as it was typed.
    for other in ["Nora", "Notifier", "Nora Notifiers"] {
        let led = post(service, "/desk/search", &scene.reviewer, &[("q", other)]).await;
        let place = led.header(header::LOCATION).to_owned();
        assert_eq!(place, format!("/desk?q={}", encoded(other)));
        assert!(look(service, &place, &scene.reviewer).await.body.contains("Nothing is found"), "{other}");
    }
    // An organisation is found by its words, also once somebody says that they are called so: both are found.
    let found = async |text: &str| {
        let led = post(service, "/desk/search", &scene.reviewer, &[("q", text)]).await;
        let place = led.header(header::LOCATION).to_owned();
        assert_eq!(place, format!("/desk?q={}", encoded(text)), "it stands as it was typed");
        look(service, &place, &scene.reviewer).await.body
    };
    let theirs = format!("/desk/claims/{}", scene.claim);
    assert!(found("example pict").await.contains(&theirs));
    let by_another = named("Example Pictures").await;
    let both = found("Example Pictures").await;
    assert!(both.contains(&theirs) && both.contains(&format!("/desk/claims/{by_another}")), "{both}");
    assert_eq!(both.matches("sent in this name").count(), 1, "{both}");
});
