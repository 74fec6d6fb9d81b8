//! What uploaders are shown of holds, links and orders that they were not told of: in the case of their file, in what is handed to them and by
//! the API; on both engines.

use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode, header};
use serde_json::Value;
use writ::accounts::Actor;
use writ::accounts::api_tokens::{self, TokenName};
use writ::audit;
use writ::audit::entry::Entry;
use writ::claims::authorities::{self, Gag, OrderInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::escalations::{self, Kind};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{cases, queue, reports};
use writ::ids::{CaseId, ClaimId, ObjectId};
use writ::notices::{self, Statement};
use writ::process::complaints::{self, Typed};
use writ::service::Service;
use writ::texts::Language;
use writ::vault::ObjectState;
use writ::vault::objects::{self, Finality, TakenBack};
use writ::{db, takedown, work};

use super::cast::{self, Cast, File, entries, object_state, order, report, target};
use crate::app::{TestService, both_engines};
use crate::http::send;
use crate::personal::export::{everything, rows};

const DAY: Duration = Duration::from_hours(24);

/// Until nothing is left to do now.
async fn worked(service: &Service) {
    for _ in 0..3 {
        let ran = work::run_due(service).await.unwrap();
        assert!(ran.failed.is_empty(), "{:?}", ran.failed);
        audit::settle(service).await.unwrap();
        service.clock.advance(Duration::from_millis(300));
    }
}

/// The kinds of the entries of a file's case that its uploader reads.
async fn shown(service: &Service, object: ObjectId) -> Vec<String> {
    let mut tx = service.db.read().await.unwrap();
    let (case,) = db::one!(tx, (CaseId,), "SELECT log_case FROM objects WHERE id = $1", object).unwrap();
    drop(tx);
    let untold = takedown::untold(service, object, case).await.unwrap();
    let entries = entries(service, case).await.into_iter().map(|entry| Entry::parse(entry.text.as_bytes()).unwrap());
    entries.filter(|entry| !untold.hides(entry)).map(|entry| entry.kind).collect()
}

/// How many of them are of a kind.
async fn shown_of(service: &Service, object: ObjectId, kind: &str) -> usize {
    shown(service, object).await.iter().filter(|shown| *shown == kind).count()
}

/// Somebody decides all of a case that they have taken.
async fn decide(service: &Service, by: &Actor, claim: ClaimId, finding: Finding, action: Action) {
    let case = cases::desk_case(service, by, claim).await.unwrap().case;
    let rulings: Vec<Ruling> = case
        .targets
        .iter()
        .map(|target| Ruling {
            target: target.target,
            finding,
            action,
            ground: "§ 97 UrhG".into(),
            reasons: "Seen and judged.".into(),
        })
        .collect();
    decisions::decide(service, by, claim, &rulings).await.unwrap();
}

/// A claim of the holder about a file, and what its uploader is told was decided.
async fn claimed(service: &Service, cast: &Cast, film: &File, action: Action) -> ClaimId {
    let claim = cast::file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    decide(service, &cast.reviewer, claim, Finding::Infringing, action).await;
    service.clock.advance(Duration::from_secs(1));
    claim
}

/// An order that is carried out, of which its uploader may not be told.
async fn ordered(service: &Service, cast: &Cast, film: &File, action: Action) -> ClaimId {
    let hidden = OrderInput { gag: Some(Gag::Notice), ..order(&[&film.bare()]) };
    let claim = authorities::enter(service, &cast.reviewer, &hidden).await.unwrap().claim;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    decide(service, &cast.reviewer, claim, Finding::Ordered, action).await;
    service.clock.advance(Duration::from_secs(1));
    claim
}

/// Somebody's notice of a file.
async fn reported(service: &Service, film: &File) -> ClaimId {
    reports::send(service, "198.51.100.1", None, &report(Basis::EuDsa, &film.url())).await.unwrap().claim
}

/// A senior looks whether somebody is in danger, and finds nobody.
async fn looked_at(service: &Service, cast: &Cast, claim: ClaimId) {
    escalations::raise(service, &cast.senior, claim, Some(Kind::Life), "A threat").await.unwrap();
    service.clock.advance(Duration::from_secs(1));
    escalations::send_back(service, &cast.senior, claim, "A line of the film").await.unwrap();
    service.clock.advance(Duration::from_secs(1));
}

/// Its owner deletes a file, so that it can be undone.
async fn deleted(service: &Service, film: &File) {
    objects::delete(service, film.owner.account, film.object, Finality::Undoable).await.unwrap();
    service.clock.advance(Duration::from_secs(1));
}

both_engines!(of_a_link_that_is_disabled_twice_only_what_was_told_is_shown, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    for told_first in [true, false] {
        let film = File::upload(service, "film.mkv").await;
        let lines = async || {
            let disabled = shown_of(service, film.object, "link.disabled").await;
            (disabled, shown_of(service, film.object, "link.enabled").await)
        };
        let before = if told_first { None } else { Some(ordered(service, &cast, &film, Action::DisableLink).await) };
        let claim = claimed(service, &cast, &film, Action::DisableLink).await;
        let order = match before {
            Some(order) => order,
            None => ordered(service, &cast, &film, Action::DisableLink).await,
        };
        assert_eq!(lines().await, (1, 0), "told first: {told_first}");
        let claimant = Claimant::Person(&cast.member);
        withdrawal::withdraw(service, claimant, claim, Extent::Whole, "Licensed").await.unwrap();
        assert_eq!(lines().await, (1, 1), "told first: {told_first}");

        // Of entries that name nothing any more, none is shown as long as any is not to be.
        let mut tx = service.db.begin().await.unwrap();
        db::execute!(
            tx,
            "UPDATE log_openings SET opening_sealed = NULL, value_sealed = NULL, erased_at = $1
             WHERE field = 'disablement'",
            service.clock.now()
        )
        .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(lines().await, (0, 0), "told first: {told_first}");
        authorities::lift_gag(service, &cast.senior, order).await.unwrap();
        assert_eq!(lines().await, (2, 1), "told first: {told_first}");
    }
});

both_engines!(that_somebody_complains_of_it_is_not_shown_before_it_is_told, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    for action in [Action::DisableLink, Action::LockAndDelete] {
        let film = File::upload(service, "film.mkv").await;
        let order = ordered(service, &cast, &film, action).await;
        let typed = Typed { words: "It is our own choir.", email: "", language: Language::default() };
        complaints::send(service, "192.0.2.7", &film.link, None, typed).await.unwrap();
        assert_eq!(shown_of(service, film.object, "complaint.received").await, 0, "{action:?}");
        authorities::lift_gag(service, &cast.senior, order).await.unwrap();
        assert_eq!(shown_of(service, film.object, "complaint.received").await, 1, "{action:?}");
    }
});

both_engines!(an_untold_lock_that_gave_nothing_back_hides_nothing_of_what_follows, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = reported(service, &film).await;
    deleted(service, &film).await;
    looked_at(service, &cast, claim).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Deleted);
    // What its owner wanted goes on.
    service.clock.advance(31 * DAY);
    worked(service).await;
    let shown = shown(service, film.object).await;
    for (kind, is_shown) in [
        ("object.stored", true),
        ("hold.opened", false),
        ("hold.lifted", false),
        ("object.deleted", true),
        ("order.issued", true),
    ] {
        assert_eq!(shown.iter().any(|shown| shown == kind), is_shown, "{kind}: {shown:?}");
    }
});

both_engines!(what_was_locked_for_a_danger_is_shown_once_its_claim_is_decided, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = reported(service, &film).await;
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Life), "A threat").await.unwrap();
    worked(service).await;
    for kind in ["hold.opened", "custody.secured", "order.issued"] {
        assert_eq!(shown_of(service, film.object, kind).await, 0, "{kind}");
    }
    queue::take(service, &cast.senior, claim).await.unwrap();
    decide(service, &cast.senior, claim, Finding::OtherIllegal, Action::LockAndDelete).await;
    worked(service).await;
    for (kind, count) in [("hold.opened", 2), ("hold.lifted", 1), ("order.issued", 1)] {
        assert_eq!(shown_of(service, film.object, kind).await, count, "{kind}");
    }
    assert!(shown_of(service, film.object, "custody.secured").await > 0);

    // What was decided before tells of no danger that was seen since.
    let film = File::upload(service, "other.mkv").await;
    let claim = claimed(service, &cast, &film, Action::DisableLink).await;
    deleted(service, &film).await;
    looked_at(service, &cast, claim).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Deleted);
    assert_eq!(shown_of(service, film.object, "hold.opened").await, 0);
    assert_eq!(shown_of(service, film.object, "link.disabled").await, 1);
});

both_engines!(
    whoever_takes_a_deletion_back_is_told_what_had_locked_the_file_meanwhile,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::verified(service).await;
        let owner = cast::person(service, "ugo").await;
        let told = async || notices::notices_of(service, owner.account).await.unwrap();
        let undeleted = async |film: &File| {
            let taken_back = takedown::undelete(service, owner.account, film.object).await.unwrap();
            assert_eq!(taken_back, TakenBack::Available);
        };
        let film = File::upload_of(service, owner, "film.mkv").await;
        let claim = reported(service, &film).await;
        deleted(service, &film).await;
        looked_at(service, &cast, claim).await;
        assert_eq!((told().await.len(), shown_of(service, film.object, "hold.opened").await), (0, 0));
        undeleted(&film).await;
        let notice = told().await.remove(0);
        let statement = notices::notice(service, owner.account, notice.id).await.unwrap().statement;
        assert_eq!(statement, Statement::Restoration { ended: None, danger: true });
        assert_eq!(shown_of(service, film.object, "hold.opened").await, 1, "they read of it, and see it");

        // Once: what locked nothing meanwhile needs no notice.
        deleted(service, &film).await;
        undeleted(&film).await;
        assert_eq!(told().await.len(), 1);

        // Nor is there one of what an order hides, and no line.
        let film = File::upload_of(service, owner, "other.mkv").await;
        let hidden = OrderInput { gag: Some(Gag::Notice), ..order(&[&film.bare()]) };
        let claim = authorities::enter(service, &cast.reviewer, &hidden).await.unwrap().claim;
        deleted(service, &film).await;
        looked_at(service, &cast, claim).await;
        undeleted(&film).await;
        assert_eq!((told().await.len(), shown_of(service, film.object, "hold.opened").await), (1, 0));
    }
);

both_engines!(what_is_handed_to_an_uploader_has_nothing_of_what_they_were_not_told_of, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = cast::signed_up(service, "ugo", 7).await;
    let (held, film) =
        (File::upload_of(service, owner, "film.mkv").await, File::upload_of(service, owner, "other.mkv").await);
    let handed = async || {
        let archive = everything(service, &owner, &cast::auth(7)).await;
        let kinds = rows(&archive, "log.json").into_iter().map(|row| row["entry"]["type"].as_str().unwrap().to_owned());
        kinds.collect::<Vec<_>>()
    };
    let count = |kinds: &[String], kind: &str| kinds.iter().filter(|one| *one == kind).count();
    let danger = reported(service, &held).await;
    escalations::raise(service, &cast.reviewer, danger, Some(Kind::Life), "A threat").await.unwrap();
    let order = ordered(service, &cast, &film, Action::DisableLink).await;
    worked(service).await;
    let kinds = handed().await;
    assert_eq!(count(&kinds, "object.stored"), 2, "{kinds:?}");
    for untold in ["object.preserved", "hold.opened", "custody.secured", "order.issued", "link.disabled"] {
        assert_eq!(count(&kinds, untold), 0, "{untold}: {kinds:?}");
    }

    // Told, they have it.
    escalations::send_back(service, &cast.senior, danger, "A line of the film").await.unwrap();
    authorities::lift_gag(service, &cast.senior, order).await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, held.object).await, ObjectState::Available);
    let kinds = handed().await;
    for (kind, expected) in [("hold.opened", 1), ("hold.lifted", 1), ("link.disabled", 1), ("object.preserved", 0)] {
        assert_eq!(count(&kinds, kind), expected, "{kind}: {kinds:?}");
    }
});

both_engines!(an_owner_reads_no_ground_of_a_lock_that_they_were_not_told_of, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = cast::person(service, "ugo").await;
    let (_, token) = api_tokens::issue(service, owner, TokenName::parse("a test").unwrap(), None).await.unwrap();
    let refused = async |film: &File| {
        let request = Request::get(format!("/api/v1/objects/{}", film.object))
            .header(header::AUTHORIZATION, format!("Bearer {}", token.expose()))
            .body(Body::empty())
            .unwrap();
        let answer = send(service, request).await;
        assert_eq!(answer.status, StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, "{}", answer.body);
        let mut problem: Value = serde_json::from_str(&answer.body).unwrap();
        problem.as_object_mut().unwrap().remove("request");
        problem
    };
    let (endangered, film) =
        (File::upload_of(service, owner, "film.mkv").await, File::upload_of(service, owner, "other.mkv").await);
    let danger = reported(service, &endangered).await;
    escalations::raise(service, &cast.reviewer, danger, Some(Kind::Life), "A threat").await.unwrap();
    let order = ordered(service, &cast, &film, Action::LockAndDelete).await;
    let problem = refused(&film).await;
    assert_eq!(refused(&endangered).await, problem, "they cannot tell one from the other");
    assert_eq!((&problem["ground"], &problem["organisation"]), (&Value::from("undisclosed"), &Value::Null));

    // Told, it is said.
    authorities::lift_gag(service, &cast.senior, order).await.unwrap();
    assert_eq!(refused(&film).await["ground"], "court");
    queue::take(service, &cast.senior, danger).await.unwrap();
    decide(service, &cast.senior, danger, Finding::OtherIllegal, Action::LockAndDelete).await;
    assert_eq!(refused(&endangered).await["ground"], "other-law");
});
