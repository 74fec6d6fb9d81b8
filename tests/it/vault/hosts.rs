//! Mirrors of other hosts: how they are invited, join, are admitted and stopped, and leave.

use std::time::Duration;

use axum::response::Response;
use http::StatusCode;
use http_body_util::BodyExt as _;
use tempfile::TempDir;
use tower::ServiceExt as _;
use writ::accounts::{self, Actor, Role, two_person};
use writ::config::Jurisdiction;
use writ::db;
use writ::http::mirror;
use writ::ids::{MirrorId, ObjectId, TwoPersonStepId};
use writ::keys::SigningKey;
use writ::mirrors::client::{Caller, Fault, Handle, MirrorClient, Transport};
use writ::mirrors::joining::{self, Identity, JoinError, Offer, Pins};
use writ::mirrors::portal::{self, Portal};
use writ::mirrors::wire::Joining;
use writ::mirrors::{self, Mirror, RESERVE, Settings, Storage};
use writ::service::Service;
use writ::takedown;
use writ::tokens::{self, Application, CALL_LIFE, Digest, VerifyingKey};
use writ::vault::fleet;
use writ::vault::hosts::{self, MirrorState};
use writ::vault::{Error, downloads};
use writ::work;

use super::rig::{embedded, stored, uploader};
use crate::accounts::{administrator, session_of, two_administrators, with_role};
use crate::app::{TestService, both_engines};
use crate::pages_desk::{look, post_form};
use crate::takedown::hold;

/// A mirror of another host: a folder that nobody else writes to.
pub struct Node {
    pub folder: TempDir,
    pub host: &'static str,
    pub country: &'static str,
}

impl Node {
    pub fn new(host: &'static str, country: &'static str) -> Self {
        Self { folder: TempDir::new().unwrap(), host, country }
    }

    fn offer(&self) -> Offer {
        Offer {
            url: format!("https://{}.example", self.host).parse().unwrap(),
            host: self.host.to_owned(),
            jurisdiction: Jurisdiction::parse(self.country).unwrap(),
            capacity: 1 << 40,
            bucket: None,
        }
    }

    pub async fn join(&self, service: &Service, invitation: &str) -> Result<(Identity, Pins), JoinError> {
        let (invitation, offer) = (invitation.parse().unwrap(), self.offer());
        let (clock, entropy) = (&service.clock, &service.entropy);
        for _ in 0..200 {
            let portal = portal_of(service);
            match joining::join(self.folder.path(), &invitation, &offer, portal, clock, entropy).await {
                // The folder's lock goes a moment after the last handle.
                Err(JoinError::Mirror(mirrors::Error::InUse(_))) => tokio::time::sleep(Duration::from_millis(10)).await,
                joined => return joined,
            }
        }
        panic!("the folder stays in use")
    }

    /// It is started, believes what it was told when it joined, and has heard nothing yet.
    pub async fn start(&self, service: &Service) -> Mirror {
        let pins = joining::joined(self.folder.path()).await.unwrap().expect("it has joined");
        let (folder, trust) = (self.folder.path().to_owned(), pins.trust().unwrap());
        let (clock, entropy) = (service.clock.clone(), service.entropy.clone());
        let storage = Storage::new(None, pins.capacity);
        let settings = Settings { folder, storage, reserve: RESERVE, trust, polls: true, clock, entropy };
        for _ in 0..200 {
            match Mirror::open(settings.clone()).await {
                // The folder's lock goes a moment after the last handle.
                Err(mirrors::Error::InUse(_)) => tokio::time::sleep(Duration::from_millis(10)).await,
                opened => return opened.unwrap(),
            }
        }
        panic!("the folder stays in use")
    }

    /// It runs, and has heard what it is to obey.
    pub async fn open(&self, service: &Service) -> Mirror {
        let mirror = self.start(service).await;
        mirror.poll(&portal(service)).await.unwrap();
        mirror
    }

    /// The same, and the service reaches it.
    pub async fn run(&self, service: &Service) -> Mirror {
        let mirror = self.open(service).await;
        reach(service, mirror.id(), &mirror, mirror::in_process(mirror.clone()));
        mirror
    }

    /// It joins, runs, is reached by the service, and is admitted.
    pub async fn settled(&self, service: &Service, administrator: &Actor) -> Mirror {
        let invitation = hosts::invite(service, administrator).await.unwrap().text(service);
        self.join(service, &invitation).await.unwrap();
        let mirror = self.run(service).await;
        hosts::admit(service, administrator, mirror.id()).await.unwrap();
        mirror
    }
}

/// The portal as a mirror calls it, without a socket.
pub fn portal_of(service: &Service) -> Handle {
    let portal = writ::http::router(service.clone())
        .into_service::<writ::mirrors::client::Body>()
        .map_response(|response: Response| response.map(|body| body.map_err(Fault::new).boxed_unsync()))
        .map_err(Fault::new);
    Handle::new(portal)
}

/// The same, as a mirror that runs calls it.
pub fn portal(service: &Service) -> Portal {
    Portal::new(&service.config.public_url, portal_of(service))
}

/// Has the service reach the mirror `id`, which signs as `signer` does, by `handle`.
pub fn reach(service: &Service, id: MirrorId, signer: &Mirror, handle: Handle) {
    let caller = Caller {
        origin: service.keys.origin.clone(),
        key: service.keys.order(),
        clock: service.clock.clone(),
        entropy: service.entropy.clone(),
    };
    service.mirrors.connect(MirrorClient::new(id, signer.public_key(), caller, Transport::InProcess(handle)));
}

/// Nobody.
pub fn dead() -> Handle {
    Handle::new(tower::service_fn(|_| async { Err(Fault::new("its machine is gone")) }))
}

fn refused(joined: Result<(Identity, Pins), JoinError>) -> (u16, String) {
    match joined {
        Err(JoinError::Service(portal::Error::Refused { status, problem })) => (status, problem),
        other => panic!("{other:?}"),
    }
}

async fn invitation(service: &Service, actor: &Actor) -> String {
    hosts::invite(service, actor).await.unwrap().text(service)
}

/// On whose mirrors a file's replicas were placed.
async fn hosts_of(service: &Service, object: ObjectId) -> Vec<String> {
    let mut tx = service.db.read().await.unwrap();
    let rows = db::all!(
        tx,
        (String,),
        "SELECT m.host FROM replicas r JOIN blobs b ON b.id = r.blob JOIN mirrors m ON m.id = r.mirror
         WHERE b.object = $1 ORDER BY m.host",
        object
    );
    rows.unwrap().into_iter().map(|(host,)| host).collect()
}

/// The kinds of entry of a mirror's case, in order, and how many people each names.
async fn entries(service: &Service, mirror: MirrorId) -> Vec<(String, i64)> {
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT e.kind, (SELECT COUNT(*) FROM log_openings o WHERE o.entry = e.id)
               FROM log_entries e JOIN mirrors m ON m.log_case = e.case_id WHERE m.id = $1 ORDER BY e.n";
    db::all!(tx, (String, i64), sql, mirror).unwrap()
}

both_engines!(by_an_invitation_one_mirror_joins_within_its_days, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let (kiwi, fjord) = (Node::new("kiwi", "NZ"), Node::new("fjord", "IS"));
    // Another service's, or made up: unknown here.
    let unknown = format!("{}#{}", service.config.public_url, "A".repeat(43));
    let (status, problem) = refused(kiwi.join(service, &unknown).await);
    assert_eq!(status, 403, "{problem}");
    assert_eq!(joining::joined(kiwi.folder.path()).await.unwrap(), None, "nobody is obeyed yet");

    let good = invitation(service, &anna).await;
    let (identity, pins) = kiwi.join(service, &good).await.unwrap();
    assert_eq!(pins.origin, service.keys.origin);
    assert_eq!(pins.order_keys, [VerifyingKey::from(&service.keys.order())]);
    assert_eq!(joining::joined(kiwi.folder.path()).await.unwrap(), Some(pins.clone()));
    // The answer was lost: it asks again, and is the same mirror.
    assert_eq!(kiwi.join(service, &good).await.unwrap(), (identity.clone(), pins));
    // To everybody else it is used, and over after its days.
    assert_eq!(refused(fjord.join(service, &good).await), (403, problem.clone()));
    let old = invitation(service, &anna).await;
    service.clock.advance(Duration::from_hours(7 * 24));
    assert_eq!(refused(fjord.join(service, &old).await), (403, problem));
    assert_eq!(joining::joined(fjord.folder.path()).await.unwrap(), None);

    let listed = hosts::list(service, &anna).await.unwrap();
    assert_eq!(listed.len(), 4, "three of its own, and one that applied");
    assert_eq!((listed[0].id, listed[0].state, listed[0].key()), (identity.id, MirrorState::Applied, identity.key));
    assert_eq!((listed[0].host.as_str(), listed[0].jurisdiction.as_str()), ("kiwi", "NZ"));
    assert_eq!((listed[0].url.as_deref(), listed[0].capacity), (Some("https://kiwi.example"), Some(1 << 40)));
    assert!(entries(service, identity.id).await.is_empty(), "nothing has changed for anybody");
});

both_engines!(an_application_is_signed_with_the_key_it_brings_and_says_what_can_be, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let text = invitation(service, &anna).await;
    let secret = text.split_once('#').unwrap().1.to_owned();
    let (own, other) = (SigningKey::generate(&service.entropy), SigningKey::generate(&service.entropy));
    let iat = writ::clock::Time::from_seconds(service.clock.now().seconds());
    let good = Application {
        iss: MirrorId::new(&service.clock, &service.entropy),
        aud: service.keys.origin.clone(),
        iat,
        exp: iat.plus(CALL_LIFE),
        invitation: Digest::of(secret.as_bytes()),
        key: own.public(),
        url: "https://kiwi.example/".into(),
        host: "Kiwi Hosting".into(),
        jurisdiction: "NZ".into(),
        capacity: 1 << 30,
    };
    let apply = async |key: &SigningKey, application: &Application| {
        let application = tokens::sign(key, application).unwrap();
        hosts::apply(service, &Joining { invitation: secret.clone(), application }).await
    };
    let unsound = [
        apply(&other, &good).await,
        apply(&own, &Application { aud: "elsewhere.example".into(), ..good.clone() }).await,
        apply(&own, &Application { iat: iat.minus(CALL_LIFE * 3), exp: iat.minus(CALL_LIFE * 2), ..good.clone() })
            .await,
    ];
    for answer in unsound {
        assert!(matches!(answer, Err(Error::Invalid { field: "application", .. })), "{answer:?}");
    }
    let of_another = Application { invitation: Digest::of(b"another"), ..good.clone() };
    assert!(matches!(apply(&own, &of_another).await, Err(Error::Accounts(accounts::Error::Forbidden(_)))));
    for (field, wrong) in [
        ("url", Application { url: "http://kiwi.example".into(), ..good.clone() }),
        ("url", Application { url: "https://kiwi.example/below".into(), ..good.clone() }),
        ("url", Application { url: "kiwi.example".into(), ..good.clone() }),
        ("host", Application { host: " ".into(), ..good.clone() }),
        ("host", Application { host: "x".repeat(101), ..good.clone() }),
        ("host", Application { host: "Kiwi\nHosting".into(), ..good.clone() }),
        ("host", Application { host: "gnitsoH iwiK\u{202e}".into(), ..good.clone() }),
        ("jurisdiction", Application { jurisdiction: "nz".into(), ..good.clone() }),
        ("capacity", Application { capacity: 0, ..good.clone() }),
        ("capacity", Application { capacity: (1 << 30) - 1, ..good.clone() }),
    ] {
        let answer = apply(&own, &wrong).await;
        assert!(matches!(&answer, Err(Error::Invalid { field: named, .. }) if *named == field), "{field}: {answer:?}");
    }
    // None of it used the invitation up.
    assert_eq!(apply(&own, &good).await.unwrap().mirror, good.iss);
    // What it offered does not change while an administrator looks at it.
    let moved = apply(&own, &Application { jurisdiction: "AU".into(), ..good.clone() }).await;
    assert!(matches!(moved, Err(Error::Conflict(_))), "{moved:?}");
    assert_eq!(hosts::mirror(service, &anna, good.iss).await.unwrap().0.jurisdiction, "NZ");
    // Nor does whoever has learned the invitation take the place of whom it brought.
    let stolen = Application { key: other.public(), ..good.clone() };
    assert!(matches!(apply(&other, &stolen).await, Err(Error::Accounts(accounts::Error::Forbidden(_)))));
    let reviewer = with_role(service, anna, "rui@example.org", Role::Reviewer).await;
    for answer in [
        hosts::invite(service, &reviewer).await.map(drop),
        hosts::list(service, &reviewer).await.map(drop),
        hosts::admit(service, &reviewer, good.iss).await,
        hosts::refuse(service, &reviewer, good.iss, "x").await,
        hosts::stop(service, &reviewer, good.iss).await,
        hosts::propose_removal(service, &reviewer, good.iss, "x").await.map(drop),
    ] {
        assert!(matches!(answer, Err(Error::Accounts(accounts::Error::Forbidden(_)))), "{answer:?}");
    }
    hosts::refuse(service, &anna, good.iss, "").await.unwrap();
    assert!(matches!(apply(&own, &good).await, Err(Error::Conflict(_))), "nor does it wait again");
    assert!(matches!(hosts::admit(service, &anna, good.iss).await, Err(Error::Conflict(_))));
});

both_engines!(a_mirror_is_admitted_once_it_shows_its_key_and_then_keeps_files, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let (kiwi, fjord) = (Node::new("kiwi", "IS"), Node::new("fjord", "NO"));
    let (identity, _) = kiwi.join(service, &invitation(service, &anna).await).await.unwrap();
    fjord.join(service, &invitation(service, &anna).await).await.unwrap();
    let (mirror, impostor) = (kiwi.open(service).await, fjord.open(service).await);
    assert_eq!(mirror.id(), identity.id);
    let owner = uploader(service).await;
    let (before, _) = stored(service, owner, 1_000).await;
    assert_eq!(hosts_of(service, before.object).await, ["delft", "otago", "paris"], "it waits");

    // It does not answer; somebody else does.
    for answering in [dead(), mirror::in_process(impostor)] {
        reach(service, identity.id, &mirror, answering);
        let refused = hosts::admit(service, &anna, identity.id).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
    assert_eq!(service.log.witnesses().len(), 3);
    reach(service, identity.id, &mirror, mirror::in_process(mirror.clone()));
    hosts::admit(service, &anna, identity.id).await.unwrap();
    assert!(matches!(hosts::admit(service, &anna, identity.id).await, Err(Error::Conflict(_))), "once");
    assert_eq!(service.log.witnesses().len(), 4, "it witnesses the log");
    assert_eq!(entries(service, identity.id).await, [("mirror.admitted".to_owned(), 1)]);

    // With two others stopped there is no way around it.
    let [delft, paris] = ["delft", "paris"].map(|name| embedded(service, name).id());
    for id in [delft, paris] {
        hosts::stop(service, &anna, id).await.unwrap();
        assert!(matches!(hosts::stop(service, &anna, id).await, Err(Error::Conflict(_))), "once");
    }
    assert_eq!(entries(service, delft).await[1..], [("mirror.placement-stopped".to_owned(), 1)]);
    let (file, link) = stored(service, owner, 20_000).await;
    assert_eq!(hosts_of(service, file.object).await, ["kiwi", "otago"]);
    let permission = downloads::download(service, &link, None).await.unwrap();
    let source = permission.sources.iter().find(|source| source.mirror == identity.id).unwrap();
    assert_eq!(source.url, "https://kiwi.example");
    mirror.read(&permission.ticket, source.blob, None).await.unwrap();
    // What the stopped ones hold is read still.
    assert_eq!(downloads::download_as_owner(service, owner, before.object).await.unwrap().sources.len(), 3);

    hold(service, file.object).await;
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty() && ran.waiting.is_empty(), "{ran:?}");
    let board = takedown::board(service, file.object).await.unwrap();
    let row = board.orders[0].mirrors.iter().find(|row| row.mirror == identity.id).unwrap();
    assert_eq!((row.state.as_str(), row.probe_outcome.as_deref()), ("done", Some("gone")));
    assert!(!kiwi.folder.path().join("blobs").join(source.blob.to_string()).exists());
});

both_engines!(one_host_is_one_however_it_is_spelled, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let (first, second) = (Node::new("kiwi", "IS"), Node::new("KIWI", "NO"));
    let running = first.settled(service, &anna).await;
    let text = invitation(service, &anna).await;
    let (identity, _) = second.join(service, &text).await.unwrap();
    second.join(service, &text).await.expect("said again it is the same");
    second.run(service).await;
    hosts::admit(service, &anna, identity.id).await.unwrap();
    for id in [running.id(), identity.id] {
        assert_eq!(hosts::mirror(service, &anna, id).await.unwrap().0.host, "kiwi");
    }
    for embedded in service.mirrors.embedded().iter().filter(|embedded| embedded.config.name != "otago") {
        hosts::stop(service, &anna, embedded.mirror.id()).await.unwrap();
    }
    // Three countries take files, of two hosts.
    let (file, _) = stored(service, uploader(service).await, 1_000).await;
    assert_eq!(hosts_of(service, file.object).await, ["kiwi", "otago"]);
});

async fn removal(service: &Service, mirror: MirrorId) -> TwoPersonStepId {
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT id FROM two_person_steps WHERE kind = 'mirror-removal' AND subject = $1 AND confirmed_at IS NULL";
    db::one!(tx, (TwoPersonStepId,), sql, mirror).unwrap().0
}

fn conflict(answer: &Result<TwoPersonStepId, Error>, words: &str) -> bool {
    matches!(answer, Err(Error::Conflict(why)) if why.contains(words))
}

both_engines!(two_people_remove_a_mirror_that_holds_and_owes_nothing, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let owner = uploader(service).await;
    stored(service, owner, 1_000).await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = kiwi.settled(service, &anna).await;
    let otago = embedded(service, "otago").id();
    let early = hosts::propose_removal(service, &anna, otago, "It was seized").await;
    assert!(conflict(&early, "stop that first"), "{early:?}");
    hosts::stop(service, &anna, otago).await.unwrap();
    let full = hosts::propose_removal(service, &anna, otago, "It was seized").await;
    assert!(conflict(&full, "still holds files"), "{full:?}");

    // One that was admitted and never placed on.
    let quiet = Node::new("quiet", "SE");
    let quiet_mirror = quiet.settled(service, &anna).await;
    hosts::stop(service, &anna, quiet_mirror.id()).await.unwrap();
    assert!(matches!(
        hosts::propose_removal(service, &anna, quiet_mirror.id(), " ").await,
        Err(Error::Accounts(accounts::Error::Invalid { field: "reason", .. }))
    ));
    let step = hosts::propose_removal(service, &anna, quiet_mirror.id(), "Its host leaves").await.unwrap();
    assert_eq!(removal(service, quiet_mirror.id()).await, step);
    assert_eq!(two_person::waiting(service, &bert).await.unwrap().len(), 1);
    let alone = hosts::confirm_removal(service, &anna, step).await;
    assert!(matches!(alone, Err(Error::Accounts(accounts::Error::SamePerson))), "{alone:?}");
    assert!(service.mirrors.client(quiet_mirror.id()).is_some());
    hosts::confirm_removal(service, &bert, step).await.unwrap();
    let (host, holds) = hosts::mirror(service, &bert, quiet_mirror.id()).await.unwrap();
    assert_eq!((host.state, holds), (MirrorState::Removed, false));
    assert!(service.mirrors.client(quiet_mirror.id()).is_none(), "nobody calls it any more");
    assert_eq!(service.log.witnesses().len(), 4, "nor is it asked to witness");
    let logged: Vec<_> = entries(service, quiet_mirror.id()).await;
    let expected = [("mirror.admitted", 1), ("mirror.placement-stopped", 1), ("mirror.removed", 2)];
    assert_eq!(logged, expected.map(|(kind, people)| (kind.to_owned(), people)));
    // It never comes back, by no invitation.
    drop(quiet_mirror);
    let again = quiet.join(service, &invitation(service, &anna).await).await;
    assert_eq!(refused(again).0, 409);
    assert_eq!(mirror.id(), hosts::list(service, &anna).await.unwrap().iter().find(|it| it.host == "kiwi").unwrap().id);
});

both_engines!(
    a_mirror_of_its_own_process_that_was_removed_keeps_no_service_from_starting,
    |app: TestService| async move {
        let service = &app.service;
        let (anna, bert) = two_administrators(service).await;
        let ids: Vec<_> = service.mirrors.embedded().iter().map(|embedded| embedded.mirror.id()).collect();
        for id in &ids[..2] {
            hosts::stop(service, &anna, *id).await.unwrap();
        }
        let last = hosts::propose_removal(service, &anna, ids[0], "Moved").await;
        assert!(conflict(&last, "fewer than two countries"), "{last:?}");
        let kiwi = Node::new("kiwi", "IS");
        kiwi.settled(service, &anna).await;
        let step = hosts::propose_removal(service, &anna, ids[0], "Moved").await.unwrap();
        hosts::confirm_removal(service, &bert, step).await.unwrap();
        fleet::admit(service, mirror::in_process).await.unwrap();
        assert!(service.mirrors.client(ids[0]).is_none(), "it takes no part");
        assert!(ids[1..].iter().all(|id| service.mirrors.client(*id).is_some()), "the others do");
        assert_eq!(hosts::mirror(service, &anna, ids[0]).await.unwrap().0.state, MirrorState::Removed);
    }
);

both_engines!(the_desk_shows_an_invitation_once_and_where_each_mirror_stands, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let session = session_of(service, "anna@example.org").await;
    let post = async |path: &str, form: &str| post_form(service, path, &session, form).await;
    let page = post("/desk/mirrors/invitations", "").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let shown = page.body.split_once("<code class=\"secret\">").unwrap().1.split_once("</code>").unwrap().0.to_owned();
    let kiwi = Node::new("kiwi", "IS");
    let (identity, _) = kiwi.join(service, &shown).await.unwrap();
    let list = look(service, "/desk/mirrors", &session).await.body;
    assert!(list.contains("waits to be admitted") && list.contains("https://kiwi.example"), "{list}");
    assert!(!list.contains(shown.split_once('#').unwrap().1), "shown once");

    let mirror = kiwi.open(service).await;
    let at = |act: &str| format!("/desk/mirrors/{}/{act}", identity.id);
    reach(service, identity.id, &mirror, dead());
    let silent = post(&at("admission"), "").await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.body.contains("It does not answer at https://kiwi.example as this mirror would"), "{}", silent.body);
    reach(service, identity.id, &mirror, mirror::in_process(mirror.clone()));
    for (act, body) in [("admission", "own=yes"), ("stop", "")] {
        assert_eq!(post(&at(act), body).await.status, StatusCode::SEE_OTHER, "{act}");
    }
    assert!(hosts::mirror(service, &anna, identity.id).await.unwrap().0.own, "the operator runs it itself");
    let nameless = post(&at("removal"), "reason=").await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(&at("removal"), "reason=Its+host+leaves").await.status, StatusCode::SEE_OTHER);
    assert_eq!(hosts::mirror(service, &anna, identity.id).await.unwrap().0.state, MirrorState::Draining);
    removal(service, identity.id).await;
    // Whoever is to confirm it reads which mirror it is, where they confirm and on its page.
    for path in ["/desk/steps".to_owned(), format!("/desk/mirrors/{}", identity.id)] {
        let body = look(service, &path, &session).await.body;
        assert!(body.contains("The removal of a mirror: kiwi, Iceland"), "{path}: {body}");
    }
});
