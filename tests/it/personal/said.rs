//! What staff wrote about one person: where it was altered, or lies under a key that is gone, each page says so and shows the rest.

use http::StatusCode;
use uuid::Uuid;
use writ::accounts::api_tokens::{self, TokenName};
use writ::accounts::standing::Scope;
use writ::accounts::{Auth, Role, two_person};
use writ::claims::decisions::Action;
use writ::claims::organisations::MemberRole;
use writ::claims::withdrawal::Claimant;
use writ::ids::{AppealId, DecisionId};
use writ::notices::{self, NoticeKind};
use writ::personal::erasure::{self, CONFIRMATION, ERASED};
use writ::personal::wrapping::every_value;
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::counter_notices::{self, Check};
use writ::process::disputes::checks::{self, Found};
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::misuse::{self, Party, What, Words};
use writ::process::strikes;
use writ::service::Service;
use writ::{db, takedown};

use super::{counter, decided, facts_agree, lived, worked};
use crate::accounts::{account, auth, session_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File};
use crate::pages_desk::{look, staff};

/// Where it lies, and what tells a row from the others.
const SAID: [(&str, &str, &str); 13] = [
    ("account_reviews", "reasons_sealed", "id"),
    ("measures", "reasons_sealed", "id"),
    ("measures", "gravity_sealed", "id"),
    ("measures", "intention_sealed", "id"),
    ("appeals", "reasons_sealed", "id"),
    ("misuse_marks", "reasons_sealed", "id"),
    ("misuse_retractions", "reasons_sealed", "mark"),
    ("two_person_steps", "reason_sealed", "id"),
    ("counter_notices", "incomplete_because_sealed", "id"),
    ("disputes", "end_note_sealed", "id"),
    ("dispute_checks", "because_sealed", "dispute"),
    ("api_tokens", "name_sealed", "id"),
    ("passkeys", "name_sealed", "id"),
];

/// Changes every value of some columns, behind the service's back.
async fn changed(service: &Service, columns: &[(&str, &str, &str)], change: fn(&mut [u8])) {
    let mut tx = service.db.begin().await.unwrap();
    for (table, column, key) in columns {
        let read = format!("SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL");
        let rows = db::all!(tx, (Uuid, Vec<u8>), sqlx::AssertSqlSafe(read.clone())).unwrap();
        assert!(!rows.is_empty(), "{table}.{column}");
        for (row, mut sealed) in rows {
            change(&mut sealed);
            let write = format!("UPDATE {table} SET {column} = $2 WHERE {key} = $1");
            db::execute!(tx, sqlx::AssertSqlSafe(write.clone()), row, &sealed).unwrap();
        }
    }
    tx.commit().await.unwrap();
}

/// What lies in a column, for [`put_back`].
async fn kept(service: &Service, table: &str, column: &str) -> Vec<(Uuid, Vec<u8>)> {
    let mut tx = service.db.read().await.unwrap();
    let read = format!("SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL");
    db::all!(tx, (Uuid, Vec<u8>), sqlx::AssertSqlSafe(read.clone())).unwrap()
}

async fn put_back(service: &Service, table: &str, column: &str, kept: Vec<(Uuid, Vec<u8>)>) {
    let mut tx = service.db.begin().await.unwrap();
    for (row, sealed) in kept {
        let write = format!("UPDATE {table} SET {column} = $2 WHERE id = $1");
        db::execute!(tx, sqlx::AssertSqlSafe(write.clone()), row, &sealed).unwrap();
    }
    tx.commit().await.unwrap();
}

/// As a disk can have it. Twice, and it is whole.
fn altered(sealed: &mut [u8]) {
    *sealed.last_mut().unwrap() ^= 1;
}

/// As what an old backup brings back: under a key that was destroyed.
fn lost(sealed: &mut [u8]) {
    let name = usize::from(sealed[0]);
    sealed[1..=name].copy_from_slice(b"2020-01-31");
}

both_engines!(what_was_altered_of_what_staff_wrote_fails_no_page, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let person = account(service, "ada@example.org").await;
    api_tokens::issue(service, person, TokenName::parse("Desk").unwrap(), None).await.unwrap();
    cast::passkey(service, person, &Auth::parse(&auth("right")).unwrap(), 9).await;

    // Three strikes, a suspension, an appeal that is marked, a warning, and the mark taken back.
    let mut films = Vec::new();
    for name in ["one.mkv", "two.mkv", "three.mkv"] {
        let film = File::upload_of(service, person, name).await;
        let (claim, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
        worked(service).await;
        films.push((film, claim));
    }
    let newest = async |kind: NoticeKind| {
        let all = notices::notices_of(service, person.account).await.unwrap();
        all.into_iter().find(|notice| notice.kind == kind).unwrap()
    };
    let review = strikes::waiting(service, &cast.reviewer).await.unwrap().remove(0).id;
    let month = strikes::Decision::Suspend { days: 30 };
    strikes::decide(service, &cast.reviewer, review, month, "Three times").await.unwrap();
    let suspended = newest(NoticeKind::Measure).await.id;
    let appeal = appeals::lodge(service, Appellant::Uploader(&person, suspended), "It was not so").await.unwrap();
    appeals::decide(service, &cast.senior, appeal, &Verdict::Refuse, "It was all so").await.unwrap();
    let mark = misuse::mark(service, &cast.reviewer, What::Appeal(appeal), "It says nothing").await.unwrap();
    let words = Words { reasons: "Often".into(), gravity: "A day".into(), intention: "To annoy".into() };
    let (party, warn) = (Party::Account(person.account), misuse::Decision::Warn);
    misuse::decide(service, &cast.reviewer, party, Scope::Complaints, warn, &words).await.unwrap();
    // Both were given in the same moment.
    let given = notices::notices_of(service, person.account).await.unwrap();
    let warned = given.iter().find(|given| given.kind == NoticeKind::Measure && given.id != suspended).unwrap().id;
    misuse::retract(service, &cast.senior, mark, "It said something").await.unwrap();

    // A counter-notice that lacks something, an action that is none, and a purge that one person proposed.
    let (last, claim) = &films[2];
    let notice = newest(NoticeKind::Restriction).await;
    assert_eq!(notice.object, Some(last.object));
    let incomplete = counter_notices::send(service, &person, notice.id, &counter()).await.unwrap();
    let lacks = Check::Incomplete("There is no such street");
    counter_notices::check(service, &cast.reviewer, incomplete, lacks).await.unwrap();
    let sent = counter_notices::send(service, &person, notice.id, &counter()).await.unwrap();
    let action = DisputeInput {
        kind: Some(Kind::Action),
        forum: "A county court".into(),
        reference: "4711".into(),
        begun_on: "2026-11-22".into(),
        restrains: true,
        signature: "Ada Example".into(),
    };
    let claimant = Claimant::Person(&cast.member);
    let none = disputes::tell_of_action(service, claimant, *claim, sent, &action).await.unwrap();
    checks::check(service, &cast.reviewer, none, Found::NamesNone, "It is about another").await.unwrap();
    let step = takedown::propose_purge(service, &cast.senior, last.object, "A court said so").await.unwrap();

    let own = session_of(service, "ada@example.org").await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let senior = staff(service, &cast, "sena", Role::Senior).await;
    let colleague = account(service, "colleague@pictures.example").await;
    cast::join(service, &cast.member, cast.organisation, &colleague, MemberRole::Agent).await;
    let colleague = session_of(service, "colleague@pictures.example").await;
    let pages = [
        (format!("/desk/standing/accounts/{}", person.account), &reviewer),
        (format!("/desk/standing/marks/{mark}/retraction"), &senior),
        (format!("/desk/appeals/{appeal}"), &reviewer),
        (format!("/desk/counter-notices/{incomplete}"), &reviewer),
        (format!("/desk/disputes/{none}"), &reviewer),
        ("/desk/steps".to_owned(), &senior),
        (format!("/rights/claims/{claim}"), &colleague),
        (format!("/notices/{}", notice.id), &own),
        (format!("/notices/{warned}"), &own),
        ("/account".to_owned(), &own),
        ("/account/passkeys".to_owned(), &own),
    ];
    let lists = [
        ("/desk/standing", &reviewer),
        ("/desk/appeals", &reviewer),
        ("/desk/counter-notices", &reviewer),
        ("/desk/disputes", &reviewer),
        ("/notices", &own),
        ("/account/standing", &own),
    ];
    let said = async |instead: &str| {
        for (path, session) in &pages {
            let page = look(service, path, session).await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
            assert!(page.body.contains(instead), "{path} does not say {instead}: {}", page.body);
        }
        for (path, session) in &lists {
            let page = look(service, path, session).await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        }
    };
    // What its parties wrote and read, each column by itself.
    let theirs = [
        ("notices", "statement_sealed", format!("/notices/{}", notice.id), &own),
        ("notices", "statement_sealed", format!("/notices/{suspended}"), &own),
        ("appeals", "grounds_sealed", format!("/notices/{suspended}"), &own),
        ("appeals", "grounds_sealed", format!("/desk/appeals/{appeal}"), &reviewer),
        ("counter_notices", "statement_sealed", format!("/notices/{}", notice.id), &own),
        ("counter_notices", "statement_sealed", format!("/desk/counter-notices/{incomplete}"), &reviewer),
        ("counter_notices", "statement_sealed", format!("/rights/claims/{claim}"), &colleague),
    ];
    for (table, column, path, session) in theirs {
        for (change, instead) in
            [(altered as fn(&mut [u8]), "Altered in the database"), (lost as fn(&mut [u8]), ERASED)]
        {
            let kept = kept(service, table, column).await;
            changed(service, &[(table, column, "id")], change).await;
            let page = look(service, &path, session).await;
            assert_eq!(page.status, StatusCode::OK, "{table}.{column} {path}: {}", page.body);
            assert!(page.body.contains(instead), "{table}.{column} {path}: {}", page.body);
            put_back(service, table, column, kept).await;
        }
        let page = look(service, &path, session).await;
        assert!(!page.body.contains("Altered in the database"), "{table}.{column} {path}: {}", page.body);
    }
    let whole = look(service, &format!("/desk/appeals/{appeal}"), &reviewer).await;
    assert!(whole.body.contains("It was all so"), "{}", whole.body);
    changed(service, &SAID, altered).await;
    said("Altered in the database: it cannot be shown").await;
    let refused = takedown::order_purge(service, &cast.first, step).await.unwrap_err().to_string();
    assert!(refused.contains("cannot be read any more"), "nobody agrees to what cannot be read: {refused}");

    // Whole again, and then what an old backup brings back.
    changed(service, &SAID, altered).await;
    changed(service, &SAID, lost).await;
    said(ERASED).await;
    two_person::cancel(service, &cast.second, step).await.unwrap();
});

/// A film of somebody whose password is of the seventh, that was locked, and an appeal against that, refused.
async fn refused_appeal(service: &Service, cast: &Cast) -> (File, AppealId, DecisionId) {
    let owner = cast::signed_up(service, "ada", 7).await;
    let film = File::upload_of(service, owner, "film.mkv").await;
    let (_, decision) = decided(service, cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let notice = notices::notices_of(service, owner.account).await.unwrap()[0].id;
    let appeal = appeals::lodge(service, Appellant::Uploader(&owner, notice), "It is mine").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It stands").await.unwrap();
    (film, appeal, decision)
}

both_engines!(nobody_confirms_what_was_erased_and_what_waits_about_who_is_erased_ends, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (film, ..) = refused_appeal(service, &cast).await;
    let step = takedown::propose_purge(service, &cast.senior, film.object, "A court said so").await.unwrap();
    let waits = async || two_person::waiting(service, &cast.senior).await.unwrap().len();
    assert_eq!(waits().await, 1);
    erasure::close(service, &film.owner, &cast::auth(7), CONFIRMATION).await.unwrap();
    lived(service, 330).await;
    assert_eq!(cast::count(service, "SELECT COUNT(*) FROM accounts WHERE erased_at IS NOT NULL").await, 1);
    assert_eq!(waits().await, 0, "it ends with whose file it is about");
    facts_agree(service).await;

    // Were it open still, nobody could agree to what was written over.
    let sql = "UPDATE two_person_steps SET cancelled_at = NULL WHERE id = $1";
    let mut tx = service.db.begin().await.unwrap();
    assert_eq!(db::execute!(tx, sql, step).unwrap(), 1);
    tx.commit().await.unwrap();
    let refused = takedown::order_purge(service, &cast.first, step).await.unwrap_err().to_string();
    assert!(refused.contains("cannot be read any more"), "{refused}");
});

both_engines!(what_staff_write_about_who_is_erased_goes_once_nothing_about_it_is_open, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (film, appeal, decision) = refused_appeal(service, &cast).await;
    erasure::close(service, &film.owner, &cast::auth(7), CONFIRMATION).await.unwrap();
    lived(service, 330).await;
    assert_eq!(cast::count(service, "SELECT COUNT(*) FROM accounts WHERE erased_at IS NOT NULL").await, 1);

    let mark = misuse::mark(service, &cast.reviewer, What::Appeal(appeal), "A flummery of an appeal").await.unwrap();
    misuse::retract(service, &cast.senior, mark, "It was no humbug").await.unwrap();
    let lawsuit = DisputeInput {
        kind: Some(Kind::Lawsuit),
        forum: "Jiggery-Pokery Tribunal".into(),
        reference: "4711".into(),
        begun_on: "2026-11-22".into(),
        ..DisputeInput::default()
    };
    let lawsuit = disputes::record(service, &cast.reviewer, decision, &lawsuit).await.unwrap();
    let said = async || {
        let values = every_value(service).await.unwrap();
        let opened = values.iter().map(|(place, sealed)| service.keys.open_sealed(place, sealed).unwrap());
        let opened: Vec<_> = opened.map(|value| String::from_utf8_lossy(&value).into_owned()).collect();
        let words = ["flummery", "humbug", "Jiggery-Pokery", "codswallop"].into_iter();
        words.filter(|word| opened.iter().any(|value| value.contains(word))).collect::<Vec<_>>()
    };
    lived(service, 10).await;
    assert_eq!(said().await, ["flummery", "humbug", "Jiggery-Pokery"], "a court is asked");
    disputes::end(service, &cast.reviewer, lawsuit, Outcome::NoResult, "All codswallop").await.unwrap();
    lived(service, 10).await;
    assert_eq!(said().await.len(), 4, "there is time to go elsewhere");
    lived(service, 40).await;
    assert_eq!(said().await, [""; 0]);
    let written_over = "SELECT words_erased_at FROM account_closures WHERE erased_at IS NOT NULL";
    let last = cast::count(service, written_over).await;
    lived(service, 20).await;
    assert_eq!(cast::count(service, written_over).await, last, "what is written over is left alone");
    let counted = "SELECT COUNT(*) FROM misuse_marks k JOIN misuse_retractions r ON r.mark = k.id";
    assert_eq!(cast::count(service, counted).await, 1, "that it was marked, and taken back, stays");
    facts_agree(service).await;
});

both_engines!(nobody_but_a_senior_turns_down_what_cannot_be_read, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let notice = notices::notices_of(service, film.owner.account).await.unwrap()[0].id;
    let appeal = appeals::lodge(service, Appellant::Uploader(&film.owner, notice), "It is mine").await.unwrap();
    let sent = counter_notices::send(service, &film.owner, notice, &counter()).await.unwrap();
    let theirs = [("appeals", "grounds_sealed", "id"), ("counter_notices", "statement_sealed", "id")];
    changed(service, &theirs, altered).await;

    let unread = |why: String| assert!(why.contains("cannot be read any more"), "{why}");
    let refused = appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It stands").await;
    unread(refused.unwrap_err().to_string());
    unread(counter_notices::check(service, &cast.reviewer, sent, Check::Complete).await.unwrap_err().to_string());
    // That it is read no more is what its uploader is told, who sends another; and an appeal is granted all the same.
    let lacks = Check::Incomplete("Nobody can read it any more");
    counter_notices::check(service, &cast.reviewer, sent, lacks).await.unwrap();
    counter_notices::send(service, &film.owner, notice, &counter()).await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "It was a mistake").await.unwrap();
    worked(service).await;
    // And a senior, who has looked at the decision itself, turns one down: whoever alters one does not win by that.
    let song = File::upload(service, "song.flac").await;
    decided(service, &cast, &song, Action::LockAndDelete).await;
    worked(service).await;
    let notice = notices::notices_of(service, song.owner.account).await.unwrap()[0].id;
    let appeal = appeals::lodge(service, Appellant::Uploader(&song.owner, notice), "It is mine").await.unwrap();
    changed(service, &theirs[..1], altered).await;
    appeals::decide(service, &cast.senior, appeal, &Verdict::Refuse, "It stands").await.unwrap();
});
