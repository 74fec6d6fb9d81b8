//! People: nothing tells a stranger which addresses are known, guesses are counted, sessions and tokens are hashed.

mod devices;
mod passkeys;
mod sign_up;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use data_encoding::BASE64URL_NOPAD;
use http::{Request, StatusCode, header};
use serde_json::{Value, json};
use writ::accounts::sessions::{self, SessionHash};
use writ::accounts::{
    self, Accepted, Actor, Auth, Email, Error, NewAccount, Parameters, Role, Roles, Wrapped, api_tokens, two_person,
};
use writ::db;
use writ::ids::{AccountId, TwoPersonStepId};
use writ::seal::account::ROUNDS;
use writ::service::Service;
use writ::texts::Language;

use crate::app::{TestService, both_engines, signed_up};
use crate::http::{Answer, get, send};
use crate::standing::holding;

/// What a person's password gives in these tests: no need to stretch it here.
pub fn auth(password: &str) -> [u8; 32] {
    let mut auth = [0; 32];
    auth[..password.len()].copy_from_slice(password.as_bytes());
    auth
}

/// An account made as people make one, and its actor. For the tests of every room.
pub async fn account(service: &Service, email: &str) -> Actor {
    signed_up(service, email, auth("right")).await
}

/// The cookie of somebody made by [`account`] who signed in.
pub async fn session_of(service: &Service, email: &str) -> String {
    cookie(&sign_in(service, email, "right", None).await)
}

/// The first administrator, by the link the service prints.
pub async fn administrator(service: &Service, email: &str) -> Actor {
    let actor = account(service, email).await;
    let link = accounts::first_administrator_link(service).await.unwrap().expect("there is no administrator yet");
    let token = accounts::InvitationToken::parse(link.split_once('#').unwrap().1).unwrap();
    accounts::accept_invitation(service, actor, &token).await.unwrap();
    Actor { roles: actor.roles.with(Role::Administrator), ..actor }
}

/// An account with a role that one administrator gives.
#[allow(dead_code, reason = "for the tests of other rooms")]
pub async fn with_role(service: &Service, administrator: Actor, email: &str, role: Role) -> Actor {
    let actor = account(service, email).await;
    let invitation = accounts::invite(service, administrator, role, "").await.unwrap();
    let accepted = accounts::accept_invitation(service, actor, &invitation).await.unwrap();
    assert_eq!(accepted, Accepted::Granted(role), "the role takes one administrator");
    Actor { roles: actor.roles.with(role), ..actor }
}

/// Two administrators: anna@example.org and bert@example.org.
pub async fn two_administrators(service: &Service) -> (Actor, Actor) {
    let anna = administrator(service, "anna@example.org").await;
    let bert = with_role(service, anna, "bert@example.org", Role::Administrator).await;
    (anna, bert)
}

/// An account whom two administrators appointed.
pub async fn appointed(service: &Service, by: [Actor; 2], email: &str, role: Role) -> Actor {
    let actor = account(service, email).await;
    let step = invited(service, by[0], actor, role).await;
    accounts::confirm_appointment(service, by[1], role, step).await.unwrap();
    Actor { roles: actor.roles.with(role), ..actor }
}

/// Takes up an invitation to a role that two administrators give: it waits for the second.
async fn invited(service: &Service, by: Actor, person: Actor, role: Role) -> TwoPersonStepId {
    let invitation = accounts::invite(service, by, role, "We need somebody.").await.unwrap();
    let accepted = accounts::accept_invitation(service, person, &invitation).await.unwrap();
    assert_eq!(accepted, Accepted::Waits(role));
    let waiting = two_person::waiting(service, &by).await.unwrap();
    let about = |waiting: &&two_person::Waiting| {
        waiting.step.account() == Some(person.account) && Some(waiting.step.kind) == role.appointment()
    };
    waiting.iter().find(about).unwrap().step.id
}

/// What somebody holds now.
async fn roles(service: &Service, person: Actor) -> Roles {
    let mut tx = service.db.read().await.unwrap();
    accounts::actor(&mut tx, person.account).await.unwrap().unwrap().roles
}

fn post(path: &str, body: &Value) -> Request<Body> {
    Request::post(path).header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap()
}

/// What a browser sends to sign up.
pub async fn sign_up_body(service: &Service, email: &str, password: &str) -> Value {
    let binary = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    json!({
        "email": email, "version": 1, "salt": salt(service, email).await, "rounds": ROUNDS,
        "auth": binary(&auth(password)), "wrapped_master": binary(&[1; 60]), "recovery_wrapped_master": binary(&[2; 60]),
    })
}

async fn salt(service: &Service, email: &str) -> String {
    let answer = send(service, post("/api/v1/sign-in/parameters", &json!({"email": email}))).await;
    answer.json()["salt"].as_str().unwrap().to_owned()
}

pub async fn sign_in(service: &Service, email: &str, password: &str, cookie: Option<&str>) -> Answer {
    let body = json!({"email": email, "auth": BASE64URL_NOPAD.encode(&auth(password))});
    let mut request = post("/api/v1/sign-in", &body);
    if let Some(cookie) = cookie {
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
    }
    send(service, request).await
}

/// The session that an answer began, as the browser sends it back.
pub fn cookie(answer: &Answer) -> String {
    answer.cookie("writ").to_owned()
}

fn with_cookie(mut request: Request<Body>, cookie: &str) -> Request<Body> {
    request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
    request
}

/// A document without what differs between any two requests.
fn shape(answer: &Answer) -> (StatusCode, Value) {
    let mut document = answer.json();
    if let Some(object) = document.as_object_mut() {
        object.remove("request");
    }
    (answer.status, document)
}

async fn cases(service: &Service, kind: &str) -> i64 {
    let mut tx = service.db.read().await.unwrap();
    db::one!(tx, (i64,), "SELECT COUNT(*) FROM log_entries WHERE kind = $1", kind).unwrap().0
}

both_engines!(guesses_are_counted_for_known_and_unknown_alike, |app: TestService| async move {
    let service = &app.service;
    account(service, "known@example.org").await;
    let mut answers = Vec::new();
    for email in ["known@example.org", "unknown@example.org"] {
        for _ in 0..10 {
            assert_eq!(sign_in(service, email, "wrong", None).await.status, StatusCode::FORBIDDEN);
        }
        let refused = sign_in(service, email, "right", None).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "also with the right password");
        let wait: u64 = refused.header(header::RETRY_AFTER).parse().unwrap();
        assert!((1..=4200).contains(&wait), "{wait}");
        assert!(refused.json()["detail"].as_str().unwrap().contains("at most 10 an hour"), "names its limit");
        answers.push((shape(&refused), wait));
    }
    assert_eq!(answers[0], answers[1]);
    service.clock.advance(Duration::from_secs(answers[0].1));
    assert_eq!(sign_in(service, "known@example.org", "right", None).await.status, StatusCode::OK);
});

both_engines!(confirming_counts_guesses_apart_from_sign_in, |app: TestService| async move {
    let service = &app.service;
    let actor = account(service, "known@example.org").await;
    let (right, wrong) = (Auth::parse(&auth("right")).unwrap(), Auth::parse(&auth("wrong")).unwrap());
    accounts::verify_auth(service, actor.account, &right).await.unwrap();
    for _ in 0..10 {
        let refused = accounts::verify_auth(service, actor.account, &wrong).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid { field: "password", .. }));
    }
    let refused = accounts::verify_auth(service, actor.account, &right).await.unwrap_err();
    assert!(matches!(refused, Error::TooManyAttempts { .. }));
    assert_eq!(sign_in(service, "known@example.org", "right", None).await.status, StatusCode::OK);
});

both_engines!(a_session_gets_a_new_id_at_sign_in_and_is_stored_hashed, |app: TestService| async move {
    let service = &app.service;
    account(service, "known@example.org").await;
    let planted = format!("writ={}", BASE64URL_NOPAD.encode(&[9; 16]));
    let first = sign_in(service, "known@example.org", "right", Some(&planted)).await;
    let lines = first.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap());
    let cookie_line = lines.into_iter().find(|line| line.starts_with("writ=")).unwrap().to_owned();
    assert!(cookie_line.contains("HttpOnly") && cookie_line.contains("SameSite=Lax") && cookie_line.contains("Path=/"));
    assert!(cookie_line.contains("Max-Age=2592000"), "30 days: {cookie_line}");
    let first = cookie(&first);
    assert_ne!(first, planted);
    let second = cookie(&sign_in(service, "known@example.org", "right", Some(&first)).await);
    assert_ne!(first, second, "the id changes at sign-in");
    assert_eq!(
        send(service, with_cookie(get("/account"), &first)).await.status,
        StatusCode::SEE_OTHER,
        "the old id is dead"
    );
    assert_eq!(send(service, with_cookie(get("/account"), &second)).await.status, StatusCode::OK);

    let id = BASE64URL_NOPAD.decode(second.split_once('=').unwrap().1.as_bytes()).unwrap();
    let mut tx = service.db.read().await.unwrap();
    let rows =
        db::all!(tx, (Vec<u8>, String, Option<AccountId>), "SELECT id_hash, data, account FROM sessions").unwrap();
    drop(tx);
    assert_eq!(rows.len(), 1);
    assert!(rows[0].2.is_some(), "the row says whose it is");
    assert_eq!(rows[0].0, sha256(&id));
    assert!(!rows[0].1.contains(second.split_once('=').unwrap().1), "the id itself is nowhere in the row");

    service.clock.advance(Duration::from_hours(24 * 30));
    assert_eq!(send(service, with_cookie(get("/account"), &second)).await.status, StatusCode::SEE_OTHER, "it ended");
});

fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}

both_engines!(sessions_are_listed_and_ended, |app: TestService| async move {
    let service = &app.service;
    account(service, "known@example.org").await;
    let laptop = cookie(&sign_in(service, "known@example.org", "right", None).await);
    let phone = cookie(&sign_in(service, "known@example.org", "right", None).await);
    let end = with_cookie(Request::post("/account/sessions/others/end").body(Body::empty()).unwrap(), &phone);
    assert_eq!(send(service, end).await.status, StatusCode::SEE_OTHER);
    assert_eq!(send(service, with_cookie(get("/account"), &laptop)).await.status, StatusCode::SEE_OTHER);
    let page = send(service, with_cookie(get("/account"), &phone)).await;
    assert!(page.body.contains("Every other session is ended."), "the sentence is shown");
    assert!(
        !send(service, with_cookie(get("/account"), &phone)).await.body.contains("Every other session is ended."),
        "once"
    );
    let out = send(service, with_cookie(Request::post("/sign-out").body(Body::empty()).unwrap(), &phone)).await;
    assert_eq!((out.status, out.header("clear-site-data")), (StatusCode::SEE_OTHER, "\"storage\""));
    assert_eq!(send(service, with_cookie(get("/account"), &phone)).await.status, StatusCode::SEE_OTHER);
});

both_engines!(a_token_is_shown_once_and_opens_no_drive, |app: TestService| async move {
    let service = &app.service;
    let actor = account(service, "known@example.org").await;
    let name = api_tokens::TokenName::parse("laptop").unwrap();
    let (id, secret) = api_tokens::issue(service, actor, name, Some(Duration::from_hours(24))).await.unwrap();
    assert!(secret.expose().starts_with("writ_") && secret.expose().len() == 48);
    assert!(!format!("{secret:?}").contains(&secret.expose()[5..]));
    let mut tx = service.db.read().await.unwrap();
    let (stored,) = db::one!(tx, (Vec<u8>,), "SELECT token_hash FROM api_tokens").unwrap();
    drop(tx);
    assert_eq!(stored, sha256(secret.expose().as_bytes()));

    let with_token = |path: &str, token: &str| {
        Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}")).body(Body::empty()).unwrap()
    };
    let known = send(service, with_token("/api/v1/account", secret.expose())).await;
    assert_eq!(known.json()["email"], "known@example.org");
    for path in ["/api/v1/entries", "/account"] {
        assert_eq!(send(service, with_token(path, secret.expose())).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let foreign = format!("writ_{}", "A".repeat(43));
    let refused = send(service, with_token("/api/v1/account", &foreign)).await;
    assert_eq!(
        (refused.status, refused.header(header::WWW_AUTHENTICATE)),
        (StatusCode::UNAUTHORIZED, "Bearer realm=\"writ\"")
    );

    let other = account(service, "other@example.org").await;
    assert!(matches!(api_tokens::revoke(service, other, id).await, Err(Error::NotFound)));
    service.clock.advance(Duration::from_hours(23));
    assert!(api_tokens::authenticate(service, secret.expose()).await.unwrap().is_some());
    service.clock.advance(Duration::from_hours(1));
    assert!(api_tokens::authenticate(service, secret.expose()).await.unwrap().is_none(), "it ended");
    let name = api_tokens::TokenName::parse("laptop").unwrap();
    let (id, secret) = api_tokens::issue(service, actor, name, None).await.unwrap();
    api_tokens::revoke(service, actor, id).await.unwrap();
    assert!(api_tokens::authenticate(service, secret.expose()).await.unwrap().is_none(), "it is revoked");
});

both_engines!(entries_are_their_owners_alone, |app: TestService| async move {
    let service = &app.service;
    account(service, "known@example.org").await;
    account(service, "other@example.org").await;
    let mine = cookie(&sign_in(service, "known@example.org", "right", None).await);
    let theirs = cookie(&sign_in(service, "other@example.org", "right", None).await);
    let path = "/api/v1/entries/0193a000-0000-7000-8000-000000000001";
    let put =
        |cookie: &str, bytes: &'static [u8]| with_cookie(Request::put(path).body(Body::from(bytes)).unwrap(), cookie);
    assert_eq!(send(service, put(&mine, b"sealed")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(send(service, put(&theirs, b"taken")).await.status, StatusCode::NOT_FOUND, "an id of somebody else's");
    assert_eq!(send(service, put(&mine, b"sealed again")).await.status, StatusCode::NO_CONTENT);
    let read = |cookie: &str| with_cookie(Request::get(path).body(Body::empty()).unwrap(), cookie);
    assert_eq!(send(service, read(&mine)).await.body, "sealed again");
    assert_eq!(send(service, read(&theirs)).await.status, StatusCode::NOT_FOUND);
    let list = with_cookie(Request::get("/api/v1/entries").body(Body::empty()).unwrap(), &mine);
    let list = send(service, list).await.json();
    assert_eq!(list["entries"][0]["sealed"], BASE64URL_NOPAD.encode(b"sealed again"));
    assert_eq!(list["next"], Value::Null);
    let delete = with_cookie(Request::delete(path).body(Body::empty()).unwrap(), &mine);
    assert_eq!(send(service, delete).await.status, StatusCode::NO_CONTENT);
    assert_eq!(send(service, read(&mine)).await.status, StatusCode::NOT_FOUND);
});

both_engines!(the_first_link_makes_one_administrator_and_stops_working, |app: TestService| async move {
    let service = &app.service;
    let actor = account(service, "first@example.org").await;
    let token = |link: String| accounts::InvitationToken::parse(link.split_once('#').unwrap().1).unwrap();
    let old = token(accounts::first_administrator_link(service).await.unwrap().unwrap());
    let new = token(accounts::first_administrator_link(service).await.unwrap().unwrap());
    assert!(matches!(accounts::accept_invitation(service, actor, &old).await, Err(Error::Conflict(_))), "replaced");
    let accepted = accounts::accept_invitation(service, actor, &new).await.unwrap();
    assert_eq!(accepted, Accepted::Granted(Role::Administrator));
    assert!(matches!(accounts::accept_invitation(service, actor, &new).await, Err(Error::Conflict(_))), "used");
    assert!(accounts::first_administrator_link(service).await.unwrap().is_none());
    assert_eq!(cases(service, "role.granted").await, 1);

    let administrator = Actor { roles: actor.roles.with(Role::Administrator), ..actor };
    let second = token(accounts::invite(service, administrator, Role::Administrator, "").await.unwrap().link(service));
    let other = account(service, "second@example.org").await;
    service.clock.advance(Duration::from_hours(24 * 7));
    assert!(
        matches!(accounts::accept_invitation(service, other, &second).await, Err(Error::Conflict(_))),
        "its time is over"
    );
});

both_engines!(an_invitation_ends_with_its_senders_role, |app: TestService| async move {
    let service = &app.service;
    let sender = crate::claims::cast::staff(service, "sender", Role::Administrator).await;
    crate::claims::cast::staff(service, "other", Role::Administrator).await;
    let invited = account(service, "invited@example.org").await;
    let link = accounts::invite(service, sender, Role::Reviewer, "").await.unwrap().link(service);
    let token = accounts::InvitationToken::parse(link.split_once('#').unwrap().1).unwrap();
    crate::claims::cast::without_roles(service, sender).await;
    let refused = accounts::accept_invitation(service, invited, &token).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let mut tx = service.db.read().await.unwrap();
    assert!(!accounts::actor(&mut tx, invited.account).await.unwrap().unwrap().roles.staff());
});

both_engines!(only_administrators_invite_and_the_last_one_stays, |app: TestService| async move {
    let service = &app.service;
    let first = administrator(service, "first@example.org").await;
    let other = with_role(service, first, "other@example.org", Role::Reviewer).await;
    assert!(matches!(accounts::invite(service, other, Role::Host, "").await, Err(Error::Forbidden(_))));
    let again = accounts::invite(service, first, Role::Reviewer, "").await.unwrap();
    assert!(matches!(accounts::accept_invitation(service, other, &again).await, Err(Error::Conflict(_))));
    let last = accounts::withdraw_role(service, first, first.account, Role::Administrator).await;
    assert!(matches!(last, Err(Error::Conflict(_))));
    let foreign = accounts::withdraw_role(service, other, first.account, Role::Administrator).await;
    assert!(matches!(foreign, Err(Error::Forbidden(_))));
    assert!(roles(service, other).await.reviewer());
    accounts::withdraw_role(service, first, other.account, Role::Reviewer).await.unwrap();
    assert!(!roles(service, other).await.staff());
    assert_eq!((cases(service, "role.granted").await, cases(service, "role.withdrawn").await), (2, 1));

    // Anybody lays a role down without asking.
    let host = with_role(service, first, "host@example.org", Role::Host).await;
    accounts::withdraw_role(service, host, host.account, Role::Host).await.unwrap();
    assert!(!roles(service, host).await.host());
    let gone = accounts::withdraw_role(service, host, host.account, Role::Host).await;
    assert!(matches!(gone, Err(Error::Conflict(_))));
});

both_engines!(the_only_administrator_appoints_the_second_alone_and_nobody_else, |app: TestService| async move {
    let service = &app.service;
    let first = administrator(service, "first@example.org").await;
    let senior = accounts::invite(service, first, Role::Senior, "Mine.").await;
    assert!(matches!(senior, Err(Error::Conflict(_))), "a senior could be a second person");
    // Two invitations while there is one administrator: only the first that is taken up appoints by itself.
    let [one, another] = [
        accounts::invite(service, first, Role::Administrator, "").await.unwrap(),
        accounts::invite(service, first, Role::Administrator, "").await.unwrap(),
    ];
    let reasoned = accounts::invite(service, first, Role::Administrator, "And one more.").await.unwrap();
    let second = account(service, "second@example.org").await;
    let puppet = account(service, "puppet@example.org").await;
    let accepted = accounts::accept_invitation(service, second, &one).await.unwrap();
    assert_eq!(accepted, Accepted::Granted(Role::Administrator));
    let refused = accounts::accept_invitation(service, puppet, &another).await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
    let accepted = accounts::accept_invitation(service, puppet, &reasoned).await.unwrap();
    assert_eq!(accepted, Accepted::Waits(Role::Administrator));
    assert!(!roles(service, puppet).await.staff());
    let early = accounts::invite(service, puppet, Role::Reviewer, "").await;
    assert!(matches!(early, Err(Error::Forbidden(_))));
});

both_engines!(why_somebody_is_invited_lies_sealed, |app: TestService| async move {
    let service = &app.service;
    let first = administrator(service, "first@example.org").await;
    let second = with_role(service, first, "second@example.org", Role::Administrator).await;
    let why = "They know the law";
    let link = accounts::invite(service, first, Role::Senior, why).await.unwrap();
    let clear = async || holding(service, &[why.as_bytes().to_vec()]).await;
    assert_eq!(clear().await, [""; 0]);
    let invited = account(service, "senior@example.org").await;
    let accepted = accounts::accept_invitation(service, invited, &link).await.unwrap();
    assert_eq!(accepted, Accepted::Waits(Role::Senior));
    assert_eq!(clear().await, [""; 0]);
    let step = two_person::waiting(service, &second).await.unwrap().remove(0).step;
    assert_eq!(step.reason, why, "the second administrator reads it");
});

both_engines!(nobody_takes_up_an_invitation_of_which_nobody_can_read_why, |app: TestService| async move {
    let service = &app.service;
    let first = administrator(service, "first@example.org").await;
    let second = with_role(service, first, "second@example.org", Role::Administrator).await;
    let invited = account(service, "senior@example.org").await;
    let link = accounts::invite(service, first, Role::Senior, "They know the law").await.unwrap();
    // Altered, and by the same whole again.
    let alter = async || {
        let mut tx = service.db.begin().await.unwrap();
        let read = "SELECT reason_sealed FROM invitations WHERE reason_sealed IS NOT NULL";
        let (mut sealed,) = db::one!(tx, (Vec<u8>,), read).unwrap();
        *sealed.last_mut().unwrap() ^= 1;
        let write = "UPDATE invitations SET reason_sealed = $1 WHERE reason_sealed IS NOT NULL";
        assert_eq!(db::execute!(tx, write, &sealed).unwrap(), 1);
        tx.commit().await.unwrap();
    };
    alter().await;
    let refused = accounts::accept_invitation(service, invited, &link).await;
    assert!(matches!(&refused, Err(Error::Conflict(why)) if why.contains("cannot be read any more")), "{refused:?}");
    assert!(two_person::waiting(service, &second).await.unwrap().is_empty(), "nothing is proposed");
    alter().await;
    let accepted = accounts::accept_invitation(service, invited, &link).await.unwrap();
    assert_eq!(accepted, Accepted::Waits(Role::Senior), "nor is it used up");
});

both_engines!(two_administrators_appoint_seniors_and_administrators, |app: TestService| async move {
    let service = &app.service;
    let first = administrator(service, "first@example.org").await;
    let second = with_role(service, first, "second@example.org", Role::Administrator).await;
    for (role, email) in [(Role::Administrator, "third@example.org"), (Role::Senior, "senior@example.org")] {
        let silent = accounts::invite(service, first, role, " ").await;
        assert!(matches!(silent, Err(Error::Invalid { field: "reason", .. })));
        let person = account(service, email).await;
        let session = cookie(&sign_in(service, email, "right", None).await);
        let step = invited(service, first, person, role).await;
        assert!(!roles(service, person).await.staff(), "{role}: nothing happened yet");
        // Taken up twice, it is one proposal still.
        let again = accounts::invite(service, second, role, "Once more.").await.unwrap();
        assert!(matches!(accounts::accept_invitation(service, person, &again).await, Err(Error::Conflict(_))));
        let confirm = |who: Actor| accounts::confirm_appointment(service, who, role, step);
        assert!(matches!(confirm(first).await, Err(Error::SamePerson)));
        assert!(matches!(confirm(person).await, Err(Error::Forbidden(_))));
        assert!(
            matches!(confirm(Actor { roles: first.roles, ..person }).await, Err(Error::Forbidden(_))),
            "as it stands"
        );
        let other = if role == Role::Senior { Role::Administrator } else { Role::Senior };
        let confused = accounts::confirm_appointment(service, second, other, step).await;
        assert!(matches!(confused, Err(Error::NotFound)), "an invitation to one role gives no other");
        confirm(second).await.unwrap();
        assert!(roles(service, person).await.has(role));
        assert!(matches!(confirm(second).await, Err(Error::Conflict(_))), "once");
        assert_eq!(send(service, with_cookie(get("/account"), &session)).await.status, StatusCode::SEE_OTHER);
    }
    // An administrator who is to be a senior as well is not the second person of that.
    let step = invited(service, first, second, Role::Senior).await;
    let own = accounts::confirm_appointment(service, second, Role::Senior, step).await;
    assert!(matches!(own, Err(Error::Forbidden(_))));
    // The log says how many people it took.
    let mut tx = service.db.read().await.unwrap();
    let rows = db::all!(tx, (Vec<u8>,), "SELECT bytes FROM log_entries WHERE kind = 'role.granted'").unwrap();
    let people = |(bytes,): &(Vec<u8>,)| serde_json::from_slice::<Value>(bytes).unwrap()["fields"]["people"].as_u64();
    let mut people: Vec<_> = rows.iter().map(people).collect();
    people.sort_unstable();
    assert_eq!(people, [0, 1, 2, 2].map(Some));
});

both_engines!(no_administrator_becomes_the_only_one_by_themselves, |app: TestService| async move {
    let service = &app.service;
    let first = administrator(service, "first@example.org").await;
    let second = with_role(service, first, "second@example.org", Role::Administrator).await;
    let alone = accounts::withdraw_role(service, first, second.account, Role::Administrator).await;
    assert!(matches!(alone, Err(Error::Conflict(_))));
    let own = accounts::propose_removal(service, first, first.account, "x").await;
    assert!(matches!(own, Err(Error::Conflict(_))));
    let step = accounts::propose_removal(service, first, second.account, "Gone rogue.").await.unwrap();
    assert_eq!(two_person::waiting(service, &first).await.unwrap()[0].could_confirm, 0, "there is no third");
    assert!(matches!(accounts::confirm_removal(service, first, step).await, Err(Error::SamePerson)));
    // Whom it is about neither confirms it nor takes it back.
    assert!(matches!(accounts::confirm_removal(service, second, step).await, Err(Error::Forbidden(_))));
    assert!(matches!(two_person::cancel(service, &second, step).await, Err(Error::Forbidden(_))));
    two_person::cancel(service, &first, step).await.unwrap();

    let third = appointed(service, [first, second], "third@example.org", Role::Administrator).await;
    let step = accounts::propose_removal(service, first, second.account, "Gone rogue.").await.unwrap();
    accounts::confirm_removal(service, third, step).await.unwrap();
    assert!(!roles(service, second).await.staff());
    let bystander = accounts::propose_removal(service, third, second.account, "x").await;
    assert!(matches!(bystander, Err(Error::NotFound)), "no administrator any more");
    // Two are left; each may go, but not both.
    accounts::withdraw_role(service, first, first.account, Role::Administrator).await.unwrap();
    let last = accounts::withdraw_role(service, third, third.account, Role::Administrator).await;
    assert!(matches!(last, Err(Error::Conflict(_))));
});

both_engines!(a_proposal_falls_with_the_role_of_its_proposer, |app: TestService| async move {
    let service = &app.service;
    let first = administrator(service, "first@example.org").await;
    let second = with_role(service, first, "second@example.org", Role::Administrator).await;
    let third = appointed(service, [first, second], "third@example.org", Role::Administrator).await;
    let puppet = account(service, "puppet@example.org").await;
    let step = invited(service, first, puppet, Role::Senior).await;
    let removal = accounts::propose_removal(service, second, first.account, "Invites strangers.").await.unwrap();
    let unused = accounts::invite(service, first, Role::Administrator, "Before I go.").await.unwrap();
    accounts::confirm_removal(service, third, removal).await.unwrap();
    let confirmed = accounts::confirm_appointment(service, second, Role::Senior, step).await;
    assert!(matches!(confirmed, Err(Error::Conflict(_))));
    assert!(matches!(accounts::accept_invitation(service, puppet, &unused).await, Err(Error::Conflict(_))));
    let waiting = two_person::waiting(service, &second).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].stands), (1, false));
    // Somebody who lost the role confirms nothing, whatever their session still says.
    let fourth = account(service, "fourth@example.org").await;
    let step = invited(service, second, fourth, Role::Administrator).await;
    let lost = accounts::confirm_appointment(service, first, Role::Administrator, step).await;
    assert!(matches!(lost, Err(Error::Forbidden(_))));
    assert!(matches!(two_person::cancel(service, &first, step).await, Err(Error::Forbidden(_))));
});

/// Two verbs at once: each comes as far as it can while the transaction `held` holds back what both must write, then
/// both run on.
async fn at_once<T: Send + 'static>(
    held: db::Tx,
    one: impl Future<Output = T> + Send + 'static,
    other: impl Future<Output = T> + Send + 'static,
) -> [T; 2] {
    let (one, other) = (tokio::spawn(one), tokio::spawn(other));
    tokio::time::sleep(Duration::from_millis(500)).await;
    held.commit().await.unwrap();
    [one.await.unwrap(), other.await.unwrap()]
}

both_engines!(two_administrators_who_leave_at_once_leave_one, |app: TestService| async move {
    let first = administrator(&app.service, "first@example.org").await;
    let second = with_role(&app.service, first, "second@example.org", Role::Administrator).await;
    let mut held = app.service.db.begin().await.unwrap();
    db::execute!(held, "UPDATE account_roles SET granted_at = granted_at WHERE role = 'administrator'").unwrap();
    let leave = |who: Actor| {
        let service = app.service.clone();
        async move { accounts::withdraw_role(&service, who, who.account, Role::Administrator).await.is_ok() }
    };
    let mut left = at_once(held, leave(first), leave(second)).await;
    left.sort_unstable();
    assert_eq!(left, [false, true]);
});

both_engines!(two_invitations_of_the_only_administrator_taken_up_at_once_appoint_one, |app: TestService| async move {
    let first = administrator(&app.service, "first@example.org").await;
    let mut people = Vec::new();
    for email in ["second@example.org", "puppet@example.org"] {
        let invitation = accounts::invite(&app.service, first, Role::Administrator, "Two.").await.unwrap();
        people.push((account(&app.service, email).await, invitation));
    }
    let mut held = app.service.db.begin().await.unwrap();
    db::execute!(held, "UPDATE accounts SET log_case = log_case").unwrap();
    let mut accept = || {
        let (service, (person, invitation)) = (app.service.clone(), people.pop().unwrap());
        async move { accounts::accept_invitation(&service, person, &invitation).await.unwrap() }
    };
    let mut accepted = at_once(held, accept(), accept()).await;
    accepted.sort_by_key(|accepted| matches!(accepted, Accepted::Waits(_)));
    assert_eq!(accepted, [Accepted::Granted(Role::Administrator), Accepted::Waits(Role::Administrator)]);
});

both_engines!(a_new_role_shortens_sessions_and_an_invitation_changes_the_id, |app: TestService| async move {
    let service = &app.service;
    let first = administrator(service, "first@example.org").await;
    with_role(service, first, "other@example.org", Role::Reviewer).await;
    let session = cookie(&sign_in(service, "other@example.org", "right", None).await);
    let accept = |token: &str| {
        let request = Request::post("/invitation")
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("token={token}")))
            .unwrap();
        with_cookie(request, &session)
    };
    assert_eq!(send(service, accept("nonsense")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let link = accounts::invite(service, first, Role::Administrator, "").await.unwrap().link(service);
    let accepted = send(service, accept(link.split_once('#').unwrap().1)).await;
    assert_eq!((accepted.status, accepted.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/setup"));
    let renewed = cookie(&accepted);
    assert_ne!(renewed, session);
    assert!(accepted.header(header::SET_COOKIE).contains("Max-Age=43200"), "12 hours");
    assert_eq!(send(service, with_cookie(get("/setup"), &session)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(send(service, with_cookie(get("/setup"), &renewed)).await.status, StatusCode::OK);
    service.clock.advance(Duration::from_hours(12));
    assert_eq!(send(service, with_cookie(get("/setup"), &renewed)).await.status, StatusCode::SEE_OTHER);
});

both_engines!(first_run_leads_through_what_is_missing, |app: TestService| async move {
    use accounts::first_run::{Missing, missing};
    let service = &app.service;
    assert_eq!(missing(service).await.unwrap(), Missing::ALL);
    administrator(service, "first@example.org").await;
    let session = cookie(&sign_in(service, "first@example.org", "right", None).await);
    let left = &Missing::ALL[1..];
    assert_eq!(missing(service).await.unwrap(), left);
    assert!(send(service, get("/contact")).await.body.contains("has not yet named a contact agent"));
    let form = |path: &str, body: &'static str| {
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        with_cookie(request, &session)
    };
    let wrong = "name=Notices+%3Cdesk%3E&organisation=Example&address=1+Street&email=no&telephone=%2B33+1";
    let wrong = send(service, form("/setup/contact-agent", wrong)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Enter an e-mail address such as"), "says what is wrong");
    assert!(wrong.body.contains("Notices &#60;desk&#62;"), "keeps what was typed, escaped: {}", wrong.body);
    let right = "name=Desk&organisation=Example&address=1+Street&email=notices%40files.example&telephone=%2B33+1";
    assert_eq!(send(service, form("/setup/contact-agent", right)).await.status, StatusCode::SEE_OTHER);
    let law = "country=fr&courts=The+courts+of+Paris";
    assert_eq!(send(service, form("/setup/law", law)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(missing(service).await.unwrap(), [left[0], left[1], Missing::ContactPoints]);
    assert!(send(service, get("/contact")).await.body.contains("notices@files.example"));
    assert!(send(service, get("/policies")).await.body.contains("The courts of Paris"));
});

#[tokio::test]
async fn pages_lead_strangers_to_the_sign_in_and_refuse_the_wrong_role() {
    let app = TestService::new().await;
    let service = &app.service;
    let stranger = send(service, get("/account?x=1")).await;
    assert_eq!(stranger.header(header::LOCATION), "/sign-in?next=%2Faccount%3Fx%3D1");
    account(service, "known@example.org").await;
    let session = cookie(&sign_in(service, "known@example.org", "right", None).await);
    let refused = send(service, with_cookie(get("/desk/accounts"), &session)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("This page is for administrators.") && refused.body.contains("Sign out"));
    let api = send(service, Request::get("/api/v1/entries").body(Body::empty()).unwrap()).await;
    assert_eq!((api.status, api.header(header::CONTENT_TYPE)), (StatusCode::UNAUTHORIZED, "application/problem+json"));
}

#[tokio::test]
async fn the_password_changes_with_its_keys_and_ends_other_sessions() {
    let app = TestService::new().await;
    let service = &app.service;
    account(service, "known@example.org").await;
    let laptop = cookie(&sign_in(service, "known@example.org", "right", None).await);
    let phone = cookie(&sign_in(service, "known@example.org", "right", None).await);
    let binary = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let known = salt(service, "known@example.org").await;
    let put = |current: &str, salt: &str| {
        let body = json!({
            "current": binary(&auth(current)), "version": 1, "salt": salt, "rounds": ROUNDS,
            "auth": binary(&auth("new")), "wrapped_master": binary(&[8; 60]),
        });
        let request = Request::put("/api/v1/account/password")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        with_cookie(request, &phone)
    };
    assert_eq!(send(service, put("wrong", &known)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let another_salt = send(service, put("right", &binary(&[5; 16]))).await;
    assert_eq!(another_salt.json()["errors"][0]["field"], "salt");
    let changed = send(service, put("right", &known)).await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT);
    assert_ne!(cookie(&changed), phone);
    for old in [&laptop, &phone] {
        assert_eq!(send(service, with_cookie(get("/account"), old)).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(sign_in(service, "known@example.org", "right", None).await.status, StatusCode::FORBIDDEN);
    let signed_in = sign_in(service, "known@example.org", "new", None).await;
    assert_eq!(signed_in.json()["wrapped_master"], binary(&[8; 60]));
}

both_engines!(a_changed_password_leaves_no_session_to_a_sign_in_under_way, |app: TestService| async move {
    let service = &app.service;
    account(service, "known@example.org").await;
    let mine = cookie(&sign_in(service, "known@example.org", "right", None).await);
    let binary = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let body = json!({
        "current": binary(&auth("right")), "version": 1, "salt": salt(service, "known@example.org").await,
        "rounds": ROUNDS, "auth": binary(&auth("new")), "wrapped_master": binary(&[8; 60]),
    });
    let change = Request::put("/api/v1/account/password")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let is_changed = AtomicBool::new(false);
    let owner = async {
        assert_eq!(send(service, with_cookie(change, &mine)).await.status, StatusCode::NO_CONTENT);
        is_changed.store(true, Ordering::SeqCst);
    };
    let who_knew_the_old_one = async || {
        let mut sessions = Vec::new();
        while !is_changed.load(Ordering::SeqCst) {
            let answer = sign_in(service, "known@example.org", "right", None).await;
            if answer.status == StatusCode::OK {
                sessions.push(cookie(&answer));
            }
        }
        sessions
    };
    let (a, b, c, ()) = tokio::join!(who_knew_the_old_one(), who_knew_the_old_one(), who_knew_the_old_one(), owner);
    for session in [a, b, c].concat() {
        let answer = send(service, with_cookie(get("/account"), &session)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "it ended, or never began");
    }
});

both_engines!(of_two_changes_by_the_right_of_one_password_one_is_made, |app: TestService| async move {
    let service = &app.service;
    let person = account(service, "known@example.org").await;
    let parameters = accounts::sign_in_parameters(service, &Email::parse("known@example.org").unwrap()).await.unwrap();
    let (right, wrapped) = (Auth::parse(&auth("right")).unwrap(), Wrapped::parse("wrapped_master", &[8; 60]).unwrap());
    let change = async |new: &str| {
        let new = Auth::parse(&auth(new)).unwrap();
        accounts::change_password(service, person, &right, parameters, &new, &wrapped).await
    };
    let changed = tokio::join!(change("one"), change("other"));
    let (refused, stands) = match changed {
        (Ok(()), Err(refused)) => (refused, "one"),
        (Err(refused), Ok(())) => (refused, "other"),
        both => panic!("{both:?}"),
    };
    // The other had asked for it before, or asks for what is wrong by now.
    let refused = refused.to_string();
    assert!(refused.contains("was changed in the meantime") || refused.contains("password is wrong"), "{refused}");
    accounts::verify_auth(service, person.account, &Auth::parse(&auth(stands)).unwrap()).await.unwrap();
});

both_engines!(an_account_has_a_hundred_sessions_at_most, |app: TestService| async move {
    let service = &app.service;
    let (one, other) = (account(service, "one@example.org").await, account(service, "other@example.org").await);
    let begin = async |id: &str, person: Actor| {
        service.clock.advance(Duration::from_secs(1));
        let now = service.clock.now();
        let session = sessions::Session {
            account: Some(person.account),
            data: "{}".to_owned(),
            created_at: now,
            expires_at: now.plus(Duration::from_hours(24)),
        };
        sessions::create(service, SessionHash::of(id.as_bytes()), &session).await.unwrap();
    };
    begin("other's", other).await;
    for n in 0..101 {
        begin(&format!("{n}"), one).await;
    }
    assert_eq!(sessions::list(service, one).await.unwrap().len(), 100);
    let found = async |id: &str| sessions::find(service, SessionHash::of(id.as_bytes())).await.unwrap().is_some();
    assert!(!found("0").await && found("1").await && found("100").await && found("other's").await);
});

#[tokio::test]
async fn what_cannot_be_an_account_is_refused_field_by_field() {
    let app = TestService::new().await;
    let binary = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let good = sign_up_body(&app.service, "a@b.example", "right").await;
    for (field, value) in [
        ("email", json!("nobody")),
        ("version", json!(2)),
        ("rounds", json!(1)),
        ("salt", json!(binary(&[1; 15]))),
        ("salt", json!(binary(&[1; 16]))),
        ("auth", json!(binary(&[1; 31]))),
        ("wrapped_master", json!(binary(&[1; 59]))),
        ("recovery_wrapped_master", json!(binary(&[1; 61]))),
    ] {
        let mut body = good.clone();
        body[field] = value;
        let refused = send(&app.service, post("/api/v1/accounts", &body)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert_eq!(refused.json()["errors"][0]["field"], field);
    }
    let not_binary = json!({"email": "a@b.example", "auth": "***"});
    assert_eq!(send(&app.service, post("/api/v1/sign-in", &not_binary)).await.status, StatusCode::BAD_REQUEST);
}

#[test]
fn nothing_secret_prints() {
    let auth = Auth::parse(&[0x41; 32]).unwrap();
    let new = NewAccount {
        email: Email::parse("secret.person@example.org").unwrap(),
        parameters: Parameters::parse(1, &[7; 16], ROUNDS).unwrap(),
        auth,
        wrapped_master: Wrapped::parse("w", &[0x41; 60]).unwrap(),
        recovery_wrapped_master: Wrapped::parse("r", &[0x41; 60]).unwrap(),
        language: Language::default(),
    };
    let device = accounts::devices::DeviceToken::parse(&"A".repeat(43)).unwrap();
    let code = accounts::Code::parse("AAAA0-00000").unwrap();
    let printed = format!("{new:?} {device:?} {code:?}");
    assert!(
        !printed.contains("secret.person") && !printed.contains("65, 65") && !printed.contains("AAAA"),
        "{printed}"
    );
}
