//! Signing up: password and code together make an account, neither alone does, and strangers learn nothing on the way.

use writ::accounts::Code;

use super::*;
use crate::app::{code_in, mailed, sign_up};

const ALICE: &str = "alice@example.org";

/// Wherever a test needs no particular code.
fn some_code() -> Code {
    Code::parse("00000-00000").unwrap()
}

async fn confirm(service: &Service, email: &str, password: &str, code: &Code) -> Result<u8, Error> {
    let (email, auth) = (Email::parse(email).unwrap(), Auth::parse(&auth(password)).unwrap());
    let signed_in = accounts::confirm(service, &email, &auth, code, password).await?;
    Ok(signed_in.wrapped_master.as_bytes()[0])
}

async fn refused(service: &Service, email: &str, password: &str, code: &Code) {
    let answer = confirm(service, email, password, code).await;
    assert!(matches!(answer, Err(Error::WrongCode)), "{answer:?}");
}

async fn count(service: &Service, sql: &'static str) -> i64 {
    let mut tx = service.db.read().await.unwrap();
    db::one!(tx, (i64,), sql).unwrap().0
}

const ACCOUNTS: &str = "SELECT COUNT(*) FROM accounts";
const SIGN_UPS: &str = "SELECT COUNT(*) FROM sign_ups";

both_engines!(nobody_learns_which_addresses_have_accounts, |app: TestService| async move {
    let service = &app.service;
    account(service, "Known@Example.org").await;
    assert_eq!(cases(service, "account.created").await, 1);
    let parameters = async |email: &str| {
        let answer = send(service, post("/api/v1/sign-in/parameters", &json!({"email": email}))).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.json()
    };
    let (known, unknown) = (parameters("known@example.org").await, parameters("unknown@example.org").await);
    let keys = |document: &Value| document.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&known), keys(&unknown));
    assert_eq!((&known["rounds"], &known["version"]), (&unknown["rounds"], &unknown["version"]));
    assert_eq!(known["salt"].as_str().unwrap().len(), unknown["salt"].as_str().unwrap().len());
    assert_eq!(unknown, parameters("UNKNOWN@example.org").await);
    assert_ne!(unknown["salt"], parameters("other@example.org").await["salt"]);

    // A stranger signs up with each, tries the password just given, and guesses at the code.
    let mut seen = Vec::new();
    for email in ["known@example.ORG", "unknown@example.org"] {
        let wrong = sign_in(service, email, "wrong", None).await;
        assert_eq!(wrong.status, StatusCode::FORBIDDEN);
        let body = sign_up_body(service, email, "mine").await;
        let signed_up = send(service, post("/api/v1/accounts", &body)).await;
        assert_eq!(signed_up.status, StatusCode::ACCEPTED);
        let after = sign_in(service, email, "mine", None).await;
        assert_eq!(shape(&after), shape(&wrong), "a sign-up is no account");
        let guess = json!({"email": email, "auth": BASE64URL_NOPAD.encode(&auth("mine")), "code": "00000-00000"});
        let guessed = send(service, post("/api/v1/accounts/confirmation", &guess)).await;
        assert_eq!(guessed.status, StatusCode::FORBIDDEN);
        seen.push((signed_up.body, signed_up.headers.len(), shape(&wrong), shape(&guessed)));
    }
    let nothing_waits =
        json!({"email": "x@y.example", "auth": BASE64URL_NOPAD.encode(&[1; 32]), "code": "00000-00000"});
    let nothing_waits = send(service, post("/api/v1/accounts/confirmation", &nothing_waits)).await;
    assert_eq!(seen[0], seen[1]);
    assert_eq!(shape(&nothing_waits), seen[0].3);
    assert_eq!((cases(service, "account.created").await, count(service, ACCOUNTS).await), (1, 1));

    // Nor does an address look different once it has an account, or another password.
    let before = parameters(ALICE).await;
    account(service, ALICE).await;
    assert_eq!(parameters(ALICE).await, before);
});

both_engines!(an_address_with_an_account_is_written_to_without_a_code, |app: TestService| async move {
    let service = &app.service;
    account(service, "Known@example.org").await;
    for _ in 0..5 {
        assert!(sign_up(service, "known@example.org", auth("other")).await.is_none());
    }
    let messages = count(service, "SELECT COUNT(*) FROM messages").await;
    assert_eq!(messages, 3, "with the one of its own sign-up, those of an hour");
    service.clock.advance(Duration::from_hours(2));
    let body = sign_up_body(service, "KNOWN@example.org", "other").await;
    let messages = mailed(service, async || drop(send(service, post("/api/v1/accounts", &body)).await)).await;
    assert!(messages[0].contains("It has an account already") && code_in(&messages[0]).is_none(), "{}", messages[0]);
    assert!(messages[0].contains("To: known@example.org\r\n"), "{}", messages[0]);
});

both_engines!(password_and_code_together_make_the_account, |app: TestService| async move {
    let service = &app.service;
    let code = sign_up(service, "Alice@Example.org", auth("hers")).await.unwrap();
    refused(service, ALICE, "hers", &some_code()).await;
    refused(service, ALICE, "other", &code).await;
    refused(service, "bob@example.org", "hers", &code).await;
    assert_eq!(count(service, ACCOUNTS).await, 0);
    let mut tx = service.db.read().await.unwrap();
    let (hash,) = db::one!(tx, (Vec<u8>,), "SELECT code_hash FROM sign_ups").unwrap();
    drop(tx);
    assert_eq!(hash.len(), 32, "the code itself lies nowhere");
    assert_eq!(confirm(service, ALICE, "hers", &code).await.unwrap(), b'h');
    assert_eq!((cases(service, "account.created").await, count(service, SIGN_UPS).await), (1, 0));
    refused(service, ALICE, "hers", &code).await;
    assert_eq!(sign_in(service, ALICE, "hers", None).await.status, StatusCode::OK);
});

both_engines!(whoever_signs_up_in_anothers_name_gains_nothing_in_either_order, |app: TestService| async move {
    let service = &app.service;
    // The stranger comes first. The code reaches the owner, who has not signed up: it confirms nothing of anybody's.
    let theirs = sign_up(service, ALICE, auth("stranger")).await.unwrap();
    refused(service, ALICE, "hers", &theirs).await;
    refused(service, ALICE, "stranger", &some_code()).await;
    // Now she signs up, and takes the wrong one of two messages: it shows that she reads the mailbox, her password says
    // whose keys are meant.
    sign_up(service, ALICE, auth("hers")).await.unwrap();
    assert_eq!(confirm(service, ALICE, "hers", &theirs).await.unwrap(), b'h', "her keys");
    refused(service, ALICE, "stranger", &theirs).await;
    assert_eq!(sign_in(service, ALICE, "stranger", None).await.status, StatusCode::FORBIDDEN);

    // The stranger comes second, several times: hers still waits, and each code serves her alone.
    let bob = "bob@example.org";
    let own = sign_up(service, bob, auth("his")).await.unwrap();
    let theirs = sign_up(service, bob, auth("stranger")).await.unwrap();
    sign_up(service, bob, auth("another")).await.unwrap();
    assert_eq!(count(service, SIGN_UPS).await, 3);
    refused(service, bob, "other", &own).await;
    assert_eq!(confirm(service, bob, "his", &own).await.unwrap(), b'h');
    assert_eq!(count(service, SIGN_UPS).await, 0, "the others ended");
    refused(service, bob, "stranger", &theirs).await;
    refused(service, bob, "stranger", &own).await;
});

both_engines!(a_second_sign_up_under_one_password_is_told_apart_by_its_code, |app: TestService| async move {
    let service = &app.service;
    // The master keys differ, and with them the recovery keys that were shown: it matters which is confirmed.
    let sign_up = async |email: &str, wrapped: u8| {
        let mut body = sign_up_body(service, email, "hers").await;
        body["wrapped_master"] = json!(BASE64URL_NOPAD.encode(&[wrapped; 60]));
        let sent = mailed(service, async || drop(send(service, post("/api/v1/accounts", &body)).await)).await;
        code_in(&sent[0]).unwrap()
    };
    let first = sign_up(ALICE, 1).await;
    service.clock.advance(Duration::from_secs(1));
    sign_up(ALICE, 2).await;
    assert_eq!(confirm(service, ALICE, "hers", &first).await.unwrap(), 1, "the one the code was mailed for");

    let bob = "bob@example.org";
    let stranger = crate::app::sign_up(service, bob, auth("stranger")).await.unwrap();
    sign_up(bob, 1).await;
    service.clock.advance(Duration::from_secs(1));
    sign_up(bob, 2).await;
    assert_eq!(confirm(service, bob, "hers", &stranger).await.unwrap(), 2, "else the latest");
});

both_engines!(a_code_works_for_a_day_and_is_swept, |app: TestService| async move {
    let service = &app.service;
    let code = sign_up(service, ALICE, auth("hers")).await.unwrap();
    service.clock.advance(Duration::from_hours(24));
    refused(service, ALICE, "hers", &code).await;
    sign_up(service, "bob@example.org", auth("his")).await.unwrap();
    assert_eq!(count(service, SIGN_UPS).await, 1, "hers is gone");
    let again = sign_up(service, ALICE, auth("hers")).await.unwrap();
    service.clock.advance(Duration::from_hours(23));
    confirm(service, ALICE, "hers", &again).await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    assert_eq!(sign_in(service, ALICE, "hers", None).await.status, StatusCode::OK);
    assert_eq!(count(service, SIGN_UPS).await, 0, "signing in sweeps too");
});

both_engines!(
    codes_are_guessed_ten_times_an_hour_and_a_strangers_guesses_are_not_the_owners,
    |app: TestService| async move {
        let service = &app.service;
        let code = sign_up(service, ALICE, auth("hers")).await.unwrap();
        sign_up(service, ALICE, auth("stranger")).await.unwrap();
        for _ in 0..10 {
            refused(service, ALICE, "stranger", &some_code()).await;
        }
        let stopped = confirm(service, ALICE, "stranger", &code).await;
        assert!(
            matches!(stopped, Err(Error::TooManyAttempts { limit: 10, .. })),
            "also with the right code: {stopped:?}"
        );
        assert_eq!(confirm(service, ALICE, "hers", &code).await.unwrap(), b'h');
        // A guess at what nobody signed up for is counted likewise.
        for _ in 0..10 {
            refused(service, "nobody@example.org", "stranger", &some_code()).await;
        }
        let stopped = confirm(service, "nobody@example.org", "stranger", &some_code()).await;
        assert!(matches!(stopped, Err(Error::TooManyAttempts { limit: 10, .. })));
    }
);

both_engines!(
    messages_to_one_address_are_few_and_an_earlier_code_serves_a_later_sign_up,
    |app: TestService| async move {
        let service = &app.service;
        let mut codes = Vec::new();
        for stranger in ["a", "b", "c", "d", "e"] {
            codes.extend(sign_up(service, ALICE, auth(stranger)).await);
        }
        assert_eq!(codes.len(), 3, "an hour");
        assert!(sign_up(service, ALICE, auth("hers")).await.is_none(), "no message for the owner");
        assert_eq!(confirm(service, ALICE, "hers", &codes[0]).await.unwrap(), b'h', "but a code she has");
    }
);

both_engines!(sign_ups_from_one_network_address_are_few, |app: TestService| async move {
    let service = &app.service;
    let limit = service.config.limits.sign_ups_per_hour;
    let body = async |n: u32| sign_up_body(service, &format!("person-{n}@example.org"), "right").await;
    for n in 0..limit {
        assert_eq!(send(service, post("/api/v1/accounts", &body(n).await)).await.status, StatusCode::ACCEPTED);
    }
    let refused = send(service, post("/api/v1/accounts", &body(limit).await)).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.json()["detail"].as_str().unwrap().contains("at most 20 an hour"));
});

both_engines!(a_browser_signs_up_and_confirms, |app: TestService| async move {
    let service = &app.service;
    let body = sign_up_body(service, ALICE, "right").await;
    let message = mailed(service, async || {
        let answer = send(service, post("/api/v1/accounts", &body)).await;
        assert!(answer.headers.get(header::SET_COOKIE).is_none(), "nobody is signed in");
    })
    .await
    .remove(0);
    assert!(message.contains("http://localhost:8080/sign-up/code\r\n"), "no secret in the address: {message}");
    let typed = message.lines().find_map(|line| line.strip_prefix("    ")).unwrap().to_lowercase();
    let mut confirmation = json!({"email": ALICE, "auth": body["auth"], "code": "12345"});
    let malformed = send(service, post("/api/v1/accounts/confirmation", &confirmation)).await;
    assert_eq!(
        (malformed.status, &malformed.json()["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("code"))
    );
    confirmation["code"] = json!(typed);
    let confirmed = send(service, post("/api/v1/accounts/confirmation", &confirmation)).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.body);
    assert_eq!(confirmed.json()["wrapped_master"], body["wrapped_master"]);
    let page = send(service, with_cookie(get("/account"), &cookie(&confirmed))).await;
    assert!(page.body.contains(ALICE), "signed in");
    for path in ["/sign-up", "/sign-up/code"] {
        let page = send(service, get(path)).await;
        assert!(page.body.contains("newest file of the folder <code>mail</code>"), "no mail is sent here: {path}");
    }
    assert!(send(service, get("/sign-in")).await.body.contains("/sign-up/code?next="), "for everybody");
});

#[tokio::test]
async fn two_confirmations_at_once_make_one_account() {
    for app in
        [Some(TestService::new().await), TestService::on(crate::app::Engine::Postgres).await].into_iter().flatten()
    {
        let service = &app.service;
        let code = sign_up(service, ALICE, auth("hers")).await.unwrap();
        let answers = futures_util::future::join_all((0..4).map(|_| confirm(service, ALICE, "hers", &code))).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        assert_eq!((count(service, ACCOUNTS).await, cases(service, "account.created").await), (1, 1));
    }
}
