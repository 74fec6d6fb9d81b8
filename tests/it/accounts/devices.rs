//! Browsers that are known again: a stranger's guesses keep nobody out of them.

use super::*;
use crate::claims::cast;

const ALICE: &str = "alice@example.org";

/// Signs in from a browser that holds `device`, and gives the answer.
async fn from_device(service: &Service, email: &str, password: &str, device: &str) -> Answer {
    sign_in(service, email, password, Some(device)).await
}

fn device(answer: &Answer) -> String {
    answer.cookie("writ-device").to_owned()
}

/// Somebody with an account, and the browser that they signed in with.
async fn known_browser(service: &Service, email: &str) -> String {
    account(service, email).await;
    device(&sign_in(service, email, "right", None).await)
}

async fn use_up(service: &Service, email: &str) {
    for _ in 0..10 {
        assert_eq!(sign_in(service, email, "wrong", None).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(sign_in(service, email, "right", None).await.status, StatusCode::TOO_MANY_REQUESTS);
}

both_engines!(a_stranger_who_used_up_all_guesses_keeps_the_owner_out_of_nothing, |app: TestService| async move {
    let service = &app.service;
    let alice = account(service, ALICE).await;
    let signed_in = sign_in(service, ALICE, "right", None).await;
    let (session, browser) = (cookie(&signed_in), device(&signed_in));
    use_up(service, ALICE).await;
    let right = Auth::parse(&auth("right")).unwrap();
    accounts::verify_auth(service, alice.account, &right).await.unwrap();
    let keys = post("/api/v1/account/keys", &json!({"auth": BASE64URL_NOPAD.encode(&auth("right"))}));
    assert_eq!(send(service, with_cookie(keys, &session)).await.status, StatusCode::OK, "in the session");
    assert_eq!(from_device(service, ALICE, "right", &browser).await.status, StatusCode::OK, "in the browser");
    assert_eq!(
        sign_in(service, ALICE, "right", None).await.status,
        StatusCode::TOO_MANY_REQUESTS,
        "elsewhere as before"
    );
});

both_engines!(nor_does_a_whole_network_of_them, |app: TestService| async move {
    let service = &app.service;
    let browser = known_browser(service, ALICE).await;
    for n in 0..100 {
        sign_in(service, &format!("other-{n}@example.org"), "wrong", None).await;
    }
    assert_eq!(sign_in(service, ALICE, "right", None).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(from_device(service, ALICE, "right", &browser).await.status, StatusCode::OK);
});

both_engines!(a_device_of_another_account_helps_nothing, |app: TestService| async move {
    let service = &app.service;
    account(service, ALICE).await;
    let stranger = known_browser(service, "stranger@example.org").await;
    let made_up = format!("writ-device={}", BASE64URL_NOPAD.encode(&[7; 32]));
    for n in 0..10 {
        let device = if n % 2 == 0 { &stranger } else { &made_up };
        assert_eq!(from_device(service, ALICE, "wrong", device).await.status, StatusCode::FORBIDDEN);
    }
    for device in [&stranger, &made_up] {
        let refused = from_device(service, ALICE, "right", device).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "counted with every stranger's");
    }
    assert_eq!(from_device(service, "nobody@example.org", "wrong", &stranger).await.status, StatusCode::FORBIDDEN);
});

both_engines!(a_stolen_device_has_its_own_ten_guesses, |app: TestService| async move {
    let service = &app.service;
    let stolen = known_browser(service, ALICE).await;
    let other = device(&sign_in(service, ALICE, "right", None).await);
    for _ in 0..10 {
        assert_eq!(from_device(service, ALICE, "wrong", &stolen).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(from_device(service, ALICE, "right", &stolen).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(from_device(service, ALICE, "right", &other).await.status, StatusCode::OK, "apart from other devices");
    assert_eq!(sign_in(service, ALICE, "right", None).await.status, StatusCode::OK, "and from those without");
    service.clock.advance(Duration::from_hours(2));
    assert_eq!(from_device(service, ALICE, "right", &stolen).await.status, StatusCode::OK);
});

both_engines!(a_device_gets_a_new_token_at_sign_in_and_is_stored_hashed, |app: TestService| async move {
    let service = &app.service;
    let first = known_browser(service, ALICE).await;
    let second = device(&from_device(service, ALICE, "right", &first).await);
    assert_ne!(first, second);
    let mut tx = service.db.read().await.unwrap();
    let rows = db::all!(tx, (Vec<u8>,), "SELECT token_hash FROM devices").unwrap();
    drop(tx);
    assert_eq!(rows, [(sha256(second.split_once('=').unwrap().1.as_bytes()),)], "the old one is gone");
    use_up(service, ALICE).await;
    assert_eq!(from_device(service, ALICE, "right", &first).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(from_device(service, ALICE, "right", &second).await.status, StatusCode::OK);
});

both_engines!(an_account_knows_ten_devices_for_thirty_days, |app: TestService| async move {
    let service = &app.service;
    let oldest = known_browser(service, ALICE).await;
    let mut devices = Vec::new();
    for _ in 0..10 {
        service.clock.advance(Duration::from_hours(2));
        devices.push(device(&sign_in(service, ALICE, "right", None).await));
    }
    use_up(service, ALICE).await;
    assert_eq!(from_device(service, ALICE, "right", &oldest).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(from_device(service, ALICE, "right", &devices[0]).await.status, StatusCode::OK);
    service.clock.advance(Duration::from_hours(30 * 24));
    use_up(service, ALICE).await;
    assert_eq!(from_device(service, ALICE, "right", &devices[9]).await.status, StatusCode::TOO_MANY_REQUESTS);
});

/// What a browser gets where it goes with these cookies.
async fn gone_to(service: &Service, path: &str, accept: &str, cookies: [&str; 2]) -> Answer {
    let request = Request::get(path).header(header::ACCEPT, accept).header(header::COOKIE, cookies.join("; "));
    send(service, request.body(Body::empty()).unwrap()).await
}

/// The line by which an answer hands a browser its token.
fn token(answer: &Answer) -> Option<&str> {
    let mut lines = answer.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap());
    lines.find(|line| line.starts_with("writ-device="))
}

both_engines!(a_browser_stays_known_until_thirty_days_after_its_last_use, |app: TestService| async move {
    let service = &app.service;
    account(service, ALICE).await;
    let signed_in = sign_in(service, ALICE, "right", None).await;
    let (session, browser) = (cookie(&signed_in), device(&signed_in));
    // Whether an answer hands the browser its token again.
    let handed = async |path: &str, accept: &str, browser: &str| {
        let answer = gone_to(service, path, accept, [&session, browser]).await;
        token(&answer).is_some_and(|line| line.contains("; Max-Age=2592000"))
    };
    let (page, day) = ("text/html", Duration::from_hours(24));
    assert!(!handed("/account", page, &browser).await, "they signed in today");
    service.clock.advance(day * 20);
    assert!(!handed("/api/v1/account", "application/json", &browser).await, "nobody goes to a page");
    let made_up = format!("writ-device={}", BASE64URL_NOPAD.encode(&[7; 32]));
    assert!(!handed("/account", page, &made_up).await, "the account knows no such browser");
    assert!(handed("/account", page, &browser).await);
    assert!(!handed("/account", page, &browser).await, "once a day");
    service.clock.advance(day);
    assert!(handed("/drive", page, &browser).await);
    // The session ends thirty days after it began, and the browser is known on.
    service.clock.advance(day * 24);
    assert!(!handed("/account", page, &browser).await, "nobody is signed in");
    use_up(service, ALICE).await;
    let known = from_device(service, ALICE, "right", &browser).await;
    assert_eq!(known.status, StatusCode::OK);
    // Nobody uses it any more.
    service.clock.advance(day * 30);
    use_up(service, ALICE).await;
    assert_eq!(from_device(service, ALICE, "right", &device(&known)).await.status, StatusCode::TOO_MANY_REQUESTS);
});

both_engines!(what_a_cache_may_keep_hands_no_browser_its_token, |app: TestService| async move {
    let service = &app.service;
    account(service, ALICE).await;
    let signed_in = sign_in(service, ALICE, "right", None).await;
    let (session, browser) = (cookie(&signed_in), device(&signed_in));
    let cookies = [session.as_str(), browser.as_str()];
    writ::audit::settle(service).await.unwrap();
    service.clock.advance(Duration::from_hours(48));
    for path in ["/log/checkpoint", "/log/vkey", "/.well-known/jwks.json", "/static/css/writ.css", "/favicon.ico"] {
        let kept = gone_to(service, path, "text/html", cookies).await;
        assert_eq!((kept.status, token(&kept)), (StatusCode::OK, None), "{path}");
    }
    let page = gone_to(service, "/account", "text/html", cookies).await;
    assert!(token(&page).is_some(), "nor was its use noted");
    assert_eq!(page.header(header::CACHE_CONTROL), "no-store");
});

both_engines!(the_browser_that_was_used_longest_ago_is_forgotten_first, |app: TestService| async move {
    let service = &app.service;
    account(service, ALICE).await;
    let signed_in = sign_in(service, ALICE, "right", None).await;
    let (session, daily) = (cookie(&signed_in), device(&signed_in));
    let mut others = Vec::new();
    for _ in 0..9 {
        service.clock.advance(Duration::from_hours(2));
        others.push(device(&sign_in(service, ALICE, "right", None).await));
    }
    service.clock.advance(Duration::from_hours(24));
    let page = gone_to(service, "/account", "text/html", [&session, &daily]).await;
    assert!(token(&page).is_some(), "its use is noted");
    let eleventh = device(&sign_in(service, ALICE, "right", None).await);
    use_up(service, ALICE).await;
    assert_eq!(from_device(service, ALICE, "right", &others[0]).await.status, StatusCode::TOO_MANY_REQUESTS);
    for known in [&daily, &others[1], &eleventh] {
        assert_eq!(from_device(service, ALICE, "right", known).await.status, StatusCode::OK);
    }
});

both_engines!(a_browser_that_is_known_for_a_day_stays_so_while_it_is_used, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.request_data = Duration::from_hours(24));
    account(service, ALICE).await;
    let signed_in = sign_in(service, ALICE, "right", None).await;
    let (session, browser) = (cookie(&signed_in), device(&signed_in));
    for noted in [false, true, false, true, false, true] {
        service.clock.advance(Duration::from_hours(7));
        let page = gone_to(service, "/account", "text/html", [&session, &browser]).await;
        assert_eq!(token(&page).is_some_and(|line| line.contains("; Max-Age=86400")), noted);
    }
    use_up(service, ALICE).await;
    assert_eq!(from_device(service, ALICE, "right", &browser).await.status, StatusCode::OK);
});

both_engines!(a_use_that_cannot_be_noted_keeps_no_page_away, |app: TestService| async move {
    let service = &app.service;
    account(service, ALICE).await;
    let signed_in = sign_in(service, ALICE, "right", None).await;
    let (session, browser) = (cookie(&signed_in), device(&signed_in));
    service.clock.advance(Duration::from_hours(48));
    let look = async || gone_to(service, "/privacy", "text/html", [&session, &browser]).await;
    // No browser can be looked up meanwhile.
    let renamed = async |sql: &'static str| {
        let mut tx = service.db.begin().await.unwrap();
        db::execute!(tx, sql).unwrap();
        tx.commit().await.unwrap();
    };
    renamed("ALTER TABLE devices RENAME TO devices_away").await;
    let page = look().await;
    assert_eq!((page.status, token(&page)), (StatusCode::OK, None));
    renamed("ALTER TABLE devices_away RENAME TO devices").await;
    assert!(token(&look().await).is_some(), "it is noted as soon as that can be");
});

both_engines!(a_new_password_forgets_every_other_device, |app: TestService| async move {
    let service = &app.service;
    account(service, ALICE).await;
    let other = device(&sign_in(service, ALICE, "right", None).await);
    let here = sign_in(service, ALICE, "right", None).await;
    let binary = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let body = json!({
        "current": binary(&auth("right")), "version": 1, "salt": salt(service, ALICE).await, "rounds": ROUNDS,
        "auth": binary(&auth("new")), "wrapped_master": binary(&[8; 60]),
    });
    let request = Request::put("/api/v1/account/password")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let changed = send(service, with_cookie(request, &cookie(&here))).await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT);
    use_up_new(service).await;
    for forgotten in [&other, &device(&here)] {
        assert_eq!(from_device(service, ALICE, "new", forgotten).await.status, StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(from_device(service, ALICE, "new", &device(&changed)).await.status, StatusCode::OK);
});

async fn use_up_new(service: &Service) {
    while sign_in(service, ALICE, "wrong", None).await.status == StatusCode::FORBIDDEN {}
}

both_engines!(a_stranger_does_not_see_the_owner_come_and_go, |app: TestService| async move {
    let service = &app.service;
    account(service, ALICE).await;
    // Half of the guesses; then the owner signs in where she is not known; then the rest, as if nothing had been.
    for email in [ALICE, "nobody@example.org"] {
        for _ in 0..5 {
            assert_eq!(sign_in(service, email, "wrong", None).await.status, StatusCode::FORBIDDEN);
        }
    }
    assert_eq!(sign_in(service, ALICE, "right", None).await.status, StatusCode::OK);
    let mut seen = Vec::new();
    for email in [ALICE, "nobody@example.org"] {
        for _ in 0..5 {
            assert_eq!(sign_in(service, email, "wrong", None).await.status, StatusCode::FORBIDDEN);
        }
        seen.push(shape(&sign_in(service, email, "wrong", None).await));
    }
    assert_eq!(seen[0].0, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(seen[0], seen[1]);
});

#[tokio::test]
async fn the_cookie_is_for_this_site_alone_and_no_script_reads_it() {
    let app = TestService::new().await;
    let mut config = (*app.service.config).clone();
    config.public_url = "https://files.example/".parse().unwrap();
    let secure = Service { config: std::sync::Arc::new(config), ..app.service.clone() };
    for (service, start) in [(&app.service, "writ-device="), (&secure, "__Host-writ-device=")] {
        account(service, &format!("{}@example.org", start.len())).await;
        let answer = sign_in(service, &format!("{}@example.org", start.len()), "right", None).await;
        let mut lines = answer.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap());
        let line = lines.find(|line| line.starts_with(start)).unwrap();
        for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=2592000"] {
            assert!(line.contains(attribute), "{line}");
        }
        assert_eq!(line.contains("Secure"), start.starts_with("__Host"), "{line}");
        assert!(!line.contains("Domain"), "{line}");
    }
}
