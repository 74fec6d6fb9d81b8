//! A case exported, and checked offline.

use data_encoding::BASE64URL_NOPAD;
use serde_json::json;
use writ::audit::bundle::{self, Bundle, ExportError, Party};
use writ::audit::verify::Trust;
use writ::audit::{self, NewEntry};
use writ::db::{self, Address, Tx};
use writ::ids::{AccountId, BlobId, CaseId, ClaimId, LinkId, LogEntryId, ObjectId, OrderId, TargetId};
use writ::service::Service;
use writ::tokens::{self, Action, Digest, Ground, Level, Order, Outcome, Possession, Receipt, order_digest};

use super::verification::{verified, writ};
use super::{MemoryWitness, append_many, case, key};
use crate::app::{TestService, both_engines};

/// A case as the other rooms write it: a claim on one object, an order to three mirrors, and their receipts. Straight into the
/// tables, because only their shape matters here.
struct Story {
    claim: ClaimId,
    claim_case: CaseId,
    object_case: CaseId,
    uploader: AccountId,
}

async fn log(
    service: &Service,
    tx: &mut Tx,
    kind: &'static str,
    case: CaseId,
    fields: serde_json::Value,
    commitments: &[(&'static str, String)],
) -> LogEntryId {
    audit::append(tx, service, NewEntry { kind, case, actor: "service", fields, commitments, journal: None })
        .await
        .unwrap()
}

async fn account(service: &Service, tx: &mut Tx, n: u8) -> AccountId {
    let id = AccountId::new(&service.clock, &service.entropy);
    db::execute!(
        tx,
        "INSERT INTO accounts (id, email_lookup, email_sealed, locale, kdf_version, kdf_salt, kdf_rounds, auth_hash,
           wrapped_master, recovery_wrapped_master, log_case, created_at)
         VALUES ($1, $2, $2, 'en', 1, $2, 1, '', $2, $2, $1, 0)",
        id,
        vec![n; 32]
    )
    .unwrap();
    id
}

async fn story(service: &Service, mirrors: &[MemoryWitness]) -> Story {
    let mut tx = service.db.begin().await.unwrap();
    let tx = &mut tx;
    for mirror in mirrors {
        let fields = json!({
            "mirror": mirror.id, "public_key": BASE64URL_NOPAD.encode(&mirror.key.public()), "host": "paris", "jurisdiction": "FR",
        });
        let case = CaseId(mirror.id.0);
        log(service, tx, "mirror.admitted", case, fields, &[]).await;
        db::execute!(
            tx,
            "INSERT INTO mirrors (id, name, host, jurisdiction, public_key, weight, state, log_case, admitted_at)
             VALUES ($1, 'paris', 'paris', 'FR', $2, 1, 'admitted', $3, 0)",
            mirror.id,
            mirror.key.public().to_vec(),
            case
        )
        .unwrap();
    }
    let (uploader, claimant) = (account(service, tx, 1).await, account(service, tx, 2).await);
    let (claim, object) =
        (ClaimId::new(&service.clock, &service.entropy), ObjectId::new(&service.clock, &service.entropy));
    let (blob, order) = (BlobId::new(&service.clock, &service.entropy), OrderId::new(&service.clock, &service.entropy));
    let target = TargetId::new(&service.clock, &service.entropy);
    let (claim_case, object_case) = (case(501), case(502));
    let root = [7; 32];
    db::execute!(
        tx,
        "INSERT INTO objects (id, owner, state, root, blob, log_case, created_at, stored_at) VALUES ($1, $2, 'locked', $3, $4, $5, 0, 0)",
        object,
        uploader,
        root.to_vec(),
        blob,
        object_case
    )
    .unwrap();
    db::execute!(tx, "INSERT INTO blobs (id, object, state, created_at) VALUES ($1, $2, 'stored', 0)", blob, object)
        .unwrap();
    let link = LinkId::new(&service.entropy);
    db::execute!(
        tx,
        "INSERT INTO links (id, object, downloads, created_at) VALUES ($1, $2, 0, 0)",
        link.as_str(),
        object
    )
    .unwrap();
    db::execute!(
        tx,
        "INSERT INTO claims (id, basis, state, account, territory, locale, statement_sealed, log_case, submitted_at, due_at,
                             queue)
         VALUES ($1, 'eu-dsa', 'decided', $2, 'worldwide', 'en', $3, $4, 0, 0, 'standard')",
        claim,
        claimant,
        vec![0_u8],
        claim_case
    )
    .unwrap();
    let now = service.clock.now();
    let possession = Possession {
        iss: service.keys.origin.clone(),
        aud: claim,
        iat: now,
        object,
        root: Digest(root),
        level: Level::Opened,
    };
    let possession = tokens::sign(&service.keys.order(), &possession).unwrap();
    db::execute!(
        tx,
        "INSERT INTO targets (id, claim, position, link, object, level, possession_token, state, extension, added_at, due_at)
         VALUES ($1, $2, 1, $3, $4, 'opened', $5, 'decided', 0, 0, 0)",
        target,
        claim,
        link.as_str(),
        object,
        possession
    )
    .unwrap();
    db::execute!(
        tx,
        "INSERT INTO decisions (id, target, finding, ground, action, reasons, direct, decided_by, decided_at)
         VALUES ($1, $1, 'infringing', '', 'lock-and-delete', '', TRUE, $2, 0)",
        target,
        claimant
    )
    .unwrap();
    let objects = [("object", object.to_string()), ("blob", blob.to_string()), ("root", Digest(root).to_string())];
    let stored = [objects.as_slice(), &[("uploader", uploader.to_string())]].concat();
    log(service, tx, "object.stored", object_case, json!({"replicas": 3}), &stored).await;
    log(service, tx, "claim.filed", claim_case, json!({"targets": 1}), &[("claimant", claimant.to_string())]).await;
    log(service, tx, "target.decided", claim_case, json!({"outcome": "removed"}), &objects).await;
    let claims = Order {
        iss: service.keys.origin.clone(),
        aud: mirrors.iter().map(|mirror| mirror.id).collect(),
        iat: now,
        jti: order,
        action: Action::Delete,
        blob,
        root: Digest(root),
        ground: Ground::Copyright,
    };
    let token = tokens::sign(&service.keys.order(), &claims).unwrap();
    let digest = order_digest(&token);
    let fields = json!({"order": digest.to_string(), "ground": "copyright", "mirrors": mirrors.len()});
    let entry = log(service, tx, "order.issued", object_case, fields, &objects).await;
    db::execute!(
        tx,
        "INSERT INTO orders (id, blob, object, ground, token, sha256, log_entry, issued_at)
         VALUES ($1, $2, $3, 'copyright', $4, $5, $6, 0)",
        order,
        blob,
        object,
        token,
        digest.0.to_vec(),
        entry
    )
    .unwrap();
    for mirror in mirrors {
        let receipt = Receipt {
            iss: mirror.id,
            aud: service.keys.origin.clone(),
            iat: now,
            order: digest,
            blob,
            root: Digest(root),
            result: Outcome::Deleted,
            bytes: 4_096,
        };
        let receipt = tokens::sign(&mirror.key, &receipt).unwrap();
        let fields = json!({
            "order": digest.to_string(), "mirror": mirror.id.to_string(), "result": "deleted",
            "receipt": order_digest(&receipt).to_string(),
        });
        let entry = log(service, tx, "order.receipted", object_case, fields, &[]).await;
        db::execute!(
            tx,
            "INSERT INTO order_deliveries (order_id, mirror, state, attempts, result, receipt_token, receipt_log_entry, receipted_at)
             VALUES ($1, $2, 'done', 1, 'deleted', $3, $4, 0)",
            order,
            mirror.id,
            receipt,
            entry
        )
        .unwrap();
    }
    std::mem::replace(tx, service.db.read().await.unwrap()).commit().await.unwrap();
    Story { claim, claim_case, object_case, uploader }
}

both_engines!(a_bundle_proves_a_case_offline, |app: TestService| async move {
    let app = app.blank().await;
    let service = &app.service;
    let mirrors: Vec<MemoryWitness> = (1..=3).map(|n| MemoryWitness::new(service, n)).collect();
    service.log.set_witnesses(mirrors.iter().map(MemoryWitness::witness).collect());
    append_many(service, 30).await;
    let story = story(service, &mirrors).await;
    let export = async |party| bundle::export(&service.db, &service.keys, story.claim, party).await;
    audit::cosigned_checkpoint(service).await.unwrap();
    append_many(service, 30).await;
    audit::cosigned_checkpoint(service).await.unwrap();

    let staff = export(Party::Staff).await.unwrap();
    let checked = bundle::check(&staff, &[key(service)], service.clock.now());
    assert_eq!(checked.faults, []);
    assert_eq!(checked.story.len(), 7, "{:#?}", checked.story);
    let proven = checked.proven.join("\n");
    assert!(proven.contains("cosigned by paris (FR)"), "{proven}");
    assert!(proven.contains("3 of 3 mirrors signed that they obeyed it"), "{proven}");
    assert!(proven.contains(&format!("case {} has 2 entries", story.claim_case)), "{proven}");
    assert!(proven.contains(&format!("case {} has 5 entries", story.object_case)), "{proven}");
    assert!(proven.contains("to the level “opened”"), "{proven}");

    // The command line says the same.
    let file = app.folder().join("case.json").to_str().unwrap().to_owned();
    std::fs::write(&file, &staff).unwrap();
    let (code, said, _) = writ(&["verify-bundle", &file, "--key", &key(service).to_string()]);
    assert_eq!(code, Some(0));
    assert!(said.contains("3 of 3 mirrors signed") && said.ends_with("The bundle holds.\n"), "{said}");
    let bent = String::from_utf8(staff.clone()).unwrap().replacen("\"index\":", "\"index\":1", 1);
    std::fs::write(&file, bent).unwrap();
    let (code, said, error) = writ(&["verify-bundle", &file]);
    assert_eq!(code, Some(1));
    assert!(said.contains("cases[0].entries[0]: its path does not lead from it to the checkpoint"), "{said}");
    assert!(error.contains("the bundle does not hold: one thing was found wrong"), "{error}");
    if let Address::File(database) = &service.config.database {
        let data = app.folder().to_str().unwrap();
        let claim = story.claim.to_string();
        let database = database.to_str().unwrap();
        let (code, exported, error) = writ(&["bundle", &claim, "--data", data, "--database", database]);
        assert_eq!((code, exported.as_bytes()), (Some(0), staff.as_slice()), "{error}");
    }

    // Each party sees what is its own.
    let fields = |bytes: &[u8]| -> Vec<String> {
        let bundle: Bundle = serde_json::from_slice(bytes).unwrap();
        let entries = bundle.cases.iter().flat_map(|case| &case.entries);
        entries.flat_map(|entry| &entry.openings).map(|opening| opening.field.clone()).collect()
    };
    let claimant = export(Party::Claimant).await.unwrap();
    assert!(fields(&claimant).contains(&"claimant".to_owned()) && !fields(&claimant).contains(&"uploader".to_owned()));
    let uploader = export(Party::Uploader(story.uploader)).await.unwrap();
    assert!(fields(&uploader).contains(&"uploader".to_owned()) && !fields(&uploader).contains(&"claimant".to_owned()));
    for bytes in [&claimant, &uploader] {
        let checked = bundle::check(bytes, &[], service.clock.now());
        assert_eq!(checked.faults, []);
        assert!(checked.not_proven.iter().any(|line| line.contains("Whose log this is")));
    }
    let stranger = AccountId::new(&service.clock, &service.entropy);
    assert!(matches!(export(Party::Uploader(stranger)).await, Err(ExportError::NotFound)));

    // The log in the database is whole, and its facts are those it tells of.
    let folder = service.log.second_store().folder();
    assert_eq!(verified(folder, &Trust::default(), Some(service)).await.faults, []);
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(tx, "UPDATE order_deliveries SET receipted_at = NULL WHERE mirror = $1", mirrors[0].id).unwrap();
    tx.commit().await.unwrap();
    let faults = verified(folder, &Trust::default(), Some(service)).await.faults;
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].what, "the database has 2 receipts, and the log 3 entries order.receipted");
});

#[tokio::test]
async fn a_bent_bundle_does_not_hold() {
    bend(11).await;
}

#[tokio::test]
#[ignore = "bends every byte, which takes most of a minute"]
async fn no_byte_of_a_bundle_can_change_unnoticed() {
    bend(1).await;
}

/// Bends every `every`th byte of a bundle, one at a time, and cuts it off at some.
async fn bend(every: usize) {
    let app = TestService::new().await.blank().await;
    let service = &app.service;
    let mirrors: Vec<MemoryWitness> = (1..=1).map(|n| MemoryWitness::new(service, n)).collect();
    service.log.set_witnesses(mirrors.iter().map(MemoryWitness::witness).collect());
    let story = story(service, &mirrors).await;
    audit::cosigned_checkpoint(service).await.unwrap();
    let whole = bundle::export(&service.db, &service.keys, story.claim, Party::Staff).await.unwrap();
    let now = service.clock.now();
    assert!(bundle::check(&whole, &[], now).holds());
    for at in (0..whole.len()).step_by(every) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 7);
        let near = String::from_utf8_lossy(&bytes[at.saturating_sub(40)..=at]).into_owned();
        assert!(!bundle::check(&bytes, &[], now).holds(), "byte {at}: {near}");
        if at % (every * 97) == 0 {
            assert!(!bundle::check(&whole[..at], &[], now).holds(), "cut at {at}");
        }
    }

    // What changed is located.
    let alter = |from: &str, to: &str| -> String {
        let text = String::from_utf8(whole.clone()).unwrap();
        let bent = text.replacen(from, to, 1);
        assert_ne!(bent, text, "{from}");
        let faults = bundle::check(bent.as_bytes(), &[], now).faults;
        faults.into_iter().next().unwrap().to_string()
    };
    assert_eq!(
        alter("\"cases\":[{\"case\":\"0", "\"cases\":[{\"case\":\"1"),
        "cases[0].entries[0]: it belongs to another case"
    );
    assert!(alter("writ-bundle/v1", "writ-bundle/v2").starts_with("format: "));
    assert!(alter("localhost\\n", "localhosu\\n").starts_with("checkpoint: "));
}
