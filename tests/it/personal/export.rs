//! Everything that is held about a person, handed to them and to nobody else.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use axum::body::Body;
use futures_util::TryStreamExt as _;
use http::{Request, StatusCode, header};
use serde_json::Value;
use writ::accounts::{Actor, Auth};
use writ::claims::decisions::Action;
use writ::db;
use writ::personal::export::{self, Held, TABLES};
use writ::process::counter_notices::{self, CounterInput};
use writ::service::Service;
use writ::texts::Language;

use super::{DAY, decided, picture, worked};
use crate::accounts::{account, auth, session_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File};
use crate::http::send;

/// The archive, unpacked by a reader of the format: names and texts.
pub(super) fn unpacked(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut file = archive.by_index(n).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

async fn everything(service: &Service, actor: &Actor, auth: &Auth) -> BTreeMap<String, String> {
    let stream = export::everything(service, actor, auth, Language::default()).await.unwrap();
    let bytes: Vec<_> = stream.try_collect().await.unwrap();
    unpacked(&bytes.concat())
}

pub(super) fn rows(files: &BTreeMap<String, String>, name: &str) -> Vec<Value> {
    serde_json::from_str(&files[name]).unwrap_or_else(|error| panic!("{name}: {error}"))
}

both_engines!(a_person_gets_what_is_theirs_and_nothing_of_others, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let uploader = cast::signed_up(service, "uploader", 7).await;
    let film = File::upload_of(service, uploader, "film.mkv").await;
    let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let notice = writ::notices::notices_of(service, uploader.account).await.unwrap()[0].id;
    let counter = CounterInput {
        material: "My own recording".into(),
        location: "http://localhost:8080/f/AAAAAAAAAAAAAAAAAAAAAA".into(),
        name: "Wilhelmina Quuxworth".into(),
        address: "1 Flibbertigibbet Lane".into(),
        telephone: "+44 20 7946 0199".into(),
        mistake: true,
        jurisdiction: true,
        service_of_process: true,
        signature: "Wilhelmina Quuxworth".into(),
        ..CounterInput::default()
    };
    counter_notices::send(service, &uploader, notice, &counter).await.unwrap();
    worked(service).await;

    let theirs = everything(service, &uploader, &cast::auth(7)).await;
    assert!(theirs["README.txt"].contains("localhost"));
    assert_eq!(rows(&theirs, "account.json")[0]["email"], "uploader@pictures.example");
    assert_eq!(rows(&theirs, "files.json")[0]["id"], film.object.to_string());
    assert_eq!(rows(&theirs, "links.json")[0]["id"], film.link.to_string());
    assert_eq!(rows(&theirs, "counter-notices.json")[0]["statement"]["name"], counter.name.as_str());
    assert_eq!(rows(&theirs, "notices.json").len(), 1);
    assert!(!rows(&theirs, "messages.json").is_empty());
    let told = rows(&theirs, "log.json");
    let opened = |kind: &str, field: &str| {
        let entry = told.iter().find(|row| row["entry"]["type"] == kind).unwrap_or_else(|| panic!("no {kind}"));
        entry["openings"].as_array().unwrap().iter().any(|opening| opening["field"] == field)
    };
    assert!(opened("account.created", "account") && opened("object.stored", "object"));
    let all = theirs.values().cloned().collect::<String>();
    let share = {
        let mut tx = service.db.read().await.unwrap();
        writ::vault::key_share(&mut tx, service, film.object).await.unwrap().unwrap()
    };
    for others in [
        "member@pictures.example".to_owned(),
        "Ada Example".to_owned(),
        cast.member.account.to_string(),
        cast.reviewer.account.to_string(),
        data_encoding::BASE64.encode(share.expose()),
        film.key.encode().as_str().to_owned(),
    ] {
        assert!(!all.contains(&others), "{others}");
    }

    let film = File::upload(service, "another.mkv").await;
    let second = cast::file(service, &cast, vec![cast::target(&film.url())]).await.unwrap().claim;
    picture(service, &cast.member, second, "thread.png").await;
    worked(service).await;
    let holders = everything(service, &cast.member, &cast.auth).await;
    assert_eq!(rows(&holders, "claims.json").len(), 2);
    let targets = rows(&holders, "claims-links.json");
    let decided = targets.iter().find(|row| row["claim"] == claim.to_string()).unwrap();
    assert_eq!((decided["action"].as_str(), decided["found_at"].as_str().is_some()), (Some("lock-and-delete"), true));
    assert_eq!(rows(&holders, "evidence.json")[0]["name"], "thread.png");
    assert_eq!(rows(&holders, "signatures.json")[0]["record"]["signer"]["name"], "Ada Example");
    assert_eq!(rows(&holders, "memberships.json")[0]["name"], "Example Pictures");
    let but_mail = holders.iter().filter(|(name, _)| *name != "messages.json");
    let all = but_mail.map(|(_, text)| text.as_str()).collect::<String>();
    for others in ["Quuxworth", "Flibbertigibbet", "uploader@pictures.example", &uploader.account.to_string()] {
        assert!(!all.contains(others), "{others}");
    }
    // What they were mailed is theirs to have again, as long as it is kept: the law had the copy say who answers.
    let copy = |files: &BTreeMap<String, String>| {
        let subject = Value::from("A counter-notice to your claim");
        rows(files, "messages.json").into_iter().find(|row| row["subject"] == subject)
    };
    let text = copy(&holders).expect("it is kept")["text"].as_str().unwrap().to_owned();
    assert!(text.contains("Wilhelmina Quuxworth") && text.contains("1 Flibbertigibbet Lane"), "{text}");
    assert!(copy(&theirs).is_none(), "it went to the claimant alone");
    let older = rows(&holders, "messages.json").len();
    for file in ["messages.json", "evidence.json"] {
        assert!(holders["README.txt"].contains(file), "what is not in {file} is said");
    }
    service.clock.advance(15 * DAY);
    worked(service).await;
    let holders = everything(service, &cast.member, &cast.auth).await;
    let kept = rows(&holders, "messages.json");
    assert!(kept.len() >= older && copy(&holders).is_none(), "its text is gone, and that it was sent stands there");
    assert!(kept[..older].iter().all(|row| row["text"].is_null() && row["subject"].is_null()), "{kept:?}");
    assert!(!holders["messages.json"].contains("Quuxworth"));
});

#[tokio::test]
async fn every_table_that_points_at_an_account_is_in_the_export_or_says_why_not() {
    let app = TestService::new().await;
    let service = &app.service;
    let mut tx = service.db.read().await.unwrap();
    let columns = db::all!(
        tx,
        (String, String),
        "SELECT m.name, f.\"from\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
         WHERE m.type = 'table' AND f.\"table\" = 'accounts' ORDER BY 1, 2"
    )
    .unwrap();
    drop(tx);
    assert!(columns.len() > 40);
    let listed: Vec<(&str, &str)> = TABLES.iter().map(|(table, column, _)| (*table, *column)).collect();
    let there: Vec<(&str, &str)> = columns.iter().map(|(table, column)| (table.as_str(), column.as_str())).collect();
    for pair in &there {
        assert!(listed.contains(pair), "{}.{} is not in personal/export", pair.0, pair.1);
    }
    for pair in &listed {
        assert!(there.contains(pair), "{}.{} points at no account", pair.0, pair.1);
    }
    // Each file that is named is there.
    let actor = cast::signed_up(service, "somebody", 7).await;
    let files = everything(service, &actor, &cast::auth(7)).await;
    for (table, column, held) in TABLES {
        match held {
            Held::In(file) => assert!(files.contains_key(*file), "{table}.{column}: {file}"),
            Held::Not(because) => assert!(because.len() > 10),
        }
    }
}

#[tokio::test]
async fn the_page_hands_an_archive_over_by_password_only() {
    let app = TestService::new().await;
    let service = &cast::limited(&app.service, |limits| limits.exports_per_hour = 2);
    account(service, "curious@example.org").await;
    let cookie = session_of(service, "curious@example.org").await;
    let ask = async |password: &str| {
        let auth = data_encoding::BASE64URL_NOPAD.encode(&auth(password));
        let request = Request::post("/account/export")
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("auth={auth}")));
        send(service, request.unwrap()).await
    };
    let refused = ask("wrong").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let given = ask("right").await;
    assert_eq!((given.status, given.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/zip"));
    assert!(given.header(header::CONTENT_DISPOSITION).contains("localhost-2026-11-23.zip"));
    assert_eq!(given.header(header::CACHE_CONTROL), "no-store");
    assert_eq!(ask("right").await.status, StatusCode::OK);
    assert_ne!(ask("right").await.status, StatusCode::OK, "so often and no more in an hour");
}
