//! Admitted mirrors that are to be reached elsewhere, or have other room.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tokio::sync::Notify;
use writ::accounts::Actor;
use writ::clock::Time;
use writ::db;
use writ::http::mirror;
use writ::ids::MirrorId;
use writ::keys::SigningKey;
use writ::mirrors::client::{Fault, Handle};
use writ::mirrors::joining::{self, ChangeError, Wanted};
use writ::mirrors::{self, Mirror};
use writ::service::Service;
use writ::tokens::{self, CALL_LIFE, Change};
use writ::vault::hosts::{self, MirrorState};
use writ::vault::standing::Standing;
use writ::vault::{Error, fleet, health, reports};

use super::hosts::{Node, dead, portal_of, reach};
use super::rig::look_daily;
use crate::accounts::{administrator, session_of, two_administrators};
use crate::app::{TestService, both_engines};
use crate::pages_desk::{look, post_form};

/// Its host asks for another address and other room, while it does not run.
pub async fn ask(service: &Service, node: &Node, url: &str, capacity: u64) -> Result<MirrorId, ChangeError> {
    let wanted = Wanted { url: url.parse().unwrap(), capacity, bucket: None, service: None };
    change(service, node, &wanted, portal_of(service)).await
}

/// The same, over these connections.
async fn change(service: &Service, node: &Node, wanted: &Wanted, portal: Handle) -> Result<MirrorId, ChangeError> {
    let (folder, clock, entropy) = (node.folder.path(), &service.clock, &service.entropy);
    for _ in 0..200 {
        match joining::change(folder, wanted, portal.clone(), clock, entropy).await {
            // The folder's lock goes a moment after the last handle.
            Err(ChangeError::Mirror(mirrors::Error::InUse(_))) => tokio::time::sleep(Duration::from_millis(10)).await,
            asked => return asked,
        }
    }
    panic!("the folder stays in use")
}

/// The mirror ends: the service, which had it in its own process, lets go of it.
pub async fn stop(service: &Service, running: Mirror) {
    reach(service, running.id(), &running, dead());
    fleet::refresh(service).await.unwrap();
}

/// A mirror that was admitted and does not run any more.
async fn stopped(service: &Service, administrator: &Actor) -> (Node, MirrorId) {
    let node = Node::new("kiwi", "IS");
    let running = node.settled(service, administrator).await;
    let id = running.id();
    stop(service, running).await;
    (node, id)
}

/// When a mirror asked for what waits, as the desk shows it.
pub async fn shown(service: &Service, actor: &Actor, mirror: MirrorId) -> Time {
    hosts::wanted(service, actor, mirror).await.unwrap().unwrap().asked_at
}

async fn where_it_is(service: &Service, mirror: MirrorId) -> (String, i64) {
    let mut tx = service.db.read().await.unwrap();
    db::one!(tx, (String, i64), "SELECT url, capacity FROM mirrors WHERE id = $1", mirror).unwrap()
}

both_engines!(an_admitted_mirror_moves_by_its_own_key_and_an_administrator, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let (node, id) = stopped(service, &anna).await;
    let before = where_it_is(service, id).await;
    assert_eq!(before.0, "https://kiwi.example");
    assert_eq!(ask(service, &node, "https://first.example", 1 << 39).await.unwrap(), id);
    assert_eq!(ask(service, &node, "https://kiwi.example.net", 1 << 41).await.unwrap(), id);
    let little = ask(service, &node, "https://kiwi.example.net", (1 << 30) - 1).await.unwrap_err().to_string();
    assert!(little.contains("at least 1GiB"), "{little}");
    let wanted = hosts::wanted(service, &anna, id).await.unwrap().unwrap();
    let shown = wanted.asked_at;
    assert_eq!((wanted.url.as_str(), wanted.capacity), ("https://kiwi.example.net", 1 << 41), "what it asked last");
    assert_eq!(where_it_is(service, id).await, before, "nothing has changed");
    assert_eq!(joining::joined(node.folder.path()).await.unwrap().unwrap().capacity, 1 << 41);

    // Nobody else moves it, nor is it moved before it answers there.
    let iat = Time::from_seconds(service.clock.now().seconds());
    let change = Change {
        iss: id,
        aud: service.keys.origin.clone(),
        iat,
        exp: iat.plus(CALL_LIFE),
        url: "https://thief.example".into(),
        capacity: 1,
    };
    let stolen = tokens::sign(&SigningKey::generate(&service.entropy), &change).unwrap();
    let answer = hosts::ask_change(service, &stolen).await;
    assert!(matches!(answer, Err(Error::Invalid { field: "change", .. })), "{answer:?}");
    assert!(matches!(hosts::admit_change(service, &anna, id, shown).await, Err(Error::Conflict(_))), "it is silent");
    assert_eq!(where_it_is(service, id).await, before);

    node.run(service).await;
    hosts::admit_change(service, &anna, id, shown).await.unwrap();
    assert_eq!(where_it_is(service, id).await, ("https://kiwi.example.net".to_owned(), 1 << 41));
    assert!(hosts::wanted(service, &anna, id).await.unwrap().is_none());
    assert!(matches!(hosts::refuse_change(service, &anna, id, shown).await, Err(Error::Conflict(_))), "nothing waits");
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT e.kind FROM log_entries e JOIN mirrors m ON m.log_case = e.case_id WHERE m.id = $1 ORDER BY e.n";
    let kinds: Vec<_> = db::all!(tx, (String,), sql, id).unwrap().into_iter().map(|(kind,)| kind).collect();
    assert_eq!(kinds, ["mirror.admitted", "mirror.changed"]);
});

both_engines!(what_was_not_shown_is_not_decided, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let session = session_of(service, "anna@example.org").await;
    let (node, id) = stopped(service, &anna).await;
    let before = where_it_is(service, id).await;
    ask(service, &node, "https://shown.example", 1 << 40).await.unwrap();
    let first = shown(service, &anna, id).await;
    // Its host asks for something else while an administrator reads that.
    service.clock.advance(Duration::from_secs(1));
    ask(service, &node, "https://thief.example", 1 << 41).await.unwrap();
    let second = shown(service, &anna, id).await;
    node.run(service).await;
    let post =
        async |act: &str, form: String| post_form(service, &format!("/desk/mirrors/{id}/{act}"), &session, &form).await;
    let hidden = format!(r#"name="asked_at" value="{}""#, second.micros());
    for act in ["change-admission", "change-refusal"] {
        for body in [format!("asked_at={}", first.micros()), String::new()] {
            let again = post(act, body).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
            assert!(again.body.contains("https://thief.example") && again.body.contains(&hidden), "{}", again.body);
        }
        assert_eq!(where_it_is(service, id).await, before, "{act}");
        assert_eq!(shown(service, &anna, id).await, second, "{act}");
    }
    let done = post("change-refusal", format!("asked_at={}", second.micros())).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(hosts::wanted(service, &anna, id).await.unwrap().is_none());
});

both_engines!(of_a_mirror_that_takes_no_part_any_more_nothing_is_decided, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let (node, id) = stopped(service, &anna).await;
    let before = where_it_is(service, id).await;
    ask(service, &node, "https://elsewhere.example", 1 << 41).await.unwrap();
    let asked = shown(service, &anna, id).await;
    let waits = async || {
        let mut tx = service.db.read().await.unwrap();
        let sql = "SELECT COUNT(*) FROM mirror_changes WHERE mirror = $1 AND admitted_at IS NULL";
        db::one!(tx, (i64,), sql, id).unwrap().0
    };
    let nothing_is_to_be_decided = async || {
        assert!(hosts::wanted(service, &anna, id).await.unwrap().is_none());
        assert!(health::of(service, &anna, id).await.unwrap().wanted.is_none());
        let session = session_of(service, "anna@example.org").await;
        let page = look(service, &format!("/desk/mirrors/{id}"), &session).await.body;
        assert!(page.contains("kiwi") && !page.contains("elsewhere.example"), "{page}");
        for decided in [
            hosts::refuse_change(service, &anna, id, asked).await,
            hosts::admit_change(service, &anna, id, asked).await,
        ] {
            assert!(matches!(&decided, Err(Error::Conflict(why)) if why.contains("in the meantime")), "{decided:?}");
        }
        assert_eq!(where_it_is(service, id).await, before);
    };
    look_daily(service, 7).await;
    assert_eq!(hosts::mirror(service, &anna, id).await.unwrap().0.state, MirrorState::Failed);
    nothing_is_to_be_decided().await;
    assert_eq!(waits().await, 1);
    let step = hosts::propose_giving_up(service, &anna, id, "Its machine burnt").await.unwrap();
    hosts::confirm_giving_up(service, &bert, step).await.unwrap();
    nothing_is_to_be_decided().await;
    assert_eq!(waits().await, 0, "it goes with the mirror");
    assert!(ask(service, &node, "https://another.example", 1 << 41).await.is_err());
    assert_eq!(waits().await, 0);
});

/// An address at which somebody `called` hears nothing until it is `over`.
fn silent_until(called: &Arc<Notify>, over: &Arc<Notify>) -> Handle {
    let (called, over) = (called.clone(), over.clone());
    Handle::new(tower::service_fn(move |_| {
        let (called, over) = (called.clone(), over.clone());
        async move {
            called.notify_one();
            over.notified().await;
            Err(Fault::new("its machine is gone"))
        }
    }))
}

both_engines!(a_mirror_that_has_moved_is_looked_at_there_at_once, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let (node, id) = stopped(service, &anna).await;
    ask(service, &node, "https://kiwi.example.net", 1 << 40).await.unwrap();
    // For a day it answers nowhere.
    look_daily(service, 1).await;
    reports::ask(service).await.unwrap();
    let report = async || health::of(service, &anna, id).await.unwrap();
    let before = report().await;
    assert_eq!((before.answers(), before.shown.standing), (false, Standing::Failing), "{before:?}");

    // A round still waits for it where it was, while it is admitted where it is.
    let running = node.open(service).await;
    let (called, over) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    reach(service, id, &running, silent_until(&called, &over));
    service.clock.advance(Duration::from_mins(1));
    let portal = service.clone();
    let round = tokio::spawn(async move { reports::ask(&portal).await });
    called.notified().await;
    reach(service, id, &running, mirror::in_process(running.clone()));
    service.clock.advance(Duration::from_secs(1));
    let asked = shown(service, &anna, id).await;
    hosts::admit_change(service, &anna, id, asked).await.unwrap();
    let moved = report().await;
    assert_eq!((moved.answers(), moved.shown.standing), (true, Standing::Good), "{moved:?}");
    assert_eq!(moved.seen.looked_at, Some(service.clock.now()));
    over.notify_one();
    round.await.unwrap().unwrap();
    let later = report().await;
    assert!(later.answers(), "that it does not answer where it was is no news: {later:?}");
});

both_engines!(a_mirror_that_waits_is_told_what_to_do_instead, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let node = Node::new("kiwi", "IS");
    let invitation = hosts::invite(service, &anna).await.unwrap().text(service);
    node.join(service, &invitation).await.unwrap();
    let before = joining::joined(node.folder.path()).await.unwrap();
    let refused = ask(service, &node, "https://kiwi.example.net", 1 << 41).await.unwrap_err().to_string();
    assert!(refused.contains("waits to be admitted"), "{refused}");
    assert_eq!(joining::joined(node.folder.path()).await.unwrap(), before, "nothing has changed");
});

both_engines!(a_mirror_reaches_its_service_where_that_has_moved, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let (node, id) = stopped(service, &anna).await;
    let before = joining::joined(node.folder.path()).await.unwrap().unwrap();
    let wanted = Wanted {
        url: "https://kiwi.example".parse().unwrap(),
        capacity: before.capacity,
        bucket: None,
        service: Some("https://files.example.net".parse().unwrap()),
    };
    // Somebody else answers there, under the same name.
    let other = TestService::new().await;
    let led = change(service, &node, &wanted, portal_of(&other.service)).await;
    assert!(matches!(led, Err(ChangeError::OtherKeys { .. })), "{led:?}");
    assert_eq!(joining::joined(node.folder.path()).await.unwrap().unwrap(), before);

    assert_eq!(change(service, &node, &wanted, portal_of(service)).await.unwrap(), id);
    let now = joining::joined(node.folder.path()).await.unwrap().unwrap();
    assert_eq!(now.service, "https://files.example.net/");
    assert_eq!(now, joining::Pins { service: now.service.clone(), ..before }, "and it obeys nobody else");
    assert!(hosts::wanted(service, &anna, id).await.unwrap().is_none(), "it is reached as it was");
});
