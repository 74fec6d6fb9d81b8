//! Several portals on one database, as a balancer has them behind it: here two in one process, which call the mirrors of other hosts;
//! and as processes of their own ([`processes`]).

pub mod processes;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use http::{StatusCode, header};
use writ::accounts::{self, Actor, Auth, Email, Role, sessions};
use writ::config::Config;
use writ::http::mirror;
use writ::ids::{CaseId, uuid_v4};
use writ::mirrors::{self, Mirror, Piece};
use writ::seal::parts::PART_SIZE;
use writ::service::Service;
use writ::takedown;
use writ::tokens::Digest;
use writ::vault::downloads::{self, Permission};
use writ::vault::links::{self, LinkTerms};
use writ::vault::{ObjectState, fleet, hosts};
use writ::{audit, db, work};

use crate::accounts::{account, administrator, auth, session_of, with_role};
use crate::app::{TestService, both_engines};
use crate::delivery::queue_about;
use crate::http::{get, send};
use crate::takedown::hold;
use crate::vault::hosts::{Node, reach};
use crate::vault::rig::{Uploading, parts, uploader};

/// Another portal of the same service, which runs no mirror.
async fn beside(app: &TestService) -> Service {
    let service = &app.service;
    let config = Config { mirrors: Vec::new(), ..Config::clone(&service.config) };
    Service::open(config, service.clock.clone(), service.entropy.clone(), mirror::in_process).await.unwrap()
}

/// The mirrors of three hosts: the one portal admits them, and the other hears of that.
async fn three_mirrors(one: &Service, other: &Service, administrator: &Actor) -> Vec<(Node, Mirror)> {
    let mut mirrors = Vec::new();
    for (host, country) in [("paris", "FR"), ("delft", "NL"), ("otago", "NZ")] {
        let node = Node::new(host, country);
        let mirror = node.settled(one, administrator).await;
        reach(other, mirror.id(), &mirror, mirror::in_process(mirror.clone()));
        mirrors.push((node, mirror));
    }
    fleet::refresh(other).await.unwrap();
    mirrors
}

/// What a reader gets from a mirror.
async fn read(mirror: &Mirror, permission: &Permission) -> Result<Vec<u8>, mirrors::Error> {
    let source = permission.sources.iter().find(|source| source.mirror == mirror.id()).expect("it has the blob");
    let content = mirror.read(&permission.ticket, source.blob, None).await?;
    let bytes: Vec<Bytes> = content.bytes.try_collect().await?;
    Ok(bytes.concat())
}

both_engines!(either_portal_goes_on_with_what_the_other_began, |app: TestService| async move {
    let app = app.blank().await;
    let one = &beside(&app).await;
    let other = &beside(&app).await;
    let anna = administrator(one, "anna@example.org").await;
    let mirrors = three_mirrors(one, other, &anna).await;
    let owner = uploader(one).await;

    // Begun on one, its pieces sent to either, completed on the other.
    let file = Uploading::begin(one, owner, usize::try_from(PART_SIZE).unwrap() + 1_000).await;
    file.put(other, Piece::Metadata, file.sealed.metadata.clone()).await.unwrap();
    for (n, part) in (0..).zip(parts(&file.sealed.content)) {
        file.put(if n % 2 == 0 { other } else { one }, Piece::Part(n), part).await.unwrap();
    }
    assert_eq!(file.complete(other).await.unwrap(), file.object);
    let link = links::create(one, owner, file.object, LinkTerms::default(), None).await.unwrap();
    // A copy that was slow is made good by whichever works.
    work::run_due(other).await.unwrap();

    // Read by a ticket of either, from each mirror.
    let mut permissions = Vec::new();
    for portal in [one, other] {
        let permission = downloads::download(portal, &link, None).await.unwrap();
        assert_eq!(permission.sources.len(), 3, "all three have it");
        for (_, mirror) in &mirrors {
            assert!(read(mirror, &permission).await.unwrap() == file.sealed.content);
        }
        permissions.push(permission);
    }

    // Decided on one; the other works it: custody, a checkpoint that the mirrors cosign, orders, receipts, probes.
    hold(one, file.object).await;
    let ran = work::run_due(other).await.unwrap();
    assert!(ran.failed.is_empty() && ran.waiting.is_empty(), "{ran:?}");
    let board = takedown::board(one, file.object).await.unwrap();
    assert_eq!(board.state, ObjectState::Locked);
    assert!(board.orders[0].completed_at.is_some());
    assert!(board.orders[0].mirrors.iter().all(|row| row.state == "done"));
    for permission in &permissions {
        for (_, mirror) in &mirrors {
            assert!(matches!(read(mirror, permission).await, Err(mirrors::Error::Gone)));
        }
    }
});

both_engines!(every_portal_asks_the_same_witnesses, |app: TestService| async move {
    let app = app.blank().await;
    let one = &beside(&app).await;
    let other = &beside(&app).await;
    let anna = administrator(one, "anna@example.org").await;
    let mirrors = three_mirrors(one, other, &anna).await;
    audit::settle(one).await.unwrap();
    let (size, cosigned) = audit::cosign(other).await.unwrap();
    assert!(size > 0 && cosigned == 3, "{cosigned} of {size}");
    assert_eq!(audit::witness_keys(other), audit::witness_keys(one));
    assert_eq!(audit::witness_keys(other).lines().count(), 3);
    let origin = Digest::of(one.keys.origin.as_bytes());
    for (_, mirror) in &mirrors {
        let note = mirror.cosigned_checkpoint(origin).await.unwrap();
        assert!(note.starts_with(&format!("{}\n{size}\n", one.keys.origin)), "{note}");
    }
});

both_engines!(what_one_portal_admits_or_removes_the_other_hears_of, |app: TestService| async move {
    let app = app.blank().await;
    let one = &beside(&app).await;
    let other = &beside(&app).await;
    let anna = administrator(one, "anna@example.org").await;
    let bert = with_role(one, anna, "bert@example.org", Role::Administrator).await;
    let _mirrors = three_mirrors(one, other, &anna).await;
    let lyon = Node::new("lyon", "FR");
    let fourth = lyon.settled(one, &anna).await.id();
    assert!(other.mirrors.client(fourth).is_none());
    fleet::refresh(other).await.unwrap();
    assert!(other.mirrors.client(fourth).is_some());
    assert_eq!(audit::witness_keys(other).lines().count(), 4);

    hosts::stop(other, &anna, fourth).await.unwrap();
    let step = hosts::propose_removal(other, &anna, fourth, "Its host leaves").await.unwrap();
    hosts::confirm_removal(one, &bert, step).await.unwrap();
    assert!(one.mirrors.client(fourth).is_none());
    fleet::refresh(other).await.unwrap();
    assert!(other.mirrors.client(fourth).is_none());
    assert_eq!(audit::witness_keys(other), audit::witness_keys(one));
    assert_eq!(audit::witness_keys(other).lines().count(), 3);
});

both_engines!(a_session_and_a_guess_count_on_every_portal, |app: TestService| async move {
    let service = &app.service;
    let other = &beside(&app).await;
    let anna = account(service, "anna@example.org").await;
    let cookie = session_of(service, "anna@example.org").await;
    let status = async |portal: &Service| {
        let mut request = get("/api/v1/account");
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        send(portal, request).await.status
    };
    assert_eq!((status(service).await, status(other).await), (StatusCode::OK, StatusCode::OK));
    let open = sessions::list(other, anna).await.unwrap();
    assert_eq!(open.len(), 1, "it is listed at the other");
    sessions::revoke(other, anna, open[0].0).await.unwrap();
    assert_eq!((status(service).await, status(other).await), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));

    let email = Email::parse("anna@example.org").unwrap();
    let wrong = Auth::parse(&auth("wrong")).unwrap();
    let mut guesses = 0;
    loop {
        let portal = if guesses % 2 == 0 { service } else { other };
        match accounts::sign_in(portal, &email, &wrong, "203.0.113.9", None).await {
            Err(accounts::Error::WrongCredentials) => guesses += 1,
            Err(accounts::Error::TooManyAttempts { .. }) => break,
            outcome => panic!("{outcome:?}"),
        }
    }
    assert_eq!(guesses, service.config.limits.guesses_per_hour, "taken together");
});

both_engines!(what_two_portals_work_at_once_is_done_once, |app: TestService| async move {
    let service = &app.service;
    let other = &beside(&app).await;
    let case = CaseId(uuid_v4(&service.entropy));
    for n in 0..40 {
        queue_about(service, "anna@example.org", case, &format!("Number {n}")).await;
    }
    let (one, two) = tokio::join!(work::run_due(service), work::run_due(other));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert!(one.failed.is_empty() && two.failed.is_empty(), "{one:?} {two:?}");
    assert_eq!(one.done + two.done, 40);
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT COUNT(*), MIN(attempts), MAX(attempts) FROM messages WHERE state = 'sent'";
    assert_eq!(db::one!(tx, (i64, i64, i64), sql).unwrap(), (40, 1, 1));
});
