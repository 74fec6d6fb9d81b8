//! The vault by its verbs: the write path, links and tickets, custody, repair and restoration.

mod api;
pub mod applications;
mod behind;
pub mod changing;
mod doors;
pub mod hosts;
mod leaving;
mod letters;
pub mod polling;
mod proving;
pub mod rig;
mod stores;
mod trust;

use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt;
use writ::db;
use writ::http::mirror;
use writ::ids::{BlobId, LinkId, ObjectId};
use writ::jobs::{self, Job};
use writ::mirrors::{Mirror, Piece};
use writ::seal::link::LinkAuth;
use writ::seal::{FileKey, Metadata, content_context, format};
use writ::service::Service;
use writ::takedown;
use writ::tokens::{Digest, Stored};
use writ::vault::downloads::{self, Permission};
use writ::vault::links::{self, LinkChange, LinkTerms};
use writ::vault::objects::{self, Finality};
use writ::vault::{self, Error, ObjectState, custody, replication, uploads};
use writ::work;

use self::rig::{Uploading, hold, lift, parts, plug, stored, unplug, uploader};
use crate::app::{TestService, both_engines};

const MIB: usize = 1 << 20;

async fn state(service: &Service, object: ObjectId) -> ObjectState {
    let mut tx = service.db.begin().await.unwrap();
    vault::lock_row(&mut tx, object).await.unwrap().unwrap().state
}

/// Notes that what is in custody of an object is needed no more.
async fn let_go(service: &Service, object: ObjectId) {
    let mut tx = service.db.begin().await.unwrap();
    custody::begin_destroying(&mut tx, object).await.unwrap();
    tx.commit().await.unwrap();
}

async fn blob_of(service: &Service, object: ObjectId) -> BlobId {
    let mut tx = service.db.begin().await.unwrap();
    vault::lock_row(&mut tx, object).await.unwrap().unwrap().blob.unwrap()
}

/// Mirror names and states of a blob's replicas.
async fn replicas(service: &Service, blob: BlobId) -> Vec<(String, String)> {
    let mut tx = service.db.read().await.unwrap();
    db::all!(
        tx,
        (String, String),
        "SELECT m.name, r.state FROM replicas r JOIN mirrors m ON m.id = r.mirror WHERE r.blob = $1 ORDER BY m.name",
        blob
    )
    .unwrap()
}

/// Reads a whole object from one mirror as a reader does.
async fn read(service: &Service, permission: &Permission, n: usize) -> Vec<u8> {
    let mirror: &Mirror = &service.mirrors.embedded()[n].mirror;
    let source = permission.sources.iter().find(|source| source.mirror == mirror.id()).unwrap();
    let content = mirror.read(&permission.ticket, source.blob, None).await.unwrap();
    content.bytes.try_collect::<Vec<Bytes>>().await.unwrap().concat()
}

/// The folder of a blob on a mirror of the rig.
fn folder(app: &TestService, mirror: &str, blob: BlobId) -> PathBuf {
    app.folder().join("mirrors").join(mirror).join("blobs").join(blob.to_string())
}

async fn queued(service: &Service, wanted: &Job) -> bool {
    while let Some(leased) = jobs::lease(service).await.unwrap() {
        if leased.job == *wanted {
            return true;
        }
    }
    false
}

both_engines!(a_file_is_stored_on_three_mirrors_and_opens_from_each_of_them, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    // Two parts and a bit.
    let (file, link) = stored(service, owner, 9 * MIB).await;
    assert_eq!(state(service, file.object).await, ObjectState::Available);
    let blob = blob_of(service, file.object).await;
    assert_eq!(replicas(service, blob).await, ["delft", "otago", "paris"].map(|name| (name.into(), "stored".into())));

    let look = downloads::look(service, &link, None).await.unwrap();
    assert_eq!(
        (look.object, look.root, look.sealed_size),
        (file.object, file.sealed.root, file.sealed.content.len() as u64)
    );
    let key = FileKey::derive(&file.link_key, &look.key_share, look.object);
    assert_eq!(Metadata::open(&key, look.object, &look.metadata).unwrap().name, "holiday.png");
    let permission = downloads::download(service, &link, None).await.unwrap();
    for n in 0..3 {
        let sealed = read(service, &permission, n).await;
        let opened = format::open(&key, &content_context(file.object), &sealed).unwrap();
        assert!(*opened == file.plain, "from mirror {n}");
    }
    let mirror = service.mirrors.embedded()[0].mirror.id();
    assert!(permission.sources.iter().any(|it| it.url == format!("http://localhost:8080/m/{mirror}")));

    // What the log says of it names nothing.
    let mut tx = service.db.read().await.unwrap();
    let (entry,) = db::one!(tx, (Vec<u8>,), "SELECT bytes FROM log_entries WHERE kind = 'object.stored'").unwrap();
    let entry = String::from_utf8(entry).unwrap();
    assert!(entry.contains(r#""jurisdictions":["FR","NL","NZ"]"#), "{entry}");
    assert!(!entry.contains(&file.object.to_string()) && !entry.contains(&blob.to_string()));
});

both_engines!(placement_and_key_share_stand_before_any_byte, |app: TestService| async move {
    let service = &app.service;
    let begun = uploads::begin(service, uploader(service).await, Some(100)).await.unwrap();
    let blob = blob_of(service, begun.object).await;
    assert_eq!(replicas(service, blob).await, ["delft", "otago", "paris"].map(|name| (name.into(), "placed".into())));
    for mirror in ["delft", "otago", "paris"] {
        assert!(!folder(&app, mirror, blob).exists());
    }
    let mut tx = service.db.read().await.unwrap();
    let (sealed,) =
        db::one!(tx, (Vec<u8>,), "SELECT key_share_sealed FROM objects WHERE id = $1", begun.object).unwrap();
    assert!(!sealed.windows(32).any(|window| window == begun.key_share.expose()), "the share lies sealed at rest");
});

both_engines!(an_upload_goes_on_where_it_broke_off, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let file = Uploading::begin(service, owner, 9 * MIB).await;
    let all: Vec<Bytes> = parts(&file.sealed.content).collect();
    file.put(service, Piece::Part(1), all[1].clone()).await.unwrap();

    let status = uploads::status(service, owner, file.upload).await.unwrap();
    assert_eq!((status.object, status.metadata), (file.object, None));
    assert_eq!(status.parts, [(1, Digest::of(&all[1]))]);
    // The same bytes again are free of effect; other bytes are refused, for ever.
    file.put(service, Piece::Part(1), all[1].clone()).await.unwrap();
    let other = file.put(service, Piece::Part(1), Bytes::from(vec![7; 100])).await.unwrap_err();
    assert!(matches!(other, Error::PartDiffers { part: 1 }), "{other}");

    let early = file.complete(service).await.unwrap_err();
    assert!(matches!(&early, Error::Incomplete(what) if what == "the metadata is missing"), "{early}");
    file.put(service, Piece::Metadata, file.sealed.metadata.clone()).await.unwrap();
    let early = file.complete(service).await.unwrap_err();
    assert!(matches!(&early, Error::Incomplete(what) if what == "part 0 of 2 is missing"), "{early}");
    file.put(service, Piece::Part(0), all[0].clone()).await.unwrap();
    let size = file.sealed.content.len() as u64;
    let wrong = uploads::complete(service, owner, file.upload, [1; 32], size).await.unwrap_err();
    assert!(matches!(wrong, Error::RootDiffers), "{wrong}");
    let wrong = uploads::complete(service, owner, file.upload, file.sealed.root, size + 1).await.unwrap_err();
    assert!(matches!(wrong, Error::Incomplete(_)), "{wrong}");
    file.complete(service).await.unwrap();
    // The answer was lost: asking again gives the same.
    assert_eq!(file.complete(service).await.unwrap(), file.object);
    assert!(matches!(
        file.put(service, Piece::Part(0), all[0].clone()).await.unwrap_err(),
        Error::UploadEnded("completed")
    ));
});

both_engines!(bytes_that_are_not_what_was_announced_leave_no_trace, |app: TestService| async move {
    let service = &app.service;
    let file = Uploading::begin(service, uploader(service).await, 100).await;
    let bytes = file.sealed.content.clone();
    let admitted = uploads::admit(service, file.owner, file.upload).await.unwrap();
    let put = uploads::put(service, admitted, Piece::Part(0), Digest::of(b"else"), bytes.clone()).await;
    assert!(matches!(put.unwrap_err(), Error::Invalid { field: "Content-Digest", .. }));
    file.put(service, Piece::Part(0), bytes).await.unwrap();
});

both_engines!(limits_are_named, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let refused = uploads::begin(service, owner, Some((1 << 40) + 1)).await.unwrap_err();
    assert_eq!(refused.to_string(), "an object may have at most 1099511627776 bytes (limit: object size)");
    let file = Uploading::begin(service, owner, 100).await;
    let refused = file.put(service, Piece::Metadata, Bytes::from(vec![0; 4_097])).await.unwrap_err();
    assert_eq!(refused.to_string(), "sealed metadata may have at most 4096 bytes (limit: sealed metadata size)");
    let refused = file.put(service, Piece::Part(0), Bytes::from(vec![0; 8 * MIB + 1])).await.unwrap_err();
    assert_eq!(refused.to_string(), "a part may have at most 8388608 bytes (limit: part size)");
    let refused = file.put(service, Piece::Part(131_072), Bytes::from(vec![0; 100])).await.unwrap_err();
    assert!(matches!(refused, Error::TooLarge { what: "an object", .. }));
});

both_engines!(so_many_parts_may_be_under_way_and_no_more, |app: TestService| async move {
    let service = &app.service;
    let file = Uploading::begin(service, uploader(service).await, 100).await;
    let mut held = Vec::new();
    for _ in 0..16 {
        held.push(uploads::admit(service, file.owner, file.upload).await.unwrap());
    }
    let refused = uploads::admit(service, file.owner, file.upload).await.err().unwrap();
    assert_eq!(
        refused.to_string(),
        "16 parts are already under way for this upload (limit: parts in flight); try again shortly"
    );
    held.pop();
    held.push(uploads::admit(service, file.owner, file.upload).await.unwrap());
    // Nor does one account take the places of all others, however many uploads it opens.
    for _ in 0..3 {
        let other = Uploading::begin(service, file.owner, 100).await;
        for _ in 0..16 {
            held.push(uploads::admit(service, file.owner, other.upload).await.unwrap());
        }
    }
    let fifth = Uploading::begin(service, file.owner, 100).await;
    let refused = uploads::admit(service, file.owner, fifth.upload).await.err().unwrap();
    assert_eq!(
        refused.to_string(),
        "64 parts are already under way for this account (limit: parts in flight); try again shortly"
    );
    let neighbour = Uploading::begin(service, uploader(service).await, 100).await;
    uploads::admit(service, neighbour.owner, neighbour.upload).await.unwrap();
    held.clear();
    uploads::admit(service, file.owner, fifth.upload).await.unwrap();
});

both_engines!(two_jurisdictions_are_enough_and_the_third_is_repaired, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    unplug(service, 2);
    let (file, link) = stored(service, owner, 9 * MIB).await;
    let blob = blob_of(service, file.object).await;
    let expected = [("delft", "stored"), ("otago", "placed"), ("paris", "stored")];
    assert_eq!(replicas(service, blob).await, expected.map(|(name, state)| (name.into(), state.into())));
    assert_eq!(downloads::download(service, &link, None).await.unwrap().sources.len(), 2);
    assert!(queued(service, &Job::Repair { object: file.object }).await);

    assert!(matches!(vault::repair(service, file.object).await.unwrap_err(), Error::Unavailable(_)));
    plug(service, 2);
    vault::repair(service, file.object).await.unwrap();
    vault::repair(service, file.object).await.unwrap();
    let permission = downloads::download(service, &link, None).await.unwrap();
    assert!(read(service, &permission, 2).await == file.sealed.content);
});

both_engines!(
    what_was_deleted_before_its_third_copy_was_made_has_it_once_that_is_undone,
    |app: TestService| async move {
        let service = &app.service;
        let owner = uploader(service).await;
        unplug(service, 2);
        let (file, link) = stored(service, owner, 100).await;
        objects::delete(service, owner, file.object, Finality::Undoable).await.unwrap();
        plug(service, 2);
        assert!(work::run_due(service).await.unwrap().failed.is_empty());
        assert!(!queued(service, &Job::Repair { object: file.object }).await, "nothing is copied that is to go");
        takedown::undelete(service, owner, file.object).await.unwrap();
        assert!(work::run_due(service).await.unwrap().failed.is_empty());
        assert_eq!(downloads::download(service, &link, None).await.unwrap().sources.len(), 3);
    }
);

both_engines!(one_jurisdiction_is_not_enough, |app: TestService| async move {
    let service = &app.service;
    let file = Uploading::begin(service, uploader(service).await, 100).await;
    unplug(service, 1);
    unplug(service, 2);
    let refused = file.put(service, Piece::Part(0), file.sealed.content.clone()).await.unwrap_err();
    assert!(matches!(refused, Error::Unavailable(_)), "{refused}");
    assert!(uploads::status(service, file.owner, file.upload).await.unwrap().parts.is_empty());
    plug(service, 1);
    file.put_all(service).await;
    unplug(service, 1);
    assert!(matches!(file.complete(service).await.unwrap_err(), Error::Unavailable(_)));
    assert_eq!(state(service, file.object).await, ObjectState::Uploading);
    plug(service, 1);
    file.complete(service).await.unwrap();
});

both_engines!(completion_copies_what_a_mirror_missed, |app: TestService| async move {
    let service = &app.service;
    let file = Uploading::begin(service, uploader(service).await, 20 * MIB).await;
    let all: Vec<Bytes> = parts(&file.sealed.content).collect();
    file.put(service, Piece::Part(0), all[0].clone()).await.unwrap();
    unplug(service, 1);
    file.put(service, Piece::Part(1), all[1].clone()).await.unwrap();
    file.put(service, Piece::Metadata, file.sealed.metadata.clone()).await.unwrap();
    plug(service, 1);
    unplug(service, 2);
    file.put(service, Piece::Part(2), all[2].clone()).await.unwrap();
    plug(service, 2);
    file.complete(service).await.unwrap();
    vault::repair(service, file.object).await.unwrap();
    let permission = downloads::download_as_owner(service, file.owner, file.object).await.unwrap();
    for n in 0..3 {
        assert!(read(service, &permission, n).await == file.sealed.content, "mirror {n}");
    }
});

both_engines!(what_mirrors_sign_verifies_with_their_key_alone, |app: TestService| async move {
    let service = &app.service;
    let (file, _) = stored(service, uploader(service).await, 100).await;
    let mut tx = service.db.read().await.unwrap();
    let tokens = db::all!(
        tx,
        (String, Vec<u8>, writ::ids::MirrorId),
        "SELECT r.stored_token, m.public_key, m.id FROM replicas r JOIN mirrors m ON m.id = r.mirror"
    )
    .unwrap();
    assert_eq!(tokens.len(), 3);
    for (token, public, mirror) in tokens {
        let key = writ::tokens::VerifyingKey::new(public.try_into().unwrap());
        let audience = writ::tokens::Audience::Is("localhost");
        let now = service.clock.now();
        let stored: Stored = writ::tokens::verify(&token, &[key], &mirror.to_string(), audience, now).unwrap();
        assert_eq!((stored.root, stored.bytes), (Digest(file.sealed.root), file.sealed.content.len() as u64));
    }
});

both_engines!(what_is_given_up_is_discarded_on_every_mirror, |app: TestService| async move {
    let service = &app.service;
    let file = Uploading::begin(service, uploader(service).await, 100).await;
    file.put_all(service).await;
    let blob = blob_of(service, file.object).await;
    uploads::discard(service, file.owner, file.upload).await.unwrap();
    assert!(matches!(file.complete(service).await.unwrap_err(), Error::UploadEnded("discarded")));
    unplug(service, 0);
    let waiting = uploads::discard_expired(service, file.upload).await.unwrap_err();
    assert!(matches!(waiting, Error::Unavailable(_)), "{waiting}");
    plug(service, 0);
    uploads::discard_expired(service, file.upload).await.unwrap();
    uploads::discard_expired(service, file.upload).await.unwrap();
    assert_eq!(replicas(service, blob).await.iter().filter(|(_, state)| state == "discarded").count(), 3);
    for mirror in ["delft", "otago", "paris"] {
        assert!(!folder(&app, mirror, blob).exists());
    }
    let mut tx = service.db.read().await.unwrap();
    assert!(vault::key_share(&mut tx, service, file.object).await.unwrap().is_none());
});

both_engines!(what_is_left_lying_is_discarded_after_its_days, |app: TestService| async move {
    let service = &app.service;
    let file = Uploading::begin(service, uploader(service).await, 100).await;
    uploads::discard_expired(service, file.upload).await.unwrap();
    assert_eq!(state(service, file.object).await, ObjectState::Uploading, "its time has not come");
    service.clock.advance(Duration::from_hours(7 * 24));
    let late = file.put(service, Piece::Part(0), file.sealed.content.clone()).await.unwrap_err();
    assert!(late.to_string().contains("limit: upload abandoned"), "{late}");
    assert!(queued(service, &Job::DiscardUpload { upload: file.upload }).await);
    uploads::discard_expired(service, file.upload).await.unwrap();
    assert_eq!(state(service, file.object).await, ObjectState::Discarded);
});

both_engines!(a_discarded_upload_that_froze_somewhere_goes_by_an_order, |app: TestService| async move {
    let service = &app.service;
    let file = Uploading::begin(service, uploader(service).await, 100).await;
    file.put_all(service).await;
    // Only one mirror completes: the others are gone at that moment.
    unplug(service, 1);
    unplug(service, 2);
    assert!(matches!(file.complete(service).await.unwrap_err(), Error::Unavailable(_)));
    plug(service, 1);
    plug(service, 2);
    uploads::discard(service, file.owner, file.upload).await.unwrap();
    uploads::discard_expired(service, file.upload).await.unwrap();
    assert_eq!(state(service, file.object).await, ObjectState::Deleted);
    assert!(queued(service, &Job::DeleteForOwner { object: file.object }).await);
});

both_engines!(what_exists_is_secret, |app: TestService| async move {
    let service = &app.service;
    let (owner, stranger) = (uploader(service).await, uploader(service).await);
    let (file, link) = stored(service, owner, 100).await;
    let nothing = |error: Error| assert!(matches!(error, Error::NotFound), "{error}");
    nothing(downloads::look(service, &LinkId::new(&service.entropy), None).await.unwrap_err());
    nothing(uploads::status(service, stranger, file.upload).await.unwrap_err());
    nothing(downloads::look_as_owner(service, stranger, file.object).await.unwrap_err());
    nothing(downloads::download_as_owner(service, stranger, file.object).await.unwrap_err());
    nothing(links::list(service, stranger, file.object).await.unwrap_err());
    nothing(links::create(service, stranger, file.object, LinkTerms::default(), None).await.unwrap_err());
    nothing(links::revoke(service, stranger, file.object, &link).await.unwrap_err());
    nothing(objects::delete(service, stranger, file.object, Finality::Now).await.unwrap_err());
    assert!(objects::list(service, stranger, None, 10).await.unwrap().objects.is_empty());
    links::revoke(service, owner, file.object, &link).await.unwrap();
    nothing(downloads::look(service, &link, None).await.unwrap_err());
    nothing(downloads::download(service, &link, None).await.unwrap_err());
});

both_engines!(links_end_and_are_used_up, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (file, _) = stored(service, owner, 100).await;
    let terms = LinkTerms {
        name: Some("for Ada".into()),
        expires_at: Some(service.clock.now().plus(Duration::from_hours(1))),
        max_downloads: Some(2),
    };
    let link = links::create(service, owner, file.object, terms, None).await.unwrap();
    let first = downloads::download(service, &link, None).await.unwrap();
    downloads::look(service, &link, None).await.unwrap();
    downloads::download(service, &link, None).await.unwrap();
    assert!(matches!(downloads::download(service, &link, None).await.unwrap_err(), Error::NotFound));
    assert!(matches!(downloads::look(service, &link, None).await.unwrap_err(), Error::NotFound));
    // A download under way goes on, and is not counted again.
    downloads::renew(service, &link, first.download).await.unwrap();

    let change = LinkChange { max_downloads: Some(None), ..LinkChange::default() };
    let changed = links::change(service, owner, file.object, &link, change).await.unwrap();
    assert_eq!((changed.name, changed.downloads, changed.max_downloads), (Ok(Some("for Ada".to_owned())), 2, None));
    downloads::look(service, &link, None).await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    assert!(matches!(downloads::look(service, &link, None).await.unwrap_err(), Error::NotFound));
    assert!(matches!(downloads::renew(service, &link, first.download).await.unwrap_err(), Error::NotFound));

    // For a claim it resolves all the same.
    let mut tx = service.db.read().await.unwrap();
    let claimed = vault::link_for_claim(&mut tx, service, &link).await.unwrap().unwrap();
    assert_eq!((claimed.object, claimed.live, claimed.root), (file.object, false, file.sealed.root));
    assert_eq!(claimed.content_header.unwrap(), file.sealed.content[..56]);
    assert_eq!(claimed.sealed_metadata.unwrap(), file.sealed.metadata);
});

both_engines!(the_last_download_is_given_once, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (file, _) = stored(service, owner, 100).await;
    let terms = LinkTerms { max_downloads: Some(3), ..LinkTerms::default() };
    let link = links::create(service, owner, file.object, terms, None).await.unwrap();
    let racing = (0..12).map(|_| {
        let (service, link) = (service.clone(), link.clone());
        tokio::spawn(async move { downloads::download(&service, &link, None).await.is_ok() })
    });
    let mut given = 0;
    for download in racing.collect::<Vec<_>>() {
        given += usize::from(download.await.unwrap());
    }
    assert_eq!(given, 3);
});

both_engines!(a_password_is_asked_for_and_guesses_are_few, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (file, _) = stored(service, owner, 100).await;
    let (right, wrong) = (LinkAuth::from_bytes([1; 32]), LinkAuth::from_bytes([2; 32]));
    let link = links::create(service, owner, file.object, LinkTerms::default(), Some(right.clone())).await.unwrap();
    assert!(matches!(downloads::look(service, &link, None).await.unwrap_err(), Error::PasswordMissing));
    downloads::look(service, &link, Some(&right)).await.unwrap();
    downloads::download(service, &link, Some(&right)).await.unwrap();
    for _ in 0..10 {
        let refused = downloads::look(service, &link, Some(&wrong)).await.unwrap_err();
        assert!(matches!(refused, Error::PasswordWrong), "{refused}");
    }
    assert!(matches!(downloads::look(service, &link, Some(&wrong)).await.unwrap_err(), Error::TooManyGuesses { .. }));
    assert!(matches!(downloads::look(service, &link, Some(&right)).await.unwrap_err(), Error::TooManyGuesses { .. }));
    service.clock.advance(Duration::from_hours(2));
    downloads::look(service, &link, Some(&right)).await.unwrap();
    // The password comes before what the law blocks.
    hold(service, file.object).await;
    assert!(matches!(downloads::look(service, &link, None).await.unwrap_err(), Error::PasswordMissing));
    assert!(matches!(downloads::look(service, &link, Some(&right)).await.unwrap_err(), Error::Restricted(_)));
});

both_engines!(a_used_up_link_is_nothing_before_any_password_is_asked_for, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (file, _) = stored(service, owner, 100).await;
    let auth = LinkAuth::from_bytes([1; 32]);
    let terms = LinkTerms { max_downloads: Some(1), ..LinkTerms::default() };
    let link = links::create(service, owner, file.object, terms, Some(auth.clone())).await.unwrap();
    assert!(matches!(downloads::look(service, &link, None).await.unwrap_err(), Error::PasswordMissing));
    downloads::download(service, &link, Some(&auth)).await.unwrap();
    for proof in [None, Some(LinkAuth::from_bytes([2; 32])), Some(auth)] {
        let look = downloads::look(service, &link, proof.as_ref()).await.unwrap_err();
        assert!(matches!(look, Error::NotFound), "{look}");
        let download = downloads::download(service, &link, proof.as_ref()).await.unwrap_err();
        assert!(matches!(download, Error::NotFound), "{download}");
    }
});

both_engines!(from_the_hold_on_there_is_no_new_reader, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (file, link) = stored(service, owner, 100).await;
    let before = downloads::download(service, &link, None).await.unwrap();
    hold(service, file.object).await;
    let blocked = |error: Error| {
        assert!(
            matches!(&error, Error::Restricted(it) if it.ground == "court" && it.organisation.is_none()),
            "{error}"
        );
    };
    blocked(downloads::look(service, &link, None).await.unwrap_err());
    blocked(downloads::download(service, &link, None).await.unwrap_err());
    blocked(downloads::renew(service, &link, before.download).await.unwrap_err());
    blocked(downloads::look_as_owner(service, owner, file.object).await.unwrap_err());
    blocked(downloads::download_as_owner(service, owner, file.object).await.unwrap_err());
    assert!(objects::list(service, owner, None, 10).await.unwrap().objects[0].key_share.is_none());
    assert!(links::create(service, owner, file.object, LinkTerms::default(), None).await.is_err());
    assert!(objects::delete(service, owner, file.object, Finality::Now).await.is_err());
    // Revoked comes before locked.
    links::revoke(service, owner, file.object, &link).await.unwrap();
    assert!(matches!(downloads::look(service, &link, None).await.unwrap_err(), Error::NotFound));
    // For proof and staff the share is there.
    let mut tx = service.db.read().await.unwrap();
    assert!(vault::key_share(&mut tx, service, file.object).await.unwrap().is_some());
});

both_engines!(an_owner_deletes_and_takes_it_back, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (file, link) = stored(service, owner, 100).await;
    let until = objects::delete(service, owner, file.object, Finality::Undoable).await.unwrap();
    assert_eq!(until, service.clock.now().plus(Duration::from_hours(30 * 24)));
    assert!(matches!(downloads::look(service, &link, None).await.unwrap_err(), Error::NotFound));
    assert!(matches!(downloads::look_as_owner(service, owner, file.object).await.unwrap_err(), Error::NotFound));
    assert_eq!(objects::list(service, owner, None, 10).await.unwrap().objects[0].state, ObjectState::Deleted);
    takedown::undelete(service, owner, file.object).await.unwrap();
    downloads::look(service, &link, None).await.unwrap();

    objects::delete(service, owner, file.object, Finality::Undoable).await.unwrap();
    let now = objects::delete(service, owner, file.object, Finality::Now).await.unwrap_or(until);
    assert_eq!(now, service.clock.now());
    let refused = takedown::undelete(service, owner, file.object).await.unwrap_err();
    assert!(matches!(refused, takedown::Error::Vault(Error::Conflict(_))), "{refused}");
    assert!(objects::list(service, owner, None, 10).await.unwrap().objects.is_empty());
    assert!(queued(service, &Job::DeleteForOwner { object: file.object }).await);
});

both_engines!(custody_outlives_a_lying_mirror_and_its_bytes_come_back_the_same, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (file, link) = stored(service, owner, 9 * MIB).await;
    let blob = blob_of(service, file.object).await;
    // One mirror lies in the middle of a part, another lost a part.
    let lying = folder(&app, "delft", blob).join("00000000");
    let mut bytes = std::fs::read(&lying).unwrap();
    bytes[1_000_000] ^= 1;
    std::fs::write(&lying, bytes).unwrap();
    std::fs::remove_file(folder(&app, "otago", blob).join("00000001")).unwrap();
    hold(service, file.object).await;
    custody::secure(service, file.object).await.unwrap();
    custody::secure(service, file.object).await.unwrap();
    for country in ["FR", "NL"] {
        let copy = std::fs::read(app.folder().join("custody").join(country).join(file.object.to_string())).unwrap();
        assert!(copy[4..] == [&file.sealed.metadata[..], &file.sealed.content[..]].concat(), "{country}");
    }
    let mut tx = service.db.read().await.unwrap();
    assert!(custody::is_secured(&mut tx, service, file.object).await.unwrap());
    drop(tx);

    // The mirrors are emptied; staff reads from custody, where one store went bad.
    for mirror in ["delft", "otago", "paris"] {
        std::fs::remove_dir_all(folder(&app, mirror, blob)).unwrap();
    }
    let bad = app.folder().join("custody/FR").join(file.object.to_string());
    let mut bytes = std::fs::read(&bad).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&bad, bytes).unwrap();
    let all: Vec<Bytes> = parts(&file.sealed.content).collect();
    assert!(vault::service_read(service, file.object, Piece::Part(1)).await.unwrap() == all[1]);

    let early = vault::restore_from_custody(service, file.object).await.unwrap_err();
    assert!(matches!(early, Error::Conflict(_)), "a hold is open: {early}");
    lift(service, file.object).await;
    let restored = vault::restore_from_custody(service, file.object).await.unwrap();
    assert_ne!(restored, blob);
    assert!(matches!(downloads::look(service, &link, None).await.unwrap_err(), Error::Restricted(_)));
    let mut tx = service.db.begin().await.unwrap();
    assert!(replication::release(&mut tx, file.object, restored).await.unwrap());
    tx.commit().await.unwrap();
    let permission = downloads::download(service, &link, None).await.unwrap();
    for n in 0..3 {
        assert!(read(service, &permission, n).await == file.sealed.content, "mirror {n}");
    }
});

both_engines!(lifting_one_of_two_holds_restores_nothing, |app: TestService| async move {
    let service = &app.service;
    let (file, _) = stored(service, uploader(service).await, 100).await;
    hold(service, file.object).await;
    custody::secure(service, file.object).await.unwrap();
    lift(service, file.object).await;
    let restored = vault::restore_from_custody(service, file.object).await.unwrap();
    hold(service, file.object).await;
    let mut tx = service.db.begin().await.unwrap();
    assert!(!replication::release(&mut tx, file.object, restored).await.unwrap());
    drop(tx);
    assert!(matches!(vault::restore_from_custody(service, file.object).await.unwrap_err(), Error::Conflict(_)));
});

/// How many files lie in a custody store, besides its mark.
fn copies_in(app: &TestService, country: &str) -> usize {
    let files = std::fs::read_dir(app.folder().join("custody").join(country)).unwrap();
    files.filter(|file| file.as_ref().unwrap().file_name() != "store").count()
}

both_engines!(no_good_copy_is_said_and_nothing_is_secured, |app: TestService| async move {
    let service = &app.service;
    let (file, _) = stored(service, uploader(service).await, 100).await;
    let blob = blob_of(service, file.object).await;
    for mirror in ["delft", "otago", "paris"] {
        std::fs::write(folder(&app, mirror, blob).join("00000000"), vec![0; file.sealed.content.len()]).unwrap();
    }
    hold(service, file.object).await;
    let refused = custody::secure(service, file.object).await.unwrap_err();
    assert!(matches!(refused, Error::NoGoodCopy { part: 0, .. }), "{refused}");
    for country in ["FR", "NL"] {
        assert_eq!(copies_in(&app, country), 0);
    }
});

both_engines!(what_is_destroyed_in_custody_is_gone, |app: TestService| async move {
    let service = &app.service;
    let (file, _) = stored(service, uploader(service).await, 100).await;
    hold(service, file.object).await;
    custody::secure(service, file.object).await.unwrap();
    let_go(service, file.object).await;
    custody::destroy(service, file.object).await.unwrap();
    custody::destroy(service, file.object).await.unwrap();
    for country in ["FR", "NL"] {
        assert_eq!(copies_in(&app, country), 0);
    }
    let mut tx = service.db.read().await.unwrap();
    assert!(!custody::is_secured(&mut tx, service, file.object).await.unwrap());
});

both_engines!(an_owners_list_comes_in_pages, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(stored(service, owner, 10).await.0.object);
        service.clock.advance(Duration::from_secs(1));
    }
    Uploading::begin(service, owner, 10).await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = objects::list(service, owner, after, 2).await.unwrap();
        seen.extend(page.objects.iter().map(|it| it.object));
        assert!(page.objects.iter().all(|it| it.links == 1 && it.key_share.is_some()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    made.reverse();
    assert_eq!(seen, made);
});

#[tokio::test]
async fn one_country_is_refused_at_start() {
    let app = TestService::new().await;
    let mut config = (*app.service.config).clone();
    let fresh = tempfile::tempdir().unwrap();
    config.data = fresh.path().to_owned();
    config.keys = fresh.path().join("keys");
    config.log_store = fresh.path().join("log");
    config.database = writ::db::Address::File(fresh.path().join("writ.db"));
    config.mirrors =
        ["a", "b"].map(|name| format!("{name}=FR={}", fresh.path().join(name).display()).parse().unwrap()).to_vec();
    config.custody =
        ["FR", "NL"].map(|name| format!("{name}={}", fresh.path().join(name).display()).parse().unwrap()).to_vec();
    let refused = Service::open(config, app.service.clock.clone(), app.service.entropy.clone(), mirror::in_process)
        .await
        .err()
        .unwrap();
    assert!(refused.to_string().contains("at least two countries"), "{refused}");
}

#[tokio::test]
async fn mirrors_are_admitted_once_and_stand_in_the_log_in_clear() {
    let app = TestService::new().await;
    let (config, clock, entropy) =
        ((*app.service.config).clone(), app.service.clock.clone(), app.service.entropy.clone());
    let admitted = |service: Service| async move {
        let mut tx = service.db.read().await.unwrap();
        db::all!(tx, (Vec<u8>,), "SELECT bytes FROM log_entries WHERE kind = 'mirror.admitted' ORDER BY id").unwrap()
    };
    let first = admitted(app.service.clone()).await;
    assert_eq!(first.len(), 3);
    let text: String = first.into_iter().map(|(bytes,)| String::from_utf8(bytes).unwrap()).collect();
    assert!(text.contains(r#""host":"paris","jurisdiction":"FR""#), "{text}");
    assert!(text.contains(&app.service.mirrors.embedded()[0].mirror.id().to_string()), "{text}");
    // Its folders are locked while it runs: another process on them would write what this one does not know.
    let twice = Service::open(config, clock, entropy, mirror::in_process).await.err().unwrap();
    assert!(twice.to_string().contains("in use by another process"), "{twice}");
}
