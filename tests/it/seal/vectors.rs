//! Byte for byte against `tests/vectors/cobblestone.json`, and our own sealed files opened by Python.

use std::path::Path;
use std::process::Command;

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use writ::entropy::Entropy;
use writ::ids::{EntryId, ObjectId};
use writ::merkle;
use writ::seal::format::{self, HEADER, SALT};
use writ::seal::metadata::Metadata;
use writ::seal::parts::{self, part_count, part_range};
use writ::seal::{
    AccountKeys, Error, FileKey, KeyShare, Link, LinkKey, LinkSecret, MasterKey, PasswordLock, RecoveryKey, commits,
};

/// The vectors' plaintext: xorshift32 words, little-endian.
fn plaintext(seed: u64, length: usize) -> Vec<u8> {
    let mut state = u32::try_from(seed).unwrap();
    let mut bytes = Vec::with_capacity(length + 4);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

fn vectors(section: &str) -> Vec<Value> {
    let text = include_str!("../../vectors/cobblestone.json");
    let all: Value = serde_json::from_str(text).unwrap();
    let section = all[section].as_array().unwrap().clone();
    assert!(!section.is_empty());
    section
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("the vector has no {field}"))
}

fn hex(value: &Value, field: &str) -> Vec<u8> {
    HEXLOWER.decode(text(value, field).as_bytes()).unwrap()
}

fn hex32(value: &Value, field: &str) -> [u8; 32] {
    hex(value, field).try_into().unwrap()
}

fn base64(value: &Value, field: &str) -> Vec<u8> {
    BASE64.decode(text(value, field).as_bytes()).unwrap()
}

fn number(value: &Value, field: &str) -> u64 {
    value[field].as_u64().unwrap()
}

fn key(value: &Value) -> FileKey {
    FileKey::from_bytes(hex32(value, "key"))
}

#[test]
fn we_seal_the_same_bytes_and_open_theirs() {
    for vector in vectors("messages") {
        let plain = plaintext(number(&vector, "seed"), usize::try_from(number(&vector, "length")).unwrap());
        assert_eq!(HEXLOWER.encode(&Sha256::digest(&plain)), text(&vector, "plaintext_sha256"));
        let header = hex(&vector, "header");
        let (key, context) = (key(&vector), text(&vector, "context"));
        let sealed = format::seal(&key, context, header[..SALT].try_into().unwrap(), &plain);
        assert_eq!(sealed.len() as u64, number(&vector, "sealed_length"));
        assert_eq!(sealed[..HEADER], header);
        assert_eq!(HEXLOWER.encode(&Sha256::digest(&sealed)), text(&vector, "sealed_sha256"));
        if vector["sealed"].is_string() {
            assert!(sealed == base64(&vector, "sealed"));
        }
        assert!(*format::open(&key, context, &sealed).unwrap() == plain);
        assert!(commits(&key, context, &header));
        let leaves = vector["part_leaves"].as_array().unwrap();
        assert_eq!(leaves.len() as u64, part_count(sealed.len() as u64));
        for (part, leaf) in leaves.iter().enumerate() {
            let range = part_range(part as u64, sealed.len() as u64).unwrap();
            let bytes = &sealed[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()];
            assert_eq!(HEXLOWER.encode(&merkle::leaf_hash(bytes)), leaf.as_str().unwrap());
        }
    }
}

#[test]
fn we_refuse_what_they_refuse() {
    for vector in vectors("refusals") {
        let sealed = base64(&vector, "sealed");
        format::open(&key(&vector), text(&vector, "context"), &sealed).unwrap();
        for case in vector["cases"].as_array().unwrap() {
            let mut altered = match case["keep"].as_array() {
                Some(ranges) => ranges
                    .iter()
                    .map(|range| {
                        range.as_array().unwrap().iter().map(|n| usize::try_from(n.as_u64().unwrap()).unwrap())
                    })
                    .flat_map(|mut range| sealed[range.next().unwrap()..range.next().unwrap()].to_vec())
                    .collect(),
                None => sealed.clone(),
            };
            if let Some(place) = case["flip"].as_u64() {
                altered[usize::try_from(place).unwrap()] ^= 1;
            }
            if case["append"].is_string() {
                altered.extend(hex(case, "append"));
            }
            let key = if case["key"].is_string() { key(case) } else { key(&vector) };
            let context = case["context"].as_str().unwrap_or(text(&vector, "context"));
            let error = match format::open(&key, context, &altered).unwrap_err() {
                Error::WrongKey => "wrong_key",
                Error::Damaged { .. } => "damaged",
                Error::Truncated => "truncated",
                other => panic!("{other:?}"),
            };
            assert_eq!(error, text(case, "error"), "{}", text(case, "name"));
        }
    }
}

#[test]
fn two_part_keys_agree() {
    for vector in vectors("file_keys") {
        let link_key = LinkKey::from_bytes(hex32(&vector, "link_key"));
        let share = KeyShare::from_bytes(hex32(&vector, "share"));
        let object: ObjectId = text(&vector, "object").parse().unwrap();
        assert_eq!(FileKey::derive(&link_key, &share, object).expose()[..], hex(&vector, "file_key")[..]);
    }
}

#[test]
fn links_agree_with_and_without_a_password() {
    for vector in vectors("links") {
        let link = Link::parse(text(&vector, "link")).unwrap();
        assert_eq!((link.origin.as_str(), link.id.as_str()), (text(&vector, "origin"), text(&vector, "id")));
        assert_eq!(*link.expose(), text(&vector, "link"));
        let link_key = match link.secret {
            LinkSecret::Key(link_key) => link_key,
            LinkSecret::Password(lock) => {
                let (link_key, auth) = lock.unlock(text(&vector, "password"));
                assert_eq!(auth.expose()[..], hex(&vector, "auth")[..]);
                // And the other way: the same salt gives the same link.
                let salt = text(&vector, "link").split('.').nth_back(1).unwrap();
                let salt = data_encoding::BASE64URL_NOPAD.decode(salt.as_bytes()).unwrap().try_into().unwrap();
                assert_eq!(PasswordLock::lock_with_salt(&link_key, text(&vector, "password"), salt), (lock, auth));
                link_key
            }
        };
        assert_eq!(link_key.expose()[..], hex(&vector, "link_key")[..]);
    }
}

#[test]
fn metadata_agrees() {
    for vector in vectors("metadata") {
        let (sealed, fields) = (base64(&vector, "sealed"), &vector["fields"]);
        let object: ObjectId = text(&vector, "object").parse().unwrap();
        let metadata = Metadata::open(&key(&vector), object, &sealed).unwrap();
        assert_eq!(serde_json::to_value(&metadata).unwrap(), *fields);
        let salt = sealed[..SALT].try_into().unwrap();
        assert!(metadata.seal(&key(&vector), object, salt).unwrap() == sealed);
    }
}

#[test]
fn account_keys_agree() {
    for vector in vectors("accounts") {
        let salt = hex(&vector, "salt").try_into().unwrap();
        let rounds = u32::try_from(number(&vector, "rounds")).unwrap();
        let keys = AccountKeys::derive(text(&vector, "password"), salt, rounds).unwrap();
        assert_eq!(keys.auth.expose()[..], hex(&vector, "auth")[..]);
        assert_eq!(keys.wrap.expose()[..], hex(&vector, "wrap")[..]);
        let master = MasterKey::from_bytes(hex32(&vector, "master"));
        let wrapped = hex(&vector, "wrapped_master");
        assert_eq!(keys.wrap.unwrap(&wrapped), Ok(master.clone()));
        assert_eq!(keys.wrap.wrap_with_nonce(&master, wrapped[..12].try_into().unwrap())[..], wrapped[..]);
        let recovery = RecoveryKey::parse(text(&vector, "recovery_key")).unwrap();
        assert_eq!(recovery.print().replace('-', ""), text(&vector, "recovery_key"));
        assert_eq!(recovery.wrap_key().unwrap(&hex(&vector, "recovery_wrapped_master")), Ok(master.clone()));
        let entry: EntryId = text(&vector, "entry").parse().unwrap();
        let sealed = base64(&vector, "entry_sealed");
        assert_eq!(*master.open_entry(entry, &sealed).unwrap(), text(&vector, "entry_plaintext").as_bytes());
        let again =
            master.seal_entry(entry, text(&vector, "entry_plaintext").as_bytes(), sealed[..SALT].try_into().unwrap());
        assert!(again == sealed);
    }
}

#[test]
fn roots_agree() {
    for vector in vectors("roots") {
        let leaves: Vec<merkle::Hash> = vector["leaves"]
            .as_array()
            .unwrap()
            .iter()
            .map(|leaf| HEXLOWER.decode(leaf.as_str().unwrap().as_bytes()).unwrap().try_into().unwrap())
            .collect();
        assert_eq!(HEXLOWER.encode(&parts::root(leaves[0], &leaves[1..])), text(&vector, "root"));
    }
}

#[test]
fn the_independent_implementation_opens_what_we_seal() {
    let Ok(python) = std::env::var("WRIT_TEST_PYTHON") else {
        eprintln!("skipped: WRIT_TEST_PYTHON names no Python with the package cryptography, version 50 or later");
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sealed-for-python-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let entropy = Entropy::seeded(11);
    let mut manifest = Vec::new();
    for (seed, length) in (1..).zip([0, 1, 16_383, 16_384, 16_385, 4 * 1024 * 1024 + 3, 8_380_360, 8_380_361]) {
        let (key, plain) = (FileKey::generate(&entropy), plaintext(seed, length));
        let context = format!("writ/v1/content {seed}");
        let file = format!("{length}.sealed");
        std::fs::write(folder.join(&file), format::seal(&key, &context, entropy.bytes(), &plain)).unwrap();
        manifest.push(json!({
            "file": file, "key": HEXLOWER.encode(key.expose()), "context": context, "length": length,
            "sha256": HEXLOWER.encode(&Sha256::digest(&plain)),
        }));
    }
    std::fs::write(folder.join("manifest.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/check.py");
    let output = Command::new(python).arg(script).arg(&folder).output().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}
