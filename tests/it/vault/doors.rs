//! The ways around a door: another door's download, and the owner's own pages.

use std::time::Duration;
use writ::db;

use writ::seal::link::LinkAuth;
use writ::takedown;
use writ::vault::links::{self, LinkTerms};
use writ::vault::objects::{self, Finality};
use writ::vault::{self, Error, downloads};

use super::rig::{hold, plug, stored, unplug, uploader};
use crate::app::{TestService, both_engines};

both_engines!(a_download_goes_on_through_its_own_door_only, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (file, open) = stored(service, owner, 100).await;
    let (other, elsewhere) = stored(service, owner, 100).await;
    let auth = LinkAuth::from_bytes([1; 32]);
    let locked = links::create(service, owner, file.object, LinkTerms::default(), Some(auth)).await.unwrap();
    let once = LinkTerms { max_downloads: Some(1), ..LinkTerms::default() };
    let once = links::create(service, owner, file.object, once, None).await.unwrap();
    let begun = downloads::download(service, &open, None).await.unwrap().download;
    let own = downloads::download_as_owner(service, owner, file.object).await.unwrap().download;

    // Neither past a password, nor past a count, nor at another file.
    for link in [&locked, &once, &elsewhere] {
        for download in [begun, own] {
            let refused = downloads::renew(service, link, download).await;
            assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        }
    }
    for (object, download) in [(file.object, begun), (other.object, own)] {
        let refused = downloads::renew_as_owner(service, owner, object, download).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
    downloads::renew(service, &open, begun).await.unwrap();
    downloads::renew_as_owner(service, owner, file.object, own).await.unwrap();
    let stranger = uploader(service).await;
    let refused = downloads::renew_as_owner(service, stranger, file.object, own).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
});

both_engines!(an_owners_pages_show_no_share_of_what_is_locked, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (file, _) = stored(service, owner, 100).await;
    assert!(objects::get(service, owner, file.object).await.unwrap().0.key_share.is_some());
    hold(service, file.object).await;
    assert!(objects::get(service, owner, file.object).await.unwrap().0.key_share.is_none());
    assert!(objects::list(service, owner, None, 10).await.unwrap().objects[0].key_share.is_none());
});

both_engines!(a_deletion_is_final_when_its_days_are_over, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (file, _) = stored(service, owner, 100).await;
    let until = objects::delete(service, owner, file.object, Finality::Undoable).await.unwrap();
    service.clock.advance(until.since(service.clock.now()));
    let late = takedown::undelete(service, owner, file.object).await;
    assert!(matches!(late, Err(takedown::Error::Vault(Error::Conflict(_)))), "{late:?}");
});

both_engines!(nothing_is_placed_while_an_object_is_locked, |app: TestService| async move {
    let service = &app.service;
    unplug(service, 2);
    let (file, _) = stored(service, uploader(service).await, 100).await;
    hold(service, file.object).await;
    plug(service, 2);
    vault::repair(service, file.object).await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    let stored = db::one!(tx, (i64,), "SELECT COUNT(*) FROM replicas WHERE state = 'stored'").unwrap();
    assert_eq!(stored, (2,), "the third stays as it was");
});

both_engines!(a_password_link_that_leads_nowhere_asks_for_no_password, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (file, _) = stored(service, owner, 100).await;
    let (right, wrong) = (LinkAuth::from_bytes([1; 32]), LinkAuth::from_bytes([2; 32]));
    let hour = Duration::from_hours(1);
    let ending = LinkTerms { expires_at: Some(service.clock.now().plus(hour)), ..LinkTerms::default() };
    let mut dead = Vec::new();
    for terms in [LinkTerms::default(), ending, LinkTerms::default()] {
        dead.push(links::create(service, owner, file.object, terms, Some(right.clone())).await.unwrap());
    }
    links::revoke(service, owner, file.object, &dead[0]).await.unwrap();
    service.clock.advance(hour);
    let nothing = async |link: &writ::ids::LinkId| {
        for auth in [None, Some(&wrong), Some(&right)] {
            let look = downloads::look(service, link, auth).await;
            assert!(matches!(look, Err(Error::NotFound)), "{look:?}");
            let download = downloads::download(service, link, auth).await;
            assert!(matches!(download, Err(Error::NotFound)), "{download:?}");
        }
    };
    nothing(&dead[0]).await;
    nothing(&dead[1]).await;
    objects::delete(service, owner, file.object, Finality::Undoable).await.unwrap();
    nothing(&dead[2]).await;
});
