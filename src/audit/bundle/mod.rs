//! The bundle of a case: everything a party needs to prove, offline and for ever, what happened to its claim.
//!
//! One JSON object in canonical form (RFC 8785): the entries of the claim's case and of its objects' cases, each with its
//! path to one checkpoint; the openings that the party may see; the signed orders and receipts; and the entries that
//! admitted the mirrors, which carry their keys. Nothing in it has to be believed: every byte is bound by a signature, a
//! hash or a commitment, or by the form itself, and [`check()`] finds and locates one that changed.

mod check;
mod store;

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

pub use self::check::{Checked, check};

use super::cosign::with_cosignatures;
use super::entry::Entry;
use super::sequencer::hashes_of;
use super::{Error, Opening};
use crate::db::{Db, Tx};
use crate::ids::{AccountId, CaseId, ClaimId, LogEntryId};
use crate::keys::{Keys, Purpose};
use crate::merkle;
use crate::tokens::VerifyingKey;

/// What [`Bundle::format`] says.
const FORMAT: &str = "writ-bundle/v1";
/// The kind of the entry that carries a mirror's key.
const MIRROR_ADMITTED: &str = "mirror.admitted";

/// Who is handed the bundle, and so which openings are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// Who filed the claim: sees what it filed, and what became of the objects; not whose they are.
    Claimant,
    /// An uploader: sees what became of its own objects; not who filed.
    Uploader(AccountId),
    /// Staff: sees everything that was not erased.
    Staff,
}

impl Party {
    /// Whether the opening of a field of the claim's own case is for this party. `own` says whether the entry is about an
    /// object of the party's own. Who on the staff did what is for staff.
    fn sees_of_claim(self, field: &str, own: bool) -> bool {
        match self {
            Self::Staff => true,
            Self::Claimant => {
                let seen = ["claimant", "statement", "targets", "positions", "object", "root", "link", "reasons"];
                seen.contains(&field)
            }
            Self::Uploader(_) => own && ["object", "root", "link", "reasons"].contains(&field),
        }
    }

    /// Whether the opening of a field of an object's case is for this party.
    fn sees_of_object(self, field: &str) -> bool {
        match self {
            Self::Staff => true,
            Self::Claimant => ["object", "blob", "root", "hold", "link", "disablement"].contains(&field),
            Self::Uploader(_) => {
                ["object", "blob", "root", "hold", "link", "disablement", "uploader", "notice"].contains(&field)
            }
        }
    }
}

/// A bundle as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// `writ-bundle/v1`.
    pub format: String,
    /// The log's verifier key that signed the checkpoint.
    pub log_key: String,
    /// The signed checkpoint that all entries lead to, with its cosignatures.
    pub checkpoint: String,
    /// The keys that signed orders and proofs of possession.
    pub service_keys: Vec<VerifyingKey>,
    /// The claim's case, and then those of its objects: each whole, up to the last entry given.
    pub cases: Vec<Case>,
    /// The entries that admitted mirrors, with their keys.
    pub mirrors: Vec<Proven>,
    /// The signed orders (`writ-order+jwt`).
    pub orders: Vec<String>,
    /// The mirrors' signed receipts (`writ-receipt+jwt`).
    pub receipts: Vec<String>,
    /// The signed proofs of possession (`writ-possession+jwt`).
    pub possessions: Vec<String>,
}

/// A case of the log, from its first entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its id, as its entries have it.
    pub case: CaseId,
    /// Its entries, in their order.
    pub entries: Vec<Proven>,
}

/// An entry with what proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proven {
    /// Its index in the log.
    pub index: u64,
    /// Its bytes as logged, in base64.
    pub entry: String,
    /// The path from it to the checkpoint's root, each hash in base64.
    pub path: Vec<String>,
    /// What opens its commitments, as far as the party may see it.
    pub openings: Vec<Opened>,
}

/// The opening of a commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The field.
    pub field: String,
    /// Its value.
    pub value: String,
    /// The 32 bytes that open the commitment, in base64.
    pub opening: String,
}

/// Why no bundle could be made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no such claim, or it is nothing to this party.
    #[error("there is no such claim")]
    NotFound,
    /// The claim is so new that it is under no checkpoint.
    #[error("this claim is under no checkpoint yet; try again in a moment")]
    NotYet,
    /// The log or database.
    #[error(transparent)]
    Log(#[from] Error),
}

impl From<sqlx::Error> for ExportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Log(error.into())
    }
}

/// Exports the bundle of a claim for a party, as the bytes of the file. Entries that are not yet under a checkpoint are left
/// out, so whoever wants the latest asks for [`super::cosigned_checkpoint`] first.
pub async fn export(db: &Db, keys: &Keys, claim: ClaimId, party: Party) -> Result<Vec<u8>, ExportError> {
    let mut tx = db.read().await?;
    let claim_case = store::case_of_claim(&mut tx, claim).await?.ok_or(ExportError::NotFound)?;
    let mut targets = store::targets(&mut tx, claim).await?;
    if let Party::Uploader(account) = party {
        targets.retain(|target| target.owner == account);
        if targets.is_empty() {
            return Err(ExportError::NotFound);
        }
    }
    // The latest checkpoint; one that witnesses cosigned before one that none did.
    let (size, note) = super::store::checkpoint_over(&mut tx, -1, 0).await?.ok_or(ExportError::NotYet)?;
    let lines = super::store::cosignatures(&mut tx, size).await?;
    let mut exporter = Exporter { tx, keys, size };

    let owned: Vec<String> = targets.iter().map(|target| target.object.to_string()).collect();
    let sees = |opening: &Opening, object: Option<&str>| {
        party.sees_of_claim(&opening.field, object.is_some_and(|object| owned.iter().any(|own| own == object)))
    };
    let mut cases = vec![exporter.case(claim_case, sees).await?.ok_or(ExportError::NotYet)?];
    let (mut orders, mut receipts, mut possessions) = (Vec::new(), Vec::new(), Vec::new());
    for target in targets {
        // What the claimant showed of itself is not for the uploader.
        if !matches!(party, Party::Uploader(_)) {
            possessions.extend(target.possession_token);
        }
        if cases.iter().any(|case| case.case == target.log_case) {
            continue;
        }
        cases.extend(exporter.case(target.log_case, |opening, _| party.sees_of_object(&opening.field)).await?);
        for (token, entry) in store::orders(&mut exporter.tx, target.object).await? {
            if exporter.covers(entry).await? {
                orders.push(token);
            }
        }
        for (token, entry) in store::receipts(&mut exporter.tx, target.object).await? {
            if exporter.covers(entry).await? {
                receipts.push(token);
            }
        }
    }
    let mut mirrors = Vec::new();
    for row in store::of_kind(&mut exporter.tx, MIRROR_ADMITTED, size).await? {
        mirrors.push(exporter.prove(row.log_index, row.id, &row.bytes, |_, _| true).await?);
    }
    let signed_by_service = !orders.is_empty() || !possessions.is_empty();
    let mut service_keys = Vec::new();
    if signed_by_service {
        for row in super::store::signing_keys(&mut exporter.tx, Purpose::Order).await? {
            service_keys.push(VerifyingKey::new(row.public()?));
        }
        if service_keys.is_empty() {
            service_keys.push(VerifyingKey::from(&keys.order()));
        }
    }
    let (log_key, note) = super::signed_by_one(keys, &note)?;
    let bundle = Bundle {
        format: FORMAT.to_owned(),
        log_key: log_key.to_string(),
        checkpoint: with_cosignatures(&note, &lines),
        service_keys,
        cases,
        mirrors,
        orders,
        receipts,
        possessions,
    };
    serde_json_canonicalizer::to_vec(&bundle)
        .map_err(|error| Error::Entry(super::entry::Error::Malformed(error.to_string())).into())
}

/// Reads and proves entries under one checkpoint, over one snapshot of the database.
struct Exporter<'a> {
    tx: Tx,
    keys: &'a Keys,
    size: i64,
}

impl Exporter<'_> {
    /// A case as far as the checkpoint covers it; `None` when it covers nothing of it. `sees` says of an opening, and the
    /// object that its entry is about, whether it goes along.
    async fn case(
        &mut self,
        case: CaseId,
        sees: impl Fn(&Opening, Option<&str>) -> bool,
    ) -> Result<Option<Case>, Error> {
        let mut entries = Vec::new();
        for row in super::store::numbered_of_case(&mut self.tx, case).await? {
            if row.log_index < self.size {
                entries.push(self.prove(row.log_index, row.id, &row.bytes, &sees).await?);
            }
        }
        Ok((!entries.is_empty()).then_some(Case { case, entries }))
    }

    async fn prove(
        &mut self,
        index: i64,
        id: LogEntryId,
        bytes: &[u8],
        sees: impl Fn(&Opening, Option<&str>) -> bool,
    ) -> Result<Proven, Error> {
        let (index, size) = (u64::try_from(index).unwrap_or(0), u64::try_from(self.size).unwrap_or(0));
        let ranges = merkle::inclusion_ranges(index, size).ok_or(Error::NoSuchSize)?;
        let path = hashes_of(&mut self.tx, &ranges).await?;
        let openings = super::openings::openings_with(&mut self.tx, self.keys, id).await?;
        let object = openings.iter().find(|opening| opening.field == "object").map(|opening| opening.value.clone());
        Ok(Proven {
            index,
            entry: BASE64.encode(bytes),
            path: path.iter().map(|hash| BASE64.encode(hash)).collect(),
            openings: openings
                .into_iter()
                .filter(|opening| sees(opening, object.as_deref()))
                .map(|opening| Opened {
                    opening: BASE64.encode(&opening.opening),
                    field: opening.field,
                    value: opening.value,
                })
                .collect(),
        })
    }

    async fn covers(&mut self, entry: LogEntryId) -> Result<bool, Error> {
        Ok(super::store::index(&mut self.tx, entry).await?.is_some_and(|index| index < self.size))
    }
}

/// A mirror as the entry that admitted it names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// Its id, the `iss` of its receipts.
    pub mirror: crate::ids::MirrorId,
    /// Its key.
    pub key: VerifyingKey,
    /// Its host.
    pub host: String,
    /// Its country.
    pub jurisdiction: String,
}

impl Admitted {
    /// Reads the fields of a `mirror.admitted` entry: `mirror`, `public_key` (base64url), `host`, `jurisdiction`.
    pub fn read(entry: &Entry) -> Option<Self> {
        if entry.kind != MIRROR_ADMITTED {
            return None;
        }
        let public = data_encoding::BASE64URL_NOPAD.decode(entry.text("public_key")?.as_bytes()).ok()?;
        Some(Self {
            mirror: entry.text("mirror")?.parse().ok()?,
            key: VerifyingKey::new(public.try_into().ok()?),
            host: entry.text("host")?.to_owned(),
            jurisdiction: entry.text("jurisdiction")?.to_owned(),
        })
    }
}
