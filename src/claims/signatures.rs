//! Signatures under the agreement.
//!
//! What is signed is kept as one record: canonical JSON (RFC 8785) whose exact bytes are sealed and whose SHA-256 is
//! committed to in the log. It names the agreement by the SHA-256 of its bytes, so that years later text, record and
//! log prove each other. A signature confirmed by password is a simple electronic signature, and says so.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::agreements::{self, Agreement};
use super::form::Form;
use super::organisations::{self, MemberRole};
use super::{Actor, Error, store};
use crate::accounts::{self, Auth};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, AgreementId, LogEntryId, MemberId, OrganisationId, SignatureId};
use crate::service::Service;
use crate::tokens::Digest;

/// What a signer affirms, word for word; the wording is part of the record.
pub const AFFIRMATIONS: [(&str, &str); 3] = [
    ("capacity", "I am entitled to sign this agreement in the capacity I state below."),
    ("intent", "I have read the agreement, and I intend to be bound by it, or to bind the organisation I sign for."),
    (
        "electronic",
        "I agree to sign it electronically, and that typing my name and confirming with my password is my signature.",
    ),
];

/// What a signer typed and ticked.
#[derive(Clone, Debug)]
pub struct Signing {
    /// The version that was on the page, so that nobody signs another than they read.
    pub agreement: AgreementId,
    /// Which affirmations were ticked, in the order of [`AFFIRMATIONS`].
    pub affirmed: [bool; 3],
    /// The name as typed.
    pub name: String,
    /// The title as typed.
    pub title: String,
    /// By what authority the signer binds the organisation.
    pub authority: String,
    /// Where the request came from.
    pub address: String,
    /// What the browser called itself.
    pub browser: String,
}

/// What was signed. Its canonical JSON is what is kept and hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// `writ/v1/agreement-signature`.
    pub record: String,
    /// The service's origin name.
    pub service: String,
    /// Its version, language and the SHA-256 of its exact bytes.
    pub agreement: SignedAgreement,
    /// The organisation, by id and name.
    pub organisation: SignedOrganisation,
    /// Who signed, as it was typed.
    pub signer: Signer,
    /// What was affirmed, word for word.
    pub affirmations: Vec<String>,
    /// How it was confirmed: `password` is a simple electronic signature.
    pub method: String,
    /// When.
    pub signed_at: Time,
    /// From which address.
    pub address: String,
    /// By which browser.
    pub browser: String,
}

/// The agreement in a [`Record`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedAgreement {
    /// Its number.
    pub version: i64,
    /// Its language.
    pub locale: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: Digest,
}

/// The organisation in a [`Record`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedOrganisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// The signer in a [`Record`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// The account.
    pub account: AccountId,
    /// `owner`: signed for the organisation too. `agent`: for itself.
    pub role: String,
    /// The name as typed.
    pub name: String,
    /// The title as typed.
    pub title: String,
    /// The authority claimed.
    pub authority: String,
}

/// Why the agreement closes a power. Offers the way that it never closes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No version was published yet.
    Unpublished,
    /// No owner has signed for the organisation, or the member has not signed for itself.
    Unsigned {
        /// Who has yet to sign.
        who: Who,
        /// The version in force.
        current: i64,
    },
    /// An older version was signed.
    Outdated {
        /// Whose signature is old.
        who: Who,
        /// The newest version signed.
        signed: i64,
        /// The version in force.
        current: i64,
    },
}

/// Whose signature is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The organisation's, by an owner.
    Organisation,
    /// The member's own.
    Member,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = |who: &Who| match who {
            Who::Organisation => "an owner of your organisation",
            Who::Member => "you yourself, as every member with direct access does,",
        };
        match self {
            Self::Unpublished => write!(f, "the operator has not published the agreement yet")?,
            Self::Unsigned { who: missing, current } => {
                write!(f, "the agreement (version {current}) is not signed: {} must sign it first", who(missing))?;
            }
            Self::Outdated { who: old, signed, current } => write!(
                f,
                "the agreement was signed in version {signed}, and version {current} is in force: {} must sign it first",
                who(old)
            )?,
        }
        write!(f, ". A notice under the law needs no agreement: send it at /report")
    }
}

/// A member signs the version in force. An owner thereby signs for the organisation; every member accepts for itself.
/// `auth` is the member's, derived again from the password for this.
pub async fn sign(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    signing: &Signing,
    auth: &Auth,
) -> Result<SignatureId, Error> {
    let mut form = Form::default();
    for (ticked, (field, _)) in signing.affirmed.into_iter().zip(AFFIRMATIONS) {
        form.affirmed(field, ticked, "Without this the agreement cannot be signed electronically");
    }
    let name = form.line("name", &signing.name, "Type your full name: it is your signature");
    let title = form.line("title", &signing.title, "Type your title or function");
    let authority =
        form.line("authority", &signing.authority, "Say by what authority you sign, such as managing director");
    form.finish()?;
    accounts::verify_auth(service, actor.account, auth).await?;

    let mut tx = service.db.begin().await?;
    let organisation = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    let member = organisations::member(&mut tx, actor.account, organisation.id).await?.ok_or(Error::NotFound)?;
    if organisation.state == organisations::State::Refused {
        return Err(Error::NotVerified { organisation: organisation.name, state: organisation.state });
    }
    let agreement = agreements::current(&mut tx).await?.ok_or(Error::Agreement(Refusal::Unpublished))?;
    if agreement.id != signing.agreement {
        return Err(Error::Conflict("a newer version was published since you opened this page: read that one"));
    }
    if store::signature_of_member(&mut tx, member.id, agreement.id, member.role.as_str()).await?.is_some() {
        return Err(Error::Conflict("you have signed this version already"));
    }
    let signed_at = service.clock.now();
    let record = Record {
        record: "writ/v1/agreement-signature".to_owned(),
        service: service.keys.origin.clone(),
        agreement: SignedAgreement {
            version: agreement.version,
            locale: agreement.locale.clone(),
            sha256: agreement.sha256,
        },
        organisation: SignedOrganisation { id: organisation.id, name: organisation.name.clone() },
        signer: Signer { account: actor.account, role: member.role.as_str().to_owned(), name, title, authority },
        affirmations: AFFIRMATIONS.iter().map(|(_, wording)| (*wording).to_owned()).collect(),
        method: "password".to_owned(),
        signed_at,
        address: signing.address.clone(),
        browser: signing.browser.chars().take(500).collect(),
    };
    let bytes = Zeroizing::new(serde_json_canonicalizer::to_vec(&record)?);
    let sha256 = Digest::of(&bytes);
    let entry = NewEntry {
        kind: "agreement.signed",
        case: organisation.log_case,
        actor: "member",
        fields: json!({
            "version": agreement.version,
            "locale": agreement.locale,
            "agreement": agreement.sha256.to_string(),
            "role": member.role.as_str(),
            "method": "password",
        }),
        commitments: &[
            ("record", sha256.to_string()),
            ("signer", actor.account.to_string()),
            ("organisation", organisation.name.clone()),
        ],
        journal: None,
    };
    let log_entry = audit::append(&mut tx, service, entry).await?;
    let id = SignatureId::new(&service.clock, &service.entropy);
    let sealed = service.keys.seal(&record_context(id), &bytes);
    let row = store::NewSignature {
        id,
        agreement: agreement.id,
        organisation: organisation.id,
        member: member.id,
        role: member.role,
        record_sealed: &sealed,
        record_sha256: &sha256.0,
        log_entry,
        signed_at,
    };
    store::insert_signature(&mut tx, &row).await?;
    tx.commit().await?;
    Ok(id)
}

/// A signed copy: what a signer downloads, and what proves itself.
#[derive(Clone, Debug)]
pub struct SignedCopy {
    /// The signature.
    pub id: SignatureId,
    /// The version that was signed, with its exact text.
    pub agreement: Agreement,
    /// The record's exact bytes.
    pub record: Zeroizing<Vec<u8>>,
    /// Their SHA-256, as the log commits to it.
    pub record_sha256: Digest,
    /// The log's entry.
    pub log_entry: LogEntryId,
    /// When.
    pub signed_at: Time,
}

/// The signatures of an organisation, newest first, for its members and administrators.
pub async fn signatures(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
) -> Result<Vec<SignedCopy>, Error> {
    let mut tx = service.db.read().await?;
    if !actor.roles.administrator() {
        organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    }
    let mut copies = Vec::new();
    for row in store::signatures(&mut tx, organisation).await? {
        copies.push(SignedCopy {
            id: row.id,
            agreement: agreements::by_id(&mut tx, row.agreement).await?.ok_or(Error::NotFound)?,
            record: service.keys.open_sealed(&record_context(row.id), &row.record_sealed)?,
            record_sha256: store::digest("signatures.record_sha256", &row.record_sha256)?,
            log_entry: row.log_entry,
            signed_at: row.signed_at,
        });
    }
    Ok(copies)
}

/// Checks a signed copy by itself: that the record is canonical and hashes to what the log commits to, and that it names
/// exactly this text. Gives what was signed.
pub fn verify_copy(text: &str, record: &[u8], record_sha256: &Digest) -> Result<Record, &'static str> {
    if Digest::of(record) != *record_sha256 {
        return Err("the record is not the one that was signed");
    }
    let read: Record =
        serde_json::from_slice(record).map_err(|_| "the record is not a signature under the agreement")?;
    if serde_json_canonicalizer::to_vec(&read).ok().as_deref() != Some(record) {
        return Err("the record is not in canonical form");
    }
    if read.agreement.sha256.0 != <[u8; 32]>::from(Sha256::digest(text.as_bytes())) {
        return Err("the text is not the one that was signed");
    }
    Ok(read)
}

/// How an organisation, and one of its members, stand to the agreement.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The version in force.
    pub current: Option<Agreement>,
    /// What closes the verified queue, if anything.
    pub organisation: Option<Refusal>,
    /// What closes direct access to the member, if anything.
    pub member: Option<Refusal>,
}

/// How a member's organisation and the member stand to the agreement: what the pages show before anything is refused.
pub async fn standing(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Standing, Error> {
    let mut tx = service.db.read().await?;
    let member = organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    let refusal = |checked: Result<Agreement, Error>| match checked {
        Ok(_) => Ok(None),
        Err(Error::Agreement(refusal)) => Ok(Some(refusal)),
        Err(error) => Err(error),
    };
    Ok(Standing {
        current: agreements::current(&mut tx).await?,
        organisation: refusal(signed_by_organisation(&mut tx, organisation).await)?,
        member: refusal(signed_by_member(&mut tx, member.id).await)?,
    })
}

/// The version in force, if an owner signed it for the organisation; otherwise the refusal.
pub(super) async fn signed_by_organisation(tx: &mut Tx, organisation: OrganisationId) -> Result<Agreement, Error> {
    let current = agreements::current(tx).await?.ok_or(Error::Agreement(Refusal::Unpublished))?;
    let signed = store::newest_version_signed_for(tx, organisation, MemberRole::Owner.as_str()).await?;
    in_force(current, signed, Who::Organisation)
}

/// The version in force, if this member signed it; otherwise the refusal.
pub(super) async fn signed_by_member(tx: &mut Tx, member: MemberId) -> Result<Agreement, Error> {
    let current = agreements::current(tx).await?.ok_or(Error::Agreement(Refusal::Unpublished))?;
    let signed = store::newest_version_signed_by(tx, member).await?;
    in_force(current, signed, Who::Member)
}

fn in_force(current: Agreement, signed: Option<i64>, who: Who) -> Result<Agreement, Error> {
    match signed {
        Some(version) if version == current.version => Ok(current),
        Some(signed) => Err(Error::Agreement(Refusal::Outdated { who, signed, current: current.version })),
        None => Err(Error::Agreement(Refusal::Unsigned { who, current: current.version })),
    }
}

fn record_context(id: SignatureId) -> String {
    format!("signatures.record/{id}")
}
