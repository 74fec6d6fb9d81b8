//! Everything that is held about a person, handed to them and to nobody else.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use axum::body::Body;
use data_encoding::BASE64;
use futures_util::TryStreamExt as _;
use http::{Request, StatusCode, header};
use serde_json::Value;
use writ::accounts::api_tokens::{self, TokenName};
use writ::accounts::{Actor, Auth, Email, Role, entries};
use writ::claims::authorities::{self, Gag, OrderInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::drafts::{self, lines};
use writ::claims::organisations::{self, MemberRole, inquiries, invitations};
use writ::claims::programs::keys;
use writ::claims::queue::{self, views};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::Claimant;
use writ::claims::{cases, reports};
use writ::db;
use writ::ids::{EntryId, LogEntryId, NoticeId, ObjectId, uuid_v4};
use writ::notices;
use writ::personal::export::{self, Held, TABLES};
use writ::personal::wrapping;
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::counter_notices;
use writ::process::disputes::ends::EndInput;
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::misuse::{self, What};
use writ::process::strikes;
use writ::service::Service;
use writ::takedown;
use writ::texts::Language;

use super::{DAY, counter, decide, decided, picture, worked};
use crate::accounts::{account, auth, session_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File};
use crate::http::send;
use crate::vault::applications::{refuses, settled};
use crate::vault::hosts::Node;

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

pub async fn everything(service: &Service, actor: &Actor, auth: &Auth) -> BTreeMap<String, String> {
    let stream = export::everything(service, actor, auth, Language::default()).await.unwrap();
    let bytes: Vec<_> = stream.try_collect().await.unwrap();
    unpacked(&bytes.concat())
}

pub fn rows(files: &BTreeMap<String, String>, name: &str) -> Vec<Value> {
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
    let counter = counter();
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
    assert_eq!(rows(&holders, "contacts.json")[0]["contact"]["email"], "ada@pictures.example");
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

both_engines!(what_a_backup_brings_back_of_the_log_under_a_destroyed_key_stays_shut, |app: TestService| async move {
    let service = &app.service;
    let person = cast::signed_up(service, "person", 7).await;
    File::upload_of(service, person, "film.mkv").await;
    worked(service).await;
    // Which fields are open, of each entry in its order.
    let opened = async || {
        let log = rows(&everything(service, &person, &cast::auth(7)).await, "log.json");
        let fields = |row: &Value| {
            let openings = row["openings"].as_array().unwrap().iter();
            openings.map(|opening| opening["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        log.iter().map(fields).collect::<Vec<_>>()
    };
    let before = opened().await;
    let count = |opened: &[Vec<String>], field: &str| opened.iter().flatten().filter(|name| *name == field).count();
    assert!(count(&before, "object") > 0 && count(&before, "account") > 0, "{before:?}");

    let mut tx = service.db.read().await.unwrap();
    let backup = db::all!(
        tx,
        (LogEntryId, Vec<u8>, Vec<u8>),
        "SELECT entry, opening_sealed, value_sealed FROM log_openings WHERE field = 'object'"
    )
    .unwrap();
    drop(tx);
    let first = service.keys.newest_wrapping_key();
    for _ in 0..2 {
        service.clock.advance(30 * DAY);
        wrapping::turn(service).await.unwrap();
    }
    assert!(!service.keys.wrapping_keys().unwrap().contains(&first), "it is destroyed");
    assert_eq!(opened().await, before, "what was wrapped again opens");
    let mut tx = service.db.begin().await.unwrap();
    for (entry, opening, value) in &backup {
        let sql =
            "UPDATE log_openings SET opening_sealed = $2, value_sealed = $3 WHERE entry = $1 AND field = 'object'";
        assert_eq!(db::execute!(tx, sql, entry, opening, value).unwrap(), 1);
    }
    tx.commit().await.unwrap();
    let without: Vec<Vec<String>> =
        before.into_iter().map(|fields| fields.into_iter().filter(|field| field != "object").collect()).collect();
    assert_eq!(opened().await, without, "every entry is there, and what was not brought back opens");
});

/// The files of which the person of the next story has one row, and those of which they have more.
const ONE: [&str; 27] = [
    "account.json",
    "account-reviews.json",
    "appeals.json",
    "claims-links.json",
    "claims.json",
    "contact-copies.json",
    "contacts.json",
    "counter-notices.json",
    "disputes-ended.json",
    "disputes.json",
    "drafts-links.json",
    "drafts.json",
    "evidence.json",
    "file-list.json",
    "host-applications.json",
    "inquiries.json",
    "invitations.json",
    "measures.json",
    "memberships.json",
    "mirrors.json",
    "mirror-refusals.json",
    "misuse.json",
    "passkeys.json",
    "program-keys.json",
    "signatures.json",
    "tokens.json",
    "views.json",
];
const MORE: [&str; 8] = [
    "devices.json",
    "files.json",
    "links.json",
    "log.json",
    "messages.json",
    "notices.json",
    "sessions.json",
    "uploads.json",
];

/// The newest notice to somebody about a file.
async fn told(service: &Service, to: &Actor, object: ObjectId) -> NoticeId {
    let all = notices::notices_of(service, to.account).await.unwrap();
    all.into_iter().find(|notice| notice.object == Some(object)).unwrap().id
}

/// The address of the person of that story.
const EMAIL: &str = "wilhelmina@example.org";

/// That person, and what their story leaves to be asked about.
pub(super) struct Life {
    pub(super) person: Actor,
    pub(super) password: Auth,
    /// What they stored.
    films: Vec<File>,
    /// What they sent a notice about.
    other: File,
}

/// Somebody does all, and is told all, that a file of the archive tells of.
pub(super) async fn life(service: &Service) -> Life {
    let cast = Cast::signed(service).await;
    let person = account(service, EMAIL).await;
    let password = Auth::parse(&auth("right")).unwrap();
    session_of(service, EMAIL).await;
    entries::put(service, person, EntryId(uuid_v4(&service.entropy)), b"a sealed entry").await.unwrap();
    api_tokens::issue(service, person, TokenName::parse("Desk").unwrap(), None).await.unwrap();
    cast::passkey(service, person, &password, 9).await;

    // For an organisation: applied for, asked about, signed for; a key, a draft, and an invitation to another.
    let organisation = organisations::apply(service, &person, &cast::application("Quuxworth Pictures")).await.unwrap();
    inquiries::ask(service, &cast.first, organisation, "Who is the officer?").await.unwrap();
    let asked = inquiries::inquiries(service, &person, organisation).await.unwrap().remove(0).id;
    inquiries::answer(service, &person, organisation, asked, "I am.").await.unwrap();
    cast::verify(service, &cast.first, &cast.second, organisation).await;
    Cast { member: person, organisation, auth: password.clone(), ..cast.clone() }.sign(service).await;
    let key = keys::NewKey {
        name: "Nightly".into(),
        scopes: vec!["claims:read".into()],
        days: "30".into(),
        confirmation: String::new(),
    };
    keys::create(service, &person, organisation, &key, &password).await.unwrap();
    let other = File::upload(service, "other.mkv").await;
    let law = drafts::Law { basis: Basis::UsDmca, works: Vec::new(), territory: String::new() };
    let draft = drafts::begin(service, &person, organisation, &law).await.unwrap();
    lines::enter(service, &person, draft, &other.bare()).await.unwrap();
    // A colleague's draft is filled in with them, and is not theirs.
    let colleague = cast::person(service, "colleague").await;
    cast::join(service, &person, organisation, &colleague, MemberRole::Agent).await;
    drafts::begin(service, &colleague, organisation, &law).await.unwrap();
    let address = Email::parse(EMAIL).unwrap();
    invitations::invite(service, &cast.member, cast.organisation, &address, MemberRole::Agent).await.unwrap();

    // As an uploader: three strikes, what came of them, and answers to the first decision, one of them unfounded.
    let mut films = Vec::new();
    for name in ["one.mkv", "two.mkv", "three.mkv"] {
        let film = File::upload_of(service, person, name).await;
        decided(service, &cast, &film, Action::LockAndDelete).await;
        worked(service).await;
        films.push(film);
    }
    let review = strikes::waiting(service, &cast.reviewer).await.unwrap().remove(0).id;
    strikes::decide(service, &cast.reviewer, review, strikes::Decision::Warn, "Three times").await.unwrap();
    let notice = told(service, &person, films[0].object).await;
    let counter = counter();
    counter_notices::send(service, &person, notice, &counter).await.unwrap();
    let appeal = appeals::lodge(service, Appellant::Uploader(&person, notice), "My grounds").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "There are none").await.unwrap();
    misuse::mark(service, &cast.reviewer, What::Appeal(appeal), "It says nothing").await.unwrap();

    // As a notifier: with a file of evidence, an action, and its end.
    let report = cast::report(Basis::UsDmca, &other.url());
    let claim = reports::send(service, "198.51.100.7", Some(person.account), &report).await.unwrap().claim;
    picture(service, &person, claim, "thread.png").await;
    decide(service, &cast, claim, Action::LockAndDelete).await;
    let theirs = told(service, &other.owner, other.object).await;
    let sent = counter_notices::send(service, &other.owner, theirs, &counter).await.unwrap();
    let action = DisputeInput {
        kind: Some(Kind::Action),
        forum: "A county court".into(),
        reference: "4711".into(),
        begun_on: "2026-11-22".into(),
        restrains: true,
        signature: "Wilhelmina Quuxworth".into(),
    };
    let claimant = Claimant::Person(&person);
    let action = disputes::tell_of_action(service, claimant, claim, sent, &action).await.unwrap();
    let words = "We settled".into();
    let end = EndInput { outcome: Some(Outcome::NoResult), ended_on: "2026-11-23".into(), words };
    disputes::tell_end(service, claimant, claim, action, &end).await.unwrap();

    // As a host, whose mirror drops a copy under the law where it stands.
    let node = Node::new("kiwi", "IS");
    let mirror = settled(service, &cast.first, &person, &node).await;
    refuses(service, &cast.first, &mirror, "A court here forbids it").await;

    // And on the staff.
    let reviewer = cast::with_role(service, person, Role::Reviewer).await;
    views::save(service, &reviewer, "Overdue", "due=overdue", false).await.unwrap();
    worked(service).await;
    Life { person, password, films, other }
}

both_engines!(every_file_of_the_archive_has_what_its_person_did_and_was_told, |app: TestService| async move {
    let service = &app.service;
    let Life { person, password, films, other } = life(service).await;
    let archive = everything(service, &person, &password).await;
    let files: BTreeSet<&str> = archive.keys().map(String::as_str).filter(|name| *name != "README.txt").collect();
    let expected: BTreeSet<&str> = ONE.into_iter().chain(MORE).collect();
    assert_eq!(files, expected, "a file that this story says nothing of");
    for (table, column, held) in TABLES {
        let Held::In(file) = held else { continue };
        assert!(files.contains(file), "{table}.{column}: {file}");
    }
    for file in ONE {
        assert_eq!(rows(&archive, file).len(), 1, "{file}: {}", archive[file]);
    }
    let one = |file: &str| rows(&archive, file).remove(0);
    let said = |file: &str, place: &str| match one(file).pointer(place) {
        Some(Value::String(text)) => text.clone(),
        other => panic!("{file}{place}: {other:?}"),
    };
    for (file, place, text) in [
        ("account.json", "/email", EMAIL),
        ("account.json", "/roles/0/role", "reviewer"),
        ("account-reviews.json", "/outcome", "warning"),
        ("account-reviews.json", "/reasons", "Three times"),
        ("appeals.json", "/grounds", "My grounds"),
        ("appeals.json", "/reasons", "There are none"),
        ("claims.json", "/statement/email", "ada@pictures.example"),
        ("claims.json", "/basis", "us-dmca"),
        ("claims-links.json", "/link", other.link.as_str()),
        ("claims-links.json", "/found_at", "https://forum.example/thread/1"),
        ("claims-links.json", "/metadata/name", "other.mkv"),
        ("claims-links.json", "/action", "lock-and-delete"),
        ("contact-copies.json", "/contact/telephone", "+33 1 23 45 67 89"),
        ("contacts.json", "/contact/name", "Ada Example"),
        ("counter-notices.json", "/statement/name", counter().name.as_str()),
        ("disputes.json", "/forum", "A county court"),
        ("disputes.json", "/statement/signature", "Wilhelmina Quuxworth"),
        ("disputes-ended.json", "/words", "We settled"),
        ("disputes-ended.json", "/outcome", "no-result"),
        ("drafts.json", "/words/statement/name", "Ada Example"),
        ("drafts-links.json", "/typed/link", other.bare().as_str()),
        ("evidence.json", "/name", "thread.png"),
        ("file-list.json", "/sealed", BASE64.encode(b"a sealed entry").as_str()),
        ("inquiries.json", "/question", "Who is the officer?"),
        ("inquiries.json", "/answer", "I am."),
        ("host-applications.json", "/state", "approved"),
        ("host-applications.json", "/host", "kiwi"),
        ("host-applications.json", "/contact", "ops@kiwi.example"),
        ("invitations.json", "/organisation", "Example Pictures"),
        ("measures.json", "/kind", "warning"),
        ("memberships.json", "/name", "Quuxworth Pictures"),
        ("mirrors.json", "/url", "https://kiwi.example"),
        ("mirror-refusals.json", "/reason", "A court here forbids it"),
        ("misuse.json", "/scope", "complaints"),
        ("misuse.json", "/reasons", "It says nothing"),
        ("passkeys.json", "/name", "Laptop"),
        ("program-keys.json", "/name", "Nightly"),
        ("signatures.json", "/record/signer/name", "Ada Example"),
        ("tokens.json", "/name", "Desk"),
        ("views.json", "/query", "due=overdue"),
    ] {
        assert_eq!(said(file, place), text, "{file}{place}");
    }
    let all = |file: &str, field: &str| -> BTreeSet<String> {
        let rows = rows(&archive, file);
        assert!(!rows.is_empty(), "{file}");
        rows.iter().map(|row| row[field].as_str().unwrap_or_else(|| panic!("{file}: {row}")).to_owned()).collect()
    };
    let objects: BTreeSet<String> = films.iter().map(|film| film.object.to_string()).collect();
    assert_eq!((&all("files.json", "id"), &all("uploads.json", "object")), (&objects, &objects));
    let links: BTreeSet<String> = films.iter().map(|film| film.link.as_str().to_owned()).collect();
    assert_eq!(all("links.json", "id"), links);
    let kinds = BTreeSet::from(["appeal", "measure", "restriction"].map(str::to_owned));
    assert!(all("notices.json", "kind").is_superset(&kinds));
    // Of what had a secret in it nothing is kept once it is sent.
    let (struck, kept): (Vec<_>, Vec<_>) =
        rows(&archive, "messages.json").into_iter().partition(|row| row["recipient"].is_null());
    assert!(struck.iter().all(|row| row["state"] == "sent" && row["text"].is_null()), "{struck:?}");
    assert!(!kept.is_empty() && kept.iter().all(|row| row["recipient"] == EMAIL));
    for file in ["devices.json", "sessions.json"] {
        assert!(all(file, "expires_at").iter().all(|time| time.starts_with("202")), "{file}");
    }
    let told: BTreeSet<String> =
        rows(&archive, "log.json").iter().map(|row| row["entry"]["type"].as_str().unwrap().to_owned()).collect();
    for kind in ["account.created", "object.stored", "hold.opened", "claim.filed", "dispute.told"] {
        assert!(told.contains(kind), "{kind}: {told:?}");
    }
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

both_engines!(the_page_hands_an_archive_over_by_password_only, |app: TestService| async move {
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
});

both_engines!(what_staff_wrote_about_somebody_is_handed_to_them, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let person = account(service, "wilhelmina@example.org").await;
    let film = File::upload_of(service, person, "film.mkv").await;
    let (_, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let notice = told(service, &person, film.object).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&person, notice), "My grounds").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "There are none").await.unwrap();
    let mark = misuse::mark(service, &cast.reviewer, What::Appeal(appeal), "It says nothing").await.unwrap();
    misuse::retract(service, &cast.senior, mark, "It said something").await.unwrap();
    takedown::propose_purge(service, &cast.senior, film.object, "Said between two").await.unwrap();
    let lawsuit = DisputeInput {
        kind: Some(Kind::Lawsuit),
        forum: "A county court".into(),
        reference: "4711".into(),
        begun_on: "2026-11-22".into(),
        ..DisputeInput::default()
    };
    let lawsuit = disputes::record(service, &cast.reviewer, decision, &lawsuit).await.unwrap();
    disputes::end(service, &cast.reviewer, lawsuit, Outcome::NoResult, "They settled").await.unwrap();
    let other = File::upload_of(service, person, "other.mkv").await;
    let (_, restrained) = decided(service, &cast, &other, Action::LockAndDelete).await;
    worked(service).await;
    let notice = told(service, &person, other.object).await;
    counter_notices::send(service, &person, notice, &counter()).await.unwrap();
    let action = DisputeInput {
        kind: Some(Kind::Action),
        forum: "A district court".into(),
        reference: "0815".into(),
        begun_on: "2026-11-22".into(),
        restrains: true,
        signature: "Ada Example".into(),
    };
    disputes::record(service, &cast.reviewer, restrained, &action).await.unwrap();

    let archive = everything(service, &person, &Auth::parse(&auth("right")).unwrap()).await;
    let mark = &rows(&archive, "misuse.json")[0];
    assert_eq!(
        (&mark["reasons"], &mark["retracted_because"]),
        (&"It says nothing".into(), &"It said something".into())
    );
    let disputes = rows(&archive, "disputes.json");
    assert_eq!(disputes.len(), 1, "the lawsuit may be the other side's: {disputes:?}");
    for (field, text) in [("told_as", "staff"), ("forum", "A district court"), ("reference", "0815")] {
        assert_eq!(disputes[0][field], text, "{field}: {disputes:?}");
    }
    assert!(archive.values().all(|text| !text.contains("They settled")), "what showed staff how it ended");
    assert!(archive.values().all(|text| !text.contains("Said between two")), "it tells of staff as well");
});

both_engines!(what_an_order_hides_of_a_dispute_is_not_handed_over, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let person = account(service, "wilhelmina@example.org").await;
    let film = File::upload_of(service, person, "film.mkv").await;
    let order = OrderInput { gag: Some(Gag::Party), ..cast::order(&[&film.bare()]) };
    let claim = authorities::enter(service, &cast.reviewer, &order).await.unwrap().claim;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let target = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target;
    let ordered = Ruling {
        target,
        finding: Finding::Ordered,
        action: Action::LockAndDelete,
        ground: "§ 97 UrhG".into(),
        reasons: "It is ordered.".into(),
    };
    let decision = decisions::decide(service, &cast.reviewer, claim, &[ordered]).await.unwrap().remove(0);
    worked(service).await;
    let lawsuit = DisputeInput {
        kind: Some(Kind::Lawsuit),
        forum: "Oberlandesgericht".into(),
        reference: "5 U 1/26".into(),
        begun_on: "2026-11-22".into(),
        ..DisputeInput::default()
    };
    disputes::record(service, &cast.reviewer, decision, &lawsuit).await.unwrap();
    let handed = async || {
        let archive = everything(service, &person, &Auth::parse(&auth("right")).unwrap()).await;
        rows(&archive, "disputes.json").len()
    };
    assert_eq!(handed().await, 0, "no row says who told staff of it");
    // Nothing answers an order with an action: were one told, the order would hide it.
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(tx, "UPDATE disputes SET kind = 'action'").unwrap();
    tx.commit().await.unwrap();
    assert_eq!(handed().await, 0, "the order hides it");
    authorities::lift_gag(service, &cast.senior, claim).await.unwrap();
    assert_eq!(handed().await, 1, "and hides nothing any more");
});
