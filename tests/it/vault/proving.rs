//! What mirrors prove about themselves, what is thought of them then, and what follows from it.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tower::ServiceExt as _;
use writ::accounts::Actor;
use writ::audit::recovery::Taken;
use writ::audit::{self, Journal};
use writ::clock::{Clock, Time};
use writ::db;
use writ::http::mirror;
use writ::ids::{BlobId, CaseId, LogEntryId, MessageId, MirrorId, ObjectId, OrderId};
use writ::jobs::{self, Job, Takes};
use writ::mirrors::client::{Fault, Handle, Probe};
use writ::mirrors::portal::Portal;
use writ::mirrors::scrub::LEAST_APART;
use writ::mirrors::{self, Mirror, refusing};
use writ::service::Service;
use writ::takedown;
use writ::vault::hosts::{self, MirrorState};
use writ::vault::standing::{Measure, Standing};
use writ::vault::{Error, downloads, health, moving, proving, recovery, refusals};
use writ::work;

use super::hosts::{Node, dead, portal, reach};
use super::rig::{look_daily, plug, stored, unplug, uploader};
use crate::accounts::administrator;
use crate::app::{TestService, both_engines};
use crate::http::{get, send_to};
use crate::promises::blob_of;
use crate::takedown::hold;

/// The results that are kept of a mirror: by when they came, then by their words.
async fn results(service: &Service, mirror: MirrorId) -> Vec<String> {
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT outcome FROM mirror_results WHERE mirror = $1 ORDER BY made_at, outcome";
    let rows = db::all!(tx, (String,), sql, mirror).unwrap();
    rows.into_iter().map(|(outcome,)| outcome).collect()
}

/// Where the replicas of an object's current blob are recorded, by host, with their state.
async fn replicas(service: &Service, object: ObjectId) -> Vec<(String, String)> {
    let mut tx = service.db.read().await.unwrap();
    let sql =
        "SELECT m.host, r.state FROM replicas r JOIN objects o ON o.blob = r.blob JOIN mirrors m ON m.id = r.mirror
               WHERE o.id = $1 ORDER BY m.host";
    db::all!(tx, (String, String), sql, object).unwrap()
}

async fn kinds(service: &Service, mirror: MirrorId) -> Vec<String> {
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT e.kind FROM log_entries e JOIN mirrors m ON m.log_case = e.case_id WHERE m.id = $1 ORDER BY e.n";
    let rows = db::all!(tx, (String,), sql, mirror).unwrap();
    rows.into_iter().map(|(kind,)| kind).collect()
}

/// A mirror of this process, by its host's name, and its place among them.
fn embedded(service: &Service, name: &str) -> (usize, Mirror, PathBuf) {
    let all = service.mirrors.embedded();
    let n = all.iter().position(|embedded| embedded.config.name == name).unwrap();
    (n, all[n].mirror.clone(), all[n].config.folder.clone())
}

/// Has other bytes of the same size lie in the place of a blob's first part.
fn rot(folder: &std::path::Path, blob: BlobId) {
    let part = folder.join("blobs").join(blob.to_string()).join("00000000");
    let bytes = std::fs::read(&part).unwrap();
    std::fs::write(part, vec![0x5a; bytes.len()]).unwrap();
}

async fn look(service: &Service) {
    proving::look_at_mirrors(service).await.unwrap();
}

async fn standing(service: &Service, mirror: MirrorId) -> Standing {
    proving::report(service, mirror).await.unwrap().standing
}

both_engines!(each_mirror_proves_what_it_holds_at_a_pace, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    // More than one part, and none of them a whole number of units.
    stored(service, owner, 9_000_000).await;
    look(service).await;
    for embedded in service.mirrors.embedded() {
        assert_eq!(results(service, embedded.mirror.id()).await, ["answered", "proved"]);
        let report = proving::report(service, embedded.mirror.id()).await.unwrap();
        assert_eq!((report.standing, report.record.looks, report.record.proved), (Standing::Good, 2, 1));
        let signs = report.signs.unwrap();
        assert_eq!((signs.replicas, signs.refused_orders), (Some(1), Some(0)));
        assert_eq!(signs.answered_at.map(Time::seconds), Some(service.clock.now().seconds()));
    }
    // It goes on by itself, once however often it was queued.
    let every = service.config.limits.mirrors_looked_at_every;
    let mut tx = service.db.begin().await.unwrap();
    for later in [every, every * 20] {
        jobs::enqueue(&mut tx, service, &Job::WatchMirrors, service.clock.now().plus(later)).await.unwrap();
    }
    tx.commit().await.unwrap();
    service.clock.advance(every * 2);
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty(), "{ran:?}");
    for embedded in service.mirrors.embedded() {
        assert_eq!(results(service, embedded.mirror.id()).await, ["answered", "proved"].repeat(2));
    }
    assert_eq!(jobs::due(service).await.unwrap(), 0, "the next one waits for its time");
    let mut tx = service.db.read().await.unwrap();
    let sql = r#"SELECT COUNT(*) FROM jobs WHERE payload = '{"job":"watch-mirrors"}'"#;
    assert_eq!(db::one!(tx, (i64,), sql).unwrap().0, 1, "one, however many there were");
});

both_engines!(a_mirror_that_answers_what_is_not_so_gets_no_more_and_loses_what_it_has, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (_, delft, folder) = embedded(service, "delft");
    let mut files = Vec::new();
    for _ in 0..7 {
        files.push(stored(service, owner, 20_000).await);
    }
    for (file, _) in &files[..5] {
        rot(&folder, blob_of(service, file.object).await);
    }
    let mut wrong = 0;
    let mut seen = Vec::new();
    // Seven are asked about by chance, and five of them are wrong.
    for _ in 0..500 {
        look(service).await;
        let found = results(service, delft.id()).await.iter().filter(|outcome| *outcome == "wrong").count();
        if found > wrong {
            wrong = found;
            seen.push(standing(service, delft.id()).await);
            if wrong == 2 {
                let (file, _) = stored(service, owner, 20_000).await;
                let placed = replicas(service, file.object).await;
                let hosts: Vec<&str> = placed.iter().map(|(host, _)| host.as_str()).collect();
                assert_eq!(hosts, ["otago", "paris"], "it gets nothing more");
            }
        }
        if wrong == 5 {
            break;
        }
    }
    let expected = [Standing::Watched, Standing::Failing, Standing::Failing, Standing::Failing, Standing::Failed];
    assert_eq!(seen, expected);
    assert_eq!(kinds(service, delft.id()).await, ["mirror.admitted", "mirror.failed"]);
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty(), "{ran:?}");
    for (file, link) in &files {
        let expected = [("delft", "lost"), ("otago", "stored"), ("paris", "stored")];
        let expected = expected.map(|(host, state)| (host.to_owned(), state.to_owned()));
        assert_eq!(replicas(service, file.object).await, expected);
        let permission = downloads::download(service, link, None).await.unwrap();
        assert!(permission.sources.iter().all(|source| source.mirror != delft.id()), "nobody is sent to it");
    }
    // It is told to delete what it may still hold, all the same.
    hold(service, files[6].0.object).await;
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty() && ran.waiting.is_empty(), "{ran:?}");
    let blob = blob_of(service, files[6].0.object).await;
    let client = service.mirrors.client(delft.id()).unwrap();
    assert_eq!(client.probe(blob).await.unwrap(), Probe::Gone);
    audit::settle(service).await.unwrap();
});

both_engines!(damage_that_a_mirror_finds_itself_is_made_whole_and_held_against_nobody, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (_, delft, folder) = embedded(service, "delft");
    let (file, _) = stored(service, owner, 20_000).await;
    let blob = blob_of(service, file.object).await;
    rot(&folder, blob);
    service.clock.advance(LEAST_APART);
    assert_eq!(delft.scrub_one(None).await.unwrap().unwrap().damaged, 1);
    look(service).await;
    assert_eq!(results(service, delft.id()).await, ["answered", "damaged"], "it is asked for no proof of that");
    assert!(replicas(service, file.object).await.contains(&("delft".to_owned(), "placed".to_owned())));
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty(), "{ran:?}");
    assert!(replicas(service, file.object).await.contains(&("delft".to_owned(), "stored".to_owned())));
    let part = folder.join("blobs").join(blob.to_string()).join("00000000");
    assert!(std::fs::read(part).unwrap() == file.sealed.content, "its bytes are those of the others again");
    service.clock.advance(LEAST_APART);
    assert_eq!(delft.scrub_one(None).await.unwrap().unwrap().damaged, 0);
    look(service).await;
    assert_eq!(results(service, delft.id()).await.last().map(String::as_str), Some("proved"));
    assert_eq!(standing(service, delft.id()).await, Standing::Good);
});

both_engines!(silence_counts_by_its_length_and_not_while_the_service_is_cut_off, |app: TestService| async move {
    let service = &app.service;
    let (n, delft, _) = embedded(service, "delft");
    look(service).await;
    // Nobody answers: it is the service that is cut off.
    for each in 0..3 {
        unplug(service, each);
    }
    service.clock.advance(Duration::from_hours(24 * 10));
    look(service).await;
    for each in 0..3 {
        plug(service, each);
    }
    assert_eq!(results(service, delft.id()).await, ["answered"]);
    look(service).await;
    assert_eq!(standing(service, delft.id()).await, Standing::Good);

    unplug(service, n);
    // However long ago it answered last: silence begins where it is heard.
    service.clock.advance(Duration::from_hours(24 * 10));
    look(service).await;
    assert_eq!(standing(service, delft.id()).await, Standing::Good);
    for (later, expected) in [(1, Standing::Watched), (23, Standing::Failing)] {
        service.clock.advance(Duration::from_hours(later));
        look(service).await;
        assert_eq!(standing(service, delft.id()).await, expected, "{later}");
    }
    look_daily(service, 5).await;
    assert_eq!(standing(service, delft.id()).await, Standing::Failing);
    let reasons = proving::report(service, delft.id()).await.unwrap().reasons;
    assert_eq!(reasons, [(Measure::SilentHours, 144, Standing::Failing)]);
    plug(service, n);
    look(service).await;
    assert_eq!(standing(service, delft.id()).await, Standing::Good, "it is back");

    unplug(service, n);
    service.clock.advance(Duration::from_secs(1));
    look_daily(service, 7).await;
    assert_eq!(standing(service, delft.id()).await, Standing::Failed);
    plug(service, n);
    look(service).await;
    assert_eq!(standing(service, delft.id()).await, Standing::Failed, "what failed is not believed again");
    // What is older than the window is forgotten.
    service.clock.advance(Duration::from_hours(24 * 31));
    look(service).await;
    assert_eq!(results(service, delft.id()).await, ["answered"]);
});

both_engines!(looks_at_slow_mirrors_and_stores_keep_no_other_work_waiting, |app: TestService| async move {
    let service = &app.service;
    work::run_due(service).await.unwrap();
    let mut tx = service.db.begin().await.unwrap();
    for job in [Job::WatchMirrors, Job::WatchCustody] {
        jobs::enqueue(&mut tx, service, &job, service.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    for others in [
        Takes::AllButMatchingAndWebhooks,
        Takes::AllButMatchingAndMail,
        Takes::Matching,
        Takes::Moving,
        Takes::Repairing,
        Takes::Webhooks,
    ] {
        assert!(!jobs::any_due(service, others).await.unwrap(), "{others:?}");
        assert!(jobs::lease_one(service, others).await.unwrap().is_none(), "{others:?}");
    }
    // Nor does one of them keep the other waiting.
    assert!(jobs::lease_one(service, Takes::Watching).await.unwrap().is_some());
    assert!(jobs::lease_one(service, Takes::Watching).await.unwrap().is_some());
    assert!(!jobs::any_due(service, Takes::Watching).await.unwrap());
});

both_engines!(however_many_files_are_repaired_no_order_and_no_message_waits, |app: TestService| async move {
    let service = &app.service;
    let (file, _) = stored(service, uploader(service).await, 1_000).await;
    work::run_due(service).await.unwrap();
    let now = service.clock.now();
    let earlier = |millis| now.minus(Duration::from_millis(millis));
    let repair = Job::Repair { object: file.object };
    let order = Job::DeliverOrder { order: OrderId::new(&service.clock, &service.entropy) };
    let message = Job::SendMessage { message: MessageId::new(&service.clock, &service.entropy) };
    let mut tx = service.db.begin().await.unwrap();
    // As after a country was lost: all of them have been due longer.
    for _ in 0..20 {
        jobs::enqueue(&mut tx, service, &repair, earlier(2)).await.unwrap();
    }
    jobs::enqueue(&mut tx, service, &order, earlier(1)).await.unwrap();
    jobs::enqueue(&mut tx, service, &message, now).await.unwrap();
    tx.commit().await.unwrap();
    for (others, expected) in [(Takes::AllButMatchingAndMail, order), (Takes::AllButMatchingAndWebhooks, message)] {
        let leased = jobs::lease_one(service, others).await.unwrap().unwrap();
        assert_eq!(leased.job, expected, "{others:?}");
        jobs::finish(service, &leased).await.unwrap();
        assert!(!jobs::any_due(service, Takes::AllButMatchingAndMail).await.unwrap());
    }
    assert!(!jobs::any_due(service, Takes::AllButMatchingAndWebhooks).await.unwrap());

    // And somebody does them.
    let done = async {
        while jobs::due(service).await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), work::run(service.clone(), done)).await.unwrap();
});

both_engines!(silence_that_is_the_services_own_is_held_against_nobody, |app: TestService| async move {
    let service = &app.service;
    let (n, delft, _) = embedded(service, "delft");
    let (file, _) = stored(service, uploader(service).await, 1_000).await;
    look(service).await;
    // It is away as an order comes, and the next moment the service is, for three weeks; or its clock says so.
    unplug(service, n);
    service.clock.advance(Duration::from_secs(1));
    hold(service, file.object).await;
    assert_eq!(work::run_due(service).await.unwrap().failed.len(), 1, "a receipt is missing");
    look(service).await;
    service.clock.advance(Duration::from_hours(24 * 21));
    let report = proving::report(service, delft.id()).await.unwrap();
    assert_eq!((report.record.silent_hours, report.record.overdue_hours), (0, 0), "it has not looked since");
    look(service).await;
    assert_eq!(standing(service, delft.id()).await, Standing::Good);
    // Set right again, it has looked in a time that is not yet, and counts from now on.
    let Clock::Manual(micros) = &service.clock else { panic!("it is the system's") };
    micros.fetch_sub(Duration::from_hours(24 * 20).as_micros().try_into().unwrap(), Ordering::SeqCst);
    look(service).await;
    assert_eq!(standing(service, delft.id()).await, Standing::Good);
    look_daily(service, 1).await;
    assert_eq!(standing(service, delft.id()).await, Standing::Failing, "what it hears itself counts");
    let report = proving::report(service, delft.id()).await.unwrap();
    assert_eq!((report.record.silent_hours, report.record.overdue_hours), (24, 24));
});

both_engines!(a_mirror_of_another_host_has_to_poll, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let node = Node::new("kiwi", "IS");
    let kiwi = node.settled(service, &anna).await;
    look(service).await;
    assert_eq!(results(service, kiwi.id()).await, ["answered"]);
    service.clock.advance(Duration::from_hours(1));
    look(service).await;
    assert_eq!(results(service, kiwi.id()).await, ["answered", "answered", "unheard"]);
    kiwi.poll(&portal(service)).await.unwrap();
    look(service).await;
    assert_eq!(results(service, kiwi.id()).await.len(), 4, "it was heard");
});

both_engines!(what_a_mirror_showed_of_a_blob_is_not_made_good_by_refusing_it, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (_, delft, folder) = embedded(service, "delft");
    let (file, _) = stored(service, owner, 20_000).await;
    let blob = blob_of(service, file.object).await;
    look(service).await;
    assert_eq!(results(service, delft.id()).await, ["answered", "proved"]);
    rot(&folder, blob);
    look(service).await;
    assert_eq!(standing(service, delft.id()).await, Standing::Watched);
    refusals::refused(service, delft.id(), blob, "A court here forbids it.").await.unwrap();
    look(service).await;
    let shown = results(service, delft.id()).await;
    assert_eq!(shown.iter().filter(|outcome| *outcome == "wrong").count(), 1, "{shown:?}");
    assert!(shown.iter().any(|outcome| outcome == "proved"), "{shown:?}");
    assert_eq!(standing(service, delft.id()).await, Standing::Watched, "what it answered was not so");
});

/// A file that lies on this mirror and on otago, since nothing is placed elsewhere.
async fn placed_on(service: &Service, administrator: &Actor, mirror: &Mirror) -> (ObjectId, BlobId) {
    for name in ["delft", "paris"] {
        hosts::stop(service, administrator, embedded(service, name).1.id()).await.unwrap();
    }
    let (file, _) = stored(service, uploader(service).await, 20_000).await;
    let blob = blob_of(service, file.object).await;
    let client = service.mirrors.client(mirror.id()).unwrap();
    assert_eq!(client.probe(blob).await.unwrap(), Probe::Held);
    (file.object, blob)
}

both_engines!(what_a_host_refuses_is_kept_elsewhere_under_another_law, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let node = Node::new("kiwi", "IS");
    let kiwi = node.settled(service, &anna).await;
    let (object, blob) = placed_on(service, &anna, &kiwi).await;
    // Two more have come since, one of them under the same law.
    let (geysir, berg) = (Node::new("geysir", "IS"), Node::new("berg", "NO"));
    let (_geysir, _berg) = (geysir.settled(service, &anna).await, berg.settled(service, &anna).await);

    let unknown = kiwi.refuse(BlobId::new(&service.clock, &service.entropy), "A court forbids it").await;
    assert!(matches!(unknown, Err(mirrors::Error::NotFound)), "{unknown:?}");
    assert!(matches!(kiwi.refuse(blob, " ").await, Err(mirrors::Error::Malformed(_))));
    // The command, while the mirror runs: it does so with its next poll.
    let folder = node.folder.path();
    assert!(refusing::ask_running(folder, blob, "A court here forbids it.", &service.clock).await.unwrap());
    let client = service.mirrors.client(kiwi.id()).unwrap();
    assert_eq!(client.probe(blob).await.unwrap(), Probe::Held);
    // It does, and cannot tell; it is asked for a proof meanwhile.
    kiwi.tell_refusals(&Portal::new(&service.config.public_url, dead())).await.unwrap_err();
    assert_eq!(client.probe(blob).await.unwrap(), Probe::Gone);
    look(service).await;
    assert_eq!(standing(service, kiwi.id()).await, Standing::Watched, "nobody knows why it is gone");
    assert!(results(service, kiwi.id()).await.iter().any(|outcome| outcome == "gone"));
    kiwi.poll(&portal(service)).await.unwrap();
    assert!(!folder.join("blobs").join(blob.to_string()).exists());
    kiwi.poll(&portal(service)).await.unwrap();
    refusals::refused(service, kiwi.id(), blob, "told again").await.unwrap();
    assert_eq!(kinds(service, kiwi.id()).await, ["mirror.admitted", "mirror.replica-refused"], "once");
    let strange = refusals::refused(service, embedded(service, "paris").1.id(), blob, "It never had it").await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");

    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty(), "{ran:?}");
    let expected = [("berg", "stored"), ("kiwi", "lost"), ("otago", "stored")];
    let expected = expected.map(|(host, state)| (host.to_owned(), state.to_owned()));
    assert_eq!(replicas(service, object).await, expected);
    look(service).await;
    let report = proving::report(service, kiwi.id()).await.unwrap();
    // It had not what it was asked for; that its host refused it is no more than that.
    assert_eq!((report.standing, report.reasons), (Standing::Watched, vec![(Measure::Lost, 1, Standing::Watched)]));
    assert_eq!(health::of(service, &anna, kiwi.id()).await.unwrap().lost, 0, "it was dropped, and not lost");
    let everything = moving::everything(service, &anna).await.unwrap();
    assert_eq!(everything.mirrors.iter().find(|held| held.mirror == kiwi.id()).unwrap().lost, 0);
    assert_eq!(report.refusals.len(), 1);
    assert_eq!(
        (report.refusals[0].blob, report.refusals[0].reason.to_string().as_str()),
        (blob, "A court here forbids it.")
    );

    // An order goes to it too, and it signs that it holds nothing.
    hold(service, object).await;
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty() && ran.waiting.is_empty(), "{ran:?}");
    let board = takedown::board(service, object).await.unwrap();
    let row = board.orders[0].mirrors.iter().find(|row| row.mirror == kiwi.id()).unwrap();
    assert_eq!((row.state.as_str(), row.result.as_deref()), ("done", Some("not_held")));
});

both_engines!(a_host_that_refuses_much_of_what_it_is_given_is_given_no_more, |app: TestService| async move {
    let service = &app.service;
    let owner = uploader(service).await;
    let (_, delft, _) = embedded(service, "delft");
    let mut blobs = Vec::new();
    for _ in 0..12 {
        let (file, _) = stored(service, owner, 1_000).await;
        blobs.push(blob_of(service, file.object).await);
    }
    for blob in &blobs[..9] {
        refusals::refused(service, delft.id(), *blob, "A court here forbids it.").await.unwrap();
    }
    look(service).await;
    assert_eq!(standing(service, delft.id()).await, Standing::Good, "by itself it is held against nobody");
    refusals::refused(service, delft.id(), blobs[9], "A court here forbids it.").await.unwrap();
    look(service).await;
    let report = proving::report(service, delft.id()).await.unwrap();
    assert_eq!(report.standing, Standing::Failing);
    assert_eq!(report.reasons, [(Measure::DroppedPercent, 83, Standing::Failing)], "10 of 12");
    let (file, _) = stored(service, owner, 1_000).await;
    assert!(replicas(service, file.object).await.iter().all(|(host, _)| host != "delft"), "it gets nothing more");
    // Only as long as it is in the window.
    service.clock.advance(Duration::from_hours(24 * 31));
    look(service).await;
    assert_eq!(standing(service, delft.id()).await, Standing::Good);
});

both_engines!(
    a_host_that_keeps_nothing_and_refuses_what_it_is_asked_for_is_given_no_more,
    |app: TestService| async move {
        let service = &app.service;
        let owner = uploader(service).await;
        let (_, delft, _) = embedded(service, "delft");
        let mut seen = Vec::new();
        for _ in 0..5 {
            let (file, _) = stored(service, owner, 1_000).await;
            let blob = blob_of(service, file.object).await;
            delft.refuse(blob, "A court here forbids it.").await.unwrap();
            look(service).await;
            assert!(results(service, delft.id()).await.iter().any(|outcome| outcome == "gone"));
            refusals::refused(service, delft.id(), blob, "A court here forbids it.").await.unwrap();
            look(service).await;
            assert!(results(service, delft.id()).await.iter().all(|outcome| outcome != "gone"));
            seen.push(standing(service, delft.id()).await);
        }
        assert_eq!(seen[..4], [Standing::Watched; 4]);
        assert_eq!(seen[4], Standing::Failing, "five times it had not what it signed for");
    }
);

both_engines!(
    what_a_host_refuses_right_after_its_mirror_signed_for_it_counts_for_nothing,
    |app: TestService| async move {
        let service = &app.service;
        let anna = administrator(service, "anna@example.org").await;
        let node = Node::new("kiwi", "IS");
        let kiwi = node.settled(service, &anna).await;
        // With this one stopped there is no way around the new one.
        hosts::stop(service, &anna, embedded(service, "delft").1.id()).await.unwrap();
        let (own, portal, id) = (mirror::in_process(kiwi.clone()), service.clone(), kiwi.id());
        let refusing = tower::service_fn(move |request: http::Request<writ::mirrors::client::Body>| {
            let (own, portal) = (own.clone(), portal.clone());
            async move {
                let path = request.uri().path().to_owned();
                let answer = own.oneshot(request).await?;
                let completed = path.strip_prefix("/v1/blobs/").and_then(|rest| rest.strip_suffix("/completion"));
                if let Some(blob) = completed.filter(|_| answer.status().is_success()) {
                    let reason = "A court here forbids it.";
                    refusals::refused(&portal, id, blob.parse().unwrap(), reason).await.unwrap();
                }
                Ok::<_, Fault>(answer)
            }
        });
        reach(service, id, &kiwi, Handle::new(refusing));
        let (file, _) = stored(service, uploader(service).await, 20_000).await;
        let expected = [("kiwi", "lost"), ("otago", "stored"), ("paris", "stored")];
        let expected = expected.map(|(host, state)| (host.to_owned(), state.to_owned()));
        assert_eq!(replicas(service, file.object).await, expected);
        let ran = work::run_due(service).await.unwrap();
        assert!(ran.failed.is_empty() && ran.waiting.is_empty(), "{ran:?}");
        assert_eq!(replicas(service, file.object).await, expected);
    }
);

both_engines!(why_a_replica_was_refused_is_lost_with_the_database, |app: TestService| async move {
    let service = &app.service;
    let (_, delft, _) = embedded(service, "delft");
    let (file, _) = stored(service, uploader(service).await, 1_000).await;
    let blob = blob_of(service, file.object).await;
    let taken = Taken {
        entry: LogEntryId::new(&service.clock, &service.entropy),
        index: 0,
        kind: "mirror.replica-refused".to_owned(),
        case: CaseId::new(&service.clock, &service.entropy),
        at: service.clock.now(),
        fields: serde_json::Map::new(),
        journal: Some(Journal::ReplicaRefused { mirror: delft.id(), blob }),
    };
    let mut tx = service.db.begin().await.unwrap();
    assert_eq!(recovery::refused_again(&mut tx, service, &taken).await.unwrap(), Some(file.object));
    tx.commit().await.unwrap();
    assert!(replicas(service, file.object).await.contains(&("delft".to_owned(), "lost".to_owned())));
    let refusals = proving::report(service, delft.id()).await.unwrap().refusals;
    assert_eq!((refusals[0].blob, refusals[0].reason.to_string().as_str()), (blob, "Erased"));
});

#[tokio::test]
async fn people_who_come_to_a_mirror_are_sent_to_where_notices_are_decided() {
    let face = writ::http::mirror::for_people("https://files.example/report".to_owned());
    for path in ["/", "/report"] {
        let answer = send_to(&face, get(path)).await;
        assert_eq!(answer.status, http::StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.header(http::header::LOCATION), "https://files.example/report", "{path}");
    }
}

both_engines!(a_stopped_mirror_is_chosen_for_nothing_from_that_instant, |app: TestService| async move {
    let service = &app.service;
    let anna = administrator(service, "anna@example.org").await;
    let node = Node::new("kiwi", "IS");
    let kiwi = node.settled(service, &anna).await;
    let owner = uploader(service).await;
    hosts::stop(service, &anna, kiwi.id()).await.unwrap();
    for _ in 0..10 {
        let (file, _) = stored(service, owner, 1_000).await;
        assert!(replicas(service, file.object).await.iter().all(|(host, _)| host != "kiwi"));
    }
    let (host, holds) = hosts::mirror(service, &anna, kiwi.id()).await.unwrap();
    assert_eq!((host.state, holds), (MirrorState::Draining, false));
});
