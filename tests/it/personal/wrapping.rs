//! Wrapping keys that age out.

use std::path::Path;

use writ::db;
use writ::keys::{self, Keys, sealed_under};
use writ::personal::sealed::{COLUMNS, LEFT};
use writ::personal::wrapping::{every_value, turn};
use writ::service::Service;

use super::{DAY, decided, entries, facts_agree, picture};
use crate::app::{TestService, both_engines, polled};
use crate::claims::cast::{Cast, File};
use writ::claims::decisions::Action;

/// A service in which something of most kinds is sealed.
async fn story(service: &Service) {
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let (claim, _) = decided(service, &cast, &film, Action::DisableLink).await;
    let film = File::upload(service, "other.mkv").await;
    let open = crate::claims::cast::file(service, &cast, vec![crate::claims::cast::target(&film.url())]).await.unwrap();
    picture(service, &cast.member, open.claim, "thread.png").await;
    assert!(claim != open.claim);
}

/// Another portal over the same database and key folder.
fn portal(service: &Service) -> Service {
    let keys = Keys::open(&service.config.keys, None, &service.clock, &service.entropy).unwrap();
    Service { keys, ..service.clone() }
}

/// That every value opens in its place, and under which key each lies.
async fn all_open(service: &Service) -> Vec<String> {
    let mut names = Vec::new();
    for (place, sealed) in every_value(service).await.unwrap() {
        service.keys.open_sealed(&place, &sealed).unwrap_or_else(|error| panic!("{place}: {error}"));
        names.push(sealed_under(&sealed).unwrap().to_owned());
    }
    names.sort();
    names.dedup();
    names
}

both_engines!(
    a_key_is_replaced_after_a_month_and_destroyed_a_month_after_nothing_needs_it,
    |app: TestService| async move {
        let service = &app.service;
        story(service).await;
        let first = service.keys.newest_wrapping_key();
        let old = every_value(service).await.unwrap();
        assert!(old.len() > 50, "{} values", old.len());
        turn(service).await.unwrap();
        assert_eq!(service.keys.newest_wrapping_key(), first, "it is young");
        service.clock.advance(30 * DAY);
        turn(service).await.unwrap();
        let second = service.keys.newest_wrapping_key();
        assert_ne!(second, first);
        assert_eq!(all_open(service).await, std::slice::from_ref(&second), "everything is under the new one");
        service.clock.advance(29 * DAY);
        turn(service).await.unwrap();
        assert!(service.keys.wrapping_keys().unwrap().contains(&first), "it is kept for a month");
        service.clock.advance(DAY);
        turn(service).await.unwrap();
        turn(service).await.unwrap();
        assert!(!service.keys.wrapping_keys().unwrap().contains(&first));
        for (place, sealed) in &old {
            let opened = service.keys.open_sealed(place, sealed);
            assert!(matches!(opened, Err(keys::Error::Erased(_))), "{place}");
            let elsewhere = portal(service).keys.open_sealed(place, sealed);
            assert!(matches!(elsewhere, Err(keys::Error::Erased(_))), "{place}");
        }
        assert_eq!(all_open(service).await.len(), 1);
        assert_eq!(
            (entries(service, "wrapping-key.made").await, entries(service, "wrapping-key.destroyed").await),
            (3, 1)
        );
        facts_agree(service).await;
    }
);

both_engines!(a_key_that_another_portal_still_seals_under_stays, |app: TestService| async move {
    let service = &app.service;
    let late = portal(service);
    story(service).await;
    let first = service.keys.newest_wrapping_key();
    turn(service).await.unwrap();
    service.clock.advance(30 * DAY);
    turn(service).await.unwrap();
    service.clock.advance(29 * DAY);
    // A transaction that began long ago ends now, and what it wrote lies under the old key.
    let mut tx = service.db.begin().await.unwrap();
    let (account, sealed) =
        db::one!(tx, (uuid::Uuid, Vec<u8>), "SELECT id, email_sealed FROM accounts ORDER BY id LIMIT 1").unwrap();
    let place = format!("accounts.email/{account}");
    let email = service.keys.open_sealed(&place, &sealed).unwrap();
    drop(tx);
    let held = std::fs::read(service.config.keys.join("wrapping").join(format!("{first}.key"))).unwrap();
    let under_old = seal_under(&late, &first, &held, &place, &email);
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(tx, "UPDATE accounts SET email_sealed = $2 WHERE id = $1", account, &under_old).unwrap();
    tx.commit().await.unwrap();
    let is_there = || service.keys.wrapping_keys().unwrap().contains(&first);
    service.clock.advance(DAY);
    turn(service).await.unwrap();
    all_open(service).await;
    assert!(is_there(), "it was needed until now, and the month begins anew");
    service.clock.advance(29 * DAY);
    turn(service).await.unwrap();
    assert!(is_there());
    service.clock.advance(DAY);
    turn(service).await.unwrap();
    assert!(!is_there());
    all_open(service).await;
});

/// Seals under a key that is not the newest, as a portal does that has not looked for a minute: in a folder of its own, where
/// it is.
fn seal_under(service: &Service, name: &str, key: &[u8], place: &str, value: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("wrapping")).unwrap();
    std::fs::write(folder.path().join("wrapping").join(format!("{name}.key")), key).unwrap();
    let keys = Keys::open(folder.path(), None, &service.clock, &service.entropy).unwrap();
    keys.seal(place, value)
}

both_engines!(a_pass_that_dies_anywhere_beside_another_loses_nothing, |app: TestService| async move {
    let service = &app.service;
    story(service).await;
    turn(service).await.unwrap();
    let other = portal(service);
    for round in 0..3 {
        service.clock.advance(30 * DAY);
        for polls in [1, 5, 20, 60, 150, 400] {
            let mut dying = Box::pin(turn(service));
            polled(&mut dying, polls).await;
            drop(dying);
            let mut another = Box::pin(turn(&other));
            polled(&mut another, polls + round).await;
        }
        let (one, two) = tokio::join!(turn(service), turn(&other));
        one.unwrap();
        two.unwrap();
        turn(service).await.unwrap();
        assert_eq!(all_open(&other).await, [service.keys.newest_wrapping_key()]);
    }
    facts_agree(service).await;
});

#[tokio::test]
async fn every_sealed_column_is_in_the_list() {
    let app = TestService::new().await;
    let service = &app.service;
    story(service).await;
    let listed: Vec<(&str, &str)> = COLUMNS
        .iter()
        .map(|column| (column.table, column.column))
        .chain(LEFT.iter().map(|left| (left.table, left.column)))
        .collect();
    let mut tx = service.db.read().await.unwrap();
    let columns = db::all!(
        tx,
        (String, String, String),
        "SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
    )
    .unwrap();
    drop(tx);
    assert!(columns.len() > 300, "{} columns", columns.len());
    for (table, column, kind) in &columns {
        let is_listed = listed.contains(&(table.as_str(), column.as_str()));
        if column.ends_with("_sealed") {
            assert!(is_listed, "{table}.{column} is not in personal/sealed.rs");
        } else if kind == "BLOB" && !is_listed {
            // Whatever it is called: nothing in it was sealed under a wrapping key.
            let sealed = sealed_rows(&service.config.data, table, column).await;
            assert_eq!(sealed, 0, "{table}.{column} holds sealed values and is not in personal/sealed.rs");
        }
    }
    for (table, column) in &listed {
        let there = columns.iter().any(|(t, c, _)| t == table && c == column);
        assert!(there, "{table}.{column} is not in the schema");
    }
    // The test sees a sealed value where there is one.
    assert!(sealed_rows(&service.config.data, "accounts", "email_sealed").await > 0);
}

/// How many values of a column begin as sealed ones do: with ten characters of a day.
async fn sealed_rows(data: &Path, table: &str, column: &str) -> i64 {
    use sqlx::ConnectOptions as _;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(data.join("writ.db")).read_only(true);
    let mut connection = options.connect().await.unwrap();
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE substr({column}, 1, 3) = X'0A3230'");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap()
}
