//! Signed copies: text, record and log entry together, so that each proves the others, offline and for ever.
//!
//! The file is one JSON object in canonical form (RFC 8785). Nothing in it has to be believed: the record names the text by
//! its SHA-256, the log's entry commits to the record's SHA-256, the openings show it, and the proof leads from the entry to
//! a checkpoint that the log signed.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::agreements::Text;
use super::{ByPasskey, Error, Method, Record, agreements, organisations, record, store};
use crate::accounts::{Actor, passkeys};
use crate::audit;
use crate::audit::bundle::{Checked, Opened};
use crate::audit::checkpoint::{Policy, log_key};
use crate::audit::entry::Entry;
use crate::audit::note::VerifierKey;
use crate::audit::proof::TlogProof;
use crate::claims::store::digest;
use crate::clock::Time;
use crate::ids::{LogEntryId, MemberId, OrganisationId, SignatureId};
use crate::keys::or_instead;
use crate::service::Service;
use crate::texts;
use crate::tokens::Digest;

/// What [`File::format`] says.
const FORMAT: &str = "writ-signed-copy/v1";
/// How many seconds after the record was made it may have been entered: as long as a passkey may take.
#[expect(clippy::cast_possible_wrap, reason = "ten minutes")]
const CEREMONY: i64 = passkeys::CEREMONY.as_secs() as i64;
/// The kind of the entry that tells of a signature.
const SIGNED: &str = "agreement.signed";

/// A signature with what was signed.
#[derive(Clone, Debug)]
pub struct SignedCopy {
    /// The signature.
    pub id: SignatureId,
    /// The version that was signed.
    pub version: i64,
    /// The text that was signed.
    pub text: Text,
    /// What was signed.
    pub record: Record,
    /// The record's exact bytes.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Their SHA-256, as the log commits to it.
    pub sha256: Digest,
    /// What confirmed it, if a passkey did.
    pub by_passkey: Option<ByPasskey>,
    /// The log's entry.
    pub log_entry: LogEntryId,
    /// When.
    pub signed_at: Time,
}

/// A signed copy as it is written to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// `writ-signed-copy/v1`.
    pub format: String,
    /// The agreement's exact text.
    pub text: String,
    /// The record's exact bytes, which are JSON.
    pub record: String,
    /// What confirmed it, if a passkey did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passkey: Option<ByPasskey>,
    /// The log's verifier key that signed the checkpoint of the proof.
    pub log_key: String,
    /// The log's entry, its bytes as logged, in base64.
    pub entry: String,
    /// The C2SP tlog-proof of the entry.
    pub proof: String,
    /// What opens the entry's commitments.
    pub openings: Vec<Opened>,
}

/// A signature of which nobody can read any more what was signed, or what confirmed it. That it was made stands beside that and in the log, and
/// binds as before.
#[derive(Clone, Debug)]
pub struct UnreadableCopy {
    /// The signature.
    pub id: SignatureId,
    /// Whose it is.
    pub member: MemberId,
    /// As what they signed, as the record says it: `owner` or `agent`.
    pub role: String,
    /// The version that was signed.
    pub version: i64,
    /// When.
    pub signed_at: Time,
    /// What is read in its place: that it is erased or was altered.
    pub instead: texts::Text,
}

/// The signatures of an organisation that can be read, newest first, for its members and administrators.
pub async fn of_organisation(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
) -> Result<Vec<SignedCopy>, Error> {
    Ok(all(service, actor, organisation).await?.into_iter().filter_map(Result::ok).collect())
}

/// Those that cannot be read any more, newest first, for its members and administrators.
pub async fn unreadable(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
) -> Result<Vec<UnreadableCopy>, Error> {
    Ok(all(service, actor, organisation).await?.into_iter().filter_map(Result::err).collect())
}

/// Both.
async fn all(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
) -> Result<Vec<Result<SignedCopy, UnreadableCopy>>, Error> {
    let mut tx = service.db.read().await?;
    if !actor.roles.administrator() {
        organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    }
    let mut copies = Vec::new();
    for row in store::of_organisation(&mut tx, organisation).await? {
        let agreement = agreements::by_id(&mut tx, row.agreement).await?.ok_or(Error::NotFound)?;
        let (bytes, assertion) = match opened(service, &row)? {
            Ok(opened) => opened,
            Err(instead) => {
                copies.push(Err(UnreadableCopy {
                    id: row.id,
                    member: row.member,
                    role: row.role,
                    version: agreement.version,
                    signed_at: row.signed_at,
                    instead,
                }));
                continue;
            }
        };
        let record: Record = serde_json::from_slice(&bytes)?;
        let by_passkey = assertion.map(|bytes| serde_json::from_slice(&bytes)).transpose()?;
        copies.push(Ok(SignedCopy {
            id: row.id,
            version: agreement.version,
            text: agreement.text(&record.agreement.locale).ok_or(Error::NotFound)?.clone(),
            record,
            bytes,
            sha256: digest("signatures.record_sha256", &row.record_sha256)?,
            by_passkey,
            log_entry: row.log_entry,
            signed_at: row.signed_at,
        }));
    }
    Ok(copies)
}

/// What lies sealed.
type Bytes = Zeroizing<Vec<u8>>;

/// The bytes of a record, and of what confirmed it if a passkey did; or what is read in their place.
fn opened(service: &Service, row: &store::Row) -> Result<Result<(Bytes, Option<Bytes>), texts::Text>, Error> {
    let record = or_instead(service.keys.legible(&record::context(row.id), &row.record_sealed)?);
    let assertion = match &row.assertion_sealed {
        Some(sealed) => or_instead(service.keys.legible(&record::assertion_context(row.id), sealed)?).map(Some),
        None => Ok(None),
    };
    Ok(match (record, assertion) {
        (Ok(record), Ok(assertion)) => Ok((record, assertion)),
        (Err(instead), _) | (_, Err(instead)) => Err(instead),
    })
}

/// A signature whose record was erased, long after it bound anybody. That it was made stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErasedCopy {
    /// The version that was signed.
    pub version: i64,
    /// When.
    pub signed_at: Time,
    /// When the record was erased.
    pub erased_at: Time,
}

/// The signatures of an organisation whose records were erased, newest first, for its members and administrators.
pub async fn erased(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Vec<ErasedCopy>, Error> {
    let mut tx = service.db.read().await?;
    if !actor.roles.administrator() {
        organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    }
    let rows = store::erased(&mut tx, organisation).await?;
    Ok(rows.into_iter().map(|(version, signed_at, erased_at)| ErasedCopy { version, signed_at, erased_at }).collect())
}

/// The job that erases the records, with network address and browser, of signatures that have bound nobody for as long as
/// something could be claimed under them. What stays: that version, method and role were signed, the record's SHA-256, and the
/// entry of the log, whose openings go with the record. Gives how many went; safe to run twice.
pub(crate) async fn erase_old(service: &Service) -> Result<usize, Error> {
    let now = service.clock.now();
    let ended = now.minus(service.config.limits.signature_details);
    let mut tx = service.db.begin().await?;
    let over = store::over(&mut tx, ended).await?;
    for row in &over {
        if store::erase_details(&mut tx, row.id, now).await? != 1 {
            continue;
        }
        audit::erase(&mut tx, service, row.log_entry).await?;
        let entry = audit::NewEntry {
            kind: "signature.erased",
            case: row.log_case,
            actor: "service",
            fields: serde_json::json!({"version": row.version}),
            commitments: &[],
            journal: Some(audit::Journal::DataErased { entry: row.log_entry }),
        };
        audit::append(&mut tx, service, entry).await?;
    }
    tx.commit().await?;
    Ok(over.len())
}

/// One of them.
///
/// # Errors
/// [`Error::Conflict`] for one that cannot be read any more.
pub async fn copy(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    id: SignatureId,
) -> Result<SignedCopy, Error> {
    let copies = all(service, actor, organisation).await?;
    let is_it = |copy: &Result<SignedCopy, UnreadableCopy>| copy.as_ref().map_or_else(|it| it.id, |it| it.id) == id;
    let found = copies.into_iter().find(is_it).ok_or(Error::NotFound)?;
    found.map_err(|_| Error::Conflict(texts::Text::of("signature-unreadable")))
}

/// A copy as a file, with everything that proves it.
///
/// # Errors
/// [`Error::Conflict`] while its entry is under no checkpoint, which takes moments.
pub async fn file(service: &Service, copy: &SignedCopy) -> Result<Vec<u8>, Error> {
    let not_yet = texts::Text::of("signature-no-checkpoint");
    let proven = audit::proof(service, copy.log_entry).await?.ok_or(Error::Conflict(not_yet))?;
    let mut tx = service.db.read().await?;
    let openings = audit::openings(&mut tx, service, copy.log_entry).await?;
    let file = File {
        format: FORMAT.to_owned(),
        text: copy.text.text.clone(),
        record: String::from_utf8_lossy(&copy.bytes).into_owned(),
        passkey: copy.by_passkey.clone(),
        log_key: log_key(&service.keys.origin, service.keys.log.public()).map_err(audit::Error::from)?.to_string(),
        entry: BASE64.encode(&proven.entry),
        proof: proven.proof,
        openings: openings
            .into_iter()
            .map(|opening| Opened {
                opening: BASE64.encode(&opening.opening),
                field: opening.field,
                value: opening.value,
            })
            .collect(),
    };
    Ok(serde_json_canonicalizer::to_vec(&file)?)
}

/// Checks a copy as it is kept: that the record is canonical and hashes to what the log commits to, and that it names
/// exactly this text. Gives what was signed.
pub fn verify(text: &str, record: &[u8], sha256: &Digest) -> Result<Record, &'static str> {
    if Digest::of(record) != *sha256 {
        return Err("the record is not the one that was signed");
    }
    let record = Record::read(record)?;
    if record.agreement.sha256 != Digest::of(text.as_bytes()) {
        return Err("the text is not the one that was signed");
    }
    Ok(record)
}

/// Checks a file offline, and says in words what it proves and what it does not. `pinned` are the log's verifier keys got
/// from elsewhere than the file: without any, whose log it is has to be believed.
pub fn check(bytes: &[u8], pinned: &[VerifierKey]) -> Checked {
    let mut checked = Checked::default();
    match read(bytes, pinned) {
        Ok((file, record)) => tell(&file, &record, pinned, &mut checked),
        Err(Fault { place, what }) => checked.fault(place, what),
    }
    checked
}

/// What is wrong, and where.
struct Fault {
    place: &'static str,
    what: String,
}

fn fault(place: &'static str) -> impl Fn(&dyn std::fmt::Display) -> Fault {
    move |what| Fault { place, what: what.to_string() }
}

/// The parts of a file, once each has been shown to prove the next.
fn read(bytes: &[u8], pinned: &[VerifierKey]) -> Result<(Logged, Record), Fault> {
    let whole = fault("the file");
    let file: File = serde_json::from_slice(bytes).map_err(|error| whole(&error))?;
    if serde_json_canonicalizer::to_vec(&file).map_err(|error| whole(&error))? != bytes {
        return Err(whole(&"it is not in canonical form (RFC 8785)"));
    }
    if file.format != FORMAT {
        return Err(fault("format")(&format!("it is not {FORMAT}")));
    }
    let sha256 = Digest::of(file.record.as_bytes());
    let record = verify(&file.text, file.record.as_bytes(), &sha256).map_err(|what| fault("record")(&what))?;

    let key: VerifierKey = file.log_key.parse().map_err(|error| fault("log_key")(&error))?;
    if !pinned.is_empty() && !pinned.contains(&key) {
        return Err(fault("log_key")(&"it is none of the keys that you gave"));
    }
    let bytes = BASE64.decode(file.entry.as_bytes()).map_err(|error| fault("entry")(&error))?;
    let entry = Entry::parse(&bytes).map_err(|error| fault("entry")(&error))?;
    let proof: TlogProof = file.proof.parse().map_err(|error| fault("proof")(&error))?;
    if proof.extra.is_some() {
        return Err(fault("proof")(&"it carries something that it does not prove"));
    }
    let proven = proof.verify(&bytes, &Policy::none(key)).map_err(|error| fault("proof")(&error))?;

    let named = [
        ("type", entry.kind == SIGNED),
        ("agreement", entry.text("agreement") == Some(&record.agreement.sha256.to_string())),
        ("locale", entry.text("locale") == Some(record.agreement.locale.as_str())),
        ("version", entry.fields.get("version").and_then(serde_json::Value::as_i64) == Some(record.agreement.version)),
        ("role", entry.text("role") == Some(&record.signer.role)),
        ("method", entry.text("method") == Some(record.method.as_str())),
        ("time", (0..=CEREMONY).contains(&(entry.at.seconds() - record.signed_at.seconds()))),
    ];
    if let Some((field, _)) = named.into_iter().find(|(_, same)| !same) {
        return Err(fault("entry")(&format!("its {field} is not that of the record")));
    }
    let mut committed = vec![
        ("record", sha256.to_string()),
        ("signer", record.signer.account.to_string()),
        ("organisation", record.organisation.name.clone()),
    ];
    match (record.method, &file.passkey) {
        (Method::Password, None) => {}
        (Method::Passkey, Some(by)) => {
            let party = by.assertion.party().ok_or_else(|| fault("passkey")(&"it names no place"))?;
            by.assertion.check(&party, &by.credential, &sha256).map_err(|error| fault("passkey")(&error))?;
            let bytes = serde_json_canonicalizer::to_vec(by).map_err(|error| fault("passkey")(&error))?;
            committed.push(("passkey", Digest::of(&bytes).to_string()));
        }
        _ => return Err(fault("passkey")(&"it is not how the record says that it was confirmed")),
    }
    for (field, value) in &committed {
        let opened = file.openings.iter().find(|opened| opened.field == *field);
        if opened.is_none_or(|opened| opened.value != *value || !opens(&entry, opened)) {
            return Err(fault("openings")(&format!("none shows that the entry commits to this {field}")));
        }
    }
    if file.openings.len() != committed.len() {
        return Err(fault("openings")(&"there are more than the entry has commitments"));
    }
    let at = proven.witnessed.checkpoint;
    let place = file.passkey.and_then(|by| by.assertion.party()).map(|party| party.origin);
    Ok((Logged { origin: at.origin, index: proven.index, size: at.size, at: entry.at, place }, record))
}

/// Where a signature stands in the log.
struct Logged {
    origin: String,
    index: u64,
    size: u64,
    at: Time,
    /// The origin of the page on which a passkey confirmed it.
    place: Option<String>,
}

fn opens(entry: &Entry, opened: &Opened) -> bool {
    let key = BASE64.decode(opened.opening.as_bytes()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    key.is_some_and(|key| entry.opens(&opened.field, &opened.value, &key))
}

fn tell(logged: &Logged, record: &Record, pinned: &[VerifierKey], checked: &mut Checked) {
    let Record { agreement, organisation, signer, .. } = record;
    let language = agreement.language_name();
    checked.story.push(format!(
        "{} {}, {} ({}), signed version {} of the agreement with {} in {language} as {} of {}, confirmed by {}",
        record.signed_at,
        signer.name,
        signer.title,
        signer.authority,
        agreement.version,
        record.service,
        signer.role,
        organisation.name,
        record.method,
    ));
    checked.proven.push(format!(
        "The text in this file, byte for byte, is the one that the record names, and the record is the one that the log \
         {} committed to at {} as entry {} of {}.",
        logged.origin, logged.at, logged.index, logged.size
    ));
    checked.proven.push("Neither text nor record nor time can have been changed since.".to_owned());
    checked.not_proven.push(match &logged.place {
        None => "Who typed the name: a signature confirmed by password is a simple electronic signature.".to_owned(),
        Some(place) => {
            checked.proven.push(format!(
                "A passkey, unlocked by its holder on a page of {place}, signed exactly this record: nobody without it, the \
                 service included, could have."
            ));
            "Who held the passkey: the service says that it was one of the signer's account.".to_owned()
        }
    });
    if pinned.is_empty() {
        checked.not_proven.push(
            "Whose log this is: its key stands in the file itself. Compare it with one you got elsewhere (--key)."
                .to_owned(),
        );
    }
    checked.not_proven.push("Whether a later version was signed, or the membership ended, since.".to_owned());
}
