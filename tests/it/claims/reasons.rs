//! The kept list of reasons: what seniors change in it, what stands in decisions for ever, and in which language it is read.

use serde_json::json;
use writ::accounts;
use writ::audit;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::reasons::{self, Words};
use writ::claims::{Error, cases, queue};
use writ::ids::{CaseId, DecisionId, LogEntryId};
use writ::notices::{self, Statement};
use writ::service::Service;
use writ::texts::Language;
use writ::tokens::Digest;

use super::cast::{self, Cast, File, entries, file, target};
use crate::app::{TestService, both_engines};

fn words(english: &str, french: &str) -> Vec<Words> {
    Language::all()
        .map(|language| {
            let words = if language == Language::default() { english } else { french };
            let name = if words.is_empty() { String::new() } else { format!("Name: {words}") };
            Words { language, name, words: words.to_owned() }
        })
        .collect()
}

/// A claim on a file, decided with these words. Gives what its uploader reads.
async fn decided(service: &Service, cast: &Cast, film: &File, reasons: &str) -> (String, DecisionId) {
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let ruling = Ruling {
        target: filed.targets[0].target,
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
        reasons: reasons.into(),
    };
    let decision = decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap().remove(0);
    let told = notices::notices_of(service, film.owner.account).await.unwrap();
    let notice = told.into_iter().find(|notice| notice.object == Some(film.object)).unwrap().id;
    let Statement::Restriction { facts, .. } =
        notices::notice(service, film.owner.account, notice).await.unwrap().statement
    else {
        panic!("another notice");
    };
    (facts, decision)
}

both_engines!(the_list_begins_whole_and_a_second_start_adds_nothing, |app: TestService| async move {
    let service = &app.service;
    let first = reasons::offered(service).await.unwrap();
    assert_eq!(first.len(), 6);
    for reason in &first {
        assert_eq!(reason.words.len(), Language::all().count(), "in every language");
        assert!(reason.made_by.is_none());
    }
    reasons::begin(service).await.unwrap();
    assert_eq!(reasons::offered(service).await.unwrap().len(), 6);
    // Nor does one bring back what seniors took off.
    let cast = Cast::verified(service).await;
    for reason in &first {
        reasons::retire(service, &cast.senior, reason.id).await.unwrap();
    }
    reasons::begin(service).await.unwrap();
    assert!(reasons::offered(service).await.unwrap().is_empty());
    assert_eq!(reasons::all(service, &cast.senior).await.unwrap().len(), 6, "they are shown as retired");
});

both_engines!(seniors_change_the_list_and_no_decision_changes_with_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    for other in [&cast.reviewer, &cast.first, &cast.member] {
        assert!(matches!(reasons::all(service, other).await, Err(Error::Forbidden(_))));
        let kept = reasons::keep(service, other, &words("Mine", ""), None).await;
        assert!(matches!(kept, Err(Error::Forbidden(_))));
    }
    let first = reasons::offered(service).await.unwrap().remove(1);
    let said = first.said(Language::default()).unwrap().words.clone();
    let (facts, decision) = decided(service, &cast, &film, &said).await;
    assert_eq!(facts, said);

    let empty = reasons::keep(service, &cast.senior, &words("", ""), Some(first.id)).await.unwrap_err();
    assert!(matches!(empty, Error::Invalid(mistakes) if mistakes.len() == 2));
    let second = reasons::keep(service, &cast.senior, &words("Another text", ""), Some(first.id)).await.unwrap();
    let offered = reasons::offered(service).await.unwrap();
    assert_eq!(offered.len(), 6);
    assert_eq!(offered[1].id, second, "in the place of the first");
    assert!(!offered.iter().any(|reason| reason.id == first.id));
    let all = reasons::all(service, &cast.senior).await.unwrap();
    let old = all.iter().find(|reason| reason.id == first.id).unwrap();
    assert_eq!(old.words, first.words, "a row never changes");
    assert!(old.is_replaced && old.retired_at.is_some());
    let stale = reasons::keep(service, &cast.senior, &words("A third", ""), Some(first.id)).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    assert_eq!(reasons::offered(service).await.unwrap().len(), 6, "what was refused left nothing");
    let mut tx = service.db.read().await.unwrap();
    let so = writ::claims::decided::read(&mut tx, decision).await.unwrap();
    drop(tx);
    assert_eq!(so.reasons, said);
    let own = reasons::keep(service, &cast.senior, &words("At the end", "À la fin"), None).await.unwrap();
    assert_eq!(reasons::offered(service).await.unwrap().last().unwrap().id, own);
    let claims = cases::claims(service, &cast.member, cast.organisation, &cases::Sought::default()).await.unwrap();
    assert_eq!(claims.claims.len(), 1);
});

both_engines!(kept_words_are_read_in_the_uploaders_language, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let french = Language::named("fr").unwrap();
    let [kept, typed] = [File::upload(service, "film.mkv").await, File::upload(service, "other.mkv").await];
    for owner in [kept.owner, typed.owner] {
        accounts::choose_language(service, owner, french).await.unwrap();
    }
    let reason = reasons::offered(service).await.unwrap().remove(0);
    let [english, in_french] =
        [Language::default(), french].map(|language| reason.said(language).unwrap().words.clone());
    let (facts, decision) = decided(service, &cast, &kept, &format!("  {english}\n")).await;
    assert_eq!(facts, in_french);
    let mut tx = service.db.read().await.unwrap();
    assert_eq!(writ::claims::decided::read(&mut tx, decision).await.unwrap().reasons, english, "as it was decided");
    drop(tx);
    // What somebody wrote stays as written, and what another language lacks is said in English.
    let (facts, _) = decided(service, &cast, &typed, &format!("{english} And more.")).await;
    assert_eq!(facts, format!("{english} And more."));
    let only = File::upload_of(service, kept.owner, "third.mkv").await;
    reasons::keep(service, &cast.senior, &words("In English only", ""), None).await.unwrap();
    assert_eq!(decided(service, &cast, &only, "In English only").await.0, "In English only");
    assert_eq!(cast::rows(service, "decisions").await, 3);
});

both_engines!(what_the_list_said_before_and_since_stands_in_the_log_by_digests, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let first = reasons::offered(service).await.unwrap().remove(0);
    let second = reasons::keep(service, &cast.senior, &words("Another", "Un autre"), Some(first.id)).await.unwrap();
    reasons::retire(service, &cast.senior, second).await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    let of = "SELECT log_case FROM kept_reasons WHERE id = $1";
    let (case,) = writ::db::one!(tx, (CaseId,), of, first.id).unwrap();
    assert_eq!(writ::db::one!(tx, (CaseId,), of, second).unwrap().0, case, "what takes its place goes on with it");
    let sql = "SELECT id FROM log_entries WHERE case_id = $1 ORDER BY n";
    let ids = writ::db::all!(tx, (LogEntryId,), sql, case).unwrap();
    let mut said = Vec::new();
    for (id,) in ids {
        let openings = audit::openings(&mut tx, service, id).await.unwrap();
        let digest = |field: &str| openings.iter().find(|one| one.field == field).map(|one| one.value.clone());
        said.push([digest("before"), digest("words")]);
    }
    drop(tx);
    let entries = entries(service, case).await;
    let kinds: Vec<_> = entries.iter().map(|entry| (entry.kind.as_str(), &entry.value["fields"]["what"])).collect();
    assert_eq!(kinds, [("reason.changed", &json!("edited")), ("reason.changed", &json!("retired"))]);
    let edited = Digest::of(r#"{"en":["Name: Another","Another"],"fr":["Name: Un autre","Un autre"]}"#.as_bytes());
    assert_eq!(said[0][1].as_deref(), Some(edited.to_string().as_str()));
    assert!(said[0][0].is_some() && said[0][0] != said[0][1], "and what it said before");
    assert_eq!(said[1], [said[0][1].clone(), None]);
    assert!(entries.iter().all(|entry| !entry.text.contains("Another")), "the log tells no words");
});
