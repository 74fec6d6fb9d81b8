//! What two things at once, or a death in between, must not leave behind.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;
use writ::accounts::{Actor, Role};
use writ::audit;
use writ::claims::decided::{self, Decided};
use writ::claims::decisions::Action;
use writ::claims::reports;
use writ::claims::statement::Basis;
use writ::db;
use writ::ids::{ObjectId, PurgeId};
use writ::jobs::{self, Job};
use writ::merkle;
use writ::mirrors::Piece;
use writ::mirrors::client::{Caller, Fault, Handle, MirrorClient, Transport};
use writ::process::windows;
use writ::seal::{self, FileKey, LinkKey, Metadata};
use writ::service::Service;
use writ::takedown::{self, Error, Lifted};
use writ::tokens::Digest;
use writ::vault::objects::{Finality, TakenBack};
use writ::vault::{self, ObjectState, custody, uploads};
use writ::work;

use super::{
    Upload, assert_blocked, assert_opens, blob_of, custody_files, entries, hold, lift, person, places, staff, state,
    take_away, upload, work as work_all,
};
use crate::app::{TestService, both_engines, polled};
use crate::claims::cast::{self, Cast, File};
use crate::process;

/// The way to every mirror, on which some requests wait until it is opened.
struct Gate {
    waiting: Arc<Semaphore>,
    open: watch::Sender<bool>,
}

impl Gate {
    /// Requests wait whose path ends like one of `ends`.
    fn before(service: &Service, ends: &'static [&'static str]) -> Self {
        let waiting = Arc::new(Semaphore::new(0));
        let (open, opened) = watch::channel(false);
        for embedded in service.mirrors.embedded() {
            let (waiting, opened) = (Arc::clone(&waiting), opened.clone());
            let mirror = writ::http::mirror::in_process(embedded.mirror.clone());
            let gated = tower::service_fn(move |request: http::Request<_>| {
                let (waiting, mut opened, mirror) = (Arc::clone(&waiting), opened.clone(), mirror.clone());
                async move {
                    if ends.iter().any(|end| request.uri().path().ends_with(end)) {
                        waiting.add_permits(1);
                        opened.wait_for(|open| *open).await.map_err(Fault::new)?;
                    }
                    mirror.oneshot(request).await
                }
            });
            connect(service, embedded.mirror.id(), Handle::new(gated));
        }
        Self { waiting, open }
    }

    /// Returns once so many requests more wait.
    async fn reached_by(&self, requests: u32) {
        self.waiting.acquire_many(requests).await.unwrap().forget();
    }

    fn open(&self) {
        self.open.send_replace(true);
    }
}

fn connect(service: &Service, mirror: writ::ids::MirrorId, handle: Handle) {
    let embedded = service.mirrors.embedded().iter().find(|embedded| embedded.mirror.id() == mirror).unwrap();
    let caller = Caller {
        origin: service.keys.origin.clone(),
        key: service.keys.order(),
        clock: service.clock.clone(),
        entropy: service.entropy.clone(),
    };
    let transport = Transport::InProcess(handle);
    service.mirrors.connect(MirrorClient::new(mirror, embedded.mirror.public_key(), caller, transport));
}

async fn two_seniors(service: &Service) -> (Actor, Actor) {
    (staff(service, "anna", Role::Senior).await, staff(service, "bert", Role::Senior).await)
}

async fn order_purge(service: &Service, (first, second): &(Actor, Actor), object: ObjectId) -> PurgeId {
    let step = takedown::propose_purge(service, first, object, "order of the court").await.unwrap();
    takedown::order_purge(service, second, step).await.unwrap()
}

/// Files of an object in the custody folders, half-written ones too.
fn traces(service: &Service, object: ObjectId) -> usize {
    let folders = service.config.custody.iter().map(|store| std::fs::read_dir(store.folder().unwrap()).unwrap());
    let files = folders.flatten().map(|file| file.unwrap().file_name().into_string().unwrap());
    files.filter(|file| file.starts_with(&object.to_string())).count()
}

// Uploads --------------------------------------------------------------------------------------------

both_engines!(a_part_recorded_while_its_upload_completes_keeps_nothing_out_of_custody, |app: TestService| async move {
    let service = &app.service;
    let owner = person(service, "uploader").await;
    let begun = uploads::begin(service, owner, None).await.unwrap();
    let (object, link_key) = (begun.object, LinkKey::generate(&service.entropy));
    let key = FileKey::derive(&link_key, &begun.key_share, object);
    let salt = || seal::format::salt(&service.entropy);
    let content = seal::format::seal(&key, &seal::content_context(object), salt(), &vec![7; 50_000]);
    let metadata = Metadata::new("holiday.mkv".to_owned(), "video/x-matroska".to_owned(), 50_000, None).unwrap();
    let metadata = metadata.seal(&key, object, salt()).unwrap();
    let root = merkle::root(&[merkle::leaf_hash(&metadata), merkle::leaf_hash(&content)]);
    let size = content.len() as u64;
    let put = |piece, bytes: Vec<u8>| async move {
        let admitted = uploads::admit(service, owner, begun.upload).await.unwrap();
        uploads::put(service, admitted, piece, Digest::of(&bytes), Bytes::from(bytes)).await
    };
    put(Piece::Metadata, metadata).await.unwrap();
    put(Piece::Part(0), content).await.unwrap();

    let gate = Gate::before(service, &["/completion", "/parts/1"]);
    let completing = async {
        uploads::complete(service, owner, begun.upload, root, size).await.unwrap();
    };
    let late = async {
        gate.reached_by(3).await;
        // A part more is announced, and its sender goes away before a mirror has it.
        tokio::select! {
            put = put(Piece::Part(1), vec![9; 100]) => panic!("nobody lets it through: {put:?}"),
            () = gate.reached_by(3) => {}
        }
        gate.open();
    };
    tokio::join!(completing, late);

    hold(service, object).await;
    work_all(service).await;
    assert_eq!(custody_files(service, object), 2);
    assert_eq!(takedown::board(service, object).await.unwrap().orders.len(), 1);
});

// Deletion and undo ----------------------------------------------------------------------------------

both_engines!(a_file_that_was_restored_once_does_not_escape_its_next_hold, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let first = hold(service, file.object).await;
    work_all(service).await;
    lift(service, first).await;
    work_all(service).await;
    vault::delete_object(service, file.owner, file.object, Finality::Undoable).await.unwrap();
    hold(service, file.object).await;
    assert!(takedown::undelete(service, file.owner, file.object).await.is_err());
    work_all(service).await;
    assert_blocked(service, &file).await;
});

both_engines!(an_ordered_purge_is_not_undone_by_the_owner, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let people = two_seniors(service).await;
    vault::delete_object(service, file.owner, file.object, Finality::Undoable).await.unwrap();
    order_purge(service, &people, file.object).await;
    assert!(takedown::undelete(service, file.owner, file.object).await.is_err());
    work_all(service).await;
    assert_eq!(state(service, file.object).await, ObjectState::Purged);
    assert!(takedown::undelete(service, file.owner, file.object).await.is_err());
});

both_engines!(a_deletion_of_before_a_hold_can_be_taken_back_until_its_date, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let until = vault::delete_object(service, file.owner, file.object, Finality::Undoable).await.unwrap();
    let first = hold(service, file.object).await;
    work_all(service).await;
    assert_eq!(places(service, blob_of(service, file.object).await).len(), 0, "the hold had them ordered away");
    lift(service, first).await;
    work_all(service).await;

    // Deleted as it was: nobody is told of more, no mirror carries it, and the owner sees until when.
    assert_eq!(state(service, file.object).await, ObjectState::Deleted);
    let look = vault::downloads::look(service, &file.link, None).await.unwrap_err();
    assert!(matches!(look, vault::Error::NotFound), "{look}");
    let (listed, _) = vault::objects::get(service, file.owner, file.object).await.unwrap();
    assert_eq!(listed.delete_after, Some(until));
    // It could come back, and so it can be locked.
    let second = hold(service, file.object).await;
    assert!(takedown::undelete(service, file.owner, file.object).await.is_err(), "not while a hold is open");
    work_all(service).await;
    lift(service, second).await;

    let taken_back = takedown::undelete(service, file.owner, file.object).await.unwrap();
    assert_eq!(taken_back, TakenBack::InCustody);
    work_all(service).await;
    assert_opens(service, &file).await;
    let logged = entries(service, file.object).await;
    assert_eq!(logged.iter().filter(|kind| *kind == "object.undeleted" || *kind == "object.restored").count(), 2);

    // And once its date is over it stays deleted.
    vault::delete_object(service, file.owner, file.object, Finality::Undoable).await.unwrap();
    let third = hold(service, file.object).await;
    work_all(service).await;
    lift(service, third).await;
    service.clock.advance(Duration::from_hours(30 * 24));
    work_all(service).await;
    assert!(takedown::undelete(service, file.owner, file.object).await.is_err());
    let mut tx = service.db.begin().await.unwrap();
    let late = takedown::open_hold(&mut tx, service, file.object, None, takedown::Ground::Copyright).await;
    assert!(matches!(late, Err(Error::NotLockable(_))), "nothing of it can come back");
});

both_engines!(a_deletion_made_again_keeps_its_own_date_and_no_worker_waits_for_it, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    vault::delete_object(service, file.owner, file.object, Finality::Undoable).await.unwrap();
    takedown::undelete(service, file.owner, file.object).await.unwrap();
    service.clock.advance(Duration::from_hours(24));
    vault::delete_object(service, file.owner, file.object, Finality::Undoable).await.unwrap();
    service.clock.advance(Duration::from_hours(29 * 24));
    work_all(service).await;
    assert_eq!(places(service, blob_of(service, file.object).await).len(), 3, "the first date is nobody's any more");
    service.clock.advance(Duration::from_hours(24));
    work_all(service).await;
    assert_eq!(places(service, blob_of(service, file.object).await).len(), 0);
});

// Custody --------------------------------------------------------------------------------------------

both_engines!(a_waiver_of_custody_ends_with_its_hold, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let (anna, bert) = two_seniors(service).await;
    let mirrors: Vec<_> = service.mirrors.embedded().iter().map(|embedded| embedded.mirror.id()).collect();
    let away: Vec<_> = mirrors.into_iter().map(|mirror| take_away(service, mirror)).collect();
    let first = hold(service, file.object).await;
    assert_eq!(work::run_due(service).await.unwrap().failed.len(), 1, "nothing to take into custody");
    let step = takedown::propose_order_without_custody(service, &anna, file.object, "all are away").await.unwrap();
    takedown::confirm_order_without_custody(service, &bert, step).await.unwrap();
    lift(service, first).await;
    for client in away {
        service.mirrors.connect(client);
    }
    service.clock.advance(Duration::from_mins(11));
    work_all(service).await;
    assert_opens(service, &file).await;

    hold(service, file.object).await;
    work_all(service).await;
    assert_eq!(custody_files(service, file.object), 2, "the next order waits for custody again");
});

both_engines!(a_deletion_is_final_where_the_order_went_out_without_custody, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let (anna, bert) = two_seniors(service).await;
    vault::delete_object(service, file.owner, file.object, Finality::Undoable).await.unwrap();
    for place in places(service, blob_of(service, file.object).await) {
        std::fs::write(place.join("00000000"), b"another file").unwrap();
    }
    let hold = hold(service, file.object).await;
    assert_eq!(work::run_due(service).await.unwrap().failed.len(), 1);
    let step = takedown::propose_order_without_custody(service, &anna, file.object, "nothing verifies").await.unwrap();
    takedown::confirm_order_without_custody(service, &bert, step).await.unwrap();
    work::run_due(service).await.unwrap();
    lift(service, hold).await;
    assert!(takedown::undelete(service, file.owner, file.object).await.is_err());
    let shown = vault::objects::list(service, file.owner, None, 10).await.unwrap();
    assert!(shown.objects.is_empty(), "what cannot come back is not offered");
});

both_engines!(what_was_ordered_away_without_custody_is_purged_once_nothing_holds_it, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let (anna, bert) = two_seniors(service).await;
    for place in places(service, blob_of(service, file.object).await) {
        std::fs::write(place.join("00000000"), b"another file").unwrap();
    }
    let hold = hold(service, file.object).await;
    assert_eq!(work::run_due(service).await.unwrap().failed.len(), 1);
    let step = takedown::propose_order_without_custody(service, &anna, file.object, "nothing verifies").await.unwrap();
    takedown::confirm_order_without_custody(service, &bert, step).await.unwrap();
    work::run_due(service).await.unwrap();
    let kept = takedown::preserve(service, &anna, file.object, None, "Reported").await.unwrap();
    lift(service, hold).await;
    work_all(service).await;
    assert_blocked(service, &file).await;
    assert_eq!(state(service, file.object).await, ObjectState::Locked, "while it must be preserved");
    takedown::release(service, &anna, kept, "The authorities have a copy").await.unwrap();
    service.clock.advance(Duration::from_hours(8 * 24));
    work_all(service).await;
    assert_eq!(state(service, file.object).await, ObjectState::Purged, "nothing stays locked for nobody");
});

/// A file that was lost: its order went out without waiting for a copy that was still being secured, and its hold was lifted. `meanwhile`
/// comes before that copy is secured after all.
async fn secured_too_late(
    service: &Service,
    (anna, bert): &(Actor, Actor),
    meanwhile: impl AsyncFnOnce(ObjectId),
) -> Upload {
    let file = upload(service).await;
    let object = file.object;
    for embedded in service.mirrors.embedded() {
        take_away(service, embedded.mirror.id());
    }
    let hold = hold(service, object).await;
    assert_eq!(work::run_due(service).await.unwrap().failed.len(), 1, "nothing to take into custody");
    let step = takedown::propose_order_without_custody(service, anna, object, "all are away").await.unwrap();
    // They are back, and slow.
    let gate = Gate::before(service, &["/content"]);
    let slow = async {
        takedown::secure_custody(service, object, hold).await.unwrap();
    };
    let waived = async {
        gate.reached_by(1).await;
        takedown::confirm_order_without_custody(service, bert, step).await.unwrap();
        takedown::secure_custody(service, object, hold).await.unwrap();
        lift(service, hold).await;
        assert_eq!((state(service, object).await, custody_files(service, object)), (ObjectState::Locked, 0));
        meanwhile(object).await;
        gate.open();
    };
    tokio::join!(slow, waived);
    assert_eq!(custody_files(service, object), 2, "secured after all");
    file
}

both_engines!(what_was_lost_comes_back_once_a_copy_is_secured_after_all, |app: TestService| async move {
    let service = &app.service;
    let people = two_seniors(service).await;
    let file = secured_too_late(service, &people, async |_| {}).await;
    work_all(service).await;
    assert_opens(service, &file).await;
    let back = takedown::board(service, file.object).await.unwrap().restorations;
    let because: Vec<_> = back.iter().map(|begun| begun.reason.as_str()).collect();
    assert_eq!(because, ["withdrawn"], "once, and for what lifted its hold");
});

both_engines!(what_was_lost_comes_back_though_it_was_looked_at_before, |app: TestService| async move {
    let service = &app.service;
    let people = two_seniors(service).await;
    let file = secured_too_late(service, &people, async |object| {
        takedown::preserve(service, &people.0, object, None, "Reported").await.unwrap();
        windows::purge_if_closed(service, object).await.unwrap();
    })
    .await;
    // At once, and not with the next look, which is days away.
    work_all(service).await;
    assert_opens(service, &file).await;
});

both_engines!(what_is_secured_once_a_purge_is_ordered_goes_with_it, |app: TestService| async move {
    let service = &app.service;
    let people = two_seniors(service).await;
    let file = secured_too_late(service, &people, async |object| {
        windows::purge_if_closed(service, object).await.unwrap();
    })
    .await;
    work_all(service).await;
    assert_eq!((state(service, file.object).await, traces(service, file.object)), (ObjectState::Purged, 0));
    assert!(takedown::board(service, file.object).await.unwrap().restorations.is_empty());
});

both_engines!(of_what_is_purged_nothing_is_held_still, |app: TestService| async move {
    let service = &app.service;
    let people = two_seniors(service).await;
    let file = upload(service).await;
    let first = hold(service, file.object).await;
    hold(service, file.object).await;
    work_all(service).await;
    order_purge(service, &people, file.object).await;
    let mut tx = service.db.begin().await.unwrap();
    let lifted = takedown::lift_hold(&mut tx, service, first, "withdrawn").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(lifted, Lifted::Gone, "though another hold is open");
    work_all(service).await;
    assert_eq!(state(service, file.object).await, ObjectState::Purged);
});

/// A file that somebody claims, one link of which a decision disables.
async fn with_disabled_link(service: &Service) -> (ObjectId, Decided) {
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let (_, decision) = process::decided(service, &cast, &film, Action::DisableLink).await;
    let decided = decided::read(&mut service.db.read().await.unwrap(), decision).await.unwrap();
    assert!(decided.restricts);
    (film.object, decided)
}

/// Lifts that, and gives what it came to, there and in the log.
async fn link_lifted(service: &Service, decided: &Decided) -> (Lifted, String) {
    let mut tx = service.db.begin().await.unwrap();
    let lifted = takedown::lift(&mut tx, service, decided.id, "withdrawn").await.unwrap();
    assert!(!takedown::is_disabled(&mut tx, &decided.link).await.unwrap(), "no decision disables it any more");
    tx.commit().await.unwrap();
    audit::settle(service).await.unwrap();
    let entries = cast::entries(service, decided.object_case).await;
    let enabled = entries.iter().find(|entry| entry.kind == "link.enabled").unwrap();
    (lifted, enabled.value["fields"]["outcome"].as_str().unwrap().to_owned())
}

both_engines!(a_link_that_is_enabled_again_of_what_is_purged_leads_to_nothing, |app: TestService| async move {
    let service = &app.service;
    let people = two_seniors(service).await;
    let (object, decided) = with_disabled_link(service).await;
    hold(service, object).await;
    work::run_due(service).await.unwrap();
    order_purge(service, &people, object).await;
    let came_to = link_lifted(service, &decided).await;
    assert_eq!(came_to, (Lifted::Gone, "gone".to_owned()), "though a hold is open, which no purge lifts");
    work::run_due(service).await.unwrap();
    assert_eq!(state(service, object).await, ObjectState::Purged);
});

both_engines!(a_link_that_is_enabled_again_of_what_was_lost_leads_to_nothing, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_seniors(service).await;
    let (object, decided) = with_disabled_link(service).await;
    for place in places(service, blob_of(service, object).await) {
        std::fs::write(place.join("00000000"), b"another file").unwrap();
    }
    let hold = hold(service, object).await;
    work::run_due(service).await.unwrap();
    let step = takedown::propose_order_without_custody(service, &anna, object, "nothing verifies").await.unwrap();
    takedown::confirm_order_without_custody(service, &bert, step).await.unwrap();
    work::run_due(service).await.unwrap();
    lift(service, hold).await;
    assert_eq!(state(service, object).await, ObjectState::Locked, "until nobody needs it any more");
    assert!(takedown::is_lost(&mut service.db.read().await.unwrap(), object).await.unwrap());
    let came_to = link_lifted(service, &decided).await;
    assert_eq!(came_to, (Lifted::Gone, "gone".to_owned()), "it is not on its way back");
});

both_engines!(a_purge_killed_at_any_step_is_finished_at_the_next_run, |app: TestService| async move {
    let service = &app.service;
    let people = two_seniors(service).await;
    for polls in (1..).step_by(2) {
        let file = upload(service).await;
        let hold = hold(service, file.object).await;
        takedown::secure_custody(service, file.object, hold).await.unwrap();
        assert_eq!(custody_files(service, file.object), 2);
        let purge = order_purge(service, &people, file.object).await;
        let ended = polled(&mut Box::pin(takedown::purge(service, purge)), polls).await;
        work_all(service).await;
        assert_eq!((state(service, file.object).await, traces(service, file.object)), (ObjectState::Purged, 0));
        let destroyed = entries(service, file.object).await.iter().filter(|kind| *kind == "share.destroyed").count();
        assert_eq!(destroyed, 1, "killed after {polls} polls");
        if let Some(ended) = ended {
            ended.unwrap();
            break;
        }
    }
});

/// Which job takes an object into custody while it is purged.
#[derive(Clone, Copy, Debug)]
enum Securing {
    /// That of a hold.
    Hold,
    /// That of an owner's deletion, for a claim that is open.
    Deletion,
}

both_engines!(a_copy_made_while_a_purge_came_does_not_outlive_its_maker, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.reports_per_hour = 1_000);
    let people = two_seniors(service).await;
    for securing in [Securing::Hold, Securing::Deletion] {
        let mut raced = 0;
        for polls in (1..).step_by(3) {
            let file = File::upload(service, "film.mkv").await;
            let object = file.object;
            let opened = match securing {
                Securing::Hold => Some(hold(service, object).await),
                Securing::Deletion => {
                    let report = cast::report(Basis::EuDsa, &file.bare());
                    reports::send(service, "192.0.2.1", None, &report).await.unwrap();
                    vault::delete_object(service, file.owner.account, object, Finality::Now).await.unwrap();
                    None
                }
            };
            let mut job = Box::pin(async {
                match opened {
                    Some(hold) => takedown::secure_custody(service, object, hold).await,
                    None => takedown::delete_for_owner(service, object).await,
                }
            });
            if polled(&mut job, polls).await.is_some() {
                break;
            }
            // Where it holds the writer or the row, the purge waits for it: that is no race.
            let free = async {
                let mut tx = service.db.begin().await.unwrap();
                vault::lock_row(&mut tx, object).await.unwrap().unwrap();
            };
            if tokio::time::timeout(Duration::from_millis(100), free).await.is_err() {
                continue;
            }
            let purge = order_purge(service, &people, object).await;
            takedown::purge(service, purge).await.unwrap();
            raced += 1;
            // The job goes on, and its worker dies as soon as a copy lies in its place.
            let mut ended = false;
            while !ended && custody_files(service, object) == 0 {
                ended = polled(&mut job, 1).await.is_some();
            }
            drop(job);
            while let Some(leased) = jobs::lease(service).await.unwrap() {
                work::perform(service, &leased.job).await.unwrap();
                jobs::finish(service, &leased).await.unwrap();
            }
            assert_eq!(traces(service, object), 0, "{securing:?}, after {polls} polls");
            let board = takedown::board(service, object).await.unwrap();
            assert_eq!(board.state, ObjectState::Purged);
            assert!(board.custody.iter().all(|copy| copy.state == "destroyed"), "{board:?}");
        }
        assert!(raced > 2, "the race was run");
    }
});

/// Has the copies of an object found to be needed no more, and destroyed.
async fn emptied(service: &Service, object: ObjectId) {
    let mut tx = service.db.begin().await.unwrap();
    vault::lock_row(&mut tx, object).await.unwrap().unwrap();
    custody::begin_destroying(&mut tx, object).await.unwrap();
    tx.commit().await.unwrap();
    custody::destroy(service, object).await.unwrap();
    assert_eq!(traces(service, object), 0);
}

async fn copies(service: &Service, object: ObjectId) -> Vec<String> {
    takedown::board(service, object).await.unwrap().custody.into_iter().map(|copy| copy.state).collect()
}

both_engines!(a_copy_that_was_destroyed_meanwhile_does_not_count_as_the_next_one, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let object = file.object;
    let hold = hold(service, object).await;
    // One that secures it is slow: its first copy lies in its place, and is not counted yet when all are destroyed.
    let mut slow = Box::pin(takedown::secure_custody(service, object, hold));
    while custody_files(service, object) == 0 {
        assert!(polled(&mut slow, 1).await.is_none(), "it has not ended");
    }
    emptied(service, object).await;
    // Another begins anew, and has written nothing yet; it keeps neither the writer nor the row.
    let mut next = Box::pin(custody::secure(service, object));
    let is_begun = async || {
        let free = async {
            let mut tx = service.db.begin().await.unwrap();
            vault::lock_row(&mut tx, object).await.unwrap().unwrap();
        };
        let is_free = tokio::time::timeout(Duration::from_millis(100), free).await.is_ok();
        is_free && copies(service, object).await == ["securing"; 2]
    };
    while !is_begun().await {
        assert!(polled(&mut next, 1).await.is_none(), "it has not ended");
    }
    assert_eq!(custody_files(service, object), 0, "nothing is written yet");
    let overtaken = slow.await;
    assert!(matches!(overtaken, Err(Error::NotYet(_))), "{overtaken:?}");
    assert!(takedown::custody_failures(service).await.unwrap().is_empty(), "nobody is told of a failure");
    assert_eq!((custody_files(service, object), copies(service, object).await), (0, vec!["securing".to_owned(); 2]));
    next.await.unwrap();
    assert_eq!((custody_files(service, object), copies(service, object).await), (2, vec!["secured".to_owned(); 2]));
});

both_engines!(a_copy_that_comes_after_its_destruction_goes_with_a_job, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let object = file.object;
    let hold = hold(service, object).await;
    let mut slow = Box::pin(custody::secure(service, object));
    while custody_files(service, object) == 0 {
        assert!(polled(&mut slow, 1).await.is_none(), "it has not ended");
    }
    emptied(service, object).await;
    // As where it got its place a moment after that was emptied.
    let french = service.config.custody[0].folder().unwrap().join(object.to_string());
    std::fs::write(&french, "late").unwrap();
    slow.await.unwrap_err();
    assert!(copies(service, object).await.contains(&"destroying".to_owned()), "nothing is secured beside it");
    let early = takedown::secure_custody(service, object, hold).await;
    assert!(matches!(early, Err(Error::NotYet(_))), "{early:?}");
    lift(service, hold).await;
    windows::purge_if_closed(service, object).await.unwrap();
    assert_eq!((traces(service, object), copies(service, object).await), (0, vec!["destroyed".to_owned(); 2]));
});

both_engines!(what_a_worker_left_in_custody_that_died_is_found_and_goes, |app: TestService| async move {
    let service = &app.service;
    let people = two_seniors(service).await;
    for is_purged in [false, true] {
        let file = upload(service).await;
        let object = file.object;
        let hold = hold(service, object).await;
        takedown::secure_custody(service, object, hold).await.unwrap();
        work_all(service).await;
        let french = service.config.custody[0].folder().unwrap().join(object.to_string());
        let copy = std::fs::read(&french).unwrap();
        if is_purged {
            order_purge(service, &people, object).await;
            work_all(service).await;
            // The job of the worker that died is done by another.
            std::fs::write(&french, &copy).unwrap();
            work::perform(service, &Job::MoveToStores { object }).await.unwrap();
            assert_eq!(traces(service, object), 0);
        } else {
            lift(service, hold).await;
            work_all(service).await;
            emptied(service, object).await;
        }
        std::fs::write(&french, &copy).unwrap();
        custody::look_at_stores(service).await.unwrap();
        work_all(service).await;
        assert_eq!((traces(service, object), copies(service, object).await), (0, vec!["destroyed".to_owned(); 2]));
    }
});

/// Has the copies of an object be what a backup remembers of before they were secured anew: `state` in these stores.
async fn remembered(service: &Service, object: ObjectId, state: &str, stores: &[&str]) {
    let mut tx = service.db.begin().await.unwrap();
    for store in stores {
        let sql = "UPDATE custody_copies SET state = $3, secured_at = NULL WHERE object = $1 AND store = $2";
        assert_eq!(db::execute!(tx, sql, object, *store, state).unwrap(), 1);
    }
    tx.commit().await.unwrap();
}

both_engines!(what_is_all_there_is_of_a_file_is_kept_whatever_a_backup_remembers, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let object = file.object;
    let hold = hold(service, object).await;
    work_all(service).await;
    assert_eq!(places(service, blob_of(service, object).await).len(), 0, "no mirror has it");
    let both_count = async || (custody_files(service, object), copies(service, object).await);
    let secured = || (2, vec!["secured".to_owned(); 2]);

    // One was destroyed there, and the other was counted while that store was away; the daily look finds it.
    remembered(service, object, "destroyed", &["FR"]).await;
    custody::look_at_stores(service).await.unwrap();
    work_all(service).await;
    assert_eq!(both_count().await, secured());

    // Both were being destroyed, by a job that the backup has, too.
    remembered(service, object, "destroying", &["FR", "NL"]).await;
    windows::purge_if_closed(service, object).await.unwrap();
    assert_eq!(both_count().await, secured());
    remembered(service, object, "destroying", &["FR", "NL"]).await;
    custody::take_stock(service).await.unwrap();
    assert_eq!(both_count().await, secured());

    // One that does not verify does not count, and is made again from the other.
    let french = service.config.custody[0].folder().unwrap().join(object.to_string());
    let copy = std::fs::read(&french).unwrap();
    std::fs::write(&french, &copy[1..]).unwrap();
    remembered(service, object, "destroying", &["FR"]).await;
    windows::purge_if_closed(service, object).await.unwrap();
    assert_eq!(both_count().await, (2, vec!["securing".to_owned(), "secured".to_owned()]));
    custody::look_at_stores(service).await.unwrap();
    work_all(service).await;
    assert_eq!(both_count().await, secured());
    assert!(std::fs::read(&french).unwrap() == copy);

    lift(service, hold).await;
    work_all(service).await;
    assert_opens(service, &file).await;
});

both_engines!(
    what_a_claim_needs_of_a_deleted_file_is_kept_whatever_a_backup_remembers,
    |app: TestService| async move {
        let service = &app.service;
        let file = File::upload(service, "film.mkv").await;
        let object = file.object;
        let report = cast::report(Basis::EuDsa, &file.bare());
        reports::send(service, "192.0.2.1", None, &report).await.unwrap();
        vault::delete_object(service, file.owner.account, object, Finality::Now).await.unwrap();
        work_all(service).await;
        assert_eq!((state(service, object).await, custody_files(service, object)), (ObjectState::Deleted, 2));
        remembered(service, object, "destroying", &["FR", "NL"]).await;
        windows::purge_if_closed(service, object).await.unwrap();
        assert_eq!((custody_files(service, object), copies(service, object).await), (2, vec!["secured".to_owned(); 2]));
    }
);

both_engines!(whoever_destroys_late_leaves_what_was_secured_since, |app: TestService| async move {
    let service = &app.service;
    let object = upload(service).await.object;
    hold(service, object).await;
    custody::secure(service, object).await.unwrap();
    emptied(service, object).await;
    custody::secure(service, object).await.unwrap();
    custody::destroy(service, object).await.unwrap();
    assert_eq!((custody_files(service, object), copies(service, object).await), (2, vec!["secured".to_owned(); 2]));
});

// The queue ------------------------------------------------------------------------------------------

both_engines!(nothing_is_worked_on_a_database_behind_its_log, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    hold(service, file.object).await;
    app.fall_behind().await;
    assert!(matches!(jobs::lease(service).await, Err(jobs::Error::NotCurrent(_))));
    assert!(matches!(work::run_due(service).await, Err(jobs::Error::NotCurrent(_))));
    let workers = work::run(service.clone(), tokio::time::sleep(Duration::from_millis(300)));
    workers.await;
    assert_eq!(jobs::due(service).await.unwrap(), 1, "the job is not taken");
    assert_eq!(places(service, blob_of(service, file.object).await).len(), 3, "and no byte is touched");
});

both_engines!(a_job_that_panics_fails_alone_and_its_worker_goes_on, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let mirror = service.mirrors.embedded()[0].mirror.id();
    let client = service.mirrors.client(mirror).unwrap();
    hold(service, file.object).await;
    let panics = tower::service_fn(|_| async { panic!("a fault of ours") });
    connect(service, mirror, Handle::new(panics));
    let ran = work::run_due(service).await.unwrap();
    assert_eq!(ran.failed.len(), 1, "{ran:?}");
    assert!(ran.failed[0].1.contains("it panicked: a fault of ours"), "{ran:?}");
    service.mirrors.connect(client);
    service.clock.advance(Duration::from_mins(11));
    work_all(service).await;
    assert!(takedown::board(service, file.object).await.unwrap().orders[0].completed_at.is_some());
});
