//! A database behind the published log, as one restored from a backup is: nothing is released, issued or written, until it
//! has caught up.

use std::time::Duration;

use bytes::Bytes;
use writ::audit::checkpoint::{Checkpoint, log_key};
use writ::audit::second_store::Publication;
use writ::audit::{self, Standing};
use writ::jobs;
use writ::service::Service;
use writ::takedown;
use writ::vault::links::{self, LinkChange, LinkTerms};
use writ::vault::objects::{self, Finality};
use writ::vault::{self, Error, custody, downloads, uploads};
use writ::work;

use super::rig::{Uploading, hold, lift, stored, uploader};
use crate::app::{TestService, both_engines};
use crate::http::{get, send};

/// The second store holds one entry more than the database: the one that the backup forgot.
async fn fall_behind(service: &Service) {
    let size = audit::settle(service).await.unwrap();
    let store = service.log.second_store();
    let published = store.checkpoint().unwrap();
    let further = Checkpoint { origin: service.keys.origin.clone(), size: size + 1, root: [7; 32] };
    let key = log_key(&service.keys.origin, service.keys.log().public()).unwrap();
    let note = further.sign(&key, |message| service.keys.log().sign(message)).to_string();
    assert_eq!(store.publish(published.as_deref(), &note).unwrap(), Publication::Published);
    assert!(matches!(audit::start(service).await.unwrap(), Standing::Behind(_)));
}

/// The refusal must be this one and no other, of which there would be many.
fn refused<T>(what: &str, result: Result<T, Error>) {
    match result.err() {
        Some(Error::NotCurrent(_) | Error::Audit(audit::Error::NotCurrent(_))) => {}
        Some(other) => panic!("{what}: {other}"),
        None => panic!("{what} was done behind the published log"),
    }
}

both_engines!(nothing_is_released_issued_or_written_behind_the_published_log, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (file, link) = stored(service, owner, 100).await;
    let reading = downloads::download(service, &link, None).await.unwrap().download;
    let own = downloads::download_as_owner(service, owner, file.object).await.unwrap().download;
    let (gone, _) = stored(service, owner, 100).await;
    objects::delete(service, owner, gone.object, Finality::Undoable).await.unwrap();
    let (kept, _) = stored(service, owner, 100).await;
    hold(service, kept.object).await;
    custody::secure(service, kept.object).await.unwrap();
    lift(service, kept.object).await;
    let half = Uploading::begin(service, owner, 100).await;
    half.put_all(service).await;
    let admitted = uploads::admit(service, owner, half.upload).await;
    drop(admitted.unwrap());
    fall_behind(service).await;

    refused("a look", downloads::look(service, &link, None).await);
    refused("a download", downloads::download(service, &link, None).await);
    refused("a renewal", downloads::renew(service, &link, reading).await);
    refused("an owner's look", downloads::look_as_owner(service, owner, file.object).await);
    refused("an owner's download", downloads::download_as_owner(service, owner, file.object).await);
    refused("an owner's renewal", downloads::renew_as_owner(service, owner, file.object, own).await);
    refused("an owner's list, with its shares", objects::list(service, owner, None, 10).await);
    refused("an owner's object, with its share", objects::get(service, owner, file.object).await);
    refused("an upload begun", uploads::begin(service, owner, None).await);
    refused("an upload's state, with its share", uploads::status(service, owner, half.upload).await);
    refused("a part", uploads::admit(service, owner, half.upload).await);
    refused("a completion", half.complete(service).await);
    refused("a discarding", uploads::discard(service, owner, half.upload).await);
    refused("a link", links::create(service, owner, file.object, LinkTerms::default(), None).await);
    refused("a link's change", links::change(service, owner, file.object, &link, LinkChange::default()).await);
    refused("a revocation", links::revoke(service, owner, file.object, &link).await);
    refused("a deletion", objects::delete(service, owner, file.object, Finality::Now).await);
    assert!(takedown::undelete(service, owner, gone.object).await.is_err(), "its undoing");
    refused("a restoration", vault::restore_from_custody(service, kept.object).await);
});

both_engines!(no_job_is_done_behind_the_published_log, |app: TestService| async move {
    let service = &app.service;
    let half = Uploading::begin(service, uploader(service).await, 100).await;
    half.put(service, writ::mirrors::Piece::Part(0), Bytes::clone(&half.sealed.content)).await.unwrap();
    service.clock.advance(Duration::from_hours(8 * 24));
    fall_behind(service).await;
    assert_eq!(jobs::due(service).await.unwrap(), 1, "the upload that was left lying");
    let workers = work::run(service.clone(), tokio::time::sleep(Duration::from_millis(400)));
    workers.await;
    assert_eq!(jobs::due(service).await.unwrap(), 1, "it waits");
});

both_engines!(a_balancer_is_told_not_to_send_anybody, |app: TestService| async move {
    let service = &app.service;
    let ready = send(service, get("/readyz")).await;
    assert_eq!((ready.status.as_u16(), ready.body.as_str()), (200, "ready\n"));
    fall_behind(service).await;
    let ready = send(service, get("/readyz")).await;
    assert_eq!(ready.status.as_u16(), 503);
    assert!(ready.body.contains("has not caught up with its public log"), "{}", ready.body);
    assert_eq!(send(service, get("/healthz")).await.status.as_u16(), 200, "it lives");
});
