//! What was altered in the database says so in the archive, in its place, and everything else is handed over all the same.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use writ::accounts::{self, Role};
use writ::claims::decisions::Action;
use writ::claims::organisations::MemberRole;
use writ::db;
use writ::mail::State;
use writ::personal::sealed::{COLUMNS, Column};
use writ::process::delivery;
use writ::service::Service;

use super::export::{Life, everything, life, rows};
use super::strangers::{Story, handed, story};
use super::{decided, worked};
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines};
use crate::claims::altered::alter;
use crate::claims::cast::{self, Cast, File};
use crate::pages_desk::{look, staff};

/// What stands in the place of a value that was altered, and nothing else.
fn said() -> Value {
    json!({"altered": "Altered in the database: it cannot be shown"})
}

/// Cuts a byte from what lies sealed in a column, wherever something does, behind the service's back.
async fn cut(service: &Service, table: &str, column: &str) {
    let shorter = format!("substr({column}, 1, length({column}) - 1)");
    let sql = format!("UPDATE {table} SET {column} = {shorter} WHERE length({column}) > 0");
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(tx, AssertSqlSafe(sql)).unwrap();
    tx.commit().await.unwrap();
}

async fn cut_everything(service: &Service) {
    for Column { table, column, .. } in COLUMNS {
        cut(service, table, column).await;
    }
}

/// In which fields of which files but the log the second archive says that something was altered. In every other place it is as the first.
fn altered(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> BTreeSet<String> {
    assert!(before.keys().eq(after.keys()), "{:?}", after.keys());
    assert_eq!(before["README.txt"], after["README.txt"]);
    let mut found = BTreeSet::new();
    for name in before.keys().filter(|name| !matches!(name.as_str(), "README.txt" | "log.json")) {
        let (was, is) = (Value::from(rows(before, name)), Value::from(rows(after, name)));
        compare(name, &was, &is, &mut found);
    }
    found
}

fn compare(place: &str, was: &Value, is: &Value, found: &mut BTreeSet<String>) {
    match (was, is) {
        (was, is) if *is == said() => {
            assert!(!was.is_null(), "{place}: nothing was there");
            found.insert(place.to_owned());
        }
        (Value::Array(was), Value::Array(is)) => {
            assert_eq!(was.len(), is.len(), "{place}");
            for (was, is) in was.iter().zip(is) {
                compare(place, was, is, found);
            }
        }
        (Value::Object(was), Value::Object(is)) => {
            assert!(was.keys().eq(is.keys()), "{place}: {is:?}");
            for (key, was) in was {
                compare(&format!("{place}/{key}"), was, &is[key], found);
            }
        }
        (was, is) => assert_eq!(was, is, "{place}"),
    }
}

/// The openings of each entry of the log, which are as many entries as before.
fn openings(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<[Vec<Value>; 2]> {
    let (before, after) = (rows(before, "log.json"), rows(after, "log.json"));
    assert_eq!(before.len(), after.len());
    let of = |row: &Value| row["openings"].as_array().unwrap().clone();
    let pairs = before.iter().zip(&after).map(|(was, is)| {
        assert_eq!(was["entry"], is["entry"]);
        [of(was), of(is)]
    });
    pairs.collect()
}

/// Of the log every opening says that its value was altered, and none opens one.
fn assert_log_is_shut(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) {
    for [was, is] in openings(before, after) {
        for opening in &is {
            assert!(opening["value"] == said() && opening["opening"].is_null(), "{opening}");
        }
        let fields: Vec<_> = is.iter().map(|opening| &opening["field"]).collect();
        assert!(was.iter().all(|opening| fields.contains(&&opening["field"])), "{was:?}: {is:?}");
    }
}

fn assert_has(found: &BTreeSet<String>, expected: &[&str]) {
    let missing: Vec<_> = expected.iter().filter(|place| !found.contains(**place)).collect();
    assert!(missing.is_empty(), "{missing:?}: {found:?}");
}

both_engines!(what_was_altered_says_so_in_its_place_and_the_rest_is_handed_over, |app: TestService| async move {
    let service = &app.service;
    let Life { person, password, .. } = life(service).await;
    let before = everything(service, &person, &password).await;

    cut(service, "counter_notices", "statement_sealed").await;
    let after = everything(service, &person, &password).await;
    let found = altered(&before, &after);
    assert_eq!(found, BTreeSet::from(["counter-notices.json/statement".to_owned()]));
    assert_eq!(before["log.json"], after["log.json"]);

    // A value of the log stands there though what opens its commitment was altered.
    cut(service, "log_openings", "opening_sealed").await;
    let after = everything(service, &person, &password).await;
    let mut seen = 0;
    for [was, is] in openings(&before, &after) {
        assert_eq!(was.len(), is.len(), "{was:?}: {is:?}");
        for (was, is) in was.iter().zip(&is) {
            assert_eq!((&was["field"], &was["value"]), (&is["field"], &is["value"]));
            assert!(was["opening"].is_string() && is["opening"] == said(), "{is}");
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");

    cut_everything(service).await;
    let after = everything(service, &person, &password).await;
    assert_log_is_shut(&before, &after);
    let expected = [
        "account.json/email",
        "account-reviews.json/reasons",
        "appeals.json/grounds",
        "claims.json/statement",
        "claims-links.json/disclosed",
        "claims-links.json/found_at",
        "claims-links.json/metadata",
        "contact-copies.json/contact",
        "counter-notices.json/statement",
        "disputes.json/forum",
        "disputes.json/reference",
        "disputes.json/statement",
        "disputes-ended.json/words",
        "drafts.json/words",
        "drafts-links.json/typed",
        "evidence.json/name",
        "inquiries.json/answer",
        "inquiries.json/question",
        "measures.json/reasons",
        "messages.json/recipient",
        "messages.json/subject",
        "messages.json/text",
        "misuse.json/reasons",
        "notices.json/statement",
        "passkeys.json/name",
        "signatures.json/record",
        "tokens.json/name",
    ];
    assert_has(&altered(&before, &after), &expected);
});

both_engines!(what_was_altered_of_a_notice_says_so_to_who_sent_it_without_an_account, |app: TestService| async move {
    let service = &app.service;
    let Story { secret, code, .. } = story(service).await;
    let before = handed(service, &secret).await;

    // Of what was mailed to an address that nobody can read, nobody knows what shows that somebody reads it.
    cut(service, "messages", "recipient_sealed").await;
    let after = handed(service, &secret).await;
    let found = altered(&before, &after);
    assert_eq!(found, BTreeSet::from(["messages.json/recipient", "messages.json/text"].map(str::to_owned)));
    assert!(after.values().all(|text| !text.contains(&code)), "who has the link need not read the mailbox");

    cut_everything(service).await;
    let after = handed(service, &secret).await;
    assert_log_is_shut(&before, &after);
    let expected = [
        "address.json/address",
        "appeals.json/grounds",
        "claims.json/statement",
        "claims-links.json/disclosed",
        "claims-links.json/found_at",
        "claims-links.json/metadata",
        "disputes.json/forum",
        "disputes.json/reference",
        "disputes.json/statement",
        "disputes-ended.json/words",
        "evidence.json/name",
        "messages.json/recipient",
        "messages.json/subject",
        "messages.json/text",
    ];
    assert_has(&altered(&before, &after), &expected);
});

both_engines!(an_address_that_was_altered_says_so_on_each_page_and_fails_none, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let senior = staff(service, &cast, "sena", Role::Senior).await;
    let administrator = staff(service, &cast, "anna", Role::Administrator).await;
    let colleague = account(service, "colleague@pictures.example").await;
    cast::join(service, &cast.member, cast.organisation, &colleague, MemberRole::Agent).await;
    let colleague = session_of(service, "colleague@pictures.example").await;
    let pages = [
        ("/account", colleague.as_str()),
        ("/rights/team", colleague.as_str()),
        ("/desk/accounts", administrator.as_str()),
        ("/desk/workload", senior.as_str()),
        ("/desk", senior.as_str()),
        ("/notices", colleague.as_str()),
    ];
    let words = "Altered in the database: it cannot be shown";
    let said = async |path: &str, session: &str| {
        let page = look(service, path, session).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        page.body.matches(words).count()
    };
    for (path, session) in pages {
        assert_eq!(said(path, session).await, 0, "{path}");
    }
    cut(service, "accounts", "email_sealed").await;
    for (at, (path, session)) in pages.into_iter().enumerate() {
        // For scripts it stands at the head of every page.
        let said = said(path, session).await;
        assert!(said > usize::from(at < 4), "{path}: {said}");
    }
});

both_engines!(who_cannot_be_written_to_holds_up_nothing_and_is_seen_to_by_staff, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let address =
        ["SELECT email_sealed FROM accounts WHERE id = $1", "UPDATE accounts SET email_sealed = $2 WHERE id = $1"];
    alter(service, address, film.owner.account.0).await;
    // What is decided about their file is decided and done, and nothing that is due fails.
    decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;

    let waiting = async || delivery::undelivered(service, &cast.senior, None).await.unwrap().waiting;
    let message = waiting().await.remove(0).message;
    assert_eq!((message.state, message.attempts), (State::Failed, 1));
    let why = message.last_error.unwrap().to_string();
    assert!(why.contains("altered in the database"), "{why}");
    let again = delivery::send_again(service, &cast.senior, message.id).await.unwrap_err().to_string();
    assert!(again.contains("cannot be read any more"), "{again}");

    let mut tx = service.db.read().await.unwrap();
    let unread = accounts::address_of(&mut tx, service, film.owner.account).await.unwrap();
    drop(tx);
    assert_eq!(unread, None, "no sentence is given as an address");
    // Whole again, it goes where it was to go.
    alter(service, address, film.owner.account.0).await;
    delivery::send_again(service, &cast.senior, message.id).await.unwrap();
    worked(service).await;
    assert!(waiting().await.is_empty());
});

both_engines!(a_message_that_was_altered_as_it_waits_is_given_up, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    worked(service).await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    cut(service, "messages", "content_sealed").await;
    worked(service).await;
    let waiting = delivery::undelivered(service, &cast.senior, None).await.unwrap().waiting;
    assert!(!waiting.is_empty());
    for found in waiting {
        assert_eq!(found.message.state, State::Failed);
        let again = delivery::send_again(service, &cast.senior, found.message.id).await.unwrap_err().to_string();
        assert!(again.contains("cannot be read any more"), "{again}");
        delivery::settle(service, &cast.senior, found.message.id, "By telephone").await.unwrap();
    }
});
