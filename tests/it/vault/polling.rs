//! Mirrors of other hosts that ask what they are to obey: they hear it before they serve, and serve only while they hear.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use tower::ServiceExt as _;
use writ::accounts::Actor;
use writ::clock::Time;
use writ::http::mirror;
use writ::ids::{BlobId, MirrorId, uuid_v4};
use writ::keys::SigningKey;
use writ::mirrors::client::{self, Fault, Handle};
use writ::mirrors::polling::PollError;
use writ::mirrors::portal::{Error, Portal};
use writ::mirrors::wire::{OrdersPage, SignedPage};
use writ::mirrors::{self, Mirror};
use writ::service::Service;
use writ::takedown;
use writ::tokens::{self, CALL_LIFE, Digest, MirrorCall, TICKET_LIFE};
use writ::vault::objects::{self, Finality};
use writ::vault::{downloads, fleet, hosts};
use writ::work;

use super::hosts::{Node, dead, portal, portal_of, reach};
use super::rig::{Uploading, embedded, stored, uploader};
use crate::accounts::{administrator, two_administrators};
use crate::app::{TestService, both_engines};
use crate::http::{Answer, send, send_to};
use crate::takedown::hold;

/// The permission to read a file, and which blob it is of.
pub struct Reading {
    pub file: Uploading,
    pub ticket: String,
    pub blob: BlobId,
}

/// A file that lies on this mirror, since there is no other way around, and a ticket for it.
pub async fn placed_on(service: &Service, administrator: &Actor, mirror: &Mirror) -> Reading {
    for name in ["delft", "paris"] {
        hosts::stop(service, administrator, embedded(service, name).id()).await.unwrap();
    }
    let (file, link) = stored(service, uploader(service).await, 20_000).await;
    let permission = downloads::download(service, &link, None).await.unwrap();
    let source = permission.sources.into_iter().find(|source| source.mirror == mirror.id()).unwrap();
    Reading { file, ticket: permission.ticket, blob: source.blob }
}

both_engines!(a_mirror_that_was_away_obeys_before_it_serves, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = kiwi.settled(service, &anna).await;
    let Reading { file, ticket, blob } = placed_on(service, &anna, &mirror).await;
    mirror.read(&ticket, blob, None).await.unwrap();

    // Its machine stops. Nobody can tell it what is ordered meanwhile.
    let id = mirror.id();
    reach(service, id, &mirror, dead());
    fleet::refresh(service).await.unwrap();
    drop(mirror);
    hold(service, file.object).await;
    let ran = work::run_due(service).await.unwrap();
    assert_eq!(ran.failed.len(), 1, "it owes its receipt: {ran:?}");
    let bytes = kiwi.folder.path().join("blobs").join(blob.to_string());
    assert!(bytes.exists());

    // It starts, and holds the bytes and a reader a ticket; but it serves nothing before it has heard.
    let mirror = kiwi.start(service).await;
    let unheard = mirror.poll(&Portal::new(&service.config.public_url, dead())).await;
    assert!(matches!(unheard, Err(PollError::Service(_))), "{unheard:?}");
    let early = mirror.read(&ticket, blob, None).await;
    assert!(matches!(early, Err(mirrors::Error::OutOfTouch)), "{early:?}");
    mirror.poll(&portal(service)).await.unwrap();
    let late = mirror.read(&ticket, blob, None).await;
    assert!(matches!(late, Err(mirrors::Error::Gone)), "{late:?}");
    assert!(!bytes.exists());

    // The service can reach it again, and delivers: the receipt says when it obeyed.
    let obeyed = service.clock.now();
    reach(service, id, &mirror, mirror::in_process(mirror.clone()));
    fleet::refresh(service).await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty(), "{ran:?}");
    let board = takedown::board(service, file.object).await.unwrap();
    let row = board.orders[0].mirrors.iter().find(|row| row.mirror == id).unwrap();
    assert_eq!((row.state.as_str(), row.probe_outcome.as_deref()), ("done", Some("gone")));
    let receipt: tokens::Receipt = tokens::read_own(row.receipt_token.as_ref().unwrap()).unwrap();
    assert_eq!(receipt.iat.seconds(), obeyed.seconds());
});

both_engines!(a_mirror_that_has_not_heard_for_as_long_as_tickets_live_serves_nothing, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = kiwi.settled(service, &anna).await;
    let Reading { file, blob, .. } = placed_on(service, &anna, &mirror).await;
    mirror.poll(&portal(service)).await.unwrap();
    service.clock.advance(TICKET_LIFE);
    let permission = downloads::download_as_owner(service, file.owner, file.object).await.unwrap();
    let under_way = mirror.read(&permission.ticket, blob, None).await.expect("it has heard just so long ago");

    service.clock.advance(Duration::from_secs(1));
    let face = mirror::router(mirror.clone());
    let request = Request::get(format!("/v1/blobs/{blob}/content"))
        .header(header::AUTHORIZATION, format!("Bearer {}", permission.ticket));
    let answer = send_to(&face, request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert_eq!(answer.header(header::RETRY_AFTER), "60");
    assert!(answer.body.contains("has not heard from its service"), "{}", answer.body);
    let streamed: Result<Vec<Bytes>, _> = under_way.bytes.try_collect().await;
    assert!(matches!(streamed, Err(mirrors::Error::OutOfTouch)), "{streamed:?}");
    // It takes nothing in, either; but it tells how it is, and what it is told it obeys.
    let client = service.mirrors.client(mirror.id()).unwrap();
    let put = client.put_metadata(BlobId::new(&service.clock, &service.entropy), Bytes::from_static(b"x")).await;
    assert!(matches!(&put, Err(error @ client::Error::Refused { status: 503, .. }) if error.is_passing()), "{put:?}");
    client.status().await.unwrap();
    objects::delete(service, file.owner, file.object, Finality::Now).await.unwrap();
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty(), "{ran:?}");

    mirror.poll(&portal(service)).await.unwrap();
    let read = mirror.read(&permission.ticket, blob, None).await;
    assert!(matches!(read, Err(mirrors::Error::Gone)), "{read:?}");
    client.put_metadata(BlobId::new(&service.clock, &service.entropy), Bytes::from_static(b"x")).await.unwrap();
});

both_engines!(a_clock_that_is_turned_back_makes_nothing_heard_more_recently, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = kiwi.settled(service, &anna).await;
    let Reading { ticket, blob, .. } = placed_on(service, &anna, &mirror).await;
    mirror.poll(&portal(service)).await.unwrap();
    mirror.read(&ticket, blob, None).await.unwrap();

    // Time passes, and its clock was turned back by as much.
    tokio::time::pause();
    tokio::time::advance(TICKET_LIFE + Duration::from_secs(1)).await;
    tokio::time::resume();
    let read = mirror.read(&ticket, blob, None).await;
    assert!(matches!(read, Err(mirrors::Error::OutOfTouch)), "{read:?}");
    mirror.poll(&portal(service)).await.unwrap();
    mirror.read(&ticket, blob, None).await.unwrap();
});

/// The service as it answers, with something done to each answer on its way.
pub fn through(service: &Service, change: impl Fn(SignedPage) -> SignedPage + Clone + Send + Sync + 'static) -> Portal {
    let honest = portal_of(service);
    let changing = tower::service_fn(move |request: Request<client::Body>| {
        let (honest, change) = (honest.clone(), change.clone());
        async move {
            let answer = honest.oneshot(request).await?.into_body().collect().await?.to_bytes();
            let changed = change(serde_json::from_slice(&answer).unwrap());
            let changed = Bytes::from(serde_json::to_vec(&changed).unwrap());
            let body: client::Body = Full::new(changed).map_err(|never| match never {}).boxed_unsync();
            Ok::<_, Fault>(Response::new(body))
        }
    });
    Portal::new(&service.config.public_url, Handle::new(changing))
}

/// What says of everything that it was heard already.
fn hushed(told: &SignedPage) -> String {
    let mut page: OrdersPage = serde_json::from_str(&told.page).unwrap();
    page.next = u64::MAX;
    serde_json::to_string(&page).unwrap()
}

/// A service that says of everything that it was heard already.
fn hushing(service: &Service) -> Portal {
    let key = service.keys.order();
    through(service, move |told| {
        let page = hushed(&told);
        let answer: tokens::Answer = tokens::read_own(&told.answer).unwrap();
        let answer = tokens::Answer { digest: Digest::of(page.as_bytes()), ..answer };
        SignedPage { page, answer: tokens::sign(&key, &answer).unwrap() }
    })
}

both_engines!(nobody_leads_a_mirror_past_what_it_has_not_heard, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = kiwi.settled(service, &anna).await;
    let Reading { file, ticket, blob } = placed_on(service, &anna, &mirror).await;
    let led = mirror.poll(&hushing(service)).await;
    assert!(matches!(led, Err(PollError::Service(Error::Untrustworthy(_)))), "{led:?}");

    // It hears of the next order all the same.
    reach(service, mirror.id(), &mirror, dead());
    objects::delete(service, file.owner, file.object, Finality::Now).await.unwrap();
    work::run_due(service).await.unwrap();
    mirror.read(&ticket, blob, None).await.unwrap();
    mirror.poll(&portal(service)).await.unwrap();
    let read = mirror.read(&ticket, blob, None).await;
    assert!(matches!(read, Err(mirrors::Error::Gone)), "{read:?}");
});

both_engines!(nobody_keeps_a_mirror_serving_by_what_it_was_told_before, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = kiwi.settled(service, &anna).await;
    let Reading { file, ticket, blob } = placed_on(service, &anna, &mirror).await;
    // Somebody with the service's name and certificate listens, and takes its place before the next order.
    let kept = Arc::new(Mutex::new(None));
    let keeps = kept.clone();
    let listening = through(service, move |told| {
        *keeps.lock().unwrap() = Some(told.clone());
        told
    });
    mirror.poll(&listening).await.unwrap();
    reach(service, mirror.id(), &mirror, dead());
    objects::delete(service, file.owner, file.object, Finality::Now).await.unwrap();
    work::run_due(service).await.unwrap();

    let again = through(service, move |_| kept.lock().unwrap().clone().unwrap());
    let replayed = mirror.poll(&again).await;
    assert!(matches!(replayed, Err(PollError::Service(Error::Untrustworthy(_)))), "{replayed:?}");
    // Nor does it make anything up, or leave anything out.
    let changed = through(service, |told| SignedPage { page: hushed(&told), ..told });
    let changed = mirror.poll(&changed).await;
    assert!(matches!(changed, Err(PollError::Service(Error::Untrustworthy(_)))), "{changed:?}");
    let stranger = SigningKey::generate(&service.entropy);
    let imitated = through(service, move |told| {
        let answer: tokens::Answer = tokens::read_own(&told.answer).unwrap();
        SignedPage { answer: tokens::sign(&stranger, &answer).unwrap(), ..told }
    });
    let imitated = mirror.poll(&imitated).await;
    assert!(matches!(imitated, Err(PollError::Service(Error::Untrustworthy(_)))), "{imitated:?}");
    mirror.read(&ticket, blob, None).await.expect("nothing of that was heard");

    mirror.poll(&portal(service)).await.unwrap();
    let read = mirror.read(&ticket, blob, None).await;
    assert!(matches!(read, Err(mirrors::Error::Gone)), "{read:?}");
});

async fn ask(service: &Service, token: &str, query: &str) -> Answer {
    let request =
        Request::get(format!("/api/v1/orders?{query}")).header(header::AUTHORIZATION, format!("Bearer {token}"));
    send(service, request.body(Body::empty()).unwrap()).await
}

fn call(service: &Service, key: &SigningKey, mirror: MirrorId, iat: Time) -> String {
    let (aud, jti) = (service.keys.origin.clone(), uuid_v4(&service.entropy));
    tokens::sign(key, &MirrorCall { iss: mirror, aud, iat, exp: iat.plus(CALL_LIFE), jti }).unwrap()
}

both_engines!(only_mirrors_that_take_part_are_told_anything, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = kiwi.settled(service, &anna).await;
    let seed: [u8; 32] = std::fs::read(kiwi.folder.path().join("key")).unwrap().try_into().unwrap();
    let (own, other) = (SigningKey::from_seed(&seed), SigningKey::generate(&service.entropy));
    let now = service.clock.now();
    let unknown = MirrorId::new(&service.clock, &service.entropy);
    let call_of = |iat: Time| call(service, &own, mirror.id(), iat);
    let elsewhere = MirrorCall { aud: "elsewhere.example".into(), ..tokens::read_own(&call_of(now)).unwrap() };
    for token in [
        String::new(),
        "x".to_owned(),
        call(service, &other, mirror.id(), now),
        call(service, &own, unknown, now),
        call_of(now.minus(CALL_LIFE * 3)),
        tokens::sign(&own, &elsewhere).unwrap(),
    ] {
        let answer = ask(service, &token, "from=0").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{token}: {}", answer.body);
    }
    let good = call_of(now);
    let answer = ask(service, &good, "from=0").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let told: SignedPage = serde_json::from_str(&answer.body).unwrap();
    let page: OrdersPage = serde_json::from_str(&told.page).unwrap();
    assert!(page.orders.is_empty() && page.next > 0, "{page:?}");
    assert_eq!(ask(service, &good, "from=0&cosigned=1000000").await.status, StatusCode::CONFLICT);

    hosts::stop(service, &anna, mirror.id()).await.unwrap();
    mirror.poll(&portal(service)).await.unwrap();
    let step = hosts::propose_removal(service, &anna, mirror.id(), "Its host leaves").await.unwrap();
    hosts::confirm_removal(service, &bert, step).await.unwrap();
    let removed = mirror.poll(&portal(service)).await;
    let Err(PollError::Service(Error::Refused { status: 403, problem })) = &removed else { panic!("{removed:?}") };
    assert!(problem.contains("was removed, or refused"), "{problem}");
});

both_engines!(what_does_not_go_into_one_answer_comes_with_the_next, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let mirror = service.mirrors.embedded()[0].mirror.id();
    for _ in 0..51 {
        let (file, _) = stored(service, owner, 10).await;
        objects::delete(service, owner, file.object, Finality::Now).await.unwrap();
    }
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty(), "{ran:?}");

    let first = takedown::orders_to(service, mirror, 0, 0).await.unwrap();
    assert_eq!(first.orders.len(), 50);
    let second = takedown::orders_to(service, mirror, first.next, 0).await.unwrap();
    assert_eq!(second.orders.len(), 1);
    assert!(!first.orders.contains(&second.orders[0]), "each comes once");
    let end = takedown::orders_to(service, mirror, second.next, 0).await.unwrap();
    assert_eq!((end.orders.len(), end.next), (0, second.next));
});
