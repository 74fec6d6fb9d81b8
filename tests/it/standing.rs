//! Behind the published log, as a restored backup is, the service hands nothing out and takes nothing in: whatever route is
//! asked, whatever verb is called.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use data_encoding::{HEXLOWER, HEXUPPER};
use http::{Method, Request, StatusCode, header};
use writ::accounts::api_tokens::{self, TokenName};
use writ::accounts::{Role, entries};
use writ::claims::{decisions, evidence, queue};
use writ::db::{self, Address};
use writ::ids::EntryId;
use writ::mirrors::Piece;
use writ::service::Service;
use writ::tokens::Digest;
use writ::vault::links::{self, LinkTerms};
use writ::vault::objects::{self, Finality};
use writ::vault::{self, downloads, uploads};
use writ::{accounts as people, jobs, takedown};

use crate::accounts::{account, session_of, with_role};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{Cast, File, file, target};
use crate::http::{Answer, get, send, send_to};
use crate::routes;

/// Every table, with what makes a text of one of its rows.
async fn tables(service: &Service) -> Vec<(String, String)> {
    let sqlite = matches!(service.config.database, Address::File(_));
    let mut tx = service.db.read().await.unwrap();
    let columns = if sqlite {
        "SELECT m.name, p.name FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'"
    } else {
        "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'"
    };
    let columns = db::all!(tx, (String, String), columns).unwrap();
    let mut tables = std::collections::BTreeMap::<String, Vec<String>>::new();
    for (table, column) in columns {
        let text = if sqlite { format!("quote(\"{column}\")") } else { format!("quote_nullable(\"{column}\"::text)") };
        tables.entry(table).or_default().push(text);
    }
    tables.into_iter().map(|(table, columns)| (table, columns.join(" || ', ' || "))).collect()
}

/// Every row of every table, as text.
pub async fn rows(service: &Service) -> BTreeSet<String> {
    let tables = tables(service).await;
    let mut tx = service.db.read().await.unwrap();
    let mut rows = BTreeSet::new();
    for (table, row) in tables {
        let sql = format!("SELECT '{table}: ' || {row} FROM \"{table}\"");
        let found = db::all!(tx, (String,), sqlx::AssertSqlSafe(sql.clone())).unwrap();
        rows.extend(found.into_iter().map(|(row,)| row));
    }
    assert!(rows.len() > 50, "something stands there");
    rows
}

/// The tables in which one of these stands in the clear, as text or as bytes.
pub async fn holding(service: &Service, secrets: &[Vec<u8>]) -> Vec<String> {
    let sqlite = matches!(service.config.database, Address::File(_));
    let (find, hex) = if sqlite { ("instr", HEXUPPER) } else { ("strpos", HEXLOWER) };
    let mut needles: Vec<_> = secrets.iter().map(|secret| hex.encode(secret)).collect();
    let plain = |secret: &&Vec<u8>| secret.iter().all(|byte| matches!(byte, b' '..=b'~') && *byte != b'\'');
    needles.extend(secrets.iter().filter(plain).map(|secret| String::from_utf8_lossy(secret).into_owned()));
    let found: Vec<_> = needles.iter().map(|needle| format!("{find}(x.r, '{needle}') > 0")).collect();
    let tables = tables(service).await;
    let mut tx = service.db.read().await.unwrap();
    let mut holding = Vec::new();
    for (table, row) in tables {
        let sql = format!(
            "WITH x(r) AS MATERIALIZED (SELECT {row} FROM \"{table}\") SELECT COUNT(*) FROM x WHERE {}",
            found.join(" OR ")
        );
        let (rows,) = db::one!(tx, (i64,), sqlx::AssertSqlSafe(sql.clone())).unwrap();
        if rows > 0 {
            holding.push(table);
        }
    }
    holding
}

async fn ask(portal: &Router, method: &Method, path: &str, credentials: &[(header::HeaderName, String)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header(header::ACCEPT, "text/html");
    for (name, value) in credentials {
        request = request.header(name, value);
    }
    let kind = if path.starts_with("/api/") { "application/json" } else { "application/x-www-form-urlencoded" };
    send_to(portal, request.header(header::CONTENT_TYPE, kind).body(Body::from("{}")).unwrap()).await
}

both_engines!(behind_the_log_nothing_is_handed_out_and_nothing_taken_in, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = account(service, "ugo@example.net").await;
    let stored = File::upload_of(service, owner, "film.mkv").await;
    let filed = file(service, &cast, vec![target(&stored.url())]).await.unwrap();
    let claimed = filed.targets[0].target;
    let reviewer = with_role(service, cast.first, "rui@example.net", Role::Reviewer).await;
    queue::take(service, &reviewer, filed.claim).await.unwrap();
    decisions::open_evidence(service, &reviewer, claimed).await.unwrap();
    evidence::part(service, &reviewer, claimed, 0).await.unwrap();
    let download = downloads::download(service, &stored.link, None).await.unwrap().download;
    let begun = uploads::begin(service, owner.account, None).await.unwrap();
    let admitted = uploads::admit(service, owner.account, begun.upload).await.unwrap();
    let entry = EntryId(writ::ids::uuid_v4(&service.entropy));
    entries::put(service, owner, entry, b"sealed").await.unwrap();
    let (_, token) = api_tokens::issue(service, owner, TokenName::parse("a test").unwrap(), None).await.unwrap();
    let credentials = [
        vec![],
        vec![(header::COOKIE, session_of(service, "ugo@example.net").await)],
        vec![(header::COOKIE, session_of(service, "rui@example.net").await)],
        vec![(header::AUTHORIZATION, format!("Bearer {}", token.expose()))],
    ];
    let share = {
        let mut tx = service.db.read().await.unwrap();
        vault::key_share(&mut tx, service, stored.object).await.unwrap().unwrap().encode()
    };
    let key = stored.file_key().encode();
    app.fall_behind().await;
    let before = rows(service).await;

    // Whoever asks whatever.
    let portal = writ::http::router(service.clone());
    let open = ["/log", "/policies", "/privacy", "/contact", "/agreement"];
    let routes: BTreeSet<String> = routes::declared().into_iter().map(|(_, path)| path).collect();
    let always = ["/healthz", "/readyz", "/static/", "/favicon.ico", "/.well-known/"];
    for route in routes.iter().filter(|route| !always.iter().any(|place| route.starts_with(place))) {
        let path = route
            .replace("{object}", &stored.object.to_string())
            .replace("{link}", stored.link.as_str())
            .replace("{claim}", &filed.claim.to_string())
            .replace("{target}", &claimed.to_string())
            .replace("{upload}", &begun.upload.to_string())
            .replace("{download}", &download.to_string())
            .replace("{part}", "0")
            .replace("{id}", &if route.contains("entries") { entry.to_string() } else { filed.claim.to_string() });
        let is_open = open.iter().any(|place| path == *place || path.starts_with(&format!("{place}/")));
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            for credentials in &credentials {
                let answer = ask(&portal, &method, &path, credentials).await;
                if !(is_open && method == Method::GET) {
                    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{method} {path}");
                    assert_eq!(answer.header(header::RETRY_AFTER), "300", "{method} {path}");
                    assert!(answer.body.contains("has not caught up with its public log"), "{}", answer.body);
                }
                assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{method} {path}: {}", answer.body);
                for secret in [share.as_str(), key.as_str(), "ugo@example.net", "rui@example.net"] {
                    assert!(!answer.body.contains(secret), "{method} {path} hands out {secret}");
                }
                assert!(answer.headers.get(header::SET_COOKIE).is_none(), "{method} {path}: no session is written");
            }
        }
    }
    // What anyone may read is there.
    for path in
        ["/log", "/log/checkpoint", "/log/vkey", "/policies", "/privacy", "/contact", "/healthz", "/favicon.ico"]
    {
        assert_eq!(send(service, get(path)).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(send(service, get("/readyz")).await.status, StatusCode::SERVICE_UNAVAILABLE);

    // And whichever verb is called below the router.
    assert!(service.db.begin().await.is_err(), "nobody gets a transaction that writes");
    assert!(matches!(jobs::lease(service).await, Err(jobs::Error::NotCurrent(_))));
    assert!(downloads::look(service, &stored.link, None).await.is_err());
    assert!(downloads::look_as_owner(service, owner.account, stored.object).await.is_err());
    assert!(downloads::download(service, &stored.link, None).await.is_err());
    assert!(downloads::renew(service, &stored.link, download).await.is_err());
    assert!(objects::list(service, owner.account, None, 10).await.is_err());
    assert!(uploads::status(service, owner.account, begun.upload).await.is_err());
    let bytes = Bytes::from_static(&[1; 5_000]);
    assert!(uploads::put(service, admitted, Piece::Part(0), Digest::of(&bytes), bytes).await.is_err());
    assert!(links::create(service, owner.account, stored.object, LinkTerms::default(), None).await.is_err());
    assert!(vault::delete_object(service, owner.account, stored.object, Finality::Now).await.is_err());
    assert!(takedown::undelete(service, owner.account, stored.object).await.is_err());
    assert!(decisions::open_evidence(service, &reviewer, claimed).await.is_err());
    assert!(evidence::part(service, &reviewer, claimed, 0).await.is_err());
    assert!(entries::get(service, owner, entry).await.is_err());
    assert!(entries::list(service, owner, None, 10).await.is_err());
    assert!(people::invite(service, cast.first, Role::Reviewer, "").await.is_err());
    let mut tx = service.db.read().await.unwrap();
    assert!(vault::key_share(&mut tx, service, stored.object).await.is_err());
    drop(tx);

    let after = rows(service).await;
    assert_eq!(before.symmetric_difference(&after).collect::<Vec<_>>(), Vec::<&String>::new(), "no row has changed");
});
