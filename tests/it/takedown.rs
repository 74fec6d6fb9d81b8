//! From the hold to the receipts, and back again or to the end.

mod batches;
mod instants;
mod life;
mod races;

use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use writ::accounts::{self, Actor, Role, Roles};
use writ::audit;
use writ::db;
use writ::ids::{AccountId, HoldId, LinkId, MirrorId, ObjectId, uuid_v4};
use writ::jobs;
use writ::merkle;
use writ::mirrors::Piece;
use writ::mirrors::client::{Caller, Fault, MirrorClient, Transport};
use writ::notices::{self, NoticeKind, Statement};
use writ::seal::{self, FileKey, LinkKey, Metadata};
use writ::service::Service;
use writ::takedown::{self, Board, Error, Ground};
use writ::tokens::{Digest, VerifyingKey};
use writ::vault::links::LinkTerms;
use writ::vault::{self, ObjectState, uploads};
use writ::work;

use crate::app::{TestService, both_engines, signed_up};
use crate::promises::{blob_of, custody_files, nobody_reads, places};

/// A file as its uploader knows it.
struct Upload {
    owner: AccountId,
    object: ObjectId,
    link: LinkId,
    link_key: LinkKey,
    content: Vec<u8>,
}

async fn person(service: &Service, name: &str) -> AccountId {
    signed_up(service, &format!("{name}@example.org"), [1; 32]).await.account
}

async fn staff(service: &Service, name: &str, role: Role) -> Actor {
    let account = person(service, name).await;
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(
        tx,
        "INSERT INTO account_roles (account, role, granted_at) VALUES ($1, $2, $3)",
        account,
        role.as_str(),
        service.clock.now()
    )
    .unwrap();
    tx.commit().await.unwrap();
    Actor { account, roles: Roles::NONE.with(role) }
}

async fn upload(service: &Service) -> Upload {
    let owner = person(service, &format!("uploader-{}", uuid_v4(&service.entropy))).await;
    let mut content = vec![0; 50_000];
    service.entropy.fill(&mut content);
    let status = uploads::begin(service, owner, None).await.unwrap();
    let object = status.object;
    let link_key = LinkKey::generate(&service.entropy);
    let key = FileKey::derive(&link_key, &status.key_share, object);
    let salt = seal::format::salt(&service.entropy);
    let sealed = seal::format::seal(&key, &seal::content_context(object), salt, &content);
    let metadata = Metadata::new("holiday.mkv".to_owned(), "video/x-matroska".to_owned(), 50_000, None).unwrap();
    let metadata = metadata.seal(&key, object, seal::format::salt(&service.entropy)).unwrap();
    let root = merkle::root(&[merkle::leaf_hash(&metadata), merkle::leaf_hash(&sealed)]);
    let size = sealed.len() as u64;
    for (piece, bytes) in [(Piece::Metadata, metadata), (Piece::Part(0), sealed)] {
        let digest = Digest::of(&bytes);
        let admitted = uploads::admit(service, owner, status.upload).await.unwrap();
        uploads::put(service, admitted, piece, digest, Bytes::from(bytes)).await.unwrap();
    }
    uploads::complete(service, owner, status.upload, root, size).await.unwrap();
    let link = vault::links::create(service, owner, object, LinkTerms::default(), None).await.unwrap();
    Upload { owner, object, link, link_key, content }
}

/// What a recipient gets through the link: the file, or why not.
async fn open(service: &Service, upload: &Upload) -> Result<Vec<u8>, vault::Error> {
    let look = vault::downloads::look(service, &upload.link, None).await?;
    let permission = vault::downloads::download(service, &upload.link, None).await?;
    let key = FileKey::derive(&upload.link_key, &look.key_share, upload.object);
    let source = &permission.sources[0];
    let mirror = service.mirrors.embedded().iter().find(|embedded| embedded.mirror.id() == source.mirror).unwrap();
    let read = mirror.mirror.read(&permission.ticket, source.blob, None).await.unwrap();
    let mut sealed = Vec::new();
    let mut bytes = read.bytes;
    while let Some(chunk) = futures_util::StreamExt::next(&mut bytes).await {
        sealed.extend_from_slice(&chunk.unwrap());
    }
    Ok(seal::format::open(&key, &seal::content_context(upload.object), &sealed).unwrap().to_vec())
}

async fn assert_opens(service: &Service, upload: &Upload) {
    assert_eq!(open(service, upload).await.unwrap(), upload.content);
}

async fn assert_blocked(service: &Service, upload: &Upload) {
    let link = vault::downloads::look(service, &upload.link, None).await.unwrap_err();
    assert!(matches!(link, vault::Error::Restricted(_)), "{link}");
    nobody_reads(service, upload.owner, upload.object, &upload.link).await;
}

/// Locks a file for a claim about copyright, as a decision does.
pub async fn hold(service: &Service, object: ObjectId) -> HoldId {
    let mut tx = service.db.begin().await.unwrap();
    let hold = takedown::open_hold(&mut tx, service, object, None, Ground::Copyright).await.unwrap();
    tx.commit().await.unwrap();
    hold
}

/// Gives it back.
pub async fn lift(service: &Service, hold: HoldId) {
    let mut tx = service.db.begin().await.unwrap();
    takedown::lift_hold(&mut tx, service, hold, "withdrawn").await.unwrap();
    tx.commit().await.unwrap();
}

/// Runs everything that is due; nothing of it may fail.
async fn work(service: &Service) {
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty() && ran.waiting.is_empty(), "{ran:?}");
}

async fn state(service: &Service, object: ObjectId) -> ObjectState {
    takedown::board(service, object).await.unwrap().state
}

/// The kinds of entry of an object's case, in order.
async fn entries(service: &Service, object: ObjectId) -> Vec<String> {
    let mut tx = service.db.read().await.unwrap();
    let rows = db::all!(
        tx,
        (String,),
        "SELECT e.kind FROM log_entries e JOIN objects o ON o.log_case = e.case_id WHERE o.id = $1 ORDER BY e.n",
        object
    );
    rows.unwrap().into_iter().map(|(kind,)| kind).collect()
}

/// From here on nothing more of an object's case can be written down, as where a row is damaged.
pub async fn lose_count(service: &Service, object: ObjectId) {
    let mut tx = service.db.begin().await.unwrap();
    let sql = "UPDATE case_counters SET entries = 0 WHERE case_id = (SELECT log_case FROM objects WHERE id = $1)";
    assert_eq!(db::execute!(tx, sql, object).unwrap(), 1);
    tx.commit().await.unwrap();
}

/// It is mended.
pub async fn find_count(service: &Service, object: ObjectId) {
    let mut tx = service.db.begin().await.unwrap();
    let sql =
        "UPDATE case_counters SET entries = (SELECT MAX(n) FROM log_entries e WHERE e.case_id = case_counters.case_id)
               WHERE case_id = (SELECT log_case FROM objects WHERE id = $1)";
    assert_eq!(db::execute!(tx, sql, object).unwrap(), 1);
    tx.commit().await.unwrap();
}

/// Takes a mirror away: calls to it fail until it is brought back.
pub fn take_away(service: &Service, mirror: MirrorId) -> MirrorClient {
    let client = service.mirrors.client(mirror).unwrap();
    let embedded = service.mirrors.embedded().iter().find(|embedded| embedded.mirror.id() == mirror).unwrap();
    let caller = Caller {
        origin: service.keys.origin.clone(),
        key: service.keys.order(),
        clock: service.clock.clone(),
        entropy: service.entropy.clone(),
    };
    let away = tower::service_fn(|_| async { Err(Fault::new("the line is dead")) });
    let transport = Transport::InProcess(tower::util::BoxCloneSyncService::new(away));
    let public: VerifyingKey = embedded.mirror.public_key();
    service.mirrors.connect(MirrorClient::new(mirror, public, caller, transport));
    client
}

both_engines!(a_hold_locks_in_the_transaction_of_the_decision, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    assert_opens(service, &file).await;

    let mut tx = service.db.begin().await.unwrap();
    takedown::open_hold(&mut tx, service, file.object, None, Ground::Copyright).await.unwrap();
    drop(tx);
    assert_opens(service, &file).await;
    assert_eq!(entries(service, file.object).await, ["object.stored"], "no change, no entry");

    hold(service, file.object).await;
    assert_blocked(service, &file).await;
    assert_eq!(entries(service, file.object).await, ["object.stored", "hold.opened"]);
    assert_eq!(jobs::due(service).await.unwrap(), 1, "and its job");
});

both_engines!(every_mirror_receipts_is_looked_at_and_holds_nothing, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let blob = blob_of(service, file.object).await;
    assert_eq!(places(service, blob).len(), 3);
    let before = takedown::blast_radius(service, file.object, None).await.unwrap();
    assert_eq!((before.links, before.accounts.len(), before.claims, before.mirrors.len()), (1, 1, 0, 3));

    hold(service, file.object).await;
    work(service).await;

    assert_eq!(places(service, blob), Vec::<PathBuf>::new(), "no bytes in any folder");
    assert_eq!(custody_files(service, file.object), 2);
    let board = takedown::board(service, file.object).await.unwrap();
    assert_eq!((board.state, board.orders.len(), board.orders[0].mirrors.len()), (ObjectState::Locked, 1, 3));
    let order = &board.orders[0];
    assert!(order.completed_at.is_some() && order.log_index.is_some());
    for mirror in &order.mirrors {
        assert_eq!((mirror.state.as_str(), mirror.result.as_deref()), ("done", Some("deleted")));
        assert_eq!(mirror.probe_outcome.as_deref(), Some("gone"));
        assert!(mirror.receipt_token.is_some() && mirror.receipted_at.is_some() && mirror.probed_at.is_some());
    }
    let mut logged = entries(service, file.object).await;
    logged.retain(|kind| kind != "custody.secured");
    assert_eq!(
        logged,
        [
            "object.stored",
            "hold.opened",
            "order.issued",
            "order.receipted",
            "order.receipted",
            "order.receipted",
            "order.probed",
            "order.probed",
            "order.probed"
        ]
    );
    assert_blocked(service, &file).await;
});

both_engines!(no_order_goes_out_before_it_is_under_a_checkpoint, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let blob = blob_of(service, file.object).await;
    let hold = hold(service, file.object).await;
    takedown::secure_custody(service, file.object, hold).await.unwrap();
    let board = takedown::board(service, file.object).await.unwrap();
    let order = board.orders[0].id;
    // The round dies before it signs: the entry is under no checkpoint.
    service.log.fail_after(audit::Step::Exported);
    assert!(takedown::deliver_order(service, order).await.is_err());
    assert_eq!(places(service, blob).len(), 3, "the bytes lie where they lay");
    assert!(
        takedown::board(service, file.object).await.unwrap().orders[0].mirrors.iter().all(|m| m.state == "pending")
    );
    takedown::deliver_order(service, order).await.unwrap();
    assert_eq!(places(service, blob).len(), 0);
});

both_engines!(lifting_one_of_two_holds_restores_nothing, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let first = hold(service, file.object).await;
    let second = hold(service, file.object).await;
    work(service).await;
    lift(service, first).await;
    work(service).await;
    assert_eq!(state(service, file.object).await, ObjectState::Locked);
    assert_blocked(service, &file).await;
    let mut tx = service.db.begin().await.unwrap();
    assert!(matches!(takedown::lift_hold(&mut tx, service, first, "withdrawn").await, Err(Error::AlreadyLifted)));
    drop(tx);
    lift(service, second).await;
    work(service).await;
    assert_opens(service, &file).await;

    // Nor before anything is ordered, when it would be given back at once.
    let file = upload(service).await;
    let first = hold(service, file.object).await;
    let second = hold(service, file.object).await;
    lift(service, first).await;
    assert_eq!(state(service, file.object).await, ObjectState::Locked);
    assert_blocked(service, &file).await;
    lift(service, second).await;
    assert_opens(service, &file).await;
});

both_engines!(a_restored_object_opens_under_the_same_link_byte_for_byte, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let old = blob_of(service, file.object).await;
    let hold = hold(service, file.object).await;
    work(service).await;
    lift(service, hold).await;
    assert_blocked(service, &file).await;
    work(service).await;
    let new = blob_of(service, file.object).await;
    assert_ne!(old, new, "a deleted blob never comes back");
    assert_eq!((places(service, old).len(), places(service, new).len()), (0, 3));
    assert_opens(service, &file).await;
    let notices = notices::notices_of(service, file.owner).await.unwrap();
    assert_eq!(notices.iter().map(|notice| notice.kind).collect::<Vec<_>>(), [NoticeKind::Restoration]);

    // And it can be taken down again: the new blob gets an order of its own.
    self::hold(service, file.object).await;
    work(service).await;
    assert_eq!(places(service, new).len(), 0);
    assert_eq!(takedown::board(service, file.object).await.unwrap().orders.len(), 2);
});

both_engines!(a_hold_lifted_before_the_order_gives_the_object_back_at_once, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let hold = hold(service, file.object).await;
    lift(service, hold).await;
    assert_opens(service, &file).await;
    work(service).await;
    assert_opens(service, &file).await;
    let board = takedown::board(service, file.object).await.unwrap();
    assert!(board.orders.is_empty() && board.custody.is_empty() && board.restorations.is_empty());
});

both_engines!(a_hold_opened_during_a_restoration_cancels_it, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let first = hold(service, file.object).await;
    work(service).await;
    lift(service, first).await;
    // The restoration has placed its blob, and dies before it makes the object available.
    let placed = vault::restore_from_custody(service, file.object).await.unwrap();
    let is_gone = async || takedown::is_gone(&mut service.db.read().await.unwrap(), file.object).await.unwrap();
    hold(service, file.object).await;
    assert!(!is_gone().await, "mirrors hold what was placed");
    work(service).await;
    assert!(is_gone().await);
    assert_eq!(state(service, file.object).await, ObjectState::Locked);
    let board = takedown::board(service, file.object).await.unwrap();
    assert!(board.restorations[0].cancelled_at.is_some());
    assert_eq!(board.orders.len(), 2, "what was placed has an order of its own");
    assert_eq!(places(service, placed).len(), 0);
    assert_blocked(service, &file).await;
});

both_engines!(a_mirror_that_is_away_keeps_nobody_waiting_and_is_not_forgotten, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let blob = blob_of(service, file.object).await;
    let away = service.mirrors.embedded()[0].mirror.id();
    let client = take_away(service, away);
    hold(service, file.object).await;
    let ran = work::run_due(service).await.unwrap();
    assert_eq!(ran.failed.len(), 1, "{ran:?}");
    let row = |board: Board| board.orders[0].mirrors.iter().find(|row| row.mirror == away).unwrap().clone();
    let board = takedown::board(service, file.object).await.unwrap();
    assert_eq!(board.orders[0].mirrors.iter().filter(|row| row.state == "done").count(), 2);
    assert!(board.orders[0].completed_at.is_none());
    assert_eq!(row(board).state, "unreachable");
    assert_eq!(places(service, blob).len(), 1);

    service.mirrors.connect(client);
    service.clock.advance(Duration::from_mins(10));
    work(service).await;
    let board = takedown::board(service, file.object).await.unwrap();
    assert!(board.orders[0].completed_at.is_some());
    assert_eq!(row(board).attempts, 2);
    assert_eq!(places(service, blob).len(), 0);
});

both_engines!(a_purge_takes_two_people_and_destroys_share_and_custody, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let anna = staff(service, "anna", Role::Senior).await;
    let bert = staff(service, "bert", Role::Administrator).await;
    let carl = staff(service, "carl", Role::Reviewer).await;
    let refused = takedown::propose_purge(service, &anna, file.object, "court").await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "an available file cannot be purged");
    let hold = hold(service, file.object).await;
    work(service).await;
    let refused = takedown::propose_purge(service, &carl, file.object, "x").await;
    assert!(matches!(refused, Err(Error::Accounts(accounts::Error::Forbidden(_)))));
    let silent = takedown::propose_purge(service, &anna, file.object, "  ").await;
    assert!(matches!(silent, Err(Error::Accounts(accounts::Error::Invalid { field: "reason", .. }))));
    let step = takedown::propose_purge(service, &anna, file.object, "order of the court").await.unwrap();
    let alone = takedown::order_purge(service, &anna, step).await;
    assert!(matches!(alone, Err(Error::Accounts(accounts::Error::SamePerson))));
    let refused = takedown::order_purge(service, &carl, step).await;
    assert!(matches!(refused, Err(Error::Accounts(accounts::Error::Forbidden(_)))));
    takedown::order_purge(service, &bert, step).await.unwrap();
    let twice = takedown::order_purge(service, &bert, step).await;
    assert!(matches!(twice, Err(Error::Accounts(accounts::Error::Conflict(_)))));
    lift(service, hold).await;
    work(service).await;

    assert_eq!(state(service, file.object).await, ObjectState::Purged);
    assert_eq!(custody_files(service, file.object), 0);
    let mut tx = service.db.read().await.unwrap();
    assert!(vault::key_share(&mut tx, service, file.object).await.unwrap().is_none());
    let (metadata, header) = db::one!(
        tx,
        (Option<Vec<u8>>, Option<Vec<u8>>),
        "SELECT sealed_metadata, content_header FROM objects WHERE id = $1",
        file.object
    )
    .unwrap();
    assert!(metadata.is_none() && header.is_none());
    drop(tx);
    let logged = entries(service, file.object).await;
    let at = |kind: &str| logged.iter().position(|logged| logged == kind).unwrap();
    assert!(at("purge.ordered") < at("share.destroyed"));
    assert_blocked(service, &file).await;
    let mut tx = service.db.begin().await.unwrap();
    let again = takedown::open_hold(&mut tx, service, file.object, None, Ground::Court).await;
    assert!(matches!(again, Err(Error::NotLockable(_))));
});

both_engines!(a_purge_never_waits_for_a_mirror, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let (anna, bert) = (staff(service, "anna", Role::Senior).await, staff(service, "bert", Role::Senior).await);
    for embedded in service.mirrors.embedded() {
        take_away(service, embedded.mirror.id());
    }
    hold(service, file.object).await;
    let step = takedown::propose_purge(service, &anna, file.object, "reason").await.unwrap();
    takedown::order_purge(service, &bert, step).await.unwrap();
    work::run_due(service).await.unwrap();
    assert_eq!(state(service, file.object).await, ObjectState::Purged);
    let board = takedown::board(service, file.object).await.unwrap();
    assert_eq!((board.orders.len(), board.orders[0].completed_at), (1, None), "and the order is not forgotten");
});

both_engines!(without_custody_the_order_waits_for_two_people, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let (anna, bert) = (staff(service, "anna", Role::Senior).await, staff(service, "bert", Role::Senior).await);
    let early = takedown::propose_order_without_custody(service, &anna, file.object, "x").await;
    assert!(matches!(early, Err(Error::Conflict(_))));
    let blob = blob_of(service, file.object).await;
    // No replica verifies: a byte of each is bent.
    for place in places(service, blob) {
        let part = place.join("00000000");
        let mut bytes = std::fs::read(&part).unwrap();
        bytes[100] ^= 1;
        std::fs::write(&part, bytes).unwrap();
    }
    hold(service, file.object).await;
    let ran = work::run_due(service).await.unwrap();
    assert_eq!(ran.failed.len(), 1, "{ran:?}");
    assert_blocked(service, &file).await;
    assert!(takedown::board(service, file.object).await.unwrap().orders.is_empty());
    let failures = takedown::custody_failures(service).await.unwrap();
    assert_eq!((failures.len(), failures[0].object, failures[0].attempts), (1, file.object, 1));
    assert_eq!(mails(service).iter().filter(|mail| mail.contains("could not be taken into custody")).count(), 2);

    // While it is preserved, what is left of it is not destroyed, also where two people had agreed on that before.
    let kept = takedown::preserve(service, &anna, file.object, None, "Reported").await.unwrap();
    let refused = takedown::propose_order_without_custody(service, &anna, file.object, "nothing verifies").await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    takedown::release(service, &anna, kept, "The authorities have a copy").await.unwrap();

    let step = takedown::propose_order_without_custody(service, &anna, file.object, "nothing verifies").await.unwrap();
    let waiting = accounts::two_person::waiting(service, &bert).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].step.id), (1, step));
    let alone = takedown::confirm_order_without_custody(service, &anna, step).await;
    assert!(matches!(alone, Err(Error::Accounts(accounts::Error::SamePerson))));
    takedown::confirm_order_without_custody(service, &bert, step).await.unwrap();
    let kept = takedown::preserve(service, &anna, file.object, None, "Reported").await.unwrap();
    work::run_due(service).await.unwrap();
    assert_eq!(places(service, blob).len(), 3, "preserved since");
    takedown::release(service, &anna, kept, "The authorities have a copy").await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    work::run_due(service).await.unwrap();
    assert_eq!(places(service, blob).len(), 0);
    assert!(takedown::custody_failures(service).await.unwrap().is_empty(), "nothing waits for custody any more");
    let again = takedown::propose_order_without_custody(service, &anna, file.object, "nothing verifies").await;
    assert!(matches!(again, Err(Error::Conflict(_))), "there is nothing to order: {again:?}");
});

fn mails(service: &Service) -> Vec<String> {
    let writ::config::MailRoute::Files(folder) = &service.config.mail else { panic!("the test writes files") };
    let Ok(folder) = std::fs::read_dir(folder) else { return Vec::new() };
    let texts = folder.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    texts.map(|text| text.replace("=\r\n", "")).collect()
}

both_engines!(an_owners_deletion_is_ordered_when_it_can_no_longer_be_undone, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let blob = blob_of(service, file.object).await;
    let finality = vault::objects::Finality::Undoable;
    vault::delete_object(service, file.owner, file.object, finality).await.unwrap();
    work(service).await;
    assert_eq!(places(service, blob).len(), 3);
    service.clock.advance(Duration::from_hours(30 * 24));
    work(service).await;
    assert_eq!(places(service, blob).len(), 0);
    let board = takedown::board(service, file.object).await.unwrap();
    assert_eq!((board.orders[0].ground.as_str(), board.custody.len()), ("owner", 0));
    let mut tx = service.db.begin().await.unwrap();
    let late = takedown::open_hold(&mut tx, service, file.object, None, Ground::Copyright).await;
    assert!(matches!(late, Err(Error::NotLockable(_))));
});

both_engines!(deleting_a_file_does_not_save_it_from_a_hold, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let finality = vault::objects::Finality::Undoable;
    vault::delete_object(service, file.owner, file.object, finality).await.unwrap();
    let hold = hold(service, file.object).await;
    assert!(takedown::undelete(service, file.owner, file.object).await.is_err());
    assert_blocked(service, &file).await;
    lift(service, hold).await;
    assert_eq!(state(service, file.object).await, ObjectState::Deleted);
    takedown::undelete(service, file.owner, file.object).await.unwrap();
    assert_opens(service, &file).await;
});

both_engines!(a_receipt_by_another_key_counts_for_nothing, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let liar = service.mirrors.embedded()[0].mirror.id();
    let mut tx = service.db.begin().await.unwrap();
    // As if the mirror had been admitted with another key than the one it signs with.
    db::execute!(tx, "UPDATE mirrors SET public_key = $2 WHERE id = $1", liar, vec![7_u8; 32]).unwrap();
    tx.commit().await.unwrap();
    hold(service, file.object).await;
    let ran = work::run_due(service).await.unwrap();
    assert_eq!(ran.failed.len(), 1, "{ran:?}");
    let board = takedown::board(service, file.object).await.unwrap();
    let row = board.orders[0].mirrors.iter().find(|row| row.mirror == liar).unwrap();
    assert_eq!((row.state.as_str(), &row.receipt_token), ("refused", &None));
    assert!(board.orders[0].completed_at.is_none());
});

both_engines!(the_uploader_is_told_of_the_end_of_a_restriction_by_mail, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let hold = hold(service, file.object).await;
    lift(service, hold).await;
    work(service).await;
    let notices = notices::notices_of(service, file.owner).await.unwrap();
    let notice = notices::notice(service, file.owner, notices[0].id).await.unwrap();
    let untold = Statement::Restoration { ended: None, danger: false };
    assert_eq!(notice.statement, untold, "nobody told of what was restricted");
    let stranger = person(service, "stranger").await;
    assert!(notices::notice(service, stranger, notices[0].id).await.is_err());
    let mails = mails(service);
    assert!(mails[0].contains(&format!("/notices/{}", notices[0].id)), "{}", mails[0]);
    assert!(!mails[0].contains("holiday"), "no file name in mail");
});

both_engines!(a_statement_of_reasons_says_everything_and_goes_with_the_decision, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let facts = || notices::Facts {
        account: file.owner,
        object: file.object,
        target: None,
        decision: None,
        restricted: notices::Restricted::File,
        territory: "worldwide",
        link: &file.link,
        facts: "The file is the feature film registered as work 7.",
        rights_holder: Some(notices::Holder::verified("Example Pictures")),
        claimed: notices::Claimed::default(),
        order: None,
        automation: notices::Automation::default(),
        legal: notices::Legal {
            ground: "17 U.S.C. § 512(c)".to_owned(),
            explanation: Some(notices::Explanation::Infringes),
            counter_notice: true,
        },
        strike: notices::Strike::Counts,
    };
    let mut tx = service.db.begin().await.unwrap();
    notices::notify_restriction(&mut tx, service, facts()).await.unwrap();
    drop(tx);
    assert!(notices::notices_of(service, file.owner).await.unwrap().is_empty(), "no decision, no notice");

    let mut tx = service.db.begin().await.unwrap();
    let id = notices::notify_restriction(&mut tx, service, facts()).await.unwrap();
    tx.commit().await.unwrap();
    work(service).await;
    let unseen = async || notices::unseen(&mut service.db.read().await.unwrap(), file.owner).await.unwrap();
    assert_eq!(unseen().await, 1);
    let notice = notices::notice(service, file.owner, id).await.unwrap();
    assert_eq!(unseen().await, 0);
    let Statement::Restriction { redress, rights_holder, .. } = &notice.statement else { panic!("{notice:?}") };
    assert_eq!(rights_holder.as_ref().map(|holder| holder.name.as_str()), Some("Example Pictures"));
    let ways: Vec<_> = redress.iter().map(|way| (way.kind, way.deadline.map(writ::clock::Time::rfc3339))).collect();
    assert_eq!(
        ways,
        [
            (notices::Way::CounterNotice, Some("2027-05-26T10:00:00Z".to_owned())),
            (notices::Way::Internal, Some("2027-05-24T23:59:59Z".to_owned())),
            (notices::Way::OutOfCourt, None),
            (notices::Way::Judicial, None)
        ]
    );
    let mails = mails(service);
    assert_eq!(mails.len(), 1);
    for said in ["Example Pictures", "worldwide", "feature film", "512(c)", "No software", "24 May 2027"] {
        assert!(mails[0].contains(said), "{said}: {}", mails[0]);
    }
    assert!(mails[0].contains(&format!("/notices/{id}")) && mails[0].contains(file.link.as_str()));
    // Not a word of the uploader stands in the log in clear.
    let mut tx = service.db.read().await.unwrap();
    let logged = db::all!(tx, (Vec<u8>,), "SELECT bytes FROM log_entries").unwrap();
    for (bytes,) in logged {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains(&file.owner.to_string()) && !text.contains('@'), "{text}");
        assert!(!text.contains(&file.object.to_string()), "{text}");
    }
});

both_engines!(every_job_can_be_run_again_after_a_crash, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    // Each job is done, and the worker dies before it strikes the job off; the next one does it again.
    let twice = || async {
        while let Some(leased) = jobs::lease(service).await.unwrap() {
            work::perform(service, &leased.job).await.unwrap();
            work::perform(service, &leased.job).await.unwrap();
            jobs::finish(service, &leased).await.unwrap();
        }
    };
    let first = hold(service, file.object).await;
    twice().await;
    lift(service, first).await;
    twice().await;
    assert_opens(service, &file).await;
    let (anna, bert) = (staff(service, "anna", Role::Senior).await, staff(service, "bert", Role::Senior).await);
    hold(service, file.object).await;
    twice().await;
    let step = takedown::propose_purge(service, &anna, file.object, "reason").await.unwrap();
    takedown::order_purge(service, &bert, step).await.unwrap();
    twice().await;
    let logged = entries(service, file.object).await;
    let count = |kind: &str| logged.iter().filter(|logged| *logged == kind).count();
    assert_eq!(["custody.secured", "order.issued", "order.receipted", "order.probed"].map(count), [2, 2, 6, 6]);
    assert_eq!(["object.restored", "purge.ordered", "share.destroyed", "notice.sent"].map(count), [1, 1, 1, 2]);
    assert_eq!(mails(service).len(), 2);
});

both_engines!(workers_do_what_is_queued_and_stop_when_told, |app: TestService| async move {
    let service = &app.service;
    let file = upload(service).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let workers = tokio::spawn(work::run(service.clone(), async move { drop(stopped.await) }));
    hold(service, file.object).await;
    let mut left = 600;
    while takedown::board(service, file.object).await.unwrap().orders.first().is_none_or(|o| o.completed_at.is_none()) {
        assert!(left > 0, "nobody works");
        left -= 1;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(30), workers).await.expect("they stop").unwrap();
    hold(service, file.object).await;
    assert_eq!(jobs::due(service).await.unwrap(), 1, "nobody works any more");
});
