//! What is done to many targets is done to all of them or to none.

use std::time::Duration;

use writ::claims::decisions::{self, Action, Finding};
use writ::claims::{Error, queue};
use writ::takedown;
use writ::vault::ObjectState;
use writ::vault::objects::{self, Finality};
use writ::work;

use super::cast::{self, Cast, File, file, object_state, target};
use super::{press, ruling};
use crate::app::{TestService, both_engines};

both_engines!(one_target_that_cannot_be_locked_leaves_all_of_them_as_they_were, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let first = File::upload(service, "a.mkv").await;
    // Targets are locked in the order of their objects' ids, which is that of time.
    service.clock.advance(Duration::from_secs(1));
    let second = File::upload(service, "b.mkv").await;
    let filed = file(service, cast, vec![target(&first.url()), target(&second.url())]).await.unwrap();
    // The second goes with its order meanwhile: nothing of it is left to lock.
    objects::delete(service, second.owner.account, second.object, Finality::Now).await.unwrap();
    work::run_due(service).await.unwrap();
    let untouched = async || {
        assert_eq!(object_state(service, first.object).await, ObjectState::Available);
        for table in ["decisions", "holds", "notices"] {
            assert_eq!(cast::rows(service, table).await, 0, "{table}");
        }
    };
    let refused = press(service, cast, filed.claim).await;
    assert!(matches!(refused, Err(Error::Takedown(takedown::Error::NotLockable(_)))), "{refused:?}");
    untouched().await;

    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let lock = |n: usize| ruling(filed.targets[n].target, Finding::Infringing, Action::LockAndDelete);
    let refused = decisions::decide(service, &cast.reviewer, filed.claim, &[lock(0), lock(1)]).await;
    assert!(matches!(refused, Err(Error::Takedown(takedown::Error::NotLockable(_)))), "{refused:?}");
    untouched().await;
    decisions::decide(service, &cast.reviewer, filed.claim, &[lock(0)]).await.unwrap();
    assert_eq!(object_state(service, first.object).await, ObjectState::Locked);
});
